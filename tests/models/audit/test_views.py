"""The log of views: what is kept of a page that was opened, and how it is read back."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from models.audit import views
from models.audit.views import View, ViewsFullError, append_view, forget_views, views_between
from models.clock import moment_on
from models.settings import Home, open_home
from tests.homes.event_plan import at

LINK = "0123456789ab"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return open_home(tmp_path)


def view(moment: datetime, what: str = "page", recipient: str = "so-y-te") -> View:
    return View(moment, recipient, "answer", what, LINK)


def test_a_view_is_one_line_in_the_file_of_its_month_for_its_owner_alone(home: Home) -> None:
    append_view(home, view(at("5/6/2023 08:15")))
    file = home.path / "views" / "2023-06.jsonl"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] == [
        {
            "at": "2023-06-05T08:15:00+07:00",
            "recipient": "so-y-te",
            "purpose": "answer",
            "what": "page",
            "link": LINK,
            "by_person": False,
            "access": "",
            "grant": 0,
        }
    ]


def test_the_month_and_the_day_are_those_of_vietnam(home: Home) -> None:
    late = view(datetime(2023, 6, 30, 17, 30, tzinfo=UTC))
    append_view(home, late)
    assert [file.name for file in (home.path / "views").iterdir()] == ["2023-07.jsonl"]
    assert list(views_between(home, date(2023, 6, 1), date(2023, 6, 30))) == []
    assert list(views_between(home, date(2023, 7, 1), date(2023, 7, 1))) == [late]


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2023, 5, 31), date(2023, 6, 1), ["a", "b"]),
        (date(2023, 6, 1), date(2023, 6, 1), ["b"]),
        (date(2022, 1, 1), date(2024, 1, 1), ["a", "b", "c", "d"]),
        (date(2023, 6, 2), date(2023, 6, 30), ["c"]),
        (date(2023, 8, 1), date(2023, 8, 31), []),
        (date(2023, 7, 1), date(2023, 6, 1), []),
    ],
)
def test_a_span_of_days_is_read_with_both_its_ends(home: Home, first: date, last: date, expected: list[str]) -> None:
    for what, moment in (
        ("d", "1/7/2023 00:00"),
        ("b", "1/6/2023 23:59"),
        ("a", "31/5/2023 10:00"),
        ("c", "2/6/2023 00:00"),
    ):
        append_view(home, view(at(moment), what))
    assert [one.what for one in views_between(home, first, last)] == expected


def test_a_home_that_nobody_has_looked_at_has_no_views(home: Home) -> None:
    assert list(views_between(home, date(2023, 1, 1), date(2023, 12, 31))) == []


def test_a_line_that_was_not_finished_or_is_none_of_ours_is_passed_over(home: Home) -> None:
    append_view(home, view(at("5/6/2023 08:15"), "before"))
    file = home.path / "views" / "2023-06.jsonl"
    with file.open("ab") as opened:
        opened.write(b'{"at": "2023-06-05T08:\n[1, 2]\nnull\n\xff\xfe\n{}\n')
        opened.write(b'{"at": "2023-06-05T08:16:00", "recipient": "x", "purpose": "", "what": "", "link": ""}\n')
        opened.write(b'{"at": "2023-06-05T08:16:00+07:00", "recipient": 7, "purpose": "", "what": "", "link": ""}\n')
    append_view(home, view(at("5/6/2023 08:17"), "sau"))
    assert [one.what for one in views_between(home, date(2023, 6, 5), date(2023, 6, 5))] == ["before", "sau"]


def test_many_who_look_at_once_leave_whole_lines(home: Home) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: append_view(home, view(at("5/6/2023 08:15"), f"file {n}" * 40)), range(400)))
    assert len({one.what for one in views_between(home, date(2023, 6, 5), date(2023, 6, 5))}) == 400


def test_a_log_that_was_replaced_by_a_link_to_elsewhere_is_not_followed(home: Home, tmp_path: Path) -> None:
    (home.path / "views").mkdir()
    (home.path / "views" / "2023-06.jsonl").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic"):
        append_view(home, view(moment_on(date(2023, 6, 5), datetime.min.time())))
    assert not (tmp_path / "elsewhere").exists()


def test_months_older_than_the_office_keeps_are_deleted_and_no_other(home: Home) -> None:
    for moment in ("5/5/2021 08:00", "30/6/2021 23:00", "1/7/2021 00:10", "5/6/2023 08:15"):
        append_view(home, view(at(moment)))
    (home.path / "views" / "ghi-chu.txt").write_text("của Văn phòng", encoding="utf-8")
    assert forget_views(home, date(2023, 6, 5), 24) == 1
    assert sorted(file.name for file in (home.path / "views").iterdir()) == [
        "2021-06.jsonl",
        "2021-07.jsonl",
        "2023-06.jsonl",
        "ghi-chu.txt",
    ]
    assert forget_views(home, date(2023, 6, 5), 24) == 0
    assert forget_views(home, date(2024, 1, 1), 6) == 3


def test_a_months_file_takes_no_more_once_it_is_full(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    append_view(home, view(at("5/6/2023 08:15")))
    monkeypatch.setattr(views, "MOST_OF_A_MONTH", 100)
    with pytest.raises(ViewsFullError):
        append_view(home, view(at("5/6/2023 08:16")))
    append_view(home, view(at("1/7/2023 08:16")))
    assert len(list(views_between(home, date(2023, 6, 1), date(2023, 7, 1)))) == 2
