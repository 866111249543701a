"""The rule about habits: who was late again and again climbs faster, who never was is reminded once; the same for all."""

from datetime import date
from pathlib import Path

from sqlmodel import col, select

from flows.acts.open_home import OpenHome
from models.tables.core import CheckIn, Letter, Notice
from tests.homes.offices import SMALL_PLAN, answer_all, morning, round_on, small_office

MONTHLY = SMALL_PLAN[: SMALL_PLAN.index("clauses:")].replace(
    "  opens: 30", "  habit: {late: 2, of: 4}\n  opens: 20"
) + (
    "clauses: [I.1]\ntasks:\n"
    "  I.1:\n    title: Việc hằng tháng\n    lead: [so-y-te, cong-an-tinh]\n    time: monthly\n    due: {by: end of period}\n"
)


def notices(office: OpenHome, holder: str, period: str) -> list[tuple[str, int, str, str]]:
    """Return what was said of an agency's report: purpose, rung, to whom, on which day."""
    with office.database.read() as session:
        found = session.exec(
            select(Notice)
            .join(CheckIn)
            .where(CheckIn.holder == holder, CheckIn.occurrence == period, Notice.purpose != "opening")
            .order_by(col(Notice.stage_on), col(Notice.id))
        ).all()
        return [(one.purpose, one.rung, one.recipient, f"{one.stage_on:%d/%m}") for one in found]


def test_two_late_months_bring_the_second_rung_with_the_first_and_two_good_ones_spare_a_reminder(
    tmp_path: Path,
) -> None:
    with small_office(tmp_path, date(2023, 1, 16), MONTHLY) as office:
        for month in (1, 2):
            round_on(office, date(2023, month, 16))
            answer_all(office, "cong-an-tinh", morning(date(2023, month, 20)))
            round_on(office, date(2023, month + 1, 2))
            answer_all(office, "so-y-te", morning(date(2023, month + 1, 3)))
        for day in (16, 22, 30):
            round_on(office, date(2023, 3, day))
        assert notices(office, "cong-an-tinh", "2023-03") == [("reminder", 1, "cong-an-tinh", "30/03")]
        assert [row[:2] for row in notices(office, "so-y-te", "2023-03")] == [("reminder", 7), ("reminder", 1)]
        for _ in range(2):
            round_on(office, date(2023, 4, 3))
        rungs = sorted(row for row in notices(office, "so-y-te", "2023-03") if row[0] == "escalation")
        assert rungs == [("escalation", 1, "so-y-te", "03/04"), ("escalation", 3, "cong-an-tinh", "03/04")]
        assert [row[1:] for row in notices(office, "cong-an-tinh", "2023-03")[1:]] == [(1, "cong-an-tinh", "03/04")]
        with office.database.read() as session:
            said = {
                one.recipient: one.body
                for one in session.exec(select(Letter).where(Letter.written_on == date(2023, 4, 3)))
            }
        firm = "**Chậm nhiều kỳ.** Cơ quan đã chậm từ 2 trong 4 kỳ gần nhất và nay lại chậm đối với 1 nhiệm vụ: I.1."
        assert firm in said["so-y-te"]
        assert "Chậm nhiều kỳ" not in said["cong-an-tinh"]
        early = "Trong đó 1 báo cáo được báo trước ngày của nấc này: cơ quan đã chậm 2 trong 4 kỳ gần nhất của nhiệm vụ"
        assert early in said["cong-an-tinh"]
        round_on(office, date(2023, 4, 5))
        assert sorted(notices(office, "so-y-te", "2023-03"))[:2] == rungs, (
            "the second rung is not told again on its own day"
        )
