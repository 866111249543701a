"""The command `dondoc measure` on a home of three agencies, one of which answered after its rung."""

import json
from datetime import date, time
from pathlib import Path

import pytest

from models.clock import moment_on
from tests.homes.offices import PAPER_RUNG, answer_all, go_to, paper_office
from tests.homes.telling import done


def test_what_came_of_each_rung_is_told_with_how_many_had_their_days(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with paper_office(tmp_path) as office:
        home = office.home.path
        answer_all(office, "so-y-te", moment_on(date(2023, 6, 24), time(9)))
        go_to(office, date(2023, 6, 26))
    monkeypatch.setenv("DONDOC_HOME", str(home))
    monkeypatch.setenv("DONDOC_PLANS", "ke-hoach-thu")
    measured = json.loads(done(capsys, "measure --json"))
    told = {(one["purpose"], one["rung"], one["channel"]): one for one in measured}
    first, last = told["escalation", 1, "email"], told["escalation", 7, "email"]
    assert first["sent"] == 3
    assert first["answered"] == {"1": {"yes": 0, "of": 3}, "3": {"yes": 0, "of": 3}, "7": {"yes": 0, "of": 3}}
    # Of the rung of 23/6 only one and three days are over by the end of 26/6.
    assert last["answered"]["1"] == {"yes": 1, "of": last["sent"]}
    assert last["answered"]["7"] == {"yes": 0, "of": 0}
    shown = done(capsys, f"measure --from {PAPER_RUNG}")
    assert "Đôn đốc sau hạn 7 ngày làm việc" in shown
    assert "chưa đủ ngày" in shown
    assert "Đôn đốc sau hạn 1 ngày làm việc" not in shown
