"""The answer page in a real Chromium on a telephone's screen, served by the real process from a real home."""

import socket
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import col, select

from models.database import Database
from models.settings import Home, open_home
from models.tables.core import Answer, CheckIn
from notifications.links import ANSWER, link_address, link_key, sign_link
from tests.homes.databases.opened_plans import put_opened_file
from tests.homes.databases.templates import DATABASE
from tests.homes.pages.serving import TELEPHONE, pages_served, start_serving, tab_to

MONDAY = date(2023, 6, 5)
LINE = "details[id^=line-]"
"""What is owed, folded: other things on the page fold too."""


@dataclass
class Served:
    """A trial home whose answer pages are served at an address by a process of their own."""

    home: Home
    database: Database
    address: str

    def link(self, agency: str) -> str:
        return link_address(self.address, ANSWER, sign_link(link_key(self.home), agency, ANSWER, date(2023, 7, 31)))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Give one home for the tests of this file: each answers for an agency of its own."""
    home = open_home(tmp_path_factory.mktemp("home"))
    put_opened_file(home.path / DATABASE, ("bac-giang",), MONDAY)
    database = Database(home.database_url)
    with pages_served(home) as address:
        yield Served(home, database, address)
    database.close()


@pytest.mark.browser
def test_two_lines_are_answered_by_keyboard_on_a_telephone_without_scripts(
    served: Served, telephone: Page, tmp_path: Path
) -> None:
    with served.database.read() as session:
        asked = select(CheckIn).where(CheckIn.holder == "so-y-te", col(CheckIn.ref).in_(["II.1.a", "II.4.b"]))
        first, second = (check_in.id for check_in in session.exec(asked.order_by(col(CheckIn.id))).all())
    complaints: list[str] = []
    telephone.on("console", lambda message: complaints.append(message.text))
    telephone.goto(served.link("so-y-te"))
    expect(telephone.get_by_role("heading", name="Sở Y tế")).to_be_visible()
    expect(telephone.get_by_text("BẢN CHẠY THỬ – ngày 05/6/2023")).to_be_visible()
    assert telephone.locator("html").evaluate("e => e.scrollWidth") <= TELEPHONE["width"]

    for line, words in ((first, "Đã tổ chức 02 hội nghị"), (second, "Đã rà soát 05 hệ thống")):
        telephone.locator(f"#line-{line} > summary").focus()
        telephone.keyboard.press("Enter")
        tab_to(telephone, f"result-{line}")
        telephone.keyboard.press("ArrowDown")
        telephone.keyboard.press("ArrowDown")
        tab_to(telephone, f"percent-{line}")
        telephone.keyboard.type("40")
        tab_to(telephone, f"text-{line}")
        telephone.keyboard.type(words)
    tab_to(telephone, "name")
    telephone.keyboard.type("Nguyễn Thị Hòa")
    tab_to(telephone, "post")
    telephone.keyboard.type("Chánh Văn phòng Sở")
    tab_to(telephone, "send")
    telephone.keyboard.press("Enter")

    expect(telephone.get_by_role("status")).to_contain_text("Đã ghi nhận 2 báo cáo trong ngày hôm nay")
    expect(telephone.get_by_role("status")).to_contain_text("Còn 11 báo cáo chưa gửi.")
    with served.database.read() as session:
        answers = session.exec(select(Answer).order_by(col(Answer.id))).all()
    assert [(a.check_in_id, a.result, a.percent, a.text, a.answered_by, a.post) for a in answers] == [
        (first, "in_progress", 40, "Đã tổ chức 02 hội nghị", "Nguyễn Thị Hòa", "Chánh Văn phòng Sở"),
        (second, "in_progress", 40, "Đã rà soát 05 hệ thống", "Nguyễn Thị Hòa", "Chánh Văn phòng Sở"),
    ]
    assert complaints == []
    picture = tmp_path / "page.png"
    telephone.screenshot(path=picture, full_page=True)
    assert picture.stat().st_size > 50_000


TARGETS = (
    "summary, select, textarea, button:not(.unseen), input:not([type=hidden], [type=checkbox]),"
    "label:has(input[type=checkbox])"
)
"""What a thumb has to hit: of a box to tick that is the whole line with its words."""


@pytest.mark.browser
def test_every_field_has_its_name_and_every_target_its_size(served: Served, telephone: Page) -> None:
    telephone.goto(served.link("so-tu-phap"))
    telephone.locator(LINE).first.locator("summary").click()
    for name in (
        "Kết quả",
        "Tỷ lệ hoàn thành (%), nếu có",
        "Kết quả thực hiện",
        "Khó khăn, vướng mắc",
        "Tệp minh chứng",
    ):
        expect(telephone.get_by_label(name, exact=True).first).to_be_visible()
    for target in telephone.locator(TARGETS).all():
        if target.is_visible():
            box = target.bounding_box()
            assert box is not None
            assert box["height"] >= 44
    assert telephone.locator("html").get_attribute("lang") == "vi"


@pytest.mark.browser
def test_what_is_wrong_is_shown_in_its_open_line_with_all_that_was_typed(served: Served, telephone: Page) -> None:
    telephone.goto(served.link("so-noi-vu"))
    line = telephone.locator(LINE).nth(2)
    line.locator("summary").click()
    line.locator("select").select_option(label="vướng mắc")
    line.get_by_label("Kiến nghị, đề xuất").fill("Đề nghị cấp kinh phí")
    telephone.get_by_label("Họ và tên", exact=True).fill("Hòa")
    telephone.get_by_role("button", name="Gửi báo cáo").click()
    expect(telephone.get_by_role("alert")).to_contain_text("cần ghi rõ khó khăn, vướng mắc")
    telephone.get_by_role("alert").get_by_role("link").click()
    expect(line.locator(".error")).to_be_in_viewport()
    expect(line.get_by_label("Kiến nghị, đề xuất")).to_have_value("Đề nghị cấp kinh phí")
    line.get_by_label("Khó khăn, vướng mắc").fill("Thiếu kinh phí")
    telephone.get_by_role("button", name="Gửi báo cáo").click()
    expect(telephone.get_by_role("status")).to_contain_text("Đã ghi nhận 1 báo cáo")


@pytest.mark.browser
def test_enter_in_a_field_saves_and_leaving_and_coming_back_loses_nothing(
    served: Served, telephone: Page, chromium: Browser
) -> None:
    telephone.goto(served.link("so-tai-chinh"))
    first, second = (telephone.locator(LINE).nth(place) for place in (0, 3))
    first.locator("summary").click()
    first.get_by_label("Kết quả thực hiện").fill("Dòng một\n  dòng hai")
    second.locator("summary").click()
    second.get_by_label("Kết quả", exact=True).select_option(label="hoàn thành")
    second.get_by_label("Tỷ lệ hoàn thành").fill("100")
    second.get_by_label("Tỷ lệ hoàn thành").press("Enter")
    expect(telephone.get_by_role("status")).to_contain_text("Đã lưu nháp 2 báo cáo")
    expect(telephone.get_by_role("status")).to_contain_text("chưa gửi")
    expect(telephone.get_by_role("status")).to_contain_text("Còn 14 báo cáo chưa gửi.")
    telephone.goto("about:blank")

    desk = chromium.new_context(java_script_enabled=False, locale="vi-VN").new_page()
    desk.goto(served.link("so-tai-chinh"))
    desk.locator(LINE).nth(0).locator("summary").click()
    expect(desk.locator(LINE).nth(0).get_by_label("Kết quả thực hiện")).to_have_value("Dòng một\n  dòng hai")
    expect(desk.locator(LINE).nth(3).locator("select")).to_have_value("done")
    expect(desk.locator(LINE).nth(3).locator(".when")).to_contain_text("có bản nháp")
    desk.context.close()


@pytest.mark.browser
def test_of_two_who_save_the_second_sees_both_texts_and_decides(
    served: Served, telephone: Page, chromium: Browser
) -> None:
    colleague = chromium.new_context(java_script_enabled=False, locale="vi-VN").new_page()
    for page, words, name in (
        (colleague, "Của chị Hòa", "Nguyễn Thị Hòa"),
        (telephone, "Của anh Bình", "Trần Văn Bình"),
    ):
        page.goto(served.link("so-xay-dung"))
        line = page.locator(LINE).nth(1)
        line.locator("summary").click()
        line.get_by_label("Kết quả thực hiện").fill(words)
        page.get_by_label("Họ và tên", exact=True).fill(name)
    colleague.locator(LINE).nth(1).get_by_role("button", name="Lưu nháp báo cáo này").click()
    expect(colleague.get_by_role("status")).to_contain_text("Đã lưu nháp 1 báo cáo")
    colleague.context.close()

    mine = telephone.locator(LINE).nth(1)
    mine.get_by_role("button", name="Lưu nháp báo cáo này").click()
    expect(telephone.get_by_role("alert")).to_contain_text("đã có người khác lưu hoặc gửi nội dung khác")
    telephone.get_by_role("alert").get_by_role("link").click()
    expect(mine.locator(".theirs")).to_contain_text("Nguyễn Thị Hòa lưu nháp lúc 08:00 ngày 05/6/2023")
    expect(mine.locator(".theirs")).to_contain_text("Của chị Hòa")
    expect(mine.get_by_label("Kết quả thực hiện")).to_have_value("Của anh Bình")
    mine.get_by_role("button", name="Lưu nháp báo cáo này").click()
    expect(telephone.get_by_role("status")).to_contain_text("Đã lưu nháp 1 báo cáo")
    expect(telephone.locator(LINE).nth(1).get_by_label("Kết quả thực hiện")).to_have_value("Của anh Bình")


@pytest.mark.browser
def test_a_mangled_link_is_refused_on_a_page_that_reads_well(served: Served, telephone: Page) -> None:
    answer = telephone.goto(served.link("so-y-te")[:-3])
    assert answer is not None
    assert answer.status == 403
    expect(telephone.get_by_role("heading", name="Liên kết không dùng được")).to_be_visible()
    assert telephone.locator("html").evaluate("e => e.scrollWidth") <= TELEPHONE["width"]


@pytest.mark.real
def test_a_port_that_is_taken_is_told_in_one_sentence(tmp_path: Path, free_port: int) -> None:
    home = open_home(tmp_path)
    with socket.create_server(("127.0.0.1", free_port)):
        process = start_serving(home, free_port)
        said = process.communicate(timeout=60)[1]
    assert process.returncode == 2
    assert said.startswith(f"Không mở được cổng {free_port} ở 127.0.0.1 cho trang báo cáo (")
    assert said.count("\n") == 1
