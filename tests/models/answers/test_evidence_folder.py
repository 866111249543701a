"""The folder of evidence: what is taken into it, under which name, and that no half file is ever in it."""

import io
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from models.answers.evidence import (
    MAX_FILE,
    KeptFile,
    file_of,
    keep_file,
)
from models.refusal import RefusedError
from models.sent_files.findings import PDF, PNG
from models.tables.answers import Evidence
from tests.homes.answer_home import HEALTH, NOW, keep, left_in
from tests.homes.sample_files import PDF as PDF_FILE
from tests.homes.sample_files import png

PNG_FILE = png()


@pytest.mark.parametrize(
    ("content", "typed", "kind", "name"),
    [
        (PDF_FILE, "Báo cáo 2023.pdf", PDF, "Báo cáo 2023.pdf"),
        (PDF_FILE, "Báo cáo.PDF", PDF, "Báo cáo.pdf"),
        (PNG_FILE, "quyet-dinh.pdf", PNG, "quyet-dinh.png"),
        (PDF_FILE, "quyet-dinh.png.docx", PDF, "quyet-dinh.pdf"),
        (PDF_FILE, "chay.exe", PDF, "chay.exe.pdf"),
        (PDF_FILE, "Báo cáo 5.2023", PDF, "Báo cáo 5.2023.pdf"),
    ],
)
def test_a_file_is_what_its_content_says_and_its_name_is_made_to_fit(
    tmp_path: Path, content: bytes, typed: str, kind: str, name: str
) -> None:
    kept = keep(tmp_path, content, typed)
    assert kept == KeptFile(sha256(content).hexdigest(), name, kind, len(content))
    assert (tmp_path / kept.sha256[:2] / kept.sha256).read_bytes() == content
    assert left_in(tmp_path) == [kept.sha256]


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "rong.pdf", "Tệp «rong.pdf» trống, không có nội dung; hãy chọn lại tệp."),
        (b"MZ\x90\0" + bytes(200), "bao-cao.pdf", "Tệp «bao-cao.pdf» không phải PDF, Word, Excel hoặc ảnh"),
        (PDF_FILE[:-20], "nua.pdf", "Tệp «nua.pdf» bị hỏng nên không đọc được; hãy mở ra, lưu lại rồi gửi lại."),
        (b"%PDF-" + bytes(MAX_FILE), "lon.pdf", "Tệp «lon.pdf» lớn hơn 10 MB; hãy giảm dung lượng ảnh"),
        (PDF_FILE, "C:\\hồ sơ\\TỐI_MẬT.pdf", "Tên tệp có dấu chỉ độ mật"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 30 else "",
)
def test_what_may_not_be_kept_is_refused_and_leaves_nothing_behind(
    tmp_path: Path, content: bytes, name: str, sentence: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        keep(tmp_path, content, name)
    assert str(refused.value).startswith(sentence)
    assert "TỐI" not in str(refused.value)
    assert left_in(tmp_path) == []


class _Endless(io.RawIOBase):
    """A file that never ends, and counts what is read of it."""

    def __init__(self) -> None:
        self.given = 0

    def read(self, size: int = -1) -> bytes:
        assert size > 0
        self.given += size
        return b"%PDF-" + bytes(size - 5)


def test_of_a_file_without_end_no_more_is_read_than_may_be_kept(tmp_path: Path) -> None:
    endless = _Endless()
    with pytest.raises(RefusedError, match="lớn hơn 10 MB"):
        keep_file(tmp_path, endless, "a.pdf")  # type: ignore[arg-type]  # a reader without the rest of a file
    assert endless.given <= MAX_FILE + 1024 * 1024
    assert keep(tmp_path, PDF_FILE.ljust(MAX_FILE, b" "), "vua.pdf").size == MAX_FILE


class _Breaking(io.BytesIO):
    """A file that breaks off in the middle."""

    def read(self, size: int | None = -1) -> bytes:
        raise OSError(f"nothing more than {size}")


def test_a_file_that_breaks_off_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nothing more"):
        keep_file(tmp_path, _Breaking(), "a.pdf")
    assert left_in(tmp_path) == []


def test_the_same_content_twice_is_one_file_and_a_broken_one_is_made_whole_again(tmp_path: Path) -> None:
    first, second = keep(tmp_path, PDF_FILE, "một.pdf"), keep(tmp_path, PDF_FILE, "hai.pdf")
    assert (first.sha256, first.name, second.name) == (second.sha256, "một.pdf", "hai.pdf")
    assert left_in(tmp_path) == [first.sha256]
    (tmp_path / first.sha256[:2] / first.sha256).write_bytes(b"%PDF-1.")
    keep(tmp_path, PDF_FILE, "ba.pdf")
    assert (tmp_path / first.sha256[:2] / first.sha256).read_bytes() == PDF_FILE


def test_many_who_send_one_file_at_once_leave_it_whole(tmp_path: Path) -> None:
    content = PDF_FILE.ljust(2_000_000, b"\n")
    with ThreadPoolExecutor(8) as pool:
        kept = set(pool.map(lambda n: keep(tmp_path, content, "a.pdf", f"{n}"), range(12)))
    (one,) = kept
    assert left_in(tmp_path) == [one.sha256]
    assert (tmp_path / one.sha256[:2] / one.sha256).read_bytes() == content


def test_a_place_is_never_outside_the_folder(tmp_path: Path) -> None:
    row = {"check_in_id": 1, "agency": HEALTH, "name": "a.pdf", "kind": PDF, "size": 1, "version": 0}
    whole = sha256(b"").hexdigest()
    assert file_of(tmp_path, Evidence(sha256=whole, **row)) == tmp_path / whole[:2] / whole  # type: ignore[arg-type]  # a row of mixed values
    for wrong in ("../" * 20 + "etc/passwd", "/etc/passwd", "", whole.upper(), whole + "\n", whole[:-1] + "/"):
        with pytest.raises(ValueError, match="has no hash"):
            file_of(tmp_path, Evidence(sha256=wrong, **row))  # type: ignore[arg-type]  # a row of mixed values


A_DAY_AGO = NOW - timedelta(days=1)


KILLED = """
import io, os, sys
from pathlib import Path
from models.answers import evidence
evidence.os.fsync = lambda _: os._exit(9)
evidence.keep_file(Path(sys.argv[1]), io.BytesIO(bytes.fromhex(sys.argv[2])), "a.png")
"""


def test_a_kill_in_the_middle_leaves_no_half_file_under_a_hash(tmp_path: Path) -> None:
    ended = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path), PNG_FILE.hex()], check=False)
    assert ended.returncode == 9
    assert [name[:6] for name in left_in(tmp_path)] == [".nhan-"]
