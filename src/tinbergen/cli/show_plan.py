"""Plans in the terminal: what is set, what it attains, what binds, what would falsify it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from tinbergen.cli.show import BAD, GOOD, QUIET, by_period, decimals, number, panel, table
from tinbergen.core.documents import Attainment, Plan, ShadowPrice
from tinbergen.core.errors import Language
from tinbergen.core.period import Span
from tinbergen.core.text import NO_TEXT, Text

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

#: What a panel's frame and padding take of the width.
FRAME = 4

_SIGNS = {"at": "=", "at_least": "≥", "at_most": "≤"}
_HEADS = {
    "target": Text("target", "目标"),
    "wanted": Text("wanted", "期望"),
    "before": Text("no policy", "无政策"),
    "planned": Text("plan", "计划"),
    "chance": Text("chance", "概率"),
    "period": Text("period", "时期"),
    "limit": Text("binding limit", "起约束的界限"),
    "when": Text("when", "时期"),
    "price": Text("shadow price", "影子价格"),
    "wire": Text("trip-wire", "触发线"),
    "all": Text("whole horizon", "整个期间"),
}
_NOTES = {
    "plan": Text(
        "Instruments, in brackets the change from no policy; then outcomes on the central path.",
        "工具（括号内为相对无政策的变化），其后为中心路径上的结果。",
    ),
    "attainment": Text(
        "Means over the horizon. Chance: share of draws that meet the target, without and with "
        "the plan.",
        "均为期间均值。概率：达成目标的抽样比例，无计划 → 有计划。",
    ),
    "price": Text(
        "Shadow price: what the loss would fall by if the limit were one unit looser.",
        "影子价格：界限放宽一个单位时损失的减少量。",
    ),
    "wires": Text(
        "If the plan's picture is right, all outturns keep these bounds with a chance of "
        "{level:.0%}; one outside falsifies it.",
        "若计划的判断正确，全部实际值有 {level:.0%} 的机会都在界内；越界即否定该判断。",
    ),
    "loss": Text("loss {before:,.1f} → {after:,.1f}", "损失 {before:,.1f} → {after:,.1f}"),
}


def show_plan(screen: Console, lang: Language, plan: Plan, titles: Mapping[str, Text]) -> None:
    """``titles`` are those of the instruments."""
    parts: list[RenderableType] = [plan.verdict(lang), "", _attained(lang, plan.attainment)]
    parts += [_quiet(_NOTES["attainment"], lang), "", *_paths(screen, lang, plan, titles)]
    if plan.binding:
        parts += ["", _limits(lang, plan.binding), _quiet(_NOTES["price"], lang)]
    if plan.trip_wires:
        note = _NOTES["wires"].fill(level=plan.trip_wires[0].level)
        parts += ["", *_wires(screen, lang, plan), _quiet(note, lang)]
    note = _NOTES["loss"].fill(before=plan.baseline_loss, after=plan.loss)
    screen.print(panel(Text("Plan", "计划")(lang), *parts, note=f"{note(lang)} · {plan.id}"))


def _quiet(text: Text, lang: Language) -> RenderableType:
    from rich.text import Text as Styled

    return Styled(text(lang), style=QUIET)


def _attained(lang: Language, attainment: Sequence[Attainment]) -> RenderableType:
    from rich.text import Text as Styled

    heads = [_HEADS[w](lang) for w in ("wanted", "before", "planned", "chance")]
    shown = table("", (_HEADS["target"](lang), "wrap"), *heads)
    for a in attainment:
        places = min(2, decimals((a.desired, a.before, a.planned)))
        shown.add_row(
            Styled("✓", style=GOOD) if a.met else Styled("✗", style=BAD),
            Styled.assemble(a.title(lang), (f"  {a.unit(lang)}", QUIET)),
            f"{_SIGNS[a.sense]} {number(a.desired, places)}",
            number(a.before, places),
            number(a.planned, places),
            f"{a.probability_before:.0%} → {a.probability:.0%}",
        )
    return shown


def _paths(
    screen: Console, lang: Language, plan: Plan, titles: Mapping[str, Text]
) -> list[RenderableType]:
    from rich.text import Text as Styled

    instruments: list[tuple[str, Sequence[str]]] = []
    outcomes: list[tuple[str, Sequence[str]]] = []
    legend: list[str] = []
    no_policy = {series.name: series.values for series in plan.baseline_instruments}
    for series in plan.instruments:
        places = min(2, decimals(series.values))
        changes = [
            (a or 0.0) - (b or 0.0)
            for a, b in zip(series.values, no_policy[series.name], strict=True)
        ]
        cells = [
            f"{number(v, places)} ({number(c, places, sign=True)})"
            for v, c in zip(series.values, changes, strict=True)
        ]
        instruments.append((series.name, cells))
        legend.append(f"{series.name} {titles.get(series.name, NO_TEXT)(lang)}".strip())
    wanted = {a.variable: a.title for a in plan.attainment}
    for series in plan.planned:
        if series.name in wanted:
            places = min(2, decimals(series.values))
            outcomes.append((series.name, [number(v, places) for v in series.values]))
            legend.append(f"{series.name} {wanted[series.name](lang)}")
    labels = Span(plan.start, plan.horizon).labels()
    head, room = _HEADS["period"](lang), screen.width - FRAME
    tables = by_period(room, head, labels, [*instruments, *outcomes])
    if len(tables) > 1:
        tables = [
            *by_period(room, head, labels, instruments), *by_period(room, head, labels, outcomes)
        ]  # fmt: skip
    words = " · ".join(legend)
    return [*tables, Styled(words, style=QUIET), _quiet(_NOTES["plan"], lang)]


def _limits(lang: Language, binding: Sequence[ShadowPrice]) -> RenderableType:
    """One row a limit: where it binds, and its highest price."""
    heads = [_HEADS[w](lang) for w in ("when", "price")]
    shown = table((_HEADS["limit"](lang), "wrap"), *heads)
    for name in dict.fromkeys(b.constraint for b in binding):
        own = [b for b in binding if b.constraint == name]
        dearest = max(own, key=lambda b: b.price)
        shown.add_row(
            dearest.title(lang), _stretches(own) or _HEADS["all"](lang), number(dearest.price, 3)
        )
    return shown


def _stretches(binding: Sequence[ShadowPrice]) -> str:
    """Periods in which a limit binds, consecutive ones joined."""
    periods = sorted((b.period for b in binding if b.period), key=lambda p: p.ordinal)
    parts = []
    for _, run in groupby(enumerate(periods), key=lambda pair: pair[1].ordinal - pair[0]):
        own = [period for _, period in run]
        parts.append(str(own[0]) if len(own) == 1 else f"{own[0]}–{own[-1]}")
    return ", ".join(parts)


def _wires(screen: Console, lang: Language, plan: Plan) -> list[RenderableType]:
    wires = plan.trip_wires
    labels = list(dict.fromkeys(str(w.period) for w in wires))
    columns = []
    for name in dict.fromkeys(w.variable for w in wires):
        own = {str(w.period): w for w in wires if w.variable == name}
        places = min(1, decimals(w.upper for w in own.values()))
        cells = [
            f"{number(own[p].lower, places)} … {number(own[p].upper, places)}" if p in own else "·"
            for p in labels
        ]
        columns.append((next(iter(own.values())).title(lang), cells))
    head = _HEADS["wire"](lang)
    return [*by_period(screen.width - FRAME, head, labels, columns)]
