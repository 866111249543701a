"""What others reported and one agency draws on: the answers that a roll-up gathers, and the minutes to be confirmed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy
from sqlalchemy import ColumnElement, bindparam
from sqlalchemy.orm import aliased
from sqlmodel import and_, col, func, or_, select, tuple_

from models.answers.evidence import evidence_of
from models.answers.owed_lines import newest_answers, parts_of
from models.check_ins.clause import clause_of
from models.database import Session
from models.tables.answers import Evidence
from models.tables.core import Answer, CheckIn, State
from plan.answer_form import CONFIRMING, HOST
from plan.library import LoadedPlan
from plan.periods import Period, find_period

LEFT_OUT = (State.SUPERSEDED, State.WAIVED)
"""What nobody reports any more: another check-in stands for it, or the office asks for none."""
AD_HOC = ("request", "incident")
"""The bases of what no plan asks of everybody: nobody sums it up."""


@dataclass(frozen=True)
class Gathered:
    """One check-in of another agency with its newest answer, None before any: its parts by heading, and its files."""

    check_in: CheckIn
    answer: Answer | None
    parts: Mapping[str, str]
    evidence: tuple[Evidence, ...]


def gathered_for(
    session: Session, plans: Mapping[str, LoadedPlan], check_ins: Sequence[CheckIn]
) -> dict[int, list[Gathered]]:
    """Return by check-in what an agency draws on for it, task by task in the order of the register; none where it draws on nothing.

    For a roll-up these are all that owe a report for its period, answered or not; for who confirms the minutes of a
    meeting the host's check-in. Files that wait for their answer are not shown. `plans` are by code; a check-in of another
    plan draws on nothing. The statements are the same for any number of check-ins.
    """
    drawn = drawn_on(session, plans, check_ins)
    ids = [one.id for found in drawn.values() for one in found]
    answers, files = newest_answers(session, ids), evidence_of(session, ids)
    parts = parts_of(session, [answer.id for answer in answers.values()])
    gathered: dict[int, list[Gathered]] = {}
    for asking in check_ins:
        for one in drawn.get(asking.id, ()):
            answer = answers.get(one.id)
            if answer is None and one.state in LEFT_OUT:
                continue
            sent = tuple(file for file in files.get(one.id, ()) if file.version > 0)
            said = Gathered(one, answer, parts.get(answer.id, {}) if answer else {}, sent)
            gathered.setdefault(asking.id, []).append(said)
    of = {one.id: one for one in check_ins}
    return {key: _in_order(found, plans[of[key].plan], of[key]) for key, found in gathered.items()}


def _in_order(gathered: Sequence[Gathered], loaded: LoadedPlan, check_in: CheckIn) -> list[Gathered]:
    task = clause_of(loaded.plan, check_in)
    order = {ref: place for place, ref in enumerate(task.rolls_up if task else ())}
    places = {code: place for place, code in enumerate(loaded.register.agencies)}
    return sorted(
        gathered,
        key=lambda one: (
            order.get(one.check_in.ref, 0),
            places.get(one.check_in.holder, len(places)),
            one.check_in.due_on,
        ),
    )


_Clause = tuple[str, str, str]
"""A province, a plan in it, and a ref of that."""


def _clause(check_in: CheckIn, ref: str = "") -> _Clause:
    """Return the clause of a check-in, or another one of its plan."""
    return check_in.province, check_in.plan, ref or check_in.ref


def drawn_on(
    session: Session, plans: Mapping[str, LoadedPlan], check_ins: Sequence[CheckIn]
) -> dict[int, list[CheckIn]]:
    """Return the check-ins that each check-in draws on, answered or not, clause by clause, in the order of their numbers.

    What they are and `plans` is as in `gathered_for`; nothing of their answers is read.
    """
    confirming, summing = list[CheckIn](), list[tuple[CheckIn, tuple[str, ...]]]()
    for one in check_ins:
        task = clause_of(plans[one.plan].plan, one) if one.plan in plans and one.basis not in AD_HOC else None
        if task is not None and task.turns is not None and one.role == CONFIRMING:
            confirming.append(one)
        elif task is not None and task.turns is None and task.rolls_up:
            summing.append((one, task.rolls_up))
    names = _names_summed_up(session, summing)
    wanted = {(*_clause(one), one.occurrence) for one in confirming}
    wanted |= {(*_clause(one, ref), name) for one, refs in summing for ref in refs for name in names[one.id, ref]}
    of_clause: dict[tuple[str, str, str, str], list[CheckIn]] = {}
    for one in _asked_of_all(session, wanted):
        of_clause.setdefault((*_clause(one), one.occurrence), []).append(one)
    drawn: dict[int, list[CheckIn]] = {}
    for one in confirming:
        drawn[one.id] = [host for host in of_clause.get((*_clause(one), one.occurrence), ()) if host.role == HOST]
    for one, refs in summing:
        for ref in refs:
            there = [member for name in names[one.id, ref] for member in of_clause.get((*_clause(one, ref), name), ())]
            drawn.setdefault(one.id, []).extend(sorted(there, key=lambda member: member.id))
    return drawn


def _names_summed_up(
    session: Session, summing: Sequence[tuple[CheckIn, Sequence[str]]]
) -> dict[tuple[int, str], frozenset[str]]:
    """Return, by roll-up and the ref of what it sums up, the occurrences of which it gathers the reports.

    These are those of its period, or of periods within it. What is asked once has no period: a roll-up of a written day
    gathers what was asked last before it is due.
    """
    spans = {one.id: find_period(one.occurrence) for one, _ in summing}
    of_period = [(one, refs) for one, refs in summing if spans[one.id].first < spans[one.id].last]
    of_day = [(one, refs) for one, refs in summing if spans[one.id].first == spans[one.id].last]
    there, last = _names_of_years(session, of_period, spans), _names_asked_last(session, of_day)
    found = {}
    for one, refs in of_period:
        whole = spans[one.id]
        for ref in refs:
            periods = {name: find_period(name) for name in there.get(_clause(one, ref), ())}
            within = (name for name, part in periods.items() if whole.first <= part.first and part.last <= whole.last)
            found[one.id, ref] = frozenset(within)
    for one, refs in of_day:
        found |= {(one.id, ref): frozenset(filter(None, (last.get((one.id, ref)),))) for ref in refs}
    return found


def _names_of_years(
    session: Session, summing: Sequence[tuple[CheckIn, Sequence[str]]], spans: Mapping[int, Period]
) -> dict[_Clause, set[str]]:
    """Return of the clauses that are summed up the names of their occurrences in the years of who sums them up."""
    if not summing:
        return {}
    clauses = {_clause(one, ref) for one, refs in summing for ref in refs}
    # The name of an occurrence begins with its year: `2026-Q1`, `2026-03-15`.
    years = sorted({spans[one.id].first.year for one, _ in summing})
    chosen = select(CheckIn.province, CheckIn.plan, CheckIn.ref, CheckIn.occurrence).distinct()
    chosen = chosen.where(_of_clauses(clauses), or_(*(col(CheckIn.occurrence).startswith(str(year)) for year in years)))
    found: dict[_Clause, set[str]] = {}
    for province, plan, ref, name in session.exec(chosen.where(col(CheckIn.basis).not_in(AD_HOC))):
        found.setdefault((province, plan, ref), set()).add(name)
    return found


def _names_asked_last(session: Session, summing: Sequence[tuple[CheckIn, Sequence[str]]]) -> dict[tuple[int, str], str]:
    """Return, by roll-up and ref, the occurrence of the clause that falls due last until the roll-up does."""
    if not summing:
        return {}
    named = {"asking": [one.id for one, _ in summing], "refs": list({ref for _, refs in summing for ref in refs})}
    return {(asked_by, ref): name for asked_by, ref, name, _ in session.execute(_ASKED_LAST, named)}


def _asked_last() -> sqlalchemy.Select[Any]:
    asking, member = aliased(CheckIn), aliased(CheckIn)
    latest = func.row_number().over(
        partition_by=(col(asking.id), col(member.ref)), order_by=(col(member.due_on).desc(), col(member.id))
    )
    same = and_(member.province == asking.province, member.plan == asking.plan, member.due_on <= asking.due_on)
    ranked = (
        sqlalchemy.select(col(asking.id), col(member.ref), col(member.occurrence), latest.label("place"))
        .join(member, same)
        .where(col(asking.id).in_(bindparam("asking", expanding=True)), col(member.basis).not_in(AD_HOC))
        .where(col(member.ref).in_(bindparam("refs", expanding=True)))
        .subquery()
    )
    return sqlalchemy.select(ranked).where(ranked.c.place == 1)


# Built once, for that takes longer than the database does.
_ASKED_LAST = _asked_last()


def _asked_of_all(session: Session, wanted: Collection[tuple[str, str, str, str]]) -> Sequence[CheckIn]:
    """Return all check-ins of some occurrences of clauses (province, plan, ref, occurrence), by their numbers."""
    if not wanted:
        return []
    return session.exec(_ASKED, params={"wanted": sorted(wanted)}).all()


_OCCASION = tuple_(col(CheckIn.province), col(CheckIn.plan), col(CheckIn.ref), col(CheckIn.occurrence))
_ASKED = (
    select(CheckIn)
    .where(_OCCASION.in_(bindparam("wanted", expanding=True)), col(CheckIn.basis).not_in(AD_HOC))
    .order_by(col(CheckIn.id))
)


def _of_clauses(clauses: Collection[_Clause]) -> ColumnElement[bool]:
    return tuple_(col(CheckIn.province), col(CheckIn.plan), col(CheckIn.ref)).in_(sorted(clauses))
