"""What the state of a check-in is called, on pages, in commands and in reports alike."""

from models.tables.core import State

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


def settled_words(state: State) -> str:
    """Return what is said of a check-in that is owed no more, before the day of it: `đã được xác nhận`."""
    return "đã được xác nhận" if state == State.ACCEPTED else f"đã {STATE_WORDS[state]}"
