"""Calls: the office telephones who is late, and writes down who called and for which day a report was promised.

A telephone call does what one more letter does not (`docs/decisions/`, the ladder by behaviour), so on the day of a call
no letter of the ladder goes to that agency.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam
from sqlmodel import col, select

from models.audit.acts import Done, Person, guard_person, record_act
from models.check_ins.moves import CHASED
from models.clock import day_of
from models.database import Session
from models.decisions.deciders import guard_office
from models.promises.promises import INCIDENT, guard_promised, promise
from models.refusal import Faults, RefusedError
from models.tables.chasing import Call
from models.tables.core import CheckIn
from models.text import clean_typed, guard_reason
from plan.library import LoadedPlan
from plan.texts.written import format_day

CALL = "call"
"""The kind of the act in the audit trail."""


@dataclass(frozen=True)
class Called:
    """What came of a call: the day for which reports were promised (inclusive), None for none, and what was said."""

    promised_on: date | None = None
    note: str = ""


def record_call(
    session: Session,
    plans: Mapping[str, LoadedPlan],
    agency: str,
    called: Called,
    office: str,
    now: datetime,
    *,
    by: Person,
    province: str,
) -> Call:
    """Record that the office telephoned an agency on the day of `now`, and return it.

    The same words of the same caller twice on a day are kept once. A day that was promised is kept as the promise of all that
    the agency is late with (`models.promises.promises`). `office` is the agency that acts: the provincial office alone may.
    Nothing is committed here. Raise RefusedError, before anything is written, for an agency that is late with nothing, for
    a day that cannot be promised, and where nobody says who called.
    """
    guard_office(plans, province, office)
    on = day_of(now)
    late = session.exec(_LATE, params={"province": province, "holder": agency, "on": on}).all()
    if not late:
        raise RefusedError(
            "Cơ quan này không còn báo cáo quá hạn, không cần gọi; hãy tải lại trang để xem danh sách mới."
        )
    faults = Faults()
    faults.check(lambda: guard_person(by))
    promised = [one for one in late if called.promised_on and one.basis != INCIDENT and one.plan in plans]
    for calendar in {one.plan: plans[one.plan].calendar for one in promised}.values():
        faults.check(lambda known=calendar: guard_promised(called.promised_on, late[0].due_on, on, known))  # type: ignore[misc]  # the loop's own
    note = faults.take(lambda: _read_note(called.note), "")
    faults.guard()
    earlier = calls_to(session, province, [agency]).get(agency, [])
    for one in earlier:
        if (one.called_on, one.promised_on, one.note, one.called_by) == (on, called.promised_on, note, by.name):
            return one
    call = Call(
        province=province,
        agency=agency,
        number=len(earlier) + 1,
        called_on=on,
        promised_on=called.promised_on,
        note=note,
        called_by=by.name,
        post=by.post,
        way=by.way,
        learnt_at=now,
    )
    session.add(call)
    session.flush()
    if promised:
        days = dict.fromkeys((one.id for one in promised), called.promised_on)
        promise(session, plans, days, agency, None, now, by=by, province=province)
    words = f"hẹn ngày {format_day(called.promised_on)}" if called.promised_on else "không hẹn ngày"
    detail = f"{words}: {note}" if note else words
    record_act(session, Done(CALL, province, agency, item=str(call.number), detail=detail), by, now)
    return call


# To build a statement takes longer than the database does: those of this module are built once.
_LATE = (
    select(CheckIn)
    .where(col(CheckIn.province) == bindparam("province"), col(CheckIn.holder) == bindparam("holder"))
    .where(col(CheckIn.state).in_(CHASED), col(CheckIn.due_on) < bindparam("on"))
    .order_by(col(CheckIn.id))
)


def _read_note(text: str) -> str:
    return guard_reason(" ".join(text.split()), "Nội dung trao đổi") if clean_typed(text) else ""


def calls_to(session: Session, province: str, agencies: Collection[str] | None = None) -> dict[str, list[Call]]:
    """Return the calls to the agencies of a province, or to those that are named, by agency, the oldest first."""
    chosen = select(Call).where(Call.province == province)
    if agencies is not None:
        chosen = chosen.where(col(Call.agency).in_(list(agencies)))
    found: dict[str, list[Call]] = {}
    for call in session.exec(chosen.order_by(col(Call.agency), col(Call.number))):
        found.setdefault(call.agency, []).append(call)
    return found


def last_calls(session: Session) -> dict[tuple[str, str], Call]:
    """Return the last call to each agency that was ever called, by province and code."""
    return {(call.province, call.agency): call for call in session.exec(_CALLS)}


_CALLS = select(Call).order_by(col(Call.number))


def called_on(session: Session, on: date) -> frozenset[tuple[str, str]]:
    """Return the agencies that were called on a day, each as its province and its code."""
    return frozenset((province, agency) for province, agency in session.exec(_CALLED, params={"on": on}))


_CALLED = select(col(Call.province), col(Call.agency)).where(col(Call.called_on) == bindparam("on"))
