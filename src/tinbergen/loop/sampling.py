"""Draws of what a choice brings, as straight lines around it, for losses that are expected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from tinbergen.engine.control.branches import Branch, Sample
from tinbergen.engine.control.expected import LinearDraws
from tinbergen.engine.control.problem import Problem
from tinbergen.loop.worlds.pairs import Pair, Scope
from tinbergen.loop.worlds.protocol import Choice

Array = NDArray[np.float64]


def sampler(scope: Scope, variables: tuple[str, ...], branches: Sequence[Branch]) -> Sample:
    """What draws paths of ``variables`` around given runs of the branches.

    Each draw belongs to one pair of worlds, evenly by weight. Where a world's effects are uncertain
    each of its draws has effects of its own, else all share those of the central path.
    """

    def sample(runs: tuple[Any, ...]) -> LinearDraws:
        drawn, effects = [], []
        for pair, branch, run in zip(scope.pairs, branches, runs, strict=True):
            set_to = branch.dynamics.instruments(run)
            choice = Choice(dict(zip(scope.instruments, set_to.T, strict=True)), pair.information)
            drawn.append(_paths(pair, branch.paths(run), variables, choice))
            own = pair.response.effect_draws(choice, variables)
            effects.append(branch.dynamics.slopes(run)[None] if own is None else own)
        base, chosen, places = _pooled(scope, drawn)
        starts = np.concatenate([[0], np.cumsum([len(e) for e in effects])])
        kind = [
            starts[c] + (place if len(effects[c]) > 1 else 0)
            for c, place in zip(chosen, places, strict=True)
        ]
        return LinearDraws(
            base,
            np.concatenate(effects),
            np.array(kind),
            np.full(len(base), 1 / len(base)),
            np.stack([branches[c].problem.wanted for c in chosen]),
        )

    return sample


def fresh_loss(
    scope: Scope,
    choices: Sequence[Choice],
    central: Sequence[Array],
    problems: Sequence[Problem],
    penalty: Literal["quadratic", "linear"] = "quadratic",
) -> float:
    """The mean loss of choices over the draws of a scope's full models, nothing linearised.

    ``central`` are the pairs' paths (periods, variables) of the problems' variables, from which
    those of the instruments are taken.
    """
    variables = problems[0].variables
    drawn = [
        _paths(pair, paths, variables, choice)
        for pair, paths, choice in zip(scope.pairs, central, choices, strict=True)
    ]
    base, chosen, _ = _pooled(scope, drawn)
    losses = []
    for paths, c in zip(base, chosen, strict=True):
        errors = np.abs(problems[c].errors(paths))
        losses.append(float(problems[c].weights @ (errors if penalty == "linear" else errors**2)))
    return float(np.mean(losses))


def _pooled(scope: Scope, drawn: Sequence[Array]) -> tuple[Array, list[int], list[int]]:
    """One draw of one pair each, which pair that is, and which of its draws."""
    chosen = scope.allotted(max(len(d) for d in drawn)).tolist()
    places = [d % len(drawn[c]) for d, c in enumerate(chosen)]
    base = np.stack([drawn[c][place] for c, place in zip(chosen, places, strict=True)])
    return base, chosen, places


def _paths(pair: Pair, central: Array, variables: tuple[str, ...], choice: Choice) -> Array:
    """Draws (draws, periods, variables): outcomes as drawn, instruments at their paths."""
    instruments = tuple(choice.paths)
    outcomes = [v for v in variables if v not in instruments]
    values = pair.drawn(instruments, choice, outcomes)
    found = np.repeat(central[None], len(values), axis=0)
    found[:, :, [variables.index(name) for name in outcomes]] = values
    return found
