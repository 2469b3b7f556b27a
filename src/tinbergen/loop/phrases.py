"""What monitoring and evaluation say, in words, in both languages."""

from __future__ import annotations

from collections.abc import Sequence

from tinbergen.charts.quantities import after_number, again, amount, short
from tinbergen.core.documents.plan import TripWire
from tinbergen.core.period import Period
from tinbergen.core.text import Text


def outturn(
    title: Text,
    period: Period,
    value: float,
    plan: float,
    parts: Sequence[tuple[Text, float]],
    unit: Text | None = None,
) -> Text:
    """How an outturn in ``unit`` differs from the plan's central path, and what did it.

    Without ``parts`` no world of the plan can say what did.
    """
    side = Text("above", "高于") if value > plan else Text("below", "低于")
    main = [p for p in sorted(parts, key=lambda p: -abs(p[1])) if abs(p[1]) >= 0.05][:3]
    words = [
        Text("{name} {size:+,.1f}", "{name} {size:+,.1f}").fill(name=n, size=v) for n, v in main
    ]
    other = _NO_CAUSE if parts else _UNEXPLAINED
    return Text(
        "{title} in {period}: {value:,.1f}{unit}, {size:,.1f} {side} the plan's {plan:,.1f}: {en}.",
        "{period} {title}实际为 {value:,.1f}{unit}，{side}计划的 {plan:,.1f} 达 "
        "{size:,.1f}：{zh}。",
    ).fill(
        unit=_in(unit),
        title=title,
        period=period,
        value=value,
        plan=plan,
        size=abs(value - plan),
        side=side,
        en="; ".join(w.en for w in words) or other.en,
        zh="，".join(w.zh for w in words) or other.zh,
    )


_NO_CAUSE = Text("no single cause", "无单一原因")
_UNEXPLAINED = Text(
    "no world of the plan can say what produced it", "计划所用的各世界均无法说明其成因"
)


def revision(
    title: Text, period: Period, before: float, after: float, size: float, periods: int
) -> Text:
    """How the value of a period was revised between two vintages, and those of the last ones."""
    return Text(
        "{title} of {period} was revised from {before:,.1f} to {after:,.1f}; over the last "
        "{periods} periods known before, revisions were {size:,.1f} on average.",
        "{period} {title}由 {before:,.1f} 修订为 {after:,.1f}；"
        "此前已知的最近 {periods} 期平均修订幅度为 {size:,.1f}。",
    ).fill(title=title, period=period, before=before, after=after, size=size, periods=periods)


def rebased(title: Text, vintage: Period, factor: float) -> Text:
    """That a series' levels can't be compared with those of the vintage before."""
    return Text(
        "{title} was rebased in the vintage {vintage}: its levels are {factor:.3f} times those of "
        "the vintage before, and can't be compared with the plan's.",
        "{title}在 {vintage} 版本中更换了基期：水平值为前一版本的 {factor:.3f} 倍，"
        "不能与计划比较。",
    ).fill(title=title, vintage=vintage, factor=factor)


def _in(unit: Text | None) -> Text:
    """A unit behind a number; nothing for those that the data do not name."""
    if unit is None or unit.en.startswith("as in"):
        return Text("", "")
    return Text(f" {after_number(unit).en}", f"（{unit.zh}）")


def alarm(title: Text, value: float, wire: TripWire) -> Text:
    return Text(
        "{title} of {value:,.1f}{unit} in {period} lies outside the plan's bounds, {lower:,.1f} to "
        "{upper:,.1f}, which all its outturns keep with a chance of {level:,.0f} % if it is right: "
        "the plan's picture of the economy is falsified.",
        "{period} {title} {value:,.1f}{unit} 超出计划界限 {lower:,.1f} 至 {upper:,.1f}"
        "（若判断正确，全部实际值有 {level:,.0f}% 的机会都在界内）：计划对经济的判断被证伪。",
    ).fill(
        unit=_in(wire.unit),
        title=title,
        value=value,
        period=wire.period,
        level=100 * wire.level,
        lower=wire.lower,
        upper=wire.upper,
    )


def effect(
    title: Text, who: Text, value: float, unit: Text, low: float, high: float, covers: Text,
    periods: int,
) -> Text:  # fmt: skip
    """The mean effect with its interval, where it has one, and what that covers, as a verb."""
    low_text, high_text = (again(end, short(unit), 2, signed=True) for end in (low, high))
    interval = (_INTERVAL if high > low else _NO_INTERVAL).fill(
        low=low_text, high=high_text, covers=covers
    )
    return Text(
        "Effect of {who}: {title} {value} (mean of {periods} periods; {interval}).",
        "{periods} 个时期内，{who}使{title}平均变动 {value}（{interval}）。",
    ).fill(
        title=title, who=who, value=amount(value, short(unit), 2, signed=True), periods=periods,
        interval=interval,
    )  # fmt: skip


_INTERVAL = Text(
    "90 % interval {low} to {high}, which {covers}",
    "90% 区间 {low} 至 {high}，{covers}",
)
_NO_INTERVAL = Text(
    "no interval, since nothing is random in it once what came is known",
    "无区间：实际情形已知后，其中无随机成分",
)
