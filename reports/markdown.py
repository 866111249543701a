"""Reports as Markdown, for the artifacts of the office's view and for files.

What people wrote is escaped here: it can neither make a table's cell, nor HTML, nor a link or an image.
"""

import re
from collections.abc import Iterable, Mapping

import pandas as pd

from models.check_ins.standings import REPORTING_STAGES, Standing
from plan.refs import ref_order
from plan.texts.written import format_day, format_figure
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
from reports.progress import Progress, Remark, has_fallen_due
from reports.summary import (
    describe_agencies,
    describe_apart,
    describe_close,
    describe_finishes,
    describe_headline,
    describe_opening,
    describe_overdue,
    describe_rate,
    describe_remarks,
    describe_results,
    describe_subject,
    quote_remark,
    share_remarks,
)
from reports.tables import by_agency, by_section, by_task, plain_rows

Links = Mapping[str, str]
"""Where an agency's code or a section's ref leads to; without an entry a name stays plain text."""

SHOWN_OVERDUE = 15
"""How many rows of the overdue an artifact shows, the worst; it says how many more there are."""
SHOWN_ANSWERS = 60
"""How many answered check-ins the page of one agency shows, the newest."""
QUOTED = 600
"""How many characters of one agency's difficulties or proposals are shown."""


def render_plan_state(progress: Progress, links: Links | None = None) -> str:
    """Return the state of the plan: a line, charts with the same figures as tables, the worst overdue."""
    links, sections, agencies = links or {}, by_section(progress), by_agency(progress)
    return _document(
        progress,
        f"{progress.plan.document.kind}: tình hình đến ngày {format_day(progress.on)}",
        plain(name_document(progress.plan.document)) + ".",
        f"**{plain(describe_headline(progress))}**",
        "## Tình hình báo cáo",
        _table(reporting_total(progress)),
        f"{plain(describe_rate(progress))} {plain(describe_apart(progress))}",
        "### Theo mục của văn bản",
        _chart(sections, "Tình hình báo cáo theo mục", with_code=True),
        _table(reporting_by(sections, "Mục", with_code=True), links),
        "### Theo cơ quan",
        _chart(agencies, "Tình hình báo cáo theo cơ quan"),
        _table(reporting_by(agencies, "Cơ quan"), links),
        *(plain(sentence) for sentence in describe_agencies(progress)),
        "## Kết quả thực hiện nhiệm vụ",
        plain(describe_results(progress)),
        _table(results_total(progress)),
        plain(describe_finishes(progress)),
        _table(results_by(sections, "Mục", with_code=True), links),
        *_overdue(progress, progress.overdue, links),
        *_remarks(progress, progress.remarks),
    )


def render_agency(progress: Progress, code: str, links: Links | None = None) -> str:
    """Return what one agency owes, worst first, what it answered and what comes; `code` is the agency's."""
    held = [standing for standing in progress.standings if standing.holder == code]
    owed = [standing for standing in held if standing.stage in ("open_overdue", "open_in_time")]
    owed.sort(key=lambda standing: (standing.due_on, ref_order(standing.ref), standing.scope))
    answered = [standing for standing in held if standing.stage in ("on_time", "late")]
    answered.sort(key=lambda standing: (-standing.due_on.toordinal(), ref_order(standing.ref), standing.scope))
    to_come = [asking for asking in progress.not_yet_open if asking.agency == code]
    coming = f"Trong năm {progress.on.year} còn {format_count(len(to_come))} phiếu chưa mở."
    if to_come:
        coming = f"{coming[:-1]}; phiếu gần nhất mở ngày {format_day(min(asking.opens_on for asking in to_come))}."
    return _document(
        progress,
        f"{progress.name_of(code)}: tình hình đến ngày {format_day(progress.on)}",
        plain(name_document(progress.plan.document)) + ".",
        f"**{plain(_headline_of(held, progress))}** {plain(coming)}",
        "## Đang phải trả lời",
        _table(_check_ins(progress, owed)) if owed else "Không có phiếu nào đang chờ trả lời.",
        "## Đã trả lời",
        _table(_check_ins(progress, answered[:SHOWN_ANSWERS])) if answered else "Chưa trả lời phiếu nào.",
        _rest(len(answered) - SHOWN_ANSWERS, "phiếu đã trả lời trước đó"),
        *_remarks(progress, [remark for remark in progress.remarks if remark.holder == code]),
        *_leads_back(links),
    )


def render_section(progress: Progress, ref: str, links: Links | None = None) -> str:
    """Return the state of one section, task by task; `ref` is a section as `Plan.section_of` gives it."""
    links, section_of = links or {}, progress.plan.section_of
    tasks = by_task(progress)
    tasks = tasks[tasks["code"].map(section_of) == ref].reset_index(drop=True)
    held = [standing for standing in progress.standings if section_of(standing.ref) == ref]
    return _document(
        progress,
        f"Mục {ref}: tình hình đến ngày {format_day(progress.on)}",
        f"**{plain(progress.heading_of(ref))}**",
        f"**{plain(_headline_of(held, progress))}**",
        "## Tình hình báo cáo",
        _chart(tasks, f"Tình hình báo cáo mục {ref}", with_code=True),
        _table(reporting_by(tasks, "Nhiệm vụ", with_code=True)),
        "## Kết quả thực hiện nhiệm vụ",
        _table(results_by(tasks, "Nhiệm vụ", with_code=True)),
        *_overdue(progress, [standing for standing in progress.overdue if section_of(standing.ref) == ref], links),
        *_remarks(progress, [remark for remark in progress.remarks if remark.section == ref]),
        *_leads_back(links),
    )


def render_summary(progress: Progress, with_charts: bool = True, links: Links | None = None) -> str:
    """Return the Chairman's summary. Without charts the text has no embedded image, and reads well in any editor."""
    links, sections, agencies = links or {}, by_section(progress), by_agency(progress)
    charts = _chart(agencies, "Tình hình báo cáo theo cơ quan") if with_charts else ""
    return _document(
        progress,
        "Báo cáo " + lower_first(describe_subject(progress)),
        plain(describe_opening(progress)),
        "## I. Tình hình báo cáo",
        _table(reporting_total(progress)),
        f"{plain(describe_rate(progress))} {plain(describe_apart(progress))}",
        *(f"- {plain(sentence)}" for sentence in describe_agencies(progress)),
        "## II. Kết quả thực hiện nhiệm vụ",
        plain(describe_results(progress)),
        _table(results_total(progress)),
        plain(describe_finishes(progress)),
        "## III. Phiếu báo cáo quá hạn",
        plain(describe_overdue(progress)),
        _table(worst_agencies(progress), links) if progress.overdue else "",
        "## IV. Khó khăn, vướng mắc; kiến nghị, đề xuất",
        plain(describe_remarks(progress)),
        *_quotes(progress, progress.remarks),
        f"{plain(describe_close(progress))}./.",
        "## Phụ lục I. Theo cơ quan",
        charts,
        _table(reporting_by(agencies, "Cơ quan"), links),
        _table(results_by(agencies, "Cơ quan"), links),
        "## Phụ lục II. Theo mục của văn bản",
        _table(reporting_by(sections, "Mục", with_code=True), links),
        _table(results_by(sections, "Mục", with_code=True), links),
        "## Phụ lục III. Danh sách quá hạn",
        _table(overdue_list(progress, progress.overdue), links) if progress.overdue else "Không có.",
    )


_SPECIAL = re.compile(r"[\\`*_{}\[\]|~^$#]")
_ADDRESS = re.compile(r"(?i)(?:(?<=[a-z])(?=://)|(?<=www)(?=\.)|(?<=mailto)(?=:)|(?<=\S)(?=@))")


def plain(text: str) -> str:
    """Return text that Markdown shows as it is, in one line: no cell, no HTML, no link, no image, no emphasis.

    An address gets a visible space (`https ://…`), for readers of Markdown make links of bare addresses by themselves.
    """
    line = _ADDRESS.sub(" ", " ".join(text.split()))
    for sign, written in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        line = line.replace(sign, written)
    return _SPECIAL.sub(lambda found: "\\" + found[0], line)


def _document(progress: Progress, heading: str, *blocks: str) -> str:
    """Join blocks with empty lines, list items without; a trial's banner comes first."""
    banner = [f"> **{TRIAL_BANNER}.** {TRIAL_NOTE}"] if progress.trial else []
    text = ""
    for block in filter(None, (*banner, f"# {plain(heading)}", *blocks)):
        goes_on = block.startswith("- ") and text.rpartition("\n")[2].startswith("- ")
        text += block if not text else f"\n{block}" if goes_on else f"\n\n{block}"
    return text + "\n"


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
    bars = []
    for row in plain_rows(frame):
        counts = [int(row[stage] or 0) for stage in REPORTING_STAGES]
        if sum(counts):
            bars.append(Bar(f"{row['code']}. {row['name']}" if with_code else str(row["name"]), *counts))
    return f"![{plain(alt)}]({data_uri(draw_punctuality(bars))})" if bars else ""


def _headline_of(held: Iterable[Standing], progress: Progress) -> str:
    standings = list(held)
    due = [standing for standing in standings if has_fallen_due(standing, progress.on)]
    in_time = sum(standing.stage == "on_time" for standing in due)
    counts = (
        f"{lower_first(label)} {format_count(sum(standing.stage == stage for standing in standings))}"
        for stage, label in REPORTING_LABELS.items()
    )
    rate = format_rate(in_time / len(due)) if due else "chưa có phiếu đến hạn"
    return f"{'; '.join(counts).capitalize()}. Tỷ lệ đúng hạn: {rate}."


def _check_ins(progress: Progress, standings: Iterable[Standing]) -> TextTable:
    rows = []
    for standing in standings:
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
                standing.ref,
                f"{title} ({scope})" if scope else title,
                name_period(standing),
                format_day(standing.due_on),
                REPORTING_LABELS[standing.stage] + late,
                f"{claim}, {verdict}" if verdict else claim,
            )
        )
    header = ("Mục", "Nhiệm vụ", "Kỳ báo cáo", "Hạn", "Báo cáo", "Kết quả nhiệm vụ")
    return TextTable(header, tuple(rows), (1.0,) * 6, words=(0, 1, 2, 3, 4, 5))


def _overdue(progress: Progress, overdue: Iterable[Standing], links: Links) -> tuple[str, ...]:
    table = overdue_list(progress, overdue)
    if not table.rows:
        return "## Quá hạn chưa báo cáo", "Không có phiếu nào."
    shown = TextTable(table.header, table.rows[:SHOWN_OVERDUE], table.widths, table.words, codes=table.codes)
    rest = _rest(len(table.rows) - SHOWN_OVERDUE, "dòng quá hạn")
    return "## Quá hạn chưa báo cáo", _table(shown, links), rest


def _remarks(progress: Progress, remarks: Iterable[Remark]) -> tuple[str, ...]:
    quotes = _quotes(progress, remarks)
    return ("## Khó khăn, vướng mắc; kiến nghị, đề xuất", *quotes) if quotes else ()


def _quotes(progress: Progress, remarks: Iterable[Remark]) -> list[str]:
    """Return the remarks as lists, one for each section, in the order of the document."""
    blocks, section = [], ""
    for remark in share_remarks(remarks):
        if remark.section != section:
            section = remark.section
            blocks.append(f"**{plain(f'{section}. {progress.heading_of(section)}')}**")
        name = plain(f"{progress.name_of(remark.holder, remark.scope)} ({', '.join(remark.refs)})")
        blocks.append(f"- {name}: {plain(quote_remark(remark, QUOTED))}")
    return blocks


def _rest(count: int, what: str) -> str:
    return f"Còn {format_count(count)} {what} không hiện ở đây." if count > 0 else ""


def _leads_back(links: Links | None) -> tuple[str, ...]:
    return (f"[Tình hình toàn kế hoạch]({links['']})",) if links and "" in links else ()
