"""Every module can be reached: through a public name, a command, or what a pack brings."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import tinbergen

HOME = Path(tinbergen.__file__).parent
#: What a pack's package brings, by the names that the registry looks for.
BROUGHT = re.compile(r"tinbergen\.(domains|actors)\.\w+\.(questions|calibration|readers|pictures)")
#: Entries besides the public names: the command line, what draws results, a process of its own.
ENTRIES = (
    "tinbergen.__main__",
    "tinbergen.cli.app",
    "tinbergen.report.faces",
    "tinbergen.engine.stochastic.worker",
)


def _modules() -> dict[str, ast.Module]:
    found = {}
    for path in sorted(HOME.rglob("*.py")):
        parts = path.relative_to(HOME.parent).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


MODULES = _modules()


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                inside = f"{node.module}.{alias.name}"
                yield inside if inside in MODULES else str(node.module)


def _reached(entries: set[str]) -> set[str]:
    """The entries, what they import, and the packages that these stand in."""
    seen: set[str] = set()
    waiting = sorted(entries)
    while waiting:
        name = waiting.pop()
        if name in seen or name not in MODULES:
            continue
        seen.add(name)
        parts = name.split(".")
        waiting += [".".join(parts[:i]) for i in range(1, len(parts))]
        # The front door's own imports are for type checkers; its table says what it opens.
        waiting += [] if name == "tinbergen" else _imported(MODULES[name])
    return seen


def test_no_module_is_out_of_reach() -> None:
    public = {module for module, _ in tinbergen._HOME.values()}
    brought = {name for name in MODULES if BROUGHT.fullmatch(name)}
    packages = {n for n in MODULES if (HOME.parent / n.replace(".", "/") / "__init__.py").is_file()}
    found = set(MODULES) - _reached({*public, *brought, *ENTRIES}) - packages
    assert sorted(found) == []


def test_a_module_without_a_door_is_found() -> None:
    reached = _reached({"tinbergen.core.period"})
    assert "tinbergen.core.errors" in reached
    assert "tinbergen.engine.control.riccati" not in reached


def test_the_front_door_says_the_same_to_readers_and_to_type_checkers() -> None:
    said = {}
    for node in MODULES["tinbergen"].body:
        if isinstance(node, ast.If) and not isinstance(node.test, ast.UnaryOp):
            for line in node.body:
                assert isinstance(line, ast.ImportFrom)
                for alias in line.names:
                    said[alias.asname or alias.name] = (line.module, alias.name)
    assert said == tinbergen._HOME
    assert sorted(tinbergen.__all__) == sorted(["__version__", *said])


def test_public_classes_and_functions_are_documented() -> None:
    """A docstring for each, which names every argument of a function."""
    bare = []
    for name, (module, own) in tinbergen._HOME.items():
        found = getattr(importlib.import_module(module), own)
        text = found.__doc__ or ""
        if not text.strip() or text.startswith(f"{own}("):
            bare.append(name)
        if not isinstance(found, type):
            arguments = inspect.signature(found).parameters
            bare += [f"{name}: {a}" for a in arguments if not re.search(rf"\b{a}\b", text)]
    assert bare == []
