"""What becomes of check-ins that are still owed when their holder no longer has the duty (DESIGN §4)."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from sqlmodel import col, select

from flows.acts.open_home import OpenHome, load_plans
from models.check_ins.handovers import HANDED_OVER, HandedOver, find_passings, hand_over
from models.check_ins.moves import StateChange, move_check_in
from models.check_ins.standings import APART_STAGES, REPORTING_STAGES, Standing, standings
from models.clock import end_of_day
from models.outbox.notices import chased_check_ins
from models.tables.core import Answer, CheckIn, CheckInEvent, DutyChange, Notice, Outcome, PlanVersion, State
from reports.frames.standing_frame import frame_of
from reports.progress import measure_progress
from tests.homes.offices import answer_all, go_to, morning, round_on
from tests.homes.reorganised_office import reorganised_office, write_changes

ADOPTED = date(2025, 2, 10)
OPENED = date(2025, 2, 17)
BEFORE = date(2025, 2, 28)
MERGED = date(2025, 3, 3)
HEIRS_DUE = date(2025, 3, 19)
"""The date the plan asks by, which is later than 10 working days after 3/3/2025 (17/3)."""

OfficeOn = Callable[..., AbstractContextManager[OpenHome]]
Row = tuple[str, str, str, str, str]


@pytest.fixture
def office_on(database_setting: str, tmp_path: Path) -> OfficeOn:
    return partial(reorganised_office, tmp_path, database_url=database_setting)


def rows(office: OpenHome, occurrence: str = "2025-H1") -> dict[tuple[str, str, str], tuple[str, str, str]]:
    """Return the check-ins of an occurrence: by task, agency and scope, who holds it, its state and its date."""
    with office.database.read() as session:
        found = session.exec(select(CheckIn).where(CheckIn.occurrence == occurrence, CheckIn.basis != "baseline"))
        return {(c.ref, c.agency, c.scope): (c.holder, str(c.state), c.due_on.isoformat()) for c in found}


def stand(office: OpenHome, on: date, known_on: date | None = None) -> list[Standing]:
    with office.database.read() as session:
        return standings(session, on, end_of_day(known_on or on))


def standing_of(office: OpenHome, ref: str, agency: str, on: date, known_on: date | None = None) -> Standing:
    found = [s for s in stand(office, on, known_on) if (s.ref, s.agency, s.period) == (ref, agency, "2025-H1")]
    assert len(found) == 1
    return found[0]


def everything(office: OpenHome) -> list[str]:
    """Return the history and the notices as text: equal if nothing was changed."""
    with office.database.read() as session:
        tables = (CheckIn, CheckInEvent, DutyChange, Notice)
        return [repr(row) for table in tables for row in session.exec(select(table).order_by(col(table.id)))]


def test_a_merged_departments_duty_goes_to_its_heir_and_only_what_both_owed_is_superseded(office_on: OfficeOn) -> None:
    with office_on(ADOPTED) as office:
        round_on(office, OPENED)
        assert rows(office)[("I.1", "so-ke-hoach", "")] == ("so-ke-hoach", "open", "2025-03-19")
        outcome = round_on(office, MERGED)
        now = rows(office)
        assert now[("I.1", "so-ke-hoach", "")] == ("so-ke-hoach", "superseded", "2025-03-19")
        assert now[("I.1", "so-tai-chinh", "")] == ("so-tai-chinh", "open", "2025-03-19")
        assert "Gộp 2 báo cáo" in " ".join(outcome.sentences)
        assert standing_of(office, "I.1", "so-tai-chinh", MERGED).before == ("so-ke-hoach",)


def test_what_was_still_to_be_told_of_it_to_the_predecessor_is_skipped_with_the_reason(office_on: OfficeOn) -> None:
    with office_on(ADOPTED) as office:
        round_on(office, OPENED)
        with office.database.write() as session:
            line = session.exec(select(CheckIn).where(CheckIn.ref == "I.1", CheckIn.holder == "so-ke-hoach")).one()
            [told] = session.exec(select(Notice).where(Notice.check_in_id == line.id)).all()
            assert told.outcome == Outcome.SENT
            told_on, waiting = told.id, Notice(**told.model_dump(exclude={"id"}))
            waiting.purpose, waiting.letter_id, waiting.outcome = "reminder", None, Outcome.QUEUED
            session.add(waiting)
        round_on(office, MERGED)
        with office.database.read() as session:
            found = session.exec(select(Notice).where(Notice.check_in_id == line.id).order_by(col(Notice.id))).all()
        assert [(one.id == told_on, one.outcome, one.reason) for one in found] == [
            (True, Outcome.SENT, ""),
            (False, Outcome.SKIPPED, HANDED_OVER),
        ]


def test_of_two_departments_with_one_heir_the_first_goes_over_and_the_second_into_it(office_on: OfficeOn) -> None:
    with office_on(ADOPTED) as office:
        round_on(office, OPENED)
        round_on(office, MERGED)
        now = rows(office)
        assert now[("I.1", "so-nong-nghiep", "")] == ("so-moi-truong", "open", "2025-03-19")
        assert now[("I.1", "so-tai-nguyen", "")] == ("so-tai-nguyen", "superseded", "2025-03-19")
        assert standing_of(office, "I.1", "so-nong-nghiep", MERGED).before == ("so-nong-nghiep", "so-tai-nguyen")


def test_a_duty_goes_by_its_scope_and_the_rest_to_the_other_heir(office_on: OfficeOn) -> None:
    with office_on(ADOPTED) as office:
        round_on(office, OPENED)
        round_on(office, MERGED)
        now = rows(office)
        assert now[("I.2", "so-thong-tin", "an-toan")][0] == "cong-an-tinh"
        assert now[("I.2", "so-thong-tin", "truyen-thong")][0] == "so-khoa-hoc"
        assert now[("I.3", "so-thong-tin", "")][0] == "so-khoa-hoc"
        assert {row[1] for key, row in now.items() if key[1] == "so-thong-tin"} == {"open"}


def test_a_hand_over_by_ref_wins_over_the_reorganisation_of_the_day(office_on: OfficeOn) -> None:
    entry = "  - {date: 1/3/2025, refs: I.3, from: so-thong-tin, to: so-tai-chinh, by: Công văn 7}\n"
    with office_on(ADOPTED, entry) as office:
        round_on(office, OPENED)
        round_on(office, MERGED)
        assert rows(office)[("I.3", "so-thong-tin", "")][0] == "so-tai-chinh"
        assert rows(office)[("I.2", "so-thong-tin", "truyen-thong")][0] == "so-khoa-hoc"


def test_a_split_gives_each_heir_a_check_in_of_its_scope_and_supersedes_the_whole(office_on: OfficeOn) -> None:
    entry = """\
  - date: 24/2/2025
    refs: I.5
    from: so-tai-chinh
    to: [cong-an-tinh (an-toan), so-khoa-hoc (truyen-thong)]
    by: Công văn 8
"""
    with office_on(ADOPTED, entry) as office:
        round_on(office, OPENED)
        round_on(office, date(2025, 2, 24))
        now = rows(office)
        assert now[("I.5", "so-tai-chinh", "")][1] == "superseded"
        assert now[("I.5", "cong-an-tinh", "an-toan")] == ("cong-an-tinh", "open", "2025-03-19")
        assert now[("I.5", "so-khoa-hoc", "truyen-thong")] == ("so-khoa-hoc", "open", "2025-03-19")
        parts = [s for s in stand(office, date(2025, 2, 24)) if s.basis == "handover" and s.period == "2025-H1"]
        assert [part.before for part in parts] == [("so-tai-chinh",)] * 2
        assert round_on(office, MERGED).sentences[0] != "Tách"
        assert len([key for key in rows(office) if key[0] == "I.5"]) == 3


def test_without_an_heir_a_check_in_is_ownerless_and_nobody_is_chased_for_it(office_on: OfficeOn) -> None:
    with office_on(ADOPTED) as office:
        round_on(office, date(2025, 6, 16))
        assert rows(office, "2025-H2")[("I.4", "ubnd-huyen-a", "")] == ("ubnd-huyen-a", "open", "2025-07-14")
        outcome = round_on(office, date(2025, 7, 1))
        assert rows(office, "2025-H2")[("I.4", "ubnd-huyen-a", "")][1] == "ownerless"
        assert "chưa có cơ quan tiếp nhận nhiệm vụ, chờ văn phòng quyết định" in " ".join(outcome.sentences)
        round_on(office, date(2025, 8, 15))
        with office.database.read() as session:
            assert not [c for c in chased_check_ins(session) if c.ref == "I.4"]
            late = session.exec(
                select(Notice)
                .join(CheckIn, col(CheckIn.id) == col(Notice.check_in_id))
                .where(CheckIn.ref == "I.4", Notice.stage_on > date(2025, 7, 1), Notice.outcome != Outcome.SKIPPED)
            ).all()
        assert late == []


def test_an_ended_groups_later_periods_open_as_ownerless_and_are_counted_apart(office_on: OfficeOn) -> None:
    with office_on(date(2025, 7, 2)) as office:
        round_on(office, date(2026, 2, 20))
        row = rows(office, "2026-H1")[("I.4", "ubnd-cap-huyen", "")]
        assert row == ("ubnd-cap-huyen", "ownerless", "2026-03-19")
        loaded = load_plans(office)["ke-hoach-thu"]
        now = morning(date(2026, 2, 20))
        on = date(2026, 2, 20)
        progress = measure_progress(frame_of(loaded.plan, on, stand(office, on)), loaded, now, trial=True)
        assert progress.reporting.ownerless >= 1
        assert progress.reporting.total == len(progress.standings) + len(progress.not_yet_open)


def test_what_nobody_owned_goes_to_the_heir_that_the_office_names_later(office_on: OfficeOn) -> None:
    with office_on(ADOPTED) as office:
        round_on(office, date(2025, 6, 16))
        round_on(office, date(2025, 7, 1))
        write_changes(
            office.home.path, "  - {date: 30/6/2025, refs: I.4, from: ubnd-huyen-a, to: so-khoa-hoc, by: Công văn 9}\n"
        )
        round_on(office, date(2025, 7, 10))
        # 10 working days after 10/7/2025, when the hand-over was recorded.
        assert rows(office, "2025-H2")[("I.4", "ubnd-huyen-a", "")] == ("so-khoa-hoc", "open", "2025-07-24")
        assert len([key for key in rows(office, "2025-H2") if key[0] == "I.4"]) == 1


def test_the_heir_has_ten_working_days_and_the_first_date_and_lateness_stay_the_predecessors(
    office_on: OfficeOn,
) -> None:
    entry = "  - {date: 26/3/2025, refs: I.5, from: so-tai-chinh, to: so-khoa-hoc, by: Công văn 10}\n"
    with office_on(ADOPTED, entry) as office:
        round_on(office, OPENED)
        round_on(office, date(2025, 3, 20))
        round_on(office, date(2025, 3, 26))
        # 19/3 had passed; 10 working days after 26/3 are the 10th of April, as the 7th (Giỗ Tổ) is no working day.
        assert rows(office)[("I.5", "so-tai-chinh", "")] == ("so-khoa-hoc", "open", "2025-04-10")
        with office.database.read() as session:
            change = session.exec(
                select(DutyChange)
                .join(CheckIn, col(CheckIn.id) == col(DutyChange.check_in_id))
                .where(CheckIn.ref == "I.5", CheckIn.occurrence == "2025-H1", CheckIn.basis == "cadence")
            ).one()
            assert (change.due_before, change.remind_before) == (HEIRS_DUE, HEIRS_DUE)

            assert (change.holder_before, change.due_on, change.act) == (
                "so-tai-chinh",
                date(2025, 4, 10),
                "Công văn 10",
            )
            rule = session.exec(select(CheckIn.rule).where(CheckIn.id == change.check_in_id)).one()
            assert "20/3" in rule
        heir = standing_of(office, "I.5", "so-tai-chinh", date(2025, 3, 28))
        assert (heir.holder, heir.stage, heir.days_late) == ("so-khoa-hoc", "open_in_time", 0)
        assert [(one.holder, one.due_on, one.days) for one in heir.lateness] == [("so-tai-chinh", HEIRS_DUE, 6)]
        before = standing_of(office, "I.5", "so-tai-chinh", date(2025, 3, 25), known_on=date(2025, 3, 28))
        assert (before.holder, before.stage, before.days_late) == ("so-tai-chinh", "open_overdue", 6)
        answer_all(office, "so-khoa-hoc", morning(date(2025, 4, 8)))
        assert standing_of(office, "I.5", "so-tai-chinh", date(2025, 4, 20)).stage == "on_time"


def test_the_ladder_starts_anew_with_the_heir(office_on: OfficeOn) -> None:
    entry = "  - {date: 26/3/2025, refs: I.5, from: so-tai-chinh, to: so-khoa-hoc, by: Công văn 10}\n"
    with office_on(ADOPTED, entry) as office:
        for day in (OPENED, date(2025, 3, 20), date(2025, 3, 24), date(2025, 3, 26), date(2025, 4, 11)):
            round_on(office, day)
        with office.database.read() as session:
            check_in = session.exec(
                select(CheckIn).where(CheckIn.ref == "I.5", CheckIn.occurrence == "2025-H1", CheckIn.basis == "cadence")
            ).one()
            told = session.exec(
                select(Notice.recipient, Notice.purpose, Notice.rung)
                .where(
                    Notice.check_in_id == check_in.id,
                    Notice.due_on == date(2025, 4, 10),
                    Notice.outcome == Outcome.SENT,
                )
                .order_by(col(Notice.id))
            ).all()
        assert told == [("so-khoa-hoc", "opening", 0), ("so-khoa-hoc", "escalation", 1)]


def test_a_round_twice_and_a_gap_of_months_change_nothing_more(office_on: OfficeOn) -> None:
    with office_on(ADOPTED) as office:
        round_on(office, OPENED)
        round_on(office, date(2025, 8, 4))
        # Opened late on 17/6 for the district and handed over in the same round, to nobody.
        assert rows(office, "2025-H2")[("I.4", "ubnd-huyen-a", "")][1] == "ownerless"
        assert rows(office)[("I.3", "so-thong-tin", "")] == ("so-khoa-hoc", "open", "2025-08-18")
        once = everything(office)
        round_on(office, date(2025, 8, 4))
        assert everything(office) == once


def test_two_processes_at_once_hand_over_once(office_on: OfficeOn) -> None:
    with office_on(ADOPTED) as office:
        round_on(office, OPENED)
        go_to(office, MERGED)
        loaded = load_plans(office)["ke-hoach-thu"]
        start, done = threading.Barrier(2), []

        def run() -> None:
            start.wait(timeout=10)
            with office.database.write_alone() as session:
                done.append(hand_over(session, loaded, MERGED, morning(MERGED)))

        threads = [threading.Thread(target=run) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        assert min(one.moved for one in done) == 0
        assert HandedOver() in done
        with office.database.read() as session:
            assert find_passings(session, loaded, MERGED) == []
            numbers = session.exec(select(DutyChange.check_in_id, DutyChange.number)).all()
        assert len(numbers) == len(set(numbers))


def test_what_is_answered_stays_with_who_answered_it(office_on: OfficeOn) -> None:
    with office_on(ADOPTED) as office:
        round_on(office, OPENED)
        answer_all(office, "so-ke-hoach", morning(BEFORE))
        round_on(office, MERGED)
        assert rows(office)[("I.1", "so-ke-hoach", "")] == ("so-ke-hoach", "answered", "2025-03-19")
        assert standing_of(office, "I.1", "so-ke-hoach", MERGED).stage == "on_time"


def test_a_hand_over_recorded_late_moves_what_opened_meanwhile_and_opens_nothing_twice(office_on: OfficeOn) -> None:
    with office_on(ADOPTED) as office:
        round_on(office, OPENED)
        write_changes(
            office.home.path,
            "  - {date: 12/2/2025, refs: I.5, from: so-tai-chinh, to: cong-an-tinh, by: Công văn 11}\n",
        )
        outcome = round_on(office, date(2025, 2, 25))
        assert [key for key in rows(office) if key[0] == "I.5"] == [("I.5", "so-tai-chinh", "")]
        assert rows(office)[("I.5", "so-tai-chinh", "")] == ("cong-an-tinh", "open", "2025-03-19")
        told = "Thêm bàn giao từ ngày 12/02/2025: I.5 của so-tai-chinh cho cong-an-tinh, theo Công văn 11."
        assert told in " ".join(outcome.sentences)
        with office.database.read() as session:
            versions = session.exec(select(PlanVersion).order_by(col(PlanVersion.number))).all()
            assert [bool(version.office_text) for version in versions] == [False, True]
            assert session.exec(select(CheckIn).where(CheckIn.state == State.WAIVED)).all() == []
        loaded = load_plans(office)["ke-hoach-thu"]
        on = date(2025, 2, 25)
        progress = measure_progress(frame_of(loaded.plan, on, stand(office, on)), loaded, morning(on), trial=True)
        assert not [owed for owed in progress.not_yet_open if owed.ref == "I.5" and owed.period == "2025-H1"]


def test_as_it_was_known_then_the_predecessor_still_has_it(office_on: OfficeOn) -> None:
    with office_on(ADOPTED) as office:
        round_on(office, OPENED)
        round_on(office, date(2025, 3, 10))
        assert (
            standing_of(office, "I.3", "so-thong-tin", date(2025, 3, 5), known_on=date(2025, 3, 5)).holder
            == "so-thong-tin"
        )
        assert (
            standing_of(office, "I.3", "so-thong-tin", date(2025, 3, 5), known_on=date(2025, 3, 10)).holder
            == "so-khoa-hoc"
        )
        assert standing_of(office, "I.3", "so-thong-tin", BEFORE, known_on=date(2025, 3, 10)).holder == "so-thong-tin"


def test_every_check_in_is_in_exactly_one_cell_before_and_after(office_on: OfficeOn) -> None:
    with office_on(ADOPTED) as office:
        for day in (OPENED, MERGED, date(2025, 6, 20), date(2025, 7, 1), date(2025, 12, 1)):
            round_on(office, day)
            found = stand(office, day)
            with office.database.read() as session:
                assert len(found) == len(session.exec(select(CheckIn.id)).all())
            assert {s.stage for s in found} <= {*REPORTING_STAGES, *APART_STAGES}
            loaded = load_plans(office)["ke-hoach-thu"]
            for standing in found:
                exists = loaded.register.agencies.get(standing.holder)
                assert standing.stage in APART_STAGES or (exists is not None and exists.exists_on(day))


def test_a_returned_check_in_goes_over_with_what_was_answered(office_on: OfficeOn) -> None:
    with office_on(ADOPTED) as office:
        round_on(office, OPENED)
        answer_all(office, "so-thong-tin", morning(BEFORE), refs=("I.3",))
        with office.database.write() as session:
            answered = session.exec(
                select(CheckIn).where(CheckIn.state == State.ANSWERED, CheckIn.basis == "cadence")
            ).one()
            back = StateChange(State.RETURNED, "1", BEFORE, morning(BEFORE), "van-phong-ubnd-tinh", "thiếu số liệu")
            assert move_check_in(session, answered.id, back)
        round_on(office, MERGED)
        assert rows(office)[("I.3", "so-thong-tin", "")][:2] == ("so-khoa-hoc", "returned")
        with office.database.read() as session:
            assert len(session.exec(select(Answer).where(Answer.check_in_id == answered.id)).all()) == 1
