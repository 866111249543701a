"""A home without its database, with another's, or without its key is refused with a sentence, never begun anew in silence."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from cli.__main__ import main
from flows.acts.links import rotate_link_keys
from flows.acts.open_home import OpenHome, open_office
from flows.up.start import run_up
from models.audit.acts import BY_COMMAND, Person
from models.clock import Clock
from models.database import Database
from models.database_faults import DatabaseRefusedError
from models.home_identity import ID_FILE, put_aside
from models.refusal import RefusedError
from models.settings import SettingsError, open_home
from models.tables.core import HomeRecord, Letter
from notifications.links import link_key
from tests.homes.offices import round_on, small_office_after_round
from tests.homes.pages.door import app_of, ask, token_of
from web.serve import serve

MONDAY, TUESDAY = date(2023, 6, 5), date(2023, 6, 6)
BINH = Person("Bình", "", BY_COMMAND)
GIVEN = {"plans": ("ke-hoach-thu",)}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home that has lived: check-ins, letters, a key."""
    monkeypatch.setenv("DONDOC_PLANS", "ke-hoach-thu")
    with small_office_after_round(tmp_path, MONDAY) as office:
        return office.home.path


@pytest.fixture
def office(home: Path) -> Iterator[OpenHome]:
    with open_office(home) as opened:
        yield opened


def delete(home: Path) -> None:
    for file in home.glob("dondoc.db*"):
        file.unlink()


def make_empty(home: Path) -> None:
    delete(home)
    (home / "dondoc.db").touch()


def delete_with_the_id(home: Path) -> None:
    delete(home)
    (home / ID_FILE).unlink()


def delete_all_but_the_id(home: Path) -> None:
    delete(home)
    (home / "link.key").unlink()
    shutil.rmtree(home / "mailbox")


def put_tables_alone(home: Path) -> None:
    delete(home)
    database = Database(f"sqlite:///{home}/dondoc.db")
    database.migrate()
    database.close()


def put_anothers(home: Path) -> None:
    delete(home)
    other = home.parent / "other"
    with open_office(other, on=MONDAY):
        pass
    shutil.copy(other / "dondoc.db", home / "dondoc.db")


LOSSES = (delete, make_empty, delete_with_the_id, delete_all_but_the_id, put_tables_alone, put_anothers)


@pytest.mark.parametrize("lose", LOSSES)
def test_keys_and_letters_without_their_database_are_refused_by_command_round_and_page(
    home: Path, lose: Callable[[Path], None], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lose(home)
    before = sorted((str(path), path.stat().st_size) for path in home.rglob("*") if path.name != "dondoc.db-shm")
    capsys.readouterr()
    for command in (["round", "--on", "2023-06-06"], ["status"], ["doctor"], ["links", "show", "so-y-te"]):
        assert main([*command, "--home", str(home)]) == 1, command
        told = "".join(capsys.readouterr())
        assert "Chưa làm gì." in told
        assert "bản sao lưu gần nhất" in told
        assert "dondoc up --new" in told
    with pytest.raises(DatabaseRefusedError, match="dondoc up --new"):
        serve(open_home(home), "127.0.0.1", 1)
    monkeypatch.setattr("flows.up.start.guard_ports", lambda _home: None)
    assert run_up(home, GIVEN, None) == 1
    assert "dondoc up --new" in capsys.readouterr().err
    after = sorted((str(path), path.stat().st_size) for path in home.rglob("*") if path.name != "dondoc.db-shm")
    assert [one for one in before if one not in after] == []


def test_what_is_left_is_put_aside_by_an_explicit_word_and_nothing_is_deleted(home: Path) -> None:
    opened = open_home(home)
    database = Database(opened.database_url)
    with pytest.raises(SettingsError, match="không thiếu gì"):
        put_aside(opened, database, Clock().now())
    database.close()
    key, letters = (home / "link.key").read_bytes(), sorted(path.name for path in (home / "mailbox").iterdir())
    delete(home)
    database = Database(opened.database_url)
    aside = put_aside(opened, database, Clock().now())
    database.close()
    assert ((aside / "link.key").read_bytes(), (aside / ID_FILE).is_file()) == (key, True)
    assert sorted(path.name for path in (aside / "mailbox").iterdir()) == letters
    assert (home / "plans" / "ke-hoach-thu.yaml").is_file()
    with open_office(home, on=MONDAY) as anew:
        assert link_key(anew.home) != key.splitlines()[0]
        assert (home / ID_FILE).read_text() != (aside / ID_FILE).read_text()
        assert round_on(anew, MONDAY).opened == 3


def test_a_home_of_an_earlier_release_gets_its_identity_without_a_word(home: Path) -> None:
    with open_office(home) as office, office.database.write() as session:
        record = session.get_one(HomeRecord, 1)
        record.identity, record.key_print = "", ""
    (home / ID_FILE).unlink()
    with open_office(home) as office, office.database.read() as session:
        record = session.get_one(HomeRecord, 1)
        assert record.identity == (home / ID_FILE).read_text().strip() != ""
        assert len(record.key_print) == 16


def test_a_database_put_back_into_an_empty_folder_takes_it_for_its_home(home: Path, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh"
    (fresh / "plans").mkdir(parents=True)
    shutil.copytree(home / "plans", fresh / "plans", dirs_exist_ok=True)
    shutil.copy(home / "dondoc.db", fresh / "dondoc.db")
    with open_office(fresh) as office:
        assert (fresh / ID_FILE).read_bytes() == (home / ID_FILE).read_bytes()
        with pytest.raises(SettingsError, match="Không còn khóa ký liên kết"):
            link_key(office.home)


def test_a_lost_key_is_told_everywhere_and_replaced_by_an_explicit_word_alone(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "link.key").unlink()
    with open_office(home) as office:
        told = round_on(office, TUESDAY)
        assert ["Không còn khóa ký liên kết" in failure.sentence for failure in told.failures][:1] == [True]
        assert told.sent == 0
        with pytest.raises(RefusedError, match="Không còn khóa ký liên kết"):
            rotate_link_keys(office, office.clock.now(), by=BINH)
    assert not (home / "link.key").exists()
    capsys.readouterr()
    assert main(["doctor", "--home", str(home)]) == 1
    assert "Không còn khóa ký liên kết" in capsys.readouterr().out
    with pytest.raises(SettingsError, match="Không còn khóa ký liên kết"):
        serve(open_home(home), "127.0.0.1", 1)
    assert main(["links", "rotate", "--lost", "--home", str(home)]) == 0
    assert "liên kết đã gửi không mở được nữa" in capsys.readouterr().out
    assert main(["links", "rotate", "--lost", "--home", str(home)]) == 1
    with open_office(home) as office:
        assert round_on(office, TUESDAY).failures == []


def test_another_key_is_told_and_letters_go_on(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    older = (home / "link.key").read_text().strip()
    newer = "khoa-khac-cua-phep-thu-du-dai-de-dung-0"
    for keys, is_told in ((older, False), (newer, True), (f"{newer};{older}", False), (newer, False), (older, True)):
        monkeypatch.setenv("DONDOC_LINK_KEY", keys)
        with open_office(home) as office:
            told = [failure.sentence for failure in round_on(office, TUESDAY).failures]
        assert [("không phải là khóa đã ký" in one) for one in told] == [True] * is_told, keys


def test_before_the_first_letter_a_key_that_is_gone_is_made_anew(tmp_path: Path) -> None:
    with open_office(tmp_path / "home", on=MONDAY) as office:
        first = link_key(office.home)
        office.home.link_key_file.unlink()
    with open_office(tmp_path / "home") as office:
        assert link_key(office.home) != first
        with office.database.read() as session:
            assert session.exec(select(Letter)).first() is None


def test_a_page_whose_database_was_taken_away_or_replaced_takes_nothing_more(office: OpenHome) -> None:
    app, address = app_of(office), f"/tra-loi/{token_of(office)}"
    assert ask(app, "GET", address).status_code == 200
    kept = office.home.path / "kept"
    office.home.database_file.rename(kept)
    for path in (address, "/dang-chay"):
        assert ask(app, "GET", path).status_code == 503
    shutil.copy(kept, office.home.database_file)
    assert ask(app, "POST", address).status_code == 503
    kept.replace(office.home.database_file)
    assert ask(app, "GET", address).status_code == 200


@pytest.mark.postgres
def test_on_postgresql_an_empty_or_another_database_is_refused_too(own_postgres_url: str, tmp_path: Path) -> None:
    given = {"database_url": own_postgres_url}
    with open_office(tmp_path / "home", given, on=MONDAY):
        pass
    with closing(Database(own_postgres_url)) as database:
        with database.write() as session:
            session.get_one(HomeRecord, 1).identity = "f" * 32
        with pytest.raises(DatabaseRefusedError, match=r"home\.id không khớp"), open_office(tmp_path / "home", given):
            pass
        with pytest.raises(SettingsError, match="cơ sở dữ liệu trống"):
            put_aside(open_home(tmp_path / "home", given), database, Clock().now())
        with database.write() as session:
            session.delete(session.get_one(HomeRecord, 1))
        with pytest.raises(DatabaseRefusedError, match="không còn hoặc trống"), open_office(tmp_path / "home", given):
            pass
