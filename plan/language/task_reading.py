"""Reading one task of a plan file, and the rhythms that the document or the office gives it."""

from dataclasses import dataclass, replace
from datetime import date

from plan.due import DueRule, WithinWritten
from plan.language.due_reading import parse_term, read_dates, read_due, read_reports, read_rhythms
from plan.language.event_reading import read_outline, read_steps, read_turns
from plan.language.party_reading import PartyReading
from plan.language.reading import Reading, parse_day, parse_written_period
from plan.language.yaml_nodes import Node, Scalar
from plan.parties import Party
from plan.tasks import Task
from plan.times.cadence import CADENCE_NAMES, EVERY_OF, FOLLOWED_UP, Cadence, Rhythm

_TASK = (
    "title", "lead", "coordinating", "time", "from", "to", "due", "product", "target", "through",
    "gathers", "rolls_up", "outline", "office", "dates", "months", "hosts", "steps", "tell", "except",
    "beyond_authority", "until", "for", "within", "report", "reason", "done",
)  # fmt: skip
_OFFICE = ("follow_up", "first", "due", "first_host", "confirm", "at_end")
_ONLY_WITH = {
    "dates": "dates", "months": "briefing", "hosts": "briefing", "steps": "on-event", "tell": "on-event",
    "until": "span", "for": "waits", "within": "waits",
}  # fmt: skip
_OFFICE_ONLY_WITH = {"first_host": "briefing", "confirm": "briefing", "at_end": "span"}
"""Keys that belong to one kind of time, of the document and of the office."""
NOBODY = "none"
"""Stands for the lead of a task that the document gives to nobody."""
MAX_TITLE = 400
"""The longest title, in characters: as long as a whole clause may be that cannot be shortened without losing what it asks."""
CUT_OFF = (",", ";", ":", "-", "–")
"""What no title ends with: it was cut within its sentence."""


@dataclass(frozen=True)
class OfficeChoice:
    """What the office chose for the whole plan: the rhythm of `ongoing`, days to open before, rolling of rest days."""

    follow_up: tuple[Rhythm, ...]
    opens: int
    roll: bool


def read_task(
    reading: Reading,
    ref: str,
    node: Node,
    line: int,
    parties: PartyReading,
    choice: OfficeChoice,
) -> Task:
    """Return the task under a ref; what is wrong with it is recorded in `reading`."""
    what = f"nhiệm vụ {ref}"
    table = reading.table(node, what, _TASK)
    office_node = table.get("office")
    office = reading.table(office_node, f"«office» của {what}", _OFFICE)
    title_node = reading.required(table, "title", node, what)
    title = reading.text(title_node, "«title»")
    if title_node is not None and len(title) > MAX_TITLE:
        reading.refuse(
            title_node, f"«title» của {what} dài {len(title)} ký tự; hãy viết gọn lại, nhiều nhất {MAX_TITLE} ký tự."
        )
    if title_node is not None and title.endswith(CUT_OFF):
        reading.refuse(title_node, f"«title» của {what} dừng ở «{title[-1]}», như bị cắt giữa câu; hãy xem lại.")
    kind = reading.choice(reading.required(table, "time", node, what), "«time»", tuple(CADENCE_NAMES))
    spans = kind == "span"
    rhythms = _read_task_rhythms(reading, ref, node, table, office, kind, choice)
    cadence = Cadence(
        kind=kind,
        rhythms=rhythms,
        first=reading.number(office["first"], "«first»", 2000, 2100) if "first" in office else None,
        waits_for=reading.text(reading.required(table, "for", node, what), "«for»") if kind == "waits" else "",
        within=reading.parsed(table.get("within"), "«within»", parse_term, None),
        reports=tuple(dict.fromkeys(one.every for one in rhythms)) if "report" in table else (),
    )
    if spans:
        cadence = _read_span(reading, what, node, table, office, cadence)
    places = [(table, key, time) for key, time in _ONLY_WITH.items()]
    for place, key, time in [*places, *((office, key, time) for key, time in _OFFICE_ONLY_WITH.items())]:
        if key in place and kind and kind != time:
            reading.refuse(place[key], f"{what}: «{key}» chỉ dùng với «time: {time}»; hãy bỏ «{key}» hoặc đổi «time».")
    briefing = kind == "briefing"
    if briefing and "lead" in table:
        reading.refuse(table["lead"], f"{what} là giao ban nên không có «lead»; hãy ghi các cơ quan ở «hosts».")
    turns = read_turns(reading, what, node, table, office, parties.read) if briefing else None
    leads, no_lead = (turns.hosts if turns else (), "") if briefing else _read_lead(reading, what, node, table, parties)
    beside, words = parties.read_with_words(table.get("coordinating"), f"«coordinating» của {what}")
    if "from" in table and not spans:
        reading.refuse(table["from"], f"{what} có «from» nhưng không phải «time: span»; hãy bỏ «from» hoặc đổi «time».")
    done_by, done_on = _read_done(reading, what, table.get("done"))
    return Task(
        ref=ref,
        done_by=done_by,
        asked_until=done_on,
        title=title,
        leads=leads,
        no_lead=no_lead,
        coordinating=beside,
        coordinating_words=words,
        cadence=cadence,
        line=line,
        file=reading.file,
        product=reading.text(table.get("product"), "«product»"),
        target=reading.text(table.get("target"), "«target»"),
        to=() if spans or "to" not in table else reading.texts(table.get("to"), "«to»"),
        through=reading.text(table.get("through"), "«through»"),
        gathers=reading.texts(table.get("gathers"), "«gathers»"),
        rolls_up=reading.texts(table.get("rolls_up"), "«rolls_up»"),
        outline=read_outline(reading, f"«outline» của {what}", table.get("outline")),
        except_collector=reading.choice(table.get("except"), "«except»", ("collector",)) == "collector",
        beyond_authority=_read_beyond(reading, what, table.get("beyond_authority")),
        turns=turns,
        steps=read_steps(reading, what, reading.required(table, "steps", node, what)) if kind == "on-event" else (),
        tell=parties.read(table.get("tell"), f"«tell» của {what}"),
    )


def _read_lead(
    reading: Reading, what: str, node: Node, table: dict[str, Node], parties: PartyReading
) -> tuple[tuple[Party, ...], str]:
    """Return who leads, or that the document gives the task to nobody (`none`), with the reason that then belongs to it."""
    lead_node = reading.required(table, "lead", node, what)
    if isinstance(lead_node, Scalar) and lead_node.text == NOBODY:
        return (), reading.text(reading.required(table, "reason", node, what), "«reason»")
    if "reason" in table:
        reading.refuse(table["reason"], f"{what}: «reason» chỉ dùng với «lead: none»; hãy bỏ «reason».")
    return parties.read(lead_node, f"«lead» của {what}"), ""


def _read_done(reading: Reading, what: str, node: Node | None) -> tuple[str, date | None]:
    """Return the document by which a task is done, and the day from which it is asked no more: none is before all days."""
    if node is None:
        return "", None
    table = reading.table(node, f"«done» của {what}", ("by", "date"))
    by = reading.text(reading.required(table, "by", node, f"«done» của {what}"), "«by»")
    return by, reading.parsed(table["date"], "«date»", parse_day, date.min) if "date" in table else date.min


def _read_span(
    reading: Reading, what: str, node: Node, table: dict[str, Node], office: dict[str, Node], cadence: Cadence
) -> Cadence:
    """Return a cadence with the beginning and end of its span, and with what is asked on its last day."""
    starts = reading.parsed(reading.required(table, "from", node, what), "«from»", parse_written_period, None)
    ends = reading.parsed(table.get("to"), "«to»", parse_written_period, None)
    until = reading.text(table.get("until"), "«until»")
    if "to" in table and "until" in table:
        reading.refuse(table["until"], f"{what} có cả «to» và «until»; hãy giữ «to» nếu văn bản ghi ngày kết thúc.")
    if starts is not None and ends is not None and ends.last < starts.first:
        reading.refuse(table["to"], f"{what} kết thúc trước khi bắt đầu; hãy xem lại «from» và «to».")
    asked = reading.choice(office.get("at_end"), "«at_end»", ("none",)) != "none"
    last: tuple[Rhythm, ...] = ()
    if ends is not None and asked:
        last = (Rhythm("end", DueRule("in", WithinWritten(ends)), line=table["to"].line),)
    return replace(cadence, rhythms=(*cadence.rhythms, *last), starts=starts, ends=ends, until=until)


def _read_follow_up(
    reading: Reading,
    kind: str,
    what: str,
    node: Node,
    table: dict[str, Node],
    office: dict[str, Node],
    choice: OfficeChoice,
) -> tuple[Rhythm, ...]:
    """Return when to ask for what the document gives no end: by its own `report`, or else by the office's rhythm."""
    reports = table.get("report")
    due_node = table.get("due") if reports is not None else table.get("due", office.get("due"))
    if due_node is not None:
        way_out = (
            "hãy ghi hạn ở «report»."
            if reports is not None
            else "hãy ghi nhịp theo dõi do văn phòng chọn ở «follow_up» trong «office»."
        )
        reading.refuse(due_node, f"{what} là «time: {kind}» nên không có «due»; {way_out}")
    if reports is not None:
        if "follow_up" in office:
            reading.refuse(
                office["follow_up"], f"{what} có «report» theo văn bản; hãy bỏ «follow_up» trong «office» của nhiệm vụ."
            )
        return read_reports(reading, reports, office.get("due"), roll=choice.roll)
    own = read_rhythms(reading, office.get("follow_up"), roll=choice.roll)
    if not own and not choice.follow_up and "follow_up" not in office:
        reading.refuse(
            node, f"{what} chưa có kỳ nào để hỏi; hãy đặt «follow_up» trong «office» của kế hoạch hoặc của nhiệm vụ."
        )
    return own or choice.follow_up


def _read_beyond(reading: Reading, what: str, node: Node | None) -> str:
    table = reading.table(node, f"«beyond_authority» của {what}", ("to",))
    return reading.text(reading.required(table, "to", node, "«beyond_authority»"), "«to»") if node is not None else ""


def _read_task_rhythms(
    reading: Reading,
    ref: str,
    node: Node,
    table: dict[str, Node],
    office: dict[str, Node],
    kind: str,
    choice: OfficeChoice,
) -> tuple[Rhythm, ...]:
    what = f"nhiệm vụ {ref}"
    if not kind:
        return ()
    due_node = table.get("due", office.get("due"))
    if kind in ("on-event", "dates") and due_node is not None:
        place = "«steps»" if kind == "on-event" else "«dates»"
        reading.refuse(due_node, f"{what} là «time: {kind}» nên không có «due»; hãy ghi hạn ở {place}.")
    if kind == "on-event":
        return ()
    if kind == "dates":
        dates_node = reading.required(table, "dates", node, what)
        return read_dates(reading, dates_node, roll=choice.roll) if dates_node is not None else ()
    if kind == "waits":
        if due_node is not None:
            reading.refuse(due_node, f"{what} là «time: waits» nên chưa có «due»; khi biết hạn hãy ghi ở «amendments».")
        return ()
    if kind in FOLLOWED_UP:
        return _read_follow_up(reading, kind, what, node, table, office, choice)
    if "report" in table:
        reading.refuse(
            table["report"],
            f"{what}: «report» chỉ dùng với «time: {'», «time: '.join(FOLLOWED_UP)}»; hãy dùng «due».",
        )
    if "follow_up" in office:
        reading.refuse(
            office["follow_up"],
            f"{what}: «follow_up» chỉ dùng với «time: {'», «time: '.join(FOLLOWED_UP)}»; hãy dùng «due».",
        )
    if due_node is None:
        reading.refuse(
            node, f"{what} thiếu «due»; nếu văn bản không nêu ngày thì đặt «due» trong «office» của nhiệm vụ."
        )
        return ()
    every = EVERY_OF.get(kind, "once")
    due = read_due(reading, due_node, every, roll=choice.roll)
    months = reading.items(table.get("months"), "«months»") if kind == "briefing" else ()
    only = tuple(f"{int(month.text):02d}" for month in months if isinstance(month, Scalar) and month.text.isdecimal())
    return (Rhythm(every, due, only, by_office="due" not in table, line=due_node.line),) if due else ()
