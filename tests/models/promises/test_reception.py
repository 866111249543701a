"""How what is owed was received: by whose opening of which page, and what a hand-over begins anew."""

import re
from datetime import date, datetime
from pathlib import Path

import pytest

from models.audit.views import View, append_view
from models.check_ins.duties import HANDOVER, Change, Duty, change_duty
from models.database import Database, Session
from models.promises.receipts import Handler, receive
from models.promises.reception import Received, Reception, opened_on, receptions
from models.settings import Home, open_home
from notifications.links import ANSWER, JUDGE
from tests.homes.databases.statements import counting
from tests.homes.judged_plan import HEALTH, HOA, JUSTICE, PROVINCE, at, june, line


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return open_home(tmp_path)


def shown(
    home: Home, moment: datetime, recipient: str = HEALTH, purpose: str = ANSWER, *, by_person: bool = True
) -> None:
    append_view(home, View(moment, recipient, purpose, "page", "0123456789ab", by_person=by_person))


def received(session: Session, home: Home, on: date) -> dict[int, Received]:
    found = receptions(session, home, on, province=PROVINCE, own_province=PROVINCE, purpose=ANSWER)
    return {one.check_in_id: one for one in found}


def test_a_page_counts_as_opened_when_a_person_of_its_holder_or_his_deputy_opened_it(
    session: Session, home: Home
) -> None:
    number = line(session, "I.1").check_in_id
    shown(home, at(june(5)), by_person=False)  # a mail server that looks through the links of letters
    shown(home, at(june(5)), JUSTICE)
    shown(home, at(june(5)), purpose=JUDGE)
    assert received(session, home, june(6))[number].state == Reception.SILENT
    shown(home, at(june(6)), f"{HEALTH}/deputy")
    assert received(session, home, june(6))[number].state == Reception.OPENED
    assert opened_on(received(session, home, june(7))[number]) == june(6)
    receive(session, [number], HEALTH, Handler(), at(june(7)), by=HOA, province=PROVINCE)
    assert received(session, home, june(7))[number].state == Reception.RECEIVED


def test_what_passed_to_another_is_opened_when_the_heir_opens_it_after_that(session: Session, home: Home) -> None:
    one = line(session, "I.1")
    shown(home, at(june(5)))
    shown(home, at(june(5)), JUSTICE)
    duty = Duty(JUSTICE, one.now.remind_on, one.now.due_on)
    assert change_duty(session, one.now, duty, Change(HANDOVER, "Văn bản 9", june(6), at(june(6))))
    passed = received(session, home, june(7))[one.check_in_id]
    assert (passed.holder, passed.state) == (JUSTICE, Reception.SILENT)
    shown(home, at(june(8)), JUSTICE)
    assert received(session, home, june(8))[one.check_in_id].state == Reception.OPENED


def test_what_is_settled_is_not_told_and_no_statement_names_all_numbers(
    session: Session, whole: Database, home: Home
) -> None:
    one = line(session, "I.1")
    before = received(session, home, june(6))
    one.answer(june(6))
    with counting(whole) as asked:
        after = received(session, home, june(6))
    assert before.keys() - after.keys() == {one.check_in_id}
    assert not [statement for statement in asked if re.search(r"\bid IN|check_in_id IN", statement)]
