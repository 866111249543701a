"""A plan and its check-ins as a person reads them on a terminal; what the office chose is marked as such."""

import shutil
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from cli.plans.plan_json import task_shown
from plan.across.sources import sources_of
from plan.ladder.in_force import describe_rung
from plan.library import LoadedPlan
from plan.owed import Owed, tracker_on
from plan.parties import Party, Register, Transfer, resolve
from plan.periods import describe_period, periods_of_year
from plan.refs import told_ref
from plan.tasks import SEVERITIES, Plan, Step, Target, Task
from plan.texts.written import format_day
from plan.times.cadence import Rhythm, Term

OFFICE = "(văn phòng chọn)"
"""Stands behind everything that the office chose and the document does not say."""
NO_OWNER = "chưa có cơ quan tiếp nhận nhiệm vụ"
"""What is said of a duty that nobody has any more."""
ROLES = {"host": "chủ trì giao ban", "confirming": "xác nhận biên bản"}
"""What an agency owes at a briefing; a lead has no word of its own."""
EVERY_NAMES = {"month": "mỗi tháng", "quarter": "mỗi quý", "half-year": "mỗi 6 tháng", "year": "mỗi năm"}


def render_plan(loaded: LoadedPlan, on: date | None, others: Iterable[LoadedPlan] = ()) -> str:
    """Return the plan section by section; given a day, with the agencies that the parties stand for then.

    `others` are the plans of the home, some of whose clauses its tasks may answer.
    """
    width = min(max(shutil.get_terminal_size((100, 40)).columns, 60), 120)
    lines = [line for part in (_head(loaded, on), _body(loaded, on, tuple(others)), _tail(loaded, on)) for line in part]
    return "\n".join(wrapped for line in lines for wrapped in _wrap(line, width))


def render_owed(lines: Sequence[tuple[LoadedPlan, Owed]]) -> str:
    """Return check-ins as columns, with their number below them and a warning for years whose days off are not fixed."""
    rows: list[tuple[str, ...]] = [("Hạn", "Nhắc", "Mở", "Kế hoạch", "Điểm", "Kỳ", "Cơ quan, phạm vi")]
    for loaded, owed in lines:
        scope = f" ({loaded.plan.scopes.get(owed.scope, owed.scope)})" if owed.scope else ""
        days = (format_day(day) for day in (owed.due_on, owed.remind_on, owed.opens_on))
        role = f", {ROLES[owed.role]}" if owed.role in ROLES else ""
        missing = f" «{NO_OWNER}»" if owed.ownerless else ""
        who = loaded.register.name_of(owed.agency) + scope + role + missing
        rows.append((*days, owed.plan, told_ref(owed.ref), owed.period, who))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    shown = ["  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    years = sorted({owed.due_on.year for loaded, owed in lines if not loaded.calendar.is_confirmed(owed.due_on.year)})
    return "\n".join([*shown, "", f"{len(lines)} phiếu báo cáo.", *calendar_warnings(years)])


def calendar_warnings(years: Iterable[int]) -> list[str]:
    """Return one warning that names the years whose days off no document on record has fixed, or nothing."""
    named = ", ".join(str(year) for year in years)
    warning = f"Chú ý: lịch nghỉ năm {named} chưa có văn bản xác nhận; ngày nhắc và ngày làm việc có thể thay đổi."
    return [warning] if named else []


def name_party(party: Party, plan: Plan, register: Register) -> str:
    """Return a party's Vietnamese name with the scope it carries."""
    return register.name_of(party.code) + (f" ({plan.scopes[party.scope]})" if party.scope else "")


def describe_rhythm(rhythm: Rhythm) -> str:
    """Return when a rhythm asks: `6 tháng đầu năm: trước ngày 15/6 (không tính ngày đó), thay báo cáo quý II`."""
    if not rhythm.comes_back:
        return rhythm.due.words
    names = [_part_words(rhythm.every, part) for part in rhythm.only]
    instead = f", thay báo cáo {_part_words('', rhythm.stands_for)}" if rhythm.stands_for else ""
    return f"{' và '.join(names) or EVERY_NAMES[rhythm.every]}: {rhythm.due.words}{instead}"


def _part_words(every: str, part: str) -> str:
    """Return a part of any year in words: `quý II`, `6 tháng đầu năm`, `tháng 6`."""
    lengths = (every,) if every else ("quarter", "half-year", "year")
    found = (period.name for length in lengths for period in periods_of_year(length, 2000) if period.part == part)
    words = describe_period(next(found))
    return words.removesuffix(" 2000") if part.startswith("H") else words.removesuffix(" năm 2000")


def describe_step(step: Step, register: Register) -> str:
    """Return one report that an event asks for: its title, its clocks with their source, and who receives it."""
    start = "lúc phát hiện" if step.counted_from == "detected" else f"bước «{step.counted_from}»"
    law = f"; {step.law_by} cho {_term_words(step.law, step.laws)}" if step.law or step.laws else ""
    words = f"; văn bản ghi: «{step.text}»" if step.text else ""
    to = "; ".join(register.name_of(name) for name in step.to)
    return f"{step.title}: trong {_term_words(step.term, step.terms)} từ {start} {OFFICE}{law}{words}. Gửi: {to}."


def _term_words(term: Term | None, by_severity: Mapping[str, Term]) -> str:
    """Return one term, or one for each severity: `24 giờ (nghiêm trọng), 1 giờ (xâm phạm an ninh quốc gia)`."""
    if not by_severity:
        return term.words if term else ""
    return ", ".join(f"{one.words} ({SEVERITIES[severity]})" for severity, one in by_severity.items())


def describe_move(move: Transfer, plan: Plan, register: Register) -> str:
    """Return a hand-over or a reorganisation with its day and act, without a full stop."""
    scope = f" thuộc phạm vi {plan.scopes.get(move.scope, move.scope)}" if move.scope else ""
    refs = f" tại điểm {', '.join(move.refs)}" if move.refs else ""
    heirs = "; ".join(name_party(heir, plan, register) for heir in move.heirs)
    taken = f"chuyển cho {heirs}" if heirs else NO_OWNER
    return (
        f"Từ ngày {format_day(move.on)}, việc{scope}{refs} của {register.name_of(move.source)} {taken} theo {move.act}"
    )


def _head(loaded: LoadedPlan, on: date | None) -> Iterator[str]:
    plan, register = loaded.plan, loaded.register
    document = plan.document
    yield f"{document.kind} của {document.issuer} (mã: {plan.code})"
    yield document.subject
    until = f"đến {format_day(plan.ends)}" if plan.ends else "không ghi ngày kết thúc"
    yield f"Số: {document.number or 'chưa rõ'} · ngày: {document.date or 'chưa rõ'} · thực hiện từ {format_day(plan.starts)} {until}"
    if plan.replaced:
        by = f"{plan.replaced.by}{f' (kế hoạch {plan.replaced.plan})' if plan.replaced.plan else ''}"
        yield f"Được thay thế từ ngày {format_day(plan.replaced.on)} bởi {by}: từ ngày đó không mở phiếu báo cáo mới"
    for scope, code in plan.trackers.items():
        what = f"riêng {plan.scopes[scope]}" if scope else "chung"
        acting = tracker_on(plan, register, scope, on) if on is not None else code
        now = f"; ngày {format_day(on)} là {register.name_of(acting)}" if on is not None and acting != code else ""
        yield f"Theo dõi {what}: {register.name_of(code)}{now}"
    remind = ", ".join(str(days) for days in plan.remind) or "không"
    yield f"Mở phiếu {plan.opens} ngày trước hạn; nhắc trước {remind} ngày làm việc {OFFICE}"
    rungs = (f"{rung.after} – {describe_rung(rung, register)}" for rung in plan.ladder)
    yield f"Đôn đốc sau hạn (số ngày làm việc): {'; '.join(rungs)} {OFFICE}"
    if plan.habit:
        yield f"Quy tắc: {plan.habit.words} {OFFICE}"


def _body(loaded: LoadedPlan, on: date | None, others: Sequence[LoadedPlan]) -> Iterator[str]:
    section = ""
    for task in loaded.plan.tasks.values():
        if loaded.plan.section_of(task.ref) != section:
            section = loaded.plan.section_of(task.ref)
            yield ""
            yield f"{section}. {loaded.plan.sections.get(section, '')}"
        yield from _task_lines(task_shown(loaded.plan, task, on), loaded, on)
        if also := sources_of(loaded.plan.code, task.ref, others):
            yield f"      Cũng theo:  {'; '.join(one.words for one in also)}"


def _task_lines(task: Task, loaded: LoadedPlan, on: date | None) -> Iterator[str]:
    plan, register = loaded.plan, loaded.register
    yield f"  {told_ref(task.ref)}  {task.title}"
    if task.asked_from:
        yield f"      Sửa đổi:   có hiệu lực từ ngày {format_day(task.asked_from)}"
    if task.done_by:
        since = f", từ ngày {format_day(task.asked_until)}" if task.asked_until and task.asked_until > date.min else ""
        yield f"      Đã xong:   theo {task.done_by}{since}; không yêu cầu báo cáo nữa"
    elif task.asked_until and not plan.replaced and (on is None or task.asked_until <= on):
        yield f"      Đã bỏ:     từ ngày {format_day(task.asked_until)} không yêu cầu báo cáo nữa"
    for label, parties in (("Chủ trì:   ", task.leads), ("Phối hợp:  ", task.coordinating)):
        named = [name_party(party, plan, register) for party in parties]
        named += () if label.startswith("Chủ trì") else task.coordinating_words
        nobody = task.no_lead if label.startswith("Chủ trì") else ""
        yield f"      {label}{'; '.join(named) or (f'chưa có: {nobody}' if nobody else 'văn bản không ghi')}"
        if on is not None and parties:
            yield from _on_day(parties, task, loaded, on)
    yield from _when_lines(task, plan, register)
    if task.rolls_up:
        yield f"      Tổng hợp:  báo cáo của nhiệm vụ {', '.join(map(told_ref, task.rolls_up))}"
    if task.product:
        yield f"      Sản phẩm:  {task.product}"
    if task.to:
        through = f", qua {register.name_of(task.through)}" if task.through else ""
        to = "; ".join(register.name_of(name) for name in task.to)
        yield f"      Gửi:       {to}{through}"
    if task.beyond_authority:
        yield f"      Vượt thẩm quyền: trình {register.name_of(task.beyond_authority)} quyết định"
    yield f"      Nguồn:     {task.file or plan.file}:{task.line}"


def _when_lines(task: Task, plan: Plan, register: Register) -> Iterator[str]:
    """Yield a task's time, its last days, whose turn it is, and the clocks of an event."""
    cadence = task.cadence
    yield f"      Thời gian: {cadence.words}"
    for rhythm in cadence.rhythms:
        yield f"      Hạn:       {describe_rhythm(rhythm)}{' ' + OFFICE if rhythm.by_office else ''}"
    if task.turns:
        year, month = task.turns.first
        yield f"      Lượt:      luân phiên, bắt đầu từ tháng {month}/{year} do {register.name_of(task.turns.first_host)} chủ trì {OFFICE}"
    if task.tell:
        yield f"      Báo ngay:  {'; '.join(name_party(party, plan, register) for party in task.tell)}"
    for step in task.steps:
        yield f"      Bước:      «{step.name}» {describe_step(step, register)}"
    if cadence.first:
        yield f"      Bắt đầu:   năm {cadence.first} {OFFICE}"


def _on_day(parties: tuple[Party, ...], task: Task, loaded: LoadedPlan, on: date) -> Iterator[str]:
    """Yield who stands for parties on a day, by name where they are few, and what nobody owns."""
    plan, register = loaded.plan, loaded.register
    found = resolve(parties, register, on, task.ref, plan.handovers)
    stand = found.holders
    few = ": " + "; ".join(name_party(party, plan, register) for party in stand) if 0 < len(stand) <= 4 else ""
    yield f"                 ngày {format_day(on)} là {len({party.code for party in stand})} cơ quan{few}"
    if found.ownerless:
        names = "; ".join(name_party(party, plan, register) for party in found.ownerless)
        yield f"                 {NO_OWNER}: {names}"


def _tail(loaded: LoadedPlan, on: date | None) -> Iterator[str]:
    plan, register = loaded.plan, loaded.register
    used = {party.code for task in plan.tasks.values() for party in (*task.leads, *task.coordinating)}
    if on is not None and used & {*register.groups, *register.roles}:
        yield ""
        yield f"Nhóm và vai ngày {format_day(on)}"
        for code in (*register.groups, *register.roles):
            members = register.agencies_of(code, on)
            chosen = f" {OFFICE}" if code in register.roles else ""
            if code in used:
                never = not register.members_of(code)
                none = "chưa có thành viên" if never else "không còn cơ quan nào"
                names = "; ".join(register.name_of(member) for member in members) or none
                yield f"  {register.name_of(code)} ({len(members)}){chosen}: {names}"
    yield from _changes(plan, register)
    if plan.targets:
        yield ""
        yield "Mục tiêu"
    for target in plan.targets.values():
        owners = "; ".join(register.name_of(owner) for owner in target.owners)
        source = f"số liệu từ {told_ref(target.from_task) if target.from_task else owners}"
        yield f"  {target.ref}  {target.title}"
        chosen = f" {OFFICE}" if target.by_office else ""
        yield f"      {_goal_words(target)}; {source if target.measure else source.replace('số liệu từ', 'theo báo cáo của')}{chosen}"
        for later in (one for one in plan.later_targets if one.ref == target.ref):
            if later.holds_from:
                yield f"      từ ngày {format_day(later.holds_from)}: {_goal_words(later)}"
    same_as = {ref: ", ".join(map(told_ref, others)) for ref, others in plan.same_as.items()}
    if loaded.warnings:
        yield ""
        yield "Điều văn phòng cần biết"
        yield from (f"  {warning.sentence}" for warning in loaded.warnings)
    for heading, notes, words in (
        ("Điểm được theo dõi qua nhiệm vụ khác", same_as, "theo nhiệm vụ "),
        ("Điểm không cần báo cáo", plan.no_answer, ""),
    ):
        if notes:
            yield ""
            yield heading
        for ref, note in notes.items():
            yield f"  {ref}: {words}{note}"


def _goal_words(target: Target) -> str:
    return f"{target.goal_words}, đến năm {target.by}" if target.by else target.goal_words


def _changes(plan: Plan, register: Register) -> Iterator[str]:
    """Yield the plan's amendments and hand-overs, each with its document and the place where it stands."""
    if plan.amendments:
        yield ""
        yield "Sửa đổi kế hoạch"
    for change in plan.amendments:
        merged = [f"{scope} vào {into}" for scope, into in change.merged]
        parts = [
            ("sửa", change.changed),
            ("bỏ", change.ended),
            ("đổi mục tiêu", change.moved_targets),
            ("gộp phạm vi", merged),
        ]
        what = "; ".join(f"{verb} {', '.join(refs)}" for verb, refs in parts if refs)
        yield f"  Từ ngày {format_day(change.on)}: {what}, theo {change.by} ({change.file or plan.file}:{change.line})"
    handovers = [move for move in plan.handovers if not move.merges_scopes]
    if handovers:
        yield ""
        yield "Bàn giao riêng của kế hoạch"
    for move in handovers:
        yield f"  {describe_move(move, plan, register)} ({move.file or plan.file}:{move.line})"


def _wrap(line: str, width: int) -> list[str]:
    """Return a line broken at `width`, each further part standing below the first one's text."""
    indent = len(line) - len(line.lstrip())
    label, colon, _ = line[indent:].partition(":")
    hang = 17 if colon and indent == 6 and len(label) < 11 else indent + 4
    # A document's number or a plan's code is never broken at its hyphen.
    whole = textwrap.TextWrapper(width, subsequent_indent=" " * hang, break_long_words=False, break_on_hyphens=False)
    return whole.wrap(line) or [""]
