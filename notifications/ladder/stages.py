"""When something is to be said of a check-in, and to whom: pure rules over days (DESIGN §4, "Notices" and "Ladder")."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from models.people.deputies import DEPUTY_FUNCTION
from plan.calendar import WorkCalendar
from plan.owed import tracker_on
from plan.parties import Party, Register, agency_on
from plan.tasks import Plan

OPENING, REMINDER, ESCALATION = "opening", "reminder", "escalation"
PROMISED = "promise"
"""The purpose of the one reminder of a day that the agency promised: its rung tells that day (`rung_of_promise`)."""
REFUSAL = "refusal"
"""The purpose of a notice that a later date was refused: no stage of the ladder, its rung is the asking's number."""
CALL = "call"
"""What a rung names where the office telephones the agency: it has a list of whom to call, and nobody gets a letter."""
CHAIRMAN = "chairman"
"""What a rung names where the Chairman is told, by a draft that the office releases."""
HEAD_SUFFIX, DEPUTY_SUFFIX = "/head", f"/{DEPUTY_FUNCTION}"
"""What marks an agency's head, and who answers in its name for a time, as a recipient: `so-y-te/head`."""


@dataclass(frozen=True)
class Stage:
    """A day on which a check-in gives something to say: `rung` working days before or after its date, to `to`.

    `planned_on` is the day that the plan has for it, None where that is `on`; `passed` are the rungs below it that reach
    nobody and were passed on its day.
    """

    purpose: str
    rung: int
    on: date
    to: tuple[str, ...]
    planned_on: date | None = None
    passed: tuple[int, ...] = ()


@dataclass(frozen=True)
class Promised:
    """A day (`on`) on which an agency said, on the day `given_on`, that it will report."""

    on: date
    given_on: date

    def remind_on(self, calendar: WorkCalendar) -> date:
        """Return the day of its reminder: the working day before it."""
        return calendar.add_working_days(self.on, -1)


def rung_of_promise(promised_on: date, due_on: date) -> int:
    """Return the rung of a promise's reminder: from the promised day to the last day in time, in calendar days.

    So each promised day has its one reminder, however often the promise was changed to it.
    """
    return (due_on - promised_on).days


def stages_of(
    plan: Plan,
    calendar: WorkCalendar,
    opened_on: date,
    remind_on: date,
    due_on: date,
    promised: Promised | None = None,
) -> tuple[Stage, ...]:
    """Return a check-in's stages, the opening first, then in order of their days.

    The opening on the day it opened; reminders working days before `remind_on`, those after the opening only; the
    rungs of the ladder working days after `due_on`. A check-in that opened late, after rungs had passed, is late news
    rather than new: so its opening stands before them all the same.

    A promise takes the place of all reminders up to its day: its own falls on the working day before it, unless that is
    not after the day it was given, or after the last day in time. Rungs stay as they are.
    """
    opening = Stage(OPENING, 0, opened_on, ("agency",))
    reminders = [
        Stage(REMINDER, days, calendar.add_working_days(remind_on, -days), ("agency",)) for days in plan.remind
    ]
    if promised is not None:
        day = promised.remind_on(calendar)
        own = Stage(PROMISED, rung_of_promise(promised.on, due_on), day, ("agency",))
        reminders = [stage for stage in reminders if stage.on > promised.on]
        reminders += [own] if promised.given_on < day <= due_on else []
    rungs = [
        Stage(ESCALATION, rung.after, calendar.add_working_days(due_on, rung.after), rung.to) for rung in plan.ladder
    ]
    stages = [opening, *(stage for stage in reminders if stage.on >= opened_on), *rungs]
    return tuple(sorted(stages, key=lambda stage: newness(stage.purpose, stage.on)))


def agency_of(recipient: str) -> str:
    """Return the name of the agency that a recipient belongs to: of `so-y-te/head`, `so-y-te`."""
    return recipient.partition("/")[0]


def newness(purpose: str, on: date) -> tuple[bool, date]:
    """Return a key that sorts the stages of one check-in, the newest last, from their purposes and days."""
    return purpose != OPENING, on


@dataclass(frozen=True)
class Recipient:
    """Who is told: the code of an agency or of the Chairman, or an agency's head or deputy (`<code>/head`).

    `above` tells that it stands above the agency that owes, so that its notices are gathered by the week; `reason`
    says why nobody is told after all.
    """

    code: str
    above: bool = False
    reason: str = ""


def recipients_of(
    to: Iterable[str], on: date, holder: str, scope: str, plan: Plan, register: Register
) -> tuple[Recipient, ...]:
    """Return who is meant by the words of a stage (`to`), as the parties stand on a day. Nobody chases itself (DESIGN, law 13): the provincial office stands in.

    What the provincial office itself owes is told to nobody on the office's rungs: the Chairman's summary shows it.
    Whatever the agency is told, its deputy is told as well, on the days on which it has one.
    """
    found: dict[str, Recipient] = {}
    for word in to:
        for recipient in _named(word, on, holder, scope, plan, register):
            found.setdefault(recipient.code, recipient)
    return tuple(found.values())


def _named(word: str, on: date, holder: str, scope: str, plan: Plan, register: Register) -> tuple[Recipient, ...]:
    if word == "agency":
        return Recipient(holder), Recipient(holder + DEPUTY_SUFFIX)
    if word == "head":
        return (Recipient(holder + HEAD_SUFFIX),)
    if word == CHAIRMAN:
        return (Recipient(register.chairman, above=True),)
    if word == CALL:
        return ()
    return (_stand_in(_acting(word, scope, plan, register, on), holder, register),)


def _acting(word: str, scope: str, plan: Plan, register: Register, on: date) -> str:
    if word == "tracker":
        return tracker_on(plan, register, scope, on)
    return register.office if word == "office" else agency_on(Party(word), register, on, plan.handovers)


def _stand_in(named: str, holder: str, register: Register) -> Recipient:
    if named != holder:
        return Recipient(named, above=True)
    if register.office != holder:
        return Recipient(register.office, above=True)
    return Recipient(
        holder, above=True, reason="không cơ quan nào tự đôn đốc mình; nêu trong báo cáo gửi Chủ tịch UBND tỉnh"
    )
