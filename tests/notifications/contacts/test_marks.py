"""What tells an address book from another: each province's part apart, and nothing is worked out for each agency of a trial."""

import sys
from collections.abc import Iterable
from datetime import date

from notifications.contacts.contacts_file import StandIns
from notifications.contacts.directory import Directory

DAY = date(2026, 1, 5)
PROVINCES = ("ha-giang", "lao-cai")
NAMES = ("lao-cai:so-y-te", "lao-cai:ubnd-tinh", "so-tai-chinh", "so-y-te")


def book(names: Iterable[str], unreachable: Iterable[str] = ()) -> Directory:
    return Directory((), StandIns(tuple(sorted(names))), "ha-giang", unreachable=frozenset(unreachable))


def changed(other: Directory) -> set[str]:
    """Return of which provinces an address book has another mark than the one of all names."""
    before, after = book(NAMES).marks_on(DAY, PROVINCES), other.marks_on(DAY, PROVINCES)
    return {province for province in PROVINCES if before[province] != after[province]}


def test_a_mailbox_made_up_for_a_new_agency_changes_the_mark_of_its_province_alone() -> None:
    assert changed(book(NAMES)) == set()
    assert changed(book([*NAMES, "so-cong-thuong"])) == {"ha-giang"}
    assert changed(book([*NAMES, "lao-cai:so-cong-thuong"])) == {"lao-cai"}
    assert changed(book([*NAMES, "lao-cai-cu:so-y-te"])) == set()  # another province of a longer name


def test_a_made_up_mailbox_from_which_letters_came_back_changes_the_mark_of_its_province_alone() -> None:
    assert changed(book(NAMES, ["so-y-te@example.invalid"])) == {"ha-giang"}
    assert changed(book(NAMES, ["so-y-te@lao-cai.example.invalid"])) == {"lao-cai"}
    assert changed(book(NAMES, ["ai-do@example.invalid"])) == set()


def test_a_trial_without_mailboxes_has_another_mark_than_one_with_them() -> None:
    assert changed(book(())) == set(PROVINCES)


def calls_of_a_mark(agencies: int) -> int:
    directory, calls = book(f"lao-cai:co-quan-{number}" for number in range(agencies)), 0

    def count(_frame: object, event: str, _what: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        directory.marks_on(DAY, ("lao-cai",))
    finally:
        sys.setprofile(None)
    return calls


def test_the_mark_of_an_address_book_costs_as_much_for_any_number_of_made_up_mailboxes() -> None:
    assert calls_of_a_mark(500) == calls_of_a_mark(20)
