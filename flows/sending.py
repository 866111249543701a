"""Sending: letters that are ready leave through the home's channel, each once, whoever wrote them."""

from dataclasses import dataclass
from datetime import date, datetime

from flows.office import Office, channel_of
from models import outbox
from models.clock import Clock, in_zone
from models.tables import Letter, LetterState
from notifications.channels import send_letters
from notifications.mail_message import OutgoingLetter
from notifications.outbox import Post

BATCH = 100
"""How many letters one process claims at a time: so few that a slow mail server takes them before the claim runs out."""


@dataclass
class Sent:
    """How many letters were sent, and how many failed and wait with their reason."""

    sent: int = 0
    failed: int = 0


def deliver_letters(office: Office, post: Post, on: date, now: datetime, *, urgent: bool = False) -> Sent:
    """Send the letters that are ready, one transaction for each claim and each outcome.

    A letter goes to the address that the address book has now: after a correction also one written before it.
    `urgent` sends only letters of a matter of their own, which do not wait for the round.
    """
    database, channel = office.database, channel_of(office)
    tried: set[int] = set()
    machine, done = Clock(), Sent()
    while True:
        with database.write() as session:
            # Whether a process still lives is a matter of the machine's time, in a trial and in a long round too.
            claimed = outbox.claim_letters(session, machine.now(), BATCH, tried, urgent=urgent)
            for letter in claimed:
                contact = post.directory.find(letter.recipient, on)
                letter.address = contact.address if contact else letter.address
        if not claimed:
            return done
        by_key = {_key(letter): letter for letter in claimed}
        tried.update(letter.id or 0 for letter in claimed)
        for sent, delivery in send_letters([_outgoing(letter) for letter in claimed], channel):
            letter = by_key[sent.key]
            with database.write() as session:
                if delivery.outcome == "sent":
                    done.sent += outbox.settle_letter(session, letter.id or 0, LetterState.SENT, "", now)
                else:
                    done.failed += outbox.settle_failure(session, letter, delivery.reason, now)


def _key(letter: Letter) -> str:
    matter = f".{letter.matter}" if letter.matter else ""
    return f"{letter.recipient.replace('/', '.').replace(':', '.')}.{letter.channel}.{letter.written_on.isoformat()}{matter}"


def _outgoing(letter: Letter) -> OutgoingLetter:
    return OutgoingLetter(
        key=_key(letter),
        address=letter.address,
        subject=letter.subject,
        body=letter.body,
        sent_at=in_zone(letter.written_at),
    )
