"""Trials of two ways to chase: agencies are drawn by lot as they reach the rung that is tried, and the draw is kept."""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlmodel import col, select

from models.audit.acts import DONDOC, Done, record_act
from models.check_ins.looks.next_look import Which, look_at_holders
from models.database import Session, insert_new
from models.outbox.notices import Chased, chased_check_ins
from models.tables.trials import TrialDraw
from plan.library import LoadedPlan
from plan.trials.trial import ARMS, Trial, draw

DRAW = "draw-trial"
"""The kind of this act in the audit trail: the program draws by itself, as the plan says."""
Draws = dict[tuple[str, str, str, str], int]
"""To which way each agency was drawn, by province, plan, trial and agency."""
_INCIDENT = "incident"
"""The basis of what has a ladder of its own."""


def draw_trials(
    session: Session, plans: Iterable[LoadedPlan], on: date, now: datetime, which: Which | None = None
) -> int:
    """Draw each agency that has by `on` reached the rung which a plan tries, once and for good; return how many.

    Looked at is all that is owed, or `which`. What else a drawn agency owes by that plan is looked at with it.

    What it owes past its date then is kept with the draw. The provincial office, whom nobody chases, is not drawn. The
    session holds the home alone; nothing is committed here.
    """
    tried = {loaded.plan.code: loaded for loaded in plans if loaded.plan.trial is not None}
    if not tried:
        return 0
    reached: dict[tuple[str, str], list[int]] = defaultdict(list)
    for one in chased_check_ins(session, which):
        loaded = tried.get(one.plan)
        if loaded is not None and _is_tried(loaded, one, on):
            reached[one.plan, one.holder].append(one.id)
    drawn = 0
    for code, loaded in tried.items():
        agencies = {holder: lines for (plan, holder), lines in reached.items() if plan == code}
        trial = loaded.plan.trial
        if trial is not None and agencies:
            drawn += _draw_for(session, loaded, trial, agencies, (on, now))
    return drawn


def _is_tried(loaded: LoadedPlan, one: Chased, on: date) -> bool:
    trial, register = loaded.plan.trial, loaded.register
    if trial is None or one.basis == _INCIDENT or one.holder == register.office or not trial.covers(one.due_on):
        return False
    return loaded.calendar.add_working_days(one.due_on, trial.drawn_after) <= on


def _draw_for(
    session: Session, loaded: LoadedPlan, trial: Trial, agencies: dict[str, list[int]], when: tuple[date, datetime]
) -> int:
    plan, (on, now) = loaded.plan, when
    seed = f"{plan.province}/{plan.code}/{trial.code}"
    known = {
        agency: arm
        for (province, code, name, agency), arm in draws(session).items()
        if (province, code, name) == (plan.province, plan.code, trial.code)
    }
    arms = draw(seed, agencies, known)
    rows: list[dict[str, Any]] = [
        {
            "province": plan.province,
            "plan": plan.code,
            "trial": trial.code,
            "agency": agency,
            "arm": arm,
            "seed": seed,
            "lines": json.dumps(sorted(agencies[agency])),
            "drawn_on": on,
            "drawn_at": now,
        }
        for agency, arm in arms.items()
    ]
    look_at_holders(session, plan.province, plan.code, list(arms))
    for agency, arm in arms.items():
        item = f"{plan.code} {trial.code} {ARMS[arm]}"
        record_act(session, Done(DRAW, plan.province, agency, item=item, detail=trial.names[arm]), DONDOC, now)
    return insert_new(session, TrialDraw, rows)


def draws(session: Session) -> Draws:
    """Return every draw of the home."""
    found = session.exec(select(TrialDraw))
    return {(one.province, one.plan, one.trial, one.agency): one.arm for one in found}


def draws_of(session: Session, plan: str, trial: str) -> list[TrialDraw]:
    """Return the draws of one trial of a plan, in the order in which they were made."""
    own = select(TrialDraw).where(TrialDraw.plan == plan, TrialDraw.trial == trial)
    return list(session.exec(own.order_by(col(TrialDraw.id))))
