"""The watch over the letters that wait: a plain step that may run every few minutes, twice, or after any gap.

What a mail server put off leaves when its time has come, apart from the daily round; a letter about an incident that
cannot leave is told to the office by every way that needs no mail.
"""

from dataclasses import dataclass, field
from datetime import datetime

from flows.acts.home_plans import post_now
from flows.acts.open_home import OpenHome, send_ready_letters
from flows.faults import try_again
from flows.inbox.read_inbox import InboxOutcome, read_inbox
from models.audit.events import note_event
from models.clock import Clock, day_of
from models.inbox.received import Outcome
from models.outbox.letters import count_letters
from models.outbox.mail_clock import take_back_dead_claims, unsent_urgent_letters
from models.rounds.clock_check import guard_clock
from models.rounds.runs import has_run
from models.tables.core import LetterState
from notifications.outbox.holding import Hold
from notifications.outbox.sending import tell_urgent
from plan.texts.written import format_moment

_ON_THE_WAY = (LetterState.QUEUED, LetterState.DOUBTFUL)


@dataclass
class MailOutcome:
    """What a watch did: letters sent, put off and in doubt, how many wait after it, and which urgent ones cannot leave."""

    at: datetime
    sent: int = 0
    failed: int = 0
    doubtful: int = 0
    waiting: int = 0
    hold: Hold | None = None
    inbox: InboxOutcome = field(default_factory=InboxOutcome)
    held: str = ""
    """Why letters wait for another hour, in a sentence; '' where none does."""
    urgent: tuple[str, ...] = ()
    """Which letters about incidents have not left, each in a sentence that says whom to telephone."""
    sentences: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The watch in one line, as its run is named."""
        told = [f"{self.sent} thư vừa gửi"] if self.sent else []
        told += [f"{self.waiting} thư còn chờ"] if self.waiting else []
        told += [f"{self.doubtful} thư chưa chắc đã tới"] if self.doubtful else []
        returned = self.inbox.came[Outcome.RETURNED]
        told += [f"{returned} thư bị trả lại"] if returned else []
        replies = self.inbox.came[Outcome.REPLY]
        told += [f"{replies} thư hồi âm"] if replies else []
        told += ["chưa đọc được hộp thư đến"] if self.inbox.fault else []
        told += [f"giữ lại ({self.hold.words})"] if self.hold else []
        told += [f"{len(self.urgent)} THƯ KHẨN CHƯA GỬI ĐƯỢC, hãy gọi điện"] if self.urgent else []
        return f"Thư còn chờ {format_moment(self.at)}: {'; '.join(told) or 'không có thư nào'}"


def send_waiting_letters(office: OpenHome, now: datetime) -> MailOutcome:
    """Send what is due at the home's moment `now` of the letters that wait, and tell which urgent ones cannot leave.

    What came back is read first: a letter that did goes out again by the next way at once.

    Where nothing waits nothing is read and nobody is asked. Raise as `flows.acts.home_plans.post_now`, and
    ClockRefusedError for a moment that cannot be believed.
    """
    outcome, on = MailOutcome(now), day_of(now)
    with office.database.write() as session:
        guard_clock(session, now, office.home.settings.longest_gap)
    outcome.inbox = read_inbox(office, now, looks_up=False)
    outcome.sentences.extend(outcome.inbox.sentences)
    with office.database.write() as session:
        take_back_dead_claims(session, Clock().now(), now)
        waits, after_round = count_letters(session, _ON_THE_WAY), has_run(session, on)
    if waits or outcome.inbox.came[Outcome.RETURNED]:
        outcome.hold = office.hold
        sent = try_again(lambda: send_ready_letters(office, post_now(office), now, after_round=after_round))
        outcome.sent, outcome.failed, outcome.doubtful = sent.sent, sent.failed, sent.doubtful
        outcome.held = sent.held_words
    with office.database.read() as session:
        outcome.waiting = count_letters(session, _ON_THE_WAY)
        outcome.urgent = tell_urgent(unsent_urgent_letters(session))
    if outcome.sent or outcome.failed:
        outcome.sentences.append(f"Gửi {outcome.sent} thư, {outcome.failed} thư chưa gửi được.")
    if outcome.held:
        outcome.sentences.append(outcome.held)
    outcome.sentences.extend(outcome.urgent)
    _note(office, outcome)
    return outcome


def _note(office: OpenHome, outcome: MailOutcome) -> None:
    """Note what a watch did; of the many that find nothing to do there is no line."""
    returned, replies = outcome.inbox.came[Outcome.RETURNED], outcome.inbox.came[Outcome.REPLY]
    if any((outcome.sent, outcome.failed, outcome.doubtful, returned, replies, outcome.inbox.fault, outcome.urgent)):
        note_event(
            office.home,
            "mail",
            "watched",
            sent=outcome.sent,
            failed=outcome.failed,
            doubtful=outcome.doubtful,
            waiting=outcome.waiting,
            returned=returned,
            replies=replies,
            unread=bool(outcome.inbox.fault),
            urgent=len(outcome.urgent),
        )
