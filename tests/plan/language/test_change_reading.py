"""Briefings, events, dates of their own, amendments and hand-overs: every refusal at its line, and what is read."""

from datetime import date

import pytest

from plan.language import change_reading, due_reading, event_reading, plan_file, task_reading
from plan.language.due_reading import parse_term
from plan.parties import resolve_parties
from plan.times.cadence import Term
from tests.homes.plans.plan_files import a_register, change, line_of
from tests.homes.plans.plan_kinds import KINDS, KINDS_REGISTER, read_kinds, the_kinds
from tests.homes.plans.plan_sentences import untold_sentences
from tests.homes.plans.wrong_kinds import END, WRONG


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
    plan = the_kinds(change(KINDS, END, END + '    targets: {"1.8": {goal: {at_least: 15}}}\n'))
    before, after = plan.targets_on(date(2025, 12, 31))["1.8"], plan.targets_on(date(2026, 1, 1))["1.8"]
    assert (before.at_least, after.at_least) == ("10", "15")
    assert (after.by, after.measure, after.from_task, after.title) == (2025, "percent", "1.1", "Tỷ lệ")
    assert plan.amendments[0].moved_targets == ("1.8",)


def test_merged_scopes_are_one_line_of_who_had_both() -> None:
    two = change(KINDS, "    lead: so-cu\n    coordinating", "    lead: [so-b (mang), so-b (tin)]\n    coordinating")
    two = change(two, KINDS[KINDS.index("handovers:") :], "")
    merged = the_kinds(change(two, END, END + "    merge_scopes: {tin: mang}\n"))
    register, leads = a_register(KINDS_REGISTER), merged.tasks["1.2"].leads
    on = [
        resolve_parties(leads, register, day, "1.2", merged.handovers) for day in (date(2025, 12, 31), date(2026, 1, 1))
    ]
    assert [[str(party) for party in parties] for parties in on] == [["so-b (mang)", "so-b (tin)"], ["so-b (mang)"]]
