"""The shipped plan of Bắc Giang lived through some years by lot: what history is made of where the plan's own text counts."""

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Table, update
from sqlmodel import select

from flows.acts.open_home import OpenHome
from models.check_ins.adoption import take_on_plan
from models.check_ins.opening import open_check_ins
from models.clock import ROUND_AT, moment_on
from models.database import Session, append_rows
from models.tables.core import Answer, CheckIn, CheckInEvent, Result, State
from models.tables.decisions import Verdict
from plan.library import LoadedPlan

STEP = timedelta(days=61)
"""How far the days lie apart on which what is due opens, and two thirds of it are answered."""


def live(office: OpenHome, loaded: LoadedPlan, first: date, last: date, seed: int = 12) -> None:
    """Live with a plan from a day to another one."""
    lot, day = random.Random(seed), first  # noqa: S311  no secret
    while day < last:
        at = moment_on(day, ROUND_AT)
        with office.database.write() as session:
            take_on_plan(session, loaded, day, at)
            open_check_ins(session, loaded, day, at)
        with office.database.write() as session:
            answer_by_lot(session, day, day + STEP - timedelta(days=1), lot)
        day += STEP


def answer_by_lot(session: Session, first: date, last: date, lot: random.Random) -> None:
    """Answer two thirds of what is open between two days, a third of that accepted and a tenth returned, by plain rows."""
    answers: list[Answer] = []
    events: list[CheckInEvent] = []
    verdicts: list[Verdict] = []
    states: dict[State, list[int]] = {}
    for check_in in session.exec(select(CheckIn).where(CheckIn.state == State.OPEN)).all():
        if lot.random() < 1 / 3:
            continue
        at = moment_on(first, ROUND_AT) + timedelta(days=lot.randrange((last - first).days - 2), hours=lot.randrange(9))
        answers.append(_answer(check_in.id, lot.choice(list(Result)), lot.randrange(101), at))
        events.append(_event(check_in.id, State.ANSWERED, at))
        drawn = lot.random()
        state = State.ACCEPTED if drawn < 1 / 3 else State.RETURNED if drawn < 0.4 else State.ANSWERED
        if state != State.ANSWERED:
            judged = at + timedelta(days=1)
            events.append(_event(check_in.id, state, judged))
            verdicts.append(_verdict(check_in.id, state, judged))
        states.setdefault(state, []).append(check_in.id)
    for rows in (answers, events, verdicts):
        append_rows(session, rows)
    for state, numbers in states.items():
        _set_state(session, numbers, state)


def _set_state(session: Session, numbers: Sequence[int], state: State) -> None:
    table: Table = CheckIn.__table__  # type: ignore[attr-defined]
    for start in range(0, len(numbers), 5_000):
        session.execute(update(table).where(table.c.id.in_(numbers[start : start + 5_000])).values(state=state))


def _answer(check_in_id: int, result: Result, percent: int, at: datetime) -> Answer:
    stuck = result == Result.BLOCKED
    return Answer(
        check_in_id=check_in_id,
        version=1,
        result=result,
        percent=percent,
        text="Đã ban hành kế hoạch, tổ chức 02 hội nghị, rà soát các hệ thống thông tin được giao.",
        difficulties="Thiếu kinh phí." if stuck else "",
        proposals="Bố trí kinh phí." if stuck else "",
        answered_by="Nguyễn Văn An",
        post="Chánh Văn phòng",
        way="page",
        happened_at=at,
        learnt_at=at,
    )


def _verdict(check_in_id: int, state: State, at: datetime) -> Verdict:
    returned = state == State.RETURNED
    return Verdict(
        check_in_id=check_in_id,
        version=1,
        kind=state,
        judge="cong-an-tinh",
        reason="Chưa có số liệu." if returned else "",
        due_on=at.date() + timedelta(days=5) if returned else None,
        document="",
        judged_by="Trần Văn Lâm",
        post="",
        way="page",
        happened_on=at.date(),
        learnt_at=at,
    )


def _event(check_in_id: int, kind: State, at: datetime) -> CheckInEvent:
    return CheckInEvent(
        check_in_id=check_in_id,
        kind=kind,
        item="1",
        happened_on=at.date(),
        learnt_at=at,
        actor="cong-an-tinh",
        detail="",
    )
