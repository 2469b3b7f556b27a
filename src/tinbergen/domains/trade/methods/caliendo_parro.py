"""Tariffs where sectors buy from one another: the model of Caliendo and Parro, in changes.

Source: Caliendo and Parro (2015, Review of Economic Studies 82(1)), equations 10-15: Ricardian
trade in J sectors with input-output links, one mobile factor a country, tariff revenue rebated.
The numeraire is world factor income, which does not change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.result import Result
from tinbergen.domains.trade.methods.armington import zero_sum
from tinbergen.domains.trade.methods.sectoral_system import SectoralSystem, solve
from tinbergen.domains.trade.methods.trade_tables import (
    BUYER,
    COUNTRY,
    FREE,
    INPUT,
    SECTOR,
    SELLER,
    USER,
    check_busy,
    shaped,
    unfit,
)

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

#: Shares may miss one by this much, as printed tables do.
_ROUNDED = 1e-3


@dataclass(frozen=True, slots=True)
class SectoralWorld:
    """Trade of n countries in J sectors with input-output links, in a base year.

    Attributes
    ----------
    countries, sectors
        n and J names.
    trade
        (J, n, n) sector, seller, buyer: values before tariffs, home sales included.
    tariffs
        (J, n, n) ad valorem rates the buyer's country levies, above -1.
    theta
        (J,) trade elasticities.
    value_added
        (J, n) part of a sector's output that is factor income.
    inputs
        (J, J, n) input, user, country: part of the user's output spent on the input. Over inputs
        they sum to one minus value added.
    final
        (J, n) shares of final spending; columns sum to one.
    """

    countries: tuple[str, ...]
    sectors: tuple[str, ...]
    trade: Array
    tariffs: Array
    theta: Array
    value_added: Array
    inputs: Array
    final: Array

    @property
    def spending(self) -> Array:
        """(J, n) purchases by sector and buyer, tariffs included."""
        return np.asarray((self.trade * (1.0 + self.tariffs)).sum(axis=1))

    @property
    def output(self) -> Array:
        """(J, n) sales by sector and seller, before tariffs."""
        return np.asarray(self.trade.sum(axis=2))

    @property
    def income(self) -> Array:
        """(n,) factor income."""
        return np.asarray((self.value_added * self.output).sum(axis=0))

    @property
    def revenue(self) -> Array:
        """(n,) tariff revenue."""
        return np.asarray((self.trade * self.tariffs).sum(axis=(0, 1)))

    @property
    def deficits(self) -> Array:
        """(n,) imports minus exports before tariffs; they sum to zero."""
        return np.asarray(self.trade.sum(axis=(0, 1)) - self.trade.sum(axis=(0, 2)))

    def position(self, country: str) -> int:
        """Where a country stands; raises F101 for one that is not there."""
        if country not in self.countries:
            hint = did_you_mean(country, self.countries)
            raise TinbergenError("F101", hint=hint, name=country, have=len(self.countries))
        return self.countries.index(country)


@dataclass(frozen=True, slots=True)
class SectoralCounterfactual(Result):
    """The new equilibrium; hats are new values as multiples of the old.

    Attributes
    ----------
    base, after
        The world before and in the new equilibrium.
    wages
        (n,) hats of factor income.
    costs, prices
        (J, n) hats of the cost of the input bundle and of the sector's price to buyers.
    consumption_price
        (n,) hat of the price of consumption.
    welfare, real_wage
        (n,) hats of real final spending and of the real wage.
    terms_of_trade, volume_of_trade
        (n,) first-order parts of the change in welfare, per cent, at the rates of before: prices of
        exports against those of imports, and more or fewer goods taxed at the border (their
        equation 16, in changes in per cent as in their tables). They add up to the change in
        welfare for small changes only: where a rate goes, so does what it took in.
    home_costs
        (J, n) hats of costs at home at given prices of factor and inputs: of home trade costs
        and tariffs over productivity.
    excess
        Largest excess demand as a part of a country's factor income: below 1e-12.
    iterations
        Rounds of the outer iteration.
    """

    base: SectoralWorld
    after: SectoralWorld
    wages: Array
    costs: Array
    prices: Array
    consumption_price: Array
    welfare: Array
    real_wage: Array
    terms_of_trade: Array
    volume_of_trade: Array
    home_costs: Array
    excess: float
    iterations: int

    def of(self, country: str) -> float:
        """Change in a country's welfare, per cent; raises F101."""
        return 100.0 * (float(self.welfare[self.base.position(country)]) - 1.0)

    def parts(self) -> Mapping[str, Array]:
        """The real wage in log points x 100 by source, each (n,), summing exactly.

        Their equation 15: ``final_goods``, home shares of what is consumed, and ``inputs``, of
        what it is made from (minus the log change of the home share over theta); ``linkages``,
        prices of inputs against those of what they go into; and ``productivity``, with home
        costs, which their exercise leaves as they are.
        """
        base, value_added = self.base, self.base.value_added
        prices = np.log(self.prices)
        # Minus the log change of the home share over theta, also where there are no home sales.
        opened = np.log(self.costs) + np.log(self.home_costs) - prices
        relative = np.einsum("kjn,kn->jn", base.inputs, prices) - (1.0 - value_added) * prices
        weights = base.final
        return {
            "final_goods": 100.0 * (weights * opened).sum(axis=0),
            "inputs": 100.0 * (weights * opened * (1.0 / value_added - 1.0)).sum(axis=0),
            "linkages": -100.0 * (weights * relative / value_added).sum(axis=0),
            "productivity": -100.0 * (weights * np.log(self.home_costs) / value_added).sum(axis=0),
        }

    def to_frame(self) -> pd.DataFrame:
        """Per cent changes by country: welfare, real wage, terms and volume of trade."""
        import pandas as pd

        return pd.DataFrame(
            {
                "welfare": 100.0 * (self.welfare - 1.0),
                "real_wage": 100.0 * (self.real_wage - 1.0),
                "terms_of_trade": self.terms_of_trade,
                "volume_of_trade": self.volume_of_trade,
            },
            index=pd.Index(self.base.countries, name="country"),
        )


def sectoral_world(
    trade: ArrayLike,
    theta: ArrayLike,
    *,
    value_added: ArrayLike,
    inputs: ArrayLike | None = None,
    tariffs: ArrayLike | None = None,
    final: ArrayLike | None = None,
    countries: Sequence[str] | None = None,
    sectors: Sequence[str] | None = None,
) -> SectoralWorld:
    """A base year from flows, value-added and input shares; final demand is what is left.

    Tables that do not balance sector by sector are no equilibrium: with final spending given, solve
    a :func:`sectoral_counterfactual` without a change first and go on from its ``after``.

    Parameters
    ----------
    trade
        (J, n, n) values before tariffs, sector, seller, buyer; home sales included.
    theta
        (J,) or one trade elasticity.
    value_added
        (J, n) between 0 (excluded) and 1.
    inputs
        (J, J, n) input, user, country; with value added they sum to one (up to 0.001, which is
        then spread). May be left out when value added is one everywhere.
    tariffs
        (J, n, n) rates; none by default.
    final
        (J, n) final spending, whose shares count; what is bought and not used by default.
    countries, sectors
        n and J names; numbers from 1 by default.

    Raises
    ------
    TinbergenError
        F095 for tables of another shape, F116 for cells that are missing or out of bounds; F098
        for elasticities that are not positive; F096 for a country that sells or buys nothing; F097
        for names; F108 for shares that don't add up; F109 where inputs used exceed what is bought
        in all.
    """
    flows = np.asarray(trade, dtype=float)
    if flows.ndim != 3 or flows.shape[1] != flows.shape[2]:
        raise unfit("trade", flows, "(J, n, n)")
    J, n, _ = flows.shape
    axes = ((SECTOR, sectors), (SELLER, countries), (BUYER, countries))
    flows = shaped(flows, "trade", (J, n, n), axes)
    rates = np.zeros_like(flows)
    if tariffs is not None:
        rates = shaped(tariffs, "tariffs", (J, n, n), axes, above=FREE)
    given = np.asarray(theta, dtype=float)
    elasticity = _hats(np.full(J, given) if given.ndim == 0 else given, "theta", (J,))
    lands = _names(countries, n)
    goods = _names(sectors, J)
    check_busy(flows, lands)
    made = shaped(value_added, "value_added", (J, n), ((SECTOR, goods), (COUNTRY, lands)))
    used = np.zeros((J, J, n))
    if inputs is not None:
        parts = ((INPUT, goods), (USER, goods), (COUNTRY, lands))
        used = shaped(inputs, "inputs", (J, J, n), parts)
    total = used.sum(axis=0)
    # Shares that are rounded are brought to sum to one; others are refused.
    wrong = (made <= 0.0) | (made > 1.0) | (np.abs(made + total - 1.0) > _ROUNDED)
    if wrong.any():
        j, i = np.argwhere(wrong)[0]
        whole = f"{made[j, i] + total[j, i]:.4g}"
        raise TinbergenError("F108", sector=goods[j], country=lands[i], total=whole)
    used = used * np.divide(1.0 - made, total, out=np.zeros_like(made), where=total > 0.0)
    bought = (flows * (1.0 + rates)).sum(axis=1)
    if final is None:
        spent = bought - np.einsum("kjn,jn->kn", used, flows.sum(axis=2))
    else:
        spent = shaped(final, "final", (J, n), ((SECTOR, goods), (COUNTRY, lands)))
    if (spent < -1e-9 * bought.sum(axis=0)).any():
        k, i = np.argwhere(spent < -1e-9 * bought.sum(axis=0))[0]
        raise TinbergenError("F109", sector=goods[k], country=lands[i], value=f"{spent[k, i]:.4g}")
    spent = np.maximum(spent, 0.0)
    return SectoralWorld(
        lands, goods, flows, rates, elasticity, made, used, spent / spent.sum(axis=0)
    )


def sectoral_counterfactual(
    base: SectoralWorld,
    *,
    tariffs: ArrayLike | None = None,
    costs: ArrayLike | None = None,
    productivity: ArrayLike | None = None,
    deficits: ArrayLike | None = None,
    start: Array | None = None,
) -> SectoralCounterfactual:
    """The equilibrium at new tariffs, trade costs, productivity or deficits.

    Parameters
    ----------
    base
        The base year, from :func:`sectoral_world`.
    tariffs
        (J, n, n) new rates; the base year's without.
    costs
        (J, n, n) hats of iceberg costs.
    productivity
        (J, n) hats: costs fall in proportion.
    deficits
        (n,) new deficits summing to zero, in units in which world factor income is unchanged; the
        base year's without. Zeros balance trade.
    start
        (n,) hats of wages to start from.

    Raises
    ------
    TinbergenError
        F095, F098, F099, F116; F100 when no equilibrium is found.
    """
    J, n, _ = base.trade.shape
    rates = base.tariffs
    if tariffs is not None:
        axes = ((SECTOR, base.sectors), (SELLER, base.countries), (BUYER, base.countries))
        rates = shaped(tariffs, "tariffs", (J, n, n), axes, above=FREE)
    eased = np.ones((J, n, n)) if costs is None else _hats(costs, "costs", (J, n, n))
    made = np.ones((J, n)) if productivity is None else _hats(productivity, "productivity", (J, n))
    income = base.income
    given = base.deficits if deficits is None else zero_sum(deficits, income)
    relative = eased * (1.0 + rates) / (1.0 + base.tariffs) / made[:, :, None]
    paid = base.trade * (1.0 + base.tariffs)
    bought = paid.sum(axis=1, keepdims=True)
    shares = np.divide(paid, bought, out=np.zeros_like(paid), where=bought > 0.0)
    weights = shares * relative ** -base.theta[:, None, None]
    if not (weights.sum(axis=1) > 0.0)[bought[:, 0] > 0.0].all():
        raise TinbergenError("F098", name="costs", shape=str((J, n, n)))
    system = SectoralSystem(
        weights, rates, base.theta, base.value_added, base.inputs, base.final, income, given
    )
    first = np.zeros(n) if start is None else np.log(_hats(start, "start", (n,)))
    logs, state, excess, iterations = solve(system, first, base.spending)
    wages = np.exp(logs)
    consumption = np.exp((base.final * state.prices).sum(axis=0))
    after = replace(base, trade=state.sold * state.spending[:, None, :], tariffs=rates)
    before = income + base.revenue + base.deficits
    terms, volume = _first_order(base, after, np.exp(state.costs) / made - 1.0, before)
    return SectoralCounterfactual(
        base=base,
        after=after,
        wages=wages,
        costs=np.exp(state.costs),
        prices=np.exp(state.prices),
        consumption_price=consumption,
        welfare=(wages * income + after.revenue + given) / before / consumption,
        real_wage=wages / consumption,
        terms_of_trade=terms,
        volume_of_trade=volume,
        home_costs=np.diagonal(relative, axis1=1, axis2=2).copy(),
        excess=excess,
        iterations=iterations,
    )


def _first_order(
    base: SectoralWorld, after: SectoralWorld, costs: Array, spent: Array
) -> tuple[Array, Array]:
    """Terms and volume of trade (n,), per cent of final spending, for changes of ``costs`` (J, n)
    as parts of what they were."""
    exports = (base.trade * costs[:, :, None]).sum(axis=(0, 2))
    imports = (base.trade * costs[:, :, None]).sum(axis=(0, 1))
    lasting = (base.trade > 0.0) & (after.trade > 0.0)
    grown = np.divide(after.trade, base.trade, out=np.ones_like(base.trade), where=lasting)
    real = np.where(lasting, grown - 1.0 - costs[:, :, None], 0.0)
    volume = (base.tariffs * base.trade * real).sum(axis=(0, 1))
    return np.asarray(100.0 * (exports - imports) / spent), np.asarray(100.0 * volume / spent)


def _hats(values: ArrayLike, name: str, shape: tuple[int, ...]) -> Array:
    table = np.asarray(values, dtype=float)
    if table.shape != shape or np.isnan(table).any() or not (table > 0.0).all():
        raise TinbergenError("F098", name=name, shape=str(shape))
    return table


def _names(names: Sequence[str] | None, need: int) -> tuple[str, ...]:
    found = tuple(str(i + 1) for i in range(need)) if names is None else tuple(names)
    if len(found) != need or len(set(found)) != need:
        raise TinbergenError("F097", have=len(set(found)), need=need)
    return found
