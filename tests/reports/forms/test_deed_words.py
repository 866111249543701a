"""The work itself: whose words are told, whose are gathered, and that everybody asked stands in one place."""

from dataclasses import replace
from datetime import date, timedelta

from models.tables.core import Result, State
from reports.account.deeds import TaskDeeds, deeds_of
from reports.forms.blocks import Grid, Words
from reports.forms.deed_words import (
    ANNEX_DEEDS,
    ANNEX_LETTERS,
    SHOWN_DEEDS,
    describe_deed,
    describe_task,
    rest_of_work,
    work_blocks,
)
from tests.homes.plans.small_plan import LOADED, asked, measure, said, tell

ON = date(2023, 7, 10)
DUE = date(2023, 6, 14)
IN_TIME = date(2023, 6, 12)


def of(ref: str, *rows: tuple[str, dict[str, object]], since: date | None = None) -> tuple[TaskDeeds, str]:
    """What is told of a task, and its sentence; a row is an agency and what its answer has."""
    standings, told = [], {}
    for number, (holder, given) in enumerate(rows, start=1):
        words = str(given.get("text", ""))
        on = given.get("on", IN_TIME)
        assert on is None or isinstance(on, date)
        result, state = given.get("result", Result.IN_PROGRESS), given.get("state", State.ANSWERED)
        assert isinstance(result, Result)
        if on is None:
            standings.append(asked(ref, holder, DUE, ON, check_in_id=number))
            continue
        standings.append(asked(ref, holder, DUE, ON, on, result, check_in_id=number, state=state))
        told[number] = said(number, on, words, unchanged=bool(given.get("unchanged")))
    account = tell(measure(*standings, on=ON), told, since=since)
    (task,) = [task for section in account.sections for task in section.tasks]
    return task, describe_task(account.progress, task)


def test_accepted_words_come_first_then_those_that_name_a_document_then_figures() -> None:
    task, sentence = of(
        "II.1.a",
        ("van-phong-ubnd-tinh", {"text": "Thường xuyên thực hiện.", "state": State.ACCEPTED}),
        ("so-y-te", {"text": "Đã ban hành Kế hoạch số 45/KH-SYT."}),
        ("cong-an-tinh", {"text": "Tổ chức 02 hội nghị.", "state": State.ACCEPTED}),
    )
    assert [deed.text for deed in task.told] == [
        "Tổ chức 02 hội nghị.",
        "Thường xuyên thực hiện.",
        "Đã ban hành Kế hoạch số 45/KH-SYT.",
    ]
    assert sentence == "03 cơ quan đã báo cáo. 03 cơ quan nêu kết quả thực hiện (02 đã được xác nhận, 01 chờ xác nhận)."


def test_what_waits_for_a_verdict_is_marked_so() -> None:
    task, _ = of("II.1.a", ("so-y-te", {"text": "Đã ban hành Kế hoạch số 45/KH-SYT"}))
    progress = measure(on=ON)
    assert (
        describe_deed(progress, task.told[0], "Phụ lục IV")
        == "Sở Y tế (chờ xác nhận): Đã ban hành Kế hoạch số 45/KH-SYT."
    )


def test_the_unchanged_the_wordless_the_returned_and_the_silent_are_gathered_each_once() -> None:
    task, sentence = of(
        "II.1.a",
        ("van-phong-ubnd-tinh", {"text": "Như kỳ trước.", "unchanged": True}),
        ("so-y-te", {"text": "Đã làm.", "state": State.RETURNED}),
        ("cong-an-tinh", {"on": None}),
    )
    assert task.told == ()
    assert (len(task.unchanged), len(task.returned), len(task.silent)) == (1, 1, 1)
    assert sentence == (
        "02/03 cơ quan đã báo cáo. 01 cơ quan duy trì, không thay đổi so với kỳ trước: Văn phòng UBND tỉnh; "
        "01 cơ quan có báo cáo bị trả lại, chưa bổ sung: Sở Y tế; 01 cơ quan chưa báo cáo: Công an tỉnh."
    )


def test_equal_words_of_several_agencies_are_told_once() -> None:
    words: dict[str, object] = {"text": "Thường xuyên thực hiện theo quy định."}
    task, _ = of("II.1.a", ("van-phong-ubnd-tinh", words), ("so-y-te", words))
    (deed,) = task.told
    assert deed.holders == (("van-phong-ubnd-tinh", ""), ("so-y-te", ""))
    assert deed.check_ins == (1, 2)


def test_what_was_said_before_the_span_is_not_told_again() -> None:
    task, sentence = of("II.1.a", ("so-y-te", {"text": "Đã làm."}), since=IN_TIME + timedelta(days=1))
    assert (task.told, task.earlier) == ((), (("so-y-te", ""),))
    assert sentence == "01 cơ quan đã báo cáo. 01 cơ quan không có báo cáo mới trong kỳ: Sở Y tế."


def test_nobody_and_nothing_said_read_right() -> None:
    _, nobody = of("II.1.a", ("so-y-te", {"on": None}))
    assert nobody == "Chưa có cơ quan nào báo cáo (01 cơ quan phải báo cáo)."
    _, claims = of("II.1.a", ("so-y-te", {"result": Result.NOT_STARTED}), ("cong-an-tinh", {"result": Result.DONE}))
    assert claims.endswith(
        "báo cáo kết quả, không ghi nội dung: Công an tỉnh; 01 cơ quan báo cáo chưa thực hiện: Sở Y tế."
    )


def test_a_long_deed_is_cut_in_the_body_and_whole_in_the_annex_and_a_short_one_stands_in_the_body_alone() -> None:
    long = "Đã diễn tập ứng cứu sự cố với 12 đơn vị. " * 20
    standings = [
        asked("II.1.a", "so-y-te", DUE, ON, IN_TIME, check_in_id=1),
        asked("II.1.a", "cong-an-tinh", DUE, ON, IN_TIME, check_in_id=2),
    ]
    account = tell(measure(*standings, on=ON), {1: said(1, IN_TIME, long), 2: said(2, IN_TIME, "Đã làm.")})
    (grid,) = rest_of_work(account)
    assert isinstance(grid, Grid)
    assert [row[:2] for row in grid.table.rows] == [("Sở Y tế", long.strip())]
    body = describe_deed(account.progress, account.sections[0].tasks[0].told[0], "Phụ lục IV")
    assert body.endswith("sự cố với 12 đơn vị (toàn văn tại Phụ lục IV).")
    assert len(body) < 400


def test_a_span_leaves_out_an_agency_that_is_no_more_and_said_nothing_in_it() -> None:
    ended = replace(LOADED.register.agencies["so-y-te"], valid_to=ON - timedelta(days=1))
    register = replace(LOADED.register, agencies={**LOADED.register.agencies, "so-y-te": ended})
    standings = [
        asked("II.1.a", "so-y-te", DUE, ON, IN_TIME, check_in_id=1),
        asked("II.1.a", "van-phong-ubnd-tinh", DUE, ON, IN_TIME, check_in_id=2),
    ]
    told = {1: said(1, IN_TIME, "Đã làm."), 2: said(2, IN_TIME, "Đã làm xong.")}
    progress = replace(measure(*standings, on=ON), register=register)
    ((later,),) = [section.tasks for section in deeds_of(progress, told, IN_TIME + timedelta(days=1))]
    assert (later.asked, later.earlier) == (1, (("van-phong-ubnd-tinh", ""),))
    ((whole,),) = [section.tasks for section in deeds_of(progress, told, None)]
    assert (whole.asked, len(whole.told)) == (2, 2)


def test_the_annex_grows_no_longer_than_can_be_read_and_says_where_the_rest_is() -> None:
    standings, told = [], {}
    for number in range(1, 21):
        words = f"Đã ban hành Kế hoạch số {number}/KH-SYT. " + "Đã triển khai. " * 300
        standings.append(asked("II.1.a", f"co-quan-{number}", DUE, ON, IN_TIME, check_in_id=number))
        told[number] = said(number, IN_TIME, words)
    grid, more = rest_of_work(tell(measure(*standings, on=ON), told))
    assert isinstance(grid, Grid)
    assert isinstance(more, Words)
    assert len(grid.table.rows) == SHOWN_DEEDS + ANNEX_DEEDS
    assert max(len(row[1]) for row in grid.table.rows) < ANNEX_LETTERS + 100
    assert more.text == f"Còn {20 - 7} nội dung khác về nhiệm vụ II.1.a: tệp Excel kèm theo, trang «Phiếu báo cáo»."


def test_a_week_without_news_names_its_tasks_in_one_sentence_and_one_with_news_tells_those_alone() -> None:
    standings = [
        asked("II.1.a", "so-y-te", DUE, ON, IN_TIME, check_in_id=1),
        asked("II.2.b", "so-y-te", DUE, ON, IN_TIME, check_in_id=2),
    ]
    told = {1: said(1, IN_TIME, "Đã làm."), 2: said(2, ON, "Đã làm xong.")}
    quiet = [
        block.text
        for block in work_blocks(tell(measure(*standings, on=ON), told, since=ON), "Phụ lục IV")
        if not isinstance(block, Grid)
    ]
    assert quiet[0].startswith("1. Bảo vệ hệ thống")
    assert quiet[-1] == "Nhiệm vụ không có báo cáo mới trong kỳ: II.1.a."
    later = tell(measure(*standings, on=ON), told, since=ON + timedelta(days=1))
    (only,) = work_blocks(later, "Phụ lục IV")
    assert isinstance(only, Words)
    assert only.text == "Trong kỳ không có báo cáo mới về nhiệm vụ nào."
