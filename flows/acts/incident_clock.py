"""The watch over incidents: a plain step that may run every hour, twice, or after any gap.

It opens the reports whose starting moment is known, records whose clock has run out, and tells by the incident ladder:
each plan for itself, so that nothing that is wrong elsewhere stops a clock.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from flows.acts.home_plans import HomePlans, describe_refused, read_home_plans
from flows.acts.open_home import OpenHome, post_of, send_ready_letters
from flows.faults import Failure, describe_fault, keep_trace, try_again
from models.clock import day_of
from models.database import Session
from models.decisions.incident_clocks import open_due_steps, record_clock_lateness
from models.outbox.mail_clock import unsent_urgent_letters
from models.rounds.clock_check import guard_clock
from notifications.outbox.due_notices import Post
from notifications.outbox.holding import Hold
from notifications.outbox.incident_clock import queue_incident_notices, write_incident_letters
from notifications.outbox.sending import tell_urgent
from plan.errors import FileError, count_faults, tell_faults
from plan.library import LoadedPlan
from plan.texts.written import format_moment

WATCHING, TELLING = "theo dõi thời hạn báo cáo sự cố của kế hoạch", "gửi thư về sự cố"
"""What these parts of the watch are called where they could not be done."""


@dataclass
class WatchOutcome:
    """What a watch did: reports opened, clocks that ran out, letters written, sent and failed, and what it could not do.

    `faults` are what is wrong in the address book: each is also among the sentences of a watch of its own.
    """

    at: datetime
    opened: int = 0
    ran_out: int = 0
    written: int = 0
    sent: int = 0
    failed: int = 0
    hold: Hold | None = None
    failures: list[Failure] = field(default_factory=list)

    urgent: tuple[str, ...] = ()
    """Which letters about incidents could not leave, each in a sentence that says whom to telephone."""
    sentences: list[str] = field(default_factory=list)
    faults: tuple[FileError, ...] = ()

    @property
    def title(self) -> str:
        """The watch in one line, as its run is named."""
        more = f"; thư được giữ lại ({self.hold.words})" if self.hold else ""
        more += f", {counted}" if (counted := count_faults(self.faults)) else ""
        if self.failures:
            more += f"; chưa làm được: {', '.join(one.what for one in self.failures)}"
        if self.urgent:
            more += f"; {len(self.urgent)} THƯ KHẨN CHƯA GỬI ĐƯỢC, hãy gọi điện"
        if not (self.opened or self.ran_out or self.sent or self.failed):
            return f"Thời hạn báo cáo sự cố {format_moment(self.at)}: không có gì mới{more}"
        failed = f", {self.failed} thư chưa gửi được" if self.failed else ""
        told = f"{self.sent} thư, {self.ran_out} báo cáo quá thời hạn{failed}{more}"
        return f"Thời hạn báo cáo sự cố {format_moment(self.at)}: {told}"

    def fail(self, failures: Iterable[Failure]) -> None:
        """Tell what could not be done."""
        for failure in failures:
            self.failures.append(failure)
            self.sentences.append(failure.sentence)

    def add(self, other: "WatchOutcome") -> None:
        """Add what was done for another plan."""
        self.opened += other.opened
        self.ran_out += other.ran_out
        self.written += other.written
        self.failures += other.failures
        self.sentences += other.sentences

    def tell_unsent(self, office: OpenHome) -> None:
        """Tell which letters could not leave: the office telephones, and does not wait for the mail."""
        with office.database.read() as session:
            self.urgent = tell_urgent(unsent_urgent_letters(session))
        self.sentences += self.urgent

    def tell_hold(self, hold: Hold | None) -> None:
        """Tell that the letters are held, where they are."""
        self.hold = hold
        self.sentences += [str(hold)] if hold else []


def watch_incident_clocks(office: OpenHome, now: datetime) -> WatchOutcome:
    """Watch the clocks of the home's open incidents at the moment `now`, and send at once what is to be said.

    A plan that is not sound is watched as it last read soundly. What is wrong in the address book or the key of links
    holds the letters that need it and stops no clock. Raise SettingsError or PlanRefusedError, before anything is written,
    when no plan was ever sound, ClockRefusedError for a moment that cannot be believed.
    """
    with office.database.read() as session:
        guard_clock(session, now, office.home.settings.longest_gap)
    plans = read_home_plans(office)
    outcome = WatchOutcome(now, sentences=describe_refused(plans))
    outcome.fail(_unwatched(plans))
    post = None
    try:
        post = try_again(lambda: post_of(office, plans.known))
    except Exception as error:  # noqa: BLE001  whatever it is, it stops no clock
        outcome.fail([_note(office, TELLING, error, now)])
    for watched in run_incidents(office, plans.known, post, now):
        outcome.add(watched)
    if post is not None:
        outcome.faults = post.faults
        outcome.sentences[:0] = tell_faults(post.faults)
        outcome.tell_hold(post.hold)
        _send(office, post, outcome)
    return outcome


def _send(office: OpenHome, post: Post, outcome: WatchOutcome) -> None:
    try:
        sent = try_again(lambda: send_ready_letters(office, post, outcome.at, urgent=True))
    except Exception as error:  # noqa: BLE001  what was done before it stands, and is told
        outcome.fail([_note(office, TELLING, error, outcome.at)])
    else:
        outcome.sent, outcome.failed = sent.sent, sent.failed
        outcome.tell_unsent(office)


def run_incidents(
    office: OpenHome, plans: Mapping[str, LoadedPlan], post: Post | None, now: datetime
) -> Iterator[WatchOutcome]:
    """Let the clocks of each plan run to the moment `now`, each plan in a transaction of its own, and yield what was done.

    Without a `post` nothing is said of it yet.
    """
    for code, loaded in plans.items():
        alone = None if post is None else replace(post, plans={code: loaded})
        outcome = WatchOutcome(now)
        try:
            outcome = try_again(partial(_advance, office, loaded, alone, now))
        except Exception as error:  # noqa: BLE001  whatever it is, it stops the clocks of this plan alone
            outcome.fail([_note(office, f"{WATCHING} {code}", error, now)])
        yield outcome


def _advance(office: OpenHome, loaded: LoadedPlan, post: Post | None, now: datetime) -> WatchOutcome:
    with office.database.write_alone() as session:
        return run_clocks(session, (loaded,), now) if post is None else advance_incidents(session, post, now)


def _note(office: OpenHome, what: str, error: Exception, now: datetime) -> Failure:
    keep_trace(office.home.faults_file, what, error, now)
    return Failure(what, f"Chưa {what} được: {describe_fault(error)}.")


def _unwatched(plans: HomePlans) -> list[Failure]:
    """Return which plans' incidents nobody watches: those that are not sound and never were."""
    never = [f"{WATCHING} {code}" for code in plans.refused if code not in plans.known]
    return [Failure(what, f"Chưa {what} được, vì kế hoạch này có lỗi.") for what in never]


def advance_incidents(session: Session, post: Post, now: datetime) -> WatchOutcome:
    """Open, record and queue what the clocks ask for by `now`, and put it into letters, in the caller's transaction."""
    on, outcome = day_of(now), run_clocks(session, post.plans.values(), now)
    outcome.faults = post.faults
    queue_incident_notices(session, post, on, now)
    outcome.written = write_incident_letters(session, post, on, now)
    if outcome.opened or outcome.ran_out or outcome.written:
        outcome.sentences = [
            f"Sự cố: mở {outcome.opened} báo cáo, {outcome.ran_out} báo cáo vừa quá thời hạn, {outcome.written} thư gửi ngay."
        ]
    return outcome


def run_clocks(session: Session, plans: Iterable[LoadedPlan], now: datetime) -> WatchOutcome:
    """Open the reports whose clocks have begun by `now` and record those that ran out, saying nothing of it to anybody."""
    outcome = WatchOutcome(now)
    for loaded in plans:
        outcome.opened += open_due_steps(session, loaded, now)
    outcome.ran_out = record_clock_lateness(session, now)
    if outcome.opened or outcome.ran_out:
        outcome.sentences.append(
            f"Sự cố: mở {outcome.opened} báo cáo, {outcome.ran_out} báo cáo vừa quá thời hạn; thư về sự cố còn chờ."
        )
    return outcome
