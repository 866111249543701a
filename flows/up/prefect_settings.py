"""The environment of the processes that `up` starts: where Prefect keeps its things, and what it must not do."""

import importlib.util
import json
import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from flows.up.ui_password import program_key
from models.settings import SECRETS, Home
from models.store.prefect_file import prefect_file
from models.web_address import WILDCARDS, local_host

PROJECT = Path(__file__).resolve().parents[2]
HOME_MARKER = "DONDOC_UP_HOME"
"""In the environment of every process under `up`: the home it works for. Left-over processes are found by it."""
_KEYS_OF_THE_UI = ("PREFECT_SERVER_API_AUTH_STRING", "PREFECT_API_AUTH_STRING")
"""What opens Prefect's server: not for the answer pages, which strangers speak to."""
POLL_SECONDS = 3
"""How often the runner asks for runs that are due: a run asked for in the UI starts within this time."""
HEARTBEAT_SECONDS = 10
"""How often a worker tells that it lives; after three times that the server takes it for gone."""
SECRETS_WITHHELD: Mapping[str, frozenset[str]] = {
    "server": SECRETS - {"ui_password", "prefect_key"},
    "web": frozenset({"inbox_url", "ui_password", "backup_passphrase", "prefect_key", "redis_url"}),
    "runner": frozenset({"monitor_token", "sign_in_secret", "redis_url"}),
}
"""Which secrets of the settings each process under `up` is not given, for it has no use for them."""

_DATABASE_SETTINGS = ("PREFECT_SERVER_DATABASE_CONNECTION_URL", "PREFECT_API_DATABASE_CONNECTION_URL")
_LEFT_OUT = (
    *("PREFECT_API_KEY", "PREFECT_PROFILE", "PREFECT_PROFILES_PATH"),  # they lead to another server
    "PREFECT_SERVER_API_AUTH_STRING",  # the server asks for the program's key; the office's password: DONDOC_UI_PASSWORD
    "PYTHONDONTWRITEBYTECODE",  # without its compiled files Prefect takes 10 seconds longer at each start
)


def shown_host(host: str) -> str:
    """Return the name for links that people open: the machine's own where the server listens on every address."""
    return socket.gethostname() if host in WILDCARDS else local_host(host)


def api_url(home: Home) -> str:
    """Return the address of Prefect's API as our own processes use it: that of the server which several machines share, or
    the one of this machine.
    """
    return f"{home.settings.prefect_url}/api" if home.settings.prefect_url else own_api_url(home)


def own_api_url(home: Home) -> str:
    """Return the address of the API of this machine's own server of Prefect."""
    return f"http://{local_host(home.settings.host)}:{home.settings.port}/api"


def ui_origin(home: Home) -> str:
    """Return the address of Prefect's server as the office opens it: its proxy's where it has named one, that of the server
    which several machines share, or this machine's.
    """
    settings = home.settings
    return settings.ui_url or settings.prefect_url or f"http://{shown_host(home.settings.host)}:{home.settings.port}"


def ui_url(home: Home) -> str:
    """Return the address of the UI that links begin with; without `/v2` they would lead into the old UI."""
    return f"{ui_origin(home)}/v2"


def artifact_url(ui: str, key: str) -> str:
    """Return the address of an artifact's page, given the address of the UI; no menu of the UI leads there."""
    return f"{ui}/artifacts/key/{key}"


def passing_files(folder: Path) -> Path:
    """Return where the processes under the `up` of a folder put what they need for a moment: not where every account of the
    machine may.

    Prefect's runner takes a folder of a known name there, which anybody could have made before it.
    """
    return folder / "tmp"


def own_database(home: Home) -> Path | None:
    """Return the file of Prefect's database; None where the office has set another for it."""
    return prefect_file(home.path) if has_own_database() else None


def has_own_database() -> bool:
    """Tell whether Prefect keeps its things in a file of the home."""
    return not any(os.environ.get(name) for name in _DATABASE_SETTINGS)


def child_environment(home: Home, given: Mapping[str, object], folder: Path | None = None) -> dict[str, str]:
    """Return the environment of every process under `up`, which keeps what is its own in `folder`, else in the home.

    `given` are the settings from the command line, handed down under their names in the environment. What an office
    set for Prefect stays (its PostgreSQL), except what would lead to another server or report to anyone. Prefect's server and
    whoever asks it have the program's key, which `up` made.
    """
    settings, key, folder = home.settings, program_key(home), folder or home.path
    kept = {name: value for name, value in os.environ.items() if name not in _LEFT_OUT}
    env = (
        kept
        | {f"DONDOC_{name.upper()}": _written(value) for name, value in given.items()}
        | _python(kept, urlsplit(settings.prefect_url).hostname or "")
        | {
            "DONDOC_HOME": str(home.path),
            HOME_MARKER: str(folder),
            "TMPDIR": str(passing_files(folder)),
            "PREFECT_HOME": str(folder / "prefect"),
            "PREFECT_API_URL": api_url(home),
            "PREFECT_UI_URL": ui_url(home),
            "PREFECT_SERVER_API_HOST": settings.host,
            "PREFECT_SERVER_API_PORT": str(settings.port),
            # Relative, so that the page works under whatever name it was opened.
            "PREFECT_SERVER_UI_API_URL": "/api",
            "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": ui_origin(home),
            "PREFECT_SERVER_API_AUTH_STRING": key,
            "PREFECT_API_AUTH_STRING": key,
        }
        | _QUIET
        | _STEADY
        | _between_servers(settings.redis_url)
    )
    # Runs and their artifacts: what is official lies in our own database.
    env["PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD"] = str(settings.prefect_days * 86_400)
    if (database := own_database(home)) is not None:
        env["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = f"sqlite+aiosqlite:///{database}"
    if not _can_unpack_ui():
        env["PREFECT_SERVER_UI_STATIC_DIRECTORY"] = str(home.path / "prefect" / "ui")
    return env


def environment_of(name: str, environment: Mapping[str, str]) -> dict[str, str]:
    """Return of the environment of all what one process under `up` is given: the secrets alone that it needs."""
    withheld = {f"DONDOC_{secret.upper()}" for secret in SECRETS_WITHHELD[name]}
    if name == "web":
        withheld.update((*_KEYS_OF_THE_UI, *_DATABASE_SETTINGS))
    if name != "server":
        withheld.update(_between_servers("redis://"))
    return {variable: value for variable, value in environment.items() if variable.upper() not in withheld}


_QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
    "PREFECT_LOGGING_COLORS": "false",
    "NO_COLOR": "1",
}
"""Nothing is reported to anyone, and logs are plain text."""

_STEADY = {
    # A forgotten address must fail, not start a temporary server with an empty database.
    "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
    # Kept in memory, a slot taken by a run that was cut off would stay taken.
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    "PREFECT_RUNNER_POLL_FREQUENCY": str(POLL_SECONDS),
    "PREFECT_WORKER_QUERY_SECONDS": str(POLL_SECONDS),
    "PREFECT_WORKER_HEARTBEAT_SECONDS": str(HEARTBEAT_SECONDS),
    "PREFECT_WORKER_PREFETCH_SECONDS": "5",
    # What our flows log with the standard library is shown with the run.
    "PREFECT_LOGGING_EXTRA_LOGGERS": "flows",
}


def _between_servers(redis_url: str) -> dict[str, str]:
    """Return by what several servers of Prefect speak to each other, nothing where there is one: events, whose turn it is
    to do what is done again and again, and which slots are taken.
    """
    if not redis_url:
        return {}
    return {
        "PREFECT_MESSAGING_BROKER": "prefect_redis.messaging",
        "PREFECT_MESSAGING_CACHE": "prefect_redis.messaging",
        "PREFECT_SERVER_EVENTS_CAUSAL_ORDERING": "prefect_redis.ordering",
        "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect_redis.lease_storage",
        "PREFECT_SERVER_WORKER_CHANNEL_CLEANUP_QUEUE_STORAGE": "prefect_redis.cleanup_queue",
        "PREFECT_REDIS_MESSAGING_URL": redis_url,
        "PREFECT_SERVER_DOCKET_URL": redis_url,
    }


def _written(value: object) -> str:
    """Return a setting as the environment holds it: text as it is, everything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _python(kept: Mapping[str, str], server: str) -> dict[str, str]:
    """Return what makes a child find this program and speak UTF-8, and reach this machine, and Prefect's server, without a
    proxy. Prefect starts a run by the name `python`: it is ours.
    """
    own = ("127.0.0.1,localhost,::1", server)
    bypass = ",".join(filter(None, (kept.get("NO_PROXY") or kept.get("no_proxy"), *own)))
    return {
        "PATH": os.pathsep.join(filter(None, (str(Path(sys.executable).parent), kept.get("PATH")))),
        "PYTHONPATH": str(PROJECT),
        "PYTHONSAFEPATH": "1",
        "PYTHONUTF8": "1",
        "PYTHONUNBUFFERED": "1",
        "NO_PROXY": bypass,
        "no_proxy": bypass,
    }


def _can_unpack_ui() -> bool:
    """Tell whether the server may unpack its pages beside its own code, as it does unless told otherwise."""
    found = importlib.util.find_spec("prefect")
    if found is None or found.origin is None:
        return False
    return os.access(Path(found.origin).parent / "server", os.W_OK)
