"""A form that comes while the database is in trouble: nothing is stored, it is said, and what was typed is given back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx import Response

from models.database import Database
from tests.homes.databases import broken
from tests.homes.pages.answering import AnswerOffice, answer_office
from tests.homes.pages.visitor import text_of

WORDS = "Đã tập huấn 120 người;\r\ncòn <thiếu> & «kinh phí»"
SAID = "đang gặp sự cố nên chưa ghi nhận được gì; hãy thử lại sau ít phút hoặc báo Văn phòng UBND tỉnh."


@pytest.fixture
def office(tmp_path: Path) -> Iterator[AnswerOffice]:
    with answer_office(tmp_path) as opened:
        yield opened


def gives_back(page: Response) -> bool:
    return "Đã tập huấn 120 người;\ncòn &lt;thiếu&gt; &amp; «kinh phí»</textarea>" in page.text


def filled(office: AnswerOffice) -> dict[str, str]:
    line = office.check_in("II.1.a")
    return office.fields() | {f"result-{line}": "in_progress", f"text-{line}": WORDS, "name": "Hòa"}


def test_a_database_that_is_held_loses_no_word_and_keeps_nothing(
    office: AnswerOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields, before = filled(office), office.counts()
    office.database.close()
    with broken.held(office.home.path, monkeypatch):
        for page in (office.send(fields), office.press("save", fields)):
            assert page.status_code == 503
            assert page.headers["retry-after"] == "300"
            assert SAID in text_of(page)
            assert gives_back(page)
            assert fields["seal"] not in page.text
    assert office.counts() == before
    office.database.close()
    assert office.send(fields).status_code in (200, 303)


def test_the_words_beside_files_are_given_back_too(office: AnswerOffice) -> None:
    fields = filled(office)
    line = office.check_in("II.1.a")
    office.database.close()
    broken.damage(office.home.path)
    page = office.send_files(fields, [(f"file-{line}", "ke-hoach.txt", b"xong")])
    assert page.status_code == 503
    assert gives_back(page)
    assert "tệp đính kèm phải chọn lại" in text_of(page)


def test_a_page_that_is_only_read_tells_it_in_vietnamese(office: AnswerOffice) -> None:
    address = office.address()
    office.database.close()
    broken.damage(office.home.path)
    for asked in (address, "/", "/khong-co-trang-nay", "/dang-chay"):
        page = office.browser.get(asked)
        assert page.status_code == 503
        assert SAID in text_of(page)
        assert "<textarea" not in page.text


def test_a_connection_that_breaks_while_it_is_kept_is_told_as_unknown(
    office: AnswerOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy.exc import OperationalError
    from sqlmodel import Session

    def break_off(_session: Session) -> None:
        raise OperationalError(
            "COMMIT", {}, ConnectionError("server closed the connection"), connection_invalidated=True
        )

    fields = filled(office)
    monkeypatch.setattr(Session, "commit", break_off)
    page = office.send(fields)
    assert page.status_code == 503
    assert "chưa rõ nội dung đã được lưu hay chưa; hãy mở lại liên kết trong thư để xem trước khi gửi lại." in text_of(
        page
    )
    assert gives_back(page)


def test_a_fault_of_the_program_gives_the_words_back_as_well(
    office: AnswerOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_database: Database) -> None:
        raise KeyError("a fault of ours")

    fields = filled(office)
    monkeypatch.setattr(Database, "write", fail)
    page = office.send(fields)
    assert (page.status_code, gives_back(page)) == (500, True)
    assert "Chưa ghi nhận được gì" in text_of(page)
