"""Phrases of time as documents write them, read into what the plan language says; what no phrase tells is not made up."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from plan.texts.seen_text import compose_readable

UNRESOLVED = "unresolved"
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_YEAR = r"(?:năm\s+)?(20\d\d)"
_POINT = (
    r"(?:(?:hết\s+|đầu\s+|cuối\s+)?ngày\s+)?\d{1,2}\s*/\s*\d{1,2}\s*/\s*20\d\d|ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+20\d\d"
    r"|ngày\s+\d{1,2}\s*/\s*\d{1,2}|(?:hết\s+)?(?:tháng\s+)?\d{1,2}\s*/\s*20\d\d|(?:hết\s+)?tháng\s+\d{1,2}\s+năm\s+20\d\d"
    r"|(?:hết\s+)?quý\s+(?:iv|i{1,3}|[1-4])\s*(?:[/-]|\s+năm)?\s*20\d\d|(?:hết\s+)?(?:năm\s+)?20\d\d"
)
_CYCLES = (("năm", "yearly"), ("quý", "quarterly"), ("tháng", "monthly"))


@dataclass(frozen=True)
class Piece:
    """One reading of a part of a phrase: its `kind`, and what goes with it (days and pieces as a plan file writes them)."""

    kind: str
    first: str = ""
    second: str = ""

    def __str__(self) -> str:
        """Return the piece in the words of the readings' table."""
        shown: dict[str, Callable[[], str]] = {
            "in": lambda: f"once by end of {self.first}",
            "before": lambda: f"once before {self.first}",
            "by": lambda: f"once by {self.first}",
            "span": lambda: f"span {self.first}..{self.second}",
            "open": lambda: f"from {self.first} open",
            "until": lambda: f"span {self.first}..event: {self.second}",
            "within": lambda: f"within {self.first} of: {self.second}",
            "after": lambda: f"after: {self.first}",
            "as": lambda: f"as: {self.first}",
        }
        if self.kind in shown:
            return shown[self.kind]()
        ends = " by end of" if self.second == "end" else " before"
        days = f"{ends} " + " & before ".join(self.first.split()) if self.first else ""
        return f"{self.kind}{days}"


@dataclass(frozen=True)
class Time:
    """A phrase read: its pieces, and whether a person has to look at it. No piece where no time is stated."""

    pieces: tuple[Piece, ...]
    unsure: bool = False

    def __str__(self) -> str:
        """Return the reading as its table writes it."""
        return " & ".join(str(piece) for piece in self.pieces)


def read_time(phrase: str, year: int = 0) -> Time:
    """Return the reading of a phrase. `year` is the document's, for days that have none."""
    text = fold(phrase)
    if not text:
        return Time(())
    for rule in _RULES:
        found = rule(text, year)
        if found is not None:
            return found
    return Time((Piece(UNRESOLVED),), unsure=True)


def fold(phrase: str) -> str:
    """Return a phrase in small letters with one spelling: `hằng`, `quý`, plain dashes, single spaces."""
    text = _one_spelling(phrase).lower().replace("quí", "quý")
    return re.sub(r"\bhàng (?=năm|quý|tháng|tuần)", "hằng ", text)


def _one_spelling(phrase: str) -> str:
    text = compose_readable(phrase).replace("–", "-").replace("—", "-")
    return re.sub(r"\s+", " ", text).strip(" .;,")


def as_written(part: str, phrase: str) -> str:
    """Return a part of a phrase that was read with the capitals that it has there: the name of a decree keeps its own."""
    text = _one_spelling(phrase)
    at = fold(phrase).find(part)
    same = at >= 0 and len(text) == len(fold(phrase))
    if not same:
        return part
    written = text[at : at + len(part)]
    return written if at else f"{part[:1]}{written[1:]}"  # only the phrase's own beginning has a capital for its place


def point(text: str, year: int = 0) -> str:
    """Return one point of the calendar as a plan file writes it: `15/11/2025`, `11/2025`, `2025-Q4`, `2025`; '' for none."""
    text = text.strip()
    numbers = [int(one) for one in re.findall(r"\d+", text)]
    quarter = re.search(r"quý\s+(iv|i{1,3}|[1-4])\b", text)
    if quarter is not None:
        return f"{numbers[-1]}-Q{_ROMAN.get(quarter[1], 0) or int(quarter[1])}"
    if len(numbers) == 3:
        return f"{numbers[0]}/{numbers[1]}/{numbers[2]}"
    if len(numbers) == 2 and numbers[1] > 1999:
        return f"{numbers[0]}/{numbers[1]}"
    if len(numbers) == 2 and year:
        return f"{numbers[0]}/{numbers[1]}/{year}"
    return str(numbers[0]) if len(numbers) == 1 and numbers[0] > 1999 else ""


def _two_actors(text: str, _year: int) -> Time | None:
    dates = re.findall(r"trước ngày (\d{1,2} tháng \d{1,2} năm 20\d\d|\d{1,2}/\d{1,2}/20\d\d)", text)
    if len(dates) > 1 and len(text) > 80:
        return Time(tuple(Piece("before", point(one)) for one in dates), unsure=True)
    return None


def _waits(text: str, _year: int) -> Time | None:
    within = re.match(
        r"(?:trong (?:thời hạn|vòng) )?(\d{1,3}) (ngày làm việc|ngày|tháng) (?:kể )?từ (?:ngày|khi) (.+)", text
    )
    if within is not None:
        unit = {"ngày": "days", "ngày làm việc": "working days", "tháng": "months"}[within[2]]
        return Time((Piece("within", f"{within[1]} {unit}", within[3]),), unsure=True)
    if re.match(r"khi (?:có|phát sinh)(?: phát sinh| sự cố| yêu cầu| đề nghị|$)", text):
        return Time((Piece("on need"),), unsure=True)
    after = re.match(r"(?:ngay )?(?:sau khi|khi) (.{8,})", text)
    if after is not None:
        return Time((Piece("after", after[1]),))
    if re.match(
        r"(?:hoàn thành |thực hiện |triển khai (?:đảm bảo |bảo đảm )?|đảm bảo )?theo (?!quý|tháng|năm\b)", text
    ) and not re.search(r"trước ngày|trước \d|hoàn thành trong|chậm nhất", text):
        return Time((Piece("as", text),))
    return None


def _spans(text: str, year: int) -> Time | None:
    event = re.match(rf"từ ({_POINT}) đến khi (.+)", text)
    if event is not None:
        return Time((Piece("until", point(event[1], year), event[2]),))
    if re.search(r"(?:và|đến) (?:các|những) năm (?:tiếp theo|tiếp|sau)|trở đi|và tiếp tục", text):
        found = re.search(_POINT, text)
        return Time((Piece("open", point(found[0], year)),)) if found else None
    months = re.fullmatch(r"tháng (\d{1,2}) ?- ?(?:tháng )?(\d{1,2}) ?/ ?(20\d\d)", text)
    if months is not None:
        return Time((Piece("span", f"{int(months[1])}/{months[3]}", f"{int(months[2])}/{months[3]}"),))
    two = re.fullmatch(
        rf"(?:(?:giai đoạn|trong|thực hiện|thời kỳ|từ|các năm) ?)*({_POINT}) ?(?:-|đến(?: hết)?|tới) ?(?:hết )?({_POINT})",
        text,
    )
    if two is not None:
        first, last = point(two[1], year), point(two[2], year)
        unsure = not re.search(r"20\d\d", two[2])
        return Time((Piece("span", first, last),), unsure=unsure) if first and last else None
    start = re.fullmatch(rf"(?:bắt đầu )?(?:kể )?từ ({_POINT})", text)
    if start is not None:
        return Time((Piece("open", point(start[1], year)),))
    return None


def _cycles(text: str, _year: int) -> Time | None:
    """Read what comes back: `hằng quý`, `định kỳ 06 tháng`, with the days that stand beside it."""
    often = [kind for word, kind in _CYCLES if re.search(rf"(?:hằng|mỗi) {word}\b", text)]
    if re.search(r"(?:0?6|sáu) tháng(?! \d)|nửa năm", text):
        often = ["half-yearly", *[kind for kind in often if kind != "yearly"]]
    days = re.findall(r"\b(\d{1,2}) ?/ ?(\d{1,2})(?![/\d])|(?<!\d)(\d{1,2}) tháng (\d{1,2})(?! ?(?:năm|/))", text)
    dates = [f"{int(a or c)}/{int(b or d)}" for a, b, c, d in days]
    full = re.search(r"\d{1,2} ?/ ?\d{1,2} ?/ ?20\d\d|năm 20\d\d|/ ?20\d\d|20\d\d", text)
    if len(dates) > 1 and not full and "trước" in text and "từ ngày" not in text:
        return Time((Piece("half-yearly", " ".join(dates)),))
    if not often and dates and not full and "trước" in text:
        return Time((Piece("yearly", dates[0]),), unsure=True)
    if not often:
        return None
    ongoing = (Piece("ongoing"),) if re.search(r"thường xuyên", text) else ()
    need = (Piece("on need"),) if re.search(r"đột xuất", text) else ()
    month = re.fullmatch(r"(?:trong )?tháng (\d{1,2}) hằng năm", text)
    if month is not None:
        return Time((Piece("yearly", month[1], "end"),))
    day = re.search(r"trước (?:ngày )?(\d{1,2}) (?:hằng|của) (?:tháng|quý)", text)
    kind = often[0]
    if day is not None:
        return Time((Piece(kind, day[1]),))
    piece = Piece(kind, dates[0] if dates and kind == "yearly" else "")
    # What goes on and is reported on each quarter is sure; what goes on "each quarter" may mean either.
    mixed = bool(need) or (bool(ongoing) and "báo cáo" not in text)
    return Time((*ongoing, piece, *need), unsure=mixed or len(often) > 1 or (bool(dates) and not piece.first))


def _single(text: str, year: int) -> Time | None:
    before = re.fullmatch(rf"(?:(?:hoàn thành|xong|thực hiện|báo cáo|gửi) )*trước ({_POINT})", text)
    if before is not None and point(before[1]):
        return Time((Piece("before", point(before[1], year)),))
    last = re.fullmatch(
        rf"(?:(?:hoàn thành|xong|thực hiện|trong|đến|hết|chậm nhất|chậm nhất là|trình|vào|dự kiến) )*({_POINT})", text
    )
    if last is not None and point(last[1]):
        found = point(last[1])
        kind = "in" if found.count("/") < 2 else "by"
        return Time((Piece(kind, found),))
    return None


def _ongoing(text: str, _year: int) -> Time | None:
    if re.search(r"thường xuyên|liên tục", text) and not re.search(r"\d", text):
        return Time((Piece("ongoing"),), unsure="định kỳ" in text)
    return None


_PERIODIC = ("monthly", "quarterly", "half-yearly", "yearly")
_RULES = (_two_actors, _waits, _spans, _single, _cycles, _ongoing)
"""The kinds of phrases, the most particular first."""


def time_as_keys(time: Time, phrase: str) -> list[str]:
    """Return the lines of a task that say its time, none where a person has to decide it. `phrase` is what was read."""
    if not time.pieces:
        return ["time: unstated"]
    if not time.unsure and len(time.pieces) == 2 and time.pieces[0].kind == "ongoing":
        return _reported(time.pieces[1])
    if time.unsure or len(time.pieces) > 1:
        return []
    (piece,) = time.pieces
    simple = {
        "ongoing": ["time: ongoing"],
        "in": ["time: once", f"due: {{in: {piece.first}}}"],
        "before": ["time: once", f"due: {{before: {piece.first}}}"],
        "by": ["time: once", f"due: {{by: {piece.first}}}"],
        "span": ["time: span", f"from: {piece.first}", f"to: {piece.second}"],
        "open": ["time: span", f"from: {piece.first}"],
        "until": ["time: span", f"from: {piece.first}", f"until: {as_written(piece.second, phrase)}"],
        "as": ["time: waits", f"for: {as_written(piece.first, phrase)}"],
        "after": ["time: waits", f"for: {as_written(piece.first, phrase)}"],
    }
    if not (piece.first or piece.kind == "ongoing"):
        return _periodic(piece)
    if piece.kind in simple:
        return simple[piece.kind]
    return _periodic(piece)


def _reported(piece: Piece) -> list[str]:
    """Return the lines of what goes on and is reported on for each period."""
    every = {kind: every for every, kind in zip(("month", "quarter", "half-year", "year"), _PERIODIC, strict=True)}
    keys = _periodic(piece)
    if len(keys) != 2:
        return []
    due = keys[1].removeprefix("due: ")
    return ["time: ongoing", f"report: {{every: {every[piece.kind]}, due: {due}}}"]


def _periodic(piece: Piece) -> list[str]:
    if piece.kind not in _PERIODIC:
        return []
    days = piece.first.split()
    if piece.kind == "half-yearly" and len(days) == 2:
        return ["time: dates", "dates:", f"  H1: {{before: {days[0]}}}", f"  year: {{before: {days[1]}}}"]
    if len(days) > 1 or (days and piece.kind == "half-yearly"):
        return []
    if piece.second == "end":
        return [f"time: {piece.kind}", "due: {by: end of period}"] if days == ["12"] else []
    if not days:
        return [f"time: {piece.kind}", "due: {by: end of period}"]
    due = days[0] if piece.kind == "yearly" else f"{days[0]} of last month"
    return [f"time: {piece.kind}", f"due: {{before: {due}}}"]
