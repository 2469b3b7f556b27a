"""Weights of worlds after what came in: Bayes' rule over pairs of an outlook and a response.

A pair gave what came a density, with instruments as they were set; of rules that a plan shifts, the
shift counts, since how far they went otherwise is part of what they answered. Two responses under
one outlook are told apart only by what policy did, and hardly where that was little. What is scored
are means over the periods reviewed, with the full covariance of the draws: period by period the
covariance would rest on too few draws, and without correlations it would be falsely decisive.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents.cycle import Reweighed
from tinbergen.core.documents.plan import Adoption, Plan
from tinbergen.core.period import Period
from tinbergen.loop.plan_tracking import choice_of, outturn, plan_of
from tinbergen.loop.situation import Situation
from tinbergen.loop.worlds.pairs import Answers, Pair
from tinbergen.loop.worlds.protocol import Choice, normal_log_density

Array = NDArray[np.float64]


def reweigh(made: Situation, adopted: Plan | Adoption, last: Period) -> tuple[Reweighed, ...]:
    """The weights of worlds before and after the outturns up to ``last``.

    Empty where there is one pair, where nothing is random or known of the targets, and where some
    setting of an instrument is unknown: then nobody knows what the worlds should have foreseen.
    """
    came = outturn(made.case, last, adopted)
    scope, plan = made.scope, plan_of(adopted)
    if len(scope.pairs) < 2 or came.unknown or not all(p.outlook.uncertain for p in scope.pairs):
        return ()
    window = came.data.window(plan.start, last)
    names = tuple(
        t.variable for t in made.case.targets
        if t.variable in window and not np.isnan(window[t.variable]).any()
        and all(t.variable in p.outlook.foresees for p in scope.pairs)
    )  # fmt: skip
    if not names:
        return ()
    length = window.span.length
    mean = np.array([window[n].mean() for n in names])
    paths = dict(choice_of(plan.instruments, "announced").paths)
    for name in set(paths) - made.case.policies:
        if name in window:
            paths[name][:length] = window[name]
    answers = Answers(names)
    scores = np.array([
        _score(pair, Choice(paths, pair.information), answers, mean, length)
        for pair in scope.pairs
    ])  # fmt: skip
    if not np.isfinite(scores).all():
        return ()
    likely = scope.weights * np.exp(scores - scores.max())
    return _moved(made, scope.pairs, scope.weights, likely / likely.sum())


def _score(pair: Pair, choice: Choice, answers: Answers, came: Array, length: int) -> float:
    """The log density of means over ``length`` periods under a pair's draws."""
    sums = pair.drawn(choice, answers)
    count = min((len(e.values) for _, e in sums if len(e.values) > 1), default=1)
    drawn = np.zeros((count, len(answers.names)))
    for sign, ensemble in sums:
        values = ensemble.values if len(ensemble.values) > 1 else ensemble.values[:1]
        columns = [ensemble.variables.index(n) for n in answers.names]
        drawn += sign * values[:count, :length, columns].mean(axis=1)
    return normal_log_density(drawn, came)


def _moved(
    made: Situation, pairs: Sequence[Pair], before: Array, after: Array
) -> tuple[Reweighed, ...]:
    """The weights of each world, as an outlook and as a response."""

    def shares(weights: Array, role: str) -> Mapping[str, float]:
        found: dict[str, float] = {}
        for pair, weight in zip(pairs, weights.tolist(), strict=True):
            name = getattr(pair, role).name
            found[name] = found.get(name, 0.0) + weight
        return found

    outlooks = shares(before, "outlook"), shares(after, "outlook")
    responses = shares(before, "response"), shares(after, "response")
    return tuple(
        Reweighed(
            w.name, w.title, *(s.get(w.name, 0.0) for s in outlooks),
            *(s.get(w.name, 0.0) for s in responses),
        )
        for w in made.worlds
        if any(w.name in s for s in (*outlooks, *responses))
    )  # fmt: skip
