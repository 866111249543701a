"""What the scoring of agencies' products needs (Nghị định 335/2025): counted for agencies, never for persons.

No points are given here: how many each counts is the province's to say.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from models.check_ins.standings import Standing
from models.tables.core import State
from models.tables.decisions import Ruling
from reports.account.account import Account


@dataclass(frozen=True)
class Scored:
    """One agency's products of one period, of those that have fallen due to it by the day of the report.

    `late` counts what was answered or is owed past its date, `late_days` their days together; days on which an answer
    waited for its verdict are the tracker's and in none of these. `returned` counts returns for content, `explained`
    those late with an explanation, `objective` those of them whose cause was confirmed as beyond the agency's power, by
    the agencies `confirmed_by`; `extended` dates that were moved by a decision before they had passed.
    """

    agency: str
    period: str
    owed: int
    on_time: int
    late: int
    late_days: int
    returned: int
    explained: int
    objective: int
    confirmed_by: tuple[str, ...]
    extended: int
    accepted: int
    waiting: int


def scored(account: Account) -> Iterator[Scored]:
    """Yield what was counted of each agency and period, agencies in the order of the register, periods in that of time."""
    progress, matters = account.progress, account.sources.matters
    explained = {one.check_in_id for one in matters.explanations}
    causes = {(one.check_in_id, one.holder): one.judge for one in matters.causes}
    extended = {one.check_in_id for one in matters.extensions if one.ruling == Ruling.GRANTED}
    held: dict[tuple[str, str], list[Standing]] = {}
    for one in progress.standings.where(progress.standings["fallen_due"]):
        held.setdefault((one.holder, one.period), []).append(one)
    places = progress.places
    for agency, period in sorted(held, key=lambda key: (places.get(key[0], len(places)), key[0], _begun(key[1]))):
        own = held[agency, period]
        late = [one for one in own if one.days_late]
        confirmed = [judge for one in late if (judge := causes.get((one.check_in_id, one.holder)))]
        yield Scored(
            agency=agency,
            period=period,
            owed=len(own),
            on_time=sum(one.stage == "on_time" for one in own),
            late=len(late),
            late_days=sum(one.days_late for one in late),
            returned=sum(len(one.returns) for one in own),
            explained=sum(one.check_in_id in explained for one in late),
            objective=len(confirmed),
            confirmed_by=tuple(dict.fromkeys(confirmed)),
            extended=sum(one.check_in_id in extended for one in own),
            accepted=sum(one.state == State.ACCEPTED for one in own),
            waiting=sum(one.state == State.ANSWERED for one in own),
        )


def _begun(period: str) -> tuple[str, str]:
    """Return by what periods are put in the order of time: `2023-H1` before `2023-H2`, and both before `2024`."""
    year, _, part = period.partition("-")
    return year, part
