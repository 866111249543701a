"""What the Chairman's summary says, in sentences: the same for Markdown and Word."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from plan.texts.written import format_figure
from reports.calendar_warning import describe_unconfirmed
from reports.labels import (
    APART_LABELS,
    SHOWN_AGENCIES,
    format_count,
    format_rate,
    lower_first,
    shorten,
)
from reports.progress import Progress, Remark
from reports.results import FINISHES

NAMED_AGENCIES = 8
"""How many agencies a sentence names before it counts the rest."""


@dataclass(frozen=True)
class SharedRemark:
    """The same words of one agency about one or more tasks of a section."""

    section: str
    refs: tuple[str, ...]
    holder: str
    scope: str
    blocked: bool
    difficulties: str
    proposals: str


def describe_headline(progress: Progress) -> str:
    """Return the state of the plan in one sentence."""
    reporting = progress.reporting
    due = (
        f"Đã đến hạn {format_count(reporting.fallen_due)} phiếu báo cáo, đúng hạn {format_count(reporting.due_on_time)} "
        f"({format_rate(reporting.on_time_rate)})"
        if reporting.fallen_due
        else "Chưa có phiếu báo cáo nào đến hạn"
    )
    overdue = (
        f"{format_count(reporting.open_overdue)} phiếu quá hạn chưa báo cáo của {format_count(_agencies(progress))} cơ quan"
        if reporting.open_overdue
        else "không có phiếu quá hạn chưa báo cáo"
    )
    return f"{due}; {overdue}; {format_count(reporting.open_in_time)} phiếu chưa báo cáo trong hạn."


def describe_rate(progress: Progress) -> str:
    """Return what the on-time rate is of: what has fallen due, never everything."""
    reporting = progress.reporting
    if not reporting.fallen_due:
        return "Chưa có phiếu báo cáo nào đến hạn nên chưa tính tỷ lệ báo cáo đúng hạn."
    return (
        f"Tỷ lệ báo cáo đúng hạn là {format_rate(reporting.on_time_rate)} "
        f"({format_figure(reporting.due_on_time)}/{format_figure(reporting.fallen_due)} phiếu đã đến hạn); "
        f"tỷ lệ đã báo cáo, kể cả quá hạn, là {format_rate(reporting.answered_rate)}."
    )


def describe_apart(progress: Progress) -> str:
    """Return what is counted apart from the four cells, what passed on late, and years that no document confirms."""
    return " ".join((describe_to_come(progress), *describe_handed_over(progress)))


def describe_to_come(progress: Progress) -> str:
    """Return what is counted apart from the four cells, and years that no document confirms."""
    to_come, year = progress.reporting.not_yet_open, progress.on.year
    counts = [
        f"còn {format_count(to_come)} phiếu chưa đến kỳ báo cáo trong năm {year}"
        if to_come
        else f"năm {year} không còn phiếu nào chưa đến kỳ báo cáo"
    ]
    for stage in ("waived", "superseded", "ownerless"):
        count = getattr(progress.reporting, stage)
        if count:
            replaced = " bằng phiếu khác" if stage == "superseded" else ""
            counts.append(f"{format_count(count)} phiếu {lower_first(APART_LABELS[stage])}{replaced}")
    apart = f"Ngoài ra, {'; '.join(counts)}."
    return " ".join((apart, *describe_unconfirmed(progress.unconfirmed_years)))


def describe_handed_over(progress: Progress) -> tuple[str, ...]:
    """Return who was late with what passed to another agency since, or to nobody: their days, not the heir's."""
    worst: dict[str, int] = {}
    counted: Counter[str] = Counter()
    for standing in progress.standings.passed_on:
        for late in standing.lateness:
            counted[late.holder] += 1
            worst[late.holder] = max(late.days, worst.get(late.holder, 0))
    if not counted:
        return ()
    named = [
        f"{progress.name_of(agency)} {format_count(count)} phiếu (lâu nhất {worst[agency]} ngày)"
        for agency, count in counted.most_common(NAMED_AGENCIES)
    ]
    rest = len(counted) - len(named)
    more = f" và {format_count(rest)} cơ quan khác" if rest else ""
    return (f"Quá hạn trước khi bàn giao, tính cho cơ quan bàn giao: {', '.join(named)}{more}.",)


def describe_agencies(progress: Progress) -> tuple[str, ...]:
    """Return who answered all in time, and who has not answered at all."""
    sentences = []
    if progress.punctual:
        sentences.append(f"Báo cáo đúng hạn toàn bộ số phiếu đã đến hạn: {_listed(progress, progress.punctual)}.")
    elif progress.reporting.fallen_due:
        sentences.append("Chưa có cơ quan nào báo cáo đúng hạn toàn bộ số phiếu đã đến hạn.")
    late = progress.silent_overdue
    if late:
        sentences.append(f"{_listed(progress, late)} chưa gửi báo cáo nào và đã có báo cáo quá hạn.")
    in_time = [agency for agency in progress.silent if agency not in late]
    if in_time:
        sentences.append(f"{_listed(progress, in_time)} chưa gửi báo cáo nào, đang trong hạn.")
    return tuple(sentences)


def describe_results(progress: Progress) -> str:
    """Return what the results count, before their table."""
    return f"Theo báo cáo mới nhất của các cơ quan về {format_count(progress.results.lines)} phần việc (nhiệm vụ của từng cơ quan):"


def describe_finishes(progress: Progress) -> str:
    """Return how the lines with an end stand towards it, and how many have none; only what there is."""
    finishes, results = progress.results.finishes, progress.results
    named = ("hoàn thành đúng hạn", "hoàn thành quá hạn", "chưa hoàn thành, trong hạn", "chưa hoàn thành, quá hạn")
    cells = [
        f"{name} {format_count(finishes[finish])}"
        for name, finish in zip(named, FINISHES[:-1], strict=True)
        if finishes[finish]
    ]
    unstated = any(task.cadence.kind in ("unstated", "waits") for task in progress.plan.tasks.values())
    goes_on = "thường xuyên hoặc văn bản không ấn định thời gian" if unstated else "thường xuyên"
    parts = []
    if results.with_end:
        parts.append(f"Có {format_count(results.with_end)} phần việc có thời hạn: {'; '.join(cells)}.")
    if finishes["without_end"]:
        parts.append(
            f"{'Còn lại' if parts else 'Có'} {format_count(finishes['without_end'])} phần việc {goes_on}, không có thời hạn, "
            "không tính hoàn thành đúng hạn hay quá hạn."
        )
    return " ".join(parts) or "Chưa có phần việc nào đến kỳ báo cáo."


def describe_overdue(progress: Progress) -> str:
    """Return how much is overdue, before the table of the worst."""
    if not progress.overdue:
        return "Không có báo cáo quá hạn chưa gửi."
    agencies = _agencies(progress)
    which = ", gồm" if agencies <= SHOWN_AGENCIES else "; các cơ quan còn nhiều báo cáo quá hạn nhất"
    return f"Có {format_count(len(progress.overdue))} phiếu của {format_count(agencies)} cơ quan quá hạn chưa báo cáo{which}:"


def describe_close(progress: Progress) -> str:
    """Return the sentence that ends the body, without the mark of its end."""
    chairman = progress.register.name_of(progress.register.chairman)
    return f"{progress.office_name} kính báo cáo {chairman} xem xét, chỉ đạo"


def share_remarks(remarks: Iterable[Remark]) -> list[SharedRemark]:
    """Return remarks with equal words of one agency in one section put together, in the order they come."""
    together: dict[tuple[str, str, str, str, str], list[Remark]] = {}
    for remark in remarks:
        key = (remark.section, remark.holder, remark.scope, remark.difficulties, remark.proposals)
        together.setdefault(key, []).append(remark)
    return [
        SharedRemark(
            section=section,
            refs=tuple(remark.ref for remark in same),
            holder=holder,
            scope=scope,
            blocked=any(remark.blocked for remark in same),
            difficulties=difficulties,
            proposals=proposals,
        )
        for (section, holder, scope, difficulties, proposals), same in together.items()
    ]


def quote_remark(remark: SharedRemark, limit: int) -> str:
    """Return a remark's words in one line, difficulties and proposals each of at most `limit` characters."""
    parts = []
    if remark.difficulties:
        parts.append(f"Khó khăn, vướng mắc: {_one_line(remark.difficulties, limit)}")
    if remark.proposals:
        parts.append(f"Kiến nghị, đề xuất: {_one_line(remark.proposals, limit)}")
    return " ".join(part if part.endswith((".", "…", "!", "?")) else f"{part}." for part in parts)


def _one_line(text: str, limit: int) -> str:
    return shorten(" ".join(text.split("\n")), limit)


def _agencies(progress: Progress) -> int:
    return progress.overdue["holder"].nunique()


def _listed(progress: Progress, agencies: Sequence[str]) -> str:
    """Return `03 cơ quan (Sở Y tế, Ban Dân tộc, Công an tỉnh)`, and only some of many names."""
    names = [progress.name_of(agency) for agency in agencies[:NAMED_AGENCIES]]
    rest = len(agencies) - len(names)
    more = f" và {format_count(rest)} cơ quan khác" if rest else ""
    return f"{format_count(len(agencies))} cơ quan ({', '.join(names)}{more})"
