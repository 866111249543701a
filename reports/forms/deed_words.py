"""What was done, in words: for the body a few deeds of each point, for the annex what the body does not tell whole."""

from collections.abc import Iterator, Sequence

from plan.refs import VIETNAMESE_LETTERS, told_ref
from reports.account.account import Account
from reports.account.deeds import Deed, SectionDeeds, TaskDeeds
from reports.account.sentences import cut_at_sentence, ended
from reports.figures import TextTable
from reports.forms.blocks import Block, Grid, Heading, Words
from reports.labels import CLAIM_LABELS, format_count
from reports.progress import Progress

SHOWN_DEEDS = 3
"""How many deeds of one point the body tells; the annex has the others."""
DEED_LETTERS = 320
"""How many characters of one deed the body tells, cut at a sentence; the annex has the whole."""
NAMED = 6
"""How many agencies a line of the body names before it counts the rest."""
FEW = 3
"""Up to how many agencies are named whose words are not told."""
ANNEX_DEEDS = 4
"""How many deeds of one point the annex tells beside those that the body cuts; the workbook has the others."""
ANNEX_LETTERS = 2_000
"""How many characters of one deed the annex tells, cut at a sentence; the workbook has the whole."""
ANNEX_ROOM = 60_000
"""How many characters an annex of words has in all: some fifteen pages."""
WAITING = "chờ xác nhận"
IN_WORKBOOK = "tệp Excel kèm theo, trang «Phiếu báo cáo»"
"""Where what no page has room for stands."""


def work_blocks(account: Account, annex: str, *, accepted_only: bool = False) -> Iterator[Block]:
    """Yield what was done, section by section and point by point; `accepted_only` leaves out what waits for a verdict.

    `annex` names the annex that has whole what is cut here: `Phụ lục IV`.
    """
    if not account.sections:
        yield Words("Chưa có nhiệm vụ nào đến kỳ báo cáo.")
    quiet: list[str] = []
    number = 0
    for section in account.sections:
        news = tuple(task for task in section.tasks if account.span.since is None or _has_news(task))
        if news:
            number += 1
            yield from _section(account.progress, number, section, news, annex, accepted_only=accepted_only)
        quiet.extend(task.ref for task in section.tasks if task not in news)
    if quiet:
        others = f"Nhiệm vụ không có báo cáo mới trong kỳ: {', '.join(map(told_ref, quiet))}."
        yield Words(others if number else "Trong kỳ không có báo cáo mới về nhiệm vụ nào.")


def count_sections(account: Account) -> int:
    """Return how many sections the body tells of."""
    return sum(account.span.since is None or any(map(_has_news, one.tasks)) for one in account.sections)


def _has_news(task: TaskDeeds) -> bool:
    """Tell whether anybody said anything of a point within the span."""
    return bool(task.told or task.unchanged or task.wordless or task.not_started or task.returned)


def _section(
    progress: Progress,
    number: int,
    section: SectionDeeds,
    tasks: Sequence[TaskDeeds],
    annex: str,
    *,
    accepted_only: bool,
) -> Iterator[Block]:
    is_one_task = len(section.tasks) == 1 and section.tasks[0].ref == section.section
    yield Heading(2, f"{number}. {progress.heading_of(section.section)} (mục {section.section})")
    for place, task in enumerate(tasks):
        if not is_one_task:
            is_lettered = len(tasks) > 1 and place < len(VIETNAMESE_LETTERS)
            letter = f"{VIETNAMESE_LETTERS[place]}) " if is_lettered else ""
            yield Heading(3, f"{letter}{progress.title_of(task.ref)} ({told_ref(task.ref)})")
        yield Words(describe_task(progress, task))
        for deed in _told(task, accepted_only=accepted_only)[:SHOWN_DEEDS]:
            yield Words(describe_deed(progress, deed, annex), is_item=True)


def _told(task: TaskDeeds, *, accepted_only: bool) -> list[Deed]:
    return [deed for deed in task.told if deed.accepted or not accepted_only]


def describe_task(progress: Progress, task: TaskDeeds) -> str:
    """Return who reported of a point and who did not, in a sentence or two: each agency asked is in exactly one part."""
    reported = task.asked - len(task.silent)
    if not reported:
        return f"Chưa có cơ quan nào báo cáo ({format_count(task.asked)} cơ quan phải báo cáo)."
    all_of = "" if task.asked == reported else f"/{format_count(task.asked)}"
    parts = []
    if task.told:
        waiting = task.told_holders - task.accepted_holders
        verdict = (
            f"{format_count(task.accepted_holders)} đã được xác nhận, {format_count(waiting)} {WAITING}"
            if waiting and task.accepted_holders
            else ("đã được xác nhận" if not waiting else WAITING)
        )
        parts.append(f"{format_count(task.told_holders)} cơ quan nêu kết quả thực hiện ({verdict})")
    for who, words in (
        (task.unchanged, "duy trì, không thay đổi so với kỳ trước"),
        (task.wordless, "báo cáo kết quả, không ghi nội dung"),
        (task.not_started, "báo cáo chưa thực hiện"),
        (task.returned, "có báo cáo bị trả lại, chưa bổ sung"),
        (task.earlier, "không có báo cáo mới trong kỳ"),
        (task.silent, "chưa báo cáo"),
    ):
        if who:
            few = f": {_names(progress, who, len(who))}" if len(who) <= FEW else ""
            parts.append(f"{format_count(len(who))} cơ quan {words}{few}")
    return f"{format_count(reported)}{all_of} cơ quan đã báo cáo. {'; '.join(parts)}."


def _names(progress: Progress, who: Sequence[tuple[str, str]], shown: int) -> str:
    named = ", ".join(progress.name_of(*one) for one in who[:shown])
    rest = len(who) - shown
    return f"{named} và {format_count(rest)} cơ quan khác" if rest > 0 else named


def describe_deed(progress: Progress, deed: Deed, annex: str) -> str:
    """Return who did what: the agencies with what is known of it in one bracket, and their words, cut at a sentence."""
    names = _names(progress, deed.holders, NAMED)
    marks = [] if deed.accepted else [WAITING]
    if deed.percent is not None:
        marks.append(f"đạt {deed.percent}%")
    known = "; ".join(marks)
    if known:
        # A scope stands in brackets already: what is known comes into the same.
        names = f"{names[:-1]}; {known})" if names.endswith(")") else f"{names} ({known})"
    return f"{names}: {cut_to_annex(deed.text, DEED_LETTERS, annex)}"


def cut_to_annex(text: str, limit: int, annex: str) -> str:
    """Return words of at most `limit` characters; where they were cut, the annex that has them whole is named."""
    said = cut_at_sentence(text, limit)
    if said == " ".join(text.split()):
        return ended(said)
    return f"{said.rstrip(' …').rstrip('.;,')} (toàn văn tại {annex})."


def is_told_whole(deed: Deed, place: int) -> bool:
    """Tell whether the body has all of a deed: its place among those shown, its words uncut, its agencies named."""
    return place < SHOWN_DEEDS and len(" ".join(deed.text.split())) <= DEED_LETTERS and len(deed.holders) <= NAMED


def rest_of_work(account: Account, *, accepted_only: bool = False) -> list[Block]:
    """Return what the body does not tell whole, point by point, as tables; nothing where it tells all.

    Whole are those that the body cuts, and of the others a few: no report grows longer than can be read.
    """
    blocks: list[Block] = []
    progress, room = account.progress, ANNEX_ROOM
    for section in account.sections:
        for task in section.tasks:
            told = _told(task, accepted_only=accepted_only)
            rest = [deed for place, deed in enumerate(told) if not is_told_whole(deed, place)]
            shown = rest[: ANNEX_DEEDS + sum(deed in rest for deed in told[:SHOWN_DEEDS])]
            rows = rows_within(room, [_row(progress, deed) for deed in shown])
            room -= sum(len(row[1]) for row in rows)
            if rows:
                header = ("Cơ quan", "Nội dung đã thực hiện", "Kết quả", "Xác nhận")
                table = TextTable(header, rows, (1.7, 5.0, 1.1, 1.0), (0, 1, 2, 3))
                blocks.append(Grid(f"{told_ref(task.ref)}. {progress.title_of(task.ref)}", "", table, numbered=True))
            if len(rest) > len(rows):
                more = format_count(len(rest) - len(rows))
                blocks.append(Words(f"Còn {more} nội dung khác về nhiệm vụ {told_ref(task.ref)}: {IN_WORKBOOK}."))
    return blocks


def rows_within(room: int, rows: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """Return the first rows whose second cells have no more characters together than there is room for."""
    kept: list[tuple[str, ...]] = []
    for row in rows:
        room -= len(row[1])
        if room < 0:
            break
        kept.append(row)
    return tuple(kept)


def _row(progress: Progress, deed: Deed) -> tuple[str, ...]:
    said = cut_at_sentence(deed.text, ANNEX_LETTERS)
    is_whole = said == " ".join(deed.text.split())
    return (
        _names(progress, deed.holders, len(deed.holders)),
        deed.text if is_whole else f"{said} (Toàn văn: {IN_WORKBOOK}.)",
        CLAIM_LABELS[deed.result] + (f", đạt {deed.percent}%" if deed.percent is not None else ""),
        "Đã xác nhận" if deed.accepted else WAITING.capitalize(),
    )


def describe_work(account: Account) -> str:
    """Return how much of the work was reported within the span, in a sentence for the first page."""
    tasks = [task for section in account.sections for task in section.tasks]
    told = sum(task.told_holders for task in tasks)
    accepted = sum(task.accepted_holders for task in tasks)
    unchanged = sum(len(task.unchanged) for task in tasks)
    within = "Trong kỳ, " if account.span.since else ""
    if not told and not unchanged:
        return f"{within or 'Hiện '}chưa có cơ quan nào báo cáo nội dung đã thực hiện."
    known = f"trong đó {format_count(accepted)} đã được xác nhận" if accepted else "chưa nội dung nào được xác nhận"
    parts = [f"{format_count(told)} phần việc có nội dung thực hiện mới, {known}"] if told else []
    if unchanged:
        parts.append(f"{format_count(unchanged)} phần việc duy trì, không thay đổi so với kỳ trước")
    return f"{within}{'; '.join(parts)}."
