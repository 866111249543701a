"""Tasks that are done by a document, and plans whose place a later document takes: nothing is asked from that day on."""

from datetime import date

import pytest

from cli.plans.plan_explained import NotOwedError, explain_check_in
from cli.plans.plan_json import plan_as_json
from cli.plans.plan_text import render_plan
from plan.language.plan_file import read_plan
from plan.laws.plan_laws import broken_laws
from plan.laws.warning_laws import warnings_of
from plan.library import LoadedPlan
from plan.owed import latest_fallen_due, owed_between
from plan.tasks import Plan
from tests.homes.plans.plan_files import PLAN, a_calendar, a_plan, a_register, change

REPLACED = f"{PLAN}replaced_by: {{date: 1/7/2026, by: Quyết định 2853/QĐ-UBND, plan: ke-hoach-moi}}\n"


def asked(plan: Plan, ref: str) -> list[str]:
    owed = owed_between(plan, a_register(), a_calendar(), date(2022, 10, 1), date(2031, 1, 31))
    return [one.due_on.isoformat() for one in owed if one.ref == ref and one.agency in ("so-a", "cong-an")]


def loaded_from(plan: Plan) -> LoadedPlan:
    return LoadedPlan(plan, a_register(), a_calendar(), "")


def test_what_was_done_before_the_plan_is_asked_of_nobody() -> None:
    done = "    title: Kế hoạch của đơn vị\n    done: {by: Quyết định 12/QĐ-UBND ngày 5/10/2022}\n"
    plan = a_plan(change(PLAN, "    title: Kế hoạch của đơn vị\n", done))
    assert asked(plan, "III.1") == []
    assert asked(plan, "III.2") == asked(a_plan(), "III.2")
    assert latest_fallen_due(plan.tasks["III.1"], plan, a_calendar(), date(2024, 1, 1)) is None
    said = " ".join(render_plan(loaded_from(plan), None).split())
    assert "Đã xong: theo Quyết định 12/QĐ-UBND ngày 5/10/2022; không yêu cầu báo cáo nữa" in said
    with pytest.raises(NotOwedError, match="đã hoàn thành theo Quyết định 12"):
        explain_check_in(loaded_from(plan), "III.1", "so-a", "2022-11-14")


def test_what_is_done_on_a_day_is_asked_up_to_that_day() -> None:
    done = "    title: Tổng hợp\n    done: {by: Công văn 5, date: 1/11/2025}\n"
    plan = a_plan(change(PLAN, "    title: Tổng hợp\n", done))
    # The check-in of 2025 opens on 31/10/2025, thirty days before 30/11: a day before the task is done.
    assert asked(plan, "III.3") == ["2022-11-30", "2023-11-30", "2024-11-30", "2025-11-30"]
    done = done.replace("1/11/2025", "31/10/2025")
    plan = a_plan(change(PLAN, "    title: Tổng hợp\n", done))
    assert asked(plan, "III.3") == ["2022-11-30", "2023-11-30", "2024-11-30"]


def test_an_amendment_tells_that_a_task_is_done() -> None:
    text = f"{PLAN}amendments:\n  - {{date: 1/1/2025, by: Công văn 5, set: {{III.3: {{done: {{by: Công văn 5}}}}}}}}\n"
    assert asked(a_plan(text), "III.3") == ["2022-11-30", "2023-11-30", "2024-11-30"]


def test_a_done_task_leaves_nothing_to_the_office() -> None:
    late = change(PLAN, "date: 11/2022", "date: 20/11/2022")
    plan = a_plan(
        change(late, "    title: Kế hoạch của đơn vị\n", "    title: Kế hoạch\n    done: {by: Quyết định 12}\n")
    )
    told = [one.sentence for one in warnings_of(plan, a_register(), a_calendar())]
    assert told == []


def test_a_replaced_plan_opens_nothing_from_that_day_on() -> None:
    plan = a_plan(REPLACED)
    whole = a_plan()
    for ref in plan.tasks:
        owed = owed_between(whole, a_register(), a_calendar(), date(2022, 10, 1), date(2031, 1, 31))
        before = [
            o.due_on.isoformat()
            for o in owed
            if o.ref == ref and o.opens_on < date(2026, 7, 1) and o.agency in ("so-a", "cong-an")
        ]
        assert asked(plan, ref) == before, ref
    # Reckoned by hand: II.1 of 2026-H1 opened on 15/5/2026; the yearly ones of 2026 would open in October.
    assert asked(plan, "II.1")[-1] == "2026-06-14"
    assert asked(plan, "III.2")[-1] == "2025-11-14"


@pytest.mark.parametrize("columns", ["60", "73", "100", "120"])
def test_a_replaced_plan_says_by_what_and_where_its_successor_is(columns: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    loaded = loaded_from(a_plan(REPLACED))
    said = " ".join(render_plan(loaded, None).split())
    assert (
        "Được thay thế từ ngày 01/7/2026 bởi Quyết định 2853/QĐ-UBND (kế hoạch ke-hoach-moi): từ ngày đó không mở phiếu báo cáo mới"
    ) in said
    assert "Đã bỏ" not in said
    assert plan_as_json(loaded, None)["replaced_by"] == {
        "date": "2026-07-01",
        "by": "Quyết định 2853/QĐ-UBND",
        "plan": "ke-hoach-moi",
    }


def test_the_office_replaces_a_plan_that_came_with_the_program_in_its_own_file_of_changes() -> None:
    changes = "replaced_by: {date: 1/7/2026, by: Quyết định 9}\n"
    plan, errors = read_plan(PLAN, "mau.yaml", a_register(), changes, "changes/mau.yaml")
    assert plan is not None, errors
    assert broken_laws(plan, a_register(), a_calendar()) == ()
    assert asked(plan, "II.1") == asked(a_plan(REPLACED), "II.1")
    plan, errors = read_plan(REPLACED, "mau.yaml", a_register(), changes, "changes/mau.yaml")
    assert plan is None
    assert [str(one) for one in errors] == [
        "changes/mau.yaml:1: kế hoạch đã ghi thay thế bởi Quyết định 2853/QĐ-UBND; hãy bỏ một «replaced_by»."
    ]
