"""Responses to shocks that are announced ahead of time, in linear models that look ahead.

With A E x_{t+1} + B x_t + C x_{t-1} + d nu_t = 0 solved by x_t = P x_{t-1} without news, shocks
known in advance add a forward sum,

    x_t = P x_{t-1} + sum_k F^k G nu_{t+k},   G = -(A P + B)^{-1} d,   F = -(A P + B)^{-1} A

(Blanchard and Kahn 1980). Shocks to a rule bring any path of its instrument about: announced ones
as in McKay and Wolf (2023), Econometrica 91(5), surprises as in Sims and Zha (2006).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.engine.linear.first_order import Solution
from tinbergen.engine.linear.linear_model import Array


def news_responses(
    solution: Solution, pushes: Array, periods: int, settings: int, *, announced: bool
) -> Array:
    """Responses of all variables to shocks in each of the first ``settings`` periods.

    Parameters
    ----------
    pushes
        What a unit of each shock adds to the equations, shape (n, m).
    announced
        Whether the shocks of all periods are known from the first on, or each comes as a surprise.

    Returns
    -------
    Shape (periods, n, settings, m): variables in period t by shocks of period s.
    """
    jacobian, (n, m) = solution.jacobian, pushes.shape
    law = np.zeros((n, n))
    law[:, solution.incidence.states] = solution.rule.ghx
    left = jacobian.ahead @ law + jacobian.now
    now, forward = -np.linalg.solve(left, pushes), -np.linalg.solve(left, jacobian.ahead)
    # ahead[k]: what news k periods ahead of its date does at once.
    ahead = np.empty((settings, n, m))
    for k in range(settings):
        ahead[k] = forward @ ahead[k - 1] if k else now
    found = np.zeros((periods, n, settings, m))
    for t in range(periods):
        if t:
            found[t] = np.tensordot(law, found[t - 1], axes=1)
        last = settings if announced else min(t + 1, settings)
        for s in range(t, last):
            found[t, :, s] += ahead[s - t]
    return found


def path_effects(
    solution: Solution,
    pushes: Array,
    rows: Sequence[int | None],
    periods: int,
    settings: int,
    *,
    announced: bool,
) -> Array:
    """Effects of paths of instruments over the first ``settings`` periods, rules resuming after.

    Parameters
    ----------
    pushes
        What a unit of each instrument's shock adds to the equations, shape (n, m).
    rows
        The variable whose path each shock sets; None for a shock whose own path is chosen.

    Returns
    -------
    Shape (periods, n, settings, m), by paths instead of shocks.

    Raises
    ------
    TinbergenError
        E019 when shocks to the rules can't bring every path about.
    """
    responses = news_responses(solution, pushes, periods, settings, announced=announced)
    n, m = pushes.shape
    own = np.zeros((settings, m, settings, m))
    for k, row in enumerate(rows):
        if row is None:
            own[np.arange(settings), k, np.arange(settings), k] = 1.0
        elif settings:
            own[:, k] = responses[:settings, row]
    square = own.reshape(settings * m, settings * m)
    flat = responses.reshape(periods * n, settings * m)
    try:
        effects = np.linalg.solve(square.T, flat.T).T
    except np.linalg.LinAlgError:
        raise TinbergenError("E019") from None
    return np.asarray(effects.reshape(periods, n, settings, m))


def pegged(
    solution: Solution,
    law: Array,
    pushes: Array,
    rows: Sequence[int],
    periods: int,
    settings: int,
    *,
    announced: bool,
) -> Array:
    """Answers to a push of the variables in the first period, while instruments keep their paths.

    Instruments in ``rows`` are held for ``settings`` periods; then their rules resume. Returns
    (periods, n, n): variables by what the first period's variables are pushed by.
    """
    n = len(law)
    free = np.empty((periods, n, n))
    for t in range(periods):
        free[t] = law @ free[t - 1] if t else np.eye(n)
    if not rows or not settings:
        return free
    effects = path_effects(solution, pushes, rows, periods, settings, announced=announced)
    drift = free[:settings][:, rows]
    return np.asarray(free - np.einsum("tisk,skj->tij", effects, drift))
