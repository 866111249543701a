"""Hand-overs of check-ins that are still owed (DESIGN §4): to the heir, into the heir's own, in parts, or to nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, bindparam, update
from sqlmodel import col, func, select

from models.audit.acts import DONDOC, Done, record_act
from models.check_ins.clause import Askings
from models.check_ins.duties import HANDOVER, Change, Duty, change_duty, duty_changes
from models.check_ins.line_key import LineKey
from models.check_ins.looks.next_look import WATCHED, Which
from models.check_ins.moves import CHASED, OVERDUE, StateChange, move_check_in
from models.clock import day_of
from models.database import Session, insert_new
from models.tables.core import CheckIn, CheckInEvent, Notice, Outcome, State, Succession
from models.tables.decisions import Objection, ObjectionKind, Ruling
from plan.inheritance import Inherited, inherit
from plan.library import LoadedPlan
from plan.parties import Party, Transfer

CARRY_OUT = "carry-out"
"""The kind of what the program carries out of the hand-overs that are recorded, in the audit trail."""
HEIR_WORKING_DAYS = 10
"""How long an heir has at least, in working days after the hand-over took effect or was recorded, the later of both."""
HANDED_OVER = "đã bàn giao cho cơ quan khác"
NO_HEIR = "chưa có cơ quan tiếp nhận nhiệm vụ"
WITHDRAWN = "bàn giao không còn trong kế hoạch"


@dataclass(frozen=True)
class Passing:
    """A check-in whose holder no longer has the duty, and who took it over: each heir with its part, or nobody.

    `check_in` is a copy of the row as it was found. `on` is the day the duty left the holder's hands for the last time,
    `act` the document that says so.
    """

    check_in: CheckIn
    heirs: tuple[Party, ...]
    on: date
    act: str


@dataclass
class HandedOver:
    """How many check-ins went to an heir, ended in a check-in of the heir's, were split, or are left without an heir."""

    moved: int = 0
    merged: int = 0
    split: int = 0
    ownerless: int = 0

    def __add__(self, other: "HandedOver") -> "HandedOver":
        """Return both counts together."""
        return HandedOver(
            self.moved + other.moved,
            self.merged + other.merged,
            self.split + other.split,
            self.ownerless + other.ownerless,
        )

    @property
    def words(self) -> str:
        """What was handed over, in one line; '' for nothing."""
        told = (
            (self.moved, "chuyển cho cơ quan tiếp nhận"),
            (self.merged, "gộp vào phiếu của cơ quan tiếp nhận"),
            (self.split, "tách theo phạm vi"),
            (self.ownerless, "chưa có cơ quan tiếp nhận nhiệm vụ"),
        )
        return "; ".join(f"{number} phiếu báo cáo {what}" for number, what in told if number)


def find_passings(session: Session, loaded: LoadedPlan, on: date, which: Which | None = None) -> list[Passing]:
    """Return what the register's moves and the plan's hand-overs up to `on` take from those who hold it, by age.

    Only check-ins that are still owed, or that nobody owns yet, are concerned, of all or of `which`; nothing is changed.
    """
    of_plan = {"province": loaded.plan.province, "plan": loaded.plan.code}
    found = session.exec(_OF_PLAN if which is None else _OF_PLAN.where(which), params=of_plan).all()
    tracing = _Tracing(loaded, Askings(loaded), on)
    concerned = [CheckIn(**one.model_dump()) for one in found if tracing.may_pass_on(one)]
    ids = [one.id for one in concerned]
    passed, assigned = _last_passed(session, ids), _assigned(session, ids)
    passings = (tracing.passing(one, passed.get(one.id), one.id in assigned) for one in concerned)
    return [passing for passing in passings if passing is not None]


_ITS = (col(CheckIn.province) == bindparam("province"), col(CheckIn.plan) == bindparam("plan"))
_OF_PLAN = select(CheckIn).where(*_ITS, col(CheckIn.state).in_(WATCHED)).order_by(col(CheckIn.id))
_OWED = select(CheckIn).where(*_ITS, col(CheckIn.state).in_(CHASED))


def _last_passed(session: Session, check_in_ids: list[int]) -> dict[int, date]:
    """Return the day of the last hand-over of each check-in that had one; for a part of a split, the day of the split."""
    found: dict[int, date] = {}
    if not check_in_ids:
        return found
    for successor, happened_on in session.exec(_PARTS, params={"ids": check_in_ids}):
        found[successor] = max(happened_on, found.get(successor, date.min))
    for check_in_id, changes in duty_changes(session, check_in_ids).items():
        days = [change.happened_on for change in changes if change.kind == HANDOVER]
        if days:
            found[check_in_id] = max(*days, found.get(check_in_id, date.min), date.min)
    return found


def _assigned(session: Session, check_in_ids: list[int]) -> frozenset[int]:
    """Return which check-ins the office gave to another agency, upholding that they were not their holder's."""
    return frozenset(session.exec(_ASSIGNED, params={"ids": check_in_ids}).all()) if check_in_ids else frozenset()


_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_PARTS = select(col(Succession.successor_id), col(Succession.happened_on)).where(col(Succession.successor_id).in_(_IDS))
_ASSIGNED = select(col(Objection.check_in_id)).where(
    col(Objection.check_in_id).in_(_IDS),
    col(Objection.kind) == ObjectionKind.NOT_OURS,
    col(Objection.ruling) == Ruling.GRANTED,
)


@dataclass(frozen=True)
class _Tracing:
    """What a plan's moves up to a day do to check-ins."""

    loaded: LoadedPlan
    askings: Askings
    on: date

    def may_pass_on(self, check_in: CheckIn) -> bool:
        """Tell whether the holder of a check-in no longer has its duty; of an ownerless one, whether somebody may have."""
        if check_in.state == State.OWNERLESS:
            parties = {Party(agency, check_in.scope) for agency in (check_in.holder, check_in.agency)}
            giving = (move for move in self._moves() if move.heirs and move.on <= self.on)
            return any(move.covers(party, check_in.ref) for move in giving for party in parties)
        return not self._has_duty(check_in)

    def _has_duty(self, check_in: CheckIn) -> bool:
        if check_in.ref not in self.loaded.plan.tasks or check_in.basis not in ("cadence", "baseline", HANDOVER):
            return self._exists(check_in.holder)
        return self._is_asked(check_in, check_in.holder, self.on)

    def passing(self, check_in: CheckIn, passed: date | None, assigned: bool) -> Passing | None:
        """Return what becomes of a check-in whose holder no longer has the duty; None where it stays as it is.

        `passed` is the day of its last hand-over. Where no later move took it from the holder, an earlier hand-over was
        put right or withdrawn meanwhile: then all of them are followed once more from whom it was opened for. What the
        office itself `assigned` stays where it was put, whomever the plan asks, until a later move.
        """
        parts = self._inherited(check_in, check_in.holder, passed or self._asked_since(check_in, check_in.holder))
        if not parts and check_in.holder != check_in.agency and not assigned:
            parts = self._inherited(check_in, check_in.agency, self._asked_since(check_in, check_in.agency))
            if not parts and self._is_asked(check_in, check_in.agency, self.on):
                parts = (Inherited(Party(check_in.agency, check_in.scope), self.on, WITHDRAWN),)
        heirs = tuple(dict.fromkeys(part.party for part in parts if not part.lost and self._exists(part.party.code)))
        last = max(parts, key=lambda part: part.on, default=None)
        if last is not None and heirs:
            return Passing(check_in, heirs, last.on, last.act)
        if check_in.state == State.OWNERLESS or (last is None and self._exists(check_in.holder)):
            return None
        left_on, act = (last.on, last.act) if last is not None else self._end_of(check_in.holder)
        return Passing(check_in, (), left_on, act)

    def _moves(self) -> tuple[Transfer, ...]:
        """Return the register's reorganisations, then the plan's hand-overs, which win over them on the same day."""
        return (*self.loaded.register.moves, *self.loaded.plan.handovers)

    def _inherited(self, check_in: CheckIn, agency: str, after: date) -> tuple[Inherited, ...]:
        return inherit(Party(agency, check_in.scope), check_in.ref, self._moves(), after, self.on)

    def _asked_since(self, check_in: CheckIn, agency: str) -> date:
        """Return the day after which moves count: the opening, or the eve of a move that was not known then."""
        if self._is_asked(check_in, agency, check_in.opens_on):
            return check_in.opens_on
        party = Party(agency, check_in.scope)
        earlier = (
            move.on for move in self._moves() if move.on <= check_in.opens_on and move.covers(party, check_in.ref)
        )
        last = max(earlier, default=None)
        return check_in.opens_on if last is None else last - timedelta(days=1)

    def _is_asked(self, check_in: CheckIn, agency: str, on: date) -> bool:
        places = self.askings.places(check_in, on)
        return any((agency, check_in.role, scope) in places for scope in {check_in.scope, ""})

    def _exists(self, code: str) -> bool:
        agency = self.loaded.register.agencies.get(code)
        return agency is not None and agency.exists_on(self.on)

    def _end_of(self, holder: str) -> tuple[date, str]:
        """Return from when a holder is no more, and by which document as far as it is known."""
        agency, group = self.loaded.register.agencies.get(holder), self.loaded.register.groups.get(holder)
        if agency is not None and agency.valid_to is not None:
            return min(agency.valid_to + timedelta(days=1), self.on), ""
        if group is not None and group.ended is not None:
            return min(group.ended, self.on), group.ended_by
        return self.on, ""


def hand_over(session: Session, loaded: LoadedPlan, on: date, now: datetime, which: Which | None = None) -> HandedOver:
    """Hand over every check-in (or `which`) whose holder no longer has the duty; doing it twice changes nothing more.

    The heir has it with the later of its date and `HEIR_WORKING_DAYS` working days after the hand-over took effect or,
    if later, `on`; the date before stays in `DutyChange`. Where the heir owes that same line already, the old check-in
    is superseded by the heir's. Heirs of parts get a check-in each. Without an heir it is ownerless. Notices about it
    that nobody was sent are skipped. Nothing is committed here.
    """
    passings = find_passings(session, loaded, on, which)
    if not passings:
        return HandedOver()
    act = _HandingOver(session, loaded, on, now, _owed(session, loaded, passings), HandedOver())
    for passing in passings:
        act.carry_out(passing)
    if detail := act.done.words:
        record_act(
            session, Done(CARRY_OUT, loaded.plan.province, "", item=loaded.plan.code, detail=detail), DONDOC, now
        )
    return act.done


def assign(session: Session, loaded: LoadedPlan, passing: Passing, now: datetime, actor: str) -> HandedOver:
    """Hand over one check-in that is still owed as the office decided, by the rules of `hand_over`; nothing is committed.

    `passing` names the one heir, and the day and document of the decision; `actor` is who recorded it.
    """
    act = _HandingOver(session, loaded, day_of(now), now, _owed(session, loaded, [passing]), HandedOver(), actor)
    act.carry_out(passing)
    return act.done


def _owed(session: Session, loaded: LoadedPlan, passings: Sequence[Passing]) -> dict[LineKey, int]:
    """Return which check-in of a line each agency owes, without those that are passing."""
    going = {passing.check_in.id for passing in passings}
    owed: dict[LineKey, int] = {}
    for check_in in session.exec(_OWED, params={"province": loaded.plan.province, "plan": loaded.plan.code}):
        if check_in.id not in going:
            owed[LineKey.held(check_in)] = check_in.id
    return owed


@dataclass(frozen=True)
class _HandingOver:
    """One run over all passings of a plan; `owed` tells which check-in of a line each agency owes by now."""

    session: Session
    loaded: LoadedPlan
    on: date
    now: datetime
    owed: dict[LineKey, int]
    done: HandedOver
    actor: str = "dondoc"

    def carry_out(self, passing: Passing) -> None:
        check_in = passing.check_in
        same = [heir for heir in passing.heirs if heir.scope == check_in.scope]
        if not passing.heirs:
            self.done.ownerless += self._leave_ownerless(passing)
        elif len(passing.heirs) > 1 or not same:
            self.done.split += self._split(passing)
        elif (own := self.owed.get(LineKey.held(check_in, same[0]))) is not None:
            self.done.merged += self._supersede(passing, [own])
        else:
            self.done.moved += self._give_to(same[0], passing)

    def _give_to(self, heir: Party, passing: Passing) -> bool:
        check_in = passing.check_in
        if check_in.state == State.OWNERLESS and not self._move(passing, State.OPEN):
            return False
        remind_on, due_on = self._dates(passing)
        change = Change(HANDOVER, passing.act, passing.on, self.now, self.actor)
        if not change_duty(self.session, check_in, Duty(heir.code, remind_on, due_on), change):
            return False
        self._settle_what_was(passing)
        self.owed[LineKey.held(check_in, heir)] = check_in.id
        return True

    def _split(self, passing: Passing) -> bool:
        return self._supersede(passing, [self._part(heir, passing) for heir in passing.heirs])

    def _part(self, heir: Party, passing: Passing) -> int:
        """Return the check-in of an heir's part: the one it owes already, the one there was, or a new one."""
        check_in = passing.check_in
        line = LineKey.held(check_in, heir)
        if line in self.owed:
            return self.owed[line]
        remind_on, due_on = self._dates(passing)
        row = check_in.model_dump(exclude={"id", "next_on"}) | {
            "agency": heir.code,
            "holder": heir.code,
            "scope": heir.scope,
            "basis": HANDOVER,
            "opened_on": max(passing.on, check_in.opened_on),
            "remind_on": remind_on,
            "due_on": due_on,
            "state": State.OPEN,
        }
        new = insert_new(self.session, CheckIn, [row])
        part = self.session.exec(
            select(CheckIn.id).where(*(col(getattr(CheckIn, name)) == row[name] for name in LineKey._fields))
        ).one()
        if new:
            self._add_event(part, State.OPEN, "", row["opened_on"], passing.act)
        self.owed[line] = part
        return part

    def _supersede(self, passing: Passing, successors: list[int]) -> bool:
        if not self._move(passing, State.SUPERSEDED):
            return False
        rows = [
            {
                "check_in_id": passing.check_in.id,
                "successor_id": successor,
                "happened_on": passing.on,
                "learnt_at": self.now,
                "act": passing.act,
            }
            for successor in successors
        ]
        insert_new(self.session, Succession, rows)
        self._settle_what_was(passing)
        return True

    def _leave_ownerless(self, passing: Passing) -> bool:
        left = self._move(passing, State.OWNERLESS)
        if left:
            self._settle_what_was(passing)
        return left

    def _move(self, passing: Passing, to: State) -> bool:
        detail = passing.act or (NO_HEIR if to == State.OWNERLESS else "")
        item = f"{HANDOVER} {passing.on.isoformat()}"
        move = StateChange(to, item, passing.on, self.now, self.actor, detail)
        return move_check_in(self.session, passing.check_in.id, move)

    def _dates(self, passing: Passing) -> tuple[date, date]:
        """Return the heir's last working day in time and last day in time."""
        check_in, calendar = passing.check_in, self.loaded.calendar
        earliest = calendar.add_working_days(max(passing.on, self.on), HEIR_WORKING_DAYS)
        if check_in.due_on >= earliest:
            return check_in.remind_on, check_in.due_on
        return earliest, earliest

    def _settle_what_was(self, passing: Passing) -> None:
        """Date the lateness that was the predecessor's, and skip the notices that were for it."""
        check_in = passing.check_in
        if check_in.state != State.OWNERLESS and check_in.due_on < passing.on:
            late_on = check_in.due_on + timedelta(days=1)
            self._add_event(check_in.id, OVERDUE, check_in.due_on.isoformat(), late_on, "")
        self.session.execute(
            update(Notice)
            .where(col(Notice.check_in_id) == check_in.id, col(Notice.outcome) == Outcome.QUEUED)
            .values(outcome=Outcome.SKIPPED, reason=HANDED_OVER)
        )

    def _add_event(self, check_in_id: int, kind: str, item: str, happened_on: date, detail: str) -> None:
        row = {
            "check_in_id": check_in_id,
            "kind": str(kind),
            "item": item,
            "happened_on": happened_on,
            "learnt_at": self.now,
            "actor": "dondoc",
            "detail": detail,
        }
        insert_new(self.session, CheckInEvent, [row])


def ownerless_check_ins(session: Session) -> list[CheckIn]:
    """Return what nobody owns, by due date: it rests on the office's desk until that decides."""
    return list(session.exec(_WITHOUT_OWNER).all())


_WITHOUT_OWNER = (
    select(CheckIn).where(col(CheckIn.state) == State.OWNERLESS).order_by(col(CheckIn.due_on), col(CheckIn.id))
)


def ownerless_by_province(session: Session) -> dict[str, int]:
    """Count what nobody owns in each province that has any."""
    counted = select(CheckIn.province, func.count()).where(CheckIn.state == State.OWNERLESS)
    return dict(session.exec(counted.group_by(CheckIn.province)).all())


def count_ownerless(session: Session) -> int:
    """Count what nobody owns."""
    return session.exec(_OWNERLESS).one()


_OWNERLESS = select(func.count()).where(col(CheckIn.state) == State.OWNERLESS)
