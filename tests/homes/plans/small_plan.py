"""A plan of four tasks and three agencies, as an office would write it, for the tests of the reports."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from models.check_ins.standings import Standing
from models.reported.matters import Matters
from models.reported.told import ToldAnswer
from models.tables.core import Result, State
from plan.calendar import WorkCalendar
from plan.language.plan_file import read_plan
from plan.language.register_file import read_register
from plan.library import LoadedPlan
from reports.account.account import Account, Letterhead, Sources, make_account
from reports.account.periods import Span
from reports.frames.standing_frame import frame_of
from reports.progress import Progress, measure_progress

REGISTER = """\
province: {code: bac-giang, name: tỉnh Bắc Giang, place: Bắc Giang, chairman: chu-tich-ubnd-tinh, office: van-phong-ubnd-tinh}
agencies:
  van-phong-ubnd-tinh: Văn phòng UBND tỉnh
  so-y-te: Sở Y tế
  cong-an-tinh: Công an tỉnh
groups:
  cac-so: {name: Các Sở, members: [van-phong-ubnd-tinh, so-y-te]}
"""

PLAN = """\
code: bac-giang
document: {kind: Kế hoạch, number: null, date: 11/2022, issuer: UBND tỉnh Bắc Giang, subject: Bảo đảm an toàn mạng}
province: bac-giang
span: {from: 11/2022, to: 12/2030}
office:
  follow_up:
    - {every: half-year, only: H1, due: {before: 15/6}}
    - {every: half-year, only: H2, due: {before: 15/11}}
  opens: 30 days before
  remind: [7, 1]
  ladder: [{after: 1, to: agency}]
trackers: {default: cong-an-tinh}
scopes: {an-ninh-mang: an ninh mạng}
sections: {II: Nội dung, II.1: Tăng cường lãnh đạo, II.2: Bảo vệ hệ thống, III: Tổ chức thực hiện}
clauses: [II.1.a, II.2.a, II.2.b, III.1]
tasks:
  II.1.a:
    title: Phổ biến, quán triệt chủ trương
    lead: cac-so
    time: ongoing
  II.2.a:
    title: Mỗi năm tổ chức một cuộc diễn tập
    lead: cong-an-tinh (an-ninh-mang)
    time: yearly
    due: {by: end of period}
  II.2.b:
    title: Bố trí nhân lực chuyên trách
    lead: cac-so
    time: span
    from: 2022
    to: 2030
    office:
      follow_up:
        - {every: year, due: {before: 15/11}}
      at_end: none
  III.1:
    title: Xây dựng kế hoạch của đơn vị
    lead: cac-so
    time: once
    due: {before: 15/11/2022}
"""


def load_small_plan() -> LoadedPlan:
    """Return the plan above; fail with its errors where it is not sound."""
    register, errors = read_register(REGISTER, "agencies.yaml")
    assert register is not None, errors
    plan, errors = read_plan(PLAN, "bac-giang.yaml", register)
    assert plan is not None, [str(error) for error in errors]
    return LoadedPlan(plan, register, WorkCalendar(confirmed=dict.fromkeys(range(2022, 2031), "Văn bản thử")), PLAN)


LOADED = load_small_plan()


def known_at(on: date) -> datetime:
    """Return a moment late on a day."""
    return datetime(on.year, on.month, on.day, 16, tzinfo=UTC)


def asked(
    ref: str,
    holder: str,
    due_on: date,
    on: date,
    answered_on: date | None = None,
    result: Result | None = None,
    **given: Any,  # noqa: ANN401  any field of a Standing
) -> Standing:
    """Return where a check-in stands on `on`, by the rules of `models.check_ins.standings`; `given` sets any other field."""
    late = max(0, ((answered_on or on) - due_on).days)
    if answered_on is not None:
        stage, state = ("late" if late else "on_time"), State.ANSWERED
    else:
        stage, state = ("open_overdue" if late else "open_in_time"), State.OPEN
    values: dict[str, Any] = {
        "check_in_id": 1,
        "province": "bac-giang",
        "plan": "bac-giang",
        "ref": ref,
        "agency": holder,
        "holder": holder,
        "role": "lead",
        "scope": "",
        "period": f"{due_on.year}-H1" if ref == "II.1.a" else str(due_on.year),
        "basis": "cadence",
        "opened_on": due_on,
        "due_on": due_on,
        "state": state,
        "stage": stage,
        "answered_on": answered_on,
        "days_late": late,
        "result": result or (Result.IN_PROGRESS if answered_on else None),
        "claimed_on": answered_on,
        "percent": None,
        "difficulties": "",
        "proposals": "",
    }
    return Standing(**(values | given))


def measure(*standings: Standing, on: date, trial: bool = False, agency: str = "") -> Progress:
    """Return the small plan's progress."""
    numbers = {one.check_in_id for one in standings}
    told_apart = len(numbers) == len(standings)
    found = [one if told_apart else replace(one, check_in_id=number) for number, one in enumerate(standings, 1)]
    frame = frame_of(LOADED.plan, on, found)
    return measure_progress(frame, LOADED, known_at(on), trial, agency)


def tell(progress: Progress, told: Mapping[int, ToldAnswer] | None = None, **given: Any) -> Account:  # noqa: ANN401
    """Return the report of a progress: by default on request, with no words of answers beside those of the standings.

    `given` are `matters`, `since`, `before` and `letterhead`.
    """
    span = Span("request", given.get("since"), "")
    sources = Sources(told or {}, given.get("matters") or Matters())
    head = given.get("letterhead") or Letterhead(place="Bắc Giang")
    return make_account(progress, LOADED, span, sources, given.get("before"), head)


def said(check_in_id: int, on: date, text: str = "", **given: Any) -> ToldAnswer:  # noqa: ANN401
    """Return what an answer says; `given` sets any other field."""
    values: dict[str, Any] = {"parts": (), "figures": (), "unchanged": False, "files": 0, "version": 1}
    values |= {"said_by": "Nguyễn Thị Hòa", "post": "Chánh Văn phòng Sở"}
    return ToldAnswer(check_in_id=check_in_id, said_on=on, text=text, **(values | given))
