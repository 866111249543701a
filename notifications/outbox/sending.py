"""Sending: letters that are ready leave through the home's channel, each once, whoever wrote them.

Each is handed over, and what became of it noted, before the next begins: who is killed leaves one letter in doubt.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from time import monotonic

from models.database import Database, DatabaseError, Session
from models.home import read_home
from models.inbox.unreachable import unreachable_now
from models.office_settings.quiet_hours import read_quiet_hours
from models.outbox import letters as outbox
from models.outbox import mail_clock
from models.outbox.held_letters import HOUR, OF_A_DAY, count_left, hold_letters, hold_ready
from models.outbox.hours import leaves_from, quiet_until
from models.outbox.joined import join_letters
from models.outbox.notices import NO_ADDRESS
from models.outbox.report_letters import MATTER, attached_to
from models.outbox.trials import draws
from models.people.deputies import deputies_on
from models.people.link_epochs import epochs
from models.settings import Home
from models.tables.core import Letter, LetterState
from notifications.channels.apprise_channel import Carrier, Channel, Delivery, mail_channel, mailbox_channel
from notifications.channels.gateway_urls import MAIL_WAY, names_of_gateways, read_gateways, split_way
from notifications.channels.mail_message import OutgoingFile
from notifications.contacts.directory import Directory, read_directory
from notifications.links import LinkSigner, link_key
from notifications.outbox.due_notices import Post
from notifications.outbox.holding import why_held
from notifications.outbox.incident_clock import tell_office_in_short, tell_office_of_unsent
from notifications.outbox.letter_words import Leaving, outgoing, word_anew
from plan.library import LoadedPlan
from plan.texts.written import format_moment

OUT_OF_HOURS = "ngoài giờ gửi thư"
PACED = "gửi dần, mỗi giờ không quá {} thư"
RELEASED = "{}; gửi từ {}"
"""Why letters of a day wait for another hour, and from which moment they leave."""
BATCH, MOST_AT_ONCE = 100, 1600
"""How many letters one process claims, and words, at first and at most; each claim is renewed as its letter is handed over."""
BATCH_SECONDS = 20.0
"""A batch that took no longer is followed by one twice as large: to word letters the whole home is read once a batch."""
FAULTS_IN_A_ROW = 3
"""After how many letters in a row that the server did not take on its own account nothing more is tried."""


@dataclass
class SendingOutcome:
    """How many letters were sent, how many wait with their reason or rest refused, and how many of these are in doubt."""

    sent: int = 0
    failed: int = 0
    doubtful: int = 0
    held: int = 0
    held_words: str = ""
    """Why letters of a day wait for another hour and how many do, in words; '' where none does."""


def channel_for(home: Home, *, is_trial: bool) -> Channel:
    """Return where letters go: in a trial the mailbox folder, else the mail server of the settings, which must be set, and
    the gateways beside it.
    """
    if is_trial:
        return mailbox_channel(home.mailbox)
    return replace(mail_channel(home.settings.mail_url), gateways=read_gateways(home.settings.gateways))


def open_post(home: Home, database: Database, plans: Mapping[str, LoadedPlan], on: date) -> Post:
    """Return what the outbox's steps need to know of a home on a day: its address book with the deputies of that day, and
    how links are made.

    What is wrong in contacts.csv is in the `faults`. Raise SettingsError for a key of links that cannot be used.
    """
    with database.read() as session:
        state, revoked, deputies = read_home(session), epochs(session), deputies_on(session, on)
        drawn = draws(session) if any(loaded.plan.trial for loaded in plans.values()) else {}
        unreachable = unreachable_now(session)
    registers = [loaded.register for loaded in plans.values()]
    directory, faults = read_directory(
        home.contacts_file,
        registers,
        made_up=state.is_trial,
        live=state.speaks,
        gateways=names_of_gateways(home.settings.gateways),
    )
    signer = LinkSigner(home.answer_url, link_key(home), revoked)
    return Post(
        plans=plans,
        directory=directory.with_deputies(deputies).without(unreachable),
        link_to=signer.link_to,
        seal_of=signer.seal_of,
        reply_address=home.settings.reply_address,
        epochs=revoked,
        trial=state.is_trial,
        release_chairman=home.settings.release_chairman,
        hold=why_held(home, state),
        live_on=state.live_on,
        contact=home.settings.contact.strip().rstrip("."),
        faults=faults,
        draws=drawn,
        quiet=read_quiet_hours(home.settings.quiet_hours),
        pace=home.settings.letters_per_hour,
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
    after_round: bool | None = None,
) -> SendingOutcome:
    """Send the letters that are ready, one transaction for each claim, each beginning and each outcome.

    A letter is written anew as it is claimed, from the state of the moment and for the day `on` (`word_anew`), and goes
    to the address that the address book has now. Whether a process still lives is a matter of the machine's time,
    `machine_now`, in a trial and in a long round too; when a letter is tried again, of `now` (`models.outbox.mail_clock`).
    `urgent` sends only letters of a matter of their own, which do not wait for the round. A round tries all that waits;
    between rounds, where `after_round` says whether the day's has run, and of what is urgent only what is due is tried.

    Letters of a day to one address leave as one message (`models.outbox.joined`), outside the quiet hours, and no more of
    them within an hour than the office has set; what is urgent waits for neither.

    One whose address is in doubt stays where it is, with the reason; so does one that waits since an earlier day, where
    its recipient has a letter of this day, the day is not worked or its round is to come. No more are claimed once the
    home has gone back to being prepared, nor where the server cannot be spoken to.
    """
    patient = urgent or after_round is not None
    may_go = outbox.may_go(on, worked=post.is_worked(on), after_round=after_round is not False)
    with database.write() as session:
        mail_clock.take_back_dead_claims(session, machine_now(), now)
        held = hold_letters(session, lambda recipient: _why_in_doubt(post.directory, recipient, on))
        outbox.wake_readdressed(session, lambda recipient: _address(post.directory, recipient, on), now)
        if not read_home(session).speaks:
            return SendingOutcome()
        held += join_letters(session, lambda recipient: _mailbox(post.directory, recipient, on), on, may_go)
    which = may_go & mail_clock.is_due(now, patient=patient)
    with closing(Carrier(channel)) as carrier, closing(_Run(database, carrier, post, on, now, machine_now)) as run:
        if urgent or not (post.quiet or post.pace):
            run.send_all(held, which, urgent=urgent)
        else:
            run.send_all(held, which, urgent=True)
            run.send_by_the_hour(held, which)
        by_mail = MAIL_WAY not in run.shut
        with database.write() as session:
            since = now - mail_clock.SOON if by_mail else None
            unsent = mail_clock.unsent_urgent_letters(session, refused_since=since)
            told = (tell_office_of_unsent if by_mail else tell_office_in_short)(session, post, unsent, on, now)
        if told:
            run.send_all(held, which, urgent=True)
    return run.done


def next_batch(batch: int, seconds: float) -> int:
    """Return how many letters to claim after a batch that took so long: more of a server that is quick, at most half of one
    that is slow, for what is claimed is worded, and nobody else sends it meanwhile.
    """
    if seconds <= BATCH_SECONDS:
        return min(batch * 2, MOST_AT_ONCE)
    return batch if seconds <= 3 * BATCH_SECONDS else max(batch // 2, BATCH)


class _Run:
    """One run over what is ready, with one connection."""

    def __init__(
        self,
        database: Database,
        carrier: Carrier,
        post: Post,
        on: date,
        now: datetime,
        machine_now: Callable[[], datetime],
    ) -> None:
        self.database, self.carrier, self.post, self.on, self.now = database, carrier, post, on, now
        self.machine_now = machine_now
        self.done, self.batch = SendingOutcome(), BATCH
        self.last: tuple[Letter, Delivery] | None = None
        """The letter that was handed over last, with what became of it, while that is not noted."""
        self.shut: set[str] = set()
        """Which ways take nothing now: that of mail, or a gateway by its name."""
        self.faults = Counter[str]()
        """How many letters in a row each way did not take on its own account."""

    def close(self) -> None:
        """Note what is known of the last letter where a fault came between: otherwise it would be sent a second time.

        Where that fails too the letter stays in doubt, and the first fault is what is told.
        """
        with suppress(DatabaseError):
            self._note_last()

    def send_all(self, held: Sequence[int], which: outbox.Which, *, urgent: bool) -> None:
        """Claim and send until nothing is ready, or no way takes anything. A way that is shut holds up no other."""
        self._send_some(set(held), which, urgent=urgent)

    def send_by_the_hour(self, held: Sequence[int], which: outbox.Which) -> None:
        """Send of the letters of a day what this hour allows, and write down on the others from when they leave."""
        tried, quiet, pace = set(held), self.post.quiet, self.post.pace
        until = quiet_until(quiet, self.now)
        if not until:
            self._send_some(tried, which & OF_A_DAY, pace=pace)
        if MAIL_WAY in self.shut:
            return
        why = OUT_OF_HOURS if until else PACED.format(pace)

        def moment(place: int) -> datetime:
            after = self.now if until else self.now + HOUR * (place // pace + 1)
            return leaves_from(after, quiet, self.post.is_worked)

        with self.database.write() as session:
            waits = hold_ready(session, tried, which, lambda place: RELEASED.format(why, format_moment(moment(place))))
        if waits:
            first = format_moment(moment(0))
            self.done.held, self.done.held_words = waits, f"{waits} thư chờ: {RELEASED.format(why, first)}."

    def _send_some(self, tried: set[int], which: outbox.Which, *, urgent: bool = False, pace: int = 0) -> None:
        # Before anything is claimed and worded: a server that is away costs one connection, however many letters wait.
        if self._needs_connection(tried, which, urgent=urgent) and (shut := self.carrier.make_ready()) is not None:
            self._put_all_off(MAIL_WAY, tried, which, shut, urgent=urgent)
        while True:
            open_ways = which
            for way in sorted(self.shut):
                open_ways &= ~outbox.goes_by(way)
            with self.database.read() as session:
                if not outbox.any_ready(session, tried, urgent=urgent, which=open_ways):
                    return
            with self.database.write() as session:
                if not read_home(session).speaks:
                    return
                began = monotonic()
                room = max(0, min(self.batch, pace - count_left(session, self.now))) if pace else self.batch
                claimed = outbox.claim_letters(
                    session, self.machine_now(), room, tried, urgent=urgent, which=open_ways, worst_first=pace > 0
                )
                if not claimed:
                    return
                tried.update(letter.id for letter in claimed)
                leaving = word_anew(session, self.post, claimed, self.on, self.now)
            for way, (shut, left) in self._send_claimed(leaving).items():
                self._put_back(left, shut)
                self._put_all_off(way, tried, which, shut, urgent=urgent)
            self.batch = next_batch(self.batch, monotonic() - began)

    def _needs_connection(self, tried: Collection[int], which: outbox.Which, *, urgent: bool) -> bool:
        if self.carrier.is_ready or MAIL_WAY in self.shut:
            return False
        with self.database.read() as session:
            return outbox.any_ready(session, tried, urgent=urgent, which=which & outbox.goes_by(MAIL_WAY))

    def _send_claimed(self, leaving: Sequence[Leaving]) -> dict[str, tuple[Delivery, list[Letter]]]:
        """Send letters, and return of each way that was found shut why, and which of them were not tried by it."""
        found: dict[str, tuple[Delivery, list[Letter]]] = {}
        for message in leaving:
            way = split_way(message.letter.address)[0]
            if way in found:
                found[way][1].append(message.letter)
            elif (shut := self._send(message, way)) is not None:
                found[way] = shut, []
        self._note_last()
        return found

    def _send(self, message: Leaving, way: str) -> Delivery | None:
        """Send one letter, with what it carries, and note what became of it; return why nothing more can leave by its way.

        What became of it is noted with the beginning of the next, in one transaction, where nothing comes between.
        """
        letter = message.letter
        if way == MAIL_WAY and not self.carrier.is_ready:
            self._note_last()
            if (shut := self.carrier.make_ready()) is not None:
                self._put_back([letter], shut)
                return shut
        if not self._begin(letter):
            return None
        files = self._files_of(letter)
        delivery = self.carrier.send(outgoing(letter, self.post, self.now, message.parts, files))
        self.last = letter, delivery
        # A gateway never says whom its answer is about.
        about_way = (
            ("server", "settings", "doubtful") if way == MAIL_WAY else ("later", "server", "settings", "doubtful")
        )
        self.faults[way] = self.faults[way] + 1 if delivery.outcome in about_way else 0
        return delivery if self.faults[way] == FAULTS_IN_A_ROW else None

    def _begin(self, letter: Letter) -> bool:
        """Note what became of the letter before and, where that may be in doubt, that this one is being handed over.

        False if another process has this one by now.
        """
        if not self.carrier.leaves_doubt:
            self._note_last()
            return True
        with self.database.write() as session:
            noted = self._settle_last(session)
            begun = mail_clock.begin_handing(session, letter, self.machine_now())
        self._forget_last(noted)
        return begun

    def _note_last(self) -> None:
        """Note what became of the last letter, if that is not noted yet."""
        if self.last is not None:
            with self.database.write() as session:
                noted = self._settle_last(session)
            self._forget_last(noted)

    def _forget_last(self, noted: SendingOutcome) -> None:
        """Count the last letter, whose outcome is kept now; before that, who fails knows it still."""
        self.last = None
        self.done.sent += noted.sent
        self.done.failed += noted.failed
        self.done.doubtful += noted.doubtful

    def _files_of(self, letter: Letter) -> tuple[OutgoingFile, ...]:
        if not letter.matter.startswith(MATTER):
            return ()
        with self.database.read() as session:
            return tuple(OutgoingFile(one.name, one.content) for one in attached_to(session, letter.id))

    def _settle_last(self, session: Session) -> SendingOutcome:
        """Record what became of the last letter, if there is one, and return what that counts. Nothing is committed here."""
        if self.last is None:
            return SendingOutcome()
        (letter, delivery), now = self.last, self.now
        match delivery.outcome:
            case "sent":
                return SendingOutcome(sent=outbox.settle_letter(session, letter.id, LetterState.SENT, "", now))
            case "refused":
                return SendingOutcome(failed=outbox.settle_refusal(session, letter, delivery.reason, now))
            case "doubtful":
                doubted = mail_clock.doubt_letter(session, letter, delivery.reason, now)
                return SendingOutcome(failed=doubted, doubtful=doubted)
            case _ as cause:
                return SendingOutcome(failed=mail_clock.put_off(session, letter, delivery.reason, now, _CAUSES[cause]))

    def _put_back(self, letters: Sequence[Letter], shut: Delivery) -> None:
        with self.database.write() as session:
            for letter in letters:
                cause = _CAUSES.get(shut.outcome, "server")
                self.done.failed += mail_clock.put_off(session, letter, shut.reason, self.now, cause, tried=False)

    def _put_all_off(
        self, way: str, tried: Collection[int], which: outbox.Which, shut: Delivery, *, urgent: bool
    ) -> None:
        """Let what is ready to go by a way, and was not tried, wait for it."""
        self.shut.add(way)
        cause = _CAUSES.get(shut.outcome, "server")
        with self.database.write() as session:
            ready = outbox.is_ready(tried, urgent=urgent, which=which & outbox.goes_by(way))
            self.done.failed += mail_clock.put_off_all(
                session, ready, shut.reason, self.now, cause, tried=self.faults[way] == 0
            )


_CAUSES: Mapping[str, mail_clock.Cause] = {"later": "letter", "server": "server", "settings": "settings"}


def _address(directory: Directory, recipient: str, on: date) -> str:
    contact = directory.find(recipient, on)
    return contact.address if contact else ""


def tell_urgent(letters: Sequence[Letter]) -> tuple[str, ...]:
    """Return of each letter about an incident that could not leave whom it is for and why, in a sentence."""
    return tuple(
        f"Thư khẩn gửi {one.recipient} ({one.address}) chưa gửi được: {one.reason.rstrip('.')}. "
        f"Hãy gọi điện báo ngay nội dung: {one.subject}."
        for one in letters
    )


def _mailbox(directory: Directory, recipient: str, on: date) -> str:
    """Return to which address a recipient's letters go with those of others: '' where each goes alone.

    A short message has room for one link only.
    """
    address = _address(directory, recipient, on)
    return "" if split_way(address)[0] else address


def _why_in_doubt(directory: Directory, recipient: str, on: date) -> str:
    why = directory.why_silent(recipient, on)
    return "" if why == NO_ADDRESS else why
