"""What a law sees: a plan whose shape is sound, with the register and calendar it stands on."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from plan.calendar import WorkCalendar
from plan.errors import FileError
from plan.parties import PROVINCE, Register
from plan.tasks import Plan, Task

YEARS_AHEAD = 10
"""How far the laws look into a plan without an end, in years."""


@dataclass(frozen=True)
class Case:
    """A plan before the laws, with the register and calendar it stands on."""

    plan: Plan
    register: Register
    calendar: WorkCalendar

    @property
    def end(self) -> date:
        """The last day that the laws look at, inclusive."""
        return self.plan.ends or date(self.plan.starts.year + YEARS_AHEAD, 12, 31)

    def error(self, line: int, sentence: str) -> FileError:
        """Return an error at a line of the plan file."""
        return FileError(self.plan.file, line, sentence)

    def error_in(self, task: Task, sentence: str, line: int = 0) -> FileError:
        """Return an error in a task, in whichever file its version stands; at its first line unless another is given."""
        return FileError(task.file or self.plan.file, line or task.line, sentence)

    def knows(self, code: str) -> bool:
        """Tell whether a code names somebody a report can go to: a party of the register, UBND tỉnh or its Chairman."""
        return self.register.knows(code) or code in (self.register.chairman, PROVINCE)


Law = Callable[[Case], Iterator[FileError]]
