"""A step of the round that gathers what waits in the outbox into letters: at most one a day for each recipient."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from itertools import groupby

from models.database import Session
from models.outbox import letters as outbox
from models.outbox import notices as queue
from models.outbox.notices import Waiting
from models.people.deputies import deputies_on
from models.tables.core import Letter, LetterState
from notifications.ladder.stages import DEPUTY_SUFFIX, ESCALATION, HEAD_SUFFIX, REFUSAL, agency_of, newness
from notifications.links import ANSWER
from notifications.outbox.due_notices import CHANNEL, NEWER_NOTICE, NO_DEPUTY, Post, is_above, why_resting
from notifications.wording.desk_news import Desk, desks_of, find_desk_news
from notifications.wording.letters import (
    AnswerPage,
    DeskNews,
    LetterText,
    Told,
    write_agency_letter,
    write_chairman_letter,
    write_tracker_letter,
)
from plan.texts.written import format_day

ONE_A_DAY = "hôm nay đã có một thư, chờ thư sau"
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Written:
    """What gathering did: letters ready to go, drafts for the office to release, recipients with notices held."""

    ready: int = 0
    drafts: int = 0
    held: int = 0


def write_letters(session: Session, post: Post, on: date, now: datetime) -> Written:
    """Gather the waiting notices into one letter a recipient, at most one a day each.

    Of several notices about one check-in only the newest goes out, and a refused date besides. People above the agency
    hear at once the first time, then at most once in seven days. What waits for an agency's word stands in that letter
    or in its own of the day, or has a letter to itself, where seven days have brought it none. The Chairman's letter is
    a draft until the office releases it. On a day that is not worked only what an adoption opened that day goes out.
    What cannot go yet stays queued with the reason; all of it while the home's letters are held.
    """
    queue.skip_answered(session)
    queue.skip_outdated(session)
    waiting = groupby(queue.waiting_notices(session), key=lambda notice: notice.recipient)
    by_recipient = {recipient: list(group) for recipient, group in waiting}
    if post.hold:
        for notices in by_recipient.values():
            queue.hold_notices(session, _ids(notices), post.hold.words)
        return Written(held=len(by_recipient))
    desks = {post.name(desk.province, desk.code): desk for desk in desks_of(post.plans, on)}
    gathering = _Gathering(session, post, on, now, _weekly(session, post, on), desks)
    for recipient in sorted({*by_recipient, *desks}, key=gathering.place):
        gathering.write_to(recipient, by_recipient.get(recipient, ()))
    gathering.greet_deputies()
    return gathering.written


def skip_letters_to_former_deputies(session: Session, post: Post, on: date, now: datetime) -> int:
    """Skip the letters ready to go to deputies whose time is over; return how many."""
    over = [one for one in outbox.queued_letters_to(session, DEPUTY_SUFFIX) if post.cannot_reach(one.recipient, on)]
    return sum(outbox.settle_letter(session, one.id, LetterState.SKIPPED, NO_DEPUTY, now) for one in over)


@dataclass(frozen=True)
class _Weekly:
    """From which day on weekly letters may go again to those who had one in the last seven days.

    `digests` tells it of those about others who are late, `desks` of those that told what waits on a desk: an answer
    that waits does not put off what a rung of the ladder has to say.
    """

    digests: Mapping[str, date]
    desks: Mapping[str, date]


def _weekly(session: Session, post: Post, on: date) -> _Weekly:
    digests: dict[str, date] = {}
    desks: dict[str, date] = {}
    for letter in outbox.weekly_letters(session, on - WEEK):
        again = letter.written_on + WEEK
        desks[letter.recipient] = max(again, desks.get(letter.recipient, again))
        if {post.name(*holder) for holder in letter.holders} - {agency_of(letter.recipient)}:
            digests[letter.recipient] = max(again, digests.get(letter.recipient, again))
    return _Weekly(digests, desks)


@dataclass
class _Gathering:
    """One run over all recipients."""

    session: Session
    post: Post
    on: date
    now: datetime
    weekly: _Weekly
    desks: Mapping[str, Desk]
    written: Written = Written()

    def place(self, recipient: str) -> tuple[bool, str]:
        """Return a recipient's place in the run: an office comes last, for it is told how many drafts there are."""
        return recipient in self.desks and self.desks[recipient].is_office, recipient

    def write_to(self, recipient: str, notices: Sequence[Waiting]) -> None:
        """Write a recipient's letter of the day, of what may go of its notices and of what waits on its desk."""
        if recipient.endswith(DEPUTY_SUFFIX) and self.post.cannot_reach(recipient, self.on):
            queue.skip_notices(self.session, _ids(notices), NO_DEPUTY)
            return
        waiting = self._skip_older(notices)
        free = self._hold_back(recipient, waiting)
        desk = self._desk_news(recipient, digest=any(is_above(self.post, notice) for notice in free))
        letter = self._letter(recipient, free, desk) if free or desk else None
        unaddressed = desk is not None and letter is None
        if letter is not None and not outbox.write_letter(self.session, letter, _ids(free)):
            queue.hold_notices(self.session, _ids(free), ONE_A_DAY)
            letter, free = None, []
        self._count(letter, held=unaddressed or len(free) < len(waiting))

    def _desk_news(self, recipient: str, *, digest: bool) -> DeskNews | None:
        """Return what waits on a recipient's desk, on working days, with a digest or where the week had no letter.

        What is wrong in the address book is told on each of them, to the office that keeps it.
        """
        desk, plans = self.desks.get(recipient), self.post.plans
        if desk is None or not self._is_worked():
            return None
        own_province = self.post.directory.own_province
        keeps_contacts = desk.is_office and desk.province == own_province
        faults = [fault for fault in self.post.faults if keeps_contacts and not fault.warning]
        if self.weekly.desks.get(recipient, self.on) > self.on and not (digest or faults):
            return None
        link_to = partial(self.post.link_to, recipient, self.on)
        return find_desk_news(self.session, plans, desk, self.on, link_to, own_province=own_province, faults=faults)

    def greet_deputies(self) -> None:
        """Write to each deputy who has not heard anything yet how much there is to answer, on a working day."""
        if not self._is_worked():
            return
        # Of several of an agency, in the order in which they were named, the last one counts.
        deputies = {
            self.post.name(one.province, one.agency) + DEPUTY_SUFFIX: one for one in deputies_on(self.session, self.on)
        }
        told = outbox.last_letters_of_a_day(self.session, list(deputies)) if deputies else {}
        for recipient, deputy in deputies.items():
            if recipient in told:
                written_on, written_at = told[recipient]
                if written_on >= deputy.starts and written_at >= deputy.learnt_at:
                    continue
            self._greet(recipient)

    def _greet(self, recipient: str) -> None:
        to = self.post.addressee(recipient)
        owed = outbox.owed_now(self.session, to.register.code, to.agency)
        letter = self._letter(recipient, (), None) if owed else None
        if letter is not None:
            self._count(letter if outbox.write_letter(self.session, letter, ()) else None, held=False)

    def _is_worked(self) -> bool:
        return any(loaded.calendar.is_working_day(self.on) for loaded in self.post.plans.values())

    def _count(self, letter: Letter | None, *, held: bool) -> None:
        draft = letter is not None and letter.state == LetterState.DRAFT
        ready = letter is not None and not draft
        done = self.written
        self.written = Written(done.ready + ready, done.drafts + draft, done.held + held)

    def _skip_older(self, notices: Sequence[Waiting]) -> list[Waiting]:
        """Return the newest notice of each check-in; the others, overtaken while they were held, are skipped."""
        newest = {_line(n): n for n in sorted(notices, key=lambda n: newness(n.purpose, n.stage_on))}
        older = [n.notice_id for n in notices if newest[_line(n)] is not n]
        queue.skip_notices(self.session, older, NEWER_NOTICE)
        return [notice for notice in notices if newest[_line(notice)] is notice]

    def _hold_back(self, recipient: str, notices: Sequence[Waiting]) -> list[Waiting]:
        """Return the notices that may go today; the others are held with their reason."""
        no_address = self.post.directory.why_silent(recipient, self.on)
        held: dict[str, list[int]] = {}
        for notice in notices:
            reason = no_address or why_resting(self.post, notice.check_in, self.on) or self._wait_for_weekly(notice)
            held.setdefault(reason, []).append(notice.notice_id)
        free = set(held.pop("", ()))
        for reason, notice_ids in held.items():
            queue.hold_notices(self.session, notice_ids, reason)
        return [notice for notice in notices if notice.notice_id in free]

    def _wait_for_weekly(self, notice: Waiting) -> str:
        first = self.weekly.digests.get(notice.recipient, self.on)
        if not is_above(self.post, notice) or first <= self.on:
            return ""
        return f"gộp vào thư tuần, gửi từ ngày {format_day(first)}"

    def _letter(self, recipient: str, notices: Sequence[Waiting], desk: DeskNews | None) -> Letter | None:
        contact = self.post.directory.find(recipient, self.on)
        if contact is None:
            return None
        text, draft = self._word(recipient, notices, desk)
        return Letter(
            recipient=recipient,
            channel=CHANNEL,
            written_on=self.on,
            address=contact.address,
            subject=text.subject,
            body=text.body,
            weekly=desk is not None or any(is_above(self.post, notice) for notice in notices),
            state=LetterState.DRAFT if draft else LetterState.QUEUED,
            written_at=self.now,
        )

    def _word(self, recipient: str, notices: Sequence[Waiting], desk: DeskNews | None) -> tuple[LetterText, bool]:
        post, on = self.post, self.on
        to = post.speak_to(recipient, on)
        if to.agency == to.register.chairman:
            return write_chairman_letter(notices, post.plans, on, trial=post.trial), not post.release_chairman
        own = [notice for notice in notices if not is_above(post, notice)]
        told = Told(own, [notice for notice in notices if is_above(post, notice)], desk)
        if not own and to.suffix != DEPUTY_SUFFIX:
            return write_tracker_letter(to, told, post.plans, on, trial=post.trial), False
        if not to.suffix and _speaks_to_head(post, own, on):
            to = post.speak_to(recipient, on, head=True)
        owed = outbox.owed_now(self.session, to.register.code, to.agency)
        page = AnswerPage(post.link_to(recipient, on, ANSWER), owed)
        return write_agency_letter(to, told, post.plans, on, page=page, trial=post.trial), False


def _line(notice: Waiting) -> tuple[int, bool]:
    """Return what a notice speaks of: a check-in as it stands, or that a later date for it was refused."""
    return notice.check_in.id, notice.purpose == REFUSAL


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
