"""Numbers of MATLAB's lines, computed by walking their trees: nothing is ever executed.

Names live in a :class:`Place`, which also stands for Dynare's structures. What a statement does is
kept apart until all of it is done, so that a line understood in part changes nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from tinbergen.core import limits
from tinbergen.model.dynare.matlab.matlab_entries import entry_of, with_entry
from tinbergen.model.dynare.matlab.matlab_functions import (
    FUNCTIONS,
    NotKnownError,
    Value,
    bounded,
    matrix,
    number,
    scalar,
    text,
)
from tinbergen.model.dynare.matlab.matlab_operations import OPERATIONS
from tinbergen.model.dynare.matlab.matlab_tree import (
    All,
    Assign,
    Call,
    Expression,
    Field,
    For,
    If,
    Ignored,
    Index,
    Jump,
    Matrix,
    Name,
    Number,
    Operation,
    Range,
    Step,
    String,
    While,
)

_CONSTANTS = {"pi": math.pi, "Inf": math.inf, "inf": math.inf, "eps": 2.220446049250313e-16,
              "NaN": math.nan, "nan": math.nan, "true": 1.0, "false": 0.0}  # fmt: skip
#: Dynare's structures, whose fields a place knows by their full names.
STRUCTURES = frozenset({"M_", "oo_", "options_"})
#: Statements with an effect: what they set, by name and value.
_SETTERS = {"set_param_value": "parameter", "set_shock_stderr_value": "stderr"}


class Place(Protocol):
    """Where names have values: a file as it is read, or a run of it."""

    def known(self, name: str) -> Value | None:
        """The value of a name, or of a field such as ``M_.params``; None when not known."""

    def unsure(self) -> bool:
        """Whether a name that is not known may be one all the same."""


@dataclass
class Done:
    """What statements have set.

    ``names`` are values by name or by structure's field, in order. ``entries`` are what was set in
    fields: (field, indices). ``settings`` are (kind, name, value) of functions that set something.
    """

    names: dict[str, Value] = field(default_factory=dict)
    entries: list[tuple[str, tuple[Value, ...]]] = field(default_factory=list)
    settings: list[tuple[str, str, float]] = field(default_factory=list)


class _JumpError(Exception):
    def __init__(self, word: str) -> None:
        self.word = word


def carry_out(steps: tuple[Step, ...], place: Place) -> Done:
    """What the statements set.

    Raises
    ------
    NotKnownError
        When one of them needs what is not known, or goes on too long.
    """
    walk = _Walk(place)
    try:
        with np.errstate(all="ignore"):
            walk.carry_out(steps)
    except (_JumpError, ValueError, IndexError, TypeError, MemoryError, ArithmeticError) as fault:
        raise NotKnownError from fault
    return walk.done


def value_of(expression: Expression, place: Place) -> Value:
    """The value of an expression; raises :class:`NotKnownError`."""
    try:
        with np.errstate(all="ignore"):
            return _Walk(place).value(expression)
    except (ValueError, IndexError, TypeError, MemoryError, ArithmeticError) as fault:
        raise NotKnownError from fault


def holds(value: Value) -> bool:
    """Whether a condition of this value holds: nothing in it is zero."""
    x = matrix(value)
    if np.isnan(x).any():
        raise NotKnownError
    return bool(x.size and np.all(x))


def assigned(steps: tuple[Step, ...]) -> set[str]:
    """Names and fields that statements may set."""
    found: set[str] = set()
    for step in steps:
        match step:
            case Assign(target=target):
                found.add(_path(target) or "")
            case For(name=name, body=body):
                found |= {name, *assigned(body)}
            case While(body=body):
                found |= assigned(body)
            case If(branches=branches):
                for _, body in branches:
                    found |= assigned(body)
    return found - {""}


def called(steps: tuple[Step, ...]) -> set[str]:
    """Names that stand alone as statements, or are called so."""
    found: set[str] = set()
    for step in steps:
        match step:
            case Call(expression=Name(text=name) | Index(base=Name(text=name))):
                found.add(name)
            case For(body=body) | While(body=body):
                found |= called(body)
            case If(branches=branches):
                for _, body in branches:
                    found |= called(body)
    return found


def _path(target: Expression) -> str | None:
    """``M_.params`` of ``M_.params(3)``."""
    while isinstance(target, Index):
        target = target.base
    names = []
    while isinstance(target, Field):
        names.append(target.name)
        target = target.base
    return ".".join([target.text, *reversed(names)]) if isinstance(target, Name) else None


class _Walk:
    """One walk over a tree, with what it has set so far."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self.done = Done()
        self._left = limits.most("matlab_work")
        #: The matrix within whose index the walk is, its sides, and which of them.
        self._inside: list[tuple[Value, int, int]] = []

    # -- statements -----------------------------------------------------------------------------
    def carry_out(self, steps: tuple[Step, ...]) -> None:
        for step in steps:
            self._count()
            match step:
                case Assign():
                    self._assign(step.target, self.value(step.value))
                case Call():
                    self._call(step.expression)
                case If():
                    self._choose(step)
                case For():
                    self._loop(step)
                case While():
                    while holds(self.value(step.condition)):
                        self._count()
                        if not self._round(step.body):
                            break
                case Jump(word=word):
                    raise _JumpError(word)
                case Ignored(word=word):
                    if word in ("error", "return"):
                        raise NotKnownError

    def _count(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise NotKnownError

    def _choose(self, step: If) -> None:
        for condition, body in step.branches:
            if condition is None or holds(self.value(condition)):
                self.carry_out(body)
                return

    def _loop(self, step: For) -> None:
        over = self.value(step.over)
        columns: list[Value] = (
            [over[:, [k]] for k in range(over.shape[1])]
            if isinstance(over, np.ndarray)
            else [[entry] for entry in over]
        )
        for column in columns:
            self._count()
            self.done.names[step.name] = column
            if not self._round(step.body):
                break

    def _round(self, body: tuple[Step, ...]) -> bool:
        """One round of a loop; whether there are to be more."""
        try:
            self.carry_out(body)
        except _JumpError as jump:
            return jump.word == "continue"
        return True

    def _call(self, expression: Expression) -> None:
        if isinstance(expression, Index) and isinstance(expression.base, Name):
            kind = _SETTERS.get(expression.base.text)
            if kind is not None and len(expression.args) == 2:
                name, given = (self.value(arg) for arg in expression.args)
                if isinstance(name, list) and len(name) == 1:
                    name = name[0]
                self.done.settings.append((kind, text(name), number(given)))
                if kind == "parameter":
                    self.done.names[text(name)] = given
                return
        if isinstance(expression, Name) and self._known(expression.text) is None:
            raise NotKnownError
        self.value(expression)

    def _assign(self, target: Expression, value: Value) -> None:
        if isinstance(target, Index):
            path = _path(target.base)
            if path is None or isinstance(target.base, Index):
                raise NotKnownError
            before = self._known(path)
            if before is None:
                # A matrix may begin with one of its entries.
                if path.partition(".")[0] in STRUCTURES or self._place.unsure():
                    raise NotKnownError
                before = [] if target.cell else np.zeros((0, 0))
            places = tuple(
                self._index(arg, before, k, len(target.args)) for k, arg in enumerate(target.args)
            )
            self.done.names[path] = with_entry(before, places, value, target.cell)
            self.done.entries.append((path, places))
            return
        path = _path(target)
        if path is None:
            raise NotKnownError
        self.done.names[path] = value
        self.done.entries.append((path, ()))

    # -- expressions ----------------------------------------------------------------------------
    def value(self, expression: Expression) -> Value:
        match expression:
            case Number(value=value):
                return scalar(value)
            case String(text=written):
                return written
            case Name() | Field():
                return self._named(expression)
            case All(last=last):
                return self._end() if last else ":"
            case Operation():
                return self._operation(expression)
            case Range():
                return self._range(expression)
            case Matrix():
                return self._matrix(expression)
            case Index():
                return self._indexed(expression)

    def _known(self, name: str) -> Value | None:
        return self.done.names[name] if name in self.done.names else self._place.known(name)

    def _named(self, expression: Name | Field) -> Value:
        path = _path(expression)
        if path is None:
            raise NotKnownError
        found = self._known(path)
        if found is None and path in _CONSTANTS:
            return scalar(_CONSTANTS[path])
        if found is None:
            raise NotKnownError
        return found

    def _end(self) -> Value:
        if not self._inside:
            raise NotKnownError
        value, side, sides = self._inside[-1]
        if sides == 1:
            return scalar(value.size if isinstance(value, np.ndarray) else len(value))
        return scalar(matrix(value).shape[side])

    def _operation(self, expression: Operation) -> Value:
        # Sums and products lean to the left: a long one is no deep one.
        chain = [expression]
        while isinstance(first := chain[-1].args[0], Operation):
            chain.append(first)
        value = self.value(first)
        for each in reversed(chain):
            value = self._applied(each, value)
        return value

    def _applied(self, expression: Operation, left: Value) -> Value:
        """An operation's value, that of its first operand given."""
        op = expression.op
        if op == "&&" and not holds(left):
            return scalar(0)
        if op == "||" and holds(left):
            return scalar(1)
        args = [left, *(self.value(arg) for arg in expression.args[1:])]
        if op == "'" and isinstance(left, list):
            return left
        operands = [matrix(arg) for arg in args]
        bounded(*(max(x.shape[side] for x in operands) for side in (0, 1)))
        return OPERATIONS[op](*operands)

    def _range(self, expression: Range) -> Value:
        first = number(self.value(expression.first))
        step = 1.0 if expression.step is None else number(self.value(expression.step))
        last = number(self.value(expression.last))
        if step == 0 or not all(map(math.isfinite, (first, step, last))):
            raise NotKnownError
        count = bounded(1, math.floor((last - first) / step * (1 + 1e-15) + 1e-10) + 1)[1]
        return np.asarray(first + step * np.arange(count), float)[None, :]

    def _matrix(self, expression: Matrix) -> Value:
        rows = [[self.value(entry) for entry in row] for row in expression.rows]
        entries = [entry for row in rows for entry in row]
        if expression.cell:
            return entries
        if entries and all(isinstance(entry, str) for entry in entries):
            if len(rows) > 1:
                raise NotKnownError
            return "".join(map(text, entries))
        if entries and any(isinstance(entry, list) for entry in entries):
            return [x for entry in entries for x in (entry if isinstance(entry, list) else [entry])]
        parts = [[matrix(entry) for entry in row if matrix(entry).size] for row in rows]
        blocks = [np.hstack(row) for row in parts if row]
        return np.vstack(blocks) if blocks else np.zeros((0, 0))

    def _indexed(self, expression: Index) -> Value:
        path = _path(expression.base) if not isinstance(expression.base, Index) else None
        found = self._known(path) if path is not None else self.value(expression.base)
        if found is None:
            if not isinstance(expression.base, Name) or expression.cell:
                raise NotKnownError
            return self._function(expression.base.text, expression.args)
        sides = len(expression.args)
        places = tuple(self._index(arg, found, k, sides) for k, arg in enumerate(expression.args))
        return entry_of(found, places, expression.cell) if places else found

    def _index(self, argument: Expression, of: Value, side: int, sides: int) -> Value:
        if isinstance(argument, All) and not argument.last:
            return ":"
        self._inside.append((of, side, sides))
        try:
            return self.value(argument)
        finally:
            self._inside.pop()

    def _function(self, name: str, args: tuple[Expression, ...]) -> Value:
        if name in ("exist", "isvarname"):
            wanted = text(self.value(args[0]))
            if self._known(wanted) is None:
                raise NotKnownError
            return scalar(1)
        if name == "get_param_by_name":
            listed, values = self._known("M_.param_names"), self._known("M_.params")
            wanted = text(self.value(args[0]))
            if not isinstance(listed, list) or values is None or wanted not in listed:
                raise NotKnownError
            return scalar(float(matrix(values).ravel()[listed.index(wanted)]))
        function = FUNCTIONS.get(name)
        if function is None:
            raise NotKnownError
        found = function(*(self.value(arg) for arg in args))
        if isinstance(found, np.ndarray) and found.size > limits.most("matlab_cells"):
            raise NotKnownError
        return found
