"""Referrals, drafts and the address book on the office's page."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

from flows.acts.open_home import load_plans, open_office
from flows.acts.reports.sending import Wish, send_report
from models.audit.views import views_between
from models.people.deputies import Naming, name_deputy
from models.tables.core import HomeRecord, LetterState
from notifications.outbox.holding import PREPARED
from plan.library import Library
from tests.homes.offices import CLERK
from tests.homes.pages.desks import (
    HOA,
    JUSTICE,
    Desks,
)
from tests.homes.pages.office_matters import letter_states, put_referral, write_draft
from tests.homes.pages.visitor import HEALTH, MONDAY, Visitor, text_of
from web.app import make_app

HANH = {"name": "Lê Thị Hạnh", "post": "Phó Chánh Văn phòng"}


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
    assert said.count("liên kết riêng, ghi vào thư khi gửi") == 3
    assert "lien-ket.invalid" not in page.text
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
    write_draft(desks, JUSTICE, state=LetterState.DOUBTFUL)
    page = desks.browser.get(desks.office())
    said = text_of(page)
    assert "Sở Y tế : Phạm Thị Bình (Chuyên viên), từ 05/6/2023 đến hết 05/7/2023; chờ cơ quan xác nhận" in said
    assert "binh@example.invalid" not in page.text
    assert "1 thư không gửi được" in said
    assert "1 thư chưa chắc đã tới" in said
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
    assert "và 7 cơ quan khác, hiện tiếp khi các cơ quan này đã có địa chỉ" in said
    assert "Sở Y tế" in said
    assert "Không có việc nào chờ Văn phòng." in said
    assert "contacts.csv: cảnh báo: chưa có tệp này" in said
    assert f"Thư đang được giữ lại {PREPARED}" in said
    home.contacts_file.write_text("không phải danh bạ", encoding="utf-8")
    said = text_of(browser.get(desks.office()))
    assert "Danh bạ liên hệ cần sửa" in said
    assert "contacts.csv:1: dòng đầu phải là tên các cột" in said
    assert "Thư của 32 cơ quan được giữ lại vì lỗi trong danh bạ liên hệ" in said
    assert "và 7 cơ quan khác, xem bằng lệnh dondoc contacts check" in said
    rows = "agency,name,post,head,channel,address,from,to\nso-y-te,,,,email,a@b.vn; c@d.vn,,\nso-tu-phap,,,,email,e@f.vn,,\n"
    home.contacts_file.write_text(rows, encoding="utf-8")
    said = text_of(browser.get(desks.office()))
    assert "contacts.csv:2: “a@b.vn; c@d.vn” có hơn một địa chỉ" in said
    assert "Thư của 1 cơ quan được giữ lại vì lỗi trong danh bạ liên hệ (contacts.csv): Sở Y tế." in said
    assert "30 cơ quan đang có nhiệm vụ phải báo cáo mà chưa có địa chỉ" in said


def test_the_office_opens_the_files_of_a_report_before_it_lets_it_go(desks: Desks) -> None:
    with open_office(desks.home.path) as office:
        plans, now = load_plans(office), desks.clock.now()
        sent = send_report(office, plans, plans["bac-giang"], desks.home.reports, Wish(MONDAY), now, by=CLERK)
    [number], [word, _] = sent.letters.values(), sent.files
    page = desks.browser.get(desks.office())
    [(letter, file)] = re.findall(r'/thu/(\d+)/(\d+)">bac-giang-2023-06-05\.docx<', page.text)
    assert int(letter) == number
    given = desks.browser.get(f"{desks.office()}/thu/{letter}/{file}")
    assert given.content == word.read_bytes()
    assert given.headers["content-disposition"] == 'attachment; filename="bac-giang-2023-06-05.docx"'
    foreign = write_draft(desks, "lao-cai:chu-tich-ubnd-tinh")
    for other in (f"{letter}/999", f"999/{file}", f"{foreign}/{file}", "x/y"):
        assert desks.browser.get(f"{desks.office()}/thu/{other}").status_code == 404
    assert f"report {file}" in [view.what for view in views_between(desks.home, MONDAY, MONDAY)]
