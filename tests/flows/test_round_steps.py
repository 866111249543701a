"""The steps of a round: each stands for itself, one that fails is told, and the next round ends where a whole one would."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from flows import round as daily_round
from flows.acts.open_home import OpenHome
from flows.names import NOT_DONE
from flows.round import STEPS, begin_round
from flows.round_under_way import Round
from flows.steps import Step
from models.rounds.runs import failures_of, last_run
from tests.homes.offices import Rows, files, morning, round_on, rows, small_office

ADOPTED = date(2023, 5, 15)
"""A Monday, on which the small plan's check-ins open."""
KEY = "khóa ký liên kết của phép thử, đủ dài để dùng"


TIMES = ("made_at", "identity", "claimed_at", "settled_at")
"""What the machine's own clock has written."""
Whole = tuple[Rows, dict[str, bytes]]


@pytest.fixture(autouse=True, scope="module")
def one_key() -> Iterator[None]:
    """Sign the links of all homes with one key, so that the same letter has the same bytes."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DONDOC_LINK_KEY", KEY)
        yield


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """Give the rows and letters of a round in which nothing fails."""
    with small_office(tmp_path_factory.mktemp("whole"), ADOPTED) as office:
        round_on(office, ADOPTED)
        return rows(office, without=TIMES), files(office)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenHome]:
    with small_office(tmp_path, ADOPTED) as opened:
        yield opened


@pytest.mark.parametrize("done", range(len(STEPS) + 1))
def test_a_round_killed_between_two_steps_is_finished_by_the_next_with_nothing_lost_or_twice(
    office: OpenHome, whole: Whole, done: int
) -> None:
    current = begin_round(office, morning(ADOPTED))
    for step in STEPS[:done]:
        step.do(current)
    round_on(office, ADOPTED)
    assert (rows(office, without=TIMES), files(office)) == whole


@contextmanager
def failing(step: Step[Round], error: Exception) -> Iterator[None]:
    """Let a step raise an error instead of doing anything."""

    def die(_current: Round) -> None:
        raise error

    whole = step.do
    object.__setattr__(step, "do", die)
    try:
        yield
    finally:
        object.__setattr__(step, "do", whole)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_a_step_that_fails_is_told_and_the_next_round_ends_where_a_whole_one_would(
    office: OpenHome, whole: Whole, step: Step[Round]
) -> None:
    with failing(step, RuntimeError("the machine is on fire")):
        outcome = round_on(office, ADOPTED)
    sentence = f"Chưa {step.name} được: chương trình gặp lỗi RuntimeError."
    assert sentence in outcome.sentences
    assert step.name in outcome.title.partition("; chưa làm được: ")[2].split(", ")
    assert outcome.state == NOT_DONE
    assert "the machine is on fire" in office.home.faults_file.read_text(encoding="utf-8")
    with office.database.read() as session:
        last = last_run(session)
    assert last is not None
    assert sentence in failures_of(last)
    assert round_on(office, ADOPTED).is_whole
    assert (rows(office, without=TIMES), files(office)) == whole


NEEDED_BY_LETTERS = {daily_round.PREPARE, daily_round.TAKE_ON, daily_round.HAND_OVER, daily_round.OPEN}


@pytest.mark.parametrize("step", [one for one in STEPS if one not in NEEDED_BY_LETTERS], ids=lambda step: step.name)
def test_letters_go_out_whatever_else_fails(office: OpenHome, step: Step[Round]) -> None:
    with failing(step, IsADirectoryError(21, "Is a directory", "/evidence/ab/@eaDir")):
        outcome = round_on(office, ADOPTED)
    assert len(files(office)) == (0 if step in (daily_round.WRITE, daily_round.SEND) else 3)
    why = "/evidence/ab/@eaDir: đây là một thư mục, không phải tệp"
    assert f"Chưa {step.name} được: {why}." in outcome.sentences


def test_a_step_that_needs_another_is_left_out_with_it_and_says_so(office: OpenHome) -> None:
    with failing(daily_round.HAND_OVER, ValueError("x")):
        outcome = round_on(office, ADOPTED)
    assert [failure.what for failure in outcome.failures] == [
        "bàn giao phiếu báo cáo",
        "mở phiếu báo cáo",
        "bàn giao phiếu báo cáo mở muộn",
        "soạn thư nhắc và đôn đốc",
    ]
    assert "Chưa mở phiếu báo cáo, vì phải bàn giao phiếu báo cáo trước." in outcome.sentences
    assert outcome.title == (
        "Đôn đốc ngày 15/5/2023: 0 nhắc, 0 quá hạn; chưa làm được: bàn giao phiếu báo cáo, mở phiếu báo cáo, "
        "bàn giao phiếu báo cáo mở muộn, soạn thư nhắc và đôn đốc"
    )


def test_every_step_stands_after_what_it_needs_and_letters_before_housekeeping() -> None:
    done: set[Step[Round]] = set()
    for step in STEPS:
        assert done.issuperset(step.needs), step.name
        done.add(step)
    assert STEPS[-2:] == (daily_round.FORGET, daily_round.TIDY)
