"""A trial as a plan file writes it: two ways to chase on one rung, to the one or the other of which agencies are drawn by lot."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

ARMS = ("A", "B")
"""The two ways by name; everywhere else they are 0 and 1."""
ANSWERED_WITHIN = 7
"""Within how many calendar days of the draw an agency's answers are awaited."""


@dataclass(frozen=True)
class Trial:
    """Two wordings or two days of one rung, tried on what falls due from `starts` to `ends`, both inclusive.

    `rung` is the working days past the date of the rung that is tried. `wording` holds the sentences that the letters of the
    two ways begin with, '' for none; `days` the working days past the date on which they leave. One of both is None.
    """

    code: str
    rung: int
    starts: date
    ends: date
    wording: tuple[str, str] | None = None
    days: tuple[int, int] | None = None
    line: int = field(default=0, compare=False)

    @property
    def drawn_after(self) -> int:
        """How many working days past the date an agency is drawn: when the earlier of the two ways begins."""
        return min(self.days) if self.days else self.rung

    @property
    def names(self) -> tuple[str, str]:
        """What each way does, in words."""
        if self.days:
            first, second = self.days
            return f"sau hạn {first} ngày làm việc", f"sau hạn {second} ngày làm việc"
        first_words, second_words = (
            f"thư mở đầu bằng «{one}»" if one else "thư như thường lệ" for one in self.wording or ("", "")
        )
        return first_words, second_words

    def covers(self, due_on: date) -> bool:
        """Tell whether what falls due on a day is tried."""
        return self.starts <= due_on <= self.ends


def draw(seed: str, agencies: Iterable[str], drawn: Mapping[str, int]) -> dict[str, int]:
    """Return to which way each agency that was not drawn yet falls: the same for the same seed, agencies and earlier draws.

    They are taken in the order of their lot, SHA-256 of seed and name, each to the way that has fewer; where both have as
    many, the lot decides. So the two sides never differ by more than one.
    """
    sides = [sum(arm == side for arm in drawn.values()) for side in (0, 1)]
    found: dict[str, int] = {}
    for lot, agency in sorted((sha256(f"{seed}/{one}".encode()).digest(), one) for one in set(agencies) - set(drawn)):
        arm = lot[-1] % 2 if sides[0] == sides[1] else int(sides[0] > sides[1])
        sides[arm] += 1
        found[agency] = arm
    return found
