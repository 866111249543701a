"""The office's address book of one day: which address a recipient of the ladder has."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from models.agencies import name_in_home
from models.tables.decisions import Deputy
from notifications.contacts.contacts_file import Contact, contacts_for, parse_contacts, trial_contacts
from notifications.ladder.stages import DEPUTY_SUFFIX, HEAD_SUFFIX, agency_of
from plan.errors import FileError, PlanRefusedError
from plan.parties import Register


@dataclass(frozen=True)
class Directory:
    """Contacts, and the made-up ones that stand in where letters only go to the mailbox folder.

    Agencies go by their names in the home (`models.agencies`), whose own province is `own_province`. `deputies` are those
    who answer in an agency's name for a time, under the agency's name.
    """

    contacts: tuple[Contact, ...]
    stand_ins: tuple[Contact, ...] = ()
    own_province: str = ""
    deputies: tuple[Contact, ...] = ()

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

    def find(self, recipient: str, on: date) -> Contact | None:
        """Return where a recipient's letters go on a day: the function mailbox first, or None if nobody is known.

        A head or deputy (`<code>/head`) is found only under an address of its own; otherwise the agency's letter
        reaches it.
        """
        agency = agency_of(recipient)
        own = self._first(agency, on, head=False)
        if recipient == agency + HEAD_SUFFIX:
            named = self._first(agency, on, head=True)
        elif recipient == agency + DEPUTY_SUFFIX:
            named = next((one for one in self.deputies if one.agency == agency and one.holds_on(on)), None)
        else:
            return own
        return named if named and (own is None or named.address != own.address) else None

    def has_head(self, agency: str, on: date) -> bool:
        """Tell whether somebody is named as an agency's head on a day, under whatever address."""
        return self._first(agency, on, head=True) is not None

    def _first(self, agency: str, on: date, *, head: bool) -> Contact | None:
        own, stand_ins = self._by_agency.get(agency, ((), ()))
        found = contacts_for(own, agency, on, head) or contacts_for(stand_ins, agency, on, head)
        return found[0] if found else None

    @cached_property
    def _by_agency(self) -> dict[str, tuple[tuple[Contact, ...], tuple[Contact, ...]]]:
        codes = {contact.agency for contact in (*self.contacts, *self.stand_ins)}
        return {code: (_of(self.contacts, code), _of(self.stand_ins, code)) for code in codes}


def _of(contacts: Iterable[Contact], agency: str) -> tuple[Contact, ...]:
    return tuple(contact for contact in contacts if contact.agency == agency)


def names_of(registers: Iterable[Register], own: str) -> list[str]:
    """Return the names in a home of the province `own` of every agency and Chairman of the registers, sorted."""
    return sorted(
        {
            name_in_home(own, register.code, code)
            for register in registers
            for code in (*register.agencies, register.chairman)
        }
    )


def read_directory(file: Path, registers: Iterable[Register], *, made_up: bool) -> Directory:
    """Return the address book of `file` (none there: empty), for the agencies and Chairmen of the registers.

    The first register is of the home's own province.
    `made_up` gives every agency without a contact `<code>@example.invalid`, for a mailbox that no server reads. Raise
    PlanRefusedError with every error of the file.
    """
    known = list(registers)
    own = known[0].code if known else ""
    codes = names_of(known, own)
    contacts: Sequence[Contact] = ()
    errors: tuple[FileError, ...] = ()
    try:
        if file.exists():
            contacts, errors = parse_contacts(file.read_bytes(), str(file), codes)
    except OSError as error:
        sentence = (
            f"không đọc được tệp này ({error.strerror}); hãy sửa quyền của tệp, hoặc đóng chương trình đang giữ nó."
        )
        errors = (FileError(str(file), 0, sentence),)
    if errors:
        raise PlanRefusedError(errors)
    return Directory(tuple(contacts), trial_contacts(codes) if made_up else (), own)
