"""How what is owed was received, by agency, as a tracker or the office sees it: the silent first, they are telephoned."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from models.database import Session
from models.decisions.deciders import judge_over
from models.promises.reception import Received, Reception, opened_on, receptions
from notifications.links import ANSWER
from plan.texts.written import format_day
from web.answer.line_news import handler_words
from web.door.desk import PageHome, Visitor
from web.judge.judge_page import JudgeContext


@dataclass(frozen=True)
class AgencyReception:
    """How one agency received what it owes: counts, when its page was last opened, who deals with it, what it promised."""

    agency: str
    silent: int
    opened: int
    received: int
    opened_on: str
    handlers: tuple[str, ...]
    promised: tuple[str, ...]


@dataclass(frozen=True)
class ReceptionView:
    """How all that is owed was received: the counts of check-ins, and the agencies."""

    silent: int
    opened: int
    received: int
    promised: int
    agencies: tuple[AgencyReception, ...]

    @property
    def count(self) -> int:
        """How many check-ins are owed."""
        return self.silent + self.opened + self.received


def read_reception(
    session: Session, desk: PageHome, visitor: Visitor, scene: JudgeContext, *, of_all: bool
) -> ReceptionView:
    """Return how what is owed in the visitor's province was received; unless `of_all`, what the visitor would judge."""
    found = receptions(
        session, desk.home, scene.on, province=visitor.province, own_province=scene.own_province, purpose=ANSWER
    )
    shown = [one for one in found if of_all or _is_judged_by(one, visitor.agency, scene)]
    by_agency: dict[str, list[Received]] = {}
    for one in shown:
        by_agency.setdefault(one.holder, []).append(one)
    agencies = [_agency(several, scene) for several in by_agency.values()]
    return ReceptionView(
        _count(shown, Reception.SILENT),
        _count(shown, Reception.OPENED),
        _count(shown, Reception.RECEIVED),
        sum(one.promise is not None for one in shown),
        tuple(sorted(agencies, key=lambda one: (-one.silent, -one.opened, one.agency))),
    )


def _is_judged_by(one: Received, agency: str, scene: JudgeContext) -> bool:
    loaded = scene.plans.get(one.plan)
    return loaded is not None and judge_over(one.holder, one.scope, loaded, scene.on) == agency


def _count(several: Iterable[Received], state: Reception) -> int:
    return sum(one.state == state for one in several)


def _agency(several: Sequence[Received], scene: JudgeContext) -> AgencyReception:
    first = several[0]
    seen = max((day for one in several if (day := opened_on(one))), default=None)
    handlers = dict.fromkeys(handler_words(one.receipt) for one in several if one.receipt)
    days: dict[str, int] = {}
    for one in sorted((one.promise for one in several if one.promise), key=lambda one: one.promised_on):
        past = " (đã qua)" if one.promised_on < scene.on else ""
        words = f"{format_day(one.promised_on)}{past}"
        days[words] = days.get(words, 0) + 1
    return AgencyReception(
        scene.name_of(first.plan, first.holder),
        _count(several, Reception.SILENT),
        _count(several, Reception.OPENED),
        _count(several, Reception.RECEIVED),
        format_day(seen) if seen else "",
        tuple(handlers),
        tuple(f"{day}: {count} báo cáo" for day, count in days.items()),
    )
