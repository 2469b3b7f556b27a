"""The best simple rule for several models at once: on average, or with the least regret.

A rule's parameters stand in every model under the same names. A model's loss is the weighted sum of
its variables' unconditional variances, of the first-order solution under the rule. A rule that is
good in every model is worth more than the best one in a model that may be wrong (Levin, Wieland and
Williams 2003, American Economic Review 93(3)); the least regret asks that no model's loss exceed
its own optimum by more, in proportion, than need be.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from numbers import Real
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.arguments import unfit
from tinbergen.core.errors import ModelError, SolveError, TinbergenError, did_you_mean
from tinbergen.core.result import Result
from tinbergen.core.text import Text
from tinbergen.engine.linear.solution import equilibrium
from tinbergen.model.library import ModelLike, model_of
from tinbergen.model.model import Model
from tinbergen.statistics.cycles.sample import require

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
_NUMBERS = Text("a number for each parameter", "每个参数一个数")
#: Log loss of a rule that leaves no single stable solution.
_OUT = 1e3
_GRADIENT = 1e-5
_MOST = 200


@dataclass(frozen=True, slots=True)
class SimpleRule(Result):
    """A rule's parameters, and what they cost in each of M models.

    Attributes
    ----------
    parameters
        By name.
    criterion, weights
        What was minimised, with the models' weights (M,).
    models, variables
        Names of the models and of the n variables in the loss.
    losses, own
        (M,) under the rule, and under each model's own best rule of this form.
    own_parameters
        (M, k) of those.
    deviations
        (M, n) standard deviations under the rule.
    """

    parameters: Mapping[str, float]
    criterion: Literal["mean", "regret"]
    weights: Array
    models: tuple[str, ...]
    variables: tuple[str, ...]
    losses: Array
    own: Array
    own_parameters: Array
    deviations: Array

    @property
    def regrets(self) -> Array:
        """(M,) losses over each model's own optimum: 1 where the rule is the best."""
        return self.losses / self.own

    def to_frame(self) -> pd.DataFrame:
        """A row a model: loss, own optimum, their ratio, standard deviations."""
        import pandas as pd

        columns = {"loss": self.losses, "own optimum": self.own, "regret": self.regrets}
        columns |= {f"sd {n}": self.deviations[:, i] for i, n in enumerate(self.variables)}
        return pd.DataFrame(columns, index=list(self.models))

    def _headline(self) -> str:
        said = ", ".join(f"{name} {value:.4f}" for name, value in self.parameters.items())
        return f"SimpleRule, {self.criterion}: {said}"


def optimal_rule(
    models: ModelLike | Sequence[ModelLike],
    start: Mapping[str, float],
    loss: Mapping[str, float],
    *,
    weights: Sequence[float] | None = None,
    criterion: Literal["mean", "regret"] = "mean",
) -> SimpleRule:
    """The parameters of a rule that serve a bank of models best.

    Parameters
    ----------
    models
        One or several, each with the rule's parameters, the loss's variables and its shocks'
        variances; they may look ahead.
    start
        Parameter -> value from which the search starts, with which every model is stable.
    loss
        Variable -> weight on its variance.
    weights
        The models', one each when None; only proportions count.
    criterion
        ``mean``: the weighted mean of losses; ``regret``: the largest ratio of a loss to the
        model's own optimum.

    Raises
    ------
    TinbergenError
        C010 when a start is no number, C011 when weights are not as many as models, E004 for a
        variable and M007 for a parameter that a model does not have, E096 when a loss is not finite
        at the start, E097 when the search does not settle, F053 for a setting out of bounds; those
        of the models' solution there.
    """
    given: Any = models if isinstance(models, list | tuple) else [models]
    bank = [model_of(model) for model in given]
    shares = np.ones(len(bank)) if weights is None else np.asarray(weights, dtype=float)
    if shares.shape != (len(bank),):
        raise TinbergenError("C011", name="weights", shape=shares.shape, wanted=(len(bank),))
    require(criterion in ("mean", "regret"), "criterion", criterion, "mean, regret")
    require(bool((shares > 0).all()), "weights", weights, "> 0")
    shares = shares / shares.sum()
    for value in start.values():
        if not isinstance(value, Real):
            raise unfit("start", value, _NUMBERS)
    names, first = tuple(start), np.array(list(start.values()), dtype=float)
    for model in bank:
        for name in loss:
            if name not in model.endogenous:
                hint = did_you_mean(name, model.endogenous)
                raise TinbergenError("E004", hint=hint, names=name, model=model.name)
        if not 0.0 < _loss(model, dict(start), loss) < np.inf:
            raise TinbergenError("E096", model=model.name)

    def log_loss(model: Model, x: Array) -> float:
        return _log_loss(model, dict(zip(names, x.tolist(), strict=True)), loss)

    def logs(x: Array) -> Array:
        return np.array([log_loss(model, x) for model in bank])

    best = [_minimised(partial(log_loss, model), first) for model in bank]
    own, found = np.exp([value for _, value in best]), best[0][0]
    if len(bank) > 1:
        found = np.mean([x for x, _ in best], axis=0)
        if criterion == "regret":
            found = _least_regret(lambda x: logs(x) - np.log(own), found)
        else:
            found, _ = _minimised(
                lambda x: float(np.logaddexp.reduce(logs(x) + np.log(shares))), found
            )
    chosen = dict(zip(names, found.tolist(), strict=True))
    variances = np.array([_variances(model, chosen, tuple(loss)) for model in bank])
    return SimpleRule(
        parameters=chosen, criterion=criterion, weights=shares,
        models=tuple(model.name for model in bank), variables=tuple(loss),
        losses=variances @ np.array(list(loss.values())), own=own,
        own_parameters=np.array([x for x, _ in best]), deviations=np.sqrt(variances),
    )  # fmt: skip


def _variances(model: Model, at: Mapping[str, float], names: Sequence[str]) -> Array:
    found = equilibrium(model.with_values(at))
    every = found.variances()
    return np.asarray([every[found.model.endogenous.index(name)] for name in names])


def _loss(model: Model, at: Mapping[str, float], loss: Mapping[str, float]) -> float:
    return float(_variances(model, at, tuple(loss)) @ np.array(list(loss.values())))


def _log_loss(model: Model, at: Mapping[str, float], loss: Mapping[str, float]) -> float:
    """Out of reach where the rule leaves no single stable solution, or a unit root."""
    try:
        found = _loss(model, at, loss)
    except (SolveError, ModelError, np.linalg.LinAlgError):
        return _OUT
    return float(np.log(found)) if np.isfinite(found) else _OUT


def _minimised(objective: Callable[[Array], float], start: Array) -> tuple[Array, float]:
    """By quasi-Newton steps; the simplex where these get stuck."""
    from scipy.optimize import minimize

    steps: Any = {"gtol": _GRADIENT, "maxiter": _MOST}
    found = minimize(objective, start, method="BFGS", options=steps)
    if np.abs(found.jac).max() > 10 * _GRADIENT:
        options: Any = {"xatol": 1e-7, "fatol": 1e-11, "maxiter": 20 * _MOST, "adaptive": True}
        found = minimize(objective, found.x, method="Nelder-Mead", options=options)
        if not found.success:
            raise TinbergenError("E097", iterations=found.nit)
    return np.asarray(found.x, dtype=float), float(found.fun)


def _least_regret(regrets: Callable[[Array], Array], start: Array) -> Array:
    """The least of the largest of (M,) log ratios: a bound t above them all is lowered."""
    from scipy.optimize import minimize

    below: Any = {"type": "ineq", "fun": lambda z: z[-1] - regrets(z[:-1])}
    steps: Any = {"ftol": 1e-10, "maxiter": _MOST}
    first = np.append(start, regrets(start).max())

    def bound(z: Array) -> float:
        return float(z[-1])

    found = minimize(bound, first, method="SLSQP", constraints=below, options=steps)
    if not found.success:
        raise TinbergenError("E097", iterations=found.nit)
    return np.asarray(found.x[:-1], dtype=float)
