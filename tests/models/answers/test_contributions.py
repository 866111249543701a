"""Contributions: who coordinates a task may add to it while a report is under way; who owes it may not, nor a stranger."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from models.answers.contributions import MAX_CONTRIBUTIONS, contribute, contributions_to, coordinated_by
from models.audit.acts import Person
from models.check_ins.moves import StateChange, move_check_in
from models.database import Database
from models.refusal import RefusedError
from models.tables.core import CheckIn, State
from plan.library import Library, LoadedPlan, load_plan
from tests.homes.answer_home import BINH, HEALTH, HOA, MONDAY, NOW, acts, opened

LED_BY_POLICE = ("II.1.c", "2023-H1")
"""Led by Công an tỉnh, coordinated by Bộ Chỉ huy Quân sự tỉnh among others."""
ARMY = "bo-chi-huy-quan-su-tinh"


@pytest.fixture(scope="module")
def bac_giang() -> LoadedPlan:
    return load_plan("bac-giang", Library())


@pytest.fixture
def database(tmp_path: Path, bac_giang: LoadedPlan) -> Iterator[Database]:
    made = opened(f"sqlite:///{tmp_path / 'dondoc.db'}", bac_giang)
    yield made
    made.close()


def give(
    database: Database,
    loaded: LoadedPlan,
    text: str = "Đã phối hợp tuyên truyền",
    agency: str = ARMY,
    occasion: tuple[str, str] = LED_BY_POLICE,
    by: Person = HOA,
) -> int:
    with database.write() as session:
        return contribute(session, loaded, occasion, agency, text, NOW, by=by, province="bac-giang").number


def check_ins(database: Database, occasion: tuple[str, str] = LED_BY_POLICE) -> list[CheckIn]:
    with database.read() as session:
        chosen = select(CheckIn).where(CheckIn.ref == occasion[0], CheckIn.occurrence == occasion[1])
        return list(session.exec(chosen).all())


def test_a_coordinating_agency_adds_to_a_task_and_owes_nothing(database: Database, bac_giang: LoadedPlan) -> None:
    assert give(database, bac_giang) == 1
    assert give(database, bac_giang, "  Đã tập huấn\n2 lớp ", by=BINH) == 2
    (police,) = check_ins(database)
    with database.read() as session:
        given = contributions_to(session, [police])[police.id]
        assert contributions_to(session, []) == {}
    assert [(one.agency, one.number, one.text, one.given_by) for one in given] == [
        (ARMY, 1, "Đã phối hợp tuyên truyền", HOA.name),
        (ARMY, 2, "Đã tập huấn\n2 lớp", BINH.name),
    ]
    assert (given[0].happened_on, police.holder) == (MONDAY, "cong-an-tinh")
    assert [act[1:] for act in acts(database, "contribute")] == [
        ("bac-giang II.1.c 2023-H1", "lần 1", HOA.name),
        ("bac-giang II.1.c 2023-H1", "lần 2", BINH.name),
    ]


def test_the_same_words_sent_twice_are_one_contribution(database: Database, bac_giang: LoadedPlan) -> None:
    assert [give(database, bac_giang), give(database, bac_giang)] == [1, 1]
    assert give(database, bac_giang, by=BINH) == 2
    assert len(acts(database, "contribute")) == 2


@pytest.mark.parametrize(
    ("agency", "occasion", "text", "sentence"),
    [
        (
            "cong-an-tinh",
            LED_BY_POLICE,
            "x",
            "Cơ quan không phối hợp thực hiện nhiệm vụ II.1.c nên không gửi được ý kiến phối hợp",
        ),
        ("thanh-tra-tinh", ("II.4.g", "2023-H1"), "x", "Cơ quan không phối hợp thực hiện nhiệm vụ II.4.g"),
        (HEALTH, ("II.1.a", "2023-H1"), "x", "Cơ quan không phối hợp thực hiện nhiệm vụ II.1.a"),
        (ARMY, ("II.1.c", "2023-H2"), "x", "Không có báo cáo nào của nhiệm vụ này còn nhận ý kiến phối hợp"),
        (ARMY, ("IX.9", "2023-Qx"), "x", "Không có báo cáo nào của nhiệm vụ này còn nhận ý kiến phối hợp"),
        (ARMY, LED_BY_POLICE, " \n", "Ý kiến phối hợp còn trống; hãy ghi rõ."),
        (ARMY, LED_BY_POLICE, "x" * 10_001, "Ý kiến phối hợp dài tối đa 10.000 ký tự; hãy rút gọn."),
        (ARMY, LED_BY_POLICE, "a\nMẬT\nb", "Nội dung có dấu chỉ độ mật nên không được ghi nhận"),
    ],
)
def test_who_does_not_coordinate_or_says_what_cannot_be_kept_is_refused(
    database: Database, bac_giang: LoadedPlan, agency: str, occasion: tuple[str, str], text: str, sentence: str
) -> None:
    with pytest.raises(RefusedError, match="^" + sentence):
        give(database, bac_giang, text, agency, occasion)
    with pytest.raises(RefusedError, match="Hãy ghi họ và tên"):
        give(database, bac_giang, by=replace(HOA, name=""))
    assert acts(database, "contribute") == []


def test_once_every_report_is_judged_nothing_more_is_added(database: Database, bac_giang: LoadedPlan) -> None:
    (police,) = check_ins(database)
    for state in (State.ANSWERED, State.ACCEPTED):
        give(database, bac_giang, f"Khi {state}")
        with database.write() as session:
            assert move_check_in(session, police.id, StateChange(state, "1", MONDAY, NOW, "An"))
    with pytest.raises(RefusedError, match="còn nhận ý kiến phối hợp"):
        give(database, bac_giang, "Muộn")


def test_contributions_do_not_go_on_without_end(database: Database, bac_giang: LoadedPlan) -> None:
    for number in range(MAX_CONTRIBUTIONS):
        give(database, bac_giang, f"Lần {number}")
    with pytest.raises(RefusedError, match=r"Đã gửi ý kiến phối hợp 20 lần cho nhiệm vụ II\.1\.c trong kỳ này"):
        give(database, bac_giang, "Lần nữa")


def crowd(database: Database, bac_giang: LoadedPlan) -> None:
    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(lambda n: give(database, bac_giang, f"Phần {n % 8}"), range(16)))
    (police,) = check_ins(database)
    with database.read() as session:
        given = contributions_to(session, [police])[police.id]
    assert [one.number for one in given] == list(range(1, len(given) + 1))
    assert set(numbers) == {one.number for one in given}


def test_contributions_at_once_are_numbered_one_by_one_on_sqlite(database: Database, bac_giang: LoadedPlan) -> None:
    crowd(database, bac_giang)


@pytest.mark.postgres
def test_contributions_at_once_are_numbered_one_by_one_on_postgresql(postgres_url: str, bac_giang: LoadedPlan) -> None:
    made = opened(postgres_url, bac_giang)
    crowd(made, bac_giang)
    made.close()


def test_an_agency_sees_what_it_coordinates_and_not_what_it_owes_itself(
    database: Database, bac_giang: LoadedPlan
) -> None:
    plans = {"bac-giang": bac_giang}
    with database.read() as session:
        of_army = coordinated_by(session, plans, ARMY, MONDAY, province="bac-giang")
        of_police = coordinated_by(session, plans, "cong-an-tinh", MONDAY, province="bac-giang")
        elsewhere = coordinated_by(session, plans, ARMY, MONDAY, province="lao-cai")
        other_plans = coordinated_by(session, {}, ARMY, MONDAY, province="bac-giang")
    first = next(one for one in of_army if one.ref == "II.1.c")
    (police,) = check_ins(database)
    assert (first.plan, first.occurrence, first.due_on, first.holders) == (
        "bac-giang",
        "2023-H1",
        police.due_on,
        ("cong-an-tinh",),
    )
    assert [one.due_on for one in of_army] == sorted(one.due_on for one in of_army)
    assert "II.1.c" not in {one.ref for one in of_police}
    assert (elsewhere, other_plans) == ([], [])
    for one in of_army:
        assert ARMY not in one.holders


def test_a_lead_adds_nothing_to_its_own_task_when_its_report_is_judged_and_the_other_leads_is_not(
    tmp_path: Path, bac_giang: LoadedPlan
) -> None:
    """II.6.c is led by two agencies that also stand in the group that coordinates it."""
    october = date(2023, 10, 20)
    database = opened(f"sqlite:///{tmp_path / 'thang-10.db'}", bac_giang, october)
    money = next(one for one in check_ins(database, ("II.6.c", "2023")) if one.holder == "so-tai-chinh")
    with database.write() as session:
        for state in (State.ANSWERED, State.ACCEPTED):
            assert move_check_in(session, money.id, StateChange(state, "1", october, NOW, "An"))

    def seen_by(agency: str) -> set[str]:
        with database.read() as session:
            found = coordinated_by(session, {"bac-giang": bac_giang}, agency, october, province="bac-giang")
        return {one.ref for one in found}

    assert "II.6.c" in seen_by(HEALTH)
    assert "II.6.c" not in seen_by("so-tai-chinh")
    database.close()
