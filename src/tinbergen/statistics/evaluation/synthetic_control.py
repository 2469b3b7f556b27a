r"""Synthetic control: one treated unit against the mixture of others that was most like it.

The effect is :math:`y_{1t} - \sum_j w_j y_{jt}` from the first treated period on, with weights on
the simplex. No sampling error is estimated: every other unit is given the same search as if it had
been treated, and the ratio of errors after and before, :math:`r_i = RMSPE_{post} / RMSPE_{pre}`, is
ranked. p is the share of units, the treated one among them, with a ratio as large.

Sources: Abadie, Diamond and Hainmueller (2010), Journal of the American Statistical Association
105(490); the same (2015), American Journal of Political Science 59(2), for leaving donors out.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.arguments import listed
from tinbergen.core.errors import Location, TinbergenError
from tinbergen.core.period import Period
from tinbergen.core.progress import Progress
from tinbergen.core.text import Text
from tinbergen.data.panel import Array, PanelLike
from tinbergen.statistics.evaluation.predictors import predictor_values, read_predictors
from tinbergen.statistics.evaluation.synthetic_control_result import SyntheticControl
from tinbergen.statistics.evaluation.synthetic_weights import (
    EFFORT,
    Effort,
    Weights,
    nested_weights,
    outcome_weights,
)
from tinbergen.statistics.evaluation.treatment import Block, read_block

_STAGE = Text("Synthetic control of {unit}", "合成控制：{unit}")
_PLACEBOS = Text("Placebos: every donor as if treated", "安慰剂检验：逐一假定供体单位受处理")
#: Weight from which a donor's absence is tried.
_COUNTS = 0.01

Positions = NDArray[np.int64]


def synthetic_control(
    data: PanelLike,
    outcome: str,
    *,
    unit: str,
    time: str,
    treated: str,
    start: str | int | Period | None = None,
    predictors: str | Sequence[str] = (),
    placebos: bool = True,
    effort: Effort = EFFORT,
    seed: int = 0,
    progress: Progress | None = None,
) -> SyntheticControl:
    """What a policy did to the one unit that had it.

    Parameters
    ----------
    data
        A row for each unit in each period: a pandas table or a file.
    outcome, unit, time
        Columns.
    treated, start
        The treated unit and its first treated period; without ``start`` the column that is 1 where
        and when a unit is treated, else 0.
    predictors
        What the mixture should have in common with the unit before: ``beer@1984:1988`` is a mean
        over periods, ``cigsale@1975`` one value, ``beer`` the mean of all periods before. None by
        default: the outcome in every period before.
    placebos
        Whether all donors are tried as if treated; without them there is no p.
    effort, seed
        Of the search for the importance of predictors, the same for every unit.
    progress
        Told of the stages, asked whether to go on.

    Raises
    ------
    TinbergenError
        F160 to F163 for predictors, F164 for several treated units; those of
        :func:`tinbergen.statistics.evaluation.treatment.read_block`.
    """
    tell = progress or Progress()
    wanted = read_predictors(listed(predictors))
    columns = [each.column for each in wanted]
    block = read_block(data, outcome, unit, time, treated, start, columns)
    if len(block.treated) > 1:
        at = Location(block.panel.file)
        raise TinbergenError("F164", at=at, count=len(block.treated), names=", ".join(block.names))
    values = predictor_values(block.panel, wanted, block.start)
    target = int(block.treated[0])
    tell(_STAGE.fill(unit=block.names[0]))
    fits = _Fits(block, values, effort, seed, tell)
    weights = fits.weights(target, block.donors)
    gap = fits.gap(target, block.donors, weights)
    counted = np.flatnonzero(weights.donors >= _COUNTS) if len(block.donors) > 1 else ()
    without = {
        block.panel.units[block.donors[j]]: fits.refit(target, np.delete(block.donors, j))
        for j in counted
    }
    gaps = fits.placebos(target) if placebos else np.empty((0, gap.size))
    return SyntheticControl(
        outcome=outcome, unit=block.names[0], horizon=block.panel.horizon,
        periods=tuple(map(str, block.panel.periods)), start=block.start,
        actual=block.outcome[target], gap=gap,
        donors=tuple(block.panel.units[j] for j in block.donors), weights=weights.donors,
        predictors=tuple(each.said for each in wanted), importance=weights.predictors,
        predictor_actual=values[:, target],
        predictor_synthetic=values[:, block.donors] @ weights.donors,
        placebo_gaps=gaps, without=without,
    )  # fmt: skip


class _Fits:
    """Synthetic controls of any unit of a block from any donors."""

    def __init__(
        self, block: Block, values: Array, effort: Effort, seed: int, tell: Progress
    ) -> None:
        self.block, self.effort, self.seed, self.tell = block, effort, seed, tell
        scale = values.std(axis=1, ddof=1, keepdims=True)
        self.values = values / scale

    def weights(self, target: int, donors: Positions) -> Weights:
        before = self.block.outcome[:, : self.block.start].T
        outcomes = before[:, donors] - before[:, [target]]
        if not len(self.values):
            return outcome_weights(outcomes)
        predictors = self.values[:, donors] - self.values[:, [target]]
        return nested_weights(
            predictors, outcomes, effort=self.effort, seed=self.seed, progress=self.tell
        )

    def gap(self, target: int, donors: Positions, weights: Weights) -> Array:
        y = self.block.outcome
        return np.asarray(y[target] - weights.donors @ y[donors])

    def refit(self, target: int, donors: Positions) -> Array:
        return self.gap(target, donors, self.weights(target, donors))

    def placebos(self, target: int) -> Array:
        """(J, T) the gap of each donor, had it been treated, against the other donors."""
        donors = self.block.donors
        if len(donors) < 2:
            return np.empty((0, self.block.outcome.shape[1]))
        gaps = []
        for j, donor in enumerate(donors):
            self.tell(_PLACEBOS, j / len(donors))
            gaps.append(self.refit(int(donor), np.delete(donors, j)))
        return np.array(gaps)
