"""The outbox: every letter is claimed once and settled once, and nothing is sent that nobody needs any more."""

import os
import subprocess
import sys
import threading
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from models.audit.acts import BY_COMMAND, Person
from models.check_ins.duties import EXTENSION, Change, Duty, change_duty
from models.database import Database, Session, insert_new
from models.outbox import letters as outbox
from models.outbox import notices as queue
from models.outbox.release import release_drafts
from models.refusal import RefusedError
from models.tables.core import CheckIn, Letter, LetterState, Notice, Outcome
from models.tables.decisions import Act
from tests import PROJECT
from tests.homes.databases.templates import migrated
from tests.homes.letters.outbox_rows import (
    DAY,
    DUE,
    NOW,
    a_letter,
    answer,
    notice_states,
    notify,
    open_one,
    put_letter,
    states,
    write_one,
)

HANH = Person("Lê Thị Hạnh", "Phó Chánh Văn phòng", BY_COMMAND)


def release(session: Session, letter_ids: list[int] | None = None) -> int:
    """Release drafts as somebody of the office."""
    offices = {"tinh-thu": "van-phong", "lao-cai": "van-phong-ubnd"}
    return release_drafts(session, NOW, letter_ids, by=HANH, own_province="tinh-thu", offices=offices)


def test_two_claimers_at_once_get_every_letter_once(database: Database) -> None:
    with database.write() as session:
        rows = [a_letter(f"co-quan-{number}").model_dump(exclude={"id"}) for number in range(60)]
        insert_new(session, Letter, rows)
    start = threading.Barrier(2)
    found: list[str] = []

    def claim() -> None:
        start.wait(timeout=10)
        while True:
            with database.write() as session:
                claimed = outbox.claim_letters(session, NOW, 7, ())
            if not claimed:
                return
            found.extend(letter.recipient for letter in claimed)

    claimers = [threading.Thread(target=claim) for _ in range(2)]
    for claimer in claimers:
        claimer.start()
    for claimer in claimers:
        claimer.join(timeout=60)
    assert len(found) == 60
    assert len(set(found)) == 60
    assert {state for state, attempts, _ in states(database)} == {LetterState.SENDING}


def test_two_processes_at_once_get_every_letter_once(database: Database) -> None:
    with database.write() as session:
        rows = [a_letter(f"co-quan-{number}").model_dump(exclude={"id"}) for number in range(40)]
        insert_new(session, Letter, rows)
    program = (
        "import os, sys\n"
        "from datetime import UTC, datetime\n"
        "from models.outbox import letters as outbox\n"
        "from models.database import Database\n"
        "database = Database(os.environ['DATABASE'])\n"
        "print('ready', flush=True)\n"
        "sys.stdin.readline()\n"
        "while True:\n"
        "    with database.write() as session:\n"
        "        claimed = outbox.claim_letters(session, datetime(2023, 6, 5, 0, 30, tzinfo=UTC), 3, ())\n"
        "    if not claimed:\n"
        "        break\n"
        "    for letter in claimed:\n"
        "        print(letter.recipient)\n"
    )
    claimers = [
        subprocess.Popen(
            [sys.executable, "-c", program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=PROJECT,
            env=os.environ | {"DATABASE": database.url},
        )
        for _ in range(2)
    ]
    for claimer in claimers:
        assert claimer.stdout is not None
        assert claimer.stdout.readline() == "ready\n"
    for claimer in claimers:
        assert claimer.stdin is not None
        claimer.stdin.write("go\n")
        claimer.stdin.flush()
    found = [line for claimer in claimers for line in claimer.communicate(timeout=60)[0].split()]
    assert [claimer.returncode for claimer in claimers] == [0, 0]
    assert len(found) == 40
    assert len(set(found)) == 40


def test_no_more_letters_are_claimed_than_asked_for_the_oldest_first_and_none_that_was_tried(
    database: Database,
) -> None:
    with database.write() as session:
        numbers = [write_one(session, recipient) for recipient in ("so-a", "so-b", "so-c")]
        assert [letter.id for letter in outbox.claim_letters(session, NOW, 1, numbers[:1])] == numbers[1:2]
        assert [letter.id for letter in outbox.claim_letters(session, NOW, 5, ())] == [numbers[0], numbers[2]]


def test_recipients_take_turns_so_that_many_letters_to_one_hold_up_nobody(database: Database) -> None:
    with database.write() as session:
        for recipient, matters in {"so-a": ("", "a", "b", "c"), "so-b": ("",), "so-c": ("",)}.items():
            for matter in matters:
                letter = a_letter(recipient)
                letter.matter = matter
                session.add(letter)
                session.flush()
        order = [one.recipient for _ in range(2) for one in outbox.claim_letters(session, NOW, 3, ())]
    assert order == ["so-a", "so-b", "so-c", "so-a", "so-a", "so-a"]


def test_more_letters_can_have_been_tried_than_a_statement_may_name(database: Database) -> None:
    with database.write() as session:
        write_one(session, "so-a")
        number = write_one(session, "so-b")
        tried = [one for one in range(1, 70_000) if one != number]
        assert [letter.id for letter in outbox.claim_letters(session, NOW, 5, tried)] == [number]


def test_drafts_and_settled_letters_are_never_claimed(database: Database) -> None:
    with database.write() as session:
        for state in (LetterState.DRAFT, LetterState.SENT, LetterState.FAILED, LetterState.SKIPPED):
            session.add(a_letter(f"so-{state}", state))
        session.flush()
        assert outbox.claim_letters(session, NOW, 10, ()) == []


def test_a_sent_letter_settles_its_notices_once(database: Database) -> None:
    with database.write() as session:
        number = write_one(session)
        outbox.claim_letters(session, NOW, 10, ())
        assert outbox.settle_letter(session, number, LetterState.SENT, "", NOW)
        assert not outbox.settle_letter(session, number, LetterState.SENT, "", NOW + timedelta(days=1))
    assert notice_states(database) == [(Outcome.SENT, "")]
    with database.read() as session:
        assert outbox.letters(session, LetterState.SENT)[0].settled_at == NOW


def move_date(session: Session, check_in_id: int) -> None:
    """Move a check-in's date, as a later date that was granted does."""
    check_in = session.get_one(CheckIn, check_in_id)
    later = date(2023, 6, 30)
    assert change_duty(session, check_in, Duty(check_in.holder, later, later), Change(EXTENSION, "", DAY, NOW))


def test_a_notice_of_a_date_that_was_moved_is_skipped_with_the_reason_unless_it_is_sent(database: Database) -> None:
    with database.write() as session:
        check_in = open_one(session)
        held, ready, told = (notify(session, check_in, rung=rung) for rung in (7, 1, 3))
        put_letter(session, a_letter(), [ready])
        number = session.get_one(Notice, ready).letter_id
        put_letter(session, a_letter(state=LetterState.SENDING, day=date(2023, 6, 6)), [told])
        assert queue.skip_outdated(session) == 0
        number = session.get_one(Notice, ready).letter_id
        move_date(session, check_in)
        assert queue.skip_outdated(session) == 2
        assert session.get_one(Notice, held).reason == queue.DATE_MOVED
        assert session.get_one(Notice, ready).reason == f"{queue.DATE_MOVED}; bỏ khỏi thư số {number}"
        assert session.get_one(Notice, told).outcome == Outcome.QUEUED


def test_the_letters_to_deputies_that_are_ready_are_found_by_the_end_of_their_names(database: Database) -> None:
    with database.write() as session:
        session.add(a_letter("so-y-te/deputy", LetterState.SENT))
        session.add(a_letter("so-noi-vu/deputy"))
        session.add(a_letter("so-noi-vu"))
        session.flush()
        assert [one.recipient for one in outbox.queued_letters_to(session, "/deputy")] == ["so-noi-vu/deputy"]


def test_only_the_drafts_that_are_named_are_released(database: Database) -> None:
    with database.write() as session:
        first = write_one(session, "so-y-te", LetterState.DRAFT)
        write_one(session, "so-noi-vu", LetterState.DRAFT)
        sent = write_one(session, "so-tai-chinh", LetterState.SENT)
        with pytest.raises(RefusedError, match="Không có thư số 999"):
            release(session, [first, sent, 999])
        with pytest.raises(RefusedError, match=f"Thư số {sent} không còn chờ phát hành"):
            release(session, [first, sent])
        assert release(session, [first]) == 1
        with pytest.raises(RefusedError, match=f"Thư số {first} không còn chờ phát hành"):
            release(session, [first])
    assert [state for state, _, _ in states(database)] == [LetterState.QUEUED, LetterState.DRAFT, LetterState.SENT]


def test_each_letter_that_is_released_is_an_act_of_its_provinces_office(database: Database) -> None:
    with database.write() as session:
        write_one(session, "chu-tich-ubnd-tinh", LetterState.DRAFT)
        write_one(session, "lao-cai:chu-tich-ubnd-tinh", LetterState.DRAFT)
        release(session)
        acts = session.exec(select(Act).order_by(col(Act.id))).all()
        assert [(act.kind, act.province, act.agency, act.item, act.name) for act in acts] == [
            ("release", "tinh-thu", "van-phong", "chu-tich-ubnd-tinh 2023-06-05", "Lê Thị Hạnh"),
            ("release", "lao-cai", "van-phong-ubnd", "lao-cai:chu-tich-ubnd-tinh 2023-06-05", "Lê Thị Hạnh"),
        ]


def test_a_notice_in_no_letter_is_skipped_once_its_check_in_was_answered(database: Database) -> None:
    with database.write() as session:
        notify(session, open_one(session))
        assert queue.skip_answered(session) == 0
        answer(session)
        assert queue.skip_answered(session) == 1
        assert queue.waiting_notices(session) == []
    assert notice_states(database) == [(Outcome.SKIPPED, queue.ANSWERED_MEANWHILE)]


def test_a_recipient_has_one_letter_a_day_and_what_came_later_waits(database: Database) -> None:
    with database.write() as session:
        check_in = open_one(session)
        first, second = notify(session, check_in), notify(session, check_in, rung=1)
        assert put_letter(session, a_letter(), [first])
        assert not put_letter(session, a_letter(), [second])
        assert [one.notice_id for one in queue.waiting_notices(session) if one.letter_id is None] == [second]
        assert put_letter(session, a_letter(day=date(2023, 6, 6)), [second])


def test_the_keys_of_notices_whose_check_ins_were_answered_are_not_read(database: Database) -> None:
    with database.write() as session:
        check_in = open_one(session)
        notify(session, check_in)
        assert queue.known_notices(session, "email") == {(check_in, "reminder", 7, DUE, "so-y-te")}
        assert queue.known_notices(session, "fax") == set()
        answer(session)
        assert queue.known_notices(session, "email") == set()


def test_more_notices_can_be_held_at_once_than_a_statement_may_name(tmp_path: Path) -> None:
    database = migrated(f"sqlite:///{tmp_path / 'dondoc.db'}")
    with database.write() as session:
        held = notify(session, open_one(session))
        queue.hold_notices(session, [held, *range(1_000, 300_000)], queue.NO_ADDRESS)
    assert notice_states(database) == [(Outcome.QUEUED, queue.NO_ADDRESS)]
    database.close()
