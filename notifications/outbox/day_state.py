"""What is owed, overdue and decided at a moment, by who is to hear of it: what every letter of a day is worded from."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from models.agencies import province_and_code
from models.database import Session
from models.decisions.chasing.calls import called_on
from models.outbox.letters import Heard, heard_by_recipient
from models.outbox.news import Decided, decided_objections
from models.outbox.notices import Chased, chased_check_ins
from notifications.ladder.stages import ESCALATION, Stage, agency_of, recipients_of
from notifications.outbox.due_notices import INCIDENT_BASIS, Post, climb_on

WEEK = timedelta(days=7)
"""How often who is late, and who stands above, is told again until the answer comes."""
_DECIDED_WITHIN = timedelta(days=60)
"""For how long the decision on an objection is still to be told: past the letter of the next working day."""


class DayState:
    """The home on a day, loaded once: the number of statements is the same however much is owed.

    Agencies go by their names in the home. Nothing is known here of plans that are not followed or rest today.
    """

    def __init__(self, session: Session, post: Post, on: date) -> None:
        """Load what is owed, decided and was told."""
        self._post, self._on = post, on
        chased = chased_check_ins(session)
        self.counted = Counter(post.name(one.province, one.holder) for one in chased)
        """How many answers each agency owes, of whatever plan."""
        self.own: dict[str, list[Chased]] = defaultdict(list)
        """What each agency owes, by due date."""
        self.watched: dict[str, list[Chased]] = defaultdict(list)
        """What is overdue under the eyes of each recipient above, by due date: of all whom a rung may tell it of, of the
        Chairman only what has reached his rung.
        """
        self.reached: set[str] = set()
        """Who is named by a rung that something of its own has reached: it is told every week until the answer comes."""
        self.reached_above: set[str] = set()
        """Who stands above and is named by a rung that something overdue has reached."""
        self.early: dict[str, dict[int, str]] = defaultdict(dict)
        """What each recipient above is told of before the day that the plan has for it, by number, with the reason."""
        self.called = called_on(session, on)
        """The agencies that the office telephoned today, each as its province and its code."""
        self.climb = climb_on(session, post, on)
        for one in chased:
            # An incident has letters of its own; what is asked about it is not named in a letter of a day.
            if one.plan in post.plans and one.plan not in post.resting and one.basis != INCIDENT_BASIS:
                self._place(one)
        self.heard: dict[str, Heard] = heard_by_recipient(session)
        """When each recipient last had a letter of a day."""
        self.decided: dict[str, list[Decided]] = defaultdict(list)
        """The objections of each agency that were decided lately."""
        for decided in decided_objections(session, on - _DECIDED_WITHIN):
            if decided.plan in post.plans:
                self.decided[post.name(decided.province, decided.holder)].append(decided)

    def _place(self, one: Chased) -> None:
        self.own[self._post.name(one.province, one.holder)].append(one)
        if one.due_on >= self._on or self.climb.circumstances.is_paused(one, self._on):
            return
        watching = set[str]()
        for stage in self.climb.stages(one):
            if stage.purpose == ESCALATION:
                watching |= self._look_at(one, stage)
        for name in watching:
            self.watched[name].append(one)

    def _look_at(self, one: Chased, stage: Stage) -> set[str]:
        """Note whom a rung of an overdue check-in has reached by today, and return whom it names above its holder."""
        loaded, above = self._post.plans[one.plan], set[str]()
        is_reached, why = stage.on <= self._on, self.climb.why_early(one, stage)
        today = replace(stage, on=self._on)
        for recipient in recipients_of(today, one.holder, one.scope, loaded.plan, loaded.register):
            if recipient.reason:
                continue
            name = self._post.name(one.province, recipient.code)
            # The Chairman reads what has come to him, and no more; others above see all that a rung may tell them of.
            if recipient.above and (is_reached or recipient.code != loaded.register.chairman):
                above.add(name)
            if is_reached:
                (self.reached_above if recipient.above else self.reached).add(name)
            if is_reached and why and stage.planned_on and self._on < stage.planned_on:
                self.early[name][one.id] = why
        return above

    def was_called(self, recipient: str) -> bool:
        """Tell whether the office telephoned a recipient's agency today: then no letter of the ladder goes there."""
        return province_and_code(self._post.directory.own_province, agency_of(recipient)) in self.called

    def listed_late(self, recipient: str, *, digest: bool) -> list[Chased]:
        """Return what is overdue in a letter to a recipient: its own, and with a digest what others are late with."""
        own = [one for one in self.own.get(agency_of(recipient), ()) if one.due_on < self._on]
        return [*own, *(self.watched.get(recipient, ()) if digest else ())]

    def is_due_again(self, recipient: str) -> bool:
        """Tell whether a week has passed since a recipient was told of its own or its agency's lateness, or never was."""
        last = self.heard.get(recipient)
        return recipient in self.reached and (last is None or last.on + WEEK <= self._on)

    def is_digest_due(self, recipient: str) -> bool:
        """Tell whether a week has passed since a recipient above was told of others, and a rung has something to say."""
        return recipient in self.reached_above and self.digest_from(recipient) <= self._on

    def digest_from(self, recipient: str) -> date:
        """Return the day from which a recipient may be told of others again: today at the earliest."""
        last = self.heard.get(recipient)
        return self._on if last is None or last.digest_on is None else max(self._on, last.digest_on + WEEK)

    def may_hear_of_desk(self, recipient: str) -> bool:
        """Tell whether the last seven days had no letter to a recipient that told what waits on its desk."""
        last = self.heard.get(recipient)
        return last is None or last.desk_on is None or last.desk_on + WEEK <= self._on

    def decided_for(self, agency: str, recipient: str) -> Sequence[Decided]:
        """Return the decisions on an agency's objections since the last letter that was sent to a recipient."""
        last = self.heard.get(recipient)
        since = last.sent_at if last else None
        return [one for one in self.decided.get(agency, ()) if since is None or one.at > since]

    def has_untold_decision(self, agency: str) -> bool:
        """Tell whether an objection of an agency was decided after the last letter that was written to it."""
        last = self.heard.get(agency)
        return any(last is None or one.at > last.at for one in self.decided.get(agency, ()))
