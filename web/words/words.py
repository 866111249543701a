"""Words that the pages share: how a person, a moment, a claim, a number and a size are written here."""

from datetime import date, datetime
from re import fullmatch

from models.clock import in_zone
from models.tables.core import Answer, Result
from models.tables.decisions import Deputy
from models.tables.paper import PaperLetter
from plan.texts.written import format_day, format_decimal, format_moment

RESULT_NAMES = {
    Result.NOT_STARTED: "chưa thực hiện",
    Result.IN_PROGRESS: "đang thực hiện",
    Result.DONE: "hoàn thành",
    Result.BLOCKED: "vướng mắc",
}
"""The choices of a result, in the order of the form."""


def claim_words(answer: Answer) -> str:
    """Return the result that an answer claims, with its percentage: `đang thực hiện, 40%`."""
    return RESULT_NAMES[answer.result] + (f", {answer.percent}%" if answer.percent is not None else "")


def paper_words(letter: PaperLetter) -> str:
    """Return the letter on paper that was sent about a line: `công văn đôn đốc số 12/VP, ngày 05/7/2023`."""
    return f"công văn đôn đốc số {letter.symbol}, ngày {format_day(letter.sent_on)}" if letter.sent_on else ""


def person_words(name: str, post: str) -> str:
    """Return a person with the post, where one was given: `Nguyễn Thị Hòa (Chánh Văn phòng Sở)`."""
    return f"{name} ({post})" if post else name


def deputy_words(deputy: Deputy) -> str:
    """Return who stands in, from when to when, and that he waits to be confirmed; no address."""
    waits = "" if deputy.confirmed_at else "; chờ cơ quan xác nhận, chưa gửi gì cho người này"
    person = person_words(deputy.name, deputy.post)
    return f"{person}, từ {format_day(deputy.starts)} đến hết {format_day(deputy.ends)}{waits}"


def moment_words(moment: datetime) -> str:
    """Return an aware moment as clocks here show it: `08:15 ngày 05/6/2023`."""
    return format_moment(in_zone(moment))


def number_words(value: str) -> str:
    """Return a plain decimal (`1500.5`) as people write it here: `1.500,5`."""
    whole, _, decimals = value.partition(".")
    grouped = f"{int(whole):,}".replace(",", ".")
    return f"{grouped},{decimals}" if decimals else grouped


def size_words(size: int) -> str:
    """Return a file's size in bytes in words: `240 KB`, `1,2 MB`."""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))} KB"
    return f"{format_decimal(size / (1024 * 1024))} MB"


def parse_day(typed: str) -> date | None:
    """Return a day as people write it here (`5/6/2023`, `05-06-2023`, `05.06.2023`), None for what is no day.

    `05062023` is one too: a telephone's numbers have no stroke.
    """
    text = "".join(typed.split())
    found = fullmatch(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})", text)
    found = found or fullmatch(r"([0-9]{2})([0-9]{2})([0-9]{4})", text)
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else None
    except ValueError:
        return None
