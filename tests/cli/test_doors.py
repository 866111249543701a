"""A day on which everybody acts, by the page, by a command and by a form: the trail has one line for each act, and no more."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlmodel import select

from models.tables.decisions import Extension, Objection
from notifications.links import ANSWER, link_key, sign_link
from tests.homes.pages.desks import Desks, open_desks
from tests.homes.pages.visitor import HEALTH, LAST_DAY, fields_of
from tests.homes.telling import run
from web.door.http_requests import FORM_TYPE

HOA = {"name": "Nguyễn Thị Hòa", "post": "Chánh Văn phòng Sở"}
LAM = {"name": "Trần Văn Lâm", "post": "Phó Trưởng phòng"}
HANH = {"name": "Lê Thị Hạnh", "post": "Phó Chánh Văn phòng"}


@dataclass
class Doors:
    """The three ways to act in a home: its pages, the command line, the forms of the Prefect UI."""

    desks: Desks
    capsys: pytest.CaptureFixture[str]

    def tell(self, line: str) -> str:
        """Run a command, which must do what it is asked, and return what it printed."""
        code, out, err = run(self.capsys, line)
        assert code == 0, err
        return out

    def acts(self) -> Counter[str]:
        """Return the lines of the trail that tell what people did: without their moment, and links without their mark."""
        lines = [line.partition("  ")[2] for line in self.tell("audit").splitlines()[:-1]]
        told = [line for line in lines if not line.startswith("Chương trình: ") and ": xem " not in line]
        return Counter(re.sub(r"liên kết [0-9a-f]{12}", "liên kết …", line) for line in told)

    @property
    def home(self) -> Path:
        return self.desks.home.path

    def send(self, act: str, **typed: str) -> None:
        """Send the page of Sở Y tế by one of its buttons."""
        fields = fields_of(self.desks.browser.get(self._page).text) | {"act": act} | HOA | typed
        assert self.desks.send(self._page, fields).status_code == 303

    def save(self, ref: str) -> None:
        self.send("save", **{f"text-{self.desks.check_in(ref)}": "Đang tổng hợp."})

    def answer(self, ref: str) -> None:
        line = self.desks.check_in(ref)
        self.send("send", **{f"result-{line}": "in_progress", f"text-{line}": "Đã tổ chức 02 hội nghị."})

    def on_line(self, ref: str, act: str, **typed: str) -> None:
        """Send a form of a line's own page."""
        self._send_deed(f"/muc/{self.desks.check_in(ref)}", act, typed)

    def on_agency(self, act: str, **typed: str) -> None:
        """Send a form of the page of an agency's other matters; `deputy_post` is `deputy-post`."""
        self._send_deed("/co-quan", act, {name.replace("_", "-"): value for name, value in typed.items()})

    def judge(self, ref: str, verdict: str, **typed: str) -> None:
        line = self.desks.check_in(ref)
        fields = {f"verdict_{line}": verdict} | {f"{name}_{line}": value for name, value in typed.items()}
        self._decide(self.desks.judge(), "verdicts", LAM | fields)

    def grant(self, ref: str) -> None:
        self._decide(self.desks.judge(), "extensions", LAM | {f"extension_{self._number(Extension, ref)}": "grant"})

    def reject(self, ref: str) -> None:
        number = self._number(Objection, ref)
        typed = {f"objection_{number}": "reject", f"outcome_{number}": "Sở chủ trì theo kế hoạch."}
        self._decide(self.desks.office(), "objections", HANH | typed)

    @property
    def _page(self) -> str:
        return "/tra-loi/" + sign_link(link_key(self.desks.home), HEALTH, ANSWER, LAST_DAY)

    def _send_deed(self, place: str, act: str, typed: dict[str, str]) -> None:
        seal = fields_of(self.desks.browser.get(self._page).text)["seal"]
        content = urlencode({"seal": seal, "act": act} | HOA | typed)
        sent = self.desks.browser.request("POST", self._page + place, content, {"content-type": FORM_TYPE})
        assert sent.status_code == 303

    def _decide(self, address: str, which: str, typed: dict[str, str]) -> None:
        assert self.desks.send(address, self.desks.form(address, which, **typed)).status_code == 303

    def _number(self, table: type[Extension | Objection], ref: str) -> int:
        with self.desks.database.read() as session:
            return session.exec(select(table.id).where(table.check_in_id == self.desks.check_in(ref))).one()


@pytest.fixture
def doors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Doors]:
    monkeypatch.setenv("DONDOC_HOME", str(tmp_path))
    with open_desks(tmp_path) as desks:
        yield Doors(desks, capsys)


HOA_PAGE = "[Nguyễn Thị Hòa (Chánh Văn phòng Sở), trên trang, liên kết …]"
LAM_PAGE = "[Trần Văn Lâm (Phó Trưởng phòng), trên trang, liên kết …]"
HANH_PAGE = "[Lê Thị Hạnh (Phó Chánh Văn phòng), trên trang, liên kết …]"
HOA_TOLD = "[Nguyễn Thị Hòa, qua điện thoại, người ghi: Lê Thị Hạnh]"
LAM_TOLD, HANH_TOLD = "[Trần Văn Lâm, Văn phòng ghi]", "[Lê Thị Hạnh, Văn phòng ghi]"
HALF = "(6 tháng đầu năm 2023)"
NOT_OURS = f"{HALF} «không thuộc nhiệm vụ của cơ quan» lần 1"
TO_RECORD = "--recorder 'Lê Thị Hạnh'"
BY_HOA, BY_LAM, BY_HANH = "--by 'Nguyễn Thị Hòa'", "--by 'Trần Văn Lâm'", "--by 'Lê Thị Hạnh'"

ON_PAGES: tuple[tuple[Callable[[Doors], object], str], ...] = (
    (lambda doors: doors.save("II.1.a"), f"Sở Y tế: lưu nháp II.1.a {HALF}: lần 1 {HOA_PAGE}"),
    (lambda doors: doors.answer("II.1.a"), f"Sở Y tế: gửi báo cáo II.1.a {HALF}: lần 1 {HOA_PAGE}"),
    (
        lambda doors: doors.judge("II.1.a", "accept"),
        f"Công an tỉnh: xác nhận báo cáo II.1.a {HALF} lần 1 {LAM_PAGE}",
    ),
    (lambda doors: doors.answer("II.1.b"), f"Sở Y tế: gửi báo cáo II.1.b {HALF}: lần 1 {HOA_PAGE}"),
    (
        lambda doors: doors.judge("II.1.b", "return", reason="Thiếu số liệu.", due="20/6/2023"),
        f"Công an tỉnh: trả lại báo cáo II.1.b {HALF} lần 1: Thiếu số liệu. {LAM_PAGE}",
    ),
    (
        lambda doors: doors.on_line("II.4.a", "extend", until="30/6/2023", reason="Chờ hướng dẫn."),
        f"Sở Y tế: đề nghị gia hạn II.4.a {HALF} lần 1: đến ngày 30/6/2023: Chờ hướng dẫn. {HOA_PAGE}",
    ),
    (
        lambda doors: doors.grant("II.4.a"),
        f"Công an tỉnh: quyết định đề nghị gia hạn II.4.a {HALF} lần 1: đồng ý đến ngày 30/6/2023 {LAM_PAGE}",
    ),
    (
        lambda doors: doors.on_line("II.4.b", "not-ours", reason="Việc của Công an tỉnh."),
        f"Sở Y tế: nêu ý kiến về nhiệm vụ II.4.b {NOT_OURS}: Việc của Công an tỉnh. {HOA_PAGE}",
    ),
    (
        lambda doors: doors.reject("II.4.b"),
        (
            f"Văn phòng UBND tỉnh: quyết định về ý kiến II.4.b {NOT_OURS}: không đồng ý; Sở chủ trì theo kế hoạch. "
            f"{HANH_PAGE}"
        ),
    ),
    (
        lambda doors: doors.on_agency(
            "deputy",
            deputy="Trần Văn Bình",
            deputy_post="Phó Chánh Văn phòng",
            address="binh@syt.example.vn",
            starts="06/6/2023",
            ends="20/6/2023",
        ),
        f"Sở Y tế: cử người báo cáo thay (người thứ 1): từ 06/6/2023 đến 20/6/2023 {HOA_PAGE}",
    ),
)
BY_COMMANDS: tuple[tuple[str, str], ...] = (
    (
        f"answer so-y-te II.1.d --result hoan-thanh {BY_HOA} {TO_RECORD}",
        f"Sở Y tế: gửi báo cáo II.1.d {HALF}: lần 1 {HOA_TOLD}",
    ),
    (f"accept so-y-te II.1.d {BY_LAM}", f"Công an tỉnh: xác nhận báo cáo II.1.d {HALF} lần 1 {LAM_TOLD}"),
    (
        f"answer so-y-te II.5.a --result dang-thuc-hien --text 'Đã họp' {BY_HOA} {TO_RECORD}",
        f"Sở Y tế: gửi báo cáo II.5.a {HALF}: lần 1 {HOA_TOLD}",
    ),
    (
        f"return so-y-te II.5.a {BY_LAM} --reason 'Chưa rõ' --until 20/6/2023",
        f"Công an tỉnh: trả lại báo cáo II.5.a {HALF} lần 1: Chưa rõ {LAM_TOLD}",
    ),
    (
        f"extend so-y-te II.4.đ --until 30/6/2023 {BY_HOA} --reason 'Chờ số liệu' {TO_RECORD}",
        f"Sở Y tế: đề nghị gia hạn II.4.đ {HALF} lần 1: đến ngày 30/6/2023: Chờ số liệu {HOA_TOLD}",
    ),
    (
        f"extend so-y-te II.4.đ --refuse {BY_LAM} --note 'Đã đủ thời gian'",
        f"Công an tỉnh: quyết định đề nghị gia hạn II.4.đ {HALF} lần 1: không đồng ý; Đã đủ thời gian {LAM_TOLD}",
    ),
    (
        f"objection so-y-te II.4.e {BY_HOA} --reason 'Việc của Công an tỉnh' {TO_RECORD}",
        f"Sở Y tế: nêu ý kiến về nhiệm vụ II.4.e {NOT_OURS}: Việc của Công an tỉnh {HOA_TOLD}",
    ),
    (
        f"objection so-y-te II.4.e --reject {BY_HANH} --outcome 'Sở chủ trì'",
        f"Văn phòng UBND tỉnh: quyết định về ý kiến II.4.e {NOT_OURS}: không đồng ý; Sở chủ trì {HANH_TOLD}",
    ),
    (
        f"waive so-tu-phap II.5.a --reason 'Đã nêu trong báo cáo chung' --document '45/UBND-NC' {BY_HANH}",
        f"Văn phòng UBND tỉnh: miễn báo cáo II.5.a {HALF} theo 45/UBND-NC: Đã nêu trong báo cáo chung {HANH_TOLD}",
    ),
    (
        f"request --to so-tu-phap --by 20/6/2023 --subject 'Rà soát máy chủ' --document '12/UBND' {TO_RECORD}",
        (
            "Văn phòng UBND tỉnh: ghi yêu cầu đột xuất số 1 năm 2023: Văn phòng UBND tỉnh yêu cầu 1 cơ quan báo cáo "
            f"theo 12/UBND, hạn 20/6/2023: Rà soát máy chủ {HANH_TOLD}"
        ),
    ),
    (
        f"handover --from so-tu-phap --to so-noi-vu --ref II.4.a --by 'Công văn số 7/UBND-NC' {TO_RECORD}",
        (
            "Văn phòng UBND tỉnh: ghi bàn giao nhiệm vụ theo Công văn số 7/UBND-NC: Kế hoạch 11/2022, từ Sở Tư pháp sang "
            f"Sở Nội vụ, nhiệm vụ II.4.a, từ ngày 05/6/2023 {HANH_TOLD}"
        ),
    ),
    (
        f"links revoke so-y-te/head {BY_HANH} --reason 'Chuyển tiếp nhầm'",
        f"Sở Y tế: thu hồi liên kết của Sở Y tế (người đứng đầu): Chuyển tiếp nhầm {HANH_TOLD}",
    ),
    (
        f"links show so-tu-phap {BY_HANH}",
        f"Sở Tư pháp: in liên kết của Sở Tư pháp: trang báo cáo {HANH_TOLD}",
    ),
)


def put_request(doors: Doors) -> None:
    from flows.runs.ad_hoc_request import ask
    from flows.runs.forms import RequestForm

    form = RequestForm(
        agencies=["Sở Y tế (so-y-te)"],
        by=date(2023, 6, 20),
        subject="Rà soát",
        document="CV 9",
        recorder="Lê Thị Hạnh",
    )
    ask(doors.home, form)


def take_answer(doors: Doors) -> None:
    from flows.runs.forms import ResultChoice, TelephoneForm
    from flows.runs.telephone_answer import record

    form = TelephoneForm(
        agency="Sở Y tế (so-y-te)",
        ref="II.4.g",
        result=ResultChoice.DONE,
        answered_by="Nguyễn Thị Hòa",
        recorder="Lê Thị Hạnh",
    )
    record(doors.home, form)


BY_FORMS: tuple[tuple[Callable[[Doors], object], str], ...] = (
    (
        put_request,
        (
            "Văn phòng UBND tỉnh: ghi yêu cầu đột xuất số 2 năm 2023: Văn phòng UBND tỉnh yêu cầu 1 cơ quan báo cáo "
            f"theo CV 9, hạn 20/6/2023: Rà soát {HANH_TOLD}"
        ),
    ),
    (take_answer, f"Sở Y tế: gửi báo cáo II.4.g {HALF}: lần 1 {HOA_TOLD}"),
)
"""The forms of the Prefect UI; Prefect takes a second to import, and nothing else here needs it."""


def test_each_act_of_a_day_adds_its_own_line_to_the_trail_and_looking_adds_none(doors: Doors) -> None:
    commands = [(lambda doors, line=line: doors.tell(line), told) for line, told in BY_COMMANDS]
    before = doors.acts()
    assert not before
    for act, told in (*ON_PAGES, *commands, *BY_FORMS):
        act(doors)
        after = doors.acts()
        assert after - before == Counter([told])
        before = after
    assert before.total() == len(ON_PAGES) + len(BY_COMMANDS) + len(BY_FORMS)
