"""Announced paths of instruments that are believed in part and not far ahead.

Between a path that is news in every period and one that all know of from the first on: people
expect the rules to resume, and of what is announced otherwise for k periods ahead they reckon with
a share, which may fall with k (cognitive discounting, Gabaix 2020, American Economic Review 110(8))
and is zero from some horizon on. What they did not reckon with surprises them when it comes.

With x_t = P x_{t-1} without news, R picking the instruments and u_t their announced values, the
instruments are first set as a surprise, s_t = P x_{t-1} + G (R G)^{-1} (u_t - R P x_{t-1}), after
which R P^k s_t is expected of them. Announcements move what is believed,

    x_t = s_t + sum_k L_k w_k (u_{t+k} - R P^k s_t),

L_k being what a path announced over the periods believed does at once
(:func:`~tinbergen.engine.linear.news.path_effects`). Shares of zero are surprises, shares of one
over the whole horizon an announced path. In a model without states (P = 0) and with w_k = m^k this
is the model in which every expectation is discounted by m, under the announced path.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from tinbergen.engine.linear.first_order import Solution
from tinbergen.engine.linear.linear_model import Array
from tinbergen.engine.linear.news import path_effects


def believed_effects(
    solution: Solution,
    pushes: Array,
    rows: Sequence[int | None],
    periods: int,
    settings: int,
    shares: Array,
) -> Array:
    """Effects of paths of instruments over the first ``settings`` periods, rules resuming after.

    Parameters
    ----------
    pushes
        What a unit of each instrument's shock adds to the equations, shape (n, m).
    rows
        The variable whose path each shock sets; None for a shock whose own path is chosen.
    shares
        Which share of an instrument's announced path is believed k periods ahead, shape (ahead + 1,
        m); the first row, of the period itself, counts as one.

    Returns
    -------
    Shape (periods, n, settings, m), as of :func:`~tinbergen.engine.linear.news.path_effects`.

    Raises
    ------
    TinbergenError
        E019 when shocks to the rules can't bring every path about.
    """
    n, m = pushes.shape
    wanted = np.eye(settings * m).reshape(settings, m, settings * m)
    start = np.zeros((n, settings * m))
    found = _paths(solution, pushes, rows, start, wanted, periods, shares)
    return found.reshape(periods, n, settings, m)


def believed_pegged(
    solution: Solution,
    pushes: Array,
    rows: Sequence[int],
    periods: int,
    settings: int,
    shares: Array,
) -> Array:
    """Answers to a push of the variables in the first period, while instruments keep their paths.

    That they keep them is believed as announcements are; arguments and result are those of
    :func:`~tinbergen.engine.linear.news.pegged` and :func:`believed_effects`.
    """
    n, m = pushes.shape
    wanted = np.zeros((settings, m, n))
    return _paths(solution, pushes, rows, np.eye(n), wanted, periods, shares)


def _paths(
    solution: Solution,
    pushes: Array,
    rows: Sequence[int | None],
    start: Array,
    wanted: Array,
    periods: int,
    shares: Array,
) -> Array:
    """Paths (periods, n, c) by c causes: the first period's push ``start`` (n, c) and what the
    instruments are set to, ``wanted`` (settings, m, c)."""
    settings = len(wanted)
    law = np.zeros((len(pushes), len(pushes)))
    law[:, solution.incidence.states] = solution.rule.ghx

    def set_to(state: Array) -> Array:
        """What a state makes of the instruments, (m, c); shocks are expected to be zero."""
        none = np.zeros(state.shape[1])
        return np.stack([none if row is None else state[row] for row in rows])

    @cache
    def told(length: int) -> Array:
        """What a path announced over so many periods does at once, (n, length, m)."""
        effects = path_effects(solution, pushes, rows, length, length, announced=True)
        return np.asarray(effects[0])

    found = np.empty((periods, *start.shape))
    state = start
    for t in range(periods):
        if t:
            state = law @ state
        if t < settings:
            state = state + told(1)[:, 0] @ (wanted[t] - set_to(state))
            length, expected = min(len(shares), settings - t), state
            gaps = np.zeros((length, *wanted.shape[1:]))
            for k in range(1, length):
                expected = law @ expected
                gaps[k] = shares[k][:, None] * (wanted[t + k] - set_to(expected))
            state = state + np.tensordot(told(length), gaps, axes=2)
        found[t] = state
    return found
