"""Pages offer exactly the acts that are taken: each form, in each state of a line, to each party."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

import pytest

from models.check_ins.moves import CHASED
from models.tables.core import State
from tests.homes.every_act import KINDS, ON, STATES, Kind, prepare, who_may
from tests.homes.judged_plan import BUILDING, HEALTH, JUSTICE, OFFICE, POLICE, june
from tests.homes.pages.judged_pages import JudgedPages, judged_pages

AGENCIES = (HEALTH, JUSTICE, BUILDING, POLICE, OFFICE)
SETS = ([kind for kind in KINDS if kind.holder != BUILDING], [kind for kind in KINDS if kind.holder == BUILDING])
"""A line that passed on was another's before: it needs a database of its own."""


@dataclass(frozen=True)
class Stood:
    """A line that was brought into a state: its number, and that of what was asked of it, 0 for nothing."""

    kind: Kind
    check_in_id: int
    asked: int


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JudgedPages]:
    """Open pages that each test fills anew: to make the application takes longer than most of what is tried with it."""
    with judged_pages(tmp_path_factory.mktemp("judged"), june(9)) as opened:
        yield opened


def bring(pages: JudgedPages, act: str, state: State, kinds: list[Kind]) -> list[Stood]:
    """Begin the home anew on the day of an act, with lines of all kinds in a state, and return these."""
    pages.begin_anew()
    pages.move_to(ON.get(act, june(9)))
    with pages.database.write() as session:
        cases = [(kind, prepare(session, act, state, kind)) for kind in kinds]
        return [Stood(kind, case.line.check_in_id, case.asked) for kind, case in cases]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("late", [False, True], ids=["in time", "late"])
def test_a_line_shows_its_holder_the_forms_that_are_taken_and_nobody_else_the_line(
    pages: JudgedPages, late: bool, state: State
) -> None:
    forms: Mapping[str, str] = {
        "extend": "ask for it when it is late" if late else "ask for a later date",
        "explain": "explain lateness" if late else "explain before it is late",
        "not-ours": "say that it is not its own",
        "no-system": "declare that it owns no system",
    }
    for kinds in SETS:
        lines = bring(pages, forms["explain"], state, kinds)
        taken = {agency: pages.answers(agency) for agency in AGENCIES}
        for line in lines:
            for agency in AGENCIES:
                shown = pages.line_forms(line.check_in_id, agency)
                assert (shown is not None) == (agency == line.kind.holder), (line, agency)
                for form, act in forms.items():
                    may = who_may(act, state, line.kind) == agency
                    assert (form in (shown or ())) == may, (line, agency, form)
                may = who_may("answer", state, line.kind) == agency
                assert (line.check_in_id in taken[agency]) == may, (line, agency, "answer")


@pytest.mark.parametrize("state", STATES)
def test_an_answer_is_shown_to_its_judge_alone_while_it_waits(pages: JudgedPages, state: State) -> None:
    for kinds in SETS:
        lines = bring(pages, "accept", state, kinds)
        asked = {agency: pages.judges(agency) for agency in AGENCIES if agency != OFFICE}
        asked[OFFICE] = pages.office_judges()
        for line in lines:
            judge = who_may("accept", state, line.kind)
            assert [agency for agency in AGENCIES if line.check_in_id in asked[agency]] == [judge] * bool(judge)


@pytest.mark.parametrize(
    ("act", "state"),
    [
        *(("grant a later date", state) for state in STATES),
        *(("grant it after a hand-over", state) for state in CHASED),
    ],
)
def test_a_later_date_is_put_to_who_can_grant_it(pages: JudgedPages, act: str, state: State) -> None:
    assert_is_put_to_its_decider(pages, pages.extensions, act, state)


@pytest.mark.parametrize(
    ("act", "state"),
    [
        *(("waive it as not its own", state) for state in STATES),
        *(("waive it after a hand-over", state) for state in CHASED),
    ],
)
def test_an_objection_is_put_to_the_office_while_it_can_be_upheld(pages: JudgedPages, act: str, state: State) -> None:
    assert_is_put_to_its_decider(pages, pages.objections, act, state)


def assert_is_put_to_its_decider(
    pages: JudgedPages, shown: Callable[[str], Collection[int]], act: str, state: State
) -> None:
    """Fail unless what is asked for in a state is `shown` to who may decide on it, and to no other agency."""
    lines = bring(pages, act, state, SETS[0])
    put = {agency: shown(agency) for agency in AGENCIES}
    for line in lines:
        decider = who_may(act, state, line.kind)
        assert [agency for agency in AGENCIES if line.asked in put[agency]] == [decider] * bool(decider)


def test_what_nobody_owns_is_put_to_the_office_alone(pages: JudgedPages) -> None:
    lines = bring(pages, "answer", State.OWNERLESS, SETS[0])
    put = {agency: pages.ownerless(agency) for agency in AGENCIES}
    assert put[OFFICE] == {line.check_in_id for line in lines}
    assert not any(put[agency] for agency in AGENCIES if agency != OFFICE)
