"""A file is seen whole or not at all."""

from pathlib import Path

import pytest

from models.files import PRIVATE, SHARED, write_whole


def test_a_file_takes_the_place_of_the_old_one_with_its_own_rights(tmp_path: Path) -> None:
    place = tmp_path / "khoa"
    write_whole(place, b"cu")
    assert (place.read_bytes(), place.stat().st_mode & 0o777) == (b"cu", PRIVATE)
    write_whole(place, b"moi", SHARED)
    assert (place.read_bytes(), place.stat().st_mode & 0o777) == (b"moi", SHARED)
    assert [one.name for one in tmp_path.iterdir()] == ["khoa"]


def test_where_the_disk_is_full_the_old_file_stays_and_no_draft_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "bao-cao.docx"
    write_whole(place, b"cu")

    def full(_number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("models.files.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(place, b"moi")
    assert place.read_bytes() == b"cu"
    assert [one.name for one in tmp_path.iterdir()] == ["bao-cao.docx"]
