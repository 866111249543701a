"""`dondoc plan simulate`: the load of a plan that is followed, and of a file that is not yet."""

import json
from pathlib import Path

from typer.testing import CliRunner

from cli.plans import plan
from plan.library import SHIPPED


def run(*args: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(plan.app, ["simulate", *args])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def test_two_rhythms_of_one_plan_stand_below_each_other(tmp_path: Path) -> None:
    code, told, _ = run(
        "bac-giang", "--from", "2023-01-01", "--to", "2023-12-31", "--compare", "quarter", "--home", str(tmp_path)
    )
    assert code == 0
    first, second = told.split("Theo hằng quý")
    assert "751 phiếu báo cáo của 32 cơ quan" in first
    assert "Ngày đến hạn nhiều nhất: 14/11/2023" in first
    assert "phiếu báo cáo của 32 cơ quan" in second


def test_scripts_get_the_same_and_a_file_need_not_be_adopted(tmp_path: Path) -> None:
    file = str(SHIPPED / "bac-giang" / "nd-331.yaml")
    code, told, _ = run(file, "--to", "2027-12-31", "--json", "--home", str(tmp_path))
    load = json.loads(told)["plan"]
    assert (code, load["to"], load["check_ins"]) == (
        0,
        "2027-12-31",
        sum(sum(one.values()) for one in load["by_month"].values()),
    )
    assert load["busiest_due"]["day"] == "2027-12-19"
    assert load["in_long_rests"] == {}


def test_a_rhythm_and_a_span_that_there_are_not_are_refused(tmp_path: Path) -> None:
    assert run("bac-giang", "--compare", "week", "--home", str(tmp_path))[0] == 2
    assert run("bac-giang", "--from", "2024-01-01", "--to", "2023-01-01", "--home", str(tmp_path))[0] == 2
    assert run("khong-co", "--home", str(tmp_path))[0] == 2
