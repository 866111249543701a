"""The mark of a state secret as people see it, whatever letters it is made of; and the words that are no mark."""

import unicodedata

import pytest

from plan.language.yaml_nodes import parse_yaml
from plan.texts.secrecy import find_secrecy_mark, is_secrecy_mark, is_secret_name

MARKS = {
    "plain": "ĐỘ MẬT: A",
    "a level alone": "TỐI MẬT",
    "short": "ĐM: MẬT",
    "eth": "\u00d0Ộ MẬT: A",
    "eth, small": "\u00f0ộ mật: a",
    "African D": "\u0189Ộ MẬT: A",
    "eth, short": "\u00d0M: A",
    "D with a stroke through it": "D\u0335Ộ MẬT: A",
    "decomposed": unicodedata.normalize("NFD", "ĐỘ MẬT: TUYỆT MẬT"),
    "combining marks in another order": "MA\u0302\u0323T",
    "zero width": "M\u200bẬT",
    "soft hyphen": "TỐI MẬ\u00adT",
    "byte-order mark inside": "MẬ\ufeffT",
    "word joiner and direction marks": "\u202aTỐI\u2060 MẬT\u202c",
    "full width": "\uff34Ố\uff29 \uff2dẬ\uff34",
    "mathematical letters": "\U0001d40cẬ\U0001d413",
    "Cyrillic": "\u041cẬ\u0422",
    "Cyrillic with its accents apart": "\u041c\u0410\u0302\u0323\u0422",
    "Greek": "\u039cẬ\u03a4",
    "no-break space": "TỐI\u00a0MẬT",
    "ideographic space": "TUYỆT\u3000MẬT",
    "spread": "M Ậ T",
    "spread, two words": "T Ố I\u00a0\u00a0M Ậ T",
    "spread by full stops": "M.Ậ.T",
    "spread label": "Đ Ộ  M Ậ T : A",
    "underlined letter by letter": "M\u0332A\u0302\u0323\u0332T\u0332",
    "in square brackets": "[MẬT]",
    "in brackets, with a full stop": "(TỐI MẬT).",
    "in quotation marks": "«TUYỆT MẬT»",
    "bold, as Markdown has it": "**MẬT**",
    "between dashes": "— TỐI MẬT —",
    "with its urgency": "MẬT – HOẢ TỐC",
    "behind its urgency": "HỎA TỐC, TỐI MẬT",
    "with the number of the copy": "MẬT. Bản số: 03",
    "a text after it": "ĐỘ MẬT: TỐI MẬT về phương án",
    "a text after it, in small letters": "Độ mật: Mật, gửi các cơ quan liên quan",
    "a letter and a text after it": "Độ mật: A - Kế hoạch diễn tập",
    "behind the number of the document": "Số: 05/KH-UBND; Độ mật: Mật",
    "in another column": "Số: 05/KH-UBND   ĐỘ MẬT: TỐI MẬT",
    "in brackets before a title": "[MẬT] Kế hoạch số 05",
    "in brackets behind a title": "Kế hoạch diễn tập (TỐI MẬT)",
    "the whole label": "Dấu chỉ mức độ mật: Tối mật",
    "without accents behind a label": "Do mat: Toi mat",
}
NO_MARKS = (
    "Bảo vệ bí mật nhà nước",
    "BẢO VỆ BÍ MẬT NHÀ NƯỚC",
    "Tăng cường công tác bảo mật",
    "BẢO MẬT",
    "Đã đổi mật khẩu của 35 máy",
    "Mật khẩu: đổi 90 ngày một lần",
    "Độ mật: mật khẩu phải đổi hằng quý",
    "MẬT MÃ DÂN SỰ",
    "Mật độ dân số",
    "Đã tập huấn về độ mật của văn bản cho 120 người",
    "Không có nội dung mật",
    "Thống kê tài liệu có độ mật, độ khẩn",
    "Cột độ mật: A là cao nhất",
    "Các mức (MẬT, TỐI MẬT, TUYỆT MẬT) theo quy định",
    'Văn bản đóng dấu "MẬT" được quản lý riêng',
    "\u00d0ề nghị gia hạn đến ngày 30/6",
    "Mạt cưa",
    "M. Ật là tên người",
    "Điểm: A",
    "Định mức: B",
    "I.2.a, I.2.b, c",
)


@pytest.mark.parametrize("name", MARKS)
def test_a_mark_is_a_mark_in_each_spelling_that_looks_like_one(name: str) -> None:
    mark = MARKS[name]
    assert is_secrecy_mark(mark)
    assert find_secrecy_mark(f"Kết quả\n{mark}\nđã xong") == 2
    assert parse_yaml(f"# {mark}\ncode: x\n", "x.yaml")[1]


@pytest.mark.parametrize("words", NO_MARKS)
def test_an_ordinary_sentence_stays_open(words: str) -> None:
    assert not is_secrecy_mark(words)
    assert find_secrecy_mark(f"Kết quả\n{words}\nđã xong") == 0
    assert parse_yaml(f"# {words}\ncode: x\n", "x.yaml")[1] == ()


def test_a_level_in_small_letters_is_a_mark_as_a_whole_value_and_not_as_the_end_of_a_sentence() -> None:
    assert is_secrecy_mark("Tối mật")
    assert find_secrecy_mark("Không soạn văn bản\nmật\ntrên máy này") == 0


def test_a_long_line_is_looked_at_where_a_label_would_stand() -> None:
    assert find_secrecy_mark("Độ mật: Tối mật " + "về phương án " * 50) == 1
    assert find_secrecy_mark("Về phương án " * 50 + "(TỐI MẬT)") == 0


@pytest.mark.parametrize(
    "stem",
    [
        "MẬT",
        "ĐM- MẬT",
        "ĐM_MẬT",
        "BC_ MẬT",
        "\u00d0Ộ MẬT_ A",
        "M_Ậ_T",
        "M\u200bẬT",
        "ĐỘ MẬT- TỐI MẬT về phương án",
        "ĐỘ_MẬT_TỐI_MẬT_về_phương_án",
        "[MẬT] Kế hoạch 05",
        "MẬT_Kế hoạch 05",
        "TỐI MẬT - Kế hoạch 05",
        "KH 05 TOI MAT",
        "ke-hoach-toi-mat",
        "do_mat_A",
    ],
)
def test_a_files_name_is_a_mark_with_the_signs_that_names_have_for_colons_and_blanks(stem: str) -> None:
    assert is_secret_name(stem)


@pytest.mark.parametrize(
    "stem",
    ["Quy chế bảo mật", "mat-khau", "bao-mat", "bi-mat-nha-nuoc", "MẬT ĐỘ DÂN SỐ", "MẬT-KHẨU wifi", "tap-huan-do-mat-van-ban",
     "don xin cap lai the toi mat", "IMG_2024_MAT", "BÁO CÁO BẢO VỆ BÍ MẬT NHÀ NƯỚC"],
)  # fmt: skip
def test_an_ordinary_name_of_a_file_stays_open(stem: str) -> None:
    assert not is_secret_name(stem)
