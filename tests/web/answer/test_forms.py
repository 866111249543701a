"""Each of the five documents asks in a form of its own: outlines, minutes and their confirmation, roll-ups, figures."""

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import col, select

from models.answers.record import AnswerDraft, record_answers
from models.audit.acts import Person
from models.database import Database
from models.tables.answers import AnswerPart
from models.tables.core import CheckIn, Result
from plan.answer_form import PLAIN, AnswerForm, Heading, TargetFigure
from tests.homes.databases.statements import counting
from tests.homes.pages.answering import AUTUMN, AnswerOffice, answer_office
from tests.homes.pages.visitor import fields_of, text_of
from tests.homes.sample_files import PDF
from web.answer.sent_lines import LineValues
from web.answer.sent_lines import fields_of as specs_of
from web.words.words import number_words, parse_day, size_words

HOA = Person("Nguyễn Thị Hòa", "Chánh Văn phòng", "page")
INFORMATION, POLICE, OFFICE = "so-thong-tin-va-truyen-thong", "cong-an-tinh", "van-phong-ubnd-tinh"
SPRING = date(2024, 4, 15)


@contextmanager
def office_of(folder: Path, plan: str, day: date) -> Iterator[AnswerOffice]:
    with answer_office(folder, day, (plan,)) as opened:
        yield opened


def parts_of(database: Database) -> list[tuple[str, str]]:
    with database.read() as session:
        return [(part.heading, part.text) for part in session.exec(select(AnswerPart).order_by(col(AnswerPart.id)))]


def answer(office: AnswerOffice, check_in: CheckIn, draft: AnswerDraft) -> None:
    at = office.clock.now()
    with office.database.write() as session:
        record_answers(session, {check_in.id: draft}, check_in.holder, at, at, by=HOA, province=check_in.province)


def labels(page: str, line: int) -> list[str]:
    """Return the labels of a line's fields, in the order of the page."""
    found = re.findall(rf'<label for="([a-z]+(?:-.+)?)-{line}">(.*?)</label>', page)
    return [html.unescape(re.sub(r"<[^>]+>", "", label)) for _, label in found]


def test_an_outline_asks_its_headings_and_no_box_twice(tmp_path: Path) -> None:
    with office_of(tmp_path, "bac-giang", AUTUMN) as office:
        line = office.check_in("III.4.2", period="2023")
        assert labels(office.page(), line) == [
            "Kết quả",
            "Tỷ lệ hoàn thành (%), nếu có",
            "Tình hình, kết quả triển khai thực hiện bắt buộc",
            "Khó khăn, vướng mắc bắt buộc",
            "Kiến nghị, đề xuất bắt buộc",
            "Tệp minh chứng",
        ]
        typed = {f"result-{line}": "blocked", f"part-p1-{line}": "Đã triển khai", f"part-p2-{line}": "Thiếu người"}
        refused = office.send(office.fields() | typed | {"name": "Hòa"})
        assert refused.status_code == 422
        told = "Nhiệm vụ III.4.2: hãy ghi «Kiến nghị, đề xuất», nếu không có thì ghi «Không»."
        assert told in text_of(refused)
        assert office.send(fields_of(refused.text) | {f"part-p3-{line}": "Không"}).status_code == 303
        assert parts_of(office.database) == [
            ("Tình hình, kết quả triển khai thực hiện", "Đã triển khai"),
            ("Khó khăn, vướng mắc", "Thiếu người"),
            ("Kiến nghị, đề xuất", "Không"),
        ]
        (answered,) = office.answers()
        assert (answered.text, answered.difficulties, answered.proposals) == ("", "Thiếu người", "Không")
        assert office.fields()[f"part-p1-{line}"] == "Đã triển khai"


def test_the_sub_committees_outline_lets_one_heading_stand_for_each_box(tmp_path: Path) -> None:
    with office_of(tmp_path, "tieu-ban-attt", date(2024, 3, 1)) as office:
        line = office.check_in("1", OFFICE, "2024-Q1")
        asked = labels(office.page(OFFICE), line)
        assert "Thuận lợi, khó khăn, vướng mắc bắt buộc" in asked
        assert "Giải pháp đề xuất bắt buộc" in asked
        assert not {"Kết quả thực hiện", "Khó khăn, vướng mắc", "Kiến nghị, đề xuất"} & set(asked)
        typed = {f"part-p{place}-{line}": f"nội dung {place}" for place in range(1, 6)}
        sent = office.send(office.fields(OFFICE) | typed | {f"result-{line}": "in_progress", "name": "Hòa"}, OFFICE)
        assert sent.status_code == 303
        (answered,) = office.answers()
        assert (answered.difficulties, answered.proposals) == ("nội dung 3", "nội dung 4")


def test_the_host_writes_the_minutes_with_a_day_that_is_one(tmp_path: Path) -> None:
    with office_of(tmp_path, "lao-cai", date(2023, 6, 5)) as office:
        line = office.held("2.1", "host").id
        page = office.page(INFORMATION)
        assert labels(page, line)[:4] == [
            "Kết quả",
            "Ngày họp bắt buộc",
            "Địa điểm bắt buộc",
            "Thành phần dự họp bắt buộc",
        ]
        assert "Tỷ lệ hoàn thành" not in page
        assert "Không thay đổi so với kỳ trước" not in page
        typed = {
            f"result-{line}": "done",
            f"part-p1-{line}": "31/6/2023",
            f"part-p2-{line}": "Phòng họp\nsố 2",
            f"part-p3-{line}": "Lãnh đạo hai cơ quan",
            "name": "Hòa",
        }
        refused = office.send(office.fields(INFORMATION) | typed, INFORMATION)
        assert "«Ngày họp» ghi theo dạng ngày/tháng/năm, ví dụ 05/6/2023." in text_of(refused)
        assert fields_of(refused.text)[f"part-p1-{line}"] == "31/6/2023"
        mended = fields_of(refused.text) | {f"part-p1-{line}": "1.6.2023"}
        assert office.send(mended, INFORMATION).status_code == 303
        assert parts_of(office.database) == [
            ("Ngày họp", "01/6/2023"),
            ("Địa điểm", "Phòng họp số 2"),
            ("Thành phần dự họp", "Lãnh đạo hai cơ quan"),
        ]


def test_who_confirms_reads_the_minutes_and_says_why_not(tmp_path: Path) -> None:
    with office_of(tmp_path, "lao-cai", date(2023, 6, 5)) as office:
        hosting, confirming = office.held("2.1", "host"), office.held("2.1", "confirming")
        parts = (("Ngày họp", "01/6/2023"), ("Địa điểm", "Phòng họp <b>số 2</b>"))
        answer(office, hosting, AnswerDraft(Result.DONE, parts=parts))
        line, page = confirming.id, office.page(POLICE)
        assert "Biên bản của cơ quan chủ trì" in page
        assert "Phòng họp &lt;b&gt;số 2" in page
        assert labels(page, line) == ["Kết quả", "Ý kiến về biên bản", "Tệp minh chứng"]
        assert re.findall(r'<option value="(\w+)"', page) == ["done", "blocked"]
        assert "thống nhất với biên bản" in page
        disagreed = office.fields(POLICE) | {f"result-{line}": "blocked", "name": "Minh"}
        assert office.send(disagreed, POLICE).status_code == 422
        assert office.send(disagreed | {f"part-p1-{line}": "Thiếu ý kiến của Công an tỉnh"}, POLICE).status_code == 303
        assert office.answers()[1].difficulties == "Thiếu ý kiến của Công an tỉnh"


def test_who_sums_up_reads_what_came_in_and_copies_it_to_be_edited(tmp_path: Path) -> None:
    with office_of(tmp_path, "tuyen-quang", SPRING) as office:
        first, second = office.check_in("1.2", POLICE, "2024-04-25"), office.check_in("1.2", OFFICE, "2024-04-25")
        line = office.held("2.1").id
        words = AnswerDraft(Result.IN_PROGRESS, 60, "Đã rà soát 12 hệ thống", "Thiếu <kinh phí>", "Cấp 300 triệu đồng")
        with office.database.read() as session:
            reviewed = session.get_one(CheckIn, first)
        answer(office, reviewed, words)
        shown = office.page(INFORMATION)
        assert "Các đơn vị đã báo cáo 1/3" in shown
        assert "Đã rà soát 12 hệ thống" in shown
        assert re.search(r"Chưa báo cáo:</b> [^<]*Văn phòng UBND tỉnh", shown)
        assert second
        pressed = office.press(
            f"gather-{line}", office.fields(INFORMATION) | {f"text-{line}": "Mở đầu", "name": "Lan"}, INFORMATION
        )
        assert pressed.status_code == 200
        assert (len(office.answers()), office.drafts()) == (1, {})
        copied = fields_of(pressed.text)
        assert copied[f"text-{line}"].splitlines() == [
            "Mở đầu",
            "Công an tỉnh (đang thực hiện, 60%): Đã rà soát 12 hệ thống",
        ]
        assert copied[f"difficulties-{line}"] == "Công an tỉnh: Thiếu <kinh phí>"
        assert copied[f"proposals-{line}"] == "Công an tỉnh: Cấp 300 triệu đồng"
        assert "Văn phòng UBND tỉnh" in copied[f"part-p2-{line}"]
        again = office.press(f"gather-{line}", copied, INFORMATION)
        assert fields_of(again.text)[f"text-{line}"] == copied[f"text-{line}"]
        assert office.press("save", copied, INFORMATION).status_code == 303
        assert office.fields(INFORMATION)[f"text-{line}"] == copied[f"text-{line}"]


def test_words_that_do_not_fit_into_the_box_are_said_to_be_left_out(tmp_path: Path) -> None:
    with office_of(tmp_path, "tuyen-quang", SPRING) as office:
        line = office.held("2.1").id
        for agency in (POLICE, OFFICE, "bo-chi-huy-quan-su-tinh"):
            check_in = office.check_in("1.2", agency, "2024-04-25")
            with office.database.read() as session:
                answer_to = session.get_one(CheckIn, check_in)
            answer(office, answer_to, AnswerDraft(Result.DONE, text=f"{agency} " + "chữ " * 1_200))
        page = office.page(INFORMATION)
        assert len(page) < 60_000
        pressed = office.press(f"gather-{line}", office.fields(INFORMATION), INFORMATION)
        text = fields_of(pressed.text)[f"text-{line}"].replace("\r\n", "\n")
        assert len(text) <= 10_000
        assert text.endswith("(Còn 1 đơn vị chưa chép được vì quá dài; xem ở trang riêng của nhiệm vụ này.)")


def test_a_roll_up_reads_the_evidence_of_those_it_sums_up_and_of_no_others(tmp_path: Path) -> None:
    with office_of(tmp_path, "tuyen-quang", SPRING) as office:
        line = office.check_in("1.2", POLICE, "2024-04-25")
        fields = office.fields(POLICE) | {f"result-{line}": "done", "name": "Minh"}
        assert office.send_files(fields, [(f"file-{line}", "số liệu.pdf", PDF)], POLICE).status_code == 303
        (number,) = re.findall(r"/minh-chung/(\d+)", office.page(INFORMATION))
        for agency, status in ((POLICE, 200), (INFORMATION, 200), (OFFICE, 404)):
            with counting(office.database) as asked:
                given = office.browser.get(f"{office.address(agency)}/minh-chung/{number}")
            assert given.status_code == status
            assert not [statement for statement in asked if " answer." in statement]  # for one file, nobody's words


FORM = AnswerForm(
    "outline",
    (Heading("p1", "Tình hình", "text", required=True), Heading("p2", "Ngày họp", "date", required=False)),
    (TargetFigure("I.1", "Tỷ lệ", "percent", "%", "ít nhất 80% vào năm 2025"),),
    takes_percent=False,
)


def test_the_fields_of_a_form_stand_in_the_order_of_the_page() -> None:
    assert [spec.name for spec in specs_of(PLAIN)] == ["percent", "text", "difficulties", "proposals"]
    assert [(spec.name, spec.required) for spec in specs_of(FORM)] == [
        ("figure-I.1", False),
        ("part-p1", True),
        ("part-p2", False),
        ("difficulties", False),
        ("proposals", False),
    ]


def test_the_mark_of_a_line_sees_words_and_choices_apart() -> None:
    empty, worded = LineValues(), LineValues({"text": "a"})
    chosen, ticked = LineValues({"text": "a", "result": "done"}), LineValues({"text": "a", "unchanged": "1"})
    assert empty.mark == LineValues({"text": "", "result": "", "unchanged": ""}).mark
    assert len({one.mark for one in (empty, worded, chosen, ticked)}) == 4
    assert worded.words_mark == chosen.words_mark == ticked.words_mark != empty.words_mark


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("5/6/2023", date(2023, 6, 5)),
        ("05-06-2023", date(2023, 6, 5)),
        (" 05.06.2023 ", date(2023, 6, 5)),
        ("05062023", date(2023, 6, 5)),
        ("29/2/2024", date(2024, 2, 29)),
        ("29/2/2023", None),
        ("2023-06-05", None),
        ("5/6", None),
        ("", None),
        ("٥/٦/٢٠٢٣", None),
        ("0/1/2023", None),
        ("1/1/0000", None),
    ],
)
def test_a_day_is_read_as_people_write_it(typed: str, day: date | None) -> None:
    assert parse_day(typed) == day


def test_numbers_and_sizes_are_written_as_here() -> None:
    assert [number_words(one) for one in ("0", "82.5", "1500000", "1500.25")] == ["0", "82,5", "1.500.000", "1.500,25"]
    assert [size_words(one) for one in (0, 900, 240_000, 1_258_291)] == ["1 KB", "1 KB", "234 KB", "1,2 MB"]
