"""What other agencies have answered, copied into the boxes of who sums it up: a beginning to be edited, never sent."""

from collections.abc import Sequence

from models.answers.content import MAX_TEXT
from models.answers.roll_ups import Gathered
from plan.answer_form import AnswerForm
from web.answer.line_view import AnswerContext, gathered_name
from web.answer.sent_lines import LineValues
from web.words.words import RESULT_NAMES

_REST = "(Còn {count} đơn vị chưa chép được vì quá dài; xem ở trang riêng của nhiệm vụ này.)"


def rolled_up(values: LineValues, form: AnswerForm, gathered: Sequence[Gathered], scene: AnswerContext) -> LineValues:
    """Return a line's values with what the agencies below have answered below what was written, each by its name.

    What stands there already is not copied twice; who has not answered is listed under the heading that asks for it,
    where that is empty.
    """
    names = {one.check_in.id: gathered_name(one, gathered, scene) for one in gathered}
    answered = [(names[one.check_in.id], one) for one in gathered if one.answer is not None]
    missing = [names[one.check_in.id] for one in gathered if one.answer is None]
    said = {
        "text": [f"{name} ({_claim(one)}): {_words(one)}" for name, one in answered],
        "difficulties": [
            f"{name}: {one.answer.difficulties}" for name, one in answered if one.answer and one.answer.difficulties
        ],
        "proposals": [
            f"{name}: {one.answer.proposals}" for name, one in answered if one.answer and one.answer.proposals
        ],
    }
    copied = {box: _appended(values[box], entries) for box, entries in said.items()}
    for heading in form.headings:
        box = f"part-{heading.key}"
        if "chưa báo cáo" in heading.words.casefold() and missing and not values[box]:
            copied[box] = "; ".join(missing)
    return LineValues(copied).over(values)


def _claim(one: Gathered) -> str:
    if one.answer is None:
        return ""
    percent = f", {one.answer.percent}%" if one.answer.percent is not None else ""
    return RESULT_NAMES[one.answer.result] + percent


def _words(one: Gathered) -> str:
    if one.answer is None:
        return ""
    apart = {one.answer.difficulties, one.answer.proposals}
    parts = [f"{heading}: {text}" for heading, text in one.parts.items() if text not in apart]
    return "\n".join(filter(None, (one.answer.text, *parts))) or "không có nội dung thêm."


def _appended(written: str, entries: Sequence[str]) -> str:
    """Return what was written with the entries below it that are not in it yet, as many as fit into one box."""
    text = written
    new = [entry for entry in entries if entry not in written]
    for place, entry in enumerate(new):
        longer = f"{text}\n{entry}" if text else entry
        if len(longer) > MAX_TEXT - len(_REST) - 10:
            return f"{text}\n{_REST.format(count=len(new) - place)}".strip()
        text = longer
    return text
