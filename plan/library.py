"""Finding plan files: those shipped with the program, under those that an office keeps in its home."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from plan.calendar import WorkCalendar
from plan.errors import FileError, PlanRefusedError
from plan.laws import broken_laws
from plan.parties import Register
from plan.plan_file import read_plan
from plan.register_file import read_calendar, read_register
from plan.tasks import Plan

SHIPPED = Path(__file__).parent / "data"
REGISTER_FILE = "agencies.yaml"
CALENDAR_FILE = "calendar.yaml"


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
        for path in sorted(folder.rglob("*.yaml")):
            if path.name not in (REGISTER_FILE, CALENDAR_FILE):
                yield path

    def register_file(self, plan_file: Path) -> Path:
        """Return the register that stands beside a plan file, or the one the plan's `province:` names."""
        beside = plan_file.parent / REGISTER_FILE
        if beside.is_file():
            return beside
        return self._first(f"{_province_in(plan_file)}/{REGISTER_FILE}")

    def calendar_file(self) -> Path:
        """Return the calendar of the home, or the shipped one."""
        return self._first(CALENDAR_FILE)

    def _first(self, name: str) -> Path:
        if self.overlay is not None and (self.overlay / name).is_file():
            return self.overlay / name
        return self.shipped / name


@dataclass(frozen=True)
class LoadedPlan:
    """A sound plan with its register and calendar, and the text it was read from."""

    plan: Plan
    register: Register
    calendar: WorkCalendar
    text: str


def _province_in(plan_file: Path) -> str:
    """Return the province a plan file names, read as text: the register is needed before the plan can be read."""
    try:
        lines = plan_file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return "."
    named = [line.partition(":")[2].partition("#")[0].strip() for line in lines if line.startswith("province:")]
    return named[0] if named and "/" not in named[0] and ".." not in named[0] else "."


def check_plan(plan_file: Path, library: Library) -> tuple[LoadedPlan | None, tuple[FileError, ...]]:
    """Return a plan and nothing, or None and every error of the plan, its register and the calendar.

    Raise OSError when a file cannot be read at all.
    """
    calendar_file, register_file = library.calendar_file(), library.register_file(plan_file)
    if not register_file.is_file():
        sentence = "không tìm thấy danh bạ cơ quan (agencies.yaml) của tỉnh ghi ở «province»; hãy đặt tệp đó cạnh tệp kế hoạch."
        return None, (FileError(shown(plan_file), 0, sentence),)
    calendar, calendar_errors = read_calendar(calendar_file.read_bytes(), shown(calendar_file))
    register, register_errors = read_register(register_file.read_bytes(), shown(register_file))
    errors = [*calendar_errors, *register_errors]
    data = plan_file.read_bytes()
    if register is None or calendar is None:
        return None, tuple(errors)
    plan, plan_errors = read_plan(data, shown(plan_file), register)
    errors += plan_errors
    if plan is not None:
        errors += broken_laws(plan, register, calendar)
        if plan.code != plan_file.stem:
            line = plan.lines.get("code", 0)
            errors.append(
                FileError(shown(plan_file), line, f"code «{plan.code}» phải trùng tên tệp «{plan_file.stem}».")
            )
    if plan is None or errors:
        return None, tuple(sorted(errors))
    return LoadedPlan(plan, register, calendar, data.decode("utf-8-sig")), ()


def load_plan(code: str, library: Library) -> LoadedPlan:
    """Return the plan of this code. Raise KeyError when there is none, PlanRefusedError when it is not sound."""
    loaded, errors = check_plan(library.plan_files()[code], library)
    if loaded is None:
        raise PlanRefusedError(errors)
    return loaded


def shown(path: Path) -> str:
    """Return a file's name as errors tell it: below the working folder where it lies there, otherwise whole."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
