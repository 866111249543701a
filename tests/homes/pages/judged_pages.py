"""The judged plan's home behind its pages: what every party is offered there."""

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

from models.database import Database
from models.settings import open_home
from notifications.links import ANSWER, JUDGE, OFFICE, link_key, sign_link
from plan.library import Library
from tests.homes.databases.templates import DATABASE, template
from tests.homes.judged_plan import LINES_OPENED, PLAN, PLAN_TEXT, REGISTER, make_opened
from tests.homes.pages.visitor import LAST_DAY, PagedHome, SetClock, Visitor
from web.app import make_app


class JudgedPages(PagedHome):
    """The pages of a home in which every line of the judged plan is open since 5/6/2023."""

    def begin_anew(self) -> None:
        """Put the home back to where every line is open and nobody has done or seen anything; the pages stay open."""
        shutil.rmtree(self.home.path / "views", ignore_errors=True)
        self.database.close()
        made = template(LINES_OPENED, make_opened) / DATABASE
        # Written into the file that is there: one in its place would be told as a database that was replaced.
        with closing(sqlite3.connect(made)) as source, closing(sqlite3.connect(self.home.path / DATABASE)) as target:
            source.backup(target)

    def line_forms(self, check_in_id: int, agency: str) -> list[str] | None:
        """Return the forms that a line's own page offers an agency; None where it has no such page."""
        page = self.browser.get(f"{self._address('tra-loi', agency, ANSWER)}/muc/{check_in_id}")
        return re.findall(r'id="form-([a-z-]+)"', page.text) if page.status_code == 200 else None

    def answers(self, agency: str) -> set[int]:
        """Return the check-ins that an agency's page takes an answer of."""
        return self._numbers(self._address("tra-loi", agency, ANSWER), "result")

    def judges(self, agency: str) -> set[int]:
        """Return the check-ins that an agency is asked to judge."""
        return self._numbers(self._address("theo-doi", agency, JUDGE), "verdict")

    def office_judges(self) -> set[int]:
        """Return the check-ins that the office is asked to judge on its own page."""
        return self._numbers(self._address("van-phong", "van-phong-ubnd-tinh", OFFICE), "verdict")

    def extensions(self, agency: str) -> set[int]:
        """Return the extensions that an agency is asked to decide, the office on its own page."""
        return self._numbers(self._deciding(agency), "extension")

    def objections(self, agency: str) -> set[int]:
        """Return the objections that an agency is asked to decide, the office on its own page."""
        return self._numbers(self._deciding(agency), "objection")

    def ownerless(self, agency: str) -> set[int]:
        """Return what nobody owns and an agency may waive, the office on its own page."""
        return self._numbers(self._deciding(agency), "ownerless")

    def _deciding(self, agency: str) -> str:
        if agency == "van-phong-ubnd-tinh":
            return self._address("van-phong", agency, OFFICE)
        return self._address("theo-doi", agency, JUDGE)

    def _numbers(self, address: str, name: str) -> set[int]:
        page = self.browser.get(address)
        assert page.status_code == 200, page.text
        return {int(one) for one in re.findall(rf'name="{name}-([0-9]+)"', page.text)}

    def _address(self, place: str, agency: str, purpose: str) -> str:
        return f"/{place}/" + sign_link(link_key(self.home), agency, purpose, LAST_DAY)


@contextmanager
def judged_pages(folder: Path, day: date) -> Iterator[JudgedPages]:
    """Open the home on a day."""
    (folder / "plans").mkdir(parents=True)
    (folder / "plans" / "agencies.yaml").write_text(REGISTER, encoding="utf-8")
    (folder / "plans" / f"{PLAN}.yaml").write_text(PLAN_TEXT, encoding="utf-8")
    home = open_home(folder, {"plans": (PLAN,), "page_limit": 0})
    shutil.copyfile(template(LINES_OPENED, make_opened) / DATABASE, folder / DATABASE)
    database, clock = Database(home.database_url), SetClock()
    pages = JudgedPages(home, database, Visitor(make_app(home, database, Library(home.plans), clock)), clock)
    pages.move_to(day)
    yield pages
    database.close()
