"""Whom a home would tell what if it began to send today: tried out in full, and nothing of it kept."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from models.check_ins.unheard import renew_baseline
from models.database import Database, Session
from models.outbox import letters as outbox
from models.outbox import notices as queue
from models.outbox.told import told_in
from models.tables.core import Letter, LetterState
from notifications.ladder.stages import DEPUTY_SUFFIX, HEAD_SUFFIX, OPENING, REFUSAL, agency_of
from notifications.outbox.daily_letters import write_letters
from notifications.outbox.day_state import DayState
from notifications.outbox.due_notices import Post, queue_notices
from notifications.outbox.incident_clock import queue_incident_notices, write_incident_letters

_FUNCTIONS = {"": "", HEAD_SUFFIX: " (người đứng đầu)", DEPUTY_SUFFIX: " (người báo cáo thay)"}
_OVERDUE, _DUE, _NEW = "overdue", "due", "new"


@dataclass(frozen=True)
class Heard:
    """What one recipient would be told: of how many check-ins, as they stand on the day, in how many letters.

    `address` is '' for who has none, and would be sent nothing. `drafts` counts letters that wait for their release.
    """

    recipient: str
    name: str
    address: str
    overdue: int
    due: int
    new: int
    letters: int
    drafts: int


@dataclass(frozen=True)
class Outlook:
    """Whom going live on a day would tell what, by recipient, and the letters that would leave or be drafted."""

    on: date
    heard: tuple[Heard, ...]
    letters: tuple[Letter, ...]

    @property
    def ready(self) -> int:
        """How many letters would leave at once."""
        return sum(one.letters for one in self.heard)

    @property
    def drafts(self) -> int:
        """How many letters would wait for the office's release."""
        return sum(one.drafts for one in self.heard)


def gather_what_was_held(session: Session, post: Post, on: date, now: datetime) -> None:
    """Put what was held into letters, as the day's state: one a recipient, and one for each incident."""
    speaking = replace(post, hold=None, live_on=on)
    for loaded in post.plans.values():
        renew_baseline(session, loaded, on, now)
    queue_incident_notices(session, speaking, on, now)
    write_incident_letters(session, speaking, on, now)
    queue_notices(session, speaking, on, now)
    write_letters(session, speaking, on, now)


def look_ahead(database: Database, post: Post, on: date, now: datetime) -> Outlook:
    """Return whom the home would tell what if it began to send at the moment `now` of the day `on`; nothing is kept."""
    with database.try_out() as session:
        gather_what_was_held(session, post, on, now)
        waiting = [one for one in outbox.letters(session) if one.state in (LetterState.QUEUED, LetterState.DRAFT)]
        # What is undone at the end takes its rows along.
        letters = tuple(Letter(**one.model_dump()) for one in sorted(waiting, key=lambda one: one.id))
        by_letter = {one.id: one.recipient for one in letters}
        told: dict[str, dict[int, str]] = defaultdict(dict)
        for one in told_in(session, list(by_letter)):
            told[by_letter[one.letter_id]][one.check_in_id] = _standing(one.due_on, one.purpose, on)
        state = DayState(session, post, on)
        state.expect(agency_of(one.recipient) for one in letters if not one.matter)
        for letter in letters:
            if not letter.matter:
                listed = state.listed_late(letter.recipient, digest=letter.digest)
                told[letter.recipient] |= dict.fromkeys((late.id for late in listed), _OVERDUE)
        for notice in queue.waiting_notices(session):
            if post.directory.find(notice.recipient, on) is None:
                check_in = notice.check_in
                told[notice.recipient][check_in.id] = _standing(check_in.due_on, notice.purpose, on)
    recipients = sorted({*by_letter.values(), *told}, key=lambda name: (post.addressee(name).name, name))
    heard = tuple(_heard(name, post, on, told.get(name, {}), letters) for name in recipients)
    return Outlook(on, heard, letters)


def _standing(due_on: date, purpose: str, on: date) -> str:
    """Return how a check-in stands on a day, for who is told of it."""
    if due_on < on:
        return _OVERDUE
    return _NEW if purpose in (OPENING, REFUSAL) else _DUE


def _heard(recipient: str, post: Post, on: date, told: Mapping[int, str], letters: Sequence[Letter]) -> Heard:
    to, contact, count = post.addressee(recipient), post.directory.find(recipient, on), Counter(told.values())
    states = [one.state for one in letters if one.recipient == recipient]
    return Heard(
        recipient,
        to.name + _FUNCTIONS[to.suffix],
        contact.address if contact else "",
        count[_OVERDUE],
        count[_DUE],
        count[_NEW],
        states.count(LetterState.QUEUED),
        states.count(LetterState.DRAFT),
    )
