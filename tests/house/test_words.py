"""What users read has one word for one thing: the office's own, as a provincial office writes it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("cli", "flows", "models", "notifications", "plan", "reports", "web")
OUTWORN = {
    r"trả lời": "báo cáo, nội dung báo cáo; máy chủ thì «phản hồi»",
    r"xin gia hạn": "đề nghị gia hạn",
    r"lùi hạn đến": "gia hạn đến ngày",
    r"bàn làm việc": "Trang của Văn phòng UBND tỉnh",
    r"đóng góp|góp ý": "ý kiến phối hợp",
    r"chưa xét|người xét": "Chưa cho ý kiến, Người cho ý kiến",
    r"việc vượt thẩm quyền|vượt quyền": "nội dung vượt thẩm quyền",
    r"(?:chưa có|không còn) cơ quan nhận": "chưa có cơ quan tiếp nhận nhiệm vụ",
    r"mới mở|phiếu chưa mở": "đến kỳ báo cáo, chưa đến kỳ báo cáo",
    r"còn hạn|còn trong hạn(?! mà)": "trong hạn",
    r"đầu việc": "nhiệm vụ; nhiệm vụ của từng cơ quan thì «phần việc»",
    r"(?:vòng|lượt) đôn đốc": "đợt đôn đốc",
    r"đồng hồ sự cố": "Thời hạn báo cáo sự cố",
    r"khám thư mục": "Kiểm tra thư mục",
    r"nợ gì|còn nợ": "còn phải báo cáo gì",
    r"không phải làm lại": "Nội dung đã báo cáo không phải gửi lại",
    r"nhiều nhất mỗi tuần": "không quá một lần mỗi tuần",
    r"chậm nhất \(ngày\)|chậm \(ngày\)": "Số ngày quá hạn",
    r"chỗ hay vấp|vướng ở bước": "Lưu ý thường gặp; Nếu gặp khó khăn",
    r"(\b\w+ \w+\b) \1\b(?<!từng từng)": "một từ, một lần",
    r"\b(ngày|hạn|nhiệm vụ|cơ quan|các|của|đã|không|được) \1\b": "một từ, một lần",
    r"[^\W\d_]\.\.(?![./])": "một dấu chấm",
    r"báo cáo (?:phải|đang chờ) báo cáo|đang chờ báo cáo": "nhiệm vụ phải báo cáo, báo cáo phải gửi",
    r"\b\d\d/0[3-9]/20\d\d": "05/6/2023 (Nghị định 30/2020)",
}
"""What is no longer written, as a pattern without regard to capitals, and what is written instead."""
ON_PAGES = {r"(?<!đề )(?<!thư )(?<!danh )\bmục\b(?! tiêu)": "nhiệm vụ, báo cáo"}
"""The same for the pages of agencies and judges, where a section of the plan is never meant."""


@pytest.mark.parametrize("room", ROOMS)
def test_what_the_program_says_has_one_word_for_one_thing(room: str) -> None:
    found = [
        f"{place}: {told}"
        for path in sorted((ROOT / room).rglob("*.py"))
        if "migrations" not in path.parts
        for place, text in said_by(path)
        for told in outworn(text, OUTWORN | (ON_PAGES if room == "web" else {}))
    ]
    assert found == []


def test_nothing_that_is_told_repeats_the_english_words_of_the_system() -> None:
    """`models.files.system_words` has the Vietnamese ones; a log and a mail server's answer may repeat what was said."""
    may = {
        "web/door/desk.py",
        "web/door/uploads.py",
        "models/answers/evidence.py",
        "notifications/channels/delivery_reasons.py",
    }
    files = [one for room in ROOMS for one in (ROOT / room).rglob("*.py")]
    assert {str(one.relative_to(ROOT)) for one in files if ".strerror" in one.read_text(encoding="utf-8")} == may


def test_pages_letters_reports_and_guides_have_one_word_for_one_thing() -> None:
    templates = [one for room in ROOMS for kind in ("*.html", "*.j2") for one in (ROOT / room).rglob(kind)]
    guides = [ROOT / "README.md", *(ROOT / "docs/vi").rglob("*.md")]
    assert len(templates) > 20
    assert len(guides) > 3
    found = [
        f"{path.relative_to(ROOT)}:{number}: {told}"
        for path in sorted(templates + guides)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for told in outworn(line, OUTWORN | (ON_PAGES if path.suffix == ".html" else {}))
    ]
    assert found == []


@pytest.mark.parametrize(
    "said",
    [
        "Chưa trả lời.",
        "Xin gia hạn",
        "Gửi đóng góp",
        "3 báo cáo không còn cơ quan nhận",
        "Chưa báo cáo, còn hạn",
        "một vòng đôn đốc",
        "đã gửi báo cáo báo cáo ban đầu",
        "hạn 14/06/2023",
        "gia hạn đến ngày ngày 20/6",
        "Đã thành lập..",
        "Nếu cơ quan có báo cáo phải báo cáo",
    ],
)
def test_a_word_of_yesterday_is_found(said: str) -> None:
    assert list(outworn(said, OUTWORN))


@pytest.mark.parametrize(
    "said", ["hạn 14/6/2023", "báo cáo ban đầu", "cơ quan tiếp nhận", "đang trong hạn", "2023-06-14"]
)
def test_a_word_of_today_is_let_through(said: str) -> None:
    assert not list(outworn(said, OUTWORN))


def outworn(text: str, patterns: dict[str, str]) -> Iterator[str]:
    """Yield what a text says in a word no longer used, with the word for it."""
    for pattern, instead in patterns.items():
        for found in re.finditer(pattern, text, re.IGNORECASE):
            yield f"«{found.group()}» trong «{' '.join(text.split())[:80]}» → {instead}"


def said_by(path: Path) -> Iterator[tuple[str, str]]:
    """Yield each text of a module that is no docstring, with its place; the places of values in it are left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield f"{path.relative_to(ROOT)}:{node.lineno}", node.value
