"""An incident under the directive of Tuyên Quang, from its own plan file: who is told at once, and the three clocks."""

from datetime import date
from pathlib import Path

from sqlmodel import col, select

from flows.acts.ad_hoc import report_incident
from flows.acts.incident_clock import watch_incident_clocks
from flows.acts.open_home import open_office
from models.answers.record import AnswerDraft, record_answers
from models.audit.acts import Person
from models.decisions.incident_clocks import describe_due
from models.decisions.incidents import IncidentReport
from models.tables.ad_hoc import IncidentNotice, Severity
from models.tables.core import CheckIn, Result
from tests.homes.event_plan import at
from tests.homes.offices import CLERK


def test_three_reports_follow_each_other_each_by_its_own_clock(tmp_path: Path) -> None:
    """Monday 6/5/2024: 24 hours, then five working days from the answer, then ten from the next."""
    given = {"plans": ("tuyen-quang",)}
    with open_office(tmp_path / "home", given, on=date(2024, 5, 6)) as office:
        hit = IncidentReport("bo-chi-huy-quan-su-tinh", at("6/5/2024 14:00"), "Tấn công mạng", Severity.SERIOUS)
        incident, outcome = report_incident(office, hit, at("6/5/2024 14:10"), by=CLERK)
        assert (incident.plan, incident.ref, outcome.sent) == ("tuyen-quang", "3.1", 3)
        with office.database.read() as session:
            told = session.exec(select(IncidentNotice.recipient).order_by(col(IncidentNotice.recipient))).all()
        assert told == ["bo-chi-huy-quan-su-tinh", "cong-an-tinh", "so-thong-tin-va-truyen-thong"]
        for moment in ("7/5/2024 09:00", "14/5/2024 16:00"):
            with office.database.write() as session:
                owed = session.exec(select(CheckIn).where(CheckIn.basis == "incident", CheckIn.state == "open")).one()
                drafts = {owed.id: AnswerDraft(Result.DONE, None, "Đã báo cáo.")}
                record_answers(
                    session,
                    drafts,
                    owed.holder,
                    at(moment),
                    at(moment),
                    by=Person("An", "", "page"),
                    province="tuyen-quang",
                )
            watch_incident_clocks(office, at(moment))
        with office.database.read() as session:
            found = session.exec(select(CheckIn).where(CheckIn.basis == "incident").order_by(col(CheckIn.id))).all()
        assert [(one.role, describe_due(one)) for one in found] == [
            ("first", "trước 14:00 ngày 07/5/2024"),
            ("final", "đến hết ngày 14/5/2024"),
            ("lessons", "đến hết ngày 28/5/2024"),
        ]
