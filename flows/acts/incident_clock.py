"""The watch over incidents: a plain step that may run every hour, twice, or after any gap.

It opens the reports whose starting moment is known, records whose clock has run out, and tells by the incident ladder.
"""

from dataclasses import dataclass, field
from datetime import datetime

from flows.acts.open_home import Office, load_plans, post_of, send_ready_letters
from models.clock import day_of
from models.database import Session
from models.decisions.incident_clocks import open_due_steps, record_clock_lateness
from notifications.outbox.due_notices import Post
from notifications.outbox.holding import Hold
from notifications.outbox.incident_clock import queue_incident_notices, write_incident_letters
from plan.errors import FileError, count_faults, tell_faults


@dataclass
class WatchOutcome:
    """What a watch did: reports opened, clocks that ran out, letters written, sent and failed.

    `faults` are what is wrong in the address book: each is also among the sentences of a watch of its own.
    """

    at: datetime
    opened: int = 0
    ran_out: int = 0
    written: int = 0
    sent: int = 0
    failed: int = 0
    hold: Hold | None = None
    sentences: list[str] = field(default_factory=list)
    faults: tuple[FileError, ...] = ()

    @property
    def title(self) -> str:
        """The watch in one line, as its run is named."""
        held = f"; thư được giữ lại ({self.hold.words})" if self.hold else ""
        held += f", {counted}" if (counted := count_faults(self.faults)) else ""
        if not (self.opened or self.ran_out or self.sent or self.failed):
            return f"Đồng hồ sự cố {self.at:%H:%M %d/%m/%Y}: không có gì mới{held}"
        failed = f", {self.failed} thư chưa gửi được" if self.failed else ""
        told = f"{self.sent} thư, {self.ran_out} báo cáo quá thời hạn{failed}{held}"
        return f"Đồng hồ sự cố {self.at:%H:%M %d/%m/%Y}: {told}"

    def tell_hold(self, hold: Hold | None) -> None:
        """Tell that the letters are held, where they are."""
        self.hold = hold
        self.sentences += [str(hold)] if hold else []


def watch_incident_clocks(office: Office, now: datetime) -> WatchOutcome:
    """Watch the clocks of the home's open incidents at the moment `now`, and send at once what is to be said.

    What is wrong in the address book holds the letters that need it and stops no clock. Raise SettingsError or
    PlanRefusedError, before anything is written, when a plan is not sound.
    """
    post = post_of(office, load_plans(office))
    with office.database.write_alone() as session:
        outcome = advance_incidents(session, post, now)
    outcome.tell_hold(post.hold)
    outcome.sentences[:0] = tell_faults(post.faults)
    sent = send_ready_letters(office, post, now, urgent=True)
    outcome.sent, outcome.failed = sent.sent, sent.failed
    return outcome


def advance_incidents(session: Session, post: Post, now: datetime) -> WatchOutcome:
    """Open, record and queue what the clocks ask for by `now`, and put it into letters, in the caller's transaction."""
    outcome, on = WatchOutcome(now, faults=post.faults), day_of(now)
    for loaded in post.plans.values():
        outcome.opened += open_due_steps(session, loaded, now)
    outcome.ran_out = record_clock_lateness(session, now)
    queue_incident_notices(session, post, on, now)
    outcome.written = write_incident_letters(session, post, on, now)
    if outcome.opened or outcome.ran_out or outcome.written:
        outcome.sentences.append(
            f"Sự cố: mở {outcome.opened} báo cáo, {outcome.ran_out} báo cáo vừa quá thời hạn, {outcome.written} thư gửi ngay."
        )
    return outcome
