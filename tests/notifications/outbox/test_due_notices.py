"""What the round puts into the outbox: who gets which letter on which day, and what is held back and why."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlmodel import col, select

from flows.acts.decisions import release_letters
from flows.acts.open_home import OpenHome, load_plans, open_office, post_of
from models.audit.acts import Person
from models.decisions.verdicts import Seen, give_back, waiting_answers
from models.outbox import letters as outbox
from models.outbox import notices as queue
from models.tables.core import CheckIn, Letter, LetterState, Notice, Outcome
from notifications.outbox.daily_letters import ONE_A_DAY, write_letters
from notifications.outbox.due_notices import NEWER_NOTICE, NOT_FOLLOWED, REST_DAY, queue_notices
from tests.homes.offices import (
    CLERK,
    SMALL_PLAN,
    answer_all,
    go_live,
    letter_text,
    mailbox,
    morning,
    real_office,
    round_on,
    small_office,
)

CHAIRMAN, OFFICE, TRACKER, HEALTH = "chu-tich-ubnd-tinh", "van-phong-ubnd-tinh", "cong-an-tinh", "so-y-te"
ADOPTED = date(2023, 5, 15)
"""A Monday, on which the first half-year's check-ins open: due on Wednesday 14/6/2023."""


def day(written: str, year: int = 2023) -> date:
    number, month = (int(part) for part in written.split("/"))
    return date(year, month, number)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenHome]:
    with small_office(tmp_path, ADOPTED) as opened:
        yield opened


def rounds(office: OpenHome, *days: str) -> None:
    """Run the rounds of days of 2023."""
    for written_day in days:
        round_on(office, day(written_day))


LADDER = ("15/5", "16/5", "2/6", "5/6", "6/6", "12/6", "13/6", "14/6", "15/6")
"""Each day until the first rung on which the small plan has something to say, and days around it."""


def written(office: OpenHome, recipient: str | None = None) -> list[tuple[str, str, str]]:
    """Return the letters by day: day, recipient and subject, or of one recipient day, state and subject."""
    with office.database.read() as session:
        found = sorted(outbox.letters(session), key=lambda letter: (letter.written_on, letter.id))
    return [
        (f"{letter.written_on:%d/%m}", letter.state if recipient else letter.recipient, letter.subject)
        for letter in found
        if recipient in (None, letter.recipient)
    ]


def body_of(office: OpenHome, recipient: str, on: date) -> str:
    with office.database.read() as session:
        found = select(Letter.body).where(Letter.recipient == recipient, Letter.written_on == on)
        return session.exec(found).one()


def held(office: OpenHome, recipient: str) -> set[str]:
    """Return why a recipient's notices wait."""
    with office.database.read() as session:
        waiting = select(Notice).where(
            Notice.recipient == recipient, Notice.outcome == Outcome.QUEUED, col(Notice.letter_id).is_(None)
        )
        return {notice.reason for notice in session.exec(waiting)}


def write_contacts(office: OpenHome, rows: str) -> None:
    header = "agency,name,post,head,channel,address,from,to\n"
    office.home.contacts_file.write_text(header + rows, encoding="utf-8")


def test_from_the_opening_to_the_chairman_each_hears_on_the_day_of_its_rung(office: OpenHome) -> None:
    rounds(office, *LADDER, "16/6", "19/6", "20/6", "22/6", "23/6", "26/6", "27/6", "4/7", "5/7")
    assert written(office, HEALTH) == [
        ("15/05", "sent", "[Thông báo] Sở Y tế: 1 báo cáo cần gửi"),
        ("05/06", "sent", "[Nhắc việc] Sở Y tế: 1 báo cáo đến hạn 14/6/2023"),
        ("13/06", "sent", "[Nhắc việc] Sở Y tế: 1 báo cáo đến hạn 14/6/2023"),
        ("15/06", "sent", "[Đôn đốc] Sở Y tế: 1 báo cáo quá hạn"),
        ("22/06", "sent", "[Đôn đốc] Sở Y tế: 1 báo cáo quá hạn"),
        ("04/07", "sent", "[Đôn đốc] Sở Y tế: 1 báo cáo quá hạn"),  # no round ran on 29/6
    ]
    on_time = ["15/05", "05/06", "13/06", "15/06"]
    assert [row[0] for row in written(office, TRACKER)] == [*on_time, "19/06", "26/06", "04/07"]
    # On 23/6 what the office owes itself has come to the Chairman, whose draft waits for the office; all else comes on 5/7.
    assert [row[0] for row in written(office, OFFICE)] == [*on_time, "19/06", "23/06", "26/06", "04/07"]
    assert written(office, CHAIRMAN) == [
        ("23/06", "replaced", "[Báo cáo] 1 cơ quan có 1 báo cáo quá hạn"),
        ("04/07", "draft", "[Báo cáo] 1 cơ quan có 1 báo cáo quá hạn"),
    ]
    assert "- 1 thư trình Chủ tịch UBND tỉnh chờ phát hành" in body_of(office, OFFICE, day("23/6"))


def test_a_recipient_has_at_most_one_letter_a_day_with_all_its_news(tmp_path: Path) -> None:
    two_dates = SMALL_PLAN.replace(
        "    title: Việc của cơ quan theo dõi\n    lead: cong-an-tinh\n    time: ongoing",
        "    title: Việc một lần\n    lead: so-y-te\n    time: once\n    due: {by: 23/6/2023}",
    )
    with small_office(tmp_path, ADOPTED, two_dates) as office:
        rounds(office, *LADDER, "19/6", "20/6", "22/6", "23/6", "26/6", "28/6")
        told = [(on, recipient) for on, recipient, _ in written(office)]
        assert len(told) == len(set(told))
        body = body_of(office, HEALTH, day("15/6"))
        assert "**Quá hạn (1)**\n\n- Hạn 14/6/2023 (quá hạn 1 ngày), 6 tháng đầu năm 2023, 1 báo cáo: I.1" in body
        assert body.index("**Quá hạn (1)**") < body.index("**Sắp đến hạn (1)**\n\n- Hạn 23/6/2023 (còn 6 ngày")
        assert "(còn 7 ngày làm việc), một lần (23/6/2023), 1 báo cáo: I.2" in body_of(office, HEALTH, day("14/6"))


def test_those_above_hear_at_once_the_first_time_and_then_at_most_once_in_seven_days(tmp_path: Path) -> None:
    three = "".join(
        f"  I.{number}:\n    title: Việc {number}\n    lead: so-y-te\n    time: once\n    due: {{by: {due}/2023}}\n"
        for number, due in ((1, "14/6"), (2, "15/6"), (3, "22/6"))
    )
    plan = SMALL_PLAN[: SMALL_PLAN.index("tasks:")] + "tasks:\n" + three
    with small_office(tmp_path, ADOPTED, plan.replace("[I.1, I.2]", "[I.1, I.2, I.3]")) as office:
        rounds(office, "15/5", "16/6", "19/6")
        assert [row[0] for row in written(office, TRACKER)] == ["19/06"]
        round_on(office, day("20/6"))
        assert held(office, TRACKER) == {"gộp vào thư tuần, gửi từ ngày 26/6/2023"}
        rounds(office, "23/6", "26/6", "27/6", "30/6")
        assert written(office, TRACKER) == [
            ("19/06", "sent", "[Đôn đốc] 1 cơ quan có 2 báo cáo quá hạn"),
            ("26/06", "sent", "[Đôn đốc] 1 cơ quan có 3 báo cáo quá hạn"),
        ]
        assert "còn 3 báo cáo quá hạn của 1 cơ quan, trong đó mới 1," in body_of(office, TRACKER, day("26/6"))
        assert held(office, TRACKER) == {"gộp vào thư tuần, gửi từ ngày 03/7/2023"}


def test_the_chairmans_letter_waits_for_the_offices_release_and_goes_out_in_the_next_round(office: OpenHome) -> None:
    rounds(office, "15/5", "5/7")
    assert not [letter for letter in mailbox(office) if CHAIRMAN in letter["To"]]
    assert release_letters(office, None, morning(day("5/7")), by=CLERK) == 1
    rounds(office, "6/7", "7/7")
    (sent,) = [letter for letter in mailbox(office) if CHAIRMAN in letter["To"]]
    assert "đến ngày 06/7/2023 còn 3 báo cáo quá hạn của 3 cơ quan:" in letter_text(sent)


def test_a_draft_released_after_all_was_answered_is_not_sent(office: OpenHome) -> None:
    rounds(office, "15/5", "5/7")
    for agency in (HEALTH, OFFICE, TRACKER):
        answer_all(office, agency, morning(day("6/7")))
    release_letters(office, None, morning(day("6/7")), by=CLERK)
    round_on(office, day("7/7"))
    assert written(office, CHAIRMAN)[0][1] == "skipped"


def test_an_office_may_let_the_chairmans_letter_go_by_itself(tmp_path: Path) -> None:
    with small_office(tmp_path, ADOPTED) as office:
        round_on(office, ADOPTED)
    given = {"plans": ("ke-hoach-thu",), "release_chairman": True}
    with open_office(tmp_path / "home", given, on=day("5/7")) as office:
        round_on(office, day("5/7"))
        assert written(office, CHAIRMAN) == [("05/07", "sent", "[Báo cáo] 3 cơ quan có 3 báo cáo quá hạn")]


def test_a_head_with_an_address_of_its_own_gets_a_letter_of_its_own_and_the_agencys_is_to_the_agency(
    office: OpenHome,
) -> None:
    write_contacts(
        office,
        "so-y-te,Trần Bình,Phó Giám đốc phụ trách,có,email,binh@syt.gov.vn,,\nso-y-te,,,,email,vt@syt.gov.vn,,\n",
    )
    rounds(office, "15/5", "15/6")
    assert [row[0] for row in written(office, f"{HEALTH}/head")] == ["15/06"]
    assert "**Kính gửi: Phó Giám đốc phụ trách Sở Y tế**" in body_of(office, f"{HEALTH}/head", day("15/6"))
    assert "**Kính gửi: Sở Y tế**" in body_of(office, HEALTH, day("15/6"))
    assert {letter["To"] for letter in mailbox(office) if "syt" in letter["To"]} == {"binh@syt.gov.vn", "vt@syt.gov.vn"}


def test_without_one_the_agencys_letter_speaks_to_its_head_once_it_is_late_and_not_before(office: OpenHome) -> None:
    rounds(office, "15/5", "13/6", "15/6")
    assert written(office, f"{HEALTH}/head") == []
    assert "**Kính gửi: Sở Y tế**" in body_of(office, HEALTH, day("13/6"))
    assert "**Kính gửi: Giám đốc Sở Y tế**" in body_of(office, HEALTH, day("15/6"))


def test_a_plan_whose_ladder_names_no_head_does_not_speak_to_one(tmp_path: Path) -> None:
    with small_office(tmp_path, ADOPTED, SMALL_PLAN.replace("to: [agency, head]", "to: agency")) as office:
        rounds(office, "15/5", "15/6")
        assert "**Kính gửi: Sở Y tế**" in body_of(office, HEALTH, day("15/6"))


def test_a_head_that_gets_an_address_later_hears_of_what_is_late_then(office: OpenHome) -> None:
    rounds(office, "15/5", "20/6")
    write_contacts(office, "so-y-te,Trần Bình,Giám đốc,có,email,binh@syt.gov.vn,,\nso-y-te,,,,email,vt@syt.gov.vn,,\n")
    rounds(office, "21/6", "22/6")
    assert written(office, f"{HEALTH}/head") == [("21/06", "sent", "[Đôn đốc] Sở Y tế: 1 báo cáo quá hạn")]


@pytest.fixture
def real_home(tmp_path: Path) -> Iterator[OpenHome]:
    """A real home without an address, with a mail server that nobody listens on: the letters are queued, and fail."""
    with real_office(tmp_path, "mailto://127.0.0.1:9?from=don-doc@tinh.gov.vn&smtp=127.0.0.1") as office:
        office.home.contacts_file.unlink()
        go_live(office, morning(ADOPTED))
        yield office


def gather(office: OpenHome, on: date) -> None:
    """Run the steps of a round up to sending, in a real home on a day of the past."""
    from flows.round import OPEN, PREPARE, RECORD, TAKE_ON, WRITE, begin_round

    current = begin_round(office, morning(on))
    for step in (PREPARE, TAKE_ON, OPEN, RECORD, WRITE):
        step.do(current)


def test_a_notice_to_nobody_is_held_with_the_reason_and_goes_out_once_there_is_an_address(real_home: OpenHome) -> None:
    gather(real_home, ADOPTED)
    assert written(real_home) == []
    assert held(real_home, HEALTH) == {queue.NO_ADDRESS}
    write_contacts(real_home, "so-y-te,,,,email,vt@syt.gov.vn,,\n")
    gather(real_home, day("16/5"))
    assert written(real_home) == [("16/05", HEALTH, "[Thông báo] Sở Y tế: 1 báo cáo cần gửi")]
    assert held(real_home, OFFICE) == {queue.NO_ADDRESS}


def test_what_was_held_for_weeks_goes_out_as_the_newest_news_alone(real_home: OpenHome) -> None:
    for on in ("15/5", "5/6", "13/6", "15/6"):
        gather(real_home, day(on))
    write_contacts(real_home, "so-y-te,,,,email,vt@syt.gov.vn,,\n")
    gather(real_home, day("16/6"))
    assert written(real_home, HEALTH) == [("16/06", "queued", "[Đôn đốc] Sở Y tế: 1 báo cáo quá hạn")]
    body = body_of(real_home, HEALTH, day("16/6"))
    assert "Đến kỳ báo cáo" not in body
    assert "Sắp đến hạn" not in body
    with real_home.database.read() as session:
        overtaken = session.exec(select(Notice).where(Notice.recipient == HEALTH, Notice.outcome == Outcome.SKIPPED))
        said = {(notice.purpose, notice.reason.partition(": thông báo số ")[0]) for notice in overtaken}
        assert said == {("opening", NEWER_NOTICE), ("reminder", NEWER_NOTICE)}


def test_on_a_rest_day_only_what_an_adoption_opened_that_day_goes_out(tmp_path: Path) -> None:
    sunday = day("11/6")
    with small_office(tmp_path, sunday) as office:
        round_on(office, sunday)
        assert {row[1] for row in written(office)} == {HEALTH, OFFICE, TRACKER}


def test_nothing_is_queued_or_written_on_weekends_and_holidays(office: OpenHome) -> None:
    round_on(office, ADOPTED)
    rest_days = [day("3/6"), day("10/6"), day("17/6"), day("18/6"), day("8/7"), day("4/9"), date(2024, 2, 12)]
    calendar = load_plans(office)["ke-hoach-thu"].calendar
    for on in rest_days:
        assert not calendar.is_working_day(on)
        gather(office, on)
        with office.database.read() as session:
            assert session.exec(select(Notice).where(Notice.queued_at >= morning(on))).all() == []
    assert {row[0] for row in written(office)} == {"15/05"}


def test_what_was_held_on_a_working_day_does_not_slip_out_on_a_rest_day(real_home: OpenHome) -> None:
    friday = day("19/5")
    gather(real_home, friday)
    write_contacts(real_home, "so-y-te,,,,email,vt@syt.gov.vn,,\n")
    gather(real_home, day("20/5"))
    assert written(real_home) == []
    assert held(real_home, HEALTH) == {REST_DAY}
    gather(real_home, day("22/5"))
    assert [row[:2] for row in written(real_home)] == [("22/05", HEALTH)]


def test_a_weekly_letter_that_would_fall_on_a_holiday_goes_out_on_the_next_working_day(tmp_path: Path) -> None:
    two = "".join(
        f"  I.{number}:\n    title: Việc {number}\n    lead: so-y-te\n    time: once\n    due: {{by: {due}/2023}}\n"
        for number, due in ((1, "22/8"), (2, "23/8"))
    )
    plan = SMALL_PLAN[: SMALL_PLAN.index("tasks:")] + "tasks:\n" + two
    with small_office(tmp_path, day("1/8"), plan) as office:
        rounds(office, "1/8", "25/8", "28/8", "31/8", "1/9", "2/9", "4/9", "5/9", "6/9")
        assert [row[0] for row in written(office, TRACKER)] == ["25/08", "05/09"]  # 1/9 to 4/9 are days off


def test_a_second_plans_news_of_the_day_waits_for_the_next_letter_with_the_reason(office: OpenHome) -> None:
    round_on(office, ADOPTED)
    second = SMALL_PLAN.replace("code: ke-hoach-thu", "code: ke-hoach-hai")
    (office.home.plans / "ke-hoach-hai.yaml").write_text(second, encoding="utf-8")
    with open_office(office.home.path, {"plans": ("ke-hoach-thu", "ke-hoach-hai")}, on=ADOPTED) as both:
        round_on(both, ADOPTED)
        assert held(both, HEALTH) == {ONE_A_DAY}
        round_on(both, day("16/5"))
        assert [row[0] for row in written(both, HEALTH)] == ["15/05", "16/05"]


def test_a_plan_that_is_no_longer_followed_is_not_spoken_of_and_stops_no_round(office: OpenHome) -> None:
    second = SMALL_PLAN.replace("code: ke-hoach-thu", "code: ke-hoach-hai")
    (office.home.plans / "ke-hoach-hai.yaml").write_text(second, encoding="utf-8")
    round_on(office, ADOPTED)
    with open_office(office.home.path, {"plans": ("ke-hoach-thu", "ke-hoach-hai")}, on=ADOPTED) as both:
        round_on(both, ADOPTED)
    round_on(office, day("5/6"))
    assert [row[0] for row in written(office, HEALTH)] == ["15/05", "05/06"]
    assert "1 báo cáo: I.1\n\n[Mở" in body_of(office, HEALTH, day("5/6"))
    with office.database.read() as session:
        waiting = select(Notice).join(CheckIn).where(CheckIn.plan == "ke-hoach-hai")
        assert {notice.reason for notice in session.exec(waiting)} == {NOT_FOLLOWED}


def test_an_answer_silences_every_notice_that_waits(office: OpenHome) -> None:
    rounds(office, "15/5", "13/6")
    for agency in (HEALTH, OFFICE, TRACKER):
        answer_all(office, agency, morning(day("14/6")))
    rounds(office, "15/6", "19/6", "23/6", "5/7")
    later = [(recipient, subject) for on, recipient, subject in written(office) if on[3:] + on[:2] > "0613"]
    assert set(later) == {
        (TRACKER, "[Xác nhận] Công an tỉnh: 2 báo cáo chờ xác nhận"),
        (OFFICE, "[Văn phòng] 1 việc chờ xử lý"),
    }


def many_tasks(count: int) -> str:
    clauses = ", ".join(f"I.{number}" for number in range(1, count + 1))
    tasks = "".join(
        f"  I.{number}:\n    title: Việc {number}\n    lead: so-y-te\n    time: ongoing\n"
        for number in range(1, count + 1)
    )
    head = SMALL_PLAN[: SMALL_PLAN.index("tasks:")].replace("[I.1, I.2]", f"[{clauses}]")
    return f"{head}tasks:\n{tasks}"


def statements_of_a_round(folder: Path, tasks: int) -> list[int]:
    """Return how many statements the outbox takes on days on which a returned, a refused and a late line are told."""
    counts = []
    with small_office(folder, ADOPTED, many_tasks(tasks)) as office:
        round_on(office, ADOPTED)
        plans = load_plans(office)
        refs = tuple(f"I.{number}" for number in range(1, tasks // 2 + 1))
        answer_all(office, HEALTH, morning(day("16/5")), refs)
        by = Person("Lê Thị Bình", "", "page")
        with office.database.write() as session:
            for one in waiting_answers(session, plans, TRACKER, day("16/5"), province="tinh-thu"):
                give_back(
                    session,
                    plans,
                    Seen(one.check_in.id, 1),
                    TRACKER,
                    morning(day("16/5")),
                    by=by,
                    province="tinh-thu",
                    reason="Thiếu số liệu",
                    due_on=day("14/6"),
                )
        answer_all(office, HEALTH, morning(day("16/5")), refs[: tasks // 4])
        seen: list[str] = []
        event.listen(office.database.engine, "before_cursor_execute", lambda *said: seen.append(said[2]))
        for on in (day("17/5"), day("25/5"), day("20/6")):
            seen.clear()
            with office.database.write_alone() as session:
                queue_notices(session, post_of(office, plans), on, morning(on))
                assert write_letters(session, post_of(office, plans), on, morning(on)).ready
            counts.append(len(seen))
    return counts


def test_the_outbox_takes_as_many_statements_for_forty_lines_as_for_eight(tmp_path: Path) -> None:
    (tmp_path / "few").mkdir()
    (tmp_path / "many").mkdir()
    assert statements_of_a_round(tmp_path / "few", 8) == statements_of_a_round(tmp_path / "many", 40)


def test_gathering_twice_writes_nothing_the_second_time(office: OpenHome) -> None:
    rounds(office, "15/5", "19/6")
    before = written(office)
    plans = load_plans(office)
    with office.database.write_alone() as session:
        again = write_letters(session, post_of(office, plans), day("19/6"), morning(day("19/6")))
    assert (again.ready, again.drafts) == (0, 0)
    assert written(office) == before
    assert {state for _, state, _ in written(office, HEALTH)} == {LetterState.SENT}
