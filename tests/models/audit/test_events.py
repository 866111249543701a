"""Events: a line of JSON each, in files that stay bounded by days and by room, whoever writes at once."""

import json
import threading
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from models.audit.events import log_folder, note_event
from models.clock import Clock
from models.settings import Home, open_home

NOON = datetime(2026, 11, 27, 12, tzinfo=Clock().now().tzinfo)


class At(Clock):
    """A clock that a test moves."""

    moment = NOON

    def now(self) -> datetime:
        return self.moment


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return open_home(tmp_path / "home")


def told(home: Home) -> list[dict[str, Any]]:
    return [
        json.loads(line)
        for file in sorted(log_folder(home).glob("events-*"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]


def setting(home: Home, **values: object) -> Home:
    return replace(home, settings=home.settings.model_copy(update=values))


def test_an_event_is_one_line_with_its_time_and_facts_for_this_account_alone(home: Home) -> None:
    note_event(home, "round", "ended", At(), sent=3, whole=True, what="gửi thư\nhai dòng", left_out=None)
    (line,) = told(home)
    assert line.pop("pid") > 0
    assert line == {
        "at": "2026-11-27T12:00:00.000+07:00",
        "part": "round",
        "event": "ended",
        "sent": 3,
        "whole": True,
        "what": "gửi thư\nhai dòng",
    }
    (file,) = (home.path / "logs").iterdir()
    assert file.name == "events-2026-11-27.jsonl"
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(file.read_text(encoding="utf-8").splitlines()) == 1


def test_many_who_write_at_once_leave_whole_lines(home: Home) -> None:
    def write(who: int) -> None:
        for number in range(200):
            note_event(home, "web", "request", page=f"{who}-{number}" * 10)

    writers = [threading.Thread(target=write, args=(who,)) for who in range(4)]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    assert len({line["page"] for line in told(home)}) == 800


def test_events_of_days_that_are_not_kept_any_more_are_deleted_and_nothing_else(home: Home) -> None:
    kept, clock = setting(home, log_days=3), At()
    for day in range(6):
        clock.moment = NOON + timedelta(days=day)
        note_event(kept, "up", "started", clock)
    (log_folder(kept) / "web.log").touch()
    clock.moment += timedelta(days=1)
    note_event(kept, "up", "started", clock)
    assert sorted(file.name for file in log_folder(kept).iterdir()) == [
        *("events-2026-12-01.jsonl", "events-2026-12-02.jsonl", "events-2026-12-03.jsonl", "web.log")
    ]


def test_a_flood_of_requests_takes_no_more_room_than_was_set(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    small = setting(home, log_megabytes=1)
    monkeypatch.setattr("models.audit.events._FILES", 1_000)  # a thousand bytes a file
    for number in range(60):
        note_event(small, "web", "request", At(), page="x" * 150, status=number)
    files = sorted(log_folder(small).iterdir(), key=lambda file: file.stat().st_mtime_ns)
    assert len(files) > 10
    assert max(file.stat().st_size for file in files) < 1_300
    monkeypatch.setattr("models.audit.events._FILES", 10)
    tight = setting(home, log_megabytes=0.01)  # ten thousand bytes, of which a tenth is the newest file's
    note_event(tight, "web", "request", At(), page="x" * 150, status=60)
    for number in range(61, 120):
        note_event(tight, "web", "request", At(), page="x" * 150, status=number)
    assert sum(file.stat().st_size for file in log_folder(tight).iterdir()) < 11_000
    left = sorted(line["status"] for line in told(tight))
    assert left == list(range(left[0], 120))  # the oldest went, and none between
    assert left[0] > 60


def test_an_event_that_cannot_be_written_costs_nothing(home: Home, tmp_path: Path) -> None:
    away = setting(home, log_folder=tmp_path / "away")
    note_event(away, "up", "started")
    assert not (tmp_path / "away").exists()
    (home.path / "logs").write_text("")
    note_event(home, "up", "started")


def test_a_folder_of_the_offices_own_is_written_to(home: Home, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    note_event(setting(home, log_folder=tmp_path / "own"), "up", "started", At())
    assert [file.name for file in (tmp_path / "own").iterdir()] == ["events-2026-11-27.jsonl"]
