"""Clauses of several parts, each with a lead, a time and a title of its own, beside a table reckoned by hand."""

from datetime import date

from cli.plans.plan_explained import explain_check_in
from plan.changes import describe_changes
from plan.language.plan_file import read_plan
from plan.laws.plan_laws import broken_laws
from plan.library import LoadedPlan
from plan.owed import owed_between
from plan.refs import clause_of, ref_order, ref_slug, told_point, told_ref
from plan.tasks import Plan
from tests.homes.plans.plan_files import PLAN, a_calendar, a_plan, a_register, change, errors_of, line_of

PARTS = """\
  II.1:
    title: Phổ biến pháp luật
    coordinating: hai-nganh
    time: ongoing
    product: Báo cáo
    parts:
      - lead: so-a
        title: Chủ trì tham mưu kế hoạch phổ biến
        time: once
        due: {in: 2026-Q1}
      - lead: cac-so
        title: Thực hiện theo kế hoạch
      - lead: [so-b, cong-an (tin)]
        title: Báo cáo kết quả
        time: yearly
        due: {by: 20/12}
        coordinating: các cơ quan liên quan
"""
TEXT = change(PLAN, PLAN[PLAN.index("  II.1:\n    title") : PLAN.index("  II.2:\n    title")], PARTS)
# By a calendar on paper: the first quarter of 2026 ends on a Tuesday, 31/3; the rhythm is before 15/6 and before 15/11.
IN_2026 = [
    ("II.1.ý1", "so-a", "", "2026-03-31", "2026-03-01", "2026-03-31"),
    ("II.1.ý2", "van-phong", "", "2026-H1", "2026-05-15", "2026-06-14"),
    ("II.1.ý2", "so-a", "", "2026-H1", "2026-05-15", "2026-06-14"),
    ("II.1.ý2", "so-b", "", "2026-H1", "2026-05-15", "2026-06-14"),
    ("II.1.ý2", "so-moi", "", "2026-H1", "2026-05-15", "2026-06-14"),
    ("II.1.ý2", "van-phong", "", "2026-H2", "2026-10-15", "2026-11-14"),
    ("II.1.ý2", "so-a", "", "2026-H2", "2026-10-15", "2026-11-14"),
    ("II.1.ý2", "so-b", "", "2026-H2", "2026-10-15", "2026-11-14"),
    ("II.1.ý2", "so-moi", "", "2026-H2", "2026-10-15", "2026-11-14"),
    ("II.1.ý3", "so-b", "", "2026", "2026-11-20", "2026-12-20"),
    ("II.1.ý3", "cong-an", "tin", "2026", "2026-11-20", "2026-12-20"),
]


def asked(plan: Plan, year: int, ref: str) -> list[tuple[str, ...]]:
    owed = owed_between(plan, a_register(), a_calendar(), date(year, 1, 1), date(year, 12, 31))
    own = [one for one in owed if clause_of(one.ref) == ref]
    return [(o.ref, o.agency, o.scope, o.period, o.opens_on.isoformat(), o.due_on.isoformat()) for o in own]


def test_each_part_is_asked_of_its_own_lead_at_its_own_time_and_has_the_rest_of_its_clause() -> None:
    plan = a_plan(TEXT)
    assert sorted(asked(plan, 2026, "II.1"), key=lambda row: row[0]) == IN_2026
    first, second, third = (plan.tasks[f"II.1.ý{number}"] for number in (1, 2, 3))
    assert [one.product for one in (first, second, third)] == ["Báo cáo"] * 3
    assert [str(one) for one in second.coordinating] == ["cong-an (tin)", "so-a (mang)"]
    assert (third.coordinating, third.coordinating_words) == ((), ("các cơ quan liên quan",))
    assert (second.line, third.line) == (
        line_of(TEXT, "lead: cac-so\n        title: Thực"),
        line_of(TEXT, "lead: [so-b"),
    )


def test_all_other_clauses_are_asked_as_before() -> None:
    for ref in ("II.2", "II.3", "III.1", "III.2", "III.3"):
        assert asked(a_plan(TEXT), 2026, ref) == asked(a_plan(), 2026, ref)


def test_a_part_is_told_with_its_number_and_its_clause() -> None:
    assert (told_ref("II.1.ý2"), told_point("II.1.ý2")) == ("ý 2 điểm II.1", "ý 2 điểm II.1")
    assert (told_ref("II.1.y"), told_point("II.1.y")) == ("II.1.y", "điểm II.1.y")
    assert ref_slug("II.1.ý2") == "ii-1-y2"
    mixed = ["II.2", "II.1.a", "II.1.ý10", "II.1.ý2", "II.1", "II.1.ý1"]
    assert sorted(mixed, key=ref_order) == ["II.1", "II.1.ý1", "II.1.ý2", "II.1.ý10", "II.1.a", "II.2"]


def test_the_steps_to_a_due_date_of_a_part_begin_with_its_clause() -> None:
    loaded = LoadedPlan(a_plan(TEXT), a_register(), a_calendar(), TEXT)
    told = explain_check_in(loaded, "II.1.ý3", "so-b", "2026")
    assert told[0].startswith("Ý 3 điểm II.1, Kế hoạch (11/2022) của UBND tỉnh Mẫu: «Báo cáo kết quả»")
    assert "Vậy Sở B phải báo cáo ý 3 điểm II.1, chậm nhất hết ngày 20/12/2026." in told


def test_whoever_names_the_clause_names_all_its_parts() -> None:
    text = change(TEXT, "    rolls_up: III.2\n", "    rolls_up: [II.1, III.2]\n")
    text = change(text, "      due: {by: 30/11}\n", "      due: {by: 25/12}\n")
    text += "handovers:\n  - {date: 1/1/2026, refs: [II.1], from: so-b, to: cong-an, by: Công văn 1}\n"
    text += "amendments:\n  - {date: 1/1/2027, by: Công văn 2, end: [II.1]}\n"
    plan = a_plan(text)
    assert plan.tasks["III.3"].rolls_up == ("II.1.ý1", "II.1.ý2", "II.1.ý3", "III.2")
    assert plan.same_as == {"I.2": ("II.1.ý1", "II.1.ý2", "II.1.ý3")}
    assert {row[1] for row in asked(plan, 2026, "II.1") if row[0] != "II.1.ý1"} == {
        "van-phong",
        "so-a",
        "so-moi",
        "cong-an",
    }
    assert asked(plan, 2027, "II.1") == []


def test_an_amendment_changes_one_part_and_leaves_the_others() -> None:
    text = f"{TEXT}amendments:\n  - {{date: 1/1/2026, by: Công văn 2, set: {{II.1.ý3: {{due: {{by: 10/12}}}}}}}}\n"
    rows = asked(a_plan(text), 2026, "II.1")
    assert {row[5] for row in rows if row[0] == "II.1.ý3"} == {"2026-12-10"}
    assert [row for row in rows if row[0] != "II.1.ý3"] == [row for row in IN_2026 if row[0] != "II.1.ý3"]


def test_an_amendment_of_the_whole_clause_is_refused_with_its_parts() -> None:
    text = f"{TEXT}amendments:\n  - {{date: 1/1/2026, by: Công văn 2, set: {{II.1: {{lead: so-b}}}}}}\n"
    assert [(one.line, one.sentence) for one in errors_of(text)] == [
        (
            line_of(text, "  - {date"),
            "«amendments» sửa II.1, nhưng điểm này có nhiều ý; hãy sửa từng ý: II.1.ý1, II.1.ý2, II.1.ý3.",
        )
    ]


def test_a_clause_with_parts_is_accounted_for_once() -> None:
    text = change(TEXT, "  III.4: chỉ đạo chung\n", "  III.4: chỉ đạo chung\n  II.1: xem các ý\n")
    assert [error.sentence for error in errors_of(text)] == [
        "điểm «II.1» được xếp vào 2 nơi (tasks, no_answer); hãy giữ một nơi."
    ]


def test_what_is_wrong_in_a_part_is_told_at_its_line() -> None:
    for old, new, fragment, sentence in (
        ("      - lead: so-a\n", "      - lead: so-aa\n", "so-aa", "«lead» của nhiệm vụ II.1.ý1 ghi «so-aa» không có trong danh bạ cơ quan (có phải «so-a» không?)."),
        ("        title: Thực hiện theo kế hoạch\n", "        tittle: Thực hiện\n", "tittle", "nhiệm vụ II.1.ý2 không có khóa «tittle» (có phải «title» không?)."),
        ("        due: {by: 20/12}\n", "", "lead: [so-b", "nhiệm vụ II.1.ý3 thiếu «due»; nếu văn bản không nêu ngày thì đặt «due» trong «office» của nhiệm vụ."),
    ):  # fmt: skip
        text = change(TEXT, old, new)
        assert [(one.line, one.sentence) for one in errors_of(text)] == [(line_of(text, fragment), sentence)]


def test_a_clause_that_is_split_later_is_told_as_new_parts() -> None:
    told = describe_changes(a_plan(), a_plan(TEXT))
    assert told[0] == "Thêm nhiệm vụ ý 1 điểm II.1: Chủ trì tham mưu kế hoạch phổ biến."


def test_a_plan_with_parts_keeps_every_law() -> None:
    plan, errors = read_plan(TEXT, "mau.yaml", a_register())
    assert plan is not None, errors
    assert broken_laws(plan, a_register(), a_calendar()) == ()
