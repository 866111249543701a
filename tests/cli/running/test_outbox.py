"""The outbox as a clerk sees it: why a letter waits, when it is tried again, which may have come, and trying at once."""

from datetime import date
from pathlib import Path

import pytest
from sqlmodel import col, select

from cli.__main__ import main
from flows.round import run_round
from models.tables.core import Letter, LetterState, Notice, Outcome
from notifications.outbox.due_notices import REST_DAY
from tests.homes.offices import go_live, go_to, morning, real_office, small_office

MONDAY = date(2023, 5, 15)
AWAY = "mailto://127.0.0.1:9?from=don-doc@tinhthu.example.vn&mode=insecure"


@pytest.mark.real
def test_the_outbox_tells_why_a_letter_waits_and_tries_it_again_on_the_offices_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with real_office(tmp_path, AWAY) as office:
        go_live(office, morning(MONDAY))
        run_round(office, morning(MONDAY))
        with office.database.write() as session:
            sent, doubtful, _ = session.exec(select(Letter).order_by(col(Letter.id))).all()
            sent.state, sent.doubts, sent.reason = LetterState.SENT, 1, ""
            doubtful.state, doubtful.doubts = LetterState.DOUBTFUL, 3
            doubtful.next_try_at = None
    monkeypatch.setenv("DONDOC_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DONDOC_MAIL_URL", AWAY)

    def said(line: str, code: int = 0) -> str:
        assert main(line.split()) == code
        return capsys.readouterr().out

    shown = said("outbox")
    assert "[đã gửi lúc 07:30 ngày 15/5/2023, gửi thêm một lần vì lần trước chưa chắc đã tới]" in shown
    assert "[chưa chắc đã tới lúc 07:30 ngày 15/5/2023, đã gửi ba lần; chờ Văn phòng: --retry]" in shown
    assert "[chờ gửi lúc 07:30 ngày 15/5/2023, gửi lại từ 07:35 ngày 15/5/2023]" in shown
    assert "(Máy chủ thư không mở cổng đã đặt: Connection refused.)" in shown
    assert said("outbox --state doubtful").endswith("\n1 thư.\n")
    assert said("outbox --retry mot", 2) == ""
    assert said("outbox --retry 1 --by An", 1) == ""
    told = said("outbox --retry 2,3 --by An")
    assert told == "Gửi lại 2 thư: 0 thư đã gửi; thư nào của ngày trước đi trong đợt đôn đốc tiếp theo.\n"
    assert said("audit").count("gửi lại thư gửi ") == 2


def test_what_is_held_over_a_rest_day_is_told_with_the_day_on_which_it_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with small_office(tmp_path, MONDAY) as office:
        run_round(office, morning(MONDAY))
        with office.database.write() as session:
            for one in session.exec(select(Notice)):
                one.outcome, one.letter_id, one.reason = Outcome.QUEUED, None, REST_DAY
        go_to(office, date(2023, 5, 20))  # a Saturday
    monkeypatch.setenv("DONDOC_PLANS", "ke-hoach-thu")
    assert main(["outbox", "--home", str(tmp_path / "home")]) == 0
    held = "3 thông báo được giữ lại: hôm nay là ngày nghỉ, chờ ngày làm việc, gửi từ 07:30 ngày 22/5/2023.\n"
    assert held in capsys.readouterr().out
