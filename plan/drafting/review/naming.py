"""Names that a person gives while deciding on a draft, read against its register."""

import re
from dataclasses import dataclass

from plan.drafting.review.doubts import DraftTexts
from plan.drafting.writing.parties import Parties
from plan.drafting.writing.register_writing import with_proposed
from plan.language.register_file import read_register
from plan.parties import Register


class NotSettledError(ValueError):
    """An answer that says nothing which could be written down; the message is the sentence for who gave it."""


@dataclass(frozen=True)
class Settled:
    """The files of a draft with an answer in them, and what was answered, in a sentence without its full stop."""

    draft: DraftTexts
    said: str


class Named:
    """Parties that a person names, as a draft's register knows them; the register's text with those that it does not."""

    def __init__(self, draft: DraftTexts, words: str) -> None:
        """Read names or codes. Raise NotSettledError where there is none, or the register has an error."""
        register = register_of(draft)
        self.parties = Parties(register)
        by_code = "; ".join(
            register.name_of(part.strip()) if register.knows(part.strip()) else part
            for part in re.split(r"[;\n]", words)
        )
        found = self.parties.read(by_code)
        if not found:
            raise NotSettledError(f"Không đọc được tên cơ quan nào trong «{words}».")
        self.codes = tuple(one.code for one in found)
        self.keys = [one.as_key for one in found]
        self.scopes = self.parties.scopes
        self.unknown = {**self.parties.proposed_agencies, **self.parties.proposed_groups}
        self.told = "; ".join(self.unknown.get(code) or register.name_of(code) for code in self.codes)
        self.register_text = with_proposed(draft.register, self.parties) if self.unknown else draft.register


def register_of(draft: DraftTexts) -> Register:
    """Return the register of a draft. Raise NotSettledError where its file has an error."""
    register, errors = read_register(draft.register, "agencies.yaml")
    if register is None:
        raise NotSettledError(f"Danh bạ của dự thảo có lỗi: {errors[0]}")
    return register
