"""The classic regression: ordinary least squares with the table every economist knows.

Formulas: Greene, Econometric Analysis (8th ed.), chapters 3 to 5; the conventions for R², F, AIC
and BIC are those of statsmodels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc, fdtrc, stdtr, stdtrit

from tinbergen.core.errors import Advice, Language, TinbergenError
from tinbergen.core.period import Period
from tinbergen.core.result import Result
from tinbergen.core.text import Text
from tinbergen.data.dataset import Array, Dataset
from tinbergen.statistics.cycles.sample import require
from tinbergen.statistics.regression.newey_west import newey_west
from tinbergen.statistics.regression.terms import Term, evaluate, parse_term

if TYPE_CHECKING:
    import pandas as pd

Errors = Literal["classic", "HC1", "HAC"]

CONSTANT = "const"


@dataclass(frozen=True, slots=True)
class Regression(Result):
    """A fitted linear equation of n observations and k coefficients, the constant first.

    ``coef``, ``se``, ``t``, ``p``, ``lower``, ``upper`` (k,), the bounds at confidence ``level``;
    ``covariance`` (k, k); ``periods`` the n periods used; ``fitted`` and ``residuals`` (n,) and
    ``sigma`` in the unit of y; ``df`` = n - k. ``r2`` is centred when there is a constant. ``f``
    and ``f_p`` test all slopes. ``dw`` Durbin-Watson; ``jb``, ``jb_p`` Jarque-Bera; ``skew`` and
    ``kurtosis`` of the residuals; ``condition`` the condition number of the regressors. ``errors``
    says how standard errors were found: ``classic``, ``HC1`` (White, times n/df) or ``HAC``
    (Newey-West with ``lags``). ``advice`` is what an economist would object.
    """

    y: str
    names: tuple[str, ...]
    coef: Array
    se: Array
    t: Array
    p: Array
    lower: Array
    upper: Array
    covariance: Array
    level: float
    periods: tuple[Period, ...]
    fitted: Array
    residuals: Array
    sigma: float
    df: int
    r2: float
    r2_adjusted: float
    f: float
    f_p: float
    log_likelihood: float
    aic: float
    bic: float
    dw: float
    jb: float
    jb_p: float
    skew: float
    kurtosis: float
    condition: float
    errors: Errors
    lags: int
    source: Text
    advice: tuple[Advice, ...] = ()

    @property
    def n(self) -> int:
        return len(self.periods)

    def to_frame(self) -> pd.DataFrame:
        """One row a coefficient."""
        import pandas as pd

        columns = {
            "coef": self.coef,
            "se": self.se,
            "t": self.t,
            "p": self.p,
            "lower": self.lower,
            "upper": self.upper,
        }
        return pd.DataFrame(columns, index=pd.Index(self.names, name=self.y))

    def summary(self, lang: Language = "en") -> str:
        """The classic table as text."""
        from tinbergen.statistics.regression.regress_table import table

        return table(self, lang)


@dataclass(frozen=True, slots=True)
class Sample:
    """What a regression computes on: ``y`` (n,), ``X`` (n, k) with the constant, if any, first.

    ``kept`` (n,) are positions in the data's span.
    """

    target: Term
    terms: tuple[Term, ...]
    y: Array
    X: Array
    kept: NDArray[np.intp]
    intercept: bool
    data: Dataset

    @property
    def names(self) -> tuple[str, ...]:
        return (*([CONSTANT] if self.intercept else []), *(term.text for term in self.terms))

    @property
    def periods(self) -> tuple[Period, ...]:
        return tuple(self.data.span.start + int(t) for t in self.kept)


def regress(
    data: Dataset,
    y: str,
    x: Sequence[str],
    *,
    intercept: bool = True,
    first: Period | str | None = None,
    last: Period | str | None = None,
    errors: Errors = "classic",
    level: float = 0.95,
) -> Regression:
    """Regress ``y`` on ``x`` by ordinary least squares.

    Parameters
    ----------
    y, x
        Series of the data or terms: ``YD(-1)``, ``log(C)``, ``d(r)``, ``dlog(GDP)``.
    intercept
        Whether a constant is added.
    first, last
        The sample; all periods in which every term is known when None.
    errors
        How standard errors are found; HAC uses 4 (n/100)^(2/9) lags (Newey and West 1994).
    level
        Confidence of the intervals.

    Raises
    ------
    TinbergenError
        F030 too few observations, F031 regressors are collinear, F032 y or F033 a regressor never
        varies, F034 and F035 and D002 a term, F036 a term twice, F053 ``level`` out of bounds.
    """
    from tinbergen.statistics.regression.regress_advice import objections

    require(0.0 < level < 1.0, "level", level, "(0, 1)")
    sample = _sample(data, y, x, intercept, first, last)
    result = _estimate(sample, errors, level)
    return replace(result, advice=objections(sample, result))


def _sample(
    data: Dataset,
    y: str,
    x: Sequence[str],
    intercept: bool,
    first: Period | str | None,
    last: Period | str | None,
) -> Sample:
    target, terms = parse_term(y, data), tuple(parse_term(text, data) for text in x)
    seen: list[tuple[str, int, tuple[str, ...]]] = []
    for term in (target, *terms):
        meaning = (term.name, term.lag, term.functions)
        if meaning in seen:
            raise TinbergenError("F036", term=term.text, y=target.text)
        seen.append(meaning)
    length = data.span.length
    columns = [evaluate(term, data) for term in terms]
    constant = [np.ones(length)] if intercept else []
    table = np.column_stack([evaluate(target, data), *constant, *columns])
    start = data.span.position(Period.parse(first)) if first is not None else 0
    end = data.span.position(Period.parse(last)) if last is not None else length - 1
    inside = (np.arange(length) >= start) & (np.arange(length) <= end)
    (kept,) = np.nonzero(inside & np.isfinite(table).all(axis=1))
    used = table[kept]
    _check(target, terms, used, intercept)
    return Sample(target, terms, used[:, 0], used[:, 1:], kept, intercept, data)


def _check(target: Term, terms: tuple[Term, ...], used: Array, intercept: bool) -> None:
    n, k = used.shape[0], used.shape[1] - 1
    if n <= k or k == 0:
        raise TinbergenError("F030", y=target.text, have=n, k=k, need=k + 1)
    if np.ptp(used[:, 0]) == 0:
        raise TinbergenError("F032", y=target.text, value=f"{used[0, 0]:g}")
    X = used[:, 1:]
    for j, term in enumerate(terms, start=int(intercept)):
        if intercept and np.ptp(X[:, j]) == 0:
            raise TinbergenError("F033", name=term.text, value=f"{X[0, j]:g}")
    names = [*([CONSTANT] if intercept else []), *(term.text for term in terms)]
    if relation := exact_relation(X, names):
        raise TinbergenError("F031", relation=relation)


def exact_relation(X: Array, names: Sequence[str]) -> str | None:
    """A linear relation that the columns of X (n, k) fulfil exactly, as text; None without one."""
    scale = np.abs(X).max(axis=0)
    scale[scale == 0] = 1.0
    _, singular, right = np.linalg.svd(X / scale, full_matrices=False)
    if singular[-1] > 1e-10 * singular[0]:
        return None
    weights = right[-1] / scale
    lead = int(np.argmax(np.abs(right[-1])))
    weights = -weights / weights[lead]
    size = np.abs(weights * scale)
    parts = [
        f"{'-' if w < 0 else '+'} {'' if abs(abs(w) - 1) < 1e-6 else f'{abs(w):.4g} '}{name}"
        for j, (w, name) in enumerate(zip(weights, names, strict=True))
        if j != lead and size[j] > 1e-6 * size.max()
    ]
    return f"{names[lead]} = {' '.join(parts).removeprefix('+ ') or '0'}"


def _estimate(sample: Sample, errors: Errors, level: float) -> Regression:
    y, X = sample.y, sample.X
    n, k = X.shape
    df = n - k
    Q, R = np.linalg.qr(X)
    inverse = np.linalg.inv(R)
    coef = inverse @ (Q.T @ y)
    fitted = X @ coef
    residuals = y - fitted
    sum_of_squares = float(residuals @ residuals)
    sigma2 = sum_of_squares / df
    lags = int(4 * (n / 100) ** (2 / 9)) if errors == "HAC" else 0
    covariance = inverse @ inverse.T * sigma2
    if errors != "classic":
        robust = newey_west(X, y, lags, sample.target.text)[1]
        covariance = robust * (n / df if errors == "HC1" else 1.0)
    se = np.sqrt(np.diagonal(covariance))
    t = coef / np.where(se > 0, se, np.nan)
    margin = stdtrit(df, 0.5 + level / 2) * se
    centre = y - y.mean() if sample.intercept else y
    r2 = 1 - sum_of_squares / float(centre @ centre)
    free = n - int(sample.intercept)
    f, f_p = _all_slopes(coef, covariance, df, sample.intercept)
    log_likelihood = -n / 2 * (np.log(2 * np.pi * max(sum_of_squares, 1e-300) / n) + 1)
    skew, kurtosis = _moments(residuals)
    jb = n / 6 * (skew**2 + (kurtosis - 3) ** 2 / 4)
    singular = np.linalg.svd(X, compute_uv=False)
    return Regression(
        y=sample.target.text,
        names=sample.names,
        coef=coef,
        se=se,
        t=t,
        p=2 * stdtr(df, -np.abs(t)),
        lower=coef - margin,
        upper=coef + margin,
        covariance=covariance,
        level=level,
        periods=sample.periods,
        fitted=fitted,
        residuals=residuals,
        sigma=float(np.sqrt(sigma2)),
        df=df,
        r2=r2,
        r2_adjusted=1 - (1 - r2) * free / df,
        f=f,
        f_p=f_p,
        log_likelihood=float(log_likelihood),
        aic=float(-2 * log_likelihood + 2 * k),
        bic=float(-2 * log_likelihood + np.log(n) * k),
        dw=float(np.sum(np.diff(residuals) ** 2) / max(sum_of_squares, 1e-300)),
        jb=jb,
        jb_p=float(chdtrc(2, jb)),
        skew=skew,
        kurtosis=kurtosis,
        condition=float(singular[0] / singular[-1]),
        errors=errors,
        lags=lags,
        source=sample.data.source,
    )


def _all_slopes(coef: Array, covariance: Array, df: int, intercept: bool) -> tuple[float, float]:
    """Wald F-test that every coefficient but the constant is zero; NaN without slopes."""
    slopes = coef[int(intercept) :]
    if not slopes.size:
        return float("nan"), float("nan")
    inner = covariance[int(intercept) :, int(intercept) :]
    f = float(slopes @ np.linalg.solve(inner, slopes)) / slopes.size
    return f, float(fdtrc(slopes.size, df, f))


def _moments(residuals: Array) -> tuple[float, float]:
    """Skewness and kurtosis (3 for the normal)."""
    deviation = residuals - residuals.mean()
    variance = max(float(np.mean(deviation**2)), 1e-300)
    skew = float(np.mean(deviation**3)) / variance**1.5
    return skew, float(np.mean(deviation**4)) / variance**2
