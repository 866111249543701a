"""What comes without a period: ad hoc requests and incidents, told apart by number, and the tasks requests become.

A request stands beside the clauses of one of the office's plans, from which it takes its register, calendar and
ladder, under the ref `YC.<year>.<number>` and a heading of its own. An incident stands under the clause that asks for
its reports. The occurrence of both is their number: `2026-YC3`, `2026-SC1`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from plan.library import LoadedPlan
from plan.parties import Party
from plan.tasks import Task
from plan.times.cadence import Cadence

REQUEST, INCIDENT = "YC", "SC"
"""What marks the number of a request (yêu cầu) and of an incident (sự cố); no clause bears either name."""
REQUESTS_HEADING = "Yêu cầu đột xuất"
STEP_NAMES = {"first": "báo cáo ban đầu", "final": "báo cáo đầy đủ", "lessons": "báo cáo rút kinh nghiệm"}
"""The usual names of an event's steps in a plan file, in Vietnamese."""


@dataclass(frozen=True)
class AskedOnce:
    """A request as a task: its ref, its subject, and the agencies it was put to."""

    ref: str
    subject: str
    agencies: tuple[str, ...]


def occurrence_of(kind: str, year: int, number: int) -> str:
    """Return the occurrence of a request or incident: `2026-YC3`."""
    return f"{year}-{kind}{number}"


def request_ref(year: int, number: int) -> str:
    """Return the ref of a request, which differs from year to year as titles are looked up by it: `YC.2026.3`."""
    return f"{REQUEST}.{year}.{number}"


def with_requests(loaded: LoadedPlan, asked: Iterable[AskedOnce]) -> LoadedPlan:
    """Return a plan with the requests put beside its clauses as tasks asked once, under their own heading.

    The tasks have no rhythm, so that the plan asks nothing more than before: it only knows what they are called.
    """
    tasks = {
        one.ref: Task(one.ref, one.subject, tuple(Party(code) for code in one.agencies), (), Cadence("once", ()), 0)
        for one in asked
    }
    if not tasks:
        return loaded
    plan = replace(
        loaded.plan,
        tasks={**loaded.plan.tasks, **tasks},
        sections={**loaded.plan.sections, REQUEST: REQUESTS_HEADING},
    )
    return replace(loaded, plan=plan)
