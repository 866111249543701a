"""Heads of agencies by title, as a provincial office addresses them."""

from itertools import pairwise

import pytest

from notifications.wording.heads import OTHER_TITLE, title_of_head
from plan.library import Library, load_plan


@pytest.mark.parametrize(
    ("agency", "title"),
    [
        ("UBND huyện Việt Yên", "Chủ tịch UBND huyện Việt Yên"),
        ("UBND thành phố Bắc Giang", "Chủ tịch UBND thành phố Bắc Giang"),
        ("UBND thị xã Chũ", "Chủ tịch UBND thị xã Chũ"),
        ("Sở Y tế", "Giám đốc Sở Y tế"),
        ("Công an tỉnh", "Giám đốc Công an tỉnh"),
        ("Công an huyện Lục Nam", "Trưởng Công an huyện Lục Nam"),
        ("Văn phòng UBND tỉnh", "Chánh Văn phòng UBND tỉnh"),
        ("Thanh tra tỉnh", "Chánh Thanh tra tỉnh"),
        ("Ban Dân tộc", "Trưởng Ban Dân tộc"),
        ("Ban Quản lý các khu công nghiệp tỉnh", "Trưởng Ban Quản lý các khu công nghiệp tỉnh"),
        ("Bộ Chỉ huy Quân sự tỉnh", "Chỉ huy trưởng Bộ Chỉ huy Quân sự tỉnh"),
        ("Bộ Chỉ huy Bộ đội Biên phòng tỉnh", "Chỉ huy trưởng Bộ Chỉ huy Bộ đội Biên phòng tỉnh"),
        ("Báo Quảng Ngãi", "Tổng Biên tập Báo Quảng Ngãi"),
        ("Bảo hiểm xã hội tỉnh", "Giám đốc Bảo hiểm xã hội tỉnh"),
        ("Đài Phát thanh - Truyền hình tỉnh", "Giám đốc Đài Phát thanh - Truyền hình tỉnh"),
        ("Tỉnh đoàn", "Bí thư Tỉnh đoàn"),
        ("Huyện ủy Yên Thế", "Bí thư Huyện ủy Yên Thế"),
        ("Văn phòng Tỉnh ủy", "Chánh Văn phòng Tỉnh ủy"),
        ("Viện Kiểm sát nhân dân tỉnh", "Viện trưởng Viện Kiểm sát nhân dân tỉnh"),
        ("Cục Thuế tỉnh", "Cục trưởng Cục Thuế tỉnh"),
        ("Hội Nông dân tỉnh", "Chủ tịch Hội Nông dân tỉnh"),
        ("VNPT Bắc Giang", "Thủ trưởng VNPT Bắc Giang"),
    ],
)
def test_a_head_is_addressed_by_the_title_that_goes_with_the_agencys_name(agency: str, title: str) -> None:
    assert title_of_head(agency) == title


@pytest.mark.parametrize(
    ("agency", "post", "title"),
    [
        ("VNPT Bắc Giang", "Giám đốc", "Giám đốc VNPT Bắc Giang"),
        ("UBND huyện Việt Yên", "Phó Chủ tịch phụ trách", "Phó Chủ tịch phụ trách UBND huyện Việt Yên"),
        ("UBND huyện Việt Yên", "Chủ tịch UBND huyện", "Chủ tịch UBND huyện Việt Yên"),
        ("Sở Y tế", "Giám đốc sở", "Giám đốc Sở Y tế"),
        ("Sở Y tế", "Giám đốc Sở Y tế", "Giám đốc Sở Y tế"),
        ("Văn phòng UBND tỉnh", "Chánh Văn phòng", "Chánh Văn phòng UBND tỉnh"),
    ],
)
def test_what_the_address_book_says_of_a_heads_post_wins_and_no_word_stands_twice(
    agency: str, post: str, title: str
) -> None:
    assert title_of_head(agency, post) == title


def test_every_agency_of_the_shipped_registers_has_a_head_with_a_title_of_its_own() -> None:
    library = Library(None)
    registers = [load_plan(code, library).register for code in library.plan_files()]
    names = {agency.name for register in registers for agency in register.agencies.values()}
    assert len(names) > 35
    assert [name for name in names if title_of_head(name).startswith(OTHER_TITLE)] == []
    titles = [title_of_head(name).casefold().split() for name in names]
    assert [title for title in titles if any(one == after for one, after in pairwise(title))] == []
