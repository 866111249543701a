"""Tasks whose lead stands at the end of a point: `Giao Sở … chủ trì thực hiện.` covers all that stands above it."""

import re
from collections.abc import Iterator

from plan.drafting.actors import coordinating_of, read_actor
from plan.drafting.extractors.prose import time_in
from plan.drafting.found import LEAD_DOUBT, TIME_DOUBT, FoundTask
from plan.drafting.markers import RANKS
from plan.drafting.outline import Outline
from plan.drafting.words import GOALS, NO_WORK

_WHOLE_BRACKET = re.compile(r"\(([^()]{5,300}chủ trì[^()]{0,300})\)\s*[.;]?\s*", re.IGNORECASE)
_SAYS_NOTHING = re.compile(
    r"(?:chủ trì\s*,?\s*)?(?:và\s+)?(?:tổ chức\s+)?(?:thực hiện|triển khai)?(?:\s+thực hiện)?(?:\s+(?:các\s+)?(?:nội dung|nhiệm vụ|công việc)(?:\s+(?:này|trên|nêu trên))?)?",
    re.IGNORECASE,
)
_ASKS = ("giao", "phân công")


def tasks_of_closings(document: Outline) -> Iterator[FoundTask]:
    """Yield a task for each point that ends with who leads it, and says nothing more of it there."""
    for node in list(document.root.walk()):
        if node.used or node.table is not None or node.section in (NO_WORK, GOALS):
            continue
        numbered = node.marker is not None and node.marker.kind not in ("dash", "plus")
        if numbered or node.children or node.text.rstrip().endswith(":"):
            continue
        assignment = _assignment(node.text)
        owner = next((one for one in node.above() if one.marker and one.marker.kind not in ("dash", "plus")), None)
        if assignment is None or owner is None or owner.used or owner.rank < RANKS["decimal"]:
            continue
        lead, beside, sure = assignment
        time, vague = time_in(node.text)
        covered = [one for one in owner.walk() if not one.used and one.table is None]
        for one in covered:
            one.used = "closing"
        doubts = {LEAD_DOUBT} if not sure else set[str]()
        doubts |= {TIME_DOUBT} if vague else set()
        yield FoundTask(
            owner.ref, " ".join(one.text for one in covered), (lead,), (beside,) if beside else (), time, "", owner.line,
            owner.page, "câu giao việc cuối điểm", next((one.text for one in owner.above()), ""), frozenset(doubts),
        )  # fmt: skip


def _assignment(text: str) -> tuple[str, str, bool] | None:
    """Return who leads, who works beside, and whether that is sure, of a sentence that says only that; else None."""
    bracket = _WHOLE_BRACKET.fullmatch(text)
    actor = read_actor(bracket[1] if bracket else text)
    if actor is None or (bracket is None and actor.asked not in _ASKS):
        return None
    beside, rest = coordinating_of(actor.rest)
    first = re.split(r"[;.,]\s*|\s+(?=hoàn thành|trước ngày|trong (?:quý|tháng|năm))", rest, maxsplit=1)[0].strip()
    if bracket is None and not _SAYS_NOTHING.fullmatch(first):
        return None
    return actor.name, beside, actor.sure
