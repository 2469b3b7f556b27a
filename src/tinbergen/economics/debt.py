r"""Debt sustainability: where the ratio of public debt to GDP goes, and how surely.

.. math:: d_t = d_{t-1} \frac{1 + r_t}{1 + g_t} - b_t + a_t

with debt and primary balance in percent of GDP, the effective interest rate on debt and the growth
of GDP both nominal or both real, and stock-flow adjustments. Change by parts, which sum exactly:
interest :math:`r d/(1 + g)` and growth :math:`-g d/(1 + g)` (together the snowball), the primary
balance and the adjustment, as the International Monetary Fund and the European Commission tell them
(IMF 2013, Staff Guidance Note for Public Debt Sustainability Analysis; European Commission 2024,
Debt Sustainability Monitor 2023, annex A3).

Fans draw deviations of rate, growth and balance from their means together, in blocks of consecutive
years of the past (Künsch 1989, Annals of Statistics 17(3), as in the fans of IMF 2022, Staff
Guidance Note on the Sovereign Risk and Debt Sustainability Framework), so that what went together
stays together. The gap is the lasting change of the balance that brings debt back to where it
started (Blanchard, Chouraqui, Hagemann and Sartor 1990, OECD Economic Studies 15).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.charts.chart import Panel
from tinbergen.charts.results import fans, paths
from tinbergen.core.period import Period, Span
from tinbergen.core.result import Result
from tinbergen.core.text import Text
from tinbergen.statistics.cycles.sample import require, same_length, stretch

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]
#: The past by name: ``rate``, ``growth``, ``balance``, (years,) each; a pandas table is one too.
History: TypeAlias = "Mapping[str, ArrayLike] | pd.DataFrame"

_DRIVERS = ("rate", "growth", "balance")
_TITLE = Text("Debt, percent of GDP", "债务占GDP百分比")
_NEEDED = Text("Primary balance that holds debt where it is", "稳定债务所需的基础收支")


@dataclass(frozen=True, slots=True)
class DebtPath(Result):
    """A path of debt, in percent of GDP, and its change by parts; arrays are (periods,).

    ``initial`` is debt before the first period. ``stabilising`` is the primary balance that would
    have left debt as it was the period before. ``gap`` is what the balance lacks in every period
    for debt to end where it began, below zero where it could be lower.
    """

    initial: float
    debt: Array
    interest: Array
    growth: Array
    balance: Array
    adjustment: Array
    gap: float
    start: Period | None = None

    @property
    def stabilising(self) -> Array:
        return self.interest + self.growth + self.adjustment

    def to_frame(self) -> pd.DataFrame:
        """Periods down: debt, its change and the parts that sum to it, the balance needed."""
        import pandas as pd

        columns = {
            "debt": self.debt, "change": np.diff(self.debt, prepend=self.initial),
            "interest": self.interest, "growth": self.growth, "primary balance": -self.balance,
            "adjustment": self.adjustment, "stabilising balance": self.stabilising,
        }  # fmt: skip
        return pd.DataFrame(columns, index=_index(self.start, self.debt.size))

    def plot(self) -> Panel:
        """Debt, and the balance that would hold it."""
        shown = [(_TITLE, self.debt), (_NEEDED, self.stabilising)]
        return paths(_TITLE, _horizon(self.start, self.debt.size), shown)


@dataclass(frozen=True, slots=True)
class DebtFan(Result):
    """Draws of paths of debt, (draws, periods), around the ``central`` one.

    ``gaps`` (draws,) are what the primary balance lacks in each, as :class:`DebtPath` has it.
    """

    central: DebtPath
    draws: Array
    gaps: Array

    @property
    def rising(self) -> float:
        """The share of draws in which debt ends higher than it began."""
        return float((self.draws[:, -1] > self.central.initial).mean())

    def above(self, level: float) -> Array:
        """The share of draws with debt above a level, (periods,)."""
        return np.asarray((self.draws > level).mean(axis=0))

    def quantiles(self, levels: Sequence[float] = (0.05, 0.25, 0.5, 0.75, 0.95)) -> Array:
        """Quantiles of debt by period, (levels, periods)."""
        return np.asarray(np.quantile(self.draws, levels, axis=0))

    def to_frame(self) -> pd.DataFrame:
        """Periods down: the central path, quantiles, the share of draws above the start."""
        import pandas as pd

        levels = (0.05, 0.25, 0.5, 0.75, 0.95)
        found = {"central": self.central.debt}
        found |= {f"{q:g}": v for q, v in zip(levels, self.quantiles(levels), strict=True)}
        found["above start"] = self.above(self.central.initial)
        return pd.DataFrame(found, index=_index(self.central.start, self.draws.shape[1]))

    def plot(self) -> Panel:
        """The fan."""
        horizon = _horizon(self.central.start, self.draws.shape[1])
        return fans(_TITLE, horizon, {"debt": self.quantiles()})


def debt_path(
    debt: float,
    rate: ArrayLike,
    growth: ArrayLike,
    balance: ArrayLike,
    adjustment: ArrayLike = 0.0,
    *,
    periods: int | None = None,
    start: Period | str | None = None,
) -> DebtPath:
    """Where debt goes, and why.

    Parameters
    ----------
    debt
        Before the first period, percent of GDP.
    rate, growth
        Effective interest rate on debt and growth of GDP, percent a period, both nominal or both
        real: a number for all periods or (periods,).
    balance, adjustment
        Primary balance (above zero a surplus) and other changes of debt, percent of GDP, likewise.
    periods
        How many, where only numbers are given.
    start
        The first period.

    Raises
    ------
    TinbergenError
        F054 when lengths differ, F050 for missing values, F053 when growth is no more than -100 or
        no length is known.
    """
    given = {"rate": rate, "growth": growth, "balance": balance, "adjustment": adjustment}
    first = None if start is None else Period.parse(start)
    return _path(float(debt), _spread(given, periods), first)


def debt_fan(
    debt: float,
    rate: ArrayLike,
    growth: ArrayLike,
    balance: ArrayLike,
    adjustment: ArrayLike = 0.0,
    *,
    history: History,
    block: int = 2,
    draws: int = 1000,
    seed: int = 0,
    periods: int | None = None,
    start: Period | str | None = None,
) -> DebtFan:
    """How surely debt goes where the central path says, by what happened before.

    Parameters
    ----------
    debt, rate, growth, balance, adjustment, periods, start
        The central path, as :func:`debt_path` takes it.
    history
        ``rate``, ``growth`` and ``balance`` of past periods, (years,) each, in the same units.
        Deviations from their means are drawn and added to the central path.
    block
        Consecutive years that are drawn together, so that slumps last as they did.
    draws, seed
        How many, and the seed of the random numbers.

    Raises
    ------
    TinbergenError
        Those of :func:`debt_path`; F053 for a block or number of draws below one or a history that
        lacks a series, F050, F051, F054 for one that is too short or has gaps.
    """
    central = debt_path(
        debt, rate, growth, balance, adjustment, periods=periods, start=start
    )  # fmt: skip
    length = central.debt.size
    require(draws >= 1, "draws", draws, "[1, ∞)")
    deviations = _deviations(history, block)
    given = _spread(
        {"rate": rate, "growth": growth, "balance": balance, "adjustment": adjustment}, length
    )
    random = np.random.default_rng(seed)
    blocks = -(-length // block)
    first = random.integers(0, len(deviations) - block + 1, (draws, blocks))
    rows = (first[:, :, None] + np.arange(block)).reshape(draws, -1)[:, :length]
    drawn = deviations[rows]
    shaken = {name: given[name] + drawn[:, :, k] for k, name in enumerate(_DRIVERS)}
    lowest = float(shaken["growth"].min())
    require(lowest > -100.0, "growth", f"{lowest:g}", "(-100, ∞)")
    found, _, _, gaps = _walk(float(debt), {**given, **shaken})
    return DebtFan(central, found, gaps)


def debt_draws(
    debt: float,
    rate: ArrayLike,
    growth: ArrayLike,
    balance: ArrayLike,
    adjustment: ArrayLike = 0.0,
    *,
    start: Period | str | None = None,
) -> DebtFan:
    """Where debt goes in draws of what moves it, such as those of models.

    The central path is the mean over draws, and its parts are theirs: they sum to the change of
    the mean exactly, though debt is no straight line in rates and growth.

    Parameters
    ----------
    debt
        Before the first period, percent of GDP.
    rate, growth, balance, adjustment
        As :func:`debt_path` takes them, (draws, periods) or what spreads to it.
    start
        The first period.

    Raises
    ------
    TinbergenError
        F053 when growth is no more than -100 or an argument has no draws by periods.
    """
    asked = {"rate": rate, "growth": growth, "balance": balance, "adjustment": adjustment}
    spread = np.broadcast_arrays(*(np.asarray(value, float) for value in asked.values()))
    given = dict(zip(asked, spread, strict=True))
    shape = given["rate"].shape
    require(len(shape) == 2 and min(shape) > 0, "rate", shape, "(draws, periods)")
    lowest = float(given["growth"].min())
    require(lowest > -100.0, "growth", f"{lowest:g}", "(-100, ∞)")
    found, interest, grown, gaps = _walk(float(debt), given)
    mean = DebtPath(
        float(debt), found.mean(axis=0), interest.mean(axis=0), grown.mean(axis=0),
        given["balance"].mean(axis=0), given["adjustment"].mean(axis=0), float(gaps.mean()),
        None if start is None else Period.parse(start),
    )  # fmt: skip
    return DebtFan(mean, found, gaps)


def _path(debt: float, given: Mapping[str, Array], start: Period | None) -> DebtPath:
    found, interest, grown, gap = _walk(debt, given)
    return DebtPath(
        debt, found, interest, grown, given["balance"], given["adjustment"], float(gap), start
    )


def _walk(debt: float, given: Mapping[str, Array]) -> tuple[Array, Array, Array, Array]:
    """Debt by period, and what interest and growth add to it, (..., periods); what would have to be
    saved in every period for debt to end where it began, (...)."""
    rate, growth = given["rate"] / 100, given["growth"] / 100
    factor = (1 + rate) / (1 + growth)
    found = _accumulate(debt, factor, given["adjustment"] - given["balance"])
    first = np.full_like(found[..., :1], debt)
    before = np.concatenate([first, found[..., :-1]], axis=-1) / (1 + growth)
    return found, rate * before, -growth * before, (found[..., -1] - debt) / _worth(factor)


def _accumulate(debt: float, factor: Array, added: Array) -> Array:
    """Debt by period, (..., periods): the last times a factor, plus what is added."""
    found: Array = np.empty(np.broadcast_shapes(factor.shape, added.shape))
    factor, added = (np.broadcast_to(a, found.shape) for a in (factor, added))
    now = np.full_like(found[..., 0], debt)
    for t in range(found.shape[-1]):
        now = now * factor[..., t] + added[..., t]
        found[..., t] = now
    return found


def _worth(factor: Array) -> Array:
    """By how much one percent of GDP saved in every period lowers debt at the end, (...)."""
    return np.asarray(_accumulate(0.0, factor, np.ones_like(factor))[..., -1])


def _spread(given: Mapping[str, ArrayLike], periods: int | None) -> dict[str, Array]:
    """Every number or path over the same periods."""
    arrays = {name: np.asarray(value, dtype=float) for name, value in given.items()}
    for name, values in arrays.items():
        require(values.ndim <= 1, name, f"{values.ndim}-dimensional", "(periods,)")
    if periods is None:
        known = {name: values for name, values in arrays.items() if values.ndim}
        require(bool(known), "periods", periods, "[1, ∞)")
        periods = same_length(**known)
    require(periods >= 1, "periods", periods, "[1, ∞)")
    whole = {n: v if v.ndim else np.full(periods, v) for n, v in arrays.items()}
    same_length(**whole, periods=np.empty(periods))
    for name, values in whole.items():
        used = stretch(values, name, periods)
        assert used == slice(0, periods)
    lowest = float(whole["growth"].min())
    require(lowest > -100.0, "growth", f"{lowest:g}", "(-100, ∞)")
    return whole


def _deviations(history: History, block: int) -> Array:
    """Rate, growth and balance of the past less their means, (years, 3)."""
    require(block >= 1, "block", block, "[1, ∞)")
    missing = [name for name in _DRIVERS if name not in history]
    require(not missing, "history", list(history), ", ".join(_DRIVERS))
    past = {name: np.asarray(history[name], dtype=float) for name in _DRIVERS}
    same_length(**past)
    table = np.stack(list(past.values()), axis=1)
    table = table[stretch(table, "history", block + 1)]
    return np.asarray(table - table.mean(axis=0))


def _index(start: Period | None, length: int) -> pd.Index:
    import pandas as pd

    if start is None:
        return pd.RangeIndex(1, length + 1, name="period")
    return Span(start, length).to_index()


def _horizon(start: Period | None, length: int) -> Span | range:
    return range(1, length + 1) if start is None else Span(start, length)
