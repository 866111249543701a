"""The words of letters: the three texts whole, how far a due date is, and names that an office types."""

from datetime import date

import pytest

from models.outbox import Chased, Waiting
from notifications.mail_message import plain_text
from notifications.wording import (
    AnswerPage,
    describe_due,
    write_agency_letter,
    write_chairman_letter,
    write_tracker_letter,
)
from plan.library import Library, LoadedPlan
from plan.plan_file import read_plan
from plan.register_file import read_calendar, read_register
from tests.offices import SMALL_PLAN, SMALL_REGISTER

LINK = "https://dondoc.tinh-thu.gov.vn/tra-loi/abc"
CALENDAR, _ = read_calendar(Library().calendar_file().read_bytes(), "calendar.yaml")


def load(plan: str = SMALL_PLAN, register: str = SMALL_REGISTER) -> LoadedPlan:
    read, register_errors = read_register(register, "agencies.yaml")
    assert (register_errors, read is not None) == ((), True)
    assert read is not None
    found, errors = read_plan(plan, "ke-hoach-thu.yaml", read)
    assert errors == ()
    assert found is not None
    assert CALENDAR is not None
    return LoadedPlan(found, read, CALENDAR, plan)


def waiting(number: int, purpose: str, holder: str = "so-y-te", **changes: object) -> Waiting:
    values: dict[str, object] = {
        "ref": "I.1",
        "scope": "",
        "period": "2023-H1",
        "due_on": date(2023, 6, 14),
    } | changes
    check_in = Chased(
        id=number,
        province="tinh-thu",
        plan="ke-hoach-thu",
        holder=holder,
        opened_on=date(2023, 5, 15),
        remind_on=date(2023, 6, 14),
        adopted_now=False,
        **values,  # type: ignore[arg-type]
    )
    rung = {"opening": 0, "reminder": 7, "escalation": 3}[purpose]
    return Waiting(number, holder, "email", purpose, rung, date(2023, 6, 5), check_in)


def agency_letter(
    own: list[Waiting], above: list[Waiting], on: date, loaded: LoadedPlan, *, to_head: bool = False
) -> tuple[str, str]:
    plans = {"ke-hoach-thu": loaded}
    text = write_agency_letter(
        own[0].check_in.holder, own, above, plans, on, page=AnswerPage(LINK, 5), to_head=to_head, trial=False
    )
    return text.subject, plain_text(text.body)


def test_an_agencys_letter_tells_what_is_late_what_is_due_and_what_is_new_and_has_one_link() -> None:
    own = [
        waiting(1, "escalation", period="2022-H2", due_on=date(2022, 11, 14)),
        waiting(2, "reminder"),
        waiting(3, "reminder", ref="I.2"),
        waiting(4, "opening", period="2023-11-15", due_on=date(2023, 7, 3)),
    ]
    assert agency_letter(own, [], date(2023, 6, 5), load(), to_head=True) == (
        "[Đôn đốc] Sở Y tế: 1 báo cáo quá hạn",
        """\
Kính gửi: Thủ trưởng Sở Y tế

Thực hiện Kế hoạch số 12/KH-UBND ngày 3/1/2023 của UBND tỉnh Thử, đến ngày 05/06/2023:

Quá hạn (1)

- Hạn 14/11/2022 (quá hạn 203 ngày), 6 tháng cuối năm 2022, 1 báo cáo: I.1

Sắp đến hạn (2)

- Hạn 14/06/2023 (còn 7 ngày làm việc), 6 tháng đầu năm 2023, 2 báo cáo: I.1, I.2

Mới mở (1)

- Hạn 03/07/2023 (còn 20 ngày làm việc), một lần (15/11/2023), 1 báo cáo: I.1

Hiện cơ quan còn 5 báo cáo chưa gửi.

Mở trang trả lời: https://dondoc.tinh-thu.gov.vn/tra-loi/abc

Liên kết này chỉ dành cho Sở Y tế, không cần tài khoản. Việc gì đã báo cáo rồi thì không phải làm lại.
""",
    )


def test_the_subject_tells_the_most_pressing_first() -> None:
    loaded, on = load(), date(2023, 6, 5)
    assert agency_letter([waiting(1, "reminder"), waiting(2, "opening")], [], on, loaded)[0] == (
        "[Nhắc việc] Sở Y tế: 1 báo cáo đến hạn 14/06/2023"
    )
    assert agency_letter([waiting(2, "opening")], [], on, loaded)[0] == "[Thông báo] Sở Y tế: 1 báo cáo cần trả lời"


def test_a_tracker_that_owes_itself_finds_the_others_below_its_own_in_the_same_letter() -> None:
    own, above = [waiting(1, "reminder", "cong-an-tinh", ref="I.2")], [waiting(2, "escalation")]
    _, body = agency_letter(own, above, date(2023, 6, 19), load())
    assert body.endswith(
        """\
Cơ quan khác có báo cáo quá hạn, thuộc trách nhiệm đôn đốc của Công an tỉnh

- Sở Y tế: 1 báo cáo, quá hạn nhiều nhất 5 ngày: I.1
"""
    )
    assert body.startswith("Kính gửi: Công an tỉnh\n")


def test_the_trackers_letter_names_agencies_the_latest_first_with_their_refs() -> None:
    notices = [
        waiting(1, "escalation", "van-phong-ubnd-tinh"),
        waiting(2, "escalation", ref="I.2"),
        waiting(3, "escalation", due_on=date(2023, 6, 1)),
    ]
    text = write_tracker_letter("cong-an-tinh", notices, {"ke-hoach-thu": load()}, date(2023, 6, 19), trial=True)
    assert text.subject == "[Đôn đốc] 2 cơ quan có 3 báo cáo quá hạn"
    assert (
        plain_text(text.body)
        == """\
BẢN CHẠY THỬ – thư này không gửi cho cơ quan nào

Kính gửi: Công an tỉnh

Thực hiện Kế hoạch số 12/KH-UBND ngày 3/1/2023 của UBND tỉnh Thử, đến ngày 19/06/2023 có 2 cơ quan chưa gửi 3 báo cáo đã quá hạn, đề nghị Công an tỉnh đôn đốc:

- Sở Y tế: 2 báo cáo, quá hạn nhiều nhất 18 ngày: I.1, I.2
- Văn phòng UBND tỉnh: 1 báo cáo, quá hạn nhiều nhất 5 ngày: I.1

Thư này gửi nhiều nhất mỗi tuần một lần.
"""
    )


def test_the_chairmans_letter_counts_and_leaves_the_refs_out() -> None:
    notices = [waiting(1, "escalation"), waiting(2, "escalation", ref="I.2")]
    text = write_chairman_letter(notices, {"ke-hoach-thu": load()}, date(2023, 7, 5), trial=False)
    assert text.subject == "[Báo cáo] 1 cơ quan chậm báo cáo kéo dài"
    assert (
        plain_text(text.body)
        == """\
Kính gửi: Đồng chí Chủ tịch UBND tỉnh

Thực hiện Kế hoạch số 12/KH-UBND ngày 3/1/2023 của UBND tỉnh Thử, đến ngày 05/07/2023 còn 1 cơ quan chưa gửi 2 báo cáo đã quá hạn:

- Sở Y tế: 2 báo cáo, quá hạn nhiều nhất 21 ngày

Kính đề nghị Chủ tịch UBND tỉnh xem xét, chỉ đạo.
"""
    )


def test_one_check_in_that_reached_two_rungs_counts_once() -> None:
    notices = [waiting(1, "escalation"), waiting(1, "escalation")]
    text = write_tracker_letter("cong-an-tinh", notices, {"ke-hoach-thu": load()}, date(2023, 6, 23), trial=False)
    assert "- Sở Y tế: 1 báo cáo, quá hạn nhiều nhất 9 ngày: I.1" in plain_text(text.body)


@pytest.mark.parametrize(
    ("written", "words"),
    [("3/1/2023", "ngày 3/1/2023"), ("11/2022", "tháng 11/2022"), ("2022", "năm 2022")],
)
def test_a_documents_date_is_told_as_far_as_it_is_known(written: str, words: str) -> None:
    loaded = load(SMALL_PLAN.replace("date: 3/1/2023", f"date: {written}").replace("12/KH-UBND", "null"))
    _, body = agency_letter([waiting(1, "opening")], [], date(2023, 6, 5), loaded)
    assert f"Thực hiện Kế hoạch {words} của UBND tỉnh Thử, đến" in body


@pytest.mark.parametrize("typed", ["Sở **Y** tế", "Sở Y tế <b>tỉnh</b>", "Sở [Y](http://x.vn) tế", "Sở Y_tế_", "1. Sở"])
def test_marks_that_somebody_typed_into_a_name_stay_text(typed: str) -> None:
    register = SMALL_REGISTER.replace("so-y-te: Sở Y tế", f'so-y-te: "{typed}"')
    plan = SMALL_PLAN.replace("issuer: UBND tỉnh Thử", f'issuer: "{typed}"')
    loaded = load(plan, register)
    subject, body = agency_letter([waiting(1, "opening")], [], date(2023, 6, 5), loaded)
    assert subject == f"[Thông báo] {typed}: 1 báo cáo cần trả lời"
    assert f"Kính gửi: {typed}\n" in body
    assert f"ngày 3/1/2023 của {typed}, đến" in body
    above = write_tracker_letter(
        "cong-an-tinh", [waiting(1, "escalation")], {"ke-hoach-thu": loaded}, date(2023, 6, 19), trial=False
    )
    assert f"- {typed}: 1 báo cáo" in plain_text(above.body)
    assert typed not in above.body


def test_a_scope_is_named_beside_its_ref() -> None:
    plan = SMALL_PLAN.replace("sections:", "scopes: {an-ninh: an ninh *mạng*}\nsections:")
    own = [waiting(1, "opening", ref="I.2", scope="an-ninh"), waiting(2, "opening", ref="I.1")]
    assert "2 báo cáo: I.1, I.2 (an ninh *mạng*)" in agency_letter(own, [], date(2023, 6, 5), load(plan))[1]


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
