"""Every act on a check-in, in every state, by every party: the table of who may, and lines brought into each state."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta

from models.answers.record import AnswerDraft, record_answers
from models.check_ins.duties import HANDOVER, Change, Duty, change_duty
from models.check_ins.moves import StateChange, move_check_in
from models.database import Session
from models.decisions.chasing.causes import Accepted, accept_cause, end_cause
from models.decisions.explanations import explain_lateness
from models.decisions.extensions import ExtensionDecision, ask_extension, decide_extension
from models.decisions.objections import ObjectionDecision, decide_objection, raise_objection
from models.decisions.verdicts import Seen, accept, give_back
from models.promises.promises import promise
from models.promises.receipts import Handler, receive
from models.refusal import RefusedError
from models.tables.core import Result, State
from models.tables.decisions import ObjectionKind
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
say that it has it             | holder  | -        | -        | holder   | -       | -          | -
promise a day                  | holder  | -        | -        | holder   | -       | -          | -
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
take its cause for objective   | judge   | -        | -        | judge    | -       | -          | -
end an objective cause         | judge   | -        | -        | judge    | -       | -          | -
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
system."""

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
FIRST_ANSWER = {
    "explain lateness": june(16),
    "take its cause for objective": june(16),
    "end an objective cause": june(16),
}
"""The day of the first answer, where the act is about a late one; else the 6th of June."""
ON = {
    "explain lateness": june(30),
    "ask for it when it is late": june(30),
    "take its cause for objective": june(30),
    "end an objective cause": june(30),
}
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


def receive_it(case: Case, party: str) -> None:
    it = [case.line.check_in_id]
    receive(case.session, it, party, Handler(), at(case.on), by=HOA, province=case.province)


def promise_it(case: Case, party: str) -> None:
    days = {case.line.check_in_id: june(13)}
    promise(case.session, case.plans, days, party, Handler(), at(case.on), by=HOA, province=case.province)


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


def take_cause(case: Case, party: str) -> None:
    number, until = case.line.check_in_id, Accepted(june(30) + timedelta(days=20))
    accept_cause(case.session, case.plans, number, until, party, at(case.on), by=DUNG, province=case.province)


def end_it(case: Case, party: str) -> None:
    end_cause(case.session, case.plans, case.line.check_in_id, party, at(case.on), by=DUNG, province=case.province)


def say(kind: ObjectionKind) -> Callable[[Case, str], None]:
    def raise_it(case: Case, party: str) -> None:
        about = (case.line.check_in_id, party, kind, "Không phải việc của cơ quan")
        raise_objection(case.session, case.plans, *about, at(case.on), by=HOA, province=case.province)

    return raise_it


def decide_on(decision: ObjectionDecision) -> Callable[[Case, str], None]:
    def decide(case: Case, party: str) -> None:
        decide_objection(case.session, case.plans, case.asked, decision, party, at(case.on), by=LAN)

    return decide


REJECTED = ObjectionDecision(False, "Kế hoạch giao rõ", "", "", june(9))
GIVEN = uphold(june(9), JUSTICE, "Công văn 91/VP")
DO: dict[str, tuple[str, Callable[[Case, str], None]]] = {
    "answer": ("answer", answer),
    "say that it has it": ("receive", receive_it),
    "promise a day": ("promise", promise_it),
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
    "take its cause for objective": ("accept-cause", take_cause),
    "end an objective cause": ("end-cause", end_it),
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
        assert move_check_in(session, one.check_in_id, StateChange(state, "1", first, at(first, time(16)), "an"))
    if state == State.RETURNED:
        asked = ask_before(one, act, june(8))
    if "after a hand-over" in act:
        pass_on(one, JUSTICE, june(8))
    if "objective" in act:
        explain_before(one, act, kind)
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


def explain_before(one: Line, act: str, kind: Kind) -> None:
    """Let the holder explain why a line is late, and its judge take that for objective where the act is to end it."""
    with suppress(RefusedError):
        explain_lateness(
            one.session, one.check_in_id, one.now.holder, "Mất điện", at(june(29)), by=HOA, province=PROVINCE
        )
        if act.startswith("end"):
            word = Accepted(june(30) + timedelta(days=9))
            accept_cause(
                one.session, PLANS, one.check_in_id, word, kind.judge, at(june(29)), by=DUNG, province=PROVINCE
            )


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
