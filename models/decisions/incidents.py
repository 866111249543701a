"""Incidents: opened when somebody reports one, their reports asked step by step, their clocks, and their end."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, update
from sqlmodel import col, func, select

from models.audit.acts import Done, Person, guard_person, record_act
from models.check_ins.ad_hoc import next_number
from models.check_ins.clause import clause_on
from models.check_ins.moves import CHASED, StateChange, move_check_in
from models.clock import day_of, in_zone
from models.database import Session
from models.refusal import RefusedError, UnknownNameError
from models.tables.ad_hoc import Incident, IncidentEvent, IncidentState, Severity
from models.tables.core import Answer, CheckIn, State
from models.text import one_line
from plan.ad_hoc import INCIDENT, occurrence_of
from plan.language.reading import nearest
from plan.library import LoadedPlan
from plan.parties import resolve_parties
from plan.refs import told_ref
from plan.tasks import Task
from plan.texts.written import format_day, format_moment

REPORT, CLOSE = "incident", "close-incident"
"""The kinds of these acts in the audit trail."""
OLDEST = timedelta(days=366)
"""How long ago an incident may have been detected when it is reported: what lies further back is a slip of the pen."""


@dataclass(frozen=True)
class IncidentReport:
    """What somebody reports: which agency was hit, when it was detected (an aware moment), what it is, how grave.

    `ref` names the clause that asks for the reports, `''` where the plan has one such clause. `told_by` is who says so, ''
    for the person who records it.
    """

    agency: str
    detected_at: datetime
    title: str
    severity: Severity
    ref: str = ""
    told_by: str = ""


def open_incident(
    session: Session, loaded: LoadedPlan, report: IncidentReport, now: datetime, latest: datetime, *, by: Person
) -> Incident:
    """Record an incident; its reports open with `open_due_steps`.

    `latest` is the last moment at which it may have been detected: `now`, or in a trial the end of its day. The session
    holds the home alone (`write_alone`), and nothing is committed here. Raise RefusedError, before anything is
    written, for what cannot be, or was reported already.
    """
    guard_person(by)
    title = one_line(report.title, "Nội dung sự cố")
    told_by = one_line(report.told_by or by.words, "Người báo sự cố")
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
    detail = f"{title}; phát hiện {describe_moment(report.detected_at)}; người báo: {told_by}"
    done = Done(REPORT, incident.province, incident.agency, item=_item(incident), detail=detail)
    record_act(session, done, by, now)
    return incident


def _item(incident: Incident) -> str:
    return f"{incident.number}/{incident.year}"


def _task_for(loaded: LoadedPlan, ref: str, on: date) -> Task:
    versions = loaded.plan.versions or tuple(loaded.plan.tasks.values())
    tasks = {task.ref: task for task in versions if task.steps and task.is_asked_on(on)}
    if ref and ref in tasks:
        return tasks[ref]
    if not tasks:
        raise RefusedError(
            f"Kế hoạch {loaded.plan.code} không có nhiệm vụ báo cáo sự cố (time: on-event) vào ngày {format_day(on)}; hãy chọn kế hoạch khác."
        )
    if ref and ref not in {task.ref for task in versions}:
        raise UnknownNameError(
            f"Kế hoạch {loaded.plan.code} không có nhiệm vụ «{ref}»{nearest(ref, tasks)}; các nhiệm vụ về sự cố: {', '.join(tasks)}."
        )
    if ref or len(tasks) > 1:
        wrong = (
            f"Nhiệm vụ «{ref}» không phải nhiệm vụ báo cáo sự cố{nearest(ref, tasks)}"
            if ref
            else "Chưa ghi nhiệm vụ nào"
        )
        raise RefusedError(f"{wrong}; kế hoạch {loaded.plan.code} có: {', '.join(tasks)}.")
    return next(iter(tasks.values()))


def _guard_owner(loaded: LoadedPlan, task: Task, agency: str, on: date) -> None:
    register = loaded.register
    if agency not in register.agencies:
        raise UnknownNameError(f"Không có cơ quan «{agency}» trong danh bạ{nearest(agency, register.agencies)}.")
    owing = resolve_parties(task.leads, register, on, task.ref, loaded.plan.handovers)
    if agency not in {party.code for party in owing}:
        raise RefusedError(
            f"{register.name_of(agency)} không thuộc diện báo cáo sự cố theo nhiệm vụ {told_ref(task.ref)} vào ngày {format_day(on)}; "
            f"các cơ quan thuộc diện này: {', '.join(party.code for party in owing) or 'chưa có, hãy bổ sung danh bạ'}."
        )


def occurrence_of_incident(incident: Incident) -> str:
    """Return the occurrence under which an incident's check-ins stand: `2024-SC1`."""
    return occurrence_of(INCIDENT, incident.year, incident.number)


def describe_moment(moment: datetime) -> str:
    """Return an aware moment as Vietnamese clocks and letters show it: `14:00 ngày 06/5/2024`."""
    return format_moment(in_zone(moment))


def task_of_incident(incident: Incident, loaded: LoadedPlan) -> Task | None:
    """Return the clause's version on the day of the incident: what is asked of it does not change under way."""
    return clause_on(loaded.plan, incident.ref, day_of(incident.detected_at))


@dataclass(frozen=True)
class Informed:
    """Whom a plan has told of an incident at once: agencies as they stand on the day on which it was detected."""

    on: date
    agencies: tuple[str, ...]


def parties_told(incident: Incident, loaded: LoadedPlan) -> Informed:
    """Return whom the plan has told of an incident at once."""
    on, task = day_of(incident.detected_at), task_of_incident(incident, loaded)
    found = resolve_parties(task.tell, loaded.register, on, task.ref, loaded.plan.handovers) if task else ()
    return Informed(on, tuple(party.code for party in found))


def close_incident(session: Session, incident: Incident, reason: str, now: datetime, *, by: Person, office: str) -> int:
    """Close an incident and waive its reports that are still owed, with the reason; return how many those were.

    `office` is the code of the agency that closes it; whether it may is for the caller to know. Nothing is committed here. Raise RefusedError when it is closed already, or reports are owed and no reason is
    given.
    """
    guard_person(by)
    owed = [check_in for check_in in reports_by_step(session, incident).values() if check_in.state in CHASED]
    if owed or reason:
        missing = f"Còn {len(owed)} báo cáo chưa gửi; lý do kết thúc theo dõi"
        reason = one_line(reason, missing if owed and not reason.strip() else "Lý do kết thúc theo dõi")
    closed = session.execute(
        update(Incident)
        .where(col(Incident.id) == incident.id, col(Incident.state) == IncidentState.OPEN)
        .values(state=IncidentState.CLOSED)
    )
    if closed.rowcount != 1:  # type: ignore[attr-defined]
        raise RefusedError(f"Sự cố số {incident.number} năm {incident.year} đã được kết thúc theo dõi từ trước.")
    _record(session, incident, IncidentState.CLOSED, now, now, by.name, reason)
    waiving = StateChange(State.WAIVED, occurrence_of_incident(incident), day_of(now), now, by.name, reason)
    waived = sum(move_check_in(session, check_in.id, waiving) for check_in in owed)
    told = (incident.title, f"{waived} phiếu báo cáo được miễn" if waived else "", reason)
    detail = "; ".join(part for part in told if part)
    record_act(session, Done(CLOSE, incident.province, office, item=_item(incident), detail=detail), by, now)
    return waived


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


def any_incident(session: Session) -> bool:
    """Tell whether an incident was ever reported in the home."""
    return session.exec(select(Incident.id).limit(1)).first() is not None


def incidents_of(session: Session, plan: str | None = None, years: Collection[int] | None = None) -> list[Incident]:
    """Return the incidents of the home, or of one plan, or of some years alone, in order of their numbers."""
    asked = {"plan": plan} if plan is not None else {}
    found = _ALL if plan is None else _OF_PLAN
    return list(
        session.exec(found if years is None else found.where(col(Incident.year).in_(years)), params=asked).all()
    )


# To build a statement takes longer than the database does: those of this module are built once.
_ALL = select(Incident).order_by(col(Incident.year), col(Incident.number))
_OF_PLAN = _ALL.where(col(Incident.plan) == bindparam("plan"))


def find_incident(session: Session, number: int, year: int) -> Incident:
    """Return an incident by its number. Raise RefusedError when there is none."""
    found = session.exec(select(Incident).where(Incident.number == number, Incident.year == year)).one_or_none()
    if found is None:
        raise UnknownNameError(f"Không có sự cố số {number} năm {year}; hãy xem «dondoc incident list».")
    return found


def reports_of(session: Session, incident: Incident) -> list[CheckIn]:
    """Return the check-ins of an incident, in the order in which they opened."""
    return sorted(reports_by_step(session, incident).values(), key=lambda check_in: check_in.id)


def reports_by_step(session: Session, incident: Incident) -> dict[str, CheckIn]:
    """Return an incident's check-ins by the name of their step."""
    of_it = {"province": incident.province, "plan": incident.plan, "ref": incident.ref}
    of_it["occurrence"] = occurrence_of_incident(incident)
    return {check_in.role: check_in for check_in in session.exec(_REPORTS, params=of_it)}


_REPORTS = select(CheckIn).where(
    col(CheckIn.province) == bindparam("province"),
    col(CheckIn.plan) == bindparam("plan"),
    col(CheckIn.ref) == bindparam("ref"),
    col(CheckIn.occurrence) == bindparam("occurrence"),
    col(CheckIn.basis) == "incident",
)


def first_answers(session: Session, incident: Incident) -> dict[str, datetime]:
    """Return when each step of an incident was answered first, by its name."""
    ids = {check_in.id: name for name, check_in in reports_by_step(session, incident).items()}
    if not ids:
        return {}
    rows = session.exec(_FIRST_ANSWERS, params={"ids": list(ids)})
    return {ids[check_in_id]: moment for check_in_id, moment in rows}


_FIRST_ANSWERS = (
    select(col(Answer.check_in_id), func.min(Answer.happened_at))
    .where(col(Answer.check_in_id).in_(bindparam("ids", expanding=True)))
    .group_by(col(Answer.check_in_id))
)
