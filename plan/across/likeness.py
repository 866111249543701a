"""Tasks of two plans that may be one: the same lead and a near title. They are pointed out, and never put together here."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from plan.errors import FileError
from plan.library import LoadedPlan
from plan.refs import clause_of, told_ref
from plan.tasks import ELSEWHERE, Plan, Task
from plan.texts.seen_text import as_seen

FEWEST_WORDS = 5
"""A title of fewer words is near too many others."""
NEAR = 0.75
"""Two titles are near when so much of the shorter one stands in the longer, by words."""
_COMMON = frozenset(
    [
        "và",
        "các",
        "của",
        "cho",
        "với",
        "về",
        "theo",
        "trong",
        "tại",
        "từ",
        "đến",
        "để",
        "là",
        "giao",
        "chủ",
        "trì",
        "phối",
        "hợp",
        "tham",
        "mưu",
        "thực",
        "hiện",
        "triển",
        "khai",
        "tổ",
        "chức",
        "ubnd",
        "tỉnh",
        "báo",
        "cáo",
        "kết",
        "quả",
        "trình",
        "trước",
        "ngày",
        "tháng",
        "năm",
        "quý",
        "hằng",
        "hàng",
        "công",
        "tác",
        "việc",
        "nội",
        "dung",
        "liên",
        "quan",
        "cơ",
        "quan",
        "đơn",
        "vị",
        "sở",
        "ban",
        "ngành",
    ]
)
"""Words that titles of all tasks have."""


@dataclass(frozen=True)
class Alike:
    """Two tasks that may be one, the second of another plan."""

    task: Task
    plan: str
    other: Task

    @property
    def name(self) -> str:
        """The second task as the first one's plan names it: `bac-giang:II.1.a`."""
        return f"{self.plan}{ELSEWHERE}{self.other.ref}"


def alike_elsewhere(loaded: LoadedPlan, plans: Iterable[LoadedPlan]) -> Iterator[Alike]:
    """Yield each task of a plan that has the lead and nearly the title of one of another plan of its province.

    Those that either plan tells apart (`not_same_as`) are left out.
    """
    own = [(task, _words(task, loaded)) for task in _going_on(loaded)]
    for there in plans:
        if there.plan.code == loaded.plan.code or there.plan.province != loaded.plan.province:
            continue
        others = [(task, _words(task, there)) for task in _going_on(there)]
        for task, words in own:
            yield from (
                Alike(task, there.plan.code, other)
                for other, said in others
                if {lead.code for lead in task.leads} & {lead.code for lead in other.leads}
                and _near(words, said)
                and not _told_apart(loaded.plan, task.ref, there.plan, other.ref)
                and not _told_apart(there.plan, other.ref, loaded.plan, task.ref)
            )


def warn_of_alike(loaded: LoadedPlan, plans: Iterable[LoadedPlan]) -> Iterator[FileError]:
    """Yield a warning for each task that may be one of another plan, with how to tell that it is."""
    for one in alike_elsewhere(loaded, plans):
        sentence = (
            f"nhiệm vụ «{told_ref(one.task.ref)}» gần giống nhiệm vụ «{told_ref(one.other.ref)}» của kế hoạch {one.plan} (cùng cơ "
            f"quan chủ trì): «{one.other.title}»; nếu là một việc thì chuyển điểm này sang «same_as» với giá trị "
            f"«{one.name}», không phải thì ghi giá trị ấy ở «not_same_as»."
        )
        yield FileError(one.task.file or loaded.plan.file, one.task.line, sentence, warning=True)


def _told_apart(plan: Plan, ref: str, there: Plan, other: str) -> bool:
    """Tell whether an office wrote into a plan that a task of it, or its whole clause, is not one of another plan."""
    named = {*plan.not_same_as.get(ref, ()), *plan.not_same_as.get(clause_of(ref), ())}
    return not named.isdisjoint(f"{there.code}{ELSEWHERE}{one}" for one in (other, clause_of(other)))


def _going_on(loaded: LoadedPlan) -> list[Task]:
    if loaded.plan.replaced is not None:
        return []
    return [task for task in loaded.plan.tasks.values() if task.asked_until is None or task.asked_until == date.max]


def _words(task: Task, loaded: LoadedPlan) -> frozenset[str]:
    """Return the words that tell a title from others: without those of all titles, and of its leads' names."""
    names = " ".join(loaded.register.name_of(lead.code) for lead in task.leads)
    apart = {*_COMMON, *re.findall(r"\w+", as_seen(names).lower())}
    return frozenset(re.findall(r"\w+", as_seen(task.title).lower())) - apart


def _near(one: frozenset[str], other: frozenset[str]) -> bool:
    fewer, more = sorted((one, other), key=len)
    return len(fewer) >= FEWEST_WORDS and len(fewer & more) >= NEAR * len(fewer) and len(fewer) * 3 >= len(more)
