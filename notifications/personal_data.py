"""What the home holds about a person, from its tables, address book, views and mailbox folder; and its erasure.

What leaves the home by mail, or lies in the office's mailbox on its mail server, is there, and not ours to reach.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path

from models.audit.acts import Person
from models.database import Session
from models.home_identity import read_id
from models.people.erasures import note_erasure
from models.people.grants import OwnOffice
from models.people.held import erase, held_about, looked_at
from models.people.places import TABLE_WORDS
from models.people.whom import Whom
from models.refusal import RefusedError
from models.settings import Home
from notifications.contacts.contacts_file import COLUMNS, OPTIONAL
from notifications.contacts.contacts_table import read_table

Rows = Sequence[Mapping[str, str]]


@dataclass(frozen=True)
class Held:
    """What is held about somebody: parts with their Vietnamese names, and the rows of each."""

    parts: Mapping[str, Rows] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many rows there are in all."""
        return sum(map(len, self.parts.values()))


@dataclass(frozen=True)
class Erased:
    """What was erased: in how many rows, how many mails of the folder are gone, and where the list could not be kept."""

    rows: int
    mails: int
    unlisted: tuple[Path, ...]


def gather(session: Session, home: Home, him: Whom, own: OwnOffice) -> Held:
    """Return everything that is held about a person."""
    parts: dict[str, list[Mapping[str, str]]] = {}
    if lines := contact_lines(home, him):
        parts["Danh bạ liên hệ (contacts.csv)"] = [{"dòng": str(number), **cells} for number, cells in lines]
    found = held_about(session, him, own)
    for one in found:
        parts.setdefault(TABLE_WORDS[one.table], []).append(one.columns)
    if looked := looked_at(home, found, him, own):
        parts["Đã xem"] = looked
    if mails := _mails_to(home, him):
        parts["Thư trong thư mục mailbox"] = [{"tệp": file.name} for file in mails]
    return Held(parts)


def contact_lines(home: Home, him: Whom) -> list[tuple[int, Mapping[str, str]]]:
    """Return the lines of the address book that are about him, with their numbers and cells."""
    try:
        data = home.contacts_file.read_bytes()
    except FileNotFoundError:
        return []
    rows = read_table(data, home.contacts_file.name, COLUMNS, OPTIONAL).rows
    return [
        (row.line, row.cells)
        for row in rows
        if him.is_address(row.cells.get("address", ""))
        or him.is_phone(row.cells.get("phone", ""))
        or him.is_phone(row.cells.get("address", ""))
        or (row.cells.get("agency", "") == him.agency and him.is_name(row.cells.get("name", "")))
    ]


@dataclass(frozen=True)
class Lists:
    """The folders in which the list of erasures is kept, and the machine's moment: backups are dated by it, in a trial too."""

    folders: tuple[Path, ...]
    at: datetime


def erase_person(
    session: Session, home: Home, him: Whom, lists: Lists, now: datetime, *, by: Person, own: OwnOffice
) -> Erased:
    """Erase a person from the home, and put him on the list of erasures.

    The address book is the office's own file: raise RefusedError while he stands in it, and as
    `models.people.held.erase`. Nothing is committed here.
    """
    if lines := contact_lines(home, him):
        numbers = ", ".join(str(number) for number, _ in lines)
        raise RefusedError(
            f"Người này còn trong contacts.csv (dòng {numbers}); hãy xóa hoặc ghi người thay ở đó rồi xóa dữ liệu lại."
        )
    rows = erase(session, him, home.settings.personal_data_basis, now, by=by, own=own)
    mails = _mails_to(home, him)
    for file in mails:
        file.unlink(missing_ok=True)
    # Last of all: an erasure that is undone is on no list.
    return Erased(rows, len(mails), tuple(note_erasure(lists.folders, read_id(home), him, lists.at)))


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
