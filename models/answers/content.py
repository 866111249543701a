"""What an agency is about to say of one check-in, and what of it cannot be kept."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from models.refusal import RefusedError
from models.tables.core import Result
from models.text import guard_open_words
from plan.answer_form import MAX_DECIMALS, MAX_DIGITS, AnswerForm
from plan.language.event_reading import MAX_HEADING
from plan.language.reading import parse_day
from plan.tasks import MEASURES

MAX_TEXT = 10_000
"""The longest text of an answer, in characters."""
MAX_PARTS = 40
"""The most headings, and the most figures, of one answer."""
_DECIMAL = re.compile(rf"[0-9]{{1,{MAX_DIGITS}}}(\.[0-9]{{1,{MAX_DECIMALS}}})?")


@dataclass(frozen=True)
class AnswerDraft:
    """What an agency says of one check-in: the result it claims, a percentage where it fits, and its words.

    `parts` are pairs of a heading and its text, in the order of the form; `figures` are triples of a target's ref, its
    measure and a plain decimal (`82.5`); empty ones are not kept. `unchanged` tells that it repeats the period before.
    `seen_version` is the version of the answer that its writer saw, 0 for none; None is not checked. `seen_draft` is
    the revision of the draft he saw: one that was saved since stays; None lets any draft go.
    """

    result: Result
    percent: int | None = None
    text: str = ""
    difficulties: str = ""
    proposals: str = ""
    parts: tuple[tuple[str, str], ...] = ()
    figures: tuple[tuple[str, str, str], ...] = ()
    unchanged: bool = False
    seen_version: int | None = None
    seen_draft: int | None = None

    @property
    def written_parts(self) -> Mapping[str, str]:
        """The texts that are not empty, by heading."""
        return {heading: text for heading, text in self.parts if text.strip()}

    @property
    def given_figures(self) -> Mapping[str, str]:
        """The figures that are not empty, by the ref of their target."""
        return {target: value for target, _, value in self.figures if value}


def guard_draft(draft: AnswerDraft, check_in_id: int | None = None) -> None:
    """Raise RefusedError, naming `check_in_id`, where what is said of one check-in cannot be kept."""
    if draft.percent is not None and not 0 <= draft.percent <= 100:
        raise RefusedError("Tỷ lệ phải là số từ 0 đến 100.", check_in_id)
    if fault := _contradiction(draft.result, draft.percent):
        raise RefusedError(fault, check_in_id)
    texts = (draft.text, draft.difficulties, draft.proposals, *(text for _, text in draft.parts))
    if max(len(text) for text in texts) > MAX_TEXT:
        sentence = f"Mỗi ô chữ dài tối đa {MAX_TEXT:,} ký tự; hãy rút gọn hoặc gửi văn bản kèm theo."
        raise RefusedError(sentence.replace(",", "."), check_in_id)
    guard_open_words((*texts, *(heading for heading, _ in draft.parts)), check_in_id)
    if draft.result == Result.BLOCKED and not draft.difficulties.strip():
        raise RefusedError("Kết quả «vướng mắc» cần ghi rõ khó khăn, vướng mắc.", check_in_id)
    _guard_parts(draft, check_in_id)
    for target, measure, value in draft.figures:
        _guard_figure(target, measure, value, check_in_id)


def _contradiction(result: Result, percent: int | None) -> str:
    """Return the sentence about a result and a percentage that cannot both be true; '' where they can."""
    if result == Result.NOT_STARTED and percent:
        return f"Kết quả «chưa thực hiện» không đi cùng tỷ lệ {percent}%; hãy chọn kết quả khác, hoặc để trống ô tỷ lệ."
    if result == Result.DONE and percent == 0:
        return "Kết quả «hoàn thành» không đi cùng tỷ lệ 0%; hãy chọn kết quả khác, hoặc sửa ô tỷ lệ."
    return ""


def fits_together(result: Result, percent: int | None) -> bool:
    """Tell whether a result and a percentage say the same: done is all of it, and what is under way is not all yet."""
    whole = percent in (None, 100) if result == Result.DONE else percent != 100
    return whole and not _contradiction(result, percent)


def guard_content(draft: AnswerDraft, check_in_id: int | None = None, *, has_files: bool) -> None:
    """Raise RefusedError for work that is said to be under way without a word, a figure or a file about it.

    What repeats the period before says what was said then.
    """
    said = (
        draft.text,
        draft.difficulties,
        draft.proposals,
        *draft.written_parts.values(),
        *draft.given_figures.values(),
    )
    if draft.result == Result.IN_PROGRESS and not (has_files or draft.unchanged or any(one.strip() for one in said)):
        raise RefusedError(
            "Kết quả «đang thực hiện» cần nội dung đã thực hiện; hãy ghi kết quả thực hiện hoặc gửi kèm minh chứng.",
            check_in_id,
        )


def _guard_parts(draft: AnswerDraft, check_in_id: int | None) -> None:
    headings = [heading for heading, _ in draft.parts]
    targets = [target for target, _, _ in draft.figures]
    if max(len(headings), len(targets)) > MAX_PARTS or len(set(headings)) < len(headings):
        raise RefusedError("Báo cáo có đề mục trùng nhau hoặc quá nhiều đề mục; hãy tải lại trang.", check_in_id)
    if any(not heading.strip() or len(heading) > MAX_HEADING for heading in headings):
        raise RefusedError(f"Tên mỗi đề mục dài từ 1 đến {MAX_HEADING} ký tự; hãy tải lại trang.", check_in_id)
    if len(set(targets)) < len(targets):
        raise RefusedError("Báo cáo ghi hai số liệu cho một chỉ tiêu; hãy tải lại trang.", check_in_id)


def _guard_figure(target: str, measure: str, value: str, check_in_id: int | None) -> None:
    if not value:
        return
    digits = sum(sign.isdecimal() for sign in value)
    if measure not in MEASURES or not target or not _DECIMAL.fullmatch(value) or digits > MAX_DIGITS:
        raise RefusedError(f"Số liệu của chỉ tiêu {target[:60]} phải là một con số không âm, ví dụ 82,5.", check_in_id)
    if measure == "percent" and Decimal(value) > 100:
        raise RefusedError(f"Tỷ lệ của chỉ tiêu {target[:60]} phải là số từ 0 đến 100.", check_in_id)


def guard_form(draft: AnswerDraft, form: AnswerForm, check_in_id: int | None = None) -> None:
    """Raise RefusedError where an answer does not fit its form.

    A heading that must be written is empty, a date is none, a percentage does not belong there, or it answers what the
    form does not ask.
    """
    written = draft.written_parts
    for heading in form.headings:
        text = written.get(heading.words, "").strip()
        if heading.required and not text:
            raise RefusedError(f"Báo cáo cần ghi nội dung đề mục «{heading.words}».", check_in_id)
        if heading.kind == "date" and text:
            try:
                parse_day(text)
            except ValueError as error:
                raise RefusedError(f"Đề mục «{heading.words}»: {error}", check_in_id) from None
    if draft.percent is not None and not form.takes_percent:
        raise RefusedError("Báo cáo này không ghi tỷ lệ; hãy để trống ô tỷ lệ.", check_in_id)
    strange = written.keys() - {heading.words for heading in form.headings}
    if strange:
        raise RefusedError(
            f"Báo cáo này không có đề mục «{min(strange)[:MAX_HEADING]}»; hãy tải lại trang.", check_in_id
        )
    asked = {(figure.ref, figure.measure) for figure in form.figures}
    if any((target, measure) not in asked for target, measure, value in draft.figures if value):
        raise RefusedError("Báo cáo này có số liệu cho chỉ tiêu không được hỏi; hãy tải lại trang.", check_in_id)
