"""A rung that reaches nobody is passed at once: the next one is told on its day, once, and it is said why."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import col, select

from flows.acts.open_home import OpenHome
from flows.round import OPEN, PREPARE, RECORD, TAKE_ON, WRITE, begin_round
from models.outbox.notices import NO_ADDRESS
from models.tables.core import CheckIn, Letter, Notice
from notifications.channels.mail_message import plain_text
from notifications.outbox.due_notices import PASSED_ON
from tests.homes.offices import SMALL_CONTACTS, go_live, morning, real_office

ADOPTED = date(2023, 5, 15)
OFFICE, TRACKER, CHAIRMAN, HEALTH = "van-phong-ubnd-tinh", "cong-an-tinh", "chu-tich-ubnd-tinh", "so-y-te"


def june(day: int) -> date:
    return date(2023, 6, day)


def gather(office: OpenHome, on: date) -> None:
    """Run the steps of a round up to sending."""
    current = begin_round(office, morning(on))
    for step in (PREPARE, TAKE_ON, OPEN, RECORD, WRITE):
        step.do(current)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenHome]:
    """A real home whose address book lacks the tracker, with a mail server that nobody listens on."""
    with real_office(tmp_path, "mailto://127.0.0.1:9?from=don-doc@tinh.gov.vn&smtp=127.0.0.1") as office:
        lines = [one for one in SMALL_CONTACTS.splitlines() if not one.startswith(TRACKER)]
        office.home.contacts_file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        go_live(office, morning(ADOPTED))
        gather(office, ADOPTED)
        yield office


def rungs(office: OpenHome, holder: str) -> dict[str, list[tuple[int, str, str, str]]]:
    """Return the rungs of what an agency owes, by recipient: number, day, outcome, reason."""
    with office.database.read() as session:
        found = session.exec(
            select(Notice)
            .join(CheckIn)
            .where(Notice.purpose == "escalation", CheckIn.holder == holder)
            .order_by(col(Notice.rung), col(Notice.id))
        ).all()
    by_recipient: dict[str, list[tuple[int, str, str, str]]] = {}
    for one in found:
        said = (one.rung, f"{one.stage_on:%d/%m}", str(one.outcome), one.reason)
        by_recipient.setdefault(one.recipient, []).append(said)
    return by_recipient


def body(office: OpenHome, recipient: str) -> str:
    with office.database.read() as session:
        newest = select(Letter.body).where(Letter.recipient == recipient).order_by(col(Letter.id).desc())
        return plain_text(session.exec(newest).first() or "")


PASSED = f"{NO_ADDRESS}; {PASSED_ON}"


def test_where_the_tracker_has_no_address_the_office_is_told_on_its_day_and_not_again(office: OpenHome) -> None:
    for day in (15, 16, 19, 20, 23, 23):
        gather(office, june(day))
    found = rungs(office, HEALTH)
    assert found[TRACKER] == [(3, "19/06", "queued", PASSED)]
    assert [row[:3] for row in found[OFFICE]] == [(7, "19/06", "queued")]
    assert found.keys() == {HEALTH, TRACKER, OFFICE}


def test_an_agency_that_cannot_be_reached_is_told_of_at_once_to_who_stands_above(office: OpenHome) -> None:
    gather(office, june(15))
    assert rungs(office, TRACKER) == {TRACKER: [(1, "15/06", "queued", PASSED)], OFFICE: [(3, "15/06", "queued", "")]}
    said = "báo cáo được báo trước ngày của nấc này: nấc trước không có nơi nhận (chưa có địa chỉ của Công an tỉnh)."
    assert f"Trong đó 1 {said}" in body(office, OFFICE)
    gather(office, june(20))  # the plan's own day has come: it is early no more, but Sở Y tế's is
    assert f"Trong đó 1 {said}" in body(office, OFFICE)
    gather(office, june(27))
    assert "Trong đó" not in body(office, OFFICE)


def test_what_the_office_owes_itself_climbs_on_to_the_chairman_at_once(office: OpenHome) -> None:
    gather(office, june(19))
    assert rungs(office, OFFICE)[CHAIRMAN] == [(15, "19/06", "queued", "")]
    # Its own lateness is told to it: what nobody is told of overtakes nothing.
    assert rungs(office, OFFICE)[OFFICE][0] == (1, "15/06", "queued", "")
    assert rungs(office, OFFICE)[OFFICE][1][:3] == (7, "19/06", "skipped")
    assert rungs(office, OFFICE)[OFFICE][1][3].endswith(PASSED_ON)
    assert (
        "nấc này: nấc trước không có nơi nhận (chưa có địa chỉ của Công an tỉnh, Văn phòng UBND tỉnh không tự đôn đốc mình)."
        in body(office, CHAIRMAN)
    )


def test_an_address_that_comes_later_brings_its_own_rung_and_nobody_hears_twice(office: OpenHome) -> None:
    gather(office, june(19))
    office.home.contacts_file.write_text(SMALL_CONTACTS, encoding="utf-8")
    for day in (20, 23, 23):
        gather(office, june(day))
    assert [row[:3] for row in rungs(office, HEALTH)[TRACKER]] == [(3, "19/06", "queued")]
    assert [row[:3] for row in rungs(office, HEALTH)[OFFICE]] == [(7, "19/06", "queued")]


def test_an_address_in_doubt_waits_until_it_is_mended_and_nothing_is_passed(office: OpenHome) -> None:
    wrong = SMALL_CONTACTS.replace("cong-an@tinhthu.example.vn", "cong-an")
    office.home.contacts_file.write_text(wrong, encoding="utf-8")
    gather(office, june(19))
    assert OFFICE not in rungs(office, HEALTH)
