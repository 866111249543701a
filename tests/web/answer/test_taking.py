"""Drafts, files and the act of saying that nothing changed: what leaves the page, what stays, and what nobody overwrites."""

import json
import re
from datetime import date
from urllib.parse import urlencode

import pytest

from models.answers.record import AnswerDraft
from models.audit.acts import Person
from models.check_ins.moves import StateChange, move_check_in
from models.decisions.verdicts import Seen, give_back
from models.tables.core import Result, State
from plan.library import Library, load_plan
from tests.homes.pages.answering import AnswerOffice
from tests.homes.pages.half_years import FIRST, SECOND, THIRD, answer, card, plain, said, second_half
from tests.homes.pages.visitor import MONDAY, fields_of, text_of
from tests.homes.sample_files import PDF
from web.door.http_requests import FORM_TYPE


def test_any_choice_of_lines_is_said_again_by_ticking_and_sending_once(autumn: AnswerOffice) -> None:
    first, second, third = second_half(autumn, FIRST, SECOND, THIRD)
    fields = autumn.fields()
    assert f"unchanged-{first}" not in fields
    sent = autumn.send(fields | {f"unchanged-{first}": "1", f"unchanged-{third}": "1", "name": "Hòa"})
    assert sent.status_code == 303
    assert said(autumn.answers()[3:]) == [
        (first, "in_progress", 40, "Đã họp lần 0", True),
        (third, "in_progress", 42, "Đã họp lần 2", True),
    ]
    page = autumn.page()
    assert "Đã ghi nhận 2 báo cáo trong ngày hôm nay" in page
    assert f'name="unchanged-{second}"' in page
    assert f'name="unchanged-{first}"' not in page


def test_only_a_line_with_an_earlier_period_offers_to_say_it_again(autumn: AnswerOffice) -> None:
    page = "".join(autumn.pages())
    assert page.count('name="unchanged-') == 3
    first, other = second_half(autumn, FIRST, "II.1.d")
    assert "Không thay đổi so với kỳ trước đang thực hiện, 40%" in plain(card(page, first))
    refused = autumn.send(autumn.fields() | {f"unchanged-{other}": "1", "name": "Hòa"})
    assert refused.status_code == 422
    assert "Nhiệm vụ II.1.d: chưa có báo cáo của kỳ trước; hãy chọn kết quả và ghi nội dung." in text_of(refused)


def test_one_button_ticks_every_line_with_an_earlier_period_and_answers_none(autumn: AnswerOffice) -> None:
    first, second, third = second_half(autumn, FIRST, SECOND, THIRD)
    before = autumn.counts()
    pressed = autumn.press("carry", autumn.fields() | {f"text-{second}": "Đã sửa"})
    assert pressed.status_code == 200
    assert autumn.counts() == before
    assert "Đã đánh dấu «không thay đổi» cho 2 nhiệm vụ; chưa lưu, chưa gửi." in text_of(pressed)
    fields = fields_of(pressed.text)
    assert [fields.get(f"unchanged-{line}") for line in (first, second, third)] == ["1", None, "1"]
    assert fields[f"text-{second}"] == "Đã sửa"
    del fields[f"unchanged-{third}"]
    assert autumn.send(fields | {"name": "Hòa", f"text-{second}": "Đã họp lần 1"}).status_code == 303
    assert [one[0] for one in said(autumn.answers()[3:])] == [first]


def test_a_line_that_says_again_and_says_otherwise_is_refused(autumn: AnswerOffice) -> None:
    (first,) = second_half(autumn, FIRST)
    for other in ({f"text-{first}": "Đã họp thêm"}, {f"result-{first}": "done"}, {f"percent-{first}": "90"}):
        refused = autumn.send(autumn.fields() | {f"unchanged-{first}": "1", "name": "Hòa"} | other)
        assert refused.status_code == 422
        assert "Nhiệm vụ II.1.a: đã chọn «không thay đổi» nhưng nội dung khác kỳ trước" in text_of(refused)
        kept = fields_of(refused.text)
        assert kept[f"unchanged-{first}"] == "1"
        assert {name: kept[name] for name in other} == other
    assert len(autumn.answers()) == 3
    same = {f"unchanged-{first}": "1", f"result-{first}": "in_progress", "name": "Hòa"}
    assert autumn.send(autumn.fields() | same).status_code == 303


def test_what_was_typed_is_there_after_leaving_and_coming_back(office: AnswerOffice) -> None:
    first, second = office.check_in(FIRST), office.check_in(SECOND)
    typed = {
        f"result-{first}": "in_progress",
        f"percent-{first}": "bốn mươi",
        f"text-{first}": "Dòng một\r\n  dòng hai",
        f"difficulties-{second}": "Thiếu <người> & kinh phí",
        "name": "Hòa",
    }
    saved = office.press("save", office.fields() | typed)
    assert saved.status_code == 303
    assert office.answers() == []
    page = office.page()
    assert "Đã lưu nháp 2 báo cáo, gần nhất lúc 08:15 ngày 05/6/2023, Hòa; chưa gửi." in page
    kept = fields_of(page)
    assert {name: kept[name] for name in typed} == typed | {"name": ""}
    assert "Bản nháp do Hòa lưu lúc 08:15 ngày 05/6/2023; chưa gửi." in plain(card(page, first))
    assert " · có bản nháp" in card(page, second)
    before = office.counts()
    assert office.press("save", office.fields()).status_code == 303
    assert office.counts() == before


def test_a_form_without_a_button_saves_and_never_sends(office: AnswerOffice) -> None:
    line = office.check_in(FIRST)
    for act in ("", "SEND", "xoá", "save-x", "gather-99999999999999999999"):
        assert office.press(act, office.fields() | {f"result-{line}": "done", "name": "Hòa"}).status_code == 303
    assert office.answers() == []
    assert list(office.drafts()) == [line]


def test_the_first_button_of_the_form_is_the_one_that_saves(office: AnswerOffice) -> None:
    # In the order of the page, whether it stands in the form or names it.
    first = re.search(r"<button[^>]*>", office.page())
    assert first
    assert 'form="lines"' in first[0]
    assert 'value="save"' in first[0]
    assert 'tabindex="-1"' in first[0]


def test_a_lines_own_button_saves_all_and_comes_back_to_that_line(office: AnswerOffice) -> None:
    first, second = office.check_in(FIRST), office.check_in(SECOND)
    saved = office.press(f"save-{second}", office.fields() | {f"text-{first}": "một", f"text-{second}": "hai"})
    assert saved.headers["location"].endswith(f"?mo={second}#line-{second}")
    assert set(office.drafts()) == {first, second}
    page = office.page(asked=f"?mo={second}")
    assert f'id="line-{second}" open' in page
    assert page.count(" open>") == 1
    assert office.browser.get(office.address() + "?mo=x").status_code == 200
    assert office.browser.get(office.address() + "?mo=" + "9" * 400).status_code == 200


def test_the_way_to_another_page_saves_what_was_typed(office: AnswerOffice) -> None:
    line = office.check_in(FIRST)
    token = office.address().rpartition("/")[2]
    for act, place in ((f"other-{line}", f"{token}/muc/{line}"), ("agency", f"{token}/co-quan")):
        led = office.press(act, office.fields() | {f"text-{line}": f"chữ {act}"})
        assert led.headers["location"] == place
        assert office.fields()[f"text-{line}"] == f"chữ {act}"


def test_drafts_go_out_with_one_press_and_are_gone(office: AnswerOffice) -> None:
    first, second, third = (office.check_in(ref) for ref in (FIRST, SECOND, THIRD))
    office.press("save", office.fields() | {f"result-{first}": "done", f"text-{second}": "chưa chọn kết quả"})
    office.press("save", office.fields() | {f"result-{third}": "in_progress", f"text-{third}": "Đã họp."})
    assert office.send(office.fields() | {"name": "Hòa"}).status_code == 303
    assert [one[:2] for one in said(office.answers())] == [(first, "done"), (third, "in_progress")]
    assert list(office.drafts()) == [second]
    assert office.fields()[f"text-{second}"] == "chưa chọn kết quả"


def test_a_result_taken_back_is_not_sent_and_stays_taken_back(office: AnswerOffice) -> None:
    first, second = office.check_in(FIRST), office.check_in(SECOND)
    office.press("save", office.fields() | {f"result-{first}": "done", f"result-{second}": "done"})
    assert office.send(office.fields() | {f"result-{second}": "", "name": "Hòa"}).status_code == 303
    assert [one[0] for one in said(office.answers())] == [first]
    assert office.fields()[f"result-{second}"] == ""


def test_a_stale_save_is_refused_with_both_texts_and_the_other_lines_are_kept(office: AnswerOffice) -> None:
    first, second = office.check_in(FIRST), office.check_in(SECOND)
    mine = office.fields()
    office.press("save", office.fields() | {f"text-{first}": "Của chị Hòa <i>", "name": "Hòa"})
    before = office.drafts()[first]
    stale = office.press("save", mine | {f"text-{first}": "Của anh Bình", f"text-{second}": "khác", "name": "Bình"})
    assert stale.status_code == 409
    assert office.drafts()[first] == before
    assert "Của chị Hòa" not in office.drafts()[second].fields
    shown = plain(card(stale.text, first))
    assert "Bản lưu mới hơn Hòa lưu nháp lúc 08:15 ngày 05/6/2023 Kết quả thực hiện: Của chị Hòa <i>" in shown
    assert "<i>" not in stale.text
    assert "Nhiệm vụ II.1.a: đã có người khác lưu hoặc gửi nội dung khác" in text_of(stale)
    kept = fields_of(stale.text)
    assert (kept[f"text-{first}"], kept[f"text-{second}"], kept["name"]) == ("Của anh Bình", "khác", "Bình")
    assert office.press("save", kept).status_code == 303
    assert office.fields()[f"text-{first}"] == "Của anh Bình"


def test_a_stale_answer_is_refused_with_both_texts_until_it_is_meant(office: AnswerOffice) -> None:
    first, second = office.check_in(FIRST), office.check_in(SECOND)
    mine = office.fields() | {
        f"result-{first}": "done",
        f"text-{first}": "Của anh Bình",
        f"result-{second}": "done",
        "name": "Bình",
    }
    answer(office, FIRST, AnswerDraft(Result.IN_PROGRESS, 40, "Của chị Hòa"))
    for act in ("send", "save"):
        stale = office.press(act, mine)
        assert stale.status_code == 409
        shown = plain(card(stale.text, first))
        assert "Báo cáo mới hơn Nguyễn Thị Hòa (Chánh Văn phòng Sở) gửi lúc 08:15 ngày 05/6/2023" in shown
        assert "Kết quả: đang thực hiện, 40% Kết quả thực hiện: Của chị Hòa" in shown
        assert [one[3] for one in said(office.answers())] == ["Của chị Hòa"]
        assert fields_of(stale.text)[f"text-{first}"] == "Của anh Bình"
    assert office.press("send", fields_of(stale.text)).status_code == 303
    assert [(one[0], one[3]) for one in said(office.answers())][1:] == [(first, "Của anh Bình"), (second, "")]


def test_words_that_another_saved_are_shown_before_ones_own_are_sent(office: AnswerOffice) -> None:
    first = office.check_in(FIRST)
    mine = office.fields() | {f"result-{first}": "done", f"text-{first}": "Của anh Bình", "name": "Bình"}
    office.press("save", office.fields() | {f"text-{first}": "Của chị Hòa", "name": "Hòa"})
    stale = office.press("send", mine)
    assert stale.status_code == 409
    assert "Của chị Hòa" in card(stale.text, first)
    assert office.answers() == []
    assert office.press("send", fields_of(stale.text)).status_code == 303
    assert [one[3] for one in said(office.answers())] == ["Của anh Bình"]


def test_what_others_send_while_one_mends_ones_form_is_still_noticed(office: AnswerOffice) -> None:
    first, second = office.check_in(FIRST), office.check_in(SECOND)
    mine = office.fields() | {
        f"result-{first}": "done",
        f"text-{first}": "Của anh Bình",
        f"result-{second}": "done",
        f"percent-{second}": "nhiều",
        "name": "Bình",
    }
    answer(office, FIRST, AnswerDraft(Result.IN_PROGRESS, text="Của chị Hòa"))
    wrong = office.press("send", mine)
    assert wrong.status_code == 422
    stale = office.press("send", fields_of(wrong.text) | {f"percent-{second}": "50"})
    assert stale.status_code == 409
    assert "Của chị Hòa" in card(stale.text, first)


def test_a_mark_of_secrecy_is_not_even_kept_as_a_draft(office: AnswerOffice) -> None:
    first, second = office.check_in(FIRST), office.check_in(SECOND)
    refused = office.press("save", office.fields() | {f"text-{first}": "TỐI MẬT", f"text-{second}": "thường"})
    assert refused.status_code == 422
    assert "Chưa lưu được hết" in text_of(refused)
    assert "Nội dung có dấu chỉ độ mật" in plain(card(refused.text, first))
    assert list(office.drafts()) == [second]


@pytest.mark.parametrize("act", ["save", "send"])
@pytest.mark.parametrize("lost", ["ti%ECn", "ti%00n", "ti%0Bn%1B", "ti%ED%A0%80n", "a" + "%CC%81%CC%A3" * 200])
def test_what_cannot_be_read_is_shown_where_it_stood_and_nothing_of_it_is_kept(
    office: AnswerOffice, act: str, lost: str
) -> None:
    line, other = office.check_in(FIRST), office.check_in(SECOND)
    mine = office.fields() | {f"result-{line}": "done", f"text-{other}": "khác", "name": "Hòa", "act": act}
    body = urlencode(mine | {f"text-{line}": "Đã chi @@ đồng"}).replace("%40%40", lost)
    page = office.browser.request("POST", office.address(), body, {"content-type": FORM_TYPE})
    assert page.status_code == 422
    assert "có chỗ không đọc được, đánh dấu \ufffd" in plain(card(page.text, line))
    assert "Đã chi " in fields_of(page.text)[f"text-{line}"]
    assert "\ufffd" in fields_of(page.text)[f"text-{line}"]
    assert line not in office.drafts()
    assert office.answers() == []


def test_a_soft_line_break_of_word_ends_a_line(office: AnswerOffice) -> None:
    line = office.check_in(FIRST)
    office.press("save", office.fields() | {f"text-{line}": "Dòng 1\x0bDòng 2\x0cDòng 3\u2028Dòng 4"})
    assert json.loads(office.drafts()[line].fields)["text"].split("\n") == ["Dòng 1", "Dòng 2", "Dòng 3", "Dòng 4"]


def test_words_for_a_line_that_is_gone_are_shown_to_be_copied(office: AnswerOffice) -> None:
    line, other = office.check_in(FIRST), office.check_in(SECOND)
    mine = office.fields() | {f"result-{line}": "done", f"text-{line}": "Đã viết dài", f"text-{other}": "khác"}
    office.move_to(date(2023, 6, 6))
    answer(office, FIRST, AnswerDraft(Result.DONE))
    with office.database.write() as session:
        assert move_check_in(
            session, line, StateChange(State.ACCEPTED, "1", MONDAY, office.clock.now(), "Công an tỉnh")
        )
    refused = office.press("save", mine)
    assert refused.status_code == 422
    assert "<pre>Đã viết dài</pre>" in refused.text
    assert list(office.drafts()) == [other]


def test_a_program_that_presses_every_button_changes_nothing_whatever_people_saved(office: AnswerOffice) -> None:
    first, second = office.check_in(FIRST), office.check_in(SECOND)
    saved = {f"result-{first}": "done", f"text-{first}": "Xong", "name": "Nguyễn Thị Hòa", "post": "Chánh Văn phòng"}
    office.send_files(office.fields() | saved, [(f"file-{second}", "a.pdf", PDF)], act="save")
    before, page = office.counts(), office.page()
    buttons = set(re.findall(r'<button[^>]* name="act" value="([^"]+)"', page))
    assert {"send", "save", f"save-{first}", f"other-{first}", "agency"} <= buttons
    for button in sorted(buttons):
        office.press(button, office.fields())
    assert office.counts() == before
    assert office.evidence() == [(second, "a.pdf", 0, False)]
    assert office.fields()["name"] == ""


def test_a_link_that_was_passed_on_shows_who_answered_last(office: AnswerOffice) -> None:
    assert "Gần nhất" not in office.page()
    answer(office, FIRST, AnswerDraft(Result.DONE))
    assert "Gần nhất: Nguyễn Thị Hòa, Chánh Văn phòng Sở, 08:15 ngày 05/6/2023." in office.page()


def test_a_return_stands_first_with_its_reason_and_its_date(office: AnswerOffice) -> None:
    line = answer(office, FIRST, AnswerDraft(Result.DONE, text="Xong"))
    judge = Person("Trần Văn Minh", "Trưởng phòng PA05", "page")
    with office.database.write() as session:
        give_back(
            session,
            {"bac-giang": load_plan("bac-giang", Library())},
            Seen(line, 1),
            "cong-an-tinh",
            office.clock.now(),
            by=judge,
            province="bac-giang",
            reason="Chưa nêu <b>số liệu</b>",
            due_on=date(2023, 6, 14),
        )
    shown = plain(card(office.page(), line))
    assert "Bị trả lại, hạn báo cáo lại 14/6/2023 Lý do: Chưa nêu <b>số liệu</b>" in shown
    assert "Người trả lại: Trần Văn Minh (Trưởng phòng PA05), Công an tỉnh, ngày 05/6/2023." in shown
    assert "<b>số liệu" not in office.page()
    assert office.fields()[f"text-{line}"] == "Xong"


def test_a_figure_is_asked_with_its_goal_and_kept_as_a_number(office: AnswerOffice) -> None:
    line = office.check_in("II.6.b", period="2022")
    shown = plain(card(office.page(), line))
    assert "ứng dụng CNTT (%) Mục tiêu: ít nhất 10% vào năm 2025." in shown
    field = f"figure-I.1.b.6-{line}"
    for typed in ("nhiều", "-1", "101", "1,5,5"):
        refused = office.send(office.fields() | {f"result-{line}": "done", field: typed, "name": "Hòa"})
        assert refused.status_code == 422
        assert fields_of(refused.text)[field] == typed
    assert office.send(office.fields() | {f"result-{line}": "done", field: "12,5 %", "name": "Hòa"}).status_code == 303
    assert office.fields()[field] == "12,5"


def test_a_page_of_twenty_lines_and_their_drafts_is_under_sixty_kilobytes(autumn: AnswerOffice) -> None:
    autumn.press("save", fields_of(autumn.press("carry", autumn.fields()).text))
    shown = autumn.page()
    assert shown.count('<div class="line ') == 20
    assert len(shown.encode()) < 60_000


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_look_at_the_page_changes_no_draft_and_no_file(autumn: AnswerOffice, method: str) -> None:
    autumn.press("save", fields_of(autumn.press("carry", autumn.fields()).text))
    before = autumn.counts()
    for asked in ("", "?mo=1", "?act=send&unchanged-1=1", "?drop-1=1"):
        autumn.browser.request(method, autumn.address() + asked)
    assert autumn.counts() == before
