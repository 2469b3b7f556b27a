"""How much a country's trade hangs on few partners or products, and how open it is.

Herfindahl (1950) and Hirschman (1964, American Economic Review 54(5)): the sum of squared shares,
whose inverse is the number of equal partners that would give it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.core.errors import TinbergenError

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Concentration:
    """How few hold how much.

    Attributes
    ----------
    names
        Partners or products, largest first.
    shares
        (n,) of the total.
    index
        Sum of squared shares, between 1/n and 1.
    normalised
        (index - 1/n) / (1 - 1/n): 0 when all are equal, 1 when there is only one.
    equivalent
        1 / index: how many equal ones would be as concentrated.
    parts
        (n,) squared shares; they sum to the index.
    """

    names: tuple[str, ...]
    shares: Array
    index: float
    normalised: float
    equivalent: float
    parts: Array


@dataclass(frozen=True, slots=True)
class JointConcentration:
    """Concentration over partners and products at once.

    Attributes
    ----------
    index
        Sum of squared shares of all cells.
    parts
        Partner -> squared share of the partner times the index of products within it; they sum to
        the index.
    partners, products
        Concentration of the margins.
    """

    index: float
    parts: Mapping[str, float]
    partners: Concentration
    products: Concentration


@dataclass(frozen=True, slots=True)
class Openness:
    """Trade as a part of output.

    Attributes
    ----------
    openness
        Exports plus imports as a part of output, per cent.
    exports, imports
        The two parts, per cent; they sum to it.
    """

    openness: float
    exports: float
    imports: float


def concentration(flows: Mapping[str, float], *, name: str = "flows") -> Concentration:
    """Of flows by partner or by product; zeros count as names that could trade.

    Raises
    ------
    TinbergenError
        F115 for negative or missing flows or a total of zero.
    """
    shares = _shares(np.array(list(flows.values()), dtype=float), name)
    order = np.argsort(-shares, kind="stable")
    names = list(flows)
    shares = shares[order]
    index = float((shares**2).sum())
    least = 1.0 / shares.size
    return Concentration(
        names=tuple(names[i] for i in order),
        shares=shares,
        index=index,
        normalised=(index - least) / (1.0 - least) if shares.size > 1 else 1.0,
        equivalent=1.0 / index,
        parts=shares**2,
    )


def joint_concentration(
    flows: ArrayLike, partners: tuple[str, ...], products: tuple[str, ...]
) -> JointConcentration:
    """Of flows (partners, products).

    Raises
    ------
    TinbergenError
        F102 when names and flows differ in number, F115.
    """
    table = np.asarray(flows, dtype=float)
    for axis, names in enumerate((partners, products)):
        have = table.shape[axis] if table.ndim == 2 else 0
        if have != len(names):
            raise TinbergenError("F102", name="flows", have=have, need=len(names))
    shares = _shares(table.ravel(), "flows").reshape(table.shape)
    terms = (shares**2).sum(axis=1)
    return JointConcentration(
        index=float(terms.sum()),
        parts=dict(zip(partners, terms.tolist(), strict=True)),
        partners=concentration(dict(zip(partners, shares.sum(axis=1).tolist(), strict=True))),
        products=concentration(dict(zip(products, shares.sum(axis=0).tolist(), strict=True))),
    )


def change_in_concentration(
    before: Mapping[str, float], after: Mapping[str, float]
) -> dict[str, float]:
    """Name -> contribution to the change of the index, the new squared share minus the old.

    They sum to the change; names of either year belong in. Raises F115.
    """
    old, new = _by_name(before, "before"), _by_name(after, "after")
    return {
        name: new.get(name, 0.0) ** 2 - old.get(name, 0.0) ** 2
        for name in dict.fromkeys([*old, *new])
    }


def openness(exports: float, imports: float, output: float) -> Openness:
    """Trade over output (GDP), in per cent; raises F053 for output that is not positive."""
    if not output > 0.0:
        raise TinbergenError("F053", name="output", value=output, bounds="(0, ∞)")
    sold, bought = 100.0 * exports / output, 100.0 * imports / output
    return Openness(sold + bought, sold, bought)


def dissimilarity(flows: Mapping[str, float], world: Mapping[str, float]) -> float:
    """Half the sum of absolute differences of shares: 0 like the world, 1 nothing in common.

    The index of Finger and Kreinin (1979, Economic Journal 89), which UNCTAD publishes as the
    diversification of exports. Raises F115.
    """
    own, all_ = _by_name(flows, "flows"), _by_name(world, "world")
    names = dict.fromkeys([*own, *all_])
    return 0.5 * sum(abs(own.get(name, 0.0) - all_.get(name, 0.0)) for name in names)


def _by_name(flows: Mapping[str, float], name: str) -> dict[str, float]:
    shares = _shares(np.array(list(flows.values()), dtype=float), name)
    return dict(zip(flows, shares.tolist(), strict=True))


def _shares(flows: Array, name: str) -> Array:
    if not flows.size or not np.isfinite(flows).all() or flows.min() < 0.0 or flows.sum() == 0.0:
        raise TinbergenError("F115", name=name)
    return np.asarray(flows / flows.sum())
