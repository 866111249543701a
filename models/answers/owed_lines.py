"""What an agency owes, line by line, with all that its page shows of each: read in a few statements, however many."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import compress
from typing import Any, TypeVar

import sqlalchemy
from sqlalchemy import BindParameter, bindparam
from sqlmodel import col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from models.answers.content import AnswerDraft
from models.answers.drafts import SavedDraft, drafts_of
from models.answers.evidence import evidence_of
from models.check_ins.duties import duty_changes, held_on, merged_into
from models.check_ins.line_key import LineKey
from models.check_ins.moves import CHASED
from models.clock import end_of_day
from models.database import Session
from models.promises.promises import INCIDENT, standing_promises
from models.promises.receipts import standing_receipts
from models.tables.answers import AnswerFigure, AnswerPart, Evidence, Promise, Receipt
from models.tables.core import Answer, CheckIn, DutyChange, State, Succession
from models.tables.decisions import Explanation, Extension, Objection, Verdict
from plan.answer_form import CONFIRMING, HOST

Said = TypeVar("Said", Verdict, Extension, Explanation, Objection)


@dataclass(frozen=True)
class LineToAnswer:
    """One check-in with what an answer to it goes by: owed now, or answered and still waiting for a verdict.

    `last` is to be carried forward: the check-in's own newest answer, or else the newest of the same line in another
    occurrence, whose name is `last_occurrence`; `parts` are its texts by heading, `figures` its numbers by target and
    `measures` their units. `version` is that of the check-in's own newest answer, 0 before any.
    """

    check_in: CheckIn
    last: Answer | None
    last_occurrence: str
    answered: bool
    version: int = 0
    parts: Mapping[str, str] = field(default_factory=dict)
    figures: Mapping[str, str] = field(default_factory=dict)
    measures: Mapping[str, str] = field(default_factory=dict)
    draft: SavedDraft | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class OwedLine(LineToAnswer):
    """One check-in as the answer page shows it.

    `verdict` and `objection` are the newest, `extensions` and `explanations` all, the oldest first. `before` are the
    agencies that had the duty before, or whose check-in of the same line ended in this one; `changes` are all changes of
    its holder and its dates, the oldest first.
    """

    verdict: Verdict | None = None
    extensions: tuple[Extension, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    objection: Objection | None = None
    before: tuple[str, ...] = ()
    changes: tuple[DutyChange, ...] = ()
    receipt: Receipt | None = None
    """That its holder said it has the matter; `promise` the day on which it said it will report. None where it did not."""
    promise: Promise | None = None


def lines_of_agency(
    session: Session, agency: str, on: date, *, province: str, only: Collection[int] | None = None
) -> list[OwedLine]:
    """Return all that an agency of a province owes on `on`, worst first, then what it answered and nobody has judged yet.

    `only` narrows this to check-ins of these numbers: then no row of another line is read.
    """
    found = _held_by(session, agency, on, province, only)
    lines = lines_of(session, found, agency, on, said_of(session, found, agency, province=province))
    return sorted(lines, key=lambda line: line.answered)


def lines_to_answer(
    session: Session, agency: str, on: date, *, province: str, only: Collection[int]
) -> list[LineToAnswer]:
    """Return check-ins of these numbers as `lines_of_agency` does, in its order, with what an answer to each goes by alone."""
    found = _held_by(session, agency, on, province, only)
    lines = _to_answer(session, found, agency, drafts_of(session, agency, province=province) if found else {})
    return sorted(lines, key=lambda line: line.answered)


def _held_by(session: Session, agency: str, on: date, province: str, only: Collection[int] | None) -> Sequence[CheckIn]:
    whose = {"province": province, "agency": agency, "on": on}
    if only is None:
        return session.exec(_OF_AGENCY, params=whose).all()
    return session.exec(_SOME_OF_AGENCY, params={**whose, "only": list(only)}).all() if only else []


# Building a statement takes longer than the database does: what is asked for on every page is built once.
_OF_AGENCY = (
    select(CheckIn)
    .where(col(CheckIn.province) == bindparam("province"), col(CheckIn.holder) == bindparam("agency"))
    .where(col(CheckIn.state).in_((*CHASED, State.ANSWERED)), col(CheckIn.opened_on) <= bindparam("on"))
    .order_by(col(CheckIn.due_on), col(CheckIn.id))
)
_SOME_OF_AGENCY = _OF_AGENCY.where(col(CheckIn.id).in_(bindparam("only", expanding=True)))


@dataclass(frozen=True)
class SaidBefore:
    """What an agency has said of its check-ins before answering: its drafts, and the receipts and promises that stand."""

    drafts: Mapping[int, SavedDraft]
    receipts: Mapping[int, Receipt]
    promises: Mapping[int, Promise]


def said_of(session: Session, check_ins: Collection[CheckIn], agency: str, *, province: str) -> SaidBefore:
    """Return what an agency has said of check-ins before answering; its drafts are those of all that it holds."""
    ids = [one.id for one in check_ins]
    drafts = drafts_of(session, agency, province=province)
    return SaidBefore(drafts, standing_receipts(session, ids), standing_promises(session, ids))


def lines_of(session: Session, check_ins: Sequence[CheckIn], agency: str, on: date, said: SaidBefore) -> list[OwedLine]:
    """Return check-ins that an agency holds with all that its page shows of each, in their order."""
    ids = [check_in.id for check_in in check_ins]
    to_answer = _to_answer(session, check_ins, agency, said.drafts)
    there = _tables_with(session, ids)
    verdicts, objections = _rows_of(session, Verdict, ids, there), _rows_of(session, Objection, ids, there)
    extensions, explanations = _rows_of(session, Extension, ids, there), _rows_of(session, Explanation, ids, there)
    changes = duty_changes(session, ids if DutyChange in there else [])
    merged = merged_into(session, on, end_of_day(on), ids if Succession in there else [])
    before = _holders_before(check_ins, changes, merged, on)
    return [
        OwedLine(
            **vars(line),
            verdict=next(reversed(verdicts.get(check_in_id, [])), None),
            extensions=tuple(extensions.get(check_in_id, ())),
            explanations=tuple(explanations.get(check_in_id, ())),
            objection=next(reversed(objections.get(check_in_id, [])), None),
            before=before.get(check_in_id, ()),
            changes=tuple(changes.get(check_in_id, ())),
            receipt=said.receipts.get(check_in_id),
            promise=said.promises.get(check_in_id),
        )
        for check_in_id, line in zip(ids, to_answer, strict=True)
    ]


def _to_answer(
    session: Session, check_ins: Sequence[CheckIn], agency: str, drafts: Mapping[int, SavedDraft]
) -> list[LineToAnswer]:
    """Return check-ins that an agency holds with what an answer to each goes by, in their order."""
    carried = _last_answers(session, agency, check_ins)
    answer_ids = [last.id for _, last in carried.answers.values()]
    parts, figures = parts_of(session, answer_ids), figures_of(session, answer_ids)
    evidence = evidence_of(session, [check_in.id for check_in in check_ins])
    lines = []
    for check_in in check_ins:
        check_in_id = check_in.id
        occurrence, last = carried.of(check_in)
        answer_id = last.id if last else 0
        lines.append(
            LineToAnswer(
                check_in=check_in,
                last=last,
                last_occurrence=occurrence,
                answered=check_in.state == State.ANSWERED,
                version=carried.versions.get(check_in_id, 0),
                parts=parts.get(answer_id, {}),
                figures={figure.target: figure.value for figure in figures.get(answer_id, ())},
                measures={figure.target: figure.measure for figure in figures.get(answer_id, ())},
                draft=drafts.get(check_in_id),
                evidence=tuple(one for one in evidence.get(check_in_id, ()) if one.version > 0 or one.agency == agency),
            )
        )
    return lines


def unchanged_draft(line: LineToAnswer) -> AnswerDraft | None:
    """Return the last period's answer to be said again, or None where there is none that can be.

    A line that has an answer of its own is past saying that nothing changed, and no meeting is like the one before.
    """
    last = line.last
    if last is None or line.version or line.check_in.role in (HOST, CONFIRMING):
        return None
    return AnswerDraft(
        result=last.result,
        percent=last.percent,
        text=last.text,
        difficulties=last.difficulties,
        proposals=last.proposals,
        parts=tuple(line.parts.items()),
        figures=tuple((target, line.measures[target], value) for target, value in line.figures.items()),
        unchanged=True,
        seen_version=line.version,
    )


@dataclass(frozen=True)
class _Carried:
    """What is carried forward to each of some check-ins, with its occurrence; and each check-in's newest version."""

    answers: dict[int, tuple[str, Answer]]
    versions: dict[int, int]

    def of(self, check_in: CheckIn) -> tuple[str, Answer | None]:
        """Return what is carried forward to a check-in."""
        return self.answers.get(check_in.id) or ("", None)


def _last_answers(session: Session, agency: str, lines: Sequence[CheckIn]) -> _Carried:
    """Return what an agency's check-ins carry forward, and their newest versions; of the periods before, the newest is read alone."""
    own, of_line = dict[int, tuple[str, int]](), dict[LineKey, tuple[str, int]]()
    versions = dict[int, int]()
    asked = {
        "agency": agency,
        "lines": [one.id for one in lines],
        "provinces": list({one.province for one in lines}),
        "plans": list({one.plan for one in lines}),
        "refs": list({one.ref for one in lines}),
        "occurrences": list({one.occurrence for one in lines}),
    }
    given = session.execute(_GIVEN, asked) if lines else ()
    for answer_id, check_in_id, version, province, plan, ref, role, scope, occurrence, basis, *_ in given:
        line = _over_periods(LineKey(province, plan, ref, agency, role, scope, occurrence), basis)
        own[check_in_id] = of_line[line] = (occurrence, answer_id)
        versions[check_in_id] = max(version, versions.get(check_in_id, 0))
    wanted = {
        one.id: there
        for one in lines
        if (there := own.get(one.id) or of_line.get(_over_periods(LineKey.held(one), one.basis)))
    }
    numbers = list({number for _, number in wanted.values()})
    found = session.exec(_ANSWERS, params={"numbers": numbers}) if numbers else ()
    answers = {answer.id: answer for answer in found}
    return _Carried({one: (name, answers[number]) for one, (name, number) in wanted.items()}, versions)


def _given() -> sqlalchemy.Select[Any]:
    """Return the statement that finds the answers to some lines, and the newest of each line in any of its occurrences."""
    of_incident = col(CheckIn.basis) == INCIDENT
    key = (col(CheckIn.province), col(CheckIn.plan), col(CheckIn.ref), col(CheckIn.role), col(CheckIn.scope))
    place = func.row_number().over(
        partition_by=(*key, sqlalchemy.case((of_incident, col(CheckIn.occurrence)), else_="")),
        order_by=(col(Answer.learnt_at).desc(), col(Answer.id).desc()),
    )
    names = ("lines", "provinces", "plans", "refs", "occurrences")
    named: dict[str, BindParameter[Any]] = {name: bindparam(name, expanding=True) for name in names}
    placed = (
        sqlalchemy.select(
            col(Answer.id),
            col(Answer.check_in_id),
            col(Answer.version),
            *key,
            col(CheckIn.occurrence),
            col(CheckIn.basis),
            place.label("place"),
            col(Answer.learnt_at),
        )
        .join(CheckIn, col(CheckIn.id) == col(Answer.check_in_id))
        .where(col(CheckIn.holder) == bindparam("agency"), col(CheckIn.province).in_(named["provinces"]))
        .where(col(CheckIn.plan).in_(named["plans"]), col(CheckIn.ref).in_(named["refs"]))
        .where(~of_incident | col(CheckIn.occurrence).in_(named["occurrences"]))
        .subquery()
    )
    shown = (placed.c.place == 1) | placed.c.check_in_id.in_(named["lines"])
    return sqlalchemy.select(placed).where(shown).order_by(placed.c.learnt_at, placed.c.id)


_GIVEN = _given()
_ANSWERS = select(Answer).where(col(Answer.id).in_(bindparam("numbers", expanding=True)))


def _over_periods(line: LineKey, basis: str) -> LineKey:
    # One incident's report says nothing of the next incident.
    return line if basis == INCIDENT else line.over_periods()


def newest_answers(session: Session, check_in_ids: Collection[int]) -> dict[int, Answer]:
    """Return the newest version of the answer to each check-in that has one."""
    if not check_in_ids:
        return {}
    return {answer.check_in_id: answer for answer in session.exec(_NEWEST, params={"lines": list(check_in_ids)})}


_VERSIONS = (
    select(col(Answer.check_in_id), func.max(Answer.version).label("version"))
    .where(col(Answer.check_in_id).in_(bindparam("lines", expanding=True)))
    .group_by(col(Answer.check_in_id))
    .subquery()
)
_NEWEST = select(Answer).join(
    _VERSIONS,
    (col(Answer.check_in_id) == _VERSIONS.c.check_in_id) & (col(Answer.version) == _VERSIONS.c.version),
)


def parts_of(session: Session, answer_ids: Collection[int]) -> dict[int, dict[str, str]]:
    """Return what each answer says under the headings of its form, in their order."""
    found: dict[int, dict[str, str]] = {}
    for answer_id, heading, text in session.exec(_PARTS, params={"numbers": list(answer_ids)}) if answer_ids else ():
        found.setdefault(answer_id, {})[heading] = text
    return found


_PARTS = (
    select(col(AnswerPart.answer_id), col(AnswerPart.heading), col(AnswerPart.text))
    .where(col(AnswerPart.answer_id).in_(bindparam("numbers", expanding=True)))
    .order_by(col(AnswerPart.place))
)


def figures_of(session: Session, answer_ids: Collection[int]) -> dict[int, list[AnswerFigure]]:
    """Return the numbers that each answer gives for targets, in the order in which they were given."""
    found: dict[int, list[AnswerFigure]] = {}
    for figure in session.exec(_FIGURES, params={"numbers": list(answer_ids)}) if answer_ids else ():
        found.setdefault(figure.answer_id, []).append(figure)
    return found


_FIGURES = (
    select(AnswerFigure)
    .where(col(AnswerFigure.answer_id).in_(bindparam("numbers", expanding=True)))
    .order_by(col(AnswerFigure.id))
)


def _tables_with(session: Session, ids: Collection[int]) -> set[type[object]]:
    """Return in which tables of what became of check-ins anything is about some: of most there is nothing in any."""
    return set(compress(_TABLES, session.execute(_ANYTHING, {"lines": list(ids)}).one())) if ids else set()


_TABLES: Mapping[type[object], Any] = {
    Verdict: Verdict.check_in_id,
    Objection: Objection.check_in_id,
    Extension: Extension.check_in_id,
    Explanation: Explanation.check_in_id,
    DutyChange: DutyChange.check_in_id,
    Succession: Succession.successor_id,
}
# Named once, for drivers count values.
_NAMED = sqlalchemy.select(col(CheckIn.id)).where(col(CheckIn.id).in_(bindparam("lines", expanding=True))).cte("named")
_ANYTHING = sqlalchemy.select(
    *(sqlalchemy.exists().where(col(about).in_(sqlalchemy.select(_NAMED.c.id))) for about in _TABLES.values())
)


def _rows_of(
    session: Session, table: type[Said], ids: Collection[int], there: Collection[type[object]]
) -> dict[int, list[Said]]:
    """Return what was said of each check-in in one of the tables of acts, the oldest first; `there` are those with anything."""
    found: dict[int, list[Said]] = {}
    for row in session.exec(_SAID[table], params={"lines": list(ids)}) if table in there else ():
        found.setdefault(row.check_in_id, []).append(row)
    return found


_SAID: Mapping[type[object], SelectOfScalar[Any]] = {
    table: select(table).where(col(table.check_in_id).in_(bindparam("lines", expanding=True))).order_by(col(table.id))
    for table in (Verdict, Extension, Explanation, Objection)
}


def _holders_before(
    check_ins: Collection[CheckIn],
    changes: Mapping[int, Sequence[DutyChange]],
    merged: Mapping[int, Sequence[str]],
    on: date,
) -> dict[int, tuple[str, ...]]:
    known_at = end_of_day(on)
    found = {}
    for check_in in check_ins:
        check_in_id = check_in.id
        held = held_on(check_in, changes.get(check_in_id, ()), on, known_at)
        found[check_in_id] = tuple(dict.fromkeys((*held.before, *merged.get(check_in_id, ()))))
    return found
