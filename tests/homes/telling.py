"""A home of the real plan on a day of June 2023 that the office works in by commands, as a clerk types them."""

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from cli.__main__ import main
from flows.acts.open_home import OpenHome, open_office
from tests.homes.offices import trial_office_after_round

MONDAY = date(2023, 6, 5)
"""Sở Y tế owes ten half-yearly lines, due 14/6/2023, and three of the baseline, due 19/6/2023."""


def make_home(folder: Path, on: date = MONDAY) -> Path:
    """Make a trial home that follows the plan of Bắc Giang and has run the round of a day; return its folder."""
    with trial_office_after_round(folder, on) as office:
        return office.home.path


@contextmanager
def opened(home: Path) -> Iterator[OpenHome]:
    """Open a home again to look into it."""
    with open_office(home) as office:
        yield office


def run(capsys: pytest.CaptureFixture[str], line: str) -> tuple[int, str, str]:
    """Run a command and return its exit code, what it printed, and what it refused."""
    code = main(shlex.split(line))
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def done(capsys: pytest.CaptureFixture[str], line: str) -> str:
    """Run a command that must do what it is asked, and return what it printed."""
    code, out, err = run(capsys, line)
    assert (code, err) == (0, "")
    return out
