"""Whom plans name otherwise than by a code: in words beside the lead, nobody at all, or who is not known yet."""

from datetime import date

import pytest

from cli.plans.plan_explained import NotOwedError, explain_check_in
from cli.plans.plan_json import plan_as_json
from cli.plans.plan_text import render_plan
from plan.language.plan_file import read_plan
from plan.laws.plan_laws import broken_laws
from plan.laws.warning_laws import warnings_of
from plan.library import LoadedPlan
from plan.owed import owed_between
from tests.homes.plans.plan_files import PLAN, REGISTER, a_calendar, a_register, change

NOBODY = change(PLAN, "    lead: chu-quan\n", "    lead: none\n    reason: văn bản không ghi cơ quan chủ trì\n")


def loaded_from(text: str, register_text: str = REGISTER) -> LoadedPlan:
    register = a_register(register_text)
    plan, errors = read_plan(text, "mau.yaml", register)
    assert plan is not None, [str(error) for error in errors]
    assert broken_laws(plan, register, a_calendar()) == ()
    warnings = warnings_of(plan, register, a_calendar())
    return LoadedPlan(plan, register, a_calendar(), text, warnings=warnings)


def asked_of(loaded: LoadedPlan, ref: str) -> list[tuple[str, str]]:
    owed = owed_between(loaded.plan, loaded.register, loaded.calendar, date(2022, 10, 1), date(2031, 1, 31))
    return [(one.agency, one.due_on.isoformat()) for one in owed if one.ref == ref]


def test_those_beside_the_lead_may_stand_in_the_words_of_the_document_and_are_asked_nothing() -> None:
    told = "Các sở, ban, ngành và tổ chức (đoàn thể) có liên quan"
    loaded = loaded_from(change(PLAN, "    coordinating: hai-nganh", f'    coordinating: [hai-nganh, "{told}"]'))
    task = loaded.plan.tasks["II.1"]
    assert [str(one) for one in task.coordinating] == ["cong-an (tin)", "so-a (mang)"]
    assert task.coordinating_words == (told,)
    assert asked_of(loaded, "II.1") == asked_of(loaded_from(PLAN), "II.1")
    assert "liên quan" in " ".join(render_plan(loaded, None).split())
    (shown,) = [one for one in plan_as_json(loaded, None)["tasks"] if one["ref"] == "II.1"]
    assert shown["coordinating_in_words"] == [told]


def test_what_the_document_gives_to_nobody_is_asked_of_nobody_and_told_in_one_line() -> None:
    loaded = loaded_from(NOBODY)
    assert asked_of(loaded, "III.1") == []
    (warning,) = [one.sentence for one in loaded.warnings if "chủ trì" in one.sentence]
    assert warning == (
        "1 nhiệm vụ chưa có cơ quan chủ trì, chưa hỏi cơ quan nào (điểm III.1): văn bản không ghi cơ quan chủ trì; "
        "khi có văn bản giao, văn phòng ghi «lead» ở «amendments»."
    )
    assert "Chủ trì: chưa có: văn bản không ghi cơ quan chủ trì" in " ".join(render_plan(loaded, None).split())
    assert "Phối hợp: chưa có" not in " ".join(render_plan(loaded, None).split())
    with pytest.raises(NotOwedError, match=r"Điểm III\.1 chưa có cơ quan chủ trì"):
        explain_check_in(loaded, "III.1", "so-a", "2022-11-14")


def test_an_amendment_gives_to_somebody_what_nobody_led() -> None:
    text = change(
        NOBODY, "    time: once\n    due: {before: 15/11/2022}\n", "    time: once\n    due: {before: 15/11/2025}\n"
    )
    text += "amendments:\n  - {date: 1/2/2024, by: Công văn 5, set: {III.1: {lead: so-b}}}\n"
    loaded = loaded_from(text)
    assert asked_of(loaded, "III.1") == [("so-b", "2025-11-14")]
    assert [one.sentence for one in loaded.warnings if "chủ trì" in one.sentence] == []


def test_a_role_that_nobody_holds_yet_is_one_line_whatever_it_leads() -> None:
    register = change(REGISTER, "    office: {held_by: [cac-so, cong-an]}\n", "    office: {held_by: []}\n")
    loaded = loaded_from(
        change(
            PLAN,
            "    title: Phổ biến pháp luật\n    lead: cac-so\n",
            "    title: Phổ biến pháp luật\n    lead: chu-quan\n",
        ),
        register,
    )
    assert asked_of(loaded, "III.1") == asked_of(loaded, "II.1") == []
    assert [one.sentence for one in loaded.warnings] == [
        "«Chủ quản hệ thống thông tin» chưa có thành viên (điểm II.1, III.1); văn phòng hãy bổ sung trong danh bạ cơ quan."
    ]


def test_a_body_that_is_not_under_the_province_is_asked_and_nobody_above_it_is_told() -> None:
    register = change(REGISTER, "  so-b: Sở B\n", "  so-b: {name: Tòa án nhân dân tỉnh, outside: true}\n")
    loaded = loaded_from(PLAN, register)
    told = explain_check_in(loaded, "III.2", "so-b", "2026")
    # 14/11/2026 is a Saturday: the first working day after it is Monday 16/11.
    assert (
        "Tòa án nhân dân tỉnh không thuộc tỉnh quản lý (danh bạ cơ quan): chỉ đề nghị, không báo lên cấp trên. "
        "Chưa báo cáo thì đề nghị lại (văn phòng chọn): 16/11/2026."
    ) in told
    assert "cơ quan theo dõi" in " ".join(explain_check_in(loaded, "III.2", "so-a", "2026"))
    assert asked_of(loaded, "III.2") == asked_of(loaded_from(PLAN), "III.2")


@pytest.mark.parametrize(
    ("agency", "told"),
    [
        ("  so-a: Sở Thông tin và Truyền thông\n", "«Sở Thông tin và Truyền thông» không còn từ ngày 01/3/2025 theo Nghị định số 45/2025/NĐ-CP, nhưng danh bạ cơ quan chưa ghi (điểm II.1, II.2); văn phòng hãy ghi «to» của cơ quan («ended» của nhóm) và ai nhận việc ở «changes»."),
        ("  so-a: UBND huyện A\n", "«UBND huyện A» không còn từ ngày 01/7/2025 theo Nghị quyết số 203/2025/QH15, nhưng danh bạ cơ quan chưa ghi (điểm II.1, II.2); văn phòng hãy ghi «to» của cơ quan («ended» của nhóm) và ai nhận việc ở «changes»."),
        ("  so-a: {name: Sở Thông tin và Truyền thông, from: 1/3/2025}\n", ""),
        ("  so-a: Sở Công Thương\n", ""),
    ],
)  # fmt: skip
def test_a_party_that_ended_by_law_is_warned_of_while_the_register_does_not_know(agency: str, told: str) -> None:
    text = change(PLAN, "  default: cong-an\n  mang: so-a\n", "  default: cong-an\n")
    register = change(REGISTER, "  so-a: Sở A\n", agency)
    plan, errors = read_plan(text, "mau.yaml", a_register(register))
    assert plan is not None, errors
    loaded = LoadedPlan(
        plan, a_register(register), a_calendar(), text, warnings=warnings_of(plan, a_register(register), a_calendar())
    )
    assert [one.sentence for one in loaded.warnings if "không còn từ" in one.sentence] == ([told] if told else [])
    assert (told in " ".join(render_plan(loaded, None).split())) is True


def test_a_register_that_tells_the_end_and_the_heir_is_not_warned_of() -> None:
    register = change(REGISTER, "  so-b: Sở B\n", "  so-b: {name: Sở Giao thông vận tải, to: 28/2/2025}\n")
    register = change(
        register,
        "changes:\n",
        "changes:\n  - date: 1/3/2025\n    act: Nghị quyết 2\n    moves: [{from: so-b, to: so-moi}]\n",
    )
    plan, _ = read_plan(PLAN, "mau.yaml", a_register(register))
    assert plan is not None
    assert [
        one for one in warnings_of(plan, a_register(register), a_calendar()) if "không còn từ" in one.sentence
    ] == []
