"""Who may see and do what, as one table."""

import pytest

from models.access.rights import ACCESS_WORDS, GIVEN, LineAct, Right, guard_right, has_right, why_not_act
from models.refusal import RefusedError
from models.tables.people import Access

MAY = """
               | agency | deputy | tracker | office | chairman | vice-chairman | inspector | reader
see-board      |        |        | x       | x      | x        | x             | x         | x
see-reports    |        |        |         | x      | x        | x             | x         |
see-trail      |        |        |         | x      |          |               | x         |
see-views      |        |        |         | x      |          |               | x         |
report         | x      | x      |         |        |          |               |           |
judge          |        |        | x       |        |          |               |           |
decide         |        |        |         | x      |          |               |           |
let-in         |        |        |         | x      |          |               |           |
act: answer    | x      | x      |         |        |          |               |           |
act: receive   | x      | x      |         |        |          |               |           |
act: promise   | x      | x      |         |        |          |               |           |
act: extend    | x      | x      |         |        |          |               |           |
act: explain   | x      | x      |         |        |          |               |           |
act: refer     | x      | x      |         |        |          |               |           |
act: not-ours  | x      | x      |         |        |          |               |           |
act: no-system | x      | x      |         |        |          |               |           |
act: judge     |        |        | x       | x      |          |               |           |
act: grant     |        |        | x       | x      |          |               |           |
act: uphold    |        |        |         | x      |          |               |           |
act: waive     |        |        |         | x      |          |               |           |
act: cause     |        |        | x       | x      |          |               |           |
act: end-cause |        |        | x       | x      |          |               |           |
"""
HEAD, *ROWS = [[cell.strip() for cell in line.split("|")] for line in MAY.strip("\n").splitlines()]
CELLS = [(row[0], Access(access), cell == "x") for row in ROWS for access, cell in zip(HEAD[1:], row[1:], strict=True)]


def test_the_table_names_every_access_right_and_act() -> None:
    assert HEAD[1:] == [access.value for access in Access]
    assert [row[0] for row in ROWS] == [*Right, *(f"act: {act}" for act in LineAct)]
    assert ACCESS_WORDS.keys() == set(Access)


@pytest.mark.parametrize("what", [row[0] for row in ROWS])
def test_each_access_may_what_the_table_says_and_is_told_why_not_the_rest(what: str) -> None:
    for name, access, may in CELLS:
        if name != what:
            continue
        if what.startswith("act: "):
            why_not = why_not_act(access, LineAct(what.removeprefix("act: ")))
            assert (why_not == "") == may, access
            assert why_not == "" or why_not.endswith(".")
        else:
            assert has_right(access, Right(what)) == may, access
            if not may:
                with pytest.raises(RefusedError, match="Liên kết này cấp cho"):
                    guard_right(access, Right(what))


def test_who_only_looks_is_given_nothing_that_changes_anything() -> None:
    seeing = {right for right in Right if right.value.startswith("see-")}
    for access in (Access.CHAIRMAN, Access.VICE_CHAIRMAN, Access.INSPECTOR, Access.READER):
        assert {right for right in Right if has_right(access, right)} <= seeing
        assert all(why_not_act(access, act) for act in LineAct)


def test_an_agencys_own_ways_in_are_no_persons_to_be_given() -> None:
    assert set(GIVEN.values()) == set(Access) - {Access.AGENCY, Access.DEPUTY}
