"""What every `up` waits for, of all parts or of some: for how long, how pages are asked, what is said, and what it ends with."""

import sys
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


def say(sentence: str) -> None:
    """Print a sentence at once: a journal shows what is going on."""
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


def refuse(sentence: str, code: int) -> int:
    """Print to standard error why `up` ends, and return the exit code for it."""
    sys.stderr.write(f"{sentence}\n")
    return code
