"""Tariffs as a game: what one country would best do, what all would do, what together.

On the one-sector world of :mod:`tinbergen.domains.trade.methods.armington`, tariff revenue rebated
(Gros 1987, J. of International Economics 23; Ossa 2014, American Economic Review 104(12)).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.result import Result
from tinbergen.domains.trade.methods.armington import Closure, Counterfactual, World, counterfactual
from tinbergen.domains.trade.methods.tariff_welfare import TariffWelfare, best_reply
from tinbergen.domains.trade.methods.trade_tables import FREE, square
from tinbergen.statistics.cycles.sample import require

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

#: What a cooperative outcome maximises: the mean log welfare weighted by expenditure (gains could
#: be shared by transfers), or Nash's product of gains over the tariff war (no one loses by it).
Objective = Literal["joint", "bargaining"]

#: What a player may still gain by another rate, per cent, where rates count as an equilibrium.
_REGRET = 1e-6


@dataclass(frozen=True, slots=True)
class TariffOutcome(Result):
    """Tariffs and what they do to everyone.

    Attributes
    ----------
    kind
        "optimal", "nash" or "cooperative".
    players
        Countries that set tariffs, one rate each on all imports.
    rates
        (players,) ad valorem.
    counterfactual
        The equilibrium at these rates, relative to the base year.
    gain
        (players,) change in own welfare from the base year, per cent.
    regret
        (players,) gain in per cent each could still have by changing its own rate alone, over the
        whole range: below 1e-6 for "nash", zero by construction for "optimal", the temptation to
        leave for "cooperative".
    rounds
        Rounds of replies; one for "optimal".
    """

    kind: Literal["optimal", "nash", "cooperative"]
    players: tuple[str, ...]
    rates: Array
    counterfactual: Counterfactual
    gain: Array
    regret: Array
    rounds: int

    def to_frame(self) -> pd.DataFrame:
        """By country: its rate (missing for those that set none) and changes in per cent."""
        import pandas as pd

        rates = pd.Series(100.0 * self.rates, index=list(self.players))
        table = self.counterfactual.to_frame()
        table.insert(0, "tariff", rates.reindex(table.index))
        return table


def optimal_tariff(
    base: World,
    country: str,
    *,
    tariffs: ArrayLike | None = None,
    highest: float = 5.0,
    closure: Closure = "deficit",
) -> TariffOutcome:
    """The rate on all imports that is best for one country while others keep theirs.

    Found numerically on the equilibrium; in a world of two it meets Gros's formula, see
    :func:`gros_tariff`.

    Parameters
    ----------
    country
        Who sets it.
    tariffs
        (n, n) rates of the others (the country's own column is replaced); the base year's without.
    highest
        Upper end of the search; the lower is zero.

    Raises
    ------
    TinbergenError
        F101 for an unknown country, and what ``armington.counterfactual`` raises.
    """
    game = _game(base, (country,), tariffs, closure)
    rate = best_reply(game, np.zeros(1), 0, highest)
    return _outcome("optimal", game, np.array([rate]), np.zeros(1), 1)


def gros_tariff(sigma: float, foreign_home_share: float) -> float:
    """1 / ((sigma - 1) lambda_FF), the optimum against one foreign country (Gros 1987).

    ``foreign_home_share`` is the part of its spending that the foreign country spends on its own
    goods, at the optimum and before tariffs of its own; without any no tariff is too high. Raises
    F053 outside their ranges.
    """
    require(sigma > 1.0, "sigma", f"{sigma:g}", "(1, ∞)")
    share = foreign_home_share
    # A share of all may miss one by rounding.
    require(0.0 < share <= 1.0 + 1e-9, "foreign_home_share", f"{share:g}", "(0, 1]")
    return 1.0 / ((sigma - 1.0) * foreign_home_share)


def nash_tariffs(
    base: World,
    players: Sequence[str] | None = None,
    *,
    highest: float = 5.0,
    closure: Closure = "deficit",
    tolerance: float = 1e-9,
    rounds: int = 100,
) -> TariffOutcome:
    """Rates at which no player gains by changing its own: the tariff war.

    Players (all countries without them) reply in turn with their optimal tariffs, from zero on and
    searched over the whole range in every round, until no rate moves by more than ``tolerance``
    and no player could gain more than 1e-6 per cent by another rate. Welfare may have more than
    one local optimum; where it is highest at ``highest`` there may be none inside the range at
    all. Deficits and surpluses held fixed in nominal terms can do that; ``balance`` does not.

    Raises
    ------
    TinbergenError
        F101; F053 without any player; F100 for rates in the range at which markets do not clear;
        F110 when no equilibrium of tariffs is found in ``rounds``.
    """
    game = _game(base, players, None, closure)
    rates = np.zeros(len(game.players))
    move = np.inf
    for done in range(1, rounds + 1):
        before = rates.copy()
        for j in range(rates.size):
            rates[j] = best_reply(game, rates, j, highest)
        move = float(np.abs(rates - before).max())
        if move <= tolerance:
            regret = _temptations(game, rates, highest)
            if not regret.max(initial=0.0) > _REGRET:
                return _outcome("nash", game, rates, regret, done)
    left = float(_temptations(game, rates, highest).max(initial=0.0))
    raise TinbergenError("F110", move=f"{move:.2g}", rounds=rounds, regret=f"{left:.2g}")


def cooperative_tariffs(
    base: World,
    players: Sequence[str] | None = None,
    *,
    objective: Objective = "joint",
    nash: TariffOutcome | None = None,
    highest: float = 5.0,
    closure: Closure = "deficit",
) -> TariffOutcome:
    """Rates players would set together, see :data:`Objective`; only players' welfare counts.

    Parameters
    ----------
    nash
        The tariff war to bargain from; found when not given and needed.

    Raises
    ------
    TinbergenError
        F101; F053 without any player; F111 when no rates make every player better off than the
        tariff war does; F113.
    """
    game = _game(base, players, None, closure)
    if objective == "joint":
        weights = base.expenditure[list(game.players)]
        rates, steps = _joint(game, weights / weights.sum(), highest)
    elif objective == "bargaining":
        names = [base.countries[i] for i in game.players]
        war = nash or nash_tariffs(base, names, highest=highest, closure=closure)
        rates, steps = _bargain(game, np.log1p(war.gain / 100.0), war.rates, highest)
    else:
        choices = ("joint", "bargaining")
        raise TinbergenError(
            "F113",
            hint=did_you_mean(str(objective), choices),
            name="objective",
            value=objective,
            choices=", ".join(choices),
        )
    return _outcome("cooperative", game, rates, _temptations(game, rates, highest), steps)


def _game(
    base: World, players: Sequence[str] | None, tariffs: ArrayLike | None, closure: Closure
) -> TariffWelfare:
    names = base.countries if players is None else tuple(dict.fromkeys(players))
    require(len(names) > 0, "players", "0", "[1, ∞)")
    n = len(base.countries)
    rates = base.tariffs
    if tariffs is not None:
        rates = square(tariffs, "tariffs", n, above=FREE, labels=base.countries)
    return TariffWelfare(base, tuple(base.position(c) for c in names), rates, closure)


def _outcome(
    kind: Literal["optimal", "nash", "cooperative"],
    game: TariffWelfare,
    rates: Array,
    regret: Array,
    rounds: int,
) -> TariffOutcome:
    result = counterfactual(game.base, tariffs=game.table(rates), closure=game.closure)
    return TariffOutcome(
        kind=kind,
        players=tuple(game.base.countries[i] for i in game.players),
        rates=rates,
        counterfactual=result,
        gain=100.0 * (result.welfare[list(game.players)] - 1.0),
        regret=regret,
        rounds=rounds,
    )


def _temptations(game: TariffWelfare, rates: Array, highest: float) -> Array:
    """(players,) per cent each would gain by its best reply to the others' rates."""
    here, _ = game(rates)
    gains = np.zeros(rates.size)
    for j in range(rates.size):
        trial = rates.copy()
        trial[j] = best_reply(game, rates, j, highest)
        gains[j] = max(0.0, 100.0 * np.expm1(game(trial)[0][j] - here[j]))
    return gains


def _joint(game: TariffWelfare, weights: Array, highest: float) -> tuple[Array, int]:
    """Rates that maximise the weighted mean of log welfare."""
    from scipy.optimize import minimize

    def loss(rates: Array) -> tuple[float, Array]:
        welfare, slopes = game(rates)
        return -float(weights @ welfare), -(weights @ slopes)

    start = np.full(len(game.players), 0.01)
    found = minimize(
        loss,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=[(0.0, highest)] * start.size,
        options={"ftol": 1e-15, "gtol": 1e-10},
    )
    return np.asarray(found.x), int(found.nit)


def _bargain(game: TariffWelfare, threat: Array, start: Array, highest: float) -> tuple[Array, int]:
    """Rates that maximise the product of gains over ``threat`` (log welfare in the war)."""
    from scipy.optimize import minimize

    bounds = [(0.0, highest)] * start.size
    k = start.size

    # First the rates at which the one that gains least gains most: a start inside the set.
    def least_gain(x: Array) -> tuple[float, Array]:
        return -float(x[-1]), -np.eye(k + 1)[-1]

    room: Any = {
        "type": "ineq",
        "fun": lambda x: 100.0 * (game(x[:-1])[0] - threat) - x[-1],
        "jac": lambda x: np.column_stack([100.0 * game(x[:-1])[1], -np.ones(k)]),
    }
    found = minimize(
        least_gain,
        np.append(0.5 * start, 0.0),
        jac=True,
        method="SLSQP",
        bounds=[*bounds, (None, None)],
        constraints=room,
        options={"ftol": 1e-12, "maxiter": 300},
    )
    inside = np.clip(found.x[:-1], 0.0, highest)
    least = float((game(inside)[0] - threat).min())
    if not least > 1e-9:
        raise TinbergenError("F111")

    # Below a gain that no solution has, the logarithm goes on along its tangent, so that steps
    # outside the set lead back into it.
    floor = 1e-3 * least

    def loss(rates: Array) -> tuple[float, Array]:
        welfare, slopes = game(rates)
        gains = np.exp(welfare) - np.exp(threat)
        inner = np.maximum(gains, floor)
        value = np.log(inner) + (gains - inner) / floor
        return -float(value.sum()), -((np.exp(welfare) / inner) @ slopes)

    best = minimize(
        loss,
        inside,
        jac=True,
        method="L-BFGS-B",
        bounds=bounds,
        options={"ftol": 1e-14, "gtol": 1e-9},
    )
    return np.asarray(best.x), int(found.nit + best.nit)
