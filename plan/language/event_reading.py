"""Reading the tasks that no period asks for: briefings held in turn, and reports that an event starts."""

from collections.abc import Callable

from plan.language.due_reading import parse_term
from plan.language.reading import Reading, parse_month
from plan.language.yaml_nodes import Mapping, Node
from plan.parties import Party
from plan.tasks import SEVERITIES, Step
from plan.times.cadence import Term, Turns

ReadParties = Callable[[Node | None, str], tuple[Party, ...]]
DETECTED = "detected"
"""The moment an event's first clock is counted from."""
MAX_HEADING = 200
"""The longest heading of an outline, in characters: answers are stored under it."""


def read_turns(
    reading: Reading, what: str, node: Node, table: dict[str, Node], office: dict[str, Node], read: ReadParties
) -> Turns | None:
    """Return who hosts a briefing and when, or None after recording what is missing."""
    hosts = read(reading.required(table, "hosts", node, what), f"«hosts» của {what}")
    listed = reading.items(reading.required(table, "months", node, what), "«months»")
    months = tuple(sorted(reading.number(item, "«months»", 1, 12) for item in listed))
    choice = reading.required(office, "first_host", node, f"«office» của {what}")
    if choice is None or not hosts or not months:
        return None
    if not isinstance(choice, Mapping) or len(choice.entries) != 1:
        reading.refuse(choice, "«first_host» phải là một dòng «tháng/năm: mã cơ quan», ví dụ «6/2023: so-a».")
        return None
    key, value = choice.entries[0]
    first = reading.parsed(key, "«first_host»", parse_month, None)
    host = reading.choice(value, "«first_host»", tuple(party.code for party in hosts))
    if first is not None and first.month not in months:
        reading.refuse(key, f"«first_host» ghi tháng {first.month}, không thuộc «months» của {what}.")
    if len({party.code for party in hosts}) < max(2, len(hosts)):
        reading.refuse(node, f"{what} cần ít nhất hai cơ quan khác nhau trong «hosts», mỗi cơ quan một lần.")
    if len(set(months)) < len(months):
        reading.refuse(listed[0], f"{what} ghi hai lần cùng một tháng trong «months»; hãy bỏ một lần.")
    days = 0
    if "confirm" in office:
        term = reading.parsed(office["confirm"], "«confirm»", parse_term, Term(1, "days"))
        days = term.amount
        if term.unit != "days":
            reading.refuse(office["confirm"], "«confirm» tính bằng ngày, ví dụ «10 days».")
    if first is None or not host:
        return None
    return Turns(hosts, months, (first.year, first.month), host, days)


def read_steps(reading: Reading, what: str, node: Node | None) -> tuple[Step, ...]:
    """Return the reports that an event asks for, in the order of the file."""
    steps: list[Step] = []
    for item in reading.items(node, f"«steps» của {what}"):
        table = reading.table(item, "«steps»", ("name", "title", "from", "to", "text", "law", "office"))
        name = reading.text(reading.required(table, "name", item, "«steps»"), "«name»")
        known = (DETECTED, *(step.name for step in steps))
        if name in known:
            reading.refuse(item, f"bước «{name}» của {what} trùng tên; hãy đặt tên khác.")
        law = reading.table(table.get("law"), "«law»", ("within", "by"))
        office_node = reading.required(table, "office", item, f"bước {name}")
        office = reading.table(office_node, "«office»", ("within", "outline"))
        within = reading.required(office, "within", office_node or item, f"«office» của bước {name}")
        terms = _by_severity(reading, within)
        if terms and "ordinary" not in terms and within is not None:
            reading.refuse(within, f"«within» của bước {name} ghi theo mức độ thì phải có «ordinary» (thông thường).")
        law_within = reading.required(law, "within", item, "«law»") if "law" in table else None
        laws = _by_severity(reading, law_within)
        steps.append(
            Step(
                name=name,
                title=reading.text(reading.required(table, "title", item, "«steps»"), "«title»"),
                counted_from=reading.choice(reading.required(table, "from", item, "«steps»"), "«from»", known),
                term=terms.get("ordinary") or _one_term(reading, within, terms),
                text=reading.text(table.get("text"), "«text»"),
                to=reading.texts(reading.required(table, "to", item, "«steps»"), "«to»"),
                law=reading.parsed(law_within, "«within»", parse_term, None) if law_within and not laws else None,
                law_by=reading.text(reading.required(law, "by", item, "«law»"), "«by»") if "law" in table else "",
                outline=read_outline(reading, f"«outline» của bước {name}", office.get("outline")),
                terms=terms,
                laws=laws,
            )
        )
    return tuple(steps)


def _by_severity(reading: Reading, node: Node | None) -> dict[str, Term]:
    """Return the terms by severity where `within` is a table of them; nothing for one term for all."""
    if not isinstance(node, Mapping):
        return {}
    table = reading.table(node, "«within»", tuple(SEVERITIES))
    return {name: reading.parsed(term, "«within»", parse_term, Term(1, "days")) for name, term in table.items()}


def _one_term(reading: Reading, node: Node | None, by_severity: dict[str, Term]) -> Term:
    return Term(1, "days") if by_severity else reading.parsed(node, "«within»", parse_term, Term(1, "days"))


def read_outline(reading: Reading, what: str, node: Node | None) -> tuple[str, ...]:
    """Return the headings that a report is to have, in the order of the file."""
    headings: dict[str, None] = {}
    for item in reading.items(node, what):
        words = reading.text(item, what)
        if len(words) > MAX_HEADING:
            reading.refuse(
                item, f"{what} có đề mục dài {len(words)} ký tự; hãy viết gọn lại, nhiều nhất {MAX_HEADING} ký tự."
            )
        if words in headings:
            reading.refuse(item, f"{what} ghi hai lần đề mục «{words}»; hãy bỏ một lần.")
        headings[words] = None
    return tuple(headings)
