"""YAML as text with line numbers, and nothing that YAML would guess.

Every scalar stays the text that was written (`on`, `1.10` and `12:30` are themselves), two equal keys are an
error, and aliases, tags and several documents in one file are refused. The tree is built from the parser's
events without recursion, so that no file can exhaust the stack.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NoReturn

import yaml

from plan.errors import FileError
from plan.texts.secrecy import SECRECY_REFUSAL, find_secrecy_mark, is_secrecy_mark
from plan.texts.seen_text import UNREADABLE, NotTextError, compose, is_text, plain_spaces

MAX_BYTES = 1_000_000
"""The largest plan file that is read; the flagship has 20 kB."""
MAX_DEPTH = 12
"""The deepest nesting that is read; the plan language itself needs 6."""

# Control characters; line breaks that only some programs count; what stands for a letter that was lost; and characters that nobody sees but that
# make two equal codes unequal (zero-width, soft hyphen, direction marks), which come along when one copies from Word.
_UNFIT = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffc\U00010000-\U0010ffff]"
    "|[\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)

_SPACE = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_STRANGE_SPACE = re.compile(f"[{_SPACE}]")
_WIDE_SPACE = re.compile("[\u1680\u2000-\u2006\u2008-\u200a\u205f\u3000]")
"""Spaces of another width than the ordinary one: nobody can tell how deep they indent."""
_INDENT = re.compile(f"[ {_SPACE}]+")
_SEPARATORS = re.compile(
    rf"[ {_SPACE}]*(?:[-?][ {_SPACE}]+)*"
    rf"(?:(?:\"[^\"]*\"[ {_SPACE}]*|'[^']*'[ {_SPACE}]*|[^ {_SPACE}:#\"'{{}}\[\],][^:#]*):(?=[ {_SPACE}]|$))?[ {_SPACE}]*"
)
"""What stands before the value of a line: its indentation, dashes, the key and its colon."""
_BEFORE_COMMENT = re.compile(f"[{_SPACE}]#")

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


def at_line(node: Mapping, line: int) -> Mapping:
    """Return a mapping with all that is in it told at one line."""
    entries = ((Scalar(key.text, line), _moved(value, line)) for key, value in node.entries)
    return Mapping(tuple(entries), line)


def _moved(node: Node, line: int) -> Node:
    """Return a node at another line; the depth of a file is bounded by `MAX_DEPTH`."""
    if isinstance(node, Scalar):
        return Scalar(node.text, line, node.null)
    if isinstance(node, Sequence):
        return Sequence(tuple(_moved(item, line) for item in node.items), line)
    return at_line(node, line)


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

    @property
    def awaits_key(self) -> bool:
        """Tell whether the next node is the key of an entry."""
        return self.is_mapping and len(self.nodes) % 2 == 0

    def close(self) -> Node:
        if not self.is_mapping:
            return Sequence(tuple(self.nodes), self.line)
        pairs: list[tuple[Scalar, Node]] = []
        for key, value in zip(self.nodes[::2], self.nodes[1::2], strict=True):
            if not isinstance(key, Scalar):
                raise _UnreadableError(
                    key.line,
                    "khóa (phần trước dấu hai chấm) phải là một từ hoặc một mã, không phải danh sách hay bảng.",
                )
            pairs.append((key, value))
        return Mapping(tuple(pairs), self.line)


@lru_cache(maxsize=4)
def parse_yaml(data: bytes | str, file: str) -> tuple[Node | None, tuple[FileError, ...]]:
    """Return the tree of one YAML document, or the reason why it cannot be read; never raise on the file's content.

    `data` is UTF-8 (a byte-order mark is allowed) of at most `MAX_BYTES`; `file` is the name errors are told under. A
    text that bears the mark of a state secret is refused without a word of it. The tree is kept for the next who asks: which
    province a plan is of has to be known before its reader can be called.
    """
    try:
        text = _decode(data)
        _guard_text(text)
        text = _plain_separators(text)
        return _build(yaml.parse(text, Loader=_Loader)), ()
    except _UnreadableError as error:
        return None, (FileError(file, error.line, error.sentence),)
    except yaml.MarkedYAMLError as error:
        problem = error.problem or ""
        # What was opened and never closed is noticed far below: the line where it was opened is the one to look at.
        opened = error.context_mark if any(part in problem for part in ("end of stream", "',' or")) else None
        mark = opened or error.problem_mark or error.context_mark
        if mark and (space := _STRANGE_SPACE.search(_lines_at(text, mark.line))):
            sentence = f"có dấu cách lạ (mã U+{ord(space[0]):04X}) ở dòng này; hãy xóa và gõ lại bằng dấu cách thường."
            return None, (FileError(file, mark.line + 1, sentence),)
        return None, (FileError(file, mark.line + 1 if mark else 0, f"không đúng cú pháp YAML: {_explain(problem)}"),)
    except yaml.YAMLError:
        return None, (FileError(file, 0, "không đọc được tệp này; hãy viết lại theo mẫu của một tệp có sẵn."),)


def _decode(data: bytes | str) -> str:
    if len(data) > MAX_BYTES:
        raise _UnreadableError(
            0,
            f"tệp lớn hơn {MAX_BYTES // 1000} kB, không giống tệp của một kế hoạch; hãy kiểm tra lại có chọn nhầm tệp không.",
        )
    if isinstance(data, bytes):
        data = _decode_utf8(data)
    return _composed(data, 1)


def _composed(text: str, first_line: int) -> str:
    """Return a text in NFC; refuse what is no text, at its line."""
    try:
        return compose(text)
    except NotTextError:
        line = next((number for number, one in enumerate(text.split("\n")) if not is_text(one)), 0)
        raise _UnreadableError(
            first_line + line, "có ký tự hỏng, hoặc quá nhiều dấu chồng lên một chữ; hãy xóa và gõ lại dòng này."
        ) from None


def _guard_text(text: str) -> None:
    line = find_secrecy_mark(text)
    if line:
        raise _UnreadableError(line, SECRECY_REFUSAL)
    unfit = _UNFIT.search(text)
    if unfit:
        _refuse_character(unfit[0], text.count("\n", 0, unfit.start()) + 1)


def _plain_separators(text: str) -> str:
    """Return a text in which no-break spaces are ordinary ones where they indent, or stand behind a dash, a key or a value.

    Word puts one behind a colon, a browser into every indented line; nobody sees a difference. Within words they stay.
    """
    if not _STRANGE_SPACE.search(text):
        return text
    return "\n".join(_with_plain_separators(line, number) for number, line in enumerate(text.split("\n"), start=1))


def _with_plain_separators(line: str, number: int) -> str:
    lead = _INDENT.match(line)
    if lead and (wide := _WIDE_SPACE.search(lead[0])):
        sentence = f"có dấu cách lạ (mã U+{ord(wide[0]):04X}) ở đầu dòng; hãy xóa và thụt dòng bằng dấu cách thường."
        raise _UnreadableError(number, sentence)
    separators = _SEPARATORS.match(line)
    end = separators.end() if separators else 0
    rest = line[end:]
    rest = plain_spaces(rest) if rest.startswith(("{", "[")) else _BEFORE_COMMENT.sub(" #", rest)
    return plain_spaces(line[:end]) + rest


def _lines_at(text: str, line: int) -> str:
    """Return a line of a text, counted from 0; '' beyond its end."""
    return next(iter(text.split("\n")[line : line + 1]), "")


def _scalar(event: yaml.ScalarEvent, line: int, *, is_key: bool) -> Scalar:
    if event.tag not in (None, "!"):
        raise _UnreadableError(line, _TAG_REFUSAL)
    value = _unescaped(event.value, line) if event.style == '"' else event.value
    if not is_key and is_secrecy_mark(value):
        raise _UnreadableError(line, SECRECY_REFUSAL)
    is_plain = event.style is None or event.style == ""
    return Scalar(value.strip(), line, null=is_plain and value in ("null", "~"))


def _unescaped(value: str, line: int) -> str:
    """Return a value in double quotes in NFC, and look at it again: only its escapes may bring back what the text itself did
    not show.
    """
    value = _composed(value, line)
    unfit = _UNFIT.search(value)
    if unfit:
        _refuse_character(unfit[0], line)
    return value


def _refuse_character(character: str, line: int) -> NoReturn:
    if character == UNREADABLE:
        raise _UnreadableError(line, f"có chữ đã bị mất khi lưu tệp (còn dấu {UNREADABLE}); hãy gõ lại chữ đó.")
    sentence = f"có ký tự ẩn hoặc ký tự điều khiển (mã U+{ord(character):04X}); hãy xóa ký tự đó hoặc gõ lại dòng này."
    raise _UnreadableError(line, sentence)


def _decode_utf8(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _UnreadableError(1, "tệp được lưu bằng bảng mã UTF-16; hãy lưu lại bằng bảng mã UTF-8.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _UnreadableError(line, "có chữ không thuộc bảng mã UTF-8; hãy lưu lại tệp bằng bảng mã UTF-8.") from None


def _build(events: Iterator[yaml.Event]) -> Node:
    opened: list[_Open] = []
    root: Node | None = None
    for event in events:
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _UnreadableError(
                line,
                "không dùng được ký hiệu viết tắt `&` và `*` của YAML; hãy viết đầy đủ, hoặc đặt chữ trong dấu nháy.",
            )
        if isinstance(event, yaml.DocumentStartEvent) and root is not None:
            raise _UnreadableError(
                line, "mỗi tệp chỉ chứa một kế hoạch; hãy bỏ dòng `---` này, hoặc tách phần sau ra tệp khác."
            )
        node: Node
        if isinstance(event, yaml.ScalarEvent):
            node = _scalar(event, line, is_key=bool(opened) and opened[-1].awaits_key)
        elif isinstance(event, yaml.CollectionStartEvent):
            if event.tag is not None:
                raise _UnreadableError(line, _TAG_REFUSAL)
            if len(opened) >= MAX_DEPTH:
                raise _UnreadableError(
                    line,
                    f"các bảng, danh sách lồng nhau quá {MAX_DEPTH} tầng; hãy viết lại theo mẫu của một tệp có sẵn.",
                )
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
        raise _UnreadableError(0, "tệp không có nội dung; hãy kiểm tra lại có chọn nhầm tệp không.")
    return root


_TAG_REFUSAL = "không dùng được nhãn kiểu `!…` của YAML; hãy bỏ nhãn đó, hoặc đặt chữ trong dấu nháy."
_PROBLEMS = (
    (
        "cannot start any token",
        "có dấu tab hoặc ký hiệu lạ đứng đầu; hãy thụt dòng bằng dấu cách, đặt chữ trong dấu nháy.",
    ),
    ("mapping values are not allowed", "có dấu hai chấm ở giữa chữ, hoặc thụt dòng sai; hãy đặt chữ trong dấu nháy."),
    ("':'", "thiếu dấu hai chấm sau khóa, hoặc thụt dòng sai."),
    ("',' or '}'", "thiếu dấu phẩy hoặc dấu `}`."),
    ("',' or ']'", "thiếu dấu phẩy hoặc dấu `]`."),
    ("'-' indicator", "dòng này phải bắt đầu bằng dấu `-` như các dòng trên, hoặc thụt dòng sai."),
    ("block sequence entries", "dấu `-` của danh sách phải xuống dòng mới; nếu là chữ thì đặt trong dấu nháy."),
    ("expected key", "thiếu khóa, thụt dòng sai, hoặc có chữ thừa sau dấu nháy."),
    ("unexpected end of stream", "dấu nháy mở ra mà không đóng lại."),
    ("escape", "dấu `\\` không dùng được trong nháy kép; hãy đổi sang nháy đơn."),
    ("alphabetic or numeric", "ký hiệu `&` hoặc `*` đứng đầu chữ; hãy đặt chữ trong dấu nháy."),
    ("tag", _TAG_REFUSAL),
)
"""What the parser says, by a part of it, and how a clerk may put it right; the first that fits is told."""


def _explain(problem: str) -> str:
    told = (sentence for part, sentence in _PROBLEMS if part in problem)
    return next(told, "hãy xem lại thụt dòng, dấu hai chấm và dấu nháy ở dòng này hoặc dòng trên.")
