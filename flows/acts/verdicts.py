"""Verdicts as the office records them on behalf of those who judge: behind the commands `accept` and `return`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flows.acts.find_check_in import Meant, find_agency, find_line
from flows.acts.home_plans import known_plans
from flows.acts.open_home import OpenHome
from models.answers.owed_lines import OwedLine
from models.audit.acts import Person
from models.check_ins.lookup import plan_of
from models.check_ins.moves import CHASED
from models.clock import day_of
from models.database import Session
from models.decisions.chasing.causes import Accepted, accept_cause, end_cause
from models.decisions.deciders import judge_of
from models.decisions.verdicts import GivenEarlier, Seen, WaitingAnswer, accept, give_back, waiting_answers
from models.refusal import RefusedError
from models.tables.core import CheckIn, State
from plan.library import LoadedPlan
from plan.owed import tracker_on
from plan.parties import Register


@dataclass(frozen=True)
class Judged:
    """What was judged, and the names of the agency that owes it and of the one that judged."""

    check_in: CheckIn
    agency: str
    judge: str


@dataclass(frozen=True)
class WaitingAnswers:
    """What waits for the verdict of one agency, whose name is `judge`."""

    register: Register
    judge: str
    answers: tuple[WaitingAnswer, ...]


def deciders_on(plans: Mapping[str, LoadedPlan], on: date) -> list[tuple[Register, str]]:
    """Return who may judge or decide on a day, each once: the plans' trackers, and the provincial offices."""
    found: dict[tuple[str, str], tuple[Register, str]] = {}
    for loaded in plans.values():
        register = loaded.register
        trackers = [tracker_on(loaded.plan, register, scope, on) for scope in loaded.plan.trackers]
        for code in (*trackers, register.office):
            found[register.code, code] = (register, code)
    return list(found.values())


def answers_waiting(office: OpenHome, judge: str, now: datetime) -> list[WaitingAnswers]:
    """Return what waits for a verdict, for each agency that has something to judge, or for the one named `judge`.

    Raise RefusedError for a name that is none.
    """
    plans, on = known_plans(office), day_of(now)
    judges = [find_agency(plans, judge)] if judge else deciders_on(plans, on)
    found = []
    with office.database.read() as session:
        for register, code in judges:
            answers = waiting_answers(session, plans, code, on, province=register.code)
            if answers:
                found.append(WaitingAnswers(register, register.name_of(code), tuple(answers)))
    return found


def accept_answer(
    office: OpenHome, meant: Meant, judge: str, now: datetime, earlier: GivenEarlier | None = None, *, by: Person
) -> Judged:
    """Accept the newest answer of the check-in that is meant; `judge` is '' for whoever rightfully judges it.

    `earlier` is needed for a verdict that was given before the day of `now`. Raise RefusedError, before anything is
    written, for what names no line that waits, or another judge than the rightful one.
    """
    plans = known_plans(office)
    with office.database.write() as session:
        case = _find_case(session, plans, meant, judge, now, earlier)
        accept(session, plans, [case.seen], case.judge, now, by=by, province=case.register.code, earlier=earlier)
    return case.judged


def return_answer(
    office: OpenHome,
    meant: Meant,
    judge: str,
    now: datetime,
    *,
    by: Person,
    reason: str,
    due_on: date,
    earlier: GivenEarlier | None = None,
) -> Judged:
    """Return the newest answer of the check-in that is meant, with the reason and the last day in time (inclusive).

    `judge` and `earlier` are as in `accept_answer`, which raises the same.
    """
    plans = known_plans(office)
    with office.database.write() as session:
        case = _find_case(session, plans, meant, judge, now, earlier)
        give_back(
            session,
            plans,
            case.seen,
            case.judge,
            now,
            by=by,
            province=case.register.code,
            reason=reason,
            due_on=due_on,
            earlier=earlier,
        )
    return case.judged


def accept_cause_of(office: OpenHome, meant: Meant, accepted: Accepted, now: datetime, *, by: Person) -> Judged:
    """Record that who judges the late check-in that is meant accepts its agency's cause: the climb stops for a time.

    Raise RefusedError, before anything is written, for what names no line that is owed, and as `accept_cause`.
    """
    plans = known_plans(office)
    with office.database.write() as session:
        check_in, register, judge = _late_line(session, plans, meant, day_of(now))
        accept_cause(session, plans, check_in.id, accepted, judge, now, by=by, province=register.code)
    return Judged(check_in, register.name_of(check_in.holder), register.name_of(judge))


def end_cause_of(office: OpenHome, meant: Meant, now: datetime, *, by: Person) -> Judged:
    """Record that an accepted cause is over before its day. Raise RefusedError as `accept_cause_of`."""
    plans = known_plans(office)
    with office.database.write() as session:
        check_in, register, judge = _late_line(session, plans, meant, day_of(now))
        end_cause(session, plans, check_in.id, judge, now, by=by, province=register.code)
    return Judged(check_in, register.name_of(check_in.holder), register.name_of(judge))


def _late_line(
    session: Session, plans: Mapping[str, LoadedPlan], meant: Meant, on: date
) -> tuple[CheckIn, Register, str]:
    line = find_line(session, plans, meant, on, lambda one: one.check_in.state in CHASED, "phải gửi")
    loaded = plan_of(line.check_in, plans)
    return line.check_in, loaded.register, judge_of(line.check_in, loaded, on)


@dataclass(frozen=True)
class _Case:
    line: OwedLine
    register: Register
    judge: str

    @property
    def seen(self) -> Seen:
        return Seen(self.line.check_in.id, self.line.version)

    @property
    def judged(self) -> Judged:
        holder = self.register.name_of(self.line.check_in.holder)
        return Judged(self.line.check_in, holder, self.register.name_of(self.judge))


def _find_case(
    session: Session,
    plans: Mapping[str, LoadedPlan],
    meant: Meant,
    judge: str,
    now: datetime,
    earlier: GivenEarlier | None,
) -> _Case:
    on = day_of(now)
    named_as_judge = find_agency(plans, judge) if judge else None
    line = find_line(session, plans, meant, on, lambda one: one.check_in.state == State.ANSWERED, "đang chờ xác nhận")
    check_in, loaded = line.check_in, plan_of(line.check_in, plans)
    rightful = judge_of(check_in, loaded, earlier.on if earlier else on)
    if not rightful:
        raise RefusedError(
            f"Báo cáo của {loaded.register.name_of(check_in.holder)} không có cơ quan nào xác nhận hoặc trả lại; "
            "nội dung nêu trong báo cáo gửi Chủ tịch UBND tỉnh.",
            check_in.id,
        )
    if named_as_judge:
        named_register, named = named_as_judge
        if (named_register.code, named) != (loaded.register.code, rightful):
            raise RefusedError(
                f"Báo cáo này do {loaded.register.name_of(rightful)} ({rightful}) xác nhận hoặc trả lại, "
                f"không phải {named_register.name_of(named)}.",
                check_in.id,
            )
    return _Case(line, loaded.register, rightful)
