"""The audit trail: what people did and which pages they looked at, in one order of time."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from heapq import merge
from itertools import islice
from typing import TypeVar

from sqlmodel import col, select

from models.agencies import province_and_code
from models.audit.acts import BY_PAGE, acts_between, count_acts
from models.audit.views import View, views_between
from models.database import Session
from models.settings import Home
from models.tables.answers import Evidence
from models.tables.core import CheckIn
from models.tables.decisions import Act
from models.tables.people import AccessGrant

VIEW = "view"
"""The kind of an entry that is a page or file that was shown; all others are kinds of acts."""
FILE, LINE = "file", "line"
"""What a view that is of one file of evidence, or of one check-in, begins with; its number follows."""
Row = TypeVar("Row", CheckIn, Evidence, AccessGrant)
_AT_ONCE = 5_000
"""How many rows one statement names: databases count them."""
_READ_AT_ONCE = 500
"""How many entries are held at once."""


@dataclass(frozen=True)
class Entry:
    """One line of the trail. `function` is '' for an agency, `head` or `deputy` for who came with that person's link.

    `agency` is '' for what the program did by itself. `ref` and `period` name the check-in that it was about, '' where
    there was none. Of a view `item` tells what was shown and `detail` for which purpose, `file` the name of a file of
    evidence; `name` is '' where nobody said who he is, and `access` as what somebody came in who looked. `link` is the print of the link used, `recorder` who at the office
    wrote down what was told by telephone.
    """

    at: datetime
    province: str
    agency: str
    function: str
    kind: str
    ref: str
    period: str
    item: str
    detail: str
    name: str
    post: str
    way: str
    link: str
    recorder: str = ""
    file: str = ""
    access: str = ""


@dataclass(frozen=True)
class Asked:
    """Which part of the trail: the days from `first` to `last`, both inclusive, of one province or of all ('').

    `own_province` is the home's: recipients of links are named without it. What the program did by itself is the own
    province's. `views_only` leaves out what was done.
    """

    first: date
    last: date
    own_province: str
    province: str = ""
    views_only: bool = False

    @property
    def provinces(self) -> tuple[str, ...] | None:
        """Whose acts these are, '' the program's own; None for all."""
        if not self.province:
            return None
        return (self.province, "") if self.province == self.own_province else (self.province,)

    def has(self, view: View) -> bool:
        """Tell whether a view is of the province."""
        return self.province in ("", province_and_code(self.own_province, view.recipient.partition("/")[0])[0])


def trail_between(session: Session, home: Home, asked: Asked) -> Iterator[Entry]:
    """Yield the entries of the trail, the oldest first."""
    merged = _merged(session, home, asked, newest_first=False)
    while some := list(islice(merged, _READ_AT_ONCE)):
        yield from _entries(session, some, asked)


def trail_page(session: Session, home: Home, asked: Asked, start: int, length: int) -> list[Entry]:
    """Return so many entries of the trail from a place on (from 0), the newest first; no more of it is held."""
    merged = _merged(session, home, asked, newest_first=True)
    return _entries(session, list(islice(merged, start, start + length)), asked)


def count_trail(session: Session, home: Home, asked: Asked) -> tuple[int, list[tuple[Entry, int]]]:
    """Return how many entries the trail has, and how often each link and person looked at something: one entry of each."""
    looked = Counter[tuple[str, int]]()
    shown: dict[tuple[str, int], View] = {}
    for view in views_between(home, asked.first, asked.last):
        if asked.has(view):
            looked[view.recipient, view.grant] += 1
            shown.setdefault((view.recipient, view.grant), view)
    done = 0 if asked.views_only else count_acts(session, asked.first, asked.last, asked.provinces)
    entries = _entries(session, list(shown.values()), asked)
    return looked.total() + done, list(zip(entries, (looked[who] for who in shown), strict=True))


def _merged(session: Session, home: Home, asked: Asked, *, newest_first: bool) -> Iterator[Act | View]:
    """Yield acts and views in one order of time, a few at a time."""
    views = filter(asked.has, views_between(home, asked.first, asked.last, newest_first=newest_first))
    if asked.views_only:
        return views
    return merge(_acts(session, asked, newest_first=newest_first), views, key=_moment, reverse=newest_first)


def _acts(session: Session, asked: Asked, *, newest_first: bool) -> Iterator[Act]:
    after: Act | None = None
    while some := acts_between(
        session,
        asked.first,
        asked.last,
        asked.provinces,
        newest_first=newest_first,
        after=after,
        most=_READ_AT_ONCE,
    ):
        yield from some
        after = some[-1]


def _moment(one: Act | View) -> datetime:
    return one.at if isinstance(one, View) else one.done_at


def _entries(session: Session, rows: Sequence[Act | View], asked: Asked) -> list[Entry]:
    """Return acts and views as entries, in their order."""
    acts, views = [one for one in rows if isinstance(one, Act)], [one for one in rows if isinstance(one, View)]
    files = _rows_of(session, Evidence, (_number_in(view, FILE) for view in views))
    about = (act.check_in_id for act in acts), (_number_in(view, LINE) for view in views)
    of_files = (one.check_in_id for one in files.values())
    check_ins = _rows_of(session, CheckIn, (*about[0], *about[1], *of_files))
    grants = _rows_of(session, AccessGrant, (view.grant for view in views))
    return [
        _view_entry(one, asked.own_province, check_ins, files, grants)
        if isinstance(one, View)
        else _act_entry(one, check_ins)
        for one in rows
    ]


def _rows_of(session: Session, table: type[Row], wanted: Iterable[int | None]) -> dict[int, Row]:
    """Return the rows of a table that bear these numbers."""
    numbers = sorted({one for one in wanted if one})
    found: dict[int, Row] = {}
    for start in range(0, len(numbers), _AT_ONCE):
        some = select(table).where(col(table.id).in_(numbers[start : start + _AT_ONCE]))
        found |= {one.id: one for one in session.exec(some).all()}
    return found


def _number_in(view: View, what: str) -> int:
    """Return the number of the line or file that was shown, 0 where it was something else."""
    kind, _, number = view.what.partition(" ")
    return int(number) if kind == what and number.isascii() and number.isdecimal() and len(number) < 19 else 0


def _act_entry(act: Act, check_ins: dict[int, CheckIn]) -> Entry:
    about = check_ins.get(act.check_in_id or 0)
    return Entry(
        at=act.done_at,
        province=act.province,
        agency=act.agency,
        function="",
        kind=act.kind,
        ref=about.ref if about else "",
        period=about.occurrence if about else "",
        item=act.item,
        detail=act.detail,
        name=act.name,
        post=act.post,
        way=act.way,
        link=act.link,
        recorder=act.recorder,
    )


def _view_entry(
    view: View,
    own_province: str,
    check_ins: Mapping[int, CheckIn],
    files: Mapping[int, Evidence],
    grants: Mapping[int, AccessGrant],
) -> Entry:
    name, _, function = view.recipient.partition("/")
    province, agency = province_and_code(own_province, name)
    file = files.get(_number_in(view, FILE))
    about = check_ins.get(file.check_in_id if file else _number_in(view, LINE))
    return Entry(
        at=view.at,
        province=province,
        agency=agency,
        function=function,
        kind=VIEW,
        ref=about.ref if about else "",
        period=about.occurrence if about else "",
        item=view.what,
        detail=view.purpose,
        name=named.name if (named := grants.get(view.grant)) else "",
        post=named.post if named else "",
        way=BY_PAGE,
        link=view.link,
        file=file.name if file else "",
        access=view.access,
    )


def of_agency(entries: Iterable[Entry], province: str, agency: str) -> Iterator[Entry]:
    """Yield the entries of one agency of a province."""
    return (entry for entry in entries if (entry.province, entry.agency) == (province, agency))
