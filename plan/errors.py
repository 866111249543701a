"""What a reader says of a file that an office wrote."""

from dataclasses import dataclass


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


class PlanRefusedError(Exception):
    """A plan, register or calendar that may not be used; carries every error found."""

    def __init__(self, errors: tuple[FileError, ...]) -> None:
        """Keep the errors for whoever prints them."""
        super().__init__("\n".join(str(error) for error in errors))
        self.errors = errors
