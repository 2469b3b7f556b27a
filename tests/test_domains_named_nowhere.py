"""The core, the loop and the report name no domain, no indicator of one and none of its messages."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import tinbergen
from tinbergen.loop.case import packs

HOME = Path(tinbergen.__file__).parent
FOLDERS = ("core", "loop", "report", "app")
#: Where our packs stand.
LAYERS = ("tinbergen.domains", "tinbergen.actors")
DOMAINS = set(packs.names())
#: Codes that are words of their own or single letters are met in other meanings.
CODES = {i.code for name in packs.names() for i in packs.pack(name).indicators if len(i.code) > 1}
SAID = re.compile(r"(?<!\w)(" + "|".join(sorted(CODES | {"G_gov"})) + r")(?!\w)")
MESSAGES = {
    code
    for folder in ("domains", "actors")
    for path in HOME.glob(f"{folder}/*/messages.toml")
    for code in tomllib.loads(path.read_text(encoding="utf-8"))
}

#: Where something is still named, and why.
ALLOWED = {
    ("loop/case/packs.py", "tinbergen.domains"): "a folder whose packages are our packs",
    ("loop/case/packs.py", "tinbergen.actors"): "a folder whose packages are our packs",
    ("report/views/text_card.py", "bank"): "names of banks that are swapped in texts",
}


def _modules() -> list[Path]:
    return [path for folder in FOLDERS for path in sorted((HOME / folder).rglob("*.py"))]


def _docstrings(tree: ast.Module) -> set[int]:
    """Texts that stand alone: examples in them name what they like."""
    return {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}


def _named(text: str) -> Iterator[str]:
    if text in DOMAINS | MESSAGES:
        yield text
    yield from (package for package in LAYERS if text.startswith(package))
    yield from SAID.findall(text)


def _found(path: Path) -> Iterator[tuple[str, str]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    ignored, where = _docstrings(tree), str(path.relative_to(HOME))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if id(node) not in ignored:
                yield from ((where, name) for name in _named(node.value))
        elif isinstance(node, ast.ImportFrom) and str(node.module).startswith(LAYERS):
            yield where, str(node.module)
        elif isinstance(node, ast.Import):
            yield from ((where, a.name) for a in node.names if a.name.startswith(LAYERS))


@pytest.mark.parametrize("path", _modules(), ids=lambda p: str(p.relative_to(HOME)))
def test_no_domain_is_named(path: Path) -> None:
    assert [said for said in _found(path) if said not in ALLOWED] == []


def test_what_is_allowed_is_still_there() -> None:
    found = {said for path in _modules() for said in _found(path)}
    assert set(ALLOWED) <= found


def test_messages_of_domains_stand_with_them() -> None:
    """No code that only domains raise stands in the core's catalogue."""
    texts = {path: path.read_text(encoding="utf-8") for path in HOME.rglob("*.py")}
    theirs = []
    for file in (HOME / "core" / "messages").glob("*.toml"):
        for code in tomllib.loads(file.read_text(encoding="utf-8")):
            raised = [p for p, text in texts.items() if f'"{code}"' in text]
            if raised and all({"domains", "actors"} & {*p.relative_to(HOME).parts} for p in raised):
                theirs.append(code)
    assert theirs == []


def test_finding_and_reading_packs_imports_none() -> None:
    code = (
        "import sys; from tinbergen.loop.case import packs; [packs.pack(n) for n in packs.names()];"
        "print([m for m in sys.modules if m.startswith(('tinbergen.domains', 'tinbergen.actors'))"
        " or m == 'scipy'])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
