"""An accepted cause stops the climb as a ledger; a later date that is asked for holds the Chairman's rung alone."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import col, select

from flows.acts.doctor.self_audit import audit_home
from flows.acts.extensions import Decided, ask_for_later, decide_on_later
from flows.acts.find_check_in import Meant
from flows.acts.open_home import OpenHome
from flows.acts.verdicts import accept_cause_of, end_cause_of
from models.audit.acts import BY_COMMAND, Person
from models.decisions.chasing.causes import Accepted
from models.decisions.explanations import explain_lateness
from models.refusal import RefusedError
from models.tables.chasing import Cause
from models.tables.core import CheckIn, Notice
from models.tables.decisions import Act
from tests.homes.offices import morning, round_on, small_office

ADOPTED = date(2023, 5, 15)
MEANT, OFFICES = Meant("so-y-te", "I.1"), Meant("van-phong-ubnd-tinh", "I.1")
BY = Person("Trần Văn Lâm", "Phó Trưởng phòng", BY_COMMAND)


def june(day: int) -> date:
    return date(2023, 6, day)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenHome]:
    """The small plan, due on 14/6/2023: +1 on 15/6, +3 on 19/6, +7 on 23/6, +15 on 5/7."""
    with small_office(tmp_path, ADOPTED) as opened:
        round_on(opened, ADOPTED)
        yield opened


def rungs(office: OpenHome) -> list[tuple[int, str]]:
    """Return the rungs told of what Sở Y tế owes: number and day."""
    with office.database.read() as session:
        found = session.exec(
            select(Notice).join(CheckIn).where(CheckIn.holder == "so-y-te", Notice.purpose == "escalation")
        ).all()
        return sorted({(one.rung, f"{one.stage_on:%d/%m}") for one in found})


def explain(office: OpenHome, on: date) -> None:
    with office.database.write() as session:
        number = session.exec(select(CheckIn.id).where(CheckIn.holder == "so-y-te")).one()
        explain_lateness(session, number, "so-y-te", "Lũ làm hỏng máy chủ.", morning(on), by=BY, province="tinh-thu")


def test_an_accepted_cause_stops_the_climb_and_puts_the_rungs_off_by_its_working_days(office: OpenHome) -> None:
    round_on(office, june(15))
    with pytest.raises(RefusedError, match="chưa giải trình"):
        accept_cause_of(office, MEANT, Accepted(june(22)), morning(june(16)), by=BY)
    explain(office, june(16))
    with pytest.raises(RefusedError, match="phải từ hôm nay đến 15/8/2023"):
        accept_cause_of(office, MEANT, Accepted(date(2023, 8, 16)), morning(june(16)), by=BY)
    accept_cause_of(office, MEANT, Accepted(june(22)), morning(june(16)), by=BY)
    for day in (19, 22, 23):
        round_on(office, june(day))
        assert rungs(office) == [(1, "15/06")], day
        assert audit_home(office) == []
    # Five working days were stopped, 16/6 to 22/6: the third day's rung falls on the eighth, the seventh's on the twelfth.
    for day in (26, 30):
        round_on(office, june(day))
    assert rungs(office) == [(1, "15/06"), (3, "26/06"), (7, "30/06")]
    with office.database.read() as session:
        check_in = session.exec(select(CheckIn).where(CheckIn.holder == "so-y-te")).one()
        assert check_in.due_on == june(14), "no date moves"
        (act,) = session.exec(select(Act).where(Act.kind == "accept-cause")).all()
    assert (act.agency, act.name) == ("cong-an-tinh", "Trần Văn Lâm")
    assert act.detail == "dừng đôn đốc đến hết ngày 22/6/2023: Lũ làm hỏng máy chủ."


def test_a_cause_that_ends_early_lets_the_climb_go_on_and_no_row_is_changed(office: OpenHome) -> None:
    round_on(office, june(15))
    explain(office, june(16))
    with pytest.raises(RefusedError, match="không có nguyên nhân nào đang dừng"):
        end_cause_of(office, MEANT, morning(june(16)), by=BY)
    accept_cause_of(office, MEANT, Accepted(june(30)), morning(june(16)), by=BY)
    end_cause_of(office, MEANT, morning(june(20)), by=BY)
    for day in (20, 21):
        round_on(office, june(day))
    assert rungs(office) == [(1, "15/06"), (3, "21/06")]
    with office.database.read() as session:
        ledger = session.exec(select(Cause).order_by(col(Cause.number))).all()
        assert [(row.number, row.kind, row.since, row.until) for row in ledger] == [
            (1, "accepted", june(16), june(30)),
            (2, "ended", june(20), june(19)),
        ]


def test_a_later_date_that_is_asked_for_holds_the_chairmans_rung_alone_and_for_ten_working_days(
    office: OpenHome,
) -> None:
    ask_for_later(office, MEANT, date(2023, 7, 30), "Chờ số liệu.", morning(june(14)), by=BY)
    for day in (june(15), june(19), june(23), date(2023, 7, 5), date(2023, 7, 18)):
        round_on(office, day)
    assert rungs(office) == [(1, "15/06"), (3, "19/06"), (7, "23/06")]
    round_on(office, date(2023, 7, 19))
    assert rungs(office)[-1] == (15, "19/07"), "ten working days past 5/7 he is told all the same"


def test_a_later_date_that_is_refused_holds_him_no_more(office: OpenHome) -> None:
    ask_for_later(office, MEANT, date(2023, 7, 30), "Chờ số liệu.", morning(june(14)), by=BY)
    round_on(office, date(2023, 7, 5))
    assert 15 not in [rung for rung, _ in rungs(office)]
    refused = Decided(granted=False, until=None, document="", note="Đã đủ thời gian.", on=date(2023, 7, 5))
    decide_on_later(office, MEANT, refused, morning(date(2023, 7, 5)), by=BY)
    round_on(office, date(2023, 7, 6))
    assert (15, "05/07") in rungs(office)


def test_what_the_office_asks_for_itself_holds_him_although_its_own_rung_is_passed_at_once(office: OpenHome) -> None:
    ask_for_later(office, OFFICES, date(2023, 7, 30), "Chờ số liệu.", morning(june(14)), by=BY)

    def told_on(day: date) -> bool:
        round_on(office, day)
        with office.database.read() as session:
            chairman = select(Notice).join(CheckIn).where(Notice.rung == 15, CheckIn.holder == "van-phong-ubnd-tinh")
            return session.exec(chairman).first() is not None

    # The office's rung of 23/6 reaches nobody; ten working days past it he is told.
    assert [told_on(day) for day in (june(23), date(2023, 7, 6), date(2023, 7, 7))] == [False, False, True]
