"""The office's page of a draft: doubts beside the document's words, each settled by one press, the plan adopted by one."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from models.drafts.kept_drafts import find_draft, keep_draft
from models.settings import open_home
from plan.drafting.review.doubts import doubts_of
from plan.drafting.review.proposed_lines import NEW_AGENCY
from plan.drafting.review.settling import NO_LEAD
from tests.homes.pages.desks import LAM, Desks, form_of, open_desks
from tests.homes.pages.visitor import HEALTH, text_of
from tests.homes.plans.drafted import ANSWERS, CODE, DOUBTFUL, deciding, drafted, settled, texts
from tests.homes.plans.drafted import LAM as BY

BOUNDARY = "ranh-gioi"


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[Desks]:
    with open_desks(tmp_path) as opened:
        keep_draft(deciding(opened, opened.clock.now()), drafted(), by=BY)
        yield opened


def page_of(desks: Desks) -> str:
    return f"{desks.office()}/du-thao/{CODE}"


def form_id(key: str) -> str:
    return "settle-" + key.replace("/", "-").replace(".", "-")


def settle_all(desks: Desks) -> None:
    """Settle every doubt on its form, the first on the page first."""
    page = page_of(desks)
    while True:
        draft = find_draft(desks.home, CODE)
        assert draft is not None
        waiting = [one.key for one in doubts_of(draft.texts)]
        if not waiting:
            return
        sent = desks.send(page, desks.form(page, form_id(waiting[0]), **LAM) | {"choice": ANSWERS[waiting[0]]})
        assert sent.status_code == 303, text_of(sent)


def test_the_document_stands_beside_each_doubt_with_what_may_be_answered(desks: Desks) -> None:
    shown = text_of(desks.browser.get(page_of(desks)))
    assert "Còn 8 điều chờ quyết định" in shown
    assert "Điểm III.b Gửi báo cáo hằng quý về tình trạng kho lưu trữ của cơ quan mình Văn bản, dòng 35" in shown
    assert "hằng quý, trước ngày 15 hằng quý hằng quý, hạn trước ngày 15 của tháng cuối kỳ" in shown
    assert "Chưa đưa vào theo dõi được: còn 8 điều chờ quyết định." in shown


def test_an_answer_is_written_at_once_and_taken_back_by_one_press(desks: Desks) -> None:
    page = page_of(desks)
    fields = desks.form(page, form_id("tasks/III.b/time"), **LAM) | {
        "choice": "thường xuyên",
        "words": "hằng quý, trước ngày 15 hằng quý",
    }
    said = desks.follow(page, desks.send(page, fields))
    assert (
        "Vừa ghi: Điểm III.b: thời gian là hằng quý, hạn trước ngày 15 của tháng cuối kỳ (không tính ngày đó)." in said
    )
    assert "Còn 7 điều chờ quyết định" in said
    again = desks.send(page, fields)
    assert (again.status_code, "Điều này đã được quyết định" in text_of(again)) == (422, True)
    assert "Còn 8 điều chờ quyết định" in desks.follow(page, desks.send(page, desks.form(page, "undo", **LAM)))
    draft = find_draft(desks.home, CODE)
    assert draft is not None
    assert draft.texts == texts()


def test_what_cannot_be_read_is_told_where_it_was_typed_and_kept_there(desks: Desks) -> None:
    page = page_of(desks)
    wrong = desks.send(page, desks.form(page, form_id("tasks/III.b/time"), **LAM) | {"words": "lúc nào tiện"})
    assert (wrong.status_code, "Không đọc được thời gian «lúc nào tiện»" in text_of(wrong)) == (422, True)
    assert form_of(wrong.text, form_id("tasks/III.b/time"))["words"] == "lúc nào tiện"
    secret = desks.send(page, desks.form(page, form_id("tasks/III.c/lead"), **LAM) | {"words": "TỐI MẬT"})
    assert "dấu chỉ độ mật" in text_of(secret)


def test_what_is_chosen_after_a_refusal_comes_before_the_text_that_was_refused(desks: Desks) -> None:
    page, group = page_of(desks), form_id("groups/cac-so-2")
    draft = find_draft(desks.home, CODE)
    assert draft is not None
    draft.plan_file.write_text(settled().plan, encoding="utf-8")  # only the register's lines wait
    typed = desks.form(page, group, **LAM) | {"words": "Phường Một", "choice": NEW_AGENCY}
    wrong = desks.send(page, typed)
    assert "«Phường Một» không có trong danh bạ; hãy ghi tên đang có trong danh bạ; nhóm mới thì ghi" in text_of(wrong)
    again = form_of(wrong.text, group) | LAM
    assert (again.get("choice", ""), again["words"]) == ("", "Phường Một")
    assert "«Phường Ba» không có" in text_of(desks.send(page, again | {"words": "Phường Ba", "choice": NEW_AGENCY}))
    said = desks.follow(page, desks.send(page, again | {"choice": NEW_AGENCY}))
    assert "«Các Sở» là một cơ quan mới, thêm vào danh bạ" in said


def test_members_of_a_new_group_are_added_to_the_register_on_the_page(desks: Desks) -> None:
    page = page_of(desks)
    draft = find_draft(desks.home, CODE)
    assert draft is not None
    draft.plan_file.write_text(settled().plan, encoding="utf-8")  # only the register's lines wait
    form = desks.form(page, form_id("groups/cac-so-2"), **LAM) | {"words": "Phường Một; Sở Nội vụ; Phường Hai"}
    said = desks.follow(page, desks.send(page, form))
    assert "gồm Phường Một; Sở Nội vụ; Phường Hai; chưa có trong danh bạ, chờ xem lại: Phường Một; Phường Hai" in said
    new = desks.form(page, form_id("agencies/phuong-mot"), **LAM) | {"choice": NEW_AGENCY}
    assert "«Phường Một» là mới, thêm vào danh bạ" in desks.follow(page, desks.send(page, new))


def test_names_that_are_new_are_accepted_by_one_press(desks: Desks) -> None:
    page = page_of(desks)
    assert "Tên chưa có trong danh bạ 3" in text_of(desks.browser.get(page))
    form = desks.form(page, "accept-lines", **LAM)
    assert "Chưa đánh dấu tên nào." in text_of(desks.send(page, form))
    chosen = {"line-agencies/thu-vien-tinh": "1", "line-groups/uy-ban-nhan-dan-cac-xa-phuong": "1"}
    said = desks.follow(page, desks.send(page, form | chosen))
    assert "Vừa ghi: 2 tên là mới, thêm vào danh bạ: Thư viện tỉnh; UBND các xã, phường." in said
    draft = find_draft(desks.home, CODE)
    assert draft is not None
    assert [one.key for one in doubts_of(draft.texts) if one.ref == ""] == ["trackers/default", "groups/cac-so-2"]
    assert "Tên chưa có trong danh bạ" not in said


def test_a_new_group_may_have_its_members_later_on_the_page(desks: Desks) -> None:
    page = page_of(desks)
    assert "Nhóm mới chưa có thành viên" not in text_of(desks.browser.get(page))
    settle_all(desks)
    assert "Nhóm mới chưa có thành viên 1" in text_of(desks.browser.get(page))
    form = desks.form(page, "edit-members-uy-ban-nhan-dan-cac-xa-phuong", **LAM)
    assert "Chưa ghi thành viên nào." in text_of(desks.send(page, form))
    said = desks.follow(page, desks.send(page, form | {"words": "UBND phường Một; UBND phường Hai"}))
    assert "«UBND các xã, phường» là một nhóm mới gồm UBND phường Một; UBND phường Hai; chưa có" in said
    assert "Còn 2 điều chờ quyết định" in said
    assert "Nhóm mới chưa có thành viên" not in said
    assert "Tên do người quyết định ghi, không có trong văn bản." in said


def test_a_plan_is_called_usable_only_when_nothing_of_it_waits(desks: Desks) -> None:
    page, last = page_of(desks), "agencies/thu-vien-tinh"
    for key, words in (ANSWERS | {"tasks/III.c/lead": NO_LEAD}).items():
        if key != last:
            desks.send(page, desks.form(f"{page}?sua={quote(key)}", form_id(key), **LAM) | {"choice": words})
    waiting = text_of(desks.browser.get(page))
    assert "Chưa đưa vào theo dõi được: còn 1 điều chờ quyết định." in waiting
    assert "Điều cần biết khi quyết định:" in waiting
    assert "Kế hoạch dùng được" not in waiting
    said = desks.follow(page, desks.send(page, desks.form(page, form_id(last), **LAM) | {"choice": ANSWERS[last]}))
    assert "Kế hoạch dùng được; cần biết:" in said


def test_the_year_of_a_target_is_offered_from_the_sentence_above_that_names_it(desks: Desks) -> None:
    goals = (
        "II. MỤC TIÊU\n\nĐến hết năm 2028, theo Nghị định số 30/2020/NĐ-CP, phấn đấu:\n\n- Kho lưu trữ nào cũng có cửa chống cháy;\n\n"
        "- Năm 2026 có 40% kho lưu trữ được chống mối;\n\n- 100% cán bộ lưu trữ được tập huấn;\n\n"
    )
    document = DOUBTFUL.replace("Số: 15/", "Số: 19/").replace("II. MỤC TIÊU ĐẾN NĂM 2027\n\n", goals)
    send_document(desks, document)
    page = f"{desks.office()}/du-thao/ke-hoach-19-2026?sua={quote('II.4')}"
    shown = desks.browser.get(page)
    card = text_of(shown).partition("Chỉ tiêu II.4")[2]
    assert "Đến hết năm 2028, theo Nghị định số 30/2020/NĐ-CP, phấn đấu:" in card
    assert "Đạt vào năm nào 2028 Hoặc ghi" in card


def test_what_concerns_the_whole_document_stands_before_all_that_is_to_be_decided(desks: Desks) -> None:
    spoken = DOUBTFUL.replace("Số: 15/", "Số: 20/").replace("a) Kiểm", "(Chi tiết tại Phụ lục kèm theo).\n\na) Kiểm")
    send_document(desks, spoken)
    shown = text_of(desks.browser.get(f"{desks.office()}/du-thao/ke-hoach-20-2026"))
    said = "Cần xem trước: Văn bản nói đến phụ lục (dòng 27) mà tệp không có: phụ lục giao việc thì hãy nộp cả tệp phụ lục."
    assert said in shown.partition("điều chờ quyết định")[0]


def test_what_may_be_no_task_is_kept_as_one_or_asked_of_nobody_by_one_press(desks: Desks) -> None:
    draft = find_draft(desks.home, CODE)
    assert draft is not None
    doubtful = draft.texts.plan.replace('title: "Chống mối', 'title: "??? Chống mối')
    draft.plan_file.write_text(doubtful, encoding="utf-8")
    page = page_of(desks)
    assert "Phải: Chống mối cho các kho" in text_of(desks.browser.get(page))
    none = desks.form(page, form_id("tasks/III.c/title"), **LAM) | {
        "choice": "!Nội dung chỉ đạo chung, không phải báo cáo riêng"
    }
    said = desks.follow(page, desks.send(page, none))
    assert "Điểm III.c: không phải báo cáo (Nội dung chỉ đạo chung, không phải báo cáo riêng)" in said
    desks.send(page, desks.form(page, "undo", **LAM))
    task = desks.form(page, form_id("tasks/III.c/title"), **LAM) | {"choice": "Chống mối"}
    assert "Điểm III.c: nhiệm vụ là «Chống mối»" in desks.follow(page, desks.send(page, task))


def test_a_clause_that_was_read_may_be_changed_too(desks: Desks) -> None:
    page = f"{page_of(desks)}?sua={quote('IV.1')}"
    fields = desks.form(page, "edit-tasks-IV-1-lead", **LAM)
    assert fields["words"] == "Thư viện tỉnh"
    said = desks.follow(page, desks.send(page, fields | {"words": "Sở Nội vụ"}))
    assert "Điểm IV.1: chủ trì là Sở Nội vụ" in said
    passage = f"{page_of(desks)}?sua=I.1.1"
    task = {"title": "Sắp xếp kho", "lead": "Sở Nội vụ", "time": "hằng năm"}
    assert "Điểm I.1.1 là một nhiệm vụ" in desks.follow(
        passage, desks.send(passage, desks.form(passage, "make-task-I-1-1", **LAM) | task)
    )
    document = f"{page_of(desks)}?sua=van-ban"
    corrected = desks.form(document, "edit-document-subject", **LAM) | {"words": "Sắp xếp kho lưu trữ"}
    assert "Vừa ghi: Trích yếu: Sắp xếp kho lưu trữ." in desks.follow(document, desks.send(document, corrected))
    dropped = desks.form(page, "no-answer-IV-1", **LAM) | {"words": "Việc nội bộ của thư viện"}
    assert "Điểm IV.1: không phải báo cáo" in desks.follow(page, desks.send(page, dropped))


def test_a_settled_draft_shows_its_load_and_is_followed_by_one_press(desks: Desks) -> None:
    settle_all(desks)
    page = page_of(desks)
    shown = text_of(desks.browser.get(page))
    assert "Đã quyết định hết." in shown
    assert "phiếu báo cáo của 15 cơ quan" in shown
    rhythm = desks.form(page, "edit-rhythm", **LAM)
    assert rhythm["choice"] == "6 tháng một lần, trước ngày 15/6 và 15/12"
    assert "Chưa chọn nhịp theo dõi." in text_of(desks.send(page, rhythm | {"choice": ""}))
    yearly = desks.send(page, rhythm | {"choice": "mỗi năm, trước ngày 15/12"})
    assert "59 phiếu báo cáo của 15 cơ quan" in desks.follow(page, yearly)
    desks.send(page, desks.form(page, "undo", **LAM))
    unnamed = desks.send(page, desks.form(page, "adopt-plan"))
    assert "Hãy ghi họ và tên." in text_of(unnamed)
    wrong = desks.send(page, desks.form(page, "adopt-plan", begins="mai", **LAM))
    assert "Ngày bắt đầu theo dõi không phải một ngày" in text_of(wrong)
    said = desks.follow(page, desks.send(page, desks.form(page, "adopt-plan", begins="1/10/2026", **LAM)))
    assert "đưa 1 kế hoạch vào theo dõi; gần nhất lúc 08:15, Trần Văn Lâm (Phó Trưởng phòng)" in said
    assert "Chưa có dự thảo nào." in text_of(desks.browser.get(f"{desks.office()}/du-thao"))
    (act,) = desks.acts("adopt-plan")
    assert (act.item, act.way) == (CODE, "page")
    assert open_home(desks.home.path).settings.plans == ("bac-giang", CODE)
    draft = (desks.home.plans / "bac-giang" / f"{CODE}.yaml").read_text(encoding="utf-8")
    assert draft == settled().plan


def test_what_falls_due_first_is_told_before_the_adoption_and_what_comes_next_after_it(desks: Desks) -> None:
    settle_all(desks)
    page, draft = page_of(desks), find_draft(desks.home, CODE)
    assert draft is not None
    nobody = draft.texts.plan.replace("    lead: thu-vien-tinh\n", "    lead: uy-ban-nhan-dan-cac-xa-phuong\n")
    draft.plan_file.write_text(nobody, encoding="utf-8")
    assert "Theo dõi từ ngày 05/6/2023 thì những hạn đầu tiên là: Hạn 14/3/2026" in text_of(desks.browser.get(page))
    shown = desks.browser.get(f"{page}?tu=1/6/2026")
    assert "Hạn 14/6/2026: 15 phiếu báo cáo của 14 cơ quan, mở ngày 01/6/2026, có 9 ngày làm việc" in text_of(shown)
    assert 'href="?tu=15/6/2026#adopt-part"' in shown.text
    assert form_of(shown.text, "adopt-plan")["begins"] == "01/6/2026"
    desks.send(page, form_of(shown.text, "adopt-plan") | LAM)
    after = desks.browser.get(page)
    said = text_of(after)
    assert "Việc tiếp theo" in after.text
    assert f'href="../bang?ke-hoach={CODE}"' in after.text
    assert "Đợt đôn đốc 07:30 ngày 01/6/2026 mở 15 phiếu báo cáo và gửi thư cho 14 cơ quan." in said
    assert f"./dondoc round --home {desks.home.path} --on 2026-06-01" in said
    assert "Mọi cơ quan phải báo cáo trong năm đầu đều đã có địa chỉ (bản chạy thử tự đặt địa chỉ)." in said
    assert "bổ sung 1 Điền thành viên" in said
    assert "chưa có thành viên (điểm IV.1)" in said
    listed = desks.browser.get(f"{desks.office()}/du-thao")
    assert f'href="du-thao/{CODE}"' in listed.text


def test_a_plan_with_an_error_is_told_by_its_line_and_not_followed(desks: Desks) -> None:
    draft = find_draft(desks.home, CODE)
    assert draft is not None
    draft.plan_file.write_text(settled().plan.replace("time: quarterly", "time: hourly"), encoding="utf-8")
    (draft.folder / "agencies.yaml").write_text(settled().register, encoding="utf-8")
    shown = text_of(desks.browser.get(page_of(desks)))
    assert "kế hoạch còn lỗi phải sửa" in shown
    assert f"{CODE}.yaml:67: «time» không nhận giá trị «hourly»" in shown


def test_a_time_outside_the_plan_and_another_province_are_told_as_an_office_reads_them(desks: Desks) -> None:
    draft = find_draft(desks.home, CODE)
    assert draft is not None
    assert "danh bạ đang dùng" not in text_of(desks.browser.get(page_of(desks)))
    short = re.sub(r"(?m)^  to: .*$", "  to: 12/2026", settled().plan)
    short = re.sub(r"(?m)^  from: .*$", "  from: 12/2026", short).replace("UBND tỉnh Bắc Giang", "UBND tỉnh Đồng Tháp")
    draft.plan_file.write_text(short, encoding="utf-8")
    (draft.folder / "agencies.yaml").write_text(settled().register, encoding="utf-8")
    shown = text_of(desks.browser.get(page_of(desks)))
    assert "Nhiệm vụ «IV.1» có ngày hạn nằm ngoài thời gian của kế hoạch; hãy bấm «Sửa thông tin văn bản»" in shown
    assert "«span»" not in shown
    assert "Văn bản của UBND tỉnh Đồng Tháp, danh bạ đang dùng là của tỉnh Bắc Giang." in shown


def test_a_draft_is_dropped_only_by_who_says_so_twice(desks: Desks) -> None:
    page = page_of(desks)
    assert "Hãy đánh dấu vào ô xác nhận" in text_of(desks.send(page, desks.form(page, "drop", **LAM)))
    assert "Chưa có dự thảo nào." in desks.follow(
        page, desks.send(page, desks.form(page, "drop", **LAM) | {"sure": "1"})
    )
    assert desks.browser.get(page).status_code == 404


def test_no_one_but_the_office_sees_a_draft(desks: Desks) -> None:
    assert desks.browser.get(f"{desks.office(HEALTH)}/du-thao").status_code == 403
    assert desks.browser.get(f"{desks.office()}/du-thao/..%2F..%2Fplans").status_code == 404


def send_document(desks: Desks, text: str, name: str = "Trần Văn Lâm") -> str:
    page = f"{desks.office()}/du-thao"
    body = "".join(
        f'--{BOUNDARY}\r\ncontent-disposition: form-data; name="{field}"{extra}\r\n\r\n{value}\r\n'
        for field, extra, value in (
            ("seal", "", desks.seal(desks.office())),
            ("act", "", "draft"),
            ("name", "", name),
            ("document", '; filename="van-ban.txt"', text),
        )
    )
    sent = desks.browser.request(
        "POST", page, f"{body}--{BOUNDARY}--\r\n", {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}
    )
    return desks.follow(page, sent) if sent.status_code == 303 else text_of(sent)


def test_a_document_becomes_a_draft_on_the_register_of_the_province(desks: Desks) -> None:
    assert "đã có dự thảo" in send_document(desks, DOUBTFUL)
    assert "Còn 8 điều chờ quyết định" in send_document(desks, DOUBTFUL.replace("Số: 15/KH-UBND", "Số: 16/KH-UBND"))


def test_a_marked_document_leaves_nothing_behind(desks: Desks) -> None:
    marked = DOUBTFUL.replace("Chống mối", "Phun thuốc mối")
    assert "Tệp có dấu chỉ độ mật" in send_document(desks, f"MẬT\n\n{marked}")
    kept = [path for path in desks.home.path.rglob("*") if path.is_file()]
    assert [path.name for path in kept if "Phun thuốc mối".encode() in path.read_bytes()] == []
    assert [path.name for path in desks.home.drafts.iterdir()] == [CODE]


def test_who_decides_is_asked_once_and_every_decision_is_in_the_trail(desks: Desks) -> None:
    page, time = page_of(desks), form_id("tasks/III.b/time")
    unnamed = desks.send(page, desks.form(page, time) | {"choice": "thường xuyên"})
    assert (unnamed.status_code, "Hãy ghi họ và tên." in text_of(unnamed)) == (422, True)
    assert form_of(unnamed.text, time)["keep"] == "1"
    sent = desks.send(page, form_of(unnamed.text, time) | LAM | {"choice": "thường xuyên"})
    remembered = {"cookie": sent.headers["set-cookie"].partition(";")[0]}
    shown = desks.browser.request("GET", page, headers=remembered)
    assert "Mọi quyết định được ghi vào nhật ký dưới tên Trần Văn Lâm, Phó Trưởng phòng." in text_of(shown)
    assert "Họ và tên người quyết định" not in text_of(shown)
    lead = form_of(shown.text, form_id("tasks/III.c/lead"))
    assert (lead["name"], lead["post"]) == (LAM["name"], LAM["post"])
    desks.send(page, lead | {"choice": "Sở Xây dựng"}, **remembered)
    desks.send(page, form_of(shown.text, "undo"), **remembered)
    other = desks.browser.request("GET", f"{page}?nguoi-khac", headers=remembered)
    assert "Họ và tên người quyết định" in text_of(other)
    told = [
        (act.kind, act.item, act.detail, act.name)
        for kind in ("settle-draft", "undo-draft")
        for act in desks.acts(kind)
    ]
    assert told == [
        ("settle-draft", CODE, "Điểm III.b: thời gian là thường xuyên", "Trần Văn Lâm"),
        ("settle-draft", CODE, "Điểm III.c: chủ trì là Sở Xây dựng", "Trần Văn Lâm"),
        ("undo-draft", CODE, "Điểm III.c: chủ trì là Sở Xây dựng", "Trần Văn Lâm"),
    ]


def test_a_document_that_nobody_signs_is_not_taken(desks: Desks) -> None:
    assert "Hãy ghi họ và tên." in send_document(desks, DOUBTFUL.replace("Số: 15/KH-UBND", "Số: 17/KH-UBND"), "")
    send_document(desks, DOUBTFUL.replace("Số: 15/KH-UBND", "Số: 18/KH-UBND"))
    assert [act.item for act in desks.acts("take-document")] == [CODE, "ke-hoach-18-2026"]


def test_the_office_chooses_its_reminders_and_its_ladder_on_the_page(desks: Desks) -> None:
    page = page_of(desks)
    shown = text_of(desks.browser.get(page))
    assert "Mở phiếu báo cáo 30 ngày trước hạn" in shown
    assert "nhắc trước 7, 1 ngày; đôn đốc sau 1 ngày cơ quan, thủ trưởng cơ quan, sau 3 ngày cơ quan theo dõi" in shown
    form = desks.form(page, "edit-office", **LAM)
    assert (form["opens"], form["remind"], form["after-2"], form["to-2-tracker"]) == ("30", "7, 1", "3", "1")
    wrong = desks.send(page, form | {"after-2": "1", "remind": "5"})
    assert "Thang đôn đốc phải đi lên" in text_of(wrong)
    kept = form_of(wrong.text, "edit-office")
    assert (kept["after-2"], kept["remind"], kept["to-1-head"]) == ("1", "5", "1")
    said = desks.follow(page, desks.send(page, form | {"opens": "20", "after-4": "", "to-2-call": "1"}))
    assert (
        "Vừa ghi: Văn phòng mở phiếu trước hạn 20 ngày, nhắc trước 7, 1 ngày; đôn đốc sau 1 ngày cơ quan, thủ trưởng cơ quan, "
        "sau 3 ngày Văn phòng gọi điện, cơ quan theo dõi, sau 7 ngày Văn phòng UBND tỉnh."
    ) in said
    settle_all(desks)
    tracker = desks.form(page, "edit-tracker", **LAM) | {"words": "Sở Xây dựng"}
    assert "Cơ quan theo dõi là Sở Xây dựng" in desks.follow(page, desks.send(page, tracker))


def test_a_task_that_may_be_one_with_a_followed_one_is_shown_and_told_apart_or_made_one(desks: Desks) -> None:
    draft, page = find_draft(desks.home, CODE), page_of(desks)
    assert draft is not None
    near = "Xây dựng Thế trận An ninh nhân dân gắn với Thế trận Quốc phòng toàn dân trên không gian mạng của tỉnh"
    (title,) = [line for line in draft.texts.plan.splitlines() if "title: " in line and "Chống mối" in line]
    draft.plan_file.write_text(draft.texts.plan.replace(title, f'    title: "{near}"'), encoding="utf-8")
    assert "Có thể trùng" not in text_of(desks.browser.get(page))
    desks.send(page, desks.form(page, form_id("tasks/III.c/lead"), **LAM) | {"choice": "Công an tỉnh"})
    shown = text_of(desks.browser.get(page))
    assert f"Điểm III.c: {near}" in shown
    assert "Kế hoạch 11/2022, nhiệm vụ II.1.c: Xây dựng Thế trận An ninh nhân dân" in shown
    form = desks.form(page, "edit-alike-III-c-bac-giang-II-1-c", **LAM)
    assert "Chưa chọn là một việc hay hai việc." in text_of(desks.send(page, form))
    said = desks.follow(page, desks.send(page, form | {"choice": "apart"}))
    assert "Vừa ghi: Điểm III.c không phải là một việc với nhiệm vụ II.1.c của Kế hoạch 11/2022." in said
    assert "Có thể trùng" not in said
    desks.send(page, desks.form(page, "undo", **LAM))
    said = desks.follow(page, desks.send(page, form | {"choice": "one"}))
    assert "Vừa ghi: Điểm III.c được theo dõi qua nhiệm vụ II.1.c của Kế hoạch 11/2022." in said
    assert "Có thể trùng" not in said
