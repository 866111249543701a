"""What the office sees in the Prefect UI: the names of the flows, and the keys of the artifacts."""

from plan.refs import ref_slug

TAKING_ON = "Tiếp nhận kế hoạch"
DAILY_ROUND = "Đợt đôn đốc hằng ngày"
CHAIRMAN_SUMMARY = "Báo cáo tóm tắt gửi Chủ tịch"
REQUEST = "Yêu cầu đột xuất"
INCIDENT = "Báo sự cố"
TELEPHONE_ANSWER = "Ghi báo cáo nhận qua điện thoại"
RECEIVED = "Ghi đã nhận, hẹn ngày gửi"
CALLED = "Ghi cuộc gọi đôn đốc"
PAPER_LETTERS = "In công văn đôn đốc"
SEND_REPORT = "Gửi báo cáo"
INCIDENT_WATCH = "Thời hạn báo cáo sự cố"
WAITING_LETTERS = "Gửi thư còn chờ"
NIGHTLY_BACKUP = "Sao lưu hằng ngày"
FLOWS = (
    TAKING_ON,
    DAILY_ROUND,
    CHAIRMAN_SUMMARY,
    SEND_REPORT,
    TELEPHONE_ANSWER,
    RECEIVED,
    CALLED,
    REQUEST,
    INCIDENT,
    PAPER_LETTERS,
    INCIDENT_WATCH,
    WAITING_LETTERS,
    NIGHTLY_BACKUP,
)
"""Every flow; the deployment of each bears the same name."""


NOT_DONE = "Có việc chưa làm được"
UNSENT = "Có thư chưa gửi được"
OVERDUE = "Có báo cáo quá hạn"
ALL_WELL = "Không có báo cáo quá hạn"
"""The states in which a daily round ends: the UI shows them as badges, and runs can be filtered by them."""


def state_key(plan: str) -> str:
    """Return the key of the artifact that shows where a plan stands."""
    return f"{plan}-tinh-hinh"


def figures_key(plan: str) -> str:
    """Return the key of the table artifact with the figures of the plan's state."""
    return f"{plan}-so-lieu"


def summary_key(plan: str) -> str:
    """Return the key of the Chairman's summary."""
    return f"{plan}-tom-tat-chu-tich"


def rungs_key(plan: str) -> str:
    """Return the key of the table artifact that tells what came of each reminder and rung."""
    return f"{plan}-ket-qua-nhac"


def agency_key(plan: str, agency: str) -> str:
    """Return the key of an agency's artifact: `bac-giang-co-quan-so-y-te`."""
    return f"{plan}-co-quan-{agency}"


def section_key(plan: str, section: str) -> str:
    """Return the key of a section's artifact: `bac-giang-muc-ii-4`."""
    return f"{plan}-muc-{ref_slug(section)}"
