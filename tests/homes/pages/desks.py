"""A home whose agencies have answered, and a browser in front of the judge's and the office's pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode, urljoin

from httpx import Response
from sqlmodel import col, select

from models.answers.content import AnswerDraft
from models.answers.record import record_answers
from models.audit.acts import Person
from models.check_ins.opening import open_check_ins
from models.database import Database
from models.settings import open_home
from models.tables.core import CheckIn, Result, State
from models.tables.decisions import Act, Verdict
from notifications.links import JUDGE, OFFICE, link_key, sign_link
from plan.library import Library, LoadedPlan, load_plan
from tests.homes.databases.opened_plans import put_opened_file
from tests.homes.pages.visitor import HEALTH, LAST_DAY, MONDAY, PagedHome, SetClock, Visitor, text_of
from web.app import make_app
from web.door.desk import PageHome
from web.door.http_requests import FORM_TYPE
from web.door.plan_shelf import PlanShelf
from web.door.responses import Pages

POLICE, JUSTICE, MEDIA = "cong-an-tinh", "so-tu-phap", "so-thong-tin-va-truyen-thong"
PROVINCIAL_OFFICE = "van-phong-ubnd-tinh"
LATER = date(2023, 6, 13)
"""Eight days after MONDAY, on which the answers were given: a Tuesday."""
HOA = Person("Nguyễn Thị Hòa", "Chánh Văn phòng Sở", "page")
LAM = {"name": "Trần Văn Lâm", "post": "Phó Trưởng phòng"}
ATTACK = '</textarea><script>alert(1)</script>"><img src=x onerror=alert(1)>{{ 7*7 }}=HYPERLINK()'
IN_ORDER = AnswerDraft(Result.IN_PROGRESS, 40, "Đã tổ chức 02 hội nghị.")
STUCK = AnswerDraft(Result.BLOCKED, 20, "Đang rà soát.", "Thiếu kinh phí.", "Bố trí 200 triệu đồng.")


def bac_giang() -> LoadedPlan:
    """Return the plan that the home follows."""
    return load_plan("bac-giang", Library())


@dataclass
class Desks(PagedHome):
    """A home whose agencies have answered, in front of those who judge and decide."""

    def judge(self, agency: str = POLICE) -> str:
        """Return the address of an agency's page for judging."""
        return "/theo-doi/" + sign_link(link_key(self.home), agency, JUDGE, LAST_DAY)

    def office(self, agency: str = PROVINCIAL_OFFICE) -> str:
        """Return the address of the office's page, signed for whatever agency."""
        return "/van-phong/" + sign_link(link_key(self.home), agency, OFFICE, LAST_DAY)

    def has(self, ref: str, agency: str = HEALTH, period: str = "2023-H1") -> bool:
        """Tell whether an agency holds a line."""
        asked = select(CheckIn.id).where(
            col(CheckIn.ref) == ref, col(CheckIn.holder) == agency, col(CheckIn.occurrence) == period
        )
        with self.database.read() as session:
            return session.exec(asked).first() is not None

    def open_on(self, day: date) -> None:
        """Move the trial's clock to a day and open what is due to open then."""
        self.move_to(day)
        with self.database.write() as session:
            open_check_ins(session, bac_giang(), day, self.clock.now())

    def seal(self, address: str) -> str:
        """Return the seal of the forms behind a link, whether or not its page shows one."""
        desk = PageHome(self.home, self.database, PlanShelf(Library(self.home.plans)), Pages(self.home, self.database))
        return desk.seal(address.rpartition("/")[2])

    def answer(self, ref: str, draft: AnswerDraft = IN_ORDER, agency: str = HEALTH, period: str = "2023-H1") -> int:
        """Answer a line for its agency now, and return its check-in."""
        line, at = self.check_in(ref, agency, period), self.clock.now()
        with self.database.write() as session:
            record_answers(session, {line: draft}, agency, at, at, by=HOA, province="bac-giang")
        return line

    def state(self, check_in: int) -> State:
        """Return a check-in's state."""
        with self.database.read() as session:
            return session.get_one(CheckIn, check_in).state

    def verdicts(self) -> list[tuple[int, int, str, str, str]]:
        """Return what was judged: check-in, version, verdict, agency and person."""
        with self.database.read() as session:
            found = session.exec(select(Verdict).order_by(col(Verdict.id)))
            return [(v.check_in_id, v.version, str(v.kind), v.judge, v.judged_by) for v in found]

    def acts(self, kind: str) -> list[Act]:
        """Return the acts of a kind, in the order in which they were done."""
        with self.database.read() as session:
            return list(session.exec(select(Act).where(Act.kind == kind).order_by(col(Act.id))).all())

    def form(self, address: str, which: str = "verdicts", /, **typed: str) -> dict[str, str]:
        """Return the fields of a form of a page as a browser would send them, with those typed; `_` stands for `-`."""
        page = self.browser.get(address)
        assert page.status_code == 200
        return form_of(page.text, which) | {key.replace("_", "-"): value for key, value in typed.items()}

    def send(self, address: str, fields: dict[str, str], **headers: str) -> Response:
        """Send a form's fields."""
        sent = {"content-type": FORM_TYPE} | {name.replace("_", "-"): value for name, value in headers.items()}
        return self.browser.request("POST", address, urlencode(fields), sent)

    def follow(self, address: str, answer: Response) -> str:
        """Return the text of the page to which a form that was taken leads."""
        assert answer.status_code == 303
        return text_of(self.browser.get(urljoin(address, answer.headers["location"])))


@contextmanager
def open_desks(folder: Path) -> Iterator[Desks]:
    """Open a trial home in a folder that took the plan on and opened its check-ins on MONDAY."""
    home = open_home(folder)
    put_opened_file(folder / "dondoc.db", ("bac-giang",), MONDAY)
    database, clock = Database(home.database_url), SetClock()
    yield Desks(home, database, Visitor(make_app(home, database, Library(home.plans), clock)), clock)
    database.close()


def form_of(page: str, name: str) -> dict[str, str]:
    """Return the fields of a page's form as a browser sends them when nothing is touched."""
    reader = _FormReader(name)
    reader.feed(page)
    assert reader.found, f"the page has no form {name}"
    return reader.fields


class _FormReader(HTMLParser):
    """Reads one form by its id: what is hidden, written, chosen or ticked."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name, self.found, self.inside = name, False, False
        self.fields: dict[str, str] = {}
        self.writing = self.choosing = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = given.get("id") == self.name
            self.found |= self.inside
        elif self.inside and tag == "input":
            if given.get("type") not in ("radio", "checkbox") or "checked" in given:
                self.fields[given["name"]] = given.get("value", "")
        elif self.inside and tag == "textarea":
            self.writing = given["name"]
            self.fields[self.writing] = ""
        elif self.inside and tag == "select":
            self.choosing = given["name"]
        elif self.inside and tag == "option" and (self.choosing not in self.fields or "selected" in given):
            self.fields[self.choosing] = given["value"]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        if tag == "textarea" and self.writing:
            said = self.fields[self.writing].removeprefix("\n")
            self.fields[self.writing], self.writing = said.replace("\n", "\r\n"), ""

    def handle_data(self, data: str) -> None:
        if self.writing:
            self.fields[self.writing] += data


def corrected(draft: AnswerDraft, text: str) -> AnswerDraft:
    """Return an answer with other words."""
    return replace(draft, text=text)
