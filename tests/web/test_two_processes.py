"""Two processes of pages behind one proxy: whichever is asked, nothing that it kept in its own memory is missed."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from cli.__main__ import main
from models.database import Database
from models.settings import open_home
from plan.library import Library
from tests.homes.pages.answering import AnswerOffice, answer_office
from tests.homes.pages.visitor import HEALTH, Visitor
from web.app import make_app
from web.door.limits import Limits

RESULT = "Đã tổ chức 03 lớp tập huấn."


@pytest.fixture
def one(tmp_path: Path) -> Iterator[AnswerOffice]:
    with answer_office(tmp_path / "home") as office:
        yield office


@pytest.fixture
def other(one: AnswerOffice) -> Iterator[AnswerOffice]:
    """Give the same home behind another process: with a connection, an application and a memory of its own."""
    home = open_home(one.home.path, {"plans": one.plans, "page_limit": 0})
    database = Database(home.database_url)
    yield replace(one, database=database, browser=Visitor(make_app(home, database, Library(home.plans), one.clock)))
    database.close()


def test_a_form_shown_by_one_is_saved_and_sent_at_the_other(one: AnswerOffice, other: AnswerOffice) -> None:
    line = one.check_in("II.4.b")
    typed = one.fill_in(**{f"text_{line}": RESULT})
    assert other.press("save", typed).status_code == 303
    assert list(one.drafts()) == [line]
    again = one.fill_in(name="Nguyễn Thị Hòa", **{f"result_{line}": "in_progress"})
    assert again[f"text-{line}"] == RESULT
    assert other.send(again).status_code == 303
    assert [answer.text for answer in one.answers()] == [RESULT]


def test_one_form_sent_at_both_at_once_is_one_answer(one: AnswerOffice, other: AnswerOffice) -> None:
    line = one.check_in("II.4.b")
    form = one.fill_in(name="Nguyễn Thị Hòa", **{f"result_{line}": "in_progress", f"text_{line}": RESULT})
    with ThreadPoolExecutor(2) as both:
        sent = list(both.map(lambda office: office.send(form).status_code, (one, other)))
    assert [answer.text for answer in one.answers()] == [RESULT], sent


def test_links_that_were_taken_back_and_keys_that_were_changed_hold_at_both(
    one: AnswerOffice, other: AnswerOffice
) -> None:
    asked, home, who = one.address(), ["--home", str(one.home.path)], ["--by", "Trần Văn An"]
    assert status_of(asked, one, other) == [200, 200]
    assert main(["links", "revoke", HEALTH, "--reason", "Gửi nhầm", *who, *home]) == 0
    assert status_of(asked, one, other) == [410, 410]
    asked = one.address("so-tu-phap")
    assert status_of(asked, one, other) == [200, 200]
    assert main(["links", "rotate", *who, *home]) == 0
    assert status_of(asked, one, other) == [200, 200]  # signed by the key before
    assert status_of(one.address("so-tu-phap"), one, other) == [200, 200]


def status_of(address: str, *offices: AnswerOffice) -> list[int]:
    return [office.browser.get(address).status_code for office in offices]


def test_each_counts_its_own_requests_so_that_two_take_twice_as_many(one: AnswerOffice, other: AnswerOffice) -> None:
    for office in (one, other):
        home = open_home(one.home.path, {"page_limit": 1})
        app = make_app(home, office.database, Library(home.plans), one.clock, limits=Limits(reads=3))
        assert [Visitor(app).get("/").status_code for _ in range(4)] == [200, 200, 200, 429]
