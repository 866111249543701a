"""Putting letters of a day into the outbox, many in one go, each with the notices that it holds."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import update
from sqlmodel import col

from models.database import Session, insert_new_returning
from models.outbox.letters import ITS_OWN, replace_letter
from models.outbox.notices import put_in_letters
from models.tables.core import Letter, LetterState


@dataclass(frozen=True)
class Writing:
    """A letter that is to be put into the outbox with the notices it holds.

    `over` is a letter to the same recipient that has not left: it becomes this one, of this day, with the notices it has
    already. Of two drafts of different days the older is kept as replaced, and its notices pass on.
    """

    letter: Letter
    notice_ids: Collection[int]
    over: Letter | None = None

    @property
    def is_new(self) -> bool:
        """Whether it takes no other's place in the table."""
        over = self.over
        return over is None or (over.state == LetterState.DRAFT and over.written_on != self.letter.written_on)


def put_letters(session: Session, writings: Sequence[Writing]) -> list[Writing]:
    """Put letters of a day into the outbox, each with its notices, and return those of which the day's letter is there.

    Of these nothing is written. The statements do not grow with the letters but for what takes an older one's place.
    """
    numbers = _add_letters(session, [one.letter for one in writings if one.is_new])
    there, holders = list[Writing](), dict[int, int]()
    for one in writings:
        letter, over = one.letter, one.over
        number = numbers.get(letter.recipient) if one.is_new or over is None else over.id
        if number is None:
            there.append(one)
            continue
        if one.is_new and over is not None:
            replace_letter(session, over, number, letter.written_at)
        elif over is not None:
            letter.state = over.state if letter.state == LetterState.DRAFT else letter.state
            anew = letter.model_dump(exclude=ITS_OWN)
            session.execute(update(Letter).where(col(Letter.id) == number).values(**anew))
        holders |= dict.fromkeys(one.notice_ids, number)
    put_in_letters(session, holders)
    return there


def _add_letters(session: Session, added: Sequence[Letter]) -> dict[str, int]:
    """Put letters of one day and channel into the outbox and return their numbers by recipient; nothing of whose key is there."""
    rows = [letter.model_dump(exclude={"id"}) for letter in added]
    return {row.recipient: row.id for row in insert_new_returning(session, Letter, rows, "id", "recipient")}
