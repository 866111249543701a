"""The keys of a task in Vietnamese words, as the office reads them on the page of a draft."""

import re
from collections.abc import Iterable

from plan.texts.written import format_day_of_year
from plan.times.cadence import CADENCE_NAMES

_RULE = re.compile(r"\{(before|by|in): ([^{},]+)\}")
_MONTHLY = re.compile(r"(\d{1,2}|end) of (last|next) month")
_EVERY = {"month": "hằng tháng", "quarter": "hằng quý", "half-year": "6 tháng một lần", "year": "hằng năm"}
_PARTS = {"H1": "6 tháng đầu năm", "year": "cả năm", "Q1": "quý I", "Q2": "quý II", "Q3": "quý III", "Q4": "quý IV"}


def tell_time(keys: Iterable[str]) -> str:
    """Return the lines of a task that say its time in words; '' where none does."""
    told = [_told(line) for line in keys]
    return ", ".join(part for part in told if part)


def _told(line: str) -> str:
    key, _, value = line.strip().partition(":")
    value = value.strip().strip("\"'")
    if key == "time":
        return CADENCE_NAMES.get(value, value)
    if key == "report":
        every = next((words for name, words in _EVERY.items() if f"every: {name}," in value), "")
        return f"báo cáo {every}, {_rule(value)}"
    if key in _PARTS:
        return f"{_PARTS[key]} {_rule(value)}"
    words = {"due": "", "from": "từ", "to": "đến", "until": "đến khi", "for": "chờ", "within": "trong"}
    if key not in words:
        return ""
    return f"{words[key]} {_rule(value) if key == 'due' else _point(value)}".strip()


def _rule(value: str) -> str:
    found = _RULE.search(value)
    if found is None:
        return value
    day = _day(found[2].strip())
    if found[1] == "in":
        return f"hạn trong {_point(found[2].strip())}"
    return f"hạn trước {day} (không tính ngày đó)" if found[1] == "before" else f"hạn đến hết {day}"


def _day(text: str) -> str:
    monthly = _MONTHLY.fullmatch(text)
    if monthly:
        month = "tháng cuối kỳ" if monthly[2] == "last" else "tháng liền sau kỳ"
        return f"ngày cuối của {month}" if monthly[1] == "end" else f"ngày {monthly[1]} của {month}"
    if text == "end of period":
        return "ngày cuối cùng của kỳ"
    if re.fullmatch(r"\d{1,2}/\d{1,2}", text):
        day, month = text.split("/")
        return f"ngày {format_day_of_year(int(day), int(month))} hằng năm"
    return f"ngày {text}"


def _point(text: str) -> str:
    """Return a piece of the calendar in words: `2025-Q4` is quý IV năm 2025."""
    quarter = re.fullmatch(r"(20\d\d)-Q([1-4])", text)
    if quarter:
        return f"quý {('I', 'II', 'III', 'IV')[int(quarter[2]) - 1]} năm {quarter[1]}"
    if re.fullmatch(r"20\d\d", text):
        return f"năm {text}"
    if re.fullmatch(r"\d{1,2}/20\d\d", text):
        return f"tháng {text}"
    return f"ngày {text}" if text.count("/") == 2 else text
