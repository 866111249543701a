"""Extensions: asked in writing before the date, decided by whoever set it; after the date, an explanation instead (DESIGN §4)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, update
from sqlmodel import col, select

from models.audit.acts import Done, Person, guard_person, record_act
from models.check_ins.duties import EXTENSION, Change, Duty, change_duty, clock_ends, duty_changes
from models.check_ins.looks.next_look import look_again
from models.check_ins.lookup import guard_owed, hold_check_in, name_check_in, plan_of
from models.clock import day_of
from models.database import Session
from models.decisions.deciders import (
    IS_OF_PLANS,
    acts_for,
    decider_of,
    deciders_of,
    guard_decided_on,
    named_plans,
    plans_in,
)
from models.decisions.lapsing import extension_lapsed
from models.decisions.situation import Situation
from models.decisions.verdicts import LONGEST_AHEAD
from models.refusal import Faults, RefusedError
from models.tables.core import CheckIn, DutyChange
from models.tables.decisions import Extension, Ruling
from models.text import guard_reason, one_line
from plan.library import LoadedPlan
from plan.texts.written import format_day

MOST_EXTENSIONS = 2
"""How often a check-in's date is moved on request, unless the office has it otherwise: provinces differ."""
ASK, DECIDE = "ask-extension", "decide-extension"
"""The kinds of these acts in the audit trail."""


@dataclass(frozen=True)
class ExtensionDecision:
    """What was decided: until when (inclusive) where it is granted, by which document, with what note, on which day.

    A refusal has its reason in `note`. A decision of the Chairman's, and one recorded on a later day, has its document.
    """

    granted: bool
    until: date | None
    document: str
    note: str
    on: date


def guard_may_ask(situation: Situation, most: int = MOST_EXTENSIONS) -> None:
    """Raise RefusedError unless the check-in's holder may ask for a later date: owed, in time, none waits, not `most` yet."""
    check_in, check_in_id = situation.check_in, situation.check_in.id
    _, name = situation.loaded, name_check_in(check_in)
    guard_owed(check_in, "đề nghị gia hạn")
    if clock_ends(check_in) <= situation.now:
        raise RefusedError(
            f"Báo cáo {name}, đã quá hạn ngày {format_day(check_in.due_on)} nên không đề nghị gia hạn được nữa; "
            "hãy gửi giải trình chậm và báo cáo sớm nhất có thể.",
            check_in_id,
        )
    earlier = extensions_of(situation.session, [check_in_id]).get(check_in_id, [])
    if any(one.ruling == Ruling.WAITING and not extension_lapsed(one, check_in, situation.changes) for one in earlier):
        raise RefusedError(
            f"Báo cáo {name}, đang có một đề nghị gia hạn chờ quyết định; hãy chờ kết quả của đề nghị đó.", check_in_id
        )
    if sum(one.ruling == Ruling.GRANTED for one in earlier) >= most:
        raise RefusedError(
            f"Báo cáo {name}, đã được gia hạn {most} lần là số lần nhiều nhất; "
            "hãy báo cáo kết quả đến nay và ghi rõ khó khăn, vướng mắc.",
            check_in_id,
        )


def ask_extension(  # noqa: PLR0913  what is asked and by whom, each part under its name
    session: Session,
    plans: Mapping[str, LoadedPlan],
    check_in_id: int,
    agency: str,
    until: date | None,
    reason: str,
    now: datetime,
    *,
    by: Person,
    province: str,
    most: int = MOST_EXTENSIONS,
) -> Extension:
    """Record that an agency asks for a later date, and return it; the date does not move before it is granted.

    It is asked up to the last day in time (inclusive), for `until` after that and within a year, one at a time, and not
    once `most` were granted. Nothing is committed here. Raise RefusedError, before anything is written, for all else:
    where it cannot be asked at all with that sentence, else with everything that is wrong.
    """
    on = day_of(now)
    check_in = hold_check_in(session, check_in_id, agency, province)
    guard_may_ask(Situation(session, plans, check_in, agency, now), most)
    faults = Faults()
    faults.check(lambda: guard_person(by))
    until = faults.take(lambda: _guard_until(until, check_in.due_on, on, _NOT_ASKED, check_in_id), on)
    reason = faults.take(lambda: guard_reason(reason, "Lý do đề nghị gia hạn", check_in_id), reason)
    faults.guard()
    extension = Extension(
        check_in_id=check_in_id,
        number=len(extensions_of(session, [check_in_id]).get(check_in_id, [])) + 1,
        holder=agency,
        due_before=check_in.due_on,
        asked_until=until,
        reason=reason,
        asked_by=by.name,
        post=by.post,
        way=by.way,
        asked_on=on,
        asked_at=now,
        ruling=Ruling.WAITING,
    )
    session.add(extension)
    session.flush()
    look_again(session, [check_in_id])
    detail = f"đến ngày {format_day(until)}: {reason}"
    record_act(session, Done(ASK, province, agency, check_in_id, str(extension.number), detail), by, now)
    return extension


_NOT_ASKED = "Hãy ghi ngày đề nghị gia hạn đến theo dạng ngày/tháng/năm, ví dụ 30/6/2023."
_NOT_GIVEN = "Hạn mới còn trống; hãy ghi ngày được gia hạn đến."


def _guard_until(until: date | None, due_on: date, on: date, missing: str, check_in_id: int) -> date:
    """Return a later date. Raise RefusedError for none, and for one that is not later or lies too far off."""
    if until is None:
        raise RefusedError(missing, check_in_id)
    if not due_on < until <= max(on, due_on) + LONGEST_AHEAD:
        raise RefusedError(
            f"Hạn mới {format_day(until)} phải sau hạn hiện nay ({format_day(due_on)}) và trong vòng một năm; hãy chọn ngày khác.",
            check_in_id,
        )
    return until


def _guard_decides(situation: Situation) -> str:
    """Return who decides on a check-in's date. Raise RefusedError unless the agency in front records that decision."""
    loaded, check_in = situation.loaded, situation.check_in
    expected = decider_of(check_in, loaded, situation.on, situation.session)
    if not situation.agency or situation.agency != acts_for(expected, loaded):
        raise RefusedError(
            f"Hạn của báo cáo {name_check_in(check_in)}, do {loaded.register.name_of(expected)} quyết định, "
            "không phải cơ quan này; hãy chuyển đề nghị đến đúng nơi.",
            check_in.id,
        )
    return expected


def guard_may_grant(situation: Situation) -> None:
    """Raise RefusedError unless the agency in front may grant what was asked: it decides, and something waits to be granted."""
    _guard_decides(situation)
    check_in = situation.check_in
    asked = extensions_of(situation.session, [check_in.id]).get(check_in.id, [])
    waiting = [one for one in asked if one.ruling == Ruling.WAITING]
    if not waiting:
        raise RefusedError(
            f"Báo cáo {name_check_in(check_in)}, không có đề nghị gia hạn nào đang chờ; hãy tải lại trang.", check_in.id
        )
    # The last one alone can be granted: nothing is asked anew before what was asked has lapsed.
    _guard_not_lapsed(waiting[-1], check_in, situation.changes)


def _guard_not_lapsed(extension: Extension, check_in: CheckIn, changes: Sequence[DutyChange]) -> None:
    if extension_lapsed(extension, check_in, changes):
        raise RefusedError(
            f"Báo cáo {name_check_in(check_in)}, đã được gửi hoặc bàn giao trong lúc chờ nên không gia hạn được nữa; "
            "hãy chọn không đồng ý để khép lại đề nghị.",
            check_in.id,
        )


def decide_extension(
    session: Session,
    plans: Mapping[str, LoadedPlan],
    extension_id: int,
    decision: ExtensionDecision,
    decider: str,
    now: datetime,
    *,
    by: Person,
    province: str,
) -> Extension:
    """Record the decision on an extension, once, and return it; granted, the date moves and the one before is kept.

    `decider` is the agency that acts: the check-in's judge where the office set the date; for the Chairman the office,
    with the number of the document. The day granted may differ from the one asked. What was answered or passed on
    meanwhile can only be refused. Of two at once the second is refused. Nothing is committed here. Raise RefusedError,
    before anything is written, for all else.
    """
    check_in, extension = _hold_extension(session, extension_id, province)
    check_in_id, loaded = extension.check_in_id, plan_of(check_in, plans)
    expected = _guard_decides(Situation(session, plans, check_in, decider, now))
    by_chairman = expected == loaded.register.chairman
    if extension.ruling != Ruling.WAITING:
        raise _decided_already(check_in)
    if decision.granted:
        _guard_not_lapsed(extension, check_in, duty_changes(session, [check_in_id]).get(check_in_id, []))
    faults = Faults()
    faults.check(lambda: guard_person(by))
    decision = _guarded(decision, extension, check_in, by_chairman, day_of(now), faults)
    faults.guard()
    if decision.granted:
        _move_date(session, loaded, check_in, decision, by, now)
    decided = session.execute(
        update(Extension)
        .where(col(Extension.id) == extension_id, col(Extension.ruling) == Ruling.WAITING)
        .values(
            ruling=Ruling.GRANTED if decision.granted else Ruling.REFUSED,
            granted_until=decision.until,
            decider=expected,
            decided_by=by.name,
            document=decision.document,
            note=decision.note,
            decided_on=decision.on,
            decided_at=now,
        )
    )
    if decided.rowcount != 1:  # type: ignore[attr-defined]
        raise _decided_already(check_in)
    session.exec(_ONE, params={"number": extension_id}).one()
    look_again(session, [check_in_id])
    said = f"đồng ý đến ngày {format_day(decision.until)}" if decision.until else "không đồng ý"
    detail = "; ".join(part for part in (said, decision.document, decision.note) if part)
    record_act(session, Done(DECIDE, province, decider, check_in_id, str(extension.number), detail), by, now)
    return extension


def _hold_extension(session: Session, extension_id: int, province: str) -> tuple[CheckIn, Extension]:
    """Return an extension with its check-in, which is held for update first, as by all who change it."""
    held = session.exec(_TO_HOLD, params={"number": extension_id, "province": province}).first()
    if held is None:
        raise RefusedError("Đề nghị gia hạn này không thuộc tỉnh này; hãy tải lại trang.")
    return held, session.exec(_ONE, params={"number": extension_id}).one()


# To build a statement takes longer than the database does: those of this module are built once.
_TO_HOLD = (
    select(CheckIn)
    .join(Extension, col(Extension.check_in_id) == col(CheckIn.id))
    .where(col(Extension.id) == bindparam("number"), col(CheckIn.province) == bindparam("province"))
    .with_for_update(of=CheckIn)
    .execution_options(populate_existing=True)
)
_ONE = select(Extension).where(col(Extension.id) == bindparam("number")).execution_options(populate_existing=True)


def _decided_already(check_in: CheckIn) -> RefusedError:
    return RefusedError(
        f"Đề nghị gia hạn của báo cáo {name_check_in(check_in)}, đã có quyết định trước đó; hãy tải lại trang.",
        check_in.id,
    )


def _guarded(
    decision: ExtensionDecision,
    extension: Extension,
    check_in: CheckIn,
    by_chairman: bool,
    today: date,
    faults: Faults,
) -> ExtensionDecision:
    """Return a decision as it is kept; what it lacks, and a day that cannot be, is added to the faults."""
    check_in_id, document, note = check_in.id, decision.document.strip(), decision.note.strip()
    faults.check(lambda: guard_decided_on(decision.on, extension.asked_on, today, "đề nghị", check_in_id))
    if document or decision.on < today or (by_chairman and decision.granted):
        document = faults.take(lambda: one_line(document, "Số văn bản quyết định"), document)
    if note or not decision.granted or (decision.on < today and not by_chairman):
        what = "Lý do" if decision.granted else "Lý do không đồng ý gia hạn"
        note = faults.take(lambda: guard_reason(note, what, check_in_id), note)
    until = None
    if decision.granted:
        until = faults.take(
            lambda: _guard_until(decision.until, check_in.due_on, decision.on, _NOT_GIVEN, check_in_id), decision.until
        )
    return ExtensionDecision(decision.granted, until, document, note, decision.on)


def _move_date(
    session: Session,
    loaded: LoadedPlan,
    check_in: CheckIn,
    decision: ExtensionDecision,
    by: Person,
    now: datetime,
) -> None:
    check_in_id, until = check_in.id, decision.until or date.min
    changes = duty_changes(session, [check_in_id]).get(check_in_id, [])
    number = sum(change.kind == EXTENSION for change in changes) + 1
    act = decision.document or f"gia hạn lần {number}"
    duty = Duty(check_in.holder, loaded.calendar.last_working_day(until), until)
    if not change_duty(session, check_in, duty, Change(EXTENSION, act, decision.on, now, by.name)):
        raise RuntimeError(f"check-in {check_in_id} changed while it was held for update")


@dataclass(frozen=True)
class OpenExtension:
    """An extension that waits, with its check-in and who decides on it: the check-in's judge, or the Chairman."""

    extension: Extension
    check_in: CheckIn
    decider: str
    by_chairman: bool


def open_extensions(
    session: Session, plans: Mapping[str, LoadedPlan], agency: str, on: date, *, province: str
) -> list[OpenExtension]:
    """Return the extensions that wait for an agency's decision (see `waiting_extensions`); the office sees the Chairman's too."""
    return [
        one
        for one in waiting_extensions(session, plans_in(plans, province), on)
        if agency and agency == acts_for(one.decider, plans[one.check_in.plan])
    ]


def waiting_extensions(session: Session, plans: Mapping[str, LoadedPlan], on: date) -> list[OpenExtension]:
    """Return the extensions that wait, as they were asked, with who decides on each.

    What has lapsed is left out, and what belongs to a plan that is not in `plans`. The number of statements does not
    grow with what waits.
    """
    rows = session.exec(_WAITING, params=named_plans(plans)).all()
    changes = duty_changes(session, [check_in.id for _, check_in in rows])
    deciders = deciders_of(session, plans, [check_in for _, check_in in rows], on)
    return [
        OpenExtension(
            extension,
            check_in,
            deciders[check_in.id],
            deciders[check_in.id] == plans[check_in.plan].register.chairman,
        )
        for extension, check_in in rows
        if not extension_lapsed(extension, check_in, changes.get(check_in.id, ()))
    ]


_WAITING = (
    select(Extension, CheckIn)
    .join(CheckIn, col(CheckIn.id) == col(Extension.check_in_id))
    .where(col(Extension.ruling) == Ruling.WAITING, IS_OF_PLANS)
    .order_by(col(Extension.asked_at), col(Extension.id))
)


def extensions_of(session: Session, check_in_ids: Collection[int]) -> dict[int, list[Extension]]:
    """Return the extensions asked for each check-in, the oldest first; nothing for one without."""
    found: dict[int, list[Extension]] = {}
    if not check_in_ids:
        return found
    for extension in session.exec(_OF_CHECK_INS, params={"ids": list(check_in_ids)}):
        found.setdefault(extension.check_in_id, []).append(extension)
    return found


_OF_CHECK_INS = (
    select(Extension)
    .where(col(Extension.check_in_id).in_(bindparam("ids", expanding=True)))
    .order_by(col(Extension.check_in_id), col(Extension.number))
)
