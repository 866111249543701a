"""Reading who a plan names: agencies, groups and roles of the register, by code or by the plan's own short names."""

import re
from copy import copy

from plan.language.reading import Reading, nearest
from plan.language.yaml_nodes import Node
from plan.parties import Party, Register

_PARTY = re.compile(r"([^\s()]+)(?: ?\(([^\s()]+)\))?")


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
