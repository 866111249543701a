"""A small sound plan, its register and its calendar, for tests to change in one place and read again."""

from plan.calendar import WorkCalendar
from plan.errors import FileError
from plan.language.plan_file import read_plan
from plan.language.register_file import read_calendar, read_register
from plan.laws.plan_laws import broken_laws
from plan.parties import Register
from plan.tasks import Plan

REGISTER = """\
province:
  code: tinh-mau
  name: tỉnh Mẫu
  place: Mẫu
  chairman: chu-tich-ubnd-tinh
  office: van-phong
agencies:
  van-phong: Văn phòng UBND tỉnh
  so-a: Sở A
  so-b: Sở B
  cong-an: Công an tỉnh
  huyen-cu: {name: UBND huyện Cũ, to: 30/6/2025}
  so-moi: {name: Sở Mới, from: 1/3/2025}
groups:
  cac-so:
    name: Các sở
    members: [van-phong, so-a, so-b, so-moi]
  cac-huyen:
    name: UBND các huyện
    members: [huyen-cu]
roles:
  chu-quan:
    name: Chủ quản hệ thống thông tin
    office: {held_by: [cac-so, cong-an]}
changes:
  - date: 1/7/2025
    act: Nghị quyết 1
    moves:
      - {from: huyen-cu, to: none}
"""

CALENDAR = """\
confirmed:
  2023: {by: Văn bản 1}
days_off:
  - {date: 2/1/2026, by: Văn bản 2}
working_days:
  - {date: 10/1/2026, by: Văn bản 2}
unconfirmed:
  - {date: 24/11, from: 2026, note: chưa rõ}
"""

PLAN = """\
code: mau
document:
  kind: Kế hoạch
  number: null
  date: 11/2022
  issuer: UBND tỉnh Mẫu
  subject: Thử nghiệm
province: tinh-mau
span: {from: 11/2022, to: 12/2030}
office:
  follow_up:
    - every: half-year
      only: H1
      due: {before: 15/6}
    - every: half-year
      only: H2
      due: {before: 15/11}
  opens: 30 days before
  remind: [7, 1]
  ladder:
    - after: 1
      to: [agency, head]
    - after: 3
      to: tracker
trackers:
  default: cong-an
  mang: so-a
scopes:
  mang: an toàn thông tin mạng
  tin: an ninh mạng
parties:
  hai-nganh:
    - cong-an (tin)
    - so-a (mang)
sections:
  I: Mục tiêu
  II: Nhiệm vụ
  III: Tổ chức thực hiện
clauses:
  - I.1
  - I.2
  - II.1
  - II.2
  - II.3
  - III.1
  - III.2
  - III.3
  - III.4
tasks:
  II.1:
    title: Phổ biến pháp luật
    lead: cac-so
    coordinating: hai-nganh
    time: ongoing
  II.2:
    title: Diễn tập mỗi năm
    lead: hai-nganh
    time: yearly
    due: {by: end of period}
  II.3:
    title: Bố trí kinh phí
    lead: cac-so
    time: span
    from: 2023
    to: 2030
    target: I.1
    office:
      follow_up:
        - every: year
          due: {before: 15/11}
      at_end: none
  III.1:
    title: Kế hoạch của đơn vị
    lead: chu-quan
    time: once
    due: {before: 15/11/2022}
  III.2:
    title: Báo cáo năm
    lead: cac-so
    time: yearly
    due: {before: 15/11}
    to: chu-tich-ubnd-tinh
    through: cong-an
    gathers: [II]
    outline: [kết quả, khó khăn]
    office:
      first: 2023
  III.3:
    title: Tổng hợp
    lead: cong-an
    time: yearly
    rolls_up: III.2
    office:
      due: {by: 30/11}
targets:
  I.1:
    title: Kinh phí đạt 10%
    goal: {measure: percent, at_least: 10, by: 2025}
    from_task: II.3
    sum: ratio
same_as:
  I.2: II.1
no_answer:
  III.4: chỉ đạo chung
"""


def change(text: str, old: str, new: str) -> str:
    """Return the text with one passage changed; the passage must stand in it exactly once."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the text"
    return text.replace(old, new)


def line_of(text: str, fragment: str) -> int:
    """Return the line, from 1, in which the fragment's last stand in the text begins."""
    assert fragment in text, f"{fragment!r} does not stand in the text"
    return text.count("\n", 0, text.rindex(fragment)) + 1


def a_register(text: str = REGISTER) -> Register:
    """Return a sound register."""
    register, errors = read_register(text, "agencies.yaml")
    assert register is not None, errors
    return register


def a_calendar(text: str = CALENDAR) -> WorkCalendar:
    """Return a sound calendar."""
    calendar, errors = read_calendar(text, "calendar.yaml")
    assert calendar is not None, errors
    return calendar


def a_plan(text: str = PLAN) -> Plan:
    """Return a plan whose shape and laws are sound."""
    assert errors_of(text) == ()
    plan, _ = read_plan(text, "mau.yaml", a_register())
    assert plan is not None
    return plan


def errors_of(text: str | bytes, register: str = REGISTER) -> tuple[FileError, ...]:
    """Return what the reader finds in a plan file, or what the laws find in it when its shape is sound."""
    known = a_register(register)
    plan, errors = read_plan(text, "mau.yaml", known)
    return broken_laws(plan, known, a_calendar()) if plan else errors
