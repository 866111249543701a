"""The answer pages as a process: `python -m web.serve --home DIR --host H --port P`, until it is told to stop."""

import argparse
import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from models.database import Database, DatabaseError
from models.database_faults import DatabaseRefusedError, describe_database_fault
from models.files import keep_private, system_words
from models.home import clock_of
from models.home_identity import guard_identity
from models.settings import Home, SettingsError, open_home
from plan.library import Library
from web.app import make_app
from web.connections import GuardedProtocol, raise_handles
from web.request_log import RequestLog

WRONG_USE = 2
"""The exit code for a home, a key or a port that cannot be used."""
SECONDS_TO_FINISH = 5
"""How long requests under way may take once the server is told to stop."""


def serve(home: Home, host: str, port: int) -> None:
    """Serve a home's answer pages on one address until SIGTERM or SIGINT. The tables are there already.

    No request is logged: an address is the key to a page. Raise DatabaseRefusedError for a database that is gone, or another home's, SettingsError with one sentence when the key of links
    cannot be had, or the port is not free.
    """
    raise_handles()
    database = Database(home.database_url)
    guard_identity(home, database)
    app = make_app(home, database, Library(home.plans), clock_of(database))
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        raise SettingsError(
            f"Không mở được cổng {port} ở {host} cho trang báo cáo ({system_words(error)}); hãy chọn cổng khác bằng --web-port."
        ) from None
    try:
        server_of(RequestLog(app, home), home).run(sockets=[listener])
    finally:
        listener.close()
        database.close()


def server_of(app: ASGIApp, home: Home) -> uvicorn.Server:
    """Return the server of a home's pages, which guards their connections; it listens when it is run."""
    config = uvicorn.Config(
        app,
        access_log=False,
        log_level="warning",
        server_header=False,
        # Limits go by who asks: only a proxy that the office names is believed when it says for whom.
        proxy_headers=bool(home.settings.trusted_proxies),
        forwarded_allow_ips=list(home.settings.trusted_proxies),
        http=GuardedProtocol,
        timeout_graceful_shutdown=SECONDS_TO_FINISH,
        ws="none",
    )
    return uvicorn.Server(config)


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, serve, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m web.serve", description="Trang báo cáo của các cơ quan.")
    parser.add_argument("--home", type=Path, required=True, help="thư mục dữ liệu")
    parser.add_argument("--host", help="địa chỉ mạng")
    parser.add_argument("--port", type=int, help="cổng")
    given = parser.parse_args(arguments)
    # uvicorn finishes its requests, then gives the signal back: an ordinary end, with the database closed.
    for stop in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stop, lambda *_: sys.exit(0))
    keep_private()
    settings = {
        name: value for name, value in (("web_host", given.host), ("web_port", given.port)) if value is not None
    }
    try:
        home = open_home(given.home, settings)
        serve(home, home.page_host, home.settings.web_port)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return WRONG_USE
    except (DatabaseError, DatabaseRefusedError) as error:
        sys.stderr.write(f"{describe_database_fault(error) or error}\n")
        return WRONG_USE
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
