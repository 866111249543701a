"""What the home holds about a person, from its tables, address book, views and mailbox folder; and its erasure.

What leaves the home by mail, or lies in the office's mailbox on its mail server, is there, and not ours to reach.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from email import message_from_bytes, policy
from pathlib import Path

from models.agencies import name_in_home
from models.audit.acts import Person
from models.database import Session
from models.home_identity import read_id
from models.people.erasures import note_erasure
from models.people.grants import OwnOffice
from models.people.held import also_beside, erase, held_about, judged_by, looked_at, note_export
from models.people.places import TABLE_WORDS
from models.people.whom import Whom, whom
from models.refusal import RefusedError, UnknownNameError
from models.settings import Home
from notifications.contacts.contacts_file import COLUMNS, OPTIONAL
from notifications.contacts.contacts_table import TableRow, read_table
from notifications.contacts.directory import names_of
from plan.across.trackers import trackers_among
from plan.language.reading import nearest
from plan.library import LoadedPlan
from plan.texts.written import format_moment

Rows = Sequence[Mapping[str, str]]


@dataclass(frozen=True)
class Asked:
    """Whom a search is about, as a clerk writes it: his name with his agency as the home knows it, an address, a telephone."""

    name: str = ""
    agency: str = ""
    address: str = ""
    phone: str = ""

    @property
    def words(self) -> str:
        """What was asked, in a line."""
        return ", ".join(filter(None, (self.name.strip(), self.agency, self.address.strip(), self.phone.strip())))


@dataclass(frozen=True)
class Held:
    """What is held about somebody: parts with their Vietnamese names, and the rows of each."""

    parts: Mapping[str, Rows] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many rows there are in all."""
        return sum(map(len, self.parts.values()))


@dataclass(frozen=True)
class GivenOut(Held):
    """What is given out about somebody: `title` tells about whom, `told` who had it, when and on which ground."""

    title: str = ""
    told: str = ""


@dataclass(frozen=True)
class Erased:
    """What was erased: in how many rows, and how many mails of the folder are gone."""

    rows: int
    mails: int


def meant(home: Home, plans: Collection[LoadedPlan], asked: Asked, on: date, own: OwnOffice) -> Whom:
    """Return whom a search is about, among the agencies of the home's plans as they follow up on a day.

    Raise RefusedError where nothing tells him from others, UnknownNameError for an agency that the home does not know.
    """
    names = names_of([loaded.register for loaded in plans], own.province)
    if asked.agency and asked.agency not in names:
        raise UnknownNameError(f"Không có cơ quan «{asked.agency}»{nearest(asked.agency, names)}.")
    province, code, judging = judged_by(asked.agency, trackers_among(plans, on), own)
    return whom(
        read_id(home), province, code, judging=judging, name=asked.name, address=asked.address, phone=asked.phone
    )


def give_out(
    session: Session, home: Home, him: Whom, asked: Asked, now: datetime, *, by: Person, own: OwnOffice
) -> GivenOut:
    """Return what is held about a person, to be packed as one file; the trail tells who had it.

    `now` is in the home's time zone: the file tells it. Nothing is committed here.
    """
    held = gather(session, home, him, own)
    note_export(session, held.count, asked.words, now, by=by, own=own)
    told = f"Xuất lúc {format_moment(now)}, người xuất: {by.words}. Căn cứ: {home.settings.personal_data_basis}."
    return GivenOut(held.parts, f"Dữ liệu cá nhân: {asked.words}", told)


def gather(session: Session, home: Home, him: Whom, own: OwnOffice) -> Held:
    """Return everything that is held about a person."""
    parts: dict[str, list[Mapping[str, str]]] = {}
    if lines := contact_lines(home, him, own):
        parts["Danh bạ liên hệ (contacts.csv)"] = [{"dòng": str(number), **cells} for number, cells in lines]
    him = _with_what_is_his(session, home, him, own)
    found = held_about(session, him, own)
    for one in found:
        parts.setdefault(TABLE_WORDS[one.table], []).append(one.columns)
    if looked := looked_at(home, found, him, own):
        parts["Đã xem"] = looked
    if mails := _mails_to(home, him):
        parts["Thư trong thư mục mailbox"] = [{"tệp": file.name} for file in mails]
    return Held(parts)


def contact_lines(home: Home, him: Whom, own: OwnOffice) -> list[tuple[int, Mapping[str, str]]]:
    """Return the lines of the address book that are about him, with their numbers and cells."""
    agency = name_in_home(own.province, him.province, him.agency)
    return [
        (row.line, row.cells)
        for row in _address_book(home)
        if him.is_address(row.cells.get("address", ""))
        or him.is_phone(row.cells.get("phone", ""))
        or him.is_phone(row.cells.get("address", ""))
        or (row.cells.get("agency", "") == agency and him.is_name(row.cells.get("name", "")))
    ]


def _address_book(home: Home) -> Sequence[TableRow]:
    try:
        data = home.contacts_file.read_bytes()
    except FileNotFoundError:
        return ()
    return read_table(data, home.contacts_file.name, COLUMNS, OPTIONAL).rows


def _with_what_is_his(session: Session, home: Home, him: Whom, own: OwnOffice) -> Whom:
    """Return a person with the addresses and telephones that he gave himself, and no line of the address book is another's."""
    his = {number for number, _ in contact_lines(home, him, own)}
    others = [row for row in _address_book(home) if row.line not in his]
    told = [row.cells.get(column, "") for row in others for column in ("address", "phone")]
    return also_beside(session, him, own, told)


@dataclass(frozen=True)
class Lists:
    """The folders in which the list of erasures is kept, and the machine's moment: backups are dated by it, in a trial too."""

    folders: tuple[Path, ...]
    at: datetime


def erase_person(
    session: Session, home: Home, him: Whom, lists: Lists, now: datetime, *, by: Person, own: OwnOffice
) -> Erased:
    """Erase a person from the home, and put him on the list of erasures.

    The address book is the office's own file: raise RefusedError while he stands in it, where a list cannot be written,
    and as `models.people.held.erase`. Of whom nothing is held nothing is changed, listed or deleted. Nothing is committed
    here.
    """
    if lines := contact_lines(home, him, own):
        numbers = ", ".join(str(number) for number, _ in lines)
        raise RefusedError(
            f"Người này còn trong contacts.csv (dòng {numbers}); hãy xóa hoặc ghi người thay ở đó rồi xóa dữ liệu lại."
        )
    him = _with_what_is_his(session, home, him, own)
    rows = erase(session, him, home.settings.personal_data_basis, now, by=by, own=own)
    if not rows:
        return Erased(0, 0)
    # Last of all, and before any file is gone: an erasure that is undone is on no list.
    note_erasure(lists.folders, read_id(home), him, lists.at)
    mails = _mails_to(home, him)
    for file in mails:
        file.unlink(missing_ok=True)
    return Erased(rows, len(mails))


def _mails_to(home: Home, him: Whom) -> list[Path]:
    """Return the mails of the home's own folder that are to him; there are some where no mail server is set."""
    if not him.addresses or not home.mailbox.is_dir():
        return []
    found = []
    for file in sorted(home.mailbox.glob("*.eml")):
        head = message_from_bytes(file.read_bytes().partition(b"\n\n")[0], policy=policy.default)
        addresses = head["To"].addresses if head["To"] else ()
        if any(him.is_address(one.addr_spec) for one in addresses):
            found.append(file)
    return found
