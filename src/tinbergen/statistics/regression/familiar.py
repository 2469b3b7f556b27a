"""A regression under the names that pandas users know: params, bse, conf_int, predict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import stdtrit

from tinbergen.charts.chart import Chart, Panel
from tinbergen.charts.layers import Line
from tinbergen.core.period import Period
from tinbergen.core.result import Result
from tinbergen.core.text import Text
from tinbergen.data.accept import DataLike, dataset_of
from tinbergen.data.dataset import Array
from tinbergen.statistics.cycles.sample import require
from tinbergen.statistics.regression.terms import evaluate, parse_term

if TYPE_CHECKING:
    import pandas as pd

CONSTANT = "const"

_TITLE = Text("Regression of {y}", "{y} 的回归")
_ACTUAL, _FITTED = Text("actual", "实际值"), Text("fitted", "拟合值")
_RESIDUALS = Text("residuals", "残差")


class Familiar(Result):
    """Mixin of a fitted equation of n observations and k coefficients."""

    __slots__ = ()

    y: str
    names: tuple[str, ...]
    coef: Array
    se: Array
    t: Array
    p: Array
    level: float
    df: int
    r2: float
    r2_adjusted: float
    periods: tuple[Period, ...]
    fitted: Array
    residuals: Array

    @property
    def params(self) -> pd.Series[float]:
        """(k,) coefficients by term, the constant as ``const``."""
        return self._by_term(self.coef, "params")

    @property
    def bse(self) -> pd.Series[float]:
        """(k,) standard errors by term."""
        return self._by_term(self.se, "bse")

    @property
    def tvalues(self) -> pd.Series[float]:
        """(k,) t statistics by term."""
        return self._by_term(self.t, "tvalues")

    @property
    def pvalues(self) -> pd.Series[float]:
        """(k,) two-sided p values by term."""
        return self._by_term(self.p, "pvalues")

    @property
    def rsquared(self) -> float:
        """R², centred where there is a constant."""
        return self.r2

    @property
    def rsquared_adj(self) -> float:
        """R² adjusted for degrees of freedom."""
        return self.r2_adjusted

    @property
    def nobs(self) -> int:
        """Observations used."""
        return len(self.periods)

    @property
    def df_resid(self) -> int:
        """Degrees of freedom of the residuals, n - k."""
        return self.df

    @property
    def resid(self) -> pd.Series[float]:
        """(n,) residuals by period, in the unit of y."""
        return self._by_period(self.residuals, "resid")

    @property
    def fittedvalues(self) -> pd.Series[float]:
        """(n,) fitted values by period; ``fitted`` holds them as an array."""
        return self._by_period(self.fitted, "fitted")

    def conf_int(self, level: float | None = None) -> pd.DataFrame:
        """Confidence intervals of the coefficients, columns ``lower`` and ``upper``.

        Parameters
        ----------
        level
            Their confidence, between 0 and 1; that of the regression by default.

        Raises
        ------
        TinbergenError
            F053 for a level out of bounds.
        """
        import pandas as pd

        wanted = self.level if level is None else level
        require(0.0 < wanted < 1.0, "level", wanted, "(0, 1)")
        margin = stdtrit(self.df, 0.5 + wanted / 2) * self.se
        bounds = {"lower": self.coef - margin, "upper": self.coef + margin}
        return pd.DataFrame(bounds, index=pd.Index(self.names))

    def predict(self, data: DataLike) -> pd.Series[float]:
        """What the equation gives for further data, by period; NaN where a term is not known.

        Parameters
        ----------
        data
            The series of the regressors: a dataset, a pandas table, the name of packaged data, or
            the path of a file. Lags are taken from it.

        Returns
        -------
        Predictions of y as it stood in the regression (of ``dlog(C)``, where that was regressed).

        Raises
        ------
        TinbergenError
            D002 for a series that the data lack, F035 for a logarithm of what is not positive.
        """
        import pandas as pd

        given = dataset_of(data)
        columns = [
            np.ones(given.span.length)
            if name == CONSTANT
            else evaluate(parse_term(name, given), given)
            for name in self.names
        ]
        values = np.column_stack(columns) @ self.coef
        return pd.Series(values, index=given.span.to_index(), name=self.y)

    def plot(self) -> Panel:
        """Actual and fitted values, and the residuals below; gaps where a period was left out."""
        span = self.periods[0].to(self.periods[-1])
        place = [span.position(period) for period in self.periods]
        actual, fitted, residuals = np.full((3, span.length), np.nan)
        actual[place] = self.fitted + self.residuals
        fitted[place] = self.fitted
        residuals[place] = self.residuals
        said = Text(self.y, self.y)
        charts = (
            Chart(said, span, (Line(_ACTUAL, actual, tone=1), Line(_FITTED, fitted, tone=2))),
            Chart(_RESIDUALS, span, (Line(_RESIDUALS, residuals, tone=3),)),
        )
        return Panel(_TITLE.fill(y=said), charts, columns=1)

    def _by_term(self, values: Array, name: str) -> pd.Series[float]:
        import pandas as pd

        return pd.Series(values, index=pd.Index(self.names), name=name)

    def _by_period(self, values: Array, name: str) -> pd.Series[float]:
        import pandas as pd

        span = self.periods[0].to(self.periods[-1])
        place = [span.position(period) for period in self.periods]
        return pd.Series(values, index=span.to_index()[place], name=name)
