"""The command `dondoc plan explain`: one due date, step by step."""

from pathlib import Path

import pytest

from tests.plan_commands import run, write_home
from tests.plan_files import PLAN, change


@pytest.fixture(autouse=True)
def no_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the own home of whoever runs the tests out of them."""
    monkeypatch.setenv("DONDOC_HOME", str(tmp_path / "no-home"))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Give a home with a plan of its own."""
    return write_home(tmp_path / "home")


def explain(ref: str, agency: str, period: str) -> tuple[int, str, str]:
    return run("explain", ref, "--plan", "bac-giang", "--agency", agency, "--period", period)


def test_the_worked_case_of_june_2023_step_by_step() -> None:
    code, out, err = explain("II.1.a", "so-y-te", "2023-H1")
    assert (code, err) == (0, "")
    for number, expected in enumerate(
        [
            "Điểm II.1.a, Kế hoạch (11/2022) của UBND tỉnh Bắc Giang: «",
            "Thời gian theo văn bản: thường xuyên.",
            "Văn bản không ghi ngày, nên hạn do văn phòng chọn: 6 tháng đầu năm: trước ngày 15/06 (không tính ngày đó).",
            "Kỳ 2023-H1 là 6 tháng đầu năm 2023, từ 01/01/2023 đến 30/06/2023.",
            "Quy tắc: trước ngày 15/06 (không tính ngày đó). Ngày cuối cùng còn trong hạn là 14/06/2023 (thứ Tư).",
            "Lịch: ngày 14/06/2023 là ngày làm việc. Nhắc trước 7, 1 ngày làm việc (văn phòng chọn): 05/06/2023 và 13/06/2023.",
            "Ngày nghỉ năm 2023 theo Văn bản 8056/VPCP-KGVX ngày 01/12/2022 của Văn phòng Chính phủ.",
            "Phiếu báo cáo mở ngày 15/05/2023, 30 ngày trước hạn (văn phòng chọn).",
            "Chủ trì theo văn bản: Các Sở, cơ quan thuộc UBND tỉnh; UBND huyện, thành phố. Vào ngày mở phiếu, Sở Y tế thuộc Các Sở, cơ quan thuộc UBND tỉnh.",
            "Vậy Sở Y tế phải trả lời điểm II.1.a, chậm nhất hết ngày 14/06/2023.",
            "Cơ quan theo dõi và xác nhận: Công an tỉnh.",
        ],
        start=1,
    ):
        assert out.splitlines()[number - 1].startswith(f"{number}. {expected}")


def test_a_scope_is_told_and_nobody_follows_up_itself() -> None:
    _, out, _ = explain("II.4.h", "cong-an-tinh", "2028")
    assert "Ngày làm việc cuối cùng trong hạn là 29/12/2028 (thứ Sáu)." in out
    assert "Chú ý: lịch nghỉ năm 2028 chưa có văn bản xác nhận" in out
    assert "Vậy Công an tỉnh phải trả lời điểm II.4.h, phạm vi an ninh mạng, chậm nhất hết ngày 31/12/2028." in out
    assert "nên Văn phòng UBND tỉnh theo dõi và xác nhận thay." in out


@pytest.mark.parametrize("period", ["2022-11-15", "15/11/2022"])
def test_a_task_asked_once_is_named_by_its_date(period: str) -> None:
    _, out, _ = explain("III.4.1", "so-y-te", period)
    assert "chậm nhất hết ngày 14/11/2022." in out


def test_a_rest_day_that_rolls_is_told(home: Path) -> None:
    file = home / "plans/tinh-mau/mau.yaml"
    file.write_text(change(PLAN, "  opens: 30", "  roll: next-working-day\n  opens: 30"), encoding="utf-8")
    args = ("explain", "II.1", "--plan", "mau", "--agency", "so-a", "--period", "2025-h1", "--home", home)
    _, out, _ = run(*args)
    assert "Ngày 14/06/2025 (thứ Bảy) là ngày nghỉ, nên hạn chuyển sang ngày làm việc tiếp theo." in out
    assert "chậm nhất hết ngày 16/06/2025." in out


@pytest.mark.parametrize(
    ("ref", "agency", "period", "code", "sentence"),
    [
        ("II.1.x", "so-y-te", "2023-H1", 2, "Không có nhiệm vụ «II.1.x» (có phải «II.1."),
        ("II.1.a", "so-yte", "2023-H1", 2, "Không có cơ quan «so-yte» (có phải «so-y-te» không?)."),
        ("II.1.a", "so-y-te", "nửa đầu", 2, "--period: «nửa đầu» không phải tên một kỳ; hãy viết như 2023, 2023-H1"),
        ("II.1.a", "so-y-te", "2023-Q1", 1, "Kế hoạch không hỏi II.1.a cho kỳ 2023-Q1. Các kỳ được hỏi: 2023-H1, 2023-H2."),
        ("II.1.a", "so-y-te", "2031-H1", 1, "Kế hoạch không hỏi II.1.a cho kỳ 2031-H1. Các kỳ được hỏi: 2022-H2, 2023-H1"),
        ("III.4.2", "so-y-te", "2022", 1, "Kế hoạch không hỏi III.4.2 cho kỳ 2022. Các kỳ được hỏi: 2023"),
        ("II.1.c", "so-y-te", "2023-H1", 1, "Sở Y tế không chủ trì II.1.c. Chủ trì: Công an tỉnh. Sở Y tế phối hợp, nên được thông báo nhưng không phải trả lời."),
        ("II.6.c", "cong-an-tinh", "2023", 1, "Công an tỉnh không chủ trì II.6.c."),
        ("III.3", "so-tai-chinh", "2023", 1, "Điểm III.3 được theo dõi qua nhiệm vụ II.6.c."),
        ("III.1", "so-tai-chinh", "2023", 1, "Điểm III.1 không cần báo cáo: Tiểu ban An toàn, An ninh mạng"),
    ],
)  # fmt: skip
def test_what_is_not_owed_is_said_with_the_reason(ref: str, agency: str, period: str, code: int, sentence: str) -> None:
    found, out, err = explain(ref, agency, period)
    assert (found, out) == (code, "")
    assert err.startswith(sentence)


def test_an_agency_that_does_not_exist_that_day_owes_nothing(home: Path) -> None:
    args = ("explain", "II.1", "--plan", "mau", "--agency", "so-moi", "--period", "2024-H2", "--home", home)
    code, _, err = run(*args)
    assert (code, err) == (
        1,
        "Sở Mới không có vào ngày mở phiếu 15/10/2024, nên không phải trả lời II.1 kỳ 2024-H2.\n",
    )
