"""The name of a file: kept in Vietnamese, fit for every system, and told in plain letters to who reads no others."""

from pathlib import PurePosixPath
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.refusal import RefusedError
from models.sent_files.findings import DOCX, PDF, PNG
from models.sent_files.names import ENDINGS, MAX_FILE_NAME, clean_name, fit_name, guard_open_name, plain_name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system32\\x.pdf", "x.pdf"),
        ("C:\\Users\\Hoa\\Báo cáo.pdf", "Báo cáo.pdf"),
        ("/", "tep"),
        ("..", "tep"),
        ("", "tep"),
        (" . .\u200b", "tep"),
        (".htaccess", "htaccess"),
        ("...Báo cáo.pdf", "Báo cáo.pdf"),
        (".pdf", "pdf"),
        ("a\0b\r\nSet-Cookie: x.pdf", "a\ufffdb Set-Cookie- x.pdf"),
        ("hoa\u202efdp.exe", "hoa fdp.exe"),
        ("Ba\u0301o ca\u0301o.pdf", "Báo cáo.pdf"),
        ('"><script>alert(1)</script>.pdf', "script-.pdf"),
        ("Hướng dẫn bảo vệ bí mật nhà nước.pdf", "Hướng dẫn bảo vệ bí mật nhà nước.pdf"),
        ("M\u200b\u1eac\u00adT\ufeff.pdf", "M\u1eacT.pdf"),
        ("CON", "tep-CON"),
        ("con.pdf", "tep-con.pdf"),
        ("Lpt1.bao-cao.docx", "tep-Lpt1.bao-cao.docx"),
        ("COM¹.pdf", "tep-COM¹.pdf"),
        ("NUL .pdf", "tep-NUL.pdf"),
        ("Con số năm 2023.pdf", "tep-Con số năm 2023.pdf"),
        ("Công văn.pdf", "Công văn.pdf"),
        ("báo cáo  quý I .pdf", "báo cáo quý I.pdf"),
        ("Báo cáo 🎉.pdf", "Báo cáo 🎉.pdf"),
    ],
)
def test_a_name_keeps_its_last_part_and_nothing_that_leads_elsewhere(typed: str, name: str) -> None:
    assert clean_name(typed) == name


def test_a_long_name_is_cut_before_its_ending() -> None:
    assert clean_name("x" * 300 + ".xlsx") == "x" * 115 + ".xlsx"
    assert clean_name("x" * 300) == "x" * MAX_FILE_NAME
    assert clean_name("a." + "b" * 300) == "a"
    assert fit_name("Báo cáo " * 40 + ".pdf", PDF) == "Báo cáo " * 14 + "Báo.pdf"
    assert fit_name("a" * 300, DOCX) == "a" * 115 + ".docx"
    assert fit_name(clean_name(".pdf"), PDF) == "pdf.pdf"
    assert fit_name("con", PNG) == "tep-con.png"
    assert fit_name("con.pdf.png", PNG) == "tep-con.png"


@given(st.text(max_size=160), st.sampled_from(sorted(ENDINGS)))
def test_every_name_fits_every_system_and_cleaning_it_again_changes_nothing(typed: str, kind: str) -> None:
    name = fit_name(clean_name(typed), kind)
    assert name == clean_name(name) == fit_name(name, kind)
    assert 5 <= len(name) <= MAX_FILE_NAME
    assert len(name.encode()) <= 240
    assert name.isprintable()
    assert not set('/\\<>:"|?*') & set(name)
    assert not name.startswith(".")
    assert PurePosixPath(name).suffix in ENDINGS[kind]
    plain = plain_name(name)
    assert plain.isascii()
    assert PurePosixPath(plain).suffix == PurePosixPath(name).suffix
    assert plain == plain_name(normalize("NFD", name))


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Đề án chuyển đổi số.pdf", "De-an-chuyen-doi-so.pdf"),
        ("Báo cáo quý I.docx", "Bao-cao-quy-I.docx"),
        ("Đ.pdf", "D.pdf"),
        ("Ðề án (đ).pdf", "De-an-d.pdf"),
        ("Ưu tiên đầu tư (bản 2).xlsx", "Uu-tien-dau-tu-ban-2.xlsx"),
        ("BC-2026.pdf", "BC-2026.pdf"),
        ("Báo cáo 5.2023.pdf", "Bao-cao-5-2023.pdf"),
        ("Biên bản “số 2”; ngày 5/6.jpeg", "Bien-ban-so-2-ngay-5-6.jpeg"),
        ("报告.pdf", "tep.pdf"),
        ("Cơn.pdf", "tep-Con.pdf"),
        ("tep", "tep"),
    ],
)
def test_a_plain_name_can_be_read_and_keeps_its_ending(name: str, plain: str) -> None:
    assert plain_name(name) == plain


@pytest.mark.parametrize("name", ["MẬT.pdf", "\u00d0M_ MẬT.pdf", "TỐI_MẬT.pdf", "ĐM- MẬT.docx", "BC_ MẬT.docx"])
def test_a_name_that_is_a_mark_of_secrecy_is_refused_without_repeating_it(name: str) -> None:
    with pytest.raises(RefusedError, match="Tên tệp có dấu chỉ độ mật") as refused:
        guard_open_name(clean_name(name))
    assert PurePosixPath(name).stem not in str(refused.value)
    guard_open_name("Hướng dẫn bảo vệ bí mật nhà nước.pdf")
