"""What an answer to a clause is asked to hold: the headings of its form, and the figures of the plan's targets."""

import re
from dataclasses import dataclass
from datetime import date

from plan.tasks import MEASURES, Plan, Target, Task

HOST, CONFIRMING = "host", "confirming"
"""The roles at a briefing: who holds it and writes the minutes, and who confirms them."""
MAX_DIGITS, MAX_DECIMALS = 15, 4
"""How many digits a figure may have in all, and how many of them after the comma."""

_MEETING = (("Ngày họp", "date"), ("Địa điểm", "line"), ("Thành phần dự họp", "text"))
_ON_MINUTES = "Ý kiến về biên bản"
_GATHERED = ("Đánh giá chung", "Đơn vị chưa báo cáo và lý do")
_FIGURE = re.compile(r"([0-9]+)(?:[.,]([0-9]+))?")
_GROUPED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?")


@dataclass(frozen=True)
class Heading:
    """One heading of a form. `words` are what people read and what an answer's part is stored under.

    `key` names it within its form (`p1`, `p2`, …); `kind` is `text`, `line` (a single line) or `date` (dd/mm/yyyy).
    """

    key: str
    words: str
    kind: str
    required: bool


@dataclass(frozen=True)
class TargetFigure:
    """A target that an answer gives a number for: `unit` is `%`, `đồng`…, `goal` the target in words."""

    ref: str
    title: str
    measure: str
    unit: str
    goal: str


@dataclass(frozen=True)
class AnswerForm:
    """What an answer holds beside its result and words.

    `kind` is `plain`, `outline`, `minutes`, `confirming`, `roll-up` or `incident`; `takes_percent` tells whether a
    percentage of the work fits it.
    """

    kind: str
    headings: tuple[Heading, ...]
    figures: tuple[TargetFigure, ...]
    takes_percent: bool


PLAIN = AnswerForm("plain", (), (), takes_percent=True)
"""The form of what the plan says nothing more of, such as an ad hoc request."""


def form_of(plan: Plan, task: Task | None, role: str, on: date) -> AnswerForm:
    """Return the form of what an agency owes in a role for a clause, in the version that asked; None has the plain one.

    `role` is that of the check-in: `lead`, `host`, `confirming`, or the name of an event's step. `on` is the day on which
    it opened: its targets are those of that day.
    """
    if task is None:
        return PLAIN
    if task.turns is not None and role == CONFIRMING:
        return AnswerForm("confirming", _headings([(_ON_MINUTES, "text", False)]), (), takes_percent=False)
    figures = _figures(plan, task, on)
    outline = [(words, "text") for words in task.outline]
    if task.turns is not None and role == HOST:
        minutes = [*((words, kind, True) for words, kind in _MEETING), *((*part, False) for part in outline)]
        return AnswerForm("minutes", _headings(minutes), figures, takes_percent=False)
    if task.steps:
        step = next((step for step in task.steps if step.name == role), None)
        asked = [(words, "text", False) for words in (step.outline if step else ())]
        return AnswerForm("incident", _headings(asked), figures, takes_percent=False)
    if task.rolls_up:
        gathered = [(words, "text", False) for words in task.outline or _GATHERED]
        return AnswerForm("roll-up", _headings(gathered), figures, takes_percent=True)
    kind = "outline" if outline else "plain"
    return AnswerForm(kind, _headings([(*part, True) for part in outline]), figures, takes_percent=True)


def _headings(asked: list[tuple[str, str, bool]]) -> tuple[Heading, ...]:
    """Return headings with their keys; of two with the same words the first stays, for parts are stored under them."""
    once: dict[str, tuple[str, bool]] = {}
    for words, kind, required in asked:
        once.setdefault(words, (kind, required))
    return tuple(Heading(f"p{place}", words, *rest) for place, (words, rest) in enumerate(once.items(), start=1))


def _figures(plan: Plan, task: Task, on: date) -> tuple[TargetFigure, ...]:
    """Return the targets whose figure comes from a clause; one in words or that only names an owner is on nobody's line."""
    asked = [
        target
        for target in plan.targets_on(on).values()
        if target.measure and (task.ref == target.from_task or task.target == target.ref)
    ]
    return tuple(
        TargetFigure(target.ref, target.title, target.measure, MEASURES[target.measure], _goal_words(target))
        for target in asked
    )


def _goal_words(target: Target) -> str:
    return f"{target.goal_words} vào năm {target.by}" if target.by else target.goal_words


def parse_figure(typed: str, measure: str) -> str:
    """Return a number as people in Viet Nam type it (`82,5`, `82.5 %`, `1.500.000`) as a plain decimal: `82.5`.

    `measure` is the target's. A percentage lies from 0 to 100, both inclusive; all others are 0 or more. Raise
    ValueError with a Vietnamese sentence for what is no such number, or could be read in two ways.
    """
    text = "".join(typed.split())
    text = text.removesuffix("%") if measure == "percent" else text
    if measure != "percent" and _GROUPED.fullmatch(text):
        if measure == "score" and text.count(".") == 1:
            raise ValueError(f"«{typed.strip()}» đọc được hai cách; hãy dùng dấu phẩy cho phần thập phân, ví dụ 82,5.")
        text = text.replace(".", "")
    found = _FIGURE.fullmatch(text)
    if found is None:
        raise ValueError("số liệu phải là một con số không âm, ví dụ 82,5.")
    whole, decimals = found[1].lstrip("0") or "0", (found[2] or "").rstrip("0")
    if len(decimals) > MAX_DECIMALS or len(whole) + len(decimals) > MAX_DIGITS:
        raise ValueError(f"số liệu có nhiều nhất {MAX_DIGITS} chữ số, trong đó {MAX_DECIMALS} chữ số sau dấu phẩy.")
    if measure == "percent" and (int(whole) > 100 or (int(whole) == 100 and decimals)):
        raise ValueError("tỷ lệ phải là số từ 0 đến 100.")
    return f"{whole}.{decimals}" if decimals else whole
