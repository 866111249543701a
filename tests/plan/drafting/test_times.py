"""Phrases of time as documents write them: what they say, and what nobody may make up."""

import csv
import re
from pathlib import Path

import pytest

from plan.drafting.times import read_time, time_as_keys

SHARED = Path(__file__).parents[4] / "shared" / "importer" / "times.csv"
PHRASES = {
    "": "",
    "Thường xuyên": "ongoing",
    "Năm 2027": "once by end of 2027",
    "08/2026": "once by end of 8/2026",
    "Quí II-2026": "once by end of 2026-Q2",
    "Xong trước ngày 05/9/2026": "once before 5/9/2026",
    "trước ngày 01 tháng 7 năm 2027": "once before 1/7/2027",
    "Từ năm 2026 đến hết năm 2029": "span 2026..2029",
    "Quý I/2026 - Quý III/2027": "span 2026-Q1..2027-Q3",
    "Tháng 4 - 6/2026": "span 4/2026..6/2026",
    "Từ ngày 01/3/2026 đến ngày 15/4/2026": "span 1/3/2026..15/4/2026",
    "2027 và các năm tiếp theo": "from 2027 open",
    "Từ tháng 5/2026 đến khi kết thúc sắp xếp kho": "span 5/2026..event: kết thúc sắp xếp kho",
    "Hàng quý": "quarterly",
    "Trước ngày 25 hằng tháng": "monthly before 25",
    "Định kỳ hằng năm (trước ngày 10/12)": "yearly before 10/12",
    "trước ngày 10/6 và 10/12 hằng năm": "half-yearly before 10/6 & before 10/12",
    "Sau khi Luật Lưu trữ được sửa đổi": "after: luật lưu trữ được sửa đổi",
    "Theo tiến độ của dự án kho": "as: theo tiến độ của dự án kho",
    "Trong thời hạn 15 ngày kể từ ngày ban hành Kế hoạch": "within 15 days of: ban hành kế hoạch",
    "Định kỳ": "unresolved",
    "Tùy tình hình": "unresolved",
}


@pytest.mark.parametrize("phrase", PHRASES)
def test_a_phrase_is_read_as_it_says(phrase: str) -> None:
    assert str(read_time(phrase, 2026)) == PHRASES[phrase]


@pytest.mark.parametrize(
    ("phrase", "keys"),
    [
        ("", ["time: unstated"]),
        ("Quý IV/2026", ["time: once", "due: {in: 2026-Q4}"]),
        ("Trước ngày 15/11/2026", ["time: once", "due: {before: 15/11/2026}"]),
        ("2026-2027", ["time: span", "from: 2026", "to: 2027"]),
        ("Hằng quý", ["time: quarterly", "due: {by: end of period}"]),
        ("trước ngày 20 hằng tháng", ["time: monthly", "due: {before: 20 of last month}"]),
        (
            "trước ngày 01/6 và 15/11 hằng năm",
            ["time: dates", "dates:", "  H1: {before: 1/6}", "  year: {before: 15/11}"],
        ),
        (
            "Thường xuyên, định kỳ hằng quý báo cáo Sở Nội vụ",
            ["time: ongoing", "report: {every: quarter, due: {by: end of period}}"],
        ),
        (
            "Thường xuyên; báo cáo trước ngày 15/11 hằng năm",
            ["time: ongoing", "report: {every: year, due: {before: 15/11}}"],
        ),
        ("Thường xuyên, hằng quý", []),
        ("Theo Kế hoạch riêng", ["time: waits", "for: theo Kế hoạch riêng"]),
        ("Sau khi Luật Đo lường được ban hành", ["time: waits", "for: Luật Đo lường được ban hành"]),
        ("Định kỳ", []),
        ("từ ngày 15/11 đến ngày 15/12", []),
    ],
)
def test_what_is_sure_becomes_keys_and_what_is_not_waits_for_a_person(phrase: str, keys: list[str]) -> None:
    assert time_as_keys(read_time(phrase, 2026), phrase) == keys


@pytest.mark.skipif(not SHARED.is_file(), reason="the collected phrases are not beside this checkout")
def test_every_collected_phrase_is_read_as_in_its_table() -> None:
    with SHARED.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    without_actors = {row["phrase"]: re.sub(r" \([^)]*\)", "", row["reading"]) for row in rows}
    assert {phrase: str(read_time(phrase, 2025)) for phrase in without_actors} == without_actors
