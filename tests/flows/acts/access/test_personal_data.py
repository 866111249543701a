"""What is held about a person: given out as one file, erased with the answers kept under the post, and erased again from a backup."""

import json
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from cli.__main__ import main
from models.answers.record import record_answers
from models.audit.acts import Person
from models.database import Database
from models.people.deputies import Naming, end_deputies, name_deputy
from models.people.erasures import LIST
from models.people.whom import ERASED
from models.promises.receipts import Handler, receive
from models.settings import open_home
from tests.homes.pages.desks import HOA, IN_ORDER, JUSTICE, Desks, open_desks
from tests.homes.pages.visitor import HEALTH

CLERK = ["--by", "Lê Thị Hạnh"]
HIM = [
    "--name",
    "Nguyễn Thị Hòa",
    "--agency",
    HEALTH,
    "--address",
    "hoa@syt.bacgiang.gov.vn",
    "--phone",
    "0912 345 678",
]
NAMESAKE = Person("Nguyễn Thị Hòa", "Trưởng phòng", "page")
"""Another person of the same name, at another agency."""
TRACES = ("Nguyễn Thị Hòa", "hoa@syt.bacgiang.gov.vn", "0912 345 678")


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desks]:
    with open_desks(tmp_path_factory.mktemp("personal")) as found:
        assert main(["people", "list", "--home", str(found.home.path)]) == 0  # the home has its identity from now on
        found.answer("II.1.a")
        now, other = found.clock.now(), found.check_in("II.1.a", JUSTICE)
        with found.database.write() as session:
            record_answers(session, {other: IN_ORDER}, JUSTICE, now, now, by=NAMESAKE, province="bac-giang")
            waiting = found.check_in("II.4.b")
            receive(
                session, [waiting], HEALTH, Handler("Nguyễn Thị Hòa", "0912 345 678"), now, by=HOA, province="bac-giang"
            )
            span = found.clock.day, found.clock.day + timedelta(days=9)
            naming = Naming("Nguyễn Thị Hòa", "Phó phòng", "hoa@syt.bacgiang.gov.vn", *span)
            name_deputy(session, HEALTH, naming, now, by=HOA, province="bac-giang")
        yield found


def run(desks: Desks, *arguments: str) -> int:
    return main([*arguments, "--home", str(desks.home.path)])


def kept(database: Database) -> str:
    """Return all that the tables hold, as one text."""
    with database.read() as session:
        tables = ("act", "answer", "deputy", "receipt", "check_in_event", "letter")
        return "\n".join(str(row) for name in tables for row in session.execute(text(f"SELECT * FROM {name}")).all())  # noqa: S608


def test_all_that_is_held_about_a_person_is_one_file_and_the_trail_tells_who_had_it(
    desks: Desks, tmp_path: Path
) -> None:
    out = tmp_path / "hoa.zip"
    assert run(desks, "people", "export", *HIM, "--out", str(out), *CLERK) == 0
    assert out.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(out) as packed:
        said = json.loads(packed.read("du-lieu-ca-nhan.json"))
        page = packed.read("du-lieu-ca-nhan.html").decode()
    assert {"Báo cáo đã gửi", "Người báo cáo thay", "Đã nhận, người xử lý", "Nhật ký"} <= said["parts"].keys()
    assert [one["answered_by"] for one in said["parts"]["Báo cáo đã gửi"]] == ["Nguyễn Thị Hòa"], "and no namesake's"
    assert "Trưởng phòng" not in page
    assert "0912 345 678" in page
    assert "Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15" in said["told"]
    [act] = desks.acts("export-person")
    assert (act.name, act.agency) == ("Lê Thị Hạnh", "van-phong-ubnd-tinh")
    assert "Nguyễn Thị Hòa" in act.detail


def test_an_erasure_waits_until_he_stands_in_for_nobody_and_is_out_of_the_address_book(
    desks: Desks, capsys: pytest.CaptureFixture[str]
) -> None:
    before = kept(desks.database)
    assert run(desks, "people", "erase", *HIM, "--yes", *CLERK) == 1
    assert "Người này đang báo cáo thay" in capsys.readouterr().err
    with desks.database.write() as session:
        end_deputies(session, HEALTH, desks.clock.now(), by=HOA, province="bac-giang", own_province="bac-giang")
    head = "agency,name,post,head,channel,address,from,to\n"
    desks.home.contacts_file.write_text(f"{head}so-y-te,,,,email,hoa@syt.bacgiang.gov.vn,,\n", encoding="utf-8")
    assert run(desks, "people", "erase", *HIM, "--yes", *CLERK) == 1
    assert "còn trong contacts.csv (dòng 2)" in capsys.readouterr().err
    desks.home.contacts_file.write_text(f"{head}so-y-te,,,,email,vanthu@syt.bacgiang.gov.vn,,\n", encoding="utf-8")
    assert run(desks, "people", "erase", *HIM, *CLERK) == 0
    assert "Xóa thật thì thêm --yes" in capsys.readouterr().out
    assert kept(desks.database).count("Nguyễn Thị Hòa") >= before.count("Nguyễn Thị Hòa")


def test_he_is_erased_everywhere_at_once_the_answer_stays_under_its_post_and_a_backup_does_not_bring_him_back(
    desks: Desks, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    file = shelf / "truoc.dondoc.zip"
    assert run(desks, "backup", "--to", str(file), *CLERK) == 0
    assert run(desks, "people", "erase", *HIM, "--yes", *CLERK) == 0
    said = kept(desks.database)
    assert said.count("Nguyễn Thị Hòa") == 3, "of the namesake: the answer, its event and its act"
    assert not [trace for trace in TRACES[1:] if trace in said]
    with desks.database.read() as session:
        asked = text("SELECT answered_by, post, text FROM answer ORDER BY id")
        rows = [tuple(row) for row in session.execute(asked).all()]
    assert rows == [(ERASED, "Chánh Văn phòng Sở", IN_ORDER.text), ("Nguyễn Thị Hòa", "Trưởng phòng", IN_ORDER.text)]
    [act] = desks.acts("erase-person")
    assert (act.name, act.agency) == ("Lê Thị Hạnh", HEALTH)
    assert "91/2025/QH15" in act.detail
    listed = (desks.home.path / LIST).read_text(encoding="ascii")
    assert not [trace for trace in TRACES if trace in listed]
    assert (desks.home.path / "backups" / LIST).read_text(encoding="ascii") == listed
    # The backup of before, with the list beside it, as it is kept beside backups.
    (shelf / LIST).write_text(listed, encoding="ascii")
    capsys.readouterr()
    assert main(["restore", str(file), "--home", str(tmp_path / "restored"), *CLERK]) == 0
    assert "Đã xóa lại dữ liệu cá nhân ở" in capsys.readouterr().out
    restored = Database(open_home(tmp_path / "restored").database_url)
    assert kept(restored).count("Nguyễn Thị Hòa") == said.count("Nguyễn Thị Hòa")
    restored.close()


def test_erasing_him_again_changes_nothing(desks: Desks, capsys: pytest.CaptureFixture[str]) -> None:
    before = desks.counts()
    assert run(desks, "people", "erase", *HIM, "--yes", *CLERK) == 0
    assert "Đã xóa ở 0 dòng" in capsys.readouterr().out
    assert desks.counts() == before
