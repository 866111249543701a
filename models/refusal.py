"""The one refusal of everything that people do: a sentence for them, and nothing changed."""

from collections.abc import Callable, Sequence
from typing import TypeVar

Given = TypeVar("Given")


class RefusedError(Exception):
    """An act that cannot be recorded; the message is one Vietnamese sentence with the way out, or several.

    `check_in_id` names the check-in concerned, None when the sentence is about the whole act. `sentences` are all that
    is wrong, each by itself.
    """

    def __init__(self, sentence: str, check_in_id: int | None = None) -> None:
        super().__init__(sentence)
        self.check_in_id = check_in_id
        self.sentences: tuple[str, ...] = (sentence,)


class UnknownNameError(RefusedError):
    """A refusal of a name that nothing in the home bears: an agency, a plan, a clause, a period, a number.

    It is a mistake of whoever wrote it, not a "no" for an answer; commands tell the two apart by their exit codes.
    """


class Faults:
    """Everything that is wrong with one act, gathered so that all of it is told at once.

    faults = Faults()
    faults.check(lambda: guard_person(by))
    reason = faults.take(lambda: guard_reason(reason, "Lý do"), reason)
    faults.guard()
    """

    def __init__(self) -> None:
        self._refused: list[RefusedError] = []

    def take(self, guard: Callable[[], Given], otherwise: Given) -> Given:
        """Return what a guard returns; `otherwise` where it refuses, whose sentence is kept."""
        try:
            return guard()
        except RefusedError as refused:
            self._refused.append(refused)
            return otherwise

    def check(self, guard: Callable[[], object]) -> None:
        """Keep the sentence of a guard that refuses."""
        self.take(guard, None)

    def guard(self) -> None:
        """Raise the one refusal that there was, or one with all sentences; raise nothing where nothing is wrong."""
        if not self._refused:
            return
        if len(self._refused) == 1:
            raise self._refused[0]
        raise _all_of(self._refused)


def _all_of(refused: Sequence[RefusedError]) -> RefusedError:
    sentences = tuple(dict.fromkeys(sentence for one in refused for sentence in one.sentences))
    kind = UnknownNameError if all(isinstance(one, UnknownNameError) for one in refused) else RefusedError
    found = next((one.check_in_id for one in refused if one.check_in_id is not None), None)
    whole = kind(" ".join(sentences), found)
    whole.sentences = sentences
    return whole
