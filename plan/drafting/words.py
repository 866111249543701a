"""The words by which documents are built: labels, heads of tables, headings of sections. Closed sets, told by their kind."""

import re

_I = re.IGNORECASE

LEAD, CO, TIME, PRODUCT, CONTENT, NUMBER, NOTE, GOAL = (
    "lead",
    "co",
    "time",
    "product",
    "content",
    "number",
    "note",
    "goal",
)
"""What a label or a column says."""

_WHO = r"(?:(?:các\s+)?(?:cơ quan|đơn vị|sở, ngành|bộ phận|nơi|bên|phân công|trách nhiệm|cấp)\s*(?:,\s*(?:cơ quan|đơn vị|cá nhân|tổ chức)\s*)*)?"
LABELS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (CO, re.compile(rf"{_WHO}(?:cùng\s+|tham gia\s+)?phối hợp(?:[ ,]*(?:thực hiện|tham mưu|triển khai))*\s*(?:\([^)]*\)\s*)?:", _I)),
    (TIME, re.compile(r"(?:thời gian|thời hạn|tiến độ|lộ trình|thời điểm|hạn)(?:\s+(?:và|thực hiện|hoàn thành|triển khai|trình|báo cáo|tiến độ|dự kiến|bắt đầu|kết thúc|tổ chức|gửi|ban hành))*\s*(?:\([^)]*\)\s*)?:", _I)),
    (PRODUCT, re.compile(r"(?:dự kiến\s+)?(?:sản phẩm|kết quả|đầu ra|yêu cầu kết quả|hình thức văn bản)(?:[ ,]*(?:và|đầu ra|chủ yếu|hoàn thành|thực hiện|dự kiến|cần đạt|đạt được|kết quả|sản phẩm|công việc|nhiệm vụ))*\s*:", _I)),
    (LEAD, re.compile(rf"{_WHO}(?:được giao\s+)?(?:(?:chủ trì|chịu trách nhiệm|thực hiện|đầu mối|tham mưu|phụ trách|triển khai|chính)(?:[ ,]*(?:và|/)?\s*)?)+(?:chính\s*)?(?:\([^)]*\)\s*)?:", _I)),
    (CONTENT, re.compile(r"(?:các\s+)?(?:nội dung|nhiệm vụ|công việc|hoạt động|yêu cầu|cách làm|biện pháp|giải pháp)(?:[ ,]*(?:và|thực hiện|cụ thể|công việc|hoạt động|nhiệm vụ|triển khai|chính|chủ yếu|giải pháp))*\s*:", _I)),
)  # fmt: skip
TIME_WITHOUT_COLON = re.compile(r"(?:thời gian|thời hạn)\s+(?:thực hiện|hoàn thành)\s+(?=[a-zđ0-9])", _I)
EMPTY_OWNER = re.compile(
    r"(?:hoạt động|nhiệm vụ|nội dung|công việc|giải pháp|dự án|tiểu dự án|mô hình)\s*\d{0,2}\s*[.:]?", _I
)
"""A heading that only counts: the work stands below it."""

HEADS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (CO, re.compile(r"phối hợp", _I)),
    (NUMBER, re.compile(r"(?:s?tt|số\s*tt|số thứ tự|tt\.?|no\.?)", _I)),
    (TIME, re.compile(r"thời gian|thời hạn|tiến độ|lộ trình|hạn hoàn thành|thời điểm|hoàn thành|năm thực hiện|^hạn", _I)),
    (PRODUCT, re.compile(r"sản phẩm|kết quả|đầu ra", _I)),
    (LEAD, re.compile(r"chủ trì|thực hiện|đầu mối|phụ trách|trách nhiệm|tham mưu|chủ quản|^(?:cơ quan|đơn vị)", _I)),
    (GOAL, re.compile(r"chỉ tiêu|đơn vị tính|đvt", _I)),
    (CONTENT, re.compile(r"nhiệm vụ|nội dung|công việc|hoạt động|giải pháp|^tên|danh mục|đề án|dự án|văn bản", _I)),
    (NOTE, re.compile(r"ghi chú|căn cứ|kinh phí|nguồn", _I)),
)  # fmt: skip

_OVERSEES = re.compile(
    r"lãnh đạo|người chỉ đạo|cơ quan (?:trình|theo dõi|ban hành|thẩm định|phê duyệt)|thẩm quyền|cấp (?:trình|ban hành)",
    _I,
)
"""A column of who oversees or decides, not of who does."""
WORK, ORGANISE, GOALS, MONEY, NO_WORK = "work", "organise", "goals", "money", "no work"
"""What a section holds: work with or without a lead, who does what, indicators, money, or nothing that anybody owes."""
SECTIONS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (NO_WORK, re.compile(r"mục đích|^(?:[^a-zà-ỹđ]*)yêu cầu|quan điểm|hiện trạng|thực trạng|đối tượng|phạm vi|nguyên tắc|sự cần thiết|căn cứ|tiêu chuẩn|khen thưởng|thủ tục|hồ sơ|tình hình|thời gian|bối cảnh|kết quả đạt được|tồn tại|đánh giá chung|địa điểm|thành phần", _I)),
    (GOALS, re.compile(r"mục tiêu|chỉ tiêu", _I)),
    (MONEY, re.compile(r"kinh phí|nguồn vốn|nguồn lực tài chính|dự toán", _I)),
    (ORGANISE, re.compile(r"tổ chức thực hiện|phân công|trách nhiệm|chế độ (?:thông tin|báo cáo)|tổ chức triển khai|công tác báo cáo", _I)),
    (WORK, re.compile(r"nhiệm vụ|nội dung|giải pháp|hoạt động|biện pháp|chương trình|công tác|triển khai", _I)),
)  # fmt: skip
END_OF_BODY = re.compile(r"nơi nhận\s*:?", _I)
ANNEX = re.compile(r"(?:PHỤ LỤC|Phụ lục|PHỤ BIỂU|BIỂU)\b[\s\dIVX.:A-Z]*(?![a-zà-ỹ])")
KINDS = re.compile(
    r"(KẾ HOẠCH|QUYẾT ĐỊNH|NGHỊ QUYẾT|CHỈ THỊ|CHƯƠNG TRÌNH(?: HÀNH ĐỘNG)?|ĐỀ ÁN|PHƯƠNG ÁN|THÔNG BÁO|CÔNG ĐIỆN|CÔNG VĂN|HƯỚNG DẪN|QUY CHẾ)\s*:?"
)
SECTION_END = re.compile(r"(?:trong quá trình|trên đây là|yêu cầu các|đề nghị các|căn cứ nội dung)", _I)


def label_of(text: str) -> tuple[str, str] | None:
    """Return what a paragraph's label says and the text behind it, None where it begins with no label."""
    for name, pattern in LABELS:
        found = pattern.match(text)
        if found is not None:
            return name, text[found.end() :].strip()
    found = TIME_WITHOUT_COLON.match(text)
    return (TIME, text[found.end() :].strip()) if found else None


def head_of(cell: str) -> str:
    """Return what a column's head says, '' where it is none of the known ones."""
    words = cell.strip(" .:")
    if len(words) > 80:
        return ""
    if _OVERSEES.search(words):
        return NOTE
    for name, pattern in HEADS:
        found = pattern.fullmatch(words) if name == NUMBER else pattern.search(words)
        if found is not None:
            return name
    return ""


_BEGINNING = re.compile(r"(?:(?:về|các|một số|những|công tác)\s+)*", _I)


def section_of(heading: str, *, part: bool) -> str:
    """Return what a heading announces, '' where it says nothing of that.

    The heading of a whole `part` is known by any of its words; one below it only by those it begins with, for work has
    them too.
    """
    words = heading[:120]
    if not part:
        start = _BEGINNING.match(words)
        words = words[start.end() :] if start else words
        return next((name for name, pattern in SECTIONS if pattern.match(words)), "")
    found = [(match.start(), name) for name, pattern in SECTIONS if (match := pattern.search(words))]
    return min(found)[1] if found else ""
