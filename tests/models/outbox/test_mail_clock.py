"""When letters are tried again, and what becomes of one that may have left: minutes and answers, never claims."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from models.audit.acts import BY_COMMAND, Person
from models.database import Database, Session
from models.outbox import letters as outbox
from models.outbox.mail_clock import (
    GIVEN_UP,
    begin_handing,
    doubt_letter,
    is_due,
    put_off,
    put_off_all,
    take_back_dead_claims,
)
from models.outbox.retry import retry_letters
from models.refusal import RefusedError, UnknownNameError
from models.tables.core import Letter, LetterState, Outcome
from models.tables.decisions import Act
from tests.homes.letters.outbox_rows import DAY, NOW, a_letter, notice_states, states, write_one

QUEUED, SENDING, DOUBTFUL, FAILED, SENT = (
    LetterState.QUEUED,
    LetterState.SENDING,
    LetterState.DOUBTFUL,
    LetterState.FAILED,
    LetterState.SENT,
)
GREYLISTED = "Máy chủ thư không nhận địa chỉ này: 451 4.7.1 Greylisted."


def after(**span: float) -> datetime:
    return NOW + timedelta(**span)


def claim(session: Session, at: datetime, *, patient: bool = True) -> list[Letter]:
    """Claim what is due at a moment, on a machine whose clock is right."""
    take_back_dead_claims(session, at, at)
    return outbox.claim_letters(session, at, 10, (), which=is_due(at, patient=patient))


def test_what_a_server_puts_off_is_tried_after_minutes_then_hours_for_as_long_as_it_takes(database: Database) -> None:
    with database.write() as session:
        write_one(session)
    at = NOW
    for minutes in (5, 5, 10, 20, 40, 60, 60, 9 * 24 * 60, 60):
        with database.write() as session:
            (letter,) = claim(session, at)
            assert put_off(session, letter, GREYLISTED, at, "letter")
            if minutes <= 60:
                assert claim(session, at + timedelta(minutes=minutes - 1)) == []
        at += timedelta(minutes=minutes)
    assert states(database)[0][::2] == (QUEUED, GREYLISTED)
    assert notice_states(database) == [(Outcome.QUEUED, "")]


def test_a_round_tries_what_a_server_put_off_before_its_time_has_come(database: Database) -> None:
    with database.write() as session:
        write_one(session)
        (letter,) = claim(session, NOW)
        put_off(session, letter, GREYLISTED, NOW, "settings")
        assert claim(session, after(minutes=59)) == []
        assert len(claim(session, after(minutes=1), patient=False)) == 1


def test_links_that_nobody_words_anew_are_given_up_after_five_days_and_no_sooner(database: Database) -> None:
    with database.write() as session:
        letter = a_letter()
        letter.matter, letter.failing_since = "link-09", NOW
        session.add(letter)
    for at, state in ((NOW + GIVEN_UP - timedelta(minutes=1), QUEUED), (NOW + GIVEN_UP + timedelta(hours=1), FAILED)):
        with database.write() as session:
            (letter,) = claim(session, at)
            put_off(session, letter, GREYLISTED, at, "letter")
        assert states(database)[0][0] == state


def test_a_server_that_is_away_puts_off_all_that_waits_and_they_come_first_when_it_is_back(database: Database) -> None:
    with database.write() as session:
        session.add(a_letter("so-a"))
        session.add(a_letter("so-b"))
        session.flush()
        (first, _) = claim(session, NOW)
        put_off(session, first, GREYLISTED, NOW, "server")
    with database.write() as session:
        session.execute(Letter.__table__.update().values(state=QUEUED))  # type: ignore[attr-defined]
        waits = outbox.is_ready((), which=is_due(after(minutes=5), patient=True))
        assert (
            put_off_all(session, waits, "Máy chủ thư không mở cổng đã đặt.", after(minutes=5), "server", tried=False)
            == 2
        )
        assert not outbox.any_ready(session, (), urgent=False, which=is_due(after(minutes=9), patient=True))
        assert [one.recipient for one in outbox.claim_letters(session, NOW, 1, ())] == ["so-b"]


@pytest.mark.parametrize(
    ("claimed", "now"),
    [
        pytest.param(NOW, after(minutes=15), id="older than a quarter of an hour"),
        pytest.param(after(days=365), NOW, id="from the future"),
    ],
)
def test_a_dead_claim_is_taken_back_and_is_in_doubt_if_it_was_being_handed_over(
    database: Database, claimed: datetime, now: datetime
) -> None:
    with database.write() as session:
        write_one(session, "so-a")
        write_one(session, "so-b")
        for letter in outbox.claim_letters(session, claimed, 10, ()):
            if letter.recipient == "so-b":
                assert begin_handing(session, letter, claimed)
    with database.write() as session:
        assert take_back_dead_claims(session, claimed + timedelta(minutes=14), claimed) == 0
        assert take_back_dead_claims(session, now, now) == 2
    assert [state for state, _, _ in states(database)] == [QUEUED, DOUBTFUL]
    with database.write() as session:
        assert [one.recipient for one in claim(session, now + timedelta(minutes=14))] == ["so-a"]
        assert [one.recipient for one in claim(session, now + timedelta(minutes=15))] == ["so-b"]


def test_a_letter_in_doubt_goes_out_three_times_at_most_and_then_waits_for_the_office(database: Database) -> None:
    with database.write() as session:
        write_one(session)
    for at, due in ((NOW, True), (after(minutes=14), False), (after(minutes=15), True), (after(hours=24), False)):
        with database.write() as session:
            claimed = claim(session, at, patient=False)
            assert bool(claimed) == due
            assert all(doubt_letter(session, letter, "ngắt kết nối", at) for letter in claimed)
    with database.write() as session:
        (letter,) = claim(session, after(hours=24, minutes=15))
        assert doubt_letter(session, letter, "ngắt kết nối", after(days=2))
        assert claim(session, after(days=99)) == []
    with database.write() as session:
        assert session.exec(select(Letter.doubts)).one() == 3
        assert outbox.bring_back(session, session.exec(select(Letter)).one(), after(days=99))
        assert len(claim(session, after(days=99))) == 1


def test_who_outlived_his_claim_puts_nothing_back_and_what_he_sent_is_sent(database: Database) -> None:
    with database.write() as session:
        number = write_one(session)
        (slow,) = claim(session, NOW)
        assert begin_handing(session, slow, NOW)
        session.expunge(slow)
        assert claim(session, after(minutes=30)) == []
        assert len(claim(session, after(minutes=45))) == 1
        assert not put_off(session, slow, GREYLISTED, after(minutes=45), "letter")
        assert not begin_handing(session, slow, after(minutes=45))
        assert not outbox.settle_refusal(session, slow, GREYLISTED, after(minutes=45))
        assert outbox.settle_letter(session, number, SENT, "", after(minutes=46))
    assert states(database) == [(SENT, 2, "")]


def test_a_time_that_a_wrong_clock_set_is_no_time(database: Database) -> None:
    with database.write() as session:
        write_one(session)
        (letter,) = claim(session, after(days=365))
        put_off(session, letter, GREYLISTED, after(days=365), "letter")
        assert len(claim(session, NOW)) == 1


def test_what_was_refused_for_good_is_woken_by_another_address_with_its_notices(database: Database) -> None:
    with database.write() as session:
        write_one(session)
        (letter,) = claim(session, NOW)
        assert outbox.settle_refusal(session, letter, "550 No such user", NOW)
    assert notice_states(database) == [(Outcome.SKIPPED, "550 No such user")]
    with database.write() as session:
        assert outbox.wake_readdressed(session, lambda _: "so-y-te@example.invalid", NOW) == 0
        assert outbox.wake_readdressed(session, lambda _: "", NOW) == 0
        assert outbox.wake_readdressed(session, lambda _: "vt@example.invalid", NOW) == 1
    assert states(database)[0][0] == QUEUED
    assert notice_states(database) == [(Outcome.QUEUED, "")]


def test_the_office_tries_again_what_did_not_leave_by_an_act_and_never_what_left(database: Database) -> None:
    with database.write() as session:
        numbers = {state: write_one(session, f"so-{state}", state) for state in (QUEUED, DOUBTFUL, FAILED, SENT)}
        waiting = session.get_one(Letter, numbers[QUEUED])
        waiting.reason, waiting.next_try_at = GREYLISTED, after(hours=1)
    with database.write() as session:
        with pytest.raises(UnknownNameError, match="Không có thư số 999"):
            retry(session, [999])
        with pytest.raises(RefusedError, match=f"Thư số {numbers[SENT]} đã gửi"):
            retry(session, [numbers[FAILED], numbers[SENT]])
        assert session.exec(select(Act)).all() == []
    with database.write() as session:
        assert sorted(retry(session)) == sorted([numbers[QUEUED], numbers[FAILED]])
        assert {one.kind for one in session.exec(select(Act)).all()} == {"retry-letter"}
        assert {one.recipient for one in claim(session, NOW)} == {"so-queued", "so-failed"}
    with database.write() as session:
        assert retry(session, [numbers[DOUBTFUL]]) == [numbers[DOUBTFUL]]
        assert [(one.recipient, one.doubts) for one in claim(session, NOW)] == [("so-doubtful", 0)]


def test_what_a_later_letter_outdates_is_tried_again_only_where_it_is_named(database: Database) -> None:
    with database.write() as session:
        number = write_one(session, "so-a", FAILED)
        session.add(a_letter("so-a", SENT, DAY + timedelta(days=1)))
        session.flush()
        assert retry(session) == []
        assert retry(session, [number]) == [number]


def retry(session: Session, numbers: list[int] | None = None) -> list[int]:
    """Try letters again as somebody of the office."""
    hanh = Person("Lê Thị Hạnh", "Phó Chánh Văn phòng", BY_COMMAND)
    return retry_letters(session, NOW, numbers, by=hanh, own_province="tinh-thu", offices={"tinh-thu": "van-phong"})
