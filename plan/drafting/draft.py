"""A document as a draft: the plan file, the register's proposed lines, the doubts, and the same as JSON."""

from dataclasses import dataclass
from typing import Any

from plan.drafting.found import LEAD_DOUBT, TASK, TIME_DOUBT, Found, FoundTask
from plan.drafting.source_text import place_words
from plan.drafting.writing.parties import Parties
from plan.drafting.writing.plan_writing import Written, issued, write_plan
from plan.drafting.writing.register_writing import write_register
from plan.drafting.writing.titles import is_too_long, title_of
from plan.parties import Register
from plan.refs import slug

_WORST = {TASK: 0, LEAD_DOUBT: 1, TIME_DOUBT: 2}
_SAID = {
    TASK: "có phải là một nhiệm vụ không",
    LEAD_DOUBT: "cơ quan chủ trì",
    TIME_DOUBT: "thời gian",
}


WHOLE = "Cả văn bản: "
"""What a sentence begins with that concerns the whole document, and no clause that may be decided."""


@dataclass(frozen=True)
class Draft:
    """A document drafted: its code, the two files, the doubts in sentences (worst first), and what was found."""

    code: str
    plan_text: str
    register_text: str
    doubts: tuple[str, ...]
    found: Found
    undecided: int

    def as_json(self) -> dict[str, Any]:
        """Return the draft as scripts read it: tasks with their doubts, targets, passages not understood, facts."""
        return {
            "document": vars(self.found.facts),
            "tasks": [_task_as_json(task) for task in self.found.tasks],
            "targets": [{"ref": one.ref, "title": one.text, "leads": list(one.leads)} for one in self.found.targets],
            "doubts": [one.text for one in self.found.passages if not one.understood],
            "no_answer": [{"ref": one.ref, "text": one.text, "reason": one.reason} for one in self.found.passages],
            "notes": list(self.found.notes),
        }


def draft_plan(found: Found, register: Register | None = None, register_text: str = "") -> Draft:
    """Return the draft of a document. `register` is its province's, with its text; without one a first one is proposed."""
    parties = Parties(register, issued(found.facts))
    province = register.code if register is not None else province_of(found)
    written = write_plan(found, parties, province)
    proposed = write_register(parties, province, found.facts, register_text)
    return Draft(written.code, written.text, proposed, _sentences(found, parties, written), found, written.undecided)


def province_of(found: Found) -> str:
    """Return the code of the province that a document comes from, `tinh` where it does not say."""
    name = found.facts.issuer.removeprefix("UBND").strip()
    for kind in ("tỉnh ", "thành phố "):
        name = name.removeprefix(kind)
    return slug(name) or "tinh"


def _task_as_json(task: FoundTask) -> dict[str, Any]:
    return {
        "ref": task.ref,
        "title": task.text,
        "leads": list(task.leads),
        "coordinating": list(task.coordinating),
        "time": task.time,
        "product": task.product,
        "doubts": sorted(task.doubts),
        "page": task.page,
        "line": task.line,
        "rests_on": task.rests_on,
    }


def _sentences(found: Found, parties: Parties, written: Written) -> tuple[str, ...]:
    told: list[tuple[int, str]] = []
    for place, task in enumerate(found.tasks):
        where = f"Điểm {written.refs[place]} ({place_words(task.page, task.line, found.unit)})"
        worst = sorted(task.doubts, key=lambda doubt: _WORST[doubt])
        if worst:
            what = "; ".join(_SAID[doubt] for doubt in worst)
            told.append((_WORST[worst[0]], f"{where}: chưa chắc {what}. Văn bản ghi: «{_start(task.text)}»."))
    told += [
        (
            1,
            f"Điểm {written.refs[place]} ({place_words(task.page, task.line, found.unit)}): câu dài, cần người đặt tên nhiệm vụ.",
        )
        for place, task in enumerate(found.tasks)
        if TASK not in task.doubts and is_too_long(title_of(task.text))
    ]
    told += [
        (
            1,
            f"Đoạn {one.ref} ({place_words(one.page, one.line, found.unit)}) có thể giao việc mà chưa đọc được: «{_start(one.text)}».",
        )
        for one in found.passages
        if not one.understood
    ]
    told += [
        (
            2,
            f"Chỉ tiêu {one.ref} ({place_words(one.page, one.line, found.unit)}): chưa có cơ quan cung cấp số liệu. «{_start(one.text)}».",
        )
        for one in found.targets
        if not one.leads
    ]
    told += [
        (2, f"Văn bản nhắc «{words}» ({code}), nhưng ngày của văn bản không có cơ quan này trong danh bạ.")
        for code, words in parties.gone.items()
    ]
    told += [
        (3, f"«{words}» không có trong danh bạ; đề nghị thêm {what} với mã {code}.")
        for what, proposed in (("cơ quan", parties.proposed_agencies), ("nhóm", parties.proposed_groups))
        for code, words in proposed.items()
    ]
    told += [(-1, f"{WHOLE}{note}") for note in found.notes]
    return tuple(sentence for _, sentence in sorted(told, key=lambda one: one[0]))


def _start(text: str) -> str:
    return text if len(text) < 120 else f"{text[:117].rsplit(' ', 1)[0]}…"
