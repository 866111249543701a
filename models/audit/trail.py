"""The audit trail: what people did and which pages they looked at, in one order of time."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlmodel import col, select

from models.agencies import province_and_code
from models.audit.acts import BY_PAGE, acts_between
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


def trail_between(session: Session, home: Home, first: date, last: date, *, own_province: str) -> list[Entry]:
    """Return the entries of the days from `first` to `last`, both inclusive, the oldest first.

    `own_province` is the home's: recipients of links are named without it.
    """
    acts, views = acts_between(session, first, last), views_between(home, first, last)
    files = _rows_of(session, Evidence, (_number_in(view, FILE) for view in views))
    about = (act.check_in_id for act in acts), (_number_in(view, LINE) for view in views)
    of_files = (one.check_in_id for one in files.values())
    check_ins = _rows_of(session, CheckIn, (*about[0], *about[1], *of_files))
    done = (_act_entry(act, check_ins) for act in acts)
    grants = _rows_of(session, AccessGrant, (view.grant for view in views))
    seen = (_view_entry(view, own_province, check_ins, files, grants) for view in views)
    return sorted([*done, *seen], key=lambda entry: entry.at)


def views_told(session: Session, home: Home, first: date, last: date, *, own_province: str) -> list[Entry]:
    """Return of the trail of these days, both inclusive, what was looked at, the oldest first."""
    return [one for one in trail_between(session, home, first, last, own_province=own_province) if one.kind == VIEW]


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
