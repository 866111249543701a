"""Backups that nobody reads without a passphrase: a zip whose manifest stays open, with the backup as an age file in it.

The backup is encrypted to a key of its own, in a stream, however large it is; the key is encrypted by the passphrase. Both
are plain age files, as its format has them: `age -d -i key.age backup.age` opens one without this program.
"""

import errno
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedIOBase
from pathlib import Path
from typing import IO, cast

import pyrage

from models.backups.archive import MANIFEST, manifest_text, read_manifest
from models.refusal import RefusedError
from models.sent_files.findings import BROKEN_ARCHIVE

KEY, CONTENT = "key.age", "backup.age"
_MOST_OF_A_KEY = 10_000


def seal(plain: Path, out: IO[bytes], passphrase: str) -> None:
    """Write a backup, encrypted, into an empty file. Raise OSError where it cannot be written."""
    key = pyrage.x25519.Identity.generate()
    manifest = read_manifest(plain)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        packed.writestr(MANIFEST, manifest_text(manifest, sealed=True))
        packed.writestr(KEY, pyrage.passphrase.encrypt(f"{key}\n".encode(), passphrase))
        with plain.open("rb") as content, packed.open(CONTENT, "w", force_zip64=True) as part:
            try:
                pyrage.encrypt_io(content, cast(BufferedIOBase, part), [key.to_public()])
            except pyrage.EncryptError as error:  # which tells what the system said in words alone
                number = re.search(r"\[Errno ([0-9]+)\]", str(error))
                raise OSError(int(number[1]) if number else errno.EIO, str(error)) from None
    out.flush()


@contextmanager
def unsealed(file: Path, passphrase: str, scratch: Path) -> Iterator[Path]:
    """Give a backup that can be read: the file itself, or what it holds, decrypted into an empty folder.

    Raise RefusedError for one that is encrypted where no passphrase is given, or another than it was made with.
    """
    if not read_manifest(file).sealed:
        yield file
        return
    if not passphrase:
        raise RefusedError(
            f"Bản sao lưu {file} đã mã hóa; hãy ghi tệp chứa mật khẩu ở --passphrase-file, hoặc đặt DONDOC_BACKUP_PASSPHRASE."
        )
    plain = scratch / "plain.zip"
    try:
        with zipfile.ZipFile(file) as packed:
            with packed.open(KEY) as part:
                written = pyrage.passphrase.decrypt(part.read(_MOST_OF_A_KEY), passphrase)
            key = pyrage.x25519.Identity.from_str(written.decode("ascii").strip())
            with packed.open(CONTENT) as part, plain.open("wb") as content:
                pyrage.decrypt_io(cast(BufferedIOBase, part), content, [key])
    except (pyrage.DecryptError, pyrage.IdentityError, KeyError, *BROKEN_ARCHIVE, OSError) as error:
        if (
            isinstance(error, OSError) and error.errno
        ):  # the disk's fault; of a part that is not as it was it has no number
            raise
        raise RefusedError(
            f"Không mở được bản sao lưu {file}: mật khẩu không đúng, hoặc tệp bị hỏng; hãy kiểm tra mật khẩu hoặc dùng một bản khác."
        ) from None
    try:
        yield plain
    finally:
        plain.unlink(missing_ok=True)
