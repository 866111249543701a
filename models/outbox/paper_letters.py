"""Dunning letters on paper: what was printed for an agency, under which number the office sent it, and what went before."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy
from sqlalchemy import update
from sqlmodel import col, func, select

from models.audit.acts import Done, Person, guard_person, record_act
from models.clock import day_of
from models.database import Session, append_rows
from models.decisions.deciders import guard_office
from models.refusal import RefusedError, UnknownNameError
from models.tables.core import Letter, Notice, Outcome
from models.tables.paper import PaperLetter, PaperLine
from models.text import one_line
from plan.library import LoadedPlan
from plan.texts.written import format_day

PRINT_LETTER, SEND_LETTER = "print-letter", "send-letter"
"""The kinds of these acts in the audit trail."""
_ROWS_AT_ONCE = 10_000
"""How many keys one statement names: databases count them."""


@dataclass(frozen=True)
class PaperItem:
    """A check-in that a letter is to name: the rung of the ladder that it stands on, and by when it was due."""

    check_in_id: int
    rung: int
    due_on: date


@dataclass(frozen=True)
class Reminded:
    """How often an agency was reminded of a check-in by mail, and when last; days on which several letters left count once."""

    times: int
    last_on: date


def keep_printed(
    session: Session,
    province: str,
    agency: str,
    items: Sequence[PaperItem],
    answer_by: date,
    now: datetime,
    *,
    by: Person,
) -> PaperLetter:
    """Keep that a letter about check-ins was printed for an agency, and return its row.

    The same letter printed once more on one day, and not recorded as sent, is the same row; each printing is an act, for
    the file opens the agency's page. The session holds the home alone (`write_alone`); nothing is committed here. Raise
    RefusedError where nobody is named.
    """
    guard_person(by)
    last = _last_of(session, province, agency)
    same = last is not None and not last.symbol and (last.printed_on, last.answer_by) == (day_of(now), answer_by)
    if last is None or not same or _items_of(session, last.id) != set(items):
        number = 1 if last is None else last.number + 1
        printed = PaperLetter(
            province=province,
            agency=agency,
            number=number,
            printed_on=day_of(now),
            answer_by=answer_by,
            printed_at=now,
            printed_by=by.name,
        )
        session.add(printed)
        session.flush()
        append_rows(
            session,
            [
                PaperLine(paper_letter_id=printed.id, check_in_id=one.check_in_id, rung=one.rung, due_on=one.due_on)
                for one in items
            ],
        )
        last = printed
    detail = f"{len(items)} báo cáo quá hạn, hạn gửi báo cáo {format_day(answer_by)}"
    record_act(session, Done(PRINT_LETTER, province, agency, item=str(last.number), detail=detail), by, now)
    return last


def record_sent(
    session: Session,
    plans: Mapping[str, LoadedPlan],
    letter_id: int,
    symbol: str,
    sent_on: date,
    office: str,
    now: datetime,
    *,
    by: Person,
) -> PaperLetter:
    """Record under which number and on which day a printed letter was sent, and return it.

    `office` is the agency that sent it: the provincial office alone does. Nothing is committed here. Raise
    UnknownNameError for a letter that was not printed, RefusedError, before anything is written, for one that is recorded
    as sent already, and for a day before it was printed or after today.
    """
    printed = session.get(PaperLetter, letter_id)
    if printed is None:
        raise UnknownNameError("Chưa in công văn này; hãy in bằng «dondoc letters» rồi ghi số.")
    guard_office(plans, printed.province, office)
    guard_person(by)
    symbol = one_line(symbol, "Số công văn")
    if not printed.printed_on <= sent_on <= day_of(now):
        raise RefusedError(
            f"Ngày gửi {format_day(sent_on)} phải từ ngày in công văn ({format_day(printed.printed_on)}) đến hôm nay; hãy sửa lại ngày."
        )
    written = {"symbol": symbol, "sent_on": sent_on, "sent_by": by.name, "recorded_at": now}
    free = update(PaperLetter).where(col(PaperLetter.id) == letter_id, col(PaperLetter.symbol) == "")
    if session.execute(free.values(**written)).rowcount != 1:  # type: ignore[attr-defined]
        session.refresh(printed)
        told = f"số {printed.symbol}, ngày {format_day(printed.sent_on)}" if printed.sent_on else ""
        raise RefusedError(f"Công văn này đã ghi là đã gửi ({told}); không ghi đè lên được.")
    session.refresh(printed)
    item, detail = f"{printed.agency} {printed.number}", f"số {symbol}, ngày {format_day(sent_on)}"
    record_act(session, Done(SEND_LETTER, printed.province, office, item=item, detail=detail), by, now)
    return printed


def printed_letters(
    session: Session, province: str | None = None, *, waiting: bool | None = None
) -> list[tuple[PaperLetter, int]]:
    """Return the printed letters, the newest first, each with how many check-ins it names.

    `waiting` narrows them: True to each agency's last letter where it is not recorded as sent (an earlier printing was
    replaced by it), False to those that were sent.
    """
    counted = (
        sqlalchemy.select(PaperLetter, func.count(col(PaperLine.id)))
        .join(PaperLine, col(PaperLine.paper_letter_id) == col(PaperLetter.id))
        .group_by(col(PaperLetter.id))
        .order_by(col(PaperLetter.printed_on).desc(), col(PaperLetter.id).desc())
    )
    if province is not None:
        counted = counted.where(col(PaperLetter.province) == province)
    if waiting is False:
        counted = counted.where(col(PaperLetter.symbol) != "")
    if waiting:
        later = select(func.max(PaperLetter.id)).group_by(col(PaperLetter.province), col(PaperLetter.agency))
        counted = counted.where(col(PaperLetter.symbol) == "", col(PaperLetter.id).in_(later))
    return [(letter, count) for letter, count in session.execute(counted)]


def last_printed(session: Session, province: str, agency: str) -> PaperLetter | None:
    """Return an agency's last printed letter that is not recorded as sent; None where there is none."""
    last = _last_of(session, province, agency)
    return last if last is not None and not last.symbol else None


def sent_about(session: Session, check_in_ids: Collection[int]) -> dict[int, list[tuple[PaperLetter, PaperLine]]]:
    """Return the letters that were sent about each check-in, the oldest first."""
    found: dict[int, list[tuple[PaperLetter, PaperLine]]] = {}
    for ids in _in_parts(check_in_ids):
        sent = (
            select(PaperLetter, PaperLine)
            .join(PaperLine, col(PaperLine.paper_letter_id) == col(PaperLetter.id))
            .where(col(PaperLine.check_in_id).in_(ids), PaperLetter.symbol != "")
            .order_by(col(PaperLetter.sent_on), col(PaperLetter.id))
        )
        for letter, line in session.exec(sent):
            found.setdefault(line.check_in_id, []).append((letter, line))
    return found


def reminded_of(session: Session, check_in_ids: Collection[int], recipient: str) -> dict[int, Reminded]:
    """Return how often the agency of a recipient's name, its head or its deputy were written to about each check-in."""
    days: dict[int, set[date]] = {}
    for ids in _in_parts(check_in_ids):
        told = (
            select(col(Notice.check_in_id), col(Notice.recipient), col(Letter.written_on))
            .join(Letter, col(Letter.id) == col(Notice.letter_id))
            .where(col(Notice.check_in_id).in_(ids), Notice.outcome == Outcome.SENT)
        )
        for check_in_id, to, on in session.exec(told):
            if to.partition("/")[0] == recipient:
                days.setdefault(check_in_id, set()).add(on)
    return {check_in_id: Reminded(len(on), max(on)) for check_in_id, on in days.items()}


def _last_of(session: Session, province: str, agency: str) -> PaperLetter | None:
    own = select(PaperLetter).where(PaperLetter.province == province, PaperLetter.agency == agency)
    return session.exec(own.order_by(col(PaperLetter.number).desc()).limit(1)).first()


def _items_of(session: Session, letter_id: int) -> set[PaperItem]:
    lines = session.exec(select(PaperLine).where(PaperLine.paper_letter_id == letter_id))
    return {PaperItem(one.check_in_id, one.rung, one.due_on) for one in lines}


def _in_parts(check_in_ids: Collection[int]) -> Iterable[list[int]]:
    ids = list(check_in_ids)
    return (ids[start : start + _ROWS_AT_ONCE] for start in range(0, len(ids), _ROWS_AT_ONCE))
