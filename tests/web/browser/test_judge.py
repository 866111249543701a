"""The judge's and the office's pages in a real Chromium on a telephone's screen, without scripts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import col, select

from models.check_ins.moves import StateChange, move_check_in
from models.decisions.objections import raise_objection
from models.tables.core import State
from models.tables.decisions import ObjectionKind, Verdict
from notifications.links import JUDGE, OFFICE, link_address, link_key, sign_link
from tests.homes.pages.desks import (
    HOA,
    IN_ORDER,
    POLICE,
    PROVINCIAL_OFFICE,
    STUCK,
    Desks,
    bac_giang,
    open_desks,
)
from tests.homes.pages.serving import TELEPHONE, pages_in_thread, tab_to
from tests.homes.pages.visitor import HEALTH, LAST_DAY, MONDAY

LONG = "Đã làm việc với các đơn vị trực thuộc về rà soát hệ thống. " * 14


@dataclass
class Served:
    """A trial home with something for every desk, whose pages are served at an address."""

    desks: Desks
    address: str

    def link(self, agency: str, purpose: str) -> str:
        """Return the address behind an agency's link."""
        return link_address(self.address, purpose, sign_link(link_key(self.desks.home), agency, purpose, LAST_DAY))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("home")
    with open_desks(folder) as desks:
        fill(desks)
        with pages_in_thread(desks.home) as address:
            yield Served(desks, address)


def fill(desks: Desks) -> None:
    for ref in ("II.1.a", "II.1.b"):
        desks.answer(ref)
    desks.answer("II.4.b", STUCK)
    desks.answer("II.4.e", replace(IN_ORDER, text=LONG))
    desks.answer("II.1.c", agency=POLICE)
    now = desks.clock.now()
    with desks.database.write() as session:
        not_ours, plans = ObjectionKind.NOT_OURS, {"bac-giang": bac_giang()}
        line, why = desks.check_in("II.1.d"), "Nhiệm vụ do cơ quan khác chủ trì."
        raise_objection(session, plans, line, HEALTH, not_ours, why, now, by=HOA, province="bac-giang")
        for ref in ("II.4.a", "II.4.đ"):
            move = StateChange(State.OWNERLESS, "thử", MONDAY, now, "dondoc")
            assert move_check_in(session, desks.check_in(ref), move)


@pytest.mark.browser
def test_every_target_has_its_size_every_field_its_name_and_nothing_is_wider_than_the_screen(
    served: Served, telephone: Page
) -> None:
    for agency, purpose in ((POLICE, JUDGE), (PROVINCIAL_OFFICE, OFFICE)):
        telephone.goto(served.link(agency, purpose))
        assert telephone.locator("html").evaluate("e => e.scrollWidth") <= TELEPHONE["width"]
        for folded in telephone.locator("details > summary").all():
            folded.click()
        for choice in telephone.locator("input[type=radio]:not([value=''])").all():
            choice.check()
        targets = telephone.locator(
            "summary, select, textarea, button, .choice, main a, input:not([type=hidden])"
        ).all()
        for target in targets:
            if target.is_visible() and target.get_attribute("type") not in ("radio", "checkbox"):
                box = target.bounding_box()
                assert box is not None
                assert box["height"] >= 44, target.evaluate("e => e.outerHTML")
        for field in telephone.locator("select, textarea, input:not([type=hidden])").all():
            assert field.evaluate("e => e.labels.length && e.labels[0].innerText.trim().length > 0")
        assert telephone.locator("html").evaluate("e => e.scrollWidth") <= TELEPHONE["width"]


@pytest.mark.browser
def test_what_belongs_to_a_return_stands_back_until_it_is_chosen_and_never_with_words_in_it(
    served: Served, telephone: Page
) -> None:
    telephone.goto(served.link(POLICE, JUDGE))
    line = telephone.locator("article").first
    reason = line.get_by_label("Lý do trả lại")
    expect(reason).to_be_hidden()
    line.get_by_label("Trả lại", exact=True).check()
    expect(reason).to_be_visible()
    expect(line.get_by_text("Sớm nhất 14/6/2023 (sau 3 ngày làm việc, không trước hạn báo cáo).")).to_be_visible()
    reason.fill("Thiếu số liệu")
    line.get_by_label("Xác nhận", exact=True).check()
    expect(reason).to_be_visible()


@pytest.mark.browser
def test_two_are_accepted_and_one_is_returned_by_keyboard_on_a_telephone(served: Served, telephone: Page) -> None:
    desks = served.desks
    first, second, third = (desks.check_in(ref) for ref in ("II.1.a", "II.1.b", "II.4.b"))
    complaints: list[str] = []
    telephone.on("console", lambda message: complaints.append(message.text))
    telephone.goto(served.link(POLICE, JUDGE))
    for line in (first, second):
        choose(telephone, f"verdict-{line}", 1)
    choose(telephone, f"verdict-{third}", 2)
    tab_to(telephone, f"reason-{third}")
    telephone.keyboard.type("Chưa nêu số hệ thống")
    tab_to(telephone, "name-verdicts")
    telephone.keyboard.type("Trần Văn Lâm")
    tab_to(telephone, "post-verdicts")
    telephone.keyboard.type("Phó Trưởng phòng")
    telephone.keyboard.press("Enter")
    expect(telephone.get_by_role("status")).to_contain_text("xác nhận 2 báo cáo, trả lại 1 báo cáo")
    with desks.database.read() as session:
        found = session.exec(select(Verdict).order_by(col(Verdict.id))).all()
        assert [(one.check_in_id, one.kind, one.reason, one.judged_by) for one in found] == [
            (first, State.ACCEPTED, "", "Trần Văn Lâm"),
            (second, State.ACCEPTED, "", "Trần Văn Lâm"),
            (third, State.RETURNED, "Chưa nêu số hệ thống", "Trần Văn Lâm"),
        ]
    assert complaints == []


def choose(page: Page, group: str, downs: int) -> None:
    """Tab to a group of choices and press the arrow so many times, as a person without a mouse does."""
    for _ in range(60):
        if page.locator(f"[name='{group}']:focus").count():
            break
        page.keyboard.press("Tab")
    else:
        pytest.fail(f"Tab never reaches {group}")
    for _ in range(downs):
        page.keyboard.press("ArrowDown")


@pytest.mark.browser
def test_an_error_leads_to_its_line_and_the_office_waives_by_ticking(
    served: Served, telephone: Page, tmp_path: Path
) -> None:
    telephone.goto(served.link(PROVINCIAL_OFFICE, OFFICE))
    telephone.get_by_role("link", name="2 báo cáo chưa có cơ quan tiếp nhận nhiệm vụ").click()
    part = telephone.locator("#ownerless-part")
    expect(part.get_by_role("heading", level=2)).to_be_in_viewport()
    part.get_by_label("Lý do miễn báo cáo").fill("Không còn cơ quan thực hiện")
    part.get_by_label("Số văn bản").fill("15/VP-TH")
    part.get_by_label("Họ và tên").fill("Lê Thị Hạnh")
    part.get_by_role("button", name="Cho miễn các báo cáo đã chọn").click()
    alert = telephone.get_by_role("alert")
    expect(alert).to_contain_text("Chưa chọn báo cáo nào; hãy chọn ít nhất một báo cáo.")
    alert.get_by_role("link").click()
    expect(telephone.locator("#ownerless")).to_be_in_viewport()
    part.get_by_role("checkbox").first.check()
    telephone.get_by_role("button", name="Cho miễn các báo cáo đã chọn").click()
    expect(telephone.get_by_role("status")).to_contain_text("cho miễn 1 báo cáo")
    picture = tmp_path / "office.png"
    telephone.screenshot(path=picture, full_page=True)
    assert picture.stat().st_size > 50_000
