r"""Tests of value at risk: are there too many exceptions, do they cluster, are they too deep?

With n periods, x exceptions and a chance of p, Kupiec's likelihood ratio is

.. math:: LR = -2 \ln \frac{(1-p)^{n-x} p^x}{(1 - x/n)^{n-x} (x/n)^x} \sim \chi^2(1)

Christoffersen's tests whether an exception makes another more likely the period after; both
together are chi-squared with two degrees of freedom. Acerbi and Szekely's second statistic

.. math:: Z = 1 - \frac{1}{n p} \sum_t \frac{-r_t\, 1\{r_t < -VaR_t\}}{ES_t}

is zero on average where the shortfall is right and negative where it is too small; -.7 is its
critical value at 5 per cent for a wide range of tails.

Sources: Kupiec (1995), Journal of Derivatives 3(2); Christoffersen (1998), International Economic
Review 39(4); Acerbi and Szekely (2014), Risk 27(11), "Backtesting expected shortfall"; Basel
Committee (January 1996), Supervisory framework for the use of "backtesting", for the zones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import xlogy
from scipy.stats import binom, chi2

from tinbergen.core.result import Result
from tinbergen.statistics.cycles.sample import require, same_length

if TYPE_CHECKING:
    import pandas as pd

Zone = Literal["green", "yellow", "red"]
#: Cumulative chances of at most so many exceptions from which a zone begins.
_YELLOW, _RED = 0.95, 0.9999


@dataclass(frozen=True, slots=True)
class VarTests(Result):
    """Tests of value at risk over n periods.

    Attributes
    ----------
    n, exceptions
        Periods, and those in which the loss was above the value at risk.
    level
        The chance that it should have been.
    kupiec, kupiec_p
        Likelihood ratio of the right number of exceptions, and its p-value.
    independence, independence_p
        Of Christoffersen: no exception makes another more likely.
    coverage, coverage_p
        Both at once.
    zone
        Basel's traffic light, by the chance of no more exceptions than came: 5 and 10 exceptions of
        250 at 1 per cent begin yellow and red.
    acerbi_szekely
        The second statistic; NaN where no shortfall was given.
    """

    n: int
    exceptions: int
    level: float
    kupiec: float
    kupiec_p: float
    independence: float
    independence_p: float
    coverage: float
    coverage_p: float
    zone: Zone
    acerbi_szekely: float

    def to_frame(self) -> pd.DataFrame:
        """A row a test; the statistic of the zone is the chance of no more exceptions."""
        import pandas as pd

        rows = {
            name: {"statistic": getattr(self, name), "p_value": getattr(self, f"{name}_p")}
            for name in ("kupiec", "independence", "coverage")
        }
        chance = float(binom.cdf(self.exceptions, self.n, self.level))
        rows |= {f"zone: {self.zone}": {"statistic": chance, "p_value": np.nan}}
        rows |= {"acerbi_szekely": {"statistic": self.acerbi_szekely, "p_value": np.nan}}
        return pd.DataFrame.from_dict(rows, orient="index")


def var_tests(
    returns: ArrayLike,
    value_at_risk: ArrayLike,
    level: float = 0.01,
    *,
    shortfall: ArrayLike | None = None,
) -> VarTests:
    """Test value at risk that was given for consecutive periods.

    Parameters
    ----------
    returns
        (n,) what came; losses are negative.
    value_at_risk, shortfall
        (n,) as losses, positive, in the unit of returns.
    level
        Chance of a loss above the value at risk, strictly between 0 and 1.

    Raises
    ------
    TinbergenError
        F053 for a level out of bounds or fewer than two periods, F054 when lengths differ.
    """
    require(0.0 < level < 1.0, "level", level, "(0, 1)")
    came, given = np.asarray(returns, dtype=float), np.asarray(value_at_risk, dtype=float)
    n = same_length(returns=came, value_at_risk=given)
    require(n >= 2, "returns", n, "2 or more periods")
    hit = came < -given
    x = int(hit.sum())
    kupiec = -2.0 * (_likelihood(n - x, x, level) - _likelihood(n - x, x, x / n))
    independence = _clustering(hit)
    both = kupiec + independence
    depth = np.nan
    if shortfall is not None:
        tail = np.asarray(shortfall, dtype=float)
        same_length(returns=came, shortfall=tail)
        require(bool((tail > 0.0).all()), "shortfall", float(tail.min()), "> 0")
        depth = 1.0 - float((-came * hit / tail).sum()) / (n * level)
    return VarTests(
        n=n,
        exceptions=x,
        level=level,
        kupiec=kupiec,
        kupiec_p=float(chi2.sf(kupiec, 1)),
        independence=independence,
        independence_p=float(chi2.sf(independence, 1)),
        coverage=both,
        coverage_p=float(chi2.sf(both, 2)),
        zone=traffic_light(x, n, level),
        acerbi_szekely=depth,
    )


def traffic_light(exceptions: int, n: int = 250, level: float = 0.01) -> Zone:
    """Basel's zone of so many ``exceptions`` in ``n`` periods, given a chance of ``level`` each.

    Yellow begins where no more would have come with a chance of 95 per cent, red at 99.99.

    Raises
    ------
    TinbergenError
        F053 for numbers out of bounds.
    """
    require(0 <= exceptions <= n, "exceptions", exceptions, f"[0, {n}]")
    require(0.0 < level < 1.0, "level", level, "(0, 1)")
    chance = float(binom.cdf(exceptions, n, level))
    return "red" if chance >= _RED else "yellow" if chance >= _YELLOW else "green"


def _likelihood(without: float, hits: float, chance: float) -> float:
    return float(xlogy(without, 1.0 - chance) + xlogy(hits, chance))


def _clustering(hit: NDArray[np.bool_]) -> float:
    """Likelihood ratio of a chance of exceptions that is the same after an exception as after none,
    over the n - 1 pairs of periods."""
    before, after = hit[:-1], hit[1:]
    counts = [(float((~after[b]).sum()), float(after[b].sum())) for b in (~before, before)]
    calm, hits = (sum(c[i] for c in counts) for i in (0, 1))
    alike = _likelihood(calm, hits, hits / (calm + hits))
    apart = sum(_likelihood(c, h, h / (c + h)) for c, h in counts if c + h)
    return max(0.0, -2.0 * (alike - apart))
