"""What replicas of a simulation tell: means, quantiles, paths, and which could not be solved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Span
from tinbergen.core.result import Result
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset

if TYPE_CHECKING:
    import pandas as pd

    from tinbergen.charts.chart import Panel


Array = NDArray[np.float64]

_REPLICAS = Text("{n} replicas", "{n} 次模拟")


@dataclass(frozen=True, slots=True)
class Failure:
    """A replica that could not be solved, by its number, and why."""

    replica: int
    fault: TinbergenError


@dataclass(frozen=True, slots=True)
class MonteCarlo(Result):
    """Replicas of a simulation.

    ``mean`` and ``deviation`` (periods, variables) and the ``levels`` quantiles ``fans`` (levels,
    periods, variables) are of the replicas in ``solved``, in the order of ``variables``. ``draws``
    (solved, periods, kept) are the paths of the variables in ``kept``. ``failures`` are the
    replicas left out.
    """

    span: Span
    variables: tuple[str, ...]
    replicas: int
    seed: int
    mean: Array
    deviation: Array
    levels: tuple[float, ...]
    fans: Array
    kept: tuple[str, ...]
    draws: Array
    solved: tuple[int, ...]
    failures: tuple[Failure, ...]

    def __getitem__(self, name: str) -> Array:
        """Paths of a variable that was kept, shape (solved, periods).

        Raises
        ------
        ValueError
            For a variable that was not kept.
        """
        if name not in self.kept:
            raise ValueError(f"the paths of {name} were not kept; name it in keep")
        return self.draws[:, :, self.kept.index(name)]

    def quantiles(self, name: str, levels: Sequence[float] | None = None) -> Array:
        """Shape (levels, periods): from the paths of a variable that was kept, else gathered.

        Raises
        ------
        ValueError
            For levels that were not gathered of a variable that was not kept.
        """
        wanted = self.levels if levels is None else tuple(levels)
        if name in self.kept:
            return np.asarray(np.quantile(self[name], wanted, axis=0))
        if missing := [level for level in wanted if level not in self.levels]:
            raise ValueError(f"{name} was not kept; its quantiles {missing} were not gathered")
        column = self.variables.index(name)
        return self.fans[[self.levels.index(level) for level in wanted], :, column]

    def to_frame(self) -> pd.DataFrame:
        columns = {}
        for k, name in enumerate(self.variables):
            columns[f"{name} mean"] = self.mean[:, k]
            columns[f"{name} sd"] = self.deviation[:, k]
            for level, values in zip(self.levels, self.fans[:, :, k], strict=True):
                columns[f"{name} {level:.0%}"] = values
        return Dataset.of(self.span.start, columns).to_frame()

    def plot(self) -> Panel:
        """A fan for every variable: the median, and bands of 50 and 90 percent of the replicas.

        Raises
        ------
        ValueError
            For a variable that was not kept when those levels were not gathered.
        """
        from tinbergen.charts import results as pictures

        levels = (0.05, 0.25, 0.5, 0.75, 0.95)
        quantiles = {name: self.quantiles(name, levels) for name in self.variables}
        return pictures.fans(_REPLICAS.fill(n=len(self.solved)), self.span, quantiles)
