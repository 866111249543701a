"""A year of the real plan, round by round, told by the letters of three agencies.

Every Friday that is worked Công an tỉnh and the provincial office judge what waits for their word, and the office
releases its drafts; Sở Thông tin và Truyền thông judges each evening. All accept: what is returned, put off or refused
is told in `test_flows_verdicts`.

The golden file `golden/year-2023.txt` begins with the rules it was checked against by hand. After a change of the
rules, write it anew with `DONDOC_TEST_WRITE_GOLDEN=1 ./dondoc test tests/flows/years/test_year.py` and read the difference.
"""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, func, select

from flows.acts.decisions import release_letters
from flows.acts.doctor.self_audit import audit_home
from flows.acts.open_home import OpenHome, load_plans
from models.audit.acts import Person
from models.check_ins.opening import BASELINE_WORKING_DAYS
from models.check_ins.standings import standings
from models.clock import moment_on
from models.decisions.verdicts import Seen, accept, waiting_answers
from models.outbox.letters import letters
from models.outbox.notices import chased_check_ins
from models.tables.core import Answer, CheckIn, CheckInEvent, Letter, LetterState, Notice, Outcome
from models.tables.decisions import Act
from notifications.ladder.stages import stages_of
from plan.library import LoadedPlan
from plan.owed import owed_between
from plan.texts.written import format_day
from tests import GOLDEN
from tests.homes.offices import CLERK, answer_all, morning, round_on, trial_office

YEAR = GOLDEN / "year-2023.txt"
FIRST, LAST = date(2023, 1, 1), date(2023, 12, 31)
FRIDAY = 4
WHOLE_MONTH = 6
SCRIPTED = (date(2023, 1, 5), date(2023, 6, 12), date(2023, 6, 20), date(2023, 11, 14))
"""The days on which the three agencies answer."""
JUDGE = Person("Lê Thị Bình", "Trưởng phòng", "page")
TOLD = ("so-y-te", "cong-an-tinh", "van-phong-ubnd-tinh", "chu-tich-ubnd-tinh")

UNITS = 20 + 10
"""The sở and the districts of FACTS §4."""
OWNERS = UNITS + 2
"""Owners of information systems: the units, Công an tỉnh and Bộ CHQS."""
ONGOING = (
    5 * UNITS  # II.1.a, II.1.b, II.1.d, II.3.b.1, II.5.a: every unit
    + 5 * OWNERS  # II.4.a, b, đ, e, g: every owner
    + 5 * 2  # II.2, II.3.a.1, II.3.a.2, II.3.b.2, II.4.k: Công an tỉnh and Sở TTTT, each its scope
    + 4  # II.1.c, II.4.c, II.4.d, II.4.i: Công an tỉnh
    + 4  # II.3.c.1, II.3.c.2, II.3.c.3, II.5.b: Sở TTTT
)
SPAN = 2 * UNITS + 2  # II.6.a and II.6.b of every unit, II.6.c of Sở Tài chính and Sở KHĐT
DRILL = 2  # II.4.h: Công an tỉnh and Sở TTTT


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenHome]:
    with _year_of_rounds(tmp_path_factory.mktemp("year")) as office:
        yield office


@contextmanager
def _year_of_rounds(folder: Path) -> Iterator[OpenHome]:
    """Run the rounds of a year; the head of the golden file says who answers when.

    A round is run on the days that matter by the plan and its calendar, on Fridays, on the day and the week after one on
    which letters went or somebody acted, and on every day of June, which has as many quiet days as others.
    """
    with trial_office(folder, FIRST) as office:
        loaded = load_plans(office)["bac-giang"]
        others = {code for code in loaded.register.agencies if code not in TOLD}
        days, day = _days_that_matter(loaded), FIRST
        while day <= LAST:
            if day in days or day.weekday() == FRIDAY or day.month == WHOLE_MONTH:
                before = round_on(office, day).sent, _acts(office)
                _act_as_scripted(office, loaded, day, others)
                if before != (0, _acts(office)):
                    for later in (1, 7):
                        after = day + timedelta(days=later)
                        days |= {after, loaded.calendar.next_working_day(after)}
            day += timedelta(days=1)
        yield office


def _days_that_matter(loaded: LoadedPlan) -> set[date]:
    """Return the days on which something opens, is reminded of, becomes late or climbs a rung, each with the working day
    that follows; and the days of the script.
    """
    asked = {
        (owed.opens_on, owed.remind_on, owed.due_on)
        for owed in owed_between(loaded.plan, loaded.register, loaded.calendar, FIRST, LAST + timedelta(days=60))
    }
    baseline = loaded.calendar.add_working_days(FIRST, BASELINE_WORKING_DAYS)
    days = {FIRST, LAST, *SCRIPTED}
    for opens_on, remind_on, due_on in asked | {(FIRST, baseline, baseline)}:
        stages = stages_of(loaded.plan, loaded.calendar, opens_on, remind_on, due_on)
        days |= {due_on + timedelta(days=1), *(stage.on for stage in stages)}
    return days | {loaded.calendar.next_working_day(day) for day in days}


def _acts(office: OpenHome) -> int:
    """Count what was done so far: every act has its row."""
    with office.database.read() as session:
        return session.exec(select(func.count()).select_from(Act)).one()


def _act_as_scripted(office: OpenHome, loaded: LoadedPlan, day: date, others: set[str]) -> None:
    _judge_as_scripted(office, day)
    if loaded.calendar.is_working_day(day):
        for agency in _owing(office) & others:
            answer_all(office, agency, moment_on(day, time(17, 0)))
    _answer_as_scripted(office, day)
    _accept(office, "so-thong-tin-va-truyen-thong", moment_on(day, time(23, 59, 59)))


def _owing(office: OpenHome) -> set[str]:
    with office.database.read() as session:
        return {check_in.holder for check_in in chased_check_ins(session)}


def _judge_as_scripted(office: OpenHome, day: date) -> None:
    """Clear the desks of Công an tỉnh and the office on a Friday that is worked, before what is answered that day."""
    calendar = load_plans(office)["bac-giang"].calendar
    if day.weekday() == FRIDAY and calendar.is_working_day(day):
        for judge in ("cong-an-tinh", "van-phong-ubnd-tinh"):
            _accept(office, judge, moment_on(day, time(8, 0)))
        release_letters(office, None, moment_on(day, time(8, 0)), by=CLERK)


def _accept(office: OpenHome, judge: str, now: datetime) -> None:
    plans = load_plans(office)
    with office.database.write() as session:
        waiting = waiting_answers(session, plans, judge, now.date(), province="bac-giang")
        seen = [Seen(one.check_in.id, one.answer.version) for one in waiting]
        if seen:
            accept(session, plans, seen, judge, now, by=JUDGE, province="bac-giang")


def _answer_as_scripted(office: OpenHome, day: date) -> None:
    first, second, third, last = SCRIPTED
    if day == first:
        answer_all(office, "so-y-te", moment_on(day, time(9, 0)))
        answer_all(office, "cong-an-tinh", moment_on(day, time(9, 0)))
    if day == second:
        but_one = ("II.1.a", "II.1.b", "II.1.d", "II.3.b.1", "II.4.a", "II.4.b", "II.4.e", "II.4.g", "II.5.a")
        answer_all(office, "so-y-te", moment_on(day, time(10, 0)), but_one)
    if day == third:
        answer_all(office, "so-y-te", moment_on(day, time(10, 0)))
    if day == last:
        answer_all(office, "so-y-te", moment_on(day, time(23, 59, 59)))
        answer_all(office, "cong-an-tinh", moment_on(day, time(8, 0)), _all_but_own_report(office))


def _all_but_own_report(office: OpenHome) -> tuple[str, ...]:
    return tuple(ref for ref in load_plans(office)["bac-giang"].plan.tasks if ref != "III.5")


def _told(office: OpenHome) -> str:
    """Return the letters of the three agencies and the Chairman in the order of their days, one block each."""
    with office.database.read() as session:
        found = [letter for letter in letters(session) if letter.recipient in TOLD]
    found.sort(key=lambda letter: (letter.written_on, TOLD.index(letter.recipient)))
    return "\n".join(_block(letter) for letter in found)


def _block(letter: Letter) -> str:
    weekday = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")[letter.written_on.weekday()]
    draft = " [chờ phát hành]" if letter.state == LetterState.DRAFT else ""
    lines = [line for line in letter.body.splitlines() if line.startswith(("- ", "**")) and "Kính gửi" not in line]
    shown = [line for line in lines if "BẢN CHẠY THỬ" not in line]
    head = f"{format_day(letter.written_on)} ({weekday}) {letter.recipient}{draft}: {letter.subject}"
    return "\n".join([head, *(f"    {line}" for line in shown)])


def _split_golden() -> tuple[str, str]:
    head, _, told = YEAR.read_text(encoding="utf-8").partition("\n----\n")
    return head, told.strip()


def test_the_letters_of_three_agencies_over_a_year_are_those_checked_by_hand(year: OpenHome) -> None:
    head, _ = _split_golden()
    if os.environ.get("DONDOC_TEST_WRITE_GOLDEN"):
        YEAR.write_text(f"{head}\n----\n{_told(year)}\n", encoding="utf-8")
    assert _told(year) == _split_golden()[1]


def test_the_year_opens_as_many_check_ins_as_the_parties_of_the_text_give(year: OpenHome) -> None:
    with year.database.read() as session:
        found = Counter(session.exec(select(CheckIn.occurrence)).all())
    baseline = {"2022-H2": ONGOING, "2022": SPAN + DRILL, "2022-11-15": UNITS}
    asked = {"2023-H1": ONGOING, "2023-H2": ONGOING, "2023": SPAN + DRILL + UNITS + 1}
    assert dict(found) == baseline | asked
    assert sum(asked.values()) == 751


def test_who_answers_when_told_gets_one_letter_for_each_sitting(year: OpenHome) -> None:
    with year.database.read() as session:
        counts = Counter(letter.recipient for letter in letters(session) if letter.recipient not in TOLD)
    two_branches = {"so-thong-tin-va-truyen-thong": 4}  # the drill of II.4.h opens on 1/12, by itself
    others = UNITS + 2 - 3
    assert len(counts) == others
    no_yearly = {"bo-chi-huy-quan-su-tinh": 3}
    for agency, count in counts.items():
        assert count == (two_branches | no_yearly).get(agency, 3), agency


def test_every_notice_of_the_year_has_an_outcome_and_every_letter_went_out_once(year: OpenHome) -> None:
    with year.database.read() as session:
        waiting = session.exec(select(Notice).where(col(Notice.outcome) == Outcome.QUEUED)).all()
        assert {notice.recipient for notice in waiting} <= {"chu-tich-ubnd-tinh", *TOLD}
        unexplained = [notice for notice in waiting if notice.letter_id is None and not notice.reason]
        assert unexplained == []
        sent = session.exec(select(func.count()).where(Letter.state == LetterState.SENT)).one()
        assert session.exec(select(func.count()).where(Letter.attempts > 1)).one() == 0
    assert len(list(year.home.mailbox.glob("*.eml"))) == sent


def test_the_self_audit_finds_the_year_whole(year: OpenHome) -> None:
    assert [finding.sentence for finding in audit_home(year)] == []


def test_a_second_round_on_the_last_day_changes_nothing(year: OpenHome) -> None:
    before = _rows(year)
    outcome = round_on(year, LAST)
    assert (outcome.opened, outcome.queued, outcome.sent) == (0, 0, 0)
    assert _rows(year) == before


def _rows(office: OpenHome) -> dict[str, int]:
    with office.database.read() as session:
        tables = (CheckIn, CheckInEvent, Answer, Notice, Letter)
        return {table.__name__: session.exec(select(func.count()).select_from(table)).one() for table in tables}


def test_the_years_totals_close_and_lateness_is_dated_right(year: OpenHome) -> None:
    with year.database.read() as session:
        found = standings(session, LAST, morning(LAST) + timedelta(days=1))
    stages = Counter((standing.holder if standing.holder in TOLD else "others", standing.stage) for standing in found)
    late = [standing for standing in found if standing.stage == "late"]
    assert [(s.ref, s.days_late) for s in late if s.holder == "so-y-te"] == [("II.4.đ", 6)]
    branch_lines = 5 + 5 + 4
    assert [s.days_late for s in late if s.holder == "cong-an-tinh"] == [153] * branch_lines
    assert len(late) == 1 + branch_lines
    assert stages["so-y-te", "open_overdue"] == 0
    assert stages["others", "open_overdue"] == stages["others", "late"] == 0
    office_lines = 5 + 5
    assert stages["van-phong-ubnd-tinh", "open_overdue"] == 3 * office_lines + 2 * 2 + 1 + 1
    assert stages["cong-an-tinh", "open_overdue"] == 1
    assert stages["cong-an-tinh", "open_in_time"] == 1
    assert sum(stages.values()) == len(found) == 751 + ONGOING + SPAN + DRILL + UNITS


def test_an_answer_in_the_last_second_of_the_last_day_is_in_time(year: OpenHome) -> None:
    at: datetime = moment_on(date(2023, 11, 14), time(23, 59, 59))
    with year.database.read() as session:
        found = standings(session, date(2023, 11, 14), at)
    mine = [standing for standing in found if standing.holder == "so-y-te" and standing.due_on == date(2023, 11, 14)]
    assert len(mine) == 13
    assert {standing.stage for standing in mine} == {"on_time"}
