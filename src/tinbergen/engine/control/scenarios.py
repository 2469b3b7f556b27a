"""Limits that hold in a share of draws: which draws keep them is chosen with the instruments.

With straight lines for draws a chosen set of them gives ordinary limits. Ranked anew at each
answer, those that keep the limits best are chosen, so that the loss falls until the set stays; then
single draws that bind are exchanged for others as long as that lowers it (sample counterparts of
chance constraints, with scenarios discarded: Campi and Garatti 2011, Journal of Optimization Theory
and Applications 148; Luedtke and Ahmed 2008, SIAM Journal on Optimization 19).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.errors import InfeasibleError, TinbergenError
from tinbergen.core.progress import checkpoint
from tinbergen.engine.control.expected import Limits, LinearDraws
from tinbergen.engine.control.problem import Limit

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]

#: Relative to its bound, by how much a limit may be passed and still counts as kept.
_KEPT = 1e-7
#: The part of that by which limits of draws that matter may be passed.
_TIGHT = 0.1
#: A loss that falls by less, relative to it, is the same.
_SAME = 1e-9
#: How often draws are ranked anew.
_ROUNDS = 40
#: Halvings with which the largest share is sought.
_HALVINGS = 12


@dataclass(frozen=True, slots=True)
class Chance:
    """``limits`` hold in at least ``share`` of draws: all together, or each by itself.

    ``limits`` has one row a branch, which differ in their bounds only. ``everywhere`` is the share
    of the draws of every branch, else of all draws by weight.
    """

    name: str
    share: float
    limits: tuple[tuple[Limit, ...], ...]
    jointly: bool = True
    everywhere: bool = False

    @property
    def coefficients(self) -> Array:
        """(limits, periods * variables)"""
        return np.array([limit.coefficients.reshape(-1) for limit in self.limits[0]])

    @property
    def bounds(self) -> Array:
        """(branches, limits)"""
        return np.array([[limit.bound for limit in own] for own in self.limits])


class Found(Protocol):
    """The best choice within limits."""

    @property
    def change(self) -> Array: ...
    @property
    def loss(self) -> float: ...
    @property
    def prices(self) -> Array | None: ...


Best = Callable[[Limits], Found]


@dataclass(frozen=True, slots=True)
class Scenarios:
    """A chance over draws that are straight lines in a change (n,).

    ``start`` (draws, limits) is by how much a limit is passed at no change, ``rows``
    (kinds, limits, n) its derivatives, ``kind`` (draws,) whose a draw's are; ``groups`` are the
    draws whose share counts, with ``weights`` (draws,); ``slack`` (limits,) still counts as kept.
    """

    chance: Chance
    start: Array
    rows: Array
    kind: NDArray[np.intp]
    groups: tuple[NDArray[np.intp], ...]
    weights: Array
    slack: Array

    @classmethod
    def of(cls, chance: Chance, draws: LinearDraws) -> Scenarios:
        coefficients, bounds = chance.coefficients, chance.bounds
        paths = draws.base.reshape(len(draws.base), -1)
        every = np.unique(draws.branch) if chance.everywhere else ()
        groups = tuple(np.flatnonzero(draws.branch == b) for b in every)
        return cls(
            chance,
            paths @ coefficients.T - bounds[draws.branch],
            np.matmul(coefficients, draws.effects),
            draws.kind,
            groups or (np.arange(len(paths)),),
            draws.weights,
            _KEPT * (1 + np.abs(bounds[0])),
        )

    def excess(self, change: Array) -> Array:
        """(draws, limits) by how much each limit is passed."""
        return np.asarray(self.start + (self.rows @ change)[self.kind])

    def columns(self, excess: Array) -> Array:
        """(draws, columns): of limits that hold together the one passed most, in its own slack."""
        sized = excess / self.slack
        return np.asarray(sized.max(axis=1, keepdims=True) if self.chance.jointly else sized)

    def shares(self, change: Array) -> Array:
        """(groups, columns) the share of draws that keep the limits."""
        held = self.columns(self.excess(change)) <= 1.0
        return np.array([
            self.weights[g] @ held[g] / self.weights[g].sum() for g in self.groups
        ])  # fmt: skip

    def keep(self, change: Array, share: float, without: int | None = None) -> Mask:
        """(draws, limits) as few of those that keep the limits best as make the share.

        A draw may be left out of them.
        """
        passed = self.columns(self.excess(change))
        if without is not None:
            passed[without] = np.inf
        chosen = np.zeros(passed.shape, dtype=bool)
        for group in self.groups:
            order = group[np.argsort(passed[group], axis=0, kind="stable")]
            mass = np.cumsum(self.weights[order], axis=0) / self.weights[group].sum()
            needed = (mass < share - 1e-12).sum(axis=0) + 1
            for k, count in enumerate(needed.tolist()):
                chosen[order[:count, k], k] = True
        return np.asarray(np.broadcast_to(chosen, self.start.shape))

    def cuts(self, mask: Mask) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """(draws, limits) of those chosen, of the same kind only that which is passed most."""
        if len(self.rows) == len(self.start):
            draw, limit = np.nonzero(mask)
            return draw, limit
        found, places = np.where(mask, self.start, -np.inf), []
        for kind in range(len(self.rows)):
            (own,) = np.nonzero(self.kind == kind)
            if own.size:
                places.append(own[found[own].argmax(axis=0)])
        draw = np.array(places)
        limit = np.broadcast_to(np.arange(mask.shape[1]), draw.shape)
        real = mask[draw, limit]
        return draw[real], limit[real]


@dataclass(frozen=True, slots=True)
class Settled:
    """The ``change`` (n,) with its ``loss``, and the limits of draws that it keeps.

    ``rows`` (cuts, n) and ``room`` (cuts,) are at no change, ``place`` (cuts, 3) the chance,
    the draw and the limit of each.
    """

    change: Array
    loss: float
    rows: Array
    room: Array
    place: NDArray[np.intp]
    masks: tuple[Mask, ...]
    prices: Array


def settle(
    scenarios: Sequence[Scenarios], limits: Limits, best: Best, start: Array, exchanges: int = 0
) -> Settled:
    """The best change that keeps the limits and the chances, from the ranks of draws at ``start``.

    At most so many ``exchanges`` of a draw that binds are tried.

    Raises
    ------
    TinbergenError
        E021 when no set of draws that makes the shares has been found to leave a choice.
    """
    shares = [s.chance.share for s in scenarios]

    def kept(change: Array) -> tuple[Mask, ...]:
        return tuple(s.keep(change, p) for s, p in zip(scenarios, shares, strict=True))

    try:
        found = _ranked(scenarios, limits, best, kept(start))
    except InfeasibleError:
        change, over = _nearest(scenarios, shares, limits, start)
        if over > 0:
            raise _out_of_reach(scenarios, limits, start) from None
        found = _ranked(scenarios, limits, best, kept(change))
    tried: set[tuple[int, int]] = set()
    while len(tried) < exchanges:
        checkpoint()
        binding = np.argsort(-found.prices)[: (found.prices > 0).sum()]
        draws = [(chance, draw) for chance, draw, _ in found.place[binding].tolist()]
        fresh = [one for one in draws if one not in tried]
        if not fresh:
            break
        chance, draw = fresh[0]
        tried.add((chance, draw))
        masks = list(found.masks)
        masks[chance] = scenarios[chance].keep(found.change, shares[chance], without=draw)
        try:
            other = _ranked(scenarios, limits, best, tuple(masks))
        except InfeasibleError:
            continue
        if other.loss < found.loss - _SAME * (1 + abs(found.loss)):
            found = other
    return found


def _ranked(
    scenarios: Sequence[Scenarios], limits: Limits, best: Best, masks: tuple[Mask, ...]
) -> Settled:
    """The best with these draws, then with those that rank best there, while the loss falls."""
    found = _within(scenarios, limits, best, masks)
    for _ in range(_ROUNDS):
        again = tuple(s.keep(found.change, s.chance.share) for s in scenarios)
        if all(np.array_equal(a, b) for a, b in zip(again, found.masks, strict=True)):
            break
        other = _within(scenarios, limits, best, again)
        if other.loss >= found.loss - _SAME * (1 + abs(found.loss)):
            break
        found = other
    return found


def _within(
    scenarios: Sequence[Scenarios], limits: Limits, best: Best, masks: tuple[Mask, ...]
) -> Settled:
    """The best change with the limits of the chosen draws, of which those that matter are sought.

    Raises
    ------
    TinbergenError
        E009 when they leave no choice.
    """
    n, count = limits.rows.shape[1], len(limits.room)
    rows, room, place = np.zeros((0, n)), np.zeros(0), np.zeros((0, 3), dtype=np.intp)
    cuts = [s.cuts(mask) for s, mask in zip(scenarios, masks, strict=True)]
    while True:
        checkpoint()
        found = best(Limits(np.vstack([limits.rows, rows]), np.concatenate([limits.room, room])))
        before = len(place)
        for k, (s, (draw, limit)) in enumerate(zip(scenarios, cuts, strict=True)):
            passed = s.excess(found.change)[draw, limit] / s.slack[limit]
            for one in np.unique(limit).tolist():
                (own,) = np.nonzero(limit == one)
                worst = own[np.argmax(passed[own])]
                at = np.array([k, draw[worst], one])
                if passed[worst] > _TIGHT and not (place == at).all(axis=1).any():
                    rows = np.vstack([rows, s.rows[s.kind[at[1]], one]])
                    room = np.append(room, -s.start[at[1], one])
                    place = np.vstack([place, at])
        if len(place) == before:
            prices = np.zeros(count + len(room)) if found.prices is None else found.prices
            return Settled(found.change, found.loss, rows, room, place, masks, prices[count:])


def _nearest(
    scenarios: Sequence[Scenarios], shares: Sequence[float], limits: Limits, start: Array
) -> tuple[Array, float]:
    """A change within the limits that passes those of the chosen draws by as little as was found,
    in units of their slack; by zero where the shares are reached.
    """
    change, over = start, np.inf
    for _ in range(_ROUNDS):
        rows, room, size = [], [], []
        for s, share in zip(scenarios, shares, strict=True):
            draw, limit = s.cuts(s.keep(change, share))
            rows.append(s.rows[s.kind[draw], limit])
            room.append(-s.start[draw, limit])
            size.append(np.full(len(draw), max(float(np.std(s.start)), float(s.slack.max()))))
        tried, left = _least(limits, np.vstack(rows), np.concatenate(room), np.concatenate(size))
        if left >= over * (1 - 1e-6):
            break
        change, over = tried, left
        if over <= 0:
            break
    return change, over


def _least(limits: Limits, rows: Array, room: Array, size: Array) -> tuple[Array, float]:
    """By how many sizes rows must be passed at most within the limits, by a linear program."""
    from scipy import optimize

    n, count = rows.shape[1], len(limits.room)
    solver: Any = optimize.linprog
    found = solver(
        np.append(np.zeros(n), 1.0),
        A_ub=np.vstack([
            np.column_stack([limits.rows, np.zeros(count)]), np.column_stack([rows, -size])
        ]),
        b_ub=np.concatenate([limits.room, room]),
        bounds=[*[(None, None)] * n, (0.0, None)],
        method="highs",
    )  # fmt: skip
    if found.x is None:
        raise TinbergenError("E009", status=found.message)
    over = float(found.x[n])
    return np.asarray(found.x[:n]), over if over > 1e-9 else 0.0


def _out_of_reach(scenarios: Sequence[Scenarios], limits: Limits, start: Array) -> TinbergenError:
    """E021 with the largest shares that were found to leave a choice, in proportion."""
    low, high, change = 0.0, 1.0, start
    for _ in range(_HALVINGS):
        part = (low + high) / 2
        shares = [part * s.chance.share for s in scenarios]
        tried, over = _nearest(scenarios, shares, limits, change)
        if over > 0:
            high = part
        else:
            low, change = part, tried
    had = {s.chance.name: float(s.shares(change).min()) for s in scenarios}
    return unreached({s.chance.name: s.chance.share for s in scenarios}, had)


def unreached(asked: dict[str, float], had: dict[str, float]) -> TinbergenError:
    """E021: the shares asked for, and the largest that can be had."""
    short = [name for name in asked if had[name] < asked[name] - 1e-12] or list(asked)
    return TinbergenError(
        "E021", names=", ".join(short), shares=had,
        asked=", ".join(f"{100 * asked[n]:.1f} %" for n in short),
        largest=", ".join(f"{100 * had[n]:.1f} %" for n in short),
    )  # fmt: skip
