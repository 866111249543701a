"""Two provinces in one home: agencies of one name are never taken for each other."""

import asyncio
from datetime import date
from pathlib import Path

import httpx
import pytest
from sqlmodel import select

from flows.acts.open_home import OpenHome, load_plans, open_office, post_of
from models.answers.record import AnswerDraft, record_answers
from models.audit.acts import Person
from models.outbox.letters import letters
from models.outbox.notices import chased_check_ins
from models.refusal import RefusedError
from models.tables.core import CheckIn, Result
from tests.homes.offices import SMALL_PLAN, SMALL_REGISTER, letter_text, mailbox, morning, round_on
from web.app import make_app

DAY = date(2024, 6, 3)
POLICE = "cong-an-tinh"


@pytest.fixture
def office(tmp_path: Path) -> OpenHome:
    with open_office(tmp_path / "home", {"plans": ("bac-giang", "lao-cai")}, on=DAY) as opened:
        round_on(opened, DAY)
        return opened


def test_each_province_writes_to_its_own_agency_under_its_own_address(office: OpenHome) -> None:
    with office.database.read() as session:
        to_police = {letter.recipient: letter for letter in letters(session) if POLICE in letter.recipient}
    assert {letter.recipient: letter.address for letter in to_police.values()} == {
        "cong-an-tinh": "cong-an-tinh@example.invalid",
        "lao-cai:cong-an-tinh": "cong-an-tinh@lao-cai.example.invalid",
    }
    assert "Lào Cai" not in to_police["cong-an-tinh"].body
    assert "Bắc Giang" not in to_police["lao-cai:cong-an-tinh"].body
    named = [str(message["To"]) for message in mailbox(office) if "lao-cai" in str(message["To"])]
    assert sorted(named) == [
        "cong-an-tinh@lao-cai.example.invalid",
        "so-thong-tin-va-truyen-thong@lao-cai.example.invalid",
    ]


def test_a_link_opens_the_page_of_its_province_alone(office: OpenHome) -> None:
    (message,) = [m for m in mailbox(office) if str(m["To"]) == "cong-an-tinh@lao-cai.example.invalid"]
    path = "/tra-loi/" + letter_text(message).split("/tra-loi/")[1].split()[0]

    async def read() -> str:
        app = make_app(office.home, office.database, office.library, office.clock)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://t") as client:
            return (await client.get(path)).text

    page = asyncio.run(read())
    assert "tháng 6 năm 2024" in page
    assert "II.1.c" not in page


def test_nobody_answers_for_the_agency_of_the_same_name_in_another_province(office: OpenHome) -> None:
    with office.database.read() as session:
        theirs = [c.id for c in chased_check_ins(session) if c.province == "bac-giang" and c.holder == POLICE]
    draft, by = AnswerDraft(Result.DONE, 100, "Xong."), Person("An", "", "page")
    with pytest.raises(RefusedError), office.database.write() as session:
        record_answers(session, {theirs[0]: draft}, POLICE, morning(DAY), morning(DAY), by=by, province="lao-cai")
    with office.database.read() as session:
        assert {str(state) for state in session.exec(select(CheckIn.state).where(CheckIn.id == theirs[0]))} == {"open"}


def test_the_address_book_tells_the_provinces_apart(office: OpenHome) -> None:
    office.home.contacts_file.write_text(
        "agency,name,post,head,channel,address,from,to\n"
        "cong-an-tinh,Văn thư,,,email,vt@bac-giang.example.invalid,,\n"
        "lao-cai:cong-an-tinh,Văn thư,,,email,vt@lao-cai.example.invalid,,\n",
        encoding="utf-8",
    )
    directory = post_of(office, load_plans(office)).directory
    found = [directory.find(name, DAY) for name in ("cong-an-tinh", "lao-cai:cong-an-tinh")]
    assert [contact.address for contact in found if contact] == [
        "vt@bac-giang.example.invalid",
        "vt@lao-cai.example.invalid",
    ]


def test_a_letter_about_two_documents_says_which_one_each_line_is_of(tmp_path: Path) -> None:
    plans = tmp_path / "home" / "plans"
    plans.mkdir(parents=True)
    (plans / "agencies.yaml").write_text(SMALL_REGISTER, encoding="utf-8")
    (plans / "ke-hoach-thu.yaml").write_text(SMALL_PLAN, encoding="utf-8")
    other = SMALL_PLAN.replace("code: ke-hoach-thu", "code: ke-hoach-hai").replace("12/KH-UBND", "34/KH-UBND")
    (plans / "ke-hoach-hai.yaml").write_text(other, encoding="utf-8")
    with open_office(tmp_path / "home", {"plans": ("ke-hoach-thu", "ke-hoach-hai")}, on=date(2023, 5, 15)) as office:
        round_on(office, date(2023, 5, 15))
        (message,) = [m for m in mailbox(office) if str(m["To"]) == "so-y-te@example.invalid"]
    text = letter_text(message)
    assert "(1) Kế hoạch số 34/KH-UBND ngày 3/1/2023 của UBND tỉnh Thử; (2) Kế hoạch số 12/KH-UBND" in text
    lines = [line for line in text.splitlines() if line.startswith("- ")]
    assert [line[:19] for line in lines] == ["- (1) Hạn 14/6/2023", "- (2) Hạn 14/6/2023"]
