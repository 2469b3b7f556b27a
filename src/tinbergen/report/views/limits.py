"""Limits of a plan that bind: where, and what relaxing them would be worth."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tinbergen.charts.chart import Chart
from tinbergen.charts.layers import Bars
from tinbergen.charts.quantities import change_of, one_of
from tinbergen.charts.typeset import number, period_text
from tinbergen.core.documents.plan import Plan, ShadowPrice
from tinbergen.core.period import Period, Span
from tinbergen.core.text import Text
from tinbergen.report.blocks import Callout
from tinbergen.report.wording import PERIOD, clauses, sentences, stretches

#: Limits that get a passage of their own; the rest stand in one.
_MOST = 4

#: Excess over a limit, in its unit, from which it is broken and not only reached.
_BROKEN = 1e-6

#: Periods a limit must bind in before a picture of its price says more than words.
_PICTURED = 3


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit with all periods in which it binds, the most expensive first."""

    name: str
    title: Text
    unit: Text
    prices: tuple[ShadowPrice, ...]

    @property
    def dearest(self) -> ShadowPrice:
        return self.prices[0]

    @property
    def periods(self) -> tuple[Period, ...]:
        return tuple(p.period for p in self.prices if p.period is not None)

    @property
    def excess(self) -> float:
        """By how much it is broken at most, where no path keeps it; else zero."""
        most = max(-p.slack for p in self.prices)
        return most if most > _BROKEN else 0.0

    def within(self, plan: Plan) -> tuple[Period, ...]:
        """Its periods in the plan's horizon."""
        return tuple(p for p in self.periods if p < plan.start + plan.horizon)

    def later(self, plan: Plan) -> tuple[Period, ...]:
        """Its periods after the horizon, when rules have resumed."""
        return tuple(p for p in self.periods if p >= plan.start + plan.horizon)

    def when(self, plan: Plan) -> tuple[str, dict[str, Text]]:
        """Whether it binds ``in`` the horizon, ``late``, after it, or ``both``; and ``periods``
        within it and ``late`` ones, in words."""
        within, later = self.within(plan), self.later(plan)
        facts = {k: stretches(v) for k, v in (("periods", within), ("late", later)) if v}
        return ("in" if not later else "both" if within else "late"), facts


def limits(plan: Plan) -> tuple[Limit, ...]:
    """The limits that bind, the most expensive first."""
    found: dict[str, list[ShadowPrice]] = {}
    for price in plan.binding:
        found.setdefault(price.constraint, []).append(price)
    return tuple(
        Limit(name, prices[0].title, prices[0].unit, tuple(prices))
        for name, prices in found.items()
    )


def binds(plan: Plan, instrument: str) -> tuple[bool, ...]:
    """Whether a limit of the instrument binds, for each period of the horizon."""
    own = {f"{instrument} {kind}" for kind in ("lower", "upper", "rise", "fall")}
    dates = {b.period for b in plan.binding if b.constraint in own}
    return tuple(period in dates for period in Span(plan.start, plan.horizon))


_BINDING = {
    "when": Text("{title}, binding in {periods}", "{title}：{periods}起约束作用"),
    "late": Text(
        "{title}, binding after the horizon, in {late}", "{title}：在计划期之后的{late}起约束作用"
    ),
    "both": Text(
        "{title}, binding in {periods} and, after the horizon, in {late}",
        "{title}：{periods}及计划期之后的{late}起约束作用",
    ),
    "whole": Text("{title}, binding over the horizon", "{title}：在整个期内起约束作用"),
    "in": Text(
        "At the margin, relaxing it in {period} lowers the loss at a rate of {price} for {step} "
        "(the loss that remains is {loss}; a whole step gains less)",
        "在边际上，{period}每放松{step}，损失下降 {price}"
        "（剩余损失为 {loss}；放松一整步的收益更小）",
    ),
    "most": Text(
        "{worth}; in no other {period} is room worth more", "{worth}；其余{period}的价值更低"
    ),
    "over": Text(
        "At the margin, relaxing it lowers the loss at a rate of {price} for {step} (the loss that "
        "remains is {loss}; the gain of a whole step is less)",
        "在边际上，每放松{step}，损失下降 {price}（剩余损失为 {loss}；放松一整步的收益更小）",
    ),
    "more": Text("Other limits that bind", "其他起约束作用的限制"),
    "none": Text("No limit has a price", "没有限制具有价格"),
    "free": Text(
        "A little more room in any of them would gain nothing.", "略微放松任何限制均无收益。"
    ),
}


def callouts(plan: Plan) -> list[Callout]:
    """What binds and what room would be worth, most expensive first; says so when nothing does."""
    found = limits(plan)
    if not found:
        return [Callout(_BINDING["none"], _BINDING["free"])]
    passages = [
        Callout(_when(plan, limit), _worth(plan, limit), "binding") for limit in found[:_MOST]
    ]
    if rest := found[_MOST:]:
        passages.append(
            Callout(_BINDING["more"], sentences(*(_when(plan, limit) for limit in rest)), "binding")
        )
    return passages


def briefly(plan: Plan) -> Text:
    """What binds, in a sentence."""
    found = limits(plan)
    if not found:
        return sentences(_BINDING["none"])
    return sentences(clauses([_when(plan, limit) for limit in found]))


def _when(plan: Plan, limit: Limit) -> Text:
    if not limit.periods:
        return _BINDING["whole"].fill(title=limit.title)
    when, facts = limit.when(plan)
    return _BINDING["when" if when == "in" else when].fill(title=limit.title, **facts)


def _worth(plan: Plan, limit: Limit) -> Text:
    dearest, loss = limit.dearest, plan.loss
    facts = {
        "step": one_of(change_of(limit.unit)),
        "price": _price(dearest.price),
        "loss": number(loss, 2),
    }
    if dearest.period is None:
        return sentences(_BINDING["over"].fill(**facts))
    worth = _BINDING["in"].fill(period=period_text(dearest.period), **facts)
    if len(limit.periods) > 1:
        worth = _BINDING["most"].fill(worth=worth, period=PERIOD[plan.start.frequency])
    return sentences(worth)


def _price(price: float) -> str:
    """Two decimals, or two digits of a price too small for them."""
    return number(price, 2 if price >= 0.095 else min(6, 1 - math.floor(math.log10(price))))


_PRICES = {
    "title": Text("Relaxing the limit is worth most in {period}", "{period}放松限制最有价值"),
    "subtitle": Text(
        "Loss saved at the margin, at a rate for {step}, by period", "各期的边际价值（每{step}）"
    ),
}


def price_chart(plan: Plan, source: Text | None = None) -> Chart | None:
    """The price over the horizon of the dearest limit; None when none binds for long."""
    found = [limit for limit in limits(plan) if len(limit.within(plan)) >= _PICTURED]
    if not found:
        return None
    limit = max(found, key=lambda one: sum(p.price for p in one.prices))
    horizon = Span(plan.start, plan.horizon)
    prices = {p.period: p.price for p in limit.prices}
    dearest = max(limit.within(plan), key=lambda period: prices[period])
    return Chart(
        _PRICES["title"].fill(period=period_text(dearest)),
        horizon,
        (Bars(limit.title, [prices.get(period, 0.0) for period in horizon], tone=2),),
        _PRICES["subtitle"].fill(step=one_of(change_of(limit.unit))),
        None,
        source,
        height=150,
    )
