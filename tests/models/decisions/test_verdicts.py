"""Verdicts: who judges, what a verdict moves, what punctuality goes by afterwards, and how long answers wait."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import col, select

from models.check_ins.duties import HANDOVER, RETURN, Change, Duty, change_duty, duty_changes
from models.check_ins.moves import OVERDUE
from models.check_ins.opening import record_lateness
from models.database import Database, Session
from models.decisions.verdicts import (
    GivenEarlier,
    Seen,
    accept,
    earliest_return,
    give_back,
    verdicts_of,
    waiting_answers,
)
from models.refusal import RefusedError
from models.tables.core import CheckInEvent, State
from models.tables.decisions import Act, Verdict
from tests.homes.judged_plan import (
    BUILDING,
    DUE,
    DUNG,
    HEALTH,
    JUSTICE,
    LAN,
    LOADED,
    OFFICE,
    PLANS,
    POLICE,
    PROVINCE,
    Line,
    at,
    june,
    line,
    opened,
    tell_all,
)

EARLIER = GivenEarlier(june(7), "15/CV-CAT ngày 7/6/2023", "Đường truyền hỏng ngày 7/6")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = opened(f"sqlite:///{tmp_path_factory.mktemp('verdicts') / 'dondoc.db'}")
    yield database
    database.close()


@pytest.fixture
def session(whole: Database) -> Iterator[Session]:
    """Give a session whose work is undone after the test."""
    with whole.write() as session:
        yield session
        session.rollback()


def judge_all(session: Session, *lines: Line, judge: str = POLICE, earlier: GivenEarlier | None = None) -> int:
    seen = [Seen(one.check_in_id, one.version) for one in lines]
    return accept(session, PLANS, seen, judge, at(june(9)), by=DUNG, province=PROVINCE, earlier=earlier)


def test_accepting_moves_each_line_with_its_verdict_its_history_and_its_act(session: Session) -> None:
    first, second = line(session, "I.1"), line(session, "I.3")
    first.answer(june(6))
    second.answer(june(7))
    second.answer(june(8))
    assert judge_all(session, first, second) == 2
    assert [one.now.state for one in (first, second)] == [State.ACCEPTED, State.ACCEPTED]
    found = verdicts_of(session, [first.check_in_id, second.check_in_id])
    told = {
        key: [(v.version, v.kind, v.judge, v.judged_by, v.post, v.way) for v in said] for key, said in found.items()
    }
    who = (State.ACCEPTED, POLICE, DUNG.name, DUNG.post, DUNG.way)
    assert told == {first.check_in_id: [(1, *who)], second.check_in_id: [(2, *who)]}
    moves = select(CheckInEvent).where(CheckInEvent.kind == State.ACCEPTED.value).order_by(col(CheckInEvent.id))
    assert [(move.item, move.happened_on, move.actor) for move in session.exec(moves)] == [
        ("1", june(9), DUNG.name),
        ("2", june(9), DUNG.name),
    ]
    acts = session.exec(select(Act).where(Act.kind == "accept").order_by(col(Act.id))).all()
    assert [(act.agency, act.check_in_id, act.item) for act in acts] == [
        (POLICE, first.check_in_id, "1"),
        (POLICE, second.check_in_id, "2"),
    ]


def test_of_several_one_that_cannot_be_accepted_leaves_all_as_they_were(session: Session) -> None:
    good, bad = line(session, "I.1"), line(session, "I.2", POLICE)
    good.answer(june(6))
    bad.answer(june(6))
    before = tell_all(session)
    with pytest.raises(RefusedError, match="không cơ quan nào tự kết luận báo cáo của mình") as refused:
        judge_all(session, good, bad)
    assert refused.value.check_in_id == bad.check_in_id
    with pytest.raises(RefusedError, match="Chưa chọn báo cáo nào"):
        judge_all(session)
    with pytest.raises(RefusedError, match="không thuộc tỉnh này"):
        accept(session, PLANS, [Seen(good.check_in_id, 1)], POLICE, at(june(9)), by=DUNG, province="tinh-khac")
    with pytest.raises(RefusedError, match="không còn trong danh sách theo dõi"):
        accept(session, {}, [Seen(good.check_in_id, 1)], POLICE, at(june(9)), by=DUNG, province=PROVINCE)
    with pytest.raises(RefusedError, match="Hãy ghi họ và tên"):
        accept(
            session,
            PLANS,
            [Seen(good.check_in_id, 1)],
            POLICE,
            at(june(9)),
            by=replace(DUNG, name=" "),
            province=PROVINCE,
        )
    assert tell_all(session) == before


def test_an_answer_that_came_after_the_one_seen_is_looked_at_first(session: Session) -> None:
    one = line(session)
    one.answer(june(6))
    seen = Seen(one.check_in_id, one.version)
    one.answer(june(7))
    before = tell_all(session)
    with pytest.raises(RefusedError, match="vừa có bản mới hơn bản đang xem"):
        accept(session, PLANS, [seen], POLICE, at(june(9)), by=DUNG, province=PROVINCE)
    with pytest.raises(RefusedError, match="vừa có bản mới hơn bản đang xem"):
        give_back(
            session, PLANS, seen, POLICE, at(june(9)), by=DUNG, province=PROVINCE, reason="Thiếu", due_on=june(20)
        )
    assert tell_all(session) == before


def test_a_return_sets_a_date_of_its_own_from_which_reminders_and_ladder_run(session: Session) -> None:
    one = line(session)
    one.answer(june(6))
    verdict = one.give_back(june(9), june(17))  # a Saturday
    assert (verdict.version, verdict.kind, verdict.reason, verdict.due_on) == (
        1,
        State.RETURNED,
        "Chưa có số liệu",
        june(17),
    )
    now = one.now
    assert (now.state, now.holder, now.due_on, now.remind_on) == (State.RETURNED, HEALTH, june(17), june(16))
    [change] = duty_changes(session, [one.check_in_id])[one.check_in_id]
    assert (change.kind, change.due_before, change.due_on, change.happened_on, change.act, change.actor) == (
        RETURN,
        DUE,
        june(17),
        june(9),
        "trả lại báo cáo lần 1",
        DUNG.name,
    )


@pytest.mark.parametrize(
    ("due_on", "good"),
    [
        (june(13), False),
        (june(14), True),  # Friday 9 June, then Monday, Tuesday, Wednesday
        (date(2024, 6, 9), True),
        (date(2024, 6, 10), False),
    ],
)
def test_the_date_of_a_return_lies_from_three_working_days_on_to_a_year(
    session: Session, due_on: date, good: bool
) -> None:
    one = line(session)
    one.answer(june(6))
    if good:
        assert one.give_back(june(9), due_on).due_on == due_on
        return
    before = tell_all(session)
    with pytest.raises(RefusedError, match=r"phải từ ngày 14/6/2023 \(sau 3 ngày làm việc\) và trong vòng một năm"):
        one.give_back(june(9), due_on)
    assert tell_all(session) == before


def test_a_return_never_sets_a_date_before_the_one_that_runs(session: Session) -> None:
    early, extended = line(session), line(session, "I.3")
    for one in (early, extended):
        one.answer(june(5))
    extended.now.due_on = june(28)
    for one, first in ((early, 14), (extended, 28)):
        assert earliest_return(LOADED.calendar, one.now, june(5)) == june(first)
        sentence = rf"Hạn báo cáo lại {first - 1}/0?6/2023 phải từ ngày {first}/0?6/2023 \(hạn của báo cáo\)"
        with pytest.raises(RefusedError, match=sentence):
            one.give_back(june(5), june(first - 1))
        assert one.give_back(june(5), june(first)).due_on == june(first)


def test_a_return_of_an_answer_given_early_makes_nobody_late_by_its_due_date(session: Session) -> None:
    one = line(session)
    one.answer(june(5))
    one.give_back(june(5), june(14))
    assert [one.standing(june(day)).stage for day in (8, 13, 14, 15)] == ["open_in_time"] * 3 + ["open_overdue"]


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (" \n ", "Lý do trả lại còn trống; hãy ghi rõ."),
        ("x" * 2_001, "Lý do trả lại dài 2.001 ký tự; hãy rút gọn còn nhiều nhất 2.000 ký tự."),
        ("Xem văn bản\nTỐI MẬT\nkèm theo", "Lý do trả lại có dấu chỉ độ mật"),
    ],
)
def test_a_return_says_why_in_words_that_may_be_kept(session: Session, reason: str, sentence: str) -> None:
    one = line(session)
    one.answer(june(6))
    seen = Seen(one.check_in_id, 1)
    before = tell_all(session)
    with pytest.raises(RefusedError) as refused:
        give_back(session, PLANS, seen, POLICE, at(june(9)), by=DUNG, province=PROVINCE, reason=reason, due_on=june(20))
    assert str(refused.value).startswith(sentence)
    assert tell_all(session) == before


def test_a_verdict_given_earlier_counts_from_its_day_and_keeps_paper_recorder_and_reason(session: Session) -> None:
    one, other = line(session, "I.1"), line(session, "I.3")
    one.answer(june(6))
    other.answer(june(6))
    assert judge_all(session, one, earlier=EARLIER) == 1
    returned = give_back(
        session,
        PLANS,
        Seen(other.check_in_id, 1),
        POLICE,
        at(june(9)),
        by=LAN,
        province=PROVINCE,
        reason="Thiếu số liệu",
        due_on=june(14),
        earlier=EARLIER,
    )
    [accepted] = verdicts_of(session, [one.check_in_id])[one.check_in_id]
    assert (accepted.happened_on, accepted.document, accepted.reason) == (june(7), EARLIER.document, EARLIER.reason)
    assert (returned.happened_on, returned.document, returned.judged_by) == (june(7), EARLIER.document, LAN.name)
    act = session.exec(select(Act).where(Act.kind == "return")).one()
    assert act.detail == f"Thiếu số liệu; {EARLIER.document}: {EARLIER.reason}"
    assert [one.standing(june(day), at(june(9))).state for day in (6, 7)] == [State.ANSWERED, State.ACCEPTED]
    assert one.standing(june(8), at(june(8))).state == State.ANSWERED
    assert other.standing(june(7), at(june(9))).stage == "open_in_time"


@pytest.mark.parametrize(
    ("earlier", "sentence"),
    [
        (replace(EARLIER, on=june(5)), r"phải từ ngày báo cáo \(06/6/2023\) đến hôm nay"),
        (replace(EARLIER, on=june(10)), r"phải từ ngày báo cáo \(06/6/2023\) đến hôm nay"),
        (replace(EARLIER, document=" "), "Số văn bản kết luận còn trống"),
        (replace(EARLIER, reason=""), "Lý do ghi nhận muộn còn trống"),
    ],
)
def test_a_verdict_given_earlier_needs_a_day_after_the_answer_a_paper_and_a_reason(
    session: Session, earlier: GivenEarlier, sentence: str
) -> None:
    one = line(session)
    one.answer(june(6))
    before = tell_all(session)
    with pytest.raises(RefusedError, match=sentence):
        judge_all(session, one, earlier=earlier)
    assert tell_all(session) == before


def test_what_waits_longest_comes_first_and_a_corrected_answer_does_not_wait_anew(session: Session) -> None:
    long, corrected, new = line(session, "I.4"), line(session, "I.1"), line(session, "I.3")
    own, given_back = line(session, "I.2", POLICE, OFFICE), line(session, "I.5")
    long.answer(june(5))
    corrected.answer(june(6))
    given_back.answer(june(6))
    given_back.give_back(june(6), june(14))
    corrected.answer(june(9))
    new.answer(june(9))
    own.answer(june(7))
    given_back.answer(june(8))

    def waiting(judge: str) -> list[tuple[str, int, int]]:
        found = waiting_answers(session, PLANS, judge, june(9), province=PROVINCE)
        return [(one.check_in.ref, one.answer.version, one.waited) for one in found]

    assert waiting(POLICE) == [("I.4", 1, 4), ("I.1", 2, 3), ("I.5", 2, 1), ("I.3", 1, 0)]
    assert waiting(OFFICE) == [("I.2", 1, 2)]
    assert waiting(JUSTICE) == waiting("") == []
    assert waiting_answers(session, PLANS, POLICE, june(9), province="tinh-khac") == []
    assert waiting_answers(session, {}, POLICE, june(9), province=PROVINCE) == []
    assert [one.standing(june(9)).waiting_days for one in (long, corrected, given_back, new)] == [4, 3, 1, 0]


def test_the_offices_own_answer_waits_for_nobody(session: Session) -> None:
    own = line(session, "I.6", OFFICE)
    own.answer(june(6))
    for judge in (OFFICE, POLICE, ""):
        assert waiting_answers(session, PLANS, judge, june(9), province=PROVINCE) == []
        with pytest.raises(RefusedError, match="không cơ quan nào tự kết luận"):
            judge_all(session, own, judge=judge)
    assert (own.standing(june(9)).state, own.standing(june(9)).waiting_days) == (State.ANSWERED, 3)


@pytest.mark.parametrize(
    ("answers", "stage", "days_late", "answered_on"),
    [
        # The first answer, the day it is given back with its date, and the day of the next answer.
        pytest.param([(6, 9, 16), (16, 0, 0)], "on_time", 0, june(6), id="given again on the return's last day"),
        pytest.param([(6, 9, 16), (17, 0, 0)], "late", 3, june(17), id="given again a day after it"),
        pytest.param([(20, 21, 26), (26, 0, 0)], "late", 6, june(20), id="first late, given again in time"),
        pytest.param([(20, 21, 26), (28, 0, 0)], "late", 14, june(28), id="first late, given again late"),
        pytest.param([(5, 6, 14), (12, 0, 0)], "on_time", 0, june(5), id="returned early, given again by the due date"),
        pytest.param(
            [(5, 6, 14), (15, 0, 0)], "late", 1, june(15), id="returned early, given again after the due date"
        ),
        pytest.param(
            [(6, 7, 14), (12, 13, 16), (16, 0, 0)], "on_time", 0, june(6), id="two returns, both answered in time"
        ),
        pytest.param(
            [(6, 7, 14), (15, 16, 21), (19, 0, 0)], "late", 5, june(19), id="two returns, the first answered late"
        ),
        pytest.param(
            [(6, 7, 14), (12, 13, 16), (21, 0, 0)], "late", 7, june(21), id="two returns, the second answered late"
        ),
    ],
)
def test_punctuality_goes_by_the_first_answer_if_every_return_was_answered_by_its_date(
    session: Session, answers: list[tuple[int, int, int]], stage: str, days_late: int, answered_on: date
) -> None:
    one = line(session)
    for day, returned, due in answers:
        one.answer(june(day))
        if returned:
            one.give_back(june(returned), june(due))
    told = one.standing(june(29))
    assert (told.stage, told.days_late, told.answered_on, told.due_on) == (stage, days_late, answered_on, DUE)
    assert told.returns == tuple(june(due) for _, _, due in answers if due)
    one.accept(june(29))
    judged = one.standing(june(30))
    assert (judged.stage, judged.days_late, judged.answered_on) == (stage, days_late, answered_on)
    assert judged.state == State.ACCEPTED


def test_while_it_is_returned_it_counts_as_not_given_by_the_returns_date_and_past_days_stay(session: Session) -> None:
    one = line(session)
    one.answer(june(6))
    one.give_back(june(9), june(19))
    one.answer(june(22))
    told = {day: one.standing(june(day), at(june(30))) for day in (5, 6, 8, 9, 15, 19, 20, 21, 22)}
    assert {day: (one.stage, one.days_late, one.due_on) for day, one in told.items()} == {
        5: ("open_in_time", 0, DUE),
        6: ("on_time", 0, DUE),
        8: ("on_time", 0, DUE),
        9: ("open_in_time", 0, june(19)),
        15: ("open_in_time", 0, june(19)),
        19: ("open_in_time", 0, june(19)),
        20: ("open_overdue", 1, june(19)),
        21: ("open_overdue", 2, june(19)),
        22: ("late", 8, DUE),
    }


def test_a_return_that_is_not_answered_becomes_overdue_at_its_own_date_once(session: Session) -> None:
    one = line(session)
    one.answer(june(6))
    one.give_back(june(9), june(19))
    for day in (16, 20, 21):
        record_lateness(session, june(day), at(june(day)))
    late = select(CheckInEvent).where(CheckInEvent.check_in_id == one.check_in_id, CheckInEvent.kind == OVERDUE)
    assert [(event.item, event.happened_on) for event in session.exec(late)] == [("2023-06-19", june(20))]
    one.answer(june(22))
    one.give_back(june(23), june(28))
    record_lateness(session, june(29), at(june(29)))
    assert [event.item for event in session.exec(late)] == ["2023-06-19", "2023-06-28"]


def test_a_return_passes_on_with_a_date_for_the_heir_and_the_lateness_stays_behind(session: Session) -> None:
    one = line(session)
    one.answer(june(16))
    one.give_back(june(19), june(22))
    heir = Duty(BUILDING, june(30), june(30))
    assert change_duty(session, one.now, heir, Change(HANDOVER, "Quyết định 9", june(26), at(june(26))))
    told = one.standing(june(27))
    assert (told.holder, told.before, told.stage, told.due_on) == (BUILDING, (HEALTH,), "open_in_time", june(30))
    assert {(late.holder, late.due_on, late.days) for late in told.lateness} == {
        (HEALTH, DUE, 2),
        (HEALTH, june(22), 3),
    }
    one.answer(june(30))
    told = one.standing(june(30))
    assert (told.stage, told.days_late, told.due_on) == ("on_time", 0, june(30))


def judge_at_once(database: Database) -> None:
    """Sixteen accept one answer, and eight of eight on another accept or return: one of each is heard."""
    with database.write() as session:
        same, torn = line(session, "I.1"), line(session, "I.3")
        same.answer(june(6))
        torn.answer(june(6))

    def judge(number: int) -> str:
        try:
            with database.write() as session:
                if number < 16:
                    accept(session, PLANS, [Seen(same.check_in_id, 1)], POLICE, at(june(9)), by=DUNG, province=PROVINCE)
                    return "same"
                Line(session, torn.check_in_id, HEALTH).give_back(june(9), june(16 + number % 8))
                return "torn"
        except RefusedError:
            return "refused"

    with ThreadPoolExecutor(8) as pool:
        heard = list(pool.map(judge, range(32)))
    assert (heard.count("same"), heard.count("torn"), heard.count("refused")) == (1, 1, 30)
    with database.read() as session:
        assert len(session.exec(select(Verdict)).all()) == 2
        assert [act.kind for act in session.exec(select(Act).where(Act.way != "program").order_by(col(Act.kind)))] == [
            "accept",
            "answer",
            "answer",
            "return",
        ]
        assert len(duty_changes(session, [torn.check_in_id])[torn.check_in_id]) == 1


def test_of_many_who_judge_one_answer_at_once_one_is_heard_on_sqlite(tmp_path: Path) -> None:
    database = opened(f"sqlite:///{tmp_path / 'dondoc.db'}")
    judge_at_once(database)
    database.close()


@pytest.mark.postgres
def test_of_many_who_judge_one_answer_at_once_one_is_heard_on_postgresql(own_postgres_url: str) -> None:
    database = opened(own_postgres_url)
    judge_at_once(database)
    database.close()


def test_an_answer_and_a_verdict_that_cross_leave_a_judged_answer_or_a_refused_verdict(tmp_path: Path) -> None:
    database = opened(f"sqlite:///{tmp_path / 'dondoc.db'}")
    with database.write() as session:
        one = line(session)
        one.answer(june(6))

    def act(number: int) -> None:
        with database.write() as session:
            if number % 2:
                accept(session, PLANS, [Seen(one.check_in_id, 1)], POLICE, at(june(9)), by=DUNG, province=PROVINCE)
            else:
                Line(session, one.check_in_id, HEALTH).answer(june(7))

    with ThreadPoolExecutor(8) as pool:
        done = [pool.submit(act, number) for number in range(16)]
    refused = [one.exception() for one in done if one.exception() is not None]
    assert refused
    assert all(isinstance(error, RefusedError) for error in refused)
    with database.read() as session:
        judged = session.exec(select(Verdict.version)).all()
        last = Line(session, one.check_in_id, HEALTH)
        assert (judged, last.now.state) in (([1], State.ACCEPTED), ([], State.ANSWERED))
        assert last.now.state == State.ANSWERED or last.version == 1
    database.close()


def test_working_days_of_a_return_skip_rest_days(session: Session) -> None:
    one = line(session).now
    one.due_on = date(2023, 4, 20)
    assert earliest_return(LOADED.calendar, one, date(2023, 4, 27)) == date(2023, 5, 5)  # after 30 April and 1 May
    assert earliest_return(LOADED.calendar, one, june(10)) == june(14)
