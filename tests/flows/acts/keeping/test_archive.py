"""A closed year as one file that opens without the program: all that the home holds of it, and nothing that must not leave."""

import html
import io
import json
import re
import stat
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from sqlmodel import select

from cli.__main__ import main
from flows.acts.access.personal_data import erase_about
from flows.acts.keeping.archiving import Archived, archive_year
from flows.acts.keeping.backup import back_up
from flows.acts.keeping.restore import restore
from flows.acts.keeping.year_file import check_archive
from flows.acts.open_home import OpenHome, load_plans, open_office
from models.answers.content import AnswerDraft
from models.answers.evidence import add_evidence, file_of, keep_file
from models.answers.record import record_answers
from models.audit.acts import Person, acts_between
from models.backups.rows import tables
from models.decisions.extensions import ask_extension
from models.decisions.verdicts import Seen, accept, give_back
from models.decisions.waivers import Waiver, waive
from models.promises.receipts import Handler, receive
from models.refusal import RefusedError
from models.reported.years.rows import APART, KEPT, columns_of
from models.tables.answers import Evidence
from models.tables.core import Answer, CheckIn, Letter, Result
from notifications.personal_data import Asked
from reports.archive.columns import COLUMN_MEANINGS, TABLE_MEANINGS
from tests.homes.offices import go_to, morning, round_on, small_office
from tests.homes.sample_files import PDF

BY = Person("Nguyễn Thị Hòa", "Chánh Văn phòng", "command")
HEALTH = Person("Lê Văn An", "Phó Giám đốc Sở", "page")
WHERE, CODE = "tinh-thu", "ke-hoach-thu"
BEGAN, SAID, NEXT_YEAR, WAITED = date(2023, 5, 15), date(2023, 6, 5), date(2024, 1, 4), date(2024, 4, 1)
PHONE = "0912 345 678"
TAGGED = "Đã <script>alert(1)</script> tổ chức & rà soát <b>02</b> hội nghị."
TARGET = re.compile(r'href="([^"]+)"')


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenHome]:
    """Give a home in January 2024 whose year 2023 is closed but for one check-in, of so-y-te, that nobody has judged."""
    with small_office(tmp_path_factory.mktemp("năm"), BEGAN) as made:
        round_on(made, BEGAN)
        now, plans = morning(SAID), load_plans(made)
        with made.database.read() as session:
            owed = {one.holder: one.id for one in session.exec(select(CheckIn))}
        health, police, court = owed["so-y-te"], owed["cong-an-tinh"], owed["van-phong-ubnd-tinh"]
        go_to(made, SAID)
        with made.database.write() as session:
            receive(session, [health], "so-y-te", Handler("Trần Thị Mai", PHONE), now, by=HEALTH, province=WHERE)
            until, why = date(2023, 6, 23), "Chờ số liệu <i>của huyện</i>"
            ask_extension(session, plans, health, "so-y-te", until, why, now, by=HEALTH, province=WHERE)
            for holder, number in (("so-y-te", health), ("cong-an-tinh", police)):
                name = 'Biên bản "số 2" <img src=x>.pdf'
                kept = keep_file(made.home.evidence, io.BytesIO(PDF + holder.encode()), name)
                add_evidence(session, number, holder, kept, now, by=HEALTH, province=WHERE)
                said = {number: AnswerDraft(Result.DONE, 100, TAGGED)}
                record_answers(session, said, holder, now, now, by=HEALTH, province=WHERE)
            seen = Seen(health, 1)
            back = date(2023, 6, 30)
            give_back(session, plans, seen, "cong-an-tinh", now, by=BY, province=WHERE, reason="Thiếu số", due_on=back)
            said = {health: AnswerDraft(Result.DONE, 100, "Đã bổ sung: 12 hệ thống.")}
            record_answers(session, said, "so-y-te", now, now, by=HEALTH, province=WHERE)
            accept(session, plans, [Seen(police, 1)], "van-phong-ubnd-tinh", now, by=BY, province=WHERE)
            free = Waiver("Không có nội dung", "7/VP")
            waive(session, plans, [court], free, "van-phong-ubnd-tinh", now, by=BY, province=WHERE)
        round_on(made, NEXT_YEAR)
        yield made


def make(office: OpenHome, to: Path, on: date = WAITED, *, anyway: bool = False) -> Archived:
    return archive_year(office, list(load_plans(office).values()), 2023, to, morning(on), anyway=anyway, by=BY)


@pytest.fixture(scope="module")
def archived(office: OpenHome, tmp_path_factory: pytest.TempPathFactory) -> Archived:
    return make(office, tmp_path_factory.mktemp("hồ sơ") / "2023.zip")


def test_a_year_in_which_something_is_open_is_refused_with_it_until_the_end_of_march_or_is_marked(
    office: OpenHome, archived: Archived, tmp_path: Path
) -> None:
    with pytest.raises(RefusedError) as refused:
        make(office, tmp_path / "a.zip", NEXT_YEAR)
    assert "còn 1 phiếu chưa xong (1 đã báo cáo, chờ xác nhận), của Sở Y tế 1" in str(refused.value)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(RefusedError, match="năm chưa hết"):
        make(office, tmp_path / "a.zip", date(2023, 12, 31))
    (tmp_path / ".a.zip.part").write_bytes(b"left by one that was killed")
    marked = make(office, tmp_path / "a.zip", NEXT_YEAR, anyway=True)
    for file, is_closed in ((marked.file, False), (archived.file, True)):
        with zipfile.ZipFile(file) as packed:
            assert json.loads(packed.read("thong-tin.json"))["closed"] is is_closed
            assert ("chưa khép" in packed.read("index.html").decode()) is not is_closed


def test_every_answer_and_every_byte_of_evidence_is_inside_and_what_people_wrote_is_text(
    office: OpenHome, archived: Archived
) -> None:
    with office.database.read() as session:
        answers, files = session.exec(select(Answer)).all(), session.exec(select(Evidence)).all()
    with zipfile.ZipFile(archived.file) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    pages = {name: content.decode() for name, content in parts.items() if name.endswith(".html")}
    rows = [json.loads(line) for line in parts["du-lieu/answer.jsonl"].splitlines()]
    assert [(row["id"], row["text"]) for row in rows] == [(one.id, one.text) for one in answers]
    assert len(answers) == 3
    shown = "".join(pages.values())
    for one in answers:
        assert html.escape(one.text) in shown
    assert "Chờ số liệu &lt;i&gt;của huyện&lt;/i&gt;" in shown
    assert "Thiếu số" in shown
    assert not re.search(r"<(script|b|i|img)\b", shown)
    kept = [file_of(office.home.evidence, one).read_bytes() for one in files]
    assert sorted(kept) == sorted(content for name, content in parts.items() if name.startswith("minh-chung/"))
    reached = {"index.html"}
    for page, text in pages.items():
        for target in TARGET.findall(text):
            there = html.unescape(target).partition("#")
            assert _at(page, there[0]) in parts, (page, target)
            reached.add(_at(page, there[0]))
            assert not there[2] or f'id="{there[2]}"' in pages[_at(page, there[0])], (page, target)
    assert pages.keys() <= reached
    assert parts["ke-hoach/ke-hoach-thu/bao-cao-nam-2023.docx"].startswith(b"PK")


def _at(page: str, target: str) -> str:
    """Return what a relative link on a page leads to."""
    found: list[str] = []
    for part in (PurePosixPath(page).parent / target).parts:
        if part == "..":
            found.pop()
        else:
            found.append(part)
    return "/".join(found)


def test_no_telephone_no_address_no_link_and_no_key_leaves_and_the_file_is_its_owners_alone(
    office: OpenHome, archived: Archived
) -> None:
    with office.database.read() as session:
        [letter, *_] = session.exec(select(Letter).where(Letter.recipient == "so-y-te")).all()
    told = re.findall(r"https?://\S+", letter.body)
    assert told
    secret = (office.home.path / "link.key").read_bytes().strip()
    with zipfile.ZipFile(archived.file) as packed:
        for name in packed.namelist():
            content = packed.read(name)
            for kept in (PHONE.encode(), b"@example.invalid", secret, *(link.encode() for link in told)):
                assert kept not in content, name
            assert re.fullmatch(r"[A-Za-z0-9/._-]+", name)
        assert letter.subject in packed.read("du-lieu/letter.jsonl").decode()
    assert stat.S_IMODE(archived.file.stat().st_mode) == 0o600
    with office.database.read() as session:
        [*_, act] = [one for one in acts_between(session, WAITED, WAITED) if one.kind == "archive-year"]
    assert (act.name, act.item) == (BY.name, "2023.zip")
    assert sha256(archived.file.read_bytes()).hexdigest() in act.detail


def _spoil(parts: dict[str, bytes]) -> None:
    parts["du-lieu/answer.jsonl"] = parts["du-lieu/answer.jsonl"].replace(b"12", b"13")


def _add(parts: dict[str, bytes]) -> None:
    parts["minh-chung/them.pdf"] = PDF


def _lose(parts: dict[str, bytes]) -> None:
    del parts["index.html"]


def _drop_a_row(parts: dict[str, bytes]) -> None:
    """Take a row away and mend the list of hashes."""
    name = "du-lieu/verdict.jsonl"
    before = sha256(parts[name]).hexdigest()
    parts[name] = b"".join(parts[name].splitlines(keepends=True)[1:])
    after = sha256(parts[name]).hexdigest()
    parts["SHA256SUMS.txt"] = parts["SHA256SUMS.txt"].replace(before.encode(), after.encode())


@pytest.mark.parametrize("tamper", [_spoil, _add, _lose, _drop_a_row])
def test_what_was_changed_added_or_taken_away_is_found(
    archived: Archived, tmp_path: Path, tamper: Callable[[dict[str, bytes]], None]
) -> None:
    assert check_archive(archived.file)["answer"] == 3
    with zipfile.ZipFile(archived.file) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    tamper(parts)
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as out:
        for name, content in parts.items():
            out.writestr(name, content)
    with pytest.raises(RefusedError, match="bị hỏng hoặc đã bị sửa"):
        check_archive(tmp_path / "b.zip")


def test_by_the_command_nothing_is_written_over_and_a_lost_file_of_evidence_is_told(
    office: OpenHome, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = office.home.path
    monkeypatch.setenv("DONDOC_HOME", str(home))
    monkeypatch.setenv("DONDOC_PLANS", f'["{CODE}"]')
    with office.database.read() as session:
        lost = session.exec(select(Evidence)).all()[0]
    place = file_of(office.home.evidence, lost)
    content = place.read_bytes()
    place.write_bytes(b"x")
    try:
        assert main(["archive", "2023", "--anyway", "--by", "An"]) == 1
    finally:
        place.write_bytes(content)
    said = capsys.readouterr()
    assert f"Tệp minh chứng số {lost.id}" in said.err
    made = home / "archives" / "ho-so-nam-2023-ke-hoach-thu.zip"
    assert main(["archive", "--check", str(made)]) == 0
    assert main(["archive", "2023", "--anyway", "--by", "An"]) == 1
    assert "Đã có tệp" in capsys.readouterr().err
    assert main(["archive", "2023", "--check", str(made)]) == 2
    assert main(["archive"]) == 2
    assert main(["archive", "2031", "--anyway"]) == 1


def test_every_table_and_column_is_told_in_the_archive_or_left_out_with_a_reason() -> None:
    assert set(KEPT) | set(APART) == set(tables())
    assert not set(KEPT) & set(APART)
    assert set(TABLE_MEANINGS) == set(KEPT)
    assert {column for name in KEPT for column in columns_of(name)} == set(COLUMN_MEANINGS)


def test_of_a_home_in_the_other_kind_of_database_every_part_is_the_same(
    office: OpenHome, archived: Archived, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, postgres_url: str
) -> None:
    backup = back_up(office, tmp_path / "b.dondoc.zip", morning(WAITED), by=BY).file
    monkeypatch.setenv("DONDOC_DATABASE_URL", postgres_url)
    restore(backup, tmp_path / "nhà", morning(WAITED), by=BY)
    with open_office(tmp_path / "nhà", {"plans": (CODE,)}) as there:
        other = make(there, tmp_path / "2023.zip")
    with zipfile.ZipFile(archived.file) as one, zipfile.ZipFile(other.file) as two:
        assert {name for name in one.namelist() if one.read(name) != two.read(name)} == set()
        assert one.namelist() == two.namelist()


def test_who_was_erased_is_in_no_part_of_an_archive_that_is_made_afterwards(
    office: OpenHome, archived: Archived, tmp_path: Path
) -> None:
    restore(
        back_up(office, tmp_path / "b.dondoc.zip", morning(WAITED), by=BY).file,
        tmp_path / "nhà",
        morning(WAITED),
        by=BY,
    )
    with open_office(tmp_path / "nhà", {"plans": (CODE,)}) as there:
        erase_about(there, Asked(HEALTH.name, "so-y-te", "", ""), morning(WAITED), by=BY)
        after = make(there, tmp_path / "2023.zip")
    said = {file: _said_by(file, "so-y-te") for file in (archived.file, after.file)}
    assert {(one["answered_by"], one["post"]) for one in said[archived.file]} == {(HEALTH.name, HEALTH.post)}
    assert {one["post"] for one in said[after.file]} == {HEALTH.post}
    assert HEALTH.name not in {one["answered_by"] for one in said[after.file]}
    with zipfile.ZipFile(after.file) as packed:
        pages = [packed.read(name).decode() for name in packed.namelist() if "/phieu/so-y-te/" in name]
    assert pages
    assert not any(HEALTH.name in page for page in pages)


def _said_by(file: Path, holder: str) -> list[dict[str, Any]]:
    """Return the answers in an archive to what an agency holds."""
    with zipfile.ZipFile(file) as packed:
        held = [json.loads(line) for line in packed.read("du-lieu/check_in.jsonl").splitlines()]
        said = [json.loads(line) for line in packed.read("du-lieu/answer.jsonl").splitlines()]
    numbers = {one["id"] for one in held if one["holder"] == holder}
    return [one for one in said if one["check_in_id"] in numbers]
