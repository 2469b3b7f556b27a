"""Which ARIMA: Hyndman and Khandakar's stepwise search.

Hyndman & Khandakar (2008), "Automatic time series forecasting: the forecast package for R",
Journal of Statistical Software 27(3): the seasonal difference by the strength of seasonality (as
R forecast since 8.3), the ordinary ones by KPSS tests, the other orders and the constant by AICc.
Two things differ, both because the exact likelihood is quick here: nothing is approximated by
conditional sums of squares, and the walk starts from the two best initial models, not from one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.forecast.arima import (
    STARTS,
    ArimaFit,
    ArimaOrder,
    difference,
    even_start,
    maximise,
    split_partials,
)
from tinbergen.statistics.forecast.arma import coefficients
from tinbergen.statistics.forecast.predictive import Array
from tinbergen.statistics.forecast.unit_roots import differences_needed, seasonal_differences_needed

_LARGEST = {"p": 5, "q": 5, "P": 2, "Q": 2}
#: A root of either polynomial nearer to the unit circle than this disqualifies a candidate.
_NEAREST_ROOT = 1.01
#: Relative change of the sum of squares at which a fit of the search stops.
_COARSE = 1e-6
_WALKS = 2
_MOST_MODELS = 94
_STEPS = ((-1, 0), (0, -1), (1, 0), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1))


def select_arima(values: Array, season: int) -> ArimaFit:
    """The order that the stepwise search ends at.

    Parameters
    ----------
    values
        (n,) the series.
    season
        Periods in a year; 1 for none.

    Raises
    ------
    TinbergenError
        F008 when not even a white noise can be fitted.
    """
    y = np.asarray(values, dtype=float)
    order = ArimaOrder(D=seasonal_differences_needed(y, season), season=season)
    order = replace(order, d=differences_needed(difference(y, order)))
    w = difference(y, order)
    if np.ptp(w) <= 1e-12 * np.max(np.abs(y)):
        return _deterministic(w, order)
    best = _Search(w, order).run()
    if best is None:
        raise TinbergenError("F008", model="ARIMA", detail="no order could be fitted")
    starts = [best.partials, *(even_start(best.order, *s) for s in STARTS)]
    polished = maximise(w, best.order, starts)
    return polished if polished is not None and _clear_of_unit_roots(polished) else best


class _Search:
    """The walk over the orders, remembering what it has fitted."""

    def __init__(self, w: Array, base: ArimaOrder) -> None:
        self.w = w
        self.base = base
        self.constant = base.d + base.D <= 1
        third = (len(w) + base.lost) // 3
        self.most = {
            "p": min(_LARGEST["p"], third),
            "q": min(_LARGEST["q"], third),
            "P": min(_LARGEST["P"], third // base.season) if base.season > 1 else 0,
            "Q": min(_LARGEST["Q"], third // base.season) if base.season > 1 else 0,
        }
        self.fits: dict[ArimaOrder, ArimaFit | None] = {}

    def run(self) -> ArimaFit | None:
        initial = [fit for order in self._initial() if (fit := self._fit(order)) is not None]
        initial.sort(key=lambda fit: fit.aicc)
        ends = [self._walk(fit) for fit in initial[:_WALKS]]
        return min(ends, key=lambda fit: fit.aicc, default=None)

    def _walk(self, best: ArimaFit) -> ArimaFit:
        """Step to the first better neighbour until there is none."""
        while len(self.fits) < _MOST_MODELS:
            for order in self._neighbours(best.order):
                fit = self._fit(order, best)
                if fit is not None and fit.aicc < best.aicc:
                    best = fit
                    break
            else:
                break
        return best

    def _initial(self) -> Iterator[ArimaOrder]:
        for orders in ((2, 2, 1, 1), (0, 0, 0, 0), (1, 0, 1, 0), (0, 1, 0, 1)):
            within = (min(v, self.most[name]) for v, name in zip(orders, "pqPQ", strict=True))
            p, q, P, Q = within
            yield replace(self.base, p=p, q=q, P=P, Q=Q, constant=self.constant)
        if self.constant:
            yield self.base

    def _neighbours(self, order: ArimaOrder) -> Iterator[ArimaOrder]:
        """One step in one order, or in an AR and an MA order together; then the constant."""
        for ar, ma in (("P", "Q"), ("p", "q")):
            for step in _STEPS:
                changed = {ar: getattr(order, ar) + step[0], ma: getattr(order, ma) + step[1]}
                if all(0 <= value <= self.most[name] for name, value in changed.items()):
                    yield replace(order, **changed)
        if self.constant:
            yield replace(order, constant=not order.constant)

    def _fit(self, order: ArimaOrder, near: ArimaFit | None = None) -> ArimaFit | None:
        """The fit of an order, started evenly and from a neighbour; None when it won't do."""
        if order not in self.fits:
            starts = [even_start(order, *STARTS[0])]
            if near is not None:
                starts.append(_carry_over(near, order))
            fit = maximise(self.w, order, starts, _COARSE)
            usable = fit is not None and _clear_of_unit_roots(fit)
            self.fits[order] = fit if usable else None
        return self.fits[order]


def _carry_over(fit: ArimaFit, order: ArimaOrder) -> Array:
    """The partials of a neighbour, cut or filled up with zeros to another order."""
    counts = (order.p, order.P, order.q, order.Q)
    parts = split_partials(fit.partials, fit.order)
    return np.concatenate(
        [
            np.pad(part[:k], (0, max(k - len(part), 0)))
            for part, k in zip(parts, counts, strict=True)
        ]
    )


def _clear_of_unit_roots(fit: ArimaFit) -> bool:
    lags = (1, fit.order.season) * 2
    for part, lag in zip(split_partials(fit.partials, fit.order), lags, strict=True):
        if len(part):
            inverse = np.roots([1.0, *(-c for c in coefficients(part))])
            if np.max(np.abs(inverse)) ** (1.0 / lag) > 1.0 / _NEAREST_ROOT:
                return False
    return True


def _deterministic(w: Array, order: ArimaOrder) -> ArimaFit:
    """A series that differencing leaves constant: without error where a constant is allowed."""
    mean = float(np.mean(w)) if order.d + order.D <= 1 else 0.0
    order = replace(order, constant=mean != 0.0)
    return ArimaFit(order, np.zeros(0), mean, float(np.mean((w - mean) ** 2)), np.inf, -np.inf)
