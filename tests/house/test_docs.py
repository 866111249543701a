"""The guides say what the program shows: every button they name is on a page, every picture is there."""

import re
from pathlib import Path

import pytest

from cli.__main__ import COMMANDS
from models.office_settings.backup_settings import BackupSettings
from models.office_settings.watch_settings import WatchSettings
from models.settings import SECRETS
from plan.answer_form import PLAIN
from tests import PROJECT
from tests.guide_pictures import PICTURES
from tests.house.tables_picture import PICTURE, draw_tables
from web.answer.sent_lines import fields_of

GUIDE = (PICTURES.parent / "tra-loi.md").read_text(encoding="utf-8")
PAGES = re.sub(
    r"{{ [^{}]* if [^{}]* }}",
    "",
    "\n".join(file.read_text(encoding="utf-8") for file in sorted(PROJECT.joinpath("web", "templates").glob("*.html"))),
)
"""All templates without what stands there only sometimes."""
NAMED = (
    "Lưu nháp báo cáo này",
    "Lưu nháp, chưa gửi",
    "Gửi báo cáo",
    "Gửi liên kết mới",
    "Gửi lại liên kết",
    "Không thay đổi so với kỳ trước",
    "Việc khác của cơ quan",
    "Đề nghị gia hạn, giải trình, không thuộc nhiệm vụ…",
)
"""The buttons, links and boxes that the guide for unit leads names."""


@pytest.mark.parametrize("name", NAMED)
def test_what_the_guide_tells_to_press_is_on_a_page(name: str) -> None:
    assert f"**{name}**" in GUIDE
    assert name in PAGES


def test_the_guide_calls_the_boxes_of_a_line_as_the_page_does() -> None:
    told = set(re.findall(r"^- \*\*([^*]+)\*\*", GUIDE, re.MULTILINE))
    boxes = {spec.label for spec in fields_of(PLAIN) if spec.name == "text"} | {"Tệp minh chứng", "Kết quả"}
    assert boxes <= told


def test_each_picture_of_the_guide_is_one_that_the_script_takes() -> None:
    shown = re.findall(r"!\[[^\]]+\]\(tra-loi/([a-z-]+\.png)\)", GUIDE)
    script = (PROJECT / "tests" / "guide_pictures.py").read_text(encoding="utf-8")
    assert len(shown) == len(set(shown)) == 4
    for name in shown:
        assert (PICTURES / name).read_bytes().startswith(b"\x89PNG")
        assert f'"{Path(name).stem}"' in script


def test_the_guide_is_two_pages_long() -> None:
    words = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", GUIDE).split()
    assert len(words) < 900


def test_the_picture_of_the_tables_is_drawn_from_the_code() -> None:
    assert PICTURE.read_text(encoding="utf-8") == draw_tables()


@pytest.mark.parametrize(
    "page",
    [
        "README.md",
        "README.en.md",
        "CONTRIBUTING.md",
        "docs/architecture.md",
        "docs/performance.md",
        "docs/scale.md",
        "docs/vi/van-phong.md",
        "docs/vi/tra-loi.md",
        "docs/operations.md",
        "docs/vi/cai-dat.md",
        "docs/vi/van-hanh.md",
        "docs/vi/viet-ke-hoach.md",
    ],
)
def test_what_a_page_links_to_is_there(page: str) -> None:
    file = PROJECT / page
    linked = re.findall(r"\]\((?!https?:)([^)#]+)\)", file.read_text(encoding="utf-8"))
    assert [name for name in linked if not (file.parent / name).exists()] == []


@pytest.mark.parametrize(
    ("page", "among"),
    [("van-phong", {"contacts", "doctor", "go-live", "round"}), ("van-hanh", {"backup", "doctor", "restore"})],
)
def test_the_offices_guides_name_commands_that_there_are(page: str, among: set[str]) -> None:
    guide = (PROJECT / "docs" / "vi" / f"{page}.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\./dondoc ([a-z-]+)", guide))
    assert named <= set(COMMANDS)
    assert among <= named


def test_the_guide_to_operation_tells_each_setting_about_backups_as_it_is() -> None:
    guide = (PROJECT / "docs" / "vi" / "van-hanh.md").read_text(encoding="utf-8")
    assert [name for name in BackupSettings.model_fields if f"`{name}`" not in guide] == []
    usual = {name: field.default for name, field in BackupSettings.model_fields.items()}
    assert f'`"{usual["backup_at"]}"`' in guide
    assert f"{usual['backup_days']}, {usual['backup_weeks']}, {usual['backup_months']} |" in guide


def test_each_type_that_the_glossary_names_is_in_the_code() -> None:
    named = set(re.findall(r"`([A-Z][A-Za-z]+)`", PROJECT.joinpath("docs", "glossary.md").read_text(encoding="utf-8")))
    assert len(named) > 20
    code = "\n".join(
        file.read_text(encoding="utf-8")
        for room in ("cli", "flows", "models", "notifications", "plan", "reports", "web")
        for file in PROJECT.joinpath(room).rglob("*.py")
    )
    assert sorted(name for name in named if not re.search(rf"\b{name}\b", code)) == []


def test_the_guide_to_operation_tells_each_setting_about_monitors_and_logs_as_it_is() -> None:
    guide = (PROJECT / "docs" / "vi" / "van-hanh.md").read_text(encoding="utf-8")
    told = {name: f"`DONDOC_{name.upper()}`" if name in SECRETS else name for name in WatchSettings.model_fields}
    assert [name for name, words in told.items() if words not in guide] == []
    for name in ("log_days", "log_megabytes", "prefect_days"):
        assert re.search(rf"\| `{name}` \|.*\| {WatchSettings.model_fields[name].default} \|", guide)
