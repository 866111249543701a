"""Rows of frames put together by their columns: in one pass over whole numbers, without a value for each row."""

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from reports.frames.standing_frame import StandingFrame

Numbers: TypeAlias = Any
"""An array of whole numbers."""


def grouped(columns: Sequence[Numbers]) -> tuple[Numbers, Numbers]:
    """Return the group of each row, and the first row of each group; groups are numbered in the order in which they come.

    `columns` are the numbers of categories (-1 for none), of at least one column; rows with the same of all are a group.
    """
    keys = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        keys = keys * (int(column.max(initial=0)) + 2) + column + 1
    group, found = pd.factorize(keys)
    first = np.zeros(len(found), dtype=np.int64)
    first[group[::-1]] = np.arange(len(group))[::-1]  # of the rows of a group the first is set last, and stays
    return group, first


def newest_in(group: Numbers, groups: int, standings: StandingFrame) -> tuple[Numbers, Numbers]:
    """Return the row of the newest answered check-in of each group, -1 for none, and the rows of all answered ones."""
    answered = np.flatnonzero(standings["result"].cat.codes.to_numpy() >= 0)
    newest = np.full(groups, -1)
    newest[group[answered]] = answered  # rows are ordered by due date: the last one stays
    return newest, answered
