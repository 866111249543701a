"""The functions of the house as their text shows them: what each calls, what it writes, which acts it records."""

import ast
import importlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import ModuleType

from tests import PROJECT

FOLDERS = ("models", "notifications", "reports", "web", "flows", "cli")
_WRITES = frozenset({"add", "add_all", "delete", "merge"})
"""What a session is asked to do that changes rows."""
_STATEMENTS = frozenset({"insert", "update", "delete"})
"""What makes a statement that changes rows."""


@dataclass(frozen=True)
class Function:
    """One function: `name` is `models.decisions.waivers.waive`, of a method with its class.

    `calls` are the names of the functions and classes of the house that it calls by an import, in its own module, or as
    a method of its own class. `writes` tells whether its own text changes rows; `kinds` are the acts that it records
    itself. `keywords` are its keyword-only parameters with their types as written.
    """

    name: str
    calls: frozenset[str]
    writes: bool
    kinds: frozenset[str]
    keywords: Mapping[str, str]
    required: frozenset[str]

    @property
    def is_public(self) -> bool:
        """Tell whether it is called from other modules, by its name."""
        return not any(part.startswith("_") for part in self.name.split("."))


@lru_cache(maxsize=1)
def read_functions() -> tuple[Function, ...]:
    """Return every function of the house, methods included, but those of Alembic's migrations."""
    found: list[Function] = []
    for folder in FOLDERS:
        for file in sorted((PROJECT / folder).rglob("*.py")):
            if "migrations" in file.parts or file.name in ("__main__.py", "__init__.py"):
                continue
            name = ".".join(file.relative_to(PROJECT).with_suffix("").parts)
            found.extend(_Reading(name, ast.parse(file.read_text(encoding="utf-8"))).functions())
    return tuple(found)


@lru_cache(maxsize=1)
def _known() -> tuple[Mapping[str, Function], Mapping[str, Sequence[str]]]:
    """Return every function by its name, and the methods of each class by the name of the class."""
    known = {one.name: one for one in read_functions()}
    methods: dict[str, list[str]] = {}
    for name in known:
        methods.setdefault(name.rpartition(".")[0], []).append(name)
    return known, methods


def reached(start: str) -> tuple[Function, ...]:
    """Return the functions that one calls, and that these call in turn, itself included.

    Whoever makes a value of a class may call its methods: all of them count.
    """
    known, methods = _known()
    seen: set[str] = set()
    todo = [start]
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo.extend(known[name].calls if name in known else methods.get(name, ()))
    return tuple(known[name] for name in sorted(seen & known.keys()))


@dataclass(frozen=True)
class _Reading:
    """One module that is being read."""

    module: str
    tree: ast.Module

    def functions(self) -> Iterator[Function]:
        for node in self.tree.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield self._function(node, self.module)
            elif isinstance(node, ast.ClassDef):
                for inner in node.body:
                    if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef):
                        yield self._function(inner, f"{self.module}.{node.name}")

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, owner: str) -> Function:
        calls = [one for one in ast.walk(node) if isinstance(one, ast.Call)]
        given = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
        return Function(
            name=f"{owner}.{node.name}",
            calls=frozenset(name for one in ast.walk(node) if (name := self._meant(one, owner))),
            writes=any(self._writes(one) for one in calls),
            kinds=frozenset(kind for one in calls if _named(one.func) == "Done" for kind in self._kinds(one, node)),
            keywords={arg.arg: ast.unparse(arg.annotation) if arg.annotation else "" for arg in node.args.kwonlyargs},
            required=frozenset(arg.arg for arg, default in given if default is None),
        )

    def _meant(self, node: ast.AST, owner: str) -> str:
        """Return the function or class of the house that a name or attribute is, '' for anything else."""
        if isinstance(node, ast.Name):
            return self._imported.get(node.id, f"{self.module}.{node.id}" if node.id in self._own else "")
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id == "self":
                return f"{owner}.{node.attr}"
            if node.value.id in self._imported:
                return f"{self._imported[node.value.id]}.{node.attr}"
        return ""

    @cached_property
    def _own(self) -> frozenset[str]:
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        return frozenset(node.name for node in self.tree.body if isinstance(node, kinds))

    @cached_property
    def _imported(self) -> Mapping[str, str]:
        imports = (node for node in ast.walk(self.tree) if isinstance(node, ast.ImportFrom) and node.module)
        return {
            alias.asname or alias.name: f"{node.module}.{alias.name}"
            for node in imports
            if (node.module or "").split(".")[0] in FOLDERS
            for alias in node.names
        }

    def _writes(self, call: ast.Call) -> bool:
        func = call.func
        if isinstance(func, ast.Attribute) and _named(func.value) in ("session", "self.session"):
            return func.attr in _WRITES
        return isinstance(func, ast.Name) and (func.id == "insert_new" or func.id in _STATEMENTS)

    def _kinds(self, done: ast.Call, within: ast.AST) -> Iterator[str]:
        first = done.args[0] if done.args else next(one.value for one in done.keywords if one.arg == "kind")
        yield from self._values(first, within)

    def _values(self, node: ast.expr, within: ast.AST) -> Iterator[str]:
        """Yield every text that an expression may be: a constant, a name of the module, or what a name was given."""
        if isinstance(node, ast.Constant):
            yield str(node.value)
        elif isinstance(node, ast.IfExp):
            yield from self._values(node.body, within)
            yield from self._values(node.orelse, within)
        elif isinstance(node, ast.Name) and hasattr(self._loaded, node.id):
            yield str(getattr(self._loaded, node.id))
        elif isinstance(node, ast.Name):
            given = [one.value for one in ast.walk(within) if isinstance(one, ast.Assign) and _gives(one, node.id)]
            assert given, f"{self.module}: nobody tells what {node.id} is"
            for value in given:
                yield from self._values(value, within)

    @cached_property
    def _loaded(self) -> ModuleType:
        return importlib.import_module(self.module)


def _gives(node: ast.Assign, name: str) -> bool:
    return any(isinstance(target, ast.Name) and target.id == name for target in node.targets)


def _named(node: ast.expr) -> str:
    return ast.unparse(node) if isinstance(node, ast.Name | ast.Attribute) else ""
