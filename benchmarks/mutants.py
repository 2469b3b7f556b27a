"""Mutants: one thing is wrong in a copy of the program, and a test has to notice.

``python -m benchmarks.mutants`` draws 300 mutants of loop/, engine/control and statistics/forecast
with a seed and runs the tests that mirror each one's module, one after the other. Outcomes stand in
a file, a line each, so that a run that was stopped goes on where it was, and what was drawn stays
drawn while the program around it changes; ``--only`` and ``--list`` help to look at survivors. A
mutant is killed when a test fails or takes too long.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = Path("src/tinbergen")
PLACES = ("loop", "engine/control", "statistics/forecast")
#: Outcomes, a line each.
RESULTS = ROOT / "benchmarks" / "mutants_results.jsonl"
#: Test files that are run for one mutant at most.
_MOST_FILES = 5
#: What a copy of the program does without.
_NOT_COPIED = (".git", ".venv", "out", "build", "__pycache__", ".*_cache")
#: A mutant may take this many times as long as the program itself, and some seconds.
_PATIENCE, _GRACE = 3.0, 15.0

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_REVERSED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult, ast.Pow: ast.Mult, ast.Mod: ast.Mult, ast.MatMult: ast.Mult,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """``old`` at bytes ``start`` to ``end`` of ``file`` becomes ``new``; ``line`` counts from 1."""

    file: str
    line: int
    start: int
    end: int
    kind: str
    old: str
    new: str

    def applied(self, source: bytes) -> bytes:
        return source[: self.start] + self.new.encode() + source[self.end :]

    def difference(self, source: bytes) -> str:
        before, after = (s.decode().splitlines() for s in (source, self.applied(source)))
        lines = difflib.unified_diff(before, after, lineterm="", n=0)
        return "\n".join(line for line in list(lines)[2:] if not line.startswith("@@"))


class _Sites(ast.NodeVisitor):
    """Every place of a module where something can be made wrong; annotations and types are none."""

    def __init__(self, file: str, source: bytes) -> None:
        self.file, self.source, self.found = file, source, list[Mutant]()
        self.lines = [0]
        for line in source.splitlines(keepends=True):
            self.lines.append(self.lines[-1] + len(line))

    def add(self, node: ast.expr | ast.stmt, kind: str, new: str) -> None:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        start = self.lines[node.lineno - 1] + node.col_offset
        end = self.lines[node.end_lineno - 1] + node.end_col_offset
        old = self.source[start:end].decode()
        self.found.append(Mutant(self.file, node.lineno, start, end, kind, old, new))

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_arg(self, node: ast.arg) -> None:
        pass

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        for each in (*node.args.defaults, *filter(None, node.args.kw_defaults), *node.body):
            self.visit(each)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        for each in node.body:
            self.visit(each)

    def visit_If(self, node: ast.If) -> None:
        if ast.unparse(node.test) == "TYPE_CHECKING":
            return
        self.add(node.test, "condition", f"not ({ast.unparse(node.test)})")
        self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        self.add(node.test, "condition", f"(not ({ast.unparse(node.test)}))")
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        value = node.value
        if isinstance(value, bool):
            self.add(node, "constant", str(not value))
        elif isinstance(value, int | float):
            for new in (value + 1, value - 1) if isinstance(value, int) else (value * 2 or 1.0,):
                self.add(node, "constant", f"({new!r})" if new < 0 else repr(new))

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        pass

    def visit_Compare(self, node: ast.Compare) -> None:
        for k, op in enumerate(node.ops):
            ops = [*node.ops[:k], _COMPARED[type(op)](), *node.ops[k + 1 :]]
            changed = ast.Compare(node.left, ops, node.comparators)
            self.add(node, "comparison", f"({ast.unparse(changed)})")
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        other = _REVERSED.get(type(node.op))
        if other is not None and not _is_text(node):
            changed = ast.BinOp(node.left, other(), node.right)
            self.add(node, "arithmetic", f"({ast.unparse(changed)})")
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        self.add(node, "boolean", f"({ast.unparse(ast.BoolOp(other, node.values))})")
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        if isinstance(node.op, ast.USub | ast.Invert | ast.Not):
            self.add(node, "sign", f"({ast.unparse(node.operand)})")
        self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        if isinstance(node.value, ast.Call):
            self.add(node, "statement", "pass")
        if not isinstance(node.value, ast.Constant):
            self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self.add(node, "statement", "pass")
        self.generic_visit(node)

    def visit_Raise(self, node: ast.Raise) -> None:
        self.add(node, "statement", "pass")


def _is_text(node: ast.BinOp) -> bool:
    """Whether a sum plainly joins texts or types."""
    ends = (node.left, node.right)
    return any(isinstance(e, ast.JoinedStr) for e in ends) or any(
        isinstance(e, ast.Constant) and isinstance(e.value, str) for e in ends
    )


def sites(file: str, source: bytes) -> list[Mutant]:
    """All mutants of a module that are valid Python."""
    visitor = _Sites(file, source)
    visitor.visit(ast.parse(source))
    return [m for m in visitor.found if _valid(m.applied(source))]


def _valid(source: bytes) -> bool:
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


def drawn(count: int, seed: int, places: tuple[str, ...] = PLACES) -> list[Mutant]:
    """Mutants of some folders: first the module, by its length, then the place in it."""
    files = sorted(p for place in places for p in (ROOT / SOURCE / place).rglob("*.py"))
    found = {p: sites(str(p.relative_to(ROOT)), p.read_bytes()) for p in files}
    every = [m for p in files for m in found[p]]
    rng = random.Random(seed)
    return rng.sample(every, min(count, len(every)))


@cache
def _texts() -> dict[str, str]:
    tests = sorted((ROOT / "tests").rglob("test_*.py"))
    return {str(t.relative_to(ROOT)): t.read_text(encoding="utf-8") for t in tests}


@cache
def tests_of(file: str) -> tuple[str, ...]:
    """The module's mirror, then tests that import it; without any near it, those of its users."""
    inside = Path(file).relative_to(SOURCE)
    folder = f"{Path('tests') / inside.parent}/"
    mirror = f"{folder}test_{inside.name}"
    if mirror in _texts():
        return (mirror, *(t for t in _importing(file) if t != mirror))[:_MOST_FILES]
    found, seen, users = _importing(file), {file}, [file]
    while users and not any(t.startswith(folder) for t in found):
        users = [u for each in users for u in _users(each) if u not in seen]
        seen.update(users)
        inner = (Path(u).relative_to(SOURCE) for u in users)
        mirrors = [f"{Path('tests') / u.parent}/test_{u.name}" for u in inner]
        found += [m for m in mirrors if m in _texts()]
        found += [t for user in users for t in _importing(user)]
    found.sort(key=lambda test: not test.startswith(folder))
    return tuple(dict.fromkeys(found))[:_MOST_FILES]


def _imports(file: str) -> re.Pattern[str]:
    inside = Path(file).relative_to(SOURCE)
    package, module = re.escape(".".join(("tinbergen", *inside.parent.parts))), inside.stem
    listed = r"import (?:\([^)]*|[^\n(]*)"
    return re.compile(rf"from {package}\.{module} import|from {package} {listed}\b{module}\b")


def _importing(file: str) -> list[str]:
    imports = _imports(file)
    return [test for test, text in _texts().items() if imports.search(text)]


@cache
def _users(file: str) -> tuple[str, ...]:
    """Modules that import a module."""
    imports = _imports(file)
    return tuple(user for user, text in _sources().items() if imports.search(text))


@cache
def _sources() -> dict[str, str]:
    files = sorted((ROOT / SOURCE).rglob("*.py"))
    return {str(f.relative_to(ROOT)): f.read_text(encoding="utf-8") for f in files}


class Copy:
    """A copy of the program and its tests, in which mutants stand one at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        leave = shutil.ignore_patterns(*_NOT_COPIED)
        shutil.copytree(ROOT, folder, ignore=leave, dirs_exist_ok=True)
        shared = Path(os.environ.get("TINBERGEN_SHARED", ROOT / "../shared"))
        self.environment = {
            **os.environ,
            "PYTHONPATH": str(folder / "src"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "OPENBLAS_NUM_THREADS": "1",
            "TINBERGEN_SHARED": str((ROOT / shared).resolve()),
        }
        self.usual: dict[tuple[str, ...], float] = {}

    def passes(self, tests: tuple[str, ...], limit: float) -> bool | None:
        """Whether the tests pass; None when they take longer than ``limit`` seconds."""
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
        started = subprocess.Popen(
            command, cwd=self.folder, env=self.environment, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            return started.wait(limit) == 0
        except subprocess.TimeoutExpired:
            return None
        finally:
            if started.poll() is None:
                os.killpg(started.pid, 9)
                started.wait()

    def outcome(self, mutant: Mutant) -> tuple[str, float]:
        """killed, killed (time), survived, untested or broken tests; and the seconds it took."""
        tests = tests_of(mutant.file)
        if not tests:
            return "untested", 0.0
        if tests not in self.usual:
            begun = time.monotonic()
            if not self.passes(tests, 600):
                return "tests fail without it", time.monotonic() - begun
            self.usual[tests] = time.monotonic() - begun
        place = self.folder / mutant.file
        source = place.read_bytes()
        place.write_bytes(mutant.applied(source))
        begun = time.monotonic()
        try:
            passed = self.passes(tests, _PATIENCE * self.usual[tests] + _GRACE)
        finally:
            place.write_bytes(source)
        word = {True: "survived", False: "killed", None: "killed (time)"}[passed]
        return word, time.monotonic() - begun


def known(results: Path) -> dict[str, dict[str, object]]:
    """Outcomes that stand in the file, by mutant."""
    if not results.exists():
        return {}
    rows = (json.loads(line) for line in results.read_text(encoding="utf-8").splitlines())
    return {_key(row): row for row in rows}


def _key(row: dict[str, object]) -> str:
    """A mutant by what it changes: it stays the same where lines above it move."""
    return json.dumps([row[k] for k in ("file", "kind", "old", "new", "text")])


def _row(mutant: Mutant) -> dict[str, object]:
    text = mutant.difference((ROOT / mutant.file).read_bytes())
    return {**asdict(mutant), "text": text}


def chosen(count: int, seed: int, known: dict[str, dict[str, object]]) -> list[Mutant]:
    """Mutants of the file that still are in the program, and as many drawn as lack to a count."""
    files = {str(row["file"]) for row in known.values()}
    there = {
        file: [(_key(_row(m)), m) for m in sites(file, (ROOT / file).read_bytes())]
        for file in files
        if (ROOT / file).is_file()
    }
    kept = []
    for key, row in known.items():
        same = [m for name, m in there.get(str(row["file"]), ()) if name == key]
        kept += sorted(same, key=lambda m, row=row: abs(m.line - int(str(row["line"]))))[:1]
    lack = max(0, count - len(kept))
    more = [m for m in drawn(count, seed) if _key(_row(m)) not in known] if lack else []
    return kept + more[:lack]


def _waiting(mutants: list[Mutant], done: dict[str, dict[str, object]]) -> Iterator[Mutant]:
    return (m for m in mutants if _key(_row(m)) not in done)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=600.0, help="stop after so many")
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--only", default="", help="files whose path contains this")
    parser.add_argument("--again", action="store_true", help="run again what was not killed")
    parser.add_argument("--list", action="store_true", help="say what the file holds, run nothing")
    asked = parser.parse_args()
    done = known(asked.results)
    mutants = [m for m in chosen(asked.count, asked.seed, done) if asked.only in m.file]
    if asked.again:
        done = {k: r for k, r in done.items() if str(r["outcome"]).startswith("killed")}
    asked.results.parent.mkdir(parents=True, exist_ok=True)
    ends = time.monotonic() + 60 * asked.minutes
    with tempfile.TemporaryDirectory() as folder:
        copy = None if asked.list else Copy(Path(folder))
        for mutant in [] if copy is None else _waiting(mutants, done):
            if time.monotonic() > ends:
                break
            assert copy is not None
            outcome, seconds = copy.outcome(mutant)
            row = {**_row(mutant), "outcome": outcome, "seconds": round(seconds, 1)}
            done[_key(row)] = row
            with asked.results.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
            print(f"{outcome:14} {mutant.file}:{mutant.line} {mutant.kind} {seconds:.0f} s")
            if outcome != "killed":
                print(row["text"], flush=True)
    here = [done[k] for k in map(_key, map(_row, mutants)) if k in done]
    counts = Counter(str(row["outcome"]) for row in here)
    print(f"{len(here)} of {len(mutants)}: " + ", ".join(f"{n} {w}" for w, n in counts.items()))
    if asked.list:
        for row in here:
            if not str(row["outcome"]).startswith("killed"):
                print(f"\n{row['file']}:{row['line']} {row['kind']}, {row['outcome']}")
                print(row["text"])


if __name__ == "__main__":
    main()
