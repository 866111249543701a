"""The clocks of an incident's reports: each opens when its starting moment is known, runs out, and is dated late once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import col, select

from models.audit.acts import DONDOC, Done, record_act
from models.check_ins.ad_hoc import check_in_days, open_asked
from models.check_ins.duties import clock_ends
from models.check_ins.moves import CHASED, OVERDUE
from models.check_ins.opening import LATE, OPEN, count_in_words
from models.clock import day_of, in_zone
from models.database import Session, insert_new
from models.decisions.incidents import (
    describe_moment,
    first_answers,
    incidents_of,
    occurrence_of_incident,
    reports_by_step,
    task_of_incident,
)
from models.tables.ad_hoc import Incident, IncidentState
from models.tables.core import CheckIn, CheckInEvent
from plan.calendar import WorkCalendar
from plan.ladder.in_force import ladder_of, write_ladder
from plan.library import LoadedPlan
from plan.tasks import Step
from plan.texts.written import format_day
from plan.times.cadence import Term

DETECTED = "detected"
"""The moment an incident's first clocks are counted from."""
UNIT_WORDS = {"hours": "giờ", "days": "ngày", "working days": "ngày làm việc"}


@dataclass(frozen=True)
class Clock:
    """The clock of one report that an incident asks for: `ends_at` is the first moment that is late.

    `runs` tells whether its answer is still owed.
    """

    incident: Incident
    step: Step
    check_in: CheckIn
    started_at: datetime
    ends_at: datetime
    runs: bool


def open_due_steps(session: Session, loaded: LoadedPlan, now: datetime) -> int:
    """Open each report of an open incident whose starting moment is known by `now`; return how many are new.

    The moment is that of the detection, or of the first answer to the step it is counted from.
    """
    opened = 0
    for incident in incidents_of(session, loaded.plan.code):
        task = task_of_incident(incident, loaded)
        if incident.state != IncidentState.OPEN or task is None:
            continue
        asked, answered = reports_by_step(session, incident), first_answers(session, incident)
        for step in task.steps:
            start = incident.detected_at if step.counted_from == DETECTED else answered.get(step.counted_from)
            if (
                start is not None
                and start <= max(now, incident.opened_at, incident.detected_at)
                and step.name not in asked
            ):
                rows = [_row(incident, step, start, loaded, day_of(now))]
                opened += open_asked(session, rows, "dondoc", now)
    if opened:
        done = Done(OPEN, loaded.plan.province, "", item=loaded.plan.code, detail=f"{opened} báo cáo sự cố")
        record_act(session, done, DONDOC, now)
    return opened


def _row(incident: Incident, step: Step, start: datetime, loaded: LoadedPlan, on: date) -> dict[str, object]:
    due_on, due_at = term_ends(step.term_of(incident.severity), start, loaded.calendar)
    return check_in_days(due_on, on, loaded.calendar) | {
        "province": incident.province,
        "plan": incident.plan,
        "ref": incident.ref,
        "agency": incident.agency,
        "role": step.name,
        "scope": "",
        "occurrence": occurrence_of_incident(incident),
        "holder": incident.agency,
        "basis": "incident",
        "due_at": due_at,
        "ladder": write_ladder(ladder_of(loaded.plan)),
        "rule": describe_clock(step, incident.severity, start),
    }


def term_ends(term: Term, start: datetime, calendar: WorkCalendar) -> tuple[date, datetime | None]:
    """Return the last day in time of a term, and for one in hours the moment at which it ends, which is late.

    A term in hours runs from the moment itself; of one in days the day of the start is not counted, and it ends with
    its last day (Civil Code 2015, art. 147 and 148), rest day or not: the clock of an incident does not wait.
    """
    if term.unit == "hours":
        ends = in_zone(start) + timedelta(hours=term.amount)
        return day_of(ends), ends
    if term.unit == "days":
        return day_of(start) + timedelta(days=term.amount), None
    return calendar.add_working_days(day_of(start), term.amount), None


def describe_term(term: Term) -> str:
    """Return a term in words: `24 giờ`, `5 ngày làm việc`."""
    return f"{term.amount} {UNIT_WORDS[term.unit]}"


def describe_clock(step: Step, severity: str, start: datetime) -> str:
    """Return the rule of a step's date: the office's term and from when, the document's words and the law's term."""
    said = f"văn bản ghi «{step.text}»" if step.text else "văn bản không nêu thời hạn"
    by_law = step.law_of(severity)
    law = f"; {step.law_by}: {describe_term(by_law)}" if by_law else ""
    return f"{describe_term(step.term_of(severity))} kể từ {describe_moment(start)} (thời hạn do văn phòng đặt; {said}{law})"


def describe_due(check_in: CheckIn) -> str:
    """Return by when a check-in is due, in words: before a moment, or to the end of a day."""
    ends_at = clock_ends(check_in)
    if ends_at == check_in.due_at:
        return f"trước {describe_moment(ends_at)}"
    return f"đến hết ngày {format_day(check_in.due_on)}"


def clocks_of(session: Session, loaded: LoadedPlan) -> list[Clock]:
    """Return the clock of every report asked for a plan's open incidents, in order of their numbers, then of the steps."""
    return [
        clock
        for incident in incidents_of(session, loaded.plan.code)
        if incident.state == IncidentState.OPEN
        for clock in _clocks(session, incident, loaded)
    ]


def _clocks(session: Session, incident: Incident, loaded: LoadedPlan) -> Iterator[Clock]:
    task = task_of_incident(incident, loaded)
    asked, answered = reports_by_step(session, incident), first_answers(session, incident)
    for step in task.steps if task else ():
        check_in = asked.get(step.name)
        if check_in is not None:
            start = incident.detected_at if step.counted_from == DETECTED else answered[step.counted_from]
            yield Clock(incident, step, check_in, start, clock_ends(check_in), check_in.state in CHASED)


def record_clock_lateness(session: Session, now: datetime) -> int:
    """Record, once for each moment, every owed report whose clock in hours has run out; return how many."""
    running = session.exec(select(CheckIn).where(col(CheckIn.state).in_(CHASED), col(CheckIn.due_at).is_not(None)))
    rows = [
        {
            "check_in_id": check_in.id,
            "kind": OVERDUE,
            "item": in_zone(ends_at).isoformat(),
            "happened_on": day_of(ends_at),
            "learnt_at": now,
            "actor": "dondoc",
            "detail": "",
        }
        for check_in in running
        if (ends_at := clock_ends(check_in)) <= now
    ]
    new = insert_new(session, CheckInEvent, rows)
    if new:
        record_act(session, Done(LATE, "", "", detail=f"{count_in_words(new)} tính theo giờ"), DONDOC, now)
    return new
