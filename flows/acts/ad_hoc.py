"""Requests and incidents as the office records them: one function each, behind the command line and the forms."""

from datetime import datetime

from flows.acts.incident_clock import WatchOutcome, advance_incidents
from flows.acts.open_home import Office, load_plans, post_of, send_ready_letters
from models.clock import day_of, end_of_day
from models.decisions import requests
from models.decisions.incidents import IncidentReport, close_incident, find_incident, open_incident
from models.decisions.requests import Asking
from models.refusal import RefusedError
from models.tables.ad_hoc import Incident, Request
from plan.language.reading import nearest
from plan.library import LoadedPlan


def ask_agencies(office: Office, asking: Asking, now: datetime, plan: str = "") -> Request:
    """Record an ad hoc request and open its check-ins; their letters go out with the next round.

    `plan` names the plan beside which it is followed, `''` the first that the home follows. Raise RefusedError for
    what cannot be asked, SettingsError or PlanRefusedError for a plan that is not sound.
    """
    loaded = _plan(office, plan)
    with office.database.write_alone() as session:
        return requests.make_request(session, loaded, asking, now)


def report_incident(
    office: Office, report: IncidentReport, now: datetime, plan: str = ""
) -> tuple[Incident, WatchOutcome]:
    """Record an incident, and tell of it at once: those whom the document names, and the agency that owes the reports.

    Check-ins, notices and letters are in one transaction; then the letters are sent. `plan` names the plan that asks
    for the reports, `''` the only one followed that does. Raise as `ask_agencies` does.
    """
    plans = load_plans(office)
    loaded = _plan(office, plan or _only_with_incidents(plans))
    post = post_of(office, plans)
    # A trial's clock shows one moment of each day.
    latest = end_of_day(day_of(now)) if office.is_trial else now
    with office.database.write_alone() as session:
        incident = open_incident(session, loaded, report, now, latest)
        outcome = advance_incidents(session, post, now)
    outcome.tell_hold(post.hold)
    sent = send_ready_letters(office, post, now, urgent=True)
    outcome.sent, outcome.failed = sent.sent, sent.failed
    return incident, outcome


def end_incident(office: Office, number: tuple[int, int], actor: str, reason: str, now: datetime) -> int:
    """Close an incident, named by number and year, and return how many reports still owed were waived with the reason.

    Raise RefusedError for what is not there or closed already, or when a reason is wanted.
    """
    with office.database.write_alone() as session:
        return close_incident(session, find_incident(session, *number), actor, reason, now)


def _plan(office: Office, code: str) -> LoadedPlan:
    plans = load_plans(office)
    if code and code not in plans:
        raise RefusedError(f"Thư mục dữ liệu này không theo dõi kế hoạch «{code}»{nearest(code, plans)}.")
    return plans[code] if code else next(iter(plans.values()))


def _only_with_incidents(plans: dict[str, LoadedPlan]) -> str:
    """Return the code of the one plan that asks for reports of incidents; raise RefusedError if there is not one."""
    asking = [code for code, loaded in plans.items() if any(task.steps for task in loaded.plan.tasks.values())]
    if len(asking) == 1:
        return asking[0]
    if not asking:
        raise RefusedError("Không có kế hoạch nào đang theo dõi yêu cầu báo cáo sự cố (time: on-event).")
    raise RefusedError(f"Hãy chọn kế hoạch yêu cầu báo cáo sự cố: {', '.join(asking)}.")
