"""A line's own page: each act in each state, by its holder alone; what became of it is told there."""

import html
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import pytest
from httpx import Response
from sqlmodel import col, select

from models.answers.record import AnswerDraft, record_answers
from models.audit.acts import Person
from models.check_ins.moves import StateChange, move_check_in
from models.decisions.extensions import ExtensionDecision, decide_extension, open_extensions
from models.decisions.objections import open_objections
from models.decisions.verdicts import Seen, give_back
from models.tables.ad_hoc import Referral
from models.tables.core import CheckIn, Result, State
from models.tables.decisions import Act, Explanation, Extension, Objection, Ruling
from plan.library import Library, load_plan
from tests.homes.pages.answering import AnswerOffice, answer_office
from tests.homes.pages.visitor import HEALTH, MONDAY, fields_of, text_of
from web.door.http_requests import FORM_TYPE

HOA = Person("Nguyễn Thị Hòa", "Chánh Văn phòng Sở", "page")
LATE = date(2023, 6, 20)
PLANS = {"bac-giang": load_plan("bac-giang", Library())}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[AnswerOffice]:
    with answer_office(tmp_path) as opened:
        yield opened


def place(office: AnswerOffice, line: int, agency: str = HEALTH) -> str:
    return f"{office.address(agency)}/muc/{line}"


def shown(office: AnswerOffice, line: int, agency: str = HEALTH) -> str:
    page = office.browser.get(place(office, line, agency))
    assert page.status_code == 200
    return page.text


def act(office: AnswerOffice, line: int, kind: str, agency: str = HEALTH, **typed: str) -> Response:
    """Send a form of a line's page as a browser does, with the seal of that page."""
    seal = office.fields(agency)["seal"]
    fields = {"seal": seal, "act": kind, "name": "Nguyễn Thị Hòa", "post": "Chánh Văn phòng Sở"} | typed
    return office.browser.request("POST", place(office, line, agency), urlencode(fields), {"content-type": FORM_TYPE})


def offered(page: str) -> list[str]:
    return re.findall(r'id="form-([a-z-]+)"', page)


def answered(office: AnswerOffice, line: int) -> None:
    at = office.clock.now()
    with office.database.write() as session:
        record_answers(session, {line: AnswerDraft(Result.DONE)}, HEALTH, at, at, by=HOA, province="bac-giang")


def moved(office: AnswerOffice, line: int, to: State) -> None:
    with office.database.write() as session:
        assert move_check_in(session, line, StateChange(to, to.value, office.clock.day, office.clock.now(), "thử"))


def returned(office: AnswerOffice, line: int) -> None:
    with office.database.write() as session:
        give_back(
            session,
            PLANS,
            Seen(line, 1),
            "cong-an-tinh",
            office.clock.now(),
            by=Person("Trần Văn Minh", "", "page"),
            province="bac-giang",
            reason="Chưa rõ",
            due_on=date(2023, 6, 14),
        )


def rows(office: AnswerOffice, table: type) -> list[object]:
    with office.database.read() as session:
        return list(session.exec(select(table)).all())


def test_the_page_tells_what_the_line_asks_and_leads_back_to_it(office: AnswerOffice) -> None:
    line = office.check_in("II.1.a")
    page = shown(office, line)
    said = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())
    assert "Nhiệm vụ II.1.a Phổ biến, quán triệt chủ trương" in said
    assert "6 tháng đầu năm 2023, hạn 14/6/2023 · còn 7 ngày làm việc · chưa báo cáo" in said
    assert f'href="{office.address()}?mo={line}#line-{line}"' in page
    assert "Chưa có báo cáo nào." in said
    assert "style=" not in page


@pytest.mark.parametrize(
    ("day", "state", "forms"),
    [
        (MONDAY, State.OPEN, ["promise", "extend", "not-ours"]),
        (date(2023, 6, 14), State.OPEN, ["promise", "extend", "not-ours"]),
        (date(2023, 6, 15), State.OPEN, ["promise", "explain", "not-ours"]),
        (MONDAY, State.ANSWERED, []),
        (LATE, State.ANSWERED, ["explain"]),
        (MONDAY, State.ACCEPTED, []),
        (MONDAY, State.WAIVED, []),
        (MONDAY, State.OWNERLESS, []),
    ],
)
def test_a_line_offers_what_it_takes_in_each_state(
    office: AnswerOffice, day: date, state: State, forms: list[str]
) -> None:
    line = office.check_in("II.1.a")
    office.move_to(day)
    if state in (State.ANSWERED, State.ACCEPTED):
        answered(office, line)
    if state not in (State.OPEN, State.ANSWERED):
        moved(office, line, state)
    assert offered(shown(office, line)) == forms
    for kind in ("extend", "explain", "not-ours", "no-system", "refer"):
        if kind not in forms:
            refused = act(office, line, kind, reason="Vì sao", until="30/6/2023")
            assert refused.status_code == 422
            assert 'role="alert"' in refused.text
    assert all(not rows(office, table) for table in (Extension, Explanation, Objection, Referral))


def test_a_later_date_is_asked_and_its_fate_is_told(office: AnswerOffice) -> None:
    line = office.check_in("II.1.a")
    asked = act(office, line, "extend", until="30/6/2023", reason="Chờ <b>kinh phí</b>")
    assert (asked.status_code, asked.headers["location"]) == (303, str(line))
    page = shown(office, line)
    assert "Đề nghị gia hạn đến ngày 30/6/2023: đang chờ ý kiến" in page
    assert offered(page) == ["promise", "not-ours"]
    closed = re.findall(r"<summary>.*?</summary>", office.page(), re.DOTALL)
    assert len([card for card in closed if "· đề nghị gia hạn đến ngày 30/6/2023: đang chờ ý kiến" in card]) == 1
    assert "hạn\u00a014/6/2023" in page
    (extension,) = rows(office, Extension)
    assert isinstance(extension, Extension)
    assert (extension.reason, extension.asked_by, extension.ruling) == ("Chờ <b>kinh phí</b>", HOA.name, Ruling.WAITING)
    granted = ExtensionDecision(True, date(2023, 6, 28), "", "Đồng ý một phần", MONDAY)
    with office.database.write() as session:
        judge = Person("Trần Văn Minh", "", "page")
        decide_extension(
            session, PLANS, extension.id, granted, "cong-an-tinh", office.clock.now(), by=judge, province="bac-giang"
        )
    page = shown(office, line)
    assert "Được gia hạn đến ngày 28/6/2023 (quyết định ngày 05/6/2023)" in page
    assert "Đồng ý một phần" in page
    assert "hạn 14/6/2023 thành 28/6/2023." in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"until": "khi nào xong"}, "Hãy ghi ngày đề nghị gia hạn đến theo dạng ngày/tháng/năm"),
        ({"until": "31/6/2023"}, "Hãy ghi ngày đề nghị gia hạn đến theo dạng ngày/tháng/năm"),
        ({"until": "14/6/2023"}, "phải sau hạn hiện nay"),
        ({"until": "30/6/2043"}, "trong vòng một năm"),
        ({"reason": ""}, "Lý do đề nghị gia hạn còn trống"),
        ({"reason": "TỐI MẬT"}, "có dấu chỉ độ mật"),
        ({"name": ""}, "Hãy ghi họ và tên."),
        ({"name": "x" * 300}, "Họ tên và chức vụ dài tối đa 200 ký tự."),
    ],
)
def test_what_is_wrong_is_said_and_everything_typed_stays(
    office: AnswerOffice, typed: dict[str, str], sentence: str
) -> None:
    line = office.check_in("II.1.a")
    fields = {"until": "30/6/2023", "reason": "Chờ kinh phí"} | typed
    refused = act(office, line, "extend", **fields)
    assert refused.status_code == 422
    assert sentence in text_of(refused)
    assert '<details class="deed" id="form-extend" open>' in refused.text
    kept = fields_of(refused.text.partition('id="form-extend"')[2].partition("</details>")[0])
    assert {name: kept[name] for name in fields} == fields
    assert rows(office, Extension) == []


def test_what_was_asked_lapses_with_the_answer_and_says_so(office: AnswerOffice) -> None:
    line = office.check_in("II.1.a")
    act(office, line, "extend", until="30/6/2023", reason="Chờ kinh phí")
    act(office, line, "not-ours", reason="Việc của Công an")
    assert offered(shown(office, line)) == ["promise"]
    answered(office, line)
    for page in (office.page(), shown(office, line)):
        assert "Đề nghị gia hạn đến ngày 30/6/2023: không còn phải quyết định" in page
        assert "Báo «không thuộc nhiệm vụ của cơ quan»: không còn phải quyết định" in page
        assert "đang chờ ý kiến" not in page


def test_what_is_asked_after_a_return_waits_on_every_page_also_at_the_same_moment(office: AnswerOffice) -> None:
    line = office.check_in("II.1.a")
    answered(office, line)
    returned(office, line)
    act(office, line, "extend", until="30/6/2023", reason="Chờ kinh phí")
    act(office, line, "not-ours", reason="Việc của Công an")
    with office.database.read() as session:
        now = office.clock.now()
        assert len(open_extensions(session, PLANS, "cong-an-tinh", now.date(), province="bac-giang")) == 1
        assert len(open_objections(session, "bac-giang")) == 1
    for page in (office.page(), shown(office, line)):
        assert "Đề nghị gia hạn đến ngày 30/6/2023: đang chờ ý kiến" in page
        assert "Báo «không thuộc nhiệm vụ của cơ quan»: đang chờ Văn phòng xem xét" in page
        assert "không còn phải quyết định" not in page


def test_what_was_asked_before_a_return_has_lapsed_on_every_page(office: AnswerOffice) -> None:
    line = office.check_in("II.1.a")
    act(office, line, "extend", until="30/6/2023", reason="Chờ kinh phí")
    act(office, line, "not-ours", reason="Việc của Công an")
    office.move_to(date(2023, 6, 6))
    answered(office, line)
    returned(office, line)
    for page in (office.page(), shown(office, line)):
        assert "Đề nghị gia hạn đến ngày 30/6/2023: không còn phải quyết định" in page
        assert "Báo «không thuộc nhiệm vụ của cơ quan»: không còn phải quyết định" in page


def test_lateness_is_explained_once_however_often_it_is_pressed(office: AnswerOffice) -> None:
    line = office.check_in("II.1.a")
    office.move_to(LATE)
    for _ in range(2):
        assert act(office, line, "explain", reason="Máy chủ hỏng").status_code == 303
    assert len(rows(office, Explanation)) == 1
    assert "Đã giải trình việc chậm báo cáo ngày 20/6/2023" in shown(office, line)
    assert "Máy chủ hỏng" in office.page()


def test_a_task_of_another_is_said_to_be_so_and_named(office: AnswerOffice) -> None:
    line = office.check_in("II.1.a")
    page = shown(office, line)
    assert '<option value="cong-an-tinh">Công an tỉnh</option>' in page
    assert f'<option value="{HEALTH}"' not in page
    sent = act(office, line, "not-ours", reason="Việc của Công an", suggested="cong-an-tinh")
    assert sent.status_code == 303
    assert "Báo «không thuộc nhiệm vụ của cơ quan»: đang chờ Văn phòng xem xét" in shown(office, line)
    (objection,) = rows(office, Objection)
    assert isinstance(objection, Objection)
    assert (objection.suggested, objection.ruling) == ("cong-an-tinh", Ruling.WAITING)
    strange = act(office, office.check_in("II.1.b"), "not-ours", reason="Vì thế", suggested="so-khong-co")
    assert strange.status_code == 422


def test_only_what_is_owed_through_a_role_can_be_declared_away(office: AnswerOffice) -> None:
    with office.database.read() as session:
        lines = session.exec(
            select(CheckIn).where(CheckIn.holder == HEALTH, CheckIn.state == State.OPEN).order_by(col(CheckIn.id))
        ).all()
    by_role = [one for one in lines if "no-system" in offered(shown(office, one.id))]
    assert {one.ref for one in by_role} == {"II.4.a", "II.4.b", "II.4.đ", "II.4.e", "II.4.g"}
    first = by_role[0].id
    assert act(office, first, "no-system", reason="Không quản lý hệ thống nào").status_code == 303
    assert "Báo «cơ quan không có hệ thống thông tin»: đang chờ Văn phòng xem xét" in shown(office, first)


def test_what_is_beyond_its_authority_is_put_to_the_one_the_clause_names(tmp_path: Path) -> None:
    with answer_office(tmp_path, date(2024, 12, 2), ("quang-ngai",)) as office:
        plan = load_plan("quang-ngai", Library()).plan
        ref = next(ref for ref, task in plan.tasks.items() if task.beyond_authority)
        with office.database.read() as session:
            line = session.exec(select(CheckIn).where(CheckIn.ref == ref)).first()
        assert line is not None
        agency, number = line.holder, line.id
        assert "refer" in offered(shown(office, number, agency))
        sent = act(office, number, "refer", agency, reason="Cần bổ sung\nbiên chế")
        assert sent.status_code == 303
        page = shown(office, number, agency)
        assert "Nội dung vượt thẩm quyền số 1 năm 2024, trình UBND tỉnh: đang chờ ý kiến chỉ đạo" in page
        assert "Cần bổ sung biên chế" in page
        again = act(office, number, "refer", agency, reason="Cần bổ sung biên chế")
        assert again.status_code == 422
        assert "Việc này đã được trình hôm nay, số 1 năm 2024." in text_of(again)
        with office.database.read() as session:
            (done,) = session.exec(select(Act).where(Act.kind == "refer")).all()
        assert (done.name, done.check_in_id, done.item) == (HOA.name, number, "1/2024")


def test_every_version_and_every_verdict_is_told(office: AnswerOffice) -> None:
    line = office.check_in("II.1.a")
    answered(office, line)
    returned(office, line)
    answered(office, line)
    page = shown(office, line)
    assert page.index("Báo cáo lần 2") < page.index("Báo cáo lần 1")
    assert "Bị trả lại, hạn báo cáo lại 14/6/2023. Lý do: Chưa rõ" in page
    assert "Nguyễn Thị Hòa (Chánh Văn phòng Sở), lúc 08:15 ngày 05/6/2023" in page


@pytest.mark.parametrize("bend", ["0", "x", "999999", "9" * 40, "-1", "1%00"])
def test_a_line_that_is_not_the_agencys_is_not_found(office: AnswerOffice, bend: str) -> None:
    for method in ("GET", "HEAD", "POST"):
        found = office.browser.request(
            method, f"{office.address()}/muc/{bend}", "act=explain", {"content-type": FORM_TYPE}
        )
        assert found.status_code in ((403, 404, 405) if method == "POST" else (404,))


def test_another_agencys_line_takes_nothing(office: AnswerOffice) -> None:
    foreign = office.check_in("II.1.c", "cong-an-tinh")
    assert office.browser.get(place(office, foreign)).status_code == 404
    refused = act(office, foreign, "extend", until="30/6/2023", reason="Vì sao")
    assert refused.status_code == 404
    assert "Không tìm thấy trang" in text_of(refused)
    assert rows(office, Extension) == []


def test_an_act_without_the_seal_or_from_elsewhere_is_refused(office: AnswerOffice) -> None:
    line = office.check_in("II.1.a")
    for typed in ({"seal": ""}, {"seal": office.fields("so-tu-phap")["seal"]}):
        assert act(office, line, "extend", until="30/6/2023", reason="Vì sao", **typed).status_code == 403
    unknown = act(office, line, "drop-table", reason="Vì sao")
    assert unknown.status_code == 422
    assert "Chưa rõ việc cần gửi" in text_of(unknown)
    assert rows(office, Extension) == []


def test_a_look_at_the_page_changes_nothing(office: AnswerOffice) -> None:
    line = office.check_in("II.1.a")
    before = office.counts()
    for asked in ("", "?act=extend&until=30/6/2023&reason=x&name=x"):
        for method in ("GET", "HEAD"):
            assert office.browser.request(method, place(office, line) + asked).status_code == 200
    assert office.counts() == before


def errors_on(page: Response) -> list[str]:
    assert page.status_code == 422
    listed = page.text.partition('id="wrong"')[2].partition("</ul>")[0]
    return [html.unescape(one) for one in re.findall(r"<li><a[^>]*>([^<]*)</a>", listed)]


def test_a_later_date_and_an_objection_tell_all_that_is_wrong_at_once(office: AnswerOffice) -> None:
    line = office.check_in("II.1.a")
    assert errors_on(act(office, line, "extend", name="")) == [
        "Hãy ghi họ và tên.",
        "Hãy ghi ngày đề nghị gia hạn đến theo dạng ngày/tháng/năm, ví dụ 30/6/2023.",
        "Lý do đề nghị gia hạn còn trống; hãy ghi rõ.",
    ]
    assert errors_on(act(office, line, "extend", name="", until="14/6/2023", reason="Chờ kinh phí")) == [
        "Hãy ghi họ và tên.",
        "Hạn mới 14/6/2023 phải sau hạn hiện nay (14/6/2023) và trong vòng một năm; hãy chọn ngày khác.",
    ]
    assert errors_on(act(office, line, "not-ours", suggested="so-khong-co")) == [
        "Lý do còn trống; hãy ghi rõ.",
        "Không có cơ quan «so-khong-co» trong danh bạ (có phải «so-cong-thuong» không?).",
    ]
    assert rows(office, Extension) == rows(office, Objection) == []


def test_where_nothing_can_be_asked_that_alone_is_told(office: AnswerOffice) -> None:
    line = office.check_in("II.1.a")
    office.move_to(LATE)
    [told] = errors_on(act(office, line, "extend", name=""))
    assert "đã quá hạn ngày 14/6/2023 nên không đề nghị gia hạn được nữa" in told
