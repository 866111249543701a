"""The command `dondoc letters`: printed, sent under a number, listed, told in the trail."""

from pathlib import Path

import pytest

from tests.homes.offices import paper_office
from tests.homes.telling import done, run


def test_letters_are_printed_and_their_numbers_kept_and_told_in_the_trail(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with paper_office(tmp_path) as office:
        home = office.home.path
    monkeypatch.setenv("DONDOC_HOME", str(home))
    monkeypatch.setenv("DONDOC_PLANS", "ke-hoach-thu")
    code, out, err = run(capsys, "letters --agency so-y-te --by 'Lê Thị Hạnh'")
    assert (code, out) == (0, f"Sở Y tế: 1 báo cáo quá hạn, {home}/reports/cong-van-don-doc-2023-06-23.docx\n")
    assert "dondoc letters sent" in err
    record = "letters sent so-y-te --symbol 12/VP-NC --date 23/6/2023 --by 'Lê Thị Hạnh'"
    assert done(capsys, record) == "Đã ghi công văn số 12/VP-NC, ngày 23/6/2023, gửi «so-y-te».\n"
    assert run(capsys, record)[0] == 1
    listed = "23/6/2023  Sở Y tế: 1 báo cáo quá hạn, đã gửi, số 12/VP-NC, ngày 23/6/2023\n1 công văn.\n"
    assert done(capsys, "letters list") == listed
    trail = done(capsys, "audit --from 2023-06-23 --to 2023-06-23")
    assert "Sở Y tế: in công văn đôn đốc lần 1: 1 báo cáo quá hạn, hạn gửi báo cáo 30/6/2023 [Lê Thị Hạnh" in trail
    assert "ghi công văn đôn đốc đã gửi cho Sở Y tế, lần 1: số 12/VP-NC, ngày 23/6/2023 [Lê Thị Hạnh" in trail
