"""What a plan will ask, counted before it is adopted, against a small plan counted by hand."""

from datetime import date

from plan.simulation import in_rhythm, simulate
from tests.homes.plans.plan_files import PLAN, a_calendar, a_plan, a_register, change

REGISTER, CALENDAR = a_register(), a_calendar()
YEAR = (date(2024, 1, 1), date(2024, 12, 31))


def test_the_check_ins_sittings_and_letters_of_a_year_are_those_that_a_clerk_counts() -> None:
    load = simulate(a_plan(), REGISTER, CALENDAR, *YEAR)
    assert load.by_agency == {"so-a": 5, "cong-an": 2, "van-phong": 4, "so-b": 4}
    assert load.by_month["2024-11", "so-b"] == 3  # II.1 of the second half, II.3 and III.2 of the year: one sitting
    assert [load.sittings[2024, one] for one in ("so-b", "so-a", "cong-an")] == [2, 3, 2]
    assert load.busiest_due == (date(2024, 11, 14), 9)
    of_b = sorted(day for day, agency in load.letters if agency == "so-b")
    assert of_b == [date(2024, 5, 15), date(2024, 6, 5), date(2024, 6, 13), date(2024, 10, 15), date(2024, 11, 5), date(2024, 11, 13)]  # fmt: skip


def test_another_rhythm_changes_what_the_office_follows_up_and_nothing_that_the_document_dates() -> None:
    quarterly = simulate(in_rhythm(a_plan(), "quarter"), REGISTER, CALENDAR, *YEAR)
    assert quarterly.by_agency["so-b"] == 4 + 4 + 1  # II.1 and II.3 four times, the year's report as before
    assert [one.due_on for one in quarterly.owed if one.ref == "III.2" and one.agency == "so-b"] == [date(2024, 11, 14)]


def test_a_date_in_the_days_of_tet_is_told() -> None:
    text = change(PLAN, "due: {by: 30/11}", "due: {by: 11/2}").replace("    rolls_up: III.2\n", "")
    load = simulate(a_plan(text), REGISTER, CALENDAR, *YEAR)
    assert [(one.ref, one.due_on) for one in load.in_long_rests] == [("III.3", date(2024, 2, 11))]


def test_what_nobody_owes_any_more_is_counted_and_gets_no_letter() -> None:
    text = change(PLAN, "kinh phí\n    lead: cac-so\n", "kinh phí\n    lead: [cac-so, huyen-cu]\n")
    load = simulate(a_plan(text), REGISTER, CALENDAR, date(2025, 1, 1), date(2026, 12, 31))
    assert load.ownerless == 2  # of 2025 and 2026: the district ended on 30/6/2025, and nobody took over
    assert not any(agency == "huyen-cu" for _, agency in load.letters)
