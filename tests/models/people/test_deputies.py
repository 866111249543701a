"""Deputies: an agency names who stands in, for a time, and what is personal of them does not stay."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

from models.database import Database, Session
from models.people import deputies
from models.people.deputies import (
    MAX_DEPUTIES,
    MOST_NAMED_A_DAY,
    Naming,
    deputies_of,
    deputies_on,
    end_deputy,
    forget_ended_deputies,
    is_plausible_address,
    name_deputy,
)
from models.refusal import RefusedError
from models.tables.decisions import Deputy
from notifications.channels.mail_message import address_fault
from plan.library import Library, LoadedPlan, load_plan
from tests.homes.answer_home import HEALTH, HOA, MONDAY, NOW, acts, opened

NAMING = Naming("Lê Thị Mai", "Phó Chánh Văn phòng", "mai@soyte.example.vn", MONDAY, date(2023, 6, 30))


@pytest.fixture
def database(tmp_path: Path, bac_giang: LoadedPlan) -> Iterator[Database]:
    made = opened(f"sqlite:///{tmp_path / 'dondoc.db'}", bac_giang)
    yield made
    made.close()


@pytest.fixture(scope="module")
def bac_giang() -> LoadedPlan:
    return load_plan("bac-giang", Library())


def name(database: Database, naming: Naming = NAMING, agency: str = HEALTH, province: str = "bac-giang") -> Deputy:
    with database.write() as session:
        return name_deputy(session, agency, naming, NOW, by=HOA, province=province, domains=["soyte.example.vn"])


def present(database: Database, on: date) -> list[tuple[str, str, str]]:
    with database.read() as session:
        return [(one.province, one.agency, one.address) for one in deputies_on(session, on)]


def coming(database: Database, on: date) -> list[int]:
    with database.read() as session:
        return [one.number for one in deputies_of(session, HEALTH, on, province="bac-giang")]


def test_a_deputy_stands_in_from_his_first_day_to_his_last(database: Database) -> None:
    later = replace(NAMING, name="Vũ Văn Tám", starts=date(2023, 7, 1), ends=date(2023, 7, 1))
    assert [name(database).number, name(database, later).number] == [1, 2]
    name(database, agency="cong-an-tinh", province="lao-cai")
    ours, theirs = ("bac-giang", HEALTH, NAMING.address), ("lao-cai", "cong-an-tinh", NAMING.address)
    days = {MONDAY - timedelta(days=1): [], MONDAY: [ours, theirs], date(2023, 6, 30): [ours, theirs]}
    days |= {date(2023, 7, 1): [ours], date(2023, 7, 2): []}
    assert {day: present(database, day) for day in days} == days
    assert [coming(database, day) for day in (MONDAY, date(2023, 7, 1), date(2023, 7, 2))] == [[1, 2], [2], []]


def test_who_names_and_ends_again_and_again_does_not_fill_the_agencys_mailbox(database: Database) -> None:
    for number in range(1, MOST_NAMED_A_DAY + 1):
        name(database, replace(NAMING, name=f"Lê Thị {number}"))
        with database.write() as session:
            end_deputy(session, number, HEALTH, NOW, by=HOA, province="bac-giang", own_province="bac-giang")
    with pytest.raises(RefusedError, match=f"Hôm nay cơ quan đã cử người báo cáo thay {MOST_NAMED_A_DAY} lần"):
        name(database)
    assert name(database, agency="cong-an-tinh").number == 1
    with database.write() as session:
        morrow = NOW + timedelta(days=1)
        naming = replace(NAMING, starts=morrow.date())
        named = name_deputy(session, HEALTH, naming, morrow, by=HOA, province="bac-giang")
        assert named.number == MOST_NAMED_A_DAY + 1


def test_naming_somebody_twice_is_one_and_the_act_tells_no_personal_data(database: Database) -> None:
    assert name(database).id == name(database, replace(NAMING, address=f" {NAMING.address}\n")).id
    assert acts(database, "name-deputy") == [(None, "1", "từ 05/6/2023 đến 30/6/2023", HOA.name)]


@pytest.mark.parametrize(
    ("naming", "sentence"),
    [
        (replace(NAMING, name=" "), "Họ tên người báo cáo thay còn trống"),
        (replace(NAMING, post=""), "Chức vụ người báo cáo thay còn trống"),
        (replace(NAMING, name="x" * 161), "Họ tên người báo cáo thay dài 161 ký tự"),
        (replace(NAMING, starts=MONDAY - timedelta(days=1)), "Ngày bắt đầu báo cáo thay đã qua"),
        (replace(NAMING, ends=MONDAY - timedelta(days=1)), "Ngày kết thúc báo cáo thay trước ngày bắt đầu"),
        (replace(NAMING, ends=MONDAY + timedelta(days=367)), "Thời gian báo cáo thay dài nhất 366 ngày"),
        *(
            (replace(NAMING, address=wrong), "Địa chỉ thư của người báo cáo thay không đúng dạng")
            for wrong in (
                "",
                "mai",
                "mai@",
                "mai@soyte",
                "mai @soyte.vn",
                "Mai <mai@soyte.vn>",
                "mai@soyte.vn,an@soyte.vn",
                "mai@soyte.vn\nBcc: an@x.vn",
                "mãi@soyte.vn",
                "mai..le@soyte.vn",
                ".mai@soyte.vn",
                "mai.@soyte.vn",
                "mai@-soyte.vn",
                "mai@soyte..vn",
                "m" * 65 + "@soyte.vn",
                "mai@" + "a." * 130 + "vn",
                "mai@127.0.0.1",
            )
        ),
    ],
)
def test_who_cannot_be_reached_or_stands_in_when_nobody_may_is_refused(
    database: Database, naming: Naming, sentence: str
) -> None:
    with pytest.raises(RefusedError, match="^" + sentence):
        name(database, naming)
    assert coming(database, MONDAY) == []


@given(st.text("ab.@-_+'1 é", max_size=12).map(lambda text: text + "@so.vn") | st.emails())
def test_every_address_that_is_taken_is_one_that_letters_go_to(address: str) -> None:
    if is_plausible_address(address):
        assert address_fault(address) is None


def test_the_longest_time_is_a_year_and_one_day(database: Database) -> None:
    assert name(database, replace(NAMING, ends=MONDAY + timedelta(days=366))).number == 1


def test_an_agency_has_no_more_deputies_than_it_may_until_it_ends_one(database: Database) -> None:
    for number in range(MAX_DEPUTIES):
        name(database, replace(NAMING, name=f"Người {number}"))
    with pytest.raises(RefusedError, match="Cơ quan đã cử đủ 3 người báo cáo thay; hãy kết thúc một người trước"):
        name(database)
    with database.write() as session:
        second = deputies_of(session, HEALTH, MONDAY, province="bac-giang")[1]
        end_deputy(session, second.number, HEALTH, NOW, by=HOA, province="bac-giang", own_province="bac-giang")
    with database.write() as session:
        end_deputy(session, second.number, HEALTH, NOW, by=HOA, province="bac-giang", own_province="bac-giang")
    assert coming(database, MONDAY) == [1, 3]
    assert name(database).number == 4
    assert acts(database, "end-deputy") == [(None, "2", "", HOA.name)]


def test_nobody_ends_the_deputy_of_another(database: Database) -> None:
    deputy = name(database)
    for agency, province in (("so-tu-phap", "bac-giang"), (HEALTH, "lao-cai")):
        with pytest.raises(RefusedError, match="Không có người báo cáo thay này"), database.write() as session:
            end_deputy(session, deputy.number, agency, NOW, by=HOA, province=province, own_province="bac-giang")
    assert coming(database, MONDAY) == [1]


def crowd(database: Database) -> None:
    def name_one(number: int) -> int:
        try:
            return name(database, replace(NAMING, name=f"Người {number % 6}")).number
        except RefusedError:
            return 0

    with ThreadPoolExecutor(8) as pool:
        numbers = set(pool.map(name_one, range(24)))
    assert numbers == {0, 1, 2, 3}
    assert coming(database, MONDAY) == [1, 2, 3]


def test_of_many_named_at_once_no_more_are_taken_than_may_be_on_sqlite(database: Database) -> None:
    crowd(database)


@pytest.mark.postgres
def test_of_many_named_at_once_no_more_are_taken_than_may_be_on_postgresql(
    postgres_url: str, bac_giang: LoadedPlan
) -> None:
    with closing(opened(postgres_url, bac_giang)) as made:
        crowd(made)


@pytest.mark.postgres
def test_who_is_named_between_two_looks_at_the_table_is_counted(
    own_postgres_url: str, bac_giang: LoadedPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(opened(own_postgres_url, bac_giang)) as made:
        for number in range(MAX_DEPUTIES - 1):
            name(made, replace(NAMING, name=f"Người {number}"))
        look = deputies._not_over

        def look_and_be_overtaken(session: Session, *told: Any) -> Sequence[Deputy]:  # noqa: ANN401  passed on as it is
            found = look(session, *told)
            monkeypatch.setattr(deputies, "_not_over", look)
            name(made, replace(NAMING, name="Người đến trước"))
            return found

        monkeypatch.setattr(deputies, "_not_over", look_and_be_overtaken)
        with pytest.raises(RefusedError, match="đã cử đủ 3 người"):
            name(made, replace(NAMING, name="Người đến sau"))
        assert coming(made, MONDAY) == [1, 2, 3]


def test_what_is_personal_goes_a_month_after_the_last_day_and_the_span_stays(database: Database) -> None:
    name(database, replace(NAMING, ends=MONDAY + timedelta(days=10)))
    ended = name(database, replace(NAMING, ends=MONDAY + timedelta(days=300)))
    with database.write() as session:
        end_deputy(session, ended.number, HEALTH, NOW, by=HOA, province="bac-giang", own_province="bac-giang")

    def forget(on: date) -> int:
        with database.write() as session:
            return forget_ended_deputies(session, on, NOW)

    assert [forget(MONDAY + timedelta(days=days)) for days in (30, 31, 31, 40, 41)] == [0, 1, 0, 0, 1]
    with database.read() as session:
        rows = session.exec(select(Deputy).order_by(col(Deputy.number))).all()
        assert [(one.name, one.post, one.address, one.starts) for one in rows] == [("", "", "", MONDAY)] * 2
