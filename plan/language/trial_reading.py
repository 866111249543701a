"""Reading the trial of a plan: which rung is tried, on what, and the two wordings or the two days."""

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
    table = reading.table(node, what, ("code", "rung", "from", "to", "wording", "days"))
    code = reading.parsed(reading.required(table, "code", node, what), "«code» của «trial»", parse_code, "")
    rung = reading.number(reading.required(table, "rung", node, what), "«rung»", 1, 250)
    starts, ends = (
        reading.parsed(reading.required(table, key, node, what), f"«{key}» của «trial»", parse_day, None)
        for key in ("from", "to")
    )
    wording, days = _read_wording(reading, table.get("wording")), _read_days(reading, table.get("days"))
    if ("wording" in table) == ("days" in table):
        reading.refuse(
            node, "«trial» thử một điều: hãy ghi «wording» (hai lời mở đầu) hoặc «days» (hai ngày), không ghi cả hai."
        )
    told = {one.after for one in ladder if "agency" in one.to}
    if rung not in told:
        reading.refuse(
            node, f"«trial» thử nấc sau {rung} ngày làm việc, nhưng «ladder» không có nấc ấy báo cho «agency»."
        )
    if days and (rung not in days or set(days) & {one.after for one in ladder} != {rung}):
        reading.refuse(node, f"«days» phải gồm ngày của nấc được thử ({rung}) và một ngày khác chưa có nấc nào.")
    if starts is None or ends is None:
        return None
    if ends < starts:
        reading.refuse(node, "«trial» kết thúc trước khi bắt đầu; hãy xem lại «from» và «to».")
    return Trial(code, rung, starts, ends, wording, days, node.line)


def _read_wording(reading: Reading, node: Node | None) -> tuple[str, str] | None:
    found = reading.texts(node, "«wording»")
    if node is None:
        return None
    if len(found) != 2 or found[0] == found[1] or any(len(one) > LONGEST_WORDING for one in found):
        reading.refuse(
            node,
            f"«wording» phải gồm đúng hai lời khác nhau, mỗi lời không quá {LONGEST_WORDING} ký tự; ghi «{NOTHING}» cho thư như thường lệ.",
        )
        return None
    first, second = ("" if one == NOTHING else one for one in found)
    return first, second


def _read_days(reading: Reading, node: Node | None) -> tuple[int, int] | None:
    found = [reading.number(item, "«days»", 1, 60) for item in reading.items(node, "«days»")]
    if node is None:
        return None
    if len(found) != 2 or found[0] == found[1]:
        reading.refuse(node, "«days» phải gồm đúng hai số ngày làm việc khác nhau, ví dụ [1, 3].")
        return None
    return found[0], found[1]
