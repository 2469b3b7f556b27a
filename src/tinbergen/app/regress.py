"""Regress one column of a file on others."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tinbergen.app.answer import Answer, Note, notes
from tinbergen.app.results import Statistic
from tinbergen.app.results_statistics import RegressionCoefficient, RegressionTable
from tinbergen.core.errors import Advice, Language
from tinbergen.core.period import Span
from tinbergen.core.progress import Progress
from tinbergen.core.text import Text
from tinbergen.data.dataset import Dataset
from tinbergen.data.entities import only
from tinbergen.data.opening import open_sheet
from tinbergen.data.tabular import read_table
from tinbergen.statistics.regression import regress as regressing
from tinbergen.statistics.regression.regress_result import Errors, Regression

_STAGE = Text("Regress {y}", "回归 {y}")


@dataclass(frozen=True, slots=True)
class RegressionInputs:
    """A file of series, or a dataset; the terms; the sample (all complete periods by default).

    ``entity`` says whose rows are read of a file that stacks several.
    """

    data: Path | Dataset
    y: str
    x: tuple[str, ...]
    sample: Span | None = None
    errors: Errors = "classic"
    level: float = 0.95
    intercept: bool = True
    lang: Language = "en"
    entity: str | None = None


def regress(
    inputs: RegressionInputs, progress: Progress | None = None
) -> Answer[RegressionTable, Regression]:
    """The regression, and what an economist would object.

    Raises
    ------
    TinbergenError
        Those of reading the file and of :func:`tinbergen.statistics.regression.regress.regress`.
    """
    tell = progress or Progress()
    tell(_STAGE.fill(y=inputs.y))
    data, told = inputs.data, tuple[Advice, ...]()
    if isinstance(data, Path):
        sheet = open_sheet(data)
        table = read_table(
            only(sheet, inputs.entity) if inputs.entity else sheet, allow_missing=True
        )
        data, told = table.dataset, table.advice
        tell.check()
    span = inputs.sample
    fit = regressing.regress(
        data,
        inputs.y,
        list(inputs.x),
        intercept=inputs.intercept,
        first=span.start if span else None,
        last=span.end if span else None,
        errors=inputs.errors,
        level=inputs.level,
    )
    advice = (*told, *fit.advice)
    return Answer(_table(fit, notes(advice, inputs.lang)), fit, advice)


def _table(fit: Regression, advice: tuple[Note, ...]) -> RegressionTable:
    columns = (fit.coef, fit.se, fit.t, fit.p, fit.lower, fit.upper)
    rows = zip(fit.names, *(column.tolist() for column in columns), strict=True)
    return RegressionTable(
        y=fit.y,
        sample=(str(fit.periods[0]), str(fit.periods[-1])),
        observations=fit.n,
        errors=fit.errors,
        lags=fit.lags,
        level=fit.level,
        coefficients={name: RegressionCoefficient(*numbers) for name, *numbers in rows},
        r2=fit.r2,
        adjusted_r2=fit.r2_adjusted,
        sigma=fit.sigma,
        df=fit.df,
        f=Statistic(fit.f, fit.f_p),
        loglik=fit.log_likelihood,
        aic=fit.aic,
        bic=fit.bic,
        durbin_watson=fit.dw,
        jarque_bera=Statistic(fit.jb, fit.jb_p),
        skew=fit.skew,
        kurtosis=fit.kurtosis,
        condition=fit.condition,
        advice=advice,
    )
