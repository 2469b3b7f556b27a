"""What an economist would object to a regression, each with the numbers behind it.

Sources: Granger & Newbold (1974) for spurious regressions; Engle & Granger (1987); Breusch (1978)
and Godfrey (1978) for autocorrelation; Breusch & Pagan (1979) in Koenker's (1981) form for
heteroskedasticity; Belsley, Kuh & Welsch (1980) for collinearity; Haavelmo (1943) and Hausman
(1978) for simultaneity.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import chdtrc, fdtrc

from tinbergen.core.errors import Advice
from tinbergen.data.dataset import Array
from tinbergen.data.eightcolumn import canonical
from tinbergen.data.transforms import lag
from tinbergen.methods.dickey_fuller import augmented_dickey_fuller, engle_granger
from tinbergen.methods.terms import evaluate

if TYPE_CHECKING:
    from tinbergen.methods.regress import Regression, Sample

#: Definitions of the national accounts: the left side is the sum of the right.
_ACCOUNTS: dict[str, dict[str, int]] = {
    "GDP": {"C": 1, "I": 1, "G_gov": 1, "REST": 1},
    "YD": {"GDP": 1, "T": -1},
}
#: Settled together within the period, so that none is given for the others.
_JOINT = frozenset({"GDP", "YD", "C", "I", "T"})
_SIGNIFICANT = 0.05
_FIT_OF_DEFINITIONS = 0.999
_HIGH_VIF = 10.0


def objections(sample: Sample, result: Regression) -> tuple[Advice, ...]:
    """All that apply, the gravest first."""
    found: list[Advice] = []
    for check in (
        _identity,
        _unit_roots,
        _simultaneity,
        _collinearity,
        _autocorrelation,
        _heteroskedasticity,
        _few_observations,
        _outliers,
        _dropped,
    ):
        found += check(sample, result)
    return tuple(found)


def _identity(sample: Sample, result: Regression) -> Iterator[Advice]:
    """F037 when y is a sum of regressors but for a remainder, F039 when it merely fits too well."""
    signs = _definition(sample) or _unit_coefficients(sample, result)
    if len(signs) >= 2 and result.r2 > 0.99:
        offset = int(sample.intercept)
        total = sum(sign * sample.X[:, offset + j] for j, sign in signs.items())
        share = 100 * (sample.y - total) / sample.y
        words = " ".join(
            f"{'+' if sign > 0 else '-'} {sample.terms[j].text}" for j, sign in signs.items()
        ).removeprefix("+ ")
        shown = ", ".join(f"{sample.terms[j].text} {result.coef[offset + j]:.3f}" for j in signs)
        yield Advice(
            "F037",
            {
                "y": result.y,
                "sum": words,
                "r2": f"{result.r2:.5f}",
                "coefficients": shown,
                "share": f"{share.mean():.1f}",
                "spread": f"{share.std():.1f}",
            },
        )
    elif result.r2 > _FIT_OF_DEFINITIONS:
        yield Advice("F039", {"y": result.y, "r2": f"{result.r2:.5f}", "dw": f"{result.dw:.2f}"})


def _definition(sample: Sample) -> dict[int, int]:
    """Regressors that are parts of y by the national accounts: position -> sign."""
    parts = _ACCOUNTS.get(canonical(sample.target.name) or "", {})
    if not sample.target.is_level:
        return {}
    return {
        j: parts[name]
        for j, term in enumerate(sample.terms)
        if term.is_level and (name := canonical(term.name)) in parts
    }


def _unit_coefficients(sample: Sample, result: Regression) -> dict[int, int]:
    """Regressors whose coefficient is near plus or minus one, when the fit is that of a sum."""
    if result.r2 <= _FIT_OF_DEFINITIONS or not sample.target.is_level:
        return {}
    slopes = result.coef[int(sample.intercept) :]
    return {
        j: int(np.sign(b))
        for j, b in enumerate(slopes)
        if sample.terms[j].is_level and abs(abs(b) - 1) < 0.15
    }


def _unit_roots(sample: Sample, result: Regression) -> Iterator[Advice]:
    """F038 spurious, or F040 cointegrated, when y and some regressor have unit roots."""
    if not _consecutive(sample):
        return
    tests = {
        term.text: augmented_dickey_fuller(values, trend=True)
        for term, values in zip(
            (sample.target, *sample.terms),
            (sample.y, *sample.X[:, int(sample.intercept) :].T),
            strict=True,
        )
    }
    roots = {name: test for name, test in tests.items() if test and test.unit_root}
    if sample.target.text not in roots or len(roots) < 2:
        return
    test = engle_granger(result.residuals, len(roots))
    if test is None:
        return
    facts = {
        "y": result.y,
        "names": ", ".join(roots),
        "levels": ", ".join(f"{name} {t.statistic:.2f}" for name, t in roots.items()),
        "critical": f"{roots[sample.target.text].critical:.2f}",
        "residual": f"{test.statistic:.2f}",
        "needed": f"{test.critical:.2f}",
        "dw": f"{result.dw:.2f}",
        "r2": f"{result.r2:.2f}",
    }
    yield Advice("F038" if test.unit_root else "F040", facts)


def _simultaneity(sample: Sample, result: Regression) -> Iterator[Advice]:
    """F045 when y and a regressor are settled together; with the Hausman test against lags."""
    target = canonical(sample.target.name)
    if target not in _JOINT or sample.target.lag or _definition(sample):
        return
    joint = [
        j
        for j, term in enumerate(sample.terms)
        if not term.lag and canonical(term.name) in _JOINT - {target}
    ]
    if not joint or not _consecutive(sample):
        return
    test = _hausman(sample, joint)
    if test is None:
        return
    f, p, coefficient = test
    first = joint[0]
    yield Advice(
        "F045",
        {
            "y": result.y,
            "names": ", ".join(sample.terms[j].text for j in joint),
            "name": sample.terms[first].text,
            "ols": f"{result.coef[int(sample.intercept) + first]:.3f}",
            "tsls": f"{coefficient:.3f}",
            "f": f"{f:.2f}",
            "p": f"{p:.3f}",
        },
    )


def _hausman(sample: Sample, joint: list[int]) -> tuple[float, float, float] | None:
    """F and p of the first-stage residuals added to the equation, and the two-stage coefficient.

    The instruments are the other regressors and the first lags of y and of the suspects.
    """
    offset = int(sample.intercept)
    columns = [offset + j for j in joint]
    suspects = sample.X[:, columns]
    others = np.delete(sample.X, columns, axis=1)
    lags = [
        lag(evaluate(term, sample.data))[sample.kept]
        for term in (sample.target, *(sample.terms[j] for j in joint))
    ]
    Z = np.column_stack([others, *lags])
    known = np.isfinite(Z).all(axis=1)
    Z, y, X, suspects = Z[known], sample.y[known], sample.X[known], suspects[known]
    n, k = X.shape
    q = len(joint)
    if n - k - q < 5 or np.linalg.matrix_rank(Z) < Z.shape[1]:
        return None
    first_stage = suspects - _projection(Z, suspects)
    wide = np.column_stack([X, first_stage])
    if np.linalg.matrix_rank(wide) < wide.shape[1]:
        return None
    coef = np.linalg.lstsq(wide, y, rcond=None)[0]
    free = float(np.sum((y - wide @ coef) ** 2))
    bound = float(np.sum((y - _projection(X, y)) ** 2))
    f = (bound - free) / q / (free / (n - k - q))
    return f, float(fdtrc(q, n - k - q, f)), float(coef[columns[0]])


def _projection(X: Array, y: Array) -> Array:
    fitted: Array = X @ np.linalg.lstsq(X, y, rcond=None)[0]
    return fitted


def _collinearity(sample: Sample, result: Regression) -> Iterator[Advice]:
    """F044 when a variance inflation factor exceeds ten."""
    factors = variance_inflation(sample.X, sample.intercept)
    high = {sample.terms[j].text: v for j, v in enumerate(factors) if v > _HIGH_VIF}
    if high:
        scaled = np.linalg.svd(sample.X / np.linalg.norm(sample.X, axis=0), compute_uv=False)
        facts = {
            "factors": ", ".join(f"{name} {value:.0f}" for name, value in high.items()),
            "widest": f"{np.sqrt(max(high.values())):.1f}",
            "condition": f"{scaled[0] / scaled[-1]:.0f}",
        }
        yield Advice("F044", facts)


def variance_inflation(X: Array, intercept: bool) -> Array:
    """1/(1 - R²) of each regressor on the others, the constant left out; NaN for a single one."""
    slopes = X.shape[1] - int(intercept)
    factors = np.full(slopes, np.nan)
    if slopes < 2:
        return factors
    for j in range(slopes):
        column = X[:, int(intercept) + j]
        others = np.delete(X, int(intercept) + j, axis=1)
        left = column - _projection(others, column)
        around = column - column.mean() if intercept else column
        factors[j] = float(around @ around) / max(float(left @ left), 1e-300)
    return factors


def _autocorrelation(sample: Sample, result: Regression) -> Iterator[Advice]:
    """F041 by the Breusch-Godfrey test at a year's lags (two for annual data)."""
    order = max(int(sample.data.frequency), 2)
    if result.errors == "HAC" or result.df <= order + 2 or not _consecutive(sample):
        return
    statistic, p = breusch_godfrey(sample.X, result.residuals, order)
    if p < _SIGNIFICANT:
        e = result.residuals
        facts = {
            "dw": f"{result.dw:.2f}",
            "rho": f"{float(e[1:] @ e[:-1] / (e @ e)):.2f}",
            "order": order,
            "statistic": f"{statistic:.1f}",
            "p": f"{p:.2g}",
        }
        yield Advice("F041", facts)


def breusch_godfrey(X: Array, residuals: Array, order: int) -> tuple[float, float]:
    """LM statistic n R² and p-value of no autocorrelation up to ``order``."""
    lagged = np.column_stack([lag(residuals, p) for p in range(1, order + 1)])
    return _lm(np.column_stack([X, np.nan_to_num(lagged)]), residuals, order)


def breusch_pagan(X: Array, residuals: Array, slopes: int) -> tuple[float, float]:
    """Koenker's LM statistic n R² of the squared residuals on X (with constant), and p-value."""
    squares = residuals**2
    return _lm(X, squares - squares.mean(), slopes)


def _lm(X: Array, y: Array, df: int) -> tuple[float, float]:
    left = y - _projection(X, y)
    statistic = y.size * (1 - float(left @ left) / max(float(y @ y), 1e-300))
    return statistic, float(chdtrc(df, max(statistic, 0.0)))


def _heteroskedasticity(sample: Sample, result: Regression) -> Iterator[Advice]:
    slopes = len(sample.terms)
    if result.errors != "classic" or not sample.intercept or not slopes:
        return
    statistic, p = breusch_pagan(sample.X, result.residuals, slopes)
    if p < _SIGNIFICANT:
        half = sample.y.size // 2
        early, late = result.residuals[:half].std(), result.residuals[-half:].std()
        facts = {
            "statistic": f"{statistic:.1f}",
            "df": slopes,
            "p": f"{p:.2g}",
            "early": f"{early:.3g}",
            "late": f"{late:.3g}",
        }
        yield Advice("F042", facts)


def _few_observations(sample: Sample, result: Regression) -> Iterator[Advice]:
    k = result.coef.size
    if result.df < 15 or result.n < 5 * k:
        yield Advice("F043", {"n": result.n, "k": k, "df": result.df, "need": max(5 * k, k + 15)})


def _outliers(sample: Sample, result: Regression) -> Iterator[Advice]:
    """F046 when the residuals are not normal; names the largest."""
    if result.jb_p < 0.01 and result.sigma > 0:
        largest = int(np.argmax(np.abs(result.residuals)))
        facts = {
            "jb": f"{result.jb:.1f}",
            "p": f"{result.jb_p:.2g}",
            "period": result.periods[largest],
            "size": f"{result.residuals[largest] / result.sigma:+.1f}",
        }
        yield Advice("F046", facts)


def _dropped(sample: Sample, result: Regression) -> Iterator[Advice]:
    if not _consecutive(sample):
        holes = int(sample.kept[-1] - sample.kept[0] + 1 - sample.kept.size)
        facts = {"count": holes, "first": result.periods[0], "last": result.periods[-1]}
        yield Advice("F047", facts)


def _consecutive(sample: Sample) -> bool:
    return bool(np.all(np.diff(sample.kept) == 1))
