"""One made-up document for each way in which documents give work, read and drafted."""

import pytest

from plan.calendar import WorkCalendar
from plan.drafting.draft import draft_plan
from plan.drafting.found import Found, FoundTask
from plan.drafting.intake import read_files
from plan.language.plan_file import read_draft, read_plan
from plan.language.register_file import read_register
from plan.laws.plan_laws import broken_laws
from tests.homes.plans.documents import ANNEX, GOALS, HEAD, LABELS, LETTER, OTHER_PLACES, UNITS


def read(text: str) -> Found:
    return read_files([("van-ban.txt", text.encode())])


def tasks_of(text: str) -> dict[str, FoundTask]:
    return {task.ref: task for task in read(text).tasks}


def test_the_head_says_what_the_document_is() -> None:
    facts = read(LABELS).facts
    assert (facts.kind, facts.number, facts.date) == ("Kế hoạch", "15/KH-UBND", "12/3/2026")
    assert (facts.issuer, facts.subject) == ("UBND tỉnh Mẫu", "Sắp xếp kho lưu trữ của các cơ quan")


def test_labels_below_a_text_say_who_with_whom_and_until_when() -> None:
    found = tasks_of(LABELS)
    assert list(found) == ["II.1.a", "II.1.b", "II.2.a", "II.3"]
    first, second = found["II.1.a"], found["II.1.b"]
    assert first.leads == (
        "Sở Nội vụ (nội dung liên quan đến hồ sơ giấy), Sở Khoa học và Công nghệ (nội dung liên quan đến hồ sơ số)",
    )
    assert (first.coordinating, first.time) == (("Các Sở, UBND các xã, phường",), "Thường xuyên")
    assert (second.leads, second.time, second.product) == (("Sở Tài chính",), "Quý IV/2026", "Kho có giá mới")
    assert not first.doubts | second.doubts


def test_a_heading_that_only_counts_gives_way_to_the_work_below_it() -> None:
    task = tasks_of(LABELS)["II.2.a"]
    assert task.text == "Số hóa hồ sơ có thời hạn bảo quản vĩnh viễn."
    assert (task.leads, task.coordinating) == (("Sở Nội vụ",), ("Văn phòng UBND tỉnh và các đơn vị có liên quan",))


def test_a_task_without_a_lead_is_found_and_its_lead_is_in_doubt() -> None:
    task = tasks_of(LABELS)["II.3"]
    assert (task.leads, task.time) == ((), "sau khi Thông tư hướng dẫn được ban hành")
    assert task.doubts == {"lead"}


def test_headings_that_are_agencies_by_their_place_lead_what_stands_below_them() -> None:
    found = tasks_of(UNITS)
    leads = {ref: task.leads[0] for ref, task in found.items()}
    assert leads["II.1.1"] == leads["II.1.2"] == "Sở Nội vụ"
    assert leads["II.2.1"] == leads["II.2.2"] == "Các doanh nghiệp khai thác và vận hành kho bãi"
    assert leads["II.3"] == "Văn phòng UBND tỉnh"
    assert found["II.1.2"].coordinating == ("Sở Tài chính",)


def test_a_sentence_before_a_colon_leads_the_letters_below_it() -> None:
    found = tasks_of(UNITS)
    assert [(found[ref].leads, found[ref].text[:8]) for ref in ("II.4.a", "II.4.b")] == [
        (("Sở Xây dựng",), "Khảo sát"),
        (("Sở Xây dựng",), "Giám sát"),
    ]


def test_a_clause_with_a_date_of_its_own_is_a_task_of_its_own() -> None:
    found = tasks_of(UNITS)
    assert [(found[ref].leads, found[ref].time) for ref in ("II.5.1", "II.5.2")] == [
        (("Sở Nội vụ",), ""),
        (("Sở Nội vụ",), "trước ngày 20 hằng tháng"),
    ]


def test_rows_of_a_table_are_tasks_and_rows_without_work_are_headings() -> None:
    found = tasks_of(ANNEX)
    assert list(found) == ["PL.I.1", "PL.I.2"]
    assert found["PL.I.2"].text == "Mua giá kệ cho kho lưu trữ chung của tỉnh"
    assert (found["PL.I.1"].leads, found["PL.I.1"].time) == (("Sở Nội vụ",), "06/2026")


def test_indicators_are_targets_and_never_tasks() -> None:
    found = read(GOALS)
    assert [(one.text[:12], one.by) for one in found.targets] == [("Phấn đấu 90%", "2027")]
    assert [task.ref for task in found.tasks] == ["III.1"]


def test_every_paragraph_of_the_body_has_a_place() -> None:
    found = read(GOALS)
    assert [(one.ref, one.understood) for one in found.passages] == [("I.1.1", True), ("II.2", True)]


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ("(Danh mục nhiệm vụ được thể hiện tại Phụ lục ban hành kèm theo Kế hoạch này).", True),
        ("Các nhiệm vụ cụ thể theo Phụ lục đính kèm.", True),
        ("Phân công chi tiết tại Phụ lục II.", True),
        ("Hồ sơ lập theo mẫu tại Phụ lục ban hành kèm theo Nghị định số 30/2020/NĐ-CP.", False),
        ("Hồ sơ lập theo mẫu tại Phụ lục I của Thông tư số 05/2025/TT-BNV.", False),
    ],
)
def test_an_annex_that_the_text_speaks_of_and_the_file_does_not_hold_is_told(said: str, missing: bool) -> None:
    told = [one for one in read(LABELS.replace("1. Công tác", f"{said}\n\n1. Công tác", 1)).notes if "phụ lục" in one]
    assert told == (
        ["Văn bản nói đến phụ lục (dòng 23) mà tệp không có: phụ lục giao việc thì hãy nộp cả tệp phụ lục."]
        if missing
        else []
    )
    held = read(ANNEX.replace("Các nhiệm vụ cụ thể tại Phụ lục kèm theo.", said))
    assert not [one for one in held.notes if "phụ lục" in one]


def test_a_number_that_is_missing_is_told() -> None:
    assert read(UNITS).notes == ()
    (note,) = read(
        UNITS.replace("2. Các doanh nghiệp", "3. Các doanh nghiệp")
        .replace("3. Văn phòng", "4. Văn phòng")
        .replace("4. Giao", "5. Giao")
        .replace("5. Sở Nội", "6. Sở Nội")
    ).notes
    assert note.startswith("Số thứ tự không liền: trước điểm II.3")


@pytest.mark.parametrize("text", [LABELS, UNITS, ANNEX, GOALS])
def test_blank_lines_and_widths_make_no_difference(text: str) -> None:
    told = [(task.ref, task.leads, task.time) for task in read(text).tasks]
    close = "\n".join(line for line in text.splitlines() if line)
    assert [(task.ref, task.leads, task.time) for task in read(close).tasks] == told
    broken = text.replace(" lưu trữ", "\nlưu trữ").replace(" hồ sơ", "\nhồ sơ")
    assert [(task.ref, task.leads, task.time) for task in read(broken).tasks] == told


def test_the_draft_is_refused_as_long_as_something_waits_for_a_person() -> None:
    made = draft_plan(read(LABELS))
    register, errors = read_register(made.register_text, "agencies.yaml")
    assert register is not None, errors
    plan, told = read_draft(made.plan_text, "x.yaml", register)
    assert plan is not None
    assert [one.sentence for one in told] == [
        "«trackers» còn để «???», chờ người quyết định; văn bản ghi «cơ quan theo dõi chung».",
        "«lead» của nhiệm vụ II.3 còn để «???», chờ người quyết định; văn bản ghi «văn bản không ghi cơ quan chủ trì».",
    ]
    assert made.undecided == 2


def test_once_a_person_has_decided_the_draft_is_a_sound_plan() -> None:
    made = draft_plan(read(LABELS))
    register, _ = read_register(made.register_text, "agencies.yaml")
    assert register is not None
    text = made.plan_text.replace('"??? cơ quan theo dõi chung"', "so-noi-vu").replace(
        '"??? văn bản không ghi cơ quan chủ trì"', "so-noi-vu"
    )
    plan, errors = read_plan(text, "x.yaml", register)
    assert plan is not None, errors
    assert broken_laws(plan, register, WorkCalendar()) == ()
    assert [str(party) for party in plan.tasks["II.1.a"].leads] == [
        "so-noi-vu (ho-so-giay)",
        "so-khoa-hoc-va-cong-nghe (ho-so-so)",
    ]
    assert plan.tasks["II.1.b"].cadence.rhythms[0].due.words == "trong quý IV năm 2026 (đến hết ngày 31/12/2026)"
    assert plan.tasks["II.2.a"].cadence.words == "từ năm 2026 trở đi"


def test_an_unknown_agency_is_proposed_and_a_known_one_is_found_under_its_short_name() -> None:
    register_text = """\
province: {code: mau, name: tỉnh Mẫu, place: Mẫu, chairman: chu-tich, office: van-phong}
agencies:
  van-phong: Văn phòng UBND tỉnh
  so-tc: Sở Tài chính
groups:
  cac-so: {name: Các Sở, members: [so-tc]}
"""
    register, errors = read_register(register_text, "agencies.yaml")
    assert register is not None, errors
    made = draft_plan(read(LABELS.replace("Sở Tài chính", "sở tài chính")), register, register_text)
    assert "    lead: so-tc\n" in made.plan_text
    assert '  so-noi-vu: "Sở Nội vụ"' in made.register_text
    assert read_register(made.register_text, "agencies.yaml")[0] is not None


def test_a_text_without_any_task_gives_a_draft_that_says_so() -> None:
    found = read(f"{HEAD}II. NHIỆM VỤ\n\nKhông có.\n")
    assert found.tasks == ()


def test_a_lead_at_the_end_of_a_point_covers_all_that_stands_above_it() -> None:
    found = tasks_of(OTHER_PLACES)
    assert found["II.1"].leads == ("Sở Nội vụ",)
    assert found["II.1"].text.startswith("Đào tạo người coi kho Mở lớp nghiệp vụ")
    assert (found["II.2"].leads, found["II.2"].time) == (("Sở Nông nghiệp và Môi trường",), "trước ngày 30/9/2027")


def test_a_lead_in_brackets_or_behind_labels_within_a_sentence_is_read() -> None:
    found = tasks_of(OTHER_PLACES)
    door, dryer = found["II.3"], found["II.4"]
    assert (door.leads, door.coordinating, door.time) == (
        ("Sở Xây dựng",),
        ("Sở Tài chính",),
        "hoàn thành trong quý II/2026",
    )
    assert (dryer.text, dryer.leads, dryer.time) == ("Mua máy hút ẩm", ("Thư viện tỉnh",), "Hằng năm")
    assert found["II.5"].leads == ("Sở Tài chính",)


def test_the_name_of_an_agency_alone_on_a_line_leads_the_sentence_below_it() -> None:
    found = tasks_of(OTHER_PLACES)
    assert [(task.leads, task.text[:7]) for ref, task in found.items() if ref.startswith("III")] == [
        (("Sở Nội vụ",), "Đôn đốc"),
        (("UBND các xã",), "Bố trí "),
    ]


def test_a_letter_has_no_title_and_its_closing_words_are_in_doubt() -> None:
    found = read(LETTER)
    assert (found.facts.kind, found.facts.subject) == ("Công văn", "tăng cường phòng cháy ở kho lưu trữ")
    assert [(task.ref, task.leads[0], task.time, sorted(task.doubts)) for task in found.tasks] == [
        ("1.1", "Các sở, ban, ngành tỉnh, UBND các xã, phường", "trước ngày 20/5/2026", []),
        ("1.2", "Các sở, ban, ngành tỉnh, UBND các xã, phường", "", []),
        ("2", "Công an tỉnh", "trước ngày 25/12/2026", []),
        ("2.1", "các cơ quan, đơn vị", "", ["task"]),
    ]


def test_a_label_whose_words_nobody_knows_is_no_silent_loss() -> None:
    text = LABELS.replace("- Thời gian:", "- Ngày phải xong việc:")
    assert text != LABELS
    found, known = tasks_of(text), tasks_of(LABELS)
    assert list(found) == list(known)
    for ref, task in known.items():
        if task.time and found[ref].time != task.time:
            assert "time" in found[ref].doubts, ref
    assert (found["II.1.a"].time, set(found["II.1.a"].doubts)) == ("Thường xuyên", {"time"})
