"""Clauses that have no task of their own: each by name, all below a heading, or from one to another in one line."""

from tests.homes.plans.plan_files import PLAN, a_plan, change, errors_of


def test_one_line_places_all_below_a_heading_that_no_other_line_names() -> None:
    text = change(PLAN, "  - III.4\n", "  - III.4\n  - III.5\n  - III.6.a\n")
    text = change(text, "  III.4: chỉ đạo chung\n", '  III.5: trích yếu\n  "III.*": chỉ đạo chung\n')
    assert a_plan(text).no_answer == {"III.5": "trích yếu", "III.4": "chỉ đạo chung", "III.6.a": "chỉ đạo chung"}


def test_one_line_places_the_clauses_from_one_to_another_in_the_order_of_the_document() -> None:
    text = change(PLAN, "  - I.2\n", "  - I.2\n  - I.10\n  - I.3\n  - I.4\n")
    text = change(text, "  I.2: II.1\n", "  I.2 đến I.3: [II.1, II.2]\n  I.4: II.3\n")
    assert a_plan(text).same_as == {
        "I.2": ("II.1", "II.2"),
        "I.10": ("II.1", "II.2"),
        "I.3": ("II.1", "II.2"),
        "I.4": ("II.3",),
    }


def test_a_clause_in_a_range_that_has_a_place_of_its_own_is_told() -> None:
    text = change(PLAN, "  III.4: chỉ đạo chung\n", "  III.3 đến III.4: chỉ đạo chung\n")
    assert [error.sentence for error in errors_of(text)] == [
        "điểm «III.3» được xếp vào 2 nơi (tasks, no_answer); hãy giữ một nơi."
    ]


def test_a_heading_that_a_document_has_twice_and_an_annex_that_begins_anew_keep_their_clauses_apart() -> None:
    text = change(PLAN, "  - III.4\n", "  - III.4\n  - III-2.4\n  - PL1.III.4\n  - III.f\n")
    text = change(text, "  III.4: chỉ đạo chung\n", "  III.4 đến III.f: chỉ đạo chung\n")
    assert list(a_plan(text).no_answer) == ["III.4", "III-2.4", "PL1.III.4", "III.f"]
