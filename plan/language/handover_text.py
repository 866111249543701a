"""A hand-over as an entry of the office's file of changes, put behind those that are there, with all else kept."""

import re
from collections.abc import Iterator

from plan.language.yaml_nodes import Mapping, Sequence, parse_yaml
from plan.parties import Transfer

_KEY = "handovers"
_HEADING = "# Các thay đổi do văn phòng ghi: bàn giao nhiệm vụ theo văn bản.\n"


class NotAppendableError(Exception):
    """A file of changes in which no entry can be put behind the others; the message is one Vietnamese sentence."""


def _lines(move: Transfer) -> Iterator[str]:
    yield f"date: {move.on.day}/{move.on.month}/{move.on.year}"
    if move.refs:
        yield f"refs: [{', '.join(move.refs)}]"
    yield f"from: {move.source}"
    if move.scope:
        yield f"scope: {move.scope}"
    heirs = [str(heir) for heir in move.heirs]
    yield f"to: {heirs[0] if len(heirs) == 1 else '[' + ', '.join(heirs) + ']'}" if heirs else "to: none"
    yield f"by: {_quoted(move.act)}"


def _quoted(text: str) -> str:
    """Return a text in double quotes, as it may hold what YAML would read as something else."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def append_handover(text: str, move: Transfer) -> str:
    """Return the text of a file of changes with a hand-over put behind those it holds; '' is a file not there yet.

    Comments and the order of everything stay. Raise NotAppendableError where the file cannot be read or writes its
    hand-overs on one line.
    """
    text = text.replace("\r\n", "\n")
    if text and not text.endswith("\n"):
        text += "\n"
    if not any(line.strip() and not line.lstrip().startswith("#") for line in text.splitlines()):
        return f"{text or _HEADING}{_KEY}:\n{_entry(move, '  ')}"
    root, errors = parse_yaml(text, "")
    if not isinstance(root, Mapping):
        reason = errors[0].sentence if errors else "không phải các dòng «khóa: giá trị»"
        raise NotAppendableError(f"không đọc được tệp thay đổi: {reason}")
    place = next((number for number, (key, _) in enumerate(root.entries) if key.text == _KEY), None)
    if place is None:
        return f"{text}{_KEY}:\n{_entry(move, '  ')}"
    lines = text.splitlines(keepends=True)
    key, value = root.entries[place]
    end = root.entries[place + 1][0].line - 1 if place + 1 < len(root.entries) else len(lines)
    first = (
        re.match(r"( *)- ", lines[value.line - 1]) if isinstance(value, Sequence) and value.line > key.line else None
    )
    if first is None:
        raise NotAppendableError(
            "«handovers» viết trên một dòng; hãy viết mỗi bàn giao thành một mục bắt đầu bằng «- »."
        )
    while end > value.line and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    return "".join([*lines[:end], _entry(move, first[1]), *lines[end:]])


def _entry(move: Transfer, indent: str) -> str:
    first, *rest = _lines(move)
    return "".join([f"{indent}- {first}\n", *(f"{indent}  {line}\n" for line in rest)])
