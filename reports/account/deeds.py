"""The work itself: what each agency says that it did, point by point of the document, in its own words.

Of each line of work the newest answer is told: those that the tracker accepted first, those that wait for its word marked
so. An answer that was returned counts as not given. What repeats the period before in one act is gathered, and so are
equal words of several agencies.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from models.check_ins.standings import Standing
from models.reported.told import ToldAnswer
from models.tables.core import Result, State
from plan.refs import ref_order
from reports.account.sentences import weight_of
from reports.labels import tidy_text
from reports.progress import Progress
from reports.results import newest_answered


@dataclass(frozen=True)
class Deed:
    """What one or more agencies say in the same words that they did about a task.

    `holders` are pairs of agency and scope in the order of the register, `check_ins` the answers behind it. `accepted`
    tells that the tracker accepted all of them; `result` is the claim, which they share.
    """

    ref: str
    holders: tuple[tuple[str, str], ...]
    check_ins: tuple[int, ...]
    text: str
    result: Result
    percent: int | None
    accepted: bool


@dataclass(frozen=True)
class TaskDeeds:
    """One point of the document: who did what of it since the first day told of.

    `told` has the weightiest first of those accepted, then of those that wait. `unchanged` are the agencies whose answer
    repeats the period before, `wordless` those that claim a result without a word of what was done, `not_started` those
    that say so, `returned` those whose newest answer was given back, `earlier` those whose newest answer is older than
    the first day told of, `silent` those that were asked and never answered. Each of `asked` stands in exactly one.
    """

    ref: str
    asked: int
    told: tuple[Deed, ...]
    unchanged: tuple[tuple[str, str], ...]
    wordless: tuple[tuple[str, str], ...]
    not_started: tuple[tuple[str, str], ...]
    returned: tuple[tuple[str, str], ...]
    earlier: tuple[tuple[str, str], ...]
    silent: tuple[tuple[str, str], ...]

    @property
    def told_holders(self) -> int:
        """How many agencies are told of in words."""
        return sum(len(deed.holders) for deed in self.told)

    @property
    def accepted_holders(self) -> int:
        """How many of those told in words the tracker has accepted."""
        return sum(len(deed.holders) for deed in self.told if deed.accepted)


@dataclass(frozen=True)
class SectionDeeds:
    """A section of the document with its points, in the order of the document."""

    section: str
    tasks: tuple[TaskDeeds, ...]


def deeds_of(progress: Progress, told: Mapping[int, ToldAnswer], since: date | None) -> tuple[SectionDeeds, ...]:
    """Return the work of a plan by section and point; `since` is the first day told of, None for all there is.

    With a first day, an agency that is no more and has said nothing since is left out: what it did was told then.
    """
    by_ref: dict[str, list[tuple[tuple[str, str], Standing | None]]] = {}
    places = progress.places
    for (ref, holder, _role, scope), newest in sorted(
        newest_answered(progress.standings), key=lambda one: (places.get(one[0][1], len(places)), one[0][1:])
    ):
        if since is None or _is_told(progress, holder, newest, told, since):
            by_ref.setdefault(ref, []).append(((holder, scope), newest))
    sections: dict[str, list[TaskDeeds]] = {}
    for ref in sorted(by_ref, key=ref_order):
        sections.setdefault(progress.plan.section_of(ref), []).append(_of_task(ref, by_ref[ref], told, since))
    return tuple(SectionDeeds(section, tuple(tasks)) for section, tasks in sections.items())


def _is_told(
    progress: Progress, holder: str, newest: Standing | None, told: Mapping[int, ToldAnswer], since: date
) -> bool:
    agency = progress.register.agencies.get(holder)
    if agency is None or agency.exists_on(progress.on):
        return True
    said_on = _said_on(newest, told.get(newest.check_in_id)) if newest else None
    return said_on is not None and said_on >= since


def _said_on(newest: Standing, answer: ToldAnswer | None) -> date | None:
    return answer.said_on if answer else newest.answered_on


def words_of(answer: ToldAnswer | None) -> str:
    """Return what an answer says that was done, in one text: its words, then each heading's; '' for no answer."""
    if answer is None:
        return ""
    text = tidy_text(answer.text)
    parts = [f"{heading}: {tidy_text(words)}" for heading, words in answer.parts if words.strip()]
    return "\n".join(part for part in (text, *parts) if part)


def _of_task(
    ref: str,
    lines: Iterable[tuple[tuple[str, str], Standing | None]],
    told: Mapping[int, ToldAnswer],
    since: date | None,
) -> TaskDeeds:
    gathered: dict[str, list[tuple[str, str]]] = {name: [] for name in _GATHERED}
    same: dict[tuple[str, Result, bool], list[tuple[tuple[str, str], Standing]]] = {}
    asked = 0
    for who, newest in lines:
        asked += 1
        if newest is None or newest.result is None:
            gathered["silent"].append(who)
            continue
        answer = told.get(newest.check_in_id)
        if place := _place(newest, answer, since):
            gathered[place].append(who)
            continue
        key = (words_of(answer), newest.result, newest.state == State.ACCEPTED)
        same.setdefault(key, []).append((who, newest))
    deeds = [
        Deed(
            ref=ref,
            holders=tuple(who for who, _ in those),
            check_ins=tuple(standing.check_in_id for _, standing in those),
            text=text,
            result=result,
            percent=those[0][1].percent if len({standing.percent for _, standing in those}) == 1 else None,
            accepted=accepted,
        )
        for (text, result, accepted), those in same.items()
    ]
    deeds.sort(key=lambda deed: (not deed.accepted, -weight_of(deed.text)))
    return TaskDeeds(ref=ref, asked=asked, told=tuple(deeds), **{name: tuple(who) for name, who in gathered.items()})


_GATHERED = ("unchanged", "wordless", "not_started", "returned", "earlier", "silent")


def _place(newest: Standing, answer: ToldAnswer | None, since: date | None) -> str:
    """Return where an agency is gathered whose words are not told one by one; '' for one whose words are."""
    said_on = _said_on(newest, answer)
    if since is not None and said_on is not None and said_on < since:
        return "earlier"
    if newest.state == State.RETURNED:
        return "returned"
    if answer is not None and answer.unchanged:
        return "unchanged"
    if newest.result == Result.NOT_STARTED:
        return "not_started"
    return "" if words_of(answer) else "wordless"
