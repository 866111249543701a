"""The command `dondoc plan explain`: one due date, step by step."""

from pathlib import Path

import pytest

from tests.homes.plans.plan_commands import run, write_home
from tests.homes.plans.plan_files import PLAN, change


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
            "Văn bản không ghi ngày, nên hạn do văn phòng chọn: 6 tháng đầu năm: trước ngày 15/6 (không tính ngày đó).",
            "Kỳ 2023-H1 là 6 tháng đầu năm 2023, từ 01/01/2023 đến 30/6/2023.",
            "Quy tắc: trước ngày 15/6 (không tính ngày đó). Ngày cuối cùng trong hạn là 14/6/2023 (thứ Tư).",
            "Lịch: ngày 14/6/2023 là ngày làm việc. Nhắc trước 7, 1 ngày làm việc (văn phòng chọn): 05/6/2023 và 13/6/2023.",
            "Ngày nghỉ năm 2023 theo Văn bản 8056/VPCP-KGVX ngày 01/12/2022 của Văn phòng Chính phủ.",
            "Phiếu báo cáo mở ngày 15/5/2023, 30 ngày trước hạn (văn phòng chọn).",
            "Chưa báo cáo thì đôn đốc sau hạn (văn phòng chọn): 15/6/2023 (+1) cơ quan, thủ trưởng cơ quan; 19/6/2023 (+3) Văn phòng gọi điện, cơ quan theo dõi;",
            "Chủ trì theo văn bản: Các Sở, cơ quan thuộc UBND tỉnh; UBND huyện, thành phố. Vào ngày mở phiếu, Sở Y tế thuộc Các Sở, cơ quan thuộc UBND tỉnh.",
            "Vậy Sở Y tế phải báo cáo điểm II.1.a, chậm nhất hết ngày 14/6/2023.",
            "Cơ quan theo dõi và xác nhận: Công an tỉnh.",
        ],
        start=1,
    ):
        assert out.splitlines()[number - 1].startswith(f"{number}. {expected}")


def test_a_scope_is_told_and_nobody_follows_up_itself() -> None:
    _, out, _ = explain("II.4.h", "cong-an-tinh", "2028")
    assert "Ngày làm việc cuối cùng trong hạn là 29/12/2028 (thứ Sáu)." in out
    assert "Chú ý: lịch nghỉ năm 2028 chưa có văn bản xác nhận" in out
    assert "Vậy Công an tỉnh phải báo cáo điểm II.4.h, phạm vi an ninh mạng, chậm nhất hết ngày 31/12/2028." in out
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
    assert "Ngày 14/6/2025 (thứ Bảy) là ngày nghỉ, nên hạn chuyển sang ngày làm việc tiếp theo." in out
    assert "chậm nhất hết ngày 16/6/2025." in out


@pytest.mark.parametrize(
    ("ref", "agency", "period", "code", "sentence"),
    [
        ("II.1.x", "so-y-te", "2023-H1", 2, "Không có nhiệm vụ «II.1.x» (có phải «II.1."),
        ("II.1.a", "so-yte", "2023-H1", 2, "Không có cơ quan «so-yte» (có phải «so-y-te» không?)."),
        ("II.1.a", "so-y-te", "nửa đầu", 2, "--period: «nửa đầu» không phải tên một kỳ; hãy viết như 2023, 2023-H1"),
        ("II.1.a", "so-y-te", "2023-Q1", 1, "Kế hoạch không yêu cầu báo cáo II.1.a cho kỳ 2023-Q1. Các kỳ được hỏi: 2023-H1, 2023-H2."),
        ("II.1.a", "so-y-te", "2031-H1", 1, "Kế hoạch không yêu cầu báo cáo II.1.a cho kỳ 2031-H1. Các kỳ được hỏi: 2022-H2, 2023-H1"),
        ("III.4.2", "so-y-te", "2022", 1, "Kế hoạch không yêu cầu báo cáo III.4.2 cho kỳ 2022. Các kỳ được hỏi: 2023"),
        ("II.1.c", "so-y-te", "2023-H1", 1, "Sở Y tế không chủ trì điểm II.1.c. Chủ trì: Công an tỉnh. Sở Y tế phối hợp, nên được thông báo nhưng không phải báo cáo."),
        ("II.6.c", "cong-an-tinh", "2023", 1, "Công an tỉnh không chủ trì điểm II.6.c."),
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
        "Sở Mới không có vào ngày mở phiếu 15/10/2024, nên không phải báo cáo điểm II.1 kỳ 2024-H2.\n",
    )


@pytest.mark.parametrize(
    ("plan", "ref", "agency", "period", "sentence"),
    [
        ("bac-giang", "II.3.c.1", "so-khoa-hoc-va-cong-nghe", "2025-H1", "Từ ngày 01/3/2025, việc của Sở Thông tin và Truyền thông chuyển cho Sở Khoa học và Công nghệ theo Nghị định số 45/2025/NĐ-CP"),
        ("bac-giang", "II.3.c.2", "cong-an-tinh", "2025-H1", "Từ ngày 01/3/2025, việc tại điểm II.3.c.2 của Sở Thông tin và Truyền thông chuyển cho Công an tỉnh theo Biên bản bàn giao"),
        ("bac-giang", "II.2", "cong-an-tinh", "2025-H1", "Vậy Công an tỉnh phải báo cáo điểm II.2, phạm vi an toàn thông tin mạng"),
        ("bac-giang", "II.1.a", "ubnd-cap-huyen", "2025-H2", "UBND huyện, thành phố kết thúc từ ngày 01/7/2025 theo Nghị quyết số 203/2025/QH15."),
        ("bac-giang", "II.4.a", "ubnd-cap-huyen", "2025-H2", "Vậy việc của UBND huyện, thành phố tại điểm II.4.a chưa có cơ quan tiếp nhận nhiệm vụ;"),
        ("lao-cai", "2.1", "cong-an-tinh", "2023-12", "tháng 12 năm 2023 đến lượt Công an tỉnh chủ trì, kể cả khi lần trước không họp."),
        ("lao-cai", "2.1", "cong-an-tinh", "2023-06", "Vậy Công an tỉnh phải xác nhận biên bản giao ban điểm 2.1, chậm nhất hết ngày 30/6/2023."),
        ("tieu-ban-attt", "1", "so-tai-chinh", "2024-H1", "6 tháng đầu năm: trước ngày 01/6 (không tính ngày đó), thay báo cáo quý II."),
        ("tuyen-quang", "2.2", "so-thong-tin-va-truyen-thong", "2024-Q3", "Điểm này tổng hợp các báo cáo của nhiệm vụ 1.4."),
        ("tuyen-quang", "3.1", "cong-an-tinh", "2026-SC1", "Bước «first»: Thông báo sự cố: trong 24 giờ (thông thường), 24 giờ (nghiêm trọng), 1 giờ (xâm phạm an ninh quốc gia) từ lúc phát hiện (văn phòng chọn); Nghị định số 331/2026/NĐ-CP, Điều 31 khoản 2 điểm d cho 24 giờ (nghiêm trọng);"),
        ("quang-ngai", "1.1", "cong-an-tinh", "2024", "Vậy Công an tỉnh phải báo cáo điểm 1.1, chậm nhất hết ngày 30/11/2024."),
    ],
)  # fmt: skip
def test_every_kind_of_duty_is_explained(plan: str, ref: str, agency: str, period: str, sentence: str) -> None:
    code, out, err = run("explain", ref, "--plan", plan, "--agency", agency, "--period", period)
    assert (code, err) == (0, "")
    assert sentence in out


@pytest.mark.parametrize(
    ("plan", "ref", "agency", "period", "sentence"),
    [
        ("tuyen-quang", "1.4", "so-thong-tin-va-truyen-thong", "2024-Q3", "Sở Thông tin và Truyền thông tổng hợp điểm 1.4 (điểm 2.2), nên không phải báo cáo điểm 1.4 cho chính mình."),
        ("tieu-ban-attt", "1", "so-tai-chinh", "2024-Q2", "Điểm 1 không có báo cáo riêng cho quý II năm 2024: báo cáo 6 tháng đầu năm 2024 thay cho báo cáo này; hãy xem kỳ 2024-H1."),
        ("tieu-ban-attt", "1", "so-tai-chinh", "2024-Q4", "báo cáo năm 2024 thay cho báo cáo này; hãy xem kỳ 2024."),
        ("bac-giang", "II.1.a", "ubnd-huyen-yen-dung", "2025-H1", "Từ ngày 01/01/2025, việc của UBND huyện Yên Dũng chuyển cho UBND thành phố Bắc Giang theo Nghị quyết số 1191/NQ-UBTVQH15."),
    ],
)  # fmt: skip
def test_why_somebody_owes_nothing_is_told_with_the_act(
    plan: str, ref: str, agency: str, period: str, sentence: str
) -> None:
    code, out, err = run("explain", ref, "--plan", plan, "--agency", agency, "--period", period)
    assert (code, out) == (1, "")
    assert sentence in err


def test_an_agency_that_handed_a_clause_over_is_told_so(home: Path) -> None:
    changes = home / "plans" / "changes"
    changes.mkdir()
    text = "handovers: {date: 1/6/2024, refs: [III.2], from: so-a, to: cong-an, by: Biên bản 3}\n"
    (changes / "mau.yaml").write_text(text, encoding="utf-8")
    args = ("explain", "III.2", "--plan", "mau", "--period", "2024", "--home", home)
    assert run(*args, "--agency", "so-a")[2] == (
        "Sở A không còn giữ điểm III.2 vào ngày mở phiếu 15/10/2024. "
        "Từ ngày 01/6/2024, việc tại điểm III.2 của Sở A chuyển cho Công an tỉnh theo Biên bản 3.\n"
    )
    assert "Vậy Công an tỉnh phải báo cáo điểm III.2" in run(*args, "--agency", "cong-an")[1]


def test_an_amended_clause_is_explained_by_its_version(home: Path) -> None:
    changes = home / "plans" / "changes"
    changes.mkdir()
    text = "amendments:\n  - date: 1/1/2026\n    by: Quyết định 9\n    set: {II.2: {lead: so-b}}\n    end: [III.3]\n"
    (changes / "mau.yaml").write_text(text, encoding="utf-8")
    args = ("explain", "II.2", "--plan", "mau", "--agency", "so-b", "--home", home)
    assert "Điểm này được sửa từ ngày 01/01/2026 theo Quyết định 9;" in run(*args, "--period", "2026")[1]
    assert run(*args, "--period", "2025")[0] == 1
    shown = run("show", "mau", "--on", "1/6/2026", "--home", home)[1]
    assert "Đã bỏ:     từ ngày 01/01/2026 không yêu cầu báo cáo nữa" in shown
    assert "Từ ngày 01/01/2026: sửa II.2; bỏ III.3, theo Quyết định 9" in shown
