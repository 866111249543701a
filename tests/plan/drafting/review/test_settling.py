"""A clerk's answers written into a draft: each changes its own entry, and what cannot be read is refused with a sentence."""

import difflib
import re
from dataclasses import replace
from datetime import date

import pytest

from plan.drafting.draft import draft_plan
from plan.drafting.intake import read_files
from plan.drafting.review.choices import choices_of
from plan.drafting.review.doubts import TITLE, DraftTexts, doubts_of
from plan.drafting.review.editing import Text
from plan.drafting.review.merging import merged_register
from plan.drafting.review.naming import NotSettledError, register_of
from plan.drafting.review.proposed_lines import NEW_AGENCY, NEW_GROUP
from plan.drafting.review.settling import (
    RHYTHMS,
    make_task,
    no_answer,
    set_fact,
    set_lead,
    set_rhythm,
    set_time,
    set_title,
    settle,
)
from plan.drafting.source_text import around, read_source
from plan.library import Library, check_texts, load_plan
from tests.homes.plans.documents import FOOT, HEAD
from tests.homes.plans.drafted import ANSWERS, CODE, drafted, settled, texts

NOVEMBER = date(2024, 11, 1)


def after(answers: dict[str, str], draft: DraftTexts | None = None) -> DraftTexts:
    """Return the draft after answers, each by the key of its doubt."""
    draft = draft or texts()
    for key, words in answers.items():
        (doubt,) = (one for one in doubts_of(draft) if one.key == key)
        draft = settle(draft, doubt, words).draft
    return draft


def changed(before: str, now: str) -> list[str]:
    """Return the lines that went and came, as a person sees a difference."""
    return [
        line
        for line in difflib.ndiff(before.splitlines(), now.splitlines())
        if line[0] in "+-" and not line.startswith("? ")
    ]


def test_every_doubt_is_told_with_its_place_the_worst_first() -> None:
    assert [(one.key, one.page, one.line) for one in doubts_of(texts())] == [
        ("no_answer/IV.2", 0, 49),
        ("tasks/III.c/lead", 0, 41),
        ("tasks/III.b/time", 0, 35),
        ("trackers/default", 0, 0),
        ("targets/II.1/office/owner", 0, 23),
        ("agencies/thu-vien-tinh", 0, 0),
        ("groups/cac-so-2", 0, 0),
        ("groups/uy-ban-nhan-dan-cac-xa-phuong", 0, 0),
    ]


def test_a_draft_whose_doubts_are_all_settled_is_a_sound_plan() -> None:
    settled = after(ANSWERS)
    assert doubts_of(settled) == ()
    loaded, errors = check_texts(CODE, settled.plan, settled.register, Library())
    assert errors == ()
    assert loaded is not None
    assert [str(party) for party in loaded.plan.tasks["III.b"].leads] == ["cac-so"]


def test_an_answer_changes_its_own_lines_and_keeps_every_comment() -> None:
    before = texts().plan
    assert changed(before, after({"tasks/III.b/time": "hằng quý, trước ngày 15 hằng quý"}).plan) == [
        '-     time: "??? trước ngày 15 như đã nêu"',
        "+     time: quarterly",
        "+     due: {before: 15 of last month}",
    ]
    noted = before.replace('như đã nêu"', 'như đã nêu"  # hỏi lại chị Hòa')
    told = after({"tasks/III.b/time": "thường xuyên"}, DraftTexts(noted, texts().register)).plan
    assert "    time: ongoing  # hỏi lại chị Hòa\n" in told


def test_what_was_answered_may_be_answered_anew() -> None:
    first = set_time(texts(), "III.b", "trước ngày 30/9/2026").draft
    second = set_time(first, "III.b", "2026 - 2030").draft
    assert changed(texts().plan, second.plan)[1:] == ["+     time: span", "+     from: 2026", "+     to: 2030"]
    assert '    title: "Kiểm kho"\n' in set_title(second, "III.b", "Kiểm kho").draft.plan


def test_several_leads_are_named_as_people_name_them() -> None:
    settled = set_lead(texts(), "III.c", "Sở Xây dựng, Sở Tài chính và Công an tỉnh")
    assert settled.said == "Điểm III.c: chủ trì là Sở Xây dựng; Sở Tài chính; Công an tỉnh"
    assert (
        "    lead:\n      - so-xay-dung\n      - so-tai-chinh\n      - cong-an-tinh\n    time: once\n"
        in settled.draft.plan
    )


def test_between_semicolons_stands_one_name_unless_all_of_several_are_known() -> None:
    said = "Ban Tuyên giáo và Công an xã Bình An; Sở Nội vụ và Công an tỉnh; Sở Tài chính"
    assert set_lead(texts(), "III.c", said).said.endswith(
        "chủ trì là Ban Tuyên giáo và Công an xã Bình An; Sở Nội vụ; Công an tỉnh; Sở Tài chính"
    )
    office = set_lead(texts(), "III.c", "Văn phòng Đoàn đại biểu Quốc hội và HĐND tỉnh").draft
    line = "van-phong-doan-dai-bieu-quoc-hoi-va-hoi-dong-nhan-dan-tinh"
    assert f'  {line}: {{name: "Văn phòng Đoàn đại biểu Quốc hội và HĐND tỉnh", outside: true}}' in office.register


def test_many_leads_that_are_in_doubt_are_offered_as_they_were_read() -> None:
    many = ["Sở Nội vụ", "Công an tỉnh", *(f"Chi cục Hải quan khu vực {number}" for number in range(1, 11))]
    text = f"{HEAD}III. PHÂN CÔNG NHIỆM VỤ\n\n1. Đề nghị {', '.join(many)} tăng cường bảo vệ kho lưu trữ.\n{FOOT}"
    made = draft_plan(read_files([("a.txt", text.encode())]))
    draft = DraftTexts(made.plan_text, made.register_text.replace('"???', '"'))
    (lead,) = (one for one in doubts_of(draft) if one.kind == "lead")
    offered = choices_of(lead, draft, register_of(draft), "", NOVEMBER)
    assert offered[0][0] == "; ".join(many)
    assert len(offered[0][0]) > 300


def test_what_nobody_leads_is_asked_of_nobody_until_somebody_does() -> None:
    nobody = set_lead(texts(), "III.c", "văn bản không ghi cơ quan chủ trì").draft
    assert "    lead: none\n    reason: văn bản không ghi cơ quan chủ trì\n    time: once\n" in nobody.plan
    assert "    lead: so-xay-dung\n    time: once\n" in set_lead(nobody, "III.c", "Sở Xây dựng").draft.plan


def test_a_name_that_the_register_does_not_know_becomes_a_line_that_waits_too() -> None:
    settled = set_lead(texts(), "III.c", "Trung tâm Lưu trữ lịch sử").draft
    assert "agencies/trung-tam-luu-tru-lich-su" in [one.key for one in doubts_of(settled)]


def test_a_proposed_group_is_one_of_the_register_or_a_new_one_with_its_members() -> None:
    same = after({"groups/cac-so-2": "Các Sở, cơ quan thuộc UBND tỉnh"})
    assert changed(texts().plan, same.plan) == [
        "-       - cac-so-2",
        "+       - cac-so",
        "-     lead: cac-so-2",
        "+     lead: cac-so",
    ]
    assert "cac-so-2" not in same.register
    new = after({"groups/cac-so-2": "Sở Nội vụ; Sở Tài chính"})
    assert '  cac-so-2:\n    name: "Các Sở"\n    office: {members: [so-noi-vu, so-tai-chinh]}\n' in new.register


def test_what_was_taken_for_a_group_may_be_one_new_agency_and_the_other_way_round() -> None:
    agency = after({"groups/cac-so-2": NEW_AGENCY})
    assert '  cac-so-2: "Các Sở"\n' in agency.register
    assert [one.key for one in doubts_of(agency)] == [key for key in ANSWERS if key != "groups/cac-so-2"]
    assert agency.plan == texts().plan
    group = after({"agencies/thu-vien-tinh": NEW_GROUP})
    assert '  thu-vien-tinh:\n    name: "Thư viện tỉnh"\n    office: {members: []}\n' in group.register
    assert register_of(group).groups["thu-vien-tinh"].by_office


def test_members_of_a_new_group_that_nobody_knows_become_lines_that_wait_too() -> None:
    group = after({"groups/cac-so-2": "Sở Nội vụ; Trung tâm Lưu trữ lịch sử; Quỹ Đầu tư phát triển tỉnh"})
    assert "office: {members: [so-noi-vu, trung-tam-luu-tru-lich-su, quy-dau-tu-phat-trien-tinh]}" in group.register
    waiting = [one.key for one in doubts_of(group)]
    assert {"agencies/trung-tam-luu-tru-lich-su", "agencies/quy-dau-tu-phat-trien-tinh"} <= set(waiting)
    meant = after({"agencies/trung-tam-luu-tru-lich-su": "Sở Tài chính"}, group)
    assert "office: {members: [so-noi-vu, so-tai-chinh, quy-dau-tu-phat-trien-tinh]}" in meant.register
    new = after({"agencies/quy-dau-tu-phat-trien-tinh": NEW_AGENCY}, meant)
    assert register_of(new).groups["cac-so-2"].members == ("so-noi-vu", "so-tai-chinh", "quy-dau-tu-phat-trien-tinh")
    with pytest.raises(NotSettledError, match="chứa chính nó"):
        after({"agencies/quy-dau-tu-phat-trien-tinh": "cac-so-2"}, meant)


def test_a_line_that_is_accepted_keeps_all_that_was_proposed_of_it() -> None:
    line = '  thu-vien-tinh: "Thư viện tỉnh"'
    outside = texts().register.replace(line, '  thu-vien-tinh: {name: "Thư viện tỉnh", from: 1/1/2025}')
    accepted = after({"agencies/thu-vien-tinh": NEW_AGENCY}, DraftTexts(texts().plan, outside))
    assert '  thu-vien-tinh: {name: "Thư viện tỉnh", from: 1/1/2025}\n' in accepted.register


def test_one_lead_takes_the_place_of_parts_with_their_own() -> None:
    parts = "    parts:\n      - lead: so-noi-vu\n        title: Kiểm đếm\n      - lead: so-tai-chinh\n"
    parted = (
        texts().plan.replace("    lead: so-noi-vu\n", "").replace("    time: ongoing\n", f"    time: ongoing\n{parts}")
    )
    one = set_lead(DraftTexts(parted, texts().register), "III.a", "Sở Nội vụ").draft.plan
    assert "parts:" not in one
    assert (
        '    title: "Kiểm đếm toàn bộ hồ sơ đang để ngoài kho và lập danh mục theo từng năm"\n    lead: so-noi-vu\n'
        in one
    )


def test_a_passage_may_be_a_task_after_all_and_a_task_none() -> None:
    made = make_task(texts(), "IV.2", "Giữ kho sạch sẽ, khô ráo", "Sở Nội vụ", "thường xuyên").draft
    assert "tasks:\n" in made.plan
    assert (
        '  # dòng 49; văn phòng xếp là nhiệm vụ\n  IV.2:\n    title: "Giữ kho sạch sẽ, khô ráo"\n    lead: so-noi-vu\n    time: ongoing\n'
        in made.plan
    )
    back = no_answer(made, "IV.2", "Quy định chung").draft
    assert '  # dòng 49; văn phòng xếp là nhiệm vụ\n  IV.2: "Quy định chung"\n' in back.plan
    dropped = no_answer(texts(), "II.1", "Số liệu có ở báo cáo năm").draft
    assert "targets:" not in dropped.plan
    rest = {key: words for key, words in ANSWERS.items() if "II.1" not in key}
    assert check_texts(CODE, after(rest, dropped).plan, after(rest, dropped).register, Library())[1] == ()


def test_what_is_said_of_the_document_and_the_offices_rhythm_may_be_corrected() -> None:
    told = set_fact(set_fact(texts(), "subject", "Sắp xếp kho").draft, "date", "15/3/2026").draft
    assert changed(texts().plan, told.plan) == [
        "-   date: 12/3/2026",
        "+   date: 15/3/2026",
        '-   subject: "Sắp xếp kho lưu trữ của các cơ quan"',
        '+   subject: "Sắp xếp kho"',
    ]
    assert "  from: 4/2026\n" in set_fact(texts(), "from", "tháng 4/2026").draft.plan
    assert "  from: 3/2026\n  to: 6/2028\n\noffice:" in set_fact(texts(), "to", "6/2028").draft.plan
    assert "  from: 3/2026\n\noffice:" in set_fact(texts(), "to", "không ghi").draft.plan
    with pytest.raises(NotSettledError, match="Tháng phải ghi như 3/2026"):
        set_fact(texts(), "to", "cuối năm")
    with pytest.raises(NotSettledError, match="Ngày văn bản: trong lịch không có ngày"):
        set_fact(texts(), "date", "31/2/2026")
    for every in RHYTHMS:
        loaded, errors = check_texts(CODE, set_rhythm(settled(), every).draft.plan, settled().register, Library())
        assert (loaded is not None, errors) == (True, ())
    assert "  opens: 30 days before\n" in set_rhythm(texts(), "mỗi năm, trước ngày 15/12").draft.plan


def test_a_title_that_a_person_types_is_kept_to_the_letter() -> None:
    typed = (
        "Yêu cầu các đài, báo và hệ thống thông tin các cấp xây dựng chuyên mục về kho lưu trữ; phổ biến cách bảo quản hồ sơ "
        "trong mùa mưa bão, những tác động của ẩm mốc và biện pháp phòng, chống; đôn đốc các xã, phường cùng làm."
    )
    assert f'    title: "{typed}"' in set_title(texts(), "III.a", typed).draft.plan.splitlines()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Chống mối " * 41, "Tên nhiệm vụ dài 409 ký tự; hãy viết gọn lại, nhiều nhất 400 ký tự."),
        ("Chống mối, chống ẩm,", "Tên nhiệm vụ dừng ở «,», như bị cắt giữa câu; hãy xem lại."),
        ("??? Chống mối", "Tên nhiệm vụ không bắt đầu bằng «???» được; hãy ghi hẳn tên."),
    ],
)
def test_a_title_that_no_plan_may_have_is_refused_and_not_mended(typed: str, said: str) -> None:
    with pytest.raises(NotSettledError, match=re.escape(said)):
        set_title(texts(), "III.a", typed)


def test_a_subject_too_long_for_its_box_is_refused_and_not_cut() -> None:
    with pytest.raises(NotSettledError, match=r"Trích yếu dài 409 ký tự; hãy viết gọn lại, nhiều nhất 400 ký tự\."):
        set_fact(texts(), "subject", "Chống mối " * 41)


def test_a_sentence_too_long_for_a_title_waits_for_one_and_may_be_taken_as_it_is() -> None:
    rooms = ", ".join(f"hồ sơ của {place} phòng lưu trữ thuộc các cơ quan khác nhau" for place in range(7))
    labels = "- Chủ trì: Sở Nội vụ.\n\n- Thời gian: Quý IV/2026.\n"
    text = f"{HEAD}III. NỘI DUNG THỰC HIỆN\n\n1. Kiểm đếm {rooms}.\n\n{labels}{FOOT}"
    known = load_plan("bac-giang", Library())
    draft = draft_plan(read_files([("van-ban.txt", text.encode())]), known.register, known.register_text)
    files = DraftTexts(draft.plan_text, draft.register_text)
    (doubt,) = (one for one in doubts_of(files) if one.kind == TITLE)
    assert [one for one in draft.doubts if "câu dài, cần người đặt tên nhiệm vụ" in one]
    ((offered, _),) = choices_of(doubt, files, known.register, "", NOVEMBER)
    assert not [one for one in doubts_of(settle(files, doubt, offered).draft) if one.kind == TITLE]


@pytest.mark.parametrize(
    ("key", "words", "said"),
    [
        (
            "tasks/III.b/time",
            "lúc nào tiện",
            "Không đọc được thời gian «lúc nào tiện»; hãy ghi như: hằng quý;",
        ),
        (
            "tasks/III.b/time",
            "trước ngày 30/6/2026 và báo cáo hằng quý",
            "không ghi được cả câu, còn lại «30/6»; hãy ghi một hạn hoặc một nhịp",
        ),
        ("tasks/III.c/lead", "Sở Nội vụ (phần kho lưu trữ)", "Chưa ghi được phần trong ngoặc «.phần kho lưu trữ.»"),
        ("tasks/III.b/time", " ", "Chưa chọn và chưa ghi gì"),
        ("trackers/default", "Các Sở, cơ quan thuộc UBND tỉnh", "chỗ này cần đúng một cơ quan"),
        ("targets/II.1/office/owner", "Sở Nội vụ và Sở Tài chính", "chỗ này cần đúng một cơ quan"),
        ("agencies/thu-vien-tinh", "Bảo tàng huyện", "«Bảo tàng huyện» không có trong danh bạ"),
    ],
)
def test_an_answer_that_says_nothing_to_it_is_refused(key: str, words: str, said: str) -> None:
    with pytest.raises(NotSettledError, match=said):
        after({key: words})


def test_a_head_is_offered_as_those_he_heads_and_no_line_that_waits_itself() -> None:
    draft = set_lead(texts(), "III.c", "Thủ trưởng các sở, ban, ngành; Các đơn vị khác").draft
    (head,) = (one for one in doubts_of(draft) if one.words.startswith("Thủ trưởng"))
    offered = [words for words, _ in choices_of(head, draft, register_of(draft), "", NOVEMBER)]
    assert offered[0] == "Các sở, ban, ngành"
    assert "Các đơn vị khác" not in offered


def test_what_is_offered_can_be_sent_as_it_is_and_is_read() -> None:
    draft = texts()
    for doubt in doubts_of(draft):
        offered = choices_of(doubt, draft, register_of(draft), "Gửi báo cáo hằng quý trước ngày 15", NOVEMBER)
        assert offered or doubt.kind == "agency", doubt.key
        for words, _ in offered:
            settle(draft, doubt, words)
    (when,) = (one for one in doubts_of(draft) if one.kind == "time")
    offered = choices_of(when, draft, register_of(draft), "Gửi báo cáo hằng quý trước ngày 15", NOVEMBER)
    assert offered[0] == (
        "hằng quý, trước ngày 15 hằng quý",
        "hằng quý, hạn trước ngày 15 của tháng cuối kỳ (không tính ngày đó)",
    )


def test_the_day_of_a_cycle_is_offered_before_the_cycle_alone() -> None:
    (when,) = (one for one in doubts_of(texts()) if one.kind == "time")
    said = "b) Định kỳ hằng quý báo cáo kết quả trước ngày 15 của tháng cuối quý."
    (first, *_) = choices_of(replace(when, words="Định kỳ hằng quý"), texts(), register_of(texts()), said, NOVEMBER)
    assert first[0] == "hằng quý, trước ngày 15 hằng quý"


def test_the_document_is_kept_with_its_places_and_read_around_one() -> None:
    source = read_source(drafted().found.source)
    shown = around(source, 0, 35)
    assert [one.text for one in shown if one.meant] == [
        "b) Gửi báo cáo hằng quý về tình trạng kho lưu trữ của cơ quan mình."
    ]
    assert len(shown) == 4
    assert source[0].where == "dòng 1"


def test_a_register_in_use_gets_the_new_lines_and_keeps_its_own() -> None:
    in_use = "province:\n  code: x\nagencies:\n  so-noi-vu: Sở Nội vụ  # sửa ngày 1/3\ngroups:\n  cac-so:\n    name: Các sở\n    members: [so-noi-vu]\n"
    drafted_one = in_use.replace("  # sửa ngày 1/3", "").replace("agencies:\n", 'agencies:\n  thu-vien: "Thư viện"\n')
    merged = merged_register(in_use, drafted_one)
    assert changed(in_use, merged) == ['+   thu-vien: "Thư viện"']
    assert merged_register(in_use, in_use) == in_use
    assert str(Text(in_use)) == in_use
