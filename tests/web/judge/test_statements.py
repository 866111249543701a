"""The pages of those who judge and decide ask the database as often for many matters as for few."""

from datetime import date
from pathlib import Path

import pytest
from sqlmodel import col, select

from models.check_ins.moves import StateChange, move_check_in
from models.decisions.extensions import ask_extension
from models.decisions.objections import raise_objection
from models.tables.core import CheckIn, State
from models.tables.decisions import ObjectionKind
from tests.homes.databases.statements import counting
from tests.homes.pages.desks import HOA, IN_ORDER, Desks, bac_giang, open_desks

MOST_ON_A_PAGE = 53


def busy_with(desks: Desks, count: int) -> None:
    """Answer, ask for, object to and leave without an owner this many lines each."""
    plans, now, until = {"bac-giang": bac_giang()}, desks.clock.now(), date(2023, 7, 20)
    with desks.database.read() as session:
        chosen = select(CheckIn).where(CheckIn.state == State.OPEN, col(CheckIn.holder).not_in(["cong-an-tinh"]))
        lines = list(session.exec(chosen.order_by(col(CheckIn.id)).limit(4 * count)))
    assert len(lines) == 4 * count
    for place, line in enumerate(lines):
        about = (line.id, line.holder)
        if place % 4 == 0:
            desks.answer(line.ref, IN_ORDER, line.holder, line.occurrence)
            continue
        with desks.database.write() as session:
            if place % 4 == 1:
                ask_extension(session, plans, *about, until, "Chờ số liệu", now, by=HOA, province="bac-giang")
            elif place % 4 == 2:
                kind, why = ObjectionKind.NOT_OURS, "Việc của nơi khác"
                raise_objection(session, plans, *about, kind, why, now, by=HOA, province="bac-giang")
            else:
                assert move_check_in(session, line.id, StateChange(State.OWNERLESS, "thử", desks.clock.day, now, "thử"))


@pytest.mark.parametrize("page", ["judge", "office"])
def test_a_page_takes_as_many_statements_for_ten_of_each_kind_as_for_two(tmp_path: Path, page: str) -> None:
    counts = []
    for count in (2, 10):
        folder = tmp_path / str(count)
        folder.mkdir()
        with open_desks(folder) as desks:
            busy_with(desks, count)
            address = desks.judge() if page == "judge" else desks.office()
            desks.browser.get(address)
            with counting(desks.database) as asked:
                assert desks.browser.get(address).status_code == 200
            counts.append(len(asked))
    assert counts[0] == counts[1] <= MOST_ON_A_PAGE
