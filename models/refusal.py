"""The one refusal of everything that people do: a sentence for them, and nothing changed."""


class RefusedError(Exception):
    """An act that cannot be recorded; the message is one Vietnamese sentence with the way out.

    `check_in_id` names the check-in concerned, None when the sentence is about the whole act.
    """

    def __init__(self, sentence: str, check_in_id: int | None = None) -> None:
        super().__init__(sentence)
        self.check_in_id = check_in_id


class UnknownNameError(RefusedError):
    """A refusal of a name that nothing in the home bears: an agency, a plan, a clause, a period, a number.

    It is a mistake of whoever wrote it, not a "no" for an answer; commands tell the two apart by their exit codes.
    """
