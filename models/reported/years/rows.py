"""The rows of a year as lines of JSON: which tables, which rows, and which columns never leave the home this way."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

import sqlalchemy
from sqlalchemy import ColumnElement, Select, Table, tuple_

from models.backups.rows import TABLES, lines_of
from models.database import Session
from models.people.places import PLACES, What
from models.reported.years.closed import numbers_of_year

_Chosen = Callable[[Table, Select[Any], int, Collection[str]], ColumnElement[bool]]
"""Tells which rows of a table belong to a year of plans, given the numbers of its check-ins."""


def _by_check_in(table: Table, own: Select[Any], _year: int, _plans: Collection[str]) -> ColumnElement[bool]:
    return table.c["id" if table.name == "check_in" else "check_in_id"].in_(own)


def _sent(table: Table, own: Select[Any], _year: int, _plans: Collection[str]) -> ColumnElement[bool]:
    """Tell the files that went out with an answer, not those that wait for one or were taken back."""
    return table.c.check_in_id.in_(own) & (table.c.version > 0) & table.c.withdrawn_at.is_(None)


def _through(column: str, other: str) -> _Chosen:
    """Return what tells a row by the row of another table that it names, or that names it (`id`), of a check-in of the year."""

    def chosen(table: Table, own: Select[Any], _year: int, _plans: Collection[str]) -> ColumnElement[bool]:
        there = TABLES.tables[other]
        key = there.c.id if column != "id" else there.c[f"{table.name}_id"]
        return table.c[column].in_(sqlalchemy.select(key).where(there.c.check_in_id.in_(own)))

    return chosen


def _by_occasion(table: Table, own: Select[Any], _year: int, _plans: Collection[str]) -> ColumnElement[bool]:
    names, check_in = ("province", "plan", "ref", "occurrence"), TABLES.tables["check_in"]
    occasions = sqlalchemy.select(*(check_in.c[name] for name in names)).where(check_in.c.id.in_(own))
    return tuple_(*(table.c[name] for name in names)).in_(occasions)


def _by_number(table: Table, _own: Select[Any], year: int, plans: Collection[str]) -> ColumnElement[bool]:
    return (table.c.year == year) & table.c.plan.in_(plans)


def _of_incident(table: Table, _own: Select[Any], year: int, plans: Collection[str]) -> ColumnElement[bool]:
    incident = TABLES.tables["incident"]
    return table.c.incident_id.in_(sqlalchemy.select(incident.c.id).where(_by_number(incident, _own, year, plans)))


def _of_plans(table: Table, _own: Select[Any], _year: int, plans: Collection[str]) -> ColumnElement[bool]:
    return table.c.plan.in_(plans)


KEPT: Mapping[str, _Chosen] = {
    "plan_version": _of_plans,
    "check_in": _by_check_in,
    "check_in_event": _by_check_in,
    "duty_change": _by_check_in,
    "succession": _by_check_in,
    "answer": _by_check_in,
    "answer_part": _through("answer_id", "answer"),
    "answer_figure": _through("answer_id", "answer"),
    "evidence": _sent,
    "verdict": _by_check_in,
    "extension": _by_check_in,
    "explanation": _by_check_in,
    "objection": _by_check_in,
    "cause": _by_check_in,
    "receipt": _by_check_in,
    "promise": _by_check_in,
    "contribution": _by_occasion,
    "notice": _by_check_in,
    "letter": _through("id", "notice"),
    "paper_letter": _through("id", "paper_line"),
    "paper_line": _by_check_in,
    "request": _by_number,
    "referral": _by_number,
    "incident": _by_number,
    "incident_event": _of_incident,
}
"""The tables whose rows an archive has, with which of them."""
APART: Mapping[str, str] = {
    "access_grant": "who is let in, and under which address",
    "act": "the trail, which has a term of its own",
    "adoption": "where the program stands with a plan",
    "deputy": "names and addresses of people",
    "draft": "what nobody has sent",
    "home": "the home itself",
    "incident_notice": "what was said of an incident, outside of check-ins",
    "link_epoch": "links",
    "made_report": "figures, whose report is in the archive as a document",
    "phone_call": "notes of calls, with telephones in them",
    "plan_question": "where the program stands with a plan",
    "received_mail": "mails of the mailbox",
    "reckoning": "where the program stands with a plan",
    "report_content": "files that went out by mail",
    "report_file": "files of reports",
    "report_letter": "letters that brought a report",
    "round_run": "runs of the program",
    "sound_plan": "texts that are among the plans",
    "trial_draw": "which side of a trial an agency was drawn to",
    "unreachable_address": "addresses of people",
}
"""The tables of which an archive has nothing, and why."""
_PERSONAL = frozenset((one.table, one.column) for one in PLACES if one.what != What.NAME)
_ASIDE: Mapping[str, frozenset[str]] = {
    "check_in": frozenset({"next_on"}),
    "receipt": frozenset({"handler"}),
    "letter": frozenset(
        {"reason", "attempts", "claimed_at", "handing_at", "failing_since", "next_try_at", "doubts", "carried_by"}
    ),
    "notice": frozenset({"reason"}),
}
"""Columns of no meaning after the year: an index, the mail server's own words, who dealt with a matter meanwhile."""
_SUBJECT = ("letter", "subject")


def columns_of(name: str) -> list[str]:
    """Return the columns of a table that an archive has: no address, no telephone, no text of a letter, which bears links."""
    left_out = _ASIDE.get(name, frozenset())
    return [
        column.name
        for column in TABLES.tables[name].columns
        if column.name not in left_out and ((name, column.name) not in _PERSONAL or (name, column.name) == _SUBJECT)
    ]


def rows_of_year(session: Session, name: str, year: int, plans: Collection[str]) -> Iterator[str]:
    """Yield the rows of a table that belong to a year of plans, a line of JSON each, by their numbers."""
    table = TABLES.tables[name]
    chosen = sqlalchemy.select(*(table.c[column] for column in columns_of(name)))
    mine = KEPT[name](table, numbers_of_year(year, plans), year, plans)
    return lines_of(session, chosen.where(mine).order_by(table.c.id))
