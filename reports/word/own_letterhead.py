"""The office's own letterhead: a Word file with places such as `{{ noi_dung }}`, into which a report is written.

docxtpl fills the places in, also where Word keeps one in several pieces. Only names stand in them: no conditions, no
loops, no filters, so that a letterhead is a page and no program.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping

from docx import Document
from docx.document import Document as DocumentFile
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph
from docxtpl import DocxTemplate  # type: ignore[import-untyped]  # the library has no types
from jinja2 import Environment, StrictUndefined, TemplateError, TemplateSyntaxError, nodes

from models.sent_files.findings import Unfit, UnfitFileError
from models.sent_files.office_package import kind_of_package
from plan.language.reading import nearest
from reports.account.account import LetterheadError
from reports.labels import shorten

BODY = "noi_dung"
"""The place of the report's words; it stands alone in a paragraph of its own, and must be there."""
PLACES: Mapping[str, str] = {
    "co_quan_chu_quan": "cơ quan chủ quản, chữ hoa",
    "co_quan": "cơ quan ban hành, chữ hoa",
    "ky_hieu": "ký hiệu sau số",
    "dia_danh": "địa danh",
    "ngay_thang": "ngày tháng năm, ngày để trống",
    "trich_yeu": "trích yếu nội dung báo cáo",
    "thoi_gian": "khoảng thời gian của báo cáo",
    "kinh_gui": "nơi nhận sau «Kính gửi:»",
    BODY: "nội dung báo cáo, đứng riêng một đoạn",
    "noi_nhan": "danh sách «Nơi nhận», mỗi nơi một dòng",
    "quyen_han": "quyền hạn của người ký (KT., TL.)",
    "chuc_vu": "chức vụ của người ký",
    "nguoi_ky": "họ và tên người ký",
}
"""The places a letterhead may have, each with what comes there."""
NEW_LINE = "\a"
"""What parts the lines of a value: each becomes a paragraph of its own."""
_MARK = "[[noi-dung-bao-cao]]"
_NOT_WORD = "không mở được; hãy lưu lại từ Word dạng .docx"
_UNFIT = {
    Unfit.FETCHES: "tự lấy nội dung từ nơi khác khi mở (mẫu đính kèm, ảnh liên kết); hãy bỏ liên kết ấy rồi lưu lại",
    Unfit.MACROS: "có macro; hãy lưu lại dạng .docx",
    Unfit.EMBEDDED: "có đối tượng nhúng; hãy bỏ đi rồi lưu lại",
    Unfit.DDE: "có trường tự lấy dữ liệu từ chương trình khác; hãy bỏ đi rồi lưu lại",
}
"""Why a file is no letterhead, though Word opens it."""
_SHOWN = 60
_PLACE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_STATEMENT = re.compile(r"\{[%#]")
_SINGLE = re.compile(r"(?<!\{)\{\s*(\w+)\s*\}(?!\})")
_ENVIRONMENT = Environment(undefined=StrictUndefined, autoescape=True)


def check_letterhead(name: str, content: bytes) -> None:
    """Raise LetterheadError, with all that is wrong, unless a report can be written into a letterhead; `name` is its file's."""
    _opened(name, content)


def fill_letterhead(name: str, content: bytes, values: Mapping[str, str]) -> tuple[DocumentFile, Paragraph]:
    """Return a letterhead with its places filled in, and the paragraph in whose place the report's words go.

    `values` are those of `PLACES` but the body's, in several lines with `NEW_LINE` between them. A paragraph that holds
    only places without a value goes. Raise LetterheadError as `check_letterhead` does.
    """
    template = _opened(name, content)
    _drop_empty(template.docx, values)
    try:
        template.render({**values, BODY: _MARK}, _ENVIRONMENT, autoescape=True)
        filled = io.BytesIO()
        template.save(filled)
    except (TemplateError, ValueError) as error:
        raise LetterheadError(f"{name}: không điền được ({error}); hãy làm lại mẫu từ một tệp Word mới.") from None
    file = Document(filled)
    return file, next(one for one in file.paragraphs if one.text.strip() == _MARK)


def _opened(name: str, content: bytes) -> DocxTemplate:
    try:
        kind_of_package(io.BytesIO(content))
    except UnfitFileError as unfit:
        raise LetterheadError(f"{name}: {_UNFIT.get(unfit.why, _NOT_WORD)}.") from None
    template = DocxTemplate(io.BytesIO(content))
    try:
        template.init_docx()
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, SyntaxError, OSError):
        raise LetterheadError(f"{name}: {_NOT_WORD}.") from None
    faults = list(dict.fromkeys(_faults(template)))
    if faults:
        raise LetterheadError("\n".join(f"{name}: {fault}" for fault in faults))
    return template


def _faults(template: DocxTemplate) -> Iterator[str]:
    """Yield what is wrong with a letterhead's places, in sentences."""
    found: list[str] = []
    sound = True
    if template.docx.element.body.find(qn("w:sectPr")) is None:
        yield "không có khổ giấy, lề trang; hãy mở bằng Word rồi lưu lại dạng .docx."
        return
    for xml in _parts(template):
        if found_at := _STATEMENT.search(xml):
            sound = False
            yield (
                f"viết sai ở «{_around(xml, xml.count(chr(10), 0, found_at.start()) + 1)}»; trong hai dấu ngoặc nhọn kép chỉ "
                "ghi tên chỗ điền, không ghi điều kiện hay phép tính."
            )
            continue
        try:
            tree = _ENVIRONMENT.parse(xml)
        except TemplateSyntaxError as error:
            sound = False
            yield f"viết sai ở «{_around(xml, error.lineno)}»; mỗi chỗ điền viết như {{{{ noi_dung }}}}, trong hai dấu ngoặc nhọn kép."
            continue
        for node in tree.find_all((nodes.Expr, nodes.Stmt)):
            if isinstance(node, nodes.Output | nodes.TemplateData):
                continue
            if isinstance(node, nodes.Name):
                found.append(node.name)
                continue
            sound = False
            yield (
                f"viết sai ở «{_around(xml, node.lineno)}»; trong hai dấu ngoặc nhọn kép chỉ ghi tên chỗ điền, "
                "không ghi điều kiện hay phép tính."
            )
    for one in found:
        if one not in PLACES:
            yield f"không có chỗ điền «{one}»{nearest(one, PLACES)}; các chỗ dùng được: {', '.join(PLACES)}."
    yield from _single_braces(template.docx)
    if sound:
        yield from _body_faults(template.docx, found.count(BODY))


def _body_faults(file: DocumentFile, count: int) -> Iterator[str]:
    if count == 0:
        yield f"chưa có chỗ điền {{{{ {BODY} }}}} nên không biết viết nội dung báo cáo vào đâu."
    elif count > 1:
        yield f"chỗ điền {{{{ {BODY} }}}} có {count} lần; chỉ để một lần."
    elif not any(_names_in(_text(one._p)) == [BODY] for one in file.paragraphs):  # noqa: SLF001  docx has no name for it
        yield f"chỗ điền {{{{ {BODY} }}}} phải đứng riêng một đoạn, ngoài bảng và khung chữ."


def _single_braces(file: DocumentFile) -> Iterator[str]:
    for paragraph in file.element.iter(qn("w:p")):
        for one in _SINGLE.findall(_text(paragraph)):
            if one in PLACES:
                yield f"chỗ điền «{{{one}}}» mới có một dấu ngoặc nhọn; hãy viết {{{{ {one} }}}}."


def _parts(template: DocxTemplate) -> Iterator[str]:
    """Yield the parts of a letterhead in which places are filled, a paragraph a line: the text, then heads and feet."""
    parts = [template.get_xml()]
    for uri in (template.HEADER_URI, template.FOOTER_URI):
        parts.extend(template.get_part_xml(part) for _, part in template.get_headers_footers(uri))
    for xml in parts:
        yield re.sub(r"<w:p([ >])", r"\n<w:p\1", template.patch_xml(xml))


def _around(xml: str, line: int) -> str:
    """Return the words of a paragraph by its line."""
    words = re.sub(r"<[^>]+>", "", xml.split("\n")[line - 1])
    return shorten(" ".join(words.split()), _SHOWN)


def _drop_empty(file: DocumentFile, values: Mapping[str, str]) -> None:
    """Drop the paragraphs that hold only places without a value; one that is alone in its cell stays, for a cell has one."""
    for paragraph in list(file.element.body.iter(qn("w:p"))):
        names = _names_in(_text(paragraph))
        if not names or any(values.get(name, _MARK) for name in names):
            continue
        holder = paragraph.getparent()
        if len(holder.findall(qn("w:p"))) > 1 and not list(paragraph.iter(qn("w:sectPr"), qn("w:drawing"))):
            holder.remove(paragraph)


def _names_in(text: str) -> list[str]:
    """Return the names of a text that holds places alone, [] for any other."""
    return _PLACE.findall(text) if text.strip() and not _PLACE.sub("", text).strip() else []


def _text(paragraph: BaseOxmlElement) -> str:
    return "".join(one.text or "" for one in paragraph.iter(qn("w:t")))
