"""A fitted regression and its table, that of textbooks and packages, in both languages."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tinbergen.core.errors import Advice, Language
from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.data.dataset import Array
from tinbergen.statistics.regression.familiar import Familiar

if TYPE_CHECKING:
    import pandas as pd

Errors = Literal["classic", "HC1", "HAC"]

_WIDTH = 78
_HALF = 37
_COLUMNS = 6

_TITLE = Text("OLS Regression Results", "普通最小二乘回归结果")
_ERRORS = {
    "classic": Text("classic", "经典"),
    "HC1": Text("robust (HC1)", "稳健（HC1）"),
    "HAC": Text("Newey-West ({lags})", "Newey-West（{lags}）"),
}


@dataclass(frozen=True, slots=True)
class Regression(Familiar):
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
        return table(self, lang)


def table(result: Regression, lang: Language) -> str:
    """The whole table: heading, coefficients, tests of the residuals, objections."""
    r = result
    errors = _ERRORS[r.errors].fill(lags=r.lags)
    sample = f"{r.periods[0]}–{r.periods[-1]}"
    heading = _pairs(
        (
            (Text("Dep. Variable:", "被解释变量："), r.y),
            (Text("R-squared:", "R²："), f"{r.r2:.4f}"),
            (Text("Sample:", "样本："), sample),
            (Text("Adj. R-squared:", "调整 R²："), f"{r.r2_adjusted:.4f}"),
            (Text("No. Observations:", "观测数："), str(r.n)),
            (Text("F-statistic:", "F 统计量："), _number(r.f)),
            (Text("Df Residuals:", "残差自由度："), str(r.df)),
            (Text("Prob (F-statistic):", "F 检验 p 值："), f"{r.f_p:.3g}"),
            (Text("S.E. of regression:", "回归标准误："), _number(r.sigma)),
            (Text("Log-Likelihood:", "对数似然："), f"{r.log_likelihood:.2f}"),
            (Text("Standard errors:", "标准误类型："), errors(lang)),
            (Text("AIC:", "AIC："), f"{r.aic:.2f}"),
            (Text("", ""), ""),
            (Text("BIC:", "BIC："), f"{r.bic:.2f}"),
        ),
        lang,
    )
    tests = _pairs(
        (
            (Text("Durbin-Watson:", "DW 统计量："), f"{r.dw:.3f}"),
            (Text("Jarque-Bera (JB):", "JB 统计量："), f"{r.jb:.3f}"),
            (Text("Skew:", "偏度："), f"{r.skew:.3f}"),
            (Text("Prob(JB):", "JB 检验 p 值："), f"{r.jb_p:.3g}"),
            (Text("Kurtosis:", "峰度："), f"{r.kurtosis:.3f}"),
            (Text("Cond. No.", "条件数："), f"{r.condition:.3g}"),
        ),
        lang,
    )
    title = _TITLE(lang)
    lines = [
        " " * ((_WIDTH - width(title)) // 2) + title,
        "=" * _WIDTH,
        *heading,
        "=" * _WIDTH,
        *_coefficients(r, lang),
        "=" * _WIDTH,
        *tests,
        "=" * _WIDTH,
    ]
    if r.advice:
        lines.append(Text("Warnings:", "警告：")(lang))
        lines += [f"[{a.code}] {a.text('title', lang)}" for a in r.advice]
    return "\n".join(lines)


def width(text: str) -> int:
    """Columns a text takes in a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _right(text: str, columns: int) -> str:
    return " " * max(columns - width(text), 0) + text


def _pairs(entries: tuple[tuple[Text, str], ...], lang: Language) -> list[str]:
    """Label and value, two pairs a line."""
    cells = [label(lang) + _right(value, _HALF - width(label(lang))) for label, value in entries]
    gap = " " * (_WIDTH - 2 * _HALF)
    return [left + gap + right for left, right in zip(cells[::2], cells[1::2], strict=True)]


def _coefficients(r: Regression, lang: Language) -> list[str]:
    room = max(18, *(width(name) + 1 for name in r.names))
    each = max((_WIDTH - room) // _COLUMNS, 10)
    tail = (1 - r.level) / 2
    heads = (
        Text("coef", "系数")(lang),
        Text("std err", "标准误")(lang),
        Text("t", "t 值")(lang),
        Text("P>|t|", "p 值")(lang),
        f"[{tail:.3g}",
        f"{1 - tail:.3g}]",
    )
    lines = [" " * room + "".join(_right(head, each) for head in heads), "-" * _WIDTH]
    rows = zip(r.names, r.coef, r.se, r.t, r.p, r.lower, r.upper, strict=True)
    for name, coef, se, t, p, lower, upper in rows:
        shown = (_number(coef), _number(se), f"{t:.3f}", f"{p:.3f}", _number(lower), _number(upper))
        label = name + " " * (room - width(name))
        lines.append(label + "".join(_right(value, each) for value in shown))
    return lines


def _number(value: float) -> str:
    """Four decimals as far as they tell something, else three digits and an exponent."""
    size = abs(value)
    if size and not 1e-3 <= size < 1e6:
        return f"{value:.3g}"
    return f"{value:.4f}" if size < 1e3 else f"{value:.2f}"
