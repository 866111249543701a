"""All five plans in one home, fast-forwarded from 2022 to 2030 through every reorganisation."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlmodel import col, select, update

from flows.acts.doctor.self_audit import audit_home
from flows.acts.open_home import OpenHome, load_plans, open_office
from flows.round import HAND_OVER, HAND_OVER_LATE, OPEN, RECORD, TELL, begin_round, take_on_plans
from models.check_ins.moves import CHASED
from models.check_ins.standings import APART_STAGES, REPORTING_STAGES, standings
from models.database import insert_new
from models.tables.core import Answer, CheckIn, CheckInEvent, Result, State
from plan.library import LoadedPlan
from plan.owed import Owed, owed_between
from reports.frames.standing_frame import frame_of
from reports.progress import measure_progress
from tests.homes.offices import go_to, morning

PLANS = ("bac-giang", "lao-cai", "quang-ngai", "tieu-ban-attt", "tuyen-quang")
FIRST, LAST = date(2022, 11, 1), date(2030, 12, 31)
BEFORE_ALL, MERGER, DISTRICTS_END = date(2023, 12, 31), date(2025, 3, 1), date(2025, 7, 1)
Key = tuple[str, str, str, str, str, str]

HEIRS = {
    "so-ke-hoach-va-dau-tu": "so-tai-chinh",
    "so-giao-thong-van-tai": "so-xay-dung",
    "so-nong-nghiep-va-phat-trien-nong-thon": "so-nong-nghiep-va-moi-truong",
    "so-tai-nguyen-va-moi-truong": "so-nong-nghiep-va-moi-truong",
    "so-thong-tin-va-truyen-thong": "so-khoa-hoc-va-cong-nghe",
    "so-lao-dong-thuong-binh-va-xa-hoi": "so-noi-vu",
    "so-ngoai-vu": "van-phong-ubnd-tinh",
    "ban-dan-toc": "so-dan-toc-va-ton-giao",
}
"""Who took over from whom in Bắc Giang on 1/3/2025, but for what went to Công an tỉnh by scope and by ref."""


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Years"]:
    """Give the home after all rounds, with what stood open on the eve of each change."""
    folder = tmp_path_factory.mktemp("years")
    with open_office(folder / "home", {"plans": PLANS}, on=FIRST) as office:
        take_on_plans(office, morning(FIRST))
        years = Years(office)
        for day in years.days_that_matter():
            years.run(day)
        yield years


class Years:
    """A trial home that is led through the years, without its letters."""

    def __init__(self, office: OpenHome) -> None:
        self.office = office
        self.plans = load_plans(office)
        self.open_on: dict[date, dict[Key, str]] = {}
        self.days: list[date] = []

    def asked(self) -> list[tuple[LoadedPlan, Owed]]:
        """Return all that the plans ask and that has opened by the last day."""
        return [
            (loaded, owed)
            for loaded in self.plans.values()
            for owed in owed_between(loaded.plan, loaded.register, loaded.calendar, FIRST, LAST + timedelta(days=60))
            if owed.opens_on <= LAST
        ]

    def days_that_matter(self) -> list[date]:
        """Return every day on which something opens or passes on, the eve of each change, and the last day."""
        opening = {owed.opens_on for _, owed in self.asked()}
        moving = {
            move.on
            for loaded in self.plans.values()
            for move in (*loaded.register.moves, *loaded.plan.handovers)
            if FIRST < move.on <= LAST
        }
        eves = {day - timedelta(days=1) for day in moving}
        return sorted({FIRST, *(day for day in opening if day > FIRST), *moving, *eves, LAST})

    def run(self, day: date) -> None:
        """Run the round of a day but for its letters, and note what is open and who holds it."""
        go_to(self.office, day)
        self.answer_what_is_old(day)
        current = begin_round(self.office, morning(day))
        for step in (HAND_OVER, OPEN, HAND_OVER_LATE, RECORD, TELL):
            step.do(current)
        self.days.append(day)
        with self.office.database.read() as session:
            found = session.exec(select(CheckIn).where(col(CheckIn.state).in_(CHASED))).all()
            self.open_on[day] = {key_of(c): c.holder for c in found}
            for check_in in found:
                agency = self.plans[check_in.plan].register.agencies[check_in.holder]
                assert agency.exists_on(day), (day, check_in)

    def answer_what_is_old(self, day: date) -> None:
        """Have all answered that has been late for ten days."""
        with self.office.database.write() as session:
            old = col(CheckIn.state).in_(CHASED), col(CheckIn.due_on) < day - timedelta(days=10)
            ids = session.exec(select(CheckIn.id).where(*old)).all()
            common = {"learnt_at": morning(day)}
            answers = [
                {
                    "check_in_id": one, "version": 1, "result": Result.IN_PROGRESS, "percent": 10, "text": "Đang làm.",
                    "difficulties": "", "proposals": "", "answered_by": "An", "post": "", "way": "page",
                    "happened_at": morning(day), **common,
                }
                for one in ids
            ]  # fmt: skip
            event = {"kind": "answered", "item": "1", "happened_on": day, "actor": "An", "detail": "", **common}
            insert_new(session, Answer, answers)
            insert_new(session, CheckInEvent, [{"check_in_id": one, **event} for one in ids])
            session.execute(update(CheckIn).where(*old).values(state=State.ANSWERED))


def key_of(check_in: CheckIn) -> Key:
    return check_in.plan, check_in.ref, check_in.agency, check_in.role, check_in.scope, check_in.occurrence


def check_ins(years: Years) -> list[CheckIn]:
    with years.office.database.read() as session:
        return list(session.exec(select(CheckIn).where(CheckIn.basis != "baseline")).all())


def test_exactly_what_the_plans_ask_was_opened_with_its_own_dates(years: Years) -> None:
    expected = {
        (o.plan, o.ref, o.agency, o.role, o.scope, o.period): (o.opens_on, o.ownerless) for _, o in years.asked()
    }
    opened = {key_of(c): c for c in check_ins(years)}
    assert set(opened) == set(expected)
    assert len(opened) > 4000
    assert all(opened[key].opens_on == opens_on for key, (opens_on, _) in expected.items())
    assert all(opened[key].opened_on == max(opens_on, FIRST) for key, (opens_on, _) in expected.items())


def test_what_was_open_on_the_eve_of_the_merger_is_held_by_the_heir_on_its_day(years: Years) -> None:
    before, after = years.open_on[MERGER - timedelta(days=1)], years.open_on[MERGER]
    gone = {key: holder for key, holder in before.items() if key[0] == "bac-giang" and holder in HEIRS}
    for key, holder in gone.items():
        _, ref, _, role, scope, period = key
        to_police = ref == "II.3.c.2" or scope == "an-toan-thong-tin-mang"
        heir = "cong-an-tinh" if holder == "so-thong-tin-va-truyen-thong" and to_police else HEIRS[holder]
        line = (ref, role, scope, period)
        holders = [h for k, h in after.items() if k[0] == "bac-giang" and (k[1], *k[3:]) == line]
        assert heir in holders, key
        assert holder not in holders, key
        assert len(holders) == len(set(holders)), key


def test_the_districts_open_check_ins_and_all_later_ones_are_listed_as_ownerless(years: Years) -> None:
    before = years.open_on[DISTRICTS_END - timedelta(days=1)]
    left = {key for key, holder in before.items() if holder.startswith("ubnd-") and key[0] == "bac-giang"}
    later = {(o.plan, o.ref, o.agency, o.role, o.scope, o.period) for _, o in years.asked() if o.ownerless}
    ownerless = {key_of(c) for c in check_ins(years) if c.state == State.OWNERLESS}
    assert ownerless == left | later
    assert {key[2] for key in later if key[0] == "bac-giang"} >= {"ubnd-cap-huyen"}


def test_all_totals_close_on_every_plan_before_on_and_after_the_changes(years: Years) -> None:
    for day in (BEFORE_ALL, MERGER, DISTRICTS_END, LAST):
        for code, loaded in years.plans.items():
            with years.office.database.read() as session:
                found = standings(session, day, morning(LAST), code)
                opened = session.exec(select(CheckIn.id).where(CheckIn.plan == code, CheckIn.opened_on <= day)).all()
            assert {one.check_in_id for one in found} == set(opened)
            assert {one.stage for one in found} <= {*REPORTING_STAGES, *APART_STAGES}
            progress = measure_progress(frame_of(loaded.plan, day, found), loaded, morning(LAST), trial=True)
            assert progress.reporting.total == len(found) + len(progress.not_yet_open)


def test_the_self_audit_finds_the_years_whole(years: Years) -> None:
    assert [finding.sentence for finding in audit_home(years.office)] == []


def test_the_same_last_round_again_changes_nothing(years: Years) -> None:
    with years.office.database.read() as session:
        before = [repr(row) for row in session.exec(select(CheckInEvent).order_by(col(CheckInEvent.id)))]
    years.run(LAST)
    with years.office.database.read() as session:
        assert [repr(row) for row in session.exec(select(CheckInEvent).order_by(col(CheckInEvent.id)))] == before
