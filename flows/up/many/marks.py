"""That the folder which a machine is to work in is the one that all share, and no older copy of it."""

from models.audit.share_mark import OLD_COPY, is_old_copy
from models.database import Database
from models.settings import Home, SettingsError


def guard_mark(home: Home, database: Database) -> None:
    """Raise SettingsError with one sentence for an older copy of a shared home. The tables are there."""
    with database.read() as session:
        if is_old_copy(session, home):
            raise SettingsError(OLD_COPY.format(home.path))
