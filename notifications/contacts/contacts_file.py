"""Who receives what is said to an agency: contacts.csv of the office, checked with `file:line`.

What kind of contact a row is follows from two columns, and nothing else: `head` yes is the agency's head; otherwise
a row with a `post` is a person, and one without is a function mailbox (the official one, such as the clerks').
"""

import difflib
import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import IntEnum
from functools import cached_property

from models.agencies import SEPARATOR, province_and_code
from notifications.channels.gateway_urls import MAIL, gateway_address, way_of
from notifications.channels.mail_message import address_fault
from notifications.contacts.contacts_table import TableRow, read_table
from plan.errors import FileError
from plan.refs import slug
from plan.texts.seen_text import as_seen
from plan.texts.written import format_day

COLUMNS = ("agency", "name", "post", "head", "channel", "address", "from", "to")
OPTIONAL = ("phone",)
"""A column that files written before it was there do without."""
TRIAL_DOMAIN = "example.invalid"
"""A domain that no mail server accepts (RFC 2606)."""

_YES = ("có", "yes")
_NO = ("không", "no", "")
_DAY_MONTH_YEAR = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})")
_YEAR_MONTH_DAY = re.compile(r"([0-9]{4})([/-])([0-9]{1,2})\2([0-9]{1,2})")
_MIDNIGHT = re.compile(r"0{1,2}:00(?::00)?(?:\.0+)?")
_PHONE = re.compile(r"0[0-9]{8,10}(?: (?:máy lẻ )?[0-9]{1,5})?")
_DAY_IN_NUMBERS = re.compile(r"[1-9][0-9]{4}")
_FIRST_SERIAL_DAY = date(1899, 12, 30)
"""The day that a spreadsheet counts its days from."""


class Kind(IntEnum):
    """What kind of contact a row is, in the order in which an agency is reached through them."""

    MAILBOX = 0
    PERSON = 1
    HEAD = 2


@dataclass(frozen=True)
class Contact:
    """One address of one agency. `valid_from` and `valid_to` are both inclusive; None means without end.

    `phone` is the telephone number as the file writes it, '' where there is none.
    """

    agency: str
    name: str
    post: str
    head: bool
    channel: str
    address: str
    valid_from: date | None
    valid_to: date | None
    phone: str = ""

    @property
    def kind(self) -> Kind:
        """The agency's own mailbox is of no post."""
        return Kind.HEAD if self.head else Kind.PERSON if self.post else Kind.MAILBOX

    def holds_on(self, on: date) -> bool:
        """Whether letters of that day go here."""
        return _holds(self.valid_from, self.valid_to, on)


@dataclass(frozen=True)
class Doubt:
    """A wrong row of an agency: the address that it meant is not known, and nothing is sent in its place.

    `kind` is the row's as far as it can be read; where its head or post cannot, the agency's mailbox is taken to be meant.
    `valid_from` and `valid_to` are both inclusive; None means without end, or not readable.
    """

    agency: str
    kind: Kind
    line: int
    valid_from: date | None = None
    valid_to: date | None = None

    def holds_on(self, on: date) -> bool:
        """Whether letters of that day were to go to the address that is not known."""
        return _holds(self.valid_from, self.valid_to, on)


@dataclass(frozen=True)
class ContactsRead:
    """What a contacts.csv says: its sound rows, what its wrong rows leave in doubt, and every error, by line.

    Where the file as a whole cannot be relied on (encoding, header) it is not `readable` and has no contacts.
    """

    contacts: tuple[Contact, ...]
    doubts: tuple[Doubt, ...]
    errors: tuple[FileError, ...]
    readable: bool = True


def _holds(valid_from: date | None, valid_to: date | None, on: date) -> bool:
    return (valid_from is None or valid_from <= on) and (valid_to is None or on <= valid_to)


def contacts_for(contacts: Iterable[Contact], agency: str, on: date, head: bool = False) -> tuple[Contact, ...]:
    """Return who gets an agency's letters on a day, in the order of the file; empty if nobody is known.

    Without `head`: the function mailboxes first, then persons; an agency of which only the head is known is reached
    through the head. With `head`: the heads alone, and nobody in their place.
    """
    known = [contact for contact in contacts if contact.agency == agency and contact.holds_on(on)]
    heads = [contact for contact in known if contact.head]
    others = sorted((contact for contact in known if not contact.head), key=lambda contact: contact.kind)
    return tuple(heads if head else others or heads)


@dataclass(frozen=True)
class StandIns:
    """One function mailbox for each agency, `<code>@example.invalid`, as a trial home has them, each made when it is asked for.

    An agency of another province, `lao-cai:cong-an-tinh`, has `cong-an-tinh@lao-cai.example.invalid`. `names` are sorted.
    """

    names: tuple[str, ...] = ()

    def of(self, name: str) -> tuple[Contact, ...]:
        """Return an agency's, none where it has no such mailbox."""
        if name not in self._known:
            return ()
        return (Contact(name, "", "", False, "email", _trial_address(name), None, None),)

    def __iter__(self) -> Iterator[Contact]:
        """Give them all."""
        return (contact for name in self.names for contact in self.of(name))

    def marks_in(self, province: str, own: str, unreachable: Collection[str]) -> str:
        """Return what tells a province's, and which of them are `unreachable`, from any others; `own` is the home's."""
        names = self._names_in(province, own)
        silent = [name for name in names if _trial_address(name).lower() in unreachable] if unreachable else ()
        return "\n".join((*names, "", *silent))

    def _names_in(self, province: str, own: str) -> tuple[str, ...]:
        if province == own:
            return tuple(name for name in self.names if SEPARATOR not in name)
        first = bisect_left(self.names, province + SEPARATOR)
        return self.names[first : bisect_left(self.names, province + chr(ord(SEPARATOR) + 1))]

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.names)


def _trial_address(name: str) -> str:
    province, code = province_and_code("", name)
    return f"{code}@{province}.{TRIAL_DOMAIN}" if province else f"{code}@{TRIAL_DOMAIN}"


def read_contacts(
    data: bytes | str, file_name: str, known_codes: Collection[str], gateways: Collection[str] = ()
) -> ContactsRead:
    """Return what a file says, every error of it by line; never raise on its content.

    `data` is UTF-8, with or without a byte-order mark, separated by `,`, `;` or tab as the header is. `file_name` is
    the name errors are told under. `known_codes` are the codes that may stand under `agency`, `gateways`
    the names that may stand under `channel` beside `email`: such an address is a way (`gateway_urls.way_of`). Dates are written
    `d/m/yyyy` or `yyyy-mm-dd`. What is wrong in one row stops that row only.
    """
    table = read_table(data, file_name, COLUMNS, OPTIONAL)
    errors = list(table.faults)
    contacts: list[Contact] = []
    doubts: list[Doubt] = []
    by_target: dict[tuple[str, bool, str, str], list[tuple[int, Contact]]] = {}
    for row in table.rows:
        contact, doubt, sentences = _read_row(row, known_codes, gateways)
        phone, phone_faults = _read_phone(row)
        sentences = [*sentences, *phone_faults]
        if contact is not None:
            contact = replace(contact, phone=phone)
            alike = by_target.setdefault((contact.agency, contact.head, *_where(contact)), [])
            if repeated := _find_repetition(contact, alike):
                sentences = [*sentences, repeated]
            else:
                alike.append((row.line, contact))
                contacts.append(contact)
        elif doubt is not None:
            doubts.append(doubt)
        errors += [FileError(file_name, row.line, sentence) for sentence in sentences]
    errors.sort(key=lambda error: error.line)
    if table.faults:
        return ContactsRead((), (), tuple(errors), readable=False)
    return ContactsRead(tuple(contacts), tuple(doubts), tuple(errors))


def _read_row(
    row: TableRow, known_codes: Collection[str], gateways: Collection[str]
) -> tuple[Contact | None, Doubt | None, list[str]]:
    """Return the row's contact, or what it leaves in doubt with all that is wrong in it."""
    sentences = list(row.faults)
    cell = row.cells.get
    agency, channel, address = (as_seen(cell(column, "")) for column in ("agency", "channel", "address"))
    channel = channel.lower()
    if row.displaced:
        return None, Doubt(agency, Kind.MAILBOX, row.line) if agency in known_codes else None, sentences
    if "agency" in row.cells and agency not in known_codes:
        sentences.append(_explain_unknown_agency(agency, known_codes))
    if "channel" in row.cells and channel not in (MAIL, *gateways):
        wrong = f"không có kênh “{channel}”" if channel else "thiếu kênh"
        sentences.append(f"{wrong}; cột channel chỉ nhận: {', '.join((MAIL, *sorted(gateways)))}.")
    if "address" in row.cells and (fault := _address_fault(channel, address, gateways)):
        sentences.append(fault)
    address = way_of(channel, gateway_address(address)) if channel in gateways else address
    head = as_seen(cell("head", "")).lower()
    if head not in _YES + _NO:
        sentences.append(f"cột head ghi “{head}”; chỉ ghi có, không, yes, no hoặc để trống.")
    valid_from, valid_to = (_read_day(cell(column, ""), column, sentences) for column in ("from", "to"))
    if valid_from and valid_to and valid_from > valid_to:
        sentences.append(f"ngày from ({format_day(valid_from)}) sau ngày to ({format_day(valid_to)}); hãy đổi lại.")
        valid_from = valid_to = None
    name, post, is_head = cell("name", ""), cell("post", ""), head in _YES
    if not sentences and all(column in row.cells for column in COLUMNS):
        return Contact(agency, name, post, is_head, channel, address, valid_from, valid_to), None, []
    if agency not in known_codes:
        return None, None, sentences
    kind = Kind.HEAD if is_head else Kind.PERSON if post else Kind.MAILBOX
    return None, Doubt(agency, kind, row.line, valid_from, valid_to), sentences


def _address_fault(channel: str, address: str, gateways: Collection[str]) -> str | None:
    if channel not in gateways:
        return address_fault(address)
    if gateway_address(address):
        return None
    return f"địa chỉ “{address[:40]}” không dùng được cho kênh {channel}; hãy ghi số điện thoại hoặc mã người nhận."


def _read_phone(row: TableRow) -> tuple[str, list[str]]:
    """Return a row's telephone number, '' where there is none, and what is wrong with it: it costs no address."""
    written = " ".join(as_seen(row.cells.get("phone", "")).split())
    if not written or row.displaced:
        return "", [] if row.displaced else list(row.remarks)
    digits = re.sub(r"(?<=[0-9)])[ .-](?=[0-9(])|[()]", "", written)
    if _PHONE.fullmatch(digits):
        return written, []
    lost = "; bảng tính có thể đã bỏ số 0 ở đầu, hãy đổi định dạng ô thành Văn bản" if digits[:1] in "123456789" else ""
    return "", [f"cột phone ghi “{written[:40]}”; hãy ghi số điện thoại có số 0 ở đầu, như 0204 3854 123{lost}."]


def _explain_unknown_agency(code: str, known_codes: Collection[str]) -> str:
    if not code:
        return "thiếu mã cơ quan; hãy ghi mã như so-y-te vào cột agency."
    near = difflib.get_close_matches(slug(code), known_codes, n=1)
    way_out = f"có phải là “{near[0]}”?" if near else "các mã ghi trong agencies.yaml của tỉnh."
    return f"không có cơ quan nào mã “{code[:60]}”; {way_out}"


def _read_day(text: str, column: str, sentences: list[str]) -> date | None:
    """Return the day a cell writes, None if it is empty; tell what is wrong with it."""
    written = re.sub(r" *([/.-]) *", r"\1", as_seen(text))
    day_only, _, hour = written.partition("T" if "T" in written else " ")
    if _MIDNIGHT.fullmatch(hour.strip()):
        written = day_only
    if not written:
        return None
    if match := _DAY_MONTH_YEAR.fullmatch(written):
        day, month, year = int(match[1]), int(match[3]), int(match[4])
    elif match := _YEAR_MONTH_DAY.fullmatch(written):
        year, month, day = int(match[1]), int(match[3]), int(match[4])
    else:
        sentences.append(f"cột {column} ghi “{text[:40]}”; {_how_to_write(written)}.")
        return None
    try:
        return date(year, month, day)
    except ValueError:
        sentences.append(f"cột {column} ghi “{text}” nhưng không có ngày đó; ngày trước, tháng sau, như 15/6/2023.")
        return None


def _how_to_write(written: str) -> str:
    """Return how a day that cannot be read is to be written; a spreadsheet's number is told as the day that it stands for."""
    if _DAY_IN_NUMBERS.fullmatch(written):
        meant = _FIRST_SERIAL_DAY + timedelta(days=int(written))
        return f"bảng tính đã đổi ngày thành số (có lẽ là {format_day(meant)}), hãy ghi ngày dạng 15/6/2023 hoặc 2023-06-15"
    if re.fullmatch(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2}", written):
        return "hãy ghi năm đủ bốn chữ số, như 15/6/2023"
    return "hãy ghi ngày dạng 15/6/2023 hoặc 2023-06-15"


def _find_repetition(contact: Contact, alike: Iterable[tuple[int, Contact]]) -> str:
    """Tell of an earlier row, of the same agency, kind and address, that holds on a day when this one does; '' for none."""
    for line, other in alike:
        begins = max(contact.valid_from or date.min, other.valid_from or date.min)
        ends = min(contact.valid_to or date.max, other.valid_to or date.max)
        if begins <= ends:
            return f"trùng với dòng {line}: cùng cơ quan, cùng địa chỉ, cùng thời gian; hãy bỏ một dòng."
    return ""


def _where(contact: Contact) -> tuple[str, str]:
    """Where letters go: the case of an address makes no difference to people, nor to mail servers in use."""
    return contact.channel, contact.address.lower()
