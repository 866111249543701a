"""Whatever stands, all totals of the progress close."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from models.check_ins.standings import APART_STAGES, Standing
from models.tables.core import Result, State
from reports.results import CLAIMS, FINISHES
from reports.tables import COLUMNS, STAGES, by_agency, by_section, by_task
from tests.homes.plans.small_plan import asked, measure


@st.composite
def any_standings(draw: st.DrawFn) -> tuple[date, list[Standing]]:
    on = draw(st.dates(date(2022, 11, 1), date(2026, 12, 31)))
    found = []
    for number in range(draw(st.integers(0, 12))):
        due_on = on + timedelta(days=draw(st.integers(-400, 60)))
        ref = draw(st.sampled_from(["II.1.a", "II.2.a", "II.2.b", "III.1", "II.9"]))
        holder = draw(st.sampled_from(["so-y-te", "van-phong-ubnd-tinh", "cong-an-tinh", "co-quan-la"]))
        kind = draw(st.sampled_from(["open", "answered", "accepted", "returned", *APART_STAGES]))
        given_values: dict[str, Any] = {"check_in_id": number, "state": State(kind), "period": str(number)}
        answered_on = on - timedelta(days=draw(st.integers(0, 90))) if kind in ("answered", "accepted") else None
        if kind in APART_STAGES:
            given_values["stage"] = kind
        result = draw(st.sampled_from(list(Result))) if answered_on or kind == "returned" else None
        found.append(asked(ref, holder, due_on, on, answered_on, result, **given_values))
    return on, found


@given(any_standings())
@settings(max_examples=40)
def test_all_totals_close(drawn: tuple[date, list[Standing]]) -> None:
    on, found = drawn
    progress = measure(*found, on=on)
    reporting, results = progress.reporting, progress.results
    assert reporting.total == len(found) + len(progress.not_yet_open)
    assert reporting.due_on_time <= reporting.fallen_due <= reporting.asked
    assert reporting.on_time_rate is None or 0 <= reporting.on_time_rate <= 1
    assert sum(results.claimed.values()) == sum(results.finishes.values()) == results.lines == len(progress.lines)
    without_end = [line for line in progress.lines.itertuples() if line.ref in ("II.1.a", "II.9")]
    assert results.finishes["without_end"] == len(without_end)
    for table in (by_agency(progress), by_section(progress), by_task(progress)):
        assert list(table.columns) == list(COLUMNS)
        for stage in STAGES:
            assert int(table[stage].sum()) == getattr(reporting, stage)
        assert int(table["fallen_due"].sum()) == reporting.fallen_due
        assert {claim: int(table[claim].sum()) for claim in CLAIMS} == results.claimed
        assert {finish: int(table[finish].sum()) for finish in FINISHES} == results.finishes


@given(any_standings())
@settings(max_examples=40)
def test_narrowing_to_each_agency_adds_up_to_the_whole(drawn: tuple[date, list[Standing]]) -> None:
    on, found = drawn
    whole = measure(*found, on=on)
    parts = [measure(*found, on=on, agency=str(code)) for code in by_agency(whole)["code"]]
    assert sum(part.reporting.total for part in parts) == whole.reporting.total
    assert sum(part.results.lines for part in parts) == whole.results.lines
