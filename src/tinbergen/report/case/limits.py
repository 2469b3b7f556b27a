"""Limits of a plan that bind: where, and what relaxing them would be worth."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tinbergen.charts.chart import Chart
from tinbergen.charts.layers import Bars
from tinbergen.charts.typeset import number, period_text
from tinbergen.core.documents import ShadowPrice
from tinbergen.core.period import Period
from tinbergen.core.text import Text
from tinbergen.report.blocks import Callout
from tinbergen.report.case.view import View
from tinbergen.report.wording import change_of, one_of, sentences, stretches

#: Limits that get a passage of their own; the rest stand in one.
_MOST = 4

#: Periods a limit must bind in before a picture of its price says more than words.
_PICTURED = 3


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit with all periods in which it binds, the dearest first."""

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


def limits(view: View) -> tuple[Limit, ...]:
    """The limits that bind, the dearest first."""
    found: dict[str, list[ShadowPrice]] = {}
    for price in view.plan.binding:
        found.setdefault(price.constraint, []).append(price)
    return tuple(
        Limit(name, prices[0].title, prices[0].unit, tuple(prices))
        for name, prices in found.items()
    )


def binds(view: View, instrument: str) -> tuple[bool, ...]:
    """Whether a limit of the instrument binds, for each period of the horizon."""
    own = {f"{instrument} {kind}" for kind in ("lower", "upper", "rise", "fall")}
    dates = {b.period for b in view.plan.binding if b.constraint in own}
    return tuple(period in dates for period in view.horizon)


_BINDING = {
    "when": Text("{title}, binding in {periods}", "{title}：{periods}生效"),
    "whole": Text("{title}, binding over the horizon", "{title}：在整个期内生效"),
    "in": Text(
        "Relaxing it in {period} by {step} would lower the loss by {price}, {share}% of the loss "
        "that remains",
        "若{period}放松{step}，损失下降 {price}，为剩余损失的 {share}%",
    ),
    "most": Text(
        "{worth}; in no other {period} is room worth more", "{worth}；其余{period}的价值更低"
    ),
    "over": Text(
        "Relaxing it by {step} would lower the loss by {price}, {share}% of the loss that remains",
        "若放松{step}，损失下降 {price}，为剩余损失的 {share}%",
    ),
    "more": Text("Other limits that bind", "其他生效的限制"),
    "none": Text("No limit binds", "没有限制生效"),
    "free": Text(
        "The targets, not the bounds, decide the plan: relaxing any bound would gain nothing.",
        "决定计划的是目标而非边界：放松任何边界均无收益。",
    ),
}


def binding_callouts(view: View) -> list[Callout]:
    """What binds and what room would be worth, the dearest first; says so when nothing does."""
    found = limits(view)
    if not found:
        return [Callout(_BINDING["none"], _BINDING["free"])]
    passages = [Callout(_when(limit), _worth(view, limit), "binding") for limit in found[:_MOST]]
    if rest := found[_MOST:]:
        passages.append(
            Callout(_BINDING["more"], sentences(*(_when(limit) for limit in rest)), "binding")
        )
    return passages


def _when(limit: Limit) -> Text:
    if not limit.periods:
        return _BINDING["whole"].fill(title=limit.title)
    return _BINDING["when"].fill(title=limit.title, periods=stretches(limit.periods))


def _worth(view: View, limit: Limit) -> Text:
    dearest, loss = limit.dearest, view.plan.loss
    facts = {
        "step": one_of(change_of(limit.unit)),
        "price": _price(dearest.price),
        "share": number(100 * dearest.price / loss, 1) if loss > 0 else "–",
    }
    if dearest.period is None:
        return sentences(_BINDING["over"].fill(**facts))
    worth = _BINDING["in"].fill(period=period_text(dearest.period), **facts)
    if len(limit.periods) > 1:
        worth = _BINDING["most"].fill(worth=worth, period=view.period)
    return sentences(worth)


def _price(price: float) -> str:
    """Two decimals, or two digits of a price too small for them."""
    return number(price, 2 if price >= 0.095 else min(6, 1 - math.floor(math.log10(price))))


_PRICES = {
    "title": Text("Relaxing the limit would be worth most in {period}", "{period}放松限制最有价值"),
    "subtitle": Text(
        "Loss saved by relaxing the limit by {step}, by period", "限制放松{step}时各期可减少的损失"
    ),
}


def price_chart(view: View) -> Chart | None:
    """The price over the horizon of the dearest limit; None when none binds for long."""
    found = [limit for limit in limits(view) if len(limit.periods) >= _PICTURED]
    if not found:
        return None
    limit = max(found, key=lambda one: sum(p.price for p in one.prices))
    prices = {p.period: p.price for p in limit.prices}
    dearest = max(limit.periods, key=lambda period: prices[period])
    return Chart(
        _PRICES["title"].fill(period=period_text(dearest)),
        view.horizon,
        (Bars(limit.title, [prices.get(period, 0.0) for period in view.horizon], tone=2),),
        _PRICES["subtitle"].fill(step=one_of(change_of(limit.unit))),
        None,
        view.source(),
        height=150,
    )
