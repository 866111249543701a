"""Acts: what people did, each in the transaction that did it, under the name of who did it and by which way."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, bindparam
from sqlmodel import and_, col, func, or_, select

from models.clock import moment_on
from models.database import Session, append_rows
from models.refusal import RefusedError
from models.tables.decisions import Act
from models.text import guard_no_link, guard_readable

NO_NAME = "Hãy ghi họ và tên."
"""What is said to who does not tell who he is."""
MAX_NAME = 200
"""The longest name or post of a person who acts, in characters."""
BY_PAGE, BY_TELEPHONE, BY_COMMAND, BY_PROGRAM, BY_MAIL = "page", "telephone", "command", "program", "mail"
"""The ways by which an act reaches us: on the page, told to the office by telephone, recorded by the office itself; the
program did it by itself; or it came by mail, in answer to a letter."""
OFFICE_NAME = "Văn phòng"
"""Who recorded an act at the office where nobody said his name."""


@dataclass(frozen=True)
class Person:
    """Who acts, in what post, and by which way (`page`, `telephone`, `command`, `program`, `mail`).

    `link` is a print of the link that was used, never the link itself; '' where there was none. `recorder` is who at the
    office wrote down what this person said on the telephone; '' where the person acted himself.
    """

    name: str
    post: str
    way: str
    link: str = ""
    recorder: str = ""

    @property
    def words(self) -> str:
        """The person with his post, where one was given: `Nguyễn Thị Hòa (Chánh Văn phòng Sở)`."""
        return f"{self.name} ({self.post})" if self.post else self.name


DONDOC = Person("dondoc", "", BY_PROGRAM)
"""The program itself, which takes plans on, opens what is due and dates what is late."""


@dataclass(frozen=True)
class Done:
    """One act: `kind` is a verb of the domain (`answer`, `return`), `item` and `detail` say what it was about.

    `agency` is the code of the agency that acts, or for which somebody acts; '' where it is the program itself.
    """

    kind: str
    province: str
    agency: str
    check_in_id: int | None = None
    item: str = ""
    detail: str = ""


def guard_person(by: Person) -> None:
    """Raise RefusedError unless the person who acts is named, within the length that is kept."""
    if not by.name.strip():
        raise RefusedError(NO_NAME)
    if len(by.name) > MAX_NAME or len(by.post) > MAX_NAME:
        raise RefusedError(f"Họ tên và chức vụ dài tối đa {MAX_NAME} ký tự.")
    if len(by.recorder) > MAX_NAME:
        raise RefusedError(f"Tên người ghi nhận dài tối đa {MAX_NAME} ký tự.")
    guard_readable((by.name, by.post, by.recorder), "Họ tên, chức vụ")
    guard_no_link((by.name, by.post, by.recorder), "Họ tên, chức vụ")


def record_act(session: Session, done: Done, by: Person, now: datetime) -> None:
    """Append an act to the audit trail, in the caller's transaction."""
    record_acts(session, [done], by, now)


def record_acts(session: Session, several: Iterable[Done], by: Person, now: datetime) -> None:
    """Append what one person did at one moment to the audit trail, in the caller's transaction and in one statement."""
    acts = [
        Act(
            done_at=now,
            kind=done.kind,
            province=done.province,
            agency=done.agency,
            check_in_id=done.check_in_id,
            item=done.item,
            detail=done.detail,
            name=by.name,
            post=by.post,
            way=by.way,
            link=by.link,
            recorder=by.recorder,
        )
        for done in several
    ]
    append_rows(session, acts)


def acts_between(
    session: Session,
    first: date,
    last: date,
    provinces: Collection[str] | None = None,
    *,
    newest_first: bool = False,
    after: Act | None = None,
    most: int | None = None,
) -> list[Act]:
    """Return the acts of the days from `first` to `last`, both inclusive, in the order in which they were done, or turned round.

    `provinces` are whose acts ('' those of the program), all where None; `most` is how many at most, of those that come
    after one.
    """
    chosen = select(Act).where(*_done_between(first, last, provinces))
    at, number = col(Act.done_at), col(Act.id)
    if after is not None:
        beyond = at < after.done_at if newest_first else at > after.done_at
        same = number < after.id if newest_first else number > after.id
        chosen = chosen.where(or_(beyond, and_(at == after.done_at, same)))
    chosen = chosen.order_by(at.desc(), number.desc()) if newest_first else chosen.order_by(at, number)
    return list(session.exec(chosen.limit(most)).all())


def count_acts(session: Session, first: date, last: date, provinces: Collection[str] | None = None) -> int:
    """Return how many acts `acts_between` returns of these days and provinces."""
    return session.exec(select(func.count()).where(*_done_between(first, last, provinces))).one()


def _done_between(first: date, last: date, provinces: Collection[str] | None) -> list[ColumnElement[bool]]:
    start, end = moment_on(first, time(0)), moment_on(last + timedelta(days=1), time(0))
    found: list[ColumnElement[bool]] = [col(Act.done_at) >= start, col(Act.done_at) < end]
    return found if provinces is None else [*found, col(Act.province).in_(provinces)]


def acts_by_link(session: Session, link: str, on: date) -> list[Act]:
    """Return what was done on a day behind the link of this print, in the order in which it was done."""
    start, end = moment_on(on, time(0)), moment_on(on + timedelta(days=1), time(0))
    return list(session.exec(_BY_LINK, params={"link": link, "start": start, "end": end}).all())


# Asked for on every page of those who judge: built once.
_BY_LINK = (
    select(Act)
    .where(col(Act.link) == bindparam("link"))
    .where(col(Act.done_at) >= bindparam("start"), col(Act.done_at) < bindparam("end"))
    .order_by(col(Act.done_at), col(Act.id))
)
