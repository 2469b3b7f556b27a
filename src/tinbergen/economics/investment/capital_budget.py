"""Which projects to do when money is short: whole projects, of which some exclude or need others.

An integer program (Weingartner 1963, Mathematical Programming and the Analysis of Capital Budgeting
Problems), which HiGHS solves through scipy to its optimum.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.core.result import Result
from tinbergen.statistics.cycles.sample import require

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CapitalBudget(Result):
    """Which projects are done, (n,), what they are worth and what is left of each budget."""

    names: tuple[str, ...]
    done: NDArray[np.bool_]
    values: Array
    costs: Array
    left: Array

    @property
    def chosen(self) -> tuple[str, ...]:
        """The projects that are done."""
        return tuple(n for n, d in zip(self.names, self.done, strict=True) if d)

    @property
    def value(self) -> float:
        """Of all that are done."""
        return float(self.values[self.done].sum())

    def to_frame(self) -> pd.DataFrame:
        """A row a project."""
        import pandas as pd

        spent = {f"cost {k + 1}": self.costs[:, k] for k in range(self.costs.shape[1])}
        return pd.DataFrame({"done": self.done, "value": self.values, **spent}, index=self.names)


def capital_budget(
    values: ArrayLike,
    costs: ArrayLike,
    budget: ArrayLike,
    *,
    names: Sequence[str] | None = None,
    exclusive: Iterable[Sequence[str]] = (),
    requires: Iterable[tuple[str, str]] = (),
) -> CapitalBudget:
    """The projects that are worth most together within the budget.

    Parameters
    ----------
    values
        (n,) net present values.
    costs, budget
        (n,) and a number, or (n, periods) and (periods,): what projects take of each budget.
    names
        Of the projects, by which the other arguments call them; ``1`` to ``n`` by default.
    exclusive
        Groups of projects of which one at most is done.
    requires
        Pairs (a, b): a is done only if b is.

    Raises
    ------
    TinbergenError
        F053 for shapes that don't fit, a budget below zero or an unknown name; E009 when the solver
        finds no answer.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    v = np.asarray(values, dtype=float)
    c = np.asarray(costs, dtype=float)
    c = c[:, None] if c.ndim == 1 else c
    limit = np.atleast_1d(np.asarray(budget, dtype=float))
    fit = v.ndim == 1 and c.shape == (len(v), len(limit))
    require(fit, "costs", c.shape, f"({v.size}, {limit.size})")
    require(bool((limit >= 0).all()), "budget", limit.tolist(), "[0, ∞)")
    called = tuple(str(k + 1) for k in range(len(v))) if names is None else tuple(names)
    require(len(called) == len(v) == len(set(called)), "names", called, f"{len(v)} different names")

    def place(name: str) -> int:
        require(name in called, "project", name, ", ".join(called))
        return called.index(name)

    rows, bounds = [*c.T], [*limit]
    for group in exclusive:
        row = np.zeros(len(v))
        row[[place(name) for name in group]] = 1.0
        rows.append(row)
        bounds.append(1.0)
    for one, other in requires:
        row = np.zeros(len(v))
        row[place(one)] += 1.0
        row[place(other)] -= 1.0
        rows.append(row)
        bounds.append(0.0)
    found = milp(
        -v, constraints=LinearConstraint(np.array(rows), -np.inf, np.array(bounds)),
        integrality=np.ones(len(v), dtype=np.int64), bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0.0},
    )  # fmt: skip
    if found.x is None:
        raise TinbergenError("E009", status=found.message)
    done = np.asarray(found.x > 0.5)
    return CapitalBudget(called, done, v, c, limit - c.T @ done)
