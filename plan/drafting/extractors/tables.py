"""Tasks in the rows of tables, read by the heads of their columns; rows without work are headings of those below."""

import re
from collections.abc import Iterator, Sequence

from plan.drafting.extractors.labels import parties_of
from plan.drafting.found import LEAD_DOUBT, TASK, TIME_DOUBT, FoundTarget, FoundTask
from plan.drafting.outline import Node, Outline
from plan.drafting.source import Table
from plan.drafting.words import CO, CONTENT, GOAL, LEAD, NUMBER, PRODUCT, TIME, head_of

_NUMBER = re.compile(r"(?:[IVX]{1,5}|[A-HK]|\d{1,3}(?:\.\d{1,2}){0,3}|[a-zđ])\s*[.)]?")
_NUMBERED = re.compile(r"((?:[IVX]{1,5}|[A-HK]|\d{1,2}(?:\.\d{1,2}){0,3}))\s*[.)]\s+(\S.*)", re.DOTALL)
_DITTO = re.compile(r"(?:\"|”|“|nt|-nt-|như trên|-\"-|\"-\")", re.IGNORECASE)
Heads = dict[str, int]


def tasks_of_tables(document: Outline) -> Iterator[FoundTask]:
    """Yield the tasks of every table whose heads name work and who does it."""
    for node in document.root.walk():
        if node.table is not None and not node.table.is_unread:
            yield from _tasks(node, node.table)


def targets_of_tables(document: Outline) -> Iterator[FoundTarget]:
    """Yield the indicators of tables that list them."""
    for node in document.root.walk():
        table = node.table
        for place, row, heads in _rows(table) if table and not table.is_unread else ():
            if table and GOAL in heads and LEAD not in heads and _cell(row, heads, CONTENT):
                node.used = "table"
                yield FoundTarget(
                    f"{node.ref}.{place}", _cell(row, heads, CONTENT), table.line_of(place), table.page_of(place)
                )


def _rows(table: Table) -> Iterator[tuple[int, Sequence[str], Heads]]:
    """Yield the rows below heads, with the heads that hold for them; broken rows are put together first."""
    heads: Heads = {}
    width, head_at = 0, -1
    for place, row in _whole_rows(table):
        found = _heads(row)
        if found:
            heads, width, head_at = found, len(row), place
        elif heads:
            if place == head_at + 1 and LEAD in heads and _is_second_row(row):
                heads, width = _split_heads(heads, row), width + len(row) - 1
                continue
            if NUMBER not in heads and heads[CONTENT] == 0 and len(row) > 1 and _NUMBER.fullmatch(row[0].strip()):
                heads = {NUMBER: 0, **{name: at + 1 for name, at in heads.items()}}
                width = max(width, len(row))
            yield place, _fitted(row, width), heads


def _heads(row: Sequence[str]) -> Heads:
    names = [head_of(cell) for cell in row]
    known = {name for name in names if name}
    goals = GOAL in known and len(known) > 1
    if not (goals or (CONTENT in known and known & {LEAD, TIME, CO})) or max(len(cell) for cell in row) > 120:
        return {}
    heads: Heads = {}
    for place, name in enumerate(names):
        named = name == LEAD and re.search(r"chủ trì|chủ quản", row[place], re.IGNORECASE)
        if name and (name not in heads or (named and not re.search(r"chủ trì", row[heads[name]], re.IGNORECASE))):
            heads[name] = place
    if NUMBER not in heads and names[0] == "" and len(row) > 2:
        heads[NUMBER] = 0
    if goals and CONTENT not in heads:
        heads[CONTENT] = heads[GOAL]
    return heads


def _is_second_row(row: Sequence[str]) -> bool:
    """Tell whether a row only parts the head above it: who leads, who works beside."""
    names = [head_of(cell) for cell in row]
    return 1 < len(row) < 4 and names.count(LEAD) == 1 and CO in names and max(len(cell) for cell in row) < 60


def _split_heads(heads: Heads, row: Sequence[str]) -> Heads:
    """Return the columns once the head that a second row parts is as wide as its parts."""
    at = heads[LEAD]
    moved = {name: place + len(row) - 1 if place > at else place for name, place in heads.items()}
    return {**moved, **{head_of(cell): at + place for place, cell in enumerate(row) if head_of(cell)}}


def _whole_rows(table: Table) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield rows; of a table copied cell by cell an empty cell looks like the end of a row, so parts are put together."""
    width = max((len(row) for row in table.rows if _heads(row)), default=0)
    place = 0
    while place < len(table.rows):
        row, first = list(table.rows[place]), place
        place += 1
        while place < len(table.rows) and 1 < len(row) < width and table.copied:
            following = table.rows[place]
            if _NUMBER.fullmatch(following[0].strip()) or len(row) + 1 + len(following) > width or _heads(following):
                break
            row = [*row, "", *following]
            place += 1
        yield first, row


def _fitted(row: Sequence[str], width: int) -> Sequence[str]:
    return [*row, *([""] * (width - len(row)))]


def _cell(row: Sequence[str], heads: Heads, name: str) -> str:
    place = heads.get(name, -1)
    return row[place].strip() if 0 <= place < len(row) else ""


def _tasks(node: Node, table: Table) -> Iterator[FoundTask]:
    base = node.ref.rpartition(".")[0] or ("PL" if node.annex else "B")
    rows = [(place, row, heads) for place, row, heads in _rows(table) if LEAD in heads or TIME in heads]
    if not rows:
        return
    node.used = "table"
    reading = _Rows(base, timed=any(_cell(row, heads, TIME) for _, row, heads in rows))
    for place, row, heads in rows:
        work = reading.work_of(row, heads)
        if work is None:
            continue
        lead, beside, doubts = reading.parties_of(row, heads)
        time, product = _cell(row, heads, TIME), _cell(row, heads, PRODUCT)
        if reading.timed and not time:
            doubts.add(TIME_DOUBT)
        if place in table.unsure:
            doubts |= {TASK, LEAD_DOUBT, TIME_DOUBT}
        ref, text = reading.ref_of(work[0] or str(place)), work[1]
        yield FoundTask(
            ref, text, (lead,) if lead else (), (beside,) if beside else (), time, product, table.line_of(place),
            table.page_of(place), "hàng của bảng", "", frozenset(doubts),
        )  # fmt: skip


class _Rows:
    """The rows of one table while they are read: the headings above, the lead before, the refs taken."""

    def __init__(self, base: str, *, timed: bool) -> None:
        """Begin under a ref; `timed` tells whether some row has a time."""
        self.base, self.timed = base, timed
        self.group = [base]
        self.lead_before = ""
        self.taken: set[str] = set()

    def work_of(self, row: Sequence[str], heads: Heads) -> tuple[str, str] | None:
        """Return a row's number and text, None for a heading of the rows below it."""
        values = [cell for cell in dict.fromkeys(cell.strip() for cell in row) if cell]
        number, text = _cell(row, heads, NUMBER), _cell(row, heads, CONTENT)
        split = _NUMBERED.match(text or number)
        if split is not None and (not number or number == text):
            number, text = split[1], split[2]
        rest = [_cell(row, heads, name) for name in (LEAD, CO, TIME, PRODUCT)]
        counted = len(values) == 2 and _NUMBER.fullmatch(values[0]) is not None
        alone = len(values) == 1 or counted or (len(set(row) - {""}) <= 2 and not any(rest))
        if not alone and text and any(rest) and not (_is_heading(number) and not rest[0] and not rest[2]):
            return number.strip(" .)"), text
        if values and not _is_counting(values):
            mark = number or (_NUMBERED.match(values[0]) or ["", ""])[1]
            self.group = _deeper(self.group, mark, self.base)
        return None

    def parties_of(self, row: Sequence[str], heads: Heads) -> tuple[str, str, set[str]]:
        """Return who leads a row, who works beside, and what of it is in doubt."""
        lead, beside, doubts = _cell(row, heads, LEAD), _cell(row, heads, CO), set[str]()
        if not lead:
            lead = self.lead_before
            doubts.add(LEAD_DOUBT)
        elif _DITTO.fullmatch(lead):
            lead = self.lead_before
        self.lead_before = lead
        if re.search(r"chủ trì|phối hợp", lead, re.IGNORECASE):
            lead, more, unsure = _said_in(lead)
            beside = beside or more
            doubts |= {LEAD_DOUBT} if unsure else set()
        return lead, beside, doubts

    def ref_of(self, mark: str) -> str:
        """Return a ref that no row has yet."""
        ref = f"{self.group[-1]}.{mark}"
        while ref in self.taken:
            ref += "x"
        self.taken.add(ref)
        return ref


def _said_in(cell: str) -> tuple[str, str, bool]:
    """Return who leads and who works beside from one cell that says both, and whether that is unsure."""
    parts = re.split(r"[;.,]?\s*[-–+]?\s*(?:cơ quan |đơn vị )?phối hợp\s*:\s*", cell, maxsplit=1, flags=re.IGNORECASE)
    first = re.sub(r"^\s*[-–+]?\s*(?:cơ quan |đơn vị )?chủ trì\s*:\s*", "", parts[0], flags=re.IGNORECASE)
    if len(parts) > 1:
        return first.strip(" ;."), parts[1].strip(" ;."), False
    leads, beside, unsure = parties_of([first])
    return "; ".join(leads), "; ".join(beside), unsure


def _is_counting(values: Sequence[str]) -> bool:
    """Tell a row that numbers the columns: (1) (2) (3)."""
    return all(re.fullmatch(r"\(?\d{1,2}\)?", value) for value in values)


def _is_heading(number: str) -> bool:
    return re.fullmatch(r"[IVX]{1,5}|[A-H]", number.strip(" .)")) is not None


def _deeper(group: list[str], number: str, base: str) -> list[str]:
    """Return where a heading row leads: capitals under the table, Roman under capitals, figures under both."""
    mark = number.strip(" .)")
    if re.fullmatch(r"[A-H]", mark) and mark != "I":
        return [base, f"{base}.{mark}"]
    if re.fullmatch(r"[IVX]{1,5}", mark):
        above = [one for one in group if re.fullmatch(r"[A-H]", one.rpartition(".")[2])]
        return [base, *above[-1:], f"{(above or [base])[-1]}.{mark}"]
    return group
