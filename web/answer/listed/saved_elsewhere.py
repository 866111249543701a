"""What is saved as drafts of an agency's lines and has no form on the page whose button was pressed, sent together with it."""

import re
from collections.abc import Collection, Mapping

from models.answers.record import LineToAnswer
from plan.answer_form import AnswerForm
from plan.refs import told_ref
from web.answer.sent_lines import shown_values
from web.door.form_fields import FormError

ALSO, TOGETHER = "also", "with-drafts"
"""The fields that tell which drafts the page named, and whether they go together with it."""
_DRAFT = re.compile(r"([0-9]{1,9})\.([0-9]{1,9})")


def drafts_to_send(fields: Mapping[str, str], named: Collection[int]) -> dict[int, int]:
    """Return the lines without a form that are to be sent as they are saved, each with the revision that the page knew.

    `named` are the lines that the form itself has fields of.
    """
    if TOGETHER not in fields:
        return {}
    told = _DRAFT.finditer(fields.get(ALSO, ""))
    return {number: int(one[2]) for one in told if (number := int(one[1])) not in named}


def is_alone(fields: Mapping[str, str]) -> bool:
    """Tell whether the page named drafts of lines without a form, and its form says that they stay."""
    return ALSO in fields and TOGETHER not in fields


def with_drafts(
    fields: Mapping[str, str],
    asked: Mapping[int, int],
    lines: Collection[LineToAnswer],
    forms: Mapping[int, AnswerForm],
) -> tuple[dict[str, str], list[FormError]]:
    """Return a form's fields with what is saved for the lines that are `asked`, and what was saved anew since the page was shown.

    A draft that is there no more went out with an answer meanwhile, or was taken back: nothing of it is sent.
    """
    filled, errors = dict(fields), []
    for line in lines:
        check_in_id, draft = line.check_in.id, line.draft
        if check_in_id not in asked or draft is None:
            continue
        if draft.revision != asked[check_in_id]:
            who = draft.saved_by or "một người khác"
            sentence = f"{who} đã lưu lại bản nháp sau khi trang này được mở; hãy xem lại rồi gửi."
            errors.append(FormError(f"line-{check_in_id}", f"Nhiệm vụ {told_ref(line.check_in.ref)}: {sentence}"))
            continue
        stored = shown_values(line, forms[check_in_id])
        marks = {"shown": stored.mark, "base": str(draft.revision), "version": str(line.version)}
        filled |= {f"{name}-{check_in_id}": said for name, said in {**stored.said, **marks}.items()}
    return filled, errors
