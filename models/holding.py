"""What an agency may write upon: its own check-in while it takes an answer; and which words are not kept at all."""

from collections.abc import Iterable
from unicodedata import normalize

from sqlmodel import select

from models.acts import MAX_NAME, Person
from models.check_ins import ALLOWED_MOVES
from models.database import Session
from models.refusal import RefusedError
from models.tables import CheckIn, State
from plan.periods import describe_period
from plan.secrecy import find_secrecy_mark, is_secrecy_mark


def hold_check_in(session: Session, check_in_id: int, agency: str, province: str) -> CheckIn:
    """Return an agency's own check-in that takes an answer, held against all others until the transaction ends.

    Raise RefusedError when it is not the agency's, or no longer takes an answer.
    """
    found = session.exec(
        select(CheckIn).where(CheckIn.id == check_in_id).with_for_update().execution_options(populate_existing=True)
    ).one_or_none()
    if found is None or (found.province, found.holder) != (province, agency):
        raise RefusedError("Báo cáo này không thuộc cơ quan này; hãy mở lại liên kết trong thư.", check_in_id)
    guard_takes_answer(found)
    return found


def guard_takes_answer(check_in: CheckIn) -> None:
    """Raise RefusedError unless a check-in is in a state that takes an answer."""
    if check_in.state not in ALLOWED_MOVES[State.ANSWERED]:
        raise RefusedError(
            f"Báo cáo {check_in.ref}, {describe_period(check_in.occurrence)}, đã được xác nhận hoặc không còn "
            "phải trả lời; hãy tải lại trang.",
            check_in.id,
        )


def guard_open_words(texts: Iterable[str], check_in_id: int | None = None) -> None:
    """Raise RefusedError, repeating nothing of them, where one of the texts bears the mark of a state secret."""
    if any(bears_secrecy_mark(text) for text in texts):
        raise RefusedError(
            "Nội dung có dấu chỉ độ mật nên không được ghi nhận; hãy xóa khỏi ô này và gửi theo quy định về bảo vệ bí mật nhà nước.",
            check_in_id,
        )


def bears_secrecy_mark(text: str) -> bool:
    """Tell whether a text is a mark of secrecy, or has one standing alone on a line."""
    text = normalize("NFC", text)
    return is_secrecy_mark(text) or find_secrecy_mark(text) > 0


def guard_writer(by: Person) -> None:
    """Raise RefusedError where who writes has a longer name than is kept; who has not sent anything need not be named."""
    if len(by.name) > MAX_NAME or len(by.post) > MAX_NAME:
        raise RefusedError(f"Họ tên và chức vụ dài tối đa {MAX_NAME} ký tự.")
