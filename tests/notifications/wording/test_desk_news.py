"""What waits on the desks, as their weekly letter counts it: the same as their pages list, without reading what is listed."""

from pathlib import Path

from sqlmodel import select

from flows.acts.open_home import load_plans
from models.clock import day_of
from models.decisions.verdicts import waiting_answers
from models.tables.core import CheckIn, State
from notifications.wording.desk_news import desks_of, read_waiting
from tests.homes.databases.statements import reading
from tests.homes.lived.busy_year import busy_year


def test_a_desk_is_told_how_much_waits_and_since_when_without_reading_each_answer(tmp_path: Path) -> None:
    with busy_year(tmp_path) as office, office.database.read() as session:
        plans, on = load_plans(office), day_of(office.clock.now())
        with reading(office.database) as rows:
            waiting = read_waiting(session, plans, on)
        counted = {whose: (one.count, (on - one.since).days) for whose, one in waiting.answers.items()}
        listed = {
            (one.province, one.code): waiting_answers(session, plans, one.code, on, province=one.province)
            for one in desks_of(plans, on)
        }
        ownerless = session.exec(select(CheckIn.id).where(CheckIn.state == State.OWNERLESS)).all()
    assert counted == {whose: (len(found), found[0].waited) for whose, found in listed.items() if found}
    assert sum(waiting.ownerless.values()) == len(ownerless)
    of_answers = [one for one in rows if "JOIN answer" in one]
    assert 0 < len(of_answers) < sum(len(found) for found in listed.values()) / 2
