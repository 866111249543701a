"""Three months of a plan, every notice, call and letter counted by a second reckoning that shares nothing with the ladder.

The long form is `python -m tests.long.eight_years`, with all shipped plans from 2022 to 2030.
"""

from datetime import date

import pytest

from tests.homes.offices import SMALL_PLAN, SMALL_REGISTER
from tests.long import eight_years
from tests.long.behaviours import BEHAVIOURS
from tests.long.eight_years import a_life

FIRST, LAST = date(2023, 1, 3), date(2023, 3, 31)
"""Over Tết of 2023, which ends on 26/1."""
MONTHLY = """    - every: month
      due: {by: 20 of last month}
  opens: 12 days before
  remind: [5, 1]
  ladder:
    - {after: 1, to: [agency, head]}
    - {after: 2, to: [call, tracker]}
    - {after: 4, to: office}
    - {after: 7, to: chairman}
"""
PLAN = SMALL_PLAN[: SMALL_PLAN.index("    - every")] + MONTHLY + SMALL_PLAN[SMALL_PLAN.index("trackers:") :]
SEED = 2
"""One by which all that can be drawn is."""
TEXTS = {"agencies.yaml": SMALL_REGISTER, "ke-hoach-thu.yaml": PLAN}


@pytest.mark.parametrize("name", list(BEHAVIOURS))
def test_rungs_calls_and_letters_are_those_of_a_second_reckoning(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eight_years, "DOWN", {date(2023, 2, 13): 10, date(2023, 3, 22): 3})
    with a_life(name, ("ke-hoach-thu",), FIRST, TEXTS, seed=SEED) as life:
        life.live(FIRST, LAST, minutes=5)
        assert life.differences == []
        assert life.counts["two letters on a day"] == 0
        assert life.day == LAST
        told = {one.partition(" ")[0] for one in life.rungs}
        assert told >= {"opening", "reminder"} | (set() if name == "in-time" else {"escalation"})
        assert life.calls or name == "in-time"
        assert ("promise" in told) == (name == "seeded")
        second = {
            day for _, purpose, rung, due, _, day in life.said if (purpose, rung, due.month) == ("escalation", 2, 3)
        }
        # Who was late in two periods hears the second rung of the third with the first.
        assert (date(2023, 3, 21) in second) == (name == "late")
