"""Dunning letters on paper: the office prints them for the agencies on a rung that the plan names, and records their numbers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from flows.acts.find_check_in import find_agency, own_province
from flows.acts.open_home import OpenHome, key_fault, post_of
from flows.acts.reports.progress import letterhead_of
from models.audit.acts import Person, guard_person
from models.check_ins.standings import Standing
from models.clock import day_of
from models.database import Session
from models.decisions.chasing.calls import calls_to
from models.files import write_whole
from models.outbox.notices import chased_check_ins
from models.outbox.paper_letters import (
    PaperItem,
    keep_printed,
    last_printed,
    record_sent,
    reminded_of,
    sent_about,
)
from models.refusal import RefusedError
from models.tables.paper import PaperLetter
from notifications.ladder.paper import paper_rung
from notifications.ladder.trying import plan_tried
from notifications.links import ANSWER, LINK_LASTS
from notifications.outbox.due_notices import INCIDENT_BASIS, Post
from plan.ladder.in_force import plan_for
from plan.library import LoadedPlan
from plan.texts.written import format_day
from reports.forms.dunning_letter import DunningLetter, OwedPart, PageLink, dunning_letter
from reports.labels import format_count
from reports.reading import read_progress
from reports.word.letter import build_letters

ANSWER_WITHIN = 5
"""By when a letter asks for the answers where nobody says: working days from its printing, the office's choice."""
ASK_AGAIN = "gui-lai"
"""The page of the answer pages on which a new link is asked for."""


@dataclass(frozen=True)
class Printing:
    """What is to be printed: for one agency (as the home knows it) or, with '', all; a file for each, or one.

    `answer_by` is the last day (inclusive) that the letters set, None for `ANSWER_WITHIN` working days.
    """

    agency: str = ""
    each: bool = False
    answer_by: date | None = None


@dataclass(frozen=True)
class Printed:
    """A letter that was printed: the number of its row, whose it is, how many check-ins it names, and the file it is in."""

    number: int
    agency: str
    name: str
    count: int
    file: Path


@dataclass(frozen=True)
class _Letter:
    """A letter about to be printed."""

    province: str
    agency: str
    items: tuple[PaperItem, ...]
    words: DunningLetter
    loaded: LoadedPlan


def print_letters(
    office: OpenHome, plans: Mapping[str, LoadedPlan], folder: Path, asked: Printing, now: datetime, *, by: Person
) -> tuple[Printed, ...]:
    """Write the letters that are due into Word files of a folder, readable by their owner alone, and keep that they were printed.

    Due is a letter to each agency that owes something past its date which has reached a rung with `paper`, and of which no
    letter of that rung was recorded as sent. The links stand in the files and nowhere else. Raise RefusedError for a home
    that does not speak yet, plans without such a rung, a wrong date or agency; OSError where a file cannot be written.
    """
    guard_person(by)
    own, on = own_province(plans), day_of(now)
    if hold := office.hold:
        raise RefusedError(f"Chưa in được công văn. {hold}")
    if fault := key_fault(office):
        raise RefusedError(fault)
    if not any(rung.paper for loaded in plans.values() for rung in loaded.plan.ladder):
        raise RefusedError(
            "Không nấc đôn đốc nào của kế hoạch đặt việc in công văn; hãy ghi «paper: true» vào một nấc trong «ladder» của tệp kế hoạch."
        )
    only = find_agency(plans, asked.agency) if asked.agency else None
    until = asked.answer_by or next(iter(plans.values())).calendar.add_working_days(on, ANSWER_WITHIN)
    if until <= on:
        raise RefusedError(
            f"Hạn gửi báo cáo {format_day(until)} phải sau hôm nay ({format_day(on)}); hãy sửa lại ngày."
        )
    post = post_of(office, plans)
    letters = _letters_due(office, plans, post, (on, now, until), (only[0].code, only[1]) if only else None)
    files = _compose(office, letters, folder, on, own, each=asked.each, trial=post.trial)
    printed: list[Printed] = []
    with office.database.write_alone() as session:
        for file, content, inside in files:
            for one in inside:
                row = keep_printed(session, one.province, one.agency, one.items, until, now, by=by)
                printed.append(Printed(row.id, one.agency, one.words.to, len(one.items), file))
            write_whole(file, content)
    return tuple(printed)


def record_letter_sent(
    office: OpenHome,
    plans: Mapping[str, LoadedPlan],
    agency: str,
    symbol: str,
    sent_on: date | None,
    now: datetime,
    *,
    by: Person,
) -> PaperLetter:
    """Record that an agency's last printed letter was sent under a number on a day, today where None; return it.

    Raise UnknownNameError for an unknown agency, RefusedError where no printed letter waits for its number.
    """
    register, code = find_agency(plans, agency)
    with office.database.write_alone() as session:
        waiting = last_printed(session, register.code, code)
        if waiting is None:
            raise RefusedError(
                f"Không có công văn đôn đốc nào của {register.name_of(code)} chờ ghi số; hãy in bằng «dondoc letters» trước."
            )
        return record_sent(session, plans, waiting.id, symbol, sent_on or day_of(now), register.office, now, by=by)


def _letters_due(
    office: OpenHome,
    plans: Mapping[str, LoadedPlan],
    post: Post,
    when: tuple[date, datetime, date],
    only: tuple[str, str] | None,
) -> list[_Letter]:
    on, now, until = when
    parts: dict[tuple[str, str], list[tuple[OwedPart, list[PaperItem]]]] = {}
    with office.database.read() as session:
        for loaded in plans.values():
            for agency, part, items in _owed_parts(session, loaded, post, on, now):
                parts.setdefault((loaded.plan.province, agency), []).append((part, items))
    letters = []
    for (province, agency), found in sorted(parts.items()):
        if only and only != (province, agency):
            continue
        name = post.name(province, agency)
        link = PageLink(post.link_to(name, on, ANSWER), on + LINK_LASTS, f"{office.home.answer_url}/{ASK_AGAIN}")
        words = dunning_letter(agency, [part for part, _ in found], on, until, link, post.contact)
        named = tuple(item for _, some in found for item in some)
        letters.append(_Letter(province, agency, named, words, found[0][0].loaded))
    return letters


def _owed_parts(
    session: Session, loaded: LoadedPlan, post: Post, on: date, now: datetime
) -> Iterable[tuple[str, OwedPart, list[PaperItem]]]:
    """Yield by agency what a plan's letters are about today; the office itself gets none (DESIGN, law 13)."""
    progress = read_progress(session, loaded, on, now, trial=post.trial)
    overdue: dict[str, list[Standing]] = {}
    for one in progress.overdue:
        if one.basis != INCIDENT_BASIS and one.holder != loaded.register.office:
            overdue.setdefault(one.holder, []).append(one)
    sent = sent_about(session, [one.check_in_id for some in overdue.values() for one in some])
    chased = {one.id: one for one in chased_check_ins(session)}
    for agency, some in overdue.items():
        late, items = [], []
        for one in some:
            owed = chased.get(one.check_in_id)
            if owed is None:
                continue
            plan = plan_tried(plan_for(loaded.plan, owed.ladder, owed.holder, loaded.register), owed, post.draws)
            rung = paper_rung(plan, loaded.calendar, one.due_on, on)
            told = {(line.rung, line.due_on) for _, line in sent.get(one.check_in_id, ())}
            if rung is not None and (rung.after, one.due_on) not in told:
                late.append(one)
                items.append(PaperItem(one.check_in_id, rung.after, one.due_on))
        if late:
            province = loaded.plan.province
            calls = [one.called_on for one in calls_to(session, province, [agency]).get(agency, ())]
            before = _said_before(session, late, sent, calls, post.name(province, agency))
            yield agency, OwedPart(progress, loaded, late, before, len(some) - len(late)), items


def _said_before(
    session: Session,
    late: Sequence[Standing],
    sent: Mapping[int, Sequence[tuple[PaperLetter, object]]],
    calls: Sequence[date],
    name: str,
) -> dict[int, str]:
    """Return by check-in how often the agency was reminded, when it was called and what was sent to it, in a cell's words."""
    reminded = reminded_of(session, [one.check_in_id for one in late], name)
    found: dict[int, list[str]] = {}
    for check_in_id, told in reminded.items():
        last = f"gần nhất {format_day(told.last_on)}"
        found[check_in_id] = [f"{format_count(told.times)} lần qua thư điện tử, {last}"]
    for one in late:
        if called := [format_day(on) for on in calls if on > one.due_on]:
            found.setdefault(one.check_in_id, []).append(f"gọi điện ngày {', '.join(called)}")
        for letter, _ in sent.get(one.check_in_id, ()):
            if letter.sent_on:
                said = f"Công văn số {letter.symbol} ngày {format_day(letter.sent_on)}"
                found.setdefault(one.check_in_id, []).append(said)
    return {check_in_id: "; ".join(said) for check_in_id, said in found.items()}


def _compose(
    office: OpenHome, letters: Sequence[_Letter], folder: Path, on: date, own: str, *, each: bool, trial: bool
) -> list[tuple[Path, bytes, list[_Letter]]]:
    """Return the files with what is inside each: one for each letter, or one for each province, whose place stands on them."""
    grouped: dict[str, list[_Letter]] = {}
    for one in letters:
        province = "" if one.province == own else f"{one.province}-"
        grouped.setdefault(f"{province}{one.agency}-" if each else province, []).append(one)
    files = []
    for name, inside in grouped.items():
        head = replace(letterhead_of(office, inside[0].loaded, "office"), symbol=office.home.settings.letter_symbol)
        content = build_letters([one.words for one in inside], head, on, trial=trial)
        files.append((folder / f"cong-van-don-doc-{name}{on.isoformat()}.docx", content, inside))
    return files
