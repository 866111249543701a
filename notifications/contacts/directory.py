"""The office's address book of one day: which address a recipient of the ladder has."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from models.agencies import name_in_home, province_and_code
from models.outbox.notices import NO_ADDRESS
from models.tables.decisions import Deputy
from notifications.channels.gateway_urls import MAIL
from notifications.contacts.contacts_file import Contact, Doubt, Kind, StandIns, contacts_for, read_contacts
from notifications.ladder.stages import DEPUTY_SUFFIX, HEAD_SUFFIX, agency_of
from plan.errors import FileError
from plan.parties import Register

IN_DOUBT = "dòng {} của contacts.csv có lỗi, chờ sửa"
UNREADABLE = "contacts.csv có lỗi nên chưa dùng được địa chỉ nào, chờ sửa"
"""Why a letter is held whose address stands in a wrong row, or in a file that cannot be relied on."""
CAME_BACK = "thư gửi các địa chỉ trong contacts.csv đều bị trả lại, chờ Văn phòng sửa hoặc xác nhận"
"""Why a letter is held from whose every address a letter came back."""


@dataclass(frozen=True)
class Directory:
    """Contacts, and the made-up ones that stand in where letters only go to the mailbox folder.

    Agencies go by their names in the home (`models.agencies`), whose own province is `own_province`. `deputies` are those
    who answer in an agency's name for a time, under the agency's name. To the `unreachable` addresses, in small letters,
    nothing is sent: the next way is taken. `doubts` are wrong rows of the file; a file that is
    not `readable` leaves everybody in doubt.
    """

    contacts: tuple[Contact, ...]
    stand_ins: StandIns = field(default_factory=StandIns)
    own_province: str = ""
    deputies: tuple[Contact, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    readable: bool = True
    unreachable: frozenset[str] = frozenset()

    def without(self, addresses: Iterable[str]) -> "Directory":
        """Return this address book with nothing sent to some addresses, in small letters."""
        return replace(self, unreachable=frozenset(addresses))

    def with_deputies(self, deputies: Iterable[Deputy]) -> "Directory":
        """Return this address book with the deputies; of several of one agency the one named last counts."""
        newest = sorted(deputies, key=lambda one: one.number, reverse=True)
        return replace(
            self,
            deputies=tuple(
                Contact(
                    agency=name_in_home(self.own_province, one.province, one.agency),
                    name=one.name,
                    post=one.post,
                    head=False,
                    channel="email",
                    address=one.address,
                    valid_from=one.starts,
                    valid_to=one.ends,
                )
                for one in newest
                if one.address
            ),
        )

    def marks_on(self, on: date, provinces: Iterable[str]) -> dict[str, str]:
        """Return by province what tells the address book, as it holds on a day, from any in which somebody else is reached."""
        there: dict[str, list[tuple[object, ...]]] = defaultdict(list)
        for place, kind in enumerate((self.contacts, self.deputies)):
            for one in kind:
                if one.holds_on(on):
                    province, code = province_and_code(self.own_province, one.agency)
                    way = (one.address, one.head, one.channel, int(one.kind), one.address.lower() in self.unreachable)
                    there[province].append((place, code, *way))
        for doubt in self.doubts:
            if doubt.holds_on(on):
                province, code = province_and_code(self.own_province, doubt.agency)
                there[province].append((code, int(doubt.kind)))
        return {
            province: sha256(
                repr(
                    (
                        self.own_province,
                        self.readable,
                        there[province],
                        self.stand_ins.marks_in(province, self.own_province, self.unreachable),
                    )
                ).encode()
            ).hexdigest()
            for province in provinces
        }

    def find(self, recipient: str, on: date) -> Contact | None:
        """Return where a recipient's letters go on a day: the function mailbox first, or None if nobody can be reached.

        Of several ways the first is taken from which no letter came back, in the order of the file.

        A head or deputy (`<code>/head`) is found only under an address of its own; otherwise the agency's letter
        reaches it. Nobody is found in the place of a wrong row: not a person for a mailbox, nor a head for a person.
        """
        asked = recipient, on
        if asked not in self._found:
            self._found[asked] = self._find(recipient, on)
        return self._found[asked]

    def _find(self, recipient: str, on: date) -> Contact | None:
        agency = agency_of(recipient)
        own = self._first(agency, on, head=False)
        if recipient == agency + HEAD_SUFFIX:
            named = self._first(agency, on, head=True)
        elif recipient == agency + DEPUTY_SUFFIX:
            named = next((one for one in self.deputies if one.agency == agency and self._is_open(one, on)), None)
        else:
            return own
        return named if named and (own is None or named.address != own.address) else None

    def find_gateway(self, agency: str, on: date) -> Contact | None:
        """Return the first way to an agency on a day that is a gateway, or None where it has none."""
        if not self.readable:
            return None
        own = self._by_agency.get(agency, ())
        return next(
            iter(contacts_for((one for one in own if one.channel != MAIL and self._is_open(one, on)), agency, on)), None
        )

    def telephones(self, agency: str, on: date) -> tuple[Contact, ...]:
        """Return whom one may telephone at an agency on a day: persons first, then its own number, never its head."""
        if not self.readable:
            return ()
        own = self._by_agency.get(agency, ())
        there = [one for one in contacts_for(own, agency, on) if one.phone and not one.head]
        return tuple(sorted(there, key=lambda one: -one.kind))

    def has_head(self, agency: str, on: date) -> bool:
        """Tell whether somebody is named as an agency's head on a day, under whatever address, be it in doubt."""
        named = self._first(agency, on, head=True, everyone=True)
        return named is not None or self._doubt(agency, on, head=True) is not None

    def post_of_head(self, agency: str, on: date) -> str:
        """Return the post that the address book gives an agency's head on a day, '' where it gives none."""
        head = self._first(agency, on, head=True, everyone=True)
        return head.post if head else ""

    def doubt_about(self, recipient: str, on: date) -> Doubt | None:
        """Return the wrong row in whose place nobody is found for a recipient on a day, if there is one."""
        agency = agency_of(recipient)
        if recipient == agency + DEPUTY_SUFFIX or self.find(recipient, on) is not None:
            return None
        return self._doubt(agency, on, head=recipient == agency + HEAD_SUFFIX)

    def why_silent(self, recipient: str, on: date) -> str:
        """Return why nothing can be sent to a recipient on a day; '' if it can."""
        if self.find(recipient, on) is not None:
            return ""
        if not self.readable and not recipient.endswith(DEPUTY_SUFFIX):
            return UNREADABLE
        if doubt := self.doubt_about(recipient, on):
            return IN_DOUBT.format(doubt.line)
        is_head = recipient.endswith(HEAD_SUFFIX)
        return CAME_BACK if self._first(agency_of(recipient), on, head=is_head, everyone=True) else NO_ADDRESS

    def _first(self, agency: str, on: date, *, head: bool, everyone: bool = False) -> Contact | None:
        """Return the first way to an agency or its head; with `everyone` whether or not letters came back from there."""
        if not self.readable:
            return None
        own = self._by_agency.get(agency, ())
        ways = contacts_for((one for one in own if everyone or self._is_open(one, on)), agency, on, head)
        doubt = self._doubt(agency, on, head=head)
        if doubt is not None and (not ways or doubt.kind < ways[0].kind):
            return None
        if not contacts_for(own, agency, on, head):
            stand_ins = self.stand_ins.of(agency)
            ways = contacts_for((one for one in stand_ins if everyone or self._is_open(one, on)), agency, on, head)
        return ways[0] if ways else None

    def _is_open(self, contact: Contact, on: date) -> bool:
        return contact.holds_on(on) and contact.address.lower() not in self.unreachable

    def _doubt(self, agency: str, on: date, *, head: bool) -> Doubt | None:
        """Return the wrong row to which letters of an agency (or its head) would go first on a day, if any."""
        meant = (one for one in self._doubts_of.get(agency, ()) if one.holds_on(on))
        return min((one for one in meant if not head or one.kind == Kind.HEAD), key=lambda one: one.kind, default=None)

    @cached_property
    def _found(self) -> dict[tuple[str, date], Contact | None]:
        """Who was found already, by recipient and day: a round asks for each of them many times."""
        return {}

    @cached_property
    def _doubts_of(self) -> dict[str, list[Doubt]]:
        found: dict[str, list[Doubt]] = {}
        for doubt in self.doubts:
            found.setdefault(doubt.agency, []).append(doubt)
        return found

    @cached_property
    def _by_agency(self) -> dict[str, list[Contact]]:
        found: dict[str, list[Contact]] = {}
        for contact in self.contacts:
            found.setdefault(contact.agency, []).append(contact)
        return found


def names_of(registers: Iterable[Register], own: str) -> list[str]:
    """Return the names in a home of the province `own` of every agency and Chairman of the registers, sorted."""
    found = set[str]()
    for register in registers:
        before = name_in_home(own, register.code, "")
        found.update(before + code for code in (*register.agencies, register.chairman))
    return sorted(found)


def read_directory(
    file: Path, registers: Iterable[Register], *, made_up: bool, live: bool, gateways: Collection[str] = ()
) -> tuple[Directory, tuple[FileError, ...]]:
    """Return the address book of `file`, for the agencies and Chairmen of the registers, and all that is wrong in it.

    The first register is of the home's own province; `gateways` are the channels beside e-mail. `made_up` gives every agency without a contact
    `<code>@example.invalid`, for a mailbox that no server reads. Otherwise an office has to have the file, with at least
    one address; that it has not is an error once the home is `live`, and a warning before. What is wrong in one row stops
    that address only; a file that cannot be read, or whose header is wrong, stops all of them.
    """
    known = list(registers)
    own = known[0].code if known else ""
    codes = names_of(known, own)
    read, errors, readable = None, list[FileError](), True
    try:
        if file.exists():
            read = read_contacts(file.read_bytes(), file.name, codes, gateways)
            errors += read.errors
        elif not made_up:
            sentence = f"chưa có tệp này nên chưa biết gửi thư đến đâu; {_WRITE_ONE}"
            errors.append(FileError(file.name, 0, sentence, warning=not live))
    except OSError as error:
        readable = False
        errors.append(FileError(file.name, 0, f"không đọc được tệp này ({why_unreadable(error)})."))
    if not made_up and read is not None and read.readable and not read.contacts and not read.errors:
        errors.append(FileError(file.name, 0, f"tệp này chưa có dòng địa chỉ nào; {_WRITE_ONE}", warning=not live))
    directory = Directory(
        contacts=read.contacts if read else (),
        stand_ins=StandIns(tuple(codes)) if made_up else StandIns(),
        own_province=own,
        doubts=read.doubts if read else (),
        readable=read.readable if read else readable,
    )
    return directory, tuple(errors)


_WRITE_ONE = (
    "hãy viết tệp bằng dondoc contacts template, điền địa chỉ các cơ quan, rồi kiểm tra bằng dondoc contacts check."
)


def why_unreadable(error: OSError) -> str:
    """Return why a file cannot be read and what to do, without a full stop."""
    if isinstance(error, FileNotFoundError):
        return "không có tệp này; hãy xem lại tên tệp"
    if isinstance(error, PermissionError):
        return "không có quyền đọc; hãy sửa quyền của tệp"
    if isinstance(error, IsADirectoryError):
        return "đây là một thư mục; hãy thay bằng tệp danh bạ"
    return "tệp đang bị chương trình khác giữ, hoặc ổ đĩa có lỗi; hãy đóng chương trình đó rồi thử lại"
