"""Who a sentence gives work to: the agencies at its beginning, up to the first verb in small letters."""

import re
from dataclasses import dataclass

_HEAD = (
    r"(?:(?:các|những|mỗi|từng|toàn thể|đồng chí|lãnh đạo|hệ thống|liên|nhóm)\s+)*"
    r"(?:sở|ban(?! hành| đầu)|bộ(?! tiêu| chỉ số| máy| phận| dữ liệu| nhận| công cụ)|ủy ban|uỷ ban|ubnd|hđnd|công an|văn phòng|chi nhánh|chi cục|cục|tổng cục|vụ|thanh tra|kho bạc|bảo hiểm|"
    r"ngân hàng|báo(?! cáo| động| hiệu)|đài|hội(?! nghị| thảo| thi| nhập| viên| chợ)|liên minh|liên hiệp|liên đoàn|mặt trận|ubmttq|đoàn(?! viên)|tỉnh đoàn|thành đoàn|trung tâm|trường(?! hợp)|viện|tòa án|toà án|"
    r"viện kiểm sát|kiểm toán|thuế|hải quan|cơ quan|đơn vị|địa phương|doanh nghiệp|chủ đầu tư|thủ trưởng|giám đốc|chủ tịch|"
    r"chánh|trưởng|bộ trưởng|người đứng đầu|thông tấn xã|tổ(?! chức)|tiểu ban|hội đồng|(?<=các )tổ chức|tổ chức (?=chính trị|tín dụng|đảng|hội|đoàn|đại diện)|tỉnh|huyện|xã(?! hội)|phường|thành phố|đặc khu|"
    r"phòng(?!,| chống| ngừa)|quỹ|tập đoàn|tổng công ty|công ty|điện lực|bưu điện|hiệp hội|lực lượng|cấp ủy|đảng ủy|huyện ủy|thành ủy|tỉnh ủy|"
    r"quân khu|bệnh viện|hợp tác xã|cơ sở(?! dữ liệu| hạ tầng| pháp| vật chất)|nhà thầu|chủ quản|chủ rừng|ngành|(?<=các )cấp|học viện|đại học|tổng đài|thư viện|bảo tàng|nhà hát|nhà văn hóa|vườn quốc gia|khu (?=kinh tế|công nghiệp|công nghệ)|cảng|hạt|trạm|đồn|câu lạc bộ|viettel|vnpt|mobifone)\b"
)
_STARTS = re.compile(_HEAD, re.IGNORECASE)
_ASKS = re.compile(
    r"(?:(?:chính phủ|ubnd tỉnh|ủy ban nhân dân (?:tỉnh|thành phố))\s+)?(?:trân trọng\s+)?"
    r"(giao|kính đề nghị|đề nghị|yêu cầu|khuyến khích|phân công)\s*:?\s*(?:cho\s+)?",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    r"(?:căn cứ|trên cơ sở|theo|đối với|định kỳ|hằng năm|hàng năm|trước ngày)\b[^;:.]{3,200}?,\s*", re.IGNORECASE
)
_VERBS = (
    "có trách nhiệm|chịu trách nhiệm|có nhiệm vụ|chủ trì|chủ động|phối hợp|tiếp tục|tăng cường|chỉ đạo|rà soát|xây dựng|căn cứ|"
    "có kế hoạch|triển khai|thực hiện|tham mưu|theo dõi|tổng hợp|báo cáo|hướng dẫn|trực tiếp|xuất cấp|trên cơ sở|theo chức năng|"
    "nghiên cứu|ban hành|bố trí|tổ chức|đôn đốc|gửi|đề xuất|lập|phát huy|đẩy mạnh|khẩn trương|định kỳ|hằng năm|hàng năm|hằng quý|hàng quý|hằng tháng|hàng tháng|hằng tuần|hàng tuần|cung cấp|"
    "hỗ trợ|giám sát|kiểm tra|tuyên truyền|vận động|thẩm định|tiếp nhận|xem xét|đăng tải|là cơ quan|là đầu mối|giúp|thường xuyên|"
    "kịp thời|nghiêm túc|quán triệt|tập trung|ưu tiên|cân đối|bảo đảm|đảm bảo|huy động|sử dụng|tích cực|quyết định|phê duyệt|"
    "quy định|trình|chấp hành|duy trì|đánh giá|tiên phong|tham gia|lựa chọn|cập nhật|phổ biến|nâng cao|trong phạm vi|khảo sát|"
    "lồng ghép|quan tâm|thu thập|vận hành|nắm|khai thác|thành lập|kiện toàn|đầu tư|hoàn thiện|hoàn thành|sớm|nhanh chóng|phân công|"
    "xác định|theo nhiệm vụ|theo thẩm quyền|theo quy định|theo lĩnh vực|tạo điều kiện|cụ thể hóa|tiến hành|mở thêm|làm|có văn bản|thông tin|đưa|giao|đề nghị|yêu cầu|chuẩn bị|đồng hành|"
    "được giao|được phân công|dành|phát triển|mở|đổi mới|giải quyết|xử lý|thông báo|truyền thông|phát động|bồi dưỡng|đào tạo|quản lý|"
    "đẩy nhanh|khắc phục|phân bổ|công khai|công bố|niêm yết|bàn giao|thu hồi|sắp xếp|cam kết|giải ngân|quyết toán|"
    "đăng ký|cải tạo|sửa chữa|mua sắm|trang bị|lắp đặt|khôi phục|nghiệm thu|tiếp thu|giải trình|tích hợp|kết nối|chia sẻ|"
    "số hóa|chuẩn hóa|biên soạn|thẩm tra|tháo gỡ|chấn chỉnh|thống nhất|ứng dụng|bảo trì|củng cố|phát hành|kiểm điểm|rút kinh nghiệm"
)
_VERB = re.compile(rf"(?<=\s)(?:{_VERBS})(?=[\s,:;.]|$)")
_NAME_WORD_BEFORE = re.compile(
    r"(?:cơ quan|đơn vị|ban|quỹ|trung tâm|tổ|bộ phận|các|những|và|của|,|phòng|tổ chức|doanh nghiệp|cấp|dịch vụ|hội đồng|chuyên môn|ban chỉ đạo|cán bộ|công chức|cơ sở|các trường|nhà trường|chủ)\s*$",
    re.IGNORECASE,
)
_NAME_VERBS = {
    "tổ chức", "quản lý", "thông tin", "truyền thông", "thực hiện", "tham mưu", "kiểm tra", "đầu tư", "phát triển", "hỗ trợ",
    "tuyên truyền", "báo cáo", "cung cấp", "nghiên cứu", "đào tạo", "xây dựng", "được giao", "được phân công", "chủ trì",
    "phối hợp", "bồi dưỡng", "đổi mới", "sử dụng", "trình", "vận hành", "khai thác", "triển khai", "giám sát", "thường trực",
    "theo dõi", "ban hành", "kiện toàn", "đánh giá", "thẩm định", "chuẩn bị", "quy định",
}  # fmt: skip
_SENTENCE_END = re.compile(rf"\.(?:\s|$)|;(?!\s*(?:{_HEAD}))(?:\s|$)", re.IGNORECASE)
_STRONG = re.compile(r"\s(?:có trách nhiệm|chịu trách nhiệm|có nhiệm vụ)(?=[\s:])")
_GIVEN = {"được giao", "được phân công", "chủ trì"}
"""What makes of an agency one that was told, rather than say what it does."""
_COMPOUND = re.compile(
    r"(?:chương|quy|công|quá|tiến|lộ|giáo|hành) trình|(?:hệ thống|công nghệ|an toàn|cổng|phương tiện) thông tin|việc làm|"
    r"(?:nhà|chủ) đầu tư|(?:công|độc) lập|cảnh báo sớm"
)
"""Groups of words that end with what elsewhere is a verb."""
_ENDING = {"thực hiện", "triển khai"}
"""The verbs that a sentence may end with; any other at its end is part of a name: `hệ thống thông tin`."""
LONGEST = 400


@dataclass(frozen=True)
class Actor:
    """The agencies that a sentence begins with, the rest of it, and whether the cut is one that can be trusted."""

    name: str
    rest: str
    sure: bool = True
    asked: str = ""
    """The word by which it is asked: `giao`, `đề nghị`."""
    led_in: bool = False
    """Whether words stand before the agencies: `Căn cứ …, các sở …`."""


def starts_like_agency(text: str) -> bool:
    """Tell whether a text begins as the name of an agency, a group or a post does."""
    return _STARTS.match(text) is not None


def read_actor(text: str) -> Actor | None:
    """Return who a sentence gives work to, None where it begins with nobody."""
    asked = ""
    found = _ASKS.match(text)
    if found is not None and starts_like_agency(text[found.end() :]):
        asked, text = found[1].lower(), text[found.end() :]
    if not starts_like_agency(text):
        lead_in = _LEAD_IN.match(text)
        while lead_in is not None and not starts_like_agency(text[lead_in.end() :]):
            further = _LEAD_IN.match(text, lead_in.end()) or re.compile(r"[^;:.]{3,120}?,\s*").match(
                text, lead_in.end()
            )
            if further is None or further.end() > LONGEST:
                return None
            lead_in = further
        if lead_in is None:
            return None
        text = text[lead_in.end() :]
        actor = _cut(text)
        return Actor(actor.name, actor.rest, sure=actor.sure, asked=asked, led_in=True) if actor else None
    actor = _cut(text)
    return Actor(actor.name, actor.rest, actor.sure, asked) if actor else None


def _cut(text: str) -> Actor | None:
    """Return a sentence cut behind its agencies."""
    seen = text.lower() if text.isupper() else text  # in a heading of capitals verbs are capitals too
    head = _SENTENCE_END.split(seen, maxsplit=1)[0][:LONGEST]
    strong = _STRONG.search(head)
    colon = re.search(r":(?=\s|$)", head)
    for found in _VERB.finditer(head):
        if (
            strong is not None
            and found.start() < strong.start()
            and found[0] in {"được phân công", "được giao", "chủ trì", "thực hiện", "phối hợp"}
            and re.search(r"được (?:phân công|giao)", head[: strong.start()])
        ):
            continue
        before = head[: found.start()]
        if _open_bracket(before):
            continue
        doubtful = False
        if found.end() == len(head) and found[0] not in _ENDING:
            continue
        if found[0] in _NAME_VERBS and _NAME_WORD_BEFORE.search(before) and before.rstrip()[-1:] not in "0123456789":
            doubtful = found[0] not in _GIVEN and _VERB.match(head, found.end() + 1) is not None
            if not doubtful:
                continue
        if colon is not None and colon.start() < found.start():
            break
        name = text[: found.start()].strip(" ,:")
        return Actor(name, text[found.start() :].strip(), sure=len(name) < 220 and not doubtful) if name else None
    if colon is not None:
        name = text[: colon.start()].strip(" ,")
        return Actor(name, text[colon.end() :].strip(), sure=len(name) < 220)
    return None


def _open_bracket(text: str) -> bool:
    return text.count("(") > text.count(")")


_WITH = re.compile(
    r"(?:là (?:cơ quan )?(?:đầu mối|thường trực)[^,;]*,\s*)?(?:chủ trì|đầu mối)\s*,?\s*(?:và\s+)?phối hợp\s+(?:chặt chẽ\s+)?(?:cùng\s+)?(?:với\s+)?(?:và\s+)?",
    re.IGNORECASE,
)


def coordinating_of(rest: str) -> tuple[str, str]:
    """Return who works beside the lead in `chủ trì, phối hợp với …`, and the rest of the sentence; '' where nobody is named."""
    found = _WITH.search(rest[:160])
    if found is None:
        return "", rest
    after = rest[found.end() :]
    if not starts_like_agency(after):
        return "", rest
    actor = _cut(after)
    if actor is None:
        head = re.split(r"[.;:](?:\s|$)", after, maxsplit=1)[0]
        return head.strip(" ,:."), after[len(head) :].strip(" :")
    return actor.name, actor.rest


def work_of(text: str) -> str:
    """Return what a sentence gives to do, without who does it with whom on which grounds; as much of it as is sure to go."""
    actor = read_actor(text)
    work = _behind(text, actor)
    found = _WITH.match(work)
    if found is None or not starts_like_agency(work[found.end() :]):
        return work
    return _behind(work, _cut(work[found.end() :]))


def _behind(text: str, actor: Actor | None) -> str:
    """Return what follows the agencies of a text; all of it where the cut stands behind a comma or within a noun.

    There the first verb may be one of those before it that nobody knows.
    """
    if actor is None or not actor.sure or not text.endswith(actor.rest):
        return text
    at = len(text) - len(actor.rest)
    in_noun = any(found.start() < at < found.end() for found in _COMPOUND.finditer(text.lower()))
    return text if in_noun or text[:at].rstrip().endswith(",") else actor.rest
