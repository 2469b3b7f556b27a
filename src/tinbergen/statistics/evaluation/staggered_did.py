"""Difference-in-differences where units are treated at different times.

Two-way fixed effects would compare units with others that are treated already. Here every cohort is
compared with units that are not, period by period; the averages say how
(:mod:`~tinbergen.statistics.evaluation.group_time`).

Sources: Callaway and Sant'Anna (2021), and Sun and Abraham (2021), both Journal of Econometrics
225(2); for the bounds :mod:`~tinbergen.statistics.evaluation.honest_bounds`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tinbergen.core.arguments import listed
from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.progress import Progress
from tinbergen.core.text import Text
from tinbergen.data.panel import PanelLike
from tinbergen.statistics.cycles.sample import require
from tinbergen.statistics.evaluation.group_time import (
    Aggregation,
    Averages,
    Base,
    Comparison,
    GroupTime,
    averages,
    group_time,
    standard_errors,
    uniform_radius,
)
from tinbergen.statistics.evaluation.honest_bounds import Study
from tinbergen.statistics.evaluation.measured import Estimate
from tinbergen.statistics.evaluation.simplex import Array
from tinbergen.statistics.evaluation.staggered_result import StaggeredDid
from tinbergen.statistics.evaluation.treatment import Treated, read_treated
from tinbergen.statistics.forecast.predictive import normal_radius

AGGREGATIONS: tuple[Aggregation, ...] = ("dynamic", "simple", "group", "calendar")
COMPARISONS: tuple[Comparison, ...] = ("never", "not-yet")
_STAGE = Text("Effects by cohort and period", "分组分期效应")
_BANDS = Text("Uniform bands by multiplier bootstrap", "乘数自助法的一致置信带")


def staggered_did(
    data: PanelLike,
    outcome: str,
    *,
    unit: str,
    time: str,
    treated: str | None = None,
    cohort: str | None = None,
    covariates: str | Sequence[str] = (),
    comparison: Comparison = "never",
    aggregation: Aggregation = "dynamic",
    base: Base = "varying",
    level: float = 0.95,
    draws: int = 1000,
    seed: int = 0,
    progress: Progress | None = None,
) -> StaggeredDid:
    """Average effects on the treated by Callaway and Sant'Anna.

    Parameters
    ----------
    data, outcome, unit, time
        A balanced long table and its columns.
    treated, cohort
        The column that is 1 where and when a unit is treated; or the column with its first treated
        period, 0 where never. One of the two.
    covariates
        Columns on which trends may depend, as of the base period; doubly robust.
    comparison
        With units that are never treated, or not yet.
    aggregation
        ``dynamic`` by periods since treatment, ``group`` by cohort, ``calendar`` by period,
        ``simple`` all in one.
    base
        Before treatment: the change since the period before (``varying``) or since the last period
        before treatment (``universal``).
    level, draws, seed
        Probability of the bands; draws of the multiplier bootstrap for uniform ones.
    progress
        Told of the stages, asked whether to go on.

    Raises
    ------
    TinbergenError
        F053 for a setting out of bounds, F168 for an unknown word; F157, F165, F166 from
        :func:`~tinbergen.statistics.evaluation.group_time.group_time`; those of
        :func:`tinbergen.statistics.evaluation.treatment.read_treated`.
    """
    _word("comparison", comparison, COMPARISONS)
    _word("aggregation", aggregation, AGGREGATIONS)
    _word("base", base, ("varying", "universal"))
    require(0.0 < level < 1.0, "level", level, "(0, 1)")
    require(draws >= 100, "draws", draws, ">= 100")
    tell = progress or Progress()
    tell(_STAGE)
    names = listed(covariates)
    given = read_treated(data, outcome, unit, time, treated=treated, cohort=cohort, columns=names)
    effects = group_time(given, names, comparison, base)
    made = averages(effects, aggregation)
    tell(_BANDS)
    radius = uniform_radius(made.influence, level, draws, seed)
    anchored = effects if base == "universal" else group_time(given, names, comparison, "universal")
    tell.check()
    return _result(
        given, outcome, f"callaway-santanna ({comparison})", aggregation, made, level, radius,
        _before(effects), _study(averages(anchored, "dynamic")),
    )  # fmt: skip


def sun_abraham(
    data: PanelLike,
    outcome: str,
    *,
    unit: str,
    time: str,
    treated: str | None = None,
    cohort: str | None = None,
    level: float = 0.95,
    draws: int = 1000,
    seed: int = 0,
) -> StaggeredDid:
    """The interaction-weighted event study of Sun and Abraham.

    On a balanced panel the regression on units, periods and all cohorts by time since treatment
    leaves each cohort's change since the period before treatment less that of the comparison, so
    these are taken at once. They are compared with units never treated or, where there are none,
    with the last cohort, whose treated periods are left out. Errors are clustered by unit; cohorts'
    shares count as known.

    Parameters
    ----------
    data, outcome, unit, time, treated, cohort, level, draws, seed
        As of :func:`staggered_did`.

    Raises
    ------
    TinbergenError
        As :func:`staggered_did`.
    """
    require(0.0 < level < 1.0, "level", level, "(0, 1)")
    given = read_treated(data, outcome, unit, time, treated=treated, cohort=cohort)
    last = int(given.first.max())
    if last < len(given.panel.periods):
        panel = replace(given.panel, periods=given.panel.periods[:last])
        given = Treated(panel, given.outcome[:, :last], given.first)
    effects = group_time(given, (), "never", "universal")
    fixed = replace(effects, member=np.broadcast_to(effects.share, effects.member.shape))
    made = averages(fixed, "dynamic")
    radius = uniform_radius(made.influence, level, draws, seed)
    return _result(
        given, outcome, "sun-abraham", "dynamic", made, level, radius, _before(effects),
        _study(made),
    )  # fmt: skip


def _word(option: str, said: str, known: Sequence[str]) -> None:
    if said not in known:
        hint = did_you_mean(said, known)
        raise TinbergenError("F168", hint=hint, option=option, text=said, known=", ".join(known))


def _before(effects: GroupTime) -> tuple[float, int]:
    """p of the hypothesis that all effects before treatment are zero, and how many these are.

    NaN where there are none, or as many as units.
    """
    from scipy.special import chdtrc

    early = (effects.period < effects.cohort) & effects.influence.any(axis=0)
    count = int(early.sum())
    if not count:
        return float("nan"), 0
    effect, influence = effects.effect[early], effects.influence[:, early]
    covariance = influence.T @ influence / len(influence) ** 2
    if np.linalg.matrix_rank(covariance) < count:
        return float("nan"), count
    return float(chdtrc(count, effect @ np.linalg.solve(covariance, effect))), count


def _study(made: Averages) -> Study | None:
    """The event study with its reference left out; None without two periods before or any after, or
    where some in between could not be compared."""
    before, after = made.labels < -1, made.labels >= 0
    kept = before | after
    gaps = (np.diff(made.labels) != 1).any()
    if gaps or not before.any() or not after.any() or not made.influence[:, kept].any(axis=0).all():
        return None
    influence = made.influence[:, kept]
    covariance = influence.T @ influence / len(influence) ** 2
    if np.linalg.matrix_rank(covariance) < kept.sum():
        return None
    target = np.full(int(after.sum()), 1 / after.sum())
    return Study(made.effect[kept], covariance, int(before.sum()), target)


def _result(
    given: Treated, outcome: str, method: str, aggregation: Aggregation, made: Averages,
    level: float, radius: float, before: tuple[float, int], study: Study | None,
) -> StaggeredDid:  # fmt: skip
    se: Array = standard_errors(made.influence)
    overall_se = float(standard_errors(made.overall_influence[:, None])[0])
    reach = normal_radius(100 * level) * overall_se
    inside = given.first < len(given.panel.periods)
    periods = given.panel.periods
    return StaggeredDid(
        outcome=outcome, method=method, aggregation=aggregation,
        labels=tuple(
            str(periods[k]) if aggregation in ("group", "calendar") else str(k)
            for k in made.labels.tolist()
        ),
        effect=made.effect, se=se, lower=made.effect - radius * se, upper=made.effect + radius * se,
        overall=Estimate(made.overall, overall_se, made.overall - reach, made.overall + reach,
                         level),
        treated=int(inside.sum()), units=len(inside),
        cohorts=tuple(str(periods[g]) for g in np.unique(given.first[inside])),
        before_p=before[0], before_count=before[1], study=study,
    )  # fmt: skip
