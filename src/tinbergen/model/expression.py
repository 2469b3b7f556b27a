"""Expressions as one graph: equal expressions are one node, however often they are written.

A node is an integer. Its arguments always have smaller numbers, so node order is evaluation order
and a pass over the graph is a loop, never a recursion. Constructors fold constants and drop
neutral elements, nothing more: what the modeller wrote stays recognisable.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tinbergen.model import external

Node = int

#: Functions of one argument that model files may call; ``ln`` is ``log``.
FUNCTIONS1 = ("exp", "log", "log10", "sqrt", "abs", "sign", "normcdf", "normpdf", "erf",
              "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh")  # fmt: skip
#: Functions of two arguments.
FUNCTIONS2 = ("max", "min")
#: Comparisons; true is 1, false is 0.
COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable dated ``lag`` periods from now: negative is past, positive is future."""

    name: str
    lag: int = 0

    def __str__(self) -> str:
        return f"{self.name}({self.lag:+d})" if self.lag else self.name


@dataclass(slots=True)
class Graph:
    """Operations and arguments of all nodes; grows, never changes.

    ``externals`` are the functions of the user's own that nodes may call, by name.
    """

    ops: list[str] = field(default_factory=list)
    args: list[tuple[Node, ...]] = field(default_factory=list)
    leaves: dict[Node, float | Variable | str] = field(default_factory=dict)
    externals: dict[str, external.External] = field(default_factory=dict)
    _known: dict[tuple[object, ...], Node] = field(default_factory=dict)

    def _intern(self, op: str, args: tuple[Node, ...], leaf: float | Variable | str | None) -> Node:
        key = (op, args, leaf)
        node = self._known.get(key)
        if node is None:
            node = self._known[key] = len(self.ops)
            self.ops.append(op)
            self.args.append(args)
            if leaf is not None:
                self.leaves[node] = leaf
        return node

    # -- leaves -------------------------------------------------------------------------------
    def number(self, value: float) -> Node:
        return self._intern("number", (), float(value))

    def variable(self, name: str, lag: int = 0) -> Node:
        return self._intern("variable", (), Variable(name, lag))

    def parameter(self, name: str) -> Node:
        return self._intern("parameter", (), name)

    def value(self, node: Node) -> float | None:
        """The number a node is, or None when it is not constant."""
        leaf = self.leaves.get(node)
        return leaf if isinstance(leaf, float) else None

    # -- operations ---------------------------------------------------------------------------
    def add(self, a: Node, b: Node) -> Node:
        x, y = self.value(a), self.value(b)
        if x is not None and y is not None:
            return self.number(x + y)
        if x == 0.0:
            return b
        if y == 0.0:
            return a
        return self._intern("+", (a, b) if a <= b else (b, a), None)

    def sub(self, a: Node, b: Node) -> Node:
        x, y = self.value(a), self.value(b)
        if x is not None and y is not None:
            return self.number(x - y)
        if y == 0.0:
            return a
        if x == 0.0:
            return self.neg(b)
        if a == b:
            return self.number(0.0)
        return self._intern("-", (a, b), None)

    def mul(self, a: Node, b: Node) -> Node:
        x, y = self.value(a), self.value(b)
        if x is not None and y is not None:
            return self.number(x * y)
        for known, other in ((x, b), (y, a)):
            if known == 0.0:
                return self.number(0.0)
            if known == 1.0:
                return other
            if known == -1.0:
                return self.neg(other)
        return self._intern("*", (a, b) if a <= b else (b, a), None)

    def div(self, a: Node, b: Node) -> Node:
        x, y = self.value(a), self.value(b)
        if x is not None and y:
            return self.number(x / y)
        if y == 1.0:
            return a
        if x == 0.0 and y != 0.0:
            return self.number(0.0)
        return self._intern("/", (a, b), None)

    def pow(self, a: Node, b: Node) -> Node:
        x, y = self.value(a), self.value(b)
        if y == 1.0:
            return a
        if y == 0.0:
            return self.number(1.0)
        if x is not None and y is not None and x > 0:
            power = operate("^", (x, y))
            if math.isfinite(power):
                return self.number(power)
        return self._intern("^", (a, b), None)

    def neg(self, a: Node) -> Node:
        x = self.value(a)
        if x is not None:
            return self.number(-x)
        if self.ops[a] == "neg":
            return self.args[a][0]
        return self._intern("neg", (a,), None)

    def call(self, name: str, *args: Node) -> Node:
        """``name`` of :data:`FUNCTIONS1`, :data:`FUNCTIONS2` or :data:`COMPARISONS`."""
        return self._intern(name, args, None)

    def apply(self, op: str, args: Sequence[Node]) -> Node:
        """The operation named ``op``, simplified as the constructors do."""
        make = self._constructors().get(op)
        return make(*args) if make else self.call(op, *args)

    def _constructors(self) -> dict[str, Callable[..., Node]]:
        return {"+": self.add, "-": self.sub, "*": self.mul, "/": self.div,
                "^": self.pow, "neg": self.neg}  # fmt: skip

    # -- functions of the user's own ------------------------------------------------------------
    def with_functions(self, functions: Mapping[str, external.Function]) -> Graph:
        """The same nodes, with these functions behind their calls."""
        bound = {name: each.bound(functions) for name, each in self.externals.items()}
        return replace(self, externals=bound)

    def called(self, *roots: Node) -> list[external.External]:
        """External functions that the roots call."""
        ops = (self.ops[node] for node in self.reachable(roots))
        names = dict.fromkeys(external.called(op) for op in ops if external.is_call(op))
        return [self.externals[name] for name in names]

    def operate(self, op: str, args: Sequence[float]) -> float:
        """One operation on numbers; NaN outside its domain, and for functions not given."""
        if not external.is_call(op):
            return operate(op, args)
        function = self.externals[external.called(op)]
        return math.nan if function.missing else function.compute(op, args)

    # -- passes -------------------------------------------------------------------------------
    def reachable(self, roots: Iterable[Node]) -> list[Node]:
        """All nodes that the roots need, arguments first."""
        seen: set[Node] = set()
        stack = list(roots)
        while stack:
            node = stack.pop()
            if node not in seen:
                seen.add(node)
                stack.extend(self.args[node])
        return sorted(seen)

    def variables(self, *roots: Node) -> list[Variable]:
        """Dated variables below the roots, in order of appearance."""
        leaves = (self.leaves.get(n) for n in self.reachable(roots))
        return [leaf for leaf in leaves if isinstance(leaf, Variable)]

    def parameters(self, *roots: Node) -> list[str]:
        return [str(self.leaves[n]) for n in self.reachable(roots) if self.ops[n] == "parameter"]

    def rewrite(self, root: Node, leaf: Callable[[Node], Node | None]) -> Node:
        """The expression with leaves replaced where ``leaf`` gives another node."""
        image: dict[Node, Node] = {}
        for node in self.reachable([root]):
            args = self.args[node]
            if not args:
                other = leaf(node)
                image[node] = node if other is None else other
            else:
                image[node] = self.apply(self.ops[node], [image[a] for a in args])
        return image[root]

    def shift(self, root: Node, periods: int) -> Node:
        """The same expression dated ``periods`` later (earlier when negative)."""

        def moved(node: Node) -> Node | None:
            leaf = self.leaves[node]
            if isinstance(leaf, Variable):
                return self.variable(leaf.name, leaf.lag + periods)
            return None

        return self.rewrite(root, moved)

    def evaluate(self, root: Node, value_of: Callable[[Variable | str], float | None]) -> float:
        """The number an expression is where ``value_of`` knows its leaves; NaN where not."""
        return self.values([root], value_of)[root]

    def values(
        self, roots: Iterable[Node], value_of: Callable[[Variable | str], float | None]
    ) -> dict[Node, float]:
        """As `evaluate`, of some expressions and of all that they consist of."""
        values: dict[Node, float] = {}
        for node in self.reachable(roots):
            leaf = self.leaves.get(node)
            if isinstance(leaf, float):
                values[node] = leaf
            elif leaf is not None:
                known = value_of(leaf)
                values[node] = math.nan if known is None else known
            else:
                values[node] = self.operate(self.ops[node], [values[a] for a in self.args[node]])
        return values

    def text(self, root: Node) -> str:
        """The expression as it would be written."""
        words: dict[Node, str] = {}
        strength: dict[Node, int] = {}
        for node in self.reachable([root]):
            words[node], strength[node] = self._write(node, words, strength)
        return words[root]

    def _write(
        self, node: Node, words: Mapping[Node, str], strength: Mapping[Node, int]
    ) -> tuple[str, int]:
        op, args = self.ops[node], self.args[node]
        if not args:
            leaf = self.leaves[node]
            if isinstance(leaf, float):
                return _digits(leaf), 9 if leaf >= 0 else _STRENGTH["neg"]
            return str(leaf), 9
        if op in _STRENGTH:
            own = _STRENGTH[op]
            if op == "neg":
                inner = words[args[0]]
                return (f"-({inner})" if strength[args[0]] <= own else f"-{inner}"), own
            left, right = args
            loose = strength[left] > own or (strength[left] == own and op != "^")
            a = words[left] if loose else f"({words[left]})"
            tight = strength[right] > own or (strength[right] == own and op in "+*")
            b = words[right] if tight else f"({words[right]})"
            return f"{a}{op}{b}" if op in "^*/" else f"{a} {op} {b}", own
        name = op.replace("()", "")
        return f"{name}({', '.join(words[a] for a in args)})", 9


def _digits(value: float) -> str:
    """A number in as few digits as tell it from all others."""
    short = f"{value:.12g}"
    return short if float(short) == value else repr(value)


_STRENGTH = {"==": 0, "!=": 0, "<": 1, "<=": 1, ">": 1, ">=": 1,
             "+": 2, "-": 2, "*": 3, "/": 3, "neg": 3, "^": 5}  # fmt: skip

_OPERATIONS: dict[str, Callable[..., float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "^": lambda a, b: a**b,
    "neg": lambda a: -a,
    "exp": math.exp, "log": math.log, "log10": math.log10, "sqrt": math.sqrt, "abs": abs,
    "sign": lambda a: float((a > 0) - (a < 0)),
    "normcdf": lambda a: 0.5 * math.erfc(-a / math.sqrt(2)),
    "normpdf": lambda a: math.exp(-a * a / 2) / math.sqrt(2 * math.pi),
    "erf": math.erf, "sin": math.sin, "cos": math.cos, "tan": math.tan, "asin": math.asin,
    "acos": math.acos, "atan": math.atan, "sinh": math.sinh, "cosh": math.cosh, "tanh": math.tanh,
    "max": lambda a, b: math.nan if math.isnan(a) or math.isnan(b) else max(a, b),
    "min": lambda a, b: math.nan if math.isnan(a) or math.isnan(b) else min(a, b),
    "<": lambda a, b: float(a < b), "<=": lambda a, b: float(a <= b),
    ">": lambda a, b: float(a > b), ">=": lambda a, b: float(a >= b),
    "==": lambda a, b: float(a == b), "!=": lambda a, b: float(a != b),
}  # fmt: skip


def operate(op: str, args: Sequence[float]) -> float:
    """One operation on numbers; NaN outside its domain."""
    try:
        result = _OPERATIONS[op](*args)
    except (ValueError, ZeroDivisionError, OverflowError):
        return math.nan
    return math.nan if isinstance(result, complex) else float(result)
