"""A plan and its check-ins as a person reads them on a terminal; what the office chose is marked as such."""

import shutil
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from plan.library import LoadedPlan
from plan.owed import Owed
from plan.parties import Party, Register, resolve_parties
from plan.periods import describe_period, periods_of_year
from plan.tasks import CADENCE_NAMES, Plan, Rhythm, Task

OFFICE = "(văn phòng chọn)"
"""Stands behind everything that the office chose and the document does not say."""
EVERY_NAMES = {"month": "mỗi tháng", "quarter": "mỗi quý", "half-year": "mỗi 6 tháng", "year": "mỗi năm"}
_LADDER_NAMES = {
    "agency": "cơ quan", "head": "thủ trưởng cơ quan", "tracker": "cơ quan theo dõi", "office": "văn phòng UBND tỉnh",
    "chairman": "Chủ tịch UBND tỉnh",
}  # fmt: skip


def render_plan(loaded: LoadedPlan, on: date | None) -> str:
    """Return the plan section by section; given a day, with the agencies that the parties stand for then."""
    width = min(max(shutil.get_terminal_size((100, 40)).columns, 60), 120)
    lines = [line for part in (_head(loaded), _body(loaded, on), _tail(loaded, on)) for line in part]
    return "\n".join(wrapped for line in lines for wrapped in _wrap(line, width))


def render_owed(lines: Sequence[tuple[LoadedPlan, Owed]]) -> str:
    """Return check-ins as columns, with their number below them and a warning for years whose days off are not fixed."""
    rows: list[tuple[str, ...]] = [("Hạn", "Nhắc", "Mở", "Kế hoạch", "Điểm", "Kỳ", "Cơ quan, phạm vi")]
    for loaded, owed in lines:
        scope = f" ({loaded.plan.scopes.get(owed.scope, owed.scope)})" if owed.scope else ""
        days = (f"{day:%d/%m/%Y}" for day in (owed.due_on, owed.remind_on, owed.opens_on))
        rows.append((*days, owed.plan, owed.ref, owed.period, loaded.register.name_of(owed.agency) + scope))
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
    """Return when a rhythm asks: `6 tháng đầu năm: trước ngày 15/06 (không tính ngày đó)`."""
    if rhythm.every == "once":
        return rhythm.due.words
    parts = (period for period in periods_of_year(rhythm.every, 2000) if period.part in rhythm.only)
    names = [describe_period(period.name).removesuffix(" 2000") for period in parts]
    return f"{' và '.join(names) or EVERY_NAMES[rhythm.every]}: {rhythm.due.words}"


def _head(loaded: LoadedPlan) -> Iterator[str]:
    plan, register = loaded.plan, loaded.register
    document = plan.document
    yield f"{document.kind} của {document.issuer} (mã: {plan.code})"
    yield document.subject
    until = f"đến {plan.ends:%d/%m/%Y}" if plan.ends else "không ghi ngày kết thúc"
    yield f"Số: {document.number or 'chưa rõ'} · ngày: {document.date} · thực hiện từ {plan.starts:%d/%m/%Y} {until}"
    for scope, code in plan.trackers.items():
        what = f"riêng {plan.scopes[scope]}" if scope else "chung"
        yield f"Theo dõi {what}: {register.name_of(code)}"
    remind = ", ".join(str(days) for days in plan.remind) or "không"
    yield f"Mở phiếu {plan.opens} ngày trước hạn; nhắc trước {remind} ngày làm việc {OFFICE}"
    rungs = (
        f"{rung.after} – {', '.join(_LADDER_NAMES.get(to, register.name_of(to)) for to in rung.to)}"
        for rung in plan.ladder
    )
    yield f"Đôn đốc sau hạn (số ngày làm việc): {'; '.join(rungs)} {OFFICE}"


def _body(loaded: LoadedPlan, on: date | None) -> Iterator[str]:
    section = ""
    for task in loaded.plan.tasks.values():
        if loaded.plan.section_of(task.ref) != section:
            section = loaded.plan.section_of(task.ref)
            yield ""
            yield f"{section}. {loaded.plan.sections.get(section, '')}"
        yield from _task_lines(task, loaded, on)


def _task_lines(task: Task, loaded: LoadedPlan, on: date | None) -> Iterator[str]:
    plan, register, cadence = loaded.plan, loaded.register, task.cadence
    yield f"  {task.ref}  {task.title}"
    for label, parties in (("Chủ trì:   ", task.leads), ("Phối hợp:  ", task.coordinating)):
        names = "; ".join(name_party(party, plan, register) for party in parties) or "văn bản không ghi"
        yield f"      {label}{names}"
        if on is not None and parties:
            stand = resolve_parties(parties, register, on)
            few = ": " + "; ".join(name_party(party, plan, register) for party in stand) if len(stand) <= 4 else ""
            yield f"                 ngày {on:%d/%m/%Y} là {len(stand)} cơ quan{few}"
    years = f" {cadence.starts}–{cadence.ends}" if cadence.starts else ""
    yield f"      Thời gian: {CADENCE_NAMES[cadence.kind]}{years}"
    for rhythm in cadence.rhythms:
        yield f"      Hạn:       {describe_rhythm(rhythm)}{' ' + OFFICE if rhythm.by_office else ''}"
    if cadence.first:
        yield f"      Bắt đầu:   năm {cadence.first} {OFFICE}"
    if task.product:
        yield f"      Sản phẩm:  {task.product}"
    if task.to:
        through = f", qua {register.name_of(task.through)}" if task.through else ""
        yield f"      Gửi:       {register.name_of(task.to)}{through}"
    yield f"      Nguồn:     {plan.file}:{task.line}"


def _tail(loaded: LoadedPlan, on: date | None) -> Iterator[str]:
    plan, register = loaded.plan, loaded.register
    used = {party.code for task in plan.tasks.values() for party in (*task.leads, *task.coordinating)}
    if on is not None:
        yield ""
        yield f"Nhóm và vai ngày {on:%d/%m/%Y}"
        for code in (*register.groups, *register.roles):
            members = register.agencies_of(code, on)
            chosen = f" {OFFICE}" if code in register.roles else ""
            if code in used:
                names = "; ".join(register.name_of(member) for member in members) or "không còn cơ quan nào"
                yield f"  {register.name_of(code)} ({len(members)}){chosen}: {names}"
    if plan.targets:
        yield ""
        yield "Mục tiêu"
    for target in plan.targets.values():
        source = (
            f"số liệu từ {target.from_task}" if target.from_task else f"số liệu từ {register.name_of(target.owner)}"
        )
        yield f"  {target.ref}  {target.title}"
        sign = "%" if target.measure == "percent" else ""
        chosen = f" {OFFICE}" if target.by_office else ""
        yield f"      ít nhất {target.at_least}{sign}, đến năm {target.by}; {source}{chosen}"
    for heading, notes, words in (
        ("Điểm được theo dõi qua nhiệm vụ khác", plan.same_as, "theo nhiệm vụ "),
        ("Điểm không cần báo cáo", plan.no_answer, ""),
    ):
        if notes:
            yield ""
            yield heading
        for ref, note in notes.items():
            yield f"  {ref}: {words}{note}"


def _wrap(line: str, width: int) -> list[str]:
    """Return a line broken at `width`, each further part standing below the first one's text."""
    indent = len(line) - len(line.lstrip())
    label, colon, _ = line[indent:].partition(":")
    hang = 17 if colon and indent == 6 and len(label) < 11 else indent + 4
    return textwrap.wrap(line, width, subsequent_indent=" " * hang, break_long_words=False) or [""]
