"""People let in under their own name: by the office's page and by command, ended at once, and each page asks what they may."""

import re
from collections.abc import Iterator

import pytest

from cli.__main__ import main
from models.access.rights import Right, has_right
from models.settings import open_home
from models.tables.people import Access
from notifications.links import BOARD, JUDGE, OFFICE, PAGES, link_key, sign_link
from plan.library import Library
from tests.homes.pages.desks import PROVINCIAL_OFFICE, Desks, open_desks
from tests.homes.pages.visitor import LAST_DAY, Visitor, text_of
from web.app import make_app

CLERK = ["--by", "Lê Thị Hạnh"]
PEOPLE = {
    "can-bo": Access.OFFICE,
    "theo-doi": Access.TRACKER,
    "chu-tich": Access.CHAIRMAN,
    "pct": Access.VICE_CHAIRMAN,
    "thanh-tra": Access.INSPECTOR,
    "xem": Access.READER,
}
WRITTEN = {"can-bo": "van-phong", "pct": "pho-chu-tich"}
OPENS = {
    f"/{PAGES[BOARD]}/{{}}/tong-hop": Right.SEE_BOARD,
    f"/{PAGES[BOARD]}/{{}}/nhat-ky": Right.SEE_TRAIL,
    f"/{PAGES[BOARD]}/{{}}/da-xem": Right.SEE_VIEWS,
    f"/{PAGES[BOARD]}/{{}}/bao-cao": Right.SEE_REPORTS,
    f"/{PAGES[JUDGE]}/{{}}": Right.JUDGE,
    f"/{PAGES[OFFICE]}/{{}}": Right.DECIDE,
    f"/{PAGES[OFFICE]}/{{}}/bang/nhat-ky": Right.SEE_TRAIL,
    f"/{PAGES[OFFICE]}/{{}}/nguoi-duoc-cap-quyen": Right.LET_IN,
    f"/{PAGES[OFFICE]}/{{}}/du-lieu-ca-nhan": Right.LET_IN,
    f"/{PAGES[OFFICE]}/{{}}/du-thao": Right.DECIDE,
    f"/{PAGES[OFFICE]}/{{}}/cong-van": Right.DECIDE,
    f"/{PAGES[OFFICE]}/{{}}/bat-dau": Right.DECIDE,
}
"""Pages behind a link, and the right that each needs."""


def run(desks: Desks, *arguments: str) -> int:
    return main([*arguments, "--home", str(desks.home.path)])


def recipient(code: str) -> str:
    agency = "cong-an-tinh" if code == "theo-doi" else PROVINCIAL_OFFICE
    return f"{agency}/board-{code}"


def address(desks: Desks, page: str, code: str, epoch: int = 0) -> str:
    purpose = next(purpose for purpose, name in PAGES.items() if f"/{name}/" in page)
    return page.format(sign_link(link_key(desks.home), recipient(code), purpose, LAST_DAY, epoch))


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desks]:
    with open_desks(tmp_path_factory.mktemp("people")) as found:
        for code in PEOPLE:
            given = ["people", "give", code, "--as", WRITTEN.get(code, code), "--name", f"Người {code}", *CLERK]
            agency = ["--agency", "cong-an-tinh"] if code == "theo-doi" else []
            assert run(found, *given, *agency) == 0
        yield found


@pytest.mark.parametrize("page", OPENS)
def test_each_page_opens_to_whom_the_table_lets_in_and_tells_the_others_why_not(desks: Desks, page: str) -> None:
    for code, access in PEOPLE.items():
        answer = desks.browser.get(address(desks, page, code))
        if has_right(access, OPENS[page]) and (f"/{PAGES[OFFICE]}/" not in page or access == Access.OFFICE):
            assert answer.status_code == 200, (code, text_of(answer))
        else:
            assert answer.status_code == 403, code
            assert "không mở được trang này" in text_of(answer)


def test_an_inspector_finds_no_form_that_changes_anything_on_any_page_and_every_post_is_refused(desks: Desks) -> None:
    before = desks.counts()
    for page in OPENS:
        there = address(desks, page, "thanh-tra")
        answer = desks.browser.get(there)
        assert 'method="post"' not in answer.text, page
        sent = desks.send(there, {"act": "verdicts", "name": "X", "seal": desks.seal(there.partition("?")[0])})
        assert sent.status_code in (403, 405), page
    assert desks.counts() == before


def test_an_inspector_reads_in_the_trail_who_was_let_in_by_whom_and_what_was_looked_at(desks: Desks) -> None:
    desks.browser.get(address(desks, f"/{PAGES[BOARD]}/{{}}/tong-hop", "pct"))
    there = address(desks, f"/{PAGES[BOARD]}/{{}}/nhat-ky", "thanh-tra")
    last, first = (text_of(desks.browser.get(f"{there}{asked}")) for asked in ("?trang=99", ""))
    page = f"{last} {first}"
    assert "cấp quyền mã «thanh-tra»: thanh tra, kiểm tra: Người thanh-tra [Lê Thị Hạnh" in page
    assert "(người được cấp quyền «pct»): xem bảng theo dõi" in page
    wrong = desks.browser.get(address(desks, f"/{PAGES[BOARD]}/{{}}/nhat-ky", "thanh-tra") + "?tu=hôm+qua")
    assert "Ngày viết như 30/6/2023" in text_of(wrong)
    board = desks.browser.get(address(desks, f"/{PAGES[BOARD]}/{{}}/tong-hop", "thanh-tra")).text
    assert 'href="nhat-ky"' in board
    assert 'href="nhat-ky"' not in desks.browser.get(address(desks, f"/{PAGES[BOARD]}/{{}}/tong-hop", "pct")).text


def test_who_looked_at_what_is_told_by_name_access_and_object_to_the_inspector_and_by_command(
    desks: Desks, capsys: pytest.CaptureFixture[str]
) -> None:
    desks.browser.get(address(desks, f"/{PAGES[BOARD]}/{{}}/phieu/{desks.check_in('II.1.a')}", "pct"))
    page = text_of(desks.browser.get(address(desks, f"/{PAGES[BOARD]}/{{}}/da-xem", "thanh-tra")))
    assert "xem phiếu báo cáo II.1.a (6 tháng đầu năm 2023), bảng theo dõi [Người pct, trên trang, Phó Chủ tịch" in page
    assert "Lượt xem được giữ 24 tháng rồi xóa. Căn cứ: Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15" in page
    assert "Người pct: " in page
    assert "cấp quyền mã" not in page
    capsys.readouterr()
    assert run(desks, "audit", "--views") == 0
    told = capsys.readouterr().out
    assert "Người pct, trên trang, Phó Chủ tịch UBND tỉnh" in told
    assert "cấp quyền" not in told.replace("người được cấp quyền", "")


def test_a_page_is_shown_where_the_log_of_views_cannot_be_written(desks: Desks) -> None:
    folder = desks.home.path / "views"
    aside = folder.rename(desks.home.path / "views-aside")
    folder.write_text("một tệp ở chỗ thư mục", encoding="utf-8")
    try:
        assert desks.browser.get(address(desks, f"/{PAGES[BOARD]}/{{}}/tong-hop", "pct")).status_code == 200
    finally:
        folder.unlink()
        aside.rename(folder)


def test_who_leaves_is_shut_out_at_once_after_a_restart_and_when_his_code_is_given_to_another(desks: Desks) -> None:
    page = f"/{PAGES[BOARD]}/{{}}/tong-hop"
    assert run(desks, "people", "give", "nguoi-di", "--as", "thanh-tra", "--name", "Trần Văn Đi", *CLERK) == 0
    held = address(desks, page, "nguoi-di")
    assert desks.browser.get(held).status_code == 200
    assert run(desks, "people", "end", "nguoi-di", "--reason", "Chuyển công tác", *CLERK) == 0
    assert "đã bị thu hồi" in text_of(desks.browser.get(held))
    restarted = Visitor(make_app(desks.home, desks.database, Library(desks.home.plans), desks.clock))
    assert restarted.get(held).status_code == 410
    assert run(desks, "people", "give", "nguoi-di", "--as", "xem", "--name", "Lê Thị Đến", *CLERK) == 0
    assert desks.browser.get(held).status_code == 410
    assert desks.browser.get(address(desks, page, "nguoi-di", epoch=1)).status_code == 200
    assert [(one.kind, one.item, one.name) for one in desks.acts("end-access")] == [
        ("end-access", "nguoi-di", "Lê Thị Hạnh")
    ]


def test_whom_the_settings_no_longer_name_is_shut_out_while_the_pages_run_and_ends_with_the_next_look(
    desks: Desks, capsys: pytest.CaptureFixture[str]
) -> None:
    file, page = desks.home.path / "dondoc.toml", f"/{PAGES[BOARD]}/{{}}/tong-hop"
    file.write_text('board_readers = ["noi-vu = Sở Nội vụ", "so-y-te = Sở Y tế"]\n', encoding="utf-8")
    running = Visitor(make_app(open_home(desks.home.path), desks.database, Library(desks.home.plans), desks.clock))
    assert run(desks, "links", "show", "noi-vu", *CLERK) == 0
    held = re.findall(r"(/bang/\S+)", capsys.readouterr().out)[0] + "/tong-hop"
    assert running.get(held).status_code == 200
    file.write_text('board_readers = ["noi-vu = Người khác", "so-y-te = Sở Y tế"]\n', encoding="utf-8")
    assert running.get(held).status_code == 410, "another person's line, before anything has looked at it"
    assert run(desks, "people", "list") == 0
    told = capsys.readouterr().out
    assert "noi-vu: Người khác" in told
    assert "so-y-te: mã trong board_readers trùng mã của một cơ quan" in told
    assert running.get(held).status_code == 410, "the links of before are not the new person's"
    file.write_text("", encoding="utf-8")
    assert running.get(address(desks, page, "noi-vu", epoch=1)).status_code == 410


def test_the_office_lets_in_and_ends_on_its_page_and_what_is_wrong_is_told_with_all_that_was_typed(
    desks: Desks,
) -> None:
    page = desks.office() + "/nguoi-duoc-cap-quyen"
    seal = desks.seal(desks.office())
    typed = {"seal": seal, "act": "let-in", "their-name": "Hoàng Thị Mai", "code": "Mai", "name": "", "access": ""}
    wrong = desks.send(page, typed)
    assert wrong.status_code == 422
    assert "Chưa chọn quyền" in text_of(wrong)
    assert 'value="Hoàng Thị Mai"' in wrong.text
    wrong = desks.send(page, typed | {"access": "thanh-tra"})
    assert "Hãy ghi họ và tên." in text_of(wrong)
    assert "Mã viết bằng chữ thường không dấu" in text_of(wrong)
    right = typed | {"access": "thanh-tra", "code": "mai", "name": "Lê Thị Hạnh"}
    assert "đã ghi nhận qua liên kết này: cấp quyền cho 1 người" in desks.follow(page, desks.send(page, right))
    held = address(desks, f"/{PAGES[BOARD]}/{{}}/tong-hop", "mai")
    assert desks.browser.get(held).status_code == 200
    ending = {"seal": seal, "act": "end-access", "code-mai": "1", "reason": "Hết đợt kiểm tra", "name": "Lê Thị Hạnh"}
    assert "thôi cấp quyền của 1 người" in desks.follow(page, desks.send(page, ending))
    assert desks.browser.get(held).status_code == 410


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["--as", "thanh-tra", "--name", ""], "còn trống"),
        (["--as", "theo-doi", "--name", "A"], "phải thuộc cơ quan theo dõi"),
        (["--as", "xem", "--name", "A", "--agency", "so-y-t"], "Không có cơ quan «so-y-t»"),
        (["--as", "xem", "--name", "A", "--address", "a@"], "không đúng dạng"),
        (["--as", "xem", "--name", "A", "--fields", "so y te"], "không phải số mục"),
        (["--as", "quan-tri", "--name", "A"], "quyền"),
    ],
)
def test_a_command_that_cannot_let_in_says_why(
    desks: Desks, capsys: pytest.CaptureFixture[str], given: list[str], told: str
) -> None:
    assert run(desks, "people", "give", "ai-do", *given, *CLERK) in (1, 2)
    assert told in capsys.readouterr().err
    assert run(desks, "people", "give", "so-y-te", "--as", "xem", "--name", "A", *CLERK) == 1
    assert "là mã của một cơ quan" in capsys.readouterr().err


def test_the_office_exports_and_erases_on_its_page_what_is_held_about_a_person(desks: Desks) -> None:
    page, seal = desks.office() + "/du-lieu-ca-nhan", desks.seal(desks.office())
    desks.answer("II.1.b")
    typed = {"seal": seal, "act": "export-person", "their-name": "Nguyễn Thị Hòa", "agency": "", "name": "Lê Thị Hạnh"}
    wrong = desks.send(page, typed)
    assert wrong.status_code == 422
    assert "Tìm theo họ tên thì hãy ghi cơ quan" in text_of(wrong)
    file = desks.send(page, typed | {"agency": "so-y-te"})
    assert file.headers["content-type"] == "application/zip"
    assert file.content.startswith(b"PK")
    erasing = typed | {"agency": "so-y-te", "act": "erase-person"}
    assert "hãy đánh dấu ô xác nhận" in text_of(desks.send(page, erasing))
    told = desks.follow(page, desks.send(page, erasing | {"sure": "1"}))
    assert "xuất dữ liệu cá nhân 1 lần, xóa dữ liệu cá nhân của 1 người" in told
    assert "Không có dữ liệu nào về người này" in text_of(desks.send(page, erasing | {"sure": "1"}))
