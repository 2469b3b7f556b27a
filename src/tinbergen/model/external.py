"""Functions of the user's own that a model file calls (``external_function``).

A file only names them; they are given as Python callables. Their derivatives are those of a
companion function where the file names one, else central differences with Dynare's step.

In the expression graph a call of f is the operation ``f()``; ``f()#2`` is its second output,
``f()/1`` its derivative by the first argument, ``f()/1/2`` the one by the first and the second.
"""

from __future__ import annotations

import math
import runpy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tinbergen.core.errors import Location, TinbergenError, did_you_mean
from tinbergen.core.files import is_regular, read_text
from tinbergen.core.text import Text

Function = Callable[..., Any]

#: Step of central differences (Dynare's jacob_element.m and hess_element.m).
STEP = 1e-6
_NO_FILE = Text("it is a folder, a pipe or a device", "它是文件夹、管道或设备")


def is_call(op: str) -> bool:
    """Whether an operation of a graph is a call of an external function."""
    return "()" in op


def called(op: str) -> str:
    """The function that an operation calls."""
    return op.partition("()")[0]


def by_argument(op: str, argument: int) -> str:
    """The derivative of an external operation by one of its arguments, counted from 1.

    Raises
    ------
    TinbergenError
        M141 beyond second derivatives.
    """
    base, *by = op.split("/")
    if len(by) > 1:
        raise TinbergenError("M141", name=called(op))
    return "/".join([base, *map(str, sorted([*map(int, by), argument]))])


@dataclass(frozen=True, slots=True)
class External:
    """A function that a file calls, with what it says of its derivatives.

    ``gradient`` and ``hessian`` name the functions that return them; the empty name is the
    function itself, which then returns them behind its value. ``given`` are the callables by
    name, without which there is no number.
    """

    name: str
    at: Location | None = None
    arguments: int | None = None
    gradient: str | None = None
    hessian: str | None = None
    given: Mapping[str, Function] = field(default_factory=dict)
    _last: dict[str, tuple[tuple[float, ...], Any]] = field(default_factory=dict, compare=False)

    @property
    def missing(self) -> str | None:
        """The first function that is not given; None when all are."""
        wanted = (self.name, self.gradient, self.hessian)
        return next((name for name in wanted if name and name not in self.given), None)

    def bound(self, functions: Mapping[str, Function]) -> External:
        wanted = {self.name, self.gradient, self.hessian}
        own = {name: f for name, f in functions.items() if name in wanted}
        return replace(self, given={**self.given, **own}, _last={})

    def absent(self) -> TinbergenError:
        """What is said where a number is needed and the function is not there."""
        return TinbergenError(
            "M135", at=self.at, hint=did_you_mean(self.missing or self.name, self.given),
            name=self.missing or self.name,
        )  # fmt: skip

    def compute(self, op: str, args: Sequence[float]) -> float:
        """The operation at these arguments; NaN outside the function's domain.

        Raises
        ------
        TinbergenError
            M136 when the function fails, or returns what is no number.
        """
        point = tuple(float(a) for a in args)
        if not all(map(math.isfinite, point)):
            return math.nan
        by = [int(k) - 1 for k in op.split("/")[1:]]
        if not by:
            _, _, output = op.partition("#")
            return self._output(point, int(output or 1) - 1)
        if len(by) == 1:
            return self._slope(point, by[0])
        return self._curvature(point, by[0], by[1])

    def _output(self, point: tuple[float, ...], place: int) -> float:
        result = self._call(self.name, point)
        if isinstance(result, tuple | list):
            result = result[place] if place < len(result) else None
        elif place:
            result = None
        return self._number(result, self.name, point)

    def _slope(self, point: tuple[float, ...], i: int) -> float:
        if self.gradient is not None:
            return self._entry(self.gradient, 1, point, (i,))
        return (self._moved(point, (i, 1)) - self._moved(point, (i, -1))) / (2 * STEP)

    def _curvature(self, point: tuple[float, ...], i: int, j: int) -> float:
        """Abramowitz and Stegun (1965), formulas 25.3.24 and 25.3.27."""
        if self.hessian is not None:
            return self._entry(self.hessian, 2, point, (i, j))
        at, moved = self._output(point, 0), self._moved
        ahead, behind = moved(point, (i, 1)), moved(point, (i, -1))
        if i == j:
            return (ahead - 2 * at + behind) / STEP**2
        ahead += moved(point, (j, 1))
        behind += moved(point, (j, -1))
        both = moved(point, (i, 1), (j, 1)) + moved(point, (i, -1), (j, -1))
        return (both + 2 * at - ahead - behind) / (2 * STEP**2)

    def _moved(self, point: tuple[float, ...], *moves: tuple[int, int]) -> float:
        near = list(point)
        for argument, sign in moves:
            near[argument] += sign * STEP
        return self._output(tuple(near), 0)

    def _entry(
        self, companion: str, place: int, point: tuple[float, ...], index: tuple[int, ...]
    ) -> float:
        """An entry of the gradient or the Hessian that a function returns."""
        found = self._call(companion or self.name, point)
        if found is None:
            return math.nan
        try:
            found = found if companion else found[place]
            if len(index) == 1 and len(found) == 1 and hasattr(found[0], "__len__"):
                found = found[0]
            for k in index:
                found = found[k]
        except (TypeError, IndexError, KeyError):
            if len(point) > 1 or hasattr(found, "__len__"):
                found = None
        return self._number(found, companion or self.name, point)

    def _call(self, name: str, point: tuple[float, ...]) -> Any:
        """What the function returns; the last answer is kept, as outputs are asked one by one."""
        known = self._last.get(name)
        if known is not None and known[0] == point:
            return known[1]
        if name not in self.given:
            raise self.absent()
        try:
            result = self.given[name](*point)
        except (ArithmeticError, ValueError):
            result = math.nan
        except TinbergenError:
            raise
        except Exception as fault:
            raise self._failed(name, point, f"{type(fault).__name__}: {fault}") from fault
        self._last[name] = (point, result)
        return result

    def _number(self, result: Any, name: str, point: tuple[float, ...]) -> float:
        try:
            number = complex(result)
        except (TypeError, ValueError):
            raise self._failed(name, point, f"{result!r:.80}") from None
        return math.nan if number.imag else number.real

    def _failed(self, name: str, point: tuple[float, ...], detail: str) -> TinbergenError:
        shown = ", ".join(f"{x:.6g}" for x in point)
        return TinbergenError("M136", at=self.at, call=f"{name}({shown})", detail=detail)


def functions_of(path: str | Path) -> dict[str, Function]:
    """The functions that a Python file of the user's defines; the file is run.

    Only call this for a file that the user has named for this purpose.

    Raises
    ------
    TinbergenError
        M137 when it is no file, can't be read or fails; C240 when it is larger than ``file_bytes``.
    """
    if Path(path).exists():
        if not is_regular(path):
            raise TinbergenError("M137", file=path, detail=_NO_FILE)
        read_text(path)  # Only for its bounds.
    try:
        defined = runpy.run_path(str(path))
    except (Exception, SystemExit) as fault:
        line = getattr(fault, "lineno", None)
        trace = fault.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == str(path):
                line = trace.tb_lineno
            trace = trace.tb_next
        raise TinbergenError(
            "M137", at=Location(str(path), line), file=path,
            detail=f"{type(fault).__name__}: {fault}",
        ) from fault  # fmt: skip
    return {n: f for n, f in defined.items() if callable(f) and not n.startswith("_")}
