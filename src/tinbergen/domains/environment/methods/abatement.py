r"""Marginal-abatement-cost curves, and the carbon price that a cap brings about.

With costs :math:`C_i(a_i)` of abating :math:`a_i` tonnes, a cap is met at least cost where all
marginal costs are equal; that common value is the price at which permits trade, the multiplier of
the cap, and the tax that brings about the same (Montgomery 1972, Journal of Economic Theory 5(3);
Baumol and Oates 1988, The Theory of Environmental Policy, chapters 11-12). Two kinds of curve:
rising ones, :math:`C_i' = c_i + s_i a_i` (a quadratic program), and a stack of measures, each of
constant cost up to its potential (a linear program). A third describes a response rather than a
cost: a price p that cuts emissions to :math:`e^{-bp}`, whose curve is
:math:`C' = -\ln(1 - a/E)/b`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tinbergen.core.errors import TinbergenError
from tinbergen.engine.control.quadratic import minimise
from tinbergen.statistics.cycles.sample import require, same_length

Array = NDArray[np.float64]

#: Shares of all potential below which an amount is rounding.
_DUST = 1e-12


@dataclass(frozen=True, slots=True)
class Clearing:
    """A cap met at least cost.

    ``price``: the multiplier of the cap, cost of a tonne less; ``abatement`` (n,): tonnes by
    source; ``cost``: in total; ``met``: whether the sources can meet the cap at all.
    """

    price: float
    abatement: Array
    cost: float
    met: bool


def response(price: ArrayLike, cut: ArrayLike, *, names: Sequence[str] | None = None) -> Array:
    """b of ``emissions x exp(-b price)`` for prices that cut the shares ``cut``, (n,) each.

    Raises
    ------
    TinbergenError
        F054 when lengths differ, F082 for a price that is not positive or a share outside [0, 1).
    """
    p, a = (np.atleast_1d(np.asarray(x, dtype=float)) for x in (price, cut))
    same_length(price=p, cut=a)
    wrong = ~((p > 0) & (a >= 0) & (a < 1))
    if wrong.any():
        i = int(np.argmax(wrong))
        name = names[i] if names else str(i + 1)
        raise TinbergenError("F082", name=name, price=f"{p[i]:g}", cut=f"{100 * a[i]:g}")
    return np.asarray(-np.log1p(-a) / p)


def response_cost(emissions: ArrayLike, b: ArrayLike, price: ArrayLike) -> Array:
    """Cost of what a price brings about, for ``emissions`` without it: the area under the curve.

    .. math:: \\int_0^{a} -\\ln(1 - x/E)/b\\,dx = E\\,(1 - (1 + bp)e^{-bp})/b
    """
    e, b, p = (np.asarray(x, dtype=float) for x in (emissions, b, price))
    return np.asarray(e * (1 - (1 + b * p) * np.exp(-b * p)) / b)


def clear_responses(emissions: ArrayLike, b: ArrayLike, cap: float) -> Clearing:
    """The price at which ``sum(emissions exp(-b price))`` is the cap, by Newton's method.

    Parameters
    ----------
    emissions, b
        (n,) positive.
    cap
        Positive; at or above the sum of emissions the price is zero.

    Raises
    ------
    TinbergenError
        F053 for a cap that is not positive, F054 when lengths differ.
    """
    require(cap > 0, "cap", f"{cap:g}", "(0, ...)")
    e, b = (np.asarray(x, dtype=float) for x in (emissions, b))
    same_length(emissions=e, b=b)
    price = 0.0
    # The sum is convex and falls in the price: from below, Newton's steps never overshoot.
    for _ in range(200):
        left = e * np.exp(-b * price)
        step = float((left.sum() - cap) / (b * left).sum())
        if step <= 1e-14 * (1 + price):
            break
        price += step
    abatement = e * -np.expm1(-b * price)
    return Clearing(price, abatement, float(response_cost(e, b, price).sum()), True)


def clear_rising(
    emissions: ArrayLike, slopes: ArrayLike, cap: float, *, starts: ArrayLike | None = None
) -> Clearing:
    """A cap met by sources with rising marginal costs ``starts + slopes x abatement``.

    Parameters
    ----------
    emissions, slopes, starts
        (n,): emissions without a price, positive slopes, marginal costs of the first tonne (zero
        by default). No source abates more than it emits.
    cap
        Total emissions allowed.

    Raises
    ------
    TinbergenError
        F053 for a slope that is not positive or a negative cap, F054 when lengths differ, E009
        when the solver stops.
    """
    e, s = np.asarray(emissions, dtype=float), np.asarray(slopes, dtype=float)
    c = np.zeros(e.size) if starts is None else np.asarray(starts, dtype=float)
    same_length(emissions=e, slopes=s, starts=c)
    require(bool((s > 0).all()), "slopes", f"{s.min():g}", "(0, ...)")
    require(cap >= 0, "cap", f"{cap:g}", "[0, ...)")
    eye = np.eye(e.size)
    limits = np.vstack([-np.ones(e.size), -eye, eye])
    bounds = np.concatenate([[cap - e.sum()], np.zeros(e.size), e])
    best = minimise(np.diag(s), c, limits, bounds)
    cost = float(best.x @ (s * best.x) / 2 + c @ best.x)
    return Clearing(float(best.multipliers[0]), best.x, cost, best.feasible)


def abatement_at(
    price: float, emissions: ArrayLike, slopes: ArrayLike, *, starts: ArrayLike | None = None
) -> Array:
    """What sources with rising marginal costs abate under a tax, (n,)."""
    e, s = np.asarray(emissions, dtype=float), np.asarray(slopes, dtype=float)
    c = np.zeros(e.size) if starts is None else np.asarray(starts, dtype=float)
    return np.asarray(np.clip((price - c) / s, 0.0, e))


def clear_stack(costs: ArrayLike, potentials: ArrayLike, required: float) -> Clearing:
    """Measures of constant cost, the cheapest first, until ``required`` tonnes are abated.

    The price is the dual of the requirement: the cost of the last measure used; where a measure
    ends exactly at the requirement, that measure's.

    Parameters
    ----------
    costs, potentials
        (n,): cost of a tonne (negative where abating pays), tonnes at most.
    required
        Tonnes to abate; measures that pay for themselves are taken in any case.

    Raises
    ------
    TinbergenError
        F053 for a negative potential, F054 when lengths differ.
    """
    c, most = np.asarray(costs, dtype=float), np.asarray(potentials, dtype=float)
    same_length(costs=c, potentials=most)
    require(bool((most >= 0).all()), "potentials", f"{most.min(initial=0):g}", "[0, ...)")
    order = np.argsort(c, kind="stable")
    wanted = max(required, float(most[c < 0].sum()))
    before = np.concatenate([[0.0], np.cumsum(most[order])[:-1]])
    taken = np.clip(wanted - before, 0.0, most[order])
    abatement = np.zeros(c.size)
    abatement[order] = taken
    used = order[taken > _DUST * most.sum()]
    price = max(0.0, float(c[used[-1]])) if used.size and required > 0 else 0.0
    met = bool(most.sum() >= required * (1 - _DUST))
    return Clearing(price, abatement, float(c @ abatement), met)
