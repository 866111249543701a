"""What stops nothing and an office ought to know of a sound plan: one warning for each, at its line."""

from collections.abc import Iterator
from datetime import date

from plan.calendar import WorkCalendar
from plan.errors import FileError
from plan.laws.ended_everywhere import who_ended_is_told_in_the_register
from plan.laws.law_case import Case, Law
from plan.laws.merged_provinces import the_province_goes_by_its_name
from plan.laws.party_laws import refs_in_short, who_is_left_without_an_owner, who_is_to_be_named
from plan.parties import Register
from plan.periods import Period
from plan.refs import told_ref
from plan.tasks import Plan, Task
from plan.texts.written import format_day

_ANY = Period("", date.min, date.max)
"""Stands for a period where a rule has a day of its own whatever the period."""


def what_waits_is_dated_in_time(case: Case) -> Iterator[FileError]:
    """Yield one warning for all that waits: nothing is asked of it before the office gives it a day."""
    waiting = [task for task in case.plan.tasks.values() if task.cadence.kind == "waits" and task.asked_until is None]
    if waiting:
        sentence = (
            f"{len(waiting)} nhiệm vụ đang chờ, chưa hỏi cơ quan nào ({refs_in_short(waiting)}); khi có văn bản, văn phòng ghi hạn ở "
            "«amendments»."
        )
        yield FileError(waiting[0].file or case.plan.file, waiting[0].line, sentence, warning=True)


def nothing_is_due_before_the_document(case: Case) -> Iterator[FileError]:
    """Yield a warning for what the document asks for by a day before its own: it is asked at once, or was done."""
    issued = case.plan.issued_on
    if issued is None:
        return
    for task in case.plan.versions:
        for rhythm in task.cadence.rhythms:
            if rhythm.every == "once" and not task.done_by and (day := rhythm.due.written_last_day(_ANY)) < issued:
                sentence = f"nhiệm vụ «{told_ref(task.ref)}» có hạn {format_day(day)}, trước ngày của văn bản; hãy xem lại với văn bản."
                yield FileError(task.file or case.plan.file, rhythm.line or task.line, sentence, warning=True)


def what_nobody_leads_is_told(case: Case) -> Iterator[FileError]:
    """Yield one warning for all tasks of one reason why nobody leads them: nobody is asked before the office says who."""
    by_reason: dict[str, list[Task]] = {}
    for task in case.plan.tasks.values():
        if task.no_lead and task.asked_until is None:
            by_reason.setdefault(task.no_lead, []).append(task)
    for reason, tasks in by_reason.items():
        sentence = (
            f"{len(tasks)} nhiệm vụ chưa có cơ quan chủ trì, chưa hỏi cơ quan nào ({refs_in_short(tasks)}): {reason}; "
            "khi có văn bản giao, văn phòng ghi «lead» ở «amendments»."
        )
        yield FileError(tasks[0].file or case.plan.file, tasks[0].line, sentence, warning=True)


FOR_THE_OFFICE: tuple[Law, ...] = (
    who_is_to_be_named,
    who_ended_is_told_in_the_register,
    what_nobody_leads_is_told,
    what_waits_is_dated_in_time,
)
"""What a plan leaves to its office: one line each on its desk until it is there."""
WARNINGS: tuple[Law, ...] = (
    *FOR_THE_OFFICE,
    who_is_left_without_an_owner,
    nothing_is_due_before_the_document,
    the_province_goes_by_its_name,
)
"""What stops nothing and its office ought to know."""


def warnings_of(plan: Plan, register: Register, calendar: WorkCalendar) -> tuple[FileError, ...]:
    """Return what a sound plan's office ought to know: who is left without an owner, what waits, what is late already."""
    case = Case(plan, register, calendar)
    return tuple(sorted({warning for law in WARNINGS for warning in law(case)}))


def left_to_the_office(plan: Plan, register: Register, calendar: WorkCalendar) -> tuple[str, ...]:
    """Return what a sound plan leaves to its office, a sentence each: groups to fill, tasks to give or to date."""
    case = Case(plan, register, calendar)
    return tuple(one.sentence for one in sorted({told for law in FOR_THE_OFFICE for told in law(case)}))
