"""Contributions: what a coordinating agency adds to what others report; it owes none, and may."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam
from sqlmodel import col, select, tuple_
from sqlmodel.sql.expression import SelectOfScalar

from models.answers.content import MAX_TEXT
from models.audit.acts import Done, Person, guard_person, record_act
from models.check_ins.clause import clause_of
from models.clock import day_of
from models.database import Session
from models.refusal import RefusedError
from models.tables.core import CheckIn, State
from models.tables.decisions import Contribution
from models.text import guard_open_words
from plan.library import LoadedPlan
from plan.parties import Party, resolve_parties
from plan.refs import told_ref
from plan.tasks import Task

MAX_CONTRIBUTIONS = 20
"""The most contributions of one agency to one occurrence of a task."""
_UNDER_WAY = (State.OPEN, State.ANSWERED, State.RETURNED)
"""The states in which a report can still be added to."""


@dataclass(frozen=True)
class Coordinated:
    """One occurrence of a task under way that an agency coordinates: who owes it, and the earliest date of theirs.

    `title` is the task's in the version that asked.
    """

    plan: str
    ref: str
    occurrence: str
    title: str
    due_on: date
    holders: tuple[str, ...]


def contribute(
    session: Session,
    loaded: LoadedPlan,
    occurrence_ref: tuple[str, str],
    agency: str,
    text: str,
    now: datetime,
    *,
    by: Person,
    province: str,
) -> Contribution:
    """Record what a coordinating agency adds to an occurrence of a task (its ref and occurrence), and return it.

    The same words by the same person as its newest ones are those sent twice: they add nothing. Raise RefusedError
    when the agency does not coordinate the task on that day or leads it itself, when nobody's report is under way, or
    the words are missing, too long, secret or too often added to. Nothing is committed here.
    """
    guard_person(by)
    words = text.strip()
    if not words:
        raise RefusedError("Ý kiến phối hợp còn trống; hãy ghi rõ.")
    if len(words) > MAX_TEXT:
        raise RefusedError(f"Ý kiến phối hợp dài tối đa {MAX_TEXT:,} ký tự; hãy rút gọn.".replace(",", "."))
    guard_open_words([words])
    ref, occurrence = occurrence_ref
    # Held against all others until the transaction ends: contributions are counted up.
    under_way = session.exec(
        _under_way(province)
        .where(CheckIn.plan == loaded.plan.code, CheckIn.ref == ref, CheckIn.occurrence == occurrence)
        .with_for_update()
    ).all()
    if not under_way:
        raise RefusedError(
            "Không có báo cáo nào của nhiệm vụ này còn nhận ý kiến phối hợp trong kỳ này; hãy tải lại trang."
        )
    task = clause_of(loaded.plan, under_way[0])
    if task is None or not _coordinates(loaded, task, under_way, agency, day_of(now)):
        raise RefusedError(
            f"Cơ quan không phối hợp thực hiện nhiệm vụ {told_ref(ref)} nên không gửi được ý kiến phối hợp; hãy tải lại trang."
        )
    own = select(Contribution).where(
        Contribution.province == province,
        Contribution.plan == loaded.plan.code,
        Contribution.ref == ref,
        Contribution.occurrence == occurrence,
        Contribution.agency == agency,
    )
    newest = session.exec(own.order_by(col(Contribution.number).desc())).first()
    if newest and (newest.text, newest.given_by, newest.post) == (words, by.name, by.post):
        return newest
    number = newest.number + 1 if newest else 1
    if number > MAX_CONTRIBUTIONS:
        raise RefusedError(
            f"Đã gửi ý kiến phối hợp {MAX_CONTRIBUTIONS} lần cho nhiệm vụ {told_ref(ref)} trong kỳ này; hãy trao đổi trực tiếp với cơ quan chủ trì."
        )
    given = Contribution(
        province=province,
        plan=loaded.plan.code,
        ref=ref,
        occurrence=occurrence,
        agency=agency,
        number=number,
        text=words,
        given_by=by.name,
        post=by.post,
        way=by.way,
        happened_on=day_of(now),
        learnt_at=now,
    )
    session.add(given)
    session.flush()
    item = f"{loaded.plan.code} {ref} {occurrence}"
    record_act(session, Done("contribute", province, agency, item=item, detail=f"lần {number}"), by, now)
    return given


def contributions_to(session: Session, check_ins: Sequence[CheckIn]) -> dict[int, list[Contribution]]:
    """Return what was added to the occurrence of each check-in, the oldest first."""
    found: dict[tuple[str, ...], list[Contribution]] = {}
    occasions = list({_occasion(check_in) for check_in in check_ins})
    for given in session.exec(_GIVEN, params={"occasions": occasions}) if occasions else ():
        found.setdefault((given.province, given.plan, given.ref, given.occurrence), []).append(given)
    return {one.id: found[_occasion(one)] for one in check_ins if _occasion(one) in found}


_GIVEN = (
    select(Contribution)
    .where(
        tuple_(
            col(Contribution.province), col(Contribution.plan), col(Contribution.ref), col(Contribution.occurrence)
        ).in_(bindparam("occasions", expanding=True))
    )
    .order_by(col(Contribution.learnt_at), col(Contribution.id))
)


def _occasion(check_in: CheckIn) -> tuple[str, str, str, str]:
    return check_in.province, check_in.plan, check_in.ref, check_in.occurrence


def coordinated_by(
    session: Session, plans: Mapping[str, LoadedPlan], agency: str, on: date, *, province: str
) -> list[Coordinated]:
    """Return what is under way and names an agency as coordinating on a day, the earliest date first."""
    of_occasion: dict[tuple[str, str, str, str], list[CheckIn]] = {}
    for check_in in session.exec(_under_way(province).where(CheckIn.opened_on <= on)):
        if check_in.plan in plans:
            of_occasion.setdefault(_occasion(check_in), []).append(check_in)
    found = []
    for (_, plan, ref, occurrence), check_ins in of_occasion.items():
        task = clause_of(plans[plan].plan, check_ins[0])
        if task is None or not _coordinates(plans[plan], task, check_ins, agency, on):
            continue
        due_on = min(check_in.due_on for check_in in check_ins)
        holders = tuple(dict.fromkeys(check_in.holder for check_in in check_ins))
        found.append(Coordinated(plan, ref, occurrence, task.title, due_on, holders))
    return sorted(found, key=lambda one: one.due_on)


def _under_way(province: str) -> SelectOfScalar[CheckIn]:
    under_way = select(CheckIn).where(CheckIn.province == province, col(CheckIn.state).in_(_UNDER_WAY))
    return under_way.order_by(col(CheckIn.due_on), col(CheckIn.id))


def _coordinates(loaded: LoadedPlan, task: Task, check_ins: Sequence[CheckIn], agency: str, on: date) -> bool:
    """Tell whether an agency coordinates what these check-ins report on, and neither owes nor leads it itself."""
    plan, register = loaded.plan, loaded.register
    if any(check_in.holder == agency for check_in in check_ins):
        return False

    def includes(parties: tuple[Party, ...]) -> bool:
        holders = resolve_parties(parties, register, on, task.ref, plan.handovers)
        return any(party.code == agency for party in holders)

    return includes(task.coordinating) and not includes(task.leads)
