"""Sentences tell a ref as people read it (`ý 1 điểm II.1`): never as files and links write it (`II.1.ý1`)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("cli", "flows", "models", "notifications", "plan", "reports", "web")
OF_FILES = ("plan/language", "plan/laws", "plan/drafting", "cli/plans/plan_json.py")
"""What speaks of a file speaks of it as it is written."""
NO_CLAUSE = {"target", "figure"}
"""Whose refs are of no clause with parts."""
KEYS = ("key=", "figure-")
"""What stands before a ref in a text that nobody reads."""


@pytest.mark.parametrize("room", ROOMS)
def test_no_sentence_tells_a_ref_as_files_write_it(room: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {source}"
        for path in sorted((ROOT / room).rglob("*.py"))
        if not str(path.relative_to(ROOT)).startswith(OF_FILES)
        for line, source in bare_refs(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ('f"nhiệm vụ {one.ref}, kỳ {period}"', [1]),
        ('f"nhiệm vụ {told_ref(one.ref)}, kỳ {period}"', []),
        ('f"không có nhiệm vụ «{one.ref}»"', []),
        ('f"figure-{one.ref}"', []),
        ('", ".join(one.ref for one in late)', [1]),
        ('", ".join(told_ref(one.ref) for one in late)', []),
    ],
)
def test_the_rule_tells_words_from_keys(code: str, lines: list[int]) -> None:
    assert [line for line, _ in bare_refs(code)] == lines


def bare_refs(code: str) -> Iterator[tuple[int, str]]:
    """Yield the line and source of every ref that is put into a text as it is; right inside «…» it is what was typed."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.JoinedStr):
            for before, part, after in zip(
                [None, *node.values[:-1]], node.values, [*node.values[1:], None], strict=True
            ):
                opens, closes = _said(before).endswith(("«", ":", *KEYS)), _said(after).startswith("»")
                is_key = any(_said(one).startswith(KEYS) for one in node.values) or not _is_read(node)
                if (
                    isinstance(part, ast.FormattedValue)
                    and _is_ref(part.value)
                    and not (opens and closes)
                    and not is_key
                ):
                    yield node.lineno, ast.unparse(node)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "join":
            made = [one.elt for one in node.args if isinstance(one, ast.GeneratorExp | ast.ListComp)]
            if any(map(_is_ref, made)):
                yield node.lineno, ast.unparse(node)


def _is_read(node: ast.JoinedStr) -> bool:
    """Tell whether a text is read by people: keys have no letter that only Vietnamese has."""
    return any(not _said(part).isascii() for part in node.values)


def _said(part: ast.expr | None) -> str:
    return str(part.value) if isinstance(part, ast.Constant) else ""


def _is_ref(node: ast.expr) -> bool:
    owner = node.value if isinstance(node, ast.Attribute) and node.attr == "ref" else None
    named = owner.attr if isinstance(owner, ast.Attribute) else owner.id if isinstance(owner, ast.Name) else ""
    return owner is not None and named not in NO_CLAUSE
