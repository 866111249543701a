"""The contract of exit codes: the same mistake ends every command alike, 2 for wrong use and 1 for a "no"."""

from pathlib import Path

import pytest

from cli.__main__ import main
from tests.homes.telling import make_home

WHO = "--by An"
SAY = "--result hoan-thanh --text Xong --by An"
BACK = "--by An --reason Sai --until 2023-06-20"

AGENCY_COMMANDS = {
    "status": "status --agency {}",
    "answer": f"answer {{}} II.1.a {SAY}",
    "answer list": "answer {}",
    "accept": f"accept {{}} II.1.a {WHO}",
    "accept judge": f"accept so-y-te II.1.a {WHO} --judge {{}}",
    "return": f"return {{}} II.1.a {BACK}",
    "extend": f"extend {{}} II.1.a {WHO} --until 2023-06-30 --reason Sai",
    "extend grant": f"extend {{}} II.1.a {WHO} --grant",
    "waive": f"waive {{}} II.1.a {WHO} --reason Sai --document 5/VP",
    "objection": f"objection {{}} II.1.a {WHO} --reason Sai",
    "objection reject": f"objection {{}} II.1.a {WHO} --reject --outcome Sai",
    "refer": f"refer put --agency {{}} --ref II.1.a --matter Sai {WHO}",
    "incident": "incident open --agency {} --detected 2023-06-05T08:00 --title Sai --by An",
    "handover from": "handover --from {} --to so-y-te --by 5/VP",
    "handover to": "handover --from so-y-te --to {} --by 5/VP",
    "request": "request --to {} --by 2023-06-30 --subject Sai --document 5/VP",
    "links show": "links show {}",
    "links send": "links send {}",
    "links revoke": f"links revoke {{}} {WHO} --reason Sai",
    "audit": "audit --agency {}",
    "plan explain": "plan explain II.1.a --plan bac-giang --agency {} --period 2023-H1",
}
PLAN_COMMANDS = {
    "status": "status --plan {}",
    "report": "report --plan {}",
    "answer": f"answer so-y-te II.1.a --plan {{}} {SAY}",
    "accept": f"accept so-y-te II.1.a --plan {{}} {WHO}",
    "return": f"return so-y-te II.1.a --plan {{}} {BACK}",
    "extend": f"extend so-y-te II.1.a --plan {{}} {WHO} --until 2023-06-30 --reason Sai",
    "waive": f"waive so-y-te II.1.a --plan {{}} {WHO} --reason Sai --document 5/VP",
    "objection": f"objection so-y-te II.1.a --plan {{}} {WHO} --reason Sai",
    "objection reject": f"objection so-y-te II.1.a --plan {{}} {WHO} --reject --outcome Sai",
    "refer": f"refer put --agency so-y-te --ref II.1.a --matter Sai --plan {{}} {WHO}",
    "handover": "handover --from so-y-te --to cong-an-tinh --by 5/VP --plan {}",
    "incident": "incident open --agency so-y-te --detected 2023-06-05T08:00 --title Sai --plan {}",
    "request": "request --to so-y-te --by 2023-06-30 --subject Sai --document 5/VP --plan {}",
    "plan show": "plan show {}",
    "plan due": "plan due {} --from 2023-06-01 --to 2023-06-30",
    "plan explain": "plan explain II.1.a --plan {} --agency so-y-te --period 2023-H1",
}
REF_COMMANDS = {
    "answer": f"answer so-y-te {{}} {SAY}",
    "accept": f"accept so-y-te {{}} {WHO}",
    "return": f"return so-y-te {{}} {BACK}",
    "extend": f"extend so-y-te {{}} {WHO} --until 2023-06-30 --reason Sai",
    "extend grant": f"extend so-y-te {{}} {WHO} --grant",
    "waive": f"waive so-y-te {{}} {WHO} --reason Sai --document 5/VP",
    "objection": f"objection so-y-te {{}} {WHO} --reason Sai",
    "objection reject": f"objection so-y-te {{}} {WHO} --reject --outcome Sai",
    "handover": "handover --from so-y-te --to cong-an-tinh --by 5/VP --ref {}",
    "plan explain": "plan explain {} --plan bac-giang --agency so-y-te --period 2023-H1",
}
PERIOD_COMMANDS = {
    "answer": f"answer so-y-te II.1.a --period {{}} {SAY}",
    "accept": f"accept so-y-te II.1.a --period {{}} {WHO}",
    "return": f"return so-y-te II.1.a --period {{}} {BACK}",
    "extend": f"extend so-y-te II.1.a --period {{}} {WHO} --until 2023-06-30 --reason Sai",
    "waive": f"waive so-y-te II.1.a --period {{}} {WHO} --reason Sai --document 5/VP",
    "objection": f"objection so-y-te II.1.a --period {{}} {WHO} --reason Sai",
    "objection reject": f"objection so-y-te II.1.a --period {{}} {WHO} --reject --outcome Sai",
    "plan explain": "plan explain II.1.a --plan bac-giang --agency so-y-te --period {}",
}
NUMBER_COMMANDS = {
    "outbox": "outbox --release 9999",
    "incident close": f"incident close 99/2023 {WHO}",
    "refer decide": "refer decide 99/2023 --decision Sai --document 5/VP",
}
MISTAKES = [
    pytest.param(line.format(wrong), wrong, id=f"{what}: {command}")
    for what, commands, wrong in (
        ("agency", AGENCY_COMMANDS, "so-y-tee"),
        ("plan", PLAN_COMMANDS, "bac-gian"),
        ("ref", REF_COMMANDS, "II.99.x"),
        ("period", PERIOD_COMMANDS, "2023-H9"),
        ("number", NUMBER_COMMANDS, "99"),
    )
    for command, line in commands.items()
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a trial home with check-ins open, which no mistake changes."""
    return make_home(tmp_path_factory.mktemp("hợp đồng"))


@pytest.mark.parametrize(("line", "wrong"), MISTAKES)
def test_an_unknown_name_is_wrong_use_in_every_command(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, line: str, wrong: str
) -> None:
    monkeypatch.setenv("DONDOC_HOME", str(home))
    words = [word.replace("T08:00", " 08:00") for word in line.split()]
    code = main(words)
    shown = capsys.readouterr()
    assert (code, shown.out) == (2, ""), shown.err
    assert wrong in shown.err
    assert len(shown.err.strip().splitlines()) == 1
