"""Reading `agencies.yaml` (a province's register) and `calendar.yaml` (decisions on days off)."""

from collections import Counter
from datetime import date, timedelta

from plan.calendar import Decision, DoubtfulHoliday, WorkCalendar
from plan.errors import FileError
from plan.language.reading import Reading, key_lines, nearest, parse_code, parse_day, parse_day_of_year
from plan.language.yaml_nodes import Node, Scalar, Sequence, parse_yaml
from plan.parties import Agency, Group, Party, Register, Role, Transfer
from plan.texts.written import format_day

EARLIEST_YEAR = 2000
LATEST_YEAR = 2100


def read_register(data: bytes | str, file: str) -> tuple[Register | None, tuple[FileError, ...]]:
    """Return a province's register, or None and every error in the file; never raise on its content."""
    root, errors = parse_yaml(data, file)
    if root is None:
        return None, errors
    reading = Reading(file)
    top = reading.table(root, "tệp danh bạ", ("province", "agencies", "groups", "roles", "changes"))
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
        groups[code], listed[code] = _read_group(reading, code, node, what)
    for code, node in reading.table(top.get("roles"), "«roles»").items():
        what = f"vai {code}"
        table = reading.table(node, what, ("name", "office"))
        name = reading.text(reading.required(table, "name", node, what), "«name»")
        office = reading.table(reading.required(table, "office", node, what), "«office»", ("held_by",))
        listed[code] = reading.required(office, "held_by", node, what) or node
        held_by = office.get("held_by")
        nobody = isinstance(held_by, Sequence) and not held_by.items
        roles[code] = Role(code, name, () if nobody else reading.texts(held_by, f"«held_by» của {what}"))
    moves = _read_changes(reading, top.get("changes"), agencies)
    register = Register(agencies=agencies, groups=groups, roles=roles, moves=moves, **texts)
    lines = {code: line for key in ("agencies", "groups", "roles") for code, line in key_lines(top.get(key)).items()}
    _guard_codes(reading, register, lines)
    if register.office and register.office not in register.agencies:
        hint = nearest(register.office, register.agencies)
        sentence = f"«office» ghi «{register.office}» không có trong «agencies»{hint}."
        reading.refuse(province.get("office", root), sentence)
    _guard_members(reading, register, listed)
    _guard_moves(reading, moves)
    _guard_ends(reading, register, lines)
    return (None if reading.errors else register), tuple(sorted(reading.errors))


def _read_agency(reading: Reading, code: str, node: Node) -> Agency:
    if isinstance(node, Scalar):
        return Agency(code, reading.text(node, f"tên của {code}"))
    table = reading.table(node, f"cơ quan {code}", ("name", "from", "to", "outside"))
    name = reading.text(reading.required(table, "name", node, f"cơ quan {code}"), "«name»")
    start = reading.parsed(table["from"], "«from»", parse_day, date.min) if "from" in table else None
    end = reading.parsed(table["to"], "«to»", parse_day, date.max) if "to" in table else None
    if start and end and end < start:
        reading.refuse(node, f"cơ quan {code} có «to» sớm hơn «from»; hãy xem lại hai ngày này.")
    outside = reading.choice(table.get("outside"), f"«outside» của {code}", ("true", "false")) == "true"
    return Agency(code, name, start, end, outside)


def _read_group(reading: Reading, code: str, node: Node, what: str) -> tuple[Group, Node]:
    table = reading.table(node, what, ("name", "members", "office", "ended", "by"))
    name = reading.text(reading.required(table, "name", node, what), "«name»")
    by_office = "office" in table
    if by_office and "members" in table:
        reading.refuse(node, f"{what} có cả «members» và «office»; hãy ghi thành viên ở một nơi.")
    place = reading.table(table.get("office"), f"«office» của {what}", ("members",)) if by_office else table
    listed = reading.required(place, "members", node, what) or node
    empty = by_office and isinstance(listed, Sequence) and not listed.items
    members = () if empty else reading.texts(place.get("members"), f"«members» của {what}")
    ended = reading.parsed(table["ended"], "«ended»", parse_day, date.max) if "ended" in table else None
    by = reading.text(table.get("by"), "«by»")
    if ended is not None and not by:
        reading.refuse(table["ended"], f"{what} đã kết thúc nhưng chưa ghi văn bản; hãy thêm «by».")
    return Group(code, name, members, ended, by, by_office), listed


def _read_changes(reading: Reading, node: Node | None, agencies: dict[str, Agency]) -> tuple[Transfer, ...]:
    moves: list[Transfer] = []
    for item in reading.items(node, "«changes»"):
        table = reading.table(item, "«changes»", ("date", "act", "sure", "moves"))
        day = reading.parsed(reading.required(table, "date", item, "«changes»"), "«date»", parse_day, date.min)
        act = reading.text(reading.required(table, "act", item, "«changes»"), "«act»")
        reading.choice(table.get("sure"), "«sure»", ("H", "M", "L"))
        listed = reading.items(reading.required(table, "moves", item, "«changes»"), "«moves»")
        moves.extend(_read_move(reading, one, day, act, agencies) for one in listed)
    return tuple(sorted(moves, key=lambda move: move.on))


def _read_move(reading: Reading, node: Node, day: date, act: str, agencies: dict[str, Agency]) -> Transfer:
    table = reading.table(node, "«moves»", ("from", "to", "scope"))
    source = reading.text(reading.required(table, "from", node, "«moves»"), "«from»")
    named = reading.texts(reading.required(table, "to", node, "«moves»"), "«to»")
    heirs = () if named == ("none",) else tuple(Party(code, "", node.line) for code in named)
    scope = reading.parsed(table.get("scope"), "«scope»", parse_code, "")
    for code in filter(None, (source, *(heir.code for heir in heirs))):
        if code not in agencies:
            reading.refuse(node, f"«moves» ghi «{code}» không có trong «agencies»{nearest(code, agencies)}.")
        elif code != source and not agencies[code].exists_on(day):
            reading.refuse(node, f"«moves» giao cho «{code}», nhưng ngày {format_day(day)} chưa có cơ quan này.")
    if source in agencies and date.min < day:
        if any(heir.code == source for heir in heirs):
            reading.refuse(node, f"«moves» giao từ «{source}» cho chính nó; hãy xem lại «from» và «to».")
        if not agencies[source].exists_on(day - timedelta(days=1)):
            reading.refuse(
                node, f"«moves» giao từ «{source}», nhưng trước ngày {format_day(day)} không có cơ quan này."
            )
        elif not scope and agencies[source].exists_on(day):
            sentence = (
                f"«moves» giao hết việc của «{source}» từ ngày {format_day(day)}, nhưng ngày đó cơ quan này vẫn còn; "
                "hãy ghi «to» của cơ quan, hoặc «scope» nếu chỉ chuyển một phần."
            )
            reading.refuse(node, sentence)
    return Transfer(day, source, heirs, act, scope, (), node.line, reading.file)


def _guard_moves(reading: Reading, moves: tuple[Transfer, ...]) -> None:
    """Refuse moves that pass on the same on one day: which of them held could not be told."""
    seen: set[tuple[date, str, str]] = set()
    for move in moves:
        key = (move.on, move.source, move.scope)
        if key in seen:
            reading.refuse(
                move.line, f"«moves» giao hai lần cùng một việc của «{move.source}» từ ngày {format_day(move.on)}."
            )
        seen.add(key)


def _guard_ends(reading: Reading, register: Register, lines: dict[str, int]) -> None:
    """Refuse an agency that ends when no change says who takes its duties over, or that nobody does."""
    whole = {(move.source, move.on) for move in register.moves if not move.scope}
    for agency in register.agencies.values():
        ends = agency.valid_to is not None and agency.valid_to < date.max
        if ends and agency.valid_to and (agency.code, agency.valid_to + timedelta(days=1)) not in whole:
            sentence = (
                f"cơ quan {agency.code} hết hiệu lực sau ngày {format_day(agency.valid_to)} nhưng «changes» chưa ghi ai nhận việc; "
                "hãy thêm một dòng «from», «to» (không ai nhận thì «to: none»)."
            )
            reading.refuse(lines[agency.code], sentence)


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
            reading.refuse(
                node, f"ngày {format_day(decision.day)} vừa là ngày nghỉ vừa là ngày làm việc; hãy bỏ một nơi."
            )
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
