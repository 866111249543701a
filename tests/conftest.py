"""What every test stands on: no network, no one's own settings, and servers that are found or asked for."""

import gc
import os
import shutil
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings as hypothesis_settings

# Loaded by the fixtures that need them: most tests open neither a browser nor a database.
if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from sqlalchemy import Dialect

    from models.database import Database

# What is imported and read to find the tests lives as long as the run: looking through it again and again for garbage takes
# a sixth of that time.
gc.disable()

LOOPBACK = ["127.0.0.1", "::1", "localhost"]
"""The only hosts that a test marked `real`, `browser` or `postgres` may speak to."""

CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Of several lists Chromium heeds the last: what Playwright names for this system, and then two pages that the address
    # bar of every new window would load for its suggestions, half a second of the processor's time each, where nobody types.
    (
        "--disable-features=AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,"
        "HttpsFirstBalancedModeAutoEnable,LensOverlay,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,"
        "AvoidCorsURLLoaderRestartOnRedirect,OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch,"
        "WebUIOmniboxPopup,WebUIOmniboxAimPopup"
    ),
]
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

CHROMIUM_MISSING = (
    "không thấy Chromium: hãy cài gói `chromium` của hệ điều hành, hoặc đặt đường dẫn của nó trong DONDOC_TEST_CHROMIUM"
)
POSTGRES_MISSING = (
    "không nối được tới PostgreSQL ở 127.0.0.1:5432: hãy cài gói `postgresql` và cho người dùng này tạo cơ sở dữ liệu, "
    "hoặc đặt địa chỉ của một máy chủ thử trong DONDOC_TEST_POSTGRES"
)

# Before anything of Prefect is imported, here and in every process that a test starts: what the person at this machine
# has set up for real is neither read nor written, and nothing is reported to anyone.
# A worker's folder stands in that of its run, which is taken away even when the worker had no time to.
_ROOM = os.environ.get("DONDOC_TEST_RUN", os.environ.get("PYTEST_DEBUG_TEMPROOT"))
_OWN_FOLDER = Path(tempfile.mkdtemp(prefix="dondoc-test-", dir=_ROOM))
RUN = Path(os.environ.setdefault("DONDOC_TEST_RUN", str(_OWN_FOLDER)))
"""The folder of this run: that of the process that began it, for all the workers it has started."""
# As in every command: what is made is for this account alone.
os.umask(0o077)
for _name in [name for name in os.environ if name.startswith(("DONDOC_", "PREFECT_"))]:
    if not _name.startswith("DONDOC_TEST_"):
        del os.environ[_name]
os.environ |= {
    "DO_NOT_TRACK": "1",
    # Tests leave out the days on which nothing happens; what a home does that sets nothing is tried in test_clock_check.
    "DONDOC_LONGEST_GAP": "60",
    # Tests run at any hour of the machine: what a home does that sets nothing is tried in test_held_by_hour.
    "DONDOC_QUIET_HOURS": "không",
    "DONDOC_LETTERS_PER_HOUR": "0",
    "MPLBACKEND": "Agg",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    "PREFECT_HOME": str(_OWN_FOLDER / "prefect"),
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
}

# A slow machine is no failure, and the same examples every time make a failure repeatable.
hypothesis_settings.register_profile("house", deadline=None, derandomize=True, database=None)
hypothesis_settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Open this machine's own addresses, and no other, to the tests that say they need them."""
    for item in items:
        if any(item.get_closest_marker(name) for name in ("real", "browser", "postgres")):
            item.add_marker(pytest.mark.allow_hosts(LOOPBACK))


def pytest_unconfigure() -> None:
    """Take away the folder that stood in for the person's own, and what the run's workers shared."""
    if RUN == _OWN_FOLDER and (RUN / "postgres.lock").exists():
        from tests.homes.databases.postgres import drop_template

        drop_template(RUN)
    shutil.rmtree(_OWN_FOLDER, ignore_errors=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say once for each reason how many tests were skipped for it."""
    counts: dict[str, int] = {}
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reason = reason.removeprefix("Skipped: ")
        counts[reason] = counts.get(reason, 0) + 1
    for reason, count in sorted(counts.items()):
        terminalreporter.write_line(f"Bỏ qua {count} phép thử: {reason}", yellow=True)


@pytest.fixture(scope="session", autouse=True)
def statements_are_compiled_once() -> Iterator[None]:
    """Let all databases of one kind that a run opens share what SQLAlchemy made of each statement.

    A program opens one database and keeps it; the tests open thousands, and each would compile the same statements anew:
    a tenth of the processor's time of all that goes through the command line.
    """
    from sqlalchemy import Engine, create_engine, event

    known: dict[str, Dialect] = {}
    compiled: dict[object, object] = {}

    def create_sharing_engine(url: str, **options: Any) -> Engine:  # noqa: ANN401  SQLAlchemy's own options
        engine = create_engine(url, **options)
        name = engine.dialect.name
        engine.update_execution_options(compiled_cache=compiled)
        if there := known.get(name):
            engine.dialect = there
        else:  # what a dialect knows of its server it learns at the first connection
            event.listen(engine, "engine_connect", lambda connection: known.setdefault(name, connection.dialect))
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("models.database.create_engine", create_sharing_engine)
        yield


@pytest.fixture(scope="session", autouse=True)
def tables_are_made_once() -> Iterator[None]:
    """Let a new SQLite file have a copy of the tables that the migrations made once, wherever the program makes one.

    Each backup that is tried has such a file, and all migrations would run for it.
    """
    from tests.homes.databases.templates import migrate_or_copy

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("models.database.Database.migrate", migrate_or_copy)
        yield


Require = Callable[[str, bool, str], None]


@pytest.fixture(scope="session")
def require() -> Require:
    """Give `require(name, found, sentence)`: without what a test needs it is skipped with the sentence, which says
    what to install; it fails instead when DONDOC_TEST_REQUIRE, a list with commas, holds the name.
    """
    demanded = {name.strip() for name in os.environ.get("DONDOC_TEST_REQUIRE", "").split(",")}

    def require_found(name: str, found: bool, sentence: str) -> None:
        if found:
            return
        if name in demanded:
            pytest.fail(f"DONDOC_TEST_REQUIRE đòi {name}, nhưng {sentence}", pytrace=False)
        pytest.skip(sentence)

    return require_found


@pytest.fixture
def free_port(free_ports: Callable[[], int]) -> int:
    """Give one port of 127.0.0.1 that nobody listens on."""
    return free_ports()


@pytest.fixture
def free_ports() -> Callable[[], int]:
    """Give a function that finds another free port of 127.0.0.1 each time it is called."""
    given: set[int] = set()

    def find_another() -> int:
        while True:
            with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
                listener.bind(("127.0.0.1", 0))
                port: int = listener.getsockname()[1]
            if port not in given:
                given.add(port)
                return port

    return find_another


@pytest.fixture(scope="module")
def chromium(require: Require) -> Iterator["Browser"]:
    """Give the system's Chromium, driven by Playwright, for the tests of one file.

    A page that asks anything of another host than this machine fails the file. An asyncio test cannot stand in the same
    file: Playwright's own loop runs until the file is done.
    """
    named = os.environ.get("DONDOC_TEST_CHROMIUM")
    found = named or next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)
    require("chromium", found is not None, CHROMIUM_MISSING)
    from playwright.sync_api import expect, sync_playwright

    from tests.homes.outside.browsing import asked_outside

    # A slow machine is no failure: Playwright's five seconds pass there with a form of twelve lines.
    expect.set_options(timeout=30_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=CHROMIUM_FLAGS)
        outside = asked_outside(browser)
        yield browser
        browser.close()
    assert outside == [], "a page asked another host"


@pytest.fixture
def chromium_page(chromium: "Browser") -> Iterator["Page"]:
    """Give a fresh page, with no cookies of another test, that reads in Vietnamese and lives in Asia/Ho_Chi_Minh."""
    context = chromium.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def postgres_server(require: Require) -> str:
    """Give the address of a PostgreSQL server where databases may be made."""
    from tests.homes.databases.postgres import find_postgres

    address = find_postgres()
    require("postgres", address is not None, POSTGRES_MISSING)
    assert address is not None
    return address


@pytest.fixture(scope="module")
def postgres_url(postgres_server: str) -> Iterator[str]:
    """Give `postgresql://user@host:port/name` of a database with all tables and no rows, for one test file.

    A test that writes empties it again: `tests.homes.databases.templates.empty`.
    """
    from tests.homes.databases.postgres import database_made, migrated_template

    with database_made(postgres_server, migrated_template(postgres_server, RUN)) as url:
        yield url


@pytest.fixture
def own_postgres_url(postgres_server: str) -> Iterator[str]:
    """Give a database as `postgres_url` does, made for one test and dropped after it."""
    from tests.homes.databases.postgres import database_made, migrated_template

    with database_made(postgres_server, migrated_template(postgres_server, RUN)) as url:
        yield url


@pytest.fixture
def fresh_postgres_url(postgres_server: str) -> Iterator[str]:
    """Give a database without any table, made for one test and dropped after it."""
    from tests.homes.databases.postgres import database_made

    with database_made(postgres_server) as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_setting(request: pytest.FixtureRequest) -> Iterator[str]:
    """Give what a home's setting `database_url` holds: nothing, which is its own SQLite file, and then PostgreSQL.

    That database has all tables and no rows, and is emptied after the test.
    """
    if request.param == "sqlite":
        yield ""
        return
    from models.database import Database
    from tests.homes.databases.templates import empty

    url: str = request.getfixturevalue("postgres_url")
    yield url
    database = Database(url)
    empty(database)
    database.close()


@pytest.fixture
def database(database_setting: str, tmp_path: Path) -> Iterator["Database"]:
    """Give a database with all tables and no rows, of each kind in turn."""
    from tests.homes.databases.templates import migrated

    opened = migrated(database_setting or f"sqlite:///{tmp_path / 'dondoc.db'}")
    yield opened
    opened.close()


TESTS_READ = RUN / "tests-read"
"""There once the first worker has read all tests."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection() -> None:
    """Let the first worker of a fresh checkout compile the tests and what they import, and the others take what it made.

    Each would compile the same 4,000 files at the same time: half a minute of the processor's time a worker.
    """
    if _is_first_worker() or any(Path(__file__).parent.joinpath("web").rglob("*-pytest-*.pyc")):
        return
    given_up = time.monotonic() + 180
    while not TESTS_READ.exists() and time.monotonic() < given_up:
        time.sleep(0.2)


def _is_first_worker() -> bool:
    """Whether this process reads the tests first; one that has no workers beside it does."""
    return os.environ.get("PYTEST_XDIST_WORKER", "gw0") == "gw0"


def pytest_collection_finish() -> None:
    """Let the collector of garbage pass over what lives as long as the run, and look for new garbage less often.

    A seventh of all the processor's time went into looking through the same modules, plans and compiled statements.
    """
    if _is_first_worker():
        TESTS_READ.touch()
    gc.enable()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
