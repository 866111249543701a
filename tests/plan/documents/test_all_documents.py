"""All plans side by side, 2022–2030, against tables written by hand from the texts and a walk through the days.

Nothing here asks the plan's own arithmetic: who owes what is in the tables below, and what is asked on a day is told by
that day's number. Only which days are worked comes from the calendar.
"""

from datetime import date, timedelta

import pytest

from plan.library import Library, load_plan
from plan.owed import owed_between, tracker_on
from tests.homes.plans.section_ii import ROWS

FIRST, LAST = date(2022, 10, 1), date(2030, 12, 31)
CODES = ("bac-giang", "lao-cai", "nd-331", "quang-ngai", "tieu-ban-attt", "tuyen-quang")
ISSUED = {"bac-giang": date(2022, 11, 1), "nd-331": date(2026, 8, 1), "tuyen-quang": date(2024, 4, 1)}
"""The first day that the document's date can mean, where it says a month: nothing opens before it."""
ONE_FIELD = date(2026, 7, 1)
"""From this day on the safety of networks is told under their security (Luật 116/2025/QH15)."""
LOADED = {code: load_plan(code, Library()) for code in CODES}
Line = tuple[str, str, str, str, str, str, date, date, date, bool]
"""Plan, ref, agency, role, scope, period; opens, remind, due; ownerless."""
Holder = tuple[str, str, bool]
"""Agency, scope, ownerless."""

CA, TT, QS, VP = "cong-an-tinh", "so-thong-tin-va-truyen-thong", "bo-chi-huy-quan-su-tinh", "van-phong-ubnd-tinh"
KHCN = "so-khoa-hoc-va-cong-nghe"
SAFETY, SECURITY = "an-toan-thong-tin-mang", "an-ninh-mang"
DISTRICTS_END = date(2025, 7, 1)
NO_DISTRICTS: Holder = ("ubnd-cap-huyen", "", True)

ALWAYS = [
    VP, "so-noi-vu", "so-tu-phap", "so-tai-chinh", "so-cong-thuong", "so-xay-dung", "so-van-hoa-the-thao-va-du-lich",
    "so-khoa-hoc-va-cong-nghe", "so-giao-duc-va-dao-tao", "so-y-te", "thanh-tra-tinh",
    "ban-quan-ly-cac-khu-cong-nghiep-tinh",
]  # fmt: skip
UNTIL_MARCH_2025 = [
    "so-ke-hoach-va-dau-tu", "so-nong-nghiep-va-phat-trien-nong-thon", "so-giao-thong-van-tai",
    "so-tai-nguyen-va-moi-truong", TT, "so-lao-dong-thuong-binh-va-xa-hoi", "so-ngoai-vu", "ban-dan-toc",
]  # fmt: skip
SINCE_MARCH_2025 = ["so-nong-nghiep-va-moi-truong", "so-dan-toc-va-ton-giao"]
DISTRICTS_ALWAYS = [
    "ubnd-thanh-pho-bac-giang", "ubnd-huyen-hiep-hoa", "ubnd-huyen-lang-giang", "ubnd-huyen-luc-nam",
    "ubnd-huyen-luc-ngan", "ubnd-huyen-son-dong", "ubnd-huyen-tan-yen", "ubnd-huyen-yen-the",
]  # fmt: skip


def departments(day: date) -> list[Holder]:
    changed = SINCE_MARCH_2025 if day >= date(2025, 3, 1) else UNTIL_MARCH_2025
    return [(code, "", False) for code in (*ALWAYS, *changed)]


def districts(day: date) -> list[Holder]:
    if day >= DISTRICTS_END:
        return [NO_DISTRICTS]
    viet_yen = "ubnd-thi-xa-viet-yen" if day >= date(2024, 2, 1) else "ubnd-huyen-viet-yen"
    east = "ubnd-thi-xa-chu" if day >= date(2025, 1, 1) else "ubnd-huyen-yen-dung"
    return [(code, "", False) for code in (*DISTRICTS_ALWAYS, viet_yen, east)]


def holders_in_bac_giang(words: str, ref: str, day: date) -> list[Holder]:
    """Return who owes a clause of Bắc Giang that opens on a day, from the short words of its table."""
    after = day >= date(2025, 3, 1)
    heir_of_tt = CA if ref == "II.3.c.2" else "so-khoa-hoc-va-cong-nghe"
    of_word: dict[str, list[Holder]] = {
        "CS": departments(day),
        "UB": districts(day),
        "CQ": [*departments(day), *districts(day), (CA, "", False), (QS, "", False)],
        "CA": [(CA, "", False)],
        "CA*": [(CA, SECURITY, False)],
        "TT*": [(CA if after else TT, SECURITY if day >= ONE_FIELD else SAFETY, False)],
        "TT": [(heir_of_tt if after else TT, "", False)],
        "TC": [("so-tai-chinh", "", False)],
        "KH": [("so-tai-chinh" if after else "so-ke-hoach-va-dau-tu", "", False)],
    }
    return [holder for word in words.split() for holder in of_word[word]]


def bac_giang(day: date, opens: date) -> list[tuple[str, str, str, list[Holder]]]:
    """Return what falls due in Bắc Giang on a day: ref, period, role, holders."""
    leads = {row[0]: row[2] for row in ROWS} | {"III.4.1": "CS UB", "III.4.2": "CS UB", "III.5": "CA"}
    ongoing = [row[0] for row in ROWS if row[1] == "thường xuyên"]
    asked: list[tuple[str, str]] = []
    if (day.day, day.month) == (14, 6):
        asked = [(ref, f"{day.year}-H1") for ref in ongoing]
    elif (day.day, day.month) == (14, 11):
        asked = [(ref, f"{day.year}-H2") for ref in ongoing]
        asked += [(ref, f"{day.year}") for ref in ("II.6.a", "II.6.b", "II.6.c")]
        asked += [("III.4.1", "2022-11-15")] if day.year == 2022 else [("III.4.2", f"{day.year}")]
    elif (day.day, day.month) == (30, 11) and day.year > 2022:
        asked = [("III.5", f"{day.year}")]
    elif (day.day, day.month) == (31, 12):
        asked = [("II.4.h", f"{day.year}")]
    return [(ref, period, "lead", holders_in_bac_giang(leads[ref], ref, opens)) for ref, period in asked]


def lao_cai(day: date, _opens: date) -> list[tuple[str, str, str, list[Holder]]]:
    """In June Sở TTTT hosts, in December Công an tỉnh: it began in June 2023, and there are two turns a year."""
    if day < date(2023, 4, 1) or (day.day, day.month) not in ((30, 6), (31, 12)):
        return []
    media = TT if day < date(2025, 3, 31) else KHCN  # opened before or after 1/3/2025
    host, other = (media, CA) if day.month == 6 else (CA, media)
    period = f"{day.year}-{day.month:02d}"
    return [("2.1", period, "host", [(host, "", False)]), ("2.1", period, "confirming", [(other, "", False)])]


def nd_331(day: date, opens: date) -> list[tuple[str, str, str, list[Holder]]]:
    """Công an tỉnh draws up the owner's report five days after the others gave theirs, and owes itself none."""
    if day.year >= 2026 and (day.day, day.month) == (19, 12):
        return [("35.4.1", f"{day.year}", "lead", [*departments(opens), (QS, "", False)])]
    if day.year >= 2026 and (day.day, day.month) == (24, 12):
        return [("35.4.2", f"{day.year}", "lead", [(CA, "", False)])]
    return []


def quang_ngai(day: date, opens: date) -> list[tuple[str, str, str, list[Holder]]]:
    after = opens >= date(2025, 3, 1)
    named = [VP, KHCN if after else TT, CA, QS, "bao-quang-ngai", "dai-phat-thanh-truyen-hinh-tinh"]
    all_of_them = [(code, "", False) for code in named] + ([NO_DISTRICTS] if opens >= DISTRICTS_END else [])
    if day.year >= 2024 and (day.day, day.month) == (30, 11):
        return [("1.1", f"{day.year}", "lead", all_of_them)]
    if day.year >= 2024 and (day.day, day.month) == (15, 12):
        return [("2.1", f"{day.year}", "lead", [(CA if after else TT, "", False)])]
    return []


def thai_nguyen(day: date, opens: date) -> list[tuple[str, str, str, list[Holder]]]:
    after = opens >= date(2025, 3, 1)
    heirs = [VP, "so-khoa-hoc-va-cong-nghe", "so-tai-chinh", "ban-tuyen-giao", QS]
    before = [VP, TT, "so-ke-hoach-va-dau-tu", "so-tai-chinh", "so-ngoai-vu", "ban-tuyen-giao", QS]
    named = heirs if after else before
    all_of_them = [(code, "", False) for code in named] + ([NO_DISTRICTS] if opens >= DISTRICTS_END else [])
    if day == date(2022, 10, 31):
        return [("2", "2022-10-31", "lead", all_of_them)]
    parts = {(9, 3): "-Q1", (31, 5): "-H1", (9, 9): "-Q3", (24, 10): ""}
    part = parts.get((day.day, day.month))
    return [("1", f"{day.year}{part}", "lead", all_of_them)] if part is not None and day >= date(2022, 10, 1) else []


def tuyen_quang(day: date, opens: date) -> list[tuple[str, str, str, list[Holder]]]:
    """Sở TTTT gathers what the others report, and Công an tỉnh since 1/3/2025: it owes 1.2 and 1.4 nothing itself."""
    after = opens >= date(2025, 3, 1)
    collector = CA if after else TT
    others = [(code, "", False) for code in ((VP, KHCN, QS) if after else (VP, CA, QS))] + (
        [NO_DISTRICTS] if opens >= DISTRICTS_END else []
    )
    if day == date(2024, 4, 24):
        return [("1.2", "2024-04-25", "lead", others)]
    if day == date(2024, 4, 29):
        return [("2.1", "2024-04-30", "lead", [(TT, "", False)])]
    quarter = f"{day.year}-Q{(day.month + 2) // 3}"
    if day >= date(2024, 4, 1) and day.month % 3 == 0:
        if day.day == 14:
            return [("1.4", quarter, "lead", others)]
        if day.day == 19:
            return [("2.2", quarter, "lead", [(collector, "", False)])]
    return []


TABLES = dict(zip(CODES, (bac_giang, lao_cai, nd_331, quang_ngai, thai_nguyen, tuyen_quang), strict=True))


def walked(code: str) -> list[Line]:
    calendar, lines = LOADED[code].calendar, []
    day = FIRST
    while day <= LAST:
        remind, opens = day, max(day - timedelta(days=30), ISSUED.get(code, date.min))
        for ref, period, role, holders in TABLES[code](day, opens):
            while not calendar.is_working_day(remind):
                remind -= timedelta(days=1)
            for agency, scope, ownerless in dict.fromkeys(holders):
                lines.append((code, ref, agency, role, scope, period, opens, remind, day, ownerless))
        day += timedelta(days=1)
    return lines


def owed(code: str, first: date = FIRST, last: date = LAST) -> list[Line]:
    loaded = LOADED[code]
    return [
        (o.plan, o.ref, o.agency, o.role, o.scope, o.period, o.opens_on, o.remind_on, o.due_on, o.ownerless)
        for o in owed_between(loaded.plan, loaded.register, loaded.calendar, first, last)
    ]


def test_these_are_all_plans() -> None:
    assert tuple(Library().plan_files()) == CODES


@pytest.mark.parametrize("code", CODES)
def test_every_check_in_from_2022_to_2030_is_the_one_of_the_table(code: str) -> None:
    found, table = owed(code), walked(code)
    assert sorted(found) == sorted(table)
    assert len(set(found)) == len(found)


def holders(code: str, ref: str, period: str) -> list[str]:
    return [
        " ".join(
            part
            for part in (line[2], line[4], line[3] if line[3] != "lead" else "", "(nobody)" if line[9] else "")
            if part
        )
        for line in owed(code)
        if (line[1], line[5]) == (ref, period)
    ]


def test_what_so_tttt_led_went_by_function_on_the_first_of_march_2025() -> None:
    # 2024-H2 opened on 15/10/2024, 2025-H1 on 15/5/2025.
    for ref in ("II.3.c.1", "II.3.c.2", "II.3.c.3", "II.5.b"):
        assert holders("bac-giang", ref, "2024-H2") == [TT]
    for ref in ("II.3.c.1", "II.3.c.3", "II.5.b"):
        assert holders("bac-giang", ref, "2025-H1") == ["so-khoa-hoc-va-cong-nghe"]
    assert holders("bac-giang", "II.3.c.2", "2025-H1") == [CA]
    for ref in ("II.2", "II.3.a.1", "II.3.a.2", "II.3.b.2", "II.4.k"):
        assert sorted(holders("bac-giang", ref, "2024-H2")) == [f"{CA} {SECURITY}", f"{TT} {SAFETY}"]
        assert sorted(holders("bac-giang", ref, "2025-H1")) == [f"{CA} {SECURITY}", f"{CA} {SAFETY}"]
    assert holders("bac-giang", "II.4.h", "2024") == [f"{TT} {SAFETY}", f"{CA} {SECURITY}"]
    assert f"{TT}" not in holders("bac-giang", "II.1.a", "2025-H1")


def test_the_department_that_took_over_a_groups_member_owes_one_line() -> None:
    assert holders("bac-giang", "II.1.a", "2025-H1").count("so-khoa-hoc-va-cong-nghe") == 1
    assert holders("bac-giang", "II.6.c", "2024") == ["so-ke-hoach-va-dau-tu", "so-tai-chinh"]
    assert holders("bac-giang", "II.6.c", "2025") == ["so-tai-chinh"]
    assert len(holders("bac-giang", "II.1.a", "2024-H2")) == 30
    assert len(holders("bac-giang", "II.1.a", "2025-H1")) == 14 + 10


def test_yen_dung_chu_and_viet_yen_come_and_go_on_their_days() -> None:
    def of(period: str) -> set[str]:
        east = {"ubnd-huyen-yen-dung", "ubnd-thi-xa-chu", "ubnd-huyen-viet-yen", "ubnd-thi-xa-viet-yen"}
        return east & set(holders("bac-giang", "II.1.a", period))

    assert of("2023-H2") == {"ubnd-huyen-yen-dung", "ubnd-huyen-viet-yen"}
    assert of("2024-H1") == of("2024-H2") == {"ubnd-huyen-yen-dung", "ubnd-thi-xa-viet-yen"}
    assert of("2025-H1") == {"ubnd-thi-xa-chu", "ubnd-thi-xa-viet-yen"}
    assert of("2025-H2") == set()
    assert "ubnd-huyen-luc-ngan" in holders("bac-giang", "II.1.a", "2025-H1")


def test_what_the_districts_owed_is_listed_without_an_owner_from_july_2025() -> None:
    assert not any("(nobody)" in one for one in holders("bac-giang", "II.1.a", "2025-H1"))
    assert holders("bac-giang", "II.1.a", "2025-H2")[-1] == "ubnd-cap-huyen (nobody)"
    assert len(holders("bac-giang", "II.1.a", "2025-H2")) == 14 + 1
    # Owners of information systems: the districts were some of them.
    assert "ubnd-cap-huyen (nobody)" in holders("bac-giang", "II.4.a", "2025-H2")
    assert not any(line[9] for line in owed("bac-giang", FIRST, date(2025, 7, 30)))
    assert sum(line[9] for line in owed("bac-giang", date(2026, 1, 1), date(2026, 12, 31))) == 10 * 2 + 3


def test_from_july_2026_both_branches_of_network_safety_are_one_line() -> None:
    # 2026-H1 opened on 15/5/2026, 2026-H2 on 15/10/2026.
    for ref in ("II.2", "II.3.a.1", "II.3.a.2", "II.3.b.2", "II.4.k"):
        assert sorted(holders("bac-giang", ref, "2026-H1")) == [f"{CA} {SECURITY}", f"{CA} {SAFETY}"]
        assert holders("bac-giang", ref, "2026-H2") == [f"{CA} {SECURITY}"]
    assert holders("bac-giang", "II.4.h", "2026") == [f"{CA} {SECURITY}"]


def test_nothing_opens_before_its_document() -> None:
    opened = {code: min((line[6] for line in owed(code)), default=None) for code in ISSUED}
    assert opened["bac-giang"] == date(2022, 11, 1)
    assert opened["tuyen-quang"] == date(2024, 4, 1)
    assert opened["nd-331"] == date(2026, 11, 19)


def test_who_follows_up_safety_passes_with_it() -> None:
    plan, register = LOADED["bac-giang"].plan, LOADED["bac-giang"].register
    assert tracker_on(plan, register, SAFETY, date(2025, 2, 28)) == TT
    assert tracker_on(plan, register, SAFETY, date(2025, 3, 1)) == CA
    assert tracker_on(plan, register, SECURITY, date(2030, 1, 1)) == tracker_on(plan, register, "", FIRST) == CA


def test_the_half_year_stands_for_the_second_quarter_and_the_year_for_the_fourth() -> None:
    periods = {(line[1], line[5]) for line in owed("tieu-ban-attt", date(2024, 1, 1), date(2024, 12, 31))}
    assert periods == {("1", "2024-Q1"), ("1", "2024-H1"), ("1", "2024-Q3"), ("1", "2024")}
    dues = sorted({line[8] for line in owed("tieu-ban-attt", date(2024, 2, 1), date(2024, 12, 31))})
    assert dues == [date(2024, 3, 9), date(2024, 5, 31), date(2024, 9, 9), date(2024, 10, 24)]


def test_the_collector_owes_itself_nothing_and_gathers_five_days_later() -> None:
    assert TT not in holders("tuyen-quang", "1.4", "2024-Q3")
    assert holders("tuyen-quang", "2.2", "2024-Q3") == [TT]
    assert TT not in holders("tuyen-quang", "1.2", "2024-04-25")
    dues = {line[1]: line[8] for line in owed("tuyen-quang") if line[5].endswith("2024-Q3")}
    assert dues == {"1.4": date(2024, 9, 14), "2.2": date(2024, 9, 19)}


def test_the_hosts_take_turns_by_the_calendar() -> None:
    assert holders("lao-cai", "2.1", "2023-06") == [f"{TT} host", f"{CA} confirming"]
    assert sorted(holders("lao-cai", "2.1", "2023-12")) == [f"{CA} host", f"{TT} confirming"]
    assert holders("lao-cai", "2.1", "2029-06") == [f"{KHCN} host", f"{CA} confirming"]


@pytest.mark.parametrize(
    ("severity", "first", "final"),
    [("ordinary", "24 giờ", "5 ngày làm việc"), ("serious", "24 giờ", "72 giờ"), ("national", "1 giờ", "72 giờ")],
)
def test_from_19_august_2026_the_clocks_of_an_incident_go_by_how_grave_it_is(
    severity: str, first: str, final: str
) -> None:
    plan = LOADED["tuyen-quang"].plan
    before, after = (plan.task_on("3.1", day) for day in (date(2026, 8, 18), date(2026, 8, 19)))
    assert before is not None
    assert after is not None
    assert [step.term_of(severity).words for step in before.steps[:2]] == ["24 giờ", "5 ngày làm việc"]
    told, reported, closed = after.steps
    assert (told.term_of(severity).words, reported.term_of(severity).words) == (first, final)
    assert (told.counted_from, reported.counted_from, closed.counted_from) == ("detected", "detected", "final")
    lawful = {"serious": ("24 giờ", "72 giờ")}.get(severity, (None, None))
    assert tuple(law and law.words for law in (told.law_of(severity), reported.law_of(severity))) == lawful
    assert all("Điều 31" in step.law_by for step in (told, reported))
