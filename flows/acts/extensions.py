"""Later dates as the office records them, asked by an agency and decided for it: behind the command `extend`."""

from dataclasses import dataclass
from datetime import date, datetime

from flows.acts.find_check_in import Meant, find_agency, find_line
from flows.acts.home_plans import known_plans
from flows.acts.open_home import OpenHome
from flows.acts.verdicts import deciders_on
from models.audit.acts import Person
from models.check_ins.lookup import plan_of
from models.check_ins.moves import CHASED
from models.clock import day_of
from models.decisions.deciders import acts_for, decider_of
from models.decisions.extensions import ExtensionDecision, ask_extension, decide_extension, open_extensions
from models.tables.core import CheckIn
from models.tables.decisions import Extension, Ruling


@dataclass(frozen=True)
class AskedExtension:
    """An extension with its check-in, and the names of who asked and of who decides."""

    extension: Extension
    check_in: CheckIn
    agency: str
    decider: str


def extensions_waiting(office: OpenHome, now: datetime) -> list[AskedExtension]:
    """Return the extensions that wait for a decision, each once, as they were asked."""
    plans, on = known_plans(office), day_of(now)
    found: dict[int | None, AskedExtension] = {}
    with office.database.read() as session:
        for register, code in deciders_on(plans, on):
            for one in open_extensions(session, plans, code, on, province=register.code):
                names = register.name_of(one.check_in.holder), register.name_of(one.decider)
                found[one.extension.id] = AskedExtension(one.extension, one.check_in, *names)
    return sorted(found.values(), key=lambda one: one.extension.id)


def ask_for_later(
    office: OpenHome, meant: Meant, until: date, reason: str, now: datetime, *, by: Person
) -> AskedExtension:
    """Record that an agency asks for a later date (inclusive) of the check-in that is meant.

    Raise RefusedError, before anything is written, for what names no line that is owed, or may not be asked.
    """
    plans, on = known_plans(office), day_of(now)
    register, agency = find_agency(plans, meant.agency)
    with office.database.write() as session:
        line = find_line(session, plans, meant, on, lambda one: one.check_in.state in CHASED, "phải gửi")
        check_in_id = line.check_in.id
        extension = ask_extension(
            session, plans, check_in_id, agency, until, reason, now, by=by, province=register.code
        )
        decider = decider_of(line.check_in, plan_of(line.check_in, plans), on, session)
    return AskedExtension(extension, line.check_in, register.name_of(agency), register.name_of(decider))


@dataclass(frozen=True)
class Decided:
    """What was decided of an extension, as the office was told; `until` None grants the date that was asked."""

    granted: bool
    until: date | None
    document: str
    note: str
    on: date


def decide_on_later(office: OpenHome, meant: Meant, decided: Decided, now: datetime, *, by: Person) -> AskedExtension:
    """Record the decision on the extension that waits for the check-in that is meant, on behalf of who decides on it.

    For the Chairman the office acts, with the number of his decision. Raise RefusedError, before anything is written,
    for what names no line with an extension that waits, or cannot be decided so.
    """
    plans, on = known_plans(office), day_of(now)
    with office.database.write() as session:
        line = find_line(
            session,
            plans,
            meant,
            on,
            lambda one: any(asked.ruling == Ruling.WAITING for asked in one.extensions),
            "có đề nghị gia hạn đang chờ",
        )
        check_in, loaded = line.check_in, plan_of(line.check_in, plans)
        waiting = next(asked for asked in line.extensions if asked.ruling == Ruling.WAITING)
        until = (decided.until or waiting.asked_until) if decided.granted else None
        decision = ExtensionDecision(decided.granted, until, decided.document, decided.note, decided.on)
        decider, register = decider_of(check_in, loaded, on, session), loaded.register
        actor = acts_for(decider, loaded)
        extension = decide_extension(session, plans, waiting.id, decision, actor, now, by=by, province=register.code)
    return AskedExtension(extension, check_in, register.name_of(check_in.holder), register.name_of(decider))
