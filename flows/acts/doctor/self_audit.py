"""The self-audit: whether all that should have been asked was, all that is late is chased, and all history is whole.

What is told here nobody decided and nobody is waiting for: a fault of the program, or of whoever changed its database. It
reckons by other means than the rounds did: what the plans ask from the calendar, what was said from the ladder.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from flows.acts.doctor.findings import BROKEN, Finding, listed
from flows.acts.doctor.next_looks import find_late_looks, name_few
from flows.acts.home_plans import read_home_plans
from flows.acts.open_home import OpenHome, post_of
from models.check_ins.opening import find_unopened
from models.database import Session
from models.database_faults import DAMAGED
from models.decisions.chasing.calls import called_on
from models.outbox.letters import heard_by_recipient, letters_that_wait
from models.outbox.notices import Chased, chased_check_ins, overdue
from models.rounds.asking_first import open_questions
from models.rounds.history import changed_since, history_faults, told_rungs
from models.rounds.runs import last_run
from notifications.ladder.stages import ESCALATION, recipients_of
from notifications.outbox.day_state import WEEK
from notifications.outbox.due_notices import INCIDENT_BASIS, Climb, Post, climb_on
from plan.library import LoadedPlan
from plan.refs import told_ref

_ASK_FOR_HELP = "Hãy chạy dondoc round; nếu vẫn còn thì gửi kết quả này cho người phụ trách chương trình."


def audit_home(office: OpenHome) -> list[Finding]:
    """Return what does not agree in a home, with the check-ins it is about; nothing is changed."""
    with office.database.read() as session:
        return audit(session, office)


def audit(session: Session, office: OpenHome) -> list[Finding]:
    """Return what does not agree in a home as a session sees its database.

    Lateness is looked at as of the last round, and not while letters are held: then nobody is told, and that is said
    elsewhere. A plan whose files have an error rests, and is looked at when it is sound again.
    """
    plans = read_home_plans(office).sound
    # What a changed plan would open waits for the office's word, and is told with that question.
    asked = {question.code for question in open_questions(session)}
    followed = [loaded for code, loaded in plans.items() if code not in asked]
    found = [*find_damage(office), *_unopened(session, followed), *_history(session)]
    last = last_run(session)
    if last is not None and not office.hold:
        post = post_of(office, plans)
        found.extend(_unchased(session, post, last.day, last.started_at))
        found.extend(find_late_looks(session, office, post))
    return found


def find_damage(office: OpenHome) -> Iterator[Finding]:
    """Yield that the file of the database is damaged, where it is, before anybody misses what stood there."""
    if not office.database.is_whole():
        yield Finding(BROKEN, f"{DAMAGED[:1].upper()}{DAMAGED[1:]}.")


def _unopened(session: Session, plans: Iterable[LoadedPlan]) -> Iterator[Finding]:
    for loaded in plans:
        if missing := find_unopened(session, loaded):
            named = [f"{line.plan} {told_ref(line.ref)} kỳ {line.occurrence} ({line.agency})" for line in missing]
            yield Finding(BROKEN, f"{len(missing)} phiếu báo cáo đã tới kỳ mà chưa mở: {listed(named)}", _ASK_FOR_HELP)


def _history(session: Session) -> Iterator[Finding]:
    for what, ids in history_faults(session).items():
        yield Finding(BROKEN, f"{len(ids)} phiếu báo cáo {what}: {name_few(session, ids)}", _ASK_FOR_HELP)


def _unchased(session: Session, post: Post, through: date, began: datetime) -> Iterator[Finding]:
    """Yield what is late and was not told as the ladder has it, by the round of the day `through` that began at a moment."""
    changed = changed_since(session, began)
    late = [one for one in _overdue(session, post, through) if one.id not in changed]
    told, climb = told_rungs(session, ESCALATION), climb_on(session, post, through)
    silent = [
        one.id for one in late if any((one.id, rung) not in told for rung in _passed_rungs(one, post, climb, through))
    ]
    if silent:
        what = f"{len(silent)} phiếu báo cáo quá hạn chưa có thông báo của một nấc đã tới"
        yield Finding(BROKEN, f"{what}: {name_few(session, silent)}", _ASK_FOR_HELP)
    if unheard := _unheard(session, post, climb, late, through):
        what = f"{len(unheard)} cơ quan quá hạn không nhận được thư nào trong hơn một tuần"
        yield Finding(BROKEN, f"{what}: {listed(unheard)}", _ASK_FOR_HELP)


def _overdue(session: Session, post: Post, through: date) -> list[Chased]:
    chased = chased_check_ins(session, overdue(through))
    return [one for one in chased if one.due_on < through and one.plan in post.plans and one.basis != INCIDENT_BASIS]


def _passed_rungs(one: Chased, post: Post, climb: Climb, through: date) -> Iterator[int]:
    """Yield the rungs of a check-in whose own day has come by a day and that name somebody who can be told.

    One that comes early is not expected early: the address book may have changed since the round.
    """
    loaded = post.plans[one.plan]
    for stage in climb.stages(one):
        if stage.purpose != ESCALATION or (stage.planned_on or stage.on) > through:
            continue
        named = recipients_of(stage.to, stage.on, one.holder, one.scope, loaded.plan, loaded.register)
        if any(not post.cannot_reach(post.name(one.province, to.code), through) for to in named):
            yield stage.rung


def _unheard(session: Session, post: Post, climb: Climb, late: Sequence[Chased], through: date) -> list[str]:
    """Return the agencies that the first rung has reached and whose last letter is older than a week, without a reason."""
    heard = heard_by_recipient(session)
    waits = {letter.recipient for letter in letters_that_wait(session, through)}
    # Who was telephoned that day got no letter, and gets it on the next working day.
    called = called_on(session, through)
    found: dict[str, None] = {}
    for one in late:
        if (one.province, one.holder) in called or climb.circumstances.is_paused(one, through):
            continue
        name, calendar = post.name(one.province, one.holder), post.plans[one.plan].calendar
        if (
            name in waits
            or post.directory.why_silent(name, through)
            or not any(_passed_rungs(one, post, climb, through))
        ):
            continue
        last = heard.get(name)
        again = calendar.next_working_day(last.on + WEEK) if last else date.min
        if again <= through and calendar.is_working_day(through):
            found[name] = None
    return list(found)
