"""Which pages an access opens: the right that each purpose of a link needs, and the purposes that somebody let in has."""

from collections.abc import Mapping

from models.access.rights import Right, has_right
from models.tables.people import Access
from notifications.links import ANSWER, BOARD, CALENDAR, CONFIRM, JUDGE, OFFICE

RIGHT_OF: Mapping[str, Right] = {
    ANSWER: Right.REPORT,
    CONFIRM: Right.REPORT,
    CALENDAR: Right.REPORT,
    JUDGE: Right.JUDGE,
    OFFICE: Right.DECIDE,
    BOARD: Right.SEE_BOARD,
}
"""The right without which the page of a purpose is not opened."""
_OF_PEOPLE = (OFFICE, JUDGE, BOARD)


def purposes_for(access: Access) -> tuple[str, ...]:
    """Return for which pages somebody let in has links, the usual one first."""
    return tuple(purpose for purpose in _OF_PEOPLE if has_right(access, RIGHT_OF[purpose]))
