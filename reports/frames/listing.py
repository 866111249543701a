"""The check-ins of each agency as its page lists them: put in order together, and made values of as far as they are shown."""

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from models.check_ins.standings import Standing
from plan.refs import ref_order
from reports.frames.standing_frame import StandingFrame

Lists = Mapping[str, list[Standing]]
"""Check-ins by the agency that holds them."""


def lists_by_holder(standings: StandingFrame, holders: Collection[str], most_answered: int) -> tuple[Lists, Lists]:
    """Return what each of some agencies owes, due first first, and at most so many that each answered, due last first.

    An agency without any is in neither.
    """
    held = standings.where(standings["holder"].isin(list(holders))) if len(holders) < _MANY else standings
    owed = held.where(held["stage"].isin(["open_overdue", "open_in_time"]))
    answered = held.where(held["stage"].isin(["on_time", "late"]))
    return _lists(_ordered(owed, 1)), _lists(_first(_ordered(answered, -1), most_answered))


_MANY = 50
"""From how many agencies on all check-ins are put in order, rather than theirs picked out first."""


def _ordered(standings: StandingFrame, direction: int) -> StandingFrame:
    whose, due_on = standings["holder"].cat.codes.to_numpy(), standings["due_on"].to_numpy()
    return standings.ordered(whose, direction * due_on, standings.ranked("ref", ref_order), standings.ranked("scope"))


def _first(standings: StandingFrame, most: int) -> StandingFrame:
    """Return the first of each agency, at most so many; those of one agency stand together."""
    whose: Any = standings["holder"].cat.codes.to_numpy()
    if not len(whose):
        return standings
    begins = np.flatnonzero(np.r_[True, whose[1:] != whose[:-1]])
    place = np.arange(len(whose)) - np.repeat(begins, np.diff(np.r_[begins, len(whose)]))
    return standings.where(place < most)


def _lists(standings: StandingFrame) -> Lists:
    found: dict[str, list[Standing]] = {}
    for one in standings:
        found.setdefault(one.holder, []).append(one)
    return found
