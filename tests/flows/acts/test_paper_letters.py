"""Dunning letters on paper: who gets one, what its code opens, that the link is nowhere else, and the number that it left under."""

import io
import shutil
import stat
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest
import zxingcpp
from docx import Document
from docx.document import Document as DocumentFile
from PIL import Image

from flows.acts.open_home import OpenHome, load_plans
from flows.acts.reports.measured import measure_home
from flows.acts.reports.paper_letters import Printed, Printing, print_letters, record_letter_sent
from models.audit.acts import Person
from models.clock import day_of
from models.decisions.chasing.calls import Called, record_call
from models.outbox.paper_letters import printed_letters
from models.refusal import RefusedError, UnknownNameError
from notifications.ladder.paper import paper_rung
from notifications.links import ANSWER, guard_link, link_keys, read_link
from tests.homes.offices import CLERK, PAPER_RUNG, paper_office, rows

DUE = date(2023, 6, 14)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenHome]:
    with paper_office(tmp_path) as office:
        yield office


def printed(office: OpenHome, **asked: object) -> tuple[Printed, ...]:
    plans, now = load_plans(office), office.clock.now()
    return print_letters(office, plans, office.home.reports, Printing(**asked), now, by=CLERK)  # type: ignore[arg-type]


def sent(office: OpenHome, symbol: str = "12/VP-NC", on: date | None = None, by: Person = CLERK) -> str:
    now = office.clock.now()
    return record_letter_sent(office, load_plans(office), "so-y-te", symbol, on, now, by=by).symbol


def opened(one: Printed) -> DocumentFile:
    return Document(str(one.file))


def words(file: DocumentFile) -> str:
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in file.paragraphs), *cells])


def links_in(file: DocumentFile) -> list[str]:
    """What a telephone reads from the pictures of a file."""
    pictures = [part.blob for part in file.part.package.iter_parts() if part.partname.ext == "png"]
    return [code.text for one in pictures for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(one)))]


def test_each_agency_on_the_rung_gets_its_letter_with_a_code_that_opens_its_page(office: OpenHome) -> None:
    letters = printed(office, each=True)
    assert [(one.agency, one.count) for one in letters] == [("cong-an-tinh", 1), ("so-y-te", 1)]
    assert all(stat.S_IMODE(one.file.stat().st_mode) == 0o600 for one in letters)
    health = opened(letters[1])
    said = words(health)
    for part in (
        "Số:        /VP\nV/v đôn đốc báo cáo thực hiện Kế\N{NO-BREAK SPACE}hoạch 12/KH-UBND",
        "Kính gửi: Sở Y tế",
        "tính đến ngày 23/6/2023, Sở Y tế còn 01 báo cáo đã quá hạn mà chưa gửi",
        "I.1. Việc của các sở",
        "02 lần qua thư điện tử, gần nhất 15/6/2023",
        "1. Gửi 01 báo cáo nêu trên chậm nhất ngày 30/6/2023",
        "mở http://127.0.0.1:4280/gui-lai để nhận liên kết",
        "báo cáo Chủ tịch UBND tỉnh xem xét, chỉ đạo./.",
        "- Công an tỉnh (để theo dõi);",
    ):
        assert part in said
    (address,) = links_in(health)
    token = address.rpartition("/")[2]
    link = read_link(link_keys(office.home), token)
    assert (link.recipient, link.purpose) == ("so-y-te", ANSWER)
    guard_link(link, PAPER_RUNG, 0)
    # The link is in the picture alone: neither in the words of the file nor in any row of the database.
    assert token not in said
    assert token not in repr(rows(office))


def test_a_telephones_camera_reads_the_code_from_the_printed_page(
    office: OpenHome, tmp_path: Path, require: Callable[[str, bool, str], None]
) -> None:
    program = shutil.which("soffice")
    require("soffice", program is not None, "không thấy LibreOffice: hãy cài gói `libreoffice-writer` của hệ điều hành")
    (letter,) = printed(office, agency="so-y-te")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    draw = [str(program), "--headless", profile, "--convert-to", "pdf", "--outdir", str(tmp_path), str(letter.file)]
    subprocess.run(draw, check=True, capture_output=True, timeout=120)
    (sheet,) = pypdfium2.PdfDocument(tmp_path / f"{letter.file.stem}.pdf")
    page = sheet.render(scale=2).to_pil().convert("L")
    assert [code.text for code in zxingcpp.read_barcodes(page)] == links_in(opened(letter))
    # Held askew, from farther off.
    askew = page.rotate(8, fillcolor=255).resize((page.width * 2 // 3, page.height * 2 // 3))
    assert [code.text for code in zxingcpp.read_barcodes(askew)] == links_in(opened(letter))


def test_a_call_stands_in_the_letter_and_among_what_was_said(office: OpenHome) -> None:
    plans, now = load_plans(office), office.clock.now()
    with office.database.write() as session:
        record_call(session, plans, "so-y-te", Called(), "van-phong-ubnd-tinh", now, by=CLERK, province="tinh-thu")
    (letter,) = printed(office, agency="so-y-te")
    assert "gần nhất 15/6/2023; gọi điện ngày 23/6/2023" in words(opened(letter))
    measured = {(one.name, one.channel): one for one in measure_home(office, plans, PAPER_RUNG + timedelta(days=7))}
    called = measured["Gọi điện đôn đốc", "telephone"]
    assert (called.sent, called.answered[7].words) == (1, "0/1 (0%)")


def test_one_file_holds_all_letters_each_from_a_page_of_its_own(office: OpenHome) -> None:
    first, second = printed(office)
    assert first.file == second.file
    file = opened(first)
    assert len(links_in(file)) == len(file.sections) == 2
    assert words(file).count("Kính gửi: ") == 2


def test_a_letter_that_was_sent_is_not_printed_again_on_its_rung_and_stands_in_the_next_words(office: OpenHome) -> None:
    printed(office)
    printed(office)
    assert sent(office, on=PAPER_RUNG) == "12/VP-NC"
    assert [one.agency for one in printed(office)] == ["cong-an-tinh"]
    with office.database.read() as session:
        kept = [(one.agency, one.number, one.symbol) for one, _ in printed_letters(session)]
    # Printed thrice on one day it is one letter.
    assert sorted(kept) == [("cong-an-tinh", 1, ""), ("so-y-te", 1, "12/VP-NC")]
    acts = [row for row in rows(office)["act"] if "print-letter" in row or "send-letter" in row]
    assert len(acts) == 6


def test_what_cannot_be_recorded_is_refused_with_the_way_out(office: OpenHome) -> None:
    with pytest.raises(RefusedError, match="Không có công văn đôn đốc nào của Sở Y tế chờ ghi số"):
        sent(office)
    printed(office, agency="so-y-te")
    with pytest.raises(RefusedError, match="Ngày gửi 22/6/2023 phải từ ngày in công văn"):
        sent(office, on=date(2023, 6, 22))
    with pytest.raises(RefusedError, match="Số công văn còn trống"):
        sent(office, symbol=" ")
    with pytest.raises(RefusedError, match="Hãy ghi họ và tên"):
        sent(office, by=Person("", "", "command"))
    with pytest.raises(RefusedError, match="phải sau hôm nay"):
        printed(office, answer_by=day_of(office.clock.now()))
    with pytest.raises(UnknownNameError, match="Không có cơ quan «so-y»"):
        printed(office, agency="so-y")


def test_nobody_gets_a_letter_before_the_rung_and_no_plan_without_one_prints(office: OpenHome) -> None:
    (loaded,) = load_plans(office).values()
    plan, calendar = loaded.plan, loaded.calendar
    assert paper_rung(plan, calendar, DUE, PAPER_RUNG - timedelta(days=1)) is None
    rung = paper_rung(plan, calendar, DUE, PAPER_RUNG)
    assert rung is not None
    assert rung.after == 7
    bare = replace(plan, ladder=tuple(replace(one, paper=False) for one in plan.ladder))
    plans = {plan.code: replace(loaded, plan=bare)}
    with pytest.raises(RefusedError, match="hãy ghi «paper: true» vào một nấc"):
        print_letters(office, plans, office.home.reports, Printing(), office.clock.now(), by=CLERK)
