"""The first question of the page: on which day the agency will report, that it has it, and who deals with it."""

import json
from collections import Counter
from datetime import date
from urllib.parse import urlencode

from httpx import Response
from sqlmodel import col, select

from models.tables.answers import Promise, Receipt
from models.tables.core import CheckIn
from tests.homes.pages.answering import AnswerOffice
from tests.homes.pages.visitor import fields_of, text_of
from web.door.http_requests import FORM_TYPE

HOA = {"by": "Nguyễn Thị Hòa", "by-post": "Chánh Văn phòng Sở"}
HALF_YEARLY, BASELINE = "day-2023-06-14", "day-2023-06-19"


def receipts(office: AnswerOffice) -> list[Receipt]:
    with office.database.read() as session:
        return list(session.exec(select(Receipt).order_by(col(Receipt.id))).all())


def days_of(office: AnswerOffice) -> dict[str, int]:
    with office.database.read() as session:
        promised = session.exec(select(Promise).order_by(col(Promise.id))).all()
    return dict(Counter(f"{one.promised_on:%d/%m}" for one in promised))


def refused(office: AnswerOffice, act: str, **typed: str) -> str:
    before, sent = office.counts(), office.press(act, office.fields() | {"act": act} | typed)
    assert sent.status_code == 422
    assert office.counts() == before
    return text_of(sent)


def test_opening_the_page_says_nothing_and_one_press_says_that_all_is_there(office: AnswerOffice) -> None:
    assert "Ngày nào cơ quan sẽ gửi báo cáo?" in text_of(office.browser.get(office.address()))
    assert receipts(office) == []
    assert "Hãy ghi họ và tên." in refused(office, "receive")
    assert "Số điện thoại chưa đúng" in refused(office, "receive", **HOA, phone="gọi tôi")
    handler = {"handler": "Lê Thị Lan", "phone": "0204 3855 123"}
    taken = office.press("receive", office.fields() | HOA | handler)
    assert taken.status_code == 303
    assert len(receipts(office)) == 13
    said = text_of(office.browser.get(office.address()))
    assert "Đã nhận 13 báo cáo; người xử lý: Lê Thị Lan, điện thoại 0204 3855 123." in said
    assert "hạn 14/6/2023 · đã nhận" in said
    assert days_of(office) == {}


def test_a_day_is_promised_for_what_falls_due_together_and_changed_after_it(office: AnswerOffice) -> None:
    assert "Chưa chọn ngày" in refused(office, "promise", **HOA)
    assert "là ngày nghỉ; hãy hẹn ngày làm việc" in refused(office, "promise", **HOA, **{HALF_YEARLY: "11/6/2023"})
    office.press("promise", office.fields() | HOA | {HALF_YEARLY: "09/6/2023"})
    page = office.page()
    assert "Đã hẹn gửi 10 báo cáo vào thứ Sáu, 09/6/2023." in page
    assert HALF_YEARLY not in fields_of(page)
    office.press("promise", office.fields() | HOA | {BASELINE: "19/6/2023"})
    assert "Đổi ngày hẹn hoặc người xử lý" in office.page()
    office.press("promise", office.fields() | HOA | {HALF_YEARLY: "12/6/2023"})
    assert days_of(office) == {"09/06": 10, "19/06": 3, "12/06": 10}


def test_what_was_typed_below_is_kept_as_a_draft_with_the_promise(office: AnswerOffice) -> None:
    number = office.check_in("II.1.a")
    fields = office.fields() | HOA | {HALF_YEARLY: "09/6/2023", f"text-{number}": "Đã họp một buổi"}
    assert office.press("promise", fields).status_code == 303
    assert json.loads(office.drafts()[number].fields)["text"] == "Đã họp một buổi"
    assert office.answers() == []


def test_what_is_overdue_is_promised_for_the_next_ten_working_days(office: AnswerOffice) -> None:
    office.move_to(date(2023, 6, 20))
    assert "13 báo cáo quá hạn, sẽ gửi" in text_of(office.browser.get(office.address()))
    office.press("promise", office.fields() | HOA | {"day-late": "04/7/2023"})
    assert days_of(office) == {"04/07": 13}
    office.move_to(date(2023, 7, 5))
    assert "ngày hẹn đã qua, đề nghị hẹn lại hoặc gửi ngay" in text_of(office.browser.get(office.address()))


def press_line(office: AnswerOffice, number: int, **typed: str) -> Response:
    address = f"{office.address()}/muc/{number}"
    fields = fields_of(office.browser.get(address).text) | {"name": HOA["by"], "act": "promise"} | typed
    return office.browser.request("POST", address, urlencode(fields), {"content-type": FORM_TYPE})


def test_a_line_has_a_day_and_a_handler_of_its_own(office: AnswerOffice) -> None:
    number = office.check_in("II.1.a")
    late = press_line(office, number, promised="15/6/2023")
    assert (late.status_code, "sau hạn 14/6/2023" in text_of(late)) == (422, True)
    assert press_line(office, number, promised="07/6/2023", handler="Lê Lan").status_code == 303
    said = text_of(office.browser.get(f"{office.address()}/muc/{number}"))
    assert "Hẹn gửi báo cáo ngày 07/6/2023" in said
    assert "Người xử lý: Lê Lan." in said
    with office.database.read() as session:
        assert session.get(CheckIn, number).state == "open"  # type: ignore[union-attr]
