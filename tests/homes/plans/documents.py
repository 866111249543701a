"""Made-up official documents, one for each way in which such documents give work, as text and as files of other kinds."""

from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

HEAD = """\
ỦY BAN NHÂN DÂN
TỈNH MẪU
-------

Số: 15/KH-UBND

Mẫu, ngày 12 tháng 3 năm 2026

KẾ HOẠCH

Sắp xếp kho lưu trữ của các cơ quan

Thực hiện Nghị quyết số 1/NQ-HĐND ngày 01/02/2026, UBND tỉnh ban hành Kế hoạch như sau:

I. MỤC ĐÍCH, YÊU CẦU

1. Mục đích

- Các Sở phối hợp chặt chẽ trong việc sắp xếp kho lưu trữ của mình.

"""
FOOT = """

Nơi nhận:
- Như trên;
- Các Sở;
- Lưu: VT.
"""
LABELS = f"""{HEAD}II. NỘI DUNG THỰC HIỆN

1. Công tác chuẩn bị

a) Kiểm đếm toàn bộ hồ sơ đang để ngoài kho và lập danh mục theo từng năm.

- Chủ trì: Sở Nội vụ (nội dung liên quan đến hồ sơ giấy), Sở Khoa học và Công nghệ (nội dung liên quan đến hồ sơ số).

- Phối hợp: Các Sở, UBND các xã, phường.

- Thời gian: Thường xuyên.

b) Mua giá để hồ sơ cho kho chung.

+ Cơ quan chủ trì: Sở Tài chính.

+ Thời hạn hoàn thành: Quý IV/2026.

+ Sản phẩm: Kho có giá mới.

2. Số hóa hồ sơ

a) Hoạt động 1

- Nội dung: Số hóa hồ sơ có thời hạn bảo quản vĩnh viễn.

- Cơ quan thực hiện: Sở Nội vụ chủ trì, phối hợp với Văn phòng UBND tỉnh và các đơn vị có liên quan.

- Thời gian thực hiện: Năm 2026 và các năm tiếp theo.

3. Hướng dẫn nghiệp vụ lưu trữ theo quy định mới

Thời gian thực hiện sau khi Thông tư hướng dẫn được ban hành.
{FOOT}"""
UNITS = f"""{HEAD}II. TỔ CHỨC THỰC HIỆN

1. Sở Nội vụ

- Hướng dẫn các cơ quan lập danh mục hồ sơ nộp lưu.

- Chủ trì, phối hợp với Sở Tài chính thẩm định dự toán mua sắm giá kệ cho kho.

2. Các doanh nghiệp khai thác và vận hành kho bãi

- Bố trí mặt bằng để tạm hồ sơ trong thời gian sửa kho.

- Định kỳ báo cáo tình trạng kho về Sở Nội vụ.

3. Văn phòng UBND tỉnh: Đôn đốc các cơ quan nộp hồ sơ đúng hạn; bố trí cán bộ tiếp nhận.

4. Giao Sở Xây dựng là cơ quan đầu mối sửa chữa kho, chủ trì, phối hợp với các đơn vị liên quan:

a) Khảo sát hiện trạng nhà kho và lập hồ sơ thiết kế;

b) Giám sát việc thi công, nghiệm thu từng phần.

5. Sở Nội vụ theo dõi, đôn đốc việc thực hiện Kế hoạch này; tổng hợp, báo cáo UBND tỉnh trước ngày 20 hằng tháng.
{FOOT}"""
ANNEX = f"""{HEAD}II. NHIỆM VỤ

Các nhiệm vụ cụ thể tại Phụ lục kèm theo.
{FOOT}

PHỤ LỤC
DANH MỤC NHIỆM VỤ

|
STT
|
Nhiệm vụ
|
Đơn vị chủ trì
|
Đơn vị phối hợp
|
Thời gian hoàn thành
|
|
I
|
Chuẩn bị
|
|
1
|
Kiểm đếm hồ sơ còn ngoài kho
|
Sở Nội vụ
|
Các Sở, ban, ngành
|
06/2026
|
|
2
|
Mua giá kệ cho kho lưu trữ
chung của tỉnh
|
Sở Tài chính
|
Sở Nội vụ
|
2026 - 2027
|
"""
OTHER_PLACES = f"""{HEAD}II. NHIỆM VỤ

1. Đào tạo người coi kho

- Mở lớp nghiệp vụ cho người coi kho cấp xã;

- Cấp giấy chứng nhận cho người học.

Giao Sở Nội vụ chủ trì, phối hợp với UBND các xã triển khai thực hiện.

2. Chống mối cho kho

Phân công Sở Nông nghiệp và Môi trường chủ trì thực hiện; hoàn thành trước ngày 30/9/2027.

3. Thay cửa kho lưu trữ (Sở Xây dựng chủ trì, phối hợp với Sở Tài chính; hoàn thành trong quý II/2026).

4. Mua máy hút ẩm. Cơ quan chủ trì: Thư viện tỉnh; cơ quan phối hợp: Sở Tài chính; thời gian thực hiện: Hằng năm.

5. Về kinh phí: Giao Sở Tài chính cân đối, bố trí vốn sửa kho hằng năm.

III. TỔ CHỨC THỰC HIỆN

Sở Nội vụ

Đôn đốc, tổng hợp việc thực hiện Kế hoạch.

UBND các xã

Bố trí phòng tạm giữ hồ sơ.
{FOOT}"""
LETTER = """\
UBND TỈNH MẪU

Số: 162/UBND-NC

Mẫu, ngày 5 tháng 5 năm 2026

V/v tăng cường phòng cháy ở kho lưu trữ

Thực hiện Công điện số 10/CĐ-TTg, UBND tỉnh yêu cầu:

1. Các sở, ban, ngành tỉnh, UBND các xã, phường:

1.1. Rà soát kho của mình; hoàn thành trước ngày 20/5/2026.

1.2. Lập phương án chữa cháy cho kho.

2. Công an tỉnh kiểm tra việc chữa cháy ở các kho, báo cáo UBND tỉnh trước ngày 25/12/2026.

Yêu cầu các cơ quan, đơn vị nghiêm túc thực hiện./.
"""
GOALS = f"""{HEAD}II. MỤC TIÊU ĐẾN NĂM 2027

- Phấn đấu 90% hồ sơ có thời hạn bảo quản vĩnh viễn được số hóa.

- Nâng cao nhận thức về lưu trữ của cán bộ các Sở.

III. NHIỆM VỤ

1. Sở Nội vụ và Sở Tài chính rà soát hồ sơ còn tồn đọng, gửi danh mục về Văn phòng UBND tỉnh.
{FOOT}"""


def as_docx(lines: list[tuple[str, int]], *, tracked: bool = False) -> bytes:
    """Return a Word file whose paragraphs stand in a list: (text, level), level -1 for none; Word reckons the numbers."""
    document = Document()
    _define_list(document)
    for text, level in lines:
        paragraph = document.add_paragraph(text)
        if level >= 0:
            _put_in_list(paragraph, level)
    if tracked:
        added = OxmlElement("w:ins")
        run = document.add_paragraph("Sở Nội vụ rà soát hồ sơ ").add_run("còn thiếu.")._r
        run.addprevious(added)
        added.append(run)
    return saved(document)


def saved(document: Any) -> bytes:  # noqa: ANN401 - python-docx returns its document class under a function's name
    """Return a Word document's bytes."""
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _define_list(document: Any) -> None:  # noqa: ANN401 - as above
    numbering = document.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "77")
    for level, (form, shown) in enumerate(
        (("upperRoman", "%1."), ("decimal", "%2."), ("lowerLetter", "%3)"), ("bullet", "-"))
    ):
        part = OxmlElement("w:lvl")
        part.set(qn("w:ilvl"), str(level))
        for tag, value in (("w:start", "1"), ("w:numFmt", form), ("w:lvlText", shown)):
            element = OxmlElement(tag)
            element.set(qn("w:val"), value)
            part.append(element)
        abstract.append(part)
    numbering.insert(0, abstract)
    number = OxmlElement("w:num")
    number.set(qn("w:numId"), "77")
    base = OxmlElement("w:abstractNumId")
    base.set(qn("w:val"), "77")
    number.append(base)
    numbering.append(number)


def _put_in_list(paragraph: Any, level: int) -> None:  # noqa: ANN401 - as above
    listed = OxmlElement("w:numPr")
    for tag, value in (("w:ilvl", str(level)), ("w:numId", "77")):
        element = OxmlElement(tag)
        element.set(qn("w:val"), value)
        listed.append(element)
    paragraph._p.get_or_add_pPr().append(listed)
