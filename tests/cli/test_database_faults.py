"""A database that does not do as it is told: each command says so in one Vietnamese sentence, and nothing is half done."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from cli.__main__ import COMMANDS, main
from tests.homes.databases import broken
from tests.homes.telling import make_home

WHO = ["--by", "An"]
LINES = {
    "go-live": ["go-live"],
    "round": ["round"],
    "status": ["status"],
    "report": ["report"],
    "outbox": ["outbox"],
    "request": ["request", "--to", "so-y-te", "--by", "2023-06-30", "--subject", "Họp", "--document", "5/VP"],
    "incident": ["incident", "list"],
    "answer": ["answer", "so-y-te", "II.1.a", "--result", "hoan-thanh", "--text", "Đã xong. " * 900, *WHO],
    "accept": ["accept", "so-y-te", "II.1.a", *WHO],
    "return": ["return", "so-y-te", "II.1.a", "--reason", "Thiếu số liệu", "--until", "2023-06-20", *WHO],
    "extend": ["extend", "so-y-te", "II.1.a", "--until", "2023-06-30", "--reason", "Chờ", *WHO],
    "waive": ["waive", "so-y-te", "II.1.a", "--reason", "Trùng", "--document", "5/VP", *WHO],
    "objection": ["objection", "so-y-te", "II.1.a", "--reason", "Không có hệ thống", *WHO],
    "refer": ["refer", "put", "--agency", "so-y-te", "--ref", "II.1.a", "--matter", "Kinh phí", *WHO],
    "handover": ["handover", "--from", "so-y-te", "--to", "cong-an-tinh", "--by", "5/VP"],
    "calendar": ["calendar"],
    "deputy": ["deputy", "list"],
    "doctor": ["doctor"],
    "links": ["links", "show", "so-y-te"],
    "audit": ["audit"],
    "people": ["people", "list"],
    "calls": ["calls", "list"],
    "letters": ["letters"],
    "cause": ["cause", "end", "so-y-te", "II.1.a", *WHO],
    "measure": ["measure"],
    "received": ["received"],
    "inbox": ["inbox"],
    "backup": ["backup"],
    "archive": ["archive", "2023", "--anyway"],
    "deploy": ["deploy"],
    "move": ["move", "postgresql://an@127.0.0.1:1/dondoc?connect_timeout=2", *WHO],
}
"""A right use of each command that asks the database."""
WITHOUT_DATABASE = {"up", "bench", "bundle", "contacts", "plan", "restore", "test", "version"}
FOREIGN = ("Traceback", "sqlite", "psycopg", "alembic", "Error", "database", "mat-khau", "locked", "failed")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_home(tmp_path_factory.mktemp("mẫu"))


@pytest.fixture
def home(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copied = tmp_path / "nhà"
    shutil.copytree(template, copied)
    monkeypatch.setenv("DONDOC_HOME", str(copied))
    monkeypatch.setenv("DONDOC_WORK_POOL", "dondoc")  # or `deploy` asks for its settings and no database
    monkeypatch.setenv("DONDOC_PREFECT_KEY", "k" * 20)
    return copied


Planted = Callable[[Path, pytest.MonkeyPatch, ExitStack], None]


def plant_lost_folder(home: Path, monkeypatch: pytest.MonkeyPatch, _stack: ExitStack) -> None:
    monkeypatch.setenv("DONDOC_DATABASE_URL", f"sqlite:///{home}/không có/dondoc.db")


def plant_refusal(code: str, message: str) -> Planted:
    def plant(_home: Path, monkeypatch: pytest.MonkeyPatch, stack: ExitStack) -> None:
        monkeypatch.setenv("DONDOC_DATABASE_URL", stack.enter_context(broken.refusing_postgres(code, message)))

    return plant


def plant_away(_home: Path, monkeypatch: pytest.MonkeyPatch, _stack: ExitStack) -> None:
    monkeypatch.setenv("DONDOC_DATABASE_URL", "postgresql://an:mat-khau@127.0.0.1:1/dondoc?connect_timeout=2")


FAULTS: dict[str, tuple[Planted, str]] = {
    "held": (lambda home, monkeypatch, stack: stack.enter_context(broken.held(home, monkeypatch)), "bị một việc khác giữ quá lâu; hãy chờ"),
    "damaged": (lambda home, *_: broken.damage(home), "bị hỏng; hãy dừng chương trình, giữ nguyên các tệp"),
    "newer": (lambda home, *_: broken.make_newer(home), "một bản Đôn Đốc mới hơn bản đang chạy tạo ra (phiên bản 9999"),
    "lost": (lambda home, *_: broken.lose(home), "không còn hoặc trống. Chưa làm gì. Hãy khôi phục từ bản sao lưu gần nhất"),
    "gone": (lambda home, *_: (home / broken.FILE).unlink(), "không còn hoặc trống. Chưa làm gì. Hãy khôi phục từ bản sao lưu gần nhất"),
    "without its folder": (plant_lost_folder, "không mở được tệp cơ sở dữ liệu; hãy kiểm tra"),
    "away": (plant_away, "máy chủ PostgreSQL không phản hồi"),
    "wrong password": (plant_refusal("28P01", 'password authentication failed for user "an"'), "không nhận tên đăng nhập hoặc mật khẩu"),
    "no such database": (plant_refusal("3D000", 'database "dondoc" does not exist'), "không có cơ sở dữ liệu mang tên này"),
    "starting": (plant_refusal("57P03", "the database system is starting up"), "máy chủ PostgreSQL không phản hồi"),
}  # fmt: skip


@contextmanager
def planted(fault: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    plant, words = FAULTS[fault]
    with ExitStack() as stack:
        plant(home, monkeypatch, stack)
        yield words


def test_every_command_that_asks_the_database_is_tried_here() -> None:
    assert set(LINES) == set(COMMANDS) - WITHOUT_DATABASE


@pytest.mark.real
@pytest.mark.parametrize("fault", FAULTS)
def test_each_command_tells_the_fault_and_the_way_out_and_ends_in_1(
    fault: str, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = broken.rows_in(home)
    with planted(fault, home, monkeypatch) as words:
        for line in LINES.values():
            code = main(line)
            said = capsys.readouterr()
            told = said.out + said.err
            assert (code, words.casefold() in told.casefold()) == (1, True), (line, told)
            assert not any(word in told.replace(str(home), "") for word in FOREIGN), (line, told)
            assert len(told.removeprefix("Cơ sở dữ liệu:\n").strip().splitlines()) == 1, (line, told)
    if fault == "held":
        assert broken.rows_in(home) == before


def test_a_database_that_is_read_only_may_be_read_and_refuses_each_act(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = broken.rows_in(home)
    broken.settle(home)
    monkeypatch.setenv("DONDOC_DATABASE_URL", f"sqlite:///file:{home}/dondoc.db?mode=ro&uri=true")
    for reading in ("status", "outbox", "audit", "calendar"):
        assert main(LINES[reading]) == 0
    capsys.readouterr()
    for act in ("request", "answer", "objection", "waive"):
        assert main(LINES[act]) == 1
        assert capsys.readouterr().err == (
            "Cơ sở dữ liệu chỉ cho đọc; hãy cấp quyền ghi thư mục dữ liệu và các tệp dondoc.db, dondoc.db-wal, dondoc.db-shm cho tài khoản chạy chương trình.\n"
        )
    assert main(LINES["round"]) == 1
    assert "Chưa ghi sổ đợt đôn đốc được: cơ sở dữ liệu chỉ cho đọc; hãy cấp quyền ghi" in capsys.readouterr().out
    assert broken.rows_in(home) == before


def test_a_full_disk_costs_what_was_to_be_written_and_nothing_else(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = broken.rows_in(home)
    with broken.disk_full():
        assert main(LINES["answer"]) == 1
        assert capsys.readouterr().err == (
            "Ổ đĩa của cơ sở dữ liệu đã đầy; hãy giải phóng chỗ trống rồi làm lại, dữ liệu đã có còn nguyên.\n"
        )
    assert broken.rows_in(home) == before
    assert main(LINES["answer"]) == 0


def test_doctor_tells_a_fault_of_the_database_as_a_finding_also_to_scripts(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with planted("damaged", home, monkeypatch) as words:
        assert main(["doctor", "--json"]) == 1
        (found,) = json.loads(capsys.readouterr().out)
        assert found["grade"] == "broken"
        assert words in found["sentence"]
