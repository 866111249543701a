"""The answer page's lines of requests and incidents: their own words, and deadlines to the hour."""

import asyncio
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient, Response

from flows.acts.ad_hoc import ask_agencies, report_incident
from flows.acts.open_home import OpenHome
from models.answers.record import lines_of_agency
from models.decisions.incidents import IncidentReport
from models.decisions.requests import Asking
from models.tables.ad_hoc import Asker, Severity
from notifications.links import ANSWER, LINK_LASTS, link_key, sign_link
from plan.calendar import WorkCalendar
from tests.homes.event_plan import at, event_office
from tests.homes.offices import CLERK
from web.app import make_app
from web.words.matters import due_words, urgency_at

MONDAY = date(2023, 6, 5)
HEALTH = "so-y-te"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenHome]:
    with event_office(tmp_path, MONDAY) as opened:
        yield opened


def page(office: OpenHome) -> str:
    app = make_app(office.home, office.database, office.library, office.clock)
    token = sign_link(link_key(office.home), HEALTH, ANSWER, MONDAY + LINK_LASTS)

    async def ask() -> Response:
        async with AsyncClient(transport=ASGITransport(app=app), base_url="http://127.0.0.1:4280") as client:
            return await client.get(f"/tra-loi/{token}")

    shown = asyncio.run(ask())
    assert shown.status_code == 200
    return shown.text


def test_a_request_is_shown_by_its_subject_with_its_document(office: OpenHome) -> None:
    asking = Asking((HEALTH,), date(2023, 6, 20), "Rà soát máy chủ", "1234/UBND-KGVX ngày 05/6/2023", Asker.CHAIRMAN)
    ask_agencies(office, asking, at("5/6/2023 08:00"), by=CLERK)
    shown = page(office)
    for words in (
        '<span class="title">Rà soát máy chủ</span>',
        "yêu cầu đột xuất số 1 năm 2023, hạn\u00a020/6/2023",
        "<dt>Văn bản yêu cầu</dt><dd>1234/UBND-KGVX ngày 05/6/2023</dd>",
        "còn 11 ngày làm việc",
        "Chủ tịch UBND tỉnh yêu cầu tại",
    ):
        assert words in shown


def test_an_incident_is_shown_by_its_report_its_title_and_the_hour_it_is_due(office: OpenHome) -> None:
    report = IncidentReport(HEALTH, at("5/6/2023 07:00"), "Mã độc trên máy chủ", Severity.SERIOUS)
    report_incident(office, report, at("5/6/2023 08:00"), by=CLERK)
    shown = page(office)
    for words in (
        '<span class="title">Báo cáo ban đầu về sự cố: Mã độc trên máy chủ</span>',
        "sự cố số 1 năm 2023, trước 07:00 ngày 06/6/2023",
        "còn 23 giờ",
        "<dt>Mức độ</dt><dd>nghiêm trọng</dd>",
        "<dt>Nơi nhận</dt><dd>Công an tỉnh; Cơ quan điều phối quốc gia</dd>",
        "24 giờ kể từ 07:00 ngày 05/6/2023",
        "Thông tư 20/2017/TT-BTTTT, Điều 9: 5 ngày",
    ):
        assert words in shown


def test_a_clock_counts_hours_and_turns_overdue_at_its_moment(office: OpenHome) -> None:
    report = IncidentReport(HEALTH, at("5/6/2023 07:00"), "Mã độc", Severity.ORDINARY)
    report_incident(office, report, at("5/6/2023 08:00"), by=CLERK)
    with office.database.read() as session:
        (line,) = [
            one
            for one in lines_of_agency(session, HEALTH, MONDAY, province="tinh-thu")
            if one.check_in.basis == "incident"
        ]
    ends, calendar = at("6/6/2023 07:00"), WorkCalendar()
    told = [
        (due_words(line.check_in, ends + left, calendar), urgency_at(line.check_in, ends + left, calendar))
        for left in (
            timedelta(hours=-5),
            timedelta(minutes=-1),
            timedelta(0),
            timedelta(hours=3, minutes=59),
            timedelta(days=14),
        )
    ]
    assert told == [
        ("còn 5 giờ", "soon"),
        ("còn chưa đến 1 giờ", "soon"),
        ("quá hạn chưa đến 1 giờ", "overdue"),
        ("quá hạn 3 giờ", "overdue"),
        ("quá hạn 14 ngày", "overdue"),
    ]
