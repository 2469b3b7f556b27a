"""Draws of what a choice brings, as straight lines around it, for losses that are expected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from tinbergen.engine.control.branches import Branch, Sample
from tinbergen.engine.control.expected import LinearDraws
from tinbergen.engine.control.linear_program import conditional_value_at_risk
from tinbergen.engine.control.problem import Problem
from tinbergen.loop.worlds.pairs import Answers, Scope
from tinbergen.loop.worlds.protocol import Choice

Array = NDArray[np.float64]


def sampler(
    scope: Scope, variables: tuple[str, ...], branches: Sequence[Branch], *, apart: bool = False
) -> Sample:
    """What draws paths of ``variables`` around given runs of the branches.

    Each draw belongs to one pair of worlds, evenly by weight; ``apart`` every pair has all of its
    draws. Where a world's effects are uncertain each of its draws has effects of its own, else all
    share those of the central path.
    """

    def sample(runs: tuple[Any, ...]) -> LinearDraws:
        choices, central = [], []
        for pair, branch, run in zip(scope.pairs, branches, runs, strict=True):
            set_to = branch.dynamics.instruments(run)
            paths = dict(zip(scope.instruments, set_to.T, strict=True))
            choices.append(Choice(paths, pair.information))
            central.append(branch.paths(run))
        base, chosen, places = drawn_paths(scope, central, variables, choices, apart=apart)
        kind, effects, count = np.zeros(len(base), dtype=np.intp), [], 0
        known: dict[tuple[Any, ...], Array | None] = {}
        for k, (pair, branch, run) in enumerate(zip(scope.pairs, branches, runs, strict=True)):
            (drawn,) = np.nonzero(chosen == k)
            asked = (id(pair.response), choices[k].key)
            if asked not in known:
                known[asked] = pair.response.effect_draws(choices[k], variables)
            own = known[asked]
            if own is None:
                kind[drawn] = count
                effects.append(branch.dynamics.slopes(run)[None])
            else:
                kind[drawn] = count + np.arange(len(drawn))
                effects.append(own[places[drawn] % len(own)])
            count += len(effects[-1])
        return LinearDraws(
            base,
            np.concatenate(effects),
            kind,
            scope.weights[chosen] * len(scope.pairs) / len(base)
            if apart
            else np.full(len(base), 1 / len(base)),
            np.array([branch.problem.wanted for branch in branches])[chosen],
            chosen,
        )

    return sample


def is_random(scope: Scope, choices: Sequence[Choice], variables: tuple[str, ...]) -> bool:
    """Whether anything is random about what the pairs of worlds say of choices."""
    return scope.uncertain or any(
        pair.response.effect_draws(choice, variables) is not None
        for pair, choice in zip(scope.pairs, choices, strict=True)
    )


def fresh_loss(
    scope: Scope,
    choices: Sequence[Choice],
    central: Sequence[Array],
    problems: Sequence[Problem],
    penalty: Literal["quadratic", "linear"] = "quadratic",
    risk: float | None = None,
) -> float:
    """The mean loss of choices over the draws of a scope's full models, nothing linearised.

    With ``risk`` that of the worst share of draws beyond this level.

    ``central`` are the pairs' paths (periods, variables) of the problems' variables, from which
    those of the instruments are taken.
    """
    base, chosen, _ = drawn_paths(scope, central, problems[0].variables, choices)
    losses = []
    for paths, c in zip(base, chosen, strict=True):
        errors = np.abs(problems[c].errors(paths))
        losses.append(float(problems[c].weights @ (errors if penalty == "linear" else errors**2)))
    if risk is not None:
        weights = np.full(len(losses), 1 / len(losses))
        return conditional_value_at_risk(np.array(losses), weights, risk)
    return float(np.mean(losses))


def drawn_paths(
    scope: Scope,
    central: Sequence[Array],
    variables: tuple[str, ...],
    choices: Sequence[Choice] | None,
    *,
    apart: bool = False,
) -> tuple[Array, NDArray[np.intp], NDArray[np.intp]]:
    """Draws (draws, periods, variables), one of one pair each, or all of every pair ``apart``.

    Outcomes as drawn with choices, with no policy without them, instruments at their ``central``
    paths (pairs, periods, variables); which pair each is of, and which of its draws.
    """
    outcomes = [v for v in variables if v not in scope.instruments]
    if choices is None:
        answers = Answers(tuple(outcomes))
        parts = [[(1, answers.outlook(pair.outlook))] for pair in scope.pairs]
    else:
        parts = scope.parts(choices, outcomes)
    values, chosen, places = scope.pooled(parts, outcomes, apart=apart)
    found = np.array(central)[chosen]
    found[:, :, [variables.index(name) for name in outcomes]] = values
    return found, chosen, places
