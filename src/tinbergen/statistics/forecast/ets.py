"""Exponential smoothing state space models: forms, recursion and forecasts.

The taxonomy, the likelihood and the forecast variances are those of Hyndman, Koehler, Ord &
Snyder (2008), *Forecasting with Exponential Smoothing*, chapters 2, 5 and 6. A form is named by
its error (A, M), trend (N, A, Ad) and season (N, A, M), such as ETS(M,Ad,M). With
q_t = ℓ_{t-1} + φ b_{t-1} and one-step forecast f_t = q_t + s_{t-m} (or q_t·s_{t-m}):

    ℓ_t = q_t + α ε_t,   b_t = φ b_{t-1} + β ε_t,   s_t = s_{t-m} + γ ε_t         season N, A
    ℓ_t = q_t (1 + α ρ_t),  b_t = φ b_{t-1} + β q_t ρ_t,  s_t = s_{t-m}(1 + γ ρ_t)  season M

where ε_t = y_t - f_t and ρ_t = ε_t / f_t. The error's kind changes the likelihood and the
variances, never this recursion. Multiplicative trends and A-error with M-season are left out, as
in R's ``ets``: their variances are infinite or their recursions unstable.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np

from tinbergen.core.errors import TinbergenError
from tinbergen.statistics.forecast.predictive import Array, Predictive

#: Past a season of this length the initial states cost more than they tell (R's limit too).
LONGEST_SEASON = 24

#: Where the parameters of a model stand; the initial seasonal states follow from SEASON on.
ALPHA, BETA, GAMMA, PHI, LEVEL, TREND, SEASON = range(7)


@dataclass(frozen=True, slots=True)
class EtsForm:
    """One cell of the taxonomy.

    >>> str(EtsForm.parse("M,Ad,A"))
    'ETS(M,Ad,A)'
    """

    error: Literal["A", "M"]
    trend: Literal["N", "A", "Ad"]
    seasonal: Literal["N", "A", "M"]

    def __str__(self) -> str:
        return f"ETS({self.error},{self.trend},{self.seasonal})"

    @classmethod
    def parse(cls, text: str) -> EtsForm:
        """Read ``"M,Ad,A"`` or ``"ETS(M,Ad,A)"``.

        Raises
        ------
        TinbergenError
            F008 when it is none of the forms fitted here.
        """
        for form in FORMS:
            if text.replace(" ", "") in (str(form), str(form)[4:-1]):
                return form
        raise TinbergenError("F008", model=text, detail="not one of the 15 forms of ETS")

    def k(self, season: int) -> int:
        """How many parameters AICc counts: smoothing, free initial states and the variance."""
        trend = {"N": 0, "A": 2, "Ad": 3}[self.trend]
        return 3 + trend + (season if self.seasonal != "N" else 0)


FORMS = tuple(
    EtsForm(error, trend, seasonal)  # type: ignore[arg-type]
    for error, trend, seasonal in product("AM", ("N", "A", "Ad"), "NAM")
    if (error, seasonal) != ("A", "M")
)


@dataclass(frozen=True, slots=True)
class EtsFit:
    """An estimated exponential smoothing model.

    Attributes
    ----------
    form, season, n
        Which model, periods in a year, observations used.
    parameters
        (6 + season,) α, β/α, γ/(1-α), φ, then the initial level, trend and seasonal states, the
        first season first, in the unit of the series (seasonal factors when multiplicative); what
        a form lacks is 0 (φ: 1), and without a season one 0 stands for the seasonal states.
    sigma2
        Error variance with n less the number of estimated parameters below the line; in the
        unit of the series squared for additive errors, relative for multiplicative ones.
    loglik, aicc
        Gaussian log-likelihood, constants included (R leaves out n/2·(ln(2π/n) + 1)), and the
        corrected Akaike criterion.
    """

    form: EtsForm
    season: int
    n: int
    parameters: Array
    sigma2: float
    loglik: float
    aicc: float

    @property
    def name(self) -> str:
        return str(self.form)

    @property
    def alpha(self) -> float:
        return float(self.parameters[ALPHA])

    @property
    def beta(self) -> float:
        return float(self.parameters[ALPHA] * self.parameters[BETA])

    @property
    def gamma(self) -> float:
        return float((1.0 - self.parameters[ALPHA]) * self.parameters[GAMMA])

    @property
    def phi(self) -> float:
        return float(self.parameters[PHI])


def admissible_forms(values: Array, season: int) -> tuple[EtsForm, ...]:
    """The forms a series can carry: multiplicative ones need positive values, seasonal ones two
    whole years of at most ``LONGEST_SEASON`` periods, all of them more data than parameters.
    """
    n = len(values)
    positive = bool(np.min(values) > 0.0)
    seasonal = 1 < season <= LONGEST_SEASON and n >= 2 * season
    return tuple(
        form
        for form in FORMS
        if (positive or "M" not in (form.error, form.seasonal))
        and (seasonal or form.seasonal == "N")
        and n > form.k(season) + 1
    )


def ets_forecasts(fit: EtsFit, values: Array, origins: Sequence[int], horizon: int) -> Predictive:
    """Forecasts at several origins with the parameters of ``fit``, the states brought up to each.

    Parameters
    ----------
    values
        (n,) the series from the first observation of ``fit`` on.
    origins
        How many observations each forecast may see, rising.

    Returns
    -------
    Predictive
        (origins, horizon). Variances are exact for season N and A (book, tables 6.2 and 6.3);
        for season M exact to one year ahead (section 6.4).
    """
    y = np.asarray(values, dtype=float)
    multiplicative = fit.form.seasonal == "M"
    period = 1 if fit.form.seasonal == "N" else fit.season
    lanes = fit.parameters[: 6 + period, None]
    states = smooth(y[: max(origins)], lanes, multiplicative, at=origins)[1]
    level, trend, seasonal = states[:, 0], states[:, 1], states[:, 2:]
    damping = np.cumsum(fit.phi ** np.arange(1, horizon + 1))
    q = level[:, None] + trend[:, None] * damping
    # The state right after the origin stands first, so step h meets season (h - 1) mod m.
    s = seasonal[:, np.arange(horizon) % period]
    weights = fit.alpha + fit.beta * damping
    if fit.form.seasonal == "A":
        weights = weights + fit.gamma * (np.arange(1, horizon + 1) % period == 0)
    mean = q * s if multiplicative else q + s
    base = q if multiplicative else mean
    if fit.form.error == "A":
        variance = np.broadcast_to(
            fit.sigma2 * (1.0 + np.cumsum(np.append(0.0, weights[:-1] ** 2))), mean.shape
        )
    else:
        second = _second_moments(base, weights, fit.sigma2)
        if multiplicative:
            years = np.arange(horizon) // period
            growth = (1.0 + fit.gamma**2 * fit.sigma2) ** years
            variance = s**2 * (second * (1.0 + fit.sigma2) * growth - base**2)
        else:
            variance = second * (1.0 + fit.sigma2) - base**2
    return Predictive(mean, np.sqrt(np.maximum(variance, 0.0)))


def _second_moments(mean: Array, weights: Array, sigma2: float) -> Array:
    """(origins, horizon) E[f_{n+h}²] of a linear state model with multiplicative errors."""
    second = np.empty_like(mean)
    for h in range(mean.shape[1]):
        past = second[:, :h][:, ::-1] @ weights[:h] ** 2
        second[:, h] = mean[:, h] ** 2 + sigma2 * past
    return second


def smooth(
    y: Array, lanes: Array, multiplicative: bool, at: Sequence[int] = ()
) -> tuple[Array, Array]:
    """Run the recursion of the module's docstring on every lane.

    Parameters
    ----------
    lanes
        (6 + period, lanes) as in :class:`EtsFit`.
    at
        After how many observations to note the first lane's states.

    Returns
    -------
    (n, lanes) one-step forecasts and (len(at), 2 + period) states: level, trend and seasonals,
    that of the next period first.
    """
    alpha, phi = lanes[ALPHA], lanes[PHI]
    beta, gamma = lanes[BETA] * alpha, lanes[GAMMA] * (1.0 - alpha)
    level, trend = lanes[LEVEL].copy(), lanes[TREND].copy()
    seasonal = [s.copy() for s in lanes[SEASON:]]
    period = len(seasonal)
    fitted = np.empty((len(y), lanes.shape[1]))
    states = np.empty((len(at), 2 + period))
    damped, q, error, change = (np.empty_like(level) for _ in range(4))
    due = {int(count): i for i, count in enumerate(at)}
    for t in range(len(y)):
        s, f = seasonal[t % period], fitted[t]
        np.multiply(phi, trend, out=damped)
        np.add(level, damped, out=q)
        if multiplicative:
            np.multiply(q, s, out=f)
            np.subtract(y[t], f, out=error)
            np.divide(error, f, out=error)
            np.multiply(gamma, error, out=change)
            np.multiply(change, s, out=change)
            np.multiply(error, q, out=error)
        else:
            np.add(q, s, out=f)
            np.subtract(y[t], f, out=error)
            np.multiply(gamma, error, out=change)
        np.add(s, change, out=s)
        np.multiply(alpha, error, out=change)
        np.add(q, change, out=level)
        np.multiply(beta, error, out=change)
        np.add(damped, change, out=trend)
        if (row := due.get(t + 1)) is not None:
            order = [seasonal[(t + 1 + j) % period][0] for j in range(period)]
            states[row] = [level[0], trend[0], *order]
    return fitted, states
