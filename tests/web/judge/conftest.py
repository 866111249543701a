"""A home whose agencies have answered, in front of those who judge and decide."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.homes.pages.desks import Desks, open_desks


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[Desks]:
    """Give the pages of those who judge and decide."""
    with open_desks(tmp_path) as opened:
        yield opened
