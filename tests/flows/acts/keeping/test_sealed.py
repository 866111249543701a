"""Backups that nobody reads without the passphrase, which is in no command line and in no backup."""

import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli.__main__ import main
from flows.acts.doctor.backups import examine_backups
from flows.acts.keeping.nightly import back_up_by_night
from flows.acts.open_home import open_office
from models.audit.acts import DONDOC
from models.settings import SettingsError, open_home
from tests.homes.files.quick_age import LITTLE_WORK, encrypt_quickly
from tests.homes.offices import real_office

NIGHT = datetime(2026, 11, 26, 18, 30, tzinfo=UTC)
WORDS = "núi cao sông dài biển rộng"
BY = ["--by", "Nguyễn Thị Hòa"]


def encrypt_by(home: Path, key: Path) -> None:
    """Let the backups of a home be encrypted by the words in a file."""
    key.write_text(f"{WORDS}\n", encoding="utf-8")
    key.chmod(0o600)
    with (home / "dondoc.toml").open("a", encoding="utf-8") as file:
        file.write(f'backup_passphrase_file = "{key}"\n')


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with real_office(tmp_path) as office:
        path = office.home.path
    encrypt_by(path, tmp_path / "mat-khau")
    return path


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an encrypted backup; to make a key out of words takes seconds, so that nobody tries many."""
    return seal_in(tmp_path_factory.mktemp("mã hóa"))


@pytest.fixture(scope="module")
def quickly_sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give one that is like it but for the work that its words cost."""
    with pytest.MonkeyPatch.context() as quick:
        quick.setattr("pyrage.passphrase.encrypt", encrypt_quickly)
        return seal_in(tmp_path_factory.mktemp("mã hóa nhanh"))


def seal_in(folder: Path) -> Path:
    with real_office(folder) as office:
        home = office.home.path
    (home / "evidence" / "minh-chung.txt").write_text("nội dung minh chứng " * 500, encoding="utf-8")
    encrypt_by(home, folder / "mat-khau")
    assert back_up_by_night(home, NIGHT, by=DONDOC).why == ""
    assert not [path for path in home.iterdir() if path.name.startswith(".thu")]
    (file,) = (home / "backups").iterdir()
    return file


def findings(home: Path) -> list[str]:
    with open_office(home) as office:
        return [one.sentence for one in examine_backups(office)]


def test_nothing_of_the_home_can_be_read_in_the_file_and_doctor_says_that_it_is_encrypted(sealed: Path) -> None:
    with zipfile.ZipFile(sealed) as packed:
        assert packed.namelist() == ["manifest.json", "key.age", "backup.age"]
        assert packed.read("backup.age").startswith(b"age-encryption.org/v1\n-> X25519 ")
        (work,) = re.findall(rb"^-> scrypt \S+ (\d+)$", packed.read("key.age"), re.MULTILINE)
    assert int(work) > LITTLE_WORK + 3  # the power of two of the rounds that each guess of the words costs
    for told in ("minh-chung", "minh chứng", "so-y-te", "check_in", WORDS):
        assert told.encode() not in sealed.read_bytes()
    assert "MB, đã mã hóa); có 1 bản." in " ".join(findings(sealed.parent.parent))


def test_it_becomes_a_home_with_the_words_and_with_no_others(
    quickly_sealed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    key = quickly_sealed.parent.parent.parent / "mat-khau"
    there = ["--home", str(tmp_path / "khác")]
    assert main(["restore", str(quickly_sealed), *there, *BY]) == 1
    assert "đã mã hóa; hãy ghi tệp chứa mật khẩu ở --passphrase-file" in capsys.readouterr().err
    monkeypatch.setenv("DONDOC_BACKUP_PASSPHRASE", "một mật khẩu khác")
    assert main(["restore", str(quickly_sealed), *there, *BY]) == 1
    assert "mật khẩu không đúng, hoặc tệp bị hỏng" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
    assert main(["restore", str(quickly_sealed), *there, *BY, "--passphrase-file", str(key)]) == 0
    assert (tmp_path / "khác" / "evidence" / "minh-chung.txt").read_text(encoding="utf-8").startswith("nội dung")
    assert [path.name for path in tmp_path.iterdir()] == ["khác"]


def test_a_spoilt_one_is_refused(
    quickly_sealed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DONDOC_BACKUP_PASSPHRASE", WORDS)
    spoilt = tmp_path / quickly_sealed.name
    spoilt.write_bytes(quickly_sealed.read_bytes().replace(b"age-encryption.org/v1", b"age-encryption.org/v9"))
    assert main(["backup", "--check", str(spoilt)]) == 1
    assert "hãy kiểm tra mật khẩu hoặc dùng một bản khác" in capsys.readouterr().err


def test_words_that_others_can_read_that_are_short_or_away_stop_the_backup_and_are_told(
    home: Path, tmp_path: Path
) -> None:
    key = tmp_path / "mat-khau"
    key.chmod(0o644)
    assert f"hãy chạy chmod 600 {key}" in back_up_by_night(home, NIGHT, by=DONDOC).why
    assert "Đến khi sửa xong thì chưa sao lưu được." in " ".join(findings(home))
    key.chmod(0o600)
    key.write_text("ngắn", encoding="utf-8")
    assert "ít nhất 12 ký tự" in back_up_by_night(home, NIGHT, by=DONDOC).why
    key.unlink()
    assert "Không đọc được tệp mật khẩu" in back_up_by_night(home, NIGHT, by=DONDOC).why
    assert not list((home / "backups").glob("*"))


def test_the_words_are_refused_in_the_settings_file(home: Path) -> None:
    with (home / "dondoc.toml").open("a", encoding="utf-8") as file:
        file.write(f'backup_passphrase = "{WORDS}"\n')
    with pytest.raises(SettingsError, match="hãy đặt DONDOC_BACKUP_PASSPHRASE trong môi trường"):
        open_home(home)
