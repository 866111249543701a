"""The office's address book of one day: which address a recipient of the ladder has."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from models.holders import name_in_home
from notifications.contacts import Contact, contacts_for, parse_contacts, trial_contacts
from notifications.ladder import HEAD_SUFFIX
from plan.errors import FileError, PlanRefusedError
from plan.parties import Register


@dataclass(frozen=True)
class Directory:
    """Contacts, and the made-up ones that stand in where letters only go to the mailbox folder.

    Agencies go by their names in the home (`models.holders`), whose own province is `own_province`.
    """

    contacts: tuple[Contact, ...]
    stand_ins: tuple[Contact, ...] = ()
    own_province: str = ""

    def find(self, recipient: str, on: date) -> Contact | None:
        """Return where a recipient's letters go on a day: the function mailbox first, or None if nobody is known.

        A head (`<code>/head`) is found only under an address of its own; otherwise the agency's letter reaches it.
        """
        agency = recipient.removesuffix(HEAD_SUFFIX)
        own = self._first(agency, on, head=False)
        if agency == recipient:
            return own
        head = self._first(agency, on, head=True)
        return head if head and (own is None or head.address != own.address) else None

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
