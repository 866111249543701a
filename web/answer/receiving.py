"""The first question of an agency's page: has it got what it owes, who deals with it, on which day will it report."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from models.audit.acts import Person
from models.database import Session
from models.promises.promises import INCIDENT, promise, promise_days
from models.promises.receipts import Handler, receive
from models.refusal import RefusedError
from models.tables.answers import Promise, Receipt
from models.tables.core import CheckIn
from plan.calendar import WorkCalendar
from plan.library import LoadedPlan
from plan.texts.written import format_day
from web.answer.line_news import handler_words
from web.answer.line_page import SentAct
from web.answer.listed.lines_shown import LinesShown
from web.door.form_fields import errors_of
from web.door.visits import Visit
from web.words.words import parse_day

RECEIVE, PROMISE = "receive", "promise"
"""The buttons of the form: only that it is there, or also on which day it will be reported."""
FORM = "receive"
"""The name of the form, as its places are called."""
MOST_DAYS = 44
"""How many working days are offered: two months; a later one is written on the line's own page."""
MOST_GROUPS = 3
"""Of how many dates a day is asked at once: each offers many days. The later ones come when these are settled."""
MOST_SAID = 10
"""How many sentences tell who deals with what, and how many which days were promised."""
LATE = "late"
"""The key of the group of what is overdue; the others go by their last day in time."""

_LINES = re.compile(r"lines-(late|[0-9]{4}-[0-9]{2}-[0-9]{2})")
_NUMBERS = re.compile(r"[0-9]{1,9}(?: [0-9]{1,9})*")
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


@dataclass(frozen=True)
class DayGroup:
    """Lines of which one day is asked: its key in the form, in words, their numbers, the days offered, the one chosen."""

    key: str
    words: str
    lines: str
    days: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True)
class ReceivingView:
    """The question as it is shown. `told` is what was said so far; `asks` tells that some line was promised no day yet.

    `seen` are the numbers of all lines that are owed, which one press says are there. `has_days` tells that days stand,
    `later` of how many more dates will be asked then.
    """

    groups: tuple[DayGroup, ...]
    later: int
    seen: str
    told: tuple[str, ...]
    asks: bool
    has_days: bool
    handler: str
    phone: str
    sent: SentAct


def receiving_view(there: LinesShown, visit: Visit, sent: SentAct) -> ReceivingView | None:
    """Return the question about what an agency owes, None where it owes nothing; `sent` is a form that was refused.

    Asked is the day of what none was promised for; where all has one, it may be changed. Of many dates the nearest are
    asked first.
    """
    owed, receipts, promises = there.owed, there.receipts, there.promises
    if not owed:
        return None
    datable = [one for one in owed if one.basis != INCIDENT]
    open_ones = [one for one in datable if one.id not in promises or promises[one.id].promised_on < visit.on]
    groups = tuple(_groups(open_ones or datable, visit, sent))
    newest = max(receipts.values(), key=lambda one: one.learnt_at, default=None)
    return ReceivingView(
        groups=groups[:MOST_GROUPS],
        later=len(groups[MOST_GROUPS:]),
        seen=_numbers(owed),
        told=(*_receipt_words(owed, receipts), *_promise_words(datable, promises, visit.on)),
        asks=bool(open_ones) or any(one.id not in receipts for one in owed),
        has_days=any(one.id in promises for one in datable),
        handler=sent.typed(sent.act, "handler", _handler_of(newest)),
        phone=sent.typed(sent.act, "phone", newest.phone if newest else ""),
        sent=sent,
    )


def _handler_of(newest: Receipt | None) -> str:
    """Return who deals with it where that is another than who said so."""
    return newest.handler if newest and newest.handler != newest.told_by else ""


def _numbers(check_ins: Sequence[CheckIn]) -> str:
    return " ".join(str(one.id) for one in check_ins)


def _groups(check_ins: Sequence[CheckIn], visit: Visit, sent: SentAct) -> list[DayGroup]:
    grouped: dict[str, list[CheckIn]] = {}
    for one in check_ins:
        grouped.setdefault(LATE if one.due_on < visit.on else one.due_on.isoformat(), []).append(one)
    found = []
    for key, of_group in grouped.items():
        first = of_group[0]
        loaded = visit.shelf.plan(first.plan)
        days = promise_days(first.due_on, visit.on, loaded.calendar if loaded else WorkCalendar(), MOST_DAYS)
        if not days:
            continue
        when = "quá hạn" if key == LATE else f"hạn {format_day(first.due_on)}"
        offered = tuple((format_day(day), day_words(day)) for day in days)
        chosen = sent.typed(sent.act, f"day-{key}")
        found.append(DayGroup(key, f"{len(of_group)} báo cáo {when}", _numbers(of_group), offered, chosen))
    return found


def day_words(day: date) -> str:
    """Return a day with its weekday, as an office writes it: `thứ Sáu, 09/6/2023`."""
    return f"{_WEEKDAYS[day.weekday()]}, {format_day(day)}"


def _receipt_words(owed: Sequence[CheckIn], receipts: Mapping[int, Receipt]) -> list[str]:
    """Return who deals with what was received, and how much was not yet."""
    counted = Counter(handler_words(receipts[one.id]) for one in owed if one.id in receipts)
    said = [f"Đã nhận {count} báo cáo; người xử lý: {words}." for words, count in counted.most_common(MOST_SAID)]
    missing = sum(one.id not in receipts for one in owed)
    return [*said, f"Còn {missing} báo cáo chưa báo đã nhận."] if said and missing else said


def _promise_words(check_ins: Sequence[CheckIn], promises: Mapping[int, Promise], on: date) -> list[str]:
    counted = Counter(promises[one.id].promised_on for one in check_ins if one.id in promises)
    return [
        f"Đã hẹn gửi {count} báo cáo vào {day_words(day)}{'; ngày hẹn đã qua, đề nghị hẹn lại hoặc gửi ngay' if day < on else ''}."
        for day, count in sorted(counted.items())[:MOST_SAID]
    ]


def naming_fields(fields: Mapping[str, str]) -> dict[str, str]:
    """Return the fields with who sent the question as name and post; the page has others for who sends the answers."""
    return dict(fields) | {"name": fields.get("by", ""), "post": fields.get("by-post", "")}


def record_receiving(
    session: Session, visit: Visit, plans: Mapping[str, LoadedPlan], fields: Mapping[str, str], by: Person
) -> None:
    """Record what the form says: what is there, who deals with it, and the days that were chosen.

    Raise RefusedError where it cannot be recorded; then nothing may be committed.
    """
    visitor = visit.visitor
    handler = Handler(fields.get("handler", ""), fields.get("phone", ""))
    if fields.get("act") == RECEIVE:
        seen = _read_numbers(fields.get("seen", ""))
        receive(session, seen, visitor.agency, handler, visit.now, by=by, province=visitor.province)
        return
    days: dict[int, date | None] = {}
    for name, numbers in fields.items():
        found = _LINES.fullmatch(name)
        chosen = fields.get(f"day-{found[1]}", "") if found else ""
        if chosen:
            days |= dict.fromkeys(_read_numbers(numbers), parse_day(chosen))
    if not days:
        raise RefusedError("Chưa chọn ngày; hãy chọn ngày cơ quan sẽ gửi báo cáo, hoặc bấm «Đã nhận, chưa hẹn ngày».")
    promise(session, plans, days, visitor.agency, handler, visit.now, by=by, province=visitor.province)


def _read_numbers(typed: str) -> list[int]:
    return [int(one) for one in typed.split()] if _NUMBERS.fullmatch(typed) else []


def refused_form(refused: RefusedError, fields: Mapping[str, str]) -> SentAct:
    """Return a form that was refused, with what is wrong and all that was typed."""
    return SentAct(FORM, fields, errors_of(refused, FORM))
