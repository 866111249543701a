"""Why one agency owes a check-in, or why it does not: parties, turns, hand-overs and reorganisations in sentences."""

from collections.abc import Iterator
from datetime import date

from cli.plans.plan_text import NO_OWNER, OFFICE, describe_move, name_party
from plan.library import LoadedPlan
from plan.owed import Occurrence, Owed, tracker_on
from plan.parties import Assignment, resolve, standings_of
from plan.periods import describe_period
from plan.refs import told_point
from plan.tasks import Task
from plan.texts.written import format_day
from plan.times.cadence import Turns


def explain_parties(loaded: LoadedPlan, task: Task, agency: str, found: list[Owed]) -> Iterator[str]:
    """Yield how the parties of the text became this agency on the opening day, what it owes, and who judges it."""
    plan, register = loaded.plan, loaded.register
    opens = found[0].opens_on
    name = register.name_of(agency)
    leads = "; ".join(name_party(party, plan, register) for party in task.leads)
    reached = [one for one in _standings(loaded, task, opens) if one.holder is not None and one.holder.code == agency]
    through = [one.written.code for one in reached if not one.moves and one.written.code != agency]
    named = any(one.written.code == agency and not one.moves for one in reached)
    how = f" Vào ngày mở phiếu, {name} được nêu tên." if named else ""
    if through:
        how = f" Vào ngày mở phiếu, {name} thuộc {'; '.join(register.name_of(code) for code in through)}."
    yield f"Chủ trì theo văn bản: {leads}.{how}"
    for move in dict.fromkeys(move for one in reached for move in one.moves):
        yield f"{describe_move(move, plan, register)}."
    if task.turns is not None:
        yield _explain_turn(loaded, task.turns, found[0])
    for owed in found:
        scope = f", phạm vi {plan.scopes.get(owed.scope, owed.scope)}" if owed.scope else ""
        duty = {"host": "chủ trì giao ban và báo cáo", "confirming": "xác nhận biên bản giao ban"}.get(
            owed.role, "báo cáo"
        )
        if owed.ownerless:
            yield from _explain_loss(loaded, task, owed)
            yield f"Vậy việc của {name} tại {told_point(owed.ref)}{scope} {NO_OWNER}; văn phòng quyết định ai nhận, không ai bị đôn đốc."
            continue
        yield f"Vậy {name} phải {duty} {told_point(owed.ref)}{scope}, chậm nhất hết ngày {format_day(owed.due_on)}."
        written, tracker = plan.tracker_of(owed.scope), tracker_on(plan, register, owed.scope, opens)
        instead = f" (nhận việc theo dõi của {register.name_of(written)})" if tracker != written else ""
        if tracker == agency:
            yield f"{name} theo dõi nội dung này{instead}, nên {register.name_of(register.office)} theo dõi và xác nhận thay."
        else:
            yield f"Cơ quan theo dõi và xác nhận: {register.name_of(tracker)}{instead}."


def why_not_owed(loaded: LoadedPlan, task: Task, agency: str, occurrence: Occurrence) -> str:
    """Return why a check-in is not this agency's, in one to three sentences."""
    plan, register = loaded.plan, loaded.register
    opens = occurrence.dates.opens_on
    leads = "; ".join(name_party(party, plan, register) for party in task.leads)
    name = register.name_of(agency)
    standings = list(_standings(loaded, task, opens))
    gone = agency not in register.groups and not register.agencies_of(agency, opens)
    ended = [move for move in register.moves if gone and move.source == agency and not move.scope and move.on <= opens]
    left = [move for one in standings for move in one.moves if move.source == agency] or ended
    moved = "".join(f" {describe_move(move, plan, register)}." for move in dict.fromkeys(left))
    if gone:
        return f"{name} không có vào ngày mở phiếu {format_day(opens)}, nên không phải báo cáo {told_point(task.ref)} kỳ {occurrence.period}.{moved}"
    if left:
        return f"{name} không còn giữ {told_point(task.ref)} vào ngày mở phiếu {format_day(opens)}.{moved}"
    if any(one.holder is not None and one.holder.code == agency for one in standings):
        above = ", ".join(told_point(one.ref) for one in plan.tasks.values() if task.ref in one.rolls_up)
        return f"{name} tổng hợp {told_point(task.ref)} ({above}), nên không phải báo cáo {told_point(task.ref)} cho chính mình."
    beside = resolve(task.coordinating, register, opens, task.ref, plan.handovers).holders
    coordinates = any(party.code == agency for party in beside)
    told = f" {name} phối hợp, nên được thông báo nhưng không phải báo cáo." if coordinates else ""
    return f"{name} không chủ trì {told_point(task.ref)}. Chủ trì: {leads}.{told}"


def _explain_turn(loaded: LoadedPlan, turns: Turns, owed: Owed) -> str:
    year, month = (int(part) for part in owed.period.split("-"))
    register, host = loaded.register, turns.host_of(year, month)
    first = f"tháng {turns.first[1]}/{turns.first[0]} do {register.name_of(turns.first_host)} {OFFICE}"
    return (
        f"Giao ban luân phiên theo lịch, bắt đầu từ {first}: {describe_period(owed.period)} đến lượt "
        f"{register.name_of(host.code)} chủ trì, kể cả khi lần trước không họp."
    )


def _explain_loss(loaded: LoadedPlan, task: Task, owed: Owed) -> Iterator[str]:
    register = loaded.register
    group = register.groups.get(owed.agency)
    if group is not None and group.ended is not None:
        yield f"{group.name} kết thúc từ ngày {format_day(group.ended)} theo {group.ended_by}."
    lost = (
        one for one in _standings(loaded, task, owed.opens_on) if one.holder is None and one.written.code == owed.agency
    )
    for move in dict.fromkeys(move for one in lost for move in one.moves):
        yield f"{describe_move(move, loaded.plan, register)}."


def _standings(loaded: LoadedPlan, task: Task, opens: date) -> Iterator[Assignment]:
    return standings_of(task.leads, loaded.register, opens, task.ref, loaded.plan.handovers)
