"""Reading `agencies.yaml` (a province's register) and `calendar.yaml` (decisions on days off)."""

from datetime import date

from plan.calendar import Decision, DoubtfulHoliday, WorkCalendar
from plan.errors import FileError
from plan.parties import Agency, Group, Register, Role
from plan.reading import Reading, nearest, parse_day, parse_day_of_year
from plan.yaml_nodes import Node, Scalar, parse_yaml

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
    province = reading.table(province_node, "province", ("code", "name", "place", "chairman", "office"))
    texts = {}
    for key in ("code", "name", "place", "chairman", "office"):
        node = reading.required(province, key, province_node, "province") if province_node is not None else None
        texts[key] = reading.text(node, key)
    agencies = {
        code: _read_agency(reading, code, node)
        for code, node in reading.table(reading.required(top, "agencies", root, "tệp danh bạ"), "agencies").items()
    }
    groups: dict[str, Group] = {}
    roles: dict[str, Role] = {}
    members: dict[str, Node] = {}
    for code, node in reading.table(top.get("groups"), "groups").items():
        table = reading.table(node, f"nhóm {code}", ("name", "members"))
        name = reading.text(reading.required(table, "name", node, f"nhóm {code}"), "name")
        listed = reading.required(table, "members", node, f"nhóm {code}")
        groups[code] = Group(code, name, reading.texts(listed, f"members của nhóm {code}"))
        members[code] = node if listed is None else listed
    for code, node in reading.table(top.get("roles"), "roles").items():
        table = reading.table(node, f"vai {code}", ("name", "office"))
        name = reading.text(reading.required(table, "name", node, f"vai {code}"), "name")
        office = reading.table(reading.required(table, "office", node, f"vai {code}"), "office", ("held_by",))
        listed = reading.required(office, "held_by", node, f"vai {code}")
        roles[code] = Role(code, name, reading.texts(listed, f"held_by của vai {code}"))
        members[code] = node if listed is None else listed
    register = Register(agencies=agencies, groups=groups, roles=roles, **texts)
    _guard_register(reading, register, members, root if province_node is None else province_node)
    return (None if reading.errors else register), tuple(sorted(reading.errors))


def _read_agency(reading: Reading, code: str, node: Node) -> Agency:
    if isinstance(node, Scalar):
        return Agency(code, reading.text(node, f"tên của {code}"))
    table = reading.table(node, f"cơ quan {code}", ("name", "from", "to"))
    name = reading.text(reading.required(table, "name", node, f"cơ quan {code}"), "name")
    start = reading.parsed(table["from"], "from", parse_day, date.min) if "from" in table else None
    end = reading.parsed(table["to"], "to", parse_day, date.max) if "to" in table else None
    if start and end and end < start:
        reading.refuse(node, f"cơ quan {code}: «to» sớm hơn «from».")
    return Agency(code, name, start, end)


def _guard_register(reading: Reading, register: Register, members: dict[str, Node], province: Node) -> None:
    codes = [*register.agencies, *register.groups, *register.roles]
    for code in {code for code in codes if codes.count(code) > 1}:
        reading.refuse(
            members.get(code, province), f"mã «{code}» dùng cho cả cơ quan và nhóm hoặc vai; hãy đổi một mã."
        )
    for code in codes:
        if not (code.isascii() and code.replace("-", "").isalnum() and code == code.lower()):
            reading.refuse(members.get(code, province), f"mã «{code}» phải gồm chữ thường không dấu, số và gạch nối.")
    if register.office and register.office not in register.agencies:
        hint = nearest(register.office, register.agencies)
        reading.refuse(province, f"office «{register.office}» không có trong agencies{hint}.")
    for code, node in members.items():
        inner = register.groups[code].members if code in register.groups else register.roles[code].held_by
        for member in inner:
            if member and not register.knows(member):
                reading.refuse(
                    node, f"thành viên «{member}» của «{code}» không có trong danh bạ{nearest(member, codes)}."
                )
    if not reading.errors:
        for code, node in members.items():
            if _contains_itself(register, code):
                reading.refuse(node, f"nhóm «{code}» chứa chính nó qua các nhóm khác.")


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
    for year, node in reading.table(top.get("confirmed"), "confirmed").items():
        table = reading.table(node, f"năm {year}", ("by",))
        by = reading.text(reading.required(table, "by", node, f"năm {year}"), "by")
        if year.isascii() and year.isdecimal() and EARLIEST_YEAR <= int(year[:5]) <= LATEST_YEAR:
            confirmed[int(year)] = by
        else:
            reading.refuse(node, f"«{year}» không phải là một năm từ {EARLIEST_YEAR} đến {LATEST_YEAR}.")
    off, worked = (_read_decisions(reading, top.get(key), key) for key in ("days_off", "working_days"))
    for both in {decision.day for decision in off} & {decision.day for decision in worked}:
        reading.refuse(root, f"ngày {both:%d/%m/%Y} vừa là ngày nghỉ vừa là ngày làm việc.")
    doubtful = tuple(_read_doubtful(reading, node) for node in reading.items(top.get("unconfirmed"), "unconfirmed"))
    calendar = WorkCalendar(off, worked, doubtful, confirmed)
    return (None if reading.errors else calendar), tuple(sorted(reading.errors))


def _read_decisions(reading: Reading, node: Node | None, what: str) -> tuple[Decision, ...]:
    decisions = []
    for item in reading.items(node, what):
        table = reading.table(item, what, ("date", "by"))
        day = reading.parsed(reading.required(table, "date", item, what), "date", parse_day, date.min)
        decisions.append(Decision(day, reading.text(reading.required(table, "by", item, what), "by")))
    return tuple(decisions)


def _read_doubtful(reading: Reading, node: Node) -> DoubtfulHoliday:
    table = reading.table(node, "unconfirmed", ("date", "from", "note"))
    day, month = reading.parsed(reading.required(table, "date", node, "unconfirmed"), "date", parse_day_of_year, (1, 1))
    since_node = reading.required(table, "from", node, "unconfirmed")
    since = reading.number(since_node, "from", EARLIEST_YEAR, LATEST_YEAR)
    return DoubtfulHoliday(
        day, month, since, reading.text(reading.required(table, "note", node, "unconfirmed"), "note")
    )
