"""The backup of each night: made, tried, the older ones let go, and whatever is in the way told."""

import fcntl
import json
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from flows.acts.keeping.backup import back_up
from flows.acts.keeping.making import try_backup
from flows.acts.keeping.nightly import back_up_by_night
from flows.acts.open_home import OpenHome
from models.audit.acts import DONDOC, Person
from models.backups.outcome import last_outcome
from models.refusal import RefusedError
from tests.homes.databases import broken
from tests.homes.offices import real_office, small_office

BY = Person("Nguyễn Thị Hòa", "Chánh Văn phòng", "command")
NIGHT = datetime(2026, 11, 26, 18, 30, tzinfo=UTC)
FRIDAY = "sao-luu-hang-ngay-20261127-013000.dondoc.zip"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenHome]:
    with real_office(tmp_path) as opened:
        yield opened


@pytest.fixture
def shelf(office: OpenHome, tmp_path: Path) -> Path:
    """Give a folder on another disk, which the home's settings name."""
    folder = tmp_path / "ổ khác"
    folder.mkdir()
    with (office.home.path / "dondoc.toml").open("a", encoding="utf-8") as file:
        file.write(f'backup_folder = "{folder}"\nbackup_days = 2\nbackup_weeks = 0\nbackup_months = 0\n')
    return folder


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_backup_is_made_tried_and_told_and_stands_where_the_office_wants_it(office: OpenHome, shelf: Path) -> None:
    night = back_up_by_night(office.home.path, NIGHT, by=DONDOC)
    assert night.title.startswith(f"Sao lưu ngày 27/11/2026: {FRIDAY}, ")
    assert night.title.endswith(" MB; giữ 1 bản")
    assert not night.why
    assert names(shelf) == {FRIDAY}
    assert try_backup(shelf / FRIDAY).manifest.made_at == NIGHT
    assert last_outcome(office.home.path) is not None


def test_only_the_programs_own_older_backups_of_this_home_are_let_go(
    office: OpenHome, shelf: Path, tmp_path: Path
) -> None:
    with small_office(tmp_path / "nơi khác", date(2023, 5, 15)) as other:
        foreign = back_up(other, shelf / "sao-luu-hang-ngay-20200101-013000.dondoc.zip", NIGHT, by=BY).file
    by_hand = back_up(office, shelf, NIGHT - timedelta(days=900), by=BY).file
    called_so = shelf / "sao-luu-hang-ngay-20200102-013000.dondoc.zip"
    called_so.write_text("không phải bản sao lưu", encoding="utf-8")
    (shelf / "sao-luu-hang-ngay-cu.dondoc.zip").write_bytes(by_hand.read_bytes())
    linked = shelf / "sao-luu-hang-ngay-20200103-013000.dondoc.zip"
    linked.symlink_to(by_hand)
    (shelf / "bao-cao.docx").write_bytes(b"x")
    stay = {foreign.name, by_hand.name, called_so.name, linked.name, "sao-luu-hang-ngay-cu.dondoc.zip", "bao-cao.docx"}
    for days in (4, 3, 2, 1, 0):
        back_up_by_night(office.home.path, NIGHT - timedelta(days=days), by=DONDOC)
    assert names(shelf) == stay | {"sao-luu-hang-ngay-20261126-013000.dondoc.zip", FRIDAY}
    # And the other way round: what a person clears away is what persons have made.
    back_up(office, shelf, NIGHT, by=BY, keep=1)
    assert names(shelf) - {"sao-luu-20261127-013000.dondoc.zip"} == (
        stay - {by_hand.name} | {"sao-luu-hang-ngay-20261126-013000.dondoc.zip", FRIDAY}
    )


def test_what_a_killed_backup_has_left_is_cleared_by_the_next_and_what_is_held_stays(
    office: OpenHome, shelf: Path
) -> None:
    left = shelf / ".sao-luu-hang-ngay-20261126-013000.dondoc.zip.part"
    scratch = office.home.path / ".thu-khoi-phuc-cũ"
    held = shelf / ".sao-luu-20261126-020000.dondoc.zip.part"
    other = shelf / ".bao-cao.docx.part"
    for file in (left, held, other):
        file.write_bytes(b"PK")
    scratch.mkdir()
    (scratch / "dang-dung").touch()
    with held.open("rb+") as somebody:
        fcntl.flock(somebody, fcntl.LOCK_EX)
        assert not back_up_by_night(office.home.path, NIGHT, by=DONDOC).why
    assert names(shelf) == {held.name, other.name, FRIDAY}
    assert not scratch.exists()


def test_a_folder_that_is_away_is_told_and_never_made(office: OpenHome, shelf: Path) -> None:
    shelf.rmdir()
    night = back_up_by_night(office.home.path, NIGHT, by=DONDOC)
    assert night.title == (
        f"Sao lưu ngày 27/11/2026: CHƯA LÀM ĐƯỢC. {office.home.path}/dondoc.toml:3: không thấy thư mục sao lưu {shelf}; hãy xem "
        "ổ đĩa hoặc thư mục mạng đã được gắn chưa"
    )
    assert not shelf.exists()
    outcome = last_outcome(office.home.path)
    assert outcome is not None
    assert (outcome.at, outcome.why) == (NIGHT, night.why)


def test_a_database_that_is_away_is_told_too_and_the_older_backup_stays(
    office: OpenHome, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up_by_night(office.home.path, NIGHT - timedelta(days=1), by=DONDOC)
    before = names(shelf)
    monkeypatch.setenv("DONDOC_DATABASE_URL", "postgresql://an:mat-khau@127.0.0.1:1/dondoc?connect_timeout=2")
    night = back_up_by_night(office.home.path, NIGHT, by=DONDOC)
    assert "CHƯA LÀM ĐƯỢC. Máy chủ PostgreSQL không phản hồi" in night.title
    assert "mat-khau" not in json.dumps([night.title, (office.home.path / "backup.json").read_text()])
    assert names(shelf) == before


def test_a_disk_that_fills_up_costs_this_backup_and_no_other(office: OpenHome, shelf: Path) -> None:
    back_up_by_night(office.home.path, NIGHT - timedelta(days=1), by=DONDOC)
    before = names(shelf)
    with broken.disk_full():
        night = back_up_by_night(office.home.path, NIGHT, by=DONDOC)
    assert "CHƯA LÀM ĐƯỢC" in night.title
    assert "đã đầy" in night.title
    assert names(shelf) == before


def test_a_backup_that_cannot_be_restored_is_none(
    office: OpenHome, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: object) -> None:
        raise RefusedError("Bản sao lưu bị hỏng.")

    monkeypatch.setattr("flows.acts.keeping.making.try_backup", refuse)
    assert back_up_by_night(office.home.path, NIGHT, by=DONDOC).why == "Bản sao lưu bị hỏng"
    assert names(shelf) == set()


def test_a_plan_with_an_error_and_no_plan_at_all_are_backed_up_all_the_same(office: OpenHome, shelf: Path) -> None:
    shutil.rmtree(office.home.plans)
    assert not back_up_by_night(office.home.path, NIGHT, by=DONDOC).why
    assert names(shelf) == {FRIDAY}


def test_no_backup_goes_where_every_backup_would_hold_it(office: OpenHome) -> None:
    for inside in ("evidence", "plans/x", "reports"):
        folder = office.home.path / inside
        folder.mkdir(exist_ok=True)
        with pytest.raises(RefusedError, match="nằm trong mọi bản sao lưu"):
            back_up(office, folder, NIGHT, by=BY)


def test_a_trial_is_not_backed_up_by_itself(tmp_path: Path) -> None:
    with small_office(tmp_path, date(2023, 5, 15)) as trial:
        assert "bản chạy thử" in back_up_by_night(trial.home.path, by=DONDOC).title
        assert not (trial.home.path / "backups").exists()
