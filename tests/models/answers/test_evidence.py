"""Evidence: files are known by their content, kept once, never outside their folder, and go out with their answer."""

import os
import pwd
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from models.answers.evidence import (
    MAX_FILES,
    MAX_KEPT_FILES,
    KeptFile,
    Tidied,
    add_evidence,
    evidence_of,
    find_evidence,
    remove_unneeded_files,
    withdraw_evidence,
)
from models.answers.record import lines_of_agency, record_answers
from models.check_ins.moves import StateChange, move_check_in
from models.database import Database
from models.refusal import RefusedError
from models.sent_files.findings import PDF
from models.tables.answers import Evidence
from models.tables.core import CheckIn, State
from plan.library import Library, LoadedPlan, load_plan
from tests.homes.answer_home import (
    HEALTH,
    HELD_MEETING,
    HOA,
    MONDAY,
    NOW,
    acts,
    check_in_of,
    keep,
    left_in,
    opened,
    say,
)
from tests.homes.sample_files import PDF as PDF_FILE
from tests.homes.sample_files import png

PNG_FILE = png()


@pytest.fixture(scope="module")
def bac_giang() -> LoadedPlan:
    return load_plan("bac-giang", Library())


@pytest.fixture
def database(tmp_path: Path, bac_giang: LoadedPlan) -> Iterator[Database]:
    made = opened(f"sqlite:///{tmp_path / 'dondoc.db'}", bac_giang)
    yield made
    made.close()


def a_file(number: int = 0) -> KeptFile:
    return KeptFile(sha256(str(number).encode()).hexdigest(), f"minh-chứng-{number}.pdf", PDF, 100 + number)


def add(database: Database, line: int, file: KeptFile, agency: str = HEALTH) -> Evidence:
    with database.write() as session:
        return add_evidence(session, line, agency, file, NOW, by=HOA, province="bac-giang")


def withdraw(database: Database, evidence: Evidence, agency: str = HEALTH) -> None:
    with database.write() as session:
        withdraw_evidence(session, evidence.id, agency, NOW, by=HOA, province="bac-giang")


def files(database: Database, line: int) -> list[tuple[str, int]]:
    with database.read() as session:
        return [(one.name, one.version) for one in evidence_of(session, [line]).get(line, [])]


def test_a_file_waits_for_its_answer_and_goes_out_with_it(database: Database) -> None:
    line, other = check_in_of(database, "II.1.a"), check_in_of(database, "II.1.b")
    first, elsewhere = add(database, line, a_file(1)), add(database, other, a_file(1))
    assert files(database, line) == [("minh-chứng-1.pdf", 0)]
    assert say(database, line, HELD_MEETING) == [line]
    assert (files(database, line), files(database, other)) == ([("minh-chứng-1.pdf", 1)], [("minh-chứng-1.pdf", 0)])
    add(database, line, a_file(2))
    # Nothing but a new file is an answer too.
    assert say(database, line, HELD_MEETING) == [line]
    assert files(database, line) == [("minh-chứng-1.pdf", 1), ("minh-chứng-2.pdf", 2)]
    assert say(database, line, HELD_MEETING) == []
    assert [(act[0], act[2], act[3]) for act in acts(database, "evidence")] == [
        (line, "minh-chứng-1.pdf", HOA.name),
        (other, "minh-chứng-1.pdf", HOA.name),
        (line, "minh-chứng-2.pdf", HOA.name),
    ]
    with database.read() as session:
        found = find_evidence(session, elsewhere.id)
        assert found is not None
        assert (found[0].id, found[1].id, found[1].holder) == (elsewhere.id, other, HEALTH)
        assert find_evidence(session, 999_999) is None
    assert first.id != elsewhere.id


def test_the_same_content_twice_is_one_evidence(database: Database) -> None:
    line = check_in_of(database, "II.1.a")
    first = add(database, line, a_file())
    assert add(database, line, replace(a_file(), name="tên khác.pdf")).id == first.id
    say(database, line, HELD_MEETING)
    assert add(database, line, a_file()).version == 1
    assert files(database, line) == [("minh-chứng-0.pdf", 1)]
    assert len(acts(database, "evidence")) == 1


def test_what_waits_can_be_taken_back_and_put_again_and_what_went_out_stays(database: Database) -> None:
    line = check_in_of(database, "II.1.a")
    evidence = add(database, line, a_file())
    withdraw(database, evidence)
    withdraw(database, evidence)
    assert files(database, line) == []
    assert len(acts(database, "withdraw-evidence")) == 1
    with database.read() as session:
        assert find_evidence(session, evidence.id) is None
    assert add(database, line, replace(a_file(), name="lại.pdf")).id == evidence.id
    assert files(database, line) == [("lại.pdf", 0)]
    say(database, line, HELD_MEETING)
    with pytest.raises(RefusedError, match="Tệp này đã gửi cùng báo cáo nên không rút lại được"):
        withdraw(database, evidence)


def test_a_foreign_agency_and_a_judged_check_in_are_refused(database: Database) -> None:
    line = check_in_of(database, "II.1.a")
    with pytest.raises(RefusedError, match="không thuộc cơ quan này"):
        add(database, line, a_file(), agency="so-tu-phap")
    evidence = add(database, line, a_file())
    with pytest.raises(RefusedError, match="Không có tệp minh chứng này"):
        withdraw(database, evidence, agency="so-tu-phap")
    say(database, line, HELD_MEETING)
    with database.write() as session:
        move_check_in(session, line, StateChange(State.ACCEPTED, "1", MONDAY, NOW, "Công an tỉnh"))
    with pytest.raises(RefusedError, match="đã được xác nhận hoặc không còn phải gửi"):
        add(database, line, a_file(2))


def test_so_many_files_go_with_one_answer_and_not_without_end(database: Database) -> None:
    line = check_in_of(database, "II.1.a")
    number = 0
    for _ in range(MAX_KEPT_FILES // MAX_FILES):
        for _ in range(MAX_FILES):
            number += 1
            add(database, line, a_file(number))
        with pytest.raises(RefusedError, match=r"đã có đủ (5|20) tệp"):
            add(database, line, a_file(999))
        say(database, line, HELD_MEETING)
    with pytest.raises(RefusedError, match="đã có đủ 20 tệp"):
        add(database, line, a_file(999))
    assert len(files(database, line)) == MAX_KEPT_FILES


def crowd(database: Database) -> None:
    line = check_in_of(database, "II.1.a")

    def add_one(number: int) -> int:
        try:
            return int(add(database, line, a_file(number)).id is not None)
        except RefusedError:
            return 0

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(add_one, range(20))) == MAX_FILES
    assert len(files(database, line)) == MAX_FILES
    say(database, line, HELD_MEETING)
    assert {version for _, version in files(database, line)} == {1}


def test_files_sent_at_once_are_no_more_than_may_be_on_sqlite(database: Database) -> None:
    crowd(database)


@pytest.mark.postgres
def test_files_sent_at_once_are_no_more_than_may_be_on_postgresql(postgres_url: str, bac_giang: LoadedPlan) -> None:
    made = opened(postgres_url, bac_giang)
    crowd(made)
    made.close()


def test_a_file_that_waited_with_who_held_the_line_before_waits_for_the_heir_only_if_he_sends_it(
    database: Database,
) -> None:
    line = check_in_of(database, "II.1.a")
    add(database, line, a_file(1))
    add(database, line, a_file(2))
    with database.write() as session:
        check_in = session.get(CheckIn, line)
        assert check_in is not None
        check_in.holder = "so-tu-phap"
    with pytest.raises(RefusedError, match="không thuộc cơ quan này"):
        add(database, line, a_file(3))
    assert add(database, line, a_file(1), agency="so-tu-phap").agency == "so-tu-phap"
    with database.read() as session:
        (heirs,) = (
            one
            for one in lines_of_agency(session, "so-tu-phap", MONDAY, province="bac-giang")
            if one.check_in.id == line
        )
        assert [one.agency for one in heirs.evidence] == ["so-tu-phap"]
    with database.write() as session:
        record_answers(session, {line: HELD_MEETING}, "so-tu-phap", NOW, NOW, by=HOA, province="bac-giang")
    assert files(database, line) == [("minh-chứng-1.pdf", 1), ("minh-chứng-2.pdf", 0)]


def test_files_that_nothing_needs_go_after_a_while(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "evidence"
    folder.mkdir()
    line = check_in_of(database, "II.1.a")
    kept = {name: keep(folder, PDF_FILE + f"% {name}".encode(), f"{name}.pdf") for name in ("giữ", "rút", "bỏ", "mới")}
    add(database, line, kept["giữ"])
    withdraw(database, add(database, line, kept["rút"]))
    (folder / ".nhan-dở").write_bytes(b"%PDF")
    three_days_ago = (NOW - timedelta(days=3)).timestamp()
    for path in folder.rglob("*"):
        if path.is_file() and path.name != kept["mới"].sha256:
            os.utime(path, (three_days_ago, three_days_ago))
    with database.read() as session:
        assert remove_unneeded_files(session, folder, NOW - timedelta(days=1)) == Tidied(3)
        assert remove_unneeded_files(session, folder, NOW - timedelta(days=1)) == Tidied(0)
    assert left_in(folder) == sorted([kept["giữ"].sha256, kept["mới"].sha256])


A_DAY_AGO = NOW - timedelta(days=1)


def age(path: Path, days: int = 3) -> None:
    moment = (NOW - timedelta(days=days)).timestamp()
    os.utime(path, (moment, moment), follow_symlinks=False)


def test_what_we_did_not_put_into_the_folder_stays_as_it_is(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "evidence"
    folder.mkdir()
    unneeded = keep(folder, PDF_FILE, "bỏ.pdf").sha256
    shelf = folder / unneeded[:2]
    age(shelf / unneeded)
    (elsewhere := tmp_path / "nơi khác").write_bytes(b"x")
    foreign = [
        shelf / "@eaDir" / "thumb.jpg",
        shelf / ".bo-@eaDir" / "thumb.jpg",
        shelf / "Thumbs.db",
        shelf / ".DS_Store",
        shelf / ("0" * 64),  # a hash, but not one that belongs on this shelf
        folder / "ab" / ("ab" + "0" * 62) / "tệp.txt",  # a folder that is named like a file of ours
        folder / "ghi chú của văn thư.txt",
        folder / ".nhan-lại" / "tệp.txt",
    ]
    for file in foreign:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x")
        age(file)
    (folder / "cd").write_bytes(b"x")  # a file where a shelf would be
    (link := folder / "ef" / ("ef" + "0" * 62)).parent.mkdir()
    link.symlink_to(elsewhere)
    age(link)
    for path in folder.rglob("*"):
        age(path)
    with database.read() as session:
        assert remove_unneeded_files(session, folder, A_DAY_AGO) == Tidied(1)
    assert not (shelf / unneeded).exists()
    assert [file for file in foreign if not file.is_file()] == []
    assert (link.is_symlink(), elsewhere.is_file(), (folder / "cd").is_file()) == (True, True, True)


def test_only_the_shelves_that_are_there_are_looked_at(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "evidence"
    folder.mkdir()
    age(folder / keep(folder, PDF_FILE, "bỏ.pdf").sha256[:2])
    looked_at: list[Path] = []

    def look(place: Path) -> Any:  # noqa: ANN401  the iterator of os.scandir
        looked_at.append(Path(place))
        return scandir(place)

    scandir = os.scandir
    monkeypatch.setattr("models.answers.evidence.os.scandir", look)
    with database.read() as session:
        remove_unneeded_files(session, folder, A_DAY_AGO)
    assert len(looked_at) <= 3


def test_a_file_that_a_dead_process_had_put_aside_is_put_back_when_it_is_needed_and_deleted_when_not(
    database: Database, tmp_path: Path
) -> None:
    folder = tmp_path / "evidence"
    folder.mkdir()
    needed, unneeded = (keep(folder, PDF_FILE + word, "tệp.pdf") for word in (b"1", b"2"))
    add(database, check_in_of(database, "II.1.a"), needed)
    for one in (needed, unneeded):
        place = folder / one.sha256[:2] / one.sha256
        age(place.rename(place.with_name(f".bo-{one.sha256}")))
    with database.read() as session:
        assert remove_unneeded_files(session, folder, A_DAY_AGO) == Tidied(1)
    assert left_in(folder) == [needed.sha256]


def test_what_may_not_be_read_or_deleted_stays_and_is_told_and_the_rest_is_tidied(
    database: Database,
) -> None:
    with tempfile.TemporaryDirectory(prefix="dondoc-test-") as made:
        folder = Path(made)
        one, other, third = sorted(
            (keep(folder, PDF_FILE + str(number).encode(), "tệp.pdf").sha256 for number in range(3)),
            key=lambda name: name[:2],
        )
        for name in (one, other, third):
            age(folder / name[:2] / name)
        shut, fast = folder / one[:2], folder / other[:2]
        with database.read() as session, as_an_account_without_rights(folder):
            session.exec(select(Evidence.id)).all()
            shut.chmod(0o000)
            fast.chmod(0o500)
            tidied = remove_unneeded_files(session, folder, A_DAY_AGO)
            shut.chmod(0o700)
            fast.chmod(0o700)
        assert tidied.removed == 1
        assert {type(fault) for fault in tidied.faults} == {PermissionError}
        assert [Path(str(fault.filename)) for fault in tidied.faults] == [shut, fast / other]
        assert left_in(folder) == sorted([one, other])


@contextmanager
def as_an_account_without_rights(folder: Path) -> Iterator[None]:
    """Give a folder to the account `nobody` and act as it: root may read and delete whatever the modes say."""
    if os.geteuid() != 0:
        yield
        return
    nobody = pwd.getpwnam("nobody").pw_uid
    for path in (folder, *folder.rglob("*")):
        os.chown(path, nobody, -1)
    os.seteuid(nobody)
    try:
        yield
    finally:
        os.seteuid(0)


KILLED = """
import io, os, sys
from pathlib import Path
from typing import Any
from models.answers import evidence
evidence.os.fsync = lambda _: os._exit(9)
evidence.keep_file(Path(sys.argv[1]), io.BytesIO(bytes.fromhex(sys.argv[2])), "a.png")
"""
