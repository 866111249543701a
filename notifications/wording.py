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
from plan.calendar import WorkCalendar
from plan.library import LoadedPlan
from plan.periods import describe_period
from plan.refs import ref_order

TRIAL_BANNER = "BẢN CHẠY THỬ – thư này không gửi cho cơ quan nào"

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    autoescape=False,  # noqa: S701  Markdown; every value comes from checked plan files, none from what people answer
)


@dataclass(frozen=True)
class LetterText:
    """A letter's subject and its body in Markdown."""

    subject: str
    body: str


@dataclass(frozen=True)
class _Lines:
    """Check-ins of one plan with one due date and period, as one line of a letter."""

    plan: str
    period: str
    due_on: str
    when: str
    refs: str
    count: int


def describe_due(due_on: date, on: date, calendar: WorkCalendar) -> str:
    """Return how far a due date is, in words: `còn 7 ngày làm việc`, `hôm nay là ngày cuối`, `quá hạn 12 ngày`.

    What is left is counted in working days, the lateness in calendar days.
    """
    if on > due_on:
        return f"quá hạn {(on - due_on).days} ngày"
    if on == due_on:
        return "hôm nay là ngày cuối"
    left = calendar.working_days_between(on, due_on)
    return f"còn {left} ngày làm việc" if left else "không còn ngày làm việc nào trước hạn"


def write_agency_letter(
    agency: str,
    own: Sequence[Waiting],
    above: Sequence[Waiting],
    plans: Mapping[str, LoadedPlan],
    on: date,
    *,
    link: str,
    owed: int,
    trial: bool,
) -> LetterText:
    """Return an agency's letter of the day: what it owes itself, and `above` what it is to know of others."""
    register = plans[own[0].check_in.plan].register
    late = [notice for notice in own if notice.purpose == ESCALATION]
    soon = [notice for notice in own if notice.purpose not in (ESCALATION, OPENING)]
    opened = [notice for notice in own if notice.purpose == OPENING]
    name = register.name_of(agency)
    if late:
        subject = f"[Đôn đốc] {name}: {len(late)} báo cáo quá hạn"
    elif soon:
        subject = f"[Nhắc việc] {name}: {len(soon)} báo cáo đến hạn {min(n.check_in.due_on for n in soon):%d/%m/%Y}"
    else:
        subject = f"[Thông báo] {name}: {len(opened)} báo cáo cần trả lời"
    body = _render(
        "agency.md.j2",
        name=name,
        heads=bool(late),
        sections=[
            (f"Quá hạn ({len(late)})", _lines(late, plans, on)),
            (f"Sắp đến hạn ({len(soon)})", _lines(soon, plans, on)),
            (f"Mới mở ({len(opened)})", _lines(opened, plans, on)),
        ],
        above=_by_agency(above, plans, on),
        documents=_documents(own, plans),
        owed=owed,
        link=link,
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
    body = _render(
        "tracker.md.j2",
        name=register.name_of(agency),
        count=len(late),
        agencies=len(agencies),
        lines=_by_agency(notices, plans, on),
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
    body = _render(
        "chairman.md.j2",
        count=len(late),
        agencies=len(agencies),
        lines=_by_agency(notices, plans, on),
        documents=_documents(notices, plans),
        trial=trial,
        on=on,
    )
    return LetterText(f"[Báo cáo] {len(agencies)} cơ quan chậm báo cáo kéo dài", body)


def _render(template: str, **values: Any) -> str:  # noqa: ANN401  what a template names
    return _templates.get_template(template).render(banner=TRIAL_BANNER, **values).strip() + "\n"


def _documents(notices: Iterable[Waiting], plans: Mapping[str, LoadedPlan]) -> list[str]:
    found = []
    for code in sorted({notice.check_in.plan for notice in notices}):
        document = plans[code].plan.document
        number = f" số {document.number}" if document.number else ""
        found.append(f"{document.kind}{number} ({document.date}) của {document.issuer}")
    return found


def _lines(notices: Sequence[Waiting], plans: Mapping[str, LoadedPlan], on: date) -> list[_Lines]:
    ordered = sorted(notices, key=lambda notice: (notice.check_in.due_on, notice.check_in.plan, notice.check_in.period))
    lines = []
    for (due_on, plan, period), group in groupby(
        ordered, key=lambda notice: (notice.check_in.due_on, notice.check_in.plan, notice.check_in.period)
    ):
        found = list(group)
        when = describe_due(due_on, on, plans[plan].calendar)
        refs = _refs(found, plans[plan])
        lines.append(_Lines(plan, describe_period(period), f"{due_on:%d/%m/%Y}", when, refs, len(found)))
    return lines


def _refs(notices: Iterable[Waiting], loaded: LoadedPlan) -> str:
    named = {(notice.check_in.ref, notice.check_in.scope) for notice in notices}
    ordered = sorted(named, key=lambda item: (ref_order(item[0]), item[1]))
    return ", ".join(f"{ref} ({loaded.plan.scopes.get(scope, scope)})" if scope else ref for ref, scope in ordered)


def _by_agency(notices: Sequence[Waiting], plans: Mapping[str, LoadedPlan], on: date) -> list[dict[str, Any]]:
    """Return one row an agency, worst first: its name, how many are late, by how many days at most, and which."""
    rows = []
    for holder, group in groupby(sorted(notices, key=lambda n: n.check_in.holder), key=lambda n: n.check_in.holder):
        found = list(group)
        loaded = plans[found[0].check_in.plan]
        rows.append(
            {
                "name": loaded.register.name_of(holder),
                "count": len({notice.check_in.id for notice in found}),
                "days": (on - min(notice.check_in.due_on for notice in found)).days,
                "refs": _refs(found, loaded),
            }
        )
    return sorted(rows, key=lambda row: (-row["days"], -row["count"], row["name"]))
