"""A plan and its check-ins as the JSON of the command line, a contract that scripts rely on."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from plan.due import DueRule
from plan.library import LoadedPlan
from plan.owed import Owed
from plan.parties import Party, resolve_parties
from plan.tasks import Cadence, Rhythm, Task


def owed_as_json(owed: Owed) -> dict[str, Any]:
    """Return one line of `plan due --json`; `due_on` is the last day in time, dates are `yyyy-mm-dd`."""
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
    }


def plan_as_json(loaded: LoadedPlan, on: date | None) -> dict[str, Any]:
    """Return `plan show --json`: parties as the text writes them.

    Given a day, each task has beside them `on_day`, the agencies they stand for then.
    """
    document = loaded.plan.document
    return {
        "plan": loaded.plan.code,
        "document": {
            "kind": document.kind,
            "number": document.number,
            "date": document.date,
            "issuer": document.issuer,
            "subject": document.subject,
        },
        **({"on": on.isoformat()} if on else {}),
        "tasks": [_task_as_json(task, loaded, on) for task in loaded.plan.tasks.values()],
    }


def _task_as_json(task: Task, loaded: LoadedPlan, on: date | None) -> dict[str, Any]:
    task_as_json = {
        "ref": task.ref,
        "title": task.title,
        "section": loaded.plan.section_of(task.ref),
        "leads": _parties_as_json(task.leads),
        "coordinating": _parties_as_json(task.coordinating),
        "cadence": _cadence_as_json(task.cadence),
        "source": f"{loaded.plan.file}:{task.line}",
    }
    if on is not None:
        sides = {"leads": task.leads, "coordinating": task.coordinating}
        task_as_json["on_day"] = {
            side: _parties_as_json(resolve_parties(parties, loaded.register, on)) for side, parties in sides.items()
        }
    return task_as_json


def _parties_as_json(parties: tuple[Party, ...]) -> list[dict[str, str]]:
    return [{"party": party.code, "scope": party.scope} for party in parties]


def _cadence_as_json(cadence: Cadence) -> dict[str, Any]:
    """Return the document's time and due rule, and under `office` what the office chose."""
    years = {"from": cadence.starts, "to": cadence.ends} if cadence.kind == "span" else {}
    stated = [rhythm for rhythm in cadence.rhythms if not rhythm.by_office]
    chosen = [rhythm for rhythm in cadence.rhythms if rhythm.by_office]
    office: dict[str, Any] = {}
    if chosen and cadence.kind in ("ongoing", "span"):
        office["follow_up"] = [_rhythm_as_json(rhythm) for rhythm in chosen]
    elif chosen:
        office["due"] = _due_as_json(chosen[0].due)
    if cadence.first is not None:
        office["first"] = cadence.first
    return {"kind": cadence.kind, **years, "due": _due_as_json(stated[0].due) if stated else None, "office": office}


def _rhythm_as_json(rhythm: Rhythm) -> dict[str, Any]:
    only = {"only": list(rhythm.only)} if rhythm.only else {}
    return {"every": rhythm.every, **only, "due": _due_as_json(rhythm.due)}


def _due_as_json(due: DueRule) -> Mapping[str, str]:
    return {due.reading: due.anchor.written, **({"roll": "next-working-day"} if due.roll else {})}
