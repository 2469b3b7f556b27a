"""What an economist would object to a regression, each with the numbers behind it.

Sources: Granger & Newbold (1974) for spurious regressions; Engle & Granger (1987); Breusch (1978)
and Godfrey (1978) for autocorrelation; Breusch & Pagan (1979) in Koenker's (1981) form for
heteroskedasticity; Belsley, Kuh & Welsch (1980) for collinearity; Haavelmo (1943) and Hausman
(1978) for simultaneity.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import numpy as np

from tinbergen.core.errors import Advice
from tinbergen.data.dataset import Array
from tinbergen.data.eightcolumn import canonical
from tinbergen.data.transforms import lag
from tinbergen.statistics.regression.diagnostics import breusch_godfrey, breusch_pagan
from tinbergen.statistics.regression.dickey_fuller import augmented_dickey_fuller, engle_granger
from tinbergen.statistics.regression.regress_result import Regression
from tinbergen.statistics.regression.regress_sample import Sample
from tinbergen.statistics.regression.specification_tests import (
    Hausman,
    hausman,
    variance_inflation,
)
from tinbergen.statistics.regression.terms import evaluate

#: Definitions of the national accounts: the left side is the sum of the right.
_ACCOUNTS: dict[str, dict[str, int]] = {
    "GDP": {"C": 1, "I": 1, "G_gov": 1, "REST": 1},
    "YD": {"GDP": 1, "T": -1},
}
#: Settled together within the period, so that none is given for the others.
_JOINT = frozenset({"GDP", "YD", "C", "I", "T"})
_RATES = frozenset({"r", "U", "INFL"})
_SIGNIFICANT = 0.05
_FIT_OF_DEFINITIONS = 0.999
_HIGH_VIF = 10.0
#: Relative size of residuals below which the relation is exact.
_ROUNDING = 1e-10
#: Standard deviation of a sum's share of y below which the sum passes for a definition.
_STEADY_SHARE = 0.03


def objections(sample: Sample, result: Regression) -> tuple[Advice, ...]:
    """All that apply, the gravest first."""
    exact = result.sigma <= _ROUNDING * float(np.abs(sample.y).max())
    checks = [check for check in _CHECKS if not (exact and check in _OF_RESIDUALS)]
    return tuple(advice for check in checks for advice in check(sample, result))


def _identity(sample: Sample, result: Regression) -> Iterator[Advice]:
    """F037 when y is a sum of regressors but for a remainder, F039 when it merely fits too well."""
    signs = _definition(sample) or _unit_coefficients(sample, result)
    if len(signs) >= 2 and result.r2 > 0.99:
        offset = int(sample.intercept)
        share = 100 * (sample.y - _total(sample, signs)) / np.abs(sample.y).mean()
        words = " ".join(
            f"{'+' if sign > 0 else '-'} {sample.terms[j].text}" for j, sign in signs.items()
        ).removeprefix("+ ")
        shown = ", ".join(f"{sample.terms[j].text} {result.coef[offset + j]:.3f}" for j in signs)
        facts = {
            "y": result.y,
            "sum": words,
            "r2": f"{result.r2:.5f}",
            "coefficients": shown,
            "share": f"{share.mean():.1f}",
            "spread": f"{share.std():.1f}",
        }
        yield Advice("F037", facts)
    elif result.r2 > _FIT_OF_DEFINITIONS:
        yield Advice("F039", {"y": result.y, "r2": f"{result.r2:.5f}", "dw": f"{result.dw:.2f}"})


def _total(sample: Sample, signs: dict[int, int]) -> Array:
    """The signed sum of some regressors, shape (n,)."""
    columns = [int(sample.intercept) + j for j in signs]
    total: Array = sample.X[:, columns] @ np.array(list(signs.values()), dtype=float)
    return total


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
    """Regressors with coefficients near one in size that add up to a stable share of y."""
    if result.r2 <= _FIT_OF_DEFINITIONS or not sample.target.is_level:
        return {}
    slopes = result.coef[int(sample.intercept) :]
    signs = {
        j: int(np.sign(b))
        for j, b in enumerate(slopes)
        if sample.terms[j].is_level and abs(abs(b) - 1) < 0.15
    }
    remainder = sample.y - _total(sample, signs)
    return signs if remainder.std() < _STEADY_SHARE * np.abs(sample.y).mean() else {}


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
        "dw": f"{result.dw:.3f}",
        "than": "<" if result.dw < result.r2 else "≥",
        "r2": f"{result.r2:.3f}",
        "change": f"{'dlog' if _is_amount(sample) else 'd'}({result.y})",
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
    test = _against_lags(sample, joint)
    if test is None:
        return
    suspect, column = sample.terms[joint[0]], int(sample.intercept) + joint[0]
    facts = {
        "y": result.y,
        "names": ", ".join(sample.terms[j].text for j in joint),
        "name": suspect.text,
        "ols": f"{result.coef[column]:.3f}",
    }
    if test.serial_p >= _SIGNIFICANT:
        numbers = {"tsls": f"{test.coef[column]:.3f}", "f": f"{test.f:.2f}", "p": f"{test.p:.3f}"}
        yield Advice("F045", facts | numbers)
        return
    part, whole = sorted(
        (sample.target.name, suspect.name), key=lambda n: float(np.nanmedian(sample.data[n]))
    )
    share = 100 * np.nanmedian(sample.data[part] / sample.data[whole])
    rho = f"{_first_autocorrelation(test.residuals):.2f}"
    yield Advice(
        "F049", facts | {"part": part, "whole": whole, "share": f"{share:.0f}", "rho": rho}
    )


def _against_lags(sample: Sample, joint: list[int]) -> Hausman | None:
    """Hausman's test with lags of y and of the suspects as instruments, the first that are free."""
    taken = {(term.name, term.functions, term.lag) for term in sample.terms}
    instruments = []
    for term in (sample.target, *(sample.terms[j] for j in joint)):
        free = next(k for k in count(1) if (term.name, term.functions, term.lag + k) not in taken)
        instruments.append(lag(evaluate(term, sample.data), free)[sample.kept])
    suspects = np.array(joint) + int(sample.intercept)
    columns = np.column_stack(instruments)
    return hausman(sample.y, sample.X, suspects, columns, _year(sample))


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


def _autocorrelation(sample: Sample, result: Regression) -> Iterator[Advice]:
    """F041; F048 when a lag of y is among the regressors, which biases the coefficients too."""
    statistic, p = _serial(sample, result)
    own_past = [t.text for t in sample.terms if t.lag and t.name == sample.target.name]
    if p < _SIGNIFICANT and (own_past or result.errors != "HAC"):
        facts = {
            "y": result.y,
            "past": ", ".join(own_past),
            "dw": f"{result.dw:.2f}",
            "rho": f"{_first_autocorrelation(result.residuals):.2f}",
            "order": _year(sample),
            "statistic": f"{statistic:.1f}",
            "p": f"{p:.2g}",
        }
        yield Advice("F048" if own_past else "F041", facts)


def _serial(sample: Sample, result: Regression) -> tuple[float, float]:
    """Breusch-Godfrey statistic and p-value; 0 and 1 where the test can't be made."""
    order = _year(sample)
    if result.df <= order + 2 or not _consecutive(sample):
        return 0.0, 1.0
    test = breusch_godfrey(result.residuals, sample.X, order)
    return test.statistic, test.p_value


def _year(sample: Sample) -> int:
    """Lags in a year; two for annual data."""
    return max(int(sample.data.frequency), 2)


def _first_autocorrelation(e: Array) -> float:
    return float(e[1:] @ e[:-1] / (e @ e))


def _is_amount(sample: Sample) -> bool:
    """Whether y is a level of money or an index, not a rate, whose changes are taken in logs."""
    return (
        sample.target.is_level
        and canonical(sample.target.name) not in _RATES
        and bool((sample.y > 0).all())
    )


def _heteroskedasticity(sample: Sample, result: Regression) -> Iterator[Advice]:
    slopes = len(sample.terms)
    if result.errors != "classic" or not sample.intercept or not slopes:
        return
    test = breusch_pagan(result.residuals, sample.X)
    if (p := test.p_value) < _SIGNIFICANT:
        half = sample.y.size // 2
        early, late = result.residuals[:half].std(), result.residuals[-half:].std()
        facts = {
            "statistic": f"{test.statistic:.1f}",
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


_CHECKS = (
    _identity,
    _unit_roots,
    _simultaneity,
    _collinearity,
    _autocorrelation,
    _heteroskedasticity,
    _few_observations,
    _outliers,
    _dropped,
)
#: What is left of an exact relation is rounding and tells nothing.
_OF_RESIDUALS = (_unit_roots, _simultaneity, _autocorrelation, _heteroskedasticity, _outliers)
