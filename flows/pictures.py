"""What the artifacts of a plan show, as values: its state, each agency, each section, and the figures as a table."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from flows.names import agency_key, figures_key, section_key, state_key, summary_key
from flows.prefect_settings import artifact_url
from plan.refs import ref_order
from reports.markdown import render_agency, render_plan_state, render_section, render_summary
from reports.progress import Progress
from reports.tables import by_agency, by_section, plain_rows


@dataclass(frozen=True)
class Picture:
    """One artifact: `kind` is `markdown` or `table`, `data` the text or the JSON of the rows."""

    key: str
    kind: str
    data: str
    description: str


@dataclass(frozen=True)
class Page:
    """An artifact as links name it: its key, and a short label."""

    key: str
    label: str


NAMED = "Mục, cơ quan"
"""The first column of the table artifact; the UI cannot show a column without a name."""
FIGURES = {
    "on_time": "báo cáo đúng hạn",
    "late": "báo cáo quá hạn",
    "open_in_time": "chưa báo cáo, còn hạn",
    "open_overdue": "chưa báo cáo, quá hạn",
    "not_yet_open": "chưa mở",
    "waived": "được miễn",
    "superseded": "được thay thế",
    "ownerless": "chưa có cơ quan nhận",
}
"""The columns of the table artifact: every check-in is in exactly one."""


def section_pages(progress: Progress) -> list[Page]:
    """Return a page for each section that asks anything, in the order of the document."""
    refs = {standing.ref for standing in progress.standings} | {owed.ref for owed in progress.not_yet_open}
    sections = sorted({progress.plan.section_of(ref) for ref in refs}, key=ref_order)
    return [Page(section_key(progress.plan.code, section), section) for section in sections]


def agency_pages(progress: Progress) -> list[Page]:
    """Return a page for each agency that owes anything, in the order of the register."""
    owing = {standing.holder for standing in progress.standings} | {owed.agency for owed in progress.not_yet_open}
    known = [code for code in progress.register.agencies if code in owing]
    return [
        Page(agency_key(progress.plan.code, code), progress.name_of(code))
        for code in (*known, *sorted(owing - set(known)))
    ]


def picture_plan(progress: Progress, ui: str) -> list[Picture]:
    """Return all artifacts of a plan; `ui` is the address of the UI, for the links between them."""
    links = _links(progress, ui)
    return [
        *_picture_state(progress, ui, links),
        *_picture_sections(progress, links),
        *_picture_agencies(progress, links),
    ]


def picture_summary(progress: Progress, ui: str) -> Picture:
    """Return the Chairman's summary as an artifact."""
    plan = progress.plan
    text = render_summary(progress, links=_links(progress, ui))
    return Picture(summary_key(plan.code), "markdown", text, f"Báo cáo tóm tắt, tính đến {progress.on:%d/%m/%Y}")


def render_links(progress: Progress, ui: str) -> str:
    """Return the links to every artifact of a plan, in Markdown: no menu of the UI leads to an artifact."""
    return "\n\n".join(
        (
            f"**Xem:** {_join(_chief_pages(progress), ui)}",
            f"**Theo mục:** {_join(section_pages(progress), ui)}",
            f"**Theo cơ quan:** {_join(agency_pages(progress), ui)}",
        )
    )


def _chief_pages(progress: Progress) -> list[Page]:
    plan = progress.plan.code
    return [
        Page(state_key(plan), "Tình hình thực hiện kế hoạch"),
        Page(figures_key(plan), "Số liệu theo mục và theo cơ quan"),
        Page(summary_key(plan), "Báo cáo tóm tắt gửi Chủ tịch"),
    ]


def _links(progress: Progress, ui: str) -> dict[str, str]:
    """Return where the names in an artifact lead: agencies by code, sections by ref."""
    agency = agency_key(progress.plan.code, "")
    pages = {page.key.removeprefix(agency): page for page in agency_pages(progress)}
    pages |= {page.label: page for page in section_pages(progress)}
    return {code: artifact_url(ui, page.key) for code, page in pages.items()} | {
        "": artifact_url(ui, state_key(progress.plan.code))
    }


def _join(pages: list[Page], ui: str) -> str:
    return " · ".join(f"[{page.label}]({artifact_url(ui, page.key)})" for page in pages)


def _picture_state(progress: Progress, ui: str, links: dict[str, str]) -> Iterator[Picture]:
    plan, day = progress.plan.code, f"{progress.on:%d/%m/%Y}"
    text = f"{render_plan_state(progress, links)}\n---\n\n**Xem thêm:** {_join(_chief_pages(progress)[1:], ui)}\n"
    yield Picture(state_key(plan), "markdown", text, f"Tình hình thực hiện kế hoạch, tính đến {day}")
    rows = json.dumps(_figures(progress), ensure_ascii=False)
    yield Picture(figures_key(plan), "table", rows, f"Số liệu theo mục và theo cơ quan, tính đến {day}")


def _figures(progress: Progress) -> list[dict[str, str | int]]:
    """Return the rows of the table: the total, the sections, the agencies, in plain text and whole numbers."""
    total: dict[str, str | int] = {NAMED: "Tổng số"}
    total |= {title: int(getattr(progress.reporting, stage)) for stage, title in FIGURES.items()}
    rows = [total]
    for prefix, table in (("Mục ", by_section(progress)), ("", by_agency(progress))):
        for row in plain_rows(table):
            label = f"{prefix}{row['code']}. {row['name']}" if prefix else str(row["name"])
            rows.append({NAMED: label} | {title: int(row[stage] or 0) for stage, title in FIGURES.items()})
    return rows


def _picture_sections(progress: Progress, links: dict[str, str]) -> Iterator[Picture]:
    for page in section_pages(progress):
        text = render_section(progress, page.label, links)
        heading = progress.heading_of(page.label)
        yield Picture(page.key, "markdown", text, f"Mục {page.label}. {heading}, tính đến {progress.on:%d/%m/%Y}")


def _picture_agencies(progress: Progress, links: dict[str, str]) -> Iterator[Picture]:
    prefix = agency_key(progress.plan.code, "")
    for page in agency_pages(progress):
        text = render_agency(progress, page.key.removeprefix(prefix), links)
        yield Picture(page.key, "markdown", text, f"{page.label}, tính đến {progress.on:%d/%m/%Y}")
