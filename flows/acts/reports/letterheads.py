"""The letterheads that an office puts into its home: which report is written into which, and what is wrong with one."""

from collections.abc import Iterator
from pathlib import Path

from flows.acts.open_home import OpenHome
from models.files import system_words
from reports.account.account import LetterheadError, OwnLetterhead
from reports.forms.names import FORM_NAMES, OFFICE

LONGEST = 10_000_000
"""The most bytes of a letterhead: a page with a coat of arms takes a hundred thousand."""


def letterhead_file(office: OpenHome, form: str) -> Path:
    """Return where the letterhead of a form stands: `letterhead.docx` for the office's, `letterhead-tracker.docx` for the tracker's."""
    return office.home.path / f"letterhead{'' if form == OFFICE else f'-{form}'}.docx"


def own_letterhead(office: OpenHome, form: str) -> OwnLetterhead | None:
    """Return the letterhead that the office has put into its home for a form; None where it has none.

    Raise LetterheadError where nothing can be written into it.
    """
    file = letterhead_file(office, form)
    if not file.is_file():
        return None
    if file.stat().st_size > LONGEST:
        raise LetterheadError(f"{file.name}: tệp lớn hơn {LONGEST // 1_000_000} MB; hãy dùng ảnh nhỏ hơn trong mẫu.")
    try:
        content = file.read_bytes()
    except OSError as error:
        raise LetterheadError(f"{file.name}: không đọc được ({system_words(error)}); hãy sửa quyền của tệp.") from None
    # The libraries for Word are for homes that have a letterhead.
    from reports.word.own_letterhead import check_letterhead  # noqa: PLC0415  see above

    check_letterhead(file.name, content)
    return OwnLetterhead(file.name, content)


def letterhead_fault(office: OpenHome, form: str) -> str:
    """Return what is wrong with the letterhead of a form, a sentence a line; '' where it is sound or there is none."""
    try:
        own_letterhead(office, form)
    except LetterheadError as error:
        return str(error)
    return ""


def letterheads_found(office: OpenHome) -> Iterator[tuple[str, str, bool]]:
    """Yield the letterheads in a home: the file's name, what is wrong with it, and whether any report is written into it."""
    known = {letterhead_file(office, form): form for form in FORM_NAMES}
    for file in sorted(office.home.path.glob("letterhead*.docx")):
        yield file.name, letterhead_fault(office, known[file]) if file in known else "", file in known
