"""Who receives what is said to an agency: contacts.csv of the office, checked with `file:line`.

What kind of contact a row is follows from two columns, and nothing else: `head` yes is the agency's head; otherwise
a row with a `post` is a person, and one without is a function mailbox (the official one, such as the clerks').
"""

import difflib
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from models.agencies import province_and_code
from notifications.channels.mail_message import address_fault
from notifications.contacts.contacts_table import TableRow, read_table
from plan.errors import FileError
from plan.refs import slug

COLUMNS = ("agency", "name", "post", "head", "channel", "address", "from", "to")
CHANNELS = ("email",)
TRIAL_DOMAIN = "example.invalid"
"""A domain that no mail server accepts (RFC 2606)."""

_YES = ("có", "yes")
_NO = ("không", "no", "")
_DAY_MONTH_YEAR = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_YEAR_MONTH_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


@dataclass(frozen=True)
class Contact:
    """One address of one agency. `valid_from` and `valid_to` are both inclusive; None means without end."""

    agency: str
    name: str
    post: str
    head: bool
    channel: str
    address: str
    valid_from: date | None
    valid_to: date | None

    @property
    def is_function_mailbox(self) -> bool:
        """Whether this is the agency's own mailbox: not the head's, and of no post."""
        return not self.head and not self.post

    def holds_on(self, on: date) -> bool:
        """Whether letters of that day go here."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


def contacts_for(contacts: Iterable[Contact], agency: str, on: date, head: bool = False) -> tuple[Contact, ...]:
    """Return who gets an agency's letters on a day, in the order of the file; empty if nobody is known.

    Without `head`: the function mailboxes first, then persons; an agency of which only the head is known is reached
    through the head. With `head`: the heads alone, and nobody in their place.
    """
    known = [contact for contact in contacts if contact.agency == agency and contact.holds_on(on)]
    heads = [contact for contact in known if contact.head]
    others = sorted((contact for contact in known if not contact.head), key=lambda c: not c.is_function_mailbox)
    return tuple(heads if head else others or heads)


def trial_contacts(agency_codes: Iterable[str]) -> tuple[Contact, ...]:
    """Return one function mailbox for each agency, `<code>@example.invalid`, as a trial home has them.

    An agency of another province, `lao-cai:cong-an-tinh`, has `cong-an-tinh@lao-cai.example.invalid`.
    """
    return tuple(Contact(name, "", "", False, "email", _trial_address(name), None, None) for name in agency_codes)


def _trial_address(name: str) -> str:
    province, code = province_and_code("", name)
    return f"{code}@{province}.{TRIAL_DOMAIN}" if province else f"{code}@{TRIAL_DOMAIN}"


def parse_contacts(
    data: bytes | str, file_name: str, known_codes: Collection[str]
) -> tuple[tuple[Contact, ...], tuple[FileError, ...]]:
    """Return the contacts of the sound rows and every error of the file, by line; never raise on its content.

    `data` is UTF-8, with or without a byte-order mark, separated by `,`, `;` or tab as the header is. `file_name` is
    the name errors are told under. `known_codes` are the codes that may stand under `agency`. Dates are written
    `d/m/yyyy` or `yyyy-mm-dd`. A caller who finds an error should use none of the contacts.
    """
    rows, form_errors = read_table(data, file_name, COLUMNS)
    errors = list(form_errors)
    contacts: list[Contact] = []
    by_target: dict[tuple[str, bool, str, str], list[tuple[int, Contact]]] = {}
    for row in rows:
        contact, sentences = _read_contact(row, known_codes)
        if contact is not None:
            alike = by_target.setdefault((contact.agency, contact.head, *_where(contact)), [])
            sentences += _find_repetition(contact, alike)
            alike.append((row.line, contact))
            contacts.append(contact)
        errors += [FileError(file_name, row.line, sentence) for sentence in sentences]
    return tuple(contacts), tuple(sorted(errors, key=lambda error: error.line))


def _read_contact(row: TableRow, known_codes: Collection[str]) -> tuple[Contact | None, list[str]]:
    """Return the row's contact, or None with all that is wrong in it; columns the file lacks were told before."""
    sentences: list[str] = []
    cell = row.cells.get
    agency, channel, address = cell("agency", ""), cell("channel", ""), cell("address", "")
    if "agency" in row.cells and agency not in known_codes:
        sentences.append(_explain_unknown_agency(agency, known_codes))
    if "channel" in row.cells and channel.lower() not in CHANNELS:
        wrong = f"không có kênh “{channel}”" if channel else "thiếu kênh"
        sentences.append(f"{wrong}; cột channel chỉ nhận: {', '.join(CHANNELS)}.")
    if "address" in row.cells and (fault := address_fault(address)):
        sentences.append(fault)
    head = cell("head", "").lower()
    if head not in _YES + _NO:
        sentences.append(f"cột head ghi “{head}”; chỉ ghi có, không, yes, no hoặc để trống.")
    valid_from, valid_to = (_read_day(cell(column, ""), column, sentences) for column in ("from", "to"))
    if valid_from and valid_to and valid_from > valid_to:
        sentences.append(f"ngày from ({valid_from:%d/%m/%Y}) sau ngày to ({valid_to:%d/%m/%Y}); hãy đổi lại.")
    if sentences or len(row.cells) < len(COLUMNS):
        return None, sentences
    return (
        Contact(
            agency, cell("name", ""), cell("post", ""), head in _YES, channel.lower(), address, valid_from, valid_to
        ),
        [],
    )


def _explain_unknown_agency(code: str, known_codes: Collection[str]) -> str:
    if not code:
        return "thiếu mã cơ quan; hãy ghi mã như so-y-te vào cột agency."
    near = difflib.get_close_matches(slug(code), known_codes, n=1)
    way_out = f"có phải là “{near[0]}”?" if near else "các mã ghi trong agencies.yaml của tỉnh."
    return f"không có cơ quan nào mã “{code[:60]}”; {way_out}"


def _read_day(text: str, column: str, sentences: list[str]) -> date | None:
    """Return the day a cell writes, None if it is empty; tell what is wrong with it."""
    if not text:
        return None
    if match := _DAY_MONTH_YEAR.fullmatch(text):
        day, month, year = (int(part) for part in match.groups())
    elif match := _YEAR_MONTH_DAY.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
    else:
        sentences.append(f"cột {column} ghi “{text[:40]}”; hãy ghi ngày dạng 15/6/2023 hoặc 2023-06-15.")
        return None
    try:
        return date(year, month, day)
    except ValueError:
        sentences.append(f"cột {column} ghi “{text}” nhưng không có ngày đó; ngày trước, tháng sau, như 15/6/2023.")
        return None


def _find_repetition(contact: Contact, alike: Iterable[tuple[int, Contact]]) -> list[str]:
    """Tell of an earlier row, of the same agency, kind and address, that holds on a day when this one does."""
    for line, other in alike:
        begins = max(contact.valid_from or date.min, other.valid_from or date.min)
        ends = min(contact.valid_to or date.max, other.valid_to or date.max)
        if begins <= ends:
            return [f"trùng với dòng {line}: cùng cơ quan, cùng địa chỉ, cùng thời gian; hãy bỏ một dòng."]
    return []


def _where(contact: Contact) -> tuple[str, str]:
    """Where letters go: the case of an address makes no difference to people, nor to mail servers in use."""
    return contact.channel, contact.address.lower()
