"""Reading who a plan names: agencies, groups and roles of the register, by code or by the plan's own short names."""

import re
from copy import copy

from plan.language.reading import UNDECIDED, Reading, nearest
from plan.language.yaml_nodes import Node, Scalar
from plan.parties import Party, Register

_PARTY = re.compile(r"([^\s()]+)(?: ?\(([^\s()]+)\))?")
_CODE_AND_BRACKET = re.compile(r"[a-z0-9-]+ ?\(")
"""How a party with a scope begins, also one that was not closed."""


class PartyReading:
    """Parties by name: agencies, groups and roles of the register, and the plan's own short names."""

    def __init__(self, reading: Reading, register: Register, scopes: dict[str, str], node: Node | None) -> None:
        """Read the plan's short names under its key `parties`."""
        self.reading, self.register, self.scopes = reading, register, scopes
        self.short: dict[str, tuple[Party, ...]] = {}
        for name, value in reading.table(node, "«parties»").items():
            if register.knows(name):
                reading.refuse(value, f"tên gọi tắt «{name}» trùng một mã trong danh bạ cơ quan; hãy đặt tên khác.")
            self.short[name] = self.read(value, f"«parties», tên {name},")

    def told_in(self, reading: Reading) -> "PartyReading":
        """Return the same names, with what is wrong told in another file."""
        other = copy(self)
        other.reading = reading
        return other

    def read_with_words(self, node: Node | None, what: str) -> tuple[tuple[Party, ...], tuple[str, ...]]:
        """Return the parties that a text or a list names, and those that it only describes: "các cơ quan liên quan".

        A description is told by its spaces: no code has one.
        """
        found: list[Party] = []
        words: list[str] = []
        for item in self.reading.items(node, what):
            text = item.text if isinstance(item, Scalar) else ""
            if " " in text and not _CODE_AND_BRACKET.match(text) and not text.startswith(UNDECIDED):
                words.append(self.reading.text(item, what))
            else:
                found.extend(self.read(item, what))
        return tuple(found), tuple(words)

    def read(self, node: Node | None, what: str) -> tuple[Party, ...]:
        """Return the parties that a text or a list names, each as one of the register."""
        found: list[Party] = []
        for item in self.reading.items(node, what):
            text = self.reading.text(item, what)
            if text in self.short:
                found.extend(Party(party.code, party.scope, item.line) for party in self.short[text])
            elif text:
                found.append(self._read_one(text, item, what))
        return tuple(found)

    def _read_one(self, text: str, node: Node, what: str) -> Party:
        written = _PARTY.fullmatch(text)
        if written is None:
            self.reading.refuse(
                node, f"{what} không đọc được «{text}»; hãy viết «mã» hoặc «mã (phạm vi)», mỗi cơ quan một dòng."
            )
            return Party(text, "", node.line)
        code, scope = written[1], written[2] or ""
        if not self.register.knows(code):
            known = [*self.register.agencies, *self.register.groups, *self.register.roles, *self.short]
            self.reading.refuse(node, f"{what} ghi «{code}» không có trong danh bạ cơ quan{nearest(code, known)}.")
        if scope and scope not in self.scopes:
            hint = nearest(scope, self.scopes)
            self.reading.refuse(node, f"{what} ghi phạm vi «{scope}» không có trong «scopes»{hint}.")
        if scope and self.register.knows(code) and code not in self.register.agencies:
            self.reading.refuse(
                node, f"{what} ghi phạm vi cho nhóm hoặc vai «{code}»; chỉ cơ quan được nêu tên mới có phạm vi."
            )
        return Party(code, scope, node.line)
