"""The plans that a home follows, each read for itself: one with an error is set aside, and the others go on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flows.acts.open_home import OpenHome, load_plans, post_of
from models.rounds.sound_plans import last_sound_plan
from notifications.outbox.due_notices import PLAN_FAILED, Post
from plan.errors import FileError, PlanRefusedError
from plan.language.reading import nearest
from plan.library import LoadedPlan, check_plan, shown

MOST_ERRORS = 5
"""How many errors of one plan are told where other things are told too; `dondoc plan check` tells all."""


@dataclass(frozen=True)
class HomePlans:
    """The plans of a home by code, in the order of its settings.

    `sound` are those that may be worked on. `refused` tells what is wrong with each of the others. `known` are the sound
    ones and, of the others, those that were sound before, as they were read then: by these names are known and the clocks
    of incidents run.
    """

    sound: Mapping[str, LoadedPlan]
    refused: Mapping[str, tuple[FileError, ...]]
    known: Mapping[str, LoadedPlan]


def read_home_plans(office: OpenHome) -> HomePlans:
    """Read every plan that the settings name.

    Where none of them was ever sound nothing can be done: then raise what `load_plans` raises.
    """
    sound: dict[str, LoadedPlan] = {}
    refused: dict[str, tuple[FileError, ...]] = {}
    known: dict[str, LoadedPlan] = {}
    for code in office.home.settings.plans:
        loaded, errors = _read(office, code)
        if loaded is not None:
            sound[code] = known[code] = loaded
            continue
        refused[code] = errors
        with office.database.read() as session:
            before = last_sound_plan(session, code)
        if before is not None:
            known[code] = before
    if not known:
        load_plans(office)
        raise PlanRefusedError(tuple(error for errors in refused.values() for error in errors))
    return HomePlans(sound, refused, known)


def known_plans(office: OpenHome) -> dict[str, LoadedPlan]:
    """Return the plans by which people act: as they read now or, of one with an error, as it last read without.

    Raise as `read_home_plans`.
    """
    return dict(read_home_plans(office).known)


def post_now(office: OpenHome) -> Post:
    """Return what the outbox's steps need to know of the home today; of a plan with an error nothing is said.

    Raise as `read_home_plans` and `post_of`.
    """
    plans = read_home_plans(office)
    return replace(post_of(office, plans.known), resting=dict.fromkeys(plans.refused, PLAN_FAILED))


def _read(office: OpenHome, code: str) -> tuple[LoadedPlan | None, tuple[FileError, ...]]:
    files = office.library.plan_files()
    if code not in files:
        sentence = f"không có kế hoạch «{code}»{nearest(code, files)}. Các kế hoạch có: {', '.join(files)}."
        return None, (FileError(office.home.place_of("plans"), 0, sentence),)
    try:
        return check_plan(files[code], office.library)
    except OSError:
        return None, (FileError(shown(files[code]), 0, "không đọc được tệp này; hãy kiểm tra quyền đọc của tệp."),)


def describe_refused(plans: HomePlans) -> list[str]:
    """Return what is wrong with each plan that is not sound, in sentences with their places."""
    return [
        f"Kế hoạch {code} có lỗi nên tạm dừng, các kế hoạch khác vẫn chạy. {error}"
        for code, errors in plans.refused.items()
        for error in errors[:MOST_ERRORS]
    ]
