"""On any day, as known then and as known now, the figures are what a count of the raw history by hand comes to."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest

from flows.acts.open_home import OpenHome, load_plans
from flows.acts.reports.progress import plan_progress
from models.check_ins.standings import APART_STAGES, REPORTING_STAGES
from models.clock import end_of_day
from reports.frames.reading import read_standings
from reports.status import status_json
from reports.tables import by_agency, by_section, by_task
from tests.homes.lived.busy_year import BEGINS, CODE, busy_year
from tests.homes.lived.by_hand import count_by_hand, lay_out

DAYS = 50


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenHome]:
    with busy_year(tmp_path_factory.mktemp("year")) as office:
        yield office


def test_the_cells_of_fifty_days_drawn_by_lot_agree_with_a_count_by_hand(office: OpenHome) -> None:
    lot, now = random.Random(7), office.clock.now()  # noqa: S311  no secret
    plan = load_plans(office)[CODE].plan
    with office.database.read() as session:
        files = lay_out(session, CODE)
        seen = Counter[str]()
        for number in range(DAYS):
            on = BEGINS + timedelta(days=lot.randrange(366))
            known_at = now if number % 2 else end_of_day(on)
            cells = Counter(read_standings(session, plan, on, known_at).written("stage"))
            assert cells == count_by_hand(files, on, known_at), (on, known_at)
            seen += cells
    assert set(seen) == {*REPORTING_STAGES, "superseded", "ownerless"}  # nothing was waived that year
    assert min(seen.values()) > 50


def test_what_was_learnt_later_changes_a_past_day_and_what_was_known_then_stays(office: OpenHome) -> None:
    now, changed = office.clock.now(), 0
    plan = load_plans(office)[CODE].plan
    with office.database.read() as session:
        files = lay_out(session, CODE)
        for on in (BEGINS + timedelta(days=step) for step in range(90, 300, 10)):
            then, later = (count_by_hand(files, on, known_at) for known_at in (end_of_day(on), now))
            assert Counter(read_standings(session, plan, on, end_of_day(on)).written("stage")) == then
            changed += then != later
    assert changed


def test_totals_close_both_ways_and_status_tells_the_same(office: OpenHome) -> None:
    loaded, now = load_plans(office)[CODE], office.clock.now()
    for on in (BEGINS + timedelta(days=days) for days in (100, 200, 365)):
        progress = plan_progress(office, loaded, on, now)
        with office.database.read() as session:
            by_hand = count_by_hand(lay_out(session, CODE), on, now)
        reporting = progress.reporting
        assert reporting.total == by_hand.total() + len(progress.not_yet_open)
        told = status_json(progress)
        for stage in (*REPORTING_STAGES, *APART_STAGES):
            assert getattr(reporting, stage) == by_hand[stage]
            assert {**told["reporting"], **told["apart"]}[stage] == by_hand[stage]
            for table in (by_agency(progress), by_section(progress), by_task(progress)):
                assert int(table[stage].sum()) == by_hand[stage]
