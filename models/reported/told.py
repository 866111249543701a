"""The words and figures of the newest answer of every check-in, as a report tells them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

import sqlalchemy
from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased
from sqlmodel import col, func, select

from models.clock import day_of, end_of_day
from models.database import Session
from models.tables.answers import AnswerFigure, AnswerPart, Evidence
from models.tables.core import Answer, CheckIn

ToldFigure: TypeAlias = tuple[str, str, str]
"""A target, its measure, and a plain decimal (`82.5`)."""


@dataclass(frozen=True)
class ToldAnswer:
    """The newest version of an answer. `said_on` is the day that it happened, in Asia/Ho_Chi_Minh.

    `parts` are headings with their texts, in the order of the form. `unchanged` tells that it repeats the period before in one act; `files` counts the pieces of
    evidence that went out with this version or an earlier one.
    """

    check_in_id: int
    version: int
    said_on: date
    text: str
    parts: tuple[tuple[str, str], ...]
    figures: tuple[ToldFigure, ...]
    unchanged: bool
    files: int
    said_by: str
    post: str


def told_answers(
    session: Session, on: date, known_at: datetime, plan: str, check_in_ids: Collection[int] | None = None
) -> dict[int, ToldAnswer]:
    """Return the newest answer of each check-in of a plan by its id: what happened by the end of `on`, known by `known_at`.

    `check_in_ids` are those of which it is asked, None for all. The number of statements does not grow with the answers.
    """
    ours = [col(CheckIn.plan) == plan]
    if check_in_ids is not None:
        ours.append(col(CheckIn.id).in_(check_in_ids))
    newest = (
        select(col(Answer.id), _NEWEST_FIRST.label("place"))
        .join(CheckIn, col(CheckIn.id) == col(Answer.check_in_id))
        .where(*ours, Answer.happened_at <= end_of_day(on), Answer.learnt_at <= known_at)
        .subquery()
    )
    chosen = select(newest.c.id).where(newest.c.place == 1)
    parts: dict[int, list[tuple[str, str]]] = {}
    for part in session.exec(
        select(AnswerPart)
        .where(col(AnswerPart.answer_id).in_(chosen))
        .order_by(col(AnswerPart.place), col(AnswerPart.id))
    ):
        parts.setdefault(part.answer_id, []).append((part.heading, part.text))
    figures: dict[int, list[ToldFigure]] = {}
    for figure in session.exec(
        select(AnswerFigure).where(col(AnswerFigure.answer_id).in_(chosen)).order_by(col(AnswerFigure.id))
    ):
        figures.setdefault(figure.answer_id, []).append((figure.target, figure.measure, figure.value))
    files = _files(session, ours)
    return {
        check_in_id: ToldAnswer(
            check_in_id=check_in_id,
            version=version,
            said_on=day_of(happened_at),
            text=text,
            parts=tuple(parts.get(answer_id, ())),
            figures=tuple(figures.get(answer_id, ())),
            unchanged=unchanged,
            files=sum(1 for sent in files.get(check_in_id, ()) if sent <= version),
            said_by=answered_by,
            post=post,
        )
        for answer_id, check_in_id, version, happened_at, text, unchanged, answered_by, post in session.execute(
            sqlalchemy.select(*_TOLD).where(col(Answer.id).in_(chosen))
        )
    }


_TOLD = (
    col(Answer.id),
    col(Answer.check_in_id),
    col(Answer.version),
    col(Answer.happened_at),
    col(Answer.text),
    col(Answer.unchanged),
    col(Answer.answered_by),
    col(Answer.post),
)
"""What a report tells of an answer: columns, for rows would take five times as long to read."""
_NEWEST_FIRST = func.row_number().over(partition_by=col(Answer.check_in_id), order_by=col(Answer.version).desc())


def told_figures(session: Session, on: date, known_at: datetime, plan: str) -> dict[int, list[ToldFigure]]:
    """Return the figures of the newest answer of each check-in of a plan that gives any, as `told_answers` has them."""
    later = aliased(Answer)
    is_known = (Answer.happened_at <= end_of_day(on), Answer.learnt_at <= known_at)
    newer = select(later.id).where(
        later.check_in_id == Answer.check_in_id,
        col(later.version) > col(Answer.version),
        later.happened_at <= end_of_day(on),
        later.learnt_at <= known_at,
    )
    chosen = (
        select(Answer.check_in_id, AnswerFigure)
        .join(Answer, col(Answer.id) == col(AnswerFigure.answer_id))
        .join(CheckIn, col(CheckIn.id) == col(Answer.check_in_id))
        .where(CheckIn.plan == plan, *is_known, ~newer.exists())
    )
    found: dict[int, list[ToldFigure]] = {}
    for check_in_id, figure in session.exec(chosen.order_by(col(AnswerFigure.id))):
        found.setdefault(check_in_id, []).append((figure.target, figure.measure, figure.value))
    return found


def _files(session: Session, ours: Sequence[ColumnElement[bool]]) -> dict[int, list[int]]:
    """Return the versions of answers that evidence went out with, by check-in."""
    found: dict[int, list[int]] = {}
    sent = (
        select(col(Evidence.check_in_id), col(Evidence.version))
        .join(CheckIn, col(CheckIn.id) == col(Evidence.check_in_id))
        .where(*ours, Evidence.version > 0)
    )
    for check_in_id, version in session.exec(sent):
        found.setdefault(check_in_id, []).append(version)
    return found
