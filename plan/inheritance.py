"""Where a duty goes that an agency has no more: followed day by day over the moves that pass it on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from plan.parties import Move, Party


@dataclass(frozen=True)
class Inherited:
    """A part of a duty after the moves that passed it on, the last of them of the day `on`, by the document `act`.

    `party` is the heir; where `lost`, nobody took it over, and it is who had it last.
    """

    party: Party
    on: date
    act: str
    lost: bool = False


def inherit(party: Party, ref: str, moves: Iterable[Move], after: date, on: date) -> tuple[Inherited, ...]:
    """Return who has what `party` had of a task at the end of `after`, once the moves up to `on` (inclusive) are done.

    Moves of one day act at once; of two as near the one stated last counts. What nobody took over may still be given to
    an heir on a later day. Nothing is returned where no move concerns the party.
    """
    known = sorted((move for move in moves if after < move.on <= on), key=lambda move: move.on)
    held: tuple[Inherited, ...] = (Inherited(party, date.min, ""),)
    for _, of_one_day in groupby(known, key=lambda move: move.on):
        day = list(of_one_day)
        held = tuple(heir for one in held for heir in _pass_on(one, ref, day))
    return tuple(one for one in held if one.on > date.min)


def _pass_on(one: Inherited, ref: str, day: list[Move]) -> tuple[Inherited, ...]:
    covering = [move for move in reversed(day) if move.covers(one.party, ref)]
    if not covering:
        return (one,)
    move = max(covering, key=lambda move: (move.nearness(ref), bool(move.scope)))
    heirs = tuple(Inherited(Party(heir.code, heir.scope or one.party.scope), move.on, move.act) for heir in move.heirs)
    return heirs or (Inherited(one.party, move.on, move.act, lost=True),)
