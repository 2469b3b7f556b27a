"""What estimation returns: equations, their joint uncertainty, a table to read."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tinbergen.core.errors import Advice, Language
from tinbergen.core.period import Span
from tinbergen.core.result import Result
from tinbergen.core.text import Text
from tinbergen.statistics.regression.equation import Array, EquationFit

if TYPE_CHECKING:
    import pandas as pd

METHODS: dict[str, Text] = {
    "ols": Text("ordinary least squares", "普通最小二乘法"),
    "2sls": Text("two-stage least squares", "两阶段最小二乘法"),
    "liml": Text("limited-information maximum likelihood", "有限信息极大似然法"),
    "by equation": Text("each equation by its own method", "各方程采用各自的方法"),
    "sur": Text("seemingly unrelated regressions", "似不相关回归"),
    "iterated sur": Text("iterated seemingly unrelated regressions", "迭代似不相关回归"),
    "3sls": Text("three-stage least squares", "三阶段最小二乘法"),
    "iterated 3sls": Text("iterated three-stage least squares", "迭代三阶段最小二乘法"),
    "fiml": Text("full-information maximum likelihood", "完全信息极大似然法"),
}

_WORDS: dict[str, Text] = {
    "coefficient": Text("coefficient", "系数"),
    "std. error": Text("std. error", "标准误"),
    "t": Text("t", "t"),
    "p": Text("p", "p"),
    "observations": Text("observations", "观测数"),
    "sample": Text("sample", "样本"),
    "standard errors": Text("standard errors", "标准误"),
    "loglik": Text("log-likelihood", "对数似然"),
    "ser": Text("s.e. of regression", "回归标准误"),
    "adj": Text("adjusted", "调整后"),
    "basis": Text("from", "依据"),
}

_BY_EQUATION = Text(
    "small-sample (T - k) for OLS, asymptotic (T) for the other equations",
    "OLS 方程为小样本（T - k），其余方程为渐近（T）",
)

_LABEL, _NUMBER = 26, 12


@dataclass(frozen=True, slots=True, eq=False)
class SystemFit(Result):
    """Estimated equations of one model.

    method: key of `METHODS`. sample: the T periods, None when unknown or not common to all.
    equations: name -> fit, G of them in order. residual_covariance: (G, G), in products of the
    units of the dependent variables, divided as ``convention`` says. coefficient_covariance:
    (K, K) of all coefficients, equation after equation. loglik: of the system, FIML only.
    debiased: whether all variances are corrected for degrees of freedom. covariance_basis: what
    the coefficient covariance was computed from. iterations: of the estimator, 1 when direct.
    """

    method: str
    sample: Span | None
    equations: dict[str, EquationFit]
    residual_covariance: Array
    coefficient_covariance: Array
    loglik: float | None
    debiased: bool
    covariance_basis: Text
    iterations: int = 1

    @property
    def coefficient_names(self) -> tuple[tuple[str, str], ...]:
        """K pairs (equation, coefficient), in the order of the joint covariance."""
        return tuple(
            (equation, name)
            for equation, fit in self.equations.items()
            for name in fit.coefficient_names
        )

    @property
    def coefficients(self) -> Array:
        """(K,) all coefficients, equation after equation."""
        return np.concatenate([fit.coefficients for fit in self.equations.values()])

    @property
    def residuals(self) -> Array:
        """(T, G) residuals, when all equations have the same sample."""
        return np.column_stack([fit.residuals for fit in self.equations.values()])

    @property
    def convention(self) -> Text:
        """How variances were divided."""
        conventions = [fit.convention for fit in self.equations.values()]
        if any(one != conventions[0] for one in conventions):
            return _BY_EQUATION
        return conventions[0]

    @property
    def advice(self) -> tuple[Advice, ...]:
        """Warnings of all equations."""
        return tuple(note for fit in self.equations.values() for note in fit.advice)

    def draws(self, n: int, rng: np.random.Generator) -> Array:
        """(n, K) draws of the coefficients from N(b, V); restrictions hold in every draw."""
        return normal_draws(self.coefficients, self.coefficient_covariance, n, rng)

    def to_frame(self) -> pd.DataFrame:
        """A row a coefficient: coefficient, std_error, t, p; indexed by equation and name."""
        import pandas as pd

        fits = self.equations.values()
        columns = {
            "coefficient": self.coefficients,
            "std_error": np.concatenate([fit.standard_errors for fit in fits]),
            "t": np.concatenate([fit.t_statistics for fit in fits]),
            "p": np.concatenate([fit.p_values for fit in fits]),
        }
        index = pd.MultiIndex.from_tuples(self.coefficient_names, names=["equation", "coefficient"])
        return pd.DataFrame(columns, index=index)

    def summary(self, lang: Language = "en") -> str:
        """The table of coefficients with each equation's fit, as text of at most 80 columns."""
        lines = [METHODS[self.method](lang)]
        if self.sample is not None:
            period = f"{self.sample.start} - {self.sample.end}"
            lines.append(
                f"{_word('sample', lang)}: {period}, "
                f"{_word('observations', lang)}: {len(self.sample)}"
            )
        lines.append(f"{_word('standard errors', lang)}: {self.convention(lang)}")
        lines.append(f"{'':{2}}{_word('basis', lang)} {self.covariance_basis(lang)}")
        if self.loglik is not None:
            lines.append(f"{_word('loglik', lang)}: {self.loglik:.4f}")
        lines += [equation_table(fit, lang) for fit in self.equations.values()]
        return "\n".join(lines)


def equation_table(fit: EquationFit, lang: Language = "en") -> str:
    """One equation as text: its coefficients, then its fit."""
    heads = [_word(key, lang) for key in ("coefficient", "std. error", "t", "p")]
    rule = "-" * (_LABEL + 4 * _NUMBER)
    lines = ["", _left(fit.name, _LABEL) + "".join(_right(head, _NUMBER) for head in heads), rule]
    numbers = zip(
        fit.coefficient_names,
        fit.coefficients,
        fit.standard_errors,
        fit.t_statistics,
        fit.p_values,
        strict=True,
    )
    for name, b, se, t, p in numbers:
        cells = (significant(b), significant(se), f"{t:.3f}", f"{p:.4f}")
        lines.append(_left(f"  {name}", _LABEL) + "".join(_right(c, _NUMBER) for c in cells))
    lines.append(rule)
    shares = f"R² {fit.r2:.4f}   {_word('adj', lang)} {fit.adjusted_r2:.4f}"
    lines.append(f"  {shares}   {_word('ser', lang)} {significant(fit.ser)}")
    tests = f"F({fit.f_df}, {fit.df_residual}) {fit.f_statistic:.2f} (p {fit.f_p_value:.4f})"
    size = f"{_word('observations', lang)} {fit.observations}"
    kappa = f"   kappa {fit.kappa:.6f}" if fit.method == "liml" else ""
    lines.append(f"  {tests}   DW {fit.durbin_watson:.3f}   {size}{kappa}")
    return "\n".join(lines)


def normal_draws(mean: Array, covariance: Array, n: int, rng: np.random.Generator) -> Array:
    """(n, K) draws from N(mean, covariance), whose covariance may be singular."""
    scale = np.sqrt(np.maximum(np.diagonal(covariance), 0.0))
    safe = np.where(scale > 0, scale, 1.0)
    values, vectors = np.linalg.eigh(covariance / np.outer(safe, safe))
    kept = values > 1e-12 * max(values[-1], 0.0)
    root = safe[:, None] * vectors[:, kept] * np.sqrt(values[kept])
    return np.asarray(mean + rng.standard_normal((n, root.shape[1])) @ root.T)


def significant(value: float) -> str:
    """Four decimals, or scientific when these would show nothing."""
    return f"{value:.4f}" if value == 0 or 1e-3 <= abs(value) < 1e7 else f"{value:.3e}"


def _word(key: str, lang: Language) -> str:
    return _WORDS[key](lang)


def _width(text: str) -> int:
    """Columns a terminal gives the text; Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _left(text: str, width: int) -> str:
    return text + " " * max(width - _width(text), 1)


def _right(text: str, width: int) -> str:
    return " " * max(width - _width(text), 1) + text
