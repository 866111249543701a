"""Answers: what is recorded, what is the same answer sent twice, and what is refused before anything is written."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from models.answers import record
from models.answers.drafts import drafts_of, save_draft
from models.answers.record import (
    AnswerDraft,
    RecordedLate,
    StaleAnswerError,
    record_answers,
)
from models.audit.acts import Person
from models.check_ins.moves import StateChange, move_check_in
from models.clock import moment_on
from models.database import Database
from models.refusal import RefusedError
from models.tables.answers import AnswerFigure, AnswerPart
from models.tables.core import Answer, CheckInEvent, Result, State
from plan.library import Library, LoadedPlan, load_plan
from tests.homes.answer_home import (
    BINH,
    FULL,
    HEALTH,
    HELD_MEETING,
    HOA,
    MONDAY,
    NOW,
    a_return,
    acts,
    check_in_of,
    opened,
    say,
)

LATE = RecordedLate("Công văn 15/SYT-VP", "Lê Văn Cường", "Báo cáo giấy đến sau giờ làm việc")


@pytest.fixture(scope="module")
def bac_giang() -> LoadedPlan:
    return load_plan("bac-giang", Library())


@pytest.fixture
def database(tmp_path: Path, bac_giang: LoadedPlan) -> Iterator[Database]:
    made = opened(f"sqlite:///{tmp_path / 'dondoc.db'}", bac_giang)
    yield made
    made.close()


def versions(database: Database, check_in: int) -> list[tuple[int, str, str]]:
    with database.read() as session:
        said = select(Answer).where(Answer.check_in_id == check_in).order_by(col(Answer.version))
        return [(answer.version, answer.text, answer.answered_by) for answer in session.exec(said)]


def test_an_answer_is_a_version_with_its_row_of_history(database: Database) -> None:
    line = check_in_of(database, "II.1.a")
    assert say(database, line, HELD_MEETING) == [line]
    assert say(database, line, replace(HELD_MEETING, text="Đã họp hai lần"), at=NOW + timedelta(hours=1)) == [line]
    assert versions(database, line) == [(1, "Đã họp", HOA.name), (2, "Đã họp hai lần", HOA.name)]
    with database.read() as session:
        moves = select(CheckInEvent).where(CheckInEvent.check_in_id == line, CheckInEvent.kind == State.ANSWERED)
        assert [(move.item, move.happened_on, move.actor, move.detail) for move in session.exec(moves)] == [
            ("1", MONDAY, HOA.name, "page"),
            ("2", MONDAY, HOA.name, "page"),
        ]


def test_the_same_answer_sent_twice_adds_nothing_but_another_person_or_an_earlier_day_does(database: Database) -> None:
    line = check_in_of(database, "II.1.a")
    say(database, line, HELD_MEETING)
    assert say(database, line, HELD_MEETING, at=NOW + timedelta(days=1)) == []
    assert say(database, line, HELD_MEETING, replace(HOA, name="Trần Văn Bình")) == [line]
    earlier = NOW - timedelta(days=3)
    assert say(database, line, HELD_MEETING, replace(HOA, name="Trần Văn Bình"), earlier, late=LATE) == [line]
    assert len(versions(database, line)) == 3


def test_a_page_takes_so_many_answers_a_day_and_the_office_one_more(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record, "MOST_A_DAY", 2)
    line, other = check_in_of(database, "II.1.a"), check_in_of(database, "II.1.b")
    words = [replace(HELD_MEETING, text=f"Đã họp {number} lần") for number in range(6)]
    assert [say(database, line, words[number]) for number in (0, 1)] == [[line]] * 2
    assert say(database, line, words[1]) == []  # sent twice
    with pytest.raises(RefusedError, match=r"Báo cáo II.1.a, 6 tháng đầu năm 2023, hôm nay đã gửi 2 lần"):
        say(database, line, words[2])
    assert say(database, other, words[2]) == [other]
    assert say(database, line, words[3], replace(HOA, way="telephone")) == [line]
    assert say(database, line, words[4], at=NOW + timedelta(days=1)) == [line]
    assert len(versions(database, line)) == 4


def test_after_a_return_the_same_words_are_an_answer_again(database: Database) -> None:
    line = check_in_of(database, "II.1.a")
    say(database, line, HELD_MEETING)
    with database.write() as session:
        assert move_check_in(
            session, line, StateChange(State.RETURNED, "1", MONDAY, NOW, "Công an tỉnh", "thiếu số liệu")
        )
    assert say(database, line, HELD_MEETING) == [line]
    assert len(versions(database, line)) == 2


@pytest.mark.parametrize(
    ("draft", "by", "sentence"),
    [
        (HELD_MEETING, replace(HOA, name=" "), "Hãy ghi họ và tên."),
        (HELD_MEETING, replace(HOA, post="x" * 201), "Họ tên và chức vụ dài tối đa 200 ký tự."),
        (replace(HELD_MEETING, percent=101), HOA, "Tỷ lệ phải là số từ 0 đến 100."),
        (replace(HELD_MEETING, proposals="x" * 10_001), HOA, "Mỗi ô chữ dài tối đa 10.000 ký tự; hãy rút gọn"),
        (AnswerDraft(Result.BLOCKED, difficulties="\n"), HOA, "Kết quả «vướng mắc» cần ghi rõ khó khăn, vướng mắc."),
        (replace(HELD_MEETING, text="Kính gửi\nTỐI MẬT\nnội dung"), HOA, "Nội dung có dấu chỉ độ mật nên không được"),
        (replace(HELD_MEETING, difficulties="ĐM: MẬT"), HOA, "Nội dung có dấu chỉ độ mật nên không được"),
    ],
)
def test_what_cannot_be_kept_is_refused_before_anything_is_written(
    database: Database, draft: AnswerDraft, by: Person, sentence: str
) -> None:
    good, bad = check_in_of(database, "II.1.a"), check_in_of(database, "II.1.b")
    with pytest.raises(RefusedError) as refused, database.write() as session:
        record_answers(session, {good: HELD_MEETING, bad: draft}, "so-y-te", NOW, NOW, by=by, province="bac-giang")
    assert str(refused.value).startswith(sentence)
    assert versions(database, good) == []


def test_words_about_state_secrets_are_no_mark(database: Database) -> None:
    line = check_in_of(database, "II.1.a")
    words = "Đã tập huấn công tác bảo vệ bí mật nhà nước, xử lý 02 tài liệu đóng dấu mật sai quy định"
    assert say(database, line, replace(HELD_MEETING, text=words)) == [line]


def test_a_judged_check_in_and_a_foreign_one_are_refused_whole(database: Database) -> None:
    judged, other = check_in_of(database, "II.1.a"), check_in_of(database, "II.1.b")
    say(database, judged, HELD_MEETING)
    with database.write() as session:
        move_check_in(session, judged, StateChange(State.ACCEPTED, "1", MONDAY, NOW, "Công an tỉnh"))
    with pytest.raises(RefusedError, match="6 tháng đầu năm 2023") as refused, database.write() as session:
        record_answers(
            session, {other: HELD_MEETING, judged: HELD_MEETING}, "so-y-te", NOW, NOW, by=HOA, province="bac-giang"
        )
    assert refused.value.check_in_id == judged
    with pytest.raises(RefusedError, match="không thuộc cơ quan này"), database.write() as session:
        record_answers(session, {other: HELD_MEETING}, "so-tu-phap", NOW, NOW, by=HOA, province="bac-giang")
    assert versions(database, other) == []


def saw(version: int | None, draft: AnswerDraft = HELD_MEETING) -> AnswerDraft:
    return replace(draft, seen_version=version)


def test_an_answer_written_upon_another_is_refused_with_what_the_other_said(database: Database) -> None:
    line, other = check_in_of(database, "II.1.a"), check_in_of(database, "II.1.b")
    say(database, line, replace(HELD_MEETING, text="Của Bình"), BINH)
    with pytest.raises(StaleAnswerError) as stale, database.write() as session:
        record_answers(session, {other: saw(0), line: saw(0)}, HEALTH, NOW, NOW, by=HOA, province="bac-giang")
    assert (stale.value.check_in_id, stale.value.newest.text, stale.value.newest.version) == (line, "Của Bình", 1)
    assert str(stale.value) == (
        "Báo cáo II.1.a, 6 tháng đầu năm 2023, đã được Trần Văn Bình gửi lúc 08:00 ngày 05/6/2023; "
        "hãy xem cả hai nội dung rồi gửi lại."
    )
    assert versions(database, other) == []
    assert say(database, line, saw(1)) == [line]


def test_the_same_answer_sent_twice_is_no_error_though_its_page_is_stale(database: Database) -> None:
    line = check_in_of(database, "II.1.a")
    assert say(database, line, saw(0)) == [line]
    assert say(database, line, saw(0)) == []
    with pytest.raises(StaleAnswerError):
        say(database, line, saw(0, replace(HELD_MEETING, text="Khác")))
    with pytest.raises(StaleAnswerError):
        say(database, line, saw(0), BINH)


def held(
    database: Database, answer_version: int, line: int
) -> tuple[list[tuple[int, str, str]], list[tuple[str, ...]]]:
    with database.read() as session:
        chosen = select(Answer.id).where(Answer.check_in_id == line, Answer.version == answer_version)
        answer_id = session.exec(chosen).one()
        parts = session.exec(
            select(AnswerPart).where(AnswerPart.answer_id == answer_id).order_by(col(AnswerPart.place))
        ).all()
        figures = session.exec(select(AnswerFigure).where(AnswerFigure.answer_id == answer_id)).all()
        return (
            [(part.place, part.heading, part.text) for part in parts],
            [(figure.target, figure.measure, figure.value) for figure in figures],
        )


def test_headings_and_figures_are_kept_where_something_is_written(database: Database) -> None:
    line = check_in_of(database, "II.1.a")
    assert say(database, line, FULL) == [line]
    assert held(database, 1, line) == (
        [(1, "Tình hình", "Tốt"), (3, "Kiến nghị", "=HYPERLINK(1)")],
        [("I.1.b.6", "percent", "82.5")],
    )
    assert acts(database, "answer") == [(line, "", "lần 1", HOA.name)]


@pytest.mark.parametrize(
    "changed",
    [
        replace(FULL, parts=(("Tình hình", "Tốt"),)),
        replace(FULL, parts=(*FULL.parts[:2], ("Kiến nghị", "Không"))),
        replace(FULL, figures=(("I.1.b.6", "percent", "82.6"),)),
        replace(FULL, figures=()),
        replace(FULL, unchanged=True),
        replace(FULL, percent=None),
        replace(FULL, result=Result.DONE),
    ],
)
def test_another_word_or_number_is_another_answer_and_the_same_ones_are_not(
    database: Database, changed: AnswerDraft
) -> None:
    line = check_in_of(database, "II.1.a")
    say(database, line, FULL)
    assert say(database, line, FULL) == []
    assert say(database, line, changed) == [line]
    assert say(database, line, changed) == []
    assert len(acts(database, "answer")) == 2


def test_a_draft_that_was_saved_since_stays_beside_the_answer(database: Database) -> None:
    line = check_in_of(database, "II.1.a")
    with database.write() as session:
        save_draft(session, line, HEALTH, {"text": "Của Hòa"}, 0, NOW, by=HOA, province="bac-giang")
        save_draft(session, line, HEALTH, {"text": "Của Bình"}, 1, NOW, by=BINH, province="bac-giang")
    say(database, line, replace(HELD_MEETING, seen_draft=1))
    with database.read() as session:
        assert drafts_of(session, HEALTH, province="bac-giang")[line].fields == {"text": "Của Bình"}
    say(database, line, replace(HELD_MEETING, text="Lần hai", seen_draft=2))
    with database.read() as session:
        assert drafts_of(session, HEALTH, province="bac-giang") == {}


FRIDAY = moment_on(date(2023, 6, 2), time(16))
"""Three days before the tests' Monday; the lines of the half-year have been open since 15 May."""


def test_an_answer_of_an_earlier_day_needs_its_paper_its_recorder_and_a_reason(database: Database) -> None:
    line = check_in_of(database, "II.1.a")
    assert say(database, line, HELD_MEETING, at=FRIDAY, late=LATE) == [line]
    with database.read() as session:
        answer = session.exec(select(Answer)).one()
        kept = RecordedLate(answer.document, answer.recorded_by, answer.reason)
        assert (kept, answer.happened_at, answer.learnt_at) == (LATE, FRIDAY, NOW)
        moves = select(CheckInEvent).where(CheckInEvent.check_in_id == line, CheckInEvent.kind == State.ANSWERED)
        assert session.exec(moves).one().happened_on == FRIDAY.date()


def test_of_an_answer_of_the_same_day_no_paper_is_kept(database: Database) -> None:
    line = check_in_of(database, "II.1.a")
    assert say(database, line, HELD_MEETING, at=NOW - timedelta(hours=1), late=LATE) == [line]
    with database.read() as session:
        answer = session.exec(select(Answer)).one()
        assert (answer.document, answer.recorded_by, answer.reason) == ("", "", "")


@pytest.mark.parametrize(
    ("at", "late", "sentence"),
    [
        (
            FRIDAY,
            None,
            "Báo cáo ngày 02/6/2023 ghi nhận muộn cần có số văn bản, người ghi nhận và lý do; hãy bổ sung.",
        ),
        (FRIDAY, replace(LATE, document=" "), "Số văn bản của báo cáo ghi nhận muộn còn trống"),
        (FRIDAY, replace(LATE, recorded_by=""), "Người ghi nhận muộn còn trống"),
        (FRIDAY, replace(LATE, reason="\n"), "Lý do ghi nhận muộn còn trống"),
        (FRIDAY, replace(LATE, recorded_by="x" * 201), "Tên người ghi nhận dài tối đa 200 ký tự."),
        (FRIDAY, replace(LATE, document="MẬT"), "Số văn bản của báo cáo ghi nhận muộn có dấu chỉ độ mật"),
        (
            moment_on(date(2023, 5, 14), time(23, 59)),
            LATE,
            "Báo cáo II.1.a, 6 tháng đầu năm 2023, mở từ ngày 15/5/2023 nên không thể được gửi ngày 14/5/2023;",
        ),
    ],
)
def test_an_earlier_day_that_cannot_be_is_refused(
    database: Database, at: datetime, late: RecordedLate | None, sentence: str
) -> None:
    line = check_in_of(database, "II.1.a")
    with pytest.raises(RefusedError) as refused:
        say(database, line, HELD_MEETING, at=at, late=late)
    assert str(refused.value).startswith(sentence)
    assert versions(database, line) == []


def test_the_day_it_opened_is_early_enough_and_a_moment_to_come_is_not(database: Database) -> None:
    line = check_in_of(database, "II.1.a")
    assert say(database, line, HELD_MEETING, at=moment_on(date(2023, 5, 15), time(0)), late=LATE) == [line]
    ahead = NOW + timedelta(minutes=1)
    with pytest.raises(RefusedError, match="08:01 ngày 05/6/2023 chưa tới"), database.write() as session:
        record_answers(session, {line: FULL}, HEALTH, ahead, NOW, by=HOA, province="bac-giang")


def test_a_new_answer_cannot_be_older_than_the_return_it_follows(database: Database) -> None:
    line = check_in_of(database, "II.1.a")
    say(database, line, HELD_MEETING, at=FRIDAY, late=LATE)
    with database.write() as session:
        move_check_in(session, line, StateChange(State.RETURNED, "1", MONDAY, NOW, "Công an tỉnh", "thiếu số liệu"))
        session.add(a_return(line, 1, "thiếu số liệu"))
    with pytest.raises(RefusedError, match="bị trả lại ngày 05/6/2023 nên báo cáo mới không thể có trước ngày ấy"):
        say(database, line, FULL, at=FRIDAY + timedelta(hours=1), late=LATE)
    assert say(database, line, FULL) == [line]


def crowd_on_one_line(database: Database) -> None:
    line, other, third = (check_in_of(database, ref) for ref in ("II.1.a", "II.1.b", "II.1.d"))
    with ThreadPoolExecutor(8) as pool:
        made = [answered for answered in pool.map(lambda _: say(database, line, saw(0)), range(200)) if answered]
        assert made == [[line]]
        list(pool.map(lambda n: say(database, other, replace(HELD_MEETING, text=f"Lần {n}")), range(30)))
        told = Counter(pool.map(lambda n: say_once(database, third, f"Bản {n % 50}"), range(200)))
    assert len(versions(database, line)) == 1
    assert [number for number, _, _ in versions(database, other)] == list(range(1, 31))
    assert {text for _, text, _ in versions(database, other)} == {f"Lần {n}" for n in range(30)}
    assert len(versions(database, third)) == 1
    # Three of the four that say the same as the one that won are that answer sent twice.
    assert told == {"new": 1, "again": 3, "stale": 196}
    assert len(acts(database, "answer")) == 32


def say_once(database: Database, line: int, text: str) -> str:
    try:
        return "new" if say(database, line, saw(0, replace(HELD_MEETING, text=text))) else "again"
    except StaleAnswerError as stale:
        return "stale" if stale.newest.version == 1 else "wrong"


def test_of_many_at_once_each_gets_its_version_and_repeats_get_none_on_sqlite(database: Database) -> None:
    crowd_on_one_line(database)


@pytest.mark.postgres
def test_of_many_at_once_each_gets_its_version_and_repeats_get_none_on_postgresql(
    postgres_url: str, bac_giang: LoadedPlan
) -> None:
    with closing(opened(postgres_url, bac_giang)) as database:
        crowd_on_one_line(database)
