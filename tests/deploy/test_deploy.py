"""What an administrator copies to run the program: the unit, the servers in containers, the web server before it."""

import json
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from cli.__main__ import COMMANDS
from flows.up.many.stations import WORDS
from models.settings import SECRETS, Settings, open_home
from notifications.links import ALIVE_PATH, PAGES
from tests import PROJECT
from tests.conftest import Require
from tests.homes.pages.serving import find_port
from web.door.uploads import MOST_FILE_BYTES
from web.monitor.monitor_routes import FIGURES_PATH, HEALTH_PATH

DEPLOY = PROJECT / "deploy"
GUIDE = (PROJECT / "docs" / "vi" / "cai-dat.md").read_text(encoding="utf-8")
TOKEN = "MjAyMw.khoa-cua-lien-ket"
OUTSIDE, INSIDE = "127.0.0.2", "127.0.0.1"


def test_the_unit_is_one_that_systemd_takes(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("there is no systemd-analyze on this machine")
    unit = (DEPLOY / "systemd" / "dondoc.service").read_text(encoding="utf-8")
    (tmp_path / "dondoc.service").write_text(unit.replace("/opt/dondoc/dondoc", str(PROJECT / "dondoc")), "utf-8")
    told = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / "dondoc.service")],
        check=False,
        capture_output=True,
        text=True,
    )
    assert (told.returncode, told.stderr) == (0, "")


def test_the_service_may_write_its_data_alone_and_gain_no_rights() -> None:
    unit = (DEPLOY / "systemd" / "dondoc.service").read_text(encoding="utf-8")
    said = dict(re.findall(r"^([A-Z]\w+)=(.*)$", unit, re.MULTILINE))
    for name, value in {
        "User": "dondoc",
        "NoNewPrivileges": "yes",
        "ProtectSystem": "strict",
        "ProtectHome": "yes",
        "CapabilityBoundingSet": "",
        "StateDirectory": "dondoc",
        "StateDirectoryMode": "0700",
        "UMask": "0077",
        "EnvironmentFile": "-/etc/dondoc/dondoc.env",
    }.items():
        assert said[name] == value
    assert "DONDOC_HOME=/var/lib/dondoc/home\n" in unit
    assert not [secret for secret in SECRETS if f"DONDOC_{secret.upper()}=" in unit]


def test_one_of_several_machines_runs_its_parts_alone_and_not_without_its_share() -> None:
    unit = (DEPLOY / "systemd" / "dondoc.service").read_text(encoding="utf-8")
    more = (DEPLOY / "systemd" / "dondoc.service.d" / "many.conf").read_text(encoding="utf-8")
    assert "RequiresMountsFor=/var/lib/dondoc/home\n" in more
    first, own = re.findall(r"^ExecStart=(.*)$", more, re.MULTILINE)
    assert first == "", "the unit's own command is taken away first"
    command, parts = own.split(" --only ")
    assert f"ExecStart={command}\n" in unit
    assert set(parts.split(",")) <= set(WORDS)


def test_the_file_of_secrets_names_settings_that_there_are_and_holds_none() -> None:
    written = (DEPLOY / "dondoc.env").read_text(encoding="utf-8")
    named = re.findall(r"^#DONDOC_([A-Z_]+)='[^']*'$", written, re.MULTILINE)
    assert len(named) > 3
    assert {name.lower() for name in named} <= SECRETS
    assert not re.findall(r"^[^#\n]", written, re.MULTILINE)


def test_the_command_for_the_administrator_runs_as_the_service_does() -> None:
    script = (DEPLOY / "dondoc-service").read_text(encoding="utf-8")
    assert "runuser -u dondoc -- /opt/dondoc/dondoc" in script
    assert subprocess.run(["sh", "-n", str(DEPLOY / "dondoc-service")], check=False).returncode == 0
    assert (DEPLOY / "dondoc-service").stat().st_mode & 0o111


def test_the_servers_in_containers_are_bound_to_this_machine_and_hold_no_secret() -> None:
    told = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    assert set(told) == {"name", "services", "volumes", "secrets"}
    assert set(told["services"]) == {"postgres", "redis"}
    for service in told["services"].values():
        assert re.fullmatch(r"docker\.io/library/[a-z]+:\d+", service["image"])
        assert all(port.startswith("127.0.0.1:") for port in service["ports"])
        assert {volume.partition(":")[0] for volume in service["volumes"]} <= set(told["volumes"])
        assert set(service["secrets"]) <= set(told["secrets"])
        assert service["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL")
        assert service["logging"]["options"] == {"max-size": "20m", "max-file": "5"}
        assert service["restart"] == "unless-stopped"
    assert told["services"]["postgres"]["environment"]["POSTGRES_PASSWORD_FILE"] == "/run/secrets/postgres"
    assert told["services"]["redis"]["profiles"] == ["several-servers"]
    assert not re.search("password: |PASSWORD:", (DEPLOY / "compose.yaml").read_text(encoding="utf-8"))


class Pages(BaseHTTPRequestHandler):
    """Stands for the pages behind the web server: says what it was asked, and by whom as it was told."""

    def do_GET(self) -> None:
        content = json.dumps(
            {"path": self.path, "pages": self.connection.getsockname()[1]}
            | {name.lower(): value for name, value in self.headers.items()}
        ).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_told: object) -> None:
        """Say nothing."""


@dataclass
class WebServer:
    """nginx with the sample configuration, on other ports: `logs` is all that it has written; `second` its second pages."""

    port: int
    folder: Path
    second: ThreadingHTTPServer

    def ask(
        self, path: str, client: str = OUTSIDE, host: str = "dondoc.tinh.gov.vn", **headers: str
    ) -> tuple[int, bytes]:
        """Ask by TLS as a client at an address of this machine does, and return the status and what is said."""
        context = ssl.create_default_context(cafile=str(self.folder / "dondoc.crt"))
        context.check_hostname = False
        with closing(
            HTTPSConnection(INSIDE, self.port, timeout=20, source_address=(client, 0), context=context)
        ) as opened:
            opened.request("GET", path, headers={"Host": host} | {k.replace("_", "-"): v for k, v in headers.items()})
            answer = opened.getresponse()
            return answer.status, answer.read()

    def told(self, path: str, client: str = OUTSIDE, **named: str) -> dict[str, Any]:
        """Return what the pages behind it were asked."""
        status, said = self.ask(path, client, **named)
        assert status == 200
        found: dict[str, Any] = json.loads(said)
        return found

    def status(self, path: str, client: str = OUTSIDE, host: str = "dondoc.tinh.gov.vn") -> int:
        """Return the status of an answer."""
        return self.ask(path, client, host)[0]

    @property
    def logs(self) -> str:
        """All that it has written down."""
        return "".join(file.read_text(encoding="utf-8") for file in sorted(self.folder.glob("*.log")))


@pytest.fixture(scope="module")
def web_server(tmp_path_factory: pytest.TempPathFactory, require: Require) -> Iterator[WebServer]:
    """Start nginx with the sample, its networks narrowed so that this machine has an outside too."""
    found = all(map(shutil.which, ("nginx", "openssl")))
    require("nginx", bool(found), "máy này chưa có nginx và openssl; hãy cài gói nginx-light, openssl.")
    folder = tmp_path_factory.mktemp("nginx")
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-days", "2", "-subj", "/CN=dondoc.tinh.gov.vn"),
            *("-keyout", str(folder / "dondoc.key"), "-out", str(folder / "dondoc.crt")),
        ],
        check=True,
        capture_output=True,
    )
    port = find_port()
    with ThreadingHTTPServer((INSIDE, 0), Pages) as pages, ThreadingHTTPServer((INSIDE, 0), Pages) as second:
        for one in (pages, second):
            threading.Thread(target=one.serve_forever, daemon=True).start()
        sample = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
        sample = re.sub(r"^ +listen \[::\].*\n| +listen 80;\n", "", sample, flags=re.MULTILINE)
        sample = sample.replace("    return 308", f"    listen {INSIDE}:{find_port()};\n    return 308")
        sample = sample.replace("listen 443 ssl", f"listen {INSIDE}:{port} ssl").replace(
            "127.0.0.0/8 ", "127.0.0.1/32 "
        )
        sample = sample.replace("# server 10.1.2.4:4280;", f"server {INSIDE}:{second.server_port};")
        sample = re.sub(r"127\.0\.0\.1:(4[0-9]80|4200)\b", f"{INSIDE}:{pages.server_port}", sample)
        sample = sample.replace("/etc/ssl/dondoc/", f"{folder}/").replace("/var/log/nginx/", f"{folder}/")
        places = "".join(
            f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        whole = (
            f"daemon off;\npid {folder}/pid;\nerror_log {folder}/start.log;\nevents {{}}\nhttp {{\n{places}{sample}}}\n"
        )
        (folder / "nginx.conf").write_text(whole, encoding="utf-8")
        run = subprocess.Popen(["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")], stderr=subprocess.PIPE)
        try:
            wait_for(lambda: run.poll() is not None or _listens(port), 20)
            assert run.poll() is None, run.stderr.read() if run.stderr else ""
            yield WebServer(port, folder, second)
        finally:
            run.terminate()
            run.wait(10)
            if run.stderr:
                run.stderr.close()
            pages.shutdown()
            second.shutdown()


def wait_for(done: Callable[[], bool], seconds: float) -> None:
    """Wait until something is so. Fail where it is not by then."""
    until = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < until
        time.sleep(0.02)


def _listens(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex((INSIDE, port)) == 0


@pytest.mark.real
def test_from_outside_the_answer_pages_open_and_no_other(web_server: WebServer) -> None:
    inside_only = [f"/{PAGES[purpose]}/{TOKEN}" for purpose in ("judge", "office", "board")]
    outside = [f"/{page}/{TOKEN}" for purpose, page in PAGES.items() if purpose not in ("judge", "office", "board")]
    others = [*inside_only, HEALTH_PATH, f"{HEALTH_PATH}.json", FIGURES_PATH]
    assert [web_server.status(path) for path in (*outside, "/", "/gui-lai", ALIVE_PATH)] == [200] * (len(outside) + 3)
    assert [web_server.status(path) for path in others] == [404] * len(others)
    assert [web_server.status(path, INSIDE) for path in others] == [200] * len(others)
    assert web_server.status(f"//van-phong/{TOKEN}") == 404
    assert web_server.status(f"/x/../van-phong/{TOKEN}") == 404
    assert web_server.status(f"/%76an-phong/{TOKEN}") == 404


@pytest.mark.real
def test_the_view_of_the_runs_opens_from_inside_alone(web_server: WebServer) -> None:
    assert web_server.status("/v2/dashboard", OUTSIDE, "theo-doi.tinh.gov.vn") == 404
    told = web_server.told("/v2/events", INSIDE, host="theo-doi.tinh.gov.vn", Upgrade="websocket", Connection="Upgrade")
    assert told["host"] == "theo-doi.tinh.gov.vn"
    assert (told["upgrade"], told["connection"]) == ("websocket", "upgrade")


@pytest.mark.real
def test_who_asks_is_told_as_it_is_whatever_he_says_of_himself(web_server: WebServer) -> None:
    told = web_server.told("/", X_Forwarded_For="10.9.9.9", Forwarded="for=10.9.9.9")
    assert told["x-forwarded-for"] == OUTSIDE
    assert told["x-forwarded-proto"] == "https"
    assert told["host"] == "dondoc.tinh.gov.vn"
    assert "forwarded" not in told


@pytest.mark.real
def test_no_key_of_a_link_is_written_down(web_server: WebServer) -> None:
    web_server.status(f"/tra-loi/{TOKEN}")
    web_server.status(f"/van-phong/{TOKEN}")
    wait_for(lambda: web_server.logs.count("/tra-loi 200") > 0, 10)
    assert "/van-phong 404" in web_server.logs
    assert TOKEN.partition(".")[0] not in web_server.logs


@pytest.mark.real
def test_two_machines_share_the_pages_and_where_one_is_away_nobody_notices(web_server: WebServer) -> None:
    assert len({web_server.told("/")["pages"] for _ in range(8)}) == 2
    web_server.second.shutdown()
    web_server.second.server_close()
    assert [web_server.status(f"/tra-loi/{TOKEN}") for _ in range(8)] == [200] * 8


def test_the_sample_lets_through_what_the_pages_take() -> None:
    sample = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    most = re.search(r"client_max_body_size +(\d+)m;", sample)
    assert most is not None
    assert int(most[1]) * 1_000_000 > MOST_FILE_BYTES
    told = re.search(r"^# +trusted_proxies = (\[.*\])$", sample, re.MULTILINE)
    assert told is not None
    assert told[1] in GUIDE


def test_the_guide_copies_files_that_there_are_and_its_settings_are_taken(tmp_path: Path) -> None:
    copied = re.findall(r"/opt/dondoc/(deploy/\S+)", GUIDE)
    assert len(copied) == 4
    assert [name for name in copied if not (PROJECT / name).is_file()] == []
    named = set(re.findall(r"^dondoc ([a-z-]+)", GUIDE, re.MULTILINE))
    assert {"doctor", "go-live", "restore", "move"} <= named <= set(COMMANDS)
    written = re.search(r"dondoc\.toml <<'HET'\n(.*?)\nHET", GUIDE, re.DOTALL)
    assert written is not None
    (tmp_path / "dondoc.toml").write_text(written[1], encoding="utf-8")
    settings = open_home(tmp_path).settings
    assert settings.answer_url == "https://dondoc.tinh.gov.vn"
    assert {line.partition(" ")[0] for line in written[1].splitlines()} <= set(Settings.model_fields)
