"""`dondoc doctor` in a real home: silent where all is sound, and each planted fault is told, alone and among the others."""

import http.server
import json
import shutil
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cli.__main__ import main
from flows.acts.doctor import backups, program
from flows.acts.keeping.versions import read_versions
from flows.up.home_lock import hold_home
from models.backups.outcome import Outcome, keep_outcome
from models.clock import Clock
from models.store.moved_database import keep_moved
from tests.homes.mail_server import MailServer, mail_server
from tests.homes.offices import SMALL_CONTACTS, SMALL_PLAN, SMALL_REGISTER
from tests.homes.pages.serving import find_port

pytestmark = pytest.mark.real
HOST = "don-doc.tinhthu.example.vn"
HEADS = "".join(
    f"{code},Trần Bình,Giám đốc,có,email,lanh-dao-{code}@tinhthu.example.vn,,\n"
    for code in ("van-phong-ubnd-tinh", "cong-an-tinh", "so-y-te")
)


class Page(http.server.BaseHTTPRequestHandler):
    """The public address: `said` is what it answers at the health path."""

    said = b"ok"
    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status)
        if self.status == 302:
            self.send_header("Location", "http://127.0.0.1:9/dang-chay")
        self.end_headers()
        self.wfile.write(self.said)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@dataclass
class Sound:
    """A sound, live home with its mail server and its page."""

    home: Path
    server: MailServer
    page: type[Page]
    environment: pytest.MonkeyPatch


@dataclass
class Lived:
    """A home that has gone live, from which each test copies its own, with what it talks to."""

    home: Path
    server: MailServer
    served: http.server.ThreadingHTTPServer


@contextmanager
def reaching(server: MailServer) -> Iterator[pytest.MonkeyPatch]:
    """Lead the public address to this machine, and the program to the mail server."""
    resolve: Any = socket.getaddrinfo
    with pytest.MonkeyPatch.context() as environment:
        environment.setattr(
            socket,
            "getaddrinfo",
            lambda host, *rest, **more: resolve("127.0.0.1" if host == HOST else host, *rest, **more),
        )
        environment.setenv("DONDOC_MAIL_URL", server.mail_url)
        yield environment


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    home = tmp_path_factory.mktemp("lived") / "nhà"
    served = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=served.serve_forever, daemon=True).start()
    (home / "plans").mkdir(parents=True)
    asked = "every: month\n      due: {before: 28 of next month}"
    monthly = SMALL_PLAN.replace("every: half-year\n      only: H1\n      due: {before: 15/6}", asked)
    year = Clock().today().year
    (home / "plans" / "agencies.yaml").write_text(SMALL_REGISTER, encoding="utf-8")
    (home / "plans" / "ke-hoach-thu.yaml").write_text(monthly.replace("12/2024", f"12/{year + 5}"), encoding="utf-8")
    confirmed = "\n".join(f"  {one}: {{by: Thông báo thử}}" for one in range(year - 1, year + 3))
    (home / "plans" / "calendar.yaml").write_text(f"confirmed:\n{confirmed}\n", encoding="utf-8")
    (home / "contacts.csv").write_text(SMALL_CONTACTS + HEADS, encoding="utf-8")
    url = f"http://{HOST}:{served.server_address[1]}"
    (home / "dondoc.toml").write_text(f'plans = ["ke-hoach-thu"]\nanswer_url = "{url}"\n', encoding="utf-8")
    with mail_server(find_port()) as server:
        with reaching(server):
            assert main(["round", "--home", str(home)]) == 0
            assert main(["go-live", "--yes", "--by", "Hòa", "--home", str(home)]) == 0
            assert main(["backup", "--by", "Hòa", "--home", str(home)]) == 0
        yield Lived(home, server, served)
    served.shutdown()
    served.server_close()


@pytest.fixture
def sound(lived: Lived, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Sound]:
    home, page = tmp_path / "nhà", type("OwnPage", (Page,), {})
    shutil.copytree(lived.home, home)
    lived.served.RequestHandlerClass = page
    with reaching(lived.server) as environment:
        environment.setenv("DONDOC_HOME", str(home))
        environment.setattr(backups, "on_one_disk", lambda *_places: False)
        capsys.readouterr()
        yield Sound(home, lived.server, page, environment)


def examined(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[dict[str, str]]]:
    code = main(["doctor", "--json", *words])
    return code, json.loads(capsys.readouterr().out)


def wrong(found: list[dict[str, str]]) -> list[str]:
    return [f"{one['grade']}: {one['sentence']}" for one in found if one["grade"] != "good"]


def add(name: str, text: str = "x: [") -> Callable[[Sound], None]:
    def plant(sound: Sound) -> None:
        file = sound.home / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    return plant


def without(code: str) -> Callable[[Sound], None]:
    def plant(sound: Sound) -> None:
        book = (sound.home / "contacts.csv").read_text(encoding="utf-8").splitlines(keepends=True)
        (sound.home / "contacts.csv").write_text("".join(row for row in book if not row.startswith(code)))

    return plant


def setting(line: str) -> Callable[[Sound], None]:
    def plant(sound: Sound) -> None:
        file = sound.home / "dondoc.toml"
        kept = [one for one in file.read_text().splitlines() if one.split("=")[0] != line.split("=", maxsplit=1)[0]]
        file.write_text("\n".join([*kept, line]) + "\n")

    return plant


def mail(url: str) -> Callable[[Sound], None]:
    return lambda sound: sound.environment.setenv("DONDOC_MAIL_URL", url)


def page(**values: object) -> Callable[[Sound], None]:
    def plant(sound: Sound) -> None:
        for name, value in values.items():
            setattr(sound.page, name, value)

    return plant


def go_back(_sound: Sound) -> None:
    main(["go-live", "--back-to-prepared", "--by", "Hòa"])


def rows(statement: str) -> Callable[[Sound], None]:
    def plant(sound: Sound) -> None:
        with sqlite3.connect(sound.home / "dondoc.db") as opened:
            opened.executescript(statement)
        opened.close()

    return plant


def no_backup(sound: Sound) -> None:
    shutil.rmtree(sound.home / "backups")


def old_backup(sound: Sound) -> None:
    later = Clock().now() + timedelta(days=5)
    sound.environment.setattr(backups, "BACKUP_OLD", Clock().now() - later)


def one_disk(sound: Sound) -> None:
    sound.environment.setattr(backups, "on_one_disk", lambda *_places: True)


def failed_backup(sound: Sound) -> None:
    keep_outcome(sound.home, Outcome(Clock().now(), "ổ đĩa đã đầy"))


def other_libraries(sound: Sound) -> None:
    sound.environment.setattr(program, "read_versions", lambda home: replace(read_versions(home), libraries_fit=False))


def other_python(sound: Sound) -> None:
    sound.environment.setattr(program, "KNOWN_PYTHONS", ((3, 9),))


def left_database(sound: Sound) -> None:
    keep_moved(sound.home, "", "postgresql://an@may/cu")
    sound.environment.setenv("DONDOC_DATABASE_URL", "postgresql://an@may/cu")


def start_file(sound: Sound) -> None:
    file = sound.home / "chay.sh"
    file.write_text("export DONDOC_MAIL_URL=mailtos://an:mat-khau@thu\n", encoding="utf-8")
    file.chmod(0o644)


PLANTED: dict[str, tuple[Callable[[Sound], None], str, int]] = {
    "a .yml plan": (add("plans/hai.yml"), "hai.yml", 1),
    "a .YAML plan": (add("plans/hai.YAML"), "hai.YAML", 1),
    "a .yaml.txt plan": (add("plans/hai.yaml.txt"), "hai.yaml.txt", 1),
    "changes under .yml": (add("plans/changes/ke-hoach-thu.yml"), "ke-hoach-thu.yml", 1),
    "a calendar under .yml": (add("plans/calendar.yml"), "calendar.yml", 1),
    "a register under .yml": (add("plans/agencies.yml"), "agencies.yml", 1),
    "two plans of one name": (add("plans/khac/ke-hoach-thu.yaml", SMALL_PLAN), "trùng tên với", 1),
    "a plan that waits": (
        add("plans/ke-hoach-hai.yaml", SMALL_PLAN.replace("code: ke-hoach-thu", "code: ke-hoach-hai")),
        'plans = ["ke-hoach-thu", "ke-hoach-hai"]',
        0,
    ),
    "a letterhead that is no Word file": (add("letterhead.docx"), "letterhead.docx: không mở được", 1),
    "a letterhead nobody reads": (add("letterhead-trackr.docx"), "letterhead-trackr.docx không dùng cho báo cáo nào", 0),
    "no Chairman": (without("chu-tich"), "địa chỉ của Chủ tịch UBND tỉnh", 0),
    "no tracker": (without("cong-an"), "cơ quan theo dõi, đôn đốc: Công an tỉnh", 0),
    "no office": (without("van-phong"), "địa chỉ của Văn phòng UBND tỉnh", 0),
    "an agency without an address": (without("so-y-te"), "so-y-te", 0),
    "an agency without a head": (without("so-y-te,Trần"), "người đứng đầu của 1 cơ quan", 0),
    "a wrong row of the address book": (add("contacts.csv", SMALL_CONTACTS + "so-la,,,,email,x,,\n"), "contacts.csv:6", 1),
    "no mail server set": (lambda sound: sound.environment.delenv("DONDOC_MAIL_URL"), "Chưa đặt máy chủ thư", 1),
    "nobody listens there": (mail("mailto://127.0.0.1:9?from=a@tinhthu.example.vn&mode=insecure"), "không mở cổng đã đặt", 1),
    "an address for this machine alone": (setting('answer_url = "http://127.0.0.1:4280"'), "chỉ mở được trên chính máy", 1),
    "no address set": (setting('answer_url = ""'), "chỉ mở được trên chính máy này", 1),
    "another page at the address": (page(said=b"<html>nginx</html>"), "ở đó là một trang khác", 1),
    "a page that is not there": (page(status=404), "phản hồi mã 404", 1),
    "a proxy that fails": (page(status=502), "phản hồi mã 502", 1),
    "an address that leads elsewhere": (page(status=302), "phản hồi mã 302", 1),
    "nothing at the address": (setting(f'answer_url = "http://{HOST}:9"'), "không mở được từ máy này", 1),
    "a UI open to the network": (setting('host = "10.1.2.3"'), "giao diện theo dõi mở ra mạng", 0),
    "a home gone back to prepared": (go_back, "dondoc go-live", 0),
    "a plan with an error": (
        add("plans/ke-hoach-thu.yaml", SMALL_PLAN.replace("lead: cac-so", "lead: cac-soo")),
        "ke-hoach-thu.yaml:",
        1,
    ),
    "a plan that is not there": (setting('plans = ["ke-hoach-thuu"]'), "không có kế hoạch «ke-hoach-thuu»", 1),
    "a home that others can enter": (lambda sound: sound.home.chmod(0o755), "chmod 700", 1),
    "a start file that others can read": (start_file, "đọc được mật khẩu trong", 0),
    "a damaged database of Prefect's": (add("prefect/prefect.db"), "Cơ sở dữ liệu của Prefect", 1),
    "no backup": (no_backup, "Bản sao lưu gần nhất: chưa có bản nào", 0),
    "a backup of days ago": (old_backup, "Xem lượt «Sao lưu hằng ngày»", 1),
    "a backup on the disk of the home": (one_disk, "hỏng ổ đĩa là mất cả hai", 0),
    "a backup that failed": (failed_backup, "chưa làm được. Ổ đĩa đã đầy (từ ngày", 1),
    "a folder of backups that is away": (setting('backup_folder = "/không/có"'), "thư mục sao lưu /không/có không có hoặc", 1),
    "backups switched off": (setting('backup_at = "không"'), "không tự sao lưu", 0),
    "an address of the database that was left": (left_database, "vẫn ghi cơ sở dữ liệu đã chuyển đi", 0),
    "letters that failed": (rows("UPDATE letter SET state = 'failed'"), "thư không gửi được", 1),
    "a letter that nobody said was taken": (
        rows("UPDATE letter SET state = 'doubtful', doubts = 3, next_try_at = NULL WHERE id = 2"),
        "không lần nào báo đã nhận",
        1,
    ),
    "a draft that waits": (rows("UPDATE letter SET state = 'draft' WHERE id = 1"), "1 thư chờ phát hành", 0),
    "a round that was stopped": (
        rows("DELETE FROM round_run WHERE id > 1; UPDATE round_run SET finished_at = NULL, started_at = datetime(started_at, '-2 hours')"),
        "bị dừng giữa chừng",
        1,
    ),
    "a round that did not come": (
        # Whole seconds, and no two rounds may begin at one moment: only the last stays.
        rows(
            "DELETE FROM round_run WHERE id < (SELECT max(id) FROM round_run);"
            "UPDATE round_run SET started_at = datetime(started_at, '-2 days'), finished_at = datetime(finished_at, '-2 days')"
        ),
        "từ đó đến nay chưa chạy đợt nào",
        1,
    ),
    "no round yet": (rows("DELETE FROM round_run"), "Chưa chạy đợt đôn đốc nào", 0),
    "libraries of another list": (other_libraries, "không đúng danh sách requirements.lock", 1),
    "a Python that was not tried": (other_python, "chưa được thử với chương trình", 0),
    "a folder of events that is away": (setting('log_folder = "/không/có"'), "thư mục nhật ký sự kiện /không/có không có", 1),
    "years nobody confirmed": (add("plans/calendar.yaml", "confirmed: {}\n"), "chưa có văn bản xác nhận", 0),
}  # fmt: skip


def test_a_sound_home_gives_nothing_to_look_at(sound: Sound, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = examined(capsys)
    assert wrong(found) == []
    assert code == 0
    said = " ".join(one["sentence"] for one in found)
    assert f"Máy chủ thư 127.0.0.1:{sound.server.port}: nối được" in said
    assert f"Địa chỉ trang báo cáo http://{HOST}" in said


@pytest.mark.parametrize("fault", PLANTED)
def test_each_fault_is_told_and_what_is_broken_ends_in_1(
    fault: str, sound: Sound, capsys: pytest.CaptureFixture[str]
) -> None:
    plant, words, code = PLANTED[fault]
    plant(sound)
    capsys.readouterr()
    ended, found = examined(capsys)
    told = wrong(found)
    assert any(words in one for one in told), told
    assert ended == code, told


EXCLUDING = {
    "no backup": "a backup of days ago",
    "no round yet": "a round that was stopped",
    "a round that did not come": "a round that was stopped",
    "backups switched off": "a folder of backups that is away",
    "a plan that is not there": "a plan with an error",
    "no address set": "an address for this machine alone",
    "no mail server set": "nobody listens there",
    "another page at the address": "a page that is not there",
    "a page that is not there": "an address for this machine alone",
    "a proxy that fails": "an address for this machine alone",
    "an address that leads elsewhere": "an address for this machine alone",
    "nothing at the address": "an address for this machine alone",
    "an agency without a head": "an agency without an address",
    "a home gone back to prepared": "an address for this machine alone",
    "no Chairman": "a wrong row of the address book",
    "no tracker": "a wrong row of the address book",
    "no office": "a wrong row of the address book",
    "an agency without an address": "a wrong row of the address book",
    "years nobody confirmed": "a plan with an error",
}
"""Faults that cannot be in one home together with another: the other, which is planted instead."""
TOGETHER = [name for name in PLANTED if name not in EXCLUDING]
REST = [name for name, other in EXCLUDING.items() if other.startswith(("a wrong row", "a plan with"))][1:]
GROUPS = {
    "most": TOGETHER,
    "the address book": [
        *REST,
        "nothing at the address",
        "a home gone back to prepared",
        "a start file that others can read",
    ],
    "the plan": ["a plan that is not there", "no mail server set", "a page that is not there", "a draft that waits"],
}


@pytest.mark.parametrize("chosen", GROUPS.values(), ids=GROUPS)
def test_all_that_can_be_wrong_at_once_is_told_at_once(
    sound: Sound, capsys: pytest.CaptureFixture[str], chosen: list[str]
) -> None:
    for name in chosen:
        PLANTED[name][0](sound)
    capsys.readouterr()
    code, found = examined(capsys)
    told = wrong(found)
    missed = [name for name in chosen if not any(PLANTED[name][1] in one for one in told)]
    assert (missed, code) == ([], 1), told


def test_each_finding_says_its_kind_what_since_when_and_what_to_do(
    sound: Sound, capsys: pytest.CaptureFixture[str]
) -> None:
    PLANTED["a plan with an error"][0](sound)
    capsys.readouterr()
    _, found = examined(capsys)
    assert all(set(one) == {"grade", "kind", "what", "since", "todo", "sentence"} for one in found)
    assert all(one["kind"] for one in found)
    (plan,) = [one for one in found if "tạm dừng" in one["what"] and one["kind"] == "Kế hoạch"]
    assert plan["since"] == Clock().today().isoformat()
    assert plan["todo"] == "Hãy sửa các lỗi dưới đây, rồi kiểm tra bằng dondoc plan check."
    main(["doctor"])
    shown = capsys.readouterr().out.splitlines()
    assert [line for line in shown if not line.startswith("  ")][:3] == [
        "Thư mục dữ liệu:",
        "Kế hoạch:",
        "Đợt đôn đốc:",
    ]
    assert f"  hỏng   {plan['sentence']}" in shown


def test_what_the_running_program_does_not_serve_as_the_settings_say_is_told(
    sound: Sound, capsys: pytest.CaptureFixture[str], free_ports: Callable[[], int]
) -> None:
    port = free_ports()
    (sound.home / "up.json").write_text(json.dumps({"web_port": port}), encoding="utf-8")
    add("dondoc.toml", (sound.home / "dondoc.toml").read_text(encoding="utf-8") + "web_port = 4999\n")(sound)
    assert not any(str(port) in one for one in wrong(examined(capsys)[1]))
    with hold_home(sound.home):
        code, found = examined(capsys)
        told = " ".join(wrong(found))
        assert code == 1
        assert f"Chương trình đang chạy với web_port = {port}, còn {sound.home}/dondoc.toml:3 ghi 4999" in told
        assert f"dondoc up đang chạy nhưng trang báo cáo ở http://127.0.0.1:{port} không mở được" in told


def test_a_test_letter_goes_out_and_is_kept_nowhere(sound: Sound, capsys: pytest.CaptureFixture[str]) -> None:
    sound.server.letters.clear()
    code, found = examined(capsys, "--test-letter", "hoa@tinhthu.example.vn")
    assert code == 0
    assert "máy chủ thư đã nhận thư gửi hoa@tinhthu.example.vn" in found[-1]["sentence"]
    assert sound.server.recipients == ["hoa@tinhthu.example.vn"]
    code, found = examined(capsys, "--test-letter", "hoa")
    assert (code, found[-1]["grade"]) == (1, "broken")
