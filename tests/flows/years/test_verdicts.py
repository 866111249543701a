"""What agencies and those above them hear of verdicts and later dates, day by day, in a province of three agencies."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from flows.acts.open_home import OpenHome, load_plans
from models.audit.acts import Person
from models.check_ins.moves import OVERDUE
from models.decisions.extensions import ExtensionDecision, ask_extension, decide_extension
from models.decisions.verdicts import Seen, accept, give_back
from models.outbox import letters as outbox
from models.people.deputies import Naming, end_deputy, name_deputy
from models.tables.core import Answer, CheckIn, CheckInEvent, Letter, LetterState, Notice, Outcome, State
from models.tables.decisions import Deputy, Extension
from notifications.links import Link, LinkSigner, fill_links, read_link
from tests.homes.offices import answer_all, mailbox, morning, round_on, small_office

OFFICE, TRACKER, HEALTH = "van-phong-ubnd-tinh", "cong-an-tinh", "so-y-te"
PROVINCE = "tinh-thu"
ADOPTED = date(2023, 5, 15)
"""A Monday, on which the first half-year's check-ins open: due on Wednesday 14/6/2023."""
KEY = "khóa ký liên kết của phép thử, đủ dài để dùng"
JUDGE = Person("Lê Thị Bình", "Trưởng phòng", "page")
ASKER = Person("Nguyễn Văn An", "Chánh Văn phòng", "page")


def day(written: str, year: int = 2023) -> date:
    number, month = (int(part) for part in written.split("/"))
    return date(year, month, number)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenHome]:
    with small_office(tmp_path, ADOPTED) as opened:
        yield opened


def every_day(office: OpenHome, first: str, last: str) -> None:
    """Run the rounds of all days from the first to the last, both inclusive.

    Where a round did something it is run again, which changes nothing; after one that did nothing another is that one
    once more.
    """
    on = day(first)
    while on <= day(last):
        done = round_on(office, on)
        if (done.queued, done.sent, done.drafts) != (0, 0, 0):
            again = round_on(office, on)
            assert (again.queued, again.sent, again.drafts) == (0, 0, 0), on
        on += timedelta(days=1)


def written(office: OpenHome, recipient: str, since: str = "1/1") -> list[tuple[str, str]]:
    """Return a recipient's letters since a day: day and subject."""
    with office.database.read() as session:
        found = [one for one in outbox.letters(session) if one.recipient == recipient and one.written_on >= day(since)]
    return [(f"{one.written_on:%d/%m}", one.subject) for one in sorted(found, key=lambda one: one.written_on)]


def body_of(office: OpenHome, recipient: str, on: str) -> str:
    """Return a letter as it left, with its links."""
    with office.database.read() as session:
        found = select(Letter.body).where(Letter.recipient == recipient, Letter.written_on == day(on))
        kept = session.exec(found).one()
    return fill_links(kept, recipient, LinkSigner("http://127.0.0.1:4280", KEY.encode(), {}).link_to)


def lines_of(office: OpenHome, recipient: str, on: str) -> list[str]:
    """Return the headings and lines of a letter."""
    lines = body_of(office, recipient, on).splitlines()
    shown = [line for line in lines if line.startswith(("- ", "**"))]
    return [line for line in shown if "Kính gửi" not in line and "BẢN CHẠY THỬ" not in line]


def check_in_of(office: OpenHome, agency: str) -> CheckIn:
    with office.database.read() as session:
        return CheckIn(**session.exec(select(CheckIn).where(CheckIn.holder == agency)).one().model_dump())


def seen(office: OpenHome, agency: str) -> Seen:
    """Return an agency's one check-in with its newest answer, as its judge sees it."""
    check_in_id = check_in_of(office, agency).id
    with office.database.read() as session:
        versions = session.exec(select(Answer.version).where(Answer.check_in_id == check_in_id)).all()
    return Seen(check_in_id, max(versions))


def answer(office: OpenHome, agency: str, on: str) -> None:
    assert answer_all(office, agency, morning(day(on)) + timedelta(hours=2)) == 1


def send_back(office: OpenHome, agency: str, on: str, due: str, judge: str = TRACKER) -> None:
    now = morning(day(on)) + timedelta(hours=8)
    with office.database.write() as session:
        give_back(
            session,
            load_plans(office),
            seen(office, agency),
            judge,
            now,
            by=JUDGE,
            province=PROVINCE,
            reason="Chưa có số liệu",
            due_on=day(due),
        )


def take(office: OpenHome, agency: str, on: str, judge: str = TRACKER) -> None:
    """Accept an agency's answer."""
    now = morning(day(on)) + timedelta(hours=8)
    with office.database.write() as session:
        assert accept(session, load_plans(office), [seen(office, agency)], judge, now, by=JUDGE, province=PROVINCE) == 1


def ask_until(office: OpenHome, agency: str, on: str, until: str) -> int:
    check_in_id, now = check_in_of(office, agency).id, morning(day(on)) + timedelta(hours=3)
    with office.database.write() as session:
        asked = ask_extension(
            session,
            load_plans(office),
            check_in_id,
            agency,
            day(until),
            "Chờ số liệu",
            now,
            by=ASKER,
            province=PROVINCE,
        )
        return asked.id


def decide(office: OpenHome, extension_id: int, on: str, until: str = "", decider: str = TRACKER) -> None:
    """Grant an extension until a day, or refuse it where none is given."""
    now = morning(day(on)) + timedelta(hours=8)
    granted = day(until) if until else None
    decision = ExtensionDecision(granted is not None, granted, "", "" if until else "Đã đủ thời gian", day(on))
    with office.database.write() as session:
        decide_extension(session, load_plans(office), extension_id, decision, decider, now, by=JUDGE, province=PROVINCE)


def quieten_the_others(office: OpenHome) -> None:
    """Let all but Sở Y tế answer, and their answers be accepted: nothing is told of them any more."""
    for agency, judge in ((OFFICE, TRACKER), (TRACKER, OFFICE)):
        answer(office, agency, "16/5")
        take(office, agency, "16/5", judge)


def test_a_return_is_told_the_next_day_and_its_ladder_runs_from_its_own_date(office: OpenHome) -> None:
    every_day(office, "15/5", "15/5")
    quieten_the_others(office)
    answer(office, HEALTH, "16/5")
    every_day(office, "14/6", "14/6")
    send_back(office, HEALTH, "14/6", "21/6")
    every_day(office, "15/6", "28/6")
    assert written(office, HEALTH) == [
        ("15/05", "[Thông báo] Sở Y tế: 1 báo cáo cần gửi"),
        ("15/06", "[Trả lại] Sở Y tế: 1 báo cáo cần bổ sung, hoàn thiện"),
        ("20/06", "[Nhắc việc] Sở Y tế: 1 báo cáo đến hạn 21/6/2023"),
        ("22/06", "[Đôn đốc] Sở Y tế: 1 báo cáo quá hạn"),
    ]
    assert lines_of(office, HEALTH, "15/6") == [
        "**Trả lại để bổ sung, hoàn thiện (1)**",
        "- Hạn 21/6/2023 (còn 4 ngày làm việc), 6 tháng đầu năm 2023, 1 báo cáo: I.1",
    ]
    assert lines_of(office, HEALTH, "20/6")[1].endswith("6 tháng đầu năm 2023, 1 báo cáo bị trả lại: I.1")
    assert "- Sở Y tế: 1 báo cáo, quá hạn nhiều nhất 5 ngày: I.1" in body_of(office, TRACKER, "26/6")
    every_day(office, "29/6", "3/7")
    assert "- Sở Y tế: 1 báo cáo, quá hạn nhiều nhất 9 ngày: I.1" in body_of(office, OFFICE, "30/6")


def test_a_return_of_an_early_answer_chases_nobody_before_the_due_date(office: OpenHome) -> None:
    every_day(office, "15/5", "15/5")
    quieten_the_others(office)
    answer(office, HEALTH, "16/5")
    send_back(office, HEALTH, "16/5", "14/6")
    every_day(office, "17/5", "14/6")
    assert [subject.split("]")[0] for _, subject in written(office, HEALTH, "16/5")] == [
        "[Trả lại",
        "[Nhắc việc",
        "[Nhắc việc",
    ]
    assert written(office, TRACKER, "17/5") == written(office, OFFICE, "17/5") == []


def test_an_agency_that_answers_anew_is_silent_and_an_acceptance_ends_it(office: OpenHome) -> None:
    every_day(office, "15/5", "15/5")
    answer(office, HEALTH, "16/5")
    every_day(office, "14/6", "14/6")
    send_back(office, HEALTH, "14/6", "21/6")
    every_day(office, "15/6", "19/6")
    answer(office, HEALTH, "19/6")
    every_day(office, "20/6", "22/6")
    take(office, HEALTH, "22/6")
    every_day(office, "23/6", "18/7")
    assert [on for on, _ in written(office, HEALTH)] == ["15/05", "15/06"]
    assert check_in_of(office, HEALTH).state == State.ACCEPTED


def test_a_second_return_is_told_too_though_it_sets_the_same_day(office: OpenHome) -> None:
    every_day(office, "15/5", "15/5")
    for on, told in (("16/5", "17/5"), ("18/5", "19/5")):
        answer(office, HEALTH, on)
        send_back(office, HEALTH, on, "15/6")
        every_day(office, told, told)
    assert written(office, HEALTH, "16/5") == [
        ("17/05", "[Trả lại] Sở Y tế: 1 báo cáo cần bổ sung, hoàn thiện"),
        ("19/05", "[Trả lại] Sở Y tế: 1 báo cáo cần bổ sung, hoàn thiện"),
    ]


def test_a_return_waits_for_a_working_day_and_what_was_said_above_of_the_old_date_is_not_said_any_more(
    office: OpenHome,
) -> None:
    every_day(office, "15/5", "15/5")
    every_day(office, "14/6", "16/6")
    answer(office, HEALTH, "16/6")
    send_back(office, HEALTH, "16/6", "23/6")  # Friday
    every_day(office, "17/6", "18/6")
    assert written(office, HEALTH, "16/6") == []
    every_day(office, "19/6", "19/6")  # +3 of 14/6, which is the office's only
    assert written(office, HEALTH, "16/6") == [("19/06", "[Trả lại] Sở Y tế: 1 báo cáo cần bổ sung, hoàn thiện")]
    above = body_of(office, TRACKER, "19/6").split("**Cơ quan khác có báo cáo quá hạn")[1].split("**Chờ ý kiến")[0]
    assert "- Văn phòng UBND tỉnh: 1 báo cáo" in above
    assert "Sở Y tế" not in above
    with office.database.read() as session:
        late = select(CheckInEvent.item).where(CheckInEvent.kind == OVERDUE)
        assert session.exec(late.where(CheckInEvent.check_in_id == check_in_of(office, HEALTH).id)).all() == [
            "2023-06-14"
        ]


def test_a_refused_date_is_told_once_and_the_date_stays(office: OpenHome) -> None:
    every_day(office, "15/5", "15/5")
    decide(office, ask_until(office, HEALTH, "16/5", "30/6"), "17/5")
    every_day(office, "18/5", "2/6")
    assert written(office, HEALTH, "16/5") == [("18/05", "[Gia hạn] Sở Y tế: 1 báo cáo không được gia hạn")]
    assert lines_of(office, HEALTH, "18/5") == [
        "**Không được gia hạn (1)**",
        "- Hạn 14/6/2023 (còn 19 ngày làm việc), 6 tháng đầu năm 2023, 1 báo cáo: I.1",
    ]
    assert check_in_of(office, HEALTH).due_on == day("14/6")


def test_a_granted_date_is_told_and_the_reminders_go_by_it(office: OpenHome) -> None:
    every_day(office, "15/5", "15/5")
    first = ask_until(office, HEALTH, "16/5", "30/6")
    decide(office, first, "17/5")
    decide(office, ask_until(office, HEALTH, "17/5", "30/6"), "17/5", until="30/6")
    every_day(office, "18/5", "29/6")
    assert written(office, HEALTH, "16/5") == [
        ("18/05", "[Gia hạn] Sở Y tế: 1 báo cáo được gia hạn"),
        ("21/06", "[Nhắc việc] Sở Y tế: 1 báo cáo đến hạn 30/6/2023"),
        ("29/06", "[Nhắc việc] Sở Y tế: 1 báo cáo đến hạn 30/6/2023"),
    ]
    assert lines_of(office, HEALTH, "18/5") == [
        "**Đã được gia hạn (1)**",
        "- Hạn 30/6/2023 (còn 31 ngày làm việc), 6 tháng đầu năm 2023, 1 báo cáo: I.1",
    ]
    with office.database.read() as session:
        assert [one.ruling for one in session.exec(select(Extension))] == ["refused", "granted"]


def test_what_waits_for_a_verdict_is_told_at_once_and_then_once_a_week_until_it_is_given(office: OpenHome) -> None:
    every_day(office, "15/5", "15/5")
    answer(office, HEALTH, "16/5")
    every_day(office, "17/5", "20/5")
    answer(office, OFFICE, "20/5")
    every_day(office, "21/5", "31/5")
    assert written(office, TRACKER, "16/5") == [
        ("17/05", "[Xác nhận] Công an tỉnh: 1 báo cáo chờ xác nhận"),
        ("24/05", "[Xác nhận] Công an tỉnh: 2 báo cáo chờ xác nhận"),
        ("31/05", "[Xác nhận] Công an tỉnh: 2 báo cáo chờ xác nhận"),
    ]
    assert lines_of(office, TRACKER, "24/5") == [
        "**Chờ ý kiến của Công an tỉnh**",
        "- 2 báo cáo chờ xác nhận, lâu nhất từ ngày 16/5/2023",
    ]
    take(office, HEALTH, "31/5")
    take(office, OFFICE, "31/5")
    every_day(office, "1/6", "20/6")
    assert [on for on, _ in written(office, TRACKER, "1/6")] == ["05/06", "13/06", "15/06"]  # its own


def link_in(body: str, page: str) -> Link:
    """Return the link that a letter has to a page."""
    (token,) = re.findall(rf"\(http[^)]*/{page}/([^)]+)\)", body)
    return read_link(KEY, token)


@pytest.fixture
def with_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DONDOC_LINK_KEY", KEY)


@pytest.mark.usefixtures("with_a_key")
def test_the_letter_links_to_the_trackers_page_and_the_offices_to_its_own(office: OpenHome) -> None:
    every_day(office, "15/5", "15/5")
    for agency in (HEALTH, TRACKER):
        answer(office, agency, "16/5")
    every_day(office, "17/5", "17/5")
    link = link_in(body_of(office, TRACKER, "17/5"), "theo-doi")
    assert (link.recipient, link.purpose) == (TRACKER, "judge")
    assert written(office, OFFICE, "16/5") == [("17/05", "[Văn phòng] 1 việc chờ xử lý")]
    assert lines_of(office, OFFICE, "17/5") == [
        "**Trang của Văn phòng UBND tỉnh**",
        "- 1 báo cáo chờ xác nhận, lâu nhất từ ngày 16/5/2023",
    ]
    link = link_in(body_of(office, OFFICE, "17/5"), "van-phong")
    assert (link.recipient, link.purpose) == (OFFICE, "office")


@pytest.mark.usefixtures("with_a_key")
def test_who_owes_and_judges_has_both_in_the_one_letter_of_the_day(office: OpenHome) -> None:
    every_day(office, "15/5", "15/5")
    answer(office, HEALTH, "2/6")
    asked = ask_until(office, OFFICE, "2/6", "30/6")
    every_day(office, "5/6", "5/6")
    assert written(office, TRACKER, "16/5") == [("05/06", "[Nhắc việc] Công an tỉnh: 1 báo cáo đến hạn 14/6/2023")]
    assert lines_of(office, TRACKER, "5/6") == [
        "**Sắp đến hạn (1)**",
        "- Hạn 14/6/2023 (còn 7 ngày làm việc), 6 tháng đầu năm 2023, 1 báo cáo: I.2",
        "**Chờ ý kiến của Công an tỉnh**",
        "- 1 báo cáo chờ xác nhận, lâu nhất từ ngày 02/6/2023",
        "- 1 đề nghị gia hạn chờ quyết định, lâu nhất từ ngày 02/6/2023",
    ]
    body = body_of(office, TRACKER, "5/6")
    assert link_in(body, "tra-loi").purpose == "answer"
    assert link_in(body, "theo-doi").purpose == "judge"
    decide(office, asked, "5/6")
    take(office, HEALTH, "5/6")
    every_day(office, "6/6", "14/6")
    assert [on for on, _ in written(office, TRACKER, "6/6")] == ["13/06"]  # its own


def test_what_waits_on_a_rest_day_is_told_on_the_next_working_day(office: OpenHome) -> None:
    every_day(office, "15/5", "15/5")
    answer(office, HEALTH, "19/5")
    every_day(office, "20/5", "22/5")
    assert [on for on, _ in written(office, TRACKER, "16/5")] == ["22/05"]


def test_after_five_months_what_waits_for_a_verdict_is_told_in_one_letter(office: OpenHome) -> None:
    every_day(office, "15/5", "15/5")
    answer(office, HEALTH, "16/5")
    every_day(office, "12/10", "12/10")
    assert written(office, TRACKER, "16/5") == [("12/10", "[Đôn đốc] Công an tỉnh: 1 báo cáo quá hạn")]
    assert "- 1 báo cáo chờ xác nhận, lâu nhất từ ngày 16/5/2023" in lines_of(office, TRACKER, "12/10")


def name(office: OpenHome, on: str, ends: str, address: str, starts: str = "") -> Deputy:
    """Name who answers for Sở Y tế, on a day at noon."""
    naming = Naming("Phạm Thị Cúc", "Phó Chánh Văn phòng", address, day(starts or on), day(ends))
    with office.database.write() as session:
        named = name_deputy(
            session,
            HEALTH,
            naming,
            morning(day(on)) + timedelta(hours=5),
            by=ASKER,
            province=PROVINCE,
            domains=["syt.gov.vn"],
        )
        return Deputy(**named.model_dump())


DEPUTY = f"{HEALTH}/deputy"


@pytest.mark.usefixtures("with_a_key")
def test_while_an_agency_has_a_deputy_he_hears_what_it_is_told_with_a_link_of_his_own(office: OpenHome) -> None:
    every_day(office, "15/5", "15/5")
    name(office, "13/6", "21/6", "cuc@syt.gov.vn")
    answer(office, HEALTH, "13/6")
    send_back(office, HEALTH, "13/6", "22/6")
    every_day(office, "14/6", "27/6")
    assert written(office, DEPUTY) == [
        ("14/06", "[Trả lại] Sở Y tế: 1 báo cáo cần bổ sung, hoàn thiện"),
        ("21/06", "[Nhắc việc] Sở Y tế: 1 báo cáo đến hạn 22/6/2023"),
    ]
    assert [on for on, _ in written(office, HEALTH, "16/5")] == ["14/06", "21/06", "23/06"]
    assert lines_of(office, DEPUTY, "14/6") == lines_of(office, HEALTH, "14/6")
    body = body_of(office, DEPUTY, "14/6")
    assert "**Kính gửi: Người báo cáo thay của Sở Y tế**" in body
    assert link_in(body, "tra-loi").recipient == DEPUTY
    assert link_in(body_of(office, HEALTH, "14/6"), "tra-loi").recipient == HEALTH
    assert len([letter for letter in mailbox(office) if letter["To"] == "cuc@syt.gov.vn"]) == 2


def test_a_deputy_who_follows_another_has_a_letter_at_once_and_the_one_before_hears_no_more(office: OpenHome) -> None:
    every_day(office, "15/5", "15/5")
    name(office, "16/5", "23/5", "cuc@syt.gov.vn")
    name(office, "17/5", "31/5", "dung@syt.gov.vn", starts="24/5")
    every_day(office, "17/5", "31/5")
    assert written(office, DEPUTY) == [
        ("17/05", "[Thông báo] Sở Y tế: 1 báo cáo cần gửi"),
        ("24/05", "[Thông báo] Sở Y tế: 1 báo cáo cần gửi"),
    ]
    told = [letter["To"] for letter in mailbox(office) if "@syt.gov.vn" in letter["To"]]
    assert sorted(told) == ["cuc@syt.gov.vn", "dung@syt.gov.vn"]


def test_a_deputys_letter_that_was_not_sent_does_not_follow_him_after_his_time(office: OpenHome) -> None:
    every_day(office, "15/5", "15/5")
    deputy = name(office, "16/5", "31/5", "cuc@syt.gov.vn")
    every_day(office, "17/5", "17/5")
    with office.database.write() as session:
        (letter,) = session.exec(select(Letter).where(Letter.recipient == DEPUTY)).all()
        letter.state = LetterState.QUEUED
        for notice in session.exec(select(Notice).where(Notice.recipient == DEPUTY)):
            notice.outcome = Outcome.QUEUED
        end_deputy(
            session, deputy.number, HEALTH, morning(day("17/5")), by=ASKER, province=PROVINCE, own_province=PROVINCE
        )
    every_day(office, "18/5", "18/5")
    with office.database.read() as session:
        (letter,) = session.exec(select(Letter).where(Letter.recipient == DEPUTY)).all()
        assert (letter.state, letter.reason) == (LetterState.SKIPPED, "không còn người báo cáo thay")


def test_a_round_says_that_it_forgot_a_deputy_whose_time_is_over(office: OpenHome) -> None:
    every_day(office, "15/5", "15/5")
    name(office, "16/5", "24/5", "cuc@syt.gov.vn")
    said = round_on(office, day("12/10")).sentences
    assert "Xóa tên và địa chỉ của 1 người đã hết thời gian báo cáo thay." in said
    assert not any("báo cáo thay" in sentence for sentence in round_on(office, day("12/10")).sentences)


def test_after_five_months_a_returned_answer_is_late_by_its_own_date_in_one_letter(office: OpenHome) -> None:
    every_day(office, "15/5", "15/5")
    answer(office, HEALTH, "16/5")
    send_back(office, HEALTH, "16/5", "20/6")
    every_day(office, "12/10", "12/10")
    (told,) = written(office, HEALTH, "16/5")
    assert told == ("12/10", "[Đôn đốc] Sở Y tế: 1 báo cáo quá hạn")
    assert lines_of(office, HEALTH, "12/10")[1] == (
        "- Hạn 20/6/2023 (quá hạn 114 ngày), 6 tháng đầu năm 2023, 1 báo cáo bị trả lại: I.1"
    )
