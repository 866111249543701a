"""Reading the trial of a plan: which rung is tried, and the two wordings."""

from collections.abc import Sequence

from plan.language.reading import Reading, parse_code, parse_day
from plan.language.yaml_nodes import Node
from plan.tasks import Rung
from plan.trials.trial import Trial

NOTHING = "none"
"""What stands for a letter as it always is."""
LONGEST_WORDING = 400
"""The longest sentence of a wording, in characters."""


def read_trial(reading: Reading, node: Node | None, ladder: Sequence[Rung]) -> Trial | None:
    """Return the trial that a table describes, None without one; what is wrong with it is recorded in `reading`."""
    if node is None:
        return None
    what = "«trial»"
    table = reading.table(node, what, ("code", "rung", "from", "to", "wording"))
    code = reading.parsed(reading.required(table, "code", node, what), "«code» của «trial»", parse_code, "")
    rung = reading.number(reading.required(table, "rung", node, what), "«rung»", 1, 250)
    starts, ends = (
        reading.parsed(reading.required(table, key, node, what), f"«{key}» của «trial»", parse_day, None)
        for key in ("from", "to")
    )
    wording = _read_wording(reading, reading.required(table, "wording", node, what))
    told = {one.after for one in ladder if "agency" in one.to}
    if rung not in told:
        reading.refuse(
            node, f"«trial» thử bậc sau {rung} ngày làm việc, nhưng «ladder» không có bậc ấy báo cho «agency»."
        )
    if starts is None or ends is None:
        return None
    if ends < starts:
        reading.refuse(node, "«trial» kết thúc trước khi bắt đầu; hãy xem lại «from» và «to».")
    return Trial(code, rung, starts, ends, wording, node.line)


def _read_wording(reading: Reading, node: Node | None) -> tuple[str, str]:
    found = reading.texts(node, "«wording»")
    if node is None:
        return "", ""
    if len(found) != 2 or found[0] == found[1] or any(len(one) > LONGEST_WORDING for one in found):
        reading.refuse(
            node,
            f"«wording» phải gồm đúng hai lời khác nhau, mỗi lời không quá {LONGEST_WORDING} ký tự; ghi «{NOTHING}» cho thư như thường lệ.",
        )
        return "", ""
    first, second = ("" if one == NOTHING else one for one in found)
    return first, second
