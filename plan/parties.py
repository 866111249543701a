"""Agencies, groups and roles of one province, and who they are on a day."""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby

from plan.refs import parent_refs

PROVINCE = "ubnd-tinh"
"""The code by which plans name UBND tỉnh, which receives reports and decides, and owes none."""
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Agency:
    """An organisation of the province. It exists from `valid_from` to `valid_to`, both inclusive; None is open.

    One that is `outside` is not under the province (a court, a bank, the Fatherland Front): it is asked, never chased up.
    """

    code: str
    name: str
    valid_from: date | None = None
    valid_to: date | None = None
    outside: bool = False

    def exists_on(self, day: date) -> bool:
        """Tell whether the agency exists on `day`."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Group:
    """A named set of agencies; `members` are codes of agencies or of other groups, in the order of the document.

    `ended` is the first day on which the group is no more, by the act `ended_by`; None while it goes on. `by_office`
    tells that the members are for the office to supply, so that there may be none yet.
    """

    code: str
    name: str
    members: tuple[str, ...]
    ended: date | None = None
    ended_by: str = ""
    by_office: bool = False

    def has_ended(self, on: date) -> bool:
        """Tell whether the group is no more on a day."""
        return self.ended is not None and self.ended <= on


@dataclass(frozen=True)
class Role:
    """Something an agency is (owner of an information system); who holds it is what the office declares, nobody yet at first."""

    code: str
    name: str
    held_by: tuple[str, ...]


@dataclass(frozen=True)
class Party:
    """An agency, group or role as a text names it, with the scope it carries there (`''` for the whole)."""

    code: str
    scope: str = ""
    line: int = field(default=0, compare=False)

    def __str__(self) -> str:
        """Return the party as the plan file writes it: `cong-an-tinh (an-ninh-mang)`."""
        return f"{self.code} ({self.scope})" if self.scope else self.code


@dataclass(frozen=True)
class Transfer:
    """From a day on, duties pass from one agency to its heirs: a reorganisation, or a hand-over by document.

    No heirs: nobody takes them over. With a `scope` only duties of that scope pass, with `refs` only those tasks and
    the tasks of those sections; of the transfers of one day the one by ref comes before the one by scope, and that before
    the one of the whole. An heir with a scope takes that part: a split.
    """

    on: date
    source: str
    heirs: tuple[Party, ...]
    act: str
    scope: str = ""
    refs: tuple[str, ...] = ()
    line: int = field(default=0, compare=False)
    file: str = field(default="", compare=False)

    @property
    def merges_scopes(self) -> bool:
        """Whether the duty stays where it is and is only told under another scope (`merge_scopes` of an amendment)."""
        return [heir.code for heir in self.heirs] == [self.source]

    def covers(self, party: Party, ref: str) -> bool:
        """Tell whether this move passes on what a party has of a task."""
        if self.source != party.code or self.scope not in ("", party.scope):
            return False
        return not self.refs or self.nearness(ref) > 0

    def nearness(self, ref: str) -> int:
        """Return how near `refs` come to a task: the depth of the ref that names it or its section, 0 for none."""
        return max((one.count(".") + 1 for one in (ref, *parent_refs(ref)) if one in self.refs), default=0)


@dataclass(frozen=True)
class Register:
    """The agencies, groups and roles of one province, by code. Codes are unique across the three kinds.

    `moves` are its reorganisations, in order of their days.
    """

    code: str
    name: str
    place: str
    chairman: str
    office: str
    agencies: Mapping[str, Agency]
    groups: Mapping[str, Group]
    roles: Mapping[str, Role]
    moves: tuple[Transfer, ...] = ()

    @cached_property
    def resolved(self) -> dict[object, "Resolved"]:
        """What `resolve` has found so far: between two changes of the register each day has the same answer."""
        return {}

    @cached_property
    def _present(self) -> dict[tuple[str, int], tuple[str, ...]]:
        """What `agencies_of` has found so far, by party and era."""
        return {}

    def era_of(self, on: date) -> int:
        """Return how many days up to `on`, inclusive, began with another agency, group or duty than the day before."""
        return bisect_right(self._changes, on)

    @cached_property
    def _changes(self) -> tuple[date, ...]:
        begun = {one.valid_from for one in self.agencies.values() if one.valid_from}
        last = {one.valid_to for one in self.agencies.values() if one.valid_to and one.valid_to < date.max}
        ended = {one.ended for one in self.groups.values() if one.ended}
        return tuple(sorted(begun | {day + _DAY for day in last} | ended | {move.on for move in self.moves}))

    def knows(self, code: str) -> bool:
        """Tell whether a code names a party of this province."""
        return code in self.agencies or code in self.groups or code in self.roles

    def is_outside(self, code: str) -> bool:
        """Tell whether a code names a body that is not under the province."""
        return code in self.agencies and self.agencies[code].outside

    def name_of(self, code: str) -> str:
        """Return the Vietnamese name of a party; an unknown code comes back as it is."""
        for kind in (self.agencies, self.groups, self.roles):
            if code in kind:
                return kind[code].name
        return {self.chairman: "Chủ tịch UBND tỉnh", PROVINCE: "UBND tỉnh"}.get(code, code)

    def agencies_of(self, code: str, on: date) -> tuple[str, ...]:
        """Return the agencies a party stands for on a day, each once, in the order of the register.

        Given a group or role, return its members that exist on `on`, none of a group that has ended by then; given an
        agency, itself if it exists then.
        """
        key = code, self.era_of(on)
        found = self._present.get(key)
        if found is None:
            found = self._present[key] = self._agencies_of(code, on)
        return found

    def _agencies_of(self, code: str, on: date) -> tuple[str, ...]:
        members = {name for name in self._expand(code, (), on) if self.agencies[name].exists_on(on)}
        return tuple(name for name in self.agencies if name in members)

    def members_of(self, code: str) -> tuple[str, ...]:
        """Return the agencies of a party of all times, each once, in the order of the register."""
        members = set(self._expand(code, (), date.min))
        return tuple(name for name in self.agencies if name in members)

    def ended_in(self, code: str, on: date) -> tuple[str, ...]:
        """Return what of a group or role is no more on a day: itself, or ended groups inside it, each once.

        A group or role whose agencies have all ended counts as ended; one that never had any, and is not recorded to
        have ended, does not.
        """
        found = tuple(dict.fromkeys(self._ended_within(code, (), on)))
        members = self.members_of(code)
        gone = all(self._is_past(name, on) for name in members)
        return found or ((code,) if members and gone else ())

    def _is_past(self, code: str, on: date) -> bool:
        last = self.agencies[code].valid_to
        return last is not None and last < on

    def _ended_within(self, code: str, above: tuple[str, ...], on: date) -> Iterator[str]:
        if code in self.agencies or code in above:
            return
        if code in self.groups and self.groups[code].has_ended(on):
            yield code
            return
        for member in self._inner(code):
            yield from self._ended_within(member, (*above, code), on)

    def _expand(self, code: str, above: tuple[str, ...], on: date) -> Iterator[str]:
        if code in self.agencies:
            yield code
        elif code not in above and not (code in self.groups and self.groups[code].has_ended(on)):
            for member in self._inner(code):
                yield from self._expand(member, (*above, code), on)

    def _inner(self, code: str) -> tuple[str, ...]:
        return self.groups[code].members if code in self.groups else self.roles[code].held_by


@dataclass(frozen=True)
class Branch:
    """One way a named agency's duty went: who has it last, over which moves; `lost` when nobody took it over."""

    holder: Party
    moves: tuple[Transfer, ...] = ()
    lost: bool = False


def branches_on(party: Party, ref: str, moves: Collection[Transfer], on: date) -> tuple[Branch, ...]:
    """Return where a party's duty is on a day, after every move up to and including that day.

    Moves of one day act at once, so that a duty moves at most once on a day; of two as near the one stated last counts.
    What nobody took over may be given to an heir on a later day.
    """
    found: tuple[Branch, ...] = (Branch(party),)
    if all(move.source != party.code for move in moves):
        return found
    passed = sorted((move for move in moves if move.on <= on), key=lambda move: move.on)
    for _, of_one_day in groupby(passed, key=lambda move: move.on):
        day = list(of_one_day)
        found = tuple(after for branch in found for after in _pass_on(branch, ref, day))
    return found


def _pass_on(branch: Branch, ref: str, day: Sequence[Transfer]) -> tuple[Branch, ...]:
    covering = [move for move in reversed(day) if move.covers(branch.holder, ref)]
    if not covering:
        return (branch,)
    move = max(covering, key=lambda move: (move.nearness(ref), bool(move.scope)))
    passed, held = (*branch.moves, move), branch.holder
    heirs = (Party(heir.code, heir.scope or held.scope, held.line) for heir in move.heirs)
    return tuple(Branch(heir, passed) for heir in heirs) or (Branch(held, passed, lost=True),)


@dataclass(frozen=True)
class Assignment:
    """Why an agency stands for a party on a day: the party as written, the member of it (or itself), and the transfers.

    `holder` is None where the part is nobody's any more.
    """

    written: Party
    member: str
    moves: tuple[Transfer, ...]
    holder: Party | None


@dataclass(frozen=True)
class Resolved:
    """What parties stand for on a day: agencies, deduplicated, and the parties nobody stands for any more."""

    holders: tuple[Party, ...]
    ownerless: tuple[Party, ...]


def resolve(
    parties: tuple[Party, ...], register: Register, on: date, ref: str = "", handovers: tuple[Transfer, ...] = ()
) -> Resolved:
    """Return the agencies that parties stand for on a day, each once, in the order of the text, and the ownerless.

    A named agency keeps its scope and is followed to its heirs; a member of a group or role carries none, and is one
    only while it exists. `handovers` are the plan's own, for the task `ref`. An agency that owes the whole does not
    owe a scope of it beside (DESIGN §4, "Opening and owners"). Ownerless is what an agency had that ended without an
    heir, and a group that has ended, also one inside another group or role.
    """
    passed = sum(move.on <= on for move in handovers)
    # Of a task only this counts: how near the moves of single tasks come to it. All others are asked for as one.
    near = tuple(move.nearness(ref) for move in (*register.moves, *handovers) if move.refs)
    key = parties, near, handovers, register.era_of(on), passed
    if key not in register.resolved:
        register.resolved[key] = _resolve(parties, register, on, ref, handovers)
    return register.resolved[key]


def _resolve(
    parties: tuple[Party, ...], register: Register, on: date, ref: str, handovers: tuple[Transfer, ...]
) -> Resolved:
    found: dict[tuple[str, str], Party] = {}
    ownerless: dict[Party, None] = {}
    for standing in standings_of(parties, register, on, ref, handovers):
        holder = standing.holder
        if holder is None:
            ownerless[standing.written] = None
        else:
            found.setdefault((holder.code, holder.scope), holder)
    whole = {code for code, scope in found if not scope}
    holders = tuple(party for (code, scope), party in found.items() if not scope or code not in whole)
    return Resolved(holders, tuple(ownerless))


def standings_of(
    parties: tuple[Party, ...], register: Register, on: date, ref: str = "", handovers: tuple[Transfer, ...] = ()
) -> Iterator[Assignment]:
    """Yield each agency that parties stand for on a day with the way it came to, and each part nobody has any more.

    An agency comes as often as it is reached; parameters as for `resolve`.
    """
    moves = (*register.moves, *handovers) if handovers else register.moves
    for party in parties:
        if party.code in register.agencies:
            begun = register.agencies[party.code].valid_from
            if begun is None or begun <= on:
                yield from _standings_of_one(party, party.code, register, on, ref, moves)
        else:
            yield from _standings_of_members(party, register, on, ref, moves, handovers)


def _standings_of_one(
    written: Party, member: str, register: Register, on: date, ref: str, moves: Collection[Transfer]
) -> Iterator[Assignment]:
    start = written if written.code == member else Party(member, "", written.line)
    for branch in branches_on(start, ref, moves, on):
        if not branch.lost and register.agencies[branch.holder.code].exists_on(on):
            yield Assignment(written, member, branch.moves, branch.holder)
        else:
            yield Assignment(Party(member, branch.holder.scope, written.line), member, branch.moves, None)


def _standings_of_members(
    party: Party, register: Register, on: date, ref: str, moves: Sequence[Transfer], handovers: tuple[Transfer, ...]
) -> Iterator[Assignment]:
    exist = register.agencies_of(party.code, on)
    sources = {move.source for move in handovers}
    for member in exist:
        if member in sources:
            yield from _standings_of_one(party, member, register, on, ref, moves)
        else:
            yield Assignment(party, member, (), Party(member, "", party.line))
    # What a member handed over by document while it was there stays with its heir when the member itself ends.
    gone = sources.difference(exist)
    for member in register.members_of(party.code) if gone else ():
        if member in gone and any(_gave_away(register.agencies[member], move, ref, on) for move in handovers):
            yield from _standings_of_one(party, member, register, on, ref, moves)
    for ended in register.ended_in(party.code, on):
        for branch in branches_on(Party(ended, "", party.line), ref, handovers, on):
            there = branch.moves and register.agencies_of(branch.holder.code, on)
            yield Assignment(Party(ended, "", party.line), ended, branch.moves, branch.holder if there else None)


def _gave_away(agency: Agency, move: Transfer, ref: str, on: date) -> bool:
    return move.on <= on and move.covers(Party(agency.code), ref) and agency.exists_on(move.on - timedelta(days=1))


def resolve_parties(
    parties: tuple[Party, ...], register: Register, on: date, ref: str = "", handovers: tuple[Transfer, ...] = ()
) -> tuple[Party, ...]:
    """Return only the holders of `resolve`."""
    return resolve(parties, register, on, ref, handovers).holders


def agency_on(party: Party, register: Register, on: date, handovers: tuple[Transfer, ...] = ()) -> str:
    """Return who acts on a day for an agency that a plan names for an office of its own (a tracker, a rung).

    It is followed to its heir over the register's moves and those of `handovers` that name no single tasks; where
    nobody took over, the register's office acts.
    """
    moves = (*register.moves, *(move for move in handovers if not move.refs))
    found = (branch for branch in branches_on(party, "", moves, on) if not branch.lost)
    acting = (branch.holder.code for branch in found if register.agencies[branch.holder.code].exists_on(on))
    return next(acting, register.office)
