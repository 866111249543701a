"""Reading the targets of a plan: the goal, its unit and year, and where its figure comes from."""

import re

from plan.language.reading import Reading
from plan.language.yaml_nodes import Node
from plan.tasks import MEASURES, Target

SUMS = ("ratio", "total", "latest", "each")
"""How the figures of several agencies become one: numerator over denominator, added up, the last one given, or the share
of those agencies that reach the goal each for itself."""


def read_target(reading: Reading, ref: str, node: Node, line: int) -> Target:
    """Return the target that a table describes; what is wrong with it is recorded in `reading`."""
    what = f"mục tiêu {ref}"
    keys = ("title", "goal", "from_task", "owner", "sum")
    table = reading.table(node, what, (*keys, "office"))
    office = reading.table(table.get("office"), f"«office» của {what}", ("from_task", "owner", "sum"))
    goal_node = reading.required(table, "goal", node, what)
    goal = reading.table(goal_node, f"«goal» của {what}", ("measure", "at_least", "by"))
    merged = {**office, **table}
    place = node if goal_node is None else goal_node
    return Target(
        ref=ref,
        title=reading.text(reading.required(table, "title", node, what), "«title»"),
        measure=reading.choice(reading.required(goal, "measure", place, what), "«measure»", tuple(MEASURES)),
        at_least=reading.parsed(reading.required(goal, "at_least", place, what), "«at_least»", _parse_figure, ""),
        by=reading.number(reading.required(goal, "by", place, what), "«by»", 2000, 2100),
        from_task=reading.text(merged.get("from_task"), "«from_task»"),
        owner=reading.text(merged.get("owner"), "«owner»"),
        sum=reading.choice(merged.get("sum"), "«sum»", SUMS),
        by_office="office" in table,
        line=line,
    )


def _parse_figure(text: str) -> str:
    if not re.fullmatch(r"[0-9]{1,15}([.,][0-9]{1,6})?", text):
        raise ValueError(f"«{text}» phải là một con số, không kèm đơn vị, ví dụ 80 hoặc 99,5.")
    return text
