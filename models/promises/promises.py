"""Promises: the day on which an agency says it will report. It moves no date; the reminder goes by it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam
from sqlmodel import col, func, select

from models.audit.acts import Done, Person, record_acts
from models.check_ins.looks.next_look import Which, look_again
from models.check_ins.lookup import name_check_in, plan_of
from models.check_ins.moves import CHASED
from models.clock import day_of
from models.database import Session, append_rows
from models.promises.receipts import Handler, guard_day, guard_handler, hold_owed, record_receipts, standing_receipts
from models.refusal import Faults, RefusedError
from models.tables.answers import Promise
from models.tables.core import CheckIn, DutyChange
from plan.calendar import WorkCalendar
from plan.library import LoadedPlan
from plan.texts.written import format_day

PROMISE = "promise"
"""The kind of the act in the audit trail, and the purpose of the reminder that goes by it."""
LONGEST_WHEN_LATE = 10
"""For how many working days from today on a day may be promised for what is overdue: short windows are answered earlier."""
INCIDENT = "incident"
"""The basis of check-ins whose clocks run in hours: no day is promised for them."""


def latest_promise(due_on: date, on: date, calendar: WorkCalendar) -> date:
    """Return the last day that may be promised on a day: the last day in time, of what is overdue the near future."""
    return due_on if due_on >= on else calendar.add_working_days(on, LONGEST_WHEN_LATE)


def promise_days(due_on: date, on: date, calendar: WorkCalendar, most: int) -> tuple[date, ...]:
    """Return the days that may be promised on a day, the first `most` of them: working days from today on."""
    found, day, latest = list[date](), on, latest_promise(due_on, on, calendar)
    while day <= latest and len(found) < most:
        if calendar.is_working_day(day):
            found.append(day)
        day += timedelta(days=1)
    return tuple(found)


def guard_promised(day: date | None, due_on: date, on: date, calendar: WorkCalendar) -> date:
    """Return the day that is promised. Raise RefusedError, with a day that can be, for none, past, too late or not worked.

    A day that is not worked is not moved: when it will report the agency says itself.
    """
    if day is None:
        raise RefusedError("Hãy cho biết ngày nào cơ quan sẽ gửi báo cáo, dạng ngày/tháng/năm, ví dụ 05/6/2023.")
    latest = latest_promise(due_on, on, calendar)
    if day < on:
        raise RefusedError(f"Ngày hẹn {format_day(day)} đã qua; hãy hẹn từ hôm nay trở đi.")
    if day > latest and due_on >= on:
        raise RefusedError(
            f"Ngày hẹn {format_day(day)} sau hạn {format_day(due_on)}; hãy hẹn không muộn hơn hạn, cần thêm thời gian thì "
            "đề nghị gia hạn."
        )
    if day > latest:
        raise RefusedError(
            f"Báo cáo đã quá hạn nên chỉ hẹn được trong {LONGEST_WHEN_LATE} ngày làm việc tới, chậm nhất ngày "
            f"{format_day(latest)}; ngày hẹn {format_day(day)} quá xa."
        )
    if not calendar.is_working_day(day):
        near = (calendar.last_working_day(day), calendar.next_working_day(day))
        others = [format_day(one) for one in near if on <= one <= latest]
        way_out = f"hãy hẹn ngày làm việc, ví dụ {' hoặc '.join(others)}" if others else "hãy gửi báo cáo ngay hôm nay"
        raise RefusedError(f"Ngày hẹn {format_day(day)} là ngày nghỉ; {way_out}.")
    return day


def promise(
    session: Session,
    plans: Mapping[str, LoadedPlan],
    days: Mapping[int, date | None],
    agency: str,
    handler: Handler | None,
    now: datetime,
    *,
    by: Person,
    province: str,
) -> list[int]:
    """Record on which day an agency says it will report, by check-in, all or none; return those of which that is news.

    Who promises has the matter: where nobody said so yet, or somebody is named anew, a receipt is recorded with it; not
    where the office itself wrote down what it heard (`handler` None), for it does not know who deals with it. A day that is promised already is kept once. What was answered meanwhile is passed over. Nothing is committed here. Raise RefusedError, before anything is written, for
    what is not the agency's or not owed any more, and for a day that cannot be promised (`guard_promised`).
    """
    is_named, whom = bool(handler and (handler.name or handler.phone)), guard_handler(handler or Handler(), by)
    held, on, faults = hold_owed(session, days, agency, province, "hẹn ngày"), day_of(now), Faults()
    promised = {}
    for check_in in held:
        promised[check_in.id] = faults.take(lambda one=check_in: _guarded(one, plans, days[one.id], on), on)  # type: ignore[misc]  # the loop's own
    faults.guard()
    ids = [one.id for one in held]
    earlier, standing, changes = _all_of(session, ids), standing_promises(session, ids), _changes(session, ids)
    fresh = []
    for check_in in held:
        there = standing.get(check_in.id)
        if there is not None and there.promised_on == promised[check_in.id]:
            continue
        before = earlier.get(check_in.id, [])
        guard_day([one.happened_on for one in before].count(on), check_in)
        fresh.append((check_in, len(before) + 1))
    rows = [
        Promise(
            check_in_id=check_in.id,
            number=number,
            holder=check_in.holder,
            promised_on=promised[check_in.id],
            due_on=check_in.due_on,
            change=changes.get(check_in.id, 0),
            told_by=by.name,
            post=by.post,
            way=by.way,
            happened_on=on,
            learnt_at=now,
        )
        for check_in, number in fresh
    ]
    if handler is not None:
        received = standing_receipts(session, ids)
        record_receipts(session, [one for one in held if is_named or one.id not in received], whom, now, by=by)
    append_rows(session, rows)
    look_again(session, [one.check_in_id for one in rows])
    done = [
        Done(PROMISE, province, agency, check_in.id, str(number), format_day(promised[check_in.id]))
        for check_in, number in fresh
    ]
    record_acts(session, done, by, now)
    return [check_in.id for check_in, _ in fresh]


def guard_may_promise(check_in: CheckIn, plans: Mapping[str, LoadedPlan]) -> LoadedPlan:
    """Return the plan by whose calendar a day is promised. Raise RefusedError for what runs in hours, or has no plan."""
    if check_in.basis == INCIDENT:
        raise RefusedError(
            f"Báo cáo {name_check_in(check_in)}, tính thời hạn theo giờ nên không hẹn ngày; hãy gửi báo cáo ngay.",
            check_in.id,
        )
    return plan_of(check_in, plans)


def _guarded(check_in: CheckIn, plans: Mapping[str, LoadedPlan], day: date | None, on: date) -> date:
    loaded = guard_may_promise(check_in, plans)
    return guard_promised(day, check_in.due_on, on, loaded.calendar)


def _all_of(session: Session, ids: Sequence[int]) -> dict[int, list[Promise]]:
    found: dict[int, list[Promise]] = {}
    chosen = select(Promise).where(col(Promise.check_in_id).in_(ids))
    for row in session.exec(chosen.order_by(col(Promise.check_in_id), col(Promise.number))):
        found.setdefault(row.check_in_id, []).append(row)
    return found


def _changes(session: Session, ids: Sequence[int]) -> dict[int, int]:
    newest = select(DutyChange.check_in_id, func.max(DutyChange.number)).where(col(DutyChange.check_in_id).in_(ids))
    return dict(session.exec(newest.group_by(col(DutyChange.check_in_id))).all())


def standing_promises(
    session: Session, check_in_ids: Collection[int] | None = None, which: Which | None = None
) -> dict[int, Promise]:
    """Return the promise that stands for each check-in that still owes an answer (of those named, of `which`, or of all).

    It is the newest one of the duty as it is now: a hand-over, a return, an extension, a moved date end it. One whose day
    is past stands too, until another is given.
    """
    if check_in_ids is not None and not check_in_ids:
        return {}
    chosen = _STANDING if check_in_ids is None else _STANDING_OF
    named = {} if check_in_ids is None else {"lines": list(check_in_ids)}
    rows = session.exec(chosen if which is None else chosen.where(which), params=named)
    return {row.check_in_id: row for row in rows}


_LAST = select(func.max(DutyChange.number)).where(col(DutyChange.check_in_id) == col(Promise.check_in_id))
# Built once, for that takes longer than the database does.
_STANDING = (
    select(Promise)
    .join(CheckIn, col(CheckIn.id) == col(Promise.check_in_id))
    .where(col(CheckIn.state).in_(CHASED))
    .where(col(Promise.change) == func.coalesce(_LAST.correlate(Promise).scalar_subquery(), 0))
    .order_by(col(Promise.check_in_id), col(Promise.number))
)
_STANDING_OF = _STANDING.where(col(Promise.check_in_id).in_(bindparam("lines", expanding=True)))
