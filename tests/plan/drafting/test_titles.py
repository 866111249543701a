"""Titles that are made of a document's sentences: they keep what is to be done, and are never cut within it."""

import pytest

from plan.drafting.writing.titles import is_too_long, title_of

LANDS = "rừng phòng hộ đầu nguồn, rừng ngập mặn ven biển và các hành lang thoát lũ của những xã vùng trũng"


@pytest.mark.parametrize(
    ("sentence", "title"),
    [
        (
            (
                "Sở Xây dựng chủ trì, phối hợp với Sở Tài chính, các sở, ngành, Ủy ban nhân dân các xã, phường, đặc khu rà soát, "
                f"tổng hợp, tham mưu Ủy ban nhân dân tỉnh phê duyệt quy hoạch {LANDS}."
            ),
            f"Rà soát, tổng hợp, tham mưu Ủy ban nhân dân tỉnh phê duyệt quy hoạch {LANDS}",
        ),
        (
            (
                "Các đài truyền thanh trên địa bàn tỉnh và hệ thống thông tin cơ sở xây dựng chuyên mục, dành thời lượng phát "
                f"sóng về {LANDS}; đưa tin kịp thời."
            ),
            (
                "Các đài truyền thanh trên địa bàn tỉnh và hệ thống thông tin cơ sở xây dựng chuyên mục, dành thời lượng phát "
                f"sóng về {LANDS}"
            ),
        ),
        (
            (
                "Kiểm đếm cây xanh đường phố, lập hồ sơ cho từng cây trên các tuyến đường chính. Trồng thay thế cây sâu bệnh "
                "trước mùa mưa; chăm sóc, cắt tỉa định kỳ và xử lý nghiêm hành vi chặt hạ trái phép."
            ),
            (
                "Kiểm đếm cây xanh đường phố, lập hồ sơ cho từng cây trên các tuyến đường chính. Trồng thay thế cây sâu bệnh "
                "trước mùa mưa"
            ),
        ),
        (
            f"Huy động các nguồn vốn để chăm sóc {LANDS}, gồm: vốn ngân sách; vốn vay ưu đãi; vốn đóng góp của người dân.",
            f"Huy động các nguồn vốn để chăm sóc {LANDS}, gồm: vốn ngân sách; vốn vay ưu đãi; vốn đóng góp của người dân",
        ),
    ],
    ids=["verbs that share an object", "a noun that ends with a verb", "whole sentences", "a list behind a colon"],
)
def test_a_title_ends_where_a_clause_ends_and_begins_with_what_is_done(sentence: str, title: str) -> None:
    assert title_of(sentence) == title


def test_a_clause_that_no_title_may_have_is_for_a_person_to_word() -> None:
    sentence = f"Khảo sát {LANDS}, {LANDS}, {LANDS} và {LANDS}"
    assert title_of(sentence) == sentence
    assert is_too_long(title_of(sentence))
    assert not is_too_long(title_of(f"Khảo sát {LANDS}"))
