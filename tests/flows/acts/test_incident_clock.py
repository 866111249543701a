"""The clocks of incidents: who is told what at which hour, each once, and what runs on when hours are missed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlmodel import col, select

from flows.acts.ad_hoc import end_incident, report_incident
from flows.acts.incident_clock import WatchOutcome, advance_incidents, watch_incident_clocks
from flows.acts.open_home import OpenHome, load_plans, post_of
from models.answers.record import AnswerDraft, record_answers
from models.audit.acts import Person
from models.decisions.incidents import IncidentReport, open_incident
from models.decisions.verdicts import Seen, give_back
from models.outbox import notices as queue
from models.people.deputies import Naming, name_deputy
from models.tables.ad_hoc import IncidentNotice, Severity
from models.tables.core import CheckIn, CheckInEvent, Letter, LetterState, Outcome, Result
from notifications.contacts.directory import Directory
from notifications.outbox.due_notices import NEWER_NOTICE
from tests.homes.event_plan import at, event_office
from tests.homes.offices import CLERK, letter_text, mailbox, round_on

HEALTH, POLICE, OFFICE = "so-y-te", "cong-an-tinh", "van-phong-ubnd-tinh"
MONDAY = date(2023, 6, 5)


@pytest.fixture
def office(database_setting: str, tmp_path: Path) -> Iterator[OpenHome]:
    with event_office(tmp_path, MONDAY, database_setting) as opened:
        yield opened


def report(
    agency: str = HEALTH, detected: str = "5/6/2023 07:00", title: str = "Mã độc trên máy chủ"
) -> IncidentReport:
    return IncidentReport(agency, at(detected), title, Severity.SERIOUS)


def told(office: OpenHome) -> list[tuple[str, str]]:
    """Return the letters outside the day's: recipient and what they are about, as written, of one watch by recipient."""
    with office.database.read() as session:
        found = session.exec(select(Letter).where(Letter.matter != "").order_by(col(Letter.id))).all()
    return [(letter.recipient, letter.matter) for letter in found]


def watch(office: OpenHome, *moments: str) -> list[tuple[str, str]]:
    """Watch at moments, and return the letters that came of it."""
    before = len(told(office))
    for moment in moments:
        watch_incident_clocks(office, at(moment))
    return told(office)[before:]


def answer(office: OpenHome, step: str, moment: datetime) -> None:
    with office.database.write() as session:
        check_in = session.exec(select(CheckIn).where(CheckIn.role == step)).one()
        drafts = {check_in.id: AnswerDraft(Result.DONE, 100, "Đã báo cáo.")}
        record_answers(
            session,
            drafts,
            check_in.holder,
            moment,
            moment,
            by=Person("Trần Thị Bình", "", "page"),
            province="tinh-thu",
        )


def test_opening_tells_the_recipients_and_the_owner_at_once_each_in_a_letter_of_its_own(office: OpenHome) -> None:
    _, outcome = report_incident(office, report(), at("5/6/2023 08:00"), by=CLERK)
    assert told(office) == [
        (POLICE, "2023-SC1.told.told"),
        (HEALTH, "2023-SC1.own.first.open"),
        (OFFICE, "2023-SC1.told.told"),
    ]
    assert (outcome.opened, outcome.sent, outcome.failed) == (1, 3, 0)
    letters = {message["To"].split("@")[0]: message for message in mailbox(office)}
    assert letters[POLICE]["Subject"] == "[Sự cố] Sở Y tế: sự cố số 1 năm 2023"
    assert letters[HEALTH]["Subject"] == "[Sự cố] Sở Y tế: sự cố số 1 năm 2023, phải báo cáo"
    assert "trước 07:00 ngày 06/6/2023" in letter_text(letters[HEALTH])
    assert "phát hiện lúc 07:00 ngày 05/6/2023, mức độ nghiêm trọng" in letter_text(letters[POLICE])
    assert all("Mã độc" not in letter_text(letter) for letter in letters.values())
    with office.database.read() as session:
        assert {letter.state for letter in session.exec(select(Letter))} == {LetterState.SENT}
        assert {notice.outcome for notice in session.exec(select(IncidentNotice))} == {Outcome.SENT}


def test_the_clock_tells_the_owner_at_half_and_at_the_end_then_the_tracker_then_the_office(office: OpenHome) -> None:
    report_incident(office, report(detected="5/6/2023 07:30"), at("5/6/2023 07:30"), by=CLERK)
    hours = [f"{day}/6/2023 {hour:02d}:00" for day in (5, 6, 7) for hour in range(24)]
    letters = {hour: watch(office, hour) for hour in hours if at(hour) > at("5/6/2023 07:30")}
    assert {hour: found for hour, found in letters.items() if found} == {
        "5/6/2023 20:00": [(HEALTH, "2023-SC1.own.first.half")],
        "6/6/2023 08:00": [(HEALTH, "2023-SC1.own.first.end")],
        "6/6/2023 20:00": [(POLICE, "2023-SC1.above.first.tracker")],
        "7/6/2023 08:00": [(OFFICE, "2023-SC1.above.first.office")],
    }
    late = next(m for m in mailbox(office) if m["To"].startswith(POLICE) and "quá thời hạn" in m["Subject"])
    assert "Báo cáo ban đầu về sự cố: trước 07:30 ngày 06/6/2023, đã quá thời hạn" in letter_text(late)


def test_an_hour_watched_twice_says_nothing_twice(office: OpenHome) -> None:
    report_incident(office, report(), at("5/6/2023 08:00"), by=CLERK)
    assert len(watch(office, "5/6/2023 19:00")) == 1
    assert watch(office, "5/6/2023 19:00", "5/6/2023 20:00") == []


def test_hours_that_nobody_watched_give_the_newest_news_only(office: OpenHome) -> None:
    report_incident(office, report(), at("5/6/2023 08:00"), by=CLERK)
    assert watch(office, "12/6/2023 08:00") == [
        (POLICE, "2023-SC1.above.first.tracker"),
        (HEALTH, "2023-SC1.own.first.end"),
        (OFFICE, "2023-SC1.above.first.office"),
    ]
    with office.database.read() as session:
        skipped = session.exec(select(IncidentNotice).where(IncidentNotice.outcome == Outcome.SKIPPED)).all()
    assert [(notice.rung, notice.reason) for notice in skipped] == [("half", NEWER_NOTICE)]


def send_back(office: OpenHome, step: str, moment: str, due_on: date) -> None:
    with office.database.write() as session:
        check_in = session.exec(select(CheckIn).where(CheckIn.role == step)).one()
        give_back(
            session,
            load_plans(office),
            Seen(check_in.id, 1),
            POLICE,
            at(moment),
            by=Person("Lê Thị Bình", "", "page"),
            province="tinh-thu",
            reason="Chưa rõ nguyên nhân",
            due_on=due_on,
        )


def test_a_report_that_was_sent_back_is_asked_for_anew_within_the_hour_and_its_clock_runs_from_then(
    office: OpenHome,
) -> None:
    report_incident(office, report(), at("5/6/2023 08:00"), by=CLERK)
    answer(office, "first", at("5/6/2023 09:00"))
    send_back(office, "first", "5/6/2023 10:00", date(2023, 6, 8))
    assert (HEALTH, "2023-SC1.own.first.open.2023-06-08") in watch(office, "5/6/2023 11:00")
    letter = next(m for m in mailbox(office) if "phải báo cáo lại" in m["Subject"])
    assert "Báo cáo ban đầu về sự cố (trả lại để bổ sung, hoàn thiện): đến hết ngày 08/6/2023" in letter_text(letter)
    assert watch(office, "5/6/2023 12:00", "7/6/2023 04:00") == []
    assert watch(office, "7/6/2023 06:00") == [(HEALTH, "2023-SC1.own.first.half")]
    assert watch(office, "9/6/2023 00:00") == [(HEALTH, "2023-SC1.own.first.end")]


def test_an_agencys_deputy_hears_of_its_incidents_as_it_does(office: OpenHome) -> None:
    naming = Naming("Phạm Thị Cúc", "Phó phòng", "cuc@syt.gov.vn", MONDAY, MONDAY)
    with office.database.write() as session:
        by = Person("Trần Thị Bình", "", "page")
        name_deputy(
            session,
            HEALTH,
            naming,
            at("5/6/2023 07:00"),
            by=by,
            province="tinh-thu",
            domains=[naming.address.partition("@")[2]],
        )
    report_incident(office, report(), at("5/6/2023 08:00"), by=CLERK)
    assert (f"{HEALTH}/deputy", "2023-SC1.own.first.open") in told(office)
    (letter,) = [m for m in mailbox(office) if m["To"] == "cuc@syt.gov.vn"]
    assert "Kính gửi: Người báo cáo thay của Sở Y tế" in letter_text(letter)


def test_an_answer_stops_its_clock_and_starts_the_next_from_its_own_moment(office: OpenHome) -> None:
    report_incident(office, report(), at("5/6/2023 08:00"), by=CLERK)
    answer(office, "first", at("5/6/2023 16:20"))
    assert watch(office, "5/6/2023 17:00") == [(HEALTH, "2023-SC1.own.final.open")]
    with office.database.read() as session:
        final = session.exec(select(CheckIn).where(CheckIn.role == "final")).one()
    assert (final.due_on, final.due_at) == (date(2023, 6, 12), None)
    assert final.rule == (
        "5 ngày làm việc kể từ 16:20 ngày 05/6/2023 (thời hạn do văn phòng đặt; văn bản ghi «báo cáo đầy đủ»)"
    )
    assert watch(office, "6/6/2023 08:00", "8/6/2023 17:00") == []
    answer(office, "final", at("9/6/2023 09:00"))
    watch(office, "9/6/2023 09:00")
    with office.database.read() as session:
        assert session.exec(select(CheckIn).where(CheckIn.role == "lessons")).one().due_on == date(2023, 6, 19)


def test_a_clock_in_days_runs_to_the_end_of_its_last_day(office: OpenHome) -> None:
    report_incident(office, report(), at("5/6/2023 08:00"), by=CLERK)
    answer(office, "first", at("5/6/2023 16:20"))
    watch(office, "5/6/2023 17:00", "9/6/2023 12:00")
    assert watch(office, "12/6/2023 23:00") == []
    assert watch(office, "13/6/2023 00:00") == [(HEALTH, "2023-SC1.own.final.end")]


def test_lateness_is_dated_by_the_moment_the_clock_ran_out_and_once(office: OpenHome) -> None:
    report_incident(office, report(detected="5/6/2023 07:30"), at("5/6/2023 08:00"), by=CLERK)
    found = [watch_incident_clocks(office, at(f"6/6/2023 {clock}")).ran_out for clock in ("07:00", "08:00", "09:00")]
    assert found == [0, 1, 0]
    round_on(office, date(2023, 6, 8))
    with office.database.read() as session:
        late = session.exec(select(CheckInEvent).where(CheckInEvent.kind == "overdue")).all()
    assert [(event.happened_on, event.item) for event in late] == [(date(2023, 6, 6), "2023-06-06T07:30:00+07:00")]


def test_the_days_letter_and_ladder_leave_incidents_alone(office: OpenHome) -> None:
    report_incident(office, report(), at("5/6/2023 08:00"), by=CLERK)
    round_on(office, date(2023, 6, 16))
    with office.database.read() as session:
        digest = session.exec(select(Letter).where(Letter.matter == "", Letter.recipient == HEALTH)).all()
    assert digest
    assert all("I.3" not in letter.body for letter in digest)


def test_a_rest_day_does_not_keep_an_incident_quiet(office: OpenHome) -> None:
    round_on(office, MONDAY)
    assert round_on(office, date(2023, 6, 10)).sent == 0
    report_incident(office, report(detected="10/6/2023 22:00"), at("10/6/2023 22:10"), by=CLERK)
    assert len(told(office)) == 3
    assert watch(office, "11/6/2023 10:00") == [(HEALTH, "2023-SC1.own.first.half")]


def test_the_tracker_that_owes_the_report_is_not_set_to_chase_itself(office: OpenHome) -> None:
    report_incident(office, report(agency=POLICE), at("5/6/2023 08:00"), by=CLERK)
    assert told(office) == [(POLICE, "2023-SC1.own.first.open"), (OFFICE, "2023-SC1.told.told")]
    assert watch(office, "6/6/2023 19:00") == [
        (POLICE, "2023-SC1.own.first.end"),
        (OFFICE, "2023-SC1.above.first.tracker"),
    ]


def test_a_recipient_without_an_address_waits_with_the_reason_and_is_told_once_it_has_one(office: OpenHome) -> None:
    plans = load_plans(office)
    unknown = replace(post_of(office, plans), directory=Directory(()))
    with office.database.write_alone() as session:
        open_incident(session, plans["ke-hoach-thu"], report(), at("5/6/2023 08:00"), at("5/6/2023 08:00"), by=CLERK)
        assert advance_incidents(session, unknown, at("5/6/2023 08:00")).written == 0
    with office.database.read() as session:
        assert {(n.outcome, n.reason) for n in session.exec(select(IncidentNotice))} == {
            (Outcome.QUEUED, queue.NO_ADDRESS)
        }
    assert [recipient for recipient, _ in watch(office, "5/6/2023 09:00")] == [POLICE, HEALTH, OFFICE]


def test_a_trial_watches_its_clocks_with_each_days_round(office: OpenHome) -> None:
    report_incident(office, report(detected="5/6/2023 14:00"), at("5/6/2023 08:00"), by=CLERK)
    assert (HEALTH, "2023-SC1.own.first.open") in told(office)
    before = len(told(office))
    for day in (6, 7, 8):
        round_on(office, date(2023, 6, day))
    assert told(office)[before:] == [
        (HEALTH, "2023-SC1.own.first.half"),
        (POLICE, "2023-SC1.above.first.tracker"),
        (HEALTH, "2023-SC1.own.first.end"),
        (OFFICE, "2023-SC1.above.first.office"),
    ]


def test_a_closed_incident_asks_nothing_more_and_waives_what_is_owed(office: OpenHome) -> None:
    report_incident(office, report(), at("5/6/2023 08:00"), by=CLERK)
    assert end_incident(office, (1, 2023), "Báo nhầm", at("5/6/2023 09:00"), by=CLERK) == 1
    assert watch(office, "5/6/2023 20:00", "9/6/2023 08:00") == []


def test_the_name_of_a_watch_tells_what_it_did(office: OpenHome) -> None:
    assert watch_incident_clocks(office, at("5/6/2023 09:00")).title == (
        "Thời hạn báo cáo sự cố 09:00 ngày 05/6/2023: không có gì mới"
    )
    told_of = WatchOutcome(at("5/6/2023 10:00"), ran_out=1, sent=2)
    assert told_of.title == "Thời hạn báo cáo sự cố 10:00 ngày 05/6/2023: 2 thư, 1 báo cáo quá thời hạn"
