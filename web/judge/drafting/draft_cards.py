"""What is to be decided about each place of a draft: questions with answers to choose, beside the document's words."""

import re
from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import date

from models.drafts.kept_drafts import KeptDraft
from plan.drafting.review.choices import REASONS, choices_of, lead_names
from plan.drafting.review.doubts import (
    AGENCY,
    FACT,
    GROUP,
    LEAD,
    MONTH,
    OTHER,
    OWNER,
    PASSAGE,
    TIME,
    TITLE,
    TRACKER,
    YEAR,
    Doubt,
    place_of,
)
from plan.drafting.review.editing import NotThereError, Text
from plan.drafting.review.proposed_lines import NEW_AGENCY, NEW_GROUP
from plan.drafting.review.settling import FACTS, NO_END
from plan.drafting.review.told import tell_time
from plan.drafting.source_text import Placed, around, year_above
from plan.drafting.writing.plan_writing import shortened
from plan.drafting.writing.titles import is_too_long, title_of
from plan.language.reading import UNDECIDED
from plan.language.task_reading import MAX_TITLE
from plan.parties import Register
from web.judge.judge_page import RefusedForm

MOST_CARDS = 6
"""How many doubts stand on the page at once; the next ones come as these are settled."""
SETTLE, MAKE_TASK, NO_ANSWER, EDIT, ACCEPT = "settle", "make-task", "no-answer", "edit", "accept-lines"
"""What a form does: answer a doubt, make a task of a passage, ask nobody, change what stood there, accept proposed lines."""
MEMBERS = "members"
"""What the key of a form begins with that names the members of a new group."""
LINE = "line-"
"""What the name of a box begins with that marks a proposed line of the register, before the doubt's key."""
_LABELS = {
    TITLE: "Có phải là nhiệm vụ phải báo cáo không",
    PASSAGE: "Không giao việc, vì",
    LEAD: "Cơ quan chủ trì",
    TIME: "Thời gian",
    TRACKER: "Cơ quan theo dõi, đôn đốc chung",
    OWNER: "Cơ quan cung cấp số liệu",
    YEAR: "Đạt vào năm nào",
    MONTH: "Thực hiện từ tháng",
    AGENCY: "Là cơ quan nào",
    GROUP: "Là nhóm nào",
    OTHER: "Chỗ chưa quyết định",
}
_TYPED_NAME = "Tên do người quyết định ghi, không có trong văn bản."
_LONG_TITLE = "Tên nhiệm vụ (câu trong văn bản dài)"
_UNTIL = "Thực hiện đến tháng"
DOCUMENT = "van-ban"
"""What the address asks to change (`sua`) where it is the document's own facts."""
_OVERSEES = re.compile(r"theo dõi|đôn đốc", re.IGNORECASE)
_HINTS = {
    TITLE: "tên khác của nhiệm vụ, ghi thế nào giữ nguyên thế ấy, nhiều nhất 400 ký tự",
    LEAD: "tên như trong danh bạ, nhiều cơ quan cách nhau bằng dấu chấm phẩy",
    TIME: "như: hằng quý; trước ngày 30/6/2026; quý IV/2026; 2026 - 2030; thường xuyên",
    MONTH: "như: 3/2026",
    YEAR: "như: 2030",
    AGENCY: "tên cơ quan đang có trong danh bạ, nếu là cơ quan ấy",
    GROUP: "tên nhóm đang có; nhóm mới thì ghi các thành viên, cách nhau bằng dấu chấm phẩy, thành viên chưa có trong danh bạ cũng được",
}
_MEMBERS_HINT = (
    "cách nhau bằng dấu chấm phẩy, thành viên chưa có trong danh bạ cũng được; để sau thì điền trong tệp danh bạ"
)
_NEW = {AGENCY: (NEW_AGENCY, NEW_GROUP), GROUP: (NEW_GROUP, NEW_AGENCY)}
"""What a proposed line of the register may be, what it was taken for first."""
NO = "!"
"""What a choice begins with by which a clause is no task, before the reason."""
_TIME_KEYS = ("time", "due", "dates", "report", "from", "to", "until", "for", "within")


@dataclass(frozen=True)
class QuestionView:
    """One form: what it asks and by which act, the document's words, the answers offered, and what was typed.

    `id` names it on the page; `names` tells that names of the register are proposed while typing.
    """

    id: str
    act: str
    key: str
    label: str
    words: str
    offered: tuple[tuple[str, str, str], ...]
    hint: str
    names: bool
    typed: str
    chosen: str
    refused: str
    """The typed text that these errors are about, '' for none: what is chosen now comes before it."""
    errors: tuple[str, ...]


@dataclass(frozen=True)
class CardView:
    """What is to be decided about one place: its questions, and the document around it."""

    heading: str
    title: str
    where: str
    source: tuple[Placed, ...]
    questions: tuple[QuestionView, ...]
    more: tuple[QuestionView, ...]
    """Questions that stand folded: what else the place may be."""
    ref: str = ""
    unfound: str = "Dự thảo không kèm văn bản."
    """What stands in the place of the document where it has no words to show."""
    may_be_task: str = ""
    """The title under which a passage would be a task, '' for what is none."""


@dataclass(frozen=True)
class ClauseView:
    """A task of the draft in words; `waits` tells that something of it is not decided."""

    ref: str
    title: str
    lead: str
    beside: str
    time: str
    waits: bool


class DraftReading:
    """One reading of a draft: its cards, its tasks in words, its facts and names."""

    def __init__(self, draft: KeptDraft, register: Register, on: date, sent: RefusedForm) -> None:
        self.draft, self.register, self.on, self.sent = draft, register, on, sent
        self.plan = Text(draft.texts.plan)

    def cards(self, doubts: tuple[Doubt, ...], edit: str) -> tuple[CardView, ...]:
        """Return a card for each place that something is to be decided about, the one to be changed first."""
        by_place: dict[str, list[Doubt]] = {}
        for doubt in doubts:
            by_place.setdefault(doubt.ref or doubt.key, []).append(doubt)
        cards = [self._document_card()] if edit == DOCUMENT else []
        cards += [self._edit_card(edit)] if edit and edit not in by_place and self._is_clause(edit) else []
        first = [edit] if edit in by_place else []
        places = [*first, *(place for place in by_place if place not in first)]
        return (*cards, *(self._card(by_place[place]) for place in places[:MOST_CARDS]))

    def _is_clause(self, ref: str) -> bool:
        return any(self.plan.has((part, ref)) for part in ("tasks", "no_answer"))

    def _card(self, doubts: list[Doubt]) -> CardView:
        doubt = doubts[0]
        said = around(self.draft.source, doubt.page, doubt.line)
        paragraph = next((one.text for one in said if one.meant), "")
        if doubt.ref:
            heading = f"{'Chỉ tiêu' if doubt.path[0] == 'targets' else 'Điểm'} {doubt.ref}"
        else:
            heading = "Danh bạ cơ quan" if doubt.kind in (AGENCY, GROUP) else "Thông tin chung"
        if doubt.kind in (AGENCY, GROUP):
            said = self._where(lambda text: doubt.words.casefold() in text.casefold())
        elif doubt.kind == TRACKER:
            said = self._where(lambda text: _OVERSEES.search(text) is not None) or said
        where = next((one.where for one in said if one.meant), "")
        if any(one.kind == YEAR for one in doubts):
            lead = year_above(self.draft.source, doubt.page, doubt.line)
            said = said if lead is None or any(_is_at(one, lead) for one in said) else (lead, *said)
            years = lead.text if lead is not None else self._fact("document", "subject")
        questions = tuple(self._question(one, years if one.kind == YEAR else paragraph) for one in doubts)
        return CardView(
            heading,
            self._title(doubt),
            where,
            said,
            questions,
            self._more(doubts),
            ref=doubt.ref,
            unfound=_TYPED_NAME if self.draft.source else CardView.unfound,
            may_be_task=shortened(title_of(doubt.words), MAX_TITLE) if doubt.kind == PASSAGE else "",
        )

    def _where(self, is_meant: Callable[[str], bool]) -> tuple[Placed, ...]:
        """Return the first paragraph of which something holds, with those around it; nothing where there is none."""
        found = next((one for one in self.draft.source if is_meant(one.text)), None)
        return tuple(around(self.draft.source, found.page, found.line)) if found else ()

    def _edit_card(self, ref: str) -> CardView:
        """Return the card of a clause that is decided already, to decide it anew."""
        part = "tasks" if self.plan.has(("tasks", ref)) else "no_answer"
        page, line = place_of(self.plan, (part, ref))
        said = around(self.draft.source, page, line)
        clause = self.clause(ref) if part == "tasks" else None
        questions: tuple[QuestionView, ...] = ()
        if clause is not None:
            questions = (
                self._form(EDIT, f"tasks/{ref}/title", "Tên nhiệm vụ", typed=clause.title),
                self._form(EDIT, f"tasks/{ref}/lead", _LABELS[LEAD], hint=_HINTS[LEAD], names=True, typed=clause.lead),
                self._form(EDIT, f"tasks/{ref}/time", _LABELS[TIME], hint=_HINTS[TIME], words=clause.time),
            )
        more = (self._form(NO_ANSWER, ref, "Không phải báo cáo, vì", offered=REASONS),) if clause else ()
        where = next((one.where for one in said if one.meant), "")
        title = clause.title if clause else self._scalar(("no_answer", ref))
        paragraph = next((one.text for one in said if one.meant), "") or title
        task = "" if clause else shortened(title_of(paragraph), MAX_TITLE)
        return CardView(f"Sửa điểm {ref}", title, where, said, questions, more, ref=ref, may_be_task=task)

    def _document_card(self) -> CardView:
        """Return the card of what the draft says of its document, to correct it."""
        questions = [
            self._form(EDIT, f"document/{name}", label, typed=self._fact("document", name))
            for name, label in FACTS.items()
        ]
        months = [
            self._form(EDIT, f"document/{name}", label, hint=hint, typed=self._fact("span", name))
            for name, label, hint in (
                ("from", _LABELS[MONTH], _HINTS[MONTH]),
                ("to", _UNTIL, f"như: 12/2027; hoặc: {NO_END}"),
            )
        ]
        return CardView("Sửa thông tin văn bản", "", "", around(self.draft.source, 0, 0), (*questions, *months), ())

    def _fact(self, *keys: str) -> str:
        said = self._scalar(keys).removeprefix(UNDECIDED).strip()
        return "" if said == "null" else said

    def empty_groups(self, in_use: Container[str], waiting: Container[str]) -> tuple[QuestionView, ...]:
        """Return a form for the members of each new group of the plan that has none yet.

        A group that the register in use knows (`in_use`) is filled there; one that is still proposed (`waiting`) has its card.
        """
        empty = (one for one in self.register.groups.values() if one.by_office and not one.members)
        return tuple(
            self._form(EDIT, f"{MEMBERS}/{one.code}", f"Thành viên của «{one.name}»", hint=_MEMBERS_HINT, names=True)
            for one in empty
            if one.code not in in_use
            and one.code not in waiting
            and re.search(rf"(?<![\w-]){one.code}(?![\w-])", self.draft.texts.plan)
        )

    def issuer(self) -> str:
        """Return who issued the document, as the draft says; '' where it is not known."""
        return self._fact("document", "issuer")

    def facts(self) -> tuple[tuple[str, str], ...]:
        """Return what the draft says of its document, by its Vietnamese name."""
        said = [(label, self._fact("document", name) or "chưa rõ") for name, label in FACTS.items()]
        months = ((_LABELS[MONTH], "from", "chưa rõ"), (_UNTIL, "to", NO_END))
        return (*said, *((label, self._fact("span", name) or otherwise) for label, name, otherwise in months))

    def _more(self, doubts: list[Doubt]) -> tuple[QuestionView, ...]:
        doubt = doubts[0]
        if doubt.path[0] == "targets":
            return (self._form(NO_ANSWER, doubt.ref, "Không theo dõi chỉ tiêu này, vì", offered=REASONS),)
        return ()

    def _question(self, doubt: Doubt, paragraph: str) -> QuestionView:
        offered = [
            (words, words, reading if reading != words else "")
            for words, reading in choices_of(doubt, self.draft.texts, self.register, paragraph, self.on)
        ]
        if doubt.kind in _NEW:
            offered[:0] = [(words, words, "") for words in _NEW[doubt.kind]]
        if doubt.kind == TITLE:
            yes = "Ghi cả câu" if is_too_long(doubt.words) else "Phải"
            offered = [(words, f"{yes}: {words}", "") for words, *_ in offered]
            offered += [(f"{NO}{reason}", f"Không: {reason[:1].lower()}{reason[1:]}", "") for reason in REASONS]
        label = FACTS[doubt.path[-1]] if doubt.kind == FACT else _LABELS[doubt.kind]
        label = _LONG_TITLE if doubt.kind == TITLE and is_too_long(doubt.words) else label
        named = doubt.kind in (LEAD, TRACKER, OWNER, AGENCY, GROUP)
        form = self._form(SETTLE, doubt.key, label, hint=_HINTS.get(doubt.kind, ""), names=named, words=doubt.words)
        return _with(form, tuple(offered))

    def _form(
        self,
        act: str,
        key: str,
        label: str,
        *,
        offered: tuple[str, ...] = (),
        hint: str = "",
        names: bool = False,
        words: str = "",
        typed: str = "",
    ) -> QuestionView:
        name = f"{act}/{key}"
        sent, errors = self.sent.of(name), self.sent.errors_at(form_id(name))
        refused = sent.typed("words") if errors else ""
        return QuestionView(
            id=form_id(name),
            act=act,
            key=key,
            label=label,
            words=words,
            offered=tuple((one, one, "") for one in offered),
            hint=hint,
            names=names,
            typed=sent.typed("words", typed),
            chosen="" if refused else sent.typed("choice"),
            refused=refused,
            errors=errors,
        )

    def _title(self, doubt: Doubt) -> str:
        if doubt.path[0] in ("tasks", "targets"):
            return self._scalar((*doubt.path[:2], "title")).removeprefix(UNDECIDED).strip()
        if doubt.kind == PASSAGE:
            return "Đoạn này có giao việc không?"
        return f"«{doubt.words}»" if doubt.kind in (AGENCY, GROUP) else ""

    def _scalar(self, keys: tuple[str, ...]) -> str:
        try:
            value = self.plan.first_line(keys).partition(":")[2].strip()
        except NotThereError:
            return ""
        quoted = re.match(r'"((?:[^"\\]|\\.)*)"', value)
        return re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else value.split(" #")[0].strip()

    def clause(self, ref: str) -> ClauseView:
        """Return a task of the draft in words."""
        entry = self.plan.entry(("tasks", ref))
        keys = [
            line
            for key in _TIME_KEYS
            if self.plan.has(("tasks", ref, key))
            for line in self.plan.entry(("tasks", ref, key)).splitlines()
        ]
        waits = f'"{UNDECIDED}' in entry
        time = "" if any(UNDECIDED in key for key in keys) else tell_time(keys)
        title = self._scalar(("tasks", ref, "title")).removeprefix(UNDECIDED).strip()
        return ClauseView(ref, title, self._parties(ref, "lead"), self._parties(ref, "coordinating"), time, waits)

    def _parties(self, ref: str, key: str) -> str:
        parted = key == "lead" and self.plan.has(("tasks", ref, "parts"))
        path = ("tasks", ref, "parts" if parted else key)
        if not self.plan.has(path):
            return ""
        entry = self.plan.entry(path)
        if parted:  # each part of the clause has its own
            entry = "lead: " + ", ".join(re.findall(r"(?m)^\s*(?:- )?lead: ([a-z0-9-]+)", entry))
        if UNDECIDED in entry:
            return ""
        codes = re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*(?=$|[\s,\]])", entry.partition(":")[2].split(" #")[0])
        return "; ".join(self.register.name_of(code) for code in codes if self.register.knows(code))

    def unasked(self) -> tuple[tuple[str, str], ...]:
        """Return the clauses that nobody owes an answer for, with the reason; those that wait for a word are not here."""
        found = ((ref, self._scalar(("no_answer", ref))) for ref in self.plan.keys(("no_answer",)))
        return tuple((ref, reason) for ref, reason in found if not reason.startswith(UNDECIDED))

    def names(self) -> tuple[str, ...]:
        """Return the names that are proposed while typing: who leads in the draft first, then all that are there."""
        register = self.register
        there = [one.name for one in register.agencies.values() if one.exists_on(self.on)]
        others = [one.name for table in (register.groups, register.roles) for one in table.values()]
        return tuple(dict.fromkeys([*lead_names(self.draft.texts, register), *there, *others]))


def form_id(name: str) -> str:
    """Return the id of a form on the page, by what it does and about what: `settle/tasks/1.4/time`."""
    return re.sub(r"[^\w-]", "-", name)


def _is_at(one: Placed, other: Placed) -> bool:
    return (one.page, one.line) == (other.page, other.line)


def _with(form: QuestionView, offered: tuple[tuple[str, str, str], ...]) -> QuestionView:
    return QuestionView(**{**vars(form), "offered": offered})
