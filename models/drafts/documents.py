"""A document that the office sends, drafted on its province's register and kept; a marked one leaves nothing behind."""

from collections.abc import Sequence
from dataclasses import replace
from threading import Lock

from models.audit.acts import Person, guard_person
from models.drafts.adopting import register_in_use
from models.drafts.bounded_reading import read_bounded
from models.drafts.kept_drafts import Deciding, keep_draft
from models.refusal import RefusedError
from plan.drafting.draft import draft_plan, province_of
from plan.drafting.found import Found
from plan.drafting.refusal import RefusedFileError
from plan.language.register_file import read_register
from plan.library import REGISTER_FILE, Library
from plan.parties import Register

_reading = Lock()
"""One document at a time: to read one takes a processor and memory of its own."""


def draft_document(
    deciding: Deciding, files: Sequence[tuple[str, bytes]], province: str, *, accept_changes: bool, by: Person
) -> str:
    """Draft a document, the first of the files, with its annexes, and return the draft's code.

    Parties are those of the register that a province of the home uses. Raise RefusedError with the sentence for its sender
    where a file is not read, where it bears a mark of secrecy, where the document has its draft already, and where nobody is
    named.
    """
    guard_person(by)
    if not files:
        raise RefusedError("Chưa chọn tệp nào; hãy chọn tệp văn bản.")
    if not _reading.acquire(blocking=False):
        raise RefusedError("Máy chủ đang đọc một văn bản khác; hãy gửi lại sau một phút.")
    try:
        found = read_bounded(files, accept_changes=accept_changes)
    except RefusedFileError as error:
        said = str(error)
        raise RefusedError(said[:1].upper() + said[1:]) from None
    finally:
        _reading.release()
    text = register_in_use(Library(deciding.home.plans), province)[1]
    register, errors = read_register(text, REGISTER_FILE)
    if register is None:
        raise RefusedError(f"Danh bạ cơ quan của tỉnh có lỗi nên chưa soạn được: {errors[0]}")
    made = draft_plan(found, register, text)
    return keep_draft(deciding, replace(made, doubts=(*_from_elsewhere(found, register), *made.doubts)), by=by)


def _from_elsewhere(found: Found, register: Register) -> tuple[str, ...]:
    """Return that a document comes from another province than the register it was read by, where it says so."""
    issuer = found.facts.issuer
    if province_of(found) == register.code or not issuer.startswith("UBND "):
        return ()
    return (f"Văn bản do {issuer} ban hành, được đọc theo danh bạ của {register.name}: tên cơ quan phải xem kỹ.",)
