"""Revoking links: whose, how often, by whom, on both databases and by many at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import col, select

from flows.acts.open_home import OpenHome
from models.audit.acts import BY_COMMAND, Person, acts_between
from models.people.link_epochs import current_epoch, epoch_of, epochs
from models.people.revoking import revoke_links
from models.refusal import RefusedError
from models.tables.decisions import LinkEpoch
from tests.homes.event_plan import at
from tests.homes.offices import small_office

MONDAY = date(2023, 6, 5)
NOW = at("5/6/2023 09:00")
CLERK = Person("Lê Văn Bình", "Chuyên viên", BY_COMMAND)


@pytest.fixture
def office(database_setting: str, tmp_path: Path) -> Iterator[OpenHome]:
    with small_office(tmp_path, MONDAY, database_url=database_setting) as opened:
        yield opened


def revoke(office: OpenHome, recipient: str, reason: str = "Thư bị chuyển tiếp nhầm", by: Person = CLERK) -> int:
    with office.database.write() as session:
        return revoke_links(session, recipient, reason, NOW, by=by, own_province="tinh-thu")


def test_who_never_had_a_link_revoked_has_epoch_0(office: OpenHome) -> None:
    with office.database.read() as session:
        assert current_epoch(session, "so-y-te") == 0
        assert epochs(session) == {}


def test_an_agencys_revocation_counts_for_its_people_and_theirs_not_for_it(office: OpenHome) -> None:
    assert [revoke(office, "so-y-te"), revoke(office, "so-y-te"), revoke(office, "so-y-te/head")] == [1, 2, 1]
    with office.database.read() as session:
        known = epochs(session)
        assert known == {"so-y-te": 2, "so-y-te/head": 1}
        found = {name: current_epoch(session, name) for name in ("so-y-te", "so-y-te/head", "so-y-te/deputy")}
        assert found == {"so-y-te": 2, "so-y-te/head": 3, "so-y-te/deputy": 2}
    for stranger in ("lao-cai:so-y-te", "so-y-te-2", "cong-an-tinh"):
        assert epoch_of(known, stranger) == 0


def test_a_revocation_is_an_act_of_who_did_it_with_the_reason(office: OpenHome) -> None:
    revoke(office, "lao-cai:so-y-te/head")
    with office.database.read() as session:
        row = session.exec(select(LinkEpoch)).one()
        [act] = acts_between(session, MONDAY, MONDAY)
    assert (row.revoked_by, row.reason) == ("Lê Văn Bình", "Thư bị chuyển tiếp nhầm")
    assert (act.kind, act.province, act.agency) == ("revoke-link", "lao-cai", "so-y-te")
    assert (act.item, act.detail) == ("lao-cai:so-y-te/head", "Thư bị chuyển tiếp nhầm")
    assert (act.name, act.post, act.way) == ("Lê Văn Bình", "Chuyên viên", "command")


@pytest.mark.parametrize(
    ("by", "reason", "sentence"),
    [
        (Person(" ", "", BY_COMMAND), "Lộ liên kết", "Hãy ghi họ và tên."),
        (CLERK, " \n", "Hãy ghi lý do thu hồi liên kết"),
        (CLERK, "x" * 501, "dài tối đa 500 ký tự"),
    ],
)
def test_without_a_name_or_a_reason_nothing_is_revoked(
    office: OpenHome, by: Person, reason: str, sentence: str
) -> None:
    with pytest.raises(RefusedError, match=sentence):
        revoke(office, "so-y-te", reason, by)
    with office.database.read() as session:
        assert epochs(session) == {}
        assert acts_between(session, MONDAY, MONDAY) == []


def test_many_who_revoke_at_once_leave_one_row_and_one_act_for_each_number(office: OpenHome) -> None:
    with ThreadPoolExecutor(6) as pool:
        numbers = list(pool.map(lambda _: revoke(office, "so-y-te"), range(12)))
    with office.database.read() as session:
        kept = session.exec(select(LinkEpoch.number).order_by(col(LinkEpoch.number))).all()
        assert list(kept) == list(range(1, max(numbers) + 1))
        assert len(acts_between(session, MONDAY, MONDAY)) == len(kept)
