"""A draft as the office reads it: the cards of what is to be decided, the tasks, and how the plan stands."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from models.clock import day_of
from models.drafts.adopting import ReadyDraft, look_at_draft, register_in_use
from models.drafts.first_asked import FirstAsked, asked_first
from models.drafts.kept_drafts import KeptDraft
from models.refusal import RefusedError
from models.settings import Home
from plan.across.likeness import alike_elsewhere
from plan.drafting.draft import WHOLE
from plan.drafting.review.doubts import AGENCY, GROUP, Doubt, doubts_of
from plan.drafting.review.naming import NotSettledError, register_of
from plan.drafting.review.settling import NO_END
from plan.errors import OUTSIDE_SPAN, FileError, tell_faults
from plan.language.plan_file import read_draft
from plan.language.reading import UNDECIDED
from plan.language.register_file import read_register
from plan.library import Library, LoadedPlan
from plan.parties import Register
from plan.refs import clause_of, told_point, told_ref
from web.judge.drafting.draft_cards import EDIT, CardView, ClauseView, DraftReading, QuestionView, form_id
from web.judge.drafting.load_table import LoadTable, load_table
from web.judge.drafting.office_form import OfficeView, office_view
from web.judge.judge_page import RefusedForm
from web.words.paging import PageOf, page_of

MOST_NOTES = 30
MOST_ALIKE = 20


@dataclass(frozen=True)
class AlikeView:
    """A task of the draft and one of a plan that is followed, which may be one: `key` names both in the form of this `id`."""

    id: str
    key: str
    point: str
    title: str
    document: str
    other: str
    other_title: str
    may_be_one: bool


@dataclass(frozen=True)
class Asked:
    """What the address of a draft's page asks for: the clause to be changed, the page of the tasks, a day to begin on."""

    edit: str
    page: str
    begins: date | None


@dataclass(frozen=True)
class DraftPage:
    """Everything on the page of a draft."""

    code: str
    subject: str
    facts: tuple[tuple[str, str], ...]
    of_another: str
    """That the document is another province's than the register, '' where it is not."""
    office: OfficeView | None
    waiting: int
    cards: tuple[CardView, ...]
    proposed: tuple[tuple[str, str, str], ...]
    """Proposed lines of the register, where there are several: each doubt's key, the name, and what it would be."""
    empty_groups: tuple[QuestionView, ...]
    tasks: PageOf[ClauseView]
    unasked: tuple[tuple[str, str], ...]
    alike: tuple[AlikeView, ...]
    names: tuple[str, ...]
    faults: tuple[str, ...]
    warnings: tuple[str, ...]
    load: LoadTable | None
    first: FirstAsked | None
    """What would be asked first were it adopted now and followed from the day that is looked at."""
    whole: tuple[str, ...]
    """What was to be looked at of the whole document when the draft was made."""
    notes: tuple[str, ...]
    last_change: str
    file: str

    @property
    def is_ready(self) -> bool:
        """Tell whether the plan may be adopted."""
        return not self.waiting and self.load is not None


def read_draft_page(
    home: Home, draft: KeptDraft, plans: Sequence[LoadedPlan], now: datetime, sent: RefusedForm, asked: Asked
) -> DraftPage:
    """Return the page of a draft, at what the address asks for.

    `plans` are those that the home follows, of which tasks may be near ones of the draft. Raise RefusedError where its
    register cannot be read.
    """
    try:
        register = register_of(draft.texts)
    except NotSettledError as error:
        raise RefusedError(str(error)) from None
    on = day_of(now)
    reading = DraftReading(draft, register, on, sent)
    doubts = doubts_of(draft.texts)
    ready, faults = look_at_draft(home, draft.code, draft.texts)
    told = [one for one in faults if ready is None and UNDECIDED not in one.sentence]
    return DraftPage(
        code=draft.code,
        subject=draft.subject[:1].upper() + draft.subject[1:],
        facts=reading.facts(),
        of_another=_of_another(reading.issuer(), register),
        office=office_view(draft.texts, register, sent),
        waiting=len(doubts),
        cards=reading.cards(doubts, asked.edit),
        proposed=_proposed(doubts),
        empty_groups=reading.empty_groups(_groups_in_use(home, register), {one.path[-1] for one in doubts}),
        tasks=page_of([reading.clause(ref) for ref in reading.plan.keys(("tasks",))], asked.page),
        unasked=reading.unasked(),
        alike=_alike(draft, register, plans),
        names=reading.names(),
        faults=(*_span_faults(told), *tell_faults([one for one in told if not one.sentence.endswith(OUTSIDE_SPAN)])),
        warnings=_sentences(faults) if ready is not None else (),
        load=_load(ready, on),
        first=asked_first(ready.loaded, asked.begins or on, now) if ready is not None and not doubts else None,
        whole=tuple(one.removeprefix(WHOLE) for one in draft.notes if one.startswith(WHOLE))[:MOST_NOTES],
        notes=tuple(one for one in draft.notes if not one.startswith(WHOLE))[:MOST_NOTES],
        last_change=draft.last_change,
        file=str(draft.plan_file.relative_to(home.path)),
    )


def _sentences(warnings: Sequence[FileError]) -> tuple[str, ...]:
    """Return what an office ought to know as sentences: the lines of a file say nothing to who reads a page."""
    return tuple(one.sentence[:1].upper() + one.sentence[1:] for one in warnings)


def _proposed(doubts: Sequence[Doubt]) -> tuple[tuple[str, str, str], ...]:
    kinds = {AGENCY: "cơ quan", GROUP: "nhóm"}
    found = tuple((one.key, one.words, kinds[one.kind]) for one in doubts if one.kind in kinds)
    return found if len(found) > 1 else ()


def _groups_in_use(home: Home, register: Register) -> frozenset[str]:
    """Return the groups that the register in use knows, of the province that a draft's register is of."""
    _, text = register_in_use(Library(home.plans), register.code)
    known, _ = read_register(text, "agencies.yaml") if text else (None, ())
    return frozenset(known.groups if known is not None else ())


def _of_another(issuer: str, register: Register) -> str:
    place = re.fullmatch(r"UBND (?:tỉnh|thành phố) (.+)", issuer, re.IGNORECASE)
    if place is None or place[1].strip().casefold() == register.place.casefold():
        return ""
    return f"Văn bản của {issuer}, danh bạ đang dùng là của {register.name}"


def _span_faults(faults: Sequence[FileError]) -> tuple[str, ...]:
    """Return times outside the plan's own as an office reads them, with where on the page they are mended."""
    found = [one.sentence.removesuffix(OUTSIDE_SPAN) for one in faults if one.sentence.endswith(OUTSIDE_SPAN)]
    way = (
        "hãy bấm «Sửa thông tin văn bản» ở dưới, sửa «Thực hiện từ tháng», «Thực hiện đến tháng» "
        f"(văn bản không nói ngày kết thúc thì ghi «{NO_END}»), hoặc sửa thời gian của điểm ấy."
    )
    return tuple(f"{one[:1].upper()}{one[1:]}; {way}" for one in found[:MOST_NOTES])


def _load(ready: ReadyDraft | None, on: date) -> LoadTable | None:
    return load_table(ready.loaded, max(on, ready.loaded.plan.starts)) if ready is not None else None


def _alike(draft: KeptDraft, register: Register, plans: Sequence[LoadedPlan]) -> tuple[AlikeView, ...]:
    """Return the draft's tasks that may be one with a task of a plan that is followed, as far as the draft can be read."""
    plan, _ = read_draft(draft.texts.plan, draft.plan_file.name, register)
    if plan is None or not plans:
        return ()
    own = LoadedPlan(plan, register, plans[0].calendar, draft.texts.plan)
    documents = {one.plan.code: one.plan.document.short for one in plans}
    found = list(alike_elsewhere(own, plans))[:MOST_ALIKE]
    return tuple(
        AlikeView(
            form_id(f"{EDIT}/alike/{one.task.ref}/{one.name}"),
            f"alike/{one.task.ref}/{one.name}",
            told_point(one.task.ref)[:1].upper() + told_point(one.task.ref)[1:],
            one.task.title,
            documents[one.plan],
            told_ref(one.other.ref),
            one.other.title,
            clause_of(one.task.ref) == one.task.ref,
        )
        for one in found
    )
