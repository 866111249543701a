"""A province that became part of another is told with its heir, until its register bears the new name."""

import pytest

from plan.laws.merged_provinces import heir_of
from plan.laws.warning_laws import left_to_the_office, warnings_of
from tests.homes.plans.plan_files import PLAN, REGISTER, a_calendar, a_plan, a_register, change

NAME = next(line for line in REGISTER.splitlines() if "name: tỉnh" in line)
TOLD = (
    "UBND tỉnh Bắc Giang không còn từ ngày 01/7/2025: tỉnh Bắc Giang nhập vào tỉnh Bắc Ninh theo Nghị quyết số 202/2025/QH15; "
    "kế hoạch do UBND tỉnh Bắc Ninh tiếp tục thực hiện. Từ ngày ấy văn phòng hãy ghi tên mới ở «province» của danh bạ cơ quan."
)


def told(name: str, plan_text: str = PLAN) -> list[str]:
    register = a_register(change(REGISTER, NAME, NAME.replace("tỉnh Mẫu", name)))
    plan = a_plan(plan_text)
    assert not [one for one in left_to_the_office(plan, register, a_calendar()) if "nhập vào" in one]
    return [one.sentence for one in warnings_of(plan, register, a_calendar()) if "nhập vào" in one.sentence]


def test_a_plan_that_goes_on_past_the_day_says_who_goes_on_with_it() -> None:
    assert told("tỉnh Bắc Giang") == [TOLD]
    assert told("tỉnh Bắc Ninh") == told("tỉnh Mẫu") == []


def test_a_plan_that_was_replaced_before_the_day_says_nothing() -> None:
    assert told("tỉnh Bắc Giang", f"{PLAN}replaced_by: {{date: 1/6/2025, by: Quyết định 9}}\n") == []


@pytest.mark.parametrize(
    ("name", "heir"),
    [
        ("tỉnh Hà Giang", "tỉnh Tuyên Quang"), ("Bình Dương", "Thành phố Hồ Chí Minh"), ("tỉnh Hoà Bình", "tỉnh Phú Thọ"),
        ("tỉnh Bà Rịa – Vũng Tàu", "Thành phố Hồ Chí Minh"), ("thành phố Hà Nội", ""), ("tỉnh Cao Bằng", ""), ("tỉnh An Giang", ""),
    ],
)  # fmt: skip
def test_of_63_provinces_29_became_part_of_34(name: str, heir: str) -> None:
    assert heir_of(name) == heir
    gone = "Hà Giang,Yên Bái,Bắc Kạn,Hòa Bình,Vĩnh Phúc,Bắc Giang,Thái Bình,Hải Dương,Hà Nam,Nam Định,Quảng Bình,Quảng Nam,Kon Tum"
    gone += ",Bình Định,Ninh Thuận,Đắk Nông,Bình Thuận,Phú Yên,Bà Rịa - Vũng Tàu,Bình Dương,Bình Phước,Long An,Sóc Trăng,Hậu Giang"
    gone += ",Bến Tre,Trà Vinh,Tiền Giang,Bạc Liêu,Kiên Giang"
    assert len(gone.split(",")) == 63 - 34
    heirs = {heir_of(one) for one in gone.split(",")}
    assert len(heirs) == 34 - 11
    assert not [one for one in heirs if heir_of(one)]
