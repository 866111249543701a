"""Reports that were made: listed, proven, and every later correction named with the act behind it."""

import shlex
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from cli.__main__ import main
from flows.acts.open_home import OpenHome, load_plans
from flows.acts.reports.progress import write_summaries
from models.answers.record import AnswerDraft, RecordedLate, record_answers
from models.audit.acts import Person
from models.outbox.notices import chased_check_ins
from models.tables.core import Result
from tests.homes.offices import go_to, morning, round_on, small_office_after_round

MADE_ON, LATER = date(2023, 6, 20), date(2023, 7, 3)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenHome]:
    """A home whose report of 20/6 was made before an answer of 12/6 was recorded on 3/7 by its paper."""
    folder = tmp_path_factory.mktemp("made")
    with small_office_after_round(folder, date(2023, 6, 5)) as office:
        round_on(office, MADE_ON)
        write_summaries(office, load_plans(office).values(), MADE_ON, folder, ("docx", "md"), kind="month")
        go_to(office, LATER)
        with office.database.write() as session:
            mine = [one.id for one in chased_check_ins(session) if one.holder == "so-y-te"]
            draft = AnswerDraft(Result.IN_PROGRESS, 50, "Đã làm")
            late = RecordedLate("Công văn 15/SYT-VP", "Lê Thị Hạnh", "Công văn đến muộn")
            by = Person("Nguyễn Văn An", "Chánh Văn phòng", "command")
            given = morning(date(2023, 6, 12))
            record_answers(
                session,
                dict.fromkeys(mine, draft),
                "so-y-te",
                given,
                morning(LATER),
                by=by,
                province="tinh-thu",
                late=late,
            )
        Document().save(str(folder / "khac.docx"))
        yield office


def report(capsys: pytest.CaptureFixture[str], office: OpenHome, words: str) -> tuple[int, str, str]:
    folder = office.home.path.parent
    code = main([*shlex.split(words.format(folder)), "--home", str(office.home.path)])
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def test_a_report_is_listed_with_its_files_and_their_hashes(
    office: OpenHome, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONDOC_PLANS", "ke-hoach-thu")
    code, out, _ = report(capsys, office, "report list")
    first, *files, last = out.splitlines()
    assert code == 0
    assert "báo cáo của Văn phòng, Kế hoạch 12/KH-UBND, tháng 6 năm 2023, tính đến hết ngày 20/6/2023" in first
    assert [line.split()[0].rpartition(".")[2] for line in files] == ["docx", "md"]
    assert all(len(line.split()[1]) == 64 for line in files)
    assert last == "1 báo cáo."


def test_verify_proves_the_report_and_names_what_was_corrected_since_and_by_which_act(
    office: OpenHome, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONDOC_PLANS", "ke-hoach-thu")
    code, out, _ = report(capsys, office, "report verify {}/ke-hoach-thu-month-2023-06-20.docx")
    assert code == 1
    assert "Tính lại với dữ liệu đã biết lúc 08:00 ngày 20/6/2023: đúng như báo cáo." in out
    assert "Toàn kế hoạch: Báo cáo đúng hạn: 0 → 1" in out
    assert "Sở Y tế: Chưa báo cáo, quá hạn: 1 → 0" in out
    assert (
        "I.1, 6 tháng đầu năm 2023: Sở Y tế, hạn 14/6/2023, chưa báo cáo, quá hạn → "
        "Sở Y tế, hạn 14/6/2023, báo cáo đúng hạn" in out
    )
    assert "07:30 ngày 03/7/2023: gửi báo cáo, Nguyễn Văn An (Chánh Văn phòng)" in out


def test_a_file_that_was_never_made_here_is_told_so(
    office: OpenHome, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONDOC_PLANS", "ke-hoach-thu")
    code, _, err = report(capsys, office, "report verify {}/khac.docx")
    assert code == 1
    assert err.startswith(
        "khac.docx không phải báo cáo do thư mục dữ liệu này lập, hoặc dấu của báo cáo trong tệp đã bị xóa."
    )
    assert report(capsys, office, "report verify {}/khong-co.docx")[0] == 2


def test_a_file_that_was_numbered_and_signed_is_known_by_its_mark(
    office: OpenHome, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONDOC_PLANS", "ke-hoach-thu")
    folder = office.home.path.parent
    signed = Document(str(folder / "ke-hoach-thu-month-2023-06-20.docx"))
    signed.tables[0].rows[1].cells[0].paragraphs[0].runs[0].text = "Số: 05/BC-VP"
    signed.save(str(folder / "da-ky.docx"))
    code, out, _ = report(capsys, office, "report verify {}/da-ky.docx")
    assert code == 1
    assert "Tệp đã được sửa sau khi lập (như ghi số, ngày, ký)" in out
    assert "Toàn kế hoạch: Báo cáo đúng hạn: 0 → 1" in out


def test_the_next_report_of_the_same_kind_is_compared_with_the_last_as_it_was_known_then(
    office: OpenHome, tmp_path: Path
) -> None:
    (file,) = write_summaries(office, load_plans(office).values(), LATER, tmp_path, ("md",), kind="month")
    text = file.read_text(encoding="utf-8")
    assert "| Đến 20/6/2023 | 3 | 0 | 0 | 0 | 3 | 3 | 0% |" in text
    assert "So với ngày 20/6/2023: không có thêm phiếu đến hạn; số phiếu đã báo cáo tăng 01, lên 01;" in text


def test_a_wrong_letterhead_is_told_before_anything_is_written_and_the_clocks_reports_go_on_without_it(
    office: OpenHome, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DONDOC_PLANS", "ke-hoach-thu")
    letterhead, written = Document(), tmp_path / "ra"
    letterhead.add_paragraph("{{ noi_dung }}")
    letterhead.add_paragraph("{{ chuc_vi }}")
    letterhead.save(str(office.home.path / "letterhead.docx"))
    try:
        code, _, err = report(capsys, office, f"report --out {written} --format docx,md")
        assert code == 1
        assert err.startswith("letterhead.docx: không có chỗ điền «chuc_vi» (có phải «chuc_vu» không?)")
        assert not written.exists()
        (file,) = write_summaries(office, load_plans(office).values(), LATER, tmp_path, ("docx",))
        assert "CỘNG HÒA" in Document(str(file)).tables[0].rows[0].cells[1].text
    finally:
        (office.home.path / "letterhead.docx").unlink()
