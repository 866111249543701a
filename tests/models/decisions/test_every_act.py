"""Every act, in every state of a check-in, by every party: who may, what it leaves, and that all others change nothing."""

from contextlib import suppress
from dataclasses import replace

import pytest
from sqlalchemy import bindparam, text, update
from sqlmodel import col, select

from models.access.rights import LineAct, why_not_act
from models.check_ins.looks.next_look import WATCHED
from models.check_ins.moves import CHASED
from models.database import Database, Session
from models.decisions.offered import offered_acts
from models.decisions.situation import Situation
from models.refusal import RefusedError
from models.tables.core import LOOK_NOW, CheckIn, State
from models.tables.decisions import Act
from models.tables.people import Access
from tests.homes.every_act import DO, KINDS, MAY, PARTIES, STATES, Case, Kind, prepare, who_may
from tests.homes.judged_plan import JUSTICE, at, june

LEAVES = {
    "answer": State.ANSWERED,
    "accept": State.ACCEPTED,
    "return": State.RETURNED,
    "waive it as not its own": State.WAIVED,
}
"""The state that an act leaves, where it leaves another than it found."""

MOVES_TO = {"return": june(20), "grant a later date": june(22)}
"""The last day in time that an act leaves, where it moves it; an heir's is told below."""

OFFERS = {
    "answer": LineAct.ANSWER,
    "say that it has it": LineAct.RECEIVE,
    "promise a day": LineAct.PROMISE,
    "accept": LineAct.JUDGE,
    "return": LineAct.JUDGE,
    "ask for a later date": LineAct.EXTEND,
    "ask for it when it is late": LineAct.EXTEND,
    "grant a later date": LineAct.GRANT,
    "grant it after a hand-over": LineAct.GRANT,
    "explain before it is late": LineAct.EXPLAIN,
    "explain lateness": LineAct.EXPLAIN,
    "take its cause for objective": LineAct.CAUSE,
    "end an objective cause": LineAct.END_CAUSE,
    "say that it is not its own": LineAct.NOT_OURS,
    "give it to another agency": LineAct.UPHOLD,
    "waive it as not its own": LineAct.UPHOLD,
    "waive it after a hand-over": LineAct.UPHOLD,
    "declare that it owns no system": LineAct.NO_SYSTEM,
    "uphold that it owns no system": LineAct.UPHOLD,
}
"""What each act is called where it is offered. To refuse what was asked is always open to who decides."""


TELLS_NOTHING_NEW = (
    "say that it has it",
    "explain lateness",
    "say that it is not its own",
    "reject that it is not its own",
    "reject that after a hand-over",
    "declare that it owns no system",
    "uphold that it owns no system",
)
"""The acts that by themselves let nothing be told of a check-in on another day; of all others the next round has to know."""


def writes(session: Session) -> int:
    """Return how many rows this connection has inserted, changed or deleted so far."""
    session.flush()
    return int(session.execute(TOTAL).scalar_one())


TOTAL = text("SELECT total_changes()")
# Built once, for it is asked for thousands of times.
NEXT_ON = select(col(CheckIn.next_on)).where(col(CheckIn.id) == bindparam("check_in"))
FORGET_NEXT = update(CheckIn).values(next_on=None)
LAST_ACT = select(Act).order_by(col(Act.id).desc()).limit(1)


CELLS = [(act, state) for act, of_state in MAY.items() for state, role in of_state.items() if role]


@pytest.mark.parametrize(("act", "state"), CELLS, ids=[f"{act}, {state}" for act, state in CELLS])
def test_who_may_is_offered_it_and_does_it_once_and_all_others_are_refused_with_a_sentence(
    whole: Database, act: str, state: State
) -> None:
    concerned = [kind for kind in KINDS if not act.startswith("uphold") or kind.clause == "I.4"]
    somebody_may = next((kind for kind in concerned if who_may(act, state, kind)), None)
    for kind in concerned:
        with whole.write() as session:
            # To bring a line into a state costs more than all that is tried with it, so all is tried with one.
            case = prepare(session, act, state, kind)
            if act in OFFERS:
                see_to_whom_it_is_offered(case, act, state, kind)
            if kind == somebody_may and DO[act][0] != "decide-objection":
                see_that_it_is_done_nowhere_else(case, act, who_may(act, state, kind) or "")
            see_who_may(case, act, state, kind)
            session.rollback()


def whoever_does(act: LineAct) -> Access:
    return next(access for access in Access if not why_not_act(access, act))


def see_to_whom_it_is_offered(case: Case, act: str, state: State, kind: Kind) -> None:
    """Hold that it is offered to who may do it, and that the others are told why not."""
    allowed = who_may(act, state, kind)
    for party in PARTIES:
        situation = Situation(case.session, case.plans, case.line.now, party, at(case.on))
        why_not = offered_acts(situation, whoever_does(OFFERS[act]))[OFFERS[act]]
        assert (why_not == "") == (party == allowed and party != ""), (kind.name, party, why_not)
        assert why_not == "" or (why_not.endswith(".") and len(why_not.split()) > 4), why_not


def see_that_it_is_done_nowhere_else(case: Case, act: str, party: str) -> None:
    """Hold that in another province, or without its plan, no act is done."""
    before = writes(case.session)
    # An answer, an explanation and a receipt ask nothing of the plan.
    needs_plan = DO[act][0] not in ("answer", "explain", "receive")
    for elsewhere in (replace(case, province="tinh-khac"), *([replace(case, plans={})] if needs_plan else [])):
        with pytest.raises(RefusedError):
            DO[act][1](elsewhere, party)
        assert writes(case.session) == before


def see_who_may(case: Case, act: str, state: State, kind: Kind) -> None:
    _, do = DO[act]
    allowed = who_may(act, state, kind)
    before, stood = writes(case.session), CheckIn(**case.line.now.model_dump())
    assert stood.state == state
    for party in PARTIES:
        if party == allowed:
            continue
        with pytest.raises(RefusedError) as refused:
            do(case, party)
        sentence = str(refused.value)
        assert sentence.endswith("."), (kind.name, party, sentence)
        assert len(sentence.split()) > 4, (kind.name, party, sentence)
        assert writes(case.session) == before, (kind.name, party)
    if allowed is None:
        return
    case.session.execute(FORGET_NEXT)
    do(case, allowed)
    see_what_it_left(case, act, stood, kind, allowed)
    next_on = case.session.exec(NEXT_ON, params={"check_in": case.line.check_in_id}).one()
    is_moved = case.line.now.state != stood.state
    if is_moved or stood.state in WATCHED:
        assert next_on == (LOOK_NOW if is_moved or act not in TELLS_NOTHING_NEW else None), kind.name
    after = writes(case.session)
    with suppress(RefusedError):
        do(case, allowed)
    assert writes(case.session) == after, (kind.name, "done twice")


def see_what_it_left(case: Case, act: str, stood: CheckIn, kind: Kind, party: str) -> None:
    now, passes = case.line.now, act == "give it to another agency"
    left, due_on, holder = LEAVES.get(act, stood.state), MOVES_TO.get(act, stood.due_on), stood.holder
    if act == "uphold that it owns no system" and stood.state in CHASED:
        left = State.WAIVED
    if passes and kind.clause in ("I.1", "I.3", "I.4"):
        left = State.SUPERSEDED  # the heir owes that same line already
    elif passes:
        holder, due_on = JUSTICE, june(23)  # ten working days on
    assert (now.state, now.due_on, now.holder) == (left, due_on, holder), kind.name
    done = case.session.exec(LAST_ACT).first()
    assert done is not None
    assert (done.kind, done.agency, done.check_in_id) == (DO[act][0], party, case.line.check_in_id), kind.name


def test_the_table_names_every_act_and_every_state() -> None:
    assert list(MAY) == list(DO)
    assert set(STATES) == set(State)


def test_what_an_access_never_does_is_not_offered_to_it_whoever_it_is_and_it_is_told_why(whole: Database) -> None:
    with whole.write() as session:
        case = prepare(session, "answer", State.OPEN, KINDS[0])
        situation = Situation(session, case.plans, case.line.now, KINDS[0].holder, at(case.on))
        assert offered_acts(situation, Access.AGENCY)[LineAct.ANSWER] == ""
        for access in (Access.INSPECTOR, Access.CHAIRMAN, Access.VICE_CHAIRMAN, Access.READER):
            offered = offered_acts(situation, access)
            assert set(offered) == set(LineAct)
            assert all("chỉ xem" in why_not for why_not in offered.values()), access
        session.rollback()


def test_only_what_is_refused_and_so_closed_is_never_offered_by_itself() -> None:
    assert {act for act in MAY if act not in OFFERS} == {act for act in MAY if act.startswith(("refuse", "reject"))}
