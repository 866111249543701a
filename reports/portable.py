"""The Word report as PDF, where LibreOffice is on the machine."""

import shutil
import subprocess
import tempfile
from pathlib import Path

PROGRAMS = ("soffice", "libreoffice")
LONGEST_SECONDS = 180
"""A report takes seconds; what takes longer hangs and is given up."""
MISSING = "Không có LibreOffice trên máy này nên chưa ghi được PDF; hãy cài LibreOffice, hoặc mở tệp Word và chọn Lưu dưới dạng PDF."


class NoPdfError(Exception):
    """A report that could not be made a PDF; the message is a Vietnamese sentence with the way out."""


def find_office() -> str | None:
    """Return the program that makes PDF of Word files, None where the machine has none."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


def convert_to_pdf(word: bytes) -> bytes:
    """Return a Word file as PDF. Raise NoPdfError where LibreOffice is not there, or makes none of it."""
    program = find_office()
    if program is None:
        raise NoPdfError(MISSING)
    with tempfile.TemporaryDirectory(prefix="dondoc-pdf-") as name:
        folder = Path(name)
        source = folder / "bao-cao.docx"
        source.write_bytes(word)
        # A profile of its own: beside a LibreOffice that is open, it would hand the file over and make nothing.
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(source)]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=LONGEST_SECONDS)
            return source.with_suffix(".pdf").read_bytes()
        except (OSError, subprocess.SubprocessError):
            raise NoPdfError(
                "LibreOffice không ghi được PDF từ báo cáo này; hãy mở tệp Word và chọn Lưu dưới dạng PDF."
            ) from None
