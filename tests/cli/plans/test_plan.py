"""The commands `dondoc plan check`, `show` and `due` as a person and a script meet them."""

import re
from pathlib import Path

import pytest

from tests import PROJECT
from tests.homes.plans.plan_commands import run, run_json, write_home
from tests.homes.plans.plan_files import CALENDAR, PLAN, REGISTER, change, line_of

OWED_KEYS = ["plan", "ref", "agency", "role", "scope", "period", "opens_on", "remind_on", "due_on"]
TASK_KEYS = ["ref", "title", "section", "leads", "coordinating", "cadence", "source"]


@pytest.fixture(autouse=True)
def no_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the own home of whoever runs the tests out of them."""
    monkeypatch.setenv("DONDOC_HOME", str(tmp_path / "no-home"))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Give a home with a plan of its own."""
    return write_home(tmp_path / "home")


def test_all_shipped_plans_are_checked_when_no_file_is_named() -> None:
    code, out, err = run("check")
    assert (code, err) == (0, "")
    *warnings, last = out.splitlines()
    assert last == f"Đã kiểm tra 6 tệp, không có lỗi, {len(warnings)} cảnh báo."
    assert all(re.match(r"plan/data/[a-z-]+/[a-z-]+\.yaml(:[0-9]+)?: cảnh báo: ", warning) for warning in warnings)
    assert any("việc của «UBND huyện, thành phố» chưa có cơ quan tiếp nhận nhiệm vụ" in warning for warning in warnings)


def test_a_warning_beside_an_error_is_no_error_of_its_own(home: Path) -> None:
    assert run("check", "--home", home)[0] == 0
    (home / "plans/tinh-mau/mau.yaml").write_text(change(PLAN, "time: ongoing", "time: luôn"), encoding="utf-8")
    code, out, _ = run("check", "--home", home)
    assert code == 1
    assert "Đã kiểm tra" not in out


def test_a_file_of_the_offices_that_is_not_read_is_told_and_ends_with_1_where_it_looks_like_a_plan(home: Path) -> None:
    (home / "plans" / "van-ban.pdf").write_text("%PDF", encoding="utf-8")
    code, out, _ = run("check", "--home", home)
    assert code == 0
    assert "van-ban.pdf: cảnh báo: tệp này không được đọc" in out
    (home / "plans" / "bac-giang.yaml.txt").write_text("code: bac-giang\n", encoding="utf-8")
    code, out, _ = run("check", "--home", home)
    assert code == 1
    assert "bac-giang.yaml.txt: tệp này không được đọc" in out
    assert "hãy đổi tên thành bac-giang.yaml." in out


def test_a_file_of_changes_is_checked_with_its_plan(home: Path) -> None:
    changes = home / "plans" / "changes" / "mau.yaml"
    changes.parent.mkdir()
    changes.write_text("handovers: []\nbla: x\n", encoding="utf-8")
    code, out, _ = run("check", changes, "--home", home)
    assert code == 1
    assert "changes/mau.yaml:2: " in out


def test_the_guides_own_example_of_two_errors_prints_both_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    guide = (PROJECT / "docs" / "vi" / "viet-ke-hoach.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(code: sao-luu-du-lieu\n.*?)```", guide, re.DOTALL)
    (told,) = re.findall(r"```\n(plans/sao-luu-du-lieu\.yaml:[^`]*)```", guide)
    wrong = example.replace("lead: so-khoa-hoc-va-cong-nghe", "lead: so-khoa-hoc-va-congnghe").replace(
        '  "1.4": Yêu cầu chung khi thực hiện, không phải báo cáo riêng\n', ""
    )
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "sao-luu-du-lieu.yaml").write_text(wrong, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    code, out, _ = run("check", "plans/sao-luu-du-lieu.yaml")
    assert (code, out) == (1, told)


def test_each_error_is_a_line_that_an_editor_can_jump_to(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home)
    text = change(change(PLAN, "time: ongoing", "time: luôn"), "lead: chu-quan", "lead: chu-nha")
    (home / "plans/tinh-mau/mau.yaml").write_text(text, encoding="utf-8")
    code, out, err = run("check", "plans/tinh-mau/mau.yaml")
    assert (code, err) == (1, "")
    assert [line.split(": ")[0] for line in out.splitlines()] == [
        f"plans/tinh-mau/mau.yaml:{line_of(text, part)}" for part in ("luôn", "chu-nha")
    ]


def test_a_register_and_a_calendar_are_checked_as_what_they_are(tmp_path: Path) -> None:
    (tmp_path / "agencies.yaml").write_text(REGISTER, encoding="utf-8")
    (tmp_path / "calendar.yaml").write_text(CALENDAR, encoding="utf-8")
    assert run("check", tmp_path / "agencies.yaml", tmp_path / "calendar.yaml")[0] == 0
    (tmp_path / "calendar.yaml").write_text(change(CALENDAR, "2/1/2026", "31/2/2026"), encoding="utf-8")
    code, out, _ = run("check", tmp_path / "agencies.yaml", tmp_path / "calendar.yaml")
    assert code == 1
    assert "calendar.yaml:4: «date»: trong lịch không có ngày «31/2/2026»." in out


def test_a_file_that_cannot_be_read_ends_with_2_and_the_others_are_checked_all_the_same(tmp_path: Path) -> None:
    wrong = tmp_path / "sai.yaml"
    wrong.write_text("a\n", encoding="utf-8")
    code, out, err = run("check", tmp_path / "none.yaml", tmp_path, wrong)
    assert code == 2
    assert f"{tmp_path / 'none.yaml'}: không đọc được tệp (không có tệp này)." in err
    assert f"{tmp_path}: không đọc được tệp (đây là một thư mục)." in err
    assert "sai.yaml" in out


def test_a_text_with_the_mark_of_a_state_secret_is_refused_without_a_word_of_it(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("ĐM: MẬT\ntitle: Bí số bảy\n", encoding="utf-8")
    code, out, err = run("check", tmp_path / "x.yaml")
    assert code == 1
    assert "dấu chỉ độ mật" in out
    assert "bảy" not in out + err


def test_an_error_of_a_shared_register_is_told_once(home: Path) -> None:
    folder = home / "plans" / "tinh-mau"
    (folder / "mau-2.yaml").write_text(change(PLAN, "code: mau\n", "code: mau-2\n"), encoding="utf-8")
    (folder / "agencies.yaml").write_text(change(REGISTER, "30/6/2025", "31/6/2025"), encoding="utf-8")
    code, out, _ = run("check", "--home", home)
    assert (code, out.count("31/6/2025")) == (1, 1)


def test_the_json_of_a_plan_has_the_shape_of_the_contract() -> None:
    shown = run_json("show", "bac-giang")
    assert list(shown) == ["plan", "document", "tasks"]
    assert shown["document"] | {"subject": ""} == {
        "kind": "Kế hoạch",
        "number": None,
        "date": "11/2022",
        "issuer": "UBND tỉnh Bắc Giang",
        "subject": "",
    }
    assert len(shown["tasks"]) == 30
    assert all(list(task) == TASK_KEYS for task in shown["tasks"])


def test_a_task_is_shown_with_parties_as_the_text_writes_them() -> None:
    tasks = {task["ref"]: task for task in run_json("show", "bac-giang")["tasks"]}
    task = tasks["II.1.a"]
    assert task["section"] == "II.1"
    assert task["leads"] == [{"party": "cac-so", "scope": ""}, {"party": "ubnd-cap-huyen", "scope": ""}]
    assert task["coordinating"] == [
        {"party": "cong-an-tinh", "scope": "an-ninh-mang"},
        {"party": "so-thong-tin-va-truyen-thong", "scope": "an-toan-thong-tin-mang"},
    ]
    file, line = task["source"].rsplit(":", 1)
    assert (PROJECT / file).read_text(encoding="utf-8").splitlines()[int(line) - 1] == "  II.1.a:"


def test_what_the_office_chose_stands_apart_in_the_cadence() -> None:
    cadences = {task["ref"]: task["cadence"] for task in run_json("show", "bac-giang")["tasks"]}
    assert cadences["II.1.a"] == {
        "kind": "ongoing",
        "due": None,
        "office": {
            "follow_up": [
                {"every": "half-year", "only": ["H1"], "due": {"before": "15/6"}},
                {"every": "half-year", "only": ["H2"], "due": {"before": "15/11"}},
            ]
        },
    }
    assert cadences["II.4.h"] == {"kind": "yearly", "due": {"by": "end of period"}, "office": {}}
    assert cadences["II.6.a"] == {
        "kind": "span",
        "from": 2022,
        "to": 2030,
        "due": None,
        "office": {"follow_up": [{"every": "year", "due": {"before": "15/11"}}]},
    }
    assert cadences["III.4.1"] == {"kind": "once", "due": {"before": "15/11/2022"}, "office": {}}
    assert cadences["III.4.2"] == {"kind": "yearly", "due": {"before": "15/11"}, "office": {"first": 2023}}


def test_an_office_that_dates_a_yearly_task_and_rolls_is_shown_so(home: Path) -> None:
    file = home / "plans/tinh-mau/mau.yaml"
    file.write_text(change(PLAN, "due: {by: 30/11}", "due: {by: 30/11, roll: next-working-day}"), encoding="utf-8")
    cadences = {task["ref"]: task["cadence"] for task in run_json("show", "mau", "--home", home)["tasks"]}
    assert cadences["III.3"] == {
        "kind": "yearly",
        "due": None,
        "office": {"due": {"by": "30/11", "roll": "next-working-day"}},
    }


def test_on_a_day_the_parties_are_the_agencies_of_that_day(home: Path) -> None:
    def leads_on(day: str) -> list[str]:
        shown = run_json("show", "mau", "--home", home, "--on", day)
        return [party["party"] for party in shown["tasks"][0]["on_day"]["leads"]]

    assert leads_on("2025-02-28") == ["van-phong", "so-a", "so-b"]
    assert leads_on("1/3/2025") == ["van-phong", "so-a", "so-b", "so-moi"]
    assert run_json("show", "mau", "--home", home, "--on", "1/3/2025")["on"] == "2025-03-01"


def test_the_text_tells_the_document_from_the_office(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    code, out, _ = run("show", "bac-giang")
    assert code == 0
    lines = [line.strip() for line in out.splitlines()]
    assert "Hạn:       6 tháng đầu năm: trước ngày 15/6 (không tính ngày đó) (văn phòng chọn)" in lines
    assert "Hạn:       mỗi năm: chậm nhất ngày cuối cùng của kỳ (tính cả ngày đó)" in lines
    assert "Hạn:       trước ngày 15/11/2022 (không tính ngày đó)" in lines
    assert "Phối hợp:  văn bản không ghi" in lines
    assert sum(line.startswith("II.4.h  ") for line in lines) == 1
    assert all(len(line) <= 120 for line in out.splitlines())


def test_the_text_fits_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    _, out, _ = run("show", "bac-giang", "--on", "5/6/2023")
    assert max(len(line) for line in out.splitlines()) <= 80
    assert "ngày 05/6/2023 là 30 cơ quan" in out


def test_an_unknown_plan_is_wrong_use_and_the_nearest_one_is_offered() -> None:
    assert run("show", "bac-gang") == (2, "", "Không có kế hoạch «bac-gang» (có phải «bac-giang» không?).\n")
    assert run("show", "xyz") == (
        2,
        "",
        "Không có kế hoạch «xyz». Các mã hiện có: bac-giang, lao-cai, nd-331, quang-ngai, tieu-ban-attt, tuyen-quang.\n",
    )


def test_a_plan_that_is_not_sound_tells_its_errors_and_ends_with_1(home: Path) -> None:
    file = home / "plans/tinh-mau/mau.yaml"
    file.write_text(change(PLAN, "time: ongoing", "time: luôn"), encoding="utf-8")
    code, out, err = run("show", "mau", "--home", home)
    assert (code, out) == (1, "")
    assert err.startswith(f"{file}:{line_of(PLAN, 'time: ongoing')}: «time» không nhận giá trị «luôn»")


def test_the_json_of_check_ins_has_the_shape_of_the_contract() -> None:
    found = run_json("due", "bac-giang", "--from", "2023-06-01", "--to", "2023-06-30")
    assert len(found) == 328
    assert all(list(owed) == OWED_KEYS for owed in found)
    assert found[0] == {
        "plan": "bac-giang",
        "ref": "II.1.a",
        "agency": "van-phong-ubnd-tinh",
        "role": "lead",
        "scope": "",
        "period": "2023-H1",
        "opens_on": "2023-05-15",
        "remind_on": "2023-06-14",
        "due_on": "2023-06-14",
    }


def test_days_may_be_written_both_ways_and_both_ends_count() -> None:
    iso = run_json("due", "bac-giang", "--from", "2023-06-14", "--to", "2023-06-14")
    assert iso == run_json("due", "bac-giang", "--from", "14/6/2023", "--to", "14/6/2023")
    assert len(iso) == 328


def test_a_year_has_751_lines_and_a_text_line_for_each() -> None:
    code, out, _ = run("due", "bac-giang", "--from", "2023-01-01", "--to", "2023-12-31")
    assert code == 0
    assert out.splitlines()[-1] == "751 phiếu báo cáo."
    assert sum("bac-giang" in line for line in out.splitlines()) == 751


def test_a_year_whose_days_off_nobody_has_fixed_is_warned_about() -> None:
    _, out, _ = run("due", "--from", "2028-12-01", "--to", "2028-12-31")
    assert out.splitlines()[-1] == (
        "Chú ý: lịch nghỉ năm 2028 chưa có văn bản xác nhận; ngày nhắc và ngày làm việc có thể thay đổi."
    )


def test_without_a_plan_all_plans_are_listed_in_the_order_of_their_dates(home: Path) -> None:
    found = run_json("due", "--home", home, "--from", "2023-06-01", "--to", "2023-12-31")
    assert {owed["plan"] for owed in found} == {"bac-giang", "lao-cai", "mau", "tieu-ban-attt"}
    assert [owed["due_on"] for owed in found] == sorted(owed["due_on"] for owed in found)


def test_the_home_is_also_found_by_the_environment(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DONDOC_HOME", str(home))
    assert len(run_json("due", "mau", "--from", "2023-06-14", "--to", "2023-06-14")) == 3


def test_an_empty_span_is_an_empty_list() -> None:
    assert run_json("due", "--from", "2023-01-01", "--to", "2023-01-31") == []


@pytest.mark.parametrize("day", ["2023-02-29", "31/4/2023", "2023-6-5", "hôm nay", "", "1999-01-01", "9999-12-31"])
def test_a_day_that_does_not_exist_is_wrong_use(day: str) -> None:
    code, out, err = run("due", "--from", day, "--to", "2023-06-30")
    assert (code, out) == (2, "")
    assert err == f"--from: không có ngày «{day}»; hãy viết như 2023-06-05 hoặc 5/6/2023 (năm 2000 đến 2100).\n"


def test_a_span_that_ends_before_it_begins_is_wrong_use() -> None:
    code, _, err = run("due", "--from", "2023-06-30", "--to", "2023-06-01")
    assert (code, err) == (2, "--to 01/6/2023 sớm hơn --from 30/6/2023; hãy đổi chỗ hai ngày.\n")


def test_a_home_that_is_a_file_is_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    code, _, err = run("due", "--home", tmp_path / "file", "--from", "2023-06-30", "--to", "2023-06-30")
    assert code == 2
    assert "không phải là thư mục" in err


def test_on_a_day_the_plan_is_as_hand_overs_and_reorganisations_left_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    shown = run_json("show", "bac-giang", "--on", "2025-08-01")
    assert shown["trackers"] == {"default": "cong-an-tinh", "an-toan-thong-tin-mang": "cong-an-tinh"}
    tasks = {task["ref"]: task for task in shown["tasks"]}
    assert all(list(task) == [*TASK_KEYS, "on_day"] for task in tasks.values())
    assert tasks["II.3.c.1"]["leads"] == [{"party": "so-thong-tin-va-truyen-thong", "scope": ""}]
    assert tasks["II.3.c.1"]["on_day"]["leads"] == [{"party": "so-khoa-hoc-va-cong-nghe", "scope": ""}]
    assert tasks["II.3.c.2"]["on_day"]["leads"] == [{"party": "cong-an-tinh", "scope": ""}]
    assert tasks["II.1.a"]["on_day"]["ownerless"] == [{"party": "ubnd-cap-huyen", "scope": ""}]
    assert len(tasks["II.1.a"]["on_day"]["leads"]) == 14
    assert tasks["II.1.a"]["on_day"]["asked"]
    text = run("show", "bac-giang", "--on", "2025-08-01")[1]
    assert "chưa có cơ quan tiếp nhận nhiệm vụ: UBND huyện, thành phố" in text
    assert "; ngày 01/8/2025 là Công an tỉnh" in " ".join(text.split())


def test_what_nobody_owes_any_more_is_listed_and_marked() -> None:
    found = run_json("due", "bac-giang", "--from", "2025-11-14", "--to", "2025-11-14")
    lost = [owed for owed in found if owed.get("ownerless")]
    assert {owed["agency"] for owed in lost} == {"ubnd-cap-huyen"}
    assert all(list(owed) == [*OWED_KEYS, "ownerless"] for owed in lost)
    assert (
        "UBND huyện, thành phố «chưa có cơ quan tiếp nhận nhiệm vụ»"
        in run("due", "--from", "2025-11-14", "--to", "2025-11-14")[1]
    )


def test_dates_briefings_and_events_have_a_cadence_of_their_own() -> None:
    def cadence(plan: str, ref: str) -> dict[str, object]:
        return next(task["cadence"] for task in run_json("show", plan)["tasks"] if task["ref"] == ref)

    assert cadence("tieu-ban-attt", "1") == {
        "kind": "dates",
        "due": None,
        "dates": {
            "Q1": {"before": "10/3"},
            "H1": {"before": "1/6", "stands_for": "Q2"},
            "Q3": {"before": "10/9"},
            "year": {"before": "25/10", "stands_for": "Q4"},
        },
        "office": {},
    }
    briefing = cadence("lao-cai", "2.1")
    assert (briefing["due"], briefing["months"]) == ({"by": "end of period"}, [6, 12])
    assert briefing["office"] == {"first_host": {"6/2023": "so-thong-tin-va-truyen-thong"}}
    event = cadence("tuyen-quang", "3.1")
    assert isinstance(event["steps"], list)
    by_severity = {"ordinary": "24 hours", "serious": "24 hours", "national": "1 hour"}
    assert event["steps"][0]["office"] == {"within": by_severity}
    law = "Nghị định số 331/2026/NĐ-CP, Điều 31 khoản 2 điểm d"
    assert event["steps"][0]["law"] == {"within": {"serious": "24 hours"}, "by": law}
    assert event["steps"][2]["office"] == {"within": "10 working days"}
    assert run_json("show", "lao-cai")["document"]["date"] is None
