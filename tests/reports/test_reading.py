"""A part of a plan that is read alone is what it is in the whole, and what the board reads is what a report tells."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import event

from flows.acts.open_home import OpenHome, load_plans
from models.check_ins.standings import Standing
from models.reported.standing_columns import About
from models.tables.core import Answer
from models.tables.decisions import Verdict
from reports.account.periods import Span
from reports.progress import Progress
from reports.reading import Telling, read_account, read_asked, read_progress, read_targets
from tests.homes.busy_office import Busy, busy_office
from tests.homes.databases.statements import counting
from tests.homes.lived.busy_year import BEGINS, CODE, busy_year


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenHome]:
    with busy_year(tmp_path_factory.mktemp("year")) as office:
        yield office


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Busy]:
    with busy_office(tmp_path_factory.mktemp("busy")) as opened:
        yield opened


@pytest.mark.parametrize("days", [120, 200, 365])
def test_an_agency_a_cell_and_a_check_in_read_alone_stand_as_in_the_whole(year: OpenHome, days: int) -> None:
    loaded, now, on = load_plans(year)[CODE], year.clock.now(), BEGINS + timedelta(days=days)

    def read(about: About | None = None) -> Progress:
        with year.database.read() as session:
            return read_progress(session, loaded, on, now, trial=True, about=about)

    whole = read()
    moved = {one.holder for one in whole.standings.passed_on} | {one.agency for one in whole.standings.passed_on}
    for agency in [*list(whole.by_holder.index)[:4], *sorted(moved)[:4]]:
        held: list[Standing] = list(whole.standings.of(holder=str(agency)))
        assert list(read(About(str(agency))).standings.of(holder=str(agency))) == held
        for ref in {one.ref for one in held[:2]}:
            alone = read(About(str(agency), ref)).standings.of(holder=str(agency), ref=ref)
            assert list(alone) == [one for one in held if one.ref == ref]
        for one in held[:1]:
            assert list(read(About(number=one.check_in_id)).standings) == [one]


def test_what_waits_for_the_chairman_and_the_targets_are_read_as_a_report_tells_them(busy: Busy) -> None:
    asked, now = 0, busy.office.clock.now()
    for loaded in busy.plans.values():
        for on in (busy.office.clock.today(), busy.office.clock.today() - timedelta(days=10)):
            with busy.office.database.read() as session:
                account = read_account(session, loaded, Telling(Span("request", None, ""), on, now), trial=True)
                with counting(busy.office.database) as statements:
                    assert read_asked(session, loaded, account.progress) == account.asked
                    assert read_targets(session, account.progress) == account.targets
            asked += len(account.asked)
            assert len(statements) <= 6
    assert asked


def test_a_report_makes_no_row_of_each_answer_and_verdict_of_the_years(year: OpenHome) -> None:
    loaded, now, on = load_plans(year)[CODE], year.clock.now(), BEGINS + timedelta(days=365)
    made: list[object] = []
    for table in (Answer, Verdict):
        event.listen(table, "load", lambda row, _context: made.append(row))
    with year.database.read() as session:
        account = read_account(session, loaded, Telling(Span("request", None, ""), on, now), trial=True)
    assert len(account.sources.told) > 100
    assert len(account.sources.matters.verdicts) > 20
    assert made == []
