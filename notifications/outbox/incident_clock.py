"""Steps that fill the outbox with what is said of incidents: at once, outside the day's letter and the quiet days.

Notices are queued once under their keys; of several that passed unsaid only the newest goes to a recipient. A letter
of its own, in the same transaction, holds what one recipient is told of one incident.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from models.database import Session
from models.decisions.incident_clocks import Clock, clocks_of
from models.decisions.incidents import incidents_of, occurrence_of_incident, parties_told
from models.outbox import incident_notices
from models.outbox import letters as outbox
from models.outbox.incident_notices import NoticeKey, WaitingIncidentNotice, notice_row
from models.outbox.news import Renewed, renewals
from models.outbox.notices import NO_ADDRESS
from models.tables.ad_hoc import IncidentNotice, IncidentState
from models.tables.core import Letter, LetterState, Outcome
from notifications.channels.gateway_urls import split_way
from notifications.channels.mail_message import escape_markdown
from notifications.ladder.incident_stages import INCIDENT_LADDER, ClockRung
from notifications.ladder.stages import DEPUTY_SUFFIX, Recipient, agency_of, recipients_of
from notifications.outbox.due_notices import CHANNEL, NEWER_NOTICE, NO_DEPUTY, OVERTAKEN_BY, Post
from notifications.outbox.incident_words import (
    NO_LONGER_OWED,
    SHORT_UNSENT,
    TOLD,
    Clocks,
    kind_of,
    read_clocks,
    still_says_something,
    word_incident_letter,
)
from notifications.wording.letters import LetterText, render_letter
from notifications.wording.subjects import Subject
from plan.library import LoadedPlan


def queue_incident_notices(session: Session, post: Post, on: date, now: datetime) -> int:
    """Queue what is to be said of incidents by `now`, each notice once under its key; return how many are new.

    `on` is the day of `now`.
    """
    known, renewed = incident_notices.known_notices(session, CHANNEL), renewals(session)
    rows: list[dict[str, Any]] = []
    for loaded in post.plans.values():
        rows.extend(_told_rows(session, loaded, known, post, now))
        for clock in clocks_of(session, loaded):
            if clock.runs:
                begun = _begun_anew(clock, renewed.get(clock.check_in.id))
                rows.extend(_clock_rows(begun, loaded, known, post, (on, now)))
    incident_notices.add_notices(session, rows)
    return len([row for row in rows if row["outcome"] == Outcome.QUEUED])


def _told_rows(
    session: Session, loaded: LoadedPlan, known: set[NoticeKey], post: Post, now: datetime
) -> Iterator[dict[str, Any]]:
    for incident in incidents_of(session, loaded.plan.code):
        if incident.state != IncidentState.OPEN:
            continue
        day, incident_id = parties_told(incident, loaded), incident.id
        for code in day.agencies:
            name = post.name(loaded.register.code, code)
            if code != incident.agency and (incident_id, "", TOLD, day.on, name) not in known:
                yield notice_row(incident_id, ("", TOLD, day.on), name, CHANNEL, incident.detected_at, now)


def _begun_anew(clock: Clock, renewed: Renewed | None) -> Clock:
    """Return a clock as its rungs count: one that was sent back, put off or passed on runs from then on."""
    return clock if renewed is None else replace(clock, started_at=max(clock.started_at, renewed.at))


def _clock_rows(
    clock: Clock, loaded: LoadedPlan, known: set[NoticeKey], post: Post, seen: tuple[date, datetime]
) -> Iterator[dict[str, Any]]:
    on, now = seen
    incident_id, due_on, told = clock.incident.id, clock.check_in.due_on, set[str]()
    for rung in reversed(INCIDENT_LADDER):
        reached_at = rung.reached_at(clock.started_at, clock.ends_at)
        # A clock that a trial's day has not come to yet is told of at once all the same.
        if reached_at > max(now, clock.started_at):
            continue
        for recipient in _recipients(rung, clock, loaded, on):
            name = post.name(loaded.register.code, recipient.code)
            newest = name not in told
            told.add(name)
            key = (clock.step.name, rung.name, due_on)
            if (incident_id, *key, name) in known or post.cannot_reach(name, on):
                continue
            row = notice_row(incident_id, key, name, CHANNEL, reached_at, now)
            reason = recipient.reason or ("" if newest else NEWER_NOTICE)
            yield row | ({"outcome": Outcome.SKIPPED, "reason": reason} if reason else {})


def _recipients(rung: ClockRung, clock: Clock, loaded: LoadedPlan, on: date) -> tuple[Recipient, ...]:
    return recipients_of(rung.to, on, clock.check_in.holder, "", loaded.plan, loaded.register)


def write_incident_letters(session: Session, post: Post, on: date, now: datetime) -> int:
    """Put the waiting notices of incidents into letters, ready to go; return how many letters are new.

    What is no longer owed is skipped. A recipient without an address stays queued with the reason, and so does everything
    while the home's letters are held.
    """
    written = 0
    for loaded in post.plans.values():
        clocks = read_clocks(session, loaded)
        waiting = _skip_settled(session, incident_notices.waiting_notices(session, loaded.plan.code), clocks)
        if post.hold:
            incident_notices.hold_notices(session, [one.notice for one in waiting], post.hold.words)
            continue

        def order(one: WaitingIncidentNotice, clocks: Clocks = clocks) -> tuple[int, str, str]:
            return one.notice.incident_id, one.notice.recipient, kind_of(one, post, clocks)

        for (_, _, kind), group in groupby(sorted(waiting, key=order), key=order):
            found = list(group)
            text = word_incident_letter(post, found, kind, clocks, loaded, on)
            written += _put(session, post, (found, kind, text), (on, now))
    return written


def tell_office_of_unsent(session: Session, post: Post, unsent: Iterable[Letter], on: date, now: datetime) -> int:
    """Put a letter to the office into the outbox for each letter about an incident that only its recipient's mail refuses.

    Each is told of once a day. Return how many letters are new.
    """
    written = 0
    for letter in unsent:
        to = post.addressee(letter.recipient)
        office = post.name(to.register.code, to.register.office)
        contact = post.directory.find(office, on)
        if agency_of(letter.recipient) == office or contact is None:
            continue
        name = to.register.name_of(to.agency)
        body = render_letter(
            "unsent.md.j2",
            name=escape_markdown(to.register.name_of(to.register.office)),
            recipient=escape_markdown(name),
            address=escape_markdown(letter.address),
            subject=escape_markdown(letter.subject),
            reason=escape_markdown(letter.reason),
            trial=post.trial,
            on=on,
        )
        told = Letter(
            recipient=office,
            channel=CHANNEL,
            written_on=on,
            matter=f"unsent-{letter.id}",
            address=contact.address,
            subject=Subject.UNSENT.of(name=name),
            body=body,
            weekly=False,
            state=LetterState.QUEUED,
            written_at=now,
        )
        written += outbox.add_letter(session, told) is not None
    return written


def tell_office_in_short(session: Session, post: Post, unsent: Iterable[Letter], on: date, now: datetime) -> int:
    """Put a short message to each office into the outbox that has a gateway, about the letters about incidents that no mail
    server takes.

    A message names all of them, and there is a new one when another letter could not leave. Return how many are new.
    """
    told: dict[tuple[str, str], dict[int, str]] = {}
    for letter in unsent:
        to = post.addressee(letter.recipient)
        office = post.name(to.register.code, to.register.office)
        contact = post.directory.find_gateway(office, on)
        if contact is not None and not split_way(letter.address)[0]:
            told.setdefault((office, contact.address), {})[letter.id] = to.register.name_of(to.agency)
    written = 0
    for (office, address), named in told.items():
        subject = Subject.ALL_UNSENT.of(count=len(named), name=", ".join(dict.fromkeys(named.values())))
        short = Letter(
            recipient=office,
            channel=CHANNEL,
            written_on=on,
            matter=f"{SHORT_UNSENT}{max(named)}",
            address=address,
            subject=subject,
            body=escape_markdown(subject),
            weekly=False,
            state=LetterState.QUEUED,
            written_at=now,
        )
        written += outbox.add_letter(session, short) is not None
    return written


def _skip_settled(
    session: Session, waiting: Sequence[WaitingIncidentNotice], clocks: Clocks
) -> list[WaitingIncidentNotice]:
    """Return the notices that still say something, the newest of each recipient and step; the others are skipped."""
    owed = [one for one in waiting if still_says_something(one, clocks)]
    gone = [one.notice for one in waiting if one not in owed]
    newest = {_line(one): one for one in sorted(owed, key=lambda one: one.notice.reached_at)}
    incident_notices.skip_notices(session, gone, NO_LONGER_OWED)
    older = {one.notice.id: newest[_line(one)].notice.id for one in owed if newest[_line(one)] is not one}
    incident_notices.skip_overtaken(session, older, OVERTAKEN_BY)
    return [one for one in owed if newest[_line(one)] is one]


def _line(one: WaitingIncidentNotice) -> tuple[int, str, str]:
    return one.notice.incident_id, one.notice.step, one.notice.recipient


def _put(
    session: Session, post: Post, said: tuple[list[WaitingIncidentNotice], str, LetterText], when: tuple[date, datetime]
) -> bool:
    (found, kind, text), (on, now) = said, when
    notices: list[IncidentNotice] = [one.notice for one in found]
    contact = post.directory.find(notices[0].recipient, on)
    if contact is None:
        why = post.directory.why_silent(notices[0].recipient, on)
        if why == NO_ADDRESS and notices[0].recipient.endswith(DEPUTY_SUFFIX):
            incident_notices.skip_notices(session, notices, NO_DEPUTY)
        else:
            incident_notices.hold_notices(session, notices, why)
        return False
    newest = notices[-1]
    matter = ".".join(
        part for part in (occurrence_of_incident(found[0].incident), kind, newest.step, newest.rung) if part
    )
    letter = Letter(
        recipient=newest.recipient,
        channel=CHANNEL,
        written_on=on,
        matter=matter,
        address=contact.address,
        subject=text.subject,
        body=text.body,
        weekly=False,
        state=LetterState.QUEUED,
        written_at=now,
    )
    letter_id = outbox.add_letter(session, letter)
    if letter_id is None:
        # What was sent back on the day on which it was asked for has a date of its own, and is told that day too.
        letter.matter = f"{matter}.{newest.due_on.isoformat()}"
        letter_id = outbox.add_letter(session, letter)
    if letter_id is None:
        return False
    incident_notices.put_in_letter(session, notices, letter_id)
    return True
