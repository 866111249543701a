"""Pages that begin while a plan has an error in its files go by its last sound reading; the other plan's are as ever."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flows.acts.open_home import OpenHome
from notifications.links import ANSWER, JUDGE, OFFICE
from tests.homes.pages.door import app_of, ask, token_of
from tests.homes.pages.visitor import text_of
from tests.homes.plans.two_provinces import SPOILS, two_provinces


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenHome]:
    with two_provinces(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize("spoil", SPOILS)
def test_every_page_of_both_plans_is_there_with_its_names(office: OpenHome, spoil: Callable[[OpenHome], None]) -> None:
    spoil(office)
    app = app_of(office)
    for province, name in (("", "tỉnh Thử"), ("tinh-hai:", "tỉnh Hai")):
        for path, agency, purpose, shown in (
            ("tra-loi", "so-y-te", ANSWER, "Việc của các sở"),
            ("theo-doi", "cong-an-tinh", JUDGE, "Công an tỉnh"),
            ("van-phong", "van-phong-ubnd-tinh", OFFICE, "Văn phòng UBND tỉnh"),
        ):
            page = ask(app, "GET", f"/{path}/{token_of(office, province + agency, purpose)}")
            assert page.status_code == 200, (name, path, text_of(page))
            assert shown in text_of(page)
