"""The warning that days off are used which no document on record has fixed."""

from collections.abc import Iterable

from plan.calendar import WorkCalendar


def unconfirmed_years(calendars: Iterable[WorkCalendar], years: Iterable[int]) -> tuple[int, ...]:
    """Return those of the years whose days off some calendar has no document for, in order."""
    known = list(calendars)
    return tuple(sorted({year for year in years if not all(calendar.is_confirmed(year) for calendar in known)}))


def describe_unconfirmed(years: Iterable[int]) -> tuple[str, ...]:
    """Return a Vietnamese sentence that names the years, or nothing where there is none."""
    named = ", ".join(str(year) for year in years)
    sentence = f"Lịch nghỉ năm {named} chưa có văn bản xác nhận; ngày nhắc và ngày làm việc của năm đó có thể thay đổi."
    return (sentence,) if named else ()
