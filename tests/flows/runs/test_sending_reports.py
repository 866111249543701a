"""Reports by mail: each waits for the office, leaves once with the files that the office looked at, and is proven by them."""

from collections.abc import Iterator
from datetime import date, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from flows.acts.decisions import release_letters
from flows.acts.open_home import OpenHome, load_plans, open_office
from flows.acts.reports.made_reports import verify_report
from flows.acts.reports.sending import Sent, Wish, end_of_period, send_due_reports, send_report
from flows.runs.chairman_summary import summarise
from flows.runs.reporting.send_report import KindChoice, ReportForm, record
from flows.waiting_letters import send_waiting_letters
from models.audit.acts import DONDOC, Person, acts_between
from models.outbox.letters import letters
from models.refusal import RefusedError, UnknownNameError
from models.tables.core import LetterState
from plan.library import Library, load_plan
from reports.account.periods import last_ended
from tests.homes.offices import (
    CLERK,
    SMALL_PLAN,
    answer_all,
    go_live,
    go_to,
    letter_text,
    mailbox,
    morning,
    real_office,
    round_on,
    small_office,
    small_office_after_round,
)

MONDAY, THE_NEXT = date(2023, 6, 12), date(2023, 6, 19)
SUNDAY = MONDAY - timedelta(days=1)
CHAIRMAN = "chu-tich-ubnd-tinh"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenHome]:
    """A home that Sở Y tế has answered, on the Monday after the week it was taken on in."""
    with small_office_after_round(tmp_path, date(2023, 6, 5)) as office:
        answer_all(office, "so-y-te", morning(date(2023, 6, 7)))
        go_to(office, MONDAY)
        yield office


def sent(office: OpenHome, wish: Wish, by: Person = CLERK) -> Sent:
    plans = load_plans(office)
    loaded = plans["ke-hoach-thu"]
    return send_report(office, plans, loaded, office.home.reports, wish, office.clock.now(), by=by)


def sent_by_itself(office: OpenHome) -> list[Sent | RefusedError]:
    now = office.clock.now()
    return list(send_due_reports(office, load_plans(office), office.clock.today(), now, by=DONDOC))


def states(office: OpenHome) -> dict[int, LetterState]:
    with office.database.read() as session:
        return {one.id: one.state for one in letters(session) if one.matter.startswith("report-")}


def release(office: OpenHome, *numbers: int) -> None:
    release_letters(office, numbers or None, office.clock.now(), by=CLERK)


def to_chairman(office: OpenHome) -> list[EmailMessage]:
    return [one for one in mailbox(office) if one["To"] == f"{CHAIRMAN}@example.invalid"]


def test_a_report_waits_until_the_office_lets_it_go_and_leaves_once_with_its_files(office: OpenHome) -> None:
    [number] = sent(office, Wish(SUNDAY, "week")).letters.values()
    send_waiting_letters(office, office.clock.now())
    round_on(office, MONDAY)
    assert (states(office), to_chairman(office)) == ({number: LetterState.DRAFT}, [])
    release(office, number)
    for _ in range(2):
        send_waiting_letters(office, office.clock.now())
    [mail] = to_chairman(office)
    assert mail["Subject"] == (
        "[Báo cáo] Kết quả thực hiện Kế hoạch 12/KH-UBND, tuần từ ngày 05/6/2023 đến ngày 11/6/2023"
    )
    said = letter_text(mail)
    assert "Kính gửi: Đồng chí Chủ tịch UBND tỉnh" in said
    assert "tính đến hết ngày 11/6/2023." in said
    assert "/bang/" in said
    attached = {part.get_filename(): part.get_content() for part in mail.iter_attachments()}
    assert list(attached) == ["ke-hoach-thu-week-2023-06-11.docx", "ke-hoach-thu-week-2023-06-11.xlsx"]
    for name, content in attached.items():
        assert content == (office.home.reports / str(name)).read_bytes()
        found = verify_report(office, load_plans(office), content)
        assert found is not None
        assert found.same_then


def test_the_office_hears_of_it_in_the_next_letter_and_not_each_day(office: OpenHome) -> None:
    round_on(office, MONDAY)
    sent(office, Wish(SUNDAY, "week"))
    said = []
    for day in (MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)):
        round_on(office, day)
        said.append(
            [one for one in mailbox(office) if one["To"].startswith("van-phong") and f"{day:%d %b}" in one["Date"]]
        )
    assert [len(found) for found in said] == [1, 0]
    assert "1 thư trình Chủ tịch UBND tỉnh chờ phát hành" in letter_text(said[0][0])


def test_nobody_is_sent_the_same_report_twice(office: OpenHome) -> None:
    release(office, *sent(office, Wish(SUNDAY, "week")).letters.values())
    with pytest.raises(RefusedError, match=r"đã có trong thư số \d+, không gửi lần thứ hai"):
        sent(office, Wish(SUNDAY, "week"))
    send_waiting_letters(office, office.clock.now())
    assert sent_by_itself(office) == []
    assert len(to_chairman(office)) == 1
    assert sent(office, Wish(MONDAY, "week")).letters  # of another day it is another report


def test_a_draft_gives_way_to_the_newer_one_and_the_newer_one_alone_leaves(office: OpenHome) -> None:
    [first] = sent(office, Wish(SUNDAY, "week")).letters.values()
    go_to(office, THE_NEXT)
    answer_all(office, "cong-an-tinh", morning(THE_NEXT))
    [again] = sent(office, Wish(SUNDAY, "week")).letters.values()
    [later] = sent(office, Wish(THE_NEXT, "week")).letters.values()
    assert states(office) == {
        first: LetterState.REPLACED,
        again: LetterState.REPLACED,
        later: LetterState.DRAFT,
    }
    with pytest.raises(RefusedError, match="không còn chờ phát hành"):
        release(office, again)


def test_each_week_that_is_over_becomes_a_letter_by_itself_once(office: OpenHome) -> None:
    [week] = sent_by_itself(office)
    assert isinstance(week, Sent)
    assert (week.told_on, list(week.letters), week.is_released) == (SUNDAY, [CHAIRMAN], False)
    assert sent_by_itself(office) == []
    go_to(office, THE_NEXT)
    # The half-year ended on the 14th; of the week before last nothing is said any more.
    told = {(one.told_on, one.files[0].name) for one in sent_by_itself(office) if isinstance(one, Sent)}
    assert told == {
        (date(2023, 6, 18), "ke-hoach-thu-week-2023-06-18.docx"),
        (date(2023, 6, 14), "ke-hoach-thu-half-year-2023-06-14.docx"),
    }


def test_what_ended_before_the_plan_was_followed_or_long_ago_is_not_told_by_itself(office: OpenHome) -> None:
    early = send_due_reports(office, load_plans(office), date(2023, 6, 11), office.clock.now(), by=DONDOC)
    assert list(early) == []
    go_to(office, date(2023, 9, 20))
    kinds = {one.files[0].name for one in sent_by_itself(office) if isinstance(one, Sent)}
    assert kinds == {"ke-hoach-thu-week-2023-09-17.docx"}


def test_by_its_setting_it_waits_for_nobody_and_goes_to_whom_the_office_has_named(office: OpenHome) -> None:
    given = {"plans": ("ke-hoach-thu",), "release_reports": "có", "report_send_to": "cong-an-tinh"}
    with open_office(office.home.path, given) as opened:
        found = sent(opened, Wish(SUNDAY, "week"))
        assert (list(found.letters), found.is_released) == ([CHAIRMAN, "cong-an-tinh"], True)
        send_waiting_letters(opened, opened.clock.now())
        [mail] = [
            one for one in mailbox(opened) if one["To"].startswith("cong-an-tinh@") and "[Báo cáo]" in one["Subject"]
        ]
        assert "/bang/" not in letter_text(mail)  # the board is the Chairman's and the office's
        assert "Kính gửi: Giám đốc Công an tỉnh" in letter_text(mail)
    with (
        open_office(office.home.path, {"plans": ("ke-hoach-thu",), "report_send_to": "cong-an-tin"}) as opened,
        pytest.raises(UnknownNameError, match=r"dondoc.toml: không có cơ quan «cong-an-tin»"),
    ):
        sent(opened, Wish(SUNDAY, "week"))


def test_each_of_its_acts_is_in_the_trail_under_a_name(office: OpenHome) -> None:
    release(office, *sent(office, Wish(SUNDAY, "week"), by=Person("Trần An", "", "command")).letters.values())
    with office.database.read() as session:
        acts = [(one.kind, one.item, one.name) for one in acts_between(session, MONDAY, MONDAY)]
    assert ("send-report", CHAIRMAN, "Trần An") in acts
    assert ("release", f"{CHAIRMAN} {MONDAY}", CLERK.name) in acts


def test_nothing_is_put_into_letters_while_the_home_is_being_prepared_or_nobody_can_be_reached(tmp_path: Path) -> None:
    with real_office(tmp_path, "mailto://127.0.0.1:9?from=a@tinhthu.example.vn") as office:
        round_on_now = office.clock.now()
        with pytest.raises(RefusedError, match="đang được chuẩn bị"):
            sent(office, Wish(office.clock.today()))
        go_live(office, round_on_now)
        (office.home.contacts_file).write_text(
            "agency,name,post,head,channel,address,from,to\nso-y-te,,,,email,a@tinhthu.example.vn,,\n", encoding="utf-8"
        )
        with pytest.raises(RefusedError, match=r"Chủ tịch UBND tỉnh: chưa có địa chỉ trong contacts.csv"):
            sent(office, Wish(office.clock.today()))
        assert states(office) == {}


def test_the_form_and_the_mondays_run_do_what_the_command_does(
    office: OpenHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONDOC_PLANS", "ke-hoach-thu")
    done = summarise(office.home.path, by_itself=True)
    assert "1 thư kèm báo cáo vừa lập" in done.title
    assert summarise(office.home.path, by_itself=True).letters == 0
    form = ReportForm(kind=KindChoice.MONTH, recorder="Lê Thị Hạnh")
    assert record(office.home.path, form) == "Gửi báo cáo đến ngày 12/6/2023: 1 thư, chờ Văn phòng phát hành"
    with pytest.raises(RefusedError, match="Ngày 13/6/2023 chưa đến"):
        record(office.home.path, ReportForm(on=MONDAY + timedelta(days=1)))
    assert set(states(office).values()) == {LetterState.DRAFT}


def test_a_week_ends_on_sunday_and_a_month_with_its_cut_off() -> None:
    assert {last_ended("week", MONDAY + timedelta(days=more)) for more in range(7)} == {SUNDAY}
    assert last_ended("month", date(2023, 6, 14)) == date(2023, 5, 14)
    assert last_ended("month", date(2023, 6, 15)) == date(2023, 6, 14)


def test_a_years_report_waits_for_what_the_tracker_owes_the_chairman_about_the_year(tmp_path: Path) -> None:
    yearly = """    lead: cong-an-tinh
    time: yearly
    due: {before: 21/12}
    to: [chu-tich-ubnd-tinh]
"""
    plan = SMALL_PLAN.replace("    lead: cong-an-tinh\n    time: ongoing\n", yearly)
    with small_office(tmp_path, MONDAY, plan) as office:
        loaded = load_plans(office)["ke-hoach-thu"]
    assert end_of_period(loaded, "year", date(2024, 1, 5)) == date(2023, 12, 20)
    assert end_of_period(loaded, "half-year", date(2024, 1, 5)) == date(2023, 12, 14)
    earlier = load_plan("bac-giang", Library(tmp_path))  # there III.5 is due in November, before the figures end
    assert end_of_period(earlier, "year", date(2024, 1, 5)) == date(2023, 12, 14)
