"""The judge's page as a tracker, another tracker, an agency and an attacker meet it, without a socket."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest

from models.answers.contributions import contribute
from models.audit.acts import Person
from models.decisions.explanations import explain_lateness
from models.decisions.extensions import ask_extension
from models.decisions.verdicts import Seen, accept
from models.tables.core import CheckIn, State
from tests.homes.pages.desks import (
    ATTACK,
    HOA,
    IN_ORDER,
    LAM,
    LATER,
    MEDIA,
    POLICE,
    STUCK,
    Desks,
    bac_giang,
    corrected,
    form_of,
)
from tests.homes.pages.visitor import HEALTH, MONDAY, text_of


def test_the_page_says_for_whom_it_is_what_waits_and_how_long(desks: Desks) -> None:
    desks.answer("II.1.a")
    desks.answer("II.1.c", agency=POLICE)
    desks.move_to(LATER)
    desks.answer("II.4.b", STUCK)
    page = desks.browser.get(desks.judge())
    assert page.status_code == 200
    said = text_of(page)
    assert "Công an tỉnh Xác nhận, trả lại báo cáo của các cơ quan do Công an tỉnh theo dõi, ngày 13/6/2023." in said
    assert "Liên kết này dùng được đến hết ngày 31/12/2023." in said
    assert "2 báo cáo chờ xác nhận, chờ lâu nhất 8 ngày 0 đề nghị gia hạn chờ quyết định" in said
    assert "Sở Y tế II.1.a Phổ biến, quán triệt chủ trương" in said
    assert "6 tháng đầu năm 2023, hạn 14/6/2023 · đúng hạn · chờ 8 ngày" in said
    assert "hạn 14/6/2023 · đúng hạn · gửi hôm nay" in said
    assert said.index("II.1.a Phổ biến") < said.index("vướng mắc, 20%")
    assert "Khó khăn, vướng mắc Thiếu kinh phí. Kiến nghị, đề xuất Bố trí 200 triệu đồng." in said
    assert "Người báo cáo: Nguyễn Thị Hòa (Chánh Văn phòng Sở), 08:15 ngày 05/6/2023, trên trang báo cáo." in said
    assert "II.1.c" not in said


def test_an_answer_after_its_date_is_shown_as_late_with_its_explanation(desks: Desks) -> None:
    late = date(2023, 6, 20)
    desks.move_to(late)
    line = desks.answer("II.1.a")
    with desks.database.write() as session:
        explain_lateness(session, line, HEALTH, "Cán bộ nghỉ ốm.", desks.clock.now(), by=HOA, province="bac-giang")
    said = text_of(desks.browser.get(desks.judge()))
    assert "hạn 14/6/2023 · quá hạn 6 ngày · gửi hôm nay" in said
    assert "Giải trình chậm hạn Cán bộ nghỉ ốm. Nguyễn Thị Hòa (Chánh Văn phòng Sở), ngày 20/6/2023." in said
    assert "báo cáo đúng hạn, không vướng mắc trên trang này" not in said


def test_figures_contributions_and_past_versions_stand_beside_the_verdict(desks: Desks) -> None:
    desks.answer("II.6.b", replace(IN_ORDER, figures=(("I.1.b.6", "percent", "12.5"),)), period="2022")
    desks.answer("II.1.a")
    desks.answer("II.1.a", corrected(IN_ORDER, "Đã tổ chức 03 hội nghị."))
    with desks.database.write() as session:
        contribute(
            session,
            bac_giang(),
            ("II.1.a", "2023-H1"),
            POLICE,
            "Đã cử 02 cán bộ.",
            desks.clock.now(),
            by=Person("Trần Văn Lâm", "Phó Trưởng phòng", "page"),
            province="bac-giang",
        )
    said = text_of(desks.browser.get(desks.judge()))
    assert "báo cáo lần 2" in said
    assert "Ý kiến phối hợp: Công an tỉnh Đã cử 02 cán bộ. Trần Văn Lâm (Phó Trưởng phòng), ngày 05/6/2023." in said
    assert "Các lần báo cáo trước (1) Lần 1: đang thực hiện, 40% Đã tổ chức 02 hội nghị." in said
    assert "so với kinh phí chi cho khoa học công nghệ" in said
    assert "12,5% (mục tiêu: ít nhất 10% vào năm 2025)" in said
    assert "năm 2022, hạn 19/6/2023 · đúng hạn · gửi hôm nay · báo cáo ban đầu" in said


def test_one_send_accepts_and_returns_and_the_page_confirms_it(desks: Desks) -> None:
    first, second, third = (desks.answer(ref) for ref in ("II.1.a", "II.1.b", "II.4.b"))
    form = desks.form(
        desks.judge(),
        **LAM,
        **{
            f"verdict_{first}": "accept",
            f"verdict_{third}": "return",
            f"reason_{third}": "Chưa nêu số hệ thống đã rà soát.",
            f"due_{third}": "20/6/2023",
        },
    )
    assert form[f"verdict-{second}"] == ""
    assert form[f"due-{second}"] == "14/6/2023"
    said = desks.follow(desks.judge(), desks.send(desks.judge(), form))
    assert desks.verdicts() == [
        (first, 1, "accepted", POLICE, "Trần Văn Lâm"),
        (third, 1, "returned", POLICE, "Trần Văn Lâm"),
    ]
    assert [desks.state(one) for one in (first, second, third)] == [State.ACCEPTED, State.ANSWERED, State.RETURNED]
    with desks.database.read() as session:
        assert session.get_one(CheckIn, third).due_on == date(2023, 6, 20)
    assert (
        "Hôm nay đã ghi nhận qua liên kết này: xác nhận 1 báo cáo, trả lại 1 báo cáo; "
        "gần nhất lúc 08:15, Trần Văn Lâm (Phó Trưởng phòng)." in said
    )
    assert "1 báo cáo chờ xác nhận" in said


def test_what_was_returned_and_answered_again_tells_its_story(desks: Desks) -> None:
    line = desks.answer("II.1.a")
    fields = {f"verdict_{line}": "return", f"reason_{line}": "Thiếu số liệu.", f"due_{line}": "20/6/2023"}
    desks.send(desks.judge(), desks.form(desks.judge(), **LAM, **fields))
    desks.move_to(LATER)
    desks.answer("II.1.a", corrected(IN_ORDER, "Đã bổ sung số liệu."))
    said = text_of(desks.browser.get(desks.judge()))
    assert "hạn 14/6/2023 · đúng hạn · gửi hôm nay · báo cáo lần 2 · hạn báo cáo lại 20/6/2023" in said
    assert "Trả lại (Trần Văn Lâm (Phó Trưởng phòng), ngày 05/6/2023), hạn báo cáo lại 20/6/2023." in said
    assert "Lý do: Thiếu số liệu." in said


def test_what_is_wrong_is_said_at_its_line_nothing_is_recorded_and_all_typed_is_kept(desks: Desks) -> None:
    lines = [desks.answer(ref) for ref in ("II.1.a", "II.1.b", "II.1.d", "II.4.a", "II.4.b")]
    good, bare, undated, early, undecided = lines
    typed = {
        f"verdict_{good}": "accept",
        f"verdict_{bare}": "return",
        f"verdict_{undated}": "return",
        f"reason_{undated}": "Thiếu.",
        f"due_{undated}": "tuần sau",
        f"verdict_{early}": "return",
        f"reason_{early}": "Chưa đủ <b>số liệu</b>.",
        f"due_{early}": "06/6/2023",
        f"reason_{undecided}": "Đã viết mà chưa chọn",
        "post": "Phó phòng",
    }
    before = desks.counts()
    form = desks.form(desks.judge(), **typed)
    refused = desks.send(desks.judge(), form)
    assert refused.status_code == 422
    said = text_of(refused)
    assert "Nhiệm vụ II.1.b, Sở Y tế, 6 tháng đầu năm 2023: hãy ghi lý do trả lại." in said
    assert "hạn báo cáo lại không phải một ngày; hãy ghi như 20/6/2023." in said
    assert "đã ghi lý do mà chưa chọn «Trả lại»" in said
    assert "Hãy ghi họ và tên." in said
    assert form_of(refused.text, "verdicts") == form
    assert "<b>số liệu" not in refused.text
    mended = form | {
        f"reason-{bare}": "Thiếu minh chứng.",
        f"due-{undated}": "20/6/2023",
        f"reason-{undecided}": "",
        "name": "Lâm",
    }
    refused = desks.send(desks.judge(), mended)
    assert refused.status_code == 422
    assert "Hạn báo cáo lại 06/6/2023 phải từ ngày 14/6/2023 (hạn của báo cáo)" in text_of(refused)
    assert desks.counts() == before
    assert desks.send(desks.judge(), mended | {f"due-{early}": "14/6/2023"}).status_code == 303
    assert len(desks.verdicts()) == 4


def test_nothing_chosen_is_told(desks: Desks) -> None:
    desks.answer("II.1.a")
    refused = desks.send(desks.judge(), desks.form(desks.judge(), **LAM))
    assert refused.status_code == 422
    assert "Chưa chọn ý kiến cho báo cáo nào" in text_of(refused)


def test_an_answer_that_changed_meanwhile_is_shown_anew_and_nothing_is_judged(desks: Desks) -> None:
    other, line = desks.answer("II.1.b"), desks.answer("II.1.a")
    form = desks.form(
        desks.judge(),
        **LAM,
        **{f"verdict_{other}": "accept", f"verdict_{line}": "return", f"reason_{line}": "Thiếu số liệu."},
    )
    desks.answer("II.1.a", corrected(IN_ORDER, "Đã bổ sung số liệu."))
    refused = desks.send(desks.judge(), form)
    assert refused.status_code == 422
    said = text_of(refused)
    assert "Nhiệm vụ II.1.a, Sở Y tế, 6 tháng đầu năm 2023: không còn như trên trang" in said
    assert "Cơ quan vừa báo cáo lại; dưới đây là nội dung mới." in said
    assert "Đã bổ sung số liệu." in said
    kept = form_of(refused.text, "verdicts")
    assert (kept[f"verdict-{other}"], kept[f"verdict-{line}"]) == ("accept", "")
    assert (kept[f"reason-{line}"], kept[f"seen-{line}"]) == ("Thiếu số liệu.", "2")
    assert not desks.verdicts()


@pytest.mark.parametrize("version", ["0", "2", "", "x", "-1", "1.1", "9" * 40])
def test_a_version_that_the_page_did_not_show_is_refused(desks: Desks, version: str) -> None:
    line = desks.answer("II.1.a")
    form = desks.form(desks.judge(), **LAM, **{f"verdict_{line}": "accept", f"seen_{line}": version})
    assert desks.send(desks.judge(), form).status_code == 422
    assert not desks.verdicts()


def test_what_somebody_else_judged_meanwhile_is_refused_and_the_reason_kept_for_copying(desks: Desks) -> None:
    line, other = desks.answer("II.1.a"), desks.answer("II.1.b")
    form = desks.form(
        desks.judge(),
        **LAM,
        **{f"verdict_{line}": "return", f"reason_{line}": "Thiếu <i>số liệu</i>.", f"verdict_{other}": "accept"},
    )
    with desks.database.write() as session:
        plans, by = {"bac-giang": bac_giang()}, Person("Khác", "", "page")
        accept(session, plans, [Seen(line, 1)], POLICE, desks.clock.now(), by=by, province="bac-giang")
    refused = desks.send(desks.judge(), form)
    assert refused.status_code == 422
    assert "Một báo cáo đã chọn: không còn như trên trang" in text_of(refused)
    assert "<pre>Thiếu &lt;i&gt;số liệu&lt;/i&gt;.</pre>" in refused.text
    assert [one[:2] for one in desks.verdicts()] == [(line, 1)]


def test_of_two_judges_at_once_one_is_recorded(desks: Desks) -> None:
    line = desks.answer("II.1.a")
    accepting = desks.form(desks.judge(), name="Lâm", **{f"verdict_{line}": "accept"})
    returning = accepting | {f"verdict-{line}": "return", f"reason-{line}": "Thiếu.", "name": "Bình"}
    with ThreadPoolExecutor(4) as pool:
        sent = list(pool.map(lambda form: desks.send(desks.judge(), form), [accepting, returning] * 4))
    assert sorted(answer.status_code for answer in sent) == [303] + [422] * 7
    assert len(desks.verdicts()) == 1


def test_a_long_text_is_folded_and_never_cut_off(desks: Desks) -> None:
    long = "Đã làm việc với các đơn vị. " * 40 + "Hết."
    desks.answer("II.1.a", corrected(IN_ORDER, long))
    page = desks.browser.get(desks.judge()).text
    assert f"Đọc toàn văn ({len(long)} ký tự)" in page
    assert f'<p class="said">{long}</p></details>' in page


def test_an_agency_that_tracks_nothing_is_told_so_calmly(desks: Desks) -> None:
    desks.answer("II.1.a")
    page = desks.browser.get(desks.judge(HEALTH))
    assert page.status_code == 200
    assert "Hiện Sở Y tế không được giao theo dõi, đôn đốc kế hoạch nào" in text_of(page)
    assert "<form" not in page.text
    assert "Hiện không có báo cáo nào chờ Sở Thông tin và Truyền thông xác nhận" in text_of(
        desks.browser.get(desks.judge(MEDIA))
    )


def test_script_in_every_field_comes_back_as_text(desks: Desks) -> None:
    attack = replace(IN_ORDER, text=ATTACK, difficulties=ATTACK, proposals=ATTACK)
    line = desks.answer("II.1.a", attack)
    desks.answer("II.1.a", corrected(attack, ATTACK * 12))
    later = MONDAY + timedelta(days=20)
    with desks.database.write() as session:
        asked = desks.check_in("II.1.b")
        plans, by = {"bac-giang": bac_giang()}, Person(ATTACK[:90], ATTACK[:90], "page")
        ask_extension(session, plans, asked, HEALTH, later, ATTACK, desks.clock.now(), by=by, province="bac-giang")
    page = desks.browser.get(desks.judge())
    form = form_of(page.text, "verdicts")
    typed = {f"verdict-{line}": ATTACK, f"reason-{line}": ATTACK, f"due-{line}": ATTACK, "name": ATTACK, "post": ATTACK}
    refused = desks.send(desks.judge(), form | typed)
    assert refused.status_code == 422
    for shown in (page.text, refused.text):
        assert "<script" not in shown
        assert "<img" not in shown
        assert "49=" not in shown
    assert form_of(refused.text, "verdicts")[f"reason-{line}"] == ATTACK
    returned = {f"verdict-{line}": "return", f"reason-{line}": ATTACK, "name": ATTACK[:90]}
    sent = desks.send(desks.judge(), form | returned)
    assert sent.status_code == 303
    assert "<script" not in desks.browser.get(desks.judge()).text


def test_fifty_gets_change_nothing(desks: Desks) -> None:
    desks.answer("II.1.a")
    before = desks.counts()
    for address in [desks.judge()] * 50:
        assert desks.browser.get(address).status_code == 200
    assert desks.browser.request("HEAD", desks.judge()).status_code == 200
    assert desks.browser.get(desks.judge() + "?verdict-1=accept&act=verdicts&name=x").status_code == 200
    assert desks.counts() == before


def test_who_judges_is_named(desks: Desks) -> None:
    line = desks.answer("II.1.a")
    for name, sentence in (("", "Hãy ghi họ và tên."), ("x" * 201, "dài tối đa 200 ký tự")):
        form = desks.form(desks.judge(), name=name, **{f"verdict_{line}": "accept"})
        refused = desks.send(desks.judge(), form)
        assert refused.status_code == 422
        assert sentence in text_of(refused)
        assert 'aria-describedby="name-verdicts-error"' in refused.text
    assert not desks.verdicts()


def test_a_verdict_of_another_day_is_not_confirmed_today(desks: Desks) -> None:
    line = desks.answer("II.1.a")
    desks.answer("II.1.b")
    desks.send(desks.judge(), desks.form(desks.judge(), **LAM, **{f"verdict_{line}": "accept"}))
    assert "Hôm nay đã ghi nhận" in text_of(desks.browser.get(desks.judge()))
    desks.move_to(LATER)
    assert "Hôm nay đã ghi nhận" not in text_of(desks.browser.get(desks.judge()))
