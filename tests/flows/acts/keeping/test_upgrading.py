"""A home whose database an older program made: backed up before it is changed, or left as it is."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from cli.__main__ import main
from flows.acts.keeping.making import try_backup
from flows.acts.keeping.restore import restore
from flows.acts.open_home import open_office
from flows.up.home_lock import hold_home
from flows.up.start import run_up
from models.audit.acts import Person, acts_between
from models.clock import Clock
from models.database import Database, newest_revision
from tests.homes.offices import SMALL_PLAN, SMALL_REGISTER

BY = Person("Nguyễn Thị Hòa", "Chánh Văn phòng", "command")
OLD = "0022"


@pytest.fixture
def without_children(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `up` prepare its home, and start nothing."""
    monkeypatch.setattr("flows.up.start.guard_ports", lambda _home: None)
    monkeypatch.setattr("flows.up.start._run", lambda *_given: 0)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a home as a program of some time ago has left it, with a plan taken on."""
    home = tmp_path / "nhà"
    (home / "plans").mkdir(parents=True)
    (home / "plans" / "agencies.yaml").write_text(SMALL_REGISTER, encoding="utf-8")
    (home / "plans" / "ke-hoach-thu.yaml").write_text(SMALL_PLAN, encoding="utf-8")
    (home / "dondoc.toml").write_text('plans = ["ke-hoach-thu"]\n', encoding="utf-8")
    database = Database(f"sqlite:///{home / 'dondoc.db'}")
    database.migrate(OLD)
    with database.write() as session:
        session.execute(
            text("INSERT INTO home (id, made_at, identity, key_print) VALUES (1, '2023-05-15 00:00:00', '', '')")
        )
        session.execute(
            text(
                "INSERT INTO adoption (province, plan, adopted_on, taken_at, baseline_on, opened_through)"
                " VALUES ('tinh-thu', 'ke-hoach-thu', '2023-01-10', '2023-01-10 01:00:00', '2023-01-10', '2023-06-05')"
            )
        )
    database.close()
    monkeypatch.setenv("DONDOC_HOME", str(home))
    return home


def version_of(home: Path) -> str:
    database = Database(f"sqlite:///{home / 'dondoc.db'}")
    older = database.older_version()
    database.close()
    return older or newest_revision()


def backups(home: Path) -> list[Path]:
    return sorted((home / "backups").glob("*"))


def test_what_an_older_program_wrote_is_backed_up_before_it_is_brought_up_and_that_is_told(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["status"]) == 0
    (file,) = backups(home)
    told = capsys.readouterr().err
    assert told.startswith(
        f"Đã nâng cấp cơ sở dữ liệu từ phiên bản {OLD} lên {newest_revision()}; bản sao lưu trước khi nâng cấp: {file}."
    )
    assert file.name.startswith("sao-luu-truoc-nang-cap-")
    assert version_of(home) == newest_revision()
    manifest = try_backup(file).manifest
    assert (manifest.revision, manifest.office, manifest.rows["adoption"]) == (
        OLD,
        ("tinh-thu", "van-phong-ubnd-tinh"),
        1,
    )
    # Once is enough.
    assert main(["status"]) == 0
    assert (backups(home), capsys.readouterr().err) == ([file], "")
    # And this program makes a home of it as well.
    restore(file, tmp_path / "khác", Clock().now(), by=BY)
    with open_office(tmp_path / "khác") as office, office.database.read() as session:
        assert session.execute(text("SELECT plan FROM adoption")).scalars().all() == ["ke-hoach-thu"]


@pytest.mark.usefixtures("without_children")
def test_where_no_backup_can_be_made_nothing_is_changed_unless_a_person_says_so(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (home / "dondoc.toml").open("a", encoding="utf-8") as file:
        file.write('backup_folder = "/không/có"\n')
    assert main(["status"]) == 1
    assert capsys.readouterr().err.startswith(
        f"Chưa nâng cấp cơ sở dữ liệu từ phiên bản {OLD} lên {newest_revision()} vì chưa sao lưu được: {home}/dondoc.toml:2: không "
        "thấy thư mục sao lưu /không/có"
    )
    assert run_up(home, {}, None) == 1
    assert version_of(home) == OLD
    assert main(["up", "--without-backup"]) == 2
    assert "--by" in capsys.readouterr().err
    assert run_up(home, {}, None, unsaved=BY) == 0
    assert version_of(home) == newest_revision()
    with open_office(home) as office, office.database.read() as session:
        (act,) = (
            one for one in acts_between(session, date(2023, 1, 1), Clock().today()) if one.kind == "unsaved-upgrade"
        )
        assert (act.name, act.item) == (BY.name, f"{OLD} {newest_revision()}")
    assert main(["audit"]) == 0
    assert f"không sao lưu từ phiên bản {OLD} lên {newest_revision()} [Nguyễn Thị Hòa" in capsys.readouterr().out


def test_a_deploy_without_its_settings_brings_nothing_up_and_one_with_them_tells_the_trail_of_its_backup(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for setting in ("work_pool", "DONDOC_PREFECT_KEY"):
        assert main(["deploy"]) == 2
        assert f"Chưa đặt {setting}" in capsys.readouterr().err
        assert (version_of(home), backups(home)) == (OLD, [])
        monkeypatch.setenv("DONDOC_WORK_POOL", "dondoc")
    monkeypatch.setenv("DONDOC_PREFECT_KEY", "k" * 20)
    monkeypatch.setattr("subprocess.run", lambda *_given, **_named: SimpleNamespace(returncode=1))
    assert main(["deploy"]) == 1
    (file,) = backups(home)
    with open_office(home) as office, office.database.read() as session:
        acts = acts_between(session, date(2023, 1, 1), Clock().today())
        assert [one.item for one in acts if one.kind == "back-up"] == [file.name]


def test_an_up_of_the_older_program_that_still_runs_is_not_pulled_the_tables_from_under(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with hold_home(home):
        assert main(["status"]) == 1
    assert "mới hơn dondoc up đang chạy" in capsys.readouterr().err
    assert (version_of(home), backups(home)) == (OLD, [])


@pytest.mark.usefixtures("without_children")
def test_while_a_machine_of_the_older_program_works_in_the_home_no_other_changes_its_tables(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "machines" / "may-2").mkdir(parents=True)
    with hold_home(home / "machines" / "may-2"):
        assert run_up(home, {}, None) == 1
        assert "mới hơn bản đang chạy ở máy may-2" in capsys.readouterr().err
    assert (version_of(home), backups(home)) == (OLD, [])


@pytest.mark.usefixtures("without_children")
def test_up_itself_upgrades_while_it_holds_the_home(home: Path) -> None:
    assert run_up(home, {}, None) == 0
    (file,) = backups(home)
    with open_office(home) as office, office.database.read() as session:
        assert [
            one.item for one in acts_between(session, date(2023, 1, 1), Clock().today()) if one.kind == "back-up"
        ] == [file.name]
