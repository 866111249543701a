"""A link that was passed on with a sign more opens; nothing else about it is forgiven."""

from collections.abc import Iterator
from datetime import date

import pytest
from starlette.testclient import TestClient

from models.database import Database
from models.home import clock_of
from models.settings import Home, open_home
from notifications.links import ANSWER, JUDGE, OFFICE, PAGES, link_key, sign_link
from plan.library import Library
from tests.homes.databases.opened_plans import put_opened_file
from tests.homes.databases.templates import DATABASE
from tests.homes.pages.door import NO_LIMITS
from web.app import make_app
from web.door.clean_addresses import clean_path

ON, LAST_DAY = date(2023, 6, 5), date(2023, 12, 31)
AGENCIES = {ANSWER: "so-y-te", JUDGE: "cong-an-tinh", OFFICE: "van-phong-ubnd-tinh"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Give a home that every test here reads and none changes."""
    folder = tmp_path_factory.mktemp("home")
    put_opened_file(folder / DATABASE, ("bac-giang",), ON)
    return open_home(folder)


@pytest.fixture(scope="module")
def browser(home: Home) -> Iterator[TestClient]:
    database = Database(home.database_url)
    app = make_app(home, database, Library(home.plans), clock_of(database), limits=NO_LIMITS)
    yield TestClient(app, base_url="http://127.0.0.1:4280")
    database.close()


def path_of(home: Home, purpose: str = ANSWER) -> str:
    return f"/{PAGES[purpose]}/" + sign_link(link_key(home), AGENCIES[purpose], purpose, LAST_DAY)


@pytest.mark.parametrize("purpose", AGENCIES)
@pytest.mark.parametrize(
    "behind",
    [
        *(
            ".",
            ",",
            ";",
            ":",
            ")",
            "]",
            ">",
            "»",
            "%22",
            "'",
            "`",
            ").",
            "!",
            "*",
            "}",
            "|",
            "%5C",
            "…",
            "”",
            "’",
            "–.",
            "。",
        ),
        *(
            "%20",
            "%C2%A0",
            "%E2%80%8B",
            "%E2%80%AF",
            "%EF%BB%BF",
            "%C2%AD",
            "%2520",
            "%25C2%25A0",
            "%20).%20",
            "%0D%0A",
            "%09",
        ),
        *("/", "//", ")/", "./", "%2F"),
        *("&amp;utm_source=zalo", "&quot;", "&gt;", "&fbclid=x_-1", ").&nbsp;"),
    ],
)
def test_what_came_along_behind_a_link_is_passed_over(
    home: Home, browser: TestClient, purpose: str, behind: str
) -> None:
    path = path_of(home, purpose)
    moved = browser.get(path + behind, follow_redirects=False)
    assert (moved.status_code, moved.headers["location"], moved.headers["cache-control"]) == (308, path, "no-store")
    assert browser.get(path + behind).status_code == 200


def test_the_page_of_a_line_and_a_question_behind_it_are_kept(home: Home, browser: TestClient) -> None:
    path = path_of(home)
    assert browser.get(f"{path}/muc/1).?mo=1", follow_redirects=False).headers["location"] == f"{path}/muc/1?mo=1"
    assert browser.get(f"{path}/co-quan.").status_code == 200
    assert browser.head(f"{path}.").status_code == 200
    assert browser.get(f"{path}?utm_source=zalo", follow_redirects=False).status_code == 200


@pytest.mark.parametrize(
    ("bend", "status"),
    [
        (lambda path: path[:-4], 403),
        (lambda path: path[:-4] + ".", 403),
        (lambda path: path + "x", 403),
        (lambda path: path + ".x", 403),
        (lambda path: path + ")a.", 403),
        (lambda path: path + "-", 403),
        (lambda path: path + "_.", 403),
        (lambda path: path + ").Xem", 403),
        (lambda path: path + "%00", 403),
        (lambda path: path + "%07", 403),
        (lambda path: path.replace("/tra-loi/", "/tra-loi/("), 403),
        (lambda path: path[:20] + "." + path[20:], 403),
        (lambda path: path[:20] + "%20" + path[20:], 403),
        (lambda path: path[:-3] + ("A" if path[-3] != "A" else "B") + path[-2:], 403),
        (lambda path: path[:-3] + ("A" if path[-3] != "A" else "B") + path[-2:] + ".", 403),
        (lambda path: path.replace("/tra-loi/", "/theo-doi/") + ".", 403),
        (lambda path: path + "/khong-co.", 404),
        (lambda _: "/dang-chay.", 404),
    ],
)
def test_nothing_else_is_forgiven(home: Home, browser: TestClient, bend: object, status: int) -> None:
    assert callable(bend)
    assert browser.get(bend(path_of(home))).status_code == status


def test_only_reading_is_moved(home: Home, browser: TestClient) -> None:
    assert browser.post(path_of(home) + ".", data={"act": "send"}).status_code == 403


def test_behind_a_proxy_the_move_keeps_the_path_that_readers_see(home: Home) -> None:
    below = open_home(home.path, {"answer_url": "https://tinh.example.vn/don-doc"})
    database = Database(below.database_url)
    browser = TestClient(make_app(below, database, Library(below.plans), clock_of(database)))
    moved = browser.get(path_of(home) + ").", follow_redirects=False)
    assert moved.headers["location"] == "/don-doc" + path_of(home)


def test_a_clean_path_and_a_path_of_no_link_stay_as_they_are(home: Home) -> None:
    assert [clean_path(path) for path in (path_of(home), "/", "/gui-lai.", "/tra-loi/abc.", "/tra-loi/")] == [""] * 5
