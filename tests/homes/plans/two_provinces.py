"""A trial home of two provinces with a plan each; the first, the home's own, has incidents, and gets an error in its files."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from flows.acts.open_home import OpenHome, open_office
from tests.homes.event_plan import EVENT_PLAN
from tests.homes.offices import SMALL_PLAN, SMALL_REGISTER, round_on

ADOPTED = date(2023, 5, 15)
SECOND_REGISTER = (
    SMALL_REGISTER.replace("tinh-thu", "tinh-hai").replace("tỉnh Thử", "tỉnh Hai").replace(": Thử", ": Hai")
)
SECOND_PLAN = SMALL_PLAN.replace("ke-hoach-thu", "ke-hoach-hai").replace("tinh-thu", "tinh-hai")


@contextmanager
def two_provinces(folder: Path) -> Iterator[OpenHome]:
    """Open the home, both plans adopted and their first letters sent."""
    plans = folder / "home" / "plans"
    for province, register, code, plan in (
        ("tinh-thu", SMALL_REGISTER, "ke-hoach-thu", EVENT_PLAN),
        ("tinh-hai", SECOND_REGISTER, "ke-hoach-hai", SECOND_PLAN),
    ):
        (plans / province).mkdir(parents=True)
        (plans / province / "agencies.yaml").write_text(register, encoding="utf-8")
        (plans / province / f"{code}.yaml").write_text(plan, encoding="utf-8")
    codes = ["ke-hoach-thu", "ke-hoach-hai"]
    (folder / "home" / "dondoc.toml").write_text(f"plans = {json.dumps(codes)}\n", encoding="utf-8")
    with open_office(folder / "home", on=ADOPTED) as opened:
        assert round_on(opened, ADOPTED).sent == 6
        yield opened


def file_of(office: OpenHome, name: str = "ke-hoach-thu.yaml") -> Path:
    return office.home.plans / "tinh-thu" / name


def wrong_lead(office: OpenHome) -> None:
    file_of(office).write_text(EVENT_PLAN.replace("lead: cac-so\n", "lead: cac-xa\n"), encoding="utf-8")


def half_a_file(office: OpenHome) -> None:
    file_of(office).write_text(EVENT_PLAN[: len(EVENT_PLAN) // 2] + "\n  - {", encoding="utf-8")


def no_file(office: OpenHome) -> None:
    file_of(office).unlink()


def folder_in_its_place(office: OpenHome) -> None:
    file_of(office).unlink()
    file_of(office).mkdir()


def wrong_register(office: OpenHome) -> None:
    file_of(office, "agencies.yaml").write_text("province: [", encoding="utf-8")


def no_register(office: OpenHome) -> None:
    file_of(office, "agencies.yaml").unlink()


def wrong_changes(office: OpenHome) -> None:
    folder = office.home.plans / "changes"
    folder.mkdir()
    (folder / "ke-hoach-thu.yaml").write_text("handovers:\n  - {from: so-y-te}\n", encoding="utf-8")


SPOILS = (wrong_lead, half_a_file, no_file, folder_in_its_place, wrong_register, no_register, wrong_changes)


def mend(office: OpenHome) -> None:
    if file_of(office).is_dir():
        file_of(office).rmdir()
    file_of(office).write_text(EVENT_PLAN, encoding="utf-8")
    file_of(office, "agencies.yaml").write_text(SMALL_REGISTER, encoding="utf-8")
    (office.home.plans / "changes" / "ke-hoach-thu.yaml").unlink(missing_ok=True)
