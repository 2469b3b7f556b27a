r"""Capital that the Basel accords ask for against credit: risk weights.

By internal ratings, for corporates, sovereigns and banks

.. math:: K = LGD \Big[\Phi\Big(\frac{\Phi^{-1}(PD) + \sqrt R\,\Phi^{-1}(.999)}{\sqrt{1-R}}\Big)
   - PD\Big] \frac{1 + (M - 2.5) b}{1 - 1.5 b}, \quad RW = 12.5 K

with :math:`b = (.11852 - .05478 \ln PD)^2`; retail has no maturity. Weights are shares: 1 is 100
per cent.

Sources: Basel Committee on Banking Supervision (June 2006), International Convergence of Capital
Measurement and Capital Standards, paragraphs 272-330 and Annex 5; (December 2017), Basel III:
Finalising post-crisis reforms (d424), the standardised and the internal ratings-based approach.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.text import Text
from tinbergen.statistics.cycles.sample import require
from tinbergen.statistics.risk.vasicek import loss_quantile, shares

Array = NDArray[np.float64]
Internal = Literal["corporate", "bank", "sovereign", "mortgage", "revolving", "retail"]
Framework = Literal["basel-2", "basel-3"]
Standard = Literal["sovereign", "bank", "corporate"]
Fixed = Literal["retail", "subordinated", "equity", "speculative-equity"]
Rating = Literal["AAA", "AA", "A", "BBB", "BB", "B", "CCC", "unrated"]

#: Least probability of default, of all but sovereigns, which have none; that of revolving retail
#: is Basel III's.
_FLOORS = {"basel-2": 0.0003, "basel-3": 0.0005}
_REVOLVING_FLOOR = 0.001
_LARGE_BANK = 1.25
#: Below 3e-6 the maturity term of the accord has no meaning (1 - 1.5 b turns negative).
_LEAST_IN_MATURITY = 1e-5

#: Basel III, d424, paragraphs 7, 18-20 and 40: weights by rating; unrated banks by their capital.
_BY_RATING: dict[str, dict[str, float]] = {
    "sovereign": {
        "AAA": 0.0, "AA": 0.0, "A": 0.2, "BBB": 0.5, "BB": 1.0, "B": 1.0, "CCC": 1.5, "unrated": 1.0
    },
    "bank": {"AAA": 0.2, "AA": 0.2, "A": 0.3, "BBB": 0.5, "BB": 1.0, "B": 1.0, "CCC": 1.5},
    "corporate": {
        "AAA": 0.2, "AA": 0.2, "A": 0.5, "BBB": 0.75, "BB": 1.0, "B": 1.5, "CCC": 1.5,
        "unrated": 1.0,
    },
}  # fmt: skip
#: Paragraphs 63-64: upper bounds of the loan to value, and weights up to each and above the last.
_LOAN_TO_VALUE = (0.5, 0.6, 0.8, 0.9, 1.0)
_HOME = (0.20, 0.25, 0.30, 0.40, 0.50, 0.70)
_LET = (0.30, 0.35, 0.45, 0.60, 0.75, 1.05)

#: Basel III, d424: what has one weight whatever the borrower.
_FIXED = {"retail": 0.75, "subordinated": 1.5, "equity": 2.5, "speculative-equity": 4.0}

_CLASS, _RATING = Text("class of exposure", "风险暴露类别"), Text("rating", "评级")


def internal_risk_weight(
    pd: ArrayLike,
    lgd: ArrayLike,
    exposure_class: Internal = "corporate",
    *,
    maturity: ArrayLike = 2.5,
    turnover: float | None = None,
    large_bank: bool = False,
    framework: Framework = "basel-3",
) -> Array:
    """Risk weights by internal ratings, as shares of exposure; numbers broadcast.

    Parameters
    ----------
    pd, lgd
        Probability of default over a year, and loss given default in a downturn, 0 to 1.
        Probabilities below the framework's floor are raised to it, but for sovereigns.
    exposure_class
        ``revolving`` is qualifying revolving retail, ``retail`` all other but mortgages.
    maturity
        Effective, in years, cut to 1 to 5; not used for retail.
    turnover
        Yearly sales in million euros of a corporate: below 50 the correlation is lower.
    large_bank
        Whether a financial institution is large or unregulated: its correlation is 1.25 times as
        high (Basel III).
    framework
        Whose floors hold: .03 per cent, or .05 (.1 for revolving retail). Basel II's scaling factor
        of 1.06 is not in its weights.

    Raises
    ------
    TinbergenError
        F053 for a share out of bounds, F172 for an unknown class.
    """
    _known(exposure_class, get_args(Internal), _CLASS)
    p, loss = shares("pd", pd), shares("lgd", lgd)
    require(bool((p < 1.0).all()), "pd", float(p.max(initial=0.0)), "[0, 1)")
    floor = _FLOORS[framework]
    if framework == "basel-3" and exposure_class == "revolving":
        floor = _REVOLVING_FLOOR
    if exposure_class != "sovereign":
        p = np.maximum(p, floor)
    r = asset_correlation(p, exposure_class, turnover=turnover)
    if large_bank:
        r = r * _LARGE_BANK
    capital = loss_quantile(p, r, loss) - p * loss
    if exposure_class in ("corporate", "bank", "sovereign"):
        years = np.clip(np.asarray(maturity, dtype=float), 1.0, 5.0)
        b = (0.11852 - 0.05478 * np.log(np.maximum(p, _LEAST_IN_MATURITY))) ** 2
        capital = capital * (1.0 + (years - 2.5) * b) / (1.0 - 1.5 * b)
    return np.asarray(12.5 * np.maximum(capital, 0.0))


def asset_correlation(
    pd: ArrayLike, exposure_class: Internal = "corporate", *, turnover: float | None = None
) -> Array:
    """The accords' correlation of assets, given ``pd``, ``exposure_class`` and a corporate's
    ``turnover``, as in :func:`internal_risk_weight`.

    Raises
    ------
    TinbergenError
        F053, F172.
    """
    _known(exposure_class, get_args(Internal), _CLASS)
    p = shares("pd", pd)
    if exposure_class == "mortgage":
        return np.full(p.shape, 0.15)
    if exposure_class == "revolving":
        return np.full(p.shape, 0.04)
    low, high, speed = (0.03, 0.16, 35.0) if exposure_class == "retail" else (0.12, 0.24, 50.0)
    weight = np.expm1(-speed * p) / np.expm1(-speed)
    r = low * weight + high * (1.0 - weight)
    if exposure_class == "corporate" and turnover is not None:
        require(turnover >= 0.0, "turnover", turnover, ">= 0")
        r = r - 0.04 * (1.0 - (float(np.clip(turnover, 5.0, 50.0)) - 5.0) / 45.0)
    return np.asarray(r)


def rated_risk_weight(exposure_class: Standard, rating: Rating = "unrated") -> float:
    """Basel III's standardised weight by external ``rating``, a share of exposure, given
    ``exposure_class``.

    Raises
    ------
    TinbergenError
        F172 for an unknown class or rating; unrated banks go by their capital
        (:func:`unrated_bank_weight`).
    """
    _known(exposure_class, get_args(Standard), _CLASS)
    _known(rating, tuple(_BY_RATING[exposure_class]), _RATING)
    return _BY_RATING[exposure_class][rating]


def fixed_risk_weight(exposure_class: Fixed) -> float:
    """Basel III's standardised weight, a share of exposure, of an ``exposure_class`` without
    ratings: regulatory retail, subordinated debt, equity, speculative unlisted equity.

    Raises
    ------
    TinbergenError
        F172 for an unknown class.
    """
    _known(exposure_class, get_args(Fixed), _CLASS)
    return _FIXED[exposure_class]


def unrated_bank_weight(grade: Literal["A+", "A", "B", "C"]) -> float:
    """Basel III's weight of a bank without rating, by ``grade``: A+ is grade A with a Tier 1 ratio
    of 14 per cent or more and a leverage ratio of 5.

    Raises
    ------
    TinbergenError
        F172.
    """
    weights = {"A+": 0.3, "A": 0.4, "B": 0.75, "C": 1.5}
    _known(grade, tuple(weights), _RATING)
    return weights[grade]


def mortgage_risk_weight(loan_to_value: ArrayLike, *, let: bool = False) -> Array:
    """Basel III's weight of a home loan, whole, as a share of exposure.

    Parameters
    ----------
    loan_to_value
        Loan over value of the property, of any shape, above 0.
    let
        Whether repayment hangs on the property's rent.

    Raises
    ------
    TinbergenError
        F053 for a ratio below zero.
    """
    ratio = np.asarray(loan_to_value, dtype=float)
    require(bool((ratio >= 0.0).all()), "loan_to_value", float(ratio.min(initial=0.0)), ">= 0")
    weights = np.array(_LET if let else _HOME)
    place = np.array([bisect_left(_LOAN_TO_VALUE, float(v)) for v in ratio.ravel()], dtype=int)
    return np.asarray(weights[place].reshape(ratio.shape))


def defaulted_risk_weight(provisions: ArrayLike) -> Array:
    """Basel III's weight of the unsecured rest of a defaulted loan: 150 per cent, or 100 where
    ``provisions`` are 20 per cent of the loan or more (shares, of any shape).

    Raises
    ------
    TinbergenError
        F053.
    """
    return np.asarray(np.where(shares("provisions", provisions) >= 0.2, 1.0, 1.5))


def _known(name: str, known: tuple[str, ...], what: Text) -> None:
    if name not in known:
        raise TinbergenError(
            "F172", hint=did_you_mean(name, known), name=name, known=", ".join(known), what=what
        )
