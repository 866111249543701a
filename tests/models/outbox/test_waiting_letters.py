"""Letters that wait: what a recipient heard before, what replaces what, and which may go on a day."""

from datetime import date

from sqlmodel import select

from models.database import Database
from models.outbox import letters as outbox
from models.tables.core import LetterState, Notice
from tests.homes.letters.outbox_rows import DAY, NOW, POLICE, a_letter, notify, open_one, put_letter, states


def test_what_a_recipient_heard_counts_letters_on_their_way_but_not_those_that_were_skipped_or_replaced(
    database: Database,
) -> None:
    days = {
        DAY: LetterState.SENT,
        date(2023, 6, 6): LetterState.QUEUED,
        date(2023, 6, 7): LetterState.SKIPPED,
        date(2023, 6, 8): LetterState.REPLACED,
    }
    with database.write() as session:
        for day, state in days.items():
            letter = a_letter(POLICE, state, day)
            letter.weekly = letter.digest = day == DAY
            assert put_letter(session, letter, ())
        assert put_letter(session, a_letter("so-y-te"), ())
        heard = outbox.heard_by_recipient(session)
    assert heard[POLICE] == outbox.Heard(date(2023, 6, 6), NOW, DAY, DAY, DAY, NOW, DAY)
    assert heard["so-y-te"] == outbox.Heard(DAY, NOW, None, None, None, None, None)


def test_a_newer_draft_replaces_the_older_and_takes_over_what_it_was_to_tell(database: Database) -> None:
    with database.write() as session:
        check_in = open_one(session)
        first, second = notify(session, check_in), notify(session, check_in, rung=1)
        assert put_letter(session, a_letter(state=LetterState.DRAFT), [first])
        (older,) = outbox.letters(session)
        assert put_letter(session, a_letter(state=LetterState.DRAFT, day=date(2023, 6, 12)), [second], older)
        newer = next(one for one in outbox.letters(session) if one.state == LetterState.DRAFT)
        assert {one.letter_id for one in session.exec(select(Notice))} == {newer.id}
    assert states(database) == [
        (LetterState.REPLACED, 0, outbox.NEWER_LETTER.format(newer.id)),
        (LetterState.DRAFT, 0, ""),
    ]


def test_a_letter_that_waits_becomes_the_letter_of_a_later_day_with_what_is_new(database: Database) -> None:
    with database.write() as session:
        first, second = (notify(session, open_one(session, ref)) for ref in ("I.1", "I.2"))
        assert put_letter(session, a_letter(), [first])
        (waits,) = outbox.letters(session)
        assert put_letter(session, a_letter(day=date(2023, 6, 6)), [second], waits)
    with database.read() as session:
        (letter,) = outbox.letters(session)
        assert (letter.written_on, letter.state) == (date(2023, 6, 6), LetterState.QUEUED)
        assert {one.letter_id for one in session.exec(select(Notice))} == {letter.id}


def test_a_letter_of_an_earlier_day_waits_while_its_recipient_has_one_of_the_day_and_on_days_off(
    database: Database,
) -> None:
    with database.write() as session:
        session.add(a_letter("so-y-te", LetterState.SENT))
        for recipient in ("so-y-te", "so-noi-vu"):
            session.add(a_letter(recipient, day=date(2023, 6, 2)))
        session.add(a_letter("so-tu-phap"))
        session.flush()
        for which, recipients in (
            (outbox.may_go(DAY, worked=False), ["so-tu-phap"]),
            (outbox.may_go(DAY, worked=True, after_round=False), []),
            (outbox.may_go(DAY, worked=True), ["so-noi-vu"]),
            (outbox.may_go(date(2023, 6, 6), worked=True), ["so-y-te"]),
        ):
            assert [one.recipient for one in outbox.claim_letters(session, NOW, 10, (), which=which)] == recipients
