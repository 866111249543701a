"""What a reader says of a file that an office wrote."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath


@dataclass(frozen=True, order=True)
class FileError:
    """One error in a file: printed as `file:line: sentence`, the sentence in Vietnamese.

    `line` counts from 1; 0 stands for the file as a whole and is left out when printed. A `warning` is told and stops
    nothing.
    """

    file: str
    line: int
    sentence: str
    warning: bool = False

    def __str__(self) -> str:
        """Return the error as editors and scripts expect it."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {'cảnh báo: ' if self.warning else ''}{self.sentence}"


OUTSIDE_SPAN = " («span»); hãy xem lại hai nơi."
"""How a sentence about a time outside the plan's own ends, as it is said of a file."""


def tell_faults(faults: Sequence[FileError], most: int = 10) -> tuple[str, ...]:
    """Return the first `most` of what is wrong as sentences, then how many more there are."""
    told = tuple(str(fault) for fault in faults[:most])
    return (*told, f"… và {len(faults) - most} lỗi khác.") if len(faults) > most else told


def count_faults(faults: Sequence[FileError]) -> str:
    """Return how much is wrong in each file, in a few words: `contacts.csv có 2 lỗi`; '' for nothing but warnings."""
    counted = Counter(PurePath(fault.file).name for fault in faults if not fault.warning)
    return ", ".join(f"{file} có {number} lỗi" for file, number in counted.items())


class PlanRefusedError(Exception):
    """A plan, register or calendar that may not be used; carries every error found."""

    def __init__(self, errors: tuple[FileError, ...]) -> None:
        """Keep the errors for whoever prints them."""
        super().__init__("\n".join(str(error) for error in errors))
        self.errors = errors
