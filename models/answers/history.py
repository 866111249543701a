"""What an agency has said so far: all versions of one answer, its answers of a span, and who acted last by a link."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam
from sqlmodel import col, func, select

from models.answers.owed_lines import figures_of, parts_of
from models.database import Session
from models.tables.core import Answer, CheckIn
from models.tables.decisions import Contribution


@dataclass(frozen=True)
class AnswerVersion:
    """One version of an answer: its texts by heading in the order of the form, and its numbers by target."""

    answer: Answer
    parts: Mapping[str, str]
    figures: Mapping[str, str]


def held_check_in(session: Session, check_in_id: int, agency: str, *, province: str) -> CheckIn | None:
    """Return a check-in in whatever state, if an agency holds it; None otherwise."""
    asked = {"number": check_in_id, "province": province, "agency": agency}
    return session.exec(_HELD, params=asked).one_or_none()


# Building a statement takes longer than the database does: what is asked for on every line's page is built once.
_HELD = select(CheckIn).where(
    col(CheckIn.id) == bindparam("number"),
    col(CheckIn.province) == bindparam("province"),
    col(CheckIn.holder) == bindparam("agency"),
)


def versions_of(session: Session, check_in_id: int) -> list[AnswerVersion]:
    """Return every version of a check-in's answer, the oldest first."""
    return all_versions(session, [check_in_id]).get(check_in_id, [])


def all_versions(session: Session, check_in_ids: Collection[int]) -> dict[int, list[AnswerVersion]]:
    """Return every version of the answers to check-ins, by check-in, the oldest first."""
    answers = session.exec(_VERSIONS, params={"lines": list(check_in_ids)}).all() if check_in_ids else []
    ids = [answer.id for answer in answers]
    parts, figures = parts_of(session, ids), figures_of(session, ids)
    found: dict[int, list[AnswerVersion]] = {}
    for answer in answers:
        numbers = {figure.target: figure.value for figure in figures.get(answer.id, ())}
        found.setdefault(answer.check_in_id, []).append(AnswerVersion(answer, parts.get(answer.id, {}), numbers))
    return found


_VERSIONS = (
    select(Answer).where(col(Answer.check_in_id).in_(bindparam("lines", expanding=True))).order_by(col(Answer.version))
)


def answered_lately(session: Session, agency: str, most: int, *, province: str) -> list[tuple[CheckIn, Answer]]:
    """Return what an agency holds and answered last, each with its newest answer, the newest first, at most so many."""
    newest = select(func.max(Answer.version)).where(Answer.check_in_id == CheckIn.id).correlate(CheckIn)
    rows = session.exec(
        select(CheckIn, Answer)
        .join(Answer, col(Answer.check_in_id) == col(CheckIn.id))
        .where(
            CheckIn.province == province,
            CheckIn.holder == agency,
            Answer.version == newest.scalar_subquery(),
        )
        .order_by(col(Answer.happened_at).desc(), col(Answer.id).desc())
        .limit(most)
    )
    return [(check_in, answer) for check_in, answer in rows]


def contributions_of(
    session: Session, agency: str, occurrences: Collection[str], *, province: str
) -> dict[tuple[str, str, str], list[Contribution]]:
    """Return what an agency added to what others report of some occurrences, by plan, ref and occurrence, the oldest first."""
    given = select(Contribution).where(
        Contribution.province == province,
        Contribution.agency == agency,
        col(Contribution.occurrence).in_(occurrences),
    )
    found: dict[tuple[str, str, str], list[Contribution]] = {}
    for one in session.exec(given.order_by(col(Contribution.number), col(Contribution.id))):
        found.setdefault((one.plan, one.ref, one.occurrence), []).append(one)
    return found
