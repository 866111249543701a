"""One connection for many letters, with servers that end it, refuse, fall silent or greet late."""

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from time import sleep

import pytest

from notifications.channels import mail_session
from notifications.channels.apprise_channel import mail_channel, send_letters
from notifications.channels.mail_server import MailServer
from tests.homes.letters.samples import letter_to

pytestmark = pytest.mark.real


@dataclass
class Server:
    """A mail server that says what it is told to: each connection ends after `letters_each`, of the first `tired` ones each
    with 421 before a letter; `said` are all commands.

    To an address that begins with `khong-co` it says no; it says nothing any more at the end of the first letter that tells
    of `im-lang`, and greets `greets_after` seconds after somebody has come.
    """

    port: int
    letters_each: int = 1000
    tired: int = 0
    greets_after: float = 0.0
    said: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    connections: int = 0
    fell_silent: bool = False

    def serve(self, listening: socket.socket) -> None:
        while True:
            try:
                line, _ = listening.accept()
            except OSError:
                return
            self.connections += 1
            with line, line.makefile("rwb", buffering=0) as stream:
                self._talk(stream)

    def _talk(self, stream: socket.SocketIO) -> None:
        sleep(self.greets_after)
        self._say(stream, "220 here")
        carried, address = 0, ""
        while words := stream.readline().decode().strip():
            verb = words.split()[0].upper()
            self.said.append(verb)
            if verb == "MAIL" and self.connections <= self.tired:
                self._say(stream, "421 4.4.2 idle for too long")
                return
            if verb == "RCPT":
                address = words.partition("<")[2].partition(">")[0]
                self._say(stream, "550 5.1.1 No such user" if address.startswith("khong-co") else "250 ok")
            elif verb == "DATA":
                self._say(stream, "354 go on")
                while stream.readline() != b".\r\n":
                    pass
                if address.startswith("im-lang") and not self.fell_silent:
                    self.fell_silent = True
                    stream.readline()  # until the other side goes
                    return
                self.taken.append(address)
                self._say(stream, "250 taken")
                carried += 1
                if carried == self.letters_each:
                    return
            else:
                self._say(stream, "250 ok")

    def _say(self, stream: socket.SocketIO, words: str) -> None:
        try:
            stream.write(f"{words}\r\n".encode())
        except OSError:
            return


Serve = Callable[..., Server]


@pytest.fixture
def serve() -> Iterator[Serve]:
    listening: list[socket.socket] = []

    def start(**told: float) -> Server:
        one = socket.create_server(("127.0.0.1", 0))
        listening.append(one)
        server = Server(one.getsockname()[1], **told)  # type: ignore[arg-type]
        threading.Thread(target=server.serve, args=(one,), daemon=True).start()
        return server

    yield start
    for one in listening:
        one.shutdown(socket.SHUT_RDWR)
        one.close()


def outcomes(server: Server, *names: str) -> list[str]:
    channel = mail_channel(f"mailto://127.0.0.1:{server.port}?from=don-doc@tinh.example.vn&mode=insecure")
    return [delivery.outcome for _, delivery in send_letters(map(letter_to, names), channel)]


def test_many_letters_take_one_connection_and_nothing_is_asked_between_them(serve: Serve) -> None:
    server = serve()
    assert outcomes(server, "so-a", "so-b", "so-c") == ["sent"] * 3
    assert server.connections == 1
    assert server.said == ["EHLO", *["MAIL", "RCPT", "DATA"] * 3, "QUIT"]


def test_a_letters_end_is_not_held_back_until_the_letter_itself_is_confirmed(serve: Serve) -> None:
    server = MailServer("127.0.0.1", serve().port, "insecure", "", "", verifies=True, seconds=5)
    with server.open() as connection:
        assert connection.sock is not None
        assert connection.sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 1


def test_a_refused_recipient_costs_its_letter_and_the_server_is_told_to_forget_it(serve: Serve) -> None:
    server = serve()
    assert outcomes(server, "so-a", "khong-co", "so-b", "so-c") == ["sent", "refused", "sent", "sent"]
    assert server.connections == 1
    assert server.said.count("RSET") == 1


def test_a_server_that_ends_each_connection_after_two_letters_gets_each_letter_once(serve: Serve) -> None:
    server = serve(letters_each=2)
    names = [f"so-{number}" for number in range(7)]
    assert outcomes(server, *names) == ["sent"] * 7
    assert [address.partition("@")[0] for address in server.taken] == names
    assert server.connections == 4


def test_a_first_letter_that_waited_over_an_idle_connection_goes_over_a_new_one_and_over_no_third(serve: Serve) -> None:
    server = serve(tired=1)
    assert outcomes(server, "so-a", "so-b") == ["sent", "sent"]
    assert server.connections == 2
    assert [address.partition("@")[0] for address in server.taken] == ["so-a", "so-b"]
    server = serve(tired=1000)
    assert outcomes(server, "so-a") == ["server"]
    assert server.connections == 2


def test_a_server_that_falls_silent_at_a_letters_end_leaves_that_one_in_doubt_and_no_other(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_session, "TAKEN_SECONDS", 0.2)
    server = serve()
    assert outcomes(server, "so-a", "im-lang", "so-b") == ["sent", "doubtful", "sent"]
    assert [address.partition("@")[0] for address in server.taken] == ["so-a", "so-b"]


def test_a_server_that_greets_late_is_waited_for_and_one_that_greets_too_late_is_not_there(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert outcomes(serve(greets_after=0.2), "so-a") == ["sent"]
    monkeypatch.setattr(mail_session, "STEP_SECONDS", 0.1)
    server = serve(greets_after=0.5)
    assert outcomes(server, "so-a", "so-b") == ["server", "server"]
    assert server.taken == []
