"""One address gets one message a day, however many agencies and persons it stands for."""

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy
from sqlmodel import col, select

from flows.acts.open_home import OpenHome
from models.database import Database, insert_new
from models.outbox import letters as outbox
from models.outbox.held_letters import hold_letters
from models.outbox.joined import HAD_TODAY, join_letters
from models.outbox.letters import may_go
from models.tables.core import Letter, LetterState, Notice, Outcome
from tests.homes.letters.outbox_rows import DAY, NOW, a_letter, write_one
from tests.homes.offices import answer_all, letter_text, mailbox, morning, round_on, small_office

ADOPTED = date(2023, 5, 15)
SHARED = """agency,name,post,head,channel,address,from,to
so-y-te,,,,email,van-thu@tinhthu.gov.vn,,
cong-an-tinh,,,,email,Van-Thu@tinhthu.gov.vn,,
"""


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenHome]:
    """A home in which Sở Y tế and Công an tỉnh have one mailbox, and letters may be answered."""
    monkeypatch.setenv("DONDOC_REPLY_ADDRESS", "don-doc@tinhthu.gov.vn")
    with small_office(tmp_path, ADOPTED) as opened:
        (opened.home.path / "contacts.csv").write_text(SHARED, encoding="utf-8")
        yield opened


def stand(office: OpenHome) -> dict[str, tuple[LetterState, bool]]:
    """Return of each recipient's newest letter its state, and whether it left inside another."""
    with office.database.read() as session:
        newest = {one.recipient: one for one in reversed(outbox.letters(session))}
        return {name: (one.state, one.carried_by is not None) for name, one in newest.items()}


def put_back(office: OpenHome) -> None:
    """Put all letters back among those that wait, as where a mail server took none."""
    with office.database.write() as session:
        for letter in session.exec(select(Letter)):
            letter.state = LetterState.QUEUED
        for notice in session.exec(select(Notice)):
            notice.outcome = Outcome.QUEUED
    for file in office.home.mailbox.glob("*.eml"):
        file.unlink()


def test_two_agencies_of_one_mailbox_get_one_message_with_a_link_each(office: OpenHome) -> None:
    assert round_on(office, ADOPTED).sent == 2
    (shared,) = [one for one in mailbox(office) if "tinhthu" in str(one["To"])]
    assert shared["Subject"] == "[Thông báo] Công an tỉnh: 1 báo cáo cần gửi; Sở Y tế: 1 báo cáo cần gửi"
    said = letter_text(shared)
    assert said.startswith("Thư hôm nay gồm 2 phần, vì địa chỉ này nhận thư của 2 nơi:")
    assert said.index("Kính gửi: Công an tỉnh") < said.index("Kính gửi: Sở Y tế")
    assert said.count("Mở trang báo cáo: http") == 2
    assert (shared["Reply-To"], said.count("hồi âm")) == (None, 0)
    assert stand(office)["cong-an-tinh"] == (LetterState.SENT, False)
    assert stand(office)["so-y-te"] == (LetterState.SENT, True)
    assert round_on(office, ADOPTED).sent == 0


def test_what_was_answered_while_a_shared_message_waited_is_not_in_it(office: OpenHome) -> None:
    round_on(office, ADOPTED)
    put_back(office)
    answer_all(office, "cong-an-tinh", morning(ADOPTED))
    assert round_on(office, date(2023, 5, 16)).sent == 2
    (left,) = [one for one in mailbox(office) if "tinhthu" in str(one["To"])]
    assert left["Subject"] == "[Thông báo] Sở Y tế: 1 báo cáo cần gửi"
    assert stand(office)["cong-an-tinh"] == (LetterState.SKIPPED, False)
    assert stand(office)["so-y-te"] == (LetterState.SENT, False)


def test_letters_whose_addresses_part_while_they_wait_leave_alone(office: OpenHome) -> None:
    round_on(office, ADOPTED)
    put_back(office)
    apart = SHARED.replace("Van-Thu", "cong-an")
    (office.home.path / "contacts.csv").write_text(apart, encoding="utf-8")
    assert round_on(office, date(2023, 5, 16)).sent == 3
    assert not any(inside for _, inside in stand(office).values())


def test_who_is_most_overdue_comes_first(office: OpenHome) -> None:
    round_on(office, ADOPTED)
    answer_all(office, "cong-an-tinh", morning(ADOPTED))
    round_on(office, date(2023, 6, 19))
    (*_, last) = [one for one in mailbox(office) if "tinhthu" in str(one["To"])]
    assert last["Subject"] == "[Đôn đốc] Sở Y tế: 1 báo cáo quá hạn; 2 cơ quan có 2 báo cáo quá hạn"


def test_an_address_that_had_a_message_today_waits_for_the_next_day(database: Database) -> None:
    with database.write() as session:
        first = write_one(session, "so-y-te", LetterState.SENT)
        second = write_one(session, "cong-an-tinh")
        address = session.get_one(Letter, first).address
        waits = join_letters(session, lambda _: address.upper(), DAY, may_go(DAY, worked=True))
        assert waits == (second,)
        assert session.get_one(Letter, second).reason == HAD_TODAY
        assert join_letters(session, lambda _: address, date(2023, 6, 6), may_go(date(2023, 6, 6), worked=True)) == ()


def test_what_becomes_of_a_message_becomes_of_all_in_it(database: Database) -> None:
    def outcomes() -> set[tuple[LetterState, Outcome]]:
        with database.read() as session:
            told = sqlalchemy.select(col(Letter.state), col(Notice.outcome)).join(Notice)
            return {(state, outcome) for state, outcome in session.execute(told)}

    with database.write() as session:
        numbers = [write_one(session, agency) for agency in ("so-y-te", "cong-an-tinh", "so-noi-vu")]
        join_letters(session, lambda _: "mot@tinh.vn", DAY, may_go(DAY, worked=True))
        (claimed,) = outbox.claim_letters(session, NOW, 10, ())
        assert claimed.id == numbers[0]
        assert outbox.settle_refusal(session, claimed, "không có hộp thư", NOW)
    assert outcomes() == {(LetterState.FAILED, Outcome.SKIPPED)}
    with database.write() as session:
        assert outbox.bring_back(session, session.get_one(Letter, numbers[0]), NOW)
    assert outcomes() == {(LetterState.QUEUED, Outcome.QUEUED)}
    with database.write() as session:
        outbox.claim_letters(session, NOW, 10, ())
        assert outbox.settle_letter(session, numbers[0], LetterState.SENT, "", NOW)
    assert outcomes() == {(LetterState.SENT, Outcome.SENT)}


@pytest.mark.parametrize("database_setting", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_a_letter_that_another_process_claims_meanwhile_is_not_told_to_wait_and_not_waited_for(
    database: Database,
) -> None:
    with database.write() as session:
        gone, taken, waits = (write_one(session, agency) for agency in ("so-y-te", "cong-an-tinh", "so-noi-vu"))
        session.get_one(Letter, gone).state = LetterState.SENT
        session.get_one(Letter, gone).address = "mot@tinh.vn"
    with database.engine.connect() as settling:

        def address_of(_recipient: str) -> str:
            if not settling.in_transaction():
                with database.write() as other:
                    other.get_one(Letter, taken).state = LetterState.SENDING
                settling.execute(sqlalchemy.select(col(Letter.id)).where(col(Letter.id) == taken).with_for_update())
            return "mot@tinh.vn"

        with database.write() as session:
            session.execute(sqlalchemy.text("SET LOCAL lock_timeout = 200"))
            assert join_letters(session, address_of, DAY, may_go(DAY, worked=True)) == (taken, waits)
    with database.read() as session:
        assert [session.get_one(Letter, one).reason for one in (taken, waits)] == ["", HAD_TODAY]


def test_four_senders_at_once_send_an_address_one_message(database: Database) -> None:
    with database.write() as session:
        insert_new(session, Letter, [a_letter(f"co-quan-{n}").model_dump(exclude={"id"}) for n in range(48)])
    start, sent = threading.Barrier(4), list[int]()

    def address_of(recipient: str) -> str:
        return f"hop-thu-{int(recipient.rpartition('-')[2]) % 16}@tinh.vn"

    def send() -> None:
        start.wait(timeout=10)
        while True:
            with database.write() as session:
                waits = join_letters(session, address_of, DAY, may_go(DAY, worked=True))
                claimed = outbox.claim_letters(session, NOW, 3, waits)
            if not claimed:
                return
            for letter in claimed:
                with database.write() as session:
                    session.get_one(Letter, letter.id).address = address_of(letter.recipient)
                    outbox.settle_letter(session, letter.id, LetterState.SENT, "", NOW)
                sent.append(letter.id)

    senders = [threading.Thread(target=send) for _ in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(timeout=60)
    assert len(sent) == 16
    with database.read() as session:
        assert {one.state for one in session.exec(select(Letter))} == {LetterState.SENT}
        assert {address_of(one.recipient) for one in session.exec(select(Letter)) if one.id in sent} == {
            address_of(f"co-quan-{n}") for n in range(16)
        }


def test_what_a_process_is_sending_is_told_nothing_by_one_that_holds_letters_back(database: Database) -> None:
    with database.write() as session:
        sending, waits = (write_one(session, agency) for agency in ("so-y-te", "cong-an-tinh"))
        session.get_one(Letter, sending).state = LetterState.SENDING
        assert hold_letters(session, lambda _recipient: "địa chỉ chưa rõ") == [waits]
    with database.read() as session:
        assert [session.get_one(Letter, one).reason for one in (sending, waits)] == ["", "địa chỉ chưa rõ"]
