"""A ladder as values apart from its plan: what a check-in keeps of the one it was opened with, and how it is told."""

from dataclasses import dataclass, replace
from functools import lru_cache

from plan.parties import Register
from plan.tasks import Habit, Plan, Rung

_REMIND, _HABIT, _PAPER = "remind", "habit", "+paper"
_NAMES = {
    "agency": "cơ quan",
    "head": "thủ trưởng cơ quan",
    "call": "Văn phòng gọi điện",
    "tracker": "cơ quan theo dõi",
    "office": "Văn phòng UBND tỉnh",
    "chairman": "Chủ tịch UBND tỉnh",
}
"""What the words of a rung are called."""


@dataclass(frozen=True)
class Ladder:
    """The reminders, in working days before the last working day in time, the rungs after the date, the rule of habits."""

    remind: tuple[int, ...]
    rungs: tuple[Rung, ...]
    habit: Habit | None = None

    def words(self, register: Register) -> str:
        """Return the ladder in a line: `nhắc trước 7, 1 ngày; đôn đốc sau 1 ngày cơ quan, sau 3 ngày …` (working days)."""
        remind = f"nhắc trước {', '.join(str(days) for days in self.remind)} ngày" if self.remind else "không nhắc"
        rungs = ", ".join(f"sau {rung.after} ngày {describe_rung(rung, register)}" for rung in self.rungs)
        habit = f"; {self.habit.words}" if self.habit else ""
        return f"{remind}; đôn đốc {rungs}{habit}"


def ladder_of(plan: Plan) -> Ladder:
    """Return the ladder of a plan as it reads."""
    return Ladder(plan.remind, plan.ladder, plan.habit)


def write_ladder(ladder: Ladder) -> str:
    """Return a ladder as it is kept, in a line that tells it from any other: `remind 7 1 | 1 agency head | 3 tracker`."""
    parts = [[_REMIND, *(str(days) for days in ladder.remind)]]
    parts += [[str(rung.after), *rung.to, *([_PAPER] if rung.paper else [])] for rung in ladder.rungs]
    parts += [[_HABIT, str(ladder.habit.late), str(ladder.habit.of)]] if ladder.habit else []
    return " | ".join(" ".join(part) for part in parts)


@lru_cache(maxsize=256)
def read_ladder(text: str) -> Ladder:
    """Return the ladder that a line of `write_ladder` keeps. Raise ValueError for any other text."""
    (first, *remind), *rungs = (part.split(" ") for part in text.split(" | "))
    if first != _REMIND or not all(len(rung) > 1 for rung in rungs):
        raise ValueError(text)
    habit = None
    if rungs and rungs[-1][0] == _HABIT:
        late, of = (int(number) for number in rungs.pop()[1:])
        habit = Habit(late, of)
    found = [Rung(int(after), tuple(word for word in to if word != _PAPER), paper=_PAPER in to) for after, *to in rungs]
    return Ladder(tuple(int(days) for days in remind), tuple(found), habit)


def plan_with(plan: Plan, kept: str) -> Plan:
    """Return a plan with the ladder that a check-in keeps, the plan as it reads where it keeps none yet."""
    if not kept:
        return plan
    ladder = read_ladder(kept)
    if ladder == ladder_of(plan):
        return plan
    return replace(plan, remind=ladder.remind, ladder=ladder.rungs, habit=ladder.habit)


def plan_for(plan: Plan, kept: str, holder: str, register: Register) -> Plan:
    """Return a plan with the ladder by which one agency's check-in climbs: the one it keeps.

    A body that is not under the province hears of its own reports and nobody else does: no head, no office, no Chairman,
    no letter on paper, and no rule about habits.
    """
    plan = plan_with(plan, kept)
    if not register.is_outside(holder):
        return plan
    asked = tuple(replace(rung, to=("agency",), paper=False) for rung in plan.ladder if "agency" in rung.to)
    return replace(plan, ladder=asked, habit=None)


def describe_rung(rung: Rung, register: Register) -> str:
    """Return what a rung does: `cơ quan, thủ trưởng cơ quan`, `Văn phòng gọi điện, cơ quan theo dõi`."""
    paper = ", in công văn đôn đốc" if rung.paper else ""
    return ", ".join(_NAMES.get(to, register.name_of(to)) for to in rung.to) + paper
