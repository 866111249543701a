"""Agencies, groups and roles of one province, and who they are on a day."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from plan.refs import parent_refs


@dataclass(frozen=True)
class Agency:
    """An organisation of the province. It exists from `valid_from` to `valid_to`, both inclusive; None is open."""

    code: str
    name: str
    valid_from: date | None = None
    valid_to: date | None = None

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
    """Something an agency is (owner of an information system); who holds it is what the office declares."""

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
class Move:
    """From a day on, duties pass from one agency to its heirs: a reorganisation, or a hand-over by document.

    No heirs: nobody takes them over. With a `scope` only duties of that scope pass, with `refs` only those tasks and
    the tasks of those sections; of the moves of one day the one by ref comes before the one by scope, and that before
    the one of the whole. An heir with a scope takes that part: a split.
    """

    on: date
    source: str
    heirs: tuple[Party, ...]
    act: str
    scope: str = ""
    refs: tuple[str, ...] = ()
    line: int = field(default=0, compare=False)

    def covers(self, party: Party, ref: str) -> bool:
        """Tell whether this move passes on what a party has of a task."""
        named = not self.refs or any(one in self.refs for one in (ref, *parent_refs(ref)))
        return self.source == party.code and self.scope in ("", party.scope) and named


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
    moves: tuple[Move, ...] = ()

    def knows(self, code: str) -> bool:
        """Tell whether a code names a party of this province."""
        return code in self.agencies or code in self.groups or code in self.roles

    def name_of(self, code: str) -> str:
        """Return the Vietnamese name of a party; an unknown code comes back as it is."""
        for kind in (self.agencies, self.groups, self.roles):
            if code in kind:
                return kind[code].name
        return "Chủ tịch UBND tỉnh" if code == self.chairman else code

    def agencies_of(self, code: str, on: date) -> tuple[str, ...]:
        """Return the agencies a party stands for on a day, each once, in the order of the register.

        Given a group or role, return its members that exist on `on`; given an agency, itself if it exists then.
        """
        members = {name for name in self._expand(code, ()) if self.agencies[name].exists_on(on)}
        return tuple(name for name in self.agencies if name in members)

    def _expand(self, code: str, above: tuple[str, ...]) -> Iterator[str]:
        if code in self.agencies:
            yield code
        elif code not in above:
            inner = self.groups[code].members if code in self.groups else self.roles[code].held_by
            for member in inner:
                yield from self._expand(member, (*above, code))


def heirs_on(party: Party, ref: str, moves: Iterable[Move], on: date) -> tuple[Party, ...]:
    """Return who has a named agency's duty on a day, after every move up to and including that day; nobody: ().

    Moves of one day act at once, so that a duty moves at most once on a day.
    """
    held: tuple[Party, ...] = (party,)
    passed = sorted((move for move in moves if move.on <= on), key=lambda move: move.on)
    for _, of_one_day in groupby(passed, key=lambda move: move.on):
        day = list(of_one_day)
        held = tuple(heir for holder in held for heir in _move(holder, ref, day))
    return held


def _move(holder: Party, ref: str, moves: Sequence[Move]) -> tuple[Party, ...]:
    covering = [move for move in moves if move.covers(holder, ref)]
    if not covering:
        return (holder,)
    move = max(covering, key=lambda move: (bool(move.refs), bool(move.scope)))
    return tuple(Party(heir.code, heir.scope or holder.scope, holder.line) for heir in move.heirs)


@dataclass(frozen=True)
class Resolved:
    """What parties stand for on a day: agencies, deduplicated, and the parties nobody stands for any more."""

    holders: tuple[Party, ...]
    ownerless: tuple[Party, ...]


def resolve(
    parties: tuple[Party, ...], register: Register, on: date, ref: str = "", handovers: tuple[Move, ...] = ()
) -> Resolved:
    """Return the agencies that parties stand for on a day, each once, in the order of the text, and the ownerless.

    A named agency keeps its scope and is followed to its heirs; a member of a group or role carries none, and is one
    only while it exists. `handovers` are the plan's own, for the task `ref`. An agency that owes the whole does not
    owe a scope of it beside (DESIGN §4, "Opening and owners"). Ownerless is an agency that ended without an heir, or
    a group that has ended.
    """
    found: dict[tuple[str, str], Party] = {}
    ownerless: list[Party] = []
    for party in parties:
        held = _holders(party, register, on, ref, handovers)
        for holder in held:
            found.setdefault((holder.code, holder.scope), holder)
        if not held and _is_past(party, register, on):
            ownerless.append(party)
    whole = {code for code, scope in found if not scope}
    holders = tuple(party for (code, scope), party in found.items() if not scope or code not in whole)
    return Resolved(holders, tuple(ownerless))


def _holders(party: Party, register: Register, on: date, ref: str, handovers: tuple[Move, ...]) -> list[Party]:
    if party.code in register.agencies:
        heirs = heirs_on(party, ref, (*register.moves, *handovers), on)
    else:
        members = [Party(code, "", party.line) for code in register.agencies_of(party.code, on)]
        heirs = tuple(heir for member in members for heir in heirs_on(member, ref, handovers, on))
    return [heir for heir in heirs if register.agencies[heir.code].exists_on(on)]


def _is_past(party: Party, register: Register, on: date) -> bool:
    if party.code in register.groups:
        return register.groups[party.code].has_ended(on)
    agency = register.agencies.get(party.code)
    return agency is not None and not (agency.valid_from is not None and on < agency.valid_from)


def resolve_parties(
    parties: tuple[Party, ...], register: Register, on: date, ref: str = "", handovers: tuple[Move, ...] = ()
) -> tuple[Party, ...]:
    """Return only the holders of `resolve`."""
    return resolve(parties, register, on, ref, handovers).holders
