"""Every page, as everybody meets it: axe-core finds nothing against WCAG 2.2 AA, on a telephone and on a desk."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it comes without types
from playwright.sync_api import Browser, Page, ViewportSize
from sqlmodel import select

from models.audit.acts import Person
from models.drafts.kept_drafts import keep_draft
from models.people.grants import LetIn, OwnOffice, let_in
from models.tables.core import CheckIn
from models.tables.people import Access
from notifications.links import ANSWER, BOARD, JUDGE, OFFICE, link_address, link_key, sign_link
from tests.homes.busy_office import SEEN_ON, Busy, busy_office
from tests.homes.offices import morning
from tests.homes.pages.serving import TELEPHONE, pages_in_thread
from tests.homes.plans.drafted import CODE, LAM, deciding, drafted, settled_draft

AA = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "reporter": "no-passes",
}
"""The rules that axe-core runs: WCAG 2.2 to level AA, and what it counts as good practice; it tells what breaks them."""
AXE = Axe().axe_script
BREAKING = """async options => {
    const looks = one => {
        const is = getComputedStyle(one)
        const said = [is.color, is.backgroundColor, is.backgroundImage, is.opacity, is.textShadow, is.fontSize, is.fontWeight]
        return [...said, one.checkVisibility({visibilityProperty: true})].join()
    }
    const all = [...document.querySelectorAll("*")].map(one => [one, looks(one)])
    window.looked ??= new Map()
    const first = !looked.size
    const floats = one => ["absolute", "fixed", "sticky"].includes(getComputedStyle(one).position)
    const other = all.filter(([one, now]) => floats(one) || !looked.get(one)?.has(now))
    other.forEach(([one, now]) => looked.set(one, (looked.get(one) ?? new Set()).add(now)))
    if (first) return (await axe.run(options)).violations
    const rest = await axe.run({...options, rules: {"color-contrast": {enabled: false}}})
    if (!other.length) return rest.violations
    const contrast = {...options, runOnly: {type: "rule", values: ["color-contrast"]}}
    const again = await axe.run({include: other.map(([one]) => one)}, contrast)
    return [...rest.violations, ...again.violations]
}"""
"""What axe-core finds on the screen of a size. Its rule of contrast takes two thirds of its time: on a further screen it
looks at what has other colours or letters there, is shown there alone, may stand over something else there, or stands
within such a thing; nothing else of it depends on the size."""
DESK: ViewportSize = {"width": 1280, "height": 900}
WALL: ViewportSize = {"width": 1920, "height": 1080}
"""The screen on which the board hangs: its pages are looked at there too."""
LET_IN = (
    LetIn("pct-van-xa", Access.VICE_CHAIRMAN, "Phó Chủ tịch phụ trách văn xã", fields=("so-y-te", "II.1")),
    LetIn("thanh-tra", Access.INSPECTOR, "Trần Văn Kiểm", "Thanh tra viên"),
)
OPEN_ALL = "document.querySelectorAll('details').forEach(one => { one.open = true })"
VISITS = {
    "an agency's page": (ANSWER, "so-y-te", ""),
    "an agency's other matters": (ANSWER, "so-y-te", "/co-quan"),
    "all of an agency's lines": (ANSWER, "so-y-te", "/danh-sach"),
    "a line that is late": (ANSWER, "so-y-te", "/muc/{late}"),
    "a line that was returned": (ANSWER, "so-y-te", "/muc/{returned}"),
    "a line that waits for a later date": (ANSWER, "so-tu-phap", "/muc/{extended}"),
    "a report by an outline": (ANSWER, "thai-nguyen:so-tai-chinh", ""),
    "a roll-up": (ANSWER, "tuyen-quang:so-thong-tin-va-truyen-thong", ""),
    "an incident's report": (ANSWER, "tuyen-quang:cong-an-tinh", ""),
    "a briefing's minutes": (ANSWER, "lao-cai:so-thong-tin-va-truyen-thong", ""),
    "their confirmation": (ANSWER, "lao-cai:cong-an-tinh", ""),
    "a matter beyond authority": (ANSWER, "quang-ngai:so-thong-tin-va-truyen-thong", ""),
    "a tracker's page": (JUDGE, "cong-an-tinh", ""),
    "a page of the office": (OFFICE, "van-phong-ubnd-tinh", ""),
    "letters on paper": (OFFICE, "van-phong-ubnd-tinh", "/cong-van"),
    "drafted plans": (OFFICE, "van-phong-ubnd-tinh", "/du-thao"),
    "a draft with its doubts": (OFFICE, "van-phong-ubnd-tinh", f"/du-thao/{CODE}?sua=III.a"),
    "a draft that is settled": (OFFICE, "van-phong-ubnd-tinh", f"/du-thao/{CODE}-2"),
    "a plan that is followed": (OFFICE, "van-phong-ubnd-tinh", "/du-thao/bac-giang"),
    "asking for an explanation": (OFFICE, "van-phong-ubnd-tinh", "/giai-trinh/{late}"),
    "where the office begins to send": (OFFICE, "van-phong-ubnd-tinh", "/bat-dau"),
    "the board": (BOARD, "chu-tich-ubnd-tinh", "/tong-hop"),
    "a vice-chairman's board": (BOARD, "van-phong-ubnd-tinh/board-pct-van-xa", "/tong-hop"),
    "an inspector's trail": (BOARD, "van-phong-ubnd-tinh/board-thanh-tra", "/nhat-ky?tu=1/6/2024&den=18/6/2024"),
    "an inspector's reports": (BOARD, "van-phong-ubnd-tinh/board-thanh-tra", "/bao-cao"),
    "personal data": (OFFICE, "van-phong-ubnd-tinh", "/du-lieu-ca-nhan"),
    "who is let in": (OFFICE, "van-phong-ubnd-tinh", "/nguoi-duoc-cap-quyen"),
    "the board on a wall": (BOARD, "chu-tich-ubnd-tinh", "/tong-hop?wall=1"),
    "a list of the board": (BOARD, "chu-tich-ubnd-tinh", "/danh-sach/open_overdue"),
    "a cell of the board": (BOARD, "chu-tich-ubnd-tinh", "/phieu/{answered}"),
    "the office of another province": (OFFICE, "quang-ngai:van-phong-ubnd-tinh", ""),
}
"""Pages behind a link: its purpose, its recipient, and what follows the link's address."""


@dataclass
class Served:
    """The busy home, its pages served at an address."""

    busy: Busy
    address: str

    def page(self, name: str) -> str:
        if name == "the first page":
            return self.address
        if name == "a new link":
            return f"{self.address}/gui-lai"
        if name == "a link that does not open":
            return f"{self.address}/tra-loi/x"
        purpose, recipient, rest = VISITS["an agency's page" if name == "a link that has run out" else name]
        days = -1 if name == "a link that has run out" else 90
        token = sign_link(link_key(self.busy.office.home), recipient, purpose, SEEN_ON + timedelta(days=days))
        return link_address(self.address, purpose, token) + rest.format(**self.busy.of)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with busy_office(tmp_path_factory.mktemp("busy")) as busy:
        with busy.office.database.write() as session:
            for person in LET_IN:
                own = OwnOffice("bac-giang", "van-phong-ubnd-tinh")
                let_in(session, person, busy.office.clock.now(), by=Person("Lê Thị Hạnh", "", "command"), own=own)
        keep_draft(deciding(busy.office, morning(SEEN_ON)), drafted(), by=LAM)
        keep_draft(deciding(busy.office, morning(SEEN_ON)), settled_draft(), by=LAM)
        with pages_in_thread(busy.office.home) as address:
            yield Served(busy, address)


@pytest.fixture(scope="module")
def screen(chromium: Browser) -> Iterator[Page]:
    """Give one page for all that is looked at: each test leads it to another address."""
    context = chromium.new_context(locale="vi-VN")
    yield context.new_page()
    context.close()


def assert_fits_everywhere(page: Page, screens: Sequence[ViewportSize]) -> None:
    """Fail where a page breaks a rule, or scrolls sideways, on any of these screens."""
    page.evaluate(AXE)
    for size in screens:
        page.set_viewport_size(size)
        found = page.evaluate(BREAKING, AA)
        assert [(one["id"], one["help"], [node["html"][:200] for node in one["nodes"]][:3]) for one in found] == [], (
            size
        )
        assert page.locator("html").evaluate("page => page.scrollWidth <= page.clientWidth"), f"sideways on {size}"


@pytest.mark.browser
@pytest.mark.parametrize(
    "name", [*VISITS, "the first page", "a new link", "a link that does not open", "a link that has run out"]
)
def test_no_page_breaks_a_rule_of_wcag(served: Served, screen: Page, name: str) -> None:
    screen.goto(served.page(name))
    screen.evaluate(OPEN_ALL)
    on_a_wall = name in VISITS and VISITS[name][0] == BOARD
    assert_fits_everywhere(screen, [TELEPHONE, DESK, WALL] if on_a_wall else [TELEPHONE, DESK])
    assert screen.locator("main h1").count() == 1


@pytest.mark.browser
@pytest.mark.parametrize(
    "faint", ["p { color: #bbb }", "main { background: #555 }", "b { display: inline !important }"]
)
def test_what_is_too_faint_on_a_wide_screen_alone_is_found_there(screen: Page, faint: str) -> None:
    style = f"<style>b {{ color: #bbb; display: none }} @media (min-width: 800px) {{ {faint} }}</style>"
    body = "<main><h1>Báo cáo</h1><p>Đã tổ chức 02 hội nghị. <b>Quá hạn</b></p></main>"
    screen.goto("about:blank")  # what a page of ours was shown in lets no style in that stands in the page itself
    screen.set_content(f"<!doctype html><html lang=vi><title>Báo cáo</title>{style}{body}</html>")
    assert_fits_everywhere(screen, [TELEPHONE])
    with pytest.raises(AssertionError, match="color-contrast"):
        assert_fits_everywhere(screen, [DESK])


@pytest.mark.browser
def test_the_board_on_a_wall_does_not_scroll(served: Served, screen: Page) -> None:
    screen.set_viewport_size(WALL)
    screen.goto(served.page("the board on a wall"))
    assert screen.locator("html").evaluate("page => page.scrollHeight <= page.clientHeight")


@pytest.mark.browser
def test_from_the_worst_cell_of_the_map_its_answer_and_evidence_are_two_clicks_away(
    served: Served, chromium: Browser
) -> None:
    with served.busy.office.database.read() as session:
        answered = session.exec(select(CheckIn).where(CheckIn.id == served.busy.of["answered"])).one()
    context = chromium.new_context(viewport=WALL, java_script_enabled=False, locale="vi-VN")
    screen = context.new_page()
    screen.goto(served.page("the board"))
    late = screen.locator(".map td.o a")
    worst = max(int(sign.removeprefix("!")) for sign in late.all_text_contents())
    cell = screen.locator(f'.map td.o a[href="o/so-y-te/{answered.ref}"]', has_text=f"!{worst}")
    cell.click()
    assert f"Chưa báo cáo, quá hạn {worst} ngày" in (screen.locator("main").text_content() or "")
    assert "Đã tổ chức 02 hội nghị quán triệt, 120 lượt người dự." in screen.locator("main pre").all_text_contents()
    with screen.expect_download() as given:
        screen.get_by_role("link", name="Biên bản kiểm tra.pdf").click()
    assert given.value.suggested_filename == "Biên bản kiểm tra.pdf"
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("name", ["an agency's page", "a tracker's page", "a page of the office"])
def test_what_was_wrong_in_a_form_is_shown_within_the_rules_too(served: Served, screen: Page, name: str) -> None:
    screen.goto(served.page(name))
    screen.locator("form button[type=submit]:visible").last.click()
    screen.evaluate(OPEN_ALL)
    assert screen.get_by_role("alert").count() == 1
    assert_fits_everywhere(screen, [TELEPHONE, DESK])
