"""Known secrets in every secret setting, good and bad days, and then a search through every byte that was written.

The mail server repeats what it was told, plain and encoded; nobody answers at the mailbox, the gateway and the watcher; a
page has a fault of ours; the database's server is away; each secret is also set wrongly once.
"""

import base64
import io
import logging
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from cli.__main__ import main
from flows.acts.keeping.nightly import back_up_by_night
from flows.audited_round import run_audited_round
from flows.waiting_letters import send_waiting_letters
from models.settings import SECRETS
from tests.homes.files.quick_age import encrypt_quickly
from tests.homes.offices import CLERK, go_live, morning, real_office
from tests.homes.pages.door import NO_LIMITS, ask, token_of
from tests.homes.pages.serving import find_port
from web.app import make_app
from web.monitor.monitor_routes import HEALTH_PATH
from web.request_log import RequestLog

WORDS = {name: f"zQ{number}wX7-canary_{name.replace('_', '')}kP" for number, name in enumerate(sorted(SECRETS))}
"""A word for each secret setting that stands nowhere else."""
WATCHER = "zQ9wX7-canary_watcherkP"
"""What stands in the watcher's address: whoever knows it can keep the watcher quiet."""
JUNE = date(2023, 6, 14)


class Repeating:
    """A mail server that refuses a login, later a recipient, repeating what it was told; at last it keeps what it takes."""

    def __init__(self) -> None:
        self.refuses, self.told = "login", ""
        self.taken: list[bytes] = []

    def login(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: object
    ) -> AuthResult:
        assert isinstance(given, LoginPassword)
        encoded = base64.b64encode(b"\0" + given.login + b"\0" + given.password).decode()
        self.told = f"{given.login.decode()} {given.password.decode()} {encoded}"
        if self.refuses == "login":
            return AuthResult(success=False, handled=False, message=f"535 5.7.8 {self.told} not known")
        return AuthResult(success=True)

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.refuses == "recipient":
            return f"451 4.7.1 {self.told} comes later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  as above
        assert isinstance(envelope.content, bytes)
        self.taken.append(envelope.content)
        return "250 OK"


@dataclass
class Written:
    """Everything that was written, by where."""

    home: Path
    said: dict[str, bytes] = field(default_factory=dict)

    def tell(self, *words: str) -> int:
        """Run a command, and keep what it says."""
        out = io.StringIO()
        with redirect_stdout(out), redirect_stderr(out):
            code = main([*words, "--home", str(self.home)])
        self.said[f"dondoc {' '.join(words)} {len(self.said)}"] = out.getvalue().encode()
        return code

    def everywhere(self) -> Iterator[tuple[str, bytes]]:
        """Yield all of it, each file of a home too, what is packed also unpacked."""
        yield from self.said.items()
        for file in sorted(self.home.parent.rglob("*")):
            if file.is_file():
                yield from _unpacked(str(file.relative_to(self.home.parent)), file.read_bytes())


def _unpacked(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    yield name, name.encode() + b"\n" + content
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for inside in packed.namelist():
                yield from _unpacked(f"{name}/{inside}", packed.read(inside))


def forms(word: str) -> set[bytes]:
    """Return a word as it may be written: plain, in an address, in base64 wherever it begins there, packed, in hex."""
    found = {word.encode(), quote(word, safe="").encode(), word.encode().hex().encode(), zlib.compress(word.encode())}
    for before in range(3):
        encoded = base64.b64encode(b"x" * before + word.encode())
        found.add(encoded[4 if before else 0 : -4])
    return found


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Written]:
    folder, server, port, nobody = tmp_path_factory.mktemp("canary"), Repeating(), find_port(), find_port()
    controller = Controller(server, "127.0.0.1", port, authenticator=server.login, auth_require_tls=False)
    controller.start()
    with pytest.MonkeyPatch.context() as environment:
        good = {
            "mail_url": f"mailto://an:{WORDS['mail_url']}@127.0.0.1:{port}?from=don-doc@tinhthu.example.vn&mode=insecure",
            "inbox_url": f"imap://an:{WORDS['inbox_url']}@127.0.0.1:{nobody}/INBOX",
            "gateways": f"sms=json://an:{WORDS['gateways']}@127.0.0.1:{nobody}/gui?:to={{address}}",
            "link_key": WORDS["link_key"] * 2,
            "ui_password": WORDS["ui_password"],
            "backup_passphrase": WORDS["backup_passphrase"],
            "monitor_token": WORDS["monitor_token"],
            "sign_in_secret": WORDS["sign_in_secret"],
            "prefect_key": WORDS["prefect_key"],
            "redis_url": f"redis://:{WORDS['redis_url']}@127.0.0.1:{nobody}/0",
        }
        assert {*good, "database_url"} == SECRETS, "plant the new secret too"
        for name, value in good.items():
            environment.setenv(f"DONDOC_{name.upper()}", value)
        environment.setattr("pyrage.passphrase.encrypt", encrypt_quickly)
        environment.setenv("DONDOC_SIGN_IN_ISSUER", f"http://127.0.0.1:{nobody}")
        environment.setenv("DONDOC_SIGN_IN_CLIENT", "don-doc")
        for when in ("URL", "START_URL", "FAIL_URL"):
            environment.setenv(f"DONDOC_HEARTBEAT_{when}", f"http://127.0.0.1:{nobody}/{WATCHER}")
        found = Written(folder / "home")
        heard = io.StringIO()
        handler = logging.StreamHandler(heard)
        handler.setLevel(logging.INFO)
        root, level = logging.getLogger(), logging.getLogger().level
        root.addHandler(handler)
        root.setLevel(logging.INFO)
        try:
            _live(found, server)
            _set_wrongly(found, good, environment, nobody)
        finally:
            root.removeHandler(handler)
            root.setLevel(level)
            controller.stop()
        found.said["logs"] = heard.getvalue().encode()
        found.said["letters"] = b"\n".join(server.taken)
        assert server.taken
        yield found


def _live(found: Written, server: Repeating) -> None:
    """Live two days with rounds, letters, pages, reports and backups: the first with a server that refuses."""
    with real_office(found.home.parent) as office:
        contacts = found.home / "contacts.csv"
        mail, message = "so-y-te,,,,email,so-y-te@tinhthu.example.vn,,", "so-y-te,,,,sms,0912345678,,"
        contacts.write_text(contacts.read_text("utf-8").replace(mail, message), "utf-8")
        go_live(office, morning(JUNE))
        for day, refuses in enumerate(("login", "recipient", ""), JUNE.day):
            server.refuses, now = refuses, morning(JUNE.replace(day=day))
            outcome = run_audited_round(office, now, by_hand=True)
            watched = send_waiting_letters(office, now)
            found.said[f"round of {day}/6"] = "\n".join(
                (outcome.title, *outcome.sentences, *outcome.undone, watched.title, *watched.sentences)
            ).encode()
            found.tell("outbox")
            found.tell("doctor", "--test-letter", "an@tinhthu.example.vn")
        found.said["sealed"] = back_up_by_night(found.home, morning(JUNE), by=CLERK).title.encode()
        plain = make_app(office.home, office.database, office.library, office.clock, limits=NO_LIMITS)
        pages: list[bytes] = []
        app = RequestLog(plain, office.home)
        token = token_of(office, expires_on=date(2099, 12, 31))
        right, wrong = (f"Bearer {word}" for word in (WORDS["monitor_token"], "sai"))
        with pytest.MonkeyPatch.context() as broken:
            for headers in ({"authorization": right}, {"authorization": wrong}, None):
                for path in (HEALTH_PATH, "/so-lieu", f"/tra-loi/{token}", "/khong-co"):
                    answer = ask(app, "GET", path, headers=headers)  # type: ignore[arg-type]
                    pages.append(str(answer.headers).encode() + answer.content)
                broken.setattr("web.answer.answer_routes.read_lines_shown", _fail)
        told = b"".join(found.said.values())
        assert "Máy chủ thư không nhận tên đăng nhập hoặc mật khẩu".encode() in told
        assert b"comes later" in told
        assert "Kênh «sms» không nhận tin".encode() in told
        assert any("Đợt đôn đốc".encode() in page for page in pages)
        assert any("Hệ thống đang gặp lỗi".encode() in page for page in pages)
        found.said["pages"] = b"\n".join(pages)


def _fail(*_given: object, **_named: object) -> None:
    raise RuntimeError("a slip in our own code")


def _set_wrongly(found: Written, good: dict[str, str], environment: pytest.MonkeyPatch, nobody: int) -> None:
    """Run the commands, and set each secret as nobody can use it."""
    for words in (("doctor",), ("version",), ("status",), ("outbox",), ("audit",), ("contacts", "check"), ("inbox",)):
        found.tell(*words)
    found.tell("report", "--on", "2023-06-15", "--out", str(found.home.parent))
    environment.delenv("DONDOC_BACKUP_PASSPHRASE")
    assert found.tell("backup", "--by", "Hòa") == 0
    for name, value in {
        "mail_url": f"mailtos//an:{WORDS['mail_url']}@",
        "inbox_url": f"pop3://an:{WORDS['inbox_url']}@may",
        "gateways": f"sms=chang-co://an:{WORDS['gateways']}@may",
        "link_key": WORDS["link_key"][:20],
        "ui_password": f"{WORDS['ui_password']} có dấu",
        "backup_passphrase": f"{WORDS['backup_passphrase']}\n",
        "monitor_token": f"{WORDS['monitor_token']} có dấu",
        "prefect_key": f"{WORDS['prefect_key']} có dấu",
        "redis_url": f"http://:{WORDS['redis_url']}@127.0.0.1",
        "database_url": f"postgresql://an:{WORDS['database_url']}@127.0.0.1:{nobody}/dondoc",
    }.items():
        environment.setenv(f"DONDOC_{name.upper()}", value)
        found.tell("doctor")
        if name == "database_url":
            assert found.tell("backup", "--by", "Hòa") == 1
        if name in good:
            environment.setenv(f"DONDOC_{name.upper()}", good[name])
    found.said["night without a database"] = back_up_by_night(found.home, morning(JUNE), by=CLERK).title.encode()


@pytest.mark.real
@pytest.mark.parametrize("name", [*sorted(SECRETS), "watcher"])
def test_no_secret_is_in_anything_that_was_written(name: str, written: Written) -> None:
    looked_for = forms(WORDS.get(name, WATCHER)) | (forms(WORDS[name][:20]) if name == "link_key" else set())
    places = list(written.everywhere())
    assert len(places) > 60
    assert [place for place, content in places if any(form in content for form in looked_for)] == []


@pytest.mark.real
def test_a_secret_would_be_found_wherever_it_stood(written: Written) -> None:
    word = WORDS["mail_url"]
    for planted in (
        word.encode(),
        base64.b64encode(b"\0an\0" + word.encode()),
        base64.b64encode(f"an:{word}".encode()),
        f"mailto://an:{quote(word)}@may".encode(),
    ):
        assert any(form in b"..." + planted + b"..." for form in forms(word))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("dondoc.toml", f'mail_url = "{word}"')
    assert any(word.encode() in content for _, content in _unpacked("a.zip", packed.getvalue()))
    assert any("backup" in place and place.endswith("manifest.json") for place, _ in written.everywhere())
