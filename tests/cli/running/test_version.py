"""`dondoc version`: what is asked first when somebody calls for help, without changing anything."""

import hashlib
import json
from pathlib import Path

import pytest

from cli.__main__ import main
from models.database import Database, newest_revision
from tests import PROJECT
from tests.homes.databases.templates import put_migrated_file

LOCK = hashlib.sha256((PROJECT / "requirements.lock").read_bytes()).hexdigest()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    put_migrated_file(tmp_path / "nhà" / "dondoc.db")
    monkeypatch.setenv("DONDOC_HOME", str(tmp_path / "nhà"))
    return tmp_path / "nhà"


def test_each_version_stands_on_a_line(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "plans").mkdir()
    (home / "plans" / "calendar.yaml").write_text("confirmed:\n  2031: {by: Thông báo thử}\n", encoding="utf-8")
    assert main(["version"]) == 0
    lines = dict(line.split(":", maxsplit=1) for line in capsys.readouterr().out.splitlines())
    assert list(lines) == ["Chương trình", "Thư viện", "Python", "Cơ sở dữ liệu", "Lịch nghỉ"]
    assert lines["Thư viện"].strip().startswith(f"danh sách {LOCK[:12]}, môi trường ")
    assert lines["Cơ sở dữ liệu"].strip().startswith("SQLite 3.")
    assert lines["Cơ sở dữ liệu"].endswith(f", phiên bản {newest_revision()}")
    assert lines["Lịch nghỉ"].strip() == "có văn bản xác nhận đến năm 2031"


def test_a_script_reads_it_as_json_also_where_there_is_no_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DONDOC_HOME", str(tmp_path / "chưa có"))
    assert main(["version", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["lock"], told["revision"], told["newest"]) == (LOCK, "", newest_revision())
    assert not (tmp_path / "chưa có").exists()


def test_an_older_database_is_told_and_not_brought_up(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "dondoc.db").unlink()
    database = Database(f"sqlite:///{home / 'dondoc.db'}")
    database.migrate("0001")
    assert main(["version"]) == 0
    assert f"phiên bản 0001; chương trình dùng phiên bản {newest_revision()}" in capsys.readouterr().out
    assert database.version() == "0001"
    database.close()


def test_a_database_that_cannot_be_asked_is_told_with_the_way_out(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "dondoc.db").write_bytes(b"damaged damaged damaged" * 100)
    assert main(["version"]) == 1
    said = capsys.readouterr()
    assert "Cơ sở dữ liệu:  không đọc được" in said.out
    assert said.err.startswith("Cơ sở dữ liệu bị hỏng; hãy dừng chương trình")
