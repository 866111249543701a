"""Letters that wait for a mail server: sent by its own clock, in doubt where nobody knows, told where they are urgent."""

import contextlib
from asyncio import WriteTransport
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from sqlalchemy import update
from sqlmodel import col, select

from flows.acts.ad_hoc import report_incident
from flows.acts.open_home import OpenHome
from flows.round import run_round
from flows.waiting_letters import send_waiting_letters
from models.clock import Clock
from models.decisions.incidents import IncidentReport
from models.tables.ad_hoc import Severity
from models.tables.core import Letter, LetterState
from notifications.channels.apprise_channel import Carrier, Delivery
from notifications.channels.mail_message import OutgoingLetter
from notifications.outbox.letter_words import SECOND_COPY
from tests.homes.event_plan import EVENT_PLAN, at
from tests.homes.letters.gateway import gateway
from tests.homes.letters.samples import part
from tests.homes.offices import CLERK, go_live, real_office

MORNING = at("15/5/2023 07:30")


class Server:
    """A mail server that keeps what it takes, and behaves as it is told: whom it refuses, how often it cuts the line after DATA."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, str, str]] = []
        self.connections = 0
        self.cuts, self.per_connection = 0, 100
        self.refused = ""

    async def handle_EHLO(  # noqa: N802  aiosmtpd's name
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        session.carried = 0  # type: ignore[attr-defined]
        self.connections += 1
        return responses

    async def handle_MAIL(  # noqa: N802  as above
        self, _server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if session.carried == self.per_connection:  # type: ignore[attr-defined]
            return "421 4.7.0 Too many messages in this connection"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802  as above
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address == self.refused:
            return "550 5.1.1 No such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  as above
        assert isinstance(envelope.original_content, bytes)
        mail = message_from_bytes(envelope.original_content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.mails.append((envelope.rcpt_tos[0], str(mail["Message-ID"]), part(mail, "plain")))
        session.carried += 1  # type: ignore[attr-defined]
        if self.cuts:
            self.cuts -= 1
            assert isinstance(server.transport, WriteTransport)
            server.transport.abort()
        return "250 OK"


@pytest.fixture
def port(free_ports: Callable[[], int]) -> int:
    return free_ports()


@contextlib.contextmanager
def served(port: int, server: Server, options: dict[str, Any] | None = None) -> Iterator[Server]:
    controller = Controller(server, hostname="127.0.0.1", port=port, **(options or {}))
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


@contextlib.contextmanager
def live_office(folder: Path, port: int, login: str = "") -> Iterator[OpenHome]:
    """Open a real home of a plan with incidents that sends by a server on a port of this machine."""
    url = f"mailto://{login}127.0.0.1:{port}?from=don-doc@tinhthu.example.vn&mode=insecure"
    with real_office(folder, url, plan=EVENT_PLAN) as office:
        go_live(office, MORNING)
        yield office


def after(**span: float) -> datetime:
    return MORNING + timedelta(**span)


def letters(office: OpenHome) -> list[Letter]:
    with office.database.read() as session:
        return list(session.exec(select(Letter).order_by(col(Letter.id))).all())


@pytest.mark.real
def test_many_letters_take_one_connection_or_as_many_as_the_server_wants(tmp_path: Path, port: int) -> None:
    with served(port, Server()) as server, live_office(tmp_path / "one", port) as office:
        assert (run_round(office, MORNING).sent, server.connections) == (3, 1)
    with served(port, Server()) as server, live_office(tmp_path / "two", port) as office:
        server.per_connection = 1
        assert (run_round(office, MORNING).sent, server.connections) == (3, 3)


@pytest.mark.real
def test_a_letter_cut_off_after_its_end_is_in_doubt_and_its_second_copy_says_so(tmp_path: Path, port: int) -> None:
    with served(port, Server()) as server, live_office(tmp_path, port) as office:
        server.cuts = 1
        outcome = run_round(office, MORNING)
        assert (outcome.sent, outcome.failed) == (2, 1)
        (doubtful,) = [one for one in letters(office) if one.state == LetterState.DOUBTFUL]
        assert send_waiting_letters(office, after(minutes=14)).sent == 0
        told = send_waiting_letters(office, after(minutes=15))
        assert told.title == "Thư còn chờ 07:45 ngày 15/5/2023: 1 thư vừa gửi"
        first, second = (mail for mail in server.mails if mail[0] == doubtful.address)
        assert first[1] == second[1]
        assert SECOND_COPY.replace("**", "") in second[2]
        assert SECOND_COPY.replace("**", "") not in first[2]
        assert [(one.state, one.doubts) for one in letters(office) if one.id == doubtful.id] == [(LetterState.SENT, 1)]


class Killed(BaseException):
    """Ends a round as a signal does: what is committed stands, and nothing is tidied up."""


@pytest.mark.real
@pytest.mark.parametrize("server_has_it", [True, False], ids=["the server has it", "the server has nothing"])
def test_a_round_killed_as_it_hands_a_letter_over_loses_none_and_doubles_none_without_a_mark(
    tmp_path: Path, port: int, monkeypatch: pytest.MonkeyPatch, *, server_has_it: bool
) -> None:
    handed: list[str] = []

    def die_at_the_second(carrier: Carrier, letter: OutgoingLetter) -> Delivery:
        handed.append(letter.key)
        if len(handed) == 2 and not server_has_it:
            raise Killed
        delivery = send(carrier, letter)
        if len(handed) == 2:
            raise Killed
        return delivery

    send = Carrier.send
    monkeypatch.setattr(Carrier, "send", die_at_the_second)
    with served(port, Server()) as server, live_office(tmp_path, port) as office:
        with pytest.raises(Killed):
            run_round(office, MORNING)
        assert [one.state for one in letters(office)] == [LetterState.SENT, LetterState.SENDING, LetterState.SENDING]
        with office.database.write() as session:
            # The machine's clock goes on by what a claim lasts.
            session.execute(update(Letter).values(claimed_at=Clock().now() - timedelta(minutes=15)))
        assert run_round(office, after(minutes=15)).sent == 1
        assert [one.state for one in letters(office)] == [LetterState.SENT, LetterState.DOUBTFUL, LetterState.SENT]
        assert send_waiting_letters(office, after(minutes=30)).sent == 1
        copies = Counter(name for _, name, _ in server.mails)
        marked = [name for _, name, said in server.mails if SECOND_COPY.replace("**", "") in said]
        assert sorted(copies.values()) == ([1, 1, 2] if server_has_it else [1, 1, 1])
        assert [name.split(".l")[0] for name in marked] == [f"<{handed[1]}"]
        assert [(one.state, one.doubts) for one in letters(office)] == [
            (LetterState.SENT, 0),
            (LetterState.SENT, 1),
            (LetterState.SENT, 0),
        ]


@pytest.mark.real
def test_a_server_that_was_away_in_the_morning_gets_the_letters_minutes_after_it_is_back(
    tmp_path: Path, port: int
) -> None:
    with live_office(tmp_path, port) as office:
        for minutes in (0, 5, 10, 15, 20, 25):
            assert run_round(office, after(minutes=minutes)).failed == 3
        for hours in (1, 2, 8):
            assert send_waiting_letters(office, after(hours=hours)).waiting == 3
        with served(port, Server()) as server:
            assert send_waiting_letters(office, after(hours=8, minutes=4)).sent == 0
            assert send_waiting_letters(office, after(hours=8, minutes=5)).sent == 3
            assert (len(server.mails), server.connections) == (3, 1)


@pytest.mark.real
def test_after_nine_days_without_a_server_nothing_is_lost_and_nothing_leaves_before_the_days_round(
    tmp_path: Path, port: int
) -> None:
    with live_office(tmp_path, port) as office:
        for days in range(9):
            run_round(office, after(days=days))
        with served(port, Server()) as server:
            assert send_waiting_letters(office, at("24/5/2023 00:05")).sent == 0
            assert run_round(office, after(days=9)).sent == 3
            assert len(server.mails) == 3
        assert {one.state for one in letters(office)} == {LetterState.SENT}


@pytest.mark.real
def test_an_incident_at_night_without_a_server_is_told_to_the_office_at_once_and_leaves_minutes_after(
    tmp_path: Path, port: int
) -> None:
    with live_office(tmp_path, port) as office:
        with served(port, Server()):
            run_round(office, MORNING)
        report = IncidentReport("so-y-te", at("15/5/2023 21:45"), "Máy chủ bị tấn công", Severity.SERIOUS)
        _, outcome = report_incident(office, report, at("15/5/2023 22:00"), by=CLERK)
        assert "THƯ KHẨN CHƯA GỬI ĐƯỢC, hãy gọi điện" in outcome.title
        assert any("Hãy gọi điện báo ngay nội dung: " in sentence for sentence in outcome.sentences)
        night = send_waiting_letters(office, at("16/5/2023 05:55"))
        assert len(night.urgent) == night.waiting >= 2
        with served(port, Server()) as server:
            morning = send_waiting_letters(office, at("16/5/2023 06:00"))
            assert (len(server.mails), morning.waiting, morning.urgent) == (night.waiting, 0, ())


@pytest.mark.real
def test_a_mail_server_that_is_away_holds_up_no_short_message_and_the_office_hears_of_urgent_letters_by_one(
    tmp_path: Path, free_ports: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    mail, sms = free_ports(), free_ports()
    monkeypatch.setenv("DONDOC_GATEWAYS", f"sms=json://127.0.0.1:{sms}/?:to={{address}}&:message=text")
    monkeypatch.setattr("notifications.channels.gateway_channel.PAUSE", 0)
    with live_office(tmp_path, mail) as office, gateway(sms) as came:
        rows = office.home.contacts_file.read_text(encoding="utf-8").replace(
            "so-y-te,,,,email,so-y-te@tinhthu.example.vn,,", "so-y-te,,,,sms,0912 345 678,,"
        )
        on_duty = "van-phong-ubnd-tinh,Trực ban,,,sms,0987654321,,\n"
        office.home.contacts_file.write_text(rows + on_duty, encoding="utf-8")
        assert run_round(office, MORNING).sent == 1
        assert [one["to"] for one in came] == ["0912345678"]
        report = IncidentReport("so-y-te", at("15/5/2023 21:45"), "Máy chủ bị tấn công", Severity.SERIOUS)
        report_incident(office, report, at("15/5/2023 22:00"), by=CLERK)
        to_office = [str(one["text"]) for one in came if one["to"] == "0987654321"]
        assert len(to_office) == 1
        assert "thu khan chua gui duoc; hay goi dien bao ngay: " in to_office[0]
        assert "Cong an tinh" in to_office[0]
        said = len(came)
        assert send_waiting_letters(office, at("15/5/2023 22:30")).waiting > 0
        assert len(came) == said  # told once
        with served(mail, Server()) as server:
            assert send_waiting_letters(office, at("16/5/2023 06:00")).urgent == ()
            assert {to for to, _, _ in server.mails} >= {"cong-an@tinhthu.example.vn"}
    assert {one.state for one in letters(office) if one.matter} == {LetterState.SENT}


@pytest.mark.real
def test_a_gateway_that_takes_nothing_is_not_asked_for_each_letter_and_holds_up_no_mail(
    tmp_path: Path, free_ports: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    mail, sms = free_ports(), free_ports()
    monkeypatch.setenv("DONDOC_GATEWAYS", f"sms=json://127.0.0.1:{sms}/?:to={{address}}&:message=text")
    monkeypatch.setattr("notifications.channels.gateway_channel.PAUSE", 0)
    monkeypatch.setattr("notifications.outbox.sending.FAULTS_IN_A_ROW", 1)
    with served(mail, Server()) as server, live_office(tmp_path, mail) as office, gateway(sms, answer=500) as came:
        rows = office.home.contacts_file.read_text(encoding="utf-8")
        for code in ("cong-an", "so-y-te"):
            rows = rows.replace(f",email,{code}@tinhthu.example.vn", ",sms,0912345678")
        office.home.contacts_file.write_text(rows, encoding="utf-8")
        outcome = run_round(office, MORNING)
        assert (outcome.sent, outcome.failed, len(server.mails), len(came)) == (1, 2, 1, 1)
        assert {one.reason.partition("»")[0] for one in letters(office) if one.state == LetterState.QUEUED} == {
            "Kênh «sms"
        }


@pytest.mark.real
def test_where_only_one_recipient_refuses_the_office_gets_a_letter_that_says_whom_to_telephone(
    tmp_path: Path, port: int
) -> None:
    with served(port, Server()) as server, live_office(tmp_path, port) as office:
        run_round(office, MORNING)
        server.mails.clear()
        server.refused = "cong-an@tinhthu.example.vn"
        report = IncidentReport("so-y-te", at("15/5/2023 21:45"), "Máy chủ bị tấn công", Severity.SERIOUS)
        _, outcome = report_incident(office, report, at("15/5/2023 22:00"), by=CLERK)
        assert len(outcome.urgent) == 1
        ((_, _, said),) = [mail for mail in server.mails if "Thư khẩn về sự cố sau chưa gửi được" in mail[2]]
        assert "Nơi nhận: Công an tỉnh, địa chỉ cong-an@tinhthu.example.vn" in said
        assert "Lý do: Máy chủ thư không nhận địa chỉ này: 550 5.1.1 No such user." in said
        before = len(server.mails)
        send_waiting_letters(office, at("15/5/2023 22:05"))
        assert len(server.mails) == before


@pytest.mark.real
@pytest.mark.parametrize("echo", ["plain", "base64"])
def test_a_server_that_says_the_login_back_puts_it_nowhere_and_is_asked_again_by_the_hour(
    tmp_path: Path, port: int, echo: str
) -> None:
    def refuse(_s: SMTP, _session: Session, _e: Envelope, _mechanism: str, given: LoginPassword) -> AuthResult:
        said = {"plain": "don-doc mat-khau-that", "base64": "AGRvbi1kb2MAbWF0LWtoYXUtdGhhdA=="}[echo]
        assert given.login == b"don-doc"
        return AuthResult(success=False, handled=False, message=f"535 5.7.8 no such login: {said}")

    options = {"authenticator": refuse, "auth_require_tls": False}
    with served(port, Server(), options), live_office(tmp_path, port, "don-doc:mat-khau-that@") as office:
        assert run_round(office, MORNING).failed == 3
        assert {one.reason for one in letters(office)} == {
            "Máy chủ thư không nhận tên đăng nhập hoặc mật khẩu: 535 5.7.8."
        }
        assert send_waiting_letters(office, after(minutes=59)).failed == 0
        assert send_waiting_letters(office, after(minutes=60)).failed == 3
    written = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert b"mat-khau-that" not in written
    assert b"AGRvbi1kb2MAbWF0LWtoYXUtdGhhdA" not in written
