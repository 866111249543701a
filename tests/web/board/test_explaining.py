"""From a red cell of the office's board to a request that its agency explain: two presses, and the Chairman's board has none."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from models.tables.ad_hoc import Request
from notifications.links import BOARD, link_key, sign_link
from tests.homes.pages.desks import LAM, PROVINCIAL_OFFICE, Desks, open_desks
from tests.homes.pages.visitor import HEALTH, LAST_DAY, text_of

LATE = date(2023, 6, 20)


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[Desks]:
    with open_desks(tmp_path) as opened:
        yield opened


def test_a_red_cell_of_the_offices_board_leads_to_a_request_that_is_confirmed(desks: Desks) -> None:
    line = desks.check_in("II.1.a")
    desks.move_to(LATE)
    office = desks.office()
    board = desks.browser.get(f"{office}/bang/o/{HEALTH}/II.1.a")
    assert f'href="{office}/giai-trinh/{line}"' in board.text
    page = f"{office}/giai-trinh/{line}"
    fields = desks.form(page, "explaining", **LAM)
    assert fields["subject"] == "Giải trình việc chậm báo cáo nhiệm vụ II.1.a, 6 tháng đầu năm 2023"
    assert fields["due"] == "23/6/2023"
    said = desks.follow(page, desks.send(page, fields))
    assert "ghi 1 yêu cầu đột xuất" in said
    with desks.database.read() as session:
        (asked,) = session.exec(select(Request)).all()
    assert (asked.agencies, asked.due_on, asked.subject) == (HEALTH, date(2023, 6, 23), fields["subject"])
    (act,) = desks.acts("request")
    assert (act.name, act.way) == ("Trần Văn Lâm", "page")
    again = desks.send(page, fields)
    assert (again.status_code, "Yêu cầu này đã được ghi nhận hôm nay" in text_of(again)) == (422, True)


def test_who_only_looks_has_no_press_and_what_is_not_late_is_not_asked_about(desks: Desks) -> None:
    line = desks.check_in("II.1.a")
    assert desks.browser.get(f"{desks.office()}/giai-trinh/{line}").status_code == 404
    desks.move_to(LATE)
    key = link_key(desks.home)
    for reader in ("chu-tich-ubnd-tinh", PROVINCIAL_OFFICE):
        board = "/bang/" + sign_link(key, reader, BOARD, LAST_DAY)
        shown = desks.browser.get(f"{board}/o/{HEALTH}/II.1.a")
        assert (shown.status_code, "giai-trinh" in shown.text) == (200, False)
        assert desks.browser.get(f"{board}/giai-trinh/{line}").status_code == 404
    assert desks.browser.get(f"{desks.office(HEALTH)}/bang/tong-hop").status_code == 403
