"""Reading the office's mailbox: each mail that was not looked at is told apart, and acted upon once."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from hashlib import sha256

from flows.acts.find_check_in import own_province
from flows.acts.home_plans import post_now
from flows.acts.inbox.returned import ReturnedLetter, tell_returned
from flows.acts.open_home import OpenHome
from flows.faults import keep_trace, try_again
from flows.inbox.replied import Replies, tokens_in
from models.clock import Clock, day_of
from models.database import Session
from models.database_faults import may_pass
from models.inbox.received import Noted, Outcome, known_places, note_mail
from models.inbox.unreachable import end_changed, mark_unreachable, unreachable_now
from models.outbox.letters import letter_numbered
from models.tables.core import Letter
from notifications.inbox.automatic import is_automatic
from notifications.inbox.bounces import Report, read_report
from notifications.inbox.inbox_url import read_inbox_url
from notifications.inbox.mail_text import UnreadableMailError, header_of, parse_mail
from notifications.inbox.mailboxes import FoundMail, InboxFaultError, new_mails_of_folder, new_mails_of_imap
from notifications.inbox.marks import letters_marked, sealed_address
from notifications.links import link_keys
from notifications.outbox.due_notices import Post

_LONGEST_KEY = 400
COUNTED = {
    Outcome.RETURNED: "thư bị trả lại",
    Outcome.REPLY: "thư hồi âm thành bản nháp",
    Outcome.NOT_TAKEN: "thư hồi âm chưa thành bản nháp",
    Outcome.DELAYED: "thư báo gửi chậm",
    Outcome.AUTOMATIC: "thư tự động",
    Outcome.FOREIGN: "thư khác",
    Outcome.FORGED: "thư mang dấu không phải của chương trình",
    Outcome.TOO_LARGE: "thư quá lớn",
    Outcome.UNREADABLE: "thư không đọc được",
}
"""How what came is counted, in the order in which it is told."""


@dataclass
class InboxOutcome:
    """What reading did: how many mails of each kind came, what is to be told, and why the mailbox could not be read."""

    is_set: bool = True
    came: Counter[Outcome] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)
    fault: str = ""

    @property
    def sentences(self) -> list[str]:
        """All of it in sentences; none where nothing came."""
        counted = [f"{self.came[kind]} {words}" for kind, words in COUNTED.items() if self.came[kind]]
        return [*([f"Hộp thư đến: {', '.join(counted)}."] if counted else []), *self.told, *filter(None, [self.fault])]


def read_inbox(office: OpenHome, now: datetime, *, looks_up: bool = True) -> InboxOutcome:
    """Look at what came to the home's mailbox since the last time, and act upon it at the home's moment `now`.

    Where something came, or with `looks_up`, the address book is asked which marked addresses the office has changed.

    A mailbox that cannot be read costs nothing else: the outcome tells it. A trial reads its folder alone. Raise as
    `flows.acts.home_plans.post_now`.
    """
    outcome = InboxOutcome(is_set=has_inbox(office))
    if not outcome.is_set:
        return outcome
    reading: _Reading | None = None
    try:
        for found in _new_mails(office):
            reading = reading or _Reading(office, now, outcome)
            outcome.came[reading.take_or_set_aside(found)] += 1
    except InboxFaultError as fault:
        outcome.fault = str(fault)
    with office.database.read() as session:
        is_any_marked = bool(unreachable_now(session))
    if is_any_marked and (looks_up or reading):
        (reading or _Reading(office, now, outcome)).end_changed_addresses()
    return outcome


def has_inbox(office: OpenHome) -> bool:
    """Tell whether the home has a mailbox to read."""
    settings = office.home.settings
    return settings.inbox_folder is not None or (bool(settings.inbox_url) and not office.is_trial)


def _new_mails(office: OpenHome) -> Iterator[FoundMail]:
    settings = office.home.settings

    def known_of(prefix: str) -> set[str]:
        with office.database.read() as session:
            return known_places(session, prefix)

    if settings.inbox_folder is not None:
        yield from new_mails_of_folder(settings.inbox_folder, known_of)
    if settings.inbox_url and not office.is_trial:
        yield from new_mails_of_imap(read_inbox_url(settings.inbox_url), known_of, day_of(Clock().now()))


class _Reading:
    """One reading: what all mails of it are held against."""

    def __init__(self, office: OpenHome, now: datetime, outcome: InboxOutcome) -> None:
        self.office, self.now, self.outcome = office, now, outcome
        self.on = day_of(now)
        self.post: Post = post_now(office)
        self.keys = link_keys(office.home)
        self.own = own_province(self.post.plans)

    def take_or_set_aside(self, found: FoundMail) -> Outcome:
        """Look at one mail; one on which the program breaks is set aside with its trace, and the next is looked at."""
        try:
            return try_again(partial(self.take, found))
        except Exception as error:
            if may_pass(error):
                raise
            keep_trace(self.office.home.faults_file, f"đọc {found.place}", error, self.now)
            return self._note(Noted(found.place, found.place, Outcome.UNREADABLE))

    def take(self, found: FoundMail) -> Outcome:
        """Look at one mail, act upon it and note it, all in one transaction; return what it was."""
        if found.raw is None:
            return self._note(Noted(found.place, found.place, Outcome.TOO_LARGE))
        try:
            message = parse_mail(found.raw)
        except UnreadableMailError:
            return self._note(Noted(found.place, sha256(found.raw).hexdigest(), Outcome.UNREADABLE))
        key = header_of(message, "Message-ID")[:_LONGEST_KEY] or sha256(found.raw).hexdigest()
        report = read_report(found.raw, message)
        if report is not None:
            return self._take_report(found.place, key, report)
        if is_automatic(message):
            return self._note(Noted(found.place, key, Outcome.AUTOMATIC))
        tokens = tokens_in(message, self.post.reply_address)
        if not tokens:
            return self._note(Noted(found.place, key, Outcome.FOREIGN))
        replied = Replies(self.office, self.post, self.keys, self.now).take(found.place, key, message, tokens)
        self.outcome.told.extend(filter(None, [replied.told]))
        return replied.outcome

    def _note(self, noted: Noted) -> Outcome:
        with self.office.database.write() as session:
            note_mail(session, noted, self.now)
        return noted.outcome

    def _take_report(self, place: str, key: str, report: Report) -> Outcome:
        with self.office.database.write() as session:
            letter, address, is_marked = self._letter_of(session, report)
            outcome = _outcome_of(report, address, is_marked=is_marked)
            noted = Noted(place, key, outcome, letter.id if letter else None, report.reason if address else "")
            is_new = note_mail(session, noted, self.now)
            if not (is_new and letter and outcome == Outcome.RETURNED):
                return outcome
            if not mark_unreachable(session, letter, address, report.reason, self.now, own_province=self.own):
                return outcome
            returned = ReturnedLetter(letter.recipient, address, report.reason)
        self.post = post_now(self.office)
        self.outcome.told.append(tell_returned(self.post, returned, self.on))
        return outcome

    def _letter_of(self, session: Session, report: Report) -> tuple[Letter | None, str, bool]:
        """Return the letter that a report is about and to which address it went; and whether it bears any mark at all."""
        marks = [mark for text in report.texts for mark in letters_marked(text)]
        for letter_id, seal in dict.fromkeys(marks):
            letter = letter_numbered(session, letter_id)
            if letter is None:
                continue
            known = (one.address for one in (*self.post.directory.contacts, *self.post.directory.deputies))
            address = sealed_address(self.keys, letter_id, seal, (letter.address, *sorted(report.failed), *known))
            if address:
                return letter, address, True
        return None, "", bool(marks)

    def end_changed_addresses(self) -> None:
        """End the marks of addresses that the office has taken out of the address book; one in error is not believed."""
        directory = self.post.directory
        if not directory.readable or directory.doubts:
            return
        used = [one.address for one in (*directory.contacts, *directory.stand_ins, *directory.deputies)]
        with self.office.database.write() as session:
            end_changed(session, used, self.now, own_province=self.own)


def _outcome_of(report: Report, address: str, *, is_marked: bool) -> Outcome:
    """Return what a report is: of ours only where it gives up our own address, and not one to which it was passed on."""
    if not address:
        return Outcome.FORGED if is_marked else Outcome.FOREIGN
    if not report.is_final:
        return Outcome.DELAYED
    is_passed_on = report.failed and address.lower() not in report.failed
    return Outcome.FOREIGN if is_passed_on else Outcome.RETURNED
