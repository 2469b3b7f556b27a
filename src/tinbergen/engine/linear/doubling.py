"""The stable solution of a forward-looking system by doubling: each step skips twice the periods.

Solved for the current variables a model reads, with states s and forward-looking variables f,

    s_t = E s_{t-1} + G f_{t+1},    f_t = H s_{t-1} + F f_{t+1}.

Two such steps in a row, the middle eliminated, are a system of the same form over two periods, and
so on: the expected future's weight F dies out, and H becomes the rule f_t = H s_{t-1}. This is the
structure-preserving doubling algorithm (Chu, Fan, Lin and Wang 2004; Guo, Lin and Xu 2006),
cyclic reduction on matrices no larger than the states and forward-looking variables.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tinbergen.engine.linear.linear_model import Array

#: 2**40 periods: a gap of 1e-11 between the largest stable root and the smallest explosive one.
_STEPS = 40
#: Convergence is quadratic: after a relative change this small the next would be rounding error.
_CHANGE = 1e-11


@dataclass(frozen=True, slots=True)
class Doubled:
    """The rule f_t = H s_{t-1}, shape (forward, states), and what the steps prove of the roots.

    No stable root's modulus exceeds ``stable``; no explosive root's reciprocal exceeds
    ``reciprocal``. The bounds are those of the powers reached, not tight.
    """

    rule: Array
    stable: float
    reciprocal: float


def double(E: Array, G: Array, H: Array, F: Array) -> Doubled | None:
    """The limit of the doubled systems; None when there is none, or it is not found.

    Shapes: E (k, k), G (k, f), H (f, k), F (f, f). Without forward-looking variables, or without
    states, there is nothing to iterate on but the bounds.
    """
    k, f = G.shape
    identity = np.eye(f)
    ahead = np.concatenate([H, F], axis=1)
    past = np.concatenate([E, G], axis=1)
    with np.errstate(all="ignore"):
        for step in range(_STEPS):
            H, F, E, G = ahead[:, :k], ahead[:, k:], past[:, :k], past[:, k:]
            both = H @ past
            both[:, k:] = identity - both[:, k:]
            try:
                middle = np.linalg.solve(both[:, k:], np.concatenate([both[:, :k], F], axis=1))
            except np.linalg.LinAlgError:
                return None
            reach = G @ middle
            reach[:, :k] += E
            gain = F @ middle
            change, size = _norm(gain[:, :k]), _norm(H)
            if not math.isfinite(change):
                return None
            if change <= _CHANGE * (size + change):
                power = 0.5**step
                return Doubled(
                    H + gain[:, :k],
                    stable=_norm(reach[:, :k]) ** power,
                    reciprocal=_norm(middle[:, k:]) ** power,
                )
            gain[:, :k] += H
            ahead = gain
            past = E @ reach
            past[:, k:] += G
    return None


def _norm(matrix: Array) -> float:
    """The largest column sum of moduli, which no eigenvalue of a square matrix exceeds."""
    return float(np.abs(matrix).sum(axis=0).max(initial=0.0))
