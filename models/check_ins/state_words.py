"""What the state of a check-in, a change of its duty, an objection and a letter is called, on pages, in commands and in reports alike."""

from models.check_ins.duties import CALENDAR, EXTENSION, GOING_LIVE, HANDOVER, RETURN
from models.tables.core import LetterState, State
from models.tables.decisions import ObjectionKind

STATE_WORDS = {
    State.OPEN: "chưa báo cáo",
    State.ANSWERED: "đã báo cáo, chờ xác nhận",
    State.ACCEPTED: "đã xác nhận",
    State.RETURNED: "bị trả lại",
    State.WAIVED: "được miễn",
    State.SUPERSEDED: "được thay thế",
    State.OWNERLESS: "chưa có cơ quan tiếp nhận nhiệm vụ",
}
"""Each state by its name, in small letters."""
CHANGE_WORDS = {
    HANDOVER: "Bàn giao",
    CALENDAR: "Lịch làm việc thay đổi",
    RETURN: "Trả lại",
    EXTENSION: "Gia hạn",
    GOING_LIVE: "Hạn của báo cáo ban đầu tính lại",
}
"""Each kind of change of a holder or a date."""
OBJECTION_WORDS = {
    ObjectionKind.NOT_OURS: "không thuộc nhiệm vụ của cơ quan",
    ObjectionKind.NO_SYSTEM: "cơ quan không có hệ thống thông tin",
}
"""What an agency objects."""
LETTER_WORDS = {
    LetterState.DRAFT: "chờ phát hành",
    LetterState.QUEUED: "chờ gửi",
    LetterState.SENDING: "đang gửi",
    LetterState.DOUBTFUL: "chưa chắc đã tới",
    LetterState.SENT: "đã gửi",
    LetterState.FAILED: "không gửi được",
    LetterState.SKIPPED: "bỏ, không gửi",
    LetterState.REPLACED: "đã được thay thế",
}
"""Where a letter stands on its way out."""


def settled_words(state: State) -> str:
    """Return what is said of a check-in that is owed no more, before the day of it: `đã được xác nhận`."""
    return "đã được xác nhận" if state == State.ACCEPTED else f"đã {STATE_WORDS[state]}"
