"""The laws of a plan: each one small function from a plan to errors, in a tuple whose names a clerk could read.

A law sees a plan whose shape is sound (`plan.plan_file`) and checks what must hold between its parts.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from plan.calendar import WorkCalendar
from plan.errors import FileError
from plan.owed import occurrences
from plan.parties import Register
from plan.periods import describe_period, periods_of_year
from plan.reading import nearest
from plan.refs import parent_refs, ref_slug
from plan.tasks import Plan, Rhythm


@dataclass(frozen=True)
class Case:
    """A plan before the laws, with the register and calendar it stands on."""

    plan: Plan
    register: Register
    calendar: WorkCalendar

    def error(self, line: int, sentence: str) -> FileError:
        """Return an error at a line of the plan file."""
        return FileError(self.plan.file, line, sentence)


Law = Callable[[Case], Iterator[FileError]]
LADDER_WORDS = ("agency", "head", "tracker", "office", "chairman")


def every_clause_is_accounted_for_once(case: Case) -> Iterator[FileError]:
    """Each clause is a task, a target, the same as another, or needs no answer for a reason: one of these, once."""
    places = {
        "tasks": case.plan.tasks,
        "targets": case.plan.targets,
        "same_as": case.plan.same_as,
        "no_answer": case.plan.no_answer,
    }
    counted = Counter(ref for place in places.values() for ref in place)
    for ref, line in case.plan.clauses.items():
        if not counted[ref]:
            yield case.error(
                line,
                f"điểm «{ref}» chưa được xếp vào đâu; hãy đưa vào «tasks», «targets», «same_as» hoặc «no_answer».",
            )
    for ref, count in counted.items():
        line = case.plan.lines.get(ref, case.plan.lines["clauses"])
        if count > 1:
            where = ", ".join(name for name, place in places.items() if ref in place)
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
    for task in case.plan.tasks.values():
        if task.target and task.target not in case.plan.targets:
            yield _missing(case, task.line, f"nhiệm vụ {task.ref}: mục tiêu", task.target, case.plan.targets)
        if task.rolls_up and task.rolls_up not in case.plan.tasks:
            yield _missing(case, task.line, f"nhiệm vụ {task.ref}: «rolls_up»", task.rolls_up, case.plan.tasks)
        for ref in task.gathers:
            if ref not in case.plan.sections and ref not in case.plan.tasks:
                yield _missing(
                    case,
                    task.line,
                    f"nhiệm vụ {task.ref}: «gathers»",
                    ref,
                    {**case.plan.sections, **case.plan.tasks},
                )
        for code in (task.to, task.through):
            if code and not case.register.knows(code) and code not in (case.register.chairman, "ubnd-tinh"):
                yield _missing(case, task.line, f"nhiệm vụ {task.ref}: nơi nhận", code, case.register.agencies)
    for ref, other in case.plan.same_as.items():
        if other not in case.plan.tasks:
            yield _missing(case, case.plan.lines.get(ref, 0), f"«same_as» {ref}: nhiệm vụ", other, case.plan.tasks)


def _missing(case: Case, line: int, what: str, name: str, known: Collection[str]) -> FileError:
    return case.error(line, f"{what} «{name}» không có trong kế hoạch hoặc danh bạ{nearest(name, known)}.")


def targets_have_an_owner(case: Case) -> Iterator[FileError]:
    """A target's figure comes from a task's answers or from an agency."""
    for target in case.plan.targets.values():
        if not target.from_task and not target.owner:
            sentence = (
                f"mục tiêu «{target.ref}» chưa có nơi cho số liệu; hãy thêm «from_task» hoặc «owner» "
                "(nếu do văn phòng chọn thì đặt trong «office»)."
            )
            yield case.error(target.line, sentence)
        if target.from_task and target.from_task not in case.plan.tasks:
            yield _missing(case, target.line, f"mục tiêu {target.ref}: «from_task»", target.from_task, case.plan.tasks)
        if target.owner and not case.register.knows(target.owner):
            yield _missing(case, target.line, f"mục tiêu {target.ref}: «owner»", target.owner, case.register.agencies)


def dates_lie_in_the_span(case: Case) -> Iterator[FileError]:
    """Every task asks at least once within the plan's span, and a written date lies inside it."""
    end = case.plan.ends or date(case.plan.starts.year + 10, 12, 31)
    for task in case.plan.tasks.values():
        for asked in task.cadence.rhythms:
            if asked.every == "once" and not any(
                True for _ in occurrences(task, case.plan, case.calendar, case.plan.starts, end)
            ):
                yield case.error(
                    asked.line,
                    f"nhiệm vụ «{task.ref}» có ngày hạn nằm ngoài thời gian của kế hoạch («span»); hãy xem lại hai nơi.",
                )
                break
        else:
            if task.cadence.rhythms and not any(
                True for _ in occurrences(task, case.plan, case.calendar, case.plan.starts, end)
            ):
                yield case.error(
                    task.line,
                    f"nhiệm vụ «{task.ref}» không có kỳ nào trong thời gian của kế hoạch («span»); hãy xem lại hai nơi.",
                )


def no_period_is_asked_twice(case: Case) -> Iterator[FileError]:
    """A task asks once for each period: a second asking would have the key of the first, and be lost."""
    for task in case.plan.tasks.values():
        first: dict[str, Rhythm] = {}
        for rhythm in task.cadence.rhythms:
            parts = () if rhythm.every == "once" else periods_of_year(rhythm.every, case.plan.starts.year)
            for name in (period.name for period in parts if not rhythm.only or period.part in rhythm.only):
                if first.setdefault(name, rhythm) is not rhythm:
                    words = describe_period(name).removesuffix(f"năm {case.plan.starts.year}").strip() or "cả năm"
                    sentence = (
                        f"nhiệm vụ «{task.ref}» hỏi hai lần cho cùng một kỳ ({words}); hãy bỏ một lần hoặc dùng «only»."
                    )
                    yield case.error(rhythm.line, sentence)


def nothing_is_due_before_its_period_begins(case: Case) -> Iterator[FileError]:
    """The last day in time does not lie before the period it asks about: a half-year exchanged with the other."""
    for task in case.plan.tasks.values():
        for rhythm in task.cadence.rhythms:
            parts = () if rhythm.every == "once" else periods_of_year(rhythm.every, case.plan.starts.year)
            for period in parts:
                asked = not rhythm.only or period.part in rhythm.only
                if asked and rhythm.due.written_last_day(period) < period.first:
                    sentence = f"nhiệm vụ «{task.ref}» có hạn {rhythm.due.words} khi kỳ báo cáo chưa bắt đầu; hãy xem lại «only» hoặc «due»."
                    yield case.error(rhythm.line, sentence)


def a_roll_up_falls_due_after_what_it_rolls_up(case: Case) -> Iterator[FileError]:
    """A report that gathers others is due after them, in every period it shares with them."""
    end = case.plan.ends or date(case.plan.starts.year + 10, 12, 31)
    for task in case.plan.tasks.values():
        below = case.plan.tasks.get(task.rolls_up)
        if below is None:
            continue
        due = {o.period: o.dates.due_on for o in occurrences(below, case.plan, case.calendar, case.plan.starts, end)}
        for asked in occurrences(task, case.plan, case.calendar, case.plan.starts, end):
            if asked.period in due and asked.dates.due_on <= due[asked.period]:
                sentence = (
                    f"nhiệm vụ «{task.ref}» tổng hợp «{below.ref}» nhưng hạn {asked.dates.due_on:%d/%m/%Y} "
                    f"không sau hạn {due[asked.period]:%d/%m/%Y} của «{below.ref}»; hãy lùi hạn của «{task.ref}»."
                )
                yield case.error(task.line, sentence)
                break


def the_ladder_climbs(case: Case) -> Iterator[FileError]:
    """Each rung comes later than the one before it."""
    for below, rung in zip(case.plan.ladder, case.plan.ladder[1:], strict=False):
        if rung.after <= below.after:
            yield case.error(
                rung.line,
                f"bậc đôn đốc sau {rung.after} ngày làm việc phải muộn hơn bậc trước ({below.after} ngày làm việc).",
            )


def every_rung_is_filled(case: Case) -> Iterator[FileError]:
    """A rung names somebody who can be told: a word of the ladder or an agency of the register."""
    if not case.plan.ladder:
        yield case.error(case.plan.lines["office"], "«office» chưa có «ladder»; hãy ghi ít nhất một bậc đôn đốc.")
    for rung in case.plan.ladder:
        for code in rung.to:
            if code not in LADDER_WORDS and code not in case.register.agencies:
                hint = nearest(code, (*LADDER_WORDS, *case.register.agencies))
                yield case.error(
                    rung.line, f"bậc đôn đốc sau {rung.after} ngày ghi «{code}» không có trong danh bạ cơ quan{hint}."
                )


def groups_have_members(case: Case) -> Iterator[FileError]:
    """Each lead stands for at least one agency on the day the plan starts, or a month later at the latest."""
    for task in case.plan.tasks.values():
        for party in task.leads:
            days = (case.plan.starts, case.plan.starts + timedelta(days=31))
            if case.register.knows(party.code) and not any(case.register.agencies_of(party.code, day) for day in days):
                yield case.error(
                    party.line,
                    f"nhiệm vụ «{task.ref}» giao «{party.code}», khi kế hoạch bắt đầu chưa có hoặc không còn cơ quan nào; "
                    "hãy xem lại danh bạ cơ quan.",
                )


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
    the_ladder_climbs,
    every_rung_is_filled,
    groups_have_members,
)


def broken_laws(plan: Plan, register: Register, calendar: WorkCalendar) -> tuple[FileError, ...]:
    """Return every error that the laws find, in the order of the file; none for a sound plan."""
    case = Case(plan, register, calendar)
    return tuple(sorted({error for law in LAWS for error in law(case)}))
