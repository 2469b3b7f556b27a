r"""Portfolios: the least variance, or the least mean of the worst losses, for a return.

Mean and variance: Markowitz (1952), Journal of Finance 7(1). Conditional value at risk: Rockafellar
and Uryasev (2000), Journal of Risk 2(3), on draws of returns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.charts.results import paths
from tinbergen.core.errors import TinbergenError
from tinbergen.core.progress import Progress
from tinbergen.core.result import Result
from tinbergen.core.text import Text
from tinbergen.economics.investment.tail import (
    least_tail,
    probabilities,
    tail_mean,
    tail_quantile,
)
from tinbergen.engine.control.quadratic import minimise
from tinbergen.statistics.cycles.sample import require

if TYPE_CHECKING:
    import pandas as pd

    from tinbergen.charts.chart import Panel

Array = NDArray[np.float64]

_WEIGHTS = Text("Weights", "权重")


@dataclass(frozen=True, slots=True)
class Portfolio(Result):
    """Weights (assets,) that sum to one, and moments of the return, in its unit."""

    names: tuple[str, ...]
    weights: Array
    expected: float
    variance: float

    def to_frame(self) -> pd.DataFrame:
        """A row an asset."""
        import pandas as pd

        return pd.DataFrame({"weight": self.weights}, index=self.names)

    def plot(self) -> Panel:
        """The weights, by asset in its place."""
        return paths(_WEIGHTS, range(1, len(self.weights) + 1), [(_WEIGHTS, self.weights)])


@dataclass(frozen=True, slots=True)
class TailPortfolio(Portfolio):
    """With the losses of the draws: ``value_at_risk`` and ``expected_shortfall`` at ``level``."""

    level: float
    value_at_risk: float
    expected_shortfall: float


def mean_variance(
    mean: ArrayLike,
    covariance: ArrayLike,
    least_return: float | None = None,
    *,
    lower: float = 0.0,
    upper: float = 1.0,
    names: Sequence[str] | None = None,
) -> Portfolio:
    """The portfolio with the least variance of those that return enough on average.

    Parameters
    ----------
    mean, covariance
        (n,) and (n, n) of returns a period.
    least_return
        Mean return at least; none by default.
    lower, upper
        Of each weight.
    names
        Of the assets; ``1`` to ``n`` by default.

    Raises
    ------
    TinbergenError
        F053 for shapes that don't fit or a covariance that is none; E009 when no weights return
        enough.
    """
    m, s = np.asarray(mean, dtype=float), np.asarray(covariance, dtype=float)
    n = m.size
    require(m.ndim == 1 and s.shape == (n, n), "covariance", s.shape, f"({n}, {n})")
    least = float(np.linalg.eigvalsh((s + s.T) / 2).min())
    require(least >= -1e-10 * float(np.trace(s)), "covariance", f"{least:g}", "eigenvalues >= 0")
    rows = [np.ones((1, n)), -np.ones((1, n)), np.eye(n), -np.eye(n)]
    room = [np.ones(1), -np.ones(1), np.full(n, upper), np.full(n, -lower)]
    if least_return is not None:
        rows.append(-m[None])
        room.append(np.array([-least_return]))
    scale = float(np.trace(s)) / n or 1.0
    found = minimise((s + s.T) / (2 * scale), np.zeros(n), np.vstack(rows), np.concatenate(room))
    if not found.feasible:
        raise TinbergenError("E009", status="infeasible")
    return Portfolio(labels(names, n), found.x, float(m @ found.x), float(found.x @ s @ found.x))


def mean_cvar(
    returns: ArrayLike,
    least_return: float | None = None,
    level: float = 0.95,
    *,
    weights: ArrayLike | None = None,
    lower: float = 0.0,
    upper: float = 1.0,
    names: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> TailPortfolio:
    """The portfolio with the least mean of its worst losses, of those that return enough.

    Parameters
    ----------
    returns
        (draws, n) a period.
    least_return
        Mean return at least; none by default.
    level
        .95 looks at the worst twentieth of draws.
    weights
        (draws,) of the draws, the same for all by default.
    lower, upper
        Of each asset's weight.
    names, progress
        Of the assets; asked between steps whether to stop.

    Raises
    ------
    TinbergenError
        F053 for shapes or a level out of bounds, E009 when no weights return enough.
    """
    r = np.asarray(returns, dtype=float)
    require(r.ndim == 2 and bool(np.isfinite(r).all()), "returns", r.shape, "(draws, n), finite")
    p = probabilities(weights, len(r))
    require(0 < level < 1, "level", level, "(0, 1)")
    n, mean = r.shape[1], p @ r
    rows = np.zeros((0, n)) if least_return is None else -mean[None]
    room = np.zeros(0) if least_return is None else np.array([-least_return])
    x = least_tail(
        np.zeros(len(r)), -r, p, level, cost=np.zeros(n), rows=rows, room=room,
        equal=(np.ones((1, n)), np.ones(1)), ranges=(np.full(n, lower), np.full(n, upper)),
        progress=progress,
    )  # fmt: skip
    losses = -(r @ x)
    expected = float(mean @ x)
    return TailPortfolio(
        labels(names, n), x, expected, float(p @ (losses + expected) ** 2), level,
        tail_quantile(losses, p, level), tail_mean(losses, p, level),
    )  # fmt: skip


def labels(names: Sequence[str] | None, n: int) -> tuple[str, ...]:
    """n names, ``1`` to ``n`` by default; F053 when there are more or fewer."""
    called = tuple(str(k + 1) for k in range(n)) if names is None else tuple(names)
    require(len(called) == n, "names", len(called), str(n))
    return called
