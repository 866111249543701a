"""A home as one file, and a home out of it: the same rows, links that open, nothing sent by itself."""

import hashlib
import json
import random
import shutil
import stat
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import inspect

from flows.acts.keeping.backup import back_up
from flows.acts.keeping.making import try_backup
from flows.acts.keeping.restore import restore
from flows.acts.open_home import OpenHome, load_plans, open_office, post_of
from flows.round import run_round
from models.audit.acts import Person, acts_between
from models.backups.archive import unpack
from models.backups.rows import rows_of, tables
from models.database import Database
from models.refusal import RefusedError
from notifications.links import ANSWER
from tests.homes.busy_office import busy_office
from tests.homes.databases.templates import migrated
from tests.homes.mail_server import MailServer, mail_server
from tests.homes.offices import go_live, real_office, small_office

BY = Person("Nguyễn Thị Hòa", "Chánh Văn phòng", "command")
NOW = datetime(2026, 6, 5, 1, 0, tzinfo=UTC)
ADOPTED = date(2023, 5, 15)


def rows(database: Database) -> dict[str, list[str]]:
    with database.read() as session:
        return {name: list(rows_of(session, name)) for name in tables()}


def changed(before: dict[str, list[str]], after: dict[str, list[str]]) -> dict[str, int]:
    return {name: len(after[name]) - len(before[name]) for name in before if before[name] != after[name]}


@pytest.fixture
def backup(tmp_path: Path) -> Iterator[tuple[OpenHome, Path]]:
    """Give a small home and a backup of it."""
    with small_office(tmp_path, ADOPTED) as office:
        yield office, back_up(office, tmp_path / "b.dondoc.zip", NOW, by=BY).file


def test_every_table_is_in_a_backup(tmp_path: Path) -> None:
    database = migrated(f"sqlite:///{tmp_path / 'dondoc.db'}")
    assert set(inspect(database.engine).get_table_names()) - {"alembic_version"} == set(tables())
    database.close()


def test_a_restored_home_has_the_same_rows_files_and_links_in_another_kind_of_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database_setting: str
) -> None:
    with busy_office(tmp_path / "a") as busy:
        office = busy.office
        before, home = rows(office.database), office.home.path
        (home / "prefect").mkdir(exist_ok=True)
        (home / "prefect" / "prefect.db").write_bytes(b"x")
        made = back_up(office, tmp_path / "sao lưu.zip", office.clock.now(), by=BY)
        link = post_of(office, load_plans(office)).link_to("so-y-te", office.clock.today(), ANSWER)
        assert set(made.manifest.rows) == set(tables())
        assert {name for name, count in made.manifest.rows.items() if count} == {
            name for name in before if before[name]
        }
    if database_setting:
        monkeypatch.setenv("DONDOC_DATABASE_URL", database_setting)
    done = restore(made.file, tmp_path / "máy khác" / "nhà", NOW, by=BY)
    with open_office(tmp_path / "máy khác" / "nhà") as there:
        after = rows(there.database)
        files = {path.relative_to(home) for path in home.rglob("*.eml")}
        assert changed(before, after) == {"act": 1}, "the restoring, and nothing else"
        assert (done.check_ins, done.letters) == (len(after["check_in"]), len(after["letter"]))
        with there.database.read() as session:
            assert [one.kind for one in acts_between(session, there.clock.today(), there.clock.today())][
                -1
            ] == "restore"
        assert files
        assert files == {path.relative_to(there.home.path) for path in there.home.path.rglob("*.eml")}
        assert not (there.home.path / "prefect").exists()
        assert post_of(there, load_plans(there)).link_to("so-y-te", there.clock.today(), ANSWER) == link
        # New rows are numbered after the old ones.
        assert run_round(there, there.clock.now()).failed == 0


@pytest.mark.real
def test_a_restored_home_sends_nothing_before_the_office_looked_and_then_nothing_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free_port: int
) -> None:
    with mail_server(free_port) as server:
        monkeypatch.setenv("DONDOC_MAIL_URL", server.mail_url)
        with real_office(tmp_path) as office:
            go_live(office, NOW)
            run_round(office, NOW)
            made = back_up(office, None, NOW, by=BY)
        assert stat.S_IMODE(made.file.stat().st_mode) == 0o600
        _expect(server, sent := len(server.letters))
        assert restore(made.file, tmp_path / "khác", NOW, by=BY).was_live
        with open_office(tmp_path / "khác") as there:
            assert run_round(there, NOW).sent == 0
            assert there.hold is not None
            go_live(there, NOW)
            assert run_round(there, NOW).sent == 0
            _expect(server, sent)
            with there.database.read() as session:
                told = [one.kind for one in acts_between(session, date(2026, 6, 5), date(2026, 6, 5))]
            assert told[-2:] == ["restore", "go-live"]


def _expect(server: MailServer, count: int) -> None:
    assert count > 0
    assert len(server.letters) == count


def test_only_the_newest_are_kept_and_no_backup_holds_another(tmp_path: Path) -> None:
    with small_office(tmp_path, ADOPTED) as office:
        made = [back_up(office, None, NOW.replace(hour=hour), by=BY, keep=2) for hour in (1, 2, 3)]
        assert sorted((office.home.path / "backups").iterdir()) == [made[1].file, made[2].file]
        assert made[2].cleared == (made[0].file,)
        assert not [name for name in made[2].manifest.entries if "backups" in name]


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-200])


def _flipped(file: Path) -> None:
    with zipfile.ZipFile(file) as packed:
        parts = [part for part in packed.infolist() if part.filename != "manifest.json"]
    largest = max(parts, key=lambda part: part.compress_size)
    content = bytearray(file.read_bytes())
    content[largest.header_offset + 60 + len(largest.filename) + largest.compress_size // 2] ^= 0xFF
    file.write_bytes(bytes(content))


def _text(file: Path) -> None:
    file.write_text("xin chào", encoding="utf-8")


def _with(change: Callable[[dict[str, bytes]], None]) -> Callable[[Path], None]:
    def spoil(file: Path) -> None:
        with zipfile.ZipFile(file) as packed:
            parts = {name: packed.read(name) for name in packed.namelist()}
        change(parts)
        with zipfile.ZipFile(file, "w") as packed:
            for name, content in parts.items():
                packed.writestr(name, content)

    return spoil


def _manifest(**values: object) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        parts["manifest.json"] = json.dumps(json.loads(parts["manifest.json"]) | values).encode()

    return change


def _put(name: str, content: bytes) -> Callable[[dict[str, bytes]], None]:
    return lambda parts: parts.update({name: content})


def _without(name: str) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        del parts[name]

    return change


def _planted(name: str, content: bytes = b"x") -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        parts[name] = content
        sha256 = {one: hashlib.sha256(part).hexdigest() for one, part in parts.items() if one != "manifest.json"}
        _manifest(sha256=sha256)(parts)

    return change


SPOILT: dict[str, tuple[Callable[[Path], None], str]] = {
    "cut": (_cut, "không phải bản sao lưu, hoặc bị cắt"),
    "a byte flipped": (_flipped, "bị hỏng hoặc bị cắt"),
    "text": (_text, "không phải bản sao lưu"),
    "another zip": (_with(_without("manifest.json")), "không phải bản sao lưu"),
    "a table missing": (_with(_without("rows/letter.jsonl")), "thiếu hoặc thừa tệp"),
    "a file added": (_with(_put("home/x", b"x")), "thiếu hoặc thừa tệp"),
    "a row changed": (_with(_put("rows/home.jsonl", b"{}\n")), "không đúng mã băm"),
    "of a newer program": (_with(_manifest(format=3)), "một bản Đôn Đốc mới hơn tạo ra"),
    "of newer tables": (_with(_manifest(revision="9999")), "là của phiên bản dữ liệu 9999, mới hơn chương trình này"),
    "of other tables": (_with(_manifest(revision="0001")), "có bảng thiếu hoặc thừa"),
    "with a way out of the folder": (_with(_planted("home/../x")), "có tên tệp lạ"),
    **{
        f"with {name}": (_with(_planted(f"home/{name}")), "có tên tệp lạ")
        for name in (
            "prefect/logging.yml",
            "sitecustomize.py",
            "plans/x.py",
            ".env",
            "plans/.x/y.yaml",
            "tmp/a",
            "dondoc.db",
        )
    },
    "with a row that nests too deep": (_with(_planted("rows/home.jsonl", b"[" * 100_000)), "có dòng không đúng"),
    "with half a row": (_with(_planted("rows/home.jsonl", b'{"id": 1}')), "có dòng không đúng"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_backup_that_is_not_whole_is_refused_and_nothing_is_made(
    backup: tuple[OpenHome, Path], tmp_path: Path, name: str
) -> None:
    spoil, said = SPOILT[name]
    spoil(backup[1])
    with pytest.raises(RefusedError, match=said):
        restore(backup[1], tmp_path / "khác", NOW, by=BY)
    assert {path.name for path in tmp_path.iterdir()} == {"home", "b.dondoc.zip"}
    with pytest.raises(RefusedError, match=said):
        try_backup(backup[1])


def test_whatever_happened_to_its_bytes_a_backup_is_whole_or_refused_with_a_sentence(
    backup: tuple[OpenHome, Path], tmp_path: Path
) -> None:
    sound, refused = backup[1].read_bytes(), list[str]()
    for seed in range(150):
        dice, spoilt = random.Random(seed), bytearray(sound)  # noqa: S311  to repeat, not to hide
        for _ in range(dice.choice((1, 2, 8))):  # mostly in the list of parts, which stands at the end
            spoilt[-dice.randrange(1, 6_000)] = dice.randrange(256)
        backup[1].write_bytes(spoilt)
        try:
            (tmp_path / f"{seed}").mkdir()
            unpack(backup[1], tmp_path / f"{seed}" / "home")
        except RefusedError as error:
            refused.append(str(error))
        shutil.rmtree(tmp_path / f"{seed}", ignore_errors=True)
    assert 100 < len(refused) < 150
    assert {one[-1] for one in refused} == {"."}


def test_a_place_that_is_not_empty_is_left_as_it_is(
    backup: tuple[OpenHome, Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    office, file = backup
    with pytest.raises(RefusedError, match="không trống"):
        restore(file, office.home.path, NOW, by=BY)
    monkeypatch.setenv("DONDOC_DATABASE_URL", f"sqlite:///{office.home.database_file}")
    with pytest.raises(RefusedError, match="đã có dữ liệu"):
        restore(file, tmp_path / "khác", NOW, by=BY)
    with pytest.raises(RefusedError, match="họ và tên"):
        restore(file, tmp_path / "khác", NOW, by=Person("", "", "command"))
    with pytest.raises(RefusedError, match="Đã có tệp"):
        back_up(office, file, NOW, by=BY)
    with pytest.raises(RefusedError, match="Không ghi được"):
        back_up(office, tmp_path / "không có" / "b.zip", NOW, by=BY)
