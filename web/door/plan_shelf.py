"""The plans that pages go by, read again only when a file that they are read from has changed, come or gone."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from plan.errors import PlanRefusedError
from plan.library import Library, LoadedPlan, load_plan

_Stamp = tuple[tuple[str, int, int, int], ...]
"""Of each file that a plan is read from: its name, and what changes when it is written anew or put in another's place."""


def _none(_code: str) -> None:
    """Know of no earlier reading."""


@dataclass
class PlanShelf:
    """Sound plans by code. A file that has become unsound leaves its last sound reading in place.

    An agency must be able to answer while the office is still editing, so nothing here raises: a plan that was never
    read well is None, and its lines then show what the database knows. `last_sound` gives a plan as it was last read
    without an error before this process began.
    """

    library: Library
    last_sound: Callable[[str], LoadedPlan | None] = _none
    _read: dict[str, tuple[_Stamp, LoadedPlan | None]] = field(default_factory=dict)
    _wrong: set[str] = field(default_factory=set)

    def plan(self, code: str) -> LoadedPlan | None:
        """Return the plan of this code as its files say now, as they last said soundly, or None."""
        stamp = self._stamp(code)
        known_stamp, known = self._read.get(code, (None, None))
        if stamp == known_stamp:
            return known
        self._wrong.add(code)
        with contextlib.suppress(KeyError, OSError, PlanRefusedError):
            known = load_plan(code, self.library)
            self._wrong.discard(code)
        self._read[code] = (stamp, known or self.last_sound(code))
        return self._read[code][1]

    def wrong(self, codes: tuple[str, ...]) -> tuple[str, ...]:
        """Return which of these plans have an error in their files now, whether or not an earlier reading is known."""
        for code in codes:
            self.plan(code)
        return tuple(code for code in codes if code in self._wrong)

    def as_it_stands(self) -> "PlanShelf":
        """Return the shelf for one request: each plan's files are looked at once, then taken as they were read."""
        return _StandingShelf(self)

    def own_province(self, codes: tuple[str, ...]) -> str:
        """Return the home's own province: that of the first of its plans."""
        found = (self.plan(code) for code in codes)
        return next((loaded.plan.province for loaded in found if loaded is not None), "")

    def name_of(self, agency: str, province: str, codes: tuple[str, ...]) -> str:
        """Return an agency's name from the register of its province among these plans, else its code."""
        for code in codes:
            loaded = self.plan(code)
            if loaded is not None and loaded.register.code == province and loaded.register.knows(agency):
                return loaded.register.name_of(agency)
        return agency

    def _stamp(self, code: str) -> _Stamp:
        file = self.library.plan_files().get(code)
        if file is None:
            return ()
        try:
            files = self.library.files_of(file).paths()
        except OSError:
            files = (file,)
        return tuple(_stamp_of(one) for one in files)


class _StandingShelf(PlanShelf):
    """A shelf as one request sees it."""

    def __init__(self, shelf: PlanShelf) -> None:
        super().__init__(shelf.library)
        self._shelf, self._seen = shelf, dict[str, LoadedPlan | None]()

    def wrong(self, codes: tuple[str, ...]) -> tuple[str, ...]:
        return self._shelf.wrong(codes)

    def plan(self, code: str) -> LoadedPlan | None:
        if code not in self._seen:
            self._seen[code] = self._shelf.plan(code)
        return self._seen[code]


def _stamp_of(file: Path) -> tuple[str, int, int, int]:
    try:
        found = file.stat()
    except OSError:
        return str(file), 0, 0, 0
    return str(file), found.st_mtime_ns, found.st_size, found.st_ino
