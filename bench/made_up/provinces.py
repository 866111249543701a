"""The texts of made-up provinces: so many agencies that all lead so many tasks, each task with a date of its own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

ISSUED_ON = date(2025, 1, 6)
"""The day of every plan's document: what opens before, by its dates, opens on this day."""
FIRST_DUE = date(2025, 5, 12)
"""The first task's last day in time; each further task falls due a working day later."""
QUIET_DAY = date(2025, 4, 9)
"""A Wednesday on which all is open and nothing is to be said: the first date is 21 working days away."""
NORMAL_DAY = date(2025, 6, 10)
"""A Tuesday on which one task in a hundred fell due the day before, and as many change their rung."""
QUARTER_OPENS = date(2025, 3, 1)
"""The day on which the reports of the first quarter open, in a home of quarterly tasks."""
LARGEST_PROVINCE = 10_000
"""How many check-ins a province has, up to as many provinces as there are."""
MOST_PROVINCES = 34


@dataclass(frozen=True)
class Shape:
    """How many provinces a home has, and of each how many agencies and tasks."""

    provinces: int
    agencies: int
    tasks: int

    @property
    def size(self) -> int:
        """How many check-ins one year has, one for each agency and task."""
        return self.provinces * self.agencies * self.tasks


def shape_of(size: int, tasks: int = 100) -> Shape:
    """Return the shape of a home of about `size` check-ins; a small one has fewer tasks, so that it has agencies."""
    tasks = min(tasks, max(5, size // 20))
    provinces = max(1, min(MOST_PROVINCES, size // LARGEST_PROVINCE))
    return Shape(provinces, max(1, round(size / provinces / tasks)), tasks)


def code_of(number: int) -> str:
    """Return the code of a province by its number from 0."""
    return f"tinh-{number + 1}"


def plan_code(province: str) -> str:
    """Return the code of a province's plan of this year."""
    return f"ke-hoach-{province}"


def plan_before(province: str) -> str:
    """Return the code of a province's plan of the year before, which nobody follows any more."""
    return f"ke-hoach-2024-{province}"


def due_days(tasks: int) -> list[date]:
    """Return the written last day of each task: working days, one after the other; a hundred of them are spread evenly."""
    days = list(_working_days(FIRST_DUE, 100))
    return [days[number * 100 // tasks] for number in range(tasks)]


def _working_days(first: date, count: int) -> Iterator[date]:
    day, given = first, 0
    while given < count:
        # No day off of 2025 falls on a weekday between May 12 and the last of them.
        if day.weekday() < 5 and day != date(2025, 9, 1) and day != date(2025, 9, 2):
            yield day
            given += 1
        day += timedelta(days=1)


def register_text(province: str, agencies: int) -> str:
    """Return the register of a province."""
    codes = [f"co-quan-{number + 1}" for number in range(agencies)]
    names = "\n".join(f"  {code}: Cơ quan số {number + 1}" for number, code in enumerate(codes))
    return f"""
province: {{code: {province}, name: tỉnh {province}, place: {province}, chairman: chu-tich-ubnd-tinh, office: van-phong-ubnd-tinh}}
agencies:
  van-phong-ubnd-tinh: Văn phòng UBND tỉnh
  cong-an-tinh: Công an tỉnh
{names}
groups:
  tat-ca: {{name: Tất cả, members: [{", ".join(codes)}]}}
roles: {{}}
"""


def plan_text(province: str, times: Sequence[str], opens: int = 300) -> str:
    """Return a plan of a province with a task for each of the `times`, as the plan language writes them."""
    refs = sorted(_spread(len(times)), key=_in_order)
    lines = "\n".join(
        f"  {ref}: {{title: Nhiệm vụ {ref} của kế hoạch, lead: tat-ca, {time}}}"
        for ref, time in zip(refs, times, strict=True)
    )
    sections = ", ".join(f"{one}: Nhóm nhiệm vụ {one}" for one in dict.fromkeys(ref.partition(".")[0] for ref in refs))
    return f"""
code: {plan_code(province)}
document: {{kind: Kế hoạch, number: 1/KH-UBND, date: {_written(ISSUED_ON)}, issuer: UBND tỉnh, subject: Đo tốc độ xử lý}}
province: {province}
span: {{from: 1/2025, to: 12/2025}}
office:
  follow_up:
    - {{every: half-year, only: H1, due: {{before: 15/6}}}}
  opens: {opens} days before
  remind: [7, 1]
  ladder:
    - {{after: 1, to: [agency, head]}}
    - {{after: 3, to: tracker}}
    - {{after: 7, to: office}}
    - {{after: 15, to: chairman}}
trackers: {{default: cong-an-tinh}}
sections: {{{sections}}}
clauses: [{", ".join(refs)}]
tasks:
{lines}
"""


SECTIONS = ("I", "II", "III", "IV")


def dated_times(tasks: int) -> list[str]:
    """Return the time of each of so many tasks that are asked once, each by a day of its own."""
    return [f"time: once, due: {{by: {_written(day)}}}" for day in due_days(tasks)]


def quarterly_times(tasks: int) -> list[str]:
    """Return the time of each of so many tasks that are asked every quarter."""
    return ["time: quarterly, due: {by: 20 of last month}"] * tasks


def _spread(tasks: int) -> list[str]:
    return [f"{SECTIONS[number % len(SECTIONS)]}.{number // len(SECTIONS) + 1}" for number in range(tasks)]


def _in_order(ref: str) -> tuple[int, int]:
    section, _, number = ref.partition(".")
    return SECTIONS.index(section), int(number)


def _written(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"
