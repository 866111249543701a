"""The laws about who is asked: groups, ladder, trackers, hand-overs, and who is left without an owner."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from plan.errors import FileError
from plan.language.reading import nearest
from plan.laws.law_case import Case, Law
from plan.owed import occurrences
from plan.parties import Party, Transfer, resolve
from plan.refs import clause_of, parent_refs, told_ref
from plan.tasks import Task
from plan.texts.written import format_day

LADDER_WORDS = ("agency", "head", "call", "tracker", "office", "chairman")


def the_ladder_climbs(case: Case) -> Iterator[FileError]:
    """Each rung comes later than the one before it."""
    for below, rung in zip(case.plan.ladder, case.plan.ladder[1:], strict=False):
        if rung.after <= below.after:
            yield case.error(
                rung.line,
                f"nấc đôn đốc sau {rung.after} ngày làm việc phải muộn hơn nấc trước ({below.after} ngày làm việc).",
            )


def every_rung_is_filled(case: Case) -> Iterator[FileError]:
    """A rung names somebody who can be told: a word of the ladder or an agency that is there when the plan starts."""
    if not case.plan.ladder:
        yield case.error(case.plan.lines["office"], "«office» chưa có «ladder»; hãy ghi ít nhất một nấc đôn đốc.")
    for rung in case.plan.ladder:
        for code in rung.to:
            if code in LADDER_WORDS:
                continue
            if code not in case.register.agencies:
                hint = nearest(code, (*LADDER_WORDS, *case.register.agencies))
                yield case.error(
                    rung.line, f"nấc đôn đốc sau {rung.after} ngày ghi «{code}» không có trong danh bạ cơ quan{hint}."
                )
            elif not _is_there_at_the_start(case, code):
                sentence = f"nấc đôn đốc sau {rung.after} ngày ghi «{code}», khi kế hoạch bắt đầu không có cơ quan này."
                yield case.error(rung.line, sentence)


def trackers_are_there_at_the_start(case: Case) -> Iterator[FileError]:
    """Whoever follows up exists when the plan starts; later its heirs do."""
    for code in dict.fromkeys((*case.plan.trackers.values(), case.register.office)):
        if code in case.register.agencies and not _is_there_at_the_start(case, code):
            line = case.plan.lines.get("trackers", case.plan.lines["office"])
            yield case.error(line, f"cơ quan theo dõi «{code}» không có khi kế hoạch bắt đầu; hãy ghi cơ quan khác.")


def _is_there_at_the_start(case: Case, code: str) -> bool:
    """Tell whether a party stands for somebody on the plan's first day, or a month later at the latest."""
    days = (case.plan.starts, case.plan.starts + timedelta(days=31))
    return any(case.register.agencies_of(code, day) for day in days)


def groups_have_members(case: Case) -> Iterator[FileError]:
    """Each lead stands for somebody from the plan's start on, until its end is on record; the office may fill a group."""
    for task in case.plan.versions:
        for party in task.leads:
            if not case.register.knows(party.code) or _may_be_empty(case, party.code):
                continue
            if not _is_there_at_the_start(case, party.code):
                sentence = (
                    f"nhiệm vụ «{task.ref}» giao «{party.code}», khi kế hoạch bắt đầu chưa có hoặc không còn cơ quan nào; "
                    "hãy xem lại danh bạ cơ quan."
                )
                yield case.error_in(task, sentence, party.line)
            elif party.code not in case.register.agencies:
                yield from _emptied(case, task, party)


def _may_be_empty(case: Case, code: str) -> bool:
    """Tell whether a group or a role is for the office to fill, and holds nobody yet."""
    group, role = case.register.groups.get(code), case.register.roles.get(code)
    return (group is not None and group.by_office and not group.members) or (role is not None and not role.held_by)


def _emptied(case: Case, task: Task, party: Party) -> Iterator[FileError]:
    group = case.register.groups.get(party.code)
    for code in case.register.members_of(party.code):
        last = case.register.agencies[code].valid_to
        day = last + timedelta(days=1) if last is not None and last < date.max else None
        if day is None or not case.plan.starts <= day <= case.end or (group is not None and group.has_ended(day)):
            continue
        if not case.register.agencies_of(party.code, day):
            sentence = (
                f"nhiệm vụ «{task.ref}» giao «{party.code}», từ ngày {format_day(day)} không còn cơ quan nào mà danh bạ chưa "
                "ghi nhóm kết thúc; hãy thêm «ended» và «by», hoặc thành viên mới."
            )
            yield case.error_in(task, sentence, party.line)


def a_collector_rolls_up(case: Case) -> Iterator[FileError]:
    """`except: collector` leaves out the agency that rolls the task up, so some task does."""
    rolled_up = {ref for task in case.plan.versions for ref in task.rolls_up}
    for task in case.plan.versions:
        if task.except_collector and task.ref not in rolled_up:
            sentence = (
                f"nhiệm vụ «{task.ref}» có «except: collector» nhưng không nhiệm vụ nào tổng hợp nó; "
                "hãy ghi «rolls_up» ở nhiệm vụ tổng hợp, hoặc bỏ «except»."
            )
            yield case.error_in(task, sentence)


def handed_over_duties_are_held(case: Case) -> Iterator[FileError]:
    """Who hands over has, the day before, what it hands over: each ref it names, or something at all."""
    for move in (move for move in case.plan.handovers if not move.merges_scopes):
        for ref in move.refs or ("",):
            if not _holds(case, move, ref):
                what = f"nhiệm vụ «{ref}»" if ref else "việc nào trong kế hoạch"
                scope = f" phạm vi «{move.scope}»" if move.scope else ""
                sentence = f"bàn giao từ «{move.source}»: trước ngày {format_day(move.on)} cơ quan này không có {what}{scope}; hãy xem lại."
                yield _error_at(case, move, sentence)


def merged_scopes_are_used(case: Case) -> Iterator[FileError]:
    """Somebody has, the day before, something of a scope that is merged into another."""
    for amendment in case.plan.amendments:
        for scope, _ in amendment.merged:
            day = amendment.on - timedelta(days=1)
            asked = (task for task in case.plan.versions if task.is_asked_on(day))
            parties = (party for task in asked for party in (*task.leads, *task.coordinating))
            if scope not in {party.scope for party in parties} | set(case.plan.trackers):
                sentence = f"«merge_scopes» gộp «{scope}» nhưng ngày {format_day(day)} không nhiệm vụ nào thuộc phạm vi này; hãy xem lại."
                yield FileError(amendment.file or case.plan.file, amendment.line, sentence)


def _holds(case: Case, move: Transfer, ref: str) -> bool:
    day = move.on - timedelta(days=1)
    if not ref and any(move.source == code and move.scope in ("", scope) for scope, code in case.plan.trackers.items()):
        return True
    for task in case.plan.versions:
        named = not ref or ref in (task.ref, *parent_refs(task.ref))
        if named and task.is_asked_on(day):
            parties = (*task.leads, *task.coordinating)
            found = resolve(parties, case.register, day, task.ref, case.plan.handovers)
            had = (*found.holders, *found.ownerless)
            if any(one.code == move.source and move.scope in ("", one.scope) for one in had):
                return True
    return False


def nothing_is_handed_over_twice_on_a_day(case: Case) -> Iterator[FileError]:
    """Of one day's hand-overs no two pass on the same: which of them held could not be told."""
    seen: set[tuple[date, str, str, str]] = set()
    for move in case.plan.handovers:
        keys = {(move.on, move.source, move.scope, ref) for ref in move.refs or ("",)}
        if keys & seen:
            sentence = (
                f"«{move.source}» bàn giao hai lần cùng một việc trong ngày {format_day(move.on)}; hãy giữ một lần."
            )
            yield _error_at(case, move, sentence)
        seen |= keys


def _error_at(case: Case, move: Transfer, sentence: str) -> FileError:
    return FileError(move.file or case.plan.file, move.line, sentence)


PARTY_LAWS: tuple[Law, ...] = (
    the_ladder_climbs,
    every_rung_is_filled,
    trackers_are_there_at_the_start,
    groups_have_members,
    a_collector_rolls_up,
    handed_over_duties_are_held,
    merged_scopes_are_used,
    nothing_is_handed_over_twice_on_a_day,
)


def who_is_to_be_named(case: Case) -> Iterator[FileError]:
    """Yield a warning for each group and role that the office has not filled, however many tasks it leads."""
    register, plan = case.register, case.plan
    unfilled: dict[str, list[tuple[Task, Party]]] = {}
    for task in (one for one in plan.versions if not one.done_by):
        for party in task.leads:
            group = register.groups.get(party.code)
            if _may_be_empty(case, party.code) and (group is None or not group.has_ended(plan.starts)):
                unfilled.setdefault(party.code, []).append((task, party))
    for code, places in unfilled.items():
        refs = refs_in_short(task for task, _ in places)
        sentence = (
            f"«{register.name_of(code)}» chưa có thành viên ({refs}); văn phòng hãy bổ sung trong danh bạ cơ quan."
        )
        yield _warning_at(case, places[0], sentence)


def who_is_left_without_an_owner(case: Case) -> Iterator[FileError]:
    """Yield a warning for whatever nobody owns from a day on."""
    register, plan = case.register, case.plan
    changed = {move.on for move in (*register.moves, *plan.handovers)}
    changed |= {group.ended for group in register.groups.values() if group.ended is not None}
    days = sorted({plan.starts, *(day for day in changed if plan.starts <= day <= case.end)})
    ownerless: dict[Party, tuple[date, list[tuple[Task, Party]]]] = {}
    for task in plan.versions:
        for party in task.leads:
            for day in (day for day in days if day <= _last_opening(case, task)):
                for one in resolve((party,), register, day, task.ref, plan.handovers).ownerless:
                    since, places = ownerless.setdefault(one, (day, []))
                    places.append((task, party))
                    ownerless[one] = (min(since, day), places)
    for one, (since, places) in ownerless.items():
        scope = f" (phạm vi {plan.scopes.get(one.scope, one.scope)})" if one.scope else ""
        sentence = f"từ ngày {format_day(since)}, việc của «{register.name_of(one.code)}»{scope} chưa có cơ quan tiếp nhận nhiệm vụ ({refs_in_short(task for task, _ in places)})."
        yield _warning_at(case, places[0], sentence)


def _last_opening(case: Case, task: Task) -> date:
    """Return the last day on which a task may still open a check-in: one asked once has its own, others the plan's end."""
    rhythms = task.cadence.rhythms
    if task.asked_until is not None and task.asked_until <= case.end:
        return max(task.asked_until, case.plan.starts) - timedelta(days=1)
    if not rhythms or any(rhythm.comes_back for rhythm in rhythms):
        return case.end
    opened = (o.dates.opens_on for o in occurrences(task, case.plan, case.calendar, case.plan.starts, case.end))
    return max(opened, default=case.end)


def _warning_at(case: Case, place: tuple[Task, Party], sentence: str) -> FileError:
    task, party = place
    return FileError(task.file or case.plan.file, party.line or task.line, sentence, warning=True)


def refs_in_short(tasks: Iterable[Task]) -> str:
    """Return the first refs of tasks, each once, and how many more there are: `điểm 1.2, 1.4 và 3 điểm khác`."""
    refs = list(dict.fromkeys(task.ref for task in tasks))
    told = ", ".join(map(told_ref, refs[:4])) + (f" và {len(refs) - 4} điểm khác" if len(refs) > 4 else "")
    return f"điểm {told}" if clause_of(refs[0]) == refs[0] else told
