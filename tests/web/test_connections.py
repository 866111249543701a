"""Whoever opens connections and says nothing holds up nobody, and a request that can be read in two ways is refused."""

import select
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from threading import Thread

import pytest

from tests.homes.pages.answering import AnswerOffice, answer_office
from web import connections
from web.serve import server_of

pytestmark = pytest.mark.real
HEALTH = b"GET /dang-chay HTTP/1.1\r\nHost: x\r\n"
FORM = b"POST /gui-lai HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AnswerOffice]:
    with answer_office(tmp_path_factory.mktemp("office")) as opened:
        yield opened


@pytest.fixture(scope="module")
def port(office: AnswerOffice) -> Iterator[int]:
    """Serve the pages as `web.serve` does, in a thread."""
    with closing(socket.create_server(("127.0.0.1", 0), backlog=512)) as listener:
        server = server_of(office.browser.app, office.home)
        thread = Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()


def connect(port: int, said: bytes = b"") -> socket.socket:
    opened = socket.create_connection(("127.0.0.1", port), timeout=60)
    with suppress(ConnectionError):  # it may be closed already
        opened.sendall(said)
    return opened


def everything(opened: socket.socket) -> bytes:
    """Return what comes until the other side closes."""
    said = b""
    try:
        while more := opened.recv(65_536):
            said += more
    except ConnectionResetError:
        pass
    return said


def ask(port: int, said: bytes) -> bytes:
    with closing(connect(port, said)) as opened:
        return everything(opened)


def test_a_proper_request_is_answered(port: int) -> None:
    said = ask(port, HEALTH + b"Connection: close\r\n\r\n")
    assert said.startswith(b"HTTP/1.1 200")
    assert said.endswith(b"ok")


def test_two_requests_on_one_connection_are_answered(port: int) -> None:
    assert ask(port, HEALTH + b"\r\n" + HEALTH + b"Connection: close\r\n\r\n").count(b"HTTP/1.1 200") == 2


@pytest.mark.parametrize(
    "said",
    [
        b"GET /dang-chay HTTP/1.1\nHost: x\n\n",
        b"GET /dang-chay HTTP/1.1\r\nHost: x\n\r\n",
        b"GET /dang-chay HTTP/1.1\r\nHost: x\rX: y\r\n\r\n",
        HEALTH + b"X: a\r\n b\r\n\r\n",
        HEALTH + b"X : a\r\n\r\n",
        FORM + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + HEALTH + b"\r\n",
        FORM + b"Transfer-Encoding:\tchunked\r\ncontent-length: 5\r\n\r\n0\r\n\r\n" + HEALTH + b"\r\n",
        FORM + b"Content-Length: 0\r\nContent-Length: 40\r\n\r\n" + HEALTH + b"\r\n",
        FORM + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\nabcde",
        FORM + b"Content-Length: 5, 5\r\n\r\nabcde",
        FORM + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
        FORM + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        FORM + b"Content-Length: +5\r\n\r\nabcde",
        FORM + b"Content-Length: -5\r\n\r\nabcde",
        HEALTH + b"X: " + b"a" * 40_000 + b"\r\n\r\n",
    ],
)
def test_what_can_be_read_in_two_ways_is_refused_and_nothing_behind_it_is_read(port: int, said: bytes) -> None:
    answers = ask(port, said)
    assert answers.count(b"HTTP/1.1 ") == 1
    assert answers[9:12] in (b"400", b"501")


def test_the_second_request_on_a_connection_is_looked_at_as_well(port: int) -> None:
    answers = ask(port, HEALTH + b"\r\n" + FORM + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab")
    assert [
        answers[place + 9 : place + 12] for place in range(len(answers)) if answers.startswith(b"HTTP/1.1", place)
    ] == [
        b"200",
        b"400",
    ]


@pytest.mark.parametrize("said", [b"", b"POST /gui-lai HTTP/1.1\r\nHost: x\r\n"])
def test_who_says_nothing_or_half_a_request_is_not_waited_for(
    port: int, said: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "SECONDS_FOR_HEAD", 0.05)
    assert ask(port, said) == b""


def test_nor_is_who_has_been_answered_once(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(connect(port, HEALTH + b"\r\n")) as opened:
        while not opened.recv(65_536).endswith(b"ok"):
            pass
        monkeypatch.setattr(connections, "SECONDS_FOR_HEAD", 0.05)
        opened.sendall(HEALTH)
        assert everything(opened) == b""


@pytest.mark.parametrize("bound", ["SECONDS_WITHOUT_DATA", "SECONDS_FOR_BODY"])
def test_who_sends_half_a_form_is_not_waited_for(port: int, bound: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, bound, 0.05)
    assert ask(port, FORM + b"Content-Length: 1000\r\n\r\naddress=") == b""


@pytest.mark.parametrize("said", [b"", b"POST /gui-lai HTTP/1.1\r\n", FORM + b"Content-Length: 1000\r\n\r\na"])
def test_many_who_wait_keep_the_page_from_nobody(port: int, said: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "MOST_CONNECTIONS", 5)
    for bound in ("SECONDS_FOR_HEAD", "SECONDS_WITHOUT_DATA"):
        monkeypatch.setattr(connections, bound, 1_000.0)
    with ExitStack() as stack:
        held = {stack.enter_context(closing(connect(port, said))) for _ in range(30)}
        while len(held) > 5:
            gone = select.select(held, [], [], 60)[0]
            assert gone
            held -= set(gone)
        assert ask(port, HEALTH + b"Connection: close\r\n\r\n").endswith(b"ok")
