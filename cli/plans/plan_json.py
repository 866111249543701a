"""A plan and its check-ins as the JSON of the command line, a contract that scripts rely on."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from plan.due import DueRule
from plan.library import LoadedPlan
from plan.owed import Owed, tracker_on
from plan.parties import Party, resolve
from plan.tasks import Plan, Replacement, Step, Task
from plan.times.cadence import FOLLOWED_UP, Cadence, Rhythm, Term


def owed_as_json(owed: Owed) -> dict[str, Any]:
    """Return one line of `plan due --json`; `due_on` is the last day in time, dates are `yyyy-mm-dd`.

    A line that nobody owes any more bears `ownerless` besides; its `agency` is who had it last, or the ended group.
    """
    return {
        "plan": owed.plan,
        "ref": owed.ref,
        "agency": owed.agency,
        "role": owed.role,
        "scope": owed.scope,
        "period": owed.period,
        "opens_on": owed.opens_on.isoformat(),
        "remind_on": owed.remind_on.isoformat(),
        "due_on": owed.due_on.isoformat(),
        **({"ownerless": True} if owed.ownerless else {}),
    }


def plan_as_json(loaded: LoadedPlan, on: date | None) -> dict[str, Any]:
    """Return `plan show --json`: parties as the text writes them.

    Given a day, each task is the version of that day and has beside it `on_day`: whether it is asked then, the agencies
    its parties stand for after every hand-over, and what nobody owns; `trackers` are those who follow up on that day.
    """
    plan, document = loaded.plan, loaded.plan.document
    day: dict[str, Any] = {}
    if on is not None:
        acting = {scope or "default": tracker_on(plan, loaded.register, scope, on) for scope in plan.trackers}
        day = {"on": on.isoformat(), "trackers": acting}
    return {
        "plan": plan.code,
        "document": {
            "kind": document.kind,
            "number": document.number,
            "date": document.date or None,
            "issuer": document.issuer,
            "subject": document.subject,
        },
        **({"replaced_by": _replaced_as_json(plan.replaced)} if plan.replaced else {}),
        **day,
        "tasks": [_task_as_json(task_shown(plan, task, on), loaded, on) for task in plan.tasks.values()],
    }


def _replaced_as_json(replaced: Replacement) -> dict[str, str]:
    return {"date": replaced.on.isoformat(), "by": replaced.by, "plan": replaced.plan}


def task_shown(plan: Plan, task: Task, on: date | None) -> Task:
    """Return the version of a clause to show: of a day, the one asked then or before, else the last there is."""
    if on is None:
        return task
    begun = [one for one in plan.versions_of(task.ref) if one.asked_from is None or one.asked_from <= on]
    return begun[-1] if begun else task


def _task_as_json(task: Task, loaded: LoadedPlan, on: date | None) -> dict[str, Any]:
    task_as_json = {
        "ref": task.ref,
        "title": task.title,
        "section": loaded.plan.section_of(task.ref),
        "leads": _parties_as_json(task.leads),
        "coordinating": _parties_as_json(task.coordinating),
        **({"coordinating_in_words": list(task.coordinating_words)} if task.coordinating_words else {}),
        **({"done_by": task.done_by} if task.done_by else {}),
        **({"no_lead": task.no_lead} if task.no_lead else {}),
        "cadence": _cadence_as_json(task),
        "source": f"{task.file or loaded.plan.file}:{task.line}",
    }
    if on is not None:
        handovers = loaded.plan.handovers
        leads = resolve(task.leads, loaded.register, on, task.ref, handovers)
        beside = resolve(task.coordinating, loaded.register, on, task.ref, handovers)
        task_as_json["on_day"] = {
            "asked": task.is_asked_on(on),
            "leads": _parties_as_json(leads.holders),
            "coordinating": _parties_as_json(beside.holders),
            "ownerless": _parties_as_json(leads.ownerless),
        }
    return task_as_json


def _parties_as_json(parties: tuple[Party, ...]) -> list[dict[str, str]]:
    return [{"party": party.code, "scope": party.scope} for party in parties]


def _cadence_as_json(task: Task) -> dict[str, Any]:
    """Return the document's time and due rule, and under `office` what the office chose."""
    cadence, turns = task.cadence, task.turns
    years = _span_as_json(cadence)
    stated = [rhythm for rhythm in cadence.rhythms if not rhythm.by_office and rhythm.every != "end"]
    chosen = [rhythm for rhythm in cadence.rhythms if rhythm.by_office]
    own: dict[str, Any] = {}
    office: dict[str, Any] = {}
    if cadence.reports:
        own = {"report": [_rhythm_as_json(rhythm) for rhythm in stated]}
        own["report"] += [{"every": rhythm.every, **_only_as_json(rhythm)} for rhythm in chosen]
        office = {"due": _due_as_json(chosen[0].due)} if chosen else {}
        stated = []
    elif chosen and cadence.kind in FOLLOWED_UP:
        office["follow_up"] = [_rhythm_as_json(rhythm) for rhythm in chosen]
    elif chosen:
        office["due"] = _due_as_json(chosen[0].due)
    if cadence.first is not None:
        office["first"] = cadence.first
    if cadence.kind == "dates":
        own = {"dates": {rhythm.part: _dated_as_json(rhythm) for rhythm in stated}}
        stated = []
    if turns is not None:
        own = {"months": list(turns.months), "hosts": _parties_as_json(turns.hosts)}
        office["first_host"] = {f"{turns.first[1]}/{turns.first[0]}": turns.first_host}
    if task.steps:
        own = {"steps": [_step_as_json(step) for step in task.steps], "tell": _parties_as_json(task.tell)}
    due = _due_as_json(stated[0].due) if stated else None
    return {"kind": cadence.kind, **years, "due": due, **own, "office": office}


def _span_as_json(cadence: Cadence) -> dict[str, Any]:
    """Return the ends of a span, whole years as numbers, and what is waited for; both in the document's own words."""
    if cadence.kind == "waits":
        return {"for": cadence.waits_for, **({"within": str(cadence.within)} if cadence.within else {})}
    if cadence.starts is None:
        return {}
    ends = {
        name: int(one.written) if one.is_year else one.written
        for name, one in (("from", cadence.starts), ("to", cadence.ends))
        if one is not None
    }
    return {**ends, **({"until": cadence.until} if cadence.until else {})}


def _rhythm_as_json(rhythm: Rhythm) -> dict[str, Any]:
    return {"every": rhythm.every, **_only_as_json(rhythm), "due": _due_as_json(rhythm.due)}


def _only_as_json(rhythm: Rhythm) -> dict[str, Any]:
    return {"only": list(rhythm.only)} if rhythm.only else {}


def _dated_as_json(rhythm: Rhythm) -> dict[str, str]:
    instead = {"stands_for": rhythm.stands_for} if rhythm.stands_for else {}
    return {**_due_as_json(rhythm.due), **instead}


def _step_as_json(step: Step) -> dict[str, Any]:
    law = {"law": {"within": _term_as_json(step.law, step.laws), "by": step.law_by}} if step.law_by else {}
    words = {"text": step.text} if step.text else {}
    office = {"within": _term_as_json(step.term, step.terms)}
    return {
        "name": step.name,
        "title": step.title,
        "from": step.counted_from,
        "to": list(step.to),
        **words,
        **law,
        "office": office,
    }


def _term_as_json(term: Term | None, by_severity: Mapping[str, Term]) -> str | dict[str, str]:
    return {name: str(one) for name, one in by_severity.items()} or str(term)


def _due_as_json(due: DueRule) -> Mapping[str, str]:
    return {due.reading: due.anchor.written, **({"roll": "next-working-day"} if due.roll else {})}
