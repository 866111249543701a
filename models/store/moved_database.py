"""Where a home's database is since it was moved: a file of the home, for its account alone, changed in one step.

The address of a database stands in the environment, which no command can change. So an address that was moved away from is
remembered by its digest: where the environment still gives that one, the file holds, and no program works on in a database
that was left. Any other address in the environment is an office's own word, and wins.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.files import write_whole

MOVED_FILE = "moved.json"
VARIABLE = "DONDOC_DATABASE_URL"


@dataclass(frozen=True)
class MovedDatabase:
    """`url` is where the database is, '' for the home's own file; `left` are the digests of the addresses moved away from."""

    url: str = ""
    left: tuple[str, ...] = ()

    def holds(self, in_environment: str) -> bool:
        """Tell whether this and not an address in the environment, '' for none, says where the database is."""
        return not in_environment or digest_of(in_environment) in self.left


def read_moved(home: Path) -> MovedDatabase | None:
    """Return where the database was moved to; None where it never was.

    Raise ValueError, with a Vietnamese sentence, for a file that is not as `keep_moved` writes it.
    """
    try:
        told = json.loads((home / MOVED_FILE).read_text(encoding="utf-8"))
        url, left = told["url"], told["left"]
        if isinstance(url, str) and isinstance(left, list) and all(isinstance(one, str) for one in left):
            return MovedDatabase(url, tuple(left))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        pass
    raise ValueError(
        f"{home / MOVED_FILE}: không đọc được địa chỉ cơ sở dữ liệu đã chuyển đến; hãy khôi phục tệp này, hoặc đặt {VARIABLE} rồi "
        "xóa tệp."
    )


def keep_moved(home: Path, url: str, left: str) -> None:
    """Keep that the database is at `url` from now on and no longer at `left`, '' for the home's own file.

    Raise OSError where it cannot be written.
    """
    before = read_moved(home) or MovedDatabase()
    stay = {digest_of(left), *before.left} - {digest_of(url)}
    told = {"url": url, "left": sorted(stay)}
    write_whole(home / MOVED_FILE, (json.dumps(told) + "\n").encode())


def moved_values(home: Path, environment: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Return the setting that a move gives, stronger than the environment's, by name; nothing where it gives none."""
    moved = read_moved(home)
    return {"database_url": moved.url} if moved and moved.holds(_in(environment)) else {}


def names_a_left_one(home: Path, environment: Mapping[str, str] = os.environ) -> bool:
    """Tell whether the environment still gives an address that the database was moved away from."""
    moved = read_moved(home)
    return bool(moved and _in(environment) and moved.holds(_in(environment)))


def digest_of(url: str) -> str:
    """Return by what an address is remembered without being told."""
    return hashlib.sha256(url.strip().encode()).hexdigest()


def _in(environment: Mapping[str, str]) -> str:
    return next((value.strip() for name, value in environment.items() if name.upper() == VARIABLE), "")
