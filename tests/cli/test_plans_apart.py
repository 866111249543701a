"""Of several plans one has an error: every command tells it, works on with the others, and acts by its last sound reading."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cli.__main__ import COMMANDS, main
from flows.acts.open_home import OpenHome
from tests.homes.plans.two_provinces import SPOILS, mend, no_register, two_provinces, wrong_lead

WHO = ["--by", "An"]
DONE = ["--result", "hoan-thanh", "--text", "Đã xong.", *WHO]
OTHER = "tinh-hai:so-y-te"
LINES = {
    "status": ["status"],
    "report": ["report"],
    "outbox": ["outbox"],
    "request": ["request", "--to", "so-y-te", "--by", "2023-06-30", "--subject", "Họp", "--document", "5/VP", "--plan", "ke-hoach-hai"],
    "incident": ["incident", "open", "--agency", "so-y-te", "--detected", "2023-05-15 07:00", "--title", "Mã độc", "--severity", "serious", *WHO],
    "answer": ["answer", OTHER, "I.1", *DONE],
    "accept": ["accept", "--waiting"],
    "return": ["return", OTHER, "I.1", "--reason", "Thiếu số liệu", "--until", "2023-06-20", *WHO],
    "extend": ["extend"],
    "waive": ["waive", "tinh-hai:cong-an-tinh", "I.2", "--reason", "Trùng", "--document", "5/VP", *WHO],
    "objection": ["objection"],
    "refer": ["refer", "list"],
    "handover": ["handover", "--from", "so-y-te", "--to", "cong-an-tinh", "--by", "5/VP", "--plan", "ke-hoach-hai"],
    "calendar": ["calendar"],
    "deputy": ["deputy", "list"],
    "links": ["links", "show", OTHER],
    "audit": ["audit"],
    "people": ["people", "list"],
    "calls": ["calls", "list"],
    "letters": ["letters", "list"],
    "measure": ["measure"],
    "received": ["received"],
    "inbox": ["inbox"],
    "backup": ["backup"],
    "archive": ["archive", "2023", "--anyway"],
}  # fmt: skip
FAULTY = "Kế hoạch ke-hoach-thu có lỗi nên tạm dừng, các kế hoạch khác vẫn chạy. "
CAUSE = ["cause", "end", OTHER, "I.1", *WHO]
"""Refused here, for nobody has accepted a cause."""
ACCEPT = ["accept", OTHER, "I.1", *WHO]
TELLING = {"round", "deploy", "doctor", "go-live", "move", "up"}
"""Commands that have their own place for it."""

WITHOUT_PLANS = {"bench", "bundle", "contacts", "plan", "restore", "test", "version"}


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenHome]:
    with two_provinces(tmp_path) as opened:
        monkeypatch.setenv("DONDOC_HOME", str(opened.home.path))
        yield opened


def test_every_command_that_asks_the_plans_is_tried_here() -> None:
    assert set(LINES) | TELLING | {CAUSE[0]} == set(COMMANDS) - WITHOUT_PLANS


@pytest.mark.parametrize("spoil", SPOILS)
def test_each_command_tells_it_until_it_is_mended_and_does_what_it_is_asked(
    office: OpenHome, capsys: pytest.CaptureFixture[str], spoil: Callable[[OpenHome], None]
) -> None:
    spoil(office)
    for name, line in [*LINES.items(), ("answer", LINES["answer"]), ("accept", ACCEPT)]:
        code = main(line)
        said = capsys.readouterr()
        assert code == 0, (line, said.err)
        assert said.err.startswith(FAULTY), name
    assert main(CAUSE) == 1
    assert capsys.readouterr().err.startswith(FAULTY)
    mend(office)
    assert main(["status"]) == 0
    assert capsys.readouterr().err == ""


def test_who_owes_by_the_plan_with_the_error_answers_and_is_accepted_as_before(
    office: OpenHome, capsys: pytest.CaptureFixture[str]
) -> None:
    no_register(office)
    assert main(["answer", "so-y-te", "I.1", *DONE]) == 0
    assert main(["accept", "so-y-te", "I.1", *WHO]) == 0
    assert "ke-hoach-thu" in capsys.readouterr().err


def test_what_would_change_the_plan_with_the_error_is_refused_with_its_line(
    office: OpenHome, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong_lead(office)
    assert (
        main(["handover", "--from", "so-y-te", "--to", "cong-an-tinh", "--by", "5/VP", "--plan", "ke-hoach-thu"]) == 1
    )
    assert "ke-hoach-thu.yaml:" in capsys.readouterr().err
    assert not (office.home.plans / "changes" / "ke-hoach-thu.yaml").exists()
