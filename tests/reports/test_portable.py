"""The report as PDF: by LibreOffice where it is there, and a sentence where it is not."""

import io
import shutil
from datetime import date
from pathlib import Path

import pikepdf
import pytest

from models.tables.core import Result
from reports.account.account import Account
from reports.chairman import write_chairman_report
from reports.portable import NoPdfError, find_office
from tests.homes.plans.small_plan import asked, measure, tell

ON = date(2023, 7, 10)


@pytest.fixture
def account() -> Account:
    return tell(measure(asked("II.1.a", "so-y-te", date(2023, 6, 14), ON, date(2023, 6, 12), Result.DONE), on=ON))


@pytest.mark.skipif(not find_office(), reason="LibreOffice is not on this machine")
def test_libreoffice_makes_pages_of_a4_with_the_annexes_that_lie(account: Account, tmp_path: Path) -> None:
    (file,) = write_chairman_report(account, tmp_path, ["pdf"])
    with pikepdf.open(io.BytesIO(file.read_bytes())) as pages:
        sides = [tuple(round(float(side)) for side in page.mediabox[2:]) for page in pages.pages]
    assert sides[0] == (595, 842)
    assert sides[-1] == (842, 595)


def test_without_libreoffice_it_is_said_so_and_nothing_is_written(
    account: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(
        NoPdfError,
        match="Không có LibreOffice trên máy này nên chưa ghi được PDF; hãy cài LibreOffice, hoặc mở tệp Word",
    ):
        write_chairman_report(account, tmp_path, ["docx", "pdf"])
    assert list(tmp_path.iterdir()) == []
