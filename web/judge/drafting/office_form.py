"""The form in which an office chooses for a drafted plan when it asks, when it reminds, and who hears what after the date."""

from collections.abc import Mapping
from dataclasses import dataclass

from plan.drafting.review.doubts import DraftTexts
from plan.drafting.review.editing import NotThereError, Text
from plan.drafting.review.office_choices import RECIPIENTS, office_choices, rhythm_of
from plan.drafting.review.settling import RHYTHMS
from plan.ladder.in_force import Ladder
from plan.parties import Register
from plan.tasks import Rung
from web.judge.judge_page import RefusedForm

OFFICE, RHYTHM, TRACKER = "office", "rhythm", "tracker"
"""The keys of the office's forms."""
MOST_RUNGS = 8
"""How many rungs the form has room for; a longer ladder is edited in the file."""


@dataclass(frozen=True)
class RungView:
    """A row of the form: its number, the days after the date as they are typed, and who of the offered is ticked."""

    number: int
    after: str
    ticked: frozenset[str]


@dataclass(frozen=True)
class OfficeView:
    """What the office chose so far, in words and as the form has it; `recipients` are the codes that a rung may tell."""

    told: tuple[tuple[str, str], ...]
    opens: str
    remind: str
    rungs: tuple[RungView, ...]
    recipients: tuple[tuple[str, str], ...]
    rhythms: tuple[str, ...]
    rhythm: str
    tracker: str


def office_view(draft: DraftTexts, register: Register, sent: RefusedForm) -> OfficeView | None:
    """Return the office's choices of a draft; None where they cannot be read or have no place in the form."""
    choices = office_choices(draft)
    if choices is None or len(choices.rungs) > MOST_RUNGS:
        return None
    ladder = Ladder(choices.remind, choices.rungs).words(register)
    rhythm, tracker = rhythm_of(draft), _tracker(draft, register)
    mine = sent.of(f"edit/{OFFICE}")
    typed = mine.fields if mine.errors else {}
    own = sorted({code for rung in choices.rungs for code in rung.to} - RECIPIENTS.keys())
    told = (
        ("Hỏi việc thường xuyên", rhythm or "như ghi ở «follow_up» trong tệp"),
        ("Mở phiếu báo cáo", f"{choices.opens} ngày trước hạn"),
        ("Nhắc và đôn đốc (ngày làm việc)", ladder),
        ("Theo dõi, đôn đốc chung", tracker or "chưa quyết định"),
    )
    return OfficeView(
        told=told,
        opens=typed.get("opens", str(choices.opens)),
        remind=typed.get("remind", ", ".join(map(str, choices.remind))),
        rungs=_rows(choices.rungs, typed),
        recipients=(*RECIPIENTS.items(), *((code, register.name_of(code)) for code in own)),
        rhythms=tuple(RHYTHMS),
        rhythm=rhythm,
        tracker=tracker,
    )


def read_rungs(fields: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    """Return the rungs of a form that was sent: the days of each and whom it tells, in the order of its rows."""
    places = {code: place for place, code in enumerate(RECIPIENTS)}
    ticked = [name.removeprefix("to-").partition("-") for name in fields if name.startswith("to-")]
    ticked.sort(key=lambda one: (places.get(one[2], len(places)), one[2]))
    return [
        (fields.get(f"after-{row}", ""), [code for number, _, code in ticked if number == str(row)])
        for row in range(1, MOST_RUNGS + 1)
    ]


def _rows(rungs: tuple[Rung, ...], typed: Mapping[str, str]) -> tuple[RungView, ...]:
    rows = [(str(rung.after), rung.to) for rung in rungs]
    if typed:
        sent = read_rungs(typed)
        rows = [(after, tuple(to)) for after, to in sent if after or to]
    rows = [*rows, ("", ())][:MOST_RUNGS]
    return tuple(RungView(number, after, frozenset(to)) for number, (after, to) in enumerate(rows, start=1))


def _tracker(draft: DraftTexts, register: Register) -> str:
    try:
        code = Text(draft.plan).first_line(("trackers", "default")).partition(":")[2].split(" #")[0].strip()
    except NotThereError:
        return ""
    return register.name_of(code) if register.knows(code) else ""
