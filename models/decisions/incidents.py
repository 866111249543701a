"""Incidents: opened when somebody reports one, their reports asked step by step, their clocks, and their end."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import update
from sqlmodel import col, func, select

from models.check_ins.ad_hoc import check_in_days, next_number, open_asked
from models.check_ins.moves import CHASED, OVERDUE, Move, move_check_in
from models.clock import day_of, end_of_day, in_zone
from models.database import Session, insert_new
from models.refusal import RefusedError
from models.tables.ad_hoc import Incident, IncidentEvent, IncidentState, Severity
from models.tables.core import Answer, CheckIn, CheckInEvent, State
from models.text import one_line
from plan.ad_hoc import INCIDENT, occurrence_of
from plan.calendar import WorkCalendar
from plan.language.reading import nearest
from plan.library import LoadedPlan
from plan.parties import resolve_parties
from plan.tasks import Step, Task, Term

DETECTED = "detected"
"""The moment an incident's first clocks are counted from."""
OLDEST = timedelta(days=366)
"""How long ago an incident may have been detected when it is reported: what lies further back is a slip of the pen."""
UNIT_WORDS = {"hours": "giờ", "days": "ngày", "working days": "ngày làm việc"}


@dataclass(frozen=True)
class IncidentReport:
    """What somebody reports: which agency was hit, when it was detected (an aware moment), what it is, how grave.

    `ref` names the clause that asks for the reports, `''` where the plan has one such clause. `told_by` is who says so.
    """

    agency: str
    detected_at: datetime
    title: str
    severity: Severity
    ref: str = ""
    told_by: str = "dondoc"


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


def open_incident(
    session: Session, loaded: LoadedPlan, report: IncidentReport, now: datetime, latest: datetime
) -> Incident:
    """Record an incident; its reports open with `open_due_steps`.

    `latest` is the last moment at which it may have been detected: `now`, or in a trial the end of its day. The session
    holds the home alone (`write_alone`), and nothing is committed here. Raise RefusedError, before anything is
    written, for what cannot be, or was reported already.
    """
    title = one_line(report.title, "Nội dung sự cố")
    told_by = one_line(report.told_by, "Người báo sự cố")
    if report.detected_at > latest:
        raise RefusedError(
            f"Thời điểm phát hiện {describe_moment(report.detected_at)} chưa tới; hãy xem lại ngày, giờ."
        )
    if report.detected_at < now - OLDEST:
        raise RefusedError(
            f"Thời điểm phát hiện {describe_moment(report.detected_at)} đã quá một năm; hãy xem lại năm."
        )
    on = day_of(report.detected_at)
    task = _task_for(loaded, report.ref, on)
    _guard_owner(loaded, task, report.agency, on)
    plan = loaded.plan
    earlier = session.exec(
        select(Incident).where(
            Incident.province == plan.province,
            Incident.plan == plan.code,
            Incident.ref == task.ref,
            Incident.agency == report.agency,
            Incident.detected_at == report.detected_at,
            Incident.title == title,
        )
    ).first()
    if earlier is not None:
        raise RefusedError(f"Sự cố này đã được ghi nhận: sự cố số {earlier.number} năm {earlier.year}.")
    year = day_of(now).year
    incident = Incident(
        year=year,
        number=next_number(session, Incident, year),
        province=plan.province,
        plan=plan.code,
        ref=task.ref,
        agency=report.agency,
        title=title,
        severity=report.severity,
        detected_at=report.detected_at,
        opened_at=now,
        state=IncidentState.OPEN,
    )
    session.add(incident)
    session.flush()
    _record(session, incident, IncidentState.OPEN, report.detected_at, now, told_by, "")
    return incident


def _task_for(loaded: LoadedPlan, ref: str, on: date) -> Task:
    versions = loaded.plan.versions or tuple(loaded.plan.tasks.values())
    tasks = {task.ref: task for task in versions if task.steps and task.is_asked_on(on)}
    if ref and ref in tasks:
        return tasks[ref]
    if not tasks:
        raise RefusedError(
            f"Kế hoạch {loaded.plan.code} không có nhiệm vụ báo cáo sự cố (time: on-event) vào ngày {on:%d/%m/%Y}; hãy chọn kế hoạch khác."
        )
    if ref or len(tasks) > 1:
        wrong = f"Điểm «{ref}» không phải nhiệm vụ báo cáo sự cố{nearest(ref, tasks)}" if ref else "Chưa ghi điểm nào"
        raise RefusedError(f"{wrong}; kế hoạch {loaded.plan.code} có: {', '.join(tasks)}.")
    return next(iter(tasks.values()))


def _guard_owner(loaded: LoadedPlan, task: Task, agency: str, on: date) -> None:
    register = loaded.register
    if agency not in register.agencies:
        raise RefusedError(f"Không có cơ quan «{agency}» trong danh bạ{nearest(agency, register.agencies)}.")
    owing = resolve_parties(task.leads, register, on, task.ref, loaded.plan.handovers)
    if agency not in {party.code for party in owing}:
        raise RefusedError(
            f"{register.name_of(agency)} không thuộc diện báo cáo sự cố theo điểm {task.ref} vào ngày {on:%d/%m/%Y}; "
            f"các cơ quan thuộc diện này: {', '.join(party.code for party in owing) or 'chưa có, hãy bổ sung danh bạ'}."
        )


def occurrence_of_incident(incident: Incident) -> str:
    """Return the occurrence under which an incident's check-ins stand: `2024-SC1`."""
    return occurrence_of(INCIDENT, incident.year, incident.number)


def describe_moment(moment: datetime) -> str:
    """Return an aware moment as Vietnamese clocks and letters show it: `14:00 ngày 06/05/2024`."""
    return f"{in_zone(moment):%H:%M ngày %d/%m/%Y}"


def open_due_steps(session: Session, loaded: LoadedPlan, now: datetime) -> int:
    """Open each report of an open incident whose starting moment is known by `now`; return how many are new.

    The moment is that of the detection, or of the first answer to the step it is counted from.
    """
    opened = 0
    for incident in incidents_of(session, loaded.plan.code):
        task = _task_of(incident, loaded)
        if incident.state != IncidentState.OPEN or task is None:
            continue
        asked, answered = _check_ins(session, incident), _first_answers(session, incident)
        for step in task.steps:
            start = incident.detected_at if step.counted_from == DETECTED else answered.get(step.counted_from)
            if (
                start is not None
                and start <= max(now, incident.opened_at, incident.detected_at)
                and step.name not in asked
            ):
                rows = [_row(incident, step, start, loaded.calendar, day_of(now))]
                opened += open_asked(session, rows, "dondoc", now)
    return opened


def _task_of(incident: Incident, loaded: LoadedPlan) -> Task | None:
    """Return the clause's version on the day of the incident: what is asked of it does not change under way."""
    on = day_of(incident.detected_at)
    return loaded.plan.task_on(incident.ref, on) or loaded.plan.tasks.get(incident.ref)


def _row(incident: Incident, step: Step, start: datetime, calendar: WorkCalendar, on: date) -> dict[str, object]:
    due_on, due_at = term_ends(step.term_of(incident.severity), start, calendar)
    return check_in_days(due_on, on, calendar) | {
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
    return f"đến hết ngày {check_in.due_on:%d/%m/%Y}"


def clock_ends(check_in: CheckIn) -> datetime:
    """Return the first moment at which an answer is late: the clock's, or the end of the last day in time.

    A date that was moved to another day since, by a hand-over for one, counts to that day's end.
    """
    if check_in.due_at is not None and day_of(check_in.due_at) == check_in.due_on:
        return check_in.due_at
    return end_of_day(check_in.due_on) + timedelta(microseconds=1)


def clocks_of(session: Session, loaded: LoadedPlan) -> list[Clock]:
    """Return the clock of every report asked for a plan's open incidents, in order of their numbers, then of the steps."""
    return [
        clock
        for incident in incidents_of(session, loaded.plan.code)
        if incident.state == IncidentState.OPEN
        for clock in _clocks(session, incident, loaded)
    ]


def _clocks(session: Session, incident: Incident, loaded: LoadedPlan) -> Iterator[Clock]:
    task = _task_of(incident, loaded)
    asked, answered = _check_ins(session, incident), _first_answers(session, incident)
    for step in task.steps if task else ():
        check_in = asked.get(step.name)
        if check_in is not None:
            start = incident.detected_at if step.counted_from == DETECTED else answered[step.counted_from]
            yield Clock(incident, step, check_in, start, clock_ends(check_in), check_in.state in CHASED)


@dataclass(frozen=True)
class Informed:
    """Whom a plan has told of an incident at once: agencies as they stand on the day on which it was detected."""

    on: date
    agencies: tuple[str, ...]


def parties_told(incident: Incident, loaded: LoadedPlan) -> Informed:
    """Return whom the plan has told of an incident at once."""
    on, task = day_of(incident.detected_at), _task_of(incident, loaded)
    found = resolve_parties(task.tell, loaded.register, on, task.ref, loaded.plan.handovers) if task else ()
    return Informed(on, tuple(party.code for party in found))


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
    return insert_new(session, CheckInEvent, rows)


def close_incident(session: Session, incident: Incident, actor: str, reason: str, now: datetime) -> int:
    """Close an incident and waive its reports that are still owed, with the reason; return how many those were.

    Nothing is committed here. Raise RefusedError when it is closed already, or reports are owed and no reason is
    given.
    """
    actor = one_line(actor, "Người kết thúc theo dõi")
    owed = [check_in for check_in in _check_ins(session, incident).values() if check_in.state in CHASED]
    if owed or reason:
        missing = f"Còn {len(owed)} báo cáo chưa trả lời; lý do kết thúc theo dõi"
        reason = one_line(reason, missing if owed and not reason.strip() else "Lý do kết thúc theo dõi")
    closed = session.execute(
        update(Incident)
        .where(col(Incident.id) == incident.id, col(Incident.state) == IncidentState.OPEN)
        .values(state=IncidentState.CLOSED)
    )
    if closed.rowcount != 1:  # type: ignore[attr-defined]
        raise RefusedError(f"Sự cố số {incident.number} năm {incident.year} đã được kết thúc theo dõi từ trước.")
    _record(session, incident, IncidentState.CLOSED, now, now, actor, reason)
    waiving = Move(State.WAIVED, occurrence_of_incident(incident), day_of(now), now, actor, reason)
    return sum(move_check_in(session, check_in.id, waiving) for check_in in owed)


def _record(
    session: Session,
    incident: Incident,
    kind: IncidentState,
    happened_at: datetime,
    learnt_at: datetime,
    actor: str,
    detail: str,
) -> None:
    session.add(
        IncidentEvent(
            incident_id=incident.id,
            kind=str(kind),
            happened_at=happened_at,
            learnt_at=learnt_at,
            actor=actor,
            detail=detail,
        )
    )
    session.flush()


def incidents_of(session: Session, plan: str | None = None) -> list[Incident]:
    """Return the incidents of the home or of one plan, in order of their numbers."""
    found = select(Incident).order_by(col(Incident.year), col(Incident.number))
    return list(session.exec(found if plan is None else found.where(Incident.plan == plan)).all())


def find_incident(session: Session, number: int, year: int) -> Incident:
    """Return an incident by its number. Raise RefusedError when there is none."""
    found = session.exec(select(Incident).where(Incident.number == number, Incident.year == year)).one_or_none()
    if found is None:
        raise RefusedError(f"Không có sự cố số {number} năm {year}; hãy xem «dondoc incident list».")
    return found


def reports_of(session: Session, incident: Incident) -> list[CheckIn]:
    """Return the check-ins of an incident, in the order in which they opened."""
    return sorted(_check_ins(session, incident).values(), key=lambda check_in: check_in.id)


def incidents_by_occurrence(session: Session) -> Mapping[str, Incident]:
    """Return every incident by the occurrence of its check-ins."""
    return {occurrence_of_incident(incident): incident for incident in incidents_of(session)}


def _check_ins(session: Session, incident: Incident) -> dict[str, CheckIn]:
    """Return an incident's check-ins by the name of their step."""
    found = session.exec(
        select(CheckIn).where(
            CheckIn.province == incident.province,
            CheckIn.plan == incident.plan,
            CheckIn.ref == incident.ref,
            CheckIn.occurrence == occurrence_of_incident(incident),
            CheckIn.basis == "incident",
        )
    ).all()
    return {check_in.role: check_in for check_in in found}


def _first_answers(session: Session, incident: Incident) -> dict[str, datetime]:
    """Return when each step of an incident was answered first, by its name."""
    ids = {check_in.id: name for name, check_in in _check_ins(session, incident).items()}
    rows = session.exec(
        select(col(Answer.check_in_id), func.min(Answer.happened_at))
        .where(col(Answer.check_in_id).in_(ids))
        .group_by(col(Answer.check_in_id))
    ).all()
    return {ids[check_in_id]: moment for check_in_id, moment in rows}
