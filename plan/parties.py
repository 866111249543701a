"""Agencies, groups and roles of one province, and who they are on a day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date


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
    """A named set of agencies; `members` are codes of agencies or of other groups, in the order of the document."""

    code: str
    name: str
    members: tuple[str, ...]


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
class Register:
    """The agencies, groups and roles of one province, by code. Codes are unique across the three kinds."""

    code: str
    name: str
    place: str
    chairman: str
    office: str
    agencies: Mapping[str, Agency]
    groups: Mapping[str, Group]
    roles: Mapping[str, Role]

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


def resolve_parties(parties: tuple[Party, ...], register: Register, on: date) -> tuple[Party, ...]:
    """Return the agencies that parties stand for on a day, deduplicated, in the order of the text.

    A named agency keeps its scope, a member of a group or role carries none; an agency that owes the whole does
    not owe a scope of it beside (DESIGN §4, "Opening and owners").
    """
    found: dict[tuple[str, str], Party] = {}
    for party in parties:
        named = party.code in register.agencies
        for code in register.agencies_of(party.code, on):
            scope = party.scope if named else ""
            found.setdefault((code, scope), Party(code, scope, party.line))
    whole = {code for code, scope in found if not scope}
    return tuple(party for (code, scope), party in found.items() if not scope or code not in whole)
