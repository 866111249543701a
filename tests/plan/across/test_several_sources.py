"""One task that several documents give, and tasks of two documents that may be one: told, and never put together."""

from datetime import date

import pytest

from cli.plans.plan_text import render_plan
from plan.across.likeness import warn_of_alike
from plan.across.sources import led_nowhere, sources_of
from plan.language.plan_file import read_plan
from plan.laws.plan_laws import broken_laws
from plan.library import LoadedPlan
from plan.owed import owed_between
from tests.homes.plans.plan_files import PLAN, a_calendar, a_register, change

NOTICE = """\
code: thong-bao-ket-luan-245-2026
document: {kind: Thông báo kết luận, number: 245/TB-UBND, date: 20/11/2026, issuer: UBND tỉnh Mẫu, subject: Phiên họp tháng 11}
province: tinh-mau
span: {from: 11/2026}
office:
  opens: 30 days before
  remind: [7]
  ladder: [{after: 1, to: agency}]
trackers: {default: cong-an}
sections: {"1": Kho lưu trữ, "2": Dữ liệu}
clauses: ["1.a", "1.b", "2.1"]
tasks:
  "1.a":
    title: Giao Sở A chủ trì rà soát, sửa chữa toàn bộ các kho lưu trữ xuống cấp, báo cáo UBND tỉnh
    lead: so-a
    time: once
    due: {before: 5/12/2026}
  "1.b":
    title: Hướng dẫn ghi nhãn hộp hồ sơ bằng mã vạch
    lead: so-b
    time: once
    due: {in: 12/2026}
  "2.1":
    title: Ban hành kế hoạch sao lưu dữ liệu
    lead: so-a
    time: once
    due: {in: 12/2026}
"""
HAND = change(
    change(PLAN, "    title: Kế hoạch của đơn vị\n    lead: chu-quan\n", "    title: Rà soát và sửa chữa các kho lưu trữ đã xuống cấp\n    lead: so-a\n"),
    "code: mau\n", "code: ke-hoach-kho\n",
)  # fmt: skip
SAME = change(NOTICE, NOTICE[NOTICE.index('  "1.a":') : NOTICE.index('  "1.b":')], "")
SAME += 'same_as: {"1.a": "ke-hoach-kho:III.1"}\n'


def loaded_from(text: str, file: str = "x.yaml") -> LoadedPlan:
    plan, errors = read_plan(text, file, a_register())
    assert plan is not None, [str(error) for error in errors]
    assert broken_laws(plan, a_register(), a_calendar()) == ()
    return LoadedPlan(plan, a_register(), a_calendar(), text)


def test_a_task_of_two_documents_with_one_lead_and_near_titles_is_pointed_out_with_the_way_to_say_so() -> None:
    (told,) = warn_of_alike(loaded_from(NOTICE), [loaded_from(NOTICE), loaded_from(HAND)])
    assert str(told) == (
        "x.yaml:13: cảnh báo: nhiệm vụ «1.a» gần giống nhiệm vụ «III.1» của kế hoạch ke-hoach-kho (cùng cơ quan chủ trì): "
        "«Rà soát và sửa chữa các kho lưu trữ đã xuống cấp»; nếu là một việc thì chuyển điểm này sang «same_as» với giá trị "
        "«ke-hoach-kho:III.1», không phải thì ghi giá trị ấy ở «not_same_as»."
    )


def test_nothing_is_put_together_by_itself() -> None:
    plan = loaded_from(NOTICE).plan
    owed = owed_between(plan, a_register(), a_calendar(), date(2026, 11, 1), date(2026, 12, 31))
    assert [one.ref for one in owed] == ["1.a", "1.b", "2.1"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    lead: so-a\n    time: once\n    due: {before: 5/12/2026}\n", "    lead: so-b\n    time: once\n    due: {before: 5/12/2026}\n"),
        ("rà soát, sửa chữa toàn bộ các kho lưu trữ xuống cấp", "rà soát, lập danh mục các kho lưu trữ tỉnh"),
        ("    due: {before: 5/12/2026}\n", "    due: {before: 5/12/2026}\n    done: {by: Công văn 9}\n"),
    ],
    ids=["another lead", "another title", "done"],
)  # fmt: skip
def test_what_is_not_alike_is_not_pointed_out(old: str, new: str) -> None:
    assert list(warn_of_alike(loaded_from(change(NOTICE, old, new)), [loaded_from(HAND)])) == []


@pytest.mark.parametrize("named", ['{"1.a": "ke-hoach-kho:III.1"}', '{"1.a": ["kho-khac:1", "ke-hoach-kho:III.1"]}'])
def test_what_an_office_told_apart_is_not_pointed_out_again_from_either_side(named: str) -> None:
    notice, hand = loaded_from(f"{NOTICE}not_same_as: {named}\n"), loaded_from(HAND)
    assert list(warn_of_alike(notice, [hand])) == list(warn_of_alike(hand, [notice])) == []
    assert list(warn_of_alike(loaded_from(NOTICE), [hand])) != []


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ('{"1.c": "ke-hoach-kho:III.1"}', "«not_same_as» ghi «1.c» nhưng kế hoạch không có nhiệm vụ này (có phải «1.b» không?)."),
        ('{"1.a": "III.1"}', "«not_same_as», nhiệm vụ 1.a, ghi «III.1»; phải ghi mã kế hoạch, dấu hai chấm rồi nhiệm vụ của kế hoạch ấy, trong ngoặc kép."),
    ],
)  # fmt: skip
def test_what_is_told_apart_names_a_task_and_one_of_another_plan(named: str, told: str) -> None:
    _, errors = read_plan(f"{NOTICE}not_same_as: {named}\n", "x.yaml", a_register())
    assert [error.sentence for error in errors] == [told]


def test_a_clause_that_a_task_of_another_plan_answers_is_a_source_of_that_task_and_asked_once() -> None:
    notice, hand = loaded_from(SAME), loaded_from(HAND)
    (source,) = sources_of("ke-hoach-kho", "III.1", [notice, hand])
    assert source.words == "điểm 1.a Thông báo kết luận 245/TB-UBND"
    assert sources_of("ke-hoach-kho", "III.2", [notice, hand]) == ()
    owed = owed_between(notice.plan, a_register(), a_calendar(), date(2026, 11, 1), date(2026, 12, 31))
    assert [one.ref for one in owed] == ["1.b", "2.1"]
    assert list(warn_of_alike(notice, [hand])) == []
    assert "Cũng theo: điểm 1.a Thông báo kết luận 245/TB-UBND" in " ".join(render_plan(hand, None, [notice]).split())
    assert "1.a: theo nhiệm vụ ke-hoach-kho:III.1" in render_plan(notice, None)


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ("ke-hoach-kho:III.1", []),
        ("ke-hoach-kh:III.1", ["x.yaml:23: cảnh báo: «same_as» 1.a theo ke-hoach-kh:III.1, nhưng không có kế hoạch «ke-hoach-kh» (có phải «ke-hoach-kho» không?); điểm này chưa được ai báo cáo."]),
        ("ke-hoach-kho:III.9", ["x.yaml:23: cảnh báo: «same_as» 1.a theo ke-hoach-kho:III.9, nhưng không có nhiệm vụ «III.9» trong kế hoạch «ke-hoach-kho» (có phải «III.3» không?); điểm này chưa được ai báo cáo."]),
        ("loi:III.9", []),
    ],
)  # fmt: skip
def test_a_clause_that_leads_nowhere_is_warned_of(named: str, told: list[str]) -> None:
    notice, hand = loaded_from(SAME.replace("ke-hoach-kho:III.1", named)), loaded_from(HAND)
    plans = {"ke-hoach-kho": hand, "loi": None}
    assert [str(one) for one in led_nowhere(notice, plans)] == told
