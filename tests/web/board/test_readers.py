"""Who reads the board by a link of his own: a vice-chairman his fields first and all besides, an inspector all, each view told."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from httpx import Response

from cli.__main__ import main
from models.audit.acts import Person
from models.audit.views import views_between
from models.database import Database
from models.home import clock_of
from models.people.grants import OwnOffice, follow_settings
from models.people.revoking import revoke_links
from models.settings import Home, SettingsError, open_home
from notifications.links import BOARD, link_key, sign_link
from plan.library import Library
from tests.homes.busy_office import SEEN_ON, busy_office
from tests.homes.pages.visitor import Visitor, text_of
from web.app import make_app

OFFICE = "van-phong-ubnd-tinh"
OWN = OwnOffice("bac-giang", OFFICE)
LINES = """
board_readers = [
  "pct-van-xa = Phó Chủ tịch phụ trách văn xã: so-y-te, II.1",
  "thanh-tra = Thanh tra tỉnh",
]
"""


@dataclass
class Reading:
    """The busy home with two readers, and a browser."""

    home: Home
    database: Database
    browser: Visitor

    def get(self, reader: str, rest: str = "/tong-hop") -> Response:
        token = sign_link(link_key(self.home), f"{OFFICE}/board-{reader}", BOARD, SEEN_ON + timedelta(days=30))
        return self.browser.get(f"/bang/{token}{rest}")


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reading]:
    with busy_office(tmp_path_factory.mktemp("readers")) as busy:
        path = busy.office.home.path
        with (path / "dondoc.toml").open("a", encoding="utf-8") as file:
            file.write(LINES)
        home, database = open_home(path), busy.office.database
        with database.write() as session:
            follow_settings(session, home.settings.readers(), clock_of(database).now(), own=OWN)
        yield Reading(home, database, Visitor(make_app(home, database, Library(home.plans), clock_of(database))))


def agencies_on(page: str) -> set[str]:
    return set(re.findall(r'<tr><th scope="row"><a href="co-quan/([a-z-]+)', page))


def refs_on(page: str) -> set[str]:
    return set(re.findall(r'<abbr title="[^"]*">([^<]+)</abbr>', page))


def test_a_vice_chairman_sees_his_fields_first_and_everything_when_he_asks(reading: Reading) -> None:
    own = reading.get("pct-van-xa")
    assert "Đang xem phạm vi của Phó Chủ tịch phụ trách văn xã" in text_of(own)
    whole = reading.get("pct-van-xa", "/tong-hop?linh-vuc=tat-ca")
    assert 'href="tong-hop?linh-vuc=tat-ca"' in own.text
    more = reading.get("pct-van-xa", "/tong-hop?linh-vuc=tat-ca&phan=map&trang=2")
    assert agencies_on(own.text) <= agencies_on(whole.text) | agencies_on(more.text)
    others = {ref for ref in refs_on(own.text) if not ref.startswith("II.1.")}
    rows = re.findall(r'<tr><th scope="row"><a href="co-quan/([a-z-]+)".*?</tr>', own.text, re.DOTALL)
    assert "so-y-te" in rows
    assert others  # what Sở Y tế owes elsewhere is his too
    assert refs_on(own.text) < refs_on(whole.text)
    # A cell outside his fields is his to read all the same.
    [cell] = re.findall(r'href="(o/so-tu-phap/[^"?]+)"', whole.text)[:1]
    assert reading.get("pct-van-xa", f"/{cell}").status_code == 200
    assert reading.get("pct-van-xa", "/tong-hop?linh-vuc=ai-do").status_code == 404


def test_the_numbers_of_his_fields_open_lists_of_so_many(reading: Reading) -> None:
    page = reading.get("pct-van-xa").text
    counted = dict(re.findall(r'danh-sach/(\w+)"><strong>(\d+)</strong>', page))
    whole = dict(
        re.findall(
            r'danh-sach/(\w+)\?linh-vuc=tat-ca"><strong>(\d+)</strong>',
            reading.get("pct-van-xa", "/tong-hop?linh-vuc=tat-ca").text,
        )
    )
    for stage, count in counted.items():
        assert f": {count} phiếu báo cáo." in text_of(reading.get("pct-van-xa", f"/danh-sach/{stage}"))
        assert int(count) <= int(whole[stage])
    assert counted != whole


def test_an_inspector_reads_all_and_changes_nothing(reading: Reading) -> None:
    page = reading.get("thanh-tra")
    assert "Đang xem phạm vi" not in page.text
    assert len(agencies_on(page.text)) > 25
    assert 'method="post"' not in page.text
    assert "giai-trinh" not in reading.get("thanh-tra", "/danh-sach/open_overdue").text
    assert len(reading.get("thanh-tra", "/tong-hop?linh-vuc=tat-ca").content) < 60_000


def test_each_view_is_in_the_trail_under_whose_link_it_was(
    reading: Reading, capsys: pytest.CaptureFixture[str]
) -> None:
    reading.get("thanh-tra")
    assert f"{OFFICE}/board-thanh-tra" in {view.recipient for view in views_between(reading.home, SEEN_ON, SEEN_ON)}
    assert main(["audit", "--home", str(reading.home.path), "--agency", OFFICE]) == 0
    assert "(người được cấp quyền «thanh-tra»): xem bảng theo dõi" in capsys.readouterr().out


def test_a_link_is_made_listed_and_revoked_alone_by_the_readers_code(
    reading: Reading, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONDOC_HOME", str(reading.home.path))
    assert main(["links", "show", "pct-van-xa", "--by", "Lê Thị Hạnh"]) == 0
    [token] = re.findall(r"/bang/(\S+)", capsys.readouterr().out)
    assert reading.browser.get(f"/bang/{token}/tong-hop").status_code == 200
    assert main(["links", "revoke", "pct-van-xa", "--by", "Lê Thị Hạnh", "--reason", "Thôi phụ trách"]) == 0
    assert "đã bị thu hồi" in text_of(reading.browser.get(f"/bang/{token}/tong-hop"))
    assert reading.get("thanh-tra").status_code == 200
    capsys.readouterr()
    assert main(["people", "list"]) == 0
    told = [re.sub("từ .*? \\(", "(", line) for line in capsys.readouterr().out.splitlines()]
    assert told == [
        "pct-van-xa: Phó Chủ tịch phụ trách văn xã; người xem bảng theo dõi; phạm vi: so-y-te, II.1; (theo dondoc.toml); đã thu hồi liên kết 1 lần",
        "thanh-tra: Thanh tra tỉnh; người xem bảng theo dõi; phạm vi: tất cả; (theo dondoc.toml)",
    ]
    assert main(["links", "show", "pct-van-x"]) == 2
    assert main(["links", "show", f"{OFFICE}/board-ai-do"]) == 2


def test_the_offices_own_revocation_ends_all_readers_and_who_is_no_reader_any_more_reads_nothing(
    reading: Reading,
) -> None:
    assert reading.get("nguoi-cu").status_code == 410
    with reading.database.write() as session:
        by = Person("Lê Thị Hạnh", "", "command")
        now = clock_of(reading.database).now()
        revoke_links(session, OFFICE, "Lộ liên kết", now, by=by, own_province="bac-giang")
    assert "đã bị thu hồi" in text_of(reading.get("thanh-tra"))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Phó Chủ tịch", "không hiểu «Phó Chủ tịch»"),
        ("pct = A: so y te", "không hiểu"),
        ("giao-dien = A", "dành cho giao diện theo dõi"),
        ("a = A; a = B", "được ghi hai lần"),
    ],
)
def test_a_line_that_names_nobody_is_refused_with_an_example(
    line: str, told: str, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONDOC_BOARD_READERS", line)
    with pytest.raises(SettingsError, match=told):
        open_home(tmp_path)  # type: ignore[arg-type]
