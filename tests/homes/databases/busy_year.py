"""A year in which thirty agencies answer in their own words, drawn by lot from a seed: for the reports.

Words are such as offices write. Some answers are returned, some dates moved, some agencies explain and put matters to
those above; a reorganisation falls into the year. The same seed gives the same year.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from pathlib import Path
from random import Random

from sqlmodel import col, select

from flows.acts.open_home import OpenHome, load_plans, open_office
from flows.acts.reports.progress import write_summaries
from models.answers.record import AnswerDraft, record_answers
from models.audit.acts import Person
from models.clock import day_of, moment_on
from models.decisions.chasing.causes import Accepted, accept_cause
from models.decisions.deciders import judge_of
from models.decisions.explanations import explain_lateness
from models.decisions.extensions import ExtensionDecision, ask_extension, decide_extension, open_extensions
from models.decisions.verdicts import Seen, accept, earliest_return, give_back, waiting_answers
from models.refusal import RefusedError
from models.tables.core import CheckIn, Result, State
from plan.library import LoadedPlan
from tests.homes.databases.templates import DATABASE, copy_template, put_migrated_file
from tests.homes.offices import go_to, round_on

CODE = "bac-giang"
DAYS = (
    date(2024, 6, 3), date(2024, 6, 12), date(2024, 6, 18), date(2024, 7, 1), date(2024, 10, 21), date(2024, 11, 11),
    date(2024, 11, 18), date(2024, 12, 2), date(2025, 3, 3), date(2025, 5, 19), date(2025, 6, 9),
)  # fmt: skip
"""The days on which a round runs and people act: two half-years, with the reorganisation of 1/3/2025 between."""
LAST = date(2025, 6, 16)
"""The day on which the year is looked at; its round has run."""

DONE = (
    "Đã ban hành Kế hoạch số {n}/KH-{s} ngày {d} triển khai thực hiện; tổ chức quán triệt đến 100% cán bộ, công chức.",
    "Tổ chức {k} hội nghị tuyên truyền, phổ biến cho {m} lượt cán bộ, công chức, viên chức; phát {n} tờ rơi.",
    "Đã rà soát {k} hệ thống thông tin, phê duyệt hồ sơ đề xuất cấp độ cho {k} hệ thống (Quyết định số {n}/QĐ-{s}).",
    "Thường xuyên thực hiện theo quy định.",
    (
        "Cài đặt phần mềm phòng, chống mã độc có bản quyền cho {m} máy trạm; kết nối, chia sẻ dữ liệu với Trung tâm Giám sát "
        "an toàn không gian mạng quốc gia; bố trí {k} cán bộ chuyên trách."
    ),
    (
        "Đã phối hợp với Công an tỉnh kiểm tra, đánh giá an ninh mạng đối với {k} đơn vị trực thuộc; phát hiện và khắc phục "
        "{n} điểm yếu, lỗ hổng bảo mật; thông báo cảnh báo đến toàn thể cán bộ, công chức qua Hệ thống quản lý văn bản và "
        "điều hành. Kết quả kiểm tra được báo cáo tại Văn bản số {n}/BC-{s} ngày {d}. Các tồn tại đã được khắc phục xong."
    ),
    "Đang triển khai, đạt khoảng {m}/1.000 khối lượng công việc.",
)
HINDERED = (
    ("Kinh phí bố trí cho nhiệm vụ còn hạn chế, chưa đáp ứng yêu cầu.", "Đề nghị UBND tỉnh bố trí kinh phí {n} triệu đồng trong dự toán năm 2025."),
    ("Đơn vị chưa có cán bộ chuyên trách về an toàn thông tin, chủ yếu kiêm nhiệm.", "Đề nghị Công an tỉnh mở lớp tập huấn chuyên sâu cho cán bộ kiêm nhiệm."),
    ("Trang thiết bị, máy tính được trang bị từ lâu, đã hết khấu hao.", "Đề nghị Sở Tài chính ưu tiên nguồn vốn thay thế thiết bị."),
    ("Chưa có hướng dẫn cụ thể về định mức thuê dịch vụ giám sát.", "Đề nghị Bộ Công an ban hành hướng dẫn về định mức kinh tế - kỹ thuật."),
    ("Việc phối hợp, cung cấp thông tin giữa các đơn vị có lúc chưa kịp thời.", ""),
)  # fmt: skip
LATE = (
    "Cán bộ đầu mối nghỉ thai sản, đang bàn giao công việc.",
    "Phải tổng hợp số liệu của nhiều đơn vị trực thuộc, một số đơn vị gửi chậm.",
    "Hệ thống mạng nội bộ gặp sự cố từ ngày {d}, đã khắc phục.",
)
NAMES = ("Nguyễn Thị Hòa", "Trần Văn Lâm", "Lê Văn An", "Phạm Thị Bình", "Đỗ Văn Tùng", "Hoàng Minh Tuấn")
POSTS = ("Chánh Văn phòng", "Trưởng phòng Tổng hợp", "Phó Giám đốc", "Chuyên viên")
JUDGE = Person("Trần Văn Lâm", "Phó Trưởng phòng An ninh mạng", "page")


@dataclass(frozen=True)
class Habits:
    """How the agencies of a year are: shares (0 to 1) of what is answered by its date, answered at all, hindered, returned."""

    in_time: float = 0.75
    late: float = 0.6
    hindered: float = 0.15
    returned: float = 0.06
    judged: float = 0.7


@contextmanager
def busy_year(folder: Path, seed: int = 1, days: Sequence[date] = DAYS) -> Iterator[OpenHome]:
    """Open a trial home of Bắc Giang on `LAST`, after rounds and acts on the days given.

    On the second day a half-year's report was written into `reports/`, before anybody acted on it.
    """

    def make(place: Path) -> None:
        put_migrated_file(place / "home" / DATABASE)
        with open_office(place / "home", on=days[0]) as office:
            live_through(office, days, Random(seed))  # noqa: S311  a lot that can be drawn again

    copy_template(f"busy-year-{seed}-{len(days)}-{days[0]}", make, folder)
    with open_office(folder / "home") as office:
        yield office


def live_through(office: OpenHome, days: Sequence[date], lot: Random, habits: Habits | None = None) -> None:
    """Run the rounds of some days, on each of which agencies answer and trackers judge; then the round of `LAST`."""
    for place, day in enumerate(days):
        round_on(office, day)
        if place == 1:
            loaded = load_plans(office)[CODE]
            write_summaries(office, [loaded], day, office.home.reports, ("docx", "xlsx"), "half-year")
        act_on(office, load_plans(office), day, lot, habits or Habits())
    round_on(office, LAST)
    go_to(office, LAST)


def act_on(office: OpenHome, plans: Mapping[str, LoadedPlan], day: date, lot: Random, habits: Habits) -> None:
    """Let agencies answer, ask, explain, and trackers judge on a day, by lot."""
    now = moment_on(day, time(15))
    _judge(office, plans, now, lot, habits)
    for owed in _owed(office):
        _answer(office, owed, now, lot, habits)
    _decide(office, plans, now, lot)


def _owed(office: OpenHome) -> list[list[CheckIn]]:
    """Return what is owed, by agency."""
    chased = (State.OPEN, State.RETURNED)
    with office.database.read() as session:
        found = session.exec(
            select(CheckIn)
            .where(col(CheckIn.state).in_(chased), CheckIn.plan == CODE)
            .order_by(col(CheckIn.holder), col(CheckIn.id))
        ).all()
    return [list(those) for _, those in groupby(found, lambda one: one.holder)]


def _answer(office: OpenHome, owed: Sequence[CheckIn], now: datetime, lot: Random, habits: Habits) -> None:
    agency, on = owed[0].holder, day_of(now)
    by = Person(lot.choice(NAMES), lot.choice(POSTS), "page")
    drafts: dict[int, AnswerDraft] = {}
    for one in owed:
        is_late = on > one.due_on
        near = (one.due_on - on).days <= 7
        share = habits.late if is_late else habits.in_time if near else habits.in_time / 4
        if lot.random() < share:
            drafts[one.id] = _draft(one, on, lot, habits)
        elif is_late and lot.random() < 0.3:
            reason = _filled(lot.choice(LATE), one, on, lot)
            with office.database.write() as session:
                explain_lateness(session, one.id, agency, reason, now, by=by, province=one.province)
    if drafts:
        with office.database.write() as session:
            record_answers(session, drafts, agency, now, now, by=by, province=owed[0].province)


def _draft(one: CheckIn, on: date, lot: Random, habits: Habits) -> AnswerDraft:
    text = _filled(lot.choice(DONE), one, on, lot)
    if lot.random() < habits.hindered:
        difficulty, proposal = (_filled(words, one, on, lot) for words in lot.choice(HINDERED))
        return AnswerDraft(lot.choice((Result.BLOCKED, Result.IN_PROGRESS)), None, text, difficulty, proposal)
    if lot.random() < 0.12:
        return AnswerDraft(Result.IN_PROGRESS, None, "", unchanged=True)
    if lot.random() < 0.4:
        return AnswerDraft(Result.DONE, 100, text)
    return AnswerDraft(Result.IN_PROGRESS, lot.randrange(2, 10) * 10, text)


def _filled(words: str, one: CheckIn, on: date, lot: Random) -> str:
    short = "".join(part[0] for part in one.holder.split("-")).upper()
    said = on - timedelta(days=lot.randrange(1, 60))
    return words.format(
        n=lot.randrange(11, 400),
        s=short,
        k=f"{lot.randrange(2, 9):02d}",
        m=lot.randrange(40, 900),
        d=f"{said:%d/%m/%Y}",
    )


def _judge(office: OpenHome, plans: Mapping[str, LoadedPlan], now: datetime, lot: Random, habits: Habits) -> None:
    loaded, on = plans[CODE], day_of(now)
    for judge in ("cong-an-tinh", "so-thong-tin-va-truyen-thong", "van-phong-ubnd-tinh"):
        with office.database.write() as session:
            waiting = waiting_answers(session, plans, judge, on, province=CODE)
            kept = []
            for one in waiting:
                seen, draw = Seen(one.check_in.id, one.answer.version), lot.random()
                if draw < habits.returned:
                    due_on = max(earliest_return(loaded.calendar, one.check_in, on), on + timedelta(days=10))
                    reason = "Chưa nêu số liệu cụ thể; đề nghị bổ sung số hệ thống đã rà soát và minh chứng."
                    give_back(session, plans, seen, judge, now, by=JUDGE, province=CODE, reason=reason, due_on=due_on)
                elif draw < habits.returned + habits.judged:
                    kept.append(seen)
            if kept:
                accept(session, plans, kept, judge, now, by=JUDGE, province=CODE)


def _decide(office: OpenHome, plans: Mapping[str, LoadedPlan], now: datetime, lot: Random) -> None:
    """Ask for later dates and grant some; accept some causes."""
    loaded, on = plans[CODE], day_of(now)
    for owed in _owed(office):
        one = lot.choice(owed)
        by = Person(lot.choice(NAMES), lot.choice(POSTS), "page")
        with office.database.write() as session:
            try:
                if one.due_on >= on and lot.random() < 0.15:
                    until, why = one.due_on + timedelta(days=20), "Đang chờ kết quả đánh giá của đơn vị tư vấn."
                    ask_extension(session, plans, one.id, one.holder, until, why, now, by=by, province=CODE)
                elif one.due_on < on and lot.random() < 0.3:
                    reason = _filled(lot.choice(LATE), one, on, lot)
                    explain_lateness(session, one.id, one.holder, reason, now, by=by, province=CODE)
                    judge = judge_of(one, loaded, on)
                    accepted = Accepted(on + timedelta(days=14), "Công văn số 77/CAT-ANM")
                    accept_cause(session, plans, one.id, accepted, judge, now, by=JUDGE, province=CODE)
            except RefusedError:
                continue
    with office.database.write() as session:
        for asked in (one.extension for one in open_extensions(session, plans, "cong-an-tinh", on, province=CODE)):
            if lot.random() < 0.5:
                decision = ExtensionDecision(True, asked.asked_until, "Công văn số 15/CAT-ANM", "", on)
                try:
                    decide_extension(session, plans, asked.id, decision, "cong-an-tinh", now, by=JUDGE, province=CODE)
                except RefusedError:
                    continue
