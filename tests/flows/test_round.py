"""The daily round: run twice, run by two at once, killed, late by months or given faulty files, it comes out right."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from sqlmodel import col, select

from flows import round as daily_round
from flows.acts.open_home import OpenHome, channel_of, load_plans, open_office
from flows.names import ALL_WELL, OVERDUE, UNSENT
from flows.round import STEPS, begin_round, run_round
from flows.round_under_way import RoundOutcome
from models.answers.evidence import keep_file
from models.clock import Clock
from models.outbox import letters as outbox
from models.settings import SettingsError
from models.tables.core import CheckIn, CheckInEvent, Letter, LetterState, PlanVersion
from plan.errors import PlanRefusedError
from tests import PROJECT
from tests.homes.mail_server import CONTACTS, PostOffice
from tests.homes.offices import (
    ANSWER_URL,
    SMALL_PLAN,
    SMALL_REGISTER,
    answer_all,
    files,
    go_live,
    letter_text,
    mailbox,
    morning,
    round_on,
    rows,
    small_office,
    trial_office,
)
from tests.homes.sample_files import PDF

ADOPTED = date(2023, 5, 15)
"""A Monday, on which the small plan's check-ins open: due on Wednesday 14/6/2023."""
KEY_OF_A_FILE = "khoa-ky-lien-ket-cua-phep-thu-du-dai"
KEY = "khóa ký liên kết của phép thử, đủ dài để dùng"


def all_letters(office: OpenHome) -> list[Letter]:
    with office.database.read() as session:
        return outbox.letters(session)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenHome]:
    with small_office(tmp_path, ADOPTED) as opened:
        yield opened


def test_a_second_round_on_the_day_changes_no_row_and_no_file(tmp_path: Path) -> None:
    with trial_office(tmp_path, date(2023, 6, 5)) as office:
        first = round_on(office, date(2023, 6, 5))
        assert (first.opened > 300, first.sent > 30) == (True, True)
        before, sent = rows(office), files(office)
        second = round_on(office, date(2023, 6, 5))
        assert (second.opened, second.became_overdue, second.queued, second.sent, second.drafts) == (0, 0, 0, 0, 0)
        assert rows(office) == before
        assert files(office) == sent


def test_a_second_round_changes_nothing_on_the_days_of_the_ladder_either(office: OpenHome) -> None:
    for on in (ADOPTED, date(2023, 6, 5), date(2023, 6, 15), date(2023, 6, 23), date(2023, 7, 5), date(2023, 7, 8)):
        round_on(office, on)
        before, sent = rows(office), files(office)
        round_on(office, on)
        assert rows(office) == before, on
        assert files(office) == sent, on


def test_a_rounds_title_tells_its_day_the_letters_sent_and_what_is_overdue(office: OpenHome) -> None:
    assert round_on(office, ADOPTED).title == "Đôn đốc ngày 15/5/2023: 3 nhắc, 0 quá hạn"
    assert round_on(office, date(2023, 6, 15)).title == "Đôn đốc ngày 15/6/2023: 3 nhắc, 3 quá hạn"
    assert round_on(office, date(2023, 6, 15)).title == "Đôn đốc ngày 15/6/2023: 0 nhắc, 3 quá hạn"
    assert RoundOutcome(ADOPTED, sent=2, failed=1).title == (
        "Đôn đốc ngày 15/5/2023: 2 nhắc, 0 quá hạn, 1 thư chưa gửi được"
    )


def test_a_rounds_state_is_one_of_three_and_what_has_to_be_looked_into_comes_first(office: OpenHome) -> None:
    assert round_on(office, ADOPTED).state == ALL_WELL
    assert round_on(office, date(2023, 6, 15)).state == OVERDUE
    assert RoundOutcome(ADOPTED, failed=1, overdue=1).state == UNSENT


def test_a_round_says_in_sentences_what_it_did(office: OpenHome) -> None:
    assert round_on(office, ADOPTED).sentences == [
        "Tiếp nhận kế hoạch ke-hoach-thu, theo dõi từ ngày 15/5/2023.",
        "Mở 3 báo cáo mới.",
        "0 báo cáo vừa quá hạn; tất cả đang quá hạn: 0.",
        "Xếp 3 thông báo vào 3 thư gửi và 0 thư chờ phát hành.",
        "Gửi 3 thư, 0 thư chưa gửi được.",
    ]
    assert "Hôm nay là ngày nghỉ: nhắc và đôn đốc để sang ngày làm việc tiếp theo." in (
        round_on(office, date(2023, 5, 20)).sentences
    )


def test_lateness_is_dated_the_day_after_the_due_date_whatever_day_the_round_runs(office: OpenHome) -> None:
    round_on(office, ADOPTED)
    assert round_on(office, date(2023, 6, 14)).became_overdue == 0
    assert round_on(office, date(2023, 7, 3)).became_overdue == 3
    with office.database.read() as session:
        dates = session.exec(select(col(CheckInEvent.happened_on)).where(CheckInEvent.kind == "overdue")).all()
    assert set(dates) == {date(2023, 6, 15)}


def test_five_months_without_a_round_give_one_letter_a_recipient(tmp_path: Path) -> None:
    with trial_office(tmp_path, date(2023, 1, 10)) as office:
        round_on(office, date(2023, 1, 10))
        before = len(all_letters(office))
        round_on(office, date(2023, 6, 12))
        told = [letter.recipient for letter in all_letters(office)[: len(all_letters(office)) - before]]
        assert len(told) == len(set(told))
        register = load_plans(office)["bac-giang"].register
        assert set(told) >= {code for code, agency in register.agencies.items() if agency.exists_on(date(2023, 6, 12))}
        assert {letter.written_on for letter in all_letters(office)} == {date(2023, 1, 10), date(2023, 6, 12)}
        assert round_on(office, date(2023, 6, 12)).sent == 0


def test_after_a_gap_the_agencys_one_letter_tells_the_newest_of_each_check_in(tmp_path: Path) -> None:
    with trial_office(tmp_path, date(2023, 1, 10)) as office:
        round_on(office, date(2023, 1, 10))
        round_on(office, date(2023, 6, 12))
        (letter,) = [
            letter_text(m).replace("\r\n", "\n")
            for m in mailbox(office)
            if "so-y-te@" in m["To"] and "12 Jun" in str(m["Date"])
        ]
        assert "Quá hạn (13)" in letter
        assert (
            "Đến kỳ báo cáo (10)\n\n- Hạn 14/6/2023 (còn 2 ngày làm việc), 6 tháng đầu năm 2023, 10 báo cáo" in letter
        )
        assert "Sắp đến hạn" not in letter


def test_a_letter_whose_sender_died_goes_out_a_quarter_of_an_hour_later_also_on_the_one_day_of_a_trial(
    office: OpenHome,
) -> None:
    current = begin_round(office, morning(ADOPTED))
    for step in STEPS[: STEPS.index(daily_round.SEND)]:
        step.do(current)
    claim_all(office, Clock().now() - timedelta(minutes=14))
    assert run_round(office, current.now).sent == 0
    claim_all(office, Clock().now() - timedelta(minutes=15))
    assert run_round(office, current.now).sent == 3
    assert len(files(office)) == 3


def claim_all(office: OpenHome, at: datetime) -> None:
    """Claim every letter that is not sent, as a process did that has died since."""
    with office.database.write() as session:
        for letter in session.exec(select(Letter).where(Letter.state != LetterState.SENT)):
            letter.state, letter.claimed_at = LetterState.SENDING, at


ROUND_PROGRAM = """
import sys
from datetime import date
from pathlib import Path
from flows.acts.open_home import open_office
from flows.round import run_round
from tests.homes.offices import morning
print("ready", flush=True)
sys.stdin.readline()
day = date.fromisoformat(sys.argv[2])
with open_office(Path(sys.argv[1]), {"plans": ("ke-hoach-thu",)}, on=day) as office:
    print(run_round(office, morning(day)).title)
"""


def run_together(home: Path, on: date, count: int, environment: dict[str, str]) -> None:
    """Run rounds of one day in several processes at the same time, from the opening of the home on."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", ROUND_PROGRAM, str(home), on.isoformat()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=PROJECT,
            env=os.environ | environment,
        )
        for _ in range(count)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    ended = [(process.communicate(timeout=120)[0], process.returncode) for process in processes]
    assert [code for _, code in ended] == [0] * count, ended


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_two_rounds_at_once_in_two_processes_leave_the_rows_and_letters_of_one(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONDOC_LINK_KEY", KEY)
    on = date(2023, 6, 5)
    with small_office(tmp_path / "one", on) as one:
        round_on(one, on)
        numbers = ("id", "made_at", "identity", "claimed_at", "settled_at", "check_in_id", "letter_id")
        expected, sent = rows(one, without=numbers), files(one)
    plans = tmp_path / "two" / "home" / "plans"
    plans.mkdir(parents=True)
    (plans / "agencies.yaml").write_text(SMALL_REGISTER, encoding="utf-8")
    (plans / "ke-hoach-thu.yaml").write_text(SMALL_PLAN, encoding="utf-8")
    url = request.getfixturevalue("fresh_postgres_url") if kind == "postgres" else ""
    run_together(tmp_path / "two" / "home", on, 2, {"DONDOC_DATABASE_URL": url, "DONDOC_LINK_KEY": KEY})
    given = {"plans": ("ke-hoach-thu",), "database_url": url}
    with open_office(tmp_path / "two" / "home", given) as two:
        assert rows(two, without=numbers) == expected
        assert files(two) == sent
        assert {letter.attempts for letter in all_letters(two)} == {1}


def test_a_faulty_plan_is_refused_before_anything_is_written(office: OpenHome) -> None:
    before = rows(office)
    (office.home.plans / "ke-hoach-thu.yaml").write_text(SMALL_PLAN.replace("lead: cac-so", "lead: cac-xa"))
    with pytest.raises(PlanRefusedError) as refused:
        run_round(office, morning(ADOPTED))
    assert "ke-hoach-thu.yaml" in str(refused.value)
    assert rows(office) == before
    assert files(office) == {}


def test_without_a_key_of_links_all_but_the_letters_goes_on_and_they_go_when_it_is_mended(office: OpenHome) -> None:
    office.home.link_key_file.write_text("ngan", encoding="utf-8")
    outcome = round_on(office, ADOPTED)
    assert (outcome.opened, outcome.sent) == (3, 0)
    assert [failure.what for failure in outcome.failures] == [
        "mở danh bạ liên hệ và khóa ký liên kết",
        "soạn thư nhắc và đôn đốc",
        "gửi thư",
    ]
    assert "quá ngắn" in outcome.failures[0].sentence
    assert files(office) == {}
    office.home.link_key_file.write_text(KEY_OF_A_FILE, encoding="ascii")
    assert round_on(office, date(2023, 5, 16)).sent == 3


def test_a_plan_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    with (
        open_office(tmp_path / "home", {"plans": ("bac-gian",)}, on=ADOPTED) as office,
        pytest.raises(SettingsError) as refused,
    ):
        run_round(office, morning(ADOPTED))
    assert ("dondoc.toml: không có kế hoạch «bac-gian» (có phải «bac-giang» không?). Các kế hoạch có: ") in str(
        refused.value
    )


def test_a_plan_edited_in_the_home_is_taken_on_by_the_next_round_which_says_what_changed(office: OpenHome) -> None:
    round_on(office, ADOPTED)
    text = SMALL_PLAN.replace("lead: cong-an-tinh\n", "lead: so-y-te\n").replace("12/2024", "12/2025")
    (office.home.plans / "ke-hoach-thu.yaml").write_text(text, encoding="utf-8")
    outcome = round_on(office, date(2023, 5, 16))
    assert outcome.sentences[:3] == [
        "Kế hoạch ke-hoach-thu đã được sửa: Đổi cơ quan chủ trì của nhiệm vụ I.2: từ «cong-an-tinh» thành «so-y-te». Đổi ngày kết thúc của kế hoạch.",
        "Không còn phải gửi: 1 báo cáo.",
        "Mở 1 báo cáo mới.",
    ]
    with office.database.read() as session:
        assert session.exec(select(PlanVersion.number)).all() == [1, 2]
        states = {c.holder: c.state for c in session.exec(select(CheckIn).where(CheckIn.ref == "I.2"))}
    assert states == {"cong-an-tinh": "waived", "so-y-te": "open"}


def test_a_trial_home_writes_into_its_mailbox_whatever_mail_server_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONDOC_MAIL_URL", "mailto://127.0.0.1:9?from=don-doc@tinh.gov.vn&smtp=127.0.0.1")
    with small_office(tmp_path, ADOPTED) as office:
        assert str(channel_of(office)).startswith("dondocmailbox://")
        assert round_on(office, ADOPTED).sent == 3
        assert all("BẢN CHẠY THỬ" in letter_text(letter) for letter in mailbox(office))


def test_an_answer_between_two_rounds_ends_the_chasing(office: OpenHome) -> None:
    round_on(office, ADOPTED)
    assert answer_all(office, "so-y-te", morning(date(2023, 6, 1))) == 1
    round_on(office, date(2023, 6, 5))
    told = {letter.recipient for letter in all_letters(office) if letter.written_on == date(2023, 6, 5)}
    assert told == {"van-phong-ubnd-tinh", "cong-an-tinh"}


@pytest.fixture
def mail_home(
    tmp_path: Path, free_ports: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[OpenHome, PostOffice]]:
    """A real home that sends by a mail server on loopback."""
    port, server = free_ports(), PostOffice()
    monkeypatch.setenv("DONDOC_MAIL_URL", f"mailto://127.0.0.1:{port}?from=don-doc@tinh.gov.vn&smtp=127.0.0.1")
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    plans = tmp_path / "home" / "plans"
    plans.mkdir(parents=True)
    (plans / "agencies.yaml").write_text(SMALL_REGISTER, encoding="utf-8")
    (plans / "ke-hoach-thu.yaml").write_text(SMALL_PLAN, encoding="utf-8")
    (tmp_path / "home" / "contacts.csv").write_text(CONTACTS, encoding="utf-8")
    with open_office(tmp_path / "home", {"plans": ("ke-hoach-thu",), "answer_url": ANSWER_URL}) as office:
        go_live(office, morning(ADOPTED))
        yield office, server
    controller.stop()


@pytest.mark.real
def test_one_recipient_that_the_server_refuses_does_not_stop_the_next(mail_home: tuple[OpenHome, PostOffice]) -> None:
    office, server = mail_home
    outcome = run_round(office, morning(ADOPTED))
    assert (outcome.sent, outcome.failed) == (2, 1)
    assert sorted(server.taken) == ["vt@cat.gov.vn", "vt@vp.gov.vn"]
    (failed,) = [letter for letter in all_letters(office) if letter.state == LetterState.FAILED]
    assert failed.reason == "Máy chủ thư không nhận địa chỉ này: 550 5.1.1 No such user here."
    assert run_round(office, morning(ADOPTED) + timedelta(hours=1)).failed == 0
    assert len(server.taken) == 2


@pytest.mark.real
def test_a_corrected_address_is_used_by_the_next_round_also_for_the_letter_that_failed(
    mail_home: tuple[OpenHome, PostOffice],
) -> None:
    office, server = mail_home
    run_round(office, morning(ADOPTED))
    office.home.contacts_file.write_text(CONTACTS.replace("vt@syt", "vanthu@syt"), encoding="utf-8")
    assert run_round(office, morning(date(2023, 5, 16))).sent == 1
    assert server.taken[-1] == "vanthu@syt.gov.vn"
    assert {letter.address for letter in all_letters(office)} == set(server.taken)


@pytest.mark.real
def test_a_server_that_says_not_now_is_asked_by_every_round_and_costs_no_letter(
    mail_home: tuple[OpenHome, PostOffice],
) -> None:
    office, server = mail_home
    server.answer = "451 4.7.1 Greylisted, try again in 300 seconds"
    for number in range(7):
        assert run_round(office, morning(ADOPTED) + timedelta(minutes=4 * number)).failed == 1
    server.refused.clear()
    assert run_round(office, morning(ADOPTED) + timedelta(minutes=28)).sent == 1
    assert {letter.state for letter in all_letters(office)} == {LetterState.SENT}


def test_a_file_that_went_with_no_answer_is_deleted_after_a_day_and_the_round_says_so(tmp_path: Path) -> None:
    with small_office(tmp_path, ADOPTED) as office:
        for name, hours in (("cũ", 30), ("mới", 1)):
            kept = keep_file(office.home.evidence, BytesIO(PDF + f"% {name}".encode()), f"{name}.pdf")
            moment = (Clock().now() - timedelta(hours=hours)).timestamp()
            os.utime(office.home.evidence / kept.sha256[:2] / kept.sha256, (moment, moment))
        outcome = round_on(office, ADOPTED)
        (left,) = [file for file in office.home.evidence.rglob("*") if file.is_file()]
    assert "Xóa 1 tệp không kèm báo cáo nào." in outcome.sentences
    assert left.name == kept.sha256


def test_what_a_system_puts_into_the_folder_of_evidence_stays_and_stops_no_letter(tmp_path: Path) -> None:
    with small_office(tmp_path, ADOPTED) as office:
        put = office.home.evidence / "ab" / "@eaDir" / "thumb.jpg"
        put.parent.mkdir(parents=True)
        put.write_bytes(b"x")
        outcome = round_on(office, ADOPTED)
        assert put.is_file()
    assert outcome.sent == 3
    assert not [sentence for sentence in outcome.sentences if "minh chứng" in sentence]
