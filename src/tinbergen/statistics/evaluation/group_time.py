r"""Effects by cohort and period, :math:`ATT(g, t)`, and their averages.

.. math:: ATT(g,t) = E[Y_t - Y_b \mid G = g] - E[Y_t - Y_b \mid C]

where b is the period before cohort g is treated (for periods before treatment the period before t,
or b as well where the base is universal) and C are units that are never, or not yet, treated.
Averages weigh cohorts by their size; their influence functions count that sizes are estimated.

Source: Callaway and Sant'Anna (2021), Journal of Econometrics 225(2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import Location, TinbergenError
from tinbergen.statistics.evaluation.doubly_robust import doubly_robust
from tinbergen.statistics.evaluation.simplex import Array
from tinbergen.statistics.evaluation.treatment import Treated, complete

Comparison = Literal["never", "not-yet"]
Base = Literal["varying", "universal"]
Aggregation = Literal["simple", "group", "calendar", "dynamic"]


@dataclass(frozen=True, slots=True)
class GroupTime:
    """Effects of K pairs of cohort and period.

    ``cohort`` and ``period`` (K,) are positions; ``influence`` is (N, K), ``share`` (K,) the
    cohort's share of units, ``member`` (N, K) whether a unit belongs to it.
    """

    cohort: NDArray[np.int64]
    period: NDArray[np.int64]
    effect: Array
    influence: Array
    share: Array
    member: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Averages:
    """``labels`` (L,) are event times, cohorts or periods; effects with influence (N, L), and their
    overall average with its influence (N,)."""

    labels: NDArray[np.int64]
    effect: Array
    influence: Array
    overall: float
    overall_influence: Array


def group_time(
    given: Treated, covariates: Sequence[str], comparison: Comparison, base: Base
) -> GroupTime:
    """Effects of every cohort in every period that can be compared.

    Raises
    ------
    TinbergenError
        F157 when a covariate is missing, F165 when nobody is left to compare with; those of
        :func:`doubly_robust`.
    """
    y, first = given.outcome, given.first
    N, T = y.shape
    X = _covariates(given, covariates)
    cohorts = np.unique(first[first < T])
    never = first == T
    if comparison == "never" and not never.any():
        raise TinbergenError("F165", at=Location(given.panel.file))
    found = []
    for g in cohorts:
        for t in range(T):
            before = g - 1 if t >= g or base == "universal" else t - 1
            if before < 0:
                continue
            inside = first == g
            if comparison == "never":
                outside = never
            else:
                outside = (first > max(t, before)) & ~inside
            if not outside.any():
                continue
            influence = np.zeros(N)
            if t == before:
                found.append((g, t, 0.0, influence))
                continue
            used = inside | outside
            at = X[used, :, min(t, before)]
            change = y[used, t] - y[used, before]
            effect, part = doubly_robust(change, inside[used], at)
            influence[used] = part * N / used.sum()
            found.append((g, t, effect, influence))
    if not any(t >= g for g, t, *_ in found):
        raise TinbergenError("F165", at=Location(given.panel.file))
    cohort, period = (np.array([row[i] for row in found]) for i in (0, 1))
    member = first[:, None] == cohort[None, :]
    return GroupTime(
        cohort, period, np.array([row[2] for row in found]),
        np.array([row[3] for row in found]).T, member.mean(axis=0), member,
    )  # fmt: skip


def _covariates(given: Treated, names: Sequence[str]) -> Array:
    """(N, k, T) a constant and the covariates."""
    columns = [np.ones(given.outcome.shape), *(complete(given.panel, name) for name in names)]
    return np.stack(columns, axis=1)


def averages(effects: GroupTime, kind: Aggregation) -> Averages:
    """Averages of one kind: ``dynamic`` by periods since treatment, before it too."""
    after = effects.period >= effects.cohort
    if kind == "dynamic":
        since = effects.period - effects.cohort
        parts = {int(e): since == e for e in np.unique(since)}
        made = {e: _weighted(effects, keep) for e, keep in parts.items()}
        return _joined(made, [e for e in made if e >= 0])
    if kind == "calendar":
        parts = {int(t): after & (effects.period == t) for t in np.unique(effects.period[after])}
        made = {t: _weighted(effects, keep) for t, keep in parts.items()}
        return _joined(made, list(made))
    if kind == "simple":
        value, part = _weighted(effects, after)
        one = np.zeros(1, dtype=np.int64)
        return Averages(one, np.array([value]), part[:, None], value, part)
    cohorts = np.unique(effects.cohort[after])
    keeps = [after & (effects.cohort == g) for g in cohorts]
    effect = np.array([effects.effect[keep].mean() for keep in keeps])
    influence = np.stack([effects.influence[:, keep].mean(axis=1) for keep in keeps], axis=1)
    at = [int(np.argmax(keep)) for keep in keeps]
    sizes, member = effects.share[at], effects.member[:, at]
    weights = sizes / sizes.sum()
    overall = influence @ weights + _of_weights(sizes, member) @ effect
    return Averages(cohorts, effect, influence, float(weights @ effect), overall)


def _weighted(effects: GroupTime, keep: NDArray[np.bool_]) -> tuple[float, Array]:
    """The average of some effects by the size of their cohorts, and its influence function."""
    share = effects.share[keep]
    weights = share / share.sum()
    influence = effects.influence[:, keep] @ weights
    influence = influence + _of_weights(share, effects.member[:, keep]) @ effects.effect[keep]
    return float(weights @ effects.effect[keep]), influence


def _of_weights(share: Array, member: NDArray[np.bool_]) -> Array:
    """(N, m) the influence function of weights that are shares over their sum."""
    centred, total = member - share, share.sum()
    return np.asarray(centred / total - centred.sum(axis=1)[:, None] * (share / total**2))


def _joined(made: dict[int, tuple[float, Array]], counted: Sequence[int]) -> Averages:
    labels = np.array(list(made))
    effect = np.array([value for value, _ in made.values()])
    influence = np.stack([part for _, part in made.values()], axis=1)
    overall = np.isin(labels, counted)
    return Averages(
        labels, effect, influence, float(effect[overall].mean()), influence[:, overall].mean(axis=1)
    )


def standard_errors(influence: Array) -> Array:
    """Of each column of influence functions (N, L)."""
    return np.asarray(np.sqrt((influence**2).mean(axis=0) / len(influence)))


def uniform_radius(influence: Array, level: float, draws: int, seed: int) -> float:
    """By how many standard errors a band must reach to hold all columns at once.

    A multiplier bootstrap with Mammen's two-point weights; standard errors of the draws are taken
    from their quartiles.
    """
    n = len(influence)
    moving = influence[:, influence.any(axis=0)]
    if not moving.shape[1]:
        return 0.0
    root = np.sqrt(5.0)
    low, high, chance = (1 - root) / 2, (1 + root) / 2, (root + 1) / (2 * root)
    rng = np.random.default_rng(seed)
    drawn = np.empty((draws, moving.shape[1]))
    for at in range(0, draws, 100):
        weights = np.where(rng.random((min(100, draws - at), n)) < chance, low, high)
        drawn[at : at + len(weights)] = weights @ moving / np.sqrt(n)
    quarter, half = np.quantile(drawn, (0.25, 0.75), axis=0)
    spread = (half - quarter) / 1.3489795003921634
    return float(np.quantile(np.abs(drawn / spread).max(axis=1), level))
