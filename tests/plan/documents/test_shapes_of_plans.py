"""Each addition to the plan language in the shape of a document that needed it, its days beside a table by other means.

The table is written by hand and filled by pandas' calendar; nothing here asks the plan's own arithmetic.
"""

from collections.abc import Iterable
from datetime import date

import pandas as pd
import pytest

from plan.library import Library, LoadedPlan, check_texts
from plan.owed import owed_between
from tests.homes.plans.shapes import REGISTER, SHAPES

LAST = date(2027, 12, 31)
SOS = ("so-khcn", "so-noi-vu", "so-tai-chinh", "so-y-te")


def ends(first: str, last: str, freq: str) -> list[str]:
    """Return the last days of the quarters (`QE`), months (`ME`) or years (`YE`) between two days."""
    return [f"{day:%Y-%m-%d}" for day in pd.date_range(first, last, freq=freq)]


def monthly(day: int, first: str, last: str) -> list[str]:
    """Return a day of each month."""
    return [f"{month + pd.Timedelta(days=day - 1):%Y-%m-%d}" for month in pd.date_range(first, last, freq="MS")]


QUARTERS = ends("2025-12-01", "2027-12-31", "QE")
ASKED: dict[str, dict[str, tuple[Iterable[str], list[str]]]] = {
    "tieu-chuan": {
        "II.1": (["so-khcn"], QUARTERS),  # from the fourth quarter of 2025 on, without an end
        "II.2": (["so-khcn"], QUARTERS),  # no word of time
        "II.3.a": ([], []),  # waits, and no document has come
        "II.3.b": (["so-khcn"], ["2026-04-01"]),  # waited, and was dated by a decree
        "II.4": (["so-y-te"], QUARTERS[1:]),  # from 2026 on
        "II.6": ([], []),  # the text gives it to nobody
        "IV.3": ([], []),  # done by a report
    },
    "du-lieu": {
        "II.1": (["so-khcn"], ["2025-12-31"]),  # within 2025
        # goes on, and is reported by the quarter, five days later; the last one falls past the plan's end
        "II.2": (["so-y-te"], [f"{pd.Timestamp(day) + pd.Timedelta(days=5):%Y-%m-%d}" for day in QUARTERS[:4]]),
        "II.3": ([], []),  # enterprises that nobody has named yet
        "III.1": (SOS[1:], monthly(14, "2025-12-01", "2026-12-01")),  # before the 15th; November's was past on 20/11/2025
        "III.2": (["so-khcn"], monthly(19, "2025-12-01", "2026-12-01")),
        "III.3": ([], []),  # whoever is chosen
    },
    "kinh-te-so": {
        "IV.1": (["so-tai-chinh"], ["2026-11-14", "2027-11-14"]),  # the year's, and at the end of 2030, which lies further
        "IV-2.1.f": (["so-noi-vu"], ["2025-12-14", "2026-06-14", "2026-12-14", "2027-06-14", "2027-12-14"]),
        "PL1.1.ý1": (["so-khcn"], ["2026-06-30"]),
        "PL1.1.ý2": (["so-y-te"], QUARTERS),
    },
    "thi-dua": {
        "III.1": (SOS, ["2025-12-31", "2026-03-31"]),  # from October 2025 to the end of March 2026
        "III.2": (["so-noi-vu"], [f"{pd.Timestamp('2026-04-01') + pd.offsets.MonthEnd():%Y-%m-%d}"]),
        "III.3": (["so-y-te"], ["2025-12-15"]),  # one month by days: asked on its last
        "IV.1": (["mat-tran"], QUARTERS[:4]),  # replaced on 1/10/2026: what would open on 11/12/2026 does not
        "IV.2": (["so-tai-chinh"], QUARTERS[1:4]),
    },
}  # fmt: skip
"""Of each clause: who is asked, and the last days in time up to the end of 2027."""


def loaded(name: str) -> LoadedPlan:
    found, errors = check_texts(f"ke-hoach-{name}", SHAPES[name], REGISTER, Library())
    assert found is not None, [str(error) for error in errors]
    return found


@pytest.mark.parametrize("name", SHAPES)
def test_each_clause_is_asked_of_whom_and_on_the_days_of_the_table(name: str) -> None:
    plan = loaded(name)
    assert ASKED[name].keys() == plan.plan.tasks.keys()
    owed = owed_between(plan.plan, plan.register, plan.calendar, date(2025, 1, 1), LAST)
    found = sorted((one.ref, one.agency, one.due_on.isoformat()) for one in owed)
    table = sorted((ref, agency, day) for ref, (who, days) in ASKED[name].items() for agency in who for day in days)
    assert found == table


def test_a_span_with_an_end_asks_on_its_last_day_too() -> None:
    plan = loaded("kinh-te-so")
    owed = owed_between(plan.plan, plan.register, plan.calendar, date(2030, 1, 1), date(2031, 12, 31))
    assert [one.due_on.isoformat() for one in owed if one.ref == "IV.1"] == ["2030-11-14", "2030-12-31"]


@pytest.mark.parametrize("name", SHAPES)
def test_nothing_opens_before_the_documents_own_day(name: str) -> None:
    plan = loaded(name)
    issued = date(*reversed([int(part) for part in plan.plan.document.date.split("/")]))
    owed = owed_between(plan.plan, plan.register, plan.calendar, date(2025, 1, 1), LAST)
    assert min(one.opens_on for one in owed) >= issued
    assert all(issued <= one.due_on for one in owed)


def test_what_is_left_to_the_office_is_one_line_each() -> None:
    told = [warning.sentence for name in SHAPES for warning in loaded(name).warnings]
    assert told == [
        "2 nhiệm vụ đang chờ, chưa hỏi cơ quan nào (điểm II.3.a, II.6); khi có văn bản, văn phòng ghi hạn ở «amendments».",
        (
            "1 nhiệm vụ chưa có cơ quan chủ trì, chưa hỏi cơ quan nào (điểm II.6): văn bản không ghi cơ quan chủ trì; "
            "khi có văn bản giao, văn phòng ghi «lead» ở «amendments»."
        ),
        "«Các doanh nghiệp viễn thông» chưa có thành viên (điểm II.3); văn phòng hãy bổ sung trong danh bạ cơ quan.",
        "«Địa phương được lựa chọn thí điểm» chưa có thành viên (điểm III.3); văn phòng hãy bổ sung trong danh bạ cơ quan.",
    ]


def test_words_ranges_and_goals_are_read_as_they_stand() -> None:
    standards, data, economy = (loaded(name).plan for name in ("tieu-chuan", "du-lieu", "kinh-te-so"))
    assert standards.tasks["II.1"].coordinating_words == ("các sở ngành và UBND các xã có liên quan",)
    assert data.tasks["II.1"].coordinating_words == ("các cơ quan liên quan",)
    assert data.tasks["III.2"].to == ("UBND tỉnh", "Bộ Khoa học và Công nghệ")
    assert data.tasks["III.2"].rolls_up == ("III.1", "II.2")
    assert (data.targets["I.1"].goal_words, data.targets["I.1"].owners) == (
        "thuộc nhóm dẫn đầu cả nước",
        ("so-khcn", "so-tai-chinh"),
    )
    moved = [data.targets_on(day)["I.2"].goal_words for day in (date(2026, 5, 31), date(2026, 6, 1))]
    assert moved == ["ít nhất 60%", "ít nhất 70%"]
    assert sorted(economy.no_answer) == ["II.1", "II.2", "II.3"]
    assert economy.same_as == {"PL1.2": ("IV.1",), "PL1.3": ("ke-hoach-du-lieu:II.1",)}
