"""Words that the end of a line broke are whole again; hyphens that belong to a word stay."""

import pytest

from plan.drafting.lines import join_lines_of


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        (("Sở Kho-", "a học và Công ngh-", "ệ"), "Sở Khoa học và Công nghệ"),
        (("DOANH NGH-", "IỆP"), "DOANH NGHIỆP"),
        (("th\u00ad", "ường xuy\u00adên"), "thường xuyên"),
        (("kinh tế-", "xã hội"), "kinh tế-xã hội"),
        (("Kế hoạch số 283/KH-", "UBND"), "Kế hoạch số 283/KH-UBND"),
        (("Quý IV-", "2025"), "Quý IV-2025"),
        (("Lao động-", "Thương binh và Xã hội"), "Lao động-Thương binh và Xã hội"),
        (("Độc lập -", "Tự do"), "Độc lập - Tự do"),
        (("Sở Nội vụ;", "", "Sở Tài chính"), "Sở Nội vụ; Sở Tài chính"),
    ],
)
def test_lines_are_one_text(lines: tuple[str, ...], whole: str) -> None:
    assert join_lines_of(lines) == whole
