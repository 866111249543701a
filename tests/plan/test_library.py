"""Where plan files are found, and what an office's own folder changes."""

from pathlib import Path

import pytest

from plan.errors import PlanRefusedError
from plan.language.yaml_nodes import MAX_BYTES
from plan.library import SHIPPED, Library, check_plan, load_plan, read_limited, shown, unread_files
from tests.homes.plans.plan_files import CALENDAR, PLAN, REGISTER, change

OWN = Path("tinh-mau")


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """Give a folder of shipped files: one province, one plan, one calendar."""
    folder = tmp_path / "shipped"
    (folder / OWN).mkdir(parents=True)
    (folder / OWN / "mau.yaml").write_text(PLAN, encoding="utf-8")
    (folder / OWN / "agencies.yaml").write_text(REGISTER, encoding="utf-8")
    (folder / "calendar.yaml").write_text(CALENDAR, encoding="utf-8")
    return folder


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    """Give the empty `plans/` of an office."""
    folder = tmp_path / "plans"
    folder.mkdir()
    return folder


def errors_in(file: Path, library: Library) -> list[str]:
    return [f"{error.line}: {error.sentence}" for error in check_plan(file, library)[1]]


def test_the_shipped_plans_are_sound() -> None:
    library = Library()
    assert "bac-giang" in library.plan_files()
    for code, file in library.plan_files().items():
        assert check_plan(file, library)[1] == (), code


def test_registers_and_calendars_are_no_plans_and_neither_is_what_editors_leave(shipped: Path) -> None:
    for name in (".mau.yaml", "._mau.yaml", "mau.yaml~", "mau.yaml.swp"):
        (shipped / OWN / name).write_text("x", encoding="utf-8")
    (shipped / "folder.yaml").mkdir()
    assert list(Library(None, shipped).plan_files()) == ["mau"]


def test_an_offices_own_plan_wins_over_the_shipped_one(shipped: Path, overlay: Path) -> None:
    (overlay / "mau.yaml").write_text(change(PLAN, "Diễn tập mỗi năm", "Diễn tập"), encoding="utf-8")
    assert load_plan("mau", Library(overlay, shipped)).plan.tasks["II.2"].title == "Diễn tập"
    assert load_plan("mau", Library(None, shipped)).plan.tasks["II.2"].title == "Diễn tập mỗi năm"


def test_an_offices_own_plan_stands_on_the_shipped_register_of_its_province(shipped: Path, overlay: Path) -> None:
    (overlay / "rieng.yaml").write_text(change(PLAN, "code: mau\n", "code: rieng\n"), encoding="utf-8")
    loaded = load_plan("rieng", Library(overlay, shipped))
    assert loaded.register.code == "tinh-mau"
    assert list(Library(overlay, shipped).plan_files()) == ["mau", "rieng"]


def test_a_register_beside_an_offices_own_plan_is_the_one(shipped: Path, overlay: Path) -> None:
    (overlay / "mau.yaml").write_text(PLAN, encoding="utf-8")
    (overlay / "agencies.yaml").write_text(change(REGISTER, "Sở A", "Sở Anh"), encoding="utf-8")
    assert load_plan("mau", Library(overlay, shipped)).register.name_of("so-a") == "Sở Anh"


def test_an_offices_own_register_of_the_province_wins_for_a_shipped_plan(shipped: Path, overlay: Path) -> None:
    (overlay / OWN).mkdir()
    (overlay / OWN / "agencies.yaml").write_text(change(REGISTER, "Sở A", "Sở Anh"), encoding="utf-8")
    assert load_plan("mau", Library(overlay, shipped)).register.name_of("so-a") == "Sở Anh"
    assert load_plan("mau", Library(None, shipped)).register.name_of("so-a") == "Sở A"


def test_an_offices_own_calendar_wins(shipped: Path, overlay: Path) -> None:
    (overlay / "calendar.yaml").write_text("confirmed:\n  2031: {by: Văn bản 9}\n", encoding="utf-8")
    assert load_plan("mau", Library(overlay, shipped)).calendar.is_confirmed(2031)
    assert not load_plan("mau", Library(None, shipped)).calendar.is_confirmed(2031)


def test_an_overlay_that_is_not_there_does_no_harm(shipped: Path, tmp_path: Path) -> None:
    assert list(Library(tmp_path / "none", shipped).plan_files()) == ["mau"]


def test_a_plan_of_an_unknown_province_is_refused_at_the_line_that_names_it(shipped: Path, overlay: Path) -> None:
    file = overlay / "mau.yaml"
    file.write_text(change(PLAN, "province: tinh-mau", "province: tinh-khac"), encoding="utf-8")
    (error,) = errors_in(file, Library(overlay, shipped))
    assert error.startswith("8: không tìm thấy danh bạ cơ quan (agencies.yaml) của tỉnh ghi ở «province»")


@pytest.mark.parametrize("province", ["../../etc", "a/b", "..", "null", "[a]"])
def test_a_province_is_never_a_path(shipped: Path, overlay: Path, province: str) -> None:
    file = overlay / "mau.yaml"
    file.write_text(change(PLAN, "province: tinh-mau", f"province: {province}"), encoding="utf-8")
    assert check_plan(file, Library(overlay, shipped))[0] is None


def test_the_province_may_stand_in_quotes(shipped: Path, overlay: Path) -> None:
    (overlay / "mau.yaml").write_text(change(PLAN, "province: tinh-mau", 'province: "tinh-mau"'), encoding="utf-8")
    assert load_plan("mau", Library(overlay, shipped)).plan.province == "tinh-mau"


def test_errors_of_the_plan_its_register_and_the_calendar_name_their_own_files(shipped: Path) -> None:
    (shipped / OWN / "mau.yaml").write_text(change(PLAN, "time: ongoing", "time: luôn"), encoding="utf-8")
    (shipped / "calendar.yaml").write_text("confirmed: {1900: {by: a}}\n", encoding="utf-8")
    _, errors = check_plan(shipped / OWN / "mau.yaml", Library(None, shipped))
    assert sorted(Path(error.file).name for error in errors) == ["calendar.yaml", "mau.yaml"]
    (shipped / OWN / "agencies.yaml").write_text("province: a\n", encoding="utf-8")
    _, errors = check_plan(shipped / OWN / "mau.yaml", Library(None, shipped))
    assert {Path(error.file).name for error in errors} == {"agencies.yaml", "calendar.yaml"}


def test_a_plans_code_is_the_name_of_its_file(shipped: Path, overlay: Path) -> None:
    file = overlay / "khac.yaml"
    file.write_text(PLAN, encoding="utf-8")
    assert errors_in(file, Library(overlay, shipped)) == [
        "1: «code» là «mau» nhưng tên tệp là «khac.yaml»; hãy đặt hai tên giống nhau."
    ]


def test_a_plan_that_is_not_there_is_a_key_error_and_one_that_is_not_sound_carries_its_errors(shipped: Path) -> None:
    library = Library(None, shipped)
    with pytest.raises(KeyError):
        load_plan("khong-co", library)
    (shipped / OWN / "mau.yaml").write_text("code: mau\nprovince: tinh-mau\n", encoding="utf-8")
    with pytest.raises(PlanRefusedError) as refused:
        load_plan("mau", library)
    assert "thiếu khóa «tasks»" in str(refused.value)


def test_the_loaded_text_is_the_files_text(shipped: Path) -> None:
    (shipped / OWN / "mau.yaml").write_bytes(b"\xef\xbb\xbf" + PLAN.encode())
    assert load_plan("mau", Library(None, shipped)).text == PLAN


def test_a_file_far_too_large_is_not_read_to_its_end(tmp_path: Path) -> None:
    file = tmp_path / "lon.yaml"
    file.write_bytes(b"#" * (3 * MAX_BYTES))
    assert len(read_limited(file)) == MAX_BYTES + 1
    assert errors_in(file, Library())[0].startswith("0: tệp lớn hơn 1000 kB")


def test_what_is_no_file_cannot_be_read(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "none.yaml", Path("/dev/zero")):
        with pytest.raises(OSError, match=r"."):
            check_plan(place, Library())


def test_a_file_is_told_from_where_one_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert shown(tmp_path / "a" / "b.yaml") == "a/b.yaml"
    assert shown(SHIPPED) == str(SHIPPED)


def unread_in(overlay: Path, shipped: Path) -> list[str]:
    """What is told of an office's folder, below it."""
    told = unread_files(Library(overlay, shipped))
    return [str(one).replace(f"{shown(overlay)}/", "") for one in told]


def put(folder: Path, name: str, text: str = PLAN) -> None:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("mau.yml", "mau.yaml"),
        ("mau.YAML", "mau.yaml"),
        ("mau.yaml.txt", "mau.yaml"),
        ("mau.yaml ", "mau.yaml"),
        ("mau.yaml .txt", "mau.yaml"),
        ("mau.yml.yaml.TXT", "mau.yaml"),
        ("tinh-mau/agencies.yml", "agencies.yaml"),
        ("calendar.yml", "calendar.yaml"),
        ("changes/mau.yml", "mau.yaml"),
    ],
)
def test_a_file_that_hides_its_ending_is_told_with_the_name_it_needs(
    shipped: Path, overlay: Path, name: str, meant: str
) -> None:
    put(overlay, name)
    (told,) = unread_in(overlay, shipped)
    assert told == (f"{name}: tệp này không được đọc vì tên không kết thúc bằng .yaml; hãy đổi tên thành {meant}.")


def test_what_is_read_and_what_editors_leave_is_not_told(shipped: Path, overlay: Path) -> None:
    for name in ("rieng.yaml", "agencies.yaml", "tinh-mau/agencies.yaml", "calendar.yaml", "changes/mau.yaml"):
        put(overlay, name, change(PLAN, "code: mau\n", "code: rieng\n"))
    for name in (".mau.yaml", "._mau.yaml", "mau.yaml~", "~$mau.docx", ".mau.yaml.swp", "Thumbs.db", ".git/mau.yml"):
        put(overlay, name)
    assert unread_in(overlay, shipped) == []
    assert unread_files(Library(None, shipped)) == unread_files(Library(overlay / "no", shipped)) == ()


def test_a_document_or_a_note_is_a_warning(shipped: Path, overlay: Path) -> None:
    put(overlay, "ke-hoach.pdf")
    put(overlay, "tinh-mau/ghi-chu.txt")
    told = unread_files(Library(overlay, shipped))
    assert [one.warning for one in told] == [True, True]
    assert "chỉ đọc tệp có tên kết thúc bằng .yaml" in told[0].sentence


def test_a_file_in_the_wrong_place_is_told(shipped: Path, overlay: Path) -> None:
    put(overlay, "tinh-mau/calendar.yaml")
    put(overlay, "tinh-la/agencies.yaml")
    put(overlay, "changes/maau.yaml")
    said = "\n".join(unread_in(overlay, shipped))
    assert "tinh-mau/calendar.yaml: lịch nghỉ chỉ được đọc ở calendar.yaml ngay trong thư mục plans" in said
    assert "tinh-la/agencies.yaml: không kế hoạch nào dùng danh bạ cơ quan này" in said
    assert (
        "changes/maau.yaml: không có kế hoạch «maau» nên tệp thay đổi này không được đọc (có phải «mau» không?)" in said
    )


def test_two_files_that_claim_one_name_are_both_told(shipped: Path, overlay: Path) -> None:
    put(overlay, "mau.yaml")
    put(overlay, "cu/mau.yaml")
    assert unread_in(overlay, shipped) == [
        "cu/mau.yaml: trùng tên với mau.yaml; mỗi kế hoạch chỉ giữ một tệp mau.yaml.",
        "mau.yaml: trùng tên với cu/mau.yaml; mỗi kế hoạch chỉ giữ một tệp mau.yaml.",
    ]


def test_a_folder_or_a_broken_link_where_a_file_is_expected_is_told(shipped: Path, overlay: Path) -> None:
    (overlay / "mau.yaml").mkdir()
    (overlay / "rieng.yaml").symlink_to(overlay / "khong-co")
    put(overlay, "changes")
    assert [one.partition(";")[0] for one in unread_in(overlay, shipped)] == [
        "changes: đây phải là một thư mục, chứa các tệp thay đổi",
        "mau.yaml: đây là một thư mục, không phải tệp, nên không được đọc",
        "rieng.yaml: đây là một liên kết hỏng hoặc không phải tệp thường nên không được đọc",
    ]
