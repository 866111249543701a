"""Section II of the plan of Bắc Giang, line by line, as its document has it."""

# Section II as the document has it, written from its text: clause | Thời gian | Chủ trì | Phối hợp.
# CS các Sở, cơ quan thuộc UBND tỉnh; UB UBND huyện, thành phố; CA Công an tỉnh; TT Sở Thông tin và Truyền thông;
# QS Bộ Chỉ huy Quân sự tỉnh; CQ chủ quản hệ thống thông tin; TC Sở Tài chính; KH Sở Kế hoạch và Đầu tư;
# SN các sở, ban, ngành. CA* is "(nội dung liên quan đến an ninh mạng)", TT* "(… an toàn thông tin mạng)".
SECTION_II = """
II.1.a   | thường xuyên | CS UB   | CA* TT*
II.1.b   | thường xuyên | CS UB   | CA* TT*
II.1.c   | thường xuyên | CA      | QS CS UB
II.1.d   | thường xuyên | CS UB   | CA* TT*
II.2     | thường xuyên | CA* TT* | CS UB
II.3.a.1 | thường xuyên | CA* TT* | CS UB
II.3.a.2 | thường xuyên | CA* TT* | CS UB
II.3.b.1 | thường xuyên | CS UB   | CA TT
II.3.b.2 | thường xuyên | CA* TT* | CS UB
II.3.c.1 | thường xuyên | TT      |
II.3.c.2 | thường xuyên | TT      | CA CS UB
II.3.c.3 | thường xuyên | TT      | CS UB
II.4.a   | thường xuyên | CQ      | CA* TT*
II.4.b   | thường xuyên | CQ      | TT
II.4.c   | thường xuyên | CA      | TT CS UB
II.4.d   | thường xuyên | CA      | CS UB
II.4.đ   | thường xuyên | CQ      | TT CA
II.4.e   | thường xuyên | CQ      | CA TT
II.4.g   | thường xuyên | CQ      |
II.4.h   | hàng năm     | CA* TT* | CS UB
II.4.i   | thường xuyên | CA      | CS UB
II.4.k   | thường xuyên | CA* TT* | UB
II.5.a   | thường xuyên | CS UB   | CA TT
II.5.b   | thường xuyên | TT      | CS UB
II.6.a   | 2022 – 2030  | CS UB   |
II.6.b   | 2022 – 2030  | CS UB   | TC KH
II.6.c   | 2022 – 2030  | TC KH   | SN UB
"""
CODES = {
    "CS": "cac-so",
    "UB": "ubnd-cap-huyen",
    "CA": "cong-an-tinh",
    "TT": "so-thong-tin-va-truyen-thong",
    "CA*": "cong-an-tinh (an-ninh-mang)",
    "TT*": "so-thong-tin-va-truyen-thong (an-toan-thong-tin-mang)",
    "QS": "bo-chi-huy-quan-su-tinh",
    "CQ": "chu-quan-he-thong-thong-tin",
    "TC": "so-tai-chinh",
    "KH": "so-ke-hoach-va-dau-tu",
    "SN": "so-ban-nganh",
}
ROWS = [tuple(cell.strip() for cell in line.split("|")) for line in SECTION_II.strip().splitlines()]
