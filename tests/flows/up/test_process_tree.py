"""The whole of `dondoc up`, alive: one trial home is started, looked at, hurt, started again and stopped, in this order."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Page, Response, expect

from flows.names import ALL_WELL, CHAIRMAN_SUMMARY, DAILY_ROUND, FLOWS, TAKING_ON
from flows.up.prefect_api import CUT_OFF, FINISHED, UNFINISHED, NoAnswerError, PrefectApi
from flows.up.prefect_settings import HOME_MARKER
from flows.up.start import run_up
from tests import PROJECT

pytestmark = pytest.mark.real

DAY = "2023-06-05"
READY = "Ctrl-C"
"""The last line that `up` prints once everything answers says how to stop it."""


@dataclass
class LivingUp:
    """A trial home with `dondoc up` running in it."""

    home: Path
    port: int
    web_port: int
    process: subprocess.Popen[bytes] | None = None
    starts: int = field(default=0)

    @property
    def api(self) -> PrefectApi:
        return PrefectApi(f"http://127.0.0.1:{self.port}/api")

    @property
    def said(self) -> str:
        return (self.home.parent / f"said-{self.starts}.txt").read_text(encoding="utf-8")

    def start(self) -> None:
        self.starts += 1
        command = [sys.executable, "-m", "cli", "up", "--home", str(self.home), "--on", DAY]
        ports = ["--port", str(self.port), "--web-port", str(self.web_port)]
        with (self.home.parent / f"said-{self.starts}.txt").open("wb") as out:
            self.process = subprocess.Popen(
                [*command, *ports],
                cwd=self.home.parent,
                env=os.environ | {"PYTHONPATH": str(PROJECT)},
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_until(lambda: READY in self.said or self.process_ended, 240, lambda: self.said)
        assert not self.process_ended, self.said

    @property
    def process_ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def children(self) -> list[psutil.Process]:
        found = []
        for process in psutil.process_iter():
            try:
                if process.environ().get(HOME_MARKER) == str(self.home):
                    found.append(process)
            except psutil.Error:
                continue
        return found

    def child(self, module: str) -> psutil.Process | None:
        heads = [process for process in self.children() if "flows.up.beside_parent" in process.cmdline()]
        return next((process for process in heads if module in process.cmdline()), None)

    def kill_everything(self) -> None:
        assert self.process is not None
        self.process.kill()
        for process in self.children():
            process.kill()
        self.process.wait(10)
        wait_until(lambda: not self.children(), 10)

    def request(self, deployment: str) -> str:
        found = self.api.find_deployment(deployment, deployment)
        assert found is not None
        return self.api.request_run(found["id"], "phép thử")

    def outcome_of(self, run: str) -> str:
        wait_until(lambda: self.api.read_run(run)["state_type"] in FINISHED, 90, lambda: self.said)
        return str(self.api.read_run(run)["state_type"])


def wait_until(done: Callable[[], object], seconds: float, told: Callable[[], str] = str) -> None:
    until = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < until, f"{seconds} s passed. {told()}"
        time.sleep(0.2)


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivingUp]:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        ports = one.getsockname()[1], other.getsockname()[1]
    living = LivingUp(tmp_path_factory.mktemp("up") / "nhà", *ports)
    living.start()
    yield living
    living.kill_everything()


def test_what_up_prints_answers(up: LivingUp) -> None:
    addresses = re.findall(r"http://\S+", up.said)
    assert addresses[:-1] == [
        f"http://127.0.0.1:{up.port}/v2/dashboard",
        f"http://127.0.0.1:{up.port}/v2/artifacts/key/bac-giang-tinh-hinh",
        f"http://127.0.0.1:{up.web_port}/",
    ]
    assert addresses[-1].startswith(f"http://127.0.0.1:{up.web_port}/van-phong/")
    for address in addresses:
        with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310  our own addresses
            assert answer.status == 200
    letters = len(list((up.home / "mailbox").glob("*.eml")))
    assert letters > 30
    assert f"{up.home / 'mailbox'} ({letters} thư)" in up.said
    assert "BẢN CHẠY THỬ: ngày giả định 05/6/2023" in up.said


def test_a_command_in_another_shell_signs_the_links_of_the_pages_that_run(up: LivingUp) -> None:
    words = [sys.executable, "-m", "cli", "links", "show", "so-y-te", "--home", str(up.home)]
    shown = subprocess.run(words, env=os.environ | {"PYTHONPATH": str(PROJECT)}, capture_output=True, check=True)
    address = shown.stdout.decode().strip()
    assert address.startswith(f"http://127.0.0.1:{up.web_port}/tra-loi/")
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310  our own address
        assert answer.status == 200


def test_the_first_runs_bear_names_that_tell_their_outcome(up: LivingUp) -> None:
    runs = {run["name"]: run["state_type"] for run in up.api.find_runs(FLOWS, FINISHED)}
    assert set(runs.values()) == {"COMPLETED"}
    letters = len(list((up.home / "mailbox").glob("*.eml")))
    assert f"Đôn đốc ngày 05/6/2023: {letters} nhắc, 0 quá hạn" in runs
    assert "Tiếp nhận kế hoạch: bac-giang mới, theo dõi từ 05/6/2023" in runs
    assert any(name.startswith("Báo cáo tóm tắt ngày 05/6/2023: ") for name in runs)


def test_the_state_of_a_round_tells_its_outcome(up: LivingUp) -> None:
    rounds = up.api.find_runs((DAILY_ROUND,), ("COMPLETED",))
    assert {run["state"]["name"] for run in rounds} == {ALL_WELL}
    assert ALL_WELL in {seen["state_name"] for seen in up.api.ask("/observed-states")}


def test_what_a_run_did_is_told_in_its_log(up: LivingUp) -> None:
    logs = up.api.ask("/logs/filter", {"limit": 200})
    said = [entry["message"] for entry in logs if entry["name"] == "flows"]
    assert any(re.fullmatch(r"Mở \d+ báo cáo mới\.", message) for message in said), said
    (first_round,) = up.api.find_runs((DAILY_ROUND,), ("COMPLETED",))
    drawn = f"http://127.0.0.1:{up.port}/v2/runs/flow-run/{first_round['id']}?tab=Artifacts"
    assert any(message.endswith(f" trang tình hình, xem ở {drawn}") for message in said), said


def test_scheduled_runs_exist_in_vietnamese_time(up: LivingUp) -> None:
    """With another `whenever` than the lock allows, none would ever be made, and only the server's log would say so."""

    def scheduled(flow: str) -> list[datetime]:
        runs = up.api.find_runs((flow,), ("SCHEDULED",))
        return [datetime.fromisoformat(run["expected_start_time"]) for run in runs]

    wait_until(lambda: scheduled(DAILY_ROUND) and scheduled(CHAIRMAN_SUMMARY), 60)
    daily, mondays = scheduled(DAILY_ROUND), scheduled(CHAIRMAN_SUMMARY)
    assert {moment.strftime("%H:%M") for moment in daily} == {"00:30"}  # UTC; 07:30 in Asia/Ho_Chi_Minh
    assert {moment.strftime("%a %H:%M") for moment in mondays} == {"Mon 00:45"}
    assert len({moment.date() for moment in daily}) == len(daily) >= 3
    assert scheduled(TAKING_ON) == []


def test_every_link_of_a_deployment_leads_to_an_artifact_with_content(up: LivingUp) -> None:
    for name in (TAKING_ON, DAILY_ROUND, CHAIRMAN_SUMMARY):
        deployment = up.api.find_deployment(name, name)
        assert deployment is not None
        links = re.findall(r"\]\((\S+)\)", deployment["description"])
        keys = [link.removeprefix(f"http://127.0.0.1:{up.port}/v2/artifacts/key/") for link in links]
        assert all(re.fullmatch("[a-z0-9-]+", key) for key in keys), keys
        assert {"bac-giang-tinh-hinh", "bac-giang-co-quan-so-y-te", "bac-giang-muc-ii-4"} <= set(keys)
        assert len(keys) > 40
        assert [key for key in keys if not up.api.has_artifact(key)] == []


def test_the_artifacts_of_the_state_show_a_chart_and_the_same_figures_as_a_table(up: LivingUp) -> None:
    state = up.api.ask("/artifacts/bac-giang-tinh-hinh/latest")
    assert state["type"] == "markdown"
    assert "](data:image/svg+xml" in state["data"]
    assert f"http://127.0.0.1:{up.port}/v2/artifacts/key/bac-giang-muc-ii-4" in state["data"]
    figures = up.api.ask("/artifacts/bac-giang-so-lieu/latest")
    assert figures["type"] == "table"
    rows = figures["data"] if isinstance(figures["data"], list) else json.loads(figures["data"])
    total = next(row for row in rows if row["Mục, cơ quan"] == "Tổng số")
    assert f"{total['chưa, trong hạn']} phiếu chưa báo cáo trong hạn" in state["data"]
    for prefix in ("Mục ", ""):
        parts = [row for row in rows if row["Mục, cơ quan"].startswith("Mục ") == bool(prefix) and row != total]
        assert sum(row["chưa đến kỳ báo cáo"] for row in parts) == total["chưa đến kỳ báo cáo"]


def test_a_run_that_fails_says_so_in_its_name_and_why_in_its_state(up: LivingUp, tmp_path: Path) -> None:
    plan = tmp_path / "plans" / "bac-giang.yaml"
    plan.parent.mkdir()
    plan.write_text("code: bac-giang\nprovince: bac-giang\nspann: 1\n", encoding="utf-8")
    run = "import asyncio, flows.runs.daily_round as d; asyncio.run(d.follow_up_daily.with_options(retries=0)())"
    env = {"PYTHONPATH": str(PROJECT), "PREFECT_API_URL": up.api.url, "DONDOC_HOME": str(tmp_path)}
    assert subprocess.run(
        [sys.executable, "-c", run], env=os.environ | env, check=False, capture_output=True
    ).returncode
    (failed,) = up.api.find_runs((DAILY_ROUND,), ("FAILED",))
    assert failed["name"] == f"{DAILY_ROUND}: chưa xong, xem nhật ký của lượt chạy"
    assert f"{plan}:3: " in failed["state"]["message"]


@pytest.mark.browser
def test_a_browser_shows_the_state_with_its_chart_and_asks_nobody_else(up: LivingUp, chromium_page: Page) -> None:
    answered: list[str] = []

    def note(response: Response) -> None:
        answered.append(response.url)

    chromium_page.on("response", note)
    chromium_page.goto(f"http://127.0.0.1:{up.port}/v2/artifacts/key/bac-giang-tinh-hinh")
    drawn = "[...document.images].some(i => i.src.startsWith('data:image/svg+xml') && i.naturalWidth > 100)"
    chromium_page.wait_for_function(drawn, timeout=30_000)
    expect(chromium_page.get_by_text("Tổng số phiếu").first).to_be_visible()
    chromium_page.get_by_role("link", name=re.compile("^II.4. ")).first.click()
    chromium_page.get_by_role("heading", name="Mục II.4: tình hình đến ngày 05/6/2023").wait_for(timeout=30_000)
    local = (f"http://127.0.0.1:{up.port}/", "data:", "blob:")
    assert [url for url in answered if not url.startswith(local)] == []


@pytest.mark.browser
def test_a_browser_shows_the_figures_as_a_table(up: LivingUp, chromium_page: Page) -> None:
    chromium_page.goto(f"http://127.0.0.1:{up.port}/v2/artifacts/key/bac-giang-so-lieu")
    chromium_page.get_by_role("columnheader", name="chưa, quá hạn").wait_for(timeout=30_000)


@pytest.mark.browser
def test_a_browser_opens_what_a_run_has_drawn_from_the_runs_own_page(up: LivingUp, chromium_page: Page) -> None:
    (first_round,) = up.api.find_runs((DAILY_ROUND,), ("COMPLETED",))
    chromium_page.goto(f"http://127.0.0.1:{up.port}/v2/runs/flow-run/{first_round['id']}?tab=Artifacts")
    chromium_page.get_by_role("link", name="bac-giang-tinh-hinh").click(timeout=30_000)
    expect(chromium_page.get_by_text("Tổng số phiếu").first).to_be_visible(timeout=30_000)


@pytest.mark.browser
def test_a_browser_finds_rounds_by_the_state_they_ended_in(up: LivingUp, chromium_page: Page) -> None:
    chromium_page.goto(f"http://127.0.0.1:{up.port}/v2/runs")
    chromium_page.get_by_role("button", name="All run states").click(timeout=30_000)
    chromium_page.get_by_role("menuitem", name=ALL_WELL, exact=True).click()
    chromium_page.keyboard.press("Escape")
    expect(chromium_page.get_by_role("link", name=re.compile("^Báo cáo tóm tắt ngày "))).to_have_count(0)
    expect(chromium_page.get_by_role("link", name=re.compile("^Đôn đốc ngày "))).to_have_count(1)


def test_a_second_up_in_the_same_home_is_refused(
    up: LivingUp, free_ports: Callable[[], int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_up(up.home, {"port": free_ports(), "web_port": free_ports()}, None) == 2
    assert up.process is not None
    assert f"Đôn Đốc đang chạy với thư mục dữ liệu {up.home} (tiến trình {up.process.pid})" in capsys.readouterr().err


def test_a_runner_that_dies_is_started_again_and_makes_up_for_the_round(up: LivingUp) -> None:
    before = up.child("flows.runs.serve")
    assert before is not None
    before.kill()
    wait_until(lambda: "Bộ chạy theo lịch đã dừng (mã -9); khởi động lại sau 1 giây." in up.said, 20)
    wait_until(lambda: (after := up.child("flows.runs.serve")) is not None and after.pid != before.pid, 20)
    again = "Đôn đốc ngày 05/6/2023: 0 nhắc, 0 quá hạn"
    wait_until(lambda: again in {run["name"] for run in up.api.find_runs((DAILY_ROUND,), ("COMPLETED",))}, 90)


def test_a_hard_stop_leaves_no_run_running_and_no_slot_taken(up: LivingUp) -> None:
    cut_off = up.request(DAILY_ROUND)
    wait_until(lambda: up.api.read_run(cut_off)["state_type"] in UNFINISHED, 60)
    up.kill_everything()
    up.start()
    assert up.api.read_run(cut_off)["state"]["type"] == "CRASHED"
    assert up.api.read_run(cut_off)["state"]["message"] == CUT_OFF
    assert up.api.find_runs(FLOWS, UNFINISHED) == []
    outcomes = [up.outcome_of(run) for run in [up.request(DAILY_ROUND), up.request(DAILY_ROUND)]]
    assert sorted(outcomes) == ["CANCELLED", "COMPLETED"]  # one at a time, and the one has its slot


def test_the_ui_follows_when_rounds_are_run_in_the_trial_from_outside(up: LivingUp) -> None:
    command = [sys.executable, "-m", "cli", "round", "--home", str(up.home), "--on", "2023-06-15", "--each-day"]
    subprocess.run(command, env=os.environ | {"PYTHONPATH": str(PROJECT)}, check=True, capture_output=True)
    wait_until(lambda: "Bản chạy thử đã sang ngày 15/6/2023; đang vẽ lại tình hình." in up.said, 30)
    wait_until(lambda: "15/6/2023" in up.api.ask("/artifacts/bac-giang-tinh-hinh/latest")["data"], 90)
    summary = "Báo cáo tóm tắt ngày 15/6/2023: "
    wait_until(lambda: any(run["name"].startswith(summary) for run in up.api.find_runs(FLOWS, FINISHED)), 90)


def test_ctrl_c_leaves_no_process_behind_not_even_a_run_under_way(up: LivingUp) -> None:
    assert up.process is not None
    up.request(DAILY_ROUND)
    wait_until(lambda: any("prefect.engine" in process.cmdline() for process in up.children()), 60)
    assert len(up.children()) > 3
    up.process.send_signal(signal.SIGINT)
    assert up.process.wait(40) == 0
    assert "Đã dừng; không còn tiến trình nào chạy." in up.said
    assert up.children() == []
    with pytest.raises(NoAnswerError):
        up.api.ask("/ready")
