"""What happened to a check-in beside its answers, in the order of the days: a sentence each."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

from models.audit.acts import Person
from models.check_ins.moves import OVERDUE
from models.check_ins.state_words import CHANGE_WORDS, OBJECTION_WORDS, STATE_WORDS
from models.reported.years.told import ToldCheckIn
from models.tables.core import DutyChange, State
from models.tables.decisions import Extension, Objection, ObjectionKind, Ruling
from plan.texts.written import format_day
from reports.labels import tidy_text

_Name = Callable[[str], str]
_TOLD_ELSEWHERE = frozenset({State.OPEN.value, State.ANSWERED.value, State.ACCEPTED.value, State.RETURNED.value})
"""Events that the answers and the verdicts tell with more words."""


class Happening(NamedTuple):
    """Something that happened on a day: what it was, who did it ('' for nobody), and the words that were said, '' for none."""

    on: date
    what: str
    who: str = ""
    words: str = ""


def happenings_of(told: ToldCheckIn, name_of: _Name) -> list[Happening]:
    """Return what happened to a check-in, the oldest first. `name_of` names an agency by its code."""
    opened = Happening(told.check_in.opened_on, "Mở kỳ báo cáo")
    found = [opened, *_moves(told, name_of), *_asked(told, name_of), *_said(told, name_of)]
    return sorted(found, key=lambda one: one.on)


def person(name: str, post: str) -> str:
    """Return a person with his post, where one was given."""
    return Person(name, post, "").words


def _moves(told: ToldCheckIn, name_of: _Name) -> Iterator[Happening]:
    for event in told.events:
        if event.kind == OVERDUE:
            yield Happening(event.happened_on, "Quá hạn, chưa báo cáo")
        elif event.kind not in _TOLD_ELSEWHERE:
            yield Happening(event.happened_on, STATE_WORDS[State(event.kind)].capitalize(), words=event.detail)
    for change in told.changes:
        yield Happening(change.happened_on, _change(change, name_of), words=change.act)
    for receipt in told.receipts:
        yield Happening(receipt.happened_on, f"{name_of(receipt.holder)} báo đã nhận", receipt.told_by)
    for promise in told.promises:
        what = f"{name_of(promise.holder)} hẹn gửi báo cáo ngày {format_day(promise.promised_on)}"
        yield Happening(promise.happened_on, what, person(promise.told_by, promise.post))


def _asked(told: ToldCheckIn, name_of: _Name) -> Iterator[Happening]:
    for asked in told.extensions:
        what = f"{name_of(asked.holder)} đề nghị gia hạn từ {format_day(asked.due_before)} đến {format_day(asked.asked_until)}"
        yield Happening(asked.asked_on, what, person(asked.asked_by, asked.post), asked.reason)
        if asked.decided_on is not None:
            yield Happening(
                asked.decided_on, _decision(asked), _decider(asked, name_of), _join(asked.document, asked.note)
            )
    for objection in told.objections:
        what = f"{name_of(objection.holder)} nêu ý kiến: {OBJECTION_WORDS[ObjectionKind(objection.kind)]}"
        if objection.suggested:
            what = f"{what}; đề nghị giao {name_of(objection.suggested)}"
        yield Happening(objection.raised_on, what, person(objection.raised_by, objection.post), objection.reason)
        if objection.decided_on is not None:
            words = _join(objection.outcome, objection.document)
            yield Happening(objection.decided_on, _ruling(objection), objection.decided_by, words)


def _said(told: ToldCheckIn, name_of: _Name) -> Iterator[Happening]:
    for one in told.explanations:
        what = f"{name_of(one.holder)} giải trình việc chậm báo cáo"
        yield Happening(one.happened_on, what, person(one.given_by, one.post), one.reason)
    for cause in told.causes:
        what = (
            f"Chấp nhận nguyên nhân khách quan từ {format_day(cause.since)} đến hết {format_day(cause.until)}"
            if cause.kind == "accepted"
            else f"Thôi chấp nhận nguyên nhân khách quan từ {format_day(cause.since)}"
        )
        yield Happening(
            cause.since, what, f"{person(cause.recorded_by, cause.post)}, {name_of(cause.judge)}", cause.document
        )
    for added in told.contributions:
        what = f"{name_of(added.agency)} gửi ý kiến phối hợp"
        yield Happening(added.happened_on, what, person(added.given_by, added.post), added.text)
    for letter in told.papers:
        if letter.sent_on is not None:
            what = f"Gửi công văn đôn đốc số {letter.symbol}, hạn gửi báo cáo {format_day(letter.answer_by)}"
            yield Happening(letter.sent_on, what, letter.sent_by)


def _change(change: DutyChange, name_of: _Name) -> str:
    said = CHANGE_WORDS.get(change.kind, "Thay đổi")
    if change.holder != change.holder_before:
        said = f"{said} từ {name_of(change.holder_before)} sang {name_of(change.holder)}"
    if change.due_on == change.due_before:
        return said
    return f"{said}; hạn đổi từ {format_day(change.due_before)} thành {format_day(change.due_on)}"


def _decision(asked: Extension) -> str:
    if asked.ruling == Ruling.GRANTED and asked.granted_until is not None:
        return f"Được gia hạn đến ngày {format_day(asked.granted_until)}"
    return "Đề nghị gia hạn không được chấp nhận"


def _decider(asked: Extension, name_of: _Name) -> str:
    return ", ".join(part for part in (asked.decided_by, name_of(asked.decider) if asked.decider else "") if part)


def _ruling(objection: Objection) -> str:
    return "Ý kiến được chấp nhận" if objection.ruling == Ruling.GRANTED else "Ý kiến không được chấp nhận"


def _join(*parts: str) -> str:
    return "; ".join(tidy_text(part) for part in parts if part)
