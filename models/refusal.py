"""The one refusal of everything that people do: a sentence for them, and nothing changed."""


class RefusedError(Exception):
    """An act that cannot be recorded; the message is one Vietnamese sentence with the way out.

    `check_in_id` names the check-in concerned, None when the sentence is about the whole act.
    """

    def __init__(self, sentence: str, check_in_id: int | None = None) -> None:
        super().__init__(sentence)
        self.check_in_id = check_in_id
