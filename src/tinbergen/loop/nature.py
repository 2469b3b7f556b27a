"""Scenarios that nature sets: which is the least implausible that breaks a limit?

Paths of indicators are chosen like instruments. What they cost is their distance from the draws of
the outlook, all periods and indicators together, so the program of every design finds them. In a
linear world with the limit a'x <= b the answer is x = m + S a (b - a'm) / (a'S a), its squared
distance (b - a'm)^2 / (a'S a).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents.implausible import Attempt, Implausibility
from tinbergen.core.errors import TinbergenError
from tinbergen.core.text import Text
from tinbergen.engine.control.plausibility import Plausibility
from tinbergen.engine.control.problem import Limit, Term
from tinbergen.loop.situation import Situation

if TYPE_CHECKING:
    from tinbergen.loop.solving import Solved

Array = NDArray[np.float64]

#: Distance below which the outlook's mean is there already.
_NONE = 1e-4
#: What the terms and limits of nature's paths are called.
DISTANCE, STILL = "distance from the outlook", "does not vary in the outlook"


def plausibility_of(situation: Situation) -> Plausibility:
    """That of nature's paths over the horizon, period by period, from the pooled outlooks.

    Raises
    ------
    TinbergenError
        L146 where the outlook has no distribution.
    """
    names, settings = situation.case.nature, situation.span.length
    scope = situation.scope
    if scope.uncertain:
        draws = scope.before(names)
        paths = np.stack([draws[n][:, :settings] for n in names], axis=2)
        found = Plausibility.of(paths.reshape(len(paths), -1))
        if len(found.roots):
            return found
    worlds = ", ".join(dict.fromkeys(p.outlook.name for p in scope.pairs))
    raise TinbergenError("L146", worlds=worlds, names=", ".join(names))


def natural_terms(
    plausibility: Plausibility, names: Sequence[str], variables: Sequence[str], periods: int
) -> tuple[list[Term], list[Limit]]:
    """The squared distance as a sum of terms; limits that keep what does not vary at its mean."""

    def spread(direction: Array) -> Array:
        own = direction.reshape(-1, len(names))
        found = np.zeros((periods, len(variables)))
        found[: len(own), [variables.index(n) for n in names]] = own
        return found

    mean = plausibility.mean
    terms = [Term(DISTANCE, spread(r), float(r @ mean), 1.0) for r in plausibility.roots]
    limits = []
    for row in plausibility.still:
        size = float(row @ mean)
        limits += [
            Limit(STILL, spread(row), size, None, True),
            Limit(STILL, -spread(row), -size, None, True),
        ]
    return terms, limits


def implausibility(situation: Situation, solved: Solved) -> Implausibility | None:
    """How implausible the scenario found is; None where nature sets nothing."""
    from scipy.special import chdtrc, ndtr

    plausibility = solved.problem.plausibility
    if plausibility is None:
        return None
    path = np.column_stack([solved.settings[n] for n in situation.case.nature]).reshape(-1)
    squared = plausibility.squared(path)
    start = situation.span.start
    attempts = tuple(
        Attempt(start + t, None if loss is None else float(np.sqrt(max(loss, 0.0))))
        for t, loss in solved.attempts
    )
    return Implausibility(
        float(np.sqrt(squared)), len(path), len(plausibility.roots),
        float(chdtrc(len(plausibility.roots), squared)), float(ndtr(-np.sqrt(squared))),
        _share(situation, solved),
        None if solved.period is None else start + solved.period, attempts,
    )  # fmt: skip


def _share(situation: Situation, solved: Solved) -> float | None:
    """The share of the outlook's draws in which all limits are broken."""
    names = tuple(dict.fromkeys(c.variable for c in situation.case.constraints))
    if not all(n in pair.outlook.foresees for n in names for pair in solved.scope.pairs):
        return None
    draws, settings = solved.scope.before(names), situation.span.length
    kept = np.ones(len(draws.values), dtype=bool)
    for c in situation.case.constraints:
        if c.relative or c.cumulative or c.after:
            return None
        sign = 1.0 if c.sense == "at_most" else -1.0
        within = sign * (draws[c.variable][:, :settings] - c.bound) <= 0
        if c.on is not None:
            kept &= within[:, c.on - situation.span.start]
        else:
            kept &= within.any(axis=1) if c.once else within.all(axis=1)
    return float(kept.mean())


_FOUND = Text(
    "The least implausible scenario in which {limits} lies {distance:.2f} standard deviations from "
    "the outlook{when}.",
    "使{limits}的情景中，最接近展望者距其 {distance:.2f} 个标准差{when}。",
)
_WHEN = Text(", with the limit reached in {period}", "，于 {period} 触及界限")
_SHARE = Text(
    " In {share:.1f} % of the outlook's draws it comes about.",
    "展望抽样中有 {share:.1f}% 出现该情形。",
)
_NOWHERE = Text(" In none of the outlook's draws it comes about.", "展望抽样中均未出现该情形。")
_ALREADY = Text("In the outlook itself {limits}.", "展望本身即已使{limits}。")
_NEVER = Text(
    "No scenario within its bounds brings about that {limits}.", "界限内没有情景能使{limits}。"
)
_LIMIT = Text("{title} is {sense} {bound:,.4g} ({unit})", "{title}{sense} {bound:,.4g}（{unit}）")
_SENSE = {"at_most": Text("at most", "不高于"), "at_least": Text("at least", "不低于")}


def said(situation: Situation, solved: Solved, found: Implausibility) -> Text:
    """The verdict: how far the scenario lies, or that there is none."""
    words = [
        _LIMIT.fill(title=c.title, sense=_SENSE[c.sense], bound=c.bound, unit=c.unit)
        for c in situation.case.constraints
    ]
    limits = Text(" and ".join(w.en for w in words), "且".join(w.zh for w in words))
    if solved.infeasible:
        return _NEVER.fill(limits=limits)
    if found.distance < _NONE:
        return _ALREADY.fill(limits=limits)
    when = Text("", "") if found.period is None else _WHEN.fill(period=found.period)
    told = _FOUND.fill(limits=limits, distance=found.distance, when=when)
    if found.share is None:
        return told
    share = _SHARE.fill(share=100 * found.share) if found.share else _NOWHERE
    return Text(told.en + share.en, told.zh + share.zh)
