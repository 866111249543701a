"""Databases in which shipped plans were taken on and their check-ins opened on a day: made once, and copied."""

import shutil
from datetime import date, time
from pathlib import Path

from models.check_ins.adoption import take_on_plan
from models.check_ins.opening import open_check_ins
from models.clock import moment_on
from models.database import Database
from models.home import prepare_home
from plan.library import Library, load_plan
from tests.homes.databases.templates import DATABASE, migrated, template


def open_plans(database: Database, plans: tuple[str, ...], on: date, *, trial: bool = True) -> None:
    """Take plans on at eight in the morning of a day and open their check-ins, in a trial home or in a bare database."""
    now = moment_on(on, time(8))
    with database.write() as session:
        if trial:
            prepare_home(session, now, on)
        for code in plans:
            loaded = load_plan(code, Library())
            take_on_plan(session, loaded, on, now)
            open_check_ins(session, loaded, on, now)


def put_opened_file(file: Path, plans: tuple[str, ...], on: date, *, trial: bool = True) -> None:
    """Put the SQLite file of such a home, or of a bare database, in a place."""

    def make(folder: Path) -> None:
        database = migrated(f"sqlite:///{folder / DATABASE}")
        open_plans(database, plans, on, trial=trial)
        database.close()

    kind = "opened" if trial else "opened-bare"
    shutil.copyfile(template(f"{kind}-{'-'.join(plans)}-{on}", make) / DATABASE, file)
