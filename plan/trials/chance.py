"""What counts of yes and no can show: intervals of a share and of a difference, and how large a difference must be to be seen.

Wilson's interval of a share (1927) and Newcombe's of a difference (1998, method 10) hold for the small numbers of a province,
where the textbook's interval runs past 0 and 100 %.
"""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

CONFIDENCE = 0.95
"""How sure an interval is."""
POWER = 0.8
"""How likely a difference of the size told is found, where it is there."""
_STEPS = 40


@dataclass(frozen=True)
class Interval:
    """A share or a difference between two (-1 to 1) with the ends of its interval."""

    value: float
    low: float
    high: float


def wilson(yes: int, of: int) -> Interval:
    """Return the share of `yes` in `of` with Wilson's interval; of nothing, everything is possible."""
    if not of:
        return Interval(0.0, 0.0, 1.0)
    z, share = _z(CONFIDENCE), yes / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return Interval(share, max(0.0, middle - half), min(1.0, middle + half))


def newcombe(first: tuple[int, int], second: tuple[int, int]) -> Interval:
    """Return by how much the second share lies above the first, each (yes, of), with Newcombe's interval from Wilson's."""
    one, two = wilson(*first), wilson(*second)
    below = sqrt((two.value - two.low) ** 2 + (one.high - one.value) ** 2)
    above = sqrt((two.high - two.value) ** 2 + (one.value - one.low) ** 2)
    value = two.value - one.value
    return Interval(value, max(-1.0, value - below), min(1.0, value + above))


def least_seen(first: int, second: int, base: float) -> float | None:
    """Return the smallest rise above a share `base` that two groups of these sizes show with `POWER`; None where none does.

    By the normal approximation for two shares, at a two-sided level of 1 - `CONFIDENCE`.
    """
    if min(first, second) < 1 or _power(first, second, base, 1 - base) < POWER:
        return None
    low, high = 0.0, 1 - base
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if _power(first, second, base, middle) >= POWER else (middle, high)
    return high


def _power(first: int, second: int, base: float, rise: float) -> float:
    """Return how likely a rise is found."""
    if rise <= 0:
        return 0.0
    other = base + rise
    pooled = (base * first + other * second) / (first + second)
    spread_if_none = sqrt(pooled * (1 - pooled) * (1 / first + 1 / second))
    spread = sqrt(base * (1 - base) / first + other * (1 - other) / second)
    if spread == 0:
        return 1.0
    return NormalDist().cdf((rise - _z(CONFIDENCE) * spread_if_none) / spread)


def _z(confidence: float) -> float:
    return NormalDist().inv_cdf((1 + confidence) / 2)
