"""Opening the home that a command works in, and turning what may not be into one sentence and an exit code."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import typer

from cli.arguments import HOME_VARIABLE, USUAL_HOME, parse_day_option, refuse, refuse_unknown
from flows.acts.home_plans import describe_refused, read_home_plans
from flows.acts.open_home import OpenHome, open_office
from models.home import TrialRefusedError
from models.home_identity import ID_FILE
from models.refusal import RefusedError, UnknownNameError
from models.settings import SettingsError
from notifications.outbox.due_notices import Post
from plan.errors import PlanRefusedError, tell_faults
from plan.library import LoadedPlan
from plan.texts.written import format_day


def find_home(home: Path | None) -> Path:
    """Return the home: `--home`, then the environment, then `~/dondoc`."""
    return (home or Path(os.environ.get(HOME_VARIABLE) or USUAL_HOME)).expanduser()


def find_home_there(home: Path | None) -> Path:
    """Return the home as `find_home` does; refuse a folder that never was one. One that lost its database was."""
    path = find_home(home)
    lived = any((path / name).is_file() for name in ("dondoc.db", "link.key", ID_FILE))
    if not lived and "DONDOC_DATABASE_URL" not in os.environ:
        refuse(f"Chưa có dữ liệu ở {path}; hãy chạy «dondoc up», hoặc ghi đúng thư mục dữ liệu ở --home.")
    return path


@contextmanager
def refusals() -> Iterator[None]:
    """Turn a refused setting, trial or plan into its Vietnamese sentences: exit 2, or 1 for errors in a file.

    An act that cannot be recorded is refused with 1, one that names what is not there with 2, like every wrong use.
    """
    try:
        yield
    except UnknownNameError as error:
        refuse(str(error))
    except RefusedError as error:
        refuse(str(error), 1)
    except (SettingsError, TrialRefusedError) as error:
        refuse(str(error))
    except PlanRefusedError as error:
        for found in error.errors:
            typer.echo(str(found), err=True)
        raise typer.Exit(1) from None


def tell_contacts(post: Post) -> None:
    """Print what is wrong in the office's address book, to standard error."""
    for told in tell_faults(post.faults):
        typer.echo(told, err=True)


def day_to_read(office: OpenHome, text: str, option: str) -> date:
    """Return the day to look at, today where none is written; refuse a day to come in a real home.

    What will be owed then is not open yet, so figures of that day would be untrue.
    """
    today = office.clock.today()
    day = parse_day_option(text, option) if text else today
    if day > today and not office.is_trial:
        refuse(
            f"{option}: ngày {format_day(day)} chưa đến (hôm nay {format_day(today)}) nên chưa có số liệu; hãy ghi một ngày đã qua, "
            "hoặc chạy thử trong một thư mục trống bằng --home."
        )
    return day


def plans_named(plans: Mapping[str, LoadedPlan], code: str) -> list[LoadedPlan]:
    """Return the plan of a code, all the home follows where it is ''; refuse one that the home does not follow."""
    if code and code not in plans:
        refuse_unknown("kế hoạch", code, plans)
    return [plans[code]] if code else list(plans.values())


@contextmanager
def open_for_writing(home: Path | None, on: date | None) -> Iterator[OpenHome]:
    """Open a home to act in it; `on` is a made-up day, which makes a trial of an empty home and is refused in a real one."""
    with refusals(), open_office(find_home(home), on=on) as office:
        yield office


@contextmanager
def open_for_reading(home: Path | None) -> Iterator[tuple[OpenHome, dict[str, LoadedPlan]]]:
    """Open a home that is there, with the plans by which people act; refuse a folder that holds none.

    What is wrong with a plan is told to standard error by each command, until it is mended.
    """
    path = find_home_there(home)
    with refusals(), open_office(path) as office:
        plans = read_home_plans(office)
        for sentence in describe_refused(plans):
            typer.echo(sentence, err=True)
        yield office, dict(plans.known)
