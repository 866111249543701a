"""What the office settles by hand, behind `waive`, `objection`, `outbox --release` and `calendar`."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from flows.acts.find_check_in import Meant, Search, find_agency, find_check_in, find_line, guard_names, own_province
from flows.acts.home_plans import known_plans, post_now, read_home_plans
from flows.acts.open_home import OpenHome, offices_of, send_ready_letters
from models.answers.owed_lines import lines_of_agency
from models.audit.acts import Person
from models.check_ins.calendar_changes import Shift, find_shifts, move_by_calendar
from models.check_ins.handovers import ownerless_check_ins
from models.check_ins.lookup import settled_check_ins
from models.check_ins.moves import ALLOWED_MOVES, CHASED
from models.clock import day_of
from models.database import Session
from models.decisions.chasing.ladders import apply_ladder
from models.decisions.objections import ObjectionDecision, decide_objection, open_objections, raise_objection
from models.decisions.waivers import Waiver, waive
from models.outbox import retry
from models.outbox.letters import letters
from models.outbox.release import release_drafts
from models.refusal import UnknownNameError
from models.rounds.asking_first import confirm_changes, open_questions
from models.rounds.clock_check import confirm_gap
from models.rounds.runs import has_run
from models.rounds.undo import Undone, undo_last_round
from models.tables.core import CheckIn, State
from models.tables.decisions import Objection, ObjectionKind
from models.tables.rounds import PlanQuestion
from plan.library import LoadedPlan
from plan.parties import Register


@dataclass(frozen=True)
class Settled:
    """A check-in that was settled, and the name of the agency that held it."""

    check_in: CheckIn
    agency: str


@dataclass(frozen=True)
class Objected:
    """An objection with its check-in, the names of the agency that raised it and of the one it names instead."""

    objection: Objection
    check_in: CheckIn
    agency: str
    suggested: str


def waive_check_in(office: OpenHome, meant: Meant, waiver: Waiver, now: datetime, *, by: Person) -> Settled:
    """Waive the check-in that is meant, owed by an agency or left without an owner by an agency or a group.

    Raise RefusedError, before anything is written, for what names no such check-in, or without a reason and a document.
    """
    plans = known_plans(office)
    register, code = find_agency(plans, meant.agency, or_party=True)
    with office.database.write() as session:
        guard_names(session, plans, register, meant)
        lines = lines_of_agency(session, code, day_of(now), province=register.code)
        left = (one for one in ownerless_check_ins(session) if (one.province, one.holder) == (register.code, code))
        check_in = find_check_in(
            [*(line.check_in for line in lines), *left],
            meant,
            lambda one: one.state in ALLOWED_MOVES[State.WAIVED],
            Search(
                register.name_of(code),
                "phải gửi hoặc chưa có cơ quan tiếp nhận nhiệm vụ",
                settled=settled_check_ins(session, code, register.code),
            ),
        )
        waive(session, plans, [check_in.id], waiver, register.office, now, by=by, province=register.code)
    return Settled(check_in, register.name_of(code))


def release_letters(office: OpenHome, letter_ids: Collection[int] | None, now: datetime, *, by: Person) -> int:
    """Release drafts, all there are or all that are named, and return how many; the next round sends them.

    Raise RefusedError, before anything is written, for a letter that is no draft.
    """
    plans = known_plans(office)
    with office.database.write() as session:
        own, offices = own_province(plans), offices_of(plans)
        return release_drafts(session, now, letter_ids, by=by, own_province=own, offices=offices)


def apply_changed_ladder(office: OpenHome, code: str, now: datetime, *, by: Person) -> int:
    """Let what is open of a plan climb by its ladder as it reads now, and return of how many it was another.

    Raise RefusedError for a plan that the home does not follow, or where nobody is named.
    """
    loaded = read_home_plans(office).sound.get(code)
    if loaded is None:
        raise UnknownNameError(
            f"Thư mục dữ liệu không theo dõi kế hoạch «{code}», hoặc kế hoạch đang có lỗi; xem dondoc plan check."
        )
    register = loaded.register
    with office.database.write() as session:
        return apply_ladder(session, loaded, register.office, now, by=by, province=register.code)


@dataclass(frozen=True)
class Retried:
    """How many letters were to be tried again, how many left and did not, and the first reason why one did not."""

    count: int
    sent: int = 0
    failed: int = 0
    reason: str = ""


def retry_letters(office: OpenHome, letter_ids: Collection[int] | None, now: datetime, *, by: Person) -> Retried:
    """Try again at once what did not leave, all that a try may help or all that are named.

    Raise RefusedError, before anything is written, for a letter that is on its way, has left or was never to leave.
    """
    plans, on = known_plans(office), day_of(now)
    with office.database.write() as session:
        own, offices = own_province(plans), offices_of(plans)
        chosen = retry.retry_letters(session, now, letter_ids, by=by, own_province=own, offices=offices)
        after_round = has_run(session, on)
    sent = send_ready_letters(office, post_now(office), now, after_round=after_round)
    with office.database.read() as session:
        reasons = [one.reason for one in letters(session) if one.id in chosen and one.reason and sent.failed]
    return Retried(len(chosen), sent.sent, sent.failed, next(iter(reasons), ""))


def shifts_now(office: OpenHome) -> list[tuple[Shift, LoadedPlan]]:
    """Return the check-ins that the calendar would move, each with its plan; a plan with an error rests."""
    plans = read_home_plans(office).sound
    with office.database.read() as session:
        return [(shift, loaded) for loaded in plans.values() for shift in find_shifts(session, loaded)]


def apply_calendar(
    office: OpenHome, document: str, now: datetime, *, by: Person
) -> tuple[list[tuple[Shift, LoadedPlan]], int]:
    """Move every check-in to the days that the calendar gives, by a document; return what was found and how many moved.

    A plan with an error rests. Raise RefusedError, before anything is written, without a document.
    """
    plans, moved = read_home_plans(office).sound, 0
    found: list[tuple[Shift, LoadedPlan]] = []
    with office.database.write_alone() as session:
        for loaded in plans.values():
            shifts = find_shifts(session, loaded)
            moved += move_by_calendar(session, loaded, shifts, document, now, by=by)
            found += [(shift, loaded) for shift in shifts]
    return found, moved


def objections_waiting(office: OpenHome) -> list[Objected]:
    """Return the objections of all provinces of the home that wait for the office's decision."""
    plans = known_plans(office)
    with office.database.read() as session:
        return [one for register in _registers(plans).values() for one in _waiting(session, register)]


def object_to(
    office: OpenHome, meant: Meant, kind: ObjectionKind, reason: str, now: datetime, suggested: str = "", *, by: Person
) -> Objected:
    """Record that an agency objects to the check-in that is meant; `suggested` is the code of the agency it names.

    Raise RefusedError, before anything is written, for what names no line that is owed, or may not be objected to.
    """
    plans = known_plans(office)
    register, agency = find_agency(plans, meant.agency)
    with office.database.write() as session:
        line = find_line(session, plans, meant, day_of(now), lambda one: one.check_in.state in CHASED, "phải gửi")
        objection = raise_objection(
            session,
            plans,
            line.check_in.id,
            agency,
            kind,
            reason,
            now,
            by=by,
            province=register.code,
            suggested=suggested,
        )
    return _named(objection, line.check_in, register)


def decide_on_objection(
    office: OpenHome, meant: Meant, decision: ObjectionDecision, now: datetime, *, by: Person
) -> Objected:
    """Record the office's decision on the objection that waits for the check-in that is meant, and carry it out.

    Raise RefusedError, before anything is written, for what names none, or cannot be decided so.
    """
    plans = known_plans(office)
    register, agency = find_agency(plans, meant.agency)
    with office.database.write() as session:
        waiting = {one.check_in.id: one for one in _waiting(session, register) if one.objection.holder == agency}
        there = [one.check_in for one in waiting.values()]
        guard_names(session, plans, register, meant)
        search = Search(register.name_of(agency), "có ý kiến đang chờ Văn phòng quyết định")
        check_in = find_check_in(there, meant, lambda _: True, search)
        number, office_code = waiting[check_in.id].objection.id, register.office
        objection = decide_objection(session, plans, number, decision, office_code, now, by=by)
    return _named(objection, check_in, register)


def _registers(plans: Mapping[str, LoadedPlan]) -> dict[str, Register]:
    return {loaded.register.code: loaded.register for loaded in plans.values()}


def _waiting(session: Session, register: Register) -> list[Objected]:
    return [_named(objection, check_in, register) for objection, check_in in open_objections(session, register.code)]


def _named(objection: Objection, check_in: CheckIn, register: Register) -> Objected:
    suggested = register.name_of(objection.suggested) if objection.suggested else ""
    return Objected(objection, check_in, register.name_of(objection.holder), suggested)


def confirm_clock(office: OpenHome, now: datetime, *, by: Person) -> None:
    """Record that a person confirms the moment `now`. Raise RefusedError for a person without a name."""
    register = next(iter(read_home_plans(office).known.values())).register
    with office.database.write() as session:
        confirm_gap(session, register.code, register.office, now, by=by)


def questions_now(office: OpenHome) -> list[PlanQuestion]:
    """Return which changed plans wait for the office's word, with what each would do."""
    with office.database.read() as session:
        return open_questions(session)


def confirm_plan_changes(office: OpenHome, code: str, now: datetime, *, by: Person) -> None:
    """Let a changed plan do what was asked about, from the next round on. Raise RefusedError where nothing is asked."""
    register = next(iter(read_home_plans(office).known.values())).register
    with office.database.write() as session:
        confirm_changes(session, code, now, by=by, province=register.code, office=register.office)


def undo_round(office: OpenHome, now: datetime, *, by: Person, keep: bool = True) -> Undone:
    """Take the last round back, as `undo_last_round` does; without `keep` only tell what that would be, and change nothing."""
    register = next(iter(read_home_plans(office).known.values())).register
    with office.database.write_alone() if keep else office.database.try_out() as session:
        return undo_last_round(session, (register.code, register.office), now, by=by)
