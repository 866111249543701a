"""Drafts: what is typed and not sent is kept, and nobody's words are lost under another's."""

import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from models.answers.drafts import SavedDraft, StaleDraftError, drafts_of, save_draft
from models.audit.acts import Person
from models.check_ins.moves import StateChange, move_check_in
from models.database import Database
from models.refusal import RefusedError
from models.tables.core import CheckIn, State
from plan.library import Library, LoadedPlan, load_plan
from tests.homes.answer_home import BINH, HEALTH, HELD_MEETING, HOA, MONDAY, NOW, acts, check_in_of, opened, say

WORDS = {"text": "Đã họp giao ban\nhai lần", "percent": "40", "result": ""}


@pytest.fixture(scope="module")
def bac_giang() -> LoadedPlan:
    return load_plan("bac-giang", Library())


@pytest.fixture
def database(tmp_path: Path, bac_giang: LoadedPlan) -> Iterator[Database]:
    made = opened(f"sqlite:///{tmp_path / 'dondoc.db'}", bac_giang)
    yield made
    made.close()


def save(
    database: Database, line: int, fields: Mapping[str, str], base: int = 0, by: Person = HOA, agency: str = HEALTH
) -> int:
    with database.write() as session:
        return save_draft(session, line, agency, fields, base, NOW, by=by, province="bac-giang")


def kept(database: Database, agency: str = HEALTH) -> dict[int, SavedDraft]:
    with database.read() as session:
        return drafts_of(session, agency, province="bac-giang")


def test_what_was_typed_comes_back_as_it_was_typed(database: Database) -> None:
    line = check_in_of(database, "II.1.a")
    assert save(database, line, WORDS) == 1
    assert kept(database) == {line: SavedDraft(1, WORDS, HOA.name, NOW)}
    assert kept(database, "so-tu-phap") == {}
    assert acts(database, "save") == [(line, "", "lần 1", HOA.name)]


def test_the_same_words_are_no_new_save_and_changed_ones_are(database: Database) -> None:
    line = check_in_of(database, "II.1.a")
    save(database, line, WORDS)
    assert save(database, line, dict(reversed(WORDS.items()))) == 1
    assert save(database, line, WORDS | {"percent": "50"}, base=1) == 2
    assert kept(database)[line].fields["percent"] == "50"
    assert len(acts(database, "save")) == 2


def test_a_name_that_is_not_written_yet_does_not_stop_a_draft(database: Database) -> None:
    line = check_in_of(database, "II.1.a")
    assert save(database, line, WORDS, by=replace(HOA, name="", post="")) == 1


def test_a_stale_save_is_refused_with_what_the_other_saved(database: Database) -> None:
    line = check_in_of(database, "II.1.a")
    save(database, line, WORDS)
    save(database, line, {"text": "Của Bình"}, base=1, by=BINH)
    for base in (0, 1, 3):
        with pytest.raises(StaleDraftError) as stale:
            save(database, line, {"text": "Của Hòa"}, base=base)
        assert stale.value.theirs == SavedDraft(2, {"text": "Của Bình"}, BINH.name, NOW)
        assert str(stale.value).startswith(
            "Nhiệm vụ II.1.a: Trần Văn Bình đã lưu nội dung khác lúc 08:00 ngày 05/6/2023;"
        )
        assert stale.value.check_in_id == line
    assert kept(database)[line].revision == 2


def test_an_answer_takes_the_draft_along_and_a_later_draft_has_a_revision_of_its_own(database: Database) -> None:
    line, other = check_in_of(database, "II.1.a"), check_in_of(database, "II.1.b")
    save(database, line, WORDS)
    save(database, other, WORDS)
    say(database, line, HELD_MEETING)
    assert set(kept(database)) == {other}
    assert save(database, line, {"text": "Bổ sung"}, base=1) == 2
    # Who saw the draft before the answer and not this one would overwrite it.
    with pytest.raises(StaleDraftError):
        save(database, line, {"text": "Khác"}, base=1, by=BINH)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({f"o{n}": "" for n in range(61)}, "Bản nháp quá dài"),
        ({"text": "ữ" * 70_000}, "Bản nháp quá dài"),
        ({"text": "Kính gửi\nTỐI MẬT\nnội dung"}, "Nội dung có dấu chỉ độ mật nên không được ghi nhận"),
        ({"p1": "ĐM: MẬT"}, "Nội dung có dấu chỉ độ mật nên không được ghi nhận"),
    ],
)
def test_what_cannot_be_kept_is_refused(database: Database, fields: dict[str, str], sentence: str) -> None:
    line = check_in_of(database, "II.1.a")
    with pytest.raises(RefusedError, match=f"^{sentence}"):
        save(database, line, fields)
    assert kept(database) == {}


def test_a_judged_check_in_and_a_foreign_one_take_no_draft(database: Database) -> None:
    line = check_in_of(database, "II.1.a")
    with pytest.raises(RefusedError, match="không thuộc cơ quan này"):
        save(database, line, WORDS, agency="so-tu-phap")
    with pytest.raises(RefusedError, match="không thuộc cơ quan này"):
        save(database, 987654, WORDS)
    say(database, line, HELD_MEETING)
    assert save(database, line, WORDS) == 1
    with database.write() as session:
        move_check_in(session, line, StateChange(State.ACCEPTED, "1", MONDAY, NOW, "Công an tỉnh"))
    with pytest.raises(RefusedError, match="đã được xác nhận hoặc không còn phải gửi"):
        save(database, line, WORDS | {"percent": "50"}, base=1)


def test_a_draft_of_who_held_the_line_before_is_not_shown_to_the_heir(database: Database) -> None:
    line = check_in_of(database, "II.1.a")
    save(database, line, WORDS)
    with database.write() as session:
        check_in = session.get(CheckIn, line)
        assert check_in is not None
        check_in.holder = "so-tu-phap"
    assert kept(database) == {}
    assert kept(database, "so-tu-phap") == {}
    assert save(database, line, {"text": "Của cơ quan nhận"}, agency="so-tu-phap") == 1


def crowd(database: Database) -> None:
    line = check_in_of(database, "II.1.a")

    def save_one(number: int) -> int:
        try:
            return save(database, line, {"text": f"Bản {number}"}, base=0)
        except StaleDraftError as stale:
            return stale.theirs.revision - 1

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(save_one, range(40)))[-2:] == [0, 1]
    assert len(acts(database, "save")) == 1


def test_of_many_who_save_at_once_one_is_kept_and_the_others_are_told_on_sqlite(database: Database) -> None:
    crowd(database)


@pytest.mark.postgres
def test_of_many_who_save_at_once_one_is_kept_and_the_others_are_told_on_postgresql(
    postgres_url: str, bac_giang: LoadedPlan
) -> None:
    made = opened(postgres_url, bac_giang)
    crowd(made)
    made.close()


def test_what_cannot_be_read_is_refused_and_the_draft_before_it_stays(database: Database) -> None:
    line = check_in_of(database, "II.1.a")
    save(database, line, {"text": "đang viết"})
    with pytest.raises(RefusedError, match="có chỗ không đọc được"):
        save(database, line, json.loads('{"text": "a\\u0000\\ud83d"}'), base=1)
    assert kept(database)[line].fields == {"text": "đang viết"}
    assert save(database, line, {"text": "xong"}, base=1) == 2
    assert kept(database)[line].saved_at - NOW == timedelta(0)
