"""One due date in sentences: clause, cadence, period, rule, calendar, parties, and who owes the answer by when."""

from collections.abc import Iterator
from datetime import date

from cli.plans.plan_parties_explained import explain_parties, why_not_owed
from cli.plans.plan_text import OFFICE, calendar_warnings, describe_rhythm, describe_step, name_party
from cli.plans.plan_trial import trial_lines
from plan.ladder.in_force import describe_rung, plan_for
from plan.library import LoadedPlan
from plan.owed import Occurrence, occurrences, owed_for
from plan.periods import describe_period, find_period
from plan.refs import told_point, told_ref
from plan.tasks import Plan, Task
from plan.texts.written import format_day
from plan.times.cadence import CADENCE_NAMES, Rhythm

_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


class NotOwedError(Exception):
    """The plan does not ask this of this agency; the message says why, in one or two Vietnamese sentences."""


def explain_check_in(loaded: LoadedPlan, ref: str, agency: str, period: str) -> list[str]:
    """Return the steps that lead to one due date, a sentence each, in order; of an event's reports, its clocks.

    `period` is a name such as `2023-H1`. Raise NotOwedError when the plan does not ask for that period, or not of
    this agency. `agency` may be a group whose duties nobody owns any more.
    """
    plan = loaded.plan
    if plan.tasks[ref].cadence.kind == "waits":
        raise NotOwedError(
            f"Điểm {ref} chưa có hạn ({plan.tasks[ref].cadence.words}), nên chưa hỏi cơ quan nào và không bị tính quá hạn; "
            "khi có văn bản, văn phòng ghi hạn ở «amendments»."
        )
    if plan.tasks[ref].done_by and plan.tasks[ref].asked_until == date.min:
        raise NotOwedError(f"Điểm {ref} đã hoàn thành theo {plan.tasks[ref].done_by}, nên không yêu cầu báo cáo.")
    if plan.tasks[ref].no_lead:
        raise NotOwedError(
            f"Điểm {ref} chưa có cơ quan chủ trì ({plan.tasks[ref].no_lead}), nên chưa hỏi cơ quan nào; khi có văn bản giao, "
            "văn phòng ghi «lead» ở «amendments»."
        )
    if plan.tasks[ref].steps:
        return list(_explain_event(loaded, plan.tasks[ref]))
    occurrence, rhythm = _find_occurrence(loaded, ref, period)
    task, opens = occurrence.task, occurrence.dates.opens_on
    found = [owed for owed in owed_for(occurrence, plan, loaded.register, opens) if owed.agency == agency]
    if not found:
        raise NotOwedError(why_not_owed(loaded, task, agency, occurrence))
    return [
        *_explain_clause(loaded, task, rhythm),
        *_explain_days(loaded, occurrence, rhythm),
        _explain_ladder(loaded, occurrence, agency),
        *explain_parties(loaded, task, agency, found),
        *trial_lines(loaded),
    ]


def _explain_event(loaded: LoadedPlan, task: Task) -> Iterator[str]:
    plan, register = loaded.plan, loaded.register
    yield _name_clause(plan, task)
    yield f"Thời gian theo văn bản: {CADENCE_NAMES[task.cadence.kind]}; không có kỳ, mỗi sự cố được đánh số và hỏi riêng."
    leads = "; ".join(name_party(party, plan, register) for party in task.leads)
    yield f"Phải báo cáo: cơ quan để xảy ra sự cố, trong số {leads}."
    yield f"Khi mở sự cố, báo ngay: {'; '.join(name_party(party, plan, register) for party in task.tell)}."
    for step in task.steps:
        yield f"Bước «{step.name}»: {describe_step(step, register)}"


def _find_occurrence(loaded: LoadedPlan, ref: str, period: str) -> tuple[Occurrence, Rhythm]:
    plan = loaded.plan
    asked = [
        occurrence
        for version in plan.versions_of(ref)
        for occurrence in occurrences(version, plan, loaded.calendar, date(2000, 1, 1), date(2100, 12, 31))
    ]
    for occurrence in asked:
        if occurrence.period == period:
            rhythms = occurrence.task.cadence.rhythms
            return occurrence, next(r for r in rhythms if r.due.words == occurrence.rule and _covers(r, period))
    for rhythm in plan.tasks[ref].cadence.rhythms:
        if rhythm.stands_for and period[5:] == rhythm.stands_for:
            name = period[:4] if rhythm.part == "year" else f"{period[:4]}-{rhythm.part}"
            raise NotOwedError(
                f"Điểm {ref} không có báo cáo riêng cho {describe_period(period)}: báo cáo {describe_period(name)} thay "
                f"cho báo cáo này; hãy xem kỳ {name}."
            )
    names = [occurrence.period for occurrence in sorted(asked, key=lambda one: one.dates.due_on)]
    same_year = [name for name in names if name[:4] == period[:4]] or names
    listed = ", ".join(same_year[:4]) + ("…" if len(same_year) > 4 else "")
    raise NotOwedError(f"Kế hoạch không yêu cầu báo cáo {ref} cho kỳ {period}. Các kỳ được hỏi: {listed}.")


def _covers(rhythm: Rhythm, period: str) -> bool:
    return not rhythm.comes_back or not rhythm.only or (period[5:] or "year") in rhythm.only


def _name_clause(plan: Plan, task: Task) -> str:
    document = plan.document
    number = f" số {document.number}" if document.number else ""
    when = f" ({document.date})" if document.date else ""
    place = f"{task.file or plan.file}:{task.line}"
    point = told_point(task.ref)
    return (
        f"{point[0].upper()}{point[1:]}, {document.kind}{number}{when} của {document.issuer}: «{task.title}» ({place})."
    )


def _explain_clause(loaded: LoadedPlan, task: Task, rhythm: Rhythm) -> Iterator[str]:
    plan = loaded.plan
    yield _name_clause(plan, task)
    if task.asked_from is not None:
        change = next(one for one in plan.amendments if one.on == task.asked_from and task.ref in one.changed)
        yield f"Điểm này được sửa từ ngày {format_day(change.on)} theo {change.by}; phiếu mở từ ngày đó theo bản sửa đổi."
    yield f"Thời gian theo văn bản: {task.cadence.words}."
    if rhythm.every == "end":
        yield f"Văn bản ghi thời điểm kết thúc, nên hỏi một lần nữa vào ngày cuối cùng: {describe_rhythm(rhythm)}."
        return
    who = "Văn bản không ghi ngày, nên hạn do văn phòng chọn" if rhythm.by_office else "Hạn theo văn bản"
    first = f"; hỏi từ năm {task.cadence.first} {OFFICE}" if task.cadence.first else ""
    yield f"{who}: {describe_rhythm(rhythm)}{first}."
    if task.rolls_up:
        yield f"Điểm này tổng hợp các báo cáo của nhiệm vụ {', '.join(map(told_ref, task.rolls_up))}."


def _explain_days(loaded: LoadedPlan, occurrence: Occurrence, rhythm: Rhythm) -> Iterator[str]:
    plan, calendar, dates = loaded.plan, loaded.calendar, occurrence.dates
    period = find_period(occurrence.period)
    if rhythm.comes_back:
        words = describe_period(period.name)
        yield f"Kỳ {period.name} là {words}, từ {format_day(period.first)} đến {format_day(period.last)}."
    written = rhythm.due.written_last_day(period)
    moved = (
        f" Ngày {_day(written)} là ngày nghỉ, nên hạn chuyển sang ngày làm việc tiếp theo."
        if written != dates.due_on
        else ""
    )
    yield f"Quy tắc: {occurrence.rule}.{moved} Ngày cuối cùng trong hạn là {_day(dates.due_on)}."
    worked = "là ngày làm việc" if dates.remind_on == dates.due_on else "là ngày nghỉ"
    aim = "" if dates.remind_on == dates.due_on else f" Ngày làm việc cuối cùng trong hạn là {_day(dates.remind_on)}."
    reminders = " và ".join(format_day(calendar.add_working_days(dates.remind_on, -days)) for days in plan.remind)
    before = ", ".join(str(days) for days in plan.remind)
    notice = f" Nhắc trước {before} ngày làm việc {OFFICE}: {reminders}." if plan.remind else ""
    yield f"Lịch: ngày {format_day(dates.due_on)} {worked}.{aim}{notice}"
    year = dates.due_on.year
    if calendar.is_confirmed(year):
        yield f"Ngày nghỉ năm {year} theo {calendar.confirmed[year]}."
    else:
        yield from calendar_warnings([year])
    ahead = (dates.due_on - dates.opens_on).days
    late = "" if ahead == plan.opens else ", ngày sửa đổi có hiệu lực"
    yield f"Phiếu báo cáo mở ngày {format_day(dates.opens_on)}{late}, {ahead} ngày trước hạn{'' if late else ' ' + OFFICE}."


def _explain_ladder(loaded: LoadedPlan, occurrence: Occurrence, agency: str) -> str:
    calendar, due_on = loaded.calendar, occurrence.dates.due_on
    plan = plan_for(loaded.plan, "", agency, loaded.register)
    if loaded.register.is_outside(agency):
        days = ", ".join(format_day(calendar.add_working_days(due_on, rung.after)) for rung in plan.ladder)
        name = loaded.register.name_of(agency)
        again = f" Chưa báo cáo thì đề nghị lại {OFFICE}: {days}." if days else ""
        return f"{name} không thuộc tỉnh quản lý (danh bạ cơ quan): chỉ đề nghị, không báo lên cấp trên.{again}"
    rungs = (
        f"{format_day(calendar.add_working_days(due_on, rung.after))} "
        f"(+{rung.after}) {describe_rung(rung, loaded.register)}"
        for rung in loaded.plan.ladder
    )
    habit = f" Quy tắc {OFFICE}: {loaded.plan.habit.words}." if loaded.plan.habit else ""
    return f"Chưa báo cáo thì đôn đốc sau hạn {OFFICE}: {'; '.join(rungs)}.{habit}"


def _day(day: date) -> str:
    return f"{format_day(day)} ({_WEEKDAYS[day.weekday()]})"
