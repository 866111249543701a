"""When a running clock gives something to say: the moments of its ladder, for the two terms that the law knows best."""

from datetime import timedelta

import pytest

from notifications.ladder.incident_stages import INCIDENT_LADDER
from tests.homes.event_plan import at

STARTED = "5/6/2023 08:00"


@pytest.mark.parametrize(
    ("term", "moments"),
    [
        (timedelta(hours=24), ["5/6/2023 08:00", "5/6/2023 20:00", "6/6/2023 08:00", "6/6/2023 20:00", "7/6/2023 08:00"]),
        (timedelta(days=5), ["5/6/2023 08:00", "7/6/2023 20:00", "10/6/2023 08:00", "11/6/2023 08:00", "13/6/2023 08:00"]),
        (timedelta(hours=4), ["5/6/2023 08:00", "5/6/2023 10:00", "5/6/2023 12:00", "5/6/2023 14:00", "5/6/2023 16:00"]),
    ],
    ids=["24 hours", "five days", "four hours"],
)  # fmt: skip
def test_the_owner_hears_at_once_half_way_and_at_the_end_then_the_tracker_then_the_office(
    term: timedelta, moments: list[str]
) -> None:
    reached = [rung.reached_at(at(STARTED), at(STARTED) + term) for rung in INCIDENT_LADDER]
    assert reached == [at(moment) for moment in moments]
    assert [rung.to for rung in INCIDENT_LADDER] == [
        ("agency",),
        ("agency",),
        ("agency", "head"),
        ("tracker",),
        ("office",),
    ]


def test_from_its_end_on_a_clock_has_run_out() -> None:
    assert [rung.is_late for rung in INCIDENT_LADDER] == [False, False, True, True, True]
