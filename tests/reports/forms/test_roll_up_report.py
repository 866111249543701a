"""A roll-up: what others reported for one occurrence, under the outline that the text asks for, to whom its clause names."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models.check_ins.standings import Standing
from models.reported.told import ToldAnswer
from models.tables.core import Result, State
from plan.library import Library, LoadedPlan, load_plan
from reports.account.account import Account, Letterhead, Sources, make_account
from reports.account.gathering import NothingGatheredError, gathering_of, narrow_plan, narrow_standings
from reports.account.periods import Span
from reports.forms.blocks import Grid, Heading, Words, Written
from reports.forms.roll_up_report import name_roll_up, roll_up_report
from reports.frames.standing_frame import frame_of
from reports.progress import measure_progress
from tests.homes.plans.small_plan import LOADED, asked, known_at, said

ON = date(2024, 6, 18)
EARLY, DUE, QUARTER = date(2024, 3, 9), date(2024, 5, 31), date(2024, 6, 14)
IN_TIME = date(2024, 5, 30)


def owed(plan: str, ref: str, holder: str, due_on: date, period: str, number: int, **given: Any) -> Standing:  # noqa: ANN401  any field of a Standing
    answered = given.pop("answered_on", None)
    assert answered is None or isinstance(answered, date)
    values: dict[str, Any] = {
        "check_in_id": number,
        "plan": plan,
        "province": load_plan(plan, Library()).plan.province,
        "period": period,
    }
    return asked(ref, holder, due_on, ON, answered, **(values | {"opened_on": due_on.replace(day=1)} | given))


def rolled_up(plan: str, standings: list[Standing], told: Mapping[int, ToldAnswer]) -> tuple[Account, Written]:
    loaded = load_plan(plan, Library())
    frame = frame_of(loaded.plan, ON, standings)
    gathering = gathering_of(loaded, frame)
    held, alone = narrow_standings(frame, gathering), narrow_plan(loaded, gathering)
    progress = measure_progress(held, alone, known_at(ON), trial=False)
    span = Span("request", None, "")
    account = make_account(progress, alone, span, Sources(told), letterhead=head(loaded), form="roll-up")
    account = replace(account, gathering=gathering)
    return account, roll_up_report(account)


def head(loaded: LoadedPlan) -> Letterhead:
    return Letterhead(place=loaded.register.place)


def texts(written: Written) -> list[str]:
    return [one.text for one in written.body if isinstance(one, Heading | Words)]


@pytest.fixture(scope="module")
def outlined() -> Written:
    first, progress_heading, troubles, *_ = load_plan("tieu-ban-attt", Library()).plan.tasks["1"].outline
    standings = [
        owed("tieu-ban-attt", "1", "so-tai-chinh", EARLY, "2024-Q1", 1, answered_on=EARLY),
        owed("tieu-ban-attt", "1", "so-tai-chinh", DUE, "2024-H1", 2, answered_on=IN_TIME),
        owed("tieu-ban-attt", "1", "van-phong-ubnd-tinh", DUE, "2024-H1", 3, answered_on=ON, proposals="Đề nghị Bộ Công an hướng dẫn."),
        owed("tieu-ban-attt", "1", "so-ngoai-vu", DUE, "2024-H1", 4),
    ]  # fmt: skip
    told = {
        1: said(1, EARLY, parts=((first, "Nội dung quý I."),)),
        2: said(2, IN_TIME, parts=((first, "Đã ban hành Kế hoạch 12/KH-STC."), (troubles, "Thiếu người."))),
        3: said(3, ON, parts=((first, "Đã ban hành Kế hoạch 12/KH-STC."), (progress_heading, "Đạt 70%. " * 60))),
    }
    return rolled_up("tieu-ban-attt", standings, told)[1]


def test_the_sub_committees_report_follows_its_outline_in_the_agencies_own_words(outlined: Written) -> None:
    headings = [one.text for one in outlined.body if isinstance(one, Heading) and one.level == 1]
    assert headings == [
        "I. TÌNH HÌNH BÁO CÁO CỦA CÁC CƠ QUAN",
        "II. CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO",
        "III. TIẾN ĐỘ THỰC HIỆN NHIỆM VỤ ĐƯỢC GIAO (CHƯƠNG TRÌNH HÀNH ĐỘNG QUỐC GIA VÀ KẾ HOẠCH CỦA TIỂU BAN)",
        "IV. THUẬN LỢI, KHÓ KHĂN, VƯỚNG MẮC",
        "V. GIẢI PHÁP ĐỀ XUẤT",
        "VI. KẾT QUẢ ĐẠT ĐƯỢC",
        "VII. KIẾN NGHỊ, ĐỀ XUẤT",
    ]
    told = texts(outlined)
    assert "Văn phòng UBND tỉnh, Sở Tài chính: Đã ban hành Kế hoạch 12/KH-STC." in told
    assert told[told.index(headings[3]) + 1] == "Sở Tài chính: Thiếu người."
    assert told[told.index(headings[4]) + 1] == "Văn phòng UBND tỉnh: Đề nghị Bộ Công an hướng dẫn."
    assert told[told.index(headings[5]) + 1] == "Chưa có cơ quan nào báo cáo nội dung này."
    assert not any("Nội dung quý I" in one for one in told)


def test_it_goes_from_who_gathers_to_whom_the_clause_names_and_tells_by_name_who_is_late(outlined: Written) -> None:
    assert (outlined.author, outlined.to) == ("Công an tỉnh", ("Tiểu ban An toàn, An ninh mạng",))
    assert outlined.title == "Tổng hợp kết quả công tác bảo đảm an toàn, an ninh mạng"
    told = texts(outlined)
    assert "Báo cáo quá hạn: 01 cơ quan, gồm Văn phòng UBND tỉnh." in told
    assert "Quá hạn chưa báo cáo: 01 cơ quan, gồm Sở Ngoại vụ." in told
    (row,) = next(one for one in outlined.body if isinstance(one, Grid)).table.rows
    assert row[:5] == ("3", "1", "1", "0", "1")


def test_what_is_cut_stands_whole_in_the_annex_that_is_named(outlined: Written) -> None:
    assert any(one.endswith("Đạt 70% (toàn văn tại Phụ lục II).") for one in texts(outlined))
    assert [one.title for one in outlined.annexes] == [
        "TÌNH HÌNH BÁO CÁO CỦA TỪNG CƠ QUAN",
        "NỘI DUNG BÁO CÁO CỦA CÁC CƠ QUAN",
    ]
    (grid,) = outlined.annexes[1].blocks
    assert isinstance(grid, Grid)
    assert any(("Đạt 70%. " * 60).strip() in row[1] for row in grid.table.rows)


def test_tuyen_quangs_quarter_is_gathered_by_its_so_and_the_clause_that_opened_last_is_meant() -> None:
    standings = [
        owed("tuyen-quang", "1.2", "cong-an-tinh", date(2024, 4, 24), "2024-04-25", 1, answered_on=date(2024, 4, 20)),
        owed("tuyen-quang", "1.4", "cong-an-tinh", QUARTER, "2024-Q2", 2, answered_on=IN_TIME, state=State.ACCEPTED),
        owed("tuyen-quang", "1.4", "bo-chi-huy-quan-su-tinh", QUARTER, "2024-Q2", 3),
        owed("tuyen-quang", "2.2", "so-thong-tin-va-truyen-thong", date(2024, 6, 19), "2024-Q2", 4),
    ]
    account, written = rolled_up("tuyen-quang", standings, {2: said(2, IN_TIME, "Đã rà soát 12 hệ thống.")})
    assert [one.check_in_id for one in account.progress.standings] == [2, 3]
    assert (written.author, written.authority) == ("Sở Thông tin và Truyền thông", "UBND tỉnh Tuyên Quang")
    assert written.title == (
        "Tổng hợp tình hình bảo đảm an toàn thông tin mạng đối với các hệ thống thông tin thuộc phạm vi quản lý"
    )
    assert "Công an tỉnh: Đã rà soát 12 hệ thống." in texts(written)
    assert (
        "Thực hiện Công văn số ………… ngày …… tháng 4 năm 2024 của UBND tỉnh Tuyên Quang về tăng cường" in written.opening
    )


def test_what_does_not_begin_as_a_report_is_gathered_by_its_result() -> None:
    standings = [owed("tuyen-quang", "1.2", "cong-an-tinh", date(2024, 4, 24), "2024-04-25", 1)]
    loaded = load_plan("tuyen-quang", Library())
    gathering = gathering_of(loaded, frame_of(loaded.plan, ON, standings))
    assert name_roll_up(gathering).startswith("Tổng hợp kết quả rà soát, đánh giá tình hình")
    assert not gathering.names_period


def test_a_plan_in_which_nobody_gathers_is_told_so() -> None:
    with pytest.raises(NothingGatheredError, match="chưa có kỳ báo cáo nào để tổng hợp"):
        gathering_of(LOADED, frame_of(LOADED.plan, ON, [asked("II.1.a", "so-y-te", DUE, ON, result=Result.DONE)]))
