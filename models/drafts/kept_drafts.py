"""Drafts in a home: each a folder with the plan, its register, the document's text and what had to be looked at.

The plan file is the only truth: what people decide is written into it, and what it was before is kept beside it for them to
take the last change back. Who decided what stands in the trail, in one transaction with the files.
"""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from models.audit.acts import Done, Person, guard_person, record_act
from models.database import Database
from models.files import held, system_words, write_whole
from models.refusal import RefusedError
from models.settings import Home
from models.text import guard_open_words
from plan.drafting.draft import Draft
from plan.drafting.review.doubts import DraftTexts
from plan.drafting.review.naming import NotSettledError, Settled
from plan.drafting.source_text import Placed, read_source
from plan.language.yaml_nodes import MAX_BYTES
from plan.library import ENDING, REGISTER_FILE, Library

DOUBTS_FILE, SOURCE_FILE = "can-xem.txt", "van-ban.txt"
"""Beside the plan: what a person has to look at, the worst first; the document, each paragraph with its place."""
MOST_KEPT = 100
"""How many changes of a draft can be taken back, the newest first."""
_BEFORE = ".truoc"
_LONGEST = 300
"""How many characters of a document's subject the trail keeps."""
_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
Settling = Callable[[DraftTexts], Settled]
"""What is done to the texts of a draft: see `plan.drafting.review.settling`."""
_TURN_FILE = ".drafts-turn"
"""Held in the home by who changes its drafts."""
TAKE_DOCUMENT, SETTLE_DRAFT, UNDO_DRAFT, DROP_DRAFT = "take-document", "settle-draft", "undo-draft", "drop-draft"
"""What people do with drafts, as the trail names it."""


@dataclass(frozen=True)
class Deciding:
    """Where a draft is decided on, and when: a home with its database, and the code of the office that decides."""

    home: Home
    database: Database
    office: str
    now: datetime


@dataclass(frozen=True)
class KeptDraft:
    """A draft as it stands in its folder. `source` is its document, `notes` what was to be looked at when it was made."""

    folder: Path
    texts: DraftTexts
    source: tuple[Placed, ...]
    notes: tuple[str, ...]
    last_change: str

    @property
    def code(self) -> str:
        """The code of the plan, and the name of the folder."""
        return self.folder.name

    @property
    def plan_file(self) -> Path:
        """The plan, which people may also edit by hand."""
        return self.folder / f"{self.code}{ENDING}"

    @property
    def province(self) -> str:
        """The code of the province whose register the plan goes by."""
        found = re.search(r"(?m)^province:\s*([a-z0-9-]+)\s*$", self.texts.plan)
        return found[1] if found else ""

    @property
    def subject(self) -> str:
        """What the document is about, as its plan says."""
        found = re.search(r'(?m)^  subject:\s*"?(.*?)"?\s*$', self.texts.plan)
        return found[1] if found else ""


def files_of(made: Draft) -> dict[str, str]:
    """Return the files of a draft, the text of each by its name."""
    return {
        f"{made.code}{ENDING}": made.plan_text,
        REGISTER_FILE: made.register_text,
        DOUBTS_FILE: "\n".join(made.doubts) + "\n",
        SOURCE_FILE: made.found.source,
    }


def keep_draft(deciding: Deciding, made: Draft, *, by: Person) -> str:
    """Keep a draft in a home, and return its code: another one where that of the document is another document's.

    Raise RefusedError where the same document is there already, or nobody is named.
    """
    guard_person(by)
    home = deciding.home
    with turn_to_change(home):
        for number in range(1, 100):
            code = made.code if number == 1 else f"{made.code}-{number}"
            folder = home.drafts / code
            if not folder.exists() and code not in Library(home.plans).plan_files():
                break
            if _text_of(folder / SOURCE_FILE) == made.found.source:
                raise RefusedError(f"Văn bản này đã có dự thảo «{code}» trong danh sách; hãy mở dự thảo ấy.")
        plan_text = re.sub(r"(?m)^code: .*$", f"code: {code}", made.plan_text, count=1)
        named = replace(made, code=code, plan_text=plan_text)
        kept = KeptDraft(folder, DraftTexts(named.plan_text, named.register_text), (), (), "")
        said = " ".join((kept.subject or code).split())[:_LONGEST]
        with _written("Không ghi được dự thảo vào thư mục dữ liệu"):
            folder.mkdir(mode=0o700, parents=True)
            try:
                with _told(
                    deciding, kept, Done(TAKE_DOCUMENT, kept.province, deciding.office, item=code, detail=said), by
                ):
                    for name, text in files_of(named).items():
                        write_whole(folder / name, text.encode())
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise
        return code


def kept_drafts(home: Home) -> tuple[KeptDraft, ...]:
    """Return the drafts of a home, the one changed last first."""
    codes = [path.name for path in home.drafts.iterdir()] if home.drafts.is_dir() else []
    found = [draft for code in codes if (draft := find_draft(home, code)) is not None]
    return tuple(sorted(found, key=lambda draft: draft.plan_file.stat().st_mtime_ns, reverse=True))


def find_draft(home: Home, code: str) -> KeptDraft | None:
    """Return a draft by its code; None where there is none, or its files cannot be read."""
    folder = home.drafts / code
    if not _CODE.fullmatch(code) or not (folder / f"{code}{ENDING}").is_file():
        return None
    try:
        plan, register = _read(folder / f"{code}{ENDING}"), _read(folder / REGISTER_FILE)
    except (OSError, ValueError):
        return None
    notes = tuple(_text_of(folder / DOUBTS_FILE).splitlines())
    last = _changes(folder)[-1:]
    said = str(json.loads(_text_of(last[0]))["said"]) if last else ""
    return KeptDraft(folder, DraftTexts(plan, register), read_source(_text_of(folder / SOURCE_FILE)), notes, said)


def change_draft(deciding: Deciding, code: str, settle: Settling, typed: tuple[str, ...], *, by: Person) -> str:
    """Write an answer into a draft's files and into the trail, and return it in a sentence. `typed` are a person's words.

    Raise RefusedError for words that are not kept or say nothing, where the draft is gone, and where nobody is named.
    """
    guard_person(by)
    guard_open_words(typed)
    with turn_to_change(deciding.home):
        draft = _there(deciding.home, code)
        try:
            settled = settle(draft.texts)
        except NotSettledError as error:
            raise RefusedError(str(error)) from None
        before = json.dumps(
            {
                "said": settled.said,
                "at": deciding.now.isoformat(),
                "plan": draft.texts.plan,
                "register": draft.texts.register,
                "print": _print_of(settled.draft),
            },
            ensure_ascii=False,
        )
        kept = _changes(draft.folder)
        number = int(kept[-1].stem) + 1 if kept else 1
        file = draft.folder / _BEFORE / f"{number:05d}.json"
        done = Done(SETTLE_DRAFT, draft.province, deciding.office, item=code, detail=settled.said)
        with _written("Không ghi được dự thảo"):
            (draft.folder / _BEFORE).mkdir(mode=0o700, exist_ok=True)
            write_whole(file, before.encode())
            try:
                with _told(deciding, draft, done, by):
                    _write(draft, settled.draft)
            except BaseException:
                file.unlink(missing_ok=True)
                raise
            for old in kept[: len(kept) + 1 - MOST_KEPT]:
                old.unlink(missing_ok=True)
        return settled.said


def undo_change(deciding: Deciding, code: str, *, by: Person) -> str:
    """Take the last change of a draft back, and return what it had been.

    Raise RefusedError where there is none, where the files were edited since, and where nobody is named.
    """
    guard_person(by)
    with turn_to_change(deciding.home):
        draft = _there(deciding.home, code)
        kept = _changes(draft.folder)
        if not kept:
            raise RefusedError("Dự thảo chưa có thay đổi nào để hoàn tác.")
        before = json.loads(_text_of(kept[-1]))
        if before["print"] != _print_of(draft.texts):
            raise RefusedError("Tệp dự thảo đã được sửa ngoài trang này sau thay đổi cuối nên không hoàn tác được.")
        said = str(before["said"])
        with _written("Không ghi được dự thảo"):
            with _told(deciding, draft, Done(UNDO_DRAFT, draft.province, deciding.office, item=code, detail=said), by):
                _write(draft, DraftTexts(before["plan"], before["register"]))
            kept[-1].unlink(missing_ok=True)
        return said


def drop_draft(deciding: Deciding, code: str, *, by: Person) -> None:
    """Delete a draft with all that belongs to it. Raise RefusedError where it is gone, cannot be deleted, or nobody is named."""
    guard_person(by)
    with turn_to_change(deciding.home), _written("Không bỏ được dự thảo"):
        draft = _there(deciding.home, code)
        aside = draft.folder.with_name(f".{code}")
        shutil.rmtree(aside, ignore_errors=True)
        said = " ".join((draft.subject or code).split())[:_LONGEST]
        with _told(deciding, draft, Done(DROP_DRAFT, draft.province, deciding.office, item=code, detail=said), by):
            draft.folder.rename(aside)
        shutil.rmtree(aside, ignore_errors=True)


def clear_adopted(home: Home, code: str) -> None:
    """Delete the draft of a plan that was adopted: its files are in the home's `plans/` now. What is left of it is harmless."""
    with turn_to_change(home):
        shutil.rmtree(home.drafts / code, ignore_errors=True)


def turn_to_change(home: Home) -> AbstractContextManager[None]:
    """Let one change of drafts, or adoption, go on at a time, whichever process and machine makes it."""
    return held(home.path / _TURN_FILE)


@contextmanager
def _told(deciding: Deciding, draft: KeptDraft, done: Done, by: Person) -> Iterator[None]:
    """Change a draft's files and leave the row in the trail: both, or neither of them."""
    try:
        with deciding.database.write() as session:
            record_act(session, done, by, deciding.now)
            yield
    except BaseException:
        _put_back(draft)
        raise


def _put_back(draft: KeptDraft) -> None:
    aside = draft.folder.with_name(f".{draft.code}")
    if aside.is_dir() and not draft.folder.exists():
        aside.rename(draft.folder)
    for path, text in ((draft.folder / REGISTER_FILE, draft.texts.register), (draft.plan_file, draft.texts.plan)):
        if path.is_file() and _text_of(path) != text:
            write_whole(path, text.encode(), path.stat().st_mode & 0o777)


def _there(home: Home, code: str) -> KeptDraft:
    draft = find_draft(home, code)
    if draft is None:
        raise RefusedError("Dự thảo này không còn; hãy xem lại danh sách dự thảo.")
    return draft


def _write(draft: KeptDraft, texts: DraftTexts) -> None:
    for path, text, there in (
        (draft.folder / REGISTER_FILE, texts.register, draft.texts.register),
        (draft.plan_file, texts.plan, draft.texts.plan),
    ):
        if text != there:
            write_whole(path, text.encode(), path.stat().st_mode & 0o777)


def _changes(folder: Path) -> list[Path]:
    return sorted((folder / _BEFORE).glob("*.json"))


def _print_of(texts: DraftTexts) -> str:
    return sha256(f"{texts.plan}\0{texts.register}".encode()).hexdigest()


def _read(path: Path) -> str:
    """Return a file's text. Raise OSError or ValueError where it is not one that is read."""
    if path.stat().st_size > MAX_BYTES:
        raise ValueError(path.name)
    return path.read_text(encoding="utf-8-sig")


def _text_of(path: Path) -> str:
    with suppress(OSError, ValueError):
        return path.read_text(encoding="utf-8-sig")
    return ""


@contextmanager
def _written(refusal: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise RefusedError(f"{refusal} ({system_words(error)}); hãy báo người quản trị máy chủ.") from None
