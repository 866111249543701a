"""The laws of a plan: each one small function from a plan to errors, in a tuple whose names a clerk could read.

A law sees a plan whose shape is sound (`plan.language.plan_file`) and checks what must hold between its parts.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace

from plan.calendar import WorkCalendar
from plan.errors import OUTSIDE_SPAN, FileError
from plan.language.reading import nearest
from plan.laws.law_case import Case, Law
from plan.laws.party_laws import PARTY_LAWS
from plan.owed import Occurrence, occurrences
from plan.parties import Register, Transfer
from plan.periods import describe_period, periods_of_year
from plan.refs import clause_of, parent_refs, ref_slug, slug
from plan.tasks import ELSEWHERE, SEVERITIES, Amendment, Plan, Task
from plan.texts.written import format_day
from plan.times.cadence import Rhythm, Term

_ELSEWHERE = re.compile(rf"[a-z0-9-]+{ELSEWHERE}\S+")
"""A task of another plan, which `plan.across.sources` looks for."""
_ENDS_WITH = {"H1": ("Q2",), "H2": ("Q4",), "year": ("Q4", "H2")}
"""The parts of a year that end on the same day as a longer one."""


def every_clause_is_accounted_for_once(case: Case) -> Iterator[FileError]:
    """Each clause is a task, a target, the same as another, or needs no answer for a reason: one of these, once."""
    places = {
        "tasks": case.plan.tasks,
        "targets": case.plan.targets,
        "same_as": case.plan.same_as,
        "no_answer": case.plan.no_answer,
    }
    counted = Counter(ref for place in places.values() for ref in dict.fromkeys(clause_of(ref) for ref in place))
    for ref, line in case.plan.clauses.items():
        if not counted[ref]:
            yield case.error(
                line,
                f"điểm «{ref}» chưa được xếp vào đâu; hãy đưa vào «tasks», «targets», «same_as» hoặc «no_answer».",
            )
    for ref, count in counted.items():
        line = case.plan.lines.get(ref, case.plan.lines["clauses"])
        if count > 1:
            where = ", ".join(name for name, place in places.items() if ref in {clause_of(one) for one in place})
            yield case.error(line, f"điểm «{ref}» được xếp vào {count} nơi ({where}); hãy giữ một nơi.")
        if ref not in case.plan.clauses:
            yield case.error(line, f"điểm «{ref}» không có trong «clauses»{nearest(ref, case.plan.clauses)}.")


def refs_stay_apart_in_links(case: Case) -> Iterator[FileError]:
    """No two refs have the same ASCII form; `đ` is `dd` there, so `II.4.d` and `II.4.đ` stay apart."""
    first: dict[str, str] = {}
    for ref in (*case.plan.clauses, *case.plan.tasks):
        other = first.setdefault(ref_slug(ref), ref)
        if other != ref:
            line = case.plan.lines.get(ref, case.plan.clauses.get(ref, 0))
            yield case.error(
                line, f"điểm «{ref}» và «{other}» trùng nhau khi viết không dấu; hãy đổi cách ghi một điểm."
            )


def every_task_stands_under_a_heading(case: Case) -> Iterator[FileError]:
    """A task's section is one of the document's headings, so that the report can gather by section."""
    for task in case.plan.tasks.values():
        if not any(ref in case.plan.sections for ref in (task.ref, *parent_refs(task.ref))):
            yield case.error(
                task.line, f"nhiệm vụ «{task.ref}» không thuộc mục nào; hãy thêm mục của nó vào «sections»."
            )


def named_clauses_exist(case: Case) -> Iterator[FileError]:
    """`same_as`, `target`, `rolls_up`, `from_task` and `gathers` name what the plan has."""
    for task in case.plan.versions:
        for what, name, known in _names_in(task, case):
            yield case.error_in(task, _missing(f"nhiệm vụ {task.ref}: {what}", name, known))
    for ref, others in case.plan.same_as.items():
        for other in (one for one in others if one not in case.plan.tasks and not _ELSEWHERE.fullmatch(one)):
            sentence = _missing(f"«same_as» {ref}: nhiệm vụ", other, case.plan.tasks)
            yield case.error(case.plan.lines.get(ref, 0), sentence)


def _names_in(task: Task, case: Case) -> Iterator[tuple[str, str, Collection[str]]]:
    """Yield what a task names and nobody has: what it is, the name, and the names there are."""
    plan = case.plan
    if task.target and task.target not in plan.targets:
        yield "mục tiêu", task.target, plan.targets
    for ref in task.rolls_up:
        if ref not in plan.tasks:
            yield "«rolls_up»", ref, plan.tasks
    for ref in task.gathers:
        if ref not in plan.sections and ref not in plan.tasks:
            yield "«gathers»", ref, (*plan.sections, *plan.tasks)
    # Who receives an answer outside the province stands in words; a code is meant for the register.
    by_code = (code for code in task.to if slug(code) == code)
    for code in (*by_code, task.through, task.beyond_authority):
        if code and not case.knows(code):
            yield "nơi nhận", code, case.register.agencies


def _missing(what: str, name: str, known: Collection[str]) -> str:
    return f"{what} «{name}» không có trong kế hoạch hoặc danh bạ{nearest(name, known)}."


def targets_have_an_owner(case: Case) -> Iterator[FileError]:
    """A target's figure comes from a task's answers or from an agency."""
    for target in case.plan.targets.values():
        if not target.from_task and not target.owners:
            sentence = (
                f"mục tiêu «{target.ref}» chưa có nơi cho số liệu; hãy thêm «from_task» hoặc «owner» "
                "(nếu do văn phòng chọn thì đặt trong «office»)."
            )
            yield case.error(target.line, sentence)
        if target.from_task and target.from_task not in case.plan.tasks:
            sentence = _missing(f"mục tiêu {target.ref}: «from_task»", target.from_task, case.plan.tasks)
            yield case.error(target.line, sentence)
        for owner in (one for one in target.owners if one and not case.register.knows(one)):
            sentence = _missing(f"mục tiêu {target.ref}: «owner»", owner, case.register.agencies)
            yield case.error(target.line, sentence)


def dates_lie_in_the_span(case: Case) -> Iterator[FileError]:
    """Every task asks at least once within the plan's span, and each date that the document writes lies inside it."""
    for task in case.plan.versions:
        empty = [rhythm for rhythm in task.cadence.rhythms if not _is_ever_asked(task, rhythm, case)]
        written = [rhythm for rhythm in empty if not rhythm.comes_back or not rhythm.by_office]
        if empty and len(empty) == len(task.cadence.rhythms) and empty[0].comes_back:
            sentence = f"nhiệm vụ «{task.ref}» không có kỳ nào trong thời gian của kế hoạch{OUTSIDE_SPAN}"
            yield case.error_in(task, sentence)
        elif written:
            sentence = f"nhiệm vụ «{task.ref}» có ngày hạn nằm ngoài thời gian của kế hoạch{OUTSIDE_SPAN}"
            yield case.error_in(task, sentence, written[0].line)


def _is_ever_asked(task: Task, rhythm: Rhythm, case: Case) -> bool:
    alone = replace(task, cadence=replace(task.cadence, rhythms=(rhythm,)), asked_from=None, asked_until=None)
    return any(True for _ in occurrences(alone, case.plan, case.calendar, case.plan.starts, case.end))


def no_period_is_asked_twice(case: Case) -> Iterator[FileError]:
    """A task asks once for each period: a second asking would have the key of the first, and be lost."""
    for task in case.plan.versions:
        first: dict[str, Rhythm] = {}
        for rhythm in task.cadence.rhythms:
            parts = periods_of_year(rhythm.every, case.plan.starts.year) if rhythm.comes_back else ()
            for name in (period.name for period in parts if not rhythm.only or period.part in rhythm.only):
                if first.setdefault(name, rhythm) is not rhythm:
                    words = describe_period(name).removesuffix(f"năm {case.plan.starts.year}").strip() or "cả năm"
                    sentence = (
                        f"nhiệm vụ «{task.ref}» hỏi hai lần cho cùng một kỳ ({words}); hãy bỏ một lần hoặc dùng «only»."
                    )
                    yield case.error_in(task, sentence, rhythm.line)


def nothing_is_due_before_its_period_begins(case: Case) -> Iterator[FileError]:
    """The last day in time does not lie before the period it asks about: a half-year exchanged with the other."""
    for task in case.plan.versions:
        for rhythm in task.cadence.rhythms:
            parts = periods_of_year(rhythm.every, case.plan.starts.year) if rhythm.comes_back else ()
            for period in parts:
                asked = not rhythm.only or period.part in rhythm.only
                if asked and rhythm.due.written_last_day(period) < period.first:
                    sentence = f"nhiệm vụ «{task.ref}» có hạn {rhythm.due.words} khi kỳ báo cáo chưa bắt đầu; hãy xem lại «only» hoặc «due»."
                    yield case.error_in(task, sentence, rhythm.line)


def a_roll_up_falls_due_after_what_it_rolls_up(case: Case) -> Iterator[FileError]:
    """A report that gathers others is due after them, in every period it shares with them; once, after the one day."""
    for task in case.plan.versions:
        for ref in task.rolls_up:
            yield from _rolled_up_too_early(case, task, ref)


def _rolled_up_too_early(case: Case, task: Task, ref: str) -> Iterator[FileError]:
    due: dict[str, Occurrence] = {}
    for below in case.plan.versions_of(ref):
        asked_below = occurrences(below, case.plan, case.calendar, case.plan.starts, case.end)
        due |= {_shared_period(asked): asked for asked in asked_below}
    for asked in occurrences(task, case.plan, case.calendar, case.plan.starts, case.end):
        first = due.get(_shared_period(asked))
        if first is not None and asked.dates.due_on <= first.dates.due_on:
            sentence = (
                f"nhiệm vụ «{task.ref}» tổng hợp «{ref}» nhưng hạn {format_day(asked.dates.due_on)} "
                f"không sau hạn {format_day(first.dates.due_on)} của «{ref}»; hãy lùi hạn của «{task.ref}»."
            )
            yield case.error_in(task, sentence)
            return


def _shared_period(asked: Occurrence) -> str:
    """Return the name under which two tasks ask for the same: a task asked once has one for all its dates."""
    return "once" if asked.task.cadence.kind == "once" else asked.period


def a_report_stands_for_a_part_that_ends_with_it(case: Case) -> Iterator[FileError]:
    """The half-year's report may stand for the second quarter, the year's for the fourth or the second half: once."""
    for task in case.plan.versions:
        named: set[str] = set()
        for rhythm in task.cadence.rhythms:
            part, other = rhythm.part, rhythm.stands_for
            if other and (other not in _ENDS_WITH.get(part, ()) or other in named):
                sentence = (
                    f"nhiệm vụ «{task.ref}»: báo cáo kỳ «{part}» không thay được kỳ «{other}»; chỉ thay kỳ cùng kết thúc "
                    "(H1 thay Q2, year thay Q4 hoặc H2), mỗi kỳ một lần."
                )
                yield case.error_in(task, sentence, rhythm.line)
            named.add(other)


def an_amended_date_can_still_be_asked(case: Case) -> Iterator[FileError]:
    """A task asked once is not given another date when its check-in is open already: that is an extension."""
    for task in case.plan.versions:
        once = any(rhythm.every == "once" for rhythm in task.cadence.rhythms)
        if not once or task.asked_from is None:
            continue
        for earlier in case.plan.versions_of(task.ref):
            before = earlier.asked_until is not None and earlier.asked_until <= task.asked_from
            opened = occurrences(earlier, case.plan, case.calendar, case.plan.starts, case.end) if before else iter(())
            asked = [one for one in opened if one.task.cadence.kind == "once"]
            if asked:
                sentence = (
                    f"nhiệm vụ «{task.ref}» đã mở phiếu ngày {format_day(asked[0].dates.opens_on)}, trước khi sửa đổi; "
                    "hãy gia hạn phiếu đó, hoặc ghi một nhiệm vụ mới."
                )
                yield case.error_in(task, sentence)
                break


def changes_lie_in_the_span(case: Case) -> Iterator[FileError]:
    """An amendment or a hand-over takes effect after the plan starts and not after it ends."""
    changes: tuple[Amendment | Transfer, ...] = (*case.plan.amendments, *case.plan.handovers)
    for change in changes:
        if not case.plan.starts < change.on <= case.end:
            sentence = (
                f"thay đổi từ ngày {format_day(change.on)} nằm ngoài thời gian của kế hoạch («span»); hãy xem lại ngày."
            )
            yield FileError(change.file or case.plan.file, change.line, sentence)


def nothing_changes_once_the_plan_is_replaced(case: Case) -> Iterator[FileError]:
    """Another document takes a plan's place while it runs, and nothing of the plan is changed from that day on."""
    replaced = case.plan.replaced
    if replaced is None:
        return
    file = replaced.file or case.plan.file
    if not case.plan.starts < replaced.on <= case.end:
        sentence = f"«replaced_by» ghi ngày {format_day(replaced.on)}, ngoài thời gian của kế hoạch («span»); hãy xem lại ngày."
        yield FileError(file, replaced.line, sentence)
    changes: tuple[Amendment | Transfer, ...] = (*case.plan.amendments, *case.plan.handovers)
    for change in (one for one in changes if replaced.on <= one.on):
        sentence = (
            f"thay đổi từ ngày {format_day(change.on)}, nhưng từ ngày {format_day(replaced.on)} kế hoạch được thay thế bởi "
            f"{replaced.by}; hãy ghi vào kế hoạch mới."
        )
        yield FileError(change.file or case.plan.file, change.line, sentence)


def an_event_tells_somebody(case: Case) -> Iterator[FileError]:
    """Whoever opens an incident tells at least one agency at once, and its reports go to somebody known."""
    for task in case.plan.versions:
        if task.cadence.kind == "on-event" and not task.tell:
            sentence = f"nhiệm vụ «{task.ref}» chưa ghi báo ngay cho ai khi có sự cố; hãy thêm «tell»."
            yield case.error_in(task, sentence)
        for step in task.steps:
            for name in step.to:
                if slug(name) == name and not case.knows(name):
                    hint = nearest(name, case.register.agencies)
                    sentence = (
                        f"nhiệm vụ «{task.ref}», bước «{step.name}»: nơi nhận «{name}» không có trong danh bạ{hint}; "
                        "cơ quan ngoài danh bạ hãy ghi bằng tên."
                    )
                    yield case.error_in(task, sentence)


def a_clock_keeps_the_law(case: Case) -> Iterator[FileError]:
    """The clock that the office sets is not longer than the term that a law sets."""
    for task in case.plan.versions:
        for step in task.steps:
            laws = [(step.term_of(severity), step.law_of(severity)) for severity in SEVERITIES]
            if any(law is not None and _hours(term) > _hours(law) for term, law in laws):
                sentence = (
                    f"nhiệm vụ «{task.ref}», bước «{step.name}»: thời hạn của văn phòng dài hơn {step.law_by}; "
                    "hãy rút ngắn «within» trong «office»."
                )
                yield case.error_in(task, sentence)


def _hours(term: Term) -> int:
    """Return the fewest hours that a term can have."""
    return term.amount * (1 if term.unit == "hours" else 24)


LAWS: tuple[Law, ...] = (
    every_clause_is_accounted_for_once,
    refs_stay_apart_in_links,
    every_task_stands_under_a_heading,
    named_clauses_exist,
    targets_have_an_owner,
    dates_lie_in_the_span,
    no_period_is_asked_twice,
    nothing_is_due_before_its_period_begins,
    a_roll_up_falls_due_after_what_it_rolls_up,
    a_report_stands_for_a_part_that_ends_with_it,
    an_amended_date_can_still_be_asked,
    changes_lie_in_the_span,
    nothing_changes_once_the_plan_is_replaced,
    an_event_tells_somebody,
    a_clock_keeps_the_law,
    *PARTY_LAWS,
)


LAWS_OF_A_DRAFT: tuple[Law, ...] = (
    every_clause_is_accounted_for_once,
    refs_stay_apart_in_links,
    every_task_stands_under_a_heading,
)
"""The laws about a plan's refs alone, which can be looked at while other parts of it are not readable yet."""


def broken_laws_of_a_draft(draft: Plan, register: Register, calendar: WorkCalendar) -> tuple[FileError, ...]:
    """Return what the laws find in a plan of which some parts could not be read, so that all errors are told at once.

    Nothing is told of a ref that stands in the file as a key but could not be read with its value.
    """
    if not draft.clauses or not draft.tasks:
        return ()
    read = {clause_of(ref) for ref in (*draft.tasks, *draft.targets, *draft.same_as, *draft.no_answer)}
    unread = {ref: line for ref, line in draft.clauses.items() if ref in draft.lines and ref not in read}
    case = Case(
        replace(draft, clauses={ref: line for ref, line in draft.clauses.items() if ref not in unread}),
        register,
        calendar,
    )
    return tuple(sorted({error for law in LAWS_OF_A_DRAFT for error in law(case)}))


def broken_laws(plan: Plan, register: Register, calendar: WorkCalendar) -> tuple[FileError, ...]:
    """Return every error that the laws find, in the order of the file; none for a sound plan."""
    case = Case(plan, register, calendar)
    return tuple(sorted({error for law in LAWS for error in law(case)}))
