"""`dondoc plan adopt`: what was drafted and decided on in the file is followed from a day on, or told why not."""

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.plans import plan
from flows.acts.open_home import open_office
from models.settings import open_home
from plan.library import REGISTER_FILE
from tests.homes.databases.templates import DATABASE, put_migrated_file
from tests.homes.plans.drafted import CODE, settled, texts


@pytest.fixture
def home(tmp_path: Path) -> Path:
    put_migrated_file(tmp_path / "home" / DATABASE)
    with open_office(tmp_path / "home", on=date(2026, 10, 5)):
        return tmp_path / "home"


def run(folder: Path, home: Path, *more: str) -> tuple[int, str]:
    args = ["adopt", str(folder / f"{CODE}.yaml"), "--by", "Nguyễn Thị Hòa", "--home", str(home), *more]
    result = CliRunner().invoke(plan.app, args)
    return result.exit_code, result.stdout + result.stderr


def test_a_file_that_was_decided_on_is_followed_and_one_that_was_not_is_refused(home: Path, tmp_path: Path) -> None:
    (tmp_path / REGISTER_FILE).write_text(texts().register, encoding="utf-8")
    (tmp_path / f"{CODE}.yaml").write_text(texts().plan, encoding="utf-8")
    assert run(tmp_path, home) == (1, "Còn 8 điều chờ quyết định; hãy quyết định hết rồi mới đưa vào theo dõi.\n")
    (tmp_path / REGISTER_FILE).write_text(settled().register, encoding="utf-8")
    (tmp_path / f"{CODE}.yaml").write_text(settled().plan, encoding="utf-8")
    code, said = run(tmp_path, home, "--from", "2026-11-02")
    assert (code, said.startswith(f"Kế hoạch {CODE} được theo dõi từ ngày 02/11/2026;")) == (0, True)
    assert open_home(home).settings.plans == ("bac-giang", CODE)
    assert run(tmp_path, home)[0] == 1
