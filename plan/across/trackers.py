"""Which agencies follow up and judge, in all plans of a home taken together."""

from collections.abc import Iterable
from datetime import date

from plan.library import LoadedPlan
from plan.owed import tracker_on


def trackers_among(plans: Iterable[LoadedPlan], on: date) -> frozenset[tuple[str, str]]:
    """Return the provinces and codes of the agencies that follow up any scope of any of the plans on a day."""
    return frozenset(
        (loaded.register.code, code)
        for loaded in plans
        for scope in loaded.plan.trackers
        if (code := tracker_on(loaded.plan, loaded.register, scope, on))
    )
