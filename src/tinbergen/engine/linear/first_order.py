"""First-order solution of rational-expectations models: x_t = ghx s_{t-1} + ghu u_t.

Two kernels find how the forward-looking variables follow from the states: doubling, the quicker the
larger the model, whose result is kept only when it is proved to be the one stable solution; and the
generalised Schur form, which also says what is wrong when there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from tinbergen.engine.linear.diagnosis import (
    degenerate,
    determinate_subspace,
    require_independent,
)
from tinbergen.engine.linear.doubling import double
from tinbergen.engine.linear.lag_reduction import LagReduction, reduce_lags
from tinbergen.engine.linear.linear_model import (
    Array,
    DecisionRule,
    Incidence,
    Jacobian,
    Labels,
)
from tinbergen.engine.linear.pencil import UNIT, Complex, eigenvalues, pencil

#: By how much the rule may differ from what the equations make of it, relative to its size.
_AGREEMENT = 1e-9
#: Answer to a right-hand side of the equations' own size that betrays singular ones.
_HUGE = 1e12


@dataclass(frozen=True, slots=True)
class Solution:
    """The decision rule with the model it solves.

    ``forward`` (f, k) is the part of the rule that was solved for: f_t = forward s_{t-1} without
    shocks; f forward-looking variables, k states. ``smaller`` is the solution of the model without
    what only remembers, where that was solved in its stead.
    """

    rule: DecisionRule
    forward: Array
    jacobian: Jacobian
    incidence: Incidence
    smaller: Solution | None = None

    def eigenvalues(self) -> Complex:
        """Generalised roots, shape (k + f,), sorted by modulus, infinite ones last."""
        if self.smaller is None:
            return eigenvalues(pencil(self.jacobian, self.incidence))
        found = self.smaller.eigenvalues()
        # What only remembers forgets at the end of its time: its roots are zero.
        count = len(self.incidence.states) + len(self.incidence.forward) - len(found)
        return np.concatenate([np.zeros(count, dtype=complex), found])


def solve(
    jacobian: Jacobian,
    kinds: Incidence | None = None,
    *,
    threshold: float = UNIT,
    method: Literal["doubling", "schur"] = "doubling",
    labels: Labels | None = None,
) -> Solution:
    """The one solution that does not explode.

    Parameters
    ----------
    jacobian
        Derivatives at the steady state.
    kinds
        States and forward-looking variables, by default from the columns that are not zero.
    threshold
        Roots below it in modulus are stable.
    method
        ``"doubling"`` turns to the Schur form when it can't prove its result.
    labels
        Names for error messages.

    Raises
    ------
    TinbergenError
        E030 no stable solution, E031 many, E032 rank condition, E033 equations not independent,
        E034 a derivative is not a number, E035 too ill-conditioned.
    """
    kinds = kinds or jacobian.incidence()
    gathered = reduce_lags(jacobian, kinds)
    if gathered is not None:
        return _by_smaller(gathered, jacobian, kinds, threshold, method, labels or Labels())
    if method == "doubling":
        solution = _by_doubling(jacobian, kinds, threshold)
        if solution is not None:
            return solution
    return _by_schur(jacobian, kinds, threshold, labels or Labels())


def _by_smaller(
    gathered: LagReduction,
    jacobian: Jacobian,
    kinds: Incidence,
    threshold: float,
    method: Literal["doubling", "schur"],
    labels: Labels,
) -> Solution:
    inner = solve(
        gathered.jacobian,
        gathered.kinds,
        threshold=threshold,
        method=method,
        labels=gathered.labels(labels),
    )
    rule = gathered.complete(inner.rule, kinds.states)
    return Solution(rule, rule.ghx[kinds.forward], jacobian, kinds, inner)


def _by_doubling(jacobian: Jacobian, kinds: Incidence, threshold: float) -> Solution | None:
    """The proved solution; None when the current derivatives are singular or the proof fails."""
    s, f = kinds.states, kinds.forward
    known = np.concatenate([jacobian.back[:, s], jacobian.ahead[:, f]], axis=1)
    k = len(s)
    try:
        current = -np.linalg.solve(jacobian.now, known)
        past, ahead = current[s], current[f]
        found = double(past[:, :k], past[:, k:], ahead[:, :k], ahead[:, k:])
        if found is None:
            return None
        completed = _complete(jacobian, kinds, found.rule)
    except np.linalg.LinAlgError:
        return None
    rule = completed.solution.rule
    implied = rule.ghx[f]
    gap = np.abs(implied - found.rule).max(initial=0.0)
    if not completed.sound or gap > _AGREEMENT * np.abs(implied).max(initial=0.0):
        return None
    stable = found.stable < threshold or _radius(rule.transition) < threshold
    explosive = found.reciprocal < 1 / threshold or _radius(completed.ahead) <= 1 / threshold
    return completed.solution if stable and explosive else None


def _by_schur(jacobian: Jacobian, kinds: Incidence, threshold: float, labels: Labels) -> Solution:
    space = determinate_subspace(jacobian, kinds, threshold, labels)
    try:
        rule = np.linalg.solve(space.states.T, space.forward.T).T
        completed = _complete(jacobian, kinds, np.asarray(rule, dtype=float))
    except np.linalg.LinAlgError:
        raise degenerate(jacobian, labels) from None
    if not completed.sound:
        require_independent(jacobian, labels)
    return completed.solution


@dataclass(frozen=True, slots=True)
class _Completed:
    """A rule with what tells whether it is the right one.

    ``ahead`` (f, f) is R in f_t - forward s_{t-1} = R E_t[f_{t+1} - forward s_t]: its eigenvalues
    are the reciprocals of the explosive roots. Not ``sound``: the equations are all but singular.
    """

    solution: Solution
    ahead: Array
    sound: bool


def _complete(jacobian: Jacobian, kinds: Incidence, forward: Array) -> _Completed:
    """All of the decision rule from f_{t+1} = forward s_t."""
    s, f = kinds.states, kinds.forward
    now = jacobian.now.copy()
    now[:, s] += jacobian.ahead[:, f] @ forward
    # An arbitrary right-hand side: next to singular equations answer it with a huge number.
    probe = np.abs(now).max(axis=1, initial=0.0) * np.cos(np.arange(1.0, len(now) + 1))
    known = np.concatenate(
        [jacobian.back[:, s], jacobian.shocks, jacobian.ahead[:, f], probe[:, None]], axis=1
    )
    response = -np.linalg.solve(now, known)
    k, m = len(s), jacobian.shocks.shape[1]
    rule = DecisionRule(response[:, :k], response[:, k : k + m], s)
    sound = bool(np.isfinite(response).all() and np.abs(response[:, -1]).max() < _HUGE)
    return _Completed(Solution(rule, forward, jacobian, kinds), response[f, k + m : -1], sound)


def _radius(matrix: Array) -> float:
    """The spectral radius."""
    return float(np.abs(np.linalg.eigvals(matrix)).max(initial=0.0))
