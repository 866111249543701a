"""Letters with reports: their key is the database's own, on SQLite and on PostgreSQL, also for two who send at once."""

import threading
from datetime import date
from typing import Any

import pytest

from models.audit.acts import BY_COMMAND, Person
from models.database import Database, Session
from models.outbox.letters import letters, settle_letter
from models.outbox.release import release_drafts
from models.outbox.report_letters import attached_to, keep_contents, matter_of, put_report_letter
from models.refusal import RefusedError
from models.reported.made import Making, keep_report
from models.tables.core import Letter, LetterState
from models.tables.reports import MadeReport
from tests.homes.letters.outbox_rows import DAY, NOW, a_letter

HANH = Person("Lê Thị Hạnh", "Phó Chánh Văn phòng", BY_COMMAND)
FILES = {"bao-cao.docx": bytes(range(256)), "so-lieu.xlsx": b"PK"}


def made_on(session: Session, day: date, figure: float) -> MadeReport:
    report = {"province": "tinh-thu", "plan": "thu", "form": "office", "kind": "week", "since": None}
    making: dict[str, Any] = {**report, "told_on": day, "known_at": NOW, "before_on": None, "before_known_at": None}
    made = keep_report(session, Making(**making, figures={"total/late": figure}, stages={}), FILES, NOW)
    keep_contents(session, made, FILES)
    return made


def put(session: Session, day: date = DAY, figure: float = 1) -> int | None:
    made = made_on(session, day, figure)
    letter = a_letter("chu-tich")
    letter.matter, letter.state = matter_of(made), LetterState.DRAFT
    return put_report_letter(session, letter, made, NOW, by=HANH, own_province="tinh-thu")


def states(database: Database) -> dict[int, LetterState]:
    with database.read() as session:
        return {one.id: one.state for one in letters(session)}


def release(session: Session, number: int) -> None:
    release_drafts(session, NOW, [number], by=HANH, own_province="tinh-thu", offices={})


def test_a_draft_gives_way_and_what_was_let_go_does_not(database: Database) -> None:
    with database.write() as session:
        first, second = put(session), put(session, figure=2)
        assert first
        assert second
    assert states(database) == {first: LetterState.REPLACED, second: LetterState.DRAFT}
    with database.write() as session:
        release(session, second)
        assert put(session, figure=3) is None
    for state in (LetterState.SENT, LetterState.FAILED):
        with database.write() as session:
            settle_letter(session, second, state, "", NOW)
            assert put(session, figure=4) is None
    assert len(states(database)) == 2
    with database.read() as session:
        assert [(one.name, one.content) for one in attached_to(session, second)] == list(FILES.items())


def test_of_two_who_send_the_same_report_at_once_one_letter_waits(database: Database) -> None:
    start, refused = threading.Barrier(2), []

    def send(figure: float) -> None:
        start.wait(timeout=10)
        try:
            with database.write() as session:
                put(session, figure=figure)
        except RefusedError as error:
            refused.append(error)

    both = [threading.Thread(target=send, args=(figure,)) for figure in (1.0, 2.0)]
    for one in both:
        one.start()
    for one in both:
        one.join(30)
    waiting = [number for number, state in states(database).items() if state == LetterState.DRAFT]
    assert len(waiting) == 1
    assert len(states(database)) + len(refused) == 2


def test_nobody_sends_without_a_name(database: Database) -> None:
    with database.write() as session:
        made = made_on(session, DAY, 1)
        letter: Letter = a_letter("chu-tich")
        with pytest.raises(RefusedError, match="họ và tên"):
            put_report_letter(session, letter, made, NOW, by=Person(" ", "", BY_COMMAND), own_province="tinh-thu")
