"""What an edited plan says has changed."""

import pytest

from plan.changes import describe_changes
from tests.homes.plans.plan_files import PLAN, a_plan, change
from tests.homes.plans.plan_kinds import KINDS, the_kinds

TASK = """\
  II.2:
    title: Diễn tập mỗi năm
    lead: hai-nganh
    time: yearly
    due: {by: end of period}
"""


def changes(*edits: tuple[str, str]) -> tuple[str, ...]:
    text = PLAN
    for old, new in edits:
        text = change(text, old, new)
    return describe_changes(a_plan(), a_plan(text))


def test_the_same_plan_says_nothing() -> None:
    assert changes() == ()


def test_a_comment_or_an_empty_line_changes_nothing() -> None:
    assert changes(("tasks:\n", "# ghi chú\n\ntasks:\n"), ("code: mau\n", "# đầu tệp\ncode: mau\n")) == ()


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("    title: Diễn tập mỗi năm", "    title: Diễn tập", "Đổi tên việc của nhiệm vụ II.2: từ «Diễn tập mỗi năm» thành «Diễn tập»."),
        ("    lead: chu-quan", "    lead: [cong-an (tin), so-b]", "Đổi cơ quan chủ trì của nhiệm vụ III.1: từ «chu-quan» thành «cong-an (tin), so-b»."),
        ("    coordinating: hai-nganh\n", "", "Đổi cơ quan phối hợp của nhiệm vụ II.1: từ «cong-an (tin), so-a (mang)» thành trống."),
        ("due: {by: end of period}", "due: {before: 20/12}", "Đổi thời gian, kỳ hạn của nhiệm vụ II.2: từ «hằng năm, chậm nhất ngày cuối cùng của kỳ (tính cả ngày đó)» thành «hằng năm, trước ngày 20/12 (không tính ngày đó)»."),
        ("      first: 2023\n", "      first: 2024\n", "Đổi thời gian, kỳ hạn của nhiệm vụ III.2: từ «hằng năm, trước ngày 15/11 (không tính ngày đó), từ năm 2023» thành «hằng năm, trước ngày 15/11 (không tính ngày đó), từ năm 2024»."),
        ("    outline: [kết quả, khó khăn]\n", "    outline: [kết quả]\n", "Đổi đề cương của nhiệm vụ III.2: từ «kết quả, khó khăn» thành «kết quả»."),
        ("  number: null", "  number: 15/KH-UBND", "Đổi thông tin văn bản của kế hoạch."),
        ("remind: [7, 1]", "remind: [3]", "Đổi ngày nhắc của kế hoạch."),
        ("  mang: so-a\n", "  mang: so-b\n", "Đổi cơ quan theo dõi của kế hoạch."),
        ("  II: Nhiệm vụ", "  II: Nội dung", "Đổi tên các mục của kế hoạch."),
        ("at_least: 10,", "at_least: 20,", "Đổi mục tiêu của kế hoạch."),
        ("  III.4: chỉ đạo chung", "  III.4: yêu cầu chung", "Đổi các điểm không cần báo cáo của kế hoạch."),
    ],
)  # fmt: skip
def test_each_change_is_a_sentence_that_names_its_place(old: str, new: str, sentence: str) -> None:
    assert changes((old, new)) == (sentence,)


def test_a_new_and_a_removed_task_are_named_with_their_titles() -> None:
    without = ((TASK, ""), ("  III.4: chỉ đạo chung\n", "  III.4: chỉ đạo chung\n  II.2: đã xong\n"))
    assert changes(*without)[0] == "Bỏ nhiệm vụ II.2: Diễn tập mỗi năm."
    text = PLAN
    for old, new in without:
        text = change(text, old, new)
    assert describe_changes(a_plan(text), a_plan())[0] == "Thêm nhiệm vụ II.2: Diễn tập mỗi năm."


def test_many_changes_come_in_the_order_of_the_document() -> None:
    told = changes(
        ("    title: Tổng hợp", "    title: Tổng hợp chung"),
        ("    title: Phổ biến pháp luật", "    title: Phổ biến"),
        ("    title: Diễn tập mỗi năm", "    title: Diễn tập"),
    )
    assert [sentence.split(":")[0] for sentence in told] == [
        f"Đổi tên việc của nhiệm vụ {ref}" for ref in ("II.1", "II.2", "III.3")
    ]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("first_host: {6/2023: so-b}", "first_host: {6/2023: cong-an}", "Đổi lượt chủ trì giao ban của nhiệm vụ 1.3."),
        ("within: 24 hours", "within: 12 hours", "Đổi các bước báo cáo sự cố của nhiệm vụ 1.4."),
        ("tell: [so-b, cong-an]", "tell: so-b", "Đổi nơi được báo ngay khi có sự cố của nhiệm vụ 1.4."),
        ("    except: collector\n", "", "Đổi việc miễn cho cơ quan tổng hợp của nhiệm vụ 1.1."),
        ("{to: ubnd-tinh}", "{to: so-b}", "Đổi nơi quyết định khi vượt thẩm quyền của nhiệm vụ 1.5."),
        ("    from: so-moi\n", "    from: so-b\n", "Đổi các bàn giao riêng của kế hoạch."),
        ("by: Quyết định 9", "by: Quyết định 10", "Đổi các sửa đổi theo văn bản của kế hoạch."),
    ],
)
def test_what_events_briefings_and_dated_changes_say_is_told(old: str, new: str, sentence: str) -> None:
    assert sentence in describe_changes(the_kinds(), the_kinds(change(KINDS, old, new)))
