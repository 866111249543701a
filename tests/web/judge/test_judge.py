"""The judge's page as a tracker, another tracker, an agency and an attacker meet it, without a socket."""

import io
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from models.answers.contributions import contribute
from models.answers.evidence import add_evidence, keep_file
from models.audit.acts import Person
from models.audit.views import views_between
from models.decisions.explanations import explain_lateness
from models.decisions.extensions import ask_extension, extensions_of
from models.decisions.verdicts import Seen, accept
from models.tables.core import CheckIn, State
from models.tables.decisions import Ruling
from notifications.links import ANSWER, JUDGE, link_key, sign_link
from tests.homes.pages.desks import (
    HOA,
    IN_ORDER,
    JUSTICE,
    LATER,
    MEDIA,
    POLICE,
    PROVINCIAL_OFFICE,
    STUCK,
    Desks,
    bac_giang,
    corrected,
    form_of,
    open_desks,
)
from tests.homes.pages.visitor import HEALTH, LAST_DAY, MONDAY, text_of
from tests.homes.sample_files import PDF

LAM = {"name": "Trần Văn Lâm", "post": "Phó Trưởng phòng"}
ATTACK = '</textarea><script>alert(1)</script>"><img src=x onerror=alert(1)>{{ 7*7 }}=HYPERLINK()'


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[Desks]:
    with open_desks(tmp_path) as opened:
        yield opened


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
    assert "6 tháng đầu năm 2023, hạn hết ngày 14/6/2023 (văn bản: trước ngày 15/6) · đúng hạn · chờ 8 ngày" in said
    assert "hạn hết ngày 14/6/2023 (văn bản: trước ngày 15/6) · đúng hạn · gửi hôm nay" in said
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
    assert "hạn hết ngày 14/6/2023 (văn bản: trước ngày 15/6) · quá hạn 6 ngày · gửi hôm nay" in said
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
    assert (
        "hạn hết ngày 14/6/2023 (văn bản: trước ngày 15/6) · đúng hạn · gửi hôm nay · báo cáo lần 2 · hạn báo cáo lại 20/6/2023"
        in said
    )
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


def test_the_button_for_all_accepts_exactly_what_is_in_order(desks: Desks) -> None:
    good = [desks.answer("II.1.a"), desks.answer("II.1.b", replace(IN_ORDER, difficulties="Không có."))]
    for ref, draft in (
        ("II.1.d", STUCK),
        ("II.4.a", replace(IN_ORDER, difficulties="Thiếu người.")),
        ("II.4.b", replace(IN_ORDER, proposals="Cấp thêm kinh phí.")),
    ):
        desks.answer(ref, draft)
    desks.move_to(date(2023, 6, 15))
    late = desks.answer("II.4.e")
    said = text_of(desks.browser.get(desks.judge()))
    assert "Xác nhận 2 báo cáo đúng hạn, không vướng mắc trên trang này" in said
    assert "Nút xác nhận chung chỉ gồm: II.1.a (Sở Y tế), II.1.b (Sở Y tế)." in said
    form = desks.form(desks.judge(), **LAM, press="bulk")
    forged = form | {"bulk": form["bulk"] + f" {late}.1"}
    assert desks.send(desks.judge(), forged).status_code == 422
    assert desks.send(desks.judge(), form | {"bulk": ""}).status_code == 422
    assert not desks.verdicts()
    assert desks.send(desks.judge(), form).status_code == 303
    assert [one[:3] for one in desks.verdicts()] == [(line, 1, "accepted") for line in good]


def test_the_button_for_all_takes_only_the_versions_that_the_page_showed(desks: Desks) -> None:
    changed, other = desks.answer("II.1.a"), desks.answer("II.1.b")
    form = desks.form(desks.judge(), **LAM, press="bulk")
    desks.answer("II.1.a", corrected(IN_ORDER, "Đã sửa."))
    refused = desks.send(desks.judge(), form)
    assert refused.status_code == 422
    assert "Nhiệm vụ II.1.a, Sở Y tế, 6 tháng đầu năm 2023: không còn như trên trang" in text_of(refused)
    newer = form | {"bulk": f"{changed}.2 {other}.1"}
    assert desks.send(desks.judge(), newer).status_code == 303


def test_the_button_for_all_does_not_pass_over_what_was_chosen_apart(desks: Desks) -> None:
    desks.answer("II.1.a")
    stuck = desks.answer("II.1.b", STUCK)
    chosen = {f"verdict_{stuck}": "return", f"reason_{stuck}": "Nêu rõ hơn."}
    refused = desks.send(desks.judge(), desks.form(desks.judge(), **LAM, **chosen, press="bulk"))
    assert refused.status_code == 422
    assert "đã chọn ý kiến riêng; hãy gửi các ý kiến đã chọn trước" in text_of(refused)
    assert form_of(refused.text, "verdicts")[f"reason-{stuck}"] == "Nêu rõ hơn."
    assert not desks.verdicts()


def test_what_waits_is_paged_and_a_page_that_is_not_there_is_the_nearest(desks: Desks) -> None:
    agencies = {one.code for one in bac_giang().register.agencies.values() if one.exists_on(MONDAY)}
    others = sorted(agencies - {POLICE, MEDIA, PROVINCIAL_OFFICE})[:29]
    asked = [agency for agency in others if desks.has("II.1.a", agency)]
    for agency in asked:
        desks.answer("II.1.a", agency=agency)
    assert len(asked) > 25
    address = desks.judge()
    first = desks.browser.get(address)
    assert first.text.count("<article") == 25
    assert "Trang 1 trên 2 Trang sau" in text_of(first)
    assert "?phan=verdicts&amp;trang=2#verdicts" in first.text
    second = desks.browser.get(address + "?phan=verdicts&trang=2")
    assert second.text.count("<article") == len(asked) - 25
    assert "Trang trước Trang 2 trên 2" in text_of(second)
    for asked_for, like in (
        ("3", second),
        ("9" * 40, second),
        ("0", first),
        ("-1", first),
        ("hai", first),
        ("٢", first),
        ("1e9", first),
    ):
        assert desks.browser.get(f"{address}?trang={asked_for}").text == like.text
    form = form_of(second.text, "verdicts") | LAM
    line = next(name.removeprefix("seen-") for name in form if name.startswith("seen-"))
    sent = desks.send(address + "?phan=verdicts&trang=2", form | {f"verdict-{line}": "accept"})
    assert sent.headers["location"].endswith("?phan=verdicts&trang=2")


def test_a_line_of_another_page_keeps_what_was_typed_for_it(desks: Desks) -> None:
    agencies = [one for one in bac_giang().register.agencies if one not in (POLICE, MEDIA) and desks.has("II.1.a", one)]
    for agency in agencies[:27]:
        desks.answer("II.1.a", agency=agency)
    address = desks.judge()
    form = form_of(desks.browser.get(address + "?trang=2").text, "verdicts")
    line = next(name.removeprefix("seen-") for name in form if name.startswith("seen-"))
    refused = desks.send(
        address, form | LAM | {f"verdict-{line}": "return", f"due-{line}": "mai", f"reason-{line}": "A"}
    )
    assert refused.text.count("<article") == 26
    assert form_of(refused.text, "verdicts")[f"due-{line}"] == "mai"


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


def test_nobody_judges_what_is_not_its_own_to_judge(desks: Desks) -> None:
    line, own = desks.answer("II.1.a"), desks.answer("II.1.c", agency=POLICE)
    form = desks.form(desks.judge(), **LAM, **{f"verdict_{line}": "accept"})
    for agency in (HEALTH, MEDIA, PROVINCIAL_OFFICE, "lao-cai:cong-an-tinh", "khong-co"):
        address = desks.judge(agency)
        stolen = form | {"seal": desks.seal(address)}
        assert desks.send(address, stolen).status_code == 422
    swapped = form | {f"verdict-{line}": "", f"verdict-{own}": "accept", f"seen-{own}": "1"}
    assert desks.send(desks.judge(), swapped).status_code == 422
    for number in ("0", "999999999", "9" * 18, "9" * 40, "-1", "٤"):
        foreign = form | {f"verdict-{line}": "", f"verdict-{number}": "accept", f"seen-{number}": "1"}
        assert desks.send(desks.judge(), foreign).status_code == 422
    assert not desks.verdicts()


def test_links_of_other_purposes_and_forms_from_elsewhere_are_refused(desks: Desks) -> None:
    line = desks.answer("II.1.a")
    form = desks.form(desks.judge(), **LAM, **{f"verdict_{line}": "accept"})
    key = link_key(desks.home)
    for address in (
        "/theo-doi/" + sign_link(key, POLICE, ANSWER, LAST_DAY),
        "/theo-doi/" + sign_link(b"x" * 40, POLICE, JUDGE, LAST_DAY),
        "/theo-doi/" + desks.office().rpartition("/")[2],
        desks.judge()[:-1],
        "/tra-loi/" + desks.judge().rpartition("/")[2],
    ):
        assert desks.browser.get(address).status_code == 403
        assert desks.send(address, form).status_code == 403
    for sent in (
        desks.send(desks.judge(), form | {"seal": "dấu giả"}),
        desks.send(desks.judge(), form | {"seal": desks.seal(desks.judge(HEALTH))}),
        desks.send(desks.judge(), form, origin="https://evil.example"),
        desks.send(desks.judge(), form, sec_fetch_site="cross-site"),
    ):
        assert sent.status_code == 403
    for act in ("", "drafts", "ownerless", "x" * 2_000):
        assert desks.send(desks.judge(), form | {"act": act}).status_code == 400
    assert desks.send(desks.judge(), form, content_type="application/json").status_code == 415
    assert not desks.verdicts()


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


def test_evidence_is_given_to_who_judges_it_and_to_nobody_else(desks: Desks) -> None:
    line, waiting = desks.check_in("II.1.a"), desks.check_in("II.1.b")
    numbers = []
    with desks.database.write() as session:
        for check_in in (line, waiting):
            kept = keep_file(desks.home.evidence, io.BytesIO(PDF), "Biên bản.pdf")
            added = add_evidence(session, check_in, HEALTH, kept, desks.clock.now(), by=HOA, province="bac-giang")
            numbers.append(added.id)
    desks.answer("II.1.a")
    given, held_back = numbers
    page = desks.browser.get(desks.judge())
    assert f"/minh-chung/{given}" in page.text
    file = desks.browser.get(f"{desks.judge()}/minh-chung/{given}")
    assert (file.status_code, file.content) == (200, PDF)
    assert file.headers["content-disposition"].startswith("attachment")
    for address in (
        f"{desks.judge()}/minh-chung/{held_back}",
        f"{desks.judge(HEALTH)}/minh-chung/{given}",
        f"{desks.judge(MEDIA)}/minh-chung/{given}",
        f"{desks.judge('lao-cai:cong-an-tinh')}/minh-chung/{given}",
        f"{desks.office()}/minh-chung/{given}",
        f"{desks.judge()}/minh-chung/{'9' * 30}",
        f"{desks.judge()}/minh-chung/..%2fx",
    ):
        assert desks.browser.get(address).status_code == 404


def ask_later(desks: Desks, ref: str, until: date, agency: str = HEALTH, period: str = "2023-H1") -> int:
    line, plans = desks.check_in(ref, agency, period), {"bac-giang": bac_giang()}
    with desks.database.write() as session:
        why, now = "Chờ kết quả đánh giá.", desks.clock.now()
        asked = ask_extension(session, plans, line, agency, until, why, now, by=HOA, province="bac-giang")
        return asked.id


def test_extensions_of_office_dates_are_granted_or_refused_in_one_act(desks: Desks) -> None:
    until = date(2023, 6, 30)
    granted, refused = ask_later(desks, "II.1.a", until), ask_later(desks, "II.1.a", until, JUSTICE)
    desks.move_to(date(2023, 6, 7))
    said = text_of(desks.browser.get(desks.judge()))
    assert "1 đề nghị gia hạn" not in said
    assert "2 đề nghị gia hạn chờ quyết định" in said
    assert "Từ 14/6/2023 sang 30/6/2023 Lý do Chờ kết quả đánh giá." in said
    assert "chờ 2 ngày" in said
    form = desks.form(desks.judge(), "extensions", **LAM)
    assert form[f"until-{granted}"] == "30/6/2023"
    chosen = form | {f"extension-{granted}": "grant", f"until-{granted}": "23/6/2023", f"extension-{refused}": "refuse"}
    bare = desks.send(desks.judge(), chosen)
    assert bare.status_code == 422
    assert "Nhiệm vụ II.1.a, Sở Tư pháp: hãy ghi lý do không đồng ý." in text_of(bare)
    assert form_of(bare.text, "extensions")[f"until-{granted}"] == "23/6/2023"
    early = desks.send(desks.judge(), chosen | {f"note-{refused}": "Đã gia hạn.", f"until-{granted}": "01/6/2023"})
    assert early.status_code == 422
    assert "phải sau hạn hiện nay (14/6/2023)" in text_of(early)
    told = desks.follow(desks.judge(), desks.send(desks.judge(), chosen | {f"note-{refused}": "Đã đủ thời gian."}))
    assert "quyết định 2 đề nghị gia hạn" in told
    with desks.database.read() as session:
        first, second = (desks.check_in("II.1.a", agency) for agency in (HEALTH, JUSTICE))
        found = extensions_of(session, [first, second])
        assert [(one.ruling, one.granted_until) for one in found[first]] == [(Ruling.GRANTED, date(2023, 6, 23))]
        assert [(one.ruling, one.note) for one in found[second]] == [(Ruling.REFUSED, "Đã đủ thời gian.")]


@pytest.mark.parametrize("typed", [{}, {"extension": "maybe"}, {"extension": "grant", "until": "mai"}])
def test_a_decision_without_its_parts_is_refused(desks: Desks, typed: dict[str, str]) -> None:
    asked = ask_later(desks, "II.1.a", date(2023, 6, 30))
    fields = {f"{name}_{asked}": value for name, value in typed.items()}
    refused = desks.send(desks.judge(), desks.form(desks.judge(), "extensions", **LAM, **fields))
    assert refused.status_code == 422
    assert not desks.acts("decide-extension")


def test_an_extension_is_not_decided_from_another_desk_nor_twice(desks: Desks) -> None:
    asked = ask_later(desks, "II.1.a", date(2023, 6, 30))
    form = desks.form(desks.judge(), "extensions", **LAM, **{f"extension_{asked}": "grant"})
    for agency in (HEALTH, MEDIA, "lao-cai:cong-an-tinh"):
        address = desks.judge(agency)
        refused = desks.send(address, form | {"seal": desks.seal(address)})
        assert refused.status_code == 422
    assert desks.send(desks.judge(), form).status_code == 303
    twice = desks.send(desks.judge(), form)
    assert twice.status_code == 422
    assert "không còn chờ quyết định ở đây" in text_of(twice)
    assert len(desks.acts("decide-extension")) == 1


def test_a_date_of_the_document_is_not_the_trackers_to_move(desks: Desks) -> None:
    desks.open_on(date(2023, 10, 20))
    ask_later(desks, "III.4.2", date(2023, 12, 1), period="2023")
    page = desks.browser.get(desks.judge())
    assert "III.4.2" not in page.text
    assert "1 đề nghị gia hạn" in text_of(desks.browser.get(desks.office()))


def test_who_judges_is_named(desks: Desks) -> None:
    line = desks.answer("II.1.a")
    for name, sentence in (("", "Hãy ghi họ và tên."), ("x" * 201, "dài tối đa 200 ký tự")):
        form = desks.form(desks.judge(), name=name, **{f"verdict_{line}": "accept"})
        refused = desks.send(desks.judge(), form)
        assert refused.status_code == 422
        assert sentence in text_of(refused)
        assert 'aria-describedby="name-verdicts-error"' in refused.text
    assert not desks.verdicts()


def test_views_and_acts_leave_their_trail(desks: Desks) -> None:
    line = desks.answer("II.1.a")
    desks.send(desks.judge(), desks.form(desks.judge(), **LAM, **{f"verdict_{line}": "accept"}))
    [act] = desks.acts("accept")
    assert (act.agency, act.check_in_id, act.name, act.post, act.way) == (POLICE, line, *LAM.values(), "page")
    assert act.link
    assert act.link not in desks.judge()
    views = views_between(desks.home, MONDAY, MONDAY)
    assert {(one.recipient, one.purpose, one.what, one.link) for one in views} == {(POLICE, JUDGE, "page", act.link)}


def test_a_program_that_presses_every_button_judges_nothing(desks: Desks) -> None:
    first, second = desks.answer("II.1.a"), desks.answer("II.1.b")
    desks.send(desks.judge(), desks.form(desks.judge(), **LAM, **{f"verdict_{first}": "accept"}))
    before, page = desks.counts(), desks.browser.get(desks.judge()).text
    buttons = re.findall(r'<button[^>]* name="([^"]+)" value="([^"]+)"', page)
    assert len(buttons) > 1
    for name, value in buttons:
        desks.send(desks.judge(), desks.form(desks.judge()) | {name: value})
    assert desks.counts() == before
    assert desks.state(second) == State.ANSWERED


def test_a_verdict_of_another_day_is_not_confirmed_today(desks: Desks) -> None:
    line = desks.answer("II.1.a")
    desks.answer("II.1.b")
    desks.send(desks.judge(), desks.form(desks.judge(), **LAM, **{f"verdict_{line}": "accept"}))
    assert "Hôm nay đã ghi nhận" in text_of(desks.browser.get(desks.judge()))
    desks.move_to(LATER)
    assert "Hôm nay đã ghi nhận" not in text_of(desks.browser.get(desks.judge()))
