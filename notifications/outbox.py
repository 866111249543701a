"""Steps of the round that fill the outbox: notices that became due, and the letters that gather them."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from models import outbox
from models.database import Session
from models.duty_news import News, Refusal, refusals
from models.holders import name_in_home, province_and_code
from models.outbox import Chased, NoticeKey, Waiting
from models.tables import Letter, LetterState, Outcome
from notifications.directory import Directory
from notifications.ladder import (
    DEPUTY_SUFFIX,
    ESCALATION,
    HEAD_SUFFIX,
    OPENING,
    REFUSAL,
    Recipient,
    Stage,
    agency_of,
    newness,
    recipients_of,
    stages_of,
)
from notifications.links import ANSWER
from notifications.wording import (
    Addressee,
    AnswerPage,
    LetterText,
    Told,
    write_agency_letter,
    write_chairman_letter,
    write_tracker_letter,
)
from plan.library import LoadedPlan
from plan.parties import Register

CHANNEL = "email"
"""The one channel there is: mail, or the mailbox folder in its place."""
INCIDENT_BASIS = "incident"
"""The basis of check-ins whose clocks have a ladder and letters of their own (`notifications.incident_clock`)."""
NEWER_NOTICE = "đã có thông báo mới hơn"
NOT_FOLLOWED = "kế hoạch không còn trong thiết lập «plans»"
ONE_A_DAY = "hôm nay đã có một thư, chờ thư sau"
REST_DAY = "hôm nay là ngày nghỉ, chờ ngày làm việc"
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Post:
    """What the steps need to know of a home: its plans by code, its address book, and how letters are made.

    `link_to` gives a recipient's link for a purpose, valid from the day it is asked for.
    """

    plans: Mapping[str, LoadedPlan]
    directory: Directory
    link_to: Callable[[str, date, str], str]
    trial: bool
    release_chairman: bool

    def name(self, province: str, code: str) -> str:
        """Return the name under which the address book and the outbox know an agency of a province."""
        return name_in_home(self.directory.own_province, province, code)

    def addressee(self, recipient: str) -> Addressee:
        """Return to whom a letter speaks, from the name of its recipient."""
        name = agency_of(recipient)
        province, code = province_and_code(self.directory.own_province, name)
        return Addressee(code, self._register_of(province), recipient.removeprefix(name))

    def _register_of(self, province: str) -> Register:
        return next(loaded.register for loaded in self.plans.values() if loaded.register.code == province)

    def cannot_reach(self, recipient: str, on: date) -> bool:
        """Tell whether it is a head or deputy without an address of its own: the agency's letter speaks to it."""
        return recipient != agency_of(recipient) and self.directory.find(recipient, on) is None


def queue_notices(session: Session, post: Post, on: date, now: datetime) -> int:
    """Queue what is to be said by `on`, each notice once under its key, and return how many are new.

    Of several stages that passed since the last round only the newest is queued for a recipient; the others are kept
    as skipped. On a day that is not worked nothing is queued but what an adoption opened that day.
    """
    known = outbox.known_notices(session, CHANNEL)
    reached, refused = _Reached(post, on), refusals(session)
    told = {(check_in_id, rung, name) for check_in_id, purpose, rung, _, name in known if purpose == REFUSAL}
    rows: list[dict[str, Any]] = []
    for check_in in outbox.chased_check_ins(session):
        if _resting(post, check_in, on):
            continue
        if check_in.basis != INCIDENT_BASIS:
            rows.extend(_notices_of(post, check_in, reached.of(check_in), known, now))
        if check_in.id in refused:
            rows.extend(_refusals_of(post, check_in, refused[check_in.id], told, (on, now)))
    outbox.add_notices(session, rows)
    return len([row for row in rows if row["outcome"] == Outcome.QUEUED])


_Told = tuple[Stage, Recipient]


class _Reached:
    """The stages reached by a day and who is told of each, worked out once for all check-ins that are alike."""

    def __init__(self, post: Post, on: date) -> None:
        self._post, self._on = post, on
        self._found: dict[tuple[Any, ...], tuple[_Told, ...]] = {}

    def of(self, check_in: Chased) -> tuple[_Told, ...]:
        """Return the stages of a check-in, the newest first, each with everybody who is told and can be reached."""
        dates = (check_in.opened_on, check_in.remind_on, check_in.due_on)
        alike = (check_in.plan, check_in.holder, check_in.scope, *dates)
        if alike not in self._found:
            loaded = self._post.plans[check_in.plan]
            self._found[alike] = tuple(
                (stage, recipient)
                for stage in reversed(stages_of(loaded.plan, loaded.calendar, *dates))
                if stage.on <= self._on
                for recipient in recipients_of(stage, check_in.holder, check_in.scope, loaded.plan, loaded.register)
                if not self._post.cannot_reach(self._post.name(check_in.province, recipient.code), self._on)
            )
        return self._found[alike]


def _notices_of(
    post: Post, check_in: Chased, told: Iterable[_Told], known: set[NoticeKey], now: datetime
) -> Iterator[dict[str, Any]]:
    heard: set[str] = set()
    for stage, recipient in told:
        name = post.name(check_in.province, recipient.code)
        newest = name not in heard
        heard.add(name)
        # What was sent back or put off is news each time, also where it fell on a date that it had before.
        renewed = stage.purpose == OPENING and check_in.news in (News.RETURNED, News.EXTENDED)
        rung = check_in.change if renewed else stage.rung
        if (check_in.id, stage.purpose, rung, check_in.due_on, name) in known:
            continue
        reason = recipient.reason or ("" if newest else NEWER_NOTICE)
        yield _row(check_in, (name, stage.purpose, rung, stage.on), now, reason)


def _refusals_of(
    post: Post,
    check_in: Chased,
    refused: Iterable[Refusal],
    told: Collection[tuple[int, int, str]],
    seen: tuple[date, datetime],
) -> Iterator[dict[str, Any]]:
    """Yield a notice of each refused asking for a later date, once whatever the date; none if it began anew since."""
    on, now = seen
    holder = post.name(check_in.province, check_in.holder)
    for refusal in refused:
        for name in (holder, holder + DEPUTY_SUFFIX):
            gone = refusal.on < check_in.opened_on or post.cannot_reach(name, on)
            if not gone and (check_in.id, refusal.number, name) not in told:
                yield _row(check_in, (name, REFUSAL, refusal.number, refusal.on), now)


def _row(check_in: Chased, said: tuple[str, str, int, date], now: datetime, reason: str = "") -> dict[str, Any]:
    """Return a notice as a row: `said` is its recipient, purpose, rung and day; with a reason it is skipped."""
    recipient, purpose, rung, stage_on = said
    return {
        "recipient": recipient,
        "channel": CHANNEL,
        "purpose": purpose,
        "check_in_id": check_in.id,
        "rung": rung,
        "due_on": check_in.due_on,
        "stage_on": stage_on,
        "queued_at": now,
        "letter_id": None,
        "outcome": Outcome.SKIPPED if reason else Outcome.QUEUED,
        "reason": reason,
    }


@dataclass(frozen=True)
class Written:
    """What gathering did: letters ready to go, drafts for the office to release, recipients with notices held."""

    ready: int = 0
    drafts: int = 0
    held: int = 0


def write_letters(session: Session, post: Post, on: date, now: datetime) -> Written:
    """Gather the waiting notices into one letter a recipient, at most one a day each.

    Of several notices about one check-in only the newest goes out, and a refused date besides. People above the agency
    hear at once the first time, then at most once in seven days; that letter also tells what waits for their word, and
    goes out for that alone. The Chairman's letter is a draft until the office releases it. On a day that is not worked
    only what an adoption opened that day goes out. What cannot go yet stays queued with the reason.
    """
    outbox.skip_answered(session)
    outbox.skip_outdated(session)
    waiting = groupby(outbox.waiting_notices(session), key=lambda notice: notice.recipient)
    by_recipient = {recipient: list(group) for recipient, group in waiting}
    gathering = _Gathering(session, post, on, now, outbox.last_weekly_letters(session))
    for recipient, notices in by_recipient.items():
        gathering.write_to(recipient, notices)
    return gathering.written


@dataclass
class _Gathering:
    """One run over all recipients; `weekly` tells the day of the last weekly letter to each that had one."""

    session: Session
    post: Post
    on: date
    now: datetime
    weekly: Mapping[str, date]
    written: Written = Written()

    def write_to(self, recipient: str, notices: Sequence[Waiting]) -> None:
        """Write a recipient's letter of the day, of what may go of its notices and of what waits on its desk."""
        waiting = self._skip_older(notices)
        free = self._hold_back(recipient, waiting)
        letter = self._letter(recipient, free) if free else None
        if letter is not None and not outbox.write_letter(self.session, letter, _ids(free)):
            outbox.hold_notices(self.session, _ids(free), ONE_A_DAY)
            letter, free = None, []
        self._count(letter, held=len(free) < len(waiting))

    def _count(self, letter: Letter | None, *, held: bool) -> None:
        draft = letter is not None and letter.state == LetterState.DRAFT
        ready = letter is not None and not draft
        done = self.written
        self.written = Written(done.ready + ready, done.drafts + draft, done.held + held)

    def _skip_older(self, notices: Sequence[Waiting]) -> list[Waiting]:
        """Return the newest notice of each check-in; the others, overtaken while they were held, are skipped."""
        newest = {_line(n): n for n in sorted(notices, key=lambda n: newness(n.purpose, n.stage_on))}
        older = [n.notice_id for n in notices if newest[_line(n)] is not n]
        outbox.skip_notices(self.session, older, NEWER_NOTICE)
        return [notice for notice in notices if newest[_line(notice)] is notice]

    def _hold_back(self, recipient: str, notices: Sequence[Waiting]) -> list[Waiting]:
        """Return the notices that may go today; the others are held with their reason."""
        no_address = "" if self.post.directory.find(recipient, self.on) else outbox.NO_ADDRESS
        held: dict[str, list[int]] = {}
        for notice in notices:
            reason = no_address or _resting(self.post, notice.check_in, self.on) or self._wait_for_weekly(notice)
            held.setdefault(reason, []).append(notice.notice_id)
        free = set(held.pop("", ()))
        for reason, notice_ids in held.items():
            outbox.hold_notices(self.session, notice_ids, reason)
        return [notice for notice in notices if notice.notice_id in free]

    def _wait_for_weekly(self, notice: Waiting) -> str:
        if not _is_above(self.post, notice) or (first := self._next_weekly(notice.recipient)) <= self.on:
            return ""
        return f"gộp vào thư tuần, gửi từ ngày {first:%d/%m/%Y}"

    def _next_weekly(self, recipient: str) -> date:
        last = self.weekly.get(recipient)
        return last + WEEK if last else self.on

    def _letter(self, recipient: str, notices: Sequence[Waiting]) -> Letter | None:
        contact = self.post.directory.find(recipient, self.on)
        if contact is None:
            return None
        text, draft = self._word(recipient, notices)
        return Letter(
            recipient=recipient,
            channel=CHANNEL,
            written_on=self.on,
            address=contact.address,
            subject=text.subject,
            body=text.body,
            weekly=any(_is_above(self.post, notice) for notice in notices),
            state=LetterState.DRAFT if draft else LetterState.QUEUED,
            written_at=self.now,
        )

    def _word(self, recipient: str, notices: Sequence[Waiting]) -> tuple[LetterText, bool]:
        post, on = self.post, self.on
        to = post.addressee(recipient)
        if to.agency == to.register.chairman:
            return write_chairman_letter(notices, post.plans, on, trial=post.trial), not post.release_chairman
        own = [notice for notice in notices if not _is_above(post, notice)]
        told = Told(own, [notice for notice in notices if _is_above(post, notice)])
        if not own:
            return write_tracker_letter(to, told, post.plans, on, trial=post.trial), False
        if not to.suffix and _speaks_to_head(post, own, on):
            to = replace(to, suffix=HEAD_SUFFIX)
        owed = outbox.owed_now(self.session, to.register.code, to.agency)
        page = AnswerPage(post.link_to(recipient, on, ANSWER), owed)
        return write_agency_letter(to, told, post.plans, on, page=page, trial=post.trial), False


def _line(notice: Waiting) -> tuple[int, bool]:
    """Return what a notice speaks of: a check-in as it stands, or that a later date for it was refused."""
    return notice.check_in.id, notice.purpose == REFUSAL


def _is_above(post: Post, notice: Waiting) -> bool:
    holder = post.name(notice.check_in.province, notice.check_in.holder)
    return notice.recipient not in (holder, holder + HEAD_SUFFIX, holder + DEPUTY_SUFFIX)


def _resting(post: Post, check_in: Chased, on: date) -> str:
    """Return why nothing is said of a check-in today, whoever is told; empty if it may be said."""
    loaded = post.plans.get(check_in.plan)
    if loaded is None:
        return NOT_FOLLOWED
    if loaded.calendar.is_working_day(on) or (check_in.adopted_now and check_in.opened_on == on):
        return ""
    return REST_DAY


def _speaks_to_head(post: Post, own: Iterable[Waiting], on: date) -> bool:
    """Tell whether an agency's letter speaks to its head: a rung names the head, who has no address of its own."""
    return any(
        notice.purpose == ESCALATION
        and post.cannot_reach(post.name(notice.check_in.province, notice.check_in.holder) + HEAD_SUFFIX, on)
        and any(
            rung.after == notice.rung and "head" in rung.to for rung in post.plans[notice.check_in.plan].plan.ladder
        )
        for notice in own
    )


def _ids(notices: Iterable[Waiting]) -> list[int]:
    return [notice.notice_id for notice in notices]
