"""Names that a person gives while deciding on a draft, read against its register."""

import re
from dataclasses import dataclass

from plan.drafting.review.doubts import DraftTexts
from plan.drafting.writing.parties import Named as Party
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
        parts = [part.strip() for part in re.split(r"[;\n]", words) if part.strip()]
        by_code = [register.name_of(part) if register.knows(part) else part for part in parts]
        found = [one for part in by_code for one in self._read(part, register, alone=len(parts) == 1)]
        if not found:
            raise NotSettledError(f"Không đọc được tên cơ quan nào trong «{words}».")
        found = list({one.as_key: one for one in found}.values())
        self.codes = tuple(one.code for one in found)
        self.keys = [one.as_key for one in found]
        self.scopes = self.parties.scopes
        said = (
            *self.scopes.values(),
            *(one.words for one in found),
            *(register.name_of(one) for one in self.codes if register.knows(one)),
        )
        lost = [
            one for one in re.findall(r"\(([^()]+)\)", words) if not any(one in told or told in one for told in said)
        ]
        if lost:
            raise NotSettledError(
                f"Chưa ghi được phần trong ngoặc «({lost[0]})»; phạm vi thì ghi «(nội dung liên quan đến …)», không thì bỏ ngoặc."
            )
        self.unknown = {**self.parties.proposed_agencies, **self.parties.proposed_groups}
        self.told = "; ".join(self.unknown.get(code) or register.name_of(code) for code in self.codes)
        self.register_text = with_proposed(draft.register, self.parties) if self.unknown else draft.register

    def _read(self, part: str, register: Register, *, alone: bool) -> list[Party]:
        """Return who is named between two semicolons: several only where each of them is known, or there are no semicolons."""
        apart = Parties(register).read(part)
        if alone or len(apart) < 2 or all(register.knows(one.code) for one in apart):
            return self.parties.read(part)
        return [self.parties.read_one(part)]


def register_of(draft: DraftTexts) -> Register:
    """Return the register of a draft. Raise NotSettledError where its file has an error."""
    register, errors = read_register(draft.register, "agencies.yaml")
    if register is None:
        raise NotSettledError(f"Danh bạ của dự thảo có lỗi: {errors[0]}")
    return register
