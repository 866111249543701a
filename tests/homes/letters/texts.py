"""Letters in words, of the small plan, from what is owed as values."""

from datetime import date
from typing import Any

from models.outbox.notices import Chased
from notifications.channels.mail_message import plain_text
from notifications.wording.letters import (
    Addressee,
    AnswerPage,
    LetterText,
    write_agency_letter,
    write_tracker_letter,
)
from notifications.wording.sections import DeskNews, LetterContent
from plan.language.plan_file import read_plan
from plan.language.register_file import read_calendar, read_register
from plan.library import Library, LoadedPlan
from tests.homes.offices import SMALL_PLAN, SMALL_REGISTER

LINK = "https://dondoc.tinh-thu.gov.vn/tra-loi/abc"
CALENDAR, _ = read_calendar(Library().calendar_file().read_bytes(), "calendar.yaml")
HEALTH = "so-y-te"


def load(plan: str = SMALL_PLAN, register: str = SMALL_REGISTER) -> LoadedPlan:
    """Return the small plan, or another text of it, as it is read."""
    read, register_errors = read_register(register, "agencies.yaml")
    assert (register_errors, read is not None) == ((), True)
    assert read is not None
    found, errors = read_plan(plan, "ke-hoach-thu.yaml", read)
    assert errors == ()
    assert found is not None
    assert CALENDAR is not None
    return LoadedPlan(found, read, CALENDAR, plan)


def owed(number: int, holder: str = "so-y-te", **changes: object) -> Chased:
    """Return what Sở Y tế, or another holder, owes for I.1 of the first half-year, due on 14/6/2023, with changes."""
    values: dict[str, object] = {
        "ref": "I.1",
        "scope": "",
        "period": "2023-H1",
        "due_on": date(2023, 6, 14),
    } | changes
    return Chased(
        id=number,
        province="tinh-thu",
        plan="ke-hoach-thu",
        holder=holder,
        opened_on=date(2023, 5, 15),
        remind_on=values["due_on"],  # type: ignore[arg-type]
        adopted_now=False,
        **values,  # type: ignore[arg-type]
    )


def told(*own: Chased, new: tuple[int, ...] = (), refused: tuple[int, ...] = (), **more: Any) -> LetterContent:  # noqa: ANN401
    """Return what an agency's letter tells of its own, of which the numbers in `new` are news."""
    return LetterContent(owed=own, opened=new, refused=refused, reminds=True, **more)


def agency_letter(
    said: LetterContent, on: date, loaded: LoadedPlan, suffix: str = "", contact: str = ""
) -> tuple[str, str]:
    """Return the subject and the plain text of the letter to who owes the first of what is told."""
    to = Addressee(said.owed[0].holder, loaded.register, suffix)
    page = AnswerPage(LINK, 5, contact)
    text = write_agency_letter(to, said, {"ke-hoach-thu": loaded}, on, page=page, trial=False)
    return text.subject, plain_text(text.body)


def tracker_letter(
    above: list[Chased], on: date, loaded: LoadedPlan, *, desk: DeskNews | None = None, trial: bool = False
) -> LetterText:
    """Return the letter to Công an tỉnh as who follows up."""
    to = Addressee("cong-an-tinh", loaded.register)
    return write_tracker_letter(to, LetterContent(above=above, desk=desk), {"ke-hoach-thu": loaded}, on, trial=trial)
