"""A name counts within its agency: a namesake's rows are neither given out nor erased, nor does his access hold an erasure up."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlmodel import select

from models.audit.acts import Done, Person, record_act
from models.audit.views import View, append_view
from models.database import Database, Session
from models.people.grants import LetIn, OwnOffice, end_access, let_in
from models.people.held import erase, held_about, looked_at
from models.people.whom import ERASED, Whom, whom
from models.settings import Home, open_home
from models.tables.people import Access, AccessGrant

NOW = datetime(2026, 11, 27, 3, tzinfo=UTC)
OWN = OwnOffice("bac-giang", "van-phong-ubnd-tinh")
AN = Person("Nguyễn Văn An", "Chuyên viên", "page")
HANH = Person("Lê Thị Hạnh", "Chuyên viên", "page")
BINH = LetIn("binh", Access.INSPECTOR, "Trần Văn Bình", address="binh@bacgiang.gov.vn")
BASIS = "Luật 91/2025/QH15"


def asked(agency: str, name: str = AN.name) -> Whom:
    return whom("a1", "bac-giang", agency, judging=agency == OWN.agency, name=name)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return open_home(tmp_path_factory.mktemp("held"))


@pytest.fixture(scope="module")
def database(home: Home) -> Iterator[Database]:
    made = Database(home.database_url)
    made.migrate()
    yield made
    made.close()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.read() as found:
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
