"""The board: every number opens its list, a red cell its answer and evidence in two clicks, and nothing is changed."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from httpx import Response
from sqlmodel import select

from models.audit.views import views_between
from models.home import clock_of
from models.tables.core import CheckIn
from notifications.links import BOARD, JUDGE, link_key, sign_link
from tests.homes.busy_office import SEEN_ON, Busy, busy_office
from tests.homes.pages.visitor import Visitor, text_of
from web.app import make_app


class Board:
    """The busy home's board, opened by the Chairman's link."""

    def __init__(self, busy: Busy, browser: Visitor) -> None:
        self.busy, self.browser = busy, browser
        self.token = self.sign("chu-tich-ubnd-tinh")

    def sign(self, recipient: str, purpose: str = BOARD) -> str:
        return sign_link(link_key(self.busy.office.home), recipient, purpose, SEEN_ON + timedelta(days=30))

    def get(self, rest: str = "/tong-hop", token: str = "") -> Response:
        return self.browser.get(f"/bang/{token or self.token}{rest}")


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    with busy_office(tmp_path_factory.mktemp("board")) as busy:
        office = busy.office
        app = make_app(office.home, office.database, office.library, clock_of(office.database))
        yield Board(busy, Visitor(app))


def test_the_link_leads_to_the_board_and_no_other_link_does(board: Board) -> None:
    first = board.get("")
    assert (first.status_code, first.headers["location"]) == (303, f"{board.token}/tong-hop")
    assert board.get().status_code == 200
    assert board.get(token=board.sign("cong-an-tinh", JUDGE)).status_code == 403


def test_the_four_cells_and_the_map_say_what_the_lists_behind_them_hold(board: Board) -> None:
    page = board.get().text
    for stage, count in re.findall(r'danh-sach/(\w+)"><strong>(\d+)</strong>', page):
        listed = text_of(board.get(f"/danh-sach/{stage}"))
        assert f": {count} phiếu báo cáo." in listed
    signs = re.findall(r'<td class="(\w)"><a href="o/[^"]+">([^<]+)</a>', page)
    assert {("o", True), ("w", False)} <= {(css, sign.startswith("!")) for css, sign in signs}
    assert all({"o": "!", "l": "T", "w": "…", "t": "✓"}[css] == sign[0] for css, sign in signs)


def test_a_cell_opens_the_answer_and_the_answer_its_evidence(board: Board) -> None:
    with board.busy.office.database.read() as session:
        answered = session.exec(select(CheckIn).where(CheckIn.id == board.busy.of["answered"])).one()
    holder, ref = answered.holder, answered.ref
    assert f'href="o/{holder}/{ref}"' in board.get().text
    shown = board.get(f"/o/{holder}/{ref}").text
    assert "Đã tổ chức 02 hội nghị quán triệt, 120 lượt người dự." in shown
    [file] = re.findall(r"/minh-chung/(\d+)", shown)[:1]
    given = board.get(f"/minh-chung/{file}")
    assert given.content.startswith(b"%PDF")
    assert board.get("/minh-chung/999999").status_code == 404


def test_a_past_day_is_shown_as_it_was_and_a_day_to_come_is_not(board: Board) -> None:
    then = board.get("/tong-hop?ngay=03/6/2024")
    assert "Tính đến hết ngày&nbsp;03/6/2024" in then.text
    assert 'href="o/so-y-te/II.1.a?ngay=03%2F6%2F2024"' in then.text
    assert board.get("/tong-hop?ngay=2030-01-01").status_code == 404
    assert board.get("/tong-hop?ngay=hom-nay").status_code == 404
    assert board.get("/tong-hop?ke-hoach=khong-co").status_code == 404


def test_the_wall_turns_its_pages_by_itself_until_it_is_stopped_and_says_how_many_more_there_are(board: Board) -> None:
    first = board.get("/tong-hop?wall=1")
    assert first.text.count('<th scope="row">') == 12
    assert first.headers["refresh"] == "20;url=?wall=1&trang=2"
    assert re.search(r"… và \d+ việc khác", first.text)
    assert "refresh" not in board.get("/tong-hop?wall=1&trang=1&dung=1").headers
    last = board.get("/tong-hop?wall=1&trang=999")
    assert last.headers["refresh"] == "20;url=?wall=1&trang=1"
    assert "việc khác" not in last.text


def test_every_page_is_read_only_small_and_noted_in_the_trail(board: Board) -> None:
    before = _views(board)
    for rest in ("/tong-hop", "/danh-sach/open_overdue", "/co-quan/so-y-te"):
        page = board.get(rest)
        assert page.status_code == 200
        assert "<script" not in page.text
        assert 'method="post"' not in page.text
    assert len(board.get().content) < 60_000
    assert board.browser.request("POST", f"/bang/{board.token}/tong-hop").status_code == 405
    assert _views(board) > before


def _views(board: Board) -> int:
    return len(list(views_between(board.busy.office.home, SEEN_ON, SEEN_ON)))
