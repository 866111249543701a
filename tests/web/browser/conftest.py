"""What the tests in a real browser share."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.homes.pages.serving import TELEPHONE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture
def telephone(chromium: "Browser") -> Iterator["Page"]:
    """Give a fresh page on a telephone's screen, without scripts, as the strictest of browsers shows it."""
    context = chromium.new_context(viewport=TELEPHONE, java_script_enabled=False, locale="vi-VN")
    yield context.new_page()
    context.close()
