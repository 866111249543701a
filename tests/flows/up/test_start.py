"""What `up` refuses before it starts anything: one sentence, and the exit code. What it does alive: test_flows_process_tree."""

import socket
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from flows.acts.open_home import open_office
from flows.round import take_on_plans
from flows.up.home_lock import hold_home
from flows.up.start import run_up
from models.home import read_home

pytestmark = pytest.mark.real


@pytest.fixture
def ports(free_ports: Callable[[], int]) -> dict[str, int]:
    return {"port": free_ports(), "web_port": free_ports()}


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def refused(capsys: pytest.CaptureFixture[str]) -> str:
    """Return the one sentence of a refusal; nothing else may have been said."""
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    return said.err.strip()


def test_a_taken_port_is_named_with_the_option_that_chooses_another(
    tmp_path: Path, ports: dict[str, int], taken_port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_up(tmp_path / "home", ports | {"port": taken_port}, None) == 2
    assert refused(capsys) == (
        f"Cổng {taken_port} (cho giao diện theo dõi) không dùng được (đang có chương trình khác dùng); "
        "hãy chọn cổng khác bằng --port."
    )
    assert run_up(tmp_path / "home", ports | {"web_port": taken_port}, None) == 2
    assert "hãy chọn cổng khác bằng --web-port." in refused(capsys)


def test_one_port_for_both_is_refused(tmp_path: Path, free_port: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_up(tmp_path / "home", {"port": free_port, "web_port": free_port}, None) == 2
    assert f"không dùng chung cổng {free_port} được" in refused(capsys)


def test_a_taken_port_marks_no_home_as_a_trial(tmp_path: Path, ports: dict[str, int], taken_port: int) -> None:
    assert run_up(tmp_path / "home", ports | {"port": taken_port}, date(2023, 6, 5)) == 2
    with open_office(tmp_path / "home") as office, office.database.read() as session:
        assert not read_home(session).is_trial


def test_a_home_that_cannot_be_written_is_refused(
    tmp_path: Path, ports: dict[str, int], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "tệp").touch()
    assert run_up(tmp_path / "tệp" / "home", ports, None) == 2
    assert refused(capsys).startswith(f"Không ghi được vào thư mục dữ liệu {tmp_path / 'tệp' / 'home'}")


def test_a_home_that_another_up_holds_is_refused(
    tmp_path: Path, ports: dict[str, int], capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with hold_home(home):
        assert run_up(home, ports, None) == 2
    assert refused(capsys).startswith(f"Đôn Đốc đang chạy với thư mục dữ liệu {home} (tiến trình ")
    with hold_home(home):
        pass  # the holder has let go, and its number in the file stands in nobody's way


def test_a_made_up_day_in_a_real_home_is_refused(
    tmp_path: Path, ports: dict[str, int], capsys: pytest.CaptureFixture[str]
) -> None:
    with open_office(tmp_path / "home") as office:
        take_on_plans(office, office.clock.now())
    assert run_up(tmp_path / "home", ports, date(2023, 6, 5)) == 2
    assert "không dùng được ngày giả định (--on)" in refused(capsys)


def test_an_unknown_plan_is_refused_with_the_plans_there_are(
    tmp_path: Path, ports: dict[str, int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DONDOC_PLANS", '["bac-giag"]')
    assert run_up(tmp_path / "home", ports, None) == 2
    assert refused(capsys).startswith("DONDOC_PLANS: không có kế hoạch «bac-giag» (có phải")


def test_errors_in_a_plan_are_all_told_at_their_lines(
    tmp_path: Path, ports: dict[str, int], capsys: pytest.CaptureFixture[str]
) -> None:
    plan = tmp_path / "home" / "plans" / "bac-giang.yaml"
    plan.parent.mkdir(parents=True)
    plan.write_text("code: bac-giang\nprovince: bac-giang\nspann: {from: 1/2023}\n", encoding="utf-8")
    assert run_up(tmp_path / "home", ports, None) == 1
    said = capsys.readouterr().err
    assert f"{plan}:3: " in said
    assert said.endswith("Hãy sửa các chỗ trên rồi chạy lại.\n")
