"""What a plan asks first, told before it is adopted: the same as its first round opens, by the day from which it is followed."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from flows.acts.open_home import OpenHome, open_office
from models.audit.acts import BY_PAGE, Person
from models.clock import ROUND_AT, moment_on
from models.drafts.adopting import adopt_draft
from models.drafts.first_asked import asked_first
from models.tables.core import CheckIn
from plan.library import Library, LoadedPlan, check_texts
from tests.homes.databases.templates import DATABASE, put_migrated_file
from tests.homes.offices import round_on
from tests.homes.plans.drafted import CODE, settled

DAY = date(2026, 12, 1)
"""A Tuesday, on which the second half-year is asked before the 15th and no third quarter any more."""
AFTER_THE_ROUND = moment_on(DAY, ROUND_AT) + timedelta(minutes=30)
HOA = Person("Nguyễn Thị Hòa", "Chánh Văn phòng", BY_PAGE)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenHome]:
    home = tmp_path / "home"
    put_migrated_file(home / DATABASE)
    (home / "dondoc.toml").write_text('plans = ["tuyen-quang"]\n', encoding="utf-8")
    with open_office(home, on=DAY) as opened:
        yield opened


def plan() -> LoadedPlan:
    loaded, errors = check_texts(CODE, settled().plan, settled().register, Library())
    assert loaded is not None, errors
    return loaded


@pytest.mark.parametrize("begins", [DAY, date(2026, 9, 10), date(2026, 12, 5), date(2026, 12, 15)])
def test_the_first_round_opens_what_was_told(office: OpenHome, begins: date) -> None:
    told = asked_first(plan(), begins, AFTER_THE_ROUND)
    adopt_draft(office.home, office.database, CODE, settled(), begins, AFTER_THE_ROUND, by=HOA)
    with open_office(office.home.path) as opened:
        round_on(opened, told.round_on)
        with opened.database.read() as session:
            there = session.exec(select(CheckIn).where(CheckIn.plan == CODE, CheckIn.state == "open")).all()
    assert told.opened == len(there)
    assert told.told == len({one.agency for one in there})
    due = Counter((one.due_on, one.basis == "baseline") for one in there)
    first = {(one.due_on, one.is_baseline): one.check_ins for one in told.days if one.opens_on == told.round_on}
    assert first == dict(due.items() & first.items()) != {}


def test_a_period_that_runs_keeps_its_date_and_a_later_day_gives_everybody_ten_working_days() -> None:
    # By hand: "trước ngày 15/12" ends on 14/12/2026, a Monday, eight working days after Wednesday 2/12.
    told = asked_first(plan(), DAY, AFTER_THE_ROUND)
    assert (
        told.days[0].words == "Hạn 14/12/2026: 15 phiếu báo cáo của 14 cơ quan, mở ngày 02/12/2026, có 8 ngày làm việc"
    )
    assert told.calmer == date(2026, 12, 15)
    calm = asked_first(plan(), told.calmer, AFTER_THE_ROUND)
    assert (calm.days[0].is_baseline, calm.days[0].left, calm.calmer) == (True, 10, None)


def test_a_day_set_ahead_on_a_rest_day_begins_on_the_next_working_day() -> None:
    saturday = date(2026, 12, 5)
    assert asked_first(plan(), saturday, AFTER_THE_ROUND).round_on == date(2026, 12, 7)
    assert asked_first(plan(), DAY, moment_on(DAY, ROUND_AT) - timedelta(minutes=1)).round_on == DAY
    past = asked_first(plan(), date(2026, 9, 10), AFTER_THE_ROUND)
    assert past.days[0].words.startswith("Hạn 14/9/2026: 14 phiếu")
    assert past.days[0].words.endswith("mở ngày 02/12/2026, quá hạn ngay khi mở")


def test_what_opens_on_its_last_day_leaves_no_working_day() -> None:
    last = date(2026, 12, 14)
    told = asked_first(plan(), last, moment_on(last, ROUND_AT) - timedelta(minutes=1))
    assert told.days[0].words.endswith("mở ngày 14/12/2026, không còn ngày làm việc nào")
