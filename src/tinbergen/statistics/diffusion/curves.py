r"""Curves of adoption: logistic, Gompertz and Bass, with a ceiling that they approach.

.. math:: \text{logistic}\; \frac{K}{1 + e^{-r(t - t_0)}} \qquad
          \text{Gompertz}\; K e^{-e^{-r(t - t_0)}} \qquad
          \text{Bass}\; K \frac{1 - e^{-(p+q)t}}{1 + (q/p)\, e^{-(p+q)t}}

Sources: Griliches (1957), Econometrica 25(4), for the logistic; Winsor (1932), PNAS 18(1), for
Gompertz's; Bass (1969), Management Science 15(5). A logistic is steepest at half its ceiling,
Gompertz's curve at 37 percent of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Curve:
    """A family of curves with the ceiling 1.

    Attributes
    ----------
    names
        What its two shape parameters are called.
    share
        Times (T,) and shape parameters to the share of the ceiling reached, (T,).
    starts
        Times and shares of a ceiling, each (T,), strictly between 0 and 1, to shape parameters
        from which a search may start.
    """

    names: tuple[str, str]
    share: Callable[[Array, Array], Array]
    starts: Callable[[Array, Array], Array]


def _logistic(times: Array, shape: Array) -> Array:
    return np.asarray(expit(shape[0] * (times - shape[1])))


def _gompertz(times: Array, shape: Array) -> Array:
    return np.asarray(np.exp(-np.exp(np.clip(-shape[0] * (times - shape[1]), -700, 700))))


def _bass(times: Array, shape: Array) -> Array:
    """Parameters in logarithms: innovation ``p`` and imitation ``q`` are positive."""
    p, q = np.exp(np.clip(shape, -30, 5))
    fading = np.exp(-(p + q) * times)
    return np.asarray((1.0 - fading) / (1.0 + q / p * fading))


def _line(times: Array, straightened: Array) -> Array:
    """Rate and midpoint of what is a straight line in time once the curve is straightened."""
    slope, level = np.polyfit(times, straightened, 1)
    rate = slope if abs(slope) > 1e-8 else 1e-8
    return np.array([rate, -level / rate])


def _logistic_starts(times: Array, shares: Array) -> Array:
    return _line(times, np.log(shares / (1.0 - shares)))


def _gompertz_starts(times: Array, shares: Array) -> Array:
    return _line(times, -np.log(-np.log(shares)))


def _bass_starts(times: Array, shares: Array) -> Array:
    """Bass's own regression: new adopters on the share before and its square."""
    before = np.concatenate([np.zeros(1), shares[:-1]])
    new = np.diff(shares, prepend=0.0)
    level, slope, _ = np.linalg.lstsq(
        np.column_stack([np.ones_like(before), before, before**2]), new, rcond=None
    )[0]
    p = max(float(level), 1e-4)
    return np.asarray(np.log(np.array([p, max(float(slope) + p, 1e-2)])))


CURVES: dict[str, Curve] = {
    "logistic": Curve(("rate", "midpoint"), _logistic, _logistic_starts),
    "gompertz": Curve(("rate", "midpoint"), _gompertz, _gompertz_starts),
    "bass": Curve(("p", "q"), _bass, _bass_starts),
}
