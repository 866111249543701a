"""The shelf of plans: whatever file a plan is read from changes, comes or goes, the next page goes by it."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from flows.acts.handovers import record_handover
from flows.acts.open_home import load_plans
from plan import library as reader
from plan.library import Library, LoadedPlan, check_plan
from plan.parties import Party, Transfer
from tests.homes.offices import CLERK, morning, small_office
from tests.homes.plans.plan_files import CALENDAR, PLAN, REGISTER, change
from web.door.plan_shelf import PlanShelf

HAND_OVER = "handovers:\n  - {date: 1/6/2025, from: so-a, to: so-b, by: Quyết định 7}\n"
REGISTER_ANEW = change(REGISTER, "Sở A", "Sở Anh")
CALENDAR_ANEW = change(CALENDAR, "  2023: {by: Văn bản 1}\n", "  2023: {by: Văn bản 1}\n  2031: {by: Văn bản 9}\n")
PLAN_ANEW = change(PLAN, "Diễn tập mỗi năm", "Diễn tập trên mạng mỗi năm")

WAS = {"mau.yaml": PLAN, "agencies.yaml": REGISTER, "calendar.yaml": CALENDAR, "": "{} "}
Said = Callable[[LoadedPlan], object]


def write(file: Path, text: str) -> None:
    """Write a file as careful programs do: a whole one put in its place, of any time of writing."""
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(f".{file.name}.new")
    new.write_text(text, encoding="utf-8")
    new.replace(file)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    shipped = tmp_path / "shipped"
    write(shipped / "tinh-mau" / "mau.yaml", PLAN)
    write(shipped / "tinh-mau" / "agencies.yaml", REGISTER)
    write(shipped / "calendar.yaml", CALENDAR)
    (tmp_path / "plans").mkdir()
    return Library(tmp_path / "plans", shipped)


# what changes: (the file in the office's own folder, how it reads, what a page then sees, before and after)
CHANGED: dict[str, tuple[str, str, Said, object, object]] = {
    "the plan": (
        "mau.yaml",
        PLAN_ANEW,
        lambda one: one.plan.tasks["II.2"].title,
        "Diễn tập mỗi năm",
        "Diễn tập trên mạng mỗi năm",
    ),
    "the plan in a folder": (
        "tinh/mau.yaml",
        PLAN_ANEW,
        lambda one: one.plan.tasks["II.2"].title,
        "Diễn tập mỗi năm",
        "Diễn tập trên mạng mỗi năm",
    ),
    "the changes": ("changes/mau.yaml", HAND_OVER, lambda one: len(one.plan.handovers), 0, 1),
    "the register": (
        "tinh-mau/agencies.yaml",
        REGISTER_ANEW,
        lambda one: one.register.name_of("so-a"),
        "Sở A",
        "Sở Anh",
    ),
    "the calendar": ("calendar.yaml", CALENDAR_ANEW, lambda one: one.calendar.is_confirmed(2031), False, True),
}


@pytest.mark.parametrize("what", CHANGED)
def test_a_file_that_comes_changes_and_goes_is_seen_at_once(library: Library, what: str) -> None:
    name, text, said, before, after = CHANGED[what]
    shelf = PlanShelf(library)

    def seen() -> object:
        loaded = shelf.plan("mau")
        assert loaded is not None
        return said(loaded)

    assert library.overlay is not None
    file = library.overlay / name
    assert seen() == before
    write(file, text)
    assert seen() == after
    came = file.stat()
    # As long and as old as the one before, as a copy out of an archive may be: it is another file all the same.
    was = f"{WAS[file.name if file.parent.name != 'changes' else '']}#"
    write(file, was + "." * (came.st_size - len(was.encode())))
    assert file.stat().st_size == came.st_size
    os.utime(file, ns=(came.st_atime_ns, came.st_mtime_ns))
    assert seen() == before
    write(file, text)
    assert seen() == after
    file.unlink()
    assert seen() == before


def test_a_plan_of_the_offices_own_follows_the_shipped_register_of_its_province(library: Library) -> None:
    assert library.overlay is not None
    write(library.overlay / "rieng.yaml", change(PLAN, "code: mau\n", "code: rieng\n"))
    shelf = PlanShelf(library)
    loaded = shelf.plan("rieng")
    assert loaded is not None
    assert loaded.register.name_of("so-a") == "Sở A"
    write(library.shipped / "tinh-mau" / "agencies.yaml", REGISTER_ANEW)
    loaded = shelf.plan("rieng")
    assert loaded is not None
    assert loaded.register.name_of("so-a") == "Sở Anh"


def test_the_reader_reads_no_file_that_the_shelf_does_not_look_at(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert library.overlay is not None
    for name, text, *_ in CHANGED.values():
        write(library.overlay / name, text)
    opened: set[Path] = set()
    read = reader.read_limited

    def watched(path: Path) -> bytes:
        opened.add(path)
        return read(path)

    monkeypatch.setattr(reader, "read_limited", watched)
    file = library.plan_files()["mau"]
    assert check_plan(file, library)[1] == ()
    assert opened == set(library.files_of(file).paths())
    assert len(opened) == 4


def test_files_that_have_not_changed_are_not_read_into_values_again(library: Library) -> None:
    shelf = PlanShelf(library)
    assert shelf.plan("mau") is shelf.plan("mau")


def test_a_plan_that_became_unsound_or_unreadable_stands_as_it_was_last_read(library: Library) -> None:
    shelf, file = PlanShelf(library), library.shipped / "tinh-mau" / "mau.yaml"
    known = shelf.plan("mau")
    spoils: tuple[Callable[[], object], ...] = (lambda: write(file, "tasks: [chưa viết xong"), file.unlink, file.mkdir)
    for spoil in spoils:
        spoil()
        assert shelf.plan("mau") is known
    file.rmdir()
    write(file, PLAN_ANEW)
    loaded = shelf.plan("mau")
    assert loaded is not None
    assert loaded.plan.tasks["II.2"].title == "Diễn tập trên mạng mỗi năm"


def test_a_hand_over_recorded_while_the_pages_run_is_on_the_next_page(tmp_path: Path) -> None:
    today = date(2023, 5, 15)
    with small_office(tmp_path, today) as office:
        shelf = PlanShelf(office.library)
        loaded = shelf.plan("ke-hoach-thu")
        assert loaded is not None
        assert loaded.plan.handovers == ()
        move = Transfer(today, "so-y-te", (Party("cong-an-tinh"),), "Công văn số 12", "", ())
        record_handover(office, load_plans(office)["ke-hoach-thu"], move, morning(today), by=CLERK)
        loaded = shelf.plan("ke-hoach-thu")
        assert loaded is not None
        assert [one.source for one in loaded.plan.handovers] == ["so-y-te"]
