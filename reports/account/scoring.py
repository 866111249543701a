"""What the scoring of agencies' products needs (Nghị định 335/2025): counted for agencies, never for persons.

No points are given here: how many each counts is the province's to say.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from models.check_ins.standings import REPORTING_STAGES, Standing
from models.tables.core import State
from models.tables.decisions import Ruling
from reports.account.account import Account
from reports.progress import has_fallen_due


@dataclass(frozen=True)
class Scored:
    """One agency over all that has fallen due to it by the day of the report.

    `late` counts what was answered or is owed past its date, `late_days` their days together; days on which an answer
    waited for its verdict are the tracker's and in none of these. `returned` counts returns for content, `explained` those late with
    an explanation, `objective` those of them whose cause was confirmed as objective, `extended` dates that were moved by a decision before they had passed.
    """

    agency: str
    owed: int
    on_time: int
    late: int
    late_days: int
    returned: int
    explained: int
    objective: int
    extended: int
    accepted: int
    waiting: int


def scored(account: Account) -> Iterator[Scored]:
    """Yield what was counted of each agency that something has fallen due to, in the order of the register."""
    progress, matters = account.progress, account.sources.matters
    explained = {one.check_in_id for one in matters.explanations}
    objective = {one.check_in_id for one in matters.causes}
    held: dict[str, list[Standing]] = {}
    for one in progress.standings:
        if one.stage in REPORTING_STAGES and has_fallen_due(one, progress.on):
            held.setdefault(one.holder, []).append(one)
    places = {code: place for place, code in enumerate(progress.register.agencies)}
    for agency in sorted(held, key=lambda code: (places.get(code, len(places)), code)):
        own = held[agency]
        late = [one for one in own if one.days_late]
        yield Scored(
            agency=agency,
            owed=len(own),
            on_time=sum(one.stage == "on_time" for one in own),
            late=len(late),
            late_days=sum(one.days_late for one in late),
            returned=sum(len(one.returns) for one in own),
            explained=sum(one.check_in_id in explained for one in late),
            objective=sum(one.check_in_id in objective for one in late),
            extended=sum(one.holder == agency and one.ruling == Ruling.GRANTED for one in matters.extensions),
            accepted=sum(one.state == State.ACCEPTED for one in own),
            waiting=sum(one.state == State.ANSWERED for one in own),
        )
