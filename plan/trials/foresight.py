"""What a trial can show, told before it starts: small groups show only large differences."""

from collections.abc import Sequence

from plan.trials.chance import least_seen

BASES = (0.2, 0.5)
"""For which shares of the usual way the size of a difference is told, while none is known."""


def foresee(agencies: int) -> str:
    """Return what a trial among so many agencies can show, in sentences."""
    first, second = (agencies + 1) // 2, agencies // 2
    return f"Bốc thăm {agencies} cơ quan: {first} và {second} mỗi bên. {describe_least_seen(first, second, BASES)}"


def describe_least_seen(first: int, second: int, bases: Sequence[float]) -> str:
    """Return how large a difference two sides of these sizes show with a power of 80 %, in a sentence."""
    told = []
    for base in bases:
        rise = least_seen(first, second, base)
        if rise is not None:
            told.append(f"từ {_percent(base)} lên {_percent(base + rise)} (chênh {round(100 * rise)} điểm phần trăm)")
    sides = f"Với {first} và {second} cơ quan mỗi bên, phép thử"
    if not told:
        return f"{sides} không cho thấy được khác biệt nào (độ mạnh 80%)."
    return f"{sides} chỉ cho thấy được khác biệt lớn (độ mạnh 80%): {', hoặc '.join(told)} trở lên."


def _percent(share: float) -> str:
    return f"{round(100 * share)}%"
