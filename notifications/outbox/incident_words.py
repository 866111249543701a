"""The words of letters about incidents, from the state of the moment: as they are written, and again as they leave."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby

from models.database import Session
from models.decisions.incident_clocks import Clock, clocks_of
from models.outbox import incident_notices
from models.outbox.incident_notices import WaitingIncidentNotice
from models.tables.core import Letter
from notifications.ladder.incident_stages import INCIDENT_LADDER
from notifications.ladder.stages import agency_of
from notifications.links import ANSWER, link_mark
from notifications.outbox.due_notices import Post
from notifications.wording.incidents import IncidentNews, write_own_letter, write_report_letter, write_told_letter
from notifications.wording.letters import LetterText
from plan.library import LoadedPlan

TOLD, OWN, ABOVE = "told", "own", "above"
"""The kinds of letters: to whom the plan has told of the incident itself, to who owes the reports, and above it."""
SHORT_UNSENT = "short-unsent-"
"""What the matter of a short message begins with that tells the office what no mail server takes: it keeps its own way."""
NO_LONGER_OWED = "đã gửi hoặc không còn phải gửi trong lúc chờ gửi"
_LATE_RUNGS = frozenset(rung.name for rung in INCIDENT_LADDER if rung.is_late)

Clocks = Mapping[tuple[int, str], Clock]
"""The clocks of a plan's incidents, by the number of the incident and the name of the step."""


def read_clocks(session: Session, loaded: LoadedPlan) -> Clocks:
    """Return the clocks of a plan's incidents."""
    return {(clock.incident.id, clock.step.name): clock for clock in clocks_of(session, loaded)}


def kind_of(one: WaitingIncidentNotice, post: Post, clocks: Clocks) -> str:
    """Return in a letter of which kind a notice stands."""
    if not one.notice.step:
        return TOLD
    check_in = clocks[one.notice.incident_id, one.notice.step].check_in
    return OWN if agency_of(one.notice.recipient) == post.name(check_in.province, check_in.holder) else ABOVE


def still_says_something(one: WaitingIncidentNotice, clocks: Clocks) -> bool:
    """Tell whether what a notice speaks of is still so: the incident itself, or a report whose clock runs."""
    clock = clocks.get((one.notice.incident_id, one.notice.step))
    return not one.notice.step or (clock is not None and clock.runs)


def word_incident_letter(
    post: Post, found: Sequence[WaitingIncidentNotice], kind: str, clocks: Clocks, loaded: LoadedPlan, on: date
) -> LetterText:
    """Return the letter that tells one recipient what these notices say of one incident."""
    about = [
        (clocks[one.notice.incident_id, one.notice.step], one.notice.rung in _LATE_RUNGS)
        for one in found
        if one.notice.step
    ]
    news = IncidentNews(found[0].incident, tuple(about), loaded, on, post.trial)
    recipient = found[0].notice.recipient
    to = post.speak_to(recipient, on)
    if kind == TOLD:
        return write_told_letter(to, news)
    if kind == ABOVE:
        return write_report_letter(to, news)
    return write_own_letter(to, news, link_mark(recipient, on, ANSWER))


def word_incident_letters(
    session: Session, post: Post, letters: Sequence[Letter], on: date
) -> dict[int, LetterText | None]:
    """Return the words of letters about incidents by number, None where nothing is left to say.

    A letter about something else, or about an incident of a plan that is not known, is left out: it stays as it is.
    """
    if not letters:
        return {}
    clocks = {code: read_clocks(session, loaded) for code, loaded in post.plans.items()}
    words: dict[int, LetterText | None] = {}
    notices = incident_notices.notices_in(session, [one.id for one in letters])
    for number, group in groupby(notices, key=lambda one: one.notice.letter_id):
        found = list(group)
        plan = found[0].incident.plan
        if number is None or plan not in post.plans:
            continue
        said = [one for one in found if still_says_something(one, clocks[plan])]
        kind = kind_of(said[0], post, clocks[plan]) if said else ""
        words[number] = word_incident_letter(post, said, kind, clocks[plan], post.plans[plan], on) if said else None
    return words
