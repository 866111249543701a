"""The daily round: an ordered tuple of steps, plain functions that may run twice and after any gap.

Each step is a few transactions (one for each plan; of sending, one for each claim and each outcome) and tells in
sentences what it did. What a step did is in the database before the next begins, so a round that dies is finished by the
next one. A step that fails costs those that need it, a plan that fails that plan; letters come before housekeeping.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from flows.acts.access.letting_in import own_office
from flows.acts.home_plans import describe_refused, read_home_plans
from flows.acts.inbox.returned import tell_returned_now
from flows.acts.incident_clock import run_incidents
from flows.acts.open_home import OpenHome, key_fault, post_of, send_ready_letters
from flows.faults import describe_system_fault
from flows.inbox.read_inbox import read_inbox
from flows.round_plans import (
    ask_about_changes,
    hand_over_check_ins,
    hand_over_late_openings,
    open_due_check_ins,
    take_on_each_plan,
)
from flows.round_under_way import Round, RoundOutcome
from flows.steps import Step, run_steps
from models.answers.evidence import remove_unneeded_files
from models.audit.views import forget_views
from models.check_ins.adoption import describe_plans_to_begin, plans_to_begin
from models.check_ins.calendar_changes import used_years
from models.check_ins.handovers import count_ownerless
from models.check_ins.looks.next_look import due_for_a_look
from models.check_ins.looks.reckonings import note_one_ladder
from models.check_ins.opening import any_lateness, count_overdue, record_lateness
from models.clock import Clock, day_of
from models.database import Session
from models.decisions.chasing.ladders import count_by_another
from models.decisions.incidents import any_incident
from models.outbox.letters import any_unsettled
from models.outbox.mail_clock import take_back_dead_claims
from models.outbox.trials import draw_trials, draws
from models.people.deputies import forget_ended_deputies
from models.people.grants import follow_settings
from models.promises.receipts import forget_handlers
from models.rounds.clock_check import guard_clock
from models.rounds.runs import begin_run, end_run
from notifications.outbox.daily_letters import skip_letters_to_former_deputies, write_letters
from notifications.outbox.due_notices import PLAN_FAILED
from notifications.outbox.link_letters import queue_confirmations
from notifications.outbox.looks.next_days import look_at_due
from plan.errors import tell_faults
from plan.library import LoadedPlan
from reports.calendar_warning import describe_unconfirmed, unconfirmed_years


def prepare_post(current: Round) -> None:
    """Open the address book and the key of links: what every letter needs, and nothing else does."""
    post = post_of(current.office, current.known)
    # Whoever runs a round by hand has chosen the hour.
    current.opened_post = replace(post, quiet=None) if current.by_hand else post
    current.outcome.faults = current.opened_post.faults
    current.outcome.sentences.extend(tell_faults(current.outcome.faults))
    if fault := key_fault(current.office):
        current.fail("khóa ký liên kết", fault.rstrip("."))


def read_what_came(current: Round) -> None:
    """Look at what came back in the office's mailbox, before it is asked where letters go."""
    current.outcome.sentences.extend(read_inbox(current.office, current.now).sentences)


def tell_what_waits_for_the_office(current: Round) -> None:
    """Tell what rests on the office's desk, and which years' days off are used without a document."""
    with current.office.database.read() as session:
        current.outcome.ownerless, years = count_ownerless(session), used_years(session, current.on)
        begins = plans_to_begin(session, current.on)
        others = {loaded.plan.code: count_by_another(session, loaded) for loaded in _mixed_plans(current)}
    _note_one_ladder(current, others)
    if current.outcome.ownerless:
        current.outcome.sentences.append(
            f"{current.outcome.ownerless} báo cáo chưa có cơ quan tiếp nhận nhiệm vụ, chờ văn phòng quyết định (xem dondoc doctor)."
        )
    current.outcome.sentences.extend(tell_returned_now(current.office, current.on))
    current.outcome.sentences.extend(describe_plans_to_begin(begins))
    current.outcome.sentences.extend(
        f"{count} phiếu báo cáo đang mở vẫn theo thang đôn đốc lúc mở; muốn theo thang hiện nay của kế hoạch: "
        f'dondoc plan apply-ladder {code} --by "Họ và tên".'
        for code, count in others.items()
        if count
    )
    calendars = [loaded.calendar for loaded in current.plans.values()]
    current.outcome.sentences.extend(describe_unconfirmed(unconfirmed_years(calendars, years)))


def _mixed_plans(current: Round) -> list[LoadedPlan]:
    """Return the plans of which something open may climb by another ladder than the plan's."""
    found = ((loaded, current.reckoned_of(loaded)) for loaded in current.plans.values())
    return [loaded for loaded, before in found if before is None or before.mixed]


def _note_one_ladder(current: Round, others: Mapping[str, int]) -> None:
    known = [loaded for loaded in _mixed_plans(current) if not others[loaded.plan.code] and current.reckoned_of(loaded)]
    if known:
        with current.office.database.write() as session:
            for loaded in known:
                note_one_ladder(session, loaded.plan.province, loaded.plan.code)


def watch_clocks(current: Round) -> None:
    """Do what an hour's watch over the incidents does, so that a day on which it did not run loses nothing."""
    with current.office.database.read() as session:
        if not any_incident(session):
            return
    post = current.post if current.opened_post else None
    for watched in run_incidents(current.office, current.known, post, current.now):
        current.outcome.opened += watched.opened
        current.outcome.failures.extend(watched.failures)
        current.outcome.sentences.extend(watched.sentences)


def record_overdue(current: Round) -> None:
    """Record what became overdue; what is overdue is known by the day, also where nothing can be recorded."""
    with current.office.database.read() as session:
        current.outcome.overdue = count_overdue(session, current.on)
        is_any_new = any_lateness(session, current.on)
    if is_any_new:
        with current.office.database.write_alone() as session:
            due = due_for_a_look(current.on)
            current.outcome.became_overdue = record_lateness(session, current.on, current.now, due)
    current.outcome.sentences.append(
        f"{current.outcome.became_overdue} báo cáo vừa quá hạn; tất cả đang quá hạn: {current.outcome.overdue}."
    )


def queue_due_notices(current: Round) -> None:
    """Queue the notices that became due, and gather them into letters.

    These are two transactions: who answers meanwhile waits for one of them at most.
    """
    with current.office.database.write_alone() as session:
        take_back_dead_claims(session, Clock().now(), current.now)
        due = due_for_a_look(current.on)
        if draw_trials(session, current.post.plans.values(), current.on, current.now, due):
            current.opened_post = replace(current.post, draws=draws(session))
        current.outcome.queued += look_at_due(session, current.post, current.on, current.now)
    with current.office.database.write_alone() as session:
        written = write_letters(session, current.post, current.on, current.now)
        asked = queue_confirmations(session, current.post, current.on, current.now)
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
    if asked:
        current.outcome.sentences.append(f"Hỏi lại cơ quan về {asked} người báo cáo thay chưa được xác nhận.")
    if not any(loaded.calendar.is_working_day(current.on) for loaded in current.known.values()):
        current.outcome.sentences.append("Hôm nay là ngày nghỉ: nhắc và đôn đốc để sang ngày làm việc tiếp theo.")


def send_queued_letters(current: Round) -> None:
    """Send the letters that are ready, each once; one that fails waits for the next round with its reason."""
    if current.post.hold:
        return
    with current.office.database.read() as session:
        if not any_unsettled(session):
            current.outcome.sentences.append(_SENT.format(0, 0))
            return
    with current.office.database.write() as session:
        skip_letters_to_former_deputies(session, current.post, current.on, current.now)
    sent = send_ready_letters(current.office, current.post, current.now)
    current.outcome.sent, current.outcome.failed = sent.sent, sent.failed
    current.outcome.sentences.append(_SENT.format(current.outcome.sent, current.outcome.failed))
    if sent.held_words:
        current.outcome.sentences.append(sent.held_words)


_SENT = "Gửi {} thư, {} thư chưa gửi được."


def forget_former_deputies(current: Round) -> None:
    """Forget who stood in for an agency's answering person, a while after his time is over, and who dealt with what was settled.

    Whom the settings no longer name is let in no longer.
    """
    with current.office.database.write() as session:
        readers, own = current.office.home.settings.readers(), own_office(current.known)
        if changed := follow_settings(session, readers, current.now, own=own):
            current.outcome.sentences.append(f"Theo board_readers, đổi quyền xem của: {', '.join(changed)}.")
        forgotten = forget_ended_deputies(session, current.on, current.now)
        handled = forget_handlers(session, current.on, current.now)
    settings = current.office.home.settings
    if old := forget_views(current.office.home, current.on, settings.view_log_months):
        current.outcome.sentences.append(
            f"Xóa nhật ký xem của {old} tháng, cũ hơn {settings.view_log_months} tháng ({settings.personal_data_basis})."
        )
    if handled:
        current.outcome.sentences.append(f"Xóa tên, điện thoại người xử lý ở {handled} lần báo đã nhận.")
    if forgotten:
        current.outcome.sentences.append(f"Xóa tên và địa chỉ của {forgotten} người đã hết thời gian báo cáo thay.")


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
        current.fail("dọn thư mục minh chứng", f"{describe_system_fault(tidied.faults[0])}{more}")


ASK = Step("xem bản sửa của kế hoạch", ask_about_changes)
READ = Step("đọc hộp thư đến", read_what_came)
PREPARE = Step("mở danh bạ liên hệ và khóa ký liên kết", prepare_post)
TAKE_ON = Step("tiếp nhận kế hoạch", take_on_each_plan)
HAND_OVER = Step("bàn giao phiếu báo cáo", hand_over_check_ins, needs=(TAKE_ON,))
OPEN = Step("mở phiếu báo cáo", open_due_check_ins, needs=(HAND_OVER,))
HAND_OVER_LATE = Step("bàn giao phiếu báo cáo mở muộn", hand_over_late_openings, needs=(OPEN,))
WATCH = Step("theo dõi thời hạn báo cáo sự cố", watch_clocks)
RECORD = Step("ghi nhận quá hạn", record_overdue)
TELL = Step("xem việc chờ Văn phòng", tell_what_waits_for_the_office)
WRITE = Step("soạn thư nhắc và đôn đốc", queue_due_notices, needs=(PREPARE, HAND_OVER))
SEND = Step("gửi thư", send_queued_letters, needs=(PREPARE,))
FORGET = Step("xóa thông tin người báo cáo thay", forget_former_deputies)
TIDY = Step("dọn thư mục minh chứng", tidy_evidence)
STEPS: tuple[Step[Round], ...] = (
    READ,
    PREPARE,
    TAKE_ON,
    HAND_OVER,
    OPEN,
    HAND_OVER_LATE,
    WATCH,
    RECORD,
    TELL,
    WRITE,
    SEND,
    FORGET,
    TIDY,
)
"""The round, in order: what people wait for first, housekeeping last.

Nobody is asked or chased before it is known who holds the duty: opening and writing need the hand-overs, and these the
plan as it reads now. Lateness is dated by the day it happened, and clocks of incidents run, whatever else fails.
"""


def begin_round(office: OpenHome, now: datetime, *, by_hand: bool = False) -> Round:
    """Return a round of the moment `now` of which no step is done.

    Raise SettingsError or PlanRefusedError when no plan was ever sound: nothing can be done then.
    """
    plans = read_home_plans(office)
    outcome = RoundOutcome(day_of(now), sentences=describe_refused(plans), stopped=tuple(plans.refused))
    current = Round(
        office=office,
        on=day_of(now),
        now=now,
        plans=dict(plans.sound),
        known=dict(plans.known),
        outcome=outcome,
        resting=dict.fromkeys(plans.refused, PLAN_FAILED),
        by_hand=by_hand,
    )
    _run(current, (ASK,))
    return current


def take_on_plans(office: OpenHome, now: datetime) -> RoundOutcome:
    """Take on the plans that the settings name, as of the day of `now`; what is followed already stays as it is.

    Raise as `run_round` does.
    """
    with office.database.read() as session:
        guard_clock(session, now, office.home.settings.longest_gap)
    current = begin_round(office, now)
    _run(current, (TAKE_ON,))
    return current.outcome


def run_round(office: OpenHome, now: datetime, *, gap_confirmed: bool = False, by_hand: bool = False) -> RoundOutcome:
    """Run every step for the day of `now` and return what they did; plans not followed yet are taken on first.

    The letters of a round that a person runs `by_hand` wait for no quiet hours. What could not be done is told in the outcome, and kept with the round. Raise as `begin_round` does, and
    ClockRefusedError for a moment that cannot be believed (`models.rounds.clock_check`), before anything is written.
    """
    with office.database.read() as session:
        guard_clock(session, now, office.home.settings.longest_gap, confirmed=gap_confirmed)
    current = begin_round(office, now, by_hand=by_hand)
    _keep(current, lambda session: begin_run(session, current.on, now))
    _run(current, STEPS)
    _keep(current, lambda session: end_run(session, now, office.clock.now(), current.outcome.undone))
    return current.outcome


def _keep(current: Round, write: Callable[[Session], None]) -> None:
    """Write down something of the round itself; what cannot be written stops nothing, and is told."""

    def keep(_current: Round) -> None:
        with current.office.database.write() as session:
            write(session)

    _run(current, (Step("ghi sổ đợt đôn đốc", keep),))


def _run(current: Round, steps: Iterable[Step[Round]]) -> None:
    for failure in run_steps(steps, current, current.note):
        current.outcome.fail(failure)
