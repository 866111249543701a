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
    goal = reading.table(goal_node, f"«goal» của {what}", ("measure", "at_least", "by", "text"))
    merged = {**office, **table}
    place = node if goal_node is None else goal_node
    for key in ("measure", "at_least"):
        if "text" in goal and key in goal:
            reading.refuse(
                goal[key], f"«goal» của {what} có cả «text» và «{key}»; ghi bằng lời thì bỏ «measure» và «at_least»."
            )
    if "text" in goal and "sum" in merged:
        reading.refuse(merged["sum"], f"{what} ghi bằng lời nên không cộng được; hãy bỏ «sum».")
    in_words = reading.text(goal.get("text"), "«text»")
    measure_node = None if "text" in goal else reading.required(goal, "measure", place, what)
    figure_node = None if "text" in goal else reading.required(goal, "at_least", place, what)
    return Target(
        ref=ref,
        title=reading.text(reading.required(table, "title", node, what), "«title»"),
        measure=reading.choice(measure_node, "«measure»", tuple(MEASURES)),
        at_least=reading.parsed(figure_node, "«at_least»", _parse_figure, ""),
        in_words=in_words,
        by=reading.number(goal["by"], "«by»", 2000, 2100) if "by" in goal else 0,
        from_task=reading.text(merged.get("from_task"), "«from_task»"),
        owners=reading.texts(merged.get("owner"), "«owner»"),
        sum=reading.choice(merged.get("sum"), "«sum»", SUMS),
        by_office="office" in table,
        line=line,
    )


def _parse_figure(text: str) -> str:
    if not re.fullmatch(r"[0-9]{1,15}([.,][0-9]{1,6})?", text):
        raise ValueError(f"«{text}» phải là một con số, không kèm đơn vị, ví dụ 80 hoặc 99,5.")
    return text
