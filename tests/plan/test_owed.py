"""What a plan asks, of whom and by when."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan.owed import latest_fallen_due, occurrences, owed_between, owed_for
from plan.tasks import Plan
from tests.homes.plans.plan_files import PLAN, a_calendar, a_plan, a_register, change

CALENDAR, REGISTER, SMALL_PLAN = a_calendar(), a_register(), a_plan()


def asked(ref: str, first: str, last: str, plan: Plan | None = None) -> list[tuple[str, str]]:
    plan = plan or SMALL_PLAN
    found = occurrences(plan.tasks[ref], plan, CALENDAR, date.fromisoformat(first), date.fromisoformat(last))
    return [(occurrence.period, occurrence.dates.due_on.isoformat()) for occurrence in found]


def owed(first: str, last: str, plan: Plan | None = None) -> list[str]:
    found = owed_between(plan or SMALL_PLAN, REGISTER, CALENDAR, date.fromisoformat(first), date.fromisoformat(last))
    return [
        " ".join(part for part in (o.ref, o.agency, o.scope, o.period, o.due_on.isoformat()) if part) for o in found
    ]


def test_an_ongoing_task_is_asked_by_the_offices_rhythm() -> None:
    assert sorted(asked("II.1", "2023-01-01", "2024-12-31"), key=lambda one: one[1]) == [
        ("2023-H1", "2023-06-14"),
        ("2023-H2", "2023-11-14"),
        ("2024-H1", "2024-06-14"),
        ("2024-H2", "2024-11-14"),
    ]


def test_the_first_and_the_last_day_of_the_span_that_is_asked_for_both_count() -> None:
    assert asked("II.1", "2023-06-14", "2023-06-14") == [("2023-H1", "2023-06-14")]
    assert asked("II.1", "2023-06-15", "2023-11-13") == []


def test_nothing_is_asked_before_the_plan_starts_or_after_it_ends() -> None:
    assert asked("II.2", "2000-01-01", "2100-12-31")[0] == ("2022", "2022-12-31")
    assert asked("II.2", "2000-01-01", "2100-12-31")[-1] == ("2030", "2030-12-31")
    assert len(asked("II.2", "2000-01-01", "2100-12-31")) == 9


def test_a_plan_without_an_end_goes_on_as_far_as_one_asks() -> None:
    plan = a_plan(change(PLAN, ", to: 12/2030}", "}"))
    assert asked("II.2", "2040-01-01", "2041-12-31", plan) == [("2040", "2040-12-31"), ("2041", "2041-12-31")]


def test_a_last_day_that_only_a_roll_moves_past_the_plans_end_is_still_asked() -> None:
    text = change(PLAN, "to: 12/2030}", "to: 12/2028}").replace("to: 2030", "to: 2028")
    rolling = a_plan(change(text, "due: {by: end of period}", "due: {by: end of period, roll: next-working-day}"))
    assert asked("II.2", "2028-01-01", "2029-12-31", rolling) == [("2028", "2029-01-02")]
    assert asked("II.2", "2028-01-01", "2028-12-31", rolling) == []


def test_a_last_day_in_the_year_after_its_period_is_found() -> None:
    text = change(PLAN, "    due: {by: end of period}", "    due: {by: 10 of next month}")
    assert asked("II.2", "2024-01-01", "2024-01-31", a_plan(text)) == [("2023", "2024-01-10")]


def test_a_task_of_a_span_is_asked_in_its_years_only() -> None:
    assert [period for period, _ in asked("II.3", "2022-01-01", "2035-12-31")] == [
        str(year) for year in range(2023, 2031)
    ]


def test_a_task_with_a_first_year_is_not_asked_before_it() -> None:
    assert asked("III.2", "2022-01-01", "2024-12-31") == [("2023", "2023-11-14"), ("2024", "2024-11-14")]


def test_a_task_asked_once_is_named_by_the_date_in_the_text() -> None:
    assert asked("III.1", "2022-01-01", "2030-12-31") == [("2022-11-15", "2022-11-14")]


def test_a_date_on_the_first_day_of_the_span_is_asked_and_the_day_before_it_is_not() -> None:
    once = "    due: {before: 15/11/2022}"
    assert asked("III.1", "2022-01-01", "2023-12-31", a_plan(change(PLAN, once, "    due: {by: 1/11/2022}"))) == [
        ("2022-11-01", "2022-11-01")
    ]


@pytest.mark.parametrize(
    ("issued", "opens_on"),
    [("15/10/2022", "2022-10-15"), ("13/11/2022", "2022-11-13"), ("14/11/2022", "2022-11-14"), ("15/11/2022", "2022-10-15")],
)  # fmt: skip
def test_nothing_opens_before_the_document_has_its_day_unless_it_was_due_by_then(issued: str, opens_on: str) -> None:
    plan = a_plan(change(PLAN, "  date: 11/2022\n", f"  date: {issued}\n"))
    (once,) = occurrences(plan.tasks["III.1"], plan, CALENDAR, date(2022, 11, 1), date(2022, 11, 30))
    assert once.dates.opens_on.isoformat() == opens_on


def test_what_is_owed_bears_the_words_of_its_rule() -> None:
    found = owed_between(SMALL_PLAN, REGISTER, CALENDAR, date(2023, 12, 1), date(2023, 12, 31))
    assert {one.rule for one in found} == {"chậm nhất ngày cuối cùng của kỳ (tính cả ngày đó)"}


def test_each_member_owes_its_own_answer_and_a_named_party_that_of_its_scope() -> None:
    assert owed("2023-12-31", "2023-12-31") == [
        "II.2 so-a mang 2023 2023-12-31",
        "II.2 cong-an tin 2023 2023-12-31",
    ]
    assert owed("2023-06-14", "2023-06-14") == [
        f"II.1 {agency} 2023-H1 2023-06-14" for agency in ("van-phong", "so-a", "so-b")
    ]


def test_coordinating_agencies_owe_nothing() -> None:
    assert not any(line.startswith("II.1 cong-an") for line in owed("2022-11-01", "2030-12-31"))


def test_who_owes_is_settled_on_the_day_the_check_in_opens() -> None:
    # 2025-H1 opens on 15/5/2025, 30 days before 14/6/2025.
    lines = owed("2025-06-14", "2025-06-14")
    assert "II.1 so-moi 2025-H1 2025-06-14" in lines
    # Sở Mới begins on 1/3/2025: what opened before has no place for it.
    assert not any("so-moi" in line for line in owed("2022-11-01", "2025-03-30"))


def test_the_heirs_line_and_its_own_are_one() -> None:
    plan = a_plan(change(PLAN, "    lead: chu-quan\n", "    lead: [chu-quan, so-a, cac-so]\n"))
    lines = owed("2022-11-14", "2022-11-14", plan)
    assert [line for line in lines if "III.1 so-a" in line] == ["III.1 so-a 2022-11-15 2022-11-14"]


def test_check_ins_are_sorted_by_date_then_as_document_and_register_have_them() -> None:
    found = owed("2023-01-01", "2023-12-31")
    assert [line.split()[-1] for line in found] == sorted(line.split()[-1] for line in found)
    on_one_day = [line.rsplit(" ", 2)[0] for line in found if line.endswith("2023-11-14")]
    assert on_one_day == [
        f"{ref} {agency}" for ref in ("II.1", "II.3", "III.2") for agency in ("van-phong", "so-a", "so-b")
    ]


def test_the_newest_asking_that_fell_due_is_the_latest_before_the_day() -> None:
    plan = SMALL_PLAN
    task = plan.tasks["II.1"]

    def newest(day: date) -> str:
        found = latest_fallen_due(task, plan, CALENDAR, day)
        return found.period if found else "none"

    # The plan starts on 1/11/2022, so 2022-H2 (due 14/11/2022) is the first there is.
    days = [date(2022, 11, 14), date(2022, 11, 15), date(2023, 6, 14), date(2023, 6, 15), date(2029, 12, 31)]
    assert [newest(day) for day in days] == ["none", "2022-H2", "2022-H2", "2023-H1", "2029-H2"]


def test_what_is_owed_by_parties_of_another_day_is_told_for_that_day() -> None:
    plan = SMALL_PLAN
    (occurrence,) = occurrences(plan.tasks["II.1"], plan, CALENDAR, date(2025, 6, 14), date(2025, 6, 14))
    early = [owed.agency for owed in owed_for(occurrence, plan, REGISTER, date(2025, 2, 28))]
    late = [owed.agency for owed in owed_for(occurrence, plan, REGISTER, date(2025, 3, 1))]
    assert late == [*early, "so-moi"]


days = st.dates(date(2022, 1, 1), date(2031, 12, 31))


@given(days, days, days)
def test_two_spans_side_by_side_ask_what_the_whole_asks(one: date, two: date, three: date) -> None:
    first, middle, last = sorted((one, two, three))
    plan = SMALL_PLAN
    whole = owed_between(plan, REGISTER, CALENDAR, first, last)
    left = owed_between(plan, REGISTER, CALENDAR, first, middle)
    right = owed_between(plan, REGISTER, CALENDAR, date.fromordinal(middle.toordinal() + 1), last)
    assert left + right == whole


@given(days, days)
def test_no_two_check_ins_have_the_same_key(one: date, two: date) -> None:
    found = owed_between(SMALL_PLAN, REGISTER, CALENDAR, min(one, two), max(one, two))
    keys = [(owed.plan, owed.ref, owed.agency, owed.role, owed.scope, owed.period) for owed in found]
    assert len(set(keys)) == len(keys)
