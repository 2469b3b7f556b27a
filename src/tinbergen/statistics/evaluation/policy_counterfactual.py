r"""Other rules and the best policy, from the effects of policy shocks alone.

In a large class of linear models, a rule works through the path of the instrument that it makes
people expect, and shocks announced to the rule in force bring the same path about. With
:math:`\Theta` the responses to policy shocks and :math:`x` the responses to something else, or a
forecast, under the rule in force, another rule :math:`\sum_j A_j x_j = 0` is enforced by the shocks

.. math:: \nu = -\Big(\sum_j A_j\Theta_j\Big)^{-1}\sum_j A_j x_j

and the best policy for weights :math:`W_j` minimises :math:`\sum_j (x_j + \Theta_j\nu)'W_j
(x_j + \Theta_j\nu)`. Fewer shocks than periods come as close as least squares do.

Applied to a Wold representation this gives second moments. Bands are obligatory: at point estimates
the gain from the best policy is overstated, because it fits the estimates' errors.

Source: McKay and Wolf (2023), Econometrica 91(5).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from tinbergen.charts.chart import Chart, Panel
from tinbergen.charts.layers import Fan, Line
from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.result import Result
from tinbergen.core.text import Text
from tinbergen.statistics.cycles.sample import require
from tinbergen.statistics.evaluation.menu import choose, root
from tinbergen.statistics.evaluation.recursive_var import ShockResponses
from tinbergen.statistics.regression.newey_west import Array

if TYPE_CHECKING:
    import pandas as pd

_TITLE = Text("Under the other policy", "其他政策之下")
_PAIR = Text("{variable} after {shock}", "{shock} 之后的 {variable}")
_BASE, _OTHER = Text("rule in force", "现行规则"), Text("other policy", "其他政策")
_AHEAD = Text("Periods ahead", "期数")


@dataclass(frozen=True, slots=True)
class PolicyCounterfactual(Result):
    """What would follow under another policy, at the point estimates and draw by draw.

    Attributes
    ----------
    variables, causes
        n outcomes, and the m shocks or the forecast whose paths are changed.
    base, paths
        (H + 1, n, m) under the rule in force and under the other policy.
    drawn
        (D, H + 1, n, m) the latter by draws of the effects; D is zero without.
    shocks
        (k, m) policy shocks, in the units of the menu.
    loss_before, loss
        The weighted squared gaps, or squared departures from the rule, before and after.
    condition
        Condition number of the menu; from 1e6 on shocks are hardly told apart, though paths may be.
    level
        Probability of the bands.
    """

    variables: tuple[str, ...]
    causes: tuple[str, ...]
    base: Array
    paths: Array
    drawn: Array
    shocks: Array
    loss_before: float
    loss: float
    condition: float
    level: float

    def moments(self) -> pd.DataFrame:
        """Standard deviations over H + 1 periods, and correlations with the first variable.

        A row a variable; for each of ``sd`` and ``correlation``: base, the point estimate, and
        median, lower and upper of draws. They mean what they say when the base is a Wold
        representation, in whatever rotation.
        """
        import pandas as pd

        columns = {}
        before, point = _moments(self.base), _moments(self.paths)
        drawn = _moments(self.drawn) if len(self.drawn) else None
        tails = (0.5, 0.5 - self.level / 2, 0.5 + self.level / 2)
        for k, what in enumerate(("sd", "correlation")):
            columns[what, "base"], columns[what, "estimate"] = before[k], point[k]
            if drawn is not None:
                spread = np.quantile(drawn[k], tails, axis=0)
                for name, values in zip(("median", "lower", "upper"), spread, strict=True):
                    columns[what, name] = values
        return pd.DataFrame(columns, index=list(self.variables))

    def to_frame(self) -> pd.DataFrame:
        """Paths, a row a period; columns (variable, cause, base, estimate or bound)."""
        import pandas as pd

        columns = {}
        for (i, variable), (k, cause) in self._pairs():
            columns[variable, cause, "base"] = self.base[:, i, k]
            columns[variable, cause, "estimate"] = self.paths[:, i, k]
            if len(self.drawn):
                low, high = self._band(i, k)
                columns[variable, cause, "lower"] = low
                columns[variable, cause, "upper"] = high
        return pd.DataFrame(columns, index=pd.RangeIndex(len(self.paths), name="period"))

    def plot(self) -> Panel:
        """Each variable's path after each cause, before and under the other policy."""
        ahead, charts = range(len(self.paths)), []
        for (i, variable), (k, cause) in self._pairs():
            layer: Line | Fan = Line(_OTHER, self.paths[:, i, k])
            if len(self.drawn):
                low, high = self._band(i, k)
                layer = Fan(_OTHER, (self.level,), (low,), (high,), self.paths[:, i, k])
            before = Line(_BASE, self.base[:, i, k], style="dashed")
            said = _PAIR.fill(variable=variable, shock=cause)
            charts.append(Chart(said, ahead, (layer, before), x_label=_AHEAD))
        return Panel(_TITLE, tuple(charts), columns=min(3, len(self.causes)))

    def _pairs(self) -> list[tuple[tuple[int, str], tuple[int, str]]]:
        return [(v, c) for v in enumerate(self.variables) for c in enumerate(self.causes)]

    def _band(self, i: int, k: int) -> tuple[Array, Array]:
        tails = (0.5 - self.level / 2, 0.5 + self.level / 2)
        low, high = np.quantile(self.drawn[:, :, i, k], tails, axis=0)
        return low, high


def counterfactual_rule(
    base: ShockResponses | Mapping[str, ArrayLike],
    effects: ShockResponses,
    rule: Mapping[str, Mapping[int, float] | ArrayLike],
    *,
    level: float = 0.68,
) -> PolicyCounterfactual:
    """What follows from shocks, or of a forecast, under another policy rule.

    Parameters
    ----------
    base
        Responses to the shocks of interest under the rule in force, such as a Wold representation
        (:func:`tinbergen.statistics.evaluation.recursive_var.recursive_var`), or a forecast:
        variable -> (H + 1,) deviations.
    effects
        The menu: responses of the same variables to policy shocks, with draws for bands.
    rule
        Variable -> {lag: coefficient}, whose sum is zero in every period: ``{"i": {0: 1, 1: -.5},
        "pi": {0: -.75}}`` is i = .5 i(-1) + .75 pi; a lead has a negative lag. Or a matrix
        (H + 1, H + 1) that multiplies the variable's path.
    level
        Probability of the bands.

    Raises
    ------
    TinbergenError
        C011 when periods differ, F053 when the level is out of bounds, F122 for an unknown
        variable, F140 when shocks can't be told apart by what the rule sees of them, F142 when
        numbers are missing.
    """
    known = effects.variables
    matrices = {
        name: _shifts(said, len(effects.responses)) if isinstance(said, Mapping) else said
        for name, said in rule.items()
    }
    stacked = _placed(matrices, known, len(effects.responses))
    return _counterfactual(base, effects, np.hstack(stacked), level)


def counterfactual_optimum(
    base: ShockResponses | Mapping[str, ArrayLike],
    effects: ShockResponses,
    loss: Mapping[str, float | ArrayLike],
    *,
    discount: float = 1.0,
    level: float = 0.68,
) -> PolicyCounterfactual:
    """What follows from shocks, or of a forecast, under the policy that is best for a loss.

    Parameters
    ----------
    base, effects, level
        As for :func:`counterfactual_rule`.
    loss
        Variable -> weight on its squared gap, or a symmetric matrix (H + 1, H + 1) of weights.
    discount
        Factor by which a period counts less than the one before; matrices are taken as they are.

    Raises
    ------
    TinbergenError
        As :func:`counterfactual_rule`; F141 when a weight is negative.
    """
    require(0.0 < discount <= 1.0, "discount", discount, "(0, 1]")
    periods = len(effects.responses)
    factors = discount ** np.arange(periods)
    given = {n: np.asarray(w, dtype=float) for n, w in loss.items()}
    weights = {n: w * factors if w.ndim == 0 else w for n, w in given.items()}
    roots = _placed(weights, effects.variables, periods, vectors=True)
    roots = [root(w, n) if n in loss else w for n, w in zip(effects.variables, roots, strict=True)]
    size = len(roots)
    whole = np.zeros((size * periods, size * periods))
    for i, part in enumerate(roots):
        at = slice(i * periods, (i + 1) * periods)
        whole[at, at] = part
    return _counterfactual(base, effects, whole, level)


def _counterfactual(
    base: ShockResponses | Mapping[str, ArrayLike], effects: ShockResponses, rows: Array,
    level: float,
) -> PolicyCounterfactual:  # fmt: skip
    """The least squares of ``rows`` (g, n * (H + 1)) times the paths, variable after variable."""
    require(0.0 < level < 1.0, "level", level, "(0, 1)")
    causes, before = _based(base, effects)
    rows = rows[(rows != 0).any(axis=1)]
    gaps = rows @ _long(before)
    chosen = choose(rows @ _long(effects.responses), gaps)
    paths = before + effects.responses @ chosen.shocks
    drawn = np.zeros((0, *paths.shape))
    if len(effects.drawn):
        moved = choose(rows @ _long(effects.drawn), gaps).shocks
        drawn = before + effects.drawn @ moved[:, None]
    return PolicyCounterfactual(
        variables=effects.variables, causes=causes, base=before, paths=paths, drawn=drawn,
        shocks=chosen.shocks, loss_before=float(np.sum(gaps**2)),
        loss=float(np.sum((rows @ _long(paths)) ** 2)), condition=float(chosen.condition),
        level=level,
    )  # fmt: skip


def _based(
    base: ShockResponses | Mapping[str, ArrayLike], effects: ShockResponses
) -> tuple[tuple[str, ...], Array]:
    """What is changed, by name, and its paths (H + 1, n, m) in the menu's order of variables."""
    if isinstance(base, ShockResponses):
        known, causes = base.variables, base.shocks
        given = {name: base.responses[:, i] for i, name in enumerate(known)}
    else:
        causes = ("forecast",)
        given = {name: np.asarray(path, dtype=float)[:, None] for name, path in base.items()}
    paths = []
    for name in effects.variables:
        if name not in given:
            hint = did_you_mean(name, given)
            raise TinbergenError("F122", hint=hint, name=name, known=", ".join(given))
        path, wanted = given[name], (len(effects.responses), len(causes))
        if path.shape != wanted:
            raise TinbergenError("C011", name=name, shape=path.shape, wanted=wanted)
        paths.append(path)
    return causes, np.stack(paths, axis=1)


def _shifts(lags: Mapping[int, float], periods: int) -> Array:
    """Sum of coefficient times the path so many periods ago, zero before the first."""
    parts = [c * np.eye(periods, k=-lag) for lag, c in lags.items()]
    return np.asarray(sum(parts, np.zeros((periods, periods))))


def _placed(
    given: Mapping[str, ArrayLike], known: tuple[str, ...], periods: int, *, vectors: bool = False
) -> list[Array]:
    """A matrix a variable, zero for those not named."""
    for name in given:
        if name not in known:
            hint = did_you_mean(name, known)
            raise TinbergenError("F122", hint=hint, name=name, known=", ".join(known))
    square = (periods, periods)
    found = [np.asarray(given.get(name, np.zeros(square)), dtype=float) for name in known]
    for name, matrix in zip(known, found, strict=True):
        if matrix.shape != square and not (vectors and matrix.shape == (periods,)):
            raise TinbergenError("C011", name=name, shape=matrix.shape, wanted=square)
    return found


def _long(paths: Array) -> Array:
    """(..., H + 1, n, k) as (..., n * (H + 1), k): variable after variable."""
    moved = np.swapaxes(paths, -3, -2)
    return moved.reshape(*moved.shape[:-3], -1, moved.shape[-1])


def _moments(paths: Array) -> tuple[Array, Array]:
    """Standard deviations (..., n) and correlations with the first variable, NaN where none."""
    covariance = np.einsum("...hik,...hjk->...ij", paths, paths)
    sd = np.sqrt(np.diagonal(covariance, axis1=-2, axis2=-1))
    scale = sd * sd[..., :1]
    return sd, covariance[..., 0, :] / np.where(scale > 0, scale, np.nan)
