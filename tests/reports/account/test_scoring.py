"""What is counted for the scoring of agencies: by period, causes with who confirmed them, and no day of the tracker's."""

from datetime import date
from typing import Any

from models.reported.matters import ConfirmedCause, ExplainedLateness, Matters
from models.tables.core import State
from reports.account.scoring import Scored, scored
from tests.homes.plans.small_plan import asked, measure, tell

ON = date(2023, 12, 10)
FIRST, SECOND = date(2023, 6, 14), date(2023, 11, 14)
IN_TIME = date(2023, 6, 12)


def counted(*standings: Any, matters: Matters | None = None) -> list[Scored]:  # noqa: ANN401  standings, as they stand
    return list(scored(tell(measure(*standings, on=ON), matters=matters)))


def test_each_period_stands_by_itself_in_the_order_of_time() -> None:
    found = counted(
        asked("II.1.a", "so-y-te", SECOND, ON, check_in_id=2, period="2023-H2"),
        asked("II.1.a", "so-y-te", FIRST, ON, IN_TIME, check_in_id=1, period="2023-H1"),
    )
    assert [(one.period, one.owed, one.on_time, one.late, one.late_days) for one in found] == [
        ("2023-H1", 1, 1, 0, 0),
        ("2023-H2", 1, 0, 1, 26),
    ]


def test_a_cause_counts_once_it_is_confirmed_and_names_who_did() -> None:
    late = [asked("II.1.a", "so-y-te", FIRST, ON, check_in_id=1), asked("II.2.b", "so-y-te", FIRST, ON, check_in_id=2)]
    for one in late:
        assert one.days_late
    explained = tuple(ExplainedLateness(number, "so-y-te", "Bão", "Hòa", "", ON) for number in (1, 2))
    cause = ConfirmedCause(2, "so-y-te", "Bão", ON, ON, "cong-an-tinh", "Trần Văn Lâm", "", "77/CAT-ANM")
    found = counted(*late, matters=Matters(explanations=explained, causes=(cause,)))
    assert sum(one.late for one in found) == sum(one.explained for one in found) == 2
    assert [(one.objective, one.confirmed_by) for one in found if one.objective] == [(1, ("cong-an-tinh",))]


def test_what_waits_for_its_verdict_for_months_is_in_time_and_nobodys_delay_but_the_trackers() -> None:
    (one,) = counted(
        asked("II.1.a", "so-y-te", FIRST, ON, IN_TIME, check_in_id=1, state=State.ANSWERED, waiting_days=181)
    )
    assert (one.on_time, one.late, one.late_days, one.waiting) == (1, 0, 0, 1)
