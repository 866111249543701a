"""A step of the round that gathers what waits in the outbox into letters: at most one a day for each recipient."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from models.agencies import SEPARATOR, province_and_code
from models.database import Session
from models.outbox import letters as outbox
from models.outbox import notices as queue
from models.outbox.day_letters.writing import Writing, put_letters
from models.outbox.notices import WaitingNotice
from models.outbox.report_letters import reports_to_release
from models.outbox.told import why_emptied
from models.people.deputies import deputies_on
from models.people.link_epochs import last_revoked
from models.tables.core import Letter, LetterState
from notifications.ladder.stages import DEPUTY_SUFFIX, ESCALATION, REFUSAL, agency_of, newness
from notifications.outbox.day_state import by_province
from notifications.outbox.due_notices import (
    CALLED_TODAY,
    CHANNEL,
    NO_DEPUTY,
    OVERTAKEN_BY,
    PASSED_ON,
    PAUSED,
    Post,
    is_above,
    is_of_ladder,
    skip_overtaken,
    why_resting,
)
from notifications.outbox.letter_words import LetterWords
from notifications.wording.sections import DeskNews
from plan.texts.written import format_day

ONE_A_DAY = "hôm nay đã có một thư, chờ thư sau"


@dataclass(frozen=True)
class Written:
    """What gathering did: letters ready to go, drafts for the office to release, recipients with notices held."""

    ready: int = 0
    drafts: int = 0
    held: int = 0


def write_letters(session: Session, post: Post, on: date, now: datetime) -> Written:
    """Gather the waiting notices into one letter a recipient, at most one a day each.

    A letter that waits for a mail server takes up what is new, and becomes the letter of this day. Of several notices
    about one check-in only the newest goes out, and a refused date besides. Who is late is told at least once in seven
    days until the answer comes; so are those above, who hear at once the first time, then at most once in seven days.
    What waits for an agency's word stands in that letter or in its own of the day, or has a letter to itself, where
    seven days have brought it none. The Chairman's letter is a draft until the office releases it; a newer draft replaces
    the older. On a day that is not worked only what an adoption opened that day goes out. What cannot go yet stays queued
    with the reason; all of it while the home's letters are held. On the day on which the office telephoned an agency no
    letter of the ladder goes to it.
    """
    queue.skip_answered(session)
    queue.skip_outdated(session)
    waiting = queue.waiting_by_recipient(session)
    if post.hold:
        return Written(held=_hold_all(session, post, waiting, on))
    gathering = _Gathering(session, post, on, now, waiting)
    gathering.write_all()
    gathering.greet_deputies()
    return gathering.written


def _hold_all(session: Session, post: Post, waiting: Mapping[str, Sequence[int]], on: date) -> int:
    """Write down at everything that waits, which is given by recipient, why it is held; return of how many recipients."""
    held = 0
    for names in by_province(post, waiting).values():
        notices = _notices_to(session, names, waiting, on)
        free = [one.notice_id for some in notices.values() for one in some if one.letter_id is None]
        queue.hold_notices(session, free, post.hold.words if post.hold else "")
        held += len(notices)
    return held


def _notices_to(
    session: Session, names: Iterable[str], waiting: Mapping[str, Sequence[int]], on: date
) -> dict[str, list[WaitingNotice]]:
    """Return what waits for recipients, by due date; their numbers stand in `waiting`."""
    numbers = [number for name in names for number in waiting.get(name, ())]
    found: dict[str, list[WaitingNotice]] = {}
    for notice in skip_overtaken(session, queue.waiting_numbered(session, numbers), on):
        found.setdefault(notice.recipient, []).append(notice)
    return found


def skip_letters_to_former_deputies(session: Session, post: Post, on: date, now: datetime) -> int:
    """Skip the letters ready to go to deputies whose time is over; return how many."""
    over = [one for one in outbox.queued_letters_to(session, DEPUTY_SUFFIX) if post.cannot_reach(one.recipient, on)]
    return sum(outbox.settle_letter(session, one.id, LetterState.SKIPPED, NO_DEPUTY, now) for one in over)


@dataclass(frozen=True)
class _Part:
    """A province's part of a day's letters: who has something to hear, in the order of the names, the offices apart."""

    province: str
    recipients: tuple[str, ...]
    offices: tuple[str, ...]
    notices: Mapping[str, Sequence[WaitingNotice]]


class _Gathering:
    """One run over all recipients; `waiting` are the numbers of what waits for each."""

    def __init__(
        self, session: Session, post: Post, on: date, now: datetime, waiting: Mapping[str, Sequence[int]]
    ) -> None:
        self.session, self.post, self.on, self.now = session, post, on, now
        self.waiting, self.words = waiting, LetterWords(session, post, on)
        self.written = Written()
        self.writings: list[Writing] = []
        """What is worded and not yet in the outbox."""
        self.to_offices: list[Writing] = []
        """What is worded to offices, which goes into the outbox after all other letters."""
        self.holds: dict[str, list[int]] = defaultdict(list)
        """Which notices are held, by the reason."""
        self.overtaken: dict[int, int] = {}
        """Which notices a newer one has overtaken, by their numbers."""
        self.drafted_in = set[str]()
        """The provinces to whose Chairman there is a draft where none was before."""
        self.is_worked = post.is_worked(on)
        there = outbox.letters_that_wait(session, on)
        self.waits = self._newest([one for one in there if one.state in outbox.UNSENT])
        """The letter to each recipient that has not left yet, or is a draft."""
        self.reports = reports_to_release(session)
        """The letters with reports that wait for the office's release."""
        self.had_today = {one.recipient for one in there if one.written_on == on and one.state not in outbox.UNSENT}

    def _newest(self, waiting: Sequence[Letter]) -> dict[str, Letter]:
        """Return the newest of each recipient's letters that wait, one to be sent before a draft; it replaces the others."""
        newest: dict[str, Letter] = {}
        for one in sorted(waiting, key=lambda one: (one.state == LetterState.QUEUED, one.written_on)):
            if one.recipient in newest:
                outbox.replace_letter(self.session, newest[one.recipient], one.id, self.now)
            newest[one.recipient] = one
        return newest

    def write_all(self) -> None:
        """Write to everybody who has something to hear, by name; an office comes last, for it is told how many drafts there are.

        Of each province but the home's own, whose names stand among the others', nothing is in memory once it is written to.
        """
        own, known = self.post.directory.own_province, self._who_may_hear()
        here = self._part_of(own, known.pop(own, ()))
        others = {f"{province}{SEPARATOR}": province for province in known}
        for name in sorted((*here.recipients, *others)):
            if name not in others:
                self.write_to(name, here.notices.get(name, ()))
                continue
            self.put_down()
            part = self._part_of(others[name], known[others[name]])
            for recipient in part.recipients:
                self.write_to(recipient, part.notices.get(recipient, ()))
            self._end(part)
        self._end(here)
        self.writings = sorted(self.to_offices, key=lambda one: one.letter.recipient)
        self.put_down()

    def _who_may_hear(self) -> dict[str, list[str]]:
        """Return whom something waits for, by province, and besides each province in which anything is late."""
        state = self.words.state
        late: dict[str, list[str]] = {province: [] for province in state.late_in}
        return late | by_province(self.post, {*self.waiting, *self.words.desks, *state.decided, *self.waits})

    def _part_of(self, province: str, names: Collection[str]) -> _Part:
        """Return a province's part: `names`, and who is to hear of what is late."""
        state, desks = self.words.state, self.words.desks
        over = state.day_in(province).over
        again = {name for name in over.reached if state.is_due_again(name)}
        above = {name for name in over.reached_above if state.is_digest_due(name)}
        recipients = {*names, *again, *above}
        state.expect(agency_of(name) for name in recipients)
        offices = {name for name in recipients if name in desks and desks[name].is_office}
        notices = _notices_to(self.session, names, self.waiting, self.on)
        return _Part(province, tuple(sorted(recipients - offices)), tuple(sorted(offices)), notices)

    def _end(self, part: _Part) -> None:
        """Write to a province's offices, once all its other letters are in the outbox, and leave it."""
        self.put_down()
        for office in part.offices:
            self.write_to(office, part.notices.get(office, ()))
        self.to_offices += self.writings
        self.writings = []
        self.words.leave(part.province)

    def put_down(self) -> None:
        """Put what is worded into the outbox, and write down why the rest waits."""
        writings, self.writings = self.writings, []
        if writings:
            self.words.drafts_changed()
        there = put_letters(self.session, writings)
        for one in writings:
            is_there = any(one is other for other in there)
            if is_there:
                self.holds[ONE_A_DAY] += one.notice_ids
                self._count(None, held=bool(one.notice_ids))
                continue
            if one.letter.state == LetterState.DRAFT and one.over is None:
                self.drafted_in.add(self.post.addressee(one.letter.recipient).register.code)
            self._count(one.letter, held=False)
        for reason, notice_ids in self.holds.items():
            queue.hold_notices(self.session, notice_ids, reason)
        queue.skip_overtaken(self.session, self.overtaken, OVERTAKEN_BY)
        self.holds.clear()
        self.overtaken.clear()

    def write_to(self, recipient: str, notices: Sequence[WaitingNotice]) -> None:
        """Write a recipient's letter of the day: what may go of its notices, what is late, what waits on its desk."""
        if recipient.endswith(DEPUTY_SUFFIX) and self.post.cannot_reach(recipient, self.on):
            queue.skip_notices(self.session, [one.notice_id for one in notices if one.letter_id is None], NO_DEPUTY)
            return
        there, state = self.waits.get(recipient), self.words.state
        waiting = self._skip_older(notices)
        inside = [one for one in waiting if one.letter_id is not None]
        free = self._hold_back(recipient, [one for one in waiting if one.letter_id is None])
        digest = any(is_above(self.post, one) for one in free) or (self.is_worked and state.is_digest_due(recipient))
        asks_desk = self.is_worked and (digest or state.may_hear_of_desk(recipient) or self._tells_at_once(recipient))
        desk = self.words.desk_news(recipient) if asks_desk else None
        is_due_again = state.is_due_again(recipient) and not state.was_called(recipient)
        again = self.is_worked and (is_due_again or state.has_untold_decision(recipient))
        held = len(inside) + len(free) < len(waiting)
        if not (free or digest or desk or again):
            self._end_if_empty(there, inside)
            self._count(None, held=held)
            return
        if recipient in self.had_today:
            self.holds[ONE_A_DAY] += _ids(free)
            self._count(None, held=held or bool(free))
            return
        weekly = digest or desk is not None or (there is not None and there.weekly)
        digest = digest or (there is not None and there.digest)
        if letter := self._word(recipient, [*inside, *free], digest=digest, weekly=weekly, desk=desk):
            self.writings.append(Writing(letter, _ids(free), there))
            self._count(None, held=held)
        else:
            self._count(None, held=held or bool(free or desk))

    def _word(
        self,
        recipient: str,
        notices: Sequence[WaitingNotice],
        *,
        digest: bool = False,
        weekly: bool = False,
        desk: DeskNews | None = None,
    ) -> Letter | None:
        """Return a letter; None, and what it would hold is skipped, where it has nobody to go to or nothing to say."""
        contact = self.post.directory.find(recipient, self.on)
        if contact is None:
            return None
        text = self.words.write(recipient, notices, digest=digest, weekly=weekly, desk=desk)
        if text is None:
            queue.skip_notices(self.session, _ids(notices), outbox.NO_LONGER_OWED)
            return None
        to = self.post.addressee(recipient)
        is_draft = to.agency == to.register.chairman and not self.post.release_chairman
        return Letter(
            recipient=recipient,
            channel=CHANNEL,
            written_on=self.on,
            address=contact.address,
            subject=text.subject,
            body=text.body,
            weekly=weekly,
            digest=digest,
            state=LetterState.DRAFT if is_draft else LetterState.QUEUED,
            written_at=self.now,
        )

    def _end_if_empty(self, there: Letter | None, inside: Sequence[WaitingNotice]) -> None:
        """Skip a draft of which nothing is left to say; a letter that is ready to go is looked at as it leaves."""
        if there is None or there.state != LetterState.DRAFT:
            return
        if self.words.write(there.recipient, inside, digest=there.digest, weekly=there.weekly) is None:
            self.words.drafts_changed()
            outbox.settle_letter(
                self.session, there.id, LetterState.SKIPPED, why_emptied(self.session, there.id), self.now
            )

    def _tells_at_once(self, recipient: str) -> bool:
        """Tell whether an office has a draft or report to release that nobody knows of yet, a new agency to telephone, or
        something wrong in the address book it keeps.
        """
        desk = self.words.desks.get(recipient)
        if desk is None or not desk.is_office:
            return False
        keeps_contacts = desk.province == self.post.directory.own_province
        heard = self.words.state.heard.get(recipient)
        told_on = heard.desk_on if heard else None
        calls = any(told_on is None or one.since > told_on for one in self.words.to_call(desk.province))
        own = self.post.directory.own_province
        reports = any(
            province_and_code(own, agency_of(one.recipient))[0] == desk.province
            and (heard is None or one.written_at > heard.at)
            for one in self.reports
        )
        return (
            calls
            or reports
            or desk.province in self.drafted_in
            or (keeps_contacts and any(not one.warning for one in self.post.faults))
        )

    def greet_deputies(self) -> None:
        """Write to each deputy who has not heard anything yet how much there is to answer, on a working day."""
        if not self.is_worked:
            return
        # Of several of an agency, in the order in which they were named, the last one counts.
        deputies = {
            self.post.name(one.province, one.agency) + DEPUTY_SUFFIX: one for one in deputies_on(self.session, self.on)
        }
        told = outbox.heard_by_recipient(self.session) if deputies else {}
        revoked = last_revoked(self.session) if deputies else {}
        greeted = list[str]()
        for recipient, deputy in deputies.items():
            last, since = told.get(recipient), deputy.confirmed_at or deputy.learnt_at
            knows = last is not None and last.on >= deputy.starts and last.at >= since
            # His link is a new one where another deputy's time ended since.
            if knows and last is not None and (recipient not in revoked or last.at > revoked[recipient]):
                continue
            greeted.append(recipient)
        for province, names in by_province(self.post, greeted).items():
            self.words.state.expect(map(agency_of, names))
            for name in names:
                self._greet(name)
            self.words.leave(province)
        self.writings.sort(key=lambda one: greeted.index(one.letter.recipient))
        self.put_down()

    def _greet(self, recipient: str) -> None:
        if letter := self._word(recipient, ()):
            self.writings.append(Writing(letter, (), self.waits.get(recipient)))

    def _count(self, letter: Letter | None, *, held: bool) -> None:
        draft = letter is not None and letter.state == LetterState.DRAFT
        ready = letter is not None and not draft
        done = self.written
        self.written = Written(done.ready + ready, done.drafts + draft, done.held + held)

    def _skip_older(self, notices: Sequence[WaitingNotice]) -> list[WaitingNotice]:
        """Return the newest notice of each check-in; the others, overtaken while they were held, are skipped."""
        newest = {_line(n): n for n in sorted(notices, key=lambda n: newness(n.purpose, n.stage_on))}
        older = {n.notice_id: newest[_line(n)].notice_id for n in notices if newest[_line(n)] is not n}
        self.overtaken |= older
        return [notice for notice in notices if newest[_line(notice)] is notice]

    def _hold_back(self, recipient: str, notices: Sequence[WaitingNotice]) -> list[WaitingNotice]:
        """Return the notices that may go today; the others are held with their reason."""
        no_address = self.post.directory.why_silent(recipient, self.on)
        held: dict[str, list[int]] = {}
        for notice in notices:
            reason = self._why_unsent(notice, no_address)
            reason = reason or why_resting(self.post, notice.check_in, self.on) or self._wait_for_weekly(notice)
            held.setdefault(reason, []).append(notice.notice_id)
        free = set(held.pop("", ()))
        for reason, notice_ids in held.items():
            self.holds[reason] += notice_ids
        return [notice for notice in notices if notice.notice_id in free]

    def _why_unsent(self, notice: WaitingNotice, no_address: str) -> str:
        """Return why a notice may not go to its recipient today, for whatever plan it is of; '' where it may."""
        state = self.words.state
        is_followed = notice.check_in.plan in self.post.plans
        if is_followed and notice.purpose == ESCALATION:
            climb = state.day_in(notice.check_in.province).climb
            if climb.circumstances.is_paused(notice.check_in, self.on):
                return PAUSED
            if no_address:
                passed = climb.is_passed(notice.check_in, notice.rung)
                return f"{no_address}; {PASSED_ON}" if passed else no_address
        is_silent_today = is_followed and is_of_ladder(self.post, notice) and state.was_called(notice.recipient)
        return no_address or (CALLED_TODAY if is_silent_today else "")

    def _wait_for_weekly(self, notice: WaitingNotice) -> str:
        first = self.words.state.digest_from(notice.recipient)
        if not is_above(self.post, notice) or first <= self.on:
            return ""
        return f"gộp vào thư tuần, gửi từ ngày {format_day(first)}"


def _line(notice: WaitingNotice) -> tuple[int, bool]:
    """Return what a notice speaks of: a check-in as it stands, or that a later date for it was refused."""
    return notice.check_in.id, notice.purpose == REFUSAL


def _ids(notices: Iterable[WaitingNotice]) -> list[int]:
    return [notice.notice_id for notice in notices]
