"""A body that is not under the province is asked with «Đề nghị», again and again, and nobody above it ever hears of it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from flows.acts.doctor.self_audit import audit_home
from flows.acts.open_home import OpenHome
from models.tables.core import CheckIn, Letter, Notice
from tests.homes.offices import PAPER_PLAN, SMALL_REGISTER, round_on, small_office
from tests.homes.plans.plan_files import change

ADOPTED = date(2023, 5, 15)
OUTSIDE = "  so-y-te: {name: Tòa án nhân dân tỉnh, outside: true}\n"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenHome]:
    """The small plan with paper, due on 14/6/2023, which a court owes beside the agencies of the province."""
    register = change(SMALL_REGISTER, "  so-y-te: Sở Y tế\n", OUTSIDE)
    with small_office(tmp_path, ADOPTED, PAPER_PLAN, register=register) as opened:
        round_on(opened, ADOPTED)
        yield opened


def test_it_is_asked_on_the_first_rung_and_every_week_and_climbs_no_other(office: OpenHome) -> None:
    for day in (date(2023, 6, 15), date(2023, 6, 19), date(2023, 6, 23), date(2023, 7, 5)):
        round_on(office, day)
        assert audit_home(office) == []
    with office.database.read() as session:
        told = session.exec(select(Notice, CheckIn).join(CheckIn).where(Notice.purpose == "escalation")).all()
        of_the_court = {(notice.rung, notice.recipient) for notice, owed in told if owed.holder == "so-y-te"}
        of_others = {notice.rung for notice, owed in told if owed.holder != "so-y-te"}
        letters = [
            one
            for one in session.exec(select(Letter))
            if one.recipient == "so-y-te" and one.written_on > date(2023, 6, 14)
        ]
    assert of_the_court == {(1, "so-y-te")}
    assert len(of_others) > 1
    assert letters
    for one in letters:
        assert one.subject.startswith("[Đề nghị] Tòa án nhân dân tỉnh: "), one.subject
        assert "Đề nghị Tòa án nhân dân tỉnh phối hợp, gửi báo cáo" in one.body
        assert "Bước đôn đốc tiếp theo" not in one.body
