"""Every law of a plan with a file that keeps it and one that breaks it, as the office would write them."""

from dataclasses import dataclass

import pytest

from plan import laws
from plan.laws import LAWS
from tests.plan_files import PLAN, REGISTER, change, errors_of, line_of
from tests.plan_sentences import untold_sentences


@dataclass(frozen=True)
class Pair:
    """What stands in the sound plan, a change that keeps the law, and one that breaks it on the fragment's line."""

    passage: str
    good: str
    bad: str
    fragment: str
    sentence: str


PAIRS: dict[str, list[Pair]] = {
    "every_clause_is_accounted_for_once": [
        Pair("  III.4: chỉ đạo chung", "  III.4: yêu cầu chung", "  III.4: chỉ đạo chung\n  III.5: chỉ đạo chung", "  III.5:", "điểm «III.5» không có trong «clauses»"),
        Pair("  - III.4\n", "  - III.4\n", "  - III.4\n  - III.6\n", "- III.6", "điểm «III.6» chưa được xếp vào đâu; hãy đưa vào «tasks», «targets», «same_as» hoặc «no_answer»."),
        Pair("  I.2: II.1\n", "  I.2: II.2\n", "  I.2: II.1\n  II.3: II.1\n", "  II.3: II.1", "điểm «II.3» được xếp vào 2 nơi (tasks, same_as); hãy giữ một nơi."),
    ],
    "refs_stay_apart_in_links": [
        Pair(
            "  - III.4\n", "  - III.4\n", "  - III.4\n  - iii.4\n", "- iii.4",
            "điểm «iii.4» và «III.4» trùng nhau khi viết không dấu; hãy đổi cách ghi một điểm.",
        ),
    ],
    "every_task_stands_under_a_heading": [
        Pair("  III: Tổ chức thực hiện\n", "  III: Tổ chức\n", "", "  III.1:\n", "nhiệm vụ «III.1» không thuộc mục nào; hãy thêm mục của nó vào «sections»."),
    ],
    "named_clauses_exist": [
        Pair("    target: I.1\n", "    target: I.1\n", "    target: I.2\n", "  II.3:\n", "nhiệm vụ II.3: mục tiêu «I.2» không có trong kế hoạch hoặc danh bạ"),
        Pair("    rolls_up: III.2", "    rolls_up: III.2", "    rolls_up: III.4", "  III.3:\n", "nhiệm vụ III.3: «rolls_up» «III.4» không có trong kế hoạch hoặc danh bạ"),
        Pair("    gathers: [II]", "    gathers: [II, III.1]", "    gathers: [II, IV]", "  III.2:\n", "nhiệm vụ III.2: «gathers» «IV» không có trong kế hoạch hoặc danh bạ"),
        Pair("    through: cong-an", "    through: so-a", "    through: cong-am", "  III.2:\n", "nhiệm vụ III.2: nơi nhận «cong-am» không có trong kế hoạch hoặc danh bạ (có phải «cong-an» không?)."),
        Pair("  I.2: II.1\n", "  I.2: II.3\n", "  I.2: II.9\n", "  I.2: II.9", "«same_as» I.2: nhiệm vụ «II.9» không có trong kế hoạch hoặc danh bạ"),
    ],
    "targets_have_an_owner": [
        Pair("    from_task: II.3\n", "    office: {owner: so-a}\n", "", "  I.1:\n", "mục tiêu «I.1» chưa có nơi cho số liệu; hãy thêm «from_task» hoặc «owner» (nếu do văn phòng chọn thì đặt trong «office»)."),
        Pair("    from_task: II.3\n", "    from_task: II.2\n", "    from_task: II.8\n", "  I.1:\n", "mục tiêu I.1: «from_task» «II.8» không có trong kế hoạch hoặc danh bạ"),
        Pair("    from_task: II.3\n", "    owner: cac-so\n", "    owner: cac-xa\n", "  I.1:\n", "mục tiêu I.1: «owner» «cac-xa» không có trong kế hoạch hoặc danh bạ"),
    ],
    "dates_lie_in_the_span": [
        Pair("due: {before: 15/11/2022}", "due: {by: 1/11/2022}", "due: {before: 1/11/2022}", "1/11/2022}", "nhiệm vụ «III.1» có ngày hạn nằm ngoài thời gian của kế hoạch («span»); hãy xem lại hai nơi."),
        Pair("    from: 2023\n    to: 2030\n", "    from: 2030\n    to: 2030\n", "    from: 2031\n    to: 2033\n", "  II.3:\n", "nhiệm vụ «II.3» không có kỳ nào trong thời gian của kế hoạch («span»); hãy xem lại hai nơi."),
    ],
    "no_period_is_asked_twice": [
        Pair(
            "        - every: year\n          due: {before: 15/11}\n",
            "        - every: year\n          due: {before: 15/11}\n        - {every: half-year, only: H1, due: {before: 15/6}}\n",
            "        - every: year\n          due: {before: 15/6}\n        - every: year\n          due: {before: 15/11}\n",
            "        - every: year",
            "nhiệm vụ «II.3» hỏi hai lần cho cùng một kỳ (cả năm); hãy bỏ một lần hoặc dùng «only».",
        ),
    ],
    "nothing_is_due_before_its_period_begins": [
        Pair(
            "      only: H2\n      due: {before: 15/11}", "      only: H2\n      due: {before: 2/7}", "      only: H2\n      due: {before: 1/7}", "    - every: half-year",
            "nhiệm vụ «II.1» có hạn trước ngày 01/07 (không tính ngày đó) khi kỳ báo cáo chưa bắt đầu; hãy xem lại «only» hoặc «due».",
        ),
    ],
    "a_roll_up_falls_due_after_what_it_rolls_up": [
        Pair("due: {by: 30/11}", "due: {by: 15/11}", "due: {by: 14/11}", "  III.3:\n", "nhiệm vụ «III.3» tổng hợp «III.2» nhưng hạn 14/11/2023 không sau hạn 14/11/2023 của «III.2»; hãy lùi hạn của «III.3»."),
    ],
    "the_ladder_climbs": [
        Pair("    - after: 3\n", "    - after: 2\n", "    - after: 1 \n", "    - after: 1 \n", "bậc đôn đốc sau 1 ngày làm việc phải muộn hơn bậc trước (1 ngày làm việc)."),
    ],
    "every_rung_is_filled": [
        Pair("      to: tracker", "      to: [tracker, so-b]", "      to: trackers", "    - after: 3", "bậc đôn đốc sau 3 ngày ghi «trackers» không có trong danh bạ cơ quan (có phải «tracker» không?)."),
        Pair(
            PLAN[PLAN.index("  ladder:") : PLAN.index("trackers:")], "  ladder: [{after: 5, to: office}]\n", "", "office:\n  follow_up",
            "«office» chưa có «ladder»; hãy ghi ít nhất một bậc đôn đốc.",
        ),
    ],
    "groups_have_members": [
        Pair(
            "    lead: chu-quan\n", "    lead: cac-huyen\n", "    lead: so-moi\n", "    lead: so-moi",
            "nhiệm vụ «III.1» giao «so-moi», khi kế hoạch bắt đầu chưa có hoặc không còn cơ quan nào; hãy xem lại danh bạ cơ quan.",
        ),
    ],
}  # fmt: skip

CASES = [(law, place) for law, pairs in PAIRS.items() for place in range(len(pairs))]


def test_every_law_has_a_good_and_a_bad_file() -> None:
    assert list(PAIRS) == [law.__name__ for law in LAWS]


@pytest.mark.parametrize(("law", "place"), CASES)
def test_a_plan_that_keeps_the_law_is_sound(law: str, place: int) -> None:
    pair = PAIRS[law][place]
    assert errors_of(change(PLAN, pair.passage, pair.good)) == ()


@pytest.mark.parametrize(("law", "place"), CASES)
def test_a_plan_that_breaks_the_law_is_refused_at_its_line(law: str, place: int) -> None:
    pair = PAIRS[law][place]
    text = change(PLAN, pair.passage, pair.bad)
    found = [(error.line, error.sentence[: len(pair.sentence)]) for error in errors_of(text)]
    assert (line_of(text, pair.fragment), pair.sentence) in found


def test_every_sentence_of_the_laws_is_brought_out_by_a_bad_file() -> None:
    told = [
        error.sentence
        for pairs in PAIRS.values()
        for pair in pairs
        for error in errors_of(change(PLAN, pair.passage, pair.bad))
    ]
    assert untold_sentences(laws, told) == []


def test_d_and_the_letter_after_it_stay_apart() -> None:
    text = change(PLAN, "  - III.4\n", "  - III.4\n  - II.4.d\n  - II.4.đ\n")
    text = change(text, "  III.4: chỉ đạo chung\n", "  III.4: chung\n  II.4.d: chung\n  II.4.đ: chung\n")
    assert errors_of(text) == ()


def test_all_broken_laws_are_told_at_once_in_the_order_of_the_file() -> None:
    text = change(PLAN, "    - after: 3\n", "    - after: 1 \n")
    text = change(text, "    target: I.1\n", "    target: I.9\n")
    text = change(text, "  I.2: II.1\n", "  I.2: II.9\n")
    lines = [error.line for error in errors_of(text)]
    assert lines == [line_of(text, part) for part in ("    - after: 1 \n", "  II.3:\n", "  I.2: II.9")]


def test_two_half_years_that_were_exchanged_are_noticed() -> None:
    text = change(PLAN, "      only: H1\n", "      only: H0\n")
    text = change(change(text, "      only: H2\n", "      only: H1\n"), "      only: H0\n", "      only: H2\n")
    assert any("khi kỳ báo cáo chưa bắt đầu" in error.sentence for error in errors_of(text))


def test_a_group_whose_only_member_ended_before_the_plan_is_refused() -> None:
    register = change(REGISTER, "to: 30/6/2025", "to: 30/6/2022")
    text = change(PLAN, "    lead: chu-quan\n", "    lead: cac-huyen\n")
    (error,) = errors_of(text, register)
    assert error.line == line_of(text, "    lead: cac-huyen")
