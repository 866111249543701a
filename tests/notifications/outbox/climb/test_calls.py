"""The office's call list: who is on it from which day, and that no letter of the ladder goes on the day of a call."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import col, select

from flows.acts.calls import call_agency, tell_calls
from flows.acts.open_home import OpenHome
from models.audit.acts import BY_COMMAND, Person
from models.decisions.chasing.calls import Called
from models.promises.promises import standing_promises
from models.promises.receipts import standing_receipts
from models.refusal import RefusedError
from models.tables.core import Letter, LetterState, Notice, Outcome
from models.tables.decisions import Act
from notifications.outbox.due_notices import CALLED_TODAY
from tests.homes.offices import SMALL_PLAN, answer_all, letter_text, mailbox, morning, round_on, small_office

ADOPTED = date(2023, 5, 15)
PLAN = SMALL_PLAN.replace("{after: 3, to: tracker}", "{after: 3, to: call}\n    - {after: 5, to: [agency, tracker]}")
"""The small plan, due on Wednesday 14/6/2023: calls on Monday 19/6, the agency and its tracker on Wednesday 21/6."""
BY = Person("Lê Thị Hạnh", "Chuyên viên", BY_COMMAND)


def june(day: int) -> date:
    return date(2023, 6, day)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenHome]:
    with small_office(tmp_path, ADOPTED, PLAN) as opened:
        phones = (
            "agency,name,post,head,channel,address,from,to,phone\nso-y-te,,,,email,vt@syt.example.vn,,,0204 3854 001\n"
        )
        (opened.home.path / "contacts.csv").write_text(phones, encoding="utf-8")
        round_on(opened, ADOPTED)
        round_on(opened, june(15))
        yield opened


def listed(office: OpenHome, on: date) -> list[str]:
    return tell_calls(office, morning(on))


def call(office: OpenHome, on: date, promised: date | None = None, agency: str = "so-y-te") -> None:
    call_agency(office, agency, Called(promised, "Gặp chị Hoa"), morning(on), by=BY)


def letters_to(office: OpenHome, recipient: str) -> list[tuple[str, str]]:
    with office.database.read() as session:
        found = session.exec(select(Letter).where(Letter.recipient == recipient).order_by(col(Letter.id))).all()
        return [(f"{one.written_on:%d/%m}", one.state) for one in found]


def test_the_office_reads_whom_to_call_from_the_day_of_the_rung_and_hears_of_it_that_day(office: OpenHome) -> None:
    assert listed(office, june(16)) == []
    round_on(office, june(19))
    assert listed(office, june(19)) == [
        "cong-an-tinh: danh bạ chưa có số điện thoại. 1 báo cáo, quá hạn nhiều nhất 5 ngày: I.2.",
        "so-y-te: 0204 3854 001. 1 báo cáo, quá hạn nhiều nhất 5 ngày: I.1.",
    ]  # and not the office, which does not call itself
    (letter,) = [one for one in mailbox(office) if one["To"].startswith("van-phong") and "19 Jun" in one["Date"]]
    assert "- 2 cơ quan quá hạn cần gọi điện đôn đốc" in letter_text(letter)
    answer_all(office, "so-y-te", morning(june(20)))
    assert [one.partition(":")[0] for one in listed(office, june(20))] == ["cong-an-tinh"]


def test_a_late_agency_is_told_that_the_office_will_call(office: OpenHome) -> None:
    with office.database.read() as session:
        body = session.exec(
            select(Letter.body).where(Letter.recipient == "so-y-te", Letter.written_on == june(15))
        ).one()
    assert "- Ngày 19/6/2023: Văn phòng UBND tỉnh gọi điện, 1 báo cáo\n" in body


@pytest.mark.parametrize(("promised", "again"), [(june(23), june(26)), (june(20), june(21)), (None, june(26))])
def test_who_was_called_comes_back_after_the_promised_day_or_after_a_week(
    office: OpenHome, promised: date | None, again: date
) -> None:
    call(office, june(19), promised)
    days = [june(day) for day in range(19, 28) if any(one.startswith("so-y-te") for one in listed(office, june(day)))]
    assert days[0] == again
    assert "gọi gần nhất ngày 19/6/2023, Lê Thị Hạnh" in listed(office, again)[-1]


def test_on_the_day_of_a_call_no_letter_of_the_ladder_goes_to_the_agency_and_the_next_day_it_goes(
    office: OpenHome,
) -> None:
    call(office, june(21), june(23))
    round_on(office, june(21))
    assert letters_to(office, "so-y-te") == [("15/05", "sent"), ("15/06", "sent")]
    assert letters_to(office, "cong-an-tinh")[-1] == ("21/06", "sent")
    with office.database.read() as session:
        waits = select(Notice.reason).where(Notice.recipient == "so-y-te", Notice.outcome == Outcome.QUEUED)
        assert CALLED_TODAY in session.exec(waits).all()
    round_on(office, june(21))
    round_on(office, june(22))
    round_on(office, june(22))
    assert letters_to(office, "so-y-te")[2:] == [("22/06", "sent")]


def test_a_weekly_repetition_rests_on_the_day_of_a_call_too(office: OpenHome) -> None:
    for day in (21, 27):
        round_on(office, june(day))
    call(office, june(28))
    round_on(office, june(28))
    assert letters_to(office, "so-y-te")[2:] == [("21/06", "sent")]
    round_on(office, june(29))
    assert letters_to(office, "so-y-te")[3:] == [("29/06", "sent")]


def test_a_letter_that_still_waits_for_the_server_when_the_office_calls_does_not_leave_that_day(
    office: OpenHome,
) -> None:
    from flows.acts.home_plans import post_now
    from notifications.outbox.letter_words import word_anew

    round_on(office, june(21))
    call(office, june(21))
    with office.database.write() as session:
        letter = session.exec(select(Letter).where(Letter.recipient == "so-y-te", Letter.written_on == june(21))).one()
        letter.state = LetterState.SENDING
        session.flush()
        assert word_anew(session, post_now(office), [letter], june(21), morning(june(21))) == []
    assert letters_to(office, "so-y-te")[-1] == ("21/06", "skipped")
    round_on(office, june(22))
    assert letters_to(office, "so-y-te")[-1] == ("22/06", "sent")


def test_a_call_is_an_act_that_is_kept_once_and_only_about_what_is_late(office: OpenHome) -> None:
    for _ in range(2):
        call(office, june(19), june(23))
    with office.database.read() as session:
        acts = session.exec(select(Act).where(Act.kind == "call")).all()
        assert [one.promised_on for one in standing_promises(session).values()] == [june(23)]
        assert standing_receipts(session) == {}
    assert [(act.agency, act.item, act.detail, act.name) for act in acts] == [
        ("so-y-te", "1", "hẹn ngày 23/6/2023: Gặp chị Hoa", "Lê Thị Hạnh")
    ]
    for on, promised, why in (
        (june(19), june(18), "đã qua; hãy hẹn từ hôm nay"),
        (june(19), june(25), "là ngày nghỉ; hãy hẹn ngày làm việc, ví dụ 23/6/2023 hoặc 26/6/2023"),
        (june(19), date(2023, 7, 20), "chậm nhất ngày 03/7/2023"),
        (june(14), None, "không còn báo cáo quá hạn"),
    ):
        with pytest.raises(RefusedError, match=why):
            call(office, on, promised)
