"""An agency's calendar: days without a word of substance, behind a link that opens nothing else and can be revoked."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from fastapi import FastAPI
from icalendar import Calendar

from flows.acts.links import revoke_links, show_link
from flows.acts.open_home import OpenHome, load_plans
from models.audit.acts import BY_COMMAND, Person
from models.outbox.notices import chased_check_ins
from models.promises.promises import promise
from models.promises.receipts import Handler
from notifications.links import ANSWER, CALENDAR
from tests.homes.offices import small_office_after_round
from tests.homes.pages.door import MONDAY, app_of, ask, revoke, token_of

CLERK = Person("Bình", "", BY_COMMAND)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenHome]:
    with small_office_after_round(tmp_path, MONDAY) as opened:
        yield opened


def own(office: OpenHome, epoch: int = 0) -> str:
    return "/lich/" + token_of(office, "so-y-te/calendar", CALENDAR, epoch=epoch)


def days(app: FastAPI, address: str) -> dict[str, tuple[str, str, int]]:
    """Return the entries by their key: the day, what it says, and its number."""
    given = ask(app, "GET", address)
    assert (given.status_code, given.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    return {
        str(event["uid"]).partition("@")[0]: (
            f"{event.start:%d/%m}",
            str(event["summary"]),
            int(str(event["sequence"])),
        )
        for event in Calendar.from_ical(given.text).events
    }


def say(office: OpenHome, day: date) -> None:
    with office.database.write() as session:
        said = {one.id: day for one in chased_check_ins(session) if (one.holder, one.due_on.month) == ("so-y-te", 6)}
        promise(
            session, load_plans(office), said, "so-y-te", Handler("Lê Lan"), office.clock.now(), by=CLERK, province="tinh-thu"
        )  # fmt: skip


def test_the_days_keep_their_names_when_a_promise_changes_and_name_nobody(office: OpenHome) -> None:
    app = app_of(office)
    assert {words for _, words, _ in days(app, own(office)).values()} == {"Hạn báo cáo: 1 báo cáo"}
    say(office, date(2023, 6, 9))
    first = {key: said for key, said in days(app, own(office)).items() if key.startswith("hen")}
    assert next(iter(first.values())) == ("09/06", "Hẹn gửi báo cáo: 1 báo cáo", 1)
    say(office, date(2023, 6, 12))
    second = {key: said for key, said in days(app, own(office)).items() if key.startswith("hen")}
    assert [*second] == [*first]
    assert next(iter(second.values())) == ("12/06", "Hẹn gửi báo cáo: 1 báo cáo", 2)
    text = ask(app, "GET", own(office)).text.replace("\r\n ", "")
    assert "Lê Lan" not in text
    assert not [task.title for task in load_plans(office)["ke-hoach-thu"].plan.tasks.values() if task.title in text]
    assert days(app, "/tra-loi/" + token_of(office) + "/lich") == days(app, own(office))


def test_its_link_opens_nothing_else_and_ends_alone_or_with_the_agencys_links(office: OpenHome) -> None:
    app = app_of(office)
    printed = show_link(office, "so-y-te/calendar", CALENDAR, office.clock.now(), by=CLERK)
    page = ask(app, "GET", "/tra-loi/" + token_of(office) + "/co-quan").text
    assert printed in page
    assert ask(app, "GET", "/tra-loi/" + printed.rpartition("/")[2]).status_code == 403
    assert ask(app, "GET", "/lich/" + token_of(office)).status_code == 403
    assert ask(app, "POST", own(office)).status_code == 405
    revoke_links(office, "so-y-te/calendar", "Lộ địa chỉ", office.clock.now(), by=CLERK)
    assert ask(app, "GET", own(office)).status_code == 410
    assert ask(app, "GET", "/tra-loi/" + token_of(office, "so-y-te", ANSWER)).status_code == 200
    assert ask(app, "GET", own(office, epoch=1)).status_code == 200
    revoke(office, "so-y-te")
    assert ask(app, "GET", own(office, epoch=1)).status_code == 410
