"""Which of an agency's lines stand on its page: what is owed first, a bounded number with their forms, the others counted.

A page holds `LINES` lines. A form that comes back is shown with the lines that it had, wherever they stand now, so that
nothing typed is lost.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import time

from models.answers.owed_index import (
    answered_among,
    answered_part,
    answered_place,
    count_answered,
    count_waiting_files,
    newest_answer,
    owed_check_ins,
    waiting_since,
)
from models.answers.owed_lines import OwedLine, lines_of, said_of
from models.clock import moment_on
from models.database import Session
from models.tables.answers import Promise, Receipt
from models.tables.core import Answer, CheckIn
from plan.calendar import WorkCalendar
from web.door.visits import Visit
from web.words.matters import urgency_at
from web.words.paging import part_of
from web.words.urgency import URGENCIES

LIST_PAGE = "danh-sach"
"""The address of the list of all lines, below that of an agency's page."""
LINES = 20
"""How many lines stand on one page."""


@dataclass(frozen=True)
class LinesShown:
    """The lines on one page, and what is known of those that are not.

    `lines` are those of the page in their order, `owed` all that the agency owes, worst first, `answered` how many more it
    answered that wait to be judged. `drafted` are the lines, wherever they stand, for which something is saved. `number`
    is the page's, from 1, of `pages`; `first` the place of its first line among all, from 1. `receipts` and `promises` are
    those of all that is owed. `today` is how many were answered today and the last answer to them, `last` the newest answer
    of all, `urgencies` how many owed ones are how near their dates. `files_waiting` counts the files that wait to go out.
    """

    lines: tuple[OwedLine, ...]
    owed: tuple[CheckIn, ...]
    answered: int
    drafted: tuple[OwedLine, ...]
    number: int
    pages: int
    receipts: Mapping[int, Receipt]
    promises: Mapping[int, Promise]
    today: tuple[int, Answer | None]
    last: Answer | None
    urgencies: Mapping[str, int]
    files_waiting: int

    @property
    def first(self) -> int:
        """The place of the page's first line among all, from 1."""
        return (self.number - 1) * LINES + 1

    @property
    def count(self) -> int:
        """How many lines there are on all pages."""
        return len(self.owed) + self.answered

    @property
    def plans(self) -> tuple[str, ...]:
        """The plans of what is owed and of what is on the page, by code."""
        return tuple(dict.fromkeys(one.plan for one in (*self.owed, *(line.check_in for line in self.lines))))


def read_lines_shown(
    session: Session, visit: Visit, asked: str = "", open_line: int = 0, on_form: Collection[int] = ()
) -> LinesShown:
    """Return the page of lines that `asked` names by its number, or the one on which `open_line` stands.

    `on_form` are the lines of a form that is shown again: these stand on the page too. The number of statements does not
    grow with the lines, nor with what was answered before.
    """
    agency, province = visit.visitor.agency, visit.visitor.province
    owed = worst_first(owed_check_ins(session, agency, visit.on, province=province), visit)
    waiting = count_answered(session, agency, visit.on, province=province)
    place = _place_of(session, visit, owed, open_line)
    part = part_of(len(owed) + waiting, asked if place is None else str(place // LINES + 1), LINES)
    owed_here = owed[part.start : part.start + LINES]
    passed, room = max(0, part.start - len(owed)), LINES - len(owed_here)
    waits_here = answered_part(session, agency, visit.on, passed, room, province=province) if waiting and room else []
    said = said_of(session, owed, agency, province=province)
    here = {*(one.id for one in (*owed_here, *waits_here)), *on_form}
    shown = here.union(said.drafts)
    elsewhere = shown.difference(one.id for one in (*owed, *waits_here))
    waits = [*waits_here, *answered_among(session, agency, visit.on, elsewhere, province=province)]
    waits.sort(key=lambda one: (one.due_on, one.id), reverse=True)
    check_ins = [*(one for one in owed if one.id in shown), *waits]
    lines = lines_of(session, check_ins, agency, visit.on, said)
    last = newest_answer(session, agency, province=province)
    today = moment_on(visit.on, time(0))
    is_of_today = last is not None and last.learnt_at >= today
    return LinesShown(
        lines=tuple(one for one in lines if one.check_in.id in here),
        owed=tuple(owed),
        answered=waiting,
        drafted=tuple(one for one in lines if one.check_in.id in said.drafts),
        number=part.number,
        pages=part.pages,
        receipts=said.receipts,
        promises=said.promises,
        today=waiting_since(session, agency, today, province=province) if is_of_today else (0, None),
        last=last,
        urgencies=Counter(urgency_of_line(one, visit) for one in owed),
        files_waiting=count_waiting_files(session, agency, province=province),
    )


def _place_of(session: Session, visit: Visit, owed: Sequence[CheckIn], line: int) -> int | None:
    """Return how many lines stand before a line on all pages; None where it is on none, as one that is not asked for (0)."""
    among = next((place for place, one in enumerate(owed) if one.id == line), None)
    if among is not None or not line:
        return among
    agency, province = visit.visitor.agency, visit.visitor.province
    place = answered_place(session, agency, visit.on, line, province=province)
    return None if place is None else len(owed) + place


def worst_first(owed: Sequence[CheckIn], visit: Visit) -> list[CheckIn]:
    """Return what is owed by how near its date is, the worst first, each kind in the order that it has."""
    ranks = {urgency: rank for rank, urgency in enumerate(URGENCIES)}
    return sorted(owed, key=lambda one: ranks[urgency_of_line(one, visit)])


def urgency_of_line(check_in: CheckIn, visit: Visit) -> str:
    """Return how near a line's date is, by the calendar of its plan."""
    loaded = visit.shelf.plan(check_in.plan)
    return urgency_at(check_in, visit.now, loaded.calendar if loaded else WorkCalendar())
