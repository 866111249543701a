"""How a plan's rungs fall for one check-in: pure rules over its stages, each of which moves days and never a key."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from notifications.ladder.stages import ESCALATION, Stage


def pass_empty_rungs(stages: Sequence[Stage], is_empty: Callable[[Stage], bool]) -> tuple[Stage, ...]:
    """Return the stages with every rung that reaches nobody passed at once: the next one is told on its day instead.

    Several empty ones in a row are passed on the day of the first. A rung that comes early so keeps its number, and with
    it the key of its notices: it is told once. `passed` names the rungs that were passed, `planned_on` its day otherwise.
    """
    found: list[Stage] = []
    since, passed = None, tuple[int, ...]()
    for stage in stages:
        if stage.purpose != ESCALATION:
            found.append(stage)
            continue
        falls = replace(stage, on=since, planned_on=stage.on, passed=passed) if since else stage
        since, passed = (falls.on, (*passed, stage.rung)) if is_empty(falls) else (None, ())
        found.append(falls)
    return tuple(found)
