"""The words of letters: counts, references and one link; a task's substance stays on the page behind it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from models.outbox.news import Decided, News
from models.outbox.notices import Chased
from models.tables.decisions import ObjectionKind
from notifications.channels.mail_message import escape_markdown
from notifications.ladder.stages import DEPUTY_SUFFIX, HEAD_SUFFIX
from notifications.wording.days import describe_due, promise_words
from notifications.wording.heads import title_of_head
from notifications.wording.sections import (
    EXTENDED,
    LATE,
    OPENED,
    PASSED_ON,
    PROMISED,
    REFUSED,
    SENT_BACK,
    SOON,
    DeskNews,
    LetterContent,
    Sections,
    sections_of,
)
from notifications.wording.subjects import Subject, as_a_request
from plan.library import LoadedPlan
from plan.owed import day_of_document
from plan.parties import Register
from plan.periods import describe_period
from plan.refs import ref_order, told_ref
from plan.texts.written import format_day

_PART_OF_DATE = ("năm", "tháng", "ngày")
"""What a document's date is known to, by the number of its slashes: `2022`, `11/2022`, `3/11/2022`."""
BASELINE = "baseline"
"""The basis of a check-in of a period that fell due before its plan was followed."""
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
    """A letter's subject and its body in Markdown; `late` is how many of its reader's own reports it tells as overdue."""

    subject: str
    body: str
    late: int = 0


@dataclass(frozen=True)
class AnswerPage:
    """What stands behind a letter's link: the page's address, and how many answers its agency still owes, of which `plans`.

    `contact` says whom to telephone, '' where the office named nobody; `takes_replies` that the letter may be answered by mail.
    """

    link: str
    owed: int
    contact: str = ""
    takes_replies: bool = False
    plans: frozenset[str] = frozenset()


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
    kind: str = ""
    """` ban đầu` where it is of a period that fell due before the plan was followed, else ''."""


_OBJECTIONS = {
    ObjectionKind.NOT_OURS: "ý kiến không thuộc nhiệm vụ của cơ quan",
    ObjectionKind.NO_SYSTEM: "kê khai không có hệ thống thông tin",
}


def write_agency_letter(
    to: Addressee,
    told: LetterContent,
    plans: Mapping[str, LoadedPlan],
    on: date,
    *,
    page: AnswerPage,
    trial: bool,
    sections: Sections | None = None,
) -> LetterText:
    """Return an agency's letter of the day: what it owes, what it is to know of others, and what waits for its word.

    `sections` are its own, where the caller has them already.

    One that tells of nothing in particular says how much is owed: the first to who answers in the agency's name.
    """
    sections = sections_of(told, plans, on) if sections is None else sections
    listed, late = [one for found in sections.values() for one in found], len(sections[LATE])
    codes, outside = _codes([*listed, *told.above]), to.register.is_outside(to.agency)
    body = render_letter(
        "agency.md.j2",
        name=escape_markdown(to.name),
        head=escape_markdown(to.head),
        to_deputy=to.suffix == DEPUTY_SUFFIX,
        outside=outside,
        sections=[
            (
                f"{heading} ({len(found)})",
                _lines(_worst(found, heading, told), plans, on, codes, marked=heading in (LATE, SOON)),
                len(found) - len(_worst(found, heading, told)),
            )
            for heading, found in sections.items()
        ],
        asks_day=not late and any(one.promised_on is None for one in (*sections[OPENED], *sections[PASSED_ON])),
        has_baseline=any(one.basis == BASELINE for one in listed),
        decided=[_decided(one, plans) for one in told.decided],
        lead=escape_markdown(told.lead),
        late=late,
        new=_count_new(sections[LATE], told.before),
        ahead=[(one.on, escape_markdown(one.words), one.count) for one in told.ahead],
        habitual=told.habitual,
        followers=[
            (escape_markdown(one.name), escape_markdown(one.phone), escape_markdown(one.person))
            for one in told.followers
        ],
        above=_digest(told, plans, on, codes),
        documents=_documents([*listed, *told.above], plans),
        owed=page.owed,
        owed_elsewhere=not page.plans.issubset(codes),
        link=page.link,
        contact=escape_markdown(page.contact),
        reply_ref=escape_markdown(told_ref(listed[0].ref)) if page.takes_replies and listed else "",
        desk=_desk(told.desk),
        trial=trial,
        on=on,
    )
    subject = _subject(to.name, sections, told, page.owed)
    return LetterText(as_a_request(subject) if outside else subject, body, late)


def _worst(found: Sequence[Chased], heading: str, told: LetterContent) -> Sequence[Chased]:
    """Return what of a section is listed: of what is overdue the longest overdue, where not all of it is."""
    return sorted(found, key=lambda one: one.due_on)[: told.most_late] if heading == LATE else found


def _decided(one: Decided, plans: Mapping[str, LoadedPlan]) -> str:
    """Return what became of an objection, as one line of a letter."""
    document = f", theo {escape_markdown(one.document)}" if one.document else ""
    line, what = _refs([(one.ref, one.scope)], plans[one.plan]), _OBJECTIONS[ObjectionKind(one.kind)]
    ruling = f"{'' if one.upheld else 'không '}được chấp nhận ngày {format_day(one.on)}"
    return f"{line}, {describe_period(one.period)}, {what}: {ruling}{document}"


def _subject(name: str, sections: Sections, told: LetterContent, owed: int) -> str:
    """Return a subject that counts the most pressing."""
    count = {heading: len(found) for heading, found in sections.items()}
    if count[LATE]:
        return Subject.LATE.of(name=name, count=count[LATE])
    if count[SENT_BACK]:
        return Subject.RETURNED.of(name=name, count=count[SENT_BACK])
    if count[PROMISED]:
        days = sorted(one.promised_on for one in sections[PROMISED] if one.promised_on)
        return Subject.PROMISED.of(name=name, count=days.count(days[0]), day=format_day(days[0]))
    if count[SOON]:
        first = min(one.due_on for one in sections[SOON])
        due_first = [one for one in sections[SOON] if one.due_on == first]
        return Subject.SOON.of(name=name, count=len(due_first), day=f"{format_day(first)}")
    if count[REFUSED]:
        return Subject.REFUSED.of(name=name, count=count[REFUSED])
    if told.decided and not count[OPENED] + count[PASSED_ON]:
        return Subject.DECIDED.of(name=name, count=len(told.decided))
    if count[EXTENDED] and not count[OPENED] + count[PASSED_ON]:
        return Subject.EXTENDED.of(name=name, count=count[EXTENDED])
    return Subject.ASKED.of(name=name, count=count[OPENED] + count[PASSED_ON] or owed)


def write_tracker_letter(
    to: Addressee, told: LetterContent, plans: Mapping[str, LoadedPlan], on: date, *, trial: bool
) -> LetterText:
    """Return the weekly letter to who follows up: which agencies are late with what, and what waits for its word."""
    digest = _digest(told, plans, on, _codes(told.above))
    body = render_letter(
        "tracker.md.j2",
        name=escape_markdown(to.name),
        digest=digest,
        documents=_documents(told.above, plans),
        desk=_desk(told.desk),
        trial=trial,
        on=on,
    )
    if told.desk is not None and not told.above:
        return LetterText(told.desk.subject, body)
    return LetterText(Subject.DIGEST.of(agencies=digest["agencies"], count=digest["count"]), body)


def write_chairman_letter(told: LetterContent, plans: Mapping[str, LoadedPlan], on: date, *, trial: bool) -> LetterText:
    """Return the Chairman's letter: how many agencies are late, and how late, worst first."""
    digest = _digest(told, plans, on, _codes(told.above))
    body = render_letter("chairman.md.j2", digest=digest, documents=_documents(told.above, plans), trial=trial, on=on)
    return LetterText(Subject.CHAIRMAN.of(agencies=digest["agencies"], count=digest["count"]), body)


def _digest(told: LetterContent, plans: Mapping[str, LoadedPlan], on: date, codes: Sequence[str]) -> dict[str, Any]:
    """Return what others are late with as the templates show it: totals, what is new since the digest before, rows.

    `early` are what is told before its day, counted by the reason.
    """
    late = told.above
    early = Counter(told.early[one.id] for one in late if one.id in told.early)
    return {
        "count": len(late),
        "agencies": len({(one.province, one.holder) for one in late}),
        "new": _count_new(late, told.digest_before),
        "rows": _by_agency(told, plans, on, codes),
        "needs": bool(told.needed),
        "early": [(escape_markdown(why), count) for why, count in sorted(early.items())],
    }


def _count_new(late: Iterable[Chased], before: date | None) -> int:
    """Count what became overdue since the letter before, of the day `before`; 0 where there was none, for all is new."""
    return 0 if before is None else len([one for one in late if one.due_on >= before])


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


def _documents(told: Sequence[Chased], plans: Mapping[str, LoadedPlan]) -> list[str]:
    """Return the documents a letter is about, numbered `(1)`, `(2)` where there are several."""
    codes = _codes(told)
    named = name_documents([plans[code] for code in codes])
    return [f"{_number(code, codes)}{name}" for code, name in zip(codes, named, strict=True)]


def _codes(told: Iterable[Chased]) -> list[str]:
    return sorted({one.plan for one in told})


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
    told: Iterable[Chased], plans: Mapping[str, LoadedPlan], on: date, codes: Sequence[str], *, marked: bool
) -> list[_Lines]:
    """Return check-ins as lines, by due date; `marked` tells those that were sent back from the others."""

    def alike(one: Chased) -> tuple[date, str, str, bool, bool, str, date]:
        said = day_of_document(plans[one.plan].plan, one.ref, one.period, one.due_on)
        told, returned = f"văn bản: {said}" if said else "", marked and one.news == News.RETURNED
        return one.due_on, one.plan, one.period, one.basis == BASELINE, returned, told, one.promised_on or date.max

    lines = []
    keyed = sorted(((alike(one), one) for one in told), key=itemgetter(0))
    for (due_on, plan, period, first, returned, said, promised), group in groupby(keyed, key=itemgetter(0)):
        found = [one for _, one in group]
        promise = promise_words(promised, on) if promised < date.max else ""
        when = "; ".join(filter(None, (said, describe_due(due_on, on, plans[plan].calendar), promise)))
        refs, number = _refs([(one.ref, one.scope) for one in found], plans[plan]), _number(plan, codes)
        day, kind = f"{'hết ngày ' if said else ''}{format_day(due_on)}", " ban đầu" if first else ""
        lines.append(_Lines(plan, describe_period(period), day, when, refs, len(found), number, returned, kind))
    return lines


def _refs(named: Iterable[tuple[str, str]], loaded: LoadedPlan) -> str:
    ordered = sorted(set(named), key=lambda item: (ref_order(item[0]), item[1]))
    scopes = loaded.plan.scopes
    return ", ".join(
        f"{ref} ({escape_markdown(scopes.get(scope, scope))})" if scope else told_ref(ref) for ref, scope in ordered
    )


def _by_agency(
    told: LetterContent, plans: Mapping[str, LoadedPlan], on: date, codes: Sequence[str]
) -> list[dict[str, Any]]:
    """Return one row an agency, worst first: its name, how many are late, by how many days at most, which, and what is to
    be decided about them.
    """
    rows = []
    for whose, group in groupby(sorted(told.above, key=_whose), key=_whose):
        found = list(group)
        rows.append(
            {
                "name": _name(plans[found[0].plan].register, found[0].holder),
                "count": len(found),
                "days": (on - min(one.due_on for one in found)).days,
                "promised": _promised_of(found, on),
                "needed": [escape_markdown(words) for words in told.needed.get(whose, ())],
                "refs": "; ".join(
                    _number(code, codes) + _refs([(n.ref, n.scope) for n in found if n.plan == code], plans[code])
                    for code in _codes(found)
                ),
            }
        )
    return sorted(rows, key=lambda row: (-row["count"], -row["days"], row["name"]))


def _promised_of(late: Sequence[Chased], on: date) -> str:
    """Return of how many late ones a day that is still to come was promised, and the last of these days; '' for none."""
    days = [one.promised_on for one in late if one.promised_on is not None and one.promised_on >= on]
    if not days:
        return ""
    count = f"{len(days)} báo cáo " if len(days) < len(late) else ""
    return f"đã hẹn gửi {count}{'chậm nhất ' if len(set(days)) > 1 else ''}ngày {format_day(max(days))}"


def _whose(one: Chased) -> tuple[str, str]:
    return one.province, one.holder
