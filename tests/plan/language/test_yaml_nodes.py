"""YAML read as text: what was written stays what was written, and what cannot be read is told with its line."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan.language import yaml_nodes
from plan.language.yaml_nodes import MAX_BYTES, MAX_DEPTH, Mapping, Node, Scalar, Sequence, parse_yaml
from plan.texts import secrecy
from plan.texts.secrecy import SECRECY_REFUSAL
from tests.homes.plans.plan_files import PLAN
from tests.homes.plans.plan_sentences import untold_sentences


def values_of(text: str) -> dict[str, str]:
    root, errors = parse_yaml(text, "x.yaml")
    assert errors == ()
    assert isinstance(root, Mapping)
    return {key.text: value.text for key, value in root.entries if isinstance(value, Scalar)}


def refusal_of(data: str | bytes) -> str:
    root, errors = parse_yaml(data, "x.yaml")
    assert root is None
    (error,) = errors
    return str(error)


REFUSED: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", "x.yaml: tệp không có nội dung"),
    "only a comment": ("# chưa có gì\n", "x.yaml: tệp không có nội dung"),
    "too large": ("a: b\n" + "# dài\n" * (MAX_BYTES // 6), "x.yaml: tệp lớn hơn 1000 kB"),
    "UTF-16 from an editor": ("mã: a\n".encode("utf-16"), "x.yaml:1: tệp được lưu bằng bảng mã UTF-16"),
    "cp1258 from an old machine": (
        b"ma: bac-giang\nten: K\xea\xec hoach\n",
        "x.yaml:2: có chữ không thuộc bảng mã UTF-8; hãy lưu lại",
    ),
    "NUL": ("a: b\nc: d\x00\n", "x.yaml:2: có ký tự ẩn hoặc ký tự điều khiển (mã U+0000)"),
    "a bell after many accents": ("á: ế\n" * 400 + "a: \x07\n", "x.yaml:401: có ký tự ẩn"),
    "a zero-width space from Word": ("lead: so-\u200btai-chinh\n", "x.yaml:1: có ký tự ẩn hoặc ký tự điều khiển (mã U+200B)"),
    "a direction mark": ("a: b\nc: \u202ed\n", "x.yaml:2: có ký tự ẩn"),
    "a half character": ("a: \ud800", "x.yaml:1: có ký tự hỏng, hoặc quá nhiều dấu"),
    "a hidden character written as an escape": ('a: b\nc: "x\\u200by"\n', "x.yaml:2: có ký tự ẩn"),
    "tab": ("a:\n\tb: c\n", "x.yaml:2: không đúng cú pháp YAML: có dấu tab hoặc ký hiệu lạ đứng đầu"),
    "a sign that YAML keeps for itself": ("a: @b\n", "x.yaml:1: không đúng cú pháp YAML: có dấu tab hoặc ký hiệu lạ"),
    "colon in a title": ("title: Kế hoạch: lần hai\n", "x.yaml:1: không đúng cú pháp YAML: có dấu hai chấm ở giữa chữ"),
    "missing colon": ("a: b\nc\nd: e\n", "x.yaml:3: không đúng cú pháp YAML: thiếu dấu hai chấm sau khóa"),
    "brace left open": ("z: y\na: {b: c\nd: e\n", "x.yaml:2: không đúng cú pháp YAML: thiếu dấu phẩy hoặc dấu `}`"),
    "bracket left open": ("a: [b\nc: d\n", "x.yaml:1: không đúng cú pháp YAML: thiếu dấu phẩy hoặc dấu `]`"),
    "quote left open": ("z: y\na: 'b\nc: d\n", "x.yaml:2: không đúng cú pháp YAML: dấu nháy mở ra mà không đóng lại"),
    "words after a quote": ("a: 'b' c\n", "x.yaml:1: không đúng cú pháp YAML: thiếu khóa, thụt dòng sai"),
    "key in a list": ("- a\nb: c\n", "x.yaml:2: không đúng cú pháp YAML: dòng này phải bắt đầu bằng dấu `-`"),
    "dash on the key's line": ("a: - b\n", "x.yaml:1: không đúng cú pháp YAML: dấu `-` của danh sách phải xuống dòng mới"),
    "backslash in double quotes": ('a: "\\q"\n', "x.yaml:1: không đúng cú pháp YAML: dấu `\\` không dùng được trong nháy kép"),
    "star alone": ("a: *\n", "x.yaml:1: không đúng cú pháp YAML: ký hiệu `&` hoặc `*` đứng đầu chữ"),
    "an unknown tag": ("!x!a b: c\n", "x.yaml:1: không đúng cú pháp YAML: không dùng được nhãn kiểu"),
    "something else": ("{a: b}}\n", "x.yaml:1: không đúng cú pháp YAML: hãy xem lại thụt dòng"),
    "a lost letter": ("a: ti\ufffdnh", "x.yaml:1: có chữ đã bị mất khi lưu tệp"),
    "a strange indent": ("a:\n\u3000b: c\n", "x.yaml:2: có dấu cách lạ (mã U+3000) ở đầu dòng"),
    "a strange space": ('a: b\n"c"\u00a0d: e\n', "x.yaml:2: có dấu cách lạ (mã U+00A0) ở dòng này"),
    "too many marks": ("a: b\nc: d" + "\u0301\u0323" * 5 + "\n", "x.yaml:2: có ký tự hỏng, hoặc quá nhiều dấu"),
    "alias": ("a: &x b\nc: *x\n", "x.yaml:1: không dùng được ký hiệu viết tắt `&` và `*`"),
    "anchor on a list": ("a: b\nc: &x [d]\n", "x.yaml:2: không dùng được ký hiệu viết tắt"),
    "tag": ("a: !!python/object/apply:os.system [ls]\n", "x.yaml:1: không dùng được nhãn kiểu `!…`"),
    "tag on a text": ("a: b\nc: !!int 5\n", "x.yaml:2: không dùng được nhãn kiểu `!…`"),
    "two documents": ("a: b\n---\nc: d\n", "x.yaml:2: mỗi tệp chỉ chứa một kế hoạch"),
    "a list as a key": ("? [a, b]\n: c\n", "x.yaml:1: khóa (phần trước dấu hai chấm) phải là một từ"),
    "too deep": ("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), "x.yaml:1: các bảng, danh sách lồng nhau quá 12 tầng"),
    "deep enough for any stack": ("[" * 400_000, "x.yaml:1: các bảng, danh sách lồng nhau quá 12 tầng"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_told_with_its_line_and_the_way_out(name: str) -> None:
    data, expected = REFUSED[name]
    assert refusal_of(data).startswith(expected)


def test_every_sentence_of_the_reader_is_brought_out_by_a_wrong_file() -> None:
    told = [refusal_of(data) for data, _ in REFUSED.values()]
    # What libyaml's parser cannot say by an event has never been seen; it stands there for other parsers.
    assert untold_sentences(yaml_nodes, told) == ["không đọc được tệp này; hãy viết lại theo mẫu của một tệp có sẵn."]
    assert untold_sentences(secrecy, [refusal_of("ĐM: MẬT\n")]) == []


SPACED = (
    "plan:\n  tasks:\n    - lead: cac-so # chính\n      due: {before: 15/6, by: x}\n      title: Rà soát phương án\n"
)


@pytest.mark.parametrize("space", ["\u00a0", "\u2007", "\u202f"])
@pytest.mark.parametrize(
    ("plain", "spoilt"),
    [
        ("lead: cac-so", "lead:{}cac-so"),
        ("    - lead", "{0}{0}{0}{0}- lead"),
        ("    - lead", "  {0}{0}-{0}lead"),
        ("- lead", "-{}lead"),
        (" # chính", "{}# chính"),
        ("{before: 15/6, by", "{{before:{0}15/6,{0}by"),
        ("due: {", "due{0}:{0}{{"),
        ("phương án\n", "phương án{}\n"),
        ("  tasks:\n", "  tasks:{}\n{}\n"),
    ],
)
def test_a_no_break_space_that_separates_is_a_space(space: str, plain: str, spoilt: str) -> None:
    text = SPACED.replace(plain, spoilt.format(space, space))
    assert text != SPACED
    read, errors = parse_yaml(text, "x.yaml")
    assert errors == ()
    assert written_in(read) == written_in(parse_yaml(SPACED, "x.yaml")[0])


def written_in(node: Node | None) -> object:
    """A tree without its lines."""
    if isinstance(node, Mapping):
        return {key.text: written_in(value) for key, value in node.entries}
    if isinstance(node, Sequence):
        return [written_in(item) for item in node.items]
    return node.text if node else None


@pytest.mark.parametrize(
    "inside", ["Rà\u00a0soát", "Rà soát:\u00a0phương", "“Rà\u202fsoát”", "Rà\u00a0– soát", "5\u00a0000 máy"]
)
def test_a_no_break_space_inside_a_text_stays_and_does_no_harm(inside: str) -> None:
    assert values_of(f"title: {inside} án\n") == {"title": f"{inside} án"}
    assert values_of(f'title: "{inside} án"\n') == {"title": f"{inside} án"}


def test_an_alias_bomb_is_refused_at_its_first_line() -> None:
    bomb = "a: &a [x, x, x, x]\n" + "".join(
        f"{new}: &{new} [*{old}, *{old}, *{old}, *{old}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert refusal_of(bomb).startswith("x.yaml:1: không dùng được ký hiệu viết tắt")


def test_the_words_that_yaml_would_guess_stay_as_they_were_written() -> None:
    text = "on: off\nphiên_bản: 1.10\ngiờ: 12:30\nyes: NO\nsố: 007\nngày: 2022-11-15\nmũ: 1e3\nbát: 0o17\n"
    assert values_of(text) == {
        "on": "off",
        "phiên_bản": "1.10",
        "giờ": "12:30",
        "yes": "NO",
        "số": "007",
        "ngày": "2022-11-15",
        "mũ": "1e3",
        "bát": "0o17",
    }


def test_equal_keys_are_both_kept_for_the_reader_to_refuse() -> None:
    root, _ = parse_yaml("a: 1\na: 2\n", "x.yaml")
    assert isinstance(root, Mapping)
    assert [(key.text, key.line) for key, _ in root.entries] == [("a", 1), ("a", 2)]


def test_a_merge_key_is_an_ordinary_key() -> None:
    root, _ = parse_yaml("<<: {a: b}\n", "x.yaml")
    assert isinstance(root, Mapping)
    assert root.entries[0][0].text == "<<"


def test_null_unquoted_is_unknown_and_quoted_is_a_word() -> None:
    root, _ = parse_yaml("[null, ~, 'null', \"~\", Null]", "x.yaml")
    assert isinstance(root, Sequence)
    assert [item.null for item in root.items if isinstance(item, Scalar)] == [True, True, False, False, False]


def test_letters_composed_in_two_ways_are_one_and_the_same() -> None:
    assert values_of("tên: Ke\u0302\u0301 hoa\u0323ch\n") == {"tên": "Kế hoạch"}
    assert values_of('t\u00ean: "Ke\\u0302\\u0301"\n') == {"tên": "Kế"}


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm() -> None:
    root, errors = parse_yaml(b"\xef\xbb\xbfa: b\r\nc: d\r\n", "x.yaml")
    assert errors == ()
    assert isinstance(root, Mapping)
    assert [(key.text, key.line) for key, _ in root.entries] == [("a", 1), ("c", 2)]


def test_lists_and_tables_know_their_lines() -> None:
    root, _ = parse_yaml("a:\n  - b\n  - c: d\n", "x.yaml")
    assert isinstance(root, Mapping)
    listed = root.entries[0][1]
    assert isinstance(listed, Sequence)
    assert [item.line for item in listed.items] == [2, 3]


@pytest.mark.parametrize(
    "marked",
    [
        "ĐM: MẬT\ntitle: Bí số 17\n",
        "# ĐỘ MẬT: TỐI MẬT\ntitle: Bí số 17\n",
        "title: Bí số 17\nđộ mật: Mật\n",
        "title: Bí số 17\nkind: TUYỆT  MẬT\n",
        "title: Bí số 17\ndocument: {kind: Tối mật, number: 1}\n",
        "title: Bí số 17\noutline:\n  - mật\n",
        "title: Bí số 17\n# MẬT\n",
        "title: Bí số 17\nghi_chú: |\n  UBND TỈNH\n  MẬT\n",
        "UBND TỈNH\nTỐI MẬT\nBí số 17: a: b: [\n",
        "title: Bí số 17\nkind: [Độ mật]\n",
        "title: Bí số 17\nkind: 'Mức độ mật: A'\n",
        "title: Bí số 17\ndo_mat: B\n",
        'title: Bí số 17\nkind: "M\\u1EACT"\n',
        "title: Bí số 17\nkind: MA\u0323\u0302T\n",
    ],
)
def test_a_text_that_bears_the_mark_of_a_state_secret_is_refused_without_a_word_of_it(marked: str) -> None:
    told = refusal_of(marked)
    assert told.endswith(SECRECY_REFUSAL)
    assert "17" not in told


def test_the_mark_is_told_at_its_line() -> None:
    assert refusal_of("a: b\n\nkind: MẬT\n").startswith("x.yaml:3: tệp có dấu chỉ độ mật")


@pytest.mark.parametrize(
    "title",
    [
        "Bảo vệ bí mật nhà nước trên không gian mạng",
        "Quản lý tài liệu tuyệt mật, tối mật, mật",
        "Rà soát việc xác định độ mật của văn bản",
        "Tập huấn về BÍ MẬT NHÀ NƯỚC",
        "Nâng cao nhận thức, kỹ năng\n  bảo mật",
        "Xử lý văn bản\n  mật",
        "Không",
    ],
)
def test_a_plan_about_secrets_is_open(title: str) -> None:
    assert values_of(f"title: {title}\nđộ_mật: không\n")["title"].startswith(title[:5])


def test_a_long_line_of_signs_is_looked_at_in_no_time() -> None:
    began = time.monotonic()
    assert values_of("a: 'ĐM " + ":" * 900_000 + "'\n")
    assert values_of("# ĐM " + ":" * 30_000 + "\na: b\n")
    assert time.monotonic() - began < 3


@given(st.text(max_size=60))
def test_no_text_whatever_makes_the_reader_raise(text: str) -> None:
    root, errors = parse_yaml(text, "x.yaml")
    assert (root is None) == bool(errors)


@given(st.binary(max_size=60))
def test_no_bytes_whatever_make_the_reader_raise(data: bytes) -> None:
    root, errors = parse_yaml(data, "x.yaml")
    assert (root is None) == bool(errors)


@given(st.integers(0, len(PLAN) - 1), st.sampled_from(list("{}[]:,-#&*!|>'\"%@`\t\n \x00đ")))
def test_one_wrong_character_in_a_plan_gives_a_tree_or_one_error_with_a_line(place: int, character: str) -> None:
    root, errors = parse_yaml(PLAN[:place] + character + PLAN[place:], "x.yaml")
    assert root is not None or errors[0].line > 0
