"""What the program's own rules say of each task of a made-up home, in temporary tables: its days, and who is told when.

Everything else about a check-in follows from its task and its agency, so the rows themselves are made by the database.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Connection, Date, Integer, MetaData, String, Table, insert
from sqlmodel.sql.sqltypes import UTCDateTime

from bench.made_up.provinces import ISSUED_ON, plan_before
from models.agencies import name_in_home
from models.clock import ROUND_AT, moment_on
from notifications.ladder.stages import Stage, recipients_of, stages_of
from plan.ladder.in_force import ladder_of, write_ladder
from plan.library import LoadedPlan
from plan.owed import Occurrence, occurrences

_TABLES = MetaData()


def _table(name: str, *columns: Column[Any]) -> Table:
    return Table(f"bench_{name}", _TABLES, *columns, prefixes=["TEMPORARY"])


LINE = _table(
    "line",
    Column("plan", String, primary_key=True),
    Column("ref", String, primary_key=True),
    Column("province", String),
    Column("number", BigInteger),
    Column("occurrence", String),
    Column("opens_on", Date),
    Column("opened_at", UTCDateTime),
    Column("remind_on", Date),
    Column("due_on", Date),
    Column("late_on", Date),
    Column("late_at", UTCDateTime),
    Column("has_fallen", Boolean),
    Column("rule", String),
    Column("calendar", String),
    Column("ladder", String),
    Column("accepted", Integer),
    Column("answered", Integer),
    Column("waived", Integer),
)
"""A task of a plan with its days; of a thousand check-ins so many are accepted, answered and waived, the rest are open."""
AGENCY = _table(
    "agency",
    Column("province", String, primary_key=True),
    Column("code", String, primary_key=True),
    Column("number", BigInteger),
)
ANSWER = _table(
    "answer",
    Column("plan", String, primary_key=True),
    Column("ref", String, primary_key=True),
    Column("variant", Integer, primary_key=True),
    Column("told_on", Date),
    Column("told_at", UTCDateTime),
    Column("judged_on", Date),
    Column("judged_at", UTCDateTime),
)
"""When a check-in was answered and judged, one of `VARIANTS` ways for each task."""
STAGE = _table(
    "stage",
    Column("plan", String),
    Column("ref", String),
    Column("purpose", String),
    Column("rung", Integer),
    Column("stage_on", Date),
    Column("at", UTCDateTime),
    Column("prefix", String),
    Column("above", String),
)
"""A stage that has come for a task: `above` is the recipient above, '' where the agency itself is told."""
VARIANTS = 10
_BEFORE = (900, 70, 30)
_FALLEN = (400, 200, 0)
_SOON = (60, 40, 0)
_LATER = (7, 3, 0)
"""Of a thousand check-ins how many are accepted, answered and waived: of the year before, past their date, due within a
month, and due later."""


def put_reckoned(connection: Connection, plans: Mapping[str, LoadedPlan], on: date) -> None:
    """Make the temporary tables for the plans of a home by code, as they stand on the evening before `on`."""
    _TABLES.create_all(connection)
    found: dict[Table, list[dict[str, Any]]] = {LINE: [], AGENCY: [], ANSWER: [], STAGE: []}
    own = next(iter(plans.values())).plan.province
    for loaded in plans.values():
        agencies = [code for code in loaded.register.agencies if code.startswith("co-quan-")]
        province = loaded.plan.province
        found[AGENCY] += [{"province": province, "code": code, "number": int(code[8:])} for code in agencies]
        for number, occurrence in enumerate(_asked(loaded), start=1):
            for plan in (plan_before(province), loaded.plan.code):
                line = _line(loaded, plan, number, occurrence, on)
                found[LINE].append(line)
                found[ANSWER] += list(_answers(line, on))
            found[STAGE] += list(_stages(loaded, line, own, on, agencies[0]))
    for table, rows in found.items():
        if rows:
            connection.execute(insert(table), rows)


def drop_reckoned(connection: Connection) -> None:
    """Drop the temporary tables."""
    _TABLES.drop_all(connection)


def _asked(loaded: LoadedPlan) -> Iterator[Occurrence]:
    plan = loaded.plan
    for task in plan.versions:
        yield from occurrences(task, plan, loaded.calendar, plan.starts, plan.ends or date(plan.starts.year, 12, 31))


def _line(loaded: LoadedPlan, plan: str, number: int, asked: Occurrence, on: date) -> dict[str, Any]:
    dates, past = asked.dates, plan != loaded.plan.code
    back = timedelta(days=364 if past else 0)  # whole weeks: the same days of the week
    due_on, opens_on = dates.due_on - back, max(dates.opens_on, ISSUED_ON) - back
    drawn = _BEFORE if past else _FALLEN if due_on < on else _SOON if due_on < on + timedelta(days=30) else _LATER
    if not past and on < due_on - timedelta(days=30):
        drawn = (0, 0, 0)
    return {
        "plan": plan,
        "ref": asked.task.ref,
        "province": loaded.plan.province,
        "number": number,
        "occurrence": (dates.due_on - back).isoformat() if past else asked.period,
        "opens_on": opens_on,
        "opened_at": moment_on(opens_on, ROUND_AT),
        "remind_on": dates.remind_on - back,
        "due_on": due_on,
        "late_on": due_on + timedelta(days=1),
        "late_at": moment_on(due_on + timedelta(days=1), ROUND_AT),
        "has_fallen": due_on < on - timedelta(days=1) if not past else True,
        "rule": asked.rule,
        "calendar": loaded.calendar.confirmed.get(due_on.year, ""),
        "ladder": write_ladder(ladder_of(loaded.plan)),
        "accepted": drawn[0],
        "answered": drawn[1],
        "waived": drawn[2],
    }


def _answers(line: Mapping[str, Any], on: date) -> Iterator[dict[str, Any]]:
    """Yield when answers to a task came: one variant in ten two days late, all before the day `on`."""
    for variant in range(VARIANTS):
        told_on = line["due_on"] + timedelta(days=2 if variant == VARIANTS - 1 else -variant)
        told_on = min(told_on, on - timedelta(days=1 + variant))
        judged_on = min(told_on + timedelta(days=3), on - timedelta(days=1))
        yield {
            "plan": line["plan"],
            "ref": line["ref"],
            "variant": variant,
            "told_on": told_on,
            "told_at": moment_on(told_on, ROUND_AT) + timedelta(hours=variant),
            "judged_on": judged_on,
            "judged_at": moment_on(judged_on, ROUND_AT) + timedelta(hours=10),
        }


def _stages(loaded: LoadedPlan, line: Mapping[str, Any], own: str, on: date, holder: str) -> Iterator[dict[str, Any]]:
    plan, opened = loaded.plan, line["opens_on"]
    for stage in stages_of(plan, loaded.calendar, opened, line["remind_on"], line["due_on"]):
        if stage.on < on:
            for above in _told(stage, loaded, holder):
                yield {
                    "plan": plan.code,
                    "ref": line["ref"],
                    "purpose": stage.purpose,
                    "rung": stage.rung,
                    "stage_on": stage.on,
                    "at": moment_on(stage.on, ROUND_AT),
                    "prefix": name_in_home(own, plan.province, ""),
                    "above": name_in_home(own, plan.province, above) if above else "",
                }


def _told(stage: Stage, loaded: LoadedPlan, holder: str) -> Iterator[str]:
    """Yield who is told of a stage and has an address in a trial: '' for the agency itself, else who stands above."""
    for one in recipients_of(stage.to, stage.on, holder, "", loaded.plan, loaded.register):
        if one.code == holder:
            yield ""
        elif one.above:
            yield one.code
