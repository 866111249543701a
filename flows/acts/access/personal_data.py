"""What is held about a person, given out or erased, as the office does it by a command."""

from datetime import datetime

from flows.acts.access.letting_in import own_office
from flows.acts.home_plans import known_plans
from flows.acts.open_home import OpenHome
from models.audit.acts import Person
from models.clock import Clock, day_of, in_zone
from models.people.erasures import lists_of
from models.people.grants import OwnOffice
from models.people.whom import Whom
from notifications.personal_data import Asked, Erased, Lists, erase_person, gather, give_out, meant
from reports.forms.person_file import pack_person


def export_about(office: OpenHome, asked: Asked, now: datetime, *, by: Person) -> tuple[bytes, int]:
    """Return what is held about a person as the bytes of a ZIP, and how many rows; the trail tells who had it.

    Raise as `notifications.personal_data.meant`.
    """
    him, own = _meant(office, asked, now)
    with office.database.write() as session:
        given = give_out(session, office.home, him, asked, in_zone(now), by=by, own=own)
    return pack_person(given.title, given.told, given.parts), given.count


def count_about(office: OpenHome, asked: Asked) -> int:
    """Return how many rows are held about a person. Raise as `export_about`."""
    him, own = _meant(office, asked, office.clock.now())
    with office.database.read() as session:
        return gather(session, office.home, him, own).count


def erase_about(office: OpenHome, asked: Asked, now: datetime, *, by: Person) -> Erased:
    """Erase a person, and put him on the lists of erasures. Raise as `export_about` and `erase_person`."""
    him, own = _meant(office, asked, now)
    with office.database.write_alone() as session:
        listed = Lists(lists_of(office.home), Clock().now())
        return erase_person(session, office.home, him, listed, now, by=by, own=own)


def _meant(office: OpenHome, asked: Asked, now: datetime) -> tuple[Whom, OwnOffice]:
    plans = known_plans(office)
    own = own_office(plans)
    return meant(office.home, list(plans.values()), asked, day_of(now), own), own
