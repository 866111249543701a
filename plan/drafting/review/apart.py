"""A task of a draft that may be one with a task of another plan: a person says that it is, or that it is not."""

from dataclasses import replace

from plan.drafting.review.doubts import DraftTexts
from plan.drafting.review.editing import Text
from plan.drafting.review.naming import NotSettledError, Settled
from plan.drafting.writing.plan_writing import quoted, quoted_ref
from plan.refs import clause_of, told_point, told_ref
from plan.tasks import ELSEWHERE


def keep_apart(draft: DraftTexts, ref: str, other: str, document: str) -> Settled:
    """Return a draft that tells a task apart from one of another plan (`bac-giang:II.1.a`), so that it is not asked again.

    `document` is the other plan's in words: `Kế hoạch 11/2022`.
    """
    text = Text(draft.plan)
    _guard_there(text, ref)
    named = ("not_same_as", ref)
    if text.has(named):
        before = text.first_line(named).partition(":")[2].split(" #")[0].strip().strip("[]")
        text.replace(named, [f"{quoted_ref(ref)}: [{before}, {quoted(other)}]"])
    else:
        text.append(("not_same_as",), [f"{quoted_ref(ref)}: {quoted(other)}"])
    said = f"{_point(ref)} không phải là một việc với {_there(other, document)}"
    return Settled(replace(draft, plan=str(text)), said)


def make_one(draft: DraftTexts, ref: str, other: str, document: str) -> Settled:
    """Return a draft in which a clause is answered by a task of another plan, and is no task of its own any more.

    Raise NotSettledError for a part of a clause: the clause would lose it.
    """
    if clause_of(ref) != ref:
        raise NotSettledError(
            f"{_point(ref)} chỉ là một phần của điểm {clause_of(ref)}; hãy tách hoặc bỏ ý này trong tệp kế hoạch."
        )
    text = Text(draft.plan)
    _guard_there(text, ref)
    above = text.comment_above(("tasks", ref))
    text.remove(("tasks", ref))
    text.append(("same_as",), [*([f"# {above}"] if above else []), f"{quoted_ref(ref)}: {quoted(other)}"])
    return Settled(replace(draft, plan=str(text)), f"{_point(ref)} được theo dõi qua {_there(other, document)}")


def _guard_there(text: Text, ref: str) -> None:
    if not text.has(("tasks", clause_of(ref))):
        raise NotSettledError("Tệp dự thảo đã đổi từ lúc mở trang, chỗ này không còn; hãy xem lại trang.")


def _point(ref: str) -> str:
    words = told_point(ref)
    return words[:1].upper() + words[1:]


def _there(other: str, document: str) -> str:
    return f"nhiệm vụ {told_ref(other.partition(ELSEWHERE)[2])} của {document}"
