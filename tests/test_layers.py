"""What the folders promise: no circles of imports, and none hidden in a string."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import tinbergen

HOME = Path(tinbergen.__file__).parent

#: Modules that load others by name, and why.
LOADERS = {
    "tinbergen": "public names are loaded when they are first used",
    "tinbergen.loop.case.packs": "our packs are the packages of one folder",
    "tinbergen.text.parts": "parts of an extra are imported where they are there",
    "tinbergen.loop.case.registry": "what a pack brings is imported when it is asked for",
}
#: Modules that say the name of another: a process started with ``python -m``.
NAMED = {("tinbergen.engine.stochastic.executors", "tinbergen.engine.stochastic.worker")}
_LOADING = {"import_module", "__import__", "run_module", "exec_module", "load_module"}


def _modules() -> dict[str, ast.Module]:
    found = {}
    for path in sorted(HOME.rglob("*.py")):
        parts = path.relative_to(HOME.parent).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


MODULES = _modules()


def _imported(name: str, tree: ast.Module) -> Iterator[str]:
    """All modules that one names, at its head, in functions and for types alone."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} imports relative to itself"
            for alias in node.names:
                inside = f"{node.module}.{alias.name}"
                yield inside if inside in MODULES else str(node.module)


def _circles(edges: Mapping[str, set[str]]) -> list[list[str]]:
    """Groups of modules that reach each other (Tarjan 1972)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(at: str) -> None:
        index[at] = low[at] = len(index)
        stack.append(at)
        for to in sorted(edges[at]):
            if to not in index:
                visit(to)
                low[at] = min(low[at], low[to])
            elif to in stack:
                low[at] = min(low[at], index[to])
        if low[at] == index[at]:
            group = stack[stack.index(at) :]
            del stack[stack.index(at) :]
            if len(group) > 1:
                found.append(sorted(group))

    for name in edges:
        if name not in index:
            visit(name)
    return found


def test_circles_are_found() -> None:
    edges = {"a": {"b"}, "b": {"c"}, "c": {"b", "d"}, "d": set[str]()}
    assert _circles(edges) == [["b", "c"]]


def test_no_module_imports_itself_through_others() -> None:
    edges = {
        name: {to for to in _imported(name, tree) if to in MODULES and to != name}
        for name, tree in MODULES.items()
    }
    assert _circles(edges) == []


def test_no_import_is_hidden_in_a_string() -> None:
    hidden = [
        f"{name}:{node.lineno}"
        for name, tree in MODULES.items()
        if name not in LOADERS
        for node in ast.walk(tree)
        if (isinstance(node, ast.Name) and node.id in _LOADING)
        or (isinstance(node, ast.Attribute) and node.attr in _LOADING)
    ]
    assert hidden == []


def test_no_module_is_named_in_a_string() -> None:
    said = [
        f"{name}:{node.lineno}: {node.value}"
        for name, tree in MODULES.items()
        if name not in LOADERS
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.startswith("tinbergen.")
        and node.value.rstrip(".") in MODULES
        and not name.startswith(node.value)  # a module's own folder, for the data files there
        and (name, node.value) not in NAMED
    ]
    assert said == []


def test_the_exceptions_are_still_needed() -> None:
    assert set(LOADERS) <= set(MODULES)
    for name, said in NAMED:
        strings = {n.value for n in ast.walk(MODULES[name]) if isinstance(n, ast.Constant)}
        assert said in strings
