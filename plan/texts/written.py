"""How days and numbers are written in letters, pages and reports (Nghị định 30/2020, Phụ lục I)."""

from datetime import date, datetime
from decimal import Decimal


def format_day(day: date) -> str:
    """Return a day in figures: `05/6/2023`. Days under 10 and months 1 and 2 take a leading zero (NĐ 30/2020)."""
    return f"{day.day:02d}/{_month(day.month)}/{day.year}"


def format_moment(moment: datetime) -> str:
    """Return a moment, given in the zone that its reader lives in: `09:05 ngày 05/6/2023`."""
    return f"{moment:%H:%M} ngày {format_day(moment)}"


def format_day_of_year(day: int, month: int) -> str:
    """Return a day without its year: `05/6`, with the zeros of `format_day`."""
    return f"{day:02d}/{_month(month)}"


def format_long_day(day: date) -> str:
    """Return a day in words: `ngày 05 tháng 6 năm 2023`, with the zeros of `format_day`."""
    return f"ngày {day.day:02d} tháng {_month(day.month)} năm {day.year}"


def _month(month: int) -> str:
    return f"{month:02d}" if month < 3 else str(month)


def format_decimal(number: float) -> str:
    """Return a number with one place behind a comma, and dots between thousands: `1.250,5`."""
    whole, _, places = f"{number:,.1f}".partition(".")
    return f"{whole.replace(',', '.')},{places}"


def format_figure(number: int) -> str:
    """Return a number with dots between thousands: `1.250`."""
    return f"{number:,}".replace(",", ".")


def format_exact(number: Decimal) -> str:
    """Return a number with all its places behind a comma, without zeros at their end, and dots between thousands: `1.250,25`."""
    whole, _, places = f"{number:,f}".partition(".")
    places = places.rstrip("0")
    return whole.replace(",", ".") + (f",{places}" if places else "")
