"""A body of another level is none of the register's: it is proposed as a line of its own, however near its name is."""

from datetime import date

import pytest

from plan.drafting.review.choices import choices_of
from plan.drafting.review.doubts import AGENCY, Doubt, DraftTexts
from plan.drafting.writing.parties import Parties
from plan.language.register_file import read_register
from plan.parties import Register

REGISTER = """\
province: {code: mau, name: tỉnh Mẫu Sơn, place: Mẫu Sơn, chairman: chu-tich, office: van-phong}
agencies:
  van-phong: Văn phòng UBND tỉnh
  ubnd-tinh: UBND tỉnh
  so-tu-phap: Sở Tư pháp
  cong-an-tinh: Công an tỉnh
  thanh-tra-tinh: Thanh tra tỉnh
  thu-vien-tinh: Thư viện tỉnh
  toa-an: Tòa án nhân dân tỉnh
  cuc-thue: Cục Thuế tỉnh
  ban-an-toan: Ban An toàn giao thông tỉnh
groups:
  ubnd-cap-huyen: {name: "UBND huyện, thành phố", members: [ubnd-tinh]}
"""


def a_register(text: str = REGISTER) -> Register:
    register, errors = read_register(text, "agencies.yaml")
    assert register is not None, errors
    return register


@pytest.mark.parametrize(
    "text",
    [
        "Thư viện huyện", "Công an xã", "Công an các xã, phường", "Công an cấp xã", "Công an thành phố", "Công an Mẫu Hà",
        "Thanh tra huyện", "Phòng Tư pháp", "UBND xã", "UBND phường", "Văn phòng UBND huyện", "Tòa án nhân dân khu vực",
        "Tòa án nhân dân tối cao", "Chi cục Thuế", "Chi cục Thuế huyện", "Bộ Tư pháp", "Bộ Công an", "Ban An toàn giao thông huyện",
        "Sở Tư pháp Mẫu Hà", "Ban An toàn giao thông quốc gia",
    ],
)  # fmt: skip
def test_a_body_of_another_level_or_place_is_proposed_with_its_whole_name(text: str) -> None:
    parties = Parties(a_register())
    (named,) = parties.read(text)
    assert named.words == text
    assert {**parties.proposed_agencies, **parties.proposed_groups} == {named.code: text}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Công an tỉnh Mẫu Sơn", ["cong-an-tinh"]),
        ("Sở Tư pháp tỉnh Mẫu Sơn", ["so-tu-phap"]),
        ("Công an", ["cong-an-tinh"]),
        ("Thư viện (nội dung liên quan đến sách)", ["thu-vien-tinh"]),
        ("UBND các huyện, thành phố, Công an tỉnh", ["ubnd-cap-huyen", "cong-an-tinh"]),
        ("Công an tỉnh Sở Tư pháp", ["cong-an-tinh", "so-tu-phap"]),
        ("Sở Tư pháp chủ trì", ["so-tu-phap"]),
        ("Công an tỉnh; Thư viện huyện và Thanh tra", ["cong-an-tinh", "thu-vien-huyen", "thanh-tra-tinh"]),
    ],
)
def test_the_provinces_own_bodies_are_known_with_its_name_and_without(text: str, codes: list[str]) -> None:
    assert [one.code for one in Parties(a_register()).read(text)] == codes


def test_in_a_city_the_city_itself_is_the_province() -> None:
    text = REGISTER.replace("tỉnh Mẫu Sơn", "thành phố Mẫu Sơn").replace("Công an tỉnh", "Công an Thành phố")
    parties = Parties(a_register(text))
    assert [one.code for one in parties.read("Công an Thành phố; Công an quận")] == ["cong-an-tinh", "cong-an-quan"]


def test_the_near_name_of_another_level_is_not_offered_either() -> None:
    draft = DraftTexts("", REGISTER)
    doubt = Doubt(("agencies", "thu-vien-huyen"), AGENCY, "Thư viện huyện")
    offered = [words for words, _ in choices_of(doubt, draft, a_register(), "", date(2026, 1, 1))]
    assert "Thư viện tỉnh" not in offered
