"""EViews' functions, and those of the Python edition of FRB/US.

Names are read without regard to case. ``x(-1)`` is a lag, ``y_c(2)`` a coefficient where the
reader knows one of that name.
"""

from __future__ import annotations

from tinbergen.model.convert.formula import (
    Binary,
    Call,
    Formula,
    Number,
    choice,
    difference,
    moving_sum,
)
from tinbergen.model.convert.reading import Dialect, Meaning, is_comparison, same, whole


def _difference(args: list[Formula]) -> Formula | None:
    """``d(x)``, ``d(x, n)``, ``d(x, n, s)``: (1 - L)^n (1 - L^s) x."""
    orders = [whole(a) for a in args[1:]]
    if len(orders) > 2 or None in orders:
        return None
    order, seasonal = ([o for o in orders if o is not None] + ([0] if orders else [1, 0]))[:2]
    return difference(args[0], order, seasonal)


def _log_difference(args: list[Formula]) -> Formula | None:
    return _difference([Call("log", (args[0],)), *args[1:]])


def _moving(mean: bool) -> Meaning:
    def meaning(args: list[Formula]) -> Formula | None:
        periods = whole(args[1]) if len(args) == 2 else None
        if not periods:
            return None
        total = moving_sum(args[0], periods)
        return Binary("/", total, Number(str(periods))) if mean else total

    return meaning


def _choice(args: list[Formula]) -> Formula | None:
    """``@recode(condition, a, b)``: a where the condition holds, else b."""
    if len(args) != 3 or not is_comparison(args[0]):
        return None
    return choice(args[0], args[1], args[2])


EVIEWS = Dialect(
    {
        **{name: same(name) for name in ("abs", "exp", "log", "sqrt")},
        **{f"@{name}": same(name) for name in ("abs", "exp", "log", "sqrt")},
        **{name: same("sqrt") for name in ("sqr", "@sqr")},
        "@log10": same("log10"),
        "max": same("max", 2),
        "min": same("min", 2),
        "d": _difference,
        "dlog": _log_difference,
        "@movav": _moving(mean=True),
        "@movsum": _moving(mean=False),
        "@recode": _choice,
    },
    folded=True,
    dated=True,
)
