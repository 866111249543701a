"""What became of the check-ins that agencies owed when they were drawn for a trial."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from models.clock import day_of
from models.database import Session
from models.reported.tellings import answers_of, ends_of
from models.tables.trials import TrialDraw
from plan.trials.trial import ANSWERED_WITHIN


@dataclass(frozen=True)
class Drawn:
    """An agency drawn for a trial on a day: to which way, and the days on which each of its check-ins was answered or ended.

    Both are of the days from the draw on, None while there is none.
    """

    agency: str
    arm: int
    drawn_on: date
    lines: tuple[tuple[date | None, date | None], ...]

    def answered(self, on: date) -> bool | None:
        """Tell whether all it owed was answered within `ANSWERED_WITHIN` days of the draw; None where nobody can tell.

        That is while these days are not over at the end of `on`, or where all it owed ended otherwise within them.
        """
        if (on - self.drawn_on).days < ANSWERED_WITHIN:
            return None
        outcomes = [self._outcome(answered, ended) for answered, ended in self.lines]
        counted = [one for one in outcomes if one is not None]
        return all(counted) if counted else None

    def _outcome(self, answered: date | None, ended: date | None) -> bool | None:
        if answered is not None and (answered - self.drawn_on).days <= ANSWERED_WITHIN:
            return True
        return None if ended is not None and (ended - self.drawn_on).days <= ANSWERED_WITHIN else False


def drawn_agencies(session: Session, draws: Sequence[TrialDraw]) -> list[Drawn]:
    """Return the agencies of draws with what became of what they owed; the number of statements does not grow with them."""
    answers, ends = answers_of(session), ends_of(session)
    return [_drawn(one, answers, ends) for one in draws]


def _drawn(one: TrialDraw, answers: Mapping[int, Sequence[datetime]], ends: Mapping[int, Sequence[date]]) -> Drawn:
    lines = []
    for check_in_id in json.loads(one.lines):
        given = [day_of(at) for at in answers.get(check_in_id, ()) if at >= one.drawn_at]
        ended = [on for on in ends.get(check_in_id, ()) if on >= one.drawn_on]
        lines.append((min(given, default=None), min(ended, default=None)))
    return Drawn(one.agency, one.arm, one.drawn_on, tuple(lines))
