"""Free-trade agreements a country could make, bilateral or among several, and what each brings.

On the one-sector world of :mod:`tinbergen.domains.trade.methods.armington`: welfare of members and
of those left out, in general equilibrium, so that trade creation and diversion (Viner 1950) are
both in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.core.result import Result
from tinbergen.domains.trade.methods.armington import Closure, Counterfactual, World, counterfactual
from tinbergen.domains.trade.methods.trade_tables import square

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]

#: More agreements than this are not compared.
_MOST = 5000


@dataclass(frozen=True, slots=True)
class Agreement:
    """One way to free trade among members.

    Attributes
    ----------
    members
        Who is in, the asking country first.
    gain
        Welfare of the asking country, per cent.
    worst
        Welfare of the member that gains least, per cent; below zero it would not sign.
    outsiders
        Mean welfare of all others weighted by expenditure, per cent.
    counterfactual
        The equilibrium with it: welfare of everyone.
    """

    members: tuple[str, ...]
    gain: float
    worst: float
    outsiders: float
    counterfactual: Counterfactual

    @property
    def acceptable(self) -> bool:
        """Whether every member gains."""
        return self.worst > 0.0


@dataclass(frozen=True, slots=True)
class Agreements(Result):
    """Options for one country, best first: acceptable ones by its gain, then the others."""

    country: str
    options: tuple[Agreement, ...]

    def to_frame(self) -> pd.DataFrame:
        """One row an option: members, gain, worst, outsiders, acceptable."""
        import pandas as pd

        return pd.DataFrame(
            {
                "members": [", ".join(o.members) for o in self.options],
                "gain": [o.gain for o in self.options],
                "worst": [o.worst for o in self.options],
                "outsiders": [o.outsiders for o in self.options],
                "acceptable": [o.acceptable for o in self.options],
            }
        )


def agreements(
    base: World,
    country: str,
    candidates: Sequence[str] | None = None,
    *,
    size: int = 2,
    effect: float = 0.0,
    existing: ArrayLike | None = None,
    closure: Closure = "deficit",
) -> Agreements:
    """Every agreement of a country with up to ``size - 1`` candidates, ranked.

    Members take down all tariffs on one another and keep those on others (a free-trade area);
    trade costs between them fall as a gravity coefficient says.

    Parameters
    ----------
    candidates
        Possible partners; all others without them.
    size
        Most members, the country included: 2 for bilateral agreements only.
    effect
        Log change of trade at given prices that an agreement brings beyond tariffs (a PPML
        coefficient on agreements); costs change by ``exp(effect / (1 - sigma))``.
    existing
        (n, n) nonzero where an agreement exists already: costs do not fall again.

    Raises
    ------
    TinbergenError
        F101; F053 for a size below 2; F095 and F116 for ``existing``; F112 for more than 5,000
        options.
    """
    home = base.position(country)
    others = [c for c in base.countries if c != country] if candidates is None else candidates
    partners = [base.position(c) for c in dict.fromkeys(others) if c != country]
    if size < 2:
        raise TinbergenError("F053", name="size", value=size, bounds="[2, ∞)")
    most = min(size - 1, len(partners))
    count = sum(comb(len(partners), k) for k in range(1, most + 1))
    if count > _MOST:
        raise TinbergenError("F112", have=count, most=_MOST)
    n = len(base.countries)
    easing = np.full((n, n), np.exp(effect / (1.0 - base.sigma)))
    if existing is not None:
        easing[square(existing, "existing", n, labels=base.countries) > 0.0] = 1.0
    options = [
        _agreement(base, (home, *chosen), easing, closure)
        for k in range(1, most + 1)
        for chosen in combinations(partners, k)
    ]
    options.sort(key=lambda o: (not o.acceptable, -o.gain))
    return Agreements(country, tuple(options))


def _agreement(base: World, members: tuple[int, ...], easing: Array, closure: Closure) -> Agreement:
    among = np.zeros(base.trade.shape, dtype=bool)
    among[np.ix_(members, members)] = True
    np.fill_diagonal(among, False)
    result = counterfactual(
        base,
        costs=np.where(among, easing, 1.0),
        tariffs=np.where(among, 0.0, base.tariffs),
        closure=closure,
    )
    gains = 100.0 * (result.welfare - 1.0)
    outside = np.setdiff1d(np.arange(gains.size), members)
    spent = base.expenditure[outside]
    return Agreement(
        members=tuple(base.countries[i] for i in members),
        gain=float(gains[members[0]]),
        worst=float(gains[list(members)].min()),
        outsiders=float(gains[outside] @ spent / spent.sum()) if outside.size else 0.0,
        counterfactual=result,
    )
