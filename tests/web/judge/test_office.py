"""The office's page as the office, a stranger and an attacker meet it, without a socket."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from models.audit.acts import Person
from models.check_ins.moves import StateChange, move_check_in
from models.decisions.extensions import ask_extension, extensions_of
from models.tables.core import CheckIn, State
from models.tables.decisions import Ruling
from notifications.links import ANSWER, JUDGE, link_key, sign_link
from plan.library import SHIPPED
from tests.homes.pages.desks import (
    ATTACK,
    HOA,
    MEDIA,
    POLICE,
    PROVINCIAL_OFFICE,
    Desks,
    bac_giang,
    form_of,
)
from tests.homes.pages.office_matters import leave_ownerless, letter_states, object_to, put_referral, write_draft
from tests.homes.pages.visitor import HEALTH, LAST_DAY, MONDAY, text_of

HANH = {"name": "Lê Thị Hạnh", "post": "Phó Chánh Văn phòng"}
AUTUMN = date(2023, 10, 20)
SCIENCE = "so-khoa-hoc-va-cong-nghe"


def test_where_nothing_waits_the_page_says_so(desks: Desks) -> None:
    page = desks.browser.get(desks.office())
    assert page.status_code == 200
    said = text_of(page)
    assert "Văn phòng UBND tỉnh Việc chờ Văn phòng xem xét, quyết định, ngày 05/6/2023." in said
    assert "Không có việc nào chờ Văn phòng." in said
    assert "<form" not in page.text


def test_what_a_plan_leaves_to_the_office_is_one_line_for_each_role_that_nobody_holds(desks: Desks) -> None:
    register = (SHIPPED / "bac-giang" / "agencies.yaml").read_text(encoding="utf-8")
    start, end = register.index("      held_by:"), register.index("changes:")
    folder = desks.home.plans / "bac-giang"
    folder.mkdir(parents=True)
    (folder / "agencies.yaml").write_text(f"{register[:start]}      held_by: []\n{register[end:]}", encoding="utf-8")
    said = text_of(desks.browser.get(desks.office()))
    assert "1 điều trong kế hoạch chờ Văn phòng xem hoặc bổ sung" in said
    assert (
        "«Chủ quản hệ thống thông tin» chưa có thành viên (điểm II.4.a, II.4.b, II.4.đ, II.4.e và 1 điểm khác)" in said
    )


@pytest.mark.parametrize("agency", [HEALTH, POLICE, "lao-cai:van-phong-ubnd-tinh", "khong-co", "chu-tich-ubnd-tinh"])
def test_only_the_office_of_the_province_comes_in(desks: Desks, agency: str) -> None:
    desks.answer("II.1.c", agency=POLICE)
    form = desks.form(desks.office(), **HANH)
    address = desks.office(agency)
    for refused in (
        desks.browser.get(address),
        desks.send(address, form | {"seal": desks.seal(address)}),
        desks.browser.get(f"{address}/minh-chung/1"),
    ):
        assert refused.status_code == 403
        assert "Trang này chỉ dành cho Văn phòng UBND tỉnh" in text_of(refused)


def test_links_of_other_purposes_and_forms_from_elsewhere_are_refused(desks: Desks) -> None:
    line = desks.answer("II.1.c", agency=POLICE)
    form = desks.form(desks.office(), **HANH, **{f"verdict_{line}": "accept"})
    key = link_key(desks.home)
    for purpose in (ANSWER, JUDGE):
        address = "/van-phong/" + sign_link(key, PROVINCIAL_OFFICE, purpose, LAST_DAY)
        assert desks.browser.get(address).status_code == 403
        assert desks.send(address, form).status_code == 403
    for sent in (
        desks.send(desks.office(), form | {"seal": "x"}),
        desks.send(desks.office(), form | {"seal": desks.seal(desks.judge())}),
        desks.send(desks.office(), form, origin="https://evil.example"),
    ):
        assert sent.status_code == 403
    for act in ("", "answers", "__class__"):
        assert desks.send(desks.office(), form | {"act": act}).status_code == 400
    assert not desks.verdicts()


def test_the_trackers_own_reports_are_judged_by_the_office(desks: Desks) -> None:
    line, other = desks.answer("II.1.c", agency=POLICE), desks.answer("II.1.a")
    said = text_of(desks.browser.get(desks.office()))
    assert "1 báo cáo chờ xác nhận" in said
    assert "Công an tỉnh II.1.c" in said
    assert "II.1.a" not in said
    form = desks.form(desks.office(), **HANH, **{f"verdict_{line}": "accept"})
    swapped = form | {f"verdict-{line}": "", f"verdict-{other}": "accept", f"seen-{other}": "1"}
    assert desks.send(desks.office(), swapped).status_code == 422
    told = desks.follow(desks.office(), desks.send(desks.office(), form))
    assert desks.verdicts() == [(line, 1, "accepted", PROVINCIAL_OFFICE, "Lê Thị Hạnh")]
    assert "Hôm nay đã ghi nhận qua liên kết này: xác nhận 1 báo cáo; gần nhất lúc 08:15, Lê Thị Hạnh" in told
    assert "Không có việc nào chờ Văn phòng." in told


def test_the_chairmans_decision_on_a_date_is_recorded_with_number_and_day(desks: Desks) -> None:
    desks.open_on(AUTUMN)
    line = desks.check_in("III.4.2", period="2023")
    with desks.database.write() as session:
        plans, until, now = {"bac-giang": bac_giang()}, date(2023, 12, 1), desks.clock.now()
        asked = ask_extension(session, plans, line, HEALTH, until, "Chờ số liệu.", now, by=HOA, province="bac-giang").id
    desks.move_to(AUTUMN + timedelta(days=5))
    said = text_of(desks.browser.get(desks.office()))
    assert "Quyết định của Chủ tịch UBND tỉnh" in said
    assert "chỉ thay đổi theo quyết định bằng văn bản của Chủ tịch UBND tỉnh" in said
    form = desks.form(desks.office(), "extensions", **HANH, **{f"extension_{asked}": "grant"})
    bare = desks.send(desks.office(), form)
    assert bare.status_code == 422
    assert "hãy ghi số văn bản quyết định của Chủ tịch UBND tỉnh" in text_of(bare)
    early = form | {f"document-{asked}": "55/UBND", f"decided-{asked}": "1/10/2023"}
    assert desks.send(desks.office(), early).status_code == 422
    good = early | {f"decided-{asked}": "23/10/2023"}
    assert desks.send(desks.judge(), good | {"seal": desks.seal(desks.judge())}).status_code == 422
    assert "quyết định 1 đề nghị gia hạn" in desks.follow(desks.office(), desks.send(desks.office(), good))
    with desks.database.read() as session:
        [decided] = extensions_of(session, [line])[line]
    assert (decided.ruling, decided.document, decided.decided_on, decided.granted_until) == (
        Ruling.GRANTED,
        "55/UBND",
        date(2023, 10, 23),
        date(2023, 12, 1),
    )
    assert decided.decider == "chu-tich-ubnd-tinh"


def test_what_nobody_owns_is_waived_with_reason_and_document_all_chosen_or_none(desks: Desks) -> None:
    first, second, third = leave_ownerless(desks, "II.1.a", "II.1.b", "II.1.d")
    said = text_of(desks.browser.get(desks.office()))
    assert "Báo cáo chưa có cơ quan tiếp nhận nhiệm vụ 3 báo cáo" in said
    assert "dondoc handover --from … --to … --by …" in said
    form = desks.form(desks.office(), "ownerless", **HANH)
    chosen = form | {f"ownerless-{first}": "1", f"ownerless-{second}": "1", "reason": "Không còn cơ quan thực hiện"}
    bare = desks.send(desks.office(), chosen)
    assert bare.status_code == 422
    assert "Số văn bản còn trống" in text_of(bare)
    assert form_of(bare.text, "ownerless") == chosen
    good = chosen | {"document": "15/VP-TH"}
    answered = desks.answer("II.4.b")
    assert desks.send(desks.office(), good | {f"ownerless-{answered}": "1"}).status_code == 422
    assert desks.send(desks.office(), good | {"ownerless-999999": "1"}).status_code == 422
    assert desks.state(first) == State.OWNERLESS
    assert "cho miễn 2 báo cáo" in desks.follow(desks.office(), desks.send(desks.office(), good))
    assert [desks.state(one) for one in (first, second, third)] == [State.WAIVED, State.WAIVED, State.OWNERLESS]
    assert [(act.agency, act.item, act.name) for act in desks.acts("waive")] == [
        (PROVINCIAL_OFFICE, "15/VP-TH", "Lê Thị Hạnh")
    ] * 2


def test_what_is_still_owed_is_not_waived_by_a_swapped_number(desks: Desks) -> None:
    [line] = leave_ownerless(desks, "II.1.a")
    owed = desks.check_in("II.1.b")
    form = desks.form(desks.office(), "ownerless", **HANH, reason="x", document="y", **{f"ownerless_{owed}": "1"})
    assert desks.send(desks.office(), form).status_code == 422
    assert [desks.state(one) for one in (line, owed)] == [State.OWNERLESS, State.OPEN]


def test_each_list_has_pages_of_its_own(desks: Desks) -> None:
    with desks.database.write() as session:
        for check_in in session.exec(select(CheckIn).where(CheckIn.province == "bac-giang").limit(60)).all():
            move = StateChange(State.OWNERLESS, "thử", MONDAY, desks.clock.now(), "dondoc")
            assert move_check_in(session, check_in.id, move)
    for number in range(1, 28):
        put_referral(desks, number)
    address = desks.office()
    first = desks.browser.get(address)
    referrals = len([name for name in form_of(first.text, "referrals") if name.startswith("words-")])
    assert 15 < referrals < 27
    assert first.text.count('type="checkbox" name="ownerless-') == 25
    last = desks.browser.get(address + "?phan=ownerless&trang=99")
    assert last.text.count('type="checkbox" name="ownerless-') == 10
    assert referrals <= len([name for name in form_of(last.text, "referrals") if name.startswith("words-")]) < 27
    assert "Trang trước Trang 3 trên 3" in text_of(last)
    line = last.text.partition('name="ownerless-')[2].partition('"')[0]
    form = form_of(last.text, "ownerless") | HANH | {f"ownerless-{line}": "1", "reason": "x", "document": "y"}
    sent = desks.send(address + "?phan=ownerless&trang=99", form)
    assert sent.headers["location"].endswith("?phan=ownerless&trang=99")
    for bent in ("?phan=ownerless&trang=x", "?phan=%0d%0aSet-Cookie:x&trang=1", "?phan=../..&trang=1"):
        line = desks.browser.get(address).text.partition('name="ownerless-')[2].partition('"')[0]
        again = form | {f"ownerless-{line}": "1"}
        sent = desks.send(address + bent, {name: again[name] for name in again if not name.endswith(f"-{line}x")})
        assert "?" not in sent.headers.get("location", "")
        assert "set-cookie" not in sent.headers


def test_script_in_every_field_comes_back_as_text(desks: Desks) -> None:
    number = object_to(desks, "II.1.a")
    put_referral(desks, matter=ATTACK)
    leave_ownerless(desks, "II.1.b")
    write_draft(desks, "chu-tich-ubnd-tinh")
    for which, fields in (
        (
            "objections",
            {f"{name}-{number}": ATTACK for name in ("objection", "outcome", "heir", "document", "decided")},
        ),
        ("referrals", {f"{name}-2023-1": ATTACK for name in ("words", "document", "decided")}),
        ("ownerless", {"reason": ATTACK, "document": ATTACK}),
        ("drafts", {"press": ATTACK, "shown": ATTACK}),
    ):
        form = desks.form(desks.office(), which) | fields | {"name": ATTACK, "post": ATTACK}
        refused = desks.send(desks.office(), form)
        assert refused.status_code == 422
        assert "<script" not in refused.text
        assert "<img" not in refused.text
        assert "49=" not in refused.text
    by = Person(ATTACK[:90], "", "page")
    assert by.name not in desks.browser.get(desks.office()).text


def test_words_of_one_form_do_not_wander_into_another(desks: Desks) -> None:
    number = object_to(desks, "II.1.a")
    with desks.database.write() as session:
        now, line = desks.clock.now(), desks.check_in("II.1.c", POLICE)
        later, plans = MONDAY + timedelta(days=30), {"bac-giang": bac_giang()}
        asked = ask_extension(session, plans, line, POLICE, later, "Chờ.", now, by=HOA, province="bac-giang")
        assert asked.id == number
    form = desks.form(desks.office(), "objections", **{f"document_{number}": "Của ý kiến", f"objection_{number}": "?"})
    refused = desks.send(desks.office(), form)
    assert refused.status_code == 422
    extensions = form_of(refused.text, "extensions")
    assert "Của ý kiến" not in extensions.values()
    assert extensions["name"] == ""


def test_fifty_gets_change_nothing(desks: Desks) -> None:
    object_to(desks, "II.1.a")
    put_referral(desks)
    leave_ownerless(desks, "II.1.b")
    write_draft(desks, "chu-tich-ubnd-tinh")
    desks.answer("II.1.c", agency=POLICE)
    before, drafts = desks.counts(), letter_states(desks)
    for _ in range(50):
        assert desks.browser.get(desks.office()).status_code == 200
    assert desks.browser.request("HEAD", desks.office()).status_code == 200
    assert desks.browser.get(desks.office() + "?act=drafts&press=all&shown=1").status_code == 200
    assert desks.counts() == before
    assert letter_states(desks) == drafts


def test_who_decides_is_named(desks: Desks) -> None:
    write_draft(desks, "chu-tich-ubnd-tinh")
    leave_ownerless(desks, "II.1.b")
    put_referral(desks)
    object_to(desks, "II.1.a")
    for which in ("drafts", "ownerless", "referrals", "objections"):
        refused = desks.send(desks.office(), desks.form(desks.office(), which))
        assert refused.status_code == 422
        assert "Hãy ghi họ và tên." in text_of(refused)
        assert f'aria-describedby="name-{which}-error"' in refused.text


def test_media_and_police_stand_before_the_office_with_their_own(desks: Desks) -> None:
    desks.answer("II.2", agency=MEDIA)
    said = text_of(desks.browser.get(desks.office()))
    assert "Sở Thông tin và Truyền thông II.2" in said
    assert "an toàn thông tin mạng" in said
