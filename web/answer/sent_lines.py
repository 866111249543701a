"""What a person sent: read from the form, judged line by line, and kept as typed where it must be shown again."""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256

from models.answers.content import guard_content
from models.answers.record import AnswerDraft, LineToAnswer, guard_draft, unchanged_draft
from models.audit.acts import Person, guard_person
from models.refusal import RefusedError
from models.tables.core import Result
from models.text import clean_typed
from plan.answer_form import PLAIN, AnswerForm, Heading, parse_figure
from plan.refs import told_ref
from plan.texts.written import format_day
from web.door.form_fields import FormError
from web.words.words import number_words, parse_day

UNCHANGED = "unchanged"
"""The field of a line that says the period before again."""

_PERCENT = re.compile(r"\s*([0-9]{1,3})\s*%?\s*")
_LINE_FIELD = re.compile(r"(?:result|unchanged)-([0-9]{1,9})")
_LINE = re.compile(r"[0-9]{1,9}")
_WORDS_FIELD = re.compile(r"percent|text|difficulties|proposals|part-p[0-9]+|figure-.+")
_NUMBER = re.compile(r"[0-9]{1,9}")
_DIFFICULTIES, _PROPOSALS = ("khó khăn", "vướng mắc"), ("kiến nghị", "đề xuất")
"""What a heading speaks of that stands for the box of difficulties, or of proposals, so that nobody writes it twice."""


@dataclass(frozen=True)
class FieldSpec:
    """One field of a line's form: its name (`text`, `part-p1`, `figure-I.1.b.6`), and what a person reads beside it.

    `kind` is `text`, `line`, `date`, `percent` or `figure`; `hint` says more below the label.
    """

    name: str
    label: str
    kind: str
    required: bool = False
    hint: str = ""


def fields_of(form: AnswerForm) -> tuple[FieldSpec, ...]:
    """Return the fields that a form asks for beside the result, in the order of the page.

    Headings stand instead of the one box of text, except in a roll-up; one that speaks of difficulties or proposals
    stands for that box too. Who confirms minutes is asked for his opinion alone.
    """
    specs = [FieldSpec("percent", "Tỷ lệ hoàn thành (%), nếu có", "percent")] if form.takes_percent else []
    specs += [
        FieldSpec(f"figure-{figure.ref}", f"{figure.title} ({figure.unit})", "figure", hint=f"Mục tiêu: {figure.goal}.")
        for figure in form.figures
    ]
    if not form.headings or form.kind == "roll-up":
        specs.append(FieldSpec("text", "Kết quả thực hiện", "text"))
    specs += [FieldSpec(f"part-{one.key}", one.words, one.kind, one.required) for one in form.headings]
    if form.kind != "confirming":
        if not _heading_about(form, _DIFFICULTIES):
            specs.append(FieldSpec("difficulties", "Khó khăn, vướng mắc", "text"))
        if not _heading_about(form, _PROPOSALS):
            specs.append(FieldSpec("proposals", "Kiến nghị, đề xuất", "text"))
    return tuple(specs)


def _heading_about(form: AnswerForm, words: tuple[str, ...]) -> Heading | None:
    return next((one for one in form.headings if any(word in one.words.casefold() for word in words)), None)


@dataclass(frozen=True)
class LineValues:
    """What stands in the fields of one line, by name without the line's number; what is not there is ''.

    `result` is '' while none is chosen, `unchanged` is `1` where the box is ticked.
    """

    said: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.said.get(name, "")

    @property
    def result(self) -> str:
        """The result that is chosen."""
        return self["result"]

    @property
    def unchanged(self) -> bool:
        """Whether the period before is to be said again."""
        return self[UNCHANGED] == "1"

    @property
    def is_chosen(self) -> bool:
        """Whether the line is to be sent."""
        return self.unchanged or bool(self.result)

    @property
    def words_mark(self) -> str:
        """A short print of all fields but the choices, by which untouched words are known when they come back."""
        said = sorted((name, value) for name, value in self.said.items() if value and name not in {"result", UNCHANGED})
        return sha256(json.dumps(said).encode()).hexdigest()[:16]

    @property
    def mark(self) -> str:
        """A short print of all fields, by which an untouched line is known when it comes back."""
        return f"{self.words_mark}.{self.result}.{self[UNCHANGED]}"

    def over(self, before: "LineValues") -> "LineValues":
        """Return these values laid over others: what is not said here stays as it was there."""
        return LineValues({**before.said, **self.said})


@dataclass(frozen=True)
class SentLine:
    """One line as it was sent: its values, and what the page had shown before.

    `shown` is the mark of the values shown, `base` the revision of the draft, `version` that of the newest answer, each
    0 for none, None where the form did not say.
    """

    values: LineValues
    shown: str
    base: int | None
    version: int | None

    @property
    def is_touched(self) -> bool:
        """Whether a person changed anything."""
        return self.values.mark != self.shown

    @property
    def words_changed(self) -> bool:
        """Whether anything but the choices was changed."""
        return self.values.words_mark != self.shown.partition(".")[0]


@dataclass(frozen=True)
class Submission:
    """A form that was sent: what to record, what to keep, or what is wrong and everything that was typed.

    `drafts` are the lines to be answered. `typed` holds the lines a person touched. `stranded` are words for check-ins
    that no longer take an answer.
    """

    respondent: Person
    drafts: Mapping[int, AnswerDraft] = field(default_factory=dict)
    typed: Mapping[int, SentLine] = field(default_factory=dict)
    errors: tuple[FormError, ...] = ()
    stranded: tuple[str, ...] = ()

    def refused(self, *errors: FormError) -> "Submission":
        """Return the submission with what else is wrong."""
        return replace(self, errors=(*self.errors, *errors))


def carried_values(line: LineToAnswer, form: AnswerForm) -> LineValues:
    """Return the last answer's words as the form shows them; the result is left to be chosen anew."""
    last = line.last
    if last is None:
        return LineValues()
    carried = {
        "percent": "" if last.percent is None else str(last.percent),
        "text": last.text,
        "difficulties": last.difficulties,
        "proposals": last.proposals,
        **{f"part-{one.key}": line.parts.get(one.words, "") for one in form.headings},
        **{f"figure-{ref}": number_words(value) for ref, value in line.figures.items()},
    }
    asked = {spec.name for spec in fields_of(form)}
    return LineValues({name: clean_typed(said) for name, said in carried.items() if said and name in asked})


def shown_values(line: LineToAnswer, form: AnswerForm) -> LineValues:
    """Return what the page shows in a line's fields: the agency's draft, where it has one, over what is carried."""
    carried = carried_values(line, form)
    if line.draft is None:
        return carried
    asked = {"result", UNCHANGED, *(spec.name for spec in fields_of(form))}
    return LineValues({name: said for name, said in line.draft.fields.items() if name in asked}).over(carried)


def has_draft(line: LineToAnswer, form: AnswerForm) -> bool:
    """Tell whether a line's draft says more than the page would say without it."""
    return line.draft is not None and shown_values(line, form).mark != carried_values(line, form).mark


def can_say_again(line: LineToAnswer) -> bool:
    """Tell whether the period before can be said again."""
    return unchanged_draft(line) is not None


def read_lines(
    fields: Mapping[str, str], lines: Collection[LineToAnswer], forms: Mapping[int, AnswerForm]
) -> dict[int, SentLine]:
    """Return the lines that a person touched or chose, as they were sent, by check-in."""
    sent = {one: read_line(fields, one, forms.get(one, PLAIN)) for one in (line.check_in.id for line in lines)}
    return {one: line for one, line in sent.items() if line.is_touched or line.values.is_chosen}


def read_line(fields: Mapping[str, str], check_in_id: int, form: AnswerForm) -> SentLine:
    """Return one line as it was sent, touched or not."""
    names = ("result", UNCHANGED, *(spec.name for spec in fields_of(form)))
    said = {name: value for name in names if (value := fields.get(f"{name}-{check_in_id}", ""))}
    return SentLine(
        LineValues(said),
        fields.get(f"shown-{check_in_id}", LineValues().mark),
        _number(fields.get(f"base-{check_in_id}", "")),
        _number(fields.get(f"version-{check_in_id}", "")),
    )


def _number(typed: str) -> int | None:
    return int(typed) if _NUMBER.fullmatch(typed) else None


def read_submission(
    fields: Mapping[str, str],
    lines: Collection[LineToAnswer],
    forms: Mapping[int, AnswerForm],
    respondent: Person,
    attached: Collection[int] = (),
) -> Submission:
    """Return what was sent for these lines, with every error at once.

    A line that is not chosen and whose words are as they were shown was not touched, and says nothing; one of
    `attached`, to which files came, was.
    """
    drafts: dict[int, AnswerDraft] = {}
    errors: list[FormError] = []
    typed = read_lines(fields, lines, forms)
    for line in lines:
        check_in_id = line.check_in.id
        sent = typed.get(check_in_id)
        form = forms.get(check_in_id, PLAIN)
        if sent is None or not _says_something(sent, line, form):
            if check_in_id in attached:
                sentence = "hãy chọn kết quả, vì đã đính kèm tệp cho nhiệm vụ này."
                errors.append(FormError(f"line-{check_in_id}", f"Nhiệm vụ {told_ref(line.check_in.ref)}: {sentence}"))
            continue
        try:
            drafts[check_in_id] = read_draft(line, sent, form)
        except RefusedError as refused:
            errors.append(
                FormError(f"line-{check_in_id}", f"Nhiệm vụ {told_ref(line.check_in.ref)}: {_lowered(str(refused))}")
            )
    stranded = stranded_words(fields, lines)
    if stranded:
        errors.insert(
            0, FormError("stranded", "Có báo cáo đã được xác nhận hoặc không còn phải gửi; chưa gửi báo cáo nào.")
        )
    elif not drafts and not errors:
        sentence = "Chưa chọn kết quả cho nhiệm vụ nào; hãy mở nhiệm vụ cần báo cáo và chọn kết quả."
        errors.append(FormError("lines", sentence))
    try:
        guard_person(respondent)
    except RefusedError as refused:
        errors.append(FormError("name", str(refused)))
    return Submission(respondent, drafts, typed, tuple(errors), stranded)


def _says_something(sent: SentLine, line: LineToAnswer, form: AnswerForm) -> bool:
    """Tell whether a line is to be sent, or has words of its own: put back as they were carried, they are none."""
    changed = sent.words_changed and sent.values.words_mark != carried_values(line, form).words_mark
    return sent.values.is_chosen or changed


def _lowered(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]


def read_draft(line: LineToAnswer, sent: SentLine, form: AnswerForm) -> AnswerDraft:
    """Return what a line is to be answered with. Raise RefusedError with the sentence for that line."""
    values, check_in_id = sent.values, line.check_in.id
    if values.unchanged:
        again = unchanged_draft(line)
        if again is None:
            raise RefusedError("chưa có báo cáo của kỳ trước; hãy chọn kết quả và ghi nội dung.", check_in_id)
        same_words = values.words_mark == carried_values(line, form).words_mark
        if not same_words or values.result not in {"", again.result}:
            raise RefusedError(
                "đã chọn «không thay đổi» nhưng nội dung khác kỳ trước; hãy bỏ chọn, hoặc trả lại nội dung như cũ.",
                check_in_id,
            )
        return replace(again, seen_version=sent.version, seen_draft=sent.base)
    if values.result not in list(Result):
        raise RefusedError("hãy chọn kết quả, vì nội dung của nhiệm vụ này đã được sửa.", check_in_id)
    percent = _PERCENT.fullmatch(values["percent"])
    if values["percent"] and percent is None:
        raise RefusedError("tỷ lệ phải là số nguyên từ 0 đến 100, hoặc để trống.", check_in_id)
    parts = {one: _read_part(one, values[f"part-{one.key}"]) for one in form.headings}
    draft = AnswerDraft(
        Result(values.result),
        int(percent[1]) if percent else None,
        values["text"],
        values["difficulties"] or _said_under(form, parts, values.result, _DIFFICULTIES),
        values["proposals"] or _said_under(form, parts, values.result, _PROPOSALS),
        tuple((one.words, text) for one, text in parts.items() if text),
        _read_figures(form, values),
        seen_version=sent.version,
        seen_draft=sent.base,
    )
    guard_draft(draft, check_in_id)
    guard_content(draft, check_in_id, has_files=any(not file.version for file in line.evidence))
    return draft


def _read_part(heading: Heading, typed: str) -> str:
    """Return what is said under a heading as it is kept. Raise RefusedError where it lacks, or is no day."""
    if heading.required and not typed:
        raise RefusedError(f"hãy ghi «{heading.words}», nếu không có thì ghi «Không».")
    if heading.kind != "date" or not typed:
        return " ".join(typed.split()) if heading.kind == "line" else typed
    day = parse_day(typed)
    if day is None:
        raise RefusedError(f"«{heading.words}» ghi theo dạng ngày/tháng/năm, ví dụ 05/6/2023.")
    return format_day(day)


def _said_under(form: AnswerForm, parts: Mapping[Heading, str], result: str, words: tuple[str, ...]) -> str:
    """Return what was said under the heading that stands for a box; who does not confirm minutes says why there."""
    if form.kind == "confirming" and words is _DIFFICULTIES and result == Result.BLOCKED:
        return "\n".join(filter(None, parts.values()))
    heading = _heading_about(form, words)
    return parts[heading] if heading else ""


def _read_figures(form: AnswerForm, values: LineValues) -> tuple[tuple[str, str, str], ...]:
    found = []
    for figure in form.figures:
        typed = values[f"figure-{figure.ref}"]
        try:
            if typed:
                found.append((figure.ref, figure.measure, parse_figure(typed, figure.measure)))
        except ValueError as fault:
            raise RefusedError(f"«{figure.title}»: {fault}") from None
    return tuple(found)


def stranded_words(fields: Mapping[str, str], lines: Collection[LineToAnswer]) -> tuple[str, ...]:
    """Return the words sent for check-ins that the page no longer shows, so that nobody has to write them again."""
    shown = {line.check_in.id for line in lines}
    sent: dict[int, list[str]] = {}
    for name, value in fields.items():
        found = _LINE_FIELD.fullmatch(name)
        if found and value and int(found[1]) not in shown:
            sent[int(found[1])] = []
    for name, value in fields.items():
        of, _, number = name.rpartition("-")
        if value and _WORDS_FIELD.fullmatch(of) and _LINE.fullmatch(number) and int(number) in sent:
            sent[int(number)].append(value)
    return tuple("\n".join(words) for _, words in sorted(sent.items()))
