"""Receipts: an agency says that it has a matter and who deals with it, before it answers; nothing else changes by it.

A receipt is a check-in's, for a duty is passed on line by line; one press gives it for as many as the page shows.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from sqlalchemy import Update, bindparam, update
from sqlmodel import col, exists, select

from models.audit.acts import DONDOC, MAX_NAME, Done, Person, guard_person, record_act, record_acts
from models.check_ins.lookup import SETTLED, guard_owed, hold_check_ins
from models.check_ins.moves import CHASED
from models.clock import day_of, end_of_day
from models.database import Session, append_rows
from models.refusal import Faults, RefusedError
from models.tables.answers import Receipt
from models.tables.core import CheckIn, CheckInEvent
from models.text import clean_typed, guard_open_words
from plan.refs import told_ref
from plan.texts.written import format_day

RECEIVE = "receive"
"""The kind of the act in the audit trail."""
MOST_A_DAY = 10
"""How often an agency may say anew of one check-in in a day that it has it, or when it will report."""
MAX_PHONE = 20
"""The longest telephone number, in characters."""
FORGET = "forget-handlers"
"""The kind of what the program does by itself, in the audit trail."""
KEPT_AFTER = timedelta(days=30)
"""How long who dealt with a matter is kept once it is settled (Luật 91/2025/QH15)."""
_PHONE = re.compile(r"\+?[0-9][0-9 .()-]{5,18}")


@dataclass(frozen=True)
class Handler:
    """Who deals with a matter at the agency, '' for who says so, and his telephone, '' where none is given."""

    name: str = ""
    phone: str = ""


def receive(
    session: Session,
    check_in_ids: Collection[int],
    agency: str,
    handler: Handler,
    now: datetime,
    *,
    by: Person,
    province: str,
) -> list[int]:
    """Record that an agency has what it owes and who deals with it; return the check-ins of which that is news.

    The same said twice is kept once. What was answered meanwhile is passed over. Nothing is committed here. Raise
    RefusedError, before anything is written, where nothing of it is the agency's and still owed, and for a name or a
    number that cannot be used.
    """
    handler = guard_handler(handler, by)
    held = hold_owed(session, check_in_ids, agency, province, "báo đã nhận")
    return record_receipts(session, held, handler, now, by=by)


def guard_handler(handler: Handler, by: Person) -> Handler:
    """Return who deals with a matter, cleaned; who says so, where nobody is named. Raise RefusedError for what cannot be kept."""
    faults = Faults()
    faults.check(lambda: guard_person(by))
    name, phone = (" ".join(clean_typed(typed).split()) for typed in (handler.name or by.name, handler.phone))
    if len(name) > MAX_NAME:
        faults.check(lambda: _refuse(f"Họ tên người xử lý dài tối đa {MAX_NAME} ký tự."))
    faults.check(lambda: guard_open_words([name]))
    if phone and not _PHONE.fullmatch(phone):
        faults.check(lambda: _refuse("Số điện thoại chưa đúng; hãy ghi như 0204 3855 123, hoặc để trống."))
    faults.guard()
    return Handler(name, phone)


def _refuse(sentence: str) -> None:
    raise RefusedError(sentence)


def hold_owed(
    session: Session, check_in_ids: Collection[int], agency: str, province: str, what: str
) -> Sequence[CheckIn]:
    """Return those of the check-ins that an agency still owes, held for update; `what` is what it would say of them.

    Raise RefusedError where it holds none of them, or owes none any more.
    """
    held = hold_check_ins(session, check_in_ids, agency, province)
    if not held:
        raise RefusedError("Không có báo cáo nào của cơ quan này được chọn; hãy tải lại trang và làm lại.")
    owed = [one for one in held if one.state in CHASED]
    if not owed:
        guard_owed(held[0], what)
    return owed


def record_receipts(
    session: Session, held: Sequence[CheckIn], handler: Handler, now: datetime, *, by: Person
) -> list[int]:
    """Record receipts of check-ins that the caller holds for update, with a handler as `guard_handler` returns it."""
    ids, on = [one.id for one in held], day_of(now)
    earlier: dict[int, list[Receipt]] = {}
    chosen = select(Receipt).where(col(Receipt.check_in_id).in_(ids))
    for row in session.exec(chosen.order_by(col(Receipt.check_in_id), col(Receipt.number))):
        earlier.setdefault(row.check_in_id, []).append(row)
    fresh = []
    for check_in in held:
        before = earlier.get(check_in.id, [])
        last = before[-1] if before and before[-1].holder == check_in.holder else None
        # Who says it again without a number has the same one.
        if last is not None and last.handler == handler.name and handler.phone in ("", last.phone):
            continue
        guard_day([one.happened_on for one in before].count(on), check_in)
        fresh.append((check_in, len(before) + 1))
    rows = [
        Receipt(
            check_in_id=check_in.id,
            number=number,
            holder=check_in.holder,
            handler=handler.name,
            phone=handler.phone,
            told_by=by.name,
            way=by.way,
            happened_on=on,
            learnt_at=now,
        )
        for check_in, number in fresh
    ]
    append_rows(session, rows)
    detail = "" if handler.name == by.name else f"người xử lý {handler.name}"
    done = [
        Done(RECEIVE, check_in.province, check_in.holder, check_in.id, str(number), detail)
        for check_in, number in fresh
    ]
    record_acts(session, done, by, now)
    return [check_in.id for check_in, _ in fresh]


def guard_day(said: int, check_in: CheckIn) -> None:
    """Raise RefusedError where enough was `said` of a check-in today: each time is kept, and read by who follows up."""
    if said >= MOST_A_DAY:
        raise RefusedError(
            f"Báo cáo {told_ref(check_in.ref)} hạn {format_day(check_in.due_on)} hôm nay đã được ghi {MOST_A_DAY} lần; hãy ghi tiếp "
            "từ ngày mai, nếu gấp thì liên hệ Văn phòng UBND tỉnh.",
            check_in.id,
        )


def standing_receipts(session: Session, check_in_ids: Collection[int] | None = None) -> dict[int, Receipt]:
    """Return the newest receipt of who holds each check-in now (of those named, or of all that still owe an answer)."""
    if check_in_ids is None:
        rows = session.exec(_STANDING.where(col(CheckIn.state).in_(CHASED))).all()
    else:
        rows = session.exec(_STANDING_OF, params={"lines": list(check_in_ids)}).all() if check_in_ids else []
    return {row.check_in_id: row for row in rows}


# Built once, for that takes longer than the database does.
_STANDING = (
    select(Receipt)
    .join(CheckIn, (col(CheckIn.id) == col(Receipt.check_in_id)) & (col(CheckIn.holder) == col(Receipt.holder)))
    .order_by(col(Receipt.check_in_id), col(Receipt.number))
)
_STANDING_OF = _STANDING.where(col(Receipt.check_in_id).in_(bindparam("lines", expanding=True)))


def forget_handlers(session: Session, on: date, now: datetime) -> int:
    """Blank, on a day, who dealt with what was settled longer than `KEPT_AFTER` ago, and his telephone; return of how many.

    What remains tells that the matter was there, when, and who said so.
    """
    forgotten = int(session.execute(_forgetting(), {"since": end_of_day(on - KEPT_AFTER)}).rowcount)  # type: ignore[attr-defined]
    if forgotten:
        record_act(session, Done(FORGET, "", "", detail=f"{forgotten} lần báo đã nhận"), DONDOC, now)
    return forgotten


@cache
def _forgetting() -> Update:
    """Return the statement, made once: making it takes longer than the database does."""
    # Asked of each receipt that names somebody, which are few, and not of all that was ever settled.
    settled = exists().where(
        col(CheckIn.id) == col(Receipt.check_in_id),
        col(CheckIn.state).in_(SETTLED),
        col(CheckInEvent.check_in_id) == col(CheckIn.id),
        col(CheckInEvent.kind) == col(CheckIn.state),
        col(CheckInEvent.learnt_at) <= bindparam("since"),
    )
    blanked = update(Receipt).where(col(Receipt.handler) != "", settled).values(handler="", phone="")
    # Without its values SQLAlchemy would look in vain for what it concerns among what is in memory.
    return blanked.execution_options(synchronize_session="fetch")
