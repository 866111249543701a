"""What a meeting concluded, as its notice tells it: a plan of its own, whose points are followed like any other."""

from datetime import date

import pytest

from plan.calendar import WorkCalendar
from plan.drafting.draft import draft_plan
from plan.drafting.found import Found
from plan.drafting.intake import read_files
from plan.language.plan_file import read_plan
from plan.language.register_file import read_register
from plan.owed import owed_between

NOTICE = """\
ỦY BAN NHÂN DÂN
TỈNH MẪU
-------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------
Số: 245/TB-UBND

Mẫu, ngày 20 tháng 11 năm 2026

THÔNG BÁO

Kết luận của đồng chí Nguyễn Văn An, Chủ tịch UBND tỉnh tại Phiên họp giao ban tháng 11 năm 2026

Ngày 18/11/2026, tại Trụ sở UBND tỉnh, đồng chí Nguyễn Văn An, Chủ tịch UBND tỉnh chủ trì Phiên họp giao ban tháng 11 năm 2026. Tham dự có lãnh đạo các Sở, ban, ngành.

Sau khi nghe báo cáo của Văn phòng UBND tỉnh và ý kiến của các đại biểu, Chủ tịch UBND tỉnh kết luận như sau:

1. Về giải ngân vốn đầu tư công

Đánh giá cao sự cố gắng của các cơ quan trong tháng 10.

a) Giao Sở Tài chính chủ trì, phối hợp với các sở, ngành liên quan rà soát các dự án chậm tiến độ, báo cáo UBND tỉnh trước ngày 05/12/2026.

b) Giao Sở Xây dựng khẩn trương hoàn thiện thủ tục phê duyệt quy hoạch khu đô thị phía Nam, hoàn thành trong tháng 12/2026.

2. Về chuyển đổi số

Giao Sở Khoa học và Công nghệ tham mưu UBND tỉnh ban hành kế hoạch sao lưu dữ liệu năm 2027, trình UBND tỉnh trước ngày 20/12/2026.

3. Yêu cầu các Sở, ban, ngành, UBND các xã, phường hằng tháng báo cáo kết quả xử lý kiến nghị của cử tri, gửi Văn phòng UBND tỉnh trước ngày 25 hằng tháng.

Thừa lệnh Chủ tịch, Văn phòng UBND tỉnh thông báo để các cơ quan, đơn vị biết, thực hiện./.

Nơi nhận:
- Chủ tịch, các PCT UBND tỉnh;
- Lưu: VT.

TL. CHỦ TỊCH
CHÁNH VĂN PHÒNG
Trần Văn Bình
"""


def read(text: str = NOTICE) -> Found:
    return read_files([("thong-bao.txt", text.encode())])


def test_a_notice_of_conclusions_is_a_plan_of_its_kind_by_its_number_and_year() -> None:
    draft = draft_plan(read())
    assert draft.found.facts.kind == "Thông báo kết luận"
    assert (draft.found.facts.number, draft.found.facts.date) == ("245/TB-UBND", "20/11/2026")
    assert draft.code == "thong-bao-ket-luan-245-2026"


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("THÔNG BÁO KẾT LUẬN\n\nCủa Chủ tịch UBND tỉnh tại buổi làm việc với Sở Y tế", "Thông báo kết luận"),
        ("THÔNG BÁO\n\nÝ kiến kết luận của Phó Chủ tịch UBND tỉnh tại cuộc họp về kho lưu trữ", "Thông báo kết luận"),
        ("THÔNG BÁO\n\nVề việc nghỉ Tết Nguyên đán năm 2027 của các cơ quan", "Thông báo"),
    ],
)
def test_only_a_notice_that_tells_conclusions_is_one(title: str, kind: str) -> None:
    start, end = NOTICE.index("THÔNG BÁO"), NOTICE.index("\n\nNgày 18/11/2026")
    assert read(NOTICE[:start] + title + NOTICE[end:]).facts.kind == kind


def test_each_point_is_given_to_who_is_named_in_it_with_its_own_day() -> None:
    found = {task.ref: (task.leads, task.time) for task in read().tasks}
    assert found == {
        "1.a": (("Sở Tài chính",), "trước ngày 05/12/2026"),
        "1.b": (("Sở Xây dựng",), "hoàn thành trong tháng 12/2026"),
        "2.1": (("Sở Khoa học và Công nghệ",), "trước ngày 20/12/2026"),
        "3": (("các Sở, ban, ngành, UBND các xã, phường",), "trước ngày 25 hằng tháng"),
    }


def test_a_heading_that_ends_in_so_is_no_line_that_goes_on() -> None:
    assert read().headings["2"] == "Về chuyển đổi số"


def test_what_only_praises_is_shown_and_the_closing_words_are_none() -> None:
    passages = {one.ref: one.understood for one in read().passages}
    assert passages == {"1.1": False, "3.1": True}


def test_its_points_are_asked_like_those_of_any_plan() -> None:
    draft = draft_plan(read())
    register, errors = read_register(draft.register_text, "agencies.yaml")
    assert register is not None, [str(error) for error in errors]
    text = draft.plan_text.replace('default: "??? cơ quan theo dõi chung"', "default: so-tai-chinh")
    text = text.replace('"??? Đánh giá cao', '"Đánh giá cao')
    text = text.replace('time: "??? trước ngày 25 hằng tháng"', "time: monthly\n    due: {before: 25 of last month}")
    plan, found = read_plan(text, "x.yaml", register)
    assert plan is not None, [str(error) for error in found]
    owed = owed_between(plan, register, WorkCalendar(), date(2026, 11, 1), date(2026, 12, 31))
    # By hand; nothing opens before the notice of 20/11/2026.
    assert [(one.ref, one.agency, one.opens_on.isoformat(), one.due_on.isoformat()) for one in owed] == [
        ("1.a", "so-tai-chinh", "2026-11-20", "2026-12-04"),
        ("2.1", "so-khoa-hoc-va-cong-nghe", "2026-11-20", "2026-12-19"),
        ("1.b", "so-xay-dung", "2026-12-01", "2026-12-31"),
    ]
