"""The daily round: an ordered tuple of steps, plain functions that may run twice and after any gap.

Each step is one transaction (sending: one for each claim and each outcome) and returns sentences for people. What
a step did is in the database before the next begins, so a round that dies is finished by the next one.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from flows.acts.incident_clock import advance_incidents
from flows.acts.open_home import Office, load_plans, post_of, send_ready_letters
from flows.names import ALL_WELL, OVERDUE, UNSENT
from models.answers.evidence import remove_unneeded_files
from models.check_ins.adoption import Taken, describe_plans_to_begin, plans_to_begin, take_on_plan
from models.check_ins.calendar_changes import used_years
from models.check_ins.handovers import HandedOver, count_ownerless, hand_over
from models.check_ins.opening import count_overdue, open_check_ins, record_lateness
from models.clock import Clock, day_of
from models.outbox import letters as outbox
from models.people.deputies import forget_ended_deputies
from notifications.outbox.daily_letters import skip_letters_to_former_deputies, write_letters
from notifications.outbox.due_notices import Post, queue_notices
from notifications.outbox.holding import Hold
from plan.errors import FileError, count_faults, tell_faults
from plan.library import LoadedPlan
from reports.calendar_warning import describe_unconfirmed, unconfirmed_years


@dataclass
class Round:
    """One round under way: the home, the plans, the moment, and what the steps have done so far."""

    office: Office
    plans: Mapping[str, LoadedPlan]
    post: Post
    on: date
    now: datetime
    outcome: "RoundOutcome"


@dataclass
class RoundOutcome:
    """What a round did: counts, and the sentences that tell them to people.

    `faults` are what is wrong in the address book: each is also among the sentences.
    """

    on: date
    opened: int = 0
    handed_over: int = 0
    ownerless: int = 0
    became_overdue: int = 0
    overdue: int = 0
    queued: int = 0
    drafts: int = 0
    held: int = 0
    sent: int = 0
    failed: int = 0
    hold: Hold | None = None
    sentences: list[str] = field(default_factory=list)
    faults: tuple[FileError, ...] = ()

    @property
    def title(self) -> str:
        """The round in one line, as its run is named: `Đôn đốc ngày 05/06/2023: 30 nhắc, 0 quá hạn`.

        Told are the letters sent in this round and all check-ins that are overdue after it; while the letters are held,
        to how many nobody writes yet and why.
        """
        contacts = f", {counted}" if (counted := count_faults(self.faults)) else ""
        if self.hold:
            return (
                f"Đôn đốc ngày {self.on:%d/%m/%Y}: giữ lại thư của {self.held} nơi nhận ({self.hold.words}), "
                f"{self.overdue} quá hạn{contacts}"
            )
        failed = f", {self.failed} thư chưa gửi được" if self.failed else ""
        return f"Đôn đốc ngày {self.on:%d/%m/%Y}: {self.sent} nhắc, {self.overdue} quá hạn{failed}{contacts}"

    @property
    def state(self) -> str:
        """The round in a word, one of the few in `flows.names`: what the office has to look into comes first."""
        if self.failed:
            return UNSENT
        return OVERDUE if self.overdue else ALL_WELL


def open_due_check_ins(current: Round) -> None:
    """Open the check-ins due to open since the adoption, and its baseline."""
    with current.office.database.write_alone() as session:
        for loaded in current.plans.values():
            current.outcome.opened += open_check_ins(session, loaded, current.on, current.now)
    current.outcome.sentences.append(f"Mở {current.outcome.opened} báo cáo mới.")


def hand_over_check_ins(current: Round) -> None:
    """Hand over what is owed to those who took the duty over, before the plan asks it of them anew."""
    done = HandedOver()
    with current.office.database.write_alone() as session:
        for loaded in current.plans.values():
            done += hand_over(session, loaded, current.on, current.now)
        current.outcome.ownerless = count_ownerless(session)
    current.outcome.handed_over += done.moved + done.split
    current.outcome.sentences.extend(_handed_over_in_words(done))


def hand_over_late_openings(current: Round) -> None:
    """Hand over what this round opened late, when its holder no longer had the duty."""
    if current.outcome.opened:
        hand_over_check_ins(current)


def _handed_over_in_words(done: HandedOver) -> Iterator[str]:
    if done.moved:
        yield f"Bàn giao {done.moved} báo cáo cho cơ quan nhận nhiệm vụ."
    if done.split:
        yield f"Tách {done.split} báo cáo theo phạm vi cho các cơ quan nhận nhiệm vụ."
    if done.merged:
        yield f"Gộp {done.merged} báo cáo vào báo cáo cùng nội dung mà cơ quan nhận nhiệm vụ đang phải trả lời."
    if done.ownerless:
        yield f"{done.ownerless} báo cáo không còn cơ quan nhận."


def tell_what_waits_for_the_office(current: Round) -> None:
    """Tell what rests on the office's desk, and which years' days off are used without a document."""
    if current.outcome.ownerless:
        current.outcome.sentences.append(
            f"{current.outcome.ownerless} báo cáo chưa có cơ quan nhận, chờ văn phòng quyết định (xem dondoc doctor)."
        )
    with current.office.database.read() as session:
        years = used_years(session, current.on)
        current.outcome.sentences.extend(describe_plans_to_begin(plans_to_begin(session, current.on)))
    calendars = [loaded.calendar for loaded in current.plans.values()]
    current.outcome.sentences.extend(describe_unconfirmed(unconfirmed_years(calendars, years)))


def watch_clocks(current: Round) -> None:
    """Do what an hour's watch over the incidents does, so that a day on which it did not run loses nothing."""
    with current.office.database.write_alone() as session:
        watched = advance_incidents(session, current.post, current.now)
    current.outcome.opened += watched.opened
    current.outcome.sentences.extend(watched.sentences)


def record_overdue(current: Round) -> None:
    """Record what became overdue."""
    with current.office.database.write_alone() as session:
        current.outcome.became_overdue = record_lateness(session, current.on, current.now)
        current.outcome.overdue = count_overdue(session, current.on)
    current.outcome.sentences.append(
        f"{current.outcome.became_overdue} báo cáo vừa quá hạn; tất cả đang quá hạn: {current.outcome.overdue}."
    )


def queue_due_notices(current: Round) -> None:
    """Queue the notices that became due, and gather them into letters."""
    with current.office.database.write_alone() as session:
        current.outcome.queued = queue_notices(session, current.post, current.on, current.now)
        written = write_letters(session, current.post, current.on, current.now)
    current.outcome.drafts, current.outcome.held, current.outcome.hold = written.drafts, written.held, current.post.hold
    if current.post.hold:
        current.outcome.sentences.append(
            f"Giữ lại thông báo của {written.held} nơi nhận, chưa soạn thư nào. {current.post.hold}"
        )
        return
    current.outcome.sentences.append(
        f"Xếp {current.outcome.queued} thông báo vào {written.ready} thư gửi và {written.drafts} thư chờ phát hành."
    )
    if written.held:
        current.outcome.sentences.append(
            f"{written.held} nơi nhận còn thông báo chờ: chưa có địa chỉ, đợi thư tuần hoặc đợi ngày làm việc."
        )
    if not any(loaded.calendar.is_working_day(current.on) for loaded in current.plans.values()):
        current.outcome.sentences.append("Hôm nay là ngày nghỉ: nhắc và đôn đốc để sang ngày làm việc tiếp theo.")


def send_queued_letters(current: Round) -> None:
    """Send the letters that are ready, each once; one that fails waits for the next round with its reason."""
    if current.post.hold:
        return
    with current.office.database.write() as session:
        outbox.skip_answered_letters(session, current.now)
        skip_letters_to_former_deputies(session, current.post, current.on, current.now)
    sent = send_ready_letters(current.office, current.post, current.now)
    current.outcome.sent, current.outcome.failed = sent.sent, sent.failed
    current.outcome.sentences.append(f"Gửi {current.outcome.sent} thư, {current.outcome.failed} thư chưa gửi được.")


def forget_former_deputies(current: Round) -> None:
    """Forget who stood in for an agency's answering person, a while after his time is over."""
    with current.office.database.write() as session:
        forgotten = forget_ended_deputies(session, current.on, current.now)
    if forgotten:
        current.outcome.sentences.append(f"Xóa tên và địa chỉ của {forgotten} người đã hết thời gian trả lời thay.")


def tidy_evidence(current: Round) -> None:
    """Delete files that were sent to a page a day ago and never belonged to an answer, or were taken back."""
    # Files are dated by the machine, in a trial too.
    a_day_ago = Clock().now() - timedelta(days=1)
    with current.office.database.read() as session:
        tidied = remove_unneeded_files(session, current.office.home.evidence, a_day_ago)
    if tidied.removed:
        current.outcome.sentences.append(f"Xóa {tidied.removed} tệp không kèm báo cáo nào.")
    if tidied.faults:
        more = f" và {len(tidied.faults) - 1} chỗ khác" if len(tidied.faults) > 1 else ""
        current.outcome.sentences.append(
            f"Không dọn được thư mục minh chứng ({tidied.faults[0]}){more}; hãy kiểm tra quyền ghi của thư mục này."
        )


Step = Callable[[Round], None]
STEPS: tuple[Step, ...] = (
    hand_over_check_ins,
    open_due_check_ins,
    hand_over_late_openings,
    watch_clocks,
    record_overdue,
    forget_former_deputies,
    tidy_evidence,
    tell_what_waits_for_the_office,
    queue_due_notices,
    send_queued_letters,
)
"""The round, in order."""


def take_on_plans(office: Office, now: datetime) -> tuple[Taken, ...]:
    """Take on the plans that the settings name, as of the day of `now`; what is followed already stays as it is."""
    return _take_on(office, load_plans(office), now)


def _take_on(office: Office, plans: Mapping[str, LoadedPlan], now: datetime) -> tuple[Taken, ...]:
    with office.database.write_alone() as session:
        return tuple(
            take_on_plan(session, loaded, day_of(now), now, office.home.settings.adopt_from)
            for loaded in plans.values()
        )


def _taken_in_words(taken: Iterable[Taken]) -> Iterator[str]:
    for plan in taken:
        if plan.outcome == "new":
            yield f"Tiếp nhận kế hoạch {plan.plan}, theo dõi từ ngày {plan.adopted_on:%d/%m/%Y}."
        elif plan.outcome == "changed":
            yield f"Kế hoạch {plan.plan} đã được sửa: {' '.join(plan.changes) or 'việc phải làm không đổi.'}"
            if plan.retired:
                yield f"Không còn phải trả lời: {plan.retired} báo cáo."
            if plan.restored:
                yield f"Lại phải trả lời: {plan.restored} báo cáo."


def run_round(office: Office, now: datetime) -> RoundOutcome:
    """Run every step for the day of `now` and return what they did; plans not followed yet are taken on first.

    What is wrong in the address book holds the letters that need it, is told first, and stops nothing else. Raise
    SettingsError or PlanRefusedError, before anything is written, when a plan is not sound.
    """
    on = day_of(now)
    plans = load_plans(office)
    post = post_of(office, plans)
    taken = _take_on(office, plans, now)
    told = [*tell_faults(post.faults), *_taken_in_words(taken)]
    current = Round(office, plans, post, on, now, RoundOutcome(on, sentences=told, faults=post.faults))
    for step in STEPS:
        step(current)
    return current.outcome
