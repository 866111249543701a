"""The address book as the office's pages ask it: whom a letter reaches by what `contacts.csv` and letters that came back say."""

from models.database import Session
from models.home import read_home
from models.inbox.unreachable import unreachable_now
from notifications.channels.gateway_urls import names_of_gateways
from notifications.contacts.directory import Directory, read_directory
from plan.errors import FileError
from web.door.desk import PageHome


def read_address_book(desk: PageHome, session: Session) -> tuple[Directory, tuple[FileError, ...]]:
    """Return the address book without addresses from which letters come back, and every error in its file."""
    registers = [loaded.register for code in desk.plans if (loaded := desk.shelf.plan(code))]
    state = read_home(session)
    directory, faults = read_directory(
        desk.home.contacts_file,
        registers,
        made_up=state.is_trial,
        live=state.speaks,
        gateways=names_of_gateways(desk.home.settings.gateways),
    )
    return directory.without(unreachable_now(session)), tuple(faults)
