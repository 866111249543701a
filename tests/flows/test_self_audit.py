"""The self-audit: silent on a home that is whole, and naming each fault that was planted into one."""

import json
import socket
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from sqlalchemy import text

from cli.__main__ import main
from flows.acts.doctor.self_audit import audit, audit_home
from flows.acts.open_home import OpenHome, open_office
from flows.audited_round import run_audited_round
from models.audit.events import log_folder
from models.rounds.clock_check import ClockRefusedError
from models.rounds.runs import failures_of, last_run
from notifications.channels.heartbeat import give_sign
from tests.homes.databases.broken import FILE, settle
from tests.homes.offices import answer_all, go_live, go_to, morning, real_office, round_on, small_office

JUNE = date(2023, 6, 15)
"""The last day in time of the first period is 14/6; the rung after one working day falls on 15/6."""


@pytest.fixture(scope="module")
def late_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenHome]:
    """A home whose three agencies were silent until after the rung of the office, a week and a half late."""
    with small_office(tmp_path_factory.mktemp("late"), date(2023, 5, 15)) as office:
        for day in range(45):
            round_on(office, date(2023, 5, 15) + timedelta(days=day))
        yield office


def found_in(office: OpenHome) -> list[str]:
    return [finding.sentence for finding in audit_home(office)]


def test_a_home_that_was_followed_day_by_day_is_whole(late_home: OpenHome) -> None:
    assert found_in(late_home) == []


FAULTS = {
    "DELETE FROM notice WHERE purpose = 'escalation' AND rung = 3 AND check_in_id = 1": (
        "1 phiếu báo cáo quá hạn chưa có thông báo của một nấc đã tới: ke-hoach-thu I.1"
    ),
    "UPDATE notice SET letter_id = NULL; DELETE FROM letter WHERE written_on > '2023-06-08'": (
        "cơ quan quá hạn không nhận được thư nào trong hơn một tuần"
    ),
    "DELETE FROM check_in_event WHERE check_in_id = 2": "1 phiếu báo cáo không có dòng lịch sử mở phiếu: ke-hoach-thu",
    "UPDATE check_in SET state = 'accepted' WHERE id = 3": "1 phiếu báo cáo có trạng thái khác với dòng lịch sử mới nhất",
    "UPDATE check_in SET state = 'answered' WHERE id = 3": "1 phiếu báo cáo có trạng thái đã báo cáo mà không có báo cáo",
    "UPDATE notice SET outcome = 'queued' WHERE outcome = 'sent' AND check_in_id = 2": (
        "1 phiếu báo cáo có thông báo còn chờ trong thư đã xong"
    ),
    "UPDATE check_in SET next_on = NULL WHERE id = 2": (
        "1 phiếu báo cáo ghi ngày xem tiếp muộn hơn ngày phải nhắc, đôn đốc hoặc ghi quá hạn: ke-hoach-thu I.1"
    ),
    "DELETE FROM notice; DELETE FROM check_in_event; DELETE FROM check_in WHERE id = 1": (
        "1 phiếu báo cáo đã tới kỳ mà chưa mở: ke-hoach-thu I.1 kỳ"
    ),
}


@pytest.mark.parametrize(("fault", "sentence"), FAULTS.items())
def test_a_fault_in_the_data_is_named(late_home: OpenHome, fault: str, sentence: str) -> None:
    with late_home.database.try_out() as session:
        for statement in fault.split("; "):
            session.execute(text(statement))
        found = [finding.sentence for finding in audit(session, late_home)]
    assert any(sentence in one for one in found), found


def test_what_people_do_between_two_rounds_is_no_fault(tmp_path: Path) -> None:
    with small_office(tmp_path, date(2023, 6, 14)) as office:
        for day in (14, 15):
            round_on(office, date(2023, 6, day))
        answer_all(office, "so-y-te", morning(date(2023, 6, 15)) + timedelta(hours=2))
        go_to(office, date(2023, 6, 19))
        assert found_in(office) == []


def test_a_page_of_the_database_that_nobody_reads_is_found_damaged(tmp_path: Path) -> None:
    with small_office(tmp_path, date(2023, 5, 15)) as office:
        round_on(office, date(2023, 5, 15))
        home = office.home.path
    settle(home)
    with sqlite3.connect(home / FILE) as opened:
        [page] = opened.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'incident'").fetchone()
    opened.close()
    with (home / FILE).open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"!")
    with open_office(home) as office:
        assert any("cơ sở dữ liệu bị hỏng" in sentence.casefold() for sentence in found_in(office))


def test_a_round_tells_in_its_title_and_keeps_what_the_self_audit_found(tmp_path: Path) -> None:
    with small_office(tmp_path, date(2023, 6, 14)) as office:
        round_on(office, date(2023, 6, 14))
        with office.database.write() as session:
            session.execute(text("DELETE FROM check_in_event WHERE check_in_id = 2"))
        outcome = run_audited_round(office, morning(date(2023, 6, 14)))
        assert outcome.title.endswith("; tự kiểm tra thấy 1 điểm không khớp")
        assert not outcome.is_whole
        with office.database.read() as session:
            last = last_run(session)
            assert last is not None
            assert [one.partition(":")[0] for one in failures_of(last)] == [
                "1 phiếu báo cáo không có dòng lịch sử mở phiếu"
            ]


def test_the_command_answers_with_its_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with small_office(tmp_path, date(2023, 6, 14)) as office:
        round_on(office, date(2023, 6, 14))
        command = ["audit", "--self", "--home", str(office.home.path)]
        (office.home.path / "dondoc.toml").write_text('plans = ["ke-hoach-thu"]\n', encoding="utf-8")
        assert main(command) == 0
        assert capsys.readouterr().out.startswith("Tự kiểm tra: đã mở đủ các kỳ")
        with office.database.write() as session:
            session.execute(text("UPDATE check_in SET state = 'accepted' WHERE id = 3"))
        assert main(command) == 1
        assert "có trạng thái khác với dòng lịch sử mới nhất: ke-hoach-thu" in capsys.readouterr().out
        assert main([*command, "--agency", "so-y-te"]) == 2


@pytest.fixture
def watcher() -> Iterator[HTTPServer]:
    """A watcher outside: it notes the paths that it is called at, and answers 500 to those that say so."""

    class Watcher(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.server.called.append(self.path)  # type: ignore[attr-defined]
            self.send_response(500 if "500" in self.path else 200)
            self.end_headers()

        def log_message(self, *_told: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Watcher) as server:
        server.called = []  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.real
def test_the_watcher_outside_is_called_after_a_round_in_which_all_was_well(tmp_path: Path, watcher: HTTPServer) -> None:
    url = f"http://127.0.0.1:{watcher.server_port}/ping"
    with real_office(tmp_path) as office:
        go_live(office, morning(date(2023, 6, 14)))
        called = {"heartbeat_url": url, "heartbeat_start_url": f"{url}/start", "heartbeat_fail_url": f"{url}/fail?s=1"}
        settings = office.home.settings.model_copy(update=called)
        watched = replace(office, home=replace(office.home, settings=settings))
        told = run_audited_round(watched, morning(date(2023, 6, 14)))
        assert told.is_whole, told.undone
        assert watcher.called == ["/ping/start", "/ping"]  # type: ignore[attr-defined]
        watcher.called.clear()  # type: ignore[attr-defined]
        with office.database.write() as session:
            session.execute(text("DELETE FROM check_in_event WHERE check_in_id = 2"))
        assert not run_audited_round(watched, morning(date(2023, 6, 15))).is_whole
        assert watcher.called == ["/ping/start", "/ping/fail?s=1"]  # type: ignore[attr-defined]
        watcher.called.clear()  # type: ignore[attr-defined]
        with pytest.raises(ClockRefusedError):
            run_audited_round(watched, morning(date(2023, 6, 1)))
        assert watcher.called == ["/ping/start", "/ping/fail?s=1"]  # type: ignore[attr-defined]
        events = [
            json.loads(line)
            for file in log_folder(office.home).glob("events-*")
            for line in file.read_text().splitlines()
        ]
        assert [(one["event"], one["day"]) for one in events] == [
            *(("began", "2023-06-14"), ("ended", "2023-06-14"), ("began", "2023-06-15"), ("ended", "2023-06-15")),
            *(("began", "2023-06-01"), ("refused", "2023-06-01")),
        ]
        assert (events[1]["whole"], events[3]["whole"]) == (True, False)
        assert events[3]["undone"] > 0


@pytest.mark.real
@pytest.mark.parametrize(("path", "why"), [("/500", "máy giám sát phản hồi mã 500"), ("", "")])
def test_a_watcher_that_cannot_be_reached_is_told_of_without_its_address(
    watcher: HTTPServer, path: str, why: str
) -> None:
    assert give_sign(f"http://127.0.0.1:{watcher.server_port}{path}") == why


@pytest.mark.real
def test_where_nobody_listens_that_is_said(free_port: int) -> None:
    assert give_sign(f"http://127.0.0.1:{free_port}/ping/a1b2") == "không nối được tới máy giám sát"


@pytest.mark.real
def test_a_watcher_that_answers_drop_by_drop_or_in_no_language_holds_up_no_round() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port, ended = server.getsockname()[1], threading.Event()

        def answer() -> None:
            for said in (b"HTTP/1.1 200 OK\r\n", b"\0khong phai HTTP\r\n\r\n"):
                with server.accept()[0] as caller:
                    caller.recv(1_000)
                    caller.sendall(said)
                    if said.startswith(b"HTTP"):
                        ended.wait(20)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{port}/a1b2"
        assert give_sign(url, patience=0.3) == "không nối được tới máy giám sát"
        ended.set()
        assert give_sign(url) == "không nối được tới máy giám sát"
        thread.join()
