"""A task that several documents give: the clauses of other plans that name it in `same_as`, and names that lead nowhere."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from plan.errors import FileError
from plan.language.reading import nearest
from plan.library import LoadedPlan
from plan.refs import clause_of, told_point
from plan.tasks import ELSEWHERE


@dataclass(frozen=True)
class Source:
    """A clause of another document that gives the same task: the code of its plan, the document in short, its ref."""

    plan: str
    document: str
    ref: str

    @property
    def words(self) -> str:
        """The clause with its document: `điểm 1.a Thông báo kết luận 245/TB-UBND`."""
        return f"{told_point(self.ref)} {self.document}"


def sources_of(plan: str, ref: str, plans: Iterable[LoadedPlan]) -> tuple[Source, ...]:
    """Return the clauses of other plans that a task's answers answer too, in the order of the plans."""
    named = {f"{plan}{ELSEWHERE}{ref}", f"{plan}{ELSEWHERE}{clause_of(ref)}"}
    return tuple(
        Source(one.plan.code, one.plan.document.short, clause)
        for one in plans
        for clause, others in one.plan.same_as.items()
        if named & set(others)
    )


def led_nowhere(loaded: LoadedPlan, plans: Mapping[str, LoadedPlan | None]) -> Iterator[FileError]:
    """Yield a warning for each clause that a task of another plan is to answer, where there is none.

    `plans` are all of the home by code, None for one that is not sound: nothing is told of that one.
    """
    plan = loaded.plan
    for clause, others in plan.same_as.items():
        for name in others:
            code, elsewhere, ref = name.partition(ELSEWHERE)
            if not elsewhere or (code in plans and plans[code] is None):
                continue
            there = plans.get(code)
            if there is None:
                known, what = nearest(code, plans), f"kế hoạch «{code}»"
            elif ref in {*there.plan.tasks, *map(clause_of, there.plan.tasks)}:
                continue
            else:
                known, what = nearest(ref, there.plan.tasks), f"nhiệm vụ «{ref}» trong kế hoạch «{code}»"
            sentence = f"«same_as» {clause} theo {name}, nhưng không có {what}{known}; điểm này chưa được ai báo cáo."
            yield FileError(plan.file, plan.lines.get(clause, 0), sentence, warning=True)
