"""Evidence as a download: to who may read it, and to nobody else; it never runs in a page."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from models.audit.views import views_between
from models.check_ins.duties import HANDOVER, Change, Duty, change_duty
from models.tables.core import CheckIn
from tests.homes.pages.answering import AnswerOffice, answer_office
from tests.homes.pages.visitor import MONDAY, text_of
from tests.homes.sample_files import PDF, docx

NAME = "Biên bản họp “số 2”; ngày 5-6.docx"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[AnswerOffice]:
    with answer_office(tmp_path) as opened:
        yield opened


def put(office: AnswerOffice, name: str, content: bytes) -> str:
    """Put a file to a line, and return the address of its download."""
    line = office.check_in("II.1.a")
    assert office.send_files(office.fields(), [(f"file-{line}", name, content)], act="save").status_code == 303
    (number,) = re.findall(r"/minh-chung/(\d+)", office.page())
    return f"{office.address()}/minh-chung/{number}"


def test_a_file_comes_back_as_it_went_in_and_only_as_a_download(office: AnswerOffice) -> None:
    content = docx()
    given = office.browser.get(put(office, NAME, content))
    assert (given.status_code, given.content) == (200, content)
    assert given.headers["content-type"].startswith("application/vnd.openxmlformats-officedocument.wordprocessingml")
    disposition = given.headers["content-disposition"]
    assert disposition.startswith('attachment; filename="Bien-ban-hop-so-2-ngay-5-6.docx"; filename*=')
    assert "filename*=UTF-8''Bi%C3%AAn%20b%E1%BA%A3n%20h%E1%BB%8Dp%20" in disposition
    assert given.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert given.headers["x-content-type-options"] == "nosniff"
    assert given.headers["cache-control"] == "no-store"
    assert given.headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in given.headers


def test_a_head_and_fifty_looks_change_nothing_but_the_trail(office: AnswerOffice) -> None:
    address = put(office, "a.pdf", PDF)
    before = office.counts()
    for _ in range(25):
        assert office.browser.request("HEAD", address).content == b""
        assert office.browser.get(address).content == PDF
    assert office.counts() == before
    seen = list(views_between(office.home, date(2023, 6, 5), date(2023, 6, 5)))
    assert sum(view.what.startswith("file ") for view in seen) == 50


def test_a_file_of_another_agency_is_not_told_from_one_that_is_not_there(office: AnswerOffice) -> None:
    number = put(office, "a.pdf", PDF).rpartition("/")[2]
    told = {
        text_of(office.browser.get(f"{office.address('so-tu-phap')}/minh-chung/{bend}"))
        for bend in (number, "999999", "0", "x", "9" * 40, "-1")
    }
    assert len(told) == 1
    assert "Không tìm thấy trang" in told.pop()
    foreign = office.browser.get(f"{office.address('so-tu-phap')}/minh-chung/{number}")
    assert foreign.status_code == 404


def test_a_file_that_was_taken_back_or_is_gone_is_not_given(office: AnswerOffice) -> None:
    address = put(office, "a.pdf", PDF)
    (kept,) = [file for file in office.home.evidence.rglob("*") if file.is_file()]
    moved = kept.rename(kept.with_suffix(".away"))
    assert office.browser.get(address).status_code == 404
    moved.rename(kept)
    assert office.browser.get(address).status_code == 200
    office.press("save", office.fields() | {f"drop-{address.rpartition('/')[2]}": "1"})
    assert office.browser.get(address).status_code == 404


def test_a_file_that_waits_stays_its_writers_when_the_line_is_passed_on(office: AnswerOffice) -> None:
    number = put(office, "a.pdf", PDF).rpartition("/")[2]
    line, heir = office.check_in("II.1.a"), "so-noi-vu"
    with office.database.write() as session:
        check_in = session.get_one(CheckIn, line)
        to = Duty(heir, check_in.remind_on, check_in.due_on)
        assert change_duty(session, check_in, to, Change(HANDOVER, "12/QĐ-UBND", MONDAY, office.clock.now()))
    assert office.browser.get(f"{office.address(heir)}/minh-chung/{number}").status_code == 404
    for address in (office.address(heir), f"{office.address(heir)}/muc/{line}"):
        page = office.browser.get(address)
        assert "Nhận bàn giao từ Sở Y tế" in text_of(page)
        assert "a.pdf" not in page.text
    assert "Bàn giao, 12/QĐ-UBND, từ ngày 05/6/2023: từ Sở Y tế sang Sở Nội vụ." in text_of(page)


def test_a_file_is_given_only_behind_a_link_that_opens(office: AnswerOffice) -> None:
    address = put(office, "a.pdf", PDF)
    number = address.rpartition("/")[2]
    token = office.address().rpartition("/")[2]
    assert office.browser.get(f"/tra-loi/{token[:-1]}/minh-chung/{number}").status_code == 403
    office.move_to(date(2024, 1, 2))
    assert office.browser.get(f"/tra-loi/{token}/minh-chung/{number}").status_code == 410
    assert office.browser.request("POST", address).status_code == 405
