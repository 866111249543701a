"""Where a plan stands: both axes by hand, and the totals whatever was asked and answered."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from models.answers.record import AnswerDraft, record_answers
from models.audit.acts import Person
from models.check_ins.adoption import take_on_plan
from models.check_ins.opening import open_check_ins
from models.check_ins.standings import APART_STAGES, REPORTING_STAGES, standings
from models.tables.core import Result, State
from plan.owed import owed_between
from reports.figures import worst_agencies
from reports.frames.standing_frame import frame_of
from reports.progress import Progress, measure_progress
from reports.status import status_json
from reports.tables import by_agency, plain_rows
from tests.homes.databases.templates import migrated
from tests.homes.plans.small_plan import LOADED, asked, known_at, measure

ON = date(2023, 7, 10)
DUE = date(2023, 6, 14)
LATER = date(2023, 11, 14)


def only_line(progress: Progress) -> Any:  # noqa: ANN401  a row of the frame
    (line,) = progress.lines.itertuples()
    return line


# Punctuality


def test_what_has_not_fallen_due_stays_out_of_the_rate() -> None:
    progress = measure(
        asked("II.1.a", "so-y-te", DUE, ON, answered_on=DUE),
        asked("II.1.a", "van-phong-ubnd-tinh", DUE, ON, answered_on=DUE + timedelta(days=1)),
        asked("II.2.b", "so-y-te", LATER, ON),
        asked("II.2.b", "van-phong-ubnd-tinh", LATER, ON, answered_on=ON),
        on=ON,
    )
    assert (progress.reporting.on_time, progress.reporting.late) == (2, 1)
    assert (progress.reporting.fallen_due, progress.reporting.due_on_time) == (2, 1)
    assert progress.reporting.on_time_rate == 0.5
    assert progress.reporting.answered_rate == 1.0


def test_nothing_fallen_due_has_no_rate() -> None:
    progress = measure(asked("II.2.b", "so-y-te", LATER, ON, answered_on=ON), on=ON)
    assert progress.reporting.on_time_rate is None
    assert progress.reporting.answered_rate is None
    assert measure(on=ON).reporting.on_time_rate is None


def test_the_last_day_in_time_has_not_fallen_due_before_it_is_over() -> None:
    assert measure(asked("II.1.a", "so-y-te", DUE, DUE), on=DUE).reporting.fallen_due == 0
    next_day = DUE + timedelta(days=1)
    assert measure(asked("II.1.a", "so-y-te", DUE, next_day), on=next_day).reporting.fallen_due == 1


def test_waived_superseded_and_ownerless_are_apart_and_out_of_the_rate() -> None:
    apart = [asked("II.1.a", "so-y-te", DUE, ON, state=State(stage), stage=stage) for stage in APART_STAGES]
    progress = measure(*apart, on=ON)
    assert [getattr(progress.reporting, stage) for stage in APART_STAGES] == [1, 1, 1]
    assert progress.reporting.fallen_due == 0
    assert not len(progress.lines)
    assert progress.silent == ()


def test_not_yet_open_is_what_the_rest_of_the_year_asks_and_nobody_was_asked_yet() -> None:
    opened = asked("II.1.a", "so-y-te", date(2023, 11, 14), ON, period="2023-H2")
    to_come = measure(opened, on=ON).not_yet_open
    assert sorted((owed.ref, owed.agency, owed.period, owed.due_on) for owed in to_come) == [
        ("II.1.a", "van-phong-ubnd-tinh", "2023-H2", date(2023, 11, 14)),
        ("II.2.a", "cong-an-tinh", "2023", date(2023, 12, 31)),
        ("II.2.b", "so-y-te", "2023", date(2023, 11, 14)),
        ("II.2.b", "van-phong-ubnd-tinh", "2023", date(2023, 11, 14)),
    ]
    assert measure(on=date(2024, 1, 1)).reporting.not_yet_open == len(
        owed_between(LOADED.plan, LOADED.register, LOADED.calendar, date(2024, 1, 1), date(2024, 12, 31))
    )


def test_overdue_comes_worst_first_then_as_the_register_and_the_document_have_it() -> None:
    progress = measure(
        asked("II.2.b", "so-y-te", DUE, ON),
        asked("II.1.a", "so-y-te", DUE, ON),
        asked("II.1.a", "van-phong-ubnd-tinh", DUE, ON),
        asked("II.1.a", "so-y-te", date(2022, 11, 14), ON),
        on=ON,
    )
    found = [(late.days_late, late.holder, late.ref) for late in progress.overdue]
    assert found == [
        (238, "so-y-te", "II.1.a"),
        (26, "so-y-te", "II.1.a"),
        (26, "so-y-te", "II.2.b"),
        (26, "van-phong-ubnd-tinh", "II.1.a"),
    ]


def test_who_was_late_once_does_not_stand_above_who_owes_more_or_never_answered() -> None:
    on = date(2023, 12, 1)
    progress = measure(
        asked("II.1.a", "so-y-te", DUE, on, state=State.RETURNED, result=Result.DONE),
        asked("II.2.b", "so-y-te", DUE, on, answered_on=DUE),
        asked("II.1.a", "van-phong-ubnd-tinh", LATER, on),
        asked("II.1.a", "cong-an-tinh", LATER, on),
        asked("II.2.a", "cong-an-tinh", LATER, on),
        on=on,
    )
    worst = worst_agencies(progress)
    assert worst.codes == ("cong-an-tinh", "van-phong-ubnd-tinh", "so-y-te")
    assert [row[1] for row in worst.rows] == ["2", "1", "1"]
    days = [int(row[2]) for row in worst.rows]
    assert days[1] < days[2]
    assert list(dict.fromkeys(late.holder for late in progress.overdue)) == list(worst.codes)
    section = progress.plan.section_of("II.1.a")
    assert [one.holder for one in progress.overdue_in(section)][:2] == ["van-phong-ubnd-tinh", "cong-an-tinh"]


def test_who_answered_nothing_and_who_answered_all_in_time_are_named() -> None:
    progress = measure(
        asked("II.1.a", "van-phong-ubnd-tinh", DUE, ON, answered_on=DUE),
        asked("II.2.b", "van-phong-ubnd-tinh", LATER, ON),
        asked("II.1.a", "so-y-te", DUE, ON),
        asked("II.2.a", "cong-an-tinh", date(2023, 12, 31), ON, scope="an-ninh-mang"),
        on=ON,
    )
    assert progress.punctual == ("van-phong-ubnd-tinh",)
    assert progress.silent == ("so-y-te", "cong-an-tinh")
    assert progress.silent_overdue == ("so-y-te",)


# Results


@pytest.mark.parametrize("result", list(Result))
def test_an_ongoing_task_is_never_finished_in_time(result: Result) -> None:
    progress = measure(asked("II.1.a", "so-y-te", DUE, ON, answered_on=DUE, result=result), on=ON)
    assert only_line(progress).finish == "without_end"
    assert progress.results.with_end == 0
    assert progress.results.claimed[str(result)] == 1


EXERCISE = {"scope": "an-ninh-mang"}
YEAR_END = date(2023, 12, 31)


@pytest.mark.parametrize(
    ("on", "answered_on", "result", "state", "finish"),
    [
        (date(2023, 12, 20), date(2023, 12, 19), Result.DONE, State.ANSWERED, "finished_in_time"),
        (date(2024, 3, 1), YEAR_END, Result.DONE, State.ACCEPTED, "finished_in_time"),
        (date(2024, 3, 1), date(2024, 1, 1), Result.DONE, State.ACCEPTED, "finished_late"),
        (YEAR_END, None, None, State.OPEN, "unfinished_in_time"),
        (date(2024, 1, 1), None, None, State.OPEN, "unfinished_overdue"),
        (date(2024, 1, 1), date(2023, 12, 1), Result.IN_PROGRESS, State.ACCEPTED, "unfinished_overdue"),
        (date(2023, 12, 20), None, Result.DONE, State.RETURNED, "unfinished_in_time"),
    ],
)
def test_a_yearly_task_is_finished_in_time_or_late_by_its_own_date(
    on: date, answered_on: date | None, result: Result | None, state: State, finish: str
) -> None:
    exercise = asked("II.2.a", "cong-an-tinh", YEAR_END, on, answered_on, result, state=state, **EXERCISE)
    assert only_line(measure(exercise, on=on)).finish == finish


def test_work_that_was_told_in_time_and_done_after_its_date_is_done_late() -> None:
    told, done, on = date(2023, 12, 20), date(2024, 2, 1), date(2024, 3, 1)
    exercise = asked("II.2.a", "cong-an-tinh", YEAR_END, on, told, Result.DONE, claimed_on=done, **EXERCISE)
    progress = measure(exercise, on=on)
    assert only_line(progress).finish == "finished_late"
    assert progress.reporting.on_time == 1


def test_each_year_of_a_yearly_task_is_a_line_and_a_late_finish_stays_late() -> None:
    on = date(2024, 12, 20)
    progress = measure(
        asked("II.2.a", "cong-an-tinh", YEAR_END, on, date(2024, 2, 1), Result.DONE, **EXERCISE),
        asked("II.2.a", "cong-an-tinh", date(2024, 12, 31), on, date(2024, 12, 1), Result.DONE, **EXERCISE),
        on=on,
    )
    assert [(line.period, line.finish) for line in progress.lines.itertuples()] == [
        ("2023", "finished_late"),
        ("2024", "finished_in_time"),
    ]


def test_a_span_of_years_is_one_line_and_ends_with_its_last_year() -> None:
    on = date(2024, 12, 1)
    progress = measure(
        asked("II.2.b", "so-y-te", LATER, on, LATER, Result.IN_PROGRESS),
        asked("II.2.b", "so-y-te", date(2024, 11, 14), on, date(2024, 11, 20), Result.DONE),
        on=on,
    )
    line = only_line(progress)
    assert (line.claim, line.finish) == ("done", "finished_in_time")
    assert date.fromordinal(line.end) == date(2030, 12, 31)
    assert (progress.reporting.on_time, progress.reporting.late) == (1, 1), "a late report does not make the work late"


def test_work_that_fell_back_from_done_is_not_finished() -> None:
    on = date(2024, 12, 1)
    progress = measure(
        asked("II.2.b", "so-y-te", LATER, on, LATER, Result.DONE),
        asked("II.2.b", "so-y-te", date(2024, 11, 14), on, date(2024, 11, 10), Result.BLOCKED),
        on=on,
    )
    assert only_line(progress).finish == "unfinished_in_time"


def test_work_whose_newest_claim_was_returned_is_not_finished_by_an_older_one() -> None:
    on = date(2024, 12, 1)
    progress = measure(
        asked("II.2.b", "so-y-te", LATER, on, LATER, Result.DONE, state=State.ACCEPTED),
        asked("II.2.b", "so-y-te", date(2024, 11, 14), on, None, Result.DONE, state=State.RETURNED),
        on=on,
    )
    assert (only_line(progress).verdict, only_line(progress).finish) == ("returned", "unfinished_in_time")


def test_the_newest_claim_stands_while_a_later_period_waits_for_its_answer() -> None:
    progress = measure(
        asked("II.1.a", "so-y-te", date(2022, 11, 14), ON, date(2022, 11, 1), Result.BLOCKED, state=State.ACCEPTED),
        asked("II.1.a", "so-y-te", DUE, ON),
        on=ON,
    )
    assert (only_line(progress).claim, only_line(progress).verdict) == ("blocked", "accepted")


def test_claim_and_verdict_are_counted_apart() -> None:
    progress = measure(
        asked("II.1.a", "so-y-te", DUE, ON, DUE, Result.DONE, state=State.ACCEPTED),
        asked("II.1.a", "van-phong-ubnd-tinh", DUE, ON, DUE, Result.DONE),
        asked("II.2.b", "so-y-te", LATER, ON, None, Result.DONE, state=State.RETURNED),
        asked("II.2.b", "van-phong-ubnd-tinh", LATER, ON),
        on=ON,
    )
    results = progress.results
    assert (results.claimed["done"], results.accepted["done"], results.returned["done"]) == (3, 1, 1)
    assert results.claimed["no_answer"] == 1


def test_a_task_that_left_the_plan_counts_without_an_end() -> None:
    progress = measure(asked("II.9.x", "so-y-te", DUE, ON, DUE, Result.DONE), on=ON)
    assert only_line(progress).finish == "without_end"
    assert progress.title_of("II.9.x") == "(nhiệm vụ đã bỏ khỏi kế hoạch)"


# What agencies say


def test_remarks_are_the_newest_of_each_line_in_the_order_of_the_document() -> None:
    words = {"difficulties": "Thiếu\u200b người\r\n\r\n  và máy ", "proposals": " "}
    progress = measure(
        asked("II.2.b", "so-y-te", LATER, ON, ON, proposals="Đề nghị bố trí kinh phí"),
        asked("II.1.a", "so-y-te", DUE, ON, DUE, Result.BLOCKED, **words),
        asked("II.1.a", "so-y-te", date(2022, 11, 14), ON, date(2022, 11, 1), difficulties="Đã cũ"),
        asked("II.1.a", "van-phong-ubnd-tinh", DUE, ON, DUE),
        on=ON,
    )
    found = [(r.section, r.ref, r.blocked, r.difficulties, r.proposals) for r in progress.remarks]
    assert found == [
        ("II.1", "II.1.a", True, "Thiếu người\nvà máy", ""),
        ("II.2", "II.2.b", False, "", "Đề nghị bố trí kinh phí"),
    ]


# Totals


def test_check_ins_of_another_plan_are_left_out() -> None:
    progress = measure(asked("II.1.a", "so-y-te", DUE, ON, plan="tuyen-quang"), on=ON)
    assert not progress.standings


# The shape for scripts


def test_status_json_has_the_agreed_shape_in_plain_types() -> None:
    progress = measure(
        asked("II.1.a", "so-y-te", DUE, ON, answered_on=DUE, agency="so-cu"),
        asked("II.2.b", "van-phong-ubnd-tinh", LATER, ON),
        on=ON,
    )
    status = status_json(progress)
    assert list(status) == ["on", "known_at", "reporting", "apart", "results", "by_agency", "by_section", "items"]
    assert (status["on"], status["known_at"]) == ("2023-07-10", "2023-07-10T23:00:00+07:00")
    assert status["reporting"] == {"on_time": 1, "late": 0, "open_in_time": 1, "open_overdue": 0}
    assert list(status["apart"]) == ["not_yet_open", "waived", "superseded", "ownerless"]
    assert status["items"][0] == {
        "plan": "bac-giang",
        "ref": "II.1.a",
        "agency": "so-cu",
        "holder": "so-y-te",
        "role": "lead",
        "scope": "",
        "period": "2023-H1",
        "due_on": "2023-06-14",
        "state": "answered",
        "stage": "on_time",
    }
    office, health = status["by_agency"][:2]
    assert (office["code"], office["name"], office["on_time_rate"]) == (
        "van-phong-ubnd-tinh",
        "Văn phòng UBND tỉnh",
        None,
    )
    assert (health["code"], health["on_time"], health["on_time_rate"]) == ("so-y-te", 1, 1.0)
    assert {type(value) for row in plain_rows(by_agency(progress)) for value in row.values()} <= {
        str,
        int,
        float,
        type(None),
    }


# Through a real home


def test_a_home_is_measured_from_its_check_ins_and_answers(tmp_path: Path) -> None:
    database = migrated(f"sqlite:///{tmp_path / 'dondoc.db'}")
    opened_on, answered_at = date(2023, 6, 5), datetime(2023, 6, 10, 2, tzinfo=UTC)
    with database.write() as session:
        take_on_plan(session, LOADED, opened_on, known_at(opened_on))
        open_check_ins(session, LOADED, opened_on, known_at(opened_on))
    with database.read() as session:
        found = standings(session, opened_on, known_at(opened_on))
        owed = {(s.ref, s.holder, s.period): s.check_in_id for s in found}
    draft = AnswerDraft(Result.DONE, difficulties="Thiếu kinh phí")
    with database.write() as session:
        mine = {owed["II.1.a", "so-y-te", "2023-H1"]: draft, owed["III.1", "so-y-te", "2022-11-15"]: draft}
        record_answers(
            session,
            mine,
            "so-y-te",
            answered_at,
            answered_at,
            by=Person("Nguyễn Văn A", "", "page"),
            province="bac-giang",
        )
    with database.read() as session:
        found = standings(session, ON, known_at(ON))
    database.close()
    progress = measure_progress(frame_of(LOADED.plan, ON, found), LOADED, known_at(ON), trial=True)
    counted = Counter(standing.stage for standing in found)
    assert {stage: getattr(progress.reporting, stage) for stage in REPORTING_STAGES if counted[stage]} == counted
    assert progress.reporting.on_time == 2
    assert progress.results.finishes["finished_in_time"] == 1, "only the plan of their own can be finished"
    assert [remark.ref for remark in progress.remarks] == ["II.1.a", "III.1"]
    assert "so-y-te" not in progress.silent
    assert progress.trial
