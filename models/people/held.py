"""What is held about a person in the tables, and its erasure: found by the same rule, each in one transaction."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, bindparam, false, not_, or_, select, true, tuple_, update

from models.access.rights import ACCESS_WORDS
from models.agencies import name_in_home, province_and_code
from models.audit.acts import Done, Person, guard_person, record_act
from models.audit.views import all_views
from models.backups.rows import TABLES
from models.clock import in_zone
from models.database import Session
from models.people.deputies import DEPUTY_FUNCTION, deputies_in
from models.people.grants import OwnOffice, grants_in_force
from models.people.places import PLACES, Place, What, Whose
from models.people.whom import ERASED, Whom
from models.refusal import RefusedError
from models.settings import Home
from models.tables.core import LetterState

EXPORT, ERASE, ERASE_AGAIN = "export-person", "erase-person", "erase-again"
"""The kinds of these acts in the audit trail."""
_LEFT = (LetterState.SENT, LetterState.FAILED, LetterState.SKIPPED, LetterState.REPLACED)
"""Letters that no longer wait: what waits is written anew as it leaves."""
_AT_ONCE = 500
_BLANK = {("receipt", "handler"), ("deputy", "name")}
"""Where a name is left empty, as it is by itself once its time is over."""


@dataclass(frozen=True)
class Found:
    """One row that holds something about him: its table and number, and its columns as they are written."""

    table: str
    id: int
    columns: Mapping[str, str]


def held_about(session: Session, him: Whom, own: OwnOffice) -> list[Found]:
    """Return every row in which he stands, each once, by table and number."""
    rows: dict[tuple[str, int], None] = {}
    for place in PLACES:
        for number, _ in _standing(session, place, him, own):
            rows[place.table, number] = None
    found: list[Found] = []
    for name in dict.fromkeys(table for table, _ in rows):
        table = TABLES.tables[name]
        numbers = sorted(number for other, number in rows if other == name)
        for start in range(0, len(numbers), _AT_ONCE):
            some = select(table).where(table.c.id.in_(numbers[start : start + _AT_ONCE])).order_by(table.c.id)
            found += [
                Found(name, row["id"], {str(key): _written(value) for key, value in row.items()})
                for row in session.execute(some).mappings()
            ]
    return found


def also_beside(session: Session, him: Whom, own: OwnOffice, others: Iterable[str] = ()) -> Whom:
    """Return a person with the addresses and telephones that stand beside his name and beside nobody else's.

    What is not his alone is left out: `others` are addresses and telephones of others, and so is an address to which
    letters went for an agency as such.
    """
    his, shared = him.nobody(), him.nobody().also(others)
    for place in (one for one in PLACES if one.beside):
        table = TABLES.tables[place.table]
        name, beside, whose = table.c[place.column], table.c[place.beside], _whose(place, table, him, own)
        is_whose = false() if whose is None else whose
        rows = session.execute(select(name, beside, is_whose).where(name != "", beside != "").distinct())
        for text, told, is_his_agency in rows:
            if is_his_agency and him.is_name(text):
                his = his.also([told])
            else:
                shared = shared.also([told])
    letter = TABLES.tables["letter"]
    to_agency = not_(letter.c.recipient.endswith(f"/{DEPUTY_FUNCTION}", autoescape=True))
    for (address,) in session.execute(select(letter.c.address).where(letter.c.address != "", to_agency).distinct()):
        if his.is_address(address):
            shared = shared.also([address])
    return replace(
        him,
        addresses=him.addresses | (his.addresses - shared.addresses),
        phones=him.phones | (his.phones - shared.phones),
    )


def looked_at(home: Home, found: Iterable[Found], him: Whom, own: OwnOffice) -> list[Mapping[str, str]]:
    """Return what somebody looked at who was let in under his own name, by the grants that were found about him.

    A grant that he gave or ended is another's: what was looked at by it is not his.
    """
    grants = {one.id for one in found if one.table == "access_grant" and _is_let_in(him, own, **_let_in(one.columns))}
    return [
        {"lúc": _written(view.at), "trang": view.purpose, "nội dung": view.what}
        for view in (all_views(home) if grants else ())
        if view.grant in grants
    ]


def note_export(session: Session, count: int, about: str, now: datetime, *, by: Person, own: OwnOffice) -> None:
    """Record that what is held about somebody was given out. Nothing is committed here."""
    guard_person(by)
    record_act(session, Done(EXPORT, own.province, own.agency, item=str(count), detail=about), by, now)


def erase(session: Session, him: Whom, basis: str, now: datetime, *, by: Person, own: OwnOffice) -> int:
    """Blank his names, addresses and telephones wherever they stand, and return in how many rows; posts and answers stay.

    The trail tells that somebody of his agency was erased, by which law, and no name. Raise RefusedError while he has
    access or stands in for somebody: that is ended first. Nothing is committed here.
    """
    guard_person(by)
    _guard_gone(session, him, now, own)
    count = _blank(session, him, own)
    if count:
        agency = (him.province, him.agency) if him.agency else (own.province, own.agency)
        record_act(session, Done(ERASE, *agency, item=str(count), detail=basis), by, now)
    return count


def erase_again(
    session: Session, erased: Iterable[Whom], basis: str, now: datetime, *, by: Person, own: OwnOffice
) -> int:
    """Erase whoever was erased since the moment of a backup that was put back, and return in how many rows.

    Nothing is committed here.
    """
    guard_person(by)
    count = sum(_blank(session, him, own) for him in erased)
    if count:
        record_act(session, Done(ERASE_AGAIN, own.province, own.agency, item=str(count), detail=basis), by, now)
    return count


def _blank(session: Session, him: Whom, own: OwnOffice) -> int:
    """Blank a person wherever he stands, and return in how many rows."""
    changed: set[tuple[str, int]] = set()
    for place in PLACES:
        table = TABLES.tables[place.table]
        found: list[dict[str, Any]] = [
            {"of_row": number, "blanked": left} for number, left in _standing(session, place, him, own)
        ]
        if found:
            beside = {table.c[place.beside]: ""} if place.beside else {}
            anew = {table.c[place.column]: bindparam("blanked"), **beside}
            set_anew = update(table).where(table.c.id == bindparam("of_row")).values(anew)
            session.connection().execute(set_anew, found)
            changed |= {(place.table, one["of_row"]) for one in found}
    return len(changed)


def _is_let_in(him: Whom, own: OwnOffice, *, agency: str, name: str, address: str) -> bool:
    """Tell whether a grant with an agency, name and address lets him in, and no namesake of another agency."""
    return him.is_address(address) or (agency in _grant_agencies(him, own) and him.is_name(name))


def _let_in(columns: Mapping[str, str]) -> dict[str, str]:
    return {name: columns[name] for name in ("agency", "name", "address")}


def _grant_agencies(him: Whom, own: OwnOffice) -> tuple[str, ...]:
    """Return how the agency of a grant of his is written: as the home knows it, and as '' for the office."""
    return (name_in_home(own.province, him.province, him.agency), *([""] if _is_office(him, own) else []))


def _is_office(him: Whom, own: OwnOffice) -> bool:
    return (him.province, him.agency) == (own.province, own.agency)


def _guard_gone(session: Session, him: Whom, now: datetime, own: OwnOffice) -> None:
    for grant in grants_in_force(session):
        if _is_let_in(him, own, agency=grant.agency, name=grant.name, address=grant.address):
            raise RefusedError(
                f"Người này đang được cấp quyền {ACCESS_WORDS[grant.access]} (mã «{grant.code}»); hãy thôi cấp quyền trước."
            )
    for deputy in deputies_in(session, in_zone(now).date()):
        same_agency = (deputy.province, deputy.agency) == (him.province, him.agency)
        if him.is_address(deputy.address) or (same_agency and him.is_name(deputy.name)):
            raise RefusedError("Người này đang báo cáo thay; hãy kết thúc việc báo cáo thay trước.")


def _blanked(place: Place, number: int) -> str:
    if place.what == What.NAME:
        return "" if (place.table, place.column) in _BLANK else ERASED
    # An address that came back is one of a kind in its table.
    return f"da-xoa-{number}" if place.table == "unreachable_address" else ""


def _standing(session: Session, place: Place, him: Whom, own: OwnOffice) -> Iterator[tuple[int, str]]:
    """Yield the number of each row of a place in which he stands, and what is left there without him."""
    table = TABLES.tables[place.table]
    column, whose = table.c[place.column], _whose(place, table, him, own)
    if whose is None:
        return
    if place.what == What.TEXT:
        nameless = replace(him, names=frozenset())
        rows = session.execute(
            select(table.c.id, column, _named(place, table, him, own))
            .where(whose, column != "")
            .execution_options(yield_per=_AT_ONCE)
        )
        yield from [
            (number, left)
            for number, text, named in rows
            if (left := (him if named else nameless).without_him(text)) != text
        ]
        return
    is_his = {What.NAME: him.is_name, What.ADDRESS: him.is_address, What.PHONE: him.is_phone}[place.what]
    values = [value for (value,) in session.execute(select(column).where(column != "").distinct()) if is_his(value)]
    for start in range(0, len(values), _AT_ONCE):
        some = select(table.c.id).where(whose, column.in_(values[start : start + _AT_ONCE]))
        yield from [(number, _blanked(place, number)) for (number,) in session.execute(some.order_by(table.c.id))]


def _named(place: Place, table: Table, him: Whom, own: OwnOffice) -> ColumnElement[bool]:
    """Return in which rows of a place of words his name is looked for; an address or a telephone is in all of them."""
    if place.whose == Whose.ANYBODY:
        return false()
    if place.whose == Whose.ACTS:
        known = name_in_home(own.province, him.province, him.agency)
        agencies = [(him.province, him.agency), (him.province, known), (own.province, own.agency)]
        return tuple_(table.c.province, table.c.agency).in_(agencies)
    return true()


def _whose(place: Place, table: Table, him: Whom, own: OwnOffice) -> ColumnElement[bool] | None:
    """Return which rows of a place can be about him; None for no row."""
    waits = table.c.state.in_(_LEFT) if place.table == "letter" else true()
    if place.what in (What.ADDRESS, What.PHONE) or place.whose in (Whose.ANYBODY, Whose.ACTS):
        return waits
    if not him.agency:
        # Known by an address or a telephone alone: his name is not looked for, his address is, in every text.
        return waits if place.what == What.TEXT else None
    if place.whose == Whose.OFFICE:
        return true() if _is_office(him, own) else None
    if place.whose == Whose.LET_IN:
        return table.c.agency.in_(_grant_agencies(him, own))
    if place.whose == Whose.CHECK_IN:
        check_in = TABLES.tables["check_in"]
        held = or_(check_in.c.agency == him.agency, check_in.c.holder == him.agency)
        theirs = true() if him.judging else table.c.check_in_id.in_(select(check_in.c.id).where(held))
        return true() if _is_office(him, own) else and_(_in_province(table, him), theirs)
    column = table.c[place.whose]
    if place.whose == "recipient":
        recipient = name_in_home(own.province, him.province, him.agency)
        return and_(waits, or_(column == recipient, column.startswith(f"{recipient}/", autoescape=True)))
    named = or_(column == him.agency, column == name_in_home(own.province, him.province, him.agency))
    return and_(_in_province(table, him), named)


def _in_province(table: Table, him: Whom) -> ColumnElement[bool]:
    """Return which rows are of his province: by their own column, otherwise by the check-in that they are about."""
    if "province" in table.c:
        return table.c.province == him.province
    check_in = TABLES.tables["check_in"]
    return table.c.check_in_id.in_(select(check_in.c.id).where(check_in.c.province == him.province))


def _written(value: Any) -> str:  # noqa: ANN401  whatever the column holds
    if value is None:
        return ""
    if isinstance(value, datetime):
        return in_zone(value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value.value if isinstance(value, Enum) else value)


def judged_by(agency: str, judges: Collection[tuple[str, str]], own: OwnOffice) -> tuple[str, str, bool]:
    """Return the province and code of an agency named as the home knows it, and whether its people judge others.

    `judges` are the provinces and codes of the agencies that follow up.
    """
    whose = province_and_code(own.province, agency) if agency else (own.province, "")
    return *whose, whose in judges or whose == (own.province, own.agency)
