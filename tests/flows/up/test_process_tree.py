"""The whole of `dondoc up`, alive: one trial home is started, looked at, hurt, started again and stopped, in this order."""

import base64
import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Response, expect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from flows.names import ALL_WELL, CHAIRMAN_SUMMARY, DAILY_ROUND, FLOWS, NIGHTLY_BACKUP, TAKING_ON
from flows.up.prefect_api import CUT_OFF, FINISHED, UNFINISHED, NoAnswerError, PrefectApi
from flows.up.start import run_up
from flows.up.ui_password import KEY_FILE, UI_FILE
from models.clock import Clock
from tests import PROJECT
from tests.homes.living_up import LivingUp, wait_until
from tests.homes.outside.calls import calls_outside

pytestmark = pytest.mark.real


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
    assert addresses == [
        f"http://127.0.0.1:{up.port}/v2/dashboard",
        f"http://127.0.0.1:{up.port}/v2/artifacts/key/bac-giang-tinh-hinh",
        f"http://127.0.0.1:{up.web_port}/",
    ]
    assert "./dondoc links show van-phong-ubnd-tinh --purpose office" in up.said  # links of people are in no journal
    for address in addresses:
        with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310  our own addresses
            assert answer.status == 200
    assert (letters := len(list((up.home / "mailbox").glob("*.eml")))) > 30
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
    daily, summaries = scheduled(DAILY_ROUND), scheduled(CHAIRMAN_SUMMARY)
    assert {moment.strftime("%H:%M") for moment in daily} == {"00:30"}  # UTC; 07:30 in Asia/Ho_Chi_Minh
    assert {moment.strftime("%H:%M") for moment in summaries} == {"00:45"}
    # Later in a month come the 15th and year ends.
    assert {moment.weekday() for moment in summaries if moment.day < 15} <= {0}
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
    key = {"PREFECT_API_AUTH_STRING": up.key}
    assert subprocess.run(
        [sys.executable, "-c", run], env=os.environ | env | key, check=False, capture_output=True
    ).returncode
    (failed,) = up.api.find_runs((DAILY_ROUND,), ("FAILED",))
    assert failed["name"] == f"{DAILY_ROUND}: chưa xong, xem nhật ký của lượt chạy"
    assert f"{plan}:3: " in failed["state"]["message"]


STEPS = {"pull_steps": [{"prefect.deployments.steps.run_shell_script": {"script": "id"}}], "entrypoint": "x.py:flow"}


def answer_to(api: PrefectApi, path: str, body: Mapping[str, Any] | None = None, method: str | None = None) -> int:
    """Return the status of the API's refusal; 0 where it did as it was asked."""
    try:
        api.ask(path, body, method=method)
    except NoAnswerError as refused:
        return int(getattr(refused.__cause__, "code", 0)) or 1
    return 0


def test_whoever_reaches_the_port_does_nothing_and_reads_nothing(up: LivingUp) -> None:
    before = up.api.find_deployment(CHAIRMAN_SUMMARY, CHAIRMAN_SUMMARY)
    assert before is not None
    deployment = f"/deployments/{before['id']}"
    runs = len(up.api.find_runs(FLOWS, ("SCHEDULED", *FINISHED)))
    stranger, office = up.asking(""), up.asking(up.password)
    for path in ("/deployments/filter", "/events/filter", "/logs/filter", f"{deployment}/create_flow_run"):
        assert answer_to(stranger, path, {}) == 401
    assert answer_to(stranger, f"{deployment}/pause_deployment", {}) == 401
    for path in ("/ready", "/admin/settings", "/../docs", "/../openapi.json"):
        assert answer_to(stranger, path) == 401
    assert answer_to(office, deployment, STEPS, "PATCH") == 403
    assert answer_to(office, "/deployments/", {"name": "x", "flow_id": before["flow_id"], **STEPS}) == 403
    assert answer_to(office, "/automations/", {"name": "x", "actions": []}) == 403
    assert answer_to(office, "/deployments/filter", {}) == 0
    assert up.api.find_deployment(CHAIRMAN_SUMMARY, CHAIRMAN_SUMMARY) == before
    assert len(up.api.find_runs(FLOWS, ("SCHEDULED", *FINISHED))) == runs
    for file in (UI_FILE, KEY_FILE):
        assert (up.home / file).stat().st_mode & 0o777 == 0o600
    shown = json.dumps(office.ask("/admin/settings"))
    assert [secret for secret in (up.password, up.key) if secret in shown] == []
    assert up.password not in up.said


def test_the_stream_of_events_opens_to_no_stranger_and_to_no_page_of_another_site(up: LivingUp) -> None:
    def first_word(token: str | None, **headers: str) -> str:
        with connect(
            f"ws://127.0.0.1:{up.port}/api/events/out",
            subprotocols=[Subprotocol("prefect")],
            additional_headers=headers,
        ) as socket:
            socket.send(json.dumps({"type": "auth", "token": token}))
            return str(json.loads(socket.recv(10))["type"])

    for token in (None, "", up.password, up.key[:-1]):
        with pytest.raises(ConnectionClosed, match="1008"):
            first_word(token)
    for foreign in ({"Origin": "http://evil.test"}, {"Origin": "null"}):
        with pytest.raises(InvalidStatus, match="403"):
            first_word(up.key, **foreign)
    assert first_word(up.key) == "auth_success"


@pytest.mark.browser
def test_a_browser_asks_for_the_password_and_then_shows_what_was_asked_for(up: LivingUp, chromium_page: Page) -> None:
    chromium_page.goto(f"http://127.0.0.1:{up.port}/v2/artifacts/key/bac-giang-tinh-hinh")
    chromium_page.get_by_placeholder("admin:pass").fill(up.password, timeout=30_000)
    chromium_page.get_by_role("button", name="Login").click()
    expect(chromium_page.get_by_text("Tổng số phiếu").first).to_be_visible(timeout=30_000)


@pytest.fixture(scope="module")
def office_page(up: LivingUp, chromium: Browser) -> Iterator[Page]:
    """Give a page of a browser in which the office has signed in before: one for all who look at the UI there."""
    context = chromium.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
    kept = base64.b64encode(up.password.encode()).decode()
    context.add_init_script(f"localStorage.setItem('prefect-password', '{kept}')")
    yield context.new_page()
    context.close()


@pytest.mark.browser
def test_who_only_looks_sees_the_ui_and_is_told_that_he_changes_nothing(up: LivingUp, chromium_page: Page) -> None:
    deployment = up.api.find_deployment(CHAIRMAN_SUMMARY, CHAIRMAN_SUMMARY)
    assert deployment is not None
    kept = base64.b64encode(up.viewer.encode()).decode()
    chromium_page.add_init_script(f"localStorage.setItem('prefect-password', '{kept}')")
    chromium_page.goto(f"http://127.0.0.1:{up.port}/v2/deployments/deployment/{deployment['id']}")
    switch = chromium_page.get_by_role("switch").first
    expect(switch).to_be_visible(timeout=30_000)
    with chromium_page.expect_response(lambda answer: answer.request.method == "PATCH") as refused:
        switch.click()
    assert refused.value.status == 403
    assert "chỉ để xem" in refused.value.json()["detail"]
    assert up.api.ask(f"/deployments/{deployment['id']}")["paused"] is False


@pytest.mark.browser
def test_a_browser_shows_the_state_with_its_chart_and_asks_nobody_else(up: LivingUp, office_page: Page) -> None:
    answered: list[str] = []

    def note(response: Response) -> None:
        answered.append(response.url)

    office_page.on("response", note)
    office_page.goto(f"http://127.0.0.1:{up.port}/v2/artifacts/key/bac-giang-tinh-hinh")
    drawn = "[...document.images].some(i => i.src.startsWith('data:image/svg+xml') && i.naturalWidth > 100)"
    office_page.wait_for_function(drawn, timeout=30_000)
    expect(office_page.get_by_text("Tổng số phiếu").first).to_be_visible()
    office_page.get_by_role("link", name=re.compile("^II.4. ")).first.click()
    office_page.get_by_role("heading", name="Mục II.4: tình hình đến ngày 05/6/2023").wait_for(timeout=30_000)
    local = (f"http://127.0.0.1:{up.port}/", "data:", "blob:")
    assert [url for url in answered if not url.startswith(local)] == []


@pytest.mark.browser
def test_a_browser_opens_what_a_run_has_drawn_from_the_runs_own_page(up: LivingUp, office_page: Page) -> None:
    (first_round,) = up.api.find_runs((DAILY_ROUND,), ("COMPLETED",))
    up.show(office_page, f"/v2/runs/flow-run/{first_round['id']}?tab=Artifacts")
    office_page.get_by_role("link", name="bac-giang-tinh-hinh").click(timeout=30_000)
    expect(office_page.get_by_text("Tổng số phiếu").first).to_be_visible(timeout=30_000)


@pytest.mark.browser
def test_a_browser_finds_rounds_by_the_state_they_ended_in(up: LivingUp, office_page: Page) -> None:
    up.show(office_page, "/v2/runs")
    office_page.get_by_role("button", name="All run states").click(timeout=30_000)
    office_page.get_by_role("menuitem", name=ALL_WELL, exact=True).click()
    office_page.keyboard.press("Escape")
    expect(office_page.get_by_role("link", name=re.compile("^Báo cáo tóm tắt ngày "))).to_have_count(0)
    expect(office_page.get_by_role("link", name=re.compile("^Đôn đốc ngày "))).to_have_count(1)


@pytest.mark.browser
def test_a_browser_shows_the_figures_as_a_table(up: LivingUp, office_page: Page) -> None:
    office_page.goto(f"http://127.0.0.1:{up.port}/v2/artifacts/key/bac-giang-so-lieu")
    office_page.get_by_role("columnheader", name="chưa, quá hạn").wait_for(timeout=30_000)


@pytest.mark.browser
def test_a_page_of_another_site_in_the_offices_browser_does_nothing_and_reads_nothing(
    up: LivingUp, office_page: Page
) -> None:
    deployment = up.api.find_deployment(CHAIRMAN_SUMMARY, CHAIRMAN_SUMMARY)
    assert deployment is not None
    at = f"127.0.0.1:{up.port}/api"
    office_page.route("http://evil.test/", lambda route: route.fulfill(body="<p>", content_type="text/html"))
    office_page.goto("http://evil.test/")
    tried = office_page.evaluate(
        f"""async () => {{
            const post = {{method: "POST", mode: "no-cors", headers: {{"Content-Type": "text/plain"}}}};
            await fetch("http://{at}/deployments/{deployment["id"]}/pause_deployment", post).catch(() => 0);
            const read = await fetch("http://{at}/deployments/count", {{method: "POST"}}).catch(() => "refused");
            const socket = new WebSocket("ws://{at}/events/out", "prefect");
            const opened = await new Promise(done => {{
                socket.onopen = () => done("opened");
                socket.onerror = () => done("refused");
            }});
            return [read, opened];
        }}"""
    )
    assert tried == ["refused", "refused"]
    assert up.api.ask(f"/deployments/{deployment['id']}")["paused"] is False


def test_a_second_up_in_the_same_home_is_refused(
    up: LivingUp, free_ports: Callable[[], int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_up(up.home, {"port": free_ports(), "web_port": free_ports()}, None) == 2
    assert up.process is not None
    assert f"Đôn Đốc đang chạy với thư mục dữ liệu {up.home} (tiến trình {up.process.pid})" in capsys.readouterr().err


def test_a_runner_that_dies_is_started_again_makes_up_for_the_round_and_switches_nothing_on(up: LivingUp) -> None:
    backup, summary = switches(up)
    office = up.asking(up.password)
    office.ask(f"/deployments/{backup['id']}", {"paused": True}, method="PATCH")
    mid_month = next(one["id"] for one in summary["schedules"] if one["slug"] == "ngay-15")
    office.ask(f"/deployments/{summary['id']}/schedules/{mid_month}", {"active": False}, method="PATCH")
    before = up.child("flows.runs.serve")
    assert before is not None
    before.kill()
    wait_until(lambda: "Bộ chạy theo lịch đã dừng (mã -9); khởi động lại sau 1 giây." in up.said, 20)
    wait_until(lambda: (after := up.child("flows.runs.serve")) is not None and after.pid != before.pid, 20)
    wait_until(lambda: "Đôn đốc ngày 05/6/2023: 0 nhắc, 0 quá hạn" in up.finished_rounds(), 90)
    backup, summary = switches(up)
    assert backup["paused"] is True
    resting = {one["slug"] for one in summary["schedules"] if not one["active"]}
    assert (resting, summary["paused"]) == ({"ngay-15"}, False)


def switches(up: LivingUp) -> list[dict[str, Any]]:
    """Return two deployments as they stand on the server."""
    named = {one["name"]: one for one in up.api.deployments()}
    return [named[NIGHTLY_BACKUP], named[CHAIRMAN_SUMMARY]]


def test_a_hard_stop_leaves_no_run_running_no_slot_taken_and_what_is_off_does_not_run(up: LivingUp) -> None:
    (rounds,) = (one for one in up.api.deployments() if one["name"] == DAILY_ROUND)
    cut_off = up.request(DAILY_ROUND)
    wait_until(lambda: up.api.read_run(cut_off)["state_type"] in UNFINISHED, 60)
    up.asking(up.password).ask(f"/deployments/{rounds['id']}", {"paused": True}, method="PATCH")
    up.kill_everything()
    stopped = Clock().now()
    up.start()
    assert f"«{DAILY_ROUND}» đang tắt ở trang Deployments nên chưa chạy. Báo cáo tóm tắt ngày " in up.said
    up.asking(up.password).ask(f"/deployments/{rounds['id']}", {"paused": False}, method="PATCH")
    assert [up.api.read_run(cut_off)["state"][word] for word in ("type", "message")] == ["CRASHED", CUT_OFF]
    since = [datetime.fromisoformat(one["state"]["timestamp"]) for one in up.api.find_runs(FLOWS, UNFINISHED)]
    assert all(moment > stopped for moment in since), since  # what is due each quarter of an hour may have just begun
    first = up.request(DAILY_ROUND)
    wait_until(lambda: up.api.read_run(first)["state_type"] == "RUNNING", 60)
    (under_way,) = (process for process in up.children() if "prefect.engine" in process.cmdline())
    under_way.suspend()
    assert up.outcome_of(up.request(DAILY_ROUND)) == "CANCELLED"  # one at a time
    under_way.resume()
    assert up.outcome_of(first) == "COMPLETED"  # and the one has its slot


def test_a_database_of_prefects_that_is_spoilt_under_it_is_made_anew_and_rounds_go_on(up: LivingUp) -> None:
    letters = len(list((up.home / "mailbox").glob("*.eml")))
    file = up.home / "prefect" / "prefect.db"
    file.write_bytes(b"?" * file.stat().st_size)
    wait_until(lambda: "Cơ sở dữ liệu của Prefect bị hỏng nên đã để riêng ở" in up.said, 60, lambda: up.said)
    again = "Đôn đốc ngày 05/6/2023: 0 nhắc, 0 quá hạn"
    wait_until(lambda: again in up.finished_rounds(), 120, lambda: up.said)
    assert len(list((up.home / "mailbox").glob("*.eml"))) == letters
    assert [path.name for path in file.parent.glob("de-rieng-*/prefect.db")] == ["prefect.db"]


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


def test_the_head_of_it_asked_for_no_address_outside_of_this_machine(up: LivingUp) -> None:
    """The last of all: from the first start to the last stop. Its children are given an environment of their own."""
    assert "'up'" in up.calls.read_text(encoding="utf-8"), "it was not watched"
    assert calls_outside(up.calls) == []
