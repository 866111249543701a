"""Verdicts: who judges, what a verdict moves, what punctuality goes by afterwards, and how long answers wait."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import col, select

from models.check_ins.duties import duty_changes
from models.database import Database, Session
from models.decisions.verdicts import (
    Backlog,
    GivenEarlier,
    Seen,
    accept,
    backlogs,
    give_back,
    verdicts_of,
    waiting_answers,
)
from models.refusal import RefusedError
from models.tables.core import CheckInEvent, State
from models.tables.decisions import Act, Verdict
from tests.homes.databases.statements import counting
from tests.homes.judged_plan import (
    DUNG,
    HEALTH,
    JUSTICE,
    LAN,
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


def test_accepting_three_takes_as_many_statements_as_accepting_one(session: Session, whole: Database) -> None:
    lines = [
        line(session, ref, agency)
        for ref, agency in (("I.1", HEALTH), ("I.1", JUSTICE), ("I.3", HEALTH), ("I.3", JUSTICE))
    ]
    for one in lines:
        one.answer(june(6))
    counts = []
    for several in (lines[:1], lines[1:]):
        seen = [Seen(one.check_in_id, one.version) for one in several]
        with counting(whole) as asked:
            accept(session, PLANS, seen, POLICE, at(june(9)), by=DUNG, province=PROVINCE)
        counts.append(len(asked))
    assert counts[0] == counts[1]


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
    counted = {(PROVINCE, POLICE): Backlog(4, june(5)), (PROVINCE, OFFICE): Backlog(1, june(7))}
    assert backlogs(session, PLANS, june(9)) == counted
    assert backlogs(session, {}, june(9)) == {}
    assert waiting_answers(session, PLANS, POLICE, june(9), province="tinh-khac") == []
    assert waiting_answers(session, {}, POLICE, june(9), province=PROVINCE) == []
    assert [one.standing(june(9)).waiting_days for one in (long, corrected, given_back, new)] == [4, 3, 1, 0]


def test_the_offices_own_answer_waits_for_nobody(session: Session) -> None:
    own = line(session, "I.6", OFFICE)
    own.answer(june(6))
    assert backlogs(session, PLANS, june(9)) == {}
    for judge in (OFFICE, POLICE, ""):
        assert waiting_answers(session, PLANS, judge, june(9), province=PROVINCE) == []
        with pytest.raises(RefusedError, match="không cơ quan nào tự kết luận"):
            judge_all(session, own, judge=judge)
    assert (own.standing(june(9)).state, own.standing(june(9)).waiting_days) == (State.ANSWERED, 3)


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
