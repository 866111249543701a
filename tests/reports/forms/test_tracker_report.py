"""The tracker's report: from what it has accepted, to those whom its clause names."""

from datetime import date

from models.tables.core import Result, State
from reports.account.account import Letterhead
from reports.forms.blocks import Words
from reports.forms.tracker_report import tracker_report
from tests.homes.plans.small_plan import asked, measure, said, tell

ON = date(2023, 7, 10)
DUE = date(2023, 6, 14)
IN_TIME = date(2023, 6, 12)


def test_it_tells_in_words_what_was_accepted_and_counts_what_waits() -> None:
    standings = [
        asked("II.1.a", "so-y-te", DUE, ON, IN_TIME, Result.DONE, check_in_id=1, state=State.ACCEPTED),
        asked("II.1.a", "van-phong-ubnd-tinh", DUE, ON, IN_TIME, check_in_id=2),
    ]
    told = {1: said(1, IN_TIME, "Đã ban hành Kế hoạch số 45/KH-SYT."), 2: said(2, IN_TIME, "Đang làm.")}
    written = tracker_report(tell(measure(*standings, on=ON), told, letterhead=Letterhead("Bộ Công an", "BC-CAT")))
    assert (written.authority, written.issuer, written.author) == (
        "Bộ Công an",
        "Công an tỉnh Bắc Giang",
        "Công an tỉnh",
    )
    assert written.title == "Tình hình, kết quả triển khai thực hiện Kế hoạch bảo đảm an toàn mạng"
    assert written.to == ("Chủ tịch UBND tỉnh",)
    texts = [block.text for block in written.body if isinstance(block, Words)]
    assert "Sở Y tế: Đã ban hành Kế hoạch số 45/KH-SYT." in texts
    assert not any("Đang làm" in text for text in texts)
    assert any("02 cơ quan nêu kết quả thực hiện (01 đã được xác nhận, 01 chờ xác nhận)" in text for text in texts)
