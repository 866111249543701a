"""Briefings, events, dates of their own, amendments and hand-overs: every refusal at its line, and what is read."""

from datetime import date

import pytest

from plan.language import change_reading, due_reading, event_reading, plan_file, task_reading
from plan.language.due_reading import parse_term
from plan.parties import resolve_parties
from plan.tasks import Term
from tests.homes.plan_files import a_register, change, line_of
from tests.homes.plan_kinds import KINDS, KINDS_REGISTER, read_kinds, the_kinds
from tests.homes.plan_sentences import untold_sentences

_HANDOVER = KINDS[KINDS.index("  - date: 1/6/2025") :]
_END = '    end: ["1.5"]\n'
_SET = '    set:\n      "1.7": {lead: so-b, time: yearly}\n'

# name: (what stands in the sound plan, what stands there instead, the fragment on whose line the error is, the sentence)
WRONG: dict[str, tuple[str, str, str, str]] = {
    "a briefing of one": ("hosts: [so-b, cong-an]", "hosts: [so-b]", '    title: Giao ban', "nhiệm vụ 1.3 cần ít nhất hai cơ quan khác nhau trong «hosts», mỗi cơ quan một lần."),
    "a host twice": ("hosts: [so-b, cong-an]", "hosts: [so-b, cong-an, so-b]", '    title: Giao ban', "nhiệm vụ 1.3 cần ít nhất hai cơ quan khác nhau"),
    "a month twice": ("months: [6, 12]", "months: [6, 12, 6]", "months:", "nhiệm vụ 1.3 ghi hai lần cùng một tháng trong «months»; hãy bỏ một lần."),
    "month 13": ("months: [6, 12]", "months: [6, 13]", "months:", "«months» phải là số nguyên từ 1 đến 12, không phải «13»."),
    "no first host": ("      first_host: {6/2023: so-b}\n", "", '    title: Giao ban', "«office» của nhiệm vụ 1.3 thiếu khóa «first_host»; hãy bổ sung."),
    "a first host without a month": ("first_host: {6/2023: so-b}", "first_host: so-b", "first_host", "«first_host» phải là một dòng «tháng/năm: mã cơ quan», ví dụ «6/2023: so-a»."),
    "a first month without a briefing": ("first_host: {6/2023: so-b}", "first_host: {7/2023: so-b}", "first_host", "«first_host» ghi tháng 7, không thuộc «months» của nhiệm vụ 1.3."),
    "a first host who is none": ("first_host: {6/2023: so-b}", "first_host: {6/2023: so-a}", "first_host", "«first_host» không nhận giá trị «so-a»"),
    "confirming in hours": ("confirm: 10 days", "confirm: 10 hours", "confirm", "«confirm» tính bằng ngày, ví dụ «10 days»."),
    "a term in words": ("confirm: 10 days", "confirm: mười ngày", "confirm", "«confirm»: «mười ngày» không đúng dạng «24 hours», «5 days» hoặc «3 working days»."),
    "a lead at a briefing": ("    months: [6, 12]\n", "    months: [6, 12]\n    lead: so-b\n", "    lead: so-b\n    hosts", "nhiệm vụ 1.3 là giao ban nên không có «lead»; hãy ghi các cơ quan ở «hosts»."),
    "hosts of no briefing": ("    lead: so-cu (mang)\n", "    lead: so-cu (mang)\n    hosts: [so-b]\n", "hosts: [so-b]\n", "nhiệm vụ 1.5: «hosts» chỉ dùng với «time: briefing»; hãy bỏ «hosts» hoặc đổi «time»."),
    "a first host of no briefing": ("    beyond_authority: {to: ubnd-tinh}\n", "    office: {first_host: {6/2023: so-b}}\n", "first_host: {6/2023: so-b}}", "nhiệm vụ 1.5: «first_host» chỉ dùng với «time: briefing»"),
    "a date for an event": ("    tell: [so-b, cong-an]\n", "    tell: [so-b, cong-an]\n    due: {by: 1/2/2026}\n", "due: {by: 1/2/2026}", "nhiệm vụ 1.4 là «time: on-event» nên không có «due»; hãy ghi hạn ở «steps»."),
    "a date beside dates": ("    dates:\n", "    due: {by: 1/2}\n    dates:\n", "due: {by: 1/2}", "nhiệm vụ 1.2 là «time: dates» nên không có «due»; hãy ghi hạn ở «dates»."),
    "dates for nothing": (KINDS[KINDS.index("    dates:\n") : KINDS.index('  "1.3":')], "", '    title: Báo cáo theo ngày', "nhiệm vụ 1.2 thiếu khóa «dates»; hãy bổ sung."),
    "a date of an unknown part": ("      Q3: {before: 10/9}", "      Q5: {before: 10/9}", "Q5", "«dates» không có khóa «Q5»"),
    "a report that has a date and is stood for": ("      Q3: {before: 10/9}", "      Q3: {before: 10/9, stands_for: Q1}", "Q3", "«dates»: kỳ «Q1» vừa có hạn riêng vừa được báo cáo khác thay; hãy bỏ một."),
    "two steps of one name": ("      - name: final", "      - name: first", "      - name: first", "bước «first» của nhiệm vụ 1.4 trùng tên; hãy đặt tên khác."),
    "a step before its start": ("        from: detected", "        from: final", "from: final", "«from» không nhận giá trị «final». Giá trị dùng được: detected."),
    "a clock without a setting": ("        office: {within: 3 working days}\n", "", "      - name: final", "bước final thiếu khóa «office»; hãy bổ sung."),
    "a heading twice": ("office: {within: 3 working days}", "office: {within: 3 working days, outline: [Thiệt hại, Thiệt hại]}", "Thiệt hại, Thiệt", "«outline» của bước final ghi hai lần đề mục «Thiệt hại»; hãy bỏ một lần."),
    "a heading as long as a clause": ("office: {within: 3 working days}", f"office: {{within: 3 working days, outline: [{'Thiệt hại ' * 21}]}}", "Thiệt hại Thiệt", "«outline» của bước final có đề mục dài 209 ký tự; hãy viết gọn lại, nhiều nhất 200 ký tự."),
    "an outline of nothing": ("office: {within: 3 working days}", "office: {within: 3 working days, outline: []}", "outline: []", "danh sách «outline» của bước final để trống; hãy ghi ít nhất một mục hoặc bỏ khóa này."),
    "an outline beside the office": ("        office: {within: 3 working days}\n", "        outline: Thiệt hại\n        office: {within: 3 working days}\n", "        outline: Thiệt hại", "«steps» không có khóa «outline»."),
    "a law without its name": ("law: {within: 5 days, by: Thông tư 20}", "law: {within: 5 days}", "      - name: first", "«law» thiếu khóa «by»; hãy bổ sung."),
    "a step that nobody receives": ("        to: cong-an\n", "", "      - name: final", "«steps» thiếu khóa «to»; hãy bổ sung."),
    "an event without steps": (KINDS[KINDS.index("    steps:") : KINDS.index('  "1.5":')], "", '    title: Sự cố', "nhiệm vụ 1.4 thiếu khóa «steps»; hãy bổ sung."),
    "beyond whose authority": ("beyond_authority: {to: ubnd-tinh}", "beyond_authority: {by: ubnd-tinh}", "beyond", "«beyond_authority» của nhiệm vụ 1.5 không có khóa «by»"),
    "a title cut by a comma": ("    title: Rà soát mạng", "    title: Rà soát,", '    title: Rà soát,', "«title» của nhiệm vụ 1.5 dừng ở «,», như bị cắt giữa câu; hãy xem lại."),
    "trackers twice": ("scopes:\n", "trackers: {default: so-b}\nscopes:\n", "    default: cong-an", "«trackers» ghi ở hai nơi; hãy giữ một nơi: của văn bản, hoặc trong «office»."),
    "an amendment of nothing": (KINDS[KINDS.index("    set:") : KINDS.index("handovers:")], "", "  - date: 1/1/2026", "«amendments» cần ít nhất một trong: «set» (sửa nhiệm vụ), «end» (bỏ nhiệm vụ), «targets» (đổi mục tiêu), "),
    "a scope merged that is none": (_END, _END + "    merge_scopes: {mạng: tin}\n", "merge_scopes", "«merge_scopes» ghi «mạng» không có trong «scopes» (có phải «mang» không?)."),
    "a scope merged into itself": (_END, _END + "    merge_scopes: {mang: mang}\n", "merge_scopes", "«merge_scopes» gộp «mang» vào chính nó; hãy ghi «phạm vi cũ: phạm vi mới»."),
    "a target moved that is none": (_END, _END + "    targets: {I.9: {goal: {at_least: 2}}}\n", "    targets:", "«amendments» ghi mục tiêu «I.9» không có."),
    "a target moved twice on a day": (_END, _END + "    targets: {\"1.8\": {goal: {at_least: 2}}}\n  - {date: 1/1/2026, by: b, targets: {\"1.8\": {goal: {by: 2027}}}}\n", "  - {date: 1/1/2026, by: b", "«amendments» đổi mục tiêu 1.8 từ 01/01/2026, nhưng đã có lần đổi từ 01/01/2026."),
    "an amendment of an unknown task": (_SET, '    set:\n      "1.9": {lead: so-b}\n', '"1.9"', "«amendments» ghi nhiệm vụ «1.9» không có (có phải «1."),
    "an end of an unknown task": ('    end: ["1.5"]', '    end: ["9"]', "    end:", "«amendments» ghi nhiệm vụ «9» không có."),
    "a task ended twice": ('    end: ["1.5"]', '    end: ["1.5", "1.5"]', "    end:", "«amendments» ghi 1.5, nhưng nhiệm vụ này đã bỏ từ 01/01/2026."),
    "a task set and ended at once": ('    end: ["1.5"]', '    end: ["1.7"]', "    end:", "«amendments» sửa 1.7 từ 01/01/2026, nhưng đã có sửa đổi từ 01/01/2026."),
    "a key that a task does not have": (_SET, '    set:\n      "1.7": {leed: so-b}\n', '"1.7": {leed', "nhiệm vụ 1.7 không có khóa «leed» (có phải «lead» không?)."),
    "a time that its old date does not fit": (_SET, '    set:\n      "1.7": {time: ongoing}\n', '"1.7": {time', "nhiệm vụ 1.7 là «time: ongoing» nên không có «due»"),
    "a day that does not exist": ("  - date: 1/1/2026", "  - date: 31/2/2026", "31/2", "«date»: trong lịch không có ngày «31/2/2026»."),
    "a hand-over without its document": ("    by: Quyết định 7\n", "", "  - date: 1/6", "«handovers» thiếu khóa «by»; hãy bổ sung."),
    "a hand-over from nobody known": ("    from: so-moi", "    from: so-mới", "so-mới", "«from» ghi «so-mới» không có trong danh bạ cơ quan (có phải «so-moi» không?)."),
    "a hand-over from who was not yet": ("    from: so-moi", "    from: xa-mot", "xa-mot", "bàn giao từ «xa-mot», nhưng trước ngày 01/06/2025 không có cơ quan này."),
    "a hand-over from a group that goes on": ("    from: so-moi", "    from: cac-huyen-het", "from: cac-huyen", "bàn giao từ nhóm «cac-huyen-het», nhưng ngày 01/06/2025 nhóm này chưa kết thúc."),
    "a hand-over to who is not yet": ("      - cong-an (tin)\n", "      - xa-mot\n", "- xa-mot", "bàn giao cho «xa-mot», nhưng ngày 01/06/2025 không có cơ quan này."),
    "a hand-over to who is no more": ("      - cong-an (tin)\n", "      - so-cu\n", "- so-cu", "bàn giao cho «so-cu», nhưng ngày 01/06/2025 không có cơ quan này."),
    "a hand-over to a group": ("      - cong-an (tin)\n", "      - cac-so\n", "- cac-so", "«to» ghi nhóm hoặc vai «cac-so»; bàn giao phải cho cơ quan cụ thể."),
    "a hand-over to oneself": ("      - cong-an (tin)\n      - so-b (mang)\n", "      - so-moi\n", "- so-moi", "bàn giao từ «so-moi» cho chính nó; hãy xem lại «from» và «to»."),
    "a hand-over of an unknown ref": ('    refs: ["1.2"]', '    refs: ["1.2", "3"]', "refs:", "«refs» ghi «3» không có trong kế hoạch."),
    "a hand-over of an unknown scope": ('    refs: ["1.2"]', "    scope: mạng", "scope: mạng", "«scope» ghi «mạng» không có trong «scopes» (có phải «mang» không?)."),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_passage_is_refused_at_its_line(name: str) -> None:
    old, new, fragment, sentence = WRONG[name]
    text = change(KINDS, old, new)
    plan, errors = read_kinds(text)
    assert plan is None
    found = [(error.line, error.sentence[: len(sentence)]) for error in errors]
    assert (line_of(text, fragment), sentence) in found, [str(error) for error in errors]


def test_every_sentence_about_events_and_changes_is_brought_out_by_a_wrong_plan() -> None:
    told = [error.sentence for old, new, _, _ in WRONG.values() for error in read_kinds(change(KINDS, old, new))[1]]
    for module in (change_reading, event_reading):
        assert untold_sentences(module, told) == []
    # The rest of these readers is held by the tests of the plan file.
    left = {
        sentence for module in (due_reading, task_reading, plan_file) for sentence in untold_sentences(module, told)
    }
    assert not [sentence for sentence in left if "stands_for" in sentence or "giao ban" in sentence]


def test_the_plan_of_all_kinds_is_sound_and_read_as_it_stands() -> None:
    plan = the_kinds()
    assert plan.document.date == ""
    assert plan.trackers == {"": "cong-an", "mang": "so-cu"}
    turns = plan.tasks["1.3"].turns
    assert turns is not None
    assert (turns.months, turns.first, turns.first_host, turns.confirm_days) == ((6, 12), (2023, 6), "so-b", 10)
    assert [str(host) for host in turns.hosts] == [str(lead) for lead in plan.tasks["1.3"].leads] == ["so-b", "cong-an"]
    first, final = plan.tasks["1.4"].steps
    assert (first.counted_from, first.term, first.law, first.law_by) == (
        "detected",
        Term(24, "hours"),
        Term(5, "days"),
        "Thông tư 20",
    )
    assert (final.counted_from, str(final.term), final.term.words) == ("first", "3 working days", "3 ngày làm việc")
    assert first.to == ("cong-an", "Cơ quan điều phối quốc gia")
    assert [str(party) for party in plan.tasks["1.4"].tell] == ["so-b", "cong-an"]
    assert [(one.part, one.every, one.stands_for) for one in plan.tasks["1.2"].cadence.rhythms] == [
        ("Q1", "quarter", ""), ("H1", "half-year", "Q2"), ("Q3", "quarter", ""), ("year", "year", "Q4"),
    ]  # fmt: skip
    assert plan.tasks["1.5"].beyond_authority == "ubnd-tinh"
    assert plan.tasks["1.1"].except_collector


def test_an_amended_clause_has_a_version_for_each_time() -> None:
    plan = the_kinds()
    before, after = plan.versions_of("1.7")
    assert (before.cadence.kind, [str(p) for p in before.leads]) == ("half-yearly", ["so-cu"])
    assert (after.cadence.kind, [str(p) for p in after.leads], after.title) == ("yearly", ["so-b"], "Việc nửa năm")
    assert (before.asked_until, after.asked_from) == (date(2026, 1, 1), date(2026, 1, 1))
    assert plan.task_on("1.7", date(2025, 12, 31)) == before
    assert plan.task_on("1.7", date(2026, 1, 1)) == plan.tasks["1.7"] == after
    assert plan.task_on("1.5", date(2026, 1, 1)) is None
    assert plan.amendments[0].changed == ("1.7", "1.6")
    assert after.line == line_of(KINDS, '"1.7": {lead')


def test_the_offices_own_changes_come_after_the_plans_and_are_told_in_their_file() -> None:
    changes = (
        "amendments:\n  - date: 1/1/2027\n    by: Quyết định 10\n    set: {\"1.7\": {title: Việc một năm}}\n"
        "handovers:\n  - {date: 1/8/2026, from: so-b, to: so-a, refs: [\"2.1\"], by: Biên bản 3}\n"
    )  # fmt: skip
    plan = the_kinds(changes=changes)
    assert [task.title for task in plan.versions_of("1.7")] == ["Việc nửa năm", "Việc nửa năm", "Việc một năm"]
    assert [(move.source, move.file) for move in plan.handovers] == [
        ("so-moi", "mau.yaml"),
        ("so-b", "changes/mau.yaml"),
    ]
    assert plan.tasks["1.7"].file == "changes/mau.yaml"
    for wrong, sentence in (
        ("amendments: {date: 1/1/2025, by: a, end: [\"1.7\"]}\n", "changes/mau.yaml:1: «amendments» sửa 1.7 từ 01/01/2025"),
        ("amendments:\n  - date: 1/1/2027\n    by: a\n    set: {\"1.7\": {lead: so-bê}}\n", "changes/mau.yaml:4: «lead» của nhiệm vụ 1.7"),
        ("tasks: {}\n", "changes/mau.yaml:1: tệp thay đổi không có khóa «tasks»."),
        ("[a", "changes/mau.yaml:1: không đúng cú pháp YAML"),
        # What the plan had and the change no longer fits is told at the change, not at a line of the other file.
        ("amendments:\n  - date: 1/1/2027\n    by: a\n    set: {\"1.7\": {time: monthly}}\n" "\n" * 60, "changes/mau.yaml:4"),
    ):  # fmt: skip
        read, errors = read_kinds(changes=wrong)
        assert read is not None or any(str(error).startswith(sentence) for error in errors), [str(e) for e in errors]
        assert all(error.file == "changes/mau.yaml" for error in errors)


def test_a_group_that_ended_may_be_given_an_heir_by_document() -> None:
    handover = "handovers:\n  - {date: 1/9/2025, from: cac-huyen-het, to: xa-mot, by: Quyết định 8}\n"
    plan = the_kinds(changes=handover)
    assert plan.handovers[-1].source == "cac-huyen-het"


@pytest.mark.parametrize("text", ["0 days", "-1 days", "5", "days", "5 weeks", "1000 hours", "٥ days", ""])
def test_a_term_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="không đúng dạng"):
        parse_term(text)


def test_a_term_is_written_as_it_is_read() -> None:
    for text in ("1 hour", "24 hours", "1 day", "5 days", "1 working day", "3 working days"):
        assert str(parse_term(text)) == text


def test_the_register_of_all_kinds_is_read_as_it_stands() -> None:
    register = a_register(KINDS_REGISTER)
    assert [(move.source, [heir.code for heir in move.heirs], move.scope) for move in register.moves] == [
        ("so-cu", ["so-a"], "mang"), ("so-cu", ["so-moi"], ""), ("huyen-cu", [], ""),
    ]  # fmt: skip
    group = register.groups["cac-huyen-het"]
    assert (group.ended, group.ended_by, group.has_ended(date(2025, 6, 30))) == (
        date(2025, 7, 1),
        "Nghị quyết 1",
        False,
    )
    assert register.groups["ngan-hang"].by_office


def test_an_amendment_moves_a_target_and_leaves_what_it_does_not_name() -> None:
    plan = the_kinds(change(KINDS, _END, _END + '    targets: {"1.8": {goal: {at_least: 15}}}\n'))
    before, after = plan.targets_on(date(2025, 12, 31))["1.8"], plan.targets_on(date(2026, 1, 1))["1.8"]
    assert (before.at_least, after.at_least) == ("10", "15")
    assert (after.by, after.measure, after.from_task, after.title) == (2025, "percent", "1.1", "Tỷ lệ")
    assert plan.amendments[0].moved_targets == ("1.8",)


def test_merged_scopes_are_one_line_of_who_had_both() -> None:
    two = change(KINDS, "    lead: so-cu\n    coordinating", "    lead: [so-b (mang), so-b (tin)]\n    coordinating")
    two = change(two, KINDS[KINDS.index("handovers:") :], "")
    merged = the_kinds(change(two, _END, _END + "    merge_scopes: {tin: mang}\n"))
    register, leads = a_register(KINDS_REGISTER), merged.tasks["1.2"].leads
    on = [
        resolve_parties(leads, register, day, "1.2", merged.handovers) for day in (date(2025, 12, 31), date(2026, 1, 1))
    ]
    assert [[str(party) for party in parties] for parties in on] == [["so-b (mang)", "so-b (tin)"], ["so-b (mang)"]]
