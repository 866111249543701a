"""`dondoc received`: what an agency tells by telephone before it answers, and of whom nothing was heard."""

from pathlib import Path

import pytest
from sqlmodel import select

from models.tables.answers import Promise, Receipt
from tests.homes.telling import done, make_home, opened, run


def test_the_office_records_what_is_told_and_sees_of_whom_nothing_was_heard(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = f"--home {make_home(tmp_path)}"
    said = done(capsys, f"received so-y-te --by 'Lê Thị Lan' --phone '0204 3855 123' --recorder Bình {at}")
    assert said == "Đã ghi Sở Y tế đã nhận: 13 báo cáo.\n"
    said = done(capsys, f"received so-y-te II.1.a --by 'Lê Thị Lan' --promised 9/6/2023 {at}")
    assert said.startswith("Đã ghi Sở Y tế hẹn gửi ngày 09/6/2023: nhiệm vụ II.1.a, kỳ 2023-H1")
    told = done(capsys, f"received {at}").splitlines()
    assert (
        "Sở Y tế: 0 chưa có phản hồi, 0 đã xem trang, 13 đã nhận; người xử lý: Lê Thị Lan; hẹn gửi ngày 09/6/2023."
        in told
    )
    assert told[-1] == "31 cơ quan còn báo cáo chưa có phản hồi."
    with opened(tmp_path / "home") as office, office.database.read() as session:
        assert len(session.exec(select(Receipt)).all()) == 13
        (promise,) = session.exec(select(Promise)).all()
        assert (promise.told_by, promise.way) == ("Lê Thị Lan", "telephone")
    assert run(capsys, f"received so-y-te --by Lan --promised 10/6/2023 {at}")[2].endswith(
        "là ngày nghỉ; hãy hẹn ngày làm việc, ví dụ 09/6/2023 hoặc 12/6/2023.\n"
    )
    assert run(capsys, f"received so-y-te {at}")[0] == 2
