"""Where measurements are made: the made-up homes, the database that they use, and a room for what lies about."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.made_up.homes import MadeHome, Shelf
from bench.measuring import Cost, measure


@dataclass(frozen=True)
class Setting:
    """The shelf of made-up homes; `store` is what their database is called in the table."""

    shelf: Shelf
    measure: Callable[..., Cost] = measure
    """How a piece of work is measured (see `bench.measuring.measure`)."""

    @property
    def store(self) -> str:
        """The database of the homes: `sqlite` or `postgresql`."""
        return "postgresql" if self.shelf.server else "sqlite"

    def ensure(self, name: str, maker: str, **given: Any) -> None:  # noqa: ANN401  what a maker is given is its own affair
        """Make the home of a name by a function, unless it stands there already."""
        if self.shelf.is_made(name):
            return
        home = self.shelf.begin(name)
        self.measure(maker, folder=str(home.folder), url=home.url, **given)
        self.shelf.end(name)

    def given(self, home: MadeHome) -> dict[str, str]:
        """Return how a piece of work is told of a home."""
        return {"folder": str(home.folder), "url": home.url, "counts": home.database}

    @contextmanager
    def room(self) -> Iterator[Path]:
        """Give an empty folder, and take it away at the end."""
        with tempfile.TemporaryDirectory(dir=self.shelf.folder) as folder:
            yield Path(folder)
