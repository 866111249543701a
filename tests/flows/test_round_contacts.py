"""The round in a home whose address book is wrong: what needs no address goes on, and the wrong row is told everywhere."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from sqlmodel import col, select

from cli.__main__ import main
from flows.acts.doctor.examine import examine
from flows.acts.doctor.findings import BROKEN
from flows.acts.incident_clock import watch_incident_clocks
from flows.acts.open_home import OpenHome, open_office
from flows.round import run_round
from flows.round_under_way import RoundOutcome
from models.outbox.letters import letters
from models.tables.core import CheckIn, LetterState, Notice, Outcome
from notifications.contacts.directory import UNREADABLE
from tests.homes.mail_server import CONTACTS, PostOffice
from tests.homes.offices import ANSWER_URL, SMALL_PLAN, SMALL_REGISTER, go_live, morning

MONDAY = date(2023, 5, 15)
HEALTH, POLICE, OFFICE = "so-y-te", "cong-an-tinh", "van-phong-ubnd-tinh"
TWO_ADDRESSES = CONTACTS.replace("vt@syt.gov.vn", "vt@syt.gov.vn; phong-hai@syt.gov.vn")
SENTENCE = "contacts.csv:2: “vt@syt.gov.vn; phong-hai@syt.gov.vn” có hơn một địa chỉ; mỗi dòng chỉ ghi một địa chỉ."


@pytest.fixture
def mail_home(
    tmp_path: Path, free_ports: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[OpenHome, PostOffice]]:
    """A real home that sends by a mail server on loopback, and has not had a round yet."""
    port, server = free_ports(), PostOffice()
    monkeypatch.setenv("DONDOC_MAIL_URL", f"mailto://127.0.0.1:{port}?from=don-doc@tinh.gov.vn&smtp=127.0.0.1")
    monkeypatch.setenv("DONDOC_PLANS", "ke-hoach-thu")
    monkeypatch.setenv("DONDOC_ANSWER_URL", ANSWER_URL)
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    plans = tmp_path / "home" / "plans"
    plans.mkdir(parents=True)
    (plans / "agencies.yaml").write_text(SMALL_REGISTER, encoding="utf-8")
    (plans / "ke-hoach-thu.yaml").write_text(SMALL_PLAN, encoding="utf-8")
    with open_office(tmp_path / "home") as office:
        go_live(office, morning(MONDAY))
        yield office, server
    controller.stop()


def write(office: OpenHome, book: str) -> None:
    office.home.contacts_file.write_text(book, encoding="utf-8")


def round_at(office: OpenHome, day: date) -> RoundOutcome:
    return run_round(office, morning(day))


def reasons(office: OpenHome) -> dict[str, set[str]]:
    """Why notices and letters that are not sent wait, by recipient."""
    found: dict[str, set[str]] = {}
    with office.database.read() as session:
        queued = session.exec(select(Notice).where(Notice.outcome == Outcome.QUEUED, col(Notice.letter_id).is_(None)))
        for notice in queued:
            found.setdefault(notice.recipient, set()).add(notice.reason)
        for letter in letters(session, LetterState.QUEUED):
            found.setdefault(letter.recipient, set()).add(letter.reason)
    return found


def bodies(office: OpenHome, recipient: str) -> list[str]:
    with office.database.read() as session:
        return [letter.body for letter in letters(session) if letter.recipient == recipient]


@pytest.mark.real
def test_a_wrong_row_holds_its_own_letters_and_everything_else_goes_on(mail_home: tuple[OpenHome, PostOffice]) -> None:
    office, server = mail_home
    write(office, TWO_ADDRESSES)
    outcome = round_at(office, MONDAY)
    assert sorted(server.taken) == ["vt@cat.gov.vn", "vt@vp.gov.vn"]
    assert outcome.opened == 3
    assert outcome.sentences[0] == SENTENCE
    assert outcome.title == "Đôn đốc ngày 15/5/2023: 2 nhắc, 0 quá hạn, contacts.csv có 1 lỗi"
    assert reasons(office) == {HEALTH: {"dòng 2 của contacts.csv có lỗi, chờ sửa"}}
    assert round_at(office, date(2023, 6, 15)).became_overdue == 3


@pytest.mark.real
def test_once_the_row_is_mended_its_letters_go_out(mail_home: tuple[OpenHome, PostOffice]) -> None:
    office, server = mail_home
    server.refused.clear()
    write(office, TWO_ADDRESSES)
    round_at(office, MONDAY)
    write(office, CONTACTS)
    outcome = round_at(office, MONDAY + timedelta(days=1))
    assert server.taken[-1] == "vt@syt.gov.vn"
    assert outcome.faults == ()
    assert reasons(office) == {}


@pytest.mark.real
def test_a_letter_that_waits_is_not_sent_to_an_address_that_has_come_into_doubt(
    mail_home: tuple[OpenHome, PostOffice],
) -> None:
    office, server = mail_home
    server.answer = "451 4.3.0 Try again later"
    write(office, CONTACTS)
    assert round_at(office, MONDAY).failed == 1
    server.refused.clear()
    write(office, TWO_ADDRESSES)
    assert round_at(office, MONDAY + timedelta(hours=1)).failed == 0
    assert "vt@syt.gov.vn" not in server.taken
    assert reasons(office) == {HEALTH: {"dòng 2 của contacts.csv có lỗi, chờ sửa"}}
    write(office, CONTACTS)
    round_at(office, MONDAY + timedelta(days=1))
    assert server.taken.count("vt@syt.gov.vn") >= 1


@pytest.mark.real
def test_the_office_hears_of_it_each_working_day_until_it_is_mended(mail_home: tuple[OpenHome, PostOffice]) -> None:
    office, _ = mail_home
    write(office, TWO_ADDRESSES)
    for day in range(3):
        round_at(office, MONDAY + timedelta(days=day))
    assert ["phong\\-hai@syt\\.gov\\.vn" in body for body in bodies(office, OFFICE)] == [True] * 3
    assert all("không quá một lần" not in body and "nhiều nhất mỗi tuần" not in body for body in bodies(office, OFFICE))
    write(office, CONTACTS)
    round_at(office, MONDAY + timedelta(days=3))
    assert len(bodies(office, OFFICE)) == 3
    assert all("contacts" not in body for body in bodies(office, POLICE))


@pytest.mark.real
@pytest.mark.parametrize(
    ("data", "told"),
    [
        (CONTACTS.replace("channel", "kênh").encode(), "contacts.csv:1: thiếu cột channel"),
        (CONTACTS.encode("utf-16"), "contacts.csv:1: tệp ghi bằng mã UTF-16"),
        (
            CONTACTS.replace("te,,", "te,Bác sĩ ê,").encode("cp1258", "ignore"),
            "contacts.csv:2: tệp không phải mã UTF-8",
        ),
    ],
)
def test_a_file_that_cannot_be_read_stops_letters_and_never_a_date_or_a_clock(
    mail_home: tuple[OpenHome, PostOffice], data: bytes, told: str
) -> None:
    office, server = mail_home
    office.home.contacts_file.write_bytes(data)
    outcome = round_at(office, MONDAY)
    assert outcome.opened == 3
    assert any(one.startswith(told) for one in outcome.sentences)
    assert set().union(*reasons(office).values()) == {UNREADABLE}
    watched = watch_incident_clocks(office, morning(MONDAY) + timedelta(hours=1))
    assert (
        watched.title.endswith(": không có gì mới, contacts.csv có 1 lỗi") or "contacts.csv có 2 lỗi" in watched.title
    )
    assert round_at(office, date(2023, 6, 15)).overdue == 3
    assert server.taken == []


@pytest.mark.real
def test_a_real_home_without_addresses_is_told_so(mail_home: tuple[OpenHome, PostOffice]) -> None:
    office, _ = mail_home
    assert round_at(office, MONDAY).sentences[0].startswith("contacts.csv: chưa có tệp này")
    write(office, CONTACTS.splitlines()[0] + "\n")
    outcome = round_at(office, MONDAY)
    assert outcome.sentences[0].startswith("contacts.csv: tệp này chưa có dòng địa chỉ nào")
    assert outcome.title.endswith(", contacts.csv có 1 lỗi")
    with office.database.read() as session:
        assert len(session.exec(select(CheckIn)).all()) == 3


@pytest.mark.real
def test_doctor_outbox_and_the_commands_tell_it_too(
    mail_home: tuple[OpenHome, PostOffice], capsys: pytest.CaptureFixture[str]
) -> None:
    office, _ = mail_home
    write(office, TWO_ADDRESSES)
    round_at(office, MONDAY)
    findings = [(one.grade, one.what) for one in examine(office, MONDAY)]
    assert (BROKEN, SENTENCE) in findings
    assert any("Thư của 1 cơ quan được giữ lại vì lỗi trong contacts.csv: so-y-te" in said for _, said in findings)
    assert not any("mọi cơ quan đang phải báo cáo đều có địa chỉ" in said for _, said in findings)
    home = str(office.home.path)
    assert main(["outbox", "--home", home]) == 0
    assert SENTENCE in capsys.readouterr().err
    assert main(["links", "send", HEALTH, "--by", "An", "--home", home]) == 1
    assert capsys.readouterr().err.splitlines() == [
        SENTENCE,
        "Chưa gửi được cho «so-y-te»: dòng 2 của contacts.csv có lỗi, chờ sửa.",
    ]
