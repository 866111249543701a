"""Verdicts: the tracker accepts an answer or gives it back with a date of its own; nobody judges itself (DESIGN §4)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy
from sqlalchemy import BindParameter, bindparam
from sqlmodel import col, func, select

from models.audit.acts import Done, Person, guard_person, record_acts
from models.check_ins.duties import RETURN, Change, Duty, change_duty
from models.check_ins.lookup import name_check_in, plan_of
from models.check_ins.moves import StateChange, move_check_ins
from models.check_ins.standings import days_waited
from models.clock import day_of
from models.database import Session, append_rows
from models.decisions.deciders import IS_OF_PLANS, judge_of, judge_over, named_plans, plans_in
from models.refusal import RefusedError
from models.tables.core import Answer, CheckIn, State
from models.tables.decisions import Verdict
from models.text import guard_reason, one_line
from plan.calendar import WorkCalendar
from plan.library import LoadedPlan
from plan.texts.written import format_day

RETURN_WORKING_DAYS = 3
"""How long an agency has at least for the new answer, in working days after the return is recorded (DESIGN §4)."""
LONGEST_AHEAD = timedelta(days=366)
"""How far off the date of a return may lie: what lies further is a slip of the pen."""
ACCEPT, GIVE_BACK = "accept", "return"
"""The kinds of these acts in the audit trail."""


@dataclass(frozen=True)
class Seen:
    """What the judge had before his eyes: a check-in and the version of its answer."""

    check_in_id: int
    version: int


@dataclass(frozen=True)
class GivenEarlier:
    """A verdict that was given before the day it is recorded: when, by which paper, and why it is recorded later."""

    on: date
    document: str
    reason: str


def earliest_return(calendar: WorkCalendar, check_in: CheckIn, on: date) -> date:
    """Return the first day (inclusive) that a return of a check-in recorded on `on` may set.

    Never before the date that runs for the check-in: who answered early must not be late by it (DESIGN §4).
    """
    return max(check_in.due_on, calendar.add_working_days(on, RETURN_WORKING_DAYS))


def guard_may_judge(check_in: CheckIn, loaded: LoadedPlan, judge: str, on: date) -> None:
    """Raise RefusedError unless an agency may judge, on a day, an answer of a check-in that waits for a verdict."""
    name = name_check_in(check_in)
    if not judge or judge_of(check_in, loaded, on) != judge:
        raise RefusedError(
            f"Báo cáo {name}, không do cơ quan này xác nhận hoặc trả lại; "
            "không cơ quan nào tự kết luận báo cáo của mình, hãy chọn báo cáo khác.",
            check_in.id,
        )
    if check_in.state == State.ACCEPTED:
        raise RefusedError(f"Báo cáo {name}, đã được xác nhận trước đó; hãy tải lại trang.", check_in.id)
    if check_in.state != State.ANSWERED:
        raise RefusedError(f"Báo cáo {name}, chưa có nội dung nào chờ xác nhận; hãy tải lại trang.", check_in.id)


def accept(
    session: Session,
    plans: Mapping[str, LoadedPlan],
    seen: Sequence[Seen],
    judge: str,
    now: datetime,
    *,
    by: Person,
    province: str,
    earlier: GivenEarlier | None = None,
) -> int:
    """Accept the newest version of several answers in one act, all or none, and return how many.

    Each check-in moves to `accepted` with its verdict and its rows of history in the same transaction; nothing is
    committed here. A verdict that was given before today comes with `earlier`. Raise RefusedError, before anything is
    written, where the judge may not judge, nothing waits, or a newer answer than the one seen has come.
    """
    guard_person(by)
    if not seen:
        raise RefusedError("Chưa chọn báo cáo nào; hãy chọn ít nhất một báo cáo để xác nhận.")
    judging = _Judging(session, plans, judge, province, day_of(now), _guard_earlier(earlier))
    return len(judging.move(judging.waiting(seen), State.ACCEPTED, by, now))


def give_back(  # noqa: PLR0913  what a return is made of, each part under its name
    session: Session,
    plans: Mapping[str, LoadedPlan],
    seen: Seen,
    judge: str,
    now: datetime,
    *,
    by: Person,
    province: str,
    reason: str,
    due_on: date,
    earlier: GivenEarlier | None = None,
) -> Verdict:
    """Return an answer to its agency with the reason and the last day in time (inclusive) of the new one.

    The day lies from `earliest_return` to a year ahead, counted from today even where the verdict was given earlier;
    reminders and ladder run from it, and the date before stays in `DutyChange`. Nothing is committed here. Raise
    RefusedError as `accept` does, and for a day out of these bounds or a reason that cannot be kept.
    """
    guard_person(by)
    reason = guard_reason(reason, "Lý do trả lại", seen.check_in_id)
    on = day_of(now)
    judging = _Judging(session, plans, judge, province, on, _guard_earlier(earlier))
    waiting = judging.waiting([seen])
    [(check_in, version)] = waiting
    calendar = plan_of(check_in, plans).calendar
    first = earliest_return(calendar, check_in, on)
    if not first <= due_on <= max(first, on + LONGEST_AHEAD):
        is_short = first == calendar.add_working_days(on, RETURN_WORKING_DAYS)
        why = f"sau {RETURN_WORKING_DAYS} ngày làm việc" if is_short else "hạn của báo cáo"
        raise RefusedError(
            f"Hạn báo cáo lại {format_day(due_on)} phải từ ngày {format_day(first)} ({why}) và trong vòng một năm; "
            "hãy chọn ngày khác.",
            check_in.id,
        )
    [verdict] = judging.move(waiting, State.RETURNED, by, now, reason, due_on)
    duty = Duty(check_in.holder, calendar.last_working_day(due_on), due_on)
    act = verdict.document or f"trả lại báo cáo lần {version}"
    if not change_duty(session, check_in, duty, Change(RETURN, act, verdict.happened_on, now, by.name)):
        raise RuntimeError(f"check-in {check_in.id} changed while it was held for update")
    return verdict


def _guard_earlier(earlier: GivenEarlier | None) -> GivenEarlier | None:
    """Return an earlier verdict's particulars as they are kept. Raise RefusedError where the paper or the reason lacks."""
    if earlier is None:
        return None
    document = one_line(earlier.document, "Số văn bản kết luận")
    return GivenEarlier(earlier.on, document, guard_reason(earlier.reason, "Lý do ghi nhận muộn"))


@dataclass(frozen=True)
class _Judging:
    """One act of judging: by which agency, on which day it is recorded, and when it was given if that was earlier."""

    session: Session
    plans: Mapping[str, LoadedPlan]
    judge: str
    province: str
    today: date
    earlier: GivenEarlier | None

    @property
    def day(self) -> date:
        """The day on which the verdict was given."""
        return self.earlier.on if self.earlier else self.today

    def waiting(self, seen: Sequence[Seen]) -> list[tuple[CheckIn, int]]:
        """Return the check-ins seen, held for update, with the version to be judged. Raise RefusedError for any other."""
        versions = {one.check_in_id: one.version for one in seen}
        held = self.session.exec(_TO_HOLD, params={"ids": list(versions), "province": self.province}).all()
        if len(held) != len(versions):
            raise RefusedError("Có báo cáo không thuộc tỉnh này; hãy tải lại trang và chọn lại.")
        newest = self._newest(versions)
        for check_in in held:
            self._guard(check_in, newest.get(check_in.id), versions[check_in.id])
        return [(check_in, versions[check_in.id]) for check_in in held]

    def _newest(self, check_in_ids: Collection[int]) -> dict[int, tuple[int, datetime]]:
        """Return the newest version of each check-in's answer, with the moment at which it happened."""
        said = self.session.execute(_SAID, {"ids": list(check_in_ids)})
        return {check_in_id: (version, happened_at) for check_in_id, version, happened_at in said}

    def _guard(self, check_in: CheckIn, newest: tuple[int, datetime] | None, version: int) -> None:
        """Raise RefusedError unless this judge may judge this version of a check-in's answer, given on this day."""
        guard_may_judge(check_in, plan_of(check_in, self.plans), self.judge, self.day)
        name = name_check_in(check_in)
        if newest is None or newest[0] != version:
            raise RefusedError(
                f"Báo cáo {name}, vừa có bản mới hơn bản đang xem; hãy tải lại trang và xem bản mới trước khi kết luận.",
                check_in.id,
            )
        answered_on = day_of(newest[1])
        if not answered_on <= self.day <= self.today:
            raise RefusedError(
                f"Ngày kết luận {format_day(self.day)} phải từ ngày báo cáo ({format_day(answered_on)}) đến hôm nay; "
                "hãy sửa lại ngày.",
                check_in.id,
            )

    def move(
        self,
        waiting: Sequence[tuple[CheckIn, int]],
        to: State,
        by: Person,
        now: datetime,
        reason: str = "",
        due_on: date | None = None,
    ) -> list[Verdict]:
        """Move check-ins by a verdict on the version beside each, in as many statements as for one; return the verdicts.

        Their `reason` is, of an accepted answer, why the verdict is recorded late.
        """
        late = f"{self.earlier.document}: {self.earlier.reason}" if self.earlier else ""
        detail = "; ".join(part for part in (reason, late) if part)
        moves = {one.id: StateChange(to, str(version), self.day, now, by.name, detail) for one, version in waiting}
        if stayed := moves.keys() - move_check_ins(self.session, moves):
            raise RuntimeError(f"check-ins {sorted(stayed)} moved while they were held for update")
        verdicts = [
            Verdict(
                check_in_id=check_in.id,
                version=version,
                kind=to,
                judge=self.judge,
                reason=reason or (self.earlier.reason if self.earlier else ""),
                due_on=due_on,
                document=self.earlier.document if self.earlier else "",
                judged_by=by.name,
                post=by.post,
                way=by.way,
                happened_on=self.day,
                learnt_at=now,
            )
            for check_in, version in waiting
        ]
        append_rows(self.session, verdicts)
        kind = ACCEPT if to == State.ACCEPTED else GIVE_BACK
        done = [Done(kind, self.province, self.judge, one.check_in_id, str(one.version), detail) for one in verdicts]
        record_acts(self.session, done, by, now)
        return verdicts


# To build a statement takes longer than the database does: those of this module are built once.
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
# In the order in which answers hold them, and as they stand once they are held.
_TO_HOLD = (
    select(CheckIn)
    .where(col(CheckIn.id).in_(_IDS), col(CheckIn.province) == bindparam("province"))
    .order_by(col(CheckIn.id))
    .with_for_update()
    .execution_options(populate_existing=True)
)
_SAID = (
    sqlalchemy.select(col(Answer.check_in_id), col(Answer.version), col(Answer.happened_at))
    .where(col(Answer.check_in_id).in_(_IDS))
    .order_by(col(Answer.version))
)


@dataclass(frozen=True)
class WaitingAnswer:
    """An answer that nobody has judged: the newest version, and for how many calendar days it has waited.

    It waits since the first version after the last return (or of all) was recorded; a corrected version waits no anew.
    """

    check_in: CheckIn
    answer: Answer
    waited: int


def waiting_answers(
    session: Session, plans: Mapping[str, LoadedPlan], judge: str, on: date, *, province: str
) -> list[WaitingAnswer]:
    """Return what waits for an agency's verdict on a day, what waits longest first.

    The number of statements does not grow with the answers. What belongs to a plan that is not in `plans` waits too,
    but for nobody who could judge it, and is left out.
    """
    of_province = plans_in(plans, province)
    rows = session.exec(_WAITING, params=named_plans(of_province)).all()
    judges: dict[tuple[str, str, str], str] = {}
    found: dict[int, tuple[CheckIn, list[Answer]]] = {}
    for check_in, answer in rows:
        key = (check_in.plan, check_in.holder, check_in.scope)
        if key not in judges:
            judges[key] = judge_of(check_in, of_province[check_in.plan], on)
        if judge and judges[key] == judge:
            found.setdefault(check_in.id, (check_in, []))[1].append(answer)
    waiting = [WaitingAnswer(one, answers[-1], days_waited(answers, on)) for one, answers in found.values()]
    return sorted(waiting, key=lambda one: (-one.waited, one.check_in.id))


# The newest version of a check-in's answer that was returned, 0 where none was.
_RETURNED = (
    select(func.coalesce(func.max(Verdict.version), 0))
    .where(col(Verdict.check_in_id) == col(CheckIn.id), col(Verdict.kind) == State.RETURNED)
    .correlate(CheckIn)
    .scalar_subquery()
)
# The answers to what plans ask that nobody has judged, with the check-ins that they are to.
_WAITS = (col(CheckIn.state) == State.ANSWERED, IS_OF_PLANS, col(Answer.version) > _RETURNED)
_WAITING = (
    select(CheckIn, Answer)
    .join(Answer, col(Answer.check_in_id) == col(CheckIn.id))
    .where(*_WAITS)
    .order_by(col(CheckIn.id), col(Answer.version))
)


@dataclass(frozen=True)
class Backlog:
    """How many answers wait for a verdict, and the day since which the oldest of them does."""

    count: int
    since: date

    def __add__(self, other: "Backlog") -> "Backlog":
        """Return both together."""
        return Backlog(self.count + other.count, min(self.since, other.since))


def backlogs(session: Session, plans: Mapping[str, LoadedPlan], on: date) -> dict[tuple[str, str], Backlog]:
    """Return how much waits for a verdict on a day, by the province and the agency that judges, as `waiting_answers` would list it.

    It is counted where it lies: what is read does not grow with the answers.
    """
    found: dict[tuple[str, str], Backlog] = {}
    for province, plan, holder, scope, count, first in session.execute(_COUNTED, named_plans(plans)):
        if judge := judge_over(holder, scope, plans[plan], on):
            one = Backlog(count, min(on, day_of(first)))
            found[province, judge] = found[province, judge] + one if (province, judge) in found else one
    return found


_WHOSE = tuple(col(column) for column in (CheckIn.province, CheckIn.plan, CheckIn.holder, CheckIn.scope))
_COUNTED = (
    sqlalchemy.select(*_WHOSE, func.count(func.distinct(CheckIn.id)), func.min(Answer.learnt_at))
    .join(Answer, col(Answer.check_in_id) == col(CheckIn.id))
    .where(*_WAITS)
    .group_by(*_WHOSE)
)


def verdicts_of(session: Session, check_in_ids: Collection[int]) -> dict[int, list[Verdict]]:
    """Return the verdicts on each check-in's answers, the oldest first; nothing for one that was never judged."""
    found: dict[int, list[Verdict]] = {}
    if not check_in_ids:
        return found
    for verdict in session.exec(_OF_CHECK_INS, params={"ids": list(check_in_ids)}):
        found.setdefault(verdict.check_in_id, []).append(verdict)
    return found


_OF_CHECK_INS = (
    select(Verdict).where(col(Verdict.check_in_id).in_(_IDS)).order_by(col(Verdict.check_in_id), col(Verdict.version))
)
