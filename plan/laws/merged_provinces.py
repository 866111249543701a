"""Provinces that ended by merging on 1/7/2025 (Resolution 202/2025/QH15), and a register that still bears such a name."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from plan.errors import FileError
from plan.laws.law_case import Case
from plan.texts.seen_text import as_seen
from plan.texts.written import format_day

MERGED_ON, MERGED_BY = date(2025, 7, 1), "Nghị quyết số 202/2025/QH15"
_HEIRS = {
    "tỉnh Tuyên Quang": ("Hà Giang",),
    "tỉnh Lào Cai": ("Yên Bái",),
    "tỉnh Thái Nguyên": ("Bắc Kạn",),
    "tỉnh Phú Thọ": ("Hòa Bình", "Vĩnh Phúc"),
    "tỉnh Bắc Ninh": ("Bắc Giang",),
    "tỉnh Hưng Yên": ("Thái Bình",),
    "thành phố Hải Phòng": ("Hải Dương",),
    "tỉnh Ninh Bình": ("Hà Nam", "Nam Định"),
    "tỉnh Quảng Trị": ("Quảng Bình",),
    "thành phố Đà Nẵng": ("Quảng Nam",),
    "tỉnh Quảng Ngãi": ("Kon Tum",),
    "tỉnh Gia Lai": ("Bình Định",),
    "tỉnh Khánh Hòa": ("Ninh Thuận",),
    "tỉnh Lâm Đồng": ("Đắk Nông", "Bình Thuận"),
    "tỉnh Đắk Lắk": ("Phú Yên",),
    "Thành phố Hồ Chí Minh": ("Bà Rịa - Vũng Tàu", "Bình Dương"),
    "tỉnh Đồng Nai": ("Bình Phước",),
    "tỉnh Tây Ninh": ("Long An",),
    "thành phố Cần Thơ": ("Sóc Trăng", "Hậu Giang"),
    "tỉnh Vĩnh Long": ("Bến Tre", "Trà Vinh"),
    "tỉnh Đồng Tháp": ("Tiền Giang",),
    "tỉnh Cà Mau": ("Bạc Liêu",),
    "tỉnh An Giang": ("Kiên Giang",),
}
"""Each province or city that went on, and those that became part of it."""


def heir_of(province: str) -> str:
    """Return the province or city that one (`tỉnh Bắc Giang`, `Bắc Giang`) became part of on 1/7/2025; '' where it goes on."""
    name = _key(province)
    return next((heir for heir, ended in _HEIRS.items() if name in map(_key, ended)), "")


def the_province_goes_by_its_name(case: Case) -> Iterator[FileError]:
    """Yield a warning for a plan that goes on past the day on which the province of its register became part of another."""
    heir = heir_of(case.register.name)
    last = case.end if case.plan.replaced is None else case.plan.replaced.on - timedelta(days=1)
    if heir and case.plan.starts < MERGED_ON <= last:
        sentence = (
            f"UBND {case.register.name} không còn từ ngày {format_day(MERGED_ON)}: {case.register.name} nhập vào {heir} theo "
            f"{MERGED_BY}; kế hoạch do UBND {heir} tiếp tục thực hiện. Từ ngày ấy văn phòng hãy ghi tên mới ở «province» của "
            "danh bạ cơ quan."
        )
        yield FileError(case.plan.file, 0, sentence, warning=True)


def _key(name: str) -> str:
    words = re.sub(r"^(?:tỉnh|thành phố)\s+", "", as_seen(name).strip().lower())
    return " ".join(re.sub(r"[^\w\s]", " ", words.replace("hoà", "hòa")).split())
