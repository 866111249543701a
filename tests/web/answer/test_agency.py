"""The page of what an agency does beside answering: deputies, contributions, declarations, and what it said so far."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from httpx import Response
from sqlmodel import select

from models.answers.record import AnswerDraft, record_answers
from models.audit.acts import Person
from models.decisions.objections import ObjectionDecision, decide_objection, raise_objection
from models.tables.core import Result
from models.tables.decisions import Contribution, Deputy, Objection, ObjectionKind
from plan.library import Library, load_plan
from tests.homes.pages.answering import AnswerOffice, answer_office
from tests.homes.pages.visitor import HEALTH, MONDAY, fields_of, text_of
from web.door.http_requests import FORM_TYPE

HOA = Person("Nguyễn Thị Hòa", "Chánh Văn phòng Sở", "page")
NAMING = {
    "deputy": "Trần Văn Bình",
    "deputy-post": "Phó Chánh Văn phòng",
    "address": "binh@soyte.example.vn",
    "starts": "06/6/2023",
    "ends": "20/6/2023",
}
PLANS = {"bac-giang": load_plan("bac-giang", Library())}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[AnswerOffice]:
    with answer_office(tmp_path) as opened:
        yield opened


def shown(office: AnswerOffice, agency: str = HEALTH) -> Response:
    page = office.browser.get(office.address(agency) + "/co-quan")
    assert page.status_code == 200
    return page


def act(office: AnswerOffice, kind: str, typed: dict[str, str], agency: str = HEALTH) -> Response:
    """Send a form of the page as a browser does."""
    seal = fields_of(shown(office, agency).text)["seal"]
    fields = {"seal": seal, "act": kind, "name": HOA.name, "post": HOA.post} | typed
    address = office.address(agency) + "/co-quan"
    return office.browser.request("POST", address, urlencode(fields), {"content-type": FORM_TYPE})


def rows(office: AnswerOffice, table: type) -> list[object]:
    with office.database.read() as session:
        return list(session.exec(select(table)).all())


def form_in(page: str, kind: str) -> dict[str, str]:
    return fields_of(page.partition(f'id="form-{kind}"')[2].partition("</form>")[0])


def test_a_deputy_is_named_and_ended_and_nobody_is_shown_the_address(office: AnswerOffice) -> None:
    named = act(office, "deputy", NAMING)
    assert (named.status_code, named.headers["location"]) == (303, "co-quan")
    said = text_of(shown(office))
    assert "Trần Văn Bình (Phó Chánh Văn phòng), từ 06/6/2023 đến hết 20/6/2023" in said
    assert "binh@" not in shown(office).text
    (deputy,) = rows(office, Deputy)
    assert isinstance(deputy, Deputy)
    assert (deputy.agency, deputy.address, deputy.named_by) == (HEALTH, "binh@soyte.example.vn", HOA.name)
    assert act(office, "deputy", NAMING).status_code == 303
    assert len(rows(office, Deputy)) == 1
    foreign = act(office, f"end-deputy-{deputy.id}", {}, "so-tu-phap")
    assert foreign.status_code == 422
    assert act(office, f"end-deputy-{deputy.id}", {}).status_code == 303
    assert "Trần Văn Bình" not in shown(office).text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"starts": "hôm nay"}, "Hãy ghi ngày bắt đầu và ngày kết thúc theo dạng ngày/tháng/năm"),
        ({"ends": "01/6/2023"}, "Ngày kết thúc báo cáo thay trước ngày bắt đầu"),
        ({"address": "không phải địa chỉ"}, "không đúng dạng"),
        ({"address": "a@b.vn\nBcc: x@y.vn"}, "không đúng dạng"),
        ({"deputy": ""}, "Họ tên người báo cáo thay"),
        ({"name": ""}, "Hãy ghi họ và tên."),
    ],
)
def test_a_naming_that_cannot_be_is_told_with_everything_typed(
    office: AnswerOffice, typed: dict[str, str], sentence: str
) -> None:
    refused = act(office, "deputy", NAMING | typed)
    assert refused.status_code == 422
    assert sentence in text_of(refused)
    assert rows(office, Deputy) == []
    kept, sent = form_in(refused.text, "deputy"), NAMING | typed
    assert {name: kept[name] for name in sent if "\n" not in sent[name]} == {
        name: value for name, value in sent.items() if "\n" not in value
    }


def test_a_coordinating_agency_contributes_to_several_tasks_at_once(office: AnswerOffice) -> None:
    page = shown(office).text
    places = {ref: place for place, ref in re.findall(r'name="of-(\d+)" value="bac-giang (\S+) 2023-H1"', page)}
    assert "II.1.c" in places
    assert "chủ trì: Công an tỉnh" in text_of(shown(office))
    first, second = places["II.1.c"], places["II.2"]
    typed = form_in(page, "contribute") | {f"text-{first}": "Đã <b>phối hợp</b>", f"text-{second}": "Đã góp ý"}
    assert act(office, "contribute", typed | {"name": "Hòa", "post": ""}).status_code == 303
    assert [(one.ref, one.occurrence, one.agency, one.text) for one in _contributions(office)] == [
        ("II.1.c", "2023-H1", HEALTH, "Đã <b>phối hợp</b>"),
        ("II.2", "2023-H1", HEALTH, "Đã góp ý"),
    ]
    again = shown(office)
    assert "đã có ý kiến phối hợp 1 lần" in text_of(again)
    assert "&lt;b&gt;phối hợp" in again.text


def _contributions(office: AnswerOffice) -> list[Contribution]:
    with office.database.read() as session:
        return list(session.exec(select(Contribution)).all())


def test_of_several_contributions_all_are_recorded_or_none(office: AnswerOffice) -> None:
    page = shown(office).text
    places = {ref: place for place, ref in re.findall(r'name="of-(\d+)" value="bac-giang (\S+) 2023-H1"', page)}
    first, second = places["II.1.c"], places["II.2"]
    typed = form_in(page, "contribute") | {f"text-{first}": "Đã phối hợp", f"text-{second}": "TUYỆT MẬT", "name": "Hòa"}
    refused = act(office, "contribute", typed)
    assert refused.status_code == 422
    assert form_in(refused.text, "contribute")[f"text-{first}"] == "Đã phối hợp"
    assert _contributions(office) == []
    for strange in ("khac II.1.c 2023-H1", "bac-giang II.1.a 2023-H1", "bac-giang II.1.c 2023-H2", ""):
        refused = act(office, "contribute", {"of-0": strange, "text-0": "Đã phối hợp"})
        assert refused.status_code == 422
    assert "Chưa ghi ý kiến phối hợp nào" in text_of(act(office, "contribute", {}))
    assert _contributions(office) == []


def test_a_declaration_that_holds_is_shown_and_taken_back_by_its_agency_alone(office: AnswerOffice) -> None:
    line, at = office.check_in("II.4.b"), office.clock.now()
    with office.database.write() as session:
        raised = raise_objection(
            session, PLANS, line, HEALTH, ObjectionKind.NO_SYSTEM, "Không có", at, by=HOA, province="bac-giang"
        )
        decide_objection(
            session,
            PLANS,
            raised.id,
            ObjectionDecision(True, "Đúng", "", "", MONDAY),
            "van-phong-ubnd-tinh",
            at,
            by=HOA,
        )
    assert "Không có hệ thống thông tin, được chấp nhận ngày 05/6/2023" in text_of(shown(office))
    assert "Kê khai" not in text_of(shown(office, "so-tu-phap"))
    (objection,) = rows(office, Objection)
    assert isinstance(objection, Objection)
    foreign = act(office, f"end-declaration-{objection.id}", {}, "so-tu-phap")
    assert foreign.status_code == 422
    assert "Việc này chỉ Văn phòng UBND tỉnh quyết định được" in text_of(foreign)
    assert act(office, f"end-declaration-{objection.id}", {}).status_code == 303
    assert "Kê khai" not in text_of(shown(office))


def test_what_was_answered_lately_is_listed_with_its_state(office: AnswerOffice) -> None:
    line, at = office.check_in("II.1.a"), office.clock.now()
    with office.database.write() as session:
        record_answers(
            session,
            {line: AnswerDraft(Result.IN_PROGRESS, 40, "Đã họp.")},
            HEALTH,
            at,
            at,
            by=HOA,
            province="bac-giang",
        )
    told = "6 tháng đầu năm 2023: báo cáo ngày 05/6/2023, đang thực hiện, 40%; đã báo cáo, chờ xác nhận"
    assert told in text_of(shown(office))
    assert f'href="{office.address()}/muc/{line}"' in shown(office).text
    assert told not in text_of(shown(office, "so-tu-phap"))
    assert f'href="{office.address()}/danh-sach"' in shown(office).text


def test_an_unknown_act_and_a_foreign_seal_are_refused(office: AnswerOffice) -> None:
    before = office.counts()
    for kind in ("", "xoa", "end-deputy-x", "end-deputy-" + "9" * 30):
        assert act(office, kind, {}).status_code == 422
    assert act(office, "deputy", NAMING | {"seal": "x"}).status_code == 403
    assert office.counts() == before


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_look_at_the_page_changes_nothing(office: AnswerOffice, method: str) -> None:
    before = office.counts()
    asked = "/co-quan?" + urlencode(NAMING | {"act": "deputy", "name": "x"})
    assert office.browser.request(method, office.address() + asked).status_code == 200
    assert office.counts() == before
