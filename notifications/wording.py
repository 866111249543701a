"""The words of letters: counts, references and one link; a task's substance stays on the page behind it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from models.outbox import Waiting
from notifications.ladder import ESCALATION, OPENING
from notifications.mail_message import escape_markdown
from plan.calendar import WorkCalendar
from plan.library import LoadedPlan
from plan.parties import Register
from plan.periods import describe_period
from plan.refs import ref_order

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
    agency: str,
    own: Sequence[Waiting],
    above: Sequence[Waiting],
    plans: Mapping[str, LoadedPlan],
    on: date,
    *,
    page: AnswerPage,
    to_head: bool,
    trial: bool,
) -> LetterText:
    """Return an agency's letter of the day: what it owes itself, and `above` what it is to know of others.

    `to_head` addresses it to the agency's head.
    """
    register = plans[own[0].check_in.plan].register
    late = [notice for notice in own if notice.purpose == ESCALATION]
    soon = [notice for notice in own if notice.purpose not in (ESCALATION, OPENING)]
    opened = [notice for notice in own if notice.purpose == OPENING]
    name, codes = register.name_of(agency), _codes([*own, *above])
    if late:
        subject = f"[Đôn đốc] {name}: {len(late)} báo cáo quá hạn"
    elif soon:
        subject = f"[Nhắc việc] {name}: {len(soon)} báo cáo đến hạn {min(n.check_in.due_on for n in soon):%d/%m/%Y}"
    else:
        subject = f"[Thông báo] {name}: {len(opened)} báo cáo cần trả lời"
    body = render_letter(
        "agency.md.j2",
        name=escape_markdown(name),
        to_head=to_head,
        sections=[
            (f"Quá hạn ({len(late)})", _lines(late, plans, on, codes)),
            (f"Sắp đến hạn ({len(soon)})", _lines(soon, plans, on, codes)),
            (f"Mới mở ({len(opened)})", _lines(opened, plans, on, codes)),
        ],
        above=_by_agency(above, plans, on, codes),
        documents=_documents([*own, *above], plans),
        owed=page.owed,
        link=page.link,
        trial=trial,
        on=on,
    )
    return LetterText(subject, body)


def write_tracker_letter(
    agency: str, notices: Sequence[Waiting], plans: Mapping[str, LoadedPlan], on: date, *, trial: bool
) -> LetterText:
    """Return the letter to who follows up: which agencies are late with what."""
    register = plans[notices[0].check_in.plan].register
    late = {notice.check_in.id for notice in notices}
    agencies = {notice.check_in.holder for notice in notices}
    body = render_letter(
        "tracker.md.j2",
        name=_name(register, agency),
        count=len(late),
        agencies=len(agencies),
        lines=_by_agency(notices, plans, on, _codes(notices)),
        documents=_documents(notices, plans),
        trial=trial,
        on=on,
    )
    return LetterText(f"[Đôn đốc] {len(agencies)} cơ quan có {len(late)} báo cáo quá hạn", body)


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
    return LetterText(f"[Báo cáo] {len(agencies)} cơ quan chậm báo cáo kéo dài", body)


def render_letter(template: str, **values: Any) -> str:  # noqa: ANN401  what a template names
    """Return the body of a letter: a template with its values, a trial's banner at hand."""
    return _templates.get_template(template).render(banner=TRIAL_BANNER, **values).strip() + "\n"


def _documents(notices: Iterable[Waiting], plans: Mapping[str, LoadedPlan]) -> list[str]:
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


def _lines(notices: Sequence[Waiting], plans: Mapping[str, LoadedPlan], on: date, codes: Sequence[str]) -> list[_Lines]:
    ordered = sorted(notices, key=lambda notice: (notice.check_in.due_on, notice.check_in.plan, notice.check_in.period))
    lines = []
    for (due_on, plan, period), group in groupby(
        ordered, key=lambda notice: (notice.check_in.due_on, notice.check_in.plan, notice.check_in.period)
    ):
        found = list(group)
        when = describe_due(due_on, on, plans[plan].calendar)
        refs = _refs(found, plans[plan])
        lines.append(
            _Lines(plan, describe_period(period), f"{due_on:%d/%m/%Y}", when, refs, len(found), _number(plan, codes))
        )
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
    return sorted(rows, key=lambda row: (-row["days"], -row["count"], row["name"]))
