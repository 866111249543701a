"""Where things stand in an archive: names of files in plain letters, the same on every system, each given once."""

from pathlib import PurePosixPath

from models.sent_files.names import plain_name
from models.tables.answers import Evidence
from plan.refs import ref_slug, slug

INDEX, README, FACTS, SUMS = "index.html", "DOC-TRUOC.txt", "thong-tin.json", "SHA256SUMS.txt"
"""The first page, how to read the rest, what the archive says of itself, and the hash of every other file."""
DATA, FILES = "du-lieu", "minh-chung"
"""The folders with the rows and with the files of evidence."""
_PLANS = "ke-hoach"
_LONGEST = 80
"""The longest name of a file of evidence without its ending: with its folders it fits systems that take 260 characters."""


def plan_page(plan: str) -> str:
    """Return the page of a plan."""
    return f"{_PLANS}/{slug(plan)}/{INDEX}"


def report_file(plan: str, year: int) -> str:
    """Return the report of a plan at the year's end."""
    return f"{_PLANS}/{slug(plan)}/bao-cao-nam-{year}.docx"


def data_file(table: str) -> str:
    """Return the file with a table's rows."""
    return f"{DATA}/{table}.jsonl"


def up_from(page: str) -> str:
    """Return how a link on a page begins that leads to the archive's own folder."""
    return "../" * (len(PurePosixPath(page).parts) - 1)


class Places:
    """The pages and files of one plan's agencies and tasks. What two would be called alike gets a number behind."""

    def __init__(self, plan: str) -> None:
        """Give no name yet."""
        self._folder = f"{_PLANS}/{slug(plan)}"
        self._given: dict[str, tuple[str, ...]] = {}
        self._of: dict[tuple[str, ...], str] = {}

    def agency(self, code: str) -> str:
        """Return the page that lists what an agency holds."""
        return self._name(("agency", code), f"{self._folder}/co-quan/{slug(code)}", ".html")

    def task(self, ref: str) -> str:
        """Return the page that lists what was asked by one task."""
        return self._name(("task", ref), f"{self._folder}/nhiem-vu/{ref_slug(ref)}", ".html")

    def line(self, holder: str, ref: str) -> str:
        """Return the page with everything said by an agency of one task."""
        return self._name(("line", holder, ref), f"{self._folder}/phieu/{slug(holder)}/{ref_slug(ref)}", ".html")

    def _name(self, of: tuple[str, ...], stem: str, ending: str) -> str:
        if of not in self._of:
            name, number = f"{stem}{ending}", 1
            while self._given.setdefault(name, of) != of:
                number += 1
                name = f"{stem}-{number}{ending}"
            self._of[of] = name
        return self._of[of]


def evidence_file(evidence: Evidence) -> str:
    """Return where a file of evidence stands: below its agency, its number before its name in plain letters."""
    name = PurePosixPath(plain_name(evidence.name))
    return f"{FILES}/{slug(evidence.agency)}/{evidence.id}-{name.stem[:_LONGEST].rstrip('-')}{name.suffix}"
