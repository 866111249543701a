"""The words of letters: counts, references and one link; a task's substance stays on the page behind it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from models.outbox.news import News
from models.outbox.notices import Waiting
from notifications.channels.mail_message import escape_markdown
from notifications.ladder.stages import DEPUTY_SUFFIX, ESCALATION, HEAD_SUFFIX, REFUSAL, REMINDER
from notifications.wording.heads import title_of_head
from notifications.wording.subjects import Subject
from plan.calendar import WorkCalendar
from plan.library import LoadedPlan
from plan.parties import Register
from plan.periods import describe_period
from plan.refs import ref_order
from plan.texts.written import format_day

_PART_OF_DATE = ("năm", "tháng", "ngày")
"""What a document's date is known to, by the number of its slashes: `2022`, `11/2022`, `3/11/2022`."""
TRIAL_BANNER = "BẢN CHẠY THỬ – thư này không gửi cho cơ quan nào"

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    autoescape=False,  # noqa: S701  Markdown, not HTML: names that an office types go through `escape_markdown`
)
_templates.filters["day"] = format_day


@dataclass(frozen=True)
class LetterText:
    """A letter's subject and its body in Markdown."""

    subject: str
    body: str


@dataclass(frozen=True)
class AnswerPage:
    """What stands behind a letter's link: the page's address, and how many answers its agency still owes there."""

    link: str
    owed: int


@dataclass(frozen=True)
class Addressee:
    """To whom a letter speaks: an agency by its code in its register, with a suffix of the ladder its head or deputy.

    `post` is what the address book says of the head's post, '' where it says nothing.
    """

    agency: str
    register: Register
    suffix: str = ""
    post: str = ""

    @property
    def name(self) -> str:
        """The agency's name."""
        return self.register.name_of(self.agency)

    @property
    def head(self) -> str:
        """The head by title, where the letter speaks to the head, else ''."""
        return title_of_head(self.name, self.post) if self.suffix == HEAD_SUFFIX else ""


@dataclass(frozen=True)
class DeskNews:
    """What waits on a desk: how many matters of each kind in words, the most urgent first, and the link to its page.

    `faults` are what is wrong in the office's address book.
    """

    heading: str
    subject: str
    lines: tuple[str, ...]
    link: str
    link_words: str
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Told:
    """What one letter tells: of what its reader owes, of what others are late with, and what waits on its desk."""

    own: Sequence[Waiting] = ()
    above: Sequence[Waiting] = ()
    desk: DeskNews | None = None


@dataclass(frozen=True)
class _Lines:
    """Check-ins of one plan with one due date and period, as one line of a letter."""

    plan: str
    period: str
    due_on: str
    when: str
    refs: str
    count: int
    document: str = ""
    """Which of the letter's documents, `(2)`, where it has several: refs repeat across plans."""
    returned: bool = False
    """Whether an earlier answer was sent back, which a reminder says."""


def describe_due(due_on: date, on: date, calendar: WorkCalendar) -> str:
    """Return how far a due date is, in words: `còn 7 ngày làm việc`, `hôm nay là ngày cuối`, `quá hạn 12 ngày`.

    What is left is counted in working days, the lateness in calendar days. On the last working day before a due date
    that is a rest day nothing is left to count: `hôm nay là ngày làm việc cuối`.
    """
    if on > due_on:
        return f"quá hạn {(on - due_on).days} ngày"
    if on == due_on:
        return "hôm nay là ngày cuối"
    left = calendar.working_days_between(on, due_on)
    if left:
        return f"còn {left} ngày làm việc"
    if calendar.is_working_day(on):
        return "hôm nay là ngày làm việc cuối"
    return f"còn {(due_on - on).days} ngày, đều là ngày nghỉ"


def write_agency_letter(
    to: Addressee, told: Told, plans: Mapping[str, LoadedPlan], on: date, *, page: AnswerPage, trial: bool
) -> LetterText:
    """Return an agency's letter of the day: what it owes, what it is to know of others, and what waits for its word.

    One that tells of nothing in particular says how much is owed: the first to who answers in the agency's name.
    """
    codes = _codes([*told.own, *told.above])
    sections = _sections(told.own)
    body = render_letter(
        "agency.md.j2",
        name=escape_markdown(to.name),
        head=escape_markdown(to.head),
        to_deputy=to.suffix == DEPUTY_SUFFIX,
        sections=[
            (f"{heading} ({len(found)})", _lines(found, plans, on, codes, marked=heading in (LATE, SOON)))
            for heading, found in sections.items()
        ],
        above=_by_agency(told.above, plans, on, codes),
        documents=_documents([*told.own, *told.above], plans),
        owed=page.owed,
        link=page.link,
        desk=_desk(told.desk),
        trial=trial,
        on=on,
    )
    return LetterText(_subject(to.name, sections, page.owed), body)


LATE, SENT_BACK, SOON, REFUSED = "Quá hạn", "Trả lại để bổ sung, hoàn thiện", "Sắp đến hạn", "Không được gia hạn"
PASSED_ON, EXTENDED, OPENED = "Mới nhận bàn giao", "Đã được gia hạn", "Đến kỳ báo cáo"
"""The sections of an agency's letter."""
_SECTION_OF_NEWS = {
    News.NONE: OPENED,
    News.RETURNED: SENT_BACK,
    News.EXTENDED: EXTENDED,
    News.HANDED_OVER: PASSED_ON,
}


def _sections(own: Iterable[Waiting]) -> dict[str, list[Waiting]]:
    """Return what an agency owes by the section that tells of it, the most pressing section first."""
    found: dict[str, list[Waiting]] = {
        heading: [] for heading in (LATE, SENT_BACK, SOON, REFUSED, PASSED_ON, OPENED, EXTENDED)
    }
    of_purpose = {ESCALATION: LATE, REMINDER: SOON, REFUSAL: REFUSED}
    for notice in own:
        found[of_purpose.get(notice.purpose, _SECTION_OF_NEWS[notice.check_in.news])].append(notice)
    return found


def _subject(name: str, sections: Mapping[str, Sequence[Waiting]], owed: int) -> str:
    """Return a subject that counts the most pressing."""
    count = {heading: len(found) for heading, found in sections.items()}
    if count[LATE]:
        return Subject.LATE.of(name=name, count=count[LATE])
    if count[SENT_BACK]:
        return Subject.RETURNED.of(name=name, count=count[SENT_BACK])
    if count[SOON]:
        first = min(notice.check_in.due_on for notice in sections[SOON])
        return Subject.SOON.of(name=name, count=count[SOON], day=format_day(first))
    if count[REFUSED]:
        return Subject.REFUSED.of(name=name, count=count[REFUSED])
    if count[EXTENDED] and not count[OPENED] + count[PASSED_ON]:
        return Subject.EXTENDED.of(name=name, count=count[EXTENDED])
    return Subject.ASKED.of(name=name, count=count[OPENED] + count[PASSED_ON] or owed)


def write_tracker_letter(
    to: Addressee, told: Told, plans: Mapping[str, LoadedPlan], on: date, *, trial: bool
) -> LetterText:
    """Return the weekly letter to who follows up: which agencies are late with what, and what waits for its word."""
    late = {notice.check_in.id for notice in told.above}
    agencies = {notice.check_in.holder for notice in told.above}
    body = render_letter(
        "tracker.md.j2",
        name=escape_markdown(to.name),
        count=len(late),
        agencies=len(agencies),
        lines=_by_agency(told.above, plans, on, _codes(told.above)),
        documents=_documents(told.above, plans),
        desk=_desk(told.desk),
        trial=trial,
        on=on,
    )
    if told.desk is not None and not late:
        return LetterText(told.desk.subject, body)
    return LetterText(Subject.DIGEST.of(agencies=len(agencies), count=len(late)), body)


def write_chairman_letter(
    notices: Sequence[Waiting], plans: Mapping[str, LoadedPlan], on: date, *, trial: bool
) -> LetterText:
    """Return the Chairman's letter: how many agencies are late, and how late, worst first."""
    late = {notice.check_in.id for notice in notices}
    agencies = {notice.check_in.holder for notice in notices}
    body = render_letter(
        "chairman.md.j2",
        count=len(late),
        agencies=len(agencies),
        lines=_by_agency(notices, plans, on, _codes(notices)),
        documents=_documents(notices, plans),
        trial=trial,
        on=on,
    )
    return LetterText(Subject.CHAIRMAN.of(agencies=len(agencies)), body)


def _desk(desk: DeskNews | None) -> dict[str, Any] | None:
    """Return what waits on a desk as the templates show it."""
    if desk is None:
        return None
    return {
        "heading": escape_markdown(desk.heading),
        "lines": desk.lines,
        "link": desk.link,
        "link_words": desk.link_words,
        "faults": [escape_markdown(fault) for fault in desk.faults],
    }


def render_letter(template: str, **values: Any) -> str:  # noqa: ANN401  what a template names
    """Return the body of a letter: a template with its values, a trial's banner at hand."""
    return _templates.get_template(template).render(banner=TRIAL_BANNER, **values).strip() + "\n"


def _documents(notices: Sequence[Waiting], plans: Mapping[str, LoadedPlan]) -> list[str]:
    """Return the documents a letter is about, numbered `(1)`, `(2)` where there are several."""
    codes = _codes(notices)
    named = name_documents([plans[code] for code in codes])
    return [f"{_number(code, codes)}{name}" for code, name in zip(codes, named, strict=True)]


def _codes(notices: Iterable[Waiting]) -> list[str]:
    return sorted({notice.check_in.plan for notice in notices})


def _number(code: str, codes: Sequence[str]) -> str:
    return f"({codes.index(code) + 1}) " if len(codes) > 1 else ""


def name_documents(loaded: Iterable[LoadedPlan]) -> list[str]:
    """Return the documents of plans as a letter names them: kind, number and date as far as known, issuer."""
    found = []
    for one in loaded:
        document = one.plan.document
        number = f" số {document.number}" if document.number else ""
        when = f" {_PART_OF_DATE[document.date.count('/')]} {document.date}" if document.date else ""
        found.append(escape_markdown(f"{document.kind}{number}{when} của {document.issuer}"))
    return found


def _name(register: Register, code: str) -> str:
    return escape_markdown(register.name_of(code))


def _lines(
    notices: Iterable[Waiting], plans: Mapping[str, LoadedPlan], on: date, codes: Sequence[str], *, marked: bool
) -> list[_Lines]:
    """Return check-ins as lines, by due date; `marked` tells those that were sent back from the others."""

    def alike(notice: Waiting) -> tuple[date, str, str, bool]:
        one = notice.check_in
        return one.due_on, one.plan, one.period, marked and one.news == News.RETURNED

    lines = []
    for (due_on, plan, period, returned), group in groupby(sorted(notices, key=alike), key=alike):
        found = list(group)
        when = describe_due(due_on, on, plans[plan].calendar)
        refs, number = _refs(found, plans[plan]), _number(plan, codes)
        day = format_day(due_on)
        lines.append(_Lines(plan, describe_period(period), day, when, refs, len(found), number, returned))
    return lines


def _refs(notices: Iterable[Waiting], loaded: LoadedPlan) -> str:
    named = {(notice.check_in.ref, notice.check_in.scope) for notice in notices}
    ordered = sorted(named, key=lambda item: (ref_order(item[0]), item[1]))
    scopes = loaded.plan.scopes
    return ", ".join(f"{ref} ({escape_markdown(scopes.get(scope, scope))})" if scope else ref for ref, scope in ordered)


def _by_agency(
    notices: Sequence[Waiting], plans: Mapping[str, LoadedPlan], on: date, codes: Sequence[str]
) -> list[dict[str, Any]]:
    """Return one row an agency, worst first: its name, how many are late, by how many days at most, and which."""
    rows = []
    for holder, group in groupby(sorted(notices, key=lambda n: n.check_in.holder), key=lambda n: n.check_in.holder):
        found = list(group)
        loaded = plans[found[0].check_in.plan]
        rows.append(
            {
                "name": _name(loaded.register, holder),
                "count": len({notice.check_in.id for notice in found}),
                "days": (on - min(notice.check_in.due_on for notice in found)).days,
                "refs": "; ".join(
                    _number(code, codes) + _refs([n for n in found if n.check_in.plan == code], plans[code])
                    for code in _codes(found)
                ),
            }
        )
    return sorted(rows, key=lambda row: (-row["count"], -row["days"], row["name"]))
