"""Finding every sentence that a module can say, so that a test notices one that no wrong file has brought out."""

import ast
import re
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

_HOLE = "\N{OBJECT REPLACEMENT CHARACTER}"


def untold_sentences(module: ModuleType, told: Iterable[str]) -> list[str]:
    """Return the Vietnamese sentences in a module's code that none of `told` is an instance of.

    A sentence is a string, or a string with holes, that has Vietnamese letters and ends in a full stop; docstrings
    are none.
    """
    assert module.__file__ is not None
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    found = [_with_holes(node) for node in ast.walk(tree) if id(node) not in docs | inner]
    sentences = {text for text in found if text.strip().endswith(".") and not text.replace(_HOLE, "").isascii()}
    heard = list(told)
    return sorted(text for text in sentences if not any(_pattern(text).search(said) for said in heard))


def _with_holes(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(_HOLE if isinstance(part, ast.FormattedValue) else _with_holes(part) for part in node.values)
    return ""


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in text.split(_HOLE)), re.DOTALL)
