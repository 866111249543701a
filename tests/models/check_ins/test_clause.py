"""Which version of a clause a check-in follows."""

from dataclasses import replace
from datetime import date

import pytest

from models.check_ins.clause import clause_on
from tests.homes.judged_plan import LOADED

FIRST = replace(LOADED.plan.tasks["I.1"], title="Tập huấn", asked_until=date(2024, 1, 1))
SECOND = replace(FIRST, title="Tập huấn, diễn tập", asked_from=date(2024, 6, 1), asked_until=date(2025, 1, 1))
PLAN = replace(LOADED.plan, versions=(FIRST, SECOND), tasks={**LOADED.plan.tasks, "I.1": SECOND})


@pytest.mark.parametrize(
    ("day", "title"),
    [
        (date(2023, 5, 15), "Tập huấn"),
        (date(2024, 3, 1), "Tập huấn"),
        (date(2024, 6, 1), "Tập huấn, diễn tập"),
        (date(2025, 5, 15), "Tập huấn, diễn tập"),
    ],
    ids=["under the first", "between both", "on the day of the second", "after the last"],
)
def test_a_check_in_follows_the_last_version_that_had_begun_when_it_opened(day: date, title: str) -> None:
    task = clause_on(PLAN, "I.1", day)
    assert task is not None
    assert task.title == title


def test_what_opened_before_every_version_follows_the_first_and_a_clause_that_is_no_more_none() -> None:
    late = replace(PLAN, versions=(SECOND,))
    assert clause_on(late, "I.1", date(2023, 5, 15)) == SECOND
    assert clause_on(late, "V.9", date(2023, 5, 15)) is None
