"""The way ahead of what is late: who is told next and on which day, and whom the agency may telephone before that."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from models.outbox.notices import Chased
from notifications.ladder.stages import ESCALATION, HEAD_SUFFIX, Stage, agency_of, recipients_of
from notifications.outbox.due_notices import INCIDENT_BASIS, Climb, Post
from notifications.wording.sections import Ahead, Follower, Habitual
from plan.refs import ref_order, told_ref

OFFICE_CALLS = "Văn phòng UBND tỉnh gọi điện"
"""What is announced of a rung on which the office telephones."""


def ahead_of(post: Post, climb: Climb, owed: Iterable[Chased], on: date) -> tuple[Ahead, ...]:
    """Return who is told next of an agency's late check-ins and when, the nearest day first; nothing past the last rung."""
    counted = Counter(step for one in owed if _is_late(one, post, on) if (step := _next_step(post, climb, one, on)))
    return tuple(Ahead(day, words, count) for (day, words), count in sorted(counted.items()))


def habitual_of(post: Post, climb: Climb, owed: Iterable[Chased], on: date) -> Habitual | None:
    """Return which of an agency's late lines were late so often before that their second rung came with the first."""
    found = {
        one.ref: before for one in owed if _is_late(one, post, on) and (before := climb.circumstances.late_before(one))
    }
    if not found:
        return None
    return Habitual(
        tuple(map(told_ref, sorted(found, key=ref_order))),
        min(late for late, _ in found.values()),
        max(of for _, of in found.values()),
    )


def followers_of(post: Post, owed: Iterable[Chased], on: date) -> tuple[Follower, ...]:
    """Return who follows up an agency's late check-ins, each once, with whom to telephone there."""
    found: dict[str, Follower] = {}
    for one in owed:
        if not _is_late(one, post, on):
            continue
        loaded = post.plans[one.plan]
        for to in recipients_of(("tracker",), on, one.holder, one.scope, loaded.plan, loaded.register):
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


def _next_step(post: Post, climb: Climb, one: Chased, on: date) -> tuple[date, str] | None:
    """Return the day of the next rungs that reach somebody, and what is done then, in words."""
    coming = [
        (stage, words)
        for stage in climb.stages(one)
        if stage.purpose == ESCALATION and stage.on > on
        for words in _deeds(post, climb, one, stage)
    ]
    if not coming:
        return None
    day = coming[0][0].on
    return day, "; ".join(dict.fromkeys(words for stage, words in coming if stage.on == day))


def _deeds(post: Post, climb: Climb, one: Chased, stage: Stage) -> Iterator[str]:
    """Yield what a rung does: the office telephones, and who is told by letter, by name."""
    if climb.calls(one, stage):
        yield OFFICE_CALLS
    register = post.plans[one.plan].register
    heads = {to.code: "người đứng đầu " if to.code.endswith(HEAD_SUFFIX) else "" for to in climb.heard_of(one, stage)}
    if named := [head + register.name_of(agency_of(code)) for code, head in heads.items()]:
        yield f"báo đến {', '.join(named)}"
