"""Claims: what waiting answers hold, read for who judges them in a few statements, however many they are."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlmodel import col, func, select

from models.database import Session
from models.tables.answers import AnswerFigure, AnswerPart
from models.tables.core import Answer


@dataclass(frozen=True)
class Claim:
    """One answer with its parts in the order of its form, its figures by target, and the versions before it.

    `earlier` are the versions before this one, the oldest first.
    """

    answer: Answer
    parts: tuple[AnswerPart, ...]
    figures: tuple[AnswerFigure, ...]
    earlier: tuple[Answer, ...]


def said_lengths(session: Session, check_in_ids: Collection[int]) -> dict[int, int]:
    """Return how many letters all versions of the answers to check-ins have together, parts included, by check-in."""
    words = func.length(Answer.text) + func.length(Answer.difficulties) + func.length(Answer.proposals)
    of_answers = select(Answer.check_in_id, func.sum(words)).where(col(Answer.check_in_id).in_(check_in_ids))
    found = {key: int(count) for key, count in session.exec(of_answers.group_by(col(Answer.check_in_id)))}
    of_parts = (
        select(Answer.check_in_id, func.sum(func.length(AnswerPart.text)))
        .join(AnswerPart, col(AnswerPart.answer_id) == col(Answer.id))
        .where(col(Answer.check_in_id).in_(check_in_ids))
    )
    for key, count in session.exec(of_parts.group_by(col(Answer.check_in_id))):
        found[key] = found.get(key, 0) + int(count)
    return found


def claims_of(session: Session, answers: Sequence[Answer]) -> dict[int, Claim]:
    """Return the claim of each answer, by its check-in's id."""
    parts: dict[int, list[AnswerPart]] = {}
    figures: dict[int, list[AnswerFigure]] = {}
    versions: dict[int, list[Answer]] = {}
    ids, check_in_ids = [answer.id for answer in answers], [answer.check_in_id for answer in answers]
    for part in session.exec(
        select(AnswerPart).where(col(AnswerPart.answer_id).in_(ids)).order_by(col(AnswerPart.place))
    ):
        parts.setdefault(part.answer_id, []).append(part)
    for figure in session.exec(
        select(AnswerFigure).where(col(AnswerFigure.answer_id).in_(ids)).order_by(col(AnswerFigure.id))
    ):
        figures.setdefault(figure.answer_id, []).append(figure)
    for version in session.exec(
        select(Answer).where(col(Answer.check_in_id).in_(check_in_ids)).order_by(col(Answer.version))
    ):
        versions.setdefault(version.check_in_id, []).append(version)
    return {
        answer.check_in_id: Claim(
            answer=answer,
            parts=tuple(parts.get(answer.id, ())),
            figures=tuple(figures.get(answer.id, ())),
            earlier=tuple(one for one in versions.get(answer.check_in_id, ()) if one.version < answer.version),
        )
        for answer in answers
    }
