"""A name counts within its agency: a namesake's rows are neither given out nor erased, nor does his access hold an erasure up."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from models.audit.acts import Done, Person, record_act
from models.audit.views import View, append_view
from models.database import Database, Session
from models.people.deputies import Naming, end_deputies, name_deputy
from models.people.grants import LetIn, OwnOffice, end_access, let_in
from models.people.held import also_beside, erase, erase_again, held_about, looked_at
from models.people.whom import ERASED, Whom, whom
from models.settings import Home, open_home
from models.tables.answers import Receipt
from models.tables.core import CheckIn, Letter, LetterState, State
from models.tables.decisions import Act, Deputy
from models.tables.people import Access, AccessGrant

NOW, DAY = datetime(2026, 11, 27, 3, tzinfo=UTC), date(2026, 11, 27)
OWN = OwnOffice("bac-giang", "van-phong-ubnd-tinh")
AN = Person("Nguyễn Văn An", "Chuyên viên", "page")
HANH = Person("Lê Thị Hạnh", "Chuyên viên", "page")
BINH = LetIn("binh", Access.INSPECTOR, "Trần Văn Bình", address="binh@bacgiang.gov.vn")
BASIS = "Luật 91/2025/QH15"


def asked(agency: str, name: str = AN.name) -> Whom:
    return whom("a1", "bac-giang", agency, judging=agency == OWN.agency, name=name)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return open_home(tmp_path)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.write() as found:
        yield found
        found.rollback()


def test_a_namesake_of_another_agency_gets_nothing_of_whom_the_offices_clerk_let_in(
    session: Session, home: Home
) -> None:
    grant = let_in(session, BINH, NOW, by=AN, own=OWN)
    append_view(home, View(NOW, "van-phong-ubnd-tinh/board-binh", "board", "page", "0123", grant=grant.id))
    namesake, binh = asked("so-y-te"), asked(OWN.agency, BINH.name)
    assert held_about(session, namesake, OWN) == []
    assert erase(session, namesake, BASIS, NOW, by=AN, own=OWN) == 0
    assert session.exec(select(AccessGrant.given_by)).one() == AN.name
    clerk = held_about(session, asked(OWN.agency), OWN)
    assert [one.table for one in clerk] == ["access_grant", "act"], "he gave it"
    assert looked_at(home, clerk, asked(OWN.agency), OWN) == [], "and looked at nothing by it"
    [view] = looked_at(home, held_about(session, binh, OWN), binh, OWN)
    assert view["nội dung"] == "page"


def test_a_namesake_who_is_let_in_does_not_hold_an_erasure_up_and_keeps_his_grant(session: Session) -> None:
    for code, agency in (("an-so", "so-y-te"), ("an-xa", "lao-cai:so-y-te")):
        let_in(session, LetIn(code, Access.READER, AN.name, agency=agency), NOW, by=HANH, own=OWN)
    end_access(session, "an-so", "Chuyển công tác", NOW, by=HANH, own=OWN)
    assert held_about(session, asked("so-tu-phap"), OWN) == []
    assert erase(session, asked("so-y-te"), BASIS, NOW, by=AN, own=OWN) > 0
    assert dict(session.exec(select(AccessGrant.agency, AccessGrant.name)).all()) == {
        "so-y-te": ERASED,
        "lao-cai:so-y-te": AN.name,
    }


def test_words_of_the_trail_are_searched_for_a_name_in_his_agencys_acts_and_the_offices_for_an_address_in_all(
    session: Session,
) -> None:
    for agency in ("so-y-te", "so-tu-phap", OWN.agency):
        done = Done("x", "bac-giang", agency, detail="Nguyễn Văn An, an@syt.gov.vn")
        record_act(session, done, HANH, NOW)
    found = held_about(session, asked("so-y-te"), OWN)
    assert [one.columns["agency"] for one in found] == ["so-y-te", OWN.agency]
    by_address = whom("a1", "bac-giang", "so-y-te", judging=False, name=AN.name, address="an@syt.gov.vn")
    assert erase(session, by_address, BASIS, NOW, by=AN, own=OWN) == 3
    [left] = [one for one in held_about(session, asked("so-tu-phap"), OWN) if one.columns["agency"] == "so-tu-phap"]
    assert left.columns["detail"] == "Nguyễn Văn An, (đã xóa địa chỉ)"


def line_of(session: Session, province: str, agency: str) -> int:
    line = CheckIn(
        province=province, plan="p", ref="I.1", agency=agency, role="", scope="", occurrence="2026", holder=agency,
        basis="cadence", opens_on=DAY, opened_on=DAY, remind_on=DAY, due_on=DAY, rule="", calendar="", state=State.OPEN,
    )  # fmt: skip
    session.add(line)
    session.flush()
    return line.id


def dealt_with(session: Session, line: int, handler: str, phone: str, holder: str = "so-y-te") -> Receipt:
    numbers = session.exec(select(Receipt.number).where(Receipt.check_in_id == line)).all()
    one = Receipt(
        check_in_id=line, number=len(numbers) + 1, holder=holder, handler=handler, phone=phone, told_by=AN.name, way="page",
        happened_on=DAY, learnt_at=NOW,
    )  # fmt: skip
    session.add(one)
    session.flush()
    return one


def written_to(session: Session, recipient: str, address: str) -> Letter:
    one = Letter(
        recipient=recipient, channel="email", written_on=DAY, address=address, subject="", body="", weekly=False,
        state=LetterState.SENT, written_at=NOW,
    )  # fmt: skip
    session.add(one)
    session.flush()
    return one


def stood_in(session: Session, name: str, address: str) -> Deputy:
    naming = Naming(name, "Phó phòng", address, DAY, DAY + timedelta(days=9))
    one = name_deputy(session, "so-y-te", naming, NOW, by=HANH, province="bac-giang")
    end_deputies(session, "so-y-te", NOW, by=HANH, province="bac-giang", own_province="bac-giang")
    return one


def test_with_his_name_goes_the_telephone_or_address_beside_it_and_that_of_nobody_else(session: Session) -> None:
    line = line_of(session, "bac-giang", "so-y-te")
    his, other = (
        dealt_with(session, line, AN.name, "0912 345 678"),
        dealt_with(session, line, HANH.name, "0987 654 321"),
    )
    deputy = stood_in(session, AN.name, "an@syt.bacgiang.gov.vn")
    let_in(session, LetIn("an", Access.READER, AN.name, address="an2@x.vn", agency="so-y-te"), NOW, by=HANH, own=OWN)
    end_access(session, "an", "Chuyển công tác", NOW, by=HANH, own=OWN)
    erase(session, asked("so-y-te"), BASIS, NOW, by=HANH, own=OWN)
    session.expire_all()
    grant = session.exec(select(AccessGrant)).one()
    assert (his.phone, deputy.address, grant.address) == ("", "", "")
    assert (other.handler, other.phone, other.told_by) == (HANH.name, "0987 654 321", ERASED), "he told of another's"


def test_what_stands_beside_his_name_alone_is_looked_for_everywhere_and_put_on_the_list(session: Session) -> None:
    line = line_of(session, "bac-giang", "so-y-te")
    dealt_with(session, line, AN.name, "0912 345 678")
    shared = [dealt_with(session, line, name, "0204 3855 555") for name in (AN.name, HANH.name)]
    stood_in(session, AN.name, "An@syt.bacgiang.gov.vn")
    stood_in(session, AN.name, "vanthu@syt.bacgiang.gov.vn")
    letters = [
        written_to(session, "so-y-te/deputy", "an@syt.bacgiang.gov.vn"),
        written_to(session, "so-y-te", "vanthu@syt.bacgiang.gov.vn"),
    ]
    done = Done("x", "bac-giang", "so-tu-phap", detail="gọi 0912.345.678, 0204.3855.555")
    record_act(session, done, HANH, NOW)
    him = also_beside(session, asked("so-y-te"), OWN)
    assert him.is_address("an@syt.bacgiang.gov.vn")
    assert him.is_phone("0912345678")
    erase(session, him, BASIS, NOW, by=HANH, own=OWN)
    session.expire_all()
    assert [one.address for one in letters] == ["", "vanthu@syt.bacgiang.gov.vn"], "a mailbox of the agency is not his"
    assert [one.phone for one in shared] == ["", "0204 3855 555"], "nor is a telephone that two give"
    assert session.exec(select(Act.detail).where(Act.kind == "x")).one() == "gọi , 0204.3855.555"
    letters[0].address, shared[0].handler, shared[0].phone = "an@syt.bacgiang.gov.vn", AN.name, "0204 3855 555"
    assert erase_again(session, [him], BASIS, NOW, by=HANH, own=OWN) == 2, "as a backup would bring him back"
    session.expire_all()
    assert (letters[0].address, shared[0].phone) == ("", "")
    book = also_beside(session, asked("so-y-te"), OWN, others=["0912 345 678"])
    assert not book.phones


def test_a_namesake_at_the_agency_of_the_same_code_in_another_province_keeps_his_name(session: Session) -> None:
    lines = [line_of(session, province, "so-y-te") for province in ("bac-giang", "lao-cai")]
    here, there = (dealt_with(session, line, AN.name, "0912 345 678") for line in lines)
    erase(session, asked("so-y-te"), BASIS, NOW, by=HANH, own=OWN)
    session.expire_all()
    assert (here.handler, here.told_by, here.phone) == ("", ERASED, "")
    assert (there.handler, there.told_by, there.phone) == (AN.name, AN.name, "0912 345 678")
