"""Sending: letters that are ready leave through the home's channel, each once, whoever wrote them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from models.database import Database
from models.home import read_home
from models.outbox import letters as outbox
from models.outbox.held_letters import hold_letters
from models.outbox.notices import NO_ADDRESS
from models.people.deputies import deputies_on
from models.people.link_epochs import epochs
from models.settings import Home
from models.tables.core import Letter, LetterState
from notifications.channels.apprise_channel import Channel, mail_channel, mailbox_channel, send_letters
from notifications.channels.mail_message import OutgoingLetter
from notifications.contacts.directory import Directory, read_directory
from notifications.links import LinkSigner, fill_links, link_key
from notifications.outbox.due_notices import Post
from notifications.outbox.holding import why_held
from notifications.outbox.letter_words import word_anew
from plan.library import LoadedPlan

BATCH = 100
"""How many letters one process claims at a time: so few that a slow mail server takes them before the claim runs out."""


@dataclass
class SendingOutcome:
    """How many letters were sent, and how many failed and wait with their reason."""

    sent: int = 0
    failed: int = 0


def channel_for(home: Home, *, is_trial: bool) -> Channel:
    """Return where letters go: in a trial the mailbox folder, else the mail server of the settings, which must be set."""
    return mailbox_channel(home.mailbox) if is_trial else mail_channel(home.settings.mail_url)


def open_post(home: Home, database: Database, plans: Mapping[str, LoadedPlan], on: date) -> Post:
    """Return what the outbox's steps need to know of a home on a day: its address book with the deputies of that day, and
    how links are made.

    What is wrong in contacts.csv is in the `faults`. Raise SettingsError for a key of links that cannot be used.
    """
    with database.read() as session:
        state, revoked, deputies = read_home(session), epochs(session), deputies_on(session, on)
    registers = [loaded.register for loaded in plans.values()]
    directory, faults = read_directory(home.contacts_file, registers, made_up=state.is_trial, live=state.speaks)
    return Post(
        plans=plans,
        directory=directory.with_deputies(deputies),
        link_to=LinkSigner(home.answer_url, link_key(home), revoked).link_to,
        trial=state.is_trial,
        release_chairman=home.settings.release_chairman,
        hold=why_held(home, state),
        live_on=state.live_on,
        contact=home.settings.contact.strip().rstrip("."),
        faults=faults,
    )


def deliver_letters(
    database: Database,
    channel: Channel,
    post: Post,
    on: date,
    now: datetime,
    machine_now: Callable[[], datetime],
    *,
    urgent: bool = False,
) -> SendingOutcome:
    """Send the letters that are ready, one transaction for each claim and each outcome.

    A letter is written anew as it is claimed, from the state of the moment and for the day `on` (`word_anew`), and goes
    to the address that the address book has now. Whether a process still lives is a matter of the machine's time,
    `machine_now`, in a trial and in a long round too. `urgent` sends only letters of a matter of their own, which do not
    wait for the round. One whose address is in doubt stays where it is, with the reason; so does one that waits since an
    earlier day, where its recipient has a letter of this day or the day is not worked. No more are claimed once the home
    has gone back to being prepared.
    """
    done, directory = SendingOutcome(), post.directory
    which = outbox.may_go(on, worked=any(loaded.calendar.is_working_day(on) for loaded in post.plans.values()))
    with database.write() as session:
        tried = set(hold_letters(session, lambda recipient: _why_in_doubt(directory, recipient, on)))
    while True:
        with database.write() as session:
            if not read_home(session).speaks:
                return done
            claimed = outbox.claim_letters(session, machine_now(), BATCH, tried, urgent=urgent, which=which)
            if not claimed:
                return done
            tried.update(letter.id for letter in claimed)
            leaving = word_anew(session, post, claimed, on, now)
        by_key = {_key(letter): letter for letter in leaving}
        for sent, delivery in send_letters([outgoing(letter, post, now) for letter in leaving], channel):
            letter = by_key[sent.key]
            with database.write() as session:
                if delivery.outcome == "sent":
                    done.sent += outbox.settle_letter(session, letter.id, LetterState.SENT, "", now)
                else:
                    done.failed += outbox.settle_failure(session, letter, delivery.reason, now)


def _why_in_doubt(directory: Directory, recipient: str, on: date) -> str:
    why = directory.why_silent(recipient, on)
    return "" if why == NO_ADDRESS else why


def _key(letter: Letter) -> str:
    matter = f".{letter.matter}" if letter.matter else ""
    return f"{letter.recipient.replace('/', '.').replace(':', '.')}.{letter.channel}.{letter.written_on.isoformat()}{matter}"


def outgoing(letter: Letter, post: Post, now: datetime) -> OutgoingLetter:
    """Return a letter of the outbox as it leaves at the moment `now`, in whose zone it is dated, with its links."""
    return OutgoingLetter(
        key=_key(letter),
        address=letter.address,
        subject=letter.subject,
        body=fill_links(letter.body, letter.recipient, post.link_to),
        sent_at=now,
    )
