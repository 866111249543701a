"""What a report that was made is, in one line."""

from collections.abc import Mapping

from models.tables.reports import MadeReport
from plan.library import LoadedPlan
from plan.texts.written import format_day
from reports.account.periods import span_of
from reports.forms.names import FORM_NAMES


def describe_report(made: MadeReport, plans: Mapping[str, LoadedPlan]) -> str:
    """Return a report in one line: whose it is, of which plan, kind and day."""
    plan = plans[made.plan].plan.document.short if made.plan in plans else f"kế hoạch {made.plan}"
    label = span_of(made.kind, made.told_on, made.since).label or "theo yêu cầu"
    return f"{FORM_NAMES.get(made.form, made.form)}, {plan}, {label}, tính đến hết ngày {format_day(made.told_on)}"
