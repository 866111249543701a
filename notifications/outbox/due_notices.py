"""A step of the round that fills the outbox: the notices that became due, each queued once under its key."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from models.agencies import name_in_home, province_and_code
from models.check_ins.looks.next_look import Which
from models.database import Session
from models.office_settings.quiet_hours import QuietHours
from models.outbox import notices as queue
from models.outbox.news import News, Refusal, refusals
from models.outbox.notices import NO_ADDRESS, Chased, NoticeKey, WaitingNotice
from models.outbox.trials import Draws
from models.tables.core import Outcome
from notifications.contacts.directory import CAME_BACK, Directory
from notifications.ladder.climbing import pass_empty_rungs
from notifications.ladder.stages import (
    CALL,
    DEPUTY_SUFFIX,
    ESCALATION,
    HEAD_SUFFIX,
    OPENING,
    PROMISED,
    REFUSAL,
    REMINDER,
    Recipient,
    Stage,
    agency_of,
    recipients_of,
    rung_of_promise,
)
from notifications.outbox.climb.circumstances import Circumstances, Particular, promised_of, read_circumstances
from notifications.outbox.holding import Hold
from notifications.wording.letters import Addressee
from plan.errors import FileError
from plan.library import LoadedPlan
from plan.parties import Register
from plan.texts.written import format_day

CHANNEL = "email"
"""The one channel there is: mail, or the mailbox folder in its place."""
INCIDENT_BASIS = "incident"
"""The basis of check-ins whose clocks have a ladder and letters of their own (`notifications.outbox.incident_clock`)."""
NEWER_NOTICE = "đã có thông báo mới hơn"
OVERTAKEN_BY = f"{NEWER_NOTICE}: thông báo số {{}}"
PLAN_FAILED = "kế hoạch đang tạm dừng vì có lỗi, chờ sửa"
"""Why nothing is said of a plan's check-ins while it is not worked on."""
PROMISED_MEANWHILE = "cơ quan đã hẹn ngày gửi báo cáo"
PROMISE_CHANGED = "ngày hẹn gửi báo cáo đã qua hoặc đã đổi"
NO_DEPUTY = "không còn người báo cáo thay"
CALLED_TODAY = "hôm nay Văn phòng đã gọi điện cho cơ quan, không gửi thư đôn đốc trong ngày"
PAUSED = "nguyên nhân khách quan đã được chấp nhận, dừng đôn đốc trong thời gian đó"
PASSED_ON = "nấc này không có nơi nhận nên đã báo ngay nấc tiếp theo"
NOT_FOLLOWED = "kế hoạch không còn trong thiết lập «plans»"
REST_DAY = "hôm nay là ngày nghỉ, chờ ngày làm việc"


@dataclass(frozen=True)
class Post:
    """What the steps need to know of a home: its plans by code, its address book, and how letters are made.

    The address book has the deputies of the day; `faults` are what is wrong in its file, for whoever opened it to tell.
    `link_to` gives a recipient's link for a purpose, valid from the day it is asked for; what is kept has marks in their place.
    `seal_of` gives the seal by which a mail's own headers are known when they come back. At an address below `reply_address` a letter is
    answered by mail, '' where that is not set; `epochs` are how often whose links were revoked. While there is a `hold` notices
    are queued and no letter is written or sent. `live_on` is the day on which a real home began to send: that day what was
    held may go, worked or not, as on the day of an adoption. `contact` says whom an agency may telephone. `resting` tells of plans of whose check-ins nothing may be
    said today why that is so.
    """

    plans: Mapping[str, LoadedPlan]
    directory: Directory
    link_to: Callable[[str, date, str], str]
    trial: bool
    release_chairman: bool
    hold: Hold | None = None
    live_on: date | None = None
    contact: str = ""
    faults: tuple[FileError, ...] = ()
    seal_of: Callable[[str], str] = str
    reply_address: str = ""
    epochs: Mapping[str, int] = field(default_factory=dict)
    resting: Mapping[str, str] = field(default_factory=dict)
    quiet: QuietHours | None = None
    """The hours in which no letter of a day leaves, None for none."""
    pace: int = 0
    """How many letters of a day leave within an hour at most, 0 for any number."""
    draws: Draws = field(default_factory=dict)
    """To which way of a plan's trial each agency was drawn."""

    def name(self, province: str, code: str) -> str:
        """Return the name under which the address book and the outbox know an agency of a province."""
        return name_in_home(self.directory.own_province, province, code)

    def is_worked(self, on: date) -> bool:
        """Tell whether a day is worked by the calendar of any plan."""
        return any(loaded.calendar.is_working_day(on) for loaded in self.plans.values())

    def addressee(self, recipient: str) -> Addressee:
        """Return whom the name of a recipient means."""
        name = agency_of(recipient)
        province, code = province_and_code(self.directory.own_province, name)
        return Addressee(code, self._register_of(province), recipient.removeprefix(name))

    def speak_to(self, recipient: str, on: date, *, head: bool = False) -> Addressee:
        """Return to whom a recipient's letter of a day speaks; with `head` an agency's own letter speaks to its head."""
        to = self.addressee(recipient)
        suffix = HEAD_SUFFIX if head else to.suffix
        return replace(to, suffix=suffix, post=self.directory.post_of_head(agency_of(recipient), on))

    def _register_of(self, province: str) -> Register:
        return next(loaded.register for loaded in self.plans.values() if loaded.register.code == province)

    def cannot_reach(self, recipient: str, on: date) -> bool:
        """Tell whether it is a head or deputy without an address of its own: the agency's letter speaks to it.

        One whose address is in doubt has one, and waits until it is mended.
        """
        of_a_person = recipient != agency_of(recipient)
        found = self.directory.find(recipient, on) or self.directory.doubt_about(recipient, on)
        return of_a_person and found is None


def queue_notices(session: Session, post: Post, on: date, now: datetime) -> int:
    """Queue what is to be said by `on`, each notice once under its key, and return how many are new.

    Of several stages that passed since the last round only the newest is queued for a recipient; the others are kept
    as skipped. On a day that is not worked nothing is queued but what an adoption opened that day.
    """
    return queue_of(session, post, queue.chased_check_ins(session), climb_on(session, post, on), (on, now))


def queue_of(
    session: Session,
    post: Post,
    owed: Iterable[Chased],
    climb: "Climb",
    when: tuple[date, datetime],
    which: Which | None = None,
) -> int:
    """Queue what is to be said of what is `owed`, all or chosen by `which`, as `queue_notices` does."""
    rows = rows_of(session, post, owed, climb, when, which)
    queue.add_notices(session, rows)
    return len([row for row in rows if row["outcome"] == Outcome.QUEUED])


def rows_of(
    session: Session,
    post: Post,
    owed: Iterable[Chased],
    climb: "Climb",
    when: tuple[date, datetime],
    which: Which | None = None,
) -> list[dict[str, Any]]:
    """Return the notices that are to be queued of what is `owed` and are not there yet, as rows."""
    on, now = when
    known, refused = queue.known_notices(session, CHANNEL, which), refusals(session, which)
    told = {(check_in_id, rung, name) for check_in_id, purpose, rung, _, name in known if purpose == REFUSAL}
    rows: list[dict[str, Any]] = []
    for check_in in owed:
        if why_resting(post, check_in, on):
            continue
        if check_in.basis != INCIDENT_BASIS:
            rows.extend(_notices_of(post, check_in, climb.told(check_in), known, now))
        if check_in.id in refused:
            rows.extend(_refusals_of(post, check_in, refused[check_in.id], told, (on, now)))
    return rows


_Told = tuple[Stage, Recipient]


class Climb:
    """The stages of check-ins as they fall by a day, and who is told of each, worked out once for all that are alike."""

    def __init__(self, post: Post, on: date, circumstances: Circumstances) -> None:
        """Reckon for the day `on`, by the address book of the post."""
        self.post, self.on, self.circumstances = post, on, circumstances
        self._stages: dict[tuple[Any, ...], tuple[Stage, ...]] = {}
        self._stages_of: dict[int, tuple[Stage, ...]] = {}
        self._told: dict[tuple[Any, ...], tuple[_Told, ...]] = {}
        self._reached: dict[str, bool] = {}
        self._named: dict[tuple[str, str, str, tuple[str, ...], date], tuple[Recipient, ...]] = {}

    def stages(self, check_in: Chased) -> tuple[Stage, ...]:
        """Return a check-in's stages in order, those to come included, by the ladder that it keeps.

        They fall by its circumstances; an empty rung is passed at once.
        """
        known = self._stages_of.get(check_in.id)
        if known is not None:
            return known
        alike = self.circumstances.alike(check_in)
        if alike not in self._stages:
            stages = self.circumstances.stages(check_in)
            stages = pass_empty_rungs(stages, lambda stage: self._is_empty(check_in, stage))
            self._stages[alike] = self.circumstances.hold(check_in, stages)
        self._stages_of[check_in.id] = self._stages[alike]
        return self._stages[alike]

    def told(self, check_in: Chased) -> tuple[_Told, ...]:
        """Return the stages reached by the day, the newest first, each with everybody who is told and can be reached.

        A head or deputy without an address of its own hears through the agency's letter. Nobody is told of a rung that
        was passed for the reason that the recipient has.
        """
        alike = self.circumstances.alike(check_in)
        if alike not in self._told:
            self._told[alike] = tuple(
                (stage, replace(recipient, reason=f"{recipient.reason}; {PASSED_ON}"))
                if recipient.reason and self.is_passed(check_in, stage.rung)
                else (stage, recipient)
                for stage in reversed(self.stages(check_in))
                if stage.on <= self.on and not self._is_past_promise(check_in, stage)
                for recipient in self._recipients(check_in, stage)
                if not self.post.cannot_reach(self.post.name(check_in.province, recipient.code), self.on)
            )
        return self._told[alike]

    def heard_of(self, check_in: Chased, stage: Stage) -> tuple[Recipient, ...]:
        """Return whom a stage truly tells: everybody it names who has an address, or one that is in doubt."""
        return tuple(one for one in self._recipients(check_in, stage) if self._is_reached(check_in, one))

    def calls(self, check_in: Chased, stage: Stage) -> bool:
        """Tell whether the office telephones on a rung; it does not telephone itself."""
        return CALL in stage.to and check_in.holder != self.post.plans[check_in.plan].register.office

    def is_passed(self, check_in: Chased, rung: int) -> bool:
        """Tell whether a rung of a check-in reaches nobody, so that the next one is told in its place."""
        return any(rung in stage.passed for stage in self.stages(check_in))

    def why_early(self, check_in: Chased, stage: Stage) -> str:
        """Return why a rung is told before its day, in a few words; '' on its own day.

        Either who below it could not be told, or the habit of who owes.
        """
        if stage.planned_on is not None and not stage.passed and (before := self.circumstances.late_before(check_in)):
            return f"cơ quan đã chậm {before[0]} trong {before[1]} kỳ gần nhất của nhiệm vụ"
        found = dict[str, None]()
        for below in self.stages(check_in):
            if below.purpose == ESCALATION and below.rung in stage.passed and stage.planned_on != stage.on:
                for one in self._recipients(check_in, below):
                    found[self._why_missing(check_in, one)] = None
        return f"nấc trước không có nơi nhận ({', '.join(found)})" if found else ""

    def _why_missing(self, check_in: Chased, recipient: Recipient) -> str:
        code = agency_of(recipient.code)
        name = self.post.plans[check_in.plan].register.name_of(code)
        if recipient.reason:
            return f"{name} không tự đôn đốc mình"
        came_back = self.post.directory.why_silent(self.post.name(check_in.province, code), self.on) == CAME_BACK
        return f"thư đến {name} bị trả lại" if came_back else f"chưa có địa chỉ của {name}"

    def _is_past_promise(self, check_in: Chased, stage: Stage) -> bool:
        """Tell whether a stage would remind of a promised day that is over."""
        promised = promised_of(check_in)
        return stage.purpose == PROMISED and promised is not None and promised.on < self.on

    def named(self, check_in: Chased, to: tuple[str, ...], on: date) -> tuple[Recipient, ...]:
        """Return who is meant by the words of a rung (`to`) of a check-in, as the parties stand on a day."""
        alike = check_in.plan, check_in.holder, check_in.scope, to, on
        if alike not in self._named:
            loaded = self.post.plans[check_in.plan]
            self._named[alike] = recipients_of(to, on, check_in.holder, check_in.scope, loaded.plan, loaded.register)
        return self._named[alike]

    def _recipients(self, check_in: Chased, stage: Stage) -> tuple[Recipient, ...]:
        return self.named(check_in, stage.to, stage.on)

    def _is_empty(self, check_in: Chased, stage: Stage) -> bool:
        return not self.calls(check_in, stage) and not self.heard_of(check_in, stage)

    def _is_reached(self, check_in: Chased, recipient: Recipient) -> bool:
        """Tell whether a recipient can be written to; one whose address is in doubt waits until it is mended."""
        if recipient.reason or recipient.code.endswith(DEPUTY_SUFFIX):
            return False
        name = self.post.name(check_in.province, recipient.code)
        if name not in self._reached:
            why = {self.post.directory.why_silent(one, self.on) for one in (name, agency_of(name))}
            self._reached[name] = not why <= {NO_ADDRESS, CAME_BACK}
        return self._reached[name]


def climb_on(
    session: Session, post: Post, on: date, which: Which | None = None, particular: Particular | None = None
) -> Climb:
    """Return the climb of a day, with the circumstances of every check-in (or `which`) as they stand."""
    return Climb(post, on, read_circumstances(session, post.plans, post.draws, on, which, particular))


def _notices_of(
    post: Post, check_in: Chased, told: Iterable[_Told], known: set[NoticeKey], now: datetime
) -> Iterator[dict[str, Any]]:
    heard: dict[str, date] = {}
    # What was sent back or put off is news each time, also where it fell on a date that it had before; a reminder of
    # the same days does not come before it.
    renewed = check_in.news in (News.RETURNED, News.EXTENDED)
    for stage, recipient in told:
        name = post.name(check_in.province, recipient.code)
        untold = renewed and (check_in.id, OPENING, check_in.change, check_in.due_on, name) not in known
        overtaken = name in heard or (stage.purpose in (REMINDER, PROMISED) and untold)
        # What nobody is told of overtakes nothing: the office's own rung leaves its first one to be heard.
        if not overtaken and not recipient.reason:
            heard[name] = stage.on
        rung = check_in.change if renewed and stage.purpose == OPENING else stage.rung
        if (check_in.id, stage.purpose, rung, check_in.due_on, name) in known:
            continue
        newer = f"{NEWER_NOTICE}, của ngày {format_day(heard.get(name, check_in.opened_on))}"
        reason = recipient.reason or (newer if overtaken else "")
        yield _row(check_in, (name, stage.purpose, rung, stage.on), now, reason)


def skip_overtaken(session: Session, waiting: Iterable[WaitingNotice], on: date) -> list[WaitingNotice]:
    """Skip the reminders that a promise took the place of while they waited; return the other notices.

    So is the reminder of a promise that was changed meanwhile, or whose day is past.
    """
    there, gone = list(waiting), dict[str, list[int]]()
    for one in there:
        if reason := _why_overtaken(one, on):
            gone.setdefault(reason, []).append(one.notice_id)
    for reason, notice_ids in gone.items():
        queue.skip_notices(session, notice_ids, reason)
    skipped = {notice_id for notice_ids in gone.values() for notice_id in notice_ids}
    return [one for one in there if one.notice_id not in skipped]


def _why_overtaken(one: WaitingNotice, on: date) -> str:
    promised_on = one.check_in.promised_on
    if one.purpose == REMINDER and promised_on is not None and one.stage_on <= promised_on:
        return PROMISED_MEANWHILE
    stands = promised_on is not None and promised_on >= on
    is_own = stands and promised_on and one.rung == rung_of_promise(promised_on, one.check_in.due_on)
    return PROMISE_CHANGED if one.purpose == PROMISED and not is_own else ""


def _refusals_of(
    post: Post,
    check_in: Chased,
    refused: Iterable[Refusal],
    told: Collection[tuple[int, int, str]],
    seen: tuple[date, datetime],
) -> Iterator[dict[str, Any]]:
    """Yield a notice of each refused asking for a later date, once whatever the date; none if it began anew since."""
    on, now = seen
    holder = post.name(check_in.province, check_in.holder)
    for refusal in refused:
        for name in (holder, holder + DEPUTY_SUFFIX):
            gone = refusal.on < check_in.opened_on or post.cannot_reach(name, on)
            if not gone and (check_in.id, refusal.number, name) not in told:
                yield _row(check_in, (name, REFUSAL, refusal.number, refusal.on), now)


def _row(check_in: Chased, said: tuple[str, str, int, date], now: datetime, reason: str = "") -> dict[str, Any]:
    """Return a notice as a row: `said` is its recipient, purpose, rung and day; with a reason it is skipped."""
    recipient, purpose, rung, stage_on = said
    return {
        "recipient": recipient,
        "channel": CHANNEL,
        "purpose": purpose,
        "check_in_id": check_in.id,
        "rung": rung,
        "due_on": check_in.due_on,
        "stage_on": stage_on,
        "queued_at": now,
        "letter_id": None,
        "outcome": Outcome.SKIPPED if reason else Outcome.QUEUED,
        "reason": reason,
    }


def is_above(post: Post, notice: WaitingNotice) -> bool:
    """Tell whether a notice speaks of what another agency owes than its recipient's."""
    return agency_of(notice.recipient) != post.name(notice.check_in.province, notice.check_in.holder)


def is_of_ladder(post: Post, notice: WaitingNotice) -> bool:
    """Tell whether a notice reminds or chases its recipient's own agency."""
    return notice.purpose in (REMINDER, PROMISED, ESCALATION) and not is_above(post, notice)


def why_resting(post: Post, check_in: Chased, on: date) -> str:
    """Return why nothing is said of a check-in today, whoever is told; empty if it may be said."""
    if check_in.plan in post.resting:
        return post.resting[check_in.plan]
    loaded = post.plans.get(check_in.plan)
    if loaded is None:
        return NOT_FOLLOWED
    begins = on in (post.live_on, check_in.opened_on if check_in.adopted_now else None)
    if loaded.calendar.is_working_day(on) or begins:
        return ""
    return REST_DAY
