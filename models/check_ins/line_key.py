"""The key of a check-in: which agency owes an answer to which clause of which plan, for which scope and occurrence."""

from typing import Any, NamedTuple

from models.tables.core import CheckIn
from plan.owed import Owed
from plan.parties import Party


class LineKey(NamedTuple):
    """What tells one check-in from all others; the database holds it unique, with the *original* agency.

    The same value with the present holder as its `agency` (`held`) is a line of that holder: an agency owes a line
    once, whoever had it before. Scope and occurrence are `''` where there is none.

    >>> LineKey("bac-giang", "bac-giang", "II.2", "cong-an-tinh", "lead", "an-ninh-mang", "2026-H1").over_periods()[-1]
    ''
    """

    province: str
    plan: str
    ref: str
    agency: str
    role: str
    scope: str
    occurrence: str

    @classmethod
    def of(cls, check_in: CheckIn) -> "LineKey":
        """Return the key under which the database holds a check-in."""
        return cls(*(getattr(check_in, part) for part in cls._fields))

    @classmethod
    def held(cls, check_in: CheckIn, holder: Party | None = None) -> "LineKey":
        """Return the line that a check-in is for its present holder, or would be for another party."""
        party = holder or Party(check_in.holder, check_in.scope)
        return cls.of(check_in)._replace(agency=party.code, scope=party.scope)

    @classmethod
    def asked(cls, owed: Owed, province: str) -> "LineKey":
        """Return the key of a check-in that a plan asks."""
        return cls(province, owed.plan, owed.ref, owed.agency, owed.role, owed.scope, owed.period)

    def over_periods(self) -> "LineKey":
        """Return the line whatever its occurrence: what an agency answers again from period to period."""
        return self._replace(occurrence="")

    def columns(self) -> dict[str, Any]:
        """Return the key as columns of a row."""
        return self._asdict()
