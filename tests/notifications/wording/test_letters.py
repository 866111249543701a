"""The words of an agency's letter: the text whole, how far a due date is, and names that an office types."""

from datetime import UTC, date, datetime

import pytest

from models.outbox.news import Decided, News
from models.tables.decisions import ObjectionKind
from notifications.channels.mail_message import plain_text
from notifications.ladder.stages import DEPUTY_SUFFIX, HEAD_SUFFIX
from notifications.wording.days import describe_due
from notifications.wording.sections import LetterContent
from tests.homes.letters.texts import CALENDAR, HEALTH, agency_letter, load, owed, told, tracker_letter
from tests.homes.offices import SMALL_PLAN, SMALL_REGISTER

DATED_PLAN = SMALL_PLAN.replace(
    "cong-an-tinh\n    time: ongoing", "cong-an-tinh\n    time: yearly\n    due: {before: 15/6}"
)
"""The small plan with a day that the document itself names."""


def test_an_agencys_letter_tells_what_is_late_what_is_due_and_what_is_new_and_has_one_link() -> None:
    said = told(
        owed(1, period="2022-H2", due_on=date(2022, 11, 14)),
        owed(2),
        owed(3, ref="I.2"),
        owed(4, period="2023-11-15", due_on=date(2023, 7, 3)),
        owed(5, period="2023", due_on=date(2023, 11, 14)),
        new=(4,),
    )
    assert agency_letter(said, date(2023, 6, 5), load(), HEAD_SUFFIX) == (
        "[Đôn đốc] Sở Y tế: 1 báo cáo quá hạn",
        """\
Kính gửi: Giám đốc Sở Y tế

Theo Kế hoạch số 12/KH-UBND ngày 3/1/2023 của UBND tỉnh Thử, đến ngày 05/6/2023 cơ quan còn 5 báo cáo chưa gửi, trong đó 1 báo cáo quá hạn.

Quá hạn (1)

- Hạn 14/11/2022 (quá hạn 203 ngày), 6 tháng cuối năm 2022, 1 báo cáo: I.1

Sắp đến hạn (2)

- Hạn 14/6/2023 (còn 7 ngày làm việc), 6 tháng đầu năm 2023, 2 báo cáo: I.1, I.2

Đến kỳ báo cáo (1)

- Hạn 03/7/2023 (còn 20 ngày làm việc), một lần (15/11/2023), 1 báo cáo: I.1

Mở trang báo cáo: https://dondoc.tinh-thu.gov.vn/tra-loi/abc

Liên kết này chỉ dành cho Sở Y tế, không cần tài khoản. Nội dung đã báo cáo không phải gửi lại.
""",
    )


def test_what_became_overdue_since_the_letter_before_is_told_apart() -> None:
    said = told(owed(1), owed(2, due_on=date(2023, 6, 21)), before=date(2023, 6, 15))
    _, body = agency_letter(said, date(2023, 6, 22), load())
    assert "đến ngày 22/6/2023 cơ quan còn 5 báo cáo chưa gửi, trong đó 2 báo cáo quá hạn (1 mới quá hạn)." in body


def test_a_new_periods_letter_does_not_hide_the_old_debt() -> None:
    said = told(owed(1), owed(2, period="2023-H2", due_on=date(2023, 11, 14)), new=(2,))
    subject, body = agency_letter(said, date(2023, 10, 16), load())
    assert subject == "[Đôn đốc] Sở Y tế: 1 báo cáo quá hạn"
    assert body.index("Quá hạn (1)") < body.index("Đến kỳ báo cáo (1)")


def test_a_report_of_a_period_before_the_plan_was_followed_is_called_the_first_one_and_why_is_told() -> None:
    said = told(owed(1, period="2022-H2", due_on=date(2023, 6, 19), basis="baseline"), new=(1,))
    _, body = agency_letter(said, date(2023, 6, 5), load())
    assert "6 tháng cuối năm 2022, 1 báo cáo ban đầu: I.1\n" in body
    assert "\nBáo cáo ban đầu là báo cáo của kỳ đã đến hạn trước khi bắt đầu theo dõi kế hoạch, đề nghị gửi" in body
    assert "ban đầu" not in agency_letter(told(owed(1)), date(2023, 6, 5), load())[1]


def test_a_letter_says_whom_to_telephone_where_the_office_named_somebody() -> None:
    office = "Bà Lê Thị Hạnh, Văn phòng UBND tỉnh, điện thoại 0204 3854 123"
    assert (
        f"\nCần trao đổi, đề nghị liên hệ: {office}.\n"
        in (agency_letter(told(owed(1)), date(2023, 6, 5), load(), contact=office)[1])
    )
    assert "liên hệ" not in agency_letter(told(owed(1)), date(2023, 6, 5), load())[1]


def test_what_became_of_objections_is_told_with_the_line_and_the_document() -> None:
    at = datetime(2023, 6, 5, 3, tzinfo=UTC)

    def decided(kind: ObjectionKind, document: str, *, upheld: bool) -> Decided:
        whose = ("tinh-thu", "so-y-te", "ke-hoach-thu", "I.1", "", "2023-H1")
        return Decided(*whose, kind, upheld, date(2023, 6, 5), at, document)

    found = (
        decided(ObjectionKind.NO_SYSTEM, "", upheld=False),
        decided(ObjectionKind.NOT_OURS, "15/VP-KGVX", upheld=True),
    )
    subject, body = agency_letter(LetterContent(owed=[owed(1)], decided=found), date(2023, 6, 6), load())
    assert subject == "[Ý kiến] Sở Y tế: 2 ý kiến đã được xem xét"
    assert (
        """\
Ý kiến của cơ quan đã được xem xét (2)

- I.1, 6 tháng đầu năm 2023, kê khai không có hệ thống thông tin: không được chấp nhận ngày 05/6/2023
- I.1, 6 tháng đầu năm 2023, ý kiến không thuộc nhiệm vụ của cơ quan: được chấp nhận ngày 05/6/2023, theo 15/VP-KGVX
"""
        in body
    )


def test_the_subject_tells_the_most_pressing_first() -> None:
    loaded, on = load(), date(2023, 6, 5)
    assert agency_letter(told(owed(1), owed(2), new=(2,)), on, loaded)[0] == (
        "[Nhắc việc] Sở Y tế: 1 báo cáo đến hạn 14/6/2023"
    )
    assert agency_letter(told(owed(2), new=(2,)), on, loaded)[0] == "[Thông báo] Sở Y tế: 1 báo cáo cần gửi"


def test_a_reminders_subject_counts_what_is_due_on_the_day_it_names() -> None:
    said = told(owed(1), owed(2), owed(3, due_on=date(2023, 6, 16)))
    subject, body = agency_letter(said, date(2023, 6, 13), load())
    assert subject == "[Nhắc việc] Sở Y tế: 2 báo cáo đến hạn 14/6/2023"
    assert "Sắp đến hạn (3)" in body


def test_what_was_sent_back_put_off_passed_on_and_refused_stands_in_sections_of_its_own() -> None:
    said = told(
        owed(1, ref="II.1", news=News.RETURNED, due_on=date(2023, 6, 9)),
        owed(2, ref="I.1", news=News.RETURNED, due_on=date(2023, 6, 9)),
        owed(6, ref="I.2"),
        owed(4, news=News.HANDED_OVER, due_on=date(2023, 6, 19)),
        owed(3, news=News.EXTENDED, due_on=date(2023, 6, 30)),
        owed(5, due_on=date(2023, 7, 3)),
        new=(1, 2, 3, 4, 5),
        refused=(6,),
    )
    subject, body = agency_letter(said, date(2023, 6, 5), load())
    assert subject == "[Trả lại] Sở Y tế: 2 báo cáo cần bổ sung, hoàn thiện"
    assert body.split("5 báo cáo chưa gửi.\n\n")[1].split("Mở trang")[0] == (
        """\
Trả lại để bổ sung, hoàn thiện (2)

- Hạn 09/6/2023 (còn 4 ngày làm việc), 6 tháng đầu năm 2023, 2 báo cáo: I.1, II.1

Không được gia hạn (1)

- Hạn 14/6/2023 (còn 7 ngày làm việc), 6 tháng đầu năm 2023, 1 báo cáo: I.2

Mới nhận bàn giao (1)

- Hạn 19/6/2023 (còn 10 ngày làm việc), 6 tháng đầu năm 2023, 1 báo cáo: I.1

Đến kỳ báo cáo (1)

- Hạn 03/7/2023 (còn 20 ngày làm việc), 6 tháng đầu năm 2023, 1 báo cáo: I.1

Đã được gia hạn (1)

- Hạn 30/6/2023 (còn 19 ngày làm việc), 6 tháng đầu năm 2023, 1 báo cáo: I.1

"""
    )


def test_a_reminder_tells_an_answer_that_was_sent_back_from_one_that_was_never_given() -> None:
    _, body = agency_letter(told(owed(1), owed(2, ref="I.2", news=News.RETURNED)), date(2023, 6, 13), load())
    assert (
        "- Hạn 14/6/2023 (còn 1 ngày làm việc), 6 tháng đầu năm 2023, 1 báo cáo: I.1\n"
        "- Hạn 14/6/2023 (còn 1 ngày làm việc), 6 tháng đầu năm 2023, 1 báo cáo bị trả lại: I.2\n"
    ) in body


def test_a_day_that_the_document_leaves_out_stands_beside_the_last_day_in_time() -> None:
    said = told(owed(1), owed(2, ref="I.2", period="2023"), new=(1, 2))
    _, body = agency_letter(said, date(2023, 5, 16), load(DATED_PLAN))
    assert "- Hạn hết ngày 14/6/2023 (văn bản: trước ngày 15/6; còn 21 ngày làm việc), " in body
    assert "- Hạn 14/6/2023 (còn 21 ngày làm việc), 6 tháng đầu năm 2023, 1 báo cáo: I.1\n" in body


def test_what_was_sent_back_is_listed_in_every_letter_until_it_is_answered() -> None:
    said = told(owed(1), owed(2, ref="I.2", news=News.RETURNED, due_on=date(2023, 7, 20)))
    _, body = agency_letter(said, date(2023, 6, 22), load())
    assert body.index("Quá hạn (1)") < body.index("Trả lại để bổ sung, hoàn thiện (1)")


LATE: dict[str, object] = {"due_on": date(2023, 6, 2)}
SENT_BACK: dict[str, object] = {"news": News.RETURNED}
PUT_OFF: dict[str, object] = {"news": News.EXTENDED}
PASSED_ON: dict[str, object] = {"news": News.HANDED_OVER}
SUBJECTS: list[tuple[list[tuple[str, dict[str, object]]], str]] = [
    ([("", LATE), ("new", SENT_BACK)], "[Đôn đốc] Sở Y tế: 1 báo cáo quá hạn"),
    ([("new", SENT_BACK), ("", {})], "[Trả lại] Sở Y tế: 1 báo cáo cần bổ sung, hoàn thiện"),
    ([("", {}), ("refused", {})], "[Nhắc việc] Sở Y tế: 1 báo cáo đến hạn 14/6/2023"),
    ([("refused", {}), ("new", {})], "[Gia hạn] Sở Y tế: 1 báo cáo không được gia hạn"),
    ([("new", {}), ("new", PASSED_ON), ("new", PUT_OFF)], "[Thông báo] Sở Y tế: 2 báo cáo cần gửi"),
    ([("new", PUT_OFF)], "[Gia hạn] Sở Y tế: 1 báo cáo được gia hạn"),
    ([("new", PASSED_ON)], "[Thông báo] Sở Y tế: 1 báo cáo cần gửi"),
]


@pytest.mark.parametrize(("lines", "subject"), SUBJECTS)
def test_the_subject_counts_the_most_pressing_of_what_a_letter_tells(
    lines: list[tuple[str, dict[str, object]]], subject: str
) -> None:
    own = [owed(number, HEALTH, **changes) for number, (_, changes) in enumerate(lines)]
    new = tuple(number for number, (how, _) in enumerate(lines) if how == "new")
    refused = tuple(number for number, (how, _) in enumerate(lines) if how == "refused")
    assert agency_letter(told(*own, new=new, refused=refused), date(2023, 6, 5), load())[0] == subject


def test_a_deputys_letter_speaks_to_who_answers_in_the_agencys_name() -> None:
    _, body = agency_letter(told(owed(1)), date(2023, 6, 5), load(), DEPUTY_SUFFIX)
    assert body.startswith("Kính gửi: Người báo cáo thay của Sở Y tế\n")
    assert "Liên kết này chỉ dành cho người báo cáo thay của Sở Y tế, không cần tài khoản." in body


@pytest.mark.parametrize(
    ("written", "words"),
    [("3/1/2023", "ngày 3/1/2023"), ("11/2022", "tháng 11/2022"), ("2022", "năm 2022")],
)
def test_a_documents_date_is_told_as_far_as_it_is_known(written: str, words: str) -> None:
    loaded = load(SMALL_PLAN.replace("date: 3/1/2023", f"date: {written}").replace("12/KH-UBND", "null"))
    _, body = agency_letter(told(owed(1), new=(1,)), date(2023, 6, 5), loaded)
    assert f"Theo Kế hoạch {words} của UBND tỉnh Thử, đến" in body


@pytest.mark.parametrize("typed", ["Sở **Y** tế", "Sở Y tế <b>tỉnh</b>", "Sở [Y](http://x.vn) tế", "Sở Y_tế_", "1. Sở"])
def test_marks_that_somebody_typed_into_a_name_stay_text(typed: str) -> None:
    register = SMALL_REGISTER.replace("so-y-te: Sở Y tế", f'so-y-te: "{typed}"')
    plan = SMALL_PLAN.replace("issuer: UBND tỉnh Thử", f'issuer: "{typed}"')
    loaded = load(plan, register)
    subject, body = agency_letter(told(owed(1), new=(1,)), date(2023, 6, 5), loaded)
    assert subject == f"[Thông báo] {typed}: 1 báo cáo cần gửi"
    assert f"Kính gửi: {typed}\n" in body
    assert f"ngày 3/1/2023 của {typed}, đến" in body
    above = tracker_letter([owed(1)], date(2023, 6, 19), loaded)
    assert f"- {typed}: 1 báo cáo" in plain_text(above.body)
    assert typed not in above.body


def test_a_scope_is_named_beside_its_ref() -> None:
    plan = SMALL_PLAN.replace("sections:", "scopes: {an-ninh: an ninh *mạng*}\nsections:")
    own = told(owed(1, ref="I.2", scope="an-ninh"), owed(2), new=(1, 2))
    assert "2 báo cáo: I.1, I.2 (an ninh *mạng*)" in agency_letter(own, date(2023, 6, 5), load(plan))[1]


@pytest.mark.parametrize(
    ("due", "on", "words"),
    [
        ("14/6/2023", "5/6/2023", "còn 7 ngày làm việc"),
        ("14/6/2023", "13/6/2023", "còn 1 ngày làm việc"),
        ("14/6/2023", "14/6/2023", "hôm nay là ngày cuối"),
        ("14/6/2023", "15/6/2023", "quá hạn 1 ngày"),
        ("31/12/2023", "29/12/2023", "hôm nay là ngày làm việc cuối"),
        ("31/12/2023", "30/12/2023", "còn 1 ngày, đều là ngày nghỉ"),
        ("31/12/2023", "2/1/2024", "quá hạn 2 ngày"),
        ("30/1/2023", "19/1/2023", "còn 2 ngày làm việc"),  # Tết, 20–26/1, is not counted
    ],
)
def test_how_far_a_due_date_is_counts_working_days_before_and_calendar_days_after(
    due: str, on: str, words: str
) -> None:
    assert CALENDAR is not None
    assert describe_due(_day(due), _day(on), CALENDAR) == words


def _day(written: str) -> date:
    day, month, year = (int(part) for part in written.split("/"))
    return date(year, month, day)
