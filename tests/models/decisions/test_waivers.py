"""Waiving: what is open or nobody's leaves the counts by a document, all that was chosen or nothing."""

from collections.abc import Iterator
from datetime import date, time
from pathlib import Path

import pytest
from sqlmodel import col, select

from models.audit.acts import Person
from models.check_ins.moves import StateChange, move_check_in
from models.clock import moment_on
from models.database import Database
from models.decisions.waivers import Waiver, waive
from models.refusal import RefusedError
from models.tables.core import CheckIn, CheckInEvent, State
from models.tables.decisions import Act
from plan.library import Library, load_plan
from tests.homes.answer_home import opened

MONDAY = date(2023, 6, 5)
NOW = moment_on(MONDAY, time(8))
BINH = Person("Trần Văn Bình", "Phó Chánh Văn phòng", "page", "abc")
PLANS = {"bac-giang": load_plan("bac-giang", Library())}
OFFICE = "van-phong-ubnd-tinh"
WAIVER = Waiver("Không còn cơ quan thực hiện", "15/VP-TH")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = opened(f"sqlite:///{tmp_path / 'dondoc.db'}", load_plan("bac-giang", Library()))
    yield made
    made.close()


def lines(database: Database) -> list[int]:
    with database.read() as session:
        asked = select(CheckIn.id).where(CheckIn.holder == "so-y-te").order_by(col(CheckIn.id)).limit(4)
        return [int(check_in_id or 0) for check_in_id in session.exec(asked)]


def move(database: Database, check_in: int, *states: State) -> None:
    with database.write() as session:
        for place, state in enumerate(states):
            assert move_check_in(session, check_in, StateChange(state, f"thử {place}", MONDAY, NOW, "dondoc"))


def do_waive(
    database: Database, chosen: list[int], waiver: Waiver = WAIVER, province: str = "bac-giang", office: str = OFFICE
) -> int:
    with database.write() as session:
        return waive(session, PLANS, chosen, waiver, office, NOW, by=BINH, province=province)


def states(database: Database, chosen: list[int]) -> list[State]:
    with database.read() as session:
        return [session.get_one(CheckIn, one).state for one in chosen]


def test_what_is_open_returned_or_ownerless_is_waived_with_history_and_act(database: Database) -> None:
    chosen = lines(database)[:3]
    move(database, chosen[1], State.ANSWERED, State.RETURNED)
    move(database, chosen[2], State.OWNERLESS)
    assert do_waive(database, chosen) == 3
    assert states(database, chosen) == [State.WAIVED] * 3
    with database.read() as session:
        told = select(CheckInEvent).where(CheckInEvent.kind == State.WAIVED.value).order_by(col(CheckInEvent.id))
        assert [(event.actor, event.happened_on, event.detail) for event in session.exec(told)] == [
            ("Trần Văn Bình", MONDAY, "15/VP-TH: Không còn cơ quan thực hiện")
        ] * 3
        acts = session.exec(select(Act).where(Act.way != "program").order_by(col(Act.id))).all()
        assert [(a.kind, a.agency, a.check_in_id, a.item, a.detail, a.name, a.link) for a in acts] == [
            (
                "waive",
                "van-phong-ubnd-tinh",
                one,
                "15/VP-TH",
                "Không còn cơ quan thực hiện",
                "Trần Văn Bình",
                "abc",
            )
            for one in chosen
        ]


def test_what_was_waived_and_asked_again_can_be_waived_again(database: Database) -> None:
    line = lines(database)[:1]
    do_waive(database, line)
    move(database, line[0], State.OPEN)
    assert do_waive(database, line) == 1


@pytest.mark.parametrize("judged", [(State.ANSWERED,), (State.ANSWERED, State.ACCEPTED), (State.WAIVED,)])
def test_what_is_answered_or_decided_is_refused_and_nothing_is_waived(
    database: Database, judged: tuple[State, ...]
) -> None:
    good, bad = lines(database)[:2]
    move(database, bad, *judged)
    with pytest.raises(RefusedError, match="đã có báo cáo hoặc đã được quyết định") as refused:
        do_waive(database, [good, bad])
    assert refused.value.check_in_id == bad
    assert states(database, [good]) == [State.OPEN]


@pytest.mark.parametrize(
    ("waiver", "sentence"),
    [
        (Waiver(" ", "15/VP-TH"), "Lý do còn trống"),
        (Waiver("Lý do", ""), "Số văn bản còn trống"),
        (Waiver("TUYỆT MẬT", "15/VP-TH"), "Lý do có dấu chỉ độ mật"),
        (Waiver("Lý do", "x" * 161), "Số văn bản dài 161 ký tự"),
    ],
)
def test_without_a_reason_and_a_document_nothing_is_waived(database: Database, waiver: Waiver, sentence: str) -> None:
    line = lines(database)[:1]
    with pytest.raises(RefusedError, match=sentence):
        do_waive(database, line, waiver)
    assert states(database, line) == [State.OPEN]


def test_nothing_chosen_and_what_is_another_provinces_are_refused(database: Database) -> None:
    with pytest.raises(RefusedError, match="Chưa chọn báo cáo nào"):
        do_waive(database, [])
    with pytest.raises(RefusedError, match="chỉ Văn phòng UBND tỉnh quyết định được"):
        do_waive(database, lines(database)[:1], province="lao-cai")
    with pytest.raises(RefusedError, match="không thuộc tỉnh này"):
        do_waive(database, [999_999])


@pytest.mark.parametrize("agency", ["so-y-te", "cong-an-tinh", "chu-tich-ubnd-tinh", ""])
def test_nobody_but_the_office_waives(database: Database, agency: str) -> None:
    chosen = lines(database)
    with pytest.raises(RefusedError, match="Việc này chỉ Văn phòng UBND tỉnh quyết định được"):
        do_waive(database, chosen, office=agency)
    assert states(database, chosen) == [State.OPEN] * 4


def test_all_that_a_waiver_lacks_is_told_at_once(database: Database) -> None:
    with pytest.raises(RefusedError) as refused:
        do_waive(database, lines(database), Waiver("", " "))
    assert refused.value.sentences == (
        "Lý do còn trống; hãy ghi một dòng ngắn.",
        "Số văn bản còn trống; hãy ghi một dòng ngắn.",
    )
