"""The audit trail: what people did and which pages they looked at, in one order of time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, select

from models.agencies import province_and_code
from models.audit.acts import BY_PAGE, acts_between
from models.audit.views import View, views_between
from models.database import Session
from models.settings import Home
from models.tables.core import CheckIn
from models.tables.decisions import Act

VIEW = "view"
"""The kind of an entry that is a page or file that was shown; all others are kinds of acts."""
_AT_ONCE = 5_000
"""How many check-ins one statement names: databases count them."""


@dataclass(frozen=True)
class Entry:
    """One line of the trail. `function` is '' for an agency, `head` or `deputy` for who came with that person's link.

    `ref` and `period` name the check-in that an act was about, '' where there was none. Of a view `item` tells what was
    shown and `detail` for which purpose; `name` is '' where nobody said who he is. `link` is the print of the link used.
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


def trail_between(session: Session, home: Home, first: date, last: date, *, own_province: str) -> list[Entry]:
    """Return the entries of the days from `first` to `last`, both inclusive, the oldest first.

    `own_province` is the home's: recipients of links are named without it.
    """
    acts = acts_between(session, first, last)
    check_ins = _check_ins_of(session, acts)
    done = (_act_entry(act, check_ins) for act in acts)
    seen = (_view_entry(view, own_province) for view in views_between(home, first, last))
    return sorted([*done, *seen], key=lambda entry: entry.at)


def _check_ins_of(session: Session, acts: Iterable[Act]) -> dict[int, CheckIn]:
    wanted = sorted({act.check_in_id for act in acts if act.check_in_id is not None})
    found: dict[int, CheckIn] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        some = select(CheckIn).where(col(CheckIn.id).in_(wanted[start : start + _AT_ONCE]))
        found |= {one.id: one for one in session.exec(some).all()}
    return found


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
    )


def _view_entry(view: View, own_province: str) -> Entry:
    name, _, function = view.recipient.partition("/")
    province, agency = province_and_code(own_province, name)
    return Entry(
        at=view.at,
        province=province,
        agency=agency,
        function=function,
        kind=VIEW,
        ref="",
        period="",
        item=view.what,
        detail=view.purpose,
        name="",
        post="",
        way=BY_PAGE,
        link=view.link,
    )


def of_agency(entries: Iterable[Entry], province: str, agency: str) -> Iterator[Entry]:
    """Yield the entries of one agency of a province."""
    return (entry for entry in entries if (entry.province, entry.agency) == (province, agency))
