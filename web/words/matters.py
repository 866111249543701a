"""What the answer page says of a request or an incident: its own words beside, or instead of, a clause's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from models.check_ins.duties import clock_ends
from models.clock import day_of
from models.database import Session
from models.decisions.incident_clocks import describe_due
from models.decisions.incidents import describe_moment, incidents_of, occurrence_of_incident
from models.decisions.requests import ref_of, requests_of
from models.tables.ad_hoc import SEVERITY_WORDS, Incident, Request
from models.tables.core import CheckIn
from notifications.wording.days import describe_due as describe_due_day
from plan.calendar import WorkCalendar
from plan.library import LoadedPlan
from plan.owed import describe_last_day
from plan.tasks import Step, Task
from plan.texts.written import format_day
from web.words.urgency import urgency_of

LONGEST_IN_HOURS = 72
"""From how many hours on a span is told in days."""


@dataclass(frozen=True)
class Matters:
    """The home's requests by their refs, and its incidents by the occurrence of their check-ins."""

    requests: Mapping[str, Request]
    incidents: Mapping[str, Incident]

    def title_of(self, check_in: CheckIn, task: Task | None) -> str:
        """Return what a line is called: the clause's title, a request's subject, or an incident's report and title."""
        if request := self._request(check_in):
            return request.subject
        if incident := self._incident(check_in):
            step = _step(check_in, task)
            return f"{step.title if step else 'Báo cáo sự cố'}: {incident.title}"
        return task.title if task else "(xem nội dung nhiệm vụ trong văn bản)"

    def facts_of(self, check_in: CheckIn, task: Task | None, loaded: LoadedPlan | None) -> list[tuple[str, str]]:
        """Return what else is known of a request or an incident, as pairs of a name and what is said."""
        if request := self._request(check_in):
            return [("Văn bản yêu cầu", request.document), ("Ngày yêu cầu", format_day(request.asked_on))]
        incident = self._incident(check_in)
        if incident is None:
            return []
        facts = [
            ("Phát hiện", describe_moment(incident.detected_at)),
            ("Mức độ", SEVERITY_WORDS[incident.severity]),
        ]
        step = _step(check_in, task)
        if step and loaded:
            facts.append(("Nơi nhận", "; ".join(loaded.register.name_of(to) for to in step.to)))
        return facts

    def _request(self, check_in: CheckIn) -> Request | None:
        return self.requests.get(check_in.ref) if check_in.basis == "request" else None

    def _incident(self, check_in: CheckIn) -> Incident | None:
        return self.incidents.get(check_in.occurrence) if check_in.basis == "incident" else None


def read_matters(session: Session, check_ins: Iterable[CheckIn] | None = None) -> Matters:
    """Return what the home knows of requests and incidents: of all, or of those that some check-ins are about."""
    if check_ins is None:
        found, incidents = requests_of(session), incidents_of(session)
    else:
        # The occurrence of an ad hoc matter begins with its year: `2024-SC1`.
        years = {(one.basis, int(one.occurrence[:4])) for one in check_ins if one.basis in ("request", "incident")}
        asked, had = ({year for of, year in years if of == basis} for basis in ("request", "incident"))
        found = requests_of(session, years=asked) if asked else []
        incidents = incidents_of(session, years=had) if had else []
    return Matters(
        {ref_of(request): request for request in found},
        {occurrence_of_incident(incident): incident for incident in incidents},
    )


def _step(check_in: CheckIn, task: Task | None) -> Step | None:
    return next((step for step in task.steps if step.name == check_in.role), None) if task else None


def deadline_of(check_in: CheckIn, loaded: LoadedPlan | None, due_on: date | None = None) -> str:
    """Return a line's deadline: `hạn hết ngày 14/11/2023 (văn bản: trước ngày 15/11)`, of a clock in hours `trước 14:00 ngày 06/5/2024`.

    `due_on` is the last day in time where it is not the check-in's own: what was returned is punctual by an earlier one.
    The document's words are left out where the plan is not to be read.
    """
    if check_in.due_at is not None:
        return describe_due(check_in)
    day = due_on or check_in.due_on
    told = describe_last_day(loaded.plan, check_in.ref, check_in.occurrence, day) if loaded else format_day(day)
    return f"hạn\u00a0{told}"


def due_words(check_in: CheckIn, now: datetime, calendar: WorkCalendar) -> str:
    """Return how far the deadline is from the moment `now`: of a clock in hours `còn 5 giờ`, `quá hạn 3 giờ`; a long time in days."""
    if check_in.due_at is None:
        return describe_due_day(check_in.due_on, day_of(now), calendar)
    left = (clock_ends(check_in) - now).total_seconds()
    hours = int(abs(left) // 3600)
    told = f"{hours // 24} ngày" if hours >= LONGEST_IN_HOURS else f"{hours} giờ" if hours else "chưa đến 1 giờ"
    return f"quá hạn {told}" if left <= 0 else f"còn {told}"


def urgency_at(check_in: CheckIn, now: datetime, calendar: WorkCalendar) -> str:
    """Return how near a deadline is (a key of `URGENCIES`); a clock in hours is never far."""
    if check_in.due_at is None:
        return urgency_of(check_in.due_on, day_of(now), calendar)
    return "overdue" if clock_ends(check_in) <= now else "soon"
