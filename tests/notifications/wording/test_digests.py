"""The words of who follows up, and of the Chairman: what others are late with, and what waits on a desk."""

from datetime import date

from notifications.channels.mail_message import plain_text
from notifications.ladder.stages import DEPUTY_SUFFIX, HEAD_SUFFIX
from notifications.wording.letters import (
    Addressee,
    AnswerPage,
    write_agency_letter,
    write_chairman_letter,
)
from notifications.wording.sections import DeskNews, LetterContent
from tests.homes.letters.texts import LINK, agency_letter, load, owed, told, tracker_letter

DESK = DeskNews(
    "Chờ ý kiến của Công an tỉnh",
    "[Xác nhận] Công an tỉnh: 12 báo cáo chờ xác nhận",
    ("12 báo cáo chờ xác nhận, lâu nhất từ ngày 05/6/2023", "2 đề nghị gia hạn chờ quyết định"),
    "https://dondoc.tinh-thu.gov.vn/theo-doi/abc",
    "Mở trang xác nhận",
)


def test_a_trackers_letter_may_tell_only_what_waits_for_its_word() -> None:
    text = tracker_letter([], date(2023, 6, 19), load(), desk=DESK)
    assert (text.subject, plain_text(text.body)) == (
        "[Xác nhận] Công an tỉnh: 12 báo cáo chờ xác nhận",
        """\
Kính gửi: Công an tỉnh

Chờ ý kiến của Công an tỉnh

- 12 báo cáo chờ xác nhận, lâu nhất từ ngày 05/6/2023
- 2 đề nghị gia hạn chờ quyết định

Mở trang xác nhận: https://dondoc.tinh-thu.gov.vn/theo-doi/abc

Liên kết này chỉ dành cho Công an tỉnh, không cần tài khoản.

Thư này được gửi không quá một lần mỗi tuần.
""",
    )


def test_who_is_late_comes_before_what_waits_for_the_trackers_word() -> None:
    text = tracker_letter([owed(1)], date(2023, 6, 19), load(), desk=DESK)
    assert text.subject == "[Đôn đốc] 1 cơ quan có 1 báo cáo quá hạn"
    body = plain_text(text.body)
    assert (
        body.index("- Sở Y tế: 1 báo cáo") < body.index("Chờ ý kiến của Công an tỉnh") < body.index("Thư này được gửi")
    )


def test_what_waits_for_an_agencys_word_stands_last_in_its_own_letter_with_a_link_of_its_own() -> None:
    loaded, to = load(), Addressee("cong-an-tinh", load().register)
    own = owed(1, "cong-an-tinh", ref="I.2", due_on=date(2023, 6, 21))
    text = write_agency_letter(
        to,
        told(own, above=[owed(2)], desk=DESK),
        {"ke-hoach-thu": loaded},
        date(2023, 6, 19),
        page=AnswerPage(LINK, 5),
        trial=False,
    )
    assert plain_text(text.body).endswith(
        """\
- Sở Y tế: 1 báo cáo, quá hạn nhiều nhất 5 ngày: I.1

Chờ ý kiến của Công an tỉnh

- 12 báo cáo chờ xác nhận, lâu nhất từ ngày 05/6/2023
- 2 đề nghị gia hạn chờ quyết định

Mở trang xác nhận: https://dondoc.tinh-thu.gov.vn/theo-doi/abc
"""
    )
    assert text.subject == "[Nhắc việc] Công an tỉnh: 1 báo cáo đến hạn 21/6/2023"


def test_a_letter_that_tells_of_nothing_in_particular_says_how_much_is_owed() -> None:
    to = Addressee("so-y-te", load().register, DEPUTY_SUFFIX)
    text = write_agency_letter(to, LetterContent(), {}, date(2023, 6, 5), page=AnswerPage(LINK, 5), trial=False)
    assert text.subject == "[Thông báo] Sở Y tế: 5 báo cáo cần gửi"
    assert plain_text(text.body).startswith(
        "Kính gửi: Người báo cáo thay của Sở Y tế\n\n"
        "Đến ngày 05/6/2023 cơ quan còn 5 báo cáo chưa gửi.\n\nMở trang báo cáo: https"
    )


def test_what_an_agency_owes_of_other_plans_is_not_counted_as_of_the_one_the_letter_is_about() -> None:
    loaded, own = load(), told(owed(1), new=(1,))
    owes = AnswerPage(LINK, 15, plans=frozenset({"ke-hoach-thu", "ke-hoach-hai"}))
    to = Addressee("so-y-te", loaded.register)
    text = write_agency_letter(to, own, {"ke-hoach-thu": loaded}, date(2023, 5, 15), page=owes, trial=False)
    said = plain_text(text.body)
    assert "Thư này về Kế hoạch số " in said
    assert ". Tính cả các kế hoạch khác, đến ngày 15/5/2023 cơ quan còn 15 báo cáo chưa gửi." in said


def test_a_tracker_that_owes_itself_finds_the_others_below_its_own_in_the_same_letter() -> None:
    own = owed(1, "cong-an-tinh", ref="I.2", due_on=date(2023, 6, 21))
    said = told(own, above=[owed(2), owed(3, due_on=date(2023, 6, 16))], digest_before=date(2023, 6, 15))
    _, body = agency_letter(said, date(2023, 6, 19), load())
    assert body.endswith(
        """\
Cơ quan khác có báo cáo quá hạn, thuộc trách nhiệm đôn đốc của Công an tỉnh

Còn 2 báo cáo quá hạn của 1 cơ quan, trong đó mới 1:

- Sở Y tế: 2 báo cáo, quá hạn nhiều nhất 5 ngày: I.1
"""
    )
    assert body.startswith("Kính gửi: Công an tỉnh\n")


def test_the_trackers_letter_names_agencies_the_latest_first_with_their_refs() -> None:
    late = [owed(3, due_on=date(2023, 6, 1)), owed(1, "van-phong-ubnd-tinh"), owed(2, ref="I.2")]
    text = tracker_letter(late, date(2023, 6, 19), load(), trial=True)
    assert text.subject == "[Đôn đốc] 2 cơ quan có 3 báo cáo quá hạn"
    assert (
        plain_text(text.body)
        == """\
BẢN CHẠY THỬ – thư này không gửi cho cơ quan nào

Kính gửi: Công an tỉnh

Theo Kế hoạch số 12/KH-UBND ngày 3/1/2023 của UBND tỉnh Thử, đến ngày 19/6/2023 còn 3 báo cáo quá hạn của 2 cơ quan, đề nghị Công an tỉnh đôn đốc:

- Sở Y tế: 2 báo cáo, quá hạn nhiều nhất 18 ngày: I.1, I.2
- Văn phòng UBND tỉnh: 1 báo cáo, quá hạn nhiều nhất 5 ngày: I.1

Thư này được gửi không quá một lần mỗi tuần.
"""
    )


def test_the_chairmans_letter_counts_and_leaves_the_refs_out() -> None:
    said = LetterContent(above=[owed(1), owed(2, ref="I.2", due_on=date(2023, 7, 3))], digest_before=date(2023, 6, 28))
    text = write_chairman_letter(said, {"ke-hoach-thu": load()}, date(2023, 7, 5), trial=False)
    assert text.subject == "[Báo cáo] 1 cơ quan có 2 báo cáo quá hạn"
    assert (
        plain_text(text.body)
        == """\
Kính gửi: Đồng chí Chủ tịch UBND tỉnh

Theo Kế hoạch số 12/KH-UBND ngày 3/1/2023 của UBND tỉnh Thử, đến ngày 05/7/2023 còn 2 báo cáo quá hạn của 1 cơ quan, trong đó mới 1:

- Sở Y tế: 2 báo cáo, quá hạn nhiều nhất 21 ngày

Kính đề nghị Chủ tịch UBND tỉnh xem xét, chỉ đạo.
"""
    )


def test_a_heads_own_letter_lists_the_worst_and_counts_the_rest() -> None:
    late = [owed(number, ref=f"I.{number}", due_on=date(2023, 6, number)) for number in range(7, 0, -1)]
    _, said = agency_letter(told(*late, most_late=2), date(2023, 6, 12), load(), HEAD_SUFFIX)
    assert "Quá hạn (7)" in said
    assert [line for line in said.splitlines() if line.startswith("- ")] == [
        "- Hạn 01/6/2023 (quá hạn 11 ngày), 6 tháng đầu năm 2023, 1 báo cáo: I.1",
        "- Hạn 02/6/2023 (quá hạn 10 ngày), 6 tháng đầu năm 2023, 1 báo cáo: I.2",
        "- … và 5 báo cáo quá hạn khác, xem tại trang báo cáo",
    ]


def test_the_first_letter_asks_in_its_first_line_on_which_day_the_agency_will_report() -> None:
    asked = "Kính gửi: Sở Y tế\n\nNgày nào cơ quan sẽ gửi báo cáo? Cơ quan được nhắc một lần, vào ngày làm việc trước ngày đã hẹn.\n"
    opened, promised = owed(1), owed(2, promised_on=date(2023, 6, 9))
    _, first = agency_letter(told(opened, new=(1,)), date(2023, 5, 15), load())
    assert first.startswith(f"{asked}\nHẹn ngày gửi báo cáo: https://")
    _, again = agency_letter(told(promised, new=(2,)), date(2023, 5, 15), load())
    assert asked not in again
    late = owed(3, due_on=date(2023, 5, 12))
    _, dunning = agency_letter(told(late, opened, new=(1,)), date(2023, 5, 15), load())
    assert asked not in dunning
