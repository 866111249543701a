"""The last hour before a deadline: everybody answers at once, and no word is lost."""

import html
import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from flows.acts.open_home import open_office
from flows.round import run_round
from models.answers.drafts import drafts_of
from models.tables.core import CheckIn
from tests.homes.databases.statements import counting
from tests.homes.offices import morning
from tests.homes.pages.answering import AnswerOffice, answer_office
from tests.homes.pages.visitor import MONDAY, fields_of, text_of
from tests.homes.sample_files import PDF
from web.door.desk import PageHome
from web.door.http_requests import FORM_TYPE

AGENCIES = 30


@pytest.fixture
def office(tmp_path: Path) -> Iterator[AnswerOffice]:
    with answer_office(tmp_path) as opened:
        yield opened


@dataclass(frozen=True)
class Form:
    """What an agency sends: the fields, and the words among them."""

    agency: str
    fields: dict[str, str]
    words: list[str]


def filled(office: AnswerOffice, agency: str, most: int, said: str = "Lời của") -> Form:
    """Return an agency's page with a result and words in as many lines."""
    page = office.page(agency)
    lines = list(dict.fromkeys(re.findall(r'name="text-([0-9]+)"', page)))[:most]
    words = {line: f"{said} {agency}, nhiệm vụ {line}." for line in lines}
    typed = {f"result-{line}": "in_progress" for line in lines} | {f"text-{line}": said for line, said in words.items()}
    return Form(agency, fields_of(page) | typed | {"name": "Hòa"}, list(words.values()))


def busiest(office: AnswerOffice) -> list[str]:
    """Return the agencies that owe most."""
    with office.database.read() as session:
        held = Counter(session.exec(select(CheckIn.holder)).all())
    return [agency for agency, _ in held.most_common(AGENCIES)]


def test_thirty_agencies_answer_thirteen_lines_each_at_once_beside_a_round(office: AnswerOffice) -> None:
    forms = [filled(office, agency, 13) for agency in busiest(office)]

    def run_rounds() -> bool:
        with open_office(office.home.path) as opened:
            return run_round(opened, morning(MONDAY)).failures == []

    with ThreadPoolExecutor(10) as pool:
        sound = pool.submit(run_rounds)
        sent = list(pool.map(lambda form: office.send(form.fields, form.agency), forms))
    assert sound.result()
    assert Counter(page.status_code for page in sent) == {303: AGENCIES}
    kept = {answer.text for answer in office.answers()}
    lost = [words for form in forms for words in form.words if words not in kept]
    assert (len(forms), lost) == (AGENCIES, [])
    assert sum(len(form.words) for form in forms) > 300


@pytest.mark.parametrize("act", ["send", "save"])
def test_a_form_takes_as_many_statements_for_thirteen_lines_as_for_one(office: AnswerOffice, act: str) -> None:
    asked = []
    for agency, most in zip(busiest(office)[2:4], (1, 13), strict=True):
        form = filled(office, agency, most)
        with counting(office.database) as statements:
            assert office.press(act, form.fields, agency).status_code == 303
        assert len(form.words) == most
        asked.append(len(statements))
    assert asked[0] == asked[1]
    assert asked[0] <= 18


def test_words_saved_anew_take_as_many_statements_for_thirteen_lines_as_for_one(office: AnswerOffice) -> None:
    asked = []
    for agency, most in zip(busiest(office)[2:4], (1, 13), strict=True):
        assert office.press("save", filled(office, agency, most).fields, agency).status_code == 303
        form = filled(office, agency, most, "Sửa lời của")
        with counting(office.database) as statements:
            assert office.press("save", form.fields, agency).status_code == 303
        asked.append(len(statements))
        with office.database.read() as session:
            drafts = drafts_of(session, agency, province="bac-giang")
        assert {draft.fields["text"] for draft in drafts.values()} == set(form.words)
        assert {draft.revision for draft in drafts.values()} == {2}
    assert asked[0] == asked[1]


class DeadlockError(Exception):
    """What PostgreSQL says to one of two that wait for each other."""

    sqlstate = "40P01"


@pytest.mark.parametrize(("undone", "status"), [(1, 303), (3, 303), (4, 503)])
def test_what_the_database_undoes_is_done_again_and_in_the_end_given_back(
    office: AnswerOffice, monkeypatch: pytest.MonkeyPatch, undone: int, status: int
) -> None:
    commit, tries = Session.commit, list[int]()

    def undo_some(session: Session) -> None:
        tries.append(1)
        if len(tries) <= undone:
            raise OperationalError("UPDATE check_in", {}, DeadlockError())
        commit(session)

    monkeypatch.setattr("web.door.trying.PAUSES", (0, 0, 0))
    form = filled(office, "so-y-te", 1)
    monkeypatch.setattr(Session, "commit", undo_some)
    page = office.send(form.fields)
    assert page.status_code == status
    assert [answer.text for answer in office.answers()] == (form.words if status == 303 else [])
    assert status == 303 or form.words[0] in html.unescape(page.text)


def test_what_has_waited_long_already_is_not_tried_again(office: AnswerOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    tries = list[int]()

    def hold(_session: Session) -> None:
        tries.append(1)
        raise OperationalError("UPDATE check_in", {}, DeadlockError())

    form = filled(office, "so-y-te", 1)
    monkeypatch.setattr("web.door.trying.PATIENCE", 0)
    monkeypatch.setattr(Session, "commit", hold)
    assert office.send(form.fields).status_code == 503
    assert len(tries) == 1


def test_files_go_along_when_a_form_is_taken_again(office: AnswerOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    commit, tries = Session.commit, list[int]()

    def undo_first(session: Session) -> None:
        tries.append(1)
        if len(tries) == 1:
            raise OperationalError("INSERT INTO evidence", {}, DeadlockError())
        commit(session)

    form = filled(office, "so-y-te", 1)
    line = re.findall("[0-9]+", form.words[0])[0]
    monkeypatch.setattr(Session, "commit", undo_first)
    page = office.send_files(form.fields, [(f"file-{line}", "ke-hoach.pdf", PDF)])
    assert page.status_code == 303
    assert office.evidence() == [(int(line), "ke-hoach.pdf", 1, False)]


def test_words_come_back_when_a_form_is_refused_before_it_is_read(
    office: AnswerOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = filled(office, "so-y-te", 1)
    ended = office.address(expires_on=MONDAY.replace(day=4))
    pages = [
        office.browser.request("POST", address, urlencode(form.fields), {"content-type": FORM_TYPE})
        for address in (ended, office.address() + "x", "/khong-co-trang-nay")
    ]
    assert [page.status_code for page in pages] == [410, 403, 404]

    def fail(*_given: object) -> None:
        raise KeyError("a fault of ours")

    monkeypatch.setattr(PageHome, "open_link", fail)
    pages.append(office.send(form.fields))
    assert pages[-1].status_code == 500
    for page in pages:
        assert form.words[0] in html.unescape(page.text)
        assert "Nội dung đã gõ" in text_of(page)


def test_the_box_that_remembers_a_name_stays_ticked_when_a_form_is_refused(office: AnswerOffice) -> None:
    form = filled(office, "so-y-te", 1)
    ticked = 'id="keep-respondent" name="keep" value="1" checked'
    refused = office.send(form.fields | {"name": "", "keep": "1"})
    assert refused.status_code == 422
    assert ticked in refused.text
    assert ticked not in office.send(form.fields | {"name": ""}).text
