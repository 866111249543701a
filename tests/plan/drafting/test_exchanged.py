"""Documents as they come out of the exchange between offices: in a package, with a header of facts."""

import pytest

from plan.drafting.intake import read_files
from plan.drafting.readers.door import read_file
from plan.drafting.refusal import RefusedFileError, SecretFileError
from tests.homes.plans.documents import LABELS, as_docx
from tests.homes.plans.exchanged import as_package, packed

WITHOUT_NUMBER = LABELS.replace("Số: 15/KH-UBND", "Số:      /KH-UBND").replace("ngày 12 tháng 3", "ngày     tháng 3")
SCAN = b"%PDF-1.7\n1 0 obj"


def test_a_package_gives_what_its_document_gives_and_the_header_what_that_leaves_open() -> None:
    plain, sent = (
        read_files([("a.txt", LABELS.encode())]),
        read_files([("a.edxml", as_package({"a.txt": WITHOUT_NUMBER.encode()}))]),
    )
    assert sent.tasks == plain.tasks
    assert sent.facts == plain.facts
    assert (sent.facts.number, sent.facts.date) == ("15/KH-UBND", "12/3/2026")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (as_package({"ke-hoach.docx": as_docx([("KẾ HOẠCH", -1)])}), "goi-tin.edxml"),
        (as_package({"ke-hoach.docx": as_docx([("KẾ HOẠCH", -1)])}), "goi-tin.xml"),
        (b"\xef\xbb\xbf" + as_package({"ke-hoach.docx": as_docx([("KẾ HOẠCH", -1)])}), "goi-tin"),
        (packed({"goi-tin.edxml": as_package({"ke-hoach.docx": as_docx([("KẾ HOẠCH", -1)])})}), "goi-tin.zip"),
        (packed({"goi-tin.xml": as_package({"a.docx": b""}, inside=False), "a.docx": as_docx([("KẾ HOẠCH", -1)])}), "a.zip"),
    ],
    ids=["edxml", "xml", "without an ending", "packed", "packed beside its document"],
)  # fmt: skip
def test_a_package_is_known_by_what_it_is(data: bytes, name: str) -> None:
    assert [block.text for block in read_file(data, name).blocks] == ["KẾ HOẠCH"]  # type: ignore[union-attr]


def test_annexes_follow_the_document_in_the_order_of_the_manifest() -> None:
    source = read_file(as_package({"b.txt": b"I. VI", "a.txt": "Phụ lục".encode()}), "a.edxml")
    assert [block.text for block in source.blocks] == ["I. VI", "Phụ lục"]  # type: ignore[union-attr]


def test_a_picture_beside_its_own_word_file_is_left_out_and_another_that_cannot_be_read_is_told() -> None:
    word = as_docx([("KẾ HOẠCH", -1)])
    assert read_file(as_package({"a.pdf": SCAN, "A.docx": word}), "a.edxml").notes == ()
    (note,) = read_file(as_package({"phu-luc.pdf": SCAN, "a.docx": word}), "a.edxml").notes
    assert note.startswith("Tệp «phu-luc.pdf» trong gói tin không đọc được: ")


def test_where_header_and_document_say_two_things_the_document_holds_and_both_are_told() -> None:
    found = read_files(
        [("a.edxml", as_package({"a.txt": LABELS.encode()}, number="16", day="13/03/2026", due="2026-12-25"))]
    )
    assert (found.facts.number, found.facts.date) == ("15/KH-UBND", "12/3/2026")
    assert found.notes[:3] == (
        "Gói tin điện tử ghi hạn xử lý 25/12/2026; hãy đối chiếu với thời hạn trong văn bản.",
        "Gói tin điện tử ghi số 16/KH-UBND, văn bản ghi 15/KH-UBND; hãy xem bên nào đúng.",
        "Gói tin điện tử ghi ngày 13/3/2026, văn bản ghi 12/3/2026; hãy xem bên nào đúng.",
    )  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [
        as_package({"a.txt": LABELS.encode()}, subject="ĐỘ MẬT: TỐI MẬT"),
        as_package({"a.txt": LABELS.replace("Số: 15", "MẬT\n\nSố: 15").encode()}),
        as_package({"ĐỘ MẬT_A.txt": LABELS.encode()}),
    ],
    ids=["in the header", "in the document", "in a file's name"],
)
def test_a_mark_of_secrecy_anywhere_in_a_package_refuses_it_whole(data: bytes) -> None:
    with pytest.raises(SecretFileError, match="dấu chỉ độ mật"):
        read_file(data, "a.edxml")


REFUSED = {
    "no file": (as_package({}), "không kèm tệp"),
    "only a scan": (as_package({"a.pdf": SCAN}), "hỏng"),
    "cut": (as_package({"a.txt": LABELS.encode()})[:-400], "hỏng hoặc không đúng loại"),
    "broken base64": (as_package({"a.txt": LABELS.encode()}).replace(b"Encoded>UEs", b"Encoded>U-s"), "hỏng hoặc không đúng loại"),
    "an entity": (as_package({"a.txt": b"x"}).replace(b"<edXML ", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><edXML ', 1), "khai báo lạ"),
    "no header": (b"<edXML><edXMLEnvelope/></edXML>", "không có phần đầu"),
    "one in another": (as_package({"b.edxml": as_package({"a.txt": b"x"})}), "lồng trong một gói tin khác"),
    "two in a folder": (packed({"a.edxml": as_package({"a.txt": b"x"}), "b.edxml": as_package({"a.txt": b"x"})}), "đúng một gói tin"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_package_of_a_document_is_refused_with_a_sentence(name: str) -> None:
    data, said = REFUSED[name]
    with pytest.raises(RefusedFileError, match=said):
        read_file(data, "a.edxml")
