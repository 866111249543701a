"""When something is said of a check-in, and to whom."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from notifications.ladder.stages import (
    ESCALATION,
    OPENING,
    PROMISED,
    REMINDER,
    Promised,
    Stage,
    agency_of,
    newness,
    recipients_of,
    stages_of,
)
from plan.library import Library, LoadedPlan, load_plan
from plan.parties import Party, Transfer

LOADED = load_plan("bac-giang", Library())


def days(*written: str) -> list[date]:
    return [date(int(year), int(month), int(day)) for day, month, year in (text.split("/") for text in written)]


def staged(opened: str, remind: str, due: str, loaded: LoadedPlan = LOADED) -> list[tuple[str, int, date]]:
    opened_on, remind_on, due_on = days(opened, remind, due)
    found = stages_of(loaded.plan, loaded.calendar, opened_on, remind_on, due_on)
    return [(stage.purpose, stage.rung, stage.on) for stage in found]


def test_the_worked_case_of_the_first_half_of_2023_has_its_seven_days() -> None:
    on = days("15/5/2023", "5/6/2023", "13/6/2023", "15/6/2023", "19/6/2023", "23/6/2023", "5/7/2023")
    assert staged("15/5/2023", "14/6/2023", "14/6/2023") == [
        (OPENING, 0, on[0]),
        (REMINDER, 7, on[1]),
        (REMINDER, 1, on[2]),
        (ESCALATION, 1, on[3]),
        (ESCALATION, 3, on[4]),
        (ESCALATION, 7, on[5]),
        (ESCALATION, 15, on[6]),
    ]


def test_the_agency_is_told_of_the_opening_and_reminded_and_whom_the_ladder_names_is_told_of_a_rung() -> None:
    opened_on, due_on = days("15/5/2023", "14/6/2023")
    found = stages_of(LOADED.plan, LOADED.calendar, opened_on, due_on, due_on)
    assert [stage.to for stage in found if stage.purpose != ESCALATION] == [("agency",)] * 3
    assert [stage.to for stage in found if stage.purpose == ESCALATION] == [rung.to for rung in LOADED.plan.ladder]


def test_the_drill_due_on_a_sunday_reminds_before_friday_and_chases_after_new_year() -> None:
    found = staged("1/12/2023", "29/12/2023", "31/12/2023")
    assert [day for _, _, day in found[1:4]] == days("20/12/2023", "28/12/2023", "2/1/2024")


def test_the_ladder_steps_over_tet() -> None:
    assert staged("18/12/2022", "17/1/2023", "17/1/2023")[3:] == [
        (ESCALATION, rung, day)
        for rung, day in zip((1, 3, 7, 15), days("18/1/2023", "27/1/2023", "2/2/2023", "14/2/2023"), strict=True)
    ]


def test_no_reminder_is_meant_for_a_day_before_the_opening_and_one_on_the_day_itself_is() -> None:
    assert [stage[1] for stage in staged("6/6/2023", "14/6/2023", "14/6/2023")] == [0, 1, 1, 3, 7, 15]
    assert [stage[1] for stage in staged("5/6/2023", "14/6/2023", "14/6/2023")] == [0, 7, 1, 1, 3, 7, 15]


def test_the_opening_of_a_check_in_that_opened_late_is_older_news_than_its_lateness() -> None:
    found = staged("10/7/2023", "14/6/2023", "14/6/2023")
    assert [(purpose, rung) for purpose, rung, _ in found] == [
        (OPENING, 0),
        (ESCALATION, 1),
        (ESCALATION, 3),
        (ESCALATION, 7),
        (ESCALATION, 15),
    ]
    assert sorted(found, key=lambda stage: newness(stage[0], stage[2])) == found


def test_every_reminder_and_rung_lies_on_a_working_day_whatever_the_due_date() -> None:
    for number in range(730):
        due = date(2023, 1, 1) + timedelta(days=number)
        remind = LOADED.calendar.last_working_day(due)
        stages = stages_of(LOADED.plan, LOADED.calendar, due - timedelta(days=30), remind, due)
        said = [stage for stage in stages if stage.purpose != OPENING]
        assert all(LOADED.calendar.is_working_day(stage.on) for stage in said), due
        assert all((stage.on > due) == (stage.purpose == ESCALATION) for stage in said), due


STAGES = {
    "opening": Stage(OPENING, 0, date(2023, 5, 15), ("agency",)),
    "reminder": Stage(REMINDER, 7, date(2023, 6, 5), ("agency",)),
} | {f"+{rung.after}": Stage(ESCALATION, rung.after, date(2023, 6, 15), rung.to) for rung in LOADED.plan.ladder}
NETWORK = "an-toan-thong-tin-mang"
TOLD = [
    # stage, who owes, scope, who is told (+ stands above the agency, ! nobody after all)
    ("opening", "so-y-te", "", "so-y-te, so-y-te/deputy"),
    ("reminder", "so-y-te", "", "so-y-te, so-y-te/deputy"),
    ("+1", "so-y-te", "", "so-y-te, so-y-te/deputy, so-y-te/head"),
    ("+3", "so-y-te", "", "+cong-an-tinh"),
    ("+7", "so-y-te", "", "+van-phong-ubnd-tinh"),
    ("+15", "so-y-te", "", "+chu-tich-ubnd-tinh"),
    # the tracker of a scope
    ("+3", "so-y-te", NETWORK, "+so-thong-tin-va-truyen-thong"),
    ("+3", "so-y-te", "an-ninh-mang", "+cong-an-tinh"),
    # law 13: the provincial office chases a tracker, which is told of its own duties like any agency
    ("+1", "cong-an-tinh", "", "cong-an-tinh, cong-an-tinh/deputy, cong-an-tinh/head"),
    ("+3", "cong-an-tinh", "", "+van-phong-ubnd-tinh"),
    ("+3", "cong-an-tinh", "an-ninh-mang", "+van-phong-ubnd-tinh"),
    ("+7", "cong-an-tinh", "", "+van-phong-ubnd-tinh"),
    ("+3", "so-thong-tin-va-truyen-thong", NETWORK, "+van-phong-ubnd-tinh"),
    # a scope's tracker is chased like anybody else for what another follows up
    ("+3", "so-thong-tin-va-truyen-thong", "", "+cong-an-tinh"),
    # law 13: the office's own appear in the Chairman's summary only
    ("+1", "van-phong-ubnd-tinh", "", "van-phong-ubnd-tinh, van-phong-ubnd-tinh/deputy, van-phong-ubnd-tinh/head"),
    ("+3", "van-phong-ubnd-tinh", "", "+cong-an-tinh"),
    ("+7", "van-phong-ubnd-tinh", "", "!van-phong-ubnd-tinh"),
    ("+15", "van-phong-ubnd-tinh", "", "+chu-tich-ubnd-tinh"),
]


@pytest.mark.parametrize(("stage", "holder", "scope", "told"), TOLD)
def test_who_is_told(stage: str, holder: str, scope: str, told: str) -> None:
    found = recipients_of(STAGES[stage].to, STAGES[stage].on, holder, scope, LOADED.plan, LOADED.register)
    shown = [("!" if one.reason else "+" if one.above else "") + one.code for one in found]
    assert ", ".join(shown) == told


@pytest.mark.parametrize("recipient", ["so-y-te", "so-y-te/head", "so-y-te/deputy"])
def test_a_head_and_a_deputy_belong_to_their_agency(recipient: str) -> None:
    assert agency_of(recipient) == "so-y-te"
    assert agency_of(f"lao-cai:{recipient}") == "lao-cai:so-y-te"


def test_nobody_is_told_from_above_of_what_it_owes_itself() -> None:
    for stage in STAGES.values():
        for holder in LOADED.register.agencies:
            for scope in ("", *LOADED.plan.scopes):
                for one in recipients_of(stage.to, stage.on, holder, scope, LOADED.plan, LOADED.register):
                    assert one.reason or not (one.above and one.code == holder)


def test_a_rung_may_name_an_agency_and_tells_each_once() -> None:
    to = ("so-noi-vu", "tracker", "cong-an-tinh", "office")
    found = recipients_of(to, date(2023, 6, 21), "so-noi-vu", "", LOADED.plan, LOADED.register)
    assert [(one.code, one.above) for one in found] == [("van-phong-ubnd-tinh", True), ("cong-an-tinh", True)]


def test_a_rung_tells_the_heir_of_an_agency_that_it_names_from_the_day_of_the_hand_over() -> None:
    passed_on = Transfer(date(2024, 2, 1), "so-noi-vu", (Party("so-tu-phap"),), "Biên bản")
    plan = replace(LOADED.plan, handovers=(passed_on,))

    def told(on: date) -> list[str]:
        to = ("so-noi-vu", "so-ngoai-vu")
        return [one.code for one in recipients_of(to, on, "so-y-te", "", plan, LOADED.register)]

    assert [told(on) for on in days("31/1/2024", "1/2/2024", "1/3/2025")] == [
        ["so-noi-vu", "so-ngoai-vu"],
        ["so-tu-phap", "so-ngoai-vu"],
        ["so-tu-phap", "van-phong-ubnd-tinh"],
    ]


def test_what_the_office_owes_on_its_own_rung_is_told_to_nobody_and_why() -> None:
    (nobody,) = recipients_of(STAGES["+7"].to, STAGES["+7"].on, "van-phong-ubnd-tinh", "", LOADED.plan, LOADED.register)
    assert nobody.above
    assert nobody.reason == "không cơ quan nào tự đôn đốc mình; nêu trong báo cáo gửi Chủ tịch UBND tỉnh"


@pytest.mark.parametrize(
    ("promised", "given", "reminders"),
    [
        ("12/6/2023", "1/6/2023", [("promise", 2, "9/6/2023"), (REMINDER, 1, "13/6/2023")]),
        ("14/6/2023", "1/6/2023", [("promise", 0, "13/6/2023")]),
        ("6/6/2023", "5/6/2023", [(REMINDER, 1, "13/6/2023")]),
        ("23/6/2023", "16/6/2023", []),
    ],
    ids=["in place of the first", "in place of both", "of tomorrow nobody is reminded today", "never after the date"],
)
def test_a_promise_takes_the_place_of_the_reminders_up_to_its_day(
    promised: str, given: str, reminders: list[tuple[str, int, str]]
) -> None:
    opened_on, due_on, day, said_on = days("15/5/2023", "14/6/2023", promised, given)
    found = stages_of(LOADED.plan, LOADED.calendar, opened_on, due_on, due_on, Promised(day, said_on))
    expected = [(purpose, rung, *days(on)) for purpose, rung, on in reminders]
    assert [(one.purpose, one.rung, one.on) for one in found if one.purpose in (REMINDER, PROMISED)] == expected
    assert len([one for one in found if one.purpose == ESCALATION]) == 4
