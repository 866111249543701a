"""Who the parties of a text are on a day."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan.library import Library, load_plan
from plan.parties import Party, resolve, resolve_parties
from tests.homes.plans.plan_files import REGISTER, a_register, change

SMALL_REGISTER = a_register()
IN_2023, IN_2026 = date(2023, 6, 5), date(2026, 6, 5)


def resolved(*written: str, on: date = IN_2023, register: str = REGISTER) -> list[str]:
    parties = []
    for text in written:
        code, _, scope = text.removesuffix(")").partition(" (")
        parties.append(Party(code, scope))
    return [str(party) for party in resolve_parties(tuple(parties), a_register(register), on)]


def test_a_group_stands_for_each_of_its_members_in_the_order_of_the_register() -> None:
    assert resolved("cac-so") == ["van-phong", "so-a", "so-b"]


def test_a_role_stands_for_those_who_hold_it_and_groups_in_it_are_opened() -> None:
    assert resolved("chu-quan") == ["van-phong", "so-a", "so-b", "cong-an"]


def test_the_parties_stand_in_the_order_of_the_text() -> None:
    assert resolved("cong-an", "cac-so") == ["cong-an", "van-phong", "so-a", "so-b"]


def test_an_agency_named_twice_or_in_two_groups_stands_once() -> None:
    assert resolved("so-a", "cac-so", "chu-quan", "so-a") == ["so-a", "van-phong", "so-b", "cong-an"]


def test_a_named_agency_carries_its_scope_and_may_carry_two() -> None:
    assert resolved("cong-an (tin)", "so-a (mang)", "so-a (tin)") == ["cong-an (tin)", "so-a (mang)", "so-a (tin)"]


def test_a_member_of_a_group_never_carries_a_scope() -> None:
    assert resolved("cac-so (mang)") == ["van-phong", "so-a", "so-b"]


def test_who_owes_the_whole_does_not_owe_a_scope_of_it_beside() -> None:
    assert resolved("so-a (mang)", "cac-so") == ["van-phong", "so-a", "so-b"]
    assert resolved("cac-so", "so-a (mang)") == ["van-phong", "so-a", "so-b"]


def test_an_agency_exists_from_its_first_to_its_last_day_both_included() -> None:
    assert resolved("huyen-cu", on=date(2025, 6, 30)) == ["huyen-cu"]
    assert resolved("huyen-cu", on=date(2025, 7, 1)) == []
    assert resolved("so-moi", on=date(2025, 2, 28)) == []
    assert resolved("so-moi", on=date(2025, 3, 1)) == ["so-moi"]
    assert resolved("cac-so", on=IN_2026) == ["van-phong", "so-a", "so-b", "so-moi"]


def test_a_group_whose_members_all_ended_stands_for_nobody() -> None:
    assert resolved("cac-huyen", on=IN_2026) == []


def test_groups_nest_as_deep_as_a_register_writes_them() -> None:
    deep = "".join(f"  nhom-{n}:\n    name: Nhóm {n}\n    members: [nhom-{n - 1}]\n" for n in range(1, 40))
    register = change(REGISTER, "roles:\n", f"  nhom-0:\n    name: Nhóm 0\n    members: [so-a]\n{deep}roles:\n")
    assert resolved("nhom-39", register=register) == ["so-a"]


codes = ["van-phong", "so-a", "so-b", "cong-an", "huyen-cu", "so-moi", "cac-so", "cac-huyen", "chu-quan"]
parties = st.lists(st.builds(Party, st.sampled_from(codes), st.sampled_from(["", "mang", "tin"])), max_size=8)


@given(parties, st.dates(date(2022, 1, 1), date(2030, 12, 31)))
def test_parties_stand_only_for_agencies_that_exist_that_day_each_once_per_scope(
    written: list[Party], day: date
) -> None:
    register = SMALL_REGISTER
    found = resolve_parties(tuple(written), register, day)
    assert all(party.code in register.agencies and register.agencies[party.code].exists_on(day) for party in found)
    assert len(set(found)) == len(found)
    whole = {party.code for party in found if not party.scope}
    assert not any(party.scope and party.code in whole for party in found)


@given(parties, st.dates(date(2022, 1, 1), date(2030, 12, 31)))
def test_nobody_who_is_named_and_exists_is_lost(written: list[Party], day: date) -> None:
    register = SMALL_REGISTER
    found = {party.code for party in resolve_parties(tuple(written), register, day)}
    assert found == {code for party in written for code in register.agencies_of(party.code, day)}


@pytest.mark.parametrize("day", [date(2025, 3, 1), date(2025, 7, 1)])
def test_a_change_of_the_register_begins_on_its_day_and_not_before(day: date) -> None:
    assert resolved("cac-so", "cac-huyen", on=day) != resolved("cac-so", "cac-huyen", on=day - timedelta(days=1))


def test_who_owes_on_a_day_does_not_hang_on_the_days_asked_about_before() -> None:
    bac_giang = load_plan("bac-giang", Library(None))
    plan, register = bac_giang.plan, bac_giang.register
    turns = {agency.valid_to for agency in register.agencies.values()} | {
        group.ended for group in register.groups.values()
    }
    turns |= {move.on for move in (*register.moves, *plan.handovers)}
    days = sorted({turn + timedelta(days=shift) for turn in turns if turn for shift in (-1, 0, 1)})
    for day in (*days, *reversed(days)):
        for task in plan.versions:
            known = resolve(task.leads, register, day, task.ref, plan.handovers)
            assert known == resolve(task.leads, replace(register), day, task.ref, plan.handovers), (day, task.ref)
