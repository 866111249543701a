"""Every number in every letter of two months of a small province is so when it leaves; and a wrong one is found."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from flows.acts.open_home import OpenHome, load_plans
from models.tables.core import Letter
from tests.homes.letters.recount import miscounted
from tests.homes.offices import answer_all, morning, round_on, small_office

ADOPTED = date(2023, 5, 15)
"""A Monday, on which the small plan's check-ins open: due on Wednesday 14/6/2023."""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenHome]:
    with small_office(tmp_path, ADOPTED) as opened:
        yield opened


def test_two_months_of_letters_hold_no_number_that_is_not_so(office: OpenHome) -> None:
    found, day = [], ADOPTED
    while day <= date(2023, 7, 14):
        round_on(office, day)
        found += miscounted(office, load_plans(office), morning(day))
        if day == date(2023, 6, 27):
            answer_all(office, "so-y-te", morning(day) + timedelta(hours=2))
        day += timedelta(days=1)
    assert found == []


@pytest.mark.parametrize(
    ("day", "recipient", "right", "wrong"),
    [
        ("15/6", "so-y-te", "còn 1 báo cáo chưa gửi", "còn 2 báo cáo chưa gửi"),
        ("15/6", "so-y-te", "**Quá hạn (1)**", "**Quá hạn (2)**"),
        ("15/6", "so-y-te", "(quá hạn 1 ngày)", "(quá hạn 2 ngày)"),
        ("15/6", "so-y-te", "Hạn 14/6/2023", "Hạn 13/6/2023"),
        ("19/6", "cong-an-tinh", "2 báo cáo quá hạn của 2 cơ quan", "3 báo cáo quá hạn của 2 cơ quan"),
        (
            "19/6",
            "cong-an-tinh",
            "Sở Y tế: 1 báo cáo, quá hạn nhiều nhất 5",
            "Sở Y tế: 1 báo cáo, quá hạn nhiều nhất 6",
        ),
        ("15/6", "so-y-te", "không cần tài khoản", "không cần tài khoản\n\nCó 7 việc"),
    ],
)
def test_a_number_that_is_not_so_is_found(office: OpenHome, day: str, recipient: str, right: str, wrong: str) -> None:
    on = date(2023, 6, int(day.partition("/")[0]))
    for one in (ADOPTED, date(2023, 6, 15), on):
        round_on(office, one)
    plans = load_plans(office)
    assert miscounted(office, plans, morning(on)) == []
    with office.database.write() as session:
        letter = session.exec(select(Letter).where(Letter.recipient == recipient, Letter.written_on == on)).one()
        assert right in letter.body
        letter.body = letter.body.replace(right, wrong)
    assert miscounted(office, plans, morning(on)) != []
