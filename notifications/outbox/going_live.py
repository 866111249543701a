"""Going live: the act by which a home begins to send what was held, its rehearsal, and going back."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from models.audit.acts import Done, Person, guard_person, record_act
from models.database import Database
from models.decisions.going_live import REHEARSE, begin_sending, stop_sending
from models.home import HomeState, read_home
from models.refusal import RefusedError
from models.settings import Home
from notifications.channels.apprise_channel import mail_channel, send_letters
from notifications.channels.mail_message import OutgoingLetter, address_fault, escape_markdown
from notifications.links import LINK_LASTS
from notifications.outbox.due_notices import Post
from notifications.outbox.letter_words import outgoing
from notifications.outbox.outlook import Outlook, gather_what_was_held, look_ahead
from notifications.outbox.reach import reach_mail_server, reach_public_page
from notifications.outbox.readiness import Block, find_blocks
from notifications.outbox.sending import SendingOutcome
from notifications.wording.letters import render_letter
from notifications.wording.subjects import REHEARSAL


@dataclass(frozen=True)
class Look:
    """How a home stands before it goes live: its state, what blocks it, and whom it would tell what."""

    state: HomeState
    blocks: tuple[Block, ...]
    outlook: Outlook

    def standing_in_the_way(self, *, accepting: bool) -> tuple[Block, ...]:
        """Return the blocks that remain where a person accepts those that may be accepted, or does not."""
        return tuple(one for one in self.blocks if not (accepting and one.may_be_accepted))


def look(home: Home, database: Database, post: Post, on: date, now: datetime) -> Look:
    """Return how a home stands at the moment `now` of the day `on`; nothing is changed."""
    with database.read() as session:
        state = read_home(session)
    return Look(state, _blocks(home, database, post, on), look_ahead(database, post, on, now))


def _blocks(home: Home, database: Database, post: Post, on: date) -> tuple[Block, ...]:
    """Return what stands in the way, also of what is found when the mail server and the page are asked.

    A page that this machine cannot open may well be open to the agencies, behind the province's own gate.
    """
    mail = [reach_mail_server(home)] if home.settings.mail_url else []
    page = [] if home.is_answered_here_alone else [reach_public_page(home)]
    return (
        *find_blocks(home, database, post, on),
        *(Block(one.what, one.todo) for one in mail if not one.well),
        *(Block(one.what, one.todo, may_be_accepted=True) for one in page if not one.well),
    )


def begin(home: Home, database: Database, post: Post, on: date, now: datetime, *, accepting: bool, by: Person) -> None:
    """Let the home's letters leave from the moment `now` of the day `on`, and put what was held into letters, ready to go.

    `accepting` says that `by` accepts what may be accepted, which is kept with the act. State, act and letters are in one
    transaction; sending is the caller's next step. Raise RefusedError with what stands in the way, and as `begin_sending`.
    """
    guard_person(by)
    blocks = _blocks(home, database, post, on)
    if stopping := [one for one in blocks if not (accepting and one.may_be_accepted)]:
        raise RefusedError("\n".join(str(one) for one in stopping))
    accepted = " ".join(one.sentence for one in blocks)
    with database.write_alone() as session:
        begin_sending(session, _office(post), now, accepted, by=by)
        gather_what_was_held(session, post, on, now)


def go_back(database: Database, post: Post, now: datetime, *, by: Person) -> None:
    """Hold the home's letters again from now on. Raise RefusedError as `stop_sending` does."""
    with database.write_alone() as session:
        stop_sending(session, _office(post), now, by=by)


def rehearse(
    home: Home, database: Database, post: Post, address: str, now: datetime, on: date, *, by: Person
) -> tuple[SendingOutcome, str]:
    """Send all letters that going live would send to one address of the office's own, each marked as a rehearsal.

    Nothing counts as sent; the act is recorded. The links open the page, which says that they have run out: nobody can
    answer for an agency with them, wherever the letters end up. Return how many were sent, and the first reason why one
    was not. Raise RefusedError for an address that is none, and without a mail server.
    """
    if fault := address_fault(address):
        raise RefusedError(f"Địa chỉ nhận thư diễn tập: {fault}")
    if not home.settings.mail_url:
        raise RefusedError("Chưa đặt máy chủ thư; hãy đặt DONDOC_MAIL_URL trong môi trường rồi gửi diễn tập lại.")
    outlook = look_ahead(database, post, on, now)
    done, reason = SendingOutcome(), ""
    for _, delivery in send_letters(
        _rehearsed(outlook, _with_lapsed_links(post), address, now), mail_channel(home.settings.mail_url)
    ):
        if delivery.outcome == "sent":
            done.sent += 1
        else:
            done.failed, reason = done.failed + 1, reason or delivery.reason
    with database.write() as session:
        record_act(session, Done(REHEARSE, *_office(post), item=address, detail=f"{done.sent} thư"), by, now)
    return done, reason


def _with_lapsed_links(post: Post) -> Post:
    return replace(
        post,
        link_to=lambda recipient, on, purpose: post.link_to(recipient, on - LINK_LASTS - timedelta(days=1), purpose),
    )


def _rehearsed(outlook: Outlook, post: Post, address: str, now: datetime) -> Iterator[OutgoingLetter]:
    heard = {one.recipient: one for one in outlook.heard}
    for letter in outlook.letters:
        meant = heard[letter.recipient]
        sent = outgoing(letter, post, now)
        note = render_letter(
            "rehearsal.md.j2", name=escape_markdown(meant.name), address=escape_markdown(meant.address)
        )
        yield replace(
            sent,
            # A second rehearsal of the day is another letter, not a copy of the first.
            key=f"dien-tap.{now:%H%M%S}.{sent.key}",
            address=address,
            subject=REHEARSAL + letter.subject,
            body=note + "\n" + sent.body,
            sent_at=now,
        )


def _office(post: Post) -> tuple[str, str]:
    """Return the province and the code of the home's own provincial office."""
    register = next(iter(post.plans.values())).register
    return register.code, register.office
