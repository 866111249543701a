"""The plan of Bắc Giang as data, against the document: every line of section II, who owes what, and how much of it."""

import re
from collections import Counter
from datetime import date, timedelta

import pytest

from plan.language.yaml_nodes import Mapping, Node, Scalar, Sequence, parse_yaml
from plan.library import SHIPPED, Library, load_plan
from plan.owed import occurrences, owed_between
from plan.refs import ref_order, slug
from tests import PROJECT
from tests.homes.plans.section_ii import CODES, ROWS

LOADED = load_plan("bac-giang", Library())
PLAN, REGISTER, CALENDAR = LOADED.plan, LOADED.register, LOADED.calendar
DOCUMENT = PROJECT.parent / "shared" / "documents" / "bac-giang-plan-2022.txt"

CAC_SO = (
    "Văn phòng UBND tỉnh, Sở Nội vụ, Sở Tư pháp, Sở Kế hoạch và Đầu tư, Sở Tài chính, Sở Công Thương, "
    "Sở Nông nghiệp và Phát triển nông thôn, Sở Giao thông vận tải, Sở Xây dựng, Sở Tài nguyên và Môi trường, "
    "Sở Thông tin và Truyền thông, Sở Lao động – Thương binh và Xã hội, Sở Văn hóa Thể thao và Du lịch, "
    "Sở Khoa học và Công nghệ, Sở Giáo dục và Đào tạo, Sở Y tế, Sở Ngoại vụ, Thanh tra tỉnh, Ban Dân tộc, "
    "Ban Quản lý các khu công nghiệp tỉnh"
)
HUYEN = (
    "UBND thành phố Bắc Giang, UBND huyện Hiệp Hòa, UBND huyện Lạng Giang, UBND huyện Lục Nam, UBND huyện Lục Ngạn, "
    "UBND huyện Sơn Động, UBND huyện Tân Yên, UBND huyện Việt Yên, UBND huyện Yên Dũng, UBND huyện Yên Thế"
)
MEMBERS = {
    "CS": [slug(name) for name in CAC_SO.split(", ")],
    "UB": [slug(name) for name in HUYEN.split(", ")],
}
MEMBERS["CQ"] = [*MEMBERS["CS"], *MEMBERS["UB"], CODES["CA"], CODES["QS"]]


def codes(cell: str) -> list[str]:
    return [CODES[word] for word in cell.split()]


def test_section_ii_agrees_with_the_document_line_by_line() -> None:
    words = {"ongoing": "thường xuyên", "yearly": "hàng năm", "span": "2022 – 2030"}
    in_data = [
        (ref, words[task.cadence.kind], [str(p) for p in task.leads], [str(p) for p in task.coordinating])
        for ref, task in PLAN.tasks.items()
        if ref.startswith("II.")
    ]
    assert in_data == [(ref, time, codes(leads), codes(beside)) for ref, time, leads, beside in ROWS]
    spans = {task.cadence.words for task in PLAN.tasks.values() if task.cadence.kind == "span"}
    assert spans == {"trong giai đoạn 2022–2030"}


def test_there_are_27_tasks_of_which_23_never_end_and_three_have_nobody_beside_them() -> None:
    assert len(ROWS) == 27
    assert Counter(row[1] for row in ROWS) == {"thường xuyên": 23, "hàng năm": 1, "2022 – 2030": 3}
    assert [row[0] for row in ROWS if not row[3]] == ["II.3.c.1", "II.4.g", "II.6.a"]
    assert sum(not task.cadence.has_end for ref, task in PLAN.tasks.items() if ref.startswith("II.")) == 23


def test_a_yearly_drill_has_until_the_last_day_of_the_year_and_a_result() -> None:
    task = PLAN.tasks["II.4.h"]
    assert task.cadence.rhythms[0].due.words == "chậm nhất ngày cuối cùng của kỳ (tính cả ngày đó)"
    assert not task.cadence.rhythms[0].by_office
    assert task.product == "Ít nhất 01 cuộc diễn tập, hướng dẫn, kiểm tra, ứng phó và ứng cứu sự cố trong năm"


def test_titles_are_a_line_at_most_and_tasks_stand_in_the_order_of_the_document() -> None:
    assert all(10 < len(task.title) <= 120 for task in PLAN.tasks.values())
    assert list(PLAN.tasks) == sorted(PLAN.tasks, key=ref_order)


def test_every_clause_of_the_document_is_accounted_for_once() -> None:
    letters = {
        "I.1.b": "123456", "I.1.c": "1234", "I.2": "abcdđe", "II.1": "abcd", "II.3.a": "12", "II.3.b": "12", "II.3.c": "123",
        "II.4": "abcdđeghik", "II.5": "ab", "II.6": "abc", "III.4": "123",
    }  # fmt: skip
    clauses = [f"{above}.{letter}" for above, all_of_them in letters.items() for letter in all_of_them]
    clauses += ["I.1.a", "II.2", "III.1", "III.2", "III.3", "III.5"]
    assert sorted(PLAN.clauses, key=ref_order) == sorted(clauses, key=ref_order)
    counted = Counter([*PLAN.tasks, *PLAN.targets, *PLAN.same_as, *PLAN.no_answer])
    assert counted == dict.fromkeys(clauses, 1)


def test_the_duties_of_section_iii() -> None:
    own, yearly, roll_up = (PLAN.tasks[ref] for ref in ("III.4.1", "III.4.2", "III.5"))
    first, last = date(2022, 1, 1), date(2030, 12, 31)
    own_plan = [(o.period, o.dates.due_on) for o in occurrences(own, PLAN, CALENDAR, first, last)]
    assert own_plan == [("2022-11-15", date(2022, 11, 14))]
    reports = [(o.period, o.dates.due_on) for o in occurrences(yearly, PLAN, CALENDAR, first, last)]
    assert reports == [(str(year), date(year, 11, 14)) for year in range(2023, 2031)]
    assert (own.to, yearly.to, yearly.through) == (("cong-an-tinh",), ("chu-tich-ubnd-tinh",), "cong-an-tinh")
    assert roll_up.to == ("Bộ Công an", "chu-tich-ubnd-tinh")
    assert yearly.gathers == ("II",)
    assert [str(party) for party in own.leads] == [str(party) for party in yearly.leads] == codes("CS UB")
    assert [str(party) for party in roll_up.leads] == codes("CA")
    assert roll_up.rolls_up == ("III.4.2",)
    assert all(rhythm.by_office for rhythm in roll_up.cadence.rhythms)


def test_who_follows_up_what() -> None:
    assert PLAN.tracker_of("") == PLAN.tracker_of("an-ninh-mang") == "cong-an-tinh"
    assert PLAN.tracker_of("an-toan-thong-tin-mang") == "so-thong-tin-va-truyen-thong"


def test_the_targets_that_can_be_measured() -> None:
    goals = {ref: (target.at_least, target.measure, target.by) for ref, target in PLAN.targets.items()}
    assert goals == {
        "I.1.b.2": ("1", "count", 2025),
        "I.1.b.4": ("80", "percent", 2025),
        "I.1.b.6": ("10", "percent", 2025),
        "I.1.c.4": ("90", "percent", 2030),
    }
    assert PLAN.targets["I.1.b.6"].from_task == "II.6.b"
    assert (PLAN.targets["I.1.b.2"].from_task, PLAN.targets["I.1.b.2"].sum) == ("II.6.a", "each")


def test_the_share_of_the_budget_is_15_per_cent_from_july_2026() -> None:
    before, after = (PLAN.targets_on(day)["I.1.b.6"] for day in (date(2026, 6, 30), date(2026, 7, 1)))
    assert (before.at_least, before.by, after.at_least, after.by) == ("10", 2025, "15", 2030)
    assert (after.title, after.from_task, after.sum) == (before.title, before.from_task, before.sum)


def test_the_agencies_of_november_2022() -> None:
    assert [len(MEMBERS[group]) for group in ("CS", "UB", "CQ")] == [20, 10, 32]
    for word, members in MEMBERS.items():
        assert list(REGISTER.agencies_of(CODES[word], date(2022, 11, 15))) == members
    assert set(REGISTER.agencies_of("so-ban-nganh", date(2022, 11, 15))) == {*MEMBERS["CS"], CODES["CA"], CODES["QS"]}
    there = {code for code, agency in REGISTER.agencies.items() if agency.exists_on(date(2022, 11, 15))}
    assert there == set(MEMBERS["CQ"])
    assert all(slug(agency.name) == code for code, agency in REGISTER.agencies.items())


def test_751_check_ins_fall_due_in_2023_by_formula() -> None:
    ordinary = 5 * 2 + 5 * 2 + 2 + 1  # II.1.a b d, II.3.b.1, II.5.a; the five of II.4 for owners; II.6.a b; III.4.2
    assert ordinary == 23
    owners_beside = 2 * 5 * 2  # Công an tỉnh and Bộ Chỉ huy Quân sự tỉnh own information systems too
    both_branches = 5 * 2 * 2 + 2  # II.2, II.3.a.1, II.3.a.2, II.3.b.2, II.4.k twice a year; II.4.h once
    alone = 8 * 2  # II.1.c, II.3.c.1–3, II.4.c, II.4.d, II.4.i, II.5.b
    money = 2  # II.6.c: Sở Tài chính, Sở Kế hoạch và Đầu tư
    roll_up = 1  # III.5
    total = 30 * ordinary + owners_beside + both_branches + alone + money + roll_up
    assert total == 751
    assert len(owed_between(PLAN, REGISTER, CALENDAR, date(2023, 1, 1), date(2023, 12, 31))) == total


def test_an_ordinary_department_has_23_lines_in_two_sittings() -> None:
    found = owed_between(PLAN, REGISTER, CALENDAR, date(2023, 1, 1), date(2023, 12, 31))
    assert Counter(owed.due_on for owed in found if owed.agency == "so-y-te") == {
        date(2023, 6, 14): 10,
        date(2023, 11, 14): 13,
    }


def test_all_check_ins_before_the_first_reorganisation_equal_a_plain_walk_through_the_calendar() -> None:
    walked = set()
    day, last = date(2022, 11, 1), date(2024, 1, 31)
    while day <= last:
        for ref, period in _asked_on(day):
            walked |= {(ref, *holder, period, *_days_around(day)) for holder in _holders(ref)}
        day += timedelta(days=1)
    found = [
        (o.ref, o.agency, o.scope, o.period, o.opens_on, o.remind_on, o.due_on)
        for o in owed_between(PLAN, REGISTER, CALENDAR, date(2022, 11, 1), last)
    ]
    assert len(found) == len(set(found)) == len(walked)
    assert set(found) == walked


def _asked_on(day: date) -> list[tuple[str, str]]:
    """Return the clauses and periods whose last day in time is `day`, as the rules are written in words."""
    ongoing = [ref for ref, time, _, _ in ROWS if time == "thường xuyên"]
    if (day.day, day.month) == (14, 6):
        return [(ref, f"{day.year}-H1") for ref in ongoing]
    if (day.day, day.month) == (14, 11):
        yearly = ["II.6.a", "II.6.b", "II.6.c", *(["III.4.2"] if day.year > 2022 else [])]
        once = [("III.4.1", "2022-11-15")] if day.year == 2022 else []
        return [*((ref, f"{day.year}-H2") for ref in ongoing), *((ref, f"{day.year}") for ref in yearly), *once]
    if (day.day, day.month) == (30, 11) and day.year > 2022:
        return [("III.5", f"{day.year}")]
    return [("II.4.h", f"{day.year}")] if (day.day, day.month) == (31, 12) else []


def _holders(ref: str) -> list[tuple[str, str]]:
    leads = {row[0]: row[2] for row in ROWS} | {"III.4.1": "CS UB", "III.4.2": "CS UB", "III.5": "CA"}
    holders: list[tuple[str, str]] = []
    for word in leads[ref].split():
        code, _, scope = CODES[word].removesuffix(")").partition(" (")
        holders += [(member, "") for member in MEMBERS[word]] if word in MEMBERS else [(code, scope)]
    return holders


def _days_around(due_on: date) -> tuple[date, date, date]:
    remind_on = due_on
    while not CALENDAR.is_working_day(remind_on):
        remind_on -= timedelta(days=1)
    # The document is of November 2022: nothing opens before it.
    return max(due_on - timedelta(days=30), date(2022, 11, 1)), remind_on, due_on


def test_without_every_office_key_and_what_came_later_no_date_or_rhythm_of_the_office_is_left() -> None:
    root, _ = parse_yaml((SHIPPED / "bac-giang" / "bac-giang.yaml").read_bytes(), "bac-giang.yaml")
    assert isinstance(root, Mapping)
    written = tuple(entry for entry in root.entries if entry[0].text not in ("handovers", "amendments"))
    keys, texts = _without_office(Mapping(written, root.line))
    dates = {text for text in texts if re.fullmatch(r"[0-9/]+/[0-9/]+|.* of .*|.* before", text)}
    assert dates == {"11/2022", "12/2030", "15/11/2022", "15/11", "end of period"}
    assert not {"follow_up", "every", "only", "opens", "roll", "remind", "ladder", "after", "first"} & keys
    root, _ = parse_yaml((SHIPPED / "bac-giang" / "agencies.yaml").read_bytes(), "agencies.yaml")
    assert root is not None
    assert "held_by" not in _without_office(root)[0]


def _without_office(node: Node) -> tuple[set[str], set[str]]:
    """Return the keys and the texts that are left when every `office:` is taken out."""
    if isinstance(node, Scalar):
        return set(), {node.text}
    if isinstance(node, Sequence):
        inner = [_without_office(item) for item in node.items]
        keys: set[str] = set()
    else:
        kept = [
            (key.text, value)
            for key, value in node.entries
            if not (key.text == "office" and isinstance(value, Mapping))
        ]
        inner = [_without_office(value) for _, value in kept]
        keys = {key for key, _ in kept}
    return keys.union(*(found for found, _ in inner)), set[str]().union(*(texts for _, texts in inner))


PHRASES = {
    "công an tỉnh (nội dung liên quan đến an ninh mạng)": "CA*",
    "sở thông tin và truyền thông (nội dung liên quan đến an toàn thông tin mạng)": "TT*",
    "các sở, cơ quan thuộc ubnd tỉnh": "CS",
    "các sở, ban, ngành": "SN",
    "ubnd huyện, thành phố": "UB",
    "chủ quản hệ thống thông tin": "CQ",
    "bộ chỉ huy quân sự tỉnh": "QS",
    "sở thông tin và truyền thông": "TT",
    "công an tỉnh": "CA",
    "sở tài chính": "TC",
    "sở kế hoạch và đầu tư": "KH",
}
TIMES = {"thường xuyên": "thường xuyên", "hàng năm": "hàng năm", "từ năm 2022 đến hết năm 2030": "2022 – 2030"}


def test_the_table_above_agrees_with_the_text_of_the_document_itself() -> None:
    if not DOCUMENT.is_file():
        pytest.skip("không có văn bản gốc của kế hoạch Bắc Giang bên cạnh dự án để đối chiếu từng dòng")
    text = DOCUMENT.read_text(encoding="utf-8")
    section = text[text.index("II. NỘI DUNG THỰC HIỆN") : text.index("III. TỔ CHỨC THỰC HIỆN")]
    blocks: list[dict[str, str]] = []
    for line in section.splitlines():
        found = re.match(r"[-+] (Chủ trì|Phối hợp|Thời gian)[^:]*: (.*?)\.?$", line)
        if found and found[1] == "Chủ trì":
            blocks.append({})
        if found:
            blocks[-1][found[1]] = found[2].lower()
    in_text = [
        (TIMES[block["Thời gian"]], _words_of(block["Chủ trì"]), _words_of(block.get("Phối hợp", "")))
        for block in blocks
    ]
    assert in_text == [(time, leads, beside) for _, time, leads, beside in ROWS]


def test_the_headings_are_those_of_the_document() -> None:
    if not DOCUMENT.is_file():
        pytest.skip("không có văn bản gốc của kế hoạch Bắc Giang bên cạnh dự án để đối chiếu tên các mục")
    lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
    section = lines[lines.index("II. NỘI DUNG THỰC HIỆN") : lines.index("III. TỔ CHỨC THỰC HIỆN")]
    headings = {f"II.{line[0]}": line[3:] for line in section if re.match(r"[1-6]\. ", line)}
    assert {ref: PLAN.sections[ref] for ref in headings} == headings


def _words_of(phrase: str) -> str:
    """Return a phrase of the document in the short words of the table; fail when a part of it is not understood."""
    rest, found = phrase, []
    for words, short in PHRASES.items():
        while words in rest:
            found.append((phrase.index(words), short))
            rest = rest.replace(words, "#" * len(words), 1)
    assert not re.sub(r"[#,; ]|và", "", rest), phrase
    return " ".join(short for _, short in sorted(found))
