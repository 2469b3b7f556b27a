"""Expression graphs as LLVM assembly: straight-line code, each shared node computed once."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tinbergen.model.expression import COMPARISONS, Graph, Node, Variable
from tinbergen.model.external import is_call

#: A value in generated code: a known number or the name of a register.
Value = float | str

_INTRINSICS = {"exp": "llvm.exp.f64", "log": "llvm.log.f64", "log10": "llvm.log10.f64",
               "sqrt": "llvm.sqrt.f64", "abs": "llvm.fabs.f64", "sin": "llvm.sin.f64",
               "cos": "llvm.cos.f64"}  # fmt: skip
_LIBRARY = ("erf", "erfc", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh")
_ARITHMETIC = {"+": "fadd", "-": "fsub", "*": "fmul", "/": "fdiv"}
_COMPARE = {"<": "olt", "<=": "ole", ">": "ogt", ">=": "oge", "==": "oeq", "!=": "une"}
_HALF_ROOT = 0.7071067811865476
_DENSITY_0 = 0.3989422804014327


def declarations() -> str:
    """The functions that generated code may call."""
    names = [*_INTRINSICS.values(), *_LIBRARY]
    lines = [f"declare double @{name}(double)" for name in names]
    lines.append("declare double @llvm.pow.f64(double, double)")
    return "\n".join(lines)


def symbol(op: str) -> str:
    """The name under which generated code calls an external function."""
    return "external_" + op.replace("()", "").replace("/", ".").replace("#", "..")


def literal(value: Value) -> str:
    """A value as LLVM writes it; numbers as their exact bits."""
    if isinstance(value, str):
        return value
    return f"0x{struct.unpack('<Q', struct.pack('<d', value))[0]:016X}"


@dataclass(slots=True)
class Emitter:
    """Collects instructions. ``column`` and ``parameter`` place the leaves in memory.

    A variable dated ``lag`` lies at ``%row[lag * width + column]``, a parameter at
    ``%P[parameter]``.
    """

    graph: Graph
    column: Mapping[str, int]
    parameter: Mapping[str, int]
    width: int
    lines: list[str] = field(default_factory=list)
    _count: int = 0

    def register(self, instruction: str) -> str:
        self._count += 1
        name = f"%v{self._count}"
        self.lines.append(f"  {name} = {instruction}")
        return name

    def address(self, pointer: str, offset: int) -> str:
        return self.register(f"getelementptr double, ptr {pointer}, i64 {offset}")

    def load(self, pointer: str, offset: int) -> str:
        return self.register(f"load double, ptr {self.address(pointer, offset)}")

    def store(self, value: Value, pointer: str, offset: int) -> None:
        target = self.address(pointer, offset)
        self.lines.append(f"  store double {literal(value)}, ptr {target}")

    def arithmetic(self, op: str, a: Value, b: Value) -> Value:
        """``a op b``, folded where the numbers are known."""
        if op == "*" and (a == 0.0 or b == 0.0):
            return 0.0
        if op == "*" and a == 1.0:
            return b
        if op in "*/" and b == 1.0:
            return a
        if op in "+-" and b == 0.0:
            return a
        if op == "+" and a == 0.0:
            return b
        if isinstance(a, float) and isinstance(b, float) and not (op == "/" and b == 0.0):
            return {"+": a + b, "-": a - b, "*": a * b, "/": a / b if b else a}[op]
        if (op == "-" and a == 0.0) or (op == "*" and a == -1.0):
            return self.register(f"fneg double {literal(b)}")
        if op in "*/" and b == -1.0:
            return self.register(f"fneg double {literal(a)}")
        return self.register(f"{_ARITHMETIC[op]} double {literal(a)}, {literal(b)}")

    def call(self, function: str, *args: Value) -> str:
        listed = ", ".join(f"double {literal(a)}" for a in args)
        return self.register(f"call double @{function}({listed})")

    def select(self, condition: str, a: Value, b: Value) -> str:
        return self.register(f"select i1 {condition}, double {literal(a)}, double {literal(b)}")

    def compare(self, op: str, a: Value, b: Value) -> str:
        return self.register(f"fcmp {_COMPARE[op]} double {literal(a)}, {literal(b)}")

    def compute(self, nodes: Iterable[Node], known: dict[Node, Value]) -> None:
        """Emit ``nodes``, given in evaluation order, into ``known`` where they are not yet."""
        for node in nodes:
            if node not in known:
                known[node] = self._node(node, known)

    def _node(self, node: Node, known: Mapping[Node, Value]) -> Value:
        leaf = self.graph.leaves.get(node)
        if isinstance(leaf, float):
            return leaf
        if isinstance(leaf, Variable):
            return self.load("%row", leaf.lag * self.width + self.column[leaf.name])
        if leaf is not None:
            return self.load("%P", self.parameter[leaf])
        op = self.graph.ops[node]
        args = [known[a] for a in self.graph.args[node]]
        return self._operation(op, args)

    def _operation(self, op: str, args: list[Value]) -> Value:
        if op in _ARITHMETIC:
            return self.arithmetic(op, *args)
        if is_call(op):
            return self.call(symbol(op), *args)
        if op == "neg":
            return self.arithmetic("*", -1.0, args[0])
        if op == "^":
            return self._power(*args)
        if op in _INTRINSICS:
            return self.call(_INTRINSICS[op], *args)
        if op in _LIBRARY:
            return self.call(op, *args)
        if op in COMPARISONS:
            return self.select(self.compare(op, *args), 1.0, 0.0)
        if op in ("max", "min"):
            first = self.compare(">=" if op == "max" else "<=", *args)
            listed = ", ".join(literal(a) for a in args)
            unknown = self.register(f"fcmp uno double {listed}")
            return self.select(unknown, float("nan"), self.select(first, *args))
        if op == "sign":
            positive = self.select(self.compare(">", args[0], 0.0), 1.0, 0.0)
            return self.select(self.compare("<", args[0], 0.0), -1.0, positive)
        if op == "normcdf":
            scaled = self.arithmetic("*", args[0], -_HALF_ROOT)
            return self.arithmetic("*", self.call("erfc", scaled), 0.5)
        if op == "normpdf":
            square = self.arithmetic("*", args[0], args[0])
            power = self.call("llvm.exp.f64", self.arithmetic("*", square, -0.5))
            return self.arithmetic("*", power, _DENSITY_0)
        raise ValueError(f"no code for the operation {op}")

    def _power(self, base: Value, exponent: Value) -> Value:
        """Small whole powers by multiplication: they are exact and cheap."""
        if isinstance(exponent, float) and exponent in (2.0, 3.0, -1.0, -2.0, 0.5):
            if exponent == 0.5:
                return self.call("llvm.sqrt.f64", base)
            power = self.arithmetic("*", base, base) if abs(exponent) > 1 else base
            if abs(exponent) == 3.0:
                power = self.arithmetic("*", power, base)
            return power if exponent > 0 else self.arithmetic("/", 1.0, power)
        return self.call("llvm.pow.f64", base, exponent)
