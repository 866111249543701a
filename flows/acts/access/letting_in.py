"""Letting people in under their own name, and ending it, as the office does it by a command."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from flows.acts.find_check_in import own_province
from flows.acts.home_plans import known_plans
from flows.acts.open_home import OpenHome, offices_of
from models.access.rights import ACCESS_WORDS
from models.audit.acts import Person
from models.clock import day_of
from models.database import Session
from models.people.grants import (
    BY_SETTINGS,
    LetIn,
    OwnOffice,
    end_access,
    follow_settings,
    grants_in_force,
    guard_tracker,
    let_in,
    person_of,
    recipient_of,
)
from models.people.link_epochs import epochs
from models.refusal import UnknownNameError
from models.tables.people import AccessGrant
from notifications.contacts.directory import names_of
from plan.across.trackers import trackers_among
from plan.language.reading import nearest
from plan.library import LoadedPlan
from plan.texts.written import format_moment


def own_office(plans: Mapping[str, LoadedPlan]) -> OwnOffice:
    """Return the home's own office."""
    own = own_province(plans)
    taken = names_of([loaded.register for loaded in plans.values()], own)
    return OwnOffice(own, offices_of(plans)[own], frozenset(taken))


@contextmanager
def _session(office: OpenHome, own: OwnOffice) -> Iterator[Session]:
    """Give a session in which everybody is let in whom the settings name now."""
    with office.database.write_alone() as session:
        follow_settings(session, office.home.settings.readers(), office.clock.now(), own=own)
        yield session


def give(office: OpenHome, person: LetIn, now: datetime, *, by: Person) -> str:
    """Let a person in, and return the recipient of his links.

    Raise UnknownNameError for an agency that the home does not know, RefusedError for one that follows nothing up where
    that is what he is let in for, and as `models.people.grants.let_in`.
    """
    plans = known_plans(office)
    own = own_office(plans)
    registers = [loaded.register for loaded in plans.values()]
    if person.agency and person.agency not in (names := names_of(registers, own.province)):
        raise UnknownNameError(f"Không có cơ quan «{person.agency}»{nearest(person.agency, names)}.")
    guard_tracker(person, trackers_among(plans.values(), day_of(now)), own)
    with _session(office, own) as session:
        return recipient_of(let_in(session, person, now, by=by, own=own), own)


def end(office: OpenHome, code: str, reason: str, now: datetime, *, by: Person) -> None:
    """End a person's access; a line of `board_readers` that still names him does not let him in again. Raise as `end_access`."""
    own = own_office(known_plans(office))
    with _session(office, own) as session:
        end_access(session, code, reason, now, by=by, own=own)


def recipient_coded(office: OpenHome, plans: Mapping[str, LoadedPlan], code: str) -> str:
    """Return the recipient of the links of who has a code; '' where nobody has."""
    grant = grant_coded(office, plans, code)
    return recipient_of(grant, own_office(plans)) if grant else ""


def grant_coded(office: OpenHome, plans: Mapping[str, LoadedPlan], code: str) -> AccessGrant | None:
    """Return the grant of who has a code now, those included whom the settings name; None where nobody has."""
    with _session(office, own_office(plans)) as session:
        return next((one for one in grants_in_force(session) if one.code == code), None)


def people_told(office: OpenHome) -> list[str]:
    """Return who is let in, a line each: code, name, as what, fields, since when, and how often his links were revoked."""
    plans = known_plans(office)
    own = own_office(plans)
    with _session(office, own) as session:
        found, revoked = grants_in_force(session), epochs(session)
    lines = []
    for grant in found:
        person, times = person_of(grant), revoked.get(recipient_of(grant, own), 0)
        who = f"{person.name} ({person.post})" if person.post else person.name
        lines.append(
            f"{grant.code}: {who}; {ACCESS_WORDS[person.access]}"
            f"{f'; cơ quan: {person.agency}' if person.agency else ''}"
            f"; phạm vi: {', '.join(person.fields) or 'tất cả'}"
            f"; từ {format_moment(grant.given_at)}"
            f"{' (theo dondoc.toml)' if grant.source == BY_SETTINGS else ''}"
            f"{f'; đã thu hồi liên kết {times} lần' if times else ''}"
        )
        unknown = (field for field in person.fields if not any(_is_field(loaded, field) for loaded in plans.values()))
        lines += [f"  không kế hoạch nào có mục hoặc cơ quan «{field}»; hãy sửa phạm vi." for field in unknown]
    return lines + [
        f"{one.code}: mã trong board_readers trùng mã của một cơ quan nên chưa cấp quyền; hãy đổi mã."
        for one in office.home.settings.readers()
        if one.code in own.taken
    ]


def _is_field(loaded: LoadedPlan, field: str) -> bool:
    plan = loaded.plan
    return field in loaded.register.agencies or any(ref == field or ref.startswith(f"{field}.") for ref in plan.tasks)
