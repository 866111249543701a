"""Check-ins on a day as a frame with a row for each; a value of its own is made only of those that somebody looks at."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from models.check_ins.standings import APART_STAGES, REPORTING_STAGES, Standing
from models.tables.core import Result, State
from plan.tasks import Plan

STAGES = (*REPORTING_STAGES, *APART_STAGES)
"""The categories of the column `stage`, in the order in which reports have them."""
NAMES = ("ref", "agency", "holder", "role", "scope", "period", "basis")
"""The columns of words, each a category."""
DAYS = ("opened_on", "due_on", "answered_on", "claimed_on")
"""The columns of days, each the day's ordinal number (`date.toordinal`), 0 for none."""
NUMBERS = ("days_late", "percent", "waiting_days")
"""The columns of other whole numbers; a percentage that nobody gave is -1."""
_STATES, _RESULTS = list(State), list(Result)
_FIXED: Mapping[str, Sequence[str]] = {
    "stage": STAGES,
    "state": list(map(str, State)),
    "result": list(map(str, Result)),
}


@dataclass(frozen=True, eq=False)
class StandingFrame:
    """Where check-ins of a plan stand at the end of the day `on`: a row each, by due date, then by number.

    The columns of `frame` are `check_in_id`, `NAMES`, `DAYS`, `NUMBERS`, `stage`, `state`, `result` (missing before any
    answer), and `fallen_due`: whether it is in one of the four cells and its last day in time is past, or its clock in hours
    ran out within that day. Whoever iterates has the check-ins as values. `made` are those that there are by number: the ones
    that were derived one by one, and those that somebody looked at; `trouble` has the difficulties and proposals of the
    newest answer of the others, where either is not empty. Parts of a frame share both.
    """

    plan: Plan
    on: date
    frame: pd.DataFrame
    made: dict[int, Standing]
    trouble: Mapping[int, tuple[str, str]]

    def __eq__(self, other: object) -> bool:
        """Tell whether another frame has the same check-ins on the same day in the same order."""
        return isinstance(other, StandingFrame) and self.on == other.on and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]  # what is compared by all its rows is in no set

    def __len__(self) -> int:
        """Return how many check-ins there are."""
        return len(self.frame)

    def __getitem__(self, column: str) -> "pd.Series[Any]":
        """Return a column of the frame."""
        return self.frame[column]

    def where(self, chosen: "pd.Series[bool] | np.ndarray[Any, Any]") -> "StandingFrame":
        """Return the check-ins whose rows are chosen, in their order."""
        return replace(self, frame=self.frame[np.asarray(chosen)])

    def taken(self, rows: "np.ndarray[Any, Any]") -> "StandingFrame":
        """Return the check-ins of these rows, by their places, in the order of the places."""
        return replace(self, frame=self.frame.take(rows))

    def ordered(self, *keys: "np.ndarray[Any, Any]") -> "StandingFrame":
        """Return the check-ins in another order: by the first key, what is equal in it by the second, and so on."""
        return self.taken(np.lexsort(keys[::-1]))

    def numbered(self, numbers: Iterable[int]) -> "StandingFrame":
        """Return those of the check-ins that have one of these numbers, in their order."""
        return self.where(self.frame["check_in_id"].isin(list(numbers)))

    def mapped(self, column: str, tell: Callable[[str], bool]) -> "np.ndarray[Any, Any]":
        """Return what is told of each row's word in a column of words; asked once for each word."""
        words = self.frame[column].cat
        return np.array([tell(word) for word in words.categories], dtype=bool)[words.codes]

    def ranked(self, column: str, key: Callable[[str], Any] | None = None) -> "np.ndarray[Any, Any]":
        """Return the place of each row's word, in a column of words, among all words in their order, or in that of a key."""
        words = self.frame[column].cat
        return ranks_of([key(word) if key else word for word in words.categories])[words.codes]

    def head(self, most: int) -> "StandingFrame":
        """Return the first check-ins, at most so many."""
        return self.taken(np.arange(min(most, len(self))))

    def part(self, start: int, most: int) -> "StandingFrame":
        """Return at most so many check-ins from a place on, the first at 0."""
        return self.taken(np.arange(min(start, len(self)), min(start + most, len(self))))

    def of(self, **values: str | int) -> "StandingFrame":
        """Return the check-ins whose columns have just these values: `of(holder="so-y-te", stage="late")`."""
        chosen = np.ones(len(self), dtype=bool)
        for column, value in values.items():
            chosen &= (self.frame[column] == value).to_numpy()
        return self.where(chosen)

    @property
    def passed_on(self) -> "StandingFrame":
        """The check-ins that another agency had been late with before they passed from it, or before they ended."""
        return self.numbered(number for number, one in self.made.items() if one.lateness)

    @cached_property
    def owed(self) -> "StandingFrame":
        """The check-ins in one of the four cells."""
        return self.where(self.frame["stage"].cat.codes.to_numpy() < len(REPORTING_STAGES))

    def most(self, column: str, by: str) -> dict[str, int]:
        """Return the greatest number of a column for each word of another that is there."""
        found = self.frame.groupby(by, observed=True)[column].max()
        return dict(zip(map(str, found.index), found.tolist(), strict=True))

    def written(self, column: str) -> list[str]:
        """Return a column of words, or of days as `2023-06-15`, '' for none."""
        if column not in DAYS:
            return list(np.asarray(self.frame[column]).tolist())
        days = self.frame[column]
        told = {day: date.fromordinal(day).isoformat() if day else "" for day in pd.unique(days).tolist()}
        return [told[day] for day in days.tolist()]

    def troubled(self) -> set[int]:
        """Return the check-ins, perhaps with others, whose newest answer tells difficulties or proposals."""
        told = {number for number, one in self.made.items() if one.difficulties or one.proposals}
        return told | set(self.trouble)

    def __iter__(self) -> Iterator[Standing]:
        """Yield the check-ins as values, in their order."""
        frame, made = self.frame, self.made
        words = (np.asarray(frame[name]).tolist() for name in (*NAMES, *_FIXED))
        days = ([date.fromordinal(day) if day else None for day in frame[name].tolist()] for name in DAYS)
        numbers = (frame[name].tolist() for name in NUMBERS)
        for number, *row in zip(frame["check_in_id"].tolist(), *words, *days, *numbers, strict=True):
            if number not in made:
                made[number] = self._standing(number, dict(zip(_COLUMNS, row, strict=True)))
            yield made[number]

    def _standing(self, number: int, row: dict[str, Any]) -> Standing:
        row["state"] = State(row["state"])
        row["result"] = Result(row["result"]) if isinstance(row["result"], str) else None
        row["percent"] = None if row["percent"] < 0 else row["percent"]
        difficulties, proposals = self.trouble.get(number, ("", ""))
        return Standing(
            number, self.plan.province, self.plan.code, difficulties=difficulties, proposals=proposals, **row
        )


def ranks_of(keys: Sequence[Any]) -> "np.ndarray[Any, Any]":
    """Return the place of each key among all in their order."""
    ranks = np.empty(len(keys), dtype=np.int64)
    ranks[sorted(range(len(keys)), key=keys.__getitem__)] = np.arange(len(keys))
    return ranks


_COLUMNS = (*NAMES, *_FIXED, *DAYS, *NUMBERS)


def frame_of(plan: Plan, on: date, standings: Iterable[Standing]) -> StandingFrame:
    """Return check-ins of a plan that were derived one by one, where they stand on `on`, as a frame; those of other plans are left out."""
    own = (one for one in standings if (one.province, one.plan) == (plan.province, plan.code))
    return joined(plan, on, {}, {}, own)


def joined(
    plan: Plan,
    on: date,
    plain: Mapping[str, Any],
    trouble: Mapping[int, tuple[str, str]],
    standings: Iterable[Standing],
) -> StandingFrame:
    """Return the columns of check-ins that were derived together, and others that were derived one by one, as one frame.

    `plain` has all columns but `fallen_due`, or none at all.
    """
    made = {one.check_in_id: one for one in standings}
    columns = {**plain}
    if made or not plain:
        more = _columns_of(list(made.values()))
        columns = {name: _after(plain[name], more[name]) for name in more} if plain else more
    order = np.lexsort((columns["check_in_id"], columns["due_on"]))
    frame = pd.DataFrame({name: column[order] for name, column in columns.items()}, copy=False)
    stage = frame["stage"].cat.codes.to_numpy()
    run_out = (stage == STAGES.index("late")) | (stage == STAGES.index("open_overdue"))
    past = (stage < len(REPORTING_STAGES)) & (frame["due_on"].to_numpy() < on.toordinal())
    frame["fallen_due"] = run_out | past
    return StandingFrame(plan, on, frame, made, trouble)


def fixed(name: str, codes: Any) -> Any:  # noqa: ANN401  an array of numbers, and categories
    """Return a column of `stage`, `state` or `result` by the places of its categories, -1 for none."""
    return coded(codes, _FIXED[name])


def coded(codes: Any, words: Sequence[str]) -> Any:  # noqa: ANN401  an array of numbers, and categories
    """Return a column of words, given what each number stands for, -1 for none."""
    return pd.Categorical.from_codes(codes, pd.Index(list(words), dtype="str"))


def _after(first: Any, second: Any) -> Any:  # noqa: ANN401  arrays or categories
    return union_categoricals([first, second]) if isinstance(first, pd.Categorical) else np.concatenate([first, second])


def _columns_of(standings: Sequence[Standing]) -> dict[str, Any]:
    days = {name: [getattr(one, name) for one in standings] for name in DAYS}
    return {
        "check_in_id": _numbers(one.check_in_id for one in standings),
        **{name: _words([getattr(one, name) for one in standings]) for name in NAMES},
        **{name: _numbers(day.toordinal() if day else 0 for day in column) for name, column in days.items()},
        "days_late": _numbers(one.days_late for one in standings),
        "percent": _numbers(-1 if one.percent is None else one.percent for one in standings),
        "waiting_days": _numbers(one.waiting_days for one in standings),
        "stage": fixed("stage", _numbers(STAGES.index(one.stage) for one in standings)),
        "state": fixed("state", _numbers(_STATES.index(one.state) for one in standings)),
        "result": fixed("result", _numbers(_RESULTS.index(one.result) if one.result else -1 for one in standings)),
    }


def _words(words: Sequence[str]) -> Any:  # noqa: ANN401  categories
    known = {word: place for place, word in enumerate(dict.fromkeys(words))}
    return coded(_numbers(known[word] for word in words), list(known))


def _numbers(values: Iterable[int]) -> "np.ndarray[Any, Any]":
    return np.fromiter(values, dtype=np.int64)
