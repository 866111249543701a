"""Adopting a drafted plan in one act: its files into the home's `plans/`, its code into the settings, the day into the database."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from models.audit.acts import Done, Person, guard_person, record_act
from models.check_ins.adoption import take_on_plan
from models.clock import day_of
from models.database import Database
from models.drafts.kept_drafts import turn_to_change
from models.files import PRIVATE, system_words, write_whole
from models.refusal import RefusedError
from models.rounds.sound_plans import keep_sound_plan
from models.settings import Home, SettingsError, open_home
from models.settings_file import SETTINGS_FILE, with_setting
from plan.drafting.review.doubts import DraftTexts, doubts_of
from plan.drafting.review.merging import merged_register
from plan.errors import FileError, PlanRefusedError
from plan.language.register_file import read_register
from plan.library import ENDING, REGISTER_FILE, Library, LoadedPlan, check_plan, check_texts, read_limited
from plan.texts.written import format_day

ADOPT_PLAN = "adopt-plan"
"""The kind of this act in the audit trail."""
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True)
class ReadyDraft:
    """A draft that could be adopted: its plan as it would be read, and the two files that would be written."""

    loaded: LoadedPlan
    plan_file: Path
    register_file: Path
    register_text: str


def look_at_draft(home: Home, code: str, draft: DraftTexts) -> tuple[ReadyDraft | None, tuple[FileError, ...]]:
    """Return a draft as it would be adopted and its warnings, or None and every error. Nothing is written."""
    library = Library(home.plans)
    register, errors = read_register(draft.register, REGISTER_FILE)
    if register is None:
        return None, errors
    place, in_use = register_in_use(library, register.code)
    merged = merged_register(in_use, draft.register)
    loaded, errors = check_texts(code, draft.plan, merged, library)
    if loaded is None:
        return None, errors
    return ReadyDraft(loaded, place.parent / f"{code}{ENDING}", place, merged), loaded.warnings


def is_day_to_begin(day: date | None) -> bool:
    """Tell whether a day is one from which a plan may be followed: `EARLIEST` to `LATEST`."""
    return day is not None and EARLIEST <= day <= LATEST


def adopt_draft(
    home: Home, database: Database, code: str, draft: DraftTexts, begins: date, now: datetime, *, by: Person
) -> LoadedPlan:
    """Let a home follow a drafted plan from a day on, and return the plan.

    Its file and the new lines of its register come into the home's `plans/`, its code into `dondoc.toml`; the next round
    opens its check-ins. Raise PlanRefusedError with every error of the plan, RefusedError with a sentence for what else
    stands in the way; then nothing is changed.
    """
    guard_person(by)
    if waiting := len(doubts_of(draft)):
        raise RefusedError(f"Còn {waiting} điều chờ quyết định; hãy quyết định hết rồi mới đưa vào theo dõi.")
    if not is_day_to_begin(begins):
        raise RefusedError(f"Ngày bắt đầu theo dõi phải từ {format_day(EARLIEST)} đến {format_day(LATEST)}.")
    with turn_to_change(home):
        followed = _followed(home)
        if code in Library(home.plans).plan_files():
            raise RefusedError(f"Đã có kế hoạch mang mã «{code}»; hãy đổi mã («code») và tên tệp của dự thảo.")
        ready, errors = look_at_draft(home, code, draft)
        if ready is None:
            raise PlanRefusedError(errors)
        settings_file = home.path / SETTINGS_FILE
        before = settings_file.read_bytes().decode("utf-8-sig") if settings_file.exists() else ""
        texts = {
            ready.register_file: ready.register_text,
            ready.plan_file: draft.plan,
            settings_file: with_setting(before, "plans", json.dumps([*followed, code])),
        }
        with database.write_alone() as session, _in_place(texts):
            if code not in _followed(home):
                raise RefusedError(
                    f"Không ghi được mã kế hoạch vào {SETTINGS_FILE}; hãy thêm «{code}» vào «plans» bằng tay."
                )
            loaded, errors = check_plan(ready.plan_file, Library(home.plans))
            if loaded is None:
                raise PlanRefusedError(errors)
            take_on_plan(session, loaded, day_of(now), now, begins, day_set=True)
            keep_sound_plan(session, loaded, now)
            plan, register = loaded.plan, loaded.register
            detail = f"{plan.document.short}, theo dõi từ ngày {format_day(begins)}"
            record_act(session, Done(ADOPT_PLAN, plan.province, register.office, item=code, detail=detail), by, now)
    return loaded


def _followed(home: Home) -> tuple[str, ...]:
    """Return the plans that a home follows as its settings say now. Raise RefusedError where these cannot be changed."""
    try:
        now = open_home(home.path)
    except SettingsError as error:
        raise RefusedError(str(error)) from None
    place = now.place_of("plans")
    if not place.startswith(str(now.path)):
        raise RefusedError(
            f"Danh sách kế hoạch đang đặt trong môi trường ({place}); hãy đặt ở {SETTINGS_FILE} rồi làm lại."
        )
    return now.settings.plans


def register_in_use(library: Library, province: str) -> tuple[Path, str]:
    """Return where the register of a province stands in the home, there or not, and the text of the one in use, '' for none."""
    overlay = library.overlay
    if overlay is None:
        raise TypeError("a home's library has a folder of plans")
    beside, own = overlay / REGISTER_FILE, overlay / province / REGISTER_FILE
    if beside.is_file():
        register, _ = read_register(read_limited(beside), REGISTER_FILE)
        if register is not None and register.code == province:
            return beside, beside.read_text(encoding="utf-8-sig")
    shipped = library.shipped / province / REGISTER_FILE
    in_use = next((path for path in (own, shipped) if path.is_file()), None)
    return own, in_use.read_text(encoding="utf-8-sig") if in_use else ""


@contextmanager
def _in_place(texts: Mapping[Path, str]) -> Iterator[None]:
    """Write files, and put back what they were where what follows fails."""
    before = {path: path.read_bytes() if path.exists() else None for path in texts}
    try:
        for path, text in texts.items():
            if before[path] != text.encode():
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                write_whole(path, text.encode(), path.stat().st_mode & 0o777 if path.exists() else PRIVATE)
        yield
    except BaseException as error:
        for path, content in before.items():
            if content is None:
                path.unlink(missing_ok=True)
            else:
                write_whole(path, content, path.stat().st_mode & 0o777)
        if isinstance(error, OSError):
            raise RefusedError(
                f"Không ghi được tệp kế hoạch ({system_words(error)}); hãy sửa quyền của thư mục."
            ) from None
        raise
