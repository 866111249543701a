"""Letters that bring a report with its files: of a plan, form, kind and day one to each recipient, which leaves once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, select, update

from models.agencies import province_and_code
from models.audit.acts import Done, Person, guard_person, record_act
from models.database import Session, insert_new
from models.outbox.letters import add_letter, letter_numbered, replace_letter
from models.refusal import RefusedError
from models.tables.core import Letter, LetterState
from models.tables.reports import MadeReport, ReportContent, ReportFile, ReportLetter

SEND_REPORT = "send-report"
"""The kind of this act in the audit trail."""
MATTER = "report-"
"""What such a letter is about, before the report's number."""
_TAKEN_AWAY = (LetterState.SKIPPED, LetterState.REPLACED)


@dataclass(frozen=True)
class Attached:
    """A file that goes out with a letter: its number, its name, and its bytes."""

    number: int
    name: str
    content: bytes


def matter_of(made: MadeReport) -> str:
    """Return what a letter that brings a report is about: its key with the recipient."""
    return f"{MATTER}{made.id}"


def put_report_letter(
    session: Session, letter: Letter, made: MadeReport, now: datetime, *, by: Person, own_province: str
) -> int | None:
    """Put a letter that brings a report into the outbox, write the act into the trail, and return the letter's number.

    None, and nothing written, where its recipient was sent the report of this plan, form, kind and day already, or it is
    released and on its way. A draft that nobody has released gives way to it: that of the same day, and those of earlier
    ones. `own_province` is the home's. Raise RefusedError where nobody is named, or two send the same at once.
    """
    guard_person(by)
    there = select(ReportLetter).where(
        ReportLetter.recipient == letter.recipient,
        ReportLetter.province == made.province,
        ReportLetter.plan == made.plan,
        ReportLetter.form == made.form,
        ReportLetter.kind == made.kind,
        ReportLetter.told_on <= made.told_on,
    )
    waiting: list[Letter] = []
    same: ReportLetter | None = None
    for one in session.exec(there.order_by(col(ReportLetter.told_on))):
        before = _locked(session, one.letter_id)
        if one.told_on == made.told_on:
            if before.state not in (LetterState.DRAFT, *_TAKEN_AWAY):
                return None
            same = one
        if before.state == LetterState.DRAFT:
            waiting.append(before)
    number = add_letter(session, letter)
    if number is None:
        return None
    for before in waiting:
        replace_letter(session, before, number, now)
    _note(session, letter.recipient, made, number, same)
    province, agency = province_and_code(own_province, letter.recipient.partition("/")[0])
    record_act(session, Done(SEND_REPORT, province, agency, item=letter.recipient, detail=letter.subject), by, now)
    return number


def _locked(session: Session, number: int) -> Letter:
    found = select(Letter).where(Letter.id == number).with_for_update()
    return session.exec(found.execution_options(populate_existing=True)).one()


def _note(session: Session, recipient: str, made: MadeReport, number: int, same: ReportLetter | None) -> None:
    """Keep by which letter a recipient gets a report; raise RefusedError where another process was first."""
    row = {"report_id": made.id, "letter_id": number}
    if same is not None:
        mine = update(ReportLetter).where(
            col(ReportLetter.id) == same.id, col(ReportLetter.letter_id) == same.letter_id
        )
        done = session.execute(mine.values(**row)).rowcount  # type: ignore[attr-defined]
    else:
        named = {name: getattr(made, name) for name in ("province", "plan", "form", "kind", "told_on")}
        done = insert_new(session, ReportLetter, [{"recipient": recipient, **named, **row}])
    if not done:
        raise RefusedError("Báo cáo này vừa được lập thư gửi ở nơi khác; hãy xem lại bằng «dondoc outbox».")


def was_sent(
    session: Session, recipient: str, report: tuple[str, str, str, str], told_on: date, *, drafts: bool = False
) -> int | None:
    """Return the number of the letter by which a recipient was sent a report, or will be once a server takes it.

    `report` is the province, plan, form and kind. None where there is none; with `drafts` one that waits for its release
    counts too.
    """
    province, plan, form, kind = report
    away = _TAKEN_AWAY if drafts else (LetterState.DRAFT, *_TAKEN_AWAY)
    found = (
        select(Letter.id)
        .join(ReportLetter, col(ReportLetter.letter_id) == col(Letter.id))
        .where(
            ReportLetter.recipient == recipient,
            ReportLetter.province == province,
            ReportLetter.plan == plan,
            ReportLetter.form == form,
            ReportLetter.kind == kind,
            ReportLetter.told_on == told_on,
            col(Letter.state).not_in(away),
        )
    )
    return session.exec(found).first()


def reports_to_release(session: Session) -> list[Letter]:
    """Return the letters with reports that wait for the office's release."""
    return list(session.exec(_TO_RELEASE).all())


_TO_RELEASE = (
    select(Letter)
    .where(Letter.state == LetterState.DRAFT, col(Letter.matter).startswith(MATTER))
    .order_by(col(Letter.id))
)


def keep_contents(session: Session, made: MadeReport, files: Mapping[str, bytes]) -> None:
    """Keep the bytes of a report's files, by their names, for the letters that bring them."""
    rows = session.exec(select(ReportFile).where(ReportFile.report_id == made.id)).all()
    kept = [{"file_id": row.id, "content": files[row.name]} for row in rows if row.name in files]
    insert_new(session, ReportContent, kept)


def kept_among(session: Session, numbers: Collection[int]) -> set[int]:
    """Return which of some files of reports have their bytes kept."""
    kept = select(ReportContent.file_id).where(col(ReportContent.file_id).in_(list(numbers)))
    return set(session.exec(kept))


def find_kept(session: Session, number: int) -> tuple[str, str, bytes] | None:
    """Return a report's file by its number: the province, the file's name, its bytes; None where they were not kept."""
    found = (
        select(MadeReport.province, ReportFile.name, ReportContent.content)
        .join(ReportFile, col(ReportFile.report_id) == col(MadeReport.id))
        .join(ReportContent, col(ReportContent.file_id) == col(ReportFile.id))
        .where(ReportFile.id == number)
    )
    return next(((province, name, content) for province, name, content in session.exec(found)), None)


def attached_to(session: Session, letter_id: int) -> list[Attached]:
    """Return the files that go out with a letter, in the order in which they were written."""
    found = (
        select(ReportFile.id, ReportFile.name, ReportContent.content)
        .join(ReportContent, col(ReportContent.file_id) == col(ReportFile.id))
        .join(ReportLetter, col(ReportLetter.report_id) == col(ReportFile.report_id))
        .where(ReportLetter.letter_id == letter_id)
    )
    return [Attached(*row) for row in session.exec(found.order_by(col(ReportFile.id)))]


def names_attached(session: Session, letter_ids: Collection[int]) -> dict[int, list[tuple[int, str]]]:
    """Return the number and name of each file that goes out with some letters, by letter; who has none is left out."""
    found = (
        select(ReportLetter.letter_id, ReportFile.id, ReportFile.name)
        .join(ReportFile, col(ReportFile.report_id) == col(ReportLetter.report_id))
        .join(ReportContent, col(ReportContent.file_id) == col(ReportFile.id))
        .where(col(ReportLetter.letter_id).in_(list(letter_ids)))
    )
    names: dict[int, list[tuple[int, str]]] = {}
    for letter_id, number, name in session.exec(found.order_by(col(ReportFile.id))):
        names.setdefault(letter_id, []).append((number, name))
    return names


def find_attached(session: Session, letter_id: int, number: int) -> tuple[Letter, Attached] | None:
    """Return a letter with one of the files that go out with it; None where it has no such file."""
    letter = letter_numbered(session, letter_id)
    found = next((one for one in attached_to(session, letter_id) if one.number == number), None)
    return (letter, found) if letter and found else None
