"""Whether trip-wires told: of a plan and of rules going on, on what came in after a date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents.plan import TripWire
from tinbergen.core.documents.problem import Target
from tinbergen.engine.stochastic.ensemble import Ensemble
from tinbergen.loop.attainment import miss
from tinbergen.loop.measures import desired
from tinbergen.loop.record.choices import moved
from tinbergen.loop.record.dated import responding
from tinbergen.loop.record.truth import Truth, observed
from tinbergen.loop.solving import Solved
from tinbergen.loop.uncertainty import false_alarms, trip_wires

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Alarm:
    """How the trip-wires of a date did where one world is the truth.

    ``stated`` is the chance that any of the ``wires`` fires if the picture that they were made with
    is right, ``power`` that if this world alone is, ``fired`` how many did on what came. ``missed``
    are targets of which the mean over the horizon is off by more than the tolerance, ``foreseen``
    those of them for which the central path had said so.
    """

    stated: float
    power: float
    wires: int
    fired: int
    missed: tuple[str, ...]
    foreseen: tuple[str, ...]


def alarms(whole: Solved, truths: Sequence[Truth]) -> Mapping[str, Mapping[str, Alarm]]:
    """By truth, the wires of the ``plan`` and of ``rules`` going on; none where nothing is random.

    On what came the plan's wires meet the outturn with the plan's effect in the world, those of the
    rules the outturn itself.
    """
    if not truths or not whole.scope.uncertain:
        return {}
    there, scope = truths[0].situation, whole.scope
    case, names = there.case, there.case.trip_variables
    wanted = [t for t in case.targets if not t.relative]
    drawn = tuple(dict.fromkeys([*names, *(t.variable for t in wanted)]))
    runs = {"rules": scope.before(drawn), "plan": scope.after(whole.choices, drawn)}
    central = {"rules": {n: scope.baseline(n) for n in drawn}, "plan": whole.central(drawn)}
    wires = {who: trip_wires(case, there, draws) for who, draws in runs.items()}
    found: dict[str, dict[str, Alarm]] = {}
    for truth in truths:
        alone = responding(there, [truth.name]).scope
        # Its own pairs' choices: those that were made for them.
        choices = [
            choice for pair, choice in zip(scope.pairs, whole.choices, strict=True)
            if pair.response is truth.pair.response
        ]  # fmt: skip
        own = {"rules": runs["rules"], "plan": alone.after(choices, drawn)}
        came = {"rules": _outturn(truth, drawn, 0.0), "plan": _outturn(truth, drawn, moved(whole))}
        found[truth.name] = {
            who: _alarm(wires[who], runs[who], own[who], came[who], central[who], wanted, truth)
            for who in runs
        }
    return found


def _alarm(
    wires: Sequence[TripWire], runs: Ensemble, own: Ensemble, came: Mapping[str, Array],
    central: Mapping[str, Array], targets: Sequence[Target], truth: Truth,
) -> Alarm:  # fmt: skip
    start = truth.situation.span.start
    values = [came[w.variable][w.period - start] for w in wires]
    fired = sum(
        bool(np.isfinite(v)) and not w.lower <= v <= w.upper
        for w, v in zip(wires, values, strict=True)
    )
    missed = [t for t in targets if _missed(t, came[t.variable], truth)]
    return Alarm(
        false_alarms(wires, runs), false_alarms(wires, own), len(wires), fired,
        tuple(t.variable for t in missed),
        tuple(t.variable for t in missed if _missed(t, central[t.variable], truth)),
    )  # fmt: skip


def _missed(target: Target, path: Array, truth: Truth) -> bool:
    """Whether the mean over the horizon is off by more than the tolerance."""
    horizon = truth.situation.span.length
    wanted = desired(target, truth.pair.compared(target.variable))[:horizon]
    gap = path[:horizon] - wanted
    known = gap[np.isfinite(gap) & ~truth.left_out[:horizon]]
    return bool(known.size) and float(miss(np.mean(known), target.sense)) > target.tolerance


def _outturn(truth: Truth, names: Sequence[str], moves: Array | float) -> Mapping[str, Array]:
    """What came of indicators (periods,), with what moves from the rules do."""
    span = truth.pair.response.span
    effect = truth.effect(moves, names) if isinstance(moves, np.ndarray) else None
    return {
        name: observed(truth.data, name, span) + (0.0 if effect is None else effect[:, k])
        for k, name in enumerate(names)
    }
