"""Homes whose agencies answer on their pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.answers.record import AnswerDraft
from models.tables.core import Result
from tests.homes.pages.answering import AUTUMN, AnswerOffice, answer_office
from tests.homes.pages.half_years import FIRST, SECOND, THIRD, answer


@pytest.fixture
def office(tmp_path: Path) -> Iterator[AnswerOffice]:
    with answer_office(tmp_path) as opened:
        yield opened


@pytest.fixture
def autumn(tmp_path: Path) -> Iterator[AnswerOffice]:
    """Give an office in autumn whose Sở Y tế answered three lines of the first half-year."""
    with answer_office(tmp_path) as opened:
        for place, ref in enumerate((FIRST, SECOND, THIRD)):
            answer(opened, ref, AnswerDraft(Result.IN_PROGRESS, 40 + place, f"Đã họp lần {place}"))
        opened.open_on(AUTUMN)
        yield opened
