"""Which files are kept: each is known by its structure, and what may not be kept is refused with the way out."""

import struct
import subprocess
import tempfile
import zlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from pikepdf import Array, Dictionary, Encryption, Name, ObjectStreamMode, Pdf, Permissions, String

from models.refusal import RefusedError
from models.sent_files import kinds, looking
from models.sent_files.findings import DOC, DOCX, HEIC, JPEG, PDF, PNG, WEBP, XLS, XLSX
from models.sent_files.kinds import kind_of
from models.sent_files.structure import kind_by_structure
from tests.homes import sample_files
from tests.homes.sample_files import (
    docx,
    heic,
    jpeg,
    links,
    old_excel,
    old_office,
    old_word,
    package,
    pdf,
    png,
    webp,
    word,
)

LINKED = "xl/externalLinks/externalLink1.xml"
EMBEDDED = "word/embeddings/a.xlsx"
FIELD = '<w:document xmlns:w="w"><w:r><w:fldChar/></w:r>{runs}<w:r><w:fldChar/></w:r></w:document>'
RUN = "<w:r><w:instrText>{}</w:instrText></w:r>"
RELS = "word/_rels/settings.xml.rels"


@pytest.fixture(autouse=True)
def look_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at files in this process, as the other one would: a hundred of them take a minute to start.

    Tests that ask for `apart` go the whole way.
    """
    if "apart" not in request.fixturenames:
        monkeypatch.setattr(kinds, "look_apart", lambda file, _whose: kind_by_structure(file))


@pytest.fixture
def apart() -> None:
    """Look at files in a process of their own, as the program does."""


def judged(content: bytes, name: str = "tệp") -> str:
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        return kind_of(file.file, name, "so-y-te")


def refusal(content: bytes) -> str:
    with pytest.raises(RefusedError) as refused:
        judged(content)
    assert str(refused.value).startswith("Tệp «tệp» ")
    assert str(refused.value).endswith(".")
    return str(refused.value).removeprefix("Tệp «tệp» ")


def saved(
    *, owner: str = "", user: str = "", streams: ObjectStreamMode = ObjectStreamMode.preserve, linearized: bool = False
) -> bytes:
    made = BytesIO()
    with Pdf.open(BytesIO(sample_files.PDF)) as read:
        lock = Encryption(owner=owner, user=user, allow=Permissions(print_highres=False)) if owner or user else None
        read.save(made, encryption=lock or False, object_stream_mode=streams, linearize=linearized)
    return made.getvalue()


def with_catalog(entries: Mapping[str, object], streams: ObjectStreamMode = ObjectStreamMode.preserve) -> bytes:
    made = BytesIO()
    with Pdf.open(BytesIO(sample_files.PDF)) as read:
        for name, entry in entries.items():
            read.Root[name] = read.make_indirect(entry) if isinstance(entry, Dictionary) else entry
        read.save(made, object_stream_mode=streams)
    return made.getvalue()


@pytest.mark.parametrize(
    "before",
    [
        b"",
        b"\r\n\r\n",
        b"\xef\xbb\xbf",
        b'\x1b%-12345X@PJL JOB NAME="scan"\n@PJL ENTER LANGUAGE=PDF\n',
        b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n",
        bytes(1019),
    ],
    ids=["nothing", "line breaks", "byte order mark", "printer", "web answer", "as far as readers look"],
)
@pytest.mark.parametrize("behind", [b"", b"\r\n" * 4000, bytes(4096), b"<!-- saved -->"], ids=len)
def test_a_pdf_is_taken_with_what_scanners_and_portals_write_around_it(before: bytes, behind: bytes) -> None:
    assert judged(before + sample_files.PDF + behind) == PDF


@pytest.mark.parametrize(
    "content",
    [
        saved(owner="chỉ chủ"),
        saved(streams=ObjectStreamMode.generate),
        saved(linearized=True),
        pdf("/Annots[<</Type/Annot/Subtype/Link/A<</S/URI/URI(https://example.vn)>>>>]"),
        with_catalog({"/OpenAction": Array([0, Name.Fit])}),
        sample_files.PDF.replace(b"startxref\n", b"startxref\n9"),
    ],
    ids=["owner's password", "packed objects", "for the web", "a link to click", "opens at a page", "table misplaced"],
)
def test_a_pdf_that_opens_for_everybody_is_taken(content: bytes) -> None:
    assert judged(content) == PDF


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7\n", "bị hỏng nên không đọc được"),
        (b"%PDF-1.7\n%%EOF\n", "bị hỏng nên không đọc được"),
        (sample_files.PDF[: len(sample_files.PDF) // 2], "bị hỏng nên không đọc được"),
        (sample_files.PDF + bytes(range(1, 256)) * 8, "bị hỏng nên không đọc được"),
        (saved(linearized=True)[:-200], "bị hỏng nên không đọc được"),
        (bytes(1024) + sample_files.PDF, "không phải PDF, Word, Excel hoặc ảnh"),
        (b"MZ\x90\0" + bytes(200) + sample_files.PDF, "không phải PDF, Word, Excel hoặc ảnh"),
        (saved(user="mở"), "có mật khẩu nên người theo dõi không mở được; hãy bỏ mật khẩu rồi gửi lại"),
        (saved(user="mở", owner="chủ"), "có mật khẩu nên người theo dõi không mở được"),
        (with_catalog({"/OpenAction": Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))}), "có mã lệnh"),
        (
            with_catalog({"/AA": Dictionary(S=Name.Rendition, JS=String("x"))}, ObjectStreamMode.generate),
            "có mã lệnh",
        ),
        (with_catalog({"/AcroForm": Dictionary(XFA=Array([]))}), "có mã lệnh (JavaScript, biểu mẫu XFA)"),
        (pdf("/AA<</O<</S/Launch/F(cmd.exe)>>>>"), "có lệnh chạy chương trình khác"),
        (with_catalog({"/OpenAction": Dictionary(S=Name.ImportData)}), "có lệnh chạy chương trình khác"),
        (with_catalog({"/X": Dictionary(EF=Dictionary())}), "có tệp hoặc phim, âm thanh đính kèm"),
        (pdf("/Annots[<</Type/Annot/Subtype/RichMedia>>]"), "có tệp hoặc phim, âm thanh đính kèm"),
        (pdf("/Annots[[<</Type/Annot/Subtype/FileAttachment>>]]"), "có tệp hoặc phim, âm thanh đính kèm"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_pdf_that_is_broken_locked_or_active_is_refused(content: bytes, said: str) -> None:
    assert refusal(content).startswith(said)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (docx(), DOCX),
        (word(), DOCX),
        (package(), XLSX),
        (word({"word/_rels/document.xml.rels": links(("hyperlink", "https://example.vn/van-ban"))}), DOCX),
        (word({RELS: links(("attachedTemplate", "file:///C:\\Users\\A\\Normal.dotm"))}), DOCX),
        (package(others={"xl/externalLinks/_rels/e.rels": links(("externalLinkPath", "So lieu nam 2022.xlsx"))}), XLSX),
        (package(others={LINKED: '<externalLink><externalBook r="1"/></externalLink>'}), XLSX),
        (package(others={"xl/connections.xml": '<connections><connection id="1"/></connections>'}), XLSX),
        (word({"word/header1.xml": FIELD.format(runs=RUN.format(" PAGE "))}), DOCX),
        (word({EMBEDDED: package(), "word/charts/_rels/c.rels": links(("package", "../a.xlsx"), outside=False)}), DOCX),
        (old_office({"WordDocument": old_word(), "1Table": b""}), DOC),
        (old_office({"WordDocument": old_word("Macros\0VBA\0".encode("utf-16-le"))}), DOC),
        (old_office({"Workbook": old_excel((0x0085, bytes(6) + b"\5Sheet"), (0x01AE, b"\1\0\4\0\0So.x"))}), XLS),
        (old_office({"Book": old_excel()}), XLS),
        (jpeg(), JPEG),
        (jpeg(b"ftypmp42" * 1000), JPEG),
        (png(), PNG),
        (webp(), WEBP),
        (heic(), HEIC),
    ],
)
def test_an_office_file_or_picture_is_known_by_its_structure(content: bytes, kind: str) -> None:
    assert judged(content) == kind


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (package("xl/workbook.xml", "spreadsheetml.sheet", {"xl/vbaProject.bin": "x"}), "có macro"),
        (package(more_types="<!-- application/vnd.ms-office.vbaProject -->"), "có macro"),
        (package(more_types="<!-- ms-excel.sheet.macroEnabled -->"), "có macro"),
        (package(more_types="<!-- ms-excel.macrosheet -->"), "có macro"),
        (package(others={"xl/_rels/w.rels": links(("xlMacrosheet", "m.xml"), outside=False)}), "có macro"),
        (old_office({"WordDocument": old_word(), "Macros/VBA": b"x"}), "có macro"),
        (old_office({"Workbook": old_excel(), "_VBA_PROJECT_CUR/dir": b"x"}), "có macro"),
        (old_office({"Workbook": old_excel((0x0085, bytes(5) + b"\1"))}), "có macro"),
        (word({RELS: links(("attachedTemplate", "https://example.com/a.dotm"))}), "tự lấy nội dung từ máy khác"),
        (word({RELS: links(("attachedTemplate", "\\\\may-chu\\mau\\a.dotm"))}), "tự lấy nội dung từ máy khác"),
        (word({RELS: links(("attachedTemplate", "file://may-chu/a.dotm"))}), "tự lấy nội dung từ máy khác"),
        (word({RELS: links(("image", "http://example.com/x.png"))}), "tự lấy nội dung từ máy khác"),
        (word({RELS: links(("frame", "mhtml:http://example.com/x"))}), "tự lấy nội dung từ máy khác"),
        (package(others={"_rels/.rels": links(("webextensiontaskpanes", "a"), outside=False)}), "tự lấy nội dung"),
        (
            package(others={"xl/connections.xml": '<connections><connection refreshOnLoad="1"/></connections>'}),
            "tự lấy nội dung từ máy khác",
        ),
        (word({RELS: links(("oleObject", "embeddings/o.bin"), outside=False)}), "có đối tượng nhúng"),
        (package(others={"xl/_rels/s.rels": links(("control", "x.xml"), outside=False)}), "có đối tượng nhúng"),
        (word({RELS: links(("aFChunk", "x.rtf"), outside=False)}), "có đối tượng nhúng"),
        (word({"word/embeddings/o.bin": b"MZ"}), "có đối tượng nhúng"),
        (word({EMBEDDED: word({"word/embeddings/b.xlsx": package()})}), "có đối tượng nhúng"),
        (word({"word/media/hinh.png": old_office({"\x01Ole10Native": b"x"})}), "có đối tượng nhúng"),
        (word({EMBEDDED: package(others={"xl/vbaProject.bin": "x"})}), "có macro"),
        (word({EMBEDDED: package(others={LINKED: "<externalLink><ddeLink/></externalLink>"})}), "có liên kết DDE"),
        (old_office({"WordDocument": old_word(), "ObjectPool/_123": b"x"}), "có đối tượng nhúng"),
        (old_office({"Workbook": old_excel(), "MBD0017A2B3/Workbook": b"x"}), "có đối tượng nhúng"),
        (package(others={LINKED: '<externalLink><ddeLink ddeService="cmd"/></externalLink>'}), "có liên kết DDE"),
        (word({"word/document1.xml": FIELD.format(runs=RUN.format(" DDE cmd"))}), "có liên kết DDE"),
        (
            word({"word/footer2.xml": FIELD.format(runs=RUN.format("D") + RUN.format("DEAUTO c:\\x"))}),
            "có liên kết DDE",
        ),
        (word({"word/comments.xml": '<w:x xmlns:w="w"><w:fldSimple w:instr="ddeauto x"/></w:x>'}), "có liên kết DDE"),
        (
            word({"word/footnotes.xml": FIELD.format(runs=RUN.format("DDEAUTO x")).encode("utf-16")}),
            "có liên kết DDE",
        ),
        (old_office({"WordDocument": old_word(b"\x13 DDEAUTO c:\\x \x14")}), "có liên kết DDE"),
        (old_office({"WordDocument": old_word("\x13 dde c:\\x \x14".encode("utf-16-le"))}), "có liên kết DDE"),
        (old_office({"Workbook": old_excel((0x01AE, b"\1\0\5\0\0cmd\3/c"))}), "có liên kết DDE"),
        (old_office({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}), "có mật khẩu"),
        (old_office({"WordDocument": old_word(encrypted=True)}), "có mật khẩu"),
        (old_office({"Workbook": old_excel((0x002F, bytes(6)))}), "có mật khẩu"),
        (old_office({"WordDocument": old_word(bytes(40_000))})[:20_000], "bị hỏng"),
        (old_office({"Workbook": b"\x09\x08\xff\xff"}), "bị hỏng"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "bị hỏng"),
        (word({RELS: '<!DOCTYPE r [<!ENTITY a "b">]><r>&a;</r>'}), "bị hỏng"),
        (word({RELS: "<r>"}), "bị hỏng"),
        (docx()[:-40], "bị hỏng"),
        (old_office({"__properties_version1.0": b"x"}), "không phải PDF"),
        (package("ppt/presentation.xml", "presentationml.presentation"), "không phải PDF"),
        (package("xl/workbook.xml", "spreadsheetml.template"), "không phải PDF"),
        (package("ma/a.xml", "spreadsheetml.sheet"), "không phải PDF"),
        (jpeg()[:-3], "bị hỏng"),
        (jpeg()[:40], "bị hỏng"),
        (png()[:-12], "bị hỏng"),
        (png()[:33] + png()[-12:], "bị hỏng"),
        (webp()[:-1], "bị hỏng"),
        (heic()[:-1], "bị hỏng"),
        (b"GIF89a" + bytes(50), "không phải PDF"),
        (b"<html><script>alert(1)</script>%PDF-1.7", "bị hỏng"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_office_file_or_picture_that_is_broken_locked_or_active_is_refused(content: bytes, said: str) -> None:
    assert refusal(content).startswith(said)


def squeezed(size: int, method: int = ZIP_DEFLATED, name: str = "word/document.xml") -> bytes:
    """Return a Word file with one part of so many equal bytes."""
    made = BytesIO(word())
    with ZipFile(made, "a", method) as written:
        written.writestr(f"{name}.2", bytes(size))
    return made.getvalue()


def with_parts(count: int) -> bytes:
    return word({f"word/media/{number}": "" for number in range(count)})


def overlapping() -> bytes:
    """Return an archive whose table names one part many times over, in the same place under other names."""
    made = BytesIO(word({"word/a0": bytes(range(256)) * 4000}))
    with ZipFile(made, "a", ZIP_STORED) as written:
        (first,) = (part for part in written.infolist() if part.filename == "word/a0")
        for number in range(1, 60):
            written.writestr(f"word/a{number}", "")
            again = written.getinfo(f"word/a{number}")
            again.header_offset, again.compress_size = first.header_offset, first.compress_size
            again.file_size, again.CRC, again.compress_type = first.file_size, first.CRC, first.compress_type
    return made.getvalue()


def packed_pdf(size: int) -> bytes:
    """Return a PDF of one page whose objects lie in a stream that unpacks to so many bytes."""
    objects = ("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 1/Kids[3 0 R]>>", "<</Type/Page/Parent 2 0 R>>")
    places = [sum(map(len, objects[:number])) + number for number in range(3)]
    index = " ".join(f"{number} {place}" for number, place in enumerate(places, start=1)) + " "
    packed = zlib.compress((index + " ".join(objects)).encode().ljust(size))
    head = f"<</Type/ObjStm/N 3/First {len(index)}/Filter/FlateDecode/Length {len(packed)}>>"
    body = f"%PDF-1.7\n4 0 obj\n{head}\nstream\n".encode() + packed + b"\nendstream\nendobj\n"
    rows = ((0, 0, 65535), (2, 4, 0), (2, 4, 1), (2, 4, 2), (1, 9, 0), (1, len(body), 0))
    table = b"".join(struct.pack(">BIH", *row) for row in rows)
    said = f"5 0 obj\n<</Type/XRef/Size 6/W[1 4 2]/Root 1 0 R/Length {len(table)}>>\nstream\n".encode()
    return body + said + table + f"\nendstream\nendobj\nstartxref\n{len(body)}\n%%EOF\n".encode()


def bomb_within_a_bomb() -> bytes:
    return word({EMBEDDED: squeezed(100_000_000)})


@pytest.mark.parametrize(
    "made",
    [
        lambda: squeezed(100_000_000),
        lambda: with_parts(5_001),
        overlapping,
        bomb_within_a_bomb,
    ],
    ids=["squeezed", "many parts", "overlapping", "nested"],
)
def test_an_archive_that_bursts_its_reader_is_refused(made: object) -> None:
    assert callable(made)
    content = made()
    assert refusal(content).startswith("quá lớn hoặc quá phức tạp khi mở ra")


def test_an_archive_packed_in_a_way_that_word_does_not_know_is_refused() -> None:
    assert refusal(squeezed(100, ZIP_BZIP2)).startswith("bị hỏng")


def test_a_large_honest_table_is_taken() -> None:
    rows = b"".join(b'<c r="A%d"><v>%d</v></c>' % (row, row * 7919 % 100_003) for row in range(300_000))
    assert judged(package(others={"xl/worksheets/sheet1.xml": rows})) == XLSX


@pytest.mark.usefixtures("apart")
def test_a_pdf_whose_objects_burst_is_refused() -> None:
    assert judged(packed_pdf(1_000)) == PDF
    assert len(packed_pdf(100_000_000)) < 200_000
    assert refusal(packed_pdf(100_000_000)).startswith("bị hỏng")


@pytest.mark.usefixtures("apart")
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (sample_files.PDF, PDF),
        (docx(), DOCX),
        (old_office({"Book": old_excel()}), XLS),
        (saved(user="mở"), "có mật khẩu"),
        (old_office({"Book": old_excel((0x0085, bytes(5) + b"\1"))}), "có macro"),
        (docx()[:-40], "bị hỏng"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_is_looked_at_apart_with_the_same_outcome(content: bytes, said: str) -> None:
    if "/" in said:
        assert judged(content) == said
    else:
        assert refusal(content).startswith(said)


@pytest.mark.usefixtures("apart")
def test_a_look_that_takes_too_long_or_breaks_refuses_the_file_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(looking, "_LONGEST_WAIT", 2)
    for program in ("import time; time.sleep(60)", "import os; os.abort()", "raise MemoryError"):
        folder = tmp_path / program[-8:].strip("() ")
        (folder / "models" / "sent_files").mkdir(parents=True)
        (folder / "models" / "sent_files" / "structure.py").write_text(program)
        monkeypatch.setattr(looking, "_PROJECT", folder)
        assert refusal(sample_files.PDF).startswith("quá lớn hoặc quá phức tạp")


@pytest.mark.usefixtures("apart")
def test_a_look_knows_no_secret_of_who_asked_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DONDOC_MAIL_URL", "mailto://user:password@example.vn")
    seen: list[object] = []
    run = subprocess.run

    def watched(*arguments: object, **settings: object) -> object:
        seen.append(settings["env"])
        return run(*arguments, **settings)  # type: ignore[call-overload]  # handed on as it came

    monkeypatch.setattr(subprocess, "run", watched)
    assert judged(sample_files.PDF) == PDF
    assert seen == [{}]
