"""The pictures of the guides, taken from the running program: `python -m tests.guide_pictures`.

Trial homes are made and their pages served; a telephone's browser answers as the guide for unit leads says, and a wide
one opens the tracker's and the office's pages. Run it again whenever the pages change; the pictures go to
`docs/vi/tra-loi/`, `docs/vi/van-phong/` and `docs/vi/viet-ke-hoach/`.
"""

import shutil
import subprocess
import tempfile
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, sync_playwright

from flows.acts.open_home import load_plans
from flows.acts.reports.progress import plan_account, telling_of
from models.drafts.kept_drafts import keep_draft
from notifications.links import ANSWER, BOARD, JUDGE, OFFICE, link_address, link_key, sign_link
from reports.chairman import FORMATS
from reports.portable import find_office
from tests import PROJECT
from tests.conftest import CHROMIUM_FLAGS, CHROMIUM_NAMES
from tests.homes.busy_office import SEEN_ON, busy_office
from tests.homes.databases.busy_year import CODE, LAST, busy_year
from tests.homes.offices import morning, round_on, trial_office
from tests.homes.pages.serving import TELEPHONE, pages_served
from tests.homes.plans.drafted import CODE as CODE_OF_DRAFT
from tests.homes.plans.drafted import LAM, deciding, drafted, settled_draft

MONDAY = date(2023, 6, 5)
PICTURES = PROJECT / "docs" / "vi" / "tra-loi"
OFFICE_PICTURES = PROJECT / "docs" / "vi" / "van-phong"
DRAFT_PICTURES = PROJECT / "docs" / "vi" / "viet-ke-hoach"
WIDE: ViewportSize = {"width": 1000, "height": 900}


def take_pictures(folder: Path) -> list[Path]:
    """Take every picture of the guide into `folder`, and return the files."""
    found = next(path for name in CHROMIUM_NAMES if (path := shutil.which(name)))
    with tempfile.TemporaryDirectory() as home, trial_office(Path(home), MONDAY) as office:
        round_on(office, MONDAY)
        with pages_served(office.home) as address, sync_playwright() as playwright:
            token = sign_link(link_key(office.home), "so-y-te", ANSWER, MONDAY + timedelta(days=120))
            browser = playwright.chromium.launch(executable_path=found, args=CHROMIUM_FLAGS)
            page = browser.new_context(viewport=TELEPHONE, locale="vi-VN", device_scale_factor=1).new_page()
            page.goto(link_address(address, ANSWER, token))
            return _answer(page, folder)


def _answer(page: Page, folder: Path) -> list[Path]:
    taken = [_take(page, folder, "trang-co-quan")]
    line = page.locator("details[id^=line-]").first
    number = (line.get_attribute("id") or "").removeprefix("line-")
    line.locator("summary").first.click()
    page.select_option(f"#result-{number}", label="đang thực hiện")
    page.fill(f"#percent-{number}", "40")
    page.fill(f"#text-{number}", "Đã tổ chức 02 hội nghị quán triệt, 120 lượt cán bộ dự.")
    line.scroll_into_view_if_needed()
    line.evaluate("one => one.scrollIntoView()")
    taken.append(_take(page, folder, "mot-muc"))
    page.fill("#name", "Nguyễn Thị Hòa")
    page.fill("#post", "Chánh Văn phòng Sở")
    page.get_by_role("button", name="Gửi báo cáo").last.click()
    taken.append(_take(page, folder, "da-gui"))
    line = page.locator("details[id^=line-]").first
    line.locator("summary").first.click()
    line.get_by_role("button", name="Đề nghị gia hạn").click()
    page.locator("#form-extend summary").click()
    taken.append(_take(page, folder, "viec-khac"))
    return taken


def take_office_pictures(folder: Path) -> list[Path]:
    """Take the tracker's and the office's pages of a busy home into `folder`, and return the files."""
    found = next(path for name in CHROMIUM_NAMES if (path := shutil.which(name)))
    taken = []
    with (
        tempfile.TemporaryDirectory() as home,
        busy_office(Path(home)) as busy,
        pages_served(busy.office.home) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=found, args=CHROMIUM_FLAGS)
        page = browser.new_context(viewport=WIDE, locale="vi-VN", device_scale_factor=1).new_page()
        for recipient, purpose, rest, name in (
            ("cong-an-tinh", JUDGE, "", "trang-theo-doi"),
            ("van-phong-ubnd-tinh", OFFICE, "", "trang-van-phong"),
            ("chu-tich-ubnd-tinh", BOARD, "/tong-hop?ke-hoach=tuyen-quang", "bang-theo-doi"),
        ):
            province = "tuyen-quang:" if purpose == BOARD else ""
            token = sign_link(link_key(busy.office.home), province + recipient, purpose, SEEN_ON + timedelta(days=120))
            page.goto(link_address(address, purpose, token) + rest)
            taken.append(_take(page, folder, name, whole=purpose == BOARD))
    return taken


def take_draft_pictures(folder: Path) -> list[Path]:
    """Take a draft's doubts, its load, its first due dates, and its page after the adoption into `folder`; return the files."""
    found = next(path for name in CHROMIUM_NAMES if (path := shutil.which(name)))
    with tempfile.TemporaryDirectory() as home, trial_office(Path(home), MONDAY) as office:
        round_on(office, MONDAY)
        keep_draft(deciding(office, morning(MONDAY)), drafted(), by=LAM)
        keep_draft(deciding(office, morning(MONDAY)), settled_draft(), by=LAM)
        with pages_served(office.home) as address, sync_playwright() as playwright:
            token = sign_link(link_key(office.home), "van-phong-ubnd-tinh", OFFICE, MONDAY + timedelta(days=120))
            browser = playwright.chromium.launch(executable_path=found, args=CHROMIUM_FLAGS)
            page = browser.new_context(viewport=WIDE, locale="vi-VN", device_scale_factor=1).new_page()
            page.goto(f"{link_address(address, OFFICE, token)}/du-thao/{CODE_OF_DRAFT}")
            taken = [_take(page, folder, "du-thao")]
            page.goto(f"{link_address(address, OFFICE, token)}/du-thao/{CODE_OF_DRAFT}-2")
            page.locator("h2", has_text="Khối lượng").evaluate("one => one.scrollIntoView()")
            taken.append(_take(page, folder, "khoi-luong"))
            page.goto(f"{link_address(address, OFFICE, token)}/du-thao/{CODE_OF_DRAFT}-2?tu=1/6/2026#adopt-part")
            taken.append(_take(page, folder, "dua-vao-theo-doi"))
            page.fill("#name-adopt-plan", LAM.name)
            page.get_by_role("button", name="Đưa vào theo dõi").click()
            taken.append(_take(page, folder, "viec-tiep-theo"))
            return taken


def take_report_picture(folder: Path) -> list[Path]:
    """Take the first page of a half-year's report in Word into `folder`; nothing where LibreOffice and Poppler are not there."""
    drawer = shutil.which("pdftoppm")
    if drawer is None or find_office() is None:
        return []
    with tempfile.TemporaryDirectory() as home, busy_year(Path(home)) as office:
        telling = telling_of(office, CODE, LAST, "half-year")
        pages = Path(home) / "bao-cao.pdf"
        pages.write_bytes(FORMATS["pdf"](plan_account(office, load_plans(office)[CODE], telling)))
        command = [drawer, "-png", "-r", "72", "-f", "1", "-singlefile", str(pages), str(folder / "bao-cao")]
        subprocess.run(command, check=True)
    return [folder / "bao-cao.png"]


def _take(page: Page, folder: Path, name: str, *, whole: bool = False) -> Path:
    file = folder / f"{name}.png"
    page.screenshot(path=file, full_page=whole)
    return file


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    take_pictures(PICTURES)
    OFFICE_PICTURES.mkdir(exist_ok=True)
    take_office_pictures(OFFICE_PICTURES)
    take_report_picture(OFFICE_PICTURES)
    DRAFT_PICTURES.mkdir(exist_ok=True)
    take_draft_pictures(DRAFT_PICTURES)
