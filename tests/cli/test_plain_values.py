"""What is typed reaches a command as typer itself would read it, without the library of types."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import pytest
import typer
from typer import core

from cli.plain_values import take_as_typed
from cli.wrong_use import UsageError


@pytest.fixture(autouse=True)
def _typers_own_way() -> Iterator[None]:
    kept = dict(vars(core))
    yield
    vars(core).update(kept)


def taken(function: Callable[..., object], *args: str) -> object:
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command()(function)
    try:
        return typer.main.get_command(app).main(args=list(args), prog_name="x", standalone_mode=False)
    except UsageError as error:
        return type(error).__name__, str(error)


def some(
    word: str,
    file: Annotated[Path | None, typer.Option("--file")] = None,
    names: Annotated[list[str] | None, typer.Option("--name")] = None,
    files: Annotated[list[Path] | None, typer.Option("--files")] = None,
    count: Annotated[int, typer.Option("--count")] = 1,
    note: Annotated[str | None, typer.Option("--note")] = None,
    json: Annotated[bool, typer.Option("--json")] = False,
) -> tuple[object, ...]:
    return word, file, names, files, count, note, json


def at_a_place_that_is_there(
    file: Annotated[Path, typer.Option("--file", exists=True, dir_okay=False)],
) -> Path:
    return file


def listed(files: Annotated[list[Path] | None, typer.Argument()] = None) -> list[Path] | None:
    return files


CALLS: list[tuple[Callable[..., object], tuple[str, ...]]] = [
    (some, ("Sở Y tế",)),
    (some, ("", "--file", "không-có.yaml", "--json")),
    (some, ("x", "--name", "a", "--name", "b", "--files", ".", "--files", "y", "--note", "")),
    (some, ("x", "--count", "3")),
    (some, ("x", "--count", "ba")),
    (some, ()),
    (some, ("x", "--file")),
    (listed, ()),
    (listed, ("a.yaml", "b.yaml")),
    (at_a_place_that_is_there, ("--file", "không-có.yaml")),
    (at_a_place_that_is_there, ("--file", ".")),
]


@pytest.mark.parametrize(("function", "args"), CALLS)
def test_a_value_is_what_typer_makes_of_it(function: Callable[..., object], args: tuple[str, ...]) -> None:
    by_typer = taken(function, *args)
    take_as_typed()
    assert taken(function, *args) == by_typer
