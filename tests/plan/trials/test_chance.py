"""Intervals and sizes, against figures that others have published."""

from math import isclose

import pytest

from plan.trials.chance import Interval, least_seen, newcombe, wilson
from plan.trials.foresight import foresee


def close(found: Interval, value: float, low: float, high: float) -> bool:
    return all(
        isclose(one, other, abs_tol=5e-4) for one, other in ((found.value, value), (found.low, low), (found.high, high))
    )


def test_the_intervals_are_those_of_newcombe() -> None:
    """Newcombe, Statistics in Medicine 17 (1998): 857–872, table I (81/263, 15/148), and 873–890, table II (56/70 − 48/80; 9/10 − 3/10)."""
    assert close(wilson(81, 263), 0.3080, 0.2553, 0.3662)
    assert close(wilson(15, 148), 0.1014, 0.0624, 0.1605)
    assert close(newcombe((48, 80), (56, 70)), 0.2, 0.0524, 0.3339)
    assert close(newcombe((3, 10), (9, 10)), 0.6, 0.1705, 0.8090)
    assert wilson(0, 0) == Interval(0, 0, 1)


@pytest.mark.parametrize(("each", "base", "points"), [(50, 0.2, 26.0), (50, 0.5, 26.7), (11, 0.5, 49.2)])
def test_small_groups_show_only_large_differences(each: int, base: float, points: float) -> None:
    seen = least_seen(each, each, base)
    assert seen is not None
    assert isclose(100 * seen, points, abs_tol=0.1)
    assert least_seen(3, 3, base) is None


def test_a_province_is_told_beforehand_what_its_trial_can_show() -> None:
    assert foresee(100) == (
        "Bốc thăm 100 cơ quan: 50 và 50 mỗi bên. Với 50 và 50 cơ quan mỗi bên, phép thử chỉ cho thấy được khác biệt lớn (độ mạnh 80%): "
        "từ 20% lên 46% (chênh 26 điểm phần trăm), hoặc từ 50% lên 77% (chênh 27 điểm phần trăm) trở lên."
    )
