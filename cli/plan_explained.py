"""One due date in sentences: clause, cadence, period, rule, calendar, parties, and who owes the answer by when."""

from collections.abc import Iterator
from datetime import date

from cli.plan_text import OFFICE, calendar_warnings, describe_rhythm, name_party
from plan.library import LoadedPlan
from plan.owed import Occurrence, Owed, occurrences, owed_for
from plan.periods import describe_period, find_period
from plan.tasks import CADENCE_NAMES, Rhythm, Task

_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


class NotOwedError(Exception):
    """The plan does not ask this of this agency; the message says why, in one or two Vietnamese sentences."""


def explain_check_in(loaded: LoadedPlan, task: Task, agency: str, period: str) -> list[str]:
    """Return the steps that lead to one due date, a sentence each, in order.

    `period` is a name such as `2023-H1`. Raise NotOwedError when the plan does not ask for that period, or not of
    this agency.
    """
    occurrence, rhythm = _find_occurrence(loaded, task, period)
    found = [
        owed
        for owed in owed_for(occurrence, loaded.plan, loaded.register, occurrence.dates.opens_on)
        if owed.agency == agency
    ]
    if not found:
        raise NotOwedError(_why_not_owed(loaded, task, agency, occurrence))
    return [
        *_explain_clause(loaded, task, rhythm),
        *_explain_days(loaded, occurrence, rhythm),
        *_explain_parties(loaded, task, agency, found),
    ]


def _find_occurrence(loaded: LoadedPlan, task: Task, period: str) -> tuple[Occurrence, Rhythm]:
    plan = loaded.plan
    asked = list(occurrences(task, plan, loaded.calendar, date(2000, 1, 1), date(2100, 12, 31)))
    for occurrence in asked:
        if occurrence.period == period:
            rhythms = (r for r in task.cadence.rhythms if r.due.words == occurrence.rule and _covers(r, period))
            return occurrence, next(rhythms)
    names = [occurrence.period for occurrence in sorted(asked, key=lambda one: one.dates.due_on)]
    same_year = [name for name in names if name[:4] == period[:4]] or names
    listed = ", ".join(same_year[:4]) + ("…" if len(same_year) > 4 else "")
    raise NotOwedError(f"Kế hoạch không hỏi {task.ref} cho kỳ {period}. Các kỳ được hỏi: {listed}.")


def _covers(rhythm: Rhythm, period: str) -> bool:
    return rhythm.every == "once" or not rhythm.only or (period[5:] or "year") in rhythm.only


def _why_not_owed(loaded: LoadedPlan, task: Task, agency: str, occurrence: Occurrence) -> str:
    plan, register = loaded.plan, loaded.register
    opens = occurrence.dates.opens_on
    leads = "; ".join(name_party(party, plan, register) for party in task.leads)
    name = register.name_of(agency)
    if not register.agencies[agency].exists_on(opens):
        return f"{name} không có vào ngày mở phiếu {opens:%d/%m/%Y}, nên không phải trả lời {task.ref} kỳ {occurrence.period}."
    coordinates = any(agency in register.agencies_of(party.code, opens) for party in task.coordinating)
    beside = f" {name} phối hợp, nên được thông báo nhưng không phải trả lời." if coordinates else ""
    return f"{name} không chủ trì {task.ref}. Chủ trì: {leads}.{beside}"


def _explain_clause(loaded: LoadedPlan, task: Task, rhythm: Rhythm) -> Iterator[str]:
    plan = loaded.plan
    document = plan.document
    number = f" số {document.number}" if document.number else ""
    yield f"Điểm {task.ref}, {document.kind}{number} ({document.date}) của {document.issuer}: «{task.title}» ({plan.file}:{task.line})."
    years = f" {task.cadence.starts}–{task.cadence.ends}" if task.cadence.starts else ""
    yield f"Thời gian theo văn bản: {CADENCE_NAMES[task.cadence.kind]}{years}."
    who = "Văn bản không ghi ngày, nên hạn do văn phòng chọn" if rhythm.by_office else "Hạn theo văn bản"
    first = f"; hỏi từ năm {task.cadence.first} {OFFICE}" if task.cadence.first else ""
    yield f"{who}: {describe_rhythm(rhythm)}{first}."


def _explain_days(loaded: LoadedPlan, occurrence: Occurrence, rhythm: Rhythm) -> Iterator[str]:
    plan, calendar, dates = loaded.plan, loaded.calendar, occurrence.dates
    period = find_period(occurrence.period)
    if rhythm.every != "once":
        words = describe_period(period.name)
        yield f"Kỳ {period.name} là {words}, từ {period.first:%d/%m/%Y} đến {period.last:%d/%m/%Y}."
    written = rhythm.due.written_last_day(period)
    moved = (
        f" Ngày {_day(written)} là ngày nghỉ, nên hạn chuyển sang ngày làm việc tiếp theo."
        if written != dates.due_on
        else ""
    )
    yield f"Quy tắc: {occurrence.rule}.{moved} Ngày cuối cùng còn trong hạn là {_day(dates.due_on)}."
    worked = "là ngày làm việc" if dates.remind_on == dates.due_on else "là ngày nghỉ"
    aim = "" if dates.remind_on == dates.due_on else f" Ngày làm việc cuối cùng trong hạn là {_day(dates.remind_on)}."
    reminders = " và ".join(f"{calendar.add_working_days(dates.remind_on, -days):%d/%m/%Y}" for days in plan.remind)
    before = ", ".join(str(days) for days in plan.remind)
    notice = f" Nhắc trước {before} ngày làm việc {OFFICE}: {reminders}." if plan.remind else ""
    yield f"Lịch: ngày {dates.due_on:%d/%m/%Y} {worked}.{aim}{notice}"
    year = dates.due_on.year
    if calendar.is_confirmed(year):
        yield f"Ngày nghỉ năm {year} theo {calendar.confirmed[year]}."
    else:
        yield from calendar_warnings([year])
    yield f"Phiếu báo cáo mở ngày {dates.opens_on:%d/%m/%Y}, {plan.opens} ngày trước hạn {OFFICE}."


def _explain_parties(loaded: LoadedPlan, task: Task, agency: str, found: list[Owed]) -> Iterator[str]:
    plan, register = loaded.plan, loaded.register
    opens = found[0].opens_on
    name = register.name_of(agency)
    leads = "; ".join(name_party(party, plan, register) for party in task.leads)
    through = [
        party.code for party in task.leads if party.code != agency and agency in register.agencies_of(party.code, opens)
    ]
    how = f"{name} thuộc {'; '.join(register.name_of(code) for code in through)}" if through else f"{name} được nêu tên"
    yield f"Chủ trì theo văn bản: {leads}. Vào ngày mở phiếu, {how}."
    for owed in found:
        scope = f", phạm vi {plan.scopes[owed.scope]}" if owed.scope else ""
        yield f"Vậy {name} phải trả lời điểm {owed.ref}{scope}, chậm nhất hết ngày {owed.due_on:%d/%m/%Y}."
        tracker = plan.tracker_of(owed.scope)
        if tracker == agency:
            yield f"{name} theo dõi nội dung này, nên {register.name_of(register.office)} theo dõi và xác nhận thay."
        else:
            yield f"Cơ quan theo dõi và xác nhận: {register.name_of(tracker)}."


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y} ({_WEEKDAYS[day.weekday()]})"
