"""Reading due rules and rhythms: the `due:` and `follow_up:` keys of the plan language."""

from plan.due import DayOfMonth, DayOfYear, DueRule, WithinWritten, WrittenDay
from plan.language.reading import Reading, parse_day, parse_day_of_year, parse_written_period
from plan.language.yaml_nodes import Mapping, Node, Scalar
from plan.periods import MONTHS_IN, periods_of_year
from plan.times.cadence import Rhythm, Term

_NEEDS_A_FULL_DATE = "việc làm một lần cần ngày đầy đủ, ví dụ 15/11/2022."


def parse_due_anchor(text: str, every: str) -> DayOfYear | WrittenDay | DayOfMonth:
    """Return the day a due rule aims at, from `15/11`, `15/11/2022`, `end of period`, `20 of last month`, `10 of next month`.

    `every` is the rhythm's length or `once`. Raise ValueError with a Vietnamese sentence for any other text.
    """
    if text == "end of period":
        if every == "once":
            raise ValueError(_NEEDS_A_FULL_DATE)
        return DayOfMonth(0)
    number, _, rest = text.partition(" of ")
    if rest in ("last month", "next month"):
        if every == "once":
            raise ValueError(_NEEDS_A_FULL_DATE)
        if not (
            number == "end" or (number.isascii() and number.isdecimal() and len(number) < 3 and 1 <= int(number) <= 31)
        ):
            raise ValueError(f"«{number}» không phải là một ngày trong tháng; hãy viết từ 1 đến 31, hoặc «end».")
        return DayOfMonth(0 if number == "end" else int(number), months_after=int(rest == "next month"))
    if text.count("/") == 2:
        if every != "once":
            raise ValueError(f"«{text}» chỉ có một lần; việc định kỳ cần ngày/tháng, ví dụ 15/11.")
        return WrittenDay(parse_day(text))
    if every == "once":
        raise ValueError(_NEEDS_A_FULL_DATE)
    day, month = parse_day_of_year(text)
    if MONTHS_IN[every] < 6:
        raise ValueError(
            f"«{text}» mỗi năm chỉ có một lần; với kỳ tháng hoặc quý, hãy viết như «15 of last month» (ngày 15 của tháng cuối kỳ)."
        )
    return DayOfYear(day, month)


def read_due(reading: Reading, node: Node, every: str, *, roll: bool) -> DueRule | None:
    """Return the rule under a `due:` key, or None after recording what is wrong with it."""
    table = reading.table(node, "«due»", ("before", "by", "in", "roll"))
    if "roll" in table:
        roll = reading.choice(table["roll"], "«roll»", ("none", "next-working-day")) == "next-working-day"
    readings = [key for key in ("before", "by", "in") if key in table]
    if len(readings) != 1:
        reading.refuse(
            node,
            "«due» cần đúng một khóa: «before» (trước ngày), «by» (chậm nhất ngày) hoặc «in» (trong tháng, quý, năm).",
        )
        return None
    if readings == ["in"]:
        return _read_within(reading, table["in"], every, roll=roll)
    anchor = reading.parsed(table[readings[0]], "«due»", lambda text: parse_due_anchor(text, every), None)
    return DueRule(readings[0], anchor, roll) if anchor else None


def _read_within(reading: Reading, node: Node, every: str, *, roll: bool) -> DueRule | None:
    stretch = reading.parsed(node, "«in»", parse_written_period, None)
    if stretch is None:
        return None
    if every != "once":
        reading.refuse(node, "«in» chỉ dùng với «time: once»; việc định kỳ hãy dùng «before» hoặc «by».")
        return None
    if stretch.first == stretch.last:
        reading.refuse(node, f"«in» ghi ngày «{stretch.written}»; hạn là một ngày thì dùng «before» hoặc «by».")
        return None
    return DueRule("in", WithinWritten(stretch), roll)


def read_rhythms(reading: Reading, node: Node | None, *, roll: bool) -> tuple[Rhythm, ...]:
    """Return the rhythms under a `follow_up:` key, each the office's choice."""
    return _read_rhythms(reading, node, "«follow_up»", None, roll=roll)


def read_reports(reading: Reading, node: Node | None, office_due: Node | None, *, roll: bool) -> tuple[Rhythm, ...]:
    """Return the rhythms under a `report:` key, the document's; a last day that it leaves open is the office's `due`."""
    rhythms = _read_rhythms(reading, node, "«report»", office_due, roll=roll)
    if office_due is not None and node is not None and not any(rhythm.by_office for rhythm in rhythms):
        reading.refuse(office_due, "«report» đã ghi đủ hạn theo văn bản; hãy bỏ «due» trong «office».")
    return rhythms


def _read_rhythms(
    reading: Reading, node: Node | None, what: str, office_due: Node | None, *, roll: bool
) -> tuple[Rhythm, ...]:
    rhythms = []
    for item in reading.items(node, what):
        table = reading.table(item, what, ("every", "only", "due"))
        every = reading.choice(reading.required(table, "every", item, what), "«every»", tuple(MONTHS_IN))
        by_office = what == "«follow_up»" or "due" not in table
        due_node = table.get("due", office_due)
        if due_node is None and what == "«report»":
            reading.refuse(
                item, "«report» thiếu «due»; nếu văn bản không nêu ngày thì đặt «due» trong «office» của nhiệm vụ."
            )
        elif due_node is None:
            reading.required(table, "due", item, what)
        if not every or due_node is None:
            continue
        parts = tuple(period.part for period in periods_of_year(every, 2000))
        only = tuple(reading.choice(part, "«only»", parts) for part in reading.items(table.get("only"), "«only»"))
        due = read_due(reading, due_node, every, roll=roll)
        if due is not None:
            if isinstance(due.anchor, DayOfYear) and len(only or parts) > 1:
                reading.refuse(
                    due_node,
                    "một ngày/tháng không dùng chung cho nhiều kỳ trong năm; hãy chọn một kỳ bằng «only», hoặc viết như «15 of last month».",
                )
            rhythms.append(Rhythm(every, due, only, by_office=by_office, line=item.line))
    return tuple(rhythms)


def read_dates(reading: Reading, node: Node, *, roll: bool) -> tuple[Rhythm, ...]:
    """Return the rhythms under a `dates:` key: one for each period that the document gives a date of its own."""
    parts = {"year": "year", **{f"H{n}": "half-year" for n in (1, 2)}, **{f"Q{n}": "quarter" for n in (1, 2, 3, 4)}}
    rhythms = []
    for part, value in reading.table(node, "«dates»", tuple(parts)).items():
        table = reading.table(value, f"«dates», kỳ {part},", ("before", "by", "roll", "stands_for"))
        stands_for = reading.choice(table.pop("stands_for", None), "«stands_for»", tuple(parts))
        if stands_for == part or (stands_for and stands_for in reading.table(node, "«dates»")):
            reading.refuse(
                value, f"«dates»: kỳ «{stands_for}» vừa có hạn riêng vừa được báo cáo khác thay; hãy bỏ một."
            )
        rule = Mapping(tuple((Scalar(key, item.line), item) for key, item in table.items()), value.line)
        due = read_due(reading, rule, "year", roll=roll)
        if due is not None:
            only = () if part == "year" else (part,)
            rhythms.append(Rhythm(parts[part], due, only, line=value.line, stands_for=stands_for))
    return tuple(rhythms)


def parse_term(text: str) -> Term:
    """Return a span such as `24 hours`, `5 days`, `3 working days`. Raise ValueError with a Vietnamese sentence."""
    number, _, unit = text.partition(" ")
    units = {"hour": "hours", "hours": "hours", "day": "days", "days": "days"}
    units |= {"working day": "working days", "working days": "working days"}
    if not (number.isascii() and number.isdecimal() and len(number) < 4 and int(number) > 0) or unit not in units:
        raise ValueError(f"«{text}» không đúng dạng «24 hours», «5 days» hoặc «3 working days».")
    return Term(int(number), units[unit])
