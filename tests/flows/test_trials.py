"""A trial from the draw to what it shows: each agency falls to one way, its letter says so, and few agencies show nothing."""

import json
from collections.abc import Iterator
from datetime import date, time, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from cli.plans.plan_trial import trial_lines
from flows.acts.doctor.self_audit import audit_home
from flows.acts.open_home import OpenHome, load_plans
from flows.acts.reports.measured import measure_trials
from models.clock import moment_on
from models.tables.core import Notice
from models.tables.trials import TrialDraw
from notifications.ladder.stages import ESCALATION
from plan.trials.trial import draw
from reports.measured.trial import trial_words
from tests.homes.offices import SMALL_PLAN, answer_all, letter_text, mailbox, round_on, rows, small_office

TRIAL = """  trial:
    code: loi-mo-dau
    rung: 1
    from: 1/6/2023
    to: 31/12/2023
    wording: [none, Hầu hết cơ quan đã gửi báo cáo.]
trackers:"""
PLAN = SMALL_PLAN.replace("trackers:", TRIAL, 1)
OPENED, LATE = date(2023, 6, 5), date(2023, 6, 15)
AGENCIES = ("cong-an-tinh", "so-y-te")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenHome]:
    with small_office(tmp_path, OPENED, PLAN) as office:
        round_on(office, OPENED)
        round_on(office, LATE)
        yield office


def test_each_agency_is_drawn_once_and_its_letter_begins_as_its_way_says(office: OpenHome) -> None:
    with office.database.read() as session:
        drawn = {one.agency: one for one in session.exec(select(TrialDraw))}
    seed = "tinh-thu/ke-hoach-thu/loi-mo-dau"
    assert {agency: one.arm for agency, one in drawn.items()} == draw(seed, AGENCIES, {})
    assert {one.seed for one in drawn.values()} == {seed}
    assert all(len(json.loads(one.lines)) == 1 for one in drawn.values())
    other = next(agency for agency, one in drawn.items() if one.arm == 1)
    begun = {
        str(letter["To"]) for letter in mailbox(office) if "Hầu hết cơ quan đã gửi báo cáo." in letter_text(letter)
    }
    assert begun
    assert all(other in to for to in begun)
    before = rows(office)["trial_draw"]
    round_on(office, date(2023, 6, 16))
    assert rows(office)["trial_draw"] == before


def test_two_agencies_show_nothing_and_the_trial_says_so_before_and_after(office: OpenHome) -> None:
    plans = load_plans(office)
    answer_all(office, "so-y-te", moment_on(date(2023, 6, 20), time(9)))
    (early,) = measure_trials(office, plans, date(2023, 6, 21))
    assert (early.waiting, early.difference) == (2, None)
    (measured,) = measure_trials(office, plans, date(2023, 6, 22))
    assert sorted((share.yes, share.of) for share in measured.shares) == [(0, 1), (1, 1)]
    assert not measured.is_conclusive
    said = " ".join(trial_words(measured))
    assert "chưa kết luận được" in said
    assert "1/1 (100%), khoảng tin cậy 95%: 20,7% đến 100%" in said
    foreseen = " ".join(trial_lines(plans["ke-hoach-thu"]))
    assert "Bốc thăm 2 cơ quan: 1 và 1 mỗi bên." in foreseen
    assert "không cho thấy được khác biệt nào (độ mạnh 80%)" in foreseen


def test_a_trial_of_days_tells_each_side_on_its_own_day_and_the_self_audit_agrees(tmp_path: Path) -> None:
    plan = PLAN.replace("wording: [none, Hầu hết cơ quan đã gửi báo cáo.]", "days: [1, 2]")
    with small_office(tmp_path, OPENED, plan) as office:
        for day in (OPENED, LATE, date(2023, 6, 16)):
            round_on(office, day)
        with office.database.read() as session:
            days = {one.agency: (1, 2)[one.arm] for one in session.exec(select(TrialDraw))}
            told = session.exec(select(Notice).where(Notice.purpose == ESCALATION)).all()
        assert set(days.values()) == {1, 2}
        for agency, after in days.items():
            mine = [one for one in told if one.recipient == agency]
            assert [(one.rung, one.stage_on) for one in mine] == [(after, LATE + timedelta(days=after - 1))]
        assert audit_home(office) == []
