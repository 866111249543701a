"""Reports as Markdown, for the artifacts of the office's view and for files.

What people wrote is escaped here: it can neither make a table's cell, nor HTML, nor a link or an image.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from models.check_ins.standings import REPORTING_STAGES, Standing
from plan.refs import told_ref
from plan.texts.written import format_day, format_figure
from reports.account.account import Account
from reports.chart import Bar, data_uri, draw_punctuality
from reports.figures import (
    TextTable,
    overdue_list,
    reporting_by,
    reporting_total,
    results_by,
    results_total,
    worst_agencies,
)
from reports.forms.blocks import ROMAN, Block, Heading, Words, Written
from reports.frames.listing import lists_by_holder
from reports.frames.standing_frame import StandingFrame
from reports.labels import (
    CLAIM_LABELS,
    REPORTING_LABELS,
    TRIAL_BANNER,
    TRIAL_NOTE,
    VERDICT_LABELS,
    format_count,
    format_rate,
    lower_first,
    name_document,
    name_period,
)
from reports.progress import Progress, Remark, Reporting, count_reporting
from reports.summary import (
    describe_agencies,
    describe_apart,
    describe_close,
    describe_finishes,
    describe_headline,
    describe_overdue,
    describe_rate,
    describe_results,
    quote_remark,
    share_remarks,
)
from reports.tables import by_agency, by_section, by_task, plain_rows

Links = Mapping[str, str]
"""Where an agency's code or a section's ref leads to; without an entry a name stays plain text."""

MOST_BARS = 60
"""How many bars a picture has: a longer one cannot be read, and takes long to draw."""
SHOWN_OVERDUE = 15
"""How many rows of the overdue an artifact shows, the worst; it says how many more there are."""
SHOWN_ANSWERS = 60
"""How many answered check-ins the page of one agency shows, the newest."""
QUOTED = 600
"""How many characters of one agency's difficulties or proposals are shown."""


def render_plan_state(progress: Progress, links: Links | None = None) -> str:
    """Return the state of the plan: a line, charts with the same figures as tables, the worst overdue."""
    return _document(
        "state",
        progress,
        links,
        sections=by_section(progress),
        agencies=by_agency(progress),
        quotes=_quotes(progress, progress.remarks),
    )


def render_agency(progress: Progress, code: str, links: Links | None = None) -> str:
    """Return what one agency owes, worst first, what it answered and what comes; `code` is the agency's."""
    return next(render_agencies(progress, [code], links))


def render_agencies(progress: Progress, codes: Sequence[str], links: Links | None = None) -> Iterator[str]:
    """Yield the page of each agency as `render_agency` has it; the check-ins of all are put in order in one pass."""
    counts = progress.by_holder.to_dict("index")
    owed, answered = lists_by_holder(progress.standings, codes, SHOWN_ANSWERS)
    for code in codes:
        counted = counts.get(code, {})
        reporting = Reporting(
            **{name: counted.get(name, 0) for name in (*REPORTING_STAGES, "fallen_due", "due_on_time")}
        )
        to_come = progress.to_come_by_agency.get(code, ())
        coming = f"Trong năm {progress.on.year} còn {format_count(len(to_come))} phiếu chưa đến kỳ báo cáo."
        if to_come:
            coming = f"{coming[:-1]}; phiếu gần nhất mở ngày {format_day(min(asking.opens_on for asking in to_come))}."
        yield _document(
            "agency",
            progress,
            links,
            code=code,
            headline=_headline(reporting),
            coming=coming,
            owed=owed.get(code, ()),
            answered=answered.get(code, ()),
            more_answered=_rest(reporting.answered - SHOWN_ANSWERS, "báo cáo đã gửi trước đó"),
            quotes=_quotes(progress, progress.remarks_by_agency.get(code, ())),
        )


def render_section(progress: Progress, ref: str, links: Links | None = None) -> str:
    """Return the state of one section, task by task; `ref` is a section as `Plan.section_of` gives it."""
    section_of = progress.plan.section_of
    tasks = by_task(progress)
    tasks = tasks[tasks["code"].map(section_of) == ref].reset_index(drop=True)
    held = progress.standings.where(progress.standings.mapped("ref", lambda one: section_of(one) == ref))
    return _document(
        "section",
        progress,
        links,
        ref=ref,
        tasks=tasks,
        headline=_headline(count_reporting(held)),
        overdue=progress.overdue_in(ref),
        quotes=_quotes(progress, [remark for remark in progress.remarks if remark.section == ref]),
    )


def render_summary(account: Account, written: Written, with_charts: bool = True, links: Links | None = None) -> str:
    """Return a report in words. Without charts the text has no embedded image, and reads well in any editor.

    With charts it is for the office's view, and leaves out the annexes that hold words alone.
    """
    annexes = [annex for annex in written.annexes if not (with_charts and annex.in_words)]
    return _document(
        "summary",
        account.progress,
        links,
        agencies=by_agency(account.progress),
        with_charts=with_charts,
        written=written,
        annexes=list(zip(ROMAN, annexes, strict=False)),
        blocks=lambda blocks: _blocks(blocks, links),
    )


def _blocks(blocks: Iterable[Block], links: Links | None) -> str:
    """Return the blocks of a report one below the other; a heading of the third level is a line in bold."""
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Heading):
            text = plain(block.text)
            lines.append(f"**{text}**" if block.level == 3 else f"{'#' * (block.level + 1)} {text}")
        elif isinstance(block, Words):
            lines.append(f"- {plain(block.text)}" if block.is_item else plain(block.text))
        else:
            unit = f" (đơn vị tính: {block.unit})" if block.unit else ""
            if block.caption:
                lines.append(f"**{plain(block.caption + unit)}**")
            lines.append(_table(block.table, links))
    return "\n\n".join(lines)


_SPECIAL = re.compile(r"[\\`*_{}\[\]|~^$#]")
_ADDRESS = re.compile(r"(?i)(?:(?<=[a-z])(?=://)|(?<=www)(?=\.)|(?<=mailto)(?=:)|(?<=\S)(?=@))")


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """Return text that Markdown shows as it is, in one line: no cell, no HTML, no link, no image, no emphasis.

    An address gets a visible space (`https ://…`), for readers of Markdown make links of bare addresses by themselves.
    """
    line = _ADDRESS.sub(" ", " ".join(text.split()))
    for sign, written in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        line = line.replace(sign, written)
    return _SPECIAL.sub(lambda found: "\\" + found[0], line)


def _document(template: str, progress: Progress, links: Links | None, **more: object) -> str:
    """Return a template filled with a plan's progress; what is empty leaves no gap behind."""
    links = links or {}
    known = {
        "progress": progress,
        "links": links,
        "check_ins": lambda standings: _check_ins(progress, standings),
        "worst": lambda overdue, to: _worst(progress, overdue, to),
    }
    text = _TEMPLATES.get_template(f"{template}.md.j2").render(known | more)
    return re.sub(r"\n{3,}", "\n\n", text.strip()) + "\n"


def _table(table: TextTable, links: Links | None = None) -> str:
    width = len(table.header)
    lines = [
        "| " + " | ".join(plain(cell) for cell in table.header) + " |",
        "| " + " | ".join("--:" if place not in table.words else "---" for place in range(width)) + " |",
    ]
    for place, row in enumerate(table.rows):
        cells = [plain(cell) for cell in row]
        target = (links or {}).get(table.codes[place]) if table.codes else None
        if target:
            cells[0] = f"[{cells[0]}]({target})"
        if table.total and place == len(table.rows) - 1:
            cells = [f"**{cell}**" for cell in cells]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _chart(frame: pd.DataFrame, alt: str, with_code: bool = False) -> str:
    """Return the picture of a table's rows; of very many those that have most overdue, which is said below it."""
    bars = []
    for row in plain_rows(frame):
        counts = [int(row[stage] or 0) for stage in REPORTING_STAGES]
        if sum(counts):
            bars.append(Bar(f"{row['code']}. {row['name']}" if with_code else str(row["name"]), *counts))
    worst = sorted(range(len(bars)), key=lambda place: -bars[place].open_overdue)[:MOST_BARS]
    shown = tuple(bars[place] for place in sorted(worst))
    below = (
        f"\n\nBiểu đồ có {MOST_BARS} trong {format_figure(len(bars))} dòng, quá hạn nhiều nhất; bảng dưới có đủ."
        if len(bars) > MOST_BARS
        else ""
    )
    return f"![{plain(alt)}]({_drawn(shown)}){below}" if bars else ""


@lru_cache(maxsize=64)
def _drawn(bars: tuple[Bar, ...]) -> str:
    """Return the address of a picture; the same figures are drawn once in a run, however many pages show them."""
    return data_uri(draw_punctuality(bars))


def _headline(counted: Reporting) -> str:
    counts = (
        f"{lower_first(label)} {format_count(getattr(counted, stage))}" for stage, label in REPORTING_LABELS.items()
    )
    rate = format_rate(counted.on_time_rate) if counted.fallen_due else "chưa có phiếu đến hạn"
    return f"{'; '.join(counts).capitalize()}. Tỷ lệ đúng hạn: {rate}."


def _check_ins(progress: Progress, standings: Iterable[Standing]) -> TextTable:
    rows = []
    periods: dict[tuple[str, str, str], str] = {}
    for standing in standings:
        asked = (standing.period, standing.basis, standing.role)
        if asked not in periods:
            periods[asked] = name_period(standing)
        late = f" {format_figure(standing.days_late)} ngày" if standing.days_late else ""
        claim = CLAIM_LABELS[str(standing.result)] if standing.result else "–"
        verdict = (
            VERDICT_LABELS["accepted" if standing.state == "accepted" else "waiting"] if standing.answered_on else ""
        )
        verdict = VERDICT_LABELS["returned"] if standing.state == "returned" else verdict
        title = progress.title_of(standing.ref)
        scope = progress.plan.scopes.get(standing.scope, standing.scope)
        rows.append(
            (
                told_ref(standing.ref),
                f"{title} ({scope})" if scope else title,
                periods[asked],
                format_day(standing.due_on),
                REPORTING_LABELS[standing.stage] + late,
                f"{claim}, {verdict}" if verdict else claim,
            )
        )
    header = ("Mục", "Nhiệm vụ", "Kỳ báo cáo", "Hạn", "Báo cáo", "Kết quả nhiệm vụ")
    return TextTable(header, tuple(rows), (1.0,) * 6, words=(0, 1, 2, 3, 4, 5))


def _worst(progress: Progress, overdue: StandingFrame, links: Links) -> tuple[str, str]:
    """Return the worst of the overdue as a table, and how many more there are; '' where there are none."""
    shown, rest = overdue_list(progress, overdue, SHOWN_OVERDUE)
    return (_table(shown, links), _rest(rest, "dòng quá hạn")) if shown.rows else ("", "")


def _quotes(progress: Progress, remarks: Iterable[Remark]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the remarks by section, in the order of the document: its heading, and whose words with the words."""
    sections: list[tuple[str, list[tuple[str, str]]]] = []
    section = ""
    for remark in share_remarks(remarks):
        if remark.section != section:
            section = remark.section
            sections.append((f"{section}. {progress.heading_of(section)}", []))
        name = f"{progress.name_of(remark.holder, remark.scope)} ({', '.join(map(told_ref, remark.refs))})"
        sections[-1][1].append((name, quote_remark(remark, QUOTED)))
    return sections


def _rest(count: int, what: str) -> str:
    return f"Còn {format_count(count)} {what} không hiện ở đây." if count > 0 else ""


_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    # What people wrote is made plain word by word (`plain`): a report is Markdown, not HTML.
    autoescape=False,  # noqa: S701  see above
)
_TEMPLATES.filters["plain"] = plain
_TEMPLATES.globals |= {
    "TRIAL_BANNER": TRIAL_BANNER,
    "TRIAL_NOTE": TRIAL_NOTE,
    "chart": _chart,
    "day": format_day,
    "lower_first": lower_first,
    "name_document": name_document,
    "overdue_list": overdue_list,
    "reporting_by": reporting_by,
    "reporting_total": reporting_total,
    "results_by": results_by,
    "results_total": results_total,
    "table": _table,
    "worst_agencies": worst_agencies,
    "describe_agencies": describe_agencies,
    "describe_apart": describe_apart,
    "describe_close": describe_close,
    "describe_finishes": describe_finishes,
    "describe_headline": describe_headline,
    "describe_overdue": describe_overdue,
    "describe_rate": describe_rate,
    "describe_results": describe_results,
}
"""The templates, and the words and tables that they are filled with."""
