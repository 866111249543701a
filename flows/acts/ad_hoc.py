"""Requests, incidents and referrals as the office records them: one function each, behind commands and forms."""

from collections.abc import Mapping
from datetime import datetime

from flows.acts.find_check_in import find_agency
from flows.acts.home_plans import known_plans
from flows.acts.incident_clock import WatchOutcome, advance_incidents
from flows.acts.open_home import OpenHome, offices_of, post_of, send_ready_letters
from models.audit.acts import Person
from models.clock import day_of, end_of_day
from models.decisions import referrals, requests
from models.decisions.incidents import IncidentReport, close_incident, find_incident, open_incident
from models.decisions.referrals import Decision, Matter
from models.decisions.requests import Asking
from models.refusal import RefusedError, UnknownNameError
from models.tables.ad_hoc import Incident, Referral, Request
from plan.language.reading import nearest
from plan.library import LoadedPlan

NO_INCIDENTS = (
    "Chưa có kế hoạch nào đang theo dõi yêu cầu báo cáo sự cố nên chưa ghi sự cố được; "
    "hãy tiếp nhận kế hoạch có nhiệm vụ báo cáo sự cố trước."
)
"""What is said in a home whose plans ask for no reports of incidents."""
NumberOfYear = tuple[int, int]
"""What a number and a year name: an incident or a referral, `(1, 2024)`."""


def ask_agencies(office: OpenHome, asking: Asking, now: datetime, plan: str = "", *, by: Person) -> Request:
    """Record an ad hoc request and open its check-ins; their letters go out with the next round.

    `plan` names the plan beside which it is followed, `''` the first that the home follows. Raise RefusedError for
    what cannot be asked, SettingsError or PlanRefusedError where no plan was ever sound.
    """
    loaded = _named(known_plans(office), plan)
    with office.database.write_alone() as session:
        return requests.make_request(session, loaded, asking, now, by=by)


def report_incident(
    office: OpenHome, report: IncidentReport, now: datetime, plan: str = "", *, by: Person
) -> tuple[Incident, WatchOutcome]:
    """Record an incident, and tell of it at once: those whom the document names, and the agency that owes the reports.

    Check-ins, notices and letters are in one transaction; then the letters are sent. `plan` names the plan that asks
    for the reports, `''` the only one followed that does. Raise as `ask_agencies` does.
    """
    plans = known_plans(office)
    find_agency(plans, report.agency)
    loaded = _named(plans, plan or _only_with_incidents(plans))
    post = post_of(office, plans)
    # A trial's clock shows one moment of each day.
    latest = end_of_day(day_of(now)) if office.is_trial else now
    with office.database.write_alone() as session:
        incident = open_incident(session, loaded, report, now, latest, by=by)
        outcome = advance_incidents(session, post, now)
    outcome.tell_hold(post.hold)
    sent = send_ready_letters(office, post, now, urgent=True)
    outcome.sent, outcome.failed = sent.sent, sent.failed
    outcome.tell_unsent(office)
    return incident, outcome


def end_incident(office: OpenHome, number: NumberOfYear, reason: str, now: datetime, *, by: Person) -> int:
    """Close an incident and return how many reports still owed were waived with the reason.

    Raise RefusedError for what is not there or closed already, or when a reason is wanted.
    """
    offices = offices_of(known_plans(office))
    with office.database.write_alone() as session:
        incident = find_incident(session, *number)
        return close_incident(session, incident, reason, now, by=by, office=offices.get(incident.province, ""))


def put_to_higher(office: OpenHome, matter: Matter, now: datetime, plan: str = "", *, by: Person) -> Referral:
    """Record a matter that is beyond an agency's authority; `plan` is '' for the only one that refers its clause.

    Raise RefusedError for what cannot be referred, or where several plans have such a clause.
    """
    plans = known_plans(office)
    find_agency(plans, matter.agency)
    loaded = _named(plans, plan or _only_referring(plans, matter.ref))
    with office.database.write_alone() as session:
        return referrals.refer(session, loaded, matter, now, by=by)


def decide_referral(
    office: OpenHome, number: NumberOfYear, decision: Decision, now: datetime, *, by: Person
) -> Referral:
    """Record what the higher authority decided on a referral. Raise RefusedError where it cannot be."""
    offices = offices_of(known_plans(office))
    with office.database.write_alone() as session:
        referral = referrals.find_referral(session, *number)
        return referrals.decide(session, referral, decision, now, by=by, office=offices.get(referral.province, ""))


def _named(plans: Mapping[str, LoadedPlan], code: str) -> LoadedPlan:
    if code and code not in plans:
        raise UnknownNameError(f"Thư mục dữ liệu này không theo dõi kế hoạch «{code}»{nearest(code, plans)}.")
    return plans[code] if code else next(iter(plans.values()))


def _only_with_incidents(plans: Mapping[str, LoadedPlan]) -> str:
    """Return the code of the one plan that asks for reports of incidents; raise RefusedError if there is not one."""
    asking = [code for code, loaded in plans.items() if any(task.steps for task in loaded.plan.tasks.values())]
    if len(asking) == 1:
        return asking[0]
    if not asking:
        raise RefusedError(NO_INCIDENTS)
    raise RefusedError(f"Hãy chọn kế hoạch yêu cầu báo cáo sự cố: {', '.join(asking)}.")


def _only_referring(plans: Mapping[str, LoadedPlan], ref: str) -> str:
    """Return the code of the one plan that refers a clause upwards; raise RefusedError if there is not one."""
    referring = {
        code: one for code, one in plans.items() if any(task.beyond_authority for task in one.plan.tasks.values())
    }
    if not referring:
        raise RefusedError(
            "Không có kế hoạch nào đang theo dõi quy định trình cấp trên nội dung vượt thẩm quyền (beyond_authority)."
        )
    having = [code for code, one in referring.items() if ref in one.plan.tasks] or list(referring)
    if len(having) > 1:
        raise RefusedError(f"Nhiều kế hoạch có nhiệm vụ {ref}; hãy chọn bằng --plan: {', '.join(having)}.")
    return having[0]
