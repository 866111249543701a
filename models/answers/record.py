"""Answers: the one function that records what an agency says, whichever door it came in by."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import bindparam, case, delete, update
from sqlmodel import col, func, select

from models.answers.content import MAX_TEXT, AnswerDraft, guard_content, guard_draft, guard_form
from models.answers.evidence import evidence_of
from models.answers.owed_lines import (
    LineToAnswer,
    OwedLine,
    figures_of,
    lines_of_agency,
    lines_to_answer,
    newest_answers,
    parts_of,
    unchanged_draft,
)
from models.audit.acts import BY_PAGE, MAX_NAME, Done, Person, guard_person, record_acts
from models.check_ins.lookup import guard_takes_answer, hold_check_ins
from models.check_ins.moves import StateChange, move_check_ins
from models.clock import day_of, in_zone, moment_on
from models.database import Session, append_rows
from models.refusal import RefusedError
from models.tables.answers import AnswerFigure, AnswerPart, Draft, Evidence
from models.tables.core import Answer, CheckIn, State
from models.tables.decisions import Verdict
from models.text import guard_reason, one_line
from plan.periods import describe_period
from plan.refs import told_ref
from plan.texts.written import format_day, format_moment

__all__ = [
    "MAX_TEXT",
    "AnswerDraft",
    "LineToAnswer",
    "OwedLine",
    "RecordedLate",
    "StaleAnswerError",
    "guard_draft",
    "guard_form",
    "lines_of_agency",
    "lines_to_answer",
    "record_answers",
    "unchanged_draft",
]
ANSWER = "answer"
"""The kind of act that answers."""
MOST_A_DAY = 30
"""How often a check-in is answered on its page in a day: every version is kept, and read by who judges it."""


@dataclass(frozen=True)
class RecordedLate:
    """Why an answer is recorded on a later day than it was given: by which paper, by whom, and for what reason."""

    document: str
    recorded_by: str
    reason: str


class StaleAnswerError(RefusedError):
    """Somebody answered since what the writer saw; `newest` is that answer, to be shown beside his own words."""

    def __init__(self, newest: Answer, check_in: CheckIn) -> None:
        super().__init__(
            f"Báo cáo {told_ref(check_in.ref)}, {describe_period(check_in.occurrence)}, đã được {newest.answered_by} gửi lúc "
            f"{format_moment(in_zone(newest.learnt_at))}; hãy xem cả hai nội dung rồi gửi lại.",
            check_in.id,
        )
        self.newest = newest


def record_answers(
    session: Session,
    drafts: dict[int, AnswerDraft],
    agency: str,
    happened_at: datetime,
    learnt_at: datetime,
    *,
    by: Person,
    province: str,
    late: RecordedLate | None = None,
) -> Sequence[int]:
    """Record an agency's answers to several check-ins in one act, and return the check-ins that got a new version.

    Each answer is a new version; the check-in moves to `answered` with its row of history in the same transaction, the
    evidence that waits goes out with it, and the agency's draft goes. An answer that repeats the newest version word
    for word, by the same person and not dated earlier, while nobody has judged it and no evidence waits, is that
    answer sent twice: it adds nothing. Of callers at once each waits for the other.

    Both moments are aware; `happened_at` decides punctuality. An answer given on an earlier day than it is learnt needs
    `late`, all of it; on the same day `late` is not kept. Raise RefusedError, before anything is written, when a
    check-in is not the agency's or no longer takes an answer, the words are missing or too long, the day cannot be, or the
    page has taken answers enough for a day; StaleAnswerError when somebody answered since the version that the writer saw.
    """
    guard_person(by)
    for check_in_id, draft in drafts.items():
        guard_draft(draft, check_in_id)
    late = _guard_moments(happened_at, learnt_at, late)
    held = hold_check_ins(session, drafts, agency, province)
    if len(held) != len(drafts):
        raise RefusedError("Có báo cáo không thuộc cơ quan này; hãy mở lại liên kết trong thư và báo cáo lại.")
    for check_in in held:
        guard_takes_answer(check_in)
    if late:
        _guard_earlier(session, held, happened_at)
    said = _said_so_far(session, drafts, agency)
    for check_in_id, draft in drafts.items():
        guard_content(draft, check_in_id, has_files=check_in_id in said.waiting)
    fresh = {}
    for check_in in held:
        draft, newest = drafts[check_in.id], said.newest.get(check_in.id)
        answer = _version(draft, check_in.id, newest, by, (happened_at, learnt_at), late)
        if check_in.state == State.ANSWERED and newest and said.is_the_same(newest, answer, draft):
            continue
        if newest and draft.seen_version not in (None, newest.version):
            raise StaleAnswerError(newest, check_in)
        fresh[check_in.id] = answer
    if by.way == BY_PAGE:
        _guard_day(session, [one for one in held if one.id in fresh and fresh[one.id].version > MOST_A_DAY], learnt_at)
    if not fresh:
        return []
    _record(session, fresh, drafts, by)
    _let_go(session, fresh, said.waiting, drafts, agency)
    done = [Done(ANSWER, province, agency, key, detail=f"lần {answer.version}") for key, answer in fresh.items()]
    record_acts(session, done, by, learnt_at)
    return list(fresh)


def _guard_moments(happened_at: datetime, learnt_at: datetime, late: RecordedLate | None) -> RecordedLate | None:
    """Return what is to be kept of a late recording, cleaned; None for an answer recorded on the day it was given."""
    if happened_at > learnt_at:
        raise RefusedError(f"Thời điểm báo cáo {format_moment(in_zone(happened_at))} chưa tới; hãy xem lại ngày, giờ.")
    happened_on = day_of(happened_at)
    if happened_on >= day_of(learnt_at):
        return None
    if late is None:
        raise RefusedError(
            f"Báo cáo ngày {format_day(happened_on)} ghi nhận muộn cần có số văn bản, người ghi nhận và lý do; hãy bổ sung."
        )
    if len(late.recorded_by) > MAX_NAME:
        raise RefusedError(f"Tên người ghi nhận dài tối đa {MAX_NAME} ký tự.")
    return RecordedLate(
        one_line(late.document, "Số văn bản của báo cáo ghi nhận muộn"),
        one_line(late.recorded_by, "Người ghi nhận muộn"),
        guard_reason(late.reason, "Lý do ghi nhận muộn"),
    )


def _guard_earlier(session: Session, held: Sequence[CheckIn], happened_at: datetime) -> None:
    """Raise RefusedError for a day before the check-in opened, or before it was given back."""
    happened_on = day_of(happened_at)
    returned = select(Verdict.check_in_id, func.max(Verdict.happened_on)).where(
        col(Verdict.check_in_id).in_([check_in.id for check_in in held]), Verdict.kind == State.RETURNED
    )
    days = dict(session.exec(returned.group_by(col(Verdict.check_in_id))).all())
    for check_in in held:
        line = f"Báo cáo {told_ref(check_in.ref)}, {describe_period(check_in.occurrence)}"
        if happened_on < check_in.opens_on:
            raise RefusedError(
                f"{line}, mở từ ngày {format_day(check_in.opens_on)} nên không thể được gửi ngày {format_day(happened_on)}; "
                "hãy xem lại ngày.",
                check_in.id,
            )
        returned_on = days.get(check_in.id)
        if returned_on and happened_on < returned_on:
            raise RefusedError(
                f"{line}, bị trả lại ngày {format_day(returned_on)} nên báo cáo mới không thể có trước ngày ấy; "
                "hãy xem lại ngày.",
                check_in.id,
            )


def _guard_day(session: Session, held: Sequence[CheckIn], now: datetime) -> None:
    """Raise RefusedError for a check-in that was answered as often in a day as it may be."""
    if not held:
        return
    today = select(col(Answer.check_in_id), func.count()).where(
        col(Answer.check_in_id).in_([one.id for one in held]), Answer.learnt_at >= moment_on(day_of(now), time())
    )
    sent = dict(session.exec(today.group_by(col(Answer.check_in_id))).all())
    for check_in in held:
        if sent.get(check_in.id, 0) >= MOST_A_DAY:
            raise RefusedError(
                f"Báo cáo {told_ref(check_in.ref)}, {describe_period(check_in.occurrence)}, hôm nay đã gửi {MOST_A_DAY} lần; nội dung vừa "
                "viết hãy gửi vào ngày mai, nếu gấp thì báo Văn phòng UBND tỉnh ghi hộ.",
                check_in.id,
            )


@dataclass(frozen=True)
class _Said:
    """What was said before: the newest version of each check-in, its parts and figures, and where evidence waits."""

    newest: Mapping[int, Answer]
    parts: Mapping[int, Mapping[str, str]]
    figures: Mapping[int, Mapping[str, str]]
    waiting: Collection[int]

    def is_the_same(self, newest: Answer, fresh: Answer, draft: AnswerDraft) -> bool:
        """Tell whether an answer is the newest one sent twice."""
        names = ("result", "percent", "text", "difficulties", "proposals", "unchanged", "answered_by", "post", "way")
        return (
            newest.check_in_id not in self.waiting
            and newest.happened_at <= fresh.happened_at
            and all(getattr(newest, name) == getattr(fresh, name) for name in names)
            and self.parts.get(newest.id, {}) == draft.written_parts
            and self.figures.get(newest.id, {}) == draft.given_figures
        )


def _said_so_far(session: Session, check_in_ids: Collection[int], agency: str) -> _Said:
    newest = newest_answers(session, check_in_ids)
    ids = [answer.id for answer in newest.values()]
    figures = figures_of(session, ids)
    waiting = evidence_of(session, check_in_ids)
    return _Said(
        newest=newest,
        parts=parts_of(session, ids),
        figures={key: {one.target: one.value for one in given} for key, given in figures.items()},
        waiting={
            key for key, files in waiting.items() if any(not file.version and file.agency == agency for file in files)
        },
    )


def _version(
    draft: AnswerDraft,
    check_in_id: int,
    newest: Answer | None,
    by: Person,
    moments: tuple[datetime, datetime],
    late: RecordedLate | None,
) -> Answer:
    happened_at, learnt_at = moments
    return Answer(
        check_in_id=check_in_id,
        version=newest.version + 1 if newest else 1,
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
        unchanged=draft.unchanged,
        recorded_by=late.recorded_by if late else "",
        document=late.document if late else "",
        reason=late.reason if late else "",
    )


def _record(session: Session, fresh: Mapping[int, Answer], drafts: Mapping[int, AnswerDraft], by: Person) -> None:
    """Write the versions, by check-in, with all that belongs to them, and move their check-ins."""
    moves = {
        key: StateChange(State.ANSWERED, str(one.version), day_of(one.happened_at), one.learnt_at, by.name, by.way)
        for key, one in fresh.items()
    }
    if still := fresh.keys() - move_check_ins(session, moves):
        raise RuntimeError(f"check-ins {sorted(still)} moved while they were held for update")
    append_rows(session, fresh.values())
    ids = dict(session.exec(_WRITTEN, params={"lines": list(fresh)}).all())
    parts = [
        AnswerPart(answer_id=ids[key], place=place, heading=heading, text=text)
        for key in fresh
        for place, (heading, text) in enumerate(drafts[key].parts, start=1)
        if heading in drafts[key].written_parts
    ]
    append_rows(session, parts)
    figures = [
        AnswerFigure(answer_id=ids[key], target=target, measure=measure, value=value)
        for key in fresh
        for target, measure, value in drafts[key].figures
        if value
    ]
    append_rows(session, figures)


_WRITTEN = (
    select(col(Answer.check_in_id), func.max(Answer.id))
    .where(col(Answer.check_in_id).in_(bindparam("lines", expanding=True)))
    .group_by(col(Answer.check_in_id))
)


def _let_go(
    session: Session,
    fresh: Mapping[int, Answer],
    waiting: Collection[int],
    drafts: Mapping[int, AnswerDraft],
    agency: str,
) -> None:
    """Let the evidence that waits go out with its answer, and take away the drafts that were sent."""
    if going := {key: answer.version for key, answer in fresh.items() if key in waiting}:
        session.execute(
            update(Evidence)
            .where(
                col(Evidence.check_in_id).in_(going),
                col(Evidence.agency) == agency,
                col(Evidence.version) == 0,
                col(Evidence.withdrawn_at).is_(None),
            )
            .values(version=case(going, value=col(Evidence.check_in_id)))
        )
    kept = session.execute(_KEPT, {"lines": list(fresh), "agency": agency}).all()
    seen = {key: drafts[key].seen_draft for key in fresh}
    sent = [id_ for id_, key, revision in kept if (last := seen[key]) is None or revision <= last]
    if sent:
        session.execute(delete(Draft).where(col(Draft.id).in_(sent)))


_KEPT = (
    select(col(Draft.id), col(Draft.check_in_id), col(Draft.revision))
    .where(col(Draft.check_in_id).in_(bindparam("lines", expanding=True)))
    .where(col(Draft.agency) == bindparam("agency"))
)
