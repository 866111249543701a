"""A small plan with incidents, as an office would write it: three agencies, a clause asked by the half-year, one by events."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from flows.acts.open_home import OpenHome
from models.clock import in_zone
from tests.homes.offices import SMALL_PLAN, small_office

EVENT_PLAN = (
    SMALL_PLAN.replace("clauses: [I.1, I.2]", "clauses: [I.1, I.2, I.3]")
    + """
  I.3:
    title: Báo cáo sự cố an toàn thông tin mạng
    lead: [cac-so, cong-an-tinh]
    time: on-event
    tell: [cong-an-tinh, van-phong-ubnd-tinh]
    steps:
      - name: first
        title: Báo cáo ban đầu về sự cố
        from: detected
        to: [cong-an-tinh, Cơ quan điều phối quốc gia]
        text: kịp thời
        law: {within: 5 days, by: "Thông tư 20/2017/TT-BTTTT, Điều 9"}
        office: {within: 24 hours}
      - name: final
        title: Báo cáo đầy đủ về sự cố
        from: first
        to: [cong-an-tinh]
        text: báo cáo đầy đủ
        office: {within: 5 working days}
      - name: lessons
        title: Tổng kết, rút ra bài học
        from: final
        to: [cong-an-tinh]
        office: {within: 10 days}
"""
)


def at(written: str) -> datetime:
    """Return the moment written `5/6/2023 14:00`, in Asia/Ho_Chi_Minh."""
    day, clock = written.split()
    number, month, year = (int(part) for part in day.split("/"))
    hour, minute = (int(part) for part in clock.split(":"))
    return in_zone(datetime.fromisoformat(f"{year}-{month:02d}-{number:02d}T{hour:02d}:{minute:02d}:00+07:00"))


@contextmanager
def event_office(folder: Path, on: date, database_url: str = "") -> Iterator[OpenHome]:
    """Open a trial home that follows the plan above."""
    with small_office(folder, on, EVENT_PLAN, database_url) as office:
        yield office
