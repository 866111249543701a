"""`dondoc inbox`: what came, what waits, and the office's word on it."""

from pathlib import Path

import pytest

from cli.__main__ import main
from models.answers.drafts import drafts_of
from models.answers.history import versions_of
from models.answers.owed_lines import lines_of_agency
from models.audit.acts import acts_between
from models.tables.core import Result
from tests.homes.letters.answers import answer
from tests.homes.letters.came_back import POSTFIX, report
from tests.homes.letters.inbox_home import OPENING, arrive, inbox_home, letters_to

FIRST = "vt@syt.gov.vn"


def test_the_office_reads_the_mailbox_and_records_an_answer_or_confirms_an_address(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with inbox_home(tmp_path) as office:
        (letter,) = letters_to(office, FIRST)
        arrive(office, answer(letter, "Đã họp.\nKết quả: hoàn thành").as_bytes())
        arrive(office, report(POSTFIX, str(letter["Message-ID"]), FIRST), "b.eml")
        settings = office.home.path / "dondoc.toml"
        folder = f'inbox_folder = "{tmp_path / "den"}"\nplans = ["ke-hoach-thu"]\n'
        settings.write_text(settings.read_text(encoding="utf-8") + folder, encoding="utf-8")
        home = ["--home", str(office.home.path)]
        assert main(["inbox", *home]) == 0
        told = capsys.readouterr().out
        assert "Hộp thư đến: 1 thư bị trả lại, 1 thư hồi âm thành bản nháp." in told
        assert "Bản nháp chờ xác nhận: so-y-te I.1 (6 tháng đầu năm 2023), Nguyễn Văn An (thư hồi âm)" in told
        assert f"địa chỉ {FIRST}, bị trả lại" in told
        assert main(["inbox", *home, "--record", "so-y-te", "I.1"]) == 1
        assert main(["inbox", *home, "--record", "so-y-te", "I.1", "--by", "Lê Thị Hạnh"]) == 0
        assert main(["inbox", *home, "--confirm", FIRST, "--by", "Lê Thị Hạnh"]) == 0
        assert main(["inbox", *home, "--confirm", FIRST, "--by", "Lê Thị Hạnh"]) == 2
        with office.database.read() as session:
            (line,) = lines_of_agency(session, "so-y-te", OPENING, province="tinh-thu")
            (version,) = versions_of(session, line.check_in.id)
            assert (version.answer.result, version.answer.way) == (Result.DONE, "mail")
            assert drafts_of(session, "so-y-te", province="tinh-thu") == {}
            done = [(one.kind, one.name, one.recorder) for one in acts_between(session, OPENING, OPENING)][-2:]
        who = "Nguyễn Văn An (thư hồi âm)"
        assert done == [("answer", who, "Lê Thị Hạnh"), ("confirm-address", "Lê Thị Hạnh", "")]
