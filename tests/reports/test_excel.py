"""The workbook, read back by another program than the one that wrote it: typed cells, filters, words that stay words."""

import io
import re
import shutil
import subprocess
import zipfile
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from models.reported.matters import ConfirmedCause, ExplainedLateness, Matters
from models.tables.core import Result, State
from reports.account.account import Account
from reports.account.ledger import ledger_of
from reports.excel import ITEMS, build_workbook
from reports.forms.blocks import Words
from reports.forms.concern_words import shortcoming_blocks
from reports.status import status_json
from tests.homes.office_files import faults_of
from tests.homes.plans.small_plan import asked, measure, said, tell

ON = date(2023, 7, 10)
DUE = date(2023, 6, 14)
FORMULAS = ('=HYPERLINK("http://xau.example")', "+84912345678", "-5 so với kỳ trước", "@SUM(A1)")


@pytest.fixture(scope="module")
def account() -> Account:
    answered = date(2023, 6, 12)
    standings = [
        asked("II.1.a", "so-y-te", DUE, ON, answered, check_in_id=1, difficulties=FORMULAS[1]),
        asked("II.2.b", "so-y-te", DUE, ON, date(2023, 6, 20), Result.DONE, check_in_id=2, state=State.ACCEPTED),
        asked("II.1.a", "van-phong-ubnd-tinh", DUE, ON, check_in_id=3),
    ]
    words = "Ban hành Kế hoạch số 45/KH-SYT"
    return tell(measure(*standings, on=ON), {1: said(1, answered, FORMULAS[0]), 2: said(2, date(2023, 6, 20), words)})


@pytest.fixture(scope="module")
def book(account: Account) -> CalamineWorkbook:
    return CalamineWorkbook.from_filelike(io.BytesIO(build_workbook(account)))


def rows(book: CalamineWorkbook, sheet: str) -> list[dict[str, object]]:
    head, *body = book.get_sheet_by_name(sheet).to_python()
    return [dict(zip(map(str, head), row, strict=True)) for row in body]


def test_every_item_has_its_typed_columns(book: CalamineWorkbook) -> None:
    first, second, third = rows(book, ITEMS)
    assert (first["Hạn"], first["Báo cáo ngày"], first["Số ngày quá hạn"]) == (DUE, date(2023, 6, 12), 0)
    assert (second["Văn bản, sản phẩm nêu trong báo cáo"], second["Xác nhận"]) == ("45/KH-SYT", "đã xác nhận")
    assert (third["Tình trạng"], third["Số ngày quá hạn"], third["Báo cáo ngày"]) == ("Chưa báo cáo, quá hạn", 26, "")
    assert str(first["Tệp kế hoạch"]).startswith("bac-giang.yaml:")


def test_what_looks_like_a_formula_stays_text(account: Account) -> None:
    with zipfile.ZipFile(io.BytesIO(build_workbook(account))) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        strings = parts.read("xl/sharedStrings.xml").decode()
    assert not any("<f>" in sheet or "<hyperlink" in sheet for sheet in sheets)
    assert FORMULAS[0].replace('"', "&quot;") in strings or FORMULAS[0] in strings
    for sheet in sheets:
        assert re.search(r'<pane xSplit="1" ySplit="1"[^>]*state="frozen"', sheet)
        assert "<autoFilter" in sheet


def test_its_figures_are_those_of_the_status_and_of_the_ledger(book: CalamineWorkbook, account: Account) -> None:
    told = status_json(account.progress)
    figures = {row["Mã số liệu"]: row["Giá trị"] for row in rows(book, "Số liệu")}
    for stage, count in told["reporting"].items():
        assert figures[f"total/{stage}"] == count
    for row in told["by_agency"]:
        assert figures[f"agency/{row['code']}/on_time"] == row["on_time"]
    assert len(figures) == len(ledger_of(account))
    by_agency = rows(book, "Theo cơ quan")
    assert (
        sum(int(str(row["Báo cáo đúng hạn"]).removesuffix(".0")) for row in by_agency) == told["reporting"]["on_time"]
    )


def test_the_same_report_gives_the_same_bytes_also_with_nothing_in_it(account: Account) -> None:
    assert build_workbook(account) == build_workbook(account)
    empty = CalamineWorkbook.from_filelike(io.BytesIO(build_workbook(tell(measure(on=ON), matters=Matters()))))
    assert rows(empty, ITEMS) == []


def test_an_objective_cause_is_told_with_who_confirmed_it_and_counted_for_the_scoring() -> None:
    reason, judge = "Lũ hỏng máy chủ", "cong-an-tinh"
    late = [asked("II.1.a", "so-y-te", DUE, ON, date(2023, 6, day), check_in_id=day) for day in (20, 21)]
    explained = [ExplainedLateness(day, "so-y-te", reason, "Nguyễn Thị Hòa", "", ON) for day in (20, 21)]
    cause = ConfirmedCause(
        20, "so-y-te", reason, date(2023, 6, 16), date(2023, 6, 30), judge, "Trần Văn Lâm", "Phó Trưởng phòng", "12/CAT"
    )
    account = tell(measure(*late, on=ON), matters=Matters(explanations=tuple(explained), causes=(cause,)))
    book = CalamineWorkbook.from_filelike(io.BytesIO(build_workbook(account)))
    (told,) = rows(book, "Nguyên nhân khách quan")
    assert (told["Nguyên nhân được xác nhận"], told["Đến ngày"]) == (reason, date(2023, 6, 30))
    assert (told["Cơ quan xác nhận"], told["Người xác nhận"]) == ("Công an tỉnh", "Trần Văn Lâm")
    (scored,) = rows(book, "Phục vụ đánh giá")
    assert (scored["Chậm có giải trình"], scored["Trong đó nguyên nhân khách quan được xác nhận"]) == (2, 1)
    words = [block.text for block in shortcoming_blocks(account, "Phụ lục V") if isinstance(block, Words)]
    assert any(f"{reason}. Công an tỉnh xác nhận là nguyên nhân khách quan." in one for one in words)


@pytest.mark.skipif(not shutil.which("localc"), reason="LibreOffice Calc is not on this machine")
def test_another_program_opens_and_saves_it_with_equal_cells(account: Account, tmp_path: Path) -> None:
    file, profile = tmp_path / "bao-cao.xlsx", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    file.write_bytes(build_workbook(account))
    command = ["localc", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "ra"), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    before, after = CalamineWorkbook.from_path(file), CalamineWorkbook.from_path(tmp_path / "ra" / file.name)
    assert before.sheet_names == after.sheet_names
    for name in before.sheet_names:
        assert before.get_sheet_by_name(name).to_python() == after.get_sheet_by_name(name).to_python(), name
    assert FORMULAS[0] in rows(after, ITEMS)[0].values()


def test_the_workbook_is_valid(account: Account) -> None:
    assert faults_of(build_workbook(account), "xlsx") == []
