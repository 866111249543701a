"""What is owed, overdue and decided at a moment, by who is to hear of it: what every letter of a day is worded from."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property

from models.agencies import province_and_code
from models.database import Session
from models.decisions.chasing.calls import called_on
from models.outbox.letters import Heard, heard_by_recipient
from models.outbox.news import Decided, decided_objections
from models.outbox.notices import Chased, chased_check_ins, held_by, in_province, overdue, overdue_in
from notifications.ladder.stages import ESCALATION, Stage, agency_of
from notifications.outbox.climb.circumstances import Particular, read_particular
from notifications.outbox.due_notices import INCIDENT_BASIS, Climb, Post, climb_on

WEEK = timedelta(days=7)
"""How often who is late, and who stands above, is told again until the answer comes."""
_DECIDED_WITHIN = timedelta(days=60)
"""For how long the decision on an objection is still to be told: past the letter of the next working day."""


class Watch:
    """What is overdue, by who is to hear of it: those it belongs to, and those above who have an eye on it."""

    def __init__(self, post: Post, on: date) -> None:
        """Watch nothing yet, on the day `on`."""
        self._post, self._on = post, on
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

    def look_at(self, one: Chased, climb: Climb) -> None:
        """Look at what is late, by due date, and neither rests nor is of a plan that is not followed."""
        if climb.circumstances.is_paused(one, self._on):
            return
        watching = set[str]()
        for stage in climb.stages(one):
            if stage.purpose == ESCALATION:
                watching |= self._look_at(one, stage, climb)
        for name in watching:
            self.watched[name].append(one)

    def _look_at(self, one: Chased, stage: Stage, climb: Climb) -> set[str]:
        """Note whom a rung of an overdue check-in has reached by today, and return whom it names above its holder."""
        loaded, above = self._post.plans[one.plan], set[str]()
        is_reached = stage.on <= self._on
        is_early = is_reached and stage.planned_on is not None and self._on < stage.planned_on
        why = climb.why_early(one, stage) if is_early else ""
        for recipient in climb.named(one, stage.to, self._on):
            if recipient.reason:
                continue
            name = self._post.name(one.province, recipient.code)
            # The Chairman reads what has come to him, and no more; others above see all that a rung may tell them of.
            if recipient.above and (is_reached or recipient.code != loaded.register.chairman):
                above.add(name)
            if is_reached:
                (self.reached_above if recipient.above else self.reached).add(name)
            if why:
                self.early[name][one.id] = why
        return above


class ProvinceDay:
    """A province on a day, each part loaded once when it is first asked for: what is overdue, what named agencies owe.

    It knows nothing of plans that are not followed or rest today.
    """

    def __init__(self, home: "DayState", session: Session, post: Post, on: date, province: str) -> None:
        """Load nothing yet."""
        self._home, self._session, self._post, self._on, self._province = home, session, post, on, province
        self._expected = set[str]()
        self._own: dict[str, list[Chased]] = {}
        self._counted = Counter[str]()
        self._watches: dict[str, Watch] = {}

    @cached_property
    def climb(self) -> Climb:
        """The climb of the day."""
        return climb_on(self._session, self._post, self._on, in_province(self._province), self._home.particular)

    @cached_property
    def late(self) -> list[Chased]:
        """All that is overdue and may be told of, by due date."""
        if self._province not in self._home.late_in:
            return []
        there = chased_check_ins(self._session, overdue(self._on, self._province))
        return [one for one in there if self._is_told(one)]

    @cached_property
    def over(self) -> Watch:
        """All that is overdue, by who is to hear of it."""
        return self._watch(self.late)

    def _watch(self, owed: Iterable[Chased]) -> Watch:
        watch = Watch(self._post, self._on)
        for one in owed:
            if one.due_on < self._on:
                watch.look_at(one, self.climb)
        return watch

    def expect(self, code: str) -> None:
        """Note that an agency's letter is to be worded: what these owe is loaded at once, when the first is asked for."""
        self._expected.add(code)

    def _read(self, code: str) -> None:
        """Load what an agency owes, and with it that of all who are expected."""
        if code in self._own:
            return
        wanted = (self._expected | {code}) - set(self._own)
        self._own |= {one: [] for one in wanted}
        for one in chased_check_ins(self._session, held_by({self._province: wanted})):
            self._counted[one.holder] += 1
            if self._is_told(one):
                self._own[one.holder].append(one)

    def own_of(self, code: str) -> Sequence[Chased]:
        """Return what an agency owes, by due date."""
        self._read(code)
        return self._own[code]

    def count_of(self, code: str) -> int:
        """Return how many answers an agency owes, of whatever plan."""
        self._read(code)
        return self._counted[code]

    def watch_of(self, code: str) -> Watch:
        """Return what an agency is late with, by who is to hear of it."""
        if code not in self._watches:
            self._watches[code] = self._watch(self.own_of(code))
        return self._watches[code]

    def _is_told(self, one: Chased) -> bool:
        # An incident has letters of its own; what is asked about it is not named in a letter of a day.
        return one.plan in self._post.plans and one.plan not in self._post.resting and one.basis != INCIDENT_BASIS


class DayState:
    """The home on a day: its provinces, each loaded when it is first asked for, and what was told and decided.

    The number of statements is the same however much is owed, where who is asked for is told before (`expect`). It grows
    with the provinces: whoever goes through many leaves each (`leave`), so that no more than one is in memory.
    Agencies go by their names in the home.
    """

    def __init__(self, session: Session, post: Post, on: date) -> None:
        """Load what was decided and told."""
        self._session, self._post, self._on = session, post, on
        self._days: dict[str, ProvinceDay] = {}
        self.called = called_on(session, on)
        """The agencies that the office telephoned today, each as its province and its code."""
        self.heard: dict[str, Heard] = heard_by_recipient(session)
        """When each recipient last had a letter of a day."""
        self.decided: dict[str, list[Decided]] = defaultdict(list)
        """The objections of each agency that were decided lately."""
        for decided in decided_objections(session, on - _DECIDED_WITHIN):
            if decided.plan in post.plans:
                self.decided[post.name(decided.province, decided.holder)].append(decided)

    @cached_property
    def late_in(self) -> frozenset[str]:
        """The provinces in which anything is overdue."""
        return overdue_in(self._session, self._on)

    @cached_property
    def particular(self) -> Particular:
        """What is particular about few check-ins of all provinces."""
        return read_particular(self._session)

    def day_in(self, province: str) -> ProvinceDay:
        """Return a province on the day."""
        if province not in self._days:
            self._days[province] = ProvinceDay(self, self._session, self._post, self._on, province)
        return self._days[province]

    def leave(self, province: str) -> None:
        """Forget what was loaded of a province."""
        self._days.pop(province, None)

    def _placed(self, recipient: str) -> tuple[ProvinceDay, str]:
        """Return the province of a recipient, on the day, and its agency's code there."""
        province, code = province_and_code(self._post.directory.own_province, agency_of(recipient))
        return self.day_in(province), code

    def day_of(self, recipient: str) -> ProvinceDay:
        """Return a recipient's province on the day."""
        return self._placed(recipient)[0]

    def expect(self, names: Iterable[str]) -> None:
        """Note whose letters are to be worded: what the agencies of a province owe is loaded all at once."""
        for name in names:
            day, code = self._placed(name)
            day.expect(code)

    def own_of(self, agency: str) -> Sequence[Chased]:
        """Return what an agency owes, by due date."""
        day, code = self._placed(agency)
        return day.own_of(code)

    def count_of(self, agency: str) -> int:
        """Return how many answers an agency owes, of whatever plan."""
        day, code = self._placed(agency)
        return day.count_of(code)

    def is_reached(self, recipient: str) -> bool:
        """Tell whether an agency or its head is named by a rung that something of its own has reached."""
        day, code = self._placed(recipient)
        return recipient in day.watch_of(code).reached

    def early_for(self, recipient: str, *, digest: bool) -> Mapping[int, str]:
        """Return what a recipient is told of before the day that the plan has for it, with the reason: its own, and with a
        digest what others are late with.
        """
        day, code = self._placed(recipient)
        found = day.over if digest else day.watch_of(code)
        return found.early.get(recipient, {})

    def was_called(self, recipient: str) -> bool:
        """Tell whether the office telephoned a recipient's agency today: then no letter of the ladder goes there."""
        return province_and_code(self._post.directory.own_province, agency_of(recipient)) in self.called

    def listed_late(self, recipient: str, *, digest: bool) -> list[Chased]:
        """Return what is overdue in a letter to a recipient: its own, and with a digest what others are late with."""
        own = [one for one in self.own_of(agency_of(recipient)) if one.due_on < self._on]
        return [*own, *(self.day_of(recipient).over.watched.get(recipient, ()) if digest else ())]

    def is_due_again(self, recipient: str) -> bool:
        """Tell whether a week has passed since a recipient was told of its own or its agency's lateness, or never was."""
        last = self.heard.get(recipient)
        return recipient in self.day_of(recipient).over.reached and (last is None or last.on + WEEK <= self._on)

    def is_digest_due(self, recipient: str) -> bool:
        """Tell whether a week has passed since a recipient above was told of others, and a rung has something to say."""
        return recipient in self.day_of(recipient).over.reached_above and self.digest_from(recipient) <= self._on

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


def by_province(post: Post, names: Iterable[str]) -> dict[str, list[str]]:
    """Return the names of recipients by their province."""
    found: dict[str, list[str]] = {}
    for name in names:
        province, _ = province_and_code(post.directory.own_province, agency_of(name))
        found.setdefault(province, []).append(name)
    return found
