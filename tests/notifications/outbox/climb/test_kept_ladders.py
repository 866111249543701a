"""A ladder edited in mid-climb: what is open climbs by the one it was opened with, until the office applies the new one."""

from datetime import date
from pathlib import Path

import pytest
from sqlmodel import col, select

from cli.__main__ import main
from flows.acts.doctor.self_audit import audit_home
from flows.acts.open_home import OpenHome, load_plans
from models.tables.core import CheckIn, Notice
from models.tables.decisions import Act
from plan.ladder.in_force import ladder_of, read_ladder, write_ladder
from plan.tasks import Habit
from tests.homes.letters.texts import load
from tests.homes.offices import SMALL_PLAN, round_on, small_office

ADOPTED = date(2023, 5, 15)
FASTER = SMALL_PLAN.replace("{after: 7, to: office}", "{after: 4, to: office}").replace("after: 15", "after: 5")


def june(day: int) -> date:
    return date(2023, 6, day)


def edit(office: OpenHome, plan: str) -> None:
    (office.home.plans / "ke-hoach-thu.yaml").write_text(plan, encoding="utf-8")


def rungs(office: OpenHome) -> list[tuple[int, str]]:
    """Return the rungs told of what Sở Y tế owes: number and day."""
    with office.database.read() as session:
        found = session.exec(
            select(Notice).join(CheckIn).where(CheckIn.holder == "so-y-te", Notice.purpose == "escalation")
        ).all()
        return sorted({(one.rung, f"{one.stage_on:%d/%m}") for one in found})


def test_a_ladder_edited_in_mid_climb_holds_for_what_opens_from_then_on_until_it_is_applied(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with small_office(tmp_path, ADOPTED) as office:
        round_on(office, ADOPTED)
        round_on(office, june(15))
        edit(office, FASTER)
        outcome = round_on(office, june(19))
        said = "3 phiếu báo cáo đang mở vẫn theo thang đôn đốc lúc mở; muốn theo thang hiện nay của kế hoạch: "
        assert f'{said}dondoc plan apply-ladder ke-hoach-thu --by "Họ và tên".' in outcome.sentences
        round_on(office, june(21))
        assert rungs(office) == [(1, "15/06"), (3, "19/06")]
        assert audit_home(office) == []
        told = ["plan", "apply-ladder", "ke-hoach-thu", "--home", str(office.home.path), "--by"]
        monkeypatch.setenv("DONDOC_PLANS", "ke-hoach-thu")
        assert main([*told, "Lê Thị Hạnh"]) == 0, capsys.readouterr().err
        assert "3 phiếu báo cáo đang mở từ nay theo thang đôn đốc hiện nay" in capsys.readouterr().out
        assert main([*told, "Lê Thị Hạnh"]) == 1
        with office.database.read() as session:
            acts = session.exec(select(Act).where(Act.kind == "apply-ladder").order_by(col(Act.id))).all()
            kept = set(session.exec(select(CheckIn.ladder)).all())
        assert len({act.check_in_id for act in acts}) == len(acts) == 3
        assert acts[0].detail == (
            "trước: nhắc trước 7, 1 ngày; đôn đốc sau 1 ngày cơ quan, thủ trưởng cơ quan, sau 3 ngày cơ quan theo dõi, "
            "sau 7 ngày Văn phòng UBND tỉnh, sau 15 ngày Chủ tịch UBND tỉnh. Nay: nhắc trước 7, 1 ngày; đôn đốc sau 1 ngày "
            "cơ quan, thủ trưởng cơ quan, sau 3 ngày cơ quan theo dõi, sau 4 ngày Văn phòng UBND tỉnh, sau 5 ngày Chủ tịch "
            "UBND tỉnh"
        )
        assert kept == {write_ladder(ladder_of(load_plans(office)["ke-hoach-thu"].plan))}
        for _ in range(2):
            round_on(office, june(22))
        assert rungs(office) == [(1, "15/06"), (3, "19/06"), (4, "20/06"), (5, "21/06")]
        assert audit_home(office) == []


@pytest.mark.parametrize("habit", [None, Habit(2, 4)])
def test_a_kept_ladder_is_read_as_it_was_written(habit: Habit | None) -> None:
    from dataclasses import replace

    text = SMALL_PLAN.replace("{after: 7, to: office}", "{after: 7, to: [call, office], paper: true}")
    ladder = ladder_of(replace(load(text).plan, habit=habit))
    assert read_ladder(write_ladder(ladder)) == ladder
    assert write_ladder(ladder).startswith(
        "remind 7 1 | 1 agency head | 3 tracker | 7 call office +paper | 15 chairman"
    )
