"""What a report of a kind tells of, against what it is compared, and the targets."""

from datetime import date
from decimal import Decimal

import pytest

from models.tables.core import Result
from plan.tasks import Target
from reports.account.periods import span_of
from reports.account.targets import TargetPoint, TargetStanding, write_change, write_goal, write_value
from reports.forms.change_words import describe_change, reporting_table
from tests.homes.plans.small_plan import asked, measure, tell

ON = date(2023, 7, 10)
DUE = date(2023, 6, 14)


@pytest.mark.parametrize(
    ("kind", "on", "since", "label"),
    [
        ("request", date(2023, 7, 10), None, ""),
        ("week", date(2023, 7, 10), date(2023, 7, 4), "tuần từ ngày 04/7/2023 đến ngày 10/7/2023"),
        ("month", date(2023, 7, 10), date(2023, 6, 15), "tháng 7 năm 2023"),
        ("month", date(2023, 1, 14), date(2022, 12, 15), "tháng 1 năm 2023"),
        ("quarter", date(2023, 3, 20), date(2022, 12, 15), "quý I năm 2023"),
        ("half-year", date(2023, 6, 10), date(2022, 12, 15), "6 tháng đầu năm 2023"),
        ("half-year", date(2023, 7, 10), date(2022, 12, 15), "6 tháng đầu năm 2023"),
        ("half-year", date(2023, 12, 14), date(2023, 6, 15), "6 tháng cuối năm 2023"),
        ("year", date(2024, 1, 5), date(2022, 12, 15), "năm 2023"),
    ],
)
def test_a_kinds_span_is_the_period_of_the_decree_that_ends_nearest(
    kind: str, on: date, since: date | None, label: str
) -> None:
    span = span_of(kind, on)
    assert (span.since, span.label) == (since, label)


def test_the_change_since_the_report_before_is_in_the_table_and_in_a_sentence() -> None:
    then = date(2023, 6, 14)
    before = measure(asked("II.1.a", "so-y-te", DUE, then), on=then)
    now = measure(
        asked("II.1.a", "so-y-te", DUE, ON, date(2023, 6, 20), Result.DONE),
        asked("II.1.a", "van-phong-ubnd-tinh", DUE, ON),
        on=ON,
    )
    account = tell(now, before=before)
    assert reporting_table(account).rows == (
        ("Đến 10/7/2023", "2", "0", "1", "0", "1", "2", "0%"),
        ("Đến 14/6/2023", "1", "0", "0", "1", "0", "0", "–"),
        ("Tăng, giảm", "+1", "0", "+1", "-1", "+1", "+2", "–"),
    )
    (sentence,) = describe_change(account)
    assert sentence == (
        "So với ngày 14/6/2023: thêm 02 phiếu đến hạn; số phiếu đã báo cáo tăng 01, lên 01; "
        "số phiếu quá hạn chưa báo cáo tăng 01, lên 01."
    )
    assert describe_change(tell(now)) == ()


def target(measure_of: str, at_least: str, how: str) -> Target:
    return Target("I.1", "Chỉ tiêu", measure_of, at_least, 2025, "II.1.a", (), how, by_office=False, line=1)


def point(value: str, *figures: str, reached: int = 0) -> TargetPoint:
    return TargetPoint("2023", {str(place): Decimal(one) for place, one in enumerate(figures)}, Decimal(value), reached)


def test_targets_are_told_against_their_goals_with_how_many_figures_became_one() -> None:
    ratio = TargetStanding(
        target("percent", "10", "ratio"), (point("9.5", "9.5"), point("8.35", "6", "10.7", reached=1))
    )
    assert write_goal(ratio.target) == "ít nhất 10%, đến năm 2025"
    assert write_value(ratio) == (
        "8,35% (mức ở giữa các cơ quan, vì các tỷ lệ không cộng được với nhau); 02 cơ quan có số liệu, 01 cơ quan đạt mục tiêu"
    )
    assert write_change(ratio) == "giảm 1,15 điểm phần trăm"
    each = TargetStanding(target("count", "1", "each"), (point("2", "1", "1", "0", reached=2),))
    assert (write_value(each), write_change(each)) == ("02 cơ quan đạt, 03 cơ quan có số liệu", "–")
    assert write_value(TargetStanding(target("percent", "80", ""), ())) == "chưa có số liệu"
    money = TargetStanding(target("money", "1500000", "total"), (point("1250000.5", "1250000.5"),))
    assert write_value(money) == "1.250.000,5 đồng"


def test_a_place_among_others_is_the_better_the_smaller_it_is() -> None:
    goal = target("rank", "5", "latest")
    assert write_goal(goal) == "từ thứ hạng 5 trở lên, đến năm 2025"
    assert [goal.is_reached_by(Decimal(place)) for place in (4, 5, 6)] == [True, True, False]
    better, worse = (TargetStanding(goal, (point(was, was), point(now, now))) for was, now in (("7", "4"), ("4", "6")))
    assert (write_value(better), write_change(better)) == ("thứ hạng 4", "tăng 3 bậc")
    assert (write_value(worse), write_change(worse)) == ("thứ hạng 6", "giảm 2 bậc")
    assert target("count", "5", "latest").is_reached_by(Decimal(6))
