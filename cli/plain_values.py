"""Texts, files and switches on the command line, taken as they were typed.

For each of them typer loads a library of types (pydantic), which takes longer than most of our commands. What is none of
these nor a list of them, what an option asks more of, and a file that cannot be read, stay with typer, whose refusals
`cli.wrong_use` translates.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer import core

_PLACE = "build_runtime_param"
"""Where typer asks how the values of an option are read; it exports no name for it."""
_made_by_typer: Callable[[Any], Any] = vars(core)[_PLACE]
_KINDS: dict[object, type] = {str: str, Path: Path, bool: bool, list[str]: str, list[Path]: Path}
_RULES = ("exists", "writable", "resolve_path", "allow_dash", "path_type", "parser")
"""What an option may ask of its values."""


@dataclass(frozen=True)
class _AsTyped:
    """How the values of one option or argument are read; `told` is what typer knows of it."""

    kind: type
    told: Any

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:  # noqa: ANN401  typer's own values
        """Return a value as the command takes it: a text, a file, or a list where several may be given."""
        many = param.multiple or param.nargs == -1
        if value is None:
            return () if many else None
        values = value if many else (value,)
        if isinstance(values, str) or not all(map(self._is_plain, values)):
            return _made_by_typer(self.told).coerce(value, param=param, ctx=ctx)
        taken = [self.kind(one) for one in values]
        return taken if many else taken[0]

    def _is_plain(self, value: object) -> bool:
        if self.kind is Path and isinstance(value, str | Path):
            return not os.path.lexists(value) or os.access(value, os.R_OK)
        return isinstance(value, self.kind)


def _reading(told: Any) -> Any:  # noqa: ANN401  typer's own values
    """Return how the values of an option are read, for the place of typer's own answer."""
    kind, asked = _KINDS.get(told.annotation), told.parameter_info
    plain = kind is not None and asked.file_okay and asked.dir_okay and not any(getattr(asked, one) for one in _RULES)
    return _AsTyped(kind, told) if kind is not None and plain else _made_by_typer(told)


def take_as_typed() -> None:
    """Let every command of this process take plain values as they were typed."""
    vars(core)[_PLACE] = _reading
