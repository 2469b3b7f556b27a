r"""The record of densities: scores of several methods at the same origins, against one of them.

With tick losses :math:`QS_\tau` at levels :math:`\tau_j = j/100`, smaller is better:

.. math:: CRPS = 2 \int_0^1 QS_\tau\, d\tau, \quad
   CRPS_{left} = 2 \int_0^1 (1-\tau)^2 QS_\tau\, d\tau

Sources: Gneiting and Ranjan (2011), Journal of Business & Economic Statistics 29(3), for weighted
scores; Diebold and Mariano (1995), same journal 13(3), for the comparison.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from tinbergen.charts.chart import Chart
from tinbergen.charts.layers import Line
from tinbergen.core.period import Span
from tinbergen.core.result import Result
from tinbergen.core.text import Text
from tinbergen.statistics.forecast.scores import DieboldMariano, diebold_mariano
from tinbergen.statistics.regression.newey_west import Array
from tinbergen.statistics.risk.quantile_regression import tick_loss

if TYPE_CHECKING:
    import pandas as pd

#: Levels of the quantiles that are scored.
GRID = np.arange(1, 100) / 100
Score = Literal["crps", "left", "tick5", "log"]
SCORES: tuple[Score, ...] = ("crps", "left", "tick5", "log")

_TITLE = Text(
    "5 per cent quantiles given at each date, and what came", "各期给出的 5% 分位数与实际值"
)
_OUTTURN = Text("outturn", "实际值")


@dataclass(frozen=True, slots=True)
class Density:
    """What a method said at n origins.

    Attributes
    ----------
    quantiles
        (n, 99) at 1 to 99 per cent, in the unit of the series.
    log_density
        (n,) natural logarithm of the density given to what came.
    pit
        (n,) probability given to less than what came; uniform where densities are right.
    """

    quantiles: Array
    log_density: Array
    pit: Array


@dataclass(frozen=True, slots=True)
class DensityRecord(Result):
    """Densities of several methods at the same origins, estimated on what was known at each.

    Attributes
    ----------
    horizon
        Periods ahead.
    origins, outturn
        The periods forecast from, and (n,) what came.
    densities
        Method -> what it said; the first is compared with the others.
    on_bound
        Method -> origins at which its estimates stood on a bound.
    """

    horizon: int
    origins: Span
    outturn: Array
    densities: Mapping[str, Density]
    on_bound: Mapping[str, int]

    def losses(self, method: str, score: Score = "crps") -> Array:
        """(n,) ``crps``, ``left`` (weighted to the left tail), ``tick5`` (of the 5 per cent
        quantile), or ``log`` (minus the log density); smaller is better."""
        density = self.densities[method]
        if score == "log":
            return -density.log_density
        ticks = tick_loss(self.outturn[:, None], density.quantiles, GRID)
        if score == "tick5":
            return np.asarray(ticks[:, 4])
        weight = np.ones_like(GRID) if score == "crps" else (1.0 - GRID) ** 2
        return np.asarray(2.0 * (ticks * weight).sum(axis=1) / len(GRID))

    def compare(self, method: str, score: Score = "crps") -> DieboldMariano:
        """Losses of the first method less those of ``method``; negative where the first is better.

        Bounds of the result cover sampling of the losses, given how the methods were estimated.
        """
        first = next(iter(self.densities))
        return diebold_mariano(
            self.losses(first, score), self.losses(method, score), self.horizon, kernel="bartlett"
        )

    def below(self, method: str, level: float = 0.05) -> float:
        """Share of outturns below the quantile at ``level``, which should be ``level``."""
        return float(np.mean(self.densities[method].pit < level))

    def uniformity(self, method: str) -> float:
        """Largest distance of the PIT's distribution from the uniform one (Kolmogorov-Smirnov)."""
        pit, n = np.sort(self.densities[method].pit), len(self.outturn)
        return float(max((np.arange(1, n + 1) / n - pit).max(), (pit - np.arange(n) / n).max()))

    def to_frame(self) -> pd.DataFrame:
        """A row a method: mean losses, p-values of the first method's difference from it, and the
        share of outturns below the 5 per cent quantile."""
        import pandas as pd

        rows: dict[str, dict[str, float]] = {}
        for i, method in enumerate(self.densities):
            row: dict[str, float] = {
                score: float(self.losses(method, score).mean()) for score in SCORES
            }
            for score in SCORES:
                row[f"p_{score}"] = self.compare(method, score).p_value if i else np.nan
            row |= {"below_5": self.below(method), "ks": self.uniformity(method)}
            rows[method] = row | {"n": float(len(self.outturn))}
        return pd.DataFrame.from_dict(rows, orient="index")

    def plot(self) -> Chart:
        """The 5 per cent quantile of each method by origin, and what came after."""
        lines = [Line(_OUTTURN, self.outturn, tone="ink")]
        for method, density in self.densities.items():
            lines.append(Line(Text(method, method), density.quantiles[:, 4]))
        return Chart(_TITLE, self.origins, tuple(lines))
