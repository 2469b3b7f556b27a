"""Trade between countries whose goods differ by origin, in changes ("exact hat algebra").

One sector and one factor a country, constant elasticity of substitution (Armington 1969, IMF Staff
Papers 16(1)). What follows from new trade costs, tariffs, productivity or transfers is computed
from observed flows alone (Dekle, Eaton and Kortum 2008, IMF Staff Papers 55(3); Costinot and
Rodríguez-Clare 2014, Handbook of International Economics 4, section 2). Tariff revenue goes to the
importer's households. The numeraire is world factor income, which does not change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.result import Result
from tinbergen.domains.trade.methods.armington_system import System, solve
from tinbergen.domains.trade.methods.trade_tables import FREE, check_busy, square

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

#: What becomes of trade deficits: they stay what they were in units of world income; they stay in
#: proportion to the country's own factor income (up to one factor common to all, so that they
#: still sum to zero); or trade is balanced.
Closure = Literal["deficit", "ratio", "balance"]


@dataclass(frozen=True, slots=True)
class World:
    """Trade among n countries in a base year.

    Attributes
    ----------
    countries
        n names.
    trade
        (n, n) value of what the row's country sells to the column's, its own market included,
        before tariffs.
    tariffs
        (n, n) ad valorem rates that the column's country levies on the row's goods; 0.1 is 10%.
        Below zero they are subsidies; -1 and less would leave nothing to pay.
    sigma
        Elasticity of substitution between origins, above one. The trade elasticity is sigma - 1.
    """

    countries: tuple[str, ...]
    trade: Array
    tariffs: Array
    sigma: float

    @property
    def spending(self) -> Array:
        """(n, n) what the column's buyers pay for the row's goods, tariffs included."""
        return np.asarray(self.trade * (1.0 + self.tariffs))

    @property
    def shares(self) -> Array:
        """(n, n) of the column's spending; columns sum to one."""
        spending = self.spending
        return np.asarray(spending / spending.sum(axis=0))

    @property
    def output(self) -> Array:
        """(n,) factor income: all sales before tariffs."""
        return np.asarray(self.trade.sum(axis=1))

    @property
    def revenue(self) -> Array:
        """(n,) tariff revenue."""
        return np.asarray((self.trade * self.tariffs).sum(axis=0))

    @property
    def expenditure(self) -> Array:
        """(n,) all purchases, tariffs included."""
        return np.asarray(self.spending.sum(axis=0))

    @property
    def deficits(self) -> Array:
        """(n,) imports minus exports before tariffs; they sum to zero."""
        return np.asarray(self.trade.sum(axis=0) - self.trade.sum(axis=1))

    def position(self, country: str) -> int:
        """Where a country stands; raises F101 for one that is not there."""
        if country not in self.countries:
            raise TinbergenError(
                "F101",
                hint=did_you_mean(country, self.countries),
                name=country,
                have=len(self.countries),
            )
        return self.countries.index(country)


@dataclass(frozen=True, slots=True)
class Counterfactual(Result):
    """The new equilibrium. A "hat" is the new value as a multiple of the old.

    Attributes
    ----------
    base
        The world it departs from.
    after
        The same world in the new equilibrium, in units in which world factor income is unchanged.
    wages, prices
        (n,) hats of the income of the factor and of the price of consumption.
    welfare
        (n,) hat of real expenditure, tariff revenue and transfers included.
    real_wage
        (n,) hat of factor income over the price of consumption.
    terms_of_trade
        (n,) hat of the price of exports over that of imports, both before costs of transport and
        tariffs; imports weighted geometrically by base values. One for a country without imports.
    productivity
        (n,) hat of productivity that was asked for.
    excess
        Largest excess demand, as a part of a country's factor income: below 1e-12.
    iterations
        Newton steps taken.
    """

    base: World
    after: World
    wages: Array
    prices: Array
    welfare: Array
    real_wage: Array
    terms_of_trade: Array
    productivity: Array
    excess: float
    iterations: int

    def of(self, country: str) -> float:
        """Change in a country's welfare, per cent."""
        return 100.0 * (float(self.welfare[self.base.position(country)]) - 1.0)

    def parts(self) -> Mapping[str, Array]:
        """Welfare in log points x 100 by source, each (n,); they sum to 100 ln(welfare) exactly.

        ``productivity``; ``openness``: minus the change in the log share of home goods over
        sigma - 1 (Arkolakis, Costinot and Rodríguez-Clare 2012, American Economic Review 102(1),
        proposition 1), with the price of home goods; ``revenue``: tariff revenue as a part of
        income; ``transfers``: the deficit as a part of income.
        """
        base, after = self.base, self.after
        made = 100.0 * np.log(self.productivity)
        revenue = np.log1p(after.revenue / after.output) - np.log1p(base.revenue / base.output)
        whole = np.log(self.welfare) - np.log(self.real_wage)
        return {
            "productivity": made,
            "openness": 100.0 * np.log(self.real_wage) - made,
            "revenue": 100.0 * revenue,
            "transfers": 100.0 * (whole - revenue),
        }

    def to_frame(self) -> pd.DataFrame:
        """Per cent changes by country; missing for exports or imports where there are none."""
        import pandas as pd

        columns = {
            "welfare": self.welfare,
            "real_wage": self.real_wage,
            "terms_of_trade": self.terms_of_trade,
        }
        for axis, name in ((1, "exports"), (0, "imports")):
            old, new = (_abroad(w.trade).sum(axis=axis) for w in (self.base, self.after))
            columns[name] = np.divide(new, old, out=np.full_like(old, np.nan), where=old > 0.0)
        index = pd.Index(self.base.countries, name="country")
        return pd.DataFrame({k: 100.0 * (v - 1.0) for k, v in columns.items()}, index=index)


def world(
    trade: ArrayLike,
    sigma: float,
    *,
    tariffs: ArrayLike | None = None,
    countries: Sequence[str] | None = None,
) -> World:
    """A base year from its flows.

    Parameters
    ----------
    trade
        (n, n) value of what row sells to column before tariffs, home sales on the diagonal.
    sigma
        Elasticity of substitution between origins, above one.
    tariffs
        (n, n) ad valorem rates of the column's country on the row's goods, above -1; none without
        it. Rates on the diagonal are sales taxes on home goods.
    countries
        Names; 1 … n without them.

    Raises
    ------
    TinbergenError
        F053 for sigma; F095 for a table of another shape, F116 for a cell that is missing or out
        of bounds; F096 for a country that sells or buys nothing; F097 for names that don't fit.
    """
    flows = square(trade, "trade", labels=countries)
    n = flows.shape[0]
    rates = np.zeros((n, n))
    if tariffs is not None:
        rates = square(tariffs, "tariffs", n, above=FREE, labels=countries)
    if not sigma > 1.0 or not np.isfinite(sigma):
        raise TinbergenError("F053", name="sigma", value=sigma, bounds="(1, ∞)")
    names = tuple(str(i + 1) for i in range(n)) if countries is None else tuple(countries)
    if len(names) != n or len(set(names)) != n:
        raise TinbergenError("F097", have=len(set(names)), need=n)
    check_busy(flows, names)
    return World(names, flows, rates, float(sigma))


def aggregate(base: World, regions: Mapping[str, Sequence[str]], rest: str = "ROW") -> World:
    """The world with countries joined to regions; those not named become ``rest``.

    Trade within a region becomes home sales. Tariffs between regions are the revenue over the
    value of trade (the trade-weighted mean); those within a region fall away.

    Raises
    ------
    TinbergenError
        F101 for an unknown country, F097 when one is in two regions.
    """
    wanted = {name: [base.position(c) for c in members] for name, members in regions.items()}
    taken = [i for members in wanted.values() for i in members]
    left = [i for i in range(len(base.countries)) if i not in taken]
    if left:
        wanted[rest] = wanted.get(rest, []) + left
    if len(set(taken)) != len(taken):
        raise TinbergenError("F097", have=len(set(taken)), need=len(taken))
    pick = np.zeros((len(wanted), len(base.countries)))
    for row, members in enumerate(wanted.values()):
        pick[row, members] = 1.0
    flows = pick @ base.trade @ pick.T
    paid = pick @ (base.trade * base.tariffs) @ pick.T
    rates = np.divide(paid, flows, out=np.zeros_like(flows), where=flows > 0.0)
    np.fill_diagonal(rates, 0.0)
    return World(tuple(wanted), flows, rates, base.sigma)


def counterfactual(
    base: World,
    *,
    costs: ArrayLike | None = None,
    tariffs: ArrayLike | None = None,
    productivity: ArrayLike | None = None,
    deficits: ArrayLike | None = None,
    closure: Closure = "deficit",
    start: Array | None = None,
) -> Counterfactual:
    """The equilibrium at new trade costs, tariffs, productivity or deficits.

    Parameters
    ----------
    costs
        (n, n) hats of iceberg trade costs from row to column; 0.9 is a tenth cheaper, infinity
        ends trade. A gravity coefficient ``b`` on an agreement is ``exp(b / (1 - sigma))``.
    tariffs
        (n, n) new rates, not hats, above -1; the base year's without them.
    productivity
        (n,) hats.
    deficits
        (n,) new deficits, summing to zero, in units in which world factor income is the base
        year's; only with the closure "deficit".
    closure
        What becomes of deficits, see :data:`Closure`.
    start
        (n,) hats of wages to start from; a neighbouring solution saves steps.

    Raises
    ------
    TinbergenError
        F095, F098 and F116 for tables that don't fit; F099 for deficits that don't sum to zero;
        F100 when no equilibrium is found, as when a country would have to give more than it
        earns; F113 for an unknown closure.
    """
    n = len(base.countries)
    hats = np.ones((n, n)) if costs is None else _positive(costs, "costs", (n, n), endless=True)
    rates = base.tariffs
    if tariffs is not None:
        rates = square(tariffs, "tariffs", n, above=FREE, labels=base.countries)
    made = np.ones(n) if productivity is None else _positive(productivity, "productivity", (n,))
    transfers = closing(base, deficits, closure)
    system = System(
        relative_weights(base, hats / made[:, None], rates),
        rates,
        base.output,
        transfers,
        base.sigma,
    )
    first = np.zeros(n) if start is None else np.log(_positive(start, "start", (n,)))
    logs, state, excess, steps = solve(system, first)
    wages, prices = np.exp(logs), state.level ** (1.0 / (1.0 - base.sigma))
    after = World(
        base.countries, state.shares * state.expenditure / (1.0 + rates), rates, base.sigma
    )
    return Counterfactual(
        base=base,
        after=after,
        wages=wages,
        prices=prices,
        welfare=state.expenditure / base.expenditure / prices,
        real_wage=wages / prices,
        terms_of_trade=_terms_of_trade(base, wages / made),
        productivity=made,
        excess=excess,
        iterations=steps,
    )


def relative_weights(base: World, costs: Array, rates: Array) -> Array:
    """(n, n) base shares times hats of costs and tariffs to the power 1 - sigma; raises F098."""
    relative = costs * ((1.0 + rates) / (1.0 + base.tariffs))
    weights = base.shares * relative ** (1.0 - base.sigma)
    if not (weights.sum(axis=0) > 0.0).all():
        raise TinbergenError("F098", name="costs", shape=str(costs.shape))
    return np.asarray(weights)


def closing(base: World, deficits: ArrayLike | None, closure: Closure) -> Array:
    """Deficits (n,), or ratios of spending to factor income (1, n); raises F098, F099, F113."""
    if closure not in ("deficit", "ratio", "balance"):
        raise TinbergenError(
            "F113",
            hint=did_you_mean(str(closure), ("deficit", "ratio", "balance")),
            name="closure",
            value=closure,
            choices="deficit, ratio, balance",
        )
    if closure == "balance":
        return np.zeros(base.output.size)
    if closure == "ratio":
        return np.asarray(1.0 + base.deficits / base.output)[None, :]
    return base.deficits if deficits is None else zero_sum(deficits, base.output)


def zero_sum(deficits: ArrayLike, output: Array) -> Array:
    """Deficits (n,) that sum to zero up to rounding of output (n,); raises F098, F099."""
    values = np.asarray(deficits, dtype=float)
    if values.shape != output.shape or not np.isfinite(values).all():
        raise TinbergenError("F098", name="deficits", shape=f"({output.size},)")
    if abs(values.sum()) > 1e-9 * output.sum():
        raise TinbergenError("F099", total=f"{values.sum():g}")
    return np.asarray(values - output * (values.sum() / output.sum()))


def _terms_of_trade(base: World, goods: Array) -> Array:
    """(n,) price of own goods over base-weighted geometric mean price of imported ones."""
    imports = _abroad(base.trade)
    total = imports.sum(axis=0)
    logs = np.log(goods)
    paid = np.divide(imports.T @ logs, total, out=logs.copy(), where=total > 0.0)
    return np.asarray(np.exp(logs - paid))


def _positive(
    values: ArrayLike, name: str, shape: tuple[int, ...], *, endless: bool = False
) -> Array:
    """Hats of the shape wanted, above zero; infinite ones only if ``endless``; raises F098."""
    table = np.asarray(values, dtype=float)
    finite = not np.isnan(table).any() if endless else bool(np.isfinite(table).all())
    if table.shape != shape or not finite or not (table > 0.0).all():
        raise TinbergenError("F098", name=name, shape=str(shape))
    return table


def _abroad(flows: Array) -> Array:
    return np.asarray(flows - np.diag(np.diagonal(flows)))
