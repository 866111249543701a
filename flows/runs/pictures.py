"""What the artifacts of a plan show, as values: its state, each agency, each section, and the figures as a table."""

import json
from collections.abc import Iterator, Sequence
from datetime import date

from flows.names import figures_key, rungs_key, state_key, summary_key
from flows.runs.artifact_pages import Page, Picture, agency_pages, chief_pages, join_links, section_pages
from flows.up.prefect_settings import artifact_url
from plan.texts.written import format_day
from reports.account.account import Account
from reports.forms.office_report import office_report
from reports.markdown import render_agencies, render_plan_state, render_section, render_summary
from reports.measured.rungs import NOTE, RungMeasure, rungs_table
from reports.progress import Progress
from reports.tables import by_agency, by_section, plain_rows

NAMED = "Mục, cơ quan"
"""The first column of the table artifact; the UI cannot show a column without a name."""
FIGURES = {
    "đúng hạn": ("on_time",),
    "quá hạn": ("late",),
    "chưa, trong hạn": ("open_in_time",),
    "chưa, quá hạn": ("open_overdue",),
    "chưa đến kỳ báo cáo": ("not_yet_open",),
    "tính riêng": ("waived", "superseded", "ownerless"),
}
"""The columns of the table artifact, short for the UI has no room: every check-in is in exactly one."""
REDRAWN = "Trang của từng mục, từng cơ quan chỉ được vẽ lại khi có thay đổi."
"""What tells a reader why the page of an agency may bear an earlier day than the plan's."""
NAME_WIDTH = 30
"""The longest name in the table, in characters; a longer one would push the figures out of sight."""


def picture_plan(progress: Progress, ui: str, board: str = "") -> list[Picture]:
    """Return all artifacts of a plan but the summary; `ui` is the address of the UI, for the links between them, `board`
    that of the board ('' for none).
    """
    sections, agencies = _sections(progress), _agencies(progress)
    links = _links(progress, ui)
    return [
        *_picture_state(progress, ui, links, board),
        *_picture_sections(progress, sections, links),
        *_picture_agencies(progress, agencies, links, board),
    ]


def picture_summary(account: Account, ui: str, board: str = "") -> Picture:
    """Return the office's report as an artifact."""
    progress = account.progress
    text = render_summary(account, office_report(account), links=_links(progress, ui)) + _to_board(progress, board)
    description = f"Báo cáo tóm tắt, tính đến {format_day(progress.on)}"
    return Picture(summary_key(progress.plan.code), "markdown", text, description)


def picture_rungs(plan: str, measures: Sequence[RungMeasure], on: date) -> Picture:
    """Return what came of each reminder and rung of a plan as a table."""
    table = rungs_table(measures)
    rows = [dict(zip(table.header, row, strict=True)) for row in table.rows]
    description = f"Kết quả sau mỗi lần nhắc, đôn đốc, tính đến {format_day(on)}. {NOTE}"
    empty = dict.fromkeys(table.header, "–") | {table.header[0]: "Chưa có thư nào được gửi"}
    return Picture(rungs_key(plan), "table", json.dumps(rows or [empty], ensure_ascii=False), description)


def _sections(progress: Progress) -> list[Page]:
    return section_pages(progress.plan, progress.by_ref.index)


def _agencies(progress: Progress) -> list[Page]:
    return agency_pages(progress.plan, progress.register, progress.by_holder.index)


def _links(progress: Progress, ui: str) -> dict[str, str]:
    """Return where names in an artifact lead: agencies by code, sections by ref, `''` to the plan's state."""
    pages = (Page(state_key(progress.plan.code), ""), *_sections(progress), *_agencies(progress))
    return {page.about: artifact_url(ui, page.key) for page in pages}


def _to_board(progress: Progress, board: str, rest: str = "tong-hop") -> str:
    """Return the line that leads to a page of the board, '' where there is no board."""
    if not board:
        return ""
    address = f"{board}/{rest}?ke-hoach={progress.plan.code}"
    return f"\n[Bảng theo dõi: từng cơ quan, từng nhiệm vụ, đến từng báo cáo và minh chứng]({address})\n"


def _picture_state(progress: Progress, ui: str, links: dict[str, str], board: str) -> Iterator[Picture]:
    plan, day = progress.plan.code, format_day(progress.on)
    more = join_links(chief_pages(plan)[1:], ui)
    down = {about: address for about, address in links.items() if about}  # `''` would lead from this page to itself
    text = (
        f"{render_plan_state(progress, down)}\n---\n\n**Xem thêm:** {more}\n\n{REDRAWN}\n{_to_board(progress, board)}"
    )
    yield Picture(state_key(plan), "markdown", text, f"Tình hình thực hiện kế hoạch, tính đến {day}")
    rows = json.dumps(_figures(progress), ensure_ascii=False)
    yield Picture(figures_key(plan), "table", rows, f"Số liệu theo mục và theo cơ quan, tính đến {day}")


def _figures(progress: Progress) -> list[dict[str, str | int]]:
    """Return the rows of the table: the total, the sections, the agencies, in plain text and whole numbers."""
    total: dict[str, str | int] = {NAMED: "Tổng số"}
    total |= {title: sum(getattr(progress.reporting, s) for s in stages) for title, stages in FIGURES.items()}
    rows = [total]
    sections = [(f"Mục {row['code']}", row) for row in plain_rows(by_section(progress))]
    agencies = [(shorten_name(str(row["name"])), row) for row in plain_rows(by_agency(progress))]
    for label, row in (*sections, *agencies):
        figures = {title: sum(int(row[stage] or 0) for stage in stages) for title, stages in FIGURES.items()}
        rows.append({NAMED: label} | figures)
    return rows


def shorten_name(name: str) -> str:
    """Return a name of at most `NAME_WIDTH` characters, cut after a whole word."""
    if len(name) <= NAME_WIDTH:
        return name
    return f"{name[:NAME_WIDTH].rpartition(' ')[0]}…"


def _picture_sections(progress: Progress, pages: list[Page], links: dict[str, str]) -> Iterator[Picture]:
    for page in pages:
        heading = f"Mục {page.label}. {progress.heading_of(page.about)}, tính đến {format_day(progress.on)}"
        yield Picture(page.key, "markdown", render_section(progress, page.about, links), heading, is_daily=False)


def _picture_agencies(progress: Progress, pages: list[Page], links: dict[str, str], board: str) -> Iterator[Picture]:
    texts = render_agencies(progress, [page.about for page in pages], links)
    for page, text in zip(pages, texts, strict=True):
        heading = f"{page.label}, tính đến {format_day(progress.on)}"
        whole = text + _to_board(progress, board, f"co-quan/{page.about}")
        yield Picture(page.key, "markdown", whole, heading, is_daily=False)
