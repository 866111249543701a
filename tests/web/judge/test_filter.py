"""The tracker's page of one agency or one task, kept through paging and forms, and accepting over all its pages."""

from urllib.parse import quote

import pytest

from models.answers.content import AnswerDraft
from models.tables.core import Result
from tests.homes.pages.desks import JUSTICE, LAM, MEDIA, POLICE, Desks, bac_giang, form_of
from tests.homes.pages.visitor import text_of


def many_answers(desks: Desks) -> list[int]:
    """Answer one task for 28 agencies."""
    agencies = [one for one in bac_giang().register.agencies if one not in (POLICE, MEDIA) and desks.has("II.1.a", one)]
    assert len(agencies) >= 28
    return [desks.answer("II.1.a", agency=agency) for agency in agencies[:28]]


def test_one_agency_or_one_task_is_shown_alone(desks: Desks) -> None:
    desks.answer("II.1.a")
    desks.answer("II.1.b")
    desks.answer("II.1.a", agency=JUSTICE)
    everything = text_of(desks.browser.get(desks.judge()))
    assert "Mọi cơ quan (3) Sở Tư pháp (1) Sở Y tế (2)" in everything
    assert "Mọi nhiệm vụ II.1.a (2) II.1.b (1)" in everything
    for query, count in (("co-quan=so-y-te", 2), ("nhiem-vu=II.1.a", 2), ("co-quan=so-y-te&nhiem-vu=II.1.b", 1)):
        page = desks.browser.get(f"{desks.judge()}?{query}")
        assert page.text.count("<article") == count
        assert "Bỏ lọc" in text_of(page)
    nothing = text_of(desks.browser.get(f"{desks.judge()}?co-quan=so-xay-dung"))
    assert "Không có báo cáo hay đề nghị nào của bộ lọc này đang chờ. Xem tất cả" in nothing


def test_the_filter_stays_in_the_address_through_paging_and_after_a_form(desks: Desks) -> None:
    many_answers(desks)
    desks.answer("II.1.b")
    address = f"{desks.judge()}?nhiem-vu=II.1.a"
    first = desks.browser.get(address)
    assert "Trang 1 trên 2" in text_of(first)
    assert "?phan=verdicts&amp;trang=2&amp;nhiem-vu=II.1.a#verdicts" in first.text
    second = f"{address}&phan=verdicts&trang=2"
    form = form_of(desks.browser.get(second).text, "verdicts") | LAM
    line = next(name.removeprefix("seen-") for name in form if name.startswith("seen-"))
    refused = desks.send(second, form | {f"verdict-{line}": "return"})
    assert refused.status_code == 422
    assert refused.text.count("<article") == 3
    sent = desks.send(second, form | {f"verdict-{line}": "accept"})
    assert sent.headers["location"].endswith("?nhiem-vu=II.1.a&phan=verdicts&trang=2")


def test_what_is_in_order_on_all_pages_of_the_filter_is_accepted_at_once_and_nothing_else(desks: Desks) -> None:
    lines = many_answers(desks)
    other = desks.answer("II.1.b")
    stuck = desks.answer(
        "II.1.c" if desks.has("II.1.c") else "II.1.d", AnswerDraft(Result.BLOCKED, 20, "Chậm.", "Thiếu người.")
    )
    address = f"{desks.judge()}?nhiem-vu=II.1.a"
    page = desks.browser.get(address)
    assert "Xác nhận 28 báo cáo đúng hạn, không vướng mắc trên cả 2 trang của bộ lọc" in text_of(page)
    form = form_of(page.text, "verdicts") | LAM | {"press": "bulk-all"}
    forged = desks.send(address, form | {"bulk-all": f"{form['bulk-all']} {stuck}.1"})
    assert forged.status_code == 422
    assert desks.verdicts() == []
    assert desks.send(address, form).status_code == 303
    assert sorted(one[0] for one in desks.verdicts()) == sorted(lines)
    assert {one[2] for one in desks.verdicts()} == {"accepted"}
    left = desks.browser.get(desks.judge())
    assert {other, stuck} == {int(name) for name in form_ids(left.text)}


def form_ids(page: str) -> list[str]:
    return [name.removeprefix("seen-") for name in form_of(page, "verdicts") if name.startswith("seen-")]


def test_what_says_nothing_or_contradicts_itself_is_not_accepted_unread(desks: Desks) -> None:
    good = desks.answer("II.1.a")
    for ref, draft in (
        ("II.1.b", AnswerDraft(Result.NOT_STARTED)),
        ("II.1.d", AnswerDraft(Result.DONE)),
        ("II.4.a", AnswerDraft(Result.DONE, 80, "Đã hoàn thành.")),
        ("II.4.b", AnswerDraft(Result.IN_PROGRESS, 100, "Đã tập huấn.")),
    ):
        desks.answer(ref, draft)
    page = desks.browser.get(desks.judge())
    assert "Xác nhận 1 báo cáo đúng hạn, không vướng mắc trên trang này" in text_of(page)
    assert form_of(page.text, "verdicts")["bulk"] == f"{good}.1"


@pytest.mark.parametrize("asked", ["co-quan=" + quote("<b>"), "co-quan=" + "a" * 500, "nhiem-vu=" + quote("\n")])
def test_what_is_no_filter_shows_everything(desks: Desks, asked: str) -> None:
    desks.answer("II.1.a")
    page = desks.browser.get(f"{desks.judge()}?{asked}")
    assert page.text.count("<article") == 1
    assert "Bỏ lọc" not in text_of(page)
