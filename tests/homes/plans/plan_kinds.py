"""A small plan with every kind of time, amendments and hand-overs, and a register that was reorganised."""

from plan.errors import FileError
from plan.language.plan_file import read_plan
from plan.laws.plan_laws import broken_laws
from plan.laws.warning_laws import warnings_of
from plan.tasks import Plan
from tests.homes.plans.plan_files import REGISTER, a_calendar, a_register, change

KINDS_REGISTER = change(
    REGISTER,
    """  so-moi: {name: Sở Mới, from: 1/3/2025}
groups:
""",
    """  so-moi: {name: Sở Mới, from: 1/3/2025}
  so-cu: {name: Sở Cũ, to: 28/2/2025}
  xa-mot: {name: UBND xã Một, from: 1/7/2025}
groups:
  cac-huyen-het: {name: UBND cấp huyện, members: [huyen-cu], ended: 1/7/2025, by: Nghị quyết 1}
  ngan-hang:
    name: Các ngân hàng
    office: {members: []}
""",
).replace(
    "changes:\n",
    """changes:
  - date: 1/3/2025
    act: Nghị định 2
    sure: H
    moves:
      - {from: so-cu, to: so-a, scope: mang}
      - {from: so-cu, to: so-moi}
""",
)

KINDS = """\
code: mau
document: {kind: Chỉ thị, number: null, date: null, issuer: UBND tỉnh Mẫu, subject: Thử các loại thời gian}
province: tinh-mau
span: {from: 1/2023}
office:
  opens: 30 days before
  remind: [7]
  ladder:
    - after: 1
      to: [agency, so-cu]
  trackers:
    default: cong-an
    mang: so-cu
scopes:
  mang: an toàn thông tin mạng
  tin: an ninh mạng
sections:
  "1": Các cơ quan
  "2": Tổng hợp
clauses:
  - "1.1"
  - "1.2"
  - "1.3"
  - "1.4"
  - "1.5"
  - "1.6"
  - "1.7"
  - "1.8"
  - "2.1"
tasks:
  "1.1":
    title: Báo cáo quý
    lead: [cac-so, ngan-hang, cac-huyen-het]
    except: collector
    time: quarterly
    due: {before: 15 of last month}
  "1.2":
    title: Báo cáo theo ngày
    lead: so-cu
    coordinating: so-b
    time: dates
    dates:
      Q1: {before: 10/3}
      H1: {before: 1/6, stands_for: Q2}
      Q3: {before: 10/9}
      year: {before: 25/10, stands_for: Q4}
  "1.3":
    title: Giao ban
    time: briefing
    months: [6, 12]
    hosts: [so-b, cong-an]
    due: {by: end of period}
    office:
      confirm: 10 days
      first_host: {6/2023: so-b}
  "1.4":
    title: Sự cố
    lead: cac-so
    time: on-event
    tell: [so-b, cong-an]
    steps:
      - name: first
        title: Báo cáo ban đầu
        from: detected
        to: [cong-an, Cơ quan điều phối quốc gia]
        text: kịp thời
        law: {within: 5 days, by: Thông tư 20}
        office: {within: 24 hours}
      - name: final
        title: Báo cáo đầy đủ
        from: first
        to: cong-an
        office: {within: 3 working days}
  "1.5":
    title: Rà soát mạng
    lead: so-cu (mang)
    time: monthly
    due: {by: 5 of next month}
    beyond_authority: {to: ubnd-tinh}
  "1.6":
    title: Báo cáo một lần
    lead: so-cu
    time: once
    due: {before: 1/12/2026}
  "1.7":
    title: Việc nửa năm
    lead: so-cu
    time: half-yearly
    due: {by: end of period}
  "2.1":
    title: Tổng hợp quý
    lead: so-b
    time: quarterly
    due: {before: 20 of last month}
    rolls_up: "1.1"
targets:
  "1.8":
    title: Tỷ lệ
    goal: {measure: percent, at_least: 10, by: 2025}
    from_task: "1.1"
    sum: ratio
amendments:
  - date: 1/1/2026
    by: Quyết định 9
    set:
      "1.7": {lead: so-b, time: yearly}
      "1.6": {due: {before: 1/12/2027}}
    end: ["1.5"]
handovers:
  - date: 1/6/2025
    refs: ["1.2"]
    from: so-moi
    to:
      - cong-an (tin)
      - so-b (mang)
    by: Quyết định 7
"""


def read_kinds(
    text: str = KINDS, register: str = KINDS_REGISTER, changes: str = ""
) -> tuple[Plan | None, tuple[FileError, ...]]:
    """Return the plan, if its shape and its laws are sound, and what is wrong with it."""
    known = a_register(register)
    plan, errors = read_plan(text, "mau.yaml", known, changes, "changes/mau.yaml")
    found = broken_laws(plan, known, a_calendar()) if plan else errors
    return (None if found else plan), found


def the_kinds(text: str = KINDS, register: str = KINDS_REGISTER, changes: str = "") -> Plan:
    """Return the plan, which must be sound."""
    plan, errors = read_kinds(text, register, changes)
    assert plan is not None, [str(error) for error in errors]
    return plan


def warned(text: str = KINDS, register: str = KINDS_REGISTER) -> list[str]:
    """Return the warnings of a sound plan, as they are printed."""
    return [str(one) for one in warnings_of(the_kinds(text, register), a_register(register), a_calendar())]
