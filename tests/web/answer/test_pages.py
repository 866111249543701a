"""The answer pages as a browser, a scanner and an attacker meet them, without a socket."""

from datetime import date, time
from urllib.parse import urljoin

import pytest

from models.check_ins.moves import StateChange, move_check_in
from models.check_ins.opening import open_check_ins
from models.clock import moment_on
from models.tables.core import State
from plan.library import Library, load_plan
from tests.homes.pages.answering import AnswerOffice
from tests.homes.pages.visitor import MONDAY, fields_of, text_of


def test_the_page_says_for_whom_it_is_and_what_is_owed_in_words(office: AnswerOffice) -> None:
    page = office.browser.get(office.address())
    assert page.status_code == 200
    said = text_of(page)
    assert "Sở Y tế" in said
    assert "BẢN CHẠY THỬ – ngày 05/6/2023" in said
    assert "Kế hoạch tháng 11/2022 của UBND tỉnh Bắc Giang triển khai thực hiện Chiến lược" in said
    assert "II.1.a còn 7 ngày làm việc Phổ biến, quán triệt chủ trương" in said
    assert "6 tháng đầu năm 2023, hạn 14/6/2023" in said
    assert "Cách tính hạn trước ngày 15/6 (không tính ngày đó)" in said
    assert "năm 2022, hạn 19/6/2023 · báo cáo ban đầu" in said
    assert "một lần (15/11/2022), hạn 19/6/2023" in said
    assert "Sản phẩm Kế hoạch triển khai thực hiện của cơ quan, đơn vị Nơi nhận Công an tỉnh" in said
    assert page.text.count("<details") == 14


def test_the_scope_of_a_line_is_told_by_name(office: AnswerOffice) -> None:
    said = text_of(office.browser.get(office.address("cong-an-tinh")))
    assert "Phạm vi an ninh mạng" in said


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2023, 6, 9), ["II.1.a còn 3 ngày làm việc", "II.6.a còn 6 ngày làm việc"]),
        (date(2023, 6, 10), ["II.1.a còn 3 ngày làm việc"]),
        (date(2023, 6, 14), ["II.1.a hôm nay là ngày cuối", "II.6.a còn 3 ngày làm việc"]),
        (date(2023, 6, 18), ["II.1.a quá hạn 4 ngày", "II.6.a còn 1 ngày làm việc"]),
        (date(2023, 7, 1), ["II.1.a quá hạn 17 ngày", "II.6.a quá hạn 12 ngày"]),
    ],
)
def test_the_due_date_is_counted_as_people_count_it(office: AnswerOffice, day: date, words: list[str]) -> None:
    office.move_to(day)
    said = text_of(office.browser.get(office.address()))
    for one in words:
        assert one in said


def test_the_worst_stands_first(office: AnswerOffice) -> None:
    office.move_to(date(2023, 6, 15))
    page = office.browser.get(office.address()).text
    assert page.index("<h2>Quá hạn") < page.index("<h2>Sắp đến hạn")
    assert page.index("II.1.a") < page.index("<h2>Sắp đến hạn") < page.index("II.6.a")


def test_two_lines_are_answered_in_one_act_and_the_page_confirms_them(office: AnswerOffice) -> None:
    first, second = office.check_in("II.1.a"), office.check_in("II.4.b")
    fields = office.fill_in(
        name="Nguyễn Thị Hòa",
        post="Chánh Văn phòng Sở",
        **{
            f"result_{first}": "in_progress",
            f"percent_{first}": "40 %",
            f"text_{first}": "Đã tổ chức 02 hội nghị.\r\nĐang in tài liệu.",
            f"result_{second}": "blocked",
            f"difficulties_{second}": "Thiếu kinh phí",
            f"proposals_{second}": "Đề nghị bố trí 300 triệu đồng",
        },
    )
    sent = office.send(fields)
    assert sent.status_code == 303
    assert [
        (a.check_in_id, a.version, a.result, a.percent, a.text, a.difficulties, a.proposals) for a in office.answers()
    ] == [
        (first, 1, "in_progress", 40, "Đã tổ chức 02 hội nghị.\nĐang in tài liệu.", "", ""),
        (second, 1, "blocked", None, "", "Thiếu kinh phí", "Đề nghị bố trí 300 triệu đồng"),
    ]
    assert {(a.answered_by, a.post, a.way) for a in office.answers()} == {
        ("Nguyễn Thị Hòa", "Chánh Văn phòng Sở", "page")
    }
    said = text_of(office.browser.get(urljoin(office.address(), sent.headers["location"])))
    assert (
        "Đã ghi nhận 2 báo cáo trong ngày hôm nay, gần nhất lúc 08:15 ngày 05/6/2023, Nguyễn Thị Hòa (Chánh Văn phòng Sở)."
        in said
    )
    assert "Còn 11 báo cáo chưa gửi." in said
    assert "Đã báo cáo, chờ xác nhận 2 báo cáo" in said
    assert "Đã báo cáo lúc 08:15 ngày 05/6/2023: đang thực hiện, 40%." in said


def test_a_double_click_makes_one_answer_and_a_change_makes_another_version(office: AnswerOffice) -> None:
    line = office.check_in("II.1.a")
    fields = office.fill_in(name="Hòa", **{f"result_{line}": "in_progress", f"text_{line}": "Đã họp"})
    assert office.send(fields).status_code == 303
    office.clock.at = time(8, 16)
    before = office.counts()
    assert office.send(fields).status_code == 303
    assert office.counts() == before
    for name in ("Hòa", "Bình"):
        again = office.fill_in(name=name, **{f"result_{line}": "in_progress", f"text_{line}": "Đã họp, đã ban hành"})
        assert office.send(again).status_code == 303
    assert [(a.version, a.text, a.answered_by) for a in office.answers()] == [
        (1, "Đã họp", "Hòa"),
        (2, "Đã họp, đã ban hành", "Hòa"),
        (3, "Đã họp, đã ban hành", "Bình"),
    ]


def test_an_answered_line_can_be_answered_again_until_it_is_judged(office: AnswerOffice) -> None:
    line = office.check_in("II.1.a")
    office.send(office.fill_in(name="Hòa", **{f"result_{line}": "in_progress", f"text_{line}": "Đã họp"}))
    again = office.fill_in(name="Hòa")
    assert again[f"text-{line}"] == "Đã họp"
    assert again[f"result-{line}"] == ""
    with office.database.write() as session:
        move = StateChange(State.ACCEPTED, "1", MONDAY, moment_on(MONDAY, time(9)), "Công an tỉnh")
        assert move_check_in(session, line, move)
    refused = office.send(again | {f"result-{line}": "done", f"text-{line}": "Đã xong"})
    assert refused.status_code == 422
    assert "Có báo cáo đã được xác nhận hoặc không còn phải gửi" in text_of(refused)
    assert "<pre>Đã xong</pre>" in refused.text
    assert len(office.answers()) == 1


def test_the_last_answer_of_the_line_is_carried_forward_to_the_next_period(office: AnswerOffice) -> None:
    line = office.check_in("II.1.a")
    office.send(
        office.fill_in(
            name="Hòa",
            **{f"result_{line}": "in_progress", f"percent_{line}": "40", f"text_{line}": "\r\nDòng đầu\r\n  thụt vào"},
        )
    )
    autumn = date(2023, 10, 20)
    loaded = load_plan("bac-giang", Library())
    with office.database.write() as session:
        open_check_ins(session, loaded, autumn, moment_on(autumn, time(8)))
    office.move_to(autumn)
    new, other = office.check_in("II.1.a", period="2023-H2"), office.check_in("II.4.b", period="2023-H2")
    page = office.browser.get(office.address())
    assert "Kỳ trước (6 tháng đầu năm 2023): đang thực hiện, 40%." in text_of(page)
    fields = fields_of(page.text)
    assert (fields[f"text-{new}"], fields[f"percent-{new}"], fields[f"result-{new}"]) == (
        "Dòng đầu\r\n  thụt vào",
        "40",
        "",
    )
    assert office.send(fields | {f"result-{other}": "done", "name": "Hòa"}).status_code == 303
    assert [a.check_in_id for a in office.answers()] == [line, other]


def test_what_is_wrong_is_said_at_its_line_and_nothing_typed_is_lost(office: AnswerOffice) -> None:
    good, percent, blocked, unchosen = (office.check_in(ref) for ref in ("II.1.a", "II.1.b", "II.1.d", "II.4.a"))
    typed = {
        f"result-{good}": "done",
        f"text-{good}": 'Đã xong "toàn bộ" <b>& hơn</b>',
        f"result-{percent}": "in_progress",
        f"percent-{percent}": "bốn mươi",
        f"result-{blocked}": "blocked",
        f"text-{blocked}": "Chưa làm được",
        f"text-{unchosen}": "Đã viết mà chưa chọn",
        "post": "Chuyên viên",
    }
    before = office.counts()
    refused = office.send(office.fill_in() | typed)
    assert refused.status_code == 422
    assert office.counts() == before
    said = text_of(refused)
    for sentence in (
        "Nhiệm vụ II.1.b: tỷ lệ phải là số nguyên từ 0 đến 100, hoặc để trống.",
        "Nhiệm vụ II.1.d: kết quả «vướng mắc» cần ghi rõ khó khăn, vướng mắc.",
        "Nhiệm vụ II.4.a: hãy chọn kết quả, vì nội dung của nhiệm vụ này đã được sửa.",
        "Hãy ghi họ và tên.",
    ):
        assert sentence in said
    kept = fields_of(refused.text)
    assert {name: kept[name] for name in typed} == typed
    assert refused.text.count(" open>") == 4
    assert "<b>& hơn" not in refused.text
    mended = kept | {
        f"percent-{percent}": "40",
        f"text-{percent}": "Đang rà soát.",
        f"difficulties-{blocked}": "Thiếu người",
        f"result-{unchosen}": "not_started",
        "name": "Hòa",
    }
    assert office.send(mended).status_code == 303
    assert len(office.answers()) == 4


def test_an_untouched_form_is_told_so(office: AnswerOffice) -> None:
    refused = office.send(office.fill_in(name="Hòa"))
    assert refused.status_code == 422
    assert "Chưa chọn kết quả cho nhiệm vụ nào" in text_of(refused)


@pytest.mark.parametrize(
    "typed",
    [
        {"text": "chữ " * 3_000},
        {"percent": "101"},
        {"percent": "-1"},
        {"percent": "9" * 5_000},
        {"percent": "٤٠"},
        {"result": "accepted"},
        {"text": "ĐM: MẬT"},
        {"difficulties": "TUYỆT MẬT\r\nnội dung"},
    ],
)
def test_what_no_honest_form_sends_is_refused_with_a_sentence(office: AnswerOffice, typed: dict[str, str]) -> None:
    line = office.check_in("II.1.a")
    fields = {f"result-{line}": "in_progress"} | {f"{name}-{line}": value for name, value in typed.items()}
    refused = office.send(office.fill_in(name="Hòa") | fields)
    assert refused.status_code == 422
    assert "Nhiệm vụ II.1.a:" in text_of(refused)
    assert not office.answers()


def test_another_agencys_line_cannot_be_answered_behind_ones_own_link(office: AnswerOffice) -> None:
    foreign = office.check_in("II.1.c", "cong-an-tinh")
    refused = office.send(office.fill_in(name="Hòa") | {f"result-{foreign}": "done"})
    assert refused.status_code == 422
    assert not office.answers()


@pytest.mark.parametrize("number", ["0", "999999999", "9" * 18, "9" * 40, "-1", "٤"])
def test_a_line_that_does_not_exist_changes_nothing(office: AnswerOffice, number: str) -> None:
    assert office.send(office.fill_in(name="Hòa") | {f"result-{number}": "done"}).status_code == 422
    assert not office.answers()


def test_control_characters_are_refused_and_letters_composed(office: AnswerOffice) -> None:
    line = office.check_in("II.1.a")
    fields = office.fill_in(name="Ho\u0300a", **{f"result_{line}": "done", f"text_{line}": "Đã xo\u0323ng\x00\x1b"})
    assert office.send(fields).status_code == 422
    assert office.answers() == []
    fields = office.fill_in(name="Ho\u0300a", **{f"result_{line}": "done", f"text_{line}": "Đã xo\u0323ng"})
    assert office.send(fields).status_code == 303
    assert [(a.answered_by, a.text) for a in office.answers()] == [("Hòa", "Đã xọng")]


def test_fifty_gets_and_heads_change_nothing(office: AnswerOffice) -> None:
    line = office.check_in("II.1.a")
    office.send(office.fill_in(name="Hòa", **{f"result_{line}": "done"}))
    before = office.counts()
    others = ["/", "/dang-chay", "/static/dondoc.css", office.address("cong-an-tinh"), "/khac"]
    for address in [office.address()] * 50 + others:
        assert office.browser.get(address).status_code == office.browser.request("HEAD", address).status_code
    assert office.browser.get(office.address() + f"?result-{line}=blocked&name=x").status_code == 200
    assert office.counts() == before


def test_script_and_formula_text_comes_back_as_text(office: AnswerOffice) -> None:
    line = office.check_in("II.1.a")
    attack = '</textarea><script>alert(1)</script>"><img src=x onerror=alert(1)>{{ 7*7 }}'
    fields = office.fill_in(
        name=attack[:100], post="=HYPERLINK()", **{f"result_{line}": "done", f"text_{line}": attack}
    )
    assert office.send(fields).status_code == 303
    page = office.browser.get(office.address()).text
    assert "<script" not in page
    assert "<img" not in page
    assert fields_of(page)[f"text-{line}"] == attack


def test_an_agency_that_owes_nothing_is_told_so(office: AnswerOffice) -> None:
    page = office.browser.get(office.address("tieu-ban-attt"))
    assert page.status_code == 200
    assert "Hiện cơ quan không có nhiệm vụ nào phải báo cáo" in text_of(page)
    assert "<form" not in page.text


def test_a_page_of_thirteen_lines_is_light(office: AnswerOffice) -> None:
    assert len(office.browser.get(office.address()).content) < 60_000
    assert len(office.browser.get("/static/dondoc.css").content) < 20_000
