"""Referrals: what is beyond an agency's authority goes to a higher one, which decides (`beyond_authority` in a plan)."""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy import update
from sqlmodel import col, select

from models.audit.acts import Done, Person, guard_person, record_act
from models.check_ins.ad_hoc import next_number
from models.clock import day_of
from models.database import Session
from models.refusal import RefusedError, UnknownNameError
from models.tables.ad_hoc import Referral
from models.text import one_line
from plan.language.reading import nearest
from plan.library import LoadedPlan
from plan.owed import task_leads_on
from plan.refs import told_ref
from plan.texts.written import format_day

REFER, DECIDE = "refer", "decide-referral"
"""The kinds of these acts in the audit trail."""


@dataclass(frozen=True)
class Matter:
    """What an agency puts to the higher authority, under which clause; of which of its check-ins, where it is of one."""

    agency: str
    ref: str
    words: str
    check_in_id: int | None = None


@dataclass(frozen=True)
class Decision:
    """What the higher authority decided, by which document, on which day."""

    words: str
    document: str
    on: date


def higher_of(loaded: LoadedPlan, ref: str) -> str:
    """Return the authority to which a clause refers what is beyond its lead, '' for none."""
    task = loaded.plan.tasks.get(ref)
    return task.beyond_authority if task else ""


def guard_may_refer(loaded: LoadedPlan, ref: str, agency: str, on: date) -> str:
    """Return the authority to which an agency may refer what is beyond it under a clause on a day.

    Raise RefusedError when the clause refers nothing upwards, or the agency does not lead it that day.
    """
    to = higher_of(loaded, ref)
    if not to:
        referring = [other for other in loaded.plan.tasks if higher_of(loaded, other)]
        raise RefusedError(
            f"Nhiệm vụ «{ref}» không quy định trình cấp trên{nearest(ref, referring)}. "
            f"Các nhiệm vụ có quy định: {', '.join(referring) or 'không có'}."
        )
    leads = task_leads_on(loaded.plan, loaded.register, ref, on)
    if agency not in leads:
        raise RefusedError(
            f"«{agency}» không chủ trì nhiệm vụ {told_ref(ref)} vào ngày {format_day(on)}{nearest(agency, leads)}."
        )
    return to


def may_refer(loaded: LoadedPlan, ref: str, agency: str, on: date) -> bool:
    """Tell whether an agency may refer what is beyond it under a clause on a day."""
    return bool(higher_of(loaded, ref)) and agency in task_leads_on(loaded.plan, loaded.register, ref, on)


def refer(session: Session, loaded: LoadedPlan, matter: Matter, now: datetime, *, by: Person) -> Referral:
    """Record a matter that is beyond an agency's authority, and return it with its number; nothing is committed here.

    The session holds the home alone (`write_alone`). Raise RefusedError, before anything is written, when the
    clause refers nothing upwards, the agency does not lead it that day, or the same was put already that day.
    """
    guard_person(by)
    on, plan = day_of(now), loaded.plan
    words, referred_by = one_line(matter.words, "Nội dung vượt thẩm quyền"), one_line(by.words, "Người trình")
    if matter.agency not in loaded.register.agencies:
        near = nearest(matter.agency, loaded.register.agencies)
        raise UnknownNameError(f"Không có cơ quan «{matter.agency}» trong danh bạ{near}.")
    if matter.ref not in plan.tasks:
        raise UnknownNameError(
            f"Kế hoạch {plan.code} không có nhiệm vụ «{matter.ref}»{nearest(matter.ref, plan.tasks)}."
        )
    to = guard_may_refer(loaded, matter.ref, matter.agency, on)
    said = (plan.province, plan.code, matter.ref, matter.agency, on.isoformat(), words.casefold())
    fingerprint = sha256("\n".join(said).encode()).hexdigest()
    if earlier := session.exec(select(Referral).where(Referral.fingerprint == fingerprint)).first():
        raise RefusedError(f"Việc này đã được trình hôm nay, số {earlier.number} năm {earlier.year}.")
    referral = Referral(
        year=on.year,
        number=next_number(session, Referral, on.year),
        province=plan.province,
        plan=plan.code,
        ref=matter.ref,
        agency=matter.agency,
        to=to,
        matter=words,
        referred_by=referred_by,
        referred_on=on,
        learnt_at=now,
        fingerprint=fingerprint,
    )
    session.add(referral)
    session.flush()
    done = Done(REFER, plan.province, matter.agency, matter.check_in_id, _item(referral), words)
    record_act(session, done, by, now)
    return referral


def _item(referral: Referral) -> str:
    return f"{referral.number}/{referral.year}"


def find_referral(session: Session, number: int, year: int) -> Referral:
    """Return a referral by its number. Raise RefusedError when there is none."""
    found = session.exec(select(Referral).where(Referral.year == year, Referral.number == number)).first()
    if found is None:
        raise UnknownNameError(f"Không có nội dung vượt thẩm quyền số {number} năm {year}; xem dondoc refer list.")
    return found


def decide(
    session: Session, referral: Referral, decision: Decision, now: datetime, *, by: Person, office: str
) -> Referral:
    """Record the decision on a referral, once: of two at once the second is refused. Nothing is committed here.

    `office` is the code of the agency that records it; whether it may is for the caller to know. Raise RefusedError for
    a referral that is decided already, or a day before it was put or after today.
    """
    guard_person(by)
    words, document = one_line(decision.words, "Ý kiến chỉ đạo"), one_line(decision.document, "Số văn bản")
    if not referral.referred_on <= decision.on <= day_of(now):
        raise RefusedError(
            f"Ngày chỉ đạo {format_day(decision.on)} phải từ ngày trình ({format_day(referral.referred_on)}) đến hôm nay."
        )
    decided = session.execute(
        update(Referral)
        .where(col(Referral.id) == referral.id, col(Referral.decided_on).is_(None))
        .values(decision=words, document=document, decided_on=decision.on, recorded_at=now)
    )
    if decided.rowcount != 1:  # type: ignore[attr-defined]
        raise RefusedError(
            f"Việc số {referral.number} năm {referral.year} đã có ý kiến chỉ đạo; không ghi đè lên được."
        )
    session.refresh(referral)
    done = Done(DECIDE, referral.province, office, item=_item(referral), detail=f"{document}: {words}")
    record_act(session, done, by, now)
    return referral


def referrals(session: Session, *, waiting: bool = False) -> list[Referral]:
    """Return the referrals by number, or only those that wait for a decision."""
    return list(session.exec(_WAITING if waiting else _ALL).all())


# To build a statement takes longer than the database does: these are built once.
_ALL = select(Referral).order_by(col(Referral.year), col(Referral.number))
_WAITING = _ALL.where(col(Referral.decided_on).is_(None))
