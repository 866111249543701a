"""All that was said of some check-ins, by whom and when: what a page of the archive shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeVar

import sqlalchemy
from sqlmodel import col, select

from models.answers.contributions import contributions_to
from models.answers.evidence import evidence_of
from models.answers.history import AnswerVersion, all_versions
from models.check_ins.duties import duty_changes
from models.database import Session
from models.decisions.explanations import explanations_of
from models.decisions.extensions import extensions_of
from models.decisions.objections import objections_of
from models.decisions.verdicts import verdicts_of
from models.tables.answers import Evidence, Promise, Receipt
from models.tables.chasing import Cause
from models.tables.core import CheckIn, CheckInEvent, DutyChange, Letter, LetterState, Notice
from models.tables.decisions import Contribution, Explanation, Extension, Objection, Verdict
from models.tables.paper import PaperLetter, PaperLine

Row = TypeVar("Row", Cause, CheckInEvent, Promise, Receipt)


class LetterTold(NamedTuple):
    """A letter about a check-in: whom it was for, on which day it was written, its subject and where it stands."""

    id: int
    recipient: str
    written_on: date
    subject: str
    state: LetterState


@dataclass(frozen=True)
class ToldCheckIn:
    """A check-in with everything that is kept of it, each kind in its own order; `files` are those that went out."""

    check_in: CheckIn
    events: Sequence[CheckInEvent]
    versions: Sequence[AnswerVersion]
    files: Sequence[Evidence]
    verdicts: Sequence[Verdict]
    changes: Sequence[DutyChange]
    extensions: Sequence[Extension]
    explanations: Sequence[Explanation]
    objections: Sequence[Objection]
    causes: Sequence[Cause]
    contributions: Sequence[Contribution]
    promises: Sequence[Promise]
    receipts: Sequence[Receipt]
    letters: Sequence[LetterTold]
    papers: Sequence[PaperLetter]


def told_of(session: Session, ids: Sequence[int]) -> list[ToldCheckIn]:
    """Return check-ins, by their numbers and in their order, with all that was said of them.

    The number of statements does not grow with them; the rows are no longer the session's.
    """
    check_ins = {one.id: one for one in session.exec(select(CheckIn).where(col(CheckIn.id).in_(ids)))}
    events, causes = _rows(session, CheckInEvent, ids), _rows(session, Cause, ids)
    promises, receipts = _rows(session, Promise, ids), _rows(session, Receipt, ids)
    versions, files, verdicts = all_versions(session, ids), evidence_of(session, ids), verdicts_of(session, ids)
    changes, extensions = duty_changes(session, list(ids)), extensions_of(session, ids)
    explanations, objections = explanations_of(session, ids), objections_of(session, ids)
    contributions = contributions_to(session, list(check_ins.values()))
    letters, papers = _letters(session, ids), _papers(session, ids)
    session.expunge_all()
    return [
        ToldCheckIn(
            check_in=check_ins[number],
            events=events.get(number, ()),
            versions=versions.get(number, ()),
            files=[one for one in files.get(number, ()) if one.version],
            verdicts=verdicts.get(number, ()),
            changes=changes.get(number, ()),
            extensions=extensions.get(number, ()),
            explanations=explanations.get(number, ()),
            objections=objections.get(number, ()),
            causes=causes.get(number, ()),
            contributions=contributions.get(number, ()),
            promises=promises.get(number, ()),
            receipts=receipts.get(number, ()),
            letters=letters.get(number, ()),
            papers=papers.get(number, ()),
        )
        for number in ids
    ]


def _rows(session: Session, table: type[Row], ids: Sequence[int]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in session.exec(select(table).where(col(table.check_in_id).in_(ids)).order_by(col(table.id))):
        found.setdefault(row.check_in_id, []).append(row)
    return found


def _papers(session: Session, ids: Sequence[int]) -> dict[int, list[PaperLetter]]:
    """Return the letters on paper that left about each check-in, the oldest first."""
    sent = (
        select(PaperLine.check_in_id, PaperLetter)
        .join(PaperLetter, col(PaperLetter.id) == col(PaperLine.paper_letter_id))
        .where(col(PaperLine.check_in_id).in_(ids), PaperLetter.symbol != "")
        .order_by(col(PaperLetter.sent_on), col(PaperLetter.id))
    )
    found: dict[int, list[PaperLetter]] = {}
    for number, letter in session.exec(sent):
        found.setdefault(number, []).append(letter)
    return found


def _letters(session: Session, ids: Sequence[int]) -> dict[int, list[LetterTold]]:
    columns = (Letter.id, Letter.recipient, Letter.written_on, Letter.subject, Letter.state)
    about = (
        sqlalchemy.select(col(Notice.check_in_id), *map(col, columns))
        .join(Letter, col(Letter.id) == col(Notice.letter_id))
        .where(col(Notice.check_in_id).in_(ids))
        .distinct()
        .order_by(col(Letter.written_on), col(Letter.id))
    )
    found: dict[int, list[LetterTold]] = {}
    for number, *told in session.execute(about):
        found.setdefault(number, []).append(LetterTold._make(told))
    return found
