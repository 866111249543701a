"""Answers: what an agency is owed a page for, and the one function that records what it says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, func, select

from models.check_ins import CHASED, Move, move_check_in
from models.clock import day_of
from models.database import Session
from models.tables import Answer, CheckIn, Result, State

MAX_TEXT = 10_000
"""The longest text of an answer, in characters."""
MAX_NAME = 200
"""The longest name or post of a person who answers, in characters."""


class AnswerRefusedError(Exception):
    """An answer that cannot be recorded; the message is one Vietnamese sentence with the way out."""


@dataclass(frozen=True)
class AnswerDraft:
    """What an agency says of one check-in: the result it claims, a percentage where it fits, and its words."""

    result: Result
    percent: int | None = None
    text: str = ""
    difficulties: str = ""
    proposals: str = ""


@dataclass(frozen=True)
class Respondent:
    """Who answers, in what post, and by which way (`page`, `telephone`)."""

    name: str
    post: str
    way: str


@dataclass(frozen=True)
class OwedLine:
    """One check-in as the answer page shows it: owed now, or answered and still waiting for a verdict.

    `last` is the newest answer of the same line in an earlier occurrence or of this one, to be carried forward.
    """

    check_in: CheckIn
    last: Answer | None
    answered: bool


def lines_of_agency(session: Session, agency: str, on: date) -> list[OwedLine]:
    """Return all that an agency owes on `on`, worst first, then what it answered and nobody has judged yet."""
    states = (*CHASED, State.ANSWERED)
    found = session.exec(
        select(CheckIn)
        .where(CheckIn.holder == agency, col(CheckIn.state).in_(states), CheckIn.opened_on <= on)
        .order_by(col(CheckIn.due_on), col(CheckIn.id))
    ).all()
    last = _last_answers(session, agency)
    lines = [OwedLine(found_one, last.get(_line(found_one)), found_one.state == State.ANSWERED) for found_one in found]
    return sorted(lines, key=lambda line: line.answered)


def _last_answers(session: Session, agency: str) -> dict[tuple[str, ...], Answer]:
    rows = session.exec(
        select(CheckIn, Answer)
        .join(Answer, col(Answer.check_in_id) == col(CheckIn.id))
        .where(CheckIn.holder == agency)
        .order_by(col(Answer.learnt_at), col(Answer.id))
    ).all()
    return {_line(check_in): answer for check_in, answer in rows}


def _line(check_in: CheckIn) -> tuple[str, ...]:
    return check_in.province, check_in.plan, check_in.ref, check_in.role, check_in.scope


def record_answers(
    session: Session,
    drafts: dict[int, AnswerDraft],
    agency: str,
    by: Respondent,
    happened_at: datetime,
    learnt_at: datetime,
) -> Sequence[int]:
    """Record an agency's answers to several check-ins in one act, and return the check-ins answered.

    Each answer is a new version; the check-in moves to `answered` with its row of history in the same transaction.
    Both moments are aware; `happened_at` decides punctuality. Raise AnswerRefusedError, before anything is written,
    when a check-in is not the agency's or no longer takes an answer, or the words are missing or too long.
    """
    _guard_respondent(by)
    for draft in drafts.values():
        _guard_draft(draft)
    held = session.exec(
        select(CheckIn).where(col(CheckIn.id).in_(drafts), CheckIn.holder == agency).order_by(col(CheckIn.id))
    ).all()
    if len(held) != len(drafts):
        raise AnswerRefusedError("Có báo cáo không thuộc cơ quan này; hãy mở lại liên kết trong thư và trả lời lại.")
    answered = []
    for check_in in held:
        assert check_in.id is not None  # noqa: S101  a row that was read has its key
        version = session.exec(select(func.count()).where(Answer.check_in_id == check_in.id)).one() + 1
        move = Move(State.ANSWERED, str(version), day_of(happened_at), learnt_at, by.name, by.way)
        if not move_check_in(session, check_in.id, move):
            raise AnswerRefusedError(
                f"Báo cáo {check_in.ref} ({check_in.occurrence}) đã được xác nhận hoặc không còn phải trả lời; hãy tải lại trang."
            )
        session.add(_version(drafts[check_in.id], check_in.id, version, by, happened_at, learnt_at))
        answered.append(check_in.id)
    try:
        session.flush()
    except IntegrityError:
        raise AnswerRefusedError(
            "Có người khác vừa trả lời cùng lúc; hãy tải lại trang để xem câu trả lời đó."
        ) from None
    return answered


def _version(
    draft: AnswerDraft, check_in_id: int, version: int, by: Respondent, happened_at: datetime, learnt_at: datetime
) -> Answer:
    return Answer(
        check_in_id=check_in_id,
        version=version,
        result=draft.result,
        percent=draft.percent,
        text=draft.text,
        difficulties=draft.difficulties,
        proposals=draft.proposals,
        answered_by=by.name,
        post=by.post,
        way=by.way,
        happened_at=happened_at,
        learnt_at=learnt_at,
    )


def _guard_respondent(by: Respondent) -> None:
    if not by.name.strip():
        raise AnswerRefusedError("Hãy ghi họ tên người trả lời.")
    if len(by.name) > MAX_NAME or len(by.post) > MAX_NAME:
        raise AnswerRefusedError(f"Họ tên và chức vụ dài tối đa {MAX_NAME} chữ.")


def _guard_draft(draft: AnswerDraft) -> None:
    if draft.percent is not None and not 0 <= draft.percent <= 100:
        raise AnswerRefusedError("Tỷ lệ phải là số từ 0 đến 100.")
    if max(len(draft.text), len(draft.difficulties), len(draft.proposals)) > MAX_TEXT:
        raise AnswerRefusedError(
            f"Mỗi ô chữ dài tối đa {MAX_TEXT:,} ký tự; hãy rút gọn hoặc gửi văn bản kèm theo.".replace(",", ".")
        )
    if draft.result == Result.BLOCKED and not draft.difficulties.strip():
        raise AnswerRefusedError("Kết quả «vướng mắc» cần ghi rõ khó khăn, vướng mắc.")
