"""Who has a duty after reorganisations, hand-overs and amendments, worked out by hand; and what never happens."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plan.due import DayOfMonth, DueRule, due_dates
from plan.owed import latest_fallen_due, occurrences, owed_between, tracker_on
from plan.parties import Party, Transfer, agency_on, resolve, standings_of
from plan.periods import MONTHS_IN, periods_of_year
from plan.tasks import Plan
from tests.homes.plans.plan_files import a_calendar, a_register, change
from tests.homes.plans.plan_kinds import KINDS, KINDS_REGISTER, the_kinds

REGISTER, CALENDAR, PLAN = a_register(KINDS_REGISTER), a_calendar(), the_kinds()
DAY = date(2025, 6, 1)


def party(text: str) -> Party:
    code, _, scope = text.removesuffix(")").partition(" (")
    return Party(code, scope)


def stand(*written: str, on: date = date(2025, 8, 1), ref: str = "1.2", moves: tuple[Transfer, ...] = ()) -> str:
    found = resolve(tuple(party(text) for text in written), REGISTER, on, ref, moves)
    lost = [f"nobody for {one}" for one in found.ownerless]
    return ", ".join([*(str(one) for one in found.holders), *lost])


def move(source: str, *heirs: str, on: date = DAY, scope: str = "", refs: tuple[str, ...] = ()) -> Transfer:
    return Transfer(on, source, tuple(party(heir) for heir in heirs), "Biên bản", scope, refs)


def test_a_named_agency_is_followed_to_its_heirs_by_scope_and_for_the_rest() -> None:
    assert stand("so-cu (mang)", "so-cu (tin)", "so-cu", on=date(2025, 2, 28)) == "so-cu"
    assert stand("so-cu (mang)", "so-cu (tin)", on=date(2025, 3, 1)) == "so-a (mang), so-moi (tin)"
    assert stand("so-cu", on=date(2025, 3, 1)) == "so-moi"


def test_a_chain_is_followed_to_its_end_and_a_way_back_leads_back() -> None:
    chain = (move("so-moi", "so-b"), move("so-b", "cong-an", on=date(2025, 7, 1)))
    assert [stand("so-cu", on=day, moves=chain) for day in (date(2025, 5, 31), DAY, date(2025, 7, 1))] == [
        "so-moi", "so-b", "cong-an",
    ]  # fmt: skip
    assert stand("so-b", moves=(move("so-b", "so-a"), move("so-a", "so-b", on=date(2025, 7, 1)))) == "so-b"


def test_moves_of_one_day_act_at_once_the_nearest_ref_first_then_the_scope() -> None:
    moves = (
        move("so-b", "so-a", refs=("1",)), move("so-b", "cong-an", refs=("1.2",)), move("so-b", "van-phong", scope="mang"),
        move("so-a", "so-moi"),
    )  # fmt: skip
    assert stand("so-b", moves=moves) == "cong-an"
    assert stand("so-b", ref="1.3", moves=moves) == "so-a"
    assert stand("so-b", ref="2.1", moves=moves) == "so-b"
    assert stand("so-b (mang)", ref="2.1", moves=moves) == "van-phong (mang)"
    assert stand("so-b (mang)", ref="1.3", moves=moves) == "so-a (mang)"


def test_a_split_gives_each_heir_its_scope_and_a_lost_part_is_told() -> None:
    assert stand("so-b", moves=(move("so-b", "cong-an (tin)", "so-a (mang)"),)) == "cong-an (tin), so-a (mang)"
    lost = (move("so-b", "cong-an (tin)", "so-a (mang)"), move("so-a", on=date(2025, 7, 1), scope="mang"))
    assert stand("so-b", moves=lost) == "cong-an (tin), nobody for so-b (mang)"


def test_what_nobody_took_over_may_be_given_to_an_heir_later() -> None:
    assert stand("huyen-cu", on=date(2025, 6, 30)) == "huyen-cu"
    assert stand("huyen-cu") == "nobody for huyen-cu"
    given_later = (move("huyen-cu", "xa-mot", on=date(2025, 9, 1)),)
    assert stand("huyen-cu", on=date(2025, 8, 31), moves=given_later) == "nobody for huyen-cu"
    assert stand("huyen-cu", on=date(2025, 9, 1), moves=given_later) == "xa-mot"


def test_a_group_that_ended_is_ownerless_also_inside_another_until_it_has_an_heir() -> None:
    assert stand("cac-huyen-het", on=date(2025, 6, 30)) == "huyen-cu"
    assert stand("cac-so", "cac-huyen-het") == "van-phong, so-a, so-b, so-moi, nobody for cac-huyen-het"
    heir = (move("cac-huyen-het", "xa-mot", on=date(2025, 9, 1)),)
    assert stand("cac-huyen-het", on=date(2025, 9, 1), moves=heir) == "xa-mot"
    text = change(KINDS_REGISTER, "held_by: [cac-so, cong-an]", "held_by: [cong-an, cac-huyen-het]")
    found = resolve((Party("chu-quan"),), a_register(text), date(2025, 7, 1))
    assert [[str(one) for one in side] for side in (found.holders, found.ownerless)] == [["cong-an"], ["cac-huyen-het"]]


def test_a_group_or_role_whose_agencies_all_ended_is_ownerless_and_one_never_filled_is_not() -> None:
    assert stand("cac-huyen") == "nobody for cac-huyen"
    assert stand("ngan-hang") == ""
    assert stand("so-moi", on=date(2025, 2, 28)) == ""


def test_what_a_member_handed_over_stays_with_its_heir_when_the_member_ends() -> None:
    handed = (move("huyen-cu", "cong-an", refs=("1.2",)),)
    for on in (DAY, date(2025, 8, 1)):
        assert stand("cac-huyen", ref="1.2", on=on, moves=handed).startswith("cong-an")
    assert stand("cac-huyen", ref="1.1", on=DAY, moves=handed) == "huyen-cu"
    assert stand("cac-huyen", ref="1.2", on=DAY - timedelta(days=1), moves=handed) == "huyen-cu"
    assert (
        stand("cac-so", ref="1.2", moves=(move("so-b", refs=("1.2",)),)) == "van-phong, so-a, so-moi, nobody for so-b"
    )


def test_the_way_to_a_holder_is_told() -> None:
    (found,) = standings_of((Party("so-cu", "mang"),), REGISTER, date(2025, 3, 1))
    assert (str(found.holder), [one.act for one in found.moves]) == ("so-a (mang)", ["Nghị định 2"])


def test_who_acts_for_a_tracker_or_a_rung_is_its_heir_or_else_the_office() -> None:
    assert [tracker_on(PLAN, REGISTER, scope, DAY) for scope in ("mang", "tin", "")] == ["so-a", "cong-an", "cong-an"]
    assert tracker_on(PLAN, REGISTER, "mang", date(2025, 2, 28)) == "so-cu"
    assert agency_on(Party("so-cu"), REGISTER, DAY) == "so-moi"
    assert agency_on(Party("huyen-cu"), REGISTER, date(2025, 7, 1)) == "van-phong"
    assert agency_on(Party("so-b"), REGISTER, DAY, (move("so-b", "so-a", refs=("1.2",)),)) == "so-b"


def owed(plan: Plan, ref: str, first: str, last: str) -> list[str]:
    found = owed_between(plan, REGISTER, CALENDAR, date.fromisoformat(first), date.fromisoformat(last))
    return [
        " ".join(
            part
            for part in (o.agency, o.scope, o.role if o.role != "lead" else "", o.period, f"{o.due_on:%d/%m/%y}")
            if part
        )
        for o in found
        if o.ref == ref
    ]


def test_an_amendment_changes_who_is_asked_and_how_often_from_its_day_on() -> None:
    # The second half of 2025 opened on 1/12/2025, before the amendment of 1/1/2026.
    assert owed(PLAN, "1.7", "2025-01-01", "2027-12-31") == [
        "so-moi 2025-H1 30/06/25", "so-moi 2025-H2 31/12/25", "so-b 2026 31/12/26", "so-b 2027 31/12/27",
    ]  # fmt: skip
    # Due on 5 January, opened on 6 December: the last before the clause was dropped.
    assert owed(PLAN, "1.5", "2025-12-01", "2030-12-31") == ["so-a mang 2025-11 05/12/25", "so-a mang 2025-12 05/01/26"]
    assert owed(PLAN, "1.6", "2023-01-01", "2030-12-31") == ["so-moi 2027-12-01 30/11/27"]


@pytest.mark.parametrize(
    ("day", "due", "expected"),
    [
        # Later than before: the year was asked already, by 31/10, and is not asked twice.
        ("15/10/2027", "{by: end of period}", ["2027 31/10/27", "2028 31/12/28"]),
        # Earlier than before: what the new rule would have opened on 1/9 opens with the amendment.
        ("15/9/2027", "{by: 30/9}", ["2027 30/09/27", "2028 30/09/28"]),
        ("1/9/2027", "{by: 1/10}", ["2027 01/10/27", "2028 01/10/28"]),
    ],
)
def test_an_amended_date_asks_each_period_once_and_leaves_none_out(day: str, due: str, expected: list[str]) -> None:
    text = change(
        KINDS, "    time: half-yearly\n    due: {by: end of period}", "    time: yearly\n    due: {by: 31/10}"
    )
    text = change(text, '      "1.7": {lead: so-b, time: yearly}\n', "")
    changes = f'amendments:\n  - date: {day}\n    by: a\n    set: {{"1.7": {{due: {due}}}}}\n'
    found = owed(the_kinds(text, changes=changes), "1.7", "2027-01-01", "2028-12-31")
    assert [line.partition(" ")[2] for line in found] == expected


def test_the_latest_asking_is_found_over_all_versions_and_comes_with_the_one_in_force() -> None:
    task = PLAN.tasks["1.7"]
    found = latest_fallen_due(task, PLAN, CALENDAR, date(2026, 3, 1))
    assert found is not None
    assert (found.period, found.task) == ("2025-H2", task)
    assert latest_fallen_due(PLAN.tasks["1.5"], PLAN, CALENDAR, date(2026, 3, 1)) is None


def test_a_briefing_is_hosted_in_turn_and_confirmed_ten_days_later() -> None:
    assert owed(PLAN, "1.3", "2023-06-01", "2024-01-31") == [
        "so-b host 2023-06 30/06/23", "cong-an confirming 2023-06 10/07/23",
        "cong-an host 2023-12 31/12/23", "so-b confirming 2023-12 10/01/24",
    ]  # fmt: skip
    # Both hosts are one agency after a hand-over: it hosts, and confirms nothing to itself.
    one = the_kinds(changes='handovers: {date: 1/2/2024, from: so-b, to: cong-an, by: a, refs: ["1.3"]}\n')
    assert owed(one, "1.3", "2024-06-01", "2024-07-31") == ["cong-an host 2024-06 30/06/24"]


def test_the_turn_of_a_host_that_ended_without_an_heir_is_listed_and_the_others_confirm_as_before() -> None:
    plan = the_kinds(change(KINDS, "hosts: [so-b, cong-an]", "hosts: [so-b, huyen-cu]"))
    found = owed_between(plan, REGISTER, CALENDAR, date(2025, 6, 1), date(2026, 7, 31))
    assert [(one.agency, one.role, one.period, one.ownerless) for one in found if one.ref == "1.3"] == [
        ("so-b", "host", "2025-06", False), ("huyen-cu", "confirming", "2025-06", False),
        ("huyen-cu", "host", "2025-12", True), ("so-b", "confirming", "2025-12", False),
        ("so-b", "host", "2026-06", False), ("huyen-cu", "confirming", "2026-06", True),
    ]  # fmt: skip


def test_who_took_a_briefing_over_confirms_it_in_the_place_of_who_had_it() -> None:
    plan = the_kinds(changes='handovers: {date: 1/2/2024, from: cong-an, to: so-a, by: a, refs: ["1.3"]}\n')
    assert owed(plan, "1.3", "2024-06-01", "2024-07-31") == [
        "so-b host 2024-06 30/06/24", "so-a confirming 2024-06 10/07/24",
    ]  # fmt: skip


def test_minutes_are_confirmed_in_a_span_of_days_that_begins_after_the_briefing() -> None:
    assert owed(PLAN, "1.3", "2023-07-01", "2023-07-31") == ["cong-an confirming 2023-06 10/07/23"]


def of_the_departments(plan: Plan, first: str, last: str) -> list[str]:
    return [line for line in owed(plan, "1.1", first, last) if line.startswith(("so-a", "so-b"))]


def test_who_collects_by_now_is_left_out_of_what_it_collects_and_who_did_before_is_asked() -> None:
    assert of_the_departments(PLAN, "2024-01-01", "2024-03-31") == ["so-a 2024-Q1 14/03/24"]
    passed_on = the_kinds(changes='handovers: {date: 1/2/2024, from: so-b, to: so-a, by: a, refs: ["2.1"]}\n')
    assert of_the_departments(passed_on, "2024-01-01", "2024-03-31") == ["so-b 2024-Q1 14/03/24"]
    ended = the_kinds(changes='amendments: {date: 1/7/2024, by: a, end: ["2.1"]}\n')
    assert of_the_departments(ended, "2024-04-01", "2024-09-30") == [
        "so-a 2024-Q2 14/06/24", "so-a 2024-Q3 14/09/24", "so-b 2024-Q3 14/09/24",
    ]  # fmt: skip


def test_who_took_over_from_a_tracker_follows_up_from_that_day() -> None:
    plan = the_kinds(changes="handovers: {date: 1/2/2024, from: cong-an, to: so-b, by: a}\n")
    assert [tracker_on(plan, REGISTER, "", on) for on in (date(2024, 1, 31), date(2024, 2, 1))] == ["cong-an", "so-b"]


def test_a_report_split_between_two_is_owed_by_each_for_its_part() -> None:
    assert owed(PLAN, "1.2", "2025-05-01", "2025-12-31") == [
        "so-moi 2025-H1 31/05/25", "so-b mang 2025-Q3 09/09/25", "cong-an tin 2025-Q3 09/09/25",
        "so-b mang 2025 24/10/25", "cong-an tin 2025 24/10/25",
    ]  # fmt: skip


days = st.dates(date(2022, 1, 1), date(2031, 12, 31))
agencies = sorted(REGISTER.agencies)
codes = sorted([*REGISTER.agencies, *REGISTER.groups, *REGISTER.roles])
scopes = st.sampled_from(["", "mang", "tin"])
written = st.lists(st.builds(Party, st.sampled_from(codes), scopes), min_size=1, max_size=5).map(tuple)
heirs = st.lists(st.builds(Party, st.sampled_from(agencies), scopes), max_size=2).map(tuple)
moves = st.lists(
    st.builds(
        Transfer, days, st.sampled_from(agencies), heirs, st.just("a"), scopes, st.sampled_from([(), ("1",), ("1.2",)])
    ),
    max_size=6,
).map(tuple)


@given(written, moves, days)
def test_no_party_resolves_to_an_agency_that_does_not_exist_on_that_day(
    parties: tuple[Party, ...], handed: tuple[Transfer, ...], day: date
) -> None:
    found = resolve(parties, REGISTER, day, "1.2", handed)
    assert all(REGISTER.agencies[one.code].exists_on(day) for one in found.holders)
    assert len(set(found.holders)) == len(found.holders)
    whole = {one.code for one in found.holders if not one.scope}
    assert not any(one.scope and one.code in whole for one in found.holders)


@given(st.sampled_from([code for code in codes if code != "ngan-hang"]), moves, days)
def test_a_party_that_has_begun_stands_for_somebody_or_is_told_ownerless(
    code: str, handed: tuple[Transfer, ...], day: date
) -> None:
    begun = REGISTER.agencies[code].valid_from if code in REGISTER.agencies else None
    found = resolve((Party(code),), REGISTER, day, "1.2", handed)
    assert found.holders or found.ownerless or (begun is not None and day < begun)


@given(moves, days, days)
def test_a_hand_over_changes_nothing_that_opened_before_its_day(
    handed: tuple[Transfer, ...], one: date, two: date
) -> None:
    day, later = min(one, two), max(one, two)
    earlier = tuple(move for move in handed if move.on <= day)
    of_later_days = tuple(Transfer(later + timedelta(days=1), *(move.source, move.heirs, "a")) for move in handed)
    parties = (Party("cac-so"), Party("so-cu", "mang"), Party("chu-quan"))
    assert resolve(parties, REGISTER, day, "1.2", handed) == resolve(parties, REGISTER, day, "1.2", earlier)
    assert resolve(parties, REGISTER, later, "1.2", (*handed, *of_later_days)) == resolve(
        parties, REGISTER, later, "1.2", handed
    )


@given(st.sampled_from(sorted(MONTHS_IN)), st.integers(2000, 2100))
def test_the_periods_of_each_rhythm_tile_time_without_gap_or_overlap(every: str, year: int) -> None:
    both = [*periods_of_year(every, year), *periods_of_year(every, year + 1)]
    assert (both[0].first, both[-1].last) == (date(year, 1, 1), date(year + 1, 12, 31))
    for earlier, later in pairwise(both):
        assert later.first == earlier.last + timedelta(days=1)
    assert len({period.name for period in both}) == len(both)


@given(
    st.sampled_from(["before", "by"]), st.integers(0, 31), st.integers(0, 1), st.booleans(),
    st.sampled_from(sorted(MONTHS_IN)), st.integers(2001, 2099), st.integers(0, 60),
)  # fmt: skip
def test_the_reminder_aims_at_a_working_day_not_after_the_last_day_in_time(
    reading: str, day: int, after: int, roll: bool, every: str, year: int, opens: int
) -> None:
    rule = DueRule(reading, DayOfMonth(day, after), roll)
    for period in periods_of_year(every, year):
        found = due_dates(rule, period, opens, CALENDAR)
        assert CALENDAR.is_working_day(found.remind_on)
        assert found.remind_on <= found.due_on
        assert (found.due_on - found.opens_on).days == opens
        assert not any(
            CALENDAR.is_working_day(found.remind_on + timedelta(days=n))
            for n in range(1, (found.due_on - found.remind_on).days + 1)
        )


@given(days, days)
@settings(max_examples=40)
def test_an_amended_clause_is_asked_for_no_period_twice(one: date, two: date) -> None:
    first, second = sorted((max(one, date(2023, 2, 1)), max(two, date(2023, 2, 1))))
    if first == second:
        return
    text = KINDS.replace(KINDS[KINDS.index("amendments:") :], "")
    rules = ("{by: 15/3}", "{by: 1/12}")
    changes = "amendments:\n" + "".join(
        f'  - {{date: {day.day}/{day.month}/{day.year}, by: a, set: {{"1.7": {{time: yearly, due: {due}}}}}}}\n'
        for day, due in zip((first, second), rules, strict=True)
    )
    plan = the_kinds(text, changes=changes)
    asked = [
        o.period for task in plan.versions_of("1.7") for o in occurrences(task, plan, CALENDAR, first, date(2035, 1, 1))
    ]
    assert len(set(asked)) == len(asked)
    assert {str(year) for year in range(second.year + 1, 2034)} <= set(asked)


def test_tasks_that_no_move_tells_apart_are_worked_out_as_one() -> None:
    register, moves = a_register(KINDS_REGISTER), (move("so-b", "so-a", refs=("1.2",)), move("so-b", "cong-an"))
    found = {ref: resolve((party("so-b"),), register, DAY, ref, moves) for ref in ("1.2", "1.3", "2.1", "3")}
    assert [str(one.holders[0]) for one in found.values()] == ["so-a", "cong-an", "cong-an", "cong-an"]
    assert len(register.resolved) == 2
