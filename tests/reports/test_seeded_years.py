"""Two years drawn by lot: every form of a report tells one number, and a past day stays what it was."""

import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest
from docx import Document
from docx.document import Document as DocumentFile
from docx.oxml.ns import qn
from python_calamine import CalamineWorkbook

from flows.acts.open_home import OpenHome, load_plans
from flows.acts.reports.made_reports import verify_report
from flows.acts.reports.progress import plan_account, telling_of
from models.check_ins.standings import REPORTING_STAGES
from plan.texts.written import format_figure
from reports.account.account import Account
from reports.chairman import FORMATS
from reports.labels import REPORTING_LABELS, format_rate
from reports.status import status_json
from tests.homes.databases.busy_year import CODE, DAYS, LAST, busy_year

SHORT_YEAR = (DAYS[0], DAYS[2])


@pytest.fixture(scope="module", params=[1, 2])
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenHome]:
    with busy_year(tmp_path_factory.mktemp("year"), request.param, SHORT_YEAR) as office:
        yield office


@pytest.fixture(scope="module")
def account(office: OpenHome) -> Account:
    telling = telling_of(office, CODE, LAST, "half-year")
    return plan_account(office, load_plans(office)[CODE], telling, with_letters=True)


@pytest.fixture(scope="module")
def word(account: Account) -> DocumentFile:
    return Document(io.BytesIO(FORMATS["docx"](account)))


@pytest.fixture(scope="module")
def workbook(account: Account) -> bytes:
    return FORMATS["xlsx"](account)


@pytest.fixture(scope="module")
def book(workbook: bytes) -> CalamineWorkbook:
    return CalamineWorkbook.from_filelike(io.BytesIO(workbook))


def table(book: CalamineWorkbook, name: str) -> list[dict[str, object]]:
    head, *rows = book.get_sheet_by_name(name).to_python()
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def test_word_excel_markdown_json_and_status_tell_the_same_numbers_which_close_both_ways(
    account: Account, word: DocumentFile, book: CalamineWorkbook
) -> None:
    status = status_json(account.progress)
    cells = [status["reporting"][stage] for stage in REPORTING_STAGES]
    assert sum(cells) > 500
    assert min(cells[0], cells[1], cells[3]) > 0
    figures = {str(row["Mã số liệu"]): row["Giá trị"] for row in table(book, "Số liệu")}
    told = json.loads(FORMATS["json"](account))["report"]
    for part in ("agency", "section"):
        for stage, count in zip(REPORTING_STAGES, cells, strict=True):
            by_part = [
                float(str(value)) for code, value in figures.items() if re.fullmatch(f"{part}/[^/]+/{stage}", code)
            ]
            assert sum(by_part) == count == told["figures"][f"total/{stage}"], (part, stage)
    items = table(book, "Phiếu báo cáo")
    counted = Counter(str(item["Tình trạng"]) for item in items)
    assert [counted[REPORTING_LABELS[stage]] for stage in REPORTING_STAGES] == cells
    markdown = FORMATS["md"](account).decode()
    assert f"| Đến 16/6/2025 | {format_figure(sum(cells))} | " + " | ".join(map(format_figure, cells)) in markdown
    assert (
        sum(int(float(str(one["Sản phẩm phải báo cáo đã đến hạn"]))) for one in table(book, "Phục vụ đánh giá"))
        == (figures["total/fallen_due"])
    )
    marked = {name.split("_")[2]: shown for name, shown in _marked(word)}
    assert len(marked) > 200
    for row, (_code, value) in enumerate(figures.items(), start=2):
        if str(row) in marked:
            shown = marked[str(row)]
            number = None if value == "" else float(str(value))
            assert shown in {format_rate(number), "" if number is None else format_figure(int(number))}, _code


def _marked(word: DocumentFile) -> Iterator[tuple[str, str]]:
    for mark in word.element.iter(qn("w:bookmarkStart")):
        yield mark.get(qn("w:name")), "".join(one.text for one in mark.getparent().iter(qn("w:t")))


def test_each_row_leads_to_its_plan_letters_verdict_and_cause(book: CalamineWorkbook) -> None:
    items = table(book, "Phiếu báo cáo")
    assert all(re.fullmatch(r"plan/data/bac-giang/bac-giang.yaml:\d+", str(item["Tệp kế hoạch"])) for item in items)
    letters = [str(item["Thư đã gửi"]) for item in items if item["Thư đã gửi"]]
    assert letters
    assert all(re.fullmatch(r"(thư \d+ ngày \d\d/\d+/\d{4}(; )?)+", one) for one in letters)
    judged = [item for item in items if item["Xác nhận"] == "đã xác nhận"]
    assert judged
    assert all(isinstance(one["Ngày kết luận"], date) and one["Cơ quan, người kết luận"] for one in judged)
    confirmed = [item for item in items if item["Nguyên nhân khách quan do ai xác nhận"]]
    assert all("77/CAT-ANM" in str(one["Nguyên nhân khách quan do ai xác nhận"]) for one in confirmed)


def test_a_report_of_a_past_day_comes_out_the_same_after_a_year_and_each_change_since_names_its_act(
    office: OpenHome,
) -> None:
    (file,) = office.home.reports.glob("*.docx")
    found = verify_report(office, load_plans(office), file.read_bytes())
    assert found is not None
    assert found.same_then
    assert found.changed
    for one in found.changed:
        assert one.acts or one.was[3] != one.now[3], one
