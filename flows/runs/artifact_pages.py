"""The artifacts of a plan as links name them: no menu of the UI leads to an artifact."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flows.names import agency_key, figures_key, rungs_key, section_key, state_key, summary_key
from flows.up.prefect_settings import artifact_url
from plan.library import LoadedPlan
from plan.parties import Register, resolve_parties
from plan.refs import ref_order
from plan.tasks import Plan


@dataclass(frozen=True)
class Page:
    """One artifact: its key, a short label for links, and the code of the agency or section it is about."""

    key: str
    label: str
    about: str = ""


@dataclass(frozen=True)
class Picture:
    """What one artifact shows: `kind` is `markdown` or `table`, `data` the text or the JSON of the rows.

    `is_daily` tells that it is written anew for the day in its heading alone; any other only where something else changed.
    """

    key: str
    kind: str
    data: str
    description: str
    is_daily: bool = True

    def shows(self, shown: str) -> bool:
        """Tell whether what is shown already will do."""
        return self.data == shown or (not self.is_daily and _undated(self.data) == _undated(shown))


_DAY = re.compile(r"(?<=: tình hình đến ngày )[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}$", re.MULTILINE)


def _undated(text: str) -> str:
    """Return a page without the day in its heading."""
    return _DAY.sub("", text, count=1)


def chief_pages(plan: str) -> list[Page]:
    """Return the pages that are about a plan as a whole, the state first."""
    return [
        Page(state_key(plan), "Tình hình thực hiện kế hoạch"),
        Page(figures_key(plan), "Số liệu theo mục và theo cơ quan"),
        Page(summary_key(plan), "Báo cáo tóm tắt gửi Chủ tịch"),
        Page(rungs_key(plan), "Kết quả sau mỗi lần nhắc, đôn đốc"),
    ]


def section_pages(plan: Plan, refs: Iterable[str]) -> list[Page]:
    """Return a page for each section that the refs lie in, in the order of the document."""
    sections = sorted({plan.section_of(ref) for ref in refs}, key=ref_order)
    return [Page(section_key(plan.code, section), section, section) for section in sections]


def agency_pages(plan: Plan, register: Register, agencies: Iterable[str]) -> list[Page]:
    """Return a page for each of the agencies, in the order of the register."""
    places = {code: place for place, code in enumerate(register.agencies)}
    codes = sorted(set(agencies), key=lambda code: (places.get(code, len(places)), code))
    return [Page(agency_key(plan.code, code), register.name_of(code), code) for code in codes]


def join_links(pages: Iterable[Page], ui: str) -> str:
    """Return links to pages in one line of Markdown; `ui` is the address of the UI."""
    return " · ".join(f"[{page.label}]({artifact_url(ui, page.key)})" for page in pages)


def render_links(loaded: LoadedPlan, on: date, ui: str) -> str:
    """Return the links to every artifact of a plan as its parties stand on a day, in Markdown."""
    plan, register = loaded.plan, loaded.register
    leads = {lead.code for task in plan.tasks.values() for lead in resolve_parties(task.leads, register, on)}
    return "\n\n".join(
        (
            f"**Xem:** {join_links(chief_pages(plan.code), ui)}",
            f"**Theo mục:** {join_links(section_pages(plan, plan.tasks), ui)}",
            f"**Theo cơ quan:** {join_links(agency_pages(plan, register, leads), ui)}",
        )
    )
