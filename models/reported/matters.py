"""What people asked, explained and decided about a plan's check-ins, as known at a moment: for the reports."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy
from sqlalchemy import ColumnElement
from sqlmodel import col, select

from models.database import Session
from models.decisions.deciders import deciders_of
from models.tables.ad_hoc import Referral
from models.tables.chasing import Cause
from models.tables.core import CheckIn, State
from models.tables.decisions import Explanation, Extension, Objection, Ruling, Verdict
from plan.library import LoadedPlan


@dataclass(frozen=True)
class ExplainedLateness:
    """Why an agency is late in its own words; who gave it, in what post, on which day."""

    check_in_id: int
    holder: str
    reason: str
    given_by: str
    post: str
    on: date


@dataclass(frozen=True)
class ConfirmedCause:
    """An objective cause of lateness: from which day to which (inclusive) it was taken for one, and by whom.

    `reason` are the agency's words that were accepted; `judge` the agency whose word it is, `by` and `post` who gave it.
    """

    check_in_id: int
    holder: str
    reason: str
    since: date
    until: date
    judge: str
    by: str
    post: str
    document: str


@dataclass(frozen=True)
class AskedExtension:
    """A later date that was asked for. `ruling` is as it stood then; `decider` the agency, or the Chairman's code."""

    check_in_id: int
    holder: str
    due_before: date
    asked_until: date
    reason: str
    asked_on: date
    ruling: Ruling
    granted_until: date | None
    document: str
    decider: str


@dataclass(frozen=True)
class PutReferral:
    """A matter beyond an agency's authority; `decision` is '' where none was known yet."""

    number: str
    ref: str
    agency: str
    to: str
    matter: str
    on: date
    decision: str
    document: str


@dataclass(frozen=True)
class ToldVerdict:
    """The newest verdict on a check-in: on which version, by which agency and person, on which day; `reason` of a return."""

    version: int
    kind: State
    judge: str
    judged_by: str
    reason: str
    on: date


@dataclass(frozen=True)
class Matters:
    """What a report tells of acts beside answers; days inclusive.

    `verdicts` are the newest by check-in; `returned` counts the answers given back by the agency that holds the check-in
    now.
    """

    explanations: tuple[ExplainedLateness, ...] = ()
    causes: tuple[ConfirmedCause, ...] = ()
    extensions: tuple[AskedExtension, ...] = ()
    referrals: tuple[PutReferral, ...] = ()
    objections_waiting: int = 0
    returned: Mapping[str, int] = field(default_factory=dict)
    verdicts: Mapping[int, ToldVerdict] = field(default_factory=dict)


def matters_of(session: Session, loaded: LoadedPlan, on: date, known_at: datetime) -> Matters:
    """Return what was asked, explained and decided about a plan by the end of `on`, as recorded by `known_at`.

    The number of statements does not grow with the rows.
    """
    plan, province = loaded.plan.code, loaded.plan.province
    own = select(col(CheckIn.id)).where(CheckIn.plan == plan, CheckIn.province == province)
    explained = session.exec(
        select(Explanation)
        .where(col(Explanation.check_in_id).in_(own), Explanation.happened_on <= on, Explanation.learnt_at <= known_at)
        .order_by(col(Explanation.check_in_id), col(Explanation.number))
    )
    given = {(one.check_in_id, one.number): one for one in explained}
    newest = {check_in_id: one for (check_in_id, _), one in given.items()}
    returned: dict[str, int] = {}
    verdicts: dict[int, ToldVerdict] = {}
    judged = (Verdict.check_in_id, Verdict.version, Verdict.kind, Verdict.judge, Verdict.judged_by, Verdict.reason)
    for holder, check_in_id, version, kind, judge, judged_by, reason, happened_on in session.execute(
        sqlalchemy.select(CheckIn.holder, *judged, Verdict.happened_on)  # type: ignore[call-overload]
        .join(CheckIn, col(CheckIn.id) == col(Verdict.check_in_id))
        .where(CheckIn.plan == plan, CheckIn.province == province)
        .where(Verdict.happened_on <= on, Verdict.learnt_at <= known_at)
        .order_by(col(Verdict.check_in_id), col(Verdict.version))
    ):
        returned[holder] = returned.get(holder, 0) + (kind == State.RETURNED)
        verdicts[check_in_id] = ToldVerdict(version, kind, judge, judged_by, reason, happened_on)
    return Matters(
        explanations=tuple(
            ExplainedLateness(one.check_in_id, one.holder, one.reason, one.given_by, one.post, one.happened_on)
            for one in newest.values()
        ),
        causes=_causes(session, loaded, on, known_at, {key: one.reason for key, one in given.items()}),
        extensions=_extensions(session, loaded, on, known_at),
        referrals=_referrals(session, loaded, on, known_at),
        objections_waiting=_objections(session, loaded, on, known_at),
        returned=returned,
        verdicts=verdicts,
    )


def open_matters_of(session: Session, loaded: LoadedPlan, on: date, known_at: datetime) -> Matters:
    """Return what waited for a decision at the end of `on`, as recorded by `known_at`: referrals and later dates alone."""
    return Matters(
        extensions=_extensions(session, loaded, on, known_at, waiting=True),
        referrals=_referrals(session, loaded, on, known_at, waiting=True),
    )


def _waits(decided_on: Any, decided_at: Any, on: date, known_at: datetime) -> ColumnElement[bool]:  # noqa: ANN401  columns
    """Return the condition that holds where `_is_known` does not."""
    return col(decided_on).is_(None) | (col(decided_on) > on) | (col(decided_at) > known_at)


def _causes(
    session: Session, loaded: LoadedPlan, on: date, known_at: datetime, said: Mapping[tuple[int, int], str]
) -> tuple[ConfirmedCause, ...]:
    """Return the causes that were accepted by a day; one that was ended lasted to the day before."""
    rows = session.exec(
        select(Cause)
        .join(CheckIn, col(CheckIn.id) == col(Cause.check_in_id))
        .where(CheckIn.plan == loaded.plan.code, CheckIn.province == loaded.plan.province)
        .where(Cause.since <= on, Cause.learnt_at <= known_at)
        .order_by(col(Cause.check_in_id), col(Cause.number))
    )
    found: dict[int, list[ConfirmedCause]] = {}
    for row in rows:
        before = found.setdefault(row.check_in_id, [])
        before[:] = [replace(one, until=min(one.until, row.since - timedelta(days=1))) for one in before]
        if row.kind == "accepted":
            reason = said.get((row.check_in_id, row.explanation), "")
            before.append(
                ConfirmedCause(
                    row.check_in_id,
                    row.holder,
                    reason,
                    row.since,
                    row.until,
                    row.judge,
                    row.recorded_by,
                    row.post,
                    row.document,
                )
            )
    return tuple(one for several in found.values() for one in several if one.since <= one.until)


def _extensions(
    session: Session, loaded: LoadedPlan, on: date, known_at: datetime, *, waiting: bool = False
) -> tuple[AskedExtension, ...]:
    asked_for = (
        select(Extension, CheckIn)
        .join(CheckIn, col(CheckIn.id) == col(Extension.check_in_id))
        .where(CheckIn.plan == loaded.plan.code, CheckIn.province == loaded.plan.province)
        .where(Extension.asked_on <= on, Extension.asked_at <= known_at)
    )
    if waiting:
        asked_for = asked_for.where(_waits(Extension.decided_on, Extension.decided_at, on, known_at))
    rows = session.exec(asked_for.order_by(col(Extension.asked_on), col(Extension.id))).all()
    deciders = deciders_of(session, {loaded.plan.code: loaded}, [check_in for _, check_in in rows], on)
    found = []
    for asked, check_in in rows:
        is_decided = _is_known(asked.decided_on, asked.decided_at, on, known_at)
        found.append(
            AskedExtension(
                check_in_id=check_in.id,
                holder=asked.holder,
                due_before=asked.due_before,
                asked_until=asked.asked_until,
                reason=asked.reason,
                asked_on=asked.asked_on,
                ruling=asked.ruling if is_decided else Ruling.WAITING,
                granted_until=asked.granted_until if is_decided else None,
                document=asked.document if is_decided else "",
                decider=(asked.decider if is_decided else "") or deciders[check_in.id],
            )
        )
    return tuple(found)


def _referrals(
    session: Session, loaded: LoadedPlan, on: date, known_at: datetime, *, waiting: bool = False
) -> tuple[PutReferral, ...]:
    put = (
        select(Referral)
        .where(Referral.plan == loaded.plan.code, Referral.province == loaded.plan.province)
        .where(Referral.referred_on <= on, Referral.learnt_at <= known_at)
    )
    if waiting:
        put = put.where(_waits(Referral.decided_on, Referral.recorded_at, on, known_at))
    found = []
    for one in session.exec(put.order_by(col(Referral.year), col(Referral.number))):
        is_decided = _is_known(one.decided_on, one.recorded_at, on, known_at)
        decided = (one.decision, one.document) if is_decided else ("", "")
        found.append(
            PutReferral(f"{one.number}/{one.year}", one.ref, one.agency, one.to, one.matter, one.referred_on, *decided)
        )
    return tuple(found)


def _objections(session: Session, loaded: LoadedPlan, on: date, known_at: datetime) -> int:
    raised = select(Objection).where(
        Objection.plan == loaded.plan.code,
        Objection.province == loaded.plan.province,
        Objection.raised_on <= on,
        Objection.raised_at <= known_at,
    )
    return sum(not _is_known(one.decided_on, one.decided_at, on, known_at) for one in session.exec(raised))


def _is_known(happened_on: date | None, learnt_at: datetime | None, on: date, known_at: datetime) -> bool:
    return happened_on is not None and happened_on <= on and (learnt_at is None or learnt_at <= known_at)
