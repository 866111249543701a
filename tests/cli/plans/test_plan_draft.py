"""`dondoc plan draft`: a document in, three files out, and nothing over what a person has decided."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.plans import plan
from models.drafts import bounded_reading
from tests.homes.plans.documents import LABELS


def run(*args: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(plan.app, ["draft", *args])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def test_a_document_becomes_a_plan_its_register_and_what_has_to_be_looked_at(tmp_path: Path) -> None:
    document = tmp_path / "van-ban.txt"
    document.write_text(LABELS, encoding="utf-8")
    out = tmp_path / "ra"
    code, told, _ = run(str(document), "--out", str(out), "--home", str(tmp_path))
    assert code == 0
    assert f"Đã soạn {out}/ke-hoach-15-2026.yaml: 4 nhiệm vụ" in told
    assert sorted(file.name for file in out.iterdir()) == [
        "agencies.yaml",
        "can-xem.txt",
        "ke-hoach-15-2026.yaml",
        "van-ban.txt",
    ]
    checked = CliRunner().invoke(plan.app, ["check", str(out / "ke-hoach-15-2026.yaml"), "--home", str(tmp_path)])
    assert checked.exit_code == 1
    assert all("còn để «???»" in line for line in checked.stdout.splitlines())
    code, _, said = run(str(document), "--out", str(out), "--home", str(tmp_path))
    assert (code, "để không mất điều đã quyết định" in said) == (1, True)


def test_scripts_get_the_tasks_with_their_doubts_and_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "van-ban.txt").write_text(LABELS, encoding="utf-8")
    code, told, _ = run("van-ban.txt", "--json", "--home", str(tmp_path))
    assert code == 0
    tasks = json.loads(told)["tasks"]
    assert [(task["ref"], task["doubts"]) for task in tasks] == [
        ("II.1.a", []),
        ("II.1.b", []),
        ("II.2.a", []),
        ("II.3", ["lead"]),
    ]
    assert [file.name for file in tmp_path.iterdir()] == ["van-ban.txt"]


def test_a_marked_document_leaves_nothing_behind(tmp_path: Path) -> None:
    document = tmp_path / "van-ban.txt"
    document.write_text(f"MẬT\n\n{LABELS}", encoding="utf-8")
    code, told, said = run(str(document), "--out", str(tmp_path / "ra"), "--home", str(tmp_path))
    assert (code, told) == (1, "")
    assert "dấu chỉ độ mật" in said
    assert "kho lưu trữ" not in said
    assert not (tmp_path / "ra").exists()


def test_a_document_that_takes_too_long_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded_reading, "SECONDS", 0)
    document = tmp_path / "van-ban.txt"
    document.write_text(LABELS, encoding="utf-8")
    code, _, said = run(str(document), "--home", str(tmp_path), "--out", str(tmp_path / "ra"))
    assert (code, "nên đã dừng" in said) == (1, True)


def test_a_file_that_is_not_there_and_an_unknown_register_are_told(tmp_path: Path) -> None:
    assert run(str(tmp_path / "khong-co.txt"))[0] == 2
    document = tmp_path / "van-ban.txt"
    document.write_text(LABELS, encoding="utf-8")
    code, _, said = run(str(document), "--register", "khong-co", "--home", str(tmp_path))
    assert (code, "không có danh bạ của «khong-co»" in said) == (2, True)
