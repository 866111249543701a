"""How an agency answered a line in the periods before: what a plan's rule about habits looks at (`plan.tasks.Habit`)."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

import sqlalchemy
from sqlmodel import col, select

from models.check_ins.looks.next_look import HABIT, Which
from models.check_ins.moves import CHASED
from models.check_ins.standings import REPORTING_STAGES, standings
from models.clock import end_of_day
from models.database import Session
from models.tables.core import CheckIn

_LINE = (CheckIn.province, CheckIn.plan, CheckIn.ref, CheckIn.holder, CheckIn.role, CheckIn.scope)
"""What is the same for all periods of one line of one agency; lateness before a hand-over is its predecessor's."""


MOST_PERIODS = 12
"""How many periods a rule looks at, at most."""


def kept_habits(session: Session, which: Which | None = None) -> set[str]:
    """Return the codes of the plans of which something that is owed (or `which`) keeps a ladder with a rule about habits."""
    return set(session.exec(_KEPT if which is None else _KEPT.where(which)).all())


_KEPT = select(CheckIn.plan).where(col(CheckIn.state).in_(CHASED), col(CheckIn.ladder).contains(HABIT)).distinct()


def lateness_before(
    session: Session, plans: Collection[str], most: int, on: date, which: Which | None = None
) -> dict[int, tuple[bool, ...]]:
    """Return of each check-in of the plans that is owed whether its line was late in the periods before, newest first.

    With `which` only these lines are looked at.

    Looked at are the last `most` that fell due before it opened, as they stand at the end of the day `on`: answered late,
    or not answered at all, is late. What was waived, superseded or left without an owner is not counted.
    """
    rows = sqlalchemy.select(CheckIn.id, CheckIn.opens_on, CheckIn.due_on, CheckIn.state, *_LINE).where(  # type: ignore[call-overload]
        col(CheckIn.plan).in_(list(plans)), col(CheckIn.basis).in_(("cadence", "baseline"))
    )
    if which is not None:
        meant = sqlalchemy.select(*_LINE).where(col(CheckIn.state).in_(CHASED), which)  # type: ignore[call-overload]
        rows = rows.where(sqlalchemy.tuple_(*_LINE).in_(meant))
    lines: dict[tuple[Any, ...], list[tuple[int, date, date, str]]] = defaultdict(list)
    for check_in_id, opens_on, due_on, state, *line in session.execute(rows.order_by(CheckIn.due_on.desc())):  # type: ignore[attr-defined]
        lines[tuple(line)].append((check_in_id, opens_on, due_on, state))
    before = {
        check_in_id: [earlier for earlier, _, fell_due, _ in line if fell_due < opens_on][: 2 * most]
        for line in lines.values()
        for check_in_id, opens_on, _, state in line
        if state in CHASED
    }
    wanted = {earlier for found in before.values() for earlier in found}
    if not wanted:
        return {}
    stood = {one.check_in_id: one.stage for one in standings(session, on, end_of_day(on), check_in_ids=sorted(wanted))}
    counted = {
        number: stage in ("late", "open_overdue") for number, stage in stood.items() if stage in REPORTING_STAGES
    }
    return {
        check_in_id: tuple(counted[earlier] for earlier in found if earlier in counted)[:most]
        for check_in_id, found in before.items()
        if found
    }
