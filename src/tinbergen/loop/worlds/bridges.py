"""Bridges: a regression that leads from an indicator that a world has to one that it lacks.

The change of the indicator follows the other of the same period and of some before,

    y_t - y_{t-1} = a + b_0 x_t + ... + b_L x_{t-L} + e_t,

estimated by least squares on the case's data as of its date, with Newey and West's (1987) errors
at 4 (n/100)^(2/9) lags (Newey and West 1994). Okun's law (1962) is one: from growth to
unemployment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents.plan import FrozenWorld
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period, Span
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.loop.case.worldspec import BridgeSpec, bridge_name
from tinbergen.loop.worlds.series import FEWEST
from tinbergen.statistics.regression.newey_west import newey_west

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Bridge:
    """From the indicator ``source`` to ``name``: ``coefficients`` (2 + lags,) a, b_0, ..., b_L.

    ``covariance`` is theirs, ``deviation`` that of e; ``last`` is the indicator's last value and
    ``past`` (lags,) are those of the source. ``observations`` and ``r2`` are None where a plan gave
    the numbers.
    """

    name: str
    source: str
    title: Text
    coefficients: Array
    covariance: Array
    deviation: float
    last: float
    past: Array
    sample: Span | None = None
    observations: int | None = None
    r2: float | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """What the coefficients multiply."""
        lags = (f"{self.source}(-{k})" for k in range(1, len(self.coefficients) - 1))
        return ("constant", self.source, *lags)

    @property
    def total(self) -> tuple[float, float]:
        """The sum of the slopes, and its standard error."""
        ones = np.r_[0.0, np.ones(len(self.coefficients) - 1)]
        return float(ones @ self.coefficients), float(np.sqrt(ones @ self.covariance @ ones))

    def matrix(self, periods: int, coefficients: Array | None = None) -> Array:
        """How the indicator's path answers the source's, (..., periods, periods)."""
        slopes = (self.coefficients if coefficients is None else coefficients)[..., 1:]
        changes = np.zeros((*slopes.shape[:-1], periods, periods))
        for lag in range(min(slopes.shape[-1], periods)):
            rows = np.arange(lag, periods)
            changes[..., rows, rows - lag] = slopes[..., lag, None]
        return np.cumsum(changes, axis=-2)

    def path(
        self, source: Array, coefficients: Array | None = None, disturbances: Array | float = 0.0
    ) -> Array:
        """The indicator over a path of the source, (..., periods), from its last value."""
        own = self.coefficients if coefficients is None else coefficients
        periods, lags = source.shape[-1], len(self.past)
        before = np.broadcast_to(self.past, (*source.shape[:-1], lags))
        whole = np.concatenate([before, source], axis=-1)
        change = own[..., :1] + disturbances
        for lag in range(lags + 1):
            change = change + own[..., 1 + lag, None] * whole[..., lags - lag :][..., :periods]
        return np.asarray(self.last + np.cumsum(change, axis=-1))

    def frozen(self, world: str) -> FrozenWorld:
        """What makes it again: a small model of its own, named for the world and the indicator."""
        return FrozenWorld(
            bridge_name(world, self.name), "model",
            tuple(zip(self.names, self.coefficients.tolist(), strict=True)), self.names,
            tuple(tuple(row) for row in self.covariance.tolist()), (self.name,),
            ((self.deviation**2,),),
        )  # fmt: skip


_NO_DATA = Text("the data have no series '{name}'", "数据中没有“{name}”")
_NO_SOURCE = Text("the world has no '{name}'", "该世界没有“{name}”")
_OWN = Text("the world has '{name}' itself", "该世界本身即有“{name}”")


def bridge(
    name: str,
    spec: BridgeSpec,
    data: Dataset,
    known: Sequence[str],
    omitted: Sequence[Span] = (),
    frozen: FrozenWorld | None = None,
) -> Bridge:
    """The bridge to an indicator, estimated on the data up to their end, or as a plan froze it.

    ``known`` are the world's own indicators; periods ``omitted`` count as missing.

    Raises
    ------
    TinbergenError
        L143 for an indicator that the world has, or that neither it nor the data have; L008 for
        too few observations.
    """
    problem = None
    if name in known:
        problem = _OWN.fill(name=name)
    elif spec.source not in known:
        problem = _NO_SOURCE.fill(name=spec.source)
    for series in (name, spec.source):
        if series not in data and problem is None:
            problem = _NO_DATA.fill(name=series)
    if problem is not None:
        raise TinbergenError("L143", at=spec.at, name=name, problem=problem)
    last, past = float(data[name][-1]), data[spec.source][data.span.length - spec.lags :]
    if frozen is not None:
        return Bridge(
            name, spec.source, spec.title, np.array([v for _, v in frozen.values]),
            np.array(frozen.coefficient_covariance), float(frozen.residual_covariance[0][0]) ** 0.5,
            last, past,
        )  # fmt: skip
    target, regressors, sample = _sample(name, spec, data, omitted)
    n, k = regressors.shape
    if n < max(FEWEST, k + 1):
        raise TinbergenError("L008", at=spec.at, periods=n, as_of=data.span.end, needed=FEWEST)
    lags = int(4 * (n / 100) ** (2 / 9))
    coefficients, covariance = newey_west(regressors, target, lags, name)
    residuals = target - regressors @ coefficients
    rest = float(residuals @ residuals)
    r2 = 1 - rest / float(((target - target.mean()) ** 2).sum())
    return Bridge(
        name, spec.source, spec.title, coefficients, covariance, (rest / (n - k)) ** 0.5, last,
        past, sample, n, r2,
    )  # fmt: skip


def _sample(
    name: str, spec: BridgeSpec, data: Dataset, omitted: Sequence[Span]
) -> tuple[Array, Array, Span]:
    """Changes (n,), regressors (n, 2 + lags), and from the first period used to the last."""
    series = []
    for one in (name, spec.source):
        values = np.array(data[one])
        for span in omitted:
            inside = [p for p in span if p in data.span]
            values[[data.span.position(p) for p in inside]] = np.nan
        series.append(values)
    change = np.r_[np.nan, np.diff(series[0])]
    columns = [np.ones_like(change)]
    for lag in range(spec.lags + 1):
        columns.append(np.r_[np.full(lag, np.nan), series[1][: len(change) - lag]])
    regressors = np.column_stack(columns)
    used = np.isfinite(change) & np.isfinite(regressors).all(axis=1)
    if spec.start is not None and spec.start > data.span.start:
        used[: spec.start - data.span.start] = False
    rows = np.flatnonzero(used)
    first: Period = data.span.start
    sample = Span(first, 1) if not rows.size else (first + int(rows[0])).to(first + int(rows[-1]))
    return change[used], regressors[used], sample
