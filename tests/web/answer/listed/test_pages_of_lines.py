"""An agency with very many lines and eight years behind it: its page has an end, every line is found, no typed word is lost."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from urllib.parse import urljoin

import pytest
from sqlmodel import col, select

from models.check_ins.moves import StateChange, move_check_ins
from models.database import Session, append_rows
from models.tables.core import Answer, CheckIn, Result, State
from tests.homes.databases.statements import counting
from tests.homes.pages.answering import AnswerOffice, answer_office
from tests.homes.pages.visitor import HEALTH, MONDAY, fields_of, text_of
from web.answer.listed.lines_shown import LINES

OWED, SETTLED = 300, 400
WORDS = "Đã tổ chức hội nghị, ban hành kế hoạch và rà soát các hệ thống thông tin. " * 4


def copy_lines(session: Session, count: int, years: int, state: State) -> None:
    """Give Sở Y tế more lines, each a copy of one that it has, due in the years before: open, or answered and judged."""
    there = session.exec(select(CheckIn).where(CheckIn.holder == HEALTH).order_by(col(CheckIn.id))).all()
    copied = there[state == State.OPEN].model_dump(exclude={"id"})
    last = MONDAY - timedelta(days=1)
    days = [last - timedelta(days=round(place * 365 * years / count)) for place in range(count)]
    rows = [
        CheckIn(**copied | {"occurrence": day.isoformat(), "due_on": day, "opened_on": day, "opens_on": day})
        for day in days
    ]
    append_rows(session, rows)
    if state == State.OPEN:
        return
    own = (CheckIn.holder == HEALTH, CheckIn.ref == copied["ref"], CheckIn.due_on < MONDAY)
    settled = session.exec(select(CheckIn).where(*own)).all()
    append_rows(session, [answer_to(one) for one in settled])
    at = {one.id: moment(one.due_on) for one in settled}
    for kind in (State.ANSWERED, State.ACCEPTED):
        move_check_ins(session, {key: StateChange(kind, "1", when.date(), when, "ai đó") for key, when in at.items()})


def answer_to(check_in: CheckIn) -> Answer:
    at = moment(check_in.due_on)
    return Answer(
        check_in_id=check_in.id,
        version=1,
        result=Result.IN_PROGRESS,
        text=WORDS,
        difficulties="",
        proposals="",
        answered_by="Hòa",
        post="",
        way="page",
        happened_at=at,
        learnt_at=at,
    )


def moment(day: date) -> datetime:
    return datetime.fromisoformat(f"{day.isoformat()}T08:00:00+07:00")


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[AnswerOffice]]:
    """Give a home as it is, with thirteen lines and nothing before, and one with 300 more that are owed and 400 settled."""
    few, many = (tmp_path_factory.mktemp(name) for name in ("few", "many"))
    with answer_office(few) as small, answer_office(many) as large:
        with large.database.write() as session:
            copy_lines(session, OWED, 8, State.OPEN)
            copy_lines(session, SETTLED, 8, State.ACCEPTED)
        yield [small, large]


@pytest.fixture(scope="module")
def office(offices: list[AnswerOffice]) -> AnswerOffice:
    return offices[1]


def lines_on(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'id="line-(\d+)"', page)]


@pytest.mark.parametrize("rest", ["", "/danh-sach", "/co-quan", "?trang=9", "/danh-sach?nam=2020"])
def test_a_page_is_small_and_takes_as_many_statements_for_700_lines_as_for_13(
    offices: list[AnswerOffice], rest: str
) -> None:
    asked = []
    for office in offices:
        office.browser.get(office.address() + rest)  # the plans are read once
        with counting(office.database) as statements:
            shown = office.browser.get(office.address() + rest)
        assert shown.status_code == 200
        assert len(shown.content) < 60_000
        asked.append(len(statements))
    few, many = asked
    # A year without any is not read at all.
    assert many - few == (1 if "nam=" in rest else 0)
    assert many <= 15


def test_every_open_line_is_found_page_after_page_and_in_the_list_the_worst_first(office: AnswerOffice) -> None:
    with office.database.read() as session:
        chosen = select(CheckIn.id).where(CheckIn.holder == HEALTH, CheckIn.state == State.OPEN)
        owed = set(session.exec(chosen).all())
    pages = office.pages()
    assert len(pages) == -(-len(owed) // LINES)
    assert [number for page in pages for number in lines_on(page)] == sorted(
        owed, key=[number for page in pages for number in lines_on(page)].index
    )
    assert {number for page in pages for number in lines_on(page)} == owed
    assert f"Trang 1 trên {len(pages)}: nhiệm vụ 1–20 trong {len(owed)}" in pages[0]
    listed = "".join(
        office.browser.get(f"{office.address()}/danh-sach?trang={number}").text
        for number in range(1, -(-len(owed) // 50) + 1)
    )
    assert {int(one) for one in re.findall(r"\?mo=(\d+)#line-\1\"", listed)} == owed


def test_a_link_to_one_line_opens_the_page_on_which_it_stands(office: AnswerOffice) -> None:
    line = office.check_in("II.1.a")
    assert line not in lines_on(office.page())
    page = office.page(asked=f"?mo={line}")
    assert f'<details id="line-{line}" open>' in page


def test_what_is_settled_is_listed_by_its_year_and_opens_on_its_own_page(office: AnswerOffice) -> None:
    first = office.browser.get(office.address() + "/danh-sach")
    years = re.findall(r'\?nam=(\d{4})">\1: (\d+) báo cáo', first.text)
    assert sum(int(count) for _, count in years) == SETTLED
    assert len(years) == 9
    year, count = years[1]
    shown = office.browser.get(f"{office.address()}/danh-sach?nam={year}")
    assert f"{count} báo cáo đã được xác nhận hoặc được miễn" in text_of(shown)
    [line, *_] = re.findall(r"/muc/(\d+)", shown.text)
    assert WORDS.strip() in text_of(office.browser.get(f"{office.address()}/muc/{line}"))
    for wrong in ("nam=99", "nam=abcd", "nam=20201"):
        assert office.browser.get(f"{office.address()}/danh-sach?{wrong}").status_code == 404


def test_words_typed_on_a_page_are_kept_by_the_button_that_leads_to_the_next(office: AnswerOffice) -> None:
    first = office.page()
    here, there = lines_on(first)[:2]
    typed = {f"text-{here}": "Viết ở trang 1", f"result-{here}": "done"}
    turned = office.press("page-2", fields_of(first) | typed)
    assert (turned.status_code, turned.headers["location"].partition("?")[2]) == (303, "trang=2#lines")
    second = office.browser.get(urljoin(office.address(), turned.headers["location"])).text
    assert here not in lines_on(second)
    assert "Đã lưu nháp 1 báo cáo" in text_of(office.browser.get(office.address()))
    assert fields_of(office.page())[f"text-{here}"] == "Viết ở trang 1"
    # A draft that is saved stays on its page, and one of another page is saved beside it.
    saved = office.press("save", fields_of(second) | {f"text-{lines_on(second)[0]}": "Viết ở trang 2"})
    assert saved.headers["location"].endswith("?trang=2")
    assert not office.answers() or there not in {one.check_in_id for one in office.answers()}


def test_one_press_sends_what_is_chosen_on_the_page_and_what_is_saved_on_others(office: AnswerOffice) -> None:
    first, second = office.page(asked="?trang=3"), office.page(asked="?trang=4")
    here, there = lines_on(first)[0], lines_on(second)[0]
    chosen = {f"text-{here}": "Nội dung trang 3", f"result-{here}": "in_progress"}
    office.press("page-4", fields_of(first) | chosen)
    shown = office.page(asked="?trang=4")
    assert "báo cáo đã chọn kết quả và lưu nháp ngoài các mẫu đang mở ở trang này" in shown
    fields = fields_of(shown) | {f"text-{there}": "Nội dung trang 4", f"result-{there}": "done", "name": "Hòa"}
    alone = {key: value for key, value in fields.items() if key != "with-drafts"}
    refused = office.send(alone | {"name": ""})
    assert refused.status_code == 422
    assert lines_on(refused.text) == lines_on(second)
    assert "Trang 4 trên" in refused.text
    assert fields_of(refused.text)[f"text-{there}"] == "Nội dung trang 4"
    assert "with-drafts" not in fields_of(refused.text)
    assert office.send(fields).status_code == 303
    said = {one.check_in_id: one.text for one in office.answers()}
    assert (said[here], said[there]) == ("Nội dung trang 3", "Nội dung trang 4")
    assert here not in office.drafts()


def test_a_draft_of_another_page_that_somebody_changed_since_is_not_sent_unseen(office: AnswerOffice) -> None:
    first = office.page(asked="?trang=5")
    here = lines_on(first)[0]
    chosen = {f"text-{here}": "Bản đầu", f"result-{here}": "in_progress"}
    office.press("page-6", fields_of(first) | chosen)
    shown = office.page(asked="?trang=6")
    there = lines_on(shown)[0]
    again = office.page(asked="?trang=5")
    office.press("save", fields_of(again) | {f"text-{here}": "Bản sửa của người khác"})
    answered = len(office.answers())
    fields = fields_of(shown) | {f"text-{there}": "Trang 6", f"result-{there}": "done", "name": "Hòa"}
    refused = office.send(fields)
    assert refused.status_code == 422
    assert "đã lưu lại bản nháp sau khi trang này được mở" in text_of(refused)
    assert {here, there} <= set(lines_on(refused.text))
    assert fields_of(refused.text)[f"text-{here}"] == "Bản sửa của người khác"
    assert len(office.answers()) == answered


def test_lines_with_long_words_stand_without_their_forms_until_they_are_opened(office: AnswerOffice) -> None:
    page = office.page(asked="?trang=10")
    lines = lines_on(page)
    long = {f"text-{line}": "Nội dung rất dài của kỳ này. " * 300 for line in lines}
    assert office.press("save", fields_of(page) | long).status_code == 303
    shown = office.page(asked="?trang=10")
    assert len(shown.encode()) < 60_000
    assert lines_on(shown) == lines
    folded = [int(one) for one in re.findall(r'value="save-(\d+)">Mở nhiệm vụ này', shown)]
    assert folded
    opened = office.press(f"save-{folded[-1]}", fields_of(shown))
    assert opened.headers["location"].endswith(f"?mo={folded[-1]}#line-{folded[-1]}")
    assert f"text-{folded[-1]}" in fields_of(office.page(asked=f"?mo={folded[-1]}"))


def test_one_press_sends_what_is_chosen_of_the_lines_that_stand_without_their_forms_too(office: AnswerOffice) -> None:
    page = office.page(asked="?trang=12")
    lines = lines_on(page)
    chosen = {f"text-{line}": f"{line}: nội dung rất dài. " * 300 for line in lines}
    chosen |= {f"result-{line}": "in_progress" for line in lines}
    office.press("save", fields_of(page) | chosen)
    shown = office.page(asked="?trang=12")
    assert len(re.findall(r"Mở nhiệm vụ này", shown)) > 0
    assert office.send(fields_of(shown) | {"name": "Hòa"}).status_code == 303
    assert set(lines) <= {one.check_in_id for one in office.answers()}


def test_a_line_that_was_answered_very_often_shows_its_newest_answers_and_the_others_a_page_on(
    office: AnswerOffice,
) -> None:
    line = office.check_in("II.4.b")
    with office.database.write() as session:
        asked = session.get_one(CheckIn, line)
        texts = [f"Bản số {number}. " + "Nội dung rất dài. " * 300 for number in range(1, 16)]
        answers = [answer_to(asked) for _ in texts]
        for number, (one, text) in enumerate(zip(answers, texts, strict=True), start=1):
            one.version, one.text = number, text
        append_rows(session, answers)
    address = f"{office.address()}/muc/{line}"
    first = office.browser.get(address)
    pages = int(re.findall(r"Trang 1 trên (\d+)", first.text)[0])
    shown = [office.browser.get(f"{address}?lan={number}") for number in range(1, pages + 1)]
    assert all(len(page.content) < 60_000 for page in shown)
    assert [int(one) for page in shown for one in re.findall(r"Bản số (\d+)\.", page.text)] == list(range(15, 0, -1))
