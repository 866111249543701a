"""Every form of a report, the board and the artifacts tell one number: counted by hand from the raw history."""

import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from docx import Document
from docx.document import Document as DocumentFile
from docx.oxml.ns import qn
from python_calamine import CalamineWorkbook
from sqlmodel import col, select

from flows.acts.reports.progress import plan_account, plan_progress
from flows.runs.pictures import picture_plan
from models.check_ins.standings import REPORTING_STAGES
from models.clock import day_of, end_of_day
from models.tables.core import Answer, CheckIn, CheckInEvent, State
from models.tables.decisions import Verdict
from plan.texts.written import format_figure
from reports.account.account import Account
from reports.account.periods import Span
from reports.chairman import FORMATS
from reports.labels import format_rate
from reports.progress import Progress
from reports.reading import Telling
from reports.status import status_json
from tests.homes.busy_office import ACTED_ON, SEEN_ON, Busy, busy_office
from web.board.board_page import four_cells
from web.board.heat_map import heat_map

CODE = "bac-giang"


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Busy]:
    with busy_office(tmp_path_factory.mktemp("one-source")) as busy:
        yield busy


@pytest.fixture(scope="module")
def account(busy: Busy) -> Account:
    telling = Telling(Span("request", None, ""), SEEN_ON, busy.office.clock.now())
    return plan_account(busy.office, busy.plans[CODE], telling)


@pytest.fixture(scope="module")
def word(account: Account) -> DocumentFile:
    return Document(io.BytesIO(FORMATS["docx"](account)))


@pytest.fixture(scope="module")
def book(account: Account) -> CalamineWorkbook:
    return CalamineWorkbook.from_filelike(io.BytesIO(FORMATS["xlsx"](account)))


def test_word_excel_markdown_json_board_artifact_and_status_tell_the_same_cells(
    account: Account, word: DocumentFile, book: CalamineWorkbook
) -> None:
    cells = [status_json(account.progress)["reporting"][stage] for stage in REPORTING_STAGES]
    assert sum(cells) > 300
    first = next(table for table in word.tables if table.rows[0].cells[0].text == "Tổng số")
    assert [int(cell.text.replace(".", "")) for cell in first.rows[1].cells[1:5]] == cells
    figures = {str(row[0]): row[4] for row in book.get_sheet_by_name("Số liệu").to_python()}
    assert [figures[f"total/{stage}"] for stage in REPORTING_STAGES] == cells
    items = Counter(str(row[12]) for row in book.get_sheet_by_name("Phiếu báo cáo").to_python()[1:])
    assert sorted(items.values()) == sorted(cell for cell in cells if cell)
    markdown = FORMATS["md"](account).decode()
    (row,) = re.findall(r"^\| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|", markdown, re.MULTILINE)
    assert [int(cell.replace(".", "")) for cell in row[1:]] == cells
    told = json.loads(FORMATS["json"](account))
    assert [told["report"]["figures"][f"total/{stage}"] for stage in REPORTING_STAGES] == cells
    assert sum(one["owed"] for one in told["report"]["scoring"]) == told["report"]["figures"]["total/fallen_due"]
    assert [one.count for one in four_cells(account.progress)] == cells
    turns = range(1, heat_map(account.progress).rows.pages + 1)
    pages = [heat_map(account.progress, asked=str(number)).rows.entries for number in turns]
    assert sum(one.overdue for page in pages for one in page) == cells[3]
    pictures = {picture.key: picture.data for picture in picture_plan(account.progress, "http://127.0.0.1:4200/v2")}
    total = json.loads(pictures["bac-giang-so-lieu"])[0]
    assert [total[name] for name in ("đúng hạn", "quá hạn", "chưa, trong hạn", "chưa, quá hạn")] == cells


def by_hand(busy: Busy, on: date) -> Counter[str]:
    """Count the four cells from the raw rows: what a clerk with the files on his table would do."""
    counted: Counter[str] = Counter()
    with busy.office.database.read() as session:
        for check_in in session.exec(select(CheckIn).where(CheckIn.plan == CODE, CheckIn.opened_on <= on)).all():
            moves = session.exec(
                select(CheckInEvent)
                .where(CheckInEvent.check_in_id == check_in.id, CheckInEvent.happened_on <= on)
                .where(CheckInEvent.kind != "overdue")
                .order_by(col(CheckInEvent.id))
            ).all()
            answers = session.exec(
                select(Answer).where(Answer.check_in_id == check_in.id, Answer.happened_at <= end_of_day(on))
            ).all()
            back = session.exec(
                select(Verdict).where(Verdict.check_in_id == check_in.id, Verdict.happened_on <= on)
            ).all()
            if moves[-1].kind in (State.ANSWERED, State.ACCEPTED):
                given = min(day_of(answer.happened_at) for answer in answers)
                counted["late" if given > check_in.due_on else "on_time"] += 1
            elif moves[-1].kind in (State.OPEN, State.RETURNED):
                due = max([check_in.due_on, *(one.due_on for one in back if one.due_on)])
                counted["open_overdue" if on > due else "open_in_time"] += 1
    return counted


def cells_of(progress: Progress) -> Counter[str]:
    return Counter({stage: count for stage in REPORTING_STAGES if (count := getattr(progress.reporting, stage))})


def test_the_cells_agree_with_a_count_by_hand_on_any_day(busy: Busy) -> None:
    days = [ACTED_ON - timedelta(days=1), SEEN_ON, *(ACTED_ON + timedelta(days=later) for later in (0, 4, 8, 12))]
    for on in days:
        progress = plan_progress(busy.office, busy.plans[CODE], on, busy.office.clock.now())
        assert cells_of(progress) == by_hand(busy, on), on


def test_each_figure_of_word_leads_to_the_row_of_excel_that_keeps_it(
    word: DocumentFile, book: CalamineWorkbook
) -> None:
    sheet = book.get_sheet_by_name("Số liệu").to_python()
    marks = list(word.element.iter(qn("w:bookmarkStart")))
    names = [mark.get(qn("w:name")) for mark in marks]
    assert len(set(names)) == len(names) > 300
    assert len({mark.get(qn("w:id")) for mark in marks}) == len(marks)
    for name, mark in zip(names, marks, strict=True):
        shown = "".join(text.text for text in mark.getparent().iter(qn("w:t")))
        kept = str(sheet[int(name.split("_")[2]) - 1][4])
        told = "–" if not kept else format_rate(float(kept)) if "%" in shown else format_figure(int(float(kept)))
        assert shown == told, name
