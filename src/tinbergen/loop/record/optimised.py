"""A simple rule with the coefficients that serve best as of a date.

They minimise the case's expected loss over draws of the outlooks of that date, over which the rule
is laid in each world as it was known then: nothing that came later is seen. Where one world is the
truth the other worlds choose, as they do for a plan.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tinbergen.loop.case.recording import SimpleRule
from tinbergen.loop.record.truth import RuleSetting, Truth

Array = NDArray[np.float64]

#: Draws that are enough for a handful of coefficients, and steps that the search may take.
_DRAWS, _STEPS = 100, 300


def chosen(rule: SimpleRule, truths: Sequence[Truth], judge: Truth) -> SimpleRule:
    """The rule as it is, or with the coefficients that the worlds but the ``judge`` find best.

    A world that is alone chooses for itself.
    """
    if not rule.optimised:
        return rule
    others = [truth for truth in truths if truth.name != judge.name]
    return optimised(rule, others or [judge])


def optimised(rule: SimpleRule, worlds: Sequence[Truth]) -> SimpleRule:
    """The coefficients with the least expected loss over worlds and draws of their outlooks.

    The search is Nelder and Mead's, from the rule's own coefficients.
    """
    from scipy.optimize import minimize

    drawn = [one for world in worlds for one in _drawn(rule, world)]
    start = _numbers(rule)

    def loss(numbers: Array) -> float:
        tried = _rule(rule, numbers)
        return float(sum(one.weight * one.loss(tried) for one in drawn))

    first = loss(start)
    options: Any = {
        "maxiter": _STEPS, "xatol": 1e-4, "fatol": 1e-6 * first, "adaptive": True,
        "initial_simplex": start + np.vstack([np.zeros(len(start)), 0.5 * np.eye(len(start))]),
    }  # fmt: skip
    found = minimize(loss, start, method="Nelder-Mead", options=options)
    return _rule(rule, found.x) if found.fun < first else rule


def _numbers(rule: SimpleRule) -> Array:
    return np.array([rule.constant, rule.inertia, *rule.answers.values()], dtype=float)


def _rule(rule: SimpleRule, numbers: Array) -> SimpleRule:
    constant, inertia, *answers = numbers.tolist()
    named = dict(zip(rule.answers, answers, strict=True))
    return dataclasses.replace(rule, constant=constant, inertia=inertia, answers=named)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Draws of one outlook, ``came`` (draws, periods, variables), in one world.

    ``was`` (draws, settings) is where rules going on set the instrument in each; ``gaps``
    (draws, terms) are those then, ``rows`` (terms, settings) what its moves add to them.
    """

    weight: float
    truth: Truth
    setting: RuleSetting
    came: Array
    was: Array
    gaps: Array
    rows: Array

    def loss(self, rule: SimpleRule) -> float:
        """The mean over draws of the case's loss when the rule is followed."""
        moves = self.setting.moves(rule, self.came, self.was)[:, :, self.setting.column]
        problem = self.truth.problem
        gaps = self.gaps + moves @ self.rows.T
        missed = np.where(problem.one_sided * np.sign(gaps) > 0, 0.0, gaps)
        squared = self.truth.situation.case.penalty == "quadratic"
        size = missed**2 if squared else np.abs(missed)
        return float((size @ problem.weights).mean())


def _drawn(rule: SimpleRule, world: Truth) -> list[_Drawn]:
    """The world under each outlook that counts, by weight.

    Of instruments, and of what an outlook does not foresee, the path with no policy stands in.
    """
    found = []
    problem, settings = world.problem, world.situation.span.length
    setting = world.rule_setting(rule)
    own = setting.slopes.reshape(len(setting.slopes), -1, setting.instruments)
    rows = problem.target_matrix @ own[:, :, setting.column]
    for pair in world.situation.scope.pairs:
        if pair.response.name != world.name:
            continue
        runs = pair.outlook.outlook()
        count = min(_DRAWS, len(runs.values))
        paths = [
            runs[name][:count]
            if name in runs.variables and name not in problem.instruments
            else np.tile(pair.baseline(name), (count, 1))
            for name in problem.variables
        ]
        came = np.stack(paths, axis=2)
        gaps = came.reshape(count, -1) @ problem.target_matrix.T - problem.wanted
        idle = pair.baseline(rule.instrument)
        was = runs[rule.instrument] if rule.instrument in runs.variables else idle[None]
        was = np.broadcast_to(was[:count, :settings], (count, settings))
        found.append(_Drawn(pair.weight, world, setting, came, was, gaps, rows))
    return found
