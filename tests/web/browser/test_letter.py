"""From the letter in the mailbox to twelve answers, on a telephone, by keyboard alone, with scripts off."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import col, select

from flows.acts.open_home import OpenHome, open_office
from models.tables.answers import Evidence
from models.tables.core import Answer
from tests.homes.offices import answer_all, letter_text, mailbox, morning, round_on
from tests.homes.pages.serving import TELEPHONE, find_port, pages_served
from tests.homes.sample_files import PDF

MONDAY, AUTUMN = date(2023, 6, 5), date(2023, 10, 20)
OPEN_LINES = 13
"""How many lines Sở Y tế owes on MONDAY."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenHome]:
    """Give a trial home whose round wrote its letters, its pages served at the address in them."""
    port = find_port()
    address = f"http://127.0.0.1:{port}"
    with open_office(tmp_path_factory.mktemp("letter") / "home", {"answer_url": address}, on=MONDAY) as opened:
        round_on(opened, MONDAY)
        with pages_served(opened.home, port):
            yield opened


def link_in_letter(office: OpenHome, agency: str) -> str:
    """Return the link in the newest letter to an agency."""
    letters = [letter_text(one) for one in mailbox(office) if str(one["To"]).startswith(f"{agency}@")]
    (link,) = set(re.findall(r"http://127\.0\.0\.1:\d+/tra-loi/\S*[A-Za-z0-9]", letters[-1]))
    return str(link)


def tab_until(page: Page, focused: Callable[[], bool]) -> None:
    """Press Tab until something has the focus."""
    for _ in range(400):
        if focused():
            return
        page.keyboard.press("Tab")
    pytest.fail("Tab never reaches it")


def tab_to(page: Page, selector: str) -> None:
    tab_until(page, lambda: page.locator(f"{selector}:focus").count() > 0)


@pytest.mark.browser
def test_twelve_lines_with_an_attachment_are_answered_in_one_visit_by_keyboard_alone(
    office: OpenHome, telephone: Page, tmp_path: Path
) -> None:
    evidence = tmp_path / "Biên bản hội nghị.pdf"
    evidence.write_bytes(PDF)
    telephone.on("filechooser", lambda chooser: chooser.set_files(evidence))
    telephone.goto(link_in_letter(office, "so-y-te"))
    expect(telephone.get_by_role("heading", level=1, name="Sở Y tế")).to_be_visible()
    assert telephone.locator("html").evaluate("page => page.scrollWidth") <= TELEPHONE["width"]
    assert len(telephone.content().encode()) < 60_000
    lines = [str(one.get_attribute("id")) for one in telephone.locator(".line > details").all()]
    assert len(lines) == OPEN_LINES

    for place, line in enumerate(lines[:12]):
        number = line.removeprefix("line-")
        tab_to(telephone, f"#{line} > summary")
        telephone.keyboard.press("Enter")
        tab_to(telephone, f"#result-{number}")
        telephone.keyboard.press("ArrowDown")
        telephone.keyboard.press("ArrowDown")
        tab_to(telephone, f"#text-{number}")
        telephone.keyboard.type(f"Đã làm việc thứ {place + 1}")
        if place == 4:
            tab_to(telephone, f"#file-{number}")
            telephone.keyboard.press("Enter")
            expect(telephone.locator(f"#file-{number}")).to_have_value(re.compile("Biên bản hội nghị.pdf"))
    tab_to(telephone, "#name")
    telephone.keyboard.type("Nguyễn Thị Hòa")
    telephone.keyboard.press("Tab")
    telephone.keyboard.type("Chánh Văn phòng Sở")
    telephone.keyboard.press("Tab")
    expect(telephone.locator("#keep-respondent")).to_be_focused()
    telephone.keyboard.press("Tab")
    expect(telephone.locator("#send")).to_be_focused()
    telephone.keyboard.press("Enter")

    expect(telephone.get_by_role("status")).to_contain_text("Đã ghi nhận 12 báo cáo trong ngày hôm nay")
    expect(telephone.get_by_role("status")).to_contain_text("Còn 1 báo cáo chưa gửi.")
    with office.database.read() as session:
        answers = session.exec(select(Answer).order_by(col(Answer.check_in_id))).all()
        (kept,) = session.exec(select(Evidence)).all()
    said = {f"line-{one.check_in_id}": (str(one.result), one.text, one.answered_by) for one in answers}
    assert said == {
        line: ("in_progress", f"Đã làm việc thứ {place + 1}", "Nguyễn Thị Hòa") for place, line in enumerate(lines[:12])
    }
    assert (f"line-{kept.check_in_id}", kept.name, kept.version) == (lines[4], "Biên bản hội nghị.pdf", 1)


@pytest.mark.browser
def test_what_did_not_change_is_answered_with_two_buttons_and_a_name(office: OpenHome, telephone: Page) -> None:
    answered = answer_all(office, "so-tu-phap", morning(MONDAY))
    round_on(office, AUTUMN)
    telephone.goto(link_in_letter(office, "so-tu-phap"))
    telephone.get_by_role("button", name="Chọn “không thay đổi” cho mọi nhiệm vụ có kỳ trước").click()
    expect(telephone.get_by_role("status")).to_contain_text(f"Đã đánh dấu «không thay đổi» cho {answered - 1} nhiệm vụ")
    expect(telephone.get_by_role("status")).to_contain_text("chưa gửi")
    assert telephone.locator("input[type=checkbox]:checked").count() == answered - 1
    for tick in telephone.locator(".same").all():
        box = tick.bounding_box()
        assert box is not None
        assert box["height"] >= 44
    telephone.locator("input[type=checkbox]:checked").first.uncheck()
    telephone.get_by_label("Họ và tên", exact=True).fill("Nguyễn Thị Hòa")
    telephone.get_by_role("button", name="Gửi báo cáo").click()
    expect(telephone.get_by_role("status")).to_contain_text(f"Đã ghi nhận {answered - 2} báo cáo trong ngày hôm nay")
    with office.database.read() as session:
        again = session.exec(select(Answer).where(col(Answer.unchanged).is_(True))).all()
    assert len(again) == answered - 2
