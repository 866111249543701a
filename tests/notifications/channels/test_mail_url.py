"""The login in the office's mail URL: whatever is accepted is used whole, whatever is not is told how to be written."""

from collections.abc import Iterator
from datetime import date
from urllib.parse import quote

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from notifications.channels.apprise_channel import MailPlugin, _read_mail_url, check_channel, mail_channel, send_letter
from notifications.channels.mail_message import OutgoingLetter
from tests.homes.offices import morning

SIGNS = ":%@/#?&;+!'\"\\[]^~$=*(<,|{` ấß€"
AMBIGUOUS = set(":%@/#?[] ấß€")


def url_of(user: str, password: str) -> str:
    return f"mailto://{user}:{password}@127.0.0.1:2525?from=don-doc@example.vn"


def understood(url: str) -> tuple[str, str, str, int]:
    server = MailPlugin(None, _read_mail_url(url)).server
    return server.user, server.password, server.host, server.port


@pytest.mark.parametrize("sign", SIGNS)
def test_an_encoded_sign_is_used_whole_in_the_password_and_in_the_name(sign: str) -> None:
    word = f"ab{sign}12"
    for user, password in (("don-doc", word), (word, "bi-mat"), (sign, sign)):
        url = url_of(quote(user, safe=""), quote(password, safe=""))
        assert check_channel(url) is None
        assert understood(url) == (user, password, "127.0.0.1", 2525)


@pytest.mark.parametrize("sign", SIGNS)
def test_a_raw_sign_is_used_whole_or_refused_with_the_way_to_write_it(sign: str) -> None:
    fault = check_channel(url_of("don-doc", f"bi-mat{sign}12"))
    if sign in AMBIGUOUS:
        assert fault is not None
        assert "%3A %40 %2F %23 %3F %25" in fault
        assert "bi-mat" not in fault
    else:
        assert fault is None
        assert understood(url_of("don-doc", f"bi-mat{sign}12"))[1] == f"bi-mat{sign}12"


@pytest.mark.parametrize(
    "url",
    [
        "mailto://a@b:bi-mat@127.0.0.1?from=don-doc@example.vn",
        "mailto://don-doc:a:b:bi-mat@127.0.0.1?from=don-doc@example.vn",
        "mailto://don-doc:bi-mat%@127.0.0.1?from=don-doc@example.vn",
        "mailto://don-doc:bi-mat%zz@127.0.0.1?from=don-doc@example.vn",
        "mailto://don-doc:bi-mat%C3@127.0.0.1?from=don-doc@example.vn",
        "mailto://don-doc:bi-mat%00@127.0.0.1?from=don-doc@example.vn",
        "mailto://don-doc:bi-mat?a=b@127.0.0.1?from=don-doc@example.vn",
        "mailto://don-doc:a@bi-mat/c@127.0.0.1?from=don-doc@example.vn",
        "mailto://127.0.0.1?from=don-doc@example.vn#bi-mat",
    ],
)
def test_what_has_several_readings_is_refused_without_being_told(url: str) -> None:
    fault = check_channel(url)
    assert fault is not None
    assert "%25" in fault
    assert "bi-mat" not in fault


@pytest.mark.parametrize("url", ["mailto://a:b@thu.vn:0?from=a@b.vn", "mailto://a:b@thu.vn:sáu?from=a@b.vn"])
def test_a_port_that_is_none_is_told(url: str) -> None:
    fault = check_channel(url)
    assert fault is not None
    assert fault.startswith("Địa chỉ kênh thư có cổng sai; hãy ghi một số từ 1 đến 65535 sau tên máy chủ.")


class Gate:
    """A mail server that lets in who knows the password, and keeps what it was told."""

    def __init__(self) -> None:
        self.logins: list[tuple[bytes, bytes]] = []
        self.letters = 0

    def __call__(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _way: str, login: LoginPassword
    ) -> AuthResult:
        self.logins.append((login.login, login.password))
        return AuthResult(success=login.password == "mật:khẩu%1".encode(), handled=False)

    async def handle_DATA(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802  aiosmtpd's
        self.letters += 1
        return "250 OK"


@pytest.fixture(params=["PLAIN", "LOGIN"])
def gate(request: pytest.FixtureRequest, free_port: int) -> Iterator[tuple[Gate, int]]:
    made, other = Gate(), "LOGIN" if request.param == "PLAIN" else "PLAIN"
    controller = Controller(
        made,
        hostname="127.0.0.1",
        port=free_port,
        authenticator=made,
        auth_required=True,
        auth_require_tls=False,
        auth_exclude_mechanism=[other],
    )
    controller.start()
    yield made, free_port
    controller.stop()


@pytest.mark.real
@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_login_beyond_ascii_reaches_the_server_letter_for_letter(gate: tuple[Gate, int]) -> None:
    server, port = gate
    letter = OutgoingLetter("thu", "vt@syt.gov.vn", "Thử", "Thử", morning(date(2023, 6, 5)))
    for password, outcome in (("mật:khẩu%1", "sent"), ("mật:khẩu%2", "settings")):
        login = f"{quote('văn-thư', safe='')}:{quote(password, safe='')}"
        channel = mail_channel(f"mailto://{login}@127.0.0.1:{port}?from=don-doc@example.vn&mode=insecure")
        delivery = send_letter(letter, channel)
        assert delivery.outcome == outcome
        assert password not in delivery.reason
        assert server.logins[-1] == ("văn-thư".encode(), password.encode())
    assert server.letters == 1
    assert delivery.reason.startswith("Máy chủ thư không nhận tên đăng nhập hoặc mật khẩu")
