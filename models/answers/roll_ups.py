"""What others reported and one agency draws on: the answers that a roll-up gathers, and the minutes to be confirmed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from models.answers.evidence import evidence_of
from models.answers.owed_lines import newest_answers, parts_of
from models.check_ins.clause import clause_of
from models.database import Session
from models.tables.answers import Evidence
from models.tables.core import Answer, CheckIn, State
from plan.answer_form import CONFIRMING, HOST
from plan.library import LoadedPlan
from plan.periods import find_period

LEFT_OUT = (State.SUPERSEDED, State.WAIVED)
"""What nobody reports any more: another check-in stands for it, or the office asks for none."""


@dataclass(frozen=True)
class Gathered:
    """One check-in of another agency with its newest answer, None before any: its parts by heading, and its files."""

    check_in: CheckIn
    answer: Answer | None
    parts: Mapping[str, str]
    evidence: tuple[Evidence, ...]


def gathered_for(session: Session, loaded: LoadedPlan, check_in: CheckIn) -> list[Gathered]:
    """Return what an agency draws on for one check-in, task by task in the order of the register; [] where it draws on nothing.

    For a roll-up these are all that owe a report for its period, answered or not; for who confirms the minutes of a
    meeting the host's check-in. Files that wait for their answer are not shown.
    """
    task = clause_of(loaded.plan, check_in)
    if task is None or check_in.basis in ("request", "incident"):
        return []
    if task.turns is not None:
        found = _hosting(session, check_in) if check_in.role == CONFIRMING else []
    else:
        found = [one for ref in task.rolls_up for one in _members(session, check_in, ref)]
    ids = [one.id for one in found]
    answers, files = newest_answers(session, ids), evidence_of(session, ids)
    parts = parts_of(session, [answer.id for answer in answers.values()])
    gathered = []
    for one in found:
        answer = answers.get(one.id)
        if answer is None and one.state in LEFT_OUT:
            continue
        sent = tuple(file for file in files.get(one.id, ()) if file.version > 0)
        gathered.append(Gathered(one, answer, parts.get(answer.id, {}) if answer else {}, sent))
    places = {code: place for place, code in enumerate(loaded.register.agencies)}
    order = {ref: place for place, ref in enumerate(task.rolls_up)}
    return sorted(
        gathered,
        key=lambda one: (
            order.get(one.check_in.ref, 0),
            places.get(one.check_in.holder, len(places)),
            one.check_in.due_on,
        ),
    )


def _hosting(session: Session, check_in: CheckIn) -> Sequence[CheckIn]:
    hosting = _of_clause(session, check_in, check_in.ref)
    return [one for one in hosting if one.role == HOST and one.occurrence == check_in.occurrence]


def _members(session: Session, check_in: CheckIn, ref: str) -> Sequence[CheckIn]:
    """Return the reports that a roll-up gathers: those of its period, or of periods within it.

    What is asked once has no period: a roll-up of a written day gathers what was asked last before it is due.
    """
    members = _of_clause(session, check_in, ref)
    whole = find_period(check_in.occurrence)
    if whole.first < whole.last:
        periods = {one.occurrence: find_period(one.occurrence) for one in members}
        within = {name for name, one in periods.items() if whole.first <= one.first and one.last <= whole.last}
        return [one for one in members if one.occurrence in within]
    asked = [one for one in members if one.due_on <= check_in.due_on]
    last = max(asked, key=lambda one: one.due_on, default=None)
    return [one for one in members if last is not None and one.occurrence == last.occurrence]


def _of_clause(session: Session, check_in: CheckIn, ref: str) -> Sequence[CheckIn]:
    return session.exec(
        select(CheckIn)
        .where(
            CheckIn.province == check_in.province,
            CheckIn.plan == check_in.plan,
            CheckIn.ref == ref,
            col(CheckIn.basis).not_in(("request", "incident")),
        )
        .order_by(col(CheckIn.id))
    ).all()
