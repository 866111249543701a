"""People's own words: where they are cut, and what is read off them."""

import pytest

from reports.account.sentences import cut_at_sentence, ended, numbered_documents, weight_of


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [
        ("Đã ban hành kế hoạch.", 40, "Đã ban hành kế hoạch."),
        ("Đã ban hành kế hoạch. Đã tổ chức hội nghị.", 30, "Đã ban hành kế hoạch. …"),
        ("Diễn tập tại TP. Bắc Giang với 120 người. Đã tổng kết.", 45, "Diễn tập tại TP. Bắc Giang với 120 người. …"),
        ("Đã cấp 1.250 chứng thư số. Đang thu hồi.", 30, "Đã cấp 1.250 chứng thư số. …"),
        ("Đã rà soát 05 hệ thống; đang khắc phục 12 lỗ hổng còn lại", 40, "Đã rà soát 05 hệ thống …"),
        ("Đang tổng hợp số liệu của các đơn vị trực thuộc", 24, "Đang tổng hợp số liệu…"),
        ("Dòng một.\nDòng hai.", 12, "Dòng một. …"),
    ],
)
def test_a_long_text_is_cut_at_a_sentence_and_an_abbreviation_ends_none(text: str, limit: int, cut: str) -> None:
    assert cut_at_sentence(text, limit) == cut


def test_a_sentence_gets_the_mark_that_ends_it_once() -> None:
    assert [ended(text) for text in ("Đã làm", "Đã làm.", "Đã làm;", "")] == ["Đã làm.", "Đã làm.", "Đã làm.", ""]


def test_numbers_of_documents_are_told_from_fractions_and_days() -> None:
    text = (
        "Kế hoạch số 45/KH-SYT ngày 12/3/2023, Nghị định 331/2026/NĐ-CP, Công văn 1234/UBND-KGVX; đạt 24/30, trực 24/7."
    )
    assert numbered_documents(text) == ("45/KH-SYT", "331/2026/NĐ-CP", "1234/UBND-KGVX")
    assert [weight_of(text), weight_of("Tổ chức 02 hội nghị"), weight_of("Thường xuyên thực hiện")] == [2, 1, 0]
