"""The carbon price that keeps a cap on the sum of emissions, and the one there is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tinbergen.core.documents.evidence import Finding, Interval
from tinbergen.core.documents.problem import Constraint
from tinbergen.core.errors import TinbergenError, did_you_mean
from tinbergen.core.text import Text
from tinbergen.domains.environment.methods.abatement import clear_responses
from tinbergen.loop.case.finding import finding
from tinbergen.loop.case.question import Question
from tinbergen.loop.questions import Answer
from tinbergen.loop.situation import Situation
from tinbergen.loop.words import title_of, unit_of
from tinbergen.loop.worlds.model_paths import UNCERTAINTY

Array = NDArray[np.float64]

#: Probability with which the intervals of the pack's questions hold.
LEVEL = 0.9


def answer_price_gap(situation: Situation, question: Question) -> Iterable[Finding]:
    """The price now against one price for all sectors that would keep a cumulative cap."""
    found = price_of_cap(situation, question)
    price, low, high = found.price, found.lower, found.upper
    data, sectors = situation.data, question.names("sectors")
    now = float(data[question.text("price")][-1])
    cap = constraint(situation, question)
    total = found.total
    titles = [title_of(s, data, situation.model_world.model) for s in sectors]
    unit = unit_of(question.text("price"), data)
    ranked = sorted(zip(titles, found.abatement.tolist(), strict=True), key=lambda p: -p[1])
    words = [Text("{n} {v:.0f}", "{n} {v:.0f}").fill(n=n, v=v) for n, v in ranked]
    yield finding(
        situation, "carbon price", Text("The carbon price against the cap", "碳价与排放上限"),
        statement=(_PRICED if price else _UNPRICED).fill(
            chance=100 * found.chance, mass=unit_of(sectors[0], data), total=total,
            cap=left(cap), price=price, unit=unit, now=now,
            en="; ".join(w.en for w in words), zh="，".join(w.zh for w in words),
        ),
        estimate=price - now, unit=unit,
        method=Text(
            "marginal-abatement-cost curves of the sectors, full response, no new policy's "
            "emissions; the price is the multiplier of the cap (Montgomery 1972)",
            "各部门边际减排成本曲线，充分响应，无新政策排放；价格为上限的乘子（Montgomery 1972）",
        ),
        interval=Interval(low - now, high - now, LEVEL, UNCERTAINTY),
        severity=max(0.0, 6 * (found.chance - 0.5)),
        assumptions=(cap.title,),
        diagnostics=(("price that keeps the cap", price), ("price now", now),
                     ("emissions with no new policy", total)),
    )  # fmt: skip


_PRICED = Text(
    "With no new policy emissions break the cap with a chance of {chance:.0f} %: they come to "
    "{total:,.0f} {mass} over the years ahead, the cap is {cap:,.0f}. One price of {price:,.1f} "
    "{unit} for all sectors would close the gap; it is {now:,.1f} now. Least cost takes the cuts "
    "from: {en}.",
    "若无新政策，排放有 {chance:.0f}% 的可能突破上限：未来各年合计 {total:,.0f} {mass}，"
    "上限为 {cap:,.0f}。对各部门征收统一碳价 {price:,.1f} {unit} 可弥合差距；现为 "
    "{now:,.1f}。成本最低的减排来自：{zh}。",
)
_UNPRICED = Text(
    "With no new policy emissions come to {total:,.0f} {mass} over the years ahead, the cap is "
    "{cap:,.0f}: it asks for no price. They break it all the same with a chance of {chance:.0f} %.",
    "若无新政策，未来各年排放合计 {total:,.0f} {mass}，上限为 {cap:,.0f}，无需为此征收碳价；"
    "但仍有 {chance:.0f}% 的可能突破上限。",
)


def constraint(situation: Situation, question: Question) -> Constraint:
    """The case's constraint that the argument ``cap`` names: a limit on a sum.

    Raises
    ------
    TinbergenError
        L091 when the case has none of that name, L093 when it limits no sum, or one against no
        policy.
    """
    name = question.text("cap")
    known = {c.name: c for c in situation.case.constraints}
    if name not in known:
        raise TinbergenError("L091", at=question.at, hint=did_you_mean(name, known), name=name,
                             known=", ".join(known) or "-")  # fmt: skip
    found = known[name]
    if not found.cumulative or found.relative:
        raise TinbergenError("L093", at=question.at, name=name)
    return found


def left(cap: Constraint) -> float:
    """What a cap still allows."""
    return cap.bound - cap.used


@dataclass(frozen=True, slots=True)
class CapPrice:
    """One price for all sectors that keeps a cumulative cap, with bounds from the draws.

    ``emissions`` (n,): that count, of each sector were there no price at all; ``abatement`` (n,):
    what each gives up at it; ``total``: what counts with no new policy; ``chance``: with which the
    cap is broken then.
    """

    price: float
    lower: float
    upper: float
    emissions: Array
    abatement: Array
    total: float
    chance: float


def price_of_cap(situation: Situation, question: Question) -> CapPrice:
    """The price that keeps ``cap``, from the curves of the ``sectors``, whose parameters are
    ``responses``.

    The prices that sectors feel already (``felt``, none by default) are undone first, so that it is
    the level of the price, not what is to be added to it. ``traded`` are parameters with the share
    of a sector that the cap does not count (none by default).
    """
    sectors, responses = question.names("sectors"), question.names("responses")
    felt = question.names("felt", ()) or (None,) * len(sectors)
    bound = left(constraint(situation, question))
    values, base = situation.model_world.model.values, situation.model_world.run
    curves = np.array([values[b] for b in responses])
    traded = question.names("traded", ())
    counted = np.array([1 - values[name] for name in traded] or [1.0] * len(sectors))
    nothing = np.zeros(situation.span.length)
    paths = [nothing if name is None else base[name] for name in felt]
    unpriced = (
        np.array(
            [
                (base[s] * np.exp(b * p)).sum()
                for s, b, p in zip(sectors, curves, paths, strict=True)
            ]
        )
        * counted
    )
    cleared = clear_responses(unpriced, curves, bound)
    runs, drawn = situation.model_world.outlook(), situation.model_world.draws.parameters
    prices = []
    for d in range(runs.values.shape[0]):
        own = _curves(drawn, values, responses, d)
        there = [
            (runs[s][d] * np.exp(b * (p if name is None else runs[name][d]))).sum()
            for s, b, p, name in zip(sectors, own, paths, felt, strict=True)
        ]
        prices.append(clear_responses(counted * there, own, bound).price)
    low, high = np.quantile(prices, [(1 - LEVEL) / 2, (1 + LEVEL) / 2]).tolist()
    sums = counted @ np.array([runs[s].sum(axis=1) for s in sectors])
    total = float(counted @ [base[s].sum() for s in sectors])
    chance = float(np.mean(sums > bound))
    return CapPrice(cleared.price, low, high, unpriced, cleared.abatement, total, chance)


#: A response so much smaller than the central one is as good as none.
_NO_RESPONSE = 1e-3


def _curves(
    drawn: Mapping[str, Array], values: Mapping[str, float], names: Sequence[str], draw: int
) -> Array:
    """Responses in one draw; those that come out negative are as good as none."""
    found = [float(drawn[b][draw]) if b in drawn else values[b] for b in names]
    return np.maximum(found, [_NO_RESPONSE * values[b] for b in names])


QUESTIONS: dict[str, Answer] = {"carbon price": answer_price_gap}
