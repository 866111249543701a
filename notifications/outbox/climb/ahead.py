"""The way ahead of what is late: who is told next and on which day, and whom the agency may telephone before that."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from models.outbox.notices import Chased
from notifications.ladder.stages import (
    DEPUTY_SUFFIX,
    ESCALATION,
    HEAD_SUFFIX,
    Stage,
    agency_of,
    recipients_of,
    stages_of,
)
from notifications.outbox.due_notices import INCIDENT_BASIS, Post
from notifications.wording.sections import Ahead, Follower


def ahead_of(post: Post, owed: Iterable[Chased], on: date) -> tuple[Ahead, ...]:
    """Return who is told next of an agency's late check-ins and when, the nearest day first; nothing past the last rung."""
    counted = Counter(step for one in owed if _is_late(one, post, on) if (step := _next_step(post, one, on)))
    return tuple(Ahead(day, who, count) for (day, who), count in sorted(counted.items()))


def followers_of(post: Post, owed: Iterable[Chased], on: date) -> tuple[Follower, ...]:
    """Return who follows up an agency's late check-ins, each once, with whom to telephone there."""
    found: dict[str, Follower] = {}
    for one in owed:
        if not _is_late(one, post, on):
            continue
        loaded = post.plans[one.plan]
        for to in recipients_of(
            Stage(ESCALATION, 0, on, ("tracker",)), one.holder, one.scope, loaded.plan, loaded.register
        ):
            name = post.name(one.province, to.code)
            if not to.reason and name not in found:
                numbers = post.directory.telephones(name, on)
                person = numbers[0] if numbers else None
                found[name] = Follower(
                    loaded.register.name_of(to.code),
                    person.phone if person else "",
                    f"{person.name} ({person.post})" if person and person.post else "",
                )
    return tuple(found.values())


def _is_late(one: Chased, post: Post, on: date) -> bool:
    return one.due_on < on and one.basis != INCIDENT_BASIS and one.plan in post.plans


def _next_step(post: Post, one: Chased, on: date) -> tuple[date, tuple[str, ...]] | None:
    loaded = post.plans[one.plan]
    for stage in stages_of(loaded.plan, loaded.calendar, one.opened_on, one.remind_on, one.due_on):
        if stage.purpose == ESCALATION and stage.on > on and (who := tuple(_names(post, one, stage))):
            return stage.on, who
    return None


def _names(post: Post, one: Chased, stage: Stage) -> Iterator[str]:
    """Yield whom a rung tells, by name; who answers in the agency's name hears what the agency hears."""
    loaded = post.plans[one.plan]
    for to in recipients_of(stage, one.holder, one.scope, loaded.plan, loaded.register):
        if to.reason or to.code.endswith(DEPUTY_SUFFIX):
            continue
        head = "người đứng đầu " if to.code.endswith(HEAD_SUFFIX) else ""
        yield head + loaded.register.name_of(agency_of(to.code))
