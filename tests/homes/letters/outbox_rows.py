"""Rows of an outbox as the program would write them: check-ins, notices and letters of Monday 5/6/2023."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from sqlmodel import select

from models.check_ins.moves import StateChange, move_check_in
from models.database import Database, Session
from models.outbox import letters as outbox
from models.outbox.day_letters.writing import Writing, put_letters
from models.tables.core import CheckIn, Letter, LetterState, Notice, Outcome, State

NOW = datetime(2023, 6, 5, 0, 30, tzinfo=UTC)
DAY = date(2023, 6, 5)
DUE = date(2023, 6, 14)
POLICE = "cong-an-tinh"


def open_one(session: Session, ref: str = "I.1", agency: str = "so-y-te") -> int:
    """Open a check-in of the small plan that is due on 14/6/2023, and return its number."""
    check_in = CheckIn(
        province="tinh-thu",
        plan="thu",
        ref=ref,
        agency=agency,
        role="lead",
        scope="",
        occurrence="2023-H1",
        holder=agency,
        basis="cadence",
        opens_on=date(2023, 5, 15),
        opened_on=date(2023, 5, 15),
        remind_on=DUE,
        due_on=DUE,
        rule="",
        calendar="",
        state=State.OPEN,
    )
    session.add(check_in)
    session.flush()
    return check_in.id


def notify(session: Session, check_in_id: int, recipient: str = "so-y-te", rung: int = 7) -> int:
    """Queue a reminder of a check-in to a recipient, and return its number."""
    notice = Notice(
        recipient=recipient,
        channel="email",
        purpose="reminder",
        check_in_id=check_in_id,
        rung=rung,
        due_on=DUE,
        stage_on=DAY,
        queued_at=NOW,
        outcome=Outcome.QUEUED,
    )
    session.add(notice)
    session.flush()
    return notice.id


def a_letter(recipient: str = "so-y-te", state: LetterState = LetterState.QUEUED, day: date = DAY) -> Letter:
    """Return a letter of a day, in no database yet."""
    return Letter(
        recipient=recipient,
        channel="email",
        written_on=day,
        address=f"{recipient}@example.invalid",
        subject="Nhắc việc",
        body="Kính gửi",
        weekly=False,
        state=state,
        written_at=NOW,
    )


def put_letter(session: Session, letter: Letter, notice_ids: Sequence[int], over: Letter | None = None) -> bool:
    """Put one letter into the outbox with its notices; tell whether it is there now."""
    return not put_letters(session, [Writing(letter, notice_ids, over)])


def write_one(session: Session, recipient: str = "so-y-te", state: LetterState = LetterState.QUEUED) -> int:
    """Open a check-in, put one notice of it into a letter, and return the letter's number."""
    notice = notify(session, open_one(session, agency=recipient), recipient)
    assert put_letter(session, a_letter(recipient, state), [notice])
    return session.exec(select(Letter.id).where(Letter.recipient == recipient)).one() or 0


def answer(session: Session, recipient: str = "so-y-te") -> None:
    """Answer the one check-in of a holder."""
    check_in_id = session.exec(select(CheckIn.id).where(CheckIn.holder == recipient)).one()
    assert move_check_in(session, check_in_id, StateChange(State.ANSWERED, "1", DAY, NOW, "an"))


def states(database: Database) -> list[tuple[LetterState, int, str]]:
    """Return the state, attempts and reason of each letter, the oldest first."""
    with database.read() as session:
        return [(letter.state, letter.attempts, letter.reason) for letter in reversed(outbox.letters(session))]


def notice_states(database: Database) -> list[tuple[Outcome, str]]:
    """Return the outcome and reason of each notice, the oldest first."""
    with database.read() as session:
        return [(n.outcome, n.reason) for n in session.exec(select(Notice).order_by(Notice.id))]  # type: ignore[arg-type]
