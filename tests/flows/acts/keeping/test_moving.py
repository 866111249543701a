"""A home moved from SQLite to PostgreSQL and back: the same to the letter, or left as it was."""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from cli.__main__ import main
from flows.acts.keeping import moving
from flows.acts.open_home import OpenHome, open_office
from flows.up.home_lock import hold_home
from models.backups.loading import copy_rows
from models.database import Database
from models.database_faults import DatabaseRefusedError
from models.outbox.letters import letters
from models.store.moved_database import MOVED_FILE
from models.tables.core import LetterState
from tests.homes.databases.templates import put_migrated_file
from tests.homes.offices import rows, small_office_after_round

BY = ["--by", "Nguyễn Thị Hòa"]
AWAY = "postgresql://an@127.0.0.1:1/dondoc?connect_timeout=2"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    with small_office_after_round(tmp_path, date(2023, 6, 5)) as office:
        path = office.home.path
    (path / "dondoc.toml").write_text('plans = ["ke-hoach-thu"]\n', encoding="utf-8")
    monkeypatch.setenv("DONDOC_HOME", str(path))
    return path


@contextmanager
def seen(home: Path) -> Iterator[OpenHome]:
    with open_office(home) as office:
        yield office


def all_rows(home: Path) -> dict[str, object]:
    """Return every row but those of acts, of which the move itself is one."""
    with seen(home) as office:
        return {name: found for name, found in rows(office).items() if name != "act"}


def told(capsys: pytest.CaptureFixture[str], *line: str) -> tuple[int, str]:
    code = main(line)
    said = capsys.readouterr()
    return code, said.out + said.err


@pytest.mark.postgres
def test_a_home_goes_to_postgresql_and_back_and_nothing_is_lost_or_sent_twice(
    home: Path, fresh_postgres_url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = all_rows(home)
    code, said = told(capsys, "move", fresh_postgres_url, *BY)
    assert code == 0, said
    assert "Đã chuyển sang PostgreSQL " in said
    assert "Kế hoạch ke-hoach-thu, trước và sau như nhau: đúng hạn 0, quá hạn 0, chưa báo cáo trong hạn " in said
    assert "Thư: 3 đã gửi (không gửi lại), 0 đang chờ" in said
    assert not (home / "dondoc.db").exists()
    assert [path.name[:10] for path in home.glob("dondoc-cu-*.db")] == ["dondoc-cu-"]
    assert all_rows(home) == before
    with seen(home) as office:
        assert not office.database.is_sqlite
    mailbox = sorted((home / "mailbox").iterdir())
    assert main(["round"]) == 0
    assert sorted((home / "mailbox").iterdir()) == mailbox
    # Back again, while the environment still says where it was, as a service's file would.
    capsys.readouterr()
    monkeypatch.setenv("DONDOC_DATABASE_URL", fresh_postgres_url)
    there = all_rows(home)
    code, said = told(capsys, "move", "sqlite", *BY)
    assert code == 0, said
    assert "DONDOC_DATABASE_URL trong môi trường vẫn ghi địa chỉ cũ" in said
    assert (home / "dondoc.db").is_file()
    assert all_rows(home) == there
    with seen(home) as office:
        assert office.database.is_sqlite
    # And what was left is taken for the home's by nobody.
    (home / MOVED_FILE).unlink()
    with pytest.raises(DatabaseRefusedError, match="không phải của cùng một nơi lưu dữ liệu"), seen(home):
        pass


@pytest.mark.postgres
def test_a_database_with_rows_is_left_alone_and_so_is_the_home(
    home: Path, fresh_postgres_url: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    other = Database(fresh_postgres_url)
    other.migrate()
    with (
        small_office_after_round(tmp_path / "khác", date(2023, 6, 5)) as source,
        source.database.read() as read,
        other.write() as session,
    ):
        copy_rows(read, session)
    other.close()
    before = all_rows(home)
    assert told(capsys, "move", fresh_postgres_url, *BY) == (
        1,
        "Cơ sở dữ liệu mới đã có dữ liệu nên không chuyển vào đó; hãy tạo một cơ sở dữ liệu trống.\n",
    )
    assert (all_rows(home), (home / MOVED_FILE).exists()) == (before, False)


@pytest.mark.postgres
@pytest.mark.parametrize("fault", ["rows differ", "standings differ", "no backup", "a letter is leaving", "no switch"])
def test_whatever_goes_wrong_the_home_works_as_before_and_the_move_may_be_tried_again(
    home: Path, fresh_postgres_url: str, capsys: pytest.CaptureFixture[str], fault: str
) -> None:
    before = all_rows(home)
    with pytest.MonkeyPatch.context() as broken:
        match fault:
            case "rows differ":
                broken.setattr(moving, "differing_tables", lambda *_given: ["letter"])
            case "standings differ":
                reckoned = iter([{"ke-hoach-thu": 1}, {"ke-hoach-thu": 2}])
                broken.setattr(moving, "_progress", lambda *_given: next(reckoned))
            case "no backup":
                broken.setenv("DONDOC_BACKUP_FOLDER", "/không/có")
            case "a letter is leaving":
                broken.setattr(moving, "letters", lambda session, _state: letters(session, LetterState.SENT))
            case "no switch":

                def refuse(*_given: object) -> None:
                    raise PermissionError(13, "")

                broken.setattr(moving, "keep_moved", refuse)
        code, said = told(capsys, "move", fresh_postgres_url, *BY)
    assert code == 1
    assert len(said.strip().splitlines()) == 1, said
    assert (all_rows(home), (home / MOVED_FILE).exists()) == (before, False)
    assert not list(home.glob(".dondoc.db.chuyen*"))
    assert main(["status"]) == 0
    if fault == "rows differ":
        assert main(["move", fresh_postgres_url, *BY]) == 0


@pytest.mark.real
def test_what_cannot_be_moved_is_refused_before_anything_is_done(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = all_rows(home)
    for line, code, words in (
        (["move", AWAY, *BY], 1, "máy chủ PostgreSQL không phản hồi"),
        (["move", "sqlite", *BY], 1, "đang dùng chính cơ sở dữ liệu này"),
        (["move", "sqlite"], 1, "Hãy ghi họ và tên."),
        (["move", "mysql://an@x/y", *BY], 2, "Địa chỉ cơ sở dữ liệu viết sai"),
        (["move", "postgresql://an:mat-khau@x/y", *BY], 2, "Không ghi mật khẩu ngay trên dòng lệnh"),
    ):
        ended, said = told(capsys, *line)
        assert ended == code, said
        assert words.casefold() in said.casefold()
        assert "mat-khau" not in said
    monkeypatch.setattr("sys.stdin", io.StringIO("postgresql://an:mat-khau@127.0.0.1:1/y?connect_timeout=2\n"))
    ended, said = told(capsys, "move", "-", *BY)
    assert (ended, "không phản hồi" in said, "mat-khau" in said) == (1, True, False)
    with hold_home(home):
        assert "hãy dừng nó trước khi chuyển" in told(capsys, "move", AWAY, *BY)[1]
    (home / "machines" / "may-2").mkdir(parents=True)
    with hold_home(home / "machines" / "may-2"):
        assert "Máy may-2 đang chạy với thư mục dữ liệu này" in told(capsys, "move", AWAY, *BY)[1]
    assert (all_rows(home), (home / MOVED_FILE).exists(), list(home.glob("backups/*"))) == (before, False, [])


def test_an_address_that_was_left_is_not_used_again_and_any_other_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from models.settings import open_home
    from models.store.moved_database import keep_moved

    put_migrated_file(tmp_path / "dondoc.db")
    keep_moved(tmp_path, "postgresql://an@may/moi", "postgresql://an@may/cu")
    for given, used in (
        ("", "postgresql://an@may/moi"),
        ("postgresql://an@may/cu", "postgresql://an@may/moi"),
        ("postgresql://an@may/khac", "postgresql://an@may/khac"),
    ):
        monkeypatch.setenv("DONDOC_DATABASE_URL", given)
        assert open_home(tmp_path).database_url == used
    keep_moved(tmp_path, "postgresql://an@may/cu", "postgresql://an@may/moi")
    monkeypatch.setenv("DONDOC_DATABASE_URL", "postgresql://an@may/moi")
    assert open_home(tmp_path).database_url == "postgresql://an@may/cu"
    assert "may" not in json.dumps(json.loads((tmp_path / MOVED_FILE).read_text())["left"])
