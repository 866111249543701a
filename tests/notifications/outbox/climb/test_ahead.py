"""What a letter about late reports says of the way ahead: the next rung, its day, and whom to telephone before it."""

from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from flows.acts.open_home import OpenHome
from models.tables.core import Letter
from notifications.channels.mail_message import plain_text
from tests.homes.offices import SMALL_PLAN, round_on, small_office

ADOPTED = date(2023, 5, 15)
PHONES = """agency,name,post,head,channel,address,from,to,phone
cong-an-tinh,,,,email,vt@ca.example.vn,,,0204 3854 111
cong-an-tinh,Lê Văn Sơn,Phó Trưởng phòng PA05,,email,son@ca.example.vn,,,0204 3854 222
"""


def paragraphs(office: OpenHome, recipient: str, on: date) -> list[str]:
    """Return what a letter of a day says between what is late and its link."""
    with office.database.read() as session:
        body = session.exec(select(Letter.body).where(Letter.recipient == recipient, Letter.written_on == on)).one()
    text = plain_text(body)
    return text[text.index("- Hạn") : text.index("Mở trang báo cáo")].strip().split("\n\n")[1:]


HEADING = "Bước đôn đốc tiếp theo, đối với báo cáo quá hạn đến ngày đó chưa gửi"


@pytest.mark.parametrize(
    ("on", "who"),
    [
        (date(2023, 6, 15), "- Ngày 19/6/2023: báo đến Công an tỉnh, 1 báo cáo"),
        (date(2023, 6, 22), "- Ngày 23/6/2023: báo đến Văn phòng UBND tỉnh, 1 báo cáo"),
        (date(2023, 6, 29), "- Ngày 05/7/2023: báo đến Chủ tịch UBND tỉnh, 1 báo cáo"),
    ],
)
def test_a_late_agency_reads_who_is_told_next_and_on_which_day(tmp_path: Path, on: date, who: str) -> None:
    with small_office(tmp_path, ADOPTED) as office:
        (office.home.path / "contacts.csv").write_text(PHONES, encoding="utf-8")
        round_on(office, ADOPTED)
        round_on(office, on)
        assert paragraphs(office, "so-y-te", on) == [
            HEADING,
            who,
            "Cơ quan theo dõi, đôn đốc: Công an tỉnh, điện thoại 0204 3854 222, Lê Văn Sơn (Phó Trưởng phòng PA05).",
        ]


def test_past_the_last_rung_nothing_is_announced_and_a_missing_number_is_said(tmp_path: Path) -> None:
    on, alone = date(2023, 7, 10), "  ladder:\n    - {after: 1, to: [agency, head]}\ntrackers:"
    plan = SMALL_PLAN[: SMALL_PLAN.index("  ladder:")] + alone + SMALL_PLAN.split("trackers:")[1]
    with small_office(tmp_path, ADOPTED, plan) as office:
        round_on(office, ADOPTED)
        round_on(office, on)
        assert paragraphs(office, "so-y-te", on) == [
            "Cơ quan theo dõi, đôn đốc: Công an tỉnh (danh bạ liên hệ chưa có số điện thoại)."
        ]
        # Nobody follows itself up: the provincial office stands in.
        assert paragraphs(office, "cong-an-tinh", on) == [
            "Cơ quan theo dõi, đôn đốc: Văn phòng UBND tỉnh (danh bạ liên hệ chưa có số điện thoại)."
        ]
