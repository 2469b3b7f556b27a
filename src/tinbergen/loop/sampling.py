"""Draws of what a choice brings, as straight lines around it, for losses that are expected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tinbergen.engine.control.expected import LinearDraws
from tinbergen.engine.control.weighted import Branch, Sample
from tinbergen.loop.worlds.bank import Pair, Scope
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
            drawn.append(_paths(scope, pair, branch.paths(run), variables, choice))
            own = pair.response.effect_draws(choice, variables)
            effects.append(branch.dynamics.slopes(run)[None] if own is None else own)
        draws = max(len(d) for d in drawn)
        chosen = scope.allotted(draws).tolist()
        places = [d % len(drawn[c]) for d, c in enumerate(chosen)]
        starts = np.concatenate([[0], np.cumsum([len(e) for e in effects])])
        kind = [
            starts[c] + (place if len(effects[c]) > 1 else 0)
            for c, place in zip(chosen, places, strict=True)
        ]
        return LinearDraws(
            np.stack([drawn[c][place] for c, place in zip(chosen, places, strict=True)]),
            np.concatenate(effects),
            np.array(kind),
            np.full(draws, 1 / draws),
            np.stack([branches[c].problem.wanted for c in chosen]),
        )

    return sample


def _paths(
    scope: Scope, pair: Pair, central: Array, variables: tuple[str, ...], choice: Choice
) -> Array:
    """Draws (draws, periods, variables): outcomes as drawn, instruments at their paths."""
    outcomes = [v for v in variables if v not in scope.instruments]
    values = pair.drawn(scope.instruments, choice, outcomes)
    found = np.repeat(central[None], len(values), axis=0)
    found[:, :, [variables.index(name) for name in outcomes]] = values
    return found
