"""The words of letters, from the state of the moment: when one is put into the outbox, and again as it leaves.

What has been answered by then is in none of them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, partial

from models.agencies import name_in_home
from models.database import Session
from models.decisions.chasing.calls import called_on, last_calls
from models.outbox import joined
from models.outbox import letters as outbox
from models.outbox import notices as queue
from models.outbox.notices import WaitingNotice
from models.outbox.told import why_emptied
from models.people.link_epochs import epoch_of
from models.tables.chasing import Call
from models.tables.core import Letter, LetterState
from notifications.channels.gateway_urls import split_way
from notifications.channels.mail_message import OutgoingFile, OutgoingLetter
from notifications.inbox.marks import letter_mark, reply_address
from notifications.ladder.stages import DEPUTY_SUFFIX, HEAD_SUFFIX, OPENING, REFUSAL, agency_of
from notifications.ladder.trying import opening_words
from notifications.links import ANSWER, fill_links, link_mark
from notifications.outbox.climb.ahead import ahead_of, followers_of, habitual_of
from notifications.outbox.climb.call_list import ToCall, call_list
from notifications.outbox.climb.needed import decisions_needed
from notifications.outbox.day_state import DayState, by_province
from notifications.outbox.due_notices import (
    CALLED_TODAY,
    NOT_FOLLOWED,
    Post,
    is_above,
    is_of_ladder,
    skip_overtaken,
)
from notifications.outbox.incident_words import SHORT_UNSENT, word_incident_letters
from notifications.wording.desk_news import JudgesDesk, OfficeMatters, Waiting, desks_of, find_desk_news, read_waiting
from notifications.wording.joined_letters import join_bodies, join_subjects
from notifications.wording.letters import (
    AnswerPage,
    LetterText,
    write_agency_letter,
    write_chairman_letter,
    write_tracker_letter,
)
from notifications.wording.sections import DeskNews, LetterContent, sections_of
from notifications.wording.short_words import short_words

MOST_FOR_HEADS = 5
"""How many overdue reports a head's own letter lists: the worst, for who can act has no time for a list."""
SECOND_COPY = "**Có thể ông/bà đã nhận thư này.** Lần gửi trước, máy chủ thư không kịp báo lại là đã nhận, nên thư được gửi thêm một lần."
"""What the second copy of a letter begins with, where nobody knows whether the first one came."""

SECOND_SHORT = "(Gửi thêm lần nữa) {}"
"""What the second copy of a short message begins with."""


class LetterWords:
    """Words letters of a day, all from one reading of the home."""

    def __init__(self, session: Session, post: Post, on: date) -> None:
        """Read the home as it is now; `on` is the day of the letters."""
        self.state = DayState(session, post, on)
        self._session, self._post, self._on = session, post, on
        self._to_call: dict[str, tuple[ToCall, ...]] = {}
        self._drafts: Sequence[Letter] | None = None

    @cached_property
    def desks(self) -> dict[str, JudgesDesk]:
        """The desks of the home by the name of who sits at them."""
        return {self._post.name(one.province, one.code): one for one in desks_of(self._post.plans, self._on)}

    @cached_property
    def waiting(self) -> Waiting:
        """What waits on the desks."""
        return read_waiting(self._session, self._post.plans, self._on)

    def to_call(self, province: str) -> tuple[ToCall, ...]:
        """Return whom a province's office is to telephone today."""
        day = self.state.day_in(province)
        if not day.late:
            return ()
        if province not in self._to_call:
            self._to_call[province] = call_list(self._post, day.climb, day.late, self._last_calls, self._on)
        return self._to_call[province]

    @cached_property
    def _last_calls(self) -> Mapping[tuple[str, str], Call]:
        return last_calls(self._session)

    def leave(self, province: str) -> None:
        """Forget what was read of a province: nobody there is written to any more."""
        self.state.leave(province)
        self._to_call.pop(province, None)

    def drafts_changed(self) -> None:
        """Note that there are other drafts now than an office was told of."""
        self._drafts = None

    def write(
        self,
        recipient: str,
        notices: Sequence[WaitingNotice],
        *,
        digest: bool,
        weekly: bool,
        desk: DeskNews | None = None,
        alone: bool = True,
    ) -> LetterText | None:
        """Return a recipient's letter, or None where nothing is left to say.

        `notices` are what its reader is told as news, `digest` says that it lists what others are late with, `weekly`
        that it tells what waits on its reader's desk, which `desk` is where the caller has it already. One that is not
        `alone` in its message cannot be answered by mail: nobody would know which part is meant.
        """
        post, on, state = self._post, self._on, self.state
        to = post.speak_to(recipient, on)
        heard = state.heard.get(recipient)
        day = state.day_of(recipient)
        above = day.over.watched.get(recipient, ()) if digest else ()
        before, digest_before = (heard.sent_on, heard.digest_sent_on) if heard else (None, None)
        if to.agency == to.register.chairman:
            told = LetterContent(
                above=above,
                early=day.over.early.get(recipient, {}),
                digest_before=digest_before,
                needed=decisions_needed(self._session, post, above, on),
            )
            return write_chairman_letter(told, post.plans, on, trial=post.trial) if above else None
        agency, is_head = agency_of(recipient), to.suffix == HEAD_SUFFIX
        own, owes = [one for one in notices if not is_above(post, one)], state.own_of(agency)
        told = LetterContent(
            owed=[one for one in owes if not is_head or one.due_on < on],
            opened={one.check_in.id for one in own if one.purpose == OPENING},
            refused={one.check_in.id for one in own if one.purpose == REFUSAL},
            reminds=bool(own) and not is_head,
            above=above,
            desk=desk or (self.desk_news(recipient) if weekly else None),
            ahead=ahead_of(post, day.climb, owes, on),
            habitual=habitual_of(post, day.climb, owes, on),
            followers=followers_of(post, owes, on),
            early=state.early_for(recipient, digest=digest),
            decided=() if is_head else state.decided_for(agency, recipient),
            before=before,
            digest_before=digest_before,
            most_late=MOST_FOR_HEADS if is_head else None,
            lead=opening_words(own, post.plans, post.draws),
        )
        sections = sections_of(told, post.plans, on)
        tells_own = any(sections.values()) or bool(told.decided)
        greets = to.suffix == DEPUTY_SUFFIX and not notices and state.count_of(agency) > 0
        if not tells_own and not greets:
            tells_others = bool(told.above) or told.desk is not None
            return write_tracker_letter(to, told, post.plans, on, trial=post.trial) if tells_others else None
        head = agency + HEAD_SUFFIX
        if not to.suffix and state.is_reached(head) and post.cannot_reach(head, on):
            to = post.speak_to(recipient, on, head=True)
        takes_replies = alone and bool(post.reply_address)
        owed_of = frozenset(one.plan for one in owes)
        page = AnswerPage(
            link_mark(recipient, on, ANSWER), state.count_of(agency), post.contact, takes_replies, owed_of
        )
        return write_agency_letter(to, told, post.plans, on, page=page, trial=post.trial, sections=sections)

    def desk_news(self, recipient: str) -> DeskNews | None:
        """Return what waits on a recipient's desk, None where it has none or nothing waits."""
        desk, post = self.desks.get(recipient), self._post
        if desk is None:
            return None
        link_to, own_province = partial(link_mark, recipient, self._on), post.directory.own_province
        office = self._office_matters(desk.province) if desk.is_office else None
        return find_desk_news(post.plans, desk, self.waiting, link_to, own_province=own_province, office=office)

    def _office_matters(self, province: str) -> OfficeMatters:
        keeps_contacts = province == self._post.directory.own_province
        if self._drafts is None:
            self._drafts = outbox.letters(self._session, LetterState.DRAFT)
        return OfficeMatters(
            to_call=len(self.to_call(province)),
            drafts=self._drafts,
            faults=[fault for fault in self._post.faults if keeps_contacts and not fault.warning],
        )


@dataclass(frozen=True)
class Leaving:
    """A message as it leaves: the letter that was claimed, and all that are in it, the one with the most overdue first."""

    letter: Letter
    parts: tuple[Letter, ...]


def word_anew(session: Session, post: Post, letters: Sequence[Letter], on: date, now: datetime) -> list[Leaving]:
    """Word letters that were claimed as of the moment `now` of the day `on`, with those that they carry.

    Returned are those that have something to say; the others are skipped, and kept with the reason: who carried others
    passes them on. Of a plan that rests today nothing is said: its notices wait again.
    A letter with a link alone stays as it is. The number of statements is the same however many letters there are.
    """
    there = [*letters, *_carried(session, post, letters, on)]
    carriers = {one.carried_by for one in there}
    there = _without_called(session, post, there, on, now)
    joined_ones = {one.id for one in there if one.carried_by or one.id in carriers}
    texts = _of_a_day(session, post, [one for one in there if not one.matter], on, joined_ones)
    texts |= word_incident_letters(session, post, [one for one in there if one.matter], on)
    inside: dict[int, list[Letter]] = {}
    late: dict[int, int] = {}
    for letter in there:
        contact = post.directory.find(letter.recipient, on)
        text = texts.get(letter.id, LetterText(letter.subject, letter.body))
        if text is None:
            outbox.settle_letter(session, letter.id, LetterState.SKIPPED, why_emptied(session, letter.id), now)
            continue
        letter.subject, letter.body, letter.written_at = text.subject, text.body, now
        if contact and not letter.matter.startswith(SHORT_UNSENT):
            letter.address = contact.address
        if letter.doubts:
            letter.body = f"{SECOND_COPY}\n\n{letter.body.removeprefix(SECOND_COPY).lstrip()}"
        elif not letter.matter:
            letter.written_on = on
        late[letter.id] = text.late
        inside.setdefault(letter.carried_by or letter.id, []).append(letter)
    leaving = []
    for letter in letters:
        parts = inside.get(letter.id, [])
        if letter in parts:
            leaving.append(Leaving(letter, tuple(sorted(parts, key=lambda one: -late[one.id]))))
        else:
            joined.carry_on(session, parts)
    return leaving


def _carried(session: Session, post: Post, letters: Sequence[Letter], on: date) -> list[Letter]:
    """Return what claimed letters carry; what would go to another address by now leaves by itself again."""
    address = {one.id: _address_of(post, one, on) for one in letters}
    found = joined.carried_letters(session, list(address))
    for one in found:
        if _address_of(post, one, on) != address[one.carried_by or one.id]:
            joined.let_go(session, one)
    return [one for one in found if one.carried_by is not None]


def _address_of(post: Post, letter: Letter, on: date) -> str:
    contact = post.directory.find(letter.recipient, on)
    return (contact.address if contact else letter.address).casefold()


def _without_called(session: Session, post: Post, letters: Sequence[Letter], on: date, now: datetime) -> list[Letter]:
    """Return the letters without those that only remind or chase an agency which the office telephoned today.

    They are skipped, and their notices wait for the letter of another day. One that nobody knows whether it came goes out.
    """
    called = {name_in_home(post.directory.own_province, *agency) for agency in called_on(session, on)}
    meant = [one for one in letters if agency_of(one.recipient) in called and not one.matter]
    silent = {one.id: list[int]() for one in meant if not one.weekly and not one.doubts}
    for notice in queue.waiting_notices(session, list(silent)) if silent else ():
        if notice.letter_id in silent and is_of_ladder(post, notice):
            silent[notice.letter_id].append(notice.notice_id)
        elif notice.letter_id is not None:
            silent.pop(notice.letter_id, None)
    for number, notices in silent.items():
        queue.take_out(session, notices, CALLED_TODAY)
        outbox.settle_letter(session, number, LetterState.SKIPPED, CALLED_TODAY, now)
    return [one for one in letters if one.id not in silent]


def _of_a_day(
    session: Session, post: Post, letters: Collection[Letter], on: date, joined_ones: Collection[int] = ()
) -> dict[int, LetterText | None]:
    """Return the words of letters of a day by number, None where nothing is left to say.

    `joined_ones` are those that are not alone in their message.
    """
    if not letters:
        return {}
    numbers = [one.id for one in letters]
    queue.skip_answered(session, numbers)
    queue.skip_outdated(session, numbers)
    held: dict[int, list[WaitingNotice]] = {number: [] for number in numbers}
    for notice in skip_overtaken(session, queue.waiting_notices(session, numbers), on):
        plan = notice.check_in.plan
        if plan in post.resting or plan not in post.plans:
            queue.take_out(session, [notice.notice_id], post.resting.get(plan, NOT_FOLLOWED))
        elif notice.letter_id is not None:
            held[notice.letter_id].append(notice)
    words = LetterWords(session, post, on)
    written_to: dict[str, list[Letter]] = {}
    for one in letters:
        written_to.setdefault(one.recipient, []).append(one)
    found: dict[int, LetterText | None] = {}
    for province, names in by_province(post, written_to).items():
        words.state.expect(map(agency_of, names))
        for one in (letter for name in names for letter in written_to[name]):
            alone = one.id not in joined_ones
            found[one.id] = words.write(one.recipient, held[one.id], digest=one.digest, weekly=one.weekly, alone=alone)
        words.leave(province)
    return found


def outgoing_key(letter: Letter) -> str:
    """Return the key under which a letter leaves: what its Message-ID begins with."""
    matter = f".{letter.matter}" if letter.matter else ""
    return f"{letter.recipient.replace('/', '.').replace(':', '.')}.{letter.channel}.{letter.written_on.isoformat()}{matter}"


def outgoing(
    letter: Letter, post: Post, now: datetime, parts: Sequence[Letter] = (), files: tuple[OutgoingFile, ...] = ()
) -> OutgoingLetter:
    """Return a letter of the outbox as it leaves at the moment `now`, in whose zone it is dated, with its links and files.

    `parts` are all letters that are in it, in their order; a message of several is not answered by mail.
    """
    parts, gateway = parts or (letter,), split_way(letter.address)[0]
    bodies = [fill_links(one.body, one.recipient, post.link_to) for one in parts]
    subjects = [one.subject for one in parts]
    body = join_bodies(subjects, bodies) if len(parts) > 1 else bodies[0]
    subject = join_subjects(subjects)
    again = SECOND_SHORT.format(subject) if letter.doubts else subject
    return OutgoingLetter(
        key=outgoing_key(letter),
        address=letter.address,
        subject=subject,
        body=body,
        short=short_words(again, body, plain=gateway.startswith("sms")) if gateway else "",
        sent_at=now,
        mark=letter_mark(letter.id, letter.address, post.seal_of),
        reply_to=_reply_to(letter, post) if len(parts) == 1 else "",
        files=files,
    )


def _reply_to(letter: Letter, post: Post) -> str:
    """Return where a letter is answered by mail: one of a day, to whom answers may be asked of; '' for any other."""
    to = post.addressee(letter.recipient) if post.reply_address and not letter.matter else None
    if to is None or to.agency == to.register.chairman:
        return ""
    epoch = epoch_of(post.epochs, letter.recipient)
    return reply_address(post.reply_address, letter.id, letter.recipient, epoch, post.seal_of)
