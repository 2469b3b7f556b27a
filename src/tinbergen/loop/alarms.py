"""Why a plan's numbers are not to be relied on: data misread, or a path beyond belief.

A variable is believed within the range that its case or its pack gives. A target without one is
believed within its own history, extended on either side by the whole of its range.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from tinbergen.core.documents.evidence import Finding, Provenance, Series
from tinbergen.core.errors import Advice
from tinbergen.core.period import Period
from tinbergen.core.serial import with_identity
from tinbergen.core.text import NO_TEXT, SPACES, Text
from tinbergen.data.plausibility import DOUBTS
from tinbergen.loop.hindsight import bounds
from tinbergen.loop.situation import Situation
from tinbergen.loop.words import title_of, unit_of

#: Periods that a history must have before it says what can be believed.
_HISTORY = 20

_SAID = Text("{title}. {fix}", "{title}。{fix}")
_DATA = Text("The data as they are read", "所读取的数据")
_READ = Text("what the data say against what they can be", "将数据与其可能取值比较")
_BEYOND = Text(
    "{title} {when}: {value:,.4g} in {period} ({unit}), outside the {low:,.4g} to {high:,.4g} "
    "that can be believed.",
    "{when}，{title}在 {period} 为 {value:,.4g}（{unit}），"
    "超出可信范围 {low:,.4g} 至 {high:,.4g}。",
)
_WHEN = {
    "observed": Text("as read from the data", "按所读取的数据"),
    "no policy": Text("with no new policy", "无新政策时"),
    "plan": Text("with the plan", "按计划"),
}
_CHECKED = Text("the path against the range of its variable", "将路径与变量的合理范围比较")
_FIRST = Text("Not to be relied on:", "不可依赖：")


def alarms_of(
    situation: Situation, baseline: Iterable[Series], planned: Iterable[Series]
) -> tuple[Finding, ...]:
    """What forbids reading the plan, the data first; a variable is told once, where it begins.

    Parameters
    ----------
    situation
        Where the plan is made.
    baseline, planned
        Central paths with no new policy and with the plan.
    """
    data, rests_on = situation.data, situation.provenance()
    found = [_doubt(a, data.span.end, rests_on) for a in situation.case.advice if a.code in DOUBTS]
    now = [
        Series(name, data.units[name].en if name in data.units else "", data.span.end,
               (float(data[name][-1]),))
        for name in data
    ]  # fmt: skip
    ranges, told = ranges_of(situation), set[str]()
    for when, paths in (("observed", now), ("no policy", baseline), ("plan", planned)):
        for path in paths:
            if path.name in ranges and path.name not in told:
                alarm = _alarm(path, when, ranges[path.name], situation)
                if alarm is not None:
                    told.add(path.name)
                    found.append(alarm)
    return tuple(found)


def ranges_of(situation: Situation) -> dict[str, tuple[float, float]]:
    """Within which bounds a variable's values can be believed."""
    ranges = bounds(situation.case)
    for target in situation.case.targets:
        name = target.variable
        if name in ranges or name not in situation.data:
            continue
        known = situation.data[name][np.isfinite(situation.data[name])]
        if len(known) >= _HISTORY and np.ptp(known) > 0:
            width = float(np.ptp(known))
            ranges[name] = (float(known.min()) - width, float(known.max()) + width)
    return ranges


def warning(alarms: Iterable[Finding]) -> Text:
    """The alarms in one passage, which takes the place of a verdict."""
    return SPACES.join((_FIRST, *(alarm.statement for alarm in alarms)))


def _doubt(advice: Advice, period: Period, rests_on: Provenance) -> Finding:
    title, fix = (Text(advice.text(p, "en"), advice.text(p, "zh")) for p in ("title", "fix"))
    return with_identity(Finding(
        id="", kind="alarm", name=f"data: {advice.code}", title=_DATA,
        statement=_SAID.fill(title=title, fix=fix), estimate=None, unit=NO_TEXT, period=period,
        method=_READ, provenance=rests_on, severity=3.0,
    ))  # fmt: skip


def _alarm(
    path: Series, when: str, bound: tuple[float, float], situation: Situation
) -> Finding | None:
    """The alarm of a path that leaves its range, at its worst period; None where it doesn't."""
    low, high = bound
    misses = [0.0 if v is None or not np.isfinite(v) else max(low - v, v - high)
              for v in path.values]  # fmt: skip
    worst = int(np.argmax(misses))
    if misses[worst] <= 0:
        return None
    value, period = float(path.values[worst] or 0.0), path.start + worst
    title = title_of(path.name, situation.data, situation.case.model)
    unit = unit_of(path.name, situation.data)
    facts = {"value": value, "period": period, "unit": unit, "low": low, "high": high}
    statement = _BEYOND.fill(title=title, when=_WHEN[when], **facts)
    return with_identity(Finding(
        id="", kind="alarm", name=f"{when}: {path.name}", title=title, statement=statement,
        estimate=value, unit=unit, period=period, method=_CHECKED,
        provenance=situation.provenance(), severity=3.0, series=(path,),
    ))  # fmt: skip
