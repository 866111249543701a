"""The office's page as the office, a stranger and an attacker meet it, without a socket."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from models.audit.acts import Person
from models.check_ins.moves import Move, move_check_in
from models.decisions.extensions import ask_extension, extensions_of
from models.decisions.objections import raise_objection
from models.people.deputies import Naming, name_deputy
from models.tables.ad_hoc import Referral
from models.tables.core import CheckIn, HomeRecord, Letter, LetterState, State
from models.tables.decisions import Objection, ObjectionKind, Ruling
from notifications.links import ANSWER, JUDGE, link_key, sign_link
from notifications.outbox.holding import PREPARED
from plan.library import Library
from tests.homes.pages.desks import (
    HOA,
    JUSTICE,
    MEDIA,
    POLICE,
    PROVINCIAL_OFFICE,
    Desks,
    bac_giang,
    form_of,
    open_desks,
)
from tests.homes.pages.visitor import HEALTH, LAST_DAY, MONDAY, Visitor, text_of
from web.app import make_app

HANH = {"name": "Lê Thị Hạnh", "post": "Phó Chánh Văn phòng"}
AUTUMN = date(2023, 10, 20)
ATTACK = '</textarea><script>alert(1)</script>"><img src=x onerror=alert(1)>{{ 7*7 }}=HYPERLINK()'
SCIENCE = "so-khoa-hoc-va-cong-nghe"


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[Desks]:
    with open_desks(tmp_path) as opened:
        yield opened


def object_to(desks: Desks, ref: str, kind: ObjectionKind = ObjectionKind.NOT_OURS, suggested: str = "") -> int:
    with desks.database.write() as session:
        raised = raise_objection(
            session,
            {"bac-giang": bac_giang()},
            desks.check_in(ref),
            HEALTH,
            kind,
            "Không do Sở chủ trì.",
            desks.clock.now(),
            by=HOA,
            province="bac-giang",
            suggested=suggested,
        )
        return raised.id


def leave_ownerless(desks: Desks, *refs: str) -> list[int]:
    lines = [desks.check_in(ref) for ref in refs]
    with desks.database.write() as session:
        for line in lines:
            assert move_check_in(session, line, Move(State.OWNERLESS, "thử", MONDAY, desks.clock.now(), "dondoc"))
    return lines


def put_referral(desks: Desks, number: int = 1, province: str = "bac-giang", matter: str = "Thiếu kinh phí") -> None:
    with desks.database.write() as session:
        session.add(
            Referral(
                year=2023,
                number=number,
                province=province,
                plan="bac-giang",
                ref="II.1.a",
                agency=HEALTH,
                to="ubnd-tinh",
                matter=matter,
                referred_by="Nguyễn Văn An",
                referred_on=MONDAY - timedelta(days=3),
                learnt_at=desks.clock.now(),
                fingerprint=f"{province} {number}",
            )
        )


def write_draft(desks: Desks, recipient: str, day: date = MONDAY, state: LetterState = LetterState.DRAFT) -> int:
    with desks.database.write() as session:
        letter = Letter(
            recipient=recipient,
            channel="mail",
            written_on=day,
            address="a@example.invalid",
            subject=f"Báo cáo <b>tuần</b> {day:%d/%m}",
            body="Kính gửi **đồng chí**\n\n[Mở trang](http://127.0.0.1:4280/van-phong/bi-mat-cua-lien-ket)",
            weekly=True,
            state=state,
            reason="máy chủ thư từ chối" if state == LetterState.FAILED else "",
            written_at=desks.clock.now(),
        )
        session.add(letter)
        session.flush()
        return letter.id


def letter_states(desks: Desks) -> dict[int | None, LetterState]:
    with desks.database.read() as session:
        return {letter.id: letter.state for letter in session.exec(select(Letter))}


def state_of_objection(desks: Desks, number: int) -> Objection:
    with desks.database.read() as session:
        return session.get_one(Objection, number)


def test_where_nothing_waits_the_page_says_so(desks: Desks) -> None:
    page = desks.browser.get(desks.office())
    assert page.status_code == 200
    said = text_of(page)
    assert "Văn phòng UBND tỉnh Việc chờ Văn phòng xem xét, quyết định, ngày 05/6/2023." in said
    assert "Không có việc nào chờ Văn phòng." in said
    assert "<form" not in page.text


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


def test_an_objection_is_upheld_for_an_heir_for_nobody_or_rejected_in_one_act(desks: Desks) -> None:
    given, waived, rejected = (
        object_to(desks, "II.1.a", suggested=SCIENCE),
        object_to(desks, "II.1.b"),
        object_to(desks, "II.1.d"),
    )
    said = text_of(desks.browser.get(desks.office()))
    assert "3 ý kiến về nhiệm vụ" in said
    assert "Cơ quan được cho là có nhiệm vụ này: Sở Khoa học và Công nghệ" in said
    form = desks.form(desks.office(), "objections", **HANH)
    assert form[f"heir-{given}"] == SCIENCE
    chosen = form | {
        f"objection-{given}": "uphold",
        f"document-{given}": "77/VP-TH",
        f"objection-{waived}": "uphold",
        f"outcome-{waived}": "Không giao cơ quan nào",
        f"objection-{rejected}": "reject",
        f"outcome-{rejected}": "Kế hoạch giao đích danh Sở.",
    }
    bare = desks.send(desks.office(), chosen)
    assert bare.status_code == 422
    assert "Hãy chọn cơ quan tiếp nhận nhiệm vụ, hoặc chọn không giao cơ quan nào." in text_of(bare)
    assert form_of(bare.text, "objections") == chosen
    assert not desks.acts("decide-objection")
    told = desks.follow(desks.office(), desks.send(desks.office(), chosen | {f"heir-{waived}": "none"}))
    assert "quyết định 3 ý kiến về nhiệm vụ" in told
    assert [state_of_objection(desks, one).ruling for one in (given, waived, rejected)] == [
        Ruling.GRANTED,
        Ruling.GRANTED,
        Ruling.REFUSED,
    ]
    assert desks.state(desks.check_in("II.1.b")) == State.WAIVED
    assert desks.state(desks.check_in("II.1.d")) == State.OPEN
    assert "II.1.a" not in desks.browser.get(desks.office()).text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"objection": "maybe"}, "Hãy chọn «Đồng ý» hoặc «Không đồng ý»."),
        ({"objection": "reject"}, "còn trống; hãy ghi rõ."),
        ({"objection": "uphold", "heir": SCIENCE}, "Số văn bản quyết định còn trống"),
        ({"objection": "uphold", "heir": "khong-co", "document": "7/VP"}, "Không có cơ quan «khong-co» trong danh bạ"),
        ({"objection": "uphold", "heir": HEALTH, "document": "7/VP"}, "đang giữ chính báo cáo này"),
        ({"objection": "reject", "outcome": "Không.", "decided": "hôm qua"}, "Ngày quyết định không phải một ngày"),
        ({"objection": "reject", "outcome": "Không.", "decided": "6/6/2023"}, "phải từ ngày nêu ý kiến"),
        ({"name": ""}, "Chưa quyết định ý kiến nào"),
    ],
)
def test_a_decision_on_an_objection_without_its_parts_is_refused(
    desks: Desks, typed: dict[str, str], sentence: str
) -> None:
    number = object_to(desks, "II.1.a")
    fields = {name if name == "name" else f"{name}-{number}": value for name, value in typed.items()}
    refused = desks.send(desks.office(), desks.form(desks.office(), "objections") | HANH | fields)
    assert refused.status_code == 422
    assert sentence in text_of(refused)
    assert state_of_objection(desks, number).ruling == Ruling.WAITING


def test_a_declaration_is_upheld_and_ended_again(desks: Desks) -> None:
    number = object_to(desks, "II.4.đ", ObjectionKind.NO_SYSTEM)
    chosen = {f"objection_{number}": "uphold", f"outcome_{number}": "Dùng chung hệ thống của tỉnh"}
    sent = desks.send(desks.office(), desks.form(desks.office(), "objections", **HANH, **chosen))
    said = desks.follow(desks.office(), sent)
    assert desks.state(desks.check_in("II.4.đ")) == State.WAIVED
    assert "Kê khai không có hệ thống thông tin 1 đang có hiệu lực" in said
    assert "Sở Y tế , từ ngày 05/6/2023" in said
    form = desks.form(desks.office(), "declarations", **HANH)
    assert desks.send(desks.office(), form).status_code == 422
    assert desks.send(desks.office(), form | {"declaration-999": "1"}).status_code == 422
    ended = form | {f"declaration-{number}": "1"}
    assert "ghi hết hiệu lực 1 kê khai" in desks.follow(desks.office(), desks.send(desks.office(), ended))
    assert state_of_objection(desks, number).ended_on == MONDAY
    assert desks.send(desks.office(), ended).status_code == 422


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


def test_a_decision_on_a_referral_is_recorded_once_with_document_and_day(desks: Desks) -> None:
    put_referral(desks)
    put_referral(desks, 2)
    put_referral(desks, 3, province="lao-cai")
    said = text_of(desks.browser.get(desks.office()))
    assert "2 nội dung vượt thẩm quyền" in said
    assert "Việc số 1 năm 2023 · trình UBND tỉnh · chờ 3 ngày" in said
    form = desks.form(desks.office(), "referrals", **HANH)
    assert desks.send(desks.office(), form).status_code == 422
    half = form | {"words-2023-1": "Bố trí từ dự phòng"}
    refused = desks.send(desks.office(), half)
    assert refused.status_code == 422
    assert "Hãy ghi cả ý kiến chỉ đạo và số văn bản." in text_of(refused)
    good = half | {"document-2023-1": "99/UBND-TH", "decided-2023-1": "3/6/2023"}
    for bent in (
        good | {"decided-2023-1": "1/6/2023"},
        good | {"decided-2023-1": "mai"},
        good | {"words-2023-3": "x", "document-2023-3": "y", "decided-2023-3": "5/6/2023"},
    ):
        assert desks.send(desks.office(), bent).status_code == 422
    assert not desks.acts("decide-referral")
    told = desks.follow(desks.office(), desks.send(desks.office(), good))
    assert "ghi ý kiến chỉ đạo 1 việc" in told
    assert "Nội dung vượt thẩm quyền đã có ý kiến chỉ đạo trong năm (1)" in told
    assert "Chỉ đạo ngày 03/6/2023, 99/UBND-TH: Bố trí từ dự phòng" in told
    assert desks.send(desks.office(), good).status_code == 422
    assert len(desks.acts("decide-referral")) == 1


def test_drafts_are_released_one_by_one_or_all_that_the_page_showed(desks: Desks) -> None:
    first, second, third = (
        write_draft(desks, "chu-tich-ubnd-tinh", MONDAY - timedelta(days=days)) for days in (14, 7, 0)
    )
    foreign = write_draft(desks, "lao-cai:chu-tich-ubnd-tinh")
    page = desks.browser.get(desks.office())
    said = text_of(page)
    assert "Thư chờ phát hành 3 thư" in said
    assert "Gửi Chủ tịch UBND tỉnh · soạn ngày 05/6/2023 Xem nội dung thư" in said
    assert said.count("dự thảo của ngày trước, khi gửi sẽ soạn lại theo số liệu của ngày gửi") == 2
    assert "được gửi đi trong đợt đôn đốc tiếp theo" in said
    assert "bi-mat-cua-lien-ket" not in page.text
    assert "Báo cáo &lt;b&gt;tuần&lt;/b&gt;" in page.text
    form = desks.form(desks.office(), "drafts", **HANH)
    assert desks.send(desks.office(), form | {"press": "chosen"}).status_code == 422
    for bent in ({f"draft-{foreign}": "1"}, {"draft-999": "1"}, {"press": "all", "shown": f"{first} {foreign}"}):
        assert desks.send(desks.office(), form | bent).status_code == 422
    released = desks.send(desks.office(), form | {f"draft-{second}": "1", "press": "chosen"})
    assert "phát hành 1 thư" in desks.follow(desks.office(), released)
    stale = desks.send(desks.office(), form | {"press": "all"})
    assert stale.status_code == 422
    assert letter_states(desks) == {
        first: LetterState.DRAFT,
        second: LetterState.QUEUED,
        third: LetterState.DRAFT,
        foreign: LetterState.DRAFT,
    }
    fresh = desks.form(desks.office(), "drafts", **HANH, press="all")
    late = write_draft(desks, "chu-tich-ubnd-tinh", MONDAY + timedelta(days=1))
    assert desks.send(desks.office(), fresh).status_code == 303
    states = letter_states(desks)
    assert [states[one] for one in (first, third, late)] == [LetterState.QUEUED, LetterState.QUEUED, LetterState.DRAFT]
    assert len(desks.acts("release")) == 3


def test_of_two_who_release_at_once_one_is_recorded(desks: Desks) -> None:
    number = write_draft(desks, "chu-tich-ubnd-tinh")
    form = desks.form(desks.office(), "drafts", **HANH, **{f"draft_{number}": "1"})
    with ThreadPoolExecutor(4) as pool:
        sent = list(pool.map(lambda _: desks.send(desks.office(), form), range(8)))
    assert sorted(answer.status_code for answer in sent) == [303] + [422] * 7
    assert len(desks.acts("release")) == 1


def test_deputies_failed_letters_and_missing_addresses_are_told(desks: Desks) -> None:
    naming = Naming("Phạm Thị Bình", "Chuyên viên", "binh@example.invalid", MONDAY, MONDAY + timedelta(days=30))
    with desks.database.write() as session:
        name_deputy(session, HEALTH, naming, desks.clock.now(), by=HOA, province="bac-giang")
    write_draft(desks, f"{JUSTICE}/head", state=LetterState.FAILED)
    page = desks.browser.get(desks.office())
    said = text_of(page)
    assert "Sở Y tế: Phạm Thị Bình (Chuyên viên), từ 05/6/2023 đến hết 05/7/2023" in said
    assert "binh@example.invalid" not in page.text
    assert "1 thư không gửi được" in said
    assert "Thư đang được giữ lại" not in said
    assert "Sở Tư pháp (người đứng đầu), thư ngày 05/6/2023: máy chủ thư từ chối" in said
    assert "chưa có địa chỉ" not in said


def test_in_a_real_home_agencies_without_an_address_are_named(desks: Desks) -> None:
    with desks.database.write() as session:
        session.get_one(HomeRecord, 1).trial_day = None
    settings = desks.home.settings.model_copy(update={"mail_url": "mailtos://a:b@mail.example.invalid"})
    home = replace(desks.home, settings=settings)
    browser = Visitor(make_app(home, desks.database, Library(home.plans), desks.clock))
    said = text_of(browser.get(desks.office()))
    assert "32 cơ quan đang có nhiệm vụ phải báo cáo mà chưa có địa chỉ" in said
    assert "Sở Y tế" in said
    assert "Không có việc nào chờ Văn phòng." in said
    assert "contacts.csv: cảnh báo: chưa có tệp này" in said
    assert f"Thư đang được giữ lại {PREPARED}" in said
    home.contacts_file.write_text("không phải danh bạ", encoding="utf-8")
    said = text_of(browser.get(desks.office()))
    assert "Danh bạ liên hệ cần sửa" in said
    assert "contacts.csv:1: dòng đầu phải là tên các cột" in said
    assert "Thư của 32 cơ quan được giữ lại vì lỗi trong danh bạ liên hệ" in said
    rows = "agency,name,post,head,channel,address,from,to\nso-y-te,,,,email,a@b.vn; c@d.vn,,\nso-tu-phap,,,,email,e@f.vn,,\n"
    home.contacts_file.write_text(rows, encoding="utf-8")
    said = text_of(browser.get(desks.office()))
    assert "contacts.csv:2: “a@b.vn; c@d.vn” có hơn một địa chỉ" in said
    assert "Thư của 1 cơ quan được giữ lại vì lỗi trong danh bạ liên hệ (contacts.csv): Sở Y tế." in said
    assert "30 cơ quan đang có nhiệm vụ phải báo cáo mà chưa có địa chỉ" in said


def test_each_list_has_pages_of_its_own(desks: Desks) -> None:
    with desks.database.write() as session:
        for check_in in session.exec(select(CheckIn).where(CheckIn.province == "bac-giang").limit(60)).all():
            move = Move(State.OWNERLESS, "thử", MONDAY, desks.clock.now(), "dondoc")
            assert move_check_in(session, check_in.id, move)
    for number in range(1, 28):
        put_referral(desks, number)
    address = desks.office()
    first = desks.browser.get(address)
    assert len([name for name in form_of(first.text, "referrals") if name.startswith("words-")]) == 25
    assert first.text.count('type="checkbox" name="ownerless-') == 25
    last = desks.browser.get(address + "?phan=ownerless&trang=99")
    assert last.text.count('type="checkbox" name="ownerless-') == 10
    assert len([name for name in form_of(last.text, "referrals") if name.startswith("words-")]) == 25
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
