"""How chasing works, measured: of what was said on each rung, how much was opened by a person and answered within days.

What has not had its days yet counts for nothing: neither as answered nor as not answered (right-censored). What was waived,
passed on or given another date within them without an answer counts for nothing either.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pandas as pd

from models.reported.tellings import CALL, MAIL, PAPER, TELEPHONE, Told
from plan.texts.written import format_figure
from reports.figures import TextTable
from reports.labels import format_rate

HORIZONS = (1, 3, 7)
"""Within how many calendar days answers are counted; the day of the letter itself is day 0."""
OPENED_WITHIN = 7
"""Within how many calendar days a page counts as opened for a letter."""
SCANNED_WITHIN = timedelta(minutes=5)
"""What opens a page sooner after its letter is taken for a program that looks through mail."""
CHANNEL_NAMES = {MAIL: "thư điện tử", PAPER: "công văn", TELEPHONE: "điện thoại"}
_ORDER = {"opening": 0, "reminder": 1, "promise": 2, "escalation": 3, CALL: 4, "refusal": 5}


@dataclass(frozen=True)
class Share:
    """So many of those that had their days: both 0 where none had."""

    yes: int
    of: int

    @property
    def words(self) -> str:
        """The share as a cell of a table: `12/40 (30%)`."""
        return f"{self.yes}/{self.of} ({format_rate(self.yes / self.of)})" if self.of else "chưa đủ ngày"


@dataclass(frozen=True)
class RungMeasure:
    """What was said on one rung by one channel: how often, of it opened by a person, and answered within each of `HORIZONS`."""

    purpose: str
    rung: int
    channel: str
    sent: int
    opened: Share
    answered: Mapping[int, Share]

    @property
    def name(self) -> str:
        """The rung in words."""
        return rung_name(self.purpose, self.rung)


def rung_name(purpose: str, rung: int) -> str:
    """Return a rung in words: `Đôn đốc sau hạn 3 ngày làm việc`."""
    if purpose == "reminder":
        return f"Nhắc trước hạn {rung} ngày làm việc" if rung else "Nhắc ngày đến hạn"
    if purpose == "escalation":
        return f"Đôn đốc sau hạn {rung} ngày làm việc"
    names = {
        "opening": "Thông báo mở kỳ",
        "promise": "Nhắc trước ngày hẹn gửi",
        CALL: "Gọi điện đôn đốc",
        "refusal": "Báo không được gia hạn",
    }
    return names.get(purpose, purpose)


def measure_rungs(told: Sequence[Told], opened: Mapping[str, Sequence[datetime]], on: date) -> tuple[RungMeasure, ...]:
    """Return what came of each rung by each channel, as it stands at the end of `on`, in the order of the ladder.

    `opened` are the moments, in order, at which each agency's pages were opened by its links.
    """
    frame = outcomes(told, opened, on)
    found = []
    for key in dict.fromkeys((one.purpose, one.rung, one.channel) for one in told):
        purpose, rung, channel = key
        rows = frame[(frame["purpose"] == purpose) & (frame["rung"] == rung) & (frame["channel"] == channel)]
        answered = {days: _share(rows, f"answered_{days}") for days in HORIZONS}
        found.append(RungMeasure(purpose, rung, channel, len(rows), _share(rows, "opened"), answered))
    return tuple(sorted(found, key=_place))


def outcomes(told: Sequence[Told], opened: Mapping[str, Sequence[datetime]], on: date) -> pd.DataFrame:
    """Return one row for each saying: what it was, and for each question True, False, or missing where nothing is known."""
    columns = ["check_in_id", "holder", "purpose", "rung", "channel", "told_on", "opened"]
    rows = [
        (
            one.check_in_id,
            one.holder,
            one.purpose,
            one.rung,
            one.channel,
            one.told_on,
            _opened(one, opened.get(one.holder, ()), on),
            *(answered_within(one, days, on) for days in HORIZONS),
        )
        for one in told
    ]
    frame = pd.DataFrame(rows, columns=[*columns, *(f"answered_{days}" for days in HORIZONS)])
    return frame.astype(dict.fromkeys(frame.columns[len(columns) - 1 :], "boolean"))


def answered_within(one: Told, days: int, on: date) -> bool | None:
    """Tell whether an answer came within calendar days of the saying; None where its days are not over at the end of `on`,
    or it ended otherwise before.
    """
    last = one.told_on + timedelta(days=days)
    if last > on:
        return None
    if one.answered_on is not None and one.answered_on <= last:
        return True
    return None if one.ended_on is not None and one.ended_on <= last else False


def _opened(one: Told, moments: Sequence[datetime], on: date) -> bool | None:
    if one.told_on + timedelta(days=OPENED_WITHIN) > on:
        return None
    place = bisect_left(moments, one.told_at + SCANNED_WITHIN)
    return place < len(moments) and moments[place] <= one.told_at + timedelta(days=OPENED_WITHIN)


def _share(rows: pd.DataFrame, column: str) -> Share:
    known = rows[column].dropna()
    return Share(int(known.sum()), len(known))


def _place(one: RungMeasure) -> tuple[int, int, str]:
    # Reminders count down to the date, rungs of the ladder up from it.
    return _ORDER.get(one.purpose, len(_ORDER)), -one.rung if one.purpose == "reminder" else one.rung, one.channel


def rungs_table(measures: Sequence[RungMeasure]) -> TextTable:
    """Return the measures as a table of words."""
    rows = tuple(
        (
            one.name,
            CHANNEL_NAMES.get(one.channel, one.channel),
            format_figure(one.sent),
            one.opened.words,
            *(one.answered[days].words for days in HORIZONS),
        )
        for one in measures
    )
    header = (
        "Lần nhắc, đôn đốc",
        "Cách gửi",
        "Số phiếu được nhắc",
        "Có người mở trang",
        *(f"Báo cáo trong {days} ngày" for days in HORIZONS),
    )
    return TextTable(header, rows, (3.0, 1.2, 1.0, *([1.5] * 4)), words=(0, 1))


NOTE = (
    "Ngày tính theo lịch, kể từ ngày gửi. Phiếu chưa đủ số ngày thì chưa tính, không coi là chưa báo cáo; phiếu được miễn, bàn "
    "giao, gia hạn trong thời gian ấy cũng không tính. Báo cáo đến sau một lần nhắc có thể do lần nhắc trước: bảng cho biết việc "
    "gì xảy ra sau mỗi lần nhắc, không chứng minh là nhờ lần nhắc ấy."
)
"""What whoever reads the table must know."""
