"""The trail in pages: acts and views in one order of time, however long the log, and never the whole of it in memory."""

import json
import tracemalloc
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from models.audit.acts import Done, Person, record_act
from models.audit.trail import Asked, count_trail, trail_between, trail_page
from models.audit.views import View, append_view
from models.clock import moment_on
from models.database import Database
from models.settings import Home, open_home

DAY = date(2026, 11, 27)
MORNING = moment_on(DAY, datetime.min.time()) + timedelta(hours=8)
HERE = Asked(DAY - timedelta(days=91), DAY, "bac-giang", "bac-giang")
MOST_BYTES = 4_000_000
"""What a page may take of memory, where the log of the span is 6 MB and would be 40 MB as values."""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return open_home(tmp_path)


def seen(minutes: int, recipient: str = "so-y-te") -> View:
    return View(MORNING + timedelta(minutes=minutes), recipient, "answer", f"page {minutes}", "0123")


def test_pages_tell_acts_and_views_the_newest_first_each_once_and_another_provinces_not(
    home: Home, database: Database
) -> None:
    for minutes in range(0, 40, 2):
        append_view(home, seen(minutes, "lao-cai:so-y-te" if minutes % 8 == 0 else "so-y-te"))
    with database.write() as session:
        for minutes in range(1, 40, 2):
            done = Done(f"act {minutes}", ("bac-giang", "lao-cai", "")[minutes % 3], "so-y-te")
            record_act(session, done, Person("A B", "", "page"), MORNING + timedelta(minutes=minutes))
    with database.read() as session:
        count, lookers = count_trail(session, home, HERE)
        pages = [one for start in range(0, 40, 7) for one in trail_page(session, home, HERE, start, 7)]
        forth = list(trail_between(session, home, HERE))
        other = Asked(HERE.first, HERE.last, "bac-giang", "lao-cai", views_only=True)
        assert [one.item for one in trail_page(session, home, other, 0, 2)] == ["page 32", "page 24"]
    assert len(pages) == count == 15 + 13
    assert [one.at for one in pages] == sorted((one.at for one in pages), reverse=True)
    assert pages == forth[::-1]
    assert [(one.agency, looked) for one, looked in lookers] == [("so-y-te", 15)]


def test_acts_of_one_moment_are_each_told_once_though_few_are_read_at_once(
    home: Home, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.audit.trail._READ_AT_ONCE", 2)
    with database.write() as session:
        for number in range(7):
            record_act(session, Done(f"act {number}", "bac-giang", "so-y-te"), Person("A B", "", "page"), MORNING)
    with database.read() as session:
        forth = [one.kind for one in trail_between(session, home, HERE)]
        back = [one.kind for one in trail_page(session, home, HERE, 0, 9)]
    assert forth == back[::-1] == [f"act {number}" for number in range(7)]


@pytest.mark.parametrize("database_setting", ["sqlite"], indirect=True)  # the log is a folder of files
def test_a_page_of_a_long_log_takes_little_memory_from_either_end(home: Home, database: Database) -> None:
    lines, said = [], asdict(seen(0))
    for number in range(30_000):
        at = MORNING - timedelta(days=90) + timedelta(minutes=4 * number)
        lines.append((f"{at:%Y-%m}", json.dumps(said | {"at": at.isoformat(), "what": f"page {number}"})))
    (home.path / "views").mkdir()
    for month in sorted({month for month, _ in lines}):
        text = "\n".join(line for of, line in lines if of == month)
        (home.path / "views" / f"{month}.jsonl").write_text(f"{text}\n", encoding="utf-8")
    del lines
    with database.read() as session:
        tracemalloc.start()
        count, _ = count_trail(session, home, HERE)
        ends = [trail_page(session, home, HERE, start, 25) for start in (0, count - 25)]
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert [len(one) for one in ends] == [25, 25]
    assert most < MOST_BYTES
