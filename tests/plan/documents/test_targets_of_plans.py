"""Targets as documents put them: in words, with several owners, without a year, and moved by a later document."""

from datetime import date

import pytest

from cli.plans.plan_text import render_plan
from plan.answer_form import form_of
from plan.library import LoadedPlan
from plan.tasks import Plan
from reports.account.targets import TargetStanding, write_change, write_goal, write_value
from tests.homes.plans.plan_files import PLAN, a_calendar, a_plan, a_register, change, errors_of, line_of

FIGURE = "    goal: {measure: percent, at_least: 10, by: 2025}\n    from_task: II.3\n    sum: ratio\n"
NO_TARGET = change(PLAN, "    target: I.1\n", "")


def with_goal(goal: str, text: str = NO_TARGET) -> str:
    return change(text, FIGURE, goal)


def told_of(plan: Plan) -> str:
    return " ".join(render_plan(LoadedPlan(plan, a_register(), a_calendar(), ""), None).split())


def test_a_goal_in_words_is_told_in_words_and_asks_for_no_figure() -> None:
    plan = a_plan(with_goal("    goal: {text: thuộc nhóm dẫn đầu cả nước, by: 2030}\n    owner: [so-a, cong-an]\n"))
    target = plan.targets["I.1"]
    assert (target.measure, target.in_words, target.owners) == ("", "thuộc nhóm dẫn đầu cả nước", ("so-a", "cong-an"))
    standing = TargetStanding(target, ())
    assert [write_goal(target), write_value(standing), write_change(standing)] == [
        "thuộc nhóm dẫn đầu cả nước, đến năm 2030",
        "đánh giá bằng lời",
        "–",
    ]
    assert "thuộc nhóm dẫn đầu cả nước, đến năm 2030; theo báo cáo của Sở A; Công an tỉnh" in told_of(plan)


def test_a_goal_in_words_that_a_task_reports_gives_its_form_no_box_for_a_number() -> None:
    plan = a_plan(with_goal("    goal: {text: thuộc nhóm dẫn đầu}\n    from_task: II.3\n"))
    assert form_of(plan, plan.tasks["II.3"], "lead", date(2023, 6, 1)).figures == ()
    assert write_value(TargetStanding(plan.targets["I.1"], ())) == "đánh giá bằng lời, theo báo cáo nhiệm vụ II.3"


def test_a_figure_without_a_year_names_none() -> None:
    plan = a_plan(with_goal("    goal: {measure: percent, at_least: 80}\n    from_task: II.3\n", PLAN))
    assert write_goal(plan.targets["I.1"]) == "ít nhất 80%"
    (figure,) = form_of(plan, plan.tasks["II.3"], "lead", date(2023, 6, 1)).figures
    assert figure.goal == "ít nhất 80%"


def test_each_of_several_owners_is_known_to_the_register() -> None:
    text = with_goal("    goal: {text: dẫn đầu}\n    owner: [so-a, so-z]\n")
    assert [(one.line, one.sentence) for one in errors_of(text)] == [
        (
            line_of(text, "  I.1:"),
            "mục tiêu I.1: «owner» «so-z» không có trong kế hoạch hoặc danh bạ (có phải «so-b» không?).",
        )
    ]


@pytest.mark.parametrize(
    ("first", "then", "before", "after"),
    [
        ("measure: percent, at_least: 10, by: 2025", "at_least: 15, by: 2030", "ít nhất 10%, đến năm 2025", "ít nhất 15%, đến năm 2030"),
        ("measure: percent, at_least: 10, by: 2025", "text: dẫn đầu", "ít nhất 10%, đến năm 2025", "dẫn đầu, đến năm 2025"),
        ("text: dẫn đầu", "measure: rank, at_least: 5", "dẫn đầu", "từ thứ hạng 5 trở lên"),
    ],
)  # fmt: skip
def test_a_later_document_moves_a_goal_in_figures_or_in_words(first: str, then: str, before: str, after: str) -> None:
    text = with_goal(f"    goal: {{{first}}}\n    from_task: II.3\n")
    text += f"amendments:\n  - {{date: 1/7/2026, by: Luật 116, targets: {{I.1: {{goal: {{{then}}}}}}}}}\n"
    plan = a_plan(text)
    assert write_goal(plan.targets_on(date(2026, 6, 30))["I.1"]) == before
    assert write_goal(plan.targets_on(date(2026, 7, 1))["I.1"]) == after
