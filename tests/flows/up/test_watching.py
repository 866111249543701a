"""What `up` notices of processes that live: that one hangs, and that Prefect's database is gone, replaced or damaged."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from flows.up import watching
from flows.up.prefect_api import NoAnswerError, PrefectApi
from flows.up.prefect_settings import own_database
from flows.up.watching import BROKEN_NOW, REPLACED, Watch, begin_anew_where_damaged
from models.settings import Home, open_home

pytestmark = pytest.mark.real
GARBAGE = b"kh\xc3\xb4ng ph\xe1\xba\xa3i" * 900


class Server(PrefectApi):
    """Prefect's server as the watch asks it: whether it answers, and how it says the runner fares."""

    answers, runner = True, "READY"

    def ask(self, path: str, *_rest: object, **_more: object) -> Any:  # noqa: ANN401  as it is
        if not self.answers:
            raise NoAnswerError(path)
        return 0

    def find_deployment(self, flow: str, deployment: str) -> dict[str, Any] | None:
        return {"status": self.runner} if flow == deployment else None


class Clock:
    """The seconds that a test lets pass."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(watching, "time", clock)
    return clock


@contextmanager
def pages(status: int = 200) -> Iterator[int]:
    """Serve answer pages that say one thing, and give their port."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    served = HTTPServer(("127.0.0.1", 0), Page)
    Thread(target=served.serve_forever, daemon=True).start()
    try:
        yield served.server_address[1]
    finally:
        served.shutdown()
        served.server_close()


def home_of(folder: Path, web_port: int = 9) -> Home:
    """Return a home in which Prefect has a sound database."""
    home = open_home(folder, {"web_port": web_port}, starts=True)
    file = own_database(home)
    assert file is not None
    file.parent.mkdir(exist_ok=True)
    with closing(sqlite3.connect(file)) as made:
        made.execute("CREATE TABLE alembic_version (version_num)")
    return home


def look(watch: Watch, clock: Clock, seconds: float = 11) -> list[tuple[str, str]]:
    clock.now += seconds
    return list(watch.unwell())


def test_where_all_answer_nothing_is_started_again(tmp_path: Path, clock: Clock) -> None:
    with pages(status=503) as port:  # what the pages say of the data is not whether they live
        watch = Watch(home_of(tmp_path, port), Server("http://127.0.0.1:9"))
        assert [look(watch, clock) for _ in range(40)] == [[]] * 40


def test_what_hangs_is_started_again_after_minutes_and_not_for_being_slow_once(tmp_path: Path, clock: Clock) -> None:
    with pages() as port:
        server = Server("http://127.0.0.1:9")
        watch = Watch(home_of(tmp_path, port), server)
        server.runner = "NOT_READY"
        assert [look(watch, clock, 60) for _ in range(4)] == [[]] * 4
        assert look(watch, clock) == [("runner", "không phản hồi đã 3 phút; đang khởi động lại")]
        watch.forget("runner")
        assert look(watch, clock, 60) == []
        server.runner, server.answers = "READY", False
        assert [look(watch, clock, 60) for _ in range(4)] == [[]] * 4
        server.answers = True
        assert look(watch, clock, 60) == []
        server.answers = False
        assert [look(watch, clock, 60) for _ in range(4)] == [[]] * 4
        assert [name for name, _ in look(watch, clock)] == ["server"]


def test_pages_that_nobody_serves_are_started_again(tmp_path: Path, clock: Clock) -> None:
    watch = Watch(home_of(tmp_path), Server("http://127.0.0.1:9"))
    assert [look(watch, clock, 60) for _ in range(4)] == [[]] * 4
    assert [name for name, _ in look(watch, clock)] == ["web"]


def test_a_file_that_is_lost_or_replaced_under_a_server_that_answers_is_noticed_at_once(
    tmp_path: Path, clock: Clock
) -> None:
    with pages() as port:
        home = home_of(tmp_path, port)
        file = own_database(home)
        assert file is not None
        watch = Watch(home, Server("http://127.0.0.1:9"))
        assert look(watch, clock) == []
        kept = file.rename(file.with_name("kept"))
        assert look(watch, clock) == [("server", REPLACED)]
        watch.forget("server")
        assert look(watch, clock) == []
        file.write_bytes(kept.read_bytes())
        assert look(watch, clock) == []  # Prefect has made it since


@pytest.mark.parametrize("answers", [True, False], ids=["answers from what it remembers", "does not answer"])
@pytest.mark.parametrize("spoilt", [GARBAGE, b"cut"], ids=["garbage", "cut"])
def test_a_file_that_is_spoilt_under_a_server_is_noticed(
    tmp_path: Path, clock: Clock, spoilt: bytes, *, answers: bool
) -> None:
    with pages() as port:
        home, server = home_of(tmp_path, port), Server("http://127.0.0.1:9")
        file = own_database(home)
        assert file is not None
        watch = Watch(home, server)
        assert look(watch, clock) == []
        file.write_bytes(file.read_bytes()[:4096] if spoilt == b"cut" else spoilt)
        server.answers = answers
        noticed = [one for _ in range(2) for one in look(watch, clock)]
        assert noticed[-1] == ("server", BROKEN_NOW)


def test_prefect_begins_anew_where_its_file_is_damaged_or_lost_and_says_so(tmp_path: Path) -> None:
    home = home_of(tmp_path)
    file = own_database(home)
    assert file is not None
    assert begin_anew_where_damaged(home) == ""
    file.write_bytes(GARBAGE)
    told = begin_anew_where_damaged(home)
    (aside,) = file.parent.glob("de-rieng-*")
    assert told.startswith(f"Cơ sở dữ liệu của Prefect bị hỏng nên đã để riêng ở {aside}, và Prefect lập tệp mới.")
    assert (aside / file.name).read_bytes() == GARBAGE
    assert begin_anew_where_damaged(home).startswith(f"Không còn tệp cơ sở dữ liệu của Prefect ({file})")


def test_a_database_that_the_office_keeps_elsewhere_is_its_own_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = home_of(tmp_path)
    file = own_database(home)
    assert file is not None
    file.write_bytes(GARBAGE)
    monkeypatch.setenv("PREFECT_SERVER_DATABASE_CONNECTION_URL", "postgresql+asyncpg://127.0.0.1/prefect")
    assert begin_anew_where_damaged(home) == ""
    assert file.read_bytes() == GARBAGE
