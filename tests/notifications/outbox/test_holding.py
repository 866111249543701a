"""Letters are held until the office says so, and where nobody could use them: nothing leaves, and nothing is lost."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from flows.acts.ad_hoc import report_incident
from flows.acts.incident_clock import watch_incident_clocks
from flows.acts.open_home import OpenHome, open_office
from flows.round import run_round
from models.audit.acts import Person
from models.decisions.going_live import stop_sending
from models.decisions.incidents import IncidentReport
from models.home import HomeState
from models.outbox.letters import letters
from models.settings import Home, Settings
from models.tables.ad_hoc import IncidentNotice, Severity
from models.tables.core import Notice, Outcome
from notifications.outbox.holding import NO_SERVER, PREPARED, why_held
from tests.homes.event_plan import EVENT_PLAN, at
from tests.homes.mail_server import MailServer, mail_server
from tests.homes.offices import ANSWER_URL, CLERK, go_live, morning, real_office

MONDAY, SATURDAY = date(2023, 5, 15), date(2023, 5, 20)
LIVE, REAL = HomeState(None, morning(MONDAY)), HomeState(None)
BY = Person("Hoàng Văn Hòa", "", "command")


@pytest.fixture
def server(free_port: int) -> Iterator[MailServer]:
    with mail_server(free_port) as made:
        yield made


def notices(office: OpenHome) -> Counter[tuple[str, str]]:
    with office.database.read() as session:
        return Counter((one.outcome, one.reason) for one in session.exec(select(Notice)))


def home_with(**settings: str) -> Home:
    return Home(Path("/nha"), Settings(**settings))  # type: ignore[arg-type]


@pytest.mark.real
def test_a_prepared_home_opens_and_counts_and_tells_nobody_until_it_goes_live(
    tmp_path: Path, server: MailServer
) -> None:
    with real_office(tmp_path, server.mail_url) as office:
        outcome = run_round(office, morning(MONDAY))
        assert (outcome.opened, outcome.queued, outcome.sent) == (3, 3, 0)
        assert outcome.title == "Đôn đốc ngày 15/5/2023: giữ lại thư của 3 nơi nhận (đang chuẩn bị), 0 quá hạn"
        assert any("dondoc go-live" in sentence for sentence in outcome.sentences)
        assert server.letters == []
        assert list(office.home.mailbox.iterdir()) == []
        assert notices(office) == {(Outcome.QUEUED, "đang chuẩn bị"): 3}
        with office.database.read() as session:
            assert letters(session) == []
        go_live(office, morning(date(2023, 5, 16)))
        assert run_round(office, morning(date(2023, 5, 16))).sent == 3
        assert server.recipients == sorted(f"{name}@tinhthu.example.vn" for name in ("van-phong", "cong-an", "so-y-te"))
        assert notices(office) == {(Outcome.SENT, ""): 3}
        assert run_round(office, morning(date(2023, 5, 17))).sent == 0


@pytest.mark.real
def test_what_was_held_goes_out_on_the_day_of_going_live_worked_or_not(tmp_path: Path, server: MailServer) -> None:
    with real_office(tmp_path, server.mail_url) as office:
        run_round(office, morning(MONDAY))
        go_live(office, morning(SATURDAY))
        assert run_round(office, morning(SATURDAY)).sent == 3


@pytest.mark.real
def test_after_going_back_nothing_leaves_not_even_what_was_written_already(tmp_path: Path, server: MailServer) -> None:
    with real_office(tmp_path, "mailto://127.0.0.1:9?from=don-doc@tinhthu.example.vn&mode=insecure") as office:
        go_live(office, morning(MONDAY))
        assert run_round(office, morning(MONDAY)).failed == 3
        with office.database.write() as session:
            stop_sending(session, ("tinh-thu", "van-phong-ubnd-tinh"), morning(MONDAY), by=BY)
    with open_office(tmp_path / "home", {"mail_url": server.mail_url}) as office:
        assert run_round(office, morning(date(2023, 5, 16))).hold == PREPARED
        assert server.letters == []
        go_live(office, morning(date(2023, 5, 17)))
        assert run_round(office, morning(date(2023, 5, 17))).sent == 3


@pytest.mark.real
@pytest.mark.parametrize("missing", ["server", "address"])
def test_a_live_home_that_loses_its_server_or_its_address_holds_its_letters_and_loses_none(
    tmp_path: Path, server: MailServer, missing: str
) -> None:
    url, address = ("", ANSWER_URL) if missing == "server" else (server.mail_url, "http://127.0.0.1:4280")
    with real_office(tmp_path, url, address) as office:
        go_live(office, morning(MONDAY))
        outcome = run_round(office, morning(MONDAY))
        assert (outcome.sent, outcome.failed, outcome.held) == (0, 0, 3)
        wanted = "DONDOC_MAIL_URL" if missing == "server" else "answer_url"
        assert any(wanted in sentence for sentence in outcome.sentences)
        assert server.letters == []
        assert list(office.home.mailbox.iterdir()) == []
    with real_office(tmp_path, server.mail_url) as office:
        assert run_round(office, morning(date(2023, 5, 16))).sent == 3
        assert len(server.letters) == 3


@pytest.mark.parametrize(
    ("address", "held"),
    [
        ("", True),
        ("http://127.0.0.1:4280", True),
        ("http://127.8.8.8/bao-cao", True),
        ("https://localhost", True),
        ("https://LOCALHOST.:4280", True),
        ("https://may.localhost", True),
        ("http://[::1]:4280", True),
        ("http://[::ffff:127.0.0.1]", True),
        ("http://0.0.0.0:4280", True),
        ("http://[::]", True),
        ("https://dondoc.tinh.gov.vn", False),
        ("http://10.1.2.3:4280", False),
        ("http://[2001:db8::1]", False),
        ("https://localhost.tinh.gov.vn", False),
    ],
)
def test_an_address_that_only_this_machine_opens_holds_the_letters(address: str, held: bool) -> None:
    home = home_with(mail_url="mailto://127.0.0.1:25?from=a@b.vn", answer_url=address)
    hold = why_held(home, LIVE)
    assert (hold is not None) == held
    assert hold is None or home.answer_url in hold.cause


def test_where_nothing_is_set_the_address_is_the_one_that_is_listened_on() -> None:
    mail_url = "mailto://127.0.0.1:25?from=a@b.vn"
    assert why_held(home_with(mail_url=mail_url, host="0.0.0.0"), LIVE) is not None  # noqa: S104  looked at, not bound
    assert why_held(home_with(mail_url=mail_url, host="10.1.2.3"), LIVE) is None


def test_a_home_that_is_prepared_is_told_so_first_and_a_trial_never_holds() -> None:
    assert why_held(home_with(), REAL) == PREPARED
    assert why_held(home_with(), LIVE) == NO_SERVER
    assert why_held(home_with(), HomeState(MONDAY)) is None


@pytest.mark.real
def test_an_incident_in_a_prepared_home_is_held_too_and_its_watch_says_so(tmp_path: Path, server: MailServer) -> None:
    with real_office(tmp_path, server.mail_url, plan=EVENT_PLAN) as office:
        run_round(office, at("5/6/2023 07:30"))
        report = IncidentReport("so-y-te", at("5/6/2023 07:00"), "Mã độc trên máy chủ", Severity.SERIOUS)
        _, told = report_incident(office, report, at("5/6/2023 08:00"), by=CLERK)
        assert (told.opened, told.sent) == (1, 0)
        assert str(PREPARED) in told.sentences
        watched = watch_incident_clocks(office, at("5/6/2023 09:00"))
        assert watched.title == (
            "Thời hạn báo cáo sự cố 09:00 ngày 05/6/2023: không có gì mới; thư được giữ lại (đang chuẩn bị)"
        )
        with office.database.read() as session:
            assert {one.reason for one in session.exec(select(IncidentNotice))} == {"đang chuẩn bị"}
        assert server.letters == []
        go_live(office, at("5/6/2023 09:30"))
        assert watch_incident_clocks(office, at("5/6/2023 10:00")).sent == 3
        assert server.recipients == sorted(f"{name}@tinhthu.example.vn" for name in ("van-phong", "cong-an", "so-y-te"))
