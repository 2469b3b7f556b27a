"""How the targets of a plan fare: their averages in words, and the table of all of them."""

from __future__ import annotations

from collections.abc import Collection

from tinbergen.charts.quantities import amount, short
from tinbergen.charts.typeset import number, period_text
from tinbergen.core.documents.plan import Attainment, Plan
from tinbergen.core.text import Text
from tinbergen.report.blocks import Cell, Column, Table
from tinbergen.report.views.context import effects_from
from tinbergen.report.wording import (
    PERIODS,
    capital,
    decimals_for,
    inside,
    listed,
    sentences,
    stretch,
    telling_decimals,
)

#: From here on prose needs no decimals, if the numbers differ without.
_LARGE = 1000


def means(aim: Attainment) -> tuple[Text, Text]:
    """A target's average with the plan and with no new policy, as prose says them.

    The second has no unit but a per cent sign where the first has its unit after it.
    """
    values = (aim.planned, aim.before)
    least = 0 if max(map(abs, values)) >= _LARGE else 1
    digits = telling_decimals((*values, aim.desired), least)
    unit = short(aim.unit)
    planned, before = (amount(value, unit, digits) for value in values)
    figure = number(aim.before, digits)
    en, zh = (f"{figure}%" if words.startswith("%") else figure for words in (unit.en, unit.zh))
    return planned, Text(en, zh if before.zh.endswith("）") else before.zh)


def missing(aim: Attainment, value: float) -> float:
    """How far an average is on the wrong side of what a target asks for; 0 where it meets it."""
    gap = value - aim.desired
    if aim.sense == "at":
        return abs(gap)
    return max(0.0, gap if aim.sense == "at_most" else -gap)


_AIMS = {
    "title": Text("The targets and how they fare", "目标及其实现情况"),
    "ok": Text("Met by the central path", "中心路径达标"),
    "mean": Text("{mark} on average", "{mark} 均值"),
    "count": Text("{mark} {count} of {all}", "{mark} {count}/{all} 期"),
    "target": Text("Target", "目标"),
    "named": Text("{name}, {unit}", "{name}（{unit}）"),
    "desired": Text("Asked for", "目标值"),
    "idle": Text("No policy", "无政策"),
    "plan": Text("Plan", "计划"),
    "linear": Text("Linearised", "线性化"),
    "miss": Text("Mean miss", "平均偏差"),
    "worst": Text("Worst miss", "最大偏差"),
    "dated": Text("{size} in {period}", "{size}（{period}）"),
    "none": Text("none", "无"),
    "chance": Text("Chance", "概率"),
    "note": Text(
        "Averages over {span}; the chances are those without and with the plan that the average "
        "meets the target",
        "{span}平均值；概率为无政策与有计划时均值达标的概率",
    ),
    "model": Text(
        "The plan is computed on the model itself; the report also gives what the model linearised "
        "around the baseline promises of the same problem",
        "计划以模型本身计算；报告另列模型在基线附近线性化后的结果",
    ),
    "table": Text(
        "The plan is computed with the effects of a table, which are straight lines",
        "计划按效应表计算，其效应为线性",
    ),
    "both": Text(
        "The plan is computed on models and on tables of effects, weighted; the report also gives "
        "what they promise linearised around the baseline",
        "计划按模型与效应表加权计算；报告另列其在基线附近线性化后的结果",
    ),
    "satellite": Text(
        "The plan is computed on the actor's own model, on the worlds' outlooks by weight; the "
        "report also gives what that model promises linearised around the baseline",
        "计划以行为者自身的模型在各世界加权展望上计算；报告另列该模型在基线附近线性化后的结果",
    ),
    "judged": Text(
        "✓ and ✗ judge the central path, not the chance", "✓ 与 ✗ 只按中心路径判断，不按概率"
    ),
    "moving": Text(
        "Asked for against the path without policy, period by period: {moving}. The average is "
        "shown, a miss is that of its period",
        "逐期以无政策路径为基准的目标：{moving}。所列为均值，偏差按当期计算",
    ),
    "averages": Text(
        "A target asked for on average is judged by its average alone",
        "按期内平均设定的目标只以均值评判",
    ),
    "periods": Text(
        "A target asked for in every period is met when it is in all {periods}, so that its "
        "average may meet it and the target be missed",
        "按每期设定的目标须各{periods}均达标，因此均值达标而目标仍可能未达",
    ),
}

#: Columns that a narrow display does without.
_DETAIL = {"linear", "miss", "worst"}
_SIGN = {"at": "", "at_least": "≥ ", "at_most": "≤ "}


def attainment_table(plan: Plan, relative: Collection[str] = ()) -> Table:
    """Each target: asked for, expected without and with the plan, how often and how likely met.

    What is asked for in every period has a worst miss besides the mean one, and is told by the
    periods that meet it; of targets that are ``relative`` to the path without policy it moves.
    """
    aims = plan.attainment
    averages, each = (any(a.average is kind for a in aims) for kind in (True, False))
    heads = ["desired", "idle", "plan", "linear"]
    heads += ["miss", *["worst"] * each, "chance"]
    rows: list[list[Cell]] = []
    for aim in aims:
        means = (aim.desired, aim.before, aim.planned)
        digits = telling_decimals(means, least=decimals_for(means, fine=True))
        own: dict[str, Cell] = {
            "desired": _SIGN[aim.sense] + number(aim.desired, digits),
            "idle": number(aim.before, digits),
            "plan": number(aim.planned, digits),
            "linear": number(aim.linear, digits),
            "chance": _chance(aim),
            "miss": _size(aim.shortfall, aim.met, digits),
        }
        if not aim.average:
            own["worst"] = _worst(aim, digits)
        name = _AIMS["named"].fill(name=capital(aim.title), unit=short(aim.unit))
        rows.append([name, *(own.get(head) for head in heads), _judged(aim, plan)])
    columns = (
        Column(_AIMS["target"], align="text"),
        *(Column(_AIMS[head], detail=head in _DETAIL) for head in heads),
        Column(_AIMS["ok"], align="text"),
    )
    span = stretch(plan.start, plan.start + (plan.horizon - 1))
    moving = [inside(a.title) for a in aims if a.variable in relative and not a.average]
    notes = ["note", effects_from(plan), "judged", *["moving"] * bool(moving)]
    notes += [*["averages"] * averages, *["periods"] * each]
    said = (
        _AIMS[note].fill(span=span, periods=PERIODS[plan.start.frequency], moving=listed(moving))
        for note in notes
    )
    return Table(_AIMS["title"], columns, rows, note=sentences(*said))


def _judged(aim: Attainment, plan: Plan) -> Text:
    """What judges a target, and whether it meets it."""
    mark = "✓" if aim.met else "✗"
    if aim.average:
        return _AIMS["mean"].fill(mark=mark)
    return _AIMS["count"].fill(mark=mark, count=aim.periods_met, all=plan.horizon)


def _size(miss: float, met: bool, digits: int) -> Cell:
    """A miss, with more decimals where it would else be printed as nothing."""
    if met:
        return _AIMS["none"]
    return number(miss, telling_decimals((0.0, miss), digits))


def _worst(aim: Attainment, digits: int) -> Cell:
    size = _size(aim.worst, aim.met, digits)
    if aim.met:
        return size
    return _AIMS["dated"].fill(size=size, period=period_text(aim.worst_period))


def _chance(aim: Attainment) -> Cell:
    """Without and with the plan; nothing where nothing is random."""
    if aim.probability is None or aim.probability_before is None:
        return None
    return f"{100 * aim.probability_before:.0f}% → {100 * aim.probability:.0f}%"
