"""The office's call list: which agencies are to be telephoned about what is late, the worst first."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from models.outbox.notices import Chased
from models.tables.chasing import Call
from notifications.ladder.stages import ESCALATION
from notifications.outbox.due_notices import INCIDENT_BASIS, Climb, Post
from plan.calendar import WorkCalendar

AGAIN_AFTER = timedelta(days=7)
"""After how long an agency is on the list again that was called and promised no day: as often as a letter is repeated."""


@dataclass(frozen=True)
class ToCall:
    """An agency that is to be called, what it is late with, by due date, and since which day it is on the list.

    `name` is the agency's in the home (`models.agencies`); `last` is the last call to it, None where there was none.
    """

    province: str
    agency: str
    name: str
    since: date
    late: tuple[Chased, ...]
    last: Call | None


def call_list(
    post: Post, climb: Climb, owed: Iterable[Chased], last: Mapping[tuple[str, str], Call], on: date
) -> tuple[ToCall, ...]:
    """Return whom the office is to call by a day: late agencies that a rung `call` has reached, the worst first.

    Who was called is on the list again on the working day after the promised one, without a promise a week after the
    call, as long as something is late. Nothing is listed of a plan that rests or is not followed, nor of an incident, nor what an
    accepted cause stops.
    """
    late: dict[tuple[str, str], list[tuple[Chased, date]]] = defaultdict(list)
    for one in owed:
        if one.due_on >= on or one.basis == INCIDENT_BASIS or one.plan in post.resting or one.plan not in post.plans:
            continue
        if climb.circumstances.is_paused(one, on):
            continue
        reached = [
            stage.on
            for stage in climb.stages(one)
            if stage.purpose == ESCALATION and climb.calls(one, stage) and stage.on <= on
        ]
        if reached:
            late[one.province, one.holder].append((one, min(reached)))
    found = []
    for (province, agency), lines in late.items():
        call, calendar = last.get((province, agency)), post.plans[lines[0][0].plan].calendar
        since = min(day for _, day in lines)
        if call is not None:
            since = max(since, _again_on(call, calendar))
        if since <= on:
            owing = tuple(sorted((one for one, _ in lines), key=lambda one: (one.due_on, one.id)))
            found.append(ToCall(province, agency, post.name(province, agency), since, owing, call))
    return tuple(sorted(found, key=lambda one: (-len(one.late), one.late[0].due_on, one.name)))


def _again_on(call: Call, calendar: WorkCalendar) -> date:
    after = call.promised_on + timedelta(days=1) if call.promised_on else call.called_on + AGAIN_AFTER
    return calendar.next_working_day(after)
