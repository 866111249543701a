"""What an office chooses for a whole plan: how long before the date it asks and reminds, and who hears what after it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from plan.drafting.review.doubts import TRACKER, Doubt, DraftTexts
from plan.drafting.review.editing import Text
from plan.drafting.review.naming import NotSettledError, Settled, register_of
from plan.drafting.review.settling import RHYTHMS, settle
from plan.ladder.in_force import Ladder
from plan.language.plan_file import read_draft
from plan.tasks import Rung

OPENS, REMIND = (1, 365), (0, 60)
"""The least and the most days: calendar days before the date, and working days before the last one in time."""
AFTER = (1, 250)
"""The same for a rung, in working days past the date."""
RECIPIENTS = {
    "agency": "cơ quan phải báo cáo",
    "head": "người đứng đầu cơ quan ấy",
    "call": "Văn phòng gọi điện",
    "tracker": "cơ quan theo dõi",
    "office": "Văn phòng UBND tỉnh",
    "chairman": "Chủ tịch UBND tỉnh (dự thảo chờ phát hành)",
}
"""Who may be told on a rung, in words."""


@dataclass(frozen=True)
class OfficeChoices:
    """Calendar days before the date on which is asked, working days before it on which is reminded, and the rungs after it."""

    opens: int
    remind: tuple[int, ...]
    rungs: tuple[Rung, ...]


def office_choices(draft: DraftTexts) -> OfficeChoices | None:
    """Return what a draft says of them; None where its plan cannot be read."""
    plan, _ = read_draft(draft.plan, "", register_of(draft))
    return OfficeChoices(plan.opens, plan.remind, plan.ladder) if plan is not None else None


def set_office(draft: DraftTexts, opens: str, remind: str, rungs: Sequence[tuple[str, Sequence[str]]]) -> Settled:
    """Return a draft with these choices, as a form has them: days, days one behind another, and of each rung days and whom.

    A rung whose days are empty is left out. A rung that prints a letter goes on doing so where its days stay. Raise
    NotSettledError with a sentence for what is no number, out of bounds, or does not climb.
    """
    text = Text(draft.plan)
    if not text.has(("office",)):
        raise NotSettledError("Dự thảo không có mục «office»; hãy sửa trong tệp.")
    before = office_choices(draft)
    printed = {rung.after for rung in before.rungs if rung.paper} if before is not None else set()
    days = _number(opens, "Số ngày mở phiếu trước hạn", OPENS)
    reminders = [_number(one, "Số ngày nhắc trước hạn", REMIND) for one in re.split(r"[\s,;]+", remind.strip()) if one]
    if len(set(reminders)) < len(reminders):
        raise NotSettledError("Số ngày nhắc trước hạn ghi hai lần cùng một số; hãy bỏ một lần.")
    ladder = [_rung(after, to, printed) for after, to in rungs if after.strip()]
    if not ladder:
        raise NotSettledError("Thang đôn đốc phải có ít nhất một nấc.")
    if any(one.after >= other.after for one, other in pairwise(ladder)):
        raise NotSettledError("Thang đôn đốc phải đi lên: số ngày của nấc sau lớn hơn nấc trước.")
    reminders.sort(reverse=True)
    _write(text, "opens", [f"opens: {days} days before"])
    _write(text, "remind", [f"remind: [{', '.join(map(str, reminders))}]"])
    _write(text, "ladder", ["ladder:", *(line for rung in ladder for line in _lines(rung))])
    told = Ladder(tuple(reminders), tuple(ladder)).words(register_of(draft))
    return Settled(replace(draft, plan=str(text)), f"Văn phòng mở phiếu trước hạn {days} ngày, {told}")


def rhythm_of(draft: DraftTexts) -> str:
    """Return in which of `RHYTHMS` a draft follows up what goes on; '' for another one that was written into its file."""
    text = Text(draft.plan)
    if not text.has(("office", "follow_up")):
        return ""
    lines = [line.strip() for line in text.entry(("office", "follow_up")).splitlines()[1:]]
    return next((name for name, own in RHYTHMS.items() if [line.strip() for line in own] == lines), "")


def set_tracker(draft: DraftTexts, words: str) -> Settled:
    """Return a draft in which another agency follows up the whole plan. Raise NotSettledError for what is not one agency."""
    if not words.strip():
        raise NotSettledError("Chưa ghi cơ quan theo dõi.")
    return settle(draft, Doubt(("trackers", "default"), TRACKER, ""), words)


def _number(typed: str, what: str, bounds: tuple[int, int]) -> int:
    least, most = bounds
    if not re.fullmatch(r"\d{1,3}", typed.strip()) or not least <= int(typed) <= most:
        raise NotSettledError(f"{what} phải là số từ {least} đến {most}, đang ghi «{typed.strip()}».")
    return int(typed)


def _rung(after: str, to: Sequence[str], printed: set[int]) -> Rung:
    days = _number(after, "Số ngày của một nấc đôn đốc", AFTER)
    if not to:
        raise NotSettledError(f"Nấc sau hạn {days} ngày chưa chọn nơi được báo.")
    return Rung(days, tuple(to), paper=days in printed)


def _lines(rung: Rung) -> list[str]:
    to = rung.to[0] if len(rung.to) == 1 else f"[{', '.join(rung.to)}]"
    return [f"  - after: {rung.after}", f"    to: {to}", *(["    paper: true"] if rung.paper else [])]


def _write(text: Text, key: str, lines: list[str]) -> None:
    if text.has(("office", key)):
        text.replace(("office", key), lines)
    else:
        text.append(("office",), lines)
