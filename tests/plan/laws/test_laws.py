"""Every law of a plan with a file that keeps it and one that breaks it, as the office would write them."""

from dataclasses import dataclass

import pytest

from plan.laws import party_laws, plan_laws
from plan.laws.plan_laws import LAWS
from tests.homes.plans.plan_files import PLAN, REGISTER, change, errors_of, line_of
from tests.homes.plans.plan_kinds import KINDS, read_kinds, the_kinds, warned
from tests.homes.plans.plan_sentences import untold_sentences


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
            "nhiệm vụ «II.1» có hạn trước ngày 01/7 (không tính ngày đó) khi kỳ báo cáo chưa bắt đầu; hãy xem lại «only» hoặc «due».",
        ),
    ],
    "a_roll_up_falls_due_after_what_it_rolls_up": [
        Pair("due: {by: 30/11}", "due: {by: 15/11}", "due: {by: 14/11}", "  III.3:\n", "nhiệm vụ «III.3» tổng hợp «III.2» nhưng hạn 14/11/2023 không sau hạn 14/11/2023 của «III.2»; hãy lùi hạn của «III.3»."),
    ],
    "the_ladder_climbs": [
        Pair("    - after: 3\n", "    - after: 2\n", "    - after: 1 \n", "    - after: 1 \n", "nấc đôn đốc sau 1 ngày làm việc phải muộn hơn nấc trước (1 ngày làm việc)."),
    ],
    "every_rung_is_filled": [
        Pair("      to: tracker", "      to: [tracker, so-b]", "      to: trackers", "    - after: 3", "nấc đôn đốc sau 3 ngày ghi «trackers» không có trong danh bạ cơ quan (có phải «tracker» không?)."),
        Pair(
            PLAN[PLAN.index("  ladder:") : PLAN.index("trackers:")], "  ladder: [{after: 5, to: office}]\n", "", "office:\n  follow_up",
            "«office» chưa có «ladder»; hãy ghi ít nhất một nấc đôn đốc.",
        ),
    ],
    "groups_have_members": [
        Pair(
            "    lead: chu-quan\n", "    lead: cac-so\n", "    lead: so-moi\n", "    lead: so-moi",
            "nhiệm vụ «III.1» giao «so-moi», khi kế hoạch bắt đầu chưa có hoặc không còn cơ quan nào; hãy xem lại danh bạ cơ quan.",
        ),
    ],
}  # fmt: skip

CASES = [(law, place) for law, pairs in PAIRS.items() for place in range(len(pairs))]


# The same for the plan of all kinds; a pair may change its register too.
KIND_PAIRS: dict[str, list[Pair]] = {
    "dates_lie_in_the_span": [
        Pair("span: {from: 1/2023}", "span: {from: 1/2023, to: 12/2030}", "span: {from: 1/2023, to: 9/2023}", "      year: {before", "nhiệm vụ «1.2» có ngày hạn nằm ngoài thời gian của kế hoạch («span»); hãy xem lại hai nơi."),
    ],
    "named_clauses_exist": [
        Pair("{to: ubnd-tinh}", "{to: chu-tich-ubnd-tinh}", "{to: ubnd-tình}", '  "1.5":', "nhiệm vụ 1.5: nơi nhận «ubnd-tình» không có trong kế hoạch hoặc danh bạ"),
    ],
    "a_roll_up_falls_due_after_what_it_rolls_up": [
        Pair("due: {before: 20 of last month}", "due: {before: 16 of last month}", "due: {before: 15 of last month}\n    product: x", '  "2.1":', "nhiệm vụ «2.1» tổng hợp «1.1» nhưng hạn 14/3/2023 không sau hạn 14/3/2023 của «1.1»"),
    ],
    "a_report_stands_for_a_part_that_ends_with_it": [
        Pair("year: {before: 25/10, stands_for: Q4}", "year: {before: 25/10, stands_for: H2}", "year: {before: 25/10, stands_for: Q2}", "      year:", "nhiệm vụ «1.2»: báo cáo kỳ «year» không thay được kỳ «Q2»; chỉ thay kỳ cùng kết thúc (H1 thay Q2, year thay Q4 hoặc H2), mỗi kỳ một lần."),
    ],
    "changes_lie_in_the_span": [
        Pair("  - date: 1/1/2026", "  - date: 2/1/2026", "  - date: 1/1/2023", "  - date: 1/1/2023", "thay đổi từ ngày 01/01/2023 nằm ngoài thời gian của kế hoạch («span»); hãy xem lại ngày."),
        Pair("  - date: 1/6/2025", "  - date: 2/6/2025", "  - date: 1/6/2060", "  - date: 1/6/2060", "thay đổi từ ngày 01/6/2060 nằm ngoài thời gian"),
    ],
    "an_event_tells_somebody": [
        Pair("    tell: [so-b, cong-an]\n", "    tell: cac-so\n", "", '  "1.4":', "nhiệm vụ «1.4» chưa ghi báo ngay cho ai khi có sự cố; hãy thêm «tell»."),
        Pair("        to: cong-an\n", "        to: Cục điều phối\n", "        to: cong-am\n", '  "1.4":', "nhiệm vụ «1.4», bước «final»: nơi nhận «cong-am» không có trong danh bạ (có phải «cong-an» không?); cơ quan ngoài danh bạ hãy ghi bằng tên."),
    ],
    "a_clock_keeps_the_law": [
        Pair("office: {within: 24 hours}", "office: {within: 120 hours}", "office: {within: 6 days}", '  "1.4":', "nhiệm vụ «1.4», bước «first»: thời hạn của văn phòng dài hơn Thông tư 20; hãy rút ngắn «within» trong «office»."),
    ],
    "every_rung_is_filled": [
        Pair("to: [agency, so-cu]", "to: [agency, so-a]", "to: [agency, so-moi]", "    - after: 1", "nấc đôn đốc sau 1 ngày ghi «so-moi», khi kế hoạch bắt đầu không có cơ quan này."),
    ],
    "trackers_are_there_at_the_start": [
        Pair("    mang: so-cu\n", "    mang: so-a\n", "    mang: so-moi\n", "office:\n  opens", "cơ quan theo dõi «so-moi» không có khi kế hoạch bắt đầu; hãy ghi cơ quan khác."),
    ],
    "groups_have_members": [
        Pair("lead: [cac-so, ngan-hang, cac-huyen-het]", "lead: [ngan-hang, cac-huyen-het]", "lead: [cac-so, cac-huyen]", "lead: [cac-so, cac-huyen]", "nhiệm vụ «1.1» giao «cac-huyen», từ ngày 01/7/2025 không còn cơ quan nào mà danh bạ chưa ghi nhóm kết thúc; hãy thêm «ended» và «by», hoặc thành viên mới."),
    ],
    "a_collector_rolls_up": [
        Pair('    rolls_up: "1.1"\n', '    rolls_up: "1.1"\n    product: x\n', "", '  "1.1":', "nhiệm vụ «1.1» có «except: collector» nhưng không nhiệm vụ nào tổng hợp nó; hãy ghi «rolls_up» ở nhiệm vụ tổng hợp, hoặc bỏ «except»."),
    ],
    "handed_over_duties_are_held": [
        Pair("    from: so-moi", "    from: so-b", "    from: so-a", "  - date: 1/6/2025", "bàn giao từ «so-a»: trước ngày 01/6/2025 cơ quan này không có nhiệm vụ «1.2»; hãy xem lại."),
        Pair('    refs: ["1.2"]\n    from: so-moi\n', "    from: cong-an\n", "    from: huyen-cu\n    scope: mang\n", "  - date: 1/6/2025", "bàn giao từ «huyen-cu»: trước ngày 01/6/2025 cơ quan này không có việc nào trong kế hoạch phạm vi «mang»; hãy xem lại."),
    ],
    "merged_scopes_are_used": [
        Pair("    end: [\"1.5\"]\n", "    end: [\"1.5\"]\n    merge_scopes: {mang: tin}\n", "    end: [\"1.5\"]\n    merge_scopes: {tin: mang}\n", "  - date: 1/1/2026", "«merge_scopes» gộp «tin» nhưng ngày 31/12/2025 không nhiệm vụ nào thuộc phạm vi này; hãy xem lại."),
    ],
    "nothing_is_handed_over_twice_on_a_day": [
        Pair(
            "handovers:\n", "handovers:\n  - {date: 1/6/2025, refs: [\"1\"], from: so-moi, to: so-a, by: a}\n",
            "handovers:\n  - {date: 1/6/2025, refs: [\"1.2\"], from: so-moi, to: so-a, by: a}\n", "  - date: 1/6/2025",
            "«so-moi» bàn giao hai lần cùng một việc trong ngày 01/6/2025; hãy giữ một lần.",
        ),
    ],
}  # fmt: skip
KIND_PAIRS["nothing_changes_once_the_plan_is_replaced"] = [
    Pair("handovers:\n", "replaced_by: {date: 2/1/2026, by: Quyết định 20}\nhandovers:\n", "replaced_by: {date: 1/1/2060, by: Quyết định 20}\nhandovers:\n", "replaced_by", "«replaced_by» ghi ngày 01/01/2060, ngoài thời gian của kế hoạch («span»); hãy xem lại ngày."),
    Pair("handovers:\n", "replaced_by: {date: 2/1/2026, by: Quyết định 20, plan: moi}\nhandovers:\n", "replaced_by: {date: 1/1/2026, by: Quyết định 20}\nhandovers:\n", "  - date: 1/1/2026", "thay đổi từ ngày 01/01/2026, nhưng từ ngày 01/01/2026 kế hoạch được thay thế bởi Quyết định 20; hãy ghi vào kế hoạch mới."),
]  # fmt: skip
KIND_PAIRS["an_amended_date_can_still_be_asked"] = [
    Pair(
        "before: 1/12/2027}}\n", "before: 1/12/2028}}\n", "before: 1/12/2027}}\n  - date: 1/1/2028\n    by: a\n    set: {\"1.6\": {due: {before: 1/12/2028}}}\n",
        '    set: {"1.6"', "nhiệm vụ «1.6» đã mở phiếu ngày 31/10/2027, trước khi sửa đổi; hãy gia hạn phiếu đó, hoặc ghi một nhiệm vụ mới.",
    ),
]  # fmt: skip
KIND_CASES = [(law, place) for law, pairs in KIND_PAIRS.items() for place in range(len(pairs))]


def test_every_law_has_a_good_and_a_bad_file() -> None:
    assert {*PAIRS, *KIND_PAIRS} == {law.__name__ for law in LAWS}
    assert len(LAWS) == len(set(LAWS))


@pytest.mark.parametrize(("law", "place"), KIND_CASES)
def test_a_plan_of_all_kinds_that_keeps_the_law_is_sound(law: str, place: int) -> None:
    pair = KIND_PAIRS[law][place]
    the_kinds(change(KINDS, pair.passage, pair.good))


@pytest.mark.parametrize(("law", "place"), KIND_CASES)
def test_a_plan_of_all_kinds_that_breaks_the_law_is_refused_at_its_line(law: str, place: int) -> None:
    pair = KIND_PAIRS[law][place]
    text = change(KINDS, pair.passage, pair.bad)
    found = [(error.line, error.sentence[: len(pair.sentence)]) for error in read_kinds(text)[1]]
    assert (line_of(text, pair.fragment), pair.sentence) in found


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
    told += [
        error.sentence
        for pairs in KIND_PAIRS.values()
        for pair in pairs
        for error in read_kinds(change(KINDS, pair.passage, pair.bad))[1]
    ]
    told += warned()
    for module in (plan_laws, party_laws):
        assert untold_sentences(module, told) == []


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
    register = change(change(REGISTER, "to: 30/6/2025", "to: 30/6/2022"), "date: 1/7/2025", "date: 1/7/2022")
    text = change(PLAN, "    lead: chu-quan\n", "    lead: cac-huyen\n")
    (error,) = errors_of(text, register)
    assert error.line == line_of(text, "    lead: cac-huyen")


def test_a_group_that_the_office_fills_or_whose_end_is_on_record_is_a_warning_at_its_line() -> None:
    text = "lead: [cac-so, ngan-hang, cac-huyen-het]"
    line = line_of(KINDS, text)
    assert warned() == [
        f"mau.yaml:{line}: cảnh báo: từ ngày 01/7/2025, việc của «UBND cấp huyện» chưa có cơ quan tiếp nhận nhiệm vụ (điểm 1.1).",
        f"mau.yaml:{line}: cảnh báo: «Các ngân hàng» chưa có thành viên (điểm 1.1); văn phòng hãy bổ sung trong danh bạ cơ quan.",
    ]
    assert warned(change(KINDS, text, "lead: cac-so")) == []


def test_what_is_asked_only_before_a_group_ends_is_not_warned_about() -> None:
    once = 'time: quarterly\n    due: {before: 15 of last month}\n  "1.2"'
    text = change(KINDS, once, 'time: once\n    due: {before: 1/3/2023}\n  "1.2"')
    text = change(
        text, "    time: quarterly\n    due: {before: 20 of last month}", "    time: once\n    due: {before: 2/3/2023}"
    )
    assert all("UBND cấp huyện" not in warning for warning in warned(text))
    (error,) = read_kinds(change(text, "before: 2/3/2023", "before: 1/3/2023"))[1]
    assert error.sentence.startswith("nhiệm vụ «2.1» tổng hợp «1.1» nhưng hạn 28/02/2023 không sau hạn 28/02/2023")


def test_a_duty_that_nobody_inherits_is_warned_about_from_its_day() -> None:
    text = change(KINDS, "    to:\n      - cong-an (tin)\n      - so-b (mang)\n", "    to: none\n")
    assert any(
        "từ ngày 01/6/2025, việc của «Sở Cũ» chưa có cơ quan tiếp nhận nhiệm vụ (điểm 1.2)." in one
        for one in warned(text)
    )
