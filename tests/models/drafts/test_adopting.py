"""Drafts in a home: kept, changed, taken back, and adopted in one act or not at all."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from threading import Thread

import pytest
from sqlmodel import col, select

from flows.acts.open_home import OpenHome, open_office
from models.audit.acts import BY_PAGE, Person
from models.drafts.adopting import adopt_draft
from models.drafts.kept_drafts import (
    DROP_DRAFT,
    SETTLE_DRAFT,
    TAKE_DOCUMENT,
    UNDO_DRAFT,
    change_draft,
    drop_draft,
    find_draft,
    keep_draft,
    kept_drafts,
    turn_to_change,
    undo_change,
)
from models.refusal import RefusedError
from models.settings import open_home
from models.tables.core import Adoption, CheckIn
from models.tables.decisions import Act
from plan.drafting.review.doubts import DraftTexts
from plan.drafting.review.settling import set_lead, set_time
from plan.errors import PlanRefusedError
from tests.homes.databases.templates import DATABASE, put_migrated_file
from tests.homes.offices import morning, round_on
from tests.homes.plans.drafted import CODE, LAM, deciding, drafted, settled, texts

DAY, LATER = date(2026, 10, 5), date(2026, 11, 2)
HOA = Person("Nguyễn Thị Hòa", "Chánh Văn phòng", BY_PAGE, "abc")

KINDS = (TAKE_DOCUMENT, SETTLE_DRAFT, UNDO_DRAFT, DROP_DRAFT)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenHome]:
    home = tmp_path / "home"
    put_migrated_file(home / DATABASE)
    (home / "dondoc.toml").write_text('# của Văn phòng\nplans = ["tuyen-quang"]  # đang theo dõi\n', encoding="utf-8")
    with open_office(home, on=DAY) as opened:
        yield opened


def adopt(office: OpenHome, draft: DraftTexts, begins: date = DAY, by: Person = HOA) -> None:
    adopt_draft(office.home, office.database, CODE, draft, begins, morning(DAY), by=by)


def told(office: OpenHome) -> list[tuple[str, str, str, str]]:
    with office.database.read() as session:
        acts = session.exec(select(Act).where(col(Act.kind).in_(KINDS)).order_by(col(Act.id))).all()
    return [(act.kind, act.item, act.detail, act.name) for act in acts]


def test_a_draft_is_changed_and_taken_back_step_by_step(office: OpenHome) -> None:
    home, there = office.home, deciding(office, morning(DAY))
    assert keep_draft(there, drafted(), by=LAM) == CODE
    change_draft(there, CODE, lambda draft: set_lead(draft, "III.c", "Sở Xây dựng"), ("Sở Xây dựng",), by=LAM)
    said = change_draft(there, CODE, lambda draft: set_time(draft, "III.b", "hằng quý"), ("hằng quý",), by=HOA)
    (kept,) = kept_drafts(home)
    assert (kept.last_change, kept.subject) == (said, "Sắp xếp kho lưu trữ của các cơ quan")
    assert undo_change(there, CODE, by=LAM) == said
    assert undo_change(there, CODE, by=HOA) == "Điểm III.c: chủ trì là Sở Xây dựng"
    found = find_draft(home, CODE)
    assert found is not None
    assert found.texts == texts()
    with pytest.raises(RefusedError, match="chưa có thay đổi nào"):
        undo_change(there, CODE, by=LAM)
    drop_draft(there, CODE, by=LAM)
    subject, time = "Sắp xếp kho lưu trữ của các cơ quan", "Điểm III.b: thời gian là hằng quý"
    assert told(office) == [
        ("take-document", CODE, subject, "Trần Văn Lâm"),
        ("settle-draft", CODE, "Điểm III.c: chủ trì là Sở Xây dựng", "Trần Văn Lâm"),
        ("settle-draft", CODE, said, HOA.name),
        ("undo-draft", CODE, said, "Trần Văn Lâm"),
        ("undo-draft", CODE, "Điểm III.c: chủ trì là Sở Xây dựng", HOA.name),
        ("drop-draft", CODE, subject, "Trần Văn Lâm"),
    ]
    assert said.startswith(time)
    assert list(home.drafts.iterdir()) == []


def test_pages_of_another_process_wait_until_a_change_is_whole_and_lose_none(office: OpenHome) -> None:
    there = deciding(office, morning(DAY))
    keep_draft(there, drafted(), by=LAM)
    answers = (("III.c", "Sở Xây dựng"), ("III.b", "hằng quý"))
    settle = (lambda draft: set_lead(draft, *answers[0]), lambda draft: set_time(draft, *answers[1]))
    others = [Thread(target=change_draft, args=(there, CODE, one, ()), kwargs={"by": LAM}) for one in settle]
    with turn_to_change(office.home):  # as another process holds it
        for one in others:
            one.start()
        others[0].join(0.2)
        assert [one.is_alive() for one in others] == [True, True]
        assert len(told(office)) == 1
    for one in others:
        one.join(10)
    found = find_draft(office.home, CODE)
    assert found is not None
    assert found.texts == settle[1](settle[0](texts()).draft).draft


def test_what_nobody_signs_and_what_the_trail_does_not_take_leaves_the_files_as_they_were(
    office: OpenHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = deciding(office, morning(DAY))
    keep_draft(there, drafted(), by=LAM)
    change_draft(there, CODE, lambda draft: set_time(draft, "III.b", "hằng quý"), (), by=LAM)
    files = {path: path.read_bytes() for path in office.home.drafts.rglob("*") if path.is_file()}
    nobody = Person("", "", BY_PAGE)
    other = replace(drafted(), found=replace(drafted().found, source="[dòng 1] Văn bản khác\n"))
    acts = (
        lambda by: keep_draft(there, other, by=by),
        lambda by: change_draft(there, CODE, lambda draft: set_lead(draft, "III.c", "Sở Y tế"), (), by=by),
        lambda by: undo_change(there, CODE, by=by),
        lambda by: drop_draft(there, CODE, by=by),
    )
    before = told(office)
    for act in acts:
        with pytest.raises(RefusedError, match="họ và tên"):
            act(nobody)
    monkeypatch.setattr("models.database.Session.commit", lambda _self: 1 / 0)
    for act in acts:
        with pytest.raises(ZeroDivisionError):
            act(LAM)
    monkeypatch.undo()
    assert {path: path.read_bytes() for path in office.home.drafts.rglob("*") if path.is_file()} == files
    assert [path.name for path in office.home.drafts.iterdir()] == [CODE]
    assert told(office) == before


def test_what_was_edited_by_hand_is_not_taken_back(office: OpenHome) -> None:
    there = deciding(office, morning(DAY))
    keep_draft(there, drafted(), by=LAM)
    change_draft(there, CODE, lambda draft: set_time(draft, "III.b", "hằng quý"), (), by=LAM)
    (kept,) = kept_drafts(office.home)
    kept.plan_file.write_text(kept.texts.plan + "# ghi thêm\n", encoding="utf-8")
    with pytest.raises(RefusedError, match="đã được sửa ngoài trang này"):
        undo_change(there, CODE, by=LAM)


def test_one_document_is_one_draft_and_another_of_the_same_name_gets_its_own(office: OpenHome) -> None:
    there = deciding(office, morning(DAY))
    keep_draft(there, drafted(), by=LAM)
    with pytest.raises(RefusedError, match="đã có dự thảo"):
        keep_draft(there, drafted(), by=LAM)
    other = replace(drafted(), found=replace(drafted().found, source="[dòng 1] Văn bản khác\n"))
    assert keep_draft(there, other, by=LAM) == f"{CODE}-2"
    assert f"code: {CODE}-2\n" in kept_drafts(office.home)[0].texts.plan
    drop_draft(there, CODE, by=LAM)
    assert [one.code for one in kept_drafts(office.home)] == [f"{CODE}-2"]


def test_a_word_that_may_not_be_kept_leaves_the_draft_as_it_was(office: OpenHome) -> None:
    there = deciding(office, morning(DAY))
    keep_draft(there, drafted(), by=LAM)
    with pytest.raises(RefusedError, match="dấu chỉ độ mật"):
        change_draft(there, CODE, lambda draft: set_lead(draft, "III.c", "Sở Y tế"), ("TỐI MẬT",), by=LAM)
    assert kept_drafts(office.home)[0].texts == texts()


def test_a_settled_draft_is_followed_from_its_day_and_the_next_round_opens_its_check_ins(office: OpenHome) -> None:
    adopt(office, settled())
    home = open_home(office.home.path)
    assert home.settings.plans == ("tuyen-quang", CODE)
    assert (home.path / "dondoc.toml").read_text(encoding="utf-8") == (
        f'# của Văn phòng\nplans = ["tuyen-quang", "{CODE}"]  # đang theo dõi\n'
    )
    assert (home.plans / "bac-giang" / f"{CODE}.yaml").read_text(encoding="utf-8") == settled().plan
    assert '"Thư viện tỉnh"' in (home.plans / "bac-giang" / "agencies.yaml").read_text(encoding="utf-8")
    with office.database.read() as session:
        (act,) = session.exec(select(Act).where(Act.kind == "adopt-plan")).all()
    assert (act.name, act.item, act.way) == (HOA.name, CODE, BY_PAGE)
    with open_office(home.path) as opened:
        round_on(opened, DAY)
        with opened.database.read() as session:
            assert session.exec(select(CheckIn).where(CheckIn.plan == CODE)).first() is not None


def test_a_day_to_come_holds_whatever_the_settings_say(office: OpenHome) -> None:
    adopt(office, settled(), LATER)
    with open_office(office.home.path) as opened:
        round_on(opened, DAY)
        with opened.database.read() as session:
            assert session.exec(select(Adoption).where(Adoption.plan == CODE)).one().adopted_on == LATER
            assert session.exec(select(CheckIn).where(CheckIn.plan == CODE)).first() is None


def test_what_stands_in_the_way_is_told_and_nothing_is_changed(
    office: OpenHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path: path.read_bytes() for path in office.home.path.rglob("*") if path.suffix in (".toml", ".yaml")}
    unsound = settled()
    unsound = DraftTexts(unsound.plan.replace("    time: ongoing\n", "    time: hourly\n"), unsound.register)
    with pytest.raises(RefusedError, match="Còn 8 điều chờ quyết định"):
        adopt(office, texts())
    with pytest.raises(PlanRefusedError, match=f"{CODE}.yaml:"):
        adopt(office, unsound)
    with pytest.raises(RefusedError, match="họ và tên"):
        adopt(office, settled(), by=Person("", "", BY_PAGE))
    monkeypatch.setattr("models.drafts.adopting.take_on_plan", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        adopt(office, settled())
    monkeypatch.undo()
    monkeypatch.setenv("DONDOC_PLANS", "tuyen-quang")
    with pytest.raises(RefusedError, match="đang đặt trong môi trường"):
        adopt(office, settled())
    monkeypatch.undo()
    assert before == {path: path.read_bytes() for path in before}
    assert not list(office.home.plans.rglob("*.yaml"))
    adopt(office, settled())
    with pytest.raises(RefusedError, match="Đã có kế hoạch mang mã"):
        adopt(office, settled())
