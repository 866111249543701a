"""`dondoc test`, run on the smallest of tests."""

from pathlib import Path

import pytest

from cli.running.test import run_tests

ONE_THREAD = ["-p", "no:cacheprovider", "-q", "-n0"]


@pytest.mark.parametrize(
    ("body", "code"),
    [("def test_good(): pass", 0), ("def test_bad(): assert False", 1)],
)
def test_the_exit_code_says_whether_the_tests_passed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], body: str, code: int
) -> None:
    (tmp_path / "test_one.py").write_text(body)
    monkeypatch.chdir(tmp_path)
    assert run_tests([*ONE_THREAD, "test_one.py"]) == code
    capfd.readouterr()


def test_an_option_that_pytest_does_not_know_is_wrong_use(capfd: pytest.CaptureFixture[str]) -> None:
    assert run_tests(["--no-such-option"]) == 2
    assert "--no-such-option" in capfd.readouterr().err


def test_a_file_is_named_from_the_project_wherever_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run_tests([*ONE_THREAD, "--collect-only", "tests/cli/running/test_test.py"]) == 0
    assert "test_an_option_that_pytest_does_not_know_is_wrong_use" in capfd.readouterr().out
