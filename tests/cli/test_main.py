"""The door of the program: its commands, its help, and how it refuses wrong use."""

import json
import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest

from cli import __main__ as door
from cli.arguments import USUAL_HOME
from models.settings import DEFAULT_HOME
from plan import library
from plan.language.yaml_nodes import parse_yaml
from plan.library import SHIPPED
from tests import PROJECT


@pytest.fixture(autouse=True)
def no_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the own home of whoever runs the tests out of them."""
    monkeypatch.setenv("DONDOC_HOME", str(tmp_path / "no-home"))


def start(*args: str, cwd: Path = PROJECT) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(PROJECT), "PYTHONSAFEPATH": "1", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "cli", *args]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=60)


def call(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    code = door.main(args)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_the_help_lists_the_commands_and_no_command_at_all_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = call(capsys, "--help")
    assert (code, err) == (0, "")
    assert all(f"  {name} " in out for name in door.COMMANDS)
    assert call(capsys) == (2, "", out)


def test_what_a_command_of_a_group_does_is_not_cut_off_in_its_list(capsys: pytest.CaptureFixture[str]) -> None:
    for group in (
        "calls",
        "cause",
        "contacts",
        "deputy",
        "incident",
        "links",
        "letters",
        "plan",
        "refer",
        "report",
    ):
        _, out, _ = call(capsys, group, "--help")
        _, _, listed = out.partition("Các lệnh:")
        assert listed, group
        assert "..." not in listed, group


def test_a_help_page_is_vietnamese(capsys: pytest.CaptureFixture[str]) -> None:
    for args in (["plan", "--help"], *(["plan", name, "--help"] for name in ("check", "show", "due", "explain"))):
        code, out, _ = call(capsys, *args)
        assert code == 0
        assert out.startswith("Cách dùng: dondoc plan")
        for english in (
            "Usage",
            "Options",
            "Arguments",
            "Commands",
            "Show this",
            "required",
            "default",
            "<str>",
            "TEXT",
        ):
            assert english not in out


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["plam"], "Không có lệnh «plam» (có phải «plan» không?). Gõ dondoc --help để xem các lệnh."),
        (["plan", "dew"], "Không có lệnh «dew». Gõ dondoc plan --help để xem cách dùng."),
        (["plan", "due"], "Thiếu --from. Gõ dondoc plan due --help để xem cách dùng."),
        (["plan", "due", "--form", "1/1/2023"], "Không có tùy chọn --form (có phải --from, --home, --to không?). Gõ dondoc plan due --help để xem cách dùng."),
        (["plan", "due", "--zzz"], "Không có tùy chọn --zzz. Gõ dondoc plan due --help để xem cách dùng."),
        (["plan", "due", "--from"], "Tùy chọn --from thiếu giá trị hoặc dùng sai."),
        (["plan", "show"], "Thiếu tham số KẾ_HOẠCH. Gõ dondoc plan show --help để xem cách dùng."),
        (["plan", "show", "a", "b"], "Thừa tham số «b». Gõ dondoc plan show --help để xem cách dùng."),
        (["plan"], "Cách dùng: dondoc plan [TÙY CHỌN] LỆNH …"),
    ],
)  # fmt: skip
def test_wrong_use_is_one_vietnamese_sentence_and_2(
    capsys: pytest.CaptureFixture[str], args: list[str], sentence: str
) -> None:
    code, out, err = call(capsys, *args)
    assert (code, out) == (2, "")
    assert err.startswith(sentence)


def test_the_usual_home_is_the_one_of_the_settings() -> None:
    assert USUAL_HOME == DEFAULT_HOME


def test_the_exit_codes_and_streams_are_those_of_the_contract(tmp_path: Path) -> None:
    sound = start("plan", "check", str(SHIPPED / "bac-giang" / "bac-giang.yaml"), cwd=tmp_path)
    assert (sound.returncode, sound.stderr) == (0, "")
    unknown = start("plan", "show", "bac-gian", cwd=tmp_path)
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert unknown.stderr == "Không có kế hoạch «bac-gian» (có phải «bac-giang» không?).\n"
    empty = tmp_path / "trong.yaml"
    empty.write_text("", encoding="utf-8")
    wrong = start("plan", "check", "trong.yaml", cwd=tmp_path)
    assert (wrong.returncode, wrong.stderr) == (1, "")
    assert wrong.stdout == "trong.yaml: tệp không có nội dung; hãy kiểm tra lại có chọn nhầm tệp không.\n"


@pytest.mark.parametrize("encoding", ["cp1258", "utf-16-le", "latin-1"])
def test_an_argument_that_is_not_utf_8_is_refused_with_the_setting_to_change(tmp_path: Path, encoding: str) -> None:
    name = "Nguyễn Văn Đệ" if encoding != "latin-1" else "Nguyên Vân"
    words = unicodedata.normalize("NFD", name).encode(encoding, "ignore").replace(b"\0", b"")
    command = [sys.executable, "-m", "cli", "answer", "so-y-te", "II.1.a", "--home", str(tmp_path), "--by"]
    done = subprocess.run([*map(os.fsencode, command), words + b"\xec"], cwd=PROJECT, capture_output=True, check=False)
    assert done.returncode == 2
    said = done.stderr.decode()
    assert "không phải chữ UTF-8 nên không đọc được; chưa ghi nhận gì" in said
    assert "Window → Translation → UTF-8" in said
    assert list(tmp_path.iterdir()) == []


def test_a_folder_named_plan_where_one_stands_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "plan").mkdir()
    (tmp_path / "plan" / "__init__.py").write_text("raise SystemExit(7)", encoding="utf-8")
    assert start("plan", "check", cwd=tmp_path).returncode == 0


def test_reading_plan_files_loads_nothing_of_the_servers_and_tables() -> None:
    program = (
        "import sys; from cli.__main__ import main; "
        "main(['plan', 'due', '--from', '2023-06-14', '--to', '2023-06-14', '--json']); "
        "print([name for name in ('prefect', 'pandas', 'sqlalchemy', 'fastapi', 'docx', 'apprise') "
        "if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert len(json.loads(done.stdout)) == 328
    assert done.stderr.strip() == "[]"


@pytest.mark.parametrize("command", ["['--help']", "['plan', 'check']", "['plan', '--help']"])
def test_what_only_reads_plan_files_loads_neither_tables_nor_other_countries(command: str) -> None:
    heavy = (
        *("prefect", "pandas", "numpy", "sqlalchemy", "fastapi", "docx", "apprise", "jinja2"),
        *("holidays.countries", "plan.drafting", "plan.simulation", "cli.plans.plan_text", "flows"),
    )
    program = (
        f"import sys; from cli.__main__ import main; code = main({command}); "
        f"print([name for name in {heavy!r} if name in sys.modules], code, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[] 0"


def test_each_plan_file_is_parsed_once_by_a_check() -> None:
    for kept in (parse_yaml, library._check, library._province_of, library._calendar_in, library._register_in):
        kept.cache_clear()
    assert door.main(["plan", "check"]) == 0
    assert parse_yaml.cache_info().misses == len(list(SHIPPED.rglob("*.yaml")))


def test_a_reader_that_stops_reading_leaves_no_traceback() -> None:
    command = f"{sys.executable} -m cli plan due --from 2022-11-01 --to 2030-12-31 | head -n 1"
    done = subprocess.run(["sh", "-c", command], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("Hạn")
    assert "Traceback" not in done.stderr


def test_a_variable_that_is_no_utf_8_is_told_by_its_name_by_every_command(tmp_path: Path) -> None:
    environment = {os.fsencode(name): os.fsencode(value) for name, value in os.environ.items()}
    environment |= {b"PYTHONPATH": os.fsencode(PROJECT), b"PYTHONUTF8": b"1"}
    for name in (b"DONDOC_HOME", b"DONDOC_MAIL_URL"):
        for command in ("doctor", "plan check", "--help"):
            spoilt = environment | {b"DONDOC_HOME": os.fsencode(tmp_path), name: "máy-chủ".encode("cp1258", "replace")}
            done = subprocess.run(
                [sys.executable, "-m", "cli", *command.split()],
                env=spoilt,
                capture_output=True,
                check=False,
                timeout=60,
            )
            assert done.returncode == 2
            assert done.stderr.decode() == (
                f"{name.decode()}: giá trị trong môi trường không phải chữ UTF-8 nên không đọc được; hãy đặt lại trong cửa sổ "
                "lệnh hoặc tệp dịch vụ ghi bằng UTF-8.\n"
            )
            assert not done.stdout
