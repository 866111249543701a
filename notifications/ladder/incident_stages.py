"""The ladder of an incident's clock, as data: when the owner is told, and who above it once the clock has run out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

OPEN = "open"
"""The rung on which a report is asked for."""
BY_OFFICE = "do văn phòng đặt; văn bản và luật chỉ nêu thời hạn báo cáo, không nêu lúc nhắc và nơi đôn đốc"


@dataclass(frozen=True)
class ClockRung:
    """A moment at which a running clock gives something to say, to `to` (words of a plan's ladder).

    Up to the end of the clock it is a `share` of the term, 1 being its end; past it the share beyond 1 of the term
    counts on, but no longer than `at_most`. `source` says who set it.
    """

    name: str
    share: float
    to: tuple[str, ...]
    at_most: timedelta = timedelta(0)
    source: str = BY_OFFICE

    def reached_at(self, started_at: datetime, ends_at: datetime) -> datetime:
        """Return the moment of the rung for a clock that runs from one moment to another."""
        term = ends_at - started_at
        if self.share <= 1:
            return started_at + self.share * term
        return ends_at + min((self.share - 1) * term, self.at_most)

    @property
    def is_late(self) -> bool:
        """Tell whether the clock has run out on this rung."""
        return self.share >= 1


INCIDENT_LADDER: tuple[ClockRung, ...] = (
    ClockRung(OPEN, 0, ("agency",)),
    ClockRung("half", 0.5, ("agency",)),
    ClockRung("end", 1, ("agency", "head")),
    ClockRung("tracker", 1.5, ("tracker",), at_most=timedelta(days=1)),
    ClockRung("office", 2, ("office",), at_most=timedelta(days=3)),
)
"""For a report within 24 hours: at once, after 12 hours, after 24, after 36 the tracker, after 48 the provincial office.

For one within five days: at once, half way, at the end, a day later the tracker, three days later the office.
"""
