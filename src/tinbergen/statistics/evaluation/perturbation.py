r"""Is a plan still the best? The optimal policy perturbation.

With :math:`Y` the gaps that are forecast under the plan, :math:`R` their responses to changes of
policy and :math:`W` the weights, the plan's loss :math:`Y'WY` falls most by

.. math:: \delta^* = -(R'WR)^{-1}R'W\,E[Y]

(mind the minus sign), and the plan is optimal if and only if its gradient :math:`R'W\,E[Y]` is
zero. Neither needs a model of the economy beyond these effects. The verdict tests the gradient,
which stays well behaved where :math:`R'WR` is nearly singular and :math:`\delta^*` is not.

Source: Barnichon and Mesters (2023), American Economic Review 113(11).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from tinbergen.core.errors import TinbergenError
from tinbergen.core.result import Result
from tinbergen.statistics.cycles.sample import require
from tinbergen.statistics.evaluation.menu import choose, require_finite, root
from tinbergen.statistics.regression.newey_west import Array

if TYPE_CHECKING:
    import pandas as pd

#: Gradient relative to its terms up to which a plan known for certain counts as optimal.
_ZERO = 1e-9
#: Variance relative to the largest down to which a direction of draws counts.
_RANK = 1e-10


@dataclass(frozen=True, slots=True)
class Perturbation(Result):
    """By how much to change k settings of policy, and whether there is reason to.

    Attributes
    ----------
    names
        What is changed.
    change, lower, upper
        (k,) the optimal perturbation with bounds at probability ``level`` (equal to it where
        effects and forecast are certain).
    gradient
        (k,) R'W E[Y], zero where the plan is optimal.
    p_value
        Of the hypothesis that the gradient is zero; NaN where effects and forecast are certain.
    verdict
        ``optimal`` where the hypothesis is not rejected at 1 - ``level``, else ``revise``.
    loss_before, loss
        Y'WY of the central forecast, as planned and changed.
    gaps
        (g,) the forecast once changed.
    condition
        Condition number of the weighted effects. From 1e6 on the change is ill-posed: menus with
        as many settings as gaps mostly are. Leave settings out.
    """

    names: tuple[str, ...]
    change: Array
    lower: Array
    upper: Array
    gradient: Array
    p_value: float
    verdict: Literal["optimal", "revise"]
    loss_before: float
    loss: float
    gaps: Array
    condition: float
    level: float

    def to_frame(self) -> pd.DataFrame:
        """A row a setting: change, bounds and gradient."""
        import pandas as pd

        columns = {"change": self.change, "lower": self.lower, "upper": self.upper}
        return pd.DataFrame(columns | {"gradient": self.gradient}, index=list(self.names))

    def _headline(self) -> str:
        tested = "" if np.isnan(self.p_value) else f" (p {self.p_value:.3f})"
        return (
            f"Perturbation: {self.verdict}{tested}, loss {self.loss_before:.4g} to {self.loss:.4g}"
        )


def optimal_perturbation(
    responses: ArrayLike,
    forecast: ArrayLike,
    weights: ArrayLike,
    *,
    names: Sequence[str] = (),
    response_covariance: ArrayLike | None = None,
    forecast_covariance: ArrayLike | None = None,
    level: float = 0.9,
    draws: int = 2000,
    seed: int = 0,
) -> Perturbation:
    """How a plan should change for the loss to be least, and whether the data call for it.

    Parameters
    ----------
    responses
        R, shape (g, k): of g gaps (targets by horizon) to one unit of each of k settings.
    forecast
        E[Y], shape (g,): the gaps under the plan, outcome less target.
    weights
        W, shape (g,) or (g, g).
    names
        Of the settings.
    response_covariance
        Shape (g * k, g * k), of R row by row; certain when None.
    forecast_covariance
        Shape (g, g), of the error of E[Y] as an estimate of the mean; certain when None. Shocks
        that nobody can foresee do not belong here: they change no decision.
    level, draws, seed
        Of bands and verdict: normal draws of R and E[Y], independent of each other.

    Raises
    ------
    TinbergenError
        C011 when shapes differ, F053 when a setting is out of bounds, F140 when settings can't be
        told apart by their effects, F141 when a weight or a variance is negative, F142 when
        numbers are missing.
    """
    R, Y, W = (np.asarray(given, dtype=float) for given in (responses, forecast, weights))
    if R.ndim != 2:
        raise TinbergenError("C011", name="responses", shape=R.shape, wanted="(·, ·)")
    g, k = R.shape
    _check_shapes(
        ("forecast", Y, (g,)), ("weights", W, (g,) if W.ndim == 1 else (g, g)),
        ("names", np.asarray(names, dtype=object), (k,) if len(names) else (0,)),
    )  # fmt: skip
    for what, given in (("responses", R), ("forecast", Y)):
        require_finite(what, given)
    require(0.0 < level < 1.0, "level", level, "(0, 1)")
    require(draws >= 20 + k, "draws", draws, f">= {20 + k}")
    if response_covariance is not None or forecast_covariance is not None:
        rng = np.random.default_rng(seed)
        effects = R + _noise(response_covariance, "response_covariance", (g, k), draws, rng)
        outlook = Y + _noise(forecast_covariance, "forecast_covariance", (g,), draws, rng)
        centre = Centre(R[None], Y[None], np.ones(1))
        return perturbation_from_draws(effects, outlook, W, centre=centre, names=names, level=level)
    half = root(W, "weights")
    menu, gaps = half @ R, half @ Y
    chosen = choose(menu, gaps[:, None])
    change, gradient = chosen.shocks[:, 0], menu.T @ gaps
    optimal = _still(gradient, np.linalg.norm(menu, axis=0) * np.linalg.norm(gaps))
    return Perturbation(
        names=tuple(names) or tuple(f"u{j + 1}" for j in range(k)),
        change=change, lower=change, upper=change, gradient=gradient, p_value=float("nan"),
        verdict="optimal" if optimal else "revise",
        loss_before=float(gaps @ gaps), loss=float(np.sum((gaps + menu @ change) ** 2)),
        gaps=Y + R @ change, condition=float(chosen.condition), level=level,
    )  # fmt: skip


class Centre(NamedTuple):
    """Where a change is chosen: effects (points, g, k), gaps (points, g), shares (points,)."""

    responses: Array
    forecasts: Array
    shares: Array


def perturbation_from_draws(
    responses: ArrayLike,
    forecasts: ArrayLike,
    weights: ArrayLike,
    *,
    centre: Centre | None = None,
    names: Sequence[str] = (),
    directions: ArrayLike | None = None,
    level: float = 0.9,
) -> Perturbation:
    """The same where doubt comes as draws: of worlds by their weights, of their effects.

    The change is that with the least mean loss at the ``centre``, such as the worlds' central
    effects by their weights, or over the draws; its bounds are those of what each draw would change
    by itself. The gradient is that of the same mean loss, its covariance that of the draws.

    Parameters
    ----------
    responses
        R by draw, shape (draws, g, k).
    forecasts
        E[Y] by draw, shape (draws, g): the gaps under the plan where that draw is right. Rows of
        zeros, in both, are gaps that do not count there.
    weights
        W, shape (g,) or (g, g).
    centre
        Points with their shares; the draws themselves when None.
    names, level
        As of :func:`optimal_perturbation`.
    directions
        Shape (k, m): the combinations in which settings may move, such as those that leave a limit
        as it is; each by itself when None. The test is along them.

    Raises
    ------
    TinbergenError
        C011 when shapes differ, F053 when a setting is out of bounds, F140 when settings can't be
        told apart by their effects, F141 when a weight is negative, F142 when numbers are missing.
    """
    R, Y, W = (np.asarray(given, dtype=float) for given in (responses, forecasts, weights))
    if R.ndim != 3:
        raise TinbergenError("C011", name="responses", shape=R.shape, wanted="(·, ·, ·)")
    count, g, k = R.shape
    along = np.eye(k) if directions is None else np.asarray(directions, dtype=float)
    at = Centre(R, Y, np.full(count, 1 / max(count, 1))) if centre is None else centre
    points = len(at.shares)
    _check_shapes(
        ("forecasts", Y, (count, g)), ("weights", W, (g,) if W.ndim == 1 else (g, g)),
        ("names", np.asarray(names, dtype=object), (k,) if len(names) else (0,)),
        ("directions", along, (k, along.shape[-1])),
        ("centre", at.responses, (points, g, k)), ("centre", at.forecasts, (points, g)),
    )  # fmt: skip
    require(0.0 < level < 1.0, "level", level, "(0, 1)")
    require(count >= 2, "draws", count, ">= 2")
    half = root(W, "weights")
    menus, gaps = half @ at.responses, at.forecasts @ half.T
    size = np.sqrt(at.shares)[:, None]
    chosen = choose(
        (size[:, :, None] * menus @ along).reshape(points * g, -1),
        (size * gaps).reshape(points * g, 1),
    )
    change = along @ chosen.shocks[:, 0]
    drawn, missed = half @ R, Y @ half.T
    each = choose(drawn @ along, missed[:, :, None]).shocks[:, :, 0] @ along.T
    low, high = np.quantile(each, (0.5 - level / 2, 0.5 + level / 2), axis=0)
    gradient = at.shares @ np.einsum("pgk,pg->pk", menus, gaps)
    p_value = _wald(gradient @ along, np.einsum("dgk,dg->dk", drawn, missed) @ along)
    sizes = np.sqrt((menus**2).sum(axis=(0, 1))) * np.linalg.norm(gaps)
    certain = _still(gradient @ along, sizes @ np.abs(along))
    return Perturbation(
        names=tuple(names) or tuple(f"u{j + 1}" for j in range(k)),
        change=change, lower=low, upper=high, gradient=gradient, p_value=p_value,
        verdict="optimal" if p_value > 1 - level or (np.isnan(p_value) and certain) else "revise",
        loss_before=float(at.shares @ (gaps**2).sum(axis=1)),
        loss=float(at.shares @ ((gaps + menus @ change) ** 2).sum(axis=1)),
        gaps=at.shares @ (at.forecasts + at.responses @ change),
        condition=float(chosen.condition), level=level,
    )  # fmt: skip


def _still(gradient: Array, scale: Array) -> bool:
    """Whether a gradient is zero but for rounding."""
    return bool((np.abs(gradient) <= _ZERO * scale).all())


def _check_shapes(*given: tuple[str, Array, tuple[int, ...]]) -> None:
    """C011 for the first array that has another shape than it should."""
    for what, array, wanted in given:
        if array.shape != wanted:
            raise TinbergenError("C011", name=what, shape=array.shape, wanted=wanted)


def _noise(
    covariance: ArrayLike | None, name: str, shape: tuple[int, ...], draws: int,
    rng: np.random.Generator,
) -> Array:  # fmt: skip
    """Normal draws (draws, *shape), zero without a covariance."""
    size = int(np.prod(shape))
    if covariance is None:
        return np.zeros((draws, *shape))
    given = np.asarray(covariance, dtype=float)
    if given.shape != (size, size):
        raise TinbergenError("C011", name=name, shape=given.shape, wanted=(size, size))
    return (rng.standard_normal((draws, size)) @ root(given, name)).reshape(draws, *shape)


def _wald(gradient: Array, drawn: Array) -> float:
    """The p-value of a gradient (k,) of zero, by the covariance of its draws (D, k); NaN where they
    all say the same."""
    from scipy.special import chdtrc

    values, vectors = np.linalg.eigh(np.atleast_2d(np.cov(drawn.T)))
    if not values[-1] > 0:
        return float("nan")
    # Where draws lie on a line or a plane, what is left across it is rounding.
    known = values > _RANK * values[-1]
    statistic = ((gradient @ vectors[:, known]) ** 2 / values[known]).sum()
    return float(chdtrc(known.sum(), statistic))
