"""What the reports call things: Vietnamese labels, dates, figures and names, the same in every form of a report."""

import re
from datetime import date

from models.check_ins.standings import Standing
from models.check_ins.state_words import STATE_WORDS
from models.tables.core import State
from plan.ad_hoc import STEP_NAMES
from plan.periods import describe_period
from plan.tasks import Document
from plan.texts.seen_text import compose_readable
from plan.texts.written import format_figure, format_long_day

REPORTING_LABELS = {
    "on_time": "Báo cáo đúng hạn",
    "late": "Báo cáo quá hạn",
    "open_in_time": "Chưa báo cáo, trong hạn",
    "open_overdue": "Chưa báo cáo, quá hạn",
}
"""The four cells of punctuality."""
APART_LABELS = {
    "not_yet_open": "Chưa đến kỳ báo cáo",
    **{state.value: STATE_WORDS[state].capitalize() for state in (State.WAIVED, State.SUPERSEDED, State.OWNERLESS)},
}
"""What is counted apart from the four cells."""
CLAIM_LABELS = {
    "not_started": "Chưa thực hiện",
    "in_progress": "Đang thực hiện",
    "done": "Hoàn thành",
    "blocked": "Vướng mắc",
    "no_answer": "Chưa báo cáo",
}
"""What the agencies say of their tasks."""
VERDICT_LABELS = {
    "accepted": STATE_WORDS[State.ACCEPTED],
    "waiting": "chờ xác nhận",
    "returned": STATE_WORDS[State.RETURNED],
    "": "",
}
"""What the trackers said of it."""
FINISH_LABELS = {
    "finished_in_time": "Hoàn thành đúng hạn",
    "finished_late": "Hoàn thành quá hạn",
    "unfinished_in_time": "Chưa hoàn thành, trong hạn",
    "unfinished_overdue": "Chưa hoàn thành, quá hạn",
    "without_end": "Không có thời hạn",
}
"""Where tasks with an end stand; the last one is for those without, and is grey, never green."""
SHOWN_AGENCIES = 5
"""How many agencies the first page names among the worst overdue."""
TRIAL_BANNER = "BẢN CHẠY THỬ"
"""The first words of everything that a trial home writes."""
TRIAL_NOTE = "Số liệu thử nghiệm tại ngày giả định, không có giá trị báo cáo."

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff\ud800-\udfff]"
)


def tidy_text(text: str) -> str:
    """Return what a person wrote, in NFC, without characters that nobody sees and without empty lines.

    Line breaks stay. The result holds only characters that XML, and so Word and SVG, can hold.
    """
    if not text:
        return ""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = (" ".join(compose_readable(_UNSEEN.sub("", line)).split()) for line in lines)
    return "\n".join(line for line in kept if line)


def shorten(text: str, limit: int) -> str:
    """Return `text` if it has at most `limit` characters, otherwise its beginning up to a whole word and `…`."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    return (kept.rsplit(None, 1)[0] if " " in kept else kept).rstrip(" ,;:.–-") + "…"


def format_count(number: int) -> str:
    """Return a number as a sentence of an official letter has it: `05 cơ quan`, `1.250 phiếu`; 0 stays `0`."""
    return f"{number:02d}" if 0 < number < 10 else format_figure(number)


def format_rate(rate: float | None) -> str:
    """Return a share (0 to 1) as `66,7%`; what nothing can be divided by is a dash. Only the whole is `100%`."""
    if rate is None:
        return "–"
    tenths = min(round(rate * 1000), 1000 if rate >= 1 else 999)
    return f"{tenths // 10}%" if tenths % 10 == 0 else f"{tenths // 10},{tenths % 10}%"


def name_period(standing: Standing) -> str:
    """Return the period a check-in asks about, in words; a baseline says that it is one, an incident's which report."""
    words = describe_period(standing.period)
    if standing.basis == "incident":
        return f"{words}, {STEP_NAMES.get(standing.role, standing.role)}"
    return f"{words} (báo cáo ban đầu)" if standing.basis == "baseline" else words


def name_document(document: Document) -> str:
    """Return a document as running text names it: kind, number and date as far as known, issuer, subject."""
    number = f" số {document.number}" if document.number else ""
    when = f" {_document_day(document.date)}" if document.date else ""
    return f"{document.kind}{number}{when} của {document.issuer} {name_subject(document)}"


def name_document_first(document: Document) -> str:
    """Return the first mention of a document in an official letter (Nghị định 30/2020): a blank where unknown.

    The office fills the blanks in from the signed copy; the program invents neither a number nor a day.
    """
    number = document.number or "…………"
    day = _document_day(document.date)
    if not day.startswith("ngày"):
        day = f"ngày …… {day}" if day.startswith("tháng") else f"ngày …… tháng …… {day}".rstrip()
    return f"{document.kind} số {number} {day} của {document.issuer} {name_subject(document)}"


def name_subject(document: Document) -> str:
    """Return what a document is about, as it follows its kind or its issuer: `về tăng cường…`; what a plan does needs no `về`."""
    subject = lower_first(document.subject)
    return subject if document.kind == "Kế hoạch" or subject.startswith("về ") else f"về {subject}"


def _document_day(written: str) -> str:
    """Return `ngày 10 tháng 8 năm 2022`, `tháng 11 năm 2022` or `năm 2022`: what is known of `10/8/2022` and its like."""
    parts = written.split("/")
    if len(parts) == 3:
        return format_long_day(date(int(parts[2]), int(parts[1]), int(parts[0])))
    if len(parts) == 2:
        month = int(parts[0])
        return f"tháng {month:02d} năm {parts[1]}" if month < 3 else f"tháng {month} năm {parts[1]}"
    return f"năm {written}" if written else ""


def lower_first(text: str) -> str:
    """Return `text` with a small first letter, unless its first word is an abbreviation (`UBND`, `ATTT`)."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
