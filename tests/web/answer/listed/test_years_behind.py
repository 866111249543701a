"""The page of an agency that has answered for years: it asks and reads as much as that of one which answers for the first time."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime

import pytest
from sqlmodel import col, select, update

from models.database import Session, append_rows
from models.tables.core import Answer, CheckIn, Result, State
from tests.homes.databases.statements import counting, reading
from tests.homes.pages.answering import AnswerOffice, answer_office

JUNE = date(2024, 6, 3)
COLLECTOR = "so-thong-tin-va-truyen-thong"
"""Whoever sums up what all others report on clause 1.4."""
PLANS = ("tuyen-quang",)


def live_before(session: Session, years: int) -> None:
    """Put the same quarters of the years before below what is open now, all of them answered and accepted."""
    now = session.exec(select(CheckIn).where(col(CheckIn.occurrence) == "2024-Q2")).all()
    for year in range(2024 - years, 2024):
        for place in range(4):
            day = date(year, 3 * place + 1, 1)
            moved = {"occurrence": f"{year}-Q{place + 1}", "opens_on": day, "opened_on": day, "due_on": day}
            rows = [one.model_dump(exclude={"id"}) | moved for one in now]
            append_rows(session, [CheckIn(**row | {"state": State.ACCEPTED}) for row in rows])
    before = session.exec(select(CheckIn).where(CheckIn.due_on < date(2024, 1, 1))).all()
    append_rows(session, [answer_to(one) for one in before])


def answer_to(check_in: CheckIn) -> Answer:
    at = datetime.fromisoformat(f"{check_in.due_on.isoformat()}T08:00:00+07:00")
    return Answer(
        check_in_id=check_in.id,
        version=1,
        result=Result.DONE,
        text=f"Kết quả {check_in.occurrence}.",
        difficulties="",
        proposals="",
        answered_by="Hòa",
        post="",
        way="page",
        happened_at=at,
        learnt_at=at,
    )


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[int, AnswerOffice]]:
    """Give homes with one and with six years behind them; of the last one, one quarter was returned and one waits."""
    one, six = (tmp_path_factory.mktemp(name) for name in ("one", "six"))
    with answer_office(one, JUNE, PLANS) as few, answer_office(six, JUNE, PLANS) as many:
        for years, office in ((1, few), (6, many)):
            with office.database.write() as session:
                live_before(session, years)
                for quarter, state in (("2023-Q3", State.RETURNED), ("2023-Q4", State.ANSWERED)):
                    own = (col(CheckIn.holder) == COLLECTOR, col(CheckIn.occurrence) == quarter)
                    session.execute(update(CheckIn).where(*own).values(state=state))
        yield {1: few, 6: many}


@pytest.mark.parametrize("rest", ["", "/muc/{roll_up}"])
def test_a_page_asks_and_reads_as_much_after_six_years_as_after_one(
    offices: dict[int, AnswerOffice], rest: str
) -> None:
    asked, read = {}, {}
    for years, office in offices.items():
        address = office.address(COLLECTOR) + rest.format(roll_up=office.held("2.2", period="2024-Q2").id)
        office.browser.get(address)  # the plans are read once
        with counting(office.database) as statements, reading(office.database) as rows:
            page = office.browser.get(address)
        assert "Các đơn vị đã báo cáo 0/" in page.text
        asked[years], read[years] = len(statements), Counter(rows)
    assert asked[6] == asked[1] <= 34
    assert read[6] == read[1]
