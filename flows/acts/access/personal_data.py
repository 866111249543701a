"""What is held about a person, given out or erased, as the office does it by a command."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flows.acts.access.letting_in import own_office
from flows.acts.home_plans import known_plans
from flows.acts.keeping.making import own_folder
from flows.acts.open_home import OpenHome
from models.audit.acts import Person
from models.clock import Clock, in_zone
from models.home_identity import read_id
from models.people.erasures import lists_of
from models.people.grants import OwnOffice
from models.people.held import judged_by, note_export
from models.people.whom import Whom, whom
from models.refusal import UnknownNameError
from notifications.contacts.directory import names_of
from notifications.personal_data import Erased, Lists, erase_person, gather
from plan.language.reading import nearest
from plan.library import LoadedPlan
from plan.owed import tracker_on
from plan.texts.written import format_moment
from reports.forms.person_file import pack_person


@dataclass(frozen=True)
class Asked:
    """Whom a search is about, as a clerk writes it: his name with his agency's code, an address, a telephone."""

    name: str = ""
    agency: str = ""
    address: str = ""
    phone: str = ""


def export_about(office: OpenHome, asked: Asked, now: datetime, *, by: Person) -> tuple[bytes, int]:
    """Return what is held about a person as the bytes of a ZIP, and how many rows; the trail tells who had it.

    Raise RefusedError where nothing tells him from others, UnknownNameError for an agency that the home does not know.
    """
    him, own = _meant(office, asked, now)
    with office.database.write() as session:
        held = gather(session, office.home, him, own)
        note_export(session, held.count, _told(asked), now, by=by, own=own)
    told = f"Xuất lúc {format_moment(in_zone(now))}, người xuất: {by.words}. Căn cứ: {office.home.settings.personal_data_basis}."
    return pack_person(f"Dữ liệu cá nhân: {_told(asked)}", told, held.parts), held.count


def count_about(office: OpenHome, asked: Asked) -> int:
    """Return how many rows are held about a person. Raise as `export_about`."""
    him, own = _meant(office, asked, office.clock.now())
    with office.database.read() as session:
        return gather(session, office.home, him, own).count


def erase_about(office: OpenHome, asked: Asked, now: datetime, *, by: Person) -> Erased:
    """Erase a person, and put him on the lists of erasures. Raise as `export_about` and `erase_person`."""
    him, own = _meant(office, asked, now)
    own_folder(office.home)  # the first backup may be yet to come
    with office.database.write_alone() as session:
        listed = Lists(lists_of(office.home), Clock().now())
        return erase_person(session, office.home, him, listed, now, by=by, own=own)


def _told(asked: Asked) -> str:
    return ", ".join(filter(None, (asked.name.strip(), asked.agency, asked.address.strip(), asked.phone.strip())))


def _meant(office: OpenHome, asked: Asked, now: datetime) -> tuple[Whom, OwnOffice]:
    plans = known_plans(office)
    own = own_office(plans)
    names = names_of([loaded.register for loaded in plans.values()], own.province)
    if asked.agency and asked.agency not in names:
        raise UnknownNameError(f"Không có cơ quan «{asked.agency}»{nearest(asked.agency, names)}.")
    province, code, judging = judged_by(asked.agency, judges_of(plans, now), own)
    him = whom(
        read_id(office.home),
        province,
        code,
        judging=judging,
        name=asked.name,
        address=asked.address,
        phone=asked.phone,
    )
    return him, own


def judges_of(plans: Mapping[str, LoadedPlan], now: datetime) -> list[str]:
    """Return the codes of the agencies that follow up in any of the plans on a day."""
    on = in_zone(now).date()
    return [
        tracker_on(loaded.plan, loaded.register, scope, on)
        for loaded in plans.values()
        for scope in loaded.plan.trackers
    ]
