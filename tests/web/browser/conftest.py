"""What the tests in a real browser share."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.homes.pages.serving import TELEPHONE


@pytest.fixture
def telephone(chromium: Browser) -> Iterator[Page]:
    """Give a fresh page on a telephone's screen, without scripts, as the strictest of browsers shows it."""
    context = chromium.new_context(viewport=TELEPHONE, java_script_enabled=False, locale="vi-VN")
    yield context.new_page()
    context.close()
