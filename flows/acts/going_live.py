"""Going live as the office does it: looked at first, rehearsed, begun by one act, and taken back by another."""

from dataclasses import dataclass
from datetime import date, datetime

from flows.acts.doctor.findings import BROKEN
from flows.acts.doctor.reach import try_mail_server, try_public_page
from flows.acts.home_plans import post_now
from flows.acts.open_home import Office, send_ready_letters
from models.audit.acts import Person
from models.clock import day_of
from models.home import HomeState, read_home
from models.refusal import RefusedError
from notifications.outbox import going_live
from notifications.outbox.due_notices import Post
from notifications.outbox.outlook import Outlook, look_ahead
from notifications.outbox.readiness import Block, find_blocks
from notifications.outbox.sending import Sent


@dataclass(frozen=True)
class Look:
    """How a home stands before it goes live: its state, what blocks it, and whom it would tell what."""

    state: HomeState
    blocks: tuple[Block, ...]
    outlook: Outlook

    def standing_in_the_way(self, *, accepting: bool) -> tuple[Block, ...]:
        """Return the blocks that remain where a person accepts those that may be accepted, or does not."""
        return tuple(one for one in self.blocks if not (accepting and one.may_be_accepted))


def look_at(office: Office, now: datetime) -> Look:
    """Return how the home stands at the moment `now`; nothing is changed. Raise as `post_now` does."""
    post, on = post_now(office), day_of(now)
    with office.database.read() as session:
        state = read_home(session)
    blocks = _blocks(office, post, on)
    return Look(state, blocks, look_ahead(office.database, post, on, now))


def _blocks(office: Office, post: Post, on: date) -> tuple[Block, ...]:
    """Return what stands in the way, also of what doctor finds when it connects to the mail server and the page.

    A page that this machine cannot open may well be open to the agencies, behind the province's own gate.
    """
    home = office.home
    mail = try_mail_server(home) if home.settings.mail_url else ()
    page = () if home.is_answered_here_alone else try_public_page(home)
    return (
        *find_blocks(home, office.database, post, on),
        *(Block(one.what, one.todo) for one in mail if one.grade == BROKEN),
        *(Block(one.what, one.todo, may_be_accepted=True) for one in page if one.grade == BROKEN),
    )


def go_live(office: Office, now: datetime, *, by: Person, accepting: bool) -> Sent:
    """Begin to send at the moment `now`, and send what was held; return what became of the letters.

    `accepting` says that `by` accepts what may be accepted, which is kept with the act. Raise RefusedError with what
    stands in the way, and as `going_live.begin`.
    """
    post, on = post_now(office), day_of(now)
    blocks = _blocks(office, post, on)
    if stopping := [one for one in blocks if not (accepting and one.may_be_accepted)]:
        raise RefusedError("\n".join(str(one) for one in stopping))
    accepted = " ".join(one.sentence for one in blocks)
    going_live.begin(office.home, office.database, post, now, on, accepted, by=by)
    return send_ready_letters(office, post_now(office), now)


def rehearse(office: Office, address: str, now: datetime, *, by: Person) -> tuple[Sent, str]:
    """Send what going live would send to one address of the office's own (see `going_live.rehearse`)."""
    post = post_now(office)
    return going_live.rehearse(office.home, office.database, post, address, now, day_of(now), by=by)


def go_back(office: Office, now: datetime, *, by: Person) -> None:
    """Hold the home's letters again from the moment `now`."""
    going_live.go_back(office.database, post_now(office), now, by=by)
