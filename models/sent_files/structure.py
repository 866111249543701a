"""What a PDF, Word or Excel file is by its structure, told in a process of its own (`models.sent_files.looking`).

`python -m models.sent_files.structure` reads the file on its standard input and answers in one word: its media type, or why
it is unfit (`models.sent_files.findings.Unfit`). It gives itself little memory and time first: a file may be made to burst.
"""

import os
import resource
import sys
from typing import IO

from models.sent_files.findings import ARCHIVE, OLD_OFFICE, PDF, UnfitFileError
from models.sent_files.office_package import kind_of_package
from models.sent_files.old_office import guard_old_office

MOST_MEMORY, MOST_SECONDS = 1024 * 1024 * 1024, 15
"""What a look may take: bytes of memory, and seconds of the processor."""
BEHIND = 10
"""How far a look stands behind the pages where both want the processor (a nice value)."""


def kind_by_structure(file: IO[bytes]) -> str:
    """Return the media type of a PDF, Word or Excel file. Raise UnfitFileError for one that is not kept."""
    file.seek(0)
    data = file.read()
    if data.startswith(OLD_OFFICE):
        return guard_old_office(data)
    if data.startswith(ARCHIVE):
        return kind_of_package(file)
    from models.sent_files.portable_document import guard_pdf  # noqa: PLC0415  it takes long to load, and most have no need

    guard_pdf(data)
    return PDF


def _main() -> None:
    os.nice(BEHIND)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with open(0, "rb") as file:
        try:
            said = kind_by_structure(file)
        except UnfitFileError as unfit:
            said = unfit.why.value
    sys.stdout.write(said)


if __name__ == "__main__":
    _main()
