"""Every act, in every state of a check-in, by every party: who may, what it leaves, and that all others change nothing."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, time

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from models.answers.record import AnswerDraft, record_answers
from models.check_ins.duties import HANDOVER, Change, Duty, change_duty
from models.check_ins.moves import CHASED, Move, move_check_in
from models.database import Database, Session
from models.decisions.extensions import ExtensionDecision, ask_extension, decide_extension, explain_lateness
from models.decisions.objections import ObjectionDecision, decide_objection, raise_objection
from models.decisions.verdicts import Seen, accept, give_back
from models.refusal import RefusedError
from models.tables.core import CheckIn, Result, State
from models.tables.decisions import Act, ObjectionKind
from plan.library import LoadedPlan
from tests.homes.judged_plan import (
    BUILDING,
    CHAIRMAN,
    DUNG,
    HEALTH,
    HOA,
    JUSTICE,
    LAN,
    OFFICE,
    PLANS,
    POLICE,
    PROVINCE,
    Line,
    at,
    june,
    line,
    opened,
    uphold,
)

STATES = (
    State.OPEN,
    State.ANSWERED,
    State.ACCEPTED,
    State.RETURNED,
    State.WAIVED,
    State.SUPERSEDED,
    State.OWNERLESS,
)

WHO_MAY = """
act                            | open    | answered | accepted | returned | waived  | superseded | ownerless
answer                         | holder  | holder   | -        | holder   | -       | -          | -
accept                         | -       | judge    | -        | -        | -       | -          | -
return                         | -       | judge    | -        | -        | -       | -          | -
ask for a later date           | holder  | -        | -        | holder   | -       | -          | -
ask for it when it is late     | -       | -        | -        | -        | -       | -          | -
grant a later date             | decider | -        | -        | returner | -       | -          | -
refuse a later date            | decider | decider  | decider  | returner | decider | decider    | decider
grant it after a hand-over     | -       |          |          | -        |         |            |
refuse it after a hand-over    | decider |          |          | returner |         |            |
explain before it is late      | -       | -        | -        | -        | -       | -          | -
explain lateness               | holder  | holder   | holder   | holder   | -       | -          | -
say that it is not its own     | holder  | -        | -        | holder   | -       | -          | -
give it to another agency      | office  | -        | -        | office   | -       | -          | -
waive it as not its own        | office  | -        | -        | office   | -       | -          | -
reject that it is not its own  | office  | office   | office   | office   | office  | office     | office
waive it after a hand-over     | -       |          |          | -        |         |            |
reject that after a hand-over  | office  |          |          | office   |         |            |
declare that it owns no system | owner   | -        | -        | owner    | -       | -          | -
uphold that it owns no system  | office  | office   | office   | office   | office  | office     | office
"""
"""Who may do what in which state. `-` is nobody; a blank is a case that cannot be. `owner` holds a line as the owner of a
system. The office's decisions on objections have no other door, so that nobody else can ask for them."""

LEAVES = {
    "answer": State.ANSWERED,
    "accept": State.ACCEPTED,
    "return": State.RETURNED,
    "waive it as not its own": State.WAIVED,
}
"""The state that an act leaves, where it leaves another than it found."""

MOVES_TO = {"return": june(20), "grant a later date": june(22)}
"""The last day in time that an act leaves, where it moves it; an heir's is told below."""

LINES = """
line                         | clause | holder              | judge               | decider             | returner
a department's               | I.1    | so-y-te             | cong-an-tinh        | cong-an-tinh        | cong-an-tinh
dated by the document        | I.3    | so-y-te             | cong-an-tinh        | van-phong-ubnd-tinh | cong-an-tinh
the tracker's own            | I.2    | cong-an-tinh        | van-phong-ubnd-tinh | van-phong-ubnd-tinh | van-phong-ubnd-tinh
the office's own, by itself  | I.6    | van-phong-ubnd-tinh | -                   | van-phong-ubnd-tinh | van-phong-ubnd-tinh
a department's, passed on    | I.1    | so-xay-dung         | cong-an-tinh        | cong-an-tinh        | cong-an-tinh
of the owners of systems     | I.4    | so-y-te             | cong-an-tinh        | cong-an-tinh        | cong-an-tinh
"""
"""Whose line it is, who judges it, who decides on its date, and who on the date of a return. What the document dated, and
what nobody else may judge, is the Chairman's to decide; the office records it."""

PARTIES = (HEALTH, JUSTICE, BUILDING, POLICE, OFFICE, CHAIRMAN, "")
"""Every agency of the plan, the Chairman, and nobody."""
FIRST_ANSWER = {"explain lateness": june(16)}
"""The day of the first answer, where the act is about a late one; else the 6th of June."""
ON = {"explain lateness": june(30), "ask for it when it is late": june(30)}
"""The day of an act, the 9th of June unless told here: a day before every last day in time."""


@dataclass(frozen=True)
class Kind:
    """One row of `LINES`."""

    name: str
    clause: str
    holder: str
    judge: str
    decider: str
    returner: str


def rows_of(table: str) -> list[list[str]]:
    """Return the cells of a table, without its head."""
    lines = [[cell.strip() for cell in row.split("|")] for row in table.strip().splitlines()]
    assert {len(row) for row in lines} == {len(lines[0])}
    return lines[1:]


KINDS = [Kind(*("" if cell == "-" else cell for cell in row)) for row in rows_of(LINES)]
MAY = {row[0]: dict(zip(STATES, row[1:], strict=True)) for row in rows_of(WHO_MAY)}


@dataclass(frozen=True)
class Case:
    """A check-in brought into a state, with what was asked of it before, and the day on which somebody acts."""

    line: Line
    on: date
    asked: int = 0
    province: str = PROVINCE
    plans: Mapping[str, LoadedPlan] = field(default_factory=lambda: PLANS)

    @property
    def session(self) -> Session:
        """The session of the line."""
        return self.line.session

    @property
    def seen(self) -> Seen:
        """The newest version, or the first where there is none."""
        return Seen(self.line.check_in_id, max(1, self.line.version))


def answer(case: Case, party: str) -> None:
    drafts = {case.line.check_in_id: AnswerDraft(Result.DONE, 100, "Đã hoàn thành")}
    record_answers(case.session, drafts, party, at(case.on), at(case.on), by=HOA, province=case.province)


def judge_well(case: Case, party: str) -> None:
    accept(case.session, case.plans, [case.seen], party, at(case.on), by=DUNG, province=case.province)


def judge_ill(case: Case, party: str) -> None:
    give_back(
        case.session,
        case.plans,
        case.seen,
        party,
        at(case.on),
        by=DUNG,
        province=case.province,
        reason="Chưa có số liệu",
        due_on=june(20),
    )


def ask(case: Case, party: str) -> None:
    until, why = june(23), "Chờ số liệu"
    ask_extension(
        case.session, case.plans, case.line.check_in_id, party, until, why, at(case.on), by=HOA, province=case.province
    )


def decide_date(granted: bool) -> Callable[[Case, str], None]:
    def decide(case: Case, party: str) -> None:
        decision = ExtensionDecision(granted, june(22), "Công văn 77/UBND-NC", "Đã xem xét", case.on)
        decide_extension(
            case.session, case.plans, case.asked, decision, party, at(case.on), by=LAN, province=case.province
        )

    return decide


def explain(case: Case, party: str) -> None:
    explain_lateness(
        case.session, case.line.check_in_id, party, "Mất điện", at(case.on), by=HOA, province=case.province
    )


def say(kind: ObjectionKind) -> Callable[[Case, str], None]:
    def raise_it(case: Case, party: str) -> None:
        about = (case.line.check_in_id, party, kind, "Không phải việc của cơ quan")
        raise_objection(case.session, case.plans, *about, at(case.on), by=HOA, province=case.province)

    return raise_it


def decide_on(decision: ObjectionDecision) -> Callable[[Case, str], None]:
    def decide(case: Case, _: str) -> None:
        decide_objection(case.session, case.plans, case.asked, decision, at(case.on), by=LAN)

    return decide


REJECTED = ObjectionDecision(False, "Kế hoạch giao rõ", "", "", june(9))
GIVEN = uphold(june(9), JUSTICE, "Công văn 91/VP")
DO: dict[str, tuple[str, Callable[[Case, str], None]]] = {
    "answer": ("answer", answer),
    "accept": ("accept", judge_well),
    "return": ("return", judge_ill),
    "ask for a later date": ("ask-extension", ask),
    "ask for it when it is late": ("ask-extension", ask),
    "grant a later date": ("decide-extension", decide_date(True)),
    "refuse a later date": ("decide-extension", decide_date(False)),
    "grant it after a hand-over": ("decide-extension", decide_date(True)),
    "refuse it after a hand-over": ("decide-extension", decide_date(False)),
    "explain before it is late": ("explain", explain),
    "explain lateness": ("explain", explain),
    "say that it is not its own": ("object", say(ObjectionKind.NOT_OURS)),
    "give it to another agency": ("decide-objection", decide_on(GIVEN)),
    "waive it as not its own": ("decide-objection", decide_on(uphold(june(9)))),
    "reject that it is not its own": ("decide-objection", decide_on(REJECTED)),
    "waive it after a hand-over": ("decide-objection", decide_on(uphold(june(9)))),
    "reject that after a hand-over": ("decide-objection", decide_on(REJECTED)),
    "declare that it owns no system": ("object", say(ObjectionKind.NO_SYSTEM)),
    "uphold that it owns no system": ("decide-objection", decide_on(uphold(june(9)))),
}
"""The kind that each act has in the audit trail, and how it is done."""


def prepare(session: Session, act: str, state: State, kind: Kind) -> Case:
    """Bring a line into a state; what the act decides upon was asked while the line was owed, by its holder then."""
    holder = HEALTH if kind.holder == BUILDING else kind.holder
    one = line(session, kind.clause, holder, kind.judge)
    if holder != kind.holder:
        pass_on(one, kind.holder, june(5))
    first = FIRST_ANSWER.get(act, june(6))
    asked = 0 if state == State.RETURNED else ask_before(one, act, june(5))
    if state in (State.ANSWERED, State.ACCEPTED, State.RETURNED):
        one.answer(first)
    if state == State.ACCEPTED and kind.judge:
        one.accept(first)
    elif state == State.RETURNED and kind.judge:
        one.give_back(first, date(first.year, first.month, first.day + 8))
    elif state not in (State.OPEN, State.ANSWERED):
        # What nobody may judge comes to these states by no act of this table; the others are moved by rounds and edits.
        assert move_check_in(session, one.check_in_id, Move(state, "1", first, at(first, time(16)), "an"))
    if state == State.RETURNED:
        asked = ask_before(one, act, june(8))
    if "after a hand-over" in act:
        pass_on(one, JUSTICE, june(8))
    return Case(one, ON.get(act, june(9)), asked)


def ask_before(one: Line, act: str, on: date) -> int:
    """Ask, in the holder's name, for what the act is to decide upon; return the number of its row, 0 for none."""
    kind, _ = DO[act]
    if kind == "decide-extension":
        return one.ask(on, june(20))
    if kind != "decide-objection":
        return 0
    said = ObjectionKind.NO_SYSTEM if act == "uphold that it owns no system" else ObjectionKind.NOT_OURS
    about = (one.check_in_id, one.now.holder, said, "Không phải việc của cơ quan")
    return raise_objection(one.session, PLANS, *about, at(on), by=HOA, province=PROVINCE).id


def pass_on(one: Line, heir: str, on: date) -> None:
    """Hand a line over with the date that it has."""
    duty = Duty(heir, one.now.remind_on, one.now.due_on)
    assert change_duty(one.session, one.now, duty, Change(HANDOVER, "Quyết định 9", on, at(on, time(12))))


def who_may(act: str, state: State, kind: Kind) -> str | None:
    """Return the party that may, or None."""
    role = MAY[act][state]
    if "after a hand-over" in act and kind.judge == OFFICE:
        # What passed on from the tracker to another agency is the tracker's to judge.
        kind = replace(kind, decider=POLICE, returner=POLICE)
    if role == "owner":
        return kind.holder if kind.clause == "I.4" else None
    if role == "office":
        return OFFICE
    return None if role == "-" else getattr(kind, role) or None


def writes(session: Session) -> int:
    """Return how many rows this connection has inserted, changed or deleted so far."""
    session.flush()
    return int(session.execute(text("SELECT total_changes()")).scalar_one())


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = opened(f"sqlite:///{tmp_path_factory.mktemp('acts') / 'dondoc.db'}")
    yield database
    database.close()


CELLS = [(act, state) for act, of_state in MAY.items() for state, role in of_state.items() if role]


@pytest.mark.parametrize(("act", "state"), CELLS, ids=[f"{act}, {state}" for act, state in CELLS])
def test_who_may_does_it_once_and_all_others_are_refused_with_a_sentence(
    whole: Database, act: str, state: State
) -> None:
    concerned = [
        kind for kind in KINDS if "owns no system" not in act or act.startswith("declare") or kind.clause == "I.4"
    ]
    for kind in concerned:
        with whole.write() as session:
            see_who_may(prepare(session, act, state, kind), act, state, kind)
            session.rollback()


def see_who_may(case: Case, act: str, state: State, kind: Kind) -> None:
    _, do = DO[act]
    allowed = who_may(act, state, kind)
    # A decision on an objection names no agency: it is refused to all, or open to the office alone.
    others = (OFFICE,) if DO[act][0] == "decide-objection" else PARTIES
    before, stood = writes(case.session), CheckIn(**case.line.now.model_dump())
    assert stood.state == state
    for party in others:
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
    do(case, allowed)
    see_what_it_left(case, act, stood, kind, allowed)
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
    done = case.session.exec(select(Act).order_by(col(Act.id).desc())).first()
    assert done is not None
    assert (done.kind, done.agency, done.check_in_id) == (DO[act][0], party, case.line.check_in_id), kind.name


ELSEWHERE = [cell for cell in CELLS if MAY[cell[0]][cell[1]] != "-" and DO[cell[0]][0] != "decide-objection"]


@pytest.mark.parametrize(("act", "state"), ELSEWHERE, ids=[f"{act}, {state}" for act, state in ELSEWHERE])
def test_in_another_province_or_without_its_plan_no_act_is_done(whole: Database, act: str, state: State) -> None:
    kind = next(kind for kind in KINDS if kind.clause == "I.4" or "owns no system" not in act)
    with whole.write() as session:
        case = prepare(session, act, state, kind)
        before, party = writes(session), who_may(act, state, kind)
        # An answer and an explanation ask nothing of the plan.
        needs_plan = DO[act][0] not in ("answer", "explain")
        for elsewhere in (replace(case, province="tinh-khac"), *([replace(case, plans={})] if needs_plan else [])):
            with pytest.raises(RefusedError):
                DO[act][1](elsewhere, party or "")
            assert writes(session) == before
        session.rollback()


def test_the_table_names_every_act_and_every_state() -> None:
    assert list(MAY) == list(DO)
    assert set(STATES) == set(State)
