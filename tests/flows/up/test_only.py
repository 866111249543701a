"""Some parts on one of several machines: what must be set, what a machine keeps apart, and where it does nothing."""

import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cli.__main__ import main
from flows.acts.open_home import OpenHome, open_office
from flows.names import DAILY_ROUND
from flows.up.many.lost_runs import (
    GONE,
    WORKER_LABEL,
    ended_runs,
    give_up_ended,
    give_up_lost,
    give_up_own,
    give_up_unclaimed,
)
from flows.up.many.only import run_only
from flows.up.many.stations import RUNNER, SERVER, WEB, machine_name, station_of
from flows.up.prefect_api import PrefectApi
from flows.up.prefect_settings import HOME_MARKER, api_url, ui_url
from flows.up.process_tree import ProcessTree
from flows.up.start import run_up
from flows.up.ui_password import make_program_key, program_key
from models.audit.acts import DONDOC
from models.audit.events import note_event
from models.audit.share_mark import guard_mark, put_mark
from models.audit.views import View, append_view, forget_views, views_between
from models.database import Database
from models.kept_addresses import machines_now
from models.settings import SettingsError, open_home
from tests.homes.pages.serving import find_port

AWAY = "postgresql://an@127.0.0.1:1/dondoc?connect_timeout=2"
SHARED = {"database_url": AWAY, "work_pool": "dondoc", "prefect_url": "http://10.1.2.3:4200", "prefect_key": "k" * 20}


@pytest.mark.parametrize(
    ("parts", "missing", "sentence"),
    [
        ((WEB,), "database_url", "cơ sở dữ liệu phải là PostgreSQL: hãy chuyển bằng dondoc move"),
        ((RUNNER,), "work_pool", 'Chưa đặt work_pool trong dondoc.toml, như work_pool = "dondoc"'),
        ((RUNNER, WEB), "prefect_url", "Chưa đặt prefect_url trong dondoc.toml"),
        ((RUNNER,), "prefect_key", "Chưa đặt DONDOC_PREFECT_KEY"),
        ((SERVER,), "", "hãy đặt PREFECT_SERVER_DATABASE_CONNECTION_URL"),
    ],
)
def test_what_a_machine_lacks_is_told_before_anything_is_started(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], parts: tuple[str, ...], missing: str, sentence: str
) -> None:
    given = {name: value for name, value in SHARED.items() if name != missing}
    assert run_only(tmp_path, given, parts) == 2
    assert sentence in capsys.readouterr().err
    assert not (tmp_path / "machines").exists()


@pytest.mark.postgres
@pytest.mark.real
def test_where_the_share_is_not_there_a_machine_begins_no_second_life(
    own_postgres_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = SHARED | {"database_url": own_postgres_url}
    with open_office(tmp_path / "share", given, date(2023, 6, 5)):
        pass
    (tmp_path / "empty").mkdir()
    assert run_only(tmp_path / "empty", given, (WEB, RUNNER)) == 2
    assert "ổ mạng chưa gắn, hoặc --home sai. Chưa làm gì" in capsys.readouterr().err
    assert not (tmp_path / "empty" / "home.id").exists()


def test_a_deploy_that_dies_between_the_folder_and_the_trail_leaves_a_home_that_is_still_known(tmp_path: Path) -> None:
    class Killed(BaseException): ...

    def deployed(office: OpenHome, *, dies: bool = False) -> None:
        with suppress(Killed), office.database.write_alone() as session:
            put_mark(session, office.home, ("bac-giang", "van-phong-ubnd-tinh"), office.clock.now(), by=DONDOC)
            if dies:
                raise Killed

    with open_office(tmp_path / "share", on=date(2023, 6, 5)) as office:
        deployed(office)
        shutil.copytree(office.home.path, tmp_path / "copy")
        for _ in range(2):
            deployed(office, dies=True)
            guard_mark(office.home, office.database)
        for _ in range(2):
            deployed(office)
            guard_mark(office.home, office.database)
        with pytest.raises(SettingsError, match="là bản sao cũ"):
            guard_mark(open_home(tmp_path / "copy"), office.database)


def test_a_newer_program_in_an_older_copy_leaves_the_tables_of_all_machines_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    share = tmp_path / "share"
    with open_office(share, on=date(2023, 6, 5)) as office, office.database.write_alone() as session:
        put_mark(session, office.home, ("bac-giang", "van-phong-ubnd-tinh"), office.clock.now(), by=DONDOC)
    (share / "machines" / ".mark").write_text("x\n", encoding="ascii")  # what lies below is of before the last deploy
    monkeypatch.setenv("DONDOC_WORK_POOL", "dondoc")
    monkeypatch.setenv("DONDOC_PREFECT_KEY", "k" * 20)
    monkeypatch.setattr(Database, "older_version", lambda _database: "0031")
    monkeypatch.setattr(Database, "migrate", lambda *_given: pytest.fail("the tables were changed"))
    for command in ("deploy", "status"):
        assert main([command, "--home", str(share)]) == 2
        assert "là bản sao cũ" in capsys.readouterr().err
    assert not (share / "backups").exists()


@pytest.mark.postgres
@pytest.mark.real
def test_an_older_copy_below_the_place_of_the_share_is_told_from_it_by_every_door(
    own_postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = SHARED | {"database_url": own_postgres_url}
    share, copy = tmp_path / "share", tmp_path / "copy"
    for name, value in given.items():
        monkeypatch.setenv(f"DONDOC_{name.upper()}", value)
    with open_office(share, on=date(2023, 6, 5)) as office:
        shutil.copytree(share, copy)
        with office.database.write_alone() as session:
            put_mark(session, office.home, ("bac-giang", "van-phong-ubnd-tinh"), office.clock.now(), by=DONDOC)
    doors: tuple[Callable[[], int], ...] = (
        lambda: run_only(copy, {}, (WEB, RUNNER)),
        lambda: run_up(copy, {"port": find_port(), "web_port": find_port()}, None),
        lambda: main(["deploy", "--home", str(copy)]),
    )
    for start in doors:
        assert start() == 2
        assert f"Thư mục {copy} là bản sao cũ" in capsys.readouterr().err
    assert main(["doctor", "--home", str(copy)]) == 1
    assert f"Thư mục {copy} là bản sao cũ" in capsys.readouterr().out
    main(["doctor", "--home", str(share)])
    assert "bản sao cũ" not in capsys.readouterr().out
    assert main(["audit", "--home", str(share)]) == 0
    assert "đặt việc theo lịch vào nhóm máy" in capsys.readouterr().out


def test_words_that_name_no_part_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = ["--home", str(tmp_path)]
    (tmp_path / "home.id").write_text("x\n", encoding="utf-8")
    assert main(["up", "--only", "web,runner", *home]) == 2
    assert capsys.readouterr().err == "--only: không có phần «runner»; hãy chọn trong server, web, worker.\n"
    assert main(["up", "--only", "web", "--on", "2023-06-05", *home]) == 2
    assert "--only không đi cùng --on" in capsys.readouterr().err


def test_two_machines_keep_apart_what_is_their_own_and_share_the_rest(tmp_path: Path) -> None:
    trees = {}
    for name in ("may-1", "may-2"):
        home = open_home(tmp_path, SHARED | {"machine": name})
        trees[name] = ProcessTree(home, {"machine": name}, print, station_of(home, (WEB, RUNNER)))
    for name, tree in trees.items():
        assert list(tree.children) == [WEB, RUNNER]
        for child in tree.children.values():
            own = tmp_path / "machines" / name
            assert child.log.parent == own / "logs"
            assert (child.env[HOME_MARKER], child.env["TMPDIR"]) == (str(own), str(own / "tmp"))
            assert (child.env["DONDOC_HOME"], child.env["DONDOC_MACHINE"]) == (str(tmp_path), name)
    assert trees["may-1"].children[RUNNER].module == "flows.runs.pool.work"
    assert trees["may-1"].children[RUNNER].env["PREFECT_API_URL"] == "http://10.1.2.3:4200/api"
    assert "10.1.2.3" in trees["may-1"].children[RUNNER].env["NO_PROXY"]


def test_up_of_everything_is_a_worker_too_where_there_is_a_pool_and_deploys_first(tmp_path: Path) -> None:
    runner = ProcessTree(open_home(tmp_path, {"work_pool": "dondoc"}), {}, print).children[RUNNER]
    assert (runner.module, runner.args) == ("flows.runs.pool.work", ("--deploy",))
    assert ProcessTree(open_home(tmp_path), {}, print).children[RUNNER].module == "flows.runs.serve"


def test_the_key_that_other_machines_have_is_kept(tmp_path: Path) -> None:
    pooled = open_home(tmp_path, {"work_pool": "dondoc"})
    make_program_key(pooled)
    first = program_key(pooled)
    make_program_key(pooled)
    assert program_key(pooled) == first
    make_program_key(open_home(tmp_path))
    assert program_key(pooled) != first
    assert program_key(open_home(tmp_path, SHARED)) == "k" * 20


def test_the_shared_server_is_where_runs_are_asked_for_and_its_ui_where_links_lead(tmp_path: Path) -> None:
    home = open_home(tmp_path, {"prefect_url": "http://10.1.2.3:4200/api/"})
    assert (api_url(home), ui_url(home)) == ("http://10.1.2.3:4200/api", "http://10.1.2.3:4200/v2")


def test_a_machine_without_a_name_has_the_systems(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: "Web_01.tinh.gov.vn")
    assert machine_name(open_home(tmp_path)) == "web-01-tinh-gov-vn"
    assert machine_name(open_home(tmp_path, {"machine": "may-2"})) == "may-2"


def test_each_machine_writes_views_and_events_into_files_of_its_own_and_all_are_read(tmp_path: Path) -> None:
    at, names = datetime(2023, 6, 5, 8, tzinfo=UTC), ("", "may-1", "may-2")
    for hour, name in enumerate((*names, *names)):
        home = open_home(tmp_path, {"machine": name})
        append_view(home, View(at + timedelta(hours=hour), f"{hour}", "answer", "page", "abc"))
        note_event(home, "web", "asked")
    assert sorted(file.name for file in (tmp_path / "views").iterdir()) == [
        "2023-06.jsonl",
        "2023-06.may-1.jsonl",
        "2023-06.may-2.jsonl",
    ]
    month = (open_home(tmp_path), date(2023, 6, 1), date(2023, 6, 30))
    assert "".join(view.recipient for view in views_between(*month)) == "012345"
    assert "".join(view.recipient for view in views_between(*month, newest_first=True)) == "543210"
    for folder in (tmp_path, *(tmp_path / "machines" / name for name in ("may-1", "may-2"))):
        assert len(list((folder / "logs").glob("events-*.jsonl"))) == 1
    assert forget_views(open_home(tmp_path), date(2023, 9, 1), 2) == 3
    assert machines_now(tmp_path) == []


class Server(PrefectApi):
    """Prefect's server as far as runs go: what it has, and what becomes of it."""

    def __init__(self, runs: list[dict[str, Any]], workers: dict[str, str]) -> None:
        super().__init__("")
        self.runs, self.workers = runs, workers
        self.asked: list[str] = []
        self.rounds_are_off = False

    def ask(self, path: str, *_given: object, **_named: object) -> Any:  # noqa: ANN401  JSON
        if path.startswith("/task_runs/"):
            return {"flow_run_id": path.rpartition("/")[2]}
        return [{"name": name, "status": status} for name, status in self.workers.items()]

    def find_runs(self, _flows: tuple[str, ...], _states: tuple[str, ...]) -> list[dict[str, Any]]:
        return [run for run in self.runs if "message" not in run]

    def read_run(self, run_id: str) -> dict[str, Any]:
        return next(run for run in self.runs if run["id"] == run_id)

    def force_state(self, run_id: str, kind: str, message: str) -> None:
        assert kind == "CRASHED"
        self.read_run(run_id)["message"] = message

    def find_deployment(self, flow: str, deployment: str) -> dict[str, Any]:
        assert flow == deployment == DAILY_ROUND
        return {"id": "round", "paused": self.rounds_are_off}

    def request_run(self, deployment_id: str, name: str, key: str = "") -> str:
        assert name.startswith(DAILY_ROUND)
        self.asked.append(f"{deployment_id} {key}")
        return "new"


@pytest.fixture
def server() -> Server:
    since = datetime(2023, 6, 5, 8, tzinfo=UTC).isoformat()

    def run(name: str, worker: str = "", parent: str = "") -> dict[str, Any]:
        labels = {WORKER_LABEL: worker} if worker else {}
        told = {"id": name, "labels": labels, "parent_task_run_id": parent or None, "state": {"timestamp": since}}
        return told | {"state_type": "RUNNING", "infrastructure_pid": str(ord(name)) if worker else None}

    runs = [run("a", "may-1"), run("b", "may-2"), run("c", parent="b"), run("d", "may-9"), run("e")]
    return Server(runs, {"may-1": "ONLINE", "may-2": "OFFLINE"})


def test_the_runs_of_a_machine_that_is_gone_are_given_up_once_and_one_round_takes_their_place(server: Server) -> None:
    assert [give_up_lost(server, "dondoc") for _ in range(2)] == [3, 0]
    assert {run["id"]: run.get("message") for run in server.runs} == {
        "a": None,
        "b": GONE,
        "c": GONE,
        "d": GONE,
        "e": None,
    }
    assert server.asked == ["round thay-b"]


def test_where_the_office_has_switched_rounds_off_none_takes_the_place_of_what_is_given_up(server: Server) -> None:
    server.rounds_are_off = True
    assert give_up_lost(server, "dondoc") == 3
    assert server.asked == []


def test_a_worker_that_starts_gives_up_what_it_was_doing_before_and_what_nobody_took_is_given_up_when_old(
    server: Server,
) -> None:
    assert give_up_own(server, "may-1") == 1
    assert give_up_unclaimed(server, datetime(2023, 6, 5, 8, 4, tzinfo=UTC)) == 0
    assert give_up_unclaimed(server, datetime(2023, 6, 5, 8, tzinfo=UTC) + timedelta(minutes=6)) == 1
    assert [run["id"] for run in server.runs if "message" not in run] == ["b", "c", "d"]


def test_a_run_whose_process_ended_while_the_server_heard_nothing_is_given_up_with_what_it_called(
    server: Server,
) -> None:
    assert ended_runs(server, "may-2", lambda number: number == ord("b")) == set()
    ended = ended_runs(server, "may-2", lambda _number: False)
    assert ended == {"b", "c"}
    assert give_up_ended(server, sorted(ended)) == 2
    assert [run["id"] for run in server.runs if "message" not in run] == ["a", "d", "e"]
    assert give_up_ended(server, []) == 0
