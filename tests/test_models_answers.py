"""Answers: what is recorded, what is the same answer sent twice, and what is refused before anything is written."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from models.acts import Person
from models.answers import AnswerDraft, RecordedLate, lines_of_agency, record_answers
from models.check_ins import Move, move_check_in, open_check_ins
from models.database import Database
from models.refusal import RefusedError
from models.tables import Answer, CheckInEvent, Result, State
from plan.library import Library, LoadedPlan, load_plan
from tests.answer_home import HELD_MEETING, HOA, MONDAY, NOW, check_in_of, opened, say

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


def test_after_a_return_the_same_words_are_an_answer_again(database: Database) -> None:
    line = check_in_of(database, "II.1.a")
    say(database, line, HELD_MEETING)
    with database.write() as session:
        assert move_check_in(session, line, Move(State.RETURNED, "1", MONDAY, NOW, "Công an tỉnh", "thiếu số liệu"))
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
        record_answers(session, {good: HELD_MEETING, bad: draft}, "so-y-te", by, NOW, NOW, province="bac-giang")
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
        move_check_in(session, judged, Move(State.ACCEPTED, "1", MONDAY, NOW, "Công an tỉnh"))
    with pytest.raises(RefusedError, match="6 tháng đầu năm 2023") as refused, database.write() as session:
        record_answers(
            session, {other: HELD_MEETING, judged: HELD_MEETING}, "so-y-te", HOA, NOW, NOW, province="bac-giang"
        )
    assert refused.value.check_in_id == judged
    with pytest.raises(RefusedError, match="không thuộc cơ quan này"), database.write() as session:
        record_answers(session, {other: HELD_MEETING}, "so-tu-phap", HOA, NOW, NOW, province="bac-giang")
    assert versions(database, other) == []


def test_a_line_carries_its_own_answer_before_that_of_another_period(database: Database, bac_giang: LoadedPlan) -> None:
    autumn = date(2023, 10, 20)
    with database.write() as session:
        open_check_ins(session, bac_giang, autumn, NOW)
    spring_line, autumn_line = check_in_of(database, "II.1.a"), check_in_of(database, "II.1.a", "2023-H2")

    def carried() -> dict[int | None, tuple[str, str]]:
        with database.read() as session:
            lines = lines_of_agency(session, "so-y-te", autumn, province="bac-giang")
        return {
            line.check_in.id: (line.last.text, line.last_occurrence)
            for line in lines
            if line.check_in.ref == "II.1.a" and line.last
        }

    say(database, autumn_line, replace(HELD_MEETING, text="Cuối năm"))
    assert carried() == {autumn_line: ("Cuối năm", "2023-H2"), spring_line: ("Cuối năm", "2023-H2")}
    say(database, spring_line, replace(HELD_MEETING, text="Đầu năm"))
    assert carried() == {autumn_line: ("Cuối năm", "2023-H2"), spring_line: ("Đầu năm", "2023-H1")}


def crowd_on_one_line(database: Database) -> None:
    line, other = check_in_of(database, "II.1.a"), check_in_of(database, "II.1.b")
    with ThreadPoolExecutor(8) as pool:
        made = [answered for answered in pool.map(lambda _: say(database, line, HELD_MEETING), range(40)) if answered]
        assert made == [[line]]
        list(pool.map(lambda n: say(database, other, replace(HELD_MEETING, text=f"Lần {n}")), range(40)))
    assert len(versions(database, line)) == 1
    assert [number for number, _, _ in versions(database, other)] == list(range(1, 41))
    assert {text for _, text, _ in versions(database, other)} == {f"Lần {n}" for n in range(40)}


def test_of_many_at_once_each_gets_its_version_and_repeats_get_none_on_sqlite(database: Database) -> None:
    crowd_on_one_line(database)


@pytest.mark.postgres
def test_of_many_at_once_each_gets_its_version_and_repeats_get_none_on_postgresql(
    postgres_url: str, bac_giang: LoadedPlan
) -> None:
    database = opened(postgres_url, bac_giang)
    crowd_on_one_line(database)
    database.close()
