"""Incidents: what may be reported, the clocks of their reports, lateness to the minute, and their end."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from flows.acts.ad_hoc import end_incident, report_incident
from flows.acts.open_home import OpenHome, load_plans
from flows.acts.reports.progress import plan_progress
from models.answers.record import AnswerDraft, lines_of_agency, record_answers
from models.audit.acts import Person
from models.decisions.incident_clocks import describe_clock, describe_due, term_ends
from models.decisions.incidents import IncidentReport
from models.refusal import RefusedError
from models.tables.ad_hoc import Incident, IncidentEvent, Severity
from models.tables.core import CheckIn, CheckInEvent, Result
from plan.calendar import WorkCalendar
from plan.tasks import Step
from plan.times.cadence import Term
from tests.homes.event_plan import at, event_office
from tests.homes.offices import CLERK

MONDAY = date(2023, 6, 5)
HEALTH = "so-y-te"


@pytest.fixture
def office(database_setting: str, tmp_path: Path) -> Iterator[OpenHome]:
    with event_office(tmp_path, MONDAY, database_setting) as opened:
        yield opened


def report(
    agency: str = HEALTH, detected: str = "5/6/2023 07:30", title: str = "Mã độc trên máy chủ", ref: str = ""
) -> IncidentReport:
    return IncidentReport(agency, at(detected), title, Severity.SERIOUS, ref, "Trần Thị Bình")


def answer(office: OpenHome, moment: datetime) -> None:
    with office.database.write() as session:
        check_in = session.exec(select(CheckIn).where(CheckIn.basis == "incident")).one()
        drafts = {check_in.id: AnswerDraft(Result.DONE, 100, "Đã báo cáo.")}
        record_answers(
            session, drafts, HEALTH, moment, moment, by=Person("Trần Thị Bình", "", "page"), province="tinh-thu"
        )


def stage(office: OpenHome, seen: str, on: date | None = None) -> str:
    loaded = load_plans(office)["ke-hoach-thu"]
    progress = plan_progress(office, loaded, on or at(seen).date(), at(seen))
    (standing,) = [one for one in progress.standings if one.basis == "incident"]
    assert progress.reporting.total == len(progress.standings) + len(progress.not_yet_open)
    assert (progress.reporting.answered_rate or 0) <= 1
    return standing.stage


@pytest.mark.parametrize(
    ("amount", "unit", "due_on", "due_at"),
    [
        (24, "hours", date(2023, 4, 29), "29/4/2023 14:00"),
        (5, "days", date(2023, 5, 3), None),
        (1, "working days", date(2023, 5, 4), None),
        (2, "working days", date(2023, 5, 5), None),
    ],
)
def test_a_term_ends_by_its_unit(amount: int, unit: str, due_on: date, due_at: str | None) -> None:
    """From Friday 28/4/2023 at 14:00; the five days that follow are off (weekend, 30/4, 1/5 and their days in lieu)."""
    ends = term_ends(Term(amount, unit), at("28/4/2023 14:00"), WorkCalendar())
    assert ends == (due_on, at(due_at) if due_at else None)


def test_a_report_is_a_check_in_of_the_agency_with_its_step_as_role(office: OpenHome) -> None:
    incident, _ = report_incident(office, report(), at("5/6/2023 08:00"), by=CLERK)
    assert (incident.year, incident.number, incident.ref) == (2023, 1, "I.3")
    with office.database.read() as session:
        check_in = session.exec(select(CheckIn).where(CheckIn.basis == "incident")).one()
        (event,) = session.exec(select(CheckInEvent).where(CheckInEvent.check_in_id == check_in.id)).all()
        (opened,) = session.exec(select(IncidentEvent)).all()
    assert (check_in.holder, check_in.role, check_in.occurrence) == (HEALTH, "first", "2023-SC1")
    assert (check_in.due_on, check_in.due_at) == (date(2023, 6, 6), at("6/6/2023 07:30"))
    assert describe_due(check_in) == "trước 07:30 ngày 06/6/2023"
    assert check_in.rule == (
        "24 giờ kể từ 07:30 ngày 05/6/2023 (thời hạn do văn phòng đặt; văn bản ghi «kịp thời»; "
        "Thông tư 20/2017/TT-BTTTT, Điều 9: 5 ngày)"
    )
    assert (event.kind, event.happened_on) == ("open", MONDAY)
    assert (opened.kind, opened.happened_at, opened.actor) == ("open", at("5/6/2023 07:30"), "Trần Thị Bình")


def test_an_answer_a_minute_after_the_clock_ran_out_is_late_and_one_before_it_is_not(office: OpenHome) -> None:
    report_incident(office, report(), at("5/6/2023 08:00"), by=CLERK)
    assert stage(office, "6/6/2023 07:00") == "open_in_time"
    assert stage(office, "6/6/2023 07:30") == "open_overdue"
    assert stage(office, "7/6/2023 09:00", on=MONDAY) == "open_in_time"
    answer(office, at("6/6/2023 07:29"))
    assert stage(office, "6/6/2023 09:00") == "on_time"


def test_an_answer_within_the_last_day_but_after_its_hour_is_late(office: OpenHome) -> None:
    report_incident(office, report(), at("5/6/2023 08:00"), by=CLERK)
    answer(office, at("6/6/2023 07:31"))
    assert stage(office, "6/6/2023 09:00") == "late"


def test_one_incidents_words_are_not_carried_into_the_next(office: OpenHome) -> None:
    report_incident(office, report(), at("5/6/2023 08:00"), by=CLERK)
    answer(office, at("5/6/2023 09:00"))
    report_incident(office, report(title="Mất điện"), at("5/6/2023 10:00"), by=CLERK)
    with office.database.read() as session:
        lines = [
            line
            for line in lines_of_agency(session, HEALTH, MONDAY, province="tinh-thu")
            if line.check_in.role == "first"
        ]
    assert [(line.check_in.occurrence, line.last is None) for line in lines] == [
        ("2023-SC2", True),
        ("2023-SC1", False),
    ]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (report(agency="so-y-tee"), "Không có cơ quan «so-y-tee» (có phải «so-y-te» không?)"),
        (report(detected="6/6/2023 00:01"), "Thời điểm phát hiện 00:01 ngày 06/6/2023 chưa tới"),
        (report(detected="5/6/2021 08:00"), "đã quá một năm"),
        (report(title=""), "Nội dung sự cố còn trống"),
        (report(title="TUYỆT MẬT"), "Nội dung sự cố có dấu chỉ độ mật"),
        (report(ref="I.1"), "Nhiệm vụ «I.1» không phải nhiệm vụ báo cáo sự cố"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(office: OpenHome, wrong: IncidentReport, sentence: str) -> None:
    with pytest.raises(RefusedError) as refused:
        report_incident(office, wrong, at("5/6/2023 08:00"), by=CLERK)
    assert sentence in str(refused.value)
    with office.database.read() as session:
        assert session.exec(select(Incident)).all() == []


def test_an_incident_reported_twice_is_refused_and_named(office: OpenHome) -> None:
    report_incident(office, report(), at("5/6/2023 08:00"), by=CLERK)
    with pytest.raises(RefusedError, match="Sự cố này đã được ghi nhận: sự cố số 1 năm 2023"):
        report_incident(office, report(title=" Mã độc trên  máy chủ"), at("5/6/2023 08:05"), by=CLERK)


def test_closing_waives_what_is_owed_with_a_reason_and_once(office: OpenHome) -> None:
    report_incident(office, report(), at("5/6/2023 08:00"), by=CLERK)
    with pytest.raises(RefusedError, match="Còn 1 báo cáo chưa gửi; lý do kết thúc theo dõi còn trống"):
        end_incident(office, (1, 2023), " ", at("5/6/2023 09:00"), by=CLERK)
    assert end_incident(office, (1, 2023), "Báo nhầm", at("5/6/2023 09:00"), by=CLERK) == 1
    assert stage(office, "5/6/2023 10:00") == "waived"
    with pytest.raises(RefusedError, match="đã được kết thúc theo dõi từ trước"):
        end_incident(office, (1, 2023), "", at("5/6/2023 10:00"), by=CLERK)
    with pytest.raises(RefusedError, match="Không có sự cố số 2 năm 2023"):
        end_incident(office, (2, 2023), "", at("5/6/2023 10:00"), by=CLERK)
    with office.database.read() as session:
        events = session.exec(select(IncidentEvent)).all()
    assert [(event.kind, event.actor, event.detail) for event in events] == [
        ("open", "Trần Thị Bình", ""),
        ("closed", CLERK.name, "Báo nhầm"),
    ]


def test_the_rule_of_a_check_in_tells_the_clock_of_its_severity_and_the_article() -> None:
    step = Step(
        "first",
        "Thông báo sự cố",
        "detected",
        Term(24, "hours"),
        "",
        ("cong-an-tinh",),
        law_by="Nghị định 331, Điều 31",
        terms={"ordinary": Term(24, "hours"), "national": Term(1, "hours")},
        laws={"serious": Term(24, "hours")},
    )
    told = {severity: describe_clock(step, severity, at("1/9/2026 08:00")) for severity in Severity}
    assert told[Severity.SERIOUS].startswith("24 giờ kể từ 08:00 ngày 01/9/2026 (")
    assert "Nghị định 331, Điều 31: 24 giờ" in told[Severity.SERIOUS]
    assert told[Severity.NATIONAL].startswith("1 giờ kể từ ")
    assert "Nghị định 331" not in told[Severity.ORDINARY]
