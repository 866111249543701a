"""The baseline of a home that told nobody: its date runs from the day on which the home begins to send letters."""

from datetime import date, datetime

from sqlmodel import col, exists, select

from models.audit.acts import DONDOC, Done, record_act
from models.check_ins.duties import GOING_LIVE, Change, Duty, change_duty
from models.check_ins.opening import BASELINE_WORKING_DAYS, count_in_words
from models.database import Session
from models.tables.core import CheckIn, Notice, Outcome, State
from plan.library import LoadedPlan
from plan.texts.written import format_day

RENEW = "renew-baseline"
"""The kind of this, which the program does by itself, in the audit trail."""


def renew_baseline(session: Session, loaded: LoadedPlan, on: date, now: datetime) -> int:
    """Give what the adoption of a plan asked, and nobody heard of, the date it would have if it were asked on `on`.

    Adoption gives its baseline days to be answered in (DESIGN, law 12); while letters were held, no agency had them.
    Return how many were moved. Dates that the document or the office's rhythm set stay as they are.
    """
    due_on = loaded.calendar.add_working_days(on, BASELINE_WORKING_DAYS)
    unheard = session.exec(
        select(CheckIn)
        .where(
            CheckIn.province == loaded.plan.province,
            CheckIn.plan == loaded.plan.code,
            CheckIn.basis == "baseline",
            CheckIn.state == State.OPEN,
            CheckIn.due_on < due_on,
            ~exists().where(col(Notice.check_in_id) == col(CheckIn.id), col(Notice.outcome) == Outcome.SENT),
        )
        .order_by(col(CheckIn.id))
    ).all()
    change = Change(GOING_LIVE, "bắt đầu gửi thư", on, now)
    found = [CheckIn(**one.model_dump()) for one in unheard]
    moved = sum(change_duty(session, one, Duty(one.holder, due_on, due_on), change) for one in found)
    if moved:
        detail = f"{count_in_words(moved)}, hạn mới {format_day(due_on)}"
        record_act(session, Done(RENEW, loaded.plan.province, "", item=loaded.plan.code, detail=detail), DONDOC, now)
    return moved
