"""Where a duty goes that an agency has no more: followed day by day over the moves that pass it on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from plan.parties import Party, Transfer, branches_on


@dataclass(frozen=True)
class Inherited:
    """A part of a duty after the moves that passed it on, the last of them of the day `on`, by the document `act`.

    `party` is the heir; where `lost`, nobody took it over, and it is who had it last.
    """

    party: Party
    on: date
    act: str
    lost: bool = False


def inherit(party: Party, ref: str, moves: Iterable[Transfer], after: date, on: date) -> tuple[Inherited, ...]:
    """Return who has what `party` had of a task at the end of `after`, once the moves up to `on` (inclusive) are done.

    Moves of one day act at once; of two as near the one stated last counts. What nobody took over may still be given to
    an heir on a later day. Nothing is returned where no move concerns the party.
    """
    later = [move for move in moves if after < move.on]
    return tuple(
        Inherited(branch.holder, branch.moves[-1].on, branch.moves[-1].act, branch.lost)
        for branch in branches_on(party, ref, later, on)
        if branch.moves
    )
