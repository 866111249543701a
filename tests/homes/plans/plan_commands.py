"""Running `dondoc plan …` in this process, with an office's own home where a test wants one."""

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from cli.plans import plan as plan_commands
from tests.homes.plans.plan_files import PLAN, REGISTER


def write_home(folder: Path) -> Path:
    """Make a home that holds a province of its own with one sound plan, and return it."""
    province = folder / "plans" / "tinh-mau"
    province.mkdir(parents=True)
    (province / "mau.yaml").write_text(PLAN, encoding="utf-8")
    (province / "agencies.yaml").write_text(REGISTER, encoding="utf-8")
    return folder


def run(*args: str | Path) -> tuple[int, str, str]:
    """Run `dondoc plan` with these arguments and return its exit code and what it printed to both streams."""
    result = CliRunner().invoke(plan_commands.app, [str(arg) for arg in args])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def run_json(*args: str | Path) -> Any:  # noqa: ANN401  what JSON holds is for the test to know
    """Run `dondoc plan … --json`, which must succeed in silence, and return what it printed."""
    code, out, err = run(*args, "--json")
    assert (code, err) == (0, "")
    return json.loads(out)
