"""Check-ins: opened when they are due to open, and what became late recorded once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

import sqlalchemy
from sqlalchemy import and_, bindparam, literal
from sqlmodel import col, exists, func, insert, select

from models.audit.acts import DONDOC, Done, record_act
from models.check_ins.line_key import LineKey
from models.check_ins.looks.next_look import Which, due_for_a_look
from models.check_ins.moves import CHASED, OVERDUE, StateChange, move_check_in
from models.clock import day_of
from models.database import Session, insert_new, insert_selected
from models.tables.core import Adoption, CheckIn, CheckInEvent, State
from models.tables.decisions import Objection, ObjectionKind, Ruling
from models.tables.rounds import SoundPlan
from plan.ladder.in_force import ladder_of, write_ladder
from plan.library import LoadedPlan
from plan.owed import Occurrence, Owed, latest_fallen_due, occurrences, owed_for, owes_by_role
from plan.parties import Party
from plan.tasks import Task
from plan.texts.written import format_day

OPEN, LATE = "open", "become-late"
"""The kinds of what the program does here by itself, in the audit trail."""
BY_UNDOING = "undo "
"""How the history names a check-in that was withdrawn with its round, before the number of that round."""
BASELINE_WORKING_DAYS = 10
"""How long the baseline's one more asking runs, in working days from the day it is opened (DESIGN, law 12)."""
NO_SYSTEM = "cơ quan không có hệ thống thông tin, theo kê khai đã được chấp thuận"
"""The reason of a check-in that opens as waived."""


def open_check_ins(session: Session, loaded: LoadedPlan, on: date, now: datetime) -> int:
    """Open every check-in that is due to open on `on` or was on a day nobody ran, and return how many are new.

    Given a plan just adopted, open its baseline too. Askings that fell due before the adoption are history. A plan that is
    followed from a day to come begins on the first working day from then on, and nothing opens before. What nobody
    is left to owe opens as ownerless; what an heir holds already is not opened for it again. What an agency would owe
    only as the owner of an information system opens as waived while it is declared to own none.
    """
    plan = loaded.plan
    adoption = session.exec(
        select(Adoption).where(Adoption.province == plan.province, Adoption.plan == plan.code)
    ).one()
    if _is_still_to_begin(adoption, loaded, on):
        return 0
    since = max(adoption.adopted_on, adoption.opened_through or adoption.adopted_on)
    last = on + timedelta(days=plan.opens + 1)
    declared = _Declared(loaded, _declarations_of(session, plan.province, plan.code))
    rows = list(_due_to_open(declared, since, last, on))
    if adoption.baseline_on is None:
        rows += _baseline_beside(rows, declared, adoption.adopted_on, on)
        adoption.baseline_on = on
    inherited = _inherited(session, plan.province, plan.code, since)
    rows = [row for row in rows if _key(row) not in inherited]
    adoption.opened_through = max(on, adoption.opened_through or on)
    session.add(adoption)
    _open_again(session, plan.province, plan.code, rows, now)
    _keep_ladder(session, loaded)
    new = insert_new(session, CheckIn, rows)
    if new:
        _record_opening(session, plan.province, plan.code, on, now)
        record_act(session, Done(OPEN, plan.province, "", item=plan.code, detail=count_in_words(new)), DONDOC, now)
    return new


def would_open(loaded: LoadedPlan, adopted_on: date, on: date) -> list[dict[str, Any]]:
    """Return the check-ins that a plan's first round on a day would open, were the plan followed from `adopted_on`."""
    declared = _Declared(loaded, {})
    rows = list(_due_to_open(declared, adopted_on, on + timedelta(days=loaded.plan.opens + 1), on))
    return [*rows, *_baseline_beside(rows, declared, adopted_on, on)]


def _keep_ladder(session: Session, loaded: LoadedPlan) -> None:
    """Fill in the ladder of what was opened outside of a round, or by a program that kept none."""
    plan = loaded.plan
    without = (col(CheckIn.province) == plan.province, col(CheckIn.plan) == plan.code, col(CheckIn.ladder) == "")
    session.execute(sqlalchemy.update(CheckIn).where(*without).values(ladder=write_ladder(ladder_of(plan))))


def find_unopened(session: Session, loaded: LoadedPlan) -> list[LineKey]:
    """Return the lines that rounds should have opened and that are not there, of a plan as it reads now.

    Looked at is what fell due since the plan was taken on, or since its files were last edited if that was later: before,
    other texts were in force. What opens after the last day that was opened through is not due to be there yet.
    """
    province, code = loaded.plan.province, loaded.plan.code
    adoption = session.exec(select(Adoption).where(Adoption.province == province, Adoption.plan == code)).one_or_none()
    read_at = session.exec(select(SoundPlan.read_at).where(SoundPlan.code == code)).one_or_none()
    if adoption is None or adoption.baseline_on is None or adoption.opened_through is None or read_at is None:
        return []
    since, through = max(adoption.adopted_on, day_of(read_at)), adoption.opened_through
    declared = _Declared(loaded, {})
    asked = {
        _key(row) for row in _due_to_open(declared, since, through + timedelta(days=loaded.plan.opens + 1), through)
    }
    there = sqlalchemy.select(*(col(getattr(CheckIn, part)) for part in LineKey._fields)).where(
        col(CheckIn.province) == province, col(CheckIn.plan) == code
    )
    found = {LineKey(*row) for row in session.execute(there)}
    return sorted(asked - found - _inherited(session, province, code, since))


def _open_again(session: Session, province: str, plan: str, rows: Sequence[dict[str, Any]], now: datetime) -> None:
    """Open what a round had opened that was taken back since, once it is due to open, with the dates it has now."""
    due = {_key(row): row for row in rows if row["state"] in (State.OPEN, State.OWNERLESS)}
    last = (
        select(CheckInEvent.item)
        .where(CheckInEvent.check_in_id == CheckIn.id, CheckInEvent.kind == State.WAIVED)
        .order_by(col(CheckInEvent.id).desc())
        .limit(1)
        .scalar_subquery()
    )
    withdrawn = sqlalchemy.select(CheckIn, last).where(
        col(CheckIn.province) == province,
        col(CheckIn.plan) == plan,
        col(CheckIn.state) == State.WAIVED,
        last.startswith(BY_UNDOING),
    )
    for found, item in session.execute(withdrawn).all():
        row = due.get(LineKey.of(found))
        if row is None:
            continue
        found.sqlmodel_update({name: value for name, value in row.items() if name != "state"})
        session.add(found)
        session.flush()
        for state in dict.fromkeys((State.OPEN, row["state"])):
            move_check_in(session, found.id, StateChange(state, str(item), found.opens_on, now, "dondoc"))


def _is_still_to_begin(adoption: Adoption, loaded: LoadedPlan, on: date) -> bool:
    """Tell whether a plan is followed from later on: nobody starts it by hand on a rest day, as on the day it is taken on."""
    was_set_ahead = day_of(adoption.taken_at) < adoption.adopted_on
    rests = adoption.baseline_on is None and was_set_ahead and not loaded.calendar.is_working_day(on)
    return on < adoption.adopted_on or rests


def count_in_words(check_ins: int) -> str:
    """Return how many check-ins it was, as the audit trail tells it."""
    return f"{check_ins} phiếu báo cáo"


def _key(row: Mapping[str, Any]) -> LineKey:
    return LineKey(*(row[part] for part in LineKey._fields))


def _inherited(session: Session, province: str, plan: str, since: date) -> set[LineKey]:
    """Return the lines that agencies hold after a hand-over and that are due from `since` on."""
    parts = ("province", "plan", "ref", "holder", "role", "scope", "occurrence")
    held = sqlalchemy.select(*(col(getattr(CheckIn, part)) for part in parts)).where(
        col(CheckIn.province) == province,
        col(CheckIn.plan) == plan,
        col(CheckIn.holder) != col(CheckIn.agency),
        col(CheckIn.due_on) >= since,
    )
    return {LineKey(*row) for row in session.execute(held)}


@dataclass(frozen=True)
class _Declared:
    """A plan with the declarations about systems that were upheld: of each agency, the days from which they ended."""

    loaded: LoadedPlan
    ended: Mapping[str, Sequence[date | None]]

    def row(self, owed: Owed, task: Task, on: date) -> dict[str, Any]:
        """Return a check-in as it opens on a day."""
        state = State.OWNERLESS if owed.ownerless else State.WAIVED if self._waives(owed, task) else State.OPEN
        return _row(owed, self, on) | {"state": state}

    @cached_property
    def ladder(self) -> str:
        """The plan's ladder as each of its check-ins keeps it."""
        return write_ladder(ladder_of(self.loaded.plan))

    def _waives(self, owed: Owed, task: Task) -> bool:
        if not any(ended is None or owed.opens_on < ended for ended in self.ended.get(owed.agency, ())):
            return False
        holder = Party(owed.agency, owed.scope)
        return owes_by_role(task, self.loaded.plan, self.loaded.register, holder, owed.opens_on)


def _declarations_of(session: Session, province: str, plan: str) -> dict[str, list[date | None]]:
    found: dict[str, list[date | None]] = {}
    upheld = select(col(Objection.holder), col(Objection.ended_on)).where(
        Objection.kind == ObjectionKind.NO_SYSTEM,
        Objection.ruling == Ruling.GRANTED,
        Objection.province == province,
        Objection.plan == plan,
    )
    for agency, ended_on in session.exec(upheld):
        found.setdefault(agency, []).append(ended_on)
    return found


def _due_to_open(declared: _Declared, since: date, last: date, on: date) -> Iterator[dict[str, Any]]:
    loaded = declared.loaded
    for task in loaded.plan.versions:
        for occurrence in occurrences(task, loaded.plan, loaded.calendar, since, last):
            opens_on = occurrence.dates.opens_on
            if opens_on <= on:
                for owed in owed_for(occurrence, loaded.plan, loaded.register, opens_on):
                    yield declared.row(owed, task, on)


def _baseline_beside(
    rows: Sequence[dict[str, Any]], declared: "_Declared", adopted_on: date, on: date
) -> list[dict[str, Any]]:
    """Return the baseline of lines of which nothing opens anyhow."""
    opened = {_key(row).over_periods() for row in rows}
    return [row for row in _baseline(declared, adopted_on, on) if _key(row).over_periods() not in opened]


def _baseline(declared: _Declared, adopted_on: date, on: date) -> Iterator[dict[str, Any]]:
    """Yield each line's latest asking that fell due before the adoption, once more, with a date of its own."""
    loaded = declared.loaded
    due_on = loaded.calendar.add_working_days(on, BASELINE_WORKING_DAYS)
    for task in loaded.plan.tasks.values():
        fallen = latest_fallen_due(task, loaded.plan, loaded.calendar, adopted_on)
        if fallen is None:
            continue
        for owed in owed_for(fallen, loaded.plan, loaded.register, on):
            asked = replace(owed, opens_on=on, remind_on=due_on, due_on=due_on, rule=_baseline_rule(fallen))
            yield declared.row(asked, fallen.task, on) | {"basis": "baseline"}


def _baseline_rule(fallen: Occurrence) -> str:
    return (
        f"báo cáo ban đầu: {BASELINE_WORKING_DAYS} ngày làm việc kể từ ngày tiếp nhận kế hoạch "
        f"(kỳ này đã đến hạn ngày {format_day(fallen.dates.due_on)}, trước khi tiếp nhận)"
    )


def _row(owed: Owed, declared: _Declared, on: date) -> dict[str, Any]:
    loaded = declared.loaded
    return LineKey.asked(owed, loaded.plan.province).columns() | {
        "holder": owed.agency,
        "basis": "cadence",
        "opens_on": owed.opens_on,
        "opened_on": on,
        "remind_on": owed.remind_on,
        "due_on": owed.due_on,
        "rule": owed.rule,
        "calendar": loaded.calendar.confirmed.get(owed.due_on.year, ""),
        "ladder": declared.ladder,
    }


def _record_opening(session: Session, province: str, plan: str, on: date, now: datetime) -> None:
    for state, detail in ((State.OPEN, ""), (State.OWNERLESS, ""), (State.WAIVED, NO_SYSTEM)):
        opened = select(CheckIn.id, *_event_columns(state, CheckIn.opens_on, now, detail=detail)).where(
            CheckIn.province == province,
            CheckIn.plan == plan,
            CheckIn.opened_on == on,
            CheckIn.state == state,
            ~exists().where(col(CheckInEvent.check_in_id) == col(CheckIn.id)),
        )
        session.execute(insert(CheckInEvent).from_select(_EVENT_COLUMNS, opened))


_EVENT_COLUMNS = ["check_in_id", "kind", "item", "happened_on", "learnt_at", "actor", "detail"]


def _event_columns(
    kind: str,
    happened_on: Any,  # noqa: ANN401  a column or a value
    now: datetime,
    *,
    item: str = "",
    detail: str = "",
) -> tuple[Any, ...]:
    learnt_at = literal(now, CheckInEvent.__table__.c.learnt_at.type)  # type: ignore[attr-defined]
    return literal(str(kind)), literal(item), happened_on, learnt_at, literal("dondoc"), literal(detail)


_IS_RECORDED = exists().where(
    col(CheckInEvent.check_in_id) == col(CheckIn.id),
    col(CheckInEvent.kind) == OVERDUE,
    # Lateness of an earlier date, before the date was moved, is another matter.
    col(CheckInEvent.happened_on) > col(CheckIn.due_on),
)


def lateness_to_record(which: Which | None = None) -> tuple[Which, ...]:
    """Return what is still owed (or `which` of it) and will have, or has, a lateness that is not recorded yet.

    A clock in hours has its own moment: `models.decisions.incident_clocks.record_clock_lateness`.
    """
    return (_IS_TO_RECORD,) if which is None else (_IS_TO_RECORD, which)


_IS_TO_RECORD = and_(col(CheckIn.state).in_(CHASED), col(CheckIn.due_at).is_(None), ~_IS_RECORDED)
_TO_RECORD = select(CheckIn.id).where(_IS_TO_RECORD)


def with_open_lateness(session: Session, which: Which) -> frozenset[int]:
    """Return the numbers of those of `which` whose lateness is not recorded, be it to come."""
    return frozenset(session.exec(_TO_RECORD.where(which)).all())


def any_lateness(session: Session, on: date) -> bool:
    """Tell whether there is anything that `record_lateness` would record of what a round of a day has to look at."""
    return session.exec(_ANY_LATE, params={"on": on}).first() is not None


_ANY_LATE = _TO_RECORD.where(col(CheckIn.due_on) < bindparam("on"), due_for_a_look(bindparam("on"))).limit(1)


def record_lateness(session: Session, on: date, now: datetime, which: Which | None = None) -> int:
    """Record, once for each due date, every check-in (or `which`) that is owed and whose last day in time has passed.

    The event is dated the day after the due date, when it truly happened, whatever day this runs. Return how many. It is
    one statement for each due date: of the check-ins themselves nothing is read.
    """
    late = (*lateness_to_record(which), col(CheckIn.due_on) < on)
    fell_due = session.exec(select(col(CheckIn.due_on)).where(*late).order_by(col(CheckIn.due_on)).distinct()).all()
    new = 0
    for due_on in fell_due:
        told = _event_columns(OVERDUE, literal(due_on + timedelta(days=1)), now, item=due_on.isoformat())
        of_day = select(CheckIn.id, *told).where(*late, CheckIn.due_on == due_on).order_by(col(CheckIn.id))
        new += insert_selected(session, CheckInEvent, _EVENT_COLUMNS, of_day)
    if new:
        record_act(session, Done(LATE, "", "", detail=count_in_words(new)), DONDOC, now)
    return new


def count_overdue(session: Session, on: date) -> int:
    """Count the check-ins that still owe an answer and whose last day in time lies before `on`."""
    return session.exec(_OVERDUE, params={"on": on}).one()


_OVERDUE = select(func.count()).where(col(CheckIn.state).in_(CHASED), col(CheckIn.due_on) < bindparam("on"))
