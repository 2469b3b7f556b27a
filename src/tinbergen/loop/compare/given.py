"""What was put into two documents otherwise, as far as these say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tinbergen.charts.quantities import amount, short
from tinbergen.charts.typeset import number, period_text
from tinbergen.core.documents.comparison import Given, GivenApart
from tinbergen.core.documents.evidence import Provenance
from tinbergen.core.documents.plan import Attainment, FrozenWorld, Plan, WorldView
from tinbergen.core.documents.problem import Constraint
from tinbergen.core.errors import TinbergenError
from tinbergen.core.period import Period, Span
from tinbergen.core.text import COMMAS, Text
from tinbergen.loop.compare.pairing import close, pairs
from tinbergen.loop.scenarios.imposed import assumed_in

_TITLES: dict[str, Text] = {
    "case": Text("Case", "案例"),
    "date": Text("As of", "截至"),
    "scenario": Text("Scenario", "情景"),
    "data": Text("Data", "数据"),
    "source": Text("Source of the data", "数据来源"),
    "horizon": Text("Horizon", "期间"),
    "objective": Text("Objective", "目标函数"),
    "seed": Text("Seed of random numbers", "随机数种子"),
    "draws": Text("Draws", "抽样次数"),
    "program": Text("Version", "程序版本"),
    "by": Text("Adopted by", "采纳者"),
    "on": Text("Adopted in", "采纳时间"),
    "plan": Text("Plan", "计划"),
}
NONE = Text("none", "无")
_HASH = Text("hash {hash}", "哈希 {hash}")
_TO = Text("{a} to {b}", "{a}至{b}")
_AIM = Text("Target: {title}", "目标：{title}")
_LIMIT = Text("Limit: {title}", "限制：{title}")
_CHANCE = Text("Chance asked for: {title}", "要求的概率：{title}")
_WORLD = Text("World: {title}", "世界：{title}")
_NUMBERS = Text("Numbers of world {name}", "世界 {name} 的参数")
_OUTLOOK = Text("Weight of outlook {title}", "展望权重：{title}")
_RESPONSE = Text("Weight of response {title}", "反应权重：{title}")
_ASKED = Text("{sense}{amount}{how}", "{how}{sense}{amount}")
_AGAINST = Text(" against no policy", "较无政策")
_HOW = {True: Text(", on average", "平均"), False: Text(", in every period", "每期")}
_SENSE = {
    "at": Text("at ", ""),
    "at_least": Text("at least ", "不低于"),
    "at_most": Text("at most ", "不高于"),
}
_BOUND = Text("{sense}{amount}{how}", "{sense}{amount}{how}")
_SHARE = Text(" in {share}% of draws", "（{share}% 的抽样）")
_OTHER = Text("{count}, {some} of them other", "{count} 个，其中 {some} 个不同")
_COUNT = Text("{count}", "{count} 个")
_OBJECTIVE = {
    "central": Text("central path", "中心路径"),
    "expected": Text("mean over draws", "抽样均值"),
    "regret": Text("least regret", "最小后悔"),
}
_FEARS = Text("{objective}, price of doubt {theta}", "{objective}，疑虑价格 {theta}")

#: What plans do not say of what was put in.
UNSAID = (
    Text("weights and tolerances of targets", "目标的权重与容差"),
    Text("bounds of instruments that do not bind", "不起约束作用的工具边界"),
)


def one(
    topic: Given, name: str, said: Iterable[Text | None], title: Text | None = None
) -> Iterator[GivenApart]:
    """A thing put in, as A and B have it, where that differs."""
    a, b = said
    if a != b:
        yield GivenApart(topic, name, title or _TITLES[name], a, b)


def dated(vintage: str) -> Text:
    """A vintage as prose writes it."""
    try:
        return period_text(Period.parse(vintage))
    except TinbergenError:
        return Text(vintage, vintage)


def provenances(a: Provenance, b: Provenance) -> Iterator[GivenApart]:
    """Dates, sources and versions."""
    yield from one("date", "date", (dated(a.vintage), dated(b.vintage)))
    yield from one("data", "source", (a.source, b.source))
    yield from one("program", "program", (_plain(a.software), _plain(b.software)))


def plans(a: Plan, b: Plan) -> Iterator[GivenApart]:
    """What two plans were made of, but for their dates."""
    yield from one("case", "case", (_plain(a.name), _plain(b.name)))
    told = [assumed_in(plan.assumptions) or NONE for plan in (a, b)]
    yield from one("scenario", "scenario", told)
    if a.frozen and b.frozen:
        hashes = (_HASH.fill(hash=f.data) for f in (a.frozen, b.frozen))
        yield from one("data", "data", hashes)
    yield from one("horizon", "horizon", (_horizon(plan) for plan in (a, b)))
    yield from _targets(a, b)
    yield from _limits(a, b)
    yield from one("objective", "objective", (_objective(plan) for plan in (a, b)))
    yield from _worlds(a, b)
    if a.frozen and b.frozen:
        yield from one("draws", "seed", (_plain(f.seed) for f in (a.frozen, b.frozen)))
        yield from one("draws", "draws", (_plain(f.draws) for f in (a.frozen, b.frozen)))


def same_aim(a: Attainment, b: Attainment) -> bool:
    """Whether a target asks for the same: in itself, or against what comes without policy."""
    alike = (a.sense, a.average, a.unit.en) == (b.sense, b.average, b.unit.en)
    against = close(round(a.desired - a.before, 9), round(b.desired - b.before, 9))
    return alike and (against or close(a.desired, b.desired))


def same_aims(a: Plan, b: Plan) -> bool:
    """Whether two plans have the same targets."""
    found = pairs(a.attainment, b.attainment, lambda aim: aim.variable)
    return all(x is not None and y is not None and same_aim(x, y) for x, y in found)


def asked(aim: Attainment) -> Text:
    """What a target asks for, in words."""
    return _ASKED.fill(
        sense=_SENSE[aim.sense], how=_HOW[aim.average],
        amount=amount(aim.desired, short(aim.unit), 2, count=False),
    )  # fmt: skip


def _targets(a: Plan, b: Plan) -> Iterator[GivenApart]:
    for x, y in pairs(a.attainment, b.attainment, lambda aim: aim.variable):
        if x is None or y is None or not same_aim(x, y):
            said = x or y
            assert said is not None
            words = (NONE if aim is None else asked(aim) for aim in (x, y))
            title = _AIM.fill(title=said.title)
            yield from one("targets", said.variable, words, title)


def _limits(a: Plan, b: Plan) -> Iterator[GivenApart]:
    for x, y in pairs(a.limits, b.limits, lambda limit: limit.name):
        said = x or y
        assert said is not None
        words = (NONE if limit is None else _bound(limit) for limit in (x, y))
        yield from one("limits", said.name, words, _LIMIT.fill(title=said.title))


def _bound(limit: Constraint) -> Text:
    how = _SHARE.fill(share=number(100 * limit.share, 0)) if limit.share else Text("", "")
    return _BOUND.fill(
        sense=_SENSE[limit.sense], how=how,
        amount=amount(limit.bound, short(limit.unit), 2, signed=limit.relative, count=False),
    )  # fmt: skip


def _objective(plan: Plan) -> Text:
    said = _OBJECTIVE[plan.objective]
    return said if plan.theta is None else _FEARS.fill(objective=said, theta=f"{plan.theta:g}")


def _horizon(plan: Plan) -> Text:
    span = Span(plan.start, plan.horizon)
    return _TO.fill(a=period_text(span.start), b=period_text(span.end))


def _worlds(a: Plan, b: Plan) -> Iterator[GivenApart]:
    """Which worlds there are, their weights, and how many of their numbers are others."""
    for x, y in pairs(a.worlds, b.worlds, lambda view: view.name):
        said = x or y
        assert said is not None
        if x is None or y is None:
            there = (NONE if view is None else _weights(view) for view in (x, y))
            yield from one("worlds", said.name, there, _WORLD.fill(title=said.title))
            continue
        for form, weights in (
            (_OUTLOOK, (x.outlook_weight, y.outlook_weight)),
            (_RESPONSE, (x.response_weight, y.response_weight)),
        ):
            words = (_plain(number(w, 3)) for w in weights)
            yield from one("weights", said.name, words, form.fill(title=said.title))
    if a.frozen and b.frozen:
        for v, w in pairs(a.frozen.worlds, b.frozen.worlds, lambda world: world.name):
            if v is not None and w is not None:
                yield from _parameters(v, w)


def _weights(view: WorldView) -> Text:
    return COMMAS.join([
        form.fill(title=number(weight, 3))
        for form, weight in ((Text("outlook {title}", "展望 {title}"), view.outlook_weight),
                             (Text("response {title}", "反应 {title}"), view.response_weight))
    ])  # fmt: skip


def _parameters(a: FrozenWorld, b: FrozenWorld) -> Iterator[GivenApart]:
    left, right = dict(a.values), dict(b.values)
    other = [n for n in {*left, *right} if not close(left.get(n), right.get(n))]
    if other:
        words = (_COUNT.fill(count=len(left)), _OTHER.fill(count=len(right), some=len(other)))
        title = _NUMBERS.fill(name=a.name)
        yield GivenApart("worlds", a.name, title, *words, derived=True)


def _plain(said: object) -> Text:
    return Text(str(said), str(said))
