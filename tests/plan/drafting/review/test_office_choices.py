"""What an office chooses for the whole plan is written from a form, as a person would have typed it into the file."""

from collections.abc import Sequence

import pytest

from plan.drafting.review.apart import keep_apart, make_one
from plan.drafting.review.editing import Text
from plan.drafting.review.naming import NotSettledError
from plan.drafting.review.office_choices import office_choices, set_office, set_tracker
from plan.library import Library, check_texts
from tests.homes.plans.drafted import CODE, settled, texts

RUNGS: tuple[tuple[str, Sequence[str]], ...] = (("2", ["agency", "head"]), ("5", ["call", "tracker"]), ("", ["office"]))


def test_the_choices_are_read_as_the_draft_has_them() -> None:
    choices = office_choices(texts())
    assert choices is not None
    assert (choices.opens, choices.remind) == (30, (7, 1))
    assert [(rung.after, rung.to) for rung in choices.rungs] == [
        (1, ("agency", "head")), (3, ("tracker",)), (7, ("office",)), (15, ("chairman",)),
    ]  # fmt: skip


def test_what_is_chosen_stands_in_the_file_and_all_else_stays() -> None:
    before = texts()
    done = set_office(before, "20", "3, 10", RUNGS)
    assert done.said == (
        "Văn phòng mở phiếu trước hạn 20 ngày, nhắc trước 10, 3 ngày; đôn đốc sau 2 ngày cơ quan, thủ trưởng cơ quan, "
        "sau 5 ngày Văn phòng gọi điện, cơ quan theo dõi"
    )
    office = Text(done.draft.plan).entry(("office",))
    assert office[office.index("  opens") :] == (
        "  opens: 20 days before\n  remind: [10, 3]\n  ladder:\n"
        "    - after: 2\n      to: [agency, head]\n    - after: 5\n      to: [call, tracker]"
    )
    assert "follow_up" in office
    untouched = [line for line in before.plan.splitlines() if line not in Text(before.plan).entry(("office",))]
    assert [line for line in done.draft.plan.splitlines() if line in untouched] == untouched
    plan, errors = check_texts(
        CODE, set_office(settled(), "20", "3, 10", RUNGS).draft.plan, settled().register, Library()
    )
    assert plan is not None, errors
    assert (plan.plan.opens, plan.plan.remind) == (20, (10, 3))


def test_a_rung_that_prints_a_letter_goes_on_doing_so() -> None:
    printed = texts().plan.replace("      to: office\n", "      to: office\n      paper: true\n")
    done = set_office(
        type(texts())(printed, texts().register), "30", "", (("1", ["agency"]), ("7", ["office", "head"]))
    )
    choices = office_choices(done.draft)
    assert choices is not None
    assert choices.remind == ()
    assert [(rung.after, rung.paper) for rung in choices.rungs] == [(1, False), (7, True)]


@pytest.mark.parametrize(
    ("opens", "remind", "rungs", "told"),
    [
        ("0", "7", RUNGS, "Số ngày mở phiếu trước hạn phải là số từ 1 đến 365, đang ghi «0»."),
        ("một tháng", "7", RUNGS, "Số ngày mở phiếu trước hạn phải là số từ 1 đến 365, đang ghi «một tháng»."),
        ("30", "7, 7", RUNGS, "Số ngày nhắc trước hạn ghi hai lần cùng một số; hãy bỏ một lần."),
        ("30", "90", RUNGS, "Số ngày nhắc trước hạn phải là số từ 0 đến 60, đang ghi «90»."),
        ("30", "7", (("3", ["agency"]), ("3", ["head"])), "Thang đôn đốc phải đi lên: số ngày của nấc sau lớn hơn nấc trước."),
        ("30", "7", (("3", []),), "Nấc sau hạn 3 ngày chưa chọn nơi được báo."),
        ("30", "7", (("", ["agency"]),), "Thang đôn đốc phải có ít nhất một nấc."),
    ],
)  # fmt: skip
def test_what_is_no_choice_is_refused_with_a_sentence(
    opens: str, remind: str, rungs: tuple[tuple[str, Sequence[str]], ...], told: str
) -> None:
    with pytest.raises(NotSettledError) as refused:
        set_office(texts(), opens, remind, rungs)
    assert str(refused.value) == told


def test_another_agency_may_follow_up_the_whole_plan() -> None:
    done = set_tracker(settled(), "Sở Xây dựng")
    assert done.said == "Cơ quan theo dõi là Sở Xây dựng"
    assert "  default: so-xay-dung" in done.draft.plan
    with pytest.raises(NotSettledError):
        set_tracker(settled(), "Các Sở")


def test_a_task_is_told_apart_from_others_one_after_another() -> None:
    once = keep_apart(settled(), "III.a", "bac-giang:II.1.a", "Kế hoạch 11/2022").draft
    twice = keep_apart(once, "III.a", "kho-khac:2", "Kế hoạch 7/2025")
    assert twice.said == "Điểm III.a không phải là một việc với nhiệm vụ 2 của Kế hoạch 7/2025"
    loaded, errors = check_texts(CODE, twice.draft.plan, settled().register, Library())
    assert loaded is not None, errors
    assert loaded.plan.not_same_as == {"III.a": ("bac-giang:II.1.a", "kho-khac:2")}


def test_a_task_that_another_plan_asks_already_is_its_clause_and_no_task() -> None:
    done = make_one(settled(), "III.a", "bac-giang:II.1.a", "Kế hoạch 11/2022")
    assert done.said == "Điểm III.a được theo dõi qua nhiệm vụ II.1.a của Kế hoạch 11/2022"
    loaded, errors = check_texts(CODE, done.draft.plan, settled().register, Library())
    assert loaded is not None, errors
    assert loaded.plan.same_as == {"III.a": ("bac-giang:II.1.a",)}
    assert "III.a" not in loaded.plan.tasks
    with pytest.raises(NotSettledError, match=r"chỉ là một phần của điểm III\.a"):
        make_one(settled(), "III.a.ý1", "bac-giang:II.1.a", "Kế hoạch 11/2022")
