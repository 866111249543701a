"""How long each part of the program may take to come to life, and how `up` asks its pages whether they have."""

import urllib.error
import urllib.request

from models.settings import Home
from models.web_address import local_host

SERVER_SECONDS = 240
PAGE_SECONDS = 90
RUNNER_SECONDS = 120
FIRST_RUN_SECONDS = 600
"""On the slowest machine that should do."""
DONE, ERRORS, WRONG_USE = 0, 1, 2
"""What `up` ends with."""


def page_url(home: Home, path: str) -> str:
    """Return the address of a page as this machine opens it."""
    return f"http://{local_host(home.page_host)}:{home.settings.web_port}{path}"


def answers(url: str) -> bool:
    """Tell whether a page answers, and well."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=3) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False
