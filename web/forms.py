"""What a person sent: read from the form, judged line by line, and kept as typed where it must be shown again."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from unicodedata import normalize
from urllib.parse import parse_qsl

from models.acts import Person, guard_person
from models.answers import AnswerDraft, OwedLine, guard_draft
from models.refusal import RefusedError
from models.tables import Answer, Result

BY_PAGE = "page"
"""The way of an answer that was given on the page."""
MOST_FIELDS = 2_000
"""The most fields of one form; some seven belong to a line."""

_NOT_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_PERCENT = re.compile(r"\s*([0-9]{1,3})\s*%?\s*")
_RESULT_FIELD = re.compile(r"result-([0-9]{1,18})")
WORDS = ("text", "difficulties", "proposals")
"""The fields of a line that hold what a person writes."""


@dataclass(frozen=True)
class LineValues:
    """The fields of one line as typed or carried forward; `result` is '' while none is chosen."""

    result: str = ""
    percent: str = ""
    text: str = ""
    difficulties: str = ""
    proposals: str = ""

    @property
    def mark(self) -> str:
        """A short print of all fields but the result, by which an untouched line is known when it comes back."""
        said = json.dumps([self.percent, self.text, self.difficulties, self.proposals])
        return sha256(said.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class FormError:
    """One sentence about what was sent; `place` is the element's id on the page that it is about."""

    place: str
    sentence: str


@dataclass(frozen=True)
class Submission:
    """A form that was sent: what to record, or what is wrong and everything that was typed.

    `typed` holds the lines a person touched. `stranded` are words for check-ins that no longer take an answer.
    """

    drafts: dict[int, AnswerDraft]
    respondent: Person
    typed: dict[int, LineValues]
    errors: tuple[FormError, ...]
    stranded: tuple[str, ...] = ()


def read_fields(body: bytes) -> dict[str, str]:
    """Return the fields of an `application/x-www-form-urlencoded` body, cleaned as `clean` does.

    Of a name given twice the last one holds. Raise ValueError when there are more than `MOST_FIELDS`.
    """
    pairs = parse_qsl(body.decode("ascii", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    return {name: clean(value) for name, value in pairs}


def clean(text: str) -> str:
    """Return text in NFC with plain line ends, without control characters or space around it."""
    return _NOT_TEXT.sub("", normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))).strip()


def carried_values(last: Answer | None) -> LineValues:
    """Return the last answer's words as the form shows them; the result is left to be chosen anew."""
    if last is None:
        return LineValues()
    percent = "" if last.percent is None else str(last.percent)
    return LineValues("", percent, clean(last.text), clean(last.difficulties), clean(last.proposals))


def read_submission(fields: Mapping[str, str], lines: list[OwedLine]) -> Submission:
    """Return what was sent for these lines, with every error at once.

    A line whose result is not chosen and whose words are as they were shown was not touched, and says nothing.
    """
    drafts: dict[int, AnswerDraft] = {}
    typed: dict[int, LineValues] = {}
    errors: list[FormError] = []
    for line in lines:
        check_in_id = line.check_in.id or 0
        values = _values_of(fields, check_in_id)
        if not values.result and values.mark == fields.get(f"shown-{check_in_id}", LineValues().mark):
            continue
        typed[check_in_id] = values
        try:
            drafts[check_in_id] = _draft(values, check_in_id)
        except RefusedError as refused:
            errors.append(FormError(f"line-{check_in_id}", f"Mục {line.check_in.ref}: {refused}"))
    stranded = _stranded(fields, lines)
    if stranded:
        errors.insert(
            0, FormError("stranded", "Có mục đã được xác nhận hoặc không còn phải trả lời; chưa gửi mục nào.")
        )
    elif not typed:
        errors.append(FormError("lines", "Chưa chọn kết quả cho mục nào; hãy mở mục cần trả lời và chọn kết quả."))
    respondent = Person(fields.get("name", ""), fields.get("post", ""), BY_PAGE)
    try:
        guard_person(respondent)
    except RefusedError as refused:
        errors.append(FormError("name", str(refused)))
    return Submission(drafts, respondent, typed, tuple(errors), stranded)


def _values_of(fields: Mapping[str, str], check_in_id: int) -> LineValues:
    return LineValues(*(fields.get(f"{name}-{check_in_id}", "") for name in ("result", "percent", *WORDS)))


def _draft(values: LineValues, check_in_id: int) -> AnswerDraft:
    """Return a line's draft. Raise RefusedError with the sentence for that line."""
    if values.result not in list(Result):
        raise RefusedError("hãy chọn kết quả, vì nội dung của mục đã được sửa.", check_in_id)
    percent = _PERCENT.fullmatch(values.percent)
    if values.percent and percent is None:
        raise RefusedError("tỷ lệ phải là số nguyên từ 0 đến 100, hoặc để trống.", check_in_id)
    draft = AnswerDraft(
        Result(values.result), int(percent[1]) if percent else None, values.text, values.difficulties, values.proposals
    )
    try:
        guard_draft(draft, check_in_id)
    except RefusedError as refused:
        sentence = str(refused)
        raise RefusedError(sentence[0].lower() + sentence[1:], check_in_id) from None
    return draft


def _stranded(fields: Mapping[str, str], lines: list[OwedLine]) -> tuple[str, ...]:
    """Return the words sent for check-ins that the page no longer shows, so that nobody has to write them again."""
    shown = {line.check_in.id for line in lines}
    sent = [int(found[1]) for name in fields if (found := _RESULT_FIELD.fullmatch(name)) and fields[name]]
    gone = [_values_of(fields, check_in_id) for check_in_id in sent if check_in_id not in shown]
    return tuple("\n".join(filter(None, (v.percent, v.text, v.difficulties, v.proposals))) for v in gone)
