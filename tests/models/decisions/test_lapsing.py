"""When a request that waits has nothing left to decide: to the instant, in each state, whatever moved meanwhile."""

from datetime import date, datetime, timedelta
from typing import Any, TypeVar

import pytest
from sqlmodel import SQLModel

from models.check_ins.duties import EXTENSION, HANDOVER, RETURN
from models.decisions.lapsing import extension_lapsed, objection_lapsed
from models.tables.core import CheckIn, DutyChange, State
from models.tables.decisions import Extension, Objection, ObjectionKind
from tests.homes.event_plan import at

ASKED = at("9/6/2023 09:00")
Row = TypeVar("Row", bound=SQLModel)
INSTANT = timedelta(microseconds=1)
DUE, RETURNED_UNTIL = date(2023, 6, 14), date(2023, 6, 20)


def in_part(table: type[Row], **columns: object) -> Row:
    """Return a row with the columns that matter here alone; it is never stored."""
    values: dict[str, Any] = columns
    return table(**values)


def line(state: State = State.RETURNED, holder: str = "so-y-te") -> CheckIn:
    return in_part(CheckIn, holder=holder, state=state)


def extension(due_before: date = DUE) -> Extension:
    return in_part(Extension, holder="so-y-te", asked_at=ASKED, due_before=due_before)


def objection(kind: ObjectionKind = ObjectionKind.NOT_OURS) -> Objection:
    return in_part(Objection, holder="so-y-te", raised_at=ASKED, kind=kind)


def change(learnt_at: datetime, kind: str = RETURN) -> DutyChange:
    return in_part(DutyChange, kind=kind, learnt_at=learnt_at, due_on=RETURNED_UNTIL)


@pytest.mark.parametrize(
    ("state", "lapsed"),
    [
        (State.OPEN, False),
        (State.RETURNED, False),
        (State.ANSWERED, True),
        (State.ACCEPTED, True),
        (State.WAIVED, True),
        (State.SUPERSEDED, True),
        (State.OWNERLESS, True),
    ],
)
def test_what_is_not_owed_any_more_leaves_nothing_to_decide_but_of_a_declaration(state: State, lapsed: bool) -> None:
    assert extension_lapsed(extension(), line(state), ()) is lapsed
    assert objection_lapsed(objection(), line(state), ()) is lapsed
    assert not objection_lapsed(objection(ObjectionKind.NO_SYSTEM), line(state), ())


def test_what_another_holds_by_now_leaves_nothing_to_decide_but_of_a_declaration() -> None:
    passed_on = line(State.OPEN, "so-xay-dung")
    assert extension_lapsed(extension(), passed_on, ())
    assert objection_lapsed(objection(), passed_on, ())
    assert not objection_lapsed(objection(ObjectionKind.NO_SYSTEM), passed_on, ())


@pytest.mark.parametrize(
    ("returned_at", "of_extension", "of_objection"),
    [(ASKED - INSTANT, False, False), (ASKED, True, False), (ASKED + INSTANT, True, True)],
    ids=["before it", "at the same moment", "after it"],
)
def test_a_return_after_it_takes_its_object_away(returned_at: datetime, of_extension: bool, of_objection: bool) -> None:
    assert extension_lapsed(extension(), line(), [change(returned_at)]) is of_extension
    assert objection_lapsed(objection(), line(), [change(returned_at)]) is of_objection


def test_at_the_same_moment_a_request_that_knew_the_date_of_the_return_still_waits() -> None:
    assert not extension_lapsed(extension(RETURNED_UNTIL), line(), [change(ASKED)])


@pytest.mark.parametrize("kind", [HANDOVER, EXTENSION])
def test_no_other_move_of_a_date_takes_its_object_away(kind: str) -> None:
    later = [change(ASKED + INSTANT, kind)]
    assert not extension_lapsed(extension(), line(), later)
    assert not objection_lapsed(objection(), line(), later)
