"""Answers: what an agency is owed a page for, and the one function that records what it says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from unicodedata import normalize

from sqlmodel import col, select

from models.acts import Person, guard_person
from models.check_ins import ALLOWED_MOVES, CHASED, Move, move_check_in
from models.clock import day_of
from models.database import Session
from models.refusal import RefusedError
from models.tables import Answer, CheckIn, Result, State
from plan.periods import describe_period
from plan.secrecy import find_secrecy_mark, is_secrecy_mark

MAX_TEXT = 10_000
"""The longest text of an answer, in characters."""


@dataclass(frozen=True)
class AnswerDraft:
    """What an agency says of one check-in: the result it claims, a percentage where it fits, and its words."""

    result: Result
    percent: int | None = None
    text: str = ""
    difficulties: str = ""
    proposals: str = ""


@dataclass(frozen=True)
class OwedLine:
    """One check-in as the answer page shows it: owed now, or answered and still waiting for a verdict.

    `last` is to be carried forward: the check-in's own newest answer, or else the newest of the same line in another
    occurrence, whose name is `last_occurrence`.
    """

    check_in: CheckIn
    last: Answer | None
    last_occurrence: str
    answered: bool


def lines_of_agency(session: Session, agency: str, on: date, *, province: str) -> list[OwedLine]:
    """Return all that an agency of a province owes on `on`, worst first, then what it answered and nobody has judged yet."""
    states = (*CHASED, State.ANSWERED)
    found = session.exec(
        select(CheckIn)
        .where(
            CheckIn.province == province,
            CheckIn.holder == agency,
            col(CheckIn.state).in_(states),
            CheckIn.opened_on <= on,
        )
        .order_by(col(CheckIn.due_on), col(CheckIn.id))
    ).all()
    of_check_in, of_line = _last_answers(session, province, agency)
    lines = []
    for check_in in found:
        occurrence, last = of_check_in.get(check_in.id) or of_line.get(_line(check_in)) or ("", None)
        lines.append(OwedLine(check_in, last, occurrence, check_in.state == State.ANSWERED))
    return sorted(lines, key=lambda line: line.answered)


_Carried = tuple[str, Answer]
"""An answer with the occurrence that it was given for."""


def _last_answers(
    session: Session, province: str, agency: str
) -> tuple[dict[int | None, _Carried], dict[tuple[str, ...], _Carried]]:
    """Return the newest answer of each check-in that the agency holds, and of each line whatever the occurrence."""
    rows = session.exec(
        select(CheckIn, Answer)
        .join(Answer, col(Answer.check_in_id) == col(CheckIn.id))
        .where(CheckIn.province == province, CheckIn.holder == agency)
        .order_by(col(Answer.learnt_at), col(Answer.id))
    ).all()
    of_check_in: dict[int | None, _Carried] = {}
    of_line: dict[tuple[str, ...], _Carried] = {}
    for check_in, answer in rows:
        of_check_in[check_in.id] = of_line[_line(check_in)] = (check_in.occurrence, answer)
    return of_check_in, of_line


def _line(check_in: CheckIn) -> tuple[str, ...]:
    # One incident's report says nothing of the next incident.
    alone = check_in.occurrence if check_in.basis == "incident" else ""
    return check_in.province, check_in.plan, check_in.ref, check_in.role, check_in.scope, alone


def record_answers(
    session: Session,
    drafts: dict[int, AnswerDraft],
    agency: str,
    by: Person,
    happened_at: datetime,
    learnt_at: datetime,
    *,
    province: str,
) -> Sequence[int]:
    """Record an agency's answers to several check-ins in one act, and return the check-ins that got a new version.

    Each answer is a new version; the check-in moves to `answered` with its row of history in the same transaction.
    An answer that repeats the newest version word for word, by the same person and not dated earlier, while nobody has
    judged it, is that answer sent twice: it adds nothing. Of callers at once each waits for the other. Both moments are
    aware; `happened_at` decides punctuality. Raise RefusedError, before anything is written, when a check-in is
    not the agency's or no longer takes an answer, or the words are missing or too long.
    """
    guard_person(by)
    for check_in_id, draft in drafts.items():
        guard_draft(draft, check_in_id)
    held = session.exec(
        select(CheckIn)
        .where(col(CheckIn.id).in_(drafts), CheckIn.province == province, CheckIn.holder == agency)
        .order_by(col(CheckIn.id))
        .with_for_update()
    ).all()
    if len(held) != len(drafts):
        raise RefusedError("Có báo cáo không thuộc cơ quan này; hãy mở lại liên kết trong thư và trả lời lại.")
    for check_in in held:
        if check_in.state not in ALLOWED_MOVES[State.ANSWERED]:
            raise RefusedError(
                f"Báo cáo {check_in.ref}, {describe_period(check_in.occurrence)}, đã được xác nhận hoặc không còn "
                "phải trả lời; hãy tải lại trang.",
                check_in.id,
            )
    answered = []
    for check_in in held:
        assert check_in.id is not None  # noqa: S101  a row that was read has its key
        newest = session.exec(
            select(Answer).where(Answer.check_in_id == check_in.id).order_by(col(Answer.version).desc())
        ).first()
        version = newest.version + 1 if newest else 1
        fresh = _version(drafts[check_in.id], check_in.id, version, by, happened_at, learnt_at)
        if newest and check_in.state == State.ANSWERED and _says_the_same(newest, fresh):
            continue
        move = Move(State.ANSWERED, str(version), day_of(happened_at), learnt_at, by.name, by.way)
        if not move_check_in(session, check_in.id, move):
            raise RuntimeError(f"check-in {check_in.id} moved while it was held for update")
        session.add(fresh)
        answered.append(check_in.id)
    session.flush()
    return answered


def _says_the_same(newest: Answer, fresh: Answer) -> bool:
    said = ("result", "percent", "text", "difficulties", "proposals", "answered_by", "post", "way")
    return newest.happened_at <= fresh.happened_at and all(getattr(newest, n) == getattr(fresh, n) for n in said)


def _version(
    draft: AnswerDraft, check_in_id: int, version: int, by: Person, happened_at: datetime, learnt_at: datetime
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


def guard_draft(draft: AnswerDraft, check_in_id: int | None = None) -> None:
    """Raise RefusedError, naming `check_in_id`, where what is said of one check-in cannot be kept."""
    if draft.percent is not None and not 0 <= draft.percent <= 100:
        raise RefusedError("Tỷ lệ phải là số từ 0 đến 100.", check_in_id)
    if max(len(draft.text), len(draft.difficulties), len(draft.proposals)) > MAX_TEXT:
        sentence = f"Mỗi ô chữ dài tối đa {MAX_TEXT:,} ký tự; hãy rút gọn hoặc gửi văn bản kèm theo."
        raise RefusedError(sentence.replace(",", "."), check_in_id)
    if any(_bears_secrecy_mark(text) for text in (draft.text, draft.difficulties, draft.proposals)):
        raise RefusedError(
            "Nội dung có dấu chỉ độ mật nên không được ghi nhận; hãy xóa khỏi ô này và gửi theo quy định về bảo vệ bí mật nhà nước.",
            check_in_id,
        )
    if draft.result == Result.BLOCKED and not draft.difficulties.strip():
        raise RefusedError("Kết quả «vướng mắc» cần ghi rõ khó khăn, vướng mắc.", check_in_id)


def _bears_secrecy_mark(text: str) -> bool:
    text = normalize("NFC", text)
    return is_secrecy_mark(text) or find_secrecy_mark(text) > 0
