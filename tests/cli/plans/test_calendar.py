"""`dondoc calendar`: what a changed calendar moves is shown, and moved by an act that is kept."""

from datetime import date
from pathlib import Path

from sqlmodel import col, select
from typer.testing import CliRunner

from cli.plans import calendar
from flows.acts.open_home import OpenHome
from models.tables.core import CheckIn, DutyChange
from models.tables.decisions import Act
from tests.homes.offices import round_on
from tests.homes.reorganised_office import PLAN, reorganised_office

OPENED = date(2025, 2, 17)
DAY_OFF = """\
confirmed:
  2025:
    by: Văn bản thử
days_off:
  - date: 19/3/2025
    by: Văn bản thử
"""


def run(office: OpenHome, *args: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(calendar.app, [*args, "--home", str(office.home.path)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def days(office: OpenHome, ref: str) -> list[tuple[date, date]]:
    with office.database.read() as session:
        found = select(CheckIn).where(CheckIn.ref == ref, CheckIn.occurrence == "2025-H1").order_by(col(CheckIn.id))
        return [(one.remind_on, one.due_on) for one in session.exec(found)]


def add_day_off(office: OpenHome) -> None:
    (office.home.plans / "calendar.yaml").write_text(DAY_OFF, encoding="utf-8")


def test_an_unchanged_calendar_moves_nothing(tmp_path: Path) -> None:
    with reorganised_office(tmp_path, OPENED) as office:
        round_on(office, OPENED)
        assert run(office) == (0, "Lịch hiện nay không làm đổi ngày của báo cáo nào đang mở.\n", "")


def test_a_new_day_off_shows_old_and_new_days_and_moves_them_only_when_told_to(tmp_path: Path) -> None:
    with reorganised_office(tmp_path, OPENED) as office:
        round_on(office, OPENED)
        add_day_off(office)
        code, out, _ = run(office)
        assert code == 0
        assert "I.5, kỳ 2025-H1, Sở Tài chính: hạn 19/3/2025; ngày làm việc cuối trong hạn 19/3/2025 → 18/3/2025" in out
        assert days(office, "I.5") == [(date(2025, 3, 19), date(2025, 3, 19))]
        assert run(office, "--apply")[0] == 2
        code, out, _ = run(
            office, "--apply", "--by", "Văn bản thử", "--recorder", "Lê Thị Hạnh", "--post", "Chuyên viên"
        )
        assert "Đã đổi ngày của" in out
        assert days(office, "I.5") == [(date(2025, 3, 18), date(2025, 3, 19))]
        with office.database.read() as session:
            changes = session.exec(select(DutyChange)).all()
        assert {(c.kind, c.act, c.actor, c.holder_before == c.holder) for c in changes} == {
            ("calendar", "Văn bản thử", "Lê Thị Hạnh", True)
        }
        assert run(office, "--apply", "--by", "Văn bản thử")[1].startswith("Lịch hiện nay không làm đổi")
        with office.database.read() as session:
            (act,) = session.exec(select(Act).where(Act.kind == "move-dates")).all()
        assert (act.item, act.name, act.post, act.way) == ("Văn bản thử", "Lê Thị Hạnh", "Chuyên viên", "command")
        assert act.detail.endswith(f"{len(changes)} phiếu báo cáo đổi ngày")


def test_where_the_rule_rolls_the_last_day_in_time_moves_too(tmp_path: Path) -> None:
    rolling = PLAN.replace("  opens: 30 days before", "  opens: 30 days before\n  roll: next-working-day")
    with reorganised_office(tmp_path, OPENED) as office:
        (office.home.plans / "ke-hoach-thu.yaml").write_text(rolling, encoding="utf-8")
        round_on(office, OPENED)
        add_day_off(office)
        assert "hạn 19/3/2025 → 20/3/2025" in run(office)[1]
        run(office, "--apply", "--by", "Văn bản thử")
        assert days(office, "I.5") == [(date(2025, 3, 20), date(2025, 3, 20))]


def test_an_edited_rule_is_no_matter_of_the_calendar(tmp_path: Path) -> None:
    with reorganised_office(tmp_path, OPENED) as office:
        round_on(office, OPENED)
        edited = PLAN.replace("due: {before: 20/3}", "due: {before: 25/3}")
        (office.home.plans / "ke-hoach-thu.yaml").write_text(edited, encoding="utf-8")
        assert run(office)[1].startswith("Lịch hiện nay không làm đổi")
