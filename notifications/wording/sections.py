"""What a letter tells, and the sections of an agency's: everything overdue first, whatever the letter is about."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from models.outbox.news import Decided, News
from models.outbox.notices import Chased
from plan.library import LoadedPlan

PROMISED = "Đến ngày hẹn gửi"
LATE, SENT_BACK, SOON, REFUSED = "Quá hạn", "Trả lại để bổ sung, hoàn thiện", "Sắp đến hạn", "Không được gia hạn"
PASSED_ON, EXTENDED, OPENED = "Mới nhận bàn giao", "Đã được gia hạn", "Đến kỳ báo cáo"
"""The sections of an agency's letter."""
_SECTION_OF_NEWS = {
    News.NONE: OPENED,
    News.RETURNED: SENT_BACK,
    News.EXTENDED: EXTENDED,
    News.HANDED_OVER: PASSED_ON,
}

Sections = Mapping[str, Sequence[Chased]]
"""What an agency owes by the section that tells of it, the most pressing section first."""


@dataclass(frozen=True)
class DeskNews:
    """What waits on a desk: how many matters of each kind in words, the most urgent first, and the link to its page.

    `faults` are what is wrong in the office's address book.
    """

    heading: str
    subject: str
    lines: tuple[str, ...]
    link: str
    link_words: str
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ahead:
    """The next rung of what an agency is late with: the day, what is done then, in words, and of how many check-ins."""

    on: date
    words: str
    count: int


@dataclass(frozen=True)
class Habitual:
    """Late lines that were late before as well: which, in how many of how many last periods at least."""

    refs: tuple[str, ...]
    late: int
    of: int


@dataclass(frozen=True)
class Follower:
    """Who follows up what is late, with the telephone number that the address book has, and whose it is; '' for none."""

    name: str
    phone: str
    person: str


@dataclass(frozen=True)
class LetterContent:
    """What one letter tells, as it stands on its day.

    `owed` is all that its reader owes, by due date; of it those in `opened` are news to the reader, and those in `refused`
    have a later date refused. Without `reminds` only what is overdue or was sent back is listed besides. `above` is all
    that others are late with, under the reader's eyes, or under the agency's when its letter has no digest. `decided` are
    its objections that were decided. `ahead` are the next rungs of what is late, `followers` who follows it up, `habitual` what of it was late before as well. `early` tells of
    those in `above` that are told before their day why that is so. `before` and `digest_before` are the days of the letters it had last: what became
    overdue since is new.
    """

    owed: Sequence[Chased] = ()
    opened: Collection[int] = ()
    refused: Collection[int] = ()
    reminds: bool = False
    above: Sequence[Chased] = ()
    desk: DeskNews | None = None
    decided: Sequence[Decided] = ()
    ahead: Sequence[Ahead] = ()
    followers: Sequence[Follower] = ()
    habitual: Habitual | None = None
    early: Mapping[int, str] = field(default_factory=dict)
    before: date | None = None
    digest_before: date | None = None
    most_late: int | None = None
    """How many of what is overdue are listed, the longest overdue first, and the others counted; None for all."""
    needed: Mapping[tuple[str, str], Sequence[str]] = field(default_factory=dict)
    """What is to be decided about each agency in `above`, by its province and code, in words."""
    lead: str = ""
    """What a trial of the plan has the letter begin with, '' for nothing."""


def sections_of(told: LetterContent, plans: Mapping[str, LoadedPlan], on: date) -> Sections:
    """Return what an agency's letter lists: everything overdue first, then what was sent back, promised, due soon, new."""
    found: dict[str, list[Chased]] = {
        heading: [] for heading in (LATE, SENT_BACK, PROMISED, SOON, REFUSED, PASSED_ON, OPENED, EXTENDED)
    }
    for one in told.owed:
        section = _section_of(one, told, plans, on)
        if section:
            found[section].append(one)
        if one.id in told.refused:
            found[REFUSED].append(one)
    return found


def _section_of(one: Chased, told: LetterContent, plans: Mapping[str, LoadedPlan], on: date) -> str:
    if one.due_on < on:
        return LATE
    if one.id in told.opened:
        return _SECTION_OF_NEWS[one.news]
    if told.reminds and one.id not in told.refused:
        # Who has promised a day is not reminded of the date until that day is past.
        if one.promised_on is not None and one.promised_on >= on:
            if on >= plans[one.plan].calendar.add_working_days(one.promised_on, -1):
                return PROMISED
        elif _is_soon(one, plans[one.plan], on):
            return SOON
    return SENT_BACK if one.news == News.RETURNED else ""


def _is_soon(one: Chased, loaded: LoadedPlan, on: date) -> bool:
    """Tell whether the day of a check-in's first reminder has come."""
    days = max(loaded.plan.remind, default=0)
    return days > 0 and on >= loaded.calendar.add_working_days(one.remind_on, -days)
