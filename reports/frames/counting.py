"""Check-ins and lines counted by whom or what they belong to: a table of whole numbers, in one pass over the columns."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from plan.owed import Owed
from reports.frames.standing_frame import STAGES, StandingFrame
from reports.results import CLAIMS, FINISHES

COUNTS = (*STAGES, "not_yet_open", "fallen_due", "due_on_time", "lines", *CLAIMS, "accepted", *FINISHES)
"""The columns of a count: check-ins by stage, what has fallen due, and lines by claim and finish."""


def count_by(column: str, standings: StandingFrame, not_yet_open: Iterable[Owed], lines: pd.DataFrame) -> pd.DataFrame:
    """Return `COUNTS` for each word of a column that anything belongs to: of `ref`, or of `holder`."""
    owed = [one.ref if column == "ref" else one.agency for one in not_yet_open]
    there_words, line_words = (part[column].unique().tolist() for part in (standings.frame, lines))
    words = list(dict.fromkeys([*there_words, *line_words, *owed]))
    place = {word: number for number, word in enumerate(words)}
    there, of_line = (_placed(part[column], place) for part in (standings.frame, lines))
    of_owed = np.array([place[word] for word in owed], dtype=np.int64)
    due = standings["fallen_due"].to_numpy()
    in_time = due & (standings["stage"] == "on_time").to_numpy()
    counted = {
        **_crossed(there, standings["stage"], STAGES, len(words)),
        "not_yet_open": _counted(of_owed, len(words)),
        "fallen_due": _counted(there[due], len(words)),
        "due_on_time": _counted(there[in_time], len(words)),
        "lines": _counted(of_line, len(words)),
        **_crossed(of_line, lines["claim"], CLAIMS, len(words)),
        "accepted": _counted(of_line[(lines["verdict"] == "accepted").to_numpy()], len(words)),
        **_crossed(of_line, lines["finish"], FINISHES, len(words)),
    }
    return pd.DataFrame(counted, index=pd.Index(words, dtype=object))[list(COUNTS)]


def _placed(column: "pd.Series[Any]", place: Mapping[str, int]) -> Any:  # noqa: ANN401  an array of numbers
    """Return the place of each row's word; a word that no row has needs none."""
    return np.array([place.get(word, 0) for word in column.cat.categories], dtype=np.int64)[column.cat.codes]


def _counted(codes: Any, size: int) -> Any:  # noqa: ANN401  arrays of numbers
    return np.bincount(codes, minlength=size)


def _crossed(
    codes: Any,  # noqa: ANN401  an array of numbers
    cells: "pd.Series[Any]",
    names: Sequence[str],
    size: int,
) -> dict[str, Any]:
    """Return how often each word comes with each cell, a column for each cell."""
    place = codes.astype(np.int64) * len(names) + cells.cat.codes.to_numpy()
    counted = np.bincount(place, minlength=size * len(names)).reshape(size, len(names))
    return dict(zip(names, counted.T, strict=True))
