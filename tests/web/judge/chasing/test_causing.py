"""A tracker reads why reports are late, and takes it for an objective cause, on its page: the same act as the command."""

from datetime import date

import pytest

from models.decisions.chasing.causes import pauses
from models.decisions.explanations import explain_lateness
from tests.homes.pages.desks import HOA, POLICE, PROVINCIAL_OFFICE, Desks
from tests.homes.pages.visitor import HEALTH, text_of

LAM = {"name": "Trần Văn Lâm", "post": "Phó Trưởng phòng"}
LATE = date(2023, 6, 20)
REF = "II.1.a"


def late_line(desks: Desks, agency: str = HEALTH) -> int:
    """Return a line of the first half-year that is late on 20/6/2023 and explained by its agency."""
    desks.move_to(LATE)
    line = desks.check_in("II.1.c" if agency == POLICE else REF, agency, "2023-H1")
    with desks.database.write() as session:
        explain_lateness(
            session, line, agency, "Mất điện ba ngày do bão.", desks.clock.now(), by=HOA, province="bac-giang"
        )
    return line


def test_an_accepted_cause_stops_the_chasing_and_may_be_ended(desks: Desks) -> None:
    assert "Giải trình chậm hạn" not in text_of(desks.browser.get(desks.judge()))
    line = late_line(desks)
    page = text_of(desks.browser.get(desks.judge()))
    assert "Mất điện ba ngày do bão." in page
    form = desks.form(desks.judge(), "causes") | LAM | {f"cause-{line}": "accept", f"until-{line}": "30/6/2023"}
    said = desks.follow(desks.judge(), desks.send(desks.judge(), form | {f"document-{line}": "12/CAT-ANM"}))
    assert "chấp nhận nguyên nhân khách quan 1 báo cáo" in said
    assert "dừng đôn đốc đến hết ngày 30/6/2023" in said
    with desks.database.read() as session:
        assert pauses(session) == {line: ((LATE, date(2023, 6, 30)),)}
    (act,) = desks.acts("accept-cause")
    assert (act.name, act.check_in_id, act.agency) == ("Trần Văn Lâm", line, POLICE)
    desks.move_to(date(2023, 6, 22))
    ended = desks.form(desks.judge(), "causes") | LAM | {f"cause-{line}": "end"}
    desks.follow(desks.judge(), desks.send(desks.judge(), ended))
    with desks.database.read() as session:
        assert pauses(session) == {line: ((LATE, date(2023, 6, 21)),)}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Chưa cho ý kiến về giải trình nào"),
        ({"cause": "accept", "until": "mai"}, "ngày dừng đôn đốc không phải một ngày"),
        ({"cause": "accept", "until": "30/12/2023"}, "phải từ hôm nay đến 19/8/2023"),
        ({"cause": "end"}, "không có nguyên nhân nào đang dừng đôn đốc"),
        ({"cause": "maybe"}, "hãy chọn một trong các ý kiến trên trang"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_recorded(desks: Desks, typed: dict[str, str], sentence: str) -> None:
    line = late_line(desks)
    form = desks.form(desks.judge(), "causes") | LAM
    refused = desks.send(desks.judge(), form | {f"{name}-{line}": said for name, said in typed.items()})
    assert refused.status_code == 422
    assert sentence in text_of(refused)
    with desks.database.read() as session:
        assert pauses(session) == {}


def test_the_office_judges_what_explains_the_trackers_own_lateness_and_no_other(desks: Desks) -> None:
    line = late_line(desks, POLICE)
    assert "Mất điện" not in text_of(desks.browser.get(desks.judge()))
    form = desks.form(desks.office(PROVINCIAL_OFFICE), "causes") | LAM | {f"cause-{line}": "accept"}
    assert desks.send(desks.judge(), form | {"seal": desks.seal(desks.judge())}).status_code == 422
    said = desks.follow(desks.office(), desks.send(desks.office(), form))
    assert "chấp nhận nguyên nhân khách quan 1 báo cáo" in said
