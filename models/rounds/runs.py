"""The rounds that were run: when, and what each could not do."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache

from sqlalchemy import Table, Update, bindparam, update
from sqlmodel import col, select

from models.database import Session, insert_new
from models.tables.rounds import RoundRun


def begin_run(session: Session, on: date, now: datetime) -> None:
    """Record that a round begins at the moment `now`, of the day `on`; nothing is committed here."""
    row = {"started_at": now, "day": on, "finished_at": None, "failures": "[]"}
    if not insert_new(session, RoundRun, [row]):
        _set(session, now, None, [])


def end_run(session: Session, now: datetime, finished_at: datetime, failures: Sequence[str]) -> None:
    """Record that the round of the moment `now` is done, and in sentences what it could not do."""
    _set(session, now, finished_at, failures)


def _set(session: Session, now: datetime, finished_at: datetime | None, failures: Sequence[str]) -> None:
    written = json.dumps(failures, ensure_ascii=False)
    session.execute(_setting(), {"now": now, "at": finished_at, "written": written})


@cache
def _setting() -> Update:
    """Return the statement, made once: making it takes longer than the database does."""
    run: Table = RoundRun.__table__  # type: ignore[attr-defined]
    this = update(run).where(run.c.started_at == bindparam("now"))
    return this.values(finished_at=bindparam("at"), failures=bindparam("written"))


def last_run(session: Session) -> RoundRun | None:
    """Return the round with the latest moment, None before the first."""
    return session.exec(_LAST).first()


def has_run(session: Session, on: date) -> bool:
    """Tell whether a round of a day has begun."""
    return session.exec(_OF_DAY, params={"on": on}).first() is not None


_LAST = select(RoundRun).order_by(col(RoundRun.started_at).desc()).limit(1)
_OF_DAY = select(RoundRun.started_at).where(col(RoundRun.day) == bindparam("on")).limit(1)


def failures_of(run: RoundRun) -> list[str]:
    """Return what a round could not do, as sentences."""
    return [str(sentence) for sentence in json.loads(run.failures)]
