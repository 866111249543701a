"""The rows of a made-up home, put in by statements that the database works out by itself, however many rows there are.

Which agency answered is drawn by the numbers of task and agency and a seed, so that a home of one shape and seed is the
same each time.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    String,
    Table,
    and_,
    case,
    cast,
    func,
    insert,
    join,
    literal,
    or_,
    select,
    true,
)
from sqlmodel import col

from bench.made_up.reckoned import AGENCY, ANSWER, LINE, STAGE, VARIANTS
from models.tables.core import Answer, CheckIn, CheckInEvent, Letter, LetterState, Notice, Outcome, Result, State
from models.tables.decisions import Verdict
from notifications.outbox.due_notices import CHANNEL

SAID = (
    "Đã ban hành kế hoạch triển khai, tổ chức 02 hội nghị quán triệt, rà soát các hệ thống thông tin được giao quản lý; "
    "kết quả cụ thể nêu tại báo cáo gửi kèm."
)
_ROWS: dict[type, Table] = {
    kind: kind.__table__  # type: ignore[union-attr]
    for kind in (Answer, CheckIn, CheckInEvent, Letter, Notice, Verdict)
}


def put_rows(connection: Connection, seed: int) -> None:
    """Put in what the temporary tables tell of: check-ins with their history, answers, verdicts, notices and letters."""
    _put_check_ins(connection, seed)
    if connection.dialect.name == "postgresql":
        # It has not counted them yet, takes the tables for small, and would look through one for each row of another.
        connection.exec_driver_sql("ANALYZE")
    _put_events(connection)
    _put_answers(connection)
    _put_notices(connection)


def _put(connection: Connection, kind: type, columns: dict[str, Any], chosen: Select[Any]) -> None:
    table: Table = _ROWS[kind]
    connection.execute(insert(table).from_select(list(columns), chosen))


def _put_check_ins(connection: Connection, seed: int) -> None:
    drawn = (LINE.c.number * 1009 + AGENCY.c.number * 7919 + seed * 104_729) % 1000
    accepted, answered = LINE.c.accepted, LINE.c.accepted + LINE.c.answered
    state = case(
        (drawn < accepted, str(State.ACCEPTED)),
        (drawn < answered, str(State.ANSWERED)),
        (drawn < answered + LINE.c.waived, str(State.WAIVED)),
        else_=str(State.OPEN),
    )
    columns = {
        **{name: LINE.c[name] for name in ("province", "plan", "ref")},
        "agency": AGENCY.c.code,
        "role": literal("lead"),
        "scope": literal(""),
        "occurrence": LINE.c.occurrence,
        "holder": AGENCY.c.code,
        "basis": literal("cadence"),
        "opens_on": LINE.c.opens_on,
        "opened_on": LINE.c.opens_on,
        "remind_on": LINE.c.remind_on,
        "due_on": LINE.c.due_on,
        "rule": LINE.c.rule,
        "calendar": LINE.c.calendar,
        "state": state,
        "ladder": LINE.c.ladder,
    }
    chosen = (
        select(*columns.values())
        .join_from(LINE, AGENCY, LINE.c.province == AGENCY.c.province)
        .order_by(LINE.c.due_on, LINE.c.plan, LINE.c.number, AGENCY.c.number)
    )
    _put(connection, CheckIn, columns, chosen)


def _put_events(connection: Connection) -> None:
    opened = (col(CheckIn.opened_on), LINE.c.opened_at)
    late, told, judged = (
        (LINE.c.late_on, LINE.c.late_at),
        (ANSWER.c.told_on, ANSWER.c.told_at),
        (ANSWER.c.judged_on, ANSWER.c.judged_at),
    )
    state, item = col(CheckIn.state), cast(col(CheckIn.due_on), String)
    fallen = and_(state == State.OPEN, LINE.c.has_fallen)
    _put_event(connection, "open", literal(""), opened, true(), LINE)
    _put_event(connection, "waived", literal(""), late, state == State.WAIVED, LINE)
    _put_event(connection, "overdue", item, late, fallen, LINE)
    _put_event(connection, "answered", literal("1"), told, state.in_((State.ANSWERED, State.ACCEPTED)), ANSWER)
    _put_event(connection, "accepted", literal("1"), judged, state == State.ACCEPTED, ANSWER)


def _put_event(
    connection: Connection,
    kind: str,
    item: ColumnElement[str],
    days: tuple[Any, Any],
    which: ColumnElement[bool],
    beside: Table,
) -> None:
    columns = {
        "check_in_id": col(CheckIn.id),
        "kind": literal(kind),
        "item": item,
        "happened_on": days[0],
        "learnt_at": days[1],
        "actor": literal("dondoc"),
        "detail": literal(""),
    }
    chosen = select(*columns.values()).join_from(_ROWS[CheckIn], beside, _beside(beside)).where(which)
    _put(connection, CheckInEvent, columns, chosen.order_by(col(CheckIn.id)))


def _put_answers(connection: Connection) -> None:
    number = cast(col(CheckIn.id), BigInteger)
    columns: dict[str, Any] = {
        "check_in_id": col(CheckIn.id),
        "version": literal(1),
        "result": case(
            (number % 11 == 0, str(Result.BLOCKED)),
            (number % 5 == 0, str(Result.DONE)),
            else_=str(Result.IN_PROGRESS),
        ),
        "percent": number % 101,
        "text": literal(SAID),
        "difficulties": case((number % 11 == 0, "Thiếu kinh phí."), else_=""),
        "proposals": case((number % 11 == 0, "Bố trí kinh phí."), else_=""),
        "answered_by": literal("Nguyễn Văn An"),
        "post": literal("Chánh Văn phòng"),
        "way": literal("page"),
        "happened_at": ANSWER.c.told_at,
        "learnt_at": ANSWER.c.told_at,
        "unchanged": literal(False),
        "recorded_by": literal(""),
        "document": literal(""),
        "reason": literal(""),
    }
    of_answer = select(*columns.values()).join_from(_ROWS[CheckIn], ANSWER, _beside(ANSWER))
    told = col(CheckIn.state).in_((State.ANSWERED, State.ACCEPTED))
    _put(connection, Answer, columns, of_answer.where(told).order_by(col(CheckIn.id)))
    columns = {
        "check_in_id": col(CheckIn.id),
        "version": literal(1),
        "kind": literal(str(State.ACCEPTED)),
        "judge": literal("cong-an-tinh"),
        "reason": literal(""),
        "document": literal(""),
        "judged_by": literal("Trần Văn Lâm"),
        "post": literal(""),
        "way": literal("page"),
        "happened_on": ANSWER.c.judged_on,
        "learnt_at": ANSWER.c.judged_at,
    }
    of_verdict = select(*columns.values()).join_from(_ROWS[CheckIn], ANSWER, _beside(ANSWER))
    _put(connection, Verdict, columns, of_verdict.where(col(CheckIn.state) == State.ACCEPTED).order_by(col(CheckIn.id)))


def _put_notices(connection: Connection) -> None:
    """Put in a sent notice for each stage that had come while a check-in was open, and a letter for each day's notices."""
    recipient = case((STAGE.c.above == "", STAGE.c.prefix + col(CheckIn.holder)), else_=STAGE.c.above)
    of_stage = and_(STAGE.c.plan == CheckIn.plan, STAGE.c.ref == CheckIn.ref)
    told = (
        select(recipient.label("recipient"), STAGE.c.purpose, STAGE.c.rung, STAGE.c.stage_on, STAGE.c.at)
        .add_columns(STAGE.c.above, col(CheckIn.id), col(CheckIn.due_on))
        .select_from(join(join(_ROWS[CheckIn], STAGE, of_stage), ANSWER, _beside(ANSWER)))
        .where(or_(col(CheckIn.state) == State.OPEN, STAGE.c.stage_on <= ANSWER.c.told_on))
        .cte("told")
    )
    of_letter: dict[str, Any] = {
        "recipient": told.c.recipient,
        "channel": literal(CHANNEL),
        "written_on": told.c.stage_on,
        "matter": literal(""),
        "address": literal("van-thu@example.invalid"),
        "subject": literal("Nhắc báo cáo"),
        "body": literal(SAID),
        "weekly": func.max(told.c.above) != "",
        "digest": func.max(told.c.above) != "",
        "state": literal(str(LetterState.SENT)),
        "attempts": literal(1),
        "reason": literal(""),
        "written_at": func.max(told.c.at),
        "settled_at": func.max(told.c.at),
        "doubts": literal(0),
    }
    grouped = select(*of_letter.values()).group_by(told.c.recipient, told.c.stage_on)
    _put(connection, Letter, of_letter, grouped.order_by(told.c.stage_on, told.c.recipient))
    of_notice: dict[str, Any] = {
        "recipient": told.c.recipient,
        "channel": literal(CHANNEL),
        "purpose": told.c.purpose,
        "check_in_id": told.c.id,
        "rung": told.c.rung,
        "due_on": told.c.due_on,
        "stage_on": told.c.stage_on,
        "queued_at": told.c.at,
        "letter_id": col(Letter.id),
        "outcome": literal(str(Outcome.SENT)),
        "reason": literal(""),
    }
    its_letter = and_(
        col(Letter.recipient) == told.c.recipient,
        col(Letter.channel) == CHANNEL,
        col(Letter.written_on) == told.c.stage_on,
        col(Letter.matter) == "",
    )
    noted = select(*of_notice.values()).join_from(told, _ROWS[Letter], its_letter)
    _put(connection, Notice, of_notice, noted.order_by(told.c.stage_on, told.c.id))


def _beside(table: Table) -> ColumnElement[bool]:
    """Return which row of a temporary table belongs to a check-in: its task's, and of answers its variant's."""
    of_task = and_(table.c.plan == CheckIn.plan, table.c.ref == CheckIn.ref)
    if table is not ANSWER:
        return of_task
    return and_(of_task, ANSWER.c.variant == cast(col(CheckIn.id), BigInteger) % VARIANTS)
