"""What stops nothing and an office ought to know of a sound plan: one warning for each, at its line."""

from collections.abc import Iterator
from datetime import date

from plan.calendar import WorkCalendar
from plan.errors import FileError
from plan.laws.law_case import Case, Law
from plan.laws.party_laws import who_is_left_without_an_owner
from plan.parties import Register
from plan.periods import Period
from plan.tasks import Plan
from plan.texts.written import format_day

_ANY = Period("", date.min, date.max)
"""Stands for a period where a rule has a day of its own whatever the period."""


def what_waits_is_dated_in_time(case: Case) -> Iterator[FileError]:
    """Yield one warning for all that waits: nothing is asked of it before the office gives it a day."""
    waiting = [task for task in case.plan.tasks.values() if task.cadence.kind == "waits" and not task.asked_until]
    if waiting:
        refs = ", ".join(task.ref for task in waiting[:6]) + (
            f" và {len(waiting) - 6} điểm khác" if waiting[6:] else ""
        )
        sentence = (
            f"{len(waiting)} nhiệm vụ đang chờ, chưa hỏi cơ quan nào (điểm {refs}); khi có văn bản, văn phòng ghi hạn ở "
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
            if rhythm.every == "once" and (day := rhythm.due.written_last_day(_ANY)) < issued:
                sentence = (
                    f"nhiệm vụ «{task.ref}» có hạn {format_day(day)}, trước ngày của văn bản; hãy xem lại với văn bản."
                )
                yield FileError(task.file or case.plan.file, rhythm.line or task.line, sentence, warning=True)


WARNINGS: tuple[Law, ...] = (
    who_is_left_without_an_owner,
    what_waits_is_dated_in_time,
    nothing_is_due_before_the_document,
)
"""What stops nothing and its office ought to know."""


def warnings_of(plan: Plan, register: Register, calendar: WorkCalendar) -> tuple[FileError, ...]:
    """Return what a sound plan's office ought to know: who is left without an owner, what waits, what is late already."""
    case = Case(plan, register, calendar)
    return tuple(sorted({warning for law in WARNINGS for warning in law(case)}))
