"""A letter that waited says what is so on the day on which it leaves, and nothing of the day on which it was written."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlmodel import select

from flows.acts.decisions import release_letters
from flows.acts.open_home import OpenHome, load_plans, post_of
from flows.round import run_round
from models.audit.acts import Person
from models.decisions.objections import ObjectionDecision, decide_objection, raise_objection
from models.outbox import letters as outbox
from models.tables.core import CheckIn, Letter, LetterState, Notice, Outcome
from models.tables.decisions import ObjectionKind
from notifications.outbox.letter_words import word_anew
from tests.homes.mail_server import mail_server
from tests.homes.offices import (
    CLERK,
    SMALL_PLAN,
    answer_all,
    go_live,
    letter_text,
    mailbox,
    morning,
    real_office,
    round_on,
    small_office,
)

CHAIRMAN, OFFICE, TRACKER, HEALTH = "chu-tich-ubnd-tinh", "van-phong-ubnd-tinh", "cong-an-tinh", "so-y-te"
ADOPTED = date(2023, 5, 15)
"""A Monday, on which the first half-year's check-ins open: due on Wednesday 14/6/2023."""
LATE = date(2023, 6, 15)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenHome]:
    with small_office(tmp_path, ADOPTED) as opened:
        yield opened


def letters_to(office: OpenHome, recipient: str) -> list[Letter]:
    """Return a recipient's letters, the oldest first."""
    with office.database.read() as session:
        return [one for one in reversed(outbox.letters(session)) if one.recipient == recipient]


@pytest.mark.real
def test_after_an_outage_each_has_one_letter_that_says_the_day_on_which_it_leaves(
    tmp_path: Path, free_port: int
) -> None:
    with real_office(tmp_path, f"mailto://127.0.0.1:{free_port}?from=don-doc@tinh.gov.vn&mode=insecure") as office:
        run_round(office, morning(ADOPTED))
        go_live(office, morning(date(2023, 6, 13)))
        for day in (13, 14, 15):
            assert run_round(office, morning(date(2023, 6, day))).sent == 0
        answer_all(office, HEALTH, morning(LATE))
        with mail_server(free_port) as server:
            assert run_round(office, morning(date(2023, 6, 16))).sent == 2
            assert server.recipients == sorted(set(server.recipients))
        said = {to.partition("@")[0]: letter_text(message) for to, message in server.letters}
        assert "đến ngày 16/6/2023 cơ quan còn 1 báo cáo chưa gửi, trong đó 1 báo cáo quá hạn." in said["cong-an"]
        assert all(str(message["Date"]).startswith("Fri, 16 Jun 2023 07:30") for _, message in server.letters)
        stored = {one.recipient: one for one in letters_to(office, TRACKER)}
        assert (stored[TRACKER].state, stored[TRACKER].written_on) == (LetterState.SENT, date(2023, 6, 16))
        (skipped,) = letters_to(office, HEALTH)
        assert (skipped.state, skipped.reason) == (LetterState.SKIPPED, "đã gửi báo cáo trong lúc chờ: I.1")


def hold_back(office: OpenHome, recipient: str) -> None:
    """Put a recipient's newest letter back among those that wait, as one that a mail server did not take."""
    with office.database.write() as session:
        letter = max(session.exec(select(Letter).where(Letter.recipient == recipient)).all(), key=lambda one: one.id)
        letter.state = LetterState.QUEUED
        for notice in session.exec(select(Notice).where(Notice.letter_id == letter.id)):
            notice.outcome = Outcome.QUEUED


def test_a_line_that_was_answered_while_a_letter_waited_is_not_in_it(tmp_path: Path) -> None:
    two = SMALL_PLAN.replace("lead: cong-an-tinh", "lead: so-y-te")
    with small_office(tmp_path, ADOPTED, two) as office:
        round_on(office, ADOPTED)
        hold_back(office, HEALTH)
        answer_all(office, HEALTH, morning(ADOPTED) + timedelta(hours=2), ("I.2",))
        round_on(office, date(2023, 5, 16))
        (letter,) = letters_to(office, HEALTH)
        assert letter.subject == "[Thông báo] Sở Y tế: 1 báo cáo cần gửi"
        assert re.findall(r"báo cáo: (.*)", letter.body) == ["I.1"]
        with office.database.read() as session:
            told = select(CheckIn.ref, Notice.outcome).join(Notice).where(Notice.recipient == HEALTH)
            assert set(session.exec(told)) == {("I.1", Outcome.SENT), ("I.2", Outcome.SKIPPED)}


def test_a_letter_that_waits_does_not_leave_on_a_day_off(office: OpenHome) -> None:
    round_on(office, date(2023, 5, 19))  # Friday
    hold_back(office, HEALTH)
    for day in (20, 21):
        assert round_on(office, date(2023, 5, day)).sent == 0
    assert round_on(office, date(2023, 5, 22)).sent == 1


def test_a_newer_draft_replaces_the_older_and_a_released_one_says_its_day(office: OpenHome) -> None:
    for day in (ADOPTED, date(2023, 7, 5), date(2023, 7, 12)):
        round_on(office, day)
    older, newer = letters_to(office, CHAIRMAN)
    assert (older.state, newer.state) == (LetterState.REPLACED, LetterState.DRAFT)
    answer_all(office, HEALTH, morning(date(2023, 7, 12)) + timedelta(hours=1))
    assert release_letters(office, None, morning(date(2023, 7, 12)) + timedelta(hours=2), by=CLERK) == 1
    round_on(office, date(2023, 7, 13))
    (sent,) = [one for one in mailbox(office) if CHAIRMAN in one["To"]]
    assert "đến ngày 13/7/2023 còn 2 báo cáo quá hạn của 2 cơ quan:" in letter_text(sent)
    assert "13 Jul 2023" in str(sent["Date"])


def test_of_drafts_that_an_earlier_release_left_side_by_side_the_newest_stays(office: OpenHome) -> None:
    for day in (ADOPTED, date(2023, 7, 5), date(2023, 7, 12)):
        round_on(office, day)
    with office.database.write() as session:
        (older,) = session.exec(select(Letter).where(Letter.state == LetterState.REPLACED)).all()
        older.state = LetterState.DRAFT
    round_on(office, date(2023, 7, 13))
    assert [(one.written_on.day, one.state) for one in letters_to(office, CHAIRMAN)] == [
        (5, LetterState.REPLACED),
        (12, LetterState.DRAFT),
    ]


def test_a_draft_of_which_nothing_is_left_to_say_is_no_longer_offered(office: OpenHome) -> None:
    for day in (ADOPTED, date(2023, 7, 5)):
        round_on(office, day)
    for agency in (HEALTH, OFFICE, TRACKER):
        answer_all(office, agency, morning(date(2023, 7, 5)) + timedelta(hours=1))
    round_on(office, date(2023, 7, 6))
    assert [one.state for one in letters_to(office, CHAIRMAN)] == [LetterState.SKIPPED]


def test_what_the_office_decided_on_an_objection_is_told_on_the_next_working_day_once(office: OpenHome) -> None:
    round_on(office, ADOPTED)
    by, now = Person("Nguyễn Thị Hòa", "", "page"), morning(ADOPTED) + timedelta(hours=1)
    with office.database.write() as session:
        line = session.exec(select(CheckIn.id).where(CheckIn.holder == HEALTH)).one()
        plans, kind = load_plans(office), ObjectionKind.NOT_OURS
        raised = raise_objection(session, plans, line, HEALTH, kind, "Của Sở khác", now, by=by, province="tinh-thu")
        decision = ObjectionDecision(False, "Đúng nhiệm vụ", "15/VP", "", ADOPTED)
        decide_objection(session, plans, raised.id, decision, OFFICE, now + timedelta(hours=1), by=by)
    for day in (16, 17):
        round_on(office, date(2023, 5, day))
    told = letters_to(office, HEALTH)
    assert [(one.written_on.day, one.subject) for one in told[1:]] == [
        (16, "[Ý kiến] Sở Y tế: 1 ý kiến đã được xem xét")
    ]
    assert "- I.1, 6 tháng đầu năm 2023, ý kiến không thuộc nhiệm vụ của cơ quan: không được chấp nhận" in told[1].body


def test_the_words_of_many_letters_take_as_many_statements_as_those_of_one(office: OpenHome) -> None:
    for day in (ADOPTED, LATE):
        round_on(office, day)
    counts = []
    for few in (1, 3):
        with office.database.write_alone() as session:
            waits = [one for one in outbox.letters(session) if one.written_on == LATE][:few]
            assert len(waits) == few
            post, seen = post_of(office, load_plans(office)), list[str]()

            def note(*said: object, seen: list[str] = seen) -> None:
                seen.append(str(said[2]))

            event.listen(office.database.engine, "before_cursor_execute", note)
            word_anew(session, post, waits, LATE, morning(LATE))
            event.remove(office.database.engine, "before_cursor_execute", note)
            counts.append(len(seen))
    assert counts[0] == counts[1]
