"""Two homes that live one life by lot: one looks in its rounds at what is due for a look, the other at everything.

Days without a round, answers, returns, later dates, promises, causes, requests, edits of the plan, its ladder, the register,
the calendar and the address book, deputies and duties that pass on: whatever moves the day of a notice.
`python -m tests.homes.lived.lives FIRST LAST` lives through more seeds than the suite has time for.
"""

import random
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import text
from sqlmodel import col, select

from flows.acts.open_home import OpenHome, load_plans
from models.answers.content import AnswerDraft
from models.answers.history import versions_of
from models.answers.record import record_answers
from models.audit.acts import BY_PAGE, Person
from models.check_ins.calendar_changes import find_shifts, move_by_calendar
from models.check_ins.looks.next_look import look_at_all
from models.check_ins.looks.reckonings import forget_all
from models.check_ins.moves import CHASED
from models.database import Session
from models.decisions.chasing.causes import Accepted, accept_cause, end_cause
from models.decisions.chasing.ladders import apply_ladder
from models.decisions.deciders import judge_of
from models.decisions.explanations import explain_lateness
from models.decisions.extensions import ExtensionDecision, ask_extension, decide_extension
from models.decisions.objections import ObjectionDecision, decide_objection, raise_objection
from models.decisions.requests import Asking, make_request
from models.decisions.verdicts import Seen, accept, give_back
from models.people.deputies import Naming, name_deputy
from models.promises.promises import promise
from models.promises.receipts import Handler
from models.refusal import RefusedError
from models.tables.ad_hoc import Asker
from models.tables.core import CheckIn, Result, State
from models.tables.decisions import ObjectionKind
from plan.library import LoadedPlan
from tests.homes.offices import SMALL_PLAN, SMALL_REGISTER, go_to, morning, round_on, small_office

BEGINS = date(2023, 5, 15)
AN = Person("Nguyễn Văn An", "Chánh Văn phòng", BY_PAGE)
CODE, PROVINCE, HEALTH, POLICE = "ke-hoach-thu", "tinh-thu", "so-y-te", "cong-an-tinh"
PLAN = (
    SMALL_PLAN.replace("  ladder:\n", "  habit: {late: 1, of: 2}\n  ladder:\n")
    .replace("clauses: [I.1, I.2]", "clauses: [I.1, I.2, I.3, I.4, I.5, I.6]")
    .replace(
        "trackers:",
        """  trial:
    code: thu-ngay
    rung: 1
    from: 1/6/2023
    to: 31/12/2023
    days: [1, 4]
trackers:""",
    )
    + """  I.3: {title: Việc hằng tháng, lead: cac-so, time: monthly, due: {by: 5 of next month}}
  I.4: {title: Việc một lần, lead: cac-so, time: once, due: {before: 1/6/2023}}
  I.5: {title: Việc một lần nữa, lead: cong-an-tinh, time: once, due: {before: 12/6/2023}}
  I.6: {title: Việc cuối tháng, lead: so-y-te, time: monthly, due: {by: end of period}}
"""
)
"""The small plan with a rule about habits, a trial of two days, and what comes every month."""
EDITS = (
    PLAN,
    PLAN.replace("{after: 3, to: tracker}", "{after: 2, to: tracker}"),
    PLAN.replace("  habit: {late: 1, of: 2}\n", ""),
    PLAN.replace("remind: [7, 1]", "remind: [5, 2, 1]"),
    PLAN.replace("{before: 12/6/2023}", "{before: 18/6/2023}"),
)
MOVES = """moves:
  - on: 8/6/2023
    by: Nghị quyết 1
    moves:
      - {from: so-y-te, to: cong-an-tinh}
roles: {}"""
REGISTERS = (SMALL_REGISTER, SMALL_REGISTER.replace("roles: {}", MOVES))
_HEAD = "agency,name,post,head,channel,address,from,to\n"
CONTACTS = (
    "",
    f"{_HEAD}so-y-te,Ông A,Giám đốc,x,email,giam-doc@syt.example.vn,,\nso-y-te,,,,email,syt@syt.example.vn,,\n",
    f"{_HEAD}cong-an-tinh,Ông B,Giám đốc,x,email,gd@ca.example.vn,01/06/2023,20/06/2023\ncong-an-tinh,,,,email,khong,,\n",
    f"{_HEAD}sai dòng\n",
)
_DAYS_OFF = ("31/5/2023", "13/6/2023", "14/6/2023", "20/6/2023")
_TOLD = (
    "SELECT check_in_id, purpose, rung, due_on, recipient, channel, stage_on, outcome, reason, letter_id FROM notice ORDER BY 1, 2, 3, 4, 5",
    "SELECT id, recipient, written_on, matter, address, subject, body, state, reason FROM letter ORDER BY id",
    "SELECT check_in_id, kind, item, happened_on, actor FROM check_in_event ORDER BY check_in_id, kind, item",
    "SELECT id, ref, agency, holder, state, due_on, remind_on, ladder, opened_on FROM check_in ORDER BY id",
    "SELECT check_in_id, number, kind, holder, due_on FROM duty_change ORDER BY check_in_id, number",
)
Told = list[list[tuple[object, ...]]]


def lives_alike(folder: Path, plan: str, seed: int, days: int) -> tuple[Told, Told]:
    """Return what two homes told, and how all stands, that lived the same days: looking at what was due, and at everything."""
    found = []
    for name, at_everything in (("due", False), ("all", True)):
        with small_office(folder / name, BEGINS, plan) as office:
            _live(office, random.Random(seed), days, at_everything=at_everything)  # noqa: S311  no secret
            with office.database.read() as session:
                found.append([[tuple(row) for row in session.execute(text(asked))] for asked in _TOLD])
    return found[0], found[1]


def _live(office: OpenHome, lot: random.Random, days: int, *, at_everything: bool) -> None:
    for day in (BEGINS + timedelta(days=number) for number in range(0, 2 * days, 2)):
        go_to(office, day)
        for _ in range(lot.randrange(4)):
            act, of_it = lot.choice(ACTS), random.Random(lot.random())  # noqa: S311
            with suppress(RefusedError):
                act(office, day, of_it)
        if lot.random() < 0.2:
            continue  # a day that nobody runs
        if at_everything:
            with office.database.write() as session:
                forget_all(session)
                look_at_all(session)
        assert not round_on(office, day).failures


def _write(office: OpenHome, file: str, content: str) -> None:
    place = office.home.path / file
    place.parent.mkdir(exist_ok=True)
    place.write_text(content, encoding="utf-8")


def _edit(office: OpenHome, _day: date, lot: random.Random) -> None:
    _write(office, f"plans/{CODE}.yaml", lot.choice(EDITS))


def _reorganise(office: OpenHome, _day: date, lot: random.Random) -> None:
    if lot.random() < 0.4:
        _write(office, "plans/agencies.yaml", lot.choice(REGISTERS))


def _readdress(office: OpenHome, _day: date, lot: random.Random) -> None:
    if content := lot.choice(CONTACTS):
        _write(office, "contacts.csv", content)
    else:
        office.home.contacts_file.unlink(missing_ok=True)


def _change_calendar(office: OpenHome, day: date, lot: random.Random) -> None:
    off = lot.choice(_DAYS_OFF)
    _write(
        office,
        "plans/calendar.yaml",
        f"confirmed:\n  2023: {{by: Văn bản 1}}\ndays_off:\n  - {{date: {off}, by: Văn bản 2}}\n",
    )
    loaded = load_plans(office)[CODE]
    with office.database.write() as session:
        move_by_calendar(session, loaded, find_shifts(session, loaded), "99/TB", _noon(day), by=AN)


@dataclass(frozen=True)
class _Hand:
    """One act: in which session, by which plan, about which check-in, when."""

    session: Session
    loaded: LoadedPlan
    one: CheckIn
    day: date
    lot: random.Random

    @property
    def now(self) -> datetime:
        return _noon(self.day)

    @property
    def plans(self) -> dict[str, LoadedPlan]:
        return {CODE: self.loaded}

    @property
    def judge(self) -> str:
        return judge_of(self.one, self.loaded, self.day)


def _noon(day: date) -> datetime:
    return morning(day) + timedelta(hours=4)


def _on_one(do: Callable[[_Hand], object], *states: State) -> Callable[[OpenHome, date, random.Random], None]:
    """Return an act on a check-in that the lot chooses, of those in the states, else of what is owed."""

    def act(office: OpenHome, day: date, lot: random.Random) -> None:
        loaded = load_plans(office)[CODE]
        with office.database.write() as session:
            there = select(CheckIn).where(col(CheckIn.state).in_(states or CHASED)).order_by(col(CheckIn.id))
            if found := session.exec(there).all():
                do(_Hand(session, loaded, lot.choice(found), day, lot))

    return act


def _answer(hand: _Hand) -> None:
    draft = AnswerDraft(Result.IN_PROGRESS, 50, "Đang làm.")
    record_answers(hand.session, {hand.one.id: draft}, hand.one.holder, hand.now, hand.now, by=AN, province=PROVINCE)


def _judge(hand: _Hand) -> None:
    seen = Seen(hand.one.id, versions_of(hand.session, hand.one.id)[-1].answer.version)
    if hand.lot.random() < 0.4:
        accept(hand.session, hand.plans, [seen], hand.judge, hand.now, by=AN, province=PROVINCE)
        return
    until = hand.loaded.calendar.add_working_days(max(hand.day, hand.one.due_on), 3)
    reason = "Chưa có số liệu kèm theo."
    give_back(
        hand.session, hand.plans, seen, hand.judge, hand.now, by=AN, province=PROVINCE, reason=reason, due_on=until
    )


def _put_off(hand: _Hand) -> None:
    until = max(hand.day, hand.one.due_on) + timedelta(days=hand.lot.randrange(2, 15))
    asked = ask_extension(
        hand.session,
        hand.plans,
        hand.one.id,
        hand.one.holder,
        until,
        "Chờ số liệu.",
        hand.now,
        by=AN,
        province=PROVINCE,
    )
    granted = hand.lot.choice((True, False, None))
    if granted is None:
        return
    said = ExtensionDecision(
        granted, until if granted else None, "99/UBND", "" if granted else "Chưa đủ căn cứ.", hand.day
    )
    decider = hand.lot.choice((hand.judge, hand.loaded.register.office))
    decide_extension(hand.session, hand.plans, asked.id, said, decider, hand.now, by=AN, province=PROVINCE)


def _promise(hand: _Hand) -> None:
    day = hand.loaded.calendar.add_working_days(hand.day, hand.lot.randrange(1, 8))
    who = Handler("Trần Thị Bình", "0204 3855 123")
    promise(hand.session, hand.plans, {hand.one.id: day}, hand.one.holder, who, hand.now, by=AN, province=PROVINCE)


def _excuse(hand: _Hand) -> None:
    reason = "Bão lũ làm gián đoạn."
    explain_lateness(hand.session, hand.one.id, hand.one.holder, reason, hand.now, by=AN, province=PROVINCE)
    until = Accepted(hand.day + timedelta(days=hand.lot.randrange(1, 9)))
    accept_cause(hand.session, hand.plans, hand.one.id, until, hand.judge, hand.now, by=AN, province=PROVINCE)


def _end_excuse(hand: _Hand) -> None:
    end_cause(hand.session, hand.plans, hand.one.id, hand.judge, hand.now, by=AN, province=PROVINCE)


def _object(hand: _Hand) -> None:
    raised = raise_objection(
        hand.session,
        hand.plans,
        hand.one.id,
        hand.one.holder,
        ObjectionKind.NOT_OURS,
        "Việc của ngành khác.",
        hand.now,
        by=AN,
        province=PROVINCE,
    )
    said = ObjectionDecision(True, "Đúng là việc khác.", "7/UBND", hand.lot.choice((POLICE, HEALTH, "")), hand.day)
    decide_objection(hand.session, hand.plans, raised.id, said, hand.loaded.register.office, hand.now, by=AN)


def _apply_ladder(hand: _Hand) -> None:
    apply_ladder(hand.session, hand.loaded, hand.loaded.register.office, hand.now, by=AN, province=PROVINCE)


def _name_deputy(hand: _Hand) -> None:
    starts = hand.day + timedelta(days=hand.lot.randrange(4))
    address = f"phong-{hand.lot.randrange(9)}@syt.example.vn"
    named = Naming("Trần Văn Dũng", "Phó phòng", address, starts, starts + timedelta(days=hand.lot.randrange(3, 9)))
    name_deputy(hand.session, hand.lot.choice((HEALTH, POLICE)), named, hand.now, by=AN, province=PROVINCE)


def _request(hand: _Hand) -> None:
    due_on = hand.day + timedelta(days=hand.lot.randrange(3, 12))
    asking = Asking((HEALTH,), due_on, f"Báo cáo nhanh {hand.lot.randrange(99)}", "12/UBND", Asker.OFFICE)
    make_request(hand.session, hand.loaded, asking, hand.now, by=AN)


ACTS: tuple[Callable[[OpenHome, date, random.Random], None], ...] = (
    _edit,
    _reorganise,
    _readdress,
    _change_calendar,
    _on_one(_answer),
    _on_one(_answer),
    _on_one(_judge, State.ANSWERED),
    _on_one(_put_off),
    _on_one(_promise),
    _on_one(_excuse),
    _on_one(_end_excuse),
    _on_one(_object),
    _on_one(_apply_ladder),
    _on_one(_name_deputy),
    _on_one(_request),
)

if __name__ == "__main__":
    first, last = map(int, sys.argv[1:])
    for chosen in range(first, last + 1):
        with tempfile.TemporaryDirectory() as place:
            due, everything = lives_alike(Path(place), PLAN, chosen, 40)
        sys.stdout.write(f"seed {chosen}: {[len(part) for part in due]} rows, alike: {due == everything}\n")
        for mine, theirs in zip(due, everything, strict=True):
            sys.stdout.writelines(f"  {row}\n" for row in {*mine} ^ {*theirs})
        sys.stdout.flush()
