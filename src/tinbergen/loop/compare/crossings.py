"""What came out of two splits of a budget otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from tinbergen.charts.quantities import amount
from tinbergen.charts.typeset import number
from tinbergen.core.documents.budget import Crossing
from tinbergen.core.documents.comparison import GivenApart
from tinbergen.core.text import Text
from tinbergen.loop.compare.given import NONE, one, plans
from tinbergen.loop.compare.pairing import Found, Names, pairs
from tinbergen.loop.compare.plans import compare_plans
from tinbergen.loop.words import change_of

_BUDGET = Text("Budget", "预算")
_WEIGHT = Text("Weight of {title}", "{title}的权重")
_OF = Text("{given} ({case})", "{given}（{case}）")
_PART = Text("part of the loss without policy", "占无政策损失的比例")
_PRICE = Text("Shadow price of the budget", "预算的影子价格")
_PER = Text("weighted loss per unit of the budget ({unit})", "加权损失／{unit}")
_SPENT = Text("Spent", "支出")
_SHARE = Text("{title}: share", "{title}：份额")
_LOSS = Text("{title}: loss", "{title}：损失")
_UNDER = Text(
    "{title}: loss under the scenario, planned for it", "{title}：情景下的损失（已为其制定计划）"
)
_IDLE = Text(
    "{title}: loss under the scenario, nothing new done", "{title}：情景下的损失（不采取新措施）"
)
_RESPONSE = Text("{title} ({scenario})", "{title}（{scenario}）")


#: What of a case is put in, and no result of the split.
_OWN = ("data", "targets", "worlds", "objective", "draws", "horizon")


def given(a: Crossing, b: Crossing) -> Iterator[GivenApart]:
    """What was put into two splits otherwise."""
    names = (Text(c.name, c.name) for c in (a, b))
    yield from one("case", "case", names)
    yield from one("scenario", "scenario", (c.under_title or NONE for c in (a, b)))
    budgets = (amount(c.budget, c.unit, 1, count=False) for c in (a, b))
    yield from one("budget", "budget", budgets, _BUDGET)
    for x, y in pairs(a.shares, b.shares, lambda share: share.case):
        said = x or y
        assert said is not None
        weights = (NONE if s is None else _plain(number(s.weight, 3)) for s in (x, y))
        yield from one("weights", said.case, weights, _WEIGHT.fill(title=said.title))
    for p, q in pairs(a.plans, b.plans, lambda plan: plan.name):
        if p is not None and q is not None:
            for each in plans(p, q):
                if each.topic not in _OWN:
                    continue
                title = _OF.fill(given=each.title, case=p.name)
                yield GivenApart(
                    each.topic, f"{p.name} {each.name}", title, each.a, each.b, each.derived
                )


def compare_crossings(a: Crossing, b: Crossing, names: Names, found: Found) -> None:
    """Shares, losses, the price of the budget, actors, and what scenarios do."""
    units = (a.unit, b.unit)
    price = (_PER.fill(unit=a.unit), _PER.fill(unit=b.unit))
    found.number("share", "spent", _SPENT, units, (a.spent, b.spent))
    found.number("price", "budget", _PRICE, price, (a.price, b.price))
    for x, y in pairs(a.shares, b.shares, lambda share: share.case):
        said = x or y
        assert said is not None
        title, loss = _SHARE.fill(title=said.title), _LOSS.fill(title=said.title)
        if x is None or y is None:
            side = 0 if y is None else 1
            found.alone("share", said.case, title, units[side], said.amount, side)
            found.alone("loss", said.case, loss, _PART, said.loss, side)
            continue
        found.number("share", x.case, title, units, (x.amount, y.amount))
        found.number("loss", x.case, loss, (_PART, _PART), (x.loss, y.loss))
    for v, w in pairs(a.actors, b.actors, lambda actor: actor.actor):
        if v is None or w is None:
            continue
        for name, form, values in (
            ("", _LOSS, (v.loss, w.loss)),
            (" under", _UNDER, (v.under, w.under)),
            (" idle", _IDLE, (v.under_without, w.under_without)),
        ):
            label = form.fill(title=v.title)
            found.number("loss", f"{v.actor}{name}", label, (_PART, _PART), values)
    for r, s in pairs(a.responses, b.responses, lambda r: f"{r.scenario} {r.case} {r.variable}"):
        if r is not None and s is not None:
            label = _RESPONSE.fill(title=r.title, scenario=r.scenario_title)
            change = (change_of(r.unit), change_of(s.unit))
            found.number("response", f"{r.scenario} {r.case} {r.variable}", label, change,
                         (r.change, s.change))  # fmt: skip
    for p, q in pairs(
        (*a.plans, *a.actor_plans), (*b.plans, *b.actor_plans), lambda plan: plan.name
    ):
        if p is not None and q is not None:
            own = Names(dict(names.titles), dict(names.units))
            own.learn(p)
            own.learn(q)
            compare_plans(p, q, own, found, f"{p.name}: ")


def _plain(said: str) -> Text:
    return Text(said, said)
