"""What every test stands on: no network, no one's own settings, and servers that are found or asked for."""

import getpass
import os
import shutil
import socket
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, Page, sync_playwright
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

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
_OWN_FOLDER = tempfile.mkdtemp(prefix="dondoc-test-")
for _name in [name for name in os.environ if name.startswith(("DONDOC_", "PREFECT_"))]:
    if not _name.startswith("DONDOC_TEST_"):
        del os.environ[_name]
os.environ |= {
    "DO_NOT_TRACK": "1",
    "MPLBACKEND": "Agg",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    "PREFECT_HOME": str(Path(_OWN_FOLDER) / "prefect"),
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
    """Take away the folder that stood in for the person's own."""
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
def chromium(require: Require) -> Iterator[Browser]:
    """Give the system's Chromium, driven by Playwright, for the tests of one file.

    An asyncio test cannot stand in the same file: Playwright's own loop runs until the file is done.
    """
    named = os.environ.get("DONDOC_TEST_CHROMIUM")
    found = named or next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)
    require("chromium", found is not None, CHROMIUM_MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def chromium_page(chromium: Browser) -> Iterator[Page]:
    """Give a fresh page, with no cookies of another test, that reads in Vietnamese and lives in Asia/Ho_Chi_Minh."""
    context = chromium.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
    yield context.new_page()
    context.close()


def _find_postgres() -> str | None:
    """Give the address of a server that answers, as libpq reads it, or None."""
    named = os.environ.get("DONDOC_TEST_POSTGRES")
    users = dict.fromkeys([getpass.getuser(), "postgres"])
    guesses = [named] if named else [f"postgresql://{user}@127.0.0.1:5432/postgres" for user in users]
    for address in guesses:
        try:
            psycopg.connect(address, connect_timeout=3).close()
        except psycopg.Error:
            continue
        return address
    return None


@pytest.fixture(scope="session")
def postgres_server(require: Require) -> str:
    """Give the address of a PostgreSQL server where databases may be made."""
    address = _find_postgres()
    require("postgres", address is not None, POSTGRES_MISSING)
    assert address is not None
    return address


@contextmanager
def _empty_database(server: str) -> Iterator[str]:
    """Make an empty database on a server, give its address, and drop it."""
    name = f"dondoc_test_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0").format(sql.Identifier(name))
        )
    parts = conninfo_to_dict(server)
    login = str(parts.get("user", "")) + (f":{parts['password']}" if parts.get("password") else "")
    yield f"postgresql://{login}@{parts.get('host', '127.0.0.1')}:{parts.get('port', 5432)}/{name}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="module")
def postgres_url(postgres_server: str) -> Iterator[str]:
    """Give `postgresql://user@host:port/name` of an empty database, made for one test file and dropped after it."""
    with _empty_database(postgres_server) as url:
        yield url


@pytest.fixture
def fresh_postgres_url(postgres_server: str) -> Iterator[str]:
    """Give an empty database as `postgres_url` does, made for one test and dropped after it."""
    with _empty_database(postgres_server) as url:
        yield url
