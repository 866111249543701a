"""`dondoc deploy` up to where Prefect begins: the settings are looked at, and a process of its own puts the work onto the pool."""

import subprocess
import sys
from pathlib import Path

from flows.acts.home_plans import describe_refused, read_home_plans
from flows.acts.keeping.backup import note_upgrade, owner_of
from flows.acts.open_home import open_office
from flows.up.many.stations import RUNNER, station_of
from flows.up.prefect_settings import child_environment, environment_of, passing_files
from flows.up.ui_password import program_key
from models.audit.acts import DONDOC
from models.audit.share_mark import guard_mark, put_mark
from models.settings import Home, SettingsError, open_home


def run_deploy(home_path: Path) -> int:
    """Put the home's work onto its pool, and return the exit code: 0 done, 1 where the server does not take it.

    Raise SettingsError with one sentence where the settings name no pool, or no key of the server: before tables of an
    older program are brought up. Raise as `flows.acts.open_home.open_office`, too, and PlanRefusedError where no plan can be
    read.
    """
    _guard_settings(open_home(home_path))
    with open_office(home_path) as office:
        home = office.home
        note_upgrade(office, by=DONDOC)
        for sentence in describe_refused(read_home_plans(office)):
            sys.stderr.write(f"{sentence}\n")
        guard_mark(home, office.database)
    folder = station_of(home, ()).folder
    passing_files(folder).mkdir(mode=0o700, exist_ok=True)
    environment = environment_of(RUNNER, child_environment(home, {}, folder))
    done = subprocess.run([sys.executable, "-m", "flows.runs.pool.deploying"], env=environment, cwd=folder, check=False)
    if done.returncode:
        return 1
    with open_office(home_path) as office:
        owner, now = owner_of(office), office.clock.now()
        with office.database.write_alone() as session:
            put_mark(session, home, owner, now, by=DONDOC)
    return 0


def _guard_settings(home: Home) -> None:
    if not home.settings.work_pool:
        raise SettingsError('Chưa đặt work_pool trong dondoc.toml, như work_pool = "dondoc"; chưa làm gì.')
    if not program_key(home):
        raise SettingsError(
            "Chưa đặt DONDOC_PREFECT_KEY: khóa của máy chủ Prefect, như nhau trên mọi máy; chưa làm gì."
        )
