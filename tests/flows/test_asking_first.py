"""A change of a plan that would do much at once waits for the office's word, with the list; all else goes on, and nothing is lost."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlmodel import col, func, select

from cli.__main__ import main
from flows.acts.decisions import confirm_plan_changes, questions_now
from flows.acts.doctor.examine import examine
from flows.acts.doctor.self_audit import audit_home
from flows.acts.open_home import OpenHome, open_office
from models.audit.acts import BY_COMMAND, Person
from models.refusal import RefusedError
from models.rounds.asking_first import listed_in
from models.tables.core import CheckIn, Letter
from notifications.links import OFFICE
from tests.homes.databases.templates import DATABASE, put_migrated_file
from tests.homes.offices import SMALL_PLAN, round_on, small_office
from tests.homes.pages.door import app_of, ask, token_of
from tests.homes.pages.visitor import fields_of, text_of
from tests.long.senders import Province
from web.door.http_requests import FORM_TYPE

MONDAY, TUESDAY, WEDNESDAY = date(2023, 6, 5), date(2023, 6, 6), date(2023, 6, 7)
BINH = Person("Bình", "", BY_COMMAND)
EARLY = SMALL_PLAN.replace("opens: 30 days before", "opens: 400 days before")
"""The plan with one wrong rule: what is due within 400 days opens at once."""
ASKED = "dondoc.toml"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenHome]:
    with small_office(tmp_path, MONDAY):
        pass
    (tmp_path / "home" / ASKED).write_text('plans = ["ke-hoach-thu"]\nask_above = 2\n', encoding="utf-8")
    with open_office(tmp_path / "home") as opened:
        round_on(opened, MONDAY)
        yield opened


def write_plan(office: OpenHome, text: str) -> None:
    (office.home.plans / "ke-hoach-thu.yaml").write_text(text, encoding="utf-8")


def check_ins(office: OpenHome) -> list[tuple[str, str, str, date]]:
    with office.database.read() as session:
        found = session.exec(select(CheckIn)).all()
        return sorted((one.ref, one.holder, one.occurrence, one.due_on) for one in found)


def count(office: OpenHome, table: type) -> int:
    with office.database.read() as session:
        return session.exec(select(func.count()).select_from(table)).one()


def test_one_wrong_rule_opens_nothing_before_the_office_has_said_so(
    office: OpenHome, capsys: pytest.CaptureFixture[str]
) -> None:
    before, letters = check_ins(office), count(office, Letter)
    write_plan(office, EARLY)
    for _ in range(2):
        told = round_on(office, TUESDAY)
        assert told.opened == 0
        assert "chờ Văn phòng xác nhận" in told.title
    assert (check_ins(office), count(office, Letter)) == (before, letters)
    [question] = questions_now(office)
    assert question.opens == 3
    assert any(line.startswith("I.1, 6 tháng đầu năm 2024, hạn ") for line in listed_in(question))
    assert any("sẽ mở" in one.sentence and "I.1" in one.sentence for one in examine(office, TUESDAY))
    assert audit_home(office) == []
    capsys.readouterr()
    home = ["--home", str(office.home.path)]
    assert main(["round", "--confirm-changes", "ke-hoach-thu", *home]) == 0
    assert f"sẽ mở {question.opens} báo cáo cùng một lúc" in capsys.readouterr().out
    assert check_ins(office) == before
    assert main(["round", "--confirm-changes", "ke-hoach-thu", "--by", "Lê Thị Hạnh", *home]) == 0
    assert len(check_ins(office)) == len(before) + question.opens
    assert questions_now(office) == []
    assert main(["round", "--confirm-changes", "ke-hoach-thu", *home]) == 1
    assert main(["audit", *home]) == 0
    assert "xác nhận bản sửa của" in capsys.readouterr().out


def test_what_waited_opens_with_the_dates_that_it_would_have_had(office: OpenHome, tmp_path: Path) -> None:
    write_plan(office, EARLY)
    for day in (TUESDAY, WEDNESDAY):
        round_on(office, day)
    confirm_plan_changes(office, "ke-hoach-thu", office.clock.now(), by=BINH)
    round_on(office, WEDNESDAY)
    with small_office(tmp_path / "at once", MONDAY) as other:
        round_on(other, MONDAY)
        write_plan(other, EARLY)
        round_on(other, TUESDAY)
        round_on(other, WEDNESDAY)
        assert check_ins(office) == check_ins(other)
    with pytest.raises(RefusedError, match="Không có bản sửa nào"):
        confirm_plan_changes(office, "ke-hoach-thu", office.clock.now(), by=BINH)


def test_a_change_that_is_taken_back_or_made_small_asks_nothing_more(office: OpenHome) -> None:
    write_plan(office, EARLY)
    assert not round_on(office, TUESDAY).is_whole
    write_plan(office, SMALL_PLAN)
    assert round_on(office, WEDNESDAY).is_whole


def test_the_office_reads_the_list_on_its_page_and_says_yes_there(office: OpenHome) -> None:
    write_plan(office, EARLY)
    round_on(office, TUESDAY)
    app, page = app_of(office), f"/van-phong/{token_of(office, 'van-phong-ubnd-tinh', OFFICE)}"
    shown = ask(app, "GET", page)
    assert "Bản sửa kế hoạch chờ xác nhận 1 bản" in text_of(shown)
    assert "I.1, 6 tháng đầu năm 2024, hạn" in text_of(shown)
    [question] = questions_now(office)
    form = {"seal": fields_of(shown.text)["seal"], "act": "changes", "name": "Hạnh", "post": ""}
    sent = {"content-type": FORM_TYPE}
    assert ask(app, "POST", page, urlencode(form), sent).status_code == 422
    said = form | {f"change-{question.id}": "1"}
    assert ask(app, "POST", page, urlencode(said), sent).status_code == 303
    assert ask(app, "POST", page, urlencode(said), sent).status_code == 422
    assert round_on(office, WEDNESDAY).opened == question.opens


def test_dropping_much_at_once_is_asked_about_too(office: OpenHome) -> None:
    with office.database.read() as session:
        owed = session.exec(select(func.count()).where(col(CheckIn.ref) == "I.1")).one()
    assert owed == 2
    write_plan(office, SMALL_PLAN.replace("I.1", "I.9"))
    with open_office(office.home.path, {"ask_above": 1}) as strict:
        told = round_on(strict, TUESDAY)
    assert any("bỏ" in one.sentence for one in told.failures)


def test_an_edit_that_would_open_five_thousand_waits_for_the_offices_word_about_that_very_text(tmp_path: Path) -> None:
    home = tmp_path / "home"
    Province(agencies=500, tasks=10).write(home)
    put_migrated_file(home / DATABASE)
    plan = home / "plans" / "ke-hoach-thu.yaml"
    with open_office(home, on=date(2023, 5, 2)) as office:
        assert round_on(office, date(2023, 5, 2)).opened == 0
        plan.write_text(plan.read_text(encoding="utf-8").replace("30 days before", "60 days before"), encoding="utf-8")
        told = round_on(office, date(2023, 5, 3))
        assert (told.opened, told.sent, count(office, Letter)) == (0, 0, 0)
        assert "sẽ mở 5000 báo cáo cùng một lúc" in " ".join(told.sentences)
        confirm_plan_changes(office, "ke-hoach-thu", office.clock.now(), by=BINH)
        plan.write_text(plan.read_text(encoding="utf-8").replace("60 days before", "30 days before"), encoding="utf-8")
        # Taken back before the next round, nothing is opened by a word that was given about another text.
        assert round_on(office, date(2023, 5, 4)).opened == 0
