"""Ad hoc requests: their numbers, whom they reach, what is refused, and how they are followed and reported."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from flows.acts.ad_hoc import ask_agencies
from flows.acts.open_home import OpenHome, load_plans
from flows.acts.reports.progress import plan_progress
from flows.round import take_on_plans
from models.decisions.requests import Asking
from models.refusal import RefusedError
from models.tables.ad_hoc import Asker, Request
from models.tables.core import CheckIn, CheckInEvent, Letter
from reports.markdown import render_plan_state
from reports.status import status_json
from tests.homes.event_plan import at, event_office
from tests.homes.offices import CLERK, SMALL_PLAN, answer_all, morning, round_on

MONDAY = date(2023, 6, 5)
ASKING = Asking(
    ("cac-so", "cong-an-tinh"), date(2023, 6, 20), "Rà soát máy chủ", "1234/UBND-KGVX ngày 05/6/2023", Asker.OFFICE
)


@pytest.fixture
def office(database_setting: str, tmp_path: Path) -> Iterator[OpenHome]:
    with event_office(tmp_path, MONDAY, database_setting) as opened:
        yield opened


def check_ins(office: OpenHome) -> list[CheckIn]:
    with office.database.read() as session:
        return list(session.exec(select(CheckIn).where(CheckIn.basis == "request").order_by(col(CheckIn.id))).all())


def test_a_request_opens_a_check_in_of_each_agency_with_its_number_as_occurrence(office: OpenHome) -> None:
    request = ask_agencies(office, ASKING, morning(MONDAY), by=CLERK)
    assert (request.number, request.year, request.plan) == (1, 2023, "ke-hoach-thu")
    found = check_ins(office)
    assert [one.holder for one in found] == ["van-phong-ubnd-tinh", "so-y-te", "cong-an-tinh"]
    assert {(one.ref, one.occurrence, one.opened_on, one.due_on, one.remind_on) for one in found} == {
        ("YC.2023.1", "2023-YC1", MONDAY, date(2023, 6, 20), date(2023, 6, 20))
    }
    assert found[0].rule == (
        "chậm nhất ngày 20/6/2023 (tính cả ngày đó), Văn phòng UBND tỉnh yêu cầu tại 1234/UBND-KGVX ngày 05/6/2023"
    )
    with office.database.read() as session:
        events = session.exec(select(CheckInEvent)).all()
    assert {(event.kind, event.actor) for event in events} == {("open", "van-phong-ubnd-tinh")}
    assert len(events) == 3


def test_the_chairmans_request_says_so(office: OpenHome) -> None:
    ask_agencies(office, replace(ASKING, asked_by=Asker.CHAIRMAN), morning(MONDAY), by=CLERK)
    assert "Chủ tịch UBND tỉnh yêu cầu tại" in check_ins(office)[0].rule


def test_numbers_go_up_within_a_year_and_begin_anew_with_the_next(office: OpenHome) -> None:
    asked = [
        ask_agencies(
            office, replace(ASKING, subject=f"Việc {day:%d/%m}", due_on=day + timedelta(days=9)), morning(day), by=CLERK
        )
        for day in (MONDAY, date(2023, 12, 28), date(2024, 1, 2))
    ]
    assert [(one.year, one.number) for one in asked] == [(2023, 1), (2023, 2), (2024, 1)]
    assert len({(one.ref, one.occurrence) for one in check_ins(office)}) == 3


def test_the_same_request_twice_on_one_day_is_refused_and_nothing_is_added(office: OpenHome) -> None:
    ask_agencies(office, ASKING, morning(MONDAY), by=CLERK)
    again = replace(ASKING, parties=("cong-an-tinh", "cac-so"), subject=" rà soát  máy chủ ")
    with pytest.raises(RefusedError, match="đã được ghi nhận hôm nay, số 1 năm 2023"):
        ask_agencies(office, again, at("5/6/2023 16:00"), by=CLERK)
    assert len(check_ins(office)) == 3
    ask_agencies(office, again, morning(date(2023, 6, 6)), by=CLERK)
    assert len(check_ins(office)) == 6


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"parties": ()}, "Chưa ghi cơ quan nào"),
        ({"parties": ("so-y-tee",)}, "Không có cơ quan, nhóm «so-y-tee» trong danh bạ (có phải «so-y-te» không?)"),
        ({"due_on": date(2023, 6, 4)}, "Hạn báo cáo 04/6/2023 phải từ hôm nay (05/6/2023) trở đi"),
        ({"due_on": date(2033, 6, 4)}, "trong vòng hai năm"),
        ({"subject": " \n "}, "Nội dung yêu cầu còn trống"),
        ({"subject": "a" * 161}, "Nội dung yêu cầu dài 161 ký tự"),
        ({"document": ""}, "Văn bản yêu cầu còn trống"),
        ({"subject": "TUYỆT MẬT"}, "Nội dung yêu cầu có dấu chỉ độ mật"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_sentence(
    office: OpenHome, changed: dict[str, object], sentence: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        ask_agencies(office, replace(ASKING, **changed), morning(MONDAY), by=CLERK)  # type: ignore[arg-type]
    assert sentence in str(refused.value)
    with office.database.read() as session:
        assert session.exec(select(Request)).all() == []


def test_a_request_is_announced_reminded_of_and_escalated_like_any_check_in(office: OpenHome) -> None:
    round_on(office, MONDAY)
    ask_agencies(office, ASKING, at("5/6/2023 09:00"), by=CLERK)
    for day in (6, 9, 19, 21, 23):
        round_on(office, date(2023, 6, day))
    with office.database.read() as session:
        letters = session.exec(
            select(Letter).where(Letter.recipient == "so-y-te", Letter.written_on > MONDAY).order_by(col(Letter.id))
        ).all()
    told = [
        (f"{one.written_on:%d/%m}", line) for one in letters for line in one.body.splitlines() if "YC.2023.1" in line
    ]
    assert told == [
        ("06/06", "- Hạn 20/6/2023 (còn 10 ngày làm việc), yêu cầu đột xuất số 1 năm 2023, 1 báo cáo: YC.2023.1"),
        ("09/06", "- Hạn 20/6/2023 (còn 7 ngày làm việc), yêu cầu đột xuất số 1 năm 2023, 1 báo cáo: YC.2023.1"),
        ("19/06", "- Hạn 20/6/2023 (còn 1 ngày làm việc), yêu cầu đột xuất số 1 năm 2023, 1 báo cáo: YC.2023.1"),
        ("21/06", "- Hạn 20/6/2023 (quá hạn 1 ngày), yêu cầu đột xuất số 1 năm 2023, 1 báo cáo: YC.2023.1"),
    ]
    assert all("Rà soát" not in one.body for one in letters)


def test_reports_show_requests_by_their_subject_under_a_heading_of_their_own(office: OpenHome) -> None:
    round_on(office, MONDAY)
    ask_agencies(office, ASKING, at("5/6/2023 09:00"), by=CLERK)
    answer_all(office, "so-y-te", at("6/6/2023 09:00"), ("YC.2023.1",))
    loaded = load_plans(office)["ke-hoach-thu"]
    progress = plan_progress(office, loaded, date(2023, 6, 21), at("21/6/2023 09:00"))
    found = status_json(progress)
    section = next(row for row in found["by_section"] if row["code"] == "YC")
    assert (section["name"], section["on_time"], section["open_overdue"]) == ("Yêu cầu đột xuất", 1, 2)
    assert sum(found["reporting"].values()) == len(found["items"])
    assert progress.title_of("YC.2023.1") == "Rà soát máy chủ"
    assert "YC. Yêu cầu đột xuất" in render_plan_state(progress)
    finishes = {line.finish for line in progress.lines.itertuples() if line.ref == "YC.2023.1"}
    assert finishes == {"unfinished_overdue"}


def test_an_edit_of_the_plan_leaves_requests_as_they_are(office: OpenHome) -> None:
    round_on(office, MONDAY)
    ask_agencies(office, ASKING, at("5/6/2023 09:00"), by=CLERK)
    plan = office.home.plans / "ke-hoach-thu.yaml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("Việc của các sở", "Việc khác"), encoding="utf-8")
    (taken,) = take_on_plans(office, morning(date(2023, 6, 6))).taken
    assert taken.outcome == "changed"
    assert {one.state for one in check_ins(office)} == {"open"}
    assert "Việc của các sở" in SMALL_PLAN
