"""An agency's days for its own calendar: what is due when, and the day that it promised, as an iCalendar file (RFC 5545).

A calendar is kept by whoever runs it, and is seen by others: so it holds counts, refs and days; no title, no name, no link.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event

from models.answers.owed_lines import OwedLine
from plan.library import LoadedPlan
from plan.periods import describe_period
from plan.refs import ref_order, told_ref
from plan.texts.written import format_day

MEDIA_TYPE = "text/calendar"
_PRODUCT = "-//Đôn Đốc//Hạn báo cáo//VI"


@dataclass(frozen=True)
class DayEntry:
    """A whole day of a calendar. `key` names it for good: a later file with a greater `number` takes its place."""

    key: str
    day: date
    summary: str
    description: str
    number: int
    changed_at: datetime


def entries_of(lines: Iterable[OwedLine], plans: Mapping[str, LoadedPlan]) -> list[DayEntry]:
    """Return the days of what an agency owes: one for each date of a plan, and one for each day promised.

    An entry goes by its first check-in, and so keeps its name when all of it moves to another day.
    """
    owed = [line for line in lines if not line.answered]
    due = _grouped(owed, lambda line: line.check_in.due_on)
    promised = _grouped(owed, lambda line: line.promise.promised_on if line.promise else None)
    found = [_entry("han", "Hạn báo cáo", day, several, plans) for day, several in due]
    found += [_entry("hen", "Hẹn gửi báo cáo", day, several, plans) for day, several in promised]
    return sorted(found, key=lambda one: (one.day, one.key))


def _grouped(
    lines: Iterable[OwedLine], day_of_line: Callable[[OwedLine], date | None]
) -> list[tuple[date, list[OwedLine]]]:
    grouped: dict[tuple[date, str], list[OwedLine]] = {}
    for line in sorted(lines, key=lambda one: one.check_in.id):
        if day := day_of_line(line):
            grouped.setdefault((day, line.check_in.plan), []).append(line)
    return [(day, several) for (day, _), several in grouped.items()]


def _entry(kind: str, words: str, day: date, several: Sequence[OwedLine], plans: Mapping[str, LoadedPlan]) -> DayEntry:
    first = several[0]
    refs = sorted({line.check_in.ref for line in several}, key=ref_order)
    periods = dict.fromkeys(describe_period(line.check_in.occurrence) for line in several)
    loaded = plans.get(first.check_in.plan)
    said = [
        f"Nhiệm vụ {', '.join(map(told_ref, refs))}",
        ", ".join(periods),
        loaded.plan.document.short if loaded else "",
    ]
    if kind == "hen":
        last = max(line.check_in.due_on for line in several)
        said.append(f"hạn {format_day(min(line.check_in.due_on for line in several))}" if last >= day else "đã quá hạn")
        number = first.promise.number if first.promise else 0
        changed_at = max(line.promise.learnt_at for line in several if line.promise)
    else:
        number = first.changes[-1].number if first.changes else 0
        moments = [change.learnt_at for line in several for change in line.changes]
        changed_at = max(moments, default=datetime.combine(first.check_in.opened_on, time(), UTC))
    return DayEntry(
        f"{kind}-{first.check_in.id}",
        day,
        f"{words}: {len(several)} báo cáo",
        "; ".join(filter(None, said)) + ".",
        number,
        changed_at,
    )


def render_calendar(name: str, entries: Iterable[DayEntry], home: str) -> bytes:
    """Return a calendar file; `home` tells the entries of one home from another's, `name` is what a reader sees."""
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-published-ttl", "PT12H")
    for one in entries:
        event = Event()
        event.add("uid", f"{one.key}@{home or 'dondoc'}")
        event.add("dtstamp", one.changed_at.astimezone(UTC))
        event.add("last-modified", one.changed_at.astimezone(UTC))
        event.add("sequence", one.number)
        event.add("dtstart", one.day)
        event.add("dtend", one.day + timedelta(days=1))
        event.add("summary", one.summary)
        event.add("description", one.description)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
