"""Carrying out what a text's directives ask for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from numbers import Real
from pathlib import PurePosixPath
from typing import Any, TypeAlias

from tinbergen.core import limits
from tinbergen.core.errors import Advice, TinbergenError, UnreadableError
from tinbergen.core.progress import checkpoint
from tinbergen.core.text import Text
from tinbergen.model.dynare.lexer import Source
from tinbergen.model.macro.directives import (
    Command,
    Define,
    For,
    If,
    Interpolation,
    Item,
    Line,
    Verbatim,
    read,
)
from tinbergen.model.macro.expressions import compute, condition, elements
from tinbergen.model.macro.lexer import RESERVED
from tinbergen.model.macro.limits import (
    BLOCK_DEPTH,
    BLOCKS,
    VALUE_DEPTH,
    Budget,
    Place,
    too_deep,
)
from tinbergen.model.macro.scope import Function, Scope
from tinbergen.model.macro.values import Array, Tuple, Value, kind, show, weight

#: Reads a file: (path as ``@#include`` gives it, name of the file with ``@#include``) -> its text
#: and its name. It raises an OSError, or C005, when there is no such file.
Include: TypeAlias = Callable[[str, str], tuple[str, str]]

_OUTPUT = Text("the expanded text", "展开后的文本")
_INPUT = Text("the files read", "读入的文件")


@dataclass(frozen=True, slots=True)
class Expanded:
    """A text without macros.

    ``origin[k]`` is the file and the line, from 1, that line ``k`` of ``text.split("\\n")`` comes
    from. ``notes`` are the messages of ``@#echo`` and what was passed over.
    """

    text: str
    origin: tuple[Line, ...]
    notes: tuple[Advice, ...] = ()


def expand(
    text: str,
    name: str,
    *,
    defines: Mapping[str, object] | None = None,
    include: Include | None = None,
) -> Expanded:
    """The text that Dynare's macro processor makes of ``text``, a file called ``name``.

    Macro variables may be given in ``defines``, as booleans, numbers, strings, lists (arrays) and
    tuples. Files are included through ``include`` only; without it there are none.

    Raises
    ------
    TinbergenError
        M080–M119; see ``core/messages/macro.toml``.
    """
    if "@#" not in text and "@{" not in text:
        return Expanded(text, tuple((name, k + 1) for k in range(text.count("\n") + 1)))
    expansion = _Expansion(include)
    for variable, value in (defines or {}).items():
        expansion.define(variable, value)
    return expansion.result(Source(name, text))


class _Output:
    """Pieces of text, and the origin of each line they make."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.origin: list[Line] = []
        self.at_start = True
        self._characters = 0
        self._most, self._most_lines = (
            limits.most("macro_characters"), limits.most("macro_lines")
        )  # fmt: skip

    def write(self, text: str, first: Line, others: tuple[Line, ...], place: Place) -> None:
        """Add text: ``first`` is where it comes from, ``others`` where lines inside it begin."""
        if not text:
            return
        if self.at_start:
            self.origin.append(first)
        self.origin.extend(others)
        self.pieces.append(text)
        self.at_start = text.endswith("\n")
        self._characters += len(text)
        if self._characters > self._most or len(self.origin) > self._most_lines:
            raise _too_much(_OUTPUT, place)


class _Expansion:
    def __init__(self, include: Include | None) -> None:
        self._include = include
        self._budget = Budget()
        self._scope = Scope(self._budget)
        self._output = _Output()
        self._notes: list[Advice] = []
        self._paths: list[str] = []
        self._files: list[str] = []
        self._found: dict[tuple[str, str], tuple[str, list[Item]]] = {}
        self._characters = 0
        self._depth = 0
        self._actions: dict[type, Callable[[Any], None]] = {
            Verbatim: self._verbatim,
            Interpolation: self._interpolation,
            Define: self._define,
            If: self._if,
            For: self._for,
            Command: self._command,
        }
        self._commands: dict[str, Callable[[Value, Place], None]] = {
            "include": self._include_file,
            "includepath": self._include_path,
            "echo": self._echo,
            "error": self._error,
        }

    def define(self, name: str, value: object) -> None:
        """A variable given from outside."""
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) or name.lower() in RESERVED:
            raise TinbergenError("M093", name=name)
        self._scope.variables[name] = self._from_python(name, value)

    def _from_python(self, name: str, value: object, depth: int = 0) -> Value:
        if isinstance(value, str | bool):
            return str(value) if isinstance(value, str) else value
        if isinstance(value, Real):
            return float(value)
        if isinstance(value, list | tuple) and depth < VALUE_DEPTH:
            type_: type[Array] | type[Tuple] = Array if isinstance(value, list) else Tuple
            items = [self._from_python(name, item, depth + 1) for item in value]
            return self._budget.sequence(type_, items, None)
        raise TinbergenError("M117", name=name, type=type(value).__name__)

    def result(self, source: Source) -> Expanded:
        self._files.append(source.name)
        self._run(self._read(source, None))
        output = self._output
        if output.at_start:
            output.origin.append((source.name, source.text.count("\n") + 1))
        return Expanded("".join(output.pieces), tuple(output.origin), tuple(self._notes))

    def _read(self, source: Source, place: Place | None) -> list[Item]:
        self._characters += len(source.text)
        checkpoint()
        if self._characters > limits.most("macro_characters"):
            raise _too_much(_INPUT, place)
        return read(source, self._budget)

    def _run(self, items: list[Item]) -> None:
        for item in items:
            self._budget.spend(1, item.place)
            self._actions[type(item)](item)

    def _nested(self, items: list[Item], place: Place) -> None:
        self._depth += 1
        if self._depth > BLOCK_DEPTH:
            raise too_deep(BLOCKS, BLOCK_DEPTH, place)
        self._run(items)
        self._depth -= 1

    # -- items --------------------------------------------------------------------------------
    def _verbatim(self, item: Verbatim) -> None:
        self._output.write(item.text, item.first, item.others, item.place)

    def _interpolation(self, item: Interpolation) -> None:
        text = self._shown(compute(item.expression, self._scope), item.place)
        others = (item.line,) * text.count("\n", 0, max(len(text) - 1, 0))
        self._output.write(text, item.line, others, item.place)

    def _shown(self, value: Value, place: Place) -> str:
        self._budget.spend(weight(value), place)
        return show(value)

    def _define(self, item: Define) -> None:
        if isinstance(item.value, Function):
            self._scope.define_function(item.name, item.value, item.place)
        else:
            self._scope.define(item.name, compute(item.value, self._scope), item.place)

    def _if(self, item: If) -> None:
        for held, items in item.branches:
            if condition(held, self._scope):
                self._nested(items, item.place)
                return

    def _for(self, item: For) -> None:
        array = compute(item.among, self._scope)
        for element in elements(array, item.among.place):
            self._budget.spend(1, item.place)
            item.target.bind(element, self._scope)
            self._nested(item.body, item.place)

    def _command(self, item: Command) -> None:
        if item.argument is None:
            self._note("M113", {}, item.place)
        else:
            self._commands[item.word](compute(item.argument, self._scope), item.place)

    # -- commands -----------------------------------------------------------------------------
    def _note(self, code: str, facts: dict[str, Any], place: Place) -> None:
        # Finding a line costs time in proportion to the file.
        self._budget.spend(1 + len(place.source.text) // 100, place)
        self._notes.append(Advice(code, facts, place.locate()))

    def _echo(self, value: Value, place: Place) -> None:
        self._note("M112", {"message": self._shown(value, place)}, place)

    def _error(self, value: Value, place: Place) -> None:
        raise TinbergenError("M111", at=place.locate(), message=self._shown(value, place))

    def _include_path(self, value: Value, place: Place) -> None:
        path = _path(value, place)
        if path not in self._paths:
            self._paths.append(path)

    def _include_file(self, value: Value, place: Place) -> None:
        name, items = self._file(_path(value, place), place)
        if name in self._files:
            chain = " → ".join([*self._files[self._files.index(name) :], name])
            raise TinbergenError("M110", at=place.locate(), name=name, chain=chain)
        self._files.append(name)
        self._nested(items, place)
        self._files.pop()
        if not self._output.at_start:
            line = self._output.origin[-1]
            self._output.write("\n", line, (), place)

    def _file(self, path: str, place: Place) -> tuple[str, list[Item]]:
        """The file's name and what it asks for; each file is read once."""
        if self._include is None:
            raise TinbergenError("M109", at=place.locate(), name=path)
        asker = place.source.name
        tried = [path, *(str(PurePosixPath(folder) / path) for folder in self._paths)]
        for candidate in tried:
            if (candidate, asker) in self._found:
                return self._found[candidate, asker]
            try:
                text, name = self._include(candidate, asker)
            except OSError:
                continue
            except UnreadableError:
                continue
            except TinbergenError as fault:
                fault.at = fault.at or place.locate()
                raise
            found = name, self._read(Source(name, text), place)
            self._found[candidate, asker] = found
            return found
        raise TinbergenError("M108", at=place.locate(), name=path, tried=", ".join(tried))


def _path(value: Value, place: Place) -> str:
    if not isinstance(value, str):
        raise TinbergenError("M119", at=place.locate(), kind=kind(value))
    return value


def _too_much(what: Text, place: Place | None) -> TinbergenError:
    return TinbergenError(
        "M115", at=place and place.locate(), what=what,
        characters=f"{limits.most('macro_characters'):,}", lines=f"{limits.most('macro_lines'):,}",
    )  # fmt: skip
