"""What came out of two plans otherwise: instruments, targets, money, limits, trip-wires."""

from __future__ import annotations

from collections.abc import Sequence

from tinbergen.core.documents.comparison import Advice, NotCompared, PathTopic, Topic
from tinbergen.core.documents.evidence import Series
from tinbergen.core.documents.fiscal import FiscalYear
from tinbergen.core.documents.plan import Attainment, Plan, ShadowPrice, TripWire
from tinbergen.core.documents.problem import Constraint
from tinbergen.core.period import Span
from tinbergen.core.text import Text
from tinbergen.loop.compare.given import asked, same_aim, same_aims
from tinbergen.loop.compare.pairing import (
    MEANINGS,
    ONLY,
    PERIODS,
    Found,
    Names,
    by_name,
    close,
    common,
    mean,
    overlap,
    pairs,
)
from tinbergen.loop.words import change_of

_LOSS = Text("Loss", "损失")
_LOSS_WITHOUT = Text("Loss without policy", "无政策时的损失")
_LOSS_UNIT = Text("units of loss", "损失单位")
_OTHER_LOSS = Text(
    "losses of other cases, targets, objectives or periods", "案例、目标、目标函数或时期不同的损失"
)
_CHANCE = Text("percent", "百分比")
_PER = Text("loss per unit ({unit})", "损失／{unit}")
_IN_YEAR = Text("{title}, {year}", "{title}，{year}")
_SUMS = {
    "direct": Text("All measures", "全部措施"),
    "induced": Text("Answer of the economy", "经济的反应"),
    "deficit": Text("Deficit", "赤字"),
}
_WHOLE = Text("{title}, whole horizon", "{title}，全期")
_UNBOUND = (Text("binds in B only", "仅在 B 中起约束作用"),
            Text("binds in A only", "仅在 A 中起约束作用"))  # fmt: skip
_MONEY = Text("Money", "金额")
_NO_MONEY = Text("what measures cost in money is not known in both", "并非两者都知道措施的金额成本")


def span_of(plan: Plan) -> Span:
    return Span(plan.start, plan.horizon)


def advises(plan: Plan) -> Advice:
    """What a plan comes to; None of one that nature sets is a recommendation."""
    if plan.alarms or plan.scenario is not None:
        return "none"
    return "rules" if plan.unproven else "plan"


def compare_plans(a: Plan, b: Plan, names: Names, found: Found, prefix: str = "") -> None:
    """All that came out of both; ``prefix`` sets names apart where there are several plans."""
    _instruments(a, b, names, found, prefix)
    _outcomes(a, b, names, found, prefix)
    if prefix:
        return
    _targets(a, b, found)
    alike = a.name == b.name and a.objective == b.objective and a.theta == b.theta
    other = None if alike and span_of(a) == span_of(b) and same_aims(a, b) else _OTHER_LOSS
    units = (_LOSS_UNIT, _LOSS_UNIT)
    found.number("loss", "without", _LOSS_WITHOUT, units, (a.baseline_loss, b.baseline_loss), other)
    found.number("loss", "plan", _LOSS, units, (a.loss, b.loss), other)
    _money(a, b, found)
    _used(a, b, found)
    _prices(a, b, found, other)
    _wires(a, b, found)


def _instruments(a: Plan, b: Plan, names: Names, found: Found, prefix: str) -> None:
    rules = [by_name(plan.baseline_instruments) for plan in (a, b)]
    both = _named(a.instruments, b.instruments, names, found)
    for x, y in both:
        title, unit = names.title(x.name), names.unit(x)
        span = found.path("instrument", title, unit, x, y, prefix + x.name)
        if span is None:
            continue
        levels = (mean(x, span), mean(y, span))
        found.number("set", prefix + x.name, title, (unit, unit), levels)
        idle = [mean(r[x.name], span) if x.name in r else None for r in rules]
        moves = [_minus(level, rule) for level, rule in zip(levels, idle, strict=True)]
        change = change_of(unit)
        found.number("move", prefix + x.name, title, (change, change), (moves[0], moves[1]))


def _outcomes(a: Plan, b: Plan, names: Names, found: Found, prefix: str) -> None:
    set_by = {s.name for s in (*a.instruments, *b.instruments)}
    aims = {aim.variable for aim in (*a.attainment, *b.attainment)}
    for x, y in _named(a.planned, b.planned, names, found):
        if x.name not in set_by and (x.name in aims or not prefix):
            found.path("outcome", names.title(x.name), names.unit(x), x, y, prefix + x.name)


def _named(
    a: Sequence[Series], b: Sequence[Series], names: Names, found: Found
) -> list[tuple[Series, Series]]:
    """Paths of one name; that others are in one only is said."""
    both = []
    for x, y in pairs(by_name(a).values(), by_name(b).values(), lambda s: s.name):
        if x is not None and y is not None:
            both.append((x, y))
        elif (only := x or y) is not None:
            found.left_out.append(NotCompared(names.title(only.name), ONLY[x is None]))
    return both


def _minus(a: float | None, b: float | None) -> float | None:
    return None if a is None or b is None else a - b


def _targets(a: Plan, b: Plan, found: Found) -> None:
    """Levels as means over the periods of both, chances as each plan says them."""
    same = span_of(a) == span_of(b)
    for x, y in pairs(a.attainment, b.attainment, lambda aim: aim.variable):
        if x is None or y is None:
            if only := x or y:
                side = 0 if y is None else 1
                found.alone("without", only.variable, only.title, only.unit, only.before, side)
                found.alone("with", only.variable, only.title, only.unit, only.planned, side)
                found.alone("chance", only.variable, only.title, _CHANCE,
                            _percent(only.probability), side)  # fmt: skip
            continue
        apart = None
        if x.title.en != y.title.en:
            apart = MEANINGS.fill(a=x.title, b=y.title)
        levels, units = _levels(a, b, x, y), (x.unit, y.unit)
        stands = levels is None and not same
        before = ((x.before, y.before), (x.planned, y.planned)) if levels is None else levels
        why = apart or (PERIODS if stands else None)
        found.number("without", x.variable, x.title, units, before[0], why)
        found.number("with", x.variable, x.title, units, before[1], why)
        if same and same_aim(x, y) and not close(x.desired, y.desired):
            # The same against each plan's own path without policy, which differs.
            found.number("asked", x.variable, x.title, units, (x.desired, y.desired), why)
        if not same_aim(x, y):
            apart = apart or MEANINGS.fill(a=asked(x), b=asked(y))
        why = apart or (None if same else PERIODS)
        chances: tuple[tuple[Topic, Pair], ...] = (
            ("chance without", (x.probability_before, y.probability_before)),
            ("chance", (x.probability, y.probability)),
        )
        for topic, shares in chances:
            told = (_percent(shares[0]), _percent(shares[1]))
            found.number(topic, x.variable, x.title, (_CHANCE, _CHANCE), told, why)


Pair = tuple[float | None, float | None]


def _levels(a: Plan, b: Plan, x: Attainment, y: Attainment) -> tuple[Pair, Pair] | None:
    """Means without and with the plans over the periods of both; None where paths don't tell.

    A target's path tells where its mean over the plan's own horizon is what the plan says.
    """
    told: list[list[float | None]] = []
    span = overlap(span_of(a), span_of(b))
    if span is None:
        return None
    for plan, aim in ((a, x), (b, y)):
        paths = [by_name(group).get(aim.variable) for group in (plan.baseline, plan.planned)]
        whole = span_of(plan)
        row = []
        for path, said in zip(paths, (aim.before, aim.planned), strict=True):
            own = None if path is None else mean(path, whole)
            if path is None or own is None or abs(own - said) > 1e-6 * (1 + abs(said)):
                return None
            row.append(mean(path, span))
        told.append(row)
    return (told[0][0], told[1][0]), (told[0][1], told[1][1])


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _money(a: Plan, b: Plan, found: Found) -> None:
    """By fiscal year that both cover alike, and over the horizon where that is the same."""
    x, y = a.fiscal, b.fiscal
    if x is None or y is None:
        if x is not None or y is not None:
            found.left_out.append(NotCompared(_MONEY, _NO_MONEY))
        return
    rows: list[dict[str, tuple[Text, tuple[float, ...]]]] = [
        {line.name: (line.title, line.amounts) for line in table.lines}
        | {n: (_SUMS[n], getattr(table, n)) for n in _SUMS}
        for table in (x, y)
    ]
    units = (x.unit, y.unit)
    years = pairs(x.years, y.years, lambda year: year.name)
    why = None if span_of(a) == span_of(b) else PERIODS
    for name in dict.fromkeys((*rows[0], *rows[1])):
        sides = [r.get(name) for r in rows]
        title = next(s[0] for s in sides if s is not None)
        label = _WHOLE.fill(title=title)
        sums = [sum(s[1]) if s is not None and s[1] else None for s in sides]
        if None in sums:
            for k, value in enumerate(sums):
                found.alone("money", name, label, units[k], value, k)
            continue
        found.number("money", name, label, units, (sums[0], sums[1]), why)
        for p, q in years if x.unit.en == y.unit.en else ():
            if p is None or q is None:
                continue
            amounts = [
                _amount(s, table.years, p.name) for s, table in zip(sides, (x, y), strict=True)
            ]
            alike = None if (p.start, p.periods) == (q.start, q.periods) else PERIODS
            label = _IN_YEAR.fill(title=title, year=p.name)
            found.number("money", f"{name} {p.name}", label, units, (amounts[0], amounts[1]), alike)


def _amount(
    row: tuple[Text, tuple[float, ...]] | None, years: Sequence[FiscalYear], name: str
) -> float | None:
    if row is None or not row[1]:
        return None
    known = zip(years, row[1], strict=False)
    return next((v for year, v in known if year.name == name), None)


def _used(a: Plan, b: Plan, found: Found) -> None:
    """What of limits on sums is used up."""
    why = None if span_of(a) == span_of(b) else PERIODS
    for x, y in pairs(a.limits, b.limits, lambda limit: limit.name):
        if x is not None and y is not None:
            values = (_sum(a, x), _sum(b, y))
            found.number("used", x.name, x.title, (x.unit, y.unit), values, why)


def _sum(plan: Plan, limit: Constraint) -> float | None:
    """The sum over the horizon that a limit is on; None where no path of the plan tells."""
    path = by_name((*plan.planned, *plan.instruments)).get(limit.variable)
    base = by_name((*plan.baseline, *plan.baseline_instruments)).get(limit.variable)
    if path is None or limit.percent or None in path.values:
        return None
    if not limit.relative:
        return sum(v for v in path.values if v is not None) + limit.used
    if base is None or None in base.values:
        return None
    gaps = zip(path.values, base.values, strict=True)
    return sum(x - y for x, y in gaps if x is not None and y is not None) + limit.used


def _prices(a: Plan, b: Plan, found: Found, other: Text | None) -> None:
    """The highest price of each limit that binds."""
    for x, y in pairs(_highest(a), _highest(b), lambda price: price.constraint):
        said = x or y
        assert said is not None
        unit = _PER.fill(unit=said.unit)
        if x is not None and y is not None:
            units = (unit, _PER.fill(unit=y.unit))
            found.number("price", x.constraint, x.title, units, (x.price, y.price), other)
        else:
            values = (x.price if x else None, y.price if y else None)
            found.number(
                "price", said.constraint, said.title, (unit, unit), values, _UNBOUND[y is None]
            )


def _highest(plan: Plan) -> list[ShadowPrice]:
    best: dict[str, ShadowPrice] = {}
    for price in plan.binding:
        if price.constraint not in best or price.price > best[price.constraint].price:
            best[price.constraint] = price
    return list(best.values())


def _wires(a: Plan, b: Plan, found: Found) -> None:
    """The bounds of trip-wires in the periods that both watch."""
    wires = [_bands(plan.trip_wires) for plan in (a, b)]
    for name in wires[0]:
        if name not in wires[1]:
            continue
        x, y = wires[0][name], wires[1][name]
        topics: tuple[PathTopic, PathTopic] = ("lower wire", "upper wire")
        title = Text("Trip-wires: {title}", "触发线：{title}").fill(title=x[0].title)
        for k, topic in enumerate(topics):
            own, other = _path(x, k), _path(y, k)
            span, _ = common(own, other)
            if span is None and k:
                continue
            found.path(topic, x[0].title if span else title, x[0].unit, own, other)


def _bands(wires: Sequence[TripWire]) -> dict[str, list[TripWire]]:
    found: dict[str, list[TripWire]] = {}
    for wire in sorted(wires, key=lambda w: w.period.ordinal):
        found.setdefault(wire.variable, []).append(wire)
    return found


def _path(wires: Sequence[TripWire], side: int) -> Series:
    """The lower (0) or upper (1) bounds of a variable's wires, with gaps where there are none."""
    first, last = wires[0].period, wires[-1].period
    known = {w.period: (w.lower, w.upper)[side] for w in wires}
    values = tuple(known.get(period) for period in first.to(last))
    return Series(wires[0].variable, wires[0].unit.en, first, values)
