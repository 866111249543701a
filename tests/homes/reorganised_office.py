"""A small province whose agencies are merged, split, renamed and ended, with a plan across all of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from flows.acts.open_home import OpenHome, open_office
from tests.homes.databases.templates import DATABASE, put_migrated_file

REGISTER = """\
province:
  code: tinh-thu
  name: tỉnh Thử
  place: Thử
  chairman: chu-tich-ubnd-tinh
  office: van-phong-ubnd-tinh
agencies:
  van-phong-ubnd-tinh: Văn phòng UBND tỉnh
  cong-an-tinh: Công an tỉnh
  so-tai-chinh: Sở Tài chính
  so-ke-hoach:
    name: Sở Kế hoạch
    to: 28/2/2025
  so-thong-tin:
    name: Sở Thông tin
    to: 28/2/2025
  so-khoa-hoc: Sở Khoa học
  so-nong-nghiep:
    name: Sở Nông nghiệp
    to: 28/2/2025
  so-tai-nguyen:
    name: Sở Tài nguyên
    to: 28/2/2025
  so-moi-truong:
    name: Sở Nông nghiệp và Môi trường
    from: 1/3/2025
  ubnd-huyen-a:
    name: UBND huyện A
    to: 30/6/2025
groups:
  cac-so:
    name: Các sở
    members: [so-tai-chinh, so-ke-hoach, so-nong-nghiep, so-tai-nguyen, so-moi-truong]
  ubnd-cap-huyen:
    name: UBND cấp huyện
    ended: 1/7/2025
    by: Nghị quyết số 203/2025/QH15
    members: [ubnd-huyen-a]
changes:
  - date: 1/3/2025
    act: Nghị quyết số 5/NQ-HĐND
    moves:
      - from: so-ke-hoach
        to: so-tai-chinh
      - from: so-thong-tin
        to: cong-an-tinh
        scope: an-toan
      - from: so-thong-tin
        to: so-khoa-hoc
      - from: so-nong-nghiep
        to: so-moi-truong
      - from: so-tai-nguyen
        to: so-moi-truong
  - date: 1/7/2025
    act: Nghị quyết số 203/2025/QH15
    moves:
      - from: ubnd-huyen-a
        to: none
"""

PLAN = """\
code: ke-hoach-thu
document:
  kind: Kế hoạch
  number: 12/KH-UBND
  date: 3/1/2024
  issuer: UBND tỉnh Thử
  subject: Chạy thử chương trình
province: tinh-thu
span: {from: 1/2024, to: 12/2027}
office:
  follow_up:
    - every: half-year
      only: H1
      due: {before: 20/3}
    - every: half-year
      only: H2
      due: {before: 15/7}
  opens: 30 days before
  remind: [7, 1]
  ladder:
    - {after: 1, to: [agency, head]}
    - {after: 3, to: tracker}
    - {after: 7, to: office}
    - {after: 15, to: chairman}
trackers: {default: van-phong-ubnd-tinh}
scopes: {an-toan: an toàn thông tin mạng, truyen-thong: truyền thông}
sections: {I: Nhiệm vụ}
clauses: [I.1, I.2, I.3, I.4, I.5]
tasks:
  I.1:
    title: Việc của các sở
    lead: cac-so
    time: ongoing
  I.2:
    title: Việc có hai phần
    lead: [so-thong-tin (an-toan), so-thong-tin (truyen-thong)]
    time: ongoing
  I.3:
    title: Việc của Sở Thông tin
    lead: so-thong-tin
    time: ongoing
  I.4:
    title: Việc của cấp huyện
    lead: ubnd-cap-huyen
    time: ongoing
  I.5:
    title: Việc của Sở Tài chính
    lead: so-tai-chinh
    time: ongoing
"""


@contextmanager
def reorganised_office(folder: Path, on: date, handovers: str = "", database_url: str = "") -> Iterator[OpenHome]:
    """Open a trial home of the province; `handovers` are entries of its office's own file of changes."""
    plans = folder / "home" / "plans"
    plans.mkdir(parents=True)
    (plans / "agencies.yaml").write_text(REGISTER, encoding="utf-8")
    (plans / "ke-hoach-thu.yaml").write_text(PLAN, encoding="utf-8")
    (folder / "home" / "dondoc.toml").write_text('plans = ["ke-hoach-thu"]\n', encoding="utf-8")
    if handovers:
        write_changes(folder / "home", handovers)
    if not database_url:
        put_migrated_file(folder / "home" / DATABASE)
    with open_office(folder / "home", {"database_url": database_url} if database_url else None, on=on) as office:
        yield office


def write_changes(home: Path, handovers: str) -> None:
    """Write the office's file of changes: entries of `handovers`, as the office writes them."""
    folder = home / "plans" / "changes"
    folder.mkdir(exist_ok=True)
    (folder / "ke-hoach-thu.yaml").write_text(f"handovers:\n{handovers}", encoding="utf-8")
