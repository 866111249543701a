"""What one form of a draft's page says, written into the draft's texts."""

from collections.abc import Callable, Mapping

from plan.drafting.review.apart import keep_apart, make_one
from plan.drafting.review.doubts import TITLE, DraftTexts, doubts_of
from plan.drafting.review.naming import NotSettledError, Settled
from plan.drafting.review.office_choices import set_office, set_tracker
from plan.drafting.review.proposed_lines import accept_proposed, set_members
from plan.drafting.review.settling import (
    make_task,
    no_answer,
    set_fact,
    set_lead,
    set_rhythm,
    set_time,
    set_title,
    settle,
)
from plan.tasks import ELSEWHERE
from web.door.uploads import unreadable_form
from web.judge.drafting.draft_cards import ACCEPT, EDIT, LINE, MAKE_TASK, MEMBERS, NO, NO_ANSWER
from web.judge.drafting.office_form import OFFICE, RHYTHM, TRACKER, read_rungs

APART, ONE = "apart", "one"
"""What is said of two near tasks."""
_Write = Callable[[DraftTexts, str, str], Settled]
_SET: Mapping[str, _Write] = {"title": set_title, "lead": set_lead, "time": set_time}


def answer_of(fields: Mapping[str, str]) -> str:
    """Return what a form answers: what was typed, else what was chosen.

    A text that was refused still stands in its box when the form comes back: what is chosen then is the answer.
    """
    typed, chosen = fields.get("words", "").strip(), fields.get("choice", "")
    return chosen if chosen and typed == fields.get("refused", "").strip() else typed or chosen


def settled_by(draft: DraftTexts, *, act: str, fields: Mapping[str, str], documents: Mapping[str, str]) -> Settled:
    """Return a draft in which one form's answer stands, as `answer_of` takes it.

    `documents` are those of the plans that are followed, in words, by the plan's code.

    Raise NotSettledError with the sentence for what says nothing, RequestRefusedError for no form of ours.
    """
    key, words = fields.get("key", ""), answer_of(fields)
    if act == ACCEPT:
        return accept_proposed(draft, [one for one in doubts_of(draft) if fields.get(f"{LINE}{one.key}")])
    if act == MAKE_TASK:
        return make_task(draft, key, fields.get("title", ""), fields.get("lead", ""), fields.get("time", ""))
    if act == NO_ANSWER:
        return no_answer(draft, key, words)
    if act == EDIT:
        return _edited(draft, key, words, fields, documents)
    doubt = next((one for one in doubts_of(draft) if one.key == key), None)
    if doubt is None:
        raise NotSettledError("Điều này đã được quyết định; hãy xem lại trang.")
    if doubt.kind == TITLE and words.startswith(NO):
        return no_answer(draft, doubt.ref, words.removeprefix(NO))
    return settle(draft, doubt, words)


def _edited(
    draft: DraftTexts, key: str, words: str, fields: Mapping[str, str], documents: Mapping[str, str]
) -> Settled:
    """Return a draft in which something stands otherwise that was read or chosen: a clause, the document, the office's own."""
    if key == RHYTHM:
        return set_rhythm(draft, words)
    if key == TRACKER:
        return set_tracker(draft, words)
    if key == OFFICE:
        return set_office(draft, fields.get("opens", ""), fields.get("remind", ""), read_rungs(fields))
    part, _, what = key.partition("/")
    if part == "document":
        return set_fact(draft, what, words)
    if part == "alike":
        ref, _, other = what.partition("/")
        return _said_of_near_tasks(draft, ref, other, fields.get("choice", ""), documents)
    if part == MEMBERS:
        return set_members(draft, what, words)
    ref, _, name = what.rpartition("/")
    if name not in _SET:
        raise unreadable_form()
    return _SET[name](draft, ref, words)


def _said_of_near_tasks(draft: DraftTexts, ref: str, other: str, said: str, documents: Mapping[str, str]) -> Settled:
    write = {ONE: make_one, APART: keep_apart}.get(said)
    if write is None:
        raise NotSettledError("Chưa chọn là một việc hay hai việc.")
    plan = other.partition(ELSEWHERE)[0]
    return write(draft, ref, other, documents.get(plan, f"kế hoạch {plan}"))
