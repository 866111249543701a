"""What a soak says of growth, without soaking."""

import pytest

from tests.long.growing.soak import grown

EARLY = {"server": (200.0, 40), "runner": (150.0, 30), "pages": (120.0, 50)}


@pytest.mark.parametrize(
    ("late", "late_rows", "told"),
    [
        (EARLY, 10.0, []),
        (EARLY | {"pages": (181.0, 50)}, 10.0, ["pages: 120.0 MB, then 181.0 MB"]),
        (EARLY | {"runner": (150.0, 61)}, 10.0, ["runner: 30 open files, then 61"]),
        (EARLY, 12.1, ["10.0 rows a run, then 12.1"]),
        ({name: EARLY[name] for name in ("server", "runner")}, 10.0, ["pages is gone"]),
    ],
)
def test_what_holds_more_at_the_end_is_told(
    late: dict[str, tuple[float, int]], late_rows: float, told: list[str]
) -> None:
    assert grown(EARLY, late, 10.0, late_rows) == told


def test_a_part_of_which_nothing_was_measured_before_is_not_called_well() -> None:
    assert grown({"server": EARLY["server"], "pages": EARLY["pages"]}, EARLY, 10.0, 10.0) == [
        "runner: not measured after a third"
    ]
    assert len(grown({}, EARLY, 0.0, 10.0)) == 4
