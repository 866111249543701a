"""A step of the round that fills the outbox: the notices that became due, each queued once under its key."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from models.agencies import name_in_home, province_and_code
from models.database import Session
from models.outbox import notices as queue
from models.outbox.news import News, Refusal, refusals
from models.outbox.notices import Chased, NoticeKey, WaitingNotice
from models.tables.core import Outcome
from notifications.contacts.directory import Directory
from notifications.ladder.stages import (
    DEPUTY_SUFFIX,
    HEAD_SUFFIX,
    OPENING,
    PROMISED,
    REFUSAL,
    REMINDER,
    Promised,
    Recipient,
    Stage,
    agency_of,
    recipients_of,
    rung_of_promise,
    stages_of,
)
from notifications.outbox.holding import Hold
from notifications.wording.letters import Addressee
from plan.errors import FileError
from plan.library import LoadedPlan
from plan.parties import Register

CHANNEL = "email"
"""The one channel there is: mail, or the mailbox folder in its place."""
INCIDENT_BASIS = "incident"
"""The basis of check-ins whose clocks have a ladder and letters of their own (`notifications.outbox.incident_clock`)."""
NEWER_NOTICE = "đã có thông báo mới hơn"
PLAN_FAILED = "kế hoạch đang tạm dừng vì có lỗi, chờ sửa"
"""Why nothing is said of a plan's check-ins while it is not worked on."""
PROMISED_MEANWHILE = "cơ quan đã hẹn ngày gửi báo cáo"
PROMISE_CHANGED = "ngày hẹn gửi báo cáo đã qua hoặc đã đổi"
NO_DEPUTY = "không còn người báo cáo thay"
NOT_FOLLOWED = "kế hoạch không còn trong thiết lập «plans»"
REST_DAY = "hôm nay là ngày nghỉ, chờ ngày làm việc"


@dataclass(frozen=True)
class Post:
    """What the steps need to know of a home: its plans by code, its address book, and how letters are made.

    The address book has the deputies of the day; `faults` are what is wrong in its file, for whoever opened it to tell.
    `link_to` gives a recipient's link for a purpose, valid from the day it is asked for; what is kept has marks in their place.
    `seal_of` gives the seal by which a mail's own headers are known when they come back. At an address below `reply_address` a letter is
    answered by mail, '' where that is not set; `epochs` are how often whose links were revoked. While there is a `hold` notices
    are queued and no letter is written or sent. `live_on` is the day on which a real home began to send: that day what was
    held may go, worked or not, as on the day of an adoption. `contact` says whom an agency may telephone. `resting` tells of plans of whose check-ins nothing may be
    said today why that is so.
    """

    plans: Mapping[str, LoadedPlan]
    directory: Directory
    link_to: Callable[[str, date, str], str]
    trial: bool
    release_chairman: bool
    hold: Hold | None = None
    live_on: date | None = None
    contact: str = ""
    faults: tuple[FileError, ...] = ()
    seal_of: Callable[[str], str] = str
    reply_address: str = ""
    epochs: Mapping[str, int] = field(default_factory=dict)
    resting: Mapping[str, str] = field(default_factory=dict)

    def name(self, province: str, code: str) -> str:
        """Return the name under which the address book and the outbox know an agency of a province."""
        return name_in_home(self.directory.own_province, province, code)

    def addressee(self, recipient: str) -> Addressee:
        """Return whom the name of a recipient means."""
        name = agency_of(recipient)
        province, code = province_and_code(self.directory.own_province, name)
        return Addressee(code, self._register_of(province), recipient.removeprefix(name))

    def speak_to(self, recipient: str, on: date, *, head: bool = False) -> Addressee:
        """Return to whom a recipient's letter of a day speaks; with `head` an agency's own letter speaks to its head."""
        to = self.addressee(recipient)
        suffix = HEAD_SUFFIX if head else to.suffix
        return replace(to, suffix=suffix, post=self.directory.post_of_head(agency_of(recipient), on))

    def _register_of(self, province: str) -> Register:
        return next(loaded.register for loaded in self.plans.values() if loaded.register.code == province)

    def cannot_reach(self, recipient: str, on: date) -> bool:
        """Tell whether it is a head or deputy without an address of its own: the agency's letter speaks to it.

        One whose address is in doubt has one, and waits until it is mended.
        """
        of_a_person = recipient != agency_of(recipient)
        found = self.directory.find(recipient, on) or self.directory.doubt_about(recipient, on)
        return of_a_person and found is None


def queue_notices(session: Session, post: Post, on: date, now: datetime) -> int:
    """Queue what is to be said by `on`, each notice once under its key, and return how many are new.

    Of several stages that passed since the last round only the newest is queued for a recipient; the others are kept
    as skipped. On a day that is not worked nothing is queued but what an adoption opened that day.
    """
    known = queue.known_notices(session, CHANNEL)
    reached, refused = _Reached(post, on), refusals(session)
    told = {(check_in_id, rung, name) for check_in_id, purpose, rung, _, name in known if purpose == REFUSAL}
    rows: list[dict[str, Any]] = []
    for check_in in queue.chased_check_ins(session):
        if why_resting(post, check_in, on):
            continue
        if check_in.basis != INCIDENT_BASIS:
            rows.extend(_notices_of(post, check_in, reached.of(check_in), known, now))
        if check_in.id in refused:
            rows.extend(_refusals_of(post, check_in, refused[check_in.id], told, (on, now)))
    queue.add_notices(session, rows)
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
        promised = promised_of(check_in)
        alike = (check_in.plan, check_in.holder, check_in.scope, *dates, promised)
        if alike not in self._found:
            loaded = self._post.plans[check_in.plan]
            self._found[alike] = tuple(
                (stage, recipient)
                for stage in reversed(stages_of(loaded.plan, loaded.calendar, *dates, promised))
                if stage.on <= self._on and not (stage.purpose == PROMISED and promised and promised.on < self._on)
                for recipient in recipients_of(stage, check_in.holder, check_in.scope, loaded.plan, loaded.register)
                if not self._post.cannot_reach(self._post.name(check_in.province, recipient.code), self._on)
            )
        return self._found[alike]


def _notices_of(
    post: Post, check_in: Chased, told: Iterable[_Told], known: set[NoticeKey], now: datetime
) -> Iterator[dict[str, Any]]:
    heard: set[str] = set()
    # What was sent back or put off is news each time, also where it fell on a date that it had before; a reminder of
    # the same days does not come before it.
    renewed = check_in.news in (News.RETURNED, News.EXTENDED)
    for stage, recipient in told:
        name = post.name(check_in.province, recipient.code)
        untold = renewed and (check_in.id, OPENING, check_in.change, check_in.due_on, name) not in known
        overtaken = name in heard or (stage.purpose in (REMINDER, PROMISED) and untold)
        if not overtaken:
            heard.add(name)
        rung = check_in.change if renewed and stage.purpose == OPENING else stage.rung
        if (check_in.id, stage.purpose, rung, check_in.due_on, name) in known:
            continue
        reason = recipient.reason or (NEWER_NOTICE if overtaken else "")
        yield _row(check_in, (name, stage.purpose, rung, stage.on), now, reason)


def promised_of(check_in: Chased) -> Promised | None:
    """Return the promise that stands for a check-in, None where there is none."""
    if check_in.promised_on is None or check_in.promised_at is None:
        return None
    return Promised(check_in.promised_on, check_in.promised_at)


def skip_overtaken(session: Session, waiting: Iterable[WaitingNotice], on: date) -> list[WaitingNotice]:
    """Skip the reminders that a promise took the place of while they waited; return the other notices.

    So is the reminder of a promise that was changed meanwhile, or whose day is past.
    """
    there, gone = list(waiting), dict[str, list[int]]()
    for one in there:
        if reason := _why_overtaken(one, on):
            gone.setdefault(reason, []).append(one.notice_id)
    for reason, notice_ids in gone.items():
        queue.skip_notices(session, notice_ids, reason)
    skipped = {notice_id for notice_ids in gone.values() for notice_id in notice_ids}
    return [one for one in there if one.notice_id not in skipped]


def _why_overtaken(one: WaitingNotice, on: date) -> str:
    promised_on = one.check_in.promised_on
    if one.purpose == REMINDER and promised_on is not None and one.stage_on <= promised_on:
        return PROMISED_MEANWHILE
    stands = promised_on is not None and promised_on >= on
    is_own = stands and promised_on and one.rung == rung_of_promise(promised_on, one.check_in.due_on)
    return PROMISE_CHANGED if one.purpose == PROMISED and not is_own else ""


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


def is_above(post: Post, notice: WaitingNotice) -> bool:
    """Tell whether a notice speaks of what another agency owes than its recipient's."""
    return agency_of(notice.recipient) != post.name(notice.check_in.province, notice.check_in.holder)


def why_resting(post: Post, check_in: Chased, on: date) -> str:
    """Return why nothing is said of a check-in today, whoever is told; empty if it may be said."""
    if check_in.plan in post.resting:
        return post.resting[check_in.plan]
    loaded = post.plans.get(check_in.plan)
    if loaded is None:
        return NOT_FOLLOWED
    begins = on in (post.live_on, check_in.opened_on if check_in.adopted_now else None)
    if loaded.calendar.is_working_day(on) or begins:
        return ""
    return REST_DAY
