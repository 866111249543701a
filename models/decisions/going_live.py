"""Going live: from when a real home sends letters, and back; each change an act with its author."""

from datetime import datetime

from models.audit.acts import Done, Person, guard_person, record_act
from models.database import Session
from models.home import read_home, set_live_since
from models.refusal import RefusedError

GO_LIVE, BACK_TO_PREPARED, REHEARSE = "go-live", "back-to-prepared", "rehearse"
BEGIN_ANEW = "begin-anew"
"""The kinds of these acts in the audit trail."""


def begin_sending(session: Session, office: tuple[str, str], now: datetime, detail: str = "", *, by: Person) -> None:
    """Let the home's letters leave from now on; `office` is the provincial office as province and code.

    `detail` says what the person who begins has accepted. Raise RefusedError without his name, in a trial, and where
    letters leave already.
    """
    guard_person(by)
    state = read_home(session)
    if state.is_trial:
        raise RefusedError("Đây là bản chạy thử: thư chỉ vào hộp thư thử, không bắt đầu gửi thật ở đây được.")
    if not set_live_since(session, now):
        raise RefusedError("Thư mục dữ liệu này đã bắt đầu gửi thư.")
    record_act(session, Done(GO_LIVE, *office, detail=detail), by, now)


def stop_sending(session: Session, office: tuple[str, str], now: datetime, *, by: Person) -> None:
    """Hold the home's letters again, as while it was being prepared. Raise RefusedError as `begin_sending` does."""
    guard_person(by)
    if not set_live_since(session, None):
        raise RefusedError("Thư mục dữ liệu này chưa bắt đầu gửi thư, nên không có gì để dừng.")
    record_act(session, Done(BACK_TO_PREPARED, *office), by, now)


def record_beginning(session: Session, office: tuple[str, str], aside: str, now: datetime, *, by: Person) -> None:
    """Record that a home whose database was lost began anew, and in which folder of it stands what was left.

    `office` is the province and the code of the home's own office. Raise RefusedError without a name.
    """
    guard_person(by)
    record_act(session, Done(BEGIN_ANEW, *office, item=aside), by, now)
