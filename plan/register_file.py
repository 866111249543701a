"""Reading `agencies.yaml` (a province's register) and `calendar.yaml` (decisions on days off)."""

from collections import Counter
from datetime import date

from plan.calendar import Decision, DoubtfulHoliday, WorkCalendar
from plan.errors import FileError
from plan.parties import Agency, Group, Register, Role
from plan.reading import Reading, key_lines, nearest, parse_code, parse_day, parse_day_of_year
from plan.yaml_nodes import Node, Scalar, Sequence, parse_yaml

EARLIEST_YEAR = 2000
LATEST_YEAR = 2100


def read_register(data: bytes | str, file: str) -> tuple[Register | None, tuple[FileError, ...]]:
    """Return a province's register, or None and every error in the file; never raise on its content."""
    root, errors = parse_yaml(data, file)
    if root is None:
        return None, errors
    reading = Reading(file)
    top = reading.table(root, "tệp danh bạ", ("province", "agencies", "groups", "roles"))
    province_node = reading.required(top, "province", root, "tệp danh bạ")
    province = reading.table(province_node, "«province»", ("code", "name", "place", "chairman", "office"))
    texts = {}
    for key in ("code", "name", "place", "chairman", "office"):
        node = reading.required(province, key, province_node, "«province»") if province_node is not None else None
        texts[key] = reading.text(node, f"«{key}»")
    agency_nodes = reading.table(reading.required(top, "agencies", root, "tệp danh bạ"), "«agencies»")
    agencies = {code: _read_agency(reading, code, node) for code, node in agency_nodes.items()}
    groups: dict[str, Group] = {}
    roles: dict[str, Role] = {}
    listed: dict[str, Node] = {}
    for code, node in reading.table(top.get("groups"), "«groups»").items():
        what = f"nhóm {code}"
        table = reading.table(node, what, ("name", "members"))
        name = reading.text(reading.required(table, "name", node, what), "«name»")
        listed[code] = reading.required(table, "members", node, what) or node
        groups[code] = Group(code, name, reading.texts(table.get("members"), f"«members» của {what}"))
    for code, node in reading.table(top.get("roles"), "«roles»").items():
        what = f"vai {code}"
        table = reading.table(node, what, ("name", "office"))
        name = reading.text(reading.required(table, "name", node, what), "«name»")
        office = reading.table(reading.required(table, "office", node, what), "«office»", ("held_by",))
        listed[code] = reading.required(office, "held_by", node, what) or node
        roles[code] = Role(code, name, reading.texts(office.get("held_by"), f"«held_by» của {what}"))
    register = Register(agencies=agencies, groups=groups, roles=roles, **texts)
    lines = {code: line for key in ("agencies", "groups", "roles") for code, line in key_lines(top.get(key)).items()}
    _guard_codes(reading, register, lines)
    if register.office and register.office not in register.agencies:
        hint = nearest(register.office, register.agencies)
        sentence = f"«office» ghi «{register.office}» không có trong «agencies»{hint}."
        reading.refuse(province.get("office", root), sentence)
    _guard_members(reading, register, listed)
    return (None if reading.errors else register), tuple(sorted(reading.errors))


def _read_agency(reading: Reading, code: str, node: Node) -> Agency:
    if isinstance(node, Scalar):
        return Agency(code, reading.text(node, f"tên của {code}"))
    table = reading.table(node, f"cơ quan {code}", ("name", "from", "to"))
    name = reading.text(reading.required(table, "name", node, f"cơ quan {code}"), "«name»")
    start = reading.parsed(table["from"], "«from»", parse_day, date.min) if "from" in table else None
    end = reading.parsed(table["to"], "«to»", parse_day, date.max) if "to" in table else None
    if start and end and end < start:
        reading.refuse(node, f"cơ quan {code} có «to» sớm hơn «from»; hãy xem lại hai ngày này.")
    return Agency(code, name, start, end)


def _guard_codes(reading: Reading, register: Register, lines: dict[str, int]) -> None:
    counted = Counter([*register.agencies, *register.groups, *register.roles])
    for code, count in counted.items():
        if count > 1:
            reading.refuse(lines[code], f"mã «{code}» dùng hai lần cho cơ quan, nhóm hoặc vai; hãy đổi một mã.")
        reading.parsed(Scalar(code, lines[code]), "danh bạ", parse_code, "")


def _guard_members(reading: Reading, register: Register, listed: dict[str, Node]) -> None:
    """Refuse members that the register does not know, and groups that hold themselves."""
    codes = [*register.agencies, *register.groups, *register.roles]
    for code, node in listed.items():
        for item in node.items if isinstance(node, Sequence) else (node,):
            member = item.text if isinstance(item, Scalar) else ""
            if member and not register.knows(member):
                sentence = f"thành viên «{member}» của «{code}» không có trong danh bạ cơ quan{nearest(member, codes)}."
                reading.refuse(item, sentence)
    if not reading.errors:
        for code, node in listed.items():
            if _contains_itself(register, code):
                reading.refuse(node, f"«{code}» chứa chính nó (trực tiếp hoặc qua nhóm khác); hãy bỏ một thành viên.")


def _contains_itself(register: Register, code: str) -> bool:
    waiting, seen = [code], set[str]()
    while waiting:
        current = waiting.pop()
        if current in register.agencies:
            continue
        inner = register.groups[current].members if current in register.groups else register.roles[current].held_by
        if code in inner:
            return True
        waiting.extend(member for member in inner if member not in seen)
        seen.update(inner)
    return False


def read_calendar(data: bytes | str, file: str) -> tuple[WorkCalendar | None, tuple[FileError, ...]]:
    """Return the working calendar under a file of decisions, or None and every error; never raise on its content."""
    root, errors = parse_yaml(data, file)
    if root is None:
        return None, errors
    reading = Reading(file)
    top = reading.table(root, "tệp lịch", ("confirmed", "days_off", "working_days", "unconfirmed"))
    confirmed: dict[int, str] = {}
    for year, node in reading.table(top.get("confirmed"), "«confirmed»").items():
        table = reading.table(node, f"năm {year}", ("by",))
        by = reading.text(reading.required(table, "by", node, f"năm {year}"), "«by»")
        if year.isascii() and year.isdecimal() and EARLIEST_YEAR <= int(year[:5]) <= LATEST_YEAR:
            confirmed[int(year)] = by
        else:
            reading.refuse(node, f"«{year}» trong «confirmed» phải là một năm từ {EARLIEST_YEAR} đến {LATEST_YEAR}.")
    off, worked = (_read_decisions(reading, top.get(key), f"«{key}»") for key in ("days_off", "working_days"))
    free = {decision.day for decision, _ in off}
    for decision, node in worked:
        if decision.day in free:
            reading.refuse(node, f"ngày {decision.day:%d/%m/%Y} vừa là ngày nghỉ vừa là ngày làm việc; hãy bỏ một nơi.")
    doubtful = tuple(_read_doubtful(reading, node) for node in reading.items(top.get("unconfirmed"), "«unconfirmed»"))
    calendar = WorkCalendar(tuple(d for d, _ in off), tuple(d for d, _ in worked), doubtful, confirmed)
    return (None if reading.errors else calendar), tuple(sorted(reading.errors))


def _read_decisions(reading: Reading, node: Node | None, what: str) -> list[tuple[Decision, Node]]:
    decisions = []
    for item in reading.items(node, what):
        table = reading.table(item, what, ("date", "by"))
        day = reading.parsed(reading.required(table, "date", item, what), "«date»", parse_day, date.min)
        by = reading.text(reading.required(table, "by", item, what), "«by»")
        decisions.append((Decision(day, by), item))
    return decisions


def _read_doubtful(reading: Reading, node: Node) -> DoubtfulHoliday:
    table = reading.table(node, "«unconfirmed»", ("date", "from", "note"))
    day, month = reading.parsed(
        reading.required(table, "date", node, "«unconfirmed»"), "«date»", parse_day_of_year, (1, 1)
    )
    since_node = reading.required(table, "from", node, "«unconfirmed»")
    since = reading.number(since_node, "«from»", EARLIEST_YEAR, LATEST_YEAR)
    return DoubtfulHoliday(
        day, month, since, reading.text(reading.required(table, "note", node, "«unconfirmed»"), "«note»")
    )
