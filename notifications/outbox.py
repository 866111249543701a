"""Steps of the round that fill the outbox: notices that became due, and the letters that gather them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from models import outbox
from models.database import Session
from models.holders import name_in_home, province_and_code
from models.outbox import Chased, NoticeKey, Waiting
from models.tables import Letter, LetterState, Outcome
from notifications.directory import Directory
from notifications.ladder import ESCALATION, HEAD_SUFFIX, Recipient, Stage, newness, recipients_of, stages_of
from notifications.links import ANSWER
from notifications.wording import (
    AnswerPage,
    LetterText,
    write_agency_letter,
    write_chairman_letter,
    write_tracker_letter,
)
from plan.library import LoadedPlan

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


def queue_notices(session: Session, post: Post, on: date, now: datetime) -> int:
    """Queue what is to be said by `on`, each notice once under its key, and return how many are new.

    Of several stages that passed since the last round only the newest is queued for a recipient; the others are kept
    as skipped. On a day that is not worked nothing is queued but what an adoption opened that day.
    """
    known = outbox.known_notices(session, CHANNEL)
    reached = _Reached(post, on)
    rows: list[dict[str, Any]] = []
    for check_in in outbox.chased_check_ins(session):
        if check_in.basis != INCIDENT_BASIS and not _resting(post, check_in, on):
            rows.extend(_notices_of(post, check_in, reached.of(check_in), known, now))
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
                if not self._has_no_letter(self._post.name(check_in.province, recipient.code))
            )
        return self._found[alike]

    def _has_no_letter(self, recipient: str) -> bool:
        """Tell whether it is a head without an address of its own: the agency's letter speaks to it."""
        return recipient.endswith(HEAD_SUFFIX) and self._post.directory.find(recipient, self._on) is None


def _notices_of(
    post: Post, check_in: Chased, told: Iterable[_Told], known: set[NoticeKey], now: datetime
) -> Iterator[dict[str, Any]]:
    heard: set[str] = set()
    for stage, recipient in told:
        name = post.name(check_in.province, recipient.code)
        newest = name not in heard
        heard.add(name)
        if (check_in.id, stage.purpose, stage.rung, check_in.due_on, name) in known:
            continue
        reason = recipient.reason or ("" if newest else NEWER_NOTICE)
        yield {
            "recipient": name,
            "channel": CHANNEL,
            "purpose": stage.purpose,
            "check_in_id": check_in.id,
            "rung": stage.rung,
            "due_on": check_in.due_on,
            "stage_on": stage.on,
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

    Of several notices about one check-in only the newest goes out. People above the agency hear at once the first
    time, then at most once in seven days. The Chairman's letter is a draft until the office releases it. On a day
    that is not worked only what an adoption opened that day goes out. What cannot go yet stays queued with the reason.
    """
    outbox.skip_answered(session)
    ready = drafts = held = 0
    for recipient, group in groupby(outbox.waiting_notices(session), key=lambda notice: notice.recipient):
        waiting = _skip_older(session, list(group))
        notices = _hold_back(session, post, recipient, waiting, on)
        letter = _write(session, post, recipient, notices, on, now) if notices else None
        if letter is not None and not outbox.write_letter(session, letter, _ids(notices)):
            outbox.hold_notices(session, _ids(notices), ONE_A_DAY)
            letter, notices = None, []
        held += len(notices) < len(waiting)
        if letter is not None:
            drafts += letter.state == LetterState.DRAFT
            ready += letter.state != LetterState.DRAFT
    return Written(ready, drafts, held)


def _skip_older(session: Session, notices: Sequence[Waiting]) -> list[Waiting]:
    """Return the newest notice of each check-in; the others, overtaken while they were held, are skipped."""
    newest = {n.check_in.id: n for n in sorted(notices, key=lambda n: newness(n.purpose, n.stage_on))}
    outbox.skip_notices(session, [n.notice_id for n in notices if newest[n.check_in.id] is not n], NEWER_NOTICE)
    return [notice for notice in notices if newest[notice.check_in.id] is notice]


def _is_above(post: Post, notice: Waiting) -> bool:
    holder = post.name(notice.check_in.province, notice.check_in.holder)
    return notice.recipient not in (holder, holder + HEAD_SUFFIX)


def _hold_back(session: Session, post: Post, recipient: str, notices: Sequence[Waiting], on: date) -> list[Waiting]:
    """Return the notices that may go today; the others are held with their reason."""
    no_address = outbox.NO_ADDRESS if post.directory.find(recipient, on) is None else ""
    last = outbox.last_weekly_letter(session, recipient) if any(_is_above(post, notice) for notice in notices) else None
    weekly = f"gộp vào thư tuần, gửi từ ngày {last + WEEK:%d/%m/%Y}" if last and on < last + WEEK else ""
    held: dict[str, list[int]] = {}
    for notice in notices:
        reason = no_address or _resting(post, notice.check_in, on) or (weekly if _is_above(post, notice) else "")
        held.setdefault(reason, []).append(notice.notice_id)
    free = set(held.pop("", ()))
    for reason, notice_ids in held.items():
        outbox.hold_notices(session, notice_ids, reason)
    return [notice for notice in notices if notice.notice_id in free]


def _resting(post: Post, check_in: Chased, on: date) -> str:
    """Return why nothing is said of a check-in today, whoever is told; empty if it may be said."""
    loaded = post.plans.get(check_in.plan)
    if loaded is None:
        return NOT_FOLLOWED
    if loaded.calendar.is_working_day(on) or (check_in.adopted_now and check_in.opened_on == on):
        return ""
    return REST_DAY


def _write(
    session: Session, post: Post, recipient: str, notices: list[Waiting], on: date, now: datetime
) -> Letter | None:
    contact = post.directory.find(recipient, on)
    if contact is None:
        return None
    text, draft = _word(session, post, recipient, notices, on)
    return Letter(
        recipient=recipient,
        channel=CHANNEL,
        written_on=on,
        address=contact.address,
        subject=text.subject,
        body=text.body,
        weekly=any(_is_above(post, notice) for notice in notices),
        state=LetterState.DRAFT if draft else LetterState.QUEUED,
        written_at=now,
    )


def _word(session: Session, post: Post, recipient: str, notices: list[Waiting], on: date) -> tuple[LetterText, bool]:
    register = post.plans[notices[0].check_in.plan].register
    if recipient == post.name(register.code, register.chairman):
        return write_chairman_letter(notices, post.plans, on, trial=post.trial), not post.release_chairman
    name = recipient.removesuffix(HEAD_SUFFIX)
    province, agency = province_and_code(post.directory.own_province, name)
    own = [notice for notice in notices if not _is_above(post, notice)]
    above = [notice for notice in notices if _is_above(post, notice)]
    if own:
        text = write_agency_letter(
            agency,
            own,
            above,
            post.plans,
            on,
            page=AnswerPage(post.link_to(name, on, ANSWER), outbox.owed_now(session, province, agency)),
            to_head=recipient != name or _speaks_to_head(post, own, on),
            trial=post.trial,
        )
        return text, False
    return write_tracker_letter(agency, above, post.plans, on, trial=post.trial), False


def _speaks_to_head(post: Post, own: Iterable[Waiting], on: date) -> bool:
    """Tell whether an agency's letter speaks to its head: a rung names the head, who has no address of its own."""
    return any(
        notice.purpose == ESCALATION
        and post.directory.find(post.name(notice.check_in.province, notice.check_in.holder) + HEAD_SUFFIX, on) is None
        and any(
            rung.after == notice.rung and "head" in rung.to for rung in post.plans[notice.check_in.plan].plan.ladder
        )
        for notice in own
    )


def _ids(notices: Iterable[Waiting]) -> list[int]:
    return [notice.notice_id for notice in notices]
