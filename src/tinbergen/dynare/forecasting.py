"""What forecast does for a calibrated model: paths from histval, or from rest, and their bands.

The bands are those of the rule's forecast errors. Dynare 5.3's are the same in the first period;
later it carries each period's shocks one step further than they have come.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tinbergen.core import limits
from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.result import Result
from tinbergen.core.text import Text
from tinbergen.dynare.state import Session
from tinbergen.dynare.steady import solution
from tinbergen.dynare.stochastic import number, start_of, whole
from tinbergen.engine.linear.responses import forecast as project
from tinbergen.engine.linear.solution import Array
from tinbergen.engine.linear.stoch_simul import StochSimul, loglinear
from tinbergen.model.statements import Command

if TYPE_CHECKING:
    from tinbergen.charts.chart import Panel

_SHARE = Text("a share between 0 and 1", "0 与 1 之间的比例")


@dataclass(frozen=True, slots=True)
class ModelForecast(Result):
    """Paths of the n ``variables`` in levels (logarithms where ``loglinear``), shapes (periods, n).

    ``lower`` and ``upper`` hold each period with probability ``coverage`` for normal shocks and
    known parameters.
    """

    variables: tuple[str, ...]
    mean: Array
    lower: Array
    upper: Array
    coverage: float
    loglinear: bool = False

    def to_frame(self):  # type: ignore[no-untyped-def]
        import pandas as pd

        parts = {"mean": self.mean, "lower": self.lower, "upper": self.upper}
        frames = {k: pd.DataFrame(v, columns=list(self.variables)) for k, v in parts.items()}
        return pd.concat(frames, axis=1)

    def plot(self) -> Panel:
        """A fan for every variable, by periods ahead."""
        from tinbergen.charts.chart import Chart, Panel
        from tinbergen.charts.layers import Fan

        charts = []
        for k, name in enumerate(self.variables):
            band = ((self.coverage,), (self.lower[:, k],), (self.upper[:, k],))
            fan = Fan(Text(name, name), *band, self.mean[:, k])
            charts.append(Chart(Text(name, name), range(1, len(self.mean) + 1), (fan,)))
        return Panel(Text("Forecast", "预测"), charts, columns=3)

    def to_dict(self) -> dict[str, Any]:
        return {
            "periods": len(self.mean),
            "coverage": self.coverage,
            "loglinear": self.loglinear,
            **{
                part: {n: values[:, k].tolist() for k, n in enumerate(self.variables)}
                for part, values in (
                    ("mean", self.mean), ("lower", self.lower), ("upper", self.upper),
                )
            },
        }  # fmt: skip


def forecast(session: Session, command: Command) -> ModelForecast:
    """With the rule of the last stoch_simul, whose periods and logarithms hold here too.

    Raises
    ------
    TinbergenError
        E053 for an option that can't be understood, M004 for a variable that there is not.
    """
    earlier = [a.result for a in session.answers if isinstance(a.result, StochSimul)]
    logs = "loglinear" in command.options or bool(earlier and earlier[-1].loglinear)
    solved = solution(session, command)
    solved = loglinear(solved) if logs else solved
    before = earlier[-1].request.periods if earlier else 0
    periods = whole(command, "periods", before) or 5
    coverage = number(command, "conf_sig", 0.9)
    if not 0 < coverage < 1:
        raise TinbergenError(
            "E053", at=command.at, command=command.name, option="conf_sig", value=coverage,
            expected=_SHARE, example="conf_sig=0.9",
        )  # fmt: skip
    states = len(solved.model.endogenous)
    limits.check_memory(periods, states, limits.WRITTEN, at=command.at)
    declared = [n for n in solved.model.endogenous if n.isidentifier()]
    names = tuple(dict.fromkeys(command.names)) or tuple(declared)
    for name in names:
        if name not in declared:
            raise TinbergenError(
                "M004", at=command.at, hint=did_you_mean(name, declared), name=name
            )
    rows = [solved.model.endogenous.index(n) for n in names]
    start = start_of(session, solved, logs)
    rule = solved.solution.rule
    ahead = project(
        rule, solved.covariance, np.zeros(len(rule.states)) if start is None else start, periods
    )
    level = np.array([solved.steady.values[n] for n in names])
    lower, upper = ahead.band(coverage)
    return ModelForecast(
        names,
        ahead.mean[:, rows] + level,
        lower[:, rows] + level,
        upper[:, rows] + level,
        coverage,
        logs,
    )
