"""The clock is checked, not believed: what a real home does for good never hangs on a single reading of it."""

from datetime import date, datetime, timedelta

from sqlmodel import col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from models.audit.acts import Done, Person, guard_person, record_act
from models.check_ins.looks.reckonings import forget_all
from models.clock import day_of, in_zone
from models.database import Session
from models.home import read_home
from models.refusal import RefusedError
from models.tables.core import Answer, CheckInEvent
from models.tables.decisions import Act
from models.tables.rounds import RoundRun
from plan.texts.written import format_day

EARLIEST = date(2022, 1, 1)
"""No plan that is shipped is older: a machine that shows an earlier day has lost its clock (an empty battery: 1970, 2000)."""
CONFIRM = "confirm-gap"
"""The kind of act by which a person confirms what the clock shows."""
_CONFIRM = 'hãy xác nhận: dondoc round --confirm-gap --by "Họ và tên"'
SLACK = timedelta(minutes=10)
"""How far a clock may be put back by a time server without a question."""


class ClockRefusedError(RefusedError):
    """A moment at which nothing is done; the message is one Vietnamese sentence with the way out."""


def guard_clock(session: Session, now: datetime, longest_gap: int, *, confirmed: bool = False) -> None:
    """Raise ClockRefusedError where the moment `now` cannot be believed; a trial's made-up days always are.

    Refused is a day before `EARLIEST`. Refused until a person has `confirmed` it is a moment before the newest thing that
    the home holds (see `known_moment`), and one that lies more than `longest_gap` days after the last round. Nothing is
    written here.
    """
    if read_home(session).is_trial:
        return
    shown = f"Đồng hồ của máy chỉ {_words(now)}"
    if day_of(now) < EARLIEST:
        raise ClockRefusedError(
            f"{shown}, trước khi có chương trình này, nên chưa làm gì; hãy chỉnh lại đồng hồ của máy rồi chạy lại."
        )
    known = known_moment(session)
    if known is None or confirmed:
        return
    if now < known - SLACK:
        raise ClockRefusedError(
            f"{shown}, trước việc mới nhất đã ghi trong thư mục dữ liệu ({_words(known)}), nên chưa làm gì; hãy chỉnh lại "
            f"đồng hồ của máy. Nếu chính lần ghi đó chạy khi đồng hồ sai, nay đã đúng, {_CONFIRM}."
        )
    if now - known > timedelta(days=longest_gap):
        raise ClockRefusedError(
            f"{shown}, cách việc gần nhất đã ghi ({_words(known)}) hơn {longest_gap} ngày, nên chưa làm gì; hãy xem lại đồng hồ "
            f"của máy. Nếu đồng hồ đúng, {_CONFIRM}."
        )


def _words(moment: datetime) -> str:
    return f"{in_zone(moment):%H:%M} ngày {format_day(day_of(moment))}"


def known_moment(session: Session) -> datetime | None:
    """Return the moment up to which the home's time is known, None in an empty home.

    That is the newest moment of a round, an answer, an act or a row of history. Once a person has confirmed a moment, it
    is that one and the rounds since: what was written under a wrong clock before says nothing any more.
    """
    confirmed = session.exec(select(Act).where(Act.kind == CONFIRM).order_by(col(Act.id).desc())).first()
    if confirmed is not None:
        since = select(func.min(col(RoundRun.id))).where(RoundRun.started_at == confirmed.done_at).scalar_subquery()
        newest = _newest(session, select(func.max(col(RoundRun.started_at))).where(col(RoundRun.id) >= since))
        return max(confirmed.done_at, newest or confirmed.done_at)
    columns = (RoundRun.started_at, CheckInEvent.learnt_at, Answer.learnt_at, Act.done_at)
    found = (_newest(session, select(func.max(col(column)))) for column in columns)
    return max((moment for moment in found if moment is not None), default=None)


def _newest(session: Session, asked: SelectOfScalar[datetime]) -> datetime | None:
    """Return what a statement of the newest moment gives: nothing where there are no rows."""
    return session.exec(asked).one()


def confirm_gap(session: Session, province: str, agency: str, now: datetime, *, by: Person) -> None:
    """Record that a person confirms the machine's moment; the round of that very moment must follow.

    Nothing is committed here. Raise RefusedError for a person without a name.
    """
    guard_person(by)
    known = known_moment(session)
    detail = f"việc gần nhất đã ghi: {_words(known)}" if known else ""
    record_act(session, Done(CONFIRM, province, agency, detail=detail), by, now)
    # What was reckoned under a wrong clock says nothing any more.
    forget_all(session)
