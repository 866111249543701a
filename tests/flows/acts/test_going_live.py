"""Going live: what is shown is what then leaves, each letter once; a rehearsal and a look change nothing."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from flows.acts.going_live import go_back, go_live, look_at, rehearse
from flows.acts.open_home import OpenHome
from flows.round import run_round
from models.audit.acts import BY_PROGRAM, Person, acts_between
from models.refusal import RefusedError
from models.tables.core import CheckIn, DutyChange, Record
from notifications.links import LinkRefusedError, guard_link, link_keys, read_link
from notifications.outbox import reach
from tests.homes.mail_server import MailServer, mail_server
from tests.homes.offices import SMALL_CONTACTS, answer_all, letter_text, morning, real_office

pytestmark = pytest.mark.real

BY = Person("Hoàng Văn Hòa", "Chánh Văn phòng", "command")
ADOPTED, LATER = date(2023, 5, 15), date(2023, 5, 24)
"""Monday, when the first half-year's check-ins open; and Wednesday of the week after."""


@pytest.fixture(autouse=True)
def public_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the province's address of the pages answer; no test has one."""
    monkeypatch.setattr(reach, "why_unanswered", lambda _address: "")


@pytest.fixture
def server(free_port: int) -> Iterator[MailServer]:
    with mail_server(free_port) as made:
        yield made


def everything(office: OpenHome) -> dict[str, list[tuple[object, ...]]]:
    with office.database.read() as session:
        return {
            table.name: sorted((tuple(row) for row in session.execute(table.select())), key=repr)
            for table in Record.metadata.sorted_tables
        }


def test_what_is_shown_is_what_leaves_one_letter_each_and_never_again(tmp_path: Path, server: MailServer) -> None:
    with real_office(tmp_path, server.mail_url) as office:
        run_round(office, morning(ADOPTED))
        answer_all(office, "so-y-te", morning(ADOPTED))
        look = look_at(office, morning(LATER))
        assert look.blocks == ()
        told = {one.address: (one.overdue, one.due, one.new, one.letters) for one in look.outlook.heard}
        assert told == {
            "van-phong@tinhthu.example.vn": (0, 0, 1, 1),
            "cong-an@tinhthu.example.vn": (0, 0, 1, 1),
        }
        sent = go_live(office, morning(LATER), by=BY, accepting=False)
        assert (sent.sent, sent.failed) == (2, 0)
        assert server.recipients == sorted(told)
        assert all("đến ngày 24/5/2023" in letter_text(message) for _, message in server.letters)
        with pytest.raises(RefusedError, match="đã bắt đầu gửi thư"):
            go_live(office, morning(LATER), by=BY, accepting=False)
        assert run_round(office, morning(LATER)).sent == 0
        assert run_round(office, morning(date(2023, 5, 25))).sent == 0
        with office.database.read() as session:
            [act] = [one for one in acts_between(session, LATER, LATER) if one.kind == "go-live"]
        assert (act.name, act.post, act.agency) == (BY.name, BY.post, "van-phong-ubnd-tinh")


def test_after_going_back_the_late_are_shown_with_all_that_is_overdue(tmp_path: Path, server: MailServer) -> None:
    with real_office(tmp_path, server.mail_url) as office:
        run_round(office, morning(ADOPTED))
        go_live(office, morning(LATER), by=BY, accepting=False)
        for day in (15, 19):
            run_round(office, morning(date(2023, 6, day)))
        go_back(office, morning(date(2023, 6, 19)), by=BY)
        look = look_at(office, morning(date(2023, 6, 27)))
        told = {one.address.partition("@")[0]: (one.overdue, one.letters) for one in look.outlook.heard}
        # Of what the office itself owes its own rung tells nobody: the Chairman's draft comes on its day.
        assert told == {"chu-tich": (1, 0), "so-y-te": (1, 1), "cong-an": (3, 1), "van-phong": (3, 1)}


def test_a_look_changes_nothing(tmp_path: Path, server: MailServer) -> None:
    with real_office(tmp_path, server.mail_url) as office:
        run_round(office, morning(ADOPTED))
        before = everything(office)
        look_at(office, morning(LATER))
        assert everything(office) == before


def test_a_rehearsal_brings_all_letters_to_one_address_and_counts_none_as_sent(
    tmp_path: Path, server: MailServer
) -> None:
    with real_office(tmp_path, server.mail_url) as office:
        run_round(office, morning(ADOPTED))
        before = everything(office)
        sent, reason = rehearse(office, "hoa@tinhthu.example.vn", morning(LATER), by=BY)
        assert (sent.sent, sent.failed, reason) == (3, 0, "")
        after = everything(office)
        assert {name: rows for name, rows in after.items() if name != "act"} == {
            name: rows for name, rows in before.items() if name != "act"
        }
        [act] = set(after["act"]) - set(before["act"])
        assert "rehearse" in act
        assert "hoa@tinhthu.example.vn" in act
        assert {to for to, _ in server.letters} == {"hoa@tinhthu.example.vn"}
        assert {str(message["Subject"])[:12] for _, message in server.letters} == {"[Diễn tập] ["}
        said = "\n".join(letter_text(message) for _, message in server.letters)
        assert said.count("THƯ DIỄN TẬP – chưa gửi cho cơ quan nào") == 3
        assert "sẽ gửi cho Sở Y tế (so-y-te@tinhthu.example.vn)" in said
        for token in re.findall(r"/(?:tra-loi|theo-doi|van-phong)/([A-Za-z0-9_.-]*[A-Za-z0-9])", said):
            with pytest.raises(LinkRefusedError) as refused:
                guard_link(read_link(link_keys(office.home), token), LATER, 0)
            assert refused.value.expired
        rehearse(office, "hoa@tinhthu.example.vn", morning(date(2023, 5, 25)), by=BY)
        assert len({message["Message-ID"] for _, message in server.letters}) == 6
        assert go_live(office, morning(date(2023, 5, 26)), by=BY, accepting=False).sent == 3


@pytest.mark.parametrize("address", ["", "hoa", "hoa@tinhthu", "a@b.vn, c@d.vn"])
def test_a_rehearsal_to_no_address_is_refused(tmp_path: Path, server: MailServer, address: str) -> None:
    with real_office(tmp_path, server.mail_url) as office, pytest.raises(RefusedError):
        rehearse(office, address, morning(LATER), by=BY)


def test_some_without_an_address_may_be_accepted_by_name_and_are_kept_with_the_act(
    tmp_path: Path, server: MailServer
) -> None:
    with real_office(tmp_path, server.mail_url) as office:
        office.home.contacts_file.write_text(
            "".join(line for line in SMALL_CONTACTS.splitlines(keepends=True) if not line.startswith(("so-y", "chu-")))
        )
        run_round(office, morning(ADOPTED))
        [block] = look_at(office, morning(LATER)).blocks
        assert block.may_be_accepted
        assert block.who == ("Chủ tịch UBND tỉnh", "Sở Y tế")
        with pytest.raises(RefusedError, match="Sở Y tế"):
            go_live(office, morning(LATER), by=BY, accepting=False)
        assert server.letters == []
        assert go_live(office, morning(LATER), by=BY, accepting=True).sent == 2
        with office.database.read() as session:
            [act] = [one for one in acts_between(session, LATER, LATER) if one.kind == "go-live"]
        assert "Chủ tịch UBND tỉnh, Sở Y tế" in act.detail
        office.home.contacts_file.write_text(SMALL_CONTACTS)
        assert run_round(office, morning(date(2023, 5, 25))).sent == 1
        assert server.recipients[-1] == "van-phong@tinhthu.example.vn"
        assert "so-y-te@tinhthu.example.vn" in server.recipients


@pytest.mark.parametrize(
    ("missing", "wanted"),
    [
        ("server", "DONDOC_MAIL_URL"),
        ("address", "answer_url"),
        ("contacts", "contacts.csv"),
        ("round", "dondoc round"),
    ],
)
def test_what_nobody_may_accept_stops_it(tmp_path: Path, server: MailServer, missing: str, wanted: str) -> None:
    url = "" if missing == "server" else server.mail_url
    address = "http://localhost:4280" if missing == "address" else "https://don-doc.tinhthu.example.vn"
    with real_office(tmp_path, url, address) as office:
        if missing == "contacts":
            office.home.contacts_file.write_text(SMALL_CONTACTS.splitlines()[0] + "\n")
        if missing != "round":
            run_round(office, morning(ADOPTED))
        [block] = look_at(office, morning(ADOPTED)).blocks
        assert wanted in str(block)
        with pytest.raises(RefusedError):
            go_live(office, morning(ADOPTED), by=BY, accepting=True)
        assert server.letters == []
        assert not look_at(office, morning(ADOPTED)).state.speaks


def test_going_back_is_an_act_and_so_is_every_new_beginning(tmp_path: Path, server: MailServer) -> None:
    with real_office(tmp_path, server.mail_url) as office:
        with pytest.raises(RefusedError, match="chưa bắt đầu"):
            go_back(office, morning(ADOPTED), by=BY)
        run_round(office, morning(ADOPTED))
        go_live(office, morning(ADOPTED), by=BY, accepting=False)
        go_back(office, morning(date(2023, 6, 1)), by=BY)
        server.letters.clear()
        assert run_round(office, morning(date(2023, 6, 5))).held == 3
        assert server.letters == []
        go_live(office, morning(date(2023, 6, 6)), by=BY, accepting=False)
        assert {str(message["Subject"]).split("]")[0] for _, message in server.letters} == {"[Nhắc việc"}
        with office.database.read() as session:
            acts = acts_between(session, ADOPTED, date(2023, 6, 6))
            kinds = [act.kind for act in acts if act.way != BY_PROGRAM]
        assert kinds == ["go-live", "back-to-prepared", "go-live"]


def test_without_a_name_nobody_begins_and_nobody_goes_back(tmp_path: Path, server: MailServer) -> None:
    with real_office(tmp_path, server.mail_url) as office:
        run_round(office, morning(ADOPTED))
        with pytest.raises(RefusedError, match="họ và tên"):
            go_live(office, morning(ADOPTED), by=Person(" ", "", "command"), accepting=False)
        go_live(office, morning(ADOPTED), by=BY, accepting=False)
        with pytest.raises(RefusedError, match="họ và tên"):
            go_back(office, morning(ADOPTED), by=Person("", "", "command"))


def baseline(office: OpenHome) -> list[tuple[str, date]]:
    with office.database.read() as session:
        found = session.exec(select(CheckIn).where(CheckIn.basis == "baseline").order_by(CheckIn.holder))
        return [(one.holder, one.due_on) for one in found]


def test_the_baseline_runs_from_the_day_on_which_agencies_hear_of_it(tmp_path: Path, server: MailServer) -> None:
    adopted, begun = date(2023, 9, 11), date(2023, 10, 9)
    with real_office(tmp_path, server.mail_url) as office:
        run_round(office, morning(adopted))
        assert {due_on for _, due_on in baseline(office)} == {date(2023, 9, 25)}
        answer_all(office, "so-y-te", morning(adopted))
        assert run_round(office, morning(begun)).overdue == 2
        go_live(office, morning(begun), by=BY, accepting=False)
        assert dict(baseline(office)) == {
            "van-phong-ubnd-tinh": date(2023, 10, 23),
            "cong-an-tinh": date(2023, 10, 23),
            "so-y-te": date(2023, 9, 25),
        }
        assert {str(message["Subject"]).split("]")[0] for _, message in server.letters} == {"[Thông báo"}
        assert run_round(office, morning(begun)).overdue == 0
        with office.database.read() as session:
            assert {one.kind for one in session.exec(select(DutyChange))} == {"going-live"}
        go_back(office, morning(date(2023, 10, 10)), by=BY)
        go_live(office, morning(date(2023, 10, 16)), by=BY, accepting=False)
        assert dict(baseline(office))["cong-an-tinh"] == date(2023, 10, 23)


def test_a_mail_server_that_is_away_stops_it_and_a_page_that_does_not_answer_may_be_accepted(
    tmp_path: Path, server: MailServer, free_ports: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    with real_office(tmp_path, server.mail_url.replace(str(server.port), str(free_ports()))) as office:
        run_round(office, morning(ADOPTED))
        with pytest.raises(RefusedError, match="không mở cổng đã đặt"):
            go_live(office, morning(ADOPTED), by=BY, accepting=True)
    with real_office(tmp_path / "khác", server.mail_url) as office:
        run_round(office, morning(ADOPTED))
        monkeypatch.setattr(reach, "why_unanswered", lambda _address: "máy chủ ở đó phản hồi mã 502")
        with pytest.raises(RefusedError, match="phản hồi mã 502"):
            go_live(office, morning(ADOPTED), by=BY, accepting=False)
        assert go_live(office, morning(ADOPTED), by=BY, accepting=True).sent == 3
