"""What plans say of time in other words than a day: pieces of the calendar, spans with an end, what waits, no word at all.

Each row stands beside what a clerk reckons by hand; nothing here asks the plan's own arithmetic.
"""

from datetime import date

import pytest

from plan.calendar import WorkCalendar
from plan.language.plan_file import read_plan
from plan.laws.plan_laws import broken_laws
from plan.laws.warning_laws import warnings_of
from plan.owed import describe_last_day, owed_between
from plan.parties import Register
from plan.tasks import Plan
from tests.homes.plans.plan_files import PLAN, a_calendar, a_plan, a_register, change

ONCE = "    time: once\n    due: {before: 15/11/2022}\n"
SPAN = PLAN[PLAN.index("    time: span\n") : PLAN.index("  III.1:\n")]
REGISTER: Register = a_register()
CALENDAR: WorkCalendar = a_calendar()


def asked(text: str, ref: str, to: date = date(2031, 1, 31)) -> list[tuple[str, str]]:
    """Return period and last day of what Sở A owes for a clause."""
    owed = owed_between(a_plan(text), REGISTER, CALENDAR, date(2022, 10, 1), to)
    return [(one.period, f"{one.due_on:%-d/%-m/%Y}") for one in owed if one.ref == ref and one.agency == "so-a"]


def of_span(time: str) -> str:
    """Return the plan with another span in II.3, asked by the plan's rhythm: before 15/6 and before 15/11."""
    return (
        change(PLAN, SPAN, f"    time: span\n{time}")
        .replace("    target: I.1\n", "")
        .replace("from_task: II.3", "from_task: II.1")
    )


@pytest.mark.parametrize(
    ("within", "period", "last", "told"),
    [
        ("12/2025", "2025-12-31", "31/12/2025", "hết ngày 31/12/2025 (văn bản: trong tháng 12/2025)"),
        ("2/2024", "2024-02-29", "29/2/2024", "hết ngày 29/02/2024 (văn bản: trong tháng 2/2024)"),
        ("2025-Q3", "2025-09-30", "30/9/2025", "hết ngày 30/9/2025 (văn bản: trong quý III năm 2025)"),
        ("2026-H1", "2026-06-30", "30/6/2026", "hết ngày 30/6/2026 (văn bản: trong 6 tháng đầu năm 2026)"),
        ("2025", "2025-12-31", "31/12/2025", "hết ngày 31/12/2025 (văn bản: trong năm 2025)"),
    ],
)
def test_what_is_due_within_a_piece_of_the_calendar_has_its_last_day_and_keeps_the_words(
    within: str, period: str, last: str, told: str
) -> None:
    text = change(PLAN, "due: {before: 15/11/2022}", f"due: {{in: {within}}}")
    assert asked(text, "III.1") == [(period, last)]
    assert describe_last_day(a_plan(text), "III.1", period, date.fromisoformat(period)) == told


@pytest.mark.parametrize(
    ("time", "rows"),
    [
        ("    from: 2025\n    to: 2025\n", [("2025-H1", "14/6/2025"), ("2025-H2", "14/11/2025"), ("2025-12-31", "31/12/2025")]),
        ("    from: 11/2025\n    to: 12/2025\n", [("2025-H2", "14/11/2025"), ("2025-12-31", "31/12/2025")]),
        ("    from: 15/11/2025\n    to: 15/12/2025\n", [("2025-12-15", "15/12/2025")]),
        ("    from: 2025-Q4\n    to: 2026-Q2\n", [("2025-H2", "14/11/2025"), ("2026-H1", "14/6/2026"), ("2026-06-30", "30/6/2026")]),
        ("    from: 1/1/2026\n    to: 31/3/2026\n", [("2026-03-31", "31/3/2026")]),
        ("    from: 2030\n", [("2030-H1", "14/6/2030"), ("2030-H2", "14/11/2030")]),
        ("    from: 10/2030\n    until: kết thúc kiểm kê\n", [("2030-H2", "14/11/2030")]),
        ("    from: 2025\n    to: 2025\n    office: {at_end: none}\n", [("2025-H1", "14/6/2025"), ("2025-H2", "14/11/2025")]),
        (
            "    from: 2025\n    to: 2025\n    office: {follow_up: {every: year, due: {by: end of period}}}\n",
            [("2025", "31/12/2025")],
        ),
    ],
)  # fmt: skip
def test_a_span_is_asked_within_its_days_and_once_more_on_its_last(time: str, rows: list[tuple[str, str]]) -> None:
    assert asked(of_span(time), "II.3") == rows


def test_what_waits_is_asked_of_nobody_until_an_amendment_gives_it_a_day() -> None:
    waits = "    time: waits\n    for: Nghị định quy định chi tiết được ban hành\n    within: 10 days\n"
    text = change(PLAN, ONCE, waits)
    plan = a_plan(text)
    assert asked(text, "III.1") == []
    assert plan.tasks["III.1"].cadence.words == (
        "chờ, văn bản chưa ấn định ngày: Nghị định quy định chi tiết được ban hành, trong 10 ngày từ lúc đó"
    )
    assert warnings_words(plan) == [
        "1 nhiệm vụ đang chờ, chưa hỏi cơ quan nào (điểm III.1); khi có văn bản, văn phòng ghi hạn ở «amendments»."
    ]
    dated = f"{text}amendments:\n  - date: 1/3/2026\n    by: Nghị định 9\n    set:\n      III.1: {{time: once, due: {{by: 30/4/2026}}}}\n"
    assert asked(dated, "III.1") == [("2026-04-30", "30/4/2026")]
    assert warnings_words(a_plan(dated)) == []


def test_a_task_without_a_word_of_time_is_asked_by_the_office_and_never_told_as_ongoing() -> None:
    text = change(PLAN, "    time: ongoing\n", "    time: unstated\n")
    assert asked(text, "II.1") == asked(PLAN, "II.1")
    cadence = a_plan(text).tasks["II.1"].cadence
    assert (cadence.words, cadence.has_end) == ("văn bản không ghi thời gian", False)


@pytest.mark.parametrize(
    ("time", "rows", "told", "by_office"),
    [
        ("    report: {every: quarter, due: {by: 5 of next month}}\n", [("2030-Q2", "5/7/2030"), ("2030-Q3", "5/10/2030")], "thường xuyên, định kỳ hằng quý báo cáo", False),
        ("    report: {every: quarter}\n    office: {due: {by: end of period}}\n", [("2030-Q3", "30/9/2030"), ("2030-Q4", "31/12/2030")], "thường xuyên, định kỳ hằng quý báo cáo", True),
        ("    report:\n      - {every: half-year, only: H1, due: {before: 15/6}}\n      - {every: year, due: {before: 15/11}}\n", [("2030-H1", "14/6/2030"), ("2030", "14/11/2030")], "thường xuyên, định kỳ 6 tháng một lần, hằng năm báo cáo", False),
    ],
    ids=["its own days", "the office's day", "two lengths"],
)  # fmt: skip
def test_what_goes_on_and_is_reported_by_periods_is_asked_by_those_and_stays_without_an_end(
    time: str, rows: list[tuple[str, str]], told: str, by_office: bool
) -> None:
    text = change(PLAN, "    time: ongoing\n", f"    time: ongoing\n{time}")
    cadence = a_plan(text).tasks["II.1"].cadence
    assert asked(text, "II.1")[-2:] == rows
    assert (cadence.words, cadence.has_end) == (told, False)
    assert {rhythm.by_office for rhythm in cadence.rhythms} == {by_office}


def test_a_day_before_the_document_is_warned_of() -> None:
    text = change(change(PLAN, "date: 11/2022", "date: 20/11/2022"), "    title: Tổng hợp\n", "    title: Tổng hợp \n")
    assert warnings_words(a_plan(text)) == [
        "nhiệm vụ «III.1» có hạn 14/11/2022, trước ngày của văn bản; hãy xem lại với văn bản."
    ]


def test_a_span_that_ends_after_the_plan_is_refused() -> None:
    text = of_span("    from: 2025\n    to: 2035\n")
    plan, _ = read_plan(text, "mau.yaml", REGISTER)
    assert plan is not None
    told = [error.sentence for error in broken_laws(plan, REGISTER, CALENDAR)]
    assert told == ["nhiệm vụ «II.3» có ngày hạn nằm ngoài thời gian của kế hoạch («span»); hãy xem lại hai nơi."]


def warnings_words(plan: Plan) -> list[str]:
    return [one.sentence for one in warnings_of(plan, REGISTER, CALENDAR) if "tiếp nhận" not in one.sentence]
