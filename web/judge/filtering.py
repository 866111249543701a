"""Of what waits on a desk only that of one agency or one task: kept in the address, through forms and pages."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request

from models.tables.core import CheckIn
from plan.refs import told_ref
from web.judge.judge_page import JudgeContext

AGENCY, TASK = "co-quan", "nhiem-vu"
"""The names in the address."""
MOST_CHOICES = 60
"""How many agencies, and how many tasks, are offered to choose from: those of which most waits."""
_CODE, _LONGEST_REF = re.compile(r"[a-z0-9-]{1,100}"), 60


@dataclass(frozen=True)
class Filter:
    """The agency by its code and the task by its ref of which alone is shown; '' for all."""

    agency: str = ""
    ref: str = ""

    def takes(self, check_in: CheckIn) -> bool:
        """Tell whether a check-in is shown."""
        return self.agency in ("", check_in.holder) and self.ref in ("", check_in.ref)

    @property
    def query(self) -> str:
        """The filter as the address carries it, '' for none."""
        return urlencode({name: value for name, value in ((AGENCY, self.agency), (TASK, self.ref)) if value})


def asked_filter(request: Request) -> Filter:
    """Return the filter that an address asks for; what no filter of ours could be is none."""
    agency, ref = (request.query_params.get(name, "") for name in (AGENCY, TASK))
    is_ref = len(ref) <= _LONGEST_REF and ref.isprintable()
    return Filter(agency if _CODE.fullmatch(agency) else "", ref if is_ref else "")


@dataclass(frozen=True)
class FilterView:
    """The filter as it is shown: what can be chosen, each with its name and how many wait, and how many wait in all."""

    chosen: Filter
    agencies: tuple[tuple[str, str], ...]
    tasks: tuple[tuple[str, str], ...]
    count: int

    @property
    def is_useful(self) -> bool:
        """Whether there is anything to choose, or something was chosen."""
        return bool(self.chosen.query) or len(self.agencies) > 1 or len(self.tasks) > 1


def filter_view(chosen: Filter, waiting: Iterable[CheckIn], scene: JudgeContext) -> FilterView:
    """Return what can be chosen of what waits; what was chosen stays to be seen where nothing of it waits any more."""
    found = list(waiting)
    names = {one.holder: scene.name_of(one.plan, one.holder) for one in found}
    agencies = _counted([one.holder for one in found], chosen.agency, names)
    tasks = _counted([one.ref for one in found], chosen.ref, {one.ref: told_ref(one.ref) for one in found})
    return FilterView(chosen, agencies, tasks, len(found))


def _counted(values: Sequence[str], chosen: str, names: dict[str, str]) -> tuple[tuple[str, str], ...]:
    counted = Counter(values) | Counter({chosen: 0} if chosen else {})
    offered = {value for value, _ in Counter(values).most_common(MOST_CHOICES)} | ({chosen} - {""})
    shown = [(value, names.get(value, value)) for value in dict.fromkeys([*values, chosen]) if value in offered]
    return tuple((value, f"{name} ({counted[value]})") for value, name in sorted(shown, key=lambda one: one[1]))
