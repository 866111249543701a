"""The Chairman reads what he is to decide about each agency that is late: what was asked of whom, and nothing else."""

from datetime import date
from pathlib import Path

from flows.acts.home_plans import post_now
from flows.acts.open_home import OpenHome, load_plans
from models.decisions.explanations import explain_lateness
from models.decisions.extensions import ask_extension
from models.decisions.referrals import Matter, refer
from models.outbox.notices import chased_check_ins
from notifications.outbox.climb.needed import decisions_needed
from tests.homes.offices import CLERK, SMALL_PLAN, morning, round_on, small_office

ADOPTED, LATE = date(2023, 5, 15), date(2023, 7, 5)
HEALTH, POLICE, OFFICE = "so-y-te", "cong-an-tinh", "van-phong-ubnd-tinh"
REFERRING = SMALL_PLAN.replace(
    "    lead: cac-so\n", "    lead: cac-so\n    beyond_authority: {to: chu-tich-ubnd-tinh}\n"
)


def needed(office: OpenHome, agency: str) -> tuple[str, ...]:
    """Return what is to be decided on 5/7/2023 about an agency."""
    with office.database.read() as session:
        found = decisions_needed(session, post_now(office), chased_check_ins(session), LATE)
    return found["tinh-thu", agency]


def test_the_chairman_reads_what_is_asked_and_of_whom(tmp_path: Path) -> None:
    with small_office(tmp_path, ADOPTED, REFERRING) as office:
        round_on(office, ADOPTED)
        plans, now = load_plans(office), morning(ADOPTED)
        with office.database.write_alone() as session:
            of = {one.holder: one.id for one in chased_check_ins(session)}
            ask_extension(
                session,
                plans,
                of[HEALTH],
                HEALTH,
                date(2023, 6, 30),
                "Chờ kinh phí.",
                now,
                by=CLERK,
                province="tinh-thu",
            )
            put = Matter(HEALTH, "I.1", "Cần bổ sung biên chế.")
            refer(session, plans["ke-hoach-thu"], put, now, by=CLERK)
            late = morning(date(2023, 6, 20))
            explain_lateness(session, of[POLICE], POLICE, "Mất điện.", late, by=CLERK, province="tinh-thu")
        assert needed(office, HEALTH) == (
            "Cho ý kiến về nội dung vượt thẩm quyền (I.1) cơ quan trình ngày 15/5/2023",
            "Yêu cầu Công an tỉnh quyết định đề nghị gia hạn I.1 đến ngày 30/6/2023, nêu ngày 15/5/2023",
        )
        assert needed(office, POLICE) == (
            "Xem xét giải trình chậm của cơ quan về 1 báo cáo",
            "Chỉ đạo Giám đốc Công an tỉnh gửi 1 báo cáo",
        )
        assert needed(office, OFFICE) == (
            "Chỉ đạo Chánh Văn phòng UBND tỉnh gửi 1 báo cáo; cơ quan chưa đề nghị hay giải trình gì",
        )
