"""The office's page of personal data: a file that tells all, an erasure that is whole or not at all, and what stands in its way."""

import json
import zipfile
from collections.abc import Iterator
from io import BytesIO

import pytest
from sqlalchemy import text

from cli.__main__ import main
from models.people.erasures import LIST
from models.people.whom import ERASED
from models.promises.receipts import Handler, receive
from tests.homes.pages.desks import HOA as BY_HOA
from tests.homes.pages.desks import Desks, open_desks
from tests.homes.pages.visitor import HEALTH, text_of

BY = {"name": "Lê Thị Hạnh", "post": "Chuyên viên", "sure": "1"}
HOA = {"their-name": "Nguyễn Thị Hòa", "agency": HEALTH}


@pytest.fixture
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desks]:
    with open_desks(tmp_path_factory.mktemp("personal-page")) as found:
        assert main(["people", "list", "--home", str(found.home.path)]) == 0  # the home has its identity from now on
        found.answer("II.1.a")
        yield found


def press(desks: Desks, act: str, asked: dict[str, str]) -> tuple[int, str, bytes]:
    page = desks.office()
    answer = desks.send(f"{page}/du-lieu-ca-nhan", {"seal": desks.seal(page), "act": act, **BY, **asked})
    return answer.status_code, text_of(answer), answer.content


def answered_by(desks: Desks) -> str:
    with desks.database.read() as session:
        return str(session.execute(text("SELECT answered_by FROM answer")).scalar_one())


def test_an_erasure_that_finds_nobody_leaves_every_mail_and_the_list_as_they_were(desks: Desks) -> None:
    desks.home.mailbox.mkdir(exist_ok=True)
    mail = desks.home.mailbox / "1.eml"
    mail.write_text("To: la@x.vn\n\nXin chào", encoding="utf-8")
    status, told, _ = press(desks, "erase-person", {"address": "la@x.vn"})
    assert (status, "Không có dữ liệu nào về người này" in told) == (422, True)
    assert mail.exists()
    assert not (desks.home.path / LIST).exists()


def test_where_a_list_cannot_be_written_it_is_told_and_nothing_is_erased_until_it_can(desks: Desks) -> None:
    wrong = desks.home.path / "backups" / LIST
    wrong.mkdir(parents=True)
    status, told, _ = press(desks, "erase-person", HOA)
    assert (status, "Chưa ghi được danh sách đã xóa vào" in told, "nên chưa xóa" in told) == (422, True, True)
    assert answered_by(desks) == "Nguyễn Thị Hòa"
    assert not (desks.home.path / LIST).read_text(encoding="ascii"), "who was not erased is on no list"
    wrong.rmdir()
    assert press(desks, "erase-person", HOA)[0] == 303
    assert answered_by(desks) == ERASED
    assert wrong.read_text(encoding="ascii"), "beside backups that are yet to come too"


def test_the_telephone_beside_his_name_is_on_the_list_though_his_name_alone_was_asked_for(desks: Desks) -> None:
    with desks.database.write() as session:
        handler, lines = Handler("Nguyễn Thị Hòa", "0912 345 678"), [desks.check_in("II.4.b")]
        receive(session, lines, HEALTH, handler, desks.clock.now(), by=BY_HOA, province="bac-giang")
    assert press(desks, "erase-person", HOA)[0] == 303
    with desks.database.read() as session:
        assert session.execute(text("SELECT handler, phone FROM receipt")).all() == [("", "")]
    [listed] = map(json.loads, (desks.home.path / LIST).read_text(encoding="ascii").splitlines())
    assert (len(listed["names"]), len(listed["phones"]), listed["addresses"]) == (1, 1, [])


def test_a_file_about_somebody_is_given_out_and_an_agency_that_nobody_knows_is_refused(desks: Desks) -> None:
    status, _, content = press(desks, "export-person", HOA)
    assert status == 200
    with zipfile.ZipFile(BytesIO(content)) as packed:
        page = packed.read("du-lieu-ca-nhan.html").decode()
    assert "Dữ liệu cá nhân: Nguyễn Thị Hòa, so-y-te" in page
    assert "người xuất: Lê Thị Hạnh (Chuyên viên)" in page
    status, told, _ = press(desks, "export-person", HOA | {"agency": "so-y-t"})
    assert (status, "Không có cơ quan «so-y-t»" in told) == (422, True)
