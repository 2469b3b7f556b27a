"""Forward guidance: what it adds that an instrument's stay at its bound is announced.

A plan's path of the rate is announced. Where people look ahead and believe it in part, a stay at
the bound beyond what the rule would do works before it comes; told period by period the same path
works as it comes. The difference is what the announcement adds, and the same question is asked of
the two ends, that nothing and that everything is believed.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents.evidence import Part
from tinbergen.core.documents.guidance import Believed, Believer, Guidance
from tinbergen.core.documents.problem import Instrument
from tinbergen.core.errors import SolveError
from tinbergen.core.period import Period
from tinbergen.loop.information import Belief, Information
from tinbergen.loop.problem import build_problem
from tinbergen.loop.situation import Situation
from tinbergen.loop.solving import Solved, lost, solve_problem
from tinbergen.loop.worlds.pairs import Pair
from tinbergen.loop.worlds.protocol import Choice

Array = NDArray[np.float64]

#: An instrument is at its bound when it is no farther away.
_AT = 1e-6


def guidance_of(situation: Situation, solved: Solved) -> Guidance | None:
    """What a plan's stay at a bound adds by being announced.

    None where no instrument that a rule sets is at its lower bound, or nobody believes
    announcements in part.
    """
    pairs = solved.scope.pairs
    if not any(isinstance(p.information, Belief) for p in pairs):
        return None
    for instrument in situation.case.instruments:
        stay = _stay(situation, instrument, solved.settings[instrument.name])
        if stay is not None:
            break
    else:
        return None
    assumed = _judged(situation, solved, solved.choices, pairs)
    told = _judged(situation, solved, solved.choices, _told(pairs, "surprise"))
    courses = [
        Believed("assumed", assumed.loss, assumed.means(situation), assumed.loss, stay[1]),
        _course(situation, solved, instrument, "surprise"),
        _course(situation, solved, instrument, "announced"),
    ]
    otherwise = _stay(situation, instrument, solved.scope.baseline(instrument.name))
    return Guidance(
        instrument.name, instrument.title, instrument.unit, float(instrument.lower or 0.0),
        *stay, None if otherwise is None or otherwise[0] > stay[0] else otherwise[1],
        _believers(situation, solved, assumed, told), tuple(courses),
    )  # fmt: skip


def _stay(
    situation: Situation, instrument: Instrument, path: Array
) -> tuple[Period, Period] | None:
    """The first and last period of the first stay at the lower bound; None where there is none."""
    ruled = instrument.name in situation.case.policies
    if not ruled or instrument.lower is None or instrument.relative:
        return None
    at = np.abs(path[: situation.span.length] - instrument.lower) <= _AT
    if not at.any():
        return None
    first = int(at.argmax())
    length = int((~at[first:]).argmax()) or len(at) - first
    start = situation.span.start + first
    return start, start + (length - 1)


@dataclasses.dataclass(frozen=True, slots=True)
class _Judged:
    """What worlds say of choices: each pair's path (periods, variables) and central loss."""

    pairs: Sequence[Pair]
    paths: tuple[Array, ...]
    losses: tuple[float, ...]
    columns: Mapping[str, int]

    @property
    def loss(self) -> float:
        return float(sum(p.weight * v for p, v in zip(self.pairs, self.losses, strict=True)))

    def means(self, situation: Situation, world: str | None = None) -> tuple[Part, ...]:
        """Means of the targets over the horizon, weighted over the worlds or as one sees them."""
        own = [
            (pair.weight, path[: situation.span.length])
            for pair, path in zip(self.pairs, self.paths, strict=True)
            if world in (None, pair.response.name)
        ]
        total = sum(weight for weight, _ in own)
        return tuple(
            Part(t.variable, t.title, float(sum(
                weight * path[:, self.columns[t.variable]].mean() for weight, path in own
            ) / total))
            for t in situation.case.targets
        )  # fmt: skip


def _judged(
    situation: Situation, solved: Solved, choices: Sequence[Choice], pairs: Sequence[Pair]
) -> _Judged:
    """Choices in a problem's pairs, told as ``pairs`` are."""
    posed, penalty = solved.problem, situation.case.penalty
    names, variables = posed.scope.instruments, posed.problem.variables
    paths, losses = [], []
    for pair, choice, problem in zip(pairs, choices, posed.problems, strict=True):
        dynamics = pair.dynamics(names, variables)
        start = pair.start(dynamics, names)
        set_to = np.column_stack([choice.paths[name] for name in names])
        run = dynamics.moved(start, set_to - dynamics.instruments(start))
        paths.append(dynamics.paths(run) + pair.shift(dynamics, start, variables))
        losses.append(float(lost(problem, problem.errors(paths[-1]), penalty)))
    columns = {name: k for k, name in enumerate(variables)}
    return _Judged(pairs, tuple(paths), tuple(losses), columns)


def _told(pairs: Sequence[Pair], information: Information) -> list[Pair]:
    """Pairs in which what was believed in part is told otherwise."""
    return [
        dataclasses.replace(p, information=information) if isinstance(p.information, Belief) else p
        for p in pairs
    ]


def _course(
    situation: Situation, solved: Solved, instrument: Instrument, information: Information
) -> Believed:
    """The plan's paths told otherwise, and the plan that would then be the best."""
    judged = _judged(situation, solved, solved.choices, _told(solved.scope.pairs, information))
    members = tuple(
        dataclasses.replace(m, information=information) if isinstance(m.information, Belief) else m
        for m in situation.worlds.members
    )
    worlds = dataclasses.replace(situation.worlds, members=members)
    other = dataclasses.replace(situation, worlds=worlds)
    best = until = None
    try:
        found = solve_problem(other, build_problem(other))
    except SolveError:
        # Fully believed, pegs of many periods can leave nothing that a program can solve.
        found = None
    if found is not None:
        best = _judged(other, found, found.choices, found.scope.pairs).loss
        stay = _stay(other, instrument, found.settings[instrument.name])
        until = None if stay is None or stay[0] > other.span.start else stay[1]
    kind: Literal["not", "fully"] = "not" if information == "surprise" else "fully"
    return Believed(kind, judged.loss, judged.means(situation), best, until)


def _believers(
    situation: Situation, solved: Solved, assumed: _Judged, told: _Judged
) -> tuple[Believer, ...]:
    """Worlds that believe in part, each with what announcing adds in its own eyes."""
    beliefs = {
        p.response.name: (p.response.title, p.information)
        for p in solved.scope.pairs if isinstance(p.information, Belief)
    }  # fmt: skip
    found = []
    for name, (title, belief) in beliefs.items():
        parts = zip(assumed.means(situation, name), told.means(situation, name), strict=True)
        adds = tuple(Part(a.name, a.title, a.value - b.value) for a, b in parts)
        found.append(Believer(name, title, belief.share, belief.ahead, belief.why, adds))
    return tuple(found)
