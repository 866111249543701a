"""YAML as text with line numbers, and nothing that YAML would guess.

Every scalar stays the text that was written (`on`, `1.10` and `12:30` are themselves), two equal keys are an
error, and aliases, tags and several documents in one file are refused. The tree is built from the parser's
events without recursion, so that no file can exhaust the stack.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from plan.errors import FileError

MAX_BYTES = 1_000_000
"""The largest plan file that is read; the flagship has 20 kB."""
MAX_DEPTH = 12
"""The deepest nesting that is read; the plan language itself needs 6."""

_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Scalar:
    """A text as written, in NFC. `null` is true for an unquoted `null` or `~`, which stand for "unknown"."""

    text: str
    line: int
    null: bool = False


@dataclass(frozen=True)
class Sequence:
    """A list."""

    items: tuple["Node", ...]
    line: int


@dataclass(frozen=True)
class Mapping:
    """A mapping in the order of the file; equal keys are still both here, for the reader to refuse."""

    entries: tuple[tuple[Scalar, "Node"], ...]
    line: int


Node = Scalar | Sequence | Mapping


class _UnreadableError(Exception):
    def __init__(self, line: int, sentence: str) -> None:
        self.line = line
        self.sentence = sentence


@dataclass
class _Open:
    """A list or mapping whose end has not come yet."""

    is_mapping: bool
    line: int
    nodes: list[Node]

    def close(self) -> Node:
        if not self.is_mapping:
            return Sequence(tuple(self.nodes), self.line)
        pairs: list[tuple[Scalar, Node]] = []
        for key, value in zip(self.nodes[::2], self.nodes[1::2], strict=True):
            if not isinstance(key, Scalar):
                raise _UnreadableError(key.line, "khóa phải là một chữ hoặc một mã, không phải danh sách hay bảng.")
            pairs.append((key, value))
        return Mapping(tuple(pairs), self.line)


def parse_yaml(data: bytes | str, file: str) -> tuple[Node | None, tuple[FileError, ...]]:
    """Return the tree of one YAML document, or the reason why it cannot be read; never raise on the file's content.

    `data` is UTF-8 (a byte-order mark is allowed) of at most `MAX_BYTES`; `file` is the name errors are told under.
    """
    text = ""
    try:
        text = _decode(data)
        return _build(yaml.parse(text, Loader=_Loader)), ()
    except _UnreadableError as error:
        return None, (FileError(file, error.line, error.sentence),)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        sentence = f"có ký tự không được phép (U+{ord(str(error.character)[:1] or '?'):04X}); hãy xóa ký tự đó."
        return None, (FileError(file, line, sentence),)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        return None, (FileError(file, line, f"không đúng cú pháp YAML: {_explain(error.problem or '')}"),)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None, (
            FileError(file, 0, "không đọc được tệp YAML này; hãy viết lại theo mẫu của một kế hoạch có sẵn."),
        )


def _decode(data: bytes | str) -> str:
    if len(data) > MAX_BYTES:
        raise _UnreadableError(0, f"tệp lớn hơn {MAX_BYTES // 1000} kB; hãy tách thành nhiều tệp nhỏ hơn.")
    if isinstance(data, bytes):
        return unicodedata.normalize("NFC", _decode_utf8(data))
    return unicodedata.normalize("NFC", data)


def _decode_utf8(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _UnreadableError(1, "tệp ghi bằng UTF-16; hãy lưu lại bằng mã UTF-8.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _UnreadableError(line, "tệp không phải mã UTF-8; hãy lưu lại bằng mã UTF-8.") from None


def _build(events: Iterator[yaml.Event]) -> Node:
    opened: list[_Open] = []
    root: Node | None = None
    for event in events:
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _UnreadableError(
                line, "không dùng neo và bí danh của YAML (`&`, `*`); hãy viết đủ ra, hoặc đặt trong dấu nháy."
            )
        if isinstance(event, yaml.DocumentStartEvent) and root is not None:
            raise _UnreadableError(line, "mỗi tệp chỉ chứa một tài liệu; hãy bỏ dấu `---` thứ hai.")
        node: Node
        if isinstance(event, yaml.ScalarEvent):
            if event.tag not in (None, "!"):
                raise _UnreadableError(line, "không dùng nhãn kiểu của YAML (`!…`); hãy đặt chữ trong dấu nháy.")
            plain = event.style is None or event.style == ""
            node = Scalar(event.value.strip(), line, null=plain and event.value in ("null", "~"))
        elif isinstance(event, yaml.CollectionStartEvent):
            if event.tag is not None:
                raise _UnreadableError(line, "không dùng nhãn kiểu của YAML (`!…`).")
            if len(opened) >= MAX_DEPTH:
                raise _UnreadableError(line, f"lồng nhau quá {MAX_DEPTH} tầng; hãy viết gọn lại theo mẫu.")
            opened.append(_Open(isinstance(event, yaml.MappingStartEvent), line, []))
            continue
        elif isinstance(event, yaml.CollectionEndEvent):
            node = opened.pop().close()
        else:
            continue
        if opened:
            opened[-1].nodes.append(node)
        else:
            root = node
    if root is None:
        raise _UnreadableError(0, "tệp trống.")
    return root


_PROBLEMS = {
    "could not find expected ':'": "thiếu dấu hai chấm sau khóa, hoặc thụt dòng sai.",
    "found character '\\t' that cannot start any token": "có dấu tab; hãy thụt dòng bằng dấu cách.",
    "found character that cannot start any token": "có dấu tab hoặc ký tự lạ ở đầu chữ; thụt dòng bằng dấu cách, đặt chữ trong dấu nháy.",
    "mapping values are not allowed in this context": "có dấu hai chấm ở giữa chữ, hoặc thụt dòng sai; hãy đặt chữ trong dấu nháy.",
    "did not find expected key": "thiếu khóa, hoặc thụt dòng sai.",
    "did not find expected ',' or '}'": "thiếu dấu phẩy hoặc dấu `}`.",
    "did not find expected ',' or ']'": "thiếu dấu phẩy hoặc dấu `]`.",
    "found unexpected end of stream": "dấu nháy mở ra mà không đóng lại.",
}


def _explain(problem: str) -> str:
    return _PROBLEMS.get(problem, f"{problem}; hãy xem lại thụt dòng, dấu hai chấm và dấu nháy.")
