"""Finding plan files: those shipped with the program, under those that an office keeps in its home."""

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from plan.calendar import WorkCalendar
from plan.errors import FileError, PlanRefusedError
from plan.language.plan_file import read_draft
from plan.language.reading import nearest
from plan.language.register_file import read_calendar, read_register
from plan.language.yaml_nodes import MAX_BYTES, Mapping, Scalar, parse_yaml
from plan.laws.plan_laws import broken_laws, broken_laws_of_a_draft
from plan.laws.warning_laws import warnings_of
from plan.parties import Register
from plan.tasks import Plan

SHIPPED = Path(__file__).parent / "data"
REGISTER_FILE = "agencies.yaml"
CALENDAR_FILE = "calendar.yaml"
CHANGES_FOLDER = "changes"
"""The folder of the overlay that holds an office's dated changes, one file a plan: amendments and hand-overs."""
ENDING = ".yaml"
"""How the name of every file that is read ends, in small letters."""

_LEFT_BY_PROGRAMS = re.compile(r"\..*|~\$.*|#.*#|.*~|.*\.(?:sw[a-z]|tmp|bak)|thumbs\.db|desktop\.ini", re.IGNORECASE)
"""What editors and other systems leave beside an office's files; nobody put it there."""
_LIKE_A_PLAN = re.compile(r"(?P<stem>.*?)[ .]*\.(?:ya?ml)(?:[ .]*(?:\.txt|\.ya?ml))*[ .]*", re.IGNORECASE | re.DOTALL)
"""A name that means a file to be read and does not end as one: Windows hides endings, and editors add their own."""


@dataclass(frozen=True)
class PlanFiles:
    """The files that one plan is read from, as its reader looks them up: the register and the changes there or not.

    `province` is the code that the plan names, '.' where it names none; `line` is where it stands.
    """

    plan: Path
    changes: Path | None
    register: Path
    calendar: Path
    province: str
    line: int

    def paths(self) -> tuple[Path, ...]:
        """Return every file whose content decides what the plan says, there or not."""
        return tuple(path for path in (self.plan, self.changes, self.register, self.calendar) if path is not None)


@dataclass(frozen=True)
class Library:
    """Where plan files are looked for: `overlay` (the home's `plans/`, if any) wins over the shipped files."""

    overlay: Path | None = None
    shipped: Path = SHIPPED

    def plan_files(self) -> dict[str, Path]:
        """Return every plan file by its code (the file's name), in order of code."""
        found = {path.stem: path for path in self._plans_in(self.shipped)}
        if self.overlay is not None and self.overlay.is_dir():
            found |= {path.stem: path for path in self._plans_in(self.overlay)}
        return dict(sorted(found.items()))

    def _plans_in(self, folder: Path) -> Iterator[Path]:
        """Yield plan files; what editors and other systems leave beside them (`.x.yaml`, `._x.yaml`) is none."""
        for path in sorted(folder.rglob("*.yaml")):
            other = path.name in (REGISTER_FILE, CALENDAR_FILE) or path.parent == folder / CHANGES_FOLDER
            if not other and not path.name.startswith(".") and path.is_file():
                yield path

    def own_files(self) -> dict[str, list[Path]]:
        """Return the plan files of the overlay by code: more than one where several files claim one name."""
        found: dict[str, list[Path]] = defaultdict(list)
        for path in self._plans_in(self.overlay) if self.overlay is not None and self.overlay.is_dir() else ():
            found[path.stem].append(path)
        return dict(found)

    def files_of(self, plan_file: Path) -> PlanFiles:
        """Return the files that a plan is read from. Raise OSError when the plan's own file cannot be read."""
        province, line = _province_of(_read_file(plan_file))
        return PlanFiles(
            plan_file,
            self.changes_file(plan_file.stem),
            self._register_file(plan_file, province),
            self.calendar_file(),
            province,
            line,
        )

    def _register_file(self, plan_file: Path, province: str) -> Path:
        """Return the register for a plan file: its own, the overlay's, or the shipped one of its province.

        A register beside the plan file is its own, unless the plan is a shipped one: then the overlay's
        `<province>/agencies.yaml` wins.
        """
        beside = plan_file.parent / REGISTER_FILE
        shipped = self.shipped.resolve() in plan_file.resolve().parents
        name = f"{province}/{REGISTER_FILE}"
        in_overlay = self.overlay / name if self.overlay is not None else None
        if beside.is_file() and not (shipped and in_overlay is not None and in_overlay.is_file()):
            return beside
        return self._first(name)

    def changes_file(self, code: str) -> Path | None:
        """Return where the office's own dated changes of a plan stand, there or not; None without an overlay."""
        return self.overlay / CHANGES_FOLDER / f"{code}.yaml" if self.overlay is not None else None

    def calendar_file(self) -> Path:
        """Return the calendar of the home, or the shipped one."""
        return self._first(CALENDAR_FILE)

    def calendar(self) -> WorkCalendar | None:
        """Return the calendar of the home, or the shipped one; None where it cannot be read."""
        try:
            return _calendar_in(_read_file(self.calendar_file()))[0]
        except OSError:
            return None

    def _first(self, name: str) -> Path:
        if self.overlay is not None and (self.overlay / name).is_file():
            return self.overlay / name
        return self.shipped / name


@dataclass(frozen=True)
class LoadedPlan:
    """A sound plan with its register and calendar, and the texts that they were read from.

    `warnings` are what its office ought to know and what stops nothing.
    """

    plan: Plan
    register: Register
    calendar: WorkCalendar
    text: str
    changes: str = ""
    warnings: tuple[FileError, ...] = ()
    register_text: str = ""
    calendar_text: str = ""


@dataclass(frozen=True)
class _File:
    """A file as it was read: its name for errors, and its bytes."""

    name: str
    data: bytes


def check_plan(
    plan_file: Path, library: Library, changes_text: str | None = None
) -> tuple[LoadedPlan | None, tuple[FileError, ...]]:
    """Return a plan and nothing, or None and every error of the plan, its changes, its register and the calendar.

    `changes_text` stands for the office's file of changes as it would be. What is read are the files of
    `Library.files_of`; the same content gives the same answer, so what has not changed is not read into values again.
    Raise OSError when a file cannot be read at all.
    """
    files = library.files_of(plan_file)
    written, calendar_file = _read_file(files.plan), _read_file(files.calendar)
    if not files.register.is_file():
        _, errors = _calendar_in(calendar_file)
        sentence = (
            f"không tìm thấy danh bạ cơ quan ({REGISTER_FILE}) của tỉnh ghi ở «province»; "
            "hãy xem lại mã tỉnh, hoặc đặt danh bạ cạnh tệp kế hoạch."
        )
        _, unreadable = parse_yaml(written.data, written.name)
        found = unreadable or (FileError(written.name, files.line, sentence),)
        return None, tuple(sorted([*errors, *found]))
    changes = _File("", b"")
    if files.changes is not None and changes_text is not None:
        changes = _File(shown(files.changes), changes_text.encode())
    elif files.changes is not None and files.changes.is_file():
        changes = _read_file(files.changes)
    return _check(plan_file.name, written, changes, _read_file(files.register), calendar_file)


def check_texts(
    code: str, text: str, register: str, library: Library
) -> tuple[LoadedPlan | None, tuple[FileError, ...]]:
    """Return a plan and nothing, or None and every error, of texts as they would stand in files of these names.

    The calendar is the library's.
    """
    files = (_File(f"{code}{ENDING}", text.encode()), _File("", b""), _File(REGISTER_FILE, register.encode()))
    return _check(f"{code}{ENDING}", *files, _read_file(library.calendar_file()))


@lru_cache(maxsize=32)
def _check(
    name: str, written: _File, changes: _File, register_file: _File, calendar_file: _File
) -> tuple[LoadedPlan | None, tuple[FileError, ...]]:
    root, unreadable = parse_yaml(written.data, written.name)
    calendar, errors = _calendar_in(calendar_file)
    if root is None:
        return None, tuple(sorted([*errors, *unreadable]))
    register, register_errors = _register_in(register_file)
    errors += register_errors
    if register is None:
        return None, tuple(sorted(errors))
    plan, plan_errors = read_draft(written.data, written.name, register, changes.data, changes.name)
    errors += plan_errors
    if plan is not None and calendar is not None:
        find = broken_laws_of_a_draft if plan_errors else broken_laws
        errors += find(plan, register, calendar)
    if plan is not None and f"{plan.code}.yaml" != name:
        sentence = f"«code» là «{plan.code}» nhưng tên tệp là «{name}»; hãy đặt hai tên giống nhau."
        errors += (FileError(written.name, plan.lines.get("code", 0), sentence),)
    if plan is None or calendar is None or errors:
        return None, tuple(sorted(errors))
    text, changes_text, register_text, calendar_text = (
        file.data.decode("utf-8-sig") for file in (written, changes, register_file, calendar_file)
    )
    warnings = warnings_of(plan, register, calendar)
    return LoadedPlan(plan, register, calendar, text, changes_text, warnings, register_text, calendar_text), ()


def load_plan(code: str, library: Library) -> LoadedPlan:
    """Return the plan of this code. Raise KeyError when there is none, PlanRefusedError when it is not sound."""
    loaded, errors = check_plan(library.plan_files()[code], library)
    if loaded is None:
        raise PlanRefusedError(errors)
    return loaded


def read_texts(code: str, text: str, changes: str, register: str, calendar: str) -> LoadedPlan | None:
    """Return the plan that these texts were a sound plan of when they were kept; None where a later reader refuses them."""
    files = [_File(f"{code}{ENDING}", kept.encode()) for kept in (text, changes, register, calendar)]
    return _check(f"{code}{ENDING}", *files)[0]


def unread_files(library: Library) -> tuple[FileError, ...]:
    """Return every file and folder of the office's `plans/` that is not read, or not alone under its name, and why.

    What only lies there (a document, a note) is a warning; what looks as if it was meant to be read is an error. What
    editors and other systems leave behind is passed over.
    """
    if library.overlay is None or not library.overlay.is_dir():
        return ()
    read = _read_of_overlay(library)
    found: list[FileError] = []

    def tell_folder(error: OSError) -> None:
        found.append(
            FileError(
                shown(Path(error.filename)), 0, "không có quyền mở thư mục này nên các tệp trong đó không được đọc."
            )
        )

    for folder, folders, files in os.walk(library.overlay, onerror=tell_folder):
        folders[:] = [name for name in folders if not _LEFT_BY_PROGRAMS.fullmatch(name)]
        found += [_told_folder(Path(folder, name)) for name in folders if _LIKE_A_PLAN.fullmatch(name)]
        own = (Path(folder, name) for name in files if not _LEFT_BY_PROGRAMS.fullmatch(name))
        found += [_why_unread(file, library) for file in own if file not in read]
    for code, paths in library.own_files().items():
        found += _told_twice(code, paths)
    return tuple(sorted(found))


def _read_of_overlay(library: Library) -> set[Path]:
    """Return the files of the overlay that some plan is made of."""
    found = set[Path]()
    for file in library.plan_files().values():
        try:
            found.update(library.files_of(file).paths())
        except OSError:  # told where the plan itself is read
            found.add(file.parent / REGISTER_FILE)
    own = {path for paths in library.own_files().values() for path in paths}
    return own | found


def _told_folder(folder: Path) -> FileError:
    return FileError(shown(folder), 0, "đây là một thư mục, không phải tệp, nên không được đọc; hãy đổi tên thư mục.")


def _told_twice(code: str, paths: Iterable[Path]) -> Iterator[FileError]:
    names = [shown(path) for path in paths]
    for name in names if len(names) > 1 else ():
        others = ", ".join(other for other in names if other != name)
        yield FileError(name, 0, f"trùng tên với {others}; mỗi kế hoạch chỉ giữ một tệp {code}{ENDING}.")


def _why_unread(file: Path, library: Library) -> FileError:
    """Return why a file of the overlay is not read, and what to do."""
    name, place = shown(file), file.relative_to(library.overlay or file.parent)
    if file.suffix == ENDING and not file.is_file():
        return FileError(
            name, 0, "đây là một liên kết hỏng hoặc không phải tệp thường nên không được đọc; hãy thay bằng tệp thật."
        )
    if place.parts == (CHANGES_FOLDER,):
        return FileError(name, 0, "đây phải là một thư mục, chứa các tệp thay đổi; hãy đổi tên tệp này.")
    if file.name == REGISTER_FILE:
        return FileError(
            name,
            0,
            "không kế hoạch nào dùng danh bạ cơ quan này; hãy đặt trong thư mục mang mã của tỉnh, như "
            f"bac-giang/{REGISTER_FILE}, hoặc cạnh tệp kế hoạch.",
        )
    if file.name == CALENDAR_FILE:
        return FileError(
            name, 0, f"lịch nghỉ chỉ được đọc ở {CALENDAR_FILE} ngay trong thư mục plans; hãy chuyển tệp ra đó."
        )
    if place.parts[0] == CHANGES_FOLDER and file.suffix == ENDING:
        codes = library.plan_files()
        return FileError(
            name, 0, f"không có kế hoạch «{file.stem}» nên tệp thay đổi này không được đọc{nearest(file.stem, codes)}."
        )
    meant = _LIKE_A_PLAN.fullmatch(file.name)
    if meant:
        return FileError(
            name,
            0,
            f"tệp này không được đọc vì tên không kết thúc bằng {ENDING}; hãy đổi tên thành {meant['stem']}{ENDING}.",
        )
    sentence = f"tệp này không được đọc (chỉ đọc tệp có tên kết thúc bằng {ENDING}); nếu là tệp kế hoạch, hãy đổi tên."
    return FileError(name, 0, sentence, warning=True)


def read_limited(path: Path) -> bytes:
    """Return a file's bytes, of a file too large only so many that its reader refuses it. Raise OSError if unreadable."""
    if path.exists() and not path.is_file():
        kind = IsADirectoryError if path.is_dir() else OSError
        raise kind(f"{path} is not a regular file")
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def shown(path: Path) -> str:
    """Return a file's name as errors tell it: below the working folder where it lies there, otherwise whole."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _read_file(path: Path) -> _File:
    return _File(shown(path), read_limited(path))


@lru_cache(maxsize=32)
def _calendar_in(file: _File) -> tuple[WorkCalendar | None, tuple[FileError, ...]]:
    return read_calendar(file.data, file.name)


@lru_cache(maxsize=32)
def _register_in(file: _File) -> tuple[Register | None, tuple[FileError, ...]]:
    """Return a register as it is read, once for all plans of its province."""
    return read_register(file.data, file.name)


@lru_cache(maxsize=32)
def _province_of(written: _File) -> tuple[str, int]:
    """Return the province that a plan names, and its line: the register is needed before the plan can be read."""
    root, _ = parse_yaml(written.data, written.name)
    for key, value in root.entries if isinstance(root, Mapping) else ():
        if key.text == "province" and isinstance(value, Scalar) and "/" not in value.text and ".." not in value.text:
            return value.text or ".", value.line
    return ".", 0
