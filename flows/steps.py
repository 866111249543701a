"""Steps of a longer work, each for itself: one that fails costs what needs it, and nothing else."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from flows.faults import Failure, describe_fault, try_again

Work = TypeVar("Work")


@dataclass(frozen=True, eq=False)
class Step(Generic[Work]):
    """One step: what it is called in sentences, what it does, and the steps without which it would do harm."""

    name: str
    do: Callable[[Work], None]
    needs: "tuple[Step[Work], ...]" = ()


def run_steps(
    steps: Iterable[Step[Work]],
    work: Work,
    notice: Callable[[str, Exception], None],
    pause: Callable[[float], None] = time.sleep,
) -> Iterator[Failure]:
    """Do the steps in their order and yield each that was not done, as soon as that is known.

    A step must change nothing the second time: it is tried again where the database had no room for it. One that needs
    another which was not done is left out. `notice` is told of every error with the step's name.
    """
    undone: set[Step[Work]] = set()
    for step in steps:
        missing = next((needed for needed in step.needs if needed in undone), None)
        if missing is not None:
            undone.add(step)
            yield Failure(step.name, f"Chưa {step.name}, vì phải {missing.name} trước.")
            continue
        try:
            try_again(lambda: step.do(work), pause)  # noqa: B023  it is called before the next step
        except Exception as error:  # noqa: BLE001  whatever it is, it costs this step and those that need it
            undone.add(step)
            notice(step.name, error)
            yield Failure(step.name, f"Chưa {step.name} được: {describe_fault(error)}.")
