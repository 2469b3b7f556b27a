"""What a plan says of a scenario that nature sets: its distance, its chances, the verdict."""

from __future__ import annotations

import numpy as np

from tinbergen.core.documents.implausible import Attempt, Implausibility
from tinbergen.core.text import Text
from tinbergen.loop.situation import Situation
from tinbergen.loop.solving import Solved

#: Distance below which the outlook's mean is there already.
_NONE = 1e-4


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


def verdict_on(situation: Situation, solved: Solved, found: Implausibility) -> Text:
    """The verdict: how far the scenario lies, or that there is none."""
    words = [
        _LIMIT.fill(title=c.title, sense=_SENSE[c.sense], bound=c.bound, unit=c.unit)
        for c in situation.case.constraints
    ]
    limits = Text(" and ", "且").join(words)
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
